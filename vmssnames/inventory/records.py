"""The columns of an export, the same for every source, in this order.

docs/reference/columns.md describes each.  New columns are added at the end; no column changes its
meaning within one schema_version.
"""

from __future__ import annotations

import re
from operator import attrgetter

from ..errors import shown
from ..models.usual import usual_record
from ..names.grammar import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..models.findings import Finding
    from ..models.vm import ScaleSetVM


COLUMNS = tuple(
    (
        "scale_set name instance_id computer_name power provisioning view_provisioning health "
        "latest_model zone fault_domain update_domain size mode location resource_group "
        "subscription_id vm_id resource_id node_name private_addresses os_name os_version "
        "agent_version time_created source problems explanation hibernated ready "
        "provisioning_since health_since ready_since as_of"
    ).split()
)


TIMES = ("time_created", "provisioning_since", "health_since", "ready_since", "as_of")


def _os_name(vm: ScaleSetVM) -> str | None:
    own = None if vm.view is None else vm.view.os_name
    return own or (None if vm.node is None else vm.node.os_image)


def _agent_version(vm: ScaleSetVM) -> str | None:
    agent = None if vm.view is None else vm.view.vm_agent
    return None if agent is None else agent.vm_agent_version


def _time(name: str) -> Callable[[ScaleSetVM], str | None]:
    """Return the function that reads the time *name* of a VM, in ISO 8601."""

    def read(vm: ScaleSetVM) -> str | None:
        time = getattr(vm, name)
        return None if time is None else time.isoformat()

    return read


# Columns that are not attributes of a VM.
_COMPUTED: dict[str, Callable[[ScaleSetVM], Any]] = {
    "latest_model": attrgetter("latest_model_applied"),
    "resource_id": lambda vm: None if vm.resource_id is None else str(vm.resource_id),
    "private_addresses": lambda vm: ",".join(vm.private_addresses) or None,
    "os_name": _os_name,
    "os_version": lambda vm: None if vm.view is None else vm.view.os_version,
    "agent_version": _agent_version,
    **{name: _time(name) for name in TIMES},
    "problems": lambda vm: len(vm.problems),
    "explanation": lambda vm: "; ".join(map(str, vm.problems)) or None,
    "hibernated": lambda vm: None if vm.view is None else vm.is_hibernated,
}
_READ = {name: _COMPUTED.get(name) or attrgetter(name) for name in COLUMNS}

# Spreadsheets treat a cell that starts like this as a formula.  Some also split at semicolons,
# even in quotes.
FORMULA = re.compile(r"(?:^|;)\s*[=+@\uff1d\uff0b\uff20\uff0d-]")

# What people call some columns.
SUGGESTIONS = {
    "state": "power",
    "status": "power",
    "id": "instance_id",
    "host": "computer_name",
    "hostname": "computer_name",
    "ip": "private_addresses",
    "address": "private_addresses",
    "addresses": "private_addresses",
    # The headers of a table for people.
    "model": "latest_model",
    "fd": "fault_domain",
    "ud": "update_domain",
    "findings": "problems",
    "vm_name": "name",
}

# Facts that follow from several columns: true, false, or None if unknown.
FACTS = ("is_running", "is_billed", "is_settled", "is_hibernated", "failed_but_running")


def check_column(name: str) -> str:
    """Return *name* if it is a column or a fact; raise ValueError with the closest name."""
    if name in COLUMNS or name in FACTS:
        return name
    from difflib import get_close_matches

    word = name.lower().replace(" ", "_")
    meant = SUGGESTIONS.get(word, word if word in COLUMNS else None)
    near = [meant] if meant else get_close_matches(name, (*COLUMNS, *FACTS), 1)
    hint = f": did you mean {near[0]!r}?" if near else f": expected {', '.join((*COLUMNS, *FACTS))}"
    raise ValueError(f"no column {shown(name)}{hint}")


def folded(value: object) -> str | None:
    """Return *value* of a column for comparisons without case."""
    # A number equals its digits: the command line has only digits.
    return None if value is None else fold(str(value))


def value_of(vm: ScaleSetVM, name: str) -> Any:
    """Return the value of *vm* in a column, or one of its facts."""
    read = _READ.get(name)
    return getattr(vm, name) if read is None else read(vm)


def record(vm: ScaleSetVM) -> dict[str, Any]:
    """Return the values of *vm* in all columns."""
    usual = usual_record(vm)
    if usual is not None:
        return usual
    return {name: read(vm) for name, read in _READ.items()}


def finding_record(finding: Finding, redact: bool = True) -> dict[str, Any]:
    """Return *finding* as in an export; without secrets if *redact*."""
    from ..models.redaction import redacted

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
