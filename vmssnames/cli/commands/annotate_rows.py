"""``vmssnames annotate`` with ``--field`` or ``--column``: rows, JSON or CSV, with more in them.

Rows are changed as text: what is there stays, to the byte, numbers and order and keys that
are there twice; what is added stands at the end.
"""

from __future__ import annotations

import csv
import json

from ...names.scale_set import Instance
from ..inputs.search import Search
from ..streams import CommandError, printable, warn, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS = (
    "instance_id",
    "base36",
    "scale_set",
    "prefix",
    "computer_name",
    "node_name",
    "vm_name",
    "resource_id",
    "provider_id",
)

# Of a row that a quoted newline continues.
LONGEST_ROW = 1 << 20

# What would need quotes in a heading.
NAMES = frozenset('",;\t\r\n')

BOM = b"\xef\xbb\xbf"


class RowAnnotator:
    """Adds the fields *add* to the rows of *search*, by what is in a field or a column."""

    def __init__(self, search: Search, field: str | None, column: str | None, add: str) -> None:
        self._search, self._field, self._column = search, field, column
        self._add: dict[str, str] = {}
        for one in add.split(","):
            new, _, source = one.rpartition("=")
            if source not in FIELDS:
                raise CommandError(
                    f"--add: expected {', '.join(FIELDS)}, got {printable(source)!a}"
                )
            if not NAMES.isdisjoint(new) and column is not None:
                raise CommandError(f"--add: expected a name without quotes or commas, got {new!a}")
            self._add[new or source] = source
        if column is not None and column.isdecimal() and not 0 < len(column.lstrip("0")) < 7:
            raise CommandError(
                f"--column: expected a name, or a number from 1 on, got {printable(column)!a}"
            )
        self._taken = 0
        self._lines = []

    def run(self) -> int:
        """Read and write; return the exit status."""
        if self._field is not None:
            status = self._search.run(self._objects, whole_lines=True)
        else:
            status = self._search.run(self._rows, whole_lines=True, finish=self._finish)
        if self._taken:
            warn(f"{self._taken} lines have a field of that name already: they stay as they are")
        return status

    def _found(self, value: object) -> Instance | None:
        """Return the instance that *value* names, or None."""
        if not isinstance(value, str) or not value or len(value) > 4096:
            return None
        scanner = self._search.scanner
        (found,) = scanner.fleet.resolve_many([value], errors="null")
        if found is None and scanner.aks and value.isascii():
            # It may be shaped as a node of AKS: a name, and at most a domain behind it.
            first = next(scanner.scan(value.encode()), None)
            if first and first.start == 0 and value[first.end : first.end + 1] in ("", ".", ":"):
                found = first.instance
        if found is None or (found.instance_id or 0) > scanner.max_id:
            return None
        self._search.found += 1
        return found

    # JSON

    def _objects(self, path: str, view: memoryview, searched: bool) -> None:
        if not searched:
            write_all(view)
            return
        lines = bytes(view).split(b"\n")
        for at, line in enumerate(lines):
            added = self._to_object(line)
            if added is not None:
                lines[at] = added
        write_all(b"\n".join(lines))

    def _to_object(self, line: bytes) -> bytes | None:
        """Return *line* with fields added; None if nothing is."""
        assert self._field is not None
        # To parse takes most of the time, and few lines of a log may have the field.
        key = self._field.rpartition(".")[2].encode("utf-8", "surrogateescape")
        if key not in line and b"\\" not in line:
            return None
        try:
            # As UTF-8, or json would take it for UTF-16 where it looks so.
            found = json.loads(line.removeprefix(BOM).decode())
        except (ValueError, RecursionError):
            return None
        if not isinstance(found, dict):
            return None
        instance = self._found(_field(found, self._field))
        if instance is None:
            return None
        if not found.keys().isdisjoint(self._add):
            self._taken += 1
            return None
        values = {new: _value(instance, source) for new, source in self._add.items()}
        text = json.dumps(values, separators=(",", ":"))[1:-1]
        before, brace, behind = line.rpartition(b"}")
        return b"".join([before, b",", text.encode(), brace, behind])

    # CSV and TSV

    _delimiter = ""
    _place = -1
    # The lines of a row that is not at its end, and whether a quoted cell is open there.
    _lines: list[bytes]
    _is_open, _held = False, 0

    def _rows(self, path: str, view: memoryview, searched: bool) -> None:
        if not searched:
            write_all(b"".join(self._lines))
            write_all(view)
            self._lines, self._held, self._is_open = [], 0, False
            return
        out = []
        for row in self._whole_rows(bytes(view)):
            text = row.rstrip(b"\r\n")
            out += [text, self._cells_for(text) if text else b"", row[len(text) :]]
        write_all(b"".join(out))

    def _whole_rows(self, data: bytes) -> Iterator[bytes]:
        """Yield the rows of *data*, each with its end: a newline in quotes ends none."""
        for line in _lines(data):
            if not self._delimiter and line.strip():
                self._delimiter = "\t" if b"\t" in line else ","
            self._lines.append(line)
            self._held += len(line)
            if self._delimiter != "\t":
                start = len(BOM) if line.startswith(BOM) else 0
                self._is_open = _is_open(line[start:], self._is_open)
            if self._is_open and self._held < LONGEST_ROW:
                continue
            if self._is_open:
                warn("expected a quote that is closed within a megabyte")
            row = b"".join(self._lines)
            self._lines, self._held, self._is_open = [], 0, False
            yield row

    def _finish(self, path: str, whole: bool) -> None:
        """Write what a quote left open, and expect another heading."""
        write_all(b"".join(self._lines))
        self._delimiter, self._place = "", -1
        self._lines, self._held, self._is_open = [], 0, False

    def _cells_for(self, row: bytes) -> bytes:
        """Return the cells to be added to *row*."""
        assert self._column is not None
        cells = self._cells(row)
        if self._place < 0 and self._column.isdecimal():
            self._place = int(self._column) - 1
        elif self._place < 0:
            return self._heading(cells)
        instance = self._found(cells[self._place]) if self._place < len(cells) else None
        if instance is None:
            return self._joined([""] * len(self._add))
        values = [_value(instance, source) for source in self._add.values()]
        return self._joined(["" if value is None else str(value) for value in values])

    def _heading(self, heading: list[str]) -> bytes:
        """Return what is to be added to the heading, once it has the column and none of these."""
        if self._column not in heading:
            there = printable(", ".join(heading))
            raise CommandError(
                f"--column: expected one of {there}, got {printable(str(self._column))!a}"
            )
        for new in self._add:
            if new in heading:
                raise CommandError(f"--add: there is a column {printable(new)!a}: give NEW={new}")
        self._place = heading.index(self._column)
        return self._joined(list(self._add))

    def _cells(self, row: bytes) -> list[str]:
        text = row.removeprefix(BOM).decode("utf-8", "surrogateescape")
        if self._delimiter == "\t" or '"' not in text:
            return text.split(self._delimiter)
        try:
            return next(csv.reader([text], delimiter=self._delimiter), [])
        except csv.Error:  # not what the csv module takes; it names no instance
            return []

    def _joined(self, cells: list[str]) -> bytes:
        # What is added needs no quotes: names are letters, digits and -_./:, and
        # those of new columns are held to that.
        return "".join(self._delimiter + cell for cell in cells).encode("utf-8", "surrogateescape")


