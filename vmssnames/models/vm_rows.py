"""Which VM a row of Azure's is: the names it gives, and those that follow from them."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import InstanceIDRangeError, NameFormatError
from ..names import grammar
from ..names.ids import parse_instance_id
from ..names.resource_id import ResourceID
from ..names.vm_names import ComputerName, VMName
from .coerce import fold_keys
from .fields import NOTHING, Field, Resource, flag, mapping, moment, number, once, part, text, texts
from .instance_view import InstanceView
from .related import resource_id_of
from .vm_parts import (
    HardwareProfile,
    OSProfile,
    ProtectionPolicy,
    Sku,
    StorageProfile,
    read_addresses,
    read_scale_set,
    read_tags,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


class Row(Resource):
    """A row of a list of VMs, its names read; scale_set_vms.py says what its parts are."""

    id: str | None = text("id", "resourceId")
    given_name: str | None = text("name")
    given_instance_id: str | None = text("instanceId")
    vm_id: str | None = text("vmId", "virtualMachineId")
    location: str | None = text("location")
    zones: tuple[str, ...] = texts("zones", "zone", "availabilityZone")
    tags: Mapping[str, Any] = Field(("tags",), read_tags, NOTHING)  # type: ignore[assignment]
    etag: str | None = text("etag")
    sku: Sku | None = part(Sku, "sku")
    hardware_profile: HardwareProfile | None = part(HardwareProfile, "hardwareProfile")
    vm_size: str | None = text("vmSize", "virtualMachineSize")
    os_profile: OSProfile | None = part(OSProfile, "osProfile")
    storage_profile: StorageProfile | None = part(StorageProfile, "storageProfile")
    protection_policy: ProtectionPolicy | None = part(ProtectionPolicy, "protectionPolicy")
    provisioning_state: str | None = text("provisioningState")
    latest_model_applied: bool | None = flag("latestModelApplied")
    model_definition_applied: str | None = text("modelDefinitionApplied")
    time_created: datetime | None = moment("timeCreated", "creationTime")
    license_type: str | None = text("licenseType")
    resilient_vm_deletion_status: str | None = text("resilientVMDeletionStatus")
    virtual_machine_resource_id: str | None = text("virtualMachineResourceId")
    given_scale_set: str | None = Field(  # type: ignore[assignment]
        ("virtualMachineScaleSet", "vmScaleSetName", "vmss", "scaleSet"), read_scale_set, None
    )
    given_computer_name: str | None = text("computerName")
    given_addresses: tuple[str, ...] = Field(  # type: ignore[assignment]
        ("privateIps", "privateIPAddresses", "privateIPAddress", "privateIPv4Addresses"),
        read_addresses,
        (),
    )
    given_fault_domain: int | None = number("platformFaultDomain")
    given_update_domain: int | None = number("platformUpdateDomain")
    given_view: Mapping[str, Any] = mapping("instanceView")
    given_power: object = Field(("powerState",), lambda value: value, None)

    given_group: str | None = text("resourceGroup", "resourceGroupName")
    given_subscription: str | None = text("subscriptionId")

    others: tuple[Mapping[str, Any], ...]
    own_view: InstanceView | None
    _recovered: tuple[int | None, str | None, str] | None

    @once
    def view(self) -> InstanceView | None:
        """The instance view; None if there is none, as it was not asked for or not answered."""
        found = self.own_view
        if found is None:
            raw = self.given_view
            if not raw:
                # Resource Graph has a part of it elsewhere, others the power state alone.
                extended = self.fields.get("extended")
                extended = fold_keys(extended) if isinstance(extended, Mapping) else {}
                inner = extended.get("instanceview")
                raw = inner if isinstance(inner, Mapping) else {}
            if not raw and ("statuses" in self.fields or "vmagent" in self.fields):
                raw = self.raw  # A view that has a name, as PowerShell's of a VM.
            found = InstanceView(raw) if raw else None
            if self.given_power and (found is None or found.power is None):
                found = InstanceView({**raw, "powerState": self.given_power})
        return found

    @property
    def is_power_alone(self) -> bool:
        """Whether the power state is all that is said of the VM at this moment."""
        return self.own_view is None and not self.given_view and bool(self.given_power)

    @once
    def resource_id(self) -> ResourceID | None:
        """The resource ID; None if there is none, or one that cannot be (which is a finding)."""
        found = resource_id_of(self.id) or resource_id_of(self.virtual_machine_resource_id)
        if found is None and self.id is None:
            found = self._put_together()
        if found is not None and (found.vm_name is None or found.child is not None):
            found = None
        return found

    def _put_together(self) -> ResourceID | None:
        """Return the resource ID of which the parts are said, as older metadata does."""
        number, owner = self.given_instance_id, self.given_scale_set
        place = self.given_subscription, self.given_group
        if owner is None or None in place:
            return None
        owner = owner.rpartition("/")[2]
        digits = number or (self.given_name or "")[len(owner) + 1 :]
        named = (self.given_name or "").lower() in ("", digits, f"{owner}_{digits}".lower())
        try:
            path = (
                f"/subscriptions/{place[0]}/resourceGroups/{place[1]}/providers/Microsoft.Compute"
            )
            whole = f"{path}/virtualMachineScaleSets/{owner}/virtualMachines/{digits}"
            return ResourceID.parse(whole) if named and grammar.is_decimal(digits) else None
        except (NameFormatError, InstanceIDRangeError):
            return None

    @once
    def scale_set(self) -> str | None:
        """The name of the scale set; None if nothing says that it is of one."""
        if self.resource_id is not None and self.resource_id.scale_set is not None:
            return self.resource_id.scale_set
        if self.given_scale_set is not None:
            return self.given_scale_set.rpartition("/")[2] or None
        keys = (self.id or "").split("/")
        for at, key in enumerate(keys[:-1]):
            if key.lower() == "virtualmachinescalesets":
                return keys[at + 1] or None
        if self.named is not None and str(self.named) == self.given_instance_id:
            return VMName.parse(self.given_name or "").scale_set
        return None if self._recovered is None else self._recovered[1]

    @once
    def named(self) -> int | None:
        """The instance ID that the VM name says, if it is one of a uniform scale set."""
        try:
            return VMName.parse(self.given_name or "").instance_id
        except (NameFormatError, InstanceIDRangeError):
            return None

    @once
    def mode(self) -> str | None:
        """The orchestration mode of the scale set: "uniform", "flexible"; None if of none."""
        given, path = self.given_instance_id, self.resource_id
        if self.virtual_machine_resource_id is not None:
            return "flexible"
        if self.instance_id is not None:
            return "uniform"
        if given is not None and self._is_name(given):
            return "flexible"
        alone = path is not None and path.vm_name is not None
        return "flexible" if alone and self.scale_set is not None else None

    def _is_name(self, given: str) -> bool:
        """Tell whether *given*, in the place of an instance ID, is the VM's name."""
        names = self.given_name, (self.id or "").strip("/ ").rpartition("/")[2]
        return given.lower() in (name.lower() for name in names if name is not None)

    @once
    def instance_id(self) -> int | None:
        """The instance ID; None for a VM of a Flexible scale set, which has a name in its place."""
        try:
            if self.given_instance_id is not None:
                return parse_instance_id(self.given_instance_id)
        except (NameFormatError, InstanceIDRangeError):
            pass
        if self.resource_id is not None:
            return self.resource_id.instance_id
        if self._recovered is not None:
            return self._recovered[0]
        if self.given_scale_set is not None and self.given_name is not None:
            owner = f"{self.given_scale_set.rpartition('/')[2]}_".lower()
            digits = self.given_name[len(owner) :]
            if self.given_name.lower().startswith(owner) and grammar.is_decimal(digits):
                # Eight digits may be the end of a Flexible VM's name, and seven of no ID met.
                return int(digits) if len(digits) < 7 else None
        return None

    @once
    def name(self) -> str | None:
        """The VM name, "web_85"; None if neither it nor what it follows from is known."""
        if self.given_name is not None and self.given_name != self.given_instance_id:
            return self.given_name
        if self.resource_id is not None and self.resource_id.vm_name is not None:
            return self.resource_id.vm_name
        if self.instance_id is not None and self.scale_set is not None:
            return f"{self.scale_set}_{self.instance_id}"
        return self.given_name

    @once
    def os_disk_name(self) -> str | None:
        """The name of the OS disk, as the model has it."""
        storage = self.storage_profile
        return None if storage is None or storage.os_disk is None else storage.os_disk.name

    @once
    def computer_name(self) -> str | None:
        """The host name: what the VM was set up with; without that, what its guest reports."""
        profile = self.os_profile
        if profile is not None and profile.computer_name is not None:
            return profile.computer_name
        if self.given_computer_name is not None:
            return self.given_computer_name
        return None if self.view is None else self.view.computer_name

    @property
    def prefix(self) -> str | None:
        """The computer-name prefix; None if computer name and instance ID do not agree on one."""
        try:
            read = ComputerName.parse(self.computer_name or "")
        except (NameFormatError, InstanceIDRangeError):
            return None
        return read.prefix if read.instance_id == self.instance_id else None
