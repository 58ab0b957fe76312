"""``vmssnames scan``: prints the names in text, with the scale sets they belong to."""

from __future__ import annotations

from ...errors import escaped
from ...scan.matches import Columns
from ..errors import CommandError, printable
from ..inputs.files import text_files
from ..inputs.search import SCALE_SETS_HELP, Found, Search
from ..options import (
    SearchOptions,
    add_flag,
    add_rows,
    add_search,
    add_value,
    arrangement,
    complete_words,
)
from ..outputs.matches import FIELDS, MatchRows, UniqueInstances
from ..outputs.rows import Arrangement, RowOptions, RowWriter, column_in
from ..streams import write_all
from ..terminal import default_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ..outputs.rows import Row, RowOptions

SUMMARY = "print the instance names in text"

DESCRIPTION = """\
Prints the names of instances in text, one per line, in their own spelling.  With
several files, each line starts with the file name.
"""

EXAMPLES = """\
journalctl | vmssnames scan --prefix nsgvmss
vmssnames scan --fleet fleet.json --with line,scale_set,instance_id app.log
vmssnames scan --fleet fleet.json --columns line,vm_name app.log
vmssnames scan --fleet fleet.json --unique --sort -count --limit 10 logs/*.gz
kubectl get events -A | vmssnames scan --aks --count
"""

NOTES = f"""\
{SCALE_SETS_HELP}
Fields: {", ".join(FIELDS)}. Line numbers start at 1, byte offsets at 0.
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
    default = "names only; with --unique, table on a terminal, tsv in a pipe"
    add_rows(how, (*FIELDS, *UniqueInstances.COUNTS), default=default)
    add_search(parser)


def run(options: Options) -> int:
    """Print what *options* say; return the exit status."""
    options.files = text_files(options.files)
    fields = [] if options.fields is None else ["name", *options.fields.split(",")]
    for field in fields:
        if field not in FIELDS:
            raise CommandError(
                f"--with: expected one of {', '.join(FIELDS)}, got {printable(field)!a}"
            )
    if options.count + options.unique + bool(fields) > 1:
        raise CommandError("--count, --unique and --with exclude each other")
    rows = _arrangement(options)
    if options.count:
        return _count(options, rows)
    if options.unique:
        return _print_unique(options, rows)
    if rows.columns is not None:
        return _print_rows(options, [*rows.columns], rows)
    if not fields and options.output in (None, "name"):
        return _print_names(options)
    fields = fields or _usual_fields(options)
    several = ["file"] if len(options.files) > 1 and "file" not in fields else []
    return _print_rows(options, [*several, *dict.fromkeys(fields)], rows)


def _arrangement(options: Options) -> Arrangement:
    """Return what *options* say about rows; raise CommandError for what does not work."""
    if options.columns is not None and options.fields is not None:
        raise CommandError("--columns does not work with --with")
    ordered = [
        f"--{name}" for name in ("sort", "limit") if getattr(options, name) not in ([], None)
    ]
    if ordered and not (options.unique or options.count):
        what = "names are printed as they are found"
        raise CommandError(f"{ordered[0]} needs --unique or --count: {what}")
    if options.count and options.output == "name":
        raise CommandError("-o name does not work with --count")
    known: tuple[str, ...] = FIELDS
    if options.unique:
        known = UniqueInstances.FIELDS + UniqueInstances.COUNTS
    elif options.count:
        known = "file", "count"
    return arrangement(options, column_in(known))


def _usual_fields(options: Options) -> list[str]:
    """Return the fields of a row without --with: in JSON, all that are known of a name."""
    if options.output in ("json", "ndjson", "wide") and options.schema > 1:
        return [*FIELDS]
    if options.output is None or options.schema == 1:
        return ["name"]
    return ["name", "scale_set", "instance_id", "certainty", "line"]


def _print_names(options: Options) -> int:
    """Print the names as written, and nothing else but the files if there are several."""
    search = Search(options)
    several = len(options.files) > 1 and options.output is None

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


def _count(options: Options, rows: Arrangement) -> int:
    search = Search(options)
    counts: list[Row] = []
    number = 0
    are_rows = options.output is not None or not rows.is_default

    def count(path: str, view: memoryview, found: Found | None) -> None:
        nonlocal number
        if found is not None:
            number += len(found.columns)

    def finish(path: str, whole: bool) -> None:
        nonlocal number
        if whole:
            counts.append({"file": escaped(path), "count": number})
            if not are_rows:
                head = f"{escaped(path)}:" if len(options.files) > 1 else ""
                write_all(f"{head}{number}\n".encode())
        number = 0

    status = search.run(count, finish=finish)
    if are_rows:
        write_all(_encoded(rows.text(counts, options.output or default_format(), key="matches")))
    return status


def _print_rows(options: Options, fields: list[str], rows: Arrangement) -> int:
    """Print each name with *fields* of it."""
    search = Search(options)
    form = options.output or "tsv"
    # Without -o, --with prints no header row.
    headed = rows.headed and options.output is not None
    least = () if rows.columns or options.fields else ("certainty", "scale_set", "instance_id")
    writer = RowWriter(form, headed=headed, schema=rows.schema, key="matches", least=least)
    matches = MatchRows(search.scanner, fields, form)
    if headed and form in ("tsv", "csv"):
        write_all(writer.header(fields).encode())

    def write(path: str, view: memoryview, found: Found | None) -> None:
        for text in matches.texts(path, view, _columns(found), writer):
            write_all(_encoded(text))

    status = search.run(write, finish=lambda path, whole: matches.restart())
    write_all(_encoded(writer.end()))
    return status


def _columns(found: Found | None) -> Columns:
    """Return the names in a block; none if it must not be searched."""
    return Columns.of([()] * 5) if found is None else found.columns


def _print_unique(options: Options, rows: Arrangement) -> int:
    """Print each instance once."""
    search = Search(options)
    form = options.output or default_format()
    instances = UniqueInstances(search.scanner, len(options.files) > 1)

    def add(path: str, view: memoryview, found: Found | None) -> None:
        instances.add(path, view, _columns(found))

    status = search.run(add, finish=lambda path, whole: instances.restart())
    write_all(_encoded(instances.text(form, rows)))
    return status


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
