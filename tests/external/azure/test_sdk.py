"""Requests of operations.py are those that Microsoft's own SDK for Python makes.

The SDK's real clients build them, with a transport that keeps the request and sends
nothing.  API versions may differ, so only their presence is compared.
"""

import json
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import HttpTransport
from azure.mgmt.compute import ComputeManagementClient, models
from azure.mgmt.network import NetworkManagementClient
from cases import SCRIPT, SHAPES, SUBSCRIPTION, resources

from vmssnames.operations import OPERATION_NAMES, operation

# For one instance, several, and a VM: the SDK's operation, its group by the column it
# stands in; None where there is none, and then we refuse, too.
OFFERED = {
    "show": ("get", None, "get"),
    "list": ("list", "list", None),
    "instance-view": ("get_instance_view", None, "instance_view"),
    "start": ("begin_start", "begin_start", "begin_start"),
    "restart": ("begin_restart", "begin_restart", "begin_restart"),
    "power-off": ("begin_power_off", "begin_power_off", "begin_power_off"),
    "deallocate": ("begin_deallocate", "begin_deallocate", "begin_deallocate"),
    "reimage": ("begin_reimage", "begin_reimage", "begin_reimage"),
    "reimage-all": ("begin_reimage_all", "begin_reimage_all", None),
    "redeploy": ("begin_redeploy", "begin_redeploy", "begin_redeploy"),
    "perform-maintenance": (
        "begin_perform_maintenance",
        "begin_perform_maintenance",
        "begin_perform_maintenance",
    ),
    "simulate-eviction": ("simulate_eviction", None, "simulate_eviction"),
    "run-command": ("begin_run_command", None, "begin_run_command"),
    "delete": ("begin_delete", "begin_delete_instances", "begin_delete"),
    "update-to-latest-model": ("begin_update_instances", "begin_update_instances", None),
    "protect": ("begin_update", None, None),
    "unprotect": ("begin_update", None, None),
    "boot-diagnostics": ("retrieve_boot_diagnostics_data", None, "retrieve_boot_diagnostics_data"),
    "network-interfaces": ("list_virtual_machine_scale_set_vm_network_interfaces", None, None),
    "extensions": ("list", None, "list"),
    "approve-rolling-upgrade": (
        "begin_approve_rolling_upgrade",
        "begin_approve_rolling_upgrade",
        None,
    ),
}
GROUPS = ("virtual_machine_scale_set_vms", "virtual_machine_scale_sets", "virtual_machines")
# Operations whose group is another, in one column or in all.
GROUP_OF = {
    ("list", 1): "virtual_machine_scale_set_vms",
    ("update-to-latest-model", 0): "virtual_machine_scale_sets",
    ("network-interfaces", 0): "network_interfaces",
    ("extensions", 0): "virtual_machine_scale_set_vm_extensions",
    ("extensions", 2): "virtual_machine_extensions",
}

# Where the SDK spells the path of one instance in another case, ``virtualmachines`` or
# ``poweroff``, and not in its next operation: Azure takes any.
OTHER_CASE = {
    "start",
    "restart",
    "power-off",
    "redeploy",
    "perform-maintenance",
    "run-command",
    "boot-diagnostics",
}
# What the SDK writes into the query beside the API version: defaults, which we leave out.
DEFAULTS = {"power-off": {"skipShutdown": ["false"]}}


class Captured(BaseException):
    """The request an SDK client was about to send."""


class Capture(HttpTransport):
    """A transport that sends nothing."""

    def open(self):
        pass

    def close(self):
        pass

    def __exit__(self, *args):
        pass

    def send(self, request, **kwargs):
        raise Captured(request)


class Credential:
    """A login that needs none."""

    def get_token(self, *scopes, **kwargs):
        return AccessToken("token", 2**40)


@pytest.fixture(scope="module")
def clients():
    return (
        ComputeManagementClient(Credential(), SUBSCRIPTION, transport=Capture()),
        NetworkManagementClient(Credential(), SUBSCRIPTION, transport=Capture()),
    )


def arguments(name, shape, kind):
    """Return what the SDK's operation takes in addition to the names: IDs, or a body."""
    if name == "run-command":
        return [models.RunCommandInput(command_id="RunShellScript", script=[SCRIPT])]
    if name in ("protect", "unprotect"):
        on = name == "protect"
        policy = models.VirtualMachineScaleSetVMProtectionPolicy(
            protect_from_scale_in=on, protect_from_scale_set_actions=on
        )
        return [models.VirtualMachineScaleSetVM(location="somewhere", protection_policy=policy)]
    if kind != "virtual_machine_scale_sets":
        return []
    model = {
        "delete": models.VirtualMachineScaleSetVMInstanceRequiredIDs,
        "update-to-latest-model": models.VirtualMachineScaleSetVMInstanceRequiredIDs,
        "reimage": models.VirtualMachineScaleSetReimageParameters,
    }.get(name, models.VirtualMachineScaleSetVMInstanceIDs)
    return [model(instance_ids=[str(one.instance_id) for one in resources(shape)])]


def theirs(clients, name, shape, group):
    """Return method, path, query and body of the SDK's request."""
    column = SHAPES.index(shape)
    kind = GROUP_OF.get((name, column), GROUPS[column])
    client = clients[kind == "network_interfaces"]
    one = resources(shape, group)[0]
    place = [group, one.scale_set or one.vm_name]
    if name != "list" and one.instance_id is not None and kind != "virtual_machine_scale_sets":
        place.append(str(one.instance_id))
    call = getattr(getattr(client, kind), OFFERED[name][column])
    with pytest.raises(Captured) as sent:
        # A pageable operation asks first when its first item is wanted.
        next(iter(call(*place, *arguments(name, shape, kind))))
    request = sent.value.args[0]
    url = urlsplit(request.url)
    return request.method, unquote(url.path), parse_qs(url.query), body_of(request)


def body_of(request):
    text = request.content if hasattr(request, "content") else request.data
    return json.loads(text) if text else None


def test_every_operation_is_in_the_table():
    """A new operation fails here until someone has looked for it in the SDK."""
    assert tuple(OFFERED) == OPERATION_NAMES


@pytest.mark.parametrize("group", ["rg", "Some.Group_(1)-x"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_request_is_the_sdks(name, shape, group, clients, tally):
    """Method, path and body are equal; both have an API version, and hosts are the same."""
    given = resources(shape, group)
    if OFFERED[name][SHAPES.index(shape)] is None:
        with pytest.raises(ValueError, match=r"expected one|not available for VMs"):
            operation(name).rest(given, script=SCRIPT)
        tally("requests of azure-mgmt", "in neither")
        return
    ours = operation(name).rest(given, script=SCRIPT)
    url = urlsplit(ours.url)
    method, path, query, body = theirs(clients, name, shape, group)
    if name in ("protect", "unprotect"):
        # The SDK's model asks for a location; Microsoft's page on instance protection
        # sends the policy alone.
        assert body.pop("location") == "somewhere"
    assert (ours.method, ours.body) == (method, body)
    assert query.pop("api-version")
    assert query == DEFAULTS.get(name, {})
    assert list(parse_qs(url.query)) == ["api-version"]
    assert url.netloc == "management.azure.com"
    outcome = "equal"
    if shape == "one" and name in OTHER_CASE:
        assert unquote(url.path) != path
        assert unquote(url.path).lower() == path.lower()
        outcome = "equal but for the case of a key"
    else:
        assert unquote(url.path) == path
    if query:
        outcome += " and a default in the query"
    tally("requests of azure-mgmt", outcome)
