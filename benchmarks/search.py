"""``python -m benchmarks.search``: names in logs, by how many prefixes there are, beside others.

Needs ripgrep on the PATH, and the dependency group bench.  Everybody searches the same
file in any case of letters, on one core, in turns, and must find as many names as were written.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from time import perf_counter

import ahocorasick
import hyperscan

from vmssnames import Fleet, Scanner
from vmssnames._kernels import backend

from . import logs
from .measure import machine

RESULTS = Path(__file__).parent / "results"
COUNTS = (1, 100, 10_000)
ROUNDS = 5

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
        """Return how many seconds it takes."""
        with path.open("rb") as text:
            start = perf_counter()
            if self.search:
                self.search(data)
            else:
                subprocess.run(
                    self.command,
                    stdin=text,
                    stdout=subprocess.DEVNULL,
                    timeout=PATIENCE,
                    check=True,
                )
            return perf_counter() - start


def ours(name: str, prefixes: list[str]) -> Search:
    """Return a search by a set of kernels of ours."""
    scanner = Scanner(Fleet(prefixes))

    def search(data: bytes) -> int:
        backend.kernels = backend.load(name)
        return scanner.count(data)

    return search


def searchers(prefixes: list[str], folder: Path) -> list[Searcher]:
    """Return all who search for *prefixes*, ours first."""
    found = [
        Searcher(f"vmssnames, Scanner.count ({name})", ours(name, prefixes), name == "python")
        for name in (*backend.compiled(), "python")
    ]
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
    fleets = ("--fleet", str(fleet))
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
        for one in searchers(prefixes, folder):
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


def main() -> None:
    """Measure, print, and with --save keep it and draw it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--size", type=int, default=500, help="of the log, in MB")
    parser.add_argument("--save", metavar="NAME", help="keep it in benchmarks/results/NAME")
    options = parser.parse_args()
    made_on = machine(("hyperscan", "pyahocorasick"))
    made_on["ripgrep"] = subprocess.run(
        ["rg", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    with tempfile.TemporaryDirectory() as folder:
        speeds = {n: measure(options.size * 10**6, n, Path(folder)) for n in COUNTS}
    lines = [f"- {key}: {value}" for key, value in made_on.items()]
    lines += ["", f"### names in {options.size} MB of log, any case, one core", ""]
    lines += [
        f"| MB/s, and times the first row's | {' | '.join(f'{n:,}' for n in COUNTS)} prefixes |"
    ]
    lines += [f"|---|{'---:|' * len(COUNTS)}"]
    first = next(iter(speeds[1]))
    for name in speeds[1]:
        cells = []
        for n in COUNTS:
            speed = speeds[n].get(name)
            cells.append(
                ""
                if speed is None
                else f"not done in {PATIENCE} s"
                if not speed
                else f"{speed:,.0f} ({speed / speeds[n][first]:.2g}x)"
            )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    text = "\n".join([*lines, ""])
    print(text)
    if options.save:
        from .plot import draw

        (RESULTS / f"{options.save}.md").write_text(text)
        data = {"made on": made_on, "MB/s": speeds}
        (RESULTS / f"{options.save}.json").write_text(json.dumps(data, indent=1) + "\n")
        # Who was not waited for has no point.
        curves = {
            name: {n: of[name] for n, of in speeds.items() if of.get(name)} for name in speeds[1]
        }
        draw(RESULTS / f"{options.save}.svg", "Names in a log, MB/s", curves, "prefixes")


if __name__ == "__main__":
    main()
