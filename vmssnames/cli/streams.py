"""Bytes out, by file descriptor, as every filter of the command needs it.

Whole lines are passed on as they arrive, in order, and nothing is decoded on the way.
``sys.stdout`` is not used: it is None if it was closed, with PYTHONUNBUFFERED it is a raw
file that may write only a part, and it complains again at exit.
"""

from __future__ import annotations

import os
import stat
from errno import EINVAL

from .errors import CommandError, InputError

STDIN, STDOUT = 0, 1

# Whether standard input was opened: what one option has read is gone for another.
_was_read: list[bool] = []


def begin() -> None:
    """Begin a command, which may read standard input."""
    _was_read.clear()


def check_input(fd: int, name: str, *, is_standard: bool) -> None:
    """Raise InputError, with *name*, if the input *fd* was read before or is the output's file.

    Only standard input, which *is_standard* says, can have been read before.

    A file that grows while it is read would never end.
    """
    if is_standard:
        if _was_read:
            raise InputError(f"{name}: already read: pass a FILE for one of the two")
        _was_read.append(True)
    if fd == STDOUT:  # Standard output was closed, and this file has its number.
        return
    try:
        source, target = os.fstat(fd), os.fstat(STDOUT)
    except OSError:  # Who reads or writes says so.
        return
    if stat.S_ISREG(source.st_mode) and os.path.samestat(source, target):
        raise InputError(f"{name}: the input is also the output: write to another file")


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
