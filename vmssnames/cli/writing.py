"""Files written so that they are the old ones or the new ones, whole, whatever happens."""

from __future__ import annotations

import os
import signal
import stat
from contextlib import contextmanager

from ..errors import shown
from .streams import CannotGoOn, complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def write_file(path: str, chunks: Iterable[bytes]) -> None:
    """Write *chunks* to the file *path*, as ``write_files`` does."""
    write_files({path: chunks})


def write_files(files: Mapping[str, Iterable[bytes]]) -> None:
    """Write each of *files*: beside its path, synced, and put in its place at once.

    None is put in its place before all are written.  A new file keeps mode, and if it may
    owner, of the one it replaces.  What is there and is no file, as /dev/stdout, is written to
    as it is; a link stays one.

    Raises CannotGoOn; what was not put in its place by then is as it was, and nothing lies
    beside it, nor after SIGTERM and SIGHUP.
    """
    written: list[tuple[str, str]] = []
    path = ""
    try:
        with _terminable():
            try:
                for path, chunks in files.items():
                    _stage(path, chunks, written)
                for beside, path in written:
                    os.replace(beside, path)
            finally:
                for beside, _ in written:
                    # What is in its place by now is not beside it any more.
                    if os.path.lexists(beside):
                        os.unlink(beside)
        for folder in {os.path.dirname(path) for _, path in written}:
            _sync_folder(folder or ".")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CannotGoOn(f"{shown(path, 400)}: {error.strerror}") from None


@contextmanager
def _terminable() -> Iterator[None]:
    """Have signals that would end the process at once raise SystemExit, as Ctrl-C does."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What is ignored stays so, as under nohup; only a main thread may change it.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            try:
                before[number] = signal.signal(number, end)
            except ValueError:
                break
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stage(path: str, chunks: Iterable[bytes], written: list[tuple[str, str]]) -> None:
    """Write *chunks* beside *path*, and add to *written* where; or to *path*, if it is no file."""
    old = _status(path)
    if old is not None and not stat.S_ISREG(old.st_mode):
        with open(path, "wb", buffering=0) as device:
            for chunk in chunks:
                _write(device.fileno(), chunk)
        return
    from tempfile import mkstemp

    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    fd, beside = mkstemp(prefix=f".{name[:20]}.", suffix=".new", dir=folder or ".")
    try:
        written.append((beside, target))
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


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _write(fd: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _as_before(fd: int, old: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        # A group may be one's own where the owner is another.
        for owner in (old.st_uid, -1):
            try:
                os.fchown(fd, owner, old.st_gid)
                break
            except PermissionError:
                continue
        os.fchmod(fd, stat.S_IMODE(old.st_mode))


def _sync_folder(folder: str) -> None:
    # So that the new name is there after a power cut, too; Windows opens no folders, and not
    # every file system syncs them: the file is in its place all the same.
    if os.name != "posix":
        return
    try:
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError:
        pass


@contextmanager
def locked(folder: str) -> Iterator[None]:
    """Hold *folder* for one process at a time, where folders can be held."""
    try:
        import fcntl

        fd = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            complain(f"waiting for who holds {shown(folder, 400)}")
            fcntl.flock(fd, fcntl.LOCK_EX)
        except OSError:
            pass  # Some file systems have no locks.
        yield
    finally:
        os.close(fd)
