"""What each JSON object is recognized as: a test for each row of the table."""

import pytest
from hypothesis import given, settings, strategies as st

from vmssnames import InventoryFormatError, load_instances
from vmssnames.inventory.items import RULES, ItemReader, Shape, rule_for
from vmssnames.models.coerce import fold_keys

SET = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/web"

# The name of the rule, an object that it matches first, and the kind or what the error says.
EXAMPLES = [
    ("other Kubernetes object", {"metadata": {}, "spec": {}, "kind": "Pod"}, "a 'Pod' of Kube"),
    ("Kubernetes node", {"metadata": {}, "spec": {}, "kind": "Node"}, "node"),
    ("metadata document", {"azEnvironment": "AzurePublicCloud", "vmId": "a"}, "metadata"),
    ("network interface", {"id": "x", "ipConfigurations": []}, "interface"),
    ("scale set", {"name": "web", "virtualMachineProfile": {}}, "scale set"),
    ("instance view of a scale set", {"virtualMachine": {}}, "the instance view of a"),
    ("record of vmssnames", {"name": "web_0", "view_provisioning": "x"}, "output of vmssnames"),
    ("error", {"error": {"code": "NotFound"}}, "an error from Azure: NotFound"),
    ("instance view", {"statuses": []}, "view"),
    ("other resource", {"id": "x", "type": "Microsoft.Web/sites"}, "a resource of the type"),
    (
        "part of an instance",
        {"id": f"{SET}/virtualMachines/85/extensions/health"},
        "a part of an instance: 'extensions/health'",
    ),
    ("VM", {"instanceId": "85", "name": "web_85"}, "row"),
    ("unknown object", {"colour": "blue"}, "an object with 'colour'"),
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
        assert item.kind == outcome
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
