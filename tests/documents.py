"""What README.md and docs/*.md show: examples to run, commands to run, tables to compare."""

import doctest
import re

from tools.examples import (
    PAGES,
    ROOT as ROOT,
    commands_in as _commands_in,
    run_command as run_command,
)

DOCS = PAGES[1:]


def run_examples(path):
    """Run each >>> of *path*; return how many there are and how many do not do as shown."""
    found = doctest.testfile(str(path), module_relative=False, optionflags=doctest.ELLIPSIS)
    return found.attempted, found.failed


def commands_in(path):
    """Return each "$ command" of the console blocks of *path*, with what it is shown to print."""
    return _commands_in(path.read_text("utf-8"))


def table_row(*cells):
    """Return *cells* as a line of a table."""
    return f"| {' | '.join(cells)} |"


def tables_in(path, *heads):
    """Return the lines below each table head of *heads* in *path*, as lists of lines."""
    lines = path.read_text("utf-8").splitlines()
    tables = []
    for at, line in enumerate(lines):
        if line == table_row(*heads):
            body = lines[at + 2 :]
            end = next((n for n, one in enumerate(body) if not one.startswith("|")), len(body))
            tables.append(body[:end])
    return tables


def cells_of(line):
    """Return the cells of a table's *line*, without the marks of code and links."""
    cells = [cell.strip() for cell in line.strip("|").split(" | ")]
    return [re.sub(r"^\[(.*)\]\(.*\)$", r"\1", cell).strip("`") for cell in cells]
