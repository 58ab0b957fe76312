"""Snapshots: directories of JSON from ``az`` and ``kubectl``, which ``vmssnames fetch`` writes.

A snapshot is one run of ``fetch``.  ``manifest.json`` names the files of the last run, which are
below ``data/``, and nothing else in the directory is read.  It is replaced after they are
written, so a reader finds the old run or the new one.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import contextmanager
from pathlib import Path

from ..errors import InventoryFormatError, NameFormatError, shown
from ..fleet.fleet import Fleet
from ..names.grammar import fold
from ..names.resource_id import ResourceID
from ..names.scale_set import ScaleSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

MANIFEST, DATA, NAMES = "manifest.json", "data", "names.txt"
KIND, VERSION = "vmssnames snapshot", 1

# The name of a run: its start in UTC, and a random number.
RUN = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}", re.ASCII)
_FILE = re.compile(rf"{DATA}/{RUN.pattern}/[0-9A-Za-z_][0-9A-Za-z._-]{{0,199}}", re.ASCII)
_MAX_MANIFEST = 1 << 28

# What a snapshot may lack, by the kind of the call.
KINDS = {
    "subscriptions": "subscriptions",
    "scale-sets": "scale sets",
    "instances": "instances",
    "interfaces": "network interfaces",
    "group-interfaces": "network interfaces",
    "nodes": "Kubernetes nodes",
}
# Those of calls without which instances are missing.
LISTING = ("subscriptions", "scale-sets", "instances")


class SnapshotFile:
    """A file of a snapshot: its *path*, the *kind* of its content, and its *size* in bytes."""

    __slots__ = ("path", "kind", "size")

    def __init__(self, path: Path, kind: str, size: int) -> None:
        self.path, self.kind, self.size = path, kind, size


class Snapshot:
    """The last run of ``fetch``: its *files*, and the scale sets with the files of each.

    *started* is when the run began, *failed* are the calls that failed, with their errors, and
    *names* is the file with the names of all instances.
    """

    def __init__(self, directory: Path, found: dict[str, Any]) -> None:
        from datetime import datetime

        self.directory, self.run = directory, _matching(RUN, found["run"])
        self.started = datetime.fromisoformat(found["started"])
        if self.started.tzinfo is None or not 2000 < self.started.year < 9000:
            raise NameFormatError(f"expected a time with its zone, got {shown(found['started'])}")
        self.files = tuple(
            SnapshotFile(_place(directory, one["path"]), _kind(one["kind"]), _size(one["size"]))
            for one in found["files"]
        )
        self.failed = tuple(
            {"kind": _kind(one["kind"]), "call": str(one["call"]), "error": str(one["error"])}
            for one in found["failed"]
        )
        self.names = _place(directory, found["names"])
        self.scale_sets = tuple(
            (_scale_set(one), tuple(index for index in one["files"] if self.files[index]))
            for one in found["scale_sets"]
        )

    @property
    def fleet(self) -> Fleet:
        """The scale sets."""
        return Fleet(one for one, _ in self.scale_sets)

    def files_of(self, path: ResourceID) -> tuple[list[SnapshotFile], list[SnapshotFile]]:
        """Return the files with instances and interfaces of the scale set at *path*, and of nodes.

        If only nodes are known, they are its instances.
        """
        nodes = [one for one in self.files if one.kind == "nodes"]
        for one, indexes in self.scale_sets:
            if one.resource_id is not None and one.resource_id.key == path.key:
                own = [self.files[index] for index in indexes]
                return own, [one for one in nodes if one not in own]
        return [], nodes

    def read_names(self) -> frozenset[str]:
        """Return the names of all instances and nodes, in lower case; raise OSError."""
        return frozenset(
            fold(_read(self.names, _MAX_MANIFEST).decode("utf-8", "replace")).split("\n")
        )

    def notes_on(self, failed: Iterable[dict[str, str]]) -> list[str]:
        """Return what the snapshot lacks, in a sentence for each of the *failed* calls."""
        where = shown(str(self.directory), 400)[1:-1]
        return [
            f"{where}: without {KINDS[one['kind']]}: {shown(one['call'], 300)[1:-1]}: "
            f"{shown(one['error'], 300)[1:-1]}"
            for one in failed
        ]


def read_snapshot(directory: str | os.PathLike[str]) -> Snapshot:
    """Return the snapshot in *directory*; its files are not read.

    Raises InventoryFormatError for a directory without a manifest, and for a manifest that
    ``fetch`` did not write; OSError.
    """
    where = Path(directory)
    name = shown(str(directory), 400)[1:-1]
    path = where / MANIFEST
    try:
        data = _read(path, _MAX_MANIFEST)
    except FileNotFoundError:
        raise InventoryFormatError(
            f"{name}: expected a snapshot: this directory has no {MANIFEST}: "
            "pass its files, or run vmssnames fetch"
        ) from None
    from json import loads

    try:
        found = loads(data)
        for key, wanted in (("kind", KIND), ("version", VERSION)):
            if found[key] != wanted:
                got = shown(str(found[key]))
                raise NameFormatError(f"expected the {key} {shown(str(wanted))}, got {got}")
        return Snapshot(where, found)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        what = str(error)[:200] if isinstance(error, ValueError) else f"{error!r:.200}"
        what = f"no {error}" if isinstance(error, KeyError) else what
        raise InventoryFormatError(
            f"{name}: {MANIFEST}: expected a manifest of vmssnames fetch: {what}"
        ) from None


def _kind(text: str) -> str:
    return text if text in KINDS else KINDS[text]


def _scale_set(one: dict[str, Any]) -> ScaleSet:
    path = one["resource_id"]
    place = None if path is None else ResourceID.parse(path)
    return ScaleSet(one["name"], one["prefix"], place, one["mode"])


def _place(where: Path, text: str) -> Path:
    """Return the path of the file *text*, which must be below ``data/``."""
    return where / _matching(_FILE, text)


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise NameFormatError(f"expected a name in {DATA}/, got {shown(text)}")
    return text


def _size(given: int) -> int:
    if type(given) is not int or not 0 <= given < 1 << 40:
        raise NameFormatError(f"expected a size, got {shown(str(given))}")
    return given


def check_file(one: SnapshotFile | Path) -> Path:
    """Return the path of *one*; raise InventoryFormatError unless it is a file of its size."""
    path, size = (one, None) if isinstance(one, Path) else (one.path, one.size)
    try:
        found = _regular(path)
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from None
    if size is not None and found != size:
        raise _damaged(path, f"expected {size} bytes, got {found}")
    return path


def _damaged(path: Path, what: str) -> InventoryFormatError:
    name = shown(str(path), 400)[1:-1]
    return InventoryFormatError(f"{name}: {what}: the snapshot is damaged: run vmssnames fetch")


def read_file(one: SnapshotFile) -> bytes:
    """Return the content of *one*; raise InventoryFormatError if it is not what was written."""
    try:
        data = _read(one.path, one.size)
    except OSError as error:
        raise _damaged(one.path, error.strerror or str(error)) from None
    if len(data) != one.size:
        raise _damaged(one.path, f"expected {one.size} bytes, got {len(data)}")
    return data


def _read(path: Path, most: int) -> bytes:
    """Return the content of the regular file *path*, at most one byte more than *most*."""
    _regular(path)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as file:
        return file.read(most + 1)


def _regular(path: Path) -> int:
    """Return the size of the regular file *path*; raise OSError for anything else.

    Links are not followed: a manifest, or a directory from somebody else, must not lead to other
    files of the reader.
    """
    for parent in path.parents[: 2 if path.name != MANIFEST else 0]:
        if stat.S_ISLNK(os.lstat(parent).st_mode):
            raise OSError(0, "expected a directory, got a link")
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(0, "expected a regular file")
    return found.st_size


@contextmanager
def open_snapshot(directory: str | os.PathLike[str]) -> Iterator[Snapshot]:
    """Return the snapshot in *directory*, whose files stay until the context ends.

    ``fetch`` removes old runs, but not one that a reader has locked.  Raises the errors of
    ``read_snapshot``.
    """
    found = read_snapshot(directory)
    while True:
        with locked_run(found.directory / DATA / found.run, shared=True):
            again = read_snapshot(directory)
            if again.run == found.run:
                yield found
                return
        # A newer run has replaced this one before it was locked.
        found = again


@contextmanager
def locked_run(path: Path, *, shared: bool = False) -> Iterator[bool]:
    """Lock the directory *path*; return whether no other process has a lock that excludes this.

    Where there are no locks, as on Windows, return True.
    """
    try:
        import fcntl

        flags = os.O_RDONLY | os.O_DIRECTORY | (0 if shared else os.O_NOFOLLOW)
        fd = os.open(path, flags)
    except (ImportError, FileNotFoundError):
        yield True
        return
    except OSError:
        yield shared  # Not a directory, or of somebody else.
        return
    try:
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            is_free = True
        except BlockingIOError:
            is_free = False
        except OSError:
            is_free = True  # Some file systems have no locks.
        yield is_free
    finally:
        os.close(fd)
