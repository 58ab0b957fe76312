"""``vmssnames inventory``: lists instances, joined from several documents, with what is wrong."""

from __future__ import annotations

from itertools import islice

from ...errors import shown
from ...inventory.inventory import Inventory
from ...inventory.records import COLUMNS, FACTS
from ...models.findings import states_call
from ...models.vm import ScaleSetVM
from ..errors import CommandError, warn
from ..inputs.files import is_snapshot
from ..inputs.inventories import NDJSONReader, load
from ..inputs.where import parse_column, parse_filter
from ..options import (
    InputOptions,
    add_files,
    add_flag,
    add_list,
    add_value,
    complete_files,
    complete_words,
    number_in,
)
from ..outputs import instances, tools
from ..streams import write_all
from ..terminal import default_format, filled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

    Filters = list[Callable[[ScaleSetVM], bool]]

HOST_FORMATS = {"ansible": tools.ansible, "prometheus": tools.prometheus, "ssh": tools.ssh_config}
STREAMED = ("tsv", "csv", "ndjson")
PORT = 9100  # The node exporter's.
OUTPUTS = ("table", "tsv", "csv", "json", "ndjson", "markdown", *HOST_FORMATS)

SUMMARY = "list instances with their names, states and problems"

DESCRIPTION = """\
Reads JSON about instances from Azure and its tools, and merges it by VM: lists (az
vmss list-instances, az vm list --show-details, REST, Microsoft's SDK, PowerShell,
Resource Graph, Terraform), instance views, metadata documents, network interfaces (az
vmss nic list), Kubernetes nodes (kubectl get nodes -o json, also alone), events, az
vmss list.  The command does not connect to Azure.
"""

EPILOG = f"""\
A CONDITION is COLUMN=VALUE or COLUMN!=VALUE; commas separate several values.  An
empty value matches missing data: power=.  All conditions must match.

{filled("columns: ", COLUMNS)}
{filled("facts, true, false or unknown: ", FACTS)}

examples:
  az vmss list-instances -g G -n web --expand instanceView | vmssnames inventory
  vmssnames inventory web.json nics.json nodes.json --where power!=running,starting
  vmssnames inventory web.json --problems --explain web_85
  vmssnames inventory --diff yesterday.json today.json
  vmssnames inventory web.json nics.json --html web.html -o csv > web.csv
"""


class Options(InputOptions):
    """The options of ``inventory``."""

    where: list[str]
    problems: bool
    output: str | None
    group_by: str | None
    explain: list[str]
    diff: list[str] | None
    html: str | None
    port: int | None
    stream: bool
    strict: bool
    unredacted: bool


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    add_files(parser, "JSON or NDJSON, plain, gzip or zstd; - or none: standard input")
    which = parser.add_argument_group("filters")
    add_list(which, "--where", "CONDITION", "only instances that match; repeatable")
    add_flag(which, "--problems", "only instances with errors or warnings")
    how = parser.add_argument_group("output")
    formats = f"{', '.join(OUTPUTS)}; default: table on a terminal, tsv in a pipe"
    how.add_argument("-o", "--output", choices=OUTPUTS, metavar="FORMAT", help=formats)
    counts = "print counts by these columns instead of instances"
    complete_words(add_value(how, "--group-by", "COLUMNS", counts), COLUMNS)
    add_list(how, "--explain", "NAME", "explain the problems of this instance; all: of all")
    changes = "print what changed, by VM"
    diff = how.add_argument("--diff", nargs=2, metavar=("OLD", "NEW"), help=changes)
    page = "write an HTML report to FILE; with -o, print the list too"
    complete_files(diff, add_value(how, "--html", "FILE", page))
    add_value(
        how, "--port", "N", f"port for -o prometheus; default: {PORT}", type=number_in(1, 65535)
    )
    streamed = f"NDJSON in constant memory, without joining; with -o {', '.join(STREAMED)}"
    add_flag(how, "--stream", streamed)
    add_flag(how, "--strict", "fail on unreadable or contradictory data")
    add_flag(how, "--unredacted", "do not hide secrets and addresses in messages")


def run(options: Options) -> int:
    """Print what *options* say; return the exit status."""
    _check(options)
    form = options.output or default_format()
    filters = [parse_filter(text) for text in options.where]
    if options.stream:
        return _stream(options, form, filters)
    if options.diff:
        before, after = (_filtered(_load([path], options), filters) for path in options.diff)
        changes = before.diff(after)
        write_all(instances.formatted_changes(changes, form).encode())
        return 0 if not changes and before.is_whole and after.is_whole else 1
    listed = _load(options.files, options)
    status = _print(_filtered(listed, filters), options, form)
    return max(status, 0 if listed.is_whole else 1)


