"""Whole commands, beside what a good engineer would write: ``python -m benchmarks.commands``.

Each row is a command and an input; beside it runs a plain loop in Python that checks what it reads
(strict regular expressions), in a process of its own, in turns, and must give the same answer.  CPU
seconds are net of ``python -c pass``; the least of three turns counts.  --write keeps the table.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vmssnames import format_base36

from .measure import machine
from .processes import run

RESULTS = Path(__file__).parent / "results"
TURNS = 3
GROUP = "/subscriptions/1d9c7a0e-0000-4000-8000-00000000002d/resourceGroups/shop"
SETS = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets"
PREFIXES = [f"pre{i}x" for i in range(100)]

# The plain programs.  NAME is a pattern of our prefixes; each prints what the command prints.
HEAD = r"""
import re, sys
PREFIX = "|".join(f"pre{i}x" for i in range(100))
HOST = re.compile(rf"(?<![0-9A-Za-z_-])({PREFIX})([0-9A-Za-z]{{6}})(?![0-9A-Za-z-])", re.I)
data = open(sys.argv[1], encoding="utf-8")
out = []
"""
PLAIN = {
    "scan": HEAD + 'for line in data:\n    out += [m[0] + "\\n" for m in HOST.finditer(line)]\n',
    "with": HEAD
    + """for line in data:
    for m in HOST.finditer(line):
        out.append(f"{m[0]}\\t{int(m[2], 36)}\\t{m[1]}\\n")
""",
    "unique": HEAD
    + """found = {}
for number, line in enumerate(data, 1):
    for m in HOST.finditer(line):
        row = found.setdefault((m[1].lower(), int(m[2], 36)), [0, number, number])
        row[0] += 1
        row[2] = number
for (name, i), (count, first, last) in sorted(found.items()):
    out.append(f"{name}\\t{i}\\t{count}\\t{first}\\t{last}\\n")
""",
    "annotate": HEAD
    + """for line in data:
    out.append(HOST.sub(lambda m: f"{m[0]}({m[1].lower()}/{int(m[2], 36)})", line))
""",
    "field": HEAD
    + """import orjson
for line in open(sys.argv[1], "rb"):
    row = orjson.loads(line)
    m = HOST.match(row["host"])
    if m:
        row["instance_id"], row["scale_set"] = int(m[2], 36), m[1].lower()
    out.append(orjson.dumps(row).decode() + "\\n")
""",
    "column": HEAD
    + """import csv, io
text = io.StringIO()
writer, reader = csv.writer(text, lineterminator="\\n"), csv.reader(data)
header = next(reader)
writer.writerow([*header, "instance_id", "scale_set"])
at = header.index("host")
for row in reader:
    m = HOST.match(row[at])
    writer.writerow([*row, int(m[2], 36), m[1].lower()] if m else [*row, "", ""])
out.append(text.getvalue())
""",
    "host": HEAD
    + """LINE = re.compile(r"(?:node/)?([0-9A-Za-z][0-9A-Za-z-]{0,57})([0-9A-Za-z]{6})"
                  r"(?:\\.(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\\.?)+)?\\n")
for line in data:
    m = LINE.fullmatch(line)
    out.append(f"{int(m[2], 36)}\\n" if m else "\\n")
""",
    "vm": HEAD
    + """LINE = re.compile(r"([0-9A-Za-z][0-9A-Za-z._-]{0,63})_(0|[1-9][0-9]{0,9})\\n")
for line in data:
    m = LINE.fullmatch(line)
    out.append(f"{int(m[2])}\\n" if m and int(m[2]) < 36**6 else "\\n")
""",
    "path": HEAD
    + """LINE = re.compile(r"/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft"
                  r"\\.Compute/virtualMachineScaleSets/([0-9A-Za-z._-]{1,64})/virtualMachines/"
                  r"(0|[1-9][0-9]{0,9})\\n", re.I)
for line in data:
    m = LINE.fullmatch(line)
    out.append(f"{int(m[4])}\\n" if m and int(m[4]) < 36**6 else "\\n")
""",
    "encode": HEAD
    + """D = "0123456789abcdefghijklmnopqrstuvwxyz"
def six(n):
    text = ""
    while n:
        n, k = divmod(n, 36)
        text = D[k] + text
    return text.rjust(6, "0")
for line in data:
    m = re.fullmatch(r"0|[1-9][0-9]{0,9}", line[:-1])
    out.append(f"web{six(int(line))}\\n" if m else "\\n")
