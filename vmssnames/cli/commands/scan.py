"""``vmssnames scan``: prints the names in text, with the scale sets they belong to."""

from __future__ import annotations

from ...errors import escaped
from ...scan.matches import Match
from ...scan.templates import FIELDS as TEMPLATE_FIELDS
from ..errors import CommandError, printable
from ..inputs.search import SCALE_SETS_HELP, Search
from ..options import SearchOptions, add_flag, add_output, add_search, add_value, complete_words
from ..outputs.rows import FORMATS, format_json, format_rows
from ..streams import write_all
from ..terminal import default_format, filled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...names.scale_set import ScaleSet
    from ..outputs.rows import Row

FIELDS = (*TEMPLATE_FIELDS, "certainty", "file", "line", "offset")
_INSTANCE_FIELDS = ("scale_set", "instance_id", "computer_name", "vm_name", "certainty")

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
  vmssnames scan --fleet fleet.json --unique -o tsv logs/*.gz
  kubectl get events -A | vmssnames scan --aks --count
"""


class Options(SearchOptions):
    """The options of ``scan``."""

    fields: str | None
    count: bool
    unique: bool
    output: str | None


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
    add_search(parser)


def run(options: Options) -> int:
    """Print what *options* say; return the exit status."""
    fields = [] if options.fields is None else options.fields.split(",")
    for field in fields:
        if field not in FIELDS:
            raise CommandError(
                f"--with: expected one of {', '.join(FIELDS)}, got {printable(field)!a}"
            )
    if options.count + options.unique + bool(fields) > 1:
        raise CommandError("--count, --unique and --with exclude each other")
    if options.count:
        return _count(options)
    if options.unique:
        return UniqueInstances(options).run()
    if not fields and options.output is None:
        return _print_names(options)
    return _print_rows(options, ["name", *(one for one in fields if one != "name")])


def _print_names(options: Options) -> int:
    """Print the names as written, and nothing else."""
    search = Search(options)
    several = len(options.files) > 1

    def names(path: str, view: memoryview, searchable: bool) -> None:
        if searchable:
            columns = search.scan(view)
            text = search.scanner.render(view, columns, "{name}\n", where="match_only")
            if several:
                head = f"{escaped(path)}:".encode()
                text = b"".join(head + line for line in bytes(text).splitlines(keepends=True))
            write_all(text)

    return search.run(names)


def _count(options: Options) -> int:
    search = Search(options)
    counts: list[tuple[str, int]] = []
    found = 0

    def count(path: str, view: memoryview, searchable: bool) -> None:
        nonlocal found
        if searchable:
            found += len(search.scan(view))

    def finish(path: str, whole: bool) -> None:
        nonlocal found
        if whole:
            counts.append((escaped(path), found))
            if options.output is None:
                head = f"{counts[-1][0]}:" if len(options.files) > 1 else ""
                write_all(f"{head}{found}\n".encode())
        found = 0

    status = search.run(count, finish=finish)
    if options.output is not None:
        _write([{"file": path, "count": n} for path, n in counts], options.output)
    return status


class Positions:
    """Counts lines and bytes, for the positions of a search's matches in their files."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._line, self._offset = 1, 0

    def finish(self, path: str, whole: bool) -> None:
        """Start again, for the next file."""
        self._line, self._offset = 1, 0

    def matches(self, view: memoryview, searchable: bool) -> list[tuple[Match, int, int]]:
        """Return the matches in *view*, the next block of a file, with their lines and offsets."""
        found, counted, text = [], 0, bytes(view)
        if searchable:
            columns = self._search.scan(view)
            for match in self._search.scanner.matches(view, columns):
                self._line += text.count(b"\n", counted, match.start)
                counted = match.start
                found.append((match, self._line, self._offset + match.start))
        self._line += text.count(b"\n", counted)
        self._offset += len(text)
        return found


def _print_rows(options: Options, fields: list[str]) -> int:
    """Print each name with *fields* of it."""
    search = Search(options)
    positions = Positions(search)
    has_header = options.output in ("tsv", "csv", None)
    form = options.output or "tsv"
    if len(options.files) > 1 and "file" not in fields:
        fields.insert(0, "file")
    all_rows: list[Row] = []
    if options.output in ("tsv", "csv"):
        _write([dict.fromkeys(fields)], form, header_only=True)

    def rows(path: str, view: memoryview, searchable: bool) -> None:
        found: list[Row] = []
        for match, line, offset in positions.matches(view, searchable):
            row = _row(match) | {"file": escaped(path), "line": line, "offset": offset}
            found.append({field: row[field] for field in fields})
        if form in ("json", "table"):  # These formats need all rows.
            all_rows.extend(found)
        elif found:
            _write(found, form, without_header=has_header)

    status = search.run(rows, finish=positions.finish)
    if form == "json" or all_rows:
        _write(all_rows, form)
    return status


def _row(match: Match) -> Row:
    """Return the fields of *match*, None for unknown ones."""
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
    """Each instance once, with its count, by scale set and ID."""

    def __init__(self, options: Options) -> None:
        self._search = Search(options)
        self._positions = Positions(self._search)
        self._several = len(options.files) > 1
        self._form = options.output or default_format()
        self._rows: dict[tuple[tuple[ScaleSet, ...], int], Row] = {}

    def run(self) -> int:
        """Search, then print; return the exit status."""
        status = self._search.run(self._add, finish=self._positions.finish)
        rows = [self._rows[key] for key in sorted(self._rows)]
        if rows or self._form == "json":
            _write(rows, self._form)
        return status

    def _add(self, path: str, view: memoryview, searchable: bool) -> None:
        for match, line, _ in self._positions.matches(view, searchable):
            key = match.scale_sets, match.instance_id
            where = f"{escaped(path)}:{line}" if self._several else line
            row = self._rows.get(key)
            if row is None:
                values = _row(match)
                row = {field: values[field] for field in _INSTANCE_FIELDS}
                row |= {"count": 0, "first": where}
                self._rows[key] = row
            row["count"] = int(row["count"] or 0) + 1
            row["last"] = where


def _write(
    rows: list[Row], form: str, *, header_only: bool = False, without_header: bool = False
) -> None:
    if form == "json":
        write_all(format_json(matches=rows).encode())
        return
    text = format_rows(rows, form)
    header, newline, rest = text.partition("\n")
    if header_only:
        text = header + newline
    elif without_header and form != "ndjson":
        text = rest
    write_all(text.encode("utf-8", "surrogateescape"))
