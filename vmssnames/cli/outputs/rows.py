"""Formats rows: a table for people; TSV, CSV, JSON and NDJSON for programs."""

from __future__ import annotations

from ...errors import shown
from ..terminal import painted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Row = dict[str, str | int | None]

FORMATS = ("tsv", "csv", "json", "ndjson")

# The version of the schema of `-o json`, which docs/reference/json.md describes.
SCHEMA_VERSION = 1


def format_rows(rows: Sequence[Row], form: str, *, headed: bool = True) -> str:
    """Return *rows*, which all have the same keys, in the format *form*.

    TSV, CSV and tables start with a header row if *headed*, and None is empty; in JSON it is null.
    """
    if form == "ndjson":
        return format_ndjson(rows)
    lines = [list(rows[0]), *(list(map(cell_text, row.values())) for row in rows)]
    if form == "table":
        return aligned(lines, headed=headed)
    lines = lines if headed else lines[1:]
    if form == "csv":
        return format_csv(lines)
    # The grammar allows no tabs and newlines in a cell.
    return "".join("\t".join(line) + "\n" for line in lines)


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
    for name in reversed(sort):
        column = name.removeprefix("-")
        there = [row for row in found if row[column] is not None]
        there.sort(key=lambda row: _order(row[column]), reverse=name.startswith("-"))
        found = [*there, *(row for row in found if row[column] is None)]
    if columns is not None:
        found = [{name: row[name] for name in columns} for row in found]
    return found[:limit]


def _order(value: object) -> tuple[bool, object]:
    # Numbers sort by value, before strings.
    return isinstance(value, str), value.lower() if isinstance(value, str) else value


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


def cell_text(value: object) -> str:
    """Return *value* as a string: "" for None, "true" and "false" for booleans."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


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


def format_json(**parts: object) -> str:
    """Return *parts* as one JSON object with the version of its schema."""
    import json

    return json.dumps({"schema_version": SCHEMA_VERSION} | parts, indent=2) + "\n"


def aligned(
    lines: list[list[str]],
    *,
    headed: bool = True,
    colours: Mapping[tuple[str, str], str] | None = None,
) -> str:
    """Return *lines* of cells as a table with aligned columns; the first line is the header.

    It is not printed unless *headed*.  *colours* has the colours of some cells, by the header of
    their column and their text, up to a parenthesis.
    """
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    made: list[str] = []
    for line in lines:
        padded = [cell.ljust(n) for cell, n in zip(line, widths, strict=True)]
        if colours and made:
            for i, (name, cell) in enumerate(zip(lines[0], line, strict=True)):
                colour = colours.get((name, cell.partition(" (")[0]))
                if colour is not None:
                    padded[i] = painted(cell, colour) + padded[i][len(cell) :]
        made.append("  ".join(padded).rstrip())
    header, *rest = made
    head = [painted(header, "bold")] if headed else []
    return "".join(f"{line}\n" for line in (*head, *rest))


def fitted(
    lines: list[list[str]], width: int | None, least: Sequence[str]
) -> tuple[list[list[str]], list[str]]:
    """Return a table without the columns for which *width* has no room, and their headers.

    Columns without a value go first, then those of *least*, from its beginning, one by one.

    >>> fitted([["A", "B", "C"], ["1", "2", ""], ["1", "2", ""]], 5, ["A", "C"])
    ([['A', 'B'], ['1', '2'], ['1', '2']], ['C'])
    """
    dropped: list[str] = []
    if width is None or len(lines) < 2:
        return lines, dropped
    columns = [list(column) for column in zip(*lines, strict=True)]
    empty = [column[0] for column in columns if not any(column[1:])]
    for name in (*(one for one in empty if one in least), *least):
        widths = [max(map(len, column)) for column in columns]
        if sum(widths) + 2 * (len(widths) - 1) <= width:
            break
        if any(column[0] == name for column in columns):
            columns = [column for column in columns if column[0] != name]
            dropped.append(name)
    return [list(line) for line in zip(*columns, strict=True)], dropped
