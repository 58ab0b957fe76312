"""``vmssnames table``: writes a table from host names to instances, for other programs."""

from __future__ import annotations

import os

from ...dns.host_table import COLUMNS, HostTable, is_host_table
from ...names.scale_set import ScaleSet
from ..errors import CommandError, warn_many
from ..inputs.hosts import parse_ids, read_inventory
from ..options import ListOptions, WriteOptions, add_choice, add_lists, add_write
from ..outputs.managed import SQLITE, ManagedFile, write_managed
from ..streams import STDOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

SUMMARY = "write a lookup table from host names to instances: CSV, JSON, SQLite and others"

FORMATS = ("csv", "json", "sqlite", "logstash", "kusto", "prometheus")

DESCRIPTION = """\
Writes one row per host name with its scale set, instance ID, VM name and resource ID.
Host names are in lower case; SQLite ignores case.
Vector, Splunk and Kusto read CSV.  -o logstash writes a dictionary for Logstash's translate filter,
-o kusto a datatable to paste, and -o prometheus a metric whose labels are the names.
"""

EXAMPLES = """\
vmssnames table web.json -o csv
vmssnames table web.json -o sqlite --write hosts.db
sqlite3 hosts.db "select vm_name from hosts where host='SHOPWEB00002D'"
vmssnames table web.json -o prometheus --write /var/lib/node_exporter/vmss.prom
vmssnames table web.json -o json | jq '.hosts["shopweb00002d"].instance_id'
vmssnames table --prefix nsgvmss --ids 0-99 --scale-set web -o csv
"""

NOTES = ""


class Options(ListOptions, WriteOptions):
    """The options of ``table``."""

    scale_set: str | None
    output: str


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    group = add_lists(parser)
    owner = "scale set of --prefix and --ids"
    group.add_argument("-n", "--scale-set", metavar="S", help=owner)
    output = add_write(parser, "FILE")
    add_choice(
        output,
        *("-o", "--output"),
        words=FORMATS,
        metavar="FORMAT",
        summary="output format",
        usual="csv",
    )


def run(options: Options) -> int:
    """Write what *options* say; return the exit status."""
    options.check_write()
    if options.output == "sqlite" and options.write is None and os.isatty(STDOUT):
        raise CommandError("-o sqlite writes binary data: pass --write FILE")
    try:
        table = _read_table(options)
        warn_many([f"skipped: {one}" for one in table.left_out], "more skipped")
        file = _managed_file(table, options.output)
    except ValueError as error:
        raise CommandError(str(error)) from None
    return write_managed(file, options)


def _read_table(options: Options) -> HostTable:
    ids = parse_ids(options)
    lists = [*options.files, *options.inventory]
    if ids is None:
        if options.scale_set is not None:
            raise CommandError("--scale-set needs --prefix and --ids")
        return HostTable(read_inventory(lists))
    if lists:
        raise CommandError("--prefix and --ids do not work with files: pass one or the other")
    if options.scale_set is None:
        raise CommandError("--prefix and --ids need --scale-set NAME")
    scale_set = ScaleSet(options.scale_set, options.prefix)
    return HostTable(scale_set.instance(number) for each in ids for number in each)


def _managed_file(table: HostTable, form: str) -> ManagedFile:
    if form == "sqlite":
        return ManagedFile(SQLITE, table.sqlite(), is_ours=is_host_table)
    makers = {
        "json": table.json_lines,
        "logstash": table.dictionary_lines,
        "kusto": table.kusto_lines,
        "prometheus": table.prometheus_lines,
    }
    if form in makers:
        lines = list(makers[form]())
        return ManagedFile(lines[0].encode(), lines)
    return ManagedFile(",".join(COLUMNS).encode() + b"\n", table.csv_lines())
