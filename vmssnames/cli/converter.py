"""Converts names to another form: one at a time, and in blocks of equal beginnings.

How a name is read is learned once for each beginning, from ``identify``: what follows from
"web00002d" and "web000000" is the same but for the ID.  A name that no beginning explains is read
by itself.
"""

from __future__ import annotations

from ..errors import (
    AmbiguousNameError,
    InstanceIDRangeError,
    NameFormatError,
    UnknownScaleSetError,
    shown,
)
from ..names.conventions import has_one_name, padded_name, parse_host, split_pool
from ..names.grammar import MAX_PLAUSIBLE_ID, SEPARATOR, WIDTH, fold, is_decimal
from ..names.ids import format_base36, parse_base36, parse_instance_id
from ..names.readings import Reading, identify
from ..names.resource_id import ProviderID, ResourceID
from ..names.vm_names import (
    ComputerName,
    FlexibleVMName,
    VMName,
    check_owner,
    check_prefix,
    check_scale_set,
)
from ..names.wrappers import NODE, unwrap
from ..scan.lines import Lines
from ..scan.values import aks_instance
from .outputs.readings import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..fleet.fleet import Fleet

FORMS = ("id", "base36", "computer-name", "node-name", "vm-name")
TO_FORMS = (*FORMS, "resource-id", "provider-id")

# The --from of each kind of reading.
FROM_FORMS = {
    "instance_id": "id",
    "base36": "base36",
    "computer_name": "computer-name",
    "fqdn": "computer-name",
    "vm_name": "vm-name",
}

_ERRORS = NameFormatError, InstanceIDRangeError, UnknownScaleSetError, AmbiguousNameError

# How many beginnings are remembered.
_MOST_KNOWN = 1 << 16


CR = "\r"


class Found:
    """What a line says of an instance; None for what it does not say."""

    def __init__(
        self,
        instance_id: int,
        prefix: str | None = None,
        scale_set: str | None = None,
        path: ResourceID | None = None,
    ) -> None:
        self.instance_id, self.prefix, self.scale_set = instance_id, prefix, scale_set
        self.subscription = path.subscription_id if path else None
        self.resource_group = path.resource_group if path else None

    @property
    def place(self) -> tuple[str | None, ...]:
        """All but the ID."""
        return self.prefix, self.scale_set, self.subscription, self.resource_group


