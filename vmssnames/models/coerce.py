"""Keys and values of Azure's JSON, whatever tool spelled them.

``platformFaultDomain``, ``platform_fault_domain`` and ``PlatformFaultDomain`` are one key;
"2", 2 and 2.0 one number; null, "" and no key are nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

_DROPPED = str.maketrans("", "", "_- ")
# The keys of Azure's models are few hundred; strangers may send any number.
_MOST_KEYS, _LONGEST_KEY = 4096, 64
_folded: dict[str, str] = {}

# What PowerShell writes for an object that lies deeper than it was told to go.
_CUT = ("@{", "System.", "Microsoft.Azure.")
_CUT_SHORT = "an object, which ConvertTo-Json -Depth 20 writes whole"


def fold_key(key: str) -> str:
    """Return *key* as any tool would spell it.

    >>> fold_key("disk_size_gb") == fold_key("diskSizeGB")
    True
    """
    folded = _folded.get(key)
    if folded is None:
        folded = str(key).translate(_DROPPED).lower()
        if len(_folded) < _MOST_KEYS and len(folded) <= _LONGEST_KEY:
            _folded[key] = folded
    return folded


def fold_keys(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return *raw* under folded keys; of two that are one, the first that says something."""
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
    """What is there, and is not what was expected: says what was."""


def read_text(value: object) -> str | None:
    """Return the text that *value* is, None for an empty one."""
    if type(value) is str:
        return value or None
    if value is None:
        return None
    if isinstance(value, str):  # an enum of an SDK
        return str.__str__(value) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value.bit_length() <= 64 else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    raise CoercionError("a text")


def read_int(value: object) -> int | None:
    """Return the number that *value* says, in any of the ways in which tools say one."""
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
    """Return the truth that *value* says; texts, as the metadata service has them, too."""
    if isinstance(value, bool):
        return value
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise CoercionError("true or false")


def read_time(value: object) -> datetime | None:
    r"""Return the time that *value* says, with its zone: UTC where it has none.

    Takes seven digits behind the second, of which six are kept, and what PowerShell 5
    writes, "/Date(1714979289000)/".  Year 1 is how .NET says: never.

    >>> read_time("2020-10-12T14:08:14.5238803+00:00").microsecond
    523880
    """
    from datetime import UTC, datetime, timedelta

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
    """Return the object that *value* is, an empty one for none."""
    if type(value) is dict or isinstance(value, Mapping):
        return value
    if value is None or value == "":
        return {}
    raise CoercionError(
        _CUT_SHORT if isinstance(value, str) and value.startswith(_CUT) else "an object"
    )


def read_texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list; one alone, which is how PowerShell has lists of one, too."""
    items = value if isinstance(value, (list, tuple)) else [value]
    return tuple(text for text in map(read_text, items) if text)
