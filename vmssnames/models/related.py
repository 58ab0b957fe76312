"""What belongs to a scale set's VM and comes from elsewhere: network interfaces, its node.

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


def place_of(path: ResourceID) -> str:
    """Return what two resource IDs of one VM have in common; neither has a child."""
    # One of a Flexible scale set has two, and its own goes by no scale set.
    return path.key if path.instance_id is not None else path.vm_path.lower()


def _vm_of(given: str | None) -> ResourceID | None:
    found = parse_or_none(ResourceID.parse, given)
    return found.parent if found is not None and found.vm_name is not None else None


class PublicIPAddress(ResourceModel):
    """A public address: its *id*, and the *ip_address* itself where the tool asked for it."""

    id: str | None = string("id")
    name: str | None = string("name")
    ip_address: str | None = string("ipAddress")


class IPConfiguration(ResourceModel):
    """One address of a network interface."""

    name: str | None = string("name")
    primary: bool | None = boolean("primary")
    private_ip_address: str | None = string("privateIPAddress")
    private_ip_address_version: str | None = string("privateIPAddressVersion")
    public_ip_address: PublicIPAddress | None = nested(PublicIPAddress, "publicIPAddress")


class NetworkInterface(ResourceModel):
    """A network interface, as ``az vmss nic list``, REST, the SDK and Resource Graph have it.

    >>> NetworkInterface(
    ...     {"name": "nic", "ipConfigurations": [{"privateIPAddress": "10.0.0.4"}]}
    ... ).private_addresses
    ('10.0.0.4',)
    """

    id: str | None = string("id")
    name: str | None = string("name")
    primary: bool | None = boolean("primary")
    mac_address: str | None = string("macAddress")
    ip_configurations: tuple[IPConfiguration, ...] = nested_list(
        IPConfiguration, "ipConfigurations"
    )
    virtual_machine: SubResource | None = nested(SubResource, "virtualMachine")

    @property
    def owner(self) -> ResourceID | None:
        """The VM that it is of; None if nothing says, or its own ID says another."""
        vm = self.virtual_machine
        pointed = _vm_of(None if vm is None else vm.id)
        # The ID of an instance's interface goes through the instance.
        own = _vm_of(self.id)
        if pointed is not None and own is not None and pointed != own:
            return None
        return pointed or own

    @property
    def private_addresses(self) -> tuple[str, ...]:
        """The private addresses, the primary one first, else in Azure's order."""
        ordered = sorted(self.ip_configurations, key=lambda one: one.primary is not True)
        return tuple(one.private_ip_address for one in ordered if one.private_ip_address)


class Node(Model):
    """A node, as ``kubectl get nodes -o json`` has it."""

    metadata: Mapping[str, Any] = mapping("metadata")
    spec: Mapping[str, Any] = mapping("spec")
    status: Mapping[str, Any] = mapping("status")

    @property
    def name(self) -> str | None:
        """The name of the node, which is the computer name in lower case."""
        name = self.metadata.get("name")
        return name if isinstance(name, str) and name else None

    @property
    def owner(self) -> ResourceID | None:
        """The VM that it is of, which its provider ID says."""
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
        """What the condition Ready says: its reason and its message; None if it says neither."""
        said = (self._ready or {}).get("reason"), (self._ready or {}).get("message")
        return ": ".join(one for one in said if isinstance(one, str) and one) or None

    @property
    def since(self) -> datetime | None:
        """Since when the condition Ready is as it is."""
        try:
            return read_time((self._ready or {}).get("lastTransitionTime"))
        except CoercionError:
            return None

    @property
    def _ready(self) -> Mapping[str, Any] | None:
        conditions = self.status.get("conditions")
        for one in conditions if isinstance(conditions, list) else ():
            if isinstance(one, Mapping) and one.get("type") == "Ready":
                return one
        return None

    @property
    def internal_addresses(self) -> tuple[str, ...]:
        """The addresses of the kind InternalIP."""
        listed = self.status.get("addresses")
        found = (
            [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
        )
        given = (one.get("address") for one in found if one.get("type") == "InternalIP")
        return tuple(one for one in given if isinstance(one, str) and one)


class ScaleSetModel(ResourceModel):
    """A scale set, as ``az vmss list`` and REST have it."""

    id: str | None = string("id")
    name: str | None = string("name")
    orchestration_mode: str | None = string("orchestrationMode")
    virtual_machine_profile: Mapping[str, Any] = mapping("virtualMachineProfile")

    @property
    def prefix(self) -> str | None:
        """The computer-name prefix; None if it gives its VMs none."""
        profile = fold_keys(self.virtual_machine_profile).get("osprofile")
        given = fold_keys(profile) if isinstance(profile, Mapping) else {}
        prefix = given.get("computernameprefix")
        return prefix if isinstance(prefix, str) and prefix else None
