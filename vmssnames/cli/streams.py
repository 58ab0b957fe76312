"""Bytes in and out, by file descriptor, as every filter of the command needs them.

Whole lines are passed on as they arrive, in order, and nothing is decoded on the way.
``sys.stdout`` is not used: it is None if it was closed, with PYTHONUNBUFFERED it is a raw
file that may write only a part, and it complains again at exit.
"""

from __future__ import annotations

import os
from errno import EINVAL

from ..errors import shown
from .errors import CommandError, InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

STDIN, STDOUT = 0, 1

# The size of a read.  A read returns what is available, so a line that arrives alone is
# answered alone.
READ_SIZE = 1 << 18

# Longer than any name.  At most this much of an unfinished line is kept, so that a file
# without newlines fits in memory.  The rest of such a line is not a name either.
MAX_LINE = 1 << 16


def batches(path: str) -> Iterator[tuple[list[bytes], str]]:
    """Yield the lines that each read of *path* completes, and their ends: a newline.

    A last line without a newline is a separate batch, with the end "".  The *path* "-" is
    standard input.
    """
    name = "standard input" if path == "-" else shown(path)
    tail = b""
    try:
        opened = path != "-"
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)) if opened else STDIN
        try:
            while chunk := os.read(fd, READ_SIZE):
                *lines, tail = (tail + chunk).split(b"\n")
                tail = tail[:MAX_LINE]
                if lines:
                    yield lines, "\n"
        finally:
            if opened:
                os.close(fd)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from None
    if tail:
        yield [tail], ""


def write_all(data: bytes | memoryview) -> None:
    """Write all of *data* to standard output."""
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(STDOUT, rest) :]
    except OSError as error:
        if no_reader(error):
            raise BrokenPipeError from None
        raise CommandError(f"standard output: {error.strerror}") from None


def no_reader(error: OSError) -> bool:
    """Return whether *error* says that the reader of a pipe ended, as Windows says it too."""
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == EINVAL)
