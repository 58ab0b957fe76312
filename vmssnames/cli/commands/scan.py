"""``vmssnames scan``: the names in a text, and whose they are."""

from __future__ import annotations

import os

from ...errors import escaped
from ...scan.scanner import Match
from ...scan.templates import FIELDS as TEMPLATE_FIELDS
from ..inputs.search import WHOSE, Search, add_options
from ..outputs.rows import FORMATS, filled, format_rows, help_formatter
from ..streams import STDOUT, CommandError, printable, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

    from ...names.scale_set import ScaleSet
    from ..outputs.rows import Row

FIELDS = (*TEMPLATE_FIELDS, "certainty", "file", "line", "offset")
HOST = ("scale_set", "instance_id", "computer_name", "vm_name", "certainty")

DESCRIPTION = f"""\
Prints the names of instances in a text, one a line, as they stand there; of several
files, each behind the file's name.

{WHOSE}
{filled("Fields: ", FIELDS)}.
A line's number and an offset in bytes count from 1 and from 0 in their file.  --aks
finds computer names and VM names, no resource IDs.
"""

EPILOG = """\
examples:
  journalctl | vmssnames scan --prefix nsgvmss
  vmssnames scan --fleet fleet.json --with line,scale_set,instance_id app.log
  vmssnames scan --fleet fleet.json --unique -o tsv logs/*.gz
  kubectl get events -A | vmssnames scan --aks --count

exit status: 0, a name was found; 1, none was; 2, something could not be read
"""


