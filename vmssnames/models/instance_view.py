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

from .checks import view_findings
from .findings import Finding, in_order, unreadable
from .rest import view_form
from .status import StatusCode
from .view_parts import (
    BootDiagnostics,
    Disk,
    EncryptionSettings,
    Extension,
    ExtensionHandler,
    InterconnectInstanceView,
    KeyReference,
    MaintenanceRedeployStatus,
    PatchStatus,
    PatchSummary,
    SecretReference,
    Status,
    SubResource,
    VMAgent,
    VMHealth,
    WindowsConfiguration,
)
from .views import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

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
        return view_form(self.raw)
