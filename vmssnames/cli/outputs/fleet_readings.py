"""``vmssnames show --fleet``: the one reading of a name that a list of scale sets leaves."""

from __future__ import annotations

from ...errors import AmbiguousNameError, NameFormatError, UnknownScaleSetError, shown
from ...fleet.fleet import Fleet
from ...names.grammar import fold
from ...names.provider_id import ProviderID
from ...names.readings import Reading, identify
from ...names.resource_id import ResourceID
from ...names.vm_names import FlexibleVMName, VMName
from .readings import Given, row_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...names.scale_set import Instance
    from .readings import Told

NOTE = "its scale set is listed; whether it is there, only Azure says"


def readings_of(name: str, fleet: Fleet, given: Given) -> list[Told]:
    """Return the reading of *name* as an instance of *fleet*; of an ID alone, of *given*'s.

    Raises what ``identify`` and ``Fleet.resolve`` raise, and NameFormatError for what *given*
    contradicts.
    """
    readings = identify(name.strip(" "))
    if any(one.kind in ("instance_id", "base36") for one in readings):
        return _of_an_id(name, readings, fleet, given)
    path = readings[0].value if isinstance(readings[0].value, ResourceID) else None
    instance = _resolved(name if path is None else str(path), fleet, given)
    known = given.of(instance.scale_set)
    # None of them for a disk of a Flexible VM, whose digits are no ID.
    same = [one for one in readings if one.instance_id == instance.instance_id] or readings
    certainty, note = "certain", NOTE
    if same[0].certainty == "unlikely" or isinstance(same[0].value, (ResourceID, ProviderID)):
        # A word stays one, where its beginning is a prefix; a path says more than the list.
        certainty, note = same[0].certainty, same[0].note
    form = FlexibleVMName if instance.instance_id is None else VMName
    value = instance.resource_id or form.parse(instance.vm_name)
    reading = Reading(_kind(same, instance), value, certainty, note)
    return [(reading, row_of(name, reading, known), known)]


def _of_an_id(name: str, readings: list[Reading], fleet: Fleet, given: Given) -> list[Told]:
    """Return what an ID may be, of the scale set that is *given*."""
    if given.scale_set is None:
        raise NameFormatError(f"{shown(name)}: expected --scale-set with an ID, or a name with it")
    ids = [one for one in readings if one.kind in ("instance_id", "base36")]
    own = _resolved(f"{given.scale_set}_{ids[0].instance_id}", fleet, given).scale_set
    if not own.is_uniform:
        raise UnknownScaleSetError(f"{shown(name)}: VMs of {shown(own.name)} have no IDs")
    known = given.of(own)
    return [(one, row_of(name, one, known), known) for one in ids]


def _resolved(name: str, fleet: Fleet, given: Given) -> Instance:
    """Return the instance called *name*; of several scale sets, that of the one *given* means."""
    try:
        return fleet.resolve(name)
    except AmbiguousNameError:
        try:
            return Fleet(one for one in fleet if given.allows(one)).resolve(name)
        except UnknownScaleSetError:
            pass
        raise


def _kind(same: list[Reading], instance: Instance) -> str:
    """Return what the name is called: a scale set's name makes a role, its prefix a node."""
    own = instance.scale_set
    is_role = fold(same[0].scale_set or "") == fold(own.name) != fold(own.prefix or "")
    kinds = [one.kind for one in same]
    return "role_instance" if is_role and "role_instance" in kinds else kinds[0]
