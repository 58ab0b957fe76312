"""Read hosts from CSV or TSV, as spreadsheets, scripts and ``inventory -o csv`` write it."""

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
_NAMES = ("computer_name", "computername", "host", "hostname", "host_name", "name")
_ADDRESSES = (
    *("address", "ip", "ip_address", "ipaddress", "private_address", "private_ip"),
    *("private_ip_address", "privateipaddress", "private_addresses"),
)
# Delimiters, with their names for messages. Spreadsheets write semicolons in locales with decimal
# commas.
_DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}

_LIKE_ADDRESSES = re.compile(r"[0-9A-Fa-f.:, \t\r\n]*")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
SPACES = " \t\r"


def rows_of(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line number, the name and the addresses of each row, or raise NameFormatError."""
    import csv

    # One line at a time, because io.StringIO would take four bytes per character.
    lines = (found[0] for found in _LINE.finditer(text, text.startswith("\ufeff")))
    first = [""]
    while not first[-1].strip() and (line := next(lines, None)):
        first.append(line)
    delimiter = _delimiter(first[-1])
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


def bad_rows(text: str) -> Iterator[str]:
    """Yield a message for each row that is invalid on its own, with its line number."""
    for line, name, several in rows_of(text):
        try:
            if several:
                check_host(name)
            for address in several.split(",") if several else ():
                check_address(address.strip(SPACES))
        except NameFormatError as error:
            hint = " (a header row would have the columns host and address)" if line == 1 else ""
            yield f"line {line}: {error}{hint}"


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
