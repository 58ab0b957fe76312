"""Columns of Arrow, in every layout: as the same values in a list."""

import ctypes
import gc
import random
import threading

import naive
import pytest
from capsules import (
    SIZES,
    TEXTS,
    Array,
    Given,
    Part,
    Schema,
    Stream,
    Streamed,
    bits,
    column,
    frame,
    get_pointer,
    packed,
    read_all,
    read_stream,
    released,
)

from vmssnames import (
    Fleet,
    InstanceIDRangeError,
    NameFormatError,
    ScaleSet,
    Scanner,
    UnknownScaleSetError,
    arrow,
    decode_computer_names,
)

HOSTS = [b"web00002D", b"WEB00002d", None, b"web000000", b"webZZZZZZ", b"web0000vu"]
WRONG = [
    b"",
    b"web",
    b"00002D",
    b"api00002D",
    b"web00002D\n",
    b"web00002\0",
    b"web 0002D",
    b"web-0002D",
    b"\xff\xfe00002D",
    "ſeb00002D".encode(),
    b"-00000A",
    b"web+0002D",
    b"web0_002D",
]


def ids_of(hosts, prefix=b"web"):
    """Return the IDs in *hosts* as the naive rule reads them: names with a prefix of three letters."""
    texts = [None if one is None else one.decode("latin-1") for one in hosts]
    return [
        naive.value(one[len(prefix) :])
        if one and one[: len(prefix)].lower() == prefix.decode()
        else None
        for one in texts
    ]


def columns(values, layout):
    """Return objects with *values*: an array, a slice, one in a frame, arrays in a stream."""
    yield Given(column(values, layout))
    yield Given(column(values, layout, offset=3))
    yield Given(frame(column(values, layout, offset=1)))
    if values:
        cuts = [
            0,
            *sorted(random.Random(len(values)).choices(range(len(values) + 1), k=3)),
            len(values),
        ]
        parts = [
            column(values[a:b], layout, offset=k)
            for k, (a, b) in enumerate(zip(cuts, cuts[1:], strict=False))
        ]
        yield Streamed(parts)
        yield Streamed([frame(part) for part in parts])


@pytest.mark.parametrize("layout", TEXTS)
@pytest.mark.parametrize(
    "hosts", [HOSTS, HOSTS[:1], [], [None, None], WRONG, [*HOSTS, *WRONG] * 50]
)
def test_names_in_every_layout(kernels, layout, hosts):
    for source in columns(hosts, layout):
        assert read_all(arrow.instance_ids(source, "web", errors="null")) == ids_of(hosts)


def test_names_of_a_fixed_size(kernels):
    hosts = [b"web00002D", None, b"web0000_D", b"api000001"]
    for source in columns(hosts, "w"):
        assert read_all(arrow.instance_ids(source, "web", errors="null")) == [85, None, None, None]
        assert read_all(arrow.instance_ids(source, errors="null")) == [85, None, None, 1]


@pytest.mark.parametrize("seed", range(30))
def test_random_columns(kernels, seed):
    """Any column gives what the values of a list give: prefixes, IDs, nulls, of any layout."""
    draw = random.Random(seed)
    prefixes = ["web", "WEB", "api-1", "a" * 58, "b" * 20]
    hosts = [
        draw.choice([None, draw.choice(WRONG)])
        if draw.random() < draw.choice([0, 0.1, 0.5])
        else f"{draw.choice(prefixes)}{naive.base36(draw.randrange(36**6))}".encode()
        for _ in range(draw.choice([1, 7, 64, 511, 513, 1500]))
    ]
    decoded = [None if one is None else one.decode("utf-8", "surrogateescape") for one in hosts]
    source = draw.choice([*columns(hosts, draw.choice(TEXTS))])
    some = read_all(arrow.instance_ids(source, "web", errors="null"))
    assert some == decode_computer_names(decoded, "web", errors="null")
    split = read_all(arrow.split(source, errors="null"))
    expected = [
        {"prefix": one[:-6], "instance_id": naive.value(one[-6:])} if is_name(one) else None
        for one in decoded
    ]
    assert split == expected
    assert read_all(arrow.instance_ids(source, errors="null")) == [
        one and one["instance_id"] for one in expected
    ]


