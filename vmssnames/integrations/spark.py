"""Names in Spark 4: ``pip install vmssnames[spark]``.

A name is made by Spark's own functions, which need no Python, behind the checks that they lack.
Names are read by functions over Arrow, and logs by ``mapInArrow``: a batch crosses to Python and
back once, which takes far longer than the work.  IDs are of the type long: Spark has no uint32.
"""

from __future__ import annotations

from .. import arrow
from ..fleet.fleet import Fleet
from ..names import grammar
from ..names.vm_names import check_prefix
from ..scan.scanner import Scanner
from .extras import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..arrow import Errors

pa: Any = require("pyarrow", "spark")
pc: Any = require("pyarrow.compute", "spark")
functions: Any = require("pyspark.sql.functions", "spark")
types: Any = require("pyspark.sql.types", "spark")

_NUMBERS = ("start", "end", "instance_id")


def computer_name(ids: Any, prefix: str, *, errors: Errors = "raise") -> Any:
    """Return a Column: the computer names of *ids*, integers, in the scale set with *prefix*.

    An ID out of range fails the job, or gives null with ``errors="null"``.
    """
    arrow.check_errors(errors)
    spark, ids = functions, functions.col(ids) if isinstance(ids, str) else ids
    digits = spark.lpad(spark.conv(ids.cast("string"), 10, grammar.BASE), grammar.WIDTH, "0")
    is_integer = spark.typeof(ids).isin("tinyint", "smallint", "int", "bigint", "void")
    name = spark.when(
        is_integer & ids.cast("long").between(0, grammar.MAX_INSTANCE_ID),
        spark.concat(spark.lit(check_prefix(prefix)), digits),
    )
    if errors == "null":
        return name.alias("computer_name")
    bound = f" is outside 0..{grammar.MAX_INSTANCE_ID}, or no integer"
    text = spark.concat(spark.lit("instance ID "), ids.cast("string"), spark.lit(bound))
    return name.when(ids.isNotNull(), spark.raise_error(text)).alias("computer_name")


def instance_id(names: Any, prefix: str | None = None, *, errors: Errors = "raise") -> Any:
    """Return a Column: the instance IDs in computer names; see ``arrow.instance_ids``."""

    def instance_id(batch: Any) -> Any:
        return pa.array(arrow.instance_ids(batch, prefix, errors=errors), type=pa.int64())

    return _udf(instance_id, "long")(names)


def split(names: Any, *, errors: Errors = "raise") -> Any:
    """Return a Column: the prefix and the instance ID in computer names; see ``arrow.split``."""

    def split(batch: Any) -> Any:
        return _struct(arrow.split(batch, errors=errors), ["prefix", "instance_id"])

    return _udf(split, _schema(["prefix", "instance_id"]))(names)


def resolve(
    names: Any, fleet: Fleet, *, fields: Iterable[str] = arrow.FIELDS, errors: Errors = "raise"
) -> Any:
    """Return a Column: a struct of the instance that each name names; see ``arrow.resolve``."""
    chosen = arrow.check_fields(fields)

    def resolve(batch: Any) -> Any:
        found = arrow.resolve(batch, fleet, fields=chosen, errors=errors)
        return _struct(found, chosen)

    return _udf(resolve, _schema(chosen))(names)


def scan(
    frame: Any, lines: str, scanner: Scanner, *, fields: Iterable[str] = arrow.MATCH_FIELDS
) -> Any:
    """Return a DataFrame with a row for each name in the column *lines* of *frame*.

    It has the columns of *frame*, and those that *fields* ask for; see ``arrow.scan``.
    """
    chosen = arrow.check_fields(fields, arrow.MATCH_FIELDS)

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            found = pa.array(arrow.scan(batch[lines], scanner, fields=chosen))
            rows, names = batch.take(pc.list_parent_indices(found)), found.flatten()
            columns = [_plain(names.field(i), name) for i, name in enumerate(chosen)]
            yield pa.RecordBatch.from_arrays(
                [*rows.columns, *columns], [*rows.schema.names, *chosen]
            )

    return frame.mapInArrow(work, types.StructType([*frame.schema, *_schema(chosen)]))


def _udf(work: Any, made: Any) -> Any:
    # Spark reads the annotations for the kind of function, and not as text.
    work.__annotations__ = {"batch": pa.Array, "return": pa.Array}
    return functions.arrow_udf(work, made)


def _struct(column: Any, fields: list[str]) -> Any:
    made = pa.array(column)
    columns = [_plain(made.field(i), name) for i, name in enumerate(fields)]
    return pa.StructArray.from_arrays(columns, fields, mask=made.is_null())


def _plain(column: Any, field: str) -> Any:
    """Return a field of a result as Spark has it: integers as long, no dictionaries."""
    return column.cast(pa.int64() if field in _NUMBERS else pa.string())


def _schema(fields: Iterable[str]) -> Any:
    number, text = types.LongType(), types.StringType()
    return types.StructType(
        [types.StructField(name, number if name in _NUMBERS else text) for name in fields]
    )
