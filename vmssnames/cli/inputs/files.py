"""Opens files, decompresses them, and yields them in whole lines.

A read returns what is available: under ``tail -f`` a line is passed on as it arrives, and of a
file half a megabyte at once, and more as long as reads fill it.
"""

from __future__ import annotations

import io
import os
import re
import stat
import sys
from contextlib import contextmanager, suppress

from ...errors import shown
from ..errors import CommandError, InputError, detail, warn
from ..streams import STDIN, check_input
from .utf16 import AsUTF8, Copy, encoding_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from _typeshed import WriteableBuffer

    Source: TypeAlias = io.RawIOBase | io.BufferedIOBase

# The size of the first read, and of the largest: longer ones fill the caches.  Then the longest
# line that is kept whole.
READ_SIZE, MAX_READ = 1 << 19, 1 << 21
MAX_LINE = 1 << 24

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"

# Smaller files are searched before a second thread has begun.  Then the usual number of threads.
LARGE, USUAL_THREADS = 20_000_000, 2

# Longer than any name: how much of a line that is too long is kept.
_LINE_KEPT = 1 << 16

# No name contains one of these; and how far from the end of a long line one is searched.
_BREAK, _NEWLINE = rb"[\s\"'\\\0]", rb"\n"
_NEAR_END = 1 << 16

# The variable with the limit for compressed files that are read as a whole.
MAX_DECOMPRESSED_VARIABLE = "VMSSNAMES_MAX_DECOMPRESSED"
_SIZE = r"(?ia)([0-9]{1,15})([KMG]?)"


def is_snapshot(path: str) -> bool:
    """Return whether *path* is a directory that vmssnames fetch wrote."""
    if path == "-" or not os.path.isdir(path):
        return False
    # Importing it takes longer than reading a small file.
    from ...inventory.snapshot import DATA, MANIFEST

    return os.path.lexists(f"{path}/{MANIFEST}") and os.path.lexists(f"{path}/{DATA}")


def text_files(paths: list[str], *, names: bool = False) -> list[str]:
    """Return *paths* with the files of each snapshot, or that with its *names*, in its place.

    Raises CommandError.
    """
    if not any(map(is_snapshot, paths)):
        return paths
    from .snapshots import files_of

    files = ((files_of(one, names=names) if is_snapshot(one) else [one]) for one in paths)
    return [file for several in files for file in several]


def blocks(
    path: str,
    *,
    whole_lines: bool = False,
    copy: Copy | None = None,
    tell: bool = True,
    held: int = 0,
) -> Iterator[tuple[memoryview, bool]]:
    """Yield the blocks of the file *path*, "-" for standard input, and whether to search each.

    A block ends with a line, except the last, and is valid until *held* more have come and the
    next is asked for.  A line of more than sixteen megabytes comes in pieces, cut where no name can
    be.  If there is no such place, or if *whole_lines* are needed, its pieces must not be searched,
    and a warning says so, unless the caller does (*tell*).

    UTF-16 comes as UTF-8.  With *copy*, nothing is lost, and what is written to it is UTF-16 again.

    Raises InputError for a file that cannot be opened, or is cut off.
    """
    with _opened(path) as (source, name):
        readinto, buffers = _reader(source), _Buffers(held + 1)
        head = buffers.current
        got = readinto(head) or 0
        encoding = encoding_of(bytes(head[:512])[:got])
        if copy is not None:
            copy.begin(encoding)
        if not encoding:
            yield from _blocks(readinto, buffers, got, name if tell else "", whole_lines)
            return
        text = AsUTF8(encoding, bytes(head[:got]), readinto, to_copy=copy is not None)
        yield from _blocks(text.readinto, buffers, 0, name if tell else "", whole_lines)
        if copy is not None:
            copy.end(text.rest)


