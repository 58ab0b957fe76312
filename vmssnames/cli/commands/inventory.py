"""``vmssnames inventory``: lists instances, joined from several documents, with what is wrong."""

from __future__ import annotations

import os
from itertools import islice

from ...errors import shown
from ...inventory.conditions import Condition, missing, parse_condition
from ...inventory.inventory import Inventory
from ...inventory.records import COLUMNS, FACTS, check_column, value_of
from ...models.findings import states_call
from ...models.vm import ScaleSetVM
from ..errors import CommandError, note, report, warn
from ..inputs.files import is_snapshot, names_on_input
from ..inputs.inventories import NDJSONReader, load, without_repeats
from ..options import (
    InputOptions,
    add_files,
    add_flag,
    add_list,
    add_rows,
    add_value,
    arrangement,
    complete_files,
    complete_words,
    names_in,
    number_in,
)
from ..outputs import instances, tools
from ..outputs.rows import Arrangement, RowOptions, arranged, column_in
from ..streams import write_all
from ..terminal import default_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Iterable

    from ...inventory.diff import Change
    from ..outputs.page import About

HOST_FORMATS = {"ansible": tools.ansible, "prometheus": tools.prometheus, "ssh": tools.ssh_config}
STREAMED = ("tsv", "csv", "ndjson")
PORT = 9100  # The node exporter's.

SUMMARY = "list instances with their names, states and problems"

DESCRIPTION = """\
Reads JSON about instances from Azure and its tools, and merges it by VM: lists (az
vmss list-instances, az vm list --show-details, REST, Microsoft's SDK, PowerShell,
Resource Graph, Terraform), instance views, metadata documents, network interfaces (az
vmss nic list), Kubernetes nodes (kubectl get nodes -o json, also alone), events, az
vmss list.  The command does not connect to Azure.
"""

EXAMPLES = """\
az vmss list-instances -g G -n web --expand instanceView | vmssnames inventory
vmssnames inventory web.json nics.json nodes.json --where power!=running,starting
vmssnames inventory web.json --where 'instance_id ge 100' --columns name,power,zone
vmssnames inventory snapshot/ --name web00002D --name web_7 -o wide
vmssnames inventory web.json --problems --explain web_85
vmssnames inventory --diff yesterday.json today.json
vmssnames inventory web.json nics.json --html web.html -o csv > web.csv
"""

NOTES = f"""\
A CONDITION is COLUMN=VALUE or COLUMN!=VALUE: commas separate several values, * and ?
stand for any text and any character, and an empty value for missing data: power=.
COLUMN~REGEX and COLUMN!~REGEX search.  'COLUMN lt VALUE', le, gt and ge compare; a
time may be an age: 'as_of lt 2h' is before two hours ago.  All conditions must match.

Columns: {", ".join(COLUMNS)}.

Facts, which are true or false, or empty if unknown: {", ".join(FACTS)}.
"""


class Options(InputOptions, RowOptions):
    """The options of ``inventory``."""

    where: list[str]
    name: list[str]
    problems: bool
    fail_if_empty: bool
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
    named = "only the instance with this name, in any form; repeatable; -: names from stdin"
    add_list(which, "--name", "NAME", named)
    add_flag(which, "--problems", "only instances with errors or warnings")
    add_flag(which, "--fail-if-empty", "exit with status 1 if no instance is left")
    how = parser.add_argument_group("output")
    add_rows(how, (*COLUMNS, *FACTS), HOST_FORMATS)
    counts = "print counts by these columns instead of instances; --sort -count sorts by them"
    complete_words(add_value(how, "--group-by", "COLUMNS", counts), COLUMNS)
    add_list(how, "--explain", "NAME", "explain the problems of this instance; all: of all")
    changes = "print what changed, by VM"
    diff = how.add_argument("--diff", nargs=2, metavar=("OLD", "NEW"), help=changes)
    page = "write an HTML report to FILE; with -o, print the list too"
    complete_files(diff, add_value(how, "--html", "FILE", page))
    add_value(
        how, "--port", "N", f"port for -o prometheus; default: {PORT}", type=number_in(1, 65535)
    )
    streamed = "read NDJSON in constant memory, one instance per line, without joining; with "
    streamed += f"-o {', '.join(STREAMED)}"
    add_flag(how, "--stream", streamed)
    add_flag(how, "--strict", "fail on unreadable or contradictory data")
    add_flag(how, "--unredacted", "do not hide secrets and addresses in messages")


