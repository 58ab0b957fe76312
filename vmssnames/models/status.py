"""Status codes: what Azure says in place of a state, as a value.

``Family/State[/Detail]``; of components ``ComponentStatus/<component>/<state>[/<exit>]``,
where the component is free text.  The vocabulary is open: nothing is refused.
"""

from __future__ import annotations

from functools import lru_cache

from ..names.ids import check_text
from ..names.value import Value, set_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# As the service spells them today; documents and tests have others.
FAMILIES = {
    family.lower(): family
    for family in (
        "PowerState",
        "ProvisioningState",
        "OSState",
        "HealthState",
        "HibernationState",
        "EncryptionState",
        "ColocationStatus",
        "ComponentStatus",
    )
}

# What the state of a component is among, where more stands behind it.
_STATES = frozenset({"succeeded", "failed", "transitioning", "success", "error", "warning"})


class StatusCode(Value):
    """A status code.  Equal without regard to case.

    *raw* is the text itself; *family* its first part, as Azure spells it today; *state* the
    state, in lower case; *detail* what stands behind that, as it is: a reason, a sub-state.
    *component* is what a ComponentStatus is of; *exit_code* the number behind the state, which
    is how extensions say what their script left.  What is not said is None.

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
            # No family: only the documentation's examples have such a code.
            rest = [first]
        exit_code = _integer(rest[-1]) if len(rest) > 1 else None
        if family == "ComponentStatus":
            # The component may hold slashes: what is known of the end is taken off first.
            behind = 1 if exit_code is not None else 0
            if not behind and len(rest) > 2 and _is_reason(*rest[-2:]):
                behind = 1
            at = len(rest) - 1 - behind
            component = "/".join(rest[:at]) or None
            rest = rest[at:]
        state, detail = rest[0], "/".join(rest[1:])
        set_field(self, "family", family)
        set_field(self, "state", state.lower() or None)
        set_field(self, "detail", detail or None)
        set_field(self, "component", component)
        set_field(self, "exit_code", exit_code)

    @classmethod
    def parse(cls, text: str) -> StatusCode:
        """Return the status code in *text*, which may be any; TypeError for what is no text.

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


# A fleet's hundred thousand machines say the same few codes.
@lru_cache(maxsize=1024)
def _parse(text: str) -> StatusCode:
    return StatusCode(text)


def _integer(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def _is_reason(state: str, last: str) -> bool:
    return state.lower() in _STATES and last.lower() not in _STATES
