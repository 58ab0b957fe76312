"""Files written so that they are the old one or the new one, whole, whatever happens."""

from __future__ import annotations

import os
import stat

from ..errors import shown
from .streams import CannotGoOn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def write_file(path: str, chunks: Iterable[bytes]) -> None:
    """Write *chunks* to the file *path*: beside it, synced, and put in its place at once.

    A new file keeps mode, and if it may owner, of the one it replaces.  What is there and is
    no file, as /dev/stdout, is written to as it is; a link stays one.

    Raises CannotGoOn; the old file is as it was, and none lies beside it.
    """
    try:
        old = _status(path)
        if old is not None and not stat.S_ISREG(old.st_mode):
            with open(path, "wb", buffering=0) as device:
                for chunk in chunks:
                    _write(device.fileno(), chunk)
            return
        _replace(os.path.realpath(path), chunks, old)
    except OSError as error:
        raise CannotGoOn(f"{shown(path, 400)}: {error.strerror}") from None


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _replace(path: str, chunks: Iterable[bytes], old: os.stat_result | None) -> None:
    from tempfile import mkstemp

    folder, name = os.path.split(path)
    fd, beside = mkstemp(prefix=f".{name[:100]}.", suffix=".new", dir=folder or ".")
    try:
        try:
            for chunk in chunks:
                _write(fd, chunk)
            if old is not None:
                _as_before(fd, old)
            else:
                umask = os.umask(0)
                os.umask(umask)
                os.chmod(beside, 0o666 & ~umask)
            os.fsync(fd)
        finally:
            os.close(fd)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
    _sync_folder(folder or ".")


def _write(fd: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _as_before(fd: int, old: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        try:
            os.fchown(fd, old.st_uid, old.st_gid)
        except PermissionError:
            pass
        os.fchmod(fd, stat.S_IMODE(old.st_mode))


def _sync_folder(folder: str) -> None:
    # So that the new name is there after a power cut, too; Windows opens no folders.
    if os.name != "posix":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
