"""``vmssnames NAME…`` and ``vmssnames show``: what each name may mean, best reading first."""

from __future__ import annotations

import os

from ...errors import (
    AmbiguousNameError,
    InstanceIDRangeError,
    NameFormatError,
    UnknownScaleSetError,
    shown,
)
from ...names.readings import identify
from ..outputs.readings import FIELDS, KINDS, Context, row_of
from ..outputs.rows import FORMATS, filled, format_json, format_rows, help_formatter, painted
from ..streams import STDOUT, CommandError, warn, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from typing import Any

    from ...fleet.fleet import Fleet
    from ..outputs.readings import ReadingRow
    from ..outputs.rows import Row

REFUSALS = NameFormatError, InstanceIDRangeError, UnknownScaleSetError, AmbiguousNameError
CLOUDS = ("AzureCloud", "AzureUSGovernment", "AzureChinaCloud")

EPILOG = """\
examples:
  vmssnames nsgvmss00002D
  vmssnames show web_85 -g my-group --subscription 0000-00 -o json
  vmssnames show aks-pool-12345678-vmss00000a -g my-group --commands restart reimage
  az vmss list -o json > fleet.json
  vmssnames show shopweb00002d --fleet fleet.json --commands restart

What is not known stands in angle brackets, in quotes.
"""


def add_parser(commands: Any) -> None:
    """Add ``show`` to the *commands* of argparse."""
    from ...operations.operations import OPERATION_NAMES

    parser = commands.add_parser(
        "show",
        help="say what names mean; the same as vmssnames NAME...",
        description="Say what each NAME may mean, the most plausible reading first, and all other\n"
        "names of the instance.  Exit status 2 if one means nothing.",
        epilog=EPILOG + filled("Operations: ", OPERATION_NAMES),
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument(
        "-o",
        "--output",
        choices=("table", *FORMATS),
        help="default: table on a terminal, tsv elsewhere",
    )
    parser.add_argument("--subscription", metavar="ID", help="of names that do not say theirs")
    parser.add_argument("-g", "--resource-group", metavar="G", help="the same")
    parser.add_argument("-n", "--scale-set", metavar="S", help="the same")
    parser.add_argument("--cloud", choices=CLOUDS, default=CLOUDS[0], help="of REST requests")
    fleet = parser.add_argument(
        "--fleet",
        action="append",
        default=[],
        metavar="FILE",
        help="scale sets, as `az vmss list -o json` prints them: whose names they are",
    )
    fleet.completes = "files"
    operations = parser.add_argument(
        "--commands",
        nargs="*",
        metavar="OPERATION",
        help="behind the names: print the REST, az and PowerShell forms; default: of all",
    )
    # For tools/completions.py.  As choices they would lose the errors of operation().
    operations.completes = OPERATION_NAMES
    parser.set_defaults(run=_run)


def _run(options: Namespace) -> int:
    if not options.names:
        behind = ": --commands takes all that stands behind it" if options.commands else ""
        raise CommandError(f"expected a NAME{behind} (see vmssnames show --help)")
    given = Context(options.subscription, options.resource_group, options.scale_set)
    fleet = None
    if options.fleet:
        from ..inputs.search import fleet_of

        fleet = fleet_of(options.fleet)
    return run(options.names, options.output, given, fleet, options.commands, options.cloud)


def run(
    names: Sequence[str],
    output: str | None = None,
    given: Context | None = None,
    fleet: Fleet | None = None,
    operations: Sequence[str] | None = None,
    cloud: str = CLOUDS[0],
) -> int:
    """Print what *names* may mean; return 2 if one means nothing, else 0."""
    if output is None:
        output = "table" if os.isatty(STDOUT) else "tsv"
    given = given or Context()
    if fleet is not None:
        from ..outputs.readings import readings_of
    read: list[tuple[str, list[ReadingRow]]] = []
    status = 0
    for name in names:
        try:
            if fleet is None:
                read.append((name, _readings(name, given)))
            else:
                read.append((name, readings_of(name, fleet, given)))
        except REFUSALS as error:
            message = str(error)
            # Of paths, messages show more than of names.
            named = shown(name).removesuffix("...")[:-1] in message
            warn(message if named else f"{shown(name)}: {message}")
            status = 2
    if not read:
        return status
    told: list[dict[str, Any]] | None = None
    if operations is not None:
        from ..outputs.operations import commands

        best = [(name, readings[0][0], readings[0][2]) for name, readings in read]
        told, failed = commands(best, operations, cloud)
        status = max(status, failed)
    write_all(_formatted(read, told, output).encode())
    return status


def _readings(name: str, given: Context) -> list[ReadingRow]:
    """Return the readings of *name* that *given* does not contradict, and their rows."""
    found, refusal = [], None
    for reading in identify(name.strip(" ")):
        try:
            found.append((reading, row_of(name, reading, given), given))
        except NameFormatError as error:
            refusal = refusal or error
    if refusal and not found:
        raise refusal
    return found


def _formatted(
    read: list[tuple[str, list[ReadingRow]]],
    told: list[dict[str, Any]] | None,
    output: str,
) -> str:
    """Return what was *read*, and the commands *told*, in the format *output*."""
    rows = [row for _, readings in read for _, row, _ in readings]
    if output == "json":
        return format_json(readings=rows, **({} if told is None else {"commands": told}))
    if output == "table":
        text = "\n".join(_table(name, [row for _, row, _ in readings]) for name, readings in read)
        if told is not None:
            from ..outputs.operations import command_table

            text += command_table(told)
        return text
    if told is not None:
        from ..outputs.operations import command_rows

        rows = command_rows(told)
    return format_rows(rows, output) if rows else ""


def _table(name: str, rows: list[Row]) -> str:
    """Return all readings of *name*, each with the other names of what it would be."""
    lines = [painted(name, "bold")]
    for row in rows:
        kind, certainty = KINDS[str(row["kind"])], str(row["certainty"])
        lines.append(f"  {painted(certainty, certainty)} {kind}: {row['note']}")
        if row["instance_id"] is not None:
            # What the text does not say is marked, not guessed: the prefix is not
            # always the scale set's name.
            row["computer_name"] = row["computer_name"] or f"<prefix>{row['base36']}"
            row["vm_name"] = row["vm_name"] or f"<scale-set>_{row['instance_id']}"
        lines += [
            f"    {title:<21} {row[key]}" for key, title in FIELDS.items() if row[key] is not None
        ]
    return "".join(f"{line}\n" for line in lines)
