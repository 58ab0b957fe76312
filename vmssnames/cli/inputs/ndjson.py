"""Files of JSON: whole, or NDJSON a line at a time."""

from __future__ import annotations

from ...errors import InventoryFormatError, shown
from ...inventory.documents import decoded, parsed
from ...inventory.inventory import ScaleSetVM
from ...inventory.items import Recognised
from ...inventory.join import lone_vm
from ..streams import CannotGoOn, CannotRead
from .files import blocks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def whole_blocks(path: str) -> Iterator[tuple[memoryview, bool]]:
    """Yield what ``blocks`` does, in whole lines; CannotGoOn."""
    try:
        yield from blocks(path, whole_lines=True)
    except CannotRead as error:
        raise CannotGoOn(str(error)) from None


class Lines:
    """Lines of JSON, and what was in them: *any*, things that are no instances, pages."""

    def __init__(self) -> None:
        self.lists, self.apart, self.any = Recognised(), 0, False

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
                    raise CannotGoOn(f"{where}: {error} (--stream: a document a line)") from None
                self.any = True
            number -= 1
            yield vms

    def _vms(self, document: Any) -> Iterator[ScaleSetVM]:
        for item in self.lists.items(document):
            vm = lone_vm(item)
            self.apart += vm is None
            if vm is not None:
                yield vm
