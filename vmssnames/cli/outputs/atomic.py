"""Writes files atomically: whatever happens, a file has its old or its new content."""

from __future__ import annotations

import errno
import os
import signal
import stat
from contextlib import contextmanager, suppress

from ...errors import shown
from ..errors import CommandError, warn
from ..streams import STDOUT, no_reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# How much is written before signals are checked.
_PART = 1 << 20
_KERNEL_PATHS = ("/proc/", "/dev/fd/", "/dev/std")
_STDOUT = "/dev/stdout"


def write_files(files: Mapping[str, Iterable[bytes]], *, mode: int = 0o666) -> None:
    """Write each of *files* atomically: to a temporary file, which is synced and then renamed.

    No file is renamed before all are written.  A new file keeps the mode and the attributes of
    the one it replaces, and its owner if permitted; without one, it has *mode*.  A pipe or a
    terminal is written to directly, and a link stays a link.

    Raises CommandError.  Files that were not renamed by then are unchanged, and no temporary
    file is left, also after Ctrl-C, SIGTERM and SIGHUP.
    """
    written: list[tuple[str, str]] = []
    path = ""
    try:
        devices: list[str] = []
        regular: list[str] = []
        for path in files:
            (devices if is_device(path) else regular).append(path)
        if devices and regular:
            raise CommandError(f"{shown(devices[0], 400)}: a device, but the others are files")
        with DeferredSignals() as signals:
            try:
                for path in regular:
                    _stage(path, signals.check(files[path]), written, mode)
                for temporary, path in written:
                    os.replace(temporary, path)
            finally:
                for temporary, _ in written:
                    # Renamed files no longer have their temporary name.
                    if os.path.lexists(temporary):
                        os.unlink(temporary)
            for directory in {os.path.dirname(path) for _, path in written}:
                _sync_directory(directory or ".")
        # Signals may end these writes: there is no temporary file, and a reader may block.
        for path in devices:
            own = path == _STDOUT
            with open(STDOUT if own else path, "wb", buffering=0, closefd=not own) as device:
                for chunk in files[path]:
                    _write(device.fileno(), chunk)
    except OSError as error:
        if no_reader(error):
            raise BrokenPipeError from None
        # A mount point, such as /etc/hosts in a container.
        busy = ": it is a mount point" if error.errno == errno.EBUSY else ""
        raise CommandError(f"{shown(path, 400)}: {error.strerror}{busy}") from None


class DeferredSignals:
    """Defers signals that end the process to moments when nothing is left behind."""

    def __enter__(self) -> DeferredSignals:
        self._number, self._before = 0, {}
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # Ignored signals stay ignored, as under nohup.
            usual = (signal.SIG_DFL, signal.default_int_handler)
            if number is not None and signal.getsignal(number) in usual:
                try:
                    self._before[number] = signal.signal(number, self._note)
                except ValueError:
                    break  # Only the main thread may set handlers.
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self.raise_noted()

    def _note(self, number: int, _: object) -> None:
        self._number = number

    def raise_noted(self) -> None:
        """Raise KeyboardInterrupt or SystemExit if a signal came."""
        if self._number == signal.SIGINT:
            raise KeyboardInterrupt
        if self._number:
            raise SystemExit(128 + self._number)

    def check(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield parts of *chunks*; raise KeyboardInterrupt or SystemExit after a signal."""
        for chunk in chunks:
            for start in range(0, len(chunk), _PART):
                self.raise_noted()
                yield chunk[start : start + _PART]
        self.raise_noted()


_NO_TARGET = "expected the path of a file, not a link that only the kernel can follow"


def target_of(path: str) -> str:
    """Return the place of the file *path*, with links followed; raise CommandError.

    Files that only the kernel finds, such as /proc/1/root/etc/hosts, cannot be replaced: the
    text of their links leads to another file.
    """
    try:
        step = path
        for _ in range(40):
            if f"/{os.path.abspath(step).lstrip('/')}".startswith(_KERNEL_PATHS):
                raise CommandError(f"{shown(path, 400)}: {_NO_TARGET}")
            if not os.path.islink(step):
                break
            step = os.path.join(os.path.dirname(step), os.readlink(step))
        directory = os.path.dirname(step) or "."
        place = os.path.join(os.path.realpath(directory), os.path.basename(step))
        if _is_another(directory, os.path.dirname(place)) or (
            # Three times, since another process may replace the file meanwhile.
            step != path and all(_is_another(path, place) for _ in range(3))
        ):
            raise CommandError(f"{shown(path, 400)}: {_NO_TARGET}")
    except OSError as error:
        raise CommandError(f"{shown(path, 400)}: {error.strerror}") from None
    return place


def _is_another(path: str, place: str) -> bool:
    """Return whether *path* exists and is not the file at *place*."""
    here, there = _status(path), _status(place)
    return here is not None and (there is None or not os.path.samestat(here, there))


def is_device(path: str) -> bool:
    """Return whether *path* is a pipe, a terminal or a directory, not a file."""
    old = _status(path)
    # Standard output may be redirected to a file that others append to.
    return path == _STDOUT or (old is not None and not stat.S_ISREG(old.st_mode))


def _stage(path: str, chunks: Iterable[bytes], written: list[tuple[str, str]], mode: int) -> None:
    """Write *chunks* to a temporary file next to *path*, and append both to *written*."""
    from tempfile import mkstemp

    old = _status(path)
    target = target_of(path)
    by_process = os.access in os.supports_effective_ids
    if old is not None and not os.access(target, os.W_OK, effective_ids=by_process):
        # A file that we may not write must not be replaced, even if the directory is writable.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    directory, name = os.path.split(target)
    fd, temporary = mkstemp(prefix=f".{name[:20]}.", suffix=".new", dir=directory)
    try:
        written.append((temporary, target))
        for chunk in chunks:
            _write(fd, chunk)
        if old is not None:
            _copy_attributes(fd, target, old)
        else:
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(temporary, mode & ~umask)
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


def _copy_attributes(fd: int, target: str, old: os.stat_result) -> None:
    """Copy the owner, mode and attributes of *target*, with access lists, to *fd*."""
    kept = _attributes(target)
    # Attributes inherited from the directory, such as access for others, are removed first.
    for name in _attributes(fd).keys() - kept.keys():
        with suppress(OSError):
            os.removexattr(fd, name)
    if hasattr(os, "fchown"):
        # Setting the group may be permitted where setting the owner is not.
        for owner in (old.st_uid, -1):
            try:
                os.fchown(fd, owner, old.st_gid)
                break
            except PermissionError:
                continue
        os.fchmod(fd, stat.S_IMODE(old.st_mode))
    for name, value in kept.items():
        with suppress(OSError):
            os.setxattr(fd, name, value)


def _attributes(file: str | int) -> dict[str, bytes]:
    """Return the readable extended attributes of *file*."""
    found: dict[str, bytes] = {}
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(file):
                with suppress(OSError):
                    found[name] = os.getxattr(file, name)
    return found


def _sync_directory(directory: str) -> None:
    # So that the new name survives a power failure.  Windows cannot open directories, and not
    # every file system can sync them.
    if os.name != "posix":
        return
    with suppress(OSError):
        fd = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


@contextmanager
def locked(directory: str) -> Iterator[None]:
    """Lock *directory* for this process, if the system can."""
    try:
        import fcntl

        fd = os.open(directory, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            warn(f"waiting for another process to release {shown(directory, 400)}")
            fcntl.flock(fd, fcntl.LOCK_EX)
        except OSError:
            pass  # Some file systems have no locks.
        yield
    finally:
        os.close(fd)
