"""``vmssnames annotate`` with ``--field`` or ``--column``: rows, JSON or CSV, with more in them.

Rows are changed as text: what is there stays, to the byte, numbers and order and keys that
are there twice; what is added stands at the end.
"""

from __future__ import annotations

import csv
import json

from ..errors import UnknownScaleSetError
from ..scale_sets import Instance
from .searching import Search
from .streams import CannotGoOn, complain, printable, write_all

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

BOM = b"\xef\xbb\xbf"


class RowAnnotator:
    """Adds the fields *add* to the rows of *search*, by what is in a field or a column."""

    def __init__(self, search: Search, field: str | None, column: str | None, add: str) -> None:
        self._search, self._field, self._column = search, field, column
        self._add: dict[str, str] = {}
        for one in add.split(","):
            new, _, source = one.rpartition("=")
            if source not in FIELDS:
                raise CannotGoOn(f"--add: expected {', '.join(FIELDS)}, got {printable(source)!a}")
            self._add[new or source] = source
        if column is not None and column.isdecimal() and int(column) < 1:
            raise CannotGoOn("--column: expected a name, or a number from 1 on, got '0'")
        self._taken = 0

    def run(self) -> int:
        """Read and write; return the exit status."""
        if self._field is not None:
            status = self._search.run(self._objects, whole_lines=True)
        else:
            status = self._search.run(self._rows, whole_lines=True, finish=self._finish)
        if self._taken:
            complain(
                f"{self._taken} lines have a field of that name already: they stay as they are"
            )
        return status

    def _found(self, value: object) -> Instance | None:
        """Return the instance that *value* names, or None."""
        if not isinstance(value, str) or not value or len(value) > 4096:
            return None
        fleet, scanner = self._search.scanner.fleet, self._search.scanner
        found = None
        try:
            found = fleet.resolve(value)
        except UnknownScaleSetError:
            # It may be shaped as a node of AKS: a name, and at most a domain behind it.
            first = next(scanner.scan(value.encode()), None) if scanner.aks else None
            if first and first.start == 0 and value[first.end : first.end + 1] in ("", ".", ":"):
                found = first.instance
        except (ValueError, LookupError):
            pass
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
        if self._field.encode().rpartition(b".")[2] not in line and b"\\" not in line:
            return None
        try:
            found = json.loads(line.removeprefix(BOM))
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
    _rest = b""

    def _rows(self, path: str, view: memoryview, searched: bool) -> None:
        if not searched:
            write_all(self._rest)
            write_all(view)
            self._rest = b""
            return
        out = []
        for row in self._whole_rows(bytes(view)):
            text = row.rstrip(b"\r\n")
            out += [text, self._cells_for(text) if text else b"", row[len(text) :]]
        write_all(b"".join(out))

    def _whole_rows(self, data: bytes) -> Iterator[bytes]:
        """Yield the rows of *data*, each with its end: a quoted newline ends none."""
        for line in _lines(data):
            if not self._delimiter and line.strip():
                self._delimiter = "\t" if b"\t" in line else ","
            self._rest += line
            is_open = self._delimiter != "\t" and self._rest.count(b'"') % 2
            if not is_open or len(self._rest) > LONGEST_ROW:
                row, self._rest = self._rest, b""
                yield row

    def _finish(self, path: str) -> None:
        """Write what a quote left open, and expect another heading."""
        write_all(self._rest)
        self._delimiter, self._place, self._rest = "", -1, b""

    def _cells_for(self, row: bytes) -> bytes:
        """Return the cells to be added to *row*."""
        assert self._column is not None
        if self._place < 0:
            heading = self._cells(row.removeprefix(BOM))
            if self._column in heading:
                self._place = heading.index(self._column)
                return self._joined(list(self._add))
            if not self._column.isdecimal():
                raise CannotGoOn(
                    f"--column: expected one of {printable(', '.join(heading))}, "
                    f"got {printable(self._column)!a}"
                )
            self._place = int(self._column) - 1
        cells = self._cells(row)
        instance = self._found(cells[self._place]) if self._place < len(cells) else None
        if instance is None:
            return self._joined([""] * len(self._add))
        values = [_value(instance, source) for source in self._add.values()]
        return self._joined(["" if value is None else str(value) for value in values])

    def _cells(self, row: bytes) -> list[str]:
        text = row.decode("utf-8", "surrogateescape")
        if self._delimiter == "\t" or '"' not in text:
            return text.split(self._delimiter)
        return next(csv.reader([text], delimiter=self._delimiter), [])

    def _joined(self, cells: list[str]) -> bytes:
        # What is added is made of letters, digits and -_./: and needs no quotes; the
        # names of new columns are the caller's own.
        return "".join(self._delimiter + cell for cell in cells).encode("utf-8", "surrogateescape")


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
