"""A scale set's VM, as Azure and its tools describe it, joined with its view.

Sources
  [vm]    azure-mgmt-compute 39.0, VirtualMachineScaleSetVM (api-version 2026-04-01)
  [imds]  Microsoft Learn, "Azure Instance Metadata Service"
"""

from __future__ import annotations

from collections.abc import Mapping

from ..names.grammar import fold
from .checks import view_findings
from .fields import lifted
from .findings import Finding, in_order, unreadable
from .instance_view import InstanceView
from .related import NetworkInterface, Node
from .rest import view_form, vm_form
from .vm_checks import vm_findings
from .vm_states import States

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


class ScaleSetVM(States):
    """A VM of a scale set: *raw*, a row of a list in the spelling of any tool, and what joins it.

    *source* says whose spelling that is; *path* where it stood.  *view* is the instance
    view, if it came apart; *others* is what else is said of it, under folded keys; *interfaces* and
    *node* what belongs to it.  *recovered* is an instance ID, a scale set and how they were
    found, of a view that names no instance.  *fields* is *raw* under folded keys, for who
    has them already.

    Equal, without regard to case, if names, place, size, states and view are; where it came
    from, and what only one tool says, makes no difference.

    >>> vm = ScaleSetVM({"instance_id": "85", "name": "web_85", "latest_model_applied": True})
    >>> vm.instance_id, vm.scale_set, vm.power
    (85, 'web', None)
    """

    source: str
    path: str
    notes: tuple[Finding, ...]

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
        recovered: tuple[int | None, str | None, str] | None = None,
        notes: tuple[Finding, ...] = (),
        fields: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(raw)
        if others:
            # A copy: *fields* is the caller's.
            self.__dict__["_folded"] = _completed(lifted(self.raw, fields and {**fields}), others)
        elif fields is not None:
            self.__dict__["_folded"] = fields
        self.__dict__.update(
            source=source,
            path=path,
            own_view=view,
            others=others,
            interfaces=interfaces,
            node=node,
            _recovered=recovered,
            notes=notes,
        )

    def with_(self, **changes: Any) -> ScaleSetVM:
        """Return the same VM with other parts joined to it, or another row."""
        return type(self)(changes.pop("raw", self.raw), **(self._joined() | changes))

    @property
    def is_row(self) -> bool:
        """Whether a list has it; not so a view alone, or a document of the metadata service."""
        return bool(self.raw) and self.source != "metadata"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.raw, self._joined())

    def _joined(self) -> dict[str, Any]:
        """Return what is joined to the row, as ``__init__`` takes it."""
        names = ("source", "path", "others", "interfaces", "node", "notes")
        joined = {name: getattr(self, name) for name in names}
        return joined | {"view": self.own_view, "recovered": self._recovered}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the VM, or with what is said of it, worst first."""
        of_view = () if self.view is None else unreadable(self.view, self._view_path)
        return (*self._checked, *unreadable(self), *of_view)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that somebody should look at: errors and warnings."""
        return tuple(one for one in self._checked if one.severity != "info")

    @property
    def _checked(self) -> tuple[Finding, ...]:
        """All findings but what is unreadable, which is none of the machine's and takes longer."""
        found: tuple[Finding, ...] | None = self.__dict__.get("_findings")
        if found is None:
            of_view = () if self.view is None else view_findings(self.view, self._view_path)
            found = tuple(in_order((*self.notes, *vm_findings(self), *of_view)))
            self.__dict__["_findings"] = found
        return found

    @property
    def _view_path(self) -> str:
        return "instanceView" if self.own_view is None and self.given_view else ""

    def explain(self, now: datetime | None = None) -> list[str]:
        """Return what is wrong, in sentences, worst first; with its age, if *now* is given."""
        return [one.sentence(now) for one in self.findings]

    def to_rest(self) -> dict[str, Any]:
        """Return the VM as the REST API spells it, its view with it, whatever tool it came from.

        >>> ScaleSetVM({"instance_id": "85", "latest_model_applied": True}).to_rest()
        {'instanceId': '85', 'properties': {'latestModelApplied': True}}
        """
        found = vm_form(self.raw)
        if self.own_view is not None:
            inner = found.get("properties")
            found["properties"] = {
                **(inner if isinstance(inner, dict) else {}),
                "instanceView": view_form(self.own_view.raw),
            }
        return found

    def _key(self) -> tuple[Any, ...]:
        # What tools leave out, or spell in their way, is no difference of the machine.
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


def _completed(fields: dict[str, Any], others: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    """Fill what *fields* leaves empty from *others*, the first of which wins; return *fields*."""
    for other in others:
        for key, value in other.items():
            if fields.get(key) in (None, ""):
                fields[key] = value
    return fields


def _restored(kind: type[ScaleSetVM], raw: Mapping[str, Any], joined: dict[str, Any]) -> ScaleSetVM:
    return kind(raw, **joined)
