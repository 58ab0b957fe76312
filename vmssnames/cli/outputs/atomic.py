"""Files written so that they are the old ones or the new ones, whole, whatever happens."""

from __future__ import annotations

import errno
import os
import signal
import stat
from contextlib import contextmanager, suppress

from ...errors import shown
from ..streams import STDOUT, CommandError, warn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# What is written before a signal is heeded.
_PART = 1 << 20
_OF_THE_KERNEL = ("/proc/", "/dev/fd/", "/dev/std")
_STDOUT = "/dev/stdout"


def write_file(path: str, chunks: Iterable[bytes]) -> None:
    """Write *chunks* to the file *path*, as ``write_files`` does."""
    write_files({path: chunks})


def write_files(files: Mapping[str, Iterable[bytes]]) -> None:
    """Write each of *files*: beside its place, synced, and put there at once.

    None is put in its place before all are written.  A new file keeps mode and attributes, and
    if it may owner, of the one it replaces.  What is there and is no file, as a pipe or a
    terminal, is written to as it is; a link stays one.

    Raises CannotGoOn; what was not put in its place by then is as it was, and nothing lies
    beside it.  The same after Ctrl-C, SIGTERM and SIGHUP.
    """
    written: list[tuple[str, str]] = []
    path = ""
    try:
        devices: list[str] = []
        regular: list[str] = []
        for path in files:
            (devices if _is_device(path) else regular).append(path)
        if devices and regular:
            raise CommandError(f"{shown(devices[0], 400)}: expected a file, as the others are")
        with _Signals() as signals:
            try:
                for path in regular:
                    _stage(path, signals.heeded(files[path]), written)
                for beside, path in written:
                    os.replace(beside, path)
            finally:
                for beside, _ in written:
                    # What is in its place by now is not beside it any more.
                    if os.path.lexists(beside):
                        os.unlink(beside)
            for folder in {os.path.dirname(path) for _, path in written}:
                _sync_folder(folder or ".")
        # Where nothing is left behind, and who reads may keep one waiting.
        for path in devices:
            own = path == _STDOUT
            with open(STDOUT if own else path, "wb", buffering=0, closefd=not own) as device:
                for chunk in files[path]:
                    _write(device.fileno(), chunk)
    except BrokenPipeError:
        raise
    except OSError as error:
        # As /etc/hosts in a container.
        busy = ": mounted, as a file of its own" if error.errno == errno.EBUSY else ""
        raise CommandError(f"{shown(path, 400)}: {error.strerror}{busy}") from None


class _Signals:
    """A while in which what would end the process is heeded where nothing is left behind."""

    def __enter__(self) -> _Signals:
        self._number, self._before = 0, {}
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # What is ignored stays so, as under nohup.
            usual = (signal.SIG_DFL, signal.default_int_handler)
            if number is not None and signal.getsignal(number) in usual:
                try:
                    self._before[number] = signal.signal(number, self._take_note)
                except ValueError:
                    break  # Only a main thread may.
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._heed()

    def _take_note(self, number: int, _: object) -> None:
        self._number = number

    def _heed(self) -> None:
        if self._number == signal.SIGINT:
            raise KeyboardInterrupt
        if self._number:
            raise SystemExit(128 + self._number)

    def heeded(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield parts of *chunks* as long as no signal came; KeyboardInterrupt, SystemExit."""
        for chunk in chunks:
            for start in range(0, len(chunk), _PART):
                self._heed()
                yield chunk[start : start + _PART]
        self._heed()


def place_of(path: str) -> str:
    """Return where the file *path* is, or would be, its links followed; CannotGoOn.

    Nothing can be put in the place of what only the kernel finds, as /proc/1/root/etc/hosts:
    to follow its links as they read leads to another file.
    """
    try:
        step = path
        for _ in range(40):
            if f"/{os.path.abspath(step).lstrip('/')}".startswith(_OF_THE_KERNEL):
                raise CommandError(f"{shown(path, 400)}: expected a file by a path of its own")
            if not os.path.islink(step):
                break
            step = os.path.join(os.path.dirname(step), os.readlink(step))
        folder = os.path.dirname(step) or "."
        place = os.path.join(os.path.realpath(folder), os.path.basename(step))
        if _is_another(folder, os.path.dirname(place)) or (
            # More than once, as another process may put a new one there meanwhile.
            step != path and all(_is_another(path, place) for _ in range(3))
        ):
            raise CommandError(f"{shown(path, 400)}: expected a file by a path of its own")
    except OSError as error:
        raise CommandError(f"{shown(path, 400)}: {error.strerror}") from None
    return place


def _is_another(path: str, place: str) -> bool:
    """Return whether something is at *path*, and not at *place*."""
    here, there = _status(path), _status(place)
    return here is not None and (there is None or not os.path.samestat(here, there))


def _is_device(path: str) -> bool:
    """Return whether what is at *path* is no file: a pipe, a terminal, or a folder."""
    old = _status(path)
    # Of a shell's redirection, which goes on behind what is written.
    return path == _STDOUT or (old is not None and not stat.S_ISREG(old.st_mode))


def _stage(path: str, chunks: Iterable[bytes], written: list[tuple[str, str]]) -> None:
    """Write *chunks* beside *path*, and add to *written* where."""
    from tempfile import mkstemp

    old = _status(path)
    target = place_of(path)
    by_process = os.access in os.supports_effective_ids
    if old is not None and not os.access(target, os.W_OK, effective_ids=by_process):
        # Who may write to the folder might replace it all the same, and is not meant to.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    folder, name = os.path.split(target)
    fd, beside = mkstemp(prefix=f".{name[:20]}.", suffix=".new", dir=folder)
    try:
        written.append((beside, target))
        for chunk in chunks:
            _write(fd, chunk)
        if old is not None:
            _as_before(fd, target, old)
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


def _as_before(fd: int, target: str, old: os.stat_result) -> None:
    """Give *fd* owner, mode and attributes, access lists among them, of *target*."""
    kept = _attributes(target)
    # What a folder gives to what is new in it, as access for others: before that has a mode.
    for name in _attributes(fd).keys() - kept.keys():
        with suppress(OSError):
            os.removexattr(fd, name)
    if hasattr(os, "fchown"):
        # A group may be one's own where the owner is another.
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
    """Return the extended attributes of *file*, where there are any, and that may be read."""
    found: dict[str, bytes] = {}
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(file):
                with suppress(OSError):
                    found[name] = os.getxattr(file, name)
    return found


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
            warn(f"waiting for who holds {shown(folder, 400)}")
            fcntl.flock(fd, fcntl.LOCK_EX)
        except OSError:
            pass  # Some file systems have no locks.
        yield
    finally:
        os.close(fd)
