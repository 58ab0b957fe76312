"""What belongs to a scale-set VM and is listed elsewhere: network interfaces and models.

Sources
  [nic]   Microsoft Learn, REST API reference, Virtual Networks: Network Interfaces, List
          Virtual Machine Scale Set Network Interfaces
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import shown
from ..names.grammar import fold
from ..names.resource_id import ResourceID
from ..names.value import parse_or_none
from .coerce import fold_keys
from .fields import ResourceModel, boolean, mapping, nested, nested_list, raw_value, string
from .instance_view import SubResource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .vm import ScaleSetVM


def told_apart(one: ScaleSetVM, other: ScaleSetVM) -> tuple[str, str]:
    """Return what to call two VMs in a message: their names, or what differs if these are equal."""
    names = shown(one.name or one.path), shown(other.name or other.path)
    groups = shown(one.resource_group or ""), shown(other.resource_group or "")
    if fold(names[0]) != fold(names[1]):
        return names
    if fold(groups[0]) != fold(groups[1]) and "''" not in groups:
        return f"{names[0]} in {groups[0]}", f"{names[1]} in {groups[1]}"
    return shown(one.path, 400), shown(other.path, 400)


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
    def owner_key(self) -> str | None:
        """The ``vm_key`` of the owner, if both IDs are plain and agree; None otherwise.

        Nearly all do, and this takes a tenth of the time of ``owner``.
        """
        vm, own = raw_value(self, "virtualmachine"), raw_value(self, "id")
        path = vm.get("id") if type(vm) is dict else None
        if type(path) is not str or type(own) is not str or not path.isascii():
            return None
        path = path.lower()
        return path if own.lower().startswith(f"{path}/networkinterfaces/") else None

    @property
    def private_addresses(self) -> tuple[str, ...]:
        """The private addresses, the primary one first, otherwise in Azure's order."""
        ordered = sorted(self.ip_configurations, key=lambda one: one.primary is not True)
        return tuple(one.private_ip_address for one in ordered if one.private_ip_address)


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
