"""Formats rows: a table for people; TSV, CSV, JSON and NDJSON for programs."""

from __future__ import annotations

from ..terminal import painted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = dict[str, str | int | None]

FORMATS = ("tsv", "csv", "json", "ndjson")

# The version of the schema of `-o json`, which docs/json.md describes.
SCHEMA_VERSION = 1


def format_rows(rows: Sequence[Row], form: str) -> str:
    """Return *rows*, which all have the same keys, in the format *form*.

    TSV, CSV and tables start with a header row, and None is empty; in JSON it is null.
    """
    if form == "ndjson":
        import json

        return "".join(json.dumps(row) + "\n" for row in rows)
    lines = [list(rows[0])]
    lines += [["" if cell is None else str(cell) for cell in row.values()] for row in rows]
    if form == "csv":
        import csv
        import io

        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(lines)
        return out.getvalue()
    if form == "table":
        return aligned(lines)
    # The grammar allows no tabs and newlines in a cell.
    return "".join("\t".join(line) + "\n" for line in lines)


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
