"""Resource IDs and provider IDs: their parts, in every spelling, and strings that are neither."""

import copy
import pickle

import pytest
from hypothesis import given, strategies as st
from strategies import hostile_texts, ids, scale_sets

from vmssnames import DiskName, InstanceIDRangeError, NameFormatError, ProviderID, ResourceID

GROUP = "/subscriptions/0000-00/resourceGroups/Rg/providers/Microsoft.Compute"
SET = f"{GROUP}/virtualMachineScaleSets/Web"

GOOD = [
    # text, scale set, instance ID, VM name, disk, child
    (f"{SET}/virtualMachines/85", "Web", 85, "Web_85", None, None),
    (f"{SET}/virtualMachines/0/", "Web", 0, "Web_0", None, None),
    (f" {SET}/virtualMachines/web_85\n", "Web", 85, "Web_85", None, None),
    (f"{SET}/virtualMachines/Web_df53ee36", "Web", None, "Web_df53ee36", None, None),
    (f"{SET}/virtualMachines/Web_12345678", "Web", None, "Web_12345678", None, None),
    (f"{SET}/virtualMachines/Web", "Web", None, "Web", None, None),
    (SET, "Web", None, None, None, None),
    (f"{SET}/networkInterfaces", "Web", None, None, None, "networkInterfaces"),
    (
        f"{SET}/virtualMachines/85/networkinterfaces/n/ipconfigurations/i/publicipaddresses/p",
        "Web",
        85,
        "Web_85",
        None,
        "networkInterfaces/n/ipConfigurations/i/publicIPAddresses/p",
    ),
    (f"{SET}/virtualMachines/85/EXTENSIONS/Health", "Web", 85, "Web_85", None, "extensions/Health"),
    (f"{SET}/virtualMachines/85/runCommands/r", "Web", 85, "Web_85", None, "runCommands/r"),
    (f"{SET}/virtualMachines/1/events/e/ticks/7", "Web", 1, "Web_1", None, "events/e/ticks/7"),
    (f"{GROUP}/virtualMachines/Web_df53ee36", None, None, "Web_df53ee36", None, None),
    (f"{GROUP}/virtualMachines/vm01", None, None, "vm01", None, None),
    (f"{GROUP}/virtualMachines/Web_85", None, None, "Web_85", None, None),
    # ... which is what an instance's extension is listed under
    (f"{GROUP}/virtualMachines/Web_85/extensions/e", "Web", 85, "Web_85", None, "extensions/e"),
    (f"{GROUP}/virtualMachines/vm01/extensions/e", None, None, "vm01", None, "extensions/e"),
    (f"{GROUP}/disks/Web_Web_85_OsDisk_1_0", None, None, None, "Web_Web_85_OsDisk_1_0", None),
    (
        f"https://management.azure.com{SET}/virtualMachines/85?api-version=2025-04-01",
        "Web",
        85,
        "Web_85",
        None,
        None,
    ),
    (
        f"HTTPS://MANAGEMENT.USGOVCLOUDAPI.NET:443{SET}/virtualMachines/85#x",
        "Web",
        85,
        "Web_85",
        None,
        None,
    ),
    (
        f"https://management.chinacloudapi.cn{SET}/virtualmachines/8%35",
        "Web",
        85,
        "Web_85",
        None,
        None,
    ),
    (f"{SET}/virtualMachines/2176782335", "Web", 2176782335, "Web_2176782335", None, None),
]


