"""States as people's own queries write them: ``--query "[].{name:name, power:...}"``.

The key often says what a state is; otherwise the value does.  A key that carries a state and
is not read is reported by its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .status import HealthState, PowerState, ProvisioningState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

POWER, PROVISIONING, HEALTH = "PowerState", "ProvisioningState", "HealthState"

# A state without its family, such as "Succeeded".
_FAMILY_OF: dict[str, str] = {
    **{str(one): POWER for one in PowerState if one != "unknown"},
    **{str(one): PROVISIONING for one in ProvisioningState},
    **{str(one): HEALTH for one in HealthState if one != "unknown"},
}
# How Azure displays states: "VM running", "Provisioning succeeded".
_DISPLAYED = {"vm ": POWER, "provisioning ": PROVISIONING}
_CODE = re.compile(r"[A-Za-z]{2,40}(?:State|Status)/.")
_KEY_OF_A_STATE = re.compile("power|stat(?:e|us)|provisioning|health")

# Lists in lists are followed to this depth.
_MAX_DEPTH = 5
_READ = tuple(f"{family.lower()}/" for family in (POWER, PROVISIONING, HEALTH))

# Keys of rows that match, and say nothing about the VM's state: HTTP status codes, how a
# deletion ended, what the guest installs, and what a module of Ansible should do.
_OTHERS = frozenset(
    {
        *("statuscode", "resilientvmdeletionstatus", "provisionvmagent", "poweroffwithoutshutdown"),
        *("securehealthprobe", "healthprobe", "extensionshealthy", "provisioningdate"),
    }
)


def statuses_of(
    value: object, family: str | None = None, depth: int = 0
) -> Iterator[dict[str, Any]]:
    """Yield the statuses in *value*: codes, displayed states, statuses, or a list of these.

    A bare state belongs to *family*, or without one to the family that has it.

    >>> list(statuses_of(["VM running", "Provisioning succeeded"]))[0]
    {'code': 'PowerState/running', 'displayStatus': 'VM running'}
    >>> list(statuses_of("Deallocated")), list(statuses_of("present"))
    ([{'code': 'PowerState/deallocated'}], [])
    """
    if isinstance(value, (list, tuple)):
        for one in value:
            if depth < _MAX_DEPTH:
                yield from statuses_of(one, family, depth + 1)
    elif isinstance(value, Mapping):
        found = {f"{key}"[:1].lower() + f"{key}"[1:]: one for key, one in value.items()}
        if isinstance(found.get("code"), str):
            yield found
        elif isinstance(found.get("displayStatus"), str):
            yield from statuses_of(found["displayStatus"], family)
    elif isinstance(value, str):
        for one in value.split(",") if "," in value and family is None else (value,):
            if status := _status_of(one.strip() if one is not value else one, family):
                yield status


def _status_of(text: str, family: str | None) -> dict[str, Any] | None:
    if _CODE.match(text):
        return {"code": text}
    lower = text.lower()
    for start, displayed in _DISPLAYED.items():
        state = lower.removeprefix(start)
        if state != lower and state.isalpha():
            return {"code": f"{displayed}/{state}", "displayStatus": text}
    found = family or _FAMILY_OF.get(lower)
    return {"code": f"{found}/{lower}"} if found and lower.isalpha() else None


def state_of(value: object, family: str) -> str | None:
    """Return the state of *family* in *value*, as written; None if there is none.

    >>> state_of("Succeeded", PROVISIONING), state_of(["ProvisioningState/failed/x"], PROVISIONING)
    ('Succeeded', 'failed')
    """
    if isinstance(value, str) and value.strip().isalpha():
        return value.strip()
    for one in statuses_of(value, family):
        found, _, state = str(one["code"]).partition("/")
        if found.lower() == family.lower():
            return state.partition("/")[0]
    return None


def is_unread(value: object) -> bool:
    """Return whether *value*, of a key such as "state", is something that nothing reads."""
    codes = [str(one["code"]).lower() for one in statuses_of(value)]
    return bool(value) and not any(code.startswith(_READ) for code in codes)


def is_state(value: object, key: str = "") -> bool:
    """Return whether *value*, under the folded *key*, is probably the state of a VM."""
    if value is None or value == "" or isinstance(value, bool):
        return False
    if key in _OTHERS:
        return False
    if _KEY_OF_A_STATE.search(key):
        return True
    return _has_code(value)


def _has_code(value: object, depth: int = 0) -> bool:
    """Return whether a code or a displayed state of a VM is in *value*."""
    if isinstance(value, str):
        return value[:3].lower() == "vm " or value.startswith(
            ("PowerState/", "ProvisioningState/", "HealthState/")
        )
    if depth > 2 or not isinstance(value, (Mapping, list, tuple)):
        return False
    inner = value.values() if isinstance(value, Mapping) else value
    return any(_has_code(one, depth + 1) for one in list(inner)[:50])
