"""Rows of JSON and CSV, with fields of the instance that each row names.

Kernels find the rows, and look up their values.  Rows are changed as bytes: everything in them
stays, including the spelling of numbers, the order of keys, and duplicate keys.  New fields are
added at the end.
"""

from __future__ import annotations

import csv
import json
import re
from array import array
from sys import byteorder

from .._kernels import backend
from .._kernels.codes import ASK, NO_OWNER
from .._kernels.python_rows import EMPTY, HAS_KEY, MANY, QUOTED, unescape
from ..names.grammar import MAX_PLAUSIBLE_ID
from .values import FIELDS, MAX_VALUE, SEVERAL, Additions, Named, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FIELDS", "CSVRows", "JSONRows", "RowError", "Values", "parse_fields"]

# The most bytes of a row of CSV with newlines in quotes, and of a record of JSON.
MAX_ROW, MAX_RECORD = 1 << 20, 1 << 24

# The most bytes of a value that is resolved: a character may be written with twelve.
MAX_ESCAPED = 12 * MAX_VALUE

# A column's name with one of these would need quotes.
_QUOTED = frozenset('",;\t\r\n')

BOM = b"\xef\xbb\xbf"

# How a log of IIS or Zeek begins, and its lines about the others.
_LOG = (
    b"#Software:",
    b"#Version:",
    b"#Date:",
    b"#Fields:",
    b"#Remark:",
    b"#separator",
    b"#fields\t",
)
_LOG_LINES = re.compile(rb"^((?:\xef\xbb\xbf)?#[^\n]*\n?)", re.MULTILINE)


class RowError(ValueError):
    """A field or column cannot be read or added.  *option* is the one that asks for it."""

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
        if (new or field) in found:
            raise RowError("add", f"{new or field!a} is there twice: expected different names")
        found[new or field] = field
    return found


def parse_path(text: str) -> bytes:
    """Return the path of a field in a record as kernels read it.

    It has keys and indexes with dots between them, and "[]" for all items of an array.  Items of an
    array at the top are records of their own: "[].a" is "a".

    Raises RowError.

    >>> parse_path("[].resource.attributes[].value")
    b'resource.attributes[].value'
    """
    path = text.removeprefix("[].").encode("utf-8", "surrogateescape")
    rest = path.replace(b"[]", b"")
    if not rest or path[:1] in b".[" or path[-1:] == b"." or b"[" in rest or b"]" in rest:
        raise RowError(
            "field", f"expected keys such as a.b, a.0.b for an item, or a[].b, got {text[:500]!a}"
        )
    return path


def _braces(text: str) -> str:
    """Return *text* as a template has it."""
    return text.replace("{", "{{").replace("}", "}}")


