"""What Azure and its tools really sent, if those samples are next to the project."""

import datetime
import json

import pytest
from documents import ROOT

from vmssnames import InventoryFormatError, load_instances
from vmssnames.cli import main

SAMPLES = ROOT.parent / "shared" / "samples"
FILES = {path.name[:2]: path for path in sorted(SAMPLES.glob("*.json"))}

if not FILES:
    pytest.skip("there are no samples beside the project", allow_module_level=True)

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
REFUSED = {
    "12": "for a Flexible scale set run",
    "45": "the instance view of a whole scale set",
    "49": "for a Flexible scale set run",
}
# Pages whose nextLink nobody followed: an incomplete list makes no table of hosts.
HALF = ("73", "75")


def load(number):
    return load_instances(FILES[number])


@pytest.mark.parametrize("number", FILES)
def test_each_sample_loads_or_is_rejected(number):
    if number in REFUSED:
        with pytest.raises(InventoryFormatError, match=REFUSED[number]):
            load(number)
        return
    found = load(number)
    assert len(found) or number in ("14", "75")
    for vm in found:
        assert all(sentence.isprintable() for sentence in vm.explain(NOW))


# number, instance, power, provisioning of the view, ARM's, health, fault and update domain
TABLE = [
    ("00", None, "running", "failed", None, None, 2, 5),
    ("01", None, "stopped", "succeeded", None, None, 0, 0),
    ("10", 0, "running", "succeeded", None, None, 0, 0),
    ("20", 0, "running", "updating", None, None, 0, 0),
    ("23", 2, "stopped", "succeeded", None, None, 2, 2),
    ("40", 1, "running", "succeeded", None, None, 1, 1),
    ("41", 1, "stopped", "succeeded", None, None, 1, 1),
    ("43", None, "running", "succeeded", None, None, 0, 0),
    ("47", None, None, "failed", None, None, None, None),
    ("50", None, "running", "succeeded", "Succeeded", None, None, None),
    ("51", None, "running", "succeeded", "Succeeded", None, None, None),
    ("52", None, "deallocated", "succeeded", "Succeeded", None, None, None),
    ("53", None, "running", "succeeded", "Succeeded", None, None, None),
    ("60", 0, None, None, None, None, 0, 0),
    ("64", None, "running", None, "Succeeded", None, None, None),
    ("65", 0, None, None, "Failed", None, None, None),
    ("66", None, "running", "succeeded", None, None, 0, 0),
    ("70", 0, "running", "updating", "Updating", None, 0, 0),
]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_the_table(row):
    vm = load(row[0])[0]
    said = vm.instance_id, vm.power, vm.view_provisioning, vm.provisioning_state, vm.health
    assert (*said, vm.fault_domain, vm.update_domain) == row[1:]


def kinds(number):
    return [(one.kind, one.path) for one in load(number)[0].findings]


def test_the_reference_of_2016_is_whole():
    """Every element and status of the sample has a typed attribute, and goes back to REST."""
    import json

    vm = load("00")[0]
    seen = vm.view
    assert (seen.platform_update_domain, seen.platform_fault_domain) == (5, 2)
    assert seen.vm_agent.vm_agent_version == "version-of-agent"
    (status,) = seen.vm_agent.statuses
    assert (status.state, status.message, status.level, status.display_status) == (
        *("succeeded", "VM-agent-message", "Info", "Succeeded"),
    )
    assert (status.time, status.raw["time"]) == (None, "status-report-time")
    (handler,) = seen.vm_agent.extension_handlers
    assert (handler.type, handler.type_handler_version) == (
        *("Microsoft.Compute.CustomScriptExtension", "1.1"),
    )
    assert (handler.status.code.raw, handler.status.level, handler.status.display_status) == (
        *("ProvisioningState/<handlerStatus>/<code>", "Info", "Ready"),
    )
    assert handler.status.message.startswith("Handler enabled")
    (disk,) = seen.disks
    assert (disk.name, disk.statuses[0].display_status) == ("osdisk", "Provisioning succeeded")
    provisioning, power, os_state = seen.statuses
    assert (provisioning.code.detail, provisioning.level) == ("VMAgentProvisioningFailure", "Error")
    assert (power.code.raw, power.state) == ("PowerState/Running", "running")
    assert os_state.message == "Virtual Machine XYZ is Generalized" and seen.is_generalized
    (extension,) = seen.extensions
    assert (extension.name, extension.type) == (
        *("mydomainjoinscript", "Microsoft.Compute.CustomScriptExtension"),
    )
    assert extension.statuses[0].code.exit_code == -1
    assert extension.statuses[0].message == "Script exited with code -1"
    assert extension.substatuses[0].code.component == "StdOut"
    assert extension.substatuses[0].message == "Creating log file..."
    assert seen.failed_but_running
    sent = json.loads(FILES["00"].read_text())
    sent["platformUpdateDomain"] = int(sent.pop("platformUpgradeDomain"))
    sent["platformFaultDomain"] = int(sent["platformFaultDomain"])
    assert seen.to_rest() == sent


