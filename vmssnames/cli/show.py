"""``vmssnames NAME…`` and ``vmssnames show``: what each name may mean, best reading first."""

from __future__ import annotations

import os

from ..errors import InstanceIDRangeError, NameFormatError
from ..identify import Reading, identify
from ..ids import format_base36
from ..names import ComputerName, FlexibleVMName, VMName
from .output import FORMATS, format_rows
from .streams import STDOUT, complain, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .output import Row

KINDS = {
    "instance_id": "instance ID",
    "base36": "base-36 instance ID",
    "computer_name": "computer name",
    "fqdn": "host name",
    "vm_name": "VM name",
    "flexible_vm_name": "Flexible VM name",
}

# What a table shows of a reading, in this order.
FIELDS = {
    "instance_id": "instance ID",
    "base36": "base-36 instance ID",
    "prefix": "computer-name prefix",
    "computer_name": "computer name",
    "node_name": "node name",
    "scale_set": "scale set",
    "vm_name": "VM name",
}


def add_parser(commands: Any) -> None:
    """Add ``show`` to the *commands* of argparse."""
    parser = commands.add_parser(
        "show",
        help="say what names mean; the same as vmssnames NAME...",
        description="Say what each NAME may mean, the most plausible reading first.  Exit status "
        "2 if one means nothing.",
        allow_abbrev=False,
    )
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument(
        "-o",
        "--output",
        choices=("table", *FORMATS),
        help="default: table on a terminal, tsv elsewhere",
    )
    parser.set_defaults(run=lambda options: run(options.names, options.output))


def run(names: Sequence[str], output: str | None = None) -> int:
    """Print what *names* may mean; return 2 if one means nothing, else 0."""
    if output is None:
        output = "table" if os.isatty(STDOUT) else "tsv"
    read: list[tuple[str, list[Reading]]] = []
    status = 0
    for name in names:
        try:
            read.append((name, identify(name)))
        except (NameFormatError, InstanceIDRangeError) as error:
            complain(str(error))
            status = 2
    if read and output == "table":
        write_all("\n".join(_table(name, readings) for name, readings in read).encode())
    elif read:
        rows = [_row(name, reading) for name, readings in read for reading in readings]
        write_all(format_rows(rows, output).encode())
    return status


def _row(name: str, reading: Reading) -> Row:
    """Return *reading* of *name* as one row, None for what it does not say."""
    row: Row = dict.fromkeys(("name", "kind", "certainty", *FIELDS, "note"))
    row.update(name=name, kind=reading.kind, certainty=reading.certainty, note=reading.note)
    match reading.value:
        case ComputerName(prefix, instance_id) as computer:
            row.update(prefix=prefix, computer_name=str(computer), node_name=computer.node_name)
        case VMName(scale_set, instance_id) as vm:
            row.update(scale_set=scale_set, vm_name=str(vm))
        case FlexibleVMName(scale_set, _) as vm:
            row.update(scale_set=scale_set, vm_name=str(vm))
            return row
        case int(instance_id):
            pass
    row.update(instance_id=instance_id, base36=format_base36(instance_id))
    return row


def _table(name: str, readings: list[Reading]) -> str:
    """Return all *readings* of *name*, each with the other names of what it would be."""
    lines = [name]
    for reading in readings:
        row = _row(name, reading)
        if reading.instance_id is not None:
            # What the text does not say is marked, not guessed: the prefix is not
            # always the scale set's name.
            row["computer_name"] = row["computer_name"] or f"<prefix>{row['base36']}"
            row["vm_name"] = row["vm_name"] or f"<scale-set>_{row['instance_id']}"
        lines.append(f"  {reading.certainty} {KINDS[reading.kind]}: {reading.note}")
        lines += [
            f"    {title:<21} {row[key]}" for key, title in FIELDS.items() if row[key] is not None
        ]
    return "".join(f"{line}\n" for line in lines)
