"""Every interpretation of a name, the most plausible first.

A bare string proves nothing: "warning" parses as a computer name, and one Flexible VM
name in 48 parses as a uniform one.  So each reading says how plausible it is, and why.
Only the resource itself, or a list of scale sets, can decide.
"""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError, shown
from . import grammar
from .conventions import (
    aks_pool,
    describe_non_vmss,
    has_form_of_name,
    has_one_name,
    inner_name,
    inner_scale_set,
    is_standard,
    node_before,
    padded_name,
)
from .disk_name import GUID_WIDTH, DiskName
from .ids import check_text, parse_base36, parse_instance_id
from .resource_id import CLOUDS, SCHEME, ProviderID, ResourceID
from .value import Value, parse_or_none, set_field
from .vm_names import ComputerName, FlexibleVMName, VMName
from .wrappers import unwrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeAlias

    Named: TypeAlias = (
        int | str | ComputerName | VMName | FlexibleVMName | ResourceID | ProviderID | DiskName
    )

# The portal's address in each cloud.
PORTALS = ("https://portal.azure.com/", "https://portal.azure.us/", "https://portal.azure.cn/")

# Of MAC addresses, of numbers of 64 bits and more, and of hashes.
_LENGTHS_OF_HEX = (12, 16, 20, 24, 32, 40, 64)

# Best first.
CERTAINTIES = ("certain", "likely", "possible", "unlikely")

# How plausible a reading is, and why, by the rule that applies.
RULES = {
    "resource": ("certain", "a resource ID names its kind"),
    "child": ("certain", "{child} of the instance"),
    "nodes vm": ("likely", "the instance of a node whose name stands where a VM's name belongs"),
    "node as vm": ("unlikely", "a VM with the name of a node of AKS, which no VM has"),
    "extension": ("likely", "Azure lists extensions of an instance under this VM name"),
    "provider": ("certain", "the VM of a Kubernetes node"),
    "number": ("likely", "a decimal instance ID, of any scale set"),
    "digits": ("likely", "the six base-36 digits that end a computer name"),
    "host": ("likely", "the prefix is not always the name of the scale set"),
    "aks": ("likely", "a node of the AKS pool {pool}; its prefix is the name of its scale set"),
    "inner vm": ("likely", "the VM {name} of the AKS pool {pool}, inside a longer word"),
    "nested": ("possible", "{name} has the form of a name: what follows may be no instance ID"),
    "standard": ("possible", "{name} is also the word of a standard: {name}_{instance_id}"),
    "inner": ("likely", "the node {name} of the AKS pool {pool}, inside a longer word"),
    "vm": ("likely", "the VM of a uniform scale set"),
    "flexible": (
        "likely",
        "the VM of a Flexible scale set: it has no instance ID, and its host name is unrelated",
    ),
    "disk": ("likely", "a disk that the scale set created for the instance"),
    "cut disk": (
        "likely",
        "a disk of an instance of the scale set {name}...: the name is truncated, and has no "
        "instance ID",
    ),
    "set": ("likely", "the scale set of the AKS pool {pool}, not an instance"),
    "fabric": ("likely", "a Service Fabric node: its node type is usually also the prefix"),
    "role": ("likely", "a role instance of Azure Monitor: an underscore and the VM name"),
    "perhaps fabric": ("possible", "it may also be a Service Fabric node with this node type"),
    "perhaps role": ("possible", "it may also be a role instance of Azure Monitor"),
    "public": ("possible", "the public name of an instance, with its index in decimal"),
    "ansible": ("possible", "it may also be Ansible's name for the VM {vm}, with a hash"),
    "respelled": ("possible", "assuming that the {n} characters after '-vmss' should be six"),
    "misspelled": ("unlikely", "it has {n} characters after '-vmss' instead of six"),
    "eight digits": (
        "unlikely",
        "eight digits: more likely the start of a GUID, from a Flexible scale set, than an ID",
    ),
    "hex": ("unlikely", "{n} hexadecimal digits: more likely a number, or part of a hash"),
    "all digits": ("unlikely", "computer names rarely consist of digits only"),
    "word": ("unlikely", "six letters: more likely a word than instance {instance_id}"),
    "huge": (
        "unlikely",
        "instance {instance_id} is larger than any known one: "
        "more likely a word, or part of a GUID, than an instance ID",
    ),
}


