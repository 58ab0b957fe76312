"""Reads the items in documents: each is a JSON object whose kind is known, at its path."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping

from ..errors import InventoryFormatError, shown, shown_kind
from ..models.coerce import fold_keys
from .documents import documents, file_name, file_time, plain
from .envelopes import only_value, unwrap
from .kinds import Shape, Usual, rule_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import Any

    from .snapshot import Snapshot, SnapshotFile

    Outcome = str | Callable[[Shape], str]

# Untrusted input may have any number of different keys.
_MOST_KEYS = 64
# Lists in lists are followed to this depth.
_MAX_DEPTH = 20

_SOURCES = {"node": "kubernetes", "metadata": "metadata", "event": "event"}
# What names a VM in a row.  Some calls return rows of nulls with a view.
_NAMES = ("id", "instanceid", "name", "vmid", "resourceid", "computername")


class Item:
    """A recognized object: its *kind*, *source*, *raw* JSON, *path* and *folded* keys.

    Kinds are "row", "view", "metadata", "interface", "node", "event" and "scale set".  *folded*
    is set for rows only.  ``is_optional`` is whether it may be of a VM that is not listed.
    """

    __slots__ = ("kind", "source", "raw", "path", "folded", "is_optional")

    def __init__(
        self,
        kind: str,
        source: str,
        raw: Mapping[str, Any],
        path: str,
        folded: dict[str, Any] | None = None,
    ) -> None:
        self.kind, self.source, self.raw, self.path = kind, source, raw, path
        self.folded, self.is_optional = folded, False

    def __repr__(self) -> str:
        return f"<{self.kind} of {self.source} at {self.path or 'the top'}>"


def _item(shape: Shape, outcome: Outcome, path: str) -> Item:
    """Return *shape* as an item of the kind *outcome*; raise InventoryFormatError for a reason."""
    if not isinstance(outcome, str):
        raise rejected(shape, outcome, path)
    if outcome == "status":
        return Item("view", "view", {"statuses": [shape.raw]}, path)
    fields = shape.fields
    view = fields.get("instanceview")
    if outcome == "row" and view and isinstance(view, Mapping) and not any(map(fields.get, _NAMES)):
        return Item("view", shape.tool, view, _under(path, "instanceView"))
    tool = "view" if outcome == "view" and shape.tool == "az" else shape.tool
    source = _SOURCES.get(outcome, tool)
    return Item(outcome, source, shape.raw, path, fields if outcome == "row" else None)


def rejected(shape: Shape, outcome: Outcome, path: str) -> InventoryFormatError:
    """Return the error that *shape* is rejected for the reason *outcome*."""
    where = f"{path.removesuffix(': ')}: " if path else ""
    what = outcome if isinstance(outcome, str) else outcome(shape)
    return InventoryFormatError(f"{where}expected instances, got {what}")


class ItemReader:
    """Reads items in their order, and notes which lists have pages that are missing.

    ``skipped`` counts what was in the documents and was not read, by name; ``lines`` says what
    text was around them; ``times`` has the times of files; ``has_failed`` is whether a snapshot
    lacks lists that could not be fetched, and ``lacks_instances`` whether these may have VMs.
    """

    def __init__(self, opened: set[str] | None = None, ended: set[str] | None = None) -> None:
        self.opened, self.ended = set(opened or ()), set(ended or ())
        self.skipped: Counter[str] = Counter()
        self.lines: list[str] = []
        self.times: list[datetime] = []
        self.has_failed = self.lacks_instances = False
        self._follows_links = False
        self._usual: dict[tuple[str | None, ...], Usual] = {}
        # Resources that are not VMs, and the error for the first.
        self._others: list[str] = []
        self._errors: list[InventoryFormatError] = []

    @property
    def notes(self) -> list[str]:
        """What was skipped, in one sentence each."""
        if not self.skipped:
            return self.lines
        listed = [f"{shown(name)[1:-1]} ({times(n)})" for name, n in self.skipped.most_common(10)]
        more = f" and {len(self.skipped) - 10} more" if len(self.skipped) > 10 else ""
        return [*self.lines, f"without instances, not read: {', '.join(listed)}{more}"]

    @property
    def is_whole(self) -> bool:
        """Whether no list is incomplete."""
        return self.has_all_pages and not self.has_failed

    @property
    def has_all_pages(self) -> bool:
        """Whether every list with pages has its last page."""
        ended = self.ended | {_without_group(path) for path in self.ended}
        left = self.opened - ended
        # A last page may be empty, and then does not name its list.
        return not left or (len(left) == 1 and self.ended == {""})

    def items(self, source: Any) -> Iterator[Item]:
        """Yield the items in *source*: JSON text, bytes, a path, a file, or objects.

        Raises InventoryFormatError with the path of the bad object.
        """
        self._others, self._errors = [], []
        found = 0
        for item in self._items(source):
            found += 1
            yield item
        if self._errors and not found:
            raise self._errors[0]
        self.skipped.update(self._others)

    def _items(self, source: Any) -> Iterator[Item]:
        if isinstance(source, os.PathLike) and os.path.isdir(source):
            from .snapshot import open_snapshot

            with open_snapshot(source) as snapshot:
                yield from self.snapshot_items(snapshot, snapshot.files)
        elif isinstance(source, (str, bytes, bytearray, memoryview)) or _is_file(source):
            name, time = file_name(source), file_time(source)
            self.times += [] if time is None else [time]
            yield from self._file_items(source, name)
        else:
            self._follows_links = getattr(source, "follows_links", False) is True
            yield from self.classify(source, "")
            self._follows_links = False

    def _file_items(self, source: Any, name: str) -> Iterator[Item]:
        found = documents(source, self.lines, name)
        for index, one in enumerate(found):
            path = f"[{index}]" if len(found) > 1 else ""
            yield from self.classify(one, f"{name}: {path}" if name else path)

    def snapshot_items(self, snapshot: Snapshot, files: Iterable[SnapshotFile]) -> Iterator[Item]:
        """Yield the items in *files* of *snapshot*; what it lacks makes the list incomplete."""
        from .snapshot import LISTING, read_file

        self.times.append(snapshot.started)
        self.lines += snapshot.notes_on(snapshot.failed)
        self.has_failed |= bool(snapshot.failed)
        kinds = {one["kind"] for one in snapshot.failed}
        self.lacks_instances |= not kinds.isdisjoint(LISTING)
        for one in files:
            name = shown(str(one.path), 400)[1:-1]
            for item in self._file_items(read_file(one), name):
                # Those of a resource group may be of VMs that nobody asked for.
                item.is_optional = one.kind == "group-interfaces"
                yield item

    def classify(self, value: Any, path: str, depth: int = 0) -> Iterator[Item]:
        """Yield the items in *value*, an object or a list at *path*."""
        value = plain(value)
        if depth > _MAX_DEPTH:
            raise InventoryFormatError(f"{path[:80]}...: expected instances, got lists in lists")
        if isinstance(value, Mapping):
            item = self._usual_item(value, path)
            if item is not None:
                yield item
            else:
                yield from self._object_items(value, path, depth)
        elif isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            what = shown(value) if isinstance(value, str) else shown_kind(type(value))
            where = path.removesuffix(": ") or "the top"
            hint = ": to convert names, use vmssnames convert" if isinstance(value, str) else ""
            raise InventoryFormatError(f"{where}: expected an object, got {what}{hint}")
        elif _are_statuses(value):
            yield Item("view", "view", {"statuses": value}, path)
        else:
            for index, one in enumerate(value):
                if one is None:
                    self.skipped["null"] += 1
                    continue
                where = f"{path}[{index}]"
                if type(one) is not dict:
                    yield from self.classify(one, where, depth + 1)
                elif (item := self._usual_item(one, where)) is not None:
                    yield item  # Without two generators for each row.
                else:
                    yield from self._object_items(one, where, depth + 1)

    def _object_items(self, raw: Mapping[str, Any], path: str, depth: int) -> Iterator[Item]:
        fields = fold_keys(raw)
        skipped: list[str] = []
        lists = list(unwrap(raw, fields, skipped))
        if skipped:
            self.skipped.update(skipped)
        if skipped and not lists:
            names = ", ".join(shown(name)[1:-1] for name in dict.fromkeys(skipped[:9]))
            text = f"expected instances, got a document of Terraform without any: {names}"
            raise InventoryFormatError(f"{path}{text}")
        if not lists:
            shape = Shape(raw, fields)
            name, _, outcome = rule_for(shape)
            inner = only_value(fields) if name == "unknown object" else None
            if name == "other resource" and depth:
                # In a list of all resources; an error if there is nothing else.
                self._others.append(shape.type)
                if not self._errors:
                    self._errors.append(rejected(shape, outcome, path))
            elif inner is None:
                yield _item(shape, outcome, path)
            else:
                key = shown(inner[0])[1:-1]
                yield from self.classify(inner[1], _under(path, key), depth + 1)
            return
        for key, rows in lists:
            if key == "value" and _are_statuses(rows):
                where = f"{path.removesuffix(': ')}: " if path else ""
                raise InventoryFormatError(f"{where}expected instances, got output of run-command")
            if key == "value" and not self._follows_links:
                self._note_page(rows, fields.get("nextlink"))
            elif key == "data" and (fields.get("skiptoken") or is_truncated(fields)):
                self.opened.add("resource graph")
            if isinstance(rows, Mapping):
                for name, one in rows.items():
                    if name == "localhost":
                        continue  # Ansible's own host.
                    place = _under(path, f"hostvars[{shown(str(name))}]")
                    yield from self.classify(one, place, depth + 1)
            elif key in _PARTS:
                yield Item("metadata", _PARTS[key], rows[0], _under(path, key))
            else:
                yield from self.classify(rows, _under(path, key), depth + 1)

    def _usual_item(self, raw: Mapping[str, Any], path: str) -> Item | None:
        """Return *raw* as a row, if its keys and its path say so; otherwise None."""
        keys: tuple[str | None, ...] = tuple(raw)
        properties = raw.get("properties")
        if type(properties) is dict:
            keys = (*keys, None, *properties)
        usual = self._usual.get(keys)
        if usual is None:
            if len(self._usual) >= _MOST_KEYS:
                self._usual.clear()
            usual = self._usual[keys] = Usual(raw)
        fields = usual.fields(raw)
        return None if fields is None else Item("row", usual.tool, raw, path, fields)

    def _note_page(self, rows: Iterable[Any], link: Any) -> None:
        if link:
            self.opened.add(_list_key(str(link).partition("?")[0].partition("://")[2]))
        else:
            first = next(iter(rows), None)
            path = fold_keys(first).get("id") if isinstance(first, Mapping) else None
            self.ended.add(_list_key(path.rpartition("/")[0] if isinstance(path, str) else ""))


# Documents about one VM that are not rows of a list, and their sources.
_PARTS = {"compute": "metadata", "virtualMachine": "az"}


def times(count: int) -> str:
    """Return *count* in words.

    >>> times(1), times(120)
    ('once', '120 times')
    """
    return "once" if count == 1 else f"{count} times"


def _are_statuses(value: Any) -> bool:
    """Return whether *value* is a list of statuses, as of a view."""
    return isinstance(value, list) and bool(value) and all(map(_is_status, value))


def _is_status(one: Any) -> bool:
    return (
        isinstance(one, Mapping)
        and one.keys().isdisjoint(("id", "name", "instanceId"))
        and "/" in str(one.get("code", one.get("Code")))
    )


def _list_key(path: str) -> str:
    """Return what all pages of one list share, from the path of a nextLink or of a row."""
    path = path[max(path.find("/"), 0) :].lower()
    if path.endswith("/networkinterfaces"):
        # A scale set's list has the interfaces of all its instances.
        path = path.partition("/virtualmachines/")[0].removesuffix("/networkinterfaces")
    # Rows of one scale set may spell its resource group differently.
    start = path.find("/virtualmachinescalesets/")
    return path[start:] if start >= 0 else path


def is_in_memory(source: Any) -> bool:
    """Return whether reading *source* runs no code of the caller's."""
    in_memory = (str, bytes, bytearray, memoryview, list, tuple, dict)
    return isinstance(source, in_memory) or _is_file(source)


def is_truncated(fields: dict[str, Any]) -> bool:
    """Return whether Resource Graph reports that it left rows out."""
    return str(fields.get("resulttruncated")).lower() in ("true", "1")


def _without_group(path: str) -> str:
    """Return the path of the subscription's list, which has rows of all resource groups."""
    before, found, after = path.partition("/resourcegroups/")
    return f"{before}/{after.partition('/')[2]}" if found else path


def _is_file(source: Any) -> bool:
    return hasattr(source, "__fspath__") or hasattr(source, "read")


def _under(path: str, key: str) -> str:
    """Return the path of *key* below *path*, which may be the name of a file."""
    return f"{path}.{key}" if path and not path.endswith(": ") else f"{path}{key}"