def lines(path: str, copy: Copy) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines of *path* that each read completes, and whether the last ends in a newline.

    A last line without a newline comes by itself.  Of a line of more than sixteen megabytes, only
    the beginning is there.

    Raises InputError for a file that cannot be opened, or is cut off.
    """
    kept, is_open = b"", False
    for view, is_whole in blocks(path, whole_lines=True, copy=copy, tell=False):
        data = bytes(view)
        if not is_whole:
            kept, is_open = (kept + data)[:_LINE_KEPT], True
            if not data.endswith(b"\n"):
                continue
            data, kept, is_open = kept.rstrip(b"\n") + b"\n", b"", False
        cut = data.rfind(b"\n") + 1
        if cut:
            yield data[:cut], True
        if cut < len(data):
            yield data[cut:], False
    if is_open:
        yield kept, False


def threads_for(path: str, most: int | None) -> int:
    """Return how many threads the file *path* is worth, "-" for standard input; at most *most*.

    It is one for pipes, whose lines are passed on as they arrive.
    """
    try:
        status = os.fstat(STDIN) if path == "-" else os.stat(path)
    except OSError:  # Who opens it says so.
        return 1
    if not stat.S_ISREG(status.st_mode) or status.st_size < LARGE:
        return 1
    return min(USUAL_THREADS, _cpus()) if most is None else most


def _cpus() -> int:
    """Return the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def content(path: str) -> bytes:
    """Return the whole content of the file *path*, "-" for standard input, decompressed.

    A few compressed megabytes can hold gigabytes: more than VMSSNAMES_MAX_DECOMPRESSED
    bytes (default: 1G) are an error, raised before they are read into memory.

    Raises InputError.
    """
    with _opened(path) as (source, name):
        limit = sys.maxsize if isinstance(source, _Raw) else max_decompressed()
        readinto, buffer = _reader(source), bytearray(READ_SIZE)
        # Returns its buffer without a copy, which bytes(bytearray) would make.
        whole = io.BytesIO()
        while got := readinto(buffer):
            if whole.tell() + got > limit:
                raise InputError(
                    f"{name}: more than {limit} bytes when decompressed: "
                    f"set {MAX_DECOMPRESSED_VARIABLE} to read more, for example to 8G"
                )
            whole.write(memoryview(buffer)[:got])
        found = whole.getvalue()
        if encoding := encoding_of(found[:512]):
            with suppress(UnicodeDecodeError):  # Who reads it says what is wrong.
                return found.decode(encoding).removeprefix("\ufeff").encode()
        return found


def names_on_input() -> list[str]:
    """Return the names on standard input, one per line; raise CommandError if there are none."""
    text = content("-").decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    lines = text.splitlines()
    names = [line.strip() for line in lines if line.strip()]
    if not names:
        raise CommandError("standard input has no names: expected one per line")
    return names


