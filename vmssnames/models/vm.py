"""A scale set's VM, as Azure and its tools describe it, joined with its view.

Sources
  [vm]    azure-mgmt-compute 39.0, VirtualMachineScaleSetVM (api-version 2026-04-01)
  [imds]  Microsoft Learn, "Azure Instance Metadata Service"
"""

from __future__ import annotations

from collections.abc import Mapping

from ..names import grammar
from ..names.disk_name import DiskName
from ..names.grammar import fold
from ..names.ids import parse_instance_id
from ..names.resource_id import ResourceID
from ..names.value import parse_or_none
from ..names.vm_names import ComputerName, VMName
from .checks import view_findings, vm_findings
from .coerce import CoercionError, fold_keys, read_mapping, read_texts
from .fields import (
    NOTHING,
    Field,
    Model,
    ResourceModel,
    boolean,
    cached_property,
    lifted,
    mapping,
    nested,
    number,
    string,
    strings,
    timestamp,
)
from .findings import Finding, in_order, unreadable
from .instance_view import ENDS, InstanceView
from .related import NetworkInterface, Node
from .rest import view_to_rest, vm_to_rest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


class OSProfile(Model):
    """What the guest was set up with; stays when the agent does not report."""

    computer_name: str | None = string("computerName")
    admin_username: str | None = string("adminUsername")
    allow_extension_operations: bool | None = boolean("allowExtensionOperations")


class OSDisk(Model):
    """The disk of the operating system."""

    name: str | None = string("name")
    os_type: str | None = string("osType")
    disk_size_gb: int | None = number("diskSizeGB")

    @property
    def disk_name(self) -> DiskName | None:
        """What the name says of the instance; None if it is none that a scale set gives."""
        return parse_or_none(DiskName.parse, self.name)


class StorageProfile(Model):
    """The disks, and what they were made from."""

    os_disk: OSDisk | None = nested(OSDisk, "osDisk")


class ProtectionPolicy(Model):
    """What the scale set may not do with the instance."""

    protect_from_scale_in: bool | None = boolean("protectFromScaleIn")
    protect_from_scale_set_actions: bool | None = boolean("protectFromScaleSetActions")


class Sku(Model):
    """The size, as the scale set has it."""

    name: str | None = string("name")
    tier: str | None = string("tier")
    capacity: int | None = number("capacity")


class HardwareProfile(Model):
    """The size of one VM, which may differ from the scale set's."""

    vm_size: str | None = string("vmSize")


