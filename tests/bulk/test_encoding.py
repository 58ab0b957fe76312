"""Columns of IDs to digits and names: lists, ranges, buffers of every integer, and odd objects."""

import collections
import random
import struct
import subprocess
import sys
from array import array

import naive
import pytest
from columns_cases import TOP, encoders, expected, outcome, over_kernels
from hostile import NO_IDS, Index, LyingInt
from hypothesis import given
from strategies import (
    columns,
    wrong_ids,
)

from vmssnames import (
    InstanceIDRangeError,
    NameFormatError,
    decode_ids,
    encode_ids,
)


@encoders
@over_kernels
@given(columns)
def test_encoding_follows_the_rule(kernels, encode, column):
    """ "... in base 36 and is always six digits in length ..." """
    want = expected(encode, column)
    for form in (column, tuple(column), iter(column), array("I", column), array("q", column)):
        assert encode(form) == want
    assert type(want) is type(encode(column))


@pytest.mark.parametrize("count", range(140))
def test_every_length_of_column(kernels, count):
    """Other IDs in every lane, in whatever a vector loop does and what it leaves over."""
    chance = random.Random(count)
    for _ in range(5):
        column = [chance.randrange(TOP + 1) for _ in range(count)]
        digits = "".join(map(naive.base36, column))
        spelled = "".join(chance.choice((d, d.lower())) for d in digits)
        assert encode_ids(array("I", column)).decode() == digits
        assert decode_ids(digits.encode()).tolist() == column
        assert decode_ids(spelled.encode()).tolist() == column
        # Neither reads nor writes care where the column stands.
        for shift in range(4):
            shifted = memoryview(b"x" * shift + digits.encode())[shift:]
            assert decode_ids(shifted).tolist() == column


@pytest.mark.parametrize("count", [0, 1, 2, 511, 512, 513, 1023, 1024, 1025, 4095, 4096, 5000])
@encoders
def test_blocks_are_joined(kernels, encode, count):
    """Kernels copy IDs in blocks, and let other threads run beyond some length."""
    column = [i * 430467 % (TOP + 1) for i in range(count)]
    for form in (column, array("I", column), array("Q", column), struct_column(">I", column)):
        assert encode(form) == expected(encode, column)


@encoders
def test_ranges(kernels, encode):
    for column in (
        range(0),
        range(70),
        range(700),
        range(85, 86),
        range(TOP, -1, -(36**5)),
        range(0, TOP + 1, TOP),
        range(5, 10**30, 10**29),
        range(5, -(10**30), -(10**29) - 5),
        range(TOP - 3, TOP + 1),
    ):
        good = [i for i in column if 0 <= i <= TOP]
        if len(good) == len(column):
            assert encode(column) == expected(encode, good)
        else:
            with pytest.raises(InstanceIDRangeError, match=rf"^item {len(good)}: "):
                encode(column)


