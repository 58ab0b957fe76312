"""Paths of Resource Manager, segment by segment: their keys, and what is wrong with one."""

from __future__ import annotations

from ..errors import NameFormatError, shown
from . import grammar
from .ids import check_text

# As Azure writes them.  What a path has beyond these it keeps as it is.
SCALE_SETS, MACHINES, DISKS = "virtualMachineScaleSets", "virtualMachines", "disks"
SPELLED = {
    key.lower(): key
    for key in (
        "networkInterfaces",
        "ipConfigurations",
        "publicIPAddresses",
        "extensions",
        "runCommands",
        "diagnosticRunCommands",
        "instanceView",
        "lifecycleHookEvents",
    )
}
PROVIDER = "Microsoft.Compute"

# Resource Manager in the public cloud, in the US Government's, and in China.
CLOUDS = {
    "AzureCloud": "https://management.azure.com",
    "AzureUSGovernment": "https://management.usgovcloudapi.net",
    "AzureChinaCloud": "https://management.chinacloudapi.cn",
}

# Stand for what nothing says: commands made with them are to be completed by hand.
UNKNOWN_SUBSCRIPTION, UNKNOWN_GROUP = "<subscription-id>", "<resource-group>"
UNKNOWN_SCALE_SET = "<scale-set>"


def unknown_scale_set(prefix: str) -> str:
    """Return what stands for the scale set of *prefix*: those of two prefixes are two.

    >>> unknown_scale_set("web")
    '<scale-set-of-web>'
    """
    return f"{UNKNOWN_SCALE_SET[:-1]}-of-{prefix}>"


def is_unknown_scale_set(text: object) -> bool:
    """Tell whether *text* stands for a scale set that is not known."""
    if type(text) is not str or text[:1] != "<":
        return False
    of, end = unknown_scale_set("")[:-1], text[-1:]
    return text == UNKNOWN_SCALE_SET or (
        text.startswith(of) and end == ">" and grammar.is_prefix(text[len(of) : -1])
    )


# Longer names than these Azure does not have.
_LONGEST = 260
_LONGEST_PATH = 4096

# What would end a segment, or be something else in a URL, or a pattern to PowerShell.
_MARKS = frozenset(" /?#%*[]\\")


# What every path has: its first, third, fifth and sixth segment.
_HEAD = ("subscriptions", "resourceGroups", "providers", PROVIDER)
_LOWER_HEAD = [key.lower() for key in _HEAD]


def segments(text: str) -> tuple[list[str], list[str]]:
    """Return the segments of the path in *text*, a path or a URL, as they are and in lower case.

    Raises NameFormatError unless they are of something in Microsoft.Compute.
    """
    if len(text) > _LONGEST_PATH:
        raise NameFormatError(f"expected a path, got {len(text)} characters")
    path = text.strip()
    is_url = path[:1] != "/"
    if is_url:
        path = _path_of_url(path)
    parts = path[1:].removesuffix("/").split("/")
    if is_url and "%" in path:
        parts = [_unquoted(part) for part in parts]
    keys = [grammar.fold(part) for part in parts]
    if [*keys[:6:2], *keys[5:6]] != _LOWER_HEAD:
        for at, key in zip((0, 2, 4, 5), _HEAD, strict=True):
            if keys[at : at + 1] != [key.lower()]:
                raise expected(f"'{key}'", parts, at)
    return parts, keys


def _path_of_url(url: str) -> str:
    if url[:8].lower() != "https://":
        raise NameFormatError("expected a path that starts with /subscriptions/")
    host, slash, path = url[8:].partition("/")
    if f"https://{host.lower().removesuffix(':443')}" not in CLOUDS.values():
        raise NameFormatError(f"expected a host of Resource Manager, got {shown(host)}")
    return slash + path.partition("#")[0].partition("?")[0]


def _unquoted(part: str) -> str:
    from urllib.parse import unquote_to_bytes

    try:
        found = unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        found = "/"
    if "/" in found:
        raise NameFormatError(f"expected a name, got {shown(part)}")
    return found


def name_at(parts: list[str], at: int) -> str:
    """Return segment number *at* as the name it must be."""
    if at >= len(parts) or not parts[at]:
        raise expected(f"a name after {parts[at - 1]!a}", parts, at)
    return parts[at]


def expected(what: str, parts: list[str], at: int) -> NameFormatError:
    """Return the error that segment number *at* is not *what* was expected there."""
    got = shown(parts[at]) if at < len(parts) else "nothing"
    return NameFormatError(f"expected {what} as segment {at + 1}, got {got}")


def is_segment(text: str) -> bool:
    """Tell whether *text* can be a segment: something printable, without blanks or /?#%."""
    if not 0 < len(text) <= _LONGEST or text in (".", ".."):
        return False
    # The first is fast, and enough for nearly all.
    return text.replace("-", "0").replace("_", "0").isalnum() or (
        text.isprintable() and _MARKS.isdisjoint(text)
    )


def check_segment(value: object, what: str) -> str:
    """Return *value* as a segment of a path; TypeError, NameFormatError."""
    text = check_text(value)
    if not is_segment(text):
        raise NameFormatError(f"expected {what}, got {shown(text)}")
    return text
