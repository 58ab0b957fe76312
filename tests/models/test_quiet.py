"""What is surely well has no problem: the short cuts for quiet VMs agree with the models."""

import copy

import azure_shapes as azure
import pytest
from hypothesis import given, settings, strategies as st

from vmssnames import Severity, load_instances
from vmssnames.inventory.records import COLUMNS, record, value_of
from vmssnames.models.quiet import has_no_problems
from vmssnames.models.usual import usual_record

STATUS = {"code": "ProvisioningState/succeeded", "level": "Info", "displayStatus": "Ready"}
AGENT = {"vmAgentVersion": "2.9", "statuses": [STATUS], "extensionHandlers": []}


def quiet(number=85):
    """Return a row, as az prints it, in which all is well."""
    view = azure.view(
        computerName=f"shopweb{azure.base36(number)}",
        vmAgent=AGENT,
        disks=[{"name": "d", "statuses": [STATUS]}],
        extensions=[{"name": "x", "type": "t", "typeHandlerVersion": "1", "statuses": [STATUS]}],
        vmHealth={"status": {"code": "HealthState/healthy"}},
    )
    return copy.deepcopy(azure.row(number, instanceView=view))


def has_problems(vm):
    """Return whether the checks, without a short cut, find an error or a warning."""
    return any(one.severity > Severity.INFO for one in vm._checked)


def agrees(vm):
    """Return whether *vm* has the record of a usual VM; fail if it is not that of the models."""
    found = usual_record(vm)
    by_models = {name: value_of(vm, name) for name in COLUMNS}
    assert found is None or (found == by_models and [*found] == [*by_models])
    assert record(vm) == by_models
    return found is not None


@pytest.mark.parametrize("power", ["running", "stopped", "deallocated", "starting"])
def test_a_quiet_row_takes_the_short_cut(power):
    row = quiet()
    row["properties"]["instanceView"]["statuses"][1]["code"] = f"PowerState/{power}"
    for raw in (row, azure.as_az(row)):
        (vm,) = load_instances([raw])
        assert has_no_problems(vm) and not has_problems(vm) and vm.problems == ()
        assert agrees(vm)
        (vm,) = load_instances([raw], [azure.interface(85, "10.0.0.85", "10.0.0.86")])
        assert agrees(vm)


VALUES = st.sampled_from(
    [None, "", "x", 0, -1, True, [], {}, [{}], "Failed", "ProvisioningState/failed/1", "Error"]
    + ["PowerState/stopped", "PowerState/unknown", "HealthState/unhealthy", [STATUS, STATUS]]
    + [[{"code": "ProvisioningState/failed/1"}], {"status": {"code": "HealthState/unknown"}}]
    + ["shopweb00002E", "shop-web_ss_86", "86", "Warning", "OSState/generalized"]
    + [{"isCustomerInitiatedMaintenanceAllowed": True}, azure.row(86)["id"], {"statuses": None}]
)
KEYS = st.sampled_from(
    ["maintenanceRedeployStatus", "bootDiagnostics", "statuses", "vmHealth", "substatuses", "x"]
    + ["power", "state", "status", "osProfile", "instanceView", "Statuses", "level", "vmAgent"]
)


@settings(max_examples=250)
@given(st.data())
def test_the_short_cut_agrees_with_the_checks(data):
    """Whatever is changed in a quiet row: what is surely well has no problem."""
    row = data.draw(st.sampled_from([quiet(), azure.as_az(quiet())]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = row
        while True:
            keys = sorted(at) if isinstance(at, dict) else range(len(at))
            key = data.draw(st.sampled_from(list(keys)) if keys else st.none())
            inner = at[key] if key is not None else None
            if not isinstance(inner, (dict, list)) or not inner or data.draw(st.booleans()):
                break
            at = inner
        if isinstance(at, dict) and data.draw(st.booleans()):
            at[data.draw(KEYS)] = copy.deepcopy(data.draw(VALUES))
        elif key is not None:
            at[key] = copy.deepcopy(data.draw(VALUES))
    try:
        found = load_instances([row])
    except ValueError:
        return
    for vm in found:
        assert not (has_no_problems(vm) and has_problems(vm)), row
        agrees(vm)
        assert bool(vm.problems) == has_problems(vm)


P, V = ("properties",), ("properties", "instanceView")
CHANGES = [
    (P, "provisioningState", "Failed"),
    (P, "provisioningState", "Canceled"),
    ((*P, "osProfile"), "computerName", "shopweb00002E"),
    (
        ("properties", "storageProfile", "osDisk"),
        "name",
        f"shop-web_ss_shop-web_ss_86_OsDisk_1_{86:032x}",
    ),
    ((), "name", "shop-web_ss_86"),
    ((), "instanceId", "86"),
    ((), "power", "VM stopped"),
    (V, "computerName", "renamed"),
    (V, "vmHealth", {"status": {"code": "HealthState/unhealthy"}}),
    (V, "bootDiagnostics", {"status": {"code": "ProvisioningState/failed", "level": "Error"}}),
    (V, "maintenanceRedeployStatus", {"isCustomerInitiatedMaintenanceAllowed": True}),
    (V, "statuses", [{"code": "PowerState/running"}, {"code": "PowerState/stopped"}]),
    (V, "statuses", [{"code": "ProvisioningState/failed/x", "level": "Error"}]),
    (V, "statuses", [{"code": "OSState/generalized"}]),
    (V, "vmAgent", {"statuses": [{"code": "ProvisioningState/Unavailable"}]}),
    (V, "disks", [{"name": "d", "statuses": [{"code": "ProvisioningState/failed"}]}]),
    (V, "extensions", [{"name": "x", "statuses": [{"code": "ProvisioningState/failed/1"}]}]),
]


@pytest.mark.parametrize(("place", "key", "value"), CHANGES)
def test_one_thing_that_is_wrong_is_seen(place, key, value):
    row = quiet()
    at = row
    for step in place:
        at = at[step]
    at[key] = value
    for raw in (row, azure.as_az(row)):
        (vm,) = load_instances([raw])
        assert vm.problems and not has_no_problems(vm) and has_problems(vm)


TOP = [
    *("zones", "location", "vmId", "tags", "sku", "timeCreated", "latestModelApplied"),
    *("hardwareProfile", "platformFaultDomain", "osName", "vmAgentVersion", "size", "Zones"),
]
ODD = st.sampled_from(
    [None, "", "x", " a ", 0, 1, -1, 2.0, True, [], ["1", "2"], [1], ["", None], {}, {"name": "s"}]
    + [{"vmSize": "Standard_D2"}, {"VmSize": "x"}, {"name": "", "x": 1}, "2026-03-04T05:06:07Z"]
    + ["0001-01-01T00:00:00Z", "yesterday", "\u0130", {"name": 5}]
)


@settings(max_examples=400)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(TOP), ODD), max_size=3), st.booleans())
def test_the_columns_of_a_usual_vm_are_those_of_the_models(changes, is_az):
    """Whatever a value of a quiet row is: its columns are what the models read."""
    row = quiet()
    places = row, row["properties"], row["properties"]["instanceView"]
    for place, key, value in changes:
        places[place][key] = copy.deepcopy(value)
    try:
        found = load_instances([azure.as_az(row) if is_az else row])
    except ValueError:
        return
    for vm in found:
        agrees(vm)
