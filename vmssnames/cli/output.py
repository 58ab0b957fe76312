"""Rows as a table for people, or as TSV, CSV, JSON and NDJSON for programs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = dict[str, str | int | None]

FORMATS = ("tsv", "csv", "json", "ndjson")


def format_rows(rows: Sequence[Row], form: str) -> str:
    """Return *rows*, which all have the same keys, in the format *form*.

    TSV and CSV start with a line of the keys; None is empty there and null in JSON.
    """
    if form == "json":
        import json

        return json.dumps(rows, indent=2) + "\n"
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
    # No cell holds a tab or a newline: the grammar lets none in.
    return "".join("\t".join(line) + "\n" for line in lines)
