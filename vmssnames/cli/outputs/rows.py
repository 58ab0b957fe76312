"""Formats rows: tables for people, Markdown; TSV, CSV, JSON and NDJSON for programs; names.

Cells are untrusted: terminals, spreadsheets and Markdown must not interpret them.
"""

from __future__ import annotations

from ...errors import escaped, shown
from ..errors import CommandError, warn
from ..terminal import columns_of_terminal, painted, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    Row = dict[str, Any]

# The formats of every command that prints rows.
FORMATS = ("table", "wide", "tsv", "csv", "markdown", "json", "ndjson", "name")
HEADED = ("table", "wide", "tsv", "csv")

# The versions of the schema of `-o json`, which docs/reference/json.md describes.
SCHEMAS = (1, 2)

# The widths of a table are those of its first rows: the others are printed as they come.
_WINDOW = 1000

NONE: Mapping[tuple[str, str], str] = {}

# The characters that Markdown interprets, also those of GitHub's links and mentions.
_MARKED = str.maketrans({c: f"\\{c}" for c in "\\`*[]<>|~&#!@:$"} | {"\uff5c": "\\|"})


class RowOptions:
    """Which rows to print, in which order, with which columns, and how."""

    output: str | None
    columns: str | None
    sort: list[str]
    limit: int | None
    no_header: bool
    schema: int


class Arrangement:
    """Which rows are printed, in which order, with which columns; and how JSON is called.

    *columns*, *sort* and *limit* are those of ``arranged``.
    """

    def __init__(
        self,
        columns: Sequence[str] | None = None,
        sort: Sequence[str] = (),
        limit: int | None = None,
        *,
        headed: bool = True,
        schema: int = SCHEMAS[-1],
    ) -> None:
        self.columns, self.sort, self.limit = columns, sort, limit
        self.headed, self.schema = headed, schema

    @property
    def is_default(self) -> bool:
        """Whether it leaves rows and columns as they are."""
        return self.columns is None and not self.sort and self.limit is None

    def warn_of_missing(self, missing: Callable[[str], int], count: int) -> None:
        """Say which of *count* rows have nothing to sort by; *missing* counts those in a column."""
        for column in (name.removeprefix("-") for name in self.sort):
            number = missing(column)
            if number:
                warn(f"{number} of {count} rows have no {column} to sort by: they are last")

    def text(
        self,
        rows: Sequence[Row],
        form: str,
        *,
        key: str = "rows",
        empty: str = "",
        least: Sequence[str] = (),
        known: Sequence[str] = (),
        **more: Any,
    ) -> str:
        """Return *rows*, which all have the same keys, in the format *form*.

        *key* and *more* are for JSON, *empty* and *least* for tables, as of a RowWriter.  *known*
        are the columns, for the header of TSV and CSV without rows.
        """
        self.warn_of_missing(lambda column: sum(row[column] is None for row in rows), len(rows))
        rows = arranged(rows, columns=self.columns, sort=self.sort, limit=self.limit)
        least = least if self.columns is None else ()
        settings: dict[str, Any] = {"headed": self.headed, "schema": self.schema, "least": least}
        writer = RowWriter(form, key=key, empty=empty, **settings)
        columns = self.columns or known
        if not rows and columns and self.headed and form in ("tsv", "csv"):
            return writer.header(columns)
        return writer.text(rows) + writer.end(**more)


