"""Writes the measured figures in README.md and docs from benchmarks/results: ``make figures``.

A block between two comments is rewritten; a test compares them.  Machines with a result stand
beside each other.  Figures have two digits: the rest is noise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.kept import kept

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    ROOT / "README.md",
    ROOT / "docs" / "explanation" / "performance.md",
    ROOT / "docs" / "engines" / "index.md",
)
# What passed, by engine: make test-engines ARGS=--keep.
PASSED = ROOT / "tests" / "external" / "engines" / "results.json"
BLOCK = re.compile(r"(<!-- figures: ([a-z-]+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)

MILLION = "1000000"
CPUS = {"amd-epyc": "AMD EPYC", "intel-xeon": "Intel Xeon"}
KERNELS = {"avx512": "AVX-512", "avx2": "AVX2", "neon": "NEON"}

Data = dict[str, Any]
Value = Callable[[Data], float | None]


def label(machine: str) -> str:
    """Return what a machine is called in a table."""
    cpu, _, kernels = machine.rpartition("-")
    return f"{CPUS.get(cpu, cpu)}, {KERNELS.get(kernels, kernels)}"


def shown(value: float | None) -> str:
    r"""Return *value* with two digits; a dash for none.

    >>> [shown(x) for x in (0.0312, 0.98, 4.04, 37.2, 1234)]
    ['0.031', '0.98', '4.0', '37', '1200']
    """
    if value is None:
        return "\N{EN DASH}"
    text = f"{value:.2g}"
    if "e" in text:
        return str(int(float(text)))
    return f"{text}.0" if 1 <= value < 9.95 and "." not in text else text


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], words: int = 1) -> str:
    """Return a table in Markdown whose first *words* columns are text."""
    heads = list(heads)
    lines = ["| " + " | ".join(heads) + " |"]
    lines.append("|" + "---|" * words + "---:|" * (len(heads) - words))
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def beside(what: str, head: Iterable[str], rows: Iterable[tuple[Iterable[str], Value]]) -> str:
    """Return a table of *rows* with a column for each machine that has *what*."""
    head, machines = list(head), kept(what)
    cells = [[*names, *(shown(value(data)) for data in machines.values())] for names, value in rows]
    return table([*head, *map(label, machines)], cells, len(head))


def best_of(data: Data) -> str:
    """Return the kernels that were measured as the best."""
    return str(data["made on"]["kernels"])


def times(task: str, other: str, ours: str, kernels: str = "") -> Value:
    """Return how many times as long *other* takes for a million items of *task* as *ours*."""

    def value(data: Data) -> float | None:
        found = data.get(task, {}).get(MILLION, {})
        mine = found.get(f"vmssnames, {ours} ({kernels or best_of(data)})")
        name = next((one for one in found if one.startswith(other)), "")
        return found[name] / mine if mine and name else None

    return value


ENCODE, DECODE = (
    "IDs to digits: a buffer of uint32 to bytes",
    "digits to IDs: bytes to a buffer of uint32",
)
NAMES, IDS = "IDs to computer names: list to list", "computer names to IDs: list to list"
LINES, ROWS = "IDs to a text of names, one a line", "a text of names, one a line, to IDs"
FLEET = "host names of 10,000 scale sets to instances: list to list"

# What is done, with whom it is compared, and how their names begin.
COMPARED = [
    ("`encode_ids`, buffer to bytes", ENCODE, "encode_ids", {
        "numpy with a table of 1296 pairs": "numpy, 1296",
        "DuckDB `to_base`, one thread": "duckdb",
        "`gmpy2`": "gmpy2",
        "`base36`": "base36",
        "`numpy.base_repr`": "numpy.base_repr",
    }),
    ("`decode_ids`, bytes to buffer", DECODE, "decode_ids", {
        "polars `str.to_integer`": "polars",
        "`int(s, 36)`": "int(s, 36)",
        "`base36`": "base36",
        "`gmpy2`": "gmpy2",
    }),
    ("`encode_computer_names`, lists", NAMES, "encode_computer_names", {
        "`list(map(str, ids))`, which makes no names": "list(map(str",
    }),
    ("`decode_computer_names`, lists", IDS, "decode_computer_names", {
        "`int(s[-6:], 36)`, which checks nothing": "int(s[-6:], 36)",
    }),
    ("`encode_name_rows`, buffer to lines", LINES, "encode_name_rows", {
        "numpy with its table": "numpy, 1296",
    }),
    ("`decode_name_rows`, lines to buffer", ROWS, "decode_name_rows", {
        "polars, after splitting": "polars",
    }),
    ("`Fleet.resolve_many`, lists", FLEET, "Fleet.resolve_many", {
        "a dict of prefixes": "dict of prefixes: (found",
    }),
]  # fmt: skip


def names() -> str:
    """Return names and IDs beside other ways."""
    machines = kept("tables")
    heads = ["A million items", "Compared with"]
    rows = []
    for one in machines:
        heads += [label(one), "portable C there"]
    for what, task, ours, others in COMPARED:
        for other, start in others.items():
            values = times(task, start, ours), times(task, start, ours, "scalar")
            rows.append(
                [what, other, *(shown(v(data)) for data in machines.values() for v in values)]
            )
    return table(heads, rows, 2)


def speed(prefixes: str, other: str, ours: str = "Scanner.count", kernels: str = "") -> Value:
    """Return how many times as fast *ours* searches as *other*, with so many prefixes."""

    def value(data: Data) -> float | None:
        found = data["MB/s"][prefixes]
        command = f"command: vmssnames {ours}"
        name = next((one for one in found if one.startswith(other)), "")
        mine = found.get(command, found.get(f"vmssnames, {ours} ({kernels or best_of(data)})"))
        return mine / found[name] if mine and found.get(name) else None

    return value


SEARCHES = [
    ("`Scanner.count`", "hyperscan", "hyperscan", "Scanner.count"),
    ("", "a set of words", "re, words", "Scanner.count"),
    ("", "memchr of a byte that is nowhere", "memchr", "Scanner.count"),
    ("`vmssnames scan`", "`rg -i -o`", "command: rg", "scan"),
    ("`vmssnames annotate`, which writes everything", "`rg -i -o`", "command: rg", "annotate"),
]


def search() -> str:
    """Return searches of logs beside other ways."""
    machines, counts = kept("search"), ("1", "100", "10000")
    heads = ["Speed of", "divided by that of"]
    heads += [f"{label(one)}: {int(n):,} prefixes" for one in machines for n in counts]
    rows = [
        [
            ours,
            other,
            *(shown(speed(n, start, what)(data)) for data in machines.values() for n in counts),
        ]
        for ours, other, start, what in SEARCHES
    ]
    return table(heads, rows, 2).replace(": 1 prefixes", ": 1 prefix")


def sizes() -> str:
    """Return the command beside ripgrep for files of several sizes."""
    machines = {one: data["sizes"] for one, data in kept("search").items() if "sizes" in data}
    rows = [
        [label(one), f"`{command}`", *(f"{cpu:.3f}, {clock:.3f}" for cpu, clock in found.values())]
        for one, commands in machines.items()
        for command, found in commands.items()
    ]
    [*mb] = next(iter(next(iter(machines.values())).values()))
    return table(["Machine", "CPU seconds, seconds", *(f"{one} MB" for one in mb)], rows, 2)


def commands() -> str:
    """Return whole commands beside plain programs."""
    machines = kept("commands")
    titles: dict[str, None] = {}
    for data in machines.values():
        titles |= {row["command"]: None for row in data["rows"]}

    def ratio(title: str) -> Value:
        return lambda data: next((r["ratio"] for r in data["rows"] if r["command"] == title), None)

    return beside("commands", ["Command"], [((f"`{one}`",), ratio(one)) for one in titles])


def inventory() -> str:
    """Return the reading of inventories beside json.loads."""

    def of(key: str, field: str) -> Value:
        return lambda data: data["reading"][key][field] / data["reading"]["json.loads"][field]

    return beside(
        "inventory",
        ["Divided by `json.loads`"],
        [
            (("CPU time of `load_instances`",), of("load_instances", "seconds")),
            (("... with all records and problems",), of("... and its records", "seconds")),
            (("memory of `load_instances`",), of("load_instances", "bytes")),
            (("... with all records and problems",), of("... and its records", "bytes")),
        ],
    )


def zones() -> str:
    """Return zones and lookups beside other ways."""

    def made(field: str) -> Value:
        return lambda data: data["making"]["plain"][field] / data["making"]["ours"][field]

    def looked_up(name: str) -> Value:
        return lambda data: data["lookups"][name]["microseconds"]

    return beside(
        "zones",
        [""],
        [
            (("CPU time of f-strings and `ipaddress`, divided by ours",), made("seconds")),
            (("memory of them, divided by ours",), made("bytes")),
            (
                ("µs for a lookup by `Fleet.resolve`, which computes it",),
                looked_up("Fleet.resolve"),
            ),
            (("... by a `dict`",), looked_up("dict")),
            (("... by SQLite, from `vmssnames table -o sqlite`",), looked_up("SQLite")),
        ],
    )


def limits() -> str:
    """Return what each part takes, beside the least that the machine needs for it."""

    def kernel(which: int) -> Value:
        def value(data: Data) -> float:
            found = data["kernels in C"]["10000000"]
            return float(found[best_of(data)][which] / found["memcpy"][which])

        return value

    def floor(task: str, start: str, ours: str) -> Value:
        inverse = times(task, start, ours)
        return lambda data: None if (ratio := inverse(data)) is None else 1 / ratio

    def started(ours: str, python: str) -> Value:
        def value(data: Data) -> float | None:
            found = data["starting up"]
            return float(found[ours] / found[python]) if {ours, python} <= set(found) else None

        return value

    name, scan = "vmssnames nsgvmss00002D", "vmssnames scan of an empty file"
    encode, decode = "encode_computer_names", "decode_computer_names"
    rows: list[tuple[tuple[str, str], Value]] = [
        (("the kernel that encodes ten million IDs", "`memcpy` of the digits"), kernel(0)),
        (("the kernel that decodes them", "`memcpy` of the IDs"), kernel(1)),
        (
            ("`encode_name_rows`", "`memcpy` of the text"),
            floor(LINES, "memcpy", "encode_name_rows"),
        ),
        ((f"`{encode}`", "`str.split`: the strings alone"), floor(NAMES, "str.split", encode)),
        ((f"`{decode}`", "`array.tolist`: the ints alone"), floor(IDS, "array.tolist", decode)),
        (("`vmssnames NAME`", "`python -c pass`"), started(name, "python -c pass")),
        (("`vmssnames scan` of nothing", "the same"), started(scan, "python -c pass")),
        (("the same", "`import argparse`"), started(scan, "python -c 'import argparse'")),
    ]
    return beside("tables", ["Time of", "divided by that of"], rows)


ENGINES = {
    "arrow": "Arrow",
    "polars": "Polars",
    "pandas": "pandas",
    "pyarrow": "pyarrow",
    "duckdb": "DuckDB",
    "datafusion": "DataFusion",
    "sqlite": "SQLite",
    "sqlite3": "SQLite",
    "spark": "Spark",
}


def engines() -> str:
    """Return what a row takes in each engine."""
    spark = kept("spark")
    machines = {
        machine: data["ns a row"] | spark.get(machine, {}).get("ns a row", {})
        for machine, data in kept("engines").items()
    }
    works = {
        (engine, what): None
        for data in machines.values()
        for engine in data
        for what in data[engine]
    }
    rows = [
        [
            ENGINES[engine],
            what,
            *(shown(data.get(engine, {}).get(what)) for data in machines.values()),
        ]
        for engine, what in works
        if what != "the query alone"
    ]
    return table(["Engine", "ns for a row", *map(label, machines)], rows, 2)


def engine_tests() -> str:
    """Return which cases passed with which engine."""
    found = json.loads(PASSED.read_text(encoding="utf-8"))
    tests = {
        "test_documented_pairs": "documented names",
        "test_nulls_and_empty_columns": "nulls, empty columns",
        "test_hostile_values": "hostile values",
        "test_ids_out_of_range": "IDs out of range",
        "test_instances_of_a_fleet": "a fleet",
        "test_a_million_rows": "a million rows",
    }
    rows = [
        [f"{ENGINES.get(engine, engine)} {one['version']}", ", ".join(one["kinds"])]
        + [str(one["passed"].get(test, "\N{EN DASH}")) for test in tests]
        for engine, one in found.items()
    ]
    return table(["Engine", "Columns", *tests.values()], rows, 2)


def readme() -> str:
    """Return the short table."""
    numpy, polars, int_ = "numpy, 1296", "polars", "int(s[-6:], 36)"
    rows = [
        ("IDs to base 36, in buffers", "numpy with a table", times(ENCODE, numpy, "encode_ids")),
        ("base 36 to IDs, in buffers", "polars", times(DECODE, polars, "decode_ids")),
        ("computer names to IDs, in lists", f"`{int_}`", times(IDS, int_, "decode_computer_names")),
    ]
    machines = kept("tables")
    cells = [[a, b, *(shown(value(data)) for data in machines.values())] for a, b, value in rows]
    for n, title in (("1", "one prefix"), ("100", "100 prefixes")):
        found = [shown(speed(n, "hyperscan")(data)) for data in kept("search").values()]
        cells.append([f"{title} in 500 MB of log", "hyperscan", *found])
    heads = [f"{label(name)}, {data['made on']['day']}" for name, data in machines.items()]
    return table(["Task", "Compared with", *heads], cells, 2)


def made() -> str:
    """Return what was measured where, when and with what."""
    lines = []
    for what in ("tables", "search", "commands", "inventory", "zones", "engines", "spark"):
        for machine, data in kept(what).items():
            on = {
                k: v for k, v in data["made on"].items() if k not in ("machine", "day", "kernels")
            }
            programs = ", ".join(f"{name} {version}" for name, version in on.items())
            lines.append([what, label(machine), data["made on"]["day"], programs])
    return table(["Results", "Machine", "Day", "With"], lines, 4)


FIGURES: dict[str, Callable[[], str]] = {
    "readme": readme,
    "names": names,
    "search": search,
    "sizes": sizes,
    "commands": commands,
    "engines": engines,
    "engine-tests": engine_tests,
    "inventory": inventory,
    "zones": zones,
    "limits": limits,
    "made": made,
}


def updated(text: str) -> str:
    """Return *text* with its figures as they are in the results."""
    return BLOCK.sub(lambda found: f"{found[1]}{FIGURES[found[2]]()}\n{found[3]}", text)


def main() -> None:
    """Rewrite the pages."""
    for page in PAGES:
        page.write_text(updated(page.read_text(encoding="utf-8")), encoding="utf-8")
        print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