@pytest.mark.parametrize(
    ("column", "index"),
    [
        (range(-1, 5), 0),
        (range(TOP, TOP + 2), 1),
        (range(10**12), TOP + 1),  # told without going there
        (range(10**30), TOP + 1),
        (range(0, 10**30, 7), TOP // 7 + 1),
        (range(5, -3, -2), 3),
        (range(10**30, 0, -1), 0),
    ],
)
@encoders
def test_ranges_beyond_the_ids(kernels, encode, column, index):
    with pytest.raises(InstanceIDRangeError) as caught:
        encode(column)
    value = column[index]
    shown = value if value.bit_length() <= 64 else f"of {value.bit_length()} bits"
    assert str(caught.value) == f"item {index}: instance ID {shown} is outside 0..{TOP}"


def struct_column(form, values):
    """Return a column of the struct format *form*, of the byte order that it names."""
    size = struct.calcsize(form)
    data = b"".join(struct.pack(form, value) for value in values)
    numpy = pytest.importorskip("numpy")
    kind = "u" if form[-1].isupper() else "i"
    return numpy.frombuffer(data, dtype=f"{form[0]}{kind}{size}")


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("kind", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
@encoders
def test_buffers_of_every_integer(kernels, encode, kind, order):
    numpy = pytest.importorskip("numpy")
    top = min(TOP, numpy.iinfo(kind).max)
    values = [0, 1, 35, 36, 85, top // 3, top - 1, top] * 9
    column = numpy.array(values, dtype=order + kind)
    want = expected(encode, values)
    read_only = column.copy()
    read_only.flags.writeable = False
    twice = numpy.repeat(column, 2)
    shifted = numpy.frombuffer(b"x" + column.tobytes(), dtype=column.dtype, offset=1)
    for form in (column, read_only, twice[::2], shifted, memoryview(column)):
        assert encode(form) == want
    assert encode(column[::-1]) == expected(encode, values[::-1])
    assert encode(column[:0]) == expected(encode, [])
    assert encode(numpy.broadcast_to(column[3:4], 5)) == expected(encode, [36] * 5)


@pytest.mark.parametrize("code", "bBhHiIlLqQnN")
@encoders
def test_native_formats(kernels, encode, code):
    data = struct.pack(f"@4{code}", 0, 1, 85, 127)
    for form in (code, "@" + code):
        assert encode(memoryview(data).cast(form)) == expected(encode, [0, 1, 85, 127])


@encoders
def test_buffers_of_bad_integers(kernels, encode):
    """The item is named, and its value, for every size, sign and byte order."""
    numpy = pytest.importorskip("numpy")
    for kind in ("i1", "i2", "i4", "i8", "u4", "u8"):
        for order in "<>":
            info = numpy.iinfo(kind)
            for bad in {info.min, -1, info.max, 36**6}:
                if not info.min <= bad <= info.max or 0 <= bad <= TOP:
                    continue
                column = numpy.array([85] * 3 + [bad] + [-1 if info.min else 36**6], order + kind)
                assert outcome(encode, column) == (
                    InstanceIDRangeError,
                    f"item 3: instance ID {bad} is outside 0..{TOP}",
                )


@encoders
def test_buffers_of_other_formats(kernels, encode):
    numpy = pytest.importorskip("numpy")
    for column, message in [
        (array("d", [85]), "expected integers, got a buffer of format 'd'"),
        (array("f"), "expected integers, got a buffer of format 'f'"),
        (memoryview(b"\1").cast("?"), "expected integers, got a buffer of format '?'"),
        (memoryview(b"\1").cast("c"), "expected integers, got a buffer of format 'c'"),
        (numpy.array(["a"]), "expected integers, got a buffer of format '1w'"),
        (numpy.zeros(2, "u4,u4"), "expected integers, got a buffer of format 'T{I:f0:I:f1:}'"),
        (
            memoryview(numpy.array([1], dtype=object)),
            "expected integers, got a buffer of format 'O'",
        ),
        (numpy.zeros((2, 2), "u4"), "expected a column of instance IDs, got 2 dimensions"),
        (numpy.array(85), "expected a column of instance IDs, got 0 dimensions"),
        (
            b"\0",
            "expected instance IDs, got bytes: for a column of small IDs, pass a memoryview of it",
        ),
        (
            bytearray(),
            "expected instance IDs, got bytearray: for a column of small IDs, pass a memoryview of it",
        ),
    ]:
        assert outcome(encode, column) == (TypeError, message)
    assert encode(memoryview(b"\0\x55")) == expected(encode, [0, 85])
    assert encode(numpy.array([0, 85], dtype=object)) == expected(encode, [0, 85])


@pytest.mark.parametrize(
    "value",
    [*NO_IDS, -1, 36**6, 2**31 * 2, 2**63, -(2**70), 10**5000],
    ids=lambda v: repr(v)[:20] if not isinstance(v, int) or v < 10**100 else "huge",
)
@pytest.mark.parametrize("count", [1, 2, 3, 17, 70])
@encoders
def test_the_first_bad_item_is_the_one_reported(kernels, encode, count, value):
    """A vector loop can lose an item at any of its edges, so try them all."""
    try:
        encode([value])
    except (TypeError, InstanceIDRangeError) as error:
        kind, text = type(error), str(error).removeprefix("item 0: ")
        assert str(error).startswith("item 0: ")
    for bad in range(count):
        column = [85] * bad + [value] + [object()] * (count - bad - 1)
        assert outcome(encode, column) == (kind, f"item {bad}: {text}")


@pytest.mark.parametrize("value", [36**6, 2**31 - 1 + 2**31, 2**32 - 1])
@encoders
def test_the_first_bad_item_of_a_buffer(kernels, encode, value):
    for count in range(1, 71):
        for bad in range(count):
            column = array("I", [TOP] * bad + [value] * (count - bad))
            assert outcome(encode, column) == (
                InstanceIDRangeError,
                f"item {bad}: instance ID {value} is outside 0..{TOP}",
            )


@encoders
@over_kernels
@given(columns, wrong_ids, columns)
def test_wrong_ids_anywhere(kernels, encode, before, wrong, after):
    found = outcome(encode, [*before, wrong, *after])
    assert found[0] is InstanceIDRangeError
    assert found[1].startswith(f"item {len(before)}: instance ID ")


@encoders
def test_objects_with_index_and_subclasses(kernels, encode):
    numpy = pytest.importorskip("numpy")
    column = [85, Index(1), LyingInt(2), numpy.uint8(3), numpy.int64(4), Index(5), 6]
    assert encode(column) == expected(encode, [85, 1, 2, 3, 4, 5, 6])
    assert encode(list(numpy.arange(700))) == expected(encode, range(700))
    assert outcome(encode, [85, LyingInt(-1)]) == (
        InstanceIDRangeError,
        f"item 1: instance ID -1 is outside 0..{TOP}",
    )
    assert outcome(encode, [85, Index(1), Index(36**6)]) == (
        InstanceIDRangeError,
        f"item 2: instance ID 2176782336 is outside 0..{TOP}",
    )


class Boom(NameFormatError):
    def __init__(self, one, two):
        super().__init__(one)


@pytest.mark.parametrize(
    "error",
    [KeyError("boom"), Boom("a", "b"), UnicodeDecodeError("x", b"", 0, 1, "boom"), MemoryError()],
    ids=repr,
)
@encoders
def test_errors_of_items_own_code_are_raised(kernels, encode, error):
    with pytest.raises(type(error)) as caught:
        encode([85, Index(error), -1])
    assert caught.value is error


@encoders
def test_a_list_changed_while_it_is_read(kernels, encode):
    """An item's own code may do that; what the list held before is what counts."""

    class Clears:
        def __index__(self):
            column.clear()
            return 85

    column = [1, Clears(), 3, Clears()]
    assert encode(column) == expected(encode, [1, 85, 3, 85])
    column = [Clears(), 2, 3]
    assert encode(column) == expected(encode, [85, 2, 3])

    class Appends:
        def __index__(self):
            column.append(self)
            return 85

    column = [Appends(), Appends(), 3]
    assert encode(column) == expected(encode, [85, 85, 3])
    column = [1, Clears(), -1]
    assert outcome(encode, column) == (
        InstanceIDRangeError,
        f"item 2: instance ID -1 is outside 0..{TOP}",
    )


def test_a_list_changed_by_the_garbage_collector(environment, kernels):
    """To make a list may run it (to 3.11), and it may run anybody's code: nothing read is freed."""
    code = """
import gc, sys
import vmssnames as v
from array import array

class Node:
    def __del__(self):
        column.clear()

for call, item in [
    (v.encode_ids, lambda i: 10**6 + i),
    (lambda c: v.encode_computer_names("web", c), lambda i: 10**6 + i),
    (lambda c: v.encode_vm_names("web", c), lambda i: 10**6 + i),
    (lambda c: v.decode_computer_names(c, "web"), "web{:06d}".format),
    (lambda c: v.decode_vm_names(c, "web"), "web_{}".format),
    (v.split_computer_names, "web{:06d}".format),
]:
    for threshold in range(1, 12):
        column = [item(i) for i in range(5000)]
        gc.disable()
        gc.collect()
        for _ in range(3):
            node = Node()
            node.self = node
            del node
        gc.set_threshold(threshold)
        gc.enable()
        call(column)
        gc.disable()
print("whole")
"""
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"PYTHONMALLOC": "debug", "VMSSNAMES_BACKEND": kernels.name},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "whole\n", "")


@encoders
def test_other_iterables(kernels, encode):
    want = expected(encode, [3, 1, 2])
    for column in (
        collections.deque([3, 1, 2]),
        {3: 0, 1: 0, 2: 0},
        {3: 0, 1: 0, 2: 0}.keys(),
        (i for i in (3, 1, 2)),
        map(int, "312"),
        type("Ids", (list,), {})([3, 1, 2]),
    ):
        assert encode(column) == want
    for column in ([], (), iter(()), array("I"), range(0), set()):
        assert encode(column) == expected(encode, [])

    def breaks():
        yield 1
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        encode(breaks())
    for column in (None, 85, 85.0, object()):
        kind = type(column).__name__
        message = f"expected a column of instance IDs, got {kind}"
        assert outcome(encode, column) == (TypeError, message)
    for column in ("", "85"):
        message = "expected a column of instance IDs, got one str"
        assert outcome(encode, column) == (TypeError, message)
