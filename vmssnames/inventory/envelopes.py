"""Lists inside documents: pages, tables of Resource Graph, hosts of Ansible, Terraform's state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import InventoryFormatError
from ..models.coerce import fold_keys
from .kinds import NAMING_KEYS
from .terraform import terraform_lists

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_LISTS = ("value", "data", "items", "instances", "vms", "events", "results")
# What stands next to the only value of interest, in output of Ansible and Terraform.
_BESIDE = frozenset(
    "changed failed msg invocation deprecations warnings count totalrecords sensitive type "
    "ansiblefacts verboseoverride verbosealways documentincarnation".split()
)


def unwrap(
    raw: Mapping[str, Any], fields: dict[str, Any], skipped: list[str]
) -> Iterator[tuple[str, Any]]:
    """Yield the lists in *raw*, an envelope such as a page; nothing for a single resource.

    *fields* is *raw* under folded keys.  Adds what an envelope has besides, and is not read, to
    *skipped*.
    """
    instances = fields.get("instances")
    if instances is None and not NAMING_KEYS.isdisjoint(fields):
        return  # Nearly all objects are rows.
    listed = instances if isinstance(instances, (list, tuple)) else ()
    are_rows = bool(listed) and all(isinstance(one, Mapping) for one in listed)
    if are_rows and any(isinstance(fields.get(key), str) for key in _OWNERS):
        # Terraform, and people's own queries, list instances in their scale set.
        yield "instances", _with_scale_set(listed, fields)
        return
    if not NAMING_KEYS.isdisjoint(fields):
        return
    of_terraform = list(terraform_lists(raw, fields, skipped))
    yield from of_terraform
    if of_terraform or skipped:
        return
    for key in _LISTS:
        rows = fields.get(key)
        if isinstance(rows, (list, tuple)):
            yield key, rows
        elif key == "data" and isinstance(rows, Mapping) and "columns" in fold_keys(rows):
            yield key, _table(fold_keys(rows))
    yield from _tool_lists(fields)


def only_value(fields: dict[str, Any]) -> tuple[str, Any] | None:
    """Return the only value of an object that has objects, with its key: ``{"out": [...]}``."""
    keys = [key for key in fields if key not in _BESIDE]
    value = fields[keys[0]] if len(keys) == 1 else None
    items = value if isinstance(value, list) else [value]
    if items and all(isinstance(one, Mapping) for one in items):
        return keys[0], value
    return None


def _tool_lists(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    hosts = fields.get("hostvars") or fold_keys(_mapping(fields.get("meta"))).get("hostvars")
    if isinstance(hosts, Mapping):
        yield "hostvars", hosts
    if isinstance(fields.get("compute"), Mapping):
        yield "compute", [{**fields["compute"], "network": fields.get("network")}]
    if "columns" in fields and "rows" in fields:
        yield "rows", _table(fields)
    machine = _mapping(fields.get("virtualmachine"))
    if isinstance(machine.get("name"), str) and isinstance(machine.get("network"), Mapping):
        # az vm list-ip-addresses
        yield "virtualMachine", [_with_addresses(machine)]


def _with_addresses(machine: Mapping[str, Any]) -> dict[str, Any]:
    network = _mapping(machine["network"])
    rest = {key: value for key, value in machine.items() if key != "network"}
    return {**rest, "privateIpAddresses": network.get("privateIpAddresses")}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _table(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of Resource Graph's table format as objects."""
    columns, rows = fields["columns"], fields["rows"]
    if isinstance(columns, list) and isinstance(rows, list):
        names = [_mapping(one).get("name") for one in columns]
        is_whole = all(isinstance(row, list) and len(row) == len(names) for row in rows)
        if is_whole and len({*map(str, names)}) == len(names):
            return [dict(zip(map(str, names), row, strict=True)) for row in rows]
    raise InventoryFormatError("expected a table of Resource Graph, with all cells of each row")


# The keys of a scale set that its instances do not repeat.
_OWNERS = ("id", "name", "vmss", "scaleset", "scalesetname", "vmssname")
_SHARED = {
    "resourcegroupname": "resource_group_name",
    "resourcegroup": "resource_group_name",
    "rg": "resource_group_name",
    "location": "location",
}


def _with_scale_set(rows: Iterable[Any], fields: dict[str, Any]) -> list[Any]:
    """Return Terraform's instances, each with the scale set that lists it, and its place."""
    owner = next(fields[key] for key in _OWNERS if isinstance(fields.get(key), str))
    place = {name: fields[key] for key, name in _SHARED.items() if fields.get(key)}
    shared = {**place, "scaleSet": owner}
    return [{**shared, **one} if isinstance(one, Mapping) else one for one in rows]
