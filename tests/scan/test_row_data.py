"""Rows: kernels find what Python finds and what json and csv read; nothing else in them changes."""

import csv
import io
import json
import random
import re
from array import array
from contextlib import contextmanager

import pytest
from hypothesis import given, strategies as st

from vmssnames import Fleet, ScaleSet, Scanner
from vmssnames._kernels import backend, python_rows
from vmssnames._kernels.codes import ASK, NO_OWNER
from vmssnames.scan.counts import InstanceCounts
from vmssnames.scan.rows import MAX_RECORD, CSVRows, JSONRows, RowError
from vmssnames.scan.values import Values

ADD = {"id": "instance_id", "set": "scale_set"}
SPACE = ["", "", "", " ", "\n", "\t", "\r\n"]
KEYS = ['"a"', '"b"', '"a.b"', '"0"', '"\\u0061"', '"c"', '"a.b.c"', '"x\\n"', '""', '"é"', '"\\/"']
SCALARS = [
    *(
        '"h"',
        '"web00000\\u0061"',
        '"web_1"',
        '""',
        '"é"',
        '"\\ud83d\\ude00"',
        '"\\ud800"',
        '"a\\\\"',
    ),
    *("1", "-0", "1.5e+3", "0.5", "true", "false", "null", "NaN", "-Infinity", "Infinity"),
]
STARTS = [
    "",
    "",
    "",
    "data: ",
    "2026-01-01T00:00:00.123Z stdout F ",
    "[",
    ",",
    "\x1e",
    "\ufeff",
    "x ",
]
ENDS = ["\n", "\n", "\n", "", "],\n", " x\n", "\r\n", ",\n"]
PATHS = ["a", "a.b", "a.b.c", "a[]", "a[].b", "a.0", "a.0.b", "0", "a[][]", "é", "a.01", "a[].0"]


def json_value(draw, depth=0):
    what = draw.random()
    if depth < 3 and what < 0.3:
        return json_object(draw, depth + 1)
    if depth < 3 and what < 0.5:
        items = (json_value(draw, depth + 1) for _ in range(draw.randint(0, 3)))
        return f"[{','.join(items)}]"
    return draw.choice(SCALARS)


def json_object(draw, depth=0):
    def space():
        return draw.choice(SPACE)

    pairs = (
        f"{space()}{draw.choice(KEYS)}{space()}:{space()}{json_value(draw, depth)}{space()}"
        for _ in range(draw.randint(0, 3))
    )
    return f"{{{','.join(pairs)}}}"


def mutated(draw, text):
    """Return *text* with a few bytes deleted, inserted or cut off."""
    made = bytearray(text)
    for _ in range(draw.randint(1, 3)):
        at, what = draw.randrange(len(made) + 1), draw.random()
        if what < 0.4:
            del made[at : at + 1]
        elif what < 0.5:
            # Before what may follow a backslash, too, a control character is none.
            made[at:at] = draw.choice([b"\nn", b"\tu0041", b"\0b"])
        elif what < 0.75:
            made[at:at] = bytes([draw.choice(b'{}[],:"\\\n\0u0a1.e-+ \xff\xef')])
        else:
            del made[at:]
    return bytes(made)


def json_text(draw):
    """Return some records with what may be around them, half of the time with faults."""
    text = "".join(
        draw.choice(STARTS) + json_object(draw) + draw.choice(ENDS)
        for _ in range(draw.randint(1, 5))
    ).encode()
    return mutated(draw, text) if draw.random() < 0.5 else text


CELLS = [
    *("a", '"a"', '"a""b"', '"', '""', '"a"b', 'x"y', "", "é", '"a,b"', '"a\nb"', ' "q"', '"x" '),
    *('"\r"', "a\r", "web00000a", '"web_85"', "WEB00000A.x.net", "web_1 web_2", "webserver", " "),
]


