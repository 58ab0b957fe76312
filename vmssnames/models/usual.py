"""The columns of a VM that is well, read from its raw JSON in a third of the time.

Nearly all rows of a list are alike: an instance of a uniform scale set, as Azure spells it, with
nothing to say of it.  Anything else is left to the models, which read every spelling; the tests
hold that both agree.
"""

from __future__ import annotations

from ..names.grammar import fold
from .coerce import CoercionError, read_time
from .fields import folded_of
from .quiet import has_no_problems

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .vm import ScaleSetVM

# Keys of a row that have no other spelling among them.
_ROW = frozenset(
    (
        "id name type location tags instanceid sku zones properties vmid instanceview "
        "latestmodelapplied modeldefinitionapplied hardwareprofile storageprofile osprofile "
        "networkprofile networkprofileconfiguration provisioningstate timecreated resourcegroup "
        "resources plan identity etag licensetype diagnosticsprofile additionalcapabilities "
        "securityprofile availabilityset protectionpolicy userdata"
    ).split()
)
_PROFILE = {
    *("computerName", "adminUsername", "adminPassword", "customData", "secrets"),
    *("linuxConfiguration", "windowsConfiguration", "allowExtensionOperations"),
    "requireGuestProvisionSignal",
}
_SKU, _HARDWARE = {"name", "tier", "capacity"}, {"vmSize", "vmSizeProperties"}
_POWER, _SUCCEEDED = "PowerState/", "ProvisioningState/succeeded"


class _UnusualError(Exception):
    """A value is not as usual."""


def _text(value: object) -> str | None:
    if value is None:
        return None
    if type(value) is not str:
        raise _UnusualError
    return value or None


def _number(value: object) -> int | None:
    if value is not None and type(value) is not int:
        raise _UnusualError
    return value


def _part(value: object, keys: set[str]) -> dict[str, Any]:
    if value is None:
        return {}
    if type(value) is not dict or not value.keys() <= keys:
        raise _UnusualError
    return value


def _time(value: object) -> str | None:
    if value is None:
        return None
    if type(value) is not str:
        raise _UnusualError
    try:
        time = read_time(value)
    except CoercionError:
        return None
    return None if time is None else time.isoformat()


def usual_record(vm: ScaleSetVM) -> dict[str, Any] | None:
    """Return the values of *vm* in the columns of an export, if it is as usual; otherwise None."""
    row = folded_of(vm)
    if not row.keys() <= _ROW or not has_no_problems(vm):
        return None
    try:
        return _record(vm, row)
    except _UnusualError:
        return None


def _record(vm: ScaleSetVM, row: dict[str, Any]) -> dict[str, Any]:
    """Return the values of *vm*, which has no problems; raise _UnusualError."""
    view, path = row["instanceview"], vm.resource_id
    assert path is not None
    computer_name = _part(row["osprofile"], _PROFILE)["computerName"]
    power = reported = since = None
    for one in view["statuses"]:
        code = one["code"]
        if code.startswith(_POWER):
            power = code[len(_POWER) :]
        elif code == _SUCCEEDED:
            reported, since = "succeeded", _time(one.get("time"))
    latest, zones = row.get("latestmodelapplied"), row.get("zones")
    if not (latest is None or type(latest) is bool):
        raise _UnusualError
    if zones is not None and type(zones) is not list:
        raise _UnusualError
    size = _text(_part(row.get("hardwareprofile"), _HARDWARE).get("vmSize"))
    agent, as_of = view.get("vmAgent"), vm.as_of
    has_health = view.get("vmHealth") is not None
    healthy_since = vm.health_since if has_health else None
    return {
        "scale_set": path.scale_set,
        "name": row["name"],
        "instance_id": path.instance_id,
        "computer_name": computer_name,
        "power": power,
        "provisioning": "succeeded",
        "view_provisioning": reported,
        "health": "healthy" if has_health else None,
        "latest_model": latest,
        "zone": ",".join(filter(None, map(_text, zones or ()))) or None,
        "fault_domain": _number(view.get("platformFaultDomain")),
        "update_domain": _number(view.get("platformUpdateDomain")),
        "size": size or _text(_part(row.get("sku"), _SKU).get("name")),
        "mode": "uniform",
        "location": _text(row.get("location")),
        "resource_group": path.resource_group,
        "subscription_id": path.subscription_id,
        "vm_id": _text(row.get("vmid")),
        "resource_id": str(path),
        "node_name": fold(computer_name),
        "private_addresses": ",".join(vm.private_addresses) or None if vm.interfaces else None,
        "os_name": _text(view.get("osName")),
        "os_version": _text(view.get("osVersion")),
        "agent_version": None if agent is None else _text(agent.get("vmAgentVersion")),
        "time_created": _time(row.get("timecreated")),
        "source": vm.source,
        "problems": 0,
        "explanation": None,
        "hibernated": False,
        "ready": None,
        "provisioning_since": since,
        "health_since": None if healthy_since is None else healthy_since.isoformat(),
        "ready_since": None,
        "as_of": None if as_of is None else as_of.isoformat(),
    }
