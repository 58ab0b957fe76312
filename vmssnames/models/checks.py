"""What is wrong with an instance view or a VM, as findings.

A status means what it says and nothing more: an agent's report says nothing about power,
and a failed update does not mean that the VM is down.  Computer name, instance ID, VM name,
resource ID and OS disk each identify an instance, so a wrong one shows in a comparison.
"""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError, shown
from ..names import grammar
from ..names.conventions import has_one_name
from ..names.disk_name import DiskName
from ..names.ids import format_base36, parse_instance_id
from ..names.value import parse_or_none
from ..names.vm_names import ComputerName
from .fields import raw_value
from .findings import UNIFORM_CALL, Finding, states_call, status_finding
from .node import reason_of, time_of
from .quiet import are_quiet_disks, are_quiet_extensions, is_quiet_agent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .instance_view import Extension, InstanceView, MaintenanceRedeployStatus, Status
    from .node import Node
    from .vm import ScaleSetVM


def view_findings(view: InstanceView, path: str = "") -> Iterator[Finding]:
    """Yield what is wrong with the VM, as far as *view*, at *path*, shows."""
    under = f"{path}." if path else ""
    yield from _state_findings(view, under)
    yield from _agent_findings(view, f"{under}vmAgent")
    if not are_quiet_extensions(view):
        for index, extension in enumerate(view.extensions):
            yield from _extension_findings(view, extension, f"{under}extensions[{index}]")
    if not are_quiet_disks(view):
        for index, disk in enumerate(view.disks):
            for n, status in enumerate(disk.statuses):
                if status.is_failure:
                    where = f"{under}disks[{index}].statuses[{n}]"
                    text = f"disk {_name_of(disk.name)} failed"
                    yield status_finding("error", "disk", where, text, status)
    yield from _other_findings(view, under)


def _other_findings(view: InstanceView, under: str) -> Iterator[Finding]:
    """Yield findings about health, boot diagnostics and maintenance."""
    health = view.health_status
    if health is not None and health.state in ("unhealthy", "unknown"):
        severity = "error" if health.state == "unhealthy" else "warning"
        text = f"the application is {health.state}"
        yield status_finding(severity, "health", f"{under}vmHealth.status", text, health)
    boot = view.boot_diagnostics
    if boot is not None and boot.status is not None and boot.status.is_failure:
        where = f"{under}bootDiagnostics.status"
        text = "boot diagnostics are not available"
        yield status_finding("warning", "boot-diagnostics", where, text, boot.status)
    due = view.maintenance_redeploy_status
    if due is not None:
        yield from _maintenance_findings(due, f"{under}maintenanceRedeployStatus")
    hibernated = view.status("HibernationState")
    if hibernated is not None and view.is_hibernated:
        text = "the VM is hibernated: its memory is on the OS disk, and it continues when started"
        yield Finding("info", "hibernated", _path_of(view, hibernated, under), text)


def _maintenance_findings(due: MaintenanceRedeployStatus, path: str) -> Iterator[Finding]:
    from datetime import UTC, datetime

    own_end, start = due.pre_maintenance_window_end_time, due.maintenance_window_start_time
    end, now = due.maintenance_window_end_time, datetime.now(UTC)
    if end is not None and end < now:
        text = f"the maintenance window is over since {_minute(end)}"
        yield Finding("info", "maintenance", path, text, due.last_operation_message)
    elif due.is_customer_initiated_maintenance_allowed and (own_end is None or own_end >= now):
        by = "" if own_end is None else f" until {_minute(own_end)}"
        yield Finding("warning", "maintenance", path, f"maintenance is due; you may start it{by}")
    elif start is not None and end is not None:
        text = f"Azure maintains the host between {_minute(start)} and {_minute(end)}"
        yield Finding("warning", "maintenance", path, text)
    elif own_end is not None and own_end < now:
        text = f"the time to start the maintenance is over since {_minute(own_end)}"
        yield Finding("info", "maintenance", path, text)


def _minute(time: datetime) -> str:
    return time.isoformat(" ", "minutes")