def csv_text(draw, delimiter):
    return "".join(
        delimiter.join(draw.choice(CELLS) for _ in range(draw.randint(1, 4)))
        + draw.choice(["\n", "\n", "\r\n", "\n\n", "\r\r\n", ""])
        for _ in range(draw.randint(0, 6))
    ).encode()


seeds = st.integers(0, 2**40)


@given(seeds)
def test_kernels_find_the_same_random_records(seed):
    """Every set of kernels finds the records and strings that Python finds, and stops there."""
    draw = random.Random(seed)
    text, path = json_text(draw), draw.choice(PATHS).encode()
    given = memoryview(text), path, [b"c", b"x\n"], draw.random() < 0.1, draw.random() < 0.6
    expected = python_rows.json_records(*given)
    for name in backend.compiled():
        assert backend.load(name).json_records(*given) == expected, (name, given)


@given(seeds)
def test_kernels_find_the_same_random_rows(seed):
    draw = random.Random(seed)
    delimiter = draw.choice(",\t;")
    text = csv_text(draw, delimiter)
    given = memoryview(text), delimiter.encode(), draw.randint(0, 4), draw.random() < 0.8
    expected = python_rows.csv_rows(*given)
    for name in backend.compiled():
        assert backend.load(name).csv_rows(*given) == expected, (name, given)


def value_at(found, path):
    """Return the strings at *path*, as the documentation says: for this, without kernels."""
    if path == "":
        return [found] if isinstance(found, str | list | dict) else []
    if isinstance(found, dict) and path[0] != "[":
        for key in sorted(found, key=len, reverse=True):
            rest = path[len(key) :]
            if path.startswith(key) and (rest == "" or rest[0] in ".["):
                return value_at(found[key], rest.removeprefix("."))
        return []
    if isinstance(found, list) and path.startswith("[]"):
        return [one for item in found for one in value_at(item, path[2:].removeprefix("."))]
    index = re.match(r"(0|[1-9][0-9]*)(?=[.\[]|\Z)", path)
    if isinstance(found, list) and index and int(index[0]) < len(found):
        return value_at(found[int(index[0])], path[index.end() :].removeprefix("."))
    return []


def json_string(text, start, stop):
    """Return the value at a span: an array or an object, or what is between quotation marks."""
    is_whole = text[start : start + 1] in (b"{", b"[") and text[start - 1 : start] != b'"'
    value = text[start:stop] if is_whole else b'"%b"' % text[start:stop]
    return json.loads(value.decode("utf-8", "surrogateescape"))


@given(seeds)
def test_random_records_are_what_json_reads(seed):
    """A line is a record if json reads it as an object; the strings are those at the path."""
    draw = random.Random(seed)
    text = json_object(draw).encode()
    text = mutated(draw, text) if draw.random() < 0.5 else text
    text = text.replace(b"\n", b" ")
    path = draw.choice(PATHS)
    try:
        found = json.loads(text.decode("utf-8", "surrogateescape"))
    except ValueError:
        found = None
    for name in (*backend.compiled(), "python"):
        stop, _, others, ends, _, _, starts, stops, _ = backend.load(name).json_records(
            memoryview(text), path.encode(), [], False, True
        )
        if isinstance(found, dict):
            spans = zip(array("Q", starts), array("Q", stops), strict=True)
            strings = [json_string(text, *span) for span in spans]
            assert (len(ends), others, strings) == (8, 0, value_at(found, path)), text
        elif text.strip(b" \t\r,[]\x1e").startswith(b"{"):
            assert others == 1 or len(ends) >= 8, text
        assert stop == len(text)


