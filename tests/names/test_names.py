"""One name at a time."""

import copy
import pickle

import naive
import pytest
from hostile import NO_IDS, Index, LyingInt, LyingStr
from hypothesis import given, strategies as st
from strategies import (
    LETTERS_AND_DIGITS,
    computer_names,
    hostile_texts,
    ids,
    prefixes,
    scale_sets,
    six_digits,
    spoiled,
    wrong_ids,
)

from vmssnames import (
    ComputerName,
    FlexibleVMName,
    InstanceIDRangeError,
    NameFormatError,
    VMName,
    format_base36,
    parse_base36,
    parse_instance_id,
)

SIX = "expected six base-36 digits, got "

PAIRS = [
    (0, "000000"),
    (10, "00000A"),
    (35, "00000Z"),
    (36, "000010"),
    (85, "00002D"),
    (1146, "0000VU"),
    (1295, "0000ZZ"),
    (1296, "000100"),
    (36**4 - 1, "00ZZZZ"),
    (36**4, "010000"),
    (932906715, "FFFFFF"),
    (2**31 - 1, "ZIK0ZJ"),
    (2**31, "ZIK0ZK"),
    (36**6 - 1, "ZZZZZZ"),
]


@pytest.mark.parametrize(("instance_id", "digits"), PAIRS)
def test_documented_pairs_and_edges(instance_id, digits):
    assert naive.base36(instance_id) == digits
    assert format_base36(instance_id) == digits
    assert parse_base36(digits) == parse_base36(digits.lower()) == instance_id


@given(ids)
def test_digits_say_what_the_rule_says(instance_id):
    """ "... the instance ID is in base 36 and is always six digits in length ..." """
    assert format_base36(instance_id) == naive.base36(instance_id)
    assert parse_base36(naive.base36(instance_id)) == instance_id


@given(six_digits)
def test_every_six_digits_are_an_id(text):
    assert parse_base36(text) == naive.value(text)
    assert format_base36(parse_base36(text)) == text.upper()


@given(hostile_texts | spoiled(six_digits))
def test_nothing_else_is_six_digits(text):
    if naive.value(text) is None:
        with pytest.raises(NameFormatError) as caught:
            parse_base36(text)
        assert str(caught.value).startswith(SIX)
        assert str(caught.value).isascii()
        assert str(caught.value).isprintable()
    else:
        assert parse_base36(text) == naive.value(text)


# What int(text, 36), isalnum(), \\d or a fold of case would take.
@pytest.mark.parametrize(
    "text",
    [
        "",
        "2D",
        "0000002D",
        "0_002D",
        " 0002D",
        "0002D ",
        "+0002D",
        "-0002D",
        "00002D\n",
        "0002D\n",
        "0002D\0",
        "00000\u0663",  # Arabic-Indic three
        "00000\uff12",  # full-width two
        "00000\U0001d7d7",  # mathematical nine
        "00000\u212a",  # Kelvin, which lower() makes a k
        "00000\u0131",  # dotless i, which upper() makes an I
        "00000\u017f",  # long s
        "0000\ufb01",  # fi, which upper() makes two letters
        "00000\xb2",  # superscript two
        "00000\xe9",
        "00000\ud800",
        "0000-0",
        "00.000",
    ],
)
def test_what_looks_like_six_digits_and_is_not(text):
    with pytest.raises(NameFormatError) as caught:
        parse_base36(text)
    assert str(caught.value) == SIX + ascii(text)


@given(wrong_ids)
def test_ids_that_six_digits_cannot_hold(number):
    for make in (format_base36, lambda n: ComputerName("web", n), lambda n: VMName("web", n)):
        with pytest.raises(
            InstanceIDRangeError, match=r"instance ID .* is outside 0\.\.2176782335"
        ):
            make(number)


def test_a_huge_id_is_described_not_printed():
    """Python cannot print it, and raises a different error."""
    for number in (10**5000, -(10**5000)):
        with pytest.raises(InstanceIDRangeError) as caught:
            format_base36(number)
        assert str(caught.value) == "instance ID of 16610 bits is outside 0..2176782335"


@pytest.mark.parametrize("value", NO_IDS, ids=repr)
def test_other_types_are_not_ids(value):
    for make in (format_base36, lambda n: ComputerName("web", n), lambda n: VMName("web", n)):
        with pytest.raises(TypeError) as caught:
            make(value)
        kind = type(value).__name__
        assert str(caught.value) == f"expected an instance ID as an int, got {kind}"


