"""Reads UTF-16, in which Windows writes logs and PowerShell writes files, as UTF-8."""

from __future__ import annotations

import io
from codecs import getincrementaldecoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import WriteableBuffer

# How much of a text without a mark at its beginning is looked at, and the least.
_SAMPLE, _LEAST = 512, 16


def encoding_of(head: bytes) -> str:
    r"""Return the encoding, of either byte order, of UTF-16 that begins with *head*; else "".

    Without a mark, it is UTF-16 if of every other byte most are zero: mostly ASCII.

    >>> encoding_of("\ufeffweb".encode("utf-16-le")), encoding_of(b"web00000a")
    ('utf-16-le', '')
    """
    if head[:2] == b"\xff\xfe" and head[:4] != b"\xff\xfe\0\0":
        return "utf-16-le"
    if head[:2] == b"\xfe\xff":
        return "utf-16-be"
    if len(head) >= _LEAST:
        first, second = head[:_SAMPLE:2], head[1:_SAMPLE:2]
        for high, low, name in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
            if high.count(0) > 0.8 * len(high) and low.count(0) < 0.1 * len(low):
                return name
    return ""


class AsUTF8(io.RawIOBase):
    """The text that begins with *head* and goes on with what *readinto* reads, as UTF-8.

    What is not UTF-16 becomes a replacement character, as in the middle of a name.
    """

    def __init__(
        self, encoding: str, head: bytes, readinto: Callable[[bytearray], int | None]
    ) -> None:
        self._decoder = getincrementaldecoder(encoding)("replace")
        self._readinto, self._buffer = readinto, bytearray(1 << 18)
        self._ready = self._decoder.decode(head).removeprefix("\ufeff").encode()
        self._ended = False

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read what is available into *buffer*; return the number of bytes, 0 at the end."""
        while not self._ready and not self._ended:
            got = self._readinto(self._buffer) or 0
            self._ended = not got
            self._ready = self._decoder.decode(bytes(self._buffer[:got]), not got).encode()
        view = memoryview(buffer)
        part, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(part)] = part
        return len(part)