class RowWriter:
    """Formats rows as they come, in flat memory; *names* are the columns of ``-o name``.

    *empty* stands for empty cells of tables.  *least* are the columns that a table leaves out, from
    its beginning, if the terminal has no room.
    """

    def __init__(
        self,
        form: str,
        *,
        headed: bool = True,
        schema: int = SCHEMAS[-1],
        key: str = "rows",
        empty: str = "",
        names: Sequence[str] = ("vm_name", "name", "computer_name"),
        least: Sequence[str] = (),
    ) -> None:
        self._form, self._headed, self._schema, self._key = form, headed, schema, key
        self._empty, self._names, self._least = empty, names, least
        self._dropped: list[str] = []
        self._waiting: list[list[str]] = []
        self._heads: list[str] = []
        self._places: list[int] = []
        self._widths: list[int] | None = None
        self._is_begun = False

    def text(self, rows: Iterable[Row]) -> str:
        """Return what is to be printed of *rows* now."""
        rows = [*rows]
        if not rows:
            return ""
        is_first = not self._is_begun
        self._is_begun = True
        if self._form == "ndjson":
            return format_ndjson(rows)
        if self._form == "json":
            return self._items(rows, is_first)
        if self._form == "name":
            return "".join(f"{escaped(self._name(row))}\n" for row in rows)
        lines = [[*map(cell_text, row.values())] for row in rows]
        if self._form in ("tsv", "csv"):
            heads = [[*rows[0]]] if is_first and self._headed else []
            return separated([*heads, *lines], self._form)
        lines = [[escaped(cell) or self._empty for cell in line] for line in lines]
        if is_first:
            lines.insert(0, [*map(heading, rows[0])])
        if self._form == "markdown":
            return markdown(lines, headed=is_first)
        return self._aligned(lines)

    def header(self, columns: Sequence[str]) -> str:
        """Return the header row of TSV or CSV, also of a table without rows."""
        self._is_begun = True
        return separated([[*columns]], self._form)

    def end(self, **more: object) -> str:
        """Return the rest; *more* are further keys of a JSON object."""
        if self._form == "json":
            if not self._is_begun:
                return format_json(self._schema, **{self._key: []}, **more)
            rest = format_json(None, **more) if more else "{}\n"
            return f"\n  ]{',' if more else ''}\n{rest.removeprefix('{').lstrip(chr(10))}"
        text = self._flushed()
        if self._dropped:
            text += no_room(self._dropped)
        return text

    def _items(self, rows: list[Row], is_first: bool) -> str:
        items = map(_item, rows)
        head = f'{{\n  "schema_version": {self._schema},\n  "{self._key}": [\n    '
        return (head if is_first else ",\n    ") + ",\n    ".join(items)

    def _name(self, row: Row) -> str:
        known = [row[name] for name in self._names if row.get(name) is not None]
        # What is no instance has its name in the first column.
        return cell_text(known[0] if known else next(iter(row.values())))

    def _aligned(self, lines: list[list[str]]) -> str:
        if self._widths is not None:
            lines = [[line[place] for place in self._places] for line in lines]
            return below(lines, self._widths, self._heads, COLOURED)
        self._waiting += lines
        return self._flushed() if len(self._waiting) > _WINDOW else ""

    def _flushed(self) -> str:
        waiting, self._waiting = self._waiting, []
        return self._table(waiting) if waiting else ""

    def _table(self, lines: list[list[str]]) -> str:
        width = columns_of_terminal() if self._form == "table" else None
        heads = lines[0]
        lines, self._dropped = fitted(lines, width, [*map(heading, self._least)])
        self._heads, self._widths = lines[0], widths_of(lines)
        self._places = [n for n, head in enumerate(heads) if head not in self._dropped]
        return aligned(lines, headed=self._headed, colours=COLOURED)


# States that need a look, by the headers of their columns.
READY = "READY"
_LOOKS = {
    "error": "failed canceled unhealthy",
    "warning": "stopped deallocated unknown old creating updating migrating deleting starting "
    "stopping deallocating",
}
COLOURED = {
    (head, state): colour
    for head in ("POWER", "PROVISIONING", "HEALTH", "MODEL", "VIEW PROVISIONING")
    for colour, states in _LOOKS.items()
    for state in states.split()
} | {(READY, "false"): "error", (READY, "unknown"): "warning"}


def no_room(dropped: Sequence[str]) -> str:
    """Return what to print below a table without the columns *dropped*."""
    return wrapped(f"no room for {', '.join(dropped)}: -o wide shows all")


