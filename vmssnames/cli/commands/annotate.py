"""``vmssnames annotate``: a stream with the names in it explained."""

from __future__ import annotations

from ...scan.scanner import TEMPLATE
from ...scan.templates import FIELDS
from ..inputs.search import WHOSE, Search, add_options
from ..outputs.rows import filled, help_formatter
from ..streams import CommandError, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

DESCRIPTION = f"""\
Writes what it reads, with each name of an instance explained: nsgvmss00002D becomes
nsgvmss00002D(nsgvmss/85).  Bytes in, bytes out, in order, as they come; what is no
name, whatever its encoding, stays as it is.

{WHOSE}
{filled("A template is a text with fields in braces: ", tuple(FIELDS))}.
"?" stands for what is not known, "a|b" for two scale sets that both have the name.

With --field, each line is a JSON object; what stands in the field NAME (or a.b, of an
object within) is resolved, and the fields to --add are put behind the others.  With
--column, each line is a row of CSV or, if the first has a tab, of TSV; the first row is
the heading, unless the column is given by number.  A line of JSON that is no object, or
has such a field already, or names no instance, stays as it is.
"""

EPILOG = """\
examples:
  journalctl -f | vmssnames annotate --prefix nsgvmss
  vmssnames annotate --fleet fleet.json --template '{name}[{vm_name}]' app.log.gz
  vmssnames annotate --fleet fleet.json --at-line-end --template 'id={instance_id}' app.log
  vmssnames annotate --aks --field host --add instance_id,scale_set < app.ndjson
  vmssnames annotate --prefix web --column host --add vm_name hosts.csv

exit status: 0, a name was found; 1, none was; 2, something could not be read
"""


def add_parser(commands: Any) -> None:
    """Add ``annotate`` to the *commands* of argparse."""
    parser = commands.add_parser(
        "annotate",
        help="explain the names in a stream of text, JSON or CSV",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    how = parser.add_argument_group("how")
    how.add_argument("--template", metavar="T", help=f"in place of a name; default: {TEMPLATE!r}")
    how.add_argument(
        "--at-line-end",
        action="store_true",
        help="put what the template says behind the line, once for an instance",
    )
    how.add_argument("--field", metavar="NAME", help="of JSON objects, one a line")
    how.add_argument("--column", metavar="NAME", help="or number, from 1 on, of CSV or TSV")
    add = how.add_argument(
        "--add",
        metavar="FIELDS",
        help="with --field or --column: fields with commas; also NEW=FIELD",
    )
    add.completes = tuple(FIELDS)
    add_options(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Annotate what *options* say; return the exit status."""
    wants_rows = options.field is not None or options.column is not None
    if wants_rows and (options.template is not None or options.at_line_end):
        raise CommandError("expected a template, or --field or --column, got both")
    if options.field is not None and options.column is not None:
        raise CommandError("expected --field or --column, got both")
    if wants_rows != (options.add is not None):
        raise CommandError("expected --field or --column together with --add")
    search = Search(options)
    if wants_rows:
        from .annotate_rows import RowAnnotator

        return RowAnnotator(search, options.field, options.column, options.add).run()
    scanner = search.scanner
    template = TEMPLATE if options.template is None else options.template
    where = "line_end" if options.at_line_end else "in_place"
    try:
        scanner.annotate(b"", template)
    except ValueError as error:
        raise CommandError(f"--{error}") from None

    def annotate(path: str, view: memoryview, searched: bool) -> None:
        if not searched:
            write_all(view)
            return
        columns = scanner.scan_columns(view)
        search.note(columns, view)
        write_all(scanner.render(view, columns, template, where=where))

    return search.run(annotate, whole_lines=options.at_line_end)
