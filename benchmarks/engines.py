"""``python -m benchmarks.engines``: names in columns of engines, beside what the engines have.

For each engine: what vmssnames does, what the engine does itself if it is as strict, what people
write, and what that gets wrong.  Times are of the CPU, all threads, net of the same query without
the conversion; everybody takes turns, the least of some rounds counts, and strict answers are
compared.  Run it in an environment with all engines; Spark has its own, and ``--spark``.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from typing import Any

from vmssnames import Fleet, arrow, decode_name_rows, format_base36

from .kept import keep, made_on

ROUNDS = 7
STRICT = r"^[Ww][Ee][Bb][0-9A-Za-z]{6}$"
Work = Callable[[], Any]


def timed(works: dict[str, Work], rounds: int) -> tuple[dict[str, float], dict[str, Any]]:
    """Return the CPU seconds of each of *works*, the least of all *rounds*, and the results."""
    best, results = dict.fromkeys(works, float("inf")), {}
    for _ in range(rounds):
        for name in random.sample(list(works), len(works)):
            start = time.process_time()
            results[name] = works[name]()
            best[name] = min(best[name], time.process_time() - start)
    return best, results


class Table:
    """The rows of one engine: what it is, and ns a row; *base* is taken off all others."""

    def __init__(self, title: str, count: int, base: Work | None = None) -> None:
        self.title, self.count = title, count
        self.works: dict[str, Work] = {} if base is None else {"the query alone": base}
        self.groups: list[list[str]] = []

    def task(self, answer: Callable[[Any], Any], **works: Work) -> None:
        """Add a task: *works* whose results, as *answer* reads them, are equal, ours first."""
        names = [name.replace("_", " ") for name in works]
        self.works |= dict(zip(names, works.values(), strict=True))
        self.groups.append(names)
        self.answers = getattr(self, "answers", {}) | dict.fromkeys(names, answer)

    def run(self) -> dict[str, float]:
        """Return ns a row of each, its answers checked unless it is called naive."""
        best, results = timed(self.works, ROUNDS)
        for names in self.groups:
            right = self.answers[names[0]](results[names[0]])
            for name in names[1:]:
                assert "naive" in name or self.answers[name](results[name]) == right, name
        base = best.get("the query alone", 0.0)
        return {
            name: max(0.0, seconds - (0.0 if name == "the query alone" else base))
            / self.count
            * 1e9
            for name, seconds in best.items()
        }


def columns(count: int) -> tuple[list[int], list[str]]:
    """Return random IDs, of the size that scale sets have, and their names."""
    draw = random.Random(7)
    ids = [draw.randrange(2_000_000) for _ in range(count)]
    return ids, [f"web{format_base36(one)}" for one in ids]


def arrows(count: int) -> Table:
    """Return what vmssnames.arrow does with each layout."""
    import pyarrow as pa

    ids, names = columns(count)
    utf8, numbers = pa.array(names), pa.array(ids, pa.uint32())
    draw = random.Random(8)
    some = pa.array(draw.choices(names[:5000], k=count)).dictionary_encode()
    large, view = utf8.cast(pa.large_string()), pa.array(names, pa.string_view())
    _, places, data = utf8.buffers()
    offsets = memoryview(places).cast("B").cast("i")[: count + 1]
    fleet = Fleet([f"p{i}" for i in range(10_000)] + ["web"])
    table = Table("Arrow", count)

    def same(made: Any) -> list[int]:
        return [*pa.array(made).to_pylist()[:1000]]

    table.task(
        same,
        **{
            "decode utf8": lambda: arrow.instance_ids(utf8, "web"),
            "decode large_utf8": lambda: arrow.instance_ids(large, "web"),
            "decode utf8_view": lambda: arrow.instance_ids(view, "web"),
            "decode any prefix": lambda: arrow.instance_ids(utf8),
        },
    )
    table.task(
        lambda made: list(made[0][:1000]),
        **{
            "decode_name_rows of the buffers": lambda: decode_name_rows(
                data, "web", offsets=offsets
            )
        },
    )
    table.task(len, **{"decode dictionary": lambda: arrow.instance_ids(some, "web")})
    table.task(len, split=lambda: arrow.split(utf8))
    table.task(
        len,
        **{
            "resolve, 10,001 scale sets": lambda: arrow.resolve(utf8, fleet),
            "resolve, scale set and ID": lambda: arrow.resolve(
                utf8, fleet, fields=["scale_set", "instance_id"]
            ),
            "resolve_many of a list": lambda: fleet.resolve_many(utf8.to_pylist()),
        },
    )
    table.task(
        len,
        **{
            "encode utf8": lambda: pa.array(arrow.computer_names("web", numbers)),
            "encode utf8_view": lambda: arrow.computer_names("web", numbers).cast("utf8_view"),
            "naive: a list of f-strings": lambda: pa.array(
                [f"web{format_base36(one)}" for one in numbers.to_pylist()]
            ),
        },
    )
    return table


def polars(count: int) -> Table:
    """Return Polars: our namespace, and the best expressions."""
    import polars as pl

    from vmssnames.integrations.polars import Names

    ids, names = columns(count)
    frame = pl.DataFrame({"host": names, "id": pl.Series(ids, dtype=pl.UInt32)})
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    pairs = pl.Series([a + b for a in digits for b in digits])
    number, host = pl.col("id"), pl.col("host")
    parts = [pl.lit(pairs).gather(number // 1296**k % 1296) for k in (2, 1, 0)]
    best = pl.when(number <= 36**6 - 1).then(pl.concat_str(pl.lit("web"), *parts))
    whole = host.str.slice(3).str.to_integer(base=36)
    table = Table("Polars", count, lambda: frame.select("host", "id"))
    table.task(
        lambda made: made.to_series().to_list()[:1000],
        **{
            "decode, vmssnames": lambda: frame.select(Names(host).instance_id("web")),
            "decode, strict: contains and to_integer": lambda: frame.select(
                pl.when(host.str.contains(STRICT)).then(whole)
            ),
            "decode, naive: to_integer": lambda: frame.select(whole),
        },
    )
    table.task(
        lambda made: made.to_series().to_list()[:1000],
        **{
            "encode, vmssnames": lambda: frame.select(Names(number).computer_name("web")),
            "encode, strict: gather pairs": lambda: frame.select(best),
        },
    )
    return table


def pandas(count: int) -> Table:
    """Return pandas: our accessor, and functions of Python."""
    import pandas as pd

    from vmssnames.integrations.pandas import Names

    _, names = columns(count)
    text, objects = pd.Series(names, dtype="str"), pd.Series(names, dtype=object)
    table = Table("pandas", count)
    table.task(
        lambda made: made.tolist()[:1000],
        **{
            "decode str, vmssnames": lambda: Names(text).instance_id("web"),
            "decode str, naive: map(int)": lambda: text.map(lambda name: int(name[-6:], 36)),
        },
    )
    table.task(
        lambda made: made.tolist()[:1000],
        **{
            "decode object, vmssnames": lambda: Names(objects).instance_id("web"),
            "decode object, naive: map(int)": lambda: objects.map(lambda name: int(name[-6:], 36)),
        },
    )
    return table


def duckdb(count: int) -> Table:
    """Return DuckDB: our functions, and the same in SQL."""
    import duckdb
    import pyarrow as pa

    from vmssnames.integrations.duckdb import register

    ids, names = columns(count)
    con: Any = duckdb.connect()
    register(con)
    zeros = pa.nulls(1 << 16, pa.uint32()).fill_null(0)
    con.create_function(
        "zero",
        lambda names: zeros[: len(names)],
        ["VARCHAR"],
        "UINTEGER",
        type="arrow",
        null_handling="special",
    )
    rows = pa.table({"host": names, "id": pa.array(ids, pa.uint32())})
    con.execute("create table t as select * from rows")
    assert rows.num_rows == count
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz"
    value = " + ".join(
        f"(strpos('{alphabet}', h[{k + 4}]) - 1) % 36 * {36 ** (5 - k)}" for k in range(6)
    )
    con.execute(
        f"create macro strict_id(h) as case when regexp_full_match(h, '{STRICT}') then {value} end"
    )

    def ask(what: str) -> Work:
        return lambda: con.execute(f"select sum({what}) from t").fetchall()

    table = Table("DuckDB", count, ask("length(host) + id"))
    table.task(
        lambda made: made,
        **{
            "decode, vmss_id": ask("vmss_id(host) + 0 * length(host)"),
            "decode, strict SQL": ask("strict_id(host) + 0 * length(host)"),
            "naive: a function that returns 0": ask("zero(host) + 0 * length(host)"),
        },
    )
    table.task(
        lambda made: made,
        **{
            "encode, vmss_name": ask("length(vmss_name('web', id))"),
            "encode, naive: to_base": ask("length('web' || to_base(id::bigint, 36, 6))"),
        },
    )
    return table


def datafusion(count: int) -> Table:
    """Return DataFusion, which has nothing of its own."""
    import datafusion
    import pyarrow as pa

    from vmssnames.integrations.datafusion import register

    ids, names = columns(count)
    ctx = datafusion.SessionContext()
    register(ctx)
    rows = pa.table({"host": names, "id": pa.array(ids, pa.int64())})
    ctx.register_record_batches("t", [rows.to_batches(max_chunksize=1 << 16)])

    def ask(what: str) -> Work:
        return lambda: ctx.sql(f"select sum({what}) x from t").collect()

    table = Table("DataFusion", count, ask("length(host) + id"))
    for what, sql in (("decode", "vmss_id(host)"), ("encode", "length(vmss_name('web', id))")):
        table.task(str, **{f"{what}, {sql.removeprefix('length(').partition('(')[0]}": ask(sql)})
    return table


def sqlite(count: int) -> Table:
    """Return SQLite, with a function of Python for each row."""
    import sqlite3

    from vmssnames.integrations.sqlite3 import register

    _, names = columns(count)
    con = sqlite3.connect(":memory:")
    register(con)
    con.create_function("naive_id", 1, lambda name: int(name[-6:], 36), deterministic=True)
    con.execute("create table t (host)")
    con.executemany("insert into t values (?)", [(name,) for name in names])

    def ask(what: str) -> Work:
        return lambda: con.execute(f"select sum({what}) from t").fetchall()

    table = Table("SQLite", count, ask("length(host)"))
    table.task(
        lambda made: made,
        **{"decode, vmss_id": ask("vmss_id(host)"), "decode, naive: int": ask("naive_id(host)")},
    )
    return table


TABLES: dict[str, tuple[Callable[[int], Table], int]] = {
    "arrow": (arrows, 2_000_000),
    "polars": (polars, 5_000_000),
    "pandas": (pandas, 2_000_000),
    "duckdb": (duckdb, 3_000_000),
    "datafusion": (datafusion, 3_000_000),
    "sqlite": (sqlite, 200_000),
}
PACKAGES = ("pyarrow", "polars", "pandas", "duckdb", "datafusion")


def main() -> None:
    """Measure, print, and keep what was asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(TABLES), default=[])
    parser.add_argument("--keep", action="store_true", help="in benchmarks/results")
    options = parser.parse_args()
    on, data, lines = made_on(PACKAGES), {}, []
    for name in options.only or TABLES:
        make, count = TABLES[name]
        table = make(count)
        data[name] = table.run()
        lines += [f"| {table.title}, {count:,} rows | ns |", "|---|---:|"]
        lines += [f"| {what} | {ns:.1f} |" for what, ns in data[name].items()] + [""]
        print("\n".join(lines[-len(data[name]) - 3 :]), flush=True)
    if options.keep:
        keep("engines", on, {"ns a row": data}, "\n".join(lines))


if __name__ == "__main__":
    main()
