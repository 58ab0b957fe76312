"""What README.md and docs/*.md show: examples to run, commands to run, tables to compare."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))


def run_examples(path):
    """Run each >>> of *path*; return how many there are and how many do not do as shown."""
    found = doctest.testfile(str(path), module_relative=False, optionflags=doctest.ELLIPSIS)
    return found.attempted, found.failed


def commands_in(path):
    """Return each "$ command" of the console blocks of *path*, with what it is shown to print."""
    blocks = re.findall(r"```console\n(.*?)```", path.read_text("utf-8"), re.S)
    shown = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.M) if part]
    return [(command, output) for command, _, output in (part.partition("\n") for part in shown)]


def run_command(command, environment):
    """Return what *command* prints, on both streams; vmssnames in it is this one."""
    define = f'vmssnames() {{ {shlex.quote(sys.executable)} -m vmssnames "$@"; }}\n'
    result = subprocess.run(
        ["bash", "-c", define + command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return result.stdout


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
