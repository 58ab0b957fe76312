"""What the command does on a terminal: widths, colours, and hints for people."""

import os
import re

import azure_shapes as azure
import pytest
from commands import COMMAND
from documents import ROOT

from vmssnames.cli.outputs.rows import aligned, fitted

pytestmark = pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")

ROWS = [azure.row(9), azure.row(85, "stopped"), azure.row(100)]
STATES = ["inventory", "demo/instances.json", "demo/nics.json"]


@pytest.fixture
def terminal():
    """Run the command on a terminal of some columns; return what it shows."""
    import fcntl
    import pty
    import struct
    import termios

    def run(*args, columns=80, typed=b"", **variables):
        child, fd = pty.fork()
        if child == 0:
            try:
                os.chdir(ROOT)
                environment = {"PATH": os.environ["PATH"], "TERM": "xterm", "LC_ALL": "C.UTF-8"}
                os.read(0, 1)  # Until the terminal has its size.
                os.execve(COMMAND[0], [*COMMAND, *args], environment | variables)
            finally:  # Never go on as a second pytest.
                os._exit(127)
        size = struct.pack("HHHH", 50, columns, 0, 0)
        fcntl.ioctl(fd, termios.TIOCSWINSZ, size)
        os.write(fd, b"\n" + typed)
        shown = b""
        while True:
            try:
                data = os.read(fd, 65536)
            except OSError:  # The other end is closed.
                break
            if not data:
                break
            shown += data
        os.close(fd)
        os.waitpid(child, 0)
        return shown.decode().replace("\r\n", "\n").removeprefix("\n")

    return run


def plain(text):
    return re.sub("\x1b\\[[0-9;]*m", "", text)


@pytest.mark.parametrize("columns", [20, 60, 80, 100, 120, 160, 200])
def test_tables_fit(terminal, columns):
    """Columns that have no room are left out and named; what is wrong never is."""
    lines = plain(terminal(*STATES, columns=columns)).splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("NAME "))
    assert lines[head].split()[-1] == "FINDINGS" and " POWER " in lines[head]
    table = lines[head : head + 14]
    least = len("aks-nodepool1-25781205-vmss_10  deallocated  provisioning, health")
    assert max(map(len, table)) <= max(columns, least)
    hidden = re.findall("no room for .*", " ".join(lines))
    assert len(hidden) == (columns < 170)
    for name in ("COMPUTER NAME", "SIZE", "HEALTH"):
        assert (name in lines[head]) != (bool(hidden) and name in hidden[0])


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
def test_tables_of_names_fit(terminal, columns):
    """Those of scan leave out columns, too, unless somebody asked for them."""
    scan = ["scan", "--fleet", "demo/fleet.json", "demo/kubelet.log", "demo/cluster.log"]
    for more in (["--unique"], ["-o", "table"]):
        lines = plain(terminal(*scan, *more, columns=columns)).splitlines()
        # With the longest name, and its file.
        assert max(map(len, lines)) <= max(columns, 60)
        hidden = "no room for" in " ".join(lines)
        assert hidden == (columns < (150 if more == ["--unique"] else 110))
        asked = plain(terminal(*scan, *more, "--columns", "certainty,vm_name", columns=columns))
        assert "no room" not in asked and "VM NAME" in asked


def test_pipes_have_all_columns(cli):
    """Whatever COLUMNS says: a program reads them."""
    out = cli(*STATES, "-o", "table", cwd=ROOT, env={"COLUMNS": "40"})[1]
    assert "COMPUTER NAME" in out and "no room" not in out and "\x1b" not in out


def test_colours_have_meanings(terminal, cli):
    """States that need a look; never where NO_COLOR or a dumb terminal says so."""
    shown = terminal(*STATES, columns=200)
    assert "\x1b[31mfailed\x1b[0m " in shown and "\x1b[33mdeallocated\x1b[0m " in shown
    assert "\x1b[31mrunning" not in shown and "\x1b[33msucceeded" not in shown
    assert "\x1b" not in terminal(*STATES, NO_COLOR="1") + terminal(*STATES, TERM="dumb")
    assert "\x1b[31merror\x1b[0m: " in terminal("inventory", STATES[1], "--explain", "all")
    forced = cli(*STATES, "-o", "table", cwd=ROOT, env={"FORCE_COLOR": "1"})[1]
    assert "\x1b[31mfailed\x1b[0m " in forced
    assert "\x1b" not in cli(*STATES, "-o", "table", cwd=ROOT, env={"FORCE_COLOR": "0"})[1]
    both = {"FORCE_COLOR": "1", "NO_COLOR": "1"}
    assert "\x1b" not in cli(*STATES, "-o", "table", cwd=ROOT, env=both)[1]


