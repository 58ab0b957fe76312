"""``python -m benchmarks.search``: names in logs, by how many prefixes there are, beside others.

Needs ripgrep on the PATH, and the dependency group bench.  Everybody searches the same
file in any case of letters, on one core, in turns, and must find as many names as were written.
CPU seconds count, of commands with their start, which decides for short files: a second table has
several sizes, and the time on the clock.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from time import perf_counter, process_time
from typing import Any

import ahocorasick
import hyperscan

from vmssnames import Fleet, Scanner
from vmssnames._kernels import backend

from . import logs
from .kept import RESULTS, keep, made_on

COUNTS = (1, 100, 10_000)
ROUNDS = 5

# MB of the files of the second table, and how often their search is measured.
SIZES, SHORT_ROUNDS = (20, 100, 400), 9

# Bytes of the file that those search who are slow; and how many seconds a command is
# waited for.
PART = 20_000_000
PATIENCE = 100

Search = Callable[[bytes], int]


def hyperscan_search(prefixes: list[str]) -> Search:
    """Return a search by hyperscan, one pattern a prefix, its matches counted by a callback."""
    database = hyperscan.Database()
    patterns = [rf"\b{re.escape(one)}[0-9a-z]{{6}}\b".encode() for one in prefixes]
    flags = [hyperscan.HS_FLAG_CASELESS] * len(patterns)
    database.compile(expressions=patterns, ids=list(range(len(patterns))), flags=flags)
    found = [0]

    def count(*_: object) -> None:
        found[0] += 1

    def search(data: bytes) -> int:
        found[0] = 0
        database.scan(data, match_event_handler=count)
        return found[0]

    return search


def re_search(prefixes: list[str]) -> Search:
    """Return a search by re: an alternation."""
    either = "|".join(map(re.escape, sorted(prefixes, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w-])(?:{either})[0-9a-z]{{6}}(?![\w-])".encode(), re.IGNORECASE)
    return lambda data: sum(1 for _ in pattern.finditer(data))


def tokens_search(prefixes: list[str]) -> Search:
    """Return a search by re for words, whose prefix is looked up in a set."""
    known = {one.lower().encode() for one in prefixes}
    pattern = re.compile(rb"(?<![\w-])([0-9A-Za-z-]+)[0-9A-Za-z]{6}(?![\w-])")
    return lambda data: sum(found[1].lower() in known for found in pattern.finditer(data))


def ahocorasick_search(prefixes: list[str]) -> Search:
    """Return a search by an Aho-Corasick automaton of the prefixes, and what follows checked."""
    automaton = ahocorasick.Automaton()
    for one in prefixes:
        automaton.add_word(one.lower(), len(one))
    automaton.make_automaton()
    is_name = re.compile(r"[0-9a-z]{6}(?![\w-])")

    def search(data: bytes) -> int:
        text, found = data.decode("latin-1").lower(), 0
        for end, size in automaton.iter(text):
            before = text[end - size] if end >= size else " "
            if is_name.match(text, end + 1) and not (before.isalnum() or before in "-_"):
                found += 1
        return found

    return search


@dataclass(frozen=True)
class Searcher:
    """Somebody who searches: bytes, all of them or a part, or as a command."""

    name: str
    search: Search | None = None
    is_slow: bool = False
    command: tuple[str, ...] = ()
    # What the command's output has one more of for each name.
    mark: bytes = b"\n"

    def check(self, data: bytes, path: Path, right: int) -> None:
        """Raise if it does not find *right* names."""
        if self.search:
            found = self.search(data)
        else:
            with path.open("rb") as text:
                run = subprocess.run(
                    self.command, stdin=text, capture_output=True, check=True, timeout=PATIENCE
                )
            before = 0 if self.mark == b"\n" else data.count(self.mark)
            found = run.stdout.count(self.mark) - before
        if found != right:
            raise AssertionError(f"{self.name} finds {found} names, not {right}")

    def time(self, data: bytes, path: Path) -> float:
        """Return how many seconds of CPU it takes."""
        if not self.search:
            return cpu_and_clock(self.command, path)[0]
        start = process_time()
        self.search(data)
        return process_time() - start


def cpu_and_clock(command: tuple[str, ...], path: Path) -> tuple[float, float]:
    """Return the CPU seconds that *command* takes, with *path* as its input, and the clock's."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    with path.open("rb") as text:
        start = perf_counter()
        process = subprocess.Popen(
            ("timeout", str(PATIENCE), *command), stdin=text, stdout=subprocess.DEVNULL, env=env
        )
        _, status, usage = os.wait4(process.pid, 0)
        clock = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.TimeoutExpired(command, PATIENCE)
    return usage.ru_utime + usage.ru_stime, clock


