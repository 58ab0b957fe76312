"""Files that are made anew: compared, and all of them written, or none.

Each says in its first line that it is made here, and nothing is written over a file that
does not.
"""

from __future__ import annotations

import os
import re
import time

from ..errors import shown
from .streams import CannotGoOn, complain
from .writing import write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

_SOA = re.compile(rb"^@\tSOA\t[^\n ]+ [^\n ]+ (\d{1,10}) ", re.MULTILINE)
# In which of a zone's lines its serial is.
_HEAD = 1024
_BEGIN, _END = b"# BEGIN vmssnames\n", b"# END vmssnames\n"


def add_targets(parser: ArgumentParser, what: str) -> None:
    """Add the options that say where *what* goes."""
    group = parser.add_argument_group("where it goes")
    write = group.add_argument(
        "--write",
        metavar=what,
        help="beside it, synced, and put in its place at once, if it changed; default: "
        "standard output",
    )
    write.completes = "files"  # type: ignore[attr-defined]
    group.add_argument(
        "--check", action="store_true", help="write nothing; 1 if --write would change something"
    )


def check_targets(options: Namespace) -> None:
    """Raise CannotGoOn for options that do not go together."""
    if options.check and options.write is None:
        raise CannotGoOn("--check: expected --write with it, which says what to compare with")


class Table:
    """What a file is to hold: *lines* behind *mark*, which says whose it is.

    What has no room for comments begins with its mark, or has it *at* some other place.
    """

    def __init__(
        self, mark: bytes, lines: Iterable[str] | bytes, *, at: int = 0, serial: bool = False
    ) -> None:
        rest = lines if isinstance(lines, bytes) else "".join(lines).encode()
        self.mark, self.at, self.serial = mark, at, serial
        self._text = rest if self.owns(rest) else mark + rest

    def owns(self, text: bytes) -> bool:
        """Return whether *text* is of this kind."""
        return text.startswith(self.mark, self.at)

    def text(self, serial: int | None = None) -> bytes:
        """Return all of it, with *serial* if it has one."""
        if serial is None or not self.serial:
            return self._text
        head, rest = self._text[:_HEAD], self._text[_HEAD:]
        return _SOA.sub(lambda found: _with_serial(found, serial), head, count=1) + rest


def _with_serial(found: re.Match[bytes], serial: int) -> bytes:
    whole, start = found[0], found.start()
    return whole[: found.start(1) - start] + b"%d" % serial + whole[found.end(1) - start :]


def date_serial() -> int:
    """Return the first serial of today, in UTC: 2026112300."""
    return int(time.strftime("%Y%m%d", time.gmtime())) * 100


def settle(tables: dict[str, Table], *, serial: int | None, check: bool) -> int:
    """Write each of *tables* to the file of its name, or compare it; return the exit status.

    Files that only their serial tells apart are as they should be.  Without a *serial* there is
    today's, or the one behind what the file has.  Raises CannotGoOn before anything is written.
    """
    new = {path: _new(path, table, serial) for path, table in tables.items()}
    changed = {path: text for path, text in new.items() if text is not None}
    for path, text in changed.items():
        if check:
            complain(f"{shown(path, 400)}: {_difference(path, text)}")
        else:
            write_file(path, [text])
    return 1 if check and changed else 0


def _new(path: str, table: Table, serial: int | None) -> bytes | None:
    """Return what the file *path* is to hold; None if it does."""
    old = _old(path)
    if old is None:
        return table.text(date_serial() if serial is None else serial)
    found = _SOA.search(old, 0, _HEAD) if table.serial else None
    last = int(found[1]) if found else None
    whole = _merged(path, table, old, last)
    if whole == old and serial in (None, last):
        return None
    if serial is None:
        serial = date_serial() if last is None else _behind(last)
    elif last is not None and not _is_behind(serial, last):
        complain(f"{shown(path, 400)}: serial {serial} is not behind {last}: no secondary takes it")
    return _merged(path, table, old, serial)


def _merged(path: str, table: Table, old: bytes, serial: int | None) -> bytes:
    """Return *table*, in its place among what others wrote, if it has one; CannotGoOn."""
    text = table.text(serial)
    if not old or table.owns(old):
        return text
    begin, end = old.find(_BEGIN), old.find(_END)
    alone = old.count(_BEGIN) == old.count(_END) == 1
    if table.mark.startswith(b"#") and alone and -1 < begin < end:
        return old[: begin + len(_BEGIN)] + text + old[end:]
    raise CannotGoOn(
        f"{shown(path, 400)}: expected a file that this command wrote, got another; it is as it was"
    )


def _behind(last: int) -> int:
    """Return the serial to use after *last*."""
    today = date_serial()
    return today if _is_behind(today, last) else (last + 1) % 2**32 or 1


def _is_behind(serial: int, last: int) -> bool:
    # RFC 1982: they go round.
    return 0 < (serial - last) % 2**32 < 2**31


def _old(path: str) -> bytes | None:
    """Return what is in the file *path*; None if there is none, or what is there is no file."""
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            if os.path.isdir(path):
                raise CannotGoOn(f"{shown(path, 400)}: expected a file, got a folder")
            return None
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotGoOn(f"{shown(path, 400)}: {error.strerror}") from None


def _difference(path: str, text: bytes) -> str:
    old = _old(path)
    if old is None:
        return "is not there"
    before, after = (
        {line for line in whole.splitlines() if not _SOA.match(line)} for whole in (old, text)
    )
    more, fewer = len(after - before), len(before - after)
    return f"{more} lines more, {fewer} fewer" if more or fewer else "is in another order"
