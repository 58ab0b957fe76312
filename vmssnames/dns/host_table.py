"""Lookup tables: from a host name to its scale set, instance ID, VM name and resource ID.

``Fleet.resolve`` answers the same question without a table, where the computer-name prefixes of
the scale sets are known.
"""

from __future__ import annotations

from ..errors import NameFormatError, shown
from ..inventory.records import FORMULA
from .validate import check_hosts, raise_problems

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..models.vm import ScaleSetVM
    from ..names.scale_set import Instance

    Row = tuple[str, str | None, int | None, str | None, str | None]

COLUMNS = ("host", "scale_set", "instance_id", "vm_name", "resource_id")

_SCHEMA = """\
create table hosts (
  host text primary key collate nocase,
  scale_set text,
  instance_id integer,
  vm_name text,
  resource_id text
) without rowid;
"""
_SCHEMAS = "select type, name, sql from sqlite_schema"
# "vmss" in ASCII. SQLite's header has this number for the program that wrote the file.
_APPLICATION_ID = 0x766D7373


class HostTable:
    """A lookup table of ScaleSetVMs or Instances, in their order; *left_out* lists skipped ones.

    Instances without a computer name are skipped.  Raises NameFormatError if two instances have
    one host name, for an invalid host name, for names that a spreadsheet would run as a formula,
    and if no row is left.

    >>> from vmssnames import ScaleSet
    >>> HostTable([ScaleSet("web", "nsgvmss").instance(85)]).rows
    [('nsgvmss00002d', 'web', 85, 'web_85', None)]
    """

    __slots__ = ("rows", "left_out")

    rows: list[Row]
    left_out: tuple[str, ...]

    def __init__(self, instances: Iterable[ScaleSetVM | Instance]) -> None:
        rows, left_out = [], []
        for vm in instances:
            row = _row(vm)
            if row[0]:
                rows.append(row)
            else:
                left_out.append(f"{shown(row[3] or row[4] or '')} has no computer name")
        self.left_out = tuple(left_out)
        if not rows:
            raise NameFormatError("expected an instance with a computer name, got none")
        hosts = check_hosts([row[0] for row in rows])
        self.rows = [(host, *row[1:]) for host, row in zip(hosts, rows, strict=True)]
        raise_problems(list(self._problems()))

    def __len__(self) -> int:
        return len(self.rows)

    def _problems(self) -> Iterator[str]:
        owners: dict[str, Row] = {}
        for row in self.rows:
            first = owners.setdefault(row[0], row)
            if first is not row:
                both = f"{_quoted_name(first)} and {_quoted_name(row)}"
                yield f"{shown(row[0])} is the name of {both}"
            for text in row[1:]:
                if isinstance(text, str) and (not text.isprintable() or FORMULA.search(text)):
                    yield f"expected a VM name for {shown(row[0])}, got {shown(text)}"

    def csv_lines(self) -> Iterator[str]:
        """Yield the lines of CSV, the header row first; None is an empty cell."""
        import csv

        line = _Line()
        writer = csv.writer(line, lineterminator="\n")
        for row in (COLUMNS, *self.rows):
            writer.writerow(row)
            yield line.text

    def json_lines(self) -> Iterator[str]:
        """Yield the lines of one JSON object, whose keys are the hosts."""
        import json

        yield '{"schema_version": 1, "hosts": {\n'
        last = len(self.rows) - 1
        for at, (host, *values) in enumerate(self.rows):
            row = json.dumps(dict(zip(COLUMNS[1:], values, strict=True)))
            yield f'"{host}": {row}{"" if at == last else ","}\n'
        yield "}}\n"

    def sqlite(self) -> bytes:
        """Return the bytes of a SQLite database with one table, ``hosts``.

        Its key is the host; SQLite ignores its case.
        """
        from sqlite3 import connect

        database = connect(":memory:")
        try:
            database.execute(f"pragma application_id = {_APPLICATION_ID}")
            database.executescript(_SCHEMA)
            database.executemany("insert into hosts values (?, ?, ?, ?, ?)", sorted(self.rows))
            return database.serialize()
        finally:
            database.close()


def is_host_table(data: bytes) -> bool:
    """Return whether the SQLite database *data* has exactly the schema that ``sqlite`` writes.

    >>> from vmssnames import ScaleSet
    >>> is_host_table(HostTable([ScaleSet("web", "nsgvmss").instance(85)]).sqlite())
    True
    """
    from sqlite3 import DatabaseError, connect

    ours, database = connect(":memory:"), connect(":memory:")
    # A damaged file whose pages point at each other would otherwise be read for ever.
    database.set_progress_handler(lambda: 1, 100_000)
    try:
        ours.executescript(_SCHEMA)
        database.deserialize(data)
        (number,) = database.execute("pragma application_id").fetchone()
        schemas = [one.execute(_SCHEMAS).fetchall() for one in (ours, database)]
        return number == _APPLICATION_ID and schemas[0] == schemas[1]
    except (DatabaseError, UnicodeDecodeError):
        return False  # UnicodeDecodeError: SQLite quotes damaged text.
    finally:
        ours.close()
        database.close()


class _Line:
    """A file for ``csv.writer`` that keeps the last line."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _row(vm: ScaleSetVM | Instance) -> Row:
    scale_set = vm.scale_set
    name = vm.vm_name if hasattr(vm, "vm_name") else vm.name
    path = vm.resource_id
    return (
        vm.computer_name or "",
        scale_set if scale_set is None or isinstance(scale_set, str) else scale_set.name,
        vm.instance_id,
        name,
        None if path is None else str(path),
    )


def _quoted_name(row: Row) -> str:
    return shown(row[3] or row[4] or "")
