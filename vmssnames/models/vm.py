"""A scale-set VM, as Azure and its tools describe it, joined with its instance view.

Sources
  [vm]    azure-mgmt-compute 39.0, VirtualMachineScaleSetVM (api-version 2026-04-01)
  [imds]  Microsoft Learn, "Azure Instance Metadata Service"
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..names import grammar
from ..names.grammar import fold
from ..names.ids import parse_instance_id
from ..names.resource_id import ResourceID
from ..names.value import parse_or_none
from ..names.vm_names import ComputerName, VMName
from .checks import view_findings, vm_findings
from .coerce import fold_key, fold_keys, read_mapping
from .events import Event
from .fields import (
    cached_property,
    lifted,
)
from .findings import Finding, Severity, unreadable, worst_first
from .instance_view import FINAL, InstanceView
from .node import Node
from .projections import HEALTH, POWER, PROVISIONING, is_state, is_unread, statuses_of
from .quiet import has_no_problems
from .related import NetworkInterface
from .rest import view_to_rest, vm_to_rest
from .status import StatusCode
from .vm_parts import (
    ANY_STATE,
    DOCUMENTED_KEYS,
    are_texts,
    path_of_added_vm,
)
from .vm_row import VMRow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    Recovered = tuple[int | None, str | None, str]


class ScaleSetVM(VMRow):
    """A VM of a scale set: a row of a list in any tool's spelling, and what was joined to it.

    *raw* is the row; *source* says which tool's spelling it has, *path* where it was.  *view* is
    an instance view that came separately, *others* are further documents about the VM, under
    folded keys; *interfaces* and *node* belong to it.  *recovered* is the instance ID and the
    scale set of a view that does not name them, and how they were inferred.  *notes* are findings
    of the join, *events* those that concern the VM.  *folded* is *raw* under folded keys, for
    callers that have it.

    VMs are equal, ignoring case, if names, place, size, states and view are; their
    sources make no difference.

    >>> vm = ScaleSetVM({"instance_id": "85", "name": "web_85", "latest_model_applied": True})
    >>> vm.instance_id, vm.scale_set, vm.power
    (85, 'web', None)
    """

    source: str
    path: str
    interfaces: tuple[NetworkInterface, ...]
    node: Node | None
    notes: tuple[Finding, ...]
    events: tuple[Event, ...]
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
        events: tuple[Event, ...] = (),
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
            events=events,
            _others=others,
            _own_view=view,
            _recovered=recovered,
        )

    def __replace__(self, **changes: Any) -> ScaleSetVM:
        # copy.replace() of Python 3.13; *raw* may change, too.
        is_same = changes.keys() <= _ADDED
        made = type(self)(changes.pop("raw", self.raw), **(joined_parts(self) | changes))
        if is_same:
            known = self.__dict__
            made.__dict__.update((name, known[name]) for name in _KEPT if name in known)
        return made

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
        """Whether the VM is in a list, rather than in a view, a node, an event or metadata."""
        return bool(self.raw) and self.source not in ("metadata", "event")

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
                if are_texts(self.given_statuses):
                    raw = {**raw, "statuses": list(statuses_of(self.given_statuses))}
            found = InstanceView(raw) if raw else None
            more = self._states_outside(found)
            if more:
                found = InstanceView({**raw, **more})
        return found

    def _states_outside(self, view: InstanceView | None) -> dict[str, Any]:
        """Return what the row says itself and *view* does not, as parts of a view."""
        more: dict[str, Any] = {}
        if _OUTSIDE.isdisjoint(self._folded):
            return more  # As in nearly all rows.
        if view is None or view.power is None:
            if self.given_power:
                more["powerState"] = self.given_power
            elif (power := self._state_of_family(POWER)) is not None:
                more["powerState"] = power
        if view is None or view.health is None:
            health = self.given_health or self._state_of_family(HEALTH)
            if health is not None:
                more["vmHealth"] = {"status": health}
        names = ("osName", self.given_os_name), ("osVersion", self.given_os_version)
        if view is None:
            more |= {name: value for name, value in names if value is not None}
            if self.given_agent_version is not None:
                more["vmAgent"] = {"vmAgentVersion": self.given_agent_version}
        return more

    def _state_of_family(self, family: str) -> dict[str, Any] | None:
        """Return the status of *family* in a key that may have any: "state", "status"."""
        for value in (self.given_status, self.given_state):
            for one in statuses_of(value) if value is not None else ():
                if str(one["code"]).lower().startswith(f"{family.lower()}/"):
                    return one
        return None

    @cached_property
    def provisioning_state(self) -> str | None:
        """ARM's provisioning state as written, "Succeeded": how its last operation ended."""
        given = self.given_provisioning
        if given is not None or ANY_STATE.isdisjoint(self._folded):
            return given
        if (found := self._state_of_family(PROVISIONING)) is not None:
            return str(found["code"]).split("/")[1]
        return given

    @cached_property
    def resource_id(self) -> ResourceID | None:
        """The resource ID; None if there is none, or if it is not a VM's (which is a finding)."""
        found = parse_or_none(ResourceID.parse, self.id)
        found = found or parse_or_none(ResourceID.parse, self.virtual_machine_resource_id)
        if found is None and self.id is not None:
            found = path_of_added_vm(self.id)
        if found is None and self.id is None:
            found = self._assembled_resource_id()
            if found is None and self.node is not None:
                found = self.node.owner
        if found is not None and (found.vm_name is None or found.child is not None):
            found = None
        return found

    def _assembled_resource_id(self) -> ResourceID | None:
        """Return the resource ID assembled from its parts, which older metadata lists."""
        place = self.given_subscription_id, self.given_resource_group
        owner_path = parse_or_none(ResourceID.parse, self.given_scale_set)
        if owner_path is not None and owner_path.scale_set is not None:
            place = owner_path.subscription_id, owner_path.resource_group
        if None in place:
            return None
        path = f"/subscriptions/{place[0]}/resourceGroups/{place[1]}/providers/Microsoft.Compute"
        owner = (self.given_scale_set or "").rpartition("/")[2]
        digits = self.given_instance_id or (self.given_name or "")[len(owner) + 1 :]
        has_name = (self.given_name or "").lower() in ("", digits, f"{owner}_{digits}".lower())
        if owner and has_name and grammar.is_decimal(digits):
            path += f"/virtualMachineScaleSets/{owner}/virtualMachines/{digits}"
        elif self.source == "metadata" and self.given_name and self._is_outside_uniform:
            path += f"/virtualMachines/{self.given_name}"
        else:
            return None
        return parse_or_none(ResourceID.parse, path)

    @property
    def _is_outside_uniform(self) -> bool:
        """[imds] Whether a metadata document is not of an instance of a uniform scale set."""
        # Older documents do not name the scale set, but then have its placement group.
        return self.number_in_name is None or self._folded.get("placementgroupid") == ""

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
        given = self.given_instance_id or (self.id if self.has_decimal_id else None)
        number = parse_or_none(parse_instance_id, given)
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

    @property
    def has_decimal_id(self) -> bool:
        """Whether ``id`` is an instance ID, as in ``--query "[].{id:instanceId}"``."""
        return self.id is not None and grammar.is_decimal(self.id)

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
        """The host name that the VM was created with; without one, the guest's report.

        Without either, the name of the Kubernetes node, which is the same in lower case.
        """
        profile = self.os_profile
        if profile is not None and profile.computer_name is not None:
            return profile.computer_name
        if self.given_computer_name is not None:
            return self.given_computer_name
        if self.view is not None and self.view.computer_name is not None:
            return self.view.computer_name
        return self.given_node_name if self.node is None else self.node.name

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
        name = self.given_node_name or self.computer_name
        return None if name is None else fold(name)

    @property
    def ready(self) -> str | None:
        """Whether the Kubernetes node is ready: "true", "false", "unknown"; None without a node.

        It is a state of its own, and says nothing of ``power``.
        """
        return None if self.node is None else self.node.ready

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
        """The size: the VM's own, the scale set's, or that of the node."""
        own = None if self.hardware_profile is None else self.hardware_profile.vm_size
        of_set = None if self.sku is None else self.sku.name
        return own or self.vm_size or of_set or (self.node.size if self.node else None)

    @property
    def location(self) -> str | None:
        """The region, if known."""
        return self.given_location or (self.node.location if self.node else None)

    @property
    def zone(self) -> str | None:
        """The availability zone; several are separated by commas."""
        return ",".join(self.zones) or (self.node.zone if self.node else None)

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
            return self.given_addresses or self.given_network or of_node
        ordered = sorted(self.interfaces, key=lambda one: one.primary is not True)
        return tuple(dict.fromkeys(ip for one in ordered for ip in one.private_addresses))

    # -- which states it has

    @property
    def power(self) -> str | None:
        """The power state, in lower case; None if it is missing, which is not "unknown"."""
        return None if self.view is None else self.view.power

    @property
    def powers(self) -> tuple[str, ...]:
        """The power states under all keys of the row and in the view, which should be one."""
        if _OUTSIDE.isdisjoint(self._folded):
            return ()
        values = self.given_power, self.given_status, self.given_state
        found = [one for value in values if value is not None for one in statuses_of(value)]
        codes = [StatusCode.parse(str(one["code"])) for one in found]
        states = [code.state for code in codes if (code.family or "").lower() == "powerstate"]
        return tuple(dict.fromkeys(one for one in (self.power, *states) if one))

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

    # -- how old that is

    @property
    def as_of(self) -> datetime | None:
        """When the states were reported; None if the data does not tell.

        An agent that is ready and a node that is ready report all the time.
        """
        of_view = None if self.view is None else self.view.reported
        if self.node is None:
            return of_view
        return max((one for one in (of_view, self.node.reported) if one is not None), default=None)

    @property
    def provisioning_since(self) -> datetime | None:
        """When the view's provisioning state began; Azure reports no time of power states."""
        return None if self.view is None else self.view.since("ProvisioningState")

    @property
    def health_since(self) -> datetime | None:
        """When the application's health began to be as it is."""
        status = None if self.view is None else self.view.health_status
        return None if status is None else status.time

    @property
    def ready_since(self) -> datetime | None:
        """When the node's condition Ready last changed."""
        return None if self.node is None else self.node.since

    # -- what is wrong with it

    @property
    def unread_states(self) -> tuple[str, ...]:
        """The keys of the row that probably carry a state, and that nothing reads.

        >>> ScaleSetVM({"instanceId": "0", "power2": "VM running"}).unread_states
        ('power2',)
        """
        fields = self._folded
        found = [key for key in _unknown_keys(tuple(fields)) if is_state(fields[key], key)]
        if not ANY_STATE.isdisjoint(fields):
            found += [key for key in ANY_STATE & fields.keys() if is_unread(fields[key])]
        if not found:
            return ()
        return tuple(key for key in self._spelled() if fold_key(key) in found)

    def _spelled(self) -> list[str]:
        """Return the keys of the row as written."""
        inner = self._folded.get("properties")
        return [*self.raw, *(inner if isinstance(inner, Mapping) else ())]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the VM, or with the data about it, worst first."""
        of_view = () if self.view is None else unreadable(self.view, self._view_path)
        return (*self._checked, *unreadable(self), *of_view)

    @cached_property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that somebody should look at: errors and warnings."""
        if has_no_problems(self):
            return ()
        return tuple(one for one in self._checked if one.severity > Severity.INFO)

    @cached_property
    def _checked(self) -> tuple[Finding, ...]:
        """All findings but unreadable values, which take longer and do not concern the VM."""
        of_view = () if self.view is None else view_findings(self.view, self._view_path)
        of_events = (one.finding() for one in self.events)
        return tuple(worst_first((*self.notes, *of_events, *vm_findings(self), *of_view)))

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


# What says nothing of which VM it is, and what stays then.
_ADDED = {"interfaces", "notes", "events"}
_KEPT = ("_folded", "view", "resource_id", "instance_id", "scale_set")

# The keys of states that are not in a view.
_OUTSIDE = frozenset(
    key
    for field in (
        *(VMRow.given_power, VMRow.given_status, VMRow.given_state, VMRow.given_health),
        *(VMRow.given_os_name, VMRow.given_os_version, VMRow.given_agent_version),
    )
    for key in field.keys
)


# The rows of a list have the same keys.
@lru_cache(maxsize=64)
def _unknown_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    known = DOCUMENTED_KEYS.union(ScaleSetVM.known_keys())
    return tuple(key for key in keys if key not in known)


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
        "events": vm.events,
    }


def _completed(fields: dict[str, Any], others: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    """Fill the empty values of *fields* from *others*, the first of which wins; return *fields*."""
    for other in others:
        for key, value in other.items():
            if fields.get(key) in (None, ""):
                fields[key] = value
    return fields