@given(seeds)
def test_random_rows_are_what_csv_reads(seed):
    draw = random.Random(seed)
    delimiter, index = draw.choice(",;"), draw.randint(0, 3)
    text = csv_text(draw, delimiter)
    if b"\r" in text:  # By itself it ends no row of ours.
        return
    expected = list(csv.reader(io.StringIO(text.decode(), newline="\n"), delimiter=delimiter))
    for name in (*backend.compiled(), "python"):
        stop, _, ends, cells, starts, stops, flags = backend.load(name).csv_rows(
            memoryview(text), delimiter.encode(), index, True
        )
        if stop < len(text):
            continue  # A quote that is never closed.
        assert [n for n, flag in zip(array("I", cells), flags, strict=True) if flag < 2] == [
            len(row) for row in expected if row
        ]
        spans = zip(array("Q", starts), array("Q", stops), flags, strict=True)
        found = [text[a:b].decode() for a, b, flag in spans if flag == 0]
        plain = [
            row
            for row, flag in zip(
                [r for r in expected if r], [f for f in flags if f < 2], strict=True
            )
            if flag == 0
        ]
        assert found == [row[index] if index < len(row) else "" for row in plain]


@contextmanager
def running(name):
    """Run the kernels called *name*."""
    before, backend.kernels = backend.kernels, backend.load(name)
    try:
        yield
    finally:
        backend.kernels = before


def annotated(rows, data, cuts=()):
    """Return *data* with fields added by *rows*, which get it in parts, and what is counted."""
    parts = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    return b"".join([*map(rows.annotate, parts), rows.end()])


@given(seeds)
def test_records_may_come_in_any_parts(seed):
    """Wherever a text is cut, the output and the numbers are the same, with and without kernels."""
    draw = random.Random(seed)
    data = b"".join(json_text(draw) for _ in range(draw.randint(1, 3)))
    data = data.replace(b'"h"', b'"web00000a.x.net"')
    paths = draw.sample(PATHS, draw.randint(1, 2))
    results = []
    for name in ("python", *backend.compiled()):
        for cuts in ((), sorted(draw.randint(0, len(data)) for _ in range(draw.randint(1, 6)))):
            with running(name):
                values = Values(Scanner(["web"]))
                rows = JSONRows(paths, {"c": "instance_id"}, values)
                out = annotated(rows, data, cuts)
            counts = values.found, values.several, rows.objects, rows.skipped
            results.append((out, counts, rows.others))
            assert out.replace(b',"c":10', b"").replace(b',"c":1', b"") == data.replace(
                b',"c":10', b""
            ).replace(b',"c":1', b"")
    assert all(one == results[0] for one in results), data


@given(seeds)
def test_rows_may_come_in_any_parts(seed):
    draw = random.Random(seed)
    delimiter, column = draw.choice(",\t;"), draw.choice(["host", "2", "3"])
    head = delimiter.join(["x", "host", "y"])
    data = head.encode() + b"\n" + csv_text(draw, delimiter)
    lines = [m.end() for m in re.finditer(b"\n", data)]
    results = []
    for name in ("python", *backend.compiled()):
        for cuts in ((), sorted(draw.choices(lines, k=3))):
            with running(name):
                values = Values(Scanner(["web"]))
                rows = CSVRows(column, ADD, values)
                out = annotated(rows, data, cuts)
            counts = values.found, values.several, values.unlikely, values.example
            results.append((out, counts, rows.ragged, rows.open_quote))
    assert all(one == results[0] for one in results), data


VALUES = [
    *(
        "web",
        "WEB",
        "api",
        "kn-infra",
        "aks-a-12345678-vmss",
        "st",
        "x",
        "node/",
        "_",
        "-",
        ".",
        "",
    ),
    *(
        "00000a",
        "ZZZZZZ",
        "_85",
        "_085",
        "-42",
        ".x.net",
        ".",
        " ",
        "zzzzz",
        "VMSS",
        "é",
        "/",
        ":80",
    ),
    *(".web00000a", "x.API00000a", "web_7", "kn-infra00000b"),
]


