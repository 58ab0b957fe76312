"""Reads scale sets: from the items of a list, or from the content of a file."""

from __future__ import annotations

import re

from ..errors import InstanceIDRangeError, NameFormatError, shown, shown_kind
from ..names import grammar
from ..names.ids import check_text
from ..names.resource_id import ResourceID
from ..names.scale_set import ScaleSet
from ..names.value import GCPaused, parse_or_none
from ..names.vm_names import check_prefix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

# The columns of a file, by the names that people and Azure give them.
_COLUMNS = {
    "name": "name",
    "scaleset": "name",
    "prefix": "prefix",
    "computernameprefix": "prefix",
    "resourceid": "resource_id",
    "id": "resource_id",
    "mode": "mode",
    "orchestrationmode": "mode",
    "resourcegroup": "resource_group",
    "subscriptionid": "subscription_id",
    # Only instances have these.
    "instanceid": "instance_id",
    "vmid": "instance_id",
    "osprofile": "instance_id",
    "hardwareprofile": "instance_id",
    "powerstate": "instance_id",
}


# A list of prefixes without anything else.
_PREFIXES = rf"(?:[0-9A-Za-z][0-9A-Za-z-]{{0,{grammar.MAX_PREFIX - 1}}}\r?(?:\n|\Z))*"


def scale_set_of(item: object) -> ScaleSet:
    """Return the scale set that *item*, an argument of Fleet, describes."""
    if isinstance(item, ScaleSet):
        return item
    if isinstance(item, (tuple, list)):
        if len(item) != 2:
            raise TypeError(f"expected a name and a prefix, got {len(item)} items")
        return ScaleSet(*item)
    if not isinstance(item, str):
        kind = shown_kind(type(item))
        raise TypeError(f"expected a ScaleSet, a name and a prefix, or a name, got {kind}")
    name = check_text(item)
    if not grammar.is_prefix(name) and grammar.is_scale_set(name):
        raise NameFormatError(f"{shown(name)} cannot be a prefix: also pass the prefix")
    check_prefix(name)
    return ScaleSet(name, name)


def scale_sets_in(text: str | bytes) -> Iterable[ScaleSet] | dict[str, str]:
    """Return the scale sets listed in *text*, the content of a file; raise NameFormatError.

    Of a list of prefixes and nothing else, return these by themselves in lower case.
    """
    if isinstance(text, (bytes, bytearray)):
        try:
            text = bytes(text).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise NameFormatError("expected a list of scale sets in UTF-8") from None
    text = check_text(text).removeprefix("\ufeff")
    if text.lstrip()[:1] in ("[", "{"):
        with GCPaused():
            return list(_of_json(text))
    if text.strip() in ("null", "true", "false"):
        raise NameFormatError(f"expected a list of scale sets, got the JSON value {text.strip()}")
    if text.partition("\n")[0].strip().lower() not in _COLUMNS and re.fullmatch(_PREFIXES, text):
        names, keys = text.split(), text.lower().split()
        found = dict(zip(keys, names, strict=True))
        if len(found) < len(names):  # Of two that differ in case, the first counts.
            for key, name in zip(reversed(keys), reversed(names), strict=True):
                found[key] = name
        return found
    return _of_lines(text)


def _of_lines(text: str) -> Iterator[ScaleSet]:
    """Yield the scale sets in lines of a prefix, or of CSV or TSV."""
    import csv

    header: list[str] | None = None
    delimiter = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            if not delimiter:  # That of a spreadsheet with decimal commas, in all rows.
                delimiter = ";" if ";" in line and not {",", "\t"} & {*line} else ","
            by = "\t" if "\t" in line else delimiter
            cells = next(csv.reader([line.rstrip("\r")], delimiter=by))
            cells = [cell.strip() for cell in cells]
            if header is None:
                header = _header(cells)
                if header is not _NO_HEADER:
                    continue
            if len(cells) == 1:
                yield scale_set_of(cells[0])
            elif len(cells) > len(header):
                raise NameFormatError(f"expected {len(header)} columns, got {len(cells)}")
            else:
                found = dict(zip(header, cells, strict=False))
                yield _scale_set(_placed({key: value for key, value in found.items() if key}))
        except (ValueError, TypeError, csv.Error) as error:
            is_path = number == 1 and text.strip().endswith((".json", ".csv", ".tsv", ".txt"))
            hint = ": pass the content of a file, not its path" if is_path else ""
            raise NameFormatError(f"line {number}: {error}{hint}") from None


