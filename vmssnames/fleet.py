"""The scale sets one works with: what alone can say whose a name is.

A computer name says a prefix, a VM name a scale set, and no rule leads from one to the
other: a fleet knows both.  Nothing is guessed: what two scale sets may have is an
error that names both.
"""

from __future__ import annotations

from . import _backend, _grammar
from ._columns import name_column
from ._fleet_forms import scale_set_of, scale_sets_in
from ._shapes import nearest, without_address
from .bulk import REFUSALS, at, is_null
from .disks import GUID_WIDTH, DiskName
from .errors import AmbiguousNameError, NameFormatError, UnknownScaleSetError, shown
from .identify import NODE
from .ids import check_text, parse_instance_id
from .names import ComputerName, FlexibleVMName, VMName
from .providers import SCHEME, ProviderID
from .resources import ResourceID
from .scale_sets import Instance, ScaleSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ._backend import Tables
    from .bulk import Null, Raise


class Fleet:
    """The scale sets one works with, and whose a name is.

    *scale_sets* holds ScaleSets; pairs of a name and a prefix; or names alone, whose
    prefix is taken to be the name, as templates mostly have it.  Equal ones count once.
    Never changes; pickles.

    Raises NameFormatError and TypeError, naming the item.

    >>> fleet = Fleet([("kn-infra_ss", "kn-infra"), "web"])
    >>> fleet.resolve("KN-INFRA00002d.x.internal.cloudapp.net").vm_name
    'kn-infra_ss_85'
    >>> fleet.resolve("web_85").computer_name
    'web00002D'
    """

    __slots__ = ("scale_sets", "_by_name", "_by_prefix", "_owners", "_sole", "_tables")

    scale_sets: tuple[ScaleSet, ...]

    def __init__(self, scale_sets: Iterable[ScaleSet | tuple[str, str | None] | str]) -> None:
        if isinstance(scale_sets, (str, bytes)):
            raise TypeError("expected scale sets, got one text: see Fleet.parse")
        self.scale_sets = tuple(
            dict.fromkeys(at(index, item, scale_set_of) for index, item in enumerate(scale_sets))
        )
        by_name: dict[str, list[ScaleSet]] = {}
        by_prefix: dict[str, list[ScaleSet]] = {}
        for one in self.scale_sets:
            by_name.setdefault(_grammar.fold(one.name), []).append(one)
            if one.prefix is not None:
                by_prefix.setdefault(_grammar.fold(one.prefix), []).append(one)
        self._by_name, self._by_prefix = by_name, by_prefix
        groups = [tuple(one) for by in (by_prefix, by_name) for one in by.values()]
        groups += [(one,) for one in self.scale_sets]
        self._owners = {group: place for place, group in enumerate(dict.fromkeys(groups))}
        # Where there is but one, and it numbers its instances, the kernels need not ask.
        self._sole = [
            one[0] if len(one) == 1 and one[0].is_uniform else None for one in self._owners
        ]
        self._tables: dict[str, Tables] = {}

    @classmethod
    def parse(cls, text: str | bytes) -> Fleet:
        r"""Return the fleet that *text*, the content of a file, lists.

        A prefix a line, which is taken for the scale set's name, too; CSV or TSV of names
        and prefixes, with or without a heading; or JSON: what ``az vmss list`` and the REST
        API print, a list of names, or of objects with these fields.  Headings may be
        "name", "prefix" ("computerNamePrefix"), "resource_id" ("id") and "mode"
        ("orchestrationMode").  Lines that start with "#" are comments.

        Raises NameFormatError, naming the line or the item.

        >>> Fleet.parse("name,prefix\nkn-infra_ss,kn-infra\n").resolve("kn-infra_ss_0").node_name
        'kn-infra000000'
        """
        return cls(scale_sets_in(text))

    def __len__(self) -> int:
        return len(self.scale_sets)

    def __iter__(self) -> Iterator[ScaleSet]:
        return iter(self.scale_sets)

    def __contains__(self, item: object) -> bool:
        name = item.name if isinstance(item, ScaleSet) else item
        owners = self._by_name.get(_grammar.fold(name), ()) if isinstance(name, str) else ()
        return item in owners if isinstance(item, ScaleSet) else bool(owners)

    def __eq__(self, other: object) -> bool:
        if type(other) is not Fleet:
            return NotImplemented
        return set(self.scale_sets) == set(other.scale_sets)

    def __hash__(self) -> int:
        return hash(frozenset(self.scale_sets))

    def __repr__(self) -> str:
        some = ", ".join(shown(one.name) for one in self.scale_sets[:3])
        return f"<Fleet of {len(self)}: {some}{', ...' if len(self) > 3 else ''}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Fleet, (self.scale_sets,)

    def resolve(self, text: str) -> Instance:
        """Return the instance that *text* names: in any form that says whose it is, in any case.

        A host name, fully qualified or not, with a port or ``node/`` about it; a VM name; a
        resource ID or provider ID, of the instance or of what belongs to it; a disk; a role
        instance.

        Raises UnknownScaleSetError, with the nearest that is known; AmbiguousNameError, with
        all that have the name; NameFormatError and InstanceIDRangeError for what is no name.

        >>> fleet = Fleet([("kn-infra_ss", "kn-infra")])
        >>> fleet.resolve("node/kn-infra00002d").instance_id
        85
        >>> fleet.resolve("kn-infra00002d-x")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'kn-infra00002d-x': expected six base-36 digits, got ...
        """
        text = check_text(text)
        bare = text.strip()
        if bare[: len(SCHEME)].lower() == SCHEME:
            return self._of_path(ProviderID.parse(bare).resource_id, text)
        if bare.startswith("/") or bare[:8].lower() == "https://":
            return self._of_path(ResourceID.parse(bare), text)
        if _grammar.SEPARATOR in bare:
            return self._of_vm_name(bare, text)
        computer = ComputerName.from_host(without_address(bare.removeprefix(NODE)))
        owners = self._by_prefix.get(_grammar.fold(computer.prefix), [])
        found = [Instance(one, computer.instance_id) for one in owners if one.is_uniform]
        if owners and not found:
            raise UnknownScaleSetError(
                f"{shown(text)}: of the Flexible scale set {shown(owners[0].name)}, "
                "whose host names hold no instance ID"
            )
        return self._only(found, owners, text, "prefix", computer.prefix)

    def resolve_many(
        self, texts: Iterable[Any], *, errors: Raise | Null = "raise"
    ) -> list[Instance | None]:
        """Return the instance that each of *texts* names, as ``resolve`` does.

        With ``errors="null"`` an item that is no name of this fleet, or that two scale sets
        may have, gives None.

        Raises what ``resolve`` raises, naming the item.

        >>> Fleet(["web"]).resolve_many(["web00002D", "api00002D"], errors="null")[1] is None
        True
        """
        null, column = is_null(errors), name_column(texts)
        found, missing = self.tables().instances(column, self._sole, Instance)
        if not missing:
            return found
        # What is no plain computer name, or no good, goes the long way.
        for index, item in enumerate(column[: len(found)]):
            if found[index] is None:
                try:
                    found[index] = at(index, item, self.resolve)
                except REFUSALS:
                    if not null:
                        raise
        return found

    @property
    def owners(self) -> list[tuple[ScaleSet, ...]]:
        """The scale sets that a name may be of: one each, and those that share a name or prefix.

        What the kernels find a name by says a place in this list.
        """
        return list(self._owners)

    def owner_of(self, path: ResourceID) -> int | None:
        """Return the place in ``owners`` of the scale set that *path* goes through, if known."""
        try:
            found = self._of_path(path, "").scale_set
        except REFUSALS:
            return None
        for one in self._by_name[_grammar.fold(found.name)]:
            if one.mode == found.mode and one.resource_id in (None, found.resource_id):
                return self._owners[(one,)]
        return None

    def tables(self) -> Tables:
        """Return what the kernels find names by; made once."""
        kernels = _backend.kernels
        if kernels.name not in self._tables:
            self._tables[kernels.name] = kernels.tables(
                self._keys(self._by_prefix), self._keys(self._by_name)
            )
        return self._tables[kernels.name]

    def _keys(self, by: dict[str, list[ScaleSet]]) -> list[tuple[str, int]]:
        """Return the keys that some uniform scale set has, and the place of their owners."""
        return [
            (key, self._owners[tuple(owners)])
            for key, owners in by.items()
            if any(one.is_uniform for one in owners)
        ]

    def _of_vm_name(self, bare: str, text: str) -> Instance:
        """Return the instance in *bare*, which is the VM name, or the disk, in *text*."""
        before, _, suffix = bare.rpartition(_grammar.SEPARATOR)
        if len(suffix) == GUID_WIDTH:
            disk = DiskName.parse(bare)
            if disk.is_cut:
                raise UnknownScaleSetError(f"{shown(text)}: the scale set's name is cut off")
            before, suffix = disk.scale_set, str(disk.instance_id)
        # What Azure Monitor calls a role instance, and Service Fabric its node, whose
        # type is the prefix sooner than the scale set.
        has_underscore = before.startswith(_grammar.SEPARATOR)
        key = _grammar.fold(before.removeprefix(_grammar.SEPARATOR))
        owners = self._by_name.get(key) or (has_underscore and self._by_prefix.get(key)) or []
        found = []
        for one in owners:
            if one.is_uniform and _grammar.is_decimal(suffix):
                found.append(Instance(one, parse_instance_id(suffix)))
            elif not one.is_uniform and _grammar.is_flexible_suffix(suffix):
                found.append(Instance(one, None, f"{one.name}{_grammar.SEPARATOR}{suffix}"))
        if owners and not found:
            parse = VMName.parse if any(one.is_uniform for one in owners) else FlexibleVMName.parse
            parse(bare)
            raise UnknownScaleSetError(f"{shown(text)}: no instance of {shown(owners[0].name)}")
        return self._only(found, [one.scale_set for one in found], text, "name", before)

    def _of_path(self, path: ResourceID, text: str) -> Instance:
        """Return the instance whose resource ID is *path*, which stands in *text*."""
        if path.scale_set is None and path.vm_name is not None:
            return self._of_vm_name(path.vm_name, text)
        if path.scale_set is None or path.vm_name is None:
            raise NameFormatError(f"{shown(text, 200)}: expected the path of an instance")
        own = ResourceID(path.subscription_id, path.resource_group, path.scale_set)
        namesakes = self._by_name.get(_grammar.fold(path.scale_set), [])
        owners = [one for one in namesakes if one.resource_id == own] or [
            one.__replace__(resource_id=own) for one in namesakes if one.resource_id is None
        ]
        found = []
        for one in owners:
            if one.is_uniform and path.instance_id is not None:
                found.append(Instance(one, path.instance_id))
            elif not one.is_uniform and path.instance_id is None:
                found.append(Instance(one, None, path.vm_name))
        if namesakes and not found:
            where = namesakes[0].resource_id or f"the {namesakes[0].mode} {path.scale_set}"
            raise UnknownScaleSetError(f"{shown(text, 200)}: known is {shown(str(where), 200)}")
        return self._only(found, owners, text, "name", path.scale_set)

    def _only(
        self, found: list[Instance], owners: list[ScaleSet], text: str, what: str, key: str
    ) -> Instance:
        """Return the one instance *found*, or raise what is wrong with *text*."""
        if len(owners) == 1 == len(found):
            return found[0]
        if owners:
            names = sorted(one.name for one in owners)
            if len(set(names)) == 1 and what != "prefix":
                names = sorted(str(one.resource_id or one.mode) for one in owners)
            several = f"both {shown(names[0], 200)} and {shown(names[1], 200)}"
            if len(names) > 2:
                several = (
                    f"{shown(names[0], 200)}, {shown(names[1], 200)} and {len(names) - 2} more"
                )
            raise AmbiguousNameError(f"{shown(text)}: {several} have the {what} {shown(key)}")
        near = nearest(key, self._by_prefix if what == "prefix" else self._by_name)
        end = f"; the nearest is {shown(near)}" if near else ""
        raise UnknownScaleSetError(
            f"{shown(text)}: no scale set here has the {what} {shown(key)}{end}"
        )
