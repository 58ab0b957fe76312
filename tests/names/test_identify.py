"""What a text may be, and how plausible that is."""

import pytest
from hypothesis import given, strategies as st
from strategies import hostile_texts, ids, prefixes, scale_sets

from vmssnames import InstanceIDRangeError, NameFormatError, Reading, identify
from vmssnames.names.readings import CERTAINTIES

GROUP = "/subscriptions/0000-00/resourceGroups/rg/providers/Microsoft.Compute"
SET = f"{GROUP}/virtualMachineScaleSets/web"

READINGS = [
    ("85", [("instance_id", 85, "likely")]),
    ("0", [("instance_id", 0, "likely")]),
    ("00002D", [("base36", 85, "likely")]),
    ("000085", [("base36", 293, "likely")]),  # no decimal ID starts with a zero
    ("ubuntu", [("base36", 1833891618, "unlikely")]),
    ("123456", [("instance_id", 123456, "likely"), ("base36", 63970746, "unlikely")]),
    (
        "1234567",
        [("instance_id", 1234567, "likely"), ("computer_name", int("234567", 36), "unlikely")],
    ),
    ("nsgvmss00002D", [("computer_name", 85, "likely")]),
    ("node/aks-viz3d4-33002848-vmss0001nc", [("computer_name", 2136, "likely")]),
    ("nsgvmss00002D.", [("computer_name", 85, "likely")]),
    ("nsgvmss00002d.x.internal.cloudapp.net.", [("fqdn", 85, "likely")]),
    ("jeffhost-ubuntu.reddog.microsoft.com", [("fqdn", 1833891618, "unlikely")]),
    ("warning", [("computer_name", 651108652, "unlikely")]),
    ("nsgvmss_85", [("vm_name", 85, "likely")]),
    ("kn-infra_ss_0", [("vm_name", 0, "likely")]),
    ("web_1679616", [("vm_name", 1679616, "unlikely")]),
    ("web_12345678", [("flexible_vm_name", None, "likely"), ("vm_name", 12345678, "unlikely")]),
    ("web_01234567", [("flexible_vm_name", None, "likely")]),  # no decimal ID starts with a zero
    ("flexprofile-mp-0_df53ee36", [("flexible_vm_name", None, "likely")]),
    ("2314k8s03000001", [("computer_name", 1, "likely")]),
    ("0000000", [("computer_name", 0, "unlikely")]),
    # with what tools put around them
    ("akswin000001/10.225.5.246", [("computer_name", 1, "likely")]),
    ("nt0000000.x.internal.cloudapp.net:19000", [("fqdn", 0, "likely")]),
    ("aks-nodepool1-13337413-vmss000000.internal.cloudapp.net.52090", [("fqdn", 0, "likely")]),
    (
        "vm0.neo4j-abc123.eastus.cloudapp.azure.com",
        [("public_name", 0, "possible")],
    ),
    (
        "vm000000.neo4j-abc123.eastus.cloudapp.azure.com",
        [("fqdn", 0, "likely")],
    ),
    # typing errors
    (
        "aks-nodepool1-12345678-vmss0001",
        [("computer_name", 1, "possible"), ("computer_name", 1740082177, "unlikely")],
    ),
    (
        "b8asv2-vmss0000a",
        [("computer_name", 10, "possible"), ("computer_name", 1693052938, "unlikely")],
    ),
    ("web-vmss00000012", [("computer_name", 38, "possible"), ("computer_name", 38, "unlikely")]),
    # names in names
    ("web00002D-000001", [("computer_name", 1, "possible")]),
    ("web00002D_1", [("vm_name", 1, "possible")]),
    ("web-12345_1", [("vm_name", 1, "likely")]),
    ("web_85_86", [("vm_name", 86, "possible")]),
    ("0x00002D", [("computer_name", 85, "unlikely")]),
    ("x00002D", [("computer_name", 85, "likely")]),
    ("prod-aks-nodepool1-32897461-vmss_10", [("vm_name", 10, "likely")]),
    ("x86_64", [("vm_name", 64, "possible")]),
    # other people's shapes
    ("aks-nodepool1-12345678-vmss", [("scale_set", None, "likely")]),
    ("_nt0_5", [("service_fabric_node", 5, "likely"), ("role_instance", 5, "possible")]),
    (
        "_k8s-signalr-79468599-vmss_1513",
        [("role_instance", 1513, "likely"), ("service_fabric_node", 1513, "possible")],
    ),
    ("myvmss_0_1234", [("vm_name", 1234, "likely"), ("vm_name", 0, "possible")]),
    ("web_web_85_OsDisk_1_6d72b805e50e4de6830303c5055077fc", [("disk_name", 85, "likely")]),
    ("wn0-000001", [("computer_name", 1, "likely")]),  # though HDInsight has wn0-kafka
    ("web_web_85_disk2_6d72b805e50e4de6830303c5055077fc", [("disk_name", 85, "likely")]),
    (
        "aks-nodepool1-257812aks-nodepool1-2578120disk1_7f5fbaaac4d7480b9f78b5da0206643c",
        [("disk_name", None, "likely")],
    ),
    # what says itself what it is
    (f"{SET}/virtualMachines/85", [("resource_id", 85, "certain")]),
    (f"  {SET.upper()}/VIRTUALMACHINES/WEB_85/ ", [("resource_id", 85, "certain")]),
    (f"{SET}/virtualMachines/85/networkInterfaces/nic", [("resource_id", 85, "certain")]),
    (SET, [("resource_id", None, "certain")]),
    (
        f"https://management.azure.com{SET}/virtualMachines/85?api-version=1",
        [("resource_id", 85, "certain")],
    ),
    (
        f"https://portal.azure.com/#@x.org/resource{SET}/virtualMachines/85/overview",
        [("resource_id", 85, "certain")],
    ),
    (f"{SET}/virtualMachines/85?api-version=2025-04-01", [("resource_id", 85, "certain")]),
    (f"azure://{SET}/virtualMachines/85", [("provider_id", 85, "certain")]),
    (
        f"azure://{GROUP}/virtualMachines/aks-a-12345678-vmss00000a",
        [("provider_id", 10, "likely"), ("provider_id", None, "unlikely")],
    ),
    (f"{GROUP}/virtualMachines/web_85/extensions/health", [("resource_id", 85, "likely")]),
    (f"{GROUP}/virtualMachines/web_df53ee36", [("resource_id", None, "certain")]),
    (f"{GROUP}/disks/data", [("resource_id", None, "certain")]),
]