def _state_findings(view: InstanceView, under: str) -> Iterator[Finding]:
    status = view.provisioning_status
    if status is not None and status.code is not None and status.is_failure:
        because = f": {status.code.detail}" if status.code.detail else ""
        runs = ", but the VM is running" if view.failed_but_running else ""
        where = _path_of(view, status, under)
        text = f"provisioning failed{because}{runs}"
        yield status_finding("error", "provisioning", where, text, status)
    for one in view.statuses:
        if one.is_in_progress:
            text = "the guest is still being provisioned"
            yield status_finding("info", "provisioning", _path_of(view, one, under), text, one)
    seen: dict[str, Status] = {}
    for index, one in enumerate(view.statuses):
        first = seen.setdefault((one.family or "").lower(), one)
        if one.family and one.family != "ComponentStatus" and one.state != first.state:
            text = f"{one.code} contradicts {first.code}, which is used"
            yield Finding("warning", "conflict", f"{under}statuses[{index}]", text)
    for index, one in enumerate(view.statuses):
        bad = one.is_failure or one.state == "unhealthy"
        if bad and one.family != "ProvisioningState":
            text = f"{one.family or 'the status'} is {one.state}"
            yield status_finding("error", "status", f"{under}statuses[{index}]", text, one)
    if view.statuses and view.power is None and view.provisioning != "creating":
        text = "the instance view has no power state"
        yield Finding("info", "no-power-state", f"{under}statuses", text)
    generalized = view.status("OSState")
    if generalized is not None and view.is_generalized:
        text = "the VM is generalized: it cannot start again, only serve as an image"
        yield Finding("warning", "generalized", _path_of(view, generalized, under), text)


def _path_of(view: InstanceView, status: Status, under: str) -> str:
    index = next(index for index, one in enumerate(view.statuses) if one is status)
    return f"{under}statuses[{index}]"


def _agent_findings(view: InstanceView, path: str) -> Iterator[Finding]:
    agent = view.vm_agent
    if agent is None:
        return
    is_off = view.power not in (None, "unknown", "running", "starting")
    if not is_off and is_quiet_agent(raw_value(view, "vmagent")):
        return
    since = view.provisioning_status
    for index, status in enumerate(agent.statuses):
        where = f"{path}.statuses[{index}]"
        if status.state != "succeeded":
            # An agent that is not ready is as expected if the VM is off.
            severity = "info" if is_off else "warning"
            yield status_finding(severity, "agent", where, "the agent is not ready", status)
        elif is_off:
            text = f'the agent\'s "{_name_of(status.display_status)}" is older than the power state'
            if since is not None and since.time and status.time and status.time > since.time:
                text = f"the agent still reports, but the power state is {view.power}"
            yield status_finding("info", "stale-agent", where, text, status)
    for index, handler in enumerate(agent.extension_handlers):
        status_ = handler.status
        if status_ is not None and status_.state != "succeeded":
            severity = "warning" if status_.is_failure or not is_off else "info"
            text = f"the handler of {_name_of(handler.type)} is not ready"
            where = f"{path}.extensionHandlers[{index}].status"
            yield status_finding(severity, "handler", where, text, status_)


def _extension_findings(view: InstanceView, extension: Extension, path: str) -> Iterator[Finding]:
    name = _name_of(extension.name or extension.type)
    succeeded = view.provisioning == "succeeded"
    although = ", but the VM's provisioning succeeded" if succeeded else ""
    for index, status in enumerate(extension.statuses):
        where = f"{path}.statuses[{index}]"
        if status.is_failure:
            codes = " and ".join(map(str, status.exit_codes))
            left = f" with exit code {codes}" if codes else ""
            text = f"extension {name} failed{left}{although}"
            yield status_finding("error", "extension", where, text, status)
        elif status.state not in ("succeeded", None) or status.level == "Warning":
            text = f"extension {name} is not finished: {status.state}"
            yield status_finding("warning", "extension", where, text, status)
    for index, status in enumerate(extension.substatuses):
        if status.is_failure or status.state == "error" or status.level == "Warning":
            component = "" if status.code is None else _name_of(status.code.component)
            where = f"{path}.substatuses[{index}]"
            what = "failed" if status.is_failure else "has a warning"
            text = f"extension {name}: {component} {what}"
            severity = "error" if status.is_failure else "warning"
            yield status_finding(severity, "component", where, text, status)


