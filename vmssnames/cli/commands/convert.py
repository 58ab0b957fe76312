"""``vmssnames convert``: converts names, one per line, to another form."""

from __future__ import annotations

from ...bulk import split_computer_names
from ...errors import InstanceIDRangeError, NameFormatError, shown
from ...names.conventions import aks_pool, has_one_name, padded_name, parse_host, split_pool
from ...names.grammar import MAX_PLAUSIBLE_ID, WIDTH, fold
from ...names.ids import format_base36, parse_base36, parse_instance_id
from ...names.readings import Reading, identify
from ...names.resource_id import ProviderID, ResourceID
from ...names.vm_names import (
    ComputerName,
    FlexibleVMName,
    VMName,
    check_owner,
    check_prefix,
    check_scale_set,
)
from ...names.wrappers import NODE, unwrap
from ..errors import CommandError, InputError, printable, warn
from ..inputs.files import lines
from ..inputs.utf16 import Copy
from ..options import InputOptions, add_files, add_flag, add_value
from ..outputs.readings import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

CR = "\r"
BOM = "\ufeff"

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

SUMMARY = "convert names, one per line, to another form"

DESCRIPTION = """\
Reads one name per line and writes one name per line, in the same order.  A name is
an instance ID, computer name, host name, node name, VM name, resource ID, provider
ID or disk name.  For an invalid line, the output is an empty line; a message has
the line number.  Empty lines stay empty.

An ambiguous line, such as 123456 (an instance ID, or six base-36 digits), is
invalid unless --from selects the form.  Unlikely names, such as a header, are
converted with a warning.

A computer name does not contain the name of its scale set, and a VM name does not
contain the computer-name prefix.  With --to vm-name --scale-set S, all lines must
have the prefix P, or else the prefix of the first line.  With --to computer-name
--prefix P, all lines must have the same scale set.  For AKS, both are the same name.

POOL-5, a machine of Cluster API, is instance 5 of POOL, if --scale-set or an earlier
line names POOL.
"""

EPILOG = """\
examples:
  kubectl get nodes -o name | vmssnames convert --to id
  vmssnames convert --from id --to node-name --prefix nsgvmss ids.txt
  paste nodes.txt <(vmssnames convert --to id nodes.txt)
  vmssnames convert --to resource-id --subscription S -g G nodes.txt
"""


class Options(InputOptions):
    """The options of ``convert``."""

    to: str
    source: str | None
    prefix: str | None
    scale_set: str | None
    subscription: str | None
    resource_group: str | None
    fail_fast: bool


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    parser.add_argument("--to", required=True, choices=TO_FORMS, help="write this form")
    source = "read only this form; computer-name includes host names and node/NAME"
    parser.add_argument("--from", dest="source", choices=FORMS, help=source)
    prefix = "computer-name prefix to write; computer names in the input must have it"
    add_value(parser, "--prefix", "P", prefix)
    scale_set = "scale set to write; VM names in the input must have it"
    add_value(parser, "--scale-set", "S", scale_set)
    add_value(parser, "--subscription", "ID", "for --to resource-id and provider-id")
    parser.add_argument("-g", "--resource-group", metavar="G", help="likewise")
    add_flag(parser, "--fail-fast", "stop at the first invalid line")
    add_files(parser, "files to read, plain, gzip or zstd; - or none: standard input")


def run(options: Options) -> int:
    """Convert what *options* say; return the exit status."""
    try:
        place = options.subscription, options.resource_group
        converter = Converter(options.to, options.source, options.prefix, options.scale_set, *place)
    except NameFormatError as error:
        raise CommandError(str(error)) from None
    status, end, copy = 0, "\n", Copy()
    for path in options.files:
        number = 0
        try:
            for batch, newline in lines(path, copy):
                texts = [_decode(line) for line in batch]
                # The last line of a file may have no newline: the next file starts a new line.
                out = [] if end else ["\n"]
                end = newline
                if number == 0 and texts[0].startswith(BOM):
                    texts[0] = texts[0][1:]
                    out += [BOM] if copy.is_utf16 else []
                for text, (result, problem) in zip(texts, converter.convert(texts), strict=True):
                    number += 1
                    if problem:
                        where = f"line {number}" if path == "-" else f"{printable(path)}:{number}"
                        warn(f"{where}: {problem}")
                    if result is None:
                        status = max(status, 1)
                        if options.fail_fast:
                            copy.write("".join(out).encode())
                            return status
                    out.append(f"{result or ''}{CR if text.endswith(CR) else ''}{newline}")
                copy.write("".join(out).encode())
        except InputError as error:
            hint = " (to convert a name, pass it on standard input)" if _is_name(path) else ""
            warn(f"{error}{hint}")
            status = 2
    return status


def _is_name(path: str) -> bool:
    """Return whether *path*, which is not a file, is probably a name to convert."""
    try:
        return identify(path)[0].certainty in ("certain", "likely")
    except (NameFormatError, InstanceIDRangeError):
        return False


def _decode(line: bytes) -> str:
    """Return *line* decoded as UTF-8; otherwise as Latin-1, which is never a valid name."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


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


class Converter:
    """Converts names of the form *source*, or of any unambiguous form, to the form *to*.

    *prefix*, *scale_set*, *subscription* and *resource_group* are written, and names that contain
    one must have the same.
    """

    def __init__(
        self,
        to: str,
        source: str | None,
        prefix: str | None,
        scale_set: str | None,
        subscription: str | None = None,
        resource_group: str | None = None,
    ) -> None:
        self.to, self.source = to, source
        self.prefix = None if prefix is None else check_prefix(prefix)
        self.scale_set = None if scale_set is None else check_scale_set(scale_set)
        self.subscription, self.resource_group = subscription, resource_group
        # Scale sets and prefixes, in lower case, that were seen.
        self._seen = {fold(one) for one in (prefix, scale_set) if one}

    def convert(self, lines: list[str]) -> Iterator[tuple[str | None, str | None]]:
        """Yield the result for each of *lines*, None if it fails, and a problem or None."""
        texts = [line.removesuffix(CR) for line in lines]
        # Nearly all lines are computer names, which kernels read at once.  A line that they
        # accept has no other reading, unless it is all digits.
        prefixes, ids = split_computer_names(
            [text.removeprefix(NODE) for text in texts], errors="null"
        )
        hosts_only = self.source in (None, "computer-name", "node-name")
        for text, prefix, instance_id in zip(texts, prefixes, ids, strict=True):
            try:
                if not text:
                    yield "", None
                elif (
                    prefix is None
                    or instance_id is None
                    or prefix.isdigit()
                    or not hosts_only
                    or ("-vmss" in prefix and ("-vmss" in prefix[:-5] or not aks_pool(prefix)))
                ):
                    yield self._write(text, self._read(text))
                else:
                    yield self._write(text, Found(instance_id, prefix))
            except (NameFormatError, InstanceIDRangeError) as error:
                message = str(error)
                yield None, message if shown(text) in message else f"{shown(text)}: {message}"

    def _read(self, text: str) -> Found:
        """Return what *text* says."""
        name = unwrap(text)[0]
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
        if len(set(ways)) == 1 and (wrong := padded_name(unwrap(text)[0])):
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
