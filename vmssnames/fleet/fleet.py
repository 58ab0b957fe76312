"""The scale sets that a user works with: only they can tell which one a name belongs to.

A computer name contains a prefix, a VM name contains a scale set, and no rule leads from
one to the other: a fleet knows both.  A fleet never guesses: a name that two scale sets
may have is an error that lists both.
"""

from __future__ import annotations

from .._kernels import backend
from .._kernels.columns import gives_null, name_column
from .._kernels.explain import ITEM_ERRORS, convert_item
from ..errors import UnknownScaleSetError, shown
from ..names import grammar
from ..names.resource_id import ResourceID
from ..names.scale_set import Instance, ScaleSet
from .parse import scale_set_of, scale_sets_in
from .resolver import Resolver
from .texts import OwnerTexts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from .._kernels.backend import Tables
    from .._kernels.columns import Null, Raise


class Fleet:
    """The scale sets that a user works with.  Resolves names to instances.

    *scale_sets* holds ScaleSets, pairs of a name and a prefix, or just names, whose prefix is
    assumed to be the name, as in most templates.  Equal scale sets count once.  A fleet is
    immutable and can be pickled.

    Raises NameFormatError and TypeError, naming the item.

    >>> fleet = Fleet([("kn-infra_ss", "kn-infra"), "web"])
    >>> fleet.resolve("KN-INFRA00002d.x.internal.cloudapp.net").vm_name
    'kn-infra_ss_85'
    >>> fleet.resolve("web_85").computer_name
    'web00002D'
    """

    __slots__ = ("scale_sets", "_resolver", "_unique", "_tables", "_texts")

    scale_sets: tuple[ScaleSet, ...]

    def __init__(self, scale_sets: Iterable[ScaleSet | tuple[str, str | None] | str]) -> None:
        if isinstance(scale_sets, (str, bytes)):
            raise TypeError("expected scale sets, got a str: see Fleet.parse")
        if isinstance(scale_sets, dict):
            raise TypeError("expected scale sets, got a dict: pass its .items()")
        found: list[ScaleSet] = []
        # By name the first, and the keys of all if there are several: a key takes its time.
        first: dict[str, ScaleSet] = {}
        keys: dict[str, set[object]] = {}
        for index, item in enumerate(scale_sets):
            one = item if isinstance(item, ScaleSet) else convert_item(index, item, scale_set_of)
            name = grammar.fold(one.name)
            if name not in first:
                first[name] = one
                found.append(one)
                continue
            known = keys.setdefault(name, {first[name]._key()})
            if one._key() not in known:
                known.add(one._key())
                found.append(one)
        self._index(tuple(found))

    def _index(self, scale_sets: tuple[ScaleSet, ...], prefixes: Sequence[str] = ()) -> None:
        self.scale_sets = scale_sets
        self._resolver = Resolver(scale_sets, prefixes)
        self._unique: list[ScaleSet | None] | None = None
        self._tables: dict[str, Tables] = {}
        self._texts: OwnerTexts | None = None

    def _unique_owners(self) -> list[ScaleSet | None]:
        """Return each group that is a single uniform scale set; None for another.

        Kernels create instances of these by themselves.
        """
        if self._unique is None:
            self._unique = [
                one[0] if len(one) == 1 and one[0].is_uniform else None for one in self.owners
            ]
        return self._unique

    @classmethod
    def parse(cls, text: str | bytes) -> Fleet:
        r"""Return the fleet listed in *text*, the content of a file.

        Accepts one prefix per line, which is also taken as the scale set's name; CSV or TSV of
        names and prefixes, with or without a header row; and JSON: the output of ``az vmss
        list`` and of the REST API, or a list of names or of objects with these fields.  Columns
        are "name", "prefix" ("computerNamePrefix"), "resource_id" ("id") and "mode"
        ("orchestrationMode"); in CSV, also "subscription_id" with "resource_group".  Lines that
        start with "#" are comments.

        Raises NameFormatError, naming the line or the item.

        >>> Fleet.parse("name,prefix\nkn-infra_ss,kn-infra\n").resolve("kn-infra_ss_0").node_name
        'kn-infra000000'
        """
        found = scale_sets_in(text)
        if not isinstance(found, dict):
            return cls(found)
        self = cls.__new__(cls)
        self._index(tuple(map(ScaleSet.of_prefix, found.values())), tuple(found))
        return self

    def __len__(self) -> int:
        return len(self.scale_sets)

    def __iter__(self) -> Iterator[ScaleSet]:
        return iter(self.scale_sets)

    def __contains__(self, item: object) -> bool:
        name = item.name if isinstance(item, ScaleSet) else item
        owners = self._resolver.by_name.get(grammar.fold(name), ()) if isinstance(name, str) else ()
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
        if self._resolver.are_prefixes:
            return Fleet.parse, ("\n".join([one.name for one in self.scale_sets]),)
        return Fleet, (self.scale_sets,)

    def resolve(self, text: str) -> Instance:
        """Return the instance that *text* names, in any form and any case.

        Accepts a host name, fully qualified or not, also with a port or ``node/``; a VM name; a
        resource ID or provider ID, of the instance or of a part of it; a disk; and a role
        instance.

        Raises UnknownScaleSetError with the closest known name; AmbiguousNameError with the
        scale sets that share the name; NameFormatError and InstanceIDRangeError for any other
        text.

        >>> fleet = Fleet([("kn-infra_ss", "kn-infra")])
        >>> fleet.resolve("node/kn-infra00002d").instance_id
        85
        >>> fleet.resolve("kn-infra00002d-x")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'kn-infra00002d-x': expected six base-36 digits, got ...
        """
        # Kernels know the usual forms.
        (found,), _ = self.tables().instances([text], self._unique_owners(), Instance, False)
        if found is not None:
            return found
        try:
            return self._resolver.resolve(text)
        except UnknownScaleSetError as error:
            raise UnknownScaleSetError(f"{error}{self._resolver.hint(error)}") from None

    def resolve_many(
        self, texts: Iterable[Any], *, errors: Raise | Null = "raise"
    ) -> list[Instance | None]:
        """Return the instance that each of *texts* names, as ``resolve`` does.

        With ``errors="null"``, an item that does not resolve to one instance of this fleet
        gives None.

        Raises the errors of ``resolve``, with the number of the item.

        >>> Fleet(["web"]).resolve_many(["web00002D", "api00002D"], errors="null")[1] is None
        True
        """
        null, column = gives_null(errors), name_column(texts)
        owners = self._unique_owners()
        found, asked = self.tables().instances(column, owners, Instance, null)
        # All but plain names take the slow path.
        for index in asked:
            if index >= len(column):  # The garbage collector ran code that shortened it.
                break
            if not null:
                found[index] = convert_item(index, column[index], self.resolve)
                continue
            try:
                found[index] = self._resolver.resolve(column[index])
            except ITEM_ERRORS:
                pass
        return found

    @property
    def owners(self) -> tuple[tuple[ScaleSet, ...], ...]:
        """The groups of scale sets that a name may belong to.

        Most groups are one scale set; the others share a name or a prefix.  Kernels report the
        index of a group in this tuple.
        """
        return self._resolver.groups

    def owner_index(self, path: ResourceID) -> int | None:
        """Return the index in ``owners`` of the uniform scale set in *path*; None if unknown."""
        owners = [one for one in self._resolver.owners_of(path) if one.is_uniform]
        return self._resolver.group_index[(id(owners[0]),)] if len(owners) == 1 else None

    def keys(self, kind: str) -> list[tuple[str, int]]:
        """Return each "name", or "prefix", in lower case, and the index in ``owners`` of its group.

        >>> Fleet([("kn-infra_ss", "kn-infra")]).keys("prefix")
        [('kn-infra', 0)]
        """
        return self._resolver.keys(kind)

    def tables(self) -> Tables:
        """Return the tables that kernels search by, built on first use."""
        kernels = backend.kernels
        if kernels.name not in self._tables:
            self._tables[kernels.name] = kernels.tables(self.keys("prefix"), self.keys("name"))
        return self._tables[kernels.name]

    def texts(self) -> OwnerTexts:
        """Return what columns say about ``owners``, worked out on first use."""
        if self._texts is None:
            self._texts = OwnerTexts(self.owners)
        return self._texts
