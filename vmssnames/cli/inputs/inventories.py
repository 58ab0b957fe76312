"""Files of JSON, read and joined into one inventory."""

from __future__ import annotations

import os
import stat

from ...errors import InventoryFormatError, shown
from ...inventory.documents import decoded, parsed
from ...inventory.inventory import Inventory, ScaleSetVM, load_instances
from ...inventory.items import ItemReader
from ...inventory.join import lone_vm
from ...models.findings import UNIFORM_CALL
from ..streams import CommandError, InputError, warn_many
from .files import blocks, content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def load(paths: list[str], *, strict: bool = False, whole: bool = False) -> Inventory:
    """Return what the files *paths* hold, "-" for standard input, joined; CannotGoOn.

    *whole* lists alone, if half of one would do harm.
    """
    alone = _once(paths, strict)
    sources = [InputFile(path) for path in alone]
    try:
        listed = load_instances(*sources, strict=strict)
    except InventoryFormatError as error:
        raise CommandError(str(error)) from None
    if whole and not listed.is_whole:
        raise CommandError("expected all pages of the list, whose nextLink was not followed")
    if listed.unmatched and not len(listed):
        kinds = "views, interfaces or nodes alone"
        raise CommandError(f"expected instances, got {len(listed.unmatched)} {kinds}")
    if listed.scale_sets and not len(listed) and len(alone) == 1:
        # Beside a list that is empty they are of a scale set that has no instances.
        count = len(listed.scale_sets)
        got = f"{count} scale set{'s' if count > 1 else ''}"
        raise CommandError(f"expected instances, got {got}: ask {UNIFORM_CALL}")
    warn_many(listed.notes, "notes more, which inventory -o json has")
    return listed


def _once(paths: list[str], strict: bool) -> list[str]:
    """Return *paths* without those of a file that is among them already, which is said."""
    if paths.count("-") > 1:
        raise CommandError("expected standard input once, got it several times")
    files: set[tuple[int, int]] = set()
    cached_property: list[str] = []
    again: list[str] = []
    for path in paths:
        file = _file(path)
        (again if file in files else cached_property).append(path)
        files |= {file} if file is not None else set()
    told = [f"{shown(path, 400)}: given more than once" for path in again]
    if strict and told:
        raise CommandError(told[0])
    warn_many([f"{one}, and read once" for one in told], "files more are given again")
    return cached_property


def _file(path: str) -> tuple[int, int] | None:
    """Return which file *path* is; None for what may give something else each time."""
    try:
        status = os.stat(path) if path != "-" else None
    except OSError:
        return None
    if status is None or not stat.S_ISREG(status.st_mode):
        return None
    return status.st_dev, status.st_ino


class InputFile:
    """What is in a file, and its name for messages."""

    def __init__(self, path: str) -> None:
        self.name = "standard input" if path == "-" else path
        try:
            self._data = content(path)
        except InputError as error:
            raise CommandError(str(error)) from None

    def read(self) -> bytes:
        """Return the content, decompressed."""
        return self._data


def whole_blocks(path: str) -> Iterator[tuple[memoryview, bool]]:
    """Yield what ``blocks`` does, in whole lines; CannotGoOn."""
    try:
        yield from blocks(path, whole_lines=True)
    except InputError as error:
        raise CommandError(str(error)) from None


class NDJSONReader:
    """Lines of JSON, and what was in them: *any*, things that are no instances, pages."""

    def __init__(self) -> None:
        self.lists, self.apart, self.any = ItemReader(), 0, False

    def read(self, path: str) -> Iterator[list[ScaleSetVM]]:
        """Yield the instances that each reading of the file *path* brings; CannotGoOn."""
        number = 0
        for view, whole in whole_blocks(path):
            vms: list[ScaleSetVM] = []
            for line in bytes(view).split(b"\n"):
                number += 1
                if not line.strip():
                    continue
                try:
                    if not whole:
                        raise InventoryFormatError("expected a line of JSON")
                    for document in parsed(decoded(line)):
                        vms += self._vms(document)
                except InventoryFormatError as error:
                    where = f"{shown(path, 400)}: line {number}"
                    raise CommandError(f"{where}: {error} (--stream: a document a line)") from None
                self.any = True
            number -= 1
            yield vms

    def _vms(self, document: Any) -> Iterator[ScaleSetVM]:
        for item in self.lists.items(document):
            vm = lone_vm(item)
            self.apart += vm is None
            if vm is not None:
                yield vm
