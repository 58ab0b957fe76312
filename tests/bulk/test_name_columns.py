"""Columns of names to IDs, one definition for all kernels, errors included."""

import collections
import decimal

import naive
import pytest
from columns_cases import DECODERS, encoders, expected, outcome, over_kernels, texts
from hostile import Index, LyingStr
from hypothesis import given
from strategies import (
    columns,
    prefixes,
    scale_sets,
)

from vmssnames import (
    ComputerName,
    NameFormatError,
    VMName,
    decode_computer_names,
    decode_vm_names,
    encode_computer_names,
    encode_vm_names,
    split_computer_names,
)

# A name that each of the decoders reads as 85.
GOOD = {
    "decode_computer_names": "web00002D",
    "split_computer_names": "web00002D",
    "decode_vm_names": "web_85",
}


decoders = pytest.mark.parametrize("decoder", DECODERS)


@over_kernels
@given(prefixes, columns)
def test_computer_names_round_trip(kernels, prefix, column):
    """ "{computer-name-prefix}{base-36-instance-id}" """
    names = encode_computer_names(prefix, column)
    assert names == [prefix + naive.base36(instance_id) for instance_id in column]
    assert names == [str(ComputerName(prefix, instance_id)) for instance_id in column]
    lower = encode_computer_names(prefix, column, lower=True)
    assert lower == [ComputerName(prefix, instance_id).node_name for instance_id in column]
    for spelling in (names, lower, tuple(names), iter(names)):
        assert decode_computer_names(spelling, prefix.swapcase()) == column
    assert split_computer_names(names) == ([prefix] * len(column), column)


@over_kernels
@given(scale_sets, columns)
def test_vm_names_round_trip(kernels, scale_set, column):
    """ "{scale-set-name}_{instance-id}" """
    names = encode_vm_names(scale_set, column)
    assert names == [f"{scale_set}_{instance_id}" for instance_id in column]
    assert decode_vm_names(names, scale_set.swapcase()) == column
    assert decode_vm_names([name.swapcase() for name in names], scale_set) == column


@decoders
@over_kernels
@given(column=texts)
def test_any_strings_decode_like_the_definition(kernels, decoder, column):
    """One at a time and by the column: the same values, and the same error for the same item."""
    decode = DECODERS[decoder]
    scalar = {
        "decode_computer_names": lambda text: _owned(ComputerName.parse(text), "prefix"),
        "split_computer_names": ComputerName.parse,
        "decode_vm_names": lambda text: _owned(VMName.parse(text), "scale_set"),
    }[decoder]
    parsed = [outcome(scalar, text) for text in column]
    refused = [i for i, result in enumerate(parsed) if isinstance(result, tuple)]

    want = [None if i in refused else parsed[i].instance_id for i in range(len(column))]
    found = decode(column, errors="null")
    if decoder == "split_computer_names":
        assert found[0] == [None if i in refused else parsed[i].prefix for i in range(len(column))]
        found = found[1]
    assert found == want

    if refused:
        error, text = outcome(decode, column)
        assert text.startswith(f"item {refused[0]}: ")
        assert error is parsed[refused[0]][0]
        if "expected ours" not in parsed[refused[0]][1]:
            assert text == f"item {refused[0]}: {parsed[refused[0]][1]}"
    else:
        assert decode(column) == decode(column, errors="null")


def _owned(name, part):
    if getattr(name, part).lower() != "web":
        raise NameFormatError("expected ours")
    return name


@pytest.mark.parametrize("count", [1, 2, 17, 70])
@decoders
def test_the_first_bad_name_is_the_one_reported(kernels, decoder, count):
    good = GOOD[decoder]
    for bad in range(count):
        column = [good] * bad + ["web0000!" + "!"] + [None] * (count - bad - 1)
        error, text = outcome(DECODERS[decoder], column)
        assert error is NameFormatError
        assert text.startswith(f"item {bad}: 'web0000!!': expected ")
        nulls = DECODERS[decoder](column, errors="null")
        nulls = nulls[1] if decoder == "split_computer_names" else nulls
        assert nulls == [85] * bad + [None] * (count - bad)


