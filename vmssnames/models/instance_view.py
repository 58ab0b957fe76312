"""The instance view of a scale-set VM: what Azure reports about it at this moment.

Every documented element of the response, from the spelling of 2016 to today's, under the
name that Microsoft's SDK for Python uses.  Nothing here needs Azure.

Sources
  [view]    Microsoft Learn, REST API reference, Compute: Virtual Machine Scale Set VMs,
            Get Instance View, and azure-mgmt-compute 39.0 (api-version 2026-04-01)
  [vm]      the same of a VM, such as a VM of a Flexible scale set
  [states]  Microsoft Learn, "States and billing status of Azure Virtual Machines"
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..names.disk_name import DiskName
from ..names.value import parse_or_none
from .checks import view_findings
from .coerce import CoercionError, read_text, read_time
from .fields import (
    Field,
    Model,
    boolean,
    cached_property,
    nested,
    nested_list,
    number,
    raw_value,
    string,
    timestamp,
)
from .findings import Finding, unreadable, worst_first
from .projections import POWER, statuses_of
from .rest import view_to_rest
from .status import PowerState, ProvisioningState, StatusCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

# How messages of extensions say it: "exit status=127", "exit code: '1'".
_EXIT = re.compile(r"\bexit (?:status|code)[ =:]{1,3}['\"]?(-?[0-9]{1,11})\b", re.IGNORECASE)

_LEVELS = ("Info", "Warning", "Error")
_SPELLED = {level.lower(): level for level in _LEVELS}

# [states] Every VM is allocated, and billed, unless it is deallocated or on the way there.
BILLED = frozenset(
    {PowerState.STARTING, PowerState.RUNNING, PowerState.STOPPING, PowerState.STOPPED}
)
NOT_BILLED = frozenset({PowerState.DEALLOCATING, PowerState.DEALLOCATED})
IN_TRANSITION = frozenset({PowerState.STARTING, PowerState.STOPPING, PowerState.DEALLOCATING})
# Provisioning states that nothing follows.
FINAL = frozenset(
    {ProvisioningState.SUCCEEDED, ProvisioningState.FAILED, ProvisioningState.CANCELED}
)


def _code(value: object) -> StatusCode | None:
    found = read_text(value)
    return None if found is None else StatusCode.parse(found)


def _level(value: object) -> str | None:
    # ConvertTo-Json writes enums as numbers.
    if isinstance(value, int) and 0 <= value < len(_LEVELS):
        return _LEVELS[value]
    found = read_text(value)
    return None if found is None else _SPELLED.get(found.lower(), found)


class Status(Model):
    """One status: its *code*, *level*, *display_status*, *message* and *time*, each or None.

    >>> Status({"code": "PowerState/running", "time": "2025-04-01T05:00:32Z"}).time.year
    2025
    """

    code = Field(("code",), _code, None)
    level = Field(("level",), _level, None)
    display_status = string("displayStatus")
    message = string("message")
    time = timestamp("time")

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
        """Whether the state is "failed", or the level is Error."""
        return self.state == "failed" or self.level == "Error"

    @property
    def exit_codes(self) -> tuple[int, ...]:
        """The exit codes of a script that failed: of the code, then of the message, if another.

        A zero is none: extensions report a failure with 0 if they have no code.

        >>> message = "command terminated with exit status=127"
        >>> Status({"code": "ProvisioningState/failed/0", "message": message}).exit_codes
        (127,)
        """
        own = None if self.code is None else self.code.exit_code
        said = _EXIT.search(self.message or "") if self.is_failure else None
        found = (own, int(said[1]) if said else None) if self.is_failure else ()
        return tuple(dict.fromkeys(one for one in found if one))

    @property
    def is_in_progress(self) -> bool:
        """Whether the code has a sub-state "in progress", whatever the state."""
        code = self.code
        return (
            code is not None
            and code.family == "ProvisioningState"
            and "progress" in (code.detail or "").lower()
        )


class ExtensionHandler(Model):
    """The agent's report about the handler of an extension."""

    type = string("type")
    type_handler_version = string("typeHandlerVersion")
    status = nested(Status, "status")


class VMAgent(Model):
    """The agent in the guest.  Its report is as old as its times, and stays after a stop."""

    vm_agent_version = string("vmAgentVersion")
    extension_handlers = nested_list(ExtensionHandler, "extensionHandlers")
    statuses = nested_list(Status, "statuses")


