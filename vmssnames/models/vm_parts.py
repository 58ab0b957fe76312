"""The parts of a VM's row, and how values are read that tools write in several ways.

Sources
  [vm]    azure-mgmt-compute 39.0, VirtualMachineScaleSetVM (api-version 2026-04-01)
  [imds]  Microsoft Learn, "Azure Instance Metadata Service"
"""

from __future__ import annotations

from collections.abc import Mapping

from ..names import grammar
from ..names.disk_name import DiskName
from ..names.resource_id import ResourceID
from ..names.value import parse_or_none
from ..names.vm_names import ComputerName
from .coerce import CoercionError, fold_keys, objects_in, read_mapping, read_text, read_texts
from .fields import Model, ResourceModel, boolean, nested, nested_list, number, string
from .instance_view import InstanceView
from .projections import HEALTH, PROVISIONING, state_of, statuses_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


# Keys of Azure that no field reads, with states of other things below them, and those of views.
DOCUMENTED_KEYS = InstanceView.known_keys() | set(
    "resources extended properties instanceview type kind identity plan managedby tenantid "
    "networkprofileconfiguration securityprofile diagnosticsprofile additionalcapabilities "
    "availabilityset userdata applicationprofile extendedlocation systemdata apiversion host "
    "hostgroup priority evictionpolicy billingprofile extensionstimebudget scheduledeventsprofile "
    "capacityreservation fqdns macaddresses publicips".split()
)
# The keys of people's own queries, which many other things have, too.
QUERY_KEYS = frozenset(
    "size computer hostname nodename ip ips address ipaddress ipaddresses power powerstatus "
    "provisioning provisioningstatus health healthstate healthstatus statuses status vmstatus "
    "state vmstate osname osversion agentversion rg subscription instance latest vm mode "
    "faultdomain updatedomain upgradedomain displaystatus codes".split()
)
# The keys of states, which may be out of date.
STATE_KEYS = frozenset(
    "powerstate power powerstatus status vmstatus displaystatus codes state vmstate instancestate "
    "statuses health healthstate healthstatus vmhealth provisioning provisioningstate "
    "provisioningstatus propertiesprovisioningstate "
    "propertiesextendedinstanceviewpowerstatecode "
    "propertiesextendedinstanceviewpowerstatedisplaystatus".split()
)
# Keys that may have a state of any kind, or something else.
ANY_STATE = frozenset({"status", "vmstatus", "state", "vmstate", "instancestate", "displaystatus"})


class OSProfile(Model):
    """The settings that the guest was created with; they stay if the agent does not report."""

    computer_name = string("computerName")
    admin_username = string("adminUsername")
    allow_extension_operations = boolean("allowExtensionOperations")


class OSDisk(Model):
    """The disk of the operating system."""

    name = string("name")
    os_type = string("osType")
    disk_size_gb = number("diskSizeGB")

    @property
    def disk_name(self) -> DiskName | None:
        """The parsed name, which names the instance; None if a scale set did not give it."""
        return parse_or_none(DiskName.parse, self.name)


class StorageProfile(Model):
    """The disks and their images."""

    os_disk = nested(OSDisk, "osDisk")


class ProtectionPolicy(Model):
    """What the scale set must not do with the instance."""

    protect_from_scale_in = boolean("protectFromScaleIn")
    protect_from_scale_set_actions = boolean("protectFromScaleSetActions")


class Sku(Model):
    """The size of the scale set's VMs; in the metadata service's documents, an image's name."""

    name = string("name")
    tier = string("tier")
    capacity = number("capacity")


class HardwareProfile(Model):
    """The size of one VM, which may differ from the scale set's."""

    vm_size = string("vmSize")


class NetworkInterfaceReference(ResourceModel):
    """A network interface of the VM by its *id*, and whether it is the *primary* one."""

    id = string("id")
    primary = boolean("primary")


class NetworkProfile(Model):
    """The network interfaces of the VM."""

    network_interfaces = nested_list(NetworkInterfaceReference, "networkInterfaces")


