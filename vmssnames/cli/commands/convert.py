"""``vmssnames convert``: converts names, one per line, to another form."""

from __future__ import annotations

from ...errors import InstanceIDRangeError, NameFormatError
from ...names.readings import identify
from ..converter import CR, FORMS, TO_FORMS, Converter
from ..errors import CommandError, InputError, printable, report, warn
from ..inputs.files import lines, text_files
from ..inputs.utf16 import Copy
from ..options import (
    InputOptions,
    add_choice,
    add_files,
    add_flag,
    add_list,
    add_value,
    complete_files,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

BOM = "\ufeff"

SUMMARY = "convert names, one per line, to another form"

DESCRIPTION = """\
Reads one name per line and writes one name per line, in the same order.  A name is
an instance ID, computer name, host name, node name, VM name, resource ID, provider
ID or disk name.  For an invalid line, the output is an empty line; a message has
the line number.  Empty lines stay empty.
"""

EXAMPLES = """\
kubectl get nodes -o name | vmssnames convert --to id
vmssnames convert --from id --to node-name --prefix nsgvmss ids.txt
paste nodes.txt <(vmssnames convert --to id nodes.txt)
vmssnames convert --to resource-id --subscription S -g G nodes.txt
vmssnames convert --to vm-name --fleet fleet.json hosts.txt
"""

NOTES = """\
An ambiguous line, such as 123456 (an instance ID, or six base-36 digits), is
invalid unless --from selects the form.  Unlikely names, such as a header, are
converted with a warning.

A computer name does not contain the name of its scale set, and a VM name does not
contain the computer-name prefix.  With --to vm-name --scale-set S, all lines must
have the prefix P, or else the prefix of the first line.  With --to computer-name
--prefix P, all lines must have the same scale set.  For AKS, both are the same name.
With --fleet, the list says it, for any number of scale sets.

POOL-5, a machine of Cluster API, is instance 5 of POOL, if --scale-set or an earlier
line names POOL.
"""


class Options(InputOptions):
    """The options of ``convert``."""

    to: str
    source: str | None
    prefix: str | None
    scale_set: str | None
    subscription: str | None
    resource_group: str | None
    fleet: list[str]
    aks: bool
    fail_fast: bool


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    add_files(parser, "files to read, plain, gzip or zstd; - or none: standard input")
    forms = parser.add_argument_group("forms")
    to = "write this form"
    add_choice(forms, "--to", words=TO_FORMS, metavar="FORM", required=True, summary=to)
    source = "read only this form; computer-name includes host names and node/NAME"
    add_choice(forms, "--from", words=FORMS, metavar="FORM", dest="source", summary=source)
    add_flag(forms, "--fail-fast", "stop at the first invalid line")
    owners = parser.add_argument_group("scale sets")
    prefix = "computer-name prefix to write; computer names in the input must have it"
    add_value(owners, "--prefix", "P", prefix)
    scale_set = "scale set to write; VM names in the input must have it"
    owners.add_argument("-n", "--scale-set", metavar="S", help=scale_set)
    add_value(owners, "--subscription", "ID", "for --to resource-id and provider-id")
    owners.add_argument("-g", "--resource-group", metavar="G", help="likewise")
    listed = "convert names of these scale sets: the output of `az vmss list -o json`"
    complete_files(add_list(owners, "--fleet", "FILE", listed))
    add_flag(owners, "--aks", "convert names of AKS Linux nodes, listed or not, and listed names")


def run(options: Options) -> int:
    """Convert what *options* say; return the exit status."""
    options.files = text_files(options.files, names=True)
    try:
        place = options.subscription, options.resource_group
        names = options.prefix, options.scale_set
        fleet = None
        if options.fleet or options.aks:
            from ..inputs.fleets import read_fleet

            fleet = read_fleet(options.fleet)
        converter = Converter(options.to, options.source, *names, *place, fleet, aks=options.aks)
    except NameFormatError as error:
        raise CommandError(str(error)) from None
    status, ends_in_newline, copy = 0, True, Copy()
    for path in options.files:
        number = 0
        try:
            for data, has_newline in lines(path, copy):
                # The last line of a file may have no newline: the next file starts a new line.
                head = "" if ends_in_newline else "\n"
                ends_in_newline = has_newline
                if number == 0 and data.startswith(BOM.encode()):
                    data = data[len(BOM.encode()) :]
                    head += BOM if copy.is_utf16 else ""
                done = converter.convert_all(data)
                if done is not None:
                    number += done[0]
                    copy.write(head.encode() + (done[1] if has_newline else done[1][:-1]))
                    continue
                out, failed = [head], False
                texts = _decoded(data.removesuffix(b"\n").split(b"\n"))
                for text, (result, problem) in zip(texts, converter.convert(texts), strict=True):
                    number += 1
                    if problem:
                        where = f"line {number}" if path == "-" else f"{printable(path)}:{number}"
                        warn(f"{where}: {problem}")
                    failed = result is None
                    status = max(status, int(failed))
                    if failed and options.fail_fast:
                        copy.write("".join(out).encode())
                        return status
                    end = "\n" if has_newline else ""
                    out.append(f"{result or ''}{CR if text.endswith(CR) else ''}{end}")
                copy.write("".join(out).encode())
        except InputError as error:
            hint = " (to convert a name, pass it on standard input)" if _is_name(path) else ""
            report(f"{error}{hint}")
            status = 2
    return status


def _is_name(path: str) -> bool:
    """Return whether *path*, which is not a file, is probably a name to convert."""
    try:
        return identify(path)[0].certainty in ("certain", "likely")
    except (NameFormatError, InstanceIDRangeError):
        return False


def _decoded(lines: list[bytes]) -> list[str]:
    """Return *lines* decoded as UTF-8: at once, or else one by one."""
    try:
        return b"\n".join(lines).decode().split("\n")
    except UnicodeDecodeError:
        return [_decode(line) for line in lines]


def _decode(line: bytes) -> str:
    """Return *line* decoded as UTF-8; otherwise as Latin-1, which is never a valid name."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
