"""What tools put around a list: pages, tables, Ansible's hosts, Terraform's scale sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import InventoryFormatError
from ..models.coerce import fold_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# An object with one of these is a thing itself.
ROW_KEYS = {"id", "instanceid", "vmid", "name", "resourceid"}


def mapping(value: Any) -> Mapping[str, Any]:
    """Return *value* if it is an object, otherwise an empty one."""
    return value if isinstance(value, Mapping) else {}


def lists_in(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the lists in an envelope: a page, what tools put around it; nothing of a row."""
    instances = fields.get("instances")
    if isinstance(instances, (list, tuple)) and _has(instances, "instance_id"):
        # Terraform's, which are of the scale set around them.
        yield "instances", _with_owner(instances, fields)
        return
    if not ROW_KEYS.isdisjoint(fields):
        return
    for key in ("value", "data", "items", "instances"):
        rows = fields.get(key)
        if isinstance(rows, (list, tuple)):
            yield key, rows
        elif key == "data" and isinstance(rows, Mapping) and "columns" in fold_keys(rows):
            yield key, _table(fold_keys(rows))
    hosts = fields.get("hostvars") or fold_keys(mapping(fields.get("meta"))).get("hostvars")
    if isinstance(hosts, Mapping):
        yield "hostvars", hosts
    if isinstance(fields.get("compute"), Mapping):
        yield "compute", [fields["compute"]]
    if "columns" in fields and "rows" in fields:
        yield "rows", _table(fields)


def _has(rows: Iterable[Any], key: str) -> bool:
    return any(isinstance(one, Mapping) and key in one for one in rows)


def _table(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of Resource Graph's table format as objects."""
    columns, rows = fields["columns"], fields["rows"]
    if isinstance(columns, list) and isinstance(rows, list):
        names = [mapping(one).get("name") for one in columns]
        whole = all(isinstance(row, list) and len(row) == len(names) for row in rows)
        if whole and len({*map(str, names)}) == len(names):
            return [dict(zip(map(str, names), row, strict=True)) for row in rows]
    raise InventoryFormatError("expected a table of Resource Graph, whose rows are its columns")


def _with_owner(rows: Iterable[Any], fields: dict[str, Any]) -> list[Any]:
    """Return the instances that Terraform lists in their scale set, each with its name."""
    owner = fields.get("id") or fields.get("name")
    named = isinstance(owner, str)
    return [
        {"scaleSet": owner, **one} if named and isinstance(one, Mapping) else one for one in rows
    ]
