"""Inventories: the instances of scale sets, from any tool's lists, joined and explained.

>>> listed = load_instances('[{"instanceId": "85", "name": "web_85", "powerState": "VM running"}]')
>>> listed["web_85"].power, listed.counts("power")
('running', {('running',): 1})
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from ..errors import InventoryFormatError, NameFormatError, shown
from ..models.related import ScaleSetModel, vm_key
from ..models.vm import ScaleSetVM
from ..names import grammar
from ..names.disk_name import DiskName
from ..names.resource_id import ProviderID, ResourceID
from ..names.scale_set import MODES, ScaleSet
from ..names.value import GCPaused, parse_or_none
from ..names.wrappers import unwrap
from .conditions import STATES, VALUES, check_value, order_of, parse_condition
from .diff import Change, diff_vms
from .items import Item, ItemReader, is_in_memory, times
from .join import Joiner, items_of, lone_vm, unmatched_note
from .records import (
    COLUMNS,
    check_column,
    folded,
    record,
    value_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import Any

    from typing_extensions import Unpack

    from ..fleet.fleet import Fleet
    from .conditions import Wanted

    Key = tuple[str, str, str]


def infer_scale_sets(
    instances: Iterable[ScaleSetVM], models: Iterable[ScaleSetModel]
) -> Iterator[ScaleSet]:
    """Yield the scale sets of *instances* and of *models*, which have more details."""
    found: dict[Key, tuple[list[ScaleSetModel], list[ScaleSetVM]]] = {}
    for model in models:
        if model.name is not None:
            key = _key(model.name, parse_or_none(ResourceID.parse, model.id))
            found.setdefault(key, ([], []))[0].append(model)
    for vm in instances:
        if vm.scale_set is not None:
            key = _whole(_key(vm.scale_set, vm.resource_id), found)
            found.setdefault(key, ([], []))[1].append(vm)
    for known, vms in found.values():
        one = _scale_set(known[-1] if known else None, vms)
        if one is not None:
            yield one


def _whole(key: Key, known: Iterable[Key]) -> Key:
    """Return *key*; without a resource group, the only key in *known* with the same name."""
    if key[:2] != ("", ""):
        return key
    same = [one for one in known if one[2] == key[2]]
    return same[0] if len(same) == 1 else key


def _scale_set(model: ScaleSetModel | None, vms: list[ScaleSetVM]) -> ScaleSet | None:
    name = (vms[0].scale_set if vms else None) or (model.name if model else None) or ""
    prefix = (model.prefix if model is not None else None) or _prefix(vms)
    given = grammar.fold((model.orchestration_mode if model is not None else None) or "")
    mode = given if given in MODES else next((vm.mode for vm in vms if vm.mode), "uniform")
    if not grammar.is_scale_set(name):
        return None  # A placeholder from documentation, in braces.
    paths = [vm.resource_id for vm in vms] + [
        parse_or_none(ResourceID.parse, model.id if model else None)
    ]
    places = ((one.subscription_id, one.resource_group) for one in paths if one is not None)
    path = next((ResourceID(*place, name) for place in places), None)
    has_prefix = prefix is not None and grammar.is_prefix(prefix)
    return ScaleSet(name, prefix if has_prefix else None, path, mode)


def _key(name: str | None, path: ResourceID | None) -> Key:
    group, subscription = "", ""
    if path is not None:
        group, subscription = path.resource_group, path.subscription_id
    return grammar.fold(subscription), grammar.fold(group), grammar.fold(name or "")


def _prefix(vms: list[ScaleSetVM]) -> str | None:
    """Return the most frequent prefix of computer names; the first one if there is a tie."""
    counts = Counter(vm.prefix for vm in vms if vm.prefix is not None)
    return counts.most_common(1)[0][0] if counts else None


def load_instances(*sources: Any, strict: bool = False) -> Inventory:
    """Return the inventory in *sources*, from any tool.

    A source is JSON text or bytes, a path, an open file, or objects: pages of the REST API,
    models of Azure's SDK, and the output of ``az``, PowerShell, Resource Graph, the metadata
    service, Ansible and Terraform.  Lists of instances are joined with instance views, network
    interfaces, ``kubectl get nodes -o json`` and ``az vmss list``.  An instance that is listed
    twice counts once, as listed last, and is reported.

    With *strict*, unreadable or contradictory data is an error, not a finding.

    Raises InventoryFormatError, with the JSON path, for invalid JSON and for documents without
    instances; the message has the call that returns them.  Raises OSError for unreadable files.

    >>> load_instances('{"virtualMachine": {"statusesSummary": []}}')
    Traceback (most recent call last):
        ...
    vmssnames.errors.InventoryFormatError: expected instances, got the instance view of a whole \
