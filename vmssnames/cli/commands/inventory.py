"""``vmssnames inventory``: the instances that Azure lists, joined and explained."""

from __future__ import annotations

import os

from ...errors import shown
from ...inventory.documents import gc_paused
from ...inventory.inventory import Inventory, ScaleSetVM
from ...inventory.records import COLUMNS, FACTS
from ...models.findings import UNIFORM_CALL
from ..inputs.inventories import NDJSONReader, load
from ..inputs.where import column_of, parse_filter
from ..outputs import instances, tools
from ..outputs.rows import filled, help_formatter
from ..streams import STDOUT, CommandError, warn, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from typing import Any

HOSTS = {
    "ansible": tools.ansible,
    "prometheus": tools.prometheus,
    "ssh": tools.ssh_config,
}
STREAMED = ("tsv", "csv", "ndjson")
PORT = 9100  # The node exporter's.
OUTPUTS = ("table", "tsv", "csv", "json", "ndjson", "markdown", *HOSTS)

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


def add_parser(commands: Any) -> None:
    """Add ``inventory`` to the *commands* of argparse."""
    parser = commands.add_parser(
        "inventory",
        help="list instances: names, states, what is wrong; for people and for other tools",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    files = parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        default=["-"],
        help="JSON or NDJSON, plain or compressed; default: standard input, also -",
    )
    which = parser.add_argument_group("which instances")
    which.add_argument(
        "--where", action="append", default=[], metavar="CONDITION", help="those for which it holds"
    )
    which.add_argument("--problems", action="store_true", help="those that have errors or warnings")
    how = parser.add_argument_group("what is printed")
    how.add_argument(
        "-o",
        "--output",
        choices=OUTPUTS,
        metavar="FORMAT",
        help=f"{', '.join(OUTPUTS)}; default: table on a terminal, tsv elsewhere",
    )
    groups = how.add_argument(
        "--group-by", metavar="COLUMNS", help="how many there are of each kind, in place of all"
    )
    groups.completes = COLUMNS
    how.add_argument(
        "--explain",
        action="append",
        metavar="NAME",
        help="what is wrong with it, in sentences; all: with all",
    )
    diff = how.add_argument(
        "--diff", nargs=2, metavar=("OLD", "NEW"), help="what became other, by machine"
    )
    page = how.add_argument(
        "--html", metavar="FILE", help="a page for a browser, over what is there; with -o, both"
    )
    files.completes = diff.completes = page.completes = "files"
    how.add_argument("--port", type=int, metavar="N", help=f"of -o prometheus; default: {PORT}")
    how.add_argument(
        "--stream",
        action="store_true",
        help=f"NDJSON, one line at a time, joined with nothing; with -o {', '.join(STREAMED)}",
    )
    how.add_argument(
        "--strict", action="store_true", help="refuse what does not read or does not agree"
    )
    how.add_argument(
        "--unredacted", action="store_true", help="messages with addresses and secrets in them"
    )
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Print what *options* say; return the exit status."""
    _check(options)
    # A page is what was asked for; rows as well, if somebody says so.
    silent = options.html is not None and options.output is None
    if options.output is None:
        options.output = "table" if os.isatty(STDOUT) else "tsv"
    conditions = [parse_filter(text) for text in options.where]
    # A process of a moment, which makes a million objects and no cycle.
    with gc_paused():
        if options.stream:
            return _stream(options, conditions)
        if options.diff:
            before, after = (_filtered(_load([path], options), conditions) for path in options.diff)
            found = before.diff(after)
            write_all(instances.formatted_changes(found, options.output).encode())
            return 0 if not found and before.is_whole and after.is_whole else 1
        listed = _load(options.files, options)
        return max(
            _print(_filtered(listed, conditions), options, silent), 0 if listed.is_whole else 1
        )


def _check(options: Namespace) -> None:
    """Raise CannotGoOn for options that say two things."""
    named = ("stream", "diff", "explain", "group_by")
    given = [name for name in named if getattr(options, name) not in (None, False)]
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
    if given and options.output in HOSTS:
        name = given[0].replace("_", "-")
        raise CommandError(f"--{name}: expected a table or rows, not -o {options.output}")


def _print(listed: Inventory, options: Namespace, silent: bool) -> int:
    chosen = listed.problems if options.problems else listed
    if options.html is not None:
        from ..outputs.atomic import write_file
        from ..outputs.page import page

        data = page(chosen, redact=not options.unredacted).encode()
        if options.html == "-":
            write_all(data)
        else:
            write_file(options.html, [data])
    if options.explain is not None:
        return _explain(listed, chosen, options)
    form, text = options.output, ""
    if options.group_by is not None:
        names = [column_of(name) for name in options.group_by.split(",")]
        text = instances.formatted_counts(chosen, names, form)
    elif silent:
        pass
    elif form in HOSTS:
        text, left_out = HOSTS[form](chosen, options.port or PORT)
        for message in left_out:
            warn(message)
    else:
        text = instances.formatted(chosen, form, redact=not options.unredacted)
    write_all(text.encode())
    return 1 if options.problems and len(chosen) else 0


def _explain(listed: Inventory, chosen: Inventory, options: Namespace) -> int:
    status, text, told = 0, "", []
    for name in options.explain:
        found = listed.find(name)
        if not found and name == "all":
            found = list(chosen)
        elif not found:
            warn(f"no instance {shown(name)} among {len(listed)}")
            status = 2
        for vm in found:
            told.append(vm)
            text += instances.explained(vm, redact=not options.unredacted)
            status = max(status, 1 if vm.problems else 0)
    if options.output in ("json", "ndjson"):
        shown_vms = Inventory(told)
        text = instances.formatted(shown_vms, options.output, redact=not options.unredacted)
    write_all(text.encode())
    return status


def _load(paths: list[str], options: Namespace) -> Inventory:
    """Return what the files *paths* hold, joined."""
    listed = load(paths, strict=options.strict)
    if len(listed) and all(vm.view is None for vm in listed) and options.output not in HOSTS:
        warn(f"nothing is said of power states here: ask {UNIFORM_CALL}")
    return listed


def _filtered(listed: Inventory, conditions: list[Callable[[ScaleSetVM], bool]]) -> Inventory:
    for condition in conditions:
        listed = listed.where(condition)
    return listed


def _stream(options: Namespace, conditions: list[Callable[[ScaleSetVM], bool]]) -> int:
    """Print the instances of NDJSON as they come."""
    if options.output not in STREAMED:
        raise CommandError(f"--stream: expected -o {', '.join(STREAMED)}, got {options.output}")
    redact, headed, found, lines = not options.unredacted, False, 0, NDJSONReader()
    for path in options.files:
        for vms in lines.read(path):
            vms = [vm for vm in vms if all(holds(vm) for holds in conditions)]
            if options.problems:
                vms = [vm for vm in vms if vm.problems]
            found += len(vms)
            text = instances.rows_of(vms, options.output, redact=redact, headed=not headed)
            headed = True
            write_all(text.encode())
    if lines.apart:
        warn(f"{lines.apart} are no instances, and join none in a stream")
    if not lines.lists.is_whole:
        warn("the list goes on: its nextLink was not followed")
    if not lines.any:
        raise CommandError("expected a line of JSON, got nothing")
    return 1 if (options.problems and found) or not lines.lists.is_whole else 0
