"""Rows as a table for people, or as TSV, CSV, JSON and NDJSON for programs."""

from __future__ import annotations

import os

from ..streams import STDOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Row = dict[str, str | int | None]

COLOURS = {"bold": 1, "certain": 32, "likely": 32, "possible": 33, "unlikely": 31}

FORMATS = ("tsv", "csv", "json", "ndjson")

# Of what `-o json` prints; docs/json.md says what is in it.
SCHEMA_VERSION = 1


def format_rows(rows: Sequence[Row], form: str) -> str:
    """Return *rows*, which all have the same keys, in the format *form*.

    TSV, CSV and tables start with a line of the keys; None is empty there and null in JSON.
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
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        padded = [[cell.ljust(n) for cell, n in zip(line, widths, strict=True)] for line in lines]
        heading, *rest = ["  ".join(cells).rstrip() for cells in padded]
        return "".join(f"{line}\n" for line in (painted(heading, "bold"), *rest))
    # No cell holds a tab or a newline: the grammar lets none in.
    return "".join("\t".join(line) + "\n" for line in lines)


def format_json(**parts: object) -> str:
    """Return *parts* as one JSON object, which says of which version it is."""
    import json

    return json.dumps({"schema_version": SCHEMA_VERSION} | parts, indent=2) + "\n"


def help_formatter(prog: str) -> Any:
    """Return what formats help: lines stay as they are, for the width of the terminal.

    Left to itself, argparse imports shutil to ask for the width, and asks for each option.
    """
    from argparse import RawDescriptionHelpFormatter

    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() else 0
    if width <= 0:
        try:
            width = os.get_terminal_size(STDOUT).columns
        except OSError:
            width = 80
    return RawDescriptionHelpFormatter(prog, width=(width or 80) - 2)


def filled(head: str, names: Sequence[str]) -> str:
    """Return *names* behind *head*, in lines that a terminal has room for."""
    lines, line = [], head
    for name in names:
        if len(line) + len(name) > 78:
            lines.append(line)
            line = "  "
        line += f"{name}, "
    return "\n".join(one.rstrip() for one in (*lines, line.rstrip(", ")))


def painted(text: str, colour: str) -> str:
    """Return *text* in a colour, where standard output is a terminal and colours are welcome."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return text
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if os.isatty(STDOUT) else text