def is_name(text):
    if text is None or naive.value(text[-6:]) is None or not 7 <= len(text) <= 64:
        return False
    return text[0] != "-" and all(c.isascii() and (c.isalnum() or c == "-") for c in text)


@pytest.mark.parametrize("layout", SIZES)
def test_ids_of_every_integer_type(kernels, layout):
    width = {"c": 1, "s": 2, "i": 4, "l": 8}[layout.lower()]
    most = 2 ** (8 * width - layout.islower()) - 1
    ids = [one for one in (0, 85, None, 127, 2**15, 36**6 - 1) if one is None or one <= most]
    wrong = [
        one
        for one in (36**6, most, -1)
        if -layout.islower() <= one <= most and not 0 <= one < 36**6
    ]
    expected = [None if one is None else f"web{naive.base36(one)}" for one in ids]
    for source in columns([*ids, *wrong], layout):
        column = arrow.computer_names("web", source, errors="null")
        assert read_all(column) == expected + [None] * len(wrong)
        if wrong:
            with pytest.raises(
                InstanceIDRangeError, match=f"item {len(ids)}: instance ID {wrong[0]} is"
            ):
                arrow.computer_names("web", source)


@pytest.mark.parametrize("layout", TEXTS)
def test_ids_in_text(kernels, layout):
    ids = [b"85", None, b"0", b"2176782335"]
    wrong = [b"-1", b"085", b"2176782336", b"", b"8 ", b"1_0", "٣".encode(), b"99999999999"]
    for source in columns([*ids, *wrong], layout):
        names = read_all(arrow.computer_names("web", source, errors="null", lower=True))
        assert names == ["web00002d", None, "web000000", "webzzzzzz"] + [None] * len(wrong)
    with pytest.raises(NameFormatError, match="item 4: expected a decimal"):
        arrow.computer_names("web", Given(column([*ids, *wrong], layout)))


@pytest.mark.parametrize("layout", TEXTS)
def test_the_first_wrong_row_is_in_the_message(kernels, layout):
    for source in columns([*HOSTS, b"api00002D", b"x"], layout):
        with pytest.raises(
            NameFormatError, match="^item 6: 'api00002D': expected the prefix 'web'"
        ):
            arrow.instance_ids(source, "web")
        with pytest.raises(NameFormatError, match="^item 7: 'x': expected"):
            arrow.instance_ids(source)
        with pytest.raises(NameFormatError, match="^item 7: 'x': expected"):
            arrow.split(source)
        with pytest.raises(UnknownScaleSetError, match="^item 6: 'api00002D': no listed"):
            arrow.resolve(source, Fleet(["web"]))


FLEET = Fleet(
    [
        ScaleSet("web_ss", "web", f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/rg"
                 "/providers/Microsoft.Compute/virtualMachineScaleSets/web_ss"),
        "api",
        ("one", "both"),
        ("two", "both"),
        ScaleSet("flex", None, None, "Flexible"),
    ]
)  # fmt: skip
TEXT = [
    b"web00002D", b"WEB_ss_7", b"node/api000001", None, b"both000001", b"nope", b"http://api_0:80/",
    b"flex_0123abcd", b"flex_0123abce", b"api_2176782336", b"\xff", b"api000001.x.net",
    FLEET.scale_sets[0].instance(3).resource_id.__str__().upper().encode(),
]  # fmt: skip


@pytest.mark.parametrize("layout", TEXTS)
def test_resolve_is_what_a_fleet_resolves(kernels, layout):
    texts = [None if one is None else one.decode("utf-8", "surrogateescape") for one in TEXT]
    instances = FLEET.resolve_many(texts, errors="null")
    assert instances.count(None) == 5
    expected = [
        one and {
            "scale_set": one.scale_set.name,
            "resource_group": one.resource_id and one.resource_id.resource_group,
            "instance_id": one.instance_id,
            "vm_name": one.vm_name,
            "resource_id": one.resource_id and str(one.resource_id),
        }
        for one in instances
    ]  # fmt: skip
    for source in columns(TEXT * 30, layout):
        assert read_all(arrow.resolve(source, FLEET, errors="null")) == expected * 30
        some = read_all(
            arrow.resolve(source, FLEET, errors="null", fields=["vm_name", "instance_id"])
        )
        assert some[0] == {"vm_name": "web_ss_85", "instance_id": 85}