class JSONRows:
    """Adds the fields *add* to records of JSON, by what *values* finds at the paths *fields*.

    Records are objects on a line, items of an array, or documents of many lines; also after "data:"
    and what Kubernetes writes before a line.  Of several paths, the first counts at which there is
    the name of an instance.

    ``objects`` counts the records, ``strings`` what is at the paths in them, ``others`` the lines
    that are no record, except empty ones, and ``skipped`` the records that already have a field of
    that name.  These stay unchanged, and so does a record of more than sixteen megabytes.

    Raises RowError for a path that is none.
    """

    def __init__(self, fields: Sequence[str], add: dict[str, str], values: Values) -> None:
        self._paths = [parse_path(field) for field in fields]
        self._keys = [new.encode("utf-8", "surrogateescape") for new in add]
        self._values = values
        names = list(add)

        def render(found: Sequence[str | int | None]) -> bytes:
            text = json.dumps(dict(zip(names, found, strict=True)), separators=(",", ":"))
            return f",{text[1:-1]}".encode()

        template = "".join(
            f",{_braces(json.dumps(new))}:"
            + (f"{{{field}}}" if field == "instance_id" else f'"{{{field}}}"')
            for new, field in add.items()
        )
        self._additions = Additions(values.scanner, template, tuple(add.values()), render)
        self.skipped = self.objects = self.others = self.strings = 0
        # What is held back of a record, its size, and how much is worth another look.
        self._held: list[bytes] = []
        self._size, self._enough, self._skips = 0, 0, False

    def annotate(self, data: bytes, *, is_end: bool = False) -> bytes:
        """Return the records that *data* completes, with fields added, and what is between them."""
        self._held.append(data)
        self._size += len(data)
        if self._size < self._enough and not is_end:
            return b""
        data = b"".join(self._held)
        done, out = self._annotated(data, is_end)
        if len(data) - done >= MAX_RECORD:
            # A record that is too long: it is given up, and what follows it may be one.
            data = data[done:]
            done, more = self._annotated(data, True)
            out += more
        self._size = len(data) - done
        self._held = [data[done:]]
        self._enough = min(2 * self._size, MAX_RECORD) if self._size > 1 << 16 else 0
        return out

    def skip(self, data: bytes) -> bytes:
        """Return *data*, a piece of a line that is too long, behind what was held back.

        The rest of that line is no record.
        """
        out = self.annotate(b"", is_end=True) + data
        self._skips = not data.endswith(b"\n")
        return out

    def end(self) -> bytes:
        """Return the rest at the end of a file, and get ready for the next one."""
        out = self.annotate(b"", is_end=True)
        self._skips = False
        return out

    def _annotated(self, data: bytes, is_end: bool) -> tuple[int, bytes]:
        """Return how much of *data* is done, and that with fields added."""
        records, *others = (
            backend.kernels.json_records(memoryview(data), path, self._keys, self._skips, is_end)
            for path in self._paths
        )
        done, self._skips, other_lines, ends, flags, *strings = records
        self.objects, self.others = self.objects + len(flags), self.others + other_lines
        rows, starts, stops, escaped = strings
        self.strings += len(escaped) + sum(len(one[-1]) for one in others)
        is_simple = not others and not escaped.strip(b"\0") and b"[" not in self._paths[0]
        if is_simple:
            found = self._at_one_path(data, ends, flags, rows, starts, stops)
        else:
            found = self._at_paths(data, ends, flags, [strings, *(one[5:] for one in others)])
        return done, self._additions.put(data[:done], *found)

    def _at_one_path(
        self, data: bytes, ends: bytes, flags: bytes, rows: bytes, starts: bytes, stops: bytes
    ) -> tuple[array[int], array[int], array[int], list[bytes]]:
        """Return where to add what, for a path with at most one string without escapes a record."""
        before = self._values.found
        owners, ids = self._values.column(data, starts, stops, self._additions.plain)
        places, texts = array("Q", ends), list[bytes]()
        if self._values.found - before == len(places) and not flags.strip(b"\0"):
            return places, owners, ids, texts
        put = array("Q"), array("I"), array("I")
        at = zip(array("I", rows), owners, ids, array("Q", starts), array("Q", stops), strict=True)
        for row, owner, number, start, stop in at:
            if owner == NO_OWNER:
                continue
            if owner == ASK:
                named = self._values.resolve(data[start:stop].decode("utf-8", "surrogateescape"))
                if named is None:
                    continue
                number = len(texts)
                texts.append(self._additions.text(named))
            if flags[row] & HAS_KEY:
                self.skipped += 1
                continue
            for column, one in zip(put, (places[row], owner, number), strict=True):
                column.append(one)
        return *put, texts

    def _at_paths(
        self, data: bytes, ends: bytes, flags: bytes, paths: Sequence[Sequence[bytes]]
    ) -> tuple[array[int], array[int], array[int], list[bytes]]:
        """Return where to add what, for strings of any number and at several paths."""
        # What records name: an owner and an ID, or what Python resolved.
        found: dict[int, tuple[int, int] | Named] = {}
        unclear = {row for row, flag in enumerate(flags) if flag & MANY}
        for strings in paths:
            own = self._named(data, strings, unclear)
            found |= own if not found else {row: own[row] for row in own if row not in found}
        self._values.found += len(found.keys() - unclear)
        for row, named in self._unclear(data, paths, unclear, flags).items():
            found.pop(row, None)
            if named is not None:
                found[row] = named
        places, put, texts = array("Q", ends), (array("Q"), array("I"), array("I")), list[bytes]()
        for row in sorted(found):
            what = found[row]
            if flags[row] & HAS_KEY:
                self.skipped += 1
                continue
            if isinstance(what, tuple):
                owner, number = what
            else:
                owner, number = ASK, len(texts)
                texts.append(self._additions.text(what))
            for column, one in zip(put, (places[row], owner, number), strict=True):
                column.append(one)
        return *put, texts

    def _named(
        self, data: bytes, strings: Sequence[bytes], unclear: set[int]
    ) -> dict[int, tuple[int, int] | Named]:
        """Return what the strings of each record name, if it is plausible, and one for all.

        The other records are added to *unclear*.
        """
        rows, starts, stops, escaped = strings
        plain = self._additions.plain
        columns = self._values.column(data, starts, stops, plain, is_counted=False)
        found: dict[int, tuple[int, int] | Named] = {}
        for i, (row, *key) in enumerate(zip(array("I", rows), *columns, strict=True)):
            what: tuple[int, int] | Named | None = (key[0], key[1])
            if key[0] >= ASK or escaped[i]:
                if key[0] == NO_OWNER and not escaped[i]:
                    continue
                what = self._values.named(self._string(data, strings, i))
                if what is not None and (what.instance_id or 0) > MAX_PLAUSIBLE_ID:
                    unclear.add(row)
            is_large = key[1] > MAX_PLAUSIBLE_ID
            if what is not None and (
                found.setdefault(row, what) != what or is_large or what is SEVERAL
            ):
                unclear.add(row)
        return found

    @staticmethod
    def _string(data: bytes, strings: Sequence[bytes], i: int) -> str:
        _, starts, stops, escaped = strings
        start, stop = (
            int.from_bytes(column[8 * i : 8 * i + 8], byteorder) for column in (starts, stops)
        )
        if stop - start > MAX_ESCAPED:
            return ""  # Longer than any value that is resolved.
        string = unescape(data[start:stop]) if escaped[i] else data[start:stop]
        return string.decode("utf-8", "surrogateescape")

    def _unclear(
        self, data: bytes, paths: Sequence[Sequence[bytes]], rows: set[int], flags: bytes
    ) -> dict[int, Named | None]:
        """Return what the records number *rows* name, whose strings are looked at one by one."""
        values: dict[int, list[list[str]]] = {row: [[] for _ in paths] for row in rows}
        for k, strings in enumerate(paths if rows else ()):
            for i, row in enumerate(array("I", strings[0])):
                if row in values:
                    values[row][k].append(self._string(data, strings, i))
        return {
            row: self._first(by_path, bool(flags[row] & MANY)) for row, by_path in values.items()
        }

    def _first(self, by_path: Sequence[Sequence[str]], has_more: bool) -> Named | None:
        """Return what the strings at the first path name that has a name; None for several."""
        if has_more:
            all_strings = [one for strings in by_path for one in strings]
            self._values.several += any(map(self._values.named, all_strings))
            return None
        for strings in by_path:
            before = self._values.several
            named = self._values.resolve_all(strings)
            if named is not None or self._values.several > before:
                return named
        return None


