"""The readings of a name as rows, with all names of the instance, and as resources."""

from __future__ import annotations

from ...errors import AmbiguousNameError, NameFormatError, UnknownScaleSetError, shown
from ...names.conventions import has_one_name, split_pool
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
from ...names.wrappers import unwrap
from ...operations.portal import portal_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...fleet.fleet import Fleet
    from ...names.scale_set import Instance, ScaleSet
    from .rows import Row

    # A reading, its row, and what is known in addition to the name.
    ReadingRow = tuple[Reading, Row, "Context"]


# The names of the kinds of readings in a table.
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

# The fields of a reading, in this order, and their names in a table.
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

# Where the instance is.
PLACES = {"resource_group": "resource group", "subscription_id": "subscription"}
PORTAL = "portal_url"

# Columns of ``inventory``, for instances whose states are known.
STATES = tuple(
    "power provisioning provisioning_since health health_since ready ready_since latest_model zone "
    "fault_domain size private_addresses location vm_id problems as_of".split()
)
# What schema version 1 of JSON does not have.
ADDED = (*PLACES, PORTAL)
COLUMNS = ("name", "kind", "certainty", *FIELDS, "note", *ADDED)
# What a table shows of a reading, in this order.
_PATHS = ("resource_id", "provider_id")
TITLES = {key: title for key, title in FIELDS.items() if key not in _PATHS} | PLACES
TITLES |= {key: FIELDS[key] for key in _PATHS} | {PORTAL: "portal"}


class Context:
    """What the caller knows in addition to a bare name; None for what is not known."""

    def __init__(
        self,
        subscription: str | None = None,
        resource_group: str | None = None,
        scale_set: str | None = None,
        prefix: str | None = None,
        cloud: str = "AzureCloud",
    ) -> None:
        self.subscription, self.resource_group = subscription, resource_group
        self.scale_set, self.prefix, self.cloud = scale_set, prefix, cloud

    def check(
        self, subscription: str | None, resource_group: str | None, scale_set: str | None
    ) -> None:
        """Raise NameFormatError if a value from a name contradicts this context.

        A value that the name lacks is None.
        """
        for known, found, what in (
            (self.subscription, subscription, "subscription"),
            (self.resource_group, resource_group, "resource group"),
            (self.scale_set, scale_set, "scale set"),
        ):
            if known is not None and found is not None and fold(known) != fold(found):
                raise NameFormatError(f"expected the {what} {shown(known)}, got {shown(found)}")

    def allows(self, scale_set: ScaleSet) -> bool:
        """Return whether *scale_set* agrees with this context."""
        try:
            self.within(scale_set)
        except NameFormatError:
            return False
        return True

    def within(self, scale_set: ScaleSet) -> Context:
        """Return the context of instances of *scale_set*; raise NameFormatError if it differs."""
        own = scale_set.resource_id
        subscription = None if own is None else own.subscription_id
        group = None if own is None else own.resource_group
        self.check(subscription, group, scale_set.name)
        return Context(
            subscription or self.subscription,
            group or self.resource_group,
            scale_set.name,
            scale_set.prefix,
            self.cloud,
        )


def resource_of(reading: Reading, context: Context) -> ResourceID | None:
    """Return the resource of *reading*, with placeholders; None if there is no instance.

    Raises NameFormatError if *context* contradicts it.
    """
    value = reading.value
    if isinstance(value, ProviderID):
        value = value.resource_id
    place: tuple[str | None, str | None, str | None] = None, None, reading.scale_set
    if isinstance(value, ResourceID):
        place = value.subscription_id, value.resource_group, value.scale_set
    elif isinstance(value, ComputerName):
        place = None, None, None  # It has a prefix; its scale set would be a guess.
    context.check(*place)
    if isinstance(value, ResourceID):
        return value.parent if value.vm_name is not None else None
    where = context.subscription or UNKNOWN_SUBSCRIPTION, context.resource_group or UNKNOWN_GROUP
    if isinstance(value, FlexibleVMName):
        return ResourceID(*where, vm_name=str(value))
    if reading.instance_id is None:
        return None
    prefix = value.prefix if isinstance(value, ComputerName) else None
    unknown = unknown_scale_set(prefix) if prefix else UNKNOWN_SCALE_SET
    owner = context.scale_set or reading.scale_set or unknown
    return ResourceID(*where, owner, reading.instance_id)


def row_of(name: str, reading: Reading, context: Context) -> Row:
    """Return *reading* of *name* as a row, with None for unknown values."""
    row: Row = dict.fromkeys(COLUMNS)
    row.update(name=name.strip(), kind=reading.kind, certainty=reading.certainty, note=reading.note)
    computer = reading.value
    prefix = context.prefix or _prefix_of(reading)
    if prefix is not None and reading.instance_id is not None:
        computer = ComputerName(prefix, reading.instance_id)
    if isinstance(computer, ComputerName):
        row.update(prefix=computer.prefix, computer_name=str(computer))
        row.update(node_name=computer.node_name)
    if reading.instance_id is not None:
        row.update(instance_id=reading.instance_id, base36=format_base36(reading.instance_id))
    resource = resource_of(reading, context)
    if resource is not None and not is_unknown_scale_set(resource.scale_set):
        row.update(scale_set=resource.scale_set)
    row["scale_set"] = row["scale_set"] or reading.scale_set
    if resource is not None:
        if row["scale_set"] or resource.instance_id is None:
            row.update(vm_name=resource.vm_name)
        if "<" not in str(resource):
            row.update(resource_id=str(resource), provider_id=str(ProviderID(resource)))
            row[PORTAL] = portal_url(resource, cloud=context.cloud)
        row.update({key: _known(getattr(resource, key)) for key in PLACES})
    elif isinstance(reading.value, ResourceID):
        row.update(resource_id=str(reading.value))
    return row


