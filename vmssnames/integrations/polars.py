"""Names in Polars: ``pip install vmssnames[polars]``, then ``register()``.

Every function goes through ``map_batches``, with the column as it is in memory, and the GIL
released: a plugin in C was no faster, and a plugin of another version of Polars crashes.
"""

from __future__ import annotations

from functools import partial

from .. import arrow
from ..fleet.fleet import Fleet
from ..scan.scanner import Scanner
from .extras import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..arrow import Errors

pl: Any = require("polars", "polars")


def register() -> None:
    """Let expressions have ``.vmss``, whose methods are those of ``Names``.

    >>> register()
    >>> hosts = pl.DataFrame({"host": ["web00002D", "web0000VU"]})
    >>> hosts.select(pl.col("host").vmss.instance_id("web"))["host"].to_list()
    [85, 1146]
    """
    pl.api.register_expr_namespace("vmss")(Names)


class Names:
    """What vmssnames does with the column of *expression*.

    ``errors="null"`` gives null for an invalid row, and no error.

    >>> frame = pl.DataFrame({"id": [85, None]})
    >>> frame.select(Names(pl.col("id")).computer_name("web"))["id"].to_list()
    ['web00002D', None]
    """

    def __init__(self, expression: Any) -> None:
        self._expression = expression

    def instance_id(self, prefix: str | None = None, *, errors: Errors = "raise") -> Any:
        """Return the instance IDs in computer names, UInt32; see ``arrow.instance_ids``."""
        return self._mapped(partial(arrow.instance_ids, prefix=prefix, errors=errors))

    def computer_name(self, prefix: str, *, lower: bool = False, errors: Errors = "raise") -> Any:
        """Return the computer names of instance IDs, String; see ``arrow.computer_names``."""
        return self._mapped(partial(_computer_names, prefix, lower=lower, errors=errors))

    def split(self, *, errors: Errors = "raise") -> Any:
        """Return the prefix and the instance ID in computer names; see ``arrow.split``."""
        return self._mapped(partial(arrow.split, errors=errors))

    def resolve(
        self, fleet: Fleet, *, fields: Iterable[str] = arrow.FIELDS, errors: Errors = "raise"
    ) -> Any:
        """Return the instances that names of any form name; see ``arrow.resolve``."""
        chosen = arrow.check_fields(fields)
        return self._mapped(partial(arrow.resolve, fleet=fleet, fields=chosen, errors=errors))

    def scan(self, scanner: Scanner, *, fields: Iterable[str] = arrow.USUAL_MATCH_FIELDS) -> Any:
        """Return the names in lines, a list for each; see ``arrow.scan``."""
        chosen = arrow.check_fields(fields, arrow.MATCH_FIELDS)
        text = Names(self._expression.cast(pl.String))
        return text._mapped(partial(arrow.scan, scanner=scanner, fields=chosen))

    def _mapped(self, function: Any) -> Any:
        # Of no rows, which also checks the arguments before the query runs.
        of_none = pl.Series(function(pl.Series([], dtype=pl.Null)))
        work = partial(_series, function)
        return self._expression.map_batches(work, return_dtype=of_none.dtype, is_elementwise=True)


def _series(function: Any, series: Any) -> Any:
    return pl.Series(series.name, pl.Series(function(series)))


def _computer_names(prefix: str, ids: Any, **options: Any) -> Any:
    # Other text would be copied by Polars.
    return arrow.computer_names(prefix, ids, **options).cast("utf8_view")
