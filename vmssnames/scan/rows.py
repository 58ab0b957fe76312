"""Rows of JSON and CSV, with fields of the instance that each row names.

Rows are changed as bytes: everything in them stays, including the spelling of numbers, the
order of keys, and duplicate keys.  New fields are added at the end.
"""

from __future__ import annotations

import csv
import json
from collections import Counter

from ..errors import InstanceIDRangeError, NameFormatError
from ..names.conventions import aks_pool
from ..names.grammar import MAX_PLAUSIBLE_ID
from ..names.readings import identify
from ..names.scale_set import ScaleSet
from .templates import FIELDS as TEMPLATE_FIELDS, prefix_of, scale_sets_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..names.scale_set import Instance
    from .scanner import Scanner

# The fields of a template, except the text itself and its kind.
FIELDS = tuple(field for field in TEMPLATE_FIELDS if field not in ("name", "kind"))

# The most bytes of a row with newlines in quotes.
MAX_ROW = 1 << 20

# Longer values are not resolved.
_MAX_VALUE = 4096

# How many values are remembered.
_MOST_KNOWN = 1 << 16

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


class Named:
    """What a value names: an instance, or of several scale sets that share the name, one each."""

    def __init__(
        self, owners: Sequence[ScaleSet], instance_id: int | None, instance: Instance | None
    ) -> None:
        self.owners, self.instance_id, self.instance = owners, instance_id, instance

    def value(self, field: str) -> str | int | None:
        """Return a field of the instance; None if it is not known, or differs between them."""
        if field == "scale_set":
            return scale_sets_text(self.owners)
        if field == "prefix":
            return prefix_of(self.owners)
        if field == "instance_id":
            return self.instance_id
        value = getattr(self.instance, field, None)
        return None if value is None else str(value)


_SEVERAL = Named((), None, None)


class Values:
    """Resolves values of rows with *scanner*: a name, or text with names of one instance.

    ``found`` counts the values that name an instance, ``several`` those with more instances,
    ``unlikely`` those whose ID is so large that the value is probably a word, such as ``example``.
    """

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        # Rows name the same few hosts again and again.
        self._known: dict[str, Named | None] = {}
        self.found = self.several = self.unlikely = 0
        self.example = ""

    def resolve(self, value: object, times: int = 1) -> Named | None:
        """Return what *value* names; None if it is no text, or names no instance, or several.

        It counts as *times* values.
        """
        if not isinstance(value, str) or not 0 < len(value) <= _MAX_VALUE:
            return None
        if value not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[value] = self._read(value)
        named = self._known[value]
        if named is None or named is _SEVERAL:
            self.several += times * (named is _SEVERAL)
            return None
        self.found += times
        if (named.instance_id or 0) > MAX_PLAUSIBLE_ID:
            self.unlikely += times
            self.example = self.example or value
        return named

    def _read(self, value: str) -> Named | None:
        """Return what *value* names; _SEVERAL for several instances."""
        named = self._named(value)
        return None if named and (named.instance_id or 0) > self._scanner.max_id else named

    def _named(self, value: str) -> Named | None:
        (instance,) = self._scanner.fleet.resolve_many([value], errors="null")
        if instance is None and self._scanner.aks:
            instance = _aks_instance(value)
        if instance is not None:
            return Named((instance.scale_set,), instance.instance_id, instance)
        found = self._scanner.find_each(value)
        if len(found) != 1:
            return _SEVERAL if found else None
        return Named(found[0].scale_sets, found[0].instance_id, found[0].instance)


def _aks_instance(value: str) -> Instance | None:
    """Return the instance that *value* names if it is of an AKS pool on Linux, by its shape."""
    try:
        best = identify(value)[0]
    except (NameFormatError, InstanceIDRangeError):
        return None
    owner = best.scale_set or ""
    if "-" not in owner or not aks_pool(owner) or best.certainty not in ("certain", "likely"):
        return None
    return None if best.instance_id is None else ScaleSet(owner, None).instance(best.instance_id)


class JSONRows:
    """Adds the fields *add* to JSON objects, one per line, by their field *field*.

    *resolve* returns what a value names, or None.  ``objects`` counts the lines that are objects,
    ``others`` those that are not, except empty ones, and ``skipped`` the objects that have a field
    of that name already, which stay unchanged.
    """

    def __init__(
        self, field: str, add: dict[str, str], resolve: Callable[[object], Named | None]
    ) -> None:
        self._field, self._add, self._resolve = field, add, resolve
        self._key = field.rpartition(".")[2].encode("utf-8", "surrogateescape")
        self.skipped = self.objects = self.others = 0
        self._texts: dict[Named, bytes] = {}

    def annotate(self, data: bytes) -> bytes:
        """Return *data*, whole lines, with fields added."""
        return b"\n".join([self._annotated(line) for line in data.split(b"\n")])

    def _annotated(self, line: bytes) -> bytes:
        text = line.removeprefix(BOM).strip()
        # Parsing takes most of the time, and few lines of a log may have the field.
        if self._key not in line and b"\\" not in line:
            looks_like_one = text[:1] == b"{" and text[-1:] == b"}"
            self.objects += looks_like_one
            self.others += not looks_like_one and text != b""
            return line
        try:
            # Decoded as UTF-8: json may take bytes for UTF-16.
            found = json.loads(text.decode())
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self.others += 1
            return line
        self.objects += 1
        instance = self._resolve(_value_at(found, self._field))
        if instance is None:
            return line
        if not found.keys().isdisjoint(self._add):
            self.skipped += 1
            return line
        before, brace, after = line.rpartition(b"}")
        return b"".join([before, b",", self._text(instance), brace, after])

    def _text(self, named: Named) -> bytes:
        """Return the fields of *named* as they are added to an object."""
        if named not in self._texts:
            if len(self._texts) >= _MOST_KNOWN:
                self._texts.clear()
            values = {new: named.value(field) for new, field in self._add.items()}
            self._texts[named] = json.dumps(values, separators=(",", ":"))[1:-1].encode()
        return self._texts[named]


