"""The engines, each behind the same few functions of lists, and the kinds of column that it has."""

import importlib

from vmssnames import arrow


class Engine:
    """An engine, with columns of one *kind*."""

    def __init__(self, kind):
        self.kind = kind
        self.module = importlib.import_module(f"vmssnames.integrations.{self.name}")

    def __repr__(self):
        return f"{self.name} {self.kind}"


class PyArrow(Engine):
    name, kinds = (
        "pyarrow",
        (
            "string",
            "large_string",
            "string_view",
            "binary",
            "dictionary",
            "chunked",
            "sliced",
            "table",
        ),
    )

    def column(self, values, type_="string"):
        import pyarrow as pa

        if self.kind == "string_view" and type_ == "string":
            # A cast to it is what pyarrow before 26 cannot export: it crashes.
            return pa.array(values, pa.string_view())
        made = pa.array(values, type_)
        if self.kind in ("large_string", "binary") and type_ == "string":
            return made.cast(getattr(pa, self.kind)())
        if self.kind == "dictionary":
            return made.dictionary_encode()
        if self.kind == "chunked":
            return pa.chunked_array([made[:1], made[1:1], made[1:]])
        if self.kind == "sliced":
            return pa.concat_arrays([pa.array(values[:3], type_), made])[len(values[:3]) :]
        return pa.table({"host": made}) if self.kind == "table" else made

    def rows(self, made):
        import pyarrow as pa

        made = pa.array(made)
        made.validate(full=True)
        return made.to_pylist()

    def ids(self, hosts, errors="raise", prefix=None):
        return self.rows(arrow.instance_ids(self.column(hosts), prefix, errors=errors))

    def names(self, prefix, ids, errors="raise"):
        return self.rows(arrow.computer_names(prefix, self.column(ids, "int64"), errors=errors))

    def split(self, hosts, errors="raise"):
        return self.rows(arrow.split(self.column(hosts), errors=errors))

    def resolve(self, hosts, fleet, errors="raise"):
        return self.rows(arrow.resolve(self.column(hosts), fleet, errors=errors))


class NanoArrow(PyArrow):
    name, kinds = "nanoarrow", ("string", "chunked")

    def __init__(self, kind):
        self.kind = kind

    def column(self, values, type_="string"):
        import nanoarrow

        made = nanoarrow.Array(values, getattr(nanoarrow, type_)())
        return nanoarrow.Array.from_chunks([made]) if self.kind == "chunked" else made

    def rows(self, made):
        import nanoarrow

        # It reads streams of structs as tables, whose rows cannot be null.
        rows = nanoarrow.Array(made).to_pylist()
        return [
            None if isinstance(one, dict) and {*one.values()} == {None} else one for one in rows
        ]


class Arro3(PyArrow):
    name, kinds = "arro3", ("string",)

    def __init__(self, kind):
        self.kind = kind

    def column(self, values, type_="string"):
        from arro3.core import Array, DataType

        return Array(values, getattr(DataType, type_)())

    def rows(self, made):
        from arro3.core import Array

        return Array.from_arrow(made).to_pylist()


