"""What became other between two inventories: by machine, not by name.

An instance ID is used again; a machine's vmId is not.
"""

from __future__ import annotations

from ._records import value_of
from ._value import Value, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from .scale_set_vms import ScaleSetVM

# What may become other while the machine stays the same.
COMPARED = (
    "power",
    "provisioning",
    "view_provisioning",
    "health",
    "latest_model",
    "size",
    "zone",
    "fault_domain",
    "update_domain",
    "computer_name",
    "private_addresses",
    "problems",
)


class Change(Value):
    """What became other: *kind* is "added", "removed", "replaced" or "changed".

    *before* and *after* are the VMs, None where there is none; *fields* maps what changed to
    a pair of values.  "replaced": a new machine under an old instance ID.
    """

    __slots__ = ("kind", "before", "after", "fields")

    kind: str
    before: ScaleSetVM | None
    after: ScaleSetVM | None
    fields: dict[str, tuple[Any, Any]]

    def __init__(
        self,
        kind: str,
        before: ScaleSetVM | None,
        after: ScaleSetVM | None,
        fields: dict[str, tuple[Any, Any]],
    ) -> None:
        put(self, "kind", kind)
        put(self, "before", before)
        put(self, "after", after)
        put(self, "fields", fields)

    @property
    def vm(self) -> ScaleSetVM:
        """The VM as it is; as it was, if it is gone."""
        found = self.after if self.after is not None else self.before
        assert found is not None
        return found

    def _key(self) -> tuple[Any, ...]:
        return self.kind, self.before, self.after, tuple(sorted(self.fields.items()))


def changes(before: Iterable[ScaleSetVM], after: Iterable[ScaleSetVM]) -> list[Change]:
    """Return what became other from *before* to *after*, in the order of *after*, then removed."""
    old = list(before)
    by_machine = {vm.vm_id.lower(): vm for vm in old if vm.vm_id is not None}
    by_place = {_place(vm): vm for vm in old}
    found, gone = [], {id(vm): vm for vm in old}
    for vm in after:
        was = by_machine.get(vm.vm_id.lower()) if vm.vm_id is not None else None
        if was is None:
            was = by_place.get(_place(vm))
            if was is not None and None not in (was.vm_id, vm.vm_id):
                gone.pop(id(was), None)
                ids = was.vm_id, vm.vm_id
                found.append(Change("replaced", was, vm, {"vm_id": ids} | _differences(was, vm)))
                continue
        if was is None:
            found.append(Change("added", None, vm, {}))
            continue
        gone.pop(id(was), None)
        differences = _differences(was, vm)
        if differences:
            found.append(Change("changed", was, vm, differences))
    return found + [Change("removed", vm, None, {}) for vm in gone.values()]


def _differences(was: ScaleSetVM, now: ScaleSetVM) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (value_of(was, name), value_of(now, name)) for name in COMPARED}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _place(vm: ScaleSetVM) -> str:
    if vm.resource_id is not None:
        return vm.resource_id.key
    return f"{vm.scale_set}/{vm.instance_id}/{vm.name}/{vm.computer_name}".lower()