@given(st.lists(st.sampled_from(VALUES), max_size=6).map("".join), st.booleans(), st.booleans())
def test_kernels_name_what_python_names(value, embedded, aks):
    """A verdict of the kernels is that of Python, which they may also ask."""
    fleet = Fleet(
        ["web", "api", "kn-infra", "aks-a-12345678-vmss", "st"]
        + [ScaleSet("api", "api2"), ScaleSet("flex", "flex", mode="flexible")]
    )
    scanner = Scanner(fleet, embedded=embedded, aks=aks, max_id=36**6 - 2)
    plain = bytes([len(one) == 1 and one[0].is_uniform for one in fleet.owners])
    data = value.encode()
    span = array("Q", [0]).tobytes(), array("Q", [len(data)]).tobytes()
    expected = Values(scanner).resolve(value)
    for name in backend.compiled():
        with running(name):
            owners, ids = Values(scanner).column(data, *span, plain)
        if owners[0] == NO_OWNER:
            assert expected is None
        elif owners[0] != ASK:
            assert (expected.owners, expected.instance_id) == (fleet.owners[owners[0]], ids[0])


def rows_of(kernels, *fields, fleet=("web",), add=ADD, **options):
    values = Values(Scanner(fleet, **options))
    return JSONRows(fields, add, values), values


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"h":"web00000a"}', '{"h":"web00000a",+}'),
        ('{"h" : "WEB00000A.x.net" }\r\n', '{"h" : "WEB00000A.x.net",+ }\r\n'),
        ('[{"h":"web_10"},\n {"h":"x"}]', '[{"h":"web_10",+},\n {"h":"x"}]'),
        ('{\n\t"h": "web00000a"\n}\n', '{\n\t"h": "web00000a",+\n}\n'),
        ('{"h":"web_10"}{"h":"web_10"}', '{"h":"web_10",+}{"h":"web_10",+}'),
        (
            '2026-01-01T00:00:00Z stderr F {"h":"web_10"}',
            '2026-01-01T00:00:00Z stderr F {"h":"web_10",+}',
        ),
        ('data: {"h":"web_10"}\n\n', 'data: {"h":"web_10",+}\n\n'),
        ('data: [{"h":"web_10"}]', 'data: [{"h":"web_10",+}]'),
        ('\x1e{"h":"web_10"}\n', '\x1e{"h":"web_10",+}\n'),
        ('\ufeff{"h":"web_10"}', '\ufeff{"h":"web_10",+}'),
        ('{"h":"web_10"},\n', '{"h":"web_10",+},\n'),
        ('{"n":1.50,"n":2,"h":"x","h":"web_10"}', '{"n":1.50,"n":2,"h":"x","h":"web_10",+}'),
        ('{"\\u0068":"web\\u005f10"}', '{"\\u0068":"web\\u005f10",+}'),
        ('{"h":"web_10"} and text\n', '{"h":"web_10",+} and text\n'),
        ('{"h":"web_10"\n{"h":"web_10"}\n', '{"h":"web_10"\n{"h":"web_10",+}\n'),
        ('{"h":"web_10", "h2": }\n', '{"h":"web_10", "h2": }\n'),
        ('{"h":["web_10"]}', '{"h":["web_10"],+}'),
        ('{"h":{"x":"\\nweb_10"}}', '{"h":{"x":"\\nweb_10"},+}'),
        ('{"h":[]}', '{"h":[]}'),
        ('{"h":["web_10","web_11"]}', '{"h":["web_10","web_11"]}'),
        ('{"x":["web_10"]}', '{"x":["web_10"]}'),
        ('{"h":"on web_10: web00000a"}', '{"h":"on web_10: web00000a",+}'),
        ('{"h":"web_10 web_11"}', '{"h":"web_10 web_11"}'),
        ('{"h":"web_10","id":1}', '{"h":"web_10","id":1}'),
        ('{"h":"web_10" "x":1}', '{"h":"web_10" "x":1}'),
        ("{'h':'web_10'}", "{'h':'web_10'}"),
        ('{"h":"web_10\n"}', '{"h":"web_10\n"}'),
    ],
)
def test_records(data, expected, kernels):
    rows, _ = rows_of(kernels, "h")
    out = annotated(rows, data.encode())
    assert out.decode() == expected.replace(",+", ',"id":10,"set":"web"')
    # And again: nothing is added twice.
    assert annotated(rows_of(kernels, "h")[0], out) == out


