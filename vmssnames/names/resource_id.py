"""Resource IDs and provider IDs: paths that name the scale set, which a bare name does not.

Comparison of keys ignores case; output has Azure's spelling of keys; names
keep theirs.

Sources
  [ids]  Microsoft Learn, "Understand instance IDs for Azure VM scale sets": the REST
         path .../virtualMachineScaleSets/{scale-set-name}/virtualMachines/{instance-id}
  [rules]  Microsoft Learn, "Naming rules and restrictions for Azure resources":
         Microsoft.Compute/virtualMachines, and resource groups, which allow less
  [k8s]  kubernetes-sigs/cloud-provider-azure: azure:// and the resource ID, with only the
         resource group in lower case
"""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError, shown
from . import grammar
from .ids import check_instance_id, check_text, parse_instance_id
from .value import Value, parse_or_none, set_field
from .vm_names import VMName, check_scale_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import SupportsIndex


# As Azure spells them.  Other segments keep their spelling.
SCALE_SETS, MACHINES, DISKS = "virtualMachineScaleSets", "virtualMachines", "disks"
SPELLED = {
    key.lower(): key
    for key in (
        "networkInterfaces ipConfigurations publicIPAddresses extensions runCommands "
        "diagnosticRunCommands instanceView lifecycleHookEvents"
    ).split()
}
PROVIDER = "Microsoft.Compute"

# The host of Resource Manager in each cloud.
CLOUDS = {
    "AzureCloud": "https://management.azure.com",
    "AzureUSGovernment": "https://management.usgovcloudapi.net",
    "AzureChinaCloud": "https://management.chinacloudapi.cn",
}

# Placeholders for unknown values.  Commands with them must be completed by hand.
UNKNOWN_SUBSCRIPTION, UNKNOWN_GROUP = "<subscription-id>", "<resource-group>"
UNKNOWN_SCALE_SET = "<scale-set>"


# How the placeholders begin, also those for one scale set, and its VMs.
_PLACEHOLDERS = (UNKNOWN_SUBSCRIPTION, UNKNOWN_GROUP, UNKNOWN_SCALE_SET[:-1])


def unknown_scale_set(prefix: str) -> str:
    """Return the placeholder for the scale set with the prefix *prefix*.

    >>> unknown_scale_set("web")
    '<scale-set-of-web>'
    """
    return f"{UNKNOWN_SCALE_SET[:-1]}-of-{prefix}>"


def is_unknown_scale_set(text: object) -> bool:
    """Return whether *text* is a placeholder for an unknown scale set."""
    if type(text) is not str or text[:1] != "<":
        return False
    start, end = unknown_scale_set("")[:-1], text[-1:]
    return text == UNKNOWN_SCALE_SET or (
        text.startswith(start) and end == ">" and grammar.is_prefix(text[len(start) : -1])
    )


# Azure has no longer names, and no longer paths.
_LONGEST = 260
_LONGEST_PATH = 4096

# [rules] What no name has: it ends a segment, or means something in a URL or to a shell.
_MARKS = frozenset(' /?#%*[]\\"&<>:|;,+=@')


# The first, third, fifth and sixth segment of every path.
_HEAD = ("subscriptions", "resourceGroups", "providers", PROVIDER)
_LOWER_HEAD = [key.lower() for key in _HEAD]


def segments(text: str) -> tuple[list[str], list[str]]:
    """Return the segments of *text*, a path or a URL, as written and in lower case.

    Raises NameFormatError unless they are the path of a resource in Microsoft.Compute.
    """
    if len(text) > _LONGEST_PATH:
        raise NameFormatError(f"expected a path, got {len(text)} characters")
    path = text.strip()
    is_url = path[:1] != "/"
    if is_url:
        path = _path_of_url(path)
    path = path.partition("#")[0].partition("?")[0]
    parts = path[1:].removesuffix("/").split("/")
    if is_url and "%" in path:
        parts = [_unquoted(part) for part in parts]
    keys = [grammar.fold(part) for part in parts]
    if [*keys[:6:2], *keys[5:6]] != _LOWER_HEAD:
        for at, key in zip((0, 2, 4, 5), _HEAD, strict=True):
            if keys[at : at + 1] != [key.lower()]:
                raise segment_error(f"'{key}'", parts, at)
    return parts, keys


