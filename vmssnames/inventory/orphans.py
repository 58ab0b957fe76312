"""Instance views that came without their instances: whose they are, as far as can be known."""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError, shown
from ..models.findings import Finding
from ..models.instance_view import InstanceView
from ..models.vm import ScaleSetVM
from ..names import grammar
from ..names.vm_names import ComputerName
from .items import Item

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Key = tuple[str, str]


def keys_of_row(vm: ScaleSetVM) -> Iterator[Key]:
    """Yield what a view may have in common with *vm*."""
    if vm.os_disk_name is not None:
        yield "disk", vm.os_disk_name.lower()
    if vm.scale_set is not None and vm.instance_id is not None:
        yield "instance", f"{vm.scale_set}/{vm.instance_id}".lower()
    if vm.computer_name is not None:
        yield "computer name", vm.computer_name.lower()


def keys_of_view(view: InstanceView) -> Iterator[Key]:
    """Yield what a row may have in common with *view*, the surest first."""
    for disk in view.disks:
        if disk.name is not None:
            yield "disk", disk.name.lower()
    for disk in view.disks:
        if disk.disk_name is not None:
            yield "instance", f"{disk.disk_name.scale_set}/{disk.disk_name.instance_id}".lower()
    if view.computer_name is not None:
        yield "computer name", view.computer_name.lower()


def contradicts(view: InstanceView, vm: ScaleSetVM) -> bool:
    """Tell whether *view* cannot be of *vm*: its disks are another's."""
    own = vm.os_disk_name
    names = [disk.name for disk in view.disks if disk.name is not None]
    if own is not None and names:
        return own.lower() not in (name.lower() for name in names)
    named = view.os_disk
    if named is None or vm.instance_id is None:
        return False
    owner = (vm.scale_set or "").lower()
    of_set = (
        owner.startswith(named.scale_set.lower())
        if named.is_cut
        else owner == named.scale_set.lower()
    )
    return not of_set or named.instance_id != vm.instance_id


def anonymous(item: Item, view: InstanceView) -> ScaleSetVM:
    """Return the VM that *view*, which names none, is of, as far as that can be known.

    The name of its OS disk says scale set and instance ID, its computer name the ID.  Where
    they disagree nothing is taken.
    """
    number, owner, by = None, None, ""
    disk = view.os_disk
    if disk is not None:
        number, by = disk.instance_id, "disk's name"
        owner = None if disk.is_cut else disk.scale_set
    named = _plausible(view.computer_name, number)
    notes: tuple[Finding, ...] = ()
    if disk is not None and named is not None and named != number:
        text = (
            f"the view names no instance: computer name {shown(view.computer_name or '')} says "
            f"{named}, disk {shown(disk.name, 100)} says {number}"
        )
        notes = (Finding("warning", "names-differ", item.path, text),)
        number, owner = None, None
    elif named is not None and disk is not None:
        by = "computer name and disk's name"
    elif named is not None:
        number, by = named, "computer name"
    recovered = None if number is None else (number, owner, by)
    return ScaleSetVM(
        {}, source=item.source, path=item.path, view=view, recovered=recovered, notes=notes
    )


def _plausible(name: str | None, number: int | None) -> int | None:
    """Return the instance ID in a computer name, unless it is hardly one: "webserver" has one."""
    try:
        named = ComputerName.parse(name or "").instance_id
    except (NameFormatError, InstanceIDRangeError):
        return None
    return named if named == number or named <= grammar.MAX_PLAUSIBLE_ID else None