@pytest.mark.parametrize(
    ("path", "data", "found"),
    [
        ("a.b", '{"a":{"b":"web_1"}}', True),
        ("a.b", '{"a.b":"web_1","a":{"b":"web_2"}}', True),
        ("a.b", '{"a":{"b":"web_2"},"a.b":"web_1"}', True),
        ("a.b", '{"a":{"b":"web_1"},"a":{}}', False),
        ("a.b.c", '{"a.b":{"c":"web_1"}}', True),
        ("a.0.b", '{"a":[{"b":"web_1"},{"b":"web_2"}]}', True),
        ("a.1.b", '{"a":[{"b":"web_2"},{"b":"web_1"}]}', True),
        ("a.2.b", '{"a":[{"b":"web_2"},{"b":"web_1"}]}', False),
        ("a.0", '{"a":["web_1","web_2"]}', True),
        ("a.0", '{"a":{"0":"web_1"}}', True),
        ("a[].b", '{"a":[{"b":"web_1"},{"b":"web000001"},{"b":"x"},{}]}', True),
        ("a[].b", '{"a":[{"b":"web_1"},{"b":"web_2"}]}', False),
        ("a[]", '{"a":["x","web_1"]}', True),
        ("a[][]", '{"a":[["x"],["web_1"]]}', True),
        ("[].a", '[{"a":"web_1"}]', True),
        ("a", '{"a":[{"a":"web_1"}]}', True),
        ("b", '{"a":[{"b":"web_1"}]}', False),
        ("a[]", '{"a":{"[]":"web_1"}}', False),
        ("é", '{"\\u00e9":"web_1"}', True),
    ],
)
def test_paths(path, data, found, kernels):
    out = annotated(rows_of(kernels, path)[0], data.encode())
    assert (b'"id":1,' in out) == found and (out == data.encode()) != found


@pytest.mark.parametrize(
    "path", ["", ".a", "a.", "a[0]", "a[", "[]", "[0].a", "a]", "[].[]", "[]a"]
)
def test_paths_that_are_none(path):
    with pytest.raises(RowError, match="expected keys such as"):
        JSONRows([path], ADD, Values(Scanner(["web"])))


def test_the_first_of_several_fields_counts(kernels):
    rows, values = rows_of(kernels, "a", "b.c")
    lines = [
        '{"b":{"c":"web_1"}}',
        '{"a":"x","b":{"c":"web_1"}}',
        '{"a":"web_1","b":{"c":"web_2"}}',
    ]
    out = annotated(rows, "\n".join(lines).encode()).decode().split("\n")
    assert [line.endswith(',"id":1,"set":"web"}') for line in out] == [True, True, True]
    # Two names at the first: nobody knows which is meant.
    rows, values = rows_of(kernels, "a[]", "b")
    data = b'{"a":["web_1","web_2"],"b":"web_1"}'
    assert (annotated(rows, data), values.several) == (data, 1)


def test_fields_that_are_not_known_are_null(kernels):
    """As in text, two scale sets of one prefix are both named; what differs is null."""
    fleet = [ScaleSet("ss1", "web"), ScaleSet("ss2", "web"), ScaleSet("odd", None)]
    add = {"i": "instance_id", "s": "scale_set", "c": "computer_name", "r": "resource_id"}
    rows, _ = rows_of(kernels, "h", fleet=fleet, add=add)
    out = annotated(rows, b'{"h":"web00000a"}{"h":"odd_7"}').decode()
    assert out == (
        '{"h":"web00000a","i":10,"s":"ss1|ss2","c":"web00000A","r":null}'
        '{"h":"odd_7","i":7,"s":"odd","c":null,"r":null}'
    )