def _path_of_url(url: str) -> str:
    if url[: len(SCHEME)].lower() == SCHEME:
        raise NameFormatError("this is a provider ID: pass it to ProviderID.parse")
    if url[:8].lower() != "https://":
        raise NameFormatError("expected a path that starts with /subscriptions/")
    host, slash, path = url[8:].partition("/")
    if f"https://{host.lower().removesuffix(':443')}" not in CLOUDS.values():
        raise NameFormatError(f"expected a host of Resource Manager, got {shown(host)}")
    return slash + path


def _unquoted(part: str) -> str:
    from urllib.parse import unquote_to_bytes

    try:
        found = unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        found = "/"
    if "/" in found:
        raise NameFormatError(f"expected a name, got {shown(part)}")
    return found


def name_at(parts: list[str], at: int) -> str:
    """Return segment number *at*, which must be a name."""
    if at >= len(parts) or not parts[at]:
        raise segment_error(f"a name after {parts[at - 1]!a}", parts, at)
    return parts[at]


def segment_error(what: str, parts: list[str], at: int) -> NameFormatError:
    """Return the error that segment number *at* is not *what*."""
    got = shown(parts[at]) if at < len(parts) else "nothing"
    return NameFormatError(f"expected {what} as segment {at + 1}, got {got}")


def is_segment(text: str) -> bool:
    """Return whether *text* can be a segment: printable, without spaces and special characters."""
    if not 0 < len(text) <= _LONGEST or text in (".", ".."):
        return False
    if text.startswith(_PLACEHOLDERS):
        text = text[1:].replace(">", "", 1)
    # The first test is fast, and enough for nearly all names.
    return text.replace("-", "0").replace("_", "0").isalnum() or (
        text.isprintable() and _MARKS.isdisjoint(text)
    )


def check_segment(value: object, what: str) -> str:
    """Return *value* as a segment of a path; raise TypeError or NameFormatError."""
    text = check_text(value)
    if not is_segment(text):
        raise NameFormatError(f"expected {what}, got {shown(text)}")
    return text


_SCALE_SETS, _MACHINES = SCALE_SETS.lower(), MACHINES.lower()
_PLAIN = ["", "subscriptions", "", "resourceGroups", "", "providers", PROVIDER, SCALE_SETS]
_MACHINES_OF = f"/{MACHINES}/"
_KINDS = (_SCALE_SETS, _MACHINES, DISKS)


# Of a million paths, nearly all are of the same few scale sets, in fewer places.  Not
# functools.lru_cache, which imports all of collections.
_places: dict[str, tuple[str, str]] = {}
_scale_sets: dict[str, tuple[str, str, str]] = {}
_MOST_PLACES = 4096


def _plain_scale_set(text: str) -> tuple[str, str, str] | None:
    """Return the subscription, the group and the name in *text*, a scale set as Azure spells it."""
    found = _scale_sets.get(text)
    if found is None:
        before, _, name = text.rpartition("/")
        place = _place(before)
        if place is None or not grammar.is_scale_set(name):
            return None
        found = *place, name
        if len(_scale_sets) >= _MOST_PLACES:
            _scale_sets.clear()
        _scale_sets[text] = found
    return found


def _place(text: str) -> tuple[str, str] | None:
    """Return the subscription and the group of scale sets at *text*, if Azure spells it so."""
    place = _places.get(text)
    if place is not None or len(text) > 2 * _LONGEST:
        return place
    parts = text.split("/")
    if len(parts) != len(_PLAIN) or not (is_segment(parts[2]) and is_segment(parts[4])):
        return None
    place = parts[2], parts[4]
    parts[2] = parts[4] = ""
    if parts != _PLAIN:
        return None
    if len(_places) >= _MOST_PLACES:
        _places.clear()
    _places[text] = place
    return place


