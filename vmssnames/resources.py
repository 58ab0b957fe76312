"""Resource IDs and provider IDs of instances: paths that say what a bare name cannot.

One at a time, part of the definition, as names.py is.  Keys of a path compare without
case and are written as Azure writes them; names keep their spelling.

Sources
  [ids]  Microsoft Learn, "Understand instance IDs for Azure VM scale sets": the REST
         path .../virtualMachineScaleSets/{scale-set-name}/virtualMachines/{instance-id}
  [k8s]  kubernetes-sigs/cloud-provider-azure: providerID is azure:// and the resource
         ID, of which the resource group, and it alone, is put in lower case
"""

from __future__ import annotations

from . import _grammar
from ._paths import (
    DISKS,
    MACHINES,
    PROVIDER,
    SCALE_SETS,
    SPELLED,
    check_segment,
    expected,
    is_unknown_scale_set,
    key_at,
    name_at,
    read_path,
)
from ._value import Value, put
from .errors import InstanceIDRangeError, NameFormatError, shown, shown_kind
from .ids import check_instance_id, check_text, parse_instance_id
from .names import VMName, check_scale_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import SupportsIndex

SCHEME = "azure://"


class ResourceID(Value):
    """The path of an instance, of its scale set, of a VM or of a disk in Resource Manager.

    - an instance of a uniform scale set has *scale_set*, *instance_id* and *vm_name*;
    - a scale set has *scale_set* alone;
    - a VM on its own, which those of Flexible scale sets are, has *vm_name*, and
      *scale_set* only where the path goes through it;
    - a disk has *disk*.

    *child* is what the path has behind them: "extensions/health", "networkInterfaces/nic".
    Where only commands to be completed are wanted, *scale_set* may be "<scale-set>".
    ``str`` is the path as Azure writes it; equal without regard to case.

    Raises NameFormatError, InstanceIDRangeError, TypeError.

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
        put(self, "subscription_id", check_segment(subscription_id, "a subscription ID"))
        put(self, "resource_group", check_segment(resource_group, "a resource group"))
        if scale_set is not None and not is_unknown_scale_set(check_text(scale_set)):
            scale_set = check_scale_set(scale_set)
        put(self, "scale_set", scale_set)
        if instance_id is not None:
            if scale_set is None:
                raise NameFormatError("expected a scale set with the instance ID")
            name = f"{scale_set}{_grammar.SEPARATOR}{check_instance_id(instance_id)}"
            if vm_name is not None and check_text(vm_name).lower() != name.lower():
                raise NameFormatError(f"expected the VM name {shown(name)}, got {shown(vm_name)}")
            instance_id, vm_name = check_instance_id(instance_id), name
        elif vm_name is not None:
            vm_name = check_segment(vm_name, "a VM name")
        if disk is not None:
            disk = check_segment(disk, "a disk's name")
        if (scale_set or vm_name) is None and disk is None:
            raise NameFormatError("expected a scale set, a VM name or a disk")
        if disk is not None and (scale_set or vm_name) is not None:
            raise NameFormatError("expected a disk or an instance, got both")
        if child is not None:
            segments = [check_segment(one, "a name") for one in check_text(child).split("/")]
            child = "/".join(SPELLED.get(one.lower(), one) for one in segments)
        put(self, "instance_id", instance_id)
        put(self, "vm_name", vm_name)
        put(self, "disk", disk)
        put(self, "child", child)

    @classmethod
    def parse(cls, text: str) -> ResourceID:
        """Return the resource ID in *text*, a path or a URL of Resource Manager.

        Takes any case of the keys, a slash at the end, blanks around it, and
        ``{scale-set}_{id}`` for the ID.  The extension of an instance is listed as one of
        a VM ``{scale-set}_{id}``, which there is not: it is read as the instance's.

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
        try:
            return cls._read(read_path(text))
        except (NameFormatError, InstanceIDRangeError) as error:
            raise type(error)(f"{shown(text, 200)}: {error}") from None

    @classmethod
    def _read(cls, path: str) -> ResourceID:
        if not path.startswith("/"):
            raise NameFormatError("expected a path that starts with /subscriptions/")
        parts = path[1:].split("/")
        for at, key in ((0, "subscriptions"), (2, "resourceGroups"), (4, "providers")):
            if key_at(parts, at) != key.lower():
                raise expected(f"'{key}'", parts, at)
        if key_at(parts, 5) != PROVIDER.lower():
            raise expected(f"'{PROVIDER}'", parts, 5)
        kind = key_at(parts, 6)
        if kind not in (SCALE_SETS.lower(), MACHINES.lower(), DISKS):
            raise expected(f"'{SCALE_SETS}', '{MACHINES}' or '{DISKS}'", parts, 6)
        subscription, group, name = parts[1], parts[3], name_at(parts, 7)
        child = "/".join(parts[8:]) or None
        if kind == DISKS:
            return cls(subscription, group, disk=name, child=child)
        if kind == MACHINES.lower():
            owner = _owner_of_extension(name, parts)
            if owner:
                return cls(subscription, group, owner.scale_set, owner.instance_id, child=child)
            return cls(subscription, group, vm_name=name, child=child)
        if key_at(parts, 8) != MACHINES.lower():
            return cls(subscription, group, name, child=child)
        return cls._read_instance(parts, name_at(parts, 9))

    @classmethod
    def _read_instance(cls, parts: list[str], instance: str) -> ResourceID:
        """Return the resource ID whose *parts* go through a scale set to *instance*."""
        subscription, group, name, child = parts[1], parts[3], parts[7], "/".join(parts[10:])
        if _grammar.is_decimal(instance):
            return cls(subscription, group, name, parse_instance_id(instance), child=child or None)
        if instance.lower().startswith(f"{name}{_grammar.SEPARATOR}".lower()):
            suffix = instance[len(name) + 1 :]
            if _grammar.is_decimal(suffix) and not _grammar.is_flexible_suffix(suffix):
                return cls(
                    subscription, group, name, parse_instance_id(suffix), child=child or None
                )
            if _grammar.is_flexible_suffix(suffix):
                return cls(subscription, group, name, vm_name=instance, child=child or None)
        if instance.lower() == name.lower():
            # A Flexible scale set lists its VMs so, and one may have been put into it.
            return cls(subscription, group, name, vm_name=instance, child=child or None)
        raise expected(f"an instance ID, {name}_ID, or a Flexible VM of {name}", parts, 9)

    @property
    def key(self) -> str:
        """The path in lower case, to join by: Azure's services spell one ID in many ways."""
        return str(self).lower()

    @property
    def parent(self) -> ResourceID:
        """The instance, scale set, VM or disk itself, without *child*."""
        return type(self)(*self._fields()[:-1])

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

    def _key(self) -> tuple[object, ...]:
        # None comes first.
        return tuple((field is not None, field) for field in super()._key())


