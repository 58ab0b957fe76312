"""What is particular to an engine."""

import importlib
import subprocess
import sys

import pytest

from vmssnames import Fleet, NameFormatError, Scanner, arrow


def of(name):
    return importlib.import_module(f"vmssnames.integrations.{name}")


def duckdb_con(**options):
    import duckdb

    con = duckdb.connect()
    of("duckdb").register(con, **options)
    return con


@pytest.mark.parametrize("value", ["[1]", "'85'", "date '2026-01-01'", "1.5", "85::double", "true"])
def test_duckdb_makes_names_of_integers_only(value):
    con = duckdb_con()
    with pytest.raises(Exception, match="vmss_name: expected an integer, got"):
        con.sql(f"select vmss_name('web', x) from (select {value} as x)").fetchall()
    con = duckdb_con(errors="null")
    assert con.sql(f"select vmss_name('web', x) from (select {value} as x)").fetchall() == [(None,)]


@pytest.mark.parametrize(
    "type_",
    "TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT".split(),
)
def test_duckdb_makes_names_of_all_integers(type_):
    con = duckdb_con()
    assert con.sql(f"select vmss_name('web', 85::{type_})").fetchall() == [("web00002D",)]
    assert con.sql("select vmss_name(null, 85), vmss_name('web', null)").fetchall() == [
        (None, None)
    ]


@pytest.mark.parametrize("prefix", ["", "-a", "a b", "a" * 59, "ä", "a\n", "we_b"])
def test_duckdb_checks_prefixes(prefix):
    with pytest.raises(Exception, match="expected a computer-name prefix"):
        duckdb_con().execute("select vmss_name(?, 85)", [prefix]).fetchall()


def test_duckdb_registers_once_for_a_database():
    con = duckdb_con()
    of("duckdb").register(con, Fleet(["web"]), errors="null")
    assert con.sql("select vmss_id('x'), vmss_resolve('web_7').vm_name").fetchall() == [
        (None, "web_7")
    ]
    with pytest.raises(ValueError, match="vmss_id was registered by another connection"):
        of("duckdb").register(con.cursor())
    assert con.sql("select vmss_name('web', -1)").fetchall() == [(None,)]
    other = con.cursor()
    of("duckdb").register_macro(other)
    assert other.sql("select vmss_name('web', 85), vmss_id('web00002D')").fetchall() == [
        ("web00002D", 85)
    ]


def test_options_are_checked_before_anything_runs():
    import sqlite3

    import datafusion
    import duckdb
    import pandas as pd
    import polars as pl

    works = [
        lambda: of("duckdb").register(duckdb.connect(), errors="ignore"),
        lambda: of("datafusion").register(datafusion.SessionContext(), errors="ignore"),
        lambda: of("sqlite3").register(sqlite3.connect(":memory:"), errors="ignore"),
        lambda: of("pandas").Names(pd.Series(["x"], dtype=object)).instance_id(errors="ignore"),
        lambda: of("pandas").Names(pd.Series(["x"])).split(errors="ignore"),
        lambda: of("polars").Names(pl.col("x")).instance_id(errors="ignore"),
    ]
    for work in works:
        with pytest.raises(ValueError, match="errors must be 'raise' or 'null'"):
            work()
    with pytest.raises(NameFormatError):
        of("polars").Names(pl.col("x")).computer_name("we_b")
    with pytest.raises(ValueError, match="fields: expected some of"):
        of("polars").Names(pl.col("x")).resolve(Fleet(["web"]), fields=["start"])


def test_polars_fields_and_categories():
    import polars as pl

    names, frame = of("polars").Names(pl.col("x")), pl.DataFrame({"x": ["web00002D", None]})
    found = frame.select(names.resolve(Fleet(["web"]), fields=["vm_name", "vm_name"]))
    assert found["x"].to_list() == [{"vm_name": "web_85"}, None]
    assert frame.select(names.resolve(Fleet(["web"]), fields="vm_name"))["x"][0] == {
        "vm_name": "web_85"
    }
    lines = frame.cast(pl.Categorical).select(names.scan(Scanner(["web"]), fields="vm_name"))
    assert lines["x"].to_list() == [[{"vm_name": "web_85"}], []]
    nulls = pl.DataFrame({"x": [None, None]})
    assert nulls.select(names.computer_name("web"))["x"].to_list() == [None, None]
    both = pl.concat([frame["x"].str.head(9), frame["x"] + "00002D"], rechunk=True)
    assert [one and one["prefix"] for one in pl.Series(arrow.split(both)).to_list()] == [
        "web", None, "web00002D", None,
    ]  # fmt: skip


