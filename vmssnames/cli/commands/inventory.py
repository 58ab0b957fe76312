"""``vmssnames inventory``: lists instances, joined from several documents, with what is wrong."""

from __future__ import annotations

from ...errors import shown
from ...inventory.documents import gc_paused
from ...inventory.inventory import Inventory
from ...inventory.records import COLUMNS, FACTS
from ...models.findings import UNIFORM_CALL
from ...models.vm import ScaleSetVM
from ..errors import CommandError, warn
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

SUMMARY = "list instances: names, states, what is wrong; for people and for other tools"

DESCRIPTION = """\
Reads what Azure and its tools print of instances, in any of their spellings, and joins
it: lists (az vmss list-instances, az vm list --show-details, REST, Microsoft's SDK,
PowerShell, Resource Graph, Terraform), instance views, documents of the metadata
service, network interfaces (az vmss nic list), kubectl get nodes -o json, az vmss list.
Nothing is asked of Azure.
"""

EPILOG = f"""\
A CONDITION is COLUMN=VALUE, COLUMN!=VALUE, or with several values and "," between them;
no value means that nothing is said: power= is "no power state".  Several all hold.

{filled("columns: ", COLUMNS)}
{filled("facts, true or false or not said: ", FACTS)}

examples:
  az vmss list-instances -g G -n web --expand instanceView | vmssnames inventory
  vmssnames inventory web.json nics.json nodes.json --where power!=running,starting
  vmssnames inventory web.json --problems --explain web_85
  vmssnames inventory --diff yesterday.json today.json
  vmssnames inventory web.json nics.json --html web.html -o csv > web.csv

exit status: 0, all well; 1, --problems, --explain or --diff found some, or the list is not
whole; 2, something could not be read
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
    add_files(parser, "JSON or NDJSON, plain or compressed; default: standard input, also -")
    which = parser.add_argument_group("which instances")
    add_list(which, "--where", "CONDITION", "those for which it holds")
    add_flag(which, "--problems", "those that have errors or warnings")
    how = parser.add_argument_group("what is printed")
    formats = f"{', '.join(OUTPUTS)}; default: table on a terminal, tsv elsewhere"
    how.add_argument("-o", "--output", choices=OUTPUTS, metavar="FORMAT", help=formats)
    counts = "how many there are of each kind, in place of all"
    complete_words(add_value(how, "--group-by", "COLUMNS", counts), COLUMNS)
    add_list(how, "--explain", "NAME", "what is wrong with it, in sentences; all: with all")
    changes = "what became other, by machine"
    diff = how.add_argument("--diff", nargs=2, metavar=("OLD", "NEW"), help=changes)
    page = "a page for a browser, over what is there; with -o, both"
    complete_files(diff, add_value(how, "--html", "FILE", page))
    add_value(how, "--port", "N", f"of -o prometheus; default: {PORT}", type=int)
    streamed = f"NDJSON, one line at a time, joined with nothing; with -o {', '.join(STREAMED)}"
    add_flag(how, "--stream", streamed)
    add_flag(how, "--strict", "refuse what does not read or does not agree")
    add_flag(how, "--unredacted", "messages with addresses and secrets in them")


def run(options: Options) -> int:
    """Print what *options* say; return the exit status."""
    _check(options)
    form = options.output or default_format()
    filters = [parse_filter(text) for text in options.where]
    # The process is short, and creates a million objects without a cycle.
    with gc_paused():
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
        raise CommandError("expected one of --stream, --diff, --explain and --group-by")
    if options.port is not None and options.output != "prometheus":
        raise CommandError("--port: expected -o prometheus with it")
    if options.port is not None and not 0 < options.port < 1 << 16:
        raise CommandError(f"--port: expected 1..65535, got {options.port}")
    for name, wanted in (("stream", "strict"), ("stream", "html"), ("diff", "html")):
        if name in given and getattr(options, wanted):
            raise CommandError(f"--{name}: expected no --{wanted}")
    if "diff" in given and options.problems:
        raise CommandError("--diff: expected no --problems")
    if "diff" in given and options.files != ["-"]:
        raise CommandError(
            "--diff: expected two FILEs and no more; several lists in one are joined"
        )
    if options.html == "-" and options.output is not None:
        raise CommandError(f"--html -: expected no -o {options.output} beside it")
    if "explain" in given and options.output in ("tsv", "csv", "markdown"):
        raise CommandError(f"--explain: expected sentences or JSON, not -o {options.output}")
    if given and options.output in HOST_FORMATS:
        name = given[0].replace("_", "-")
        raise CommandError(f"--{name}: expected a table or rows, not -o {options.output}")


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
            warn(f"no instance {shown(name)} among {len(listed)}")
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
    has_states = any(vm.view is not None for vm in listed)
    if len(listed) and not has_states and options.output not in HOST_FORMATS:
        warn(f"nothing is said of power states here: ask {UNIFORM_CALL}")
    return listed


def _filtered(listed: Inventory, filters: Filters) -> Inventory:
    for matches in filters:
        listed = listed.where(matches)
    return listed


def _stream(options: Options, form: str, filters: Filters) -> int:
    """Print the instances of NDJSON as they arrive."""
    if form not in STREAMED:
        raise CommandError(f"--stream: expected -o {', '.join(STREAMED)}, got {form}")
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
        warn(f"{reader.others} are no instances, and join none in a stream")
    if not reader.pages.is_whole:
        warn("the list goes on: its nextLink was not followed")
    if not reader.has_lines:
        raise CommandError("expected a line of JSON, got nothing")
    return 1 if (options.problems and found) or not reader.pages.is_whole else 0
