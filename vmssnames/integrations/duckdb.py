"""Names in DuckDB: ``pip install vmssnames[duckdb]``, then ``register(con)``.

A name is made by a macro, since DuckDB's own ``to_base`` is faster than any function from outside,
behind the checks that it lacks.  Names are read by functions over Arrow.  A column of
``vmssnames.arrow`` in a Python variable can be queried by its name, without any of this.
"""

from __future__ import annotations

from .. import arrow
from ..fleet.fleet import Fleet
from ..names import grammar
from .extras import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..arrow import Errors

pa: Any = require("pyarrow", "duckdb")  # DuckDB hands columns over with it.
duckdb: Any = require("duckdb", "duckdb")

_INTEGERS = "TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT"

# With error(), or a function that gives null.
_MACRO = f"""\
create or replace temp macro vmss_name(prefix, id) as case
    when id is null or prefix is null then null
    when not regexp_full_match(
        prefix::varchar, '[A-Za-z0-9][A-Za-z0-9-]{{0,{grammar.MAX_PREFIX - 1}}}')
        then %s('vmss_name: expected a computer-name prefix, got ' || prefix::varchar)
    when typeof(id) not in ({", ".join(f"'{one}'" for one in _INTEGERS.split())})
        then %s('vmss_name: expected an integer, got ' || typeof(id))
    when coalesce(try_cast(id as bigint), -1) not between 0 and {grammar.MAX_INSTANCE_ID}
        then %s('vmss_name: instance ID ' || id::varchar
            || ' is outside 0..{grammar.MAX_INSTANCE_ID}')
    else prefix::varchar || to_base(try_cast(id as bigint), {grammar.BASE}, {grammar.WIDTH}) end"""

_TYPES = {"scale_set": "VARCHAR", "resource_group": "VARCHAR", "instance_id": "UINTEGER"}


def register(con: Any, fleet: Fleet | None = None, *, errors: Errors = "raise") -> None:
    """Give a connection ``vmss_name(prefix, id)``, ``vmss_id(name)`` and ``vmss_split(name)``.

    With *fleet* also ``vmss_resolve(name)``, a struct; see ``vmssnames.arrow``.  An invalid row is
    an error, or null with ``errors="null"``.  Registering again replaces the functions.  All
    connections to one database share them, but ``vmss_name``: see ``register_macro``.  It may
    evaluate *id* more than once, which must not be random.

    Raises ValueError if another connection of the database has registered them.

    >>> con = duckdb.connect()
    >>> register(con)
    >>> con.sql("select vmss_name('web', 85), vmss_id('web00002D')").fetchall()
    [('web00002D', 85)]
    """
    arrow.check_errors(errors)
    names = dict.fromkeys(arrow.FIELDS, "VARCHAR") | _TYPES
    split = {"prefix": "VARCHAR", "instance_id": "UINTEGER"}
    _add(con, "vmss_id", "UINTEGER", lambda names: arrow.instance_ids(names, errors=errors))
    _add(
        con,
        "vmss_split",
        duckdb.struct_type(split),
        lambda names: arrow.split(names, errors=errors),
    )
    if fleet is not None:
        made = duckdb.struct_type(names)
        _add(con, "vmss_resolve", made, lambda names: arrow.resolve(names, fleet, errors=errors))
    register_macro(con, errors=errors)


def register_macro(con: Any, *, errors: Errors = "raise") -> None:
    """Give another connection of the same database ``vmss_name``; it has the others already."""
    null = arrow.check_errors(errors)
    con.execute("create or replace temp macro vmss_null(text) as null::varchar")
    con.execute(_MACRO.replace("%s", "vmss_null" if null else "error"))


def _add(con: Any, name: str, made: Any, function: Any) -> None:
    # DuckDB takes longer for any other column, and evaluates annotations.
    work = lambda names: pa.array(function(names))  # noqa: E731
    try:
        con.remove_function(name)
    except duckdb.InvalidInputException:  # There is none.
        pass
    try:
        con.create_function(name, work, ["VARCHAR"], made, type="arrow", null_handling="special")
    except duckdb.CatalogException:
        raise ValueError(
            f"{name} was registered by another connection of this database, which shares it: "
            "call register_macro for vmss_name"
        ) from None
