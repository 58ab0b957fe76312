"""The parts of an instance view; instance_view.py says what they are parts of, and the sources."""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError
from ..names.disk_name import DiskName
from .coerce import read_text
from .fields import Field, Part, flag, moment, number, part, parts, text
from .status import StatusCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

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


class Status(Part):
    """One status: its *code*, *level*, *display_status*, *message* and *time*, each or None.

    >>> Status({"code": "PowerState/running", "time": "2025-04-01T05:00:32Z"}).time.year
    2025
    """

    code: StatusCode | None = Field(("code",), _code, None)  # type: ignore[assignment]
    level: str | None = Field(("level",), _level, None)  # type: ignore[assignment]
    display_status: str | None = text("displayStatus")
    message: str | None = text("message")
    time: datetime | None = moment("time")

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


class ExtensionHandler(Part):
    """What the agent says of what runs an extension."""

    type: str | None = text("type")
    type_handler_version: str | None = text("typeHandlerVersion")
    status: Status | None = part(Status, "status")


class VMAgent(Part):
    """The agent in the guest; what it says is as old as its times, and stays after a stop."""

    vm_agent_version: str | None = text("vmAgentVersion")
    extension_handlers: tuple[ExtensionHandler, ...] = parts(ExtensionHandler, "extensionHandlers")
    statuses: tuple[Status, ...] = parts(Status, "statuses")


class SubResource(Part):
    """What is only pointed at: its *id*."""

    id: str | None = text("id")


class SecretReference(Part):
    """A secret in a key vault."""

    secret_url: str | None = text("secretUrl")
    source_vault: SubResource | None = part(SubResource, "sourceVault")


class KeyReference(Part):
    """A key in a key vault."""

    key_url: str | None = text("keyUrl")
    source_vault: SubResource | None = part(SubResource, "sourceVault")


class EncryptionSettings(Part):
    """How a disk is encrypted."""

    enabled: bool | None = flag("enabled")
    disk_encryption_key: SecretReference | None = part(SecretReference, "diskEncryptionKey")
    key_encryption_key: KeyReference | None = part(KeyReference, "keyEncryptionKey")


class Disk(Part):
    """A disk, as the view has it."""

    name: str | None = text("name")
    encryption_settings: tuple[EncryptionSettings, ...] = parts(
        EncryptionSettings, "encryptionSettings"
    )
    statuses: tuple[Status, ...] = parts(Status, "statuses")
    storage_alignment_status: str | None = text("storageAlignmentStatus")

    @property
    def disk_name(self) -> DiskName | None:
        """What the name says of the instance; None if it is none that a scale set gives."""
        return disk_name(self.name)


def disk_name(name: str | None) -> DiskName | None:
    """Return what *name* says, None if it is none that a scale set gives a disk."""
    try:
        return None if name is None else DiskName.parse(name)
    except (NameFormatError, InstanceIDRangeError):
        return None


class Extension(Part):
    """An extension, and what it says of its last run."""

    name: str | None = text("name")
    type: str | None = text("type")
    type_handler_version: str | None = text("typeHandlerVersion")
    statuses: tuple[Status, ...] = parts(Status, "statuses")
    substatuses: tuple[Status, ...] = parts(Status, "substatuses")


class BootDiagnostics(Part):
    """Where screenshot and log of the boot are; what gives access to them is in the URIs."""

    console_screenshot_blob_uri: str | None = text("consoleScreenshotBlobUri")
    serial_console_log_blob_uri: str | None = text("serialConsoleLogBlobUri")
    status: Status | None = part(Status, "status")


class VMHealth(Part):
    """What the application-health extension or the load balancer's probe says."""

    status: Status | None = part(Status, "status")


class MaintenanceRedeployStatus(Part):
    """Maintenance of the host that is planned, or was."""

    is_customer_initiated_maintenance_allowed: bool | None = flag(
        "isCustomerInitiatedMaintenanceAllowed"
    )
    pre_maintenance_window_start_time: datetime | None = moment("preMaintenanceWindowStartTime")
    pre_maintenance_window_end_time: datetime | None = moment("preMaintenanceWindowEndTime")
    maintenance_window_start_time: datetime | None = moment("maintenanceWindowStartTime")
    maintenance_window_end_time: datetime | None = moment("maintenanceWindowEndTime")
    last_operation_result_code: str | None = text("lastOperationResultCode")
    last_operation_message: str | None = text("lastOperationMessage")


class PatchSummary(Part):
    """[vm] What was found, or done, when the guest was last looked at for patches."""

    status: str | None = text("status")
    reboot_pending: bool | None = flag("rebootPending")
    critical_and_security_patch_count: int | None = number("criticalAndSecurityPatchCount")
    other_patch_count: int | None = number("otherPatchCount")
    installed_patch_count: int | None = number("installedPatchCount")
    failed_patch_count: int | None = number("failedPatchCount")
    start_time: datetime | None = moment("startTime")
    last_modified_time: datetime | None = moment("lastModifiedTime")


class PatchStatus(Part):
    """[vm] Of patches; the view of an instance of a uniform scale set has none."""

    available_patch_summary: PatchSummary | None = part(PatchSummary, "availablePatchSummary")
    last_patch_installation_summary: PatchSummary | None = part(
        PatchSummary, "lastPatchInstallationSummary"
    )
    configuration_statuses: tuple[Status, ...] = parts(Status, "configurationStatuses")


class WindowsConfiguration(Part):
    """[view] What the reference of 2016 has the thumbprint in; since, the view itself has it."""

    rdp_thumb_print: str | None = text("rdpThumbPrint")


class InterconnectInstanceView(Part):
    """The group of VMs that are wired together, of which this is one."""

    interconnect_subgroup_id: str | None = text("interconnectSubgroupId")
