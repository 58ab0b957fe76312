"""``vmssnames annotate``: explains the names in a stream of text, JSON or CSV."""

from __future__ import annotations

from ...errors import shown
from ...scan.rows import CSVRows, JSONRows, RowError, Values, parse_fields
from ...scan.scanner import TEMPLATE
from ...scan.templates import FIELDS
from ..errors import CommandError, warn
from ..inputs.files import text_files
from ..inputs.search import SCALE_SETS_HELP, Found, Search
from ..inputs.utf16 import Copy
from ..options import SearchOptions, add_flag, add_list, add_search, add_value, complete_words
from ..status import ANSWERED, FAILED, NO
from ..terminal import has_colours, painted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...scan.matches import Columns
    from ...scan.scanner import Scanner


SUMMARY = "add the instance to each name in text, JSON or CSV"

DESCRIPTION = """\
Copies text to the output and adds the instance to each name: nsgvmss00002D becomes
nsgvmss00002D(nsgvmss/85).  All other bytes pass through unchanged, as they arrive.  What was
annotated before stays as it is, if the template begins with the name.
"""

EXAMPLES = """\
journalctl -f | vmssnames annotate --prefix nsgvmss
vmssnames annotate --fleet fleet.json --template '{name}[{vm_name}]' app.log.gz
vmssnames annotate --fleet fleet.json --at-line-end --template 'id={instance_id}' app.log
vmssnames annotate --aks --field host --add instance_id,scale_set < app.ndjson
vmssnames annotate --prefix web --column host --add vm_name hosts.csv
"""

NOTES = f"""\
{SCALE_SETS_HELP}
A template is text with fields in braces: {", ".join(FIELDS)}.
A value that is not known is "?", also as a part of another: "?_10". The scale sets of a name that
matches several are "a|b", or "a|b|998 more".

--field reads JSON: objects on lines, in an array, or of many lines, also after "data:" or what
Kubernetes writes before a line. It resolves the name in the field PATH and adds the fields of
--add at the end of the object. PATH is a key, or keys with dots: a.b, a.0.b for the first item of
an array, a[].b for all items. Of several --field, the first with a name counts.

--column reads CSV, TSV if the first line has a tab, or a log of IIS or Zeek.  The first row is the
header, unless NAME is a number.

A value may be a name, or text with names of one instance.  Lines that are not JSON objects, and
objects that already have such a field, are unchanged; a message says how many.
"""


class Options(SearchOptions):
    """The options of ``annotate``."""

    template: str | None
    at_line_end: bool
    field: list[str]
    column: list[str]
    add: str | None
    status: bool


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    how = parser.add_argument_group("how")
    template = f"replace each name with this text; default: {TEMPLATE!r}"
    add_value(how, "--template", "T", template)
    at_end = "add the text at the end of the line, once per instance"
    add_flag(how, "--at-line-end", at_end)
    add_list(how, "--field", "PATH", "read names from this field of JSON objects")
    add_list(how, "--column", "NAME", "read names from this CSV or TSV column, by name or number")
    fields = "fields to add, separated by commas; NEW=FIELD renames"
    complete_words(how.add_argument("--add", metavar="FIELDS", help=fields), FIELDS)
    add_flag(how, "--status", "exit with status 1 if no name was found, as grep does")
    add_search(parser)


def run(options: Options) -> int:
    """Annotate what *options* say; return the exit status."""
    options.files = text_files(options.files)
    has_rows = bool(options.field or options.column)
    if has_rows and (options.template is not None or options.at_line_end):
        raise CommandError("--template and --at-line-end do not work with --field or --column")
    if len(options.column) > 1 or (options.field and options.column):
        raise CommandError("pass one --column, or --field only")
    if has_rows != (options.add is not None):
        raise CommandError("--field and --column need --add FIELDS; --add needs one of them")
    if has_rows and options.threads is not None:
        raise CommandError("--threads does not work with --field or --column")
    search = Search(options)
    try:
        status = (_annotate_rows if has_rows else _annotate_text)(search, options)
    except RowError as error:
        raise CommandError(f"--{error.option}: {error}") from None
    # A filter that found nothing to change has done its work.
    return ANSWERED if status == NO and not options.status else status


