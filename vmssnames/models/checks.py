"""What is wrong with a VM, as far as its instance view shows.

Nothing is inferred from a status but what it says: an agent's report says nothing of power,
a failed update not that the VM is down.
"""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError, shown
from ..names import grammar
from ..names.disk_name import DiskName
from ..names.ids import format_base36, parse_instance_id
from ..names.value import parse_or_none
from ..names.vm_names import ComputerName
from .findings import FLEXIBLE_CALL, UNIFORM_CALL, Finding, of_status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .instance_view import Extension, Status, View
    from .vm import States


def view_findings(view: View, path: str = "") -> Iterator[Finding]:
    """Yield what is wrong, as far as *view*, which stands at *path*, shows."""
    under = f"{path}." if path else ""
    yield from _of_states(view, under)
    yield from _of_agent(view, f"{under}vmAgent")
    extensions = view.fields.get("extensions")
    for at, extension in enumerate(() if _all_quiet(extensions, _EXTENSION) else view.extensions):
        yield from _of_extension(view, extension, f"{under}extensions[{at}]")
    disks = view.fields.get("disks")
    for at, disk in enumerate(() if _all_quiet(disks, _DISK) else view.disks):
        for n, status in enumerate(disk.statuses):
            if status.is_failure:
                where = f"{under}disks[{at}].statuses[{n}]"
                yield of_status("error", "disk", where, f"disk {_named(disk.name)} failed", status)
    health = view.health_status
    if health is not None and health.state in ("unhealthy", "unknown"):
        yield of_status(
            "error" if health.state == "unhealthy" else "warning",
            "health",
            f"{under}vmHealth.status",
            f"the application is {health.state}",
            health,
        )
    boot = view.boot_diagnostics
    if boot is not None and boot.status is not None and boot.status.is_failure:
        where = f"{under}bootDiagnostics.status"
        yield of_status("warning", "boot-diagnostics", where, "no boot diagnostics", boot.status)
    if view.maintenance_redeploy_status is not None:
        due = view.maintenance_redeploy_status
        if due.is_customer_initiated_maintenance_allowed:
            until = due.pre_maintenance_window_end_time
            by = "" if until is None else f" until {until.isoformat(' ', 'minutes')}"
            where = f"{under}maintenanceRedeployStatus"
            yield Finding(
                "warning", "maintenance", where, f"maintenance is due; you may start it{by}"
            )


# What by far the most parts say, seen as it stands: it takes a tenth of the time, and a third
# of an inventory's is spent here.  Whatever has other keys, or looks otherwise at all, is
# read as everything is.
_QUIET = ("ProvisioningState/succeeded", "EncryptionState/notEncrypted")
_STATUS = {"code", "level", "displayStatus", "message", "time"}
_DISK = {"name", "statuses", "encryptionSettings", "storageAlignmentStatus"}
_EXTENSION = {"name", "type", "typeHandlerVersion", "statuses", "substatuses"}
_AGENT = {"vmAgentVersion", "statuses", "extensionHandlers"}
_HANDLER = {"type", "typeHandlerVersion", "status"}


def _all_quiet(parts: object, keys: set[str]) -> bool:
    """Tell whether there is nothing to find in the statuses of *parts*, as they were given."""
    return type(parts) is list and all(
        type(part) is dict
        and part.keys() <= keys
        and _are_quiet(part.get("statuses"))
        and _are_quiet(part.get("substatuses"))
        for part in parts
    )


def _is_quiet_agent(agent: object) -> bool:
    if not _all_quiet([agent], _AGENT) or not isinstance(agent, dict):
        return False
    handlers = agent.get("extensionHandlers")
    return handlers is None or (
        type(handlers) is list
        and all(
            type(one) is dict and one.keys() <= _HANDLER and _is_quiet(one.get("status"))
            for one in handlers
        )
    )


def _are_quiet(statuses: object) -> bool:
    return statuses is None or (type(statuses) is list and all(map(_is_quiet, statuses)))


def _is_quiet(status: object) -> bool:
    return (
        type(status) is dict
        and status.keys() <= _STATUS
        and status.get("code") in _QUIET
        and status.get("level", "Info") in ("Info", None)
    )