def run(options: Options) -> int:
    """Print what *options* say; return the exit status."""
    _check(options)
    form = options.output or default_format()
    filters = [_parse_filter(text) for text in options.where]
    rows = _arrangement(options)
    if options.stream:
        return _stream(options, form, filters, rows)
    if options.diff:
        return _diff(options, form, filters, rows)
    listed = _load(options.files, options)
    chosen, status = _named(listed, options.name)
    chosen = _filtered(chosen, filters)
    if not chosen and not status and filters:
        _warn_of_none(len(listed))
    status = max(status, _print(chosen, options, form, rows))
    left = chosen.problems if options.problems else chosen
    status = max(status, int(options.fail_if_empty and not left))
    return max(status, 0 if listed.is_whole else 1)


def _warn_of_missing(number: int, count: int, condition: Condition) -> None:
    if number:
        warn(f"{number} of {count} instances have no {condition.column} to compare")


def _warn_of_none(count: int) -> None:
    if count:
        warn(f"none of {count} instances matches: --group-by COLUMN shows the values")


def _parse_filter(text: str) -> Condition:
    try:
        return parse_condition(text)
    except ValueError as error:
        raise CommandError(f"--where: {error}") from None


def _unknown(word: str, listed: Inventory) -> str:
    """Return that *listed* has no instance named *word*, and what was probably meant."""
    from difflib import get_close_matches

    names = {
        str(one).lower(): str(one) for vm in listed for one in (vm.name, vm.computer_name) if one
    }
    near = get_close_matches(word.lower(), [*names][:10_000], 1, 0.8)
    hint = f"did you mean {shown(names[near[0]])}?" if near else "list them with -o name"
    return f"no instance named {shown(word)} among {len(listed)}: {hint}"


def _named(listed: Inventory, names: list[str]) -> tuple[Inventory, int]:
    """Return the instances in *listed* with *names*, all without any; and the exit status."""
    if not names:
        return listed, 0
    words = [word for one in names for word in (names_on_input() if one == "-" else [one])]
    status, chosen = 0, set[int]()
    for word in words:
        found = listed.find(word)
        if not found:
            report(_unknown(word, listed))
            status = 2
        chosen.update(map(id, found))
    return listed.where(lambda vm: id(vm) in chosen), status


# What prints something else than the list, and the options for rows and names that it ignores.
_INSTEAD = {
    "stream": ("sort", "limit", "name"),
    "diff": ("name", "fail_if_empty"),
    "explain": ("columns", "sort", "limit", "no_header", "name"),
    "group_by": ("name",),
}


def _given(options: Options, names: Iterable[str]) -> list[str]:
    return [name for name in names if getattr(options, name) not in (None, False, [])]


def _check(options: Options) -> None:
    """Raise CommandError for options that exclude each other."""
    given = _given(options, _INSTEAD)
    if len(given) > 1:
        raise CommandError("--stream, --diff, --explain and --group-by exclude each other")
    for instead in given:
        for name in _given(options, _INSTEAD[instead]):
            words = name.replace("_", "-"), instead.replace("_", "-")
            raise CommandError("--{} does not work with --{}".format(*words))
    if options.html is not None:
        _check_page(options, given)
    if "group_by" in given and options.output == "name":
        raise CommandError("-o name does not work with --group-by, which counts")
    if "-" in options.name and "-" in options.files:
        raise CommandError("--name - and the list both read standard input: pass a FILE")
    if options.port is not None and options.output != "prometheus":
        raise CommandError("--port needs -o prometheus")
    for name, wanted in (("stream", "strict"), ("stream", "html")):
        if name in given and getattr(options, wanted):
            raise CommandError(f"--{name} does not work with --{wanted}")
    if "diff" in given and options.problems:
        raise CommandError("--diff does not work with --problems")
    if "diff" in given and options.files != ["-"]:
        raise CommandError("--diff takes two files: put several lists in one file, with cat")
    if options.html == "-" and options.output is not None:
        raise CommandError(f"--html - and -o {options.output} both write to standard output")
    if "explain" in given and options.output not in (None, "table", "json", "ndjson"):
        raise CommandError(f"--explain does not work with -o {options.output}: use json or ndjson")
    if given and options.output in HOST_FORMATS:
        name = given[0].replace("_", "-")
        raise CommandError(f"--{name} does not work with -o {options.output}")


def _arrangement(options: Options) -> Arrangement:
    """Return what *options* say about the rows that are printed."""
    check: Callable[[str], str] = check_column
    if options.diff:
        check = column_in(instances.ALL_CHANGE_COLUMNS)
    elif options.group_by is not None:
        check = column_in((*names_in(options.group_by, check_column), "count"))
    return arrangement(options, check)


