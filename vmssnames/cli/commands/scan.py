"""``vmssnames scan``: prints the names in text, with the scale sets they belong to."""

from __future__ import annotations

from ...errors import escaped
from ...scan.matches import Columns
from ..errors import CommandError, printable
from ..inputs.files import text_files
from ..inputs.search import SCALE_SETS_HELP, Found, Search
from ..options import (
    RowOptions,
    SearchOptions,
    add_flag,
    add_output,
    add_rows,
    add_search,
    add_value,
    column_names,
    complete_words,
    sort_names,
)
from ..outputs.matches import FIELDS, MatchRows, UniqueInstances
from ..outputs.rows import FORMATS, arranged, column_in, format_json, format_rows
from ..streams import write_all
from ..terminal import default_format, filled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ..outputs.rows import Row

SUMMARY = "print the instance names in text"

DESCRIPTION = f"""\
Prints the names of instances in text, one per line, in their own spelling.  With
several files, each line starts with the file name.

{SCALE_SETS_HELP}
{filled("Fields: ", FIELDS)}.
Line numbers start at 1, byte offsets at 0.
"""

EPILOG = """\
examples:
  journalctl | vmssnames scan --prefix nsgvmss
  vmssnames scan --fleet fleet.json --with line,scale_set,instance_id app.log
  vmssnames scan --fleet fleet.json --columns line,vm_name app.log
  vmssnames scan --fleet fleet.json --unique --sort -count --limit 10 logs/*.gz
  kubectl get events -A | vmssnames scan --aks --count
"""


class Options(SearchOptions, RowOptions):
    """The options of ``scan``."""

    fields: str | None
    count: bool
    unique: bool


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    how = parser.add_argument_group("output")
    summary = "print these fields after each name"
    complete_words(add_value(how, "--with", "FIELDS", summary, dest="fields"), FIELDS)
    add_flag(how, "--count", "print the number of names per file")
    unique = "print one row per instance, with its count and first and last line"
    add_flag(how, "--unique", unique)
    headed = "output format; all except json and ndjson have a header row"
    add_output(how, ("table", *FORMATS), headed)
    add_rows(how, (*FIELDS, *UniqueInstances.COUNTS))
    add_search(parser)


def run(options: Options) -> int:
    """Print what *options* say; return the exit status."""
    options.files = text_files(options.files)
    fields = [] if options.fields is None else options.fields.split(",")
    for field in fields:
        if field not in FIELDS:
            raise CommandError(
                f"--with: expected one of {', '.join(FIELDS)}, got {printable(field)!a}"
            )
    if options.count + options.unique + bool(fields) > 1:
        raise CommandError("--count, --unique and --with exclude each other")
    _check_rows(options)
    if options.columns is not None and not options.unique:
        return _print_rows(options, column_names(options.columns, column_in(FIELDS)) or [])
    if options.count:
        return _count(options)
    if options.unique:
        return _print_unique(options)
    if not fields and options.output is None:
        return _print_names(options)
    return _print_rows(options, ["name", *(one for one in fields if one != "name")])


def _check_rows(options: Options) -> None:
    """Raise CommandError for options for rows that do not work with the others."""
    if options.columns is not None and (options.fields is not None or options.count):
        raise CommandError("--columns does not work with --with and --count")
    ordered = [
        f"--{name}" for name in ("sort", "limit") if getattr(options, name) not in ([], None)
    ]
    if ordered and not options.unique:
        raise CommandError(f"{ordered[0]} needs --unique: names are printed as they are found")


def _print_names(options: Options) -> int:
    """Print the names as written, and nothing else."""
    search = Search(options)
    several = len(options.files) > 1

    def render(view: memoryview, columns: Columns) -> bytes | memoryview:
        return search.scanner.render(view, columns, "{name}\n", where="match_only")

    def names(path: str, view: memoryview, found: Found | None) -> None:
        if found is not None:
            text = found.rendered
            if several:
                head = f"{escaped(path)}:".encode()
                text = b"".join(head + line for line in bytes(text).splitlines(keepends=True))
            write_all(text)

    return search.run(names, render=render)


def _count(options: Options) -> int:
    search = Search(options)
    counts: list[tuple[str, int]] = []
    number = 0

    def count(path: str, view: memoryview, found: Found | None) -> None:
        nonlocal number
        if found is not None:
            number += len(found.columns)

    def finish(path: str, whole: bool) -> None:
        nonlocal number
        if whole:
            counts.append((escaped(path), number))
            if options.output is None:
                head = f"{counts[-1][0]}:" if len(options.files) > 1 else ""
                write_all(f"{head}{number}\n".encode())
        number = 0

    status = search.run(count, finish=finish)
    if options.output is not None:
        rows: list[Row] = [{"file": path, "count": n} for path, n in counts]
        _write(rows, options.output, headed=not options.no_header)
    return status


def _print_rows(options: Options, fields: list[str]) -> int:
    """Print each name with *fields* of it."""
    search = Search(options)
    has_header = options.output in ("tsv", "csv") and not options.no_header
    form = options.output or "tsv"
    if len(options.files) > 1 and "file" not in fields and options.columns is None:
        fields.insert(0, "file")
    writer = MatchRows(search.scanner, fields, form)
    all_rows: list[Row] = []
    if has_header:
        _write([dict.fromkeys(fields)], form, header_only=True)

    def rows(path: str, view: memoryview, found: Found | None) -> None:
        columns = _columns(found)
        if form in ("json", "table"):  # These formats need all rows.
            all_rows.extend(writer.rows(path, view, columns))
        else:
            write_all(writer.text(path, view, columns).encode("utf-8", "surrogateescape"))

    status = search.run(rows, finish=lambda path, whole: writer.restart())
    if form == "json" or all_rows:
        _write(all_rows, form, headed=not options.no_header)
    return status


def _columns(found: Found | None) -> Columns:
    """Return the names in a block; none if it must not be searched."""
    return Columns.of([()] * 5) if found is None else found.columns


def _print_unique(options: Options) -> int:
    """Print each instance once."""
    check = column_in((*UniqueInstances.FIELDS, *UniqueInstances.COUNTS))
    columns, sort = column_names(options.columns, check), sort_names(options.sort, check)
    search = Search(options)
    form = options.output or default_format()
    instances = UniqueInstances(search.scanner, len(options.files) > 1)

    def add(path: str, view: memoryview, found: Found | None) -> None:
        instances.add(path, view, _columns(found))

    status = search.run(add, finish=lambda path, whole: instances.restart())
    if columns or sort or options.limit is not None or options.no_header:
        rows = arranged(instances.rows(), columns=columns, sort=sort, limit=options.limit)
        if rows or form == "json":
            _write(rows, form, headed=not options.no_header)
    elif form == "json":
        _write(instances.rows(), form)
    else:
        write_all(instances.text(form).encode("utf-8", "surrogateescape"))
    return status


def _write(rows: list[Row], form: str, *, header_only: bool = False, headed: bool = True) -> None:
    if form == "json":
        write_all(format_json(matches=rows).encode())
        return
    text = format_rows(rows, form, headed=headed)
    if header_only:
        text = text[: text.index("\n") + 1]
    write_all(text.encode("utf-8", "surrogateescape"))
