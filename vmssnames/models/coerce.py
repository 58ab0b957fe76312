"""Keys and values of Azure's JSON, in any tool's spelling.

``platformFaultDomain``, ``platform_fault_domain`` and ``PlatformFaultDomain`` are one key;
"2", 2 and 2.0 are one number; null, "" and a missing key mean nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DROPPED = str.maketrans("", "", "_- ")
# Azure's models have a few hundred keys; untrusted input may have any number.
_MAX_KEYS, _MAX_KEY_LENGTH = 4096, 64
_folded: dict[str, str] = {}

# PowerShell writes these for an object that is nested deeper than -Depth.
_TRUNCATED = ("@{", "System.", "Microsoft.Azure.")
_TRUNCATED_OBJECT = "an object, which needs ConvertTo-Json -Depth 20"


def fold_key(key: str) -> str:
    """Return *key* in a spelling that all tools share.

    >>> fold_key("disk_size_gb") == fold_key("diskSizeGB")
    True
    """
    folded = _folded.get(key)
    if folded is None:
        folded = str(key).translate(_DROPPED).lower()
        if len(_folded) < _MAX_KEYS and len(folded) <= _MAX_KEY_LENGTH:
            _folded[key] = folded
    return folded


def fold_keys(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return *raw* under folded keys; of two keys that fold to one, the first with a value."""
    try:
        found = {_folded[key]: value for key, value in raw.items()}
    except KeyError:
        found = {fold_key(key): value for key, value in raw.items()}
    if len(found) < len(raw):
        found.clear()
        for key, value in raw.items():
            if found.get(fold_key(key)) is None:
                found[fold_key(key)] = value
    return found


class CoercionError(ValueError):
    """A value cannot be read.  The message says what was expected."""


def read_text(value: object) -> str | None:
    """Return *value* as a string; None for an empty one."""
    if type(value) is str:
        return value or None
    if value is None:
        return None
    if isinstance(value, str):  # An enum of an SDK.
        return str.__str__(value) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value.bit_length() <= 64 else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    raise CoercionError("a string")


def read_int(value: object) -> int | None:
    """Return *value* as an integer: an int, a string of digits or a whole float."""
    if type(value) is int:
        return value
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise CoercionError("a number")


def read_bool(value: object) -> bool | None:
    """Return *value* as a boolean; also strings, as the metadata service writes them."""
    if isinstance(value, bool):
        return value
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise CoercionError("true or false")


def read_time(value: object) -> datetime | None:
    r"""Return *value* as a time with its zone, by default UTC.

    Accepts seven digits after the second, of which it keeps six, and PowerShell 5's
    "/Date(1714979289000)/".  The year 1 is how .NET writes "never".

    >>> read_time("2020-10-12T14:08:14.5238803+00:00").microsecond
    523880
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and value[10:11] in ("T", " ") and value.isascii():
            time = datetime.fromisoformat(value)
            if time.year == 1:
                return None
            return time if time.tzinfo else time.replace(tzinfo=UTC)
        if isinstance(value, str) and value[:6] == "/Date(" and value[-2:] == ")/":
            millis = value[6:-2]
            cut = max(millis.rfind("+"), millis.rfind("-", 1))
            millis = millis[:cut] if cut > 0 else millis
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(millis))
    except (ValueError, OverflowError):
        pass
    raise CoercionError("a time")


def read_mapping(value: object) -> Mapping[str, Any]:
    """Return *value* as an object; an empty one for a missing value."""
    if type(value) is dict or isinstance(value, Mapping):
        return value
    if value is None or value == "":
        return {}
    is_truncated = isinstance(value, str) and value.startswith(_TRUNCATED)
    raise CoercionError(_TRUNCATED_OBJECT if is_truncated else "an object")


def read_texts(value: object) -> tuple[str, ...]:
    """Return *value* as strings; a single one, as PowerShell writes a list of one, counts."""
    items = value if isinstance(value, (list, tuple)) else [value]
    return tuple(text for text in map(read_text, items) if text)


def objects_in(value: object) -> list[Mapping[str, Any]]:
    """Return the objects in a list; none if *value* is not a list.

    >>> objects_in([{"a": 1}, None]), objects_in("x")
    ([{'a': 1}], [])
    """
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