def painted_state(head: str, state: str) -> str:
    """Return *state*, of a column with the header *head*, in its colour."""
    colour = COLOURED.get((head, state.partition(" (")[0]))
    return state if colour is None else painted(state, colour)


def arranged(
    rows: Sequence[Row],
    *,
    columns: Sequence[str] | None = None,
    sort: Sequence[str] = (),
    limit: int | None = None,
) -> list[Row]:
    """Return *rows* in the order *sort*, the first *limit* of them, with only *columns*.

    A hyphen before a column in *sort* reverses its order; None comes last, in either order.
    """
    found = list(rows)
    if sort:
        from ...names.order import order_in

        def order(column: str, value: object) -> tuple[bool, object]:
            # Numbers sort by value, before strings.
            return isinstance(value, str), order_in(column, value) if isinstance(
                value, str
            ) else value

    for name in reversed(sort):
        column = name.removeprefix("-")
        there = [row for row in found if row[column] is not None]
        there.sort(key=lambda row: order(column, row[column]), reverse=name.startswith("-"))
        found = [*there, *(row for row in found if row[column] is None)]
    found = found[:limit]
    if columns is not None:
        found = [{name: row[name] for name in columns} for row in found]
    return found


def column_in(known: Iterable[str]) -> Callable[[str], str]:
    """Return a function that returns a name in *known*, and raises ValueError for others."""
    names = tuple(known)

    def check(name: str) -> str:
        if name in names:
            return name
        from difflib import get_close_matches

        near = get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"expected {', '.join(names)}"
        raise ValueError(f"no column {shown(name)}: {hint}")

    return check


def check_form(form: str, columns: object, is_headed: bool) -> None:
    """Raise CommandError for options of rows that mean nothing in the format *form*."""
    if columns is not None and form not in FORMATS[:-1]:
        raise CommandError(f"--columns does not work with -o {form}: use another -o")
    if not is_headed and form not in HEADED:
        raise CommandError(f"--no-header does not work with -o {form}: use tsv, csv or table")


# Cells, lines and tables