def _of_states(view: View, under: str) -> Iterator[Finding]:
    status = view.provisioning_status
    if status is not None and status.code is not None:
        detail = status.code.detail
        if status.is_failure:
            because = f": {detail}" if detail else ""
            yield of_status(
                "error",
                "provisioning",
                _place(view, status, under),
                f"provisioning failed{because}{_though_it_runs(view)}",
                status,
            )
    for one in view.statuses:
        if one.is_in_progress:
            text = "the guest is still being provisioned"
            yield of_status("info", "provisioning", _place(view, one, under), text, one)
    seen: dict[str, Status] = {}
    for at, one in enumerate(view.statuses):
        first = seen.setdefault((one.family or "").lower(), one)
        if one.family and one.family != "ComponentStatus" and one.state != first.state:
            text = f"{one.code} beside {first.code}, which is taken"
            yield Finding("warning", "conflict", f"{under}statuses[{at}]", text)
    for at, one in enumerate(view.statuses):
        bad = one.is_failure or one.state == "unhealthy"
        if bad and one.family != "ProvisioningState":
            text = f"{one.family or 'the status'} is {one.state}"
            yield of_status("error", "status", f"{under}statuses[{at}]", text, one)
    if view.statuses and view.power is None and view.provisioning != "creating":
        yield Finding(
            "info", "no-power-state", f"{under}statuses", "Azure does not say whether it runs"
        )
    if view.is_generalized:
        text = "generalized: it will not start again, an image may be made of it"
        generalized = view.status("OSState")
        yield Finding("warning", "generalized", _place(view, generalized, under), text)


def _place(view: View, status: Status | None, under: str) -> str:
    at = next(at for at, one in enumerate(view.statuses) if one is status)
    return f"{under}statuses[{at}]"


def _though_it_runs(view: View) -> str:
    return ", though the VM runs" if view.failed_but_running else ""


def _of_agent(view: View, path: str) -> Iterator[Finding]:
    agent = view.vm_agent
    if agent is None:
        return
    off = view.power not in (None, "unknown", "running", "starting")
    if not off and _is_quiet_agent(view.fields.get("vmagent")):
        return
    since = view.provisioning_status
    for at, status in enumerate(agent.statuses):
        where = f"{path}.statuses[{at}]"
        if status.state != "succeeded":
            # Of a VM that is off that is as it should be.
            severity = "info" if off else "warning"
            yield of_status(severity, "agent", where, "the agent is not ready", status)
        elif off:
            text = f'the agent\'s "{_named(status.display_status)}" is from before the VM went off'
            if since is not None and since.time and status.time and status.time > since.time:
                text = f"the agent reports, though the power state is {view.power}"
            yield of_status("info", "stale-agent", where, text, status)
    for at, handler in enumerate(agent.extension_handlers):
        status_ = handler.status
        if status_ is not None and status_.state != "succeeded":
            bad = "warning" if status_.is_failure or not off else "info"
            text = f"the handler of {_named(handler.type)} is not ready"
            where = f"{path}.extensionHandlers[{at}].status"
            yield of_status(bad, "handler", where, text, status_)


def _of_extension(view: View, extension: Extension, path: str) -> Iterator[Finding]:
    name = _named(extension.name or extension.type)
    although = (
        ", though the VM's provisioning succeeded" if view.provisioning == "succeeded" else ""
    )
    for at, status in enumerate(extension.statuses):
        where = f"{path}.statuses[{at}]"
        if status.is_failure:
            code = None if status.code is None else status.code.exit_code
            left = "" if code is None else f" with exit code {code}"
            text = f"extension {name} failed{left}{although}"
            yield of_status("error", "extension", where, text, status)
        elif status.state not in ("succeeded", None) or status.level == "Warning":
            text = f"extension {name} is not done: {status.state}"
            yield of_status("warning", "extension", where, text, status)
    for at, status in enumerate(extension.substatuses):
        if status.is_failure or status.state == "error" or status.level == "Warning":
            of = "" if status.code is None else _named(status.code.component)
            where = f"{path}.substatuses[{at}]"
            text = f"extension {name}: {of} {'failed' if status.is_failure else 'warns'}"
            severity = "error" if status.is_failure else "warning"
            yield of_status(severity, "component", where, text, status)


def _named(name: str | None) -> str:
    return "without a name" if name is None else name[:200]


def vm_findings(vm: States) -> Iterator[Finding]:
    """Yield what is wrong with *vm* beyond its view."""
    yield from _of_state(vm)
    yield from _of_paths(vm)
    if vm.mode == "uniform" and vm.instance_id is not None:
        yield from _of_names(vm, vm.instance_id)
    if vm.node is not None and vm.node.is_ready is False:
        text = f"the node {shown(vm.node.name or '')} is not ready"
        yield Finding("warning", "node", "node", text, vm.node.reason, time=vm.node.since)
    if vm.recovered_by is not None:
        text = f"the view names no instance: {vm.name or vm.instance_id} by its {vm.recovered_by}"
        yield Finding("info", "recovered", "", text)


