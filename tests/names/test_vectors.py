"""Real strings of every kind that resources, operations and identify read, and what each means.

test_facts.py has those of names.  A longer list is read if it is next to the project.
"""

import csv
import re

import pytest
from documents import ROOT

from vmssnames import (
    ComputerName,
    DiskName,
    InstanceIDRangeError,
    NameFormatError,
    ProviderID,
    ResourceID,
    Scanner,
    VMName,
    format_base36,
    identify,
    operation,
    parse_base36,
)
from vmssnames.names.conventions import aks_pool

RESOURCE = "/subscriptions/s/resourceGroups/Rg/providers/Microsoft.Compute"
SET = f"{RESOURCE}/virtualMachineScaleSets/web"

ROWS = [
    ("resource_id", f"{SET}/virtualMachines/156", "scale_set=web;id=156;suffix=00004C"),
    ("resource_id", f"{SET}/virtualMachines/web", "mode=Flexible listed: the VM name"),
    ("resource_id", f"{SET}/virtualMachines/vm0", "error: neither decimal nor Flexible"),
    ("resource_id", f"{SET} + VMName=web_0", "scale_set=web;id=0"),
    (
        "provider_id",
        f"azure://{SET}/virtualMachines/1",
        f"canonical lowercases rg only: azure://{SET}/virtualMachines/1".replace("Rg", "rg"),
    ),
    ("provider_id", f"azure:{SET}/virtualMachines/1", "strict error"),
    ("role_instance", "_k8s-web-vmss_1513", "scale_set=_k8s-web-vmss;id=1513;suffix=000161"),
    (
        "service_fabric_node",
        "_nt0_5",
        "node_type=nt0;id=5;computer=nt0000005 when prefix=node type",
    ),
    ("disk_name", "web_web_0_OsDisk_1_" + "0" * 32, "scale_set=web;id=0"),
    ("disk_name", "vm01_OsDisk_1_" + "0" * 32, "error: standalone VM disk"),
    (
        "aks_vmss_name",
        "swarmm-agent-pool-1-38988164-vmss",
        "pool=agent-pool-1;cluster_hash=38988164",
    ),
    ("malformed", "aks- nodepool1-36696444-vmss000000", "error: stray space"),
    ("prefix_windows", "nameprefix", "error: 10 characters"),
    ("encode_trap", "aks-web-12345678-vmss id 32", "correct aks-web-12345678-vmss00000W"),
    ("decode_trap", "...-vmss0000a1 style names", "0000a1 would decode as 1"),
    ("error_message", "Windows computer name prefix cannot be more than 9 characters long", "<=9"),
    (
        "log_line",
        'gets scaleSetName ("kn-infra_ss") and instanceID ("0") of "KN-infra000000" (kn-infra_ss_0)',
        "computer kn-infra000000 id=0; vm kn-infra_ss_0 id=0",
    ),
    (
        "log_line",
        f"deleted [azure://{RESOURCE}/virtualMachineScaleSets/test-vmss/virtualMachines/6],next",
        "providerID id=6",
    ),
    ("log_line", "node capz-md-0-xs8cn of pvc-84f57545-0f8c", "no instance"),
    ("log_line", "Node _test-vmss_2 down", "Service Fabric node _test-vmss_2, id=2"),
    ("log_line", "Node: akswin000001/10.225.5.246", "akswin000001 id=1 (slash + IP follows)"),
    (
        "cli",
        "az vmss reimage --instance-ids 1 2 3 --name S",
        "sends POST .../reimageall (ALL disks)",
    ),
    ("powershell", "Restart-AzVmss -InstanceId 1", "restart instance 1"),
    ("rest_url", "POST https://management.azure.com/.../reimage", "reimage one instance"),
]

VECTORS = ROOT.parent / "shared" / "facts" / "name_vectors.csv"
if VECTORS.exists():
    kinds = {kind for kind, _, _ in ROWS}
    with VECTORS.open(newline="", encoding="utf-8") as file:
        ROWS += [
            (row["kind"], row["input"], row["expected"])
            for row in csv.DictReader(file)
            if row["kind"] in kinds
        ]

ONE = ResourceID("s", "rg", "web", 1)


def said(value):
    """Return what *value*, of an instance, says, under the names that the rows use."""
    found = {"scale_set": value.scale_set, "node_type": value.scale_set}
    if value.instance_id is not None:
        found["id"] = str(value.instance_id)
        found["suffix"] = format_base36(value.instance_id)
        found["computer"] = f"{value.scale_set}{found['suffix']}"
    return found


def read(kind, text):
    if kind == "resource_id":
        path, _, name = text.partition(" + VMName=")
        resource = ResourceID.parse(path)
        if name:
            return said(VMName.parse(name))
        child = (resource.child or "").split("/")
        return said(resource) | {"run_command": child[-1]}
    if kind == "provider_id":
        found = ProviderID.parse(text)
        resource = found.resource_id
        return said(resource) | {
            "rg": resource.resource_group,
            "vm_name": resource.vm_name,
            "canonical": str(found),
        }
    if kind in ("role_instance", "service_fabric_node"):
        reading = next(r for r in identify(text) if r.kind == kind)
        return said(reading.value)
    if kind == "disk_name":
        disk = DiskName.parse(text)
        return {} if disk.is_cut else said(disk)
    if kind == "aks_vmss_name":
        return {"pool": aks_pool(text)}
    if kind == "malformed":
        return identify(text)
    if not ComputerName(text, 0).maybe_windows:
        raise NameFormatError("no name of a Windows VM")
    return {}


