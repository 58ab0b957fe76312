"""What changed between two inventories: by machine, not by name.

Azure reuses instance IDs; the vmId of a machine is unique.
"""

from __future__ import annotations

from ..models.related import vm_key
from ..names.value import Value
from .records import value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..models.vm import ScaleSetVM

# The columns that may change while the machine stays the same.
COMPARED = (
    "scale_set name resource_group power provisioning view_provisioning health latest_model size "
    "zone fault_domain update_domain computer_name private_addresses hibernated ready"
).split()


class Change(Value):
    """One change: *kind* is "added", "removed", "replaced" or "changed".

    *before* and *after* are the VMs, None if there is none; *fields* maps each changed column
    to its two values.  "replaced" is a new machine with an old instance ID.

    >>> from vmssnames import load_instances
    >>> was = load_instances([{"instanceId": "85", "name": "web_85", "vmId": "a"}])
    >>> now = load_instances([{"instanceId": "85", "name": "web_85", "vmId": "b"}])
    >>> [(one.kind, one.fields) for one in was.diff(now)]
    [('replaced', {'vm_id': ('a', 'b')})]
    """

    __slots__ = ("kind", "before", "after", "fields")

    kind: str
    before: ScaleSetVM | None
    after: ScaleSetVM | None
    fields: dict[str, tuple[Any, Any]]

    @property
    def vm(self) -> ScaleSetVM:
        """The VM after the change; before it, if the VM was removed."""
        found = self.after if self.after is not None else self.before
        assert found is not None
        return found

    def _key(self) -> tuple[Any, ...]:
        return self.kind, self.before, self.after, tuple(sorted(self.fields.items()))


def diff_vms(before: Iterable[ScaleSetVM], after: Iterable[ScaleSetVM]) -> list[Change]:
    """Return the changes from *before* to *after*, in the order of *after*, removed VMs last."""
    old = {id(vm): vm for vm in before}
    machines: dict[str, list[ScaleSetVM]] = {}
    places: dict[str, list[ScaleSetVM]] = {}
    for vm in old.values():
        if vm.vm_id is not None:
            machines.setdefault(vm.vm_id.lower(), []).append(vm)
        places.setdefault(_vm_key(vm), []).append(vm)
    new = list(after)
    matched = [pop_match(machines.get((vm.vm_id or "").lower(), ()), vm, old) for vm in new]
    # VMs that match by machine are taken first; the others match by place, as "replaced".
    pairs = [
        (one or pop_match(places.get(_vm_key(vm), ()), vm, old), vm)
        for one, vm in zip(matched, new, strict=True)
    ]
    changes = [_change(before_vm, vm) for before_vm, vm in pairs]
    return [one for one in changes if one is not None] + [
        Change("removed", vm, None, {}) for vm in old.values()
    ]


def pop_match(
    candidates: Iterable[ScaleSetVM], vm: ScaleSetVM, old: dict[int, ScaleSetVM]
) -> ScaleSetVM | None:
    """Remove one of *candidates* from *old* and return it: one with the same place, if any."""
    left = [one for one in candidates if id(one) in old]
    left.sort(key=lambda one: _vm_key(one) != _vm_key(vm))
    return old.pop(id(left[0])) if left else None


def _change(was: ScaleSetVM | None, vm: ScaleSetVM) -> Change | None:
    if was is None:
        return Change("added", None, vm, {})
    differences = _differences(was, vm)
    ids = was.vm_id, vm.vm_id
    if None not in ids and str(ids[0]).lower() != str(ids[1]).lower():
        return Change("replaced", was, vm, {"vm_id": ids} | differences)
    return Change("changed", was, vm, differences) if differences else None


def _differences(was: ScaleSetVM, now: ScaleSetVM) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (value_of(was, name), value_of(now, name)) for name in COMPARED}
    pairs["problems"] = _problems(was), _problems(now)
    return {
        name: pair for name, pair in pairs.items() if _comparable(pair[0]) != _comparable(pair[1])
    }


def _problems(vm: ScaleSetVM) -> str:
    """Return the problems of *vm* in few words; their number would hide a change."""
    from ..models.redaction import redacted

    words = (f"{one.kind} {redacted(one.code)}" if one.code else one.kind for one in vm.problems)
    return ", ".join(words)


def _comparable(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _vm_key(vm: ScaleSetVM) -> str:
    if vm.resource_id is not None:
        return vm_key(vm.resource_id)
    return f"{vm.scale_set}/{vm.instance_id}/{vm.name}/{vm.computer_name}".lower()
