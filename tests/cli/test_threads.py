"""Large files are searched by several threads: the output is the same, and in the same order."""

import gzip
import os
import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from vmssnames.cli import main
from vmssnames.cli.errors import InputError
from vmssnames.cli.inputs import ahead, files


@pytest.fixture
def small(monkeypatch):
    """Blocks of 64 bytes, of files that are all large."""
    monkeypatch.setattr(files, "READ_SIZE", 64)
    monkeypatch.setattr(files, "MAX_READ", 128)
    monkeypatch.setattr(files, "MAX_LINE", 512)
    monkeypatch.setattr(files, "_NEAR_END", 128)
    monkeypatch.setattr(files, "LARGE", 0)


@pytest.fixture
def run(capfdbinary):
    def run(*args):
        capfdbinary.readouterr()
        status = main(list(map(str, args)))
        return status, *capfdbinary.readouterr()

    return run


LINES = st.sampled_from(
    [
        b"node web00002D is up\n",
        b"x" * 300 + b"\n",
        b"y" * 1200 + b" web_7\n",
        b"web_1 " * 40 + b"\n",
        b"\n",
        b"\xff\x00 web00000a\r\n",
        b"webserver x-web00000a\n",
    ]
)
COMMANDS = [
    ("scan",),
    ("scan", "--count"),
    ("scan", "--unique", "-o", "tsv"),
    ("scan", "--with", "line,offset,instance_id"),
    ("annotate",),
    ("annotate", "--at-line-end"),
]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    texts=st.lists(st.lists(LINES, max_size=30).map(b"".join), min_size=1, max_size=3),
    args=st.sampled_from(COMMANDS),
    threads=st.integers(2, 5),
    kind=st.sampled_from(["plain", "gzip", "cut", "utf-16-le", "no newline"]),
)
def test_any_number_of_threads_gives_the_same(small, run, tmp_path, texts, args, threads, kind):
    """One thread and several write the same bytes and messages, and end with the same status."""
    paths = []
    for number, text in enumerate(texts):
        match kind:
            case "gzip":
                text = gzip.compress(text)
            case "cut":
                text = gzip.compress(text)[:-6]
            case "utf-16-le":
                text = ("\ufeff" + text.decode("latin-1")).encode("utf-16-le") + b"\n"
            case "no newline":
                text = text.rstrip()
        paths.append(tmp_path / f"{number}")
        paths[-1].write_bytes(text)
    command, *more = args
    one = run(command, "--prefix", "web", *more, "--threads", 1, *paths)
    assert run(command, "--prefix", "web", *more, "--threads", threads, *paths) == one


def test_a_file_is_worth_two_threads_from_20_mb_on(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_cpus", lambda: 8)
    path = tmp_path / "log"
    for size, most, threads in [
        (files.LARGE, None, 2),
        (files.LARGE, 3, 3),
        (files.LARGE, 1, 1),
        (files.LARGE - 1, None, 1),
        (files.LARGE - 1, 3, 1),
    ]:
        path.write_bytes(b"")
        os.truncate(path, size)
        assert files.threads_for(str(path), most) == threads
    monkeypatch.setattr(files, "_cpus", lambda: 1)
    path.write_bytes(b"")
    os.truncate(path, files.LARGE)
    assert files.threads_for(str(path), None) == 1
    assert files.threads_for(str(tmp_path / "none"), 4) == 1
    assert files.threads_for(str(tmp_path), 4) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_is_worth_one_thread(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert files.threads_for(str(tmp_path / "pipe"), 4) == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["scan", "--threads", "0"], "--threads: expected 1..256, got '0'"),
        (["annotate", "--threads", "-3"], "--threads: expected 1..256, got '-3'"),
        (["scan", "--threads", "1_0"], "--threads: expected 1..256, got '1_0'"),
        (
            ["annotate", "--threads", "2", "--field", "host", "--add", "instance_id"],
            "--threads does not work with --field or --column",
        ),
    ],
)
def test_wrong_threads_are_an_error(run, args, message):
    status, out, errors = run(*args, "--prefix", "web")
    assert (status, out) == (2, b"") and message in errors.decode()


# Without a command.


def test_at_most_so_many_items_wait():
    """A consumer that is slow holds back the threads: what they took and it did not use is bounded."""
    taken = used = most = 0

    def items():
        nonlocal taken, most
        for number in range(100):
            taken += 1
            most = max(most, taken - used)
            yield number

    for number, square in ahead.in_threads(lambda one: one * one, items(), 3, 4):
        assert (number, square) == (used, used * used)
        time.sleep(0.001)
        used += 1
    assert (taken, used) == (100, 100) and 1 < most <= 4


def test_errors_are_raised_in_their_turn():
    def items(last):
        yield from range(10)
        if last:
            raise last

    def work(one):
        time.sleep(0.002 * (10 - one))  # The later ones are ready first.
        if one == 7 and not broken:
            raise MemoryError
        return one

    for broken, error in ((None, MemoryError), (InputError("cut off"), InputError)):
        got = []
        with pytest.raises(error):
            got.extend(one for one, _ in ahead.in_threads(work, items(broken), 4, 5))
        assert got == list(range(10 if broken else 7))


def test_threads_end_with_the_loop():
    """A loop that is left, as when the reader of a pipe ended, leaves no thread behind."""
    before = threading.active_count()
    for _ in range(20):
        loop = ahead.in_threads(str, iter(range(1000)), 4, 8)
        assert next(loop) == (0, "0")
        loop.close()
    assert threading.active_count() == before


def test_without_threads_the_caller_does_all(monkeypatch):
    def start(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ahead.Thread, "start", start)
    assert list(ahead.in_threads(str, iter("ab"), 4, 5)) == [("a", "a"), ("b", "b")]


def test_a_large_file_by_default(run, tmp_path):
    """A file of 24 MB takes the threads of the default, and has all its names."""
    (tmp_path / "log").write_bytes(b"node web00002D is up\n" * 1_200_000)
    assert run("scan", "--prefix", "web", "--count", tmp_path / "log")[:2] == (0, b"1200000\n")
