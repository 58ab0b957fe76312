"""The matches of a search as rows: one for each, or one for each instance."""

from __future__ import annotations

from itertools import islice

from ...errors import escaped
from ...fleet.texts import scale_sets_text
from ...names.grammar import MAX_PLAUSIBLE_ID
from ...names.scale_set import Instance, ScaleSet
from ...scan.counts import InstanceCounts
from ...scan.matches import Columns, certainty_of
from ...scan.owners import Owners
from ...scan.templates import FIELDS as TEMPLATE_FIELDS, KINDS, prefix_of, shared_value
from .rows import Arrangement, format_csv, no_formula

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ...scan.scanner import Scanner
    from .rows import Row, RowWriter

FIELDS = (*TEMPLATE_FIELDS, "certainty", "file", "line", "offset")

# The fields of an instance, as templates of a listed scale set.
_OF_INSTANCE = {
    "base36": "{base36}",
    "computer_name": "{prefix}{base36}",
    "node_name": "{node_name}",
    "vm_name": "{scale_set}_{instance_id}",
    "resource_id": "{resource_id}",
    "provider_id": "{provider_id}",
}
_TEMPLATES = {
    "name": "{name}",
    "kind": "{kind}",
    "instance_id": "{instance_id}",
    "scale_set": "{scale_set}",
    "prefix": "{prefix}",
    "certainty": "certain",
    **_OF_INSTANCE,
}
# What stands for a position in a rendered row until it is known; no name contains it.
_POSITIONS = {"line": "\x01", "offset": "\x02"}

_NUMBERS = ("instance_id", "line", "offset")

# How many rows are made at once.
_AT_ONCE = 4096

# The formats whose rows kernels can write.
RENDERED = ("tsv", "csv", "ndjson")


class Positions:
    """Counts the bytes of a file, and if *with_lines* its lines, for the positions of matches."""

    def __init__(self, with_lines: bool) -> None:
        self._line, self.offset, self._with_lines = 1, 0, with_lines

    def lines(self, view: memoryview, starts: Iterable[int]) -> Iterator[int]:
        """Yield the line of each of *starts*, in ascending order, in *view*, the next block.

        Without lines, it is 0.
        """
        if not self._with_lines:
            yield from [0 for _ in starts]
            return
        text, line, counted = bytes(view), self._line, 0
        for start in starts:
            line += text.count(b"\n", counted, start)
            counted = start
            yield line

    def skip(self, view: memoryview) -> None:
        """Count *view*, which is done with."""
        if self._with_lines:
            self._line += bytes(view).count(b"\n")
        self.offset += len(view)


