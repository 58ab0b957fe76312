"""Reads scale sets: from the items of a list, or from the content of a file."""

from __future__ import annotations

import re

from ..errors import InstanceIDRangeError, NameFormatError, shown, shown_kind
from ..names import grammar
from ..names.ids import check_text
from ..names.resource_id import ResourceID
from ..names.scale_set import ScaleSet
from ..names.value import parse_or_none
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
}


# A list of prefixes without anything else.
_PREFIXES = re.compile(
    rf"(?:[0-9A-Za-z][0-9A-Za-z-]{{0,{grammar.MAX_PREFIX - 1}}}\r?(?:\n|\Z))*", re.ASCII
)


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


def scale_sets_in(text: str | bytes) -> Iterable[ScaleSet]:
    """Return the scale sets listed in *text*, the content of a file; raise NameFormatError."""
    if isinstance(text, (bytes, bytearray)):
        try:
            text = bytes(text).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise NameFormatError("expected a list of scale sets in UTF-8") from None
    text = check_text(text).removeprefix("\ufeff")
    if text.lstrip()[:1] in ("[", "{"):
        return _of_json(text)
    if text.partition("\n")[0].strip().lower() not in _COLUMNS and _PREFIXES.fullmatch(text):
        return map(ScaleSet.of_prefix, text.split())
    return _of_lines(text)


def _of_lines(text: str) -> Iterator[ScaleSet]:
    """Yield the scale sets in lines of a prefix, or of CSV or TSV."""
    import csv

    header: list[str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            cells = next(csv.reader([line.rstrip("\r")], delimiter="\t" if "\t" in line else ","))
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
                yield _scale_set({key: value for key, value in found.items() if key})
        except (ValueError, TypeError, csv.Error) as error:
            is_path = number == 1 and text.strip().endswith((".json", ".csv", ".tsv", ".txt"))
            hint = ": pass the content of a file, not its path" if is_path else ""
            raise NameFormatError(f"line {number}: {error}{hint}") from None


# The columns of a file without a header row.
_NO_HEADER = ["name", "prefix"]


def _header(cells: list[str]) -> list[str]:
    """Return the columns that *cells*, the first row, names; _NO_HEADER if it is data."""
    keys = [_key(cell) for cell in cells]
    if keys in (["prefix"], ["name"]):
        return keys
    if len(keys) == 1 or "name" not in keys:
        return _NO_HEADER
    if "prefix" not in keys:
        raise NameFormatError(f"expected the columns 'name' and 'prefix', got {shown(str(cells))}")
    return keys


def _key(cell: str) -> str:
    return _COLUMNS.get("".join(c for c in grammar.fold(cell) if c not in "_- "), "")


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
    found = {_key(key): value for key, value in fields.items() if _key(key) and value is not None}
    if any(grammar.fold(key) == "instanceid" for key in fields if fields[key] is not None) or (
        isinstance(path := found.get("resource_id"), str) and _is_instance(path)
    ):
        raise NameFormatError("expected a scale set, got an instance: run az vmss list")
    system: Any = fields
    for key in ("virtualmachineprofile", "osprofile"):
        # PowerShell's keys start with capitals.
        parts = system.items() if isinstance(system, dict) else ()
        system = next((part for name, part in parts if grammar.fold(name) == key), None)
    for name, value in system.items() if isinstance(system, dict) else ():
        if _key(name) == "prefix" and value:
            found["prefix"] = value
    return _scale_set(found)


def _is_instance(path: str) -> bool:
    found = parse_or_none(ResourceID.parse, path)
    return found is not None and found.vm_name is not None


def _scale_set(found: dict[str, Any]) -> ScaleSet:
    """Return the scale set with the fields *found*; an empty field is missing."""
    given = {key: value for key, value in found.items() if value != ""}
    if "name" not in given:
        raise NameFormatError("expected a scale set with a name")
    return ScaleSet(
        given["name"], given.get("prefix"), given.get("resource_id"), given.get("mode", "uniform")
    )
