"""What Azure says of a VM at this moment: the elements, and what follows from them.

instance_view.py has the sources, and what is wrong with it.
"""

from __future__ import annotations

from ..names.disk_name import DiskName
from .coerce import Unreadable, read_mapping
from .fields import Field, Part, flag, number, once, part, parts, text
from .view_parts import (
    BootDiagnostics,
    Disk,
    Extension,
    InterconnectInstanceView,
    MaintenanceRedeployStatus,
    PatchStatus,
    Status,
    VMAgent,
    VMHealth,
    WindowsConfiguration,
)

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
        raise Unreadable("a power state")
    return Status({"code": f"PowerState/{state}", "displayStatus": value})


class View(Part):
    """The elements of an instance view, as Azure's SDK calls them, and facts of them."""

    platform_update_domain: int | None = number("platformUpdateDomain", "platformUpgradeDomain")
    platform_fault_domain: int | None = number("platformFaultDomain")
    computer_name: str | None = text("computerName")
    os_name: str | None = text("osName")
    os_version: str | None = text("osVersion")
    hyper_v_generation: str | None = text("hyperVGeneration")
    rdp_thumb_print: str | None = text("rdpThumbPrint")
    windows_configuration: WindowsConfiguration | None = part(
        WindowsConfiguration, "windowsConfiguration"
    )
    vm_agent: VMAgent | None = part(VMAgent, "vmAgent")
    maintenance_redeploy_status: MaintenanceRedeployStatus | None = part(
        MaintenanceRedeployStatus, "maintenanceRedeployStatus"
    )
    disks: tuple[Disk, ...] = parts(Disk, "disks")
    extensions: tuple[Extension, ...] = parts(Extension, "extensions")
    vm_health: VMHealth | None = part(VMHealth, "vmHealth")
    boot_diagnostics: BootDiagnostics | None = part(BootDiagnostics, "bootDiagnostics")
    statuses: tuple[Status, ...] = parts(Status, "statuses")
    assigned_host: str | None = text("assignedHost")
    placement_group_id: str | None = text("placementGroupId")
    interconnect_instance_view: InterconnectInstanceView | None = part(
        InterconnectInstanceView, "interconnectInstanceView"
    )
    capacity_reservation_type: str | None = text("capacityReservationType")
    patch_status: PatchStatus | None = part(PatchStatus, "patchStatus")
    is_vm_in_standby_pool: bool | None = flag("isVMInStandbyPool")
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

    @once
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

    @once
    def power_status(self) -> Status | None:
        """The status that says the power state."""
        return self.status("PowerState") or self.power_state

    @once
    def power(self) -> str | None:
        """The power state, in lower case; None if Azure does not say: "absent", not "unknown".

        It says none while a VM is made, after that failed, and now and then for no reason.
        """
        status = self.power_status
        return None if status is None else status.state

    @once
    def provisioning_status(self) -> Status | None:
        """The status that says how the view sees provisioning."""
        return self.status("ProvisioningState")

    @once
    def provisioning(self) -> str | None:
        """How the view sees provisioning, in lower case: "succeeded", "failed", "updating"."""
        status = self.provisioning_status
        return None if status is None else status.state

    @once
    def health_status(self) -> Status | None:
        """The status of the application's health."""
        return None if self.vm_health is None else self.vm_health.status

    @once
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
