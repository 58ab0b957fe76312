"""Names of managed disks, which in bills and alerts are the only clue to the instance.

Sources
  [rest]  Azure/azure-rest-api-specs, examples of scale-set VMs: the OS disk
          vmss3176_vmss3176_0_OsDisk_1_{32 hexadecimal digits}; newer ones, ..._0_OS__1_...
  [imds]  Azure/azure-container-networking, a sample of the metadata service: longer
          names are cut, {20 characters}{20 characters}{id}disk1_{32 digits}
"""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError, shown
from . import grammar
from .ids import check_text, parse_instance_id
from .value import Value, set_field
from .vm_names import check_scale_set

# [imds] The number of characters that are left of a long scale-set name, twice.
_KEPT = 20
GUID_WIDTH = 32


class DiskName(Value):
    """The name of a disk that a uniform scale set created for an instance.

    If *is_cut* is true, *scale_set* is only the first twenty characters of the scale set's
    name.  Comparison ignores case.

    Raises NameFormatError for an invalid name, InstanceIDRangeError for an ID that is out of
    range, TypeError for other types.

    >>> DiskName("web_web_85_OsDisk_1_6d72b805e50e4de6830303c5055077fc").instance_id
    85
    """

    __slots__ = ("name", "scale_set", "instance_id", "is_cut")
    __match_args__ = ("name",)

    name: str
    scale_set: str
    instance_id: int
    is_cut: bool

    def __init__(self, name: str) -> None:
        name = check_text(name)
        try:
            scale_set, digits, is_cut = _read(name)
            set_field(self, "scale_set", check_scale_set(scale_set))
            set_field(self, "instance_id", parse_instance_id(digits))
        except (NameFormatError, InstanceIDRangeError) as error:
            raise type(error)(f"{shown(name)}: {error}") from None
        set_field(self, "name", name)
        set_field(self, "is_cut", is_cut)

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


def _read(name: str) -> tuple[str, str, bool]:
    """Return the scale set and the instance ID in *name*, and whether the first is cut."""
    head, _, guid = name.rpartition("_") if name.isascii() else ("", "", "")
    if grammar.is_hex(guid, GUID_WIDTH):
        both, _, digits = _without_kind(head).rpartition("_")
        half = len(both) // 2
        if both[half : half + 1] == "_" and both[:half].lower() == both[half + 1 :].lower():
            return both[:half], digits, False
        if head[:_KEPT].lower() == head[_KEPT : 2 * _KEPT].lower():
            rest = head[2 * _KEPT :]
            digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
            kind = rest[len(digits) :]
            if digits and kind[:1].isalpha() and kind.replace("_", "0").isalnum():
                return head[:_KEPT], digits, True
    raise NameFormatError("expected a disk of a scale set's instance")


def _without_kind(head: str) -> str:
    """Return *head* without its last part, the kind of disk: _OsDisk_1, _OS__1, _disk2."""
    for kind in ("_osdisk_1", "_os__1"):
        if head.lower().endswith(kind):
            return head[: -len(kind)]
    owner, _, kind = head.rpartition("_")
    return owner if kind[:4].lower() == "disk" and kind[4:].isdecimal() else ""
