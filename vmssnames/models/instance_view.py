"""The instance view of a scale set's VM: what Azure says of it at this moment.

Every element of the response that is documented, from the spelling of 2016 to today's,
under the names that Microsoft's SDK for Python has for them; nothing here needs Azure.

Sources
  [view]    Microsoft Learn, REST API reference, Compute: Virtual Machine Scale Set VMs,
            Get Instance View, and azure-mgmt-compute 39.0 (api-version 2026-04-01)
  [vm]      the same of a VM, which one of a Flexible scale set is
  [states]  Microsoft Learn, "States and billing status of Azure Virtual Machines"
"""

from __future__ import annotations

from ..names.disk_name import DiskName
from ..names.value import parse_or_none
from .checks import view_findings
from .coerce import CoercionError, read_mapping, read_text
from .fields import (
    Field,
    Model,
    boolean,
    cached_property,
    nested,
    nested_list,
    number,
    string,
    timestamp,
)
from .findings import Finding, in_order, unreadable
from .rest import view_to_rest
from .status import StatusCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


_LEVELS = ("Info", "Warning", "Error")
_SPELLED = {level.lower(): level for level in _LEVELS}


def _code(value: object) -> StatusCode | None:
    found = read_text(value)
    return None if found is None else StatusCode.parse(found)


def _level(value: object) -> str | None:
    # ConvertTo-Json writes the numbers of enums.
    if isinstance(value, int) and 0 <= value < len(_LEVELS):
        return _LEVELS[value]
    found = read_text(value)
    return None if found is None else _SPELLED.get(found.lower(), found)


class Status(Model):
    """One status: its *code*, *level*, *display_status*, *message* and *time*, each or None.

    >>> Status({"code": "PowerState/running", "time": "2025-04-01T05:00:32Z"}).time.year
    2025
    """

    code: StatusCode | None = Field(("code",), _code, None)  # type: ignore[assignment]
    level: str | None = Field(("level",), _level, None)  # type: ignore[assignment]
    display_status: str | None = string("displayStatus")
    message: str | None = string("message")
    time: datetime | None = timestamp("time")

    @property
    def family(self) -> str | None:
        """The family of the code, "PowerState"."""
        return None if self.code is None else self.code.family

    @property
    def state(self) -> str | None:
        """The state of the code, in lower case, "running"."""
        return None if self.code is None else self.code.state

    @property
    def is_failure(self) -> bool:
        """Whether the code says "failed", or the level is Error."""
        return self.state == "failed" or self.level == "Error"

    @property
    def is_in_progress(self) -> bool:
        """Whether the code has a sub-state that says so, behind whatever state."""
        code = self.code
        return (
            code is not None
            and code.family == "ProvisioningState"
            and "progress" in (code.detail or "").lower()
        )


class ExtensionHandler(Model):
    """What the agent says of what runs an extension."""

    type: str | None = string("type")
    type_handler_version: str | None = string("typeHandlerVersion")
    status: Status | None = nested(Status, "status")


class VMAgent(Model):
    """The agent in the guest; what it says is as old as its times, and stays after a stop."""

    vm_agent_version: str | None = string("vmAgentVersion")
    extension_handlers: tuple[ExtensionHandler, ...] = nested_list(
        ExtensionHandler, "extensionHandlers"
    )
    statuses: tuple[Status, ...] = nested_list(Status, "statuses")


class SubResource(Model):
    """What is only pointed at: its *id*."""

    id: str | None = string("id")


class SecretReference(Model):
    """A secret in a key vault."""

    secret_url: str | None = string("secretUrl")
    source_vault: SubResource | None = nested(SubResource, "sourceVault")


class KeyReference(Model):
    """A key in a key vault."""

    key_url: str | None = string("keyUrl")
    source_vault: SubResource | None = nested(SubResource, "sourceVault")


