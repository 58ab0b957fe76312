"""What is wrong with a VM, or with what is said of it: each thing with its place.

A finding never stops a reading.  Nothing is inferred from a status but what it says: an
agent's report says nothing of power, a failed update not that the VM is down.
"""

from __future__ import annotations

from ..errors import escaped, shown, shown_kind
from ..names.value import Value, set_field
from .redaction import redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

    from .fields import Model
    from .instance_view import Status

# What to ask, where something else was.
UNIFORM_CALL = (
    "az vmss list-instances --expand instanceView, or "
    "GET .../virtualMachineScaleSets/{name}/virtualMachines?$expand=instanceView"
)
FLEXIBLE_CALL = (
    "az vm list --show-details, or GET .../resourceGroups/{group}/providers/Microsoft.Compute/"
    "virtualMachines?$filter='virtualMachineScaleSet/id' eq '{id}'&$expand=instanceView"
)

SEVERITIES = ("error", "warning", "info")

# Of a message: what is searched for secrets, and of that what is shown.
_LOOKED_AT, _SHOWN = 4096, 300
# How far a name may stand before its secret, which is left when the name is cut off.
_UNSURE = 256


class Finding(Value):
    """One thing that is wrong: *severity* "error", "warning" or "info"; its *kind*, for programs.

    *path* says where it stands in what Azure said, "extensions[0].statuses[0]"; *text* what
    it is; *message*, *code*, *exit_code* and *time* are the status's, None without one.
    """

    __slots__ = ("severity", "kind", "path", "text", "message", "code", "exit_code", "time")

    severity: str
    kind: str
    path: str
    text: str
    message: str | None
    code: str | None
    exit_code: int | None
    time: datetime | None

    def __init__(
        self,
        severity: str,
        kind: str,
        path: str,
        text: str,
        message: str | None = None,
        code: str | None = None,
        exit_code: int | None = None,
        time: datetime | None = None,
    ) -> None:
        for name, value in zip(
            self.__slots__,
            (severity, kind, path, text, message, code, exit_code, time),
            strict=True,
        ):
            set_field(self, name, value)

    def _key(self) -> tuple[Any, ...]:
        # None sorts first.
        return tuple((one is not None, one) for one in super()._key())

    def sentence(self, now: datetime | None = None, *, redact: bool = True) -> str:
        """Return it as one line; with its age at *now*, and without secrets if *redact*."""
        hide = redacted if redact else str
        text = hide(_start_of(self.text))
        if self.message:
            text += f": {_end_of(self.message, redact)}"
        if self.code:
            text += f" ({hide(_start_of(self.code))})"
        if self.time is not None and now is not None:
            now = now if now.tzinfo else now.replace(tzinfo=self.time.tzinfo)
            text += f", {_age((now - self.time).total_seconds())}"
        return escaped(f"{_start_of(self.path)}: {text}" if self.path else text)

    def __str__(self) -> str:
        return self.sentence()


def in_order(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return *findings*, worst first, else in the order in which they were found."""
    return sorted(findings, key=lambda one: SEVERITIES.index(one.severity))


def of_status(severity: str, kind: str, path: str, text: str, status: Status) -> Finding:
    """Return the finding that *status* is."""
    code = status.code
    return Finding(
        severity,
        kind,
        path,
        text,
        status.message,
        None if code is None else code.raw,
        None if code is None else code.exit_code,
        status.time,
    )


def _start_of(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _end_of(message: str, redact: bool) -> str:
    """Return the end of *message* on one line: scripts write pages before what went wrong."""
    end = message[-_LOOKED_AT:]
    if redact:
        is_cut = len(end) < len(message)
        if is_cut:
            # What is cut amid may be half a secret, which nothing would know for one.
            end = end.split(None, 1)[-1] if len(end.split(None, 1)) == 2 else ""
        end = redacted(end)[_UNSURE if is_cut else 0 :]
    end = " ".join(end.split())
    is_whole = len(end) <= _SHOWN and len(message) <= _LOOKED_AT
    return end if is_whole else f"...{end[-_SHOWN:]}"


def unreadable(part: Model, path: str = "") -> Iterator[Finding]:
    """Yield what is in *part*, which stands at *path*, and makes no sense."""
    for place, expected, value in part.unreadable(path):
        found = shown(value) if isinstance(value, str) else shown_kind(type(value))
        yield Finding("info", "unreadable", place, f"expected {expected}, got {found}")


def _age(seconds: float) -> str:
    """Return how long ago that is, in the largest unit that fits.

    >>> _age(86399), _age(-5)
    ('23 hours ago', 'in the future')
    """
    if seconds < 0:
        return "in the future"
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