def ours(name: str, prefixes: list[str]) -> Search:
    """Return a search by a set of kernels of ours."""
    scanner = Scanner(Fleet(prefixes))

    def search(data: bytes) -> int:
        backend.kernels = backend.load(name)
        return scanner.count(data)

    return search


def absent_search(held: int) -> Search:
    """Return a search for a byte that is nowhere, by memchr, as if it found what is *held*."""
    return lambda data: held if data.find(b"\x01") < 0 else -1


def searchers(prefixes: list[str], folder: Path, held: int) -> list[Searcher]:
    """Return all who search for *prefixes*, ours first."""
    found = [
        Searcher(f"vmssnames, Scanner.count ({name})", ours(name, prefixes), name == "python")
        for name in (*backend.compiled(), "python")
    ]
    found.append(Searcher("memchr of a byte that is nowhere: the limit", absent_search(held)))
    found.append(Searcher("hyperscan, with a callback", hyperscan_search(prefixes)))
    if len(prefixes) <= 100:
        found.append(Searcher("re, an alternation", re_search(prefixes), len(prefixes) > 1))
    found.append(Searcher("re, words, and a set of prefixes", tokens_search(prefixes), True))
    found.append(
        Searcher("pyahocorasick, and re for what follows", ahocorasick_search(prefixes), True)
    )
    fleet, patterns = folder / "fleet.txt", folder / "patterns.txt"
    fleet.write_text("\n".join(prefixes))
    patterns.write_text("\n".join(rf"\b{re.escape(one)}[0-9a-z]{{6}}\b" for one in prefixes))
    vmssnames = str(Path(sys.executable).parent / "vmssnames")
    rg = which("rg") or "rg"
    fleets = ("--fleet", str(fleet), "--threads", "1")
    found += [
        Searcher("command: vmssnames scan", command=(vmssnames, "scan", *fleets)),
        Searcher(
            "command: vmssnames annotate", command=(vmssnames, "annotate", *fleets), mark=b"/"
        ),
        Searcher("command: rg -i -o", command=(rg, "-i", "-o", "-f", str(patterns), "-")),
    ]
    if len(prefixes) == 1:
        program = (
            "import re, sys; sys.stdout.buffer.write(re.sub(rb'(?i)(?<![\\w-])"
            f"({re.escape(prefixes[0])})([0-9a-z]{{6}})(?![\\w-])', "
            "lambda m: b'%s(%s/%d)' % (m[0], m[1], int(m[2], 36)), sys.stdin.buffer.read()))"
        )
        command = sys.executable, "-c", program
        found.append(Searcher("command: python -c re.sub", command=command, mark=b"/"))
    return found


def measure(size: int, count: int, folder: Path) -> dict[str, float]:
    """Return MB/s of each searcher on *size* bytes with *count* prefixes, answers checked."""
    prefixes, path = logs.prefixes(count), folder / f"{count}.log"
    with path.open("w", newline="") as out:
        held = logs.write(out, size, prefixes, seed=count)
    data = path.read_bytes()
    part = data[: data.index(b"\n", PART) + 1]
    held_in_part = tokens_search(prefixes)(part)
    best: dict[str, float] = {}
    for turn in range(ROUNDS):
        for one in searchers(prefixes, folder, held):
            text, right = (part, held_in_part) if one.is_slow else (data, held)
            if best.get(one.name, 100) < 100 and turn:
                continue  # it has had its time
            try:
                if turn == 0:
                    one.check(text, path, right)
                speed = len(text) / one.time(text, path) / 1e6
            except subprocess.TimeoutExpired:
                speed = 0.0
            best[one.name] = max(best.get(one.name, 0.0), speed)
    path.unlink()
    return best