def test_whatever_has_index_is_an_integer():
    assert format_base36(Index(85)) == "00002D"
    assert ComputerName("web", Index(85)).instance_id == 85
    with pytest.raises(InstanceIDRangeError):
        format_base36(Index(36**6))
    with pytest.raises(KeyError, match="boom"):
        format_base36(Index(KeyError("boom")))
    with pytest.raises(TypeError):
        format_base36(Index("85"))


def test_subclasses_count_for_what_they_hold():
    assert format_base36(LyingInt(85)) == "00002D"
    assert type(ComputerName("web", LyingInt(85)).instance_id) is int
    assert str(VMName("web", LyingInt(85))) == "web_85"
    with pytest.raises(InstanceIDRangeError):
        format_base36(LyingInt(-1))
    with pytest.raises(NameFormatError):
        parse_base36(LyingStr("2D"))
    with pytest.raises(NameFormatError):
        ComputerName.parse(LyingStr("2D"))
    assert type(ComputerName.parse(LyingStr("web00002D")).prefix) is str
    assert str(ComputerName.parse(LyingStr("web00002E"))) == "web00002E"


@pytest.mark.parametrize("value", [None, 85, b"00002D", bytearray(b"00002D"), ["00002D"]], ids=repr)
@pytest.mark.parametrize(
    "parse",
    [
        parse_base36,
        parse_instance_id,
        ComputerName.parse,
        ComputerName.from_host,
        VMName.parse,
        FlexibleVMName.parse,
        lambda value: ComputerName(value, 85),
        lambda value: VMName(value, 85),
        lambda value: FlexibleVMName(value, "df53ee36"),
        lambda value: FlexibleVMName("web", value),
    ],
)
def test_other_types_are_type_errors(parse, value):
    with pytest.raises(TypeError, match=f"expected a str, got {type(value).__name__}"):
        parse(value)


@pytest.mark.parametrize("text", ["0", "85", "2136", "2176782335"])
def test_decimal_ids(text):
    assert parse_instance_id(text) == int(text)


@pytest.mark.parametrize(
    "text", ["", "085", "00", "+5", "-5", " 5", "5\n", "1_0", "\u0663", "5.0", "0x5", "\xb2"]
)
def test_invalid_decimal_ids(text):
    with pytest.raises(NameFormatError, match="expected a decimal instance ID, got "):
        parse_instance_id(text)


@pytest.mark.parametrize("text", ["2176782336", "4294967296", "9999999999", "10000000000"])
def test_decimal_ids_beyond_the_last(text):
    with pytest.raises(InstanceIDRangeError) as caught:
        parse_instance_id(text)
    assert str(caught.value) == f"instance ID {text} is outside 0..2176782335"


def test_a_million_digits_are_not_even_read():
    with pytest.raises(InstanceIDRangeError) as caught:
        parse_instance_id("1" * 10**6)
    assert str(caught.value) == "instance ID of 1000000 digits is outside 0..2176782335"


@given(prefixes, ids)
def test_computer_names_undo(prefix, instance_id):
    """ "{computer-name-prefix}{base-36-instance-id}" """
    name = ComputerName(prefix, instance_id)
    assert str(name) == prefix + naive.base36(instance_id)
    for again in (
        ComputerName.parse(str(name)),
        ComputerName.from_host(str(name)),
        ComputerName.from_host(f"{name}.internal.cloudapp.net"),
        ComputerName.from_host(f"{name}.internal.cloudapp.net."),
    ):
        assert (again.prefix, again.instance_id) == (prefix, instance_id)
    assert name.node_name == str(name).lower()
    assert name.base36 == naive.base36(instance_id)
    assert ComputerName.parse(name.node_name) == name


@given(scale_sets, ids)
def test_vm_names_undo(scale_set, instance_id):
    """ "{scale-set-name}_{instance-id}" """
    name = VMName(scale_set, instance_id)
    assert str(name) == f"{scale_set}_{instance_id}"
    again = VMName.parse(str(name))
    assert (again.scale_set, again.instance_id) == (scale_set, instance_id)
    assert name.maybe_flexible == (10**7 <= instance_id < 10**8)


@given(scale_sets, st.text("0123456789abcdefABCDEF", min_size=8, max_size=8))
def test_flexible_vm_names_undo(scale_set, suffix):
    """ "{scale-set-name}_{8-char-guid}" """
    name = FlexibleVMName(scale_set, suffix)
    assert str(name) == f"{scale_set}_{suffix}"
    again = FlexibleVMName.parse(str(name))
    assert (again.scale_set, again.suffix) == (scale_set, suffix)


