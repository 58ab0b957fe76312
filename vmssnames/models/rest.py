"""Converts any tool's JSON of a VM to the REST API's spelling.

Tools differ in the case of keys (``diskSizeGB``, ``disk_size_gb``, ``DiskSizeGB``) and in
whether ``properties`` is a separate level.  Unknown keys are kept, in the same case.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache

from .coerce import CoercionError, fold_key, read_int
from .fields import wire_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Keys whose capitals do not follow from the beginnings of words.
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
# Only in older documents.
_SPELLED["platformupgradedomain"] = "platformUpdateDomain"

# The keys of a resource next to ``properties``, which has all others.
_TOP_LEVEL = {
    fold_key(key)
    for key in """
        id name type location tags instanceId sku plan resources zones identity etag systemData
        kind managedBy resourceGroup subscriptionId apiVersion extendedLocation
    """.split()
}

# The lists whose items are resources, with ``properties`` of their own.
_NESTED = {
    fold_key(key)
    for key in """
        networkInterfaceConfigurations ipConfigurations networkInterfaces resources
        publicIPAddressConfiguration
    """.split()
}

# Users choose the keys below these, so nothing below them is respelled.
_FREE = {"tags", "userassignedidentities", "settings", "publicsettings", "protectedsettings"}
_MAX_DEPTH = 60


@cache
def _wire_names() -> dict[str, str]:
    """Return the REST API's spelling of each key that any model reads, by its folded key.

    The models are listed here and imported on the first call, so that the answer does not
    depend on which modules the caller has imported.
    """
    from .instance_view import InstanceView
    from .node import Node
    from .related import NetworkInterface, ScaleSetModel
    from .vm import ScaleSetVM

    return wire_names(InstanceView, ScaleSetVM, NetworkInterface, Node, ScaleSetModel)


class KeyStyle:
    """The spelling of a document's keys: camel case stays, except for a few keys."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        inner = raw.get("properties")
        keys = [*raw, *(inner if isinstance(inner, Mapping) else ())]
        self.is_camel = not any("_" in str(key) or str(key)[:1].isupper() for key in keys)

    def key(self, key: str) -> str:
        """Return *key* in the REST API's spelling.

        >>> KeyStyle({"disk_size_gb": 1}).key("hyper_v_generation"), KeyStyle({}).key("diskSizeGb")
        ('hyperVGeneration', 'diskSizeGB')
        """
        key = str(key)
        folded = fold_key(key)
        known = _SPELLED.get(folded) or _wire_names().get(folded)
        if known is not None or self.is_camel:
            return known or key
        first, *rest = key.split("_")
        if "" in (first, *rest):
            return key  # No tool spells keys like this.
        return first[:1].lower() + first[1:] + "".join(one[:1].upper() + one[1:] for one in rest)

    def object(self, raw: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
        """Return *raw* respelled, with all nested objects, and ``properties`` as in REST.

        Of two keys that fold to one, the first with a value is respelled and the other stays.
        """
        out: dict[str, Any] = {}
        for key, value in raw.items():
            name = self.key(key)
            if out.get(name) is not None and name != key:
                name = key
            elif out.get(name) is not None and key in out:
                out[_unlike(name, out)] = value
                continue
            is_free = fold_key(key) in _FREE
            out[name] = _copied(value) if is_free else self._value(key, value, depth + 1)
        # az writes the resource group next to every ID of a resource.
        segments = str(out.get("id")).lower().split("/")
        if (
            segments[:2] == ["", "subscriptions"]
            and str(out.get("resourceGroup")).lower() in segments
        ):
            del out["resourceGroup"]
        return out

    def _value(self, key: str, value: Any, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            return _copied(value)  # Azure has nothing at this depth.
        if isinstance(value, Mapping):
            found = self.object(value, depth)
            return _nested(found) if fold_key(key) in _NESTED else found
        if isinstance(value, (list, tuple)):
            return [self._value(key, one, depth) for one in value]
        return value


def _copied(value: Any) -> Any:
    """Return a deep copy of *value*, so that changing it does not change the input."""
    from copy import deepcopy

    try:
        return deepcopy(value)
    except RecursionError:
        return value


def _unlike(name: str, out: dict[str, Any]) -> str:
    """Return *name*, with underscores until it is not in *out*."""
    while name in out:
        name += "_"
    return name


def view_to_rest(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the instance view *raw* in the REST API's spelling."""
    found = KeyStyle(raw).object(raw)
    for key in ("platformUpdateDomain", "platformFaultDomain"):
        with suppress(CoercionError):
            if found.get(key) is not None:
                found[key] = read_int(found[key])
    return found


def vm_to_rest(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the VM *raw* in the REST API's spelling, with its own values in ``properties``."""
    found = _nested(KeyStyle(raw).object(raw))
    properties = found.get("properties")
    if isinstance(properties, dict) and isinstance(properties.get("instanceView"), Mapping):
        properties["instanceView"] = view_to_rest(properties["instanceView"])
    return found


def _nested(found: dict[str, Any]) -> dict[str, Any]:
    inner = found.get("properties", {})
    if not isinstance(inner, Mapping):
        return found
    out = {key: value for key, value in found.items() if fold_key(key) in _TOP_LEVEL}
    lifted = {k: v for k, v in found.items() if k not in out and k != "properties"}
    # As when reading: the top level wins, unless it has no value.
    properties = {**inner, **{k: v for k, v in lifted.items() if v is not None or k not in inner}}
    if properties or "properties" in found:
        out["properties"] = properties
    return out
