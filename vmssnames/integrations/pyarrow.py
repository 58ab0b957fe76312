"""Names in pyarrow: ``pip install vmssnames[pyarrow]``.

``vmssnames.arrow`` takes arrays and tables of pyarrow, and ``pa.array`` takes its columns.  This
module is for expressions of datasets: ``register()`` adds compute functions.
"""

from __future__ import annotations

from functools import partial

from .. import arrow
from ..fleet.fleet import Fleet
from .extras import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..arrow import Errors

pa: Any = require("pyarrow", "pyarrow")
pc: Any = require("pyarrow.compute", "pyarrow")


def register(fleet: Fleet | None = None, *, errors: Errors = "raise", prefix: str = "vmss") -> None:
    """Register the compute functions ``vmss_id`` and ``vmss_split`` of names.

    With *fleet* also ``vmss_resolve``, a struct; see ``vmssnames.arrow``.  With
    ``errors="null"``, an invalid row is null.  A name can be registered once in a process: for
    another fleet, choose another *prefix*.

    Raises KeyError for a name that is registered.

    >>> register(prefix="example")
    >>> pc.call_function("example_id", [pa.array(["web00002D", None])]).to_pylist()
    [85, None]
    """
    doc = {"summary": "see vmssnames.arrow", "description": "see vmssnames.arrow"}
    works: dict[str, Any] = {"id": arrow.instance_ids, "split": arrow.split}
    if fleet is not None:
        works["resolve"] = partial(arrow.resolve, fleet=fleet)
    for name, work in works.items():
        function = partial(_called, work, errors)
        out, arguments = function(None, pa.array([], pa.string())).type, {"names": pa.string()}
        pc.register_scalar_function(function, f"{prefix}_{name}", doc, arguments, out)


def _called(work: Any, errors: Errors, _context: Any, names: Any) -> Any:
    return pa.array(work(names, errors=errors))