class MatchRows:
    """Writes *fields* of the matches of *scanner* as rows in the format *form*."""

    def __init__(self, scanner: Scanner, fields: Sequence[str], form: str) -> None:
        self._scanner, self._fields, self._form = scanner, fields, form
        self._owners = Owners(scanner)
        self._instances = _Instances(self._owners, fields)
        self.restart()
        needs_path = not {"resource_id", "provider_id"}.isdisjoint(fields)
        lone = [
            (number, group[0]) for number, group in enumerate(scanner.owners) if len(group) == 1
        ]
        # Usually, all scale sets have a path or none has.
        self._has_paths = any(one.resource_id is not None for _, one in lone)
        self._simple = {
            number
            for number, one in lone
            if one.is_uniform
            and one.prefix is not None
            and (one.resource_id is not None or not (needs_path and self._has_paths))
        }

    def restart(self) -> None:
        """Start again, for the next file."""
        self._positions = Positions("line" in self._fields)

    def rows(self, path: str, view: memoryview, columns: Columns) -> Iterator[Row]:
        """Yield the matches in *columns*, found in *view*, the next block of *path*, as rows."""
        numbers = self._owners.numbers(view, columns)
        lines = self._positions.lines(view, columns.starts)
        for number, line, (start, end, kind, _, instance_id) in zip(
            numbers, lines, columns, strict=True
        ):
            row = self._instances.row(number, KINDS[kind], instance_id)
            row["name"] = bytes(view[start:end]).decode("latin-1")
            row |= {"kind": KINDS[kind], "file": escaped(path)}
            row |= {"line": line, "offset": self._positions.offset + start}
            yield {field: row[field] for field in self._fields}
        self._positions.skip(view)

    def texts(
        self, path: str, view: memoryview, columns: Columns, writer: RowWriter
    ) -> Iterator[str]:
        """Yield the same rows as *writer*, which has written the header, formats them."""
        if not columns:
            self._positions.skip(view)
        elif self._form in RENDERED and self.is_simple(columns):
            yield self.rendered(path, view, columns)
        else:
            # A block may hold a hundred thousand names, and a row takes kilobytes.
            rows = self.rows(path, view, columns)
            while some := list(islice(rows, _AT_ONCE)):
                yield writer.text(some)

    def rendered(self, path: str, view: memoryview, columns: Columns) -> str:
        """Return the same rows in the format, one of RENDERED; kernels write them."""
        template = self._template(path)
        made = bytes(self._scanner.render(view, columns, template, where="match_only")).decode()
        for field, mark in _POSITIONS.items():
            if field in self._fields:
                places: Iterable[int] = (self._positions.offset + start for start in columns.starts)
                if field == "line":
                    places = self._positions.lines(view, columns.starts)
                rows = zip(made.splitlines(keepends=True), places, strict=True)
                made = "".join([row.replace(mark, str(place)) for row, place in rows])
        self._positions.skip(view)
        return made

    def is_simple(self, columns: Columns) -> bool:
        """Return whether all values of rows of *columns* follow from the scale set and the ID."""
        # Without a loop in Python over the matches.
        are_names = not columns.kinds.tobytes().translate(None, b"\0\1")
        are_plausible = max(columns.instance_ids) <= MAX_PLAUSIBLE_ID
        return are_names and are_plausible and self._simple.issuperset(columns.owners)

    def _template(self, path: str) -> str:
        """Return the template of a row of the file *path*."""
        cells = {"file": escaped(path).replace("{", "{{").replace("}", "}}")}
        if self._form == "csv":
            cells["file"] = format_csv([[no_formula(cells["file"])]]).rstrip("\n")
        cells |= _TEMPLATES | _POSITIONS
        if not self._has_paths:
            cells |= dict.fromkeys(("resource_id", "provider_id"), "")
        if self._form != "ndjson":
            separator = "," if self._form == "csv" else "\t"
            return separator.join(cells[field] for field in self._fields) + "\n"
        import json

        cells["file"] = json.dumps(cells["file"])[1:-1]
        quoted = {
            field: cell if field in _NUMBERS else f'"{cell}"' if cell else "null"
            for field, cell in cells.items()
        }
        pairs = (f'"{field}": {quoted[field]}' for field in self._fields)
        return f"{{{{{', '.join(pairs)}}}}}\n"


class _Instances:
    """Makes rows of instances, with what is the same for a scale set worked out once."""

    def __init__(self, owners: Owners, fields: Sequence[str]) -> None:
        self._owners = owners
        self._of_instance = [field for field in _OF_INSTANCE if field in fields]
        self._known: dict[int, tuple[Row, ScaleSet | None]] = {}

    def row(self, number: int, kind: str, instance_id: int) -> Row:
        """Return the fields of an instance of the owner *number*; None for what is not known."""
        if number not in self._known:
            group = self._owners[number]
            own: Row = {"scale_set": scale_sets_text(group), "prefix": prefix_of(group)}
            self._known[number] = own, group[0] if len(group) == 1 else None
        own, only = self._known[number]
        is_listed = self._owners.is_listed(number)
        certainty = certainty_of(is_listed, kind, instance_id, self._owners[number])
        row: Row = own | {"instance_id": instance_id, "certainty": certainty}
        instance = None if only is None else Instance(only, instance_id)
        for field in self._of_instance:
            if instance is None:
                row[field] = shared_value(self._owners[number], instance_id, field)
            else:
                value = getattr(instance, field)
                row[field] = None if value is None else str(value)
        return row


