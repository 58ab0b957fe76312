"""Reads files of JSON: joined into one inventory, or line by line."""

from __future__ import annotations

import os
import stat

from ...errors import InventoryFormatError, shown
from ...inventory.documents import decoded, modified, parsed
from ...inventory.inventory import Inventory, load_instances
from ...inventory.items import ItemReader
from ...inventory.join import counted, lone_vm
from ...models.findings import LONE_CALL, UNIFORM_CALL
from ...models.node import Node
from ...models.related import NetworkInterface
from ...models.vm import ScaleSetVM
from ..errors import CommandError, warn_many
from .files import blocks, content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def load(paths: list[str], *, strict: bool = False, whole: bool = False) -> Inventory:
    """Return the inventory in the files *paths*, "-" for standard input; raise CommandError.

    *whole* rejects incomplete lists.
    """
    paths = without_repeats(paths, strict)
    sources = [_source(path) for path in paths]
    has_file = any(isinstance(one, InputFile) for one in sources)
    try:
        inventory = load_instances(*sources, strict=strict)
    except (InventoryFormatError, OSError) as error:
        raise CommandError(_message(error)) from None
    if whole and inventory.has_failed:
        warn_many(inventory.notes, "more notes")
        raise CommandError(
            "incomplete snapshot: run vmssnames fetch again, or pass the files that it has"
        )
    if whole and not inventory.is_whole:
        raise CommandError("incomplete list: fetch the page of its nextLink, and pass all pages")
    if inventory.unmatched and not len(inventory):
        found = counted(inventory.unmatched)
        raise CommandError(_only_parts(inventory, found))
    if inventory.scale_sets and not len(inventory) and len(paths) == 1 and has_file:
        # With an empty list as well, or in a snapshot, it has no instances, which is valid.
        count = len(inventory.scale_sets)
        got = f"{count} scale set{'s' if count > 1 else ''}"
        raise CommandError(f"found {got} but no instances: run {UNIFORM_CALL}")
    warn_many(inventory.notes, "more notes: inventory -o json has all of them")
    return inventory


def _only_parts(inventory: Inventory, found: str) -> str:
    """Return the error about *found*, parts of VMs without any VM."""
    nodes = [Node(one.raw) for one in inventory.unmatched if one.kind == "node"]
    others = [node for node in nodes if node.owner is None]
    if others and len(others) == len(inventory.unmatched):
        ids = (
            f"the provider ID {shown(others[0].provider_id, 200)}" if others[0].provider_id else ""
        )
        what = f"such as {shown(others[0].name or '')}, which has {ids or 'no provider ID'}"
        return f"found {found} outside Azure, {what}: expected azure:///subscriptions/..."
    owners = [NetworkInterface(one.raw).owner for one in inventory.unmatched]
    are_lone = all(owner is None or owner.instance_id is None for owner in owners)
    is_lone = are_lone and any(one.kind == "interface" for one in inventory.unmatched)
    return (
        f"found {found} but no VM list, which has the names and the states: also pass "
        f"{LONE_CALL if is_lone else UNIFORM_CALL}"
    )


def _source(path: str) -> Any:
    """Return the source of load_instances for *path*: a file, or the directory of a snapshot."""
    if path == "-" or not os.path.isdir(path):
        return InputFile(path)
    from pathlib import Path

    return Path(path)


def _message(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{shown(str(error.filename), 400)}: {error.strerror}"
    return str(error)


def without_repeats(paths: list[str], strict: bool = False) -> list[str]:
    """Return *paths* without files that are given twice; warn of them, or raise if *strict*."""
    if paths.count("-") > 1:
        raise CommandError("standard input (-) is given more than once")
    files: set[tuple[int, int]] = set()
    first: list[str] = []
    repeated: list[str] = []
    for path in paths:
        file = _file_key(path)
        (repeated if file in files else first).append(path)
        files |= {file} if file is not None else set()
    messages = [f"{shown(path, 400)}: given more than once" for path in repeated]
    if strict and messages:
        raise CommandError(messages[0])
    warn_many([f"{one}; read once" for one in messages], "more files given twice")
    return first


def _file_key(path: str) -> tuple[int, int] | None:
    """Return the device and inode of the file *path*; None unless it is a regular file."""
    try:
        status = os.stat(path) if path != "-" else None
    except OSError:
        return None
    if status is None or not stat.S_ISREG(status.st_mode):
        return None
    return status.st_dev, status.st_ino


class InputFile:
    """The content of a file, and its name for messages."""

    def __init__(self, path: str) -> None:
        self.name = "standard input" if path == "-" else path
        self._data = content(path)
        self.read_at = None if path == "-" else modified(path)

    def read(self) -> bytes:
        """Return the content, decompressed."""
        return self._data


class NDJSONReader:
    """Reads instances line by line.

    ``pages`` notes missing pages, ``others`` counts items that are no instances, ``has_lines`` is
    whether there was any line.
    """

    def __init__(self) -> None:
        self.pages, self.others, self.has_lines = ItemReader(), 0, False

    def read(self, path: str) -> Iterator[list[ScaleSetVM]]:
        """Yield the instances in each block of the file *path*; raise CommandError."""
        number = 0
        for view, searchable in blocks(path, whole_lines=True):
            vms: list[ScaleSetVM] = []
            for line in bytes(view).split(b"\n"):
                number += 1
                if not line.strip():
                    continue
                try:
                    vms += self._read_line(line, searchable, f"{shown(path, 400)}: line {number}")
                except CommandError:
                    yield vms  # The instances before a line that is not one.
                    raise
            number -= 1
            yield vms

    def _read_line(self, line: bytes, searchable: bool, where: str) -> list[ScaleSetVM]:
        try:
            if not searchable:
                raise InventoryFormatError("expected a line of JSON")
            vms = [vm for document in parsed(decoded(line)) for vm in self._vms(document)]
        except InventoryFormatError as error:
            raise CommandError(f"{where}: {error} (--stream needs one document per line)") from None
        self.has_lines = True
        return vms

    def _vms(self, document: Any) -> Iterator[ScaleSetVM]:
        for item in self.pages.items(document):
            vm = lone_vm(item)
            self.others += vm is None
            if vm is not None:
                yield vm
