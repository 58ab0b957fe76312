"""ResourceID.parse reads what Microsoft's parse_resource_id reads, and says where it does not.

Theirs never fails: of what it cannot read it makes a name.  Ours raises.
"""

import pytest
from azure.mgmt.core.tools import is_valid_resource_id, parse_resource_id

from vmssnames import ProviderID, ResourceID
from vmssnames.errors import NameFormatError

GROUP = "/subscriptions/0000-01/resourceGroups/Rg.1"
COMPUTE = f"{GROUP}/providers/Microsoft.Compute"
SET = f"{COMPUTE}/virtualMachineScaleSets/web"

GOOD = (
    SET,
    f"{SET}/virtualMachines/85",
    f"{SET}/virtualMachines/0",
    f"{SET}/virtualMachines/85/networkInterfaces/nic",
    f"{SET}/virtualMachines/85/networkInterfaces/nic/ipConfigurations/ip",
    f"{SET}/virtualMachines/85/networkInterfaces/nic/ipConfigurations/ip/publicIPAddresses/pip",
    f"{SET}/virtualMachines/85/extensions/health",
    f"{SET}/virtualMachines/85/runCommands/one",
    f"{SET}/extensions/health",
    f"{COMPUTE}/virtualMachines/web_1a2b3c4d",
    f"{COMPUTE}/virtualMachines/my-vm/extensions/health",
    f"{COMPUTE}/disks/web_web_85_OsDisk_1_0123456789abcdef",
    f"{GROUP}-(x)/providers/Microsoft.Compute/virtualMachines/my-vm",
)

# Keys in another case, which both take, and of which both keep the names as they are.
OTHER_CASE = tuple(
    one.replace("subscriptions", "SUBSCRIPTIONS")
    .replace("resourceGroups", "resourcegroups")
    .replace("virtualMachineScaleSets", "virtualmachinescalesets")
    for one in GOOD
)

NOTHING = "a name, and nothing else"
# Text; what theirs says of it; what ours does, a ResourceID's text or an error; why.
DIFFERENT = (
    (
        f"{SET}/virtualMachines/85/",
        {"child_name_1": "85"},
        f"{SET}/virtualMachines/85",
        "alike, but is_valid_resource_id, which az asks, refuses the slash",
    ),
    (
        f" {SET}/virtualMachines/85\n",
        NOTHING,
        f"{SET}/virtualMachines/85",
        "blanks around it come with copying",
    ),
    (
        f"https://management.azure.com{SET}/virtualMachines/85?api-version=2025-04-01",
        NOTHING,
        f"{SET}/virtualMachines/85",
        "a URL holds an ID, and its query is no part of it",
    ),
    (
        f"{SET}/virtualMachines/85?api-version=2025-04-01",
        {"child_name_1": "85?api-version=2025-04-01"},
        NameFormatError,
        "in a path there is no query; theirs makes it part of the ID",
    ),
    (
        f"{SET}/virtualMachines/web_85",
        {"child_name_1": "web_85"},
        f"{SET}/virtualMachines/85",
        "managedBy of a disk has the VM's name in the place of the ID",
    ),
    (
        f"{COMPUTE}/virtualMachines/web_85/extensions/health",
        {"name": "web_85", "child_name_1": "health"},
        f"{SET}/virtualMachines/85/extensions/health",
        "so an instance's extension is listed, of a VM that there is not",
    ),
    (
        f"azure://{SET}/virtualMachines/85",
        NOTHING,
        NameFormatError,
        "a provider ID, for which there is ProviderID",
    ),
    (
        f"{SET}/virtualMachines/099",
        {"child_name_1": "099"},
        NameFormatError,
        "Azure writes an ID without zeros in front, so it is something else",
    ),
    (
        f"{SET}/virtualMachines/4294967296",
        {"child_name_1": "4294967296"},
        ValueError,
        "no instance can have the ID",
    ),
    (f"{SET}/virtualMachines/x", {"child_name_1": "x"}, NameFormatError, "no ID"),
    (f"{COMPUTE}/images/x", {"type": "images"}, NameFormatError, "another kind of resource"),
    (GROUP, {"resource_group": "Rg.1"}, NameFormatError, "no resource of ours"),
    (
        f"{COMPUTE.replace('Compute', 'Network')}/virtualMachines/x",
        {"namespace": "Microsoft.Network"},
        NameFormatError,
        "another provider",
    ),
    (
        SET.replace("/web", "//web"),
        {"resource_group": "Rg.1", "type": None},
        NameFormatError,
        "an empty segment: theirs stops there and keeps the rest to itself",
    ),
    ("web_85", NOTHING, NameFormatError, "a name alone has no place"),
    ("", {}, NameFormatError, "theirs gives an empty dict"),
)


def fields(parts):
    """Return what their *parts* say, by the names of our fields."""
    kind = parts["type"].lower()
    is_set = kind == "virtualmachinescalesets"
    levels = [
        (parts[f"child_type_{at}"], parts[f"child_name_{at}"])
        for at in range(1, parts.get("last_child_num", 0) + 1)
    ]
    instance = None
    if is_set and levels and levels[0][0].lower() == "virtualmachines":
        instance = int(levels.pop(0)[1])
    name = parts["name"]
    return {
        "subscription_id": parts["subscription"],
        "resource_group": parts["resource_group"],
        "scale_set": name if is_set else None,
        "instance_id": instance,
        "disk": name if kind == "disks" else None,
        "child": "/".join(f"{key}/{value}" for key, value in levels) or None,
    } | ({"vm_name": name} if kind == "virtualmachines" else {})


@pytest.mark.parametrize("text", GOOD + OTHER_CASE)
def test_both_read_the_same(text, tally):
    """Theirs gives our fields, and takes what ours writes."""
    ours, parts = ResourceID.parse(text), parse_resource_id(text)
    assert {key: getattr(ours, key) for key in fields(parts)} == fields(parts)
    assert parse_resource_id(str(ours).lower()) == parse_resource_id(text.lower())
    assert is_valid_resource_id(str(ours))
    tally("resource IDs", "equal")


@pytest.mark.parametrize("text", GOOD)
def test_ours_writes_what_it_read(text):
    assert str(ResourceID.parse(text)) == text


@pytest.mark.parametrize(("text", "theirs", "ours", "why"), DIFFERENT)
def test_differences(text, theirs, ours, why, tally):
    """Each is meant; theirs is held to what the table says of it, too."""
    parts = parse_resource_id(text)
    if theirs == NOTHING:
        assert parts == {"name": text}
    else:
        assert {key: parts.get(key) for key in theirs} == theirs
    if isinstance(ours, str):
        assert str(ResourceID.parse(text)) == ours
    else:
        with pytest.raises(ours):
            ResourceID.parse(text)
    tally("resource IDs", "different, as the table says")


def test_provider_ids_hold_a_resource_id():
    """The scheme is followed by an ID that their code reads, with its group in lower case."""
    provider = str(ProviderID(ResourceID.parse(f"{SET}/virtualMachines/85")))
    parts = parse_resource_id(provider.removeprefix("azure://"))
    assert (parts["resource_group"], parts["name"]) == ("rg.1", "web")
