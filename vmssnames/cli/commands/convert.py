"""``vmssnames convert``: converts names, one per line, to another form."""

from __future__ import annotations

from ...bulk import split_computer_names
from ...errors import InstanceIDRangeError, NameFormatError, shown
from ...names.conventions import padded_name, without_address
from ...names.grammar import MAX_PLAUSIBLE_ID, WIDTH
from ...names.ids import format_base36, parse_base36, parse_instance_id
from ...names.readings import NODE, Reading, identify
from ...names.vm_names import (
    ComputerName,
    FlexibleVMName,
    VMName,
    check_owner,
    check_prefix,
    check_scale_set,
)
from ..errors import CommandError, InputError, printable, warn
from ..options import InputOptions, add_files, add_flag, add_value
from ..outputs.readings import KINDS
from ..streams import batches, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

CR = "\r"
BOM = "\ufeff"

FORMS = ("id", "base36", "computer-name", "node-name", "vm-name")

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
the line number, and the exit status is 1.  Empty lines stay empty.

An ambiguous line, such as 123456 (an instance ID, or six base-36 digits), is
invalid unless --from selects the form.  Unlikely names, such as a header, are
converted with a warning.

A computer name does not contain the name of its scale set, and a VM name does not
contain the computer-name prefix.  With --to vm-name --scale-set S, all lines must
have the prefix P, or else the prefix of the first line.  With --to computer-name
--prefix P, all lines must have the same scale set.
"""

EPILOG = """\
examples:
  kubectl get nodes -o name | vmssnames convert --to id
  vmssnames convert --from id --to node-name --prefix nsgvmss ids.txt
  paste nodes.txt <(vmssnames convert --to id nodes.txt)
"""


class Options(InputOptions):
    """The options of ``convert``."""

    to: str
    source: str | None
    prefix: str | None
    scale_set: str | None
    fail_fast: bool


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    parser.add_argument("--to", required=True, choices=FORMS, help="write this form")
    source = "read only this form; computer-name includes host names and node/NAME"
    parser.add_argument("--from", dest="source", choices=FORMS, help=source)
    prefix = "computer-name prefix to write; computer names in the input must have it"
    add_value(parser, "--prefix", "P", prefix)
    scale_set = "scale set to write; VM names in the input must have it"
    add_value(parser, "--scale-set", "S", scale_set)
    add_flag(parser, "--fail-fast", "stop at the first invalid line")
    add_files(parser, "files to read; - or none: standard input")


def run(options: Options) -> int:
    """Convert what *options* say; return the exit status."""
    try:
        converter = Converter(options.to, options.source, options.prefix, options.scale_set)
    except NameFormatError as error:
        raise CommandError(str(error)) from None
    status, end = 0, "\n"
    for path in options.files:
        number = 0
        try:
            for lines, newline in batches(path):
                texts = [_decode(line) for line in lines]
                if number == 0:
                    texts[0] = texts[0].removeprefix(BOM)
                # The last line of a file may have no newline: the next file starts a new line.
                out = [] if end else ["\n"]
                end = newline
                for text, (result, problem) in zip(texts, converter.convert(texts), strict=True):
                    number += 1
                    if problem:
                        where = f"line {number}" if path == "-" else f"{printable(path)}:{number}"
                        warn(f"{where}: {problem}")
                    if result is None:
                        status = max(status, 1)
                        if options.fail_fast:
                            write_all("".join(out).encode())
                            return status
                    out.append(f"{result or ''}{CR if text.endswith(CR) else ''}{newline}")
                write_all("".join(out).encode())
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


class Converter:
    """Converts names of the form *source*, or of any unambiguous form, to the form *to*.

    *prefix* and *scale_set* are written, and names that contain one must have the same.
    """

    def __init__(
        self, to: str, source: str | None, prefix: str | None, scale_set: str | None
    ) -> None:
        self.to, self.source = to, source
        self.prefix = None if prefix is None else check_prefix(prefix)
        self.scale_set = None if scale_set is None else check_scale_set(scale_set)

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
                elif prefix is None or instance_id is None or prefix.isdigit() or not hosts_only:
                    yield self._write(text, *self._read(text))
                else:
                    yield self._write(text, instance_id, prefix, None)
            except (NameFormatError, InstanceIDRangeError) as error:
                message = str(error)
                yield None, message if shown(text) in message else f"{shown(text)}: {message}"

    def _read(self, text: str) -> tuple[int, str | None, str | None]:
        """Return the instance ID, prefix and scale set in *text*, None for missing ones."""
        match self.source:
            case None:
                reading = _only_reading(text)
                if isinstance(reading.value, FlexibleVMName):
                    raise NameFormatError(f"{shown(text)}: a Flexible VM has no instance ID")
                if reading.instance_id is None:
                    raise NameFormatError(f"{shown(text)}: no instance ID: {reading.note}")
                if isinstance(reading.value, ComputerName):
                    return reading.instance_id, reading.value.prefix, None
                return reading.instance_id, None, reading.scale_set
            case "id":
                return parse_instance_id(text), None, None
            case "base36":
                return parse_base36(text), None, None
            case "vm-name":
                vm = VMName.parse(text)
                return vm.instance_id, None, vm.scale_set
            case _:
                host = ComputerName.from_host(without_address(text.removeprefix(NODE)))
                return host.instance_id, host.prefix, None

    def _write(
        self, text: str, instance_id: int, prefix: str | None, scale_set: str | None
    ) -> tuple[str, str | None]:
        """Return the instance in the form *to*, and a doubt or None."""
        if prefix is not None and self.prefix is not None:
            check_owner(text, "prefix", self.prefix, prefix)
        if scale_set is not None and self.scale_set is not None:
            check_owner(text, "scale set", self.scale_set, scale_set)
        doubt = None
        if instance_id > MAX_PLAUSIBLE_ID and (wrong := padded_name(text.removeprefix(NODE))):
            raise NameFormatError(
                f"{shown(text)}: expected six characters after '-vmss', got {wrong[1]}"
            )
        if instance_id > MAX_PLAUSIBLE_ID and self.source is None and not (prefix and self.prefix):
            doubt = f"{shown(text)} is probably not a name: converted as instance {instance_id}"
        if self.to == "id":
            return str(instance_id), doubt
        if self.to == "base36":
            return format_base36(instance_id), doubt
        if self.to == "vm-name":
            # A scale set has one prefix: by default that of the first name.
            self.prefix = self.prefix or (None if doubt else prefix)
            owner = _known(text, "scale set", self.scale_set or scale_set, "--scale-set")
            return str(VMName(owner, instance_id)), doubt
        self.scale_set = self.scale_set or (None if doubt else scale_set)
        name = ComputerName(_known(text, "prefix", self.prefix or prefix, "--prefix"), instance_id)
        return (name.node_name if self.to == "node-name" else str(name)), doubt


def _only_reading(text: str) -> Reading:
    """Return the only reading of *text*, or the best of several of the same instance."""
    if text.isdecimal() and len(text) > WIDTH:
        parse_instance_id(text)  # Out of range, but a number, not a computer name.
    readings = identify(text)
    if len({(reading.instance_id, reading.scale_set) for reading in readings}) > 1:
        ways = [_description(reading) for reading in readings]
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