def _placed(found: dict[str, str]) -> dict[str, str]:
    """Return the fields *found* of a row, with the resource ID that its columns make."""
    subscription, group = found.pop("subscription_id", ""), found.pop("resource_group", "")
    if subscription and group and not found.get("resource_id") and found.get("name"):
        found["resource_id"] = str(ResourceID(subscription, group, found["name"]))
    return found


# The columns of a file without a header row.
_NO_HEADER = ["name", "prefix"]


def _header(cells: list[str]) -> list[str]:
    """Return the columns that *cells*, the first row, names; _NO_HEADER if it is data."""
    keys = [_COLUMN_OF[cell] for cell in cells]
    if keys in (["prefix"], ["name"]):
        return keys
    if len(keys) == 1 or "name" not in keys:
        return _NO_HEADER
    heads = [grammar.fold(cell) for cell in cells]
    twice = next((one for one in heads if _COLUMN_OF[one] and heads.count(one) > 1), None)
    if twice is not None:
        raise NameFormatError(f"the column {shown(twice)} is there twice")
    if "prefix" not in keys:
        raise NameFormatError(f"expected the columns 'name' and 'prefix', got {shown(str(cells))}")
    return keys


class _ColumnOf(dict[str, str]):
    """The column that a key names, or "": documents spell the same few keys again and again."""

    def __missing__(self, key: str) -> str:
        column = _COLUMNS.get("".join(c for c in grammar.fold(key) if c not in "_- "), "")
        if len(self) < _MOST_KEYS:
            self[key] = column
        return column


_MOST_KEYS = 1 << 12
_COLUMN_OF = _ColumnOf()


def _of_json(text: str) -> Iterator[ScaleSet]:
    """Yield the scale sets in JSON from ``az vmss list``, the REST API or this package."""
    import json

    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NameFormatError(f"expected JSON: {error!s:.200}") from None
    for index, item in enumerate(_items(found)):
        try:
            yield _of_object(item) if isinstance(item, dict) else scale_set_of(item)
        except (ValueError, TypeError, InstanceIDRangeError) as error:
            raise NameFormatError(f"item {index}: {error}") from None


def _items(found: Any) -> list[Any]:
    """Return the scale sets in a list, a page or pages; a single object is a list of one."""
    if isinstance(found, list):
        return [one for item in found for one in (_items(item) if _is_page(item) else [item])]
    if not _is_page(found):
        return [found]
    if found.get("nextLink"):
        raise NameFormatError("incomplete list: fetch the page of its nextLink, and pass all pages")
    return list(found["value"])


def _is_page(found: Any) -> bool:
    return isinstance(found, dict) and isinstance(found.get("value"), list)


def _of_object(item: dict[str, Any]) -> ScaleSet:
    """Return the scale set that *item* describes, in any tool's spelling."""
    inner = item.get("properties")
    fields = {**inner, **item} if isinstance(inner, dict) else item
    if "error" in fields and "name" not in fields:
        raise NameFormatError(f"expected a scale set, got the error {fields['error']!a:.200}")
    found = {
        column: value
        for key, value in fields.items()
        if value is not None and (column := _COLUMN_OF[key])
    }
    is_node = "metadata" in fields and "spec" in fields
    if is_node or fields.get("kind") in ("Node", "NodeList", "List"):
        raise NameFormatError("expected a scale set, got a node: use load_instances(...).fleet")
    path = found.get("resource_id")
    if isinstance(path, str) and path:
        found["resource_id"] = parse_or_none(ResourceID.parse, path) or path
    if "instance_id" in found or getattr(found.get("resource_id"), "vm_name", None) is not None:
        raise NameFormatError(
            "expected a scale set, got an instance: use load_instances(...).fleet"
        )
    for name, value in _part(_part(fields, "virtualMachineProfile"), "osProfile").items():
        if _COLUMN_OF[name] == "prefix" and value:
            found["prefix"] = value
    return _scale_set(found)


def _part(outer: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the object *key* in *outer*, or empty; PowerShell's keys start with capitals."""
    found = outer.get(key)
    if found is None:
        parts = (part for name, part in outer.items() if grammar.fold(name) == key.lower())
        found = next(parts, None)
    return found if isinstance(found, dict) else {}


def _scale_set(found: dict[str, Any]) -> ScaleSet:
    """Return the scale set with the fields *found*; an empty field is missing."""
    name, prefix, path = found.get("name", ""), found.get("prefix"), found.get("resource_id")
    if name == "":
        raise NameFormatError("expected a scale set with a name")
    mode = found.get("mode", "")
    return ScaleSet(
        name,
        None if prefix == "" else prefix,
        None if isinstance(path, str) and not path else path,
        "uniform" if mode == "" else mode,
    )
