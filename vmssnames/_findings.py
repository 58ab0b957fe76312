"""What is wrong with a VM, or with what is said of it: each thing with its place.

A finding never stops a reading.  Nothing is inferred from a status but what it says: an
agent's report says nothing of power, a failed update not that the VM is down.
"""

from __future__ import annotations

from ._redaction import redacted
from ._value import Value, put
from .errors import escaped, shown, shown_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

    from ._parts import Part
    from ._view_parts import Extension, Status
    from ._views import View

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
            put(self, name, value)

    def _key(self) -> tuple[Any, ...]:
        # None comes first.
        return tuple((one is not None, one) for one in super()._key())

    def sentence(self, now: datetime | None = None, *, redact: bool = True) -> str:
        """Return it as one line; with its age at *now*, and without secrets if *redact*."""
        hide = redacted if redact else str
        text = hide(self.text)
        if self.message:
            text += f": {_end_of(self.message, redact)}"
        if self.code:
            text += f" ({hide(self.code[:_SHOWN])})"
        if self.time is not None and now is not None:
            now = now if now.tzinfo else now.replace(tzinfo=self.time.tzinfo)
            text += f", {_age((now - self.time).total_seconds())}"
        return escaped(f"{self.path}: {text}" if self.path else text)

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


def unreadable(part: Part, path: str = "") -> Iterator[Finding]:
    """Yield what is in *part*, which stands at *path*, and makes no sense."""
    for place, expected, value in part.unreadable(path):
        found = shown(value) if isinstance(value, str) else shown_kind(type(value))
        yield Finding("info", "unreadable", place, f"expected {expected}, got {found}")


def view_findings(view: View, path: str = "") -> Iterator[Finding]:
    """Yield what is wrong, as far as *view*, which stands at *path*, shows."""
    under = f"{path}." if path else ""
    yield from _of_states(view, under)
    yield from _of_agent(view, f"{under}vmAgent")
    for at, extension in enumerate(view.extensions):
        yield from _of_extension(view, extension, f"{under}extensions[{at}]")
    for at, disk in enumerate(view.disks):
        for n, status in enumerate(disk.statuses):
            if status.is_failure:
                where = f"{under}disks[{at}].statuses[{n}]"
                yield of_status("error", "disk", where, f"disk {_named(disk.name)} failed", status)
    health = view.health_status
    if health is not None and health.state in ("unhealthy", "unknown"):
        yield of_status(
            "error" if health.state == "unhealthy" else "warning",
            "health",
            f"{under}vmHealth.status",
            f"the application is {health.state}",
            health,
        )
    boot = view.boot_diagnostics
    if boot is not None and boot.status is not None and boot.status.is_failure:
        where = f"{under}bootDiagnostics.status"
        yield of_status("warning", "boot-diagnostics", where, "no boot diagnostics", boot.status)
    if view.maintenance_redeploy_status is not None:
        due = view.maintenance_redeploy_status
        if due.is_customer_initiated_maintenance_allowed:
            until = due.pre_maintenance_window_end_time
            by = "" if until is None else f" until {until.isoformat(' ', 'minutes')}"
            where = f"{under}maintenanceRedeployStatus"
            yield Finding(
                "warning", "maintenance", where, f"maintenance is due; you may start it{by}"
            )


def _of_states(view: View, under: str) -> Iterator[Finding]:
    status = view.provisioning_status
    if status is not None and status.code is not None:
        detail = status.code.detail
        if status.is_failure:
            because = f": {detail}" if detail else ""
            yield of_status(
                "error",
                "provisioning",
                _place(view, status, under),
                f"provisioning failed{because}{_though_it_runs(view)}",
                status,
            )
        elif detail and "progress" in detail.lower():
            text = "the guest is still being provisioned"
            yield of_status("info", "provisioning", _place(view, status, under), text, status)
    seen: dict[str, Status] = {}
    for at, one in enumerate(view.statuses):
        first = seen.setdefault((one.family or "").lower(), one)
        if one.family and one.family != "ComponentStatus" and one.state != first.state:
            text = f"{one.code} beside {first.code}, which is taken"
            yield Finding("warning", "conflict", f"{under}statuses[{at}]", text)
    if view.statuses and view.power is None and view.provisioning != "creating":
        yield Finding(
            "info", "no-power-state", f"{under}statuses", "Azure does not say whether it runs"
        )
    if view.is_generalized:
        text = "generalized: it will not start again, an image may be made of it"
        generalized = view.status("OSState")
        yield Finding("warning", "generalized", _place(view, generalized, under), text)


def _place(view: View, status: Status | None, under: str) -> str:
    at = next(at for at, one in enumerate(view.statuses) if one is status)
    return f"{under}statuses[{at}]"


def _though_it_runs(view: View) -> str:
    return ", though the VM runs" if view.failed_but_running else ""


def _of_agent(view: View, path: str) -> Iterator[Finding]:
    agent = view.vm_agent
    if agent is None:
        return
    off = view.power not in (None, "unknown", "running", "starting")
    since = view.provisioning_status
    for at, status in enumerate(agent.statuses):
        where = f"{path}.statuses[{at}]"
        if status.state != "succeeded":
            # Of a VM that is off that is as it should be.
            severity = "info" if off else "warning"
            yield of_status(severity, "agent", where, "the agent is not ready", status)
        elif off:
            text = f'the agent\'s "{_named(status.display_status)}" is from before the VM went off'
            if since is not None and since.time and status.time and status.time > since.time:
                text = f"the agent reports, though the power state is {view.power}"
            yield of_status("info", "stale-agent", where, text, status)
    for at, handler in enumerate(agent.extension_handlers):
        status_ = handler.status
        if status_ is not None and status_.state != "succeeded":
            bad = "warning" if status_.is_failure or not off else "info"
            text = f"the handler of {_named(handler.type)} is not ready"
            where = f"{path}.extensionHandlers[{at}].status"
            yield of_status(bad, "handler", where, text, status_)


def _of_extension(view: View, extension: Extension, path: str) -> Iterator[Finding]:
    name = _named(extension.name or extension.type)
    although = (
        ", though the VM's provisioning succeeded" if view.provisioning == "succeeded" else ""
    )
    for at, status in enumerate(extension.statuses):
        where = f"{path}.statuses[{at}]"
        if status.is_failure:
            code = None if status.code is None else status.code.exit_code
            left = "" if code is None else f" with exit code {code}"
            text = f"extension {name} failed{left}{although}"
            yield of_status("error", "extension", where, text, status)
        elif status.state not in ("succeeded", None) or status.level == "Warning":
            text = f"extension {name} is not done: {status.state}"
            yield of_status("warning", "extension", where, text, status)
    for at, status in enumerate(extension.substatuses):
        if status.is_failure:
            of = "" if status.code is None else _named(status.code.component)
            where = f"{path}.substatuses[{at}]"
            text = f"extension {name}: {of} failed"
            yield of_status("error", "component", where, text, status)


def _named(name: str | None) -> str:
    return "without a name" if name is None else name[:200]


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