def read_sku(value: object) -> Sku | None:
    """Return a SKU: an object, or the name of a size.

    [imds] The metadata service has the name of an image in its place.

    >>> read_sku("Standard_D2s_v5").name, read_sku("2019-Datacenter")
    ('Standard_D2s_v5', None)
    """
    if isinstance(value, str):
        is_size = value.lower().startswith(("standard_", "basic_"))
        return Sku({"name": value}) if is_size else None
    raw = read_mapping(value)
    return Sku(raw) if raw else None


def read_tags(value: object) -> Mapping[str, Any]:
    """Return tags: an object, or the metadata service's string "a:b;c:d".

    >>> read_tags("owner:web:2;empty:")
    {'owner': 'web:2', 'empty': ''}
    """
    if not isinstance(value, str):
        return read_mapping(value)
    pairs = [one.partition(":") for one in value.split(";") if one]
    if not all(colon for _, colon, _ in pairs):
        raise CoercionError("tags")
    return {name: content for name, _, content in pairs}


def read_addresses(value: object) -> tuple[str, ...]:
    """Return the addresses in a list, or in a string separated by commas.

    >>> read_addresses("10.0.0.4, 10.0.0.5")
    ('10.0.0.4', '10.0.0.5')
    """
    listed = (one.split(",") for one in read_texts(value))
    return tuple(one.strip() for some in listed for one in some if one.strip())


def read_network(value: object) -> tuple[str, ...]:
    """[imds] Return the private addresses in the metadata service's ``network``.

    >>> read_network({"interface": [{"ipv4": {"ipAddress": [{"privateIpAddress": "10.0.0.4"}]}}]})
    ('10.0.0.4',)
    """
    found = []
    for interface in objects_in(read_mapping(value).get("interface")):
        for family in ("ipv4", "ipv6"):
            protocol = interface.get(family)
            listed = protocol.get("ipAddress") if isinstance(protocol, Mapping) else None
            found += [one.get("privateIpAddress") for one in objects_in(listed)]
    return tuple(one for one in found if isinstance(one, str) and one)


def path_of_added_vm(text: str) -> ResourceID | None:
    """Return the own path of a VM that somebody added to a Flexible scale set; None otherwise.

    Such a VM has any name, which says nothing: it is not decoded.  A name like an instance ID or
    a computer name is probably a mistake.

    >>> head = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Compute"
    >>> found = path_of_added_vm(f"{head}/virtualMachineScaleSets/flex/virtualMachines/dbserver")
    >>> found.vm_name, found.scale_set
    ('dbserver', None)
    """
    parts = text.strip().rstrip("/").split("/")
    keys, name = [part.lower() for part in parts[7:10:2]], parts[-1]
    if len(parts) != 11 or keys != ["virtualmachinescalesets", "virtualmachines"]:
        return None
    if not name[:1].isalpha() or "_" in name:
        return None
    computer = parse_or_none(ComputerName.parse, name)
    if computer is not None and computer.instance_id <= grammar.MAX_PLAUSIBLE_ID:
        return None
    return parse_or_none(ResourceID.parse, "/".join([*parts[:7], "virtualMachines", name]))


def read_scale_set(value: object) -> str | None:
    """Return the ID or the name of the scale set that a VM refers to."""
    if isinstance(value, str):
        return value or None
    found = fold_keys(read_mapping(value))
    one = found.get("id") or found.get("name")
    return one if isinstance(one, str) else None


def as_it_is(value: object) -> object:
    """Return *value*, which is read later."""
    return value


def read_provisioning(value: object) -> str | None:
    """Return a provisioning state, also of a code, of a status, or of a list of these."""
    found = state_of(value, PROVISIONING)
    return read_text(value) if found is None else found


def read_health(value: object) -> dict[str, Any] | None:
    """Return the status of a health state, a code, a status, or the view's ``vmHealth``."""
    inner = fold_keys(value).get("status", value) if isinstance(value, Mapping) else value
    found = next(statuses_of(inner, HEALTH), None)
    if found is None and inner:
        raise CoercionError("a health state")
    return found


def are_texts(value: object) -> bool:
    """Return whether *value* is a string, or a list of strings."""
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(one, str) for one in items)
