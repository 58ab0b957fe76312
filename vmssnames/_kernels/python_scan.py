"""The scanner in Python: which texts are names, by their neighbours, and the fallback.

What stands here is the rule; csrc/scan.h and csrc/render.h must equal it.  Whether the
characters between those neighbours are a name, names.py's facts say.  Bytes, as logs
are: nothing is decoded but what is a name.
"""

from __future__ import annotations

from ..names import grammar
from ..names.conventions import aks_pool
from ..names.ids import format_base36

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from ..names.scale_set import Instance, ScaleSet

    Match = tuple[int, int, int, int, int]
    Piece = tuple[int, bool, bool, Any]

COMPUTER_NAME, VM_NAME = 0, 1

# Owner of a name that no table has.
NONE = 2**32 - 1

# What a piece of a template stands for; see csrc/render.h.
LITERAL, VERBATIM, DECIMAL, BASE36, OWNERS = range(5)

# And where what it says of a match goes.
IN_PLACE, AT_LINE_END, MATCH_ONLY = range(3)

# What may stand before a name, and behind one: "other" is every byte that is none of
# these, and the beginning and the end of the text.  In a log, "/web00000A" and
# "web00000A.x.net" are that host, "xweb00000A" and "web00000A-x" are not; "web_85_x" has
# the VM web_85 in it, as Ansible writes it.  An underscore alone, with "other" before it, may
# stand before a VM name: Azure Monitor's role instances and Service Fabric's nodes.
BEFORE = {"letter": False, "digit": False, "hyphen": False, "underscore": False, "other": True}
BEHIND = {"letter": False, "digit": False, "hyphen": False, "underscore": True, "other": True}

# The same for names in longer words: node-debugger-aks-user-25795745-vmss000001-6wndx.
BEFORE_EMBEDDED = BEFORE | {"hyphen": True, "underscore": True}
BEHIND_EMBEDDED = BEHIND | {"hyphen": True}


def kind_at(text: bytes, at: int) -> str:
    """Return what byte number *at* is, for the tables of neighbours."""
    byte = text[at : at + 1] if at >= 0 else b""
    if byte.isalpha():  # of bytes, ASCII's letters
        return "letter"
    if byte.isdigit():
        return "digit"
    return {b"-": "hyphen", b"_": "underscore"}.get(byte, "other")


def may_begin(text: bytes, at: int, is_vm_name: bool, embedded: bool) -> bool:
    """Tell whether a name may begin at byte number *at*."""
    kind = kind_at(text, at - 1)
    if embedded:
        return BEFORE_EMBEDDED[kind]
    lone = is_vm_name and kind == "underscore" and BEFORE[kind_at(text, at - 2)]
    return BEFORE[kind] or lone


def may_end(text: bytes, at: int, embedded: bool) -> bool:
    """Tell whether a name may end before byte number *at*."""
    return (BEHIND_EMBEDDED if embedded else BEHIND)[kind_at(text, at)]


def is_aks(name: bytes) -> bool:
    """Tell whether *name* is shaped as the scale set of an AKS pool on Linux."""
    return b"-" in name and aks_pool(name.decode("ascii")) != ""