class EncryptionSettings(Model):
    """How a disk is encrypted."""

    enabled: bool | None = boolean("enabled")
    disk_encryption_key: SecretReference | None = nested(SecretReference, "diskEncryptionKey")
    key_encryption_key: KeyReference | None = nested(KeyReference, "keyEncryptionKey")


class Disk(Model):
    """A disk, as the view has it."""

    name: str | None = string("name")
    encryption_settings: tuple[EncryptionSettings, ...] = nested_list(
        EncryptionSettings, "encryptionSettings"
    )
    statuses: tuple[Status, ...] = nested_list(Status, "statuses")
    storage_alignment_status: str | None = string("storageAlignmentStatus")

    @property
    def disk_name(self) -> DiskName | None:
        """What the name says of the instance; None if it is none that a scale set gives."""
        return parse_or_none(DiskName.parse, self.name)


class Extension(Model):
    """An extension, and what it says of its last run."""

    name: str | None = string("name")
    type: str | None = string("type")
    type_handler_version: str | None = string("typeHandlerVersion")
    statuses: tuple[Status, ...] = nested_list(Status, "statuses")
    substatuses: tuple[Status, ...] = nested_list(Status, "substatuses")


class BootDiagnostics(Model):
    """Where screenshot and log of the boot are; what gives access to them is in the URIs."""

    console_screenshot_blob_uri: str | None = string("consoleScreenshotBlobUri")
    serial_console_log_blob_uri: str | None = string("serialConsoleLogBlobUri")
    status: Status | None = nested(Status, "status")


class VMHealth(Model):
    """What the application-health extension or the load balancer's probe says."""

    status: Status | None = nested(Status, "status")


class MaintenanceRedeployStatus(Model):
    """Maintenance of the host that is planned, or was."""

    is_customer_initiated_maintenance_allowed: bool | None = boolean(
        "isCustomerInitiatedMaintenanceAllowed"
    )
    pre_maintenance_window_start_time: datetime | None = timestamp("preMaintenanceWindowStartTime")
    pre_maintenance_window_end_time: datetime | None = timestamp("preMaintenanceWindowEndTime")
    maintenance_window_start_time: datetime | None = timestamp("maintenanceWindowStartTime")
    maintenance_window_end_time: datetime | None = timestamp("maintenanceWindowEndTime")
    last_operation_result_code: str | None = string("lastOperationResultCode")
    last_operation_message: str | None = string("lastOperationMessage")


class PatchSummary(Model):
    """[vm] What was found, or done, when the guest was last looked at for patches."""

    status: str | None = string("status")
    reboot_pending: bool | None = boolean("rebootPending")
    critical_and_security_patch_count: int | None = number("criticalAndSecurityPatchCount")
    other_patch_count: int | None = number("otherPatchCount")
    installed_patch_count: int | None = number("installedPatchCount")
    failed_patch_count: int | None = number("failedPatchCount")
    start_time: datetime | None = timestamp("startTime")
    last_modified_time: datetime | None = timestamp("lastModifiedTime")


class PatchStatus(Model):
    """[vm] Of patches; the view of an instance of a uniform scale set has none."""

    available_patch_summary: PatchSummary | None = nested(PatchSummary, "availablePatchSummary")
    last_patch_installation_summary: PatchSummary | None = nested(
        PatchSummary, "lastPatchInstallationSummary"
    )
    configuration_statuses: tuple[Status, ...] = nested_list(Status, "configurationStatuses")


class WindowsConfiguration(Model):
    """[view] What the reference of 2016 has the thumbprint in; since, the view itself has it."""

    rdp_thumb_print: str | None = string("rdpThumbPrint")


class InterconnectInstanceView(Model):
    """The group of VMs that are wired together, of which this is one."""

    interconnect_subgroup_id: str | None = string("interconnectSubgroupId")