@pytest.mark.parametrize("layout", ["u", "U", "z", "vu"])
@pytest.mark.parametrize("options", [{}, {"aks": True}, {"resource_ids": True}, {"embedded": True}])
def test_scan_is_what_a_scanner_finds_in_each_line(kernels, layout, options):
    lines = [
        b"on web00002D and api_7, both000001", b"", None, b"x\nweb_ss_3\r\n", b"ends with web", b"00002D no",
        b"web", b"_ss_3", b"aks-p-01234567-vmss00000a", b"x-api000001-y", "é web00002D".encode(), TEXT[-1],
    ]  # fmt: skip
    scanner = Scanner(FLEET, **options)
    expected = [
        [
            {
                "start": one.start,
                "end": one.end,
                "kind": one.kind,
                "scale_set": "|".join(owner.name for owner in one.scale_sets),
                "instance_id": one.instance_id,
                "vm_name": one.instance and one.instance.vm_name,
            }
            for one in scanner.scan(line or b"")
        ]
        for line in lines
    ]
    assert sum(map(len, expected)) > 4
    for source in columns(lines * 20, layout):
        found = read_all(arrow.scan(source, scanner))
        assert [
            one and [row | {"scale_set": row["scale_set"].replace(", ", "|")} for row in one]
            for one in found
        ] == expected * 20


def test_a_column_can_be_taken_again_and_again(kernels):
    column_ = arrow.computer_names("web", Given(column([85, None, 0], "I")))
    names = ["web00002D", None, "web000000"]
    assert len(column_) == 3 and column_.null_count == 1 and column_.type == "utf8"
    assert repr(column_) == "<Column of 3 rows: utf8, 1 null>"
    for _ in range(3):
        assert read_all(column_) == names
        assert read_stream(column_) == [names]
    for type_ in ("utf8", "large_utf8", "utf8_view"):
        assert read_all(column_.cast(type_)) == names
        assert column_.cast(type_).type == type_
    with pytest.raises(ValueError, match="expected one of .*'utf8_view'.*, got 'int64'"):
        column_.cast("int64")
    ids = arrow.instance_ids(column_)
    assert read_all(ids) == read_all(ids.cast("int64")) == [85, None, 0]
    assert read_all(arrow.computer_names("a" * 58, ids).cast("utf8_view"))[0] == "a" * 58 + "00002D"


@pytest.mark.parametrize(
    ("code", "type_"), [(b"u", b"u"), (b"U", b"U"), (b"vu", b"vu"), (b"g", b"u")]
)
def test_a_requested_type_is_given_if_it_is_known(kernels, code, type_):
    asked = Given(Part(code, 0, [None]))
    column_ = arrow.computer_names("web", Given(column([85], "I")))
    capsule, _ = asked.__arrow_c_array__()
    schema, array = column_.__arrow_c_array__(capsule)
    assert Schema.from_address(get_pointer(schema, b"arrow_schema")).format == type_
    assert Array.from_address(get_pointer(array, b"arrow_array")).length == 1


def test_what_is_taken_is_released_once(kernels):
    for source, count in (
        (Given(column(HOSTS, "u")), {Schema: 1, Array: 1}),
        (Streamed([column(HOSTS, "u")] * 3), {Schema: 1, Array: 3}),
    ):
        released.clear()
        arrow.instance_ids(source)
        assert {kind: released.count(kind) for kind in (Schema, Array)} == count