def _diff(options: Options, form: str, filters: list[Condition], rows: Arrangement) -> int:
    """Print what changed between two lists; return the exit status."""
    older, newer = options.diff or ("", "")
    before = _filtered(_load([older], options, is_current=False), filters)
    after = _filtered(_load([newer], options), filters)
    changes = before.diff(after)
    for listed, what in ((before, "older"), (after, "newer")):
        if not listed.is_whole:
            warn(f"the {what} list is incomplete: VMs on the lists that it lacks are no changes")
    if options.html is not None:
        from ..outputs.page import page_of_changes

        words = [str(row["what"]) for row in instances.changed_rows(changes)]
        redact = not options.unredacted
        text = page_of_changes(changes, after, _about(options), words, redact=redact)
        count = len(changes)
        _write_page(text, options.html, f"{count} change{'' if count == 1 else 's'}")
    if not changes:
        note("no changes")
    if options.html is None or options.output is not None:
        write_all(_changes_text(changes, form, rows, options).encode())
    return 0 if not changes and before.is_whole and after.is_whole else 1


def _about(options: Options) -> About:
    """Return what the page says about where it comes from."""
    from ..outputs.page import About

    paths = ["standard input" if one == "-" else one for one in options.diff or options.files]
    sources = [" and ".join(paths)] if options.diff else paths
    only = [*options.where, *options.name, *(["those with problems"] if options.problems else [])]
    return About(sources, only)


def _changes_text(changes: list[Change], form: str, rows: Arrangement, options: Options) -> str:
    """Return *changes* in the format *form*; JSON has all of each change, without --columns."""
    if form in ("json", "ndjson") and rows.columns is None and not rows.sort:
        found = instances.changed_records(changes, rows.schema, not options.unredacted)
        return Arrangement(limit=rows.limit, schema=rows.schema).text(found, form, key="changes")
    least = "computer_name", "instance_id"
    found = instances.changed_rows(changes)
    known = instances.ALL_CHANGE_COLUMNS if form == "wide" else instances.CHANGE_COLUMNS
    if rows.columns is None:  # Which may sort by a column that is not printed.
        found = arranged(found, columns=known, sort=rows.sort, limit=rows.limit)
        rows = Arrangement(headed=rows.headed, schema=rows.schema)
    return rows.text(found, form, key="changes", least=least, known=known)


def _check_page(options: Options, given: list[str]) -> None:
    """Raise CommandError for options that do not work with --html."""
    path = options.html or ""
    if not path:
        raise CommandError("--html: expected a path, got ''")
    if path == "-" and ("group_by" in given or "explain" in given):
        name = given[0].replace("_", "-")
        raise CommandError(f"--html - and --{name} both write to standard output")
    for source in [*options.files, *(options.diff or ())]:
        if os.path.exists(path) and os.path.exists(source) and os.path.samefile(path, source):
            raise CommandError(f"--html {shown(path, 400)}: this is an input: pass another path")
    ignored = ["columns", "no_header"] if options.output is None and not given else []
    ignored += ["columns", "no_header", "sort", "limit"] if "diff" in given else []
    for name in _given(options, ignored):
        if name in ("sort", "limit"):
            raise CommandError(f"--{name} does not work with --html and --diff")
        if options.output is None:
            raise CommandError(f"--{name.replace('_', '-')} does not work with --html: use -o")


def _print(listed: Inventory, options: Options, form: str, rows: Arrangement) -> int:
    chosen = listed.problems if options.problems else listed
    if options.group_by is None and (rows.sort or rows.limit is not None):
        rows.warn_of_missing(_missing_in(chosen), len(chosen))
        chosen = chosen.sorted_by(*rows.sort, limit=rows.limit)
    redact = not options.unredacted
    if options.html is not None:
        from ..outputs.page import page

        text = page(chosen, _about(options), redact=redact)
        count = len(chosen)
        _write_page(text, options.html, f"{count} instance{'' if count == 1 else 's'}")
    if options.explain:
        return _explain(listed, chosen, options)
    if options.group_by is not None:
        names = names_in(options.group_by, check_column)
        counts = instances.counted_rows(chosen, names)
        text = rows.text(counts, form, key="counts", empty="-", known=(*names, "count"))
        write_all(text.encode())
    elif options.html is not None and options.output is None:
        pass  # The user asked for the page only.
    elif form in HOST_FORMATS:
        text, left_out = HOST_FORMATS[form](chosen, options.port or PORT)
        for message in left_out:
            warn(message)
        write_all(text.encode())
    else:
        write_all(instances.formatted(chosen, form, rows, redact=redact).encode())
    return 1 if options.problems and len(chosen) else 0


def _missing_in(listed: Inventory) -> Callable[[str], int]:
    return lambda column: sum(value_of(vm, column) is None for vm in listed)


