"""Resolves names: indexes the scale sets of a fleet by name and by prefix."""

from __future__ import annotations

from functools import cached_property

from ..errors import (
    AmbiguousNameError,
    InstanceIDRangeError,
    NameFormatError,
    UnknownScaleSetError,
    shown,
)
from ..names import grammar
from ..names.conventions import ClosestMatch, inner_scale_set, node_before, parse_host, split_pool
from ..names.disk_name import GUID_WIDTH, DiskName
from ..names.ids import check_text, parse_instance_id
from ..names.resource_id import SCHEME, ProviderID, ResourceID
from ..names.scale_set import Instance, ScaleSet
from ..names.value import parse_or_none
from ..names.vm_names import ComputerName, FlexibleVMName, VMName
from ..names.wrappers import unwrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


# How many messages about shared names are remembered.
_MOST_SHARED = 1 << 10


class Resolver:
    """Finds the scale sets, and the instance, that a name belongs to.

    *scale_sets* are distinct.  If they are prefixes and nothing else, *prefixes* are these in lower
    case, and distinct.  ``groups`` has a tuple for each name or prefix, with the scale sets that
    use it, usually one; ``group_index`` maps the ids of its members to its index.
    """

    def __init__(self, scale_sets: Sequence[ScaleSet], prefixes: Sequence[str] = ()) -> None:
        self._scale_sets, self._prefixes = scale_sets, prefixes
        self._matches: dict[str, ClosestMatch] = {}
        self._keys: dict[str, list[tuple[str, int]]] = {}
        self._shared: dict[tuple[str, str, int], str] = {}

    @property
    def are_prefixes(self) -> bool:
        """Whether the scale sets are prefixes and nothing else."""
        return len(self._prefixes) > 0

    # The indexes are made on first use: a search needs only the keys.

    @cached_property
    def by_name(self) -> dict[str, list[ScaleSet]]:
        """The scale sets by their names in lower case."""
        found: dict[str, list[ScaleSet]] = {}
        names = self._prefixes or [grammar.fold(one.name) for one in self._scale_sets]
        for name, one in zip(names, self._scale_sets, strict=True):
            found.setdefault(name, []).append(one)
        return found

    @cached_property
    def by_prefix(self) -> dict[str, list[ScaleSet]]:
        """The scale sets by their prefixes in lower case."""
        if self._prefixes:
            return self.by_name
        found: dict[str, list[ScaleSet]] = {}
        for one in self._scale_sets:
            if one.prefix is not None:
                found.setdefault(grammar.fold(one.prefix), []).append(one)
        return found

    @cached_property
    def _groups(self) -> dict[tuple[int, ...], tuple[ScaleSet, ...]]:
        # By identity: comparing a hundred thousand scale sets takes a second.
        groups: dict[tuple[int, ...], tuple[ScaleSet, ...]] = {}
        if not self._prefixes:
            several = (*self.by_prefix.values(), *self.by_name.values())
            groups = {tuple(map(id, one)): tuple(one) for one in several}
        groups.update(((id(one),), (one,)) for one in self._scale_sets)
        return groups

    @cached_property
    def groups(self) -> tuple[tuple[ScaleSet, ...], ...]:
        """The groups of scale sets that share a name or a prefix, and each by itself."""
        if self._prefixes:
            return tuple([(one,) for one in self._scale_sets])
        return tuple(self._groups.values())

    @cached_property
    def group_index(self) -> dict[tuple[int, ...], int]:
        """The indexes of groups, by the ids of their members."""
        return {ids: index for index, ids in enumerate(self._groups)}

    def keys(self, what: str) -> list[tuple[str, int]]:
        """Return each "name", or "prefix", of a uniform scale set, with its group's index.

        If a Flexible scale set has the same key, it is in the group, which then has no
        single owner.
        """
        if self._prefixes and not self._keys:
            self._keys["prefix"] = self._keys["name"] = [
                (key, index) for index, key in enumerate(self._prefixes)
            ]
        if what not in self._keys:
            by = self.by_prefix if what == "prefix" else self.by_name
            self._keys[what] = [
                (key, self.group_index[tuple(map(id, group))])
                for key, group in by.items()
                if group[0].mode == "uniform" or any(one.is_uniform for one in group)
            ]
        return self._keys[what]

    def owners_of(self, path: ResourceID) -> list[ScaleSet]:
        """Return the scale sets that *path* may go through.

        These are the scale sets with its name and place; if there is none, those with its
        name whose place is not known.
        """
        namesakes = self.by_name.get(grammar.fold(path.scale_set or ""), [])
        place = path.subscription_id, path.resource_group, path.scale_set
        here = [
            one for one in namesakes if one.resource_id and one.resource_id == ResourceID(*place)
        ]
        return here or [one for one in namesakes if one.resource_id is None]

    def resolve(self, text: object) -> Instance:
        """Return the instance that *text* names, as ``Fleet.resolve`` does.

        Errors have no ``hint``, which takes longer than all the rest.
        """
        text = check_text(text)
        bare, _ = unwrap(text.strip())
        if bare[: len(SCHEME)].lower() == SCHEME:
            return self._by_path(ProviderID.parse(bare).resource_id, text)
        if bare.startswith("/") or bare[:8].lower() == "https://":
            return self._by_path(ResourceID.parse(bare), text)
        if grammar.SEPARATOR in bare:
            return self._by_vm_name(bare, text)
        return self._by_host(bare, text)

    def _by_host(self, bare: str, text: str) -> Instance:
        """Return the instance with the host name *bare*, which is from *text*."""
        pool, digits = split_pool(bare)
        pools = [one for one in self.by_name.get(grammar.fold(pool), []) if one.is_uniform]
        try:
            computer = self._computer_name(bare)
            owners = self.by_prefix.get(grammar.fold(computer.prefix), [])
        except NameFormatError:
            if not pools:
                raise
            owners = []
        if pools and not owners:
            self._check_single(pools, text, "name", pool)
            return Instance(pools[0], _parse_id(digits, text))
        if owners and not any(one.is_uniform for one in owners):
            raise UnknownScaleSetError(
                f"{shown(text)}: {shown(owners[0].name)} is a Flexible scale set, whose host names "
                "contain no instance ID"
            )
        self._check_single(owners, text, "prefix", computer.prefix)
        return Instance(owners[0], computer.instance_id)

    def _computer_name(self, bare: str) -> ComputerName:
        """Return the computer name of the host *bare*: of all its label, if that is listed."""
        name = parse_or_none(ComputerName.from_host, bare)
        is_listed = name is not None and grammar.fold(name.prefix) in self.by_prefix
        return name if name and is_listed else parse_host(bare)

    def _by_vm_name(self, bare: str, text: str) -> Instance:
        """Return the instance with the VM name, or the disk, *bare*, which is from *text*."""
        before, _, suffix = bare.rpartition(grammar.SEPARATOR)
        if grammar.fold(before) not in self.by_name and (inner := node_before(before)):
            return self.resolve(inner)
        if grammar.fold(before) not in self.by_name and (longer := inner_scale_set(before)):
            before = longer
        if len(suffix) == GUID_WIDTH:
            disk = DiskName.parse(bare)
            if disk.is_cut:
                raise UnknownScaleSetError(
                    f"{shown(text)}: a disk with a truncated name, which has no instance ID"
                )
            before, suffix = disk.scale_set, str(disk.instance_id)
        # Azure Monitor's role instances and Service Fabric's nodes start with an underscore.
        # A node type is often the prefix rather than the scale set's name.
        has_underscore = before.startswith(grammar.SEPARATOR)
        key = grammar.fold(before.removeprefix(grammar.SEPARATOR))
        owners = self.by_name.get(key, [])
        if has_underscore:
            own = set(map(id, owners))
            nodes = [one for one in self.by_prefix.get(key, []) if one.is_uniform]
            owners = owners + [one for one in nodes if id(one) not in own]
        is_id, is_flexible = grammar.is_decimal(suffix), grammar.is_flexible_suffix(suffix)
        found = [one for one in owners if (is_id if one.is_uniform else is_flexible)]
        if owners and not found:
            parse = VMName.parse if any(one.is_uniform for one in owners) else FlexibleVMName.parse
            parse(bare)
            raise UnknownScaleSetError(f"{shown(text)}: not an instance of {shown(owners[0].name)}")
        what = "name or prefix" if has_underscore else "name"
        self._check_single(found, text, what, before.removeprefix(grammar.SEPARATOR))
        if found[0].is_uniform:
            return Instance(found[0], _parse_id(suffix, text))
        return Instance(found[0], None, f"{found[0].name}{grammar.SEPARATOR}{suffix}")

    def _by_path(self, path: ResourceID, text: str) -> Instance:
        """Return the instance with the resource ID *path*, which is from *text*."""
        if path.vm_name is None:
            raise NameFormatError(f"{shown(text, 200)}: expected the resource ID of an instance")
        name = path.scale_set
        if name is None:
            # A standalone VM: if it belongs to a scale set, to a Flexible one.
            name = path.vm_name.rpartition(grammar.SEPARATOR)[0]
            if not grammar.is_scale_set(name):
                raise UnknownScaleSetError(f"{shown(text, 200)}: a VM without a scale set")
        own = ResourceID(path.subscription_id, path.resource_group, name)
        is_uniform = path.instance_id is not None
        found = [one for one in self.owners_of(own) if one.is_uniform == is_uniform]
        namesakes = self.by_name.get(grammar.fold(name), [])
        if namesakes and not found:
            known = namesakes[0].resource_id or f"the {namesakes[0].mode} {name}"
            raise UnknownScaleSetError(f"{shown(text, 200)}: listed is {shown(str(known), 200)}")
        self._check_single(found, text, "name", name)
        one = found[0].__replace__(resource_id=own)
        return Instance(one, path.instance_id, None if is_uniform else path.vm_name)

    def _check_single(self, owners: list[ScaleSet], text: str, what: str, key: str) -> None:
        """Raise the error for *text* unless there is exactly one of the *owners* of *key*."""
        if len(owners) == 1:
            return
        if owners:
            # A thousand scale sets may share a name, and a million items may have it.
            shared = what, grammar.fold(key), len(owners)
            if shared not in self._shared:
                if len(self._shared) >= _MOST_SHARED:
                    self._shared.clear()
                self._shared[shared] = f"{_candidates(owners)} have the {what} {shown(key)}"
            raise AmbiguousNameError(f"{shown(text)}: {self._shared[shared]}")
        missing = {"prefix": key} if what == "prefix" else {"name": key}
        raise UnknownScaleSetError(
            f"{shown(text)}: no listed scale set has the {what} {shown(key)}", **missing
        )

    def hint(self, error: UnknownScaleSetError) -> str:
        """Return the end of a message: the known name closest to the one that is missing."""
        what = "name" if error.prefix is None else "prefix"
        key = error.name if error.prefix is None else error.prefix
        if key is None:
            return ""
        if what not in self._matches:
            self._matches[what] = ClosestMatch(self.by_prefix if what == "prefix" else self.by_name)
        near = self._matches[what].find(key)
        return f"; the nearest is {shown(near)}" if near else ""


def _candidates(owners: list[ScaleSet]) -> str:
    """Return the names of two or more scale sets for a message; their paths if they are equal."""
    names = sorted(one.name for one in owners)
    if len(set(map(grammar.fold, names))) == 1:
        names = sorted(str(one.resource_id or one.mode) for one in owners)
    first, second = shown(names[0], 200), shown(names[1], 200)
    return (
        f"{first}, {second} and {len(names) - 2} more"
        if names[2:]
        else f"both {first} and {second}"
    )


def _parse_id(digits: str, text: str) -> int:
    try:
        return parse_instance_id(digits)
    except InstanceIDRangeError as error:
        raise InstanceIDRangeError(f"{shown(text)}: {error}") from None
