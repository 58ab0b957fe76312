"""``python -m benchmarks.spark``: names in Spark, beside Spark's own functions, on this machine.

Times are of the CPU, of all processes of Spark, net of the same query without the conversion;
strict ways give the same answers, which are compared.  The naive way is what people write.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vmssnames import Fleet, Scanner, format_base36
from vmssnames.integrations import spark as ours

from .kept import keep, made_on

ROUNDS = 3
OK = r"\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\z"


def seconds() -> float:
    """Return the CPU seconds of this process and of all that it started, ended ones too."""
    parents, spent = {}, {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # It has just ended.
            continue
        parents[int(path.name)] = int(fields[1])
        spent[int(path.name)] = sum(map(int, fields[11:15]))
    total = 0
    for process in spent:
        one = process
        while one and one != os.getpid():
            one = parents.get(one, 0)
        total += spent[process] if one else 0
    return total / os.sysconf("SC_CLK_TCK")


def measure(works: dict[str, Callable[[], Any]], rows: int) -> dict[str, float]:
    """Return ns a row of each, without the first, which is the query alone."""
    best = dict.fromkeys(works, float("inf"))
    answers: dict[str, Any] = {}
    for _ in range(ROUNDS):
        for name, work in works.items():
            start = seconds()
            answers[name] = work()
            best[name] = min(best[name], seconds() - start)
    base, *others = works
    for name in others[1:]:
        assert "naive" in name or answers[name] == answers[others[0]], (name, answers)
    return {name: (best[name] - best[base]) / rows * 1e9 for name in others}


def zeros(names: Any) -> Any:
    """Return a zero for each row: what it takes to hand it to Python and back."""
    import pyarrow as pa

    return pa.nulls(len(names), pa.int64()).fill_null(0)


def main() -> None:
    """Measure, print, and keep what was asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="in benchmarks/results")
    parser.add_argument("--rows", type=int, default=4_000_000, metavar="N")
    options = parser.parse_args()
    import pyarrow as pa
    from pyspark.sql import SparkSession, functions as f

    zeros.__annotations__ = {"names": pa.Array, "return": pa.Array}
    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    made = made.config("spark.driver.memory", "6g").config("spark.sql.adaptive.enabled", "false")
    session = made.config("spark.log.level", "OFF").getOrCreate()
    prefixes = [f"p{i}x" for i in range(10_000)]
    rows, found = options.rows, dict[str, float]()
    number = (f.col("id") * 7919 % 2_000_000).alias("number")
    digits = f.lpad(f.conv(number.cast("string"), 10, 36), 6, "0")
    hosts = session.range(rows, numPartitions=4).select(
        number, f.concat(f.lit("p"), f.col("id") % 10_000, f.lit("x"), digits).alias("host")
    )
    hosts = hosts.cache()
    hosts.count()

    def total(column: Any, frame: Any = hosts) -> Callable[[], Any]:
        return lambda: frame.select(f.sum(column)).collect()[0][0]

    host, strict = f.col("host"), f.conv(f.substring("host", -6, 6), 36, 10).cast("long")
    found |= measure(
        {
            "base": total(f.length("host")),
            "decode, vmssnames": total(ours.instance_id("host")),
            "decode, strict: rlike and conv": total(f.when(host.rlike(OK), strict)),
            "decode, naive: conv": total(strict),
            "naive: a function that returns 0": total(f.arrow_udf(zeros, "long")("host")),
        },
        rows,
    )
    fleet = Fleet(prefixes)
    table = session.createDataFrame([(one, i) for i, one in enumerate(prefixes)], "p string, n int")
    split = hosts.where(host.rlike(OK)).select(
        f.lower(f.expr("left(host, length(host) - 6)")).alias("p"), strict.alias("id")
    )
    joined = split.join(f.broadcast(table), "p")
    fields = ["scale_set", "instance_id"]
    found |= measure(
        {
            "base": total(f.length("host")),
            "resolve, 10,000 scale sets, vmssnames": total(
                ours.resolve("host", fleet, fields=fields)["instance_id"]
            ),
            "resolve, strict: broadcast join": total(f.col("id"), joined),
        },
        rows,
    )
    found |= measure(
        {
            "base": total(f.col("number")),
            "encode, vmssnames": total(f.length(ours.computer_name("number", "web"))),
            "encode, naive: conv": total(
                f.length(
                    f.concat(
                        f.lit("web"), f.lpad(f.conv(f.col("number").cast("string"), 10, 36), 6, "0")
                    )
                )
            ),
        },
        rows,
    )
    hosts.unpersist()
    found |= scans(session, f, options.rows // 4)
    text = "\n".join(
        ["| Spark | ns |", "|---|---:|", *(f"| {k} | {v:.0f} |" for k, v in found.items()), ""]
    )
    print(text)
    if options.keep:
        keep("spark", made_on(("pyspark", "pyarrow")), {"ns a row": {"spark": found}}, text)
    session.stop()


def scans(session: Any, f: Any, rows: int) -> dict[str, float]:
    """Return what searching a line of a log takes."""
    draw, prefixes = random.Random(3), [f"pool{i}x" for i in range(1000)]
    known = [f"{one}{format_base36(draw.randrange(3000))}" for one in prefixes]
    lines = [
        f"2026-11-22T10:36:37Z {draw.choice(known) if i % 4 == 0 else 'ip-10-0-0-1'} kubelet[{i}]: "
        f"volume_manager.go: mounted volume pvc-{draw.randrange(10**9):x} for pod default/app-{i}"
        for i in range(10_000)
    ]
    names = session.createDataFrame([(i, one) for i, one in enumerate(lines)], "k int, line string")
    logs = session.range(rows, numPartitions=4).withColumn("k", (f.col("id") % 10_000).cast("int"))
    logs = logs.join(f.broadcast(names), "k").select("line").cache()
    logs.count()
    table = session.createDataFrame([(one,) for one in prefixes], "p string")
    words = logs.select(
        f.explode(f.expr(r"regexp_extract_all(line, '[A-Za-z0-9-]+', 0)")).alias("w")
    )
    split = words.where(f.col("w").rlike(OK)).select(
        f.lower(f.expr("left(w, length(w) - 6)")).alias("p"),
        f.conv(f.substring("w", -6, 6), 36, 10).cast("long").alias("instance_id"),
    )
    joined = split.join(f.broadcast(table), "p")
    found = ours.scan(logs, "line", Scanner(prefixes), fields=["instance_id"])
    return measure(
        {
            "base": lambda: logs.select(f.sum(f.length("line"))).collect()[0][0],
            "search a line, 1,000 prefixes, vmssnames": lambda: found.select(
                f.sum("instance_id")
            ).collect()[0][0],
            "search a line, words and a broadcast join": lambda: joined.select(
                f.sum("instance_id")
            ).collect()[0][0],
        },
        rows,
    )


if __name__ == "__main__":
    main()
