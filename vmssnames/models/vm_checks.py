"""What is wrong with a VM beyond its view: names that disagree, above all.

Computer name, instance ID, VM name, resource ID and OS disk each say which instance it is:
only who can read all five sees that one of them lies.
"""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError, shown
from ..names import grammar
from ..names.ids import format_base36, parse_instance_id
from ..names.vm_names import ComputerName
from .findings import Finding
from .view_parts import disk_name
from .vm_parts import FLEXIBLE_CALL, UNIFORM_CALL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .vm_states import States


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
    try:
        read = ComputerName.parse(name).instance_id
    except (NameFormatError, InstanceIDRangeError):
        read = grammar.BASE**grammar.WIDTH
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
    disk = disk_name(name)
    if disk is None:
        return
    if disk.instance_id != number:
        text = f"the disk {shown(disk.name, 100)} is of instance {disk.instance_id}, not {number}"
        yield Finding("warning", "names-differ", path, text)
    own = vm.scale_set or ""
    if not own.lower().startswith(disk.scale_set.lower()) and own:
        text = f"the disk {shown(disk.name, 100)} is of {shown(disk.scale_set)}, not {shown(own)}"
        yield Finding("warning", "names-differ", path, text)