class Converter:
    """Converts names of the form *source*, or of any unambiguous form, to the form *to*.

    *prefix*, *scale_set*, *subscription* and *resource_group* are written, and names that contain
    one must have the same.  A *fleet* says what names do not contain; others are then unknown,
    but with *aks* not those of AKS nodes.
    """

    def __init__(
        self,
        to: str,
        source: str | None,
        prefix: str | None,
        scale_set: str | None,
        subscription: str | None = None,
        resource_group: str | None = None,
        fleet: Fleet | None = None,
        *,
        aks: bool = False,
    ) -> None:
        self.to, self.source, self._fleet, self._aks = to, source, fleet, aks
        self.prefix = None if prefix is None else check_prefix(prefix)
        self.scale_set = None if scale_set is None else check_scale_set(scale_set)
        self.subscription, self.resource_group = subscription, resource_group
        # Of scale sets that share a name, those that the options name.
        self._chosen = None if fleet is None else self._chosen_of(fleet)
        # Scale sets and prefixes, in lower case, that were seen.
        self._seen = {fold(one) for one in (prefix, scale_set) if one}
        # By the beginning of a name: what is written before the ID; None to read each by itself.
        self._heads: dict[str, str | None] = {}

    def _chosen_of(self, fleet: Fleet) -> Fleet | None:
        """Return the scale sets of *fleet* that the options name; None if they name none."""
        own = self.scale_set, self.subscription, self.resource_group
        if own == (None, None, None):
            return None
        from ..fleet.fleet import Fleet

        found = []
        for one in fleet:
            path = one.resource_id
            place = (path.subscription_id, path.resource_group) if path else (None, None)
            pairs = zip(own, (one.name, *place), strict=True)
            if all(asked is None or fold(asked) == fold(has or "") for asked, has in pairs):
                found.append(one)
        return Fleet(found) if found else None

    def convert(self, lines: list[str]) -> Iterator[tuple[str | None, str | None]]:
        """Yield the result for each of *lines*, None if it fails, and a problem or None."""
        texts = [line.removesuffix(CR) for line in lines]
        if not texts:
            return
        for text, key, instance_id in zip(texts, *self._split(texts), strict=True):
            try:
                head = None if key is None else self._head(key)
                if head is not None:
                    yield head + self._digits(instance_id), None
                else:
                    yield self._write(text, self._read(text)) if text else ("", None)
            except _ERRORS as error:
                message = str(error)
                yield None, message if shown(text) in message else f"{shown(text)}: {message}"

    def convert_all(self, data: bytes) -> tuple[int, bytes] | None:
        """Return the number of the lines *data*, and their results, each with a newline.

        None if one must be read by itself.  All, or none, end in a carriage return.
        """
        lines = self._lines(data)
        heads = []
        # In the order of the lines: what is written may depend on the first.
        for key in lines.beginnings if lines.is_plain else ():
            head = self._head(key)
            if head is None:
                return None
            heads.append(head)
        if not heads:
            return None
        digits = {"computer-name": "base36", "base36": "base36", "node-name": "lower"}
        end = f"{CR * bool(lines.with_cr)}\n"
        return len(lines), lines.written(heads, digits.get(self.to, "decimal"), end)

    def _lines(self, data: bytes) -> Lines:
        return Lines(data, base36=self.source == "base36", decimal=self.source == "id")

    def _split(self, texts: list[str]) -> tuple[list[str | None], list[int]]:
        """Return the beginning and the ID of each of *texts*, None if it has no plain form."""
        # What is no UTF-8 was decoded as Latin-1, and has no plain form either.
        data = "".join([f"{text}\n" for text in texts]).encode("utf-8", "surrogatepass")
        lines = self._lines(data)
        return lines.keys(), list(lines.ids)

    def _head(self, key: str) -> str | None:
        """Return what is written before the ID of a name that begins with *key*.

        None if the ID of such a name does not follow from its digits alone.
        """
        if key not in self._heads:
            if len(self._heads) > _MOST_KNOWN:
                self._heads.clear()
            self._heads[key] = self._learned(key)
        return self._heads[key]

    def _learned(self, key: str) -> str | None:
        is_host = key[-1:] not in ("", SEPARATOR, "/") or self.source == "base36"
        ends = ("000000", "000001") if is_host else ("0", "1")
        try:
            zero, one = (self._read(f"{key}{end}") for end in ends)
            if (zero.instance_id, one.instance_id) != (0, 1) or zero.place != one.place:
                return None
            return self._write(key + ends[0], zero)[0].removesuffix(self._digits(0))
        except _ERRORS:
            return None

    def _digits(self, instance_id: int) -> str:
        """Return *instance_id* as the form to write has it."""
        if self.to not in ("base36", "computer-name", "node-name"):
            return str(instance_id)
        text = format_base36(instance_id)
        return text.lower() if self.to == "node-name" else text

    def _read(self, text: str) -> Found:
        """Return what *text* says."""
        name = unwrap(text)[0]
        if self._fleet is not None:
            return self._resolved(name, self._fleet)
        pool, digits = split_pool(name)
        if fold(pool) in self._seen and self.source is None:
            return Found(parse_instance_id(digits), scale_set=pool)
        match self.source:
            case None:
                return _found(text, _only_reading(text))
            case "id":
                return Found(parse_instance_id(name))
            case "base36":
                return Found(parse_base36(name))
            case "vm-name":
                vm = VMName.parse(name)
                return Found(vm.instance_id, scale_set=vm.scale_set)
            case _:
                host = parse_host(name)
                return Found(host.instance_id, host.prefix)

    def _resolved(self, name: str, fleet: Fleet) -> Found:
        """Return what *fleet* says of *name*; an ID alone is one of --scale-set."""
        is_id = is_decimal(name) if self.source is None else self.source in ("id", "base36")
        if is_id:
            value = parse_base36(name) if self.source == "base36" else parse_instance_id(name)
            known = _known(name, "scale set", self.scale_set, "--scale-set")
            name = f"{known}{SEPARATOR}{value}"
        try:
            instance = fleet.resolve(name)
        except AmbiguousNameError:
            if not self._chosen:
                raise
            found = self._chosen.resolve_many([name], errors="null")[0]
            if found is None:
                raise
            instance = found
        except UnknownScaleSetError:
            node = aks_instance(name) if self._aks and name[:1] != "/" else None
            if node is None:
                raise
            instance = node
        if instance.instance_id is None:
            raise NameFormatError(f"{shown(name)}: a Flexible VM has no instance ID")
        own = instance.scale_set
        return Found(instance.instance_id, own.prefix, own.name, own.resource_id)

    def _write(self, text: str, found: Found) -> tuple[str, str | None]:
        """Return the instance in the form *to*, and a doubt or None."""
        self._check(text, found)
        instance_id, doubt = found.instance_id, None
        if instance_id > MAX_PLAUSIBLE_ID and (wrong := padded_name(text.removeprefix(NODE))):
            raise NameFormatError(
                f"{shown(text)}: expected six characters after '-vmss', got {wrong[1]}"
            )
        if (
            instance_id > MAX_PLAUSIBLE_ID
            and self.source is None
            and not (found.prefix and self.prefix)
        ):
            doubt = f"{shown(text)} is probably not a name: converted as instance {instance_id}"
        else:
            self._seen.update(fold(one) for one in (found.prefix, found.scale_set) if one)
        if self.to == "id":
            return str(instance_id), doubt
        if self.to == "base36":
            return format_base36(instance_id), doubt
        if self.to in ("computer-name", "node-name"):
            if self.prefix:
                # A scale set has one prefix: by default that of the first name.
                self.scale_set = self.scale_set or (None if doubt else found.scale_set)
            own = self.prefix or found.prefix or _if_aks(found.scale_set)
            name = ComputerName(_known(text, "prefix", own, "--prefix"), instance_id)
            return (name.node_name if self.to == "node-name" else str(name)), doubt
        if self.scale_set:
            self.prefix = self.prefix or (None if doubt else found.prefix)
        own = self.scale_set or found.scale_set or _if_aks(found.prefix)
        vm = VMName(_known(text, "scale set", own, "--scale-set"), instance_id)
        return (str(vm) if self.to == "vm-name" else self._path(text, vm, found)), doubt

    def _check(self, text: str, found: Found) -> None:
        """Raise NameFormatError if *found* differs from what the options say."""
        for key, what in _OPTIONS.items():
            own, seen = getattr(self, key), getattr(found, key)
            if own is not None and seen is not None:
                check_owner(text, what, own, seen)

    def _path(self, text: str, vm: VMName, found: Found) -> str:
        """Return the resource ID, or the provider ID, of *vm*."""
        own = self.subscription or found.subscription
        subscription = _known(text, "subscription", own, "--subscription")
        own = self.resource_group or found.resource_group
        group = _known(text, "resource group", own, "--resource-group")
        path = ResourceID(subscription, group, vm.scale_set, vm.instance_id)
        return str(path if self.to == "resource-id" else ProviderID(path))


