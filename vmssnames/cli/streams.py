"""Bytes out, by file descriptor, as every filter of the command needs it.

Whole lines are passed on as they arrive, in order, and nothing is decoded on the way.
``sys.stdout`` is not used: it is None if it was closed, with PYTHONUNBUFFERED it is a raw
file that may write only a part, and it complains again at exit.
"""

from __future__ import annotations

import os
from errno import EINVAL

from .errors import CommandError

STDIN, STDOUT = 0, 1


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
