"""Checks that the time of searches and of readers grows no faster than the text: ``make linear``.

    python -m proofs.linear            CPU time of 20 and 200 MB of each text, for each kernel
    python -m proofs.linear --count    instructions of a tenth and of all of a text, by valgrind
    python -m proofs.linear --table    ns per byte of 2, 20 and 200 MB of each text to scan

Ten times as much text may take 15 times as long, as caches are small, and 10.5 times as many
instructions.  Valgrind does not know AVX-512: its kernel is timed only.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from typing import Any

from vmssnames import Fleet, Scanner, VMSSNamesError, identify
from vmssnames._kernels import backend
from vmssnames.scan.lines import Lines
from vmssnames.scan.rows import CSVRows, JSONRows
from vmssnames.scan.values import Values

# Shorter times are noise.
_LEAST = 0.02

Text = Any  # bytes to search, str to read
Work = Callable[[Text], object]

MOST_TIME, MOST_INSTRUCTIONS = 15.0, 10.5
GROUP = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets"

# What is repeated, and whether an end is needed.  For searches: near misses of each rule.
SEARCHES = {
    "log": "2026-11-26T10:00:00Z node web00000a is up, web_85 is not\n",
    "one word": "a",
    "hyphens": "-",
    "words of six": "a00000-",
    "numbers": "a_0.",
    "numbers after numbers": "a_0-a_0_",
    "names in names": "web00000a",
    "Azure's names": "aks-a-12345678-vmss000000-",
    "almost Azure's": "aks-a-1234567x-vmss_1-",
    "escapes": "\\n%22\\x1b",
    "colours": "\x1b[0;0;0;0;0;0;0;0;0;0;0;0m",
    "paths": f"{GROUP}/web/virtualMachines/1/",
    "pieces of paths": "virtualMachines/",
    "starts of paths": "/subscriptions/",
    "ends of names": "-vmss",
    "ends and digits": "-vmss000000 ",
    "names of nodes": "aks-p1-00000001-vmss00000a ",
    "snake case": "ab_1c_22_x",
    "short snake case": "x_1_y2",
}
READERS = {
    "one word": "a",
    "digits": "1",
    "dots": "a.",
    "-vmss": "x-vmss0001",
    "Azure's names": "aks-a-12345678-vmss000000-",
    "almost Azure's": "aks-a-1234567x-vmss000000-",
    "percent": "%25",
    "quotes": '"',
    "users": "a@",
    "backslashes": "\\",
    "labels": "host=",
    "slashes": "a/",
    "nodes": "node/",
    "ports": "a:",
    "addresses": "https://",
    "provider IDs": "azure://",
    "paths": "/subscriptions/",
    "children": f"{GROUP}/web/virtualMachines/1/a/b/",
    "underscores": "_1",
    "disks": "web_1_OsDisk_1_",
}
JSON = {
    "records": '{"h":"web00000a","n":[1,2.5,true]}\n',
    "one line": '{"h":"web_1"},',
    "open objects": '{"h":',
    "open arrays": '{"h":[\n',
    "open lines": "{\n",
    "a long object": '"h":1,\n',
    "a long array": "1,",
    "spaces": " \n",
    "backslashes": "\\",
    "starts": "data: ",
    "times": "2026-11-26T10:00:00Z stdout F ",
    "values": '{"h":["web_1","web_1","web_1"]}',
}
CSV = {
    "rows": "x,web00000a.x.net\n",
    "open quotes": '"a\n',
    "quotes": '"',
    "quoted cells": '"a""b",',
    "one row": "a,",
    "carriage returns": "\r",
    "newlines": "\n",
}
LINES = {
    "host names": "web00002d.x.net\n",
    "paths": f"{GROUP}/web/virtualMachines/1\n",
    "one line": "a.",
    "underscores": "_1",
}
FLEET = ("web", "a", "aks-pool1-12345678-vmss")
# Fleets for all of these texts: that end alike, in a byte, in each other, and not at all alike.
FLEETS: dict[str, Callable[[], list[str]]] = {
    "AKS": lambda: [f"aks-p{i}-{i:08}-vmss" for i in range(1000)],
    "one byte": lambda: ["as", "bs", "web-s"],
    "ends of each other": lambda: [
        "vmss",
        "x-vmss",
        "0-vmss",
        "a-0-vmss",
        "ss",
        "p1-00000001-vmss",
    ],
    "100,000": lambda: [f"{chr(97 + i % 26)}{i}{chr(97 + i % 25)}" for i in range(100_000)],
}
OPTIONS: dict[str, dict[str, bool]] = {
    "": {},
    ", embedded": {"embedded": True},
    ", all": {"aks": True, "resource_ids": True},
}


def works() -> Iterator[tuple[str, Text, Work]]:
    """Yield each work: its name, the text that it repeats, and what it does with it."""
    for name, options in OPTIONS.items():
        scanner = Scanner(FLEET, **options)
        for what, text in SEARCHES.items():
            yield f"scan{name}: {what}", text.encode(), scanner.count
    for name, prefixes in FLEETS.items():
        count = _counting(cache(lambda prefixes=prefixes: Scanner(prefixes())))
        for what, text in SEARCHES.items():
            yield f"scan {name}: {what}", text.encode(), count
    for what, text in JSON.items():
        begin = b'{"h":' if what.startswith("a long") else b""
        yield f"json: {what}", text.encode(), partial(_rows, JSONRows, ["h"], begin)
    for what, text in CSV.items():
        yield f"csv: {what}", text.encode(), partial(_rows, CSVRows, "2", b"")
    for what, text in LINES.items():
        yield f"lines: {what}", text.encode(), _split
    fleet = Fleet(FLEET)
    for what, text in READERS.items():
        yield f"identify: {what}", text, _refused(identify)
        yield f"resolve: {what}", text, _refused(fleet.resolve)


def _counting(scanner: Callable[[], Scanner]) -> Work:
    """Return a search by *scanner*, which is made when it is needed."""
    return lambda text: scanner().count(text)


def _rows(make: Any, where: Any, begin: bytes, text: Text) -> None:
    rows, text = make(where, {"i": "instance_id"}, Values(Scanner(FLEET))), begin + text
    # JSON may be cut anywhere, as the command reads it; CSV at the end of a line.
    size = 1 << 19 if make is JSONRows else len(text) + 1
    for at in range(0, len(text), size):
        rows.annotate(text[at : at + size])
    rows.end()


def _split(text: Text) -> None:
    Lines(text)


def _refused(read: Work) -> Work:
    def work(text: Text) -> None:
        with suppress(VMSSNamesError):
            read(text)

    return work


def seconds(work: Work, text: Text) -> float:
    """Return the user's CPU time of *work*, the least of three.

    System time is left out: allocating memory for a large text costs more, and is not our code.
    """
    times = []
    for _ in range(3):
        start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        work(text)
        times.append(resource.getrusage(resource.RUSAGE_SELF).ru_utime - start)
    return min(times)


def check_times(size: int, kernel: str) -> Iterator[str]:
    """Yield each work whose time grows too fast, from *size* bytes to ten times as many."""
    for name, piece, work in works():
        is_kernel = not name.startswith(("identify", "resolve"))
        if is_kernel or kernel != "python":
            n = size if is_kernel else size // 10
            work(piece)
            few, many = (seconds(work, piece * (k // len(piece))) for k in (n, 10 * n))
            if many > MOST_TIME * max(few, _LEAST):
                yield f"{name}: {few:.3f} and {many:.3f} s"


def instructions(kernel: str, name: str, size: int) -> int:
    """Return how many instructions the work *name* with *size* bytes takes in a new process."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable]
    run = [*command, "-m", "proofs.linear", "--once", name, "--size", str(size)]
    environment = os.environ | {"VMSSNAMES_BACKEND": kernel, "PYTHONHASHSEED": "0"}
    made = subprocess.run(run, capture_output=True, text=True, env=environment, check=True)
    found = re.search(r"Collected : (\d+)", made.stderr)
    assert found, made.stderr
    return int(found[1])


