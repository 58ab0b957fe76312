"""Findings: what is wrong with a VM, or with the data about it, each with its JSON path.

A finding never stops a load.  A status means what it says and nothing more: an agent's
report says nothing about power, and a failed update does not mean that the VM is down.
"""

from __future__ import annotations

from enum import StrEnum

from ..errors import escaped, shown, shown_kind
from ..names.value import Value, set_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import Any

    from .fields import Model
    from .instance_view import Status
    from .vm import ScaleSetVM

# The calls that list instances with their states.
UNIFORM_CALL = (
    "az vmss list-instances --expand instanceView, or "
    "GET .../virtualMachineScaleSets/{name}/virtualMachines?$expand=instanceView"
)
FLEXIBLE_CALL = (
    "az vm list --show-details, or GET .../resourceGroups/{group}/providers/Microsoft.Compute/"
    "virtualMachines?$filter='virtualMachineScaleSet/id' eq '{id}'&$expand=instanceView"
)
LONE_CALL = "az vm list --show-details, or GET .../virtualMachines/{name}?$expand=instanceView"

# Of a message: how much is searched for secrets, and how much is shown.
_MAX_SEARCHED, _MAX_SHOWN = 4096, 300
# The longest distance from a name to its secret.  Without the name, redaction would miss it.
_SECRET_CONTEXT = 256


def states_call(vm: ScaleSetVM) -> str:
    """Return the call that lists VMs such as *vm* with their states."""
    if vm.mode == "flexible":
        return FLEXIBLE_CALL
    is_known = vm.instance_id is not None or vm.number_in_name is not None
    return UNIFORM_CALL if is_known or (vm.resource_id is None and vm.name is None) else LONE_CALL


class Severity(StrEnum):
    """How bad a finding is: ``info``, ``warning`` or ``error``, in this order.

    >>> max(Severity.ERROR, Severity.WARNING), Severity.INFO == "info"
    ('error', True)
    """

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def _rank(self) -> int:
        return list(Severity).index(self)

    def __lt__(self, other: str) -> bool:
        return self._rank < Severity(other)._rank

    def __le__(self, other: str) -> bool:
        return self._rank <= Severity(other)._rank

    def __gt__(self, other: str) -> bool:
        return self._rank > Severity(other)._rank

    def __ge__(self, other: str) -> bool:
        return self._rank >= Severity(other)._rank

    __repr__ = str.__repr__


# Every kind of finding: its severities and its meaning.
FINDING_KINDS: dict[str, tuple[str, str]] = {
    "provisioning": (
        "error, warning, info",
        "provisioning failed, with Azure's reason; was canceled; or the guest is still being "
        "provisioned",
    ),
    "states-differ": ("warning", "ARM and the instance view report opposite states"),
    "extension": ("error, warning", "an extension failed, with its exit code, or is not finished"),
    "component": ("error, warning", "a component of an extension failed or has a warning"),
    "agent": ("warning, info", "the agent is not ready; info if the VM is off"),
    "handler": ("warning, info", "an extension's handler is not ready; info if the VM is off"),
    "stale-agent": ("info", "the agent's last report is older than the VM's power state"),
    "health": ("error, warning", "the application is unhealthy, or its health is unknown"),
    "disk": ("error", "a disk failed"),
    "boot-diagnostics": ("warning", "boot diagnostics are not available"),
    "maintenance": (
        "warning, info",
        "maintenance is due, and you may start it; is planned; or, as info, its window is over",
    ),
    "event": (
        "warning, info",
        "a scheduled event, a record of the activity log or of Resource Health concerns the VM",
    ),
    "hibernated": ("info", "the VM is hibernated, which no power state says"),
    "generalized": ("warning", "the VM is generalized and will not start again"),
    "node": (
        "warning, info",
        "the Kubernetes node is not ready or reports a problem; info if it is cordoned",
    ),
    "names-differ": (
        "warning",
        "computer name, instance ID, VM name, resource ID, OS disk and node do not match",
    ),
    "renamed": ("warning", "the guest reports a different computer name than at creation"),
    "own-name": ("info", "the computer name does not end in the instance ID"),
    "resource-id": ("warning", "the resource ID is not one of a VM"),
    "instance-id": ("warning", "the instance ID is not valid"),
    "duplicate": ("warning", "the instance is listed twice, or has two instance views"),
    "conflict": ("warning", "two statuses of one family contradict each other"),
    "status": ("error", "any other status is failed, unhealthy or has the level Error"),
    "no-name": ("warning, info", "nothing names the VM, or its name is not valid"),
    "recovered": ("info", "the view does not name its instance; the finding says how it was found"),
    "no-view": ("info", "there is no instance view; the finding says how to get it"),
    "no-power-state": ("info", "the instance view has no power state"),
    "old-model": ("info", "the instance does not have the scale set's latest model"),
    "unreadable": ("info", "a value is not a number, a time or an object, as expected"),
}


