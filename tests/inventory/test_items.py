"""What each JSON object is recognized as: a test for each row of the table."""

import pytest
from hypothesis import given, settings, strategies as st

from vmssnames import InventoryFormatError, load_instances
from vmssnames.inventory.items import ItemReader
from vmssnames.inventory.kinds import RULES, Shape, rule_for
from vmssnames.models.coerce import fold_keys

SET = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/web"

# The name of the rule, an object that it matches first, and the kind or what the error says.
EXAMPLES = [
    ("other Kubernetes object", {"metadata": {}, "spec": {}, "kind": "Pod"}, "a 'Pod' of Kube"),
    ("Kubernetes node", {"metadata": {}, "spec": {}, "kind": "Node"}, "node"),
    ("event", {"EventId": "e", "EventType": "Reboot", "Resources": ["web_0"]}, "event"),
    ("event", {"operationName": "x", "resourceId": f"{SET}/virtualMachines/85"}, "event"),
    ("metadata document", {"azEnvironment": "AzurePublicCloud", "vmId": "a"}, "metadata"),
    ("metadata document", {"offer": "aks", "vmId": "a", "name": "k8s-a-1-0"}, "metadata"),
    ("metadata of a network", {"interface": []}, "the metadata service's network document"),
    ("network interface", {"id": "x", "ipConfigurations": []}, "interface"),
    ("scale set", {"name": "web", "virtualMachineProfile": {}}, "scale set"),
    (
        "node of an elastic pool",
        {"poolId": 1, "id": 7, "name": "web000001", "computeId": "1", "computeState": "healthy"},
        "a node of an elastic pool of Azure DevOps",
    ),
    ("node pool", {"name": "np1", "count": 3, "mode": "System"}, "a node pool of AKS"),
    ("subscription", {"id": "x", "isDefault": True, "tenantId": "t"}, "a subscription: run az"),
    (
        "dedicated host",
        {
            "id": "/subscriptions/0/x/hostGroups/g/hosts/h",
            "name": "h",
            "autoReplaceOnFailure": True,
        },
        "a dedicated host: run az vm list",
    ),
    ("instance view of a scale set", {"virtualMachine": {}}, "the instance view of a"),
    ("record of vmssnames", {"name": "web_0", "view_provisioning": "x"}, "output of vmssnames"),
    ("error", {"error": {"code": "NotFound"}}, "an error from Azure: NotFound"),
    (
        "extension",
        {"name": "vmssCSE", "statuses": [], "substatuses": None},
        "an extension, 'vmssCSE', without its VM: run az vmss list-instances",
    ),
    (
        "extension",
        {"name": "x", "type": "Microsoft.Azure.Extensions.CustomScript", "typeHandlerVersion": "2"},
        "an extension, 'x', without its VM",
    ),
    (
        "disk",
        {"name": "osdisk", "encryptionSettings": None, "statuses": []},
        "a disk, 'osdisk', without its VM",
    ),
    ("instance view", {"statuses": []}, "view"),
    ("status", {"code": "PowerState/running", "level": "Info"}, "status"),
    ("other resource", {"id": "x", "type": "Microsoft.Web/sites"}, "a resource of the type"),
    (
        "part of an instance",
        {"id": f"{SET}/virtualMachines/85/extensions/health"},
        "a part of an instance: 'extensions/health'",
    ),
    ("VM", {"instanceId": "85", "name": "web_85"}, "row"),
    ("VM", {"id": "0", "state": "PowerState/running"}, "row"),
    ("row of a query", {"name": "vm1", "state": "VM running"}, "row"),
    ("row of a query", {"name": "web_0", "ip": "10.0.0.4"}, "row"),
    ("unknown object", {"colour": "blue"}, "an object with 'colour': rename its keys"),
    ("unknown object", {"name": "database", "state": "Succeeded"}, "an object with 'name'"),
    ("unknown object", {}, "an object with no keys"),
]


def test_every_rule_has_an_example():
    assert [rule[0] for rule in RULES] == list(dict.fromkeys(name for name, *_ in EXAMPLES))


@pytest.mark.parametrize(("name", "example", "outcome"), EXAMPLES)
def test_each_rule(name, example, outcome):
    assert rule_for(Shape(example, fold_keys(example)))[0] == name
    kinds = {rule[2] for rule in RULES if isinstance(rule[2], str)}
    if outcome in kinds:
        (item,) = ItemReader().items(example)
        assert item.kind == ("view" if outcome == "status" else outcome)
    else:
        with pytest.raises(InventoryFormatError, match=f"expected instances, got {outcome}"):
            load_instances(example)


KEYS = sorted({key for _, example, _ in EXAMPLES for key in example})
TYPES = [None, "", *sorted({str(example.get("type")) for _, example, _ in EXAMPLES})]
TYPES += ["Microsoft.Compute/virtualMachineScaleSets/virtualMachines", "Microsoft.Web/sites"]


@settings(max_examples=1000)
@given(st.sets(st.sampled_from(KEYS), max_size=6), st.sampled_from(TYPES), st.data())
def test_the_first_rule_decides(keys, kind, data):
    """The short cut for usual VMs never skips a rule that matches."""
    values = {key: [e[key] for _, e, _ in EXAMPLES if key in e] for key in keys}
    raw = {key: data.draw(st.sampled_from(some)) for key, some in values.items()}
    raw |= {} if kind is None else {"type": kind}
    shape = Shape(raw, fold_keys(raw))
    assert rule_for(shape) is next(rule for rule in RULES if rule[1](shape))


PATHS = [
    f"{SET}/virtualMachines/85",
    f"{SET}/virtualMachines/85/extensions/health",
    f"{SET}/virtualMachines/x",
    SET.replace("ScaleSets/web", "s/vm1"),
    "/subscriptions/0/resourceGroups/g/providers/x/hostGroups/g/hosts/h",
    "85",
    "",
    None,
]
MORE = st.dictionaries(
    st.sampled_from([*KEYS, "instanceView", "Id", "ID", "instances", "properties", "vmId", "x_y"]),
    st.sampled_from([None, "", "x", {}, [], {"statuses": []}, [{"instanceId": "1"}]]),
    max_size=3,
)


def outcome(reader, raw):
    try:
        return [(one.kind, one.source, one.path, one.folded, one.raw) for one in reader.items(raw)]
    except InventoryFormatError as error:
        return str(error)


@settings(max_examples=400)
@given(st.sampled_from(PATHS), MORE, st.sampled_from(TYPES), st.sampled_from(["web_85", None]))
def test_usual_rows_are_read_as_any_other(path, more, kind, name):
    """What is worked out once for all rows with the same keys changes nothing."""
    raw = {"id": path, "instanceId": "85", "name": name, "location": "x", **more}
    raw |= {} if kind is None else {"type": kind}
    slow = ItemReader()
    slow._usual_item = lambda raw, path: None
    fast = ItemReader()
    assert outcome(fast, [raw, dict(raw)]) == outcome(slow, [raw, dict(raw)])
