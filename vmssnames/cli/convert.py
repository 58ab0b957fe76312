"""``vmssnames convert``: one name a line in, the same instance's other name out."""

from __future__ import annotations

from .._grammar import MAX_PLAUSIBLE_ID
from ..bulk import split_computer_names
from ..errors import InstanceIDRangeError, NameFormatError, shown
from ..identify import NODE, Reading, identify
from ..ids import format_base36, parse_base36, parse_instance_id
from ..names import ComputerName, VMName, check_prefix, check_scale_set
from .streams import CannotGoOn, batches, complain, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from typing import Any

CR = "\r"

FORMS = ("id", "base36", "computer-name", "node-name", "vm-name")

WAYS = {
    "instance_id": "the decimal ID of",
    "base36": "the base-36 ID of",
    "computer_name": "the computer name of",
    "fqdn": "the host name of",
    "vm_name": "the VM name of",
}

DESCRIPTION = """\
Reads one name a line (an instance ID, a computer name, host name, node name or
VM name), and writes one a line, in order.  A bad line gives an empty line, a
message with its number, and exit status 1 at the end; an empty line stays one.

A line that can be read in two ways, such as 123456 (an instance ID, or six
base-36 digits), is bad unless --from says which is meant.
"""


def add_parser(commands: Any) -> None:
    """Add ``convert`` to the *commands* of argparse."""
    from argparse import RawDescriptionHelpFormatter

    parser = commands.add_parser(
        "convert",
        help="turn a name a line into another form",
        description=DESCRIPTION,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--to", required=True, choices=FORMS, help="the form to write")
    parser.add_argument("--from", dest="source", choices=FORMS, help="the form to read, if one")
    parser.add_argument(
        "--prefix",
        metavar="P",
        help="the computer-name prefix to write; computer names read must have it",
    )
    parser.add_argument(
        "--scale-set",
        metavar="S",
        help="the scale set to write in VM names; VM names read must have it",
    )
    parser.add_argument("--fail-fast", action="store_true", help="stop at the first bad line")
    parser.add_argument(
        "files", nargs="*", metavar="FILE", default=["-"], help="default: standard input, also -"
    )
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Convert what *options* say; return the exit status."""
    try:
        converter = Converter(options.to, options.source, options.prefix, options.scale_set)
    except NameFormatError as error:
        raise CannotGoOn(str(error)) from None
    bad = False
    for path in options.files:
        number = 0
        for lines, newline in batches(path):
            texts = [line.decode("utf-8", "surrogateescape") for line in lines]
            out: list[str] = []
            for text, result in zip(texts, converter.convert(texts), strict=True):
                number += 1
                if isinstance(result, ValueError):
                    bad = True
                    where = f"line {number}" if path == "-" else f"{ascii(path)[1:-1]}:{number}"
                    complain(f"{where}: {result}")
                    if options.fail_fast:
                        write_all("".join(out).encode())
                        return 1
                    result = ""
                out.append(f"{result}{CR if text.endswith(CR) else ''}{newline}")
            write_all("".join(out).encode())
    converter.say_doubts()
    return 1 if bad else 0


class Converter:
    """Turns names of the form *source*, or of any that is not ambiguous, into the form *to*."""

    def __init__(
        self, to: str, source: str | None, prefix: str | None, scale_set: str | None
    ) -> None:
        self.to, self.source = to, source
        self.prefix = None if prefix is None else check_prefix(prefix)
        self.scale_set = None if scale_set is None else check_scale_set(scale_set)
        self.doubts: list[str] = []
        self.doubtful = 0

    def convert(self, lines: list[str]) -> Iterator[str | ValueError]:
        """Yield for each of *lines* what it turns into, or what is wrong with it."""
        texts = [line.removesuffix(CR) for line in lines]
        # Nearly all lines are computer names: the kernels read those at once.  A
        # text that one of them takes has no other reading, unless it is all digits.
        prefixes, ids = split_computer_names(
            [text.removeprefix(NODE) for text in texts], errors="null"
        )
        hosts_only = self.source in (None, "computer-name", "node-name")
        for text, prefix, instance_id in zip(texts, prefixes, ids, strict=True):
            try:
                if not text:
                    yield ""
                elif prefix is None or instance_id is None or prefix.isdigit() or not hosts_only:
                    yield self._write(text, *self._read(text))
                else:
                    yield self._write(text, instance_id, prefix, None)
            except (NameFormatError, InstanceIDRangeError) as error:
                yield error

    def _read(self, text: str) -> tuple[int, str | None, str | None]:
        """Return the instance ID, prefix and scale set in *text*, None for what it does not say."""
        value: object
        match self.source:
            case None:
                value = _only_reading(text)
            case "id":
                value = parse_instance_id(text)
            case "base36":
                value = parse_base36(text)
            case "vm-name":
                value = VMName.parse(text)
            case _:
                value = ComputerName.from_host(text.removeprefix(NODE))
        match value:
            case int():
                return value, None, None
            case ComputerName(prefix, instance_id):
                return instance_id, prefix, None
            case VMName(scale_set, instance_id):
                return instance_id, None, scale_set
        raise NameFormatError(f"{shown(text)}: a Flexible VM has no instance number")

    def _write(self, text: str, instance_id: int, prefix: str | None, scale_set: str | None) -> str:
        """Return the instance in the form asked for."""
        _check("prefix", text, prefix, self.prefix)
        _check("scale set", text, scale_set, self.scale_set)
        if instance_id > MAX_PLAUSIBLE_ID and self.source is None:
            self.doubtful += 1
            self.doubts = self.doubts or [text]
        if self.to == "id":
            return str(instance_id)
        if self.to == "base36":
            return format_base36(instance_id)
        if self.to == "vm-name":
            return str(
                VMName(_known(text, self.scale_set or scale_set, "--scale-set"), instance_id)
            )
        name = ComputerName(_known(text, self.prefix or prefix, "--prefix"), instance_id)
        return name.node_name if self.to == "node-name" else str(name)

    def say_doubts(self) -> None:
        """Say on standard error that some lines may have been no names at all."""
        if self.doubts:
            complain(
                f"{self.doubtful} of the names give an instance ID beyond any scale set met so "
                f"far, {shown(self.doubts[0])} first: words, perhaps, or Flexible VMs"
            )


def _only_reading(text: str) -> object:
    """Return the value of the one way to read *text*."""
    readings = identify(text)
    if len(readings) > 1:
        ways = " or ".join(_way(reading) for reading in readings)
        raise NameFormatError(f"{shown(text)} may be {ways}: say which with --from")
    return readings[0].value


def _way(reading: Reading) -> str:
    if reading.instance_id is None:
        return "a Flexible VM, which has no instance number"
    return f"{WAYS[reading.kind]} instance {reading.instance_id}"


def _check(what: str, text: str, found: str | None, expected: str | None) -> None:
    if found is not None and expected is not None and found.lower() != expected.lower():
        raise NameFormatError(
            f"{shown(text)}: expected the {what} {shown(expected)}, got {shown(found)}"
        )


def _known(text: str, value: str | None, option: str) -> str:
    if value is None:
        raise NameFormatError(f"{shown(text)} does not say it, so it takes {option}")
    return value