@pytest.mark.parametrize(("text", "scale_set", "instance_id", "vm_name", "disk", "child"), GOOD)
def test_resource_ids_have_their_parts(text, scale_set, instance_id, vm_name, disk, child):
    found = ResourceID.parse(text)
    assert (found.subscription_id, found.resource_group) == ("0000-00", "Rg")
    assert (found.scale_set, found.instance_id, found.vm_name) == (scale_set, instance_id, vm_name)
    assert (found.disk, found.child) == (disk, child)
    again = ResourceID.parse(str(found))
    assert again == found
    assert str(again) == str(found)
    assert found.key == str(found).lower() == ResourceID.parse(text.upper()).key
    assert hash(found) == hash(ResourceID.parse(text.upper()))
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found
    assert found.parent.child is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a path that starts with /subscriptions/"),
        ("wrong-nic-id", "expected a path that starts with /subscriptions/"),
        ("subscriptions/1/resourceGroups/rg", "expected a path that starts with /subscriptions/"),
        ("/prescriptions/1", "expected 'subscriptions' as segment 1, got 'prescriptions'"),
        ("/subscriptions/1", "expected 'resourceGroups' as segment 3, got nothing"),
        (SET[:-4], "expected a name after 'virtualMachineScaleSets' as segment 8, got nothing"),
        (
            f"{SET}/virtualMachines",
            "expected a name after 'virtualMachines' as segment 10, got nothing",
        ),
        (
            f"{SET}/virtualMachines/vm0",
            "expected an instance ID, Web_ID, or a Flexible VM of Web as segment 10, got 'vm0'",
        ),
        (
            f"{SET}/virtualMachines/085",
            "expected an instance ID, Web_ID, or a Flexible VM of Web as segment 10, got '085'",
        ),
        (
            f"{SET}/virtualMachines/Other_85",
            "expected an instance ID, Web_ID, or a Flexible VM of Web as segment 10, got 'Other_85'",
        ),
        (f"{SET}//virtualMachines/85", "expected a name, got ''"),
        (
            f"{GROUP}/snapshots/s",
            "expected 'virtualMachineScaleSets', 'virtualMachines' or 'disks'",
        ),
        (SET.replace("Compute", "Network"), "expected 'Microsoft.Compute' as segment 6"),
        (SET.replace("Web", "we b"), "expected a scale-set name"),
        (f"{SET}/virtualMachines/85/extensions/a\x1b[2J", "expected a name, got 'a\\x1b[2J'"),
        (SET.replace("Rg", "r\ng"), "expected a resource group, got 'r\\ng'"),
        (f"https://evil.example.org{SET}", "expected a host of Resource Manager"),
        (f"https://management.azure.com{SET}%2FvirtualMachines/85", "expected a name, got"),
        (f"https://management.azure.com{SET}/virtualMachines/%FF", "expected a name, got '%FF'"),
    ],
)
def test_invalid_resource_ids(text, message):
    with pytest.raises(NameFormatError) as caught:
        ResourceID.parse(text)
    assert message in str(caught.value)
    assert str(caught.value).isprintable()


def test_ids_beyond_the_last():
    with pytest.raises(InstanceIDRangeError, match="2176782336 is outside"):
        ResourceID.parse(f"{SET}/virtualMachines/2176782336")


def test_made_by_hand():
    """Parts that contradict each other are rejected."""
    assert str(ResourceID("0000-00", "Rg", "Web", 85)) == f"{SET}/virtualMachines/85"
    assert ResourceID("0000-00", "Rg", "Web", 85, "WEB_85").vm_name == "Web_85"
    for wrong in (
        {},
        {"instance_id": 85},
        {"scale_set": "web", "disk": "d"},
        {"scale_set": "web", "instance_id": 85, "vm_name": "web_86"},
        {"scale_set": "web/../x"},
        {"vm_name": "a/b"},
        {"vm_name": ""},
        {"disk": "d?x"},
        {"vm_name": ".."},
        {"vm_name": "*"},
        {"scale_set": "web", "vm_name": "85"},
        {"scale_set": "web", "vm_name": "db"},
        {"scale_set": "web", "child": "a//b"},
    ):
        with pytest.raises(NameFormatError):
            ResourceID("0000-00", "rg", **wrong)
    with pytest.raises(TypeError):
        ResourceID("0000-00", "rg", "web", "85")
    with pytest.raises(TypeError):
        ResourceID.parse(SET.encode())


