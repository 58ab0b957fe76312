"""Files of JSON, read and joined into one inventory."""

from __future__ import annotations

import os

from ..errors import InventoryFormatError, shown
from ..inventory import Inventory, load_instances
from .inputs import content
from .streams import CannotGoOn, CannotRead, complain, complain_of


def load(paths: list[str], *, strict: bool = False, whole: bool = False) -> Inventory:
    """Return what the files *paths* hold, "-" for standard input, joined; CannotGoOn.

    *whole* lists alone, if half of one would do harm.
    """
    sources = [Content(path) for path in _once(paths)]
    try:
        listed = load_instances(*sources, strict=strict)
    except InventoryFormatError as error:
        raise CannotGoOn(str(error)) from None
    if whole and not listed.is_whole:
        raise CannotGoOn("expected all pages of the list, whose nextLink was not followed")
    if listed.unmatched and not len(listed):
        kinds = "views, interfaces or nodes alone"
        raise CannotGoOn(f"expected instances, got {len(listed.unmatched)} {kinds}")
    complain_of(listed.notes, "notes more, which inventory -o json has")
    return listed


def _once(paths: list[str]) -> list[str]:
    """Return *paths* without those of a file that is among them already, which is said."""
    if paths.count("-") > 1:
        raise CannotGoOn("expected standard input once, got it several times")
    files: dict[str, str] = {}
    for path in paths:
        file = path if path == "-" else os.path.realpath(path)
        if file in files:
            complain(f"{shown(path, 400)}: given more than once, and read once")
        files.setdefault(file, path)
    return list(files.values())


class Content:
    """What is in a file, and its name for messages."""

    def __init__(self, path: str) -> None:
        self.name = "standard input" if path == "-" else path
        try:
            self._data = content(path)
        except CannotRead as error:
            raise CannotGoOn(str(error)) from None

    def read(self) -> bytes:
        """Return the content, decompressed."""
        return self._data
