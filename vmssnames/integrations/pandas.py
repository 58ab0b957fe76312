"""Names in pandas: ``pip install vmssnames[pandas]``, then ``register()``.

A column in Arrow's memory is read as it is there; a column of Python objects as a list of them,
which is faster than a copy in Arrow.
"""

from __future__ import annotations

from array import array

from .. import arrow, bulk
from ..fleet.fleet import Fleet
from .extras import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..arrow import Errors

np: Any = require("numpy", "pandas")
pd: Any = require("pandas", "pandas")
pa: Any = require("pyarrow", "pandas")


def register() -> None:
    """Let each Series have ``.vmss``, whose methods are those of ``Names``.

    >>> register()
    >>> pd.Series(["web00002D", "web0000VU"], index=[7, 8]).vmss.instance_id("web").to_dict()
    {7: 85, 8: 1146}
    """
    pd.api.extensions.register_series_accessor("vmss")(Names)


class Names:
    """What vmssnames does with *series*; results have its index.

    ``errors="null"`` gives a missing value and no error.
    """

    def __init__(self, series: Any) -> None:
        self._series = series

    def instance_id(self, prefix: str | None = None, *, errors: Errors = "raise") -> Any:
        """Return the instance IDs in computer names, of the dtype "UInt32", which has NA."""
        arrow.check_errors(errors)
        if self._series.dtype == object:
            return self._result(_of_objects(self._series.tolist(), prefix, errors))
        return self._result(
            _integers(arrow.instance_ids(self._source(errors), prefix, errors=errors))
        )

    def computer_name(self, prefix: str, *, lower: bool = False, errors: Errors = "raise") -> Any:
        """Return the computer names of instance IDs, of the dtype "str"."""
        made = arrow.computer_names(prefix, self._ids(), lower=lower, errors=errors)
        # Without a value, pandas 3.0.0 makes a column of objects.
        return self._result(pd.Series.from_arrow(made).astype("str").array)

    def split(self, *, errors: Errors = "raise") -> Any:
        """Return a DataFrame with the prefix and the instance ID in computer names."""
        return self._frame(arrow.split(self._source(errors), errors=errors))

    def resolve(
        self, fleet: Fleet, *, fields: Iterable[str] = arrow.FIELDS, errors: Errors = "raise"
    ) -> Any:
        """Return a DataFrame with the instances that names of any form name."""
        found = arrow.resolve(self._source(errors), fleet, fields=fields, errors=errors)
        return self._frame(found)

    def _source(self, errors: Errors) -> Any:
        """Return the names as Arrow has them."""
        arrow.check_errors(errors)
        series = self._series
        if series.dtype == object:
            names = series.tolist()
            for i, name in enumerate(names):
                if not isinstance(name, str):
                    if errors == "raise" and not _is_missing(name):
                        raise TypeError(f"item {i}: expected a str, got {type(name).__name__}")
                    names[i] = None
            return pa.array(names, pa.string())
        made = pa.array(series, from_pandas=True)
        # The categories of no values are of no type.
        return pa.nulls(len(made)) if made.null_count == len(made) else made

    def _ids(self) -> Any:
        """Return IDs as Arrow has them; with missing ones, pandas may have made them floats."""
        return pa.array(self._series.convert_dtypes(), from_pandas=True)

    def _result(self, values: Any) -> Any:
        return pd.Series(values, self._series.index, name=self._series.name, copy=False)

    def _frame(self, column: Any) -> Any:
        fields = pa.table(column)
        return pd.DataFrame(
            {
                name: _integers(field) if pa.types.is_integer(field.type) else field.to_pandas()
                for name, field in zip(fields.column_names, fields.columns, strict=True)
            }
        ).set_axis(self._series.index)


def _of_objects(names: list[Any], prefix: str | None, errors: Errors) -> Any:
    """Return the IDs in *names*, where None and NaN are missing, not invalid."""
    if prefix is None:
        found = bulk.split_computer_names(names, errors="null")[1]
    else:
        found = bulk.decode_computer_names(names, prefix, errors="null")
    if None not in found:
        ids: list[Any] = found
        return pd.arrays.IntegerArray(np.asarray(array("I", ids)), np.zeros(len(ids), bool))
    missing = [one is None for one in found]
    if errors == "raise":
        for i, name in enumerate(names):
            if missing[i] and not _is_missing(name):
                good = f"{prefix or 'x'}{0:06}"  # The message has the number of the row.
                bulk.split_computer_names([good] * i + [name])
                bulk.decode_computer_names([good] * i + [name], prefix or "x")
    values = array("I", [one or 0 for one in found])
    return pd.arrays.IntegerArray(np.asarray(values), np.array(missing))


def _is_missing(value: Any) -> bool:
    return pd.isna(value) is True


def _integers(column: Any) -> Any:
    """Return a column as an array of "UInt32"."""
    made = pa.chunked_array(column).combine_chunks()
    return pd.arrays.IntegerArray(
        made.fill_null(0).to_numpy(zero_copy_only=False),
        made.is_null().to_numpy(zero_copy_only=False),
    )
