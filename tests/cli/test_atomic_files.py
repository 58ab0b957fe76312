"""Atomic writing: whatever happens, a file has its old or its new content."""

import errno
import os
import random
import select
import shlex
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hosts_files import COMMON, HOSTS

from vmssnames.cli.errors import CommandError
from vmssnames.cli.outputs import atomic


def test_a_full_disk_and_a_closed_output(cli, tmp_path, full_device):
    (tmp_path / "hosts.csv").write_text(HOSTS)
    command = ("zone", "--addresses", "hosts.csv", *COMMON)
    said = cli(*command, "--write", full_device, cwd=tmp_path)
    assert said == (2, "", f"vmssnames: '{full_device}': No space left on device\n")
    with open(full_device, "wb") as full:
        status, _, err = cli(*command, stdout=full, cwd=tmp_path)
    assert (status, err) == (2, "vmssnames: standard output: No space left on device\n")
    assert cli(*command, "--write", "/dev/stdout", cwd=tmp_path)[0] == 0


@pytest.fixture
def nobody(run, files):
    """A directory of an ordinary user; root becomes one for the test."""
    # The command imports its modules now: perhaps only root may read them.
    assert run("hosts", "--addresses", "hosts.csv", "--write", "imports")[0] == 0
    (files / "imports").unlink()
    with tempfile.TemporaryDirectory() as directory:
        root = os.geteuid() == 0
        if root:
            os.chown(directory, 65534, 65534)
            os.seteuid(65534)
        try:
            yield Path(directory)
        finally:
            os.chmod(directory, 0o700)
            if root:
                os.seteuid(0)


def test_a_read_only_directory(run, files, nobody):
    csv, target = nobody / "hosts.csv", nobody / "addn"
    csv.write_text(HOSTS)
    assert run("hosts", "--addresses", csv, "--write", target)[0] == 0
    before = target.read_text()
    csv.write_text("other,10.0.0.9\n")
    nobody.chmod(0o500)
    status, out, err = run("hosts", "--addresses", csv, "--write", target)
    assert (status, out, err.count("\n")) == (2, "", 1) and "Permission denied" in err
    assert target.read_text() == before
    assert run("hosts", "--addresses", csv, "--write", nobody / "new")[0] == 2
    assert sorted(os.listdir(nobody)) == ["addn", "hosts.csv"]


def test_killed_processes(environment, tmp_path, pytestconfig):
    """Killed at any moment, it leaves the old file or the new one, whole."""
    count = 200 if pytestconfig.getoption("deep") else 12
    sources = []
    for kind in (1, 2):
        path = tmp_path / f"{kind}.csv"
        path.write_text(
            "".join(f"w{at:06},10.{kind}.{at >> 8}.{at & 255}\n" for at in range(30_000))
        )
        sources.append(path)
    target = tmp_path / "addn"

    def start(source):
        command = [sys.executable, "-m", "vmssnames", "hosts", "--addresses", str(source)]
        return subprocess.Popen([*command, "--write", str(target)], env=environment)

    whole = []
    for source in sources:
        begun = time.perf_counter()
        assert start(source).wait() == 0
        took = time.perf_counter() - begun
        whole.append(target.read_bytes())
    assert whole[0] != whole[1]
    outcomes = {"old": 0, "new": 0}
    for at in range(count):
        before = target.read_bytes()
        process = start(sources[before == whole[0]])
        if at % 2:
            time.sleep(random.uniform(0.6, 1.1) * took)
        else:
            # As soon as something is beside the target, or a little later.
            known = len(list(tmp_path.glob(".addn.*.new")))
            while process.poll() is None and len(list(tmp_path.glob(".addn.*.new"))) == known:
                pass
            time.sleep(random.choice([0, random.uniform(0, 0.005)]))
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = target.read_bytes()
        assert after in whole
        outcomes["old" if after == before else "new"] += 1
    amid = len(list(tmp_path.glob(".addn.*.new")))
    print(outcomes, amid, "amid the writing")
    if count > 100:
        assert min(outcomes.values()) and amid
    assert start(sources[0]).wait() == 0 and target.read_bytes() == whole[0]


