"""Names of managed disks, which in bills and alerts are the only clue to the instance.

Sources
  [rest]  Azure/azure-rest-api-specs, examples of scale-set VMs: the OS disk
          vmss3176_vmss3176_0_OsDisk_1_{32 hexadecimal digits}; newer ones, ..._0_OS__1_...
  [imds]  Azure/azure-container-networking, a sample of the metadata service, and exported
          templates of AKS: longer names are cut, to the first 20 characters and the first 21,
          {20 characters}{21 characters}OS__1_{32 digits}, the same for instances 0 to 3
"""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError, shown
from . import grammar
from .ids import check_text, parse_instance_id
from .value import Value, set_field
from .vm_names import check_scale_set

# [imds] How many characters are left of a long scale-set name; the second time, one more.
_KEPT = 20
GUID_WIDTH = 32


class DiskName(Value):
    """The name of a disk that a uniform scale set created for an instance.

    If *is_cut* is true, *scale_set* is only the first 21 characters of the scale set's name, and
    *instance_id* is None: Azure leaves the ID out.  Comparison ignores case.

    Raises NameFormatError for an invalid name, InstanceIDRangeError for an ID that is out of
    range, TypeError for other types.

    >>> DiskName("web_web_85_OsDisk_1_6d72b805e50e4de6830303c5055077fc").instance_id
    85
    >>> cut = DiskName("aks-nodepool1-971532aks-nodepool1-9715324OS__1_" + 32 * "0")
    >>> cut.scale_set, cut.instance_id
    ('aks-nodepool1-9715324', None)
    """

    __slots__ = ("name", "scale_set", "instance_id", "is_cut")
    __match_args__ = ("name",)

    name: str
    scale_set: str
    instance_id: int | None
    is_cut: bool

    def __init__(self, name: str) -> None:
        name = check_text(name)
        try:
            scale_set, digits = _read(name)
            set_field(self, "scale_set", check_scale_set(scale_set))
            set_field(self, "instance_id", None if digits is None else parse_instance_id(digits))
        except (NameFormatError, InstanceIDRangeError) as error:
            raise type(error)(f"{shown(name)}: {error}") from None
        set_field(self, "name", name)
        set_field(self, "is_cut", digits is None)

    @classmethod
    def parse(cls, text: str) -> DiskName:
        """Return *text* as a disk name.

        >>> DiskName.parse("vm01_OsDisk_1_d0beead4b6ff4b4088a687701d355d61")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'vm01_OsDisk_1_d0beead4b6ff4b4088a687701d355d61': \
expected a disk of a scale set's instance
        """
        return cls(text)

    def __str__(self) -> str:
        return self.name


def _read(name: str) -> tuple[str, str | None]:
    """Return the scale set and the instance ID in *name*; None for the ID of a cut name."""
    head, _, guid = name.rpartition("_") if name.isascii() else ("", "", "")
    if grammar.is_hex(guid, GUID_WIDTH):
        both, _, digits = _without_kind(head).rpartition("_")
        half = len(both) // 2
        if both[half : half + 1] == "_" and both[:half].lower() == both[half + 1 :].lower():
            return both[:half], digits
        first, second, kind = head[:_KEPT], head[_KEPT : 2 * _KEPT + 1], head[2 * _KEPT + 1 :]
        if first.lower() == second[:_KEPT].lower() and kind.lower().startswith(("os", "disk")):
            return second, None
    raise NameFormatError("expected a disk of a scale set's instance")


def _without_kind(head: str) -> str:
    """Return *head* without its last part, the kind of disk: _OsDisk_1, _OS__1, _disk2."""
    for kind in ("_osdisk_1", "_os__1"):
        if head.lower().endswith(kind):
            return head[: -len(kind)]
    owner, _, kind = head.rpartition("_")
    return owner if kind[:4].lower() == "disk" and kind[4:].isdecimal() else ""
