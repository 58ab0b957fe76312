"""Names in DataFusion: ``pip install vmssnames[datafusion]``, then ``register(ctx)``."""

from __future__ import annotations

from .. import arrow
from ..errors import NameFormatError
from ..fleet.fleet import Fleet
from .extras import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..arrow import Errors

pa: Any = require("pyarrow", "datafusion")
pc: Any = require("pyarrow.compute", "datafusion")
datafusion: Any = require("datafusion", "datafusion")


def register(ctx: Any, fleet: Fleet | None = None, *, errors: Errors = "raise") -> None:
    """Give a context ``vmss_name(prefix, id)``, ``vmss_id(name)`` and ``vmss_split(name)``.

    With *fleet* also ``vmss_resolve(name)``, a struct; see ``vmssnames.arrow``.  An invalid row is
    an error, or null with ``errors="null"``.

    >>> ctx = datafusion.SessionContext()
    >>> register(ctx)
    >>> ctx.sql("select vmss_id(host) as id from (values ('web00002D')) t(host)").to_pydict()
    {'id': [85]}
    """
    arrow.check_errors(errors)
    text = [pa.string()]
    _add(ctx, "vmss_id", text, lambda names: arrow.instance_ids(names, errors=errors))
    _add(ctx, "vmss_split", text, lambda names: arrow.split(names, errors=errors))
    if fleet is not None:
        _add(ctx, "vmss_resolve", text, lambda names: arrow.resolve(names, fleet, errors=errors))

    def computer_names(prefixes: Any, ids: Any) -> Any:
        """Return the names of each prefix in turn: a query has few."""
        made, unique = pa.nulls(len(ids), pa.string()), prefixes.unique()
        if len(unique) == 1 and unique[0].is_valid and errors == "raise":
            return arrow.computer_names(unique[0].as_py(), ids)
        for prefix in unique.drop_null():
            own = pc.if_else(pc.equal(prefixes, prefix), ids, pa.scalar(None, ids.type))
            if own.null_count == len(own):
                continue
            try:
                names = arrow.computer_names(prefix.as_py(), own, errors=errors)
            except NameFormatError:
                if errors == "raise":
                    raise
                continue
            made = pc.coalesce(made, pa.array(names, pa.string()))
        return made

    _add(ctx, "vmss_name", [pa.string(), pa.int64()], computer_names)


def _add(ctx: Any, name: str, types: Any, function: Any) -> None:
    def work(*columns: Any) -> Any:
        return pa.array(function(*columns))

    out = work(*[pa.array([], one) for one in types]).type
    ctx.register_udf(datafusion.udf(work, types, out, "immutable", name))