ENDED = """
import os, signal, sys
from vmssnames.cli.outputs.atomic import write_files
number, again, how, where = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
# Whatever was ignored where the tests were started from.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
if how == "ignored":
    signal.signal(number, signal.SIG_IGN)
before, replace = signal.getsignal(number), os.replace
def ask(at):
    if at == where:
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), again)
def chunks():
    yield b"new"
    assert len(os.listdir()) == 3
    ask("amid")
    yield b"more"
    if where == "amid" and how != "ignored":
        open("it-went-on", "w").close()
    ask("behind")
def replaced(*paths):
    replace(*paths)
    ask("placing")
os.replace = replaced
try:
    write_files({"first": [b"new"], "second": chunks()})
finally:
    assert signal.getsignal(number) is before
"""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signals here")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("again", ["", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("where", ["amid", "behind", "placing"])
def test_signals_during_a_write(environment, tmp_path, name, again, where):
    """After one or two signals there is the old file or the new one, and no temporary file."""
    (tmp_path / "first").write_bytes(b"old")
    number = getattr(signal, name)
    second = getattr(signal, again) if again else 0
    command = [sys.executable, "-c", ENDED, str(int(number)), str(int(second)), "", where]
    ended = subprocess.run(
        command, env=environment, cwd=tmp_path, check=False, stderr=subprocess.PIPE
    )
    last = second or number
    assert ended.returncode == (-number if last == signal.SIGINT else 128 + last), ended.stderr
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    both = {"first": b"new", "second": b"newmore"}
    assert found == (both if where == "placing" else {"first": b"old"})


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signals here")
def test_ignored_signals_stay_ignored(environment, tmp_path):
    """As under nohup."""
    (tmp_path / "first").write_bytes(b"old")
    command = [sys.executable, "-c", ENDED, str(int(signal.SIGHUP)), "0", "ignored", "amid"]
    assert subprocess.run(command, env=environment, cwd=tmp_path, check=False).returncode == 0
    assert sorted(os.listdir(tmp_path)) == ["first", "second"]
    assert (tmp_path / "first").read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_while_a_pipe_is_not_read(environment, files, number):
    """What waits for room in it ends when it is asked to."""
    os.mkfifo("pipe")
    reads = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    rows = "".join(f"w{at:06},10.0.{at >> 8}.{at & 255}\n" for at in range(20_000))
    (files / "hosts.csv").write_text(rows)
    command = [sys.executable, "-m", "vmssnames", "hosts", "--addresses", "hosts.csv"]
    with subprocess.Popen([*command, "--write", "pipe"], env=environment) as process:
        try:
            # More is to be written than the pipe has room for, and nobody takes it out.
            assert select.select([reads], [], [], 60)[0]
            process.send_signal(number)
            assert process.wait(20) in (-number, 128 + number)
        finally:
            process.kill()
            os.close(reads)


def test_writing_in_a_thread(tmp_path):
    """Where no handler can be set."""
    from threading import Thread

    from vmssnames.cli.outputs.atomic import write_files

    thread = Thread(target=write_files, args=({str(tmp_path / "file"): [b"new"]},))
    thread.start()
    thread.join()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_reader_that_stops(environment, tmp_path):
    (tmp_path / "h.csv").write_text(
        "".join(f"w{at},10.0.{at >> 8}.{at & 255}\n" for at in range(60_000))
    )
    command = [sys.executable, "-m", "vmssnames", "hosts", "--addresses", str(tmp_path / "h.csv")]
    for more in ([], ["--write", "/dev/stdout"]):
        with subprocess.Popen(
            [*command, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        ) as process:
            process.stdout.close()
            assert (process.wait(), process.stderr.read()) == (141, b"")


@pytest.mark.posix
def test_files_are_synced_before_they_are_renamed(tmp_path, monkeypatch):
    """And the directory after it, so that a power cut finds the old file or the new one."""
    done = []
    monkeypatch.setattr(os, "fsync", lambda fd: done.append(stat.S_ISDIR(os.fstat(fd).st_mode)))
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda *args: (done.append("replace"), replace(*args)))
    atomic.write_files({str(tmp_path / name): [b"x"] for name in "ab"})
    assert done == [False, False, "replace", "replace", True]


def test_short_writes(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data[:3])))
    atomic.write_files({str(tmp_path / "a"): [b"some bytes", b"", b"more"]})
    assert (tmp_path / "a").read_bytes() == b"some bytesmore"


def test_the_umask_is_restored(tmp_path):
    before = os.umask(0o027)
    try:
        atomic.write_files({str(tmp_path / "a"): [b"x"]})
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