def _is_open(line: bytes, is_open: bool) -> bool:
    """Tell whether a quoted cell is open behind *line*, if one is, or is not, before it.

    A quote opens one at the beginning of a cell; elsewhere, as in 5" disk, it is a character.
    """
    at = 0
    if not is_open and line.startswith(b'"'):
        is_open, at = True, 1
    while True:
        if is_open:
            at = line.find(b'"', at) + 1
            if not at:
                return True
            if line[at : at + 1] == b'"':
                at += 1
            else:
                is_open = False
        else:
            at = line.find(b',"', at) + 2
            if at < 2:
                return False
            is_open = True


def _lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines of *data*; bytes.splitlines() would end one at a carriage return, too."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        yield data[start:end]
        start = end


def _field(found: dict[str, object], name: str) -> object:
    """Return the field *name* of an object, or of one within: "kubernetes.host"."""
    if name in found or "." not in name:
        return found.get(name)
    outer, _, inner = name.partition(".")
    within = found.get(outer)
    return _field(within, inner) if isinstance(within, dict) else None


def _value(instance: Instance, field: str) -> str | int | None:
    scale_set = instance.scale_set
    if field == "scale_set":
        return scale_set.name
    value = scale_set.prefix if field == "prefix" else getattr(instance, field)
    return value if value is None or isinstance(value, int) else str(value)
