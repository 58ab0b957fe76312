"""Kubernetes alone is enough: nodes without any list of VMs are instances."""

import copy
import json

import azure_shapes as azure
import pytest
from hypothesis import given, strategies as st

from vmssnames import Fleet, InventoryFormatError, load_instances
from vmssnames.dns import Hosts, HostTable
from vmssnames.models import Node

GROUP = "/subscriptions/0000/resourceGroups/mc_rg_aks_westeurope/providers/Microsoft.Compute"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number):
    text = ""
    for _ in range(6):
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text


def node(scale_set, number, name=None, ready="True", **labels):
    path = f"{GROUP}/virtualMachineScaleSets/{scale_set}/virtualMachines/{number}"
    return {
        "kind": "Node",
        "metadata": {"name": name or f"{scale_set}{base36(number)}", "labels": labels},
        "spec": {"providerID": f"azure://{path}"},
        "status": {
            "addresses": [{"type": "InternalIP", "address": f"10.224.0.{number % 250 + 4}"}],
            "conditions": [{"type": "Ready", "status": ready}],
        },
    }


LINUX, WINDOWS = "aks-pool1-25781205-vmss", "akswin"
LABELS = {
    "topology.kubernetes.io/zone": "westeurope-2",
    "topology.kubernetes.io/region": "westeurope",
    "node.kubernetes.io/instance-type": "Standard_D4s_v5",
}
TWO_POOLS = {"kind": "List", "items": [node(LINUX, 0, **LABELS), node(WINDOWS, 10)]}


def test_two_pools():
    found = load_instances(TWO_POOLS)
    linux, windows = found
    assert (linux.name, linux.instance_id, linux.scale_set) == (f"{LINUX}_0", 0, LINUX)
    assert (linux.zone, linux.location, linux.size) == ("2", "westeurope", "Standard_D4s_v5")
    assert (linux.ready, linux.power, linux.is_running) == ("true", None, None)
    assert (windows.name, windows.computer_name, windows.source) == (
        *("akswin_10", "akswin00000a", "kubernetes"),
    )
    assert {(one.name, one.prefix, one.mode) for one in found.fleet} == {
        *((LINUX, LINUX, "uniform"), (WINDOWS, WINDOWS, "uniform")),
    }
    assert found.fleet.resolve("AKSWIN00000A").instance_id == 10
    assert Hosts.of(found).addresses == ["10.224.0.4", "10.224.0.14"]
    assert len(HostTable(found)) == 2
    assert found["akswin00000a"] is found["node/akswin00000A"] is windows
    assert found[WINDOWS + "_10"].problems == ()


pools = st.from_regex(r"aks-[a-z][a-z0-9]{0,10}-[0-9]{8}-vmss", fullmatch=True) | st.from_regex(
    r"aks[a-z][a-z0-9]{0,5}", fullmatch=True
)


@given(st.sets(st.tuples(pools, st.integers(0, 1500)), min_size=1, max_size=12), st.randoms())
def test_nodes_alone_tell_the_same_as_a_list(machines, random):
    """Nodes give the names, IDs and scale sets that a list of their VMs gives, in any order."""
    nodes = [node(*one) for one in machines]
    random.shuffle(nodes)
    found = load_instances(nodes)
    assert {(vm.scale_set, vm.instance_id) for vm in found} == machines
    assert len(found) == len(machines) and not found.problems and not found.notes
    for vm in found:
        for name in (vm.node_name.upper(), vm.name, f"azure://{vm.resource_id}"):
            assert found.fleet.resolve(name).resource_id == vm.resource_id
            assert found.find(name) == [vm]
    rows = [
        {"id": str(vm.resource_id), "name": vm.name, "instanceId": str(vm.instance_id)}
        for vm in found
    ]
    joined = load_instances(nodes, rows)
    assert [vm.node.name for vm in joined] == [vm.node.name for vm in found]
    assert found.join(rows).instances == joined.instances == load_instances(rows, nodes).instances


def test_a_node_is_an_instance_only_if_its_scale_set_is_not_listed():
    found = load_instances(azure.row(85), azure.node(87), TWO_POOLS)
    assert [vm.name for vm in found] == [f"{LINUX}_0", "akswin_10", "shop-web_ss_85"]
    assert found.notes == ("1 node without a listed VM: 'shopweb00002f'",)