class Tables:
    """The names that texts and lists are searched for: (key, owner) pairs, keys in lower case."""

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
        """Return how many names there are in *data*, and what they are, in columns.

        Starts and ends, of 64 bits, *base* added; kinds, of eight; owners and IDs, of 32;
        and where segments "virtualMachines" end, if *paths* are looked for.  Columns are
        empty unless they are to be stored.
        """
        from array import array  # which imports all of collections

        text = bytes(data)
        candidates = [one for one in self._candidates(text, aks, embedded) if one[4] <= max_id]
        found = [(a + base, b + base, *rest) for a, b, *rest in drop_overlaps(candidates)]
        ends = list(_path_ends(text)) if paths else []
        columns = [array(code, of) for code, of in zip("QQBII", _columns(found), strict=True)]
        return len(found), [of.tobytes() if store else b"" for of in (*columns, array("Q", ends))]

    def _candidates(self, text: bytes, aks: bool, embedded: bool) -> Iterator[Match]:
        import re

        part = rb"[0-9A-Za-z]{6,}" if embedded else rb"[0-9A-Za-z-]{7,}"
        for word in re.finditer(part, text):
            end, digits = word.end(), word.end() - grammar.WIDTH
            if not text[digits:end].isalnum() or not may_end(text, end, embedded):
                continue
            starts = [word.start()] if digits - word.start() <= grammar.MAX_PREFIX else []
            if embedded:
                # The prefix may begin further before, behind any hyphen.
                before = re.search(
                    rb"[0-9A-Za-z-]*\Z", text[max(0, digits - grammar.MAX_PREFIX) : digits]
                )
                assert before
                starts = list(range(digits - len(before[0]), digits))
            for start in starts:
                owner = self._owner(self.prefixes, text[start:digits], aks)
                if owner is not None and may_begin(text, start, False, embedded):
                    value = int(text[digits:end], grammar.BASE)
                    yield start, end, COMPUTER_NAME, owner, value
                    break
        for number in re.finditer(rb"_(0|[1-9][0-9]{0,9})(?![0-9])", text):
            value = int(number[1])
            if value > grammar.MAX_INSTANCE_ID or not may_end(text, number.end(), embedded):
                continue
            under = number.start()
            before = re.search(
                rb"[0-9A-Za-z._-]*\Z", text[max(0, under - grammar.MAX_SCALE_SET) : under]
            )
            assert before
            for start in range(under - len(before[0]), under):
                owner = self._owner(self.scale_sets, text[start:under], aks)
                if owner is not None and may_begin(text, start, True, embedded):
                    yield start, number.end(), VM_NAME, owner, value
                    break

    @staticmethod
    def _owner(keys: dict[bytes, int], name: bytes, aks: bool) -> int | None:
        owner = keys.get(name.lower())
        return NONE if owner is None and aks and is_aks(name) else owner

    def instances(
        self, column: Sequence[object], owners: list[ScaleSet | None], make: type[Instance]
    ) -> tuple[list[Instance | None], int]:
        """Return the instance each of *column* is the computer name of, and how many are none.

        None for what is no such name, or not of one of *owners*.
        """
        found = [self._instance(item, owners, make) for item in column]
        return found, found.count(None)

    def _instance(
        self, item: object, owners: list[ScaleSet | None], make: type[Instance]
    ) -> Instance | None:
        # A subclass of str may cut, and show, what it likes.
        text = str.__str__(item) if isinstance(item, str) else ""
        if not grammar.is_base36(text[-grammar.WIDTH :]):
            return None
        prefix = text[: -grammar.WIDTH]
        if not grammar.is_prefix(prefix):
            return None
        owner = self.prefixes.get(prefix.lower().encode("ascii"))
        scale_set = None if owner is None else owners[owner]
        value = int(text[-grammar.WIDTH :], grammar.BASE)
        return None if scale_set is None else make(scale_set, value)

    @staticmethod
    def template(kinds: Any, strings: Any, where: int) -> Any:
        """Return a template for ``render``: pieces for each kind, and each owner's strings."""
        return kinds, strings, where

    def render(self, data: memoryview, columns: Sequence[Any], template: Any) -> bytes:
        """Return *data* with what *template* says of each match in its place, or at its line's end.

        There, an instance is written once, if it is among the last sixteen of its line.
        Or what it says alone.
        """
        text, (kinds, strings, where) = bytes(data), template
        out: list[bytes] = []
        told: list[tuple[int, int]] = []
        at, line = 0, -1  # and where the line ends that the last match is in
        for match in zip(*columns[:5], strict=True):
            start, end, kind, owner, value = match
            said = b"".join(_said(piece, text, match, strings) for piece in kinds[kind])
            if where == MATCH_ONLY:
                out.append(said)
                continue
            if where == IN_PLACE:
                out += [text[at:start], said]
                at = end
                continue
            if start > line:
                line = text.find(b"\n", start)
                line = len(text) if line < 0 else line
                line -= line > end and text[line - 1 : line] == b"\r"
                told = []
            if owner == NONE or (owner, value) not in told[-16:]:
                out += [text[at:line], b" ", said]
                at = line
            told.append((owner, value))
        return b"".join(out if where == MATCH_ONLY else [*out, text[at:]])


def drop_overlaps(matches: Iterable[Match]) -> Iterator[Match]:
    """Yield *matches* in order, without those that overlap one before, or begin with a longer."""
    last = 0
    for match in sorted(matches, key=lambda match: (match[0], -match[1])):
        if match[0] >= last:
            yield match
            last = match[1]


def _columns(found: Sequence[tuple[int, ...]]) -> Iterator[Sequence[int]]:
    return iter(list(zip(*found, strict=True)) or [()] * 5)


def _path_ends(text: bytes) -> Iterator[int]:
    import re

    for segment in re.finditer(rb"(?i)(?<![0-9A-Za-z-])virtualMachines(?![0-9A-Za-z_-])", text):
        yield segment.end()


def _said(piece: Piece, text: bytes, match: Match, strings: Sequence[Sequence[bytes]]) -> bytes:
    """Return what *piece* of a template says of *match*."""
    start, end, kind, owner, value = match
    what, lower, is_key, argument = piece
    if what == LITERAL:
        said: bytes = argument
    elif what == VERBATIM:
        said = text[start:end]
    elif what == DECIMAL:
        said = b"%d" % value
    elif what == BASE36:
        said = format_base36(value).encode("ascii")
    elif owner != NONE:
        said = strings[owner][argument]
    elif is_key:
        name = text[start:end]
        said = name[: -grammar.WIDTH] if kind == COMPUTER_NAME else name.rpartition(b"_")[0]
    else:
        said = b"?"
    return said.lower() if lower else said