def add_parser(commands: Any) -> None:
    """Add ``scan`` to the *commands* of argparse."""
    parser = commands.add_parser(
        "scan",
        help="print the names of instances in a text",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    how = parser.add_argument_group("what is printed")
    more = how.add_argument(
        "--with", dest="fields", metavar="FIELDS", help="its name, and these fields of it"
    )
    more.completes = FIELDS
    how.add_argument("--count", action="store_true", help="how many names, of each file")
    how.add_argument(
        "--unique",
        action="store_true",
        help="a table of instances: names, count, and the lines where first and last",
    )
    how.add_argument(
        "-o",
        "--output",
        choices=("table", *FORMATS),
        help="the format; all but json and ndjson have a heading",
    )
    add_options(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Print what *options* say; return the exit status."""
    fields = [] if options.fields is None else options.fields.split(",")
    for field in fields:
        if field not in FIELDS:
            raise CommandError(
                f"--with: expected one of {', '.join(FIELDS)}, got {printable(field)!a}"
            )
    if options.count + options.unique + bool(fields) > 1:
        raise CommandError("expected one of --count, --unique and --with")
    if options.count:
        return _count(options)
    if options.unique:
        return UniqueInstances(options).run()
    if not fields and options.output is None:
        return _names(options)
    return _rows(options, ["name", *(one for one in fields if one != "name")])


def _names(options: Namespace) -> int:
    """Print the names as they stand, and nothing else."""
    search = Search(options)
    several = len(options.files) > 1

    def names(path: str, view: memoryview, searched: bool) -> None:
        if searched:
            columns = search.scanner.scan_columns(view)
            search.note(columns, view)
            text = search.scanner.render(view, columns, "{name}\n", where="match_only")
            if several:
                head = f"{escaped(path)}:".encode()
                text = b"".join(head + line for line in bytes(text).splitlines(keepends=True))
            write_all(text)

    return search.run(names)


def _count(options: Namespace) -> int:
    search = Search(options)
    counts: list[tuple[str, int]] = []
    found = 0

    def count(path: str, view: memoryview, searched: bool) -> None:
        nonlocal found
        if searched:
            columns = search.scanner.scan_columns(view)
            search.note(columns, view)
            found += len(columns)

    def finish(path: str, whole: bool) -> None:
        nonlocal found
        counts.append((escaped(path), found))
        found = 0
        if not whole:
            counts.pop()
        elif options.output is None:
            head = f"{counts[-1][0]}:" if len(options.files) > 1 else ""
            write_all(f"{head}{counts[-1][1]}\n".encode())

    status = search.run(count, finish=finish)
    if options.output is not None:
        _write([{"file": path, "count": n} for path, n in counts], options.output)
    return status


class Places:
    """Where in their files the matches of a search are."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._line, self._offset = 1, 0

    def finish(self, path: str, whole: bool) -> None:
        """Begin to count anew, as a file is at its end."""
        self._line, self._offset = 1, 0

    def matches(self, view: memoryview, searched: bool) -> list[tuple[Match, int, int]]:
        """Return the matches in *view*, the next block of a file, each with its line and offset."""
        found, at, text = [], 0, bytes(view)
        if searched:
            columns = self._search.scanner.scan_columns(view)
            self._search.note(columns, view)
            for match in self._search.scanner.matches(view, columns):
                self._line += text.count(b"\n", at, match.start)
                at = match.start
                found.append((match, self._line, self._offset + match.start))
        self._line += text.count(b"\n", at)
        self._offset += len(text)
        return found


def _rows(options: Namespace, fields: list[str]) -> int:
    """Print each name with *fields* of it."""
    search = Search(options)
    places = Places(search)
    headed = options.output in ("tsv", "csv", None)
    form = options.output or "tsv"
    if len(options.files) > 1 and "file" not in fields:
        fields.insert(0, "file")
    all_rows: list[Row] = []
    if options.output in ("tsv", "csv"):
        _write([dict.fromkeys(fields)], form, heading_only=True)

    def rows(path: str, view: memoryview, searched: bool) -> None:
        found: list[Row] = []
        for match, line, offset in places.matches(view, searched):
            row = _row(match) | {"file": escaped(path), "line": line, "offset": offset}
            found.append({field: row[field] for field in fields})
        if form in ("json", "table"):  # which need all
            all_rows.extend(found)
        elif found:
            _write(found, form, without_heading=headed)

    status = search.run(rows, finish=places.finish)
    if form == "json" or all_rows:
        _write(all_rows, form)
    return status


def _row(match: Match) -> Row:
    """Return what is known of *match*, None for the rest."""
    instance = match.instance
    row: Row = {
        "name": match.name,
        "kind": match.kind,
        "certainty": match.certainty,
        "instance_id": match.instance_id,
        "scale_set": "|".join(dict.fromkeys(one.name for one in match.scale_sets)),
        "prefix": match.prefix,
    }
    for field in ("base36", "computer_name", "node_name", "vm_name", "resource_id", "provider_id"):
        value = getattr(instance, field) if instance else None
        row[field] = None if value is None else str(value)
    return row


class UniqueInstances:
    """Each instance once, by scale set and ID."""

    def __init__(self, options: Namespace) -> None:
        self._search = Search(options)
        self._places = Places(self._search)
        self._several = len(options.files) > 1
        self._form = options.output or ("table" if os.isatty(STDOUT) else "tsv")
        self._seen: dict[tuple[tuple[ScaleSet, ...], int], Row] = {}

    def run(self) -> int:
        """Search, then print; return the exit status."""
        status = self._search.run(self._note, finish=self._places.finish)
        hosts = [self._seen[key] for key in sorted(self._seen)]
        if hosts or self._form == "json":
            _write(hosts, self._form)
        return status

    def _note(self, path: str, view: memoryview, searched: bool) -> None:
        for match, line, _ in self._places.matches(view, searched):
            row = _row(match)
            key = match.scale_sets, match.instance_id
            where = f"{escaped(path)}:{line}" if self._several else line
            host = self._seen.get(key)
            if host is None:
                host = {field: row[field] for field in HOST} | {"count": 0, "first": where}
                self._seen[key] = host
            host["count"] = int(host["count"] or 0) + 1
            host["last"] = where


def _write(
    rows: list[Row], form: str, *, heading_only: bool = False, without_heading: bool = False
) -> None:
    if form == "json":
        from ..outputs.rows import format_json

        write_all(format_json(matches=rows).encode())
        return
    text = format_rows(rows, form)
    head, newline, rest = text.partition("\n")
    if heading_only:
        text = head + newline
    elif without_heading and form != "ndjson":
        text = rest
    write_all(text.encode("utf-8", "surrogateescape"))
