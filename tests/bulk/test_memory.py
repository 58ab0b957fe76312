"""Memory and threads: strings, references, the GIL, and buffers that change."""

import sys
import threading
import time
import tracemalloc
from array import array

import pytest
from columns_cases import DECODERS, ENCODERS, outcome
from hostile import Index

from vmssnames import (
    Fleet,
    NameFormatError,
    decode_computer_names,
    decode_ids,
    encode_computer_names,
    encode_ids,
    encode_vm_names,
    split_computer_names,
)
from vmssnames._kernels import backend


def test_equal_prefixes_in_a_run_are_one_string(kernels):
    prefixes, _ = split_computer_names(["web000001", "web000002", "app000001", "web000003"])
    assert prefixes == ["web", "web", "app", "web"]
    if kernels.name != "python":
        assert prefixes[0] is prefixes[1]
    prefixes, _ = split_computer_names(["web000001", "webx00001", "we0000001", "Web000001"])
    assert prefixes == ["web", "web", "we0", "Web"]


def test_names_are_ordinary_strings(kernels):
    """Compact, ASCII, hashed and compared like any other."""
    name = encode_computer_names("web", [85])[0]
    assert {name: 1}["web00002D"] == 1
    assert sys.getsizeof(name) == sys.getsizeof("web00002D"[:])
    assert name.encode() == b"web00002D"
    vm = encode_vm_names("web", [85])[0]
    assert sys.getsizeof(vm) == sys.getsizeof("web_85"[:])


def test_nothing_leaks(kernels):
    """Results and arguments of kernels are freed with their last reference."""
    items = ["web00002D", "web_85", "app00002D", "web00002D", "nothing", None]
    view = array("I", [85, 2176782335, 36**6])

    def work():
        for _ in range(300):
            for decoder in DECODERS.values():
                decoder(items, errors="null")
                outcome(decoder, items)
                decoder(items[:1] if decoder is not DECODERS["decode_vm_names"] else items[1:2])
            decode_ids(b"00002DZZZZZZ")
            outcome(decode_ids, b"00002DZZZZZ!")
            for encode in ENCODERS.values():
                encode([85, 2176782335])
                encode(view[:2])
                outcome(encode, view)
                outcome(encode, [1, 2, "x"])

    work()
    before = [sys.getrefcount(item) for item in items[:-1]]
    none = sys.getrefcount(None)
    tracemalloc.start()
    try:
        work()
        start, _ = tracemalloc.get_traced_memory()
        work()
        end, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert end - start < 2000
    assert [sys.getrefcount(item) for item in items[:-1]] == before
    assert abs(sys.getrefcount(None) - none) < 300
    view.append(1)  # BufferError if a kernel still held it


def test_other_threads_run_during_a_loop(compiled):
    """Long loops over buffers let go of the GIL: a thread that wakes up meanwhile goes on."""
    numpy = pytest.importorskip("numpy")
    has_gil = sys._is_gil_enabled() if hasattr(sys, "_is_gil_enabled") else True
    ids = array("I", [85]) * 10_000_000
    digits = encode_ids(ids)
    swapped = numpy.frombuffer(ids, "u4").astype(">i8")
    interval = sys.getswitchinterval()

    def lets_go(call, argument):
        woke = []

        def sleep():
            ready.set()
            time.sleep(0.003)
            woke.append(time.perf_counter())

        ready = threading.Event()
        thread = threading.Thread(target=sleep)
        thread.start()
        ready.wait()
        start = time.perf_counter()  # a busy machine may let it sleep out before
        call(argument)
        end = time.perf_counter()
        thread.join()
        return start < woke[0] < end

    sys.setswitchinterval(100)  # so that nobody is made to let go
    try:
        for call, argument in [(encode_ids, ids), (encode_ids, swapped), (decode_ids, digits)]:
            assert any(lets_go(call, argument) for _ in range(10))
        if has_gil:
            assert not lets_go(sum, ids)  # which does not
    finally:
        sys.setswitchinterval(interval)


def test_a_buffer_that_changes_during_a_loop(kernels):
    """Another thread may write where we read: some mixture comes out, or an error of ours."""
    data = bytearray(b"00002D" * 200_000)
    stop = threading.Event()

    def write():
        while not stop.is_set():
            data[600_000] = 33
            data[600_000] = 48

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3 if kernels.name == "python" else 30):
            found = outcome(decode_ids, data)
            assert isinstance(found, array) or found[0] in (NameFormatError, RuntimeError)
    finally:
        stop.set()
        writer.join()


def test_kernels_that_reject_valid_items_are_an_error(kernels, monkeypatch):
    """A kernel that rejects an item which the definition accepts is an internal error."""

    class Wrong:
        name = "wrong"
        decode_ids = staticmethod(lambda data, threads: (array("I"), 0))
        decode_computer_names = staticmethod(lambda names, prefix, null: ([], 0))
        encode_ids = staticmethod(lambda ids, threads: (b"", 0))

    monkeypatch.setattr(backend, "kernels", Wrong)
    for call in (
        lambda: decode_ids(b"00002D"),
        lambda: decode_computer_names(["web00002D"], "web"),
        lambda: encode_ids([85]),
        lambda: encode_ids(array("I", [85])),
        lambda: encode_ids([Index(85)]),
    ):
        with pytest.raises(RuntimeError, match="item 0: wrong kernels reject .*, names/ does not"):
            call()


def test_a_list_that_another_thread_changes(kernels):
    """Also without the GIL: what was there at some moment is converted, or that is an error."""
    names, ids = ["web00002D"] * 50, [85] * 50
    fleet, over = Fleet(["web"]), threading.Event()
    conversions = (
        lambda: set(decode_computer_names(names, prefix="web")) <= {85, 86},
        lambda: set(split_computer_names(names)[0]) == {"web"},
        lambda: set(encode_computer_names("web", ids)) <= {"web00002D", "web00002E"},
        lambda: encode_ids(ids).startswith(b"00002D"),
        lambda: {one.instance_id for one in fleet.resolve_many(names)} <= {85, 86},
    )

    def change():
        while not over.is_set():
            for column, item in ((names, "web00002E"), (ids, 86)):
                column.extend([item] * 40)
                del column[-40:]

    thread = threading.Thread(target=change)
    thread.start()
    try:
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            for convert in conversions:
                try:
                    assert convert()
                except RuntimeError as error:
                    assert "did another thread change the column?" in str(error)
    finally:
        over.set()
        thread.join()
