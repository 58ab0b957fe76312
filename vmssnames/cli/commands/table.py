"""``vmssnames table``: from host names to instances, for programs that look them up."""

from __future__ import annotations

import os

from ...dns.host_table import COLUMNS, HostTable, is_host_table
from ...names.scale_set import ScaleSet
from ..inputs.hosts import add_inputs, ids_of, inventory_of
from ..outputs.managed import SQLITE, ManagedFile, add_targets, check_targets, update_files
from ..outputs.rows import help_formatter
from ..streams import STDOUT, CommandError, warn_many, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

DESCRIPTION = """\
Writes what each host name stands for: its scale set, instance ID, VM name and resource ID;
no addresses.  Hosts are in lower case, and in SQLite found in any.  For a program that
knows the scale sets there is Fleet.resolve, without a table.
"""

EPILOG = """\
examples:
  vmssnames table web.json -o csv
  vmssnames table web.json -o sqlite --write hosts.db
  sqlite3 hosts.db "select vm_name from hosts where host = 'SHOPWEB00002D'"
  vmssnames table web.json -o json | jq '.hosts["shopweb00002d"].instance_id'
  vmssnames table --prefix nsgvmss --ids 0-99 --scale-set web -o csv

exit status: 0, all well; 1, --check found that the file would change; 2, something could not
be read, or is refused: then nothing is written
"""


def add_parser(commands: Any) -> None:
    """Add ``table`` to the *commands* of argparse."""
    parser = commands.add_parser(
        "table",
        help="write what host names stand for, as CSV, JSON or SQLite",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    group = add_inputs(parser)
    group.add_argument("--scale-set", metavar="NAME", help="of --prefix: its VM names")
    parser.add_argument(
        "-o", "--output", choices=("csv", "json", "sqlite"), default="csv", help="default: csv"
    )
    add_targets(parser, "FILE")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write what *options* say; return the exit status."""
    check_targets(options)
    if options.output == "sqlite" and options.write is None and os.isatty(STDOUT):
        raise CommandError("-o sqlite: expected --write FILE, not a terminal")
    try:
        rows = _rows(options)
        warn_many([f"left out: {one}" for one in rows.left_out], "more are left out")
        table = _table(rows, options.output)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if options.write is None:
        write_all(table.text())
        return 0
    return update_files({options.write: table}, serial=None, check=options.check)


def _rows(options: Namespace) -> HostTable:
    ids = ids_of(options)
    lists = [*options.files, *options.inventory]
    if ids is None:
        if options.scale_set is not None:
            raise CommandError("--scale-set: expected --prefix and --ids with it")
        return HostTable(inventory_of(lists))
    if lists:
        raise CommandError("--prefix, --ids: expected no lists of Azure's beside them")
    if options.scale_set is None:
        raise CommandError("--prefix, --ids: expected --scale-set NAME, whose names they are")
    whose = ScaleSet(options.scale_set, options.prefix)
    return HostTable(whose.instance(number) for each in ids for number in each)


def _table(rows: HostTable, form: str) -> ManagedFile:
    if form == "sqlite":
        return ManagedFile(SQLITE, rows.sqlite(), is_ours=is_host_table)
    if form == "json":
        lines = list(rows.json_lines())
        return ManagedFile(lines[0].encode(), lines)
    return ManagedFile(",".join(COLUMNS).encode() + b"\n", rows.csv_lines())
