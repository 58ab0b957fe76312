"""The matches of a search as rows: one for each, or one for each instance."""

from __future__ import annotations

from collections import Counter

from ...errors import escaped
from ...names.grammar import MAX_PLAUSIBLE_ID
from ...names.scale_set import Instance, ScaleSet
from ...scan.matches import certainty_of
from ...scan.owners import Owners
from ...scan.templates import FIELDS as TEMPLATE_FIELDS, KINDS, prefix_of, scale_sets_text
from .rows import format_csv, format_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ...scan.matches import Columns
    from ...scan.scanner import Scanner
    from .rows import Row

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


class Positions:
    """Counts the lines and bytes of a file, for the positions of matches in it."""

    def __init__(self) -> None:
        self._line, self.offset = 1, 0

    def lines(self, view: memoryview, starts: Iterable[int]) -> Iterator[int]:
        """Yield the line of each of *starts*, in ascending order, in *view*, the next block."""
        text, line, counted = bytes(view), self._line, 0
        for start in starts:
            line += text.count(b"\n", counted, start)
            counted = start
            yield line

    def skip(self, view: memoryview) -> None:
        """Count *view*, which is done with."""
        self._line += bytes(view).count(b"\n")
        self.offset += len(view)


class MatchRows:
    """Writes *fields* of the matches of *scanner* as rows in the format *form*."""

    def __init__(self, scanner: Scanner, fields: Sequence[str], form: str) -> None:
        self._scanner, self._fields, self._form = scanner, fields, form
        self._owners = Owners(scanner)
        self._instances = _Instances(self._owners, fields)
        self._positions = Positions()
        needs_path = not {"resource_id", "provider_id"}.isdisjoint(fields)
        self._simple = {
            number
            for number, group in enumerate(scanner.owners)
            if len(group) == 1
            and group[0].is_uniform
            and group[0].prefix is not None
            and (group[0].resource_id is not None or not needs_path)
        }

    def restart(self) -> None:
        """Start again, for the next file."""
        self._positions = Positions()

    def rows(self, path: str, view: memoryview, columns: Columns) -> list[Row]:
        """Return the matches in *columns*, found in *view*, the next block of *path*, as rows."""
        numbers = self._owners.numbers(view, columns)
        lines = self._positions.lines(view, columns.starts)
        found = []
        for number, line, (start, end, kind, _, instance_id) in zip(
            numbers, lines, columns, strict=True
        ):
            row = self._instances.row(number, KINDS[kind], instance_id)
            row["name"] = bytes(view[start:end]).decode("latin-1")
            row |= {"kind": KINDS[kind], "file": escaped(path)}
            row |= {"line": line, "offset": self._positions.offset + start}
            found.append({field: row[field] for field in self._fields})
        self._positions.skip(view)
        return found

    def text(self, path: str, view: memoryview, columns: Columns) -> str:
        """Return the same rows in the format, without a header."""
        if not columns:
            self._positions.skip(view)
            return ""
        if not self._is_simple(columns):
            text = format_rows(self.rows(path, view, columns), self._form)
            return text if self._form == "ndjson" else text.partition("\n")[2]
        # All values follow from the scale set and the ID: kernels write them.
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

    def _is_simple(self, columns: Columns) -> bool:
        are_names = max(columns.kinds) <= KINDS.index("vm_name")
        are_plausible = max(columns.instance_ids) <= MAX_PLAUSIBLE_ID
        return are_names and are_plausible and self._simple.issuperset(columns.owners)

    def _template(self, path: str) -> str:
        """Return the template of a row of the file *path*."""
        cells = {"file": escaped(path).replace("{", "{{").replace("}", "}}")}
        if self._form == "csv":
            cells["file"] = format_csv([[cells["file"]]]).rstrip("\n")
        cells |= _TEMPLATES | _POSITIONS
        if self._form != "ndjson":
            separator = "," if self._form == "csv" else "\t"
            return separator.join(cells[field] for field in self._fields) + "\n"
        import json

        cells["file"] = json.dumps(cells["file"])[1:-1]
        pairs = (
            f'"{field}": {cells[field]}' if field in _NUMBERS else f'"{field}": "{cells[field]}"'
            for field in self._fields
        )
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
            value = None if instance is None else getattr(instance, field)
            row[field] = None if value is None else str(value)
        return row


class UniqueInstances:
    """Counts the matches of *scanner* by instance, with the first and the last line of each."""

    FIELDS = ("scale_set", "instance_id", "computer_name", "vm_name", "certainty")

    def __init__(self, scanner: Scanner, with_file: bool) -> None:
        self._owners, self._with_file = Owners(scanner), with_file
        self._positions, self._files = Positions(), [""]
        # By the number of the owner and the ID: the kind; the numbers of the file and the line.
        self._counts: Counter[tuple[int, int]] = Counter()
        self._kinds: dict[tuple[int, int], int] = {}
        self._first: dict[tuple[int, int], tuple[int, int]] = {}
        self._last: dict[tuple[int, int], tuple[int, int]] = {}

    def restart(self) -> None:
        """Start again, for the next file."""
        self._positions = Positions()
        self._files.append("")

    def add(self, path: str, view: memoryview, columns: Columns) -> None:
        """Count the matches in *columns*, found in *view*, the next block of the file *path*."""
        self._files[-1] = path
        keys = list(zip(self._owners.numbers(view, columns), columns.instance_ids, strict=True))
        self._counts.update(keys)
        last = dict(zip(keys, columns.starts, strict=True))
        first = dict(zip(reversed(keys), reversed(columns.starts), strict=True))
        kinds = dict(zip(reversed(keys), reversed(columns.kinds), strict=True))
        offsets, file = sorted({*last.values(), *first.values()}), len(self._files) - 1
        line_of = dict(zip(offsets, self._positions.lines(view, offsets), strict=True))
        for key, offset in last.items():
            self._kinds.setdefault(key, kinds[key])
            self._first.setdefault(key, (file, line_of[first[key]]))
            self._last[key] = file, line_of[offset]
        self._positions.skip(view)

    def rows(self) -> list[Row]:
        """Return a row for each instance, by scale set and ID."""
        instances = _Instances(self._owners, self.FIELDS)
        same = self._owners.same_pools()
        keys_of: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for key in self._counts:
            keys_of.setdefault((same.get(key[0], key[0]), key[1]), []).append(key)
        numbers = sorted({number for number, _ in keys_of}, key=self._owners.__getitem__)
        rank = {number: i for i, number in enumerate(numbers)}
        rows = []
        for key in sorted(keys_of, key=lambda key: (rank[key[0]], key[1])):
            best = key if key in self._kinds else keys_of[key][0]
            row = instances.row(key[0], KINDS[self._kinds[best]], key[1])
            ends: Row = {
                "count": sum(self._counts[one] for one in keys_of[key]),
                "first": self._place(min(self._first[one] for one in keys_of[key])),
                "last": self._place(max(self._last[one] for one in keys_of[key])),
            }
            rows.append({field: row[field] for field in self.FIELDS} | ends)
        return rows

    def _place(self, place: tuple[int, int]) -> str | int:
        file, line = place
        return f"{escaped(self._files[file])}:{line}" if self._with_file else line