def _known(value: str) -> str | None:
    return None if value.startswith("<") else value


def _prefix_of(reading: Reading) -> str | None:
    """Return the prefix if the scale set, which has the same name, is one of AKS."""
    scale_set = reading.scale_set
    return scale_set if scale_set is not None and has_one_name(scale_set) else None


def readings_of(name: str, context: Context) -> list[ReadingRow]:
    """Return the readings of *name* that *context* does not contradict."""
    found, contradiction = [], None
    for reading in identify(name.strip(" ")):
        if reading.certainty == "possible" and _is_given(reading, context):
            reading = Reading(reading.kind, reading.value, "likely", _GIVEN)
        try:
            found.append((reading, row_of(name, reading, context), context))
        except NameFormatError as error:
            contradiction = contradiction or error
    if contradiction and not found:
        raise contradiction
    return found


_GIVEN = "the VM of the scale set that is given"


def _is_given(reading: Reading, context: Context) -> bool:
    """Return whether *reading* is a VM name with the scale set of *context*."""
    given = context.scale_set is not None and isinstance(reading.value, VMName)
    return given and fold(reading.scale_set or "") == fold(context.scale_set or "")


_NOTE = "its scale set is in the list; only Azure knows whether the instance exists"


def fleet_readings(name: str, fleet: Fleet, context: Context) -> list[ReadingRow]:
    """Return the reading of *name* as an instance of *fleet*.

    A bare ID is read as one of the scale set in *context*.  Raises the errors of ``identify`` and
    ``Fleet.resolve``, and NameFormatError if *context* contradicts the instance.
    """
    try:
        readings = identify(name.strip(" "))
    except NameFormatError:
        # Only a list tells POOL-5, a machine of Cluster API, from a computer name.
        is_pool = bool(split_pool(unwrap(name.strip(" "))[0])[1])
        found = fleet.resolve_many([name.strip(" ")], errors="null")[0] if is_pool else None
        if found is None:
            raise
        readings = identify(found.vm_name)
    if any(one.kind in ("instance_id", "base36") for one in readings):
        return _id_readings(name, readings, fleet, context)
    path = readings[0].value if isinstance(readings[0].value, ResourceID) else None
    instance = _resolve(name if path is None else str(path), fleet, context)
    known = context.within(instance.scale_set)
    # The disk of a Flexible VM has no reading with the same ID: its digits are not an ID.
    same = [one for one in readings if one.instance_id == instance.instance_id] or readings
    certainty, note = "certain", _NOTE
    if same[0].certainty == "unlikely" or isinstance(same[0].value, (ResourceID, ProviderID)):
        # A word that starts with a prefix stays unlikely; a path tells more than the list.
        certainty, note = same[0].certainty, same[0].note
    form = FlexibleVMName if instance.instance_id is None else VMName
    value = instance.resource_id or form.parse(instance.vm_name)
    reading = Reading(_kind(same, instance), value, certainty, note)
    return [(reading, row_of(name, reading, known), known)]


def _id_readings(
    name: str, readings: list[Reading], fleet: Fleet, context: Context
) -> list[ReadingRow]:
    """Return the readings of an instance ID of the scale set in *context*."""
    if context.scale_set is None:
        raise NameFormatError(f"{shown(name)}: an ID needs its scale set: pass --scale-set")
    ids = [one for one in readings if one.kind in ("instance_id", "base36")]
    own = _resolve(f"{context.scale_set}_{ids[0].instance_id}", fleet, context).scale_set
    if not own.is_uniform:
        raise UnknownScaleSetError(f"{shown(name)}: VMs of {shown(own.name)} have no IDs")
    known = context.within(own)
    return [(one, row_of(name, one, known), known) for one in ids]


def _resolve(name: str, fleet: Fleet, context: Context) -> Instance:
    """Return the instance called *name*; if it is ambiguous, the one that *context* allows."""
    try:
        return fleet.resolve(name)
    except AmbiguousNameError:
        try:
            return type(fleet)(one for one in fleet if context.allows(one)).resolve(name)
        except UnknownScaleSetError:
            pass
        raise


def _kind(same: list[Reading], instance: Instance) -> str:
    """Return the kind of the name: a scale set's name is a role, its prefix a node."""
    own = instance.scale_set
    is_role = fold(same[0].scale_set or "") == fold(own.name) != fold(own.prefix or "")
    kinds = [one.kind for one in same]
    return "role_instance" if is_role and "role_instance" in kinds else kinds[0]
