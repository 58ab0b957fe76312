"""Read hosts from CSV or TSV, from hosts files, and from tables that kubectl prints."""

from __future__ import annotations

import re
from itertools import chain

from ..errors import NameFormatError, shown
from .validate import check_address, check_host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# Column names accepted in a header row, with "_" for spaces and hyphens. Of several name columns
# the first in this list is used.
_NAMES = tuple(
    "computer_name computername computer host hostname host_name name node node_name".split()
)
_ADDRESSES = (
    *("address", "ip", "ip_address", "ipaddress", "private_address", "private_ip"),
    *("private_ip_address", "privateipaddress", "private_addresses", "computer_ip", "computerip"),
    *("internal_ip", "internalip", "privateip", "private_ips", "ipv4", "ipv4_address"),
)
# Delimiters, with their names for messages. Spreadsheets write semicolons in locales with decimal
# commas.
_DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}

_LIKE_ADDRESSES = re.compile(r"[0-9A-Fa-f.:, \t\r\n]*")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
SPACES = " \t\r"
_SPACE, _WIDE = re.compile(r"\s+"), re.compile(r"\s{2,}")


def rows_of(text: str, domain: str = "") -> Iterator[tuple[int, str, str]]:
    """Yield the line number, the name and the addresses of each row, or raise NameFormatError.

    *domain* is that of ``without_domain``: of several names in a hosts file, one in it counts.
    """
    first = next((line for line in _content_lines(text)), (0, ""))[1]
    if is_hosts_line(first):
        return _hosts_file(text, domain)
    if len(first.split()) > 1 and not any(one in first for one in _DELIMITERS):
        return _aligned(text)
    return _csv(text)


def _content_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number of each line that is neither empty nor a comment, and the line."""
    for number, found in enumerate(_LINE.finditer(text, text.startswith("\ufeff")), 1):
        line = found[0].partition("#")[0].strip()
        if line:
            yield number, line


def is_hosts_line(line: str) -> bool:
    r"""Return whether *line* is one of a hosts file: an address, then names.

    >>> is_hosts_line("10.0.0.4\tweb000000 web000000.example"), is_hosts_line("web 10.0.0.4")
    (True, False)
    """
    first, *names = line.split() or [""]
    if not names or any(one in line for one in ",;"):
        return False
    try:
        check_address(first)
    except NameFormatError:
        return first.lower() in ("127.0.0.1", "::1") or first.startswith("127.")
    return True


def _hosts_file(text: str, domain: str) -> Iterator[tuple[int, str, str]]:
    """Yield the rows of a hosts file; of several names, the first in *domain*, or short one."""
    for number, line in _content_lines(text):
        address, *names = line.split()
        if not names:
            raise NameFormatError(f"line {number}: expected an address and a name: {shown(line)}")
        inside = (one for one in names if without_domain(one, domain) != one)
        short = (one for one in names if "." not in one)
        yield number, next(inside, next(short, names[0])).lower(), address


def _aligned(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the rows of a table with spaces between its columns; cells may have single spaces."""
    columns: tuple[int, int] | None = None
    width, split, started = 2, _SPACE, False
    for number, line in _content_lines(text):
        if not started:
            started = True
            for pattern in (_WIDE, _SPACE):
                cells = pattern.split(line)
                columns = _header(cells, number)
                if columns is not None:
                    width, split = len(cells), pattern
                    break
            if columns is not None:
                continue
        cells = split.split(line)
        if len(cells) != width:
            raise NameFormatError(
                f"line {number}: expected {width} cells with spaces between them, got "
                f"{len(cells)}: {shown(line)}"
            )
        name, address = (cells[at] for at in columns or (0, 1))
        yield number, name.lower(), "" if address == "<none>" else address


def _csv(text: str) -> Iterator[tuple[int, str, str]]:
    import csv

    # One line at a time, because io.StringIO would take four bytes per character.
    lines = (found[0] for found in _LINE.finditer(text, text.startswith("\ufeff")))
    first = [""]
    while not first[-1].strip() and (line := next(lines, None)):
        first.append(line)
    try:
        delimiter = _delimiter(first[-1])
    except csv.Error as error:
        raise NameFormatError(f"line {len(first) - 1}: expected CSV: {error}") from None
    rows = csv.reader(chain(first[1:], lines), delimiter=delimiter, strict=True)
    name, address, width, started = 0, 1, 2, False
    try:
        for row in rows:
            if not started and _has_text(row):
                started = True
                header = _header(row, rows.line_num)
                if header is not None:
                    (name, address), width = header, len(row)
                    continue
            if len(row) == width:
                host, several = row[name].strip(SPACES), row[address].strip(SPACES)
                # Lower case now, so that checking a million labels later makes no second copy.
                host = host.lower() if host.isascii() else host
                if several or _has_text(row):
                    yield rows.line_num, host, several
            elif _has_text(row):
                cells = f"{width} cells with {_DELIMITERS[delimiter]} between them, got {len(row)}"
                got = shown(delimiter.join(row))
                raise NameFormatError(f"line {rows.line_num}: expected {cells}: {got}")
    except csv.Error as error:
        raise NameFormatError(f"line {rows.line_num}: expected CSV: {error}") from None


def bad_rows(text: str, domain: str = "") -> Iterator[str]:
    """Yield a message for each row that is invalid on its own, with its line number.

    *domain* is that of ``without_domain``.
    """
    for line, name, several in rows_of(text, domain):
        name = without_domain(name, domain)
        try:
            if several:
                check_host(name)
            for address in several.split(",") if several else ():
                check_address(address.strip(SPACES))
        except NameFormatError as error:
            hint = (
                " (a header row would have the columns host and address: rename its own)"
                if line == 1
                else ""
            )
            yield f"line {line}: {error}{hint}"


def without_domain(name: str, domain: str) -> str:
    """Return *name* without *domain*, which is in lower case.

    >>> without_domain("web00002D.prod.example.", "prod.example")
    'web00002D'
    """
    if not domain or "." not in name:
        return name
    bare = name.removesuffix(".")
    return bare[: -len(domain) - 1] if bare.lower().endswith(f".{domain}") else name


def _delimiter(line: str) -> str:
    """Return the delimiter of *line*, which is a header row or the first host."""
    import csv

    rows = {one: next(csv.reader([line], delimiter=one), []) for one in _DELIMITERS if one in line}
    for one, row in rows.items():
        if set(_cells(row)) & {*_NAMES} and set(_cells(row)) & {*_ADDRESSES}:
            return one
    for one, row in rows.items():
        if len(row) == 2 and _LIKE_ADDRESSES.fullmatch(row[1]):
            return one
    return next((one for one in (",", *_DELIMITERS) if one in line), ",")


def _cells(row: list[str]) -> list[str]:
    return [re.sub("[ -]", "_", cell.strip(SPACES).lower()) for cell in row]


def _header(row: list[str], line: int) -> tuple[int, int] | None:
    """Return the columns of names and of addresses, or None if *row* is not a header row."""
    cells = _cells(row)
    named = [cells.index(one) for one in _NAMES if one in cells]
    addressed = [at for at, cell in enumerate(cells) if cell in _ADDRESSES]
    if not named or not addressed:
        return None
    if len(addressed) > 1:
        raise NameFormatError(
            f"line {line}: expected one column of addresses, got {len(addressed)}"
        )
    return named[0], addressed[0]


def _has_text(row: list[str]) -> bool:
    return any(cell.strip(SPACES) for cell in row)