class ProviderID(Value):
    """What Kubernetes calls a node's machine: ``azure://`` and its resource ID.

    Equal without regard to case.  Raises NameFormatError, InstanceIDRangeError, TypeError.

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
        put(self, "resource_id", resource_id)

    @classmethod
    def parse(cls, text: str) -> ProviderID:
        """Return the provider ID in *text*.

        >>> ProviderID.parse("aws:///i-0123")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'aws:///i-0123': expected azure:// and a resource ID
        """
        text = check_text(text)
        bare = text.strip()
        if bare[: len(SCHEME)].lower() != SCHEME:
            raise NameFormatError(f"{shown(text, 200)}: expected {SCHEME} and a resource ID")
        try:
            return cls(ResourceID._read(read_path(bare[len(SCHEME) :])))
        except (NameFormatError, InstanceIDRangeError) as error:
            raise type(error)(f"{shown(text, 200)}: {error}") from None

    def __str__(self) -> str:
        # By its place: a group's name may stand in another segment, too.
        parts = str(self.resource_id).split("/")
        parts[4] = parts[4].lower()
        return SCHEME + "/".join(parts)


def _owner_of_extension(name: str, parts: list[str]) -> VMName | None:
    """Return the instance whose extension this is, if the VM is a uniform scale set's."""
    if key_at(parts, 8) != "extensions":
        return None
    try:
        owner = VMName.parse(name)
    except (NameFormatError, InstanceIDRangeError):
        return None
    return None if owner.maybe_flexible else owner


def group_instances(resources: ResourceID | Iterable[ResourceID]) -> list[list[ResourceID]]:
    """Return the instances by scale set, VMs by subscription, in the order they come in."""
    several = [resources] if isinstance(resources, ResourceID) else resources
    groups: dict[tuple[str, ...], list[ResourceID]] = {}
    for one in several:
        if type(one) is not ResourceID:
            raise TypeError(f"expected a ResourceID, got {shown_kind(type(one))}")
        if one.vm_name is None or one.child is not None:
            raise ValueError(f"expected an instance, got {shown(str(one), 200)}")
        place: tuple[str, ...] = (one.subscription_id.lower(),)
        if one.instance_id is not None:
            place += one.resource_group.lower(), str(one.scale_set).lower()
        group = groups.setdefault(place, [])
        if one not in group:
            group.append(one)
    if not groups:
        raise ValueError("expected an instance, got none: to Azure, an empty list means all")
    return list(groups.values())