@given(hostile_texts | spoiled(computer_names))
def test_hostile_strings_parse_or_are_rejected(text):
    """What parses prints back, but for the case of the digits; what does not has a clean message."""
    for kind in (ComputerName, VMName, FlexibleVMName):
        try:
            name = kind.parse(text)
        except (NameFormatError, InstanceIDRangeError) as error:
            assert str(error).isascii()
            assert str(error).isprintable()
            assert len(str(error)) < 2000
        else:
            assert str(name).lower() == text.lower()
            assert text.isascii()


@pytest.mark.parametrize(
    ("text", "prefix", "instance_id"),
    [
        ("nsgvmss00002D", "nsgvmss", 85),
        ("nodepool-123ab-000001", "nodepool-123ab-", 1),  # ends in a hyphen
        ("machinepool-template-mp-0000001", "machinepool-template-mp-0", 1),  # ends in a digit
        ("nt0000000", "nt0", 0),
        ("2314k8s03000001", "2314k8s03", 1),  # starts with a digit
        ("compute-000010", "compute-", 36),  # the portal says compute_36
        ("warning", "w", 651108652),
        ("a" * 58 + "ZZZZZZ", "a" * 58, 36**6 - 1),
    ],
)
def test_computer_names_met(text, prefix, instance_id):
    assert ComputerName.parse(text) == ComputerName(prefix, instance_id)
    assert ComputerName.parse(text).prefix == prefix


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"'': {SIX}''"),
        ("vmvm", f"'vmvm': {SIX}'vmvm'"),
        ("web00000!", f"'web00000!': {SIX}'00000!'"),
        ("aks-nodepool1-27053986-0", f"'aks-nodepool1-27053986-0': {SIX}'3986-0'"),
        ("nsgvmss0000\xe9", rf"'nsgvmss0000\xe9': {SIX}'s0000\xe9'"),
        ("web00002D\n", rf"'web00002D\n': {SIX}'0002D\n'"),
        (
            "\x1b]0;x\x0700002D",
            r"'\x1b]0;x\x0700002D': expected a computer-name prefix of 1 to 58 ",
        ),
        ("00002D", "'00002D': expected a computer-name prefix of 1 to 58 letters, digits and "),
        ("-web00002D", "'-web00002D': expected a computer-name prefix of 1 to 58 letters, "),
        ("we_b00002D", "'we_b00002D': expected a computer-name prefix of 1 to 58 letters, "),
        ("$(reboot)00002D", "'$(reboot)00002D': expected a computer-name prefix of 1 to 58 "),
        ("a" * 59 + "000000", f"'{'a' * 59}00000'...: expected a computer-name prefix of 1 to 58 "),
        ("0" * 10**6, f"'{'0' * 64}'...: expected a computer-name prefix of 1 to 58 letters, "),
    ],
)
def test_invalid_computer_names(text, message):
    with pytest.raises(NameFormatError) as caught:
        ComputerName.parse(text)
    assert str(caught.value).startswith(message)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("NSGVMSS00002D.x.internal.cloudapp.net.", "NSGVMSS00002D"),
        ("nsgvmss00002d", "nsgvmss00002D"),
        ("nsgvmss00002d.", "nsgvmss00002D"),
        (
            "aks-nodepool1-13337413-vmss000000.internal.cloudapp.net.52090",
            "aks-nodepool1-13337413-vmss000000",
        ),
        ("vm000000.1.2.3", "vm000000"),
    ],
)
def test_hosts(host, name):
    assert str(ComputerName.from_host(host)) == name


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "..",
        ".nsgvmss00002D",
        "nsgvmss00002D..",
        "nsgvmss00002D..net",
        "nsgvmss00002D.net..",
        "nsgvmss00002D.-net",
        "nsgvmss00002D.net-",
        "nsgvmss00002D.n_t",
        "nsgvmss00002D.n\nt",
        "nsgvmss00002D.\xe9",
        "nsgvmss00002D net",
        "nsgvmss00002D." + "a" * 64,
        "nsgvmss00002D" + ".a" * 121,
        "10.0.0.4",
        "wn0-kafka.x.bx.internal.cloudapp.net",
    ],
)
def test_hosts_without_an_instance(host):
    with pytest.raises(NameFormatError):
        ComputerName.from_host(host)


def test_the_longest_host_name():
    assert ComputerName.from_host("nsgvmss00002D" + ".a" * 120).instance_id == 85