def _write_page(text: str, path: str, what: str) -> None:
    from ..outputs.atomic import write_files

    data = text.encode()
    if path == "-":
        write_all(data)
    else:
        _check_own(path)
        write_files({path: [data]})
        note(f"{shown(path, 400)}: written, {what}, {len(data):,} bytes")


# How each page begins, since 0.1.0.
_OURS = b"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
""".rstrip()


def _check_own(path: str) -> None:
    """Raise CommandError if *path* is a file that is no page of this command."""
    from ..outputs.atomic import is_device

    if not os.path.isfile(path) or is_device(path):
        return
    try:
        with open(path, "rb") as file:
            head = file.read(len(_OURS))
    except OSError:  # Who writes it says why it cannot.
        return
    if head not in (b"", _OURS):
        raise CommandError(
            f"--html {shown(path, 400)}: not written by this command: pass another path"
        )


def _explain(listed: Inventory, chosen: Inventory, options: Options) -> int:
    status, text = 0, ""
    explained: list[ScaleSetVM] = []
    redact = not options.unredacted
    for name in options.explain:
        found = listed.find(name)
        if not found and name == "all":
            found = list(chosen)
        elif not found:
            report(_unknown(name, listed))
            status = 2
        for vm in found:
            explained.append(vm)
            text += instances.explained(vm, redact=redact)
            status = max(status, 1 if vm.problems else 0)
    if options.output in ("json", "ndjson"):
        rows = Arrangement(schema=options.schema)
        text = instances.formatted(Inventory(explained), options.output, rows, redact=redact)
    write_all(text.encode())
    return status


def _load(paths: list[str], options: Options, *, is_current: bool = True) -> Inventory:
    """Return the inventory in the files *paths*; the older one of a comparison *is_current* not."""
    listed = load(paths, strict=options.strict)
    if len(listed) and options.output not in HOST_FORMATS:
        _warn_of_states(listed)
    if is_current:
        _warn_of_age(listed)
    return listed


def _warn_of_states(listed: Inventory) -> None:
    """Say once that all states are missing, with the calls that list them."""
    if all(vm.power is None for vm in listed):
        calls = dict.fromkeys(map(states_call, listed))
        what = f"run {'; or '.join(calls)}"
        # All rows of a list are alike; looking at each would take longer than reading them.
        if any("-Depth" in one.text for vm in islice(listed, 100) for one in vm.findings):
            what = "append | ConvertTo-Json -Depth 20"
        # Keys that were not read are mentioned already.
        if not any(note.startswith("not read: ") for note in listed.notes):
            warn(f"the input has no power states: {what}")


def _warn_of_age(listed: Inventory) -> None:
    """Say if the states are old: what was added and removed since is missing in any format."""
    from datetime import UTC, datetime

    as_of = listed.as_of
    if as_of is not None and (datetime.now(UTC) - as_of).days >= 1:
        warn(
            f"the states are as of {instances.minute(as_of)}, more than a day ago: fetch them again"
        )


def _filtered(listed: Inventory, filters: list[Condition]) -> Inventory:
    for matches in filters:
        _warn_of_missing(missing(listed, matches), len(listed), matches)
        listed = listed.where(matches)
    return listed


def _stream(options: Options, form: str, filters: list[Condition], rows: Arrangement) -> int:
    """Print the instances of NDJSON as they arrive."""
    for path in filter(is_snapshot, options.files):
        raise CommandError(f"--stream reads NDJSON, and {shown(path, 400)} is a snapshot")
    if form not in STREAMED:
        raise CommandError(f"--stream works with -o {', '.join(STREAMED)}, not with -o {form}")
    count, found, reader = 0, 0, NDJSONReader()
    unknown = dict.fromkeys(filters, 0)
    for path in without_repeats(options.files):
        for vms in reader.read(path):
            count += len(vms)
            for one in filters:
                unknown[one] += missing(vms, one)
            vms = [vm for vm in vms if all(matches(vm) for matches in filters)]
            if options.problems:
                vms = [vm for vm in vms if vm.problems]
            found += len(vms)
            text = instances.rows_of(vms, form, rows, redact=not options.unredacted)
            rows.headed = False  # Once, above all blocks.
            write_all(text.encode())
    for one, number in unknown.items():
        _warn_of_missing(number, count, one)
    if found == 0 and filters:
        _warn_of_none(count)
    if reader.others:
        warn(f"{reader.others} objects skipped: they are not instances, and --stream does not join")
    if not reader.pages.is_whole:
        warn("the list is incomplete: fetch the page of its nextLink")
    if not reader.has_lines:
        raise CommandError("the input is empty: expected NDJSON")
    is_refused = found == 0 and options.fail_if_empty
    return 1 if (options.problems and found) or is_refused or not reader.pages.is_whole else 0