def _check(options: Options) -> None:
    """Raise CommandError for options that exclude each other."""
    named = ("stream", "diff", "explain", "group_by")
    given = [name for name in named if getattr(options, name) not in (None, False, [])]
    if len(given) > 1:
        raise CommandError("--stream, --diff, --explain and --group-by exclude each other")
    if options.port is not None and options.output != "prometheus":
        raise CommandError("--port needs -o prometheus")
    for name, wanted in (("stream", "strict"), ("stream", "html"), ("diff", "html")):
        if name in given and getattr(options, wanted):
            raise CommandError(f"--{name} does not work with --{wanted}")
    if "diff" in given and options.problems:
        raise CommandError("--diff does not work with --problems")
    if "diff" in given and options.files != ["-"]:
        raise CommandError("--diff takes two files: put several lists in one file, with cat")
    if options.html == "-" and options.output is not None:
        raise CommandError(f"--html - and -o {options.output} both write to standard output")
    if "explain" in given and options.output in ("tsv", "csv", "markdown"):
        raise CommandError(f"--explain does not work with -o {options.output}: use json or ndjson")
    if given and options.output in HOST_FORMATS:
        name = given[0].replace("_", "-")
        raise CommandError(f"--{name} does not work with -o {options.output}")


def _print(listed: Inventory, options: Options, form: str) -> int:
    chosen = listed.problems if options.problems else listed
    redact = not options.unredacted
    if options.html is not None:
        _write_page(chosen, options.html, redact)
    if options.explain:
        return _explain(listed, chosen, options)
    if options.group_by is not None:
        names = [parse_column(name) for name in options.group_by.split(",")]
        write_all(instances.formatted_counts(chosen, names, form).encode())
    elif options.html is not None and options.output is None:
        pass  # The user asked for the page only.
    elif form in HOST_FORMATS:
        text, left_out = HOST_FORMATS[form](chosen, options.port or PORT)
        for message in left_out:
            warn(message)
        write_all(text.encode())
    else:
        write_all(instances.formatted(chosen, form, redact=redact).encode())
    return 1 if options.problems and len(chosen) else 0


def _write_page(chosen: Inventory, path: str, redact: bool) -> None:
    from ..outputs.atomic import write_files
    from ..outputs.page import page

    data = page(chosen, redact=redact).encode()
    if path == "-":
        write_all(data)
    else:
        write_files({path: [data]})


def _explain(listed: Inventory, chosen: Inventory, options: Options) -> int:
    status, text = 0, ""
    explained: list[ScaleSetVM] = []
    redact = not options.unredacted
    for name in options.explain:
        found = listed.find(name)
        if not found and name == "all":
            found = list(chosen)
        elif not found:
            warn(f"no instance named {shown(name)} among {len(listed)}")
            status = 2
        for vm in found:
            explained.append(vm)
            text += instances.explained(vm, redact=redact)
            status = max(status, 1 if vm.problems else 0)
    if options.output in ("json", "ndjson"):
        text = instances.formatted(Inventory(explained), options.output, redact=redact)
    write_all(text.encode())
    return status


def _load(paths: list[str], options: Options) -> Inventory:
    """Return the inventory in the files *paths*."""
    listed = load(paths, strict=options.strict)
    if len(listed) and options.output not in HOST_FORMATS:
        _warn_of_states(listed)
    return listed


def _warn_of_states(listed: Inventory) -> None:
    """Say once that all states are missing, with the calls that list them; or that they are old."""
    if all(vm.power is None for vm in listed):
        calls = dict.fromkeys(map(states_call, listed))
        what = f"run {'; or '.join(calls)}"
        # All rows of a list are alike; looking at each would take longer than reading them.
        if any("-Depth" in one.text for vm in islice(listed, 100) for one in vm.findings):
            what = "append | ConvertTo-Json -Depth 20"
        # Keys that were not read are mentioned already.
        if not any(note.startswith("not read: ") for note in listed.notes):
            warn(f"the input has no power states: {what}")
    from datetime import UTC, datetime

    as_of = listed.as_of
    if as_of is not None and (datetime.now(UTC) - as_of).days >= 1:
        warn(f"the states are as of {instances.minute(as_of)}, more than a day ago")


def _filtered(listed: Inventory, filters: Filters) -> Inventory:
    for matches in filters:
        listed = listed.where(matches)
    return listed


def _stream(options: Options, form: str, filters: Filters) -> int:
    """Print the instances of NDJSON as they arrive."""
    for path in filter(is_snapshot, options.files):
        raise CommandError(f"--stream reads NDJSON, and {shown(path, 400)} is a snapshot")
    if form not in STREAMED:
        raise CommandError(f"--stream works with -o {', '.join(STREAMED)}, not with -o {form}")
    has_header, found, reader = False, 0, NDJSONReader()
    for path in options.files:
        for vms in reader.read(path):
            vms = [vm for vm in vms if all(matches(vm) for matches in filters)]
            if options.problems:
                vms = [vm for vm in vms if vm.problems]
            found += len(vms)
            text = instances.rows_of(
                vms, form, redact=not options.unredacted, headed=not has_header
            )
            has_header = True
            write_all(text.encode())
    if reader.others:
        warn(f"{reader.others} objects skipped: they are not instances, and --stream does not join")
    if not reader.pages.is_whole:
        warn("the list is incomplete: fetch the page of its nextLink")
    if not reader.has_lines:
        raise CommandError("the input is empty: expected NDJSON")
    return 1 if (options.problems and found) or not reader.pages.is_whole else 0
