"""Generated files: compared with those on disk, and written all or none.

Each starts with a mark.  A file without this mark is never overwritten.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import ExitStack
from itertools import islice

from ...dns.zone import MAX_SERIAL, is_greater
from ...errors import shown
from ..errors import CommandError, warn_many
from ..streams import write_all
from .atomic import locked, place_of, write_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..options import WriteOptions

_SOA = re.compile(rb"^@\tSOA\t[^\n ]+ [^\n ]+ (\d+) ", re.MULTILINE)
_SOA_SERIAL = re.compile(rb"(?<=\. )\d+(?= \d+ \d+ \d+ \d+$)", re.MULTILINE)
# The serial is in the first bytes of a zone.
_HEAD = 1024
# The lines around our part of a hosts file that others wrote.
_BEGIN = re.compile(rb"^# BEGIN vmssnames[ \t]*\r?\n", re.MULTILINE)
_END = re.compile(rb"^# END vmssnames[ \t]*\r?$", re.MULTILINE)
# The first bytes of a SQLite file.
SQLITE = b"SQLite format 3\0"


class ManagedFile:
    """A generated file: *lines* after *mark*, by which it is recognized.

    A format without comments starts with its mark; for a database, *is_ours* looks further.
    *serial* says that the file is a zone with a serial.
    """

    def __init__(
        self,
        mark: bytes,
        lines: Iterable[str] | bytes,
        *,
        is_ours: Callable[[bytes], bool] | None = None,
        serial: bool = False,
    ) -> None:
        self.mark, self.is_ours, self.serial = mark, is_ours, serial
        if isinstance(lines, bytes):
            self._text = lines
            return
        rest = iter(lines)
        whole = bytearray()
        while some := "".join(islice(rest, 4096)).encode():
            if not whole and not some.startswith(mark):
                whole += mark
            whole += some
        self._text = bytes(whole)
        if serial:
            # Includes the line with the zone's name: no zone overwrites another.
            self.mark = self._text[: self._text.index(b"\n", len(mark)) + 1]

    @property
    def has_place(self) -> bool:
        """Whether this may be a part of a file that others wrote, as in a hosts file."""
        return self.mark.startswith(b"# vmssnames hosts")

    def owns(self, text: bytes) -> bool:
        """Return whether *text* is a file of this kind."""
        return text.startswith(self.mark) and (self.is_ours is None or self.is_ours(text))

    def text(self, serial: int | None = None) -> bytes:
        """Return the content, with *serial* if it is a zone."""
        found = _SOA.search(self._text, 0, _HEAD) if self.serial else None
        if serial is None or found is None or int(found[1]) == serial:
            return self._text
        return b"%b%d%b" % (self._text[: found.start(1)], serial, self._text[found.end(1) :])


def date_serial() -> int:
    """Return the first serial of today, in UTC: 2026112300."""
    return int(time.strftime("%Y%m%d", time.gmtime())) * 100


def write_managed(file: ManagedFile, options: WriteOptions, *, serial: int | None = None) -> int:
    """Write *file* as *options* say, by default to standard output; return the exit status."""
    if options.write is None:
        write_all(file.text())
        return 0
    return update_files({options.write: file}, serial=serial, check=options.check)


def update_files(files: dict[str, ManagedFile], *, serial: int | None, check: bool) -> int:
    """Write each of *files* to its path, or compare it if *check*; return the exit status.

    A file whose only difference is its serial stays.  By default, the serial is today's, or the
    one after the file's.  Raises CommandError before anything is written.
    """
    replaced = [path for path in files if os.path.isfile(path) or not os.path.exists(path)]
    places = {path: place_of(path) for path in replaced}
    with ExitStack() as held:
        # Reading a serial and writing the next one is for one process at a time.
        for directory in sorted({os.path.dirname(place) for place in places.values()}):
            held.enter_context(locked(directory))
        if len(set(places.values())) < len(places):
            raise CommandError("expected a file for each zone, got a link from one to another")
        changed = {}
        for path, file in files.items():
            old = _old(path, check)
            new = _new(path, file, old, serial)
            if new is not None:
                changed[path] = old, new
        if not check:
            write_files({path: [new] for path, (_, new) in changed.items()})
            return 0
    messages = [f"{shown(path, 400)}: {_difference(*pair)}" for path, pair in changed.items()]
    warn_many(messages, "files more")
    return 1 if changed else 0


def _new(path: str, file: ManagedFile, old: bytes | None, serial: int | None) -> bytes | None:
    """Return the new content of the file *path*; None if it stays."""
    if not old:
        return file.text(date_serial() if file.serial and serial is None else serial)
    last = _serial(path, file, old, serial)
    if _merged(path, file, old, last) == old and serial in (None, last):
        return None
    if serial is None:
        serial = None if last is None else _next(last)
    elif last is not None and not is_greater(serial, last):
        raise CommandError(
            f"{shown(path, 400)}: expected a serial greater than its {last}, got {serial}, which "
            "no secondary takes; where there is no file, any will do"
        )
    return _merged(path, file, old, serial)


def _serial(path: str, file: ManagedFile, old: bytes, serial: int | None) -> int | None:
    """Return the serial of the content *old* of *path*; None if it is not a zone."""
    if not file.serial or not file.owns(old):
        return None
    found = _SOA.search(old, 0, _HEAD)
    if found is not None and int(found[1]) <= MAX_SERIAL:
        return int(found[1])
    if serial is None:
        raise CommandError(f"{shown(path, 400)}: expected a serial in its SOA record, or --serial")
    return None


def _merged(path: str, file: ManagedFile, old: bytes, serial: int | None) -> bytes:
    """Return the content *old* with *file* in its place; raise CommandError if it has none."""
    text = file.text(serial)
    if file.owns(old):
        return text
    begin, end = (list(line.finditer(old)) for line in (_BEGIN, _END))
    alone = len(begin) == len(end) == 1 and begin[0].end() <= end[0].start()
    if file.has_place and alone:
        return old[: begin[0].end()] + text + old[end[0].start() :]
    more = ": remove it, if it is to be made anew"
    or_marks = ""
    if file.has_place:
        more, or_marks = "", ", or # BEGIN vmssnames and then # END vmssnames, one of each"
        marks = sorted(begin + end, key=lambda one: one.start())
        at = [f"{one[0].split()[1].decode()} on line {_line_of(one)}" for one in marks[:4]]
        or_marks += f", got {', '.join(at)}{', ...' if marks[4:] else ''}" if at else ""
    raise CommandError(
        f"{shown(path, 400)}: expected what this command wrote there before, of the same zone and "
        f"form{or_marks}; it is as it was{more}"
    )


def _line_of(found: re.Match[bytes]) -> int:
    return found.string.count(b"\n", 0, found.start()) + 1


def _next(last: int) -> int:
    """Return a serial greater than *last*: today's, if that is greater."""
    today = date_serial()
    return today if is_greater(today, last) else last + 1