class Reading(Value):
    """One interpretation of a string: its *kind*, its *value*, how plausible it is, and why.

    *kind* is "instance_id", "base36", "computer_name", "fqdn", "vm_name",
    "flexible_vm_name", "resource_id", "provider_id", "disk_name", "scale_set",
    "service_fabric_node", "role_instance" or "public_name"; *value* an int, a ``str`` (the
    name of a scale set), a ComputerName, VMName, FlexibleVMName, ResourceID, ProviderID or
    DiskName; *certainty* is "certain", "likely", "possible" or "unlikely"; *note* says why.

    >>> identify("web_df53ee36")[0].note
    'the VM of a Flexible scale set: it has no instance ID, and its host name is unrelated'
    """

    __slots__ = ("kind", "value", "certainty", "note")

    kind: str
    value: Named
    certainty: str
    note: str

    def __init__(self, kind: str, value: Named, certainty: str, note: str) -> None:
        # Written out, since identify() creates many of them.
        set_field(self, "kind", kind)
        set_field(self, "value", value)
        set_field(self, "certainty", certainty)
        set_field(self, "note", note)

    @property
    def instance_id(self) -> int | None:
        """The instance ID; None if there is none, as for a Flexible VM."""
        value = self.value.resource_id if isinstance(self.value, ProviderID) else self.value
        return value if isinstance(value, int) else getattr(value, "instance_id", None)

    @property
    def scale_set(self) -> str | None:
        """The scale set, if the name says it; for an AKS node, its prefix."""
        value = self.value.resource_id if isinstance(self.value, ProviderID) else self.value
        if isinstance(value, ComputerName):
            return value.prefix if has_one_name(value.prefix) else None
        if isinstance(value, DiskName) and value.is_cut:
            return None
        return value if isinstance(value, str) else getattr(value, "scale_set", None)


def identify(text: str) -> list[Reading]:
    """Return every reading of *text*, the most plausible first.

    Raises NameFormatError or InstanceIDRangeError if there is none; TypeError unless *text*
    is a ``str``.

    >>> [(r.kind, r.instance_id, r.certainty) for r in identify("nsgvmss00002D")]
    [('computer_name', 85, 'likely')]
    >>> [(r.kind, r.instance_id, r.certainty) for r in identify("warning")]
    [('computer_name', 651108652, 'unlikely')]
    >>> [(r.kind, r.instance_id, r.certainty) for r in identify("web_12345678")]
    [('flexible_vm_name', None, 'likely'), ('vm_name', 12345678, 'unlikely')]
    >>> identify("system:node:aks-pool-12345678-vmss00000a")[0].note.rpartition("; ")[2]
    'taken off: system:node:'
    """
    text = check_text(text)
    name, taken = unwrap(text)
    if not taken:
        return _identify(name)
    try:
        readings = _identify(name)
    except (NameFormatError, InstanceIDRangeError) as error:
        raise type(error)(f"{shown(text, 200)}: {error}") from None
    # What "tcp/22" is nobody knows.
    is_pair = "scale set/ID" in taken
    off = f"; taken off: {', '.join(taken)}"
    return [
        Reading(
            one.kind,
            one.value,
            "possible" if is_pair and one.certainty == "likely" else one.certainty,
            one.note + off,
        )
        for one in readings
    ]


def _identify(text: str) -> list[Reading]:
    """Return every reading of *text*, which has no wrappers."""
    if refusal := describe_non_vmss(text):
        raise NameFormatError(refusal)
    readings: list[Reading] = []
    error: Exception | None = None
    # The error of the last reader is the most specific.
    for read in _readers(text):
        try:
            readings.extend(read(text))
        except (NameFormatError, InstanceIDRangeError) as refused:
            error = refused
    if error and not readings:
        raise error from None
    return sorted(readings, key=lambda reading: CERTAINTIES.index(reading.certainty))