READ = (
    "resource_id",
    "provider_id",
    "role_instance",
    "service_fabric_node",
    "disk_name",
    "aks_vmss_name",
    "malformed",
    "prefix_windows",
)


@pytest.mark.parametrize(("kind", "text", "expected"), [row for row in ROWS if row[0] in READ])
def test_real_strings(kind, text, expected):
    try:
        found = read(kind, text)
    except (NameFormatError, InstanceIDRangeError):
        assert "error" in expected
        return
    assert "error" not in expected
    for key, value in re.findall(r"(\w+)=([^;\s)]+)", expected):
        if key in found:
            # Some rows keep the underscore of a role's name, or the case of a node type.
            assert found[key].lower() == value.lstrip("_").lower(), key
    if "canonical" in expected:
        assert expected.endswith(f": {found['canonical']}")
    if "Flexible" in expected or "standalone" in expected:
        assert "id" not in found


@pytest.mark.parametrize(
    ("kind", "text", "expected"), [row for row in ROWS if row[0] == "log_line"]
)
def test_names_in_logs(kind, text, expected):
    """Each name listed for a line parses as the instance listed for it."""
    for name, instance_id in re.findall(
        r"([\w.-]*[\w])(?: and computer [\w-]+)? id=(\d+)", expected
    ):
        if name not in ("computer", "vm", "providerID"):
            readings = {str(reading.instance_id) for reading in identify(name)}
            assert instance_id in readings or name.endswith("BackEnd-vmss")


# The scale sets of the names in each line.
FLEET = [
    ("kn-infra_ss", "kn-infra"),
    ("v41-jack-vmss", "v41-jack-backend"),
    "aks-npuser01-61737176-vmss",
    "aks-nodepool1-40396852-vmss",
    "flux-user",
    "lx0",
    "aks-nodepool1-51397738-vmss",
    "akswin",
    "aks-default-16253462-vmss",
    "aks-nodepool1-22539176-vmss",
    "aks-gpuspot-21249019-vmss",
    "aks-default-33164174-vmss",
    "aks-workload-33466352-vmss",
    "aks-agentpool0-10470690-vmss",
    "dis-svc-test-BackEnd-vmss",
    "test-vmss",
]


@pytest.mark.parametrize(
    ("kind", "text", "expected"), [row for row in ROWS if row[0] == "log_line"]
)
def test_a_scanner_finds_the_names_listed_for_a_line(kind, text, expected):
    """Those instances, each under its name, and no others."""
    matches = list(Scanner(FLEET, resource_ids=True).scan(text.encode()))
    # Of lines with an ID alone a scanner knows nothing: no name says whose it is.
    said = {int(one) for one in re.findall(r"id=(\d+)", expected)}
    found = {match.instance_id for match in matches}
    if expected.startswith(("no instance", "ids 3,10", "id=9")):
        said = set()
    assert found == said
    for match in matches:
        assert match.certainty == "certain"
        if match.kind == "computer_name":
            assert {r.instance_id for r in identify(match.name)} >= {match.instance_id}


def test_traps_of_others():
    """What other tools got wrong, by the rows that tell of it."""
    told = [(text, expected) for kind, text, expected in ROWS if kind.endswith("_trap")]
    assert told
    for text, expected in told:
        if match := re.fullmatch(r"(\S+) id (\d+)", text):
            assert str(ComputerName(match[1], int(match[2]))) in expected
    assert parse_base36("0000a1") == 361
    assert parse_base36("00002d") == 85
    assert str(ComputerName("aks-agentpool-32993996-vmss", 10)).endswith("vmss00000A")


def test_commands_of_others():
    """What az, PowerShell and REST have for an instance is what the table has."""
    for kind, text, expected in ROWS:
        if kind == "cli" and text.startswith("az vmss reimage --instance-ids"):
            assert "reimageall" in expected
            assert "/reimageall?" in operation("reimage-all").rest(ONE).url
            assert operation("reimage-all").az(ONE).startswith("az vmss reimage ")
            assert "/reimage?" in operation("reimage").az(ONE)
        if kind == "powershell":
            cmdlet = text.split()[0]
            name = next(
                name
                for name, words in {
                    "reimage": "reimage",
                    "deallocate": "deallocate",
                    "restart": "restart",
                    "delete": "delete",
                }.items()
                if words in expected.lower()
            )
            assert f"; {cmdlet} " in operation(name).powershell(ONE)
        if kind == "rest_url" and "networkInterfaces" in text:
            assert text.endswith("/networkInterfaces?api-version=2018-10-01")
            url = operation("network-interfaces").rest(ONE).url
            assert url.endswith("/virtualMachines/1/networkInterfaces?api-version=2018-10-01")


def test_what_the_service_says_of_windows():
    """ "... cannot be more than 9 characters long, be entirely numeric ..." """
    rules = [text for kind, text, _ in ROWS if kind == "error_message" and "Windows" in text]
    assert rules
    assert all("more than 9 characters" in rule for rule in rules)
    assert ComputerName("a" * 9, 0).maybe_windows
    assert not ComputerName("a" * 10, 0).maybe_windows
    assert not ComputerName("1" * 9, 0).maybe_windows