def _old(path: str, check: bool) -> bytes | None:
    """Return the content of the file *path*; None if there is no regular file."""
    name = shown(path, 400)
    try:
        if os.path.isdir(path) or not os.path.basename(path):
            raise CommandError(f"{name}: expected a file, got a folder")
        if os.path.exists(path) and not os.path.isfile(path):
            if check:
                raise CommandError(f"{name}: expected a file to compare with")
            return None
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError as error:
        if check and not os.path.isdir(os.path.dirname(os.path.realpath(path))):
            raise CommandError(f"{name}: {error.strerror}") from None
        return None
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None


def _difference(old: bytes | None, new: bytes) -> str:
    """Return a description of how *new* differs from *old*."""
    if old is None:
        return "is not there"
    if new.startswith(SQLITE):
        return "is another"
    before, after = _lines(old), _lines(new)
    more = [line for key, line in after.items() if key not in before]
    fewer = [line for key, line in before.items() if key not in after]
    if more or fewer:
        first = [f"+{_shown(more[0])}"] if more else []
        first += [f"-{_shown(fewer[0])}"] if fewer else []
        return f"{len(more)} more and {len(fewer)} fewer lines, as {' '.join(first)}"
    serials = [found[1].decode() for found in map(_SOA.search, (old, new)) if found]
    if len(serials) == 2 and serials[0] != serials[1]:
        return f"serial {serials[0][:20]}, not {serials[1]}"
    if old.rstrip(b"\n") == new.rstrip(b"\n"):
        return "ends in another way"
    return "has its lines in another order, or some of them twice"


def _lines(text: bytes) -> dict[bytes, bytes]:
    """Return the lines of *text* by their keys, without serials and JSON's commas."""
    lines = text.removesuffix(b"\n").split(b"\n") if text else []
    keys = lines
    if text.startswith(b"{"):
        keys = [line.rstrip(b",") for line in lines]
    elif _SOA.search(text, 0, _HEAD):
        keys = [_SOA_SERIAL.sub(b"", line) for line in lines[:8]] + lines[8:]
    found: dict[bytes, bytes] = {}
    for key, line in zip(keys, lines, strict=True):
        found.setdefault(key, line)
    return found


def _shown(line: bytes) -> str:
    return shown(line.decode("utf-8", "replace"), 100)