def check_instructions(size: int, kernel: str) -> Iterator[str]:
    """Yield each work whose instructions grow too fast, as ``check_times`` does."""
    for name, _, _ in works():
        # Making a large fleet would take all the time.
        if name.startswith("scan 100,000"):
            continue
        if not name.startswith(("identify", "resolve")) or kernel == "scalar":
            none, few, many = (instructions(kernel, name, n) for n in (0, size, 10 * size))
            ratio = (many - none) / max(few - none, 1)
            # What does not grow at all may vary by a few thousand.
            if ratio > MOST_INSTRUCTIONS and many - none > 1_000_000:
                yield f"{name}: {ratio:.2f} times the instructions"


def print_table(size: int) -> None:
    """Print how long each byte of each text to scan takes the best kernel, for three sizes."""
    sizes = size // 10, size, 10 * size
    print(f"| ns per byte | {' | '.join(f'{n / 1e6:g} MB' for n in sizes)} |\n|---|---:|---:|---:|")
    for name, piece, work in works():
        if name.startswith("scan"):
            work(piece)
            each = (seconds(work, piece * (n // len(piece))) / n * 1e9 for n in sizes)
            print(f"| {name[5:]} | {' | '.join(f'{one:.2f}' for one in each)} |", flush=True)


def main() -> int:
    """Print what grows too fast; return 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", action="store_true", help="count instructions")
    parser.add_argument("--table", action="store_true", help="print times, check nothing")
    parser.add_argument("--size", type=int, help="bytes of the smaller text")
    parser.add_argument("--once", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        (one,) = (one for one in works() if one[0] == options.once)
        one[2](one[1] * (options.size // len(one[1])))
        return 0
    if options.table:
        print_table(options.size or 20_000_000)
        return 0
    status = 0
    for kernel in (*backend.compiled(), "python"):
        if options.count and kernel == "avx512":
            continue
        slow = 100 if kernel == "python" else 1
        if options.count:
            wrong = list(check_instructions((options.size or 1_000_000) // slow, kernel))
        else:
            backend.kernels = backend.load(kernel)
            wrong = list(check_times((options.size or 20_000_000) // slow, kernel))
        status |= bool(wrong)
        print(f"{kernel}: {'; '.join(wrong) or 'linear'}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