def test_what_is_given_can_be_moved_and_released_in_other_threads(kernels):
    """A consumer moves the struct, forgets the capsule, and releases it where no Python runs."""
    column_ = arrow.split(Given(column(HOSTS * 100, "vu")))
    for _ in range(50):
        schema, array = column_.__arrow_c_array__()
        own = Array.from_buffer_copy(Array.from_address(get_pointer(array, b"arrow_array")))
        Array.from_address(get_pointer(array, b"arrow_array")).release = type(own.release)()
        del schema, array
        # A child may be moved out before.
        child = Array.from_buffer_copy(own.children[1].contents)
        own.children[1].contents.release = type(own.release)()
        threads = [threading.Thread(target=one.release, args=(one,)) for one in (own, child)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert not own.release and not child.release


class Nothing:
    def __arrow_c_stream__(self, requested_schema=None):
        return object()


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ([b"web00002D"], TypeError, "expected an Arrow column of names, got list, which does not"),
        (None, TypeError, "got NoneType"),
        (Nothing(), ValueError, "PyCapsule_GetPointer called with"),
        (Given(Part(b"g", 1, [None, bytes(8)])), TypeError, "names or IDs, got one of format 'g'"),
        (Given(Part(b"b", 1, [None, bytes(8)])), TypeError, "got one of format 'b'"),
        (Given(Part(b"tdD", 1, [None, bytes(8)])), TypeError, "got one of format 'tdD'"),
        (Given(Part(b"w:-1", 1, [None, bytes(8)])), TypeError, "got one of format 'w:-1'"),
        (Given(Part(b"", 1, [None, bytes(8)])), TypeError, "got one of format ''"),
        (Given(Part(b"\xff", 1, [None, bytes(8)])), TypeError, "got one of format"),
        (Given(Part(None, 1, [None, bytes(8)])), ValueError, "invalid Arrow schema: a format is missing"),
        (Given(Part(b"+s", 1, [None], children=[Part(None, 1, [])])), ValueError, "a format is missing"),
        (Given(Part(b"i", 1, [None, bytes(8)], dictionary=Part(None, 1, []))), ValueError, "a format is missing"),
        (Given(Part(b"u", 1, [None, bytes(8), b""], has_buffers=False)), ValueError, "its buffers are missing"),
        (Given(column([1], "i")), TypeError, "expected an Arrow column of names, got integers, format 'i'"),
        (Given(Part(b"+s", 0, [None])), TypeError, "got a struct of 0: select one"),
        (Given(Part(b"+s", 0, [None], children=[column([], "u")] * 2)), TypeError, "got a struct of 2"),
        (Given(Part(b"+r", 0, [None], children=[column([], "u")])), TypeError, "got one of format"),
        (Given(Part(b"+l", 0, [None, bytes(8)], children=[column([], "u")])), TypeError, "format '.l'"),
        (Given(Part(b"u", 0, [None], dictionary=column([], "u"))), TypeError, "integers as a dictionary's"),
        (Given(column(HOSTS, "u"), is_released=True), ValueError, "the Arrow array was released"),
        (Given(Part(b"u", -1, [None, bytes(8), b""])), ValueError, "is negative"),
        (Given(Part(b"u", 1, [None, bytes(8), b""], offset=-1)), ValueError, "is negative"),
        (Given(Part(b"u", 1, [None, bytes(8), b""], nulls=-2)), ValueError, "is negative"),
        (Given(Part(b"u", 1, [None, bytes(8), b""], nulls=2)), ValueError, "2 of 1 rows are null"),
        (Given(Part(b"u", 1, [None, bytes(8), b""], nulls=1)), ValueError, "its validity is missing"),
        (Given(Part(b"u", 2**62, [None, bytes(8), b""])), ValueError, "are too many"),
        (Given(Part(b"u", 1, [None, bytes(8), b""], offset=2**62)), ValueError, "are too many"),
        (Given(Part(b"u", 1, [None, bytes(8)])), ValueError, "it has 2 buffers, not 3"),
        (Given(Part(b"u", 1, [None, bytes(8), b"", b""])), ValueError, "it has 4 buffers, not 3"),
        (Given(Part(b"vu", 1, [None, bytes(16)])), ValueError, "it has 2 buffers, not 3"),
        (Given(Part(b"u", 1, [])), ValueError, "it has 0 buffers, not 3"),
        (Given(Part(b"u", 1, [None, None, b""])), ValueError, "a buffer is missing"),
        (Given(Part(b"u", 1, [None, packed([0, 9], "i"), None])), ValueError, "its last offset is outside"),
        (Given(Part(b"u", 1, [None, packed([0, -1], "i"), b"x"])), ValueError, "its last offset is outside"),
        (Given(Part(b"U", 1, [None, packed([0, -1], "q"), b"x"])), ValueError, "its last offset is outside"),
        (Given(Part(b"vu", 1, [None, bytes(16), b"", None])), ValueError, "sizes of its buffers are missing"),
        (Given(Part(b"vu", 1, [None, bytes(16), b"", packed([-1], "q")])), ValueError, "a buffer is missing"),
        (Given(Part(b"vu", 1, [None, bytes(16), None, packed([1], "q")])), ValueError, "a buffer is missing"),
        (Given(Part(b"i", 1, [None, bytes(4)])), TypeError, "got integers"),
        (Streamed([column(HOSTS, "u")] * 3, fails=2), ValueError, "the Arrow stream failed: 'the disk is full'"),
        (Streamed([column(HOSTS, "u")], fails=-1), ValueError, "the Arrow stream failed: 'the disk is full'"),
        (Streamed([column(HOSTS, "u")], fails=0, error=None), ValueError, "the Arrow stream failed: 'error 5'"),
        (Streamed([column(HOSTS, "u")], fails=0, error=b"\x1b[31m\xff"), ValueError, r"failed: '\\x1b\[31m"),
    ],
)  # fmt: skip
def test_what_is_no_column_of_names(kernels, source, error, message):
    with pytest.raises(error, match=message):
        arrow.instance_ids(source, errors="null")


