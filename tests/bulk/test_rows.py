"""Names in one buffer, and buffers in parts: what lists of names and one thread say of them."""

import ctypes
import random
import threading
from array import array

import naive
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from strategies import columns, computer_names, hostile_texts, prefixes, spoiled

from vmssnames import (
    InstanceIDRangeError,
    NameFormatError,
    decode_computer_names,
    decode_ids,
    decode_name_rows,
    encode_computer_names,
    encode_ids,
    encode_name_rows,
)

over_kernels = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

TOP = 36**6 - 1
ends = st.binary(max_size=40)


def outcome(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error), str(error)


def bits(valid, count):
    """Return a bitmap as booleans, Arrow's way."""
    assert len(valid) == -(-count // 8)
    both = [bool(byte >> k & 1) for byte in valid for k in range(8)]
    assert not any(both[count:])
    return both[:count]


@over_kernels
@given(prefixes, columns, ends, st.booleans())
def test_rows_are_the_names_and_their_ends(kernels, prefix, ids, end, lower):
    """What encode_name_rows writes is what encode_computer_names makes, and can be read again."""
    names = encode_computer_names(prefix, ids, lower=lower)
    rows = encode_name_rows(prefix, ids, end=end, lower=lower)
    assert rows == b"".join(name.encode() + end for name in names)
    found, valid = decode_name_rows(rows, prefix.swapcase(), end=end)
    assert found.tolist() == ids
    assert all(bits(valid, len(ids)))


@pytest.mark.parametrize("size", range(1, 59))
def test_every_length_of_row(kernels, size):
    """Rows are copied in pieces of 16 bytes; what a piece has too much is written over."""
    chance = random.Random(size)
    prefix = "".join(chance.choices("abcXYZ019", k=size))
    for length in (0, 1, 2, 9, 10, 11, 15, 16, 17, 33):
        end = chance.randbytes(length)
        for count in (0, 1, 2, 3, 31, 511, 512, 513):
            ids = [chance.randrange(TOP + 1) for _ in range(count)]
            want = b"".join(f"{prefix}{naive.base36(i)}".encode() + end for i in ids)
            assert encode_name_rows(prefix, array("I", ids), end=end) == want
            assert decode_name_rows(want, prefix, end=end)[0].tolist() == ids


texts = st.lists(
    computer_names.map(lambda name: "web" + name[-6:])
    | spoiled(computer_names.map(lambda name: "Web" + name[-6:]))
    | hostile_texts,
    max_size=70,
)


@over_kernels
@given(texts, st.sampled_from("iq"), st.booleans())
def test_offsets_are_read_as_lists_are(kernels, names, code, ended):
    """Row number i is data[offsets[i]:offsets[i + 1]], and means what that name means."""
    names = [name.encode("utf-8", "surrogatepass").decode("latin-1") for name in names]
    end = b";" if ended else b""
    data = b"".join(name.encode("latin-1") + end for name in names)
    offsets = array(code, [0])
    for name in names:
        offsets.append(offsets[-1] + len(name) + len(end))
    want = decode_computer_names(names, "web", errors="null")
    ids, valid = decode_name_rows(data, "web", offsets=offsets, end=end, errors="null")
    assert bits(valid, len(names)) == [one is not None for one in want]
    assert ids.tolist() == [one or 0 for one in want]
    strict = outcome(decode_computer_names, names, "web")
    found = outcome(decode_name_rows, data, "web", offsets=offsets, end=end)
    if isinstance(strict, list):
        assert found[0].tolist() == strict
    elif not any(";" in name for name in names):
        assert found == strict


def test_rows_that_are_bad(kernels):
    rows = b"web00002D\nweb00002E\nweb0000!F\n"
    for data, end, message in [
        (rows, b"\n", "item 2: 'web0000!F': expected six base-36 digits, got '0000!F'"),
        (rows, b"\r", "item 0: 'web00002D\\n': expected b'\\r' at its end"),
        (rows[:15], b"\n", "item 1: 'web00': expected b'\\n' at its end"),
        (
            rows[:20] + b"app00002D\n",
            b"\n",
            "item 2: 'app00002D': expected the prefix 'web', got 'app'",
        ),
        (b"web00002", b"", "item 0: 'web00002': expected the prefix 'web', got 'we'"),
        (b"\xff" * 9, b"", None),
    ]:
        kind, text = outcome(decode_name_rows, data, "web", end=end)
        assert kind is NameFormatError
        assert message in (None, text)
    ids, valid = decode_name_rows(rows, "WEB", end=b"\n", errors="null")
    assert (ids.tolist(), valid) == ([85, 86, 0], b"\x03")
    # What is left over is no row, and errors="null" has no place to say so.
    assert (
        outcome(decode_name_rows, rows + b"w", "web", end=b"\n", errors="null")[0]
        is NameFormatError
    )


@pytest.mark.parametrize(
    ("offsets", "message"),
    [
        ([0, 9, 5], "item 1: 9 and 5 are no offsets in 18 bytes"),
        ([0, 9, 19], "item 1: 9 and 19 are no offsets in 18 bytes"),
        ([-1, 9, 18], "item 0: -1 and 9 are no offsets in 18 bytes"),
        ([0, -9, 18], "item 0: 0 and -9 are no offsets in 18 bytes"),
        ([0, 9, 2**31 - 1], "item 1: 9 and 2147483647 are no offsets in 18 bytes"),
    ],
)
@pytest.mark.parametrize("errors", ["raise", "null"])
@pytest.mark.parametrize("code", "iq")
def test_offsets_that_lie(kernels, offsets, message, errors, code):
    """Nothing outside the data is read, and an invalid offset is an error, never a null."""
    data = b"web00002Dweb00002E"
    found = outcome(decode_name_rows, data, "web", offsets=array(code, offsets), errors=errors)
    assert found == (ValueError, message)


def test_offsets_of_other_kinds(kernels):
    data = b"web00002Dweb00002E"
    assert decode_name_rows(data, "web", offsets=array("Q", [9, 18]))[0].tolist() == [86]
    assert decode_name_rows(data, "web", offsets=memoryview(array("i", [18, 9, 0]))[::-1])[
        0
    ].tolist() == [85, 86]
    assert decode_name_rows(data, "web", offsets=array("i", [0])) == (array("I"), b"")
    for errors in ("raise", "null"):
        for nothing in (array("i"), memoryview(b"").cast("i"), array("i", [0])):
            got = decode_name_rows(b"", "web", offsets=nothing, errors=errors)
            assert got == (array("I"), b"")
    ordered = (ctypes.c_int32 * 3)(0, 9, 18)  # its format says "<i" or ">i"
    assert decode_name_rows(data, "web", offsets=ordered)[0].tolist() == [85, 86]
    for wrong in (array("h", [0, 9]), array("d", [0, 9]), [0, 9], b"\0\t", 9):
        assert outcome(decode_name_rows, data, "web", offsets=wrong)[0] is TypeError


def test_invalid_arguments(kernels):
    for wrong, kind in [("\n", TypeError), (bytearray(b"x"), TypeError), (None, TypeError)]:
        assert outcome(encode_name_rows, "web", [85], end=wrong)[0] is kind
        assert outcome(decode_name_rows, b"", "web", end=wrong)[0] is kind
    for call in (
        lambda threads: encode_ids([85], threads=threads),
        lambda threads: decode_ids(b"00002D", threads=threads),
        lambda threads: encode_name_rows("web", [85], threads=threads),
        lambda threads: decode_name_rows(b"web00002D", "web", threads=threads),
    ):
        assert outcome(call, 0) == (ValueError, "threads must be at least 1")
        assert outcome(call, True) == (TypeError, "threads must be an int, got bool")
        assert outcome(call, 2.0) == (TypeError, "threads must be an int, got float")
        assert call(10**30) is not None
    assert outcome(encode_name_rows, "we_b", [85])[0] is NameFormatError
    assert outcome(decode_name_rows, "web00002D", "web")[0] is TypeError
    assert outcome(decode_name_rows, b"", "web", errors="ignore")[0] is ValueError


LARGE = 3_147_000  # of digits, three parts, the last of an odd length; of rows, more


@pytest.mark.parametrize("threads", [2, 8])
def test_threads_change_nothing(compiled, threads):
    """In parts or in one go, with a bad item in any of them: the same result, the same error."""
    chance = random.Random(threads)
    ids = array("I", chance.choices(range(TOP + 1), k=1000)) * (LARGE // 1000)
    digits = encode_ids(ids)
    rows = encode_name_rows("web", ids, end=b"\n")
    offsets = array("i", range(0, len(rows) + 1, 10))
    assert encode_ids(ids, threads=threads) == digits
    assert decode_ids(digits, threads=threads) == ids
    assert encode_name_rows("web", ids, end=b"\n", threads=threads) == rows
    assert decode_name_rows(rows, "web", end=b"\n", threads=threads)[0] == ids
    found = decode_name_rows(rows, "web", end=b"\n", offsets=offsets, threads=threads)
    assert found == (ids, b"\xff" * (LARGE // 8))
    wide = array("q", ids)
    for bad in (0, 2**20 - 1, 2**20, 2**21 + 5, LARGE - 1, chance.randrange(LARGE)):
        later = min(bad + 2**20, LARGE - 1)  # not the one to be told
        spoiled_digits, spoiled_rows = bytearray(digits), bytearray(rows)
        for at in (bad, later):
            wide[at] = -1
            spoiled_digits[6 * at + 5] = 33
            spoiled_rows[10 * at + 8] = 33
        kind, text = outcome(encode_ids, wide, threads=threads)
        assert kind is InstanceIDRangeError
        assert text.startswith(f"item {bad}: ")
        kind, text = outcome(decode_ids, spoiled_digits, threads=threads)
        assert kind is NameFormatError
        assert text.startswith(f"item {bad}: ")
        got, valid = decode_name_rows(
            spoiled_rows, "web", end=b"\n", errors="null", threads=threads
        )
        assert [at for at, there in enumerate(bits(valid, LARGE)) if not there] == sorted(
            {bad, later}
        )
        assert got[bad] == got[later] == 0
        wide[bad], wide[later] = ids[bad], ids[later]


def test_threads_that_cannot_be_had(compiled, monkeypatch):
    """Then one does all."""

    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    ids = array("I", range(2**22))
    assert decode_ids(encode_ids(ids, threads=4), threads=4) == ids


def test_threads_that_die(compiled, monkeypatch):
    """What a thread did not do is done in the end, and is no bad item."""
    monkeypatch.setattr(threading.Thread, "run", lambda self: None)
    ids = array("I", range(2**22))
    assert decode_ids(encode_ids(ids, threads=4), threads=4) == ids


def test_empty_buffers_of_any_shape(kernels):
    numpy = pytest.importorskip("numpy")
    nothing = numpy.empty((0, 9), "u1")
    assert decode_name_rows(nothing, "web") == (array("I"), b"")
    found = outcome(decode_name_rows, nothing, "web", offsets=array("i", [0, 0]))
    assert found[0] is NameFormatError


def test_threads_run(compiled, monkeypatch):
    """A large buffer is cut in parts, a small one is not."""
    started = []
    start = threading.Thread.start
    monkeypatch.setattr(threading.Thread, "start", lambda self: started.append(self) or start(self))
    encode_ids(array("I", bytes(4 * LARGE)), threads=3)
    assert len(started) == 2
    encode_ids(array("I", bytes(4 * 2**20)), threads=3)
    assert len(started) == 2
