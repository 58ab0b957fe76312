"""The parts of a VM's model that names and inventories need; the rest is kept as it came."""

from __future__ import annotations

from collections.abc import Mapping

from ..names.disk_name import DiskName
from .coerce import Unreadable, fold_keys, read_mapping, read_texts
from .fields import Part, flag, number, part, text
from .view_parts import disk_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


# What to ask, where something else was.
UNIFORM_CALL = (
    "az vmss list-instances --expand instanceView, or "
    "GET .../virtualMachineScaleSets/{name}/virtualMachines?$expand=instanceView"
)
FLEXIBLE_CALL = (
    "az vm list --show-details, or GET .../resourceGroups/{group}/providers/Microsoft.Compute/"
    "virtualMachines?$filter='virtualMachineScaleSet/id' eq '{id}'&$expand=instanceView"
)


class OSProfile(Part):
    """What the guest was set up with; stays when the agent does not report."""

    computer_name: str | None = text("computerName")
    admin_username: str | None = text("adminUsername")
    allow_extension_operations: bool | None = flag("allowExtensionOperations")


class OSDisk(Part):
    """The disk of the operating system."""

    name: str | None = text("name")
    os_type: str | None = text("osType")
    disk_size_gb: int | None = number("diskSizeGB")

    @property
    def disk_name(self) -> DiskName | None:
        """What the name says of the instance; None if it is none that a scale set gives."""
        return disk_name(self.name)


class StorageProfile(Part):
    """The disks, and what they were made from."""

    os_disk: OSDisk | None = part(OSDisk, "osDisk")


class ProtectionPolicy(Part):
    """What the scale set may not do with the instance."""

    protect_from_scale_in: bool | None = flag("protectFromScaleIn")
    protect_from_scale_set_actions: bool | None = flag("protectFromScaleSetActions")


class Sku(Part):
    """The size, as the scale set has it."""

    name: str | None = text("name")
    tier: str | None = text("tier")
    capacity: int | None = number("capacity")


class HardwareProfile(Part):
    """The size of one VM, which may differ from the scale set's."""

    vm_size: str | None = text("vmSize")


def read_tags(value: object) -> Mapping[str, Any]:
    """Return tags: an object, or what the metadata service has, "a:b;c:d".

    >>> read_tags("owner:web:2;empty:")
    {'owner': 'web:2', 'empty': ''}
    """
    if not isinstance(value, str):
        return read_mapping(value)
    pairs = [one.partition(":") for one in value.split(";") if one]
    if not all(colon for _, colon, _ in pairs):
        raise Unreadable("tags")
    return {name: content for name, _, content in pairs}


def read_addresses(value: object) -> tuple[str, ...]:
    """Return the addresses of a list, or of a text with "," between them.

    >>> read_addresses("10.0.0.4, 10.0.0.5")
    ('10.0.0.4', '10.0.0.5')
    """
    listed = (one.split(",") for one in read_texts(value))
    return tuple(one.strip() for some in listed for one in some if one.strip())


def read_scale_set(value: object) -> str | None:
    """Return the ID, or the name, of the scale set that a VM points at."""
    if isinstance(value, str):
        return value or None
    found = fold_keys(read_mapping(value))
    one = found.get("id") or found.get("name")
    return one if isinstance(one, str) else None