class Polars(Engine):
    name, kinds = (
        "polars",
        ("eager", "lazy", "streaming", "categorical", "sliced", "chunked", "grouped"),
    )

    def run(self, values, expression, dtype=None):
        import polars as pl

        made = pl.Series("x", values, dtype or pl.String)
        if self.kind == "categorical" and dtype is None:
            made = made.cast(pl.Categorical)
        if self.kind == "sliced":
            made = pl.concat([made[:3], made])[len(made[:3]) :]
        if self.kind == "chunked":
            made = pl.concat([made[:2], made[2:]], rechunk=False)
        frame = pl.DataFrame({"x": made})
        if self.kind == "grouped":
            groups = frame.with_row_index().with_columns(group=pl.col("index") // 3)
            out = (
                groups.group_by("group", maintain_order=True)
                .agg(expression.alias("y"))
                .explode("y")
            )
            return out["y"].to_list() if values else []
        if self.kind in ("lazy", "streaming"):
            plan = frame.lazy().select(expression)
            schema = plan.collect_schema()
            out = plan.collect(engine="streaming" if self.kind == "streaming" else "auto")
            assert out.schema == schema
            return out["x"].to_list()
        return frame.select(expression)["x"].to_list()

    def names_of(self, dtype=None):
        import polars as pl

        return self.module.Names(pl.col("x"))

    def ids(self, hosts, errors="raise", prefix=None):
        return self.run(hosts, self.names_of().instance_id(prefix, errors=errors))

    def names(self, prefix, ids, errors="raise"):
        import polars as pl

        return self.run(ids, self.names_of().computer_name(prefix, errors=errors), pl.Int64)

    def split(self, hosts, errors="raise"):
        return self.run(hosts, self.names_of().split(errors=errors))

    def resolve(self, hosts, fleet, errors="raise"):
        return self.run(hosts, self.names_of().resolve(fleet, errors=errors))


class Pandas(Engine):
    name, kinds = "pandas", ("str", "object", "string", "arrow", "category", "sliced")

    def column(self, values, dtype=None):
        import pandas as pd
        import pyarrow as pa

        if dtype is None:
            dtype = {"arrow": pd.ArrowDtype(pa.string()), "sliced": "str"}.get(self.kind, self.kind)
        more = len(values[:3]) if self.kind == "sliced" else 0
        made = pd.Series([*values[:more], *values], dtype=dtype, name="host")[more:]
        return made.set_axis([f"row {i}" for i in range(len(values))])

    def plain(self, made, values):
        import pandas as pd

        assert [*made.index] == [f"row {i}" for i in range(len(values))]
        return [None if pd.isna(one) else one for one in made.tolist()]

    def ids(self, hosts, errors="raise", prefix=None):
        made = self.module.Names(self.column(hosts)).instance_id(prefix, errors=errors)
        assert made.dtype == "UInt32" and made.name == "host"
        return self.plain(made, hosts)

    def names(self, prefix, ids, errors="raise"):
        made = self.module.Names(self.column(ids, "Int64")).computer_name(prefix, errors=errors)
        assert made.dtype == "str" and made.name == "host"
        return self.plain(made, ids)

    def split(self, hosts, errors="raise"):
        return self.dicts(self.module.Names(self.column(hosts)).split(errors=errors), hosts)

    def resolve(self, hosts, fleet, errors="raise"):
        return self.dicts(
            self.module.Names(self.column(hosts)).resolve(fleet, errors=errors), hosts
        )

    def dicts(self, made, values):
        columns = {name: self.plain(made[name], values) for name in made.columns}
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return [None if all(value is None for value in row.values()) else row for row in rows]


class SQL(Engine):
    """An engine with functions in SQL."""

    def call(self, function, hosts):
        return self.query(f"{function}(x)", hosts, "varchar")

    def ids(self, hosts, errors="raise", prefix=None):
        self.open(errors)
        found = self.call("vmss_id", hosts)
        return (
            found
            if prefix is None
            else [self.only(one, host, prefix) for one, host in zip(found, hosts, strict=True)]
        )

    def only(self, found, host, prefix):
        return found if host and host[:-6].lower() == prefix else None

    def names(self, prefix, ids, errors="raise"):
        self.open(errors)
        return self.query(f"vmss_name('{prefix}', x)", ids, "bigint")

    def split(self, hosts, errors="raise"):
        self.open(errors)
        return self.call("vmss_split", hosts)

    def resolve(self, hosts, fleet, errors="raise"):
        self.open(errors, fleet)
        return self.call("vmss_resolve", hosts)


class DuckDB(SQL):
    name, kinds = "duckdb", ("memory", "table")

    def open(self, errors, fleet=None):
        import duckdb

        self.con = duckdb.connect()
        self.module.register(self.con, fleet, errors=errors)

    def query(self, expression, values, type_):
        import pyarrow as pa

        rows = pa.table(
            {
                "i": range(len(values)),
                "x": pa.array(values, "string" if type_ == "varchar" else "int64"),
            }
        )
        if self.kind == "table":
            self.con.execute("create or replace table own as select * from rows")
        source = "own" if self.kind == "table" else "rows"
        made = self.con.execute(f"select {expression} as y from {source} order by i").fetchall()
        assert rows.num_rows == len(values)
        rows = [row[0] for row in made]
        return [
            None
            if isinstance(row, dict) and not any(one is not None for one in row.values())
            else row
            for row in rows
        ]


class DataFusion(SQL):
    name, kinds = "datafusion", ("memory",)

    def open(self, errors, fleet=None):
        import datafusion

        self.con = datafusion.SessionContext()
        self.module.register(self.con, fleet, errors=errors)

    def query(self, expression, values, type_):
        import pyarrow as pa

        rows = pa.table(
            {
                "i": range(len(values)),
                "x": pa.array(values, "string" if type_ == "varchar" else "int64"),
            }
        )
        self.con.register_record_batches(
            "own", [rows.to_batches() or [pa.RecordBatch.from_pylist([], rows.schema)]]
        )
        return self.con.sql(f"select {expression} as y from own order by i").to_pydict()["y"]


class SQLite(SQL):
    name, kinds = "sqlite3", ("memory",)

    def open(self, errors, fleet=None):
        import sqlite3

        self.con = sqlite3.connect(":memory:")
        self.module.register(self.con, fleet, errors=errors)

    def query(self, expression, values, type_):
        self.con.execute("create table own (i integer primary key, x)")
        self.con.executemany("insert into own (x) values (?)", [(one,) for one in values])
        rows = self.con.execute(f"select {expression} from own order by i").fetchall()
        self.con.close()
        return [row[0] if len(row) == 1 else row for row in rows]

    def split(self, hosts, errors="raise"):
        self.open(errors)
        pairs = self.query("vmss_prefix(x), vmss_id(x)", hosts, "")
        return [
            None if one == (None, None) else dict(zip(("prefix", "instance_id"), one, strict=True))
            for one in pairs
        ]

    def resolve(self, hosts, fleet, errors="raise"):
        self.open(errors, fleet)
        rows = self.query("vmss_vm_name(x), vmss_resource_id(x)", hosts, "")
        return [
            None if one == (None, None) else dict(zip(("vm_name", "resource_id"), one, strict=True))
            for one in rows
        ]


class Spark(Engine):
    name, kinds = "spark", ("local",)
    session = None

    def __init__(self, kind):
        super().__init__(kind)
        self.open()  # A column needs a session before it has rows.

    @classmethod
    def open(cls):
        import os
        import sys

        from pyspark.sql import SparkSession

        if cls.session is None:
            os.environ["PYSPARK_PYTHON"] = sys.executable
            # Two workers, and a task may fail three times, as on a cluster.
            made = SparkSession.builder.master("local[2,4]").config("spark.ui.enabled", "false")
            made = made.config("spark.driver.memory", "3g").config(
                "spark.sql.shuffle.partitions", 2
            )
            cls.session = made.config("spark.log.level", "OFF").getOrCreate()
        return cls.session

    def frame(self, values, type_="string"):
        import pyarrow as pa

        made = pa.table({"i": range(len(values)), "x": pa.array(values, type_)})
        return self.open().createDataFrame(made)

    def run(self, values, column, type_="string"):
        rows = self.frame(values, type_).select("i", column.alias("y")).toArrow()
        return rows.sort_by("i")["y"].to_pylist()

    def ids(self, hosts, errors="raise", prefix=None):
        return self.run(hosts, self.module.instance_id("x", prefix, errors=errors))

    def names(self, prefix, ids, errors="raise"):
        return self.run(ids, self.module.computer_name("x", prefix, errors=errors), "int64")

    def split(self, hosts, errors="raise"):
        return self.run(hosts, self.module.split("x", errors=errors))

    def resolve(self, hosts, fleet, errors="raise"):
        return self.run(hosts, self.module.resolve("x", fleet, errors=errors))


ALL = {
    one.name: one
    for one in (PyArrow, NanoArrow, Arro3, Polars, Pandas, DuckDB, DataFusion, SQLite, Spark)
}