@pytest.mark.parametrize(("text", "readings"), READINGS)
def test_readings(text, readings):
    assert [(r.kind, r.instance_id, r.certainty) for r in identify(text)] == readings


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", NameFormatError, "'': expected six base-36 digits, got ''"),
        ("vmvm", NameFormatError, "'vmvm': expected six base-36 digits, got 'vmvm'"),
        ("web00000!", NameFormatError, "'web00000!': expected six base-36 digits, got '00000!'"),
        ("web_1a2b", NameFormatError, "'web_1a2b': expected a decimal instance ID, got '1a2b'"),
        (
            "web_99999999999",
            InstanceIDRangeError,
            "'web_99999999999': instance ID 99999999999 is outside 0..2176782335",
        ),
        ("10.0.0.4", NameFormatError, "'10.0.0.4': expected six base-36 digits, got '10'"),
        ("node/", NameFormatError, "'node/': expected six base-36 digits, got 'node/'"),
        (
            "aks-mypool-12345678-vms0",
            NameFormatError,
            "'aks-mypool-12345678-vms0': a VM of an AKS Virtual Machines node pool, not of a scale set",
        ),
        (
            "hn0-hwclla.x.bx.internal.cloudapp.net",
            NameFormatError,
            "'hn0-hwclla.x.bx.internal.cloudapp.net': a node of an HDInsight cluster, not of a scale set",
        ),
        (
            "myvmss_0_1a2b",
            NameFormatError,
            "'myvmss_0_1a2b': Ansible's name for the VM 'myvmss_0': pass the VM name",
        ),
        (
            "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/n",
            NameFormatError,
            "'/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/n': "
            "a network interface, which is of a single VM, not of a scale set",
        ),
        (
            "vm01_OsDisk_1_d0beead4b6ff4b4088a687701d355d61",
            NameFormatError,
            "'vm01_OsDisk_1_d0beead4b6ff4b4088a687701d355d61': "
            "expected a disk of a scale set's instance",
        ),
        (
            "azure://",
            NameFormatError,
            "'azure://': expected azure:// and a resource ID",
        ),
    ],
)
def test_strings_without_a_reading(text, error, message):
    with pytest.raises(error) as caught:
        identify(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        "aks-\x1b[2J\tx-12345678-vmss",
        f"https://management.azure.com{GROUP}/virtualMachines/vm?x=\x1b[2J\ty\nz",
        f"https://portal.azure.com/\x1b[2J\t{GROUP}/virtualMachines/vm",
        "vm85.\x1b[2J\t.cloudapp.azure.com",
        "web_web_85_disk\x1b[2J\t_" + "0" * 32,
        f"{SET[:-3]}\x1b[2Jxx/virtualMachines/q",
        "a\u212as-p-12345678-vmss",
        "aks-\udcff-12345678-vmss",
    ],
)
def test_what_a_terminal_would_obey(text):
    """Nothing is read out of it, and no message shows it raw."""
    with pytest.raises(NameFormatError) as caught:
        identify(text)
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()


def test_identify_takes_strings():
    with pytest.raises(TypeError, match="expected a str, got int"):
        identify(85)


@given(
    hostile_texts
    | st.builds("{}_{}".format, scale_sets, ids)
    | st.builds(str.__add__, prefixes, st.just("00002D"))
)
def test_readings_are_in_order_and_explained(text):
    try:
        readings = identify(text)
    except (NameFormatError, InstanceIDRangeError):
        return
    places = [CERTAINTIES.index(reading.certainty) for reading in readings]
    assert places == sorted(places)
    for reading in readings:
        assert isinstance(reading, Reading)
        assert len(reading.note) > 20
        assert reading.certainty != "certain"  # a bare text never proves anything
        assert reading.instance_id is None or 0 <= reading.instance_id < 36**6
    assert len(set(readings)) == len(readings)


def test_aks_nodes_tell_their_scale_set():
    """Its prefix is its scale set's name; of nothing else is that sure."""
    for text, scale_set in [
        ("aks-nodepool1-25781205-vmss00000a", "aks-nodepool1-25781205-vmss"),
        ("nsgvmss00002D", None),
        ("akswin000001", "akswin"),
        ("85", None),
        ("web_85", "web"),
        (f"azure://{SET}/virtualMachines/85", "web"),
        ("aks-nodepool1-257812aks-nodepool1-2578120disk1_7f5fbaaac4d7480b9f78b5da0206643c", None),
    ]:
        assert identify(text)[0].scale_set == scale_set
