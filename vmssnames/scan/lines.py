"""Lines of one name each: read and written in blocks, by the beginnings of names.

How a name is read follows from what precedes its ID, which the lines of a block have in common.
"""

from __future__ import annotations

from array import array

from .._kernels import backend
from .._kernels.codes import (
    BASE36,
    DECIMAL,
    LITERAL,
    MATCH_ONLY,
    NO_OWNER,
    OWNERS,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# How an ID is written.
DIGITS = {"decimal": (DECIMAL, False), "base36": (BASE36, False), "lower": (BASE36, True)}


class Lines:
    r"""The lines of *data*, each with the number of its beginning and its ID.

    *beginnings* are distinct: a computer-name prefix, what ends in an underscore or a slash, or
    nothing, for a number.  With *base36*, a line is six base-36 digits.  With *decimal*, a number
    alone may have seven digits.

    >>> lines = Lines(b"web00002d.x.net\nweb_85\nwhat\n")
    >>> lines.beginnings, list(lines.ids), lines.is_plain
    (['web', 'web_'], [85, 85, 0], False)
    """

    def __init__(self, data: bytes, *, base36: bool = False, decimal: bool = False) -> None:
        self._kernels = backend.kernels
        keys, numbers, ids, with_cr = self._kernels.split_lines(data, base36, decimal)
        self.beginnings = [key.decode("latin-1") for key in keys]
        self.numbers, self.ids = array("I", numbers), array("I", ids)
        self.with_cr = with_cr

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def is_plain(self) -> bool:
        """Whether each line has a beginning, and all or none end in a carriage return."""
        return NO_OWNER not in self.numbers and self.with_cr in (0, len(self))

    def keys(self) -> list[str | None]:
        """Return the beginning of each line; None for a line that must be read by itself."""
        known = self.beginnings
        return [None if one == NO_OWNER else known[one] for one in self.numbers]

    def written(self, heads: Sequence[str], digits: str, end: str) -> bytes:
        r"""Return each line as the head for its beginning, its ID in *digits*, and *end*.

        *digits* is one of DIGITS.

        >>> Lines(b"web00002d\napi000001\n").written(["w", "a"], "decimal", ";")
        b'w85;a1;'
        """
        kind, lower = DIGITS[digits]
        pieces = [
            (OWNERS, False, False, 0),
            (kind, lower, False, 0),
            (LITERAL, False, False, end.encode()),
        ]
        tables = self._kernels.tables([], [])
        template = tables.template([pieces], [[head.encode()] for head in heads], MATCH_ONLY)
        places, kinds = array("Q", bytes(8 * len(self))), bytes(len(self))
        columns = places, places, kinds, self.numbers, self.ids
        return tables.render(memoryview(b""), columns, template)