def _readers(text: str) -> tuple[Callable[[str], Iterator[Reading]], ...]:
    """Return the readers that may accept *text*, by its characters."""
    start = text[:8].lower()
    if start.startswith(SCHEME[:6]):
        return (_provider_id,)
    if start.startswith(("/", "https://")):
        return (_resource_id,)
    if text.startswith(grammar.SEPARATOR):
        return (_with_underscore,)
    readers: list[Callable[[str], Iterator[Reading]]] = []
    # Checking a character is cheaper than an error from a reader.
    if grammar.SEPARATOR in text:
        suffix = text.rpartition(grammar.SEPARATOR)[2]
        if grammar.is_flexible_suffix(suffix):
            readers.append(_flexible_vm_name)
        if len(suffix) == GUID_WIDTH:
            return (_disk_name,)
        return (*readers, _vm_name)
    if grammar.is_decimal(text):
        readers.append(_instance_id)
    if grammar.is_base36(text):
        readers.append(_base36)
    if text[-5:].lower() == "-vmss":
        readers.append(_scale_set)
    if text[:2].lower() == "vm":
        readers.append(_public_name)
    return (*readers, _host)


def _reading(kind: str, value: Any, rule: str, **words: object) -> Reading:
    certainty, note = RULES[rule]
    return Reading(kind, value, certainty, note.format(**words))


def _plausible(kind: str, value: Any, rule: str, instance_id: int, **words: object) -> Reading:
    """Return a reading by *rule*, or an unlikely one if its ID is implausibly large."""
    if instance_id > grammar.MAX_PLAUSIBLE_ID:
        rule = "huge"
    return _reading(kind, value, rule, instance_id=instance_id, **words)


def _resource_id(text: str) -> Iterator[Reading]:
    _check_printable(text)
    path = text.strip()
    if path.lower().startswith(PORTALS):
        # .../#@tenant/resource/subscriptions/.../overview
        start = grammar.fold(path).find("/subscriptions/")
        path = CLOUDS["AzureCloud"] + path[start:] if start > 0 else path
    value = ResourceID.parse(path)
    if meant := _instance_of_node(value):
        yield _reading("resource_id", meant, "nodes vm")
        yield _reading("resource_id", value, "node as vm")
    elif value.child is None:
        yield _reading("resource_id", value, "resource")
    elif value.instance_id is not None and "/virtualmachinescalesets/" not in path.lower():
        yield _reading("resource_id", value, "extension")
    else:
        yield _reading("resource_id", value, "child", child=value.child)


def _provider_id(text: str) -> Iterator[Reading]:
    _check_printable(text)
    value = ProviderID.parse(text)
    if meant := _instance_of_node(value.resource_id):
        yield _reading("provider_id", ProviderID(meant), "nodes vm")
        yield _reading("provider_id", value, "node as vm")
        return
    yield _reading("provider_id", value, "provider")


def _instance_of_node(path: ResourceID) -> ResourceID | None:
    """Return the instance that is meant if *path* has an AKS node's name in a VM's place."""
    node = parse_or_none(ComputerName.parse, path.vm_name or "") if not path.scale_set else None
    if node is None or "-" not in node.prefix or not aks_pool(node.prefix):
        return None
    return ResourceID(path.subscription_id, path.resource_group, node.prefix, node.instance_id)


def _check_printable(text: str) -> None:
    """Reject characters that a terminal interprets or a table cannot contain."""
    if not text.strip().isprintable():
        raise NameFormatError(f"{shown(text, 200)}: expected printable characters")


def _instance_id(text: str) -> Iterator[Reading]:
    value = parse_instance_id(text)
    yield _plausible("instance_id", value, "number", value)


def _base36(text: str) -> Iterator[Reading]:
    value = parse_base36(text)
    if text.isalpha():
        yield _reading("base36", value, "word", instance_id=value)
    else:
        yield _plausible("base36", value, "digits", value)


