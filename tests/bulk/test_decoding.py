"""Columns of digits to IDs: every byte at every position, and what is left over."""

from array import array

import naive
import pytest
from columns_cases import TOP, outcome, over_kernels
from hypothesis import given, strategies as st
from strategies import (
    columns,
    six_digits,
)

from vmssnames import (
    NameFormatError,
    decode_ids,
)


@over_kernels
@given(columns)
def test_decoding_undoes_encoding(kernels, column):
    digits = "".join(map(naive.base36, column)).encode()
    for data in (digits, digits.lower(), bytearray(digits), memoryview(digits), array("B", digits)):
        found = decode_ids(data)
        assert type(found) is array
        assert found.typecode == "I"
        assert found.tolist() == column


@over_kernels
@given(st.lists(six_digits, max_size=70))
def test_decoding_follows_the_rule(kernels, texts):
    assert decode_ids("".join(texts).encode()).tolist() == list(map(naive.value, texts))


@pytest.mark.parametrize("count", [1, 17, 4095, 4096, 4100])
def test_the_first_bad_digits_are_the_ones_reported(kernels, count):
    for bad in {*range(min(count, 70)), count - 1}:
        data = b"00002D" * bad + b"00000!" * (count - bad)
        assert outcome(decode_ids, data) == (
            NameFormatError,
            f"item {bad}: expected six base-36 digits, got '00000!'",
        )


def test_every_byte_in_every_place_of_every_lane(kernels):
    """70 items cross the widest loop and its tail; every byte value is tried at every position."""
    data = bytearray(b"00Zz9A" * 70)
    for place in range(len(data)):
        kept = data[place]
        want = array("I", [naive.value("00Zz9A")] * 70)
        for code in range(256):
            data[place] = code
            item = place // 6
            text = data[6 * item : 6 * item + 6].decode("latin-1")
            if naive.value(text) is None:
                found, good = kernels.decode_ids(memoryview(data), 1)
                assert (len(found), good) == (item, item)
            else:
                want[item] = naive.value(text)
                assert kernels.decode_ids(memoryview(data), 1) == (want, 70)
        data[place] = kept


@pytest.mark.parametrize("size", range(1, 14))
def test_digits_left_over(kernels, size):
    data = (b"00002D" * 3)[:size]
    if size % 6:
        text = data[size // 6 * 6 :].decode()
        assert outcome(decode_ids, data) == (
            NameFormatError,
            f"item {size // 6}: expected six base-36 digits, got '{text}'",
        )
    else:
        assert decode_ids(data).tolist() == [85] * (size // 6)
    assert outcome(decode_ids, b"!" + data)[1].startswith("item 0: ")


def test_objects_without_bytes(kernels):
    for data in ("00002D", None, 85, ["00002D"], iter(b"00002D")):
        assert outcome(decode_ids, data) == (
            TypeError,
            f"expected a bytes-like object, got {type(data).__name__}",
        )


def test_bytes_of_every_shape(kernels):
    numpy = pytest.importorskip("numpy")
    texts = numpy.array([b"00002D", b"ZZZZZZ", b"000000"])
    assert decode_ids(texts).tolist() == [85, TOP, 0]
    assert decode_ids(texts[::-1]).tolist() == [0, TOP, 85]
    assert decode_ids(texts[::2]).tolist() == [85, 0]
    assert decode_ids(numpy.array([[b"00002D"], [b"00002e"]])).tolist() == [85, 86]
    assert decode_ids(memoryview(b"0x0x0x0x2xDx")[::2]).tolist() == [85]
    assert decode_ids(b"").tolist() == []
