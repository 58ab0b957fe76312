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
from ...names.grammar import fold
from ...names.readings import Reading
from ...names.resource_id import CLOUDS, ResourceID
from ..errors import CommandError, report, warn
from ..outputs.readings import (
    ADDED,
    COLUMNS,
    KINDS,
    STATES,
    TITLES,
    Context,
    fleet_readings,
    readings_of,
)
from ..outputs.rows import Arrangement, RowOptions, column_in
from ..streams import write_all
from ..terminal import default_format, painted, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence
    from typing import Any

    from ...fleet.fleet import Fleet
    from ...inventory.inventory import Inventory
    from ...models.vm import ScaleSetVM
    from ..inputs.snapshots import InstanceReader
    from ..outputs.readings import ReadingRow
    from ..outputs.rows import Row


NAME_ERRORS = NameFormatError, InstanceIDRangeError, UnknownScaleSetError, AmbiguousNameError

SUMMARY = "show the instance of each name; same as vmssnames NAME..."

DESCRIPTION = """\
Shows each interpretation of each NAME, the most likely first, with all other names of
the instance.
"""

EXAMPLES = """\
vmssnames nsgvmss00002D
vmssnames show web_85 -g my-group --subscription 0000-00 -o json
vmssnames show aks-pool-12345678-vmss00000a -g my-group --commands restart reimage
az vmss list -o json > fleet.json
vmssnames show shopweb00002d --fleet fleet.json --commands restart --form az
kubectl get nodes -o name | vmssnames show - --columns computer_name,vm_name
"""

NOTES = """\
Unknown values are placeholders, such as '<resource-group>'.
"""


FORMS = ("az", "rest", "powershell")


class Options(RowOptions):
    """The options of ``show``."""

    names: list[str]
    form: str | None
    subscription: str | None
    resource_group: str | None
    scale_set: str | None
    cloud: str
    fleet: list[str]
    commands: list[str] | None


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    from ...operations.operations import OPERATION_NAMES
    from ..options import add_choice, add_list, add_rows, add_value, complete_files, complete_words

    lists = {
        "Operations": OPERATION_NAMES,
        "Columns": COLUMNS,
        "Columns of an instance in a list or snapshot": STATES,
    }
    texts = [f"{title}: {', '.join(names)}." for title, names in lists.items()]
    parser.epilog = "\n\n".join([NOTES.rstrip("\n"), *texts, ""])
    names = "names in any form; -: one per line from standard input"
    parser.add_argument("names", nargs="*", metavar="NAME", help=names)
    known = parser.add_argument_group("what is known")
    fleet = "find the scale set in this list or snapshot, and show the states that it has"
    complete_files(add_list(known, "--fleet", "FILE", fleet))
    unknown = "subscription to use when the name does not include one"
    add_value(known, "--subscription", "ID", unknown)
    known.add_argument("-g", "--resource-group", metavar="G", help="resource group, likewise")
    known.add_argument("-n", "--scale-set", metavar="S", help="scale set, likewise")
    what = parser.add_argument_group("commands")
    forms = "print REST, az and PowerShell commands; default: for all operations"
    operations = add_value(what, "--commands", "OPERATION", forms, nargs="*")
    # Not choices: operation() has better errors.
    complete_words(operations, OPERATION_NAMES)
    only = "with --commands, print nothing but the commands in this form"
    add_choice(what, "--form", words=FORMS, metavar="FORM", summary=only)
    cloud = "cloud of REST requests and links to the portal"
    add_choice(
        what, "--cloud", words=CLOUDS, metavar="CLOUD", usual=next(iter(CLOUDS)), summary=cloud
    )
    add_rows(parser.add_argument_group("output"), (*COLUMNS, *STATES))


def run(options: Options) -> int:
    """Print what *options* say; return the exit status."""
    if not options.names:
        hint = " before --commands, which takes all words after it" if options.commands else ""
        raise CommandError(f"expected a NAME{hint} (see vmssnames show --help)")
    if options.commands is not None:
        options.commands = [word for one in options.commands for word in one.split(",") if word]
    place = options.subscription, options.resource_group, options.scale_set
    context = Context(*place, cloud=options.cloud)
    names = options.names
    if "-" in names:
        from ..inputs.files import names_on_input

        names = [word for name in names for word in (names_on_input() if name == "-" else [name])]
    return show_names(
        names,
        options.output,
        context,
        options.fleet,
        options.commands,
        options.cloud,
        form=options.form,
        rows=_arrangement(options),
    )


def _arrangement(options: Options) -> Arrangement:
    """Return the options for rows; raise CommandError for those that exclude each other."""
    if options.form is not None and options.commands is None:
        raise CommandError("--form needs --commands OPERATION")
    if options.form is not None and options.output is not None:
        raise CommandError("--form prints commands only: omit -o")
    from ..options import arrangement

    rows = arrangement(options, column_in((*COLUMNS, *STATES)))
    if options.commands is not None and not rows.is_default:
        raise CommandError("--columns, --sort and --limit do not work with --commands: see --form")
    if options.commands is not None and options.output == "name":
        raise CommandError("-o name does not work with --commands: see --form")
    return rows