def test_polars_plans_can_be_moved():
    import pickle

    import polars as pl

    plan = pl.LazyFrame({"x": ["web00002D"]}).select(
        of("polars").Names(pl.col("x")).instance_id("web")
    )
    assert pickle.loads(pickle.dumps(plan)).collect()["x"].to_list() == [85]


def test_pandas_objects():
    import numpy as np
    import pandas as pd

    mixed = pd.Series(
        ["web00002D", 5, None, float("nan"), np.array([1, 2]), b"web00002D"], dtype=object
    )
    names = of("pandas").Names(mixed)
    assert names.instance_id("web", errors="null").tolist() == [85] + [pd.NA] * 5
    assert names.split(errors="null")["prefix"].tolist()[0] == "web"
    assert names.resolve(Fleet(["web"]), errors="null")["vm_name"].count() == 1
    for work in (names.instance_id, names.split, lambda: names.resolve(Fleet(["web"]))):
        with pytest.raises(TypeError, match="item 1: expected a str, got int|item 1: .*int"):
            work()
    with pytest.raises(NameFormatError, match="item 2: 'x'"):
        of("pandas").Names(pd.Series(["web00002D", None, "x"], dtype=object)).instance_id("web")
    floats = of("pandas").Names(pd.Series([85, None]))
    assert floats.computer_name("web").tolist()[0] == "web00002D"
    with pytest.raises(TypeError, match="got one of format 'g'"):
        of("pandas").Names(pd.Series([1.5])).computer_name("web")


def test_pandas_ids_in_objects():
    import pandas as pd

    objects = pd.Series([85, "86", 2**70, "x", True, None, "\ud800", 1.5], dtype=object)
    names = of("pandas").Names(objects)
    found = names.computer_name("web", errors="null")
    assert found.tolist()[:2] == ["web00002D", "web00002E"] and found.count() == 2
    with pytest.raises(Exception, match="item 2: instance ID of 22 digits is outside"):
        names.computer_name("web")
    odd = of("pandas").Names(pd.Series(["web00002D", "\ud800"], dtype=object))
    assert odd.split(errors="null")["instance_id"].tolist() == [85, pd.NA]
    for work in (odd.split, odd.instance_id, lambda: odd.resolve(Fleet(["web"]))):
        with pytest.raises(NameFormatError, match="item 1"):
            work()


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
@pytest.mark.parametrize("more", [[], [None]])
def test_pandas_results_can_be_changed(dtype, more):
    import pandas as pd

    found = of("pandas").Names(pd.Series(["web00002D", *more], dtype=dtype)).instance_id("web")
    found.iloc[0] = 7
    found.fillna(0, inplace=True)
    assert found.tolist() == [7] + [0] * len(more)


def test_pandas_periods_are_no_ids():
    import pandas as pd

    with pytest.raises(TypeError, match="extension type 'pandas.period'"):
        of("pandas").Names(pd.Series(pd.period_range("2026", periods=2))).computer_name("web")


def test_datafusion_prefixes():
    import datafusion

    def ask(errors, values):
        ctx = datafusion.SessionContext()
        of("datafusion").register(ctx, errors=errors)
        return ctx.sql(f"select vmss_name(p, i) y from (values {values}) t(p, i)").to_pydict()["y"]

    assert ask("raise", "('w!', cast(null as bigint)), ('web', 1)") == [None, "web000001"]
    values = "('web', 85), ('api', 1), (cast(null as varchar), 1), ('web', 0), ('-w', 2)"
    assert ask("null", values) == ["web00002D", "api000001", None, "web000000", None]
    with pytest.raises(Exception, match="'-w'"):
        ask("raise", values)
    with pytest.raises(Exception, match="item 1: instance ID -2"):
        ask("raise", "('web', 85), ('api', -2)")


@pytest.mark.parametrize("which", ["python", ""])
def test_errors_of_a_consumer_are_its_own(which):
    """A capsule ends while the exception is on its way."""
    code = """
import pyarrow as pa
from vmssnames import arrow
column = arrow.instance_ids(pa.array(["web00002D"]))
for take in (pa.table, pa.record_batch):
    try:
        take(column)
    except (pa.ArrowInvalid, ValueError, TypeError) as error:
        print(type(error).__name__)
print(pa.chunked_array(arrow.split(pa.array(["web00002D"]))).to_pylist())
"""
    env = {"VMSSNAMES_BACKEND": which, "PYTHONPATH": ":".join(sys.path), "PYTHONMALLOC": "debug"}
    out = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert out.stderr == ""
    assert out.stdout == "ArrowInvalid\nArrowInvalid\n[{'prefix': 'web', 'instance_id': 85}]\n"