class UniqueInstances:
    """Counts the matches of *scanner* by instance, with the first and the last line of each."""

    FIELDS = ("scale_set", "instance_id", "computer_name", "vm_name", "certainty")
    COUNTS = ("count", "first", "last")
    LEAST = ("last", "computer_name", "certainty", "scale_set", "first", "instance_id")

    def __init__(self, scanner: Scanner, with_file: bool) -> None:
        self._scanner, self._with_file = scanner, with_file
        self._counts, self._files = InstanceCounts(scanner), [""]

    def restart(self) -> None:
        """Start again, for the next file."""
        self._counts.restart()
        self._files.append("")

    def add(self, path: str, view: memoryview, columns: Columns) -> None:
        """Count the matches in *columns*, found in *view*, the next block of the file *path*."""
        self._files[-1] = path
        self._counts.add(view, columns, len(self._files) - 1)

    def text(self, form: str, arrangement: Arrangement) -> str:
        """Return the rows in the format *form*, in their *arrangement*."""
        found, rows = self._counts.instances(), MatchRows(self._scanner, self.FIELDS, form)
        # In one file, which has number 0, a place is a line.
        is_usual = arrangement.is_default and arrangement.headed and form in RENDERED

        def in_python() -> str:
            made = self.rows(with_file=self._has_files(form, arrangement))
            known = self.FIELDS + self.COUNTS
            return arrangement.text(made, form, key="matches", least=self.LEAST, known=known)

        if self._with_file or not is_usual or not found:
            return in_python()
        owners, ids, kinds, counts, first, last = zip(*found, strict=True)
        nowhere = [0] * len(found)
        columns = Columns.of((nowhere, nowhere, kinds, owners, ids))
        if not self._counts.owners.is_listed(max(owners)) or not rows.is_simple(columns):
            return in_python()
        # As above, and what was counted.
        lines = rows.rendered("", memoryview(b""), columns).split("\n")[:-1]
        if form == "ndjson":
            place = "{}"
            if self._has_files(form, arrangement):
                import json

                place = json.dumps(escaped(self._files[0])).replace("{", "{{").replace("}", "}}")
                place = f'{place[:-1]}:{{}}"'
            made = [
                f'{line[:-1]}, "count": {count}, "first": {place.format(a)}, '
                f'"last": {place.format(b)}}}\n'
                for line, count, a, b in zip(lines, counts, first, last, strict=True)
            ]
            return "".join(made)
        by = "," if form == "csv" else "\t"
        made = [
            f"{line}{by}{count}{by}{a}{by}{b}\n"
            for line, count, a, b in zip(lines, counts, first, last, strict=True)
        ]
        return by.join([*self.FIELDS, "count", "first", "last"]) + "\n" + "".join(made)

    def _has_files(self, form: str, arrangement: Arrangement) -> bool:
        """Return whether a place is "FILE:LINE": in JSON always, so that it has one type."""
        return self._with_file or (form in ("json", "ndjson") and arrangement.schema > 1)

    def rows(self, *, with_file: bool) -> list[Row]:
        """Return a row for each instance, by scale set and ID."""
        instances = _Instances(self._counts.owners, self.FIELDS)
        rows = []
        for owner, instance_id, kind, count, first, last in self._counts.instances():
            row = instances.row(owner, KINDS[kind], instance_id)
            places = (self._place(one, with_file=with_file) for one in (first, last))
            ends: Row = dict(zip(self.COUNTS, (count, *places), strict=True))
            rows.append({field: row[field] for field in self.FIELDS} | ends)
        return rows

    def _place(self, place: int, *, with_file: bool) -> str | int:
        file, line = self._counts.file_and_line(place)
        return f"{escaped(self._files[file])}:{line}" if with_file else line