def test_names_are_folded_in_ascii_only():
    """The Kelvin sign is no k: two resource groups stay two, and no key is one by accident."""
    kelvin, plain = (ResourceID("s", f"{k}ube", "web", 1) for k in "\u212ak")
    assert kelvin != plain
    assert kelvin.key != plain.key
    with pytest.raises(NameFormatError):
        ResourceID.parse(f"{GROUP}/dis\u212as/d")
    with pytest.raises(NameFormatError):
        DiskName("web_web_85_OsDis\u212a_1_" + "0" * 32)


def test_other_fields_in_its_place():
    found = ResourceID("s", "g", "web", 85)
    assert found.__replace__(instance_id=9).vm_name == "web_9"
    assert found.__replace__(scale_set="db").vm_name == "db_85"
    assert found.__replace__(child="extensions/e").child == "extensions/e"
    # Every other segment of a child is a name, and keeps its spelling.
    assert ResourceID("s", "g", "web", 1, child="Extensions/RunCommands").child == (
        "extensions/RunCommands"
    )


def test_long_strings_are_rejected_quickly():
    for text in ("/" + "a/" * 10**6, f"{SET}/virtualMachines/{'x' * 10**6}"):
        with pytest.raises(NameFormatError) as caught:
            ResourceID.parse(text)
        assert len(str(caught.value)) < 600


def test_order():
    """By subscription, group and scale set, then by number, not by digits."""
    paths = [SET, *(f"{SET}/virtualMachines/{i}" for i in (2, 9, 10)), f"{GROUP}/disks/d"]
    found = [ResourceID.parse(path) for path in paths]
    assert sorted(found) == [found[4], *found[:4]]


def test_provider_ids():
    """Kubernetes lowers the resource group, and nothing else."""
    text = f"azure://{SET}/virtualMachines/85"
    found = ProviderID.parse(text)
    assert str(found) == text.replace("Rg", "rg")
    assert found.resource_id.resource_group == "Rg"
    assert found == ProviderID.parse(text.upper())
    # A group's name that stands elsewhere, too, is lowered in its own place.
    odd = (
        "azure:///subscriptions/RG/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/RG"
    )
    assert str(ProviderID.parse(odd)).count("RG") == 2
    for wrong in (
        "azure://",
        f"azure:{SET}/virtualMachines/85",
        f"aws://{SET}/virtualMachines/85",
        f"azure://{SET}",
        f"azure://{SET}/virtualMachines/85/extensions/e",
        f"azure://{GROUP}/disks/d",
        f"azure://{GROUP}/virtualMachines",
        "azure:///subscriptions/sub-id",
    ):
        with pytest.raises(NameFormatError):
            ProviderID.parse(wrong)


@given(scale_sets, ids)
def test_paths_come_back(scale_set, instance_id):
    """What is written is read again as the same."""
    made = ResourceID("sub", "rg", scale_set, instance_id)
    assert ResourceID.parse(str(made)) == made
    assert ProviderID.parse(str(ProviderID(made))).resource_id == made


@given(hostile_texts, st.sampled_from([SET, f"{SET}/virtualMachines", GROUP, ""]))
def test_whatever_is_read_is_harmless(text, before):
    """No control character, blank or slash gets into a field."""
    try:
        found = ResourceID.parse(f"{before}/{text}")
    except (NameFormatError, InstanceIDRangeError):
        return
    for field in (found.subscription_id, found.resource_group, found.scale_set, found.vm_name):
        assert field is None or (field.isprintable() and not set(" /?#%") & set(field))