GOOD = b"web00002D"


@pytest.mark.parametrize(
    "part",
    [
        # The second row is not where the array says: never a null, not even if asked for.
        Part(b"u", 3, [None, packed([0, 9, 2, 9], "i"), GOOD]),
        Part(b"u", 3, [None, packed([0, 9, -5, 9], "i"), GOOD]),
        Part(b"U", 3, [None, packed([0, 9, 2**62, 9], "q"), GOOD]),
        Part(b"u", 3, [None, packed([0, 9, 2**31 - 1, 9], "i"), GOOD]),
        Part(b"vu", 2, [None, packed([0], "i") * 4 + packed([-1, 0, 0, 0], "i"), packed([], "q")]),
        Part(b"vu", 2, [None, packed([0], "i") * 4 + packed([13, 0, 0, 0], "i"), packed([], "q")]),
        Part(b"vu", 2, [None, bytes(16) + packed([13, 0, 1, 0], "i"), b"x" * 13, packed([13], "q")]),
        Part(b"vu", 2, [None, bytes(16) + packed([13, 0, -1, 0], "i"), b"x" * 13, packed([13], "q")]),
        Part(b"vu", 2, [None, bytes(16) + packed([13, 0, 0, 1], "i"), b"x" * 13, packed([13], "q")]),
        Part(b"vu", 2, [None, bytes(16) + packed([13, 0, 0, -1], "i"), b"x" * 13, packed([13], "q")]),
        Part(b"c", 3, [None, packed([0, 1, 0], "b")], dictionary=column([GOOD], "u")),
        Part(b"c", 3, [None, packed([0, -1, 0], "b")], dictionary=column([GOOD], "u")),
        Part(b"L", 3, [None, packed([0, 2**63, 0], "Q")], dictionary=column([GOOD], "u")),
        Part(b"C", 1, [None, packed([0], "B")], dictionary=Part(b"u", 2, [None, packed([0, 9, 2], "i"), GOOD])),
    ],
)  # fmt: skip
def test_a_row_outside_of_its_array_is_an_error(kernels, part):
    for source in (
        Given(part),
        Streamed([Part(part.format, 0, [None] * 3, dictionary=part.dictionary), part]),
    ):
        for read in (arrow.instance_ids, arrow.split):
            with pytest.raises(ValueError, match="invalid Arrow array: "):
                read(source, errors="null")
        with pytest.raises(ValueError, match="invalid Arrow array: "):
            arrow.resolve(source, Fleet(["web"]), errors="null")
        if not part.dictionary:
            with pytest.raises(ValueError, match="invalid Arrow array: a row is outside of it"):
                arrow.scan(source, Scanner(["web"]))


