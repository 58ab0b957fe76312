"""What the values of rows name, and the fields of it that are added to a row."""

from __future__ import annotations

from array import array

from .._kernels.codes import ASK, IN_PLACE, TEXT
from ..errors import InstanceIDRangeError, NameFormatError
from ..fleet.texts import scale_sets_text
from ..names.conventions import aks_pool
from ..names.grammar import MAX_PLAUSIBLE_ID
from ..names.readings import identify
from ..names.scale_set import ScaleSet
from .templates import FIELDS as TEMPLATE_FIELDS, Template, prefix_of, shared_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ..names.scale_set import Instance
    from .scanner import Scanner

# The fields of a template, except the text itself and its kind.
FIELDS = tuple(field for field in TEMPLATE_FIELDS if field not in ("name", "kind"))

# Longer values are not resolved.
MAX_VALUE = 4096

# How many values are remembered.
_MOST_KNOWN = 1 << 16

# A string of a scale set with one of these is no part of a template for rows.
_SPECIAL = frozenset(b'",;\\\t\r\n')


class Named:
    """What a value names: an instance, or of several scale sets that share the name, one each."""

    def __init__(
        self, owners: Sequence[ScaleSet], instance_id: int | None, instance: Instance | None
    ) -> None:
        self.owners, self.instance_id, self.instance = owners, instance_id, instance

    def value(self, field: str) -> str | int | None:
        """Return a field of the instance; None if it is not known, or differs between them."""
        if field == "scale_set":
            return scale_sets_text(self.owners)
        if field == "prefix":
            return prefix_of(self.owners)
        if field == "instance_id":
            return self.instance_id
        if self.instance is None and self.instance_id is not None:
            return shared_value(self.owners, self.instance_id, field)
        value = getattr(self.instance, field, None)
        return None if value is None else str(value)


SEVERAL = Named((), None, None)


class Values:
    """Resolves values of rows with *scanner*: a name, or text with names of one instance.

    ``found`` counts the values that name an instance, ``several`` those with more instances,
    ``unlikely`` those whose ID is so large that the value is probably a word, such as ``example``.
    """

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        # Rows name the same few hosts again and again.
        self._known: dict[str, Named | None] = {}
        self.found = self.several = self.unlikely = 0
        self.example = ""

    def column(
        self,
        data: bytes,
        starts: bytes,
        stops: bytes,
        plain: bytes,
        *,
        is_counted: bool = True,
    ) -> tuple[array[int], array[int]]:
        """Return the owner and the ID that each value names.

        The values are at offsets in *data*.  The owner is NO_OWNER for no instance, and ASK for
        what only ``resolve`` can tell, which is also all that names an owner that is not *plain*.
        The values count unless *is_counted* is false.
        """
        scanner = self.scanner
        *made, found, _, largest = scanner.fleet.tables().resolve_values(
            data, starts, stops, plain, scanner.max_id, scanner.embedded
        )
        owners, ids = array("I", made[0]), array("I", made[1])
        self.found += found * is_counted
        if is_counted and largest > MAX_PLAUSIBLE_ID:
            large = [i for i, one in enumerate(ids) if one > MAX_PLAUSIBLE_ID]
            self.unlikely += len(large)
            start, stop = array("Q", starts)[large[0]], array("Q", stops)[large[0]]
            self.example = self.example or data[start:stop].decode()
        return owners, ids

    def resolve(self, value: object, times: int = 1) -> Named | None:
        """Return what *value* names; None if it is no text, or names no instance, or several.

        It counts as *times* values.
        """
        return self._counted(self.named(value), value, times)

    def resolve_all(self, values: Sequence[str]) -> Named | None:
        """Return what all *values* that name an instance name, as ``resolve`` does for one."""
        found: dict[tuple[object, ...], tuple[Named, str]] = {}
        for value in values:
            named = self.named(value)
            if named is not None:
                found[(*map(id, named.owners), named.instance_id)] = named, value
        if len(found) > 1:
            return self._counted(SEVERAL, "", 1)
        return self._counted(*found.popitem()[1], 1) if found else None

    def named(self, value: object) -> Named | None:
        """Return what *value* names, without counting it; SEVERAL for several instances."""
        if not isinstance(value, str) or not 0 < len(value) <= MAX_VALUE:
            return None
        if value not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[value] = self._read(value)
        return self._known[value]

    def _counted(self, named: Named | None, value: object, times: int) -> Named | None:
        if named is None or named is SEVERAL:
            self.several += times * (named is SEVERAL)
            return None
        self.found += times
        if (named.instance_id or 0) > MAX_PLAUSIBLE_ID:
            self.unlikely += times
            self.example = self.example or str(value)
        return named

    def _read(self, value: str) -> Named | None:
        """Return what *value* names; SEVERAL for several instances."""
        named = self._named(value)
        return None if named and (named.instance_id or 0) > self.scanner.max_id else named

    def _named(self, value: str) -> Named | None:
        (instance,) = self.scanner.fleet.resolve_many([value], errors="null")
        if instance is None and self.scanner.aks:
            instance = aks_instance(value)
        if instance is not None:
            return Named((instance.scale_set,), instance.instance_id, instance)
        found = self.scanner.find_each(value)
        if len(found) != 1:
            return SEVERAL if found else None
        return Named(found[0].scale_sets, found[0].instance_id, found[0].instance)


