"""Instances as Azure takes them: those of one scale set at once, VMs by their paths."""

from __future__ import annotations

from ..errors import shown, shown_kind
from ..names.grammar import fold
from ..names.resource_id import ResourceID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def group_instances(resources: ResourceID | Iterable[ResourceID]) -> list[list[ResourceID]]:
    """Return the instances by scale set, VMs by subscription, in the order they come in."""
    several = [resources] if isinstance(resources, ResourceID) else resources
    if not hasattr(type(several), "__iter__"):
        raise TypeError(f"expected ResourceIDs, got {shown_kind(type(several))}")
    # By path, so that an instance given twice is one.
    groups: dict[tuple[str, ...], dict[str, ResourceID]] = {}
    for one in several:
        if type(one) is not ResourceID:
            raise TypeError(f"expected a ResourceID, got {shown_kind(type(one))}")
        if one.vm_name is None or one.child is not None:
            raise ValueError(f"expected an instance, got {shown(str(one), 200)}")
        place: tuple[str, ...] = (fold(one.subscription_id),)
        if one.instance_id is not None:
            place += fold(one.resource_group), fold(str(one.scale_set))
        groups.setdefault(place, {}).setdefault(fold(one.vm_path), one)
    if not groups:
        raise ValueError("expected an instance, got none: to Azure, an empty list means all")
    return [list(group.values()) for group in groups.values()]


def parts(template: str, group: list[ResourceID]) -> list[list[ResourceID]]:
    """Return *group* in parts for one command each: all, if it takes {ids}; single ones; one."""
    if "{ids}" in template:
        return [group]
    if "{id}" in template or "{vm}" in template or group[0].instance_id is None:
        return [[one] for one in group]
    return [group[:1]]


def id_in_commands(one: ResourceID) -> str:
    """Return what a command calls *one*: its instance ID, or the path of a VM."""
    return one.vm_path if one.instance_id is None else str(one.instance_id)
