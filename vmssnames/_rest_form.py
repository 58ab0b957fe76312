"""What any tool says of a VM, spelled as the REST API spells it.

Tools differ in the case of keys (``diskSizeGB``, ``disk_size_gb``, ``DiskSizeGB``) and in
whether ``properties`` is a level of its own.  Unknown keys go on, in the case of the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

from ._tolerant import Unreadable, fold_key, read_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Keys with capitals that do not follow from where words begin.
_SPELLED = {
    fold_key(key): key
    for key in """
        diskSizeGB diskIOPSReadWrite diskMBpsReadWrite enableIPForwarding isVMInStandbyPool
        privateIPAddress privateIPAddresses privateIPAddressVersion privateIPAllocationMethod
        publicIPAddress publicIPAddresses publicIPAddressVersion publicIPAddressConfiguration
        publicIPPrefix provisionVMAgent enableVMAgentPlatformUpdates resilientVMDeletionStatus
        ultraSSDEnabled vCPUsAvailable vCPUsPerCore
    """.split()
}
# What only older documents have.
_SPELLED["platformupgradedomain"] = "platformUpdateDomain"

# Beside ``properties``, in a resource; all else is in it.
_BESIDE = {
    fold_key(key)
    for key in """
        id name type location tags instanceId sku plan resources zones identity etag systemData
        kind managedBy resourceGroup subscriptionId apiVersion extendedLocation
    """.split()
}

# The lists whose items are resources of their own, with ``properties`` of their own.
_NESTED = {
    fold_key(key)
    for key in """
        networkInterfaceConfigurations ipConfigurations networkInterfaces resources
        publicIPAddressConfiguration
    """.split()
}

# Names that users choose: what is under them is not spelled by anybody.
_FREE = {"tags", "userassignedidentities", "settings", "protectedsettings"}


def spelled(key: str) -> str:
    """Return *key* as the REST API spells it.

    >>> spelled("disk_size_gb"), spelled("VmAgent"), spelled("hyper_v_generation")
    ('diskSizeGB', 'vmAgent', 'hyperVGeneration')
    """
    known = _SPELLED.get(fold_key(key))
    if known is not None:
        return known
    first, *rest = key.split("_") if not key.startswith("_") else [key]
    return first[:1].lower() + first[1:] + "".join(one[:1].upper() + one[1:] for one in rest)


def view_form(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the instance view *raw* as the REST API spells it."""
    found = _object(raw)
    for key in ("platformUpdateDomain", "platformFaultDomain"):
        try:
            if key in found and found[key] is not None:
                found[key] = read_int(found[key])
        except Unreadable:
            pass
    return found


def vm_form(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the VM *raw* as the REST API spells it, with all that is its own in ``properties``."""
    found = _object(raw)
    _without_group(found)
    return _nested(found)


def _nested(found: dict[str, Any]) -> dict[str, Any]:
    inner = found.get("properties")
    out = {key: value for key, value in found.items() if fold_key(key) in _BESIDE}
    lifted = {k: v for k, v in found.items() if k not in out and k != "properties"}
    properties = dict(inner) if isinstance(inner, Mapping) else {}
    properties = lifted | properties
    view = properties.get("instanceView")
    if isinstance(view, Mapping):
        properties["instanceView"] = view_form(view)
    if properties or "properties" in found:
        out["properties"] = properties
    return out


def _without_group(found: dict[str, Any]) -> None:
    """Take off the ``resourceGroup`` that az writes beside every ID of a resource."""
    if "id" in found and fold_key(str(found.get("id"))).startswith("/subscriptions/"):
        found.pop("resourceGroup", None)


def _object(raw: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in raw.items():
        name = spelled(key)
        if fold_key(key) in _FREE or not isinstance(value, (Mapping, list, tuple)):
            out[name] = value
        elif isinstance(value, Mapping):
            one = _object(value)
            _without_group(one)
            out[name] = _nested(one) if fold_key(key) in _NESTED else one
        else:
            out[name] = [_item(key, one) for one in value]
    return out


def _item(key: str, one: Any) -> Any:
    if not isinstance(one, Mapping):
        return one
    found = _object(one)
    _without_group(found)
    return _nested(found) if fold_key(key) in _NESTED else found