@pytest.mark.parametrize(
    "item",
    [None, 85, True, b"web00002D", 1.0, float("nan"), decimal.Decimal(1), ["web00002D"], object()],
    ids=repr,
)
@decoders
def test_other_items_among_names(kernels, decoder, item):
    column = [GOOD[decoder], item]
    assert outcome(DECODERS[decoder], column) == (
        TypeError,
        f"item 1: expected a str, got {type(item).__name__}",
    )
    nulls = DECODERS[decoder](column, errors="null")
    assert (nulls[1] if decoder == "split_computer_names" else nulls) == [85, None]


@decoders
def test_subclasses_of_str(kernels, decoder):
    good = GOOD[decoder]
    for null in ("raise", "null"):
        found = DECODERS[decoder]([LyingStr(good), good], errors=null)
        assert (found[1] if decoder == "split_computer_names" else found) == [85, 85]
    assert outcome(DECODERS[decoder], [LyingStr("2D")])[0] is NameFormatError


class Anything(type):
    """A kind of classes that call themselves equal to any other, and whatever they like."""

    __hash__ = type.__hash__

    def __eq__(cls, other):
        return True

    @property
    def __name__(cls):
        raise KeyError("boom")


class OddError(NameFormatError, metaclass=Anything):
    pass


class OddDict(dict, metaclass=Anything):
    pass


class OddStr(str, metaclass=Anything):
    def __str__(self):
        raise KeyError("boom")

    __repr__ = __len__ = __str__


@decoders
def test_odd_classes_among_names(kernels, decoder):
    good = GOOD[decoder]
    null = {"errors": "null"}
    for column in (OddDict({good: 1}), [OddStr(good)]):
        found = DECODERS[decoder](column, **null)
        assert (found[1] if decoder == "split_computer_names" else found) == [85]
    other = OddStr("app00002D" if decoder == "decode_computer_names" else "app!_85")
    found = DECODERS[decoder]([other], **null)
    assert (found[1] if decoder == "split_computer_names" else found) == [None]
    assert outcome(DECODERS[decoder], [other])[0] is NameFormatError
    assert outcome(DECODERS[decoder], [OddDict()]) == (
        TypeError,
        "item 0: expected a str, got OddDict",
    )


@encoders
def test_odd_classes_among_ids(kernels, encode):
    assert encode(OddDict.fromkeys([1, 2])) == expected(encode, [1, 2])
    error = OddError("its own")
    with pytest.raises(NameFormatError) as caught:
        encode([Index(error)])
    assert caught.value is error
    name = "\x1b[2J" * 100
    found = outcome(encode, [type(name, (), {})()])
    assert found == (
        TypeError,
        f"item 0: expected an instance ID as an int, got {name[:64]!a}"[:-1].replace("'", "", 1),
    )


@decoders
def test_other_types_as_columns_of_names(kernels, decoder):
    decode = DECODERS[decoder]
    for one in (GOOD[decoder], GOOD[decoder].encode(), bytearray()):
        for errors in ("raise", "null"):
            assert outcome(decode, one, errors=errors) == (
                TypeError,
                f"expected a column of names, got one {type(one).__name__}",
            )
    for column in (None, 85):
        kind = type(column).__name__
        message = f"expected a column of names, got {kind}"
        assert outcome(decode, column) == (TypeError, message)
    for column in ([], (), iter(()), {}):
        assert decode(column) == (([], []) if decoder == "split_computer_names" else [])
    for column in (
        {GOOD[decoder]: 1},
        {GOOD[decoder]: 1}.keys(),
        collections.deque([GOOD[decoder]]),
    ):
        found = decode(column)
        assert (found[1] if decoder == "split_computer_names" else found) == [85]


@decoders
def test_errors_is_raise_or_null(kernels, decoder):
    for errors in ("ignore", None, True, "x" * 1000):
        error, text = outcome(DECODERS[decoder], [], errors=errors)
        assert error is ValueError
        assert text.startswith("errors must be 'raise' or 'null', got ")
        assert len(text) < 200


def test_errors_name_the_wrong_owner(kernels):
    assert outcome(decode_computer_names, ["app00002D"], "web") == (
        NameFormatError,
        "item 0: 'app00002D': expected the prefix 'web', got 'app'",
    )
    assert outcome(decode_vm_names, ["app_85"], "web") == (
        NameFormatError,
        "item 0: 'app_85': expected the scale set 'web', got 'app'",
    )


def test_a_longer_prefix_is_another_prefix(kernels):
    """Exactly the last six characters are the ID: web0 is not web with an ID of seven digits."""
    for name in ("web000002D", "we00002D", "0web00002D", "web-00002D"):
        assert decode_computer_names([name], "web", errors="null") == [None]
    assert decode_computer_names(["web000002D"], "web0") == [85]


