"""Computer names and VM names, one at a time.

The loops over columns, in Python and in C, must agree with these functions and raise
their errors.  Parsing says what a string means *if* it is such a name.  The string alone
cannot prove that it is one: see ``identify``.
"""

from ..errors import InstanceIDRangeError, NameFormatError, shown
from . import grammar
from .ids import check_instance_id, check_text, format_base36, parse_base36, parse_instance_id
from .value import Value, set_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import SupportsIndex


def check_prefix(prefix: object) -> str:
    """Return *prefix* as a plain ``str`` that is a valid computer-name prefix."""
    prefix = check_text(prefix)
    if not grammar.is_prefix(prefix):
        raise NameFormatError(
            f"expected a computer-name prefix of 1 to {grammar.MAX_PREFIX} letters, "
            f"digits and hyphens, the first no hyphen, got {shown(prefix)}"
        )
    return prefix


def check_scale_set(name: object) -> str:
    """Return *name* as a plain ``str`` that is a valid scale-set name."""
    name = check_text(name)
    if not grammar.is_scale_set(name):
        raise NameFormatError(
            f"expected a scale-set name of 1 to {grammar.MAX_SCALE_SET} letters, digits, "
            f"dots, hyphens and underscores, the first a letter or digit, got {shown(name)}"
        )
    return name


def id_of_computer_name(name: object, prefix: str) -> int:
    """Return the instance ID of *name*, a computer name with the prefix *prefix*.

    >>> id_of_computer_name("NSGVMSS00002D", "nsgvmss")
    85
    >>> id_of_computer_name("web00002D", "nsgvmss")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: 'web00002D': expected the prefix 'nsgvmss', got 'web'
    """
    text = check_text(name)
    parsed = ComputerName.parse(text)
    check_owner(text, "prefix", prefix, parsed.prefix)
    return parsed.instance_id


def id_of_vm_name(name: object, scale_set: str) -> int:
    """Return the instance ID of *name*, a VM name of the scale set *scale_set*.

    >>> id_of_vm_name("NSGVMSS_85", "nsgvmss")
    85
    """
    text = check_text(name)
    parsed = VMName.parse(text)
    check_owner(text, "scale set", scale_set, parsed.scale_set)
    return parsed.instance_id


def check_owner(text: str, what: str, expected: str, found: str) -> None:
    """Raise NameFormatError if the *found* prefix, or scale set, of *text* is not *expected*."""
    if found.lower() != expected.lower():
        raise NameFormatError(
            f"{shown(text)}: expected the {what} {shown(expected)}, got {shown(found)}"
        )


class ComputerName(Value):
    """The host name of an instance: a prefix, followed by its ID in six base-36 digits.

    Comparison ignores case; names sort by prefix, then by ID.  *prefix* keeps
    its spelling.  The prefix is the scale set's ``computerNamePrefix``, which is often, but
    not always, the scale set's name.

    Raises NameFormatError for an invalid prefix, InstanceIDRangeError for an ID that is out
    of range, TypeError for other types.

    >>> str(ComputerName("nsgvmss", 85))
    'nsgvmss00002D'
    >>> ComputerName("NSGvmss", 85) == ComputerName.parse("nsgvmss00002d")
    True
    """

    __slots__ = ("prefix", "instance_id")

    prefix: str
    instance_id: int

    def __init__(self, prefix: str, instance_id: "SupportsIndex") -> None:
        set_field(self, "prefix", check_prefix(prefix))
        set_field(self, "instance_id", check_instance_id(instance_id))

    @classmethod
    def parse(cls, text: str) -> "ComputerName":
        """Return *text* as a computer name, whose last six characters are the instance ID.

        A string does not prove that it is one: "warning" parses as the prefix "w" and
        instance 651108652, and the host name of a Flexible VM parses as a meaningless number.
        Compare *prefix* with yours.

        >>> ComputerName.parse("machinepool-template-mp-0000001")
        ComputerName(prefix='machinepool-template-mp-0', instance_id=1)
        >>> ComputerName.parse("web00000!")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'web00000!': expected six base-36 digits, got '00000!'
        """
        text = check_text(text)
        return cls._read(text, text)

    @classmethod
    def _read(cls, name: str, text: str) -> "ComputerName":
        """Return *name* as a computer name; errors quote *text*, which contains it."""
        prefix, digits = name[: -grammar.WIDTH], name[-grammar.WIDTH :]
        try:
            return cls(prefix, parse_base36(digits))
        except NameFormatError as error:
            raise NameFormatError(f"{shown(text)}: {error}") from None

    @classmethod
    def from_host(cls, host: str) -> "ComputerName":
        """Return the first label of the host name *host* as a computer name.

        Accepts a fully qualified name, with or without the final dot.

        >>> ComputerName.from_host("NSGVMSS00002D.x.internal.cloudapp.net.").instance_id
        85
        >>> ComputerName.from_host("nsgvmss00002D..net")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'nsgvmss00002D..net': expected a host name
        """
        host = check_text(host)
        full = host.removesuffix(".")
        label, dot, domain = full.partition(".")
        if len(full) > grammar.MAX_FQDN or (dot and not grammar.is_domain(domain)):
            raise NameFormatError(f"{shown(host)}: expected a host name")
        return cls._read(label, host)

    @property
    def base36(self) -> str:
        """The six base-36 digits of the instance ID, in upper case."""
        return format_base36(self.instance_id)

    @property
    def node_name(self) -> str:
        """The name in lower case, as Kubernetes spells it.

        >>> ComputerName("nsgvmss", 85).node_name
        'nsgvmss00002d'
        """
        return str(self).lower()

    @property
    def maybe_windows(self) -> bool:
        """Whether a Windows VM can have this name: 15 characters, the prefix not all digits.

        >>> ComputerName("akswin", 1).maybe_windows, ComputerName("machinepool", 1).maybe_windows
        (True, False)
        """
        return len(str(self)) <= grammar.MAX_WINDOWS_NAME and not self.prefix.isdigit()

    def __str__(self) -> str:
        return self.prefix + self.base36