class CSVRows:
    """Adds the columns *add* to rows of CSV or TSV, by their column *column*, a name or number.

    *values* says what a cell names.

    ``open_quote`` is the number of the line with a quote that is not closed within a megabyte, or
    at all; it and what follows stay unchanged.  ``ragged`` counts the rows with more cells than
    the first, which stay unchanged, too; a row with fewer is filled up.

    Raises RowError for an invalid column.
    """

    def __init__(self, column: str, add: dict[str, str], values: Values) -> None:
        # Digits of other scripts are a name.
        self._is_number = column.isascii() and column.isdecimal()
        if self._is_number and not 0 < len(column.lstrip("0")) < 7:
            raise RowError("column", f"expected a name, or a number from 1 on, got {column!a:.500}")
        self._column, self._add, self._values = column, add, values
        self.ragged = 0
        self.restart()

    def restart(self) -> None:
        """Get ready for the next file."""
        self._held, self._enough, self._line, self.open_quote = b"", 0, 0, 0
        self._is_log = self._has_quotes = False
        self._additions: Additions
        # Set by the first row.
        self._delimiter, self._index, self._width = "", -1, 0

    def end(self) -> bytes:
        """Return the rest at the end of a file: that of an open quote stays unchanged."""
        out = self.annotate(b"", is_end=True)
        return out + self._give_up() if self._held else out

    def _give_up(self) -> bytes:
        self.open_quote = self._line + 1
        held, self._held = self._held, b""
        return held

    def annotate(self, data: bytes, *, is_end: bool = False) -> bytes:
        """Return the rows that *data*, whole lines, completes, with columns added."""
        if self.open_quote:
            return data
        data, self._held = self._held + data, b""
        if self._is_log or (not self._delimiter and data.removeprefix(BOM).startswith(_LOG)):
            return self._log(data)
        if len(data) < self._enough and not is_end:
            self._held = data
            return b""
        done, out = (0, b"") if self._width else self._first_row(data)
        if self._width:
            rest, added = self._rows(data[done:])
            done, out = done + rest, out + added
        self._held = data[done:]
        self._enough = min(2 * len(self._held), MAX_ROW) if len(self._held) > 1 << 16 else 0
        return out + self._give_up() if len(self._held) >= MAX_ROW else out

    def _log(self, data: bytes) -> bytes:
        """Return the lines of a log, as IIS and Zeek write it, with columns added.

        A line that starts with "#" is about the others; that with the fields is the header row.
        """
        self._is_log, out = True, []
        for line in _LOG_LINES.split(data):
            if not line.removeprefix(BOM).startswith(b"#"):
                self.ragged += 0 if self._width else line.count(b"\n")
                out.append(self._rows(line)[1] if self._width and line else line)
                continue
            self._line += 1
            text = line.rstrip(b"\r\n")
            words = text.removeprefix(BOM).decode("utf-8", "surrogateescape")
            if words.startswith(("#Fields:", "#fields\t")):
                self._set_delimiter(" " if words.startswith("#Fields:") else "\t", "-")
                more = self._header(words.split()[1:])
            else:
                is_types = words.startswith("#types\t") and self._width
                more = self._joined(["string"] * len(self._add)) if is_types else b""
            out += [text, more, line[len(text) :]]
        return b"".join(out)

    def _first_row(self, data: bytes) -> tuple[int, bytes]:
        """Return how much of *data* the header row is, and it with names added.

        Empty lines before it count, too.  Of an incomplete row, it is nothing.
        """
        start = len(data) - len(data.lstrip(b"\r\n"))
        line = data[start:].partition(b"\n")[0]
        self._line += data.count(b"\n", 0, start)
        if not line:
            return len(data), data
        semicolon = ";" if b";" in line and b"," not in line else ","
        self._set_delimiter("\t" if b"\t" in line else semicolon, "")
        skipped = start + len(BOM) * data.startswith(BOM, start)
        columns = self._kernel_rows(data[skipped:], 0)
        ends, counts = array("Q", columns[2]), array("I", columns[3])
        if not ends:
            self._line -= data.count(b"\n", 0, start)
            return 0, b""
        end = skipped + ends[0]
        if self._is_number:
            self._check_number(counts[0])
            self._index, self._width = int(self._column) - 1, counts[0]
            return skipped, data[:skipped]
        added = self._header(self._cells(data[skipped:end]))
        stop = data.find(b"\n", end) + 1 or len(data)
        self._line += data.count(b"\n", start, stop)
        return stop, b"".join([data[:end], added, data[end:stop]])

    def _set_delimiter(self, delimiter: str, unknown: str) -> None:
        """Read and write cells with *delimiter*, and *unknown* for what is not known."""
        self._delimiter, self._unknown = delimiter, unknown
        self._has_quotes = delimiter in ",;"

        def render(found: Sequence[str | int | None]) -> bytes:
            return self._joined([unknown if one is None else str(one) for one in found])

        fields = tuple(self._add.values())
        template = "".join(f"{delimiter}{{{field}}}" for field in fields)
        self._additions = Additions(self._values.scanner, template, fields, render)

    def _header(self, header: list[str]) -> bytes:
        """Return the names to add to the header row, which must have the column."""
        if not self._is_number and self._column not in header:
            raise RowError(
                "column", f"expected one of {', '.join(header)[:500]}, got {self._column!a:.500}"
            )
        for new in self._add:
            if new in header:
                raise RowError(
                    "add", f"the column {new!a:.500} already exists: pass NEW={self._add[new]}"
                )
        if self._is_number:
            self._check_number(len(header))
        self._index = int(self._column) - 1 if self._is_number else header.index(self._column)
        self._width = len(header)
        return self._joined(list(self._add))

    def _check_number(self, width: int) -> None:
        """Raise RowError if the first row, of *width* cells, has no column with the number."""
        if int(self._column) > width:
            raise RowError("column", f"the first row has fewer cells: {width}, got {self._column}")

    def _kernel_rows(
        self, data: bytes, index: int
    ) -> tuple[int, int, bytes, bytes, bytes, bytes, bytes]:
        delimiter = self._delimiter.encode()
        return backend.kernels.csv_rows(memoryview(data), delimiter, index, self._has_quotes)

    def _rows(self, data: bytes) -> tuple[int, bytes]:
        """Return how much of *data* complete rows are, and these with columns added."""
        done, lines, ends, cells, starts, stops, flags = self._kernel_rows(data, self._index)
        self._line += lines
        places, counts = array("Q", ends), array("I", cells)
        first, last = array("Q", starts), array("Q", stops)
        odd = {}
        if flags.strip(b"\0") or counts != array("I", [self._width]) * len(counts):
            for i, (flag, count) in enumerate(zip(flags, counts, strict=True)):
                if flag or count != self._width:
                    # Kernels are not asked for these.
                    odd[i], last[i] = (first[i], last[i]), first[i]
        plain = self._additions.plain
        before = self._values.found
        owners, ids = self._values.column(data, first.tobytes(), last.tobytes(), plain)
        if self._values.found - before == len(owners):
            return done, self._additions.put(data[:done], places, owners, ids, [])
        texts = [self._additions.text(None)]
        for i, owner in enumerate(owners):
            if owner < ASK:
                continue
            owners[i] = ASK
            if i in odd or owner == ASK:
                ids[i] = len(texts)
                start, stop = odd.get(i, (first[i], last[i]))
                texts.append(self._text(data[start:stop], flags[i], counts[i]))
        return done, self._additions.put(data[:done], places, owners, ids, texts)

    def _text(self, cell: bytes, flag: int, count: int) -> bytes:
        """Return what to add to a row of *count* cells with this *cell*."""
        self.ragged += count > self._width
        if flag & EMPTY or count > self._width:
            return b""
        missing = self._joined([self._unknown] * (self._width - count))
        value = self._cells(cell) if flag & QUOTED else [cell.decode("utf-8", "surrogateescape")]
        return missing + self._additions.text(self._values.resolve(value[0] if value else None))

    def _cells(self, row: bytes) -> list[str]:
        text = row.decode("utf-8", "surrogateescape")
        if not self._has_quotes or '"' not in text:
            return text.split(self._delimiter)
        try:
            return next(csv.reader([text], delimiter=self._delimiter), [])
        except csv.Error:  # The csv module rejects the row, which then names no instance.
            return []

    def _joined(self, cells: list[str]) -> bytes:
        # No quotes: names are letters, digits and -_./:, and column names are checked.
        return "".join(self._delimiter + cell for cell in cells).encode("utf-8", "surrogateescape")
