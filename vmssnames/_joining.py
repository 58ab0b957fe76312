"""Rows, views, interfaces and nodes of one inventory, put together.

A row is the frame; all else joins the row of its machine: by resource ID, which is compared
without case since one response has three spellings of it, by vmId, by the name of the OS
disk, or by computer name where only one row has that.  What joins none is kept beside.
"""

from __future__ import annotations

from . import _grammar
from ._findings import Finding
from ._recognised import Item
from .errors import InstanceIDRangeError, NameFormatError, shown
from .instance_view import InstanceView
from .names import ComputerName
from .related import NetworkInterface, Node, ScaleSetModel
from .scale_set_vms import ScaleSetVM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class Pool:
    """What was put together so far: *rows* by what they are found by, and the rest."""

    def __init__(self) -> None:
        self.rows: list[ScaleSetVM] = []
        self.scale_sets: list[ScaleSetModel] = []
        self.unmatched: list[Item] = []
        self.reported: list[str] = []
        self._places: dict[str, int] = {}

    def add(self, items: Iterable[Item]) -> None:
        """Add *items*: whatever their order, rows come first and the rest joins them."""
        later: dict[str, list[Item]] = {"metadata": [], "view": [], "interface": [], "node": []}
        for item in items:
            if item.kind == "row":
                self._add_row(vm_of(item))
            elif item.kind == "scale set":
                self.scale_sets.append(ScaleSetModel(item.raw))
            else:
                later[item.kind].append(item)
        for item in later["metadata"]:
            self._add_metadata(item)
        if later["view"]:
            self._add_views(later["view"])
        for item in (*later["interface"], *later["node"]):
            self._add_related(item)

    def add_vm(self, vm: ScaleSetVM) -> None:
        """Add a row of an inventory, which is of no machine twice."""
        self._keep(vm)

    def _add_row(self, vm: ScaleSetVM) -> None:
        at = self._place_of(_own_key(vm))
        if at is None:
            self._keep(vm)
        else:
            self._replace(at, self.rows[at], vm)

    def _replace(self, at: int, first: ScaleSetVM, last: ScaleSetVM) -> None:
        """Put *last* in the place of *first*, the same instance; it keeps what only that had."""
        if last.view is None and first.view is not None:
            last = last.with_(view=first.view)
        joined = {
            name: getattr(first, name)
            for name in ("metadata", "interfaces", "node")
            if getattr(first, name) and not getattr(last, name)
        }
        text = f"listed more than once, at {first.path or 'the top'} and {last.path or 'the top'}"
        if None not in (first.vm_id, last.vm_id) and _lower(first.vm_id) != _lower(last.vm_id):
            text += ": two machines, by their vmId"
        twice = Finding("warning", "duplicate", last.path, text)
        self.reported.append(f"{shown(last.name or last.path)}: {text}")
        self.rows[at] = last.with_(notes=(*first.notes, twice), **joined)

    def _keep(self, vm: ScaleSetVM) -> None:
        own = _own_key(vm)
        if own is not None:
            self._places[own] = len(self.rows)
        self.rows.append(vm)

    def _place_of(self, key: str | None) -> int | None:
        return None if key is None else self._places.get(key)

    def _index(self, names: tuple[str, ...]) -> dict[tuple[str, str], list[int]]:
        """Return the places of rows by each of *names*: made when something is to be joined."""
        found: dict[tuple[str, str], list[int]] = {}
        for at, vm in enumerate(self.rows):
            for name in names:
                value = _KEYS[name](vm)
                if value:
                    found.setdefault((name, value.lower()), []).append(at)
        return found

    def _add_metadata(self, item: Item) -> None:
        vm = vm_of(item)
        at = self._place_of(_own_key(vm))
        if at is None:
            self._keep(vm)
        else:
            self.rows[at] = self.rows[at].with_(metadata=item.raw)

    def _add_views(self, items: list[Item]) -> None:
        index = self._index(("computer name", "disk", "instance"))
        for item in items:
            view = InstanceView(item.raw)
            at = _row_of(view, index)
            if at is None:
                self._add_row(anonymous(item, view))
                continue
            vm = self.rows[at]
            notes = vm.notes
            if vm.view is not None:
                text = "of two instance views the one that came apart is taken"
                notes = (*notes, Finding("info", "duplicate", item.path, text))
            self.rows[at] = vm.with_(view=view, notes=notes)

    def _add_related(self, item: Item) -> None:
        found = NetworkInterface(item.raw) if item.kind == "interface" else Node(item.raw)
        owner = found.owner
        at = None if owner is None else self._place_of(owner.key)
        if at is None:
            self.unmatched.append(item)
        elif isinstance(found, Node):
            self.rows[at] = self.rows[at].with_(node=found)
        else:
            vm = self.rows[at]
            others = [one for one in vm.interfaces if _lower(one.id) != _lower(found.id)]
            self.rows[at] = vm.with_(interfaces=(*others, found))


def vm_of(item: Item) -> ScaleSetVM:
    """Return the VM that *item*, a row or metadata, is."""
    return ScaleSetVM(item.raw, source=item.source, path=item.path, fields=item.fields)


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _own_key(vm: ScaleSetVM) -> str | None:
    """Return what no other machine has: a resource ID, a place in a scale set, a vmId."""
    if vm.resource_id is not None:
        return vm.resource_id.key
    if vm.scale_set is not None and vm.instance_id is not None:
        return f"{vm.scale_set}/{vm.instance_id}".lower()
    return _lower(vm.vm_id)


def _instance(vm: ScaleSetVM) -> str | None:
    known = vm.scale_set is not None and vm.instance_id is not None
    return f"{vm.scale_set}/{vm.instance_id}" if known else None


def _disk(vm: ScaleSetVM) -> str | None:
    storage = vm.storage_profile
    return None if storage is None or storage.os_disk is None else storage.os_disk.name


# What joins a view to a row.
_KEYS: dict[str, Any] = {
    "disk": _disk,
    "instance": _instance,
    "computer name": lambda vm: vm.computer_name,
}


def _row_of(view: InstanceView, index: dict[tuple[str, str], list[int]]) -> int | None:
    """Return the place of the one row that *view* is of; None if there is none, or several."""
    keys = [("disk", one.name) for one in view.disks if one.name]
    disks = [one.disk_name for one in view.disks]
    keys += [("instance", f"{one.scale_set}/{one.instance_id}") for one in disks if one]
    if view.computer_name:
        keys.append(("computer name", view.computer_name))
    for name, value in keys:
        places = index.get((name, value.lower()), ())
        if len(places) == 1:
            return places[0]
    return None


def anonymous(item: Item, view: InstanceView) -> ScaleSetVM:
    """Return the VM that *view*, which names none, is of, as far as that can be known.

    The name of its OS disk says scale set and instance ID, its computer name the ID.  Where
    they disagree nothing is taken.
    """
    number, owner, by = None, None, ""
    disk = next((one.disk_name for one in view.disks if one.disk_name), None)
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
    return named if named == number or named <= _grammar.MAX_PLAUSIBLE_ID else None
