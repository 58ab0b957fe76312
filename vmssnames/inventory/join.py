"""Merges rows, views, interfaces and nodes of the same VM.

Rows come first.  Every other record is merged into the row of its VM: by resource ID, which
ignores case since one response spells it in three ways; by vmId; by OS
disk; or by a computer name that only one row has.  A record that matches no row is kept
separately, and a record is never merged into a VM that it contradicts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..errors import shown
from ..models.coerce import fold_keys
from ..models.events import Event
from ..models.fields import lifted
from ..models.findings import Finding
from ..models.instance_view import InstanceView
from ..models.node import Node
from ..models.related import NetworkInterface, ScaleSetModel, vm_key
from ..models.vm import ScaleSetVM, joined_parts
from ..models.vm_parts import STATE_KEYS
from ..names import grammar
from ..names.resource_id import ResourceID
from ..names.value import parse_or_none
from ..names.vm_names import ComputerName
from .items import Item

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Key = tuple[str, str]


def keys_of_vm(vm: ScaleSetVM) -> Iterator[Key]:
    """Yield the keys that a view may share with *vm*."""
    if vm.os_disk_name is not None:
        yield "disk", vm.os_disk_name.lower()
    if vm.scale_set is not None and vm.instance_id is not None:
        yield "instance", f"{vm.scale_set}/{vm.instance_id}".lower()
    if vm.computer_name is not None:
        yield "computer name", vm.computer_name.lower()


def keys_of_view(view: InstanceView) -> Iterator[Key]:
    """Yield the keys that a row may share with *view*, the most certain first."""
    for disk in view.disks:
        if disk.name is not None:
            yield "disk", disk.name.lower()
    for disk in view.disks:
        if disk.disk_name is not None:
            yield "instance", f"{disk.disk_name.scale_set}/{disk.disk_name.instance_id}".lower()
    if view.computer_name is not None:
        yield "computer name", view.computer_name.lower()


def contradicts(view: InstanceView, vm: ScaleSetVM) -> bool:
    """Return whether *view* cannot belong to *vm*: its disks belong to another VM."""
    own = vm.os_disk_name
    names = [disk.name for disk in view.disks if disk.name is not None]
    if own is not None and names:
        return own.lower() not in (name.lower() for name in names)
    named = view.os_disk
    if named is None or vm.instance_id is None:
        return False
    own_set, named_set = (vm.scale_set or "").lower(), named.scale_set.lower()
    if named.is_cut:  # Such a name says nothing of the instance.
        return not own_set.startswith(named_set)
    return own_set != named_set or named.instance_id != vm.instance_id


def vm_from_orphan_view(item: Item, view: InstanceView) -> ScaleSetVM:
    """Return the VM of *view*, which names none, as far as it can be known.

    The name of the OS disk has the scale set and the instance ID, the computer name has the ID.
    If they disagree, neither is used.
    """
    number, owner, by = None, None, ""
    disk = None if view.os_disk is None or view.os_disk.is_cut else view.os_disk
    if disk is not None:
        number, owner, by = disk.instance_id, disk.scale_set, "disk name"
    named = _plausible(view.computer_name, number)
    notes: tuple[Finding, ...] = ()
    if disk is not None and named is not None and named != number:
        text = (
            f"the view does not name its instance, and its computer name "
            f"{shown(view.computer_name or '')} is of instance {named}, its disk "
            f"{shown(disk.name, 100)} of {number}"
        )
        notes = (Finding("warning", "names-differ", item.path, text),)
        number, owner = None, None
    elif named is not None and disk is not None:
        by = "computer name and disk name"
    elif named is not None:
        number, by = named, "computer name"
    recovered = None if number is None else (number, owner, by)
    return ScaleSetVM(
        {},
        source=item.source,
        path=item.path,
        view=view,
        recovered=recovered,
        notes=notes,
    )


def _plausible(name: str | None, number: int | None) -> int | None:
    """Return the instance ID in a computer name, unless it is implausible, as in "webserver"."""
    found = parse_or_none(ComputerName.parse, name)
    if found is None:
        return None
    plausible = found.instance_id == number or found.instance_id <= grammar.MAX_PLAUSIBLE_ID
    return found.instance_id if plausible else None


# Not kept from an earlier row of the same instance, since they may be out of date.
_MOMENTARY = STATE_KEYS | {"instanceview", "extended", "vmagent", "latestmodelapplied"}
_MOMENTARY |= {"latestmodel", "latest"}


class Joiner:
    """Merges items: *rows* so far, items that match none of them, and what to report."""

    def __init__(self) -> None:
        self.rows: list[ScaleSetVM] = []
        self.scale_sets: list[ScaleSetModel] = []
        self.unmatched: list[Item] = []
        self.reported: list[str] = []
        self.unread: Counter[str] = Counter()
        self._by_key: dict[str, int] = {}
        # Made for the first row without a path: those with paths are found by them.
        self._by_instance: dict[str, list[int]] | None = None
        self._by_vm_id: dict[str, int] = {}
        # Made when they are needed.
        self._by_name: dict[str, list[int]] | None = None
        self._by_place: dict[tuple[str, str], list[int]] | None = None

    def add(self, items: Iterable[Item]) -> None:
        """Add *items*: rows first, whatever their order, then the rest."""
        kinds = "metadata", "view", "interface", "node", "event"
        later: dict[str, list[Item]] = {kind: [] for kind in kinds}
        for item in items:
            if item.kind == "row":
                vm = vm_of(item)
                if keys := vm.unread_states:
                    self.unread.update(keys)
                self._add_row(vm)
            elif item.kind == "scale set":
                self.scale_sets.append(ScaleSetModel(item.raw))
            else:
                later[item.kind].append(item)
        for item in later["metadata"]:
            self._add_metadata(item)
        if later["view"]:
            self._add_views(later["view"])
        self._add_interfaces(later["interface"])
        if later["node"]:
            self._add_nodes(later["node"])
        if later["event"]:
            self._add_events(later["event"])

    def append(self, vm: ScaleSetVM) -> None:
        """Add *vm* as a new row."""
        self._append(vm, _own_key(vm))

    def _append(self, vm: ScaleSetVM, key: str | None) -> None:
        at = len(self.rows)
        if key is not None:
            self._by_key[key] = at
        if vm.vm_id is not None:
            self._by_vm_id.setdefault(vm.vm_id.lower(), at)
        if self._by_name is not None:
            self._by_name.setdefault((vm.name or "").lower(), []).append(at)
        if self._by_place is not None:
            self._by_place.setdefault(_place_of(vm), []).append(at)
        self.rows.append(vm)
        if self._by_instance is not None:
            self._index_instance(at, self._by_instance)
        elif vm.resource_id is None:
            self._instances()

    def _instances(self) -> dict[str, list[int]]:
        """Return the indexes of rows by scale set and instance ID."""
        if self._by_instance is None:
            self._by_instance = {}
            for at in range(len(self.rows)):
                self._index_instance(at, self._by_instance)
        return self._by_instance

    def _index_instance(self, at: int, index: dict[str, list[int]]) -> None:
        vm = self.rows[at]
        if vm.is_listed and vm.instance_id is not None:
            index.setdefault(_instance_key(vm), []).append(at)

    def _add_row(self, vm: ScaleSetVM) -> None:
        key = _own_key(vm)
        at = None if key is None else self._by_key.get(key)
        if at is None:
            at = self._same_machine(vm)
            at = self._same_instance(vm) if at is None else at
        elif vm.resource_id is None and _two_machines(vm, self.rows[at]):
            self._report(vm, _two_ids(vm, self.rows[at]))
            at = None
        if at is None:
            self._append(vm, key)
        else:
            self._replace(at, self.rows[at], vm)

    def _same_machine(self, vm: ScaleSetVM) -> int | None:
        """Return the index of the row with the vmId of *vm*, unless it contradicts *vm*."""
        at = None if vm.vm_id is None else self._by_vm_id.get(vm.vm_id.lower())
        if at is None:
            return None
        first = self.rows[at]
        named = vm.resource_id is not None and first.resource_id is not None
        same = None in (vm.instance_id, first.instance_id) or vm.instance_id == first.instance_id
        if same and not named:
            return at
        self._report(vm, f"has the same vmId as {shown(first.name or first.path)}")
        return None

    def _same_instance(self, vm: ScaleSetVM) -> int | None:
        """Return the index of the only row with its scale set and ID, unless both have paths."""
        if vm.instance_id is None or not vm.is_listed:
            return None
        if self._by_instance is None and vm.resource_id is not None:
            return None  # All rows have paths.
        places = self._instances().get(_instance_key(vm), ())
        if len(places) != 1:
            return None
        first = self.rows[places[0]]
        placed = vm.resource_id is not None and first.resource_id is not None
        groups = {one.resource_group.lower() for one in (vm, first) if one.resource_group}
        return None if placed or len(groups) > 1 or _two_machines(vm, first) else places[0]

    def _report(self, vm: ScaleSetVM, text: str) -> None:
        self.reported.append(f"{shown(vm.name or vm.path)}: {text}")

    def _replace(self, at: int, first: ScaleSetVM, last: ScaleSetVM) -> None:
        """Replace *first* by *last*, a later row of it; keep values that only *first* has."""
        places = f"{first.path or 'the top'} and {last.path or 'the top'}"
        text = f"listed twice, at {places}: the last counts"
        joined: dict[str, object] = {}
        if _two_machines(first, last):
            text += "; they are different VMs with different vmIds"
        else:
            was = {k: v for k, v in lifted(first.raw).items() if k not in _MOMENTARY}
            for other in joined_parts(first)["others"]:
                was = {**other, **was}
            joined = {"others": (*joined_parts(last)["others"], was)}
            joined |= {"interfaces": first.interfaces, "node": first.node}
            joined |= {"events": first.events}
            view = last.view
            if view is None or (view.raw.keys() == {"powerState"} and last.power == first.power):
                joined["view"] = first.view
        self._report(last, text)
        notes = [one for one in first.notes if one.kind != "duplicate"]
        twice = Finding("warning", "duplicate", last.path, text)
        self.rows[at] = last.__replace__(notes=(*notes, twice), **joined)
        if first.resource_id is None and last.resource_id is not None:
            self._by_key[str(_own_key(last))] = at

    def _add_metadata(self, item: Item) -> None:
        vm = vm_of(item)
        key = _own_key(vm)
        at = None if key is None else self._by_key.get(key)
        if at is None and vm.vm_id is not None:
            at = self._by_vm_id.get(vm.vm_id.lower())
        if at is None and vm.resource_id is None:
            at = self._row_named(vm)
        if at is None:
            self.append(vm)
        elif _two_machines(vm, self.rows[at]):
            # It belongs to the VM that had this name before.
            self.unmatched.append(item)
        else:
            row = self.rows[at]
            if not row.is_listed:
                self._report(row, "two metadata documents; the last one is used")
            others = (lifted(item.raw), *joined_parts(row)["others"])
            self.rows[at] = row.__replace__(others=others)

    def _named(self, name: str) -> list[int]:
        """Return the indexes of the rows with this VM name."""
        if self._by_name is None:
            self._by_name = {}
            for at, vm in enumerate(self.rows):
                self._by_name.setdefault((vm.name or "").lower(), []).append(at)
        return self._by_name.get(name.lower(), [])

    def _row_named(self, vm: ScaleSetVM) -> int | None:
        """Return the index of the only row with the name and the resource group of *vm*."""
        if self._by_place is None:
            self._by_place = {}
            for at, row in enumerate(self.rows):
                self._by_place.setdefault(_place_of(row), []).append(at)
        found = self._by_place.get(_place_of(vm), ())
        return found[0] if vm.name and len(found) == 1 else None

    def _add_views(self, items: list[Item]) -> None:
        index: dict[tuple[str, str], list[int]] = {}
        for at, vm in enumerate(self.rows):
            for key in keys_of_vm(vm):
                index.setdefault(key, []).append(at)
        taken: set[int] = set()
        for item in items:
            view = InstanceView(item.raw)
            found = self._row_of(view, index)
            if found is None:
                self._add_row(vm_from_orphan_view(item, view))
                continue
            vm = self.rows[found]
            notes = vm.notes
            if vm.view is not None:
                which = "last" if found in taken else "separate"
                text = f"two instance views; the {which} one is used"
                notes = (*notes, Finding("warning", "duplicate", item.path, text))
                self._report(vm, text)
            taken.add(found)
            self.rows[found] = vm.__replace__(view=view, notes=notes)

    def _row_of(self, view: InstanceView, index: dict[tuple[str, str], list[int]]) -> int | None:
        """Return the index of the only row that *view* belongs to; None otherwise."""
        for key in keys_of_view(view):
            places = index.get(key, ())
            if len(places) == 1:
                return None if contradicts(view, self.rows[places[0]]) else places[0]
        return None

    def _add_interfaces(self, items: list[Item]) -> None:
        of_rows: dict[int, dict[object, NetworkInterface]] = {}
        for number, item in enumerate(items):
            found = NetworkInterface(item.raw)
            at = self._owner(found)
            if at is None:
                self.unmatched += [] if item.is_optional else [item]
                continue
            known = of_rows.get(at)
            if known is None:
                known = of_rows[at] = {
                    _key(one, -n): one for n, one in enumerate(self.rows[at].interfaces)
                }
            known[_key(found, number + 1)] = found
        for at, interfaces in of_rows.items():
            self.rows[at] = self.rows[at].__replace__(interfaces=tuple(interfaces.values()))

    def _add_nodes(self, items: list[Item]) -> None:
        """Join nodes with their rows; without a list of their scale set, they are the instances."""
        listed = {_list_of(vm.resource_id) for vm in self.rows}
        hosts: dict[str, list[int]] = {}
        for index, vm in enumerate(self.rows):
            if vm.computer_name is not None:
                hosts.setdefault(vm.computer_name.lower(), []).append(index)
        for item in items:
            node = Node(item.raw)
            at = self._owner(node)
            if at is None and node.provider_id is None:
                places = hosts.get((node.name or "").lower(), ())
                at = places[0] if len(places) == 1 else None
            if at is not None:
                self._join_node(at, node)
            elif node.owner is None or _list_of(node.owner) in listed:
                self.unmatched.append(item)
            else:
                self.append(vm_of_node(item))

    def _join_node(self, at: int, node: Node) -> None:
        vm = self.rows[at]
        if vm.node is not None and vm.node.name != node.name:
            self._report(vm, f"two nodes, {shown(vm.node.name or '')} and {shown(node.name or '')}")
        self.rows[at] = vm.__replace__(node=node)

    def _add_events(self, items: list[Item]) -> None:
        """Join events with the VMs that they name; without any list, these are the instances."""
        of_rows: dict[int, list[Event]] = {}
        # An event of two VMs comes twice when inventories are joined.
        seen = {(at, id(one.raw)) for at, vm in enumerate(self.rows) for one in vm.events}
        for item in items:
            event = Event(item.raw)
            places = [self._by_key.get(vm_key(one)) for one in event.owners]
            for name in event.names:
                named = self._named(name)
                places.append(named[0] if len(named) == 1 else None)
            for place in places:
                if place is not None and (place, id(event.raw)) not in seen:
                    seen.add((place, id(event.raw)))
                    of_rows.setdefault(place, []).append(event)
            if places and (None not in places or all(vm.source == "event" for vm in self.rows)):
                for at, vm in zip(places, vms_of_event(item, event), strict=True):
                    if at is None:
                        seen.add((len(self.rows), id(event.raw)))
                        self.append(vm)
            else:
                self.unmatched.append(item)
        for at, events in of_rows.items():
            row = self.rows[at]
            self.rows[at] = row.__replace__(events=(*row.events, *events))

    def _owner(self, found: NetworkInterface | Node) -> int | None:
        key = found.owner_key if isinstance(found, NetworkInterface) else None
        if key is not None and key in self._by_key:
            return self._by_key[key]
        owner = found.owner
        return None if owner is None else self._by_key.get(vm_key(owner))


def _key(interface: NetworkInterface, number: int) -> object:
    # Without an ID, no interface equals another.
    return number if interface.id is None else interface.id.lower()


def vm_of(item: Item) -> ScaleSetVM:
    """Return *item*, a row or a metadata document, as a VM."""
    return ScaleSetVM(item.raw, source=item.source, path=item.path, folded=item.folded)


def vm_of_node(item: Item) -> ScaleSetVM:
    """Return the VM of a Kubernetes node, of which nothing else is known."""
    node = Node(item.raw)
    return ScaleSetVM({}, source=item.source, path=item.path, node=node)


def vms_of_event(item: Item, event: Event) -> list[ScaleSetVM]:
    """Return the VMs that *event* names, of which nothing else is known."""
    raws: list[dict[str, Any]] = [{"id": str(one)} for one in event.owners]
    raws += [{"name": name} for name in event.names]
    return [ScaleSetVM(raw, source="event", path=item.path, events=(event,)) for raw in raws]


def lone_vm(item: Item) -> ScaleSetVM | None:
    """Return *item* as a separate VM; None for other kinds of items."""
    if item.kind == "view":
        return vm_from_orphan_view(item, InstanceView(item.raw))
    return vm_of(item) if item.kind in ("row", "metadata") else None


def items_of(vm: ScaleSetVM) -> list[Item]:
    """Return the documents of *vm*, which no list has, as items, so that they can be joined."""
    parts = joined_parts(vm)
    documents = (vm.raw, *parts["others"])
    kind = "metadata" if vm.source != "event" else "event"
    if kind == "event":
        documents = tuple(one.raw for one in vm.events)
    found = [Item(kind, vm.source, raw, vm.path) for raw in documents if raw]
    if parts["view"] is not None:
        found.append(Item("view", vm.source, parts["view"].raw, vm.path))
    found += [Item("interface", vm.source, one.raw, vm.path) for one in vm.interfaces]
    if kind != "event":
        found += [Item("event", "event", one.raw, vm.path) for one in vm.events]
    return found + ([Item("node", vm.source, vm.node.raw, vm.path)] if vm.node is not None else [])


def _own_key(vm: ScaleSetVM) -> str | None:
    """Return a key that no other instance has: a resource ID, or a scale set and an ID."""
    if vm.resource_id is not None:
        return vm_key(vm.resource_id)
    if vm.recovered_by is not None and vm.view is not None:
        # Two resource groups may have scale sets with one name, but no disks with one name.
        return f"disk/{vm.view.disks[0].name}".lower() if vm.view.disks else None
    if vm.scale_set is not None and vm.instance_id is not None:
        return f"{vm.resource_group or ''}/{vm.scale_set}/{vm.instance_id}".lower()
    return None


def _list_of(path: ResourceID | None) -> str | None:
    """Return what all VMs of one list share: the scale set, or the group of VMs without one."""
    if path is None:
        return None
    owner = path.scale_set if path.instance_id is not None else ""
    return f"{path.subscription_id}/{path.resource_group}/{owner}".lower()


def _place_of(vm: ScaleSetVM) -> tuple[str, str]:
    return (vm.resource_group or "").lower(), (vm.name or "").lower()


def _instance_key(vm: ScaleSetVM) -> str:
    return f"{vm.scale_set}/{vm.instance_id}".lower()


def _two_ids(one: ScaleSetVM, other: ScaleSetVM) -> str:
    ids = (shown(one.vm_id or "")[1:-1], shown(other.vm_id or "")[1:-1])
    return f"two VMs have this name, with the vmIds {ids[0]} and {ids[1]}"


def _two_machines(one: ScaleSetVM, other: ScaleSetVM) -> bool:
    known = one.vm_id is not None and other.vm_id is not None
    return known and str(one.vm_id).lower() != str(other.vm_id).lower()


def unmatched_note(items: tuple[Item, ...]) -> str:
    """Return a note about *items*, which match no row."""
    names = []
    for one in items[:3]:
        named = one.raw.get("metadata") if one.kind == "node" else one.raw
        given = fold_keys(named) if isinstance(named, Mapping) else {}
        keys = ("resources", "resourceid") if one.kind == "event" else ("id", "name")
        name = next((given[key] for key in keys if given.get(key)), None)
        names.append(shown(str(name), 200) if name else f"at {one.path or 'the top'}")
    more = ", ..." if len(items) > 3 else ""
    return f"{counted(items)} without a listed VM: {', '.join(names)}{more}"


_NAMES = {
    "interface": "network interface",
    "metadata": "metadata document",
    "view": "instance view",
}


def counted(items: Iterable[Item]) -> str:
    """Return how many *items* of each kind there are: "2 network interfaces and 1 node"."""
    counts = Counter(_NAMES.get(one.kind, one.kind) for one in items)
    return " and ".join(f"{n} {name}{'s' if n > 1 else ''}" for name, n in counts.items())
