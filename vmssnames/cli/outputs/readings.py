"""A reading as all the names that its instance has, and as the resource that commands need."""

from __future__ import annotations

from ...errors import AmbiguousNameError, NameFormatError, UnknownScaleSetError, shown
from ...fleet.fleet import Fleet
from ...names.grammar import fold
from ...names.ids import format_base36
from ...names.readings import Reading, identify
from ...names.resource_id import (
    UNKNOWN_GROUP,
    UNKNOWN_SCALE_SET,
    UNKNOWN_SUBSCRIPTION,
    ProviderID,
    ResourceID,
    is_unknown_scale_set,
    unknown_scale_set,
)
from ...names.vm_names import ComputerName, FlexibleVMName, VMName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...names.scale_set import Instance, ScaleSet
    from .rows import Row

    ReadingRow = tuple[Reading, Row, "Context"]


# How people call what identify finds.
KINDS = {
    "instance_id": "instance ID",
    "base36": "base-36 instance ID",
    "computer_name": "computer name",
    "fqdn": "host name",
    "vm_name": "VM name",
    "flexible_vm_name": "Flexible VM name",
    "resource_id": "resource ID",
    "provider_id": "provider ID",
    "disk_name": "disk",
    "scale_set": "scale set",
    "service_fabric_node": "Service Fabric node",
    "role_instance": "role instance",
    "public_name": "public name",
}

# What is told of a reading, in this order, and how a table calls it.
FIELDS = {
    "instance_id": "instance ID",
    "base36": "base-36 instance ID",
    "prefix": "computer-name prefix",
    "computer_name": "computer name",
    "node_name": "node name",
    "scale_set": "scale set",
    "vm_name": "VM name",
    "resource_id": "resource ID",
    "provider_id": "provider ID",
}


class Context:
    """What the caller knows and a bare name does not say: None where it is not known."""

    def __init__(
        self,
        subscription: str | None = None,
        resource_group: str | None = None,
        scale_set: str | None = None,
        prefix: str | None = None,
    ) -> None:
        self.subscription, self.resource_group = subscription, resource_group
        self.scale_set, self.prefix = scale_set, prefix

    def check(
        self, subscription: str | None, resource_group: str | None, scale_set: str | None
    ) -> None:
        """Raise NameFormatError if what a name says itself, None for what it does not, differs."""
        for known, told, what in (
            (self.subscription, subscription, "subscription"),
            (self.resource_group, resource_group, "resource group"),
            (self.scale_set, scale_set, "scale set"),
        ):
            if known is not None and told is not None and fold(known) != fold(told):
                raise NameFormatError(f"expected the {what} {shown(known)}, got {shown(told)}")

    def allows(self, scale_set: ScaleSet) -> bool:
        """Return whether *scale_set* may be the one that is meant."""
        try:
            self.of(scale_set)
        except NameFormatError:
            return False
        return True

    def of(self, scale_set: ScaleSet) -> Context:
        """Return what is known of the instances of *scale_set*, if this does not contradict it."""
        own = scale_set.resource_id
        subscription = None if own is None else own.subscription_id
        group = None if own is None else own.resource_group
        self.check(subscription, group, scale_set.name)
        return Context(
            subscription or self.subscription,
            group or self.resource_group,
            scale_set.name,
            scale_set.prefix,
        )


def resource_of(reading: Reading, given: Context) -> ResourceID | None:
    """Return the resource that *reading* is of, with placeholders; None if it is of no instance.

    Raises NameFormatError if *given* contradicts it.
    """
    value = reading.value
    if isinstance(value, ProviderID):
        value = value.resource_id
    place: tuple[str | None, str | None, str | None] = None, None, reading.scale_set
    if isinstance(value, ResourceID):
        place = value.subscription_id, value.resource_group, value.scale_set
    elif isinstance(value, ComputerName):
        place = None, None, None  # which says its prefix; more is a guess
    given.check(*place)
    if isinstance(value, ResourceID):
        return value.parent if value.vm_name is not None else None
    where = given.subscription or UNKNOWN_SUBSCRIPTION, given.resource_group or UNKNOWN_GROUP
    if isinstance(value, FlexibleVMName):
        return ResourceID(*where, vm_name=str(value))
    if reading.instance_id is None:
        return None
    prefix = value.prefix if isinstance(value, ComputerName) else None
    unknown = unknown_scale_set(prefix) if prefix else UNKNOWN_SCALE_SET
    owner = given.scale_set or reading.scale_set or unknown
    return ResourceID(*where, owner, reading.instance_id)


def row_of(name: str, reading: Reading, given: Context) -> Row:
    """Return *reading* of *name* as one row, None for what neither it nor *given* says."""
    row: Row = dict.fromkeys(("name", "kind", "certainty", *FIELDS, "note"))
    row.update(name=name.strip(), kind=reading.kind, certainty=reading.certainty, note=reading.note)
    computer = reading.value
    if given.prefix is not None and reading.instance_id is not None:
        computer = ComputerName(given.prefix, reading.instance_id)
    if isinstance(computer, ComputerName):
        row.update(prefix=computer.prefix, computer_name=str(computer))
        row.update(node_name=computer.node_name)
    if reading.instance_id is not None:
        row.update(instance_id=reading.instance_id, base36=format_base36(reading.instance_id))
    resource = resource_of(reading, given)
    if resource is not None and not is_unknown_scale_set(resource.scale_set):
        row.update(scale_set=resource.scale_set)
    row["scale_set"] = row["scale_set"] or reading.scale_set
    if resource is not None:
        if row["scale_set"] or resource.instance_id is None:
            row.update(vm_name=resource.vm_name)
        if "<" not in str(resource):
            row.update(resource_id=str(resource), provider_id=str(ProviderID(resource)))
    elif isinstance(reading.value, ResourceID):
        row.update(resource_id=str(reading.value))
    return row


NOTE = "its scale set is listed; whether it is there, only Azure says"


def readings_of(name: str, fleet: Fleet, given: Context) -> list[ReadingRow]:
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


def _of_an_id(name: str, readings: list[Reading], fleet: Fleet, given: Context) -> list[ReadingRow]:
    """Return what an ID may be, of the scale set that is *given*."""
    if given.scale_set is None:
        raise NameFormatError(f"{shown(name)}: expected --scale-set with an ID, or a name with it")
    ids = [one for one in readings if one.kind in ("instance_id", "base36")]
    own = _resolved(f"{given.scale_set}_{ids[0].instance_id}", fleet, given).scale_set
    if not own.is_uniform:
        raise UnknownScaleSetError(f"{shown(name)}: VMs of {shown(own.name)} have no IDs")
    known = given.of(own)
    return [(one, row_of(name, one, known), known) for one in ids]


def _resolved(name: str, fleet: Fleet, given: Context) -> Instance:
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
