"""A scale set and its instances, one at a time.

A bare name does not say which scale set it belongs to.  These classes do.
"""

from __future__ import annotations

from ..errors import NameFormatError, shown, shown_kind
from . import grammar
from .conventions import has_one_name
from .ids import check_instance_id, check_text, format_base36
from .resource_id import ProviderID, ResourceID
from .value import Value, set_field
from .vm_names import check_prefix, check_scale_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, SupportsIndex

    _Tuple = tuple["ScaleSet", int | None, str | None]
else:
    _Tuple = tuple

MODES = ("uniform", "flexible")


class ScaleSet(Value):
    """A scale set: its *name*, the computer-name *prefix* of its instances, and its place.

    *prefix* is None for a scale set without one: VMs of a specialized image keep the host
    names that they had.  For a pool of AKS on Linux, None stands for the name.
    *resource_id* is the scale set's own ResourceID, or its string.
    *mode* is "uniform" or "flexible", in any case: only a uniform scale set numbers its
    instances.  Comparison ignores case.

    Raises NameFormatError, TypeError; ValueError for the mode.

    >>> ScaleSet("kn-infra_ss", "kn-infra")
    ScaleSet(name='kn-infra_ss', prefix='kn-infra', resource_id=None, mode='uniform')
    """

    __slots__ = ("name", "prefix", "resource_id", "mode")

    name: str
    prefix: str | None
    resource_id: ResourceID | None
    mode: str

    def __init__(
        self,
        name: str,
        prefix: str | None,
        resource_id: ResourceID | str | None = None,
        mode: str = "uniform",
    ) -> None:
        # A resource ID has checked its name.
        is_checked = type(resource_id) is ResourceID and resource_id.scale_set == name
        set_field(self, "name", name if is_checked else check_scale_set(name))
        # The shape of names on Windows is too short to be sure.
        if prefix is None and "-" in check_text(name) and has_one_name(name):
            prefix = name
        set_field(self, "prefix", None if prefix is None else check_prefix(prefix))
        if isinstance(resource_id, str):
            resource_id = ResourceID.parse(resource_id)
        set_field(
            self, "resource_id", None if resource_id is None else _own_path(name, resource_id)
        )
        if type(mode) is not str or mode != "uniform":
            mode = grammar.fold(check_text(mode))
            if mode not in MODES:
                raise ValueError(f"mode must be one of {MODES}, got {shown(mode)}")
        set_field(self, "mode", mode)

    @property
    def is_uniform(self) -> bool:
        """Whether instances are numbered, and named after their numbers."""
        return self.mode == "uniform"

    def instance(self, instance_id: SupportsIndex) -> Instance:
        """Return the instance with the ID *instance_id*.

        >>> ScaleSet("kn-infra_ss", "kn-infra").instance(85).computer_name
        'kn-infra00002D'
        """
        return Instance(self, instance_id)

    def _key(self) -> tuple[object, ...]:
        # None sorts first.  Written out: a fleet of a hundred thousand compares each.
        name, prefix, path = grammar.fold(self.name), self.prefix, self.resource_id
        folded = None if prefix is None else name if prefix is self.name else grammar.fold(prefix)
        return name, folded is not None, folded, path is not None, path, self.mode

    @classmethod
    def of_prefix(cls, prefix: str) -> ScaleSet:
        """Return the uniform scale set called *prefix*, which is a valid prefix."""
        self = cls.__new__(cls)
        set_field(self, "name", prefix)
        set_field(self, "prefix", prefix)
        set_field(self, "resource_id", None)
        set_field(self, "mode", "uniform")
        return self


def _own_path(name: str, resource_id: ResourceID) -> ResourceID:
    if type(resource_id) is not ResourceID:
        raise TypeError(f"expected a ResourceID, got {shown_kind(type(resource_id))}")
    own = resource_id.scale_set
    is_own = own == name or (own is not None and grammar.fold(own) == grammar.fold(name))
    if not is_own or resource_id.vm_name is not None:
        raise NameFormatError(
            f"expected the resource ID of the scale set {shown(name)}, "
            f"got {shown(str(resource_id), 200)}"
        )
    return resource_id.parent


class Instance(_Tuple):
    """An instance of a scale set, with all its names.

    *scale_set* is the ScaleSet, *instance_id* an int.  A VM of a Flexible scale set has no
    number: its *instance_id* is None, *vm_name* is the name that it was found by, and its
    host name is not known.

    Raises NameFormatError for an invalid VM name, InstanceIDRangeError for an ID that is out of
    range, TypeError for other types.

    >>> web = ScaleSet("web", "webvm").instance(85)
    >>> web.computer_name, web.node_name, web.vm_name, web.resource_id
    ('webvm00002D', 'webvm00002d', 'web_85', None)
    """

    # A tuple, since kernels create them by the million.
    __slots__ = ()
    __match_args__ = ("scale_set", "instance_id", "vm_name")

    def __new__(
        cls, scale_set: ScaleSet, instance_id: SupportsIndex | None, vm_name: str | None = None
    ) -> Instance:
        """Return an instance: by its ID in a uniform scale set, by its name in a Flexible one."""
        if not isinstance(scale_set, ScaleSet):
            raise TypeError(f"expected a ScaleSet, got {shown_kind(type(scale_set))}")
        if scale_set.is_uniform:
            if instance_id is None or vm_name is not None:
                raise NameFormatError(
                    f"an instance of {shown(scale_set.name)}, which is uniform, has an ID "
                    "from which its VM name follows"
                )
            instance_id = check_instance_id(instance_id)
        elif instance_id is not None or vm_name is None:
            raise NameFormatError(
                f"a VM of {shown(scale_set.name)}, which is Flexible, has a VM name and no ID"
            )
        return tuple.__new__(cls, (scale_set, instance_id, vm_name))

    @property
    def scale_set(self) -> ScaleSet:
        """The scale set of the instance."""
        return self[0]

    @property
    def instance_id(self) -> int | None:
        """The instance ID; None for a VM of a Flexible scale set."""
        return self[1]

    @property
    def base36(self) -> str | None:
        """The instance ID in six base-36 digits."""
        return None if self[1] is None else format_base36(self[1])

    @property
    def computer_name(self) -> str | None:
        """The host name; None if it does not follow from the scale set and the ID."""
        prefix = self.scale_set.prefix
        return None if self[1] is None or prefix is None else prefix + format_base36(self[1])

    @property
    def node_name(self) -> str | None:
        """The host name in lower case, as Kubernetes spells it."""
        name = self.computer_name
        return None if name is None else name.lower()

    @property
    def vm_name(self) -> str:
        """The name of the VM resource."""
        return self[2] or f"{self.scale_set.name}{grammar.SEPARATOR}{self[1]}"

    @property
    def resource_id(self) -> ResourceID | None:
        """The resource ID; None if the scale set's is not known."""
        own = self.scale_set.resource_id
        if own is None:
            return None
        place = own.subscription_id, own.resource_group
        if self[1] is None:  # A VM on its own.
            return ResourceID(*place, vm_name=self[2])
        return ResourceID(*place, own.scale_set, self[1])

    @property
    def provider_id(self) -> ProviderID | None:
        """The provider ID; None if the scale set's resource ID is not known."""
        resource_id = self.resource_id
        return None if resource_id is None else ProviderID(resource_id)

    def __repr__(self) -> str:
        end = "" if self[2] is None else f", vm_name={self[2]!r}"
        return f"Instance(scale_set={self[0]!r}, instance_id={self[1]!r}{end})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Instance, tuple(self)
