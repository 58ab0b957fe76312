"""Rows of JSON and CSV, with fields of the instance that each row names.

Rows are changed as bytes: everything in them stays, including the spelling of numbers, the
order of keys, and duplicate keys.  New fields are added at the end.
"""

from __future__ import annotations

import csv
import json

from .templates import FIELDS as TEMPLATE_FIELDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..names.scale_set import Instance

# The fields of a template, except the text itself and its kind.
FIELDS = tuple(field for field in TEMPLATE_FIELDS if field not in ("name", "kind"))

# The most bytes of a row with newlines in quotes.
MAX_ROW = 1 << 20

# A column's name with one of these would need quotes.
_QUOTED = frozenset('",;\t\r\n')

BOM = b"\xef\xbb\xbf"


class RowError(ValueError):
    """A field or column cannot be added.  *option* is the one that asks for it."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__(message)
        self.option = option


def parse_fields(text: str, *, are_columns: bool) -> dict[str, str]:
    """Return the new names in *text*, "FIELD" or "NEW=FIELD" with commas, and their fields.

    Raises RowError for an unknown field, and for a column name that would need quotes.
    """
    found: dict[str, str] = {}
    for one in text.split(","):
        new, _, field = one.rpartition("=")
        if field not in FIELDS:
            raise RowError("add", f"expected {', '.join(FIELDS)}, got {field[:500]!a}")
        if are_columns and not _QUOTED.isdisjoint(new):
            raise RowError("add", f"expected a name without quotes or commas, got {new!a}")
        found[new or field] = field
    return found


class JSONRows:
    """Adds the fields *add* to JSON objects, one per line, by their field *field*.

    *resolve* returns the instance that a value names, or None.  ``skipped`` counts the objects
    that have a field of that name already, which stay unchanged.
    """

    def __init__(
        self, field: str, add: dict[str, str], resolve: Callable[[object], Instance | None]
    ) -> None:
        self._field, self._add, self._resolve = field, add, resolve
        self._key = field.rpartition(".")[2].encode("utf-8", "surrogateescape")
        self.skipped = 0

    def annotate(self, data: bytes) -> bytes:
        """Return *data*, whole lines, with fields added."""
        return b"\n".join([self._annotated(line) for line in data.split(b"\n")])

    def _annotated(self, line: bytes) -> bytes:
        # Parsing takes most of the time, and few lines of a log may have the field.
        if self._key not in line and b"\\" not in line:
            return line
        try:
            # Decoded as UTF-8: json may take bytes for UTF-16.
            found = json.loads(line.removeprefix(BOM).decode())
        except (ValueError, RecursionError):
            return line
        if not isinstance(found, dict):
            return line
        instance = self._resolve(_value_at(found, self._field))
        if instance is None:
            return line
        if not found.keys().isdisjoint(self._add):
            self.skipped += 1
            return line
        values = {new: _value_of(instance, field) for new, field in self._add.items()}
        text = json.dumps(values, separators=(",", ":"))[1:-1]
        before, brace, after = line.rpartition(b"}")
        return b"".join([before, b",", text.encode(), brace, after])


class CSVRows:
    """Adds the columns *add* to rows of CSV or TSV, by their column *column*, a name or number.

    *resolve* returns the instance that a value names, or None.  *warn* gets a message about a
    quote that is not closed.

    Raises RowError for an invalid column.
    """

    def __init__(
        self,
        column: str,
        add: dict[str, str],
        resolve: Callable[[object], Instance | None],
        warn: Callable[[str], None],
    ) -> None:
        if column.isdecimal() and not 0 < len(column.lstrip("0")) < 7:
            raise RowError("column", f"expected a name, or a number from 1 on, got {column!a:.500}")
        self._column, self._add, self._resolve, self._warn = column, add, resolve, warn
        self.restart()

    def restart(self) -> bytes:
        """Return the lines that an open quote holds back, and get ready for the next file."""
        rest = self.flush()
        self._delimiter, self._index = "", -1
        return rest

    # The lines of a row that is not complete, their size, and whether a quoted cell is open.
    _lines: list[bytes]
    _size: int
    _is_open: bool

    def flush(self) -> bytes:
        """Return the lines of an incomplete row unchanged, and forget them."""
        rest = b"".join(getattr(self, "_lines", ()))
        self._lines, self._size, self._is_open = [], 0, False
        return rest

    def annotate(self, data: bytes) -> bytes:
        """Return the rows that *data*, whole lines, completes, with columns added."""
        out = []
        for row in self._rows(data):
            text = row.rstrip(b"\r\n")
            out += [text, self._cells_for(text) if text else b"", row[len(text) :]]
        return b"".join(out)

    def _rows(self, data: bytes) -> Iterator[bytes]:
        """Yield the complete rows of *data* with their line ends; a newline in quotes ends none."""
        for line in _lines(data):
            if not self._delimiter and line.strip():
                self._delimiter = "\t" if b"\t" in line else ","
            self._lines.append(line)
            self._size += len(line)
            if self._delimiter != "\t":
                start = len(BOM) if line.startswith(BOM) else 0
                self._is_open = _is_open(line[start:], self._is_open)
            if self._is_open and self._size < MAX_ROW:
                continue
            if self._is_open:
                self._warn("no closing quote within a megabyte")
            yield self.flush()

    def _cells_for(self, row: bytes) -> bytes:
        """Return the cells to add to *row*."""
        cells = self._cells(row)
        if self._index < 0 and self._column.isdecimal():
            self._index = int(self._column) - 1
        elif self._index < 0:
            return self._header(cells)
        instance = self._resolve(cells[self._index]) if self._index < len(cells) else None
        if instance is None:
            return self._joined([""] * len(self._add))
        values = [_value_of(instance, field) for field in self._add.values()]
        return self._joined(["" if value is None else str(value) for value in values])

    def _header(self, header: list[str]) -> bytes:
        """Return the names to add to the header row, which must have the column."""
        if self._column not in header:
            raise RowError(
                "column", f"expected one of {', '.join(header)[:500]}, got {self._column!a:.500}"
            )
        for new in self._add:
            if new in header:
                raise RowError("add", f"the column {new!a:.500} already exists: pass NEW={new}")
        self._index = header.index(self._column)
        return self._joined(list(self._add))

    def _cells(self, row: bytes) -> list[str]:
        text = row.removeprefix(BOM).decode("utf-8", "surrogateescape")
        if self._delimiter == "\t" or '"' not in text:
            return text.split(self._delimiter)
        try:
            return next(csv.reader([text], delimiter=self._delimiter), [])
        except csv.Error:  # The csv module rejects the row, which then names no instance.
            return []

    def _joined(self, cells: list[str]) -> bytes:
        # No quotes: names are letters, digits and -_./:, and column names are checked.
        return "".join(self._delimiter + cell for cell in cells).encode("utf-8", "surrogateescape")


def _is_open(line: bytes, is_open: bool) -> bool:
    """Return whether a quoted cell is open after *line*, given whether one is open before.

    A quote at the beginning of a cell opens it; elsewhere, as in 5" disk, it is a character.
    """
    index = 0
    if not is_open and line.startswith(b'"'):
        is_open, index = True, 1
    while True:
        if is_open:
            index = line.find(b'"', index) + 1
            if not index:
                return True
            if line[index : index + 1] == b'"':
                index += 1
            else:
                is_open = False
        else:
            index = line.find(b',"', index) + 2
            if index < 2:
                return False
            is_open = True


def _lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines of *data*; bytes.splitlines() would also split at carriage returns."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        yield data[start:end]
        start = end


def _value_at(found: dict[str, object], name: str) -> object:
    """Return the field *name* of an object, or of an object in it: "kubernetes.host"."""
    if name in found or "." not in name:
        return found.get(name)
    outer, _, inner = name.partition(".")
    nested = found.get(outer)
    return _value_at(nested, inner) if isinstance(nested, dict) else None


def _value_of(instance: Instance, field: str) -> str | int | None:
    scale_set = instance.scale_set
    if field == "scale_set":
        return scale_set.name
    value = scale_set.prefix if field == "prefix" else getattr(instance, field)
    return value if value is None or isinstance(value, int) else str(value)
