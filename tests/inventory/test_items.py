"""What each JSON object is recognized as: a test for each row of the table."""

import pytest

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
    ("record of vmssnames", {"name": "web_0", "view_provisioning": "x"}, "a record of this pack"),
    ("error", {"error": {"code": "NotFound"}}, "an error of Azure's: NotFound"),
    ("instance view", {"statuses": []}, "view"),
    ("other resource", {"id": "x", "type": "Microsoft.Web/sites"}, "a resource of the type"),
    (
        "part of an instance",
        {"id": f"{SET}/virtualMachines/85/extensions/health"},
        "what belongs to an instance: 'extensions/health'",
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