@pytest.mark.posix
def test_owner_and_group_are_kept_if_permitted(tmp_path, monkeypatch):
    """Where the owner may not be given away, the group may."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    asked = []

    def fchown(fd, owner, group):
        asked.append((owner, group))
        if owner != -1:
            raise PermissionError

    monkeypatch.setattr(os, "fchown", fchown)
    atomic.write_files({str(path): [b"new"]})
    old = path.stat()
    assert asked == [(old.st_uid, old.st_gid), (-1, old.st_gid)] and path.read_bytes() == b"new"


def test_a_full_disk_in_the_second_file(tmp_path):
    """Both files are unchanged, and there is no temporary file."""
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        path.write_bytes(b"old")

    def full():
        yield b"new"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(CommandError, match="/b': No space left on device"):
        atomic.write_files({str(paths[0]): [b"new"], str(paths[1]): full()})
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]
    assert [path.read_bytes() for path in paths] == [b"old", b"old"]


@pytest.mark.posix
def test_a_directory_locked_by_another_process(environment, tmp_path):
    """A message says so, and the command waits. For a link, its target's directory counts."""
    fcntl = pytest.importorskip("fcntl")
    (tmp_path / "own").mkdir()
    (tmp_path / "link").symlink_to("own/zone")
    (tmp_path / "h.csv").write_text(HOSTS)
    fd = os.open(tmp_path / "own", os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_EX)
    command = [sys.executable, "-m", "vmssnames", "hosts", "--addresses", str(tmp_path / "h.csv")]
    command += ["--write", str(tmp_path / "link")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) as process:
        assert b"waiting for another process" in process.stderr.readline()
        assert not (tmp_path / "own" / "zone").exists()
        os.close(fd)
        assert process.wait() == 0
    assert (tmp_path / "own" / "zone").exists() and (tmp_path / "link").is_symlink()


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="no /proc here")
def test_files_without_a_path_of_their_own(run, files):
    """As the files of a container, seen from outside, or what a shell's descriptor is."""
    command = ("hosts", "--addresses", "hosts.csv", "--write")
    target = files / "addn"
    run(*command, target)
    before = sorted(os.listdir(files)), target.read_bytes()
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    with target.open() as opened:
        own = f"/proc/{os.getpid()}"
        paths = [f"{own}/root{target}", f"/dev/fd/{opened.fileno()}", f"{own}/cwd/addn"]
        os.symlink(f"{own}/fd/{opened.fileno()}", files / "link")
        os.symlink(f"{own}/cwd", files / "directory")
        for path in (*paths, files / "link", f"{own}/cwd/new", f"/{own}/cwd/addn"):
            status, _, err = run(*command, path)
            assert status == 2 and "not a link that only the kernel can follow" in err, path
        # Of a file that is another by now, by a path that only begins elsewhere.
        os.symlink("/", files / "root")
        whole = target.read_bytes()
        os.unlink(target)
        target.write_bytes(whole)
        status, _, err = run(*command, f"root{own}/fd/{opened.fileno()}")
        assert status == 2 and "not a link that only the kernel can follow" in err
        for name in ("link", "directory", "root"):
            os.unlink(files / name)
    # A directory that is none any more, and one that is called as its link reads.
    (files / "gone").mkdir()
    opened = os.open(files / "gone", os.O_RDONLY)
    os.rmdir(files / "gone")
    (files / "gone (deleted)").mkdir()
    os.symlink(f"/proc/self/fd/{opened}", files / "link")
    assert "not a link that only the kernel can follow" in run(*command, "link/addn")[2]
    assert os.listdir(files / "gone (deleted)") == []
    os.close(opened)
    os.rmdir(files / "gone (deleted)")
    os.unlink(files / "link")
    assert (sorted(os.listdir(files)), target.read_bytes()) == before