class ResourceID(Value):
    """The path of an instance, a scale set, a VM or a disk in Azure Resource Manager.

    - An instance of a uniform scale set has *scale_set*, *instance_id* and *vm_name*.
    - A scale set has only *scale_set*.
    - A standalone VM, such as a VM of a Flexible scale set, has *vm_name*; it has *scale_set*
      only if the path goes through the scale set.
    - A disk has *disk*.

    *child* is the rest of the path: "extensions/health", "networkInterfaces/nic".  For
    commands that a person completes, *scale_set* may be "<scale-set>".  ``str`` returns the
    path as Azure spells it.  Comparison ignores case.

    Raises NameFormatError for an invalid part, InstanceIDRangeError for an ID that is out of
    range, TypeError for other types.

    >>> web = ResourceID("0000-00", "rg", "web", 85)
    >>> str(web).partition("/providers/")[2]
    'Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/85'
    >>> web.vm_name, web == ResourceID.parse(str(web).upper())
    ('web_85', True)
    """

    __slots__ = (
        "subscription_id",
        "resource_group",
        "scale_set",
        "instance_id",
        "vm_name",
        "disk",
        "child",
    )

    subscription_id: str
    resource_group: str
    scale_set: str | None
    instance_id: int | None
    vm_name: str | None
    disk: str | None
    child: str | None

    def __init__(
        self,
        subscription_id: str,
        resource_group: str,
        scale_set: str | None = None,
        instance_id: SupportsIndex | None = None,
        vm_name: str | None = None,
        disk: str | None = None,
        child: str | None = None,
    ) -> None:
        subscription_id = check_segment(subscription_id, "a subscription ID")
        resource_group = check_segment(resource_group, "a resource group")
        if scale_set is not None and not is_unknown_scale_set(scale_set):
            scale_set = check_scale_set(scale_set)
        if instance_id is not None:
            if scale_set is None:
                raise NameFormatError("expected a scale set with the instance ID")
            instance_id = check_instance_id(instance_id)
            name = f"{scale_set}{grammar.SEPARATOR}{instance_id}"
            if vm_name is not None and check_text(vm_name).lower() != name.lower():
                raise NameFormatError(f"expected the VM name {shown(name)}, got {shown(vm_name)}")
            vm_name = name
        elif vm_name is not None:
            vm_name = check_segment(vm_name, "a VM name")
            if scale_set is not None and not _is_flexible(vm_name, scale_set):
                raise NameFormatError(
                    f"expected a Flexible VM of {shown(scale_set)}, got {shown(vm_name)}"
                )
        if disk is not None:
            disk = check_segment(disk, "a disk's name")
        if (scale_set or vm_name) is None and disk is None:
            raise NameFormatError("expected a scale set, a VM name or a disk")
        if disk is not None and (scale_set or vm_name) is not None:
            raise NameFormatError("expected a disk or an instance, got both")
        if child is not None:
            names = [check_segment(one, "a name") for one in check_text(child).split("/")]
            child = "/".join(
                one if at % 2 else SPELLED.get(one.lower(), one) for at, one in enumerate(names)
            )
        set_field(self, "subscription_id", subscription_id)
        set_field(self, "resource_group", resource_group)
        set_field(self, "scale_set", scale_set)
        set_field(self, "instance_id", instance_id)
        set_field(self, "vm_name", vm_name)
        set_field(self, "disk", disk)
        set_field(self, "child", child)

    @classmethod
    def parse(cls, text: str) -> ResourceID:
        """Return *text*, a path or a URL of Resource Manager, as a resource ID.

        Accepts keys in any case, a slash or a query at the end, spaces around it, and
        ``{scale-set}_{id}`` in place of the ID.  Azure lists an extension of an instance
        under a VM ``{scale-set}_{id}`` that does not exist: it is read as the instance's.

        >>> ResourceID.parse(
        ...     "/SUBSCRIPTIONS/00-00/resourcegroups/RG/providers/microsoft.compute/"
        ...     "virtualmachinescalesets/web/virtualmachines/web_85/"
        ... ).instance_id
        85
        >>> ResourceID.parse("/vm")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: '/vm': expected 'subscriptions' as segment 1, got 'vm'
        """
        text = check_text(text)
        if plain := cls._plain(text):
            return plain
        try:
            return cls._read(*segments(text))
        except (NameFormatError, InstanceIDRangeError) as error:
            raise type(error)(f"{shown(text, 200)}: {error}") from None

    @classmethod
    def _plain(cls, text: str) -> ResourceID | None:
        """Return *text* as a resource ID if Azure spells a scale set or an instance like that.

        Most paths are, and this takes half of the time.
        """
        owner, found, digits = text.rpartition(_MACHINES_OF)
        instance_id = None
        if not found:
            owner = text
        elif grammar.is_decimal(digits) and len(digits) <= grammar.DECIMAL_WIDTH:
            instance_id = int(digits)
            if instance_id > grammar.MAX_INSTANCE_ID:
                return None
        else:
            return None
        place = _plain_scale_set(owner)
        if place is None:
            return None
        subscription, group, scale_set = place
        vm_name = f"{scale_set}{grammar.SEPARATOR}{digits}" if found else None
        self = cls.__new__(cls)
        set_field(self, "subscription_id", subscription)
        set_field(self, "resource_group", group)
        set_field(self, "scale_set", scale_set)
        set_field(self, "instance_id", instance_id)
        set_field(self, "vm_name", vm_name)
        set_field(self, "disk", None)
        set_field(self, "child", None)
        return self

    @classmethod
    def _read(cls, parts: list[str], keys: list[str]) -> ResourceID:
        """Return the resource ID with the segments *parts*, which are *keys* in lower case."""
        kind = keys[6] if len(keys) > 6 else ""
        if kind not in _KINDS:
            raise segment_error(f"'{SCALE_SETS}', '{MACHINES}' or '{DISKS}'", parts, 6)
        subscription, group, name = parts[1], parts[3], name_at(parts, 7)
        if kind == _SCALE_SETS and keys[8:9] == [_MACHINES]:
            owner, instance_id, vm_name = _instance(parts, name, name_at(parts, 9))
            child = "/".join(parts[10:]) or None
            return cls(subscription, group, owner, instance_id, vm_name, None, child)
        child = "/".join(parts[8:]) or None
        if kind == _SCALE_SETS:
            return cls(subscription, group, name, child=child)
        if kind == DISKS:
            return cls(subscription, group, disk=name, child=child)
        vm = _owner_of_extension(name, keys)
        if vm:
            return cls(subscription, group, vm.scale_set, vm.instance_id, child=child)
        return cls(subscription, group, vm_name=name, child=child)

    @property
    def key(self) -> str:
        """The path in lower case, for joins: Azure's services spell one ID in many ways."""
        return grammar.fold(str(self))

    @property
    def vm_path(self) -> str:
        """The VM's own path, which for a VM of a Flexible scale set leaves the scale set out.

        ``az vm --ids`` takes the first name in a path for the VM's.

        >>> ResourceID("0000", "rg", "web", vm_name="web_df53ee36").vm_path.split("/")[-2:]
        ['virtualMachines', 'web_df53ee36']
        """
        vm = type(self)(self.subscription_id, self.resource_group, vm_name=self.vm_name)
        return str(self.parent if self.instance_id is not None else vm)

    @property
    def parent(self) -> ResourceID:
        """The same resource ID without *child*."""
        return self if self.child is None else type(self)(*self._fields()[:-1])

    def __str__(self) -> str:
        path = (
            f"/subscriptions/{self.subscription_id}/resourceGroups/{self.resource_group}"
            f"/providers/{PROVIDER}"
        )
        if self.scale_set is not None:
            path += f"/{SCALE_SETS}/{self.scale_set}"
        if self.vm_name is not None:
            path += f"/{MACHINES}/{self.vm_name if self.instance_id is None else self.instance_id}"
        if self.disk is not None:
            path += f"/{DISKS}/{self.disk}"
        return path if self.child is None else f"{path}/{self.child}"

    def __replace__(self, **changes: object) -> ResourceID:
        # The VM name follows from the scale set and the ID, which may change.
        if self.instance_id is not None:
            changes = {"vm_name": None} | changes
        return super().__replace__(**changes)

    def _key(self) -> tuple[object, ...]:
        # None sorts first.
        return tuple((field is not None, field) for field in super()._key())