""",
}


@dataclass(frozen=True)
class Row:
    """A command on an input, a plain program, and what of our output must equal its."""

    title: str
    arguments: tuple[str, ...]
    input: str
    plain: str
    answer: Callable[[bytes], object] = lambda out: out


def _unique(out: bytes) -> bytes:
    """Return our rows as the plain program has them: set, ID, count, first and last line."""
    rows = [line.split(b"\t") for line in out.splitlines()[1:]]
    rows.sort(key=lambda row: (row[0], int(row[1])))
    return b"".join(b"\t".join([row[0], row[1], *row[5:]]) + b"\n" for row in rows)


def _rows(out: bytes) -> object:
    return [json.loads(line) for line in out.splitlines()]


FLEET = ("--fleet", "fleet.txt")
ADD = ("--add", "instance_id,scale_set")
ROWS = [
    Row("scan", ("scan", *FLEET), "log", "scan"),
    Row("scan --with", ("scan", *FLEET, "--with", "instance_id,scale_set"), "log", "with"),
    Row("scan --unique", ("scan", *FLEET, "--unique", "-o", "tsv"), "log", "unique", _unique),
    Row("annotate", ("annotate", *FLEET), "log", "annotate"),
    Row(
        "annotate --field", ("annotate", *FLEET, "--field", "host", *ADD), "ndjson", "field", _rows
    ),
    Row("annotate --column", ("annotate", *FLEET, "--column", "host", *ADD), "csv", "column"),
    Row("convert, computer names", ("convert", "--to", "id"), "bare", "host"),
    Row("convert, node/NAME", ("convert", "--to", "id"), "node", "host"),
    Row("convert, host names", ("convert", "--to", "id"), "fqdn", "host"),
    Row("convert, VM names", ("convert", "--to", "id"), "vm", "vm"),
    Row("convert, resource IDs", ("convert", "--to", "id"), "path", "path"),
    Row(
        "convert, IDs to names",
        ("convert", "--from", "id", "--to", "node-name", "--prefix", "web"),
        "ids",
        "encode",
    ),
]


def write_inputs(folder: Path, scale: float) -> None:
    """Write the inputs into *folder*: 100 MB of text and 500 000 names, times *scale*."""
    draw = random.Random(1)
    count = int(500_000 * scale)
    hosts = [f"{draw.choice(PREFIXES)}{format_base36(draw.randrange(100))}" for _ in range(count)]
    ids = [draw.randrange(100_000) for _ in range(count)]
    noise = ["connection reset by peer", "upstream timeout after 30000 ms", "GET /health 200"]
    texts: dict[str, Iterator[str]] = {
        "log": (
            f"2026-11-26T10:{i % 60:02}:00.{i % 1000:03}Z kubelet[{i % 977}]: {draw.choice(noise)}"
            f"{f' from {host}.x.internal.cloudapp.net' if i % 4 == 0 else ' (no host was named)'}"
            " while syncing pod kube-system/coredns-5d78c9869d-x2x9z; retrying in 10s, attempt 3 of"
            " 5, backoff doubled since the last attempt\n"
            for i, host in enumerate(hosts)
        ),
        "ndjson": (
            f'{{"time":"2026-11-22T10:36:37Z","level":"warning","host":"{host.lower()}'
            f'{".k0wka.gx.internal.cloudapp.net" if i % 2 else ""}","msg":"{draw.choice(noise)}",'
            f'"pod":"coredns-5d78c9869d-x2x9z","duration_ms":{i % 977},"n":{i}}}\n'
            for i, host in enumerate(hosts[: count * 2 // 5])
        ),
        "csv": (
            "time,host,level,message\n"
            if i == 0
            else f"2026-11-22T10:36:37Z,{host.lower()},warning,{draw.choice(noise)}\n"
            for i, host in enumerate(hosts)
        ),
        "bare": (f"web{format_base36(i)}\n" for i in ids),
        "node": (f"node/web{format_base36(i).lower()}\n" for i in ids),
        "fqdn": (f"web{format_base36(i)}.k0wka.gx.internal.cloudapp.net\n" for i in ids),
        "vm": (f"shop-web_{i}\n" for i in ids),
        "path": (f"{SETS}/shop-web/virtualMachines/{i}\n" for i in ids),
        "ids": (f"{i}\n" for i in ids),
        "fleet.txt": (f"{prefix}\n" for prefix in PREFIXES),
    }
    for name, lines in texts.items():
        with (folder / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)


def measured(row: Row, folder: Path, nothing: float) -> dict[str, Any]:
    """Return the least CPU seconds of ours and of the plain program, and the memory of each."""
    program = folder / "plain.py"
    program.write_text(f"{PLAIN[row.plain]}sys.stdout.write(''.join(out))\n", encoding="utf-8")
    arguments = [str(folder / one) if one.endswith(".txt") else one for one in row.arguments]
    ours = [sys.executable, "-m", "vmssnames", *arguments, str(folder / row.input)]
    plain = [sys.executable, str(program), str(folder / row.input)]
    best = {"vmssnames": (float("inf"), 0), "plain": (float("inf"), 0)}
    for turn in range(TURNS):
        out = {}
        for name, command in (("vmssnames", ours), ("plain", plain)):
            seconds, memory, out[name] = run(folder, *command)
            best[name] = min(best[name], (seconds - nothing, memory))
        if turn == 0:
            expected = row.answer(out["plain"]) if row.answer is _rows else out["plain"]
            if row.answer(out["vmssnames"]) != expected:
                raise AssertionError(f"{row.title}: the answers differ")
    (fast, memory), (slow, plain_memory) = best["vmssnames"], best["plain"]
    return {
        "command": row.title,
        "vmssnames": fast,
        "plain": slow,
        "ratio": slow / fast,
        "memory": memory,
        "plain_memory": plain_memory,
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Return *rows* in Markdown."""
    lines = [
        "| Command | vmssnames, s | plain, s | plain ÷ vmssnames | memory, MB | plain, MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        "| {command} | {vmssnames:.3f} | {plain:.3f} | {ratio:.1f} |".format(**row)
        + f" {row['memory'] >> 20} | {row['plain_memory'] >> 20} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table, and keep it with --write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0, help="size of the inputs")
    parser.add_argument("--write", action="store_true", help="keep the table in results")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder, options.scale)
        nothing = min(run(folder, sys.executable, "-c", "pass")[0] for _ in range(7))
        rows = [measured(row, folder, nothing) for row in ROWS]
    made_on = machine(("orjson",))
    text = f"Made on {', '.join(f'{k} {v}' for k, v in made_on.items())}.\n\n{table(rows)}"
    print(text)
    if options.write:
        cpu = "".join(
            c if c.isalnum() else "-" for c in made_on["machine"].partition(",")[0].lower()
        )
        (RESULTS / f"commands-{cpu.strip('-')}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