class CSVRows:
    """Adds the columns *add* to rows of CSV or TSV, by their column *column*, a name or number.

    *resolve* returns what a value names, or None.

    ``open_quote`` is the number of the line with a quote that is not closed within a megabyte, or
    at all; it and what follows stay unchanged.  ``ragged`` counts the rows with more cells than
    the first, which stay unchanged, too; a row with fewer is filled up.

    Raises RowError for an invalid column.
    """

    def __init__(
        self,
        column: str,
        add: dict[str, str],
        resolve: Callable[[object, int], Named | None],
    ) -> None:
        if column.isdecimal() and not 0 < len(column.lstrip("0")) < 7:
            raise RowError("column", f"expected a name, or a number from 1 on, got {column!a:.500}")
        self._column, self._add, self._resolve = column, add, resolve
        self.ragged = 0
        self.restart()

    def restart(self) -> None:
        """Get ready for the next file."""
        self.flush()
        self._delimiter, self._index, self._width = "", -1, 0
        self._line, self.open_quote = 0, 0

    def end(self) -> bytes:
        """Return the lines that an open quote holds back at the end of a file."""
        if self._is_open:
            self.open_quote = self._line - len(self._lines) + 1
        return self.flush()

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
        is_known = 0 <= self._index < self._width and not self._lines and not self.open_quote
        if is_known and b'"' not in data:
            return self._plain(data)
        out = []
        for row in self._rows(data):
            text = row.rstrip(b"\r\n")
            added = self._cells_for(text) if text and not self.open_quote else b""
            out += [text, added, row[len(text) :]]
        return b"".join(out)

    def _plain(self, data: bytes) -> bytes:
        """Return *data*, rows without quotes after the first, with columns added.

        A value counts as often as it occurs, and is resolved once.
        """
        delimiter, index, lines = self._delimiter.encode(), self._index, data.split(b"\n")
        rest = [] if lines[-1] else [lines.pop()]
        self._line += len(lines)
        texts = [line.rstrip(b"\r") for line in lines] if b"\r" in data else lines
        rows = [text.split(delimiter) for text in texts]
        if any(len(row) != self._width for row in rows) or b"" in texts:
            return b"\n".join(
                [
                    text + (self._cells_for(text) if text else b"") + line[len(text) :]
                    for text, line in zip(texts, lines, strict=True)
                ]
                + rest
            )
        added = {
            value: self._added(value.decode("utf-8", "surrogateescape"), times)
            for value, times in Counter([row[index] for row in rows]).items()
        }
        return b"\n".join(
            [
                text + added[row[index]] + line[len(text) :]
                for text, row, line in zip(texts, rows, lines, strict=True)
            ]
            + rest
        )

    def _added(self, value: str, times: int = 1, missing: Sequence[str] = ()) -> bytes:
        """Return the cells to add to *times* rows with *value*, after the *missing* ones."""
        named = self._resolve(value, times)
        values = [None if named is None else named.value(field) for field in self._add.values()]
        return self._joined([*missing, *("" if one is None else str(one) for one in values)])

    def _rows(self, data: bytes) -> Iterator[bytes]:
        """Yield the complete rows of *data* with their line ends; a newline in quotes ends none."""
        for line in _lines(data):
            if not self._delimiter and line.strip():
                self._delimiter = "\t" if b"\t" in line else ","
            self._lines.append(line)
            self._size += len(line)
            self._line += 1
            if self._delimiter != "\t" and not self.open_quote:
                start = len(BOM) if line.startswith(BOM) else 0
                self._is_open = _is_open(line[start:], self._is_open)
            if self._is_open and self._size < MAX_ROW:
                continue
            yield self.end()

    def _cells_for(self, row: bytes) -> bytes:
        """Return the cells to add to *row*."""
        cells = self._cells(row)
        self._width = self._width or len(cells)
        if len(cells) > self._width:
            self.ragged += 1
            return b""
        missing = [""] * (self._width - len(cells)) if cells else []
        if self._index < 0 and self._column.isdecimal():
            self._index = int(self._column) - 1
        elif self._index < 0:
            return self._header(cells)
        if self._index >= len(cells):
            return self._joined(missing + [""] * len(self._add))
        return self._added(cells[self._index], 1, missing)

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