def _host(text: str) -> Iterator[Reading]:
    if inner := inner_name(text.partition(".")[0]):
        node = ComputerName.parse(inner)
        words = {"name": inner, "pool": aks_pool(node.prefix)}
        yield _plausible("computer_name", node, "inner", node.instance_id, **words)
        return
    value = ComputerName.from_host(text)
    kind = "fqdn" if "." in text.rstrip(".") else "computer_name"
    if correction := padded_name(text):
        corrected, n = correction
        yield _reading(kind, ComputerName.from_host(corrected), "respelled", n=n)
        yield _reading(kind, value, "misspelled", n=n)
    elif n := _hex_digits(str(value)):
        yield _reading(kind, value, "hex", n=n)
    elif value.prefix.isdigit() and value.base36.isdigit():
        yield _reading(kind, value, "all digits")
    elif value.base36.isalpha():
        yield _reading(kind, value, "word", instance_id=value.instance_id)
    elif pool := aks_pool(value.prefix):
        yield _plausible(kind, value, "aks", value.instance_id, pool=pool)
    elif has_form_of_name(value.prefix):
        name = value.prefix.removesuffix("-")
        yield _plausible(kind, value, "nested", value.instance_id, name=name)
    else:
        yield _plausible(kind, value, "host", value.instance_id)


def _hex_digits(name: str) -> int:
    """Return the number of hexadecimal digits if *name* is a number or a hash; 0 otherwise."""
    is_marked = name[:2] in ("0x", "0X")
    digits = name[2:] if is_marked else name
    is_number = is_marked or len(digits) in _LENGTHS_OF_HEX
    return len(digits) if is_number and grammar.is_hex(digits, len(digits)) else 0


def _scale_set(text: str) -> Iterator[Reading]:
    pool = aks_pool(text)
    if pool:
        yield _reading("scale_set", text, "set", pool=pool)


def _public_name(text: str) -> Iterator[Reading]:
    label, _, domain = text.removesuffix(".").lower().partition(".")
    if domain.endswith(".cloudapp.azure.com") and grammar.is_domain(domain):
        yield _reading("public_name", parse_instance_id(label[2:]), "public")


def _vm_name(text: str) -> Iterator[Reading]:
    value = VMName.parse(text)
    if node := node_before(value.scale_set):
        for one in _identify(node):
            note = f"{one.note}; {node} is inside a longer word"
            yield Reading(one.kind, one.value, one.certainty, note)
        return
    if value.maybe_flexible:
        yield _reading("vm_name", value, "eight digits")
        return
    if scale_set := inner_scale_set(value.scale_set):
        vm = VMName(scale_set, value.instance_id)
        words = {"name": vm, "pool": aks_pool(scale_set)}
        yield _plausible("vm_name", vm, "inner vm", vm.instance_id, **words)
        return
    rule = "standard" if is_standard(value.scale_set) else "vm"
    inner = parse_or_none(VMName.parse, value.scale_set)
    is_ansible = inner is not None and len(str(value.instance_id)) == 4
    if has_form_of_name(value.scale_set) or (inner is not None and not is_ansible):
        rule = "nested"
    yield _plausible("vm_name", value, rule, value.instance_id, name=value.scale_set)
    if is_ansible:
        yield _reading("vm_name", inner, "ansible", vm=inner)


def _flexible_vm_name(text: str) -> Iterator[Reading]:
    value = FlexibleVMName.parse(text)
    if not node_before(value.scale_set):
        yield _reading("flexible_vm_name", value, "flexible")


def _disk_name(text: str) -> Iterator[Reading]:
    value = DiskName.parse(text)
    yield _reading("disk_name", value, "cut disk" if value.is_cut else "disk", name=value.scale_set)


def _with_underscore(text: str) -> Iterator[Reading]:
    value = VMName.parse(text[1:])
    role_first = "vmss" in value.scale_set.lower()
    yield _reading("role_instance", value, "role" if role_first else "perhaps role")
    yield _reading("service_fabric_node", value, "perhaps fabric" if role_first else "fabric")
