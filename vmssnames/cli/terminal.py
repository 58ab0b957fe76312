"""Text for a terminal: colours, and help that fits its width."""

from __future__ import annotations

import os

from .streams import STDOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

COLOURS = {"bold": 1, "certain": 32, "likely": 32, "possible": 33, "unlikely": 31}


def painted(text: str, colour: str) -> str:
    """Return *text* in a colour, if standard output is a terminal and NO_COLOR is not set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return text
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if os.isatty(STDOUT) else text


def default_format() -> str:
    """Return the default of ``-o``: "table" on a terminal, "tsv" elsewhere."""
    return "table" if os.isatty(STDOUT) else "tsv"


def help_formatter(prog: str) -> Any:
    """Return argparse's formatter of help, with lines as written, for the terminal's width.

    By default argparse imports shutil to get the width, and gets it again for each option.
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
    """Return *head* and *names*, separated by commas and wrapped to 80 columns."""
    lines, line = [], head
    for name in names:
        if len(line) + len(name) > 78:
            lines.append(line)
            line = "  "
        line += f"{name}, "
    return "\n".join(one.rstrip() for one in (*lines, line.rstrip(", ")))
