"""Formats rows: a table for people; TSV, CSV, JSON and NDJSON for programs."""

from __future__ import annotations

from ..terminal import painted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = dict[str, str | int | None]

FORMATS = ("tsv", "csv", "json", "ndjson")

# The version of the schema of `-o json`, which docs/reference/json.md describes.
SCHEMA_VERSION = 1


def format_rows(rows: Sequence[Row], form: str) -> str:
    """Return *rows*, which all have the same keys, in the format *form*.

    TSV, CSV and tables start with a header row, and None is empty; in JSON it is null.
    """
    if form == "ndjson":
        return format_ndjson(rows)
    lines = [list(rows[0]), *(list(map(cell_text, row.values())) for row in rows)]
    if form == "csv":
        return format_csv(lines)
    if form == "table":
        return aligned(lines)
    # The grammar allows no tabs and newlines in a cell.
    return "".join("\t".join(line) + "\n" for line in lines)


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


def aligned(lines: list[list[str]]) -> str:
    """Return *lines* of cells as a table with aligned columns; the first line is the header."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = [[cell.ljust(n) for cell, n in zip(line, widths, strict=True)] for line in lines]
    header, *rest = ["  ".join(cells).rstrip() for cells in padded]
    return "".join(f"{line}\n" for line in (painted(header, "bold"), *rest))