def _name_of(name: str | None) -> str:
    return "without a name" if name is None else name[:200]


def vm_findings(vm: ScaleSetVM) -> Iterator[Finding]:
    """Yield what is wrong with *vm*, except for its instance view."""
    yield from _vm_state_findings(vm)
    yield from _id_findings(vm)
    if vm.mode == "uniform" and vm.instance_id is not None:
        yield from _name_findings(vm, vm.instance_id)
    if vm.node is not None:
        yield from _node_findings(vm, vm.node)
    if vm.recovered_by is not None:
        text = f"a view without a name: {vm.name or vm.instance_id} is from its {vm.recovered_by}"
        yield Finding("info", "recovered", "", text)


def _node_findings(vm: ScaleSetVM, node: Node) -> Iterator[Finding]:
    name = shown(node.name or "")
    if node.is_ready is False:
        text = f"the node {name} is not ready"
        yield Finding("warning", "node", "node", text, node.reason, time=node.since)
    for one in node.problems:
        text, since = f"the node {name} reports {one['type']}", time_of(one, "lastTransitionTime")
        yield Finding("warning", "node", "node", text, reason_of(one), time=since)
    if node.is_cordoned:
        text = f"the node {name} is cordoned: no pods are scheduled on it"
        yield Finding("info", "node", "node", text)
    if node.name is None or vm.instance_id is None or vm.mode != "uniform":
        return
    if vm.computer_name is not None and grammar.fold(vm.computer_name) != node.name:
        yield from _computer_name_findings(node.name, vm.instance_id, "node")
    parsed, owner = parse_or_none(ComputerName.parse, node.name), vm.scale_set or ""
    # AKS gives its scale sets the prefix as their name.
    are_aks = parsed is not None and has_one_name(parsed.prefix) and has_one_name(owner)
    if parsed is not None and are_aks and parsed.prefix.lower() != owner.lower():
        text = f"the node {name} is not of {shown(owner)}, which its provider ID names"
        yield Finding("warning", "names-differ", "node", text)


def _vm_state_findings(vm: ScaleSetVM) -> Iterator[Finding]:
    state, in_view = (vm.provisioning_state or "").lower(), vm.view_provisioning
    if state == "failed":
        runs = ", but the VM is running" if vm.power == "running" else ""
        text = f"the last operation on the VM failed{runs}"
        yield Finding("error", "provisioning", "provisioningState", text)
    powers = vm.powers
    if len(powers) > 1:
        text = f"the power state is {' and '.join(powers)}; the first is used"
        yield Finding("warning", "conflict", "", text)
    if state == "canceled":
        text = "the last operation on the VM was canceled"
        yield Finding("warning", "provisioning", "provisioningState", text)
    if {state, in_view} == {"succeeded", "failed"}:
        text = f"ARM reports {state}, the instance view {in_view}"
        yield Finding("warning", "states-differ", "provisioningState", text)
    if vm.latest_model_applied is False:
        text = "the instance does not have the scale set's latest model"
        yield Finding("info", "old-model", "latestModelApplied", text)
    if vm.view is None:
        text = f"no instance view, so no power state: run {states_call(vm)}"
        yield Finding("info", "no-view", "", text)


