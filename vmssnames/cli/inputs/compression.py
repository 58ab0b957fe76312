"""Reads zstd with Python's own module, or with the program zstd."""

from __future__ import annotations

import io
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from subprocess import Popen
    from typing import Any

    from _typeshed import WriteableBuffer


class Zstd(io.RawIOBase):
    """The decompressed content of *raw*.

    Raises OSError if there is neither the module nor the program, EOFError if it is cut off.
    """

    # A BufferedReader or a ZstdFile; both have readinto1().
    _source: Any
    _process: Popen[bytes] | None = None
    _broken: tuple[type[Exception], ...] = (EOFError,)

    def __init__(self, raw: io.RawIOBase) -> None:
        try:
            from compression.zstd import ZstdError, ZstdFile  # Python 3.14
        except ImportError:
            self._source = self._of_program(raw)
        else:
            self._source = ZstdFile(raw)
            self._broken = EOFError, ZstdError

    def _of_program(self, raw: io.RawIOBase) -> Any:
        from subprocess import DEVNULL, PIPE, Popen
        from threading import Thread

        try:
            self._process = Popen(["zstd", "-dcq"], stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        except OSError as error:
            raise OSError(
                "is compressed with zstd: install the program zstd, or use Python 3.14 "
                f"({error.strerror})"
            ) from None
        assert self._process.stdin
        assert self._process.stdout
        Thread(target=_feed, args=(raw, self._process.stdin), daemon=True).start()
        return self._process.stdout

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read what is available into *buffer*; return the number of bytes, 0 at the end."""
        try:
            got: int = self._source.readinto1(buffer)
            if got or not self._process or not self._process.wait():
                return got
        except self._broken:
            pass
        raise EOFError("the zstd data is damaged or truncated")

    def close(self) -> None:
        """End the program, even if it is still running."""
        if self._process and not self.closed:
            self._process.kill()
            self._process.wait()
            self._source.close()
        super().close()


def _feed(raw: io.RawIOBase, to: io.BufferedIOBase) -> None:
    """Copy *raw*, which this thread owns, to the program, until that closes its input."""
    with suppress(OSError, ValueError), raw:
        while data := raw.read(1 << 18):
            to.write(data)
            to.flush()
        to.close()
