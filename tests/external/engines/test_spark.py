"""What only Spark has: names in logs, types, and workers that die."""

import os
import signal
import threading
import time
from pathlib import Path

import naive
import pytest
from engines import ALL

from vmssnames import Fleet, Scanner

HOSTS = [f"web{naive.base36(i * 7919)}" for i in range(20_000)]


@pytest.fixture
def spark():
    return ALL["spark"]("local")


def test_names_in_logs(spark):
    lines = [
        f"{host} is up, api_{i % 7}" if i % 3 else "nothing" for i, host in enumerate(HOSTS)
    ] + [None]
    found = spark.module.scan(spark.frame(lines), "x", Scanner(["web", "api"]))
    rows = found.toArrow().sort_by([("i", "ascending"), ("start", "ascending")]).to_pylist()
    expected = [
        (i, one.start, one.end, one.kind, one.scale_set.name, one.instance_id, one.instance.vm_name)
        for i, line in enumerate(lines)
        for one in Scanner(["web", "api"]).scan((line or "").encode())
    ]
    names = ("i", "start", "end", "kind", "scale_set", "instance_id", "vm_name")
    assert [tuple(row[name] for name in names) for row in rows] == expected
    assert {row["resource_group"] for row in rows} == {None}


@pytest.mark.parametrize("type_", ["double", "string", "boolean", "decimal(9,2)"])
def test_what_is_no_integer(spark, type_):
    frame = spark.open().sql(
        f"select cast(null as {type_}) x union all select cast('1' as {type_})"
    )
    with pytest.raises(Exception, match="no integer"):
        frame.select(spark.module.computer_name("x", "web")).collect()
    rows = frame.select(spark.module.computer_name("x", "web", errors="null")).collect()
    assert [row[0] for row in rows] == [None, None]


@pytest.mark.parametrize("type_", ["tinyint", "smallint", "int", "bigint"])
def test_integers(spark, type_):
    frame = spark.open().sql(f"select cast(85 as {type_}) x")
    assert frame.select(spark.module.computer_name("x", "web")).collect()[0][0] == "web00002D"


def test_names_are_made_without_python(spark):
    plan = spark.frame([85], "int64").select(spark.module.computer_name("x", "web"))
    assert "Python" not in plan._jdf.queryExecution().toString()


def workers():
    """Return the processes that run Python for Spark: the children of its daemon."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes()
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if b"pyspark" in command and b"daemon" in command:
            found[int(path.name)] = parent
    return [pid for pid, parent in found.items() if parent in found]


@pytest.mark.parametrize("what", ["instance_id", "resolve", "scan"])
def test_a_worker_that_is_killed_changes_nothing(spark, what):
    """Spark does its part again: every row is there once."""
    module, killed = spark.module, []
    frame = spark.frame(HOSTS * 20).repartition(16)
    if what == "scan":
        job = module.scan(frame, "x", Scanner(["web"])).select("i", "instance_id")
    elif what == "resolve":
        column = module.resolve("x", Fleet(["web"]))["instance_id"]
        job = frame.select("i", column.alias("instance_id"))
    else:
        job = frame.select("i", module.instance_id("x").alias("instance_id"))

    def kill():
        for _ in range(2000):
            for pid in workers()[:1]:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
            if len(killed) > 1 or is_done.wait(0.02):
                return

    is_done = threading.Event()
    killer = threading.Thread(target=kill)
    spark.frame(HOSTS[:10]).select(module.instance_id("x")).collect()  # There are workers.
    time.sleep(0.2)
    killer.start()
    try:
        rows = job.toArrow().sort_by("i")
    finally:
        is_done.set()
        killer.join()
    assert killed
    assert rows["i"].to_pylist() == [*range(len(HOSTS) * 20)]
    assert rows["instance_id"].to_pylist() == [i * 7919 for i in range(20_000)] * 20


def test_the_example_that_writes_parquet(spark, tmp_path):
    """Spark ends lines at carriage returns, too, and does not number them."""
    import pyarrow.parquet as pq
    from test_parquet import LINES, TIMES, expected, run

    (tmp_path / "fleet.csv").write_text("name,prefix\nkn-infra_ss,kn-infra\nweb,web\n")
    for name, count in (("a.log", 300), ("b.log", 1)):
        (tmp_path / name).write_bytes(b"\n".join(LINES * count))
    out = tmp_path / "names"
    run(
        "spark_job.py",
        "--fleet",
        tmp_path / "fleet.csv",
        "--out",
        out,
        tmp_path / "a.log",
        tmp_path / "b.log",
    )
    found = pq.read_table(out)
    names = ("scale_set", "instance_id", "vm_name", "line")
    rows = sorted(tuple(row[name] for name in names) for row in found.to_pylist())
    assert rows == sorted((*row[1:4], row[4].removesuffix("\r")) for row in expected(301))
    assert found["time"].to_pylist().count(TIMES[0]) == 602
    assert {path.rpartition("/")[2] for path in found["file"].to_pylist()} == {"a.log", "b.log"}


def test_the_page(spark):
    import doctest

    page = Path(__file__).parents[3] / "docs" / "engines" / "spark.md"
    found = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert found.attempted > 5
    assert found.failed == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [("+0000Z", "0"), ("0_0001", "0"), ("00000!", "0"), ("-0000Z", "18446744073709551581")],
)
def test_what_spark_does_by_itself(spark, text, number):
    """The table in docs/engines/index.md."""
    (row,) = spark.open().sql(f"select conv('{text}', 36, 10)").collect()
    assert row[0] == number
