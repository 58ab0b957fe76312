"""A table without addresses: of each host its scale set, instance ID, VM name, resource ID.

For what knows a host by its name and wants the machine.  ``Fleet.resolve`` answers the same
without a table, for scale sets that say what their hosts are called.
"""

from __future__ import annotations

from ..errors import NameFormatError, shown
from ..inventory.records import FORMULA
from .validate import check_hosts, refuse

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
# "vmss": says whose file it is.
_APPLICATION_ID = 0x766D7373


class HostTable:
    """Rows by host, in their order, of ScaleSetVMs or of Instances; *left_out* have no host name.

    Raises NameFormatError for a host that two have, for what is no host name, for names that
    no table should hold, and if there is no row.

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
        refuse(list(self._problems()))

    def __len__(self) -> int:
        return len(self.rows)

    def _problems(self) -> Iterator[str]:
        owners: dict[str, Row] = {}
        for row in self.rows:
            first = owners.setdefault(row[0], row)
            if first is not row:
                yield f"{shown(row[0])} is {_described(first)} and {_described(row)}"
            for text in row[1:]:
                if isinstance(text, str) and (not text.isprintable() or FORMULA.search(text)):
                    yield f"expected a name for {shown(row[0])}, got {shown(text)}"

    def csv_lines(self) -> Iterator[str]:
        """Yield the lines of CSV, the columns' names first; nothing stands for None."""
        import csv

        line = _Line()
        writer = csv.writer(line, lineterminator="\n")
        for row in (COLUMNS, *self.rows):
            writer.writerow(row)
            yield line.text

    def json_lines(self) -> Iterator[str]:
        """Yield the lines of one JSON object, in which hosts are keys."""
        import json

        yield '{"schema_version": 1, "hosts": {\n'
        last = len(self.rows) - 1
        for at, (host, *values) in enumerate(self.rows):
            said = json.dumps(dict(zip(COLUMNS[1:], values, strict=True)))
            yield f'"{host}": {said}{"" if at == last else ","}\n'
        yield "}}\n"

    def sqlite(self) -> bytes:
        """Return a SQLite database: the table ``hosts``, whose key is the host, in any case."""
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
    """Return whether the SQLite database *data* is what ``sqlite`` makes, with nothing beside it.

    >>> from vmssnames import ScaleSet
    >>> is_host_table(HostTable([ScaleSet("web", "nsgvmss").instance(85)]).sqlite())
    True
    """
    from sqlite3 import DatabaseError, connect

    ours, database = connect(":memory:"), connect(":memory:")
    # Of pages that share pages there is no end.
    database.set_progress_handler(lambda: 1, 100_000)
    try:
        ours.executescript(_SCHEMA)
        database.deserialize(data)
        (number,) = database.execute("pragma application_id").fetchone()
        schemas = [one.execute(_SCHEMAS).fetchall() for one in (ours, database)]
        return number == _APPLICATION_ID and schemas[0] == schemas[1]
    except (DatabaseError, UnicodeDecodeError):
        return False  # What is in it, or SQLite's message of it.
    finally:
        ours.close()
        database.close()


class _Line:
    """What csv writes a line to."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _row(vm: ScaleSetVM | Instance) -> Row:
    whose = vm.scale_set
    name = vm.vm_name if hasattr(vm, "vm_name") else vm.name
    path = vm.resource_id
    return (
        vm.computer_name or "",
        whose if whose is None or isinstance(whose, str) else whose.name,
        vm.instance_id,
        name,
        None if path is None else str(path),
    )


def _described(row: Row) -> str:
    return shown(row[3] or row[4] or "")