class SubResource(Model):
    """A reference to a resource by its *id*."""

    id = string("id")


class SecretReference(Model):
    """A secret in a key vault."""

    secret_url = string("secretUrl")
    source_vault = nested(SubResource, "sourceVault")


class KeyReference(Model):
    """A key in a key vault."""

    key_url = string("keyUrl")
    source_vault = nested(SubResource, "sourceVault")


class EncryptionSettings(Model):
    """The encryption of a disk."""

    enabled = boolean("enabled")
    disk_encryption_key = nested(SecretReference, "diskEncryptionKey")
    key_encryption_key = nested(KeyReference, "keyEncryptionKey")


class Disk(Model):
    """A disk in the view."""

    name = string("name")
    encryption_settings = nested_list(EncryptionSettings, "encryptionSettings")
    statuses = nested_list(Status, "statuses")
    storage_alignment_status = string("storageAlignmentStatus")

    @property
    def disk_name(self) -> DiskName | None:
        """The parsed name, which names the instance; None if a scale set did not give it."""
        return parse_or_none(DiskName.parse, self.name)


class Extension(Model):
    """An extension and the report of its last run."""

    name = string("name")
    type = string("type")
    type_handler_version = string("typeHandlerVersion")
    statuses = nested_list(Status, "statuses")
    substatuses = nested_list(Status, "substatuses")


class BootDiagnostics(Model):
    """The place of the screenshot and the log of the boot; the URIs grant access to them."""

    console_screenshot_blob_uri = string("consoleScreenshotBlobUri")
    serial_console_log_blob_uri = string("serialConsoleLogBlobUri")
    status = nested(Status, "status")


class VMHealth(Model):
    """The report of the application-health extension or of the load balancer's probe."""

    status = nested(Status, "status")


class MaintenanceRedeployStatus(Model):
    """Planned or past maintenance of the host."""

    is_customer_initiated_maintenance_allowed = boolean("isCustomerInitiatedMaintenanceAllowed")
    pre_maintenance_window_start_time = timestamp("preMaintenanceWindowStartTime")
    pre_maintenance_window_end_time = timestamp("preMaintenanceWindowEndTime")
    maintenance_window_start_time = timestamp("maintenanceWindowStartTime")
    maintenance_window_end_time = timestamp("maintenanceWindowEndTime")
    last_operation_result_code = string("lastOperationResultCode")
    last_operation_message = string("lastOperationMessage")


class PatchSummary(Model):
    """[vm] The patches found, or installed, by the last assessment or installation."""

    status = string("status")
    reboot_pending = boolean("rebootPending")
    critical_and_security_patch_count = number("criticalAndSecurityPatchCount")
    other_patch_count = number("otherPatchCount")
    installed_patch_count = number("installedPatchCount")
    failed_patch_count = number("failedPatchCount")
    start_time = timestamp("startTime")
    last_modified_time = timestamp("lastModifiedTime")


class PatchStatus(Model):
    """[vm] The status of patches; the view of a uniform scale set's instance has none."""

    available_patch_summary = nested(PatchSummary, "availablePatchSummary")
    last_patch_installation_summary = nested(PatchSummary, "lastPatchInstallationSummary")
    configuration_statuses = nested_list(Status, "configurationStatuses")


class WindowsConfiguration(Model):
    """[view] The place of the thumbprint in the reference of 2016; now it is in the view itself."""

    rdp_thumb_print = string("rdpThumbPrint")


class InterconnectInstanceView(Model):
    """The group of interconnected VMs that this one belongs to."""

    interconnect_subgroup_id = string("interconnectSubgroupId")


# Replaces the statuses in ``az vm list --show-details`` and Resource Graph.
def _power_state(value: object) -> Status | None:
    if not value:
        return None
    for one in statuses_of(value, POWER):
        if str(one["code"]).lower().startswith("powerstate/"):
            return Status(one)
    raise CoercionError("a power state")


def _are_of_running(statuses: Any) -> bool:
    """Return whether the raw *statuses* are surely those of a VM that runs."""
    if type(statuses) is not list or len(statuses) != 2 or type(statuses[0]) is not dict:
        return False
    # In Azure's order.
    first, second = statuses
    return (
        first.get("code") == "ProvisioningState/succeeded"
        and type(second) is dict
        and second.get("code") == "PowerState/running"
    )