scale set, which has counts but no instances: run az vmss list-instances --expand ...
    """
    lists = ItemReader()
    items = (item for source in sources for item in lists.items(source))
    if not all(map(is_in_memory, sources)):
        return _joined(Joiner(), items, lists, strict)
    with GCPaused():
        return _joined(Joiner(), items, lists, strict)


def iter_instances(source: Any) -> Iterator[ScaleSetVM]:
    """Yield the VMs in *source* one at a time, in order, without joining anything.

    *source* is an iterable of objects or pages, such as ``map(json.loads, file)`` for NDJSON:
    only one VM at a time is in memory.  Raises the errors of ``load_instances``.

    >>> [vm.power for vm in iter_instances([{"name": "web_85", "powerState": "VM stopped"}])]
    ['stopped']
    """
    for item in ItemReader().items(source):
        vm = lone_vm(item)
        if vm is not None:
            yield vm


class Inventory:
    """A sequence of ScaleSetVMs, sorted by scale set and instance ID.

    *scale_sets* are the models of scale sets in the sources; *unmatched* are the interfaces,
    nodes and metadata documents that match no VM.
    """

    def __init__(
        self,
        instances: Iterable[ScaleSetVM],
        *,
        scale_sets: Iterable[ScaleSetModel] = (),
        unmatched: Iterable[Item] = (),
        reported: Iterable[str] = (),
        unread: Mapping[str, int] | None = None,
        lists: ItemReader | None = None,
        as_of: datetime | None = None,
    ) -> None:
        self.instances = _sorted([*instances])
        self.scale_sets, self.unmatched = tuple(scale_sets), tuple(unmatched)
        self._reported, self._lists = tuple(reported), lists or ItemReader()
        self._unread = Counter(unread or {})
        self._as_of = as_of
        self._names: dict[str, list[ScaleSetVM]] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every list has its last page; if not, a note says so, too."""
        return self._lists.is_whole

    @property
    def has_failed(self) -> bool:
        """Whether a snapshot lacks lists that could not be fetched; notes say which."""
        return self._lists.has_failed

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: duplicates, unmatched items, keys not read, missing pages."""
        incomplete = "the list is incomplete: fetch the page of its nextLink"
        goes_on = () if self._lists.has_all_pages else (incomplete,)
        unmatched = (unmatched_note(self.unmatched),) if self.unmatched else ()
        unread = (unread_note(self._unread),) if self._unread else ()
        return (*self._reported, *self._lists.notes, *unread, *unmatched, *goes_on)

    @property
    def as_of(self) -> datetime | None:
        """When the oldest of the states was reported; None if that is not known.

        If no VM has a report with a time, when the oldest file was written.
        """
        if self._as_of is None:
            times = [one for vm in self if (one := vm.as_of) is not None]
            self._as_of = min(times or self._lists.times, default=None)
        return self._as_of

    def __len__(self) -> int:
        return len(self.instances)

    def __iter__(self) -> Iterator[ScaleSetVM]:
        return iter(self.instances)

    def __getitem__(self, key: int | str) -> ScaleSetVM:
        """Return the VM at this index, or with this name: see ``find``.

        Raises IndexError, and KeyError if no VM or several VMs have the name.
        """
        if not isinstance(key, str):
            return self.instances[key]
        found = self.find(key)
        if len(found) != 1:
            what = "no VM" if not found else f"{len(found)} VMs"
            raise KeyError(f"{what} {shown(key)} among {len(self)}")
        return found[0]

    def __contains__(self, item: object) -> bool:
        return bool(self.find(item)) if isinstance(item, str) else item in self.instances

    def __eq__(self, other: object) -> bool:
        if type(other) is not Inventory:
            return NotImplemented
        return self.instances == other.instances

    def __hash__(self) -> int:
        return hash(self.instances)

    def __repr__(self) -> str:
        count = self.scale_set_count
        return f"<Inventory of {len(self)} in {count} scale set{'s' if count != 1 else ''}>"

    @property
    def scale_set_count(self) -> int:
        """The number of scale sets that the VMs are of: by name, group and subscription."""
        places = {
            tuple(map(folded, (vm.scale_set, vm.resource_group, vm.subscription_id))) for vm in self
        }
        found: list[tuple[str | None, ...]] = []
        # One whose place is known in part is the same as one that has this part.
        for place in sorted(places - {(None,) * 3}, key=lambda one: (one.count(None), str(one))):
            if place[0] is not None and not any(_agree(place, one) for one in found):
                found.append(place)
        return len(found)

    def find(self, name: str) -> list[ScaleSetVM]:
        """Return the VMs with the VM, computer or node name, ID, vmId or path *name*, in any case.

        Names may be wrapped as for ``Fleet.resolve``: a provider ID, the path of a part of the
        VM, its OS disk, ``node/``.

        >>> load_instances([{"instanceId": "85", "name": "web_85"}]).find("WEB_85")[0].instance_id
        85
        """
        if self._names is None:
            self._names = {}
            for vm in self:
                for one in {grammar.fold(text) for text in _names(vm)}:
                    self._names.setdefault(one, []).append(vm)
        wanted = grammar.fold(str(name).strip())
        found = self._names.get(wanted)
        if found is None and "." in wanted:
            # Only host names have a domain.
            host = wanted.partition(".")[0]
            hosts = self._names.get(host, ())
            found = [vm for vm in hosts if host in map(folded, (vm.computer_name, vm.node_name))]
        if not found:
            found = self._names.get(grammar.fold(_bare_name(str(name))))
        return list(found or ())

    def join(self, *sources: Any, strict: bool = False) -> Inventory:
        """Return this inventory joined with *sources*: more VMs, or data about these.

        Raises the errors of ``load_instances``.
        """
        joiner = Joiner()
        joiner.scale_sets += self.scale_sets
        joiner.reported += self._reported
        again = [*self.unmatched]
        for vm in self:
            if vm.is_listed:
                joiner.append(vm)
            else:
                again += items_of(vm)
        joiner.reported += self._lists.notes
        joiner.unread += self._unread
        lists = ItemReader(self._lists.opened, self._lists.ended)
        lists.times += self._lists.times
        lists.has_failed = self._lists.has_failed
        lists.lacks_instances = self._lists.lacks_instances
        new = (item for source in sources for item in lists.items(source))
        # Items without a row may match the new rows.
        return _joined(joiner, chain(again, new), lists, strict)

    def where(
        self,
        *conditions: str | Callable[[ScaleSetVM], object] | None,
        **values: Unpack[Wanted],
    ) -> Inventory:
        """Return the VMs that match all *conditions*, and whose columns have these *values*.

        A condition is a function of a VM, or a string such as "power!=running", as for ``--where``
        of the command.  Strings compare without case; None matches missing data; a list or set
        matches any of its items.  Names are those of COLUMNS and FACTS.

        Raises ValueError for other names, for values that a column never has, and for a string
        that is not a condition.

        >>> listed = load_instances([{"instanceId": "0", "name": "web_0"}])
        >>> len(listed.where(power=None)), len(listed.where(power="running"))
        (1, 0)
        >>> len(listed.where("name=web_*", "instance_id lt 9"))
        1
        """
        kept = self.instances
        for one in conditions:
            if one is not None:
                kept = tuple(filter(parse_condition(one) if isinstance(one, str) else one, kept))
        for name, wanted in values.items():
            check_column(name)
            several = (
                (wanted,) if isinstance(wanted, str) or not isinstance(wanted, Iterable) else wanted
            )
            if isinstance(wanted, str) and "," in wanted and (name in STATES or name in VALUES):
                raise ValueError(f"{name} is one value, got {shown(wanted)}: pass a list of them")
            allowed = set(map(folded, several))
            for value in allowed - {None, ""}:
                check_value(name, str(value))
            kept = tuple(vm for vm in kept if folded(value_of(vm, name)) in allowed)
        return self._with(kept)

    @property
    def problems(self) -> Inventory:
        """The VMs with errors or warnings."""
        return self._with(vm for vm in self if vm.problems)

    def sorted_by(self, *names: str, limit: int | None = None) -> Inventory:
        """Return the VMs in the order of the columns *names*, the first *limit* of them.

        A hyphen before a column reverses its order.  Missing values come last, in either order.
        An inventory made of this one is in the usual order again.
        Raises ValueError for an unknown column, and for a negative limit.

        >>> listed = load_instances([{"instanceId": "7"}, {"instanceId": "85"}])
        >>> [vm.instance_id for vm in listed.sorted_by("-instance_id")]
        [85, 7]
        """
        if limit is not None and limit < 0:
            raise ValueError(f"expected a limit of 0 or more, got {limit}")
        vms = list(self)
        for name in reversed(names):
            column, reverse = check_column(name.removeprefix("-")), name.startswith("-")
            known = [(value_of(vm, column), vm) for vm in vms]
            there = [(order_of(column, value), vm) for value, vm in known if value is not None]
            there.sort(key=lambda one: one[0], reverse=reverse)
            vms = [vm for _, vm in there] + [vm for value, vm in known if value is None]
        found = self._with(())
        found.instances = tuple(vms[:limit])
        return found

    def group_by(self, *names: str) -> dict[tuple[object, ...], Inventory]:
        """Return an inventory for each combination of values in the columns *names*, sorted.

        Raises ValueError for an unknown column.
        """
        found: dict[tuple[object, ...], list[ScaleSetVM]] = {}
        spelled: dict[tuple[object, ...], tuple[object, ...]] = {}
        for vm in self:
            values = tuple(value_of(vm, check_column(name)) for name in names)
            # Values compare without case, as in Azure.
            key = spelled.setdefault(tuple(map(folded, values)), values)
            found.setdefault(key, []).append(vm)
        ordered = sorted(found, key=lambda key: [*map(order_of, names, key)])
        return {key: self._with(found[key]) for key in ordered}

    def counts(self, *names: str) -> dict[tuple[object, ...], int]:
        """Return the number of VMs for each combination of values in the columns *names*.

        Raises ValueError for an unknown column.
        """
        return {key: len(group) for key, group in self.group_by(*names).items()}

    def diff(self, other: Inventory) -> list[Change]:
        """Return what changed from this inventory to *other*, a later one.

        Machines are compared by their vmId: a new one with an old instance ID is "replaced".
        A VM is not "removed" if *other* lacks pages, or all VMs of its scale set because a call
        failed; and not "added" if this inventory does.
        """
        lacking = {"added": self._lacks(), "removed": other._lacks()}
        changes = diff_vms(self, other)
        return [one for one in changes if one.kind not in lacking or not lacking[one.kind](one.vm)]

    def _lacks(self) -> Callable[[ScaleSetVM], bool]:
        """Return a function of a VM: whether this inventory may only lack the list with it."""
        has_pages, has_lists = self._lists.has_all_pages, not self._lists.lacks_instances
        known = set() if has_lists else {folded(vm.scale_set) for vm in self}
        return lambda vm: not has_pages or not (has_lists or folded(vm.scale_set) in known)

    @property
    def fleet(self) -> Fleet:
        """The scale sets of these VMs, with their computer-name prefixes.

        The prefix comes from the scale set's model; without one, from most of its instances.
        """
        from ..fleet.fleet import Fleet

        return Fleet(infer_scale_sets(self.instances, self.scale_sets))

    def records(self) -> list[dict[str, Any]]:
        """Return a dict for each VM, with the columns as keys."""
        with GCPaused():
            return [record(vm) for vm in self]

    def columns(self) -> dict[str, list[Any]]:
        """Return the values of each column, for data frames."""
        with GCPaused():
            return {name: [value_of(vm, name) for vm in self] for name in COLUMNS}

    def _with(self, instances: Iterable[ScaleSetVM]) -> Inventory:
        return Inventory(
            instances,
            scale_sets=self.scale_sets,
            unmatched=self.unmatched,
            reported=self._reported,
            unread=self._unread,
            lists=self._lists,
            as_of=self.as_of,
        )


def _joined(joiner: Joiner, items: Iterable[Item], lists: ItemReader, strict: bool) -> Inventory:
    joiner.add(items)
    found = Inventory(
        joiner.rows,
        scale_sets=joiner.scale_sets,
        unmatched=joiner.unmatched,
        reported=joiner.reported,
        unread=joiner.unread,
        lists=lists,
    )
    if strict:
        _check_strictly(found)
    return found


def _sorted(vms: list[ScaleSetVM]) -> tuple[ScaleSetVM, ...]:
    """Return *vms* by scale set and instance ID; only if that is not enough, by more."""
    keys = [(grammar.fold(vm.scale_set or ""), vm.instance_id) for vm in vms]
    if len({*keys}) < len(keys) or any(number is None for _, number in keys):
        return tuple(sorted(vms, key=_order))
    return tuple(vms[at] for at in sorted(range(len(vms)), key=keys.__getitem__))


def _order(vm: ScaleSetVM) -> tuple[Any, ...]:
    number = vm.instance_id
    name = grammar.fold(vm.name or vm.computer_name or vm.path)
    # Scale sets in two resource groups may have one name.
    group = grammar.fold(vm.resource_group or "")
    return grammar.fold(vm.scale_set or ""), number is None, number or 0, name, group


def _names(vm: ScaleSetVM) -> Iterator[str]:
    number = None if vm.instance_id is None else str(vm.instance_id)
    paths = vm.id, vm.virtual_machine_resource_id
    for one in (vm.name, vm.computer_name, vm.node_name, vm.vm_id, number, *paths):
        if one:
            yield one
    if vm.resource_id is not None:
        yield str(vm.resource_id)
        yield vm_key(vm.resource_id)


def _bare_name(text: str) -> str:
    """Return the name, or the path of the VM, in *text*, without what is around it."""
    try:
        bare, _ = unwrap(text)
    except NameFormatError:
        return ""
    provider = parse_or_none(ProviderID.parse, bare)
    path = provider.resource_id if provider else parse_or_none(ResourceID.parse, bare)
    if path is not None:
        return vm_key(path.parent) if path.vm_name is not None else ""
    disk = parse_or_none(DiskName.parse, bare)
    if disk is not None and disk.instance_id is not None:
        return f"{disk.scale_set}{grammar.SEPARATOR}{disk.instance_id}"
    return bare


def unread_note(keys: Mapping[str, int]) -> str:
    """Return a sentence about *keys* that carry a state and were not read, with their counts."""
    several = ", ".join(
        f"{shown(key)[1:-1]} ({times(n)})" for key, n in Counter(keys).most_common(9)
    )
    return f"not read: {several}"


def _check_strictly(found: Inventory) -> None:
    """Raise if anything in *found* is unreadable or contradictory."""
    bad = {"unreadable", "duplicate", "names-differ", "resource-id", "instance-id", "conflict"}
    bad |= {"renamed", "states-differ"}
    for vm in found:
        for one in vm.findings:
            if one.kind in bad:
                raise InventoryFormatError(f"{(vm.path or vm.name or '').rstrip(': ')}: {one}")
    if found.notes:
        raise InventoryFormatError(found.notes[0])


def _agree(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> bool:
    return all(None in pair or pair[0] == pair[1] for pair in zip(one, other, strict=True))