@pytest.mark.parametrize(
    ("text", "scale_set", "instance_id", "is_cut"),
    [
        ("vmss3176_vmss3176_0_OsDisk_1_6d72b805e50e4de6830303c5055077fc", "vmss3176", 0, False),
        ("a_b_a_b_12_disk2_6d72b805e50e4de6830303c5055077fc", "a_b", 12, False),
        ("web_web_0_OS__1_8076301321a6450aaefe1ef9c51b3adf", "web", 0, False),
        (
            "aks-nodepool1-257812aks-nodepool1-2578120disk1_7f5fbaaac4d7480b9f78b5da0206643c",
            "aks-nodepool1-2578120",
            None,
            True,
        ),
        (
            "aks-poolapps01-23151AKS-poolapps01-231511OS__1_7f5fbaaac4d7480b9f78b5da0206643c",
            "AKS-poolapps01-231511",
            None,
            True,
        ),
        ("a" * 41 + "OsDisk_1_7f5fbaaac4d7480b9f78b5da0206643c", "a" * 21, None, True),
    ],
)
def test_disks(text, scale_set, instance_id, is_cut):
    found = DiskName.parse(text)
    assert (found.scale_set, found.instance_id, found.is_cut) == (scale_set, instance_id, is_cut)
    assert str(found) == text
    assert found == DiskName.parse(text.upper())
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vm01_OsDisk_1_d0beead4b6ff4b4088a687701d355d61",
        "web_app_0_OsDisk_1_6d72b805e50e4de6830303c5055077fc",
        "web_web_0_OsDisk_1_6d72b805",
        "web_web_00_OsDisk_1_6d72b805e50e4de6830303c5055077fc",
        "web_web_OsDisk_1_6d72b805e50e4de6830303c5055077fc",
        # The second part has one character more, and no digits follow.
        "aks-nodepool1-257812aks-nodepool1-257812disk1_7f5fbaaac4d7480b9f78b5da0206643c",
        "aks-nodepool1-257812aks-nodepool1-25781217disk1_7f5fbaaac4d7480b9f78b5da0206643c",
    ],
)
def test_disks_without_an_instance(text):
    with pytest.raises(NameFormatError):
        DiskName.parse(text)


@pytest.mark.parametrize("mark", list(' "&*+,:;<=>?@[]|#%') + ["\\"])
@pytest.mark.parametrize("place", ["resourceGroups/a{}b/x", "virtualMachines/a{}b", "disks/a{}b"])
def test_names_that_azure_forbids(mark, place):
    """A name with a mark that no VM, disk or group may have is none: it may be made for a shell."""
    group, _, rest = place.partition("/x")
    path = f"/subscriptions/0000-00/{group}/providers/Microsoft.Compute/virtualMachines/vm"
    if not group.startswith("resourceGroups"):
        path = f"{GROUP}/{place}"
    if mark not in "?#":  # In an address, these end the path.
        with pytest.raises(NameFormatError):
            ResourceID.parse(path.format(mark))
    with pytest.raises(NameFormatError, match="expected a VM name"):
        ResourceID("0000-00", "rg", vm_name=f"a{mark}b")


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (ProviderID.parse, f"azure:/{SET[1:]}/virtualMachines/1", "expected azure:// and a resource ID, with three slashes"),
        (ProviderID.parse, f"azure://{SET[1:]}/virtualMachines/1", "a resource ID, with three slashes"),
        (ProviderID.parse, f"{SET}/virtualMachines/1", "a resource ID, with three slashes"),
        (ProviderID.parse, "aws:///i-0123", "expected azure:// and a resource ID"),
        (ResourceID.parse, f"azure://{SET}/virtualMachines/1", "this is a provider ID: pass it to ProviderID.parse"),
        (ProviderID.parse, f"azure://{SET}", "expected an instance or a VM"),
    ],
)  # fmt: skip
def test_paths_and_provider_ids_that_were_mixed_up(read, text, message):
    """The message says which of both it is, and has the text once."""
    with pytest.raises(NameFormatError) as caught:
        read(text)
    assert str(caught.value).endswith(message) and str(caught.value).count("providers") == 1 * (
        "aws" not in text
    )