def _instance(parts: list[str], scale_set: str, name: str) -> tuple[str, int | None, str | None]:
    """Return scale set, instance ID and VM name for the segment *name* of *scale_set*."""
    if grammar.is_decimal(name):
        return scale_set, parse_instance_id(name), None
    before, _, suffix = name.rpartition(grammar.SEPARATOR)
    if _is_flexible(name, scale_set):
        return scale_set, None, name
    if before.lower() == scale_set.lower() and grammar.is_decimal(suffix):
        return scale_set, parse_instance_id(suffix), None
    what = f"{shown(scale_set)[1:-1]}_ID, or a Flexible VM of {shown(scale_set)[1:-1]}"
    raise segment_error(f"an instance ID, {what}", parts, 9)


def _is_flexible(name: str, scale_set: str) -> bool:
    """Return whether *name* can be a VM of the Flexible scale set *scale_set*.

    A VM that the scale set created has its name and eight digits; a VM that was added to it
    may have just its name.
    """
    before, _, suffix = name.rpartition(grammar.SEPARATOR)
    made = before.lower() == scale_set.lower() and grammar.is_flexible_suffix(suffix)
    return made or name.lower() == scale_set.lower()


def _owner_of_extension(name: str, keys: list[str]) -> VMName | None:
    """Return the instance that owns this extension, if its VM belongs to a uniform scale set."""
    if keys[8:9] != ["extensions"]:
        return None
    owner = parse_or_none(VMName.parse, name)
    return None if owner is None or owner.maybe_flexible else owner