def test_a_deleted_directory(files, environment):
    """One line, wherever the command runs."""
    (files / "gone").mkdir()
    script = "import os, sys; os.chdir('gone'); os.rmdir('../gone'); from vmssnames.cli import main"
    script += "; sys.exit(main(['hosts', '--addresses', sys.argv[1], '--write', 'x']))"
    # -P as the installed command: Python 3.13.0 cannot import from a directory that is gone.
    command = [sys.executable, "-P", "-c", script, str(files / "hosts.csv")]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == "vmssnames: 'x': No such file or directory\n"


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="no such file here")
def test_standard_output_is_appended_to(files, environment):
    """If it is a file, the page follows what the file has, and later output follows the page."""
    python = shlex.quote(sys.executable)
    script = (
        f"{{ echo before; {python} -m vmssnames inventory rows.json --html /dev/stdout;"
        f" {python} -m vmssnames hosts --addresses hosts.csv --write /dev/stdout;"
        " echo behind; } >out"
    )
    said = subprocess.run(
        ["sh", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    text = (files / "out").read_text()
    assert text.startswith("before\n<!") and text.endswith("</html>\nbehind\n")
    assert (
        "'/dev/stdout': expected the path of a file, not a link that only the kernel can follow"
        in said.stderr
    )


def test_a_mounted_file(run, files, monkeypatch):
    """Such as /etc/hosts in a container, which cannot be replaced."""

    def busy(*_):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    before = sorted(os.listdir(files))
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    monkeypatch.setattr(os, "replace", busy)
    status, _, err = run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    assert status == 2 and err.endswith(": it is a mount point\n")
    assert sorted(os.listdir(files)) == before


def test_concurrent_writers_of_one_path(run, files):
    """Two processes that replace one file in turn do not fail because of each other."""
    from threading import Event, Thread

    from vmssnames.cli.outputs.atomic import target_of

    target, done = files / "addn", Event()
    os.symlink("addn", files / "link")

    def replace():
        while not done.is_set():
            (files / "new").write_text("")
            os.replace(files / "new", target)

    target.write_text("")
    thread = Thread(target=replace)
    thread.start()
    try:
        for _ in range(3000):
            assert target_of(str(target)) == str(target)
    finally:
        done.set()
        thread.join()


def test_links_stay_links(run, files):
    """To a file that is there, and to one that is not, in a directory that is a link, too."""
    (files / "real").mkdir()
    os.symlink("real", files / "directory")
    os.symlink("directory/addn", files / "third")
    os.symlink("third", files / "second")
    os.symlink("second", files / "link")
    command = ("hosts", "--addresses", "hosts.csv", "--write", "link")
    for _ in range(2):
        assert run(*command) == (0, "", "")
        assert os.path.islink("link") and os.listdir("real") == ["addn"]
        (files / "hosts.csv").write_text("other,10.0.0.9\n")
    assert "other" in (files / "real/addn").read_text()


def test_read_only_files_are_not_replaced(run, files, nobody):
    target = nobody / "addn"
    target.write_text(run("hosts", "--addresses", "hosts.csv")[1])
    csv = nobody / "hosts.csv"
    csv.write_text("other,10.0.0.9\n")
    target.chmod(0o444)
    before = target.read_bytes()
    status, _, err = run("hosts", "--addresses", csv, "--write", target)
    assert status == 2 and "Permission denied" in err and target.read_bytes() == before
    assert sorted(os.listdir(nobody)) == ["addn", "hosts.csv"]


@pytest.mark.posix
@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no attributes here")
def test_attributes_are_kept(run, files):
    run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    try:
        os.setxattr("addn", "user.keep", b"this")
    except OSError:
        pytest.skip("no attributes on this file system")
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    assert run("hosts", "--addresses", "hosts.csv", "--write", "addn") == (0, "", "")
    assert os.getxattr("addn", "user.keep") == b"this" and "other" in (files / "addn").read_text()


@pytest.mark.posix
@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no access lists here")
def test_inherited_access_is_removed(run, files):
    """Whatever the directory's access list gives to what is new in it."""
    directory = files / "directory"
    directory.mkdir()
    # Version 2; owner rwx, nobody (65534) r, group, mask rwx and others.
    entries = [(1, 7, 2**32 - 1), (2, 4, 65534), (4, 0, 2**32 - 1), (16, 7, 2**32 - 1)]
    entries += [(32, 0, 2**32 - 1)]
    acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *one) for one in entries)
    target = directory / "addn"
    run("hosts", "--addresses", "hosts.csv", "--write", target)
    target.chmod(0o660)
    try:
        os.setxattr(directory, "system.posix_acl_default", acl)
    except OSError:
        pytest.skip("no access lists on this file system")
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    assert run("hosts", "--addresses", "hosts.csv", "--write", target) == (0, "", "")
    assert "system.posix_acl_access" not in os.listxattr(target)
    assert target.stat().st_mode & 0o777 == 0o660 and "other" in target.read_text()


@pytest.mark.parametrize("mask", [0o000, 0o027])
def test_the_mode_of_new_files(run, files, mask):
    before = os.umask(mask)
    try:
        run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    finally:
        os.umask(before)
    assert os.stat("addn").st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.posix
def test_a_replaced_file_keeps_its_mode(tmp_path):
    path = tmp_path / "page"
    atomic.write_files({str(path): [b"old"]})
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~_umask()
    path.chmod(0o640)
    atomic.write_files({str(path): [b"new"]})
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_is_replaced(tmp_path):
    path = tmp_path / "page"
    atomic.write_files({str(path): [b"old"]})

    def chunks():
        yield b"new"
        assert path.read_bytes() == b"old"
        yield b" one"

    atomic.write_files({str(path): chunks()})
    assert path.read_bytes() == b"new one"
    assert os.listdir(tmp_path) == ["page"]


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_failed_write_keeps_the_old_file(tmp_path):
    path = tmp_path / "page"
    path.write_bytes(b"old")

    def chunks():
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        atomic.write_files({str(path): chunks()})
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"old", ["page"])


def test_links_are_followed(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    atomic.write_files({str(tmp_path / "link"): [b"new"]})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_device_is_written_to(full_device):
    with pytest.raises(CommandError, match="full': No space left on device"):
        atomic.write_files({full_device: [b"x"]})
    assert stat.S_ISCHR(os.stat(full_device).st_mode)
