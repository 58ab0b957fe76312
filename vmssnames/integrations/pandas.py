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
        null = arrow.check_errors(errors)
        if self._series.dtype == object:
            found = _listed(self._series.tolist(), prefix)
            missing = [one is None for one in found] if None in found else None
            if null or missing is None:
                values = array("I", [one or 0 for one in found] if missing else found)
                mask = np.zeros(len(found), bool) if missing is None else np.array(missing)
                return self._result(pd.arrays.IntegerArray(np.asarray(values), mask))
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
        null, series = arrow.check_errors(errors), self._series
        if series.dtype == object:
            return pa.array([_checked(i, one, null) for i, one in enumerate(series)], pa.string())
        made = pa.array(series, from_pandas=True)
        # The categories of no values are of no type.
        return pa.nulls(len(made)) if made.null_count == len(made) else made

    def _ids(self) -> Any:
        """Return IDs as Arrow has them; with missing ones, pandas may have made them floats."""
        if self._series.dtype == object:
            ids = [None if pd.isna(one) is True else _text(one) for one in self._series]
            return pa.array(ids, pa.string())
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


def _listed(names: list[Any], prefix: str | None) -> list[Any]:
    """Return the IDs in *names*, None for what has none."""
    if prefix is None:
        return bulk.split_computer_names(names, errors="null")[1]
    return bulk.decode_computer_names(names, prefix, errors="null")


def _checked(index: int, value: Any, null: bool) -> str | None:
    if isinstance(value, str):
        return _text(value)
    if null or pd.isna(value) is True:
        return None
    raise TypeError(f"item {index}: expected a str, got {type(value).__name__}")


def _text(value: Any) -> str:
    """Return an object as text in UTF-8; an invalid name or ID stays invalid."""
    return str(value).encode("utf-8", "backslashreplace").decode()


def _integers(column: Any) -> Any:
    """Return a column as an array of "UInt32"."""
    made = pa.chunked_array(column).combine_chunks()
    return pd.arrays.IntegerArray(
        np.array(made.fill_null(0)),  # A copy: the memory of Arrow cannot be written.
        np.array(made.is_null()),
    )
