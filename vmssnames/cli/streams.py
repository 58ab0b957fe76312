"""Bytes in and out, by file descriptor: what every filter here promises.

Whole lines go on as they arrive, in order, and nothing is decoded on the way.
``sys.stdout`` is not used: it is None where it was closed, a raw file that
writes half of what it is given where PYTHONUNBUFFERED is set, and it complains
once more at exit.  Nor is ``sys.stderr``: print() takes None for standard output.
"""

from __future__ import annotations

import os

from ..errors import escaped, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STDIN, STDOUT, STDERR = 0, 1, 2

# What is asked for at a time: reading returns what there is, so a line that
# arrives alone is answered alone.
READ = 1 << 18

# Messages of a kind, so that there is room for the answer.
_TOLD = 10

# Of a message about what was typed.
LINE = 500

# No name comes near it.  A line that has brought more, and no end, loses the rest of
# what it brought, so that a file without newlines fits in memory; what is left of
# the line is no name either.
LONGEST = 1 << 16


class CommandError(Exception):
    """What ends the command with one line and exit status 2."""


class InputError(Exception):
    """What ends the reading of one file; there may be others."""


def batches(path: str) -> Iterator[tuple[list[bytes], str]]:
    """Yield the lines that each read of *path* completes, and what ends each: a newline.

    A last line that nothing ends is a batch of its own, ended by "".  A *path* of
    "-" is standard input.
    """
    name = "standard input" if path == "-" else shown(path)
    tail = b""
    try:
        opened = path != "-"
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)) if opened else STDIN
        try:
            while chunk := os.read(fd, READ):
                *lines, tail = (tail + chunk).split(b"\n")
                tail = tail[:LONGEST]
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
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"standard output: {error.strerror}") from None


def printable(text: str) -> str:
    r"""Return *text* as a message may show it, cut, and without what a terminal would obey.

    >>> print(printable("unknown option --\x1b[2J"))
    unknown option --\x1b[2J
    """
    return escaped(text[:LINE]) + ("..." if len(text) > LINE else "")


def warn_many(messages: Sequence[str], more: str) -> None:
    """Write the first ten of *messages*, and how many *more* there are."""
    for message in messages[:_TOLD]:
        warn(message)
    if len(messages) > _TOLD:
        warn(f"and {len(messages) - _TOLD} {more}")


def warn(message: str) -> None:
    """Write *message* to standard error, if there is one, after the command's name."""
    try:
        line = f"vmssnames: {escaped(message)}\n"
        os.write(STDERR, line.encode("utf-8", "backslashreplace"))
    except OSError:
        pass