SCHEME = "azure://"
_NEAR = ("azure:/subscriptions/", "azure://subscriptions/", "/subscriptions/")


class ProviderID(Value):
    """The ID that Kubernetes gives a node's machine: ``azure://`` and the resource ID.

    Comparison ignores case.

    Raises NameFormatError for a resource ID that is not one of an instance or a VM, TypeError for
    other types.

    >>> str(ProviderID(ResourceID("0000-00", "MC_Rg", "Web", 85))).partition("/providers")[0]
    'azure:///subscriptions/0000-00/resourceGroups/mc_rg'
    """

    __slots__ = ("resource_id",)

    resource_id: ResourceID

    def __init__(self, resource_id: ResourceID) -> None:
        if type(resource_id) is not ResourceID:
            raise TypeError(f"expected a ResourceID, got {type(resource_id).__name__}")
        if resource_id.vm_name is None or resource_id.child is not None:
            raise NameFormatError(f"{shown(str(resource_id), 200)}: expected an instance or a VM")
        set_field(self, "resource_id", resource_id)

    @classmethod
    def parse(cls, text: str) -> ProviderID:
        """Return *text* as a provider ID.

        >>> ProviderID.parse("aws:///i-0123")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'aws:///i-0123': expected azure:// and a resource ID
        """
        text = check_text(text)
        bare = text.strip()
        if bare[: len(SCHEME) + 1].lower() != SCHEME + "/":
            is_near = grammar.fold(bare).startswith(_NEAR)
            hint = ", with three slashes" if is_near else ""
            raise NameFormatError(f"{shown(text, 200)}: expected {SCHEME} and a resource ID{hint}")
        try:
            path = ResourceID._read(*segments(bare[len(SCHEME) :]))
        except (NameFormatError, InstanceIDRangeError) as error:
            raise type(error)(f"{shown(text, 200)}: {error}") from None
        if path.vm_name is None or path.child is not None:
            raise NameFormatError(f"{shown(text, 200)}: expected an instance or a VM")
        return cls(path)

    def __str__(self) -> str:
        # By position, since another segment may equal the resource group.
        parts = str(self.resource_id).split("/")
        parts[4] = parts[4].lower()
        return SCHEME + "/".join(parts)