def _usual_report(agent: Any) -> datetime | None:
    """Return the time of the only status of *agent*, raw, if it is usual; otherwise None.

    Every row of an export has it, and this takes a tenth of the time of the models.
    """
    statuses = agent.get("statuses") if type(agent) is dict else None
    one = statuses[0] if type(statuses) is list and len(statuses) == 1 else None
    if type(one) is not dict or one.get("code") != "ProvisioningState/succeeded":
        return None
    try:
        return read_time(one.get("time"))
    except CoercionError:
        return None


class InstanceView(Model):
    """The instance view of a VM: every element that Azure documents, as typed attributes.

    Domains count from 0.  Four states are independent: ``power``, ``provisioning`` and
    ``health`` here, and the VM's own ``provisioning_state``.  None means that Azure does not
    report a state, which differs from the state "unknown".

    >>> view = InstanceView({"statuses": [{"code": "ProvisioningState/failed/AllocationFailed"}]})
    >>> view.provisioning, view.provisioning_status.code.detail, view.power
    ('failed', 'AllocationFailed', None)
    """

    platform_update_domain = number("platformUpdateDomain", "platformUpgradeDomain")
    platform_fault_domain = number("platformFaultDomain")
    computer_name = string("computerName")
    os_name = string("osName")
    os_version = string("osVersion")
    hyper_v_generation = string("hyperVGeneration")
    rdp_thumb_print = string("rdpThumbPrint")
    windows_configuration = nested(WindowsConfiguration, "windowsConfiguration")
    vm_agent = nested(VMAgent, "vmAgent")
    maintenance_redeploy_status = nested(MaintenanceRedeployStatus, "maintenanceRedeployStatus")
    disks = nested_list(Disk, "disks")
    extensions = nested_list(Extension, "extensions")
    vm_health = nested(VMHealth, "vmHealth")
    boot_diagnostics = nested(BootDiagnostics, "bootDiagnostics")
    statuses = nested_list(Status, "statuses")
    assigned_host = string("assignedHost")
    placement_group_id = string("placementGroupId")
    interconnect_instance_view = nested(InterconnectInstanceView, "interconnectInstanceView")
    capacity_reservation_type = string("capacityReservationType")
    patch_status = nested(PatchStatus, "patchStatus")
    is_vm_in_standby_pool = boolean("isVMInStandbyPool")
    power_state = Field(("powerState",), _power_state, None)

    @cached_property
    def _by_family(self) -> dict[str, Status]:
        found: dict[str, Status] = {}
        for one in self.statuses:
            if one.family is not None:
                found.setdefault(one.family.lower(), one)
        return found

    @cached_property
    def _raw_by_family(self) -> dict[str, Mapping[str, Any]] | None:
        """The raw statuses by their families, if all are as usual; otherwise None.

        The states of most views are needed, but no more of their statuses.
        """
        statuses = raw_value(self, "statuses")
        found: dict[str, Mapping[str, Any]] = {}
        for one in statuses if type(statuses) is list else ():
            code = one.get("code") if type(one) is dict else None
            if type(code) is not str or not code:
                return None
            family = StatusCode.parse(code).family
            if family is not None:
                found.setdefault(family.lower(), one)
        return found if type(statuses) is list else None

    def _has_status(self, family: str) -> bool:
        raw = self._raw_by_family
        return self.status(family) is not None if raw is None else family in raw

    def _state(self, family: str) -> str | None:
        """Return the state of the first status of *family*, which is in lower case."""
        raw = self._raw_by_family
        if raw is None:
            status = self.status(family)
            return None if status is None else status.state
        one = raw.get(family)
        return None if one is None else StatusCode.parse(one["code"]).state

    def since(self, family: str) -> datetime | None:
        """Return the time of the first status of *family*, in any case; None if it has none."""
        raw = self._raw_by_family
        one = None if raw is None else raw.get(family.lower())
        if one is not None and type(one.get("time")) is str:
            try:
                return read_time(one["time"])
            except CoercionError:
                return None
        status = self.status(family)
        return None if status is None else status.time

    def status(self, family: str) -> Status | None:
        """Return the first status of *family*, in any case; None if there is none."""
        return self._by_family.get(family.lower())

    @cached_property
    def os_disk(self) -> DiskName | None:
        """The parsed name of the OS disk; None if it does not name one instance."""
        names = [one.disk_name for one in self.disks if one.disk_name is not None]
        # Data disks may have belonged to another instance.
        own = [one for one in names if "_os" in one.name.lower()] or names
        instances = {(one.scale_set.lower(), one.instance_id) for one in own}
        return own[0] if len(instances) == 1 else None

    @property
    def thumb_print(self) -> str | None:
        """The thumbprint of the RDP certificate, from either of its places."""
        older = self.windows_configuration
        return self.rdp_thumb_print or (None if older is None else older.rdp_thumb_print)

    @cached_property
    def power_status(self) -> Status | None:
        """The status with the power state."""
        return self.status("PowerState") or self.power_state

    @cached_property
    def power(self) -> str | None:
        """The power state, in lower case, such as those of PowerState; None if it is missing.

        Azure reports none while it creates a VM, after that failed, and sometimes for no reason.
        """
        found = self._state("powerstate")
        if found is not None or self._has_status("powerstate"):
            return found
        status = self.power_status
        return None if status is None else status.state

    @cached_property
    def provisioning_status(self) -> Status | None:
        """The status with the provisioning state."""
        return self.status("ProvisioningState")

    @cached_property
    def provisioning(self) -> str | None:
        """The provisioning state, in lower case, such as those of ProvisioningState."""
        return self._state("provisioningstate")

    @cached_property
    def reported(self) -> datetime | None:
        """The newest report of an agent that is ready, if the VM runs; None otherwise.

        After a stop, the agent's last report stays.
        """
        if not _are_of_running(raw_value(self, "statuses")) and self.power not in (None, "running"):
            return None
        if (time := _usual_report(raw_value(self, "vmagent"))) is not None:
            return time
        statuses = () if self.vm_agent is None else self.vm_agent.statuses
        times = [one.time for one in statuses if one.state == "succeeded"]
        return max((one for one in times if one is not None), default=None)

    @cached_property
    def health_status(self) -> Status | None:
        """The status of the application's health."""
        return None if self.vm_health is None else self.vm_health.status

    @cached_property
    def health(self) -> str | None:
        """The application's health, in lower case, such as HealthState; None if unmonitored."""
        status = self.health_status
        return None if status is None else status.state

    @property
    def is_running(self) -> bool | None:
        """Whether the power state is "running"; None if it is missing or "unknown"."""
        return None if self.power in (None, "unknown") else self.power == "running"

    @property
    def is_billed(self) -> bool | None:
        """[states] Whether compute is billed: for a stopped VM it is, for a deallocated one not.

        None if the power state does not decide it.
        """
        return True if self.power in BILLED else False if self.power in NOT_BILLED else None

    @property
    def is_hibernated(self) -> bool:
        """Whether there is a status HibernationState/hibernated; no power state says so."""
        return self._state("hibernationstate") == "hibernated"

    @property
    def is_generalized(self) -> bool:
        """Whether the disk was prepared as an image: such a VM does not start again."""
        status = self.status("OSState")
        return status is not None and status.state == "generalized"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is in progress: power and provisioning are in final states.

        "ProvisioningState/succeeded/osProvisioningInProgress" is not final.
        """
        if self.provisioning not in (None, *FINAL):
            return False
        if any(one.is_in_progress for one in self.statuses):
            return False
        return self.power not in IN_TRANSITION

    @property
    def failed_but_running(self) -> bool:
        """Whether provisioning failed and the VM runs, as after a failed update."""
        return self.provisioning == "failed" and self.power == "running"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the VM, or with the data about it, as far as the view shows."""
        return (*view_findings(self), *unreadable(self))

    def explain(self, now: datetime | None = None) -> list[str]:
        """Return what is wrong, one sentence each, worst first; with ages if *now* is given.

        >>> view = InstanceView({"statuses": [{"code": "PowerState/hibernating"}] * 2})
        >>> view.explain()
        []
        """
        return [one.sentence(now) for one in worst_first(self.findings)]

    def to_rest(self) -> dict[str, Any]:
        """Return the view in the REST API's spelling.

        Unknown keys stay as they are.

        >>> InstanceView({"platform_fault_domain": 2, "platformUpgradeDomain": "5"}).to_rest()
        {'platformFaultDomain': 2, 'platformUpdateDomain': 5}
        """
        return view_to_rest(self.raw)
