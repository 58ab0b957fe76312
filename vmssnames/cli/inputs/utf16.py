"""Reads UTF-16, in which Windows writes logs and PowerShell writes files, as UTF-8, and back."""

from __future__ import annotations

import io
from codecs import getincrementaldecoder

from ..streams import write_all

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

    What is not UTF-16 becomes a replacement character, as in the middle of a name.  To be copied,
    it is kept: lone surrogates, the mark at the beginning, and in ``rest`` an odd byte at the end.
    """

    def __init__(
        self,
        encoding: str,
        head: bytes,
        readinto: Callable[[bytearray], int | None],
        *,
        to_copy: bool = False,
    ) -> None:
        self._decoder = getincrementaldecoder(encoding)("surrogatepass" if to_copy else "replace")
        self._readinto, self._buffer, self._to_copy = readinto, bytearray(1 << 18), to_copy
        self._ready = self._decoded(head)
        if not to_copy:
            self._ready = self._ready.removeprefix("\ufeff".encode())
        self._ended, self.rest = False, b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read what is available into *buffer*; return the number of bytes, 0 at the end."""
        while not self._ready and not self._ended:
            got = self._readinto(self._buffer) or 0
            self._ended = not got
            if self._ended and self._to_copy:
                self.rest = self._decoder.getstate()[0]
            else:
                self._ready = self._decoded(bytes(self._buffer[:got]), self._ended)
        view = memoryview(buffer)
        part, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(part)] = part
        return len(part)

    def _decoded(self, data: bytes, is_end: bool = False) -> bytes:
        return self._decoder.decode(data, is_end).encode("utf-8", "surrogatepass")


class Copy:
    """Standard output, for a command that copies its input: each file in its own encoding."""

    def __init__(self) -> None:
        self._encoding, self._held = "", b""

    def begin(self, encoding: str = "") -> None:
        """Start a file: in UTF-8 or bytes of any kind, or in the UTF-16 *encoding*."""
        self._encoding, self._held = encoding, b""

    @property
    def is_utf16(self) -> bool:
        """Whether the file is UTF-16."""
        return self._encoding != ""

    def write(self, data: bytes | memoryview) -> None:
        """Write *data*, which is UTF-8 if the file is UTF-16."""
        if not self.is_utf16:
            write_all(data)
            return
        data = self._held + data
        cut = len(data) - _unfinished(data)
        self._held = data[cut:]
        write_all(
            data[:cut].decode("utf-8", "surrogatepass").encode(self._encoding, "surrogatepass")
        )

    def end(self, rest: bytes) -> None:
        """Write the bytes at the end of a UTF-16 file that are not a whole character."""
        write_all(rest)


def _unfinished(data: bytes) -> int:
    """Return how many bytes at the end of the UTF-8 *data* begin a character that is not there."""
    for n in range(1, min(3, len(data)) + 1):
        byte = data[-n]
        if byte >= 0xC0:
            return n if n < 2 + (byte >= 0xE0) + (byte >= 0xF0) else 0
        if byte < 0x80:
            break
    return 0
