"""Whether a VM surely has no problems, seen from its raw JSON in a tenth of the time.

An inventory asks every VM, and nearly all are well.  What is not exactly as usual is left to
checks.py, which says what is wrong; the tests hold that both agree.
"""

from __future__ import annotations

from ..names.ids import format_base36
from .fields import folded_of, raw_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .instance_view import InstanceView
    from .vm import ScaleSetVM

# What a part reports that is well.
_QUIET = ("ProvisioningState/succeeded", "EncryptionState/notEncrypted")
_STATUS = {"code", "level", "displayStatus", "message", "time"}
_DISK = {"name", "statuses", "encryptionSettings", "storageAlignmentStatus"}
_EXTENSION = {"name", "type", "typeHandlerVersion", "statuses", "substatuses"}
_AGENT = {"vmAgentVersion", "statuses", "extensionHandlers"}
_HANDLER = {"type", "typeHandlerVersion", "status"}

_VIEW = {
    *("statuses", "vmAgent", "disks", "extensions", "vmHealth", "computerName", "osName"),
    *("osVersion", "platformFaultDomain", "platformUpdateDomain", "hyperVGeneration"),
    *("placementGroupId", "assignedHost", "rdpThumbPrint", "bootDiagnostics"),
    "maintenanceRedeployStatus",
}
# Not a set: a value may be a list.
_POWERS = tuple(f"PowerState/{one}" for one in ("running", "stopped", "deallocated", "starting"))
_HEALTHY = ("HealthState/healthy",)


def has_no_problems(vm: ScaleSetVM) -> bool:
    """Return whether *vm* surely has neither errors nor warnings; False if that is not sure."""
    view, row = vm.view, folded_of(vm)
    if view is None or view.raw is not row.get("instanceview"):
        return False
    if vm.notes or vm.events or vm.node is not None:
        return False
    is_settled = row.get("provisioningstate") == "Succeeded" and len(vm.powers) < 2
    return is_settled and _has_quiet_states(view) and _has_usual_names(vm, row, view)


def _has_quiet_states(view: InstanceView) -> bool:
    raw = view.raw
    if type(raw) is not dict or not raw.keys() <= _VIEW or raw.get("maintenanceRedeployStatus"):
        return False
    statuses = raw.get("statuses")
    if type(statuses) is not list or len(statuses) > 2:
        return False
    for one in statuses:
        if not is_quiet(one) and not is_quiet(one, _POWERS):
            return False
    if len(statuses) == 2 and statuses[0]["code"][:5] == statuses[1]["code"][:5]:
        return False
    health, boot = raw.get("vmHealth"), raw.get("bootDiagnostics")
    if health is not None and not (
        type(health) is dict and is_quiet(health.get("status"), _HEALTHY)
    ):
        return False
    if boot is not None and not (type(boot) is dict and boot.get("status") is None):
        return False
    agent = raw.get("vmAgent")
    return (
        (agent is None or is_quiet_agent(agent))
        and are_all_quiet(raw.get("extensions"), _EXTENSION)
        and are_all_quiet(raw.get("disks"), _DISK)
    )


def _has_usual_names(vm: ScaleSetVM, row: dict[str, Any], view: InstanceView) -> bool:
    """Return whether all names are of the same instance of a uniform scale set."""
    number, scale_set, path = vm.instance_id, vm.scale_set, vm.resource_id
    if number is None or path is None or path.instance_id != number or vm.mode != "uniform":
        return False
    profile, storage = row.get("osprofile"), row.get("storageprofile")
    name = profile.get("computerName") if type(profile) is dict else None
    disk = storage.get("osDisk") if type(storage) is dict else None
    disk_name = disk.get("name") if type(disk) is dict else None
    reported = view.raw.get("computerName")
    return (
        row.get("instanceid") == str(number)
        and row.get("name") == f"{scale_set}_{number}"
        and type(name) is str
        and name[-6:] == format_base36(number)
        and (reported is None or reported == name)
        and type(disk_name) is str
        and disk_name.startswith(f"{scale_set}_{scale_set}_{number}_")
    )


def are_all_quiet(parts: object, keys: set[str]) -> bool:
    """Return whether the statuses of the raw *parts*, which have only *keys*, are all quiet."""
    if type(parts) is not list:
        return parts is None
    for part in parts:
        if type(part) is not dict or not part.keys() <= keys:
            return False
        if not _are_quiet(part.get("statuses")) or not _are_quiet(part.get("substatuses")):
            return False
    return True


def are_quiet_extensions(view: InstanceView) -> bool:
    """Return whether nothing is to be said of the extensions of *view*."""
    return are_all_quiet(raw_value(view, "extensions"), _EXTENSION)


def are_quiet_disks(view: InstanceView) -> bool:
    """Return whether nothing is to be said of the disks of *view*."""
    return are_all_quiet(raw_value(view, "disks"), _DISK)


def is_quiet_agent(agent: object) -> bool:
    """Return whether nothing is to be said of the raw *agent* of a VM that runs."""
    if type(agent) is not dict or not agent.keys() <= _AGENT:
        return False
    handlers = agent.get("extensionHandlers")
    if not _are_quiet(agent.get("statuses")):
        return False
    if type(handlers) is not list:
        return handlers is None
    for one in handlers:
        if type(one) is not dict or not one.keys() <= _HANDLER or not is_quiet(one.get("status")):
            return False
    return True


def _are_quiet(statuses: object) -> bool:
    return statuses is None or (type(statuses) is list and all(map(is_quiet, statuses)))


def is_quiet(status: object, codes: tuple[str, ...] = _QUIET) -> bool:
    """Return whether the raw *status* has one of *codes*, and nothing that is not usual."""
    return (
        type(status) is dict
        and status.keys() <= _STATUS
        and status.get("code") in codes
        and status.get("level", "Info") in ("Info", None)
    )
