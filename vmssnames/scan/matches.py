"""Matches: one, many as columns, and resource IDs in text."""

from __future__ import annotations

from .._kernels.python_scan import NO_OWNER
from ..names.boundaries import PATH_SEPARATOR
from ..names.grammar import MAX_PLAUSIBLE_ID
from ..names.resource_id import ResourceID
from ..names.scale_set import Instance, ScaleSet
from ..names.value import parse_or_none
from .templates import KINDS, prefix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator, Sequence

    from ..fleet.fleet import Fleet

# Azure has no longer paths.
_LONGEST_PATH = 700

_BEGINNING = rb"(?i)(azure(?::|%3a)(?:S){2})?S\Z".replace(b"S", PATH_SEPARATOR)
_NAME = rb"(?:(?!%(?:25){0,3}2f)[^/\s\"'\\])+"
_SEGMENTS = (
    *(b"subscriptions", _NAME, b"resourceGroups", _NAME, b"providers", rb"Microsoft\.Compute"),
    *(b"virtualMachineScaleSets", b"[0-9a-z._-]+", b"virtualMachines"),
)
_PATH = b"(?i)(%b)%b(?:[0-9a-z._-]+_)?[0-9]+(?![0-9a-z_-])" % (
    PATH_SEPARATOR.join(_SEGMENTS),
    PATH_SEPARATOR,
)


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

    @classmethod
    def of(cls, columns: Iterable[bytes | Sequence[int]]) -> Columns:
        """Return columns from the bytes of a kernel, or from ints."""
        from array import array

        return cls(*(array(code, of) for code, of in zip("QQBII", columns, strict=True)))


def find_resource_ids(
    text: memoryview, base: int, ends: Iterable[int], fleet: Fleet
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield the resource IDs and provider IDs of instances in *text*.

    The owner is a scale set of *fleet*; NO_OWNER for another, which the path names itself.
    *ends* are the offsets after each segment "virtualMachines"; *base* is added to all offsets.
    """
    import re

    beginning, pattern = re.compile(_BEGINNING), re.compile(_PATH)
    for end in ends:
        first = max(0, end - _LONGEST_PATH)
        window = bytes(text[first : end + 100])
        # The last path that begins before: one path may contain another.
        at = window[: end - first].lower().rfind(b"subscriptions")
        begin = beginning.search(window[max(0, at - 60) : max(0, at)])
        found = pattern.match(window, at) if begin else None
        if begin is None or found is None or found.end(1) != end - first:
            continue
        resource_id = parse_or_none(ResourceID.parse, plain_path(b"/" + found[0]))
        if resource_id is not None and resource_id.instance_id is not None:
            known = fleet.owner_index(resource_id)
            owner = NO_OWNER if known is None else known
            start, offset = at - len(begin[0]), base + first
            kind = KINDS.index("provider_id" if begin[1] else "resource_id")
            yield start + offset, found.end() + offset, kind, owner, resource_id.instance_id


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