def max_decompressed() -> int:
    """Return the limit for compressed files that are read as a whole; raise CommandError."""
    text = os.environ.get(MAX_DECOMPRESSED_VARIABLE) or "1G"
    found = re.fullmatch(_SIZE, text)
    if found is None:
        raise CommandError(
            f"{MAX_DECOMPRESSED_VARIABLE}: expected a size such as 512M or 8G, got {shown(text)}"
        )
    return int(found[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[found[2].upper()]


@contextmanager
def _opened(path: str) -> Iterator[tuple[Source, str]]:
    """Open the file *path*, decompressed, with its name for messages; raise InputError."""
    name = "standard input" if path == "-" else shown(path, 400)
    broken: tuple[type[Exception], ...] = OSError, EOFError
    fd, opened, kind = STDIN, False, ""
    source: Source | None = None
    try:
        if path != "-":
            fd, opened = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), True
        check_input(fd, name, is_standard=path == "-")
        if path == "-" and os.isatty(fd):
            warn("reading standard input, a terminal; Ctrl-D ends it, --help shows what else")
        head = _head(fd)
        source = raw = _Raw(fd, head)
        if head.startswith(GZIP):
            from gzip import GzipFile
            from zlib import error as zlib_error

            broken += (zlib_error,)
            source, kind = GzipFile(fileobj=raw), ", gzip"
        elif head.startswith(ZSTD):
            from .compression import Zstd

            source, kind = Zstd(_Raw(os.dup(fd), head, own=True)), ", zstd"
        detail(f"reading {name}{kind}")
        yield source, name
    except broken as error:
        message = getattr(error, "strerror", None) or str(error) or "is truncated"
        raise InputError(f"{name}: {message}") from None
    finally:
        if source is not None:
            source.close()
        if opened:
            os.close(fd)


def _head(fd: int) -> bytes:
    """Return the first bytes, enough to recognize the compression: usually all that is there."""
    head = b""
    while len(head) < len(ZSTD) and (GZIP.startswith(head) or ZSTD.startswith(head)):
        more = os.read(fd, 4096)
        if not more:
            break
        head += more
    return head


class _Raw(io.RawIOBase):
    """A file by its descriptor, after its first bytes were read."""

    def __init__(self, fd: int, head: bytes, *, own: bool = False) -> None:
        self._fd, self._head, self._own = fd, head, own

    def close(self) -> None:
        """Close the file if this object owns it."""
        if self._own and not self.closed:
            os.close(self._fd)
        super().close()

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read what is available into *buffer*; return the number of bytes, 0 at the end."""
        view, data = memoryview(buffer), self._head
        if not data and hasattr(os, "readv"):
            return os.readv(self._fd, [view])
        data = data or os.read(self._fd, len(view))
        self._head = data[len(view) :]
        data = data[: len(view)]
        view[: len(data)] = data
        return len(data)


def _reader(source: Source) -> Callable[[bytearray | memoryview], int | None]:
    # Decompressors call it readinto1 to read what is available.
    return getattr(source, "readinto1", source.readinto)


class _Buffers:
    """The memory to read into: *count* buffers by turns, so that the last ones stay as they are."""

    def __init__(self, count: int) -> None:
        self._all = [bytearray(READ_SIZE if number == 0 else 0) for number in range(count)]
        self._turn = 0

    @property
    def current(self) -> bytearray:
        """The buffer to read into."""
        return self._all[self._turn]

    def grow(self, held: int) -> bytearray:
        """Return one twice as large with the first *held* bytes: the caller may hold a view."""
        self._all[self._turn] = self.current + bytes(held)
        return self.current

    def turn(self, start: int, end: int) -> bytearray:
        """Return the next buffer, which begins with what the current one has from *start* to *end*.

        After a read that filled it, the next is larger.  The size depends on what was read, not on
        the number of buffers: it decides where a line that is too long is cut.
        """
        old = self.current
        size = len(old) << (end == len(old) < MAX_READ)
        self._turn = (self._turn + 1) % len(self._all)
        if len(self.current) < size:
            self._all[self._turn] = bytearray(size)
        self.current[: end - start] = old[start:end]
        return self.current


def _blocks(
    readinto: Callable[[bytearray | memoryview], int | None],
    buffers: _Buffers,
    got: int,
    name: str,
    whole_lines: bool,
) -> Iterator[tuple[memoryview, bool]]:
    """Yield the blocks of what *readinto* reads, after the *got* bytes that *buffers* hold.

    A line that is too long is told with *name*, unless that is empty.
    """
    held, in_line = 0, False
    is_first, buffer = got > 0, buffers.current
    while True:
        view = memoryview(buffer).toreadonly()
        if not is_first:
            got = readinto(memoryview(buffer)[held:]) or 0
        is_first = False
        if not got:
            if held:
                yield view[:held], not in_line
            return
        held, fresh, start = held + got, held, 0
        if in_line:
            # The rest of a line that was passed on unsearched.
            end_of_long = re.compile(_NEWLINE if whole_lines else _BREAK)
            found = end_of_long.search(buffer, 0, held)
            start, in_line = (found.end(), False) if found else (held, True)
            yield view[:start], False
        cut = max(start, buffer.rfind(b"\n", max(start, fresh), held) + 1)
        if cut > start:
            yield view[start:cut], True
        elif not cut and held == len(buffer):
            if held < MAX_LINE:
                buffer = buffers.grow(held)
                continue
            cut = _break_near_end(buffer, held)
            in_line = whole_lines or not cut
            cut = held if in_line else cut
            if in_line and name:
                warn(
                    f"{name}: a line is longer than {MAX_LINE >> 20} MB: "
                    "part of it was not searched"
                )
            yield view[:cut], not in_line
        if cut:
            buffer = buffers.turn(cut, held)
            held -= cut


def _break_near_end(buffer: bytearray, held: int) -> int:
    """Return where the full *buffer* can be cut, near its end; 0 if nowhere."""
    first = max(0, held - _NEAR_END)
    breaks = re.compile(_BREAK).finditer(buffer, first, held)
    return max((found.end() for found in breaks), default=0)
