"""Matches: one, many as columns, and resource IDs in text."""

from __future__ import annotations

from .._kernels.codes import NO_OWNER
from ..names.boundaries import PATH_SEPARATOR
from ..names.grammar import DECIMAL_WIDTH, MAX_INSTANCE_ID, MAX_PLAUSIBLE_ID
from ..names.resource_id import ResourceID
from ..names.scale_set import Instance, ScaleSet
from ..names.value import parse_or_none
from .templates import KINDS, prefix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator, Sequence

    from ..fleet.fleet import Fleet

# Azure has no longer paths; and how many are remembered.
_LONGEST_PATH, _MOST_PATHS = 700, 4096

_BEGINNING = rb"(?i)(azure(?::|%3a)(?:S){2})?S\Z".replace(b"S", PATH_SEPARATOR)
_NAME = rb"(?:(?!%(?:25){0,3}2f)[^/\s\"'\\])+"
_SEGMENTS = (
    *(b"subscriptions", _NAME, b"resourceGroups", _NAME, b"providers", rb"Microsoft\.Compute"),
    *(b"virtualMachineScaleSets", b"[0-9a-z._-]+", b"virtualMachines"),
)
_PATH = b"(?i)%b" % PATH_SEPARATOR.join(_SEGMENTS)
_END = rb"(?i)S([0-9a-z._-]+_)?([0-9]+)(?![0-9a-z_-])".replace(b"S", PATH_SEPARATOR)


class Match:
    """A name in text.

    *start* and *end* are byte offsets.  *kind* is "computer_name", "vm_name", "resource_id" or
    "provider_id".  *name* is the name as written, *instance_id* an int.  *scale_sets* are the
    ScaleSets that it may belong to: several if they share a prefix or a name.  *certainty* is
    "certain"; "possible" for several scale sets; "likely" for the name of an AKS node that
    is not in the fleet; "unlikely" if the ID is so large that the name is probably a word.

    >>> from vmssnames import Scanner
    >>> [(m.name, m.certainty) for m in Scanner(["web"]).scan(b"web00002D the webserver")]
    [('web00002D', 'certain'), ('webserver', 'unlikely')]
    """

    __slots__ = ("start", "end", "kind", "name", "instance_id", "scale_sets", "certainty")

    def __init__(
        self,
        start: int,
        end: int,
        kind: str,
        name: str,
        instance_id: int,
        scale_sets: tuple[ScaleSet, ...],
        certainty: str,
    ) -> None:
        self.start, self.end, self.kind, self.name = start, end, kind, name
        self.instance_id, self.scale_sets, self.certainty = instance_id, scale_sets, certainty

    @property
    def scale_set(self) -> ScaleSet | None:
        """The scale set; None if there are several."""
        return self.scale_sets[0] if len(self.scale_sets) == 1 else None

    @property
    def prefix(self) -> str | None:
        """The computer-name prefix; None if it is not known, or differs between scale sets."""
        return prefix_of(self.scale_sets)

    @property
    def instance(self) -> Instance | None:
        """The instance; None if there are several scale sets."""
        return None if self.scale_set is None else Instance(self.scale_set, self.instance_id)

    def __eq__(self, other: object) -> bool:
        if type(other) is not Match:
            return NotImplemented
        return all(getattr(self, slot) == getattr(other, slot) for slot in self.__slots__)

    def __repr__(self) -> str:
        fields = ", ".join(f"{slot}={getattr(self, slot)!r}" for slot in self.__slots__)
        return f"Match({fields})"


_NO_OWNER_BYTES = NO_OWNER.to_bytes(4, "little")


class Columns:
    """Matches as columns of equal length, for data frames and loops.

    *starts* and *ends* are ``array("Q")`` of byte offsets; *kinds* is ``array("B")`` of indexes
    in KINDS; *owners* ``array("I")`` of indexes in the scanner's ``owners``, or 4294967295 for a
    name that is not in the fleet (``aks=True``); *instance_ids* ``array("I")``.

    >>> from vmssnames import Scanner
    >>> columns = Scanner(["web"]).scan_columns(b"web00002D web_85")
    >>> columns.KINDS[columns.kinds[1]], columns.ends
    ('vm_name', array('Q', [9, 16]))
    """

    __slots__ = ("starts", "ends", "kinds", "owners", "instance_ids")

    KINDS = KINDS

    def __init__(
        self,
        starts: array[int],
        ends: array[int],
        kinds: array[int],
        owners: array[int],
        instance_ids: array[int],
    ) -> None:
        self.starts, self.ends, self.kinds = starts, ends, kinds
        self.owners, self.instance_ids = owners, instance_ids

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[tuple[int, int, int, int, int]]:
        return zip(*self.arrays(), strict=True)

    def __eq__(self, other: object) -> bool:
        return type(other) is Columns and self.arrays() == other.arrays()

    def __repr__(self) -> str:
        return f"<Columns of {len(self)} matches>"

    def arrays(self) -> tuple[array[int], ...]:
        """Return the columns in the order of the parameters."""
        return self.starts, self.ends, self.kinds, self.owners, self.instance_ids

    def unlisted(self) -> list[int]:
        """Return the indexes of the matches whose scale set is in no list."""
        if _NO_OWNER_BYTES not in self.owners.tobytes():  # A search of bytes creates no ints.
            return []
        return [i for i, owner in enumerate(self.owners) if owner == NO_OWNER]

    @classmethod
    def of(cls, columns: Iterable[bytes | Sequence[int]]) -> Columns:
        """Return columns from the bytes of a kernel, or from ints."""
        from array import array

        return cls(*(array(code, of) for code, of in zip("QQBII", columns, strict=True)))