@pytest.mark.parametrize(
    "prefix", ["", "-a", "a_b", "a b", "a.b", "\xe9", "\u212a", "a" * 59, "$(reboot)", "a\n"]
)
def test_invalid_prefixes(kernels, prefix):
    for call in (
        lambda: encode_computer_names(prefix, []),
        lambda: decode_computer_names([], prefix),
        lambda: decode_computer_names([], prefix, errors="null"),
    ):
        with pytest.raises(NameFormatError, match="^expected a computer-name prefix of 1 to 58 "):
            call()


@pytest.mark.parametrize("name", ["", "-a", "_a", ".a", "a b", "\xe9", "a" * 65, "a/b", "a\0"])
def test_invalid_scale_sets(kernels, name):
    for call in (lambda: encode_vm_names(name, []), lambda: decode_vm_names([], name)):
        with pytest.raises(NameFormatError, match="^expected a scale-set name of 1 to 64 "):
            call()


@pytest.mark.parametrize("value", [None, 85, b"web"], ids=repr)
def test_prefixes_of_other_types(kernels, value):
    for call in (
        lambda: encode_computer_names(value, []),
        lambda: decode_computer_names([], value),
        lambda: encode_vm_names(value, []),
        lambda: decode_vm_names([], value),
    ):
        with pytest.raises(TypeError, match=f"expected a str, got {type(value).__name__}"):
            call()


def test_case_is_folded_for_letters_only(kernels):
    r"""Setting a bit to fold case would make a hyphen of "\r" and a digit of "\x10"."""
    assert decode_computer_names(["\r00002D"], "a", errors="null") == [None]
    for given_, prefix in [("a\r", "a-"), ("a\x10", "a0"), ("a\x19", "a9"), ("A\xe1", "aA")]:
        assert decode_computer_names([given_ + "00002D"], prefix, errors="null") == [None]
        assert decode_vm_names([given_ + "_85"], prefix[:2], errors="null") == [None]
    assert decode_vm_names(["a\x7f85", "a\x0e_85"], "a.", errors="null") == [None, None]
    assert decode_vm_names(["a?85"], "a", errors="null") == [None]


def test_every_byte_in_every_place_of_a_name(kernels):
    name = "aZ-900002D"
    for place in range(len(name)):
        for code in range(256):
            text = name[:place] + chr(code) + name[place + 1 :]
            found = outcome(ComputerName.parse, text)
            want = [None] if isinstance(found, tuple) else [found.instance_id]
            assert split_computer_names([text], errors="null")[1] == want
            ours = want if text[:4].isascii() and text[:4].lower() == "az-9" else [None]
            assert decode_computer_names([text], "Az-9", errors="null") == ours


@pytest.mark.parametrize("length", [1, 2, 57, 58, 59, 60, 63, 64, 65])
def test_lengths(kernels, length):
    """A prefix has at most 58 characters, the name of a scale set 64."""
    head = "a" * length
    prefixes, found = split_computer_names([head + "00002D"], errors="null")
    assert (prefixes, found) == (([head], [85]) if length <= 58 else ([None], [None]))
    if length <= 58:
        assert decode_computer_names([head + "00002D"], head) == [85]
        assert encode_computer_names(head, [85]) == [head + "00002D"]
    if length <= 64:
        assert decode_vm_names([head + "_85"], head) == [85]
        assert encode_vm_names(head, [85]) == [head + "_85"]


def test_every_byte_in_every_place_of_a_vm_name(kernels):
    name = "aZ._9_1176782335"
    for place in range(len(name)):
        for code in range(256):
            text = name[:place] + chr(code) + name[place + 1 :]
            want = [naive.vm_name_value(text, "Az._9")]
            assert decode_vm_names([text], "Az._9", errors="null") == want


@pytest.mark.parametrize(
    "digits",
    [
        "",
        "0",
        "00",
        "01",
        "9",
        "2176782335",
        "2176782336",
        "4294967296",
        "4294967381",
        "9999999999",
        "10000000000",
        "18446744073709551701",
    ],
)
def test_decimal_edges(kernels, digits):
    assert decode_vm_names([f"web_{digits}"], "web", errors="null") == [
        naive.vm_name_value(f"web_{digits}", "web")
    ]