def read_tags(value: object) -> Mapping[str, Any]:
    """Return tags: an object, or what the metadata service has, "a:b;c:d".

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


class Row(ResourceModel):
    """A row of a list of VMs, its names read; scale_set_vms.py says what its parts are."""

    id: str | None = string("id", "resourceId")
    given_name: str | None = string("name")
    given_instance_id: str | None = string("instanceId")
    vm_id: str | None = string("vmId", "virtualMachineId")
    location: str | None = string("location")
    zones: tuple[str, ...] = strings("zones", "zone", "availabilityZone")
    tags: Mapping[str, Any] = Field(("tags",), read_tags, NOTHING)  # type: ignore[assignment]
    etag: str | None = string("etag")
    sku: Sku | None = nested(Sku, "sku")
    hardware_profile: HardwareProfile | None = nested(HardwareProfile, "hardwareProfile")
    vm_size: str | None = string("vmSize", "virtualMachineSize")
    os_profile: OSProfile | None = nested(OSProfile, "osProfile")
    storage_profile: StorageProfile | None = nested(StorageProfile, "storageProfile")
    protection_policy: ProtectionPolicy | None = nested(ProtectionPolicy, "protectionPolicy")
    provisioning_state: str | None = string("provisioningState")
    latest_model_applied: bool | None = boolean("latestModelApplied")
    model_definition_applied: str | None = string("modelDefinitionApplied")
    time_created: datetime | None = timestamp("timeCreated", "creationTime")
    license_type: str | None = string("licenseType")
    resilient_vm_deletion_status: str | None = string("resilientVMDeletionStatus")
    virtual_machine_resource_id: str | None = string("virtualMachineResourceId")
    given_scale_set: str | None = Field(  # type: ignore[assignment]
        ("virtualMachineScaleSet", "vmScaleSetName", "vmss", "scaleSet"), read_scale_set, None
    )
    given_computer_name: str | None = string("computerName")
    given_addresses: tuple[str, ...] = Field(  # type: ignore[assignment]
        ("privateIps", "privateIPAddresses", "privateIPAddress", "privateIPv4Addresses"),
        read_addresses,
        (),
    )
    given_fault_domain: int | None = number("platformFaultDomain")
    given_update_domain: int | None = number("platformUpdateDomain")
    given_view: Mapping[str, Any] = mapping("instanceView")
    given_power: object = Field(("powerState",), lambda value: value, None)

    given_group: str | None = string("resourceGroup", "resourceGroupName")
    given_subscription: str | None = string("subscriptionId")

    others: tuple[Mapping[str, Any], ...]
    own_view: InstanceView | None
    _recovered: tuple[int | None, str | None, str] | None

    @cached_property
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

    @cached_property
    def resource_id(self) -> ResourceID | None:
        """The resource ID; None if there is none, or one that cannot be (which is a finding)."""
        found = parse_or_none(ResourceID.parse, self.id)
        found = found or parse_or_none(ResourceID.parse, self.virtual_machine_resource_id)
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
        path = f"/subscriptions/{place[0]}/resourceGroups/{place[1]}/providers/Microsoft.Compute"
        whole = f"{path}/virtualMachineScaleSets/{owner}/virtualMachines/{digits}"
        is_whole = named and grammar.is_decimal(digits)
        return parse_or_none(ResourceID.parse, whole) if is_whole else None

    @cached_property
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

    @cached_property
    def named(self) -> int | None:
        """The instance ID that the VM name says, if it is one of a uniform scale set."""
        found = parse_or_none(VMName.parse, self.given_name)
        return None if found is None else found.instance_id

    @cached_property
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

    @cached_property
    def instance_id(self) -> int | None:
        """The instance ID; None for a VM of a Flexible scale set, which has a name in its place."""
        given = parse_or_none(parse_instance_id, self.given_instance_id)
        if given is not None:
            return given
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

    @cached_property
    def name(self) -> str | None:
        """The VM name, "web_85"; None if neither it nor what it follows from is known."""
        if self.given_name is not None and self.given_name != self.given_instance_id:
            return self.given_name
        if self.resource_id is not None and self.resource_id.vm_name is not None:
            return self.resource_id.vm_name
        if self.instance_id is not None and self.scale_set is not None:
            return f"{self.scale_set}_{self.instance_id}"
        return self.given_name

    @cached_property
    def os_disk_name(self) -> str | None:
        """The name of the OS disk, as the model has it."""
        storage = self.storage_profile
        return None if storage is None or storage.os_disk is None else storage.os_disk.name

    @cached_property
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
        found = parse_or_none(ComputerName.parse, self.computer_name)
        return found.prefix if found and found.instance_id == self.instance_id else None


class States(Row):
    """A row with what belongs to it, and what that says."""

    interfaces: tuple[NetworkInterface, ...]
    node: Node | None

    @property
    def subscription_id(self) -> str | None:
        """The subscription, if anything says it."""
        path = self.resource_id
        return self.given_subscription if path is None else path.subscription_id

    @property
    def resource_group(self) -> str | None:
        """The resource group, if anything says it."""
        return self.given_group if self.resource_id is None else self.resource_id.resource_group

    @property
    def node_name(self) -> str | None:
        """The name of the node in Kubernetes, if one was joined; what it would be, otherwise."""
        if self.node is not None and self.node.name is not None:
            return self.node.name
        return None if self.computer_name is None else grammar.fold(self.computer_name)

    @property
    def recovered_by(self) -> str | None:
        """How the instance was found of a view that names none; None if it is named."""
        return None if self._recovered is None else self._recovered[2]

    @property
    def size(self) -> str | None:
        """The size: the VM's own, or the scale set's."""
        own = None if self.hardware_profile is None else self.hardware_profile.vm_size
        return own or self.vm_size or (None if self.sku is None else self.sku.name)

    @property
    def zone(self) -> str | None:
        """The availability zone; several with "," between."""
        return ",".join(self.zones) or None

    @property
    def fault_domain(self) -> int | None:
        """The fault domain, counted from 0; None where it has none, as when deallocated."""
        own = None if self.view is None else self.view.platform_fault_domain
        return self.given_fault_domain if own is None else own

    @property
    def update_domain(self) -> int | None:
        """The update domain, counted from 0."""
        own = None if self.view is None else self.view.platform_update_domain
        return self.given_update_domain if own is None else own

    @property
    def power(self) -> str | None:
        """The power state, in lower case; None if Azure does not say, which is not "unknown"."""
        return None if self.view is None else self.view.power

    @property
    def provisioning(self) -> str | None:
        """What ARM says of the last operation, in lower case; where it is silent, the view."""
        return (
            self.provisioning_state.lower() if self.provisioning_state else self.view_provisioning
        )

    @property
    def view_provisioning(self) -> str | None:
        """How the view sees provisioning, which may differ from what ARM says."""
        return None if self.view is None else self.view.provisioning

    @property
    def health(self) -> str | None:
        """The application's health, in lower case; None if nothing watches it."""
        return None if self.view is None else self.view.health

    @property
    def is_running(self) -> bool | None:
        """Whether the power state is "running"; None if it is absent or unknown."""
        return None if self.view is None else self.view.is_running

    @property
    def is_billed(self) -> bool | None:
        """Whether compute is paid for, as InstanceView.is_billed; None if nobody says."""
        return None if self.view is None else self.view.is_billed

    @property
    def is_hibernated(self) -> bool:
        """Whether the VM is hibernated."""
        return self.view is not None and self.view.is_hibernated

    @property
    def is_settled(self) -> bool:
        """Whether nothing is on its way, neither for ARM nor in the view."""
        state = (self.provisioning_state or "succeeded").lower()
        return state in ENDS and (self.view is None or self.view.is_settled)

    @property
    def failed_but_running(self) -> bool:
        """Whether provisioning failed, for ARM or in the view, and the VM runs."""
        return self.power == "running" and "failed" in (self.provisioning, self.view_provisioning)

    @property
    def private_addresses(self) -> tuple[str, ...]:
        """The private addresses: of the interfaces that were joined, the primary one's first.

        Without any, what the row itself says, as ``az vm list --show-details`` does, or its node.
        """
        if not self.interfaces:
            of_node = () if self.node is None else self.node.internal_addresses
            return self.given_addresses or of_node
        ordered = sorted(self.interfaces, key=lambda one: one.primary is not True)
        return tuple(dict.fromkeys(ip for one in ordered for ip in one.private_addresses))


