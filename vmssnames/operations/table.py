"""The table behind operations.py: Azure's requests and commands for each operation.

operations.py lists the sources.  In commands, {place} stands for the options that name the
scale set or the VM, {ids} for several instance IDs, and {id} for one.  Without a command,
``az rest`` or Invoke-AzRestMethod sends the request.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_OS_DISK = "resets the OS disk to the image: everything written to it is lost"
_ALL_DISKS = "resets all disks, including data disks: everything written to them is lost"
_EPHEMERAL = "data on temporary and ephemeral disks is lost"


class Row:
    """One operation, with the requests and commands that do it."""

    name: str
    summary: str
    note: str = ""
    method: str = "POST"
    # Appended to the path of the instance, of the scale set with a list of IDs, of the scale
    # set, or of a VM outside of uniform scale sets.
    path: str | None = None
    bulk_path: str | None = None
    scale_set_path: str | None = None
    vm_path: str | None = None
    # Whether the API version is that of the network provider.
    network: bool = False
    # Returns the body; its argument is the script of run-command.
    body: Callable[[str], dict[str, Any]] | None = None
    # Commands for instances, and the option of az that names the scale set.
    az: str | None = None
    az_name: str = "--name"
    powershell: str | None = None
    # Commands for VMs outside of uniform scale sets.
    vm_az: str | None = None
    vm_powershell: str | None = None

    def __init__(self, name: str, summary: str, **fields: Any) -> None:
        self.name, self.summary = name, summary
        for field, value in fields.items():
            if field not in type(self).__annotations__:
                raise TypeError(f"a row has no {field}")
            setattr(self, field, value)


def _protection(protect: bool) -> Callable[[str], dict[str, Any]]:
    policy = {"protectFromScaleIn": protect, "protectFromScaleSetActions": protect}
    return lambda script: {"properties": {"protectionPolicy": policy}}


def _protect(name: str, summary: str, note: str, protect: bool) -> Row:
    yes = str(protect).lower()
    return Row(
        name,
        summary,
        note=note,
        method="PUT",
        path="",
        body=_protection(protect),
        az="vmss update {place} --instance-id {id} "
        f"--protect-from-scale-in {yes} --protect-from-scale-set-actions {yes}",
        powershell="Update-AzVmssVM {place} -InstanceId {id} "
        f"-ProtectFromScaleIn ${yes} -ProtectFromScaleSetAction ${yes}",
    )


def _post(name: str, summary: str, verb: str, az: str | None, ps: str | None, **fields: Any) -> Row:
    """Return the row of a POST that is the same for one instance, several, and a VM."""
    fields = {"path": f"/{verb}", "bulk_path": f"/{verb}", "vm_path": f"/{verb}"} | fields
    if fields["vm_path"] is not None:
        fields.setdefault("vm_az", f"vm {name} --ids {{ids}}")
    return Row(name, summary, az=az, powershell=ps, **fields)


OPERATIONS = (
    Row(
        "show",
        "show the instance",
        method="GET",
        path="",
        vm_path="",
        az="vmss show {place} --instance-id {id}",
        powershell="Get-AzVmssVM {place} -InstanceId {id}",
        vm_az="vm show --ids {ids}",
        vm_powershell="Get-AzVM {place}",
    ),
    Row(
        "list",
        "list all instances of the scale set, including this one",
        note="for a Flexible scale set, az lists VMs with IDs of a different kind",
        method="GET",
        scale_set_path="/virtualMachines",
        az="vmss list-instances {place}",
        powershell="Get-AzVmssVM {place}",
    ),
    Row(
        "instance-view",
        "show the current power state, agent, extensions and disks",
        method="GET",
        path="/instanceView",
        vm_path="/instanceView",
        az="vmss get-instance-view {place} --instance-id {id}",
        powershell="Get-AzVmssVM {place} -InstanceId {id} -InstanceView",
        vm_az="vm get-instance-view --ids {ids}",
        vm_powershell="Get-AzVM {place} -Status",
    ),
    _post(
        "start",
        "start a stopped or deallocated instance",
        "start",
        "vmss start {place} --instance-ids {ids}",
        "Start-AzVmss {place} -InstanceId {ids}",
        vm_powershell="Start-AzVM {place}",
    ),
    _post(
        "restart",
        "restart the guest",
        "restart",
        "vmss restart {place} --instance-ids {ids}",
        "Restart-AzVmss {place} -InstanceId {ids}",
        note="without instance IDs, az and PowerShell restart all instances",
        vm_powershell="Restart-AzVM {place}",
    ),
    _post(
        "power-off",
        "stop the guest but keep the VM allocated",
        "powerOff",
        "vmss stop {place} --instance-ids {ids}",
        "Stop-AzVmss {place} -InstanceId {ids} -StayProvisioned",
        note="the VM is still billed; to stop that, deallocate it",
        bulk_path="/poweroff",
        vm_az="vm stop --ids {ids}",
        vm_powershell="Stop-AzVM {place} -StayProvisioned",
    ),
    _post(
        "deallocate",
        "stop the guest and release the VM",
        "deallocate",
        "vmss deallocate {place} --instance-ids {ids}",
        "Stop-AzVmss {place} -InstanceId {ids}",
        note=f"{_EPHEMERAL}, and dynamic addresses",
        vm_powershell="Stop-AzVM {place}",
    ),
    _post(
        "reimage",
        "reset the OS disk to the image",
        "reimage",
        None,
        "Set-AzVmssVM {place} -InstanceId {id} -Reimage",
        note=f"{_OS_DISK}; 'az vmss reimage' does something else: it reimages all disks",
        vm_powershell="Invoke-AzVMReimage {place}",
    ),
    _post(
        "reimage-all",
        "reset all disks to the image",
        "reimageall",
        "vmss reimage {place} --instance-ids {ids}",
        "Set-AzVmssVM {place} -InstanceId {id} -ReimageAll",
        note=_ALL_DISKS,
        vm_path=None,
    ),
    _post(
        "redeploy",
        "move the VM to another host and start it there",
        "redeploy",
        None,
        "Set-AzVmssVM {place} -InstanceId {id} -Redeploy",
        note=_EPHEMERAL,
        vm_powershell="Set-AzVM {place} -Redeploy",
    ),
    _post(
        "perform-maintenance",
        "start pending maintenance now",
        "performMaintenance",
        "vmss perform-maintenance {place} --instance-ids {ids}",
        "Set-AzVmssVM {place} -InstanceId {id} -PerformMaintenance",
        note=_EPHEMERAL,
        vm_powershell="Set-AzVM {place} -PerformMaintenance",
    ),
    _post(
        "simulate-eviction",
        "simulate the eviction of a Spot instance",
        "simulateEviction",
        "vmss simulate-eviction {place} --instance-id {id}",
        "Set-AzVmssVM {place} -InstanceId {id} -SimulateEviction",
        note="within minutes, it is deallocated or deleted, depending on its eviction policy",
        bulk_path=None,
        vm_powershell="Set-AzVM {place} -SimulateEviction",
    ),
    _post(
        "run-command",
        "run a shell script as root in the guest, and wait for its output",
        "runCommand",
        "vmss run-command invoke {place} --instance-id {id} --command-id RunShellScript "
        "--scripts {script}",
        "Invoke-AzVmssVMRunCommand {place} -InstanceId {id} -CommandId RunShellScript "
        "-ScriptString {script}",
        note="the script runs with full privileges; for Windows, use RunPowerShellScript",
        bulk_path=None,
        body=lambda script: {"commandId": "RunShellScript", "script": [script]},
        vm_az="vm run-command invoke --ids {ids} --command-id RunShellScript --scripts {script}",
        vm_powershell="Invoke-AzVMRunCommand -ResourceGroupName {group} -VMName {vm} "
        "-CommandId RunShellScript -ScriptString {script}",
    ),
    Row(
        "delete",
        "delete the instance",
        note="cannot be undone; without instance IDs, Remove-AzVmss deletes the scale set itself",
        method="DELETE",
        path="",
        bulk_path="/delete",
        vm_path="",
        az="vmss delete-instances {place} --instance-ids {ids}",
        powershell="Remove-AzVmss {place} -InstanceId {ids}",
        vm_az="vm delete --ids {ids}",
        vm_powershell="Remove-AzVM {place}",
    ),
    Row(
        "update-to-latest-model",
        "update the instance to the scale set's model",
        note="the instance may be restarted or reimaged, depending on the change",
        bulk_path="/manualupgrade",
        az="vmss update-instances {place} --instance-ids {ids}",
        powershell="Update-AzVmssInstance {place} -InstanceId {ids}",
    ),
    _protect(
        "protect",
        "protect the instance from scale-in and from operations on the whole scale set",
        "it no longer gets upgrades with the others; it can still be deleted by hand",
        True,
    ),
    _protect("unprotect", "remove the protection", "a scale-in may delete it at once", False),
    Row(
        "boot-diagnostics",
        "get links to the screenshot and the serial console log",
        note="anyone with the links can read them for two hours",
        path="/retrieveBootDiagnosticsData",
        vm_path="/retrieveBootDiagnosticsData",
    ),
    Row(
        "network-interfaces",
        "list the instance's network interfaces, which hold its addresses",
        method="GET",
        path="/networkInterfaces",
        network=True,
        az="vmss nic list-vm-nics {place} --instance-id {id}",
        az_name="--vmss-name",
    ),
    Row(
        "extensions",
        "list the instance's extensions",
        method="GET",
        path="/extensions",
        vm_path="/extensions",
        vm_az="vm extension list --ids {ids}",
        vm_powershell="Get-AzVMExtension -ResourceGroupName {group} -VMName {vm}",
    ),
    _post(
        "approve-rolling-upgrade",
        "continue a deferred rolling upgrade on this instance",
        "approveRollingUpgrade",
        None,
        None,
        note="the instance is upgraded, and may be restarted or reimaged",
        vm_path=None,
    ),
)