# [states] Allocated, and so paid for, is all that is not in or on the way to "deallocated".
BILLED = frozenset({"starting", "running", "stopping", "stopped"})
NOT_BILLED = frozenset({"deallocating", "deallocated"})
MOVING = frozenset({"starting", "stopping", "deallocating"})
# What nothing follows by itself.
ENDS = frozenset({"succeeded", "failed", "canceled"})


# What ``az vm list --show-details`` and Resource Graph say in place of statuses.
def _power_state(value: object) -> Status | None:
    if not value:
        return None
    if not isinstance(value, str):
        return Status(read_mapping(value))
    state = value.lower().removeprefix("vm ").rpartition("/")[2].strip()
    if not state.isalpha():
        raise CoercionError("a power state")
    return Status({"code": f"PowerState/{state}", "displayStatus": value})


class View(Model):
    """The elements of an instance view, as Azure's SDK calls them, and facts of them."""

    platform_update_domain: int | None = number("platformUpdateDomain", "platformUpgradeDomain")
    platform_fault_domain: int | None = number("platformFaultDomain")
    computer_name: str | None = string("computerName")
    os_name: str | None = string("osName")
    os_version: str | None = string("osVersion")
    hyper_v_generation: str | None = string("hyperVGeneration")
    rdp_thumb_print: str | None = string("rdpThumbPrint")
    windows_configuration: WindowsConfiguration | None = nested(
        WindowsConfiguration, "windowsConfiguration"
    )
    vm_agent: VMAgent | None = nested(VMAgent, "vmAgent")
    maintenance_redeploy_status: MaintenanceRedeployStatus | None = nested(
        MaintenanceRedeployStatus, "maintenanceRedeployStatus"
    )
    disks: tuple[Disk, ...] = nested_list(Disk, "disks")
    extensions: tuple[Extension, ...] = nested_list(Extension, "extensions")
    vm_health: VMHealth | None = nested(VMHealth, "vmHealth")
    boot_diagnostics: BootDiagnostics | None = nested(BootDiagnostics, "bootDiagnostics")
    statuses: tuple[Status, ...] = nested_list(Status, "statuses")
    assigned_host: str | None = string("assignedHost")
    placement_group_id: str | None = string("placementGroupId")
    interconnect_instance_view: InterconnectInstanceView | None = nested(
        InterconnectInstanceView, "interconnectInstanceView"
    )
    capacity_reservation_type: str | None = string("capacityReservationType")
    patch_status: PatchStatus | None = nested(PatchStatus, "patchStatus")
    is_vm_in_standby_pool: bool | None = boolean("isVMInStandbyPool")
    power_state: Status | None = Field(("powerState",), _power_state, None)  # type: ignore[assignment]

    def status(self, family: str) -> Status | None:
        """Return the first status of this *family*, in any case; None if there is none."""
        found: dict[str, Status] | None = self.__dict__.get("_families")
        if found is None:
            found = self.__dict__["_families"] = {}
            for one in self.statuses:
                if one.family is not None:
                    found.setdefault(one.family.lower(), one)
        return found.get(family.lower())

    @cached_property
    def os_disk(self) -> DiskName | None:
        """What the name of the OS disk says of the instance; None if it is none that says it."""
        said = [one.disk_name for one in self.disks if one.disk_name is not None]
        # Data disks may have been another instance's.
        own = [one for one in said if "_os" in one.name.lower()] or said
        numbers = {(one.scale_set.lower(), one.instance_id) for one in own}
        return own[0] if len(numbers) == 1 else None

    @property
    def thumb_print(self) -> str | None:
        """The thumbprint of the certificate for RDP, wherever it stands."""
        older = self.windows_configuration
        return self.rdp_thumb_print or (None if older is None else older.rdp_thumb_print)

    @cached_property
    def power_status(self) -> Status | None:
        """The status that says the power state."""
        return self.status("PowerState") or self.power_state

    @cached_property
    def power(self) -> str | None:
        """The power state, in lower case; None if Azure does not say: "absent", not "unknown".

        It says none while a VM is made, after that failed, and now and then for no reason.
        """
        status = self.power_status
        return None if status is None else status.state

    @cached_property
    def provisioning_status(self) -> Status | None:
        """The status that says how the view sees provisioning."""
        return self.status("ProvisioningState")

    @cached_property
    def provisioning(self) -> str | None:
        """How the view sees provisioning, in lower case: "succeeded", "failed", "updating"."""
        status = self.provisioning_status
        return None if status is None else status.state

    @cached_property
    def health_status(self) -> Status | None:
        """The status of the application's health."""
        return None if self.vm_health is None else self.vm_health.status

    @cached_property
    def health(self) -> str | None:
        """The application's health, in lower case; None if nothing watches it."""
        status = self.health_status
        return None if status is None else status.state

    @property
    def is_running(self) -> bool | None:
        """Whether the power state is "running"; None if it is absent or unknown."""
        return None if self.power in (None, "unknown") else self.power == "running"

    @property
    def is_billed(self) -> bool | None:
        """[states] Whether compute is paid for: a VM that is stopped is, a deallocated is not.

        None if the power state does not say.
        """
        return True if self.power in BILLED else False if self.power in NOT_BILLED else None

    @property
    def is_hibernated(self) -> bool:
        """Whether there is a status HibernationState/hibernated: no power state says it."""
        status = self.status("HibernationState")
        return status is not None and status.state == "hibernated"

    @property
    def is_generalized(self) -> bool:
        """Whether the disk was prepared to become an image: such a VM does not start again."""
        status = self.status("OSState")
        return status is not None and status.state == "generalized"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is on its way: no power state in transition, provisioning at its end.

        "ProvisioningState/succeeded/osProvisioningInProgress" is not at its end.
        """
        if self.provisioning not in (None, *ENDS):
            return False
        if any(one.is_in_progress for one in self.statuses):
            return False
        return self.power not in MOVING

    @property
    def failed_but_running(self) -> bool:
        """Whether provisioning failed and the VM runs: what an update that failed leaves."""
        return self.provisioning == "failed" and self.power == "running"


__all__ = [
    "BootDiagnostics",
    "Disk",
    "EncryptionSettings",
    "Extension",
    "ExtensionHandler",
    "InstanceView",
    "InterconnectInstanceView",
    "KeyReference",
    "MaintenanceRedeployStatus",
    "PatchStatus",
    "PatchSummary",
    "SecretReference",
    "Status",
    "StatusCode",
    "SubResource",
    "VMAgent",
    "VMHealth",
    "WindowsConfiguration",
]


class InstanceView(View):
    """The view of a VM: every element that Azure documents, as typed attributes.

    Domains count from 0.  Four things are four answers: ``power``, ``provisioning``,
    ``health`` here, and the VM's own ``provisioning_state``; None is "Azure does not say",
    which is another thing than "unknown".

    >>> view = InstanceView({"statuses": [{"code": "ProvisioningState/failed/AllocationFailed"}]})
    >>> view.provisioning, view.provisioning_status.code.detail, view.power
    ('failed', 'AllocationFailed', None)
    """

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the VM, or with what is said of it, as far as the view shows."""
        return (*view_findings(self), *unreadable(self))

    def explain(self, now: datetime | None = None) -> list[str]:
        """Return what is wrong, in sentences, worst first; with its age, if *now* is given.

        >>> view = InstanceView({"statuses": [{"code": "PowerState/hibernating"}] * 2})
        >>> view.explain()
        []
        """
        return [one.sentence(now) for one in in_order(self.findings)]

    def to_rest(self) -> dict[str, Any]:
        """Return the view as the REST API spells it, whatever tool it came from.

        Nothing is lost: what this package does not know goes on as it is.

        >>> InstanceView({"platform_fault_domain": 2, "platformUpgradeDomain": "5"}).to_rest()
        {'platformFaultDomain': 2, 'platformUpdateDomain': 5}
        """
        return view_to_rest(self.raw)