class Paths:
    """Finds resource IDs and provider IDs of instances in text.

    The owner is a scale set of *fleet*; NO_OWNER for another, which the path names itself.
    """

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        # Text names the same few scale sets again and again: their owners by their paths as
        # written, None for no path.
        self._owners: dict[bytes, int | None] = {}

    def find(
        self, text: memoryview, base: int, ends: Iterable[int]
    ) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield the matches in *text*: start, end, kind, owner and ID.

        *ends* are the offsets after each segment "virtualMachines"; *base* is added to all.
        """
        import re

        behind, path = re.compile(_END), b""
        for end in ends:
            number = behind.match(bytes(text[end : end + 100]))
            if number is None:
                continue
            # Most paths are the same as the last one.
            before = bytes(text[max(0, end - len(path) - 2) : end])
            begin: tuple[int, bool] | None = (1, False)
            if not path or before[2:] != path or not _is_plain(before[:2]):
                window = bytes(text[max(0, end - _LONGEST_PATH) : end])
                # The last path that begins before: one path may contain another.
                at = window.lower().rfind(b"subscriptions")
                path = window[at:] if at > 0 else b""
                begin = _begin(window[max(0, at - 60) : at]) if path else None
            if begin is None:
                continue
            kind = KINDS.index("provider_id" if begin[1] else "resource_id")
            digits = number[2]
            if number[1]:  # .../virtualMachines/{scale set}_{ID}
                whole = parse_or_none(ResourceID.parse, plain_path(b"/" + path + number[0]))
                instance_id = whole.instance_id if whole else None
            else:
                is_plain = len(digits) <= DECIMAL_WIDTH and (
                    digits == b"0" or digits[0] != ord("0")
                )
                instance_id = int(digits) if is_plain else None
            owner = self._owner(path)
            if owner is None or instance_id is None or instance_id > MAX_INSTANCE_ID:
                continue
            start = base + end - len(path) - begin[0]
            yield start, base + end + number.end(), kind, owner, instance_id

    def _owner(self, path: bytes) -> int | None:
        """Return the owner of the instances at *path*; None if it is no path of a scale set."""
        if path in self._owners:
            return self._owners[path]
        import re

        known = None
        if re.fullmatch(_PATH, path):
            resource_id = parse_or_none(ResourceID.parse, plain_path(b"/" + path + b"/0"))
            if resource_id is not None and resource_id.instance_id is not None:
                index = self._fleet.owner_index(resource_id)
                known = NO_OWNER if index is None else index
        if len(self._owners) >= _MOST_PATHS:
            self._owners = {}
        self._owners[path] = known
        return known


def _is_plain(before: bytes) -> bool:
    """Return whether the two bytes *before* a path are a slash that no other separator precedes."""
    return before[1:] == b"/" and before[0] not in b"/\\Ff"


def _begin(before: bytes) -> tuple[int, bool] | None:
    """Return how long the separator at the end of *before* is, and whether a scheme is in it."""
    if _is_plain(before[-2:]):
        return 1, False
    import re

    found = re.search(_BEGINNING, before)
    return (len(found[0]), found[1] is not None) if found else None


def plain_path(path: bytes) -> str:
    r"""Return *path* with "/" between its segments, which JSON may write "\/", addresses "%2F".

    >>> plain_path(rb"\/subscriptions%2Fs")
    '/subscriptions/s'
    """
    import re

    return re.sub(PATH_SEPARATOR, b"/", path).decode("latin-1")


def certainty_of(is_listed: bool, kind: str, instance_id: int, owners: Sequence[ScaleSet]) -> str:
    """Return the certainty of a match, whose owner may be in no list."""
    if instance_id > MAX_PLAUSIBLE_ID:
        return "unlikely"
    if not is_listed:
        return "likely" if kind in ("computer_name", "vm_name") else "certain"
    return "certain" if len(owners) == 1 else "possible"
