"""Whole commands, beside what a good engineer would write: ``python -m benchmarks.commands``.

Each row is a command and an input; beside it runs a plain loop in Python that checks what it reads
(strict regular expressions), in a process of its own, in turns, and must give the same answer.  CPU
seconds are net of ``python -c pass``; the least of three turns counts.  --keep keeps the table.
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
from vmssnames.cli.outputs.snapshots import SnapshotWriter

from .inventory import OWNER, instance
from .kept import keep, made_on
from .plain import PLAIN
from .processes import run

TURNS = 3
GROUP = "/subscriptions/1d9c7a0e-0000-4000-8000-00000000002d/resourceGroups/shop"
SETS = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets"
PREFIXES = [f"pre{i}x" for i in range(100)]


@dataclass(frozen=True)
class Row:
    """A command, its inputs, separated by spaces, a plain program, and what must be equal.

    *answer* takes what is compared from our output; *given* are the arguments of a plain program
    without inputs.
    """

    title: str
    arguments: tuple[str, ...]
    input: str
    plain: str
    answer: Callable[[bytes], object] = lambda out: out
    given: tuple[str, ...] = ()
    # Of ours: that of a command that found something.
    status: int = 0


def _unique(out: bytes) -> bytes:
    """Return our rows as the plain program has them: set, ID, count, first and last line."""
    rows = [line.split(b"\t") for line in out.splitlines()[1:]]
    rows.sort(key=lambda row: (row[0], int(row[1])))
    return b"".join(b"\t".join([row[0], row[1], *row[5:]]) + b"\n" for row in rows)


def _names(out: bytes) -> list[str]:
    return [json.loads(line)["name"] for line in out.splitlines()]


def _rows(out: bytes) -> object:
    return [json.loads(line) for line in out.splitlines()]


def _cells(*columns: str) -> Callable[[bytes], list[list[bytes]]]:
    """Return a function that returns these columns of our TSV or CSV, without the header row."""

    def answer(out: bytes) -> list[list[bytes]]:
        delimiter = b"\t" if b"\t" in out else b","
        header, *rows = [line.split(delimiter) for line in out.splitlines()]
        places = [header.index(column.encode()) for column in columns]
        return [[row[place] for place in places] for row in rows]

    return answer


def _plain_rows(*places: int) -> Callable[[bytes], list[list[bytes]]]:
    def answer(out: bytes) -> list[list[bytes]]:
        rows = [line.split(b"\t") for line in out.splitlines()]
        return [[row[place] for place in places] for row in rows]

    return answer


def _stopped(out: bytes) -> list[list[bytes]]:
    rows = [line.split(b"\t") for line in out.splitlines()]
    return [[row[2]] for row in rows if row[3] != b"running"]


def _named(out: bytes) -> list[str]:
    return [json.loads(line)["computer_name"] for line in out.splitlines()]


def _addresses(out: bytes) -> list[list[bytes]]:
    """Return the addresses and hosts in a hosts file or a zone, by host."""
    rows = [line.split() for line in out.splitlines() if line[:1] not in b"#;$@"]
    # A zone has the host first; a line of hosts has the short name last.
    pairs = [row[::2][::-1] if b"A" in row else row[:: len(row) - 1] for row in rows]
    return sorted(pairs, key=lambda row: row[1])


FLEET = ("--fleet", "fleet.txt")
SNAPSHOT = ("--fleet", "fetched.snapshot")
# In the eighth of its scale sets.
NAME = f"pre7x{format_base36(7500)}"
ADD = ("--add", "instance_id,scale_set")
NAMES = [f"{PREFIXES[i % 100]}{format_base36(i)}" for i in range(500)]
SHOWN = _cells("name", "instance_id", "prefix")
MACHINE = ("scale_set", "instance_id", "computer_name", "power", "vm_id")
ZONE = ("--domain", "x.net", "--ns", "ns.y.net", "--serial", "1")
ID = ("convert", "--to", "id")
LISTS = "machines nics"
ROWS = [
    Row("show", ("show", "-o", "tsv", *NAMES), "", "show", SHOWN, ("-", *NAMES)),
    Row(
        "show --fleet",
        ("show", *FLEET, "-o", "tsv", *NAMES),
        "",
        "show",
        SHOWN,
        ("-", *NAMES),
    ),
    Row(
        "show, a name in a snapshot",
        ("show", *SNAPSHOT, "-o", "json", NAME),
        "",
        "fetched",
        lambda out: json.loads(out)["instances"][NAME]["power"],
        ("fetched.snapshot", NAME),
    ),
    Row("scan", ("scan", *FLEET), "log", "scan"),
    Row("scan --threads 1", ("scan", *FLEET, "--threads", "1"), "log", "scan"),
    Row("scan --count", ("scan", *FLEET, "--count"), "log", "count"),
    Row("scan --with", ("scan", *FLEET, "--with", "instance_id,scale_set"), "log", "with"),
    Row(
        "scan --columns", ("scan", *FLEET, "--columns", "name,instance_id,scale_set"), "log", "with"
    ),
    Row("scan -o ndjson, whole", ("scan", *FLEET, "-o", "ndjson"), "log", "scan", _names),
    Row("scan --unique", ("scan", *FLEET, "--unique", "-o", "tsv"), "log", "unique", _unique),
    Row("scan --aks --resource-ids", ("scan", "--aks", "--resource-ids"), "aks", "aks"),
    Row("annotate", ("annotate", *FLEET), "log", "annotate"),
    Row(
        "annotate --at-line-end --template",
        ("annotate", *FLEET, "--at-line-end", "--template", "{scale_set}/{instance_id}"),
        "log",
        "line_end",
    ),
    Row(
        "annotate --field", ("annotate", *FLEET, "--field", "host", *ADD), "ndjson", "field", _rows
    ),
    Row(
        "annotate --field a[].b",
        ("annotate", *FLEET, "--field", "hosts[].name", *ADD),
        "items",
        "items",
        _rows,
    ),
    Row("annotate --column", ("annotate", *FLEET, "--column", "host", *ADD), "csv", "column"),
    Row("convert, computer names", ID, "bare", "host"),
    Row("convert, node/NAME", ID, "node", "host"),
    Row("convert, host names", ID, "fqdn", "host"),
    Row("convert, VM names", ID, "vm", "vm"),
    Row("convert, resource IDs", ID, "path", "path"),
    Row("convert --from base36", (*ID, "--from", "base36"), "base36", "base36"),
    Row(
        "convert, IDs to names",
        ("convert", "--from", "id", "--to", "node-name", "--prefix", "web"),
        "ids",
        "encode",
    ),
    Row("convert --fleet", ("convert", "--to", "vm-name", *FLEET), "listed", "fleet"),
    Row("inventory -o tsv", ("inventory", "-o", "tsv"), "machines", "machines", _cells(*MACHINE)),
    Row(
        "inventory --where -o ndjson",
        ("inventory", "--where", "power!=running", "-o", "ndjson"),
        "machines",
        "machines",
        _named,
    ),
    Row(
        "inventory --diff -o ndjson",
        ("inventory", "-o", "ndjson", "--diff"),
        "older machines",
        "changes",
        lambda out: sorted(_named(out)),
        status=1,
    ),
    Row("hosts", ("hosts", "--domain", "x.net", "--addresses"), "addresses", "hosts", _addresses),
    Row("zone", ("zone", *ZONE, "-o", "zone", "--addresses"), "addresses", "hosts", _addresses),
    Row("hosts, of lists", ("hosts", "--domain", "x.net"), LISTS, "lists", _addresses),
    Row("zone, of lists", ("zone", *ZONE, "-o", "zone"), LISTS, "lists", _addresses),
    Row(
        "table -o csv",
        ("table", "-o", "csv"),
        "machines",
        "machines",
        lambda out: sorted(_cells("host", "scale_set", "instance_id", "resource_id")(out)),
    ),
]
# What of the plain programs' output is compared, where it is not all of it.
PLAIN_ANSWERS: dict[str, Callable[[bytes], object]] = {
    "show": _plain_rows(0, 1, 2),
    "show --fleet": _plain_rows(0, 1, 2),
    "scan -o ndjson, whole": lambda out: out.decode().splitlines(),
    "annotate --field": _rows,
    "annotate --field a[].b": _rows,
    "inventory -o tsv": _plain_rows(0, 1, 2, 3, 4),
    "inventory --where -o ndjson": lambda out: [one.decode() for (one,) in _stopped(out)],
    "inventory --diff -o ndjson": lambda out: sorted(out.decode().split()),
    "show, a name in a snapshot": lambda out: out.decode().strip(),
    "hosts": _addresses,
    "zone": _addresses,
    "hosts, of lists": _addresses,
    "zone, of lists": _addresses,
    "table -o csv": lambda out: sorted(
        [host.lower(), *rest] for host, *rest in _plain_rows(2, 0, 1, 5)(out)
    ),
}


def write_inputs(folder: Path, scale: float) -> None:
    """Write the inputs into *folder*: 100 MB of text and 500 000 names, times *scale*."""
    draw = random.Random(1)
    count = int(500_000 * scale)
    hosts = [f"{draw.choice(PREFIXES)}{format_base36(draw.randrange(100))}" for _ in range(count)]
    ids = [draw.randrange(100_000) for _ in range(count)]
    noise = ["connection reset by peer", "upstream timeout after 30000 ms", "GET /health 200"]
    machines = [*map(instance, range(count // 25))]
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
        "items": (
            f'{{"time":"2026-11-22T10:36:37Z","hosts":[{{"name":"{host}"}},{{"name":"{host}.x.net"}}'
            f'],"msg":"{draw.choice(noise)}","n":{i}}}\n'
            for i, host in enumerate(hosts[: count * 2 // 5])
        ),
        "aks": (
            f"10:00:00Z node aks-np{i % 5}-1234567{i % 10}-vmss{format_base36(i).lower()} is"
            f" {SETS}/shop-web/virtualMachines/{i}; {draw.choice(noise)}\n"
            for i in ids[: count // 5]
        ),
        "listed": (
            f"{host}{'.x.internal.cloudapp.net' if k % 2 else ''}\n" for k, host in enumerate(hosts)
        ),
        "base36": (f"{format_base36(i)}\n" for i in ids),
        "machines": iter(['{"value":[', ",".join(machines), "]}"]),
        # One in a hundred had another power state.
        "older": iter(['{"value":[', ",".join(map(_older, enumerate(machines))), "]}"]),
        "nics": iter(["[", ",".join(map(interface, range(count // 25))), "]"]),
        "addresses": (
            f"pre{i // 100}x{format_base36(i % 100)},10.{i >> 16}.{i >> 8 & 255}.{i & 255}\n"
            for i in range(count // 5)
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
    write_snapshot(folder / "fetched.snapshot", max(8, count // 25_000))


def _older(numbered: tuple[int, str]) -> str:
    number, text = numbered
    return text.replace("PowerState/", "PowerState/was") if number % 100 == 0 else text


def interface(number: int) -> str:
    """Return the network interface of an instance as JSON."""
    address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
    ip = {"name": "ip", "primary": True, "privateIPAddress": address, "subnet": {"id": f"{SETS}/s"}}
    owner = f"{OWNER}/virtualMachines/{number}"
    nic = {"name": "nic", "id": f"{owner}/networkInterfaces/nic", "primary": True}
    nic |= {"ipConfigurations": [ip], "virtualMachine": {"id": owner}, "location": "westeurope"}
    return json.dumps(nic)


def write_snapshot(directory: Path, count: int) -> None:
    """Write a snapshot of *count* scale sets, with 1000 instances each, into *directory*."""
    with SnapshotWriter(str(directory)) as writer:
        files: list[dict[str, Any]] = []
        scale_sets: list[dict[str, Any]] = []
        for n in range(count):
            rows = ",".join(map(instance, range(1000 * n, 1000 * n + 1000)))
            rows = rows.replace("shop-web_ss", f"set-{n}").replace("shopweb", f"pre{n}x")
            path = writer.add(f"{n}.json", f"[{rows}]".encode())
            files.append({"path": path, "kind": "instances", "size": len(rows) + 2})
            names = {"name": f"set-{n}", "prefix": f"pre{n}x", "mode": "uniform", "files": [n]}
            scale_sets.append(names | {"resource_id": f"{SETS}/set-{n}"})
        lists = {"files": files, "scale_sets": scale_sets, "failed": [], "scope": {}}
        writer.commit({"names": writer.add("names.txt", b""), **lists})


def measured(row: Row, folder: Path, nothing: float) -> dict[str, Any]:
    """Return the least CPU seconds of ours and of the plain program, and the memory of each."""
    program = folder / "plain.py"
    program.write_text(f"{PLAIN[row.plain]}sys.stdout.write(''.join(out))\n", encoding="utf-8")
    arguments, given = (
        [str(folder / one) if one.endswith((".txt", ".snapshot")) else one for one in words]
        for words in (row.arguments, row.given)
    )
    files = [str(folder / one) for one in row.input.split()]
    ours = [sys.executable, "-m", "vmssnames", *arguments, *files]
    plain = [sys.executable, str(program), *(files or given)]
    best = {"vmssnames": (float("inf"), 0), "plain": (float("inf"), 0)}
    for turn in range(TURNS):
        out = {}
        for name, command in (("vmssnames", ours), ("plain", plain)):
            status = row.status if name == "vmssnames" else 0
            seconds, memory, out[name] = run(folder, *command, status=status)
            best[name] = min(best[name], (seconds - nothing, memory))
        if turn == 0:
            expected = PLAIN_ANSWERS.get(row.title, bytes)(out["plain"])
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
    """Print the table, and keep it with --keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0, help="size of the inputs")
    parser.add_argument("--keep", action="store_true", help="keep the table in results")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder, options.scale)
        nothing = min(run(folder, sys.executable, "-c", "pass")[0] for _ in range(7))
        rows = [measured(row, folder, nothing) for row in ROWS]
    on = made_on(("orjson",))
    text = f"Made on {', '.join(f'{k} {v}' for k, v in on.items())}.\n\n{table(rows)}"
    print(text)
    if options.keep:
        keep("commands", on, {"rows": rows}, text)


if __name__ == "__main__":
    main()
