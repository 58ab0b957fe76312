"""A scale-set VM, as Azure and its tools describe it, joined with its instance view.

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
from .findings import Finding, Severity, unreadable, worst_first
from .instance_view import FINAL, InstanceView
from .related import NetworkInterface, Node
from .rest import view_to_rest, vm_to_rest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    Recovered = tuple[int | None, str | None, str]


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
    """The size of the scale set's VMs."""

    name = string("name")
    tier = string("tier")
    capacity = number("capacity")


class HardwareProfile(Model):
    """The size of one VM, which may differ from the scale set's."""

    vm_size = string("vmSize")


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


def read_scale_set(value: object) -> str | None:
    """Return the ID or the name of the scale set that a VM refers to."""
    if isinstance(value, str):
        return value or None
    found = fold_keys(read_mapping(value))
    one = found.get("id") or found.get("name")
    return one if isinstance(one, str) else None


class ScaleSetVM(ResourceModel):
    """A VM of a scale set: a row of a list in any tool's spelling, and what was joined to it.

    *raw* is the row; *source* says which tool's spelling it has, *path* where it was.  *view* is
    an instance view that came separately, *others* are further documents about the VM, under
    folded keys; *interfaces* and *node* belong to it.  *recovered* is the instance ID and the
    scale set of a view that does not name them, and how they were inferred.  *notes* are findings
    of the join.  *folded* is *raw* under folded keys, for callers that have it.

    VMs are equal, ignoring case, if names, place, size, states and view are; their
    sources make no difference.

    >>> vm = ScaleSetVM({"instance_id": "85", "name": "web_85", "latest_model_applied": True})
    >>> vm.instance_id, vm.scale_set, vm.power
    (85, 'web', None)
    """

    id = string("id", "resourceId")
    vm_id = string("vmId", "virtualMachineId")
    location = string("location")
    zones = strings("zones", "zone", "availabilityZone")
    tags = Field(("tags",), read_tags, NOTHING)
    etag = string("etag")
    sku = nested(Sku, "sku")
    hardware_profile = nested(HardwareProfile, "hardwareProfile")
    vm_size = string("vmSize", "virtualMachineSize")
    os_profile = nested(OSProfile, "osProfile")
    storage_profile = nested(StorageProfile, "storageProfile")
    protection_policy = nested(ProtectionPolicy, "protectionPolicy")
    provisioning_state = string("provisioningState")
    latest_model_applied = boolean("latestModelApplied")
    model_definition_applied = string("modelDefinitionApplied")
    time_created = timestamp("timeCreated", "creationTime")
    license_type = string("licenseType")
    resilient_vm_deletion_status = string("resilientVMDeletionStatus")
    virtual_machine_resource_id = string("virtualMachineResourceId")

    # The values in the row itself, which the properties below combine with those from elsewhere.
    given_name = string("name")
    given_instance_id = string("instanceId")
    given_scale_set = Field(
        ("virtualMachineScaleSet", "vmScaleSetName", "vmss", "scaleSet"), read_scale_set, None
    )
    given_computer_name = string("computerName")
    given_addresses: Field[tuple[str, ...]] = Field(
        ("privateIps", "privateIPAddresses", "privateIPAddress", "privateIPv4Addresses"),
        read_addresses,
        (),
    )
    given_fault_domain = number("platformFaultDomain")
    given_update_domain = number("platformUpdateDomain")
    given_view = mapping("instanceView")
    given_power: Field[object] = Field(("powerState",), lambda value: value, None)
    given_resource_group = string("resourceGroup", "resourceGroupName")
    given_subscription_id = string("subscriptionId")

    source: str
    path: str
    interfaces: tuple[NetworkInterface, ...]
    node: Node | None
    notes: tuple[Finding, ...]
    _others: tuple[Mapping[str, Any], ...]
    _own_view: InstanceView | None
    _recovered: Recovered | None

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
        recovered: Recovered | None = None,
        notes: tuple[Finding, ...] = (),
        folded: dict[str, Any] | None = None,
    ) -> None:
        if others:
            # A copy, since *folded* is the caller's.
            folded = _completed(lifted(read_mapping(raw), folded and {**folded}), others)
        super().__init__(raw, folded)
        self.__dict__.update(
            source=source,
            path=path,
            interfaces=interfaces,
            node=node,
            notes=notes,
            _others=others,
            _own_view=view,
            _recovered=recovered,
        )

    def __replace__(self, **changes: Any) -> ScaleSetVM:
        # copy.replace() of Python 3.13; *raw* may change, too.
        return type(self)(changes.pop("raw", self.raw), **(joined_parts(self) | changes))

    def __reduce__(self) -> tuple[Any, ...]:
        from functools import partial

        return partial(type(self), self.raw, **joined_parts(self)), ()

    @cached_property
    def number_in_name(self) -> int | None:
        """The instance ID in the row's VM name; None if it is not a uniform scale set's."""
        found = parse_or_none(VMName.parse, self.given_name)
        return None if found is None else found.instance_id

    @property
    def is_listed(self) -> bool:
        """Whether the VM is in a list, rather than just in a view or a metadata document."""
        return bool(self.raw) and self.source != "metadata"

    # -- which VM it is

    @cached_property
    def view(self) -> InstanceView | None:
        """The instance view; None if there is none."""
        found = self._own_view
        if found is None:
            raw = self.given_view
            if not raw:
                # Resource Graph has a part of it in another place.
                extended = self._folded.get("extended")
                inner = fold_keys(extended) if isinstance(extended, Mapping) else {}
                raw = inner.get("instanceview") or {}
                raw = raw if isinstance(raw, Mapping) else {}
            if not raw and ("statuses" in self._folded or "vmagent" in self._folded):
                raw = self.raw  # A view with a name, such as PowerShell's of a VM.
            found = InstanceView(raw) if raw else None
            if self.given_power and (found is None or found.power is None):
                found = InstanceView({**raw, "powerState": self.given_power})
        return found

    @cached_property
    def resource_id(self) -> ResourceID | None:
        """The resource ID; None if there is none, or if it is not a VM's (which is a finding)."""
        found = parse_or_none(ResourceID.parse, self.id)
        found = found or parse_or_none(ResourceID.parse, self.virtual_machine_resource_id)
        if found is None and self.id is None:
            found = self._assembled_resource_id()
        if found is not None and (found.vm_name is None or found.child is not None):
            found = None
        return found

    def _assembled_resource_id(self) -> ResourceID | None:
        """Return the resource ID assembled from its parts, which older metadata lists."""
        owner = self.given_scale_set
        place = self.given_subscription_id, self.given_resource_group
        if owner is None or None in place:
            return None
        owner = owner.rpartition("/")[2]
        digits = self.given_instance_id or (self.given_name or "")[len(owner) + 1 :]
        has_name = (self.given_name or "").lower() in ("", digits, f"{owner}_{digits}".lower())
        if not has_name or not grammar.is_decimal(digits):
            return None
        path = f"/subscriptions/{place[0]}/resourceGroups/{place[1]}/providers/Microsoft.Compute"
        path += f"/virtualMachineScaleSets/{owner}/virtualMachines/{digits}"
        return parse_or_none(ResourceID.parse, path)

    @cached_property
    def scale_set(self) -> str | None:
        """The name of the scale set; None if it is not known to belong to one."""
        if self.resource_id is not None and self.resource_id.scale_set is not None:
            return self.resource_id.scale_set
        if self.given_scale_set is not None:
            return self.given_scale_set.rpartition("/")[2] or None
        keys = (self.id or "").split("/")
        for index, key in enumerate(keys[:-1]):
            if key.lower() == "virtualmachinescalesets":
                return keys[index + 1] or None
        number_in_name = self.number_in_name
        if number_in_name is not None and str(number_in_name) == self.given_instance_id:
            return VMName.parse(self.given_name or "").scale_set
        return None if self._recovered is None else self._recovered[1]

    @cached_property
    def mode(self) -> str | None:
        """The orchestration mode of the scale set: "uniform" or "flexible"; None without one."""
        given, path = self.given_instance_id, self.resource_id
        if self.virtual_machine_resource_id is not None:
            return "flexible"
        if self.instance_id is not None:
            return "uniform"
        if given is not None and self._is_vm_name(given):
            return "flexible"
        is_vm = path is not None and path.vm_name is not None
        return "flexible" if is_vm and self.scale_set is not None else None

    def _is_vm_name(self, given: str) -> bool:
        """Return whether *given*, in place of an instance ID, is the VM's name."""
        names = self.given_name, (self.id or "").strip("/ ").rpartition("/")[2]
        return given.lower() in (name.lower() for name in names if name is not None)

    @cached_property
    def instance_id(self) -> int | None:
        """The instance ID; None for a VM of a Flexible scale set, which has a name instead."""
        number = parse_or_none(parse_instance_id, self.given_instance_id)
        if number is not None:
            return number
        if self.resource_id is not None:
            return self.resource_id.instance_id
        if self._recovered is not None:
            return self._recovered[0]
        if self.given_scale_set is not None and self.given_name is not None:
            owner = f"{self.given_scale_set.rpartition('/')[2]}_".lower()
            digits = self.given_name[len(owner) :]
            if self.given_name.lower().startswith(owner) and grammar.is_decimal(digits):
                # Eight digits may end a Flexible VM's name; no instance ID has seven.
                return int(digits) if len(digits) < 7 else None
        return None

    @cached_property
    def name(self) -> str | None:
        """The VM name, "web_85"; None if it is not known."""
        if self.given_name is not None and self.given_name != self.given_instance_id:
            return self.given_name
        if self.resource_id is not None and self.resource_id.vm_name is not None:
            return self.resource_id.vm_name
        if self.instance_id is not None and self.scale_set is not None:
            return f"{self.scale_set}_{self.instance_id}"
        return self.given_name

    @cached_property
    def os_disk_name(self) -> str | None:
        """The name of the OS disk in the model."""
        storage = self.storage_profile
        return None if storage is None or storage.os_disk is None else storage.os_disk.name

    @cached_property
    def computer_name(self) -> str | None:
        """The host name that the VM was created with; without one, the guest's report."""
        profile = self.os_profile
        if profile is not None and profile.computer_name is not None:
            return profile.computer_name
        if self.given_computer_name is not None:
            return self.given_computer_name
        return None if self.view is None else self.view.computer_name

    @property
    def prefix(self) -> str | None:
        """The computer-name prefix; None if computer name and instance ID do not match."""
        found = parse_or_none(ComputerName.parse, self.computer_name)
        return found.prefix if found and found.instance_id == self.instance_id else None

    @property
    def node_name(self) -> str | None:
        """The name of the joined Kubernetes node; without one, the name that it would have."""
        if self.node is not None and self.node.name is not None:
            return self.node.name
        return None if self.computer_name is None else fold(self.computer_name)

    @property
    def recovered_by(self) -> str | None:
        """How the instance of a view that names none was found; None for other VMs."""
        return None if self._recovered is None else self._recovered[2]

    # -- where it is

    @property
    def subscription_id(self) -> str | None:
        """The subscription, if known."""
        path = self.resource_id
        return self.given_subscription_id if path is None else path.subscription_id

    @property
    def resource_group(self) -> str | None:
        """The resource group, if known."""
        path = self.resource_id
        return self.given_resource_group if path is None else path.resource_group

    @property
    def size(self) -> str | None:
        """The size: the VM's own, or the scale set's."""
        own = None if self.hardware_profile is None else self.hardware_profile.vm_size
        return own or self.vm_size or (None if self.sku is None else self.sku.name)

    @property
    def zone(self) -> str | None:
        """The availability zone; several are separated by commas."""
        return ",".join(self.zones) or None

    @property
    def fault_domain(self) -> int | None:
        """The fault domain, counted from 0; None if it has none, as when deallocated."""
        own = None if self.view is None else self.view.platform_fault_domain
        return self.given_fault_domain if own is None else own

    @property
    def update_domain(self) -> int | None:
        """The update domain, counted from 0."""
        own = None if self.view is None else self.view.platform_update_domain
        return self.given_update_domain if own is None else own

    @property
    def private_addresses(self) -> tuple[str, ...]:
        """The private addresses of the joined interfaces, those of the primary one first.

        Without interfaces, the addresses in the row, as from ``az vm list --show-details``, or
        those of the node.
        """
        if not self.interfaces:
            of_node = () if self.node is None else self.node.internal_addresses
            return self.given_addresses or of_node
        ordered = sorted(self.interfaces, key=lambda one: one.primary is not True)
        return tuple(dict.fromkeys(ip for one in ordered for ip in one.private_addresses))

    # -- which states it has

    @property
    def power(self) -> str | None:
        """The power state, in lower case; None if it is missing, which is not "unknown"."""
        return None if self.view is None else self.view.power

    @property
    def provisioning(self) -> str | None:
        """ARM's provisioning state, in lower case; without one, the view's."""
        own = self.provisioning_state
        return own.lower() if own else self.view_provisioning

    @property
    def view_provisioning(self) -> str | None:
        """The view's provisioning state, which may differ from ARM's."""
        return None if self.view is None else self.view.provisioning

    @property
    def health(self) -> str | None:
        """The application's health, in lower case; None if it is not monitored."""
        return None if self.view is None else self.view.health

    @property
    def is_running(self) -> bool | None:
        """Whether the power state is "running"; None if it is missing or "unknown"."""
        return None if self.view is None else self.view.is_running

    @property
    def is_billed(self) -> bool | None:
        """Whether compute is billed, as InstanceView.is_billed; None if that is not known."""
        return None if self.view is None else self.view.is_billed

    @property
    def is_hibernated(self) -> bool:
        """Whether the VM is hibernated."""
        return self.view is not None and self.view.is_hibernated

    @property
    def is_settled(self) -> bool:
        """Whether nothing is in progress, neither for ARM nor in the view."""
        state = (self.provisioning_state or "succeeded").lower()
        return state in FINAL and (self.view is None or self.view.is_settled)

    @property
    def failed_but_running(self) -> bool:
        """Whether provisioning failed, for ARM or in the view, and the VM runs."""
        return self.power == "running" and "failed" in (self.provisioning, self.view_provisioning)

    # -- what is wrong with it

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the VM, or with the data about it, worst first."""
        of_view = () if self.view is None else unreadable(self.view, self._view_path)
        return (*self._checked, *unreadable(self), *of_view)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that somebody should look at: errors and warnings."""
        return tuple(one for one in self._checked if one.severity > Severity.INFO)

    @cached_property
    def _checked(self) -> tuple[Finding, ...]:
        """All findings but unreadable values, which take longer and do not concern the VM."""
        of_view = () if self.view is None else view_findings(self.view, self._view_path)
        return tuple(worst_first((*self.notes, *vm_findings(self), *of_view)))

    @property
    def _view_path(self) -> str:
        return "instanceView" if self._own_view is None and self.given_view else ""

    def explain(self, now: datetime | None = None) -> list[str]:
        """Return what is wrong, one sentence each, worst first; with ages if *now* is given."""
        return [one.sentence(now) for one in self.findings]

    def to_rest(self) -> dict[str, Any]:
        """Return the VM with its view in the REST API's spelling.

        >>> ScaleSetVM({"instance_id": "85", "latest_model_applied": True}).to_rest()
        {'instanceId': '85', 'properties': {'latestModelApplied': True}}
        """
        found = vm_to_rest(self.raw)
        if self._own_view is not None:
            inner = found.get("properties")
            found["properties"] = {
                **(inner if isinstance(inner, dict) else {}),
                "instanceView": view_to_rest(self._own_view.raw),
            }
        return found

    def _key(self) -> tuple[Any, ...]:
        # Without values that only one tool reports: they make no difference between VMs.
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


def joined_parts(vm: ScaleSetVM) -> dict[str, Any]:
    """Return what was joined to the row of *vm*, as keyword arguments of ScaleSetVM."""
    return {
        "source": vm.source,
        "path": vm.path,
        "view": vm._own_view,
        "others": vm._others,
        "interfaces": vm.interfaces,
        "node": vm.node,
        "recovered": vm._recovered,
        "notes": vm.notes,
    }


def _completed(fields: dict[str, Any], others: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    """Fill the empty values of *fields* from *others*, the first of which wins; return *fields*."""
    for other in others:
        for key, value in other.items():
            if fields.get(key) in (None, ""):
                fields[key] = value
    return fields
