"""Writes snapshots: the files of a run, then the manifest that names them."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

from ...errors import InventoryFormatError, shown
from ...inventory.snapshot import DATA, KIND, MANIFEST, RUN, VERSION, locked_run, read_snapshot
from ..errors import CommandError, warn
from .atomic import write_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

_PRIVATE_DIRECTORY, _PRIVATE_FILE = 0o700, 0o600


class SnapshotWriter:
    """A context in which a run is written; without ``commit``, nothing of it is left.

    Only its user can read what it writes, since documents can hold settings and tags.  Raises
    CommandError, also if another process writes to *directory*.
    """

    def __init__(self, directory: str) -> None:
        self.name, self._directory = shown(directory, 400)[1:-1], Path(directory)
        self.started = datetime.now(UTC).replace(microsecond=0)
        self.run = f"{self.started:%Y%m%dT%H%M%SZ}-{os.urandom(4).hex()}"
        self._place = self._directory / DATA / self.run
        self._stack, self._is_new = ExitStack(), False

    def __enter__(self) -> Self:
        with self._stack:
            try:
                self._prepare()
            except OSError as error:
                raise CommandError(f"{self.name}: {error.strerror}") from None
            self._stack = self._stack.pop_all()
        return self

    def _prepare(self) -> None:
        """Create and lock the directory; raise CommandError if it has a different purpose."""
        self._is_new = not self._directory.exists()
        self._directory.mkdir(_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        # Before anything is read from it: another process may be writing the first snapshot.
        if not self._stack.enter_context(locked_run(self._directory)):
            raise CommandError(f"{self.name}: another vmssnames fetch is writing to this directory")
        self._check()
        self._directory.chmod(_PRIVATE_DIRECTORY)
        self._place.parent.mkdir(_PRIVATE_DIRECTORY, exist_ok=True)
        self._place.parent.chmod(_PRIVATE_DIRECTORY)
        self._place.mkdir(_PRIVATE_DIRECTORY)

    def _check(self) -> None:
        advice = "choose a new directory, or remove what is in it"
        if self._place.parent.is_symlink():
            raise CommandError(f"{self.name}: {DATA} is a link, which may be of another snapshot")
        if os.path.lexists(self._directory / MANIFEST):
            try:
                read_snapshot(self._directory)
            except InventoryFormatError as error:
                raise CommandError(f"{error}: {advice}") from None
            return
        others = {*os.listdir(self._directory)} - {DATA}
        if not others and (self._directory / DATA).is_dir():
            # A first run that was killed leaves only this.
            others = {name for name in os.listdir(self._place.parent) if not RUN.fullmatch(name)}
        if others:
            first = shown(min(others), 100)
            raise CommandError(f"{self.name}: not a snapshot, and not empty ({first}): {advice}")

    def __exit__(self, *_: object) -> None:
        with self._stack:
            if not self._is_current():
                shutil.rmtree(self._place, ignore_errors=True)
                # Without a first snapshot, they are empty.
                with suppress(OSError):
                    self._place.parent.rmdir()
                    if self._is_new:
                        self._directory.rmdir()

    def _is_current(self) -> bool:
        """Return whether the manifest names this run, also if a signal came after it did."""
        try:
            return read_snapshot(self._directory).run == self.run
        except (InventoryFormatError, OSError):
            return False

    def add(self, name: str, data: bytes) -> str:
        """Write *data* to the file *name* of the run; return its path in the directory."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with open(os.open(self._place / name, flags, _PRIVATE_FILE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return f"{DATA}/{self.run}/{name}"

    def commit(self, manifest: dict[str, Any]) -> None:
        """Replace the manifest."""
        head = {
            "kind": KIND,
            "version": VERSION,
            "run": self.run,
            "started": self.started.isoformat(),
            "finished": datetime.now(UTC).replace(microsecond=0).isoformat(),
        }
        data = json.dumps(head | manifest, indent=1).encode() + b"\n"
        write_files({str(self._directory / MANIFEST): [data]}, mode=_PRIVATE_FILE)

    def remove_old(self) -> None:
        """Remove all runs but this one, unless somebody reads them."""
        left = 0
        for name in os.listdir(self._place.parent):
            path = self._place.parent / name
            if name == self.run or not RUN.fullmatch(name) or path.is_symlink():
                continue
            with locked_run(path) as is_free:
                if is_free:
                    shutil.rmtree(path, ignore_errors=True)
            left += path.exists()
        if left:
            what = "an old run is" if left == 1 else f"{left} old runs are"
            warn(f"{self.name}: {what} still there: another process reads it, or owns it")