class Finding(Value):
    """One thing that is wrong: its *severity* and its *kind*, a key of FINDING_KINDS.

    *path* is its place in Azure's JSON, "extensions[0].statuses[0]"; *text* describes it.
    *message*, *code*, *exit_code* and *time* are the status's, None without one.

    Raises ValueError for an unknown severity or kind.

    >>> print(Finding("warning", "agent", "vmAgent.statuses[0]", "the agent is not ready"))
    vmAgent.statuses[0]: the agent is not ready
    """

    __slots__ = ("severity", "kind", "path", "text", "message", "code", "exit_code", "time")

    severity: Severity
    kind: str
    path: str
    text: str
    message: str | None
    code: str | None
    exit_code: int | None
    time: datetime | None

    def __init__(
        self,
        severity: Severity | str,
        kind: str,
        path: str,
        text: str,
        message: str | None = None,
        code: str | None = None,
        exit_code: int | None = None,
        time: datetime | None = None,
    ) -> None:
        if kind not in FINDING_KINDS:
            raise ValueError(f"expected one of {', '.join(FINDING_KINDS)}, got {shown(kind)}")
        values = (Severity(severity), kind, path, text, message, code, exit_code, time)
        for name, value in zip(self.__slots__, values, strict=True):
            set_field(self, name, value)

    def _key(self) -> tuple[Any, ...]:
        # None sorts first.
        return tuple((one is not None, one) for one in super()._key())

    def sentence(self, now: datetime | None = None, *, redact: bool = True) -> str:
        """Return the finding on one line: with its age at *now*, without secrets if *redact*."""
        from .redaction import redacted

        hide = redacted if redact else str
        text = hide(_start_of(self.text))
        if self.message:
            text += f": {_end_of(self.message, redact)}"
        if self.code:
            text += f" ({hide(_start_of(self.code))})"
        if self.time is not None and now is not None:
            now = now if now.tzinfo else now.replace(tzinfo=self.time.tzinfo)
            text = f"{text.removesuffix('.')}, {age_text((now - self.time).total_seconds())}"
        return escaped(f"{_start_of(self.path)}: {text}" if self.path else text)

    def __str__(self) -> str:
        return self.sentence()


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return *findings*, worst first, otherwise in their order."""
    return sorted(findings, key=lambda one: one.severity, reverse=True)


def status_finding(
    severity: Severity | str, kind: str, path: str, text: str, status: Status
) -> Finding:
    """Return the finding with the message, code and time of *status*."""
    code = status.code
    return Finding(
        severity,
        kind,
        path,
        text,
        status.message,
        None if code is None else code.raw,
        status.exit_codes[0] if status.exit_codes else None,
        status.time,
    )


def unreadable(model: Model, path: str = "") -> Iterator[Finding]:
    """Yield a finding for each value of *model*, at *path*, that cannot be read."""
    for where, expected, value in model.unreadable(path):
        found = shown(value) if isinstance(value, str) else shown_kind(type(value))
        yield Finding("info", "unreadable", where, f"expected {expected}, got {found}")


def _start_of(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}..."


def _end_of(message: str, redact: bool) -> str:
    """Return the end of *message* on one line: scripts write pages before the error."""
    end = message[-_MAX_SEARCHED:]
    if redact:
        from .redaction import redacted

        is_cut = len(end) < len(message)
        if is_cut:
            # Cutting may split a secret, so that redaction does not recognize the rest.
            end = end.split(None, 1)[-1] if len(end.split(None, 1)) == 2 else ""
        end = redacted(end)[_SECRET_CONTEXT if is_cut else 0 :]
    end = " ".join(end.split())
    is_whole = len(end) <= _MAX_SHOWN and len(message) <= _MAX_SEARCHED
    return end if is_whole else f"...{end[-_MAX_SHOWN:]}"


def age_text(seconds: float) -> str:
    """Return how long ago that is, or in how long, in the largest unit that fits.

    >>> age_text(86399), age_text(-7200)
    ('23 hours ago', 'in 2 hours')
    """
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if abs(seconds) >= size:
            count = int(abs(seconds) // size)
            length = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{length} ago" if seconds > 0 else f"in {length}"
    return "just now"