def aks_instance(value: str) -> Instance | None:
    """Return the instance that *value* names if it is of an AKS pool on Linux, by its shape."""
    try:
        best = identify(value)[0]
    except (NameFormatError, InstanceIDRangeError):
        return None
    owner = best.scale_set or ""
    if "-" not in owner or not aks_pool(owner) or best.certainty not in ("certain", "likely"):
        return None
    return None if best.instance_id is None else ScaleSet(owner, None).instance(best.instance_id)


class Additions:
    """What is added to rows: *fields* of an instance in a *template*, or *render* of their values.

    ``plain`` has a one for each owner of the scanner's fleet that the template can write: a single
    scale set, with all of the fields.
    """

    def __init__(
        self,
        scanner: Scanner,
        template: str,
        fields: Collection[str],
        render: Callable[[Sequence[str | int | None]], bytes],
    ) -> None:
        made, owners = Template(template, ("row",)), scanner.fleet.owners
        strings = made.strings(owners)
        self.plain = bytes(
            _has_all(one, fields) and _SPECIAL.isdisjoint(b"".join(own))
            for one, own in zip(owners, strings, strict=True)
        )
        self._tables, self._render, self._fields = scanner.fleet.tables(), render, fields
        pieces = [*made.kinds, [(TEXT, False, False, 0)]]
        self._template = self._tables.template(pieces, strings, IN_PLACE)
        self._texts: dict[Named | None, bytes] = {}

    def text(self, named: Named | None) -> bytes:
        """Return what is added for *named*; for None, what stands for no instance."""
        if named not in self._texts:
            if len(self._texts) >= _MOST_KNOWN:
                self._texts.clear()
            values = [named.value(field) if named else None for field in self._fields]
            self._texts[named] = self._render(values)
        return self._texts[named]

    def put(
        self,
        data: bytes,
        places: array[int],
        owners: array[int],
        ids: array[int],
        texts: Sequence[bytes],
    ) -> bytes:
        """Return *data* with additions at the *places*: of an owner and an ID.

        With the owner ASK, it is the text of that number.
        """
        if not places:
            return data
        kinds = bytes(len(places))
        if texts:
            kinds = bytes([one == ASK for one in owners])
        columns = places, places, kinds, owners, ids
        return self._tables.render(memoryview(data), columns, self._template, texts)


def _has_all(owners: Sequence[ScaleSet], fields: Collection[str]) -> bool:
    one = owners[0]
    if len(owners) > 1 or not one.is_uniform:
        return False
    if one.prefix is None and not {"prefix", "computer_name", "node_name"}.isdisjoint(fields):
        return False
    return one.resource_id is not None or {"resource_id", "provider_id"}.isdisjoint(fields)