def _annotate_text(search: Search, options: Options) -> int:
    scanner, copy, is_coloured = search.scanner, Copy(), has_colours()
    template = TEMPLATE if options.template is None else options.template
    where = "line_end" if options.at_line_end else "in_place"
    try:
        scanner.annotate(b"", template)
    except ValueError as error:
        raise CommandError(f"--{error}") from None

    def render(view: memoryview, columns: Columns) -> bytes | memoryview:
        return scanner.render(view, columns, template, where=where)

    def write(path: str, view: memoryview, found: Found | None) -> None:
        data = view if found is None else found.rendered
        copy.write(_coloured(scanner, data) if found is not None and is_coloured else data)

    return search.run(write, render=render, whole_lines=options.at_line_end, copy=copy)


def _coloured(scanner: Scanner, data: bytes | memoryview) -> bytes:
    """Return *data* for a terminal, with its names in colour."""
    text, made, end = bytes(data), [], 0
    columns = scanner.scan_columns(text)
    for start, stop in zip(columns.starts, columns.ends, strict=True):
        made += [text[end:start], painted(text[start:stop].decode("latin-1"), "name").encode()]
        end = stop
    return b"".join([*made, text[end:]])


def _annotate_rows(search: Search, options: Options) -> int:
    add = parse_fields(options.add or "", are_columns=bool(options.column))
    values = Values(search.scanner)
    if options.field:
        status = _annotate_objects(search, JSONRows(options.field, add, values))
    else:
        status = _annotate_cells(search, CSVRows(options.column[0], add, values))
    if values.several:
        warn(f"{values.several} values unchanged: they contain names of several instances")
    search.count(values.found, values.unlikely, values.example)
    return status if status == FAILED else search.status()


class _Output:
    """Standard output for rows: between two files, there is always a newline."""

    def __init__(self) -> None:
        self.copy, self._last, self._is_new = Copy(), b"\n", False

    def write(self, data: bytes) -> None:
        if not data:
            return
        if self._is_new and self._last != b"\n":
            self.copy.write(b"\n")
        self.copy.write(data)
        self._last, self._is_new = data[-1:], False

    def end_file(self) -> None:
        self._is_new = True


def _annotate_objects(search: Search, objects: JSONRows) -> int:
    output = _Output()

    def annotate(path: str, view: memoryview, searchable: bool) -> None:
        data = bytes(view)
        output.write(objects.annotate(data) if searchable else objects.skip(data))

    def finish(path: str, whole: bool) -> None:
        output.write(objects.end())
        output.end_file()

    status = search.read(annotate, copy=output.copy, finish=finish)
    if objects.objects and not objects.strings:
        warn(f"{objects.objects} JSON objects unchanged: none has a string at --field")
    if objects.skipped:
        warn(f"{objects.skipped} objects unchanged: they already have a field with this name")
    if objects.others:
        lines = objects.objects + objects.others
        warn(f"{objects.objects} of {lines} lines are JSON objects; the others are unchanged")
    return FAILED if objects.others and not objects.objects else status


def _annotate_cells(search: Search, rows: CSVRows) -> int:
    output, failed = _Output(), False

    def annotate(path: str, view: memoryview, searchable: bool) -> None:
        data = bytes(view)
        output.write(rows.annotate(data) if searchable else rows.end() + data)

    def finish(path: str, whole: bool) -> None:
        nonlocal failed
        output.write(rows.end())
        output.end_file()
        if rows.open_quote:
            failed = True
            where = "standard input" if path == "-" else shown(path, 400)
            warn(
                f"{where}: line {rows.open_quote}: a quote that is never closed: "
                "what follows it is unchanged"
            )
        rows.restart()

    status = search.read(annotate, whole_lines=True, copy=output.copy, finish=finish)
    if rows.ragged:
        warn(f"{rows.ragged} rows unchanged: they have more cells than the first")
    return FAILED if failed else status
