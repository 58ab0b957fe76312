"""What a scanner finds: a match, matches in columns, and those that are paths."""

from __future__ import annotations

from .._kernels.python_scan import NONE
from ..errors import InstanceIDRangeError, NameFormatError
from ..names.grammar import MAX_PLAUSIBLE_ID
from ..names.resource_id import ResourceID
from ..names.scale_set import Instance, ScaleSet
from .templates import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator, Sequence

    from ..fleet.fleet import Fleet

# Longer paths than these Azure does not have.
_LONGEST_PATH = 700

_PATH = (
    rb"(?i)(azure://)?(/subscriptions/[^/\s\"'\\]+/resourceGroups/[^/\s\"'\\]+"
    rb"/providers/Microsoft\.Compute/virtualMachineScaleSets/[0-9a-z._-]+/virtualMachines)"
    rb"/(?:[0-9a-z._-]+_)?[0-9]+(?![0-9a-z_-])"
)


class Match:
    """A name in a text: where it is, and whose.

    *start* and *end* are byte offsets; *kind* is "computer_name", "vm_name", "resource_id" or
    "provider_id"; *name* what stands there; *instance_id* an int; *scale_sets* the
    ScaleSets whose instance it may be: one, unless two share a prefix or a name.
    *certainty* is "certain"; "possible", if they do; "likely", if no fleet has it but it
    is shaped as an AKS node; "unlikely", if its ID is so large that it is rather a word.

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
        """The scale set; None where two have the name."""
        return self.scale_sets[0] if len(self.scale_sets) == 1 else None

    @property
    def prefix(self) -> str | None:
        """The computer-name prefix; None where two scale sets have the name, or it is not known."""
        prefixes = {one.prefix and one.prefix.lower(): one.prefix for one in self.scale_sets}
        return prefixes.popitem()[1] if len(prefixes) == 1 else None

    @property
    def instance(self) -> Instance | None:
        """The instance; None where two scale sets have the name."""
        return None if self.scale_set is None else Instance(self.scale_set, self.instance_id)

    def __eq__(self, other: object) -> bool:
        if type(other) is not Match:
            return NotImplemented
        return all(getattr(self, slot) == getattr(other, slot) for slot in self.__slots__)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        said = ", ".join(f"{slot}={getattr(self, slot)!r}" for slot in self.__slots__)
        return f"Match({said})"


class Columns:
    """Matches as columns, item i of each being number i's: made for data frames and loops.

    *starts* and *ends* are ``array("Q")`` of byte offsets; *kinds* ``array("B")``, places in
    KINDS; *owners* ``array("I")``, places in the scanner's ``owners``, or 4294967295 where
    no fleet has the name (``aks=True``); *instance_ids* ``array("I")``.

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

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Columns of {len(self)} matches>"

    def arrays(self) -> tuple[array[int], ...]:
        """Return the columns in the order of their names above."""
        return self.starts, self.ends, self.kinds, self.owners, self.instance_ids

    @classmethod
    def of(cls, columns: Iterable[bytes | Sequence[int]]) -> Columns:
        """Return columns of the bytes that kernels give, or of ints."""
        from array import array

        return cls(*(array(code, of) for code, of in zip("QQBII", columns, strict=True)))


def find_resource_ids(
    text: memoryview, base: int, ends: Iterable[int], fleet: Fleet
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield the resource IDs and provider IDs of *fleet*'s instances in *text*.

    *ends* are where the segments "virtualMachines" end, *base* what is added to offsets.
    """
    import re

    pattern = re.compile(_PATH)
    for end in ends:
        first = max(0, end - _LONGEST_PATH)
        window = bytes(text[first : end + 100])
        # The last path that begins before, in case one is quoted in another's middle.
        start = window[: end - first].lower().rfind(b"/subscriptions/")
        if start < 0:
            continue
        scheme = len(b"azure://")
        has_scheme = window[max(0, start - scheme) : start].lower() == b"azure://"
        found = pattern.match(window, start - scheme if has_scheme else start)
        if found is None or found.end(2) != end - first:
            continue
        path = found[0][scheme * has_scheme :].decode("latin-1")
        try:
            resource_id = ResourceID.parse(path)
        except (NameFormatError, InstanceIDRangeError):
            continue
        owner = fleet.owner_of(resource_id)
        if owner is not None and resource_id.instance_id is not None:
            place = base + first
            kind = KINDS.index("provider_id" if has_scheme else "resource_id")
            yield found.start() + place, found.end() + place, kind, owner, resource_id.instance_id


def certainty_of(owner: int, instance_id: int, owners: Sequence[ScaleSet]) -> str:
    """Return how sure a match is."""
    if instance_id > MAX_PLAUSIBLE_ID:
        return "unlikely"
    if owner == NONE:
        return "likely"
    return "certain" if len(owners) == 1 else "possible"
