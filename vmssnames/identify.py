"""What a text may be: every way to read it, the most plausible first.

A bare text never proves anything: "warning" reads as a computer name, and one
Flexible VM name in 48 reads as a uniform one.  So each reading says how plausible
it is, and why; only the resource itself or a list of scale sets can tell.
"""

from __future__ import annotations

from . import _grammar
from ._value import Value, put
from .errors import InstanceIDRangeError, NameFormatError
from .ids import check_text, parse_base36, parse_instance_id
from .names import ComputerName, FlexibleVMName, VMName

# Best first.
CERTAINTIES = ("certain", "likely", "possible", "unlikely")

# What `kubectl get nodes -o name` puts before each.
NODE = "node/"


class Reading(Value):
    """One way to read a text: what *kind* of name, its *value*, how plausible, and why.

    *kind* is "instance_id", "base36", "computer_name", "fqdn", "vm_name" or
    "flexible_vm_name"; *value* an int, ComputerName, VMName or FlexibleVMName;
    *certainty* "certain", "likely", "possible" or "unlikely"; *note* a sentence.

    >>> identify("web_df53ee36")[0].note
    'the VM of a Flexible scale set: no instance number, and no way to its host name'
    """

    __slots__ = ("kind", "value", "certainty", "note")

    kind: str
    value: int | ComputerName | VMName | FlexibleVMName
    certainty: str
    note: str

    def __init__(
        self,
        kind: str,
        value: int | ComputerName | VMName | FlexibleVMName,
        certainty: str,
        note: str,
    ) -> None:
        put(self, "kind", kind)
        put(self, "value", value)
        put(self, "certainty", certainty)
        put(self, "note", note)

    @property
    def instance_id(self) -> int | None:
        """The instance ID, if the reading gives one: a Flexible VM has none."""
        if isinstance(self.value, int):
            return self.value
        return getattr(self.value, "instance_id", None)


def identify(text: str) -> list[Reading]:
    """Return the ways to read *text*, the most plausible first; none is an error.

    Reads decimal and base-36 instance IDs, computer names, host names, node
    names (with ``node/`` before them or not), VM names and Flexible VM names.

    Raises NameFormatError or InstanceIDRangeError if there is no way; TypeError for
    what is no ``str``.

    >>> [(r.kind, r.instance_id, r.certainty) for r in identify("nsgvmss00002D")]
    [('computer_name', 85, 'likely')]
    >>> [(r.kind, r.instance_id, r.certainty) for r in identify("warning")]
    [('computer_name', 651108652, 'unlikely')]
    >>> [(r.kind, r.instance_id, r.certainty) for r in identify("web_12345678")]
    [('flexible_vm_name', None, 'likely'), ('vm_name', 12345678, 'unlikely')]
    """
    text = check_text(text)
    # VM names have an underscore, and nothing else has.  The last of the readers is
    # the one whose error tells most.
    is_vm = _grammar.SEPARATOR in text
    readings, refusal = [], None
    for read in (_flexible_vm_name, _vm_name) if is_vm else (_instance_id, _base36, _host):
        try:
            readings.append(read(text))
        except (NameFormatError, InstanceIDRangeError) as error:
            refusal = error
    if refusal and not readings:
        raise refusal from None
    return sorted(readings, key=lambda reading: CERTAINTIES.index(reading.certainty))


def _certainty(instance_id: int) -> str:
    return "likely" if instance_id <= _grammar.MAX_PLAUSIBLE_ID else "unlikely"


def _note(instance_id: int, plausible: str) -> str:
    """Return *plausible*, or why the ID is not."""
    if instance_id <= _grammar.MAX_PLAUSIBLE_ID:
        return plausible
    return (
        f"instance {instance_id} is beyond any scale set met so far: "
        "more likely a word, or part of a GUID, than an instance ID"
    )


def _instance_id(text: str) -> Reading:
    value = parse_instance_id(text)
    note = _note(value, "a decimal instance ID, of whichever scale set")
    return Reading("instance_id", value, _certainty(value), note)


def _base36(text: str) -> Reading:
    value = parse_base36(text)
    note = _note(value, "the six base-36 digits that end a computer name")
    return Reading("base36", value, _certainty(value), note)


def _host(text: str) -> Reading:
    value = ComputerName.from_host(text.removeprefix(NODE))
    kind = "fqdn" if "." in text.rstrip(".") else "computer_name"
    if value.prefix.isdigit() and value.base36.isdigit():
        return Reading(kind, value, "unlikely", "computer names are hardly ever all digits")
    note = _note(value.instance_id, "the prefix is not always the name of the scale set")
    return Reading(kind, value, _certainty(value.instance_id), note)


def _vm_name(text: str) -> Reading:
    value = VMName.parse(text)
    if value.maybe_flexible:
        note = "eight digits: sooner the start of a GUID, as Flexible scale sets give, than an ID"
        return Reading("vm_name", value, "unlikely", note)
    note = _note(value.instance_id, "the VM of a uniform scale set")
    return Reading("vm_name", value, _certainty(value.instance_id), note)


def _flexible_vm_name(text: str) -> Reading:
    value = FlexibleVMName.parse(text)
    note = "the VM of a Flexible scale set: no instance number, and no way to its host name"
    return Reading("flexible_vm_name", value, "likely", note)
