"""What an exported column of Arrow consists of."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Buffer


class Node:
    """An array of Arrow, and its type: a buffer is memory, and perhaps an offset in it.

    *format* is of the C data interface: "I" for uint32, "u" for utf8.  The buffers are those of
    the format, with None for a missing bitmap.
    """

    __slots__ = ("format", "name", "length", "nulls", "buffers", "children", "dictionary")

    def __init__(
        self,
        format: str,  # noqa: A002
        length: int,
        buffers: Sequence[Buffer | tuple[Buffer, int] | None],
        *,
        nulls: int = 0,
        name: str = "",
        children: Sequence[Node] = (),
        dictionary: Node | None = None,
    ) -> None:
        self.format, self.name, self.length, self.nulls = format, name, length, nulls
        self.buffers, self.children, self.dictionary = buffers, children, dictionary

    def named(self, name: str) -> Node:
        """Return this node with the name of a field."""
        return Node(
            self.format,
            self.length,
            self.buffers,
            nulls=self.nulls,
            name=name,
            children=self.children,
            dictionary=self.dictionary,
        )