def test_stale_and_silent_agents():
    assert kinds("01") == [("no-name", ""), ("agent", "vmAgent.statuses[0]")]
    for number in ("23", "41"):
        assert ("stale-agent", "vmAgent.statuses[0]") in kinds(number)


def test_provisioning_in_progress():
    vm = load("50")[0]
    assert not vm.is_settled
    assert ("provisioning", "instanceView.statuses[0]") in kinds("50")


def test_encrypted_disks():
    (disk,) = load("51")[0].view.disks
    assert [status.state for status in disk.statuses] == ["succeeded", "encrypted"]
    assert disk.encryption_settings[0].enabled


def test_an_extension_that_failed_under_a_vm_that_succeeded():
    vm = load("53")[0]
    assert vm.provisioning == "succeeded" and vm.is_running
    assert [one.kind for one in vm.problems] == ["extension", "component", "component"]
    assert [one.exit_code for one in vm.problems] == [1, 1, 1]
    assert "user@example.com" not in " ".join(vm.explain())


def test_health():
    assert [vm.health for vm in load("46")] == ["unknown", "unhealthy", "healthy"]
    assert [len(vm.problems) for vm in load("46")] == [1, 1, 0]


def test_flexible():
    assert {vm.mode for vm in load("42")} == {"flexible"}
    assert {vm.instance_id for vm in load("42")} == {None}


def test_one_machine_in_three_shapes_is_one_record():
    sdk, rest, az = load("70"), load("71"), load("72")
    assert sdk.instances == rest.instances == az.instances
    assert len({*sdk, *rest, *az}) == 2
    assert az == load_instances(FILES["21"], FILES["20"])
    different = {"source"}
    for one, two, three in zip(sdk.records(), rest.records(), az.records(), strict=True):
        same = {key for key in one if one[key] == two[key] == three[key]}
        assert one.keys() - same == different


def test_pages():
    both = load_instances(FILES["73"], FILES["74"])
    assert (len(both), both.notes) == (10, ())
    assert both == load("05")
    assert not load("73").is_whole and not load("75").is_whole and load("74").is_whole


def test_anonymous_views_find_their_machines():
    assert [(vm.instance_id, vm.scale_set) for vm in load("76")] == [(1, "vmss1"), (2, "vmss1")]
    assert {vm.recovered_by for vm in load("76")} == {"computer name and disk name"}


def test_prefixes_come_from_the_machines():
    assert load("05").fleet.scale_sets[0].prefix == "test"
    assert load("04").fleet.scale_sets[0].name == "xplattestvmss"


@pytest.mark.parametrize("number", ["04", "05", "11", "21", "27", "71", "73"])
def test_rest_goes_back_as_it_came(number):
    import json

    given = json.loads(FILES[number].read_text())
    rows = given["value"] if isinstance(given, dict) else given
    found = {vm.raw["id"]: vm.to_rest() for vm in load(number)}
    assert [found[row["id"]] for row in rows] == rows


@pytest.mark.parametrize("number", [number for number in FILES if number not in REFUSED])
def test_hosts_of_each(number, tmp_path, capfd):
    """With an interface for each instance that can have one: its name and its address, and no other."""
    vms = [vm for vm in load(number) if vm.resource_id is not None]
    nics = [
        {
            "id": f"{vm.resource_id}/networkInterfaces/nic",
            "name": "nic",
            "primary": True,
            "virtualMachine": {"id": str(vm.resource_id)},
            "ipConfigurations": [{"name": "ip", "privateIPAddress": f"10.0.0.{at + 4}"}],
        }
        for at, vm in enumerate(vms)
    ]
    (tmp_path / "nics.json").write_text(json.dumps(nics))
    status = main(["hosts", str(FILES[number]), str(tmp_path / "nics.json")])
    out, err = capfd.readouterr()
    if status:
        assert (status, out) == (2, "") and err.startswith("vmssnames: ")
        assert number in HALF or not any(vm.computer_name for vm in vms)
        return
    named = [vm for vm in vms if vm.computer_name]
    assert sorted(out.splitlines()[1:]) == sorted(
        f"10.0.0.{vms.index(vm) + 4}\t{vm.computer_name.lower()}" for vm in named
    )
    assert named
