"""Resolves names: indexes the scale sets of a fleet by name and by prefix."""

from __future__ import annotations

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
from ..names.vm_names import FlexibleVMName, VMName
from ..names.wrappers import unwrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Resolver:
    """Finds the scale sets, and the instance, that a name belongs to.

    *scale_sets* are distinct.  ``groups`` has a tuple for each name or prefix, with the
    scale sets that use it, usually one; ``group_index`` maps the ids of its members to its
    index.
    """

    def __init__(self, scale_sets: Sequence[ScaleSet]) -> None:
        by_name: dict[str, list[ScaleSet]] = {}
        by_prefix: dict[str, list[ScaleSet]] = {}
        for one in scale_sets:
            name, prefix = grammar.fold(one.name), one.prefix
            by_name.setdefault(name, []).append(one)
            if prefix is not None:
                key = name if prefix is one.name else grammar.fold(prefix)
                by_prefix.setdefault(key, []).append(one)
        self.by_name, self.by_prefix = by_name, by_prefix
        # By identity: comparing a hundred thousand scale sets takes a second.
        groups = {
            tuple(map(id, one)): tuple(one) for one in (*by_prefix.values(), *by_name.values())
        }
        groups.update(((id(one),), (one,)) for one in scale_sets)
        self.groups = tuple(groups.values())
        self.group_index = {ids: index for index, ids in enumerate(groups)}
        self._matches: dict[str, ClosestMatch] = {}
        self._keys: dict[str, list[tuple[str, int]]] = {}

    def keys(self, what: str) -> list[tuple[str, int]]:
        """Return each "name", or "prefix", of a uniform scale set, with its group's index.

        If a Flexible scale set has the same key, it is in the group, which then has no
        single owner.
        """
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
            computer = parse_host(bare)
            owners = self.by_prefix.get(grammar.fold(computer.prefix), [])
        except NameFormatError:
            if not pools:
                raise
            owners = []
        if pools and not owners:
            found = [Instance(one, _parse_id(digits, text)) for one in pools]
            return self._only(found, pools, text, "name", pool)
        found = [Instance(one, computer.instance_id) for one in owners if one.is_uniform]
        if owners and not found:
            raise UnknownScaleSetError(
                f"{shown(text)}: {shown(owners[0].name)} is a Flexible scale set, whose host names "
                "contain no instance ID"
            )
        return self._only(found, owners, text, "prefix", computer.prefix)

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
                raise UnknownScaleSetError(f"{shown(text)}: the name of the scale set is truncated")
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
        found = []
        for one in owners:
            if one.is_uniform and grammar.is_decimal(suffix):
                found.append(Instance(one, _parse_id(suffix, text)))
            elif not one.is_uniform and grammar.is_flexible_suffix(suffix):
                found.append(Instance(one, None, f"{one.name}{grammar.SEPARATOR}{suffix}"))
        if owners and not found:
            parse = VMName.parse if any(one.is_uniform for one in owners) else FlexibleVMName.parse
            parse(bare)
            raise UnknownScaleSetError(f"{shown(text)}: not an instance of {shown(owners[0].name)}")
        owners = [one.scale_set for one in found]
        if has_underscore:
            return self._only(found, owners, text, "name or prefix", before[1:])
        return self._only(found, owners, text, "name", before)

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
        owners = [one.__replace__(resource_id=own) for one in self.owners_of(own)]
        found = []
        for one in owners:
            if one.is_uniform and path.instance_id is not None:
                found.append(Instance(one, path.instance_id))
            elif not one.is_uniform and path.instance_id is None:
                found.append(Instance(one, None, path.vm_name))
        namesakes = self.by_name.get(grammar.fold(name), [])
        if namesakes and not found:
            known = namesakes[0].resource_id or f"the {namesakes[0].mode} {name}"
            raise UnknownScaleSetError(f"{shown(text, 200)}: listed is {shown(str(known), 200)}")
        return self._only(found, [one.scale_set for one in found], text, "name", name)

    def _only(
        self, found: list[Instance], owners: list[ScaleSet], text: str, what: str, key: str
    ) -> Instance:
        """Return the only instance in *found*; raise the error for *text* otherwise."""
        if len(owners) == 1 == len(found):
            return found[0]
        if owners:
            raise AmbiguousNameError(
                f"{shown(text)}: {_candidates(owners)} have the {what} {shown(key)}"
            )
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
