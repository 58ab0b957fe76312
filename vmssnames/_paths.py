"""Paths of Resource Manager, segment by segment: their keys, and what is wrong with one."""

from __future__ import annotations

from . import _grammar
from .errors import NameFormatError, shown
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


def is_unknown_scale_set(text: str) -> bool:
    """Tell whether *text* stands for a scale set that is not known."""
    return text == UNKNOWN_SCALE_SET or (
        text.startswith(unknown_scale_set("")[:-1])
        and text.endswith(">")
        and _grammar.is_prefix(text[len(unknown_scale_set("")) - 1 : -1])
    )


# Longer names than these Azure does not have.
_LONGEST = 260


def read_path(text: str) -> str:
    """Return the path in *text*, a path or a URL of Resource Manager."""
    path = text.strip()
    if path[:8].lower() == "https://":
        host, slash, path = path[8:].partition("/")
        if f"https://{host.lower().removesuffix(':443')}" not in CLOUDS.values():
            raise NameFormatError(f"expected a host of Resource Manager, got {shown(host)}")
        path = slash + path.partition("#")[0].partition("?")[0]
        if "%" in path:
            from urllib.parse import unquote

            path = unquote(path, errors="strict")
    return path.removesuffix("/")


def key_at(parts: list[str], at: int) -> str:
    return parts[at].lower() if at < len(parts) else ""


def name_at(parts: list[str], at: int) -> str:
    if at >= len(parts) or not parts[at]:
        raise expected(f"a name after {parts[at - 1]!a}", parts, at)
    return parts[at]


def expected(what: str, parts: list[str], at: int) -> NameFormatError:
    got = shown(parts[at]) if at < len(parts) else "nothing"
    return NameFormatError(f"expected {what} as segment {at + 1}, got {got}")


def check_segment(value: object, what: str) -> str:
    """Return *value* as a segment of a path: something printable, without blanks or /?#%."""
    text = check_text(value)
    if not 0 < len(text) <= _LONGEST or not text.isprintable() or any(c in text for c in " /?#%"):
        raise NameFormatError(f"expected {what}, got {shown(text)}")
    return text
