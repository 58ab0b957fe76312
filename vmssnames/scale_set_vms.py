"""A scale set's VM, as Azure and its tools describe it, joined with its view.

Sources
  [vm]    azure-mgmt-compute 39.0, VirtualMachineScaleSetVM (api-version 2026-04-01)
  [imds]  Microsoft Learn, "Azure Instance Metadata Service"
"""

from __future__ import annotations

from collections.abc import Mapping

from . import _grammar
from ._findings import Finding, in_order, view_findings
from ._rest_form import view_form, vm_form
from ._vm_findings import vm_findings
from ._vm_rows import Row
from .instance_view import ENDS, InstanceView
from .related import NetworkInterface, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


class ScaleSetVM(Row):
    """A VM of a scale set: *raw*, a row of a list in the spelling of any tool, and what joins it.

    *source* says whose spelling that is; *path* where it stood.  *view* is the instance
    view, if it came apart; *metadata* a document of the metadata service; *interfaces* and
    *node* what belongs to it.  *recovered* is an instance ID, a scale set and how they were
    found, of a view that names no instance.  *fields* is *raw* under folded keys, for who
    has them already.

    Equal if all that ``inventory.COLUMNS`` holds, and the view, are.

    >>> vm = ScaleSetVM({"instance_id": "85", "name": "web_85", "latest_model_applied": True})
    >>> vm.instance_id, vm.scale_set, vm.power
    (85, 'web', None)
    """

    source: str
    path: str
    interfaces: tuple[NetworkInterface, ...]
    node: Node | None
    notes: tuple[Finding, ...]

    def __init__(
        self,
        raw: Mapping[str, Any],
        *,
        source: str = "rest",
        path: str = "",
        view: InstanceView | None = None,
        metadata: Mapping[str, Any] | None = None,
        interfaces: tuple[NetworkInterface, ...] = (),
        node: Node | None = None,
        recovered: tuple[int | None, str | None, str] | None = None,
        notes: tuple[Finding, ...] = (),
        fields: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(raw)
        if fields is not None:
            self.__dict__["_folded"] = fields
        self.__dict__.update(
            source=source,
            path=path,
            _view=view,
            metadata=metadata,
            interfaces=interfaces,
            node=node,
            _recovered=recovered,
            notes=notes,
        )

    def with_(self, **changes: Any) -> ScaleSetVM:
        """Return the same VM with other parts joined to it, or another row."""
        return type(self)(changes.pop("raw", self.raw), **(self._joined() | changes))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.raw, self._joined())

    def _joined(self) -> dict[str, Any]:
        """Return what is joined to the row, as ``__init__`` takes it."""
        names = ("source", "path", "metadata", "interfaces", "node", "notes")
        joined = {name: getattr(self, name) for name in names}
        return joined | {"view": self._view, "recovered": self._recovered}

    @property
    def subscription_id(self) -> str | None:
        """The subscription, if a resource ID says it."""
        return None if self.resource_id is None else self.resource_id.subscription_id

    @property
    def resource_group(self) -> str | None:
        """The resource group, if a resource ID says it."""
        return None if self.resource_id is None else self.resource_id.resource_group

    @property
    def node_name(self) -> str | None:
        """The name of the node in Kubernetes, if one was joined; what it would be, otherwise."""
        if self.node is not None and self.node.name is not None:
            return self.node.name
        return None if self.computer_name is None else _grammar.fold(self.computer_name)

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
        """The private addresses of the interfaces that were joined, the primary one's first."""
        ordered = sorted(self.interfaces, key=lambda one: one.primary is not True)
        return tuple(dict.fromkeys(ip for one in ordered for ip in one.private_addresses))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the VM, or with what is said of it, worst first."""
        found: tuple[Finding, ...] | None = self.__dict__.get("_findings")
        if found is None:
            path = "instanceView" if self.given_view and self._view is None else ""
            of_view = () if self.view is None else view_findings(self.view, path)
            found = tuple(in_order((*self.notes, *vm_findings(self), *of_view)))
            self.__dict__["_findings"] = found
        return found

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that somebody should look at: errors and warnings."""
        return tuple(one for one in self.findings if one.severity != "info")

    def explain(self, now: datetime | None = None) -> list[str]:
        """Return what is wrong, in sentences, worst first; with its age, if *now* is given."""
        return [one.sentence(now) for one in self.findings]

    def to_rest(self) -> dict[str, Any]:
        """Return the VM as the REST API spells it, its view with it, whatever tool it came from.

        >>> ScaleSetVM({"instance_id": "85", "latest_model_applied": True}).to_rest()
        {'instanceId': '85', 'properties': {'latestModelApplied': True}}
        """
        found = vm_form(self.raw)
        if self._view is not None:
            found.setdefault("properties", {})["instanceView"] = view_form(self._view.raw)
        return found

    def _key(self) -> tuple[Any, ...]:
        # What tools leave out, or spell in their way, is no difference of the machine.
        names = (
            "scale_set name instance_id mode computer_name vm_id resource_id location zones size "
            "provisioning_state latest_model_applied model_definition_applied time_created "
            "private_addresses view"
        )
        return tuple(getattr(self, name) for name in names.split())

    def __hash__(self) -> int:
        return hash((self.name, self.instance_id, self.vm_id))

    def __repr__(self) -> str:
        name = self.name or self.computer_name
        return f"<ScaleSetVM {name!a}, {self.power or 'power unknown'}, of {self.source}>"


def _restored(kind: type[ScaleSetVM], raw: Mapping[str, Any], joined: dict[str, Any]) -> ScaleSetVM:
    return kind(raw, **joined)
