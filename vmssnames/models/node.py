"""A Kubernetes node: the name, the VM, the addresses and the conditions that the cluster reports.

Sources
  [node]   Kubernetes API reference, Node v1, and "Well-Known Labels, Annotations and Taints"
  [zone]   kubernetes-sigs/cloud-provider-azure: the label topology.kubernetes.io/zone is
           {region}-{zone}; without zones it is a fault domain, or 0 if that is not known
  [npd]    kubernetes/node-problem-detector and "Node problem detector in AKS": the conditions
           that are True in case of a problem
"""

from __future__ import annotations

from collections.abc import Mapping

from ..names.resource_id import ProviderID, ResourceID
from ..names.value import parse_or_none
from .coerce import CoercionError, objects_in, read_time
from .fields import Model, mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

_SIZES = "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"
_ZONES = "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"
_REGIONS = "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"

# [node] [npd] Conditions that report a problem if they are True.
_PROBLEMS = frozenset(
    (
        "MemoryPressure DiskPressure PIDPressure NetworkUnavailable KernelDeadlock "
        "ReadonlyFilesystem FilesystemCorruptionProblem KubeletProblem ContainerRuntimeProblem "
        "FrequentKubeletRestart FrequentDockerRestart FrequentContainerdRestart "
        "FrequentUnregisterNetDevice VMEventScheduled"
    ).split()
)


class Node(Model):
    """A Kubernetes node, from ``kubectl get nodes -o json``.

    >>> Node({"status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}}).ready
    'unknown'
    """

    metadata = mapping("metadata")
    spec = mapping("spec")
    status = mapping("status")

    @property
    def name(self) -> str | None:
        """The name of the node, which is the computer name in lower case."""
        return _text(self.metadata.get("name"))

    @property
    def provider_id(self) -> str | None:
        """The provider ID as written, of any cloud; None if the node has none."""
        return _text(self.spec.get("providerID"))

    @property
    def owner(self) -> ResourceID | None:
        """The VM of the node, from its provider ID."""
        given = self.provider_id
        found = None if given is None else parse_or_none(ProviderID.parse, given)
        return None if found is None else found.resource_id

    @property
    def ready(self) -> str | None:
        """The status of the condition Ready: "true", "false" or "unknown"; None without one.

        It is unknown if the kubelet stopped reporting.  It says nothing of the VM's power state.
        """
        status = _text((self._ready or {}).get("status"))
        return None if status is None else status.lower()

    @property
    def is_ready(self) -> bool | None:
        """Whether the condition Ready is True; None if there is none."""
        found = self._ready
        return None if found is None else found.get("status") == "True"

    @property
    def is_cordoned(self) -> bool:
        """Whether the cluster schedules no pods on the node."""
        return self.spec.get("unschedulable") is True

    @property
    def reason(self) -> str | None:
        """The reason and the message of the condition Ready; None if it has neither."""
        return reason_of(self._ready or {})

    @property
    def since(self) -> datetime | None:
        """The time of the last change of the condition Ready."""
        return time_of(self._ready or {}, "lastTransitionTime")

    @property
    def reported(self) -> datetime | None:
        """The time of the kubelet's last report, if the node is ready; None otherwise."""
        if not self.is_ready:
            return None
        times = (time_of(one, "lastHeartbeatTime") for one in self._conditions)
        return max((one for one in times if one is not None), default=None)

    @property
    def problems(self) -> tuple[Mapping[str, Any], ...]:
        """[npd] The conditions other than Ready that report a problem."""
        return tuple(
            one
            for one in self._conditions
            if _text(one.get("type")) in _PROBLEMS and one.get("status") == "True"
        )

    @property
    def internal_addresses(self) -> tuple[str, ...]:
        """The addresses of the type InternalIP."""
        listed = objects_in(self.status.get("addresses"))
        given = (one.get("address") for one in listed if one.get("type") == "InternalIP")
        return tuple(one for one in given if isinstance(one, str) and one)

    @property
    def size(self) -> str | None:
        """The size of the VM, from a label."""
        return self._label(_SIZES)

    @property
    def location(self) -> str | None:
        """The region, from a label."""
        return self._label(_REGIONS)

    @property
    def zone(self) -> str | None:
        """[zone] The availability zone, from a label; None without zones.

        >>> Node({"metadata": {"labels": {"topology.kubernetes.io/zone": "eastus-2"}}}).zone
        '2'
        """
        region, hyphen, zone = (self._label(_ZONES) or "").rpartition("-")
        return zone if region and hyphen and zone.isdecimal() else None

    @property
    def os_image(self) -> str | None:
        """The operating system, "Ubuntu 22.04.4 LTS"."""
        info = self.status.get("nodeInfo")
        return _text(info.get("osImage")) if isinstance(info, Mapping) else None

    def _label(self, keys: tuple[str, ...]) -> str | None:
        labels = self.metadata.get("labels")
        given = labels if isinstance(labels, Mapping) else {}
        return next((text for key in keys if (text := _text(given.get(key)))), None)

    @property
    def _conditions(self) -> list[Mapping[str, Any]]:
        return objects_in(self.status.get("conditions"))

    @property
    def _ready(self) -> Mapping[str, Any] | None:
        return next((one for one in self._conditions if one.get("type") == "Ready"), None)


def reason_of(condition: Mapping[str, Any]) -> str | None:
    """Return the reason and the message of *condition*; None if it has neither."""
    texts = _text(condition.get("reason")), _text(condition.get("message"))
    return ": ".join(one for one in texts if one) or None


def time_of(condition: Mapping[str, Any], key: str) -> datetime | None:
    """Return the time under *key* of *condition*; None if there is none."""
    try:
        return read_time(condition.get(key))
    except CoercionError:
        return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
