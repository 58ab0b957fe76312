"""What an export says of a VM: the same columns for every source, in this order.

docs/inventory.md says what each is.  New ones come behind; none changes its meaning while
schema_version stands.
"""

from __future__ import annotations

from operator import attrgetter as _attribute

from ..errors import shown
from ..models.redaction import redacted
from ..names.grammar import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..models.findings import Finding
    from ..models.vm import ScaleSetVM


def _of_view(name: str) -> Callable[[ScaleSetVM], Any]:
    return lambda vm: None if vm.view is None else getattr(vm.view, name)


def _agent(vm: ScaleSetVM) -> str | None:
    agent = None if vm.view is None else vm.view.vm_agent
    return None if agent is None else agent.vm_agent_version


def _time(vm: ScaleSetVM) -> str | None:
    return None if vm.time_created is None else vm.time_created.isoformat()


def _text(name: str) -> Callable[[ScaleSetVM], str | None]:
    def read(vm: ScaleSetVM) -> str | None:
        value = getattr(vm, name)
        return None if value is None else str(value)

    return read


_READ: dict[str, Callable[[ScaleSetVM], Any]] = {
    "scale_set": _attribute("scale_set"),
    "name": _attribute("name"),
    "instance_id": _attribute("instance_id"),
    "computer_name": _attribute("computer_name"),
    "power": _attribute("power"),
    "provisioning": _attribute("provisioning"),
    "view_provisioning": _attribute("view_provisioning"),
    "health": _attribute("health"),
    "latest_model": _attribute("latest_model_applied"),
    "zone": _attribute("zone"),
    "fault_domain": _attribute("fault_domain"),
    "update_domain": _attribute("update_domain"),
    "size": _attribute("size"),
    "mode": _attribute("mode"),
    "location": _attribute("location"),
    "resource_group": _attribute("resource_group"),
    "subscription_id": _attribute("subscription_id"),
    "vm_id": _attribute("vm_id"),
    "resource_id": _text("resource_id"),
    "node_name": _attribute("node_name"),
    "private_addresses": lambda vm: ",".join(vm.private_addresses) or None,
    "os_name": _of_view("os_name"),
    "os_version": _of_view("os_version"),
    "agent_version": _agent,
    "time_created": _time,
    "source": _attribute("source"),
    "problems": lambda vm: len(vm.problems),
    "explanation": lambda vm: "; ".join(map(str, vm.problems)) or None,
}

COLUMNS = tuple(_READ)

# What people call columns that are called otherwise.
_MEANT = {
    "state": "power",
    "status": "power",
    "id": "instance_id",
    "host": "computer_name",
    "hostname": "computer_name",
    "ip": "private_addresses",
    "address": "private_addresses",
}

# What follows from several columns, true, false, or None where nobody says.
FACTS = ("is_running", "is_billed", "is_settled", "is_hibernated", "failed_but_running")


def check_column(name: str) -> str:
    """Return *name* if it is a column or a fact of a VM; ValueError, with the nearest, if not."""
    if name in COLUMNS or name in FACTS:
        return name
    from difflib import get_close_matches

    near = [_MEANT[name]] if name in _MEANT else get_close_matches(name, (*COLUMNS, *FACTS), 1)
    hint = f": did you mean {near[0]!r}?" if near else f": expected {', '.join((*COLUMNS, *FACTS))}"
    raise ValueError(f"no column {shown(name)}{hint}")


def none_last(values: tuple[object, ...]) -> tuple[Any, ...]:
    """Return what *values* of columns sort by."""
    # Numbers among themselves by number.
    return tuple((one is None, isinstance(one, str), one) for one in values)


def folded(value: object) -> str | None:
    """Return what *value* of a column compares by."""
    # A number and its digits are one: the command line has digits only.
    return None if value is None else fold(str(value))


def value_of(vm: ScaleSetVM, name: str) -> Any:
    """Return the value of *vm* in a column, or a fact."""
    read = _READ.get(name)
    return getattr(vm, name) if read is None else read(vm)


def record(vm: ScaleSetVM) -> dict[str, Any]:
    """Return what all columns say of *vm*."""
    return {name: read(vm) for name, read in _READ.items()}


def finding_record(finding: Finding, redact: bool = True) -> dict[str, Any]:
    """Return *finding* as an export has it; its message without secrets if *redact*."""
    time = finding.time
    return {
        "severity": finding.severity,
        "kind": finding.kind,
        "path": finding.path,
        "text": finding.sentence(redact=redact),
        "code": redacted(finding.code) if redact and finding.code else finding.code,
        "exit_code": finding.exit_code,
        "time": None if time is None else time.isoformat(),
    }
