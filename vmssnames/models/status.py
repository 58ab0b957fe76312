"""Status codes: Azure's strings for states, as values.

``Family/State[/Detail]``; for components ``ComponentStatus/<component>/<state>[/<exit>]``,
where the component is free text.  The vocabulary is open: every string is accepted.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from ..names.ids import check_text
from ..names.value import Value, set_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# In the service's spelling of today; documents and tests have others.
FAMILIES = {
    family.lower(): family
    for family in (
        "PowerState ProvisioningState OSState HealthState HibernationState EncryptionState "
        "ColocationStatus ComponentStatus"
    ).split()
}

# The states of a component that a reason or an exit code may follow.
_STATES = frozenset({"succeeded", "failed", "transitioning", "success", "error", "warning"})


class PowerState(StrEnum):
    """The known power states.  Azure may report others, so attributes are plain strings.

    >>> from vmssnames import InstanceView
    >>> view = InstanceView({"statuses": [{"code": "PowerState/running"}]})
    >>> view.power == PowerState.RUNNING
    True
    """

    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DEALLOCATING = "deallocating"
    DEALLOCATED = "deallocated"
    UNKNOWN = "unknown"


class ProvisioningState(StrEnum):
    """The known provisioning states of an instance view and of ARM.

    >>> ProvisioningState("failed")
    <ProvisioningState.FAILED: 'failed'>
    """

    CREATING = "creating"
    UPDATING = "updating"
    MIGRATING = "migrating"
    DELETING = "deleting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class HealthState(StrEnum):
    """The known states of an application's health.

    >>> list(map(str, HealthState))
    ['healthy', 'unhealthy', 'unknown']
    """

    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    UNKNOWN = "unknown"


class StatusCode(Value):
    """A status code.  Comparison ignores case.

    *raw* is the string itself; *family* its first part in today's spelling; *state* the state
    in lower case; *detail* the rest as written: a reason or a sub-state.  *component* is the
    component of a ComponentStatus; *exit_code* the number after the state, with which
    extensions report the exit code of their script.  Missing parts are None.

    >>> code = StatusCode("ProvisioningState/failed/OSProvisioningTimedOut")
    >>> code.family, code.state, code.detail
    ('ProvisioningState', 'failed', 'OSProvisioningTimedOut')
    >>> code = StatusCode("ComponentStatus/JoinDomainException for Option 3/failed/1")
    >>> code.state, code.component, code.exit_code
    ('failed', 'JoinDomainException for Option 3', 1)
    """

    __slots__ = ("raw", "family", "state", "detail", "component", "exit_code")
    __match_args__ = ("raw",)

    raw: str
    family: str | None
    state: str | None
    detail: str | None
    component: str | None
    exit_code: int | None

    def __init__(self, raw: str) -> None:
        set_field(self, "raw", check_text(raw))
        family, component = None, None
        first, *rest = raw.strip().split("/")
        if rest:
            family = FAMILIES.get(first.lower(), first) or None
        else:
            # Without a family: only examples in documentation have such codes.
            rest = [first]
        exit_code = _integer(rest[-1]) if len(rest) > 1 else None
        if family == "ComponentStatus":
            # The component may contain slashes, so the end is parsed first.
            has_end = exit_code is not None or (len(rest) > 2 and _is_reason(*rest[-2:]))
            index = len(rest) - 1 - has_end
            component = "/".join(rest[:index]) or None
            rest = rest[index:]
        state, detail = rest[0], "/".join(rest[1:])
        set_field(self, "family", family)
        set_field(self, "state", state.lower() or None)
        set_field(self, "detail", detail or None)
        set_field(self, "component", component)
        set_field(self, "exit_code", exit_code)

    @classmethod
    def parse(cls, text: str) -> StatusCode:
        """Return *text*, any string, as a status code; raise TypeError for anything else.

        >>> StatusCode.parse("powerstate/Running") == StatusCode.parse("PowerState/running")
        True
        """
        return _parse(text) if cls is StatusCode and type(text) is str else cls(text)

    def __str__(self) -> str:
        return self.raw

    def __repr__(self) -> str:
        return f"StatusCode({self.raw!a})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.raw,)


# A hundred thousand VMs have the same few codes.
@lru_cache(maxsize=1024)
def _parse(text: str) -> StatusCode:
    return StatusCode(text)


def _integer(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def _is_reason(state: str, last: str) -> bool:
    return state.lower() in _STATES and last.lower() not in _STATES