def test_a_null_may_be_anywhere(kernels):
    """A null has no text: what a view says of it does not matter."""
    views = packed([9], "i") + GOOD.ljust(12, b"\0") + packed([-1, -1, -1, -1], "i")
    null = Part(b"vu", 2, [bits([1, 0]), views, packed([], "q")], nulls=-1)
    assert read_all(arrow.instance_ids(Given(null))) == [85, None]
    assert read_all(arrow.instance_ids(Given(Part(b"n", 2, [])))) == [None, None]
    assert read_all(arrow.computer_names("web", Given(Part(b"n", 2, [])))) == [None, None]
    # No rows, no buffers.
    assert read_all(arrow.instance_ids(Given(Part(b"u", 0, [None, None, None])))) == []
    # A row of the frame may be null, too.
    whole = Part(b"+s", 2, [bits([0, 1])], nulls=1, children=[column([GOOD, GOOD], "u")])
    assert read_all(arrow.instance_ids(Given(whole))) == [None, 85]


def test_views_of_one_text(kernels):
    """Two rows may begin at one byte and end at others."""
    text = b"nsgvmss00002D00002D"
    views = [packed([n], "i") + text[:4] + packed([0, 0], "i") for n in (13, 19, 13)]
    part = Part(b"vu", 3, [None, b"".join(views), text, packed([19], "q")])
    found = read_all(arrow.split(Given(part)))
    assert [one["prefix"] for one in found] == ["nsgvmss", "nsgvmss00002D", "nsgvmss"]
    assert read_all(arrow.instance_ids(Given(part), "nsgvmss", errors="null")) == [85, None, 85]


def test_nulls_of_no_type_as_polars_has_them(kernels):
    part = Part(b"n", 2, [None], nulls=2)
    for source in (Given(part), Given(Part(b"+s", 2, [None], children=[part]))):
        assert read_all(arrow.instance_ids(source)) == [None, None]
        assert read_all(arrow.split(source)) == [None, None]
        assert read_all(arrow.resolve(source, Fleet(["web"]))) == [None, None]
        assert read_all(arrow.scan(source, Scanner(["web"]))) == [[], []]


def test_a_struct_in_a_stream_is_a_table(kernels):
    """Rows of tables cannot be null; their fields are."""
    column_ = arrow.split(Given(column(HOSTS, "u")))
    none = {"prefix": None, "instance_id": None}
    assert read_stream(column_) == [[one or none for one in read_all(column_)]]
    assert read_stream(arrow.computer_names("web", Given(column([85], "I"))).cast("utf8_view"))
    with pytest.raises(ValueError, match="expected one of ..struct.., got 'utf8'"):
        column_.cast("utf8")


def test_long_names_are_large(kernels, monkeypatch):
    monkeypatch.setattr(arrow, "_MOST_UTF8", 17)
    for ids, type_ in (([85], "utf8"), ([85, 86], "large_utf8")):
        column_ = arrow.computer_names("web", Given(column(ids, "I")))
        assert column_.type == type_
        assert read_all(column_)[0] == "web00002D"
    with pytest.raises(OverflowError, match="utf8 holds 2 GiB, not 2 names of 9 bytes: use large"):
        column_.cast("utf8")


def metadata(pairs):
    """Return the metadata of a schema."""
    out = packed([len(pairs)], "i")
    for text in (text for pair in pairs for text in pair):
        out += packed([len(text)], "i") + text
    return out


