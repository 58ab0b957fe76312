"""What belongs to a scale-set VM and is listed elsewhere: network interfaces, nodes, models.

Sources
  [nic]   Microsoft Learn, REST API reference, Virtual Networks: Network Interfaces, List
          Virtual Machine Scale Set Network Interfaces
  [node]  Kubernetes API reference, Node v1
"""

from __future__ import annotations

from collections.abc import Mapping

from ..names.resource_id import ProviderID, ResourceID
from ..names.value import parse_or_none
from .coerce import CoercionError, fold_keys, read_time
from .fields import Model, ResourceModel, boolean, mapping, nested, nested_list, string
from .instance_view import SubResource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


def vm_key(path: ResourceID) -> str:
    """Return the key that all resource IDs of one VM share; *path* has no child."""
    # A Flexible VM has two resource IDs; the key is the one without the scale set.
    return path.key if path.instance_id is not None else path.vm_path.lower()


def _vm_of(given: str | None) -> ResourceID | None:
    found = parse_or_none(ResourceID.parse, given)
    return found.parent if found is not None and found.vm_name is not None else None


class PublicIPAddress(ResourceModel):
    """A public address: its *id*, and the *ip_address* itself if the tool expanded it."""

    id = string("id")
    name = string("name")
    ip_address = string("ipAddress")


class IPConfiguration(ResourceModel):
    """One address of a network interface."""

    name = string("name")
    primary = boolean("primary")
    private_ip_address = string("privateIPAddress")
    private_ip_address_version = string("privateIPAddressVersion")
    public_ip_address = nested(PublicIPAddress, "publicIPAddress")


class NetworkInterface(ResourceModel):
    """A network interface, from ``az vmss nic list``, REST, the SDK or Resource Graph.

    >>> NetworkInterface(
    ...     {"name": "nic", "ipConfigurations": [{"privateIPAddress": "10.0.0.4"}]}
    ... ).private_addresses
    ('10.0.0.4',)
    """

    id = string("id")
    name = string("name")
    primary = boolean("primary")
    mac_address = string("macAddress")
    ip_configurations = nested_list(IPConfiguration, "ipConfigurations")
    virtual_machine = nested(SubResource, "virtualMachine")

    @property
    def owner(self) -> ResourceID | None:
        """The VM that it belongs to; None if it is not known, or if its own ID names another."""
        vm = self.virtual_machine
        pointed = _vm_of(None if vm is None else vm.id)
        # The ID of an instance's interface contains the instance's path.
        own = _vm_of(self.id)
        if pointed is not None and own is not None and pointed != own:
            return None
        return pointed or own

    @property
    def private_addresses(self) -> tuple[str, ...]:
        """The private addresses, the primary one first, otherwise in Azure's order."""
        ordered = sorted(self.ip_configurations, key=lambda one: one.primary is not True)
        return tuple(one.private_ip_address for one in ordered if one.private_ip_address)


class Node(Model):
    """A Kubernetes node, from ``kubectl get nodes -o json``."""

    metadata = mapping("metadata")
    spec = mapping("spec")
    status = mapping("status")

    @property
    def name(self) -> str | None:
        """The name of the node, which is the computer name in lower case."""
        name = self.metadata.get("name")
        return name if isinstance(name, str) and name else None

    @property
    def owner(self) -> ResourceID | None:
        """The VM of the node, from its provider ID."""
        given = self.spec.get("providerID")
        found = parse_or_none(ProviderID.parse, given) if isinstance(given, str) else None
        return None if found is None else found.resource_id

    @property
    def is_ready(self) -> bool | None:
        """Whether the condition Ready is True; None if there is none."""
        found = self._ready
        return None if found is None else found.get("status") == "True"

    @property
    def reason(self) -> str | None:
        """The reason and the message of the condition Ready; None if it has neither."""
        ready = self._ready or {}
        texts = ready.get("reason"), ready.get("message")
        return ": ".join(one for one in texts if isinstance(one, str) and one) or None

    @property
    def since(self) -> datetime | None:
        """The time of the last change of the condition Ready."""
        try:
            return read_time((self._ready or {}).get("lastTransitionTime"))
        except CoercionError:
            return None

    @property
    def _ready(self) -> Mapping[str, Any] | None:
        conditions = _objects(self.status.get("conditions"))
        return next((one for one in conditions if one.get("type") == "Ready"), None)

    @property
    def internal_addresses(self) -> tuple[str, ...]:
        """The addresses of the type InternalIP."""
        listed = _objects(self.status.get("addresses"))
        given = (one.get("address") for one in listed if one.get("type") == "InternalIP")
        return tuple(one for one in given if isinstance(one, str) and one)


def _objects(listed: object) -> list[Mapping[str, Any]]:
    """Return the objects in a list; none if it is not a list."""
    items = listed if isinstance(listed, list) else []
    return [one for one in items if isinstance(one, Mapping)]


class ScaleSetModel(ResourceModel):
    """A scale set, from ``az vmss list`` or REST."""

    id = string("id")
    name = string("name")
    orchestration_mode = string("orchestrationMode")
    virtual_machine_profile = mapping("virtualMachineProfile")

    @property
    def prefix(self) -> str | None:
        """The computer-name prefix; None if the scale set has none."""
        profile = fold_keys(self.virtual_machine_profile).get("osprofile")
        given = fold_keys(profile) if isinstance(profile, Mapping) else {}
        prefix = given.get("computernameprefix")
        return prefix if isinstance(prefix, str) and prefix else None