def _id_findings(vm: ScaleSetVM) -> Iterator[Finding]:
    path, given = vm.resource_id, vm.given_instance_id
    if (vm.name or vm.computer_name or vm.vm_id or path or vm.instance_id) is None:
        view = "the view does not name its VM: it has neither a computer name nor an OS disk of one"
        text = "nothing in the document names its VM"
        severity, text = ("info", view) if vm.view is not None else ("warning", text)
        yield Finding(severity, "no-name", "", f"{text}; also pass the list: {UNIFORM_CALL}")
    elif vm.given_name is not None and not _has_letter(vm.given_name):
        text = f"expected the name of a VM, got {shown(vm.given_name)}"
        yield Finding("warning", "no-name", "name", text)
    if vm.id is not None and path is None and not vm.has_decimal_id:
        text = f"expected the resource ID of a VM, got {shown(vm.id, 200)}"
        yield Finding("warning", "resource-id", "id", text)
    named = vm.number_in_name
    if named is not None and vm.scale_set is None and vm.instance_id not in (None, named):
        text = f"the instance ID is {vm.instance_id}, but the name is {shown(vm.given_name or '')}"
        yield Finding("warning", "names-differ", "name", text)
    if given is not None and vm.mode != "flexible":
        try:
            number = parse_instance_id(given)
        except (NameFormatError, InstanceIDRangeError) as error:
            yield Finding("warning", "instance-id", "instanceId", str(error))
            return
        if path is not None and path.instance_id not in (None, number):
            text = f"the instance ID is {number}, but {path.instance_id} in the resource ID"
            yield Finding("warning", "names-differ", "id", text)


def _has_letter(name: str) -> bool:
    return name[:1].isalnum() or any(one.isalnum() for one in name)


def _name_findings(vm: ScaleSetVM, number: int) -> Iterator[Finding]:
    scale_set, name = vm.scale_set, vm.given_name
    if name is not None and scale_set is not None:
        # The reference says that the name is the ID; no service does that, some tools do.
        expected = f"{scale_set}_{number}"
        if name.lower() not in (expected.lower(), str(number)):
            text = f"expected the VM name {shown(expected)}, got {shown(name)}"
            yield Finding("warning", "names-differ", "name", text)
    profile, view = vm.os_profile, vm.view
    created = None if profile is None else profile.computer_name
    reported = None if view is None else view.computer_name
    path = "osProfile.computerName" if created is not None else "instanceView.computerName"
    yield from _computer_name_findings(vm.computer_name, number, path)
    if created is not None and reported is not None and not _is_same_host(created, reported):
        text = f"the guest was renamed: created as {shown(created)}, it reports {shown(reported)}"
        yield Finding("warning", "renamed", "instanceView.computerName", text)
    yield from _disk_findings(vm, number)


def _is_same_host(created: str, reported: str) -> bool:
    # Windows reports the first fifteen characters of a longer name.
    is_cut = len(reported) == grammar.MAX_WINDOWS_NAME
    return reported.lower() == (created[: len(reported)] if is_cut else created).lower()


def _computer_name_findings(name: str | None, number: int, path: str) -> Iterator[Finding]:
    if name is None or name[-grammar.WIDTH :].upper() == format_base36(number):
        return
    parsed = parse_or_none(ComputerName.parse, name)
    found = grammar.BASE**grammar.WIDTH if parsed is None else parsed.instance_id
    if found > grammar.MAX_PLAUSIBLE_ID:
        # "database" ends in six base-36 digits, too.
        text = f"{shown(name)} does not end in the instance ID, as is usual for specialized images"
        yield Finding("info", "own-name", path, text)
    else:
        text = f"the computer name {shown(name)} is of instance {found}, not {number}"
        yield Finding("warning", "names-differ", path, text)


def _disk_findings(vm: ScaleSetVM, number: int) -> Iterator[Finding]:
    name, path = vm.os_disk_name, "storageProfile.osDisk.name"
    if name is None and vm.view is not None and vm.view.os_disk is not None:
        name, path = vm.view.os_disk.name, "instanceView.disks"
    if name is None or name.startswith(f"{vm.scale_set}_{vm.scale_set}_{number}_"):
        return
    disk = parse_or_none(DiskName.parse, name)
    if disk is None:
        return
    if disk.instance_id not in (None, number):
        text = f"the disk {shown(disk.name, 100)} is of instance {disk.instance_id}, not {number}"
        yield Finding("warning", "names-differ", path, text)
    own = vm.scale_set or ""
    if not own.lower().startswith(disk.scale_set.lower()) and own:
        text = f"the disk {shown(disk.name, 100)} is of {shown(disk.scale_set)}, not {shown(own)}"
        yield Finding("warning", "names-differ", path, text)