def _of_state(vm: States) -> Iterator[Finding]:
    state, seen = (vm.provisioning_state or "").lower(), vm.view_provisioning
    if state == "failed":
        runs = ", though the VM runs" if vm.power == "running" else ""
        text = f"the last operation on the VM failed{runs}"
        yield Finding("error", "provisioning", "provisioningState", text)
    if state == "canceled":
        text = "the last operation on the VM was canceled"
        yield Finding("warning", "provisioning", "provisioningState", text)
    if {state, seen} == {"succeeded", "failed"}:
        text = f"ARM says {state}, the instance view {seen}"
        yield Finding("warning", "states-differ", "provisioningState", text)
    if vm.latest_model_applied is False:
        text = "not of the scale set's latest model"
        yield Finding("info", "old-model", "latestModelApplied", text)
    if vm.view is None:
        call = FLEXIBLE_CALL if vm.mode == "flexible" else UNIFORM_CALL
        yield Finding("info", "no-view", "", f"nothing is said of its power state: ask {call}")


def _of_paths(vm: States) -> Iterator[Finding]:
    path, given = vm.resource_id, vm.given_instance_id
    if vm.id is not None and path is None:
        text = f"expected the resource ID of a VM, got {shown(vm.id, 200)}"
        yield Finding("warning", "resource-id", "id", text)
    named = vm.named
    if named is not None and vm.scale_set is None and vm.instance_id not in (None, named):
        text = f"the instance ID is {vm.instance_id}, the name {shown(vm.given_name or '')}"
        yield Finding("warning", "names-differ", "name", text)
    if given is not None and vm.mode != "flexible":
        try:
            number = parse_instance_id(given)
        except (NameFormatError, InstanceIDRangeError) as error:
            yield Finding("warning", "instance-id", "instanceId", str(error))
            return
        if path is not None and path.instance_id not in (None, number):
            text = f"the instance ID is {number}, in the resource ID {path.instance_id}"
            yield Finding("warning", "names-differ", "id", text)


def _of_names(vm: States, number: int) -> Iterator[Finding]:
    scale_set = vm.scale_set
    if vm.given_name is not None and scale_set is not None:
        # The reference says that the name is the ID; no service does, some tools do.
        expected = f"{scale_set}_{number}"
        if vm.given_name.lower() not in (expected.lower(), str(number)):
            text = f"expected the VM name {shown(expected)}, got {shown(vm.given_name)}"
            yield Finding("warning", "names-differ", "name", text)
    profile, view = vm.os_profile, vm.view
    was = None if profile is None else profile.computer_name
    reported = None if view is None else view.computer_name
    path = "osProfile.computerName" if was is not None else "instanceView.computerName"
    yield from _of_computer_name(vm.computer_name, number, path)
    if was is not None and reported is not None and not _same_host(was, reported):
        text = f"set up as {shown(was)}, the guest says {shown(reported)}: it was renamed"
        yield Finding("warning", "renamed", "instanceView.computerName", text)
    yield from _of_disks(vm, number)


def _same_host(was: str, reported: str) -> bool:
    # Windows shows fifteen characters of a longer name.
    cut = len(reported) == grammar.MAX_WINDOWS_NAME
    return reported.lower() == (was[: len(reported)] if cut else was).lower()


def _of_computer_name(name: str | None, number: int, path: str) -> Iterator[Finding]:
    if name is None or name[-grammar.WIDTH :].upper() == format_base36(number):
        return
    parsed = parse_or_none(ComputerName.parse, name)
    read = grammar.BASE**grammar.WIDTH if parsed is None else parsed.instance_id
    if read != number and read > grammar.MAX_PLAUSIBLE_ID:
        # "database" ends in six base-36 digits, too.
        text = f"{shown(name)} does not end in the instance ID, as a specialized image's may not"
        yield Finding("info", "own-name", path, text)
    elif read != number:
        text = f"the computer name {shown(name)} says instance {read}, the instance ID is {number}"
        yield Finding("warning", "names-differ", path, text)


def _of_disks(vm: States, number: int) -> Iterator[Finding]:
    name, path = vm.os_disk_name, "storageProfile.osDisk.name"
    if name is None and vm.view is not None and vm.view.os_disk is not None:
        name, path = vm.view.os_disk.name, "instanceView.disks"
    if name is None or name.startswith(f"{vm.scale_set}_{vm.scale_set}_{number}_"):
        return
    disk = parse_or_none(DiskName.parse, name)
    if disk is None:
        return
    if disk.instance_id != number:
        text = f"the disk {shown(disk.name, 100)} is of instance {disk.instance_id}, not {number}"
        yield Finding("warning", "names-differ", path, text)
    own = vm.scale_set or ""
    if not own.lower().startswith(disk.scale_set.lower()) and own:
        text = f"the disk {shown(disk.name, 100)} is of {shown(disk.scale_set)}, not {shown(own)}"
        yield Finding("warning", "names-differ", path, text)