def by_size(folder: Path) -> dict[str, dict[str, tuple[float, float]]]:
    """Return CPU and clock seconds of commands that count names with one prefix, by MB of file."""
    [prefix] = logs.prefixes(1)
    vmssnames = str(Path(sys.executable).parent / "vmssnames")
    count = vmssnames, "scan", "--prefix", prefix, "--count"
    commands = {
        "vmssnames scan --count --threads 1": (*count, "--threads", "1"),
        "vmssnames scan --count --threads 2": (*count, "--threads", "2"),
        "rg -c -i": (
            which("rg") or "rg",
            "-c",
            "-i",
            rf"\b{re.escape(prefix)}[0-9a-z]{{6}}\b",
            "-",
        ),
    }
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for size in SIZES:
        path = folder / f"{size}.log"
        with path.open("w", newline="") as out:
            logs.write(out, size * 10**6, [prefix])
        best = dict.fromkeys(commands, (float(PATIENCE), float(PATIENCE)))
        for _ in range(SHORT_ROUNDS):
            for name, command in commands.items():
                cpu, clock = cpu_and_clock(command, path)
                best[name] = min(best[name][0], cpu), min(best[name][1], clock)
        path.unlink()
        for name, times in best.items():
            found.setdefault(name, {})[str(size)] = times
    return found


def tables(size: int, speeds: dict[str, dict[str, float]], sizes: dict[str, Any]) -> list[str]:
    """Return the two tables in Markdown."""
    lines = [f"### names in {size} MB of log, any case, one core", ""]
    lines += [f"| MB/s, and times the first row's | {' | '.join(speeds)} prefixes |"]
    lines += [f"|---|{'---:|' * len(speeds)}"]
    first, *_ = speeds["1"]
    for name in speeds["1"]:
        cells = []
        for of in speeds.values():
            speed = of.get(name)
            cells.append(
                ""
                if speed is None
                else f"not done in {PATIENCE} s"
                if not speed
                else f"{speed:,.0f} ({speed / of[first]:.2g}x)"
            )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", "### one prefix, CPU seconds of the whole command, and on the clock", ""]
    lines += [f"| | {' | '.join(f'{n} MB' for n in SIZES)} |", f"|---|{'---:|' * len(SIZES)}"]
    for name, times in sizes.items():
        lines.append(f"| {name} | {' | '.join(f'{a:.3f}, {b:.3f}' for a, b in times.values())} |")
    return [*lines, ""]


def main() -> None:
    """Measure, print, and with --keep keep it and draw it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--size", type=int, default=500, help="of the log, in MB")
    parser.add_argument("--keep", action="store_true", help="keep it in benchmarks/results")
    options = parser.parse_args()
    on = made_on(("hyperscan", "pyahocorasick"))
    on["ripgrep"] = subprocess.run(
        ["rg", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    with tempfile.TemporaryDirectory() as folder:
        sizes = by_size(Path(folder))
        speeds = {str(n): measure(options.size * 10**6, n, Path(folder)) for n in COUNTS}
    lines = [f"- {key}: {value}" for key, value in on.items()]
    text = "\n".join([*lines, "", *tables(options.size, speeds, sizes)])
    print(text)
    if options.keep:
        from .plot import draw

        keep("search", on, {"MB/s": speeds, "sizes": sizes}, text)
        # Who was not waited for has no point.
        curves = {
            name: {int(n): of[name] for n, of in speeds.items() if of.get(name)}
            for name in speeds["1"]
        }
        draw(RESULTS / "search.svg", "Names in a log, MB/s", curves, "prefixes")


if __name__ == "__main__":
    main()
