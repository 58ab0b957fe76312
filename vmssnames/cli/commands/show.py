"""``vmssnames NAME…`` and ``vmssnames show``: every reading of each name, best first."""

from __future__ import annotations

import os

from ...errors import (
    AmbiguousNameError,
    InstanceIDRangeError,
    NameFormatError,
    UnknownScaleSetError,
    shown,
)
from ...names.resource_id import CLOUDS
from ..errors import CommandError, warn
from ..outputs.readings import FIELDS, KINDS, Context, fleet_readings, readings_of
from ..outputs.rows import FORMATS, format_json, format_rows
from ..streams import write_all
from ..terminal import default_format, filled, painted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence
    from typing import Any

    from ...fleet.fleet import Fleet
    from ..outputs.readings import ReadingRow
    from ..outputs.rows import Row

NAME_ERRORS = NameFormatError, InstanceIDRangeError, UnknownScaleSetError, AmbiguousNameError

SUMMARY = "show the instance of each name; same as vmssnames NAME..."

DESCRIPTION = """\
Shows each interpretation of each NAME, the most likely first, with all other names of
the instance.
"""

EPILOG = """\
examples:
  vmssnames nsgvmss00002D
  vmssnames show web_85 -g my-group --subscription 0000-00 -o json
  vmssnames show aks-pool-12345678-vmss00000a -g my-group --commands restart reimage
  az vmss list -o json > fleet.json
  vmssnames show shopweb00002d --fleet fleet.json --commands restart

Unknown values are placeholders, such as '<resource-group>'.
"""


class Options:
    """The options of ``show``."""

    names: list[str]
    output: str | None
    subscription: str | None
    resource_group: str | None
    scale_set: str | None
    cloud: str
    fleet: list[str]
    commands: list[str] | None


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    from ...operations.operations import OPERATION_NAMES
    from ..options import add_list, add_output, add_value, complete_files, complete_words

    parser.epilog = f"{EPILOG}{filled('Operations: ', OPERATION_NAMES)}\n"
    parser.add_argument("names", nargs="*", metavar="NAME")
    add_output(parser, ("table", *FORMATS), "default: table on a terminal, tsv in a pipe")
    unknown = "subscription to use when the name does not include one"
    add_value(parser, "--subscription", "ID", unknown)
    parser.add_argument("-g", "--resource-group", metavar="G", help="resource group, likewise")
    parser.add_argument("-n", "--scale-set", metavar="S", help="scale set, likewise")
    clouds = tuple(CLOUDS)
    parser.add_argument("--cloud", choices=clouds, default=clouds[0], help="for REST requests")
    fleet = "find the scale set in this list: of scale sets, instances or Kubernetes nodes"
    complete_files(add_list(parser, "--fleet", "FILE", fleet))
    forms = "print REST, az and PowerShell commands; default: for all operations"
    operations = add_value(parser, "--commands", "OPERATION", forms, nargs="*")
    # Not choices: operation() has better errors.
    complete_words(operations, OPERATION_NAMES)


def run(options: Options) -> int:
    """Print what *options* say; return the exit status."""
    if not options.names:
        hint = ": --commands takes all words after it" if options.commands else ""
        raise CommandError(f"expected a NAME{hint} (see vmssnames show --help)")
    context = Context(options.subscription, options.resource_group, options.scale_set)
    fleet = None
    if options.fleet:
        from ..inputs.fleets import read_fleet

        fleet = read_fleet(options.fleet)
    return show_names(
        options.names, options.output, context, fleet, options.commands, options.cloud
    )


def _readings(
    name: str, context: Context, fleet: Fleet | None, known: Fleet | None
) -> list[ReadingRow]:
    """Return the readings of *name* by *fleet*, or else by *known*, that of the environment."""
    if fleet is not None:
        return fleet_readings(name, fleet, context)
    if known is not None:
        try:
            return fleet_readings(name, known, context)
        except NAME_ERRORS as error:
            # It may still be a name: the variable is set once, for all commands.
            found = readings_of(name, context)
            warn(f"VMSSNAMES_FLEET: {error}")
            return found
    return readings_of(name, context)


def _environment() -> Fleet | None:
    # Importing what reads it takes longer than reading a name.
    if not os.environ.get("VMSSNAMES_FLEET"):
        return None
    from ..inputs.fleets import fleet_of_environment

    return fleet_of_environment()


_UNLIKELY = (
    "probably no name of an instance; to find names in text: vmssnames scan (see vmssnames --help)"
)


def show_names(
    names: Sequence[str],
    output: str | None = None,
    context: Context | None = None,
    fleet: Fleet | None = None,
    operations: Sequence[str] | None = None,
    cloud: str = "AzureCloud",
    *,
    hint: bool = True,
) -> int:
    """Print the readings of *names*; return 2 if one has none, 1 if all are unlikely, else 0.

    With *hint*, the status 1 comes with a line that says what else there is.
    """
    output, context = output or default_format(), context or Context()
    read: list[tuple[str, list[ReadingRow]]] = []
    status, has_text = 0, False
    known = None if fleet is not None else _environment()
    for name in names:
        try:
            read.append((name, _readings(name, context, fleet, known)))
        except NAME_ERRORS as error:
            message = str(error)
            # Messages about paths quote more of the text than those about names.
            has_name = shown(name).removesuffix("...")[:-1] in message
            warn(message if has_name else f"{shown(name)}: {message}")
            status, has_text = 2, has_text or len(name.split()) > 1
    if has_text:
        warn("a NAME cannot contain spaces; to find names in text, use vmssnames scan")
    if not read:
        return status
    commands: list[dict[str, Any]] | None = None
    if operations is not None:
        from ..outputs.operations import commands_for

        commands, failed = commands_for(read, operations, cloud)
        status = max(status, failed)
    write_all(_formatted(read, commands, output).encode())
    if status == 0 and all(readings[0][0].certainty == "unlikely" for _, readings in read):
        if hint:
            warn(_UNLIKELY)
        return 1
    return status


def _formatted(
    read: list[tuple[str, list[ReadingRow]]], commands: list[dict[str, Any]] | None, output: str
) -> str:
    """Return the readings in *read*, and *commands*, in the format *output*."""
    rows = [row for _, readings in read for _, row, _ in readings]
    if output == "json":
        return format_json(readings=rows, **({} if commands is None else {"commands": commands}))
    if output == "table":
        text = "\n".join(_table(name, [row for _, row, _ in readings]) for name, readings in read)
        if commands is not None:
            from ..outputs.operations import command_table

            text += command_table(commands)
        return text
    if commands is not None:
        from ..outputs.operations import command_rows

        rows = command_rows(commands)
    return format_rows(rows, output) if rows else ""


def _table(name: str, rows: list[Row]) -> str:
    """Return all readings of *name*, each with the other names of its instance."""
    lines = [painted(name, "bold")]
    for row in rows:
        kind, certainty = KINDS[str(row["kind"])], str(row["certainty"])
        lines.append(f"  {painted(certainty, certainty)} {kind}: {row['note']}")
        if row["instance_id"] is not None:
            # A placeholder, not a guess: the prefix is not always the scale set's name.
            row["computer_name"] = row["computer_name"] or f"<prefix>{row['base36']}"
            row["vm_name"] = row["vm_name"] or f"<scale-set>_{row['instance_id']}"
        lines += [
            f"    {title:<21} {row[key]}" for key, title in FIELDS.items() if row[key] is not None
        ]
    return "".join(f"{line}\n" for line in lines)
