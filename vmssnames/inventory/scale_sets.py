"""The scale sets that VMs are of, learned from the VMs themselves."""

from __future__ import annotations

from ..errors import NameFormatError
from ..models.related import ScaleSetModel, resource_id_of
from ..names import grammar
from ..names.resource_id import ResourceID
from ..names.scale_set import MODES, ScaleSet
from ..names.vm_names import check_scale_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..models.vm import ScaleSetVM

    Key = tuple[str, str, str]


def scale_sets_of(
    instances: Iterable[ScaleSetVM], models: Iterable[ScaleSetModel]
) -> Iterator[ScaleSet]:
    """Yield the scale sets of *instances*, and of *models*, which say more."""
    found: dict[Key, tuple[list[ScaleSetModel], list[ScaleSetVM]]] = {}
    for model in models:
        if model.name is not None:
            key = _key(model.name, resource_id_of(model.id))
            found.setdefault(key, ([], []))[0].append(model)
    for vm in instances:
        if vm.scale_set is not None:
            key = _whole(_key(vm.scale_set, vm.resource_id), found)
            found.setdefault(key, ([], []))[1].append(vm)
    for known, vms in found.values():
        one = _scale_set(known[-1] if known else None, vms)
        if one is not None:
            yield one


def _whole(key: Key, known: Iterable[Key]) -> Key:
    """Return *key*, of which the place may be missing, as it is *known*, if that is sure."""
    if key[:2] != ("", ""):
        return key
    same = [one for one in known if one[2] == key[2]]
    return same[0] if len(same) == 1 else key


def _scale_set(model: ScaleSetModel | None, vms: list[ScaleSetVM]) -> ScaleSet | None:
    name = (vms[0].scale_set if vms else None) or (model.name if model else None) or ""
    prefix = model.prefix if model is not None else _prefix(vms)
    given = grammar.fold((model.orchestration_mode if model is not None else None) or "")
    mode = given if given in MODES else next((vm.mode for vm in vms if vm.mode), "uniform")
    try:
        check_scale_set(name)
    except NameFormatError:
        return None  # As documentation has them, in braces; Azure gives no such name.
    paths = [vm.resource_id for vm in vms] + [resource_id_of(model.id if model else None)]
    path = next((_own(one, name) for one in paths if one is not None), None)
    if prefix is not None and not grammar.is_prefix(prefix):
        prefix = None
    return ScaleSet(name, prefix, path, mode)


def _key(name: str | None, path: ResourceID | None) -> Key:
    group, subscription = "", ""
    if path is not None:
        group, subscription = path.resource_group, path.subscription_id
    return grammar.fold(subscription), grammar.fold(group), grammar.fold(name or "")


def _own(path: ResourceID, name: str) -> ResourceID:
    return ResourceID(path.subscription_id, path.resource_group, name)


def _prefix(vms: list[ScaleSetVM]) -> str | None:
    """Return the prefix that most computer names have; of as many the first one seen."""
    counts: dict[str, int] = {}
    for vm in vms:
        if vm.prefix is not None:
            counts[vm.prefix] = counts.get(vm.prefix, 0) + 1
    return max(counts, key=lambda one: counts[one]) if counts else None