# The attributes of Converter and of Found that must agree.
_OPTIONS = {
    "prefix": "prefix",
    "scale_set": "scale set",
    "subscription": "subscription",
    "resource_group": "resource group",
}


def _if_aks(name: str | None) -> str | None:
    """Return *name* if it is both the scale set and the prefix of a pool of AKS."""
    return name if name and has_one_name(name) else None


def _found(text: str, reading: Reading) -> Found:
    """Return what *reading* of *text* says; raise NameFormatError if it has no instance ID."""
    value = reading.value
    if isinstance(value, FlexibleVMName):
        raise NameFormatError(f"{shown(text)}: a Flexible VM has no instance ID")
    if reading.instance_id is None:
        raise NameFormatError(f"{shown(text)}: no instance ID: {reading.note}")
    if isinstance(value, ComputerName):
        return Found(reading.instance_id, value.prefix)
    path = value.resource_id if isinstance(value, ProviderID) else value
    place = path if isinstance(path, ResourceID) else None
    return Found(reading.instance_id, None, reading.scale_set, place)


def _only_reading(text: str) -> Reading:
    """Return the only reading of *text*, or the best of several of the same instance."""
    if text.isdecimal() and len(text) > WIDTH:
        parse_instance_id(text)  # Out of range, but a number, not a computer name.
    readings = identify(text)
    if len({(reading.instance_id, reading.scale_set) for reading in readings}) > 1:
        ways = [_description(reading) for reading in readings]
        if wrong := padded_name(unwrap(text)[0]):
            raise NameFormatError(
                f"{shown(text)}: expected six characters after '-vmss', got {wrong[1]}"
            )
        forms = dict.fromkeys(FROM_FORMS[one.kind] for one in readings if one.kind in FROM_FORMS)
        which = f": pass --from {' or --from '.join(forms)}" if forms else ""
        raise NameFormatError(f"{shown(text)} may be {' or '.join(ways)}{which}")
    return readings[0]


def _description(reading: Reading) -> str:
    if isinstance(reading.value, FlexibleVMName):
        return "a Flexible VM, which has no instance ID,"
    kind = {"instance_id": "decimal ID", "base36": "base-36 ID"}.get(reading.kind)
    return f"the {kind or KINDS[reading.kind]} of instance {reading.instance_id}"


def _known(text: str, what: str, value: str | None, option: str) -> str:
    if value is None:
        raise NameFormatError(f"{shown(text)} does not contain its {what}: pass {option}")
    return value
