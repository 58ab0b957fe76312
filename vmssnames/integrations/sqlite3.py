"""Names in SQLite: ``register(con)``.

A function for one value at a time.  SQLite says of an error only that a function raised one:
``sqlite3.enable_callback_tracebacks(True)`` prints it.
"""

from __future__ import annotations

from .. import arrow, bulk
from ..errors import VMSSNamesError
from ..fleet.fleet import Fleet
from ..names.ids import check_text
from ..names.vm_names import ComputerName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection
    from typing import Any

    from ..arrow import Errors


def register(con: Connection, fleet: Fleet | None = None, *, errors: Errors = "raise") -> None:
    """Give a connection ``vmss_name(prefix, id)``, ``vmss_id(name)`` and ``vmss_prefix(name)``.

    With *fleet* also ``vmss_vm_name(name)`` and ``vmss_resource_id(name)``, of the instance that
    *name* names in any form.  NULL gives NULL, and so does an invalid value with
    ``errors="null"``.

    >>> import sqlite3
    >>> with sqlite3.connect(":memory:") as con:
    ...     register(con)
    ...     con.execute("select vmss_name('web', 85), vmss_id('web00002D')").fetchall()
    [('web00002D', 85)]
    """
    arrow.check_errors(errors)

    def add(name: str, arguments: int, function: Callable[..., Any]) -> None:
        def work(*values: Any) -> Any:
            if None in values:
                return None
            try:
                return function(*values)
            except (VMSSNamesError, TypeError):
                if errors == "raise":
                    raise
                return None

        con.create_function(name, arguments, work, deterministic=True)

    add("vmss_name", 2, lambda prefix, id_: str(ComputerName(check_text(prefix), id_)))
    add("vmss_id", 1, _instance_id)
    add("vmss_prefix", 1, lambda name: ComputerName.parse(check_text(name)).prefix)
    if fleet is not None:
        add("vmss_vm_name", 1, lambda name: str(fleet.resolve(name).vm_name))
        add("vmss_resource_id", 1, lambda name: _text(fleet.resolve(name).resource_id))


def _instance_id(name: Any) -> int:
    (found,) = bulk.split_computer_names([name], errors="null")[1]
    return ComputerName.parse(check_text(name)).instance_id if found is None else found


def _text(value: object) -> str | None:
    return None if value is None else str(value)