def test_new_names_need_no_care(kernels):
    rows, _ = rows_of(kernels, "h", add={'{x}"': "base36", "é\\": "node_name"})
    (found,) = [json.loads(annotated(rows, b'{"h":"web_10"}'))]
    assert found == {"h": "web_10", '{x}"': "00000A", "é\\": "web00000a"}


def test_embedded_and_other_options_are_those_of_text(kernels):
    data = b'{"h":"kube-proxy-web00000a"}'
    assert annotated(rows_of(kernels, "h")[0], data) == data
    assert b'"id":10' in annotated(rows_of(kernels, "h", embedded=True)[0], data)
    assert annotated(rows_of(kernels, "h", max_id=9)[0], b'{"h":"web_10"}') == b'{"h":"web_10"}'
    aks = b'{"h":"aks-a-12345678-vmss00000a"}'
    assert b'"id":10' in annotated(rows_of(kernels, "h", fleet=[], aks=True)[0], aks)


@pytest.mark.parametrize(
    ("begin", "piece", "end"),
    [
        (b"", b'{"a":', b""),
        (b"", b"[", b""),
        (b'{"a":"', b"x", b""),
        (b'{"a":"', b"x", b'"}'),
        (b'{"a":[', b"1,", b""),
        (b"", b'{"h":"\0"}\n', b""),
        (b"", b"{", b"\n"),
        (b"", b"{\n", b""),
        (b'{"', b"k", b'":1}'),
    ],
)
def test_hostile_records_pass(begin, piece, end, monkeypatch):
    """They take no longer than others, and no more memory than a record may."""
    # As long as can be; without kernels, a loop over so many bytes takes minutes.
    most = 1 << 18 if backend.backend() == "python" else MAX_RECORD
    monkeypatch.setattr("vmssnames.scan.rows.MAX_RECORD", most)
    data = begin + piece * (2 * most // len(piece)) + end
    rows, _ = rows_of(None, "h")
    out = []
    for at in range(0, len(data), 1 << 19):
        out.append(rows.annotate(data[at : at + (1 << 19)]))
        assert rows._size <= most
    assert b"".join([*out, rows.end()]) == data


IIS = """\
#Software: Microsoft Internet Information Services 10.0
#Fields: date s-computername cs-method
2024-01-01 WEB000001 GET
2024-01-01 other GET
#Fields: s-computername date
web000002 2024-01-01
"""
ZEEK = """\
#separator \\x09
#fields\tts\thost
#types\ttime\tstring
1\tweb000001
2\t-
#close\t2024
"""


@pytest.mark.parametrize(
    ("data", "column", "expected"),
    [
        (
            IIS,
            "s-computername",
            IIS.replace("cs-method\n", "cs-method id set\n")
            .replace("1 GET\n", "1 GET 1 web\n".replace("1 GET 1", "1 GET 1"))
            .replace("other GET", "other GET - -")
            .replace("computername date\n", "computername date id set\n")
            .replace("2 2024-01-01\n", "2 2024-01-01 2 web\n"),
        ),
        (
            ZEEK,
            "host",
            ZEEK.replace("ts\thost\n", "ts\thost\tid\tset\n")
            .replace("time\tstring\n", "time\tstring\tstring\tstring\n")
            .replace("web000001\n", "web000001\t1\tweb\n")
            .replace("2\t-\n", "2\t-\t-\t-\n"),
        ),
        ("a;host\n1,5;web_1\n", "host", "a;host;id;set\n1,5;web_1;1;web\n"),
        (
            '\ufeff"host",b\n"web_1","x\ny"\n',
            "host",
            '\ufeff"host",b,id,set\n"web_1","x\ny",1,web\n',
        ),
        ("\n\nhost,b\n\nweb_1\n", "host", "\n\nhost,b,id,set\n\nweb_1,,1,web\n"),
        ('host\n"web_""1"\n"web_1"x\n', "host", 'host,id,set\n"web_""1",,\n"web_1"x,,\n'),
        ("web_1\tx\n", "1", "web_1\tx\t1\tweb\n"),
        ("host\r\nweb_1\r\n", "host", "host,id,set\r\nweb_1,1,web\r\n"),
        ("host,b\nweb_1,2,3\n", "host", "host,b,id,set\nweb_1,2,3\n"),
    ],
)
def test_tables(data, column, expected, kernels):
    rows = CSVRows(column, ADD, Values(Scanner(["web"])))
    assert annotated(rows, data.encode()).decode() == expected


def test_a_quote_that_is_never_closed(kernels):
    rows = CSVRows("host", ADD, Values(Scanner(["web"])))
    data = b'host\nweb_1\n"open\n' + b"web_2\n" * 300_000
    parts = [data[at : at + 600_000] for at in range(0, len(data), 600_000)]
    out = b"".join(map(rows.annotate, parts)) + rows.end()
    assert rows.open_quote == 3
    assert out == data.replace(b"host\nweb_1\n", b"host,id,set\nweb_1,1,web\n")


def test_a_million_columns(kernels):
    row = b",".join([b"web_1"] * 10**6)
    rows = CSVRows("2", ADD, Values(Scanner(["web"])))
    assert annotated(rows, row + b"\n") == row + b",1,web\n"


BEGINNINGS = [
    *(
        "web",
        "WEB",
        "a-b-",
        "node/web",
        "my_set_",
        "web_85_",
        "_nt_",
        "/x/y/",
        "x/",
        "",
        "0",
        "é",
        "-",
    ),
    *("x" * 58, "x" * 59, "a.b_", "node/", "node/my_set_", "az_1/", "10.0.0.0/", "\\", "\xff"),
]
NUMBERS = [
    "00002D",
    "00zzzz",
    "zzzzzz",
    "00002",
    "0",
    "85",
    "085",
    "1234",
    "123456",
    "1679615",
    "1679616",
    "12345678",
]
DOMAINS = [
    "",
    "",
    "",
    ".x.net",
    ".x.net.",
    ".",
    "..",
    ".x-",
    f".{'a' * 63}.b",
    f".{'a' * 64}",
    ".x.cloudapp.azure.com",
    ".cloudapp.azure.com.",
    ".x_y",
    f".{'a.' * 120}b",
]


@given(seeds)
def test_kernels_split_the_same_random_lines(seed):
    """Every set of kernels finds the beginnings and IDs that Python finds, in the same lines."""
    draw = random.Random(seed)
    some = draw.sample(BEGINNINGS, 4)
    lines = [
        draw.choice(some)
        + draw.choice(NUMBERS)
        + draw.choice(DOMAINS)
        + draw.choice(["", "", "\r", " "])
        for _ in range(draw.randint(0, 30))
    ]
    data = "\n".join(lines).encode("latin-1") + b"\n" * draw.randint(0, 2)
    given = data, draw.random() < 0.2, draw.random() < 0.5
    expected = python_rows.split_lines(*given)
    for name in backend.compiled():
        assert backend.load(name).split_lines(*given) == expected, (name, given)


@given(seeds)
def test_kernels_count_the_same_random_matches(seed):
    """Every set of kernels counts instances, and knows their lines, as Python does."""
    draw = random.Random(seed)
    scanner = Scanner(["web", "api"], aks=True)
    names = [
        "web00000a",
        "WEB_10",
        "api_7",
        "api00zzzz",
        "\n",
        "\n\n",
        " x ",
        *(f"web_{i}" for i in range(9)),
    ]
    files = [
        [
            " ".join(draw.choices(names, k=draw.randint(0, 40))).encode()
            for _ in range(draw.randint(1, 3))
        ]
        for _ in range(draw.randint(1, 3))
    ]
    results = []
    for name in ("python", *backend.compiled()):
        with running(name):
            counts = InstanceCounts(scanner)
            for number, blocks in enumerate(files):
                for block in blocks:
                    counts.add(block, scanner.scan_columns(block), number)
                counts.restart()
            results.append(counts.instances())
    assert all(one == results[0] for one in results), files
    assert sum(one[3] for one in results[0]) == sum(map(scanner.count, sum(files, [])))


def test_a_long_cell_may_end_in_any_block(kernels):
    """What is held back of a row is read at the end of the file, too."""
    rows = CSVRows("host", ADD, Values(Scanner(["web"])))
    data = b'msg,host\n"' + b"x\n" * 100_000 + b'",web_1\ny,web_2\n'
    parts = [data[at : at + 65_000] for at in range(0, len(data), 65_000)]
    out = b"".join(map(rows.annotate, parts)) + rows.end()
    assert rows.open_quote == 0 and out.endswith(b'",web_1,1,web\ny,web_2,2,web\n')


def test_a_record_that_is_too_long_takes_no_other_with_it(kernels, monkeypatch):
    monkeypatch.setattr("vmssnames.scan.rows.MAX_RECORD", 1 << 17)
    record = b'{\n"h":"web_1",\n' + b'"k":1,\n' * 30 + b'"z":1}\n'
    long = b'{"h":"web_1","l":[\n' + b"1,\n" * 40_000 + b"1]}\n"
    for before, after in ((2, 400), (400, 400), (3, 2)):
        rows, values = rows_of(kernels, "h")
        data = record * before + long + record * after
        out = b"".join(rows.annotate(data[at : at + 9999]) for at in range(0, len(data), 9999))
        out += rows.end()
        # The long one is a record if it was complete before it was too long.
        assert rows.objects >= before + after and values.found == rows.objects
        assert out.replace(b',"id":1,"set":"web"', b"") == data


def test_the_rest_of_a_line_that_was_passed_is_no_record(kernels):
    rows, _ = rows_of(kernels, "h")
    piece, rest = b'{"a":["' + b"x" * 1000, b'", {"h":"web_1"}]}\n{"h":"web_2"}\n'
    out = rows.annotate(b'{"h":"web_3"}\n') + rows.skip(piece) + rows.annotate(rest) + rows.end()
    assert out.count(b'"id"') == 2 and b'", {"h":"web_1"}]}\n' in out


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ('{"h":"web_1","l":\n{"h":"web_2"}\n{"h":"web_3"}\n', [2, 3]),
        ('[\n{"h":"web_1","l":[\n{"h":"web_2"},\n{"h":"web_3"}\n]\n', [2, 3]),
        ('{"h":"web_1"\n\n{"h":"web_2"}\n', [2]),
        ('{"a":{\n{"h":"web_1"}\n{"b":\n"c":1}\n{"h":"web_2"}\n', [1, 2]),
        ('{"a":\n{"a":\n{"a":\n{"h":"web_1"}\n', [1]),
    ],
)
def test_a_record_that_was_cut_off_takes_no_other_with_it(data, found, kernels):
    rows, _ = rows_of(kernels, "h")
    out = annotated(rows, data.encode()).decode()
    assert [int(one) for one in re.findall(r'"id":([0-9]+)', out)] == found
    assert re.sub(r',"id":[0-9]+,"set":"web"', "", out) == data


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ([b'\n\n\nhost,b\n"x\n1\n'], 5),
        ([b"\n\n", b'host,b\n"x\n1\n'], 4),
        ([b"\r\n\n", b"host,b\nweb_1,2\n", b'"a",1\n', b'"x\n', b"1\n"], 6),
        ([b'"host\n', b'",b\n"x\n'], 3),
    ],
)
@pytest.mark.parametrize("column", ["b", "1"])
def test_the_line_of_an_open_quote(parts, line, column, kernels):
    rows = CSVRows(column, {"i": "instance_id"}, Values(Scanner(["web"])))
    b"".join(map(rows.annotate, parts)) + rows.end()
    assert rows.open_quote == line


def test_long_escaped_values_are_not_read(kernels):
    rows, values = rows_of(kernels, "h")
    data = b'{"h":"' + rb"\u0077" * 10**6 + b'"}\n'
    assert (annotated(rows, data), values.found) == (data, 0)