@pytest.mark.parametrize(
    "text",
    [
        "vm1234",
        "vm-1234",
        "akswin_a",
        "_85",
        "web_",
        "web_085",
        "web_+5",
        "web_5 ",
        "web_5\n",
        "web_1_a",
        "web_\u0663",
        "w b_5",
        "-web_5",
        "w\xe9b_5",
        "a" * 65 + "_5",
        "$(reboot)_5",
    ],
)
def test_invalid_vm_names(text):
    with pytest.raises(NameFormatError) as caught:
        VMName.parse(text)
    assert str(caught.value).startswith(f"{text[:64]!a}")


def test_a_vm_name_beyond_the_last_id():
    with pytest.raises(InstanceIDRangeError) as caught:
        VMName.parse("web_2176782336")
    assert str(caught.value) == (
        "'web_2176782336': instance ID 2176782336 is outside 0..2176782335"
    )


@pytest.mark.parametrize(
    "text", ["web", "web_df53ee3", "web_df53ee36a", "web_df53ee3g", "_df53ee36", "web-df53ee36"]
)
def test_invalid_flexible_vm_names(text):
    with pytest.raises(NameFormatError):
        FlexibleVMName.parse(text)


VALUES = [ComputerName("Web", 5), VMName("Web", 5), FlexibleVMName("Web", "DF53ee36")]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_are_values(value):
    fields = [getattr(value, slot) for slot in value.__slots__]
    same = type(value)(*[field.swapcase() if isinstance(field, str) else field for field in fields])
    assert value == same
    assert hash(value) == hash(same)
    assert not value != same
    assert value <= same <= value
    assert not value < same
    assert not value > same
    assert len({value, same}) == 1
    assert value.__slots__ == value.__match_args__
    assert not hasattr(value, "__dict__")
    assert eval(repr(value)) == value
    for again in (
        copy.copy(value),
        copy.deepcopy(value),
        *(pickle.loads(pickle.dumps(value, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1)),
    ):
        assert again == value
        assert str(again) == str(value)  # the spelling, too


def test_one_field_replaced():
    assert ComputerName("Web", 5).__replace__(instance_id=6) == ComputerName("web", 6)
    with pytest.raises(InstanceIDRangeError):
        ComputerName("Web", 5).__replace__(instance_id=-1)
    if hasattr(copy, "replace"):
        assert copy.replace(VMName("web", 5), scale_set="app") == VMName("app", 5)


def test_subclasses_are_values_too():
    class Plain(ComputerName):
        pass

    class Slotted(ComputerName):
        __slots__ = ()

    class More(ComputerName):
        __slots__ = ("extra",)

    for kind in (Plain, Slotted, More):
        value = kind("Web", 5)
        assert value == kind("web", 5) != kind("web", 6)
        assert value != ComputerName("Web", 5)
        assert repr(value) == f"{kind.__name__}(prefix='Web', instance_id=5)"
        assert str(copy.deepcopy(value)) == "Web000005"
        match value:
            case ComputerName(prefix, instance_id):
                assert (prefix, instance_id) == ("Web", 5)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_are_frozen(value):
    slot = value.__slots__[0]
    for act in (
        lambda: setattr(value, slot, "x"),
        lambda: delattr(value, slot),
        lambda: setattr(value, "other", 1),
    ):
        with pytest.raises(AttributeError, match=f"{type(value).__name__} is frozen"):
            act()
    assert getattr(value, slot) == "Web"


def test_kinds_do_not_mix():
    assert ComputerName("web", 5) != VMName("web", 5)
    assert ComputerName("web", 5) != ("web", 5)
    for compare in (
        lambda a, b: a < b,
        lambda a, b: a <= b,
        lambda a, b: a > b,
        lambda a, b: a >= b,
    ):
        with pytest.raises(TypeError):
            compare(ComputerName("web", 5), VMName("web", 5))


def test_names_sort_by_prefix_then_by_number():
    names = [ComputerName("web", 36), ComputerName("Web", 5), ComputerName("app", 99)]
    assert list(map(str, sorted(names))) == ["app00002R", "Web000005", "web000010"]
    vms = [VMName("web", 10), VMName("web", 9)]
    assert list(map(str, sorted(vms))) == ["web_9", "web_10"]
    assert VMName("web", 10) > VMName("web", 9)
    assert VMName("web", 10) >= VMName("web", 9)


def test_every_byte_in_every_position():
    for position in range(6):
        for code in range(256):
            text = "00002D"[:position] + chr(code) + "00002D"[position + 1 :]
            if chr(code) in LETTERS_AND_DIGITS:
                assert parse_base36(text) == naive.value(text)
            else:
                with pytest.raises(NameFormatError):
                    parse_base36(text)