def test_colours_do_not_change_the_layout(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    lines = [["A", "B"], ["failed", "1"], ["x", "2"]]
    found = plain(aligned(lines, colours={("A", "failed"): "error"}))
    assert found == plain(aligned(lines)) == "A       B\nfailed  1\nx       2\n"
    # By column: a VM may be called like a state.
    assert "failed\x1b" not in aligned(lines, colours={("B", "failed"): "error"})
    assert "failed\x1b" in aligned(lines, colours={("A", "failed"): "error"})


@pytest.mark.parametrize("width", range(30))
def test_fitted_drops_no_more_than_needed(width):
    """With one column more, the table would be too wide."""
    lines = [["A", "BB", "CCC", "KEEP"], ["1", "", "333", "4"]]
    found, dropped = fitted(lines, width, ["A", "CCC"])
    whole = ["A", "BB", "CCC", "KEEP"]
    assert found[0] == [name for name in whole if name not in dropped]
    size = len(aligned([found[0]]).rstrip())
    assert size <= width or dropped == ["A", "CCC"]
    if dropped:
        before = [name for name in whole if name not in dropped[:-1]]
        assert len("  ".join(before)) > width


def test_waiting_for_input_is_said(terminal):
    """Who forgets the file learns what the command waits for."""
    shown = terminal("convert", "--to", "id", typed=b"web00002D\n\x04")
    assert "vmssnames: reading standard input, a terminal; Ctrl-D ends it" in shown
    assert shown.rstrip().endswith("85")


def test_the_bare_command_shows_help(cli):
    """On standard error, with status 2: a script with an empty variable must not succeed."""
    status, out, errors = cli()
    assert (status, out) == (2, "")
    assert errors.startswith("usage: vmssnames NAME...")
    assert errors.endswith("vmssnames: no NAME or COMMAND given\n")


def test_colours_of_matches(terminal, tmp_path):
    """On a terminal, annotate marks the names; the text is the same."""
    log = tmp_path / "log"
    log.write_bytes(b"at web00002D, web00002E\n")
    shown = terminal("annotate", "--prefix", "web", str(log))
    assert shown.count("\x1b[1;36mweb00002") == 2
    assert plain(shown) == "at web00002D(web/85), web00002E(web/86)\n"


@pytest.mark.parametrize("columns", range(60, 90, 3))
def test_colours_take_no_room(terminal, columns):
    """Sentences are wrapped as they are without colours."""
    args = ("inventory", "demo/instances.json", "--explain", "all", "-q")
    coloured = terminal(*args, columns=columns)
    assert "\x1b[31merror\x1b[0m: " in coloured
    assert plain(coloured) == terminal(*args, "--color", "never", columns=columns)


def test_what_was_written_is_said(terminal, tmp_path):
    """To people: on a terminal, unless they want no notes."""
    out = tmp_path / "hosts.csv"
    args = ("table", "demo/instances.json", "--write", str(out))
    shown = terminal(*args, columns=200)
    assert f"hosts.csv': written, {out.stat().st_size:,} bytes" in shown
    assert "hosts.csv': unchanged" in terminal(*args, columns=200)
    assert "hosts.csv': unchanged" in terminal(*args, "--check", columns=200)
    assert "hosts.csv" not in terminal(*args, "-q", columns=200)
    page = tmp_path / "page.html"
    shown = terminal(*STATES, "--html", str(page), columns=200)
    assert f"page.html': written, 13 instances, {page.stat().st_size:,} bytes" in shown


def test_progress_of_a_long_search(tmp_path):
    """After a second, bytes of bytes, rate and time left; only if standard error is a terminal."""
    import pty
    import subprocess

    log = tmp_path / "log"
    line = b"2026-11-28T03:00:00Z node web00002D: volume manager, pod default/app-%d\n"
    with log.open("wb") as file:
        block = b"".join(line % i for i in range(200_000))
        for _ in range(8):
            file.write(block)
    main, other = pty.openpty()
    code = (
        "import sys, vmssnames.cli.terminal as terminal\n"
        "terminal.Progress._FIRST = terminal.Progress._EVERY = 0.0\n"
        "from vmssnames.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [COMMAND[0], "-c", code, "scan", "--prefix", "web", "--count", str(log)]
    done = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=other, cwd=ROOT)
    os.close(other)
    told = b""
    while True:
        try:
            data = os.read(main, 65536)
        except OSError:
            break
        if not data:
            break
        told += data
    os.close(main)
    assert done.communicate()[0] == b"1600000\n"
    lines = told.decode().split("\r\x1b[K")[1:]
    assert re.fullmatch(r"[0-9]+ of [0-9]+ MB, [0-9,]+ MB/s, [0-9]+ s left\r", lines[0])
    assert told.endswith(b"\r\x1b[K")  # Nothing is left of it.


def test_no_progress_in_pipes(cli, tmp_path):
    (tmp_path / "log").write_bytes(b"web00002D\n" * 10**6)
    assert cli("scan", "--prefix", "web", "--count", str(tmp_path / "log"))[1:] == ("1000000\n", "")


@pytest.mark.parametrize("word", ["version", "versoin"])
def test_words_near_an_option(cli, word):
    assert "did you mean the option --version?" in cli(word)[2]