class _Known:
    """What is known of scale sets: from --fleet, or else from VMSSNAMES_FLEET; maybe nothing."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.fleet: Fleet | None = None
        self.instances: InstanceReader | None = None
        self._is_asked = bool(paths)
        # Importing what reads them takes longer than reading a name.
        if not paths and not os.environ.get("VMSSNAMES_FLEET"):
            return
        from ..inputs.files import is_snapshot
        from ..inputs.fleets import fleet_of_environment, paths_of_environment, read_fleet

        lists: list[Inventory] = []
        self.fleet = read_fleet([*paths], lists) if paths else fleet_of_environment(lists)
        snapshots = [*filter(is_snapshot, paths or paths_of_environment())]
        if snapshots or lists:
            from ..inputs.snapshots import InstanceReader

            self.instances = InstanceReader(snapshots, lists)

    def readings(self, name: str, context: Context) -> list[ReadingRow]:
        """Return the readings of *name*; raise one of NAME_ERRORS."""
        if self.fleet is None:
            return readings_of(name, context)
        try:
            return fleet_readings(name, self.fleet, context)
        except NAME_ERRORS as error:
            # Not every name of a Flexible VM follows a rule, but the snapshot has it.
            if not isinstance(error, AmbiguousNameError) and (own := self._search(name, context)):
                return own
            if self._is_asked:
                raise
            # It may still be a name: the variable is set once, for all commands.
            found = readings_of(name, context)
            warn(f"VMSSNAMES_FLEET: {error}")
            return found

    def _search(self, name: str, context: Context) -> list[ReadingRow]:
        """Return the reading of *name* as the only instance with it in the snapshots, or nothing.

        Raises AmbiguousNameError.
        """
        listed = self.instances.search(name) if self.instances is not None else []
        found = {}
        for vm in listed:
            path = str(vm.resource_id or vm.name)
            place = vm.subscription_id, vm.resource_group, vm.scale_set
            try:
                context.check(*place)
            except NameFormatError:
                continue
            names: Row = {"name": name.strip(), "computer_name": vm.computer_name}
            reading, row, _ = readings_of(path, context)[0]
            found[fold(path)] = (reading, row | names, Context(*place, cloud=context.cloud))
        if len(found) > 1:
            first, second, *_ = sorted(found)
            raise AmbiguousNameError(
                f"{len(found)} instances have the name {shown(name.strip())}, such as "
                f"{shown(first, 200)} and {shown(second, 200)}"
            )
        return list(found.values())

    def instance(self, readings: list[ReadingRow]) -> ScaleSetVM | None:
        """Return the instance of the first of *readings* from a snapshot or a list, if it is there.

        If not, the reading is only possible, so that no command is for a VM that may not exist.
        """
        reading, row, place = readings[0]
        if self.instances is None or not (place.subscription and place.resource_group):
            return None
        if not place.scale_set or not row["vm_name"]:
            return None
        scale_set = ResourceID(place.subscription, place.resource_group, place.scale_set)
        found = self.instances.find(str(row["vm_name"]), scale_set)
        if found is None and self.instances.is_missing(scale_set):
            lacks = f"the snapshot lacks the instances of {shown(place.scale_set)}"
            warn(f"{shown(str(row['name']))}: {lacks}: run vmssnames fetch again")
            return None
        if found is None:
            note = f"the {self.instances.source} has no such instance"
            warn(f"{shown(str(row['name']))}: {note}")
            row.update(certainty="possible", note=note)
            readings[0] = Reading(reading.kind, reading.value, "possible", note), row, place
            return None
        from ..outputs.instances import age_since, minute

        vm, time = found
        row["note"] = "in the list of instances"
        if time is not None:
            row["note"] = f"in the snapshot of {minute(time)}, {age_since(time)}"
        return vm


_WHOLE = Arrangement()
_UNLIKELY = (
    "probably no name of an instance; to find names in text: vmssnames scan (see vmssnames --help)"
)


def show_names(
    names: Sequence[str],
    output: str | None = None,
    context: Context | None = None,
    fleet: Sequence[str] = (),
    operations: Sequence[str] | None = None,
    cloud: str = "AzureCloud",
    *,
    hint: bool = True,
    form: str | None = None,
    rows: Arrangement = _WHOLE,
) -> int:
    """Print the readings of *names*; return 2 if one has none, 1 if all are unlikely, else 0.

    *fleet* are the paths of --fleet; snapshots among them also tell the states.  With *hint*,
    the status 1 comes with a line that says what else there is.  With *form*, only the commands
    are printed.  *rows* says which rows and columns.
    """
    output, context = output or default_format(), context or Context()
    read: list[tuple[str, list[ReadingRow]]] = []
    status, has_text = 0, False
    known = _Known(fleet)
    for name in names:
        try:
            read.append((name, known.readings(name, context)))
        except NAME_ERRORS as error:
            message = str(error)
            # Messages about paths quote more of the text than those about names.
            has_name = shown(name).removesuffix("...")[:-1] in message
            message = message if has_name else f"{shown(name)}: {message}"
            report(message + _file_hint(name))
            status, has_text = 2, has_text or len(name.split()) > 1
    if has_text:
        warn("a NAME cannot contain spaces; to find names in text, use vmssnames scan")
    if not read:
        return status
    vms = [known.instance(readings) for _, readings in read]
    commands: list[dict[str, Any]] | None = None
    if operations is not None:
        from ..outputs.operations import commands_for

        commands, failed = commands_for(read, operations, cloud)
        status = max(status, failed)
    if form is not None and commands is not None:
        _warn_of_placeholders(commands)
        from ..outputs.operations import command_lines

        write_all(command_lines(commands, form).encode())
        return status
    write_all(_formatted(read, commands, output, vms, rows).encode())
    if status == 0 and all(readings[0][0].certainty == "unlikely" for _, readings in read):
        files = [one for name, _ in read if (one := _file_hint(name))]
        if hint:
            warn(f"{shown(read[0][0])}{files[0]}" if files else _UNLIKELY)
        return 1
    return status


def _file_hint(name: str) -> str:
    """Return what to do with *name* if it is a file."""
    if not os.path.isfile(name):
        return ""
    return ": this is a file: pass it to vmssnames inventory or scan, or to --fleet"


def _warn_of_placeholders(commands: list[dict[str, Any]]) -> None:
    """Say once that *commands* cannot be run as they are."""
    if any("'<" in line for one in commands for line in one["az"]):
        warn(
            "the commands have placeholders: pass --fleet with resource IDs, or --subscription, "
            "-g and -n"
        )


def _formatted(
    read: list[tuple[str, list[ReadingRow]]],
    commands: list[dict[str, Any]] | None,
    output: str,
    vms: list[ScaleSetVM | None],
    arrangement: Arrangement,
) -> str:
    """Return the readings in *read*, *commands*, and the instances *vms* of each name."""
    rows = [row for _, readings in read for _, row, _ in readings]
    asked = [*(arrangement.columns or ()), *(one.removeprefix("-") for one in arrangement.sort)]
    if arrangement.columns is None and any(vms) and output != "json":
        asked += STATES
    if not set(asked) <= set(COLUMNS):
        from ...inventory.records import value_of

        names = [one for one in asked if one not in COLUMNS]
        for (_, readings), vm in zip(read, vms, strict=True):
            for _, row, _ in readings:
                row |= {name: None if vm is None else value_of(vm, name) for name in names}
    if output == "json":
        more: dict[str, Any] = {} if commands is None else {"commands": commands}
        if arrangement.schema == 1:
            rows = [{key: value for key, value in row.items() if key not in ADDED} for row in rows]
        return arrangement.text(rows, output, key="readings", **more, **_records(read, vms))
    if output == "table" and arrangement.is_default:
        text = "\n".join(
            _table(name, [row for _, row, _ in readings], _states(vm))
            for (name, readings), vm in zip(read, vms, strict=True)
        )
        if commands is not None:
            from ..outputs.operations import command_table

            text += command_table(commands)
        return text
    if commands is not None:
        from ..outputs.operations import command_rows

        rows = command_rows(commands)
        return arrangement.text(rows, output) if rows else ""
    return arrangement.text(rows, output, known=COLUMNS)


def _records(
    read: list[tuple[str, list[ReadingRow]]], vms: list[ScaleSetVM | None]
) -> dict[str, Any]:
    """Return the instances *vms* as records, by the names in *read*; nothing if there are none."""
    if not any(vms):
        return {}
    from ..outputs.instances import whole_record

    pairs = zip(read, vms, strict=True)
    return {"instances": {name: vm and whole_record(vm, True) for (name, _), vm in pairs}}


def _states(vm: ScaleSetVM | None) -> str:
    if vm is None:
        return ""
    from ..outputs.instances import described

    return described(vm)


def _table(name: str, rows: list[Row], states: str) -> str:
    """Return all readings of *name*, each with the other names of its instance.

    The *states* are those of the first.
    """
    lines = [painted(name, "bold")]
    for row in rows:
        kind, certainty = KINDS[str(row["kind"])], str(row["certainty"])
        reading = f"  {painted(certainty, certainty)} {kind}: {row['note']}"
        lines += wrapped(reading, 4).splitlines()
        lines += states.splitlines()
        states = ""
        if row["instance_id"] is not None:
            # A placeholder, not a guess: the prefix is not always the scale set's name.
            row["computer_name"] = row["computer_name"] or f"<prefix>{row['base36']}"
            row["vm_name"] = row["vm_name"] or f"<scale-set>_{row['instance_id']}"
        lines += [
            f"    {title:<21} {row[key]}" for key, title in TITLES.items() if row[key] is not None
        ]
    return "".join(f"{line}\n" for line in lines)
