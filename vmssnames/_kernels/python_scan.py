"""The scanner in Python: the fallback, and the rule that the C must equal.

csrc/scan.h and csrc/render.h do the same as this file, faster.  names/boundaries.py says
where a name may begin and end.  Text is bytes, as logs are; only names are decoded.
"""

from __future__ import annotations

from sys import byteorder

from ..names import grammar
from ..names.boundaries import PATH_SEPARATOR, ends_escape, is_version, kind_at, may_begin, may_end
from ..names.conventions import aks_pool
from ..names.ids import format_base36
from .codes import (
    ASK,
    AT_LINE_END,
    BASE36,
    COMPUTER_NAME,
    DECIMAL,
    LITERAL,
    MATCH_ONLY,
    NO_OWNER,
    TEXT,
    VERBATIM,
    VM_NAME,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from ..names.scale_set import Instance, ScaleSet
    from .backend import Counted

    # Start, end, kind, owner, instance ID.
    Match = tuple[int, int, int, int, int]
    # Kind, write it in lower case?, use the match's own key if there is no owner?, argument.
    Piece = tuple[int, bool, bool, Any]


def is_aks(name: bytes) -> bool:
    """Return whether *name* has the shape of an AKS scale set on Linux."""
    return b"-" in name and aks_pool(name.decode("ascii")) != ""


class Tables:
    """The names to search for: pairs of a key in lower case and its owner."""

    def __init__(
        self, prefixes: Sequence[tuple[str, int]], scale_sets: Sequence[tuple[str, int]]
    ) -> None:
        self.prefixes = {key.encode("ascii"): owner for key, owner in prefixes}
        self.scale_sets = {key.encode("ascii"): owner for key, owner in scale_sets}

    def scan(
        self,
        data: memoryview,
        base: int,
        max_id: int,
        aks: bool,
        embedded: bool,
        paths: bool,
        store: bool,
    ) -> tuple[int, list[bytes]]:
        """Return the number of names in *data*, and the names as columns.

        The columns are starts and ends (uint64, *base* is added), kinds (uint8), owners and IDs
        (uint32) and, if *paths* is true, the ends of segments "virtualMachines" (uint64).  They
        are empty unless *store* is true.
        """
        from array import array  # Imports all of collections.

        text = bytes(data)
        candidates = [one for one in self._candidates(text, aks, embedded) if one[4] <= max_id]
        found = [(a + base, b + base, *rest) for a, b, *rest in drop_overlaps(candidates)]
        columns = [array(code, items) for code, items in zip("QQBII", _columns(found), strict=True)]
        ends = array("Q", _path_ends(text) if paths else [])
        return len(found), [one.tobytes() if store else b"" for one in (*columns, ends)]

    def _candidates(self, text: bytes, aks: bool, embedded: bool) -> Iterator[Match]:
        yield from self._computer_names(text, aks, embedded)
        yield from self._vm_names(text, aks, embedded)

    def _computer_names(self, text: bytes, aks: bool, embedded: bool) -> Iterator[Match]:
        """Yield the computer names in *text*: words whose last six characters are digits.

        Of several with one end, the first that overlaps no earlier name counts.
        """
        import re

        for word in re.finditer(rb"[0-9A-Za-z]{6,}" if embedded else rb"[0-9A-Za-z-]{7,}", text):
            end, digits = word.end(), word.end() - grammar.WIDTH
            if not text[digits:end].isalnum() or not may_end(text, end, embedded):
                continue
            # The word itself, or what is left of it after an escape.
            starts = list(range(max(word.start(), digits - grammar.MAX_PREFIX), digits))
            if embedded:
                # The prefix may start earlier, after any hyphen.
                starts = list(_starts(rb"[0-9A-Za-z-]*\Z", text, digits, grammar.MAX_PREFIX))
            for start in starts:
                owner = self._owner(self.prefixes, text[start:digits], aks)
                if owner is not None and may_begin(text, start, False, embedded):
                    value = int(text[digits:end], grammar.BASE)
                    yield start, end, COMPUTER_NAME, owner, value

    def _vm_names(self, text: bytes, aks: bool, embedded: bool) -> Iterator[Match]:
        """Yield the VM names in *text*: the names before an underscore and a number."""
        import re

        for number in re.finditer(rb"_(0|[1-9][0-9]{0,9})(?![0-9])", text):
            value, end = int(number[1]), number.end()
            if value > grammar.MAX_INSTANCE_ID or not may_end(text, end, embedded):
                continue
            if is_version(text, number.start(1), end):
                continue
            underscore = number.start()
            for start in _starts(rb"[0-9A-Za-z._-]*\Z", text, underscore, grammar.MAX_SCALE_SET):
                owner = self._owner(self.scale_sets, text[start:underscore], aks)
                if owner is not None and may_begin(text, start, True, embedded):
                    yield start, end, VM_NAME, owner, value

    @staticmethod
    def _owner(keys: dict[bytes, int], name: bytes, aks: bool) -> int | None:
        owner = keys.get(name.lower())
        return NO_OWNER if owner is None and aks and is_aks(name) else owner

    def instances(
        self,
        column: Sequence[object],
        owners: list[ScaleSet | None],
        make: type[Instance],
        null: bool,
    ) -> tuple[list[Instance | None], list[int]]:
        """Return the instance for each name in *column*, and which to ask ``Fleet.resolve`` about.

        These are the items without an instance; but if *null* is true, not those of which it is
        known that they name none.
        """
        found = [self._instance(item, owners, make) for item in column]
        return found, [i for i, one in enumerate(found) if one is None]

    def _instance(
        self, item: object, owners: list[ScaleSet | None], make: type[Instance]
    ) -> Instance | None:
        # As a plain str: a subclass may override anything.
        text = str.__str__(item) if isinstance(item, str) else ""
        prefix, digits = text[: -grammar.WIDTH], text[-grammar.WIDTH :]
        if not grammar.is_base36(digits) or not grammar.is_prefix(prefix):
            return None
        owner = self.prefixes.get(prefix.lower().encode("ascii"))
        scale_set = None if owner is None else owners[owner]
        return None if scale_set is None else make(scale_set, int(digits, grammar.BASE))

    @staticmethod
    def template(kinds: Any, strings: Any, where: int) -> Any:
        """Return a template for ``render``: the pieces for each kind, and each owner's strings."""
        return kinds, strings, where

    @staticmethod
    def resolve_values(
        data: Any, starts: bytes, stops: Any, plain: Any, max_id: int, embedded: bool
    ) -> tuple[bytes, bytes, int, int, int]:
        """Return the owner and the ID that each value names: uint32, see ``scan/values.py``.

        Then how many name an instance, how many are to ask about, and the largest ID.  The owner
        ASK is always right: the C looks up what it can.
        """
        count = len(starts) // 8
        return ASK.to_bytes(4, byteorder) * count, bytes(4 * count), 0, count, 0

    def render(
        self,
        data: memoryview,
        columns: Sequence[Any],
        template: Any,
        texts: Sequence[bytes] = (),
    ) -> bytes:
        """Return *data* with the rendered template for each match; MATCH_ONLY: only those.

        AT_LINE_END appends to a line each instance once, if it is among the last sixteen.  What was
        annotated before stays as it is.
        """
        text, (kinds, strings, where) = bytes(data), template
        matches: list[Match] = list(zip(*columns[:5], strict=True))
        rendered = [
            b"".join(_rendered(piece, text, match, strings, texts) for piece in kinds[match[2]])
            for match in matches
        ]
        if where == MATCH_ONLY:
            return b"".join(rendered)
        if where == AT_LINE_END:
            return _with_line_ends(text, matches, rendered)
        out: list[bytes] = []
        done = 0
        for (start, end, kind, *_), new in zip(matches, rendered, strict=True):
            before = _literals_before_name(kinds[kind])
            if start < done:
                continue  # Within what was annotated.
            first = start - before
            if before >= 0 and first >= done and text.startswith(new, first):
                out.append(text[done : first + len(new)])
                done = first + len(new)
            else:
                out += [text[done:start], new]
                done = end
        return b"".join([*out, text[done:]])

    def render_parts(
        self,
        parts: Sequence[tuple[memoryview, Sequence[Any]]],
        template: Any,
        run: Callable[..., Iterable[bytes]],
    ) -> bytes:
        """Return what ``render`` returns for each of *parts*, joined.

        *run* is as ``map``: it calls a function with each part, in threads.
        """
        return b"".join(run(lambda part: self.render(part[0], part[1], template), parts))


class InstanceCounts:
    """Counts matches by instance, with the first and the last line of each."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, int], list[Any]] = {}
        self._line = 1

    def restart(self) -> None:
        """Count lines from 1 on, for the next file."""
        self._line = 1

    def add(
        self, data: memoryview, columns: Sequence[Any], owners: Sequence[int], file: int
    ) -> None:
        """Count the matches in *columns*, found in *data*, the next block of a file.

        *owners* (uint32) are instead of those in the columns, *file* is the number of the file.
        """
        text, at = bytes(data), 0
        starts, _, kinds, _, ids = columns
        for start, kind, owner, value in zip(starts, kinds, owners, ids, strict=True):
            self._line += text.count(b"\n", at, start)
            at, place = start, file << 40 | self._line
            one = self._found.setdefault((owner, value), [kind, 0, place, place])
            one[1], one[3] = one[1] + 1, place
        self._line += text.count(b"\n", at)

    def items(self) -> list[Counted]:
        """Return the owner, the ID, the kind of the first match, the count, and where it is.

        That is the number of the file times 2**40, and of the line, of the first and of the last.
        """
        return [(*key, *one) for key, one in self._found.items()]


def drop_overlaps(matches: Iterable[Match]) -> Iterator[Match]:
    """Yield *matches* in order, without overlaps: the first wins, or the longest from there."""
    last = 0
    for match in sorted(matches, key=lambda match: (match[0], -match[1])):
        if match[0] >= last:
            yield match
            last = match[1]


def _starts(pattern: bytes, text: bytes, end: int, longest: int) -> range:
    """Return where a key may begin that ends at *end*: up to *longest* bytes of *pattern*."""
    import re

    before = re.search(pattern, text[max(0, end - longest) : end])
    assert before
    return range(end - len(before[0]), end)


def _columns(found: Sequence[tuple[int, ...]]) -> Iterator[Sequence[int]]:
    return iter(list(zip(*found, strict=True)) or [()] * 5)


def _path_ends(text: bytes) -> Iterator[int]:
    import re

    for segment in re.finditer(rb"(?i)virtualMachines(?![0-9A-Za-z_-])", text):
        start = segment.start()
        if kind_at(text, start - 1) in ("other", "underscore") or ends_escape(text, start):
            yield segment.end()


def _literals_before_name(pieces: Sequence[Piece]) -> int:
    """Return the size of the literals before the match itself; -1 if there is another piece."""
    size = 0
    for what, _, _, argument in pieces:
        if what != LITERAL:
            return size if what == VERBATIM else -1
        size += len(argument)
    return -1


def _with_line_ends(text: bytes, matches: Sequence[Match], rendered: Sequence[bytes]) -> bytes:
    """Return *text* with the *rendered* templates of *matches* at the ends of their lines."""
    out: list[bytes] = []
    done = i = 0
    while i < len(matches):
        first, start, end = i, matches[i][0], matches[i][1]
        line_end = text.find(b"\n", start)
        line_end = len(text) if line_end < 0 else line_end
        line_end -= line_end > end and text[line_end - 1 : line_end] == b"\r"
        added, is_done = b"", False
        while i < len(matches) and matches[i][0] < line_end:
            told = [match[3:] for match in matches[max(first, i - 16) : i]]
            if matches[i][3] == NO_OWNER or matches[i][3:] not in told:
                added += b" " + rendered[i]
            # Annotated before: the line ends in this, and all other matches are within that.
            tail = line_end - len(added)
            is_last = i + 1 == len(matches) or matches[i + 1][0] >= tail
            is_done |= is_last and matches[i][1] <= tail and text.startswith(added, tail)
            i += 1
        if not is_done:
            out += [text[done:line_end], added]
            done = line_end
    return b"".join([*out, text[done:]])


def _rendered(
    piece: Piece,
    text: bytes,
    match: Match,
    strings: Sequence[Sequence[bytes]],
    texts: Sequence[bytes],
) -> bytes:
    """Return *piece* of a template for *match*."""
    import re

    start, end, kind, owner, value = match
    what, lower, is_key, argument = piece
    if what == LITERAL:
        out: bytes = argument
    elif what == VERBATIM:
        out = text[start:end]
    elif what == DECIMAL:
        out = b"%d" % value
    elif what == BASE36:
        out = format_base36(value).encode("ascii")
    elif what == TEXT:
        out = texts[value]
    elif owner != NO_OWNER:
        out = strings[owner][argument]
    elif is_key:
        name = text[start:end]
        if kind == COMPUTER_NAME:
            out = name[: -grammar.WIDTH]
        elif kind == VM_NAME:
            out = name.rpartition(b"_")[0]
        else:  # .../virtualMachineScaleSets/{scale set}/virtualMachines/{ID}
            out = re.split(PATH_SEPARATOR, name)[-3]
    else:
        out = b"?"
    return out.lower() if lower else out