@pytest.mark.parametrize(
    ("name", "scale_set", "kinds"),
    [
        ("aks-pool1-25781205-vmss000001", LINUX, ["names-differ"]),
        ("aks-pool2-25781205-vmss000000", LINUX, ["names-differ"]),
        ("worker-a", LINUX, []),
        ("database", LINUX, []),
    ],
)
def test_a_node_and_its_provider_id_that_disagree(name, scale_set, kinds):
    (vm,) = load_instances([node(scale_set, 0, name=name)])
    assert [one.kind for one in vm.problems] == kinds
    assert vm.instance_id == 0
    row = azure.row(0, scale_set=scale_set)
    row["id"] = f"{GROUP}/virtualMachineScaleSets/{scale_set}/virtualMachines/0"
    row["properties"]["osProfile"] = {"computerName": f"{scale_set}000000"}
    (vm,) = load_instances(row, [node(scale_set, 0, name=name)])
    assert [one.kind for one in vm.problems if one.path == "node"] == kinds


def test_states_of_nodes():
    cordoned = node(LINUX, 1)
    cordoned["spec"]["unschedulable"] = True
    sick = node(LINUX, 2)
    sick["status"]["conditions"] += [
        {"type": "DiskPressure", "status": "True", "reason": "KubeletHasDiskPressure"},
        {"type": "PIDPressure", "status": "False"},
        {"type": "EtcdIsVoter", "status": "True"},
    ]
    silent = node(LINUX, 3, ready="Unknown")
    found = load_instances([cordoned, sick, silent])
    assert [vm.ready for vm in found] == ["true", "true", "unknown"]
    assert [[str(one.severity) for one in vm.findings if one.kind == "node"] for vm in found] == [
        *(["info"], ["warning"], ["warning"]),
    ]
    assert "reports DiskPressure: KubeletHasDiskPressure" in found[1].explain()[0]
    assert len(found.where(ready="unknown")) == 1 == len(found.where(ready="UNKNOWN"))


def test_the_age_of_nodes():
    one, other, silent = node(LINUX, 1), node(LINUX, 2), node(LINUX, 3, ready="False")
    for raw, hour in ((one, 5), (other, 6), (silent, 1)):
        raw["status"]["conditions"][0]["lastHeartbeatTime"] = f"2026-03-04T0{hour}:00:00Z"
    found = load_instances([one, other, silent])
    assert [vm.as_of and vm.as_of.hour for vm in found] == [5, 6, None]
    assert found.as_of.hour == 5


def test_other_clusters():
    lone = node(LINUX, 0, name="capz-md-0-x7k")
    lone["spec"]["providerID"] = f"azure://{GROUP}/virtualMachines/capz-md-0-x7k"
    (vm,) = load_instances([lone])
    assert (vm.name, vm.mode, vm.instance_id, vm.node_name) == (
        *("capz-md-0-x7k", None, None, "capz-md-0-x7k"),
    )
    aws, bare = copy.deepcopy(lone), copy.deepcopy(lone)
    aws["spec"]["providerID"] = "aws:///eu-west-1a/i-0123456789abcdef0"
    del bare["spec"]["providerID"]
    assert [one.kind for one in load_instances([aws, bare]).unmatched] == ["node", "node"]
    # A node without a provider ID belongs to the only VM with its name.
    row = {"id": f"{GROUP}/virtualMachines/v", "osProfile": {"computerName": "CAPZ-md-0-x7k"}}
    assert load_instances([row], [bare])[0].node.name == "capz-md-0-x7k"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@given(st.data())
def test_any_value_of_a_node_may_be_anything(data):
    """A node whose values have other types is read as far as possible, or rejected."""
    raw = copy.deepcopy(node(LINUX, 7, **LABELS))
    at = raw
    while True:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], (dict, list)) or not at[key] or data.draw(st.booleans()):
            at[key] = data.draw(JUNK)
            break
        at = at[key]
    try:
        found = load_instances(json.loads(json.dumps(raw)))
    except InventoryFormatError:
        return
    for vm in found:
        assert vm.findings is not None and vm.private_addresses is not None
        assert vm.instance_id in (7, None)
    assert found.records() is not None and isinstance(found.fleet, Fleet)


def test_labels_of_older_clusters():
    found = Node({"metadata": {"labels": {"failure-domain.beta.kubernetes.io/zone": "0"}}})
    assert found.zone is None, "without zones, this is a fault domain, or 0 if unknown"