class VMName(Value):
    """The resource name of an instance: its scale set, an underscore, its ID in decimal.

    Comparison ignores case, as for all of Azure's resource names.

    Raises NameFormatError for an invalid scale set, InstanceIDRangeError for an ID that is out
    of range, TypeError for other types.

    >>> str(VMName("nsgvmss", 85))
    'nsgvmss_85'
    """

    __slots__ = ("scale_set", "instance_id")

    scale_set: str
    instance_id: int

    def __init__(self, scale_set: str, instance_id: "SupportsIndex") -> None:
        set_field(self, "scale_set", check_scale_set(scale_set))
        set_field(self, "instance_id", check_instance_id(instance_id))

    @classmethod
    def parse(cls, text: str) -> "VMName":
        """Return *text* as a VM name, split at its last underscore.

        >>> VMName.parse("kn-infra_ss_0")
        VMName(scale_set='kn-infra_ss', instance_id=0)
        >>> VMName.parse("nsgvmss85")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'nsgvmss85': expected an underscore before the instance ID
        """
        text = check_text(text)
        scale_set, underscore, digits = text.rpartition(grammar.SEPARATOR)
        try:
            if not underscore:
                raise NameFormatError("expected an underscore before the instance ID")
            return cls(scale_set, parse_instance_id(digits))
        except (NameFormatError, InstanceIDRangeError) as error:
            raise type(error)(f"{shown(text)}: {error}") from None

    @property
    def maybe_flexible(self) -> bool:
        """Whether this may be the name of a Flexible VM: its ID has eight digits.

        Flexible VMs have eight hexadecimal digits there.  One in 43 has
        only decimal digits; one in 48 has only digits and no leading zero.

        >>> VMName.parse("web_12345678").maybe_flexible, VMName.parse("web_85").maybe_flexible
        (True, False)
        """
        return len(str(self.instance_id)) == grammar.FLEXIBLE_WIDTH

    def __str__(self) -> str:
        return f"{self.scale_set}{grammar.SEPARATOR}{self.instance_id}"


class FlexibleVMName(Value):
    """The name of a VM that a Flexible scale set created: the set, an underscore, eight digits.

    The name is also the instance ID: there is no number, and the host name does not follow
    from it.  Comparison ignores case.

    Raises NameFormatError for an invalid scale set or suffix, TypeError for other types.

    Source: Microsoft Learn, "Understand instance IDs", 2026:
    "{scale-set-name}_{8-char-guid}".

    >>> FlexibleVMName.parse("flexprofile-mp-0_df53ee36").suffix
    'df53ee36'
    """

    __slots__ = ("scale_set", "suffix")

    scale_set: str
    suffix: str

    def __init__(self, scale_set: str, suffix: str) -> None:
        scale_set, suffix = check_scale_set(scale_set), check_text(suffix)
        if not grammar.is_flexible_suffix(suffix):
            raise NameFormatError(f"expected eight hexadecimal digits, got {shown(suffix)}")
        set_field(self, "scale_set", scale_set)
        set_field(self, "suffix", suffix)

    @classmethod
    def parse(cls, text: str) -> "FlexibleVMName":
        """Return *text* as a Flexible VM name, split at its last underscore.

        >>> FlexibleVMName.parse("web_85")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'web_85': expected eight hexadecimal digits, got '85'
        """
        text = check_text(text)
        scale_set, underscore, suffix = text.rpartition(grammar.SEPARATOR)
        try:
            if not underscore:
                raise NameFormatError("expected an underscore before eight hexadecimal digits")
            return cls(scale_set, suffix)
        except NameFormatError as error:
            raise NameFormatError(f"{shown(text)}: {error}") from None

    def __str__(self) -> str:
        return f"{self.scale_set}{grammar.SEPARATOR}{self.suffix}"
