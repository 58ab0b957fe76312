"""What columns say about the scale sets of a fleet, by number: worked out once for a fleet."""

from __future__ import annotations

from array import array
from itertools import accumulate
from sys import byteorder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..names.scale_set import Instance, ScaleSet

# The fields whose texts repeat: many scale sets have the same.
REPEATED = ("scale_set", "resource_group")

# The most names that are written of one match: the output does not follow the size of a fleet.
MOST_NAMED = 3


def scale_sets_text(owners: Sequence[ScaleSet]) -> str:
    """Return the names of *owners* as "a|b"; of more than three as "a|b|998 more"."""
    return joined_names(one.name for one in owners)


def joined_names(names: Iterable[str]) -> str:
    """Return *names*, each once, as ``scale_sets_text`` does."""
    found = list(dict.fromkeys(names))
    if len(found) > MOST_NAMED:
        found[MOST_NAMED - 1 :] = [f"{len(found) - MOST_NAMED + 1} more"]
    return "|".join(found)


def text_of(field: str, owners: Sequence[ScaleSet], vm: Instance | None = None) -> bytes | None:
    """Return what the rows of *owners* have in *field*; None if it is unknown.

    The instance ID of the row follows the texts of "vm_name" and "resource_id", unless the row is
    of *vm*, a VM without an instance ID.

    >>> from ..names.scale_set import ScaleSet
    >>> web = ScaleSet("web", "web")
    >>> text_of("vm_name", [web]), text_of("resource_group", [web])
    (b'web_', None)
    """
    if field == "instance_id":
        return None if vm else b""
    if field == "scale_set":
        return scale_sets_text(owners).encode()
    if len(owners) > 1:
        return None
    (one,) = owners
    text: object = None
    if field == "resource_group":
        text = one.resource_id and one.resource_id.resource_group
    elif vm is not None:
        text = getattr(vm, field)
    elif one.is_uniform and (text := getattr(one.instance(0), field)) is not None:
        text = str(text).removesuffix("0")
    return None if text is None else str(text).encode()


class FieldTexts:
    """The texts of one field, one after another, of owners by number.

    *bounds* has the offset of each text, and the end of the last; *missing* a one for each owner
    without a text.  Of a repeated field there is each text once, and *keys* has the number of each
    owner's, as uint32; others have no *keys*.
    """

    __slots__ = ("data", "bounds", "missing", "keys", "_number_of", "_offsets")

    def __init__(self, texts: Iterable[bytes | None], *, repeated: bool) -> None:
        self.data, self.bounds, self.missing = b"", array("Q", [0]), b""
        self.keys: bytes | None = b"" if repeated else None
        self._number_of: dict[bytes, int] = {}
        self._offsets = b""
        self._append(list(texts))

    def with_more(self, texts: Sequence[bytes | None]) -> FieldTexts:
        """Return these texts, and those of further owners after them."""
        more = FieldTexts((), repeated=False)
        more.data, more.bounds, more.missing = self.data, self.bounds[:], self.missing
        more.keys, more._number_of = self.keys, self._number_of.copy()
        more._append(texts)
        return more

    def _append(self, texts: Sequence[bytes | None]) -> None:
        self.missing += bytes([one is None for one in texts])
        own = [one or b"" for one in texts]
        if self.keys is not None:
            number_of, first = self._number_of, len(self._number_of)
            # A missing one needs some number, and no text.
            numbers = [number_of.setdefault(one, len(number_of)) if one else 0 for one in own]
            self.keys += b"".join(number.to_bytes(4, byteorder) for number in numbers)
            own = list(number_of)[first:]
        self.data += b"".join(own)
        self.bounds.extend(accumulate(map(len, own), initial=self.bounds.pop()))

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def offsets(self) -> bytes:
        """Return *bounds* as Arrow has them: in 4 bytes each, or in 8 if these do not suffice."""
        if not self._offsets:
            if len(self.data) < 1 << 31:
                halves = memoryview(self.bounds).cast("B").cast("I")
                self._offsets = halves[byteorder == "big" :: 2].tobytes()
            else:
                self._offsets = self.bounds.tobytes()
        return self._offsets


class OwnerTexts:
    """The texts of *groups* of scale sets, by number and field, each made when it is asked for.

    >>> from .fleet import Fleet
    >>> texts = OwnerTexts(Fleet(["web", "api"]).owners)
    >>> texts.of("vm_name").data, texts.of("vm_name").bounds.tolist()
    (b'web_api_', [0, 4, 8])
    """

    __slots__ = ("_groups", "_fields", "plain")

    def __init__(self, groups: Sequence[Sequence[ScaleSet]]) -> None:
        self._groups, self._fields = groups, dict[str, FieldTexts]()
        # A one for each that is a single uniform scale set: kernels decide about these.
        self.plain = bytes([len(group) == 1 and group[0].is_uniform for group in groups])

    def __len__(self) -> int:
        return len(self._groups)

    def of(self, field: str) -> FieldTexts:
        """Return the texts of one field."""
        if field not in self._fields:
            texts = (text_of(field, group) for group in self._groups)
            self._fields[field] = FieldTexts(texts, repeated=field in REPEATED)
        return self._fields[field]