class ScaleSetVM(States):
    """A VM of a scale set: *raw*, a row of a list in the spelling of any tool, and what joins it.

    *source* says whose spelling that is; *path* where it stood.  *view* is the instance
    view, if it came apart; *others* is what else is said of it, under folded keys; *interfaces* and
    *node* what belongs to it.  *recovered* is an instance ID, a scale set and how they were
    found, of a view that names no instance.  *fields* is *raw* under folded keys, for who
    has them already.

    Equal, without regard to case, if names, place, size, states and view are; where it came
    from, and what only one tool says, makes no difference.

    >>> vm = ScaleSetVM({"instance_id": "85", "name": "web_85", "latest_model_applied": True})
    >>> vm.instance_id, vm.scale_set, vm.power
    (85, 'web', None)
    """

    source: str
    path: str
    notes: tuple[Finding, ...]

    def __init__(
        self,
        raw: Mapping[str, Any],
        *,
        source: str = "rest",
        path: str = "",
        view: InstanceView | None = None,
        others: tuple[Mapping[str, Any], ...] = (),
        interfaces: tuple[NetworkInterface, ...] = (),
        node: Node | None = None,
        recovered: tuple[int | None, str | None, str] | None = None,
        notes: tuple[Finding, ...] = (),
        fields: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(raw)
        if others:
            # A copy: *fields* is the caller's.
            self.__dict__["_folded"] = _completed(lifted(self.raw, fields and {**fields}), others)
        elif fields is not None:
            self.__dict__["_folded"] = fields
        self.__dict__.update(
            source=source,
            path=path,
            own_view=view,
            others=others,
            interfaces=interfaces,
            node=node,
            _recovered=recovered,
            notes=notes,
        )

    def with_(self, **changes: Any) -> ScaleSetVM:
        """Return the same VM with other parts joined to it, or another row."""
        return type(self)(changes.pop("raw", self.raw), **(self._joined() | changes))

    @property
    def is_row(self) -> bool:
        """Whether a list has it; not so a view alone, or a document of the metadata service."""
        return bool(self.raw) and self.source != "metadata"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.raw, self._joined())

    def _joined(self) -> dict[str, Any]:
        """Return what is joined to the row, as ``__init__`` takes it."""
        names = ("source", "path", "others", "interfaces", "node", "notes")
        joined = {name: getattr(self, name) for name in names}
        return joined | {"view": self.own_view, "recovered": self._recovered}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the VM, or with what is said of it, worst first."""
        of_view = () if self.view is None else unreadable(self.view, self._view_path)
        return (*self._checked, *unreadable(self), *of_view)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that somebody should look at: errors and warnings."""
        return tuple(one for one in self._checked if one.severity != "info")

    @property
    def _checked(self) -> tuple[Finding, ...]:
        """All findings but what is unreadable, which is none of the machine's and takes longer."""
        found: tuple[Finding, ...] | None = self.__dict__.get("_findings")
        if found is None:
            of_view = () if self.view is None else view_findings(self.view, self._view_path)
            found = tuple(in_order((*self.notes, *vm_findings(self), *of_view)))
            self.__dict__["_findings"] = found
        return found

    @property
    def _view_path(self) -> str:
        return "instanceView" if self.own_view is None and self.given_view else ""

    def explain(self, now: datetime | None = None) -> list[str]:
        """Return what is wrong, in sentences, worst first; with its age, if *now* is given."""
        return [one.sentence(now) for one in self.findings]

    def to_rest(self) -> dict[str, Any]:
        """Return the VM as the REST API spells it, its view with it, whatever tool it came from.

        >>> ScaleSetVM({"instance_id": "85", "latest_model_applied": True}).to_rest()
        {'instanceId': '85', 'properties': {'latestModelApplied': True}}
        """
        found = vm_to_rest(self.raw)
        if self.own_view is not None:
            inner = found.get("properties")
            found["properties"] = {
                **(inner if isinstance(inner, dict) else {}),
                "instanceView": view_to_rest(self.own_view.raw),
            }
        return found

    def _key(self) -> tuple[Any, ...]:
        # What tools leave out, or spell in their way, is no difference of the machine.
        names = (
            "scale_set name instance_id mode computer_name vm_id resource_id location zones size "
            "provisioning_state latest_model_applied model_definition_applied time_created "
            "resource_group subscription_id fault_domain update_domain private_addresses view"
        )
        values = (getattr(self, name) for name in names.split())
        return tuple(fold(one) if isinstance(one, str) else one for one in values)

    def __hash__(self) -> int:
        return hash((fold(self.name or ""), self.instance_id, fold(self.vm_id or "")))

    def __repr__(self) -> str:
        name = self.name or self.computer_name
        return f"<ScaleSetVM {name!a}, {self.power or 'no power state'}, of {self.source}>"


def _completed(fields: dict[str, Any], others: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    """Fill what *fields* leaves empty from *others*, the first of which wins; return *fields*."""
    for other in others:
        for key, value in other.items():
            if fields.get(key) in (None, ""):
                fields[key] = value
    return fields


def _restored(kind: type[ScaleSetVM], raw: Mapping[str, Any], joined: dict[str, Any]) -> ScaleSetVM:
    return kind(raw, **joined)