def cell_text(value: object) -> str:
    """Return *value* as a string: "" for None, "true" and "false" for booleans."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def heading(column: str) -> str:
    """Return the header of *column* in a table for people."""
    return column.upper().replace("_", " ")


def format_csv(lines: Iterable[list[str]]) -> str:
    """Return *lines* of cells as CSV."""
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def format_ndjson(rows: Iterable[Mapping[str, object]]) -> str:
    """Return *rows* as JSON, one object per line."""
    import json

    return "".join(json.dumps(row) + "\n" for row in rows)


def _item(row: Row) -> str:
    """Return *row* as json.dumps(indent=2) formats it as an item of a list in an object."""
    import json

    if any(isinstance(one, (dict, list)) for one in row.values()):
        return json.dumps(row, indent=2).replace("\n", "\n    ")
    # With an indent, json.dumps leaves its C code and takes ten times as long.
    cells = json.dumps(row, separators=(",\n      ", ": "))[1:-1]
    return f"{{\n      {cells}\n    }}"


def format_json(schema: int | None, **parts: object) -> str:
    """Return *parts* as one JSON object with the version of its schema, unless it is None."""
    import json

    head = {} if schema is None else {"schema_version": schema}
    return json.dumps(head | parts, indent=2) + "\n"


def separated(lines: Iterable[list[str]], form: str) -> str:
    """Return *lines* of cells as TSV or CSV."""
    if form == "tsv":
        return "".join(map(_tabbed, lines))
    return format_csv([no_formula(escaped(cell)) for cell in line] for line in lines)


def _tabbed(cells: list[str]) -> str:
    line = "\t".join(cells)
    # All cells at once: there is rarely anything to escape.
    if line.count("\t") == len(cells) - 1 and line.replace("\t", "").isprintable():
        return f"{line}\n"
    return "\t".join(map(escaped, cells)) + "\n"


def no_formula(cell: str) -> str:
    """Return *cell* for CSV, so that spreadsheets do not take it for a formula."""
    from ...inventory.records import FORMULA

    # A lone hyphen is standard input, or nothing.
    return f"'{cell}" if FORMULA.search(cell) and cell != "-" else cell


def markdown(lines: list[list[str]], *, headed: bool = True) -> str:
    """Return *lines* of cells as a table in Markdown; the first is the header if *headed*."""
    rows = [[*map(_marked, line)] for line in lines]
    if headed:
        rows.insert(1, ["---"] * len(rows[0]))
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def _marked(cell: str) -> str:
    cell = cell.translate(_MARKED).replace("www.", "www\\.")
    return f"\\{cell}" if cell.startswith("_") else cell


def widths_of(lines: list[list[str]]) -> list[int]:
    """Return the widths of the columns of *lines*."""
    return [max(map(len, column)) for column in zip(*lines, strict=True)]


def aligned(
    lines: list[list[str]], *, headed: bool = True, colours: Mapping[tuple[str, str], str] = NONE
) -> str:
    """Return *lines* of cells as a table with aligned columns; the first line is the header.

    It is not printed unless *headed*.  *colours* has the colours of some cells, by the header of
    their column and their text, up to a parenthesis.
    """
    heads, widths = lines[0], widths_of(lines)
    head = f"{painted(_line(heads, widths), 'bold')}\n" if headed else ""
    return head + below(lines[1:], widths, heads, colours)


def below(
    lines: Iterable[list[str]],
    widths: list[int],
    heads: list[str],
    colours: Mapping[tuple[str, str], str] = NONE,
) -> str:
    """Return *lines*, which follow those that ``aligned`` made with *heads* and *widths*."""
    made: list[str] = []
    for line in lines:
        keys = zip(heads, line, strict=True)
        found = [colours.get((head, cell.partition(" (")[0])) for head, cell in keys]
        made.append(f"{_line(line, widths, found)}\n")
    return "".join(made)


def _line(cells: list[str], widths: list[int], colours: Sequence[str | None] = ()) -> str:
    shown_cells = [cell.ljust(n) for cell, n in zip(cells, widths, strict=True)]
    for i, colour in enumerate(colours):
        if colour is not None:
            shown_cells[i] = painted(cells[i], colour) + shown_cells[i][len(cells[i]) :]
    return "  ".join(shown_cells).rstrip()


def fitted(
    lines: list[list[str]], width: int | None, least: Sequence[str]
) -> tuple[list[list[str]], list[str]]:
    """Return a table without the columns for which *width* has no room, and their headers.

    Columns without a value go first, then those of *least*, from its beginning, one by one.

    >>> fitted([["A", "B", "C"], ["1", "2", ""], ["1", "2", ""]], 5, ["A", "C"])
    ([['A', 'B'], ['1', '2'], ['1', '2']], ['C'])
    """
    if width is None or len(lines) < 2:
        return lines, []
    sizes = dict(zip(lines[0], widths_of(lines), strict=True))
    empty = [head for head, *cells in zip(*lines, strict=True) if not any(cells)]
    order = [*(one for one in empty if one in least), *(one for one in least if one not in empty)]
    order = [one for one in order if one in sizes]
    # The gap after the last column is not there.
    room = width + 2 - sum(2 + size for size in sizes.values())
    dropped: list[str] = []
    for name in order:
        if room >= 0:
            break
        room += 2 + sizes[name]
        dropped.append(name)
    # A wide column may have made room for narrow ones that went before it.
    for name in dropped[::-1]:
        if 2 + sizes[name] <= room:
            room -= 2 + sizes[name]
            dropped.remove(name)
    kept = [n for n, head in enumerate(lines[0]) if head not in dropped]
    return [[line[n] for n in kept] for line in lines], dropped