@pytest.mark.parametrize("where", ["column", "values", "frame"])
def test_extension_types_mean_something_else(kernels, where):
    """Of pandas' periods and of UUIDs, only the storage looks like an ID or a name."""
    extension = [(b"x", b"y" * 300), (b"ARROW:extension:name", b"arrow.uuid"), (b"z", b"")]
    for pairs, is_plain in ((extension, False), ([(b"ARROW:extension", b"no")], True), ([], True)):
        part = column([b"web00002D"], "dictionary:i:u" if where == "values" else "u")
        (part.dictionary or part).metadata = metadata(pairs)
        source = Given(frame(part) if where == "frame" else part)
        if where == "frame":
            source.part.children[0].metadata = metadata(pairs)
        if is_plain:
            assert read_all(arrow.instance_ids(source)) == [85]
            continue
        with pytest.raises(
            TypeError, match="expected a plain Arrow column, got the extension type 'arrow.uuid'"
        ):
            arrow.instance_ids(source)


def test_a_column_may_be_taken_in_many_threads(kernels):
    column_, errors = arrow.split(Given(column(HOSTS, "u"))), []

    def take():
        try:
            for _ in range(60):
                assert len(read_all(column_)) == len(HOSTS)
                column_.__arrow_c_stream__()
                column_.__arrow_c_schema__()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert errors == []


def test_fields_are_checked(kernels):
    source, scanner = Given(column(HOSTS, "u")), Scanner(["web"])
    for fields in ([], ["node"], ["vm_name", "start"], "vm"):
        with pytest.raises(ValueError, match="fields: expected some of"):
            arrow.resolve(source, Fleet(["web"]), fields=fields)
    with pytest.raises(ValueError, match="fields: expected some of"):
        arrow.scan(source, scanner, fields=["ends"])
    assert read_all(arrow.scan(source, scanner, fields="start"))[0] == [{"start": 0}]
    with pytest.raises(ValueError, match="errors must be"):
        arrow.instance_ids(source, errors="ignore")
    with pytest.raises(ValueError, match="threads"):
        arrow.instance_ids(source, threads=0)
    with pytest.raises(NameFormatError):
        arrow.instance_ids(source, "we_b")


def test_threads_read_the_same(compiled):
    n = 2_100_000
    ids = Given(column([i * 1009 % 36**6 for i in range(1000)] * (n // 1000), "I"))
    names = arrow.computer_names("web", ids, threads=3)
    assert len(names) == n
    for threads in (1, 3):
        found = arrow.instance_ids(names, threads=threads)
        assert found.null_count == 0 and read_all(found)[:: n // 7] == [
            i * 1009 % 36**6 for i in range(0, n, n // 7) for i in [i % 1000]
        ]


def test_memory_is_returned(compiled):
    """A hundred rounds of all functions take no more than one."""
    import tracemalloc

    source, scanner = Given(column(HOSTS * 1000, "u")), Scanner(["web"])
    numbers = Given(column([85] * 5000, "I"))

    def work():
        read_stream(arrow.instance_ids(source))
        read_all(arrow.computer_names("web", numbers).cast("utf8_view"))
        arrow.split(source).__arrow_c_stream__()
        arrow.resolve(source, Fleet(["web"])).__arrow_c_array__()
        arrow.scan(source, scanner).__arrow_c_schema__()
        source.part.keep.clear()
        numbers.part.keep.clear()

    work()
    tracemalloc.start()
    try:
        work()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(100):
            work()
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < before + 100_000
    finally:
        tracemalloc.stop()


def test_a_stream_is_released(kernels):
    released.clear()
    stream = arrow.instance_ids(Given(column(HOSTS, "u"))).__arrow_c_stream__()
    one = Stream.from_address(get_pointer(stream, b"arrow_array_stream"))
    schema = Schema()
    for _ in range(2):
        assert one.get_schema(one, schema) == 0
        assert schema.format == b"I"
        schema.release(schema)
    one.release(one)
    assert not one.release
    assert one.get_last_error is not None
    assert ctypes.sizeof(Stream) == 5 * ctypes.sizeof(ctypes.c_void_p)
