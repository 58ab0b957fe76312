"""The scale sets that VMs are of, learned from the VMs themselves."""

from __future__ import annotations

from . import _grammar
from .errors import NameFormatError
from .related import ScaleSetModel, resource_id_of
from .resources import ResourceID
from .scale_sets import ScaleSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .scale_set_vms import ScaleSetVM

    Key = tuple[str, str, str]


def scale_sets_of(
    instances: Iterable[ScaleSetVM], models: Iterable[ScaleSetModel]
) -> Iterator[ScaleSet]:
    """Yield the scale sets of *instances*, and of *models*, which say more."""
    known = {_key(one.name, resource_id_of(one.id)): one for one in models if one.name}
    seen: dict[Key, list[ScaleSetVM]] = {}
    for vm in instances:
        if vm.scale_set is not None:
            seen.setdefault(_key(vm.scale_set, vm.resource_id), []).append(vm)
    for key in seen.keys() | known.keys():
        model, vms = known.get(key), seen.get(key, [])
        name = vms[0].scale_set if vms else model.name if model else None
        prefix = model.prefix if model is not None else _prefix(vms)
        given = model.orchestration_mode if model is not None else None
        mode = given or next((vm.mode for vm in vms if vm.mode), "uniform")
        paths = (vm.resource_id for vm in vms)
        path = next((_own(one, name) for one in paths if one is not None), None)
        if path is None and model is not None:
            path = resource_id_of(model.id)
        try:
            yield ScaleSet(name or "", prefix, path, mode)
        except (NameFormatError, ValueError):
            # A name that Azure does not give, as documentation has them.
            continue


def _key(name: str | None, path: ResourceID | None) -> Key:
    group, subscription = "", ""
    if path is not None:
        group, subscription = path.resource_group, path.subscription_id
    return _grammar.fold(subscription), _grammar.fold(group), _grammar.fold(name or "")


def _own(path: ResourceID, name: str | None) -> ResourceID | None:
    return ResourceID(path.subscription_id, path.resource_group, name) if name else None


def _prefix(vms: list[ScaleSetVM]) -> str | None:
    """Return the prefix that most computer names have; of as many the first one seen."""
    counts: dict[str, int] = {}
    for vm in vms:
        if vm.prefix is not None:
            counts[vm.prefix] = counts.get(vm.prefix, 0) + 1
    return max(counts, key=lambda one: counts[one]) if counts else None
