"""Hosts in CSV, as spreadsheets, scripts and ``vmssnames inventory -o csv`` write it."""

from __future__ import annotations

import re
from itertools import chain

from ..errors import NameFormatError, shown
from .validate import check_address, check_host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# How a head may call the two columns, names best first; with "_" for blanks and hyphens.
_NAMES = ("computer_name", "computername", "host", "hostname", "host_name", "name")
_ADDRESSES = (
    *("address", "ip", "ip_address", "ipaddress", "private_address", "private_ip"),
    *("private_ip_address", "privateipaddress", "private_addresses"),
)
# What may stand between cells, and what a message calls it; spreadsheets write semicolons where
# a comma is in numbers.
_BETWEEN = {"\t": "tabs", ";": "semicolons", ",": "commas"}

_LIKE_ADDRESSES = re.compile(r"[0-9A-Fa-f.:, \t\r\n]*")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
BLANKS = " \t\r"


def rows_of(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, name and addresses of each row of CSV or TSV, as ``Hosts.parse`` reads it."""
    import csv

    # Line by line: io.StringIO would hold four bytes for each character.
    lines = (found[0] for found in _LINE.finditer(text, text.startswith("\ufeff")))
    begin = [""]
    while not begin[-1].strip() and (line := next(lines, None)):
        begin.append(line)
    delimiter = _delimiter(begin[-1])
    rows = csv.reader(chain(begin[1:], lines), delimiter=delimiter, strict=True)
    name, address, width, begun = 0, 1, 2, False
    try:
        for row in rows:
            if not begun and _says(row):
                begun = True
                head = _head(row, rows.line_num)
                if head is not None:
                    (name, address), width = head, len(row)
                    continue
            if len(row) == width:
                host, several = row[name].strip(BLANKS), row[address].strip(BLANKS)
                # In lower case already, a million labels are not held twice.
                host = host.lower() if host.isascii() else host
                if several or _says(row):
                    yield rows.line_num, host, several
            elif _says(row):
                cells = f"{width} cells with {_BETWEEN[delimiter]} between them, got {len(row)}"
                got = shown(delimiter.join(row))
                raise NameFormatError(f"line {rows.line_num}: expected {cells}: {got}")
    except csv.Error as error:
        raise NameFormatError(f"line {rows.line_num}: expected CSV: {error}") from None


def bad_rows(text: str) -> Iterator[str]:
    """Yield what is wrong with single rows, and where."""
    for line, name, several in rows_of(text):
        try:
            if several:
                check_host(name)
            for address in several.split(",") if several else ():
                check_address(address.strip(BLANKS))
        except NameFormatError as error:
            head = " (a head would name its columns host and address)" if line == 1 else ""
            yield f"line {line}: {error}{head}"


def _delimiter(line: str) -> str:
    """Return what is between the cells of *line*, the first: of a head, or of a host's row."""
    import csv

    rows = {one: next(csv.reader([line], delimiter=one), []) for one in _BETWEEN if one in line}
    for one, row in rows.items():
        if set(_cells(row)) & {*_NAMES} and set(_cells(row)) & {*_ADDRESSES}:
            return one
    for one, row in rows.items():
        if len(row) == 2 and _LIKE_ADDRESSES.fullmatch(row[1]):
            return one
    return next((one for one in (",", *_BETWEEN) if one in line), ",")


def _cells(row: list[str]) -> list[str]:
    return [re.sub("[ -]", "_", cell.strip(BLANKS).lower()) for cell in row]


def _head(row: list[str], line: int) -> tuple[int, int] | None:
    """Return where names and addresses are, if *row* is a head; NameFormatError."""
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


def _says(row: list[str]) -> bool:
    return any(cell.strip(BLANKS) for cell in row)
