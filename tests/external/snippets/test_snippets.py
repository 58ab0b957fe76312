"""The snippets in their own languages, against the naive rule."""

import random
import re
import string

import naive
import pytest
from languages import SQL, JSONLines, output

from vmssnames import Fleet, ScaleSet
from vmssnames.dns import HostTable
from vmssnames.snippets import LANGUAGES, snippet
from vmssnames.snippets.snippets import PARTS

pytestmark = pytest.mark.snippets

ASCII = string.digits + string.ascii_letters
LAST = 36**6 - 1


def prefix_of(draw):
    """Return a prefix of any size: often a short one."""
    size = draw.choice([1, 2, 3, 7, 57, 58, draw.randrange(1, 59)])
    return draw.choice(ASCII) + "".join(draw.choices(ASCII + "--", k=size - 1))


def spelled(draw, text):
    return "".join(draw.choice([one.upper(), one.lower()]) for one in text)


def expected_id(name):
    """Return the ID that the rule has for *name*: at most 58 characters, and six digits."""
    if name is None or not 7 <= len(name) <= 64 or name[0] == "-":
        return None
    if any(one not in ASCII + "-" for one in name[:-6]):
        return None
    return naive.value(name[-6:])


def some_names(n=10_000, seed=5):
    draw = random.Random(seed)
    numbers = [draw.choice([draw.randrange(100), draw.randrange(LAST + 1)]) for _ in range(n)]
    return [spelled(draw, prefix_of(draw) + naive.base36(number)) for number in numbers]


HOSTILE = [
    *("", "-", "D", "00002D", "web", "web00002", "web0002D", "web00000!", "web+0002D", "web-0002D"),
    *("web-00002D", "-eb00002D", "-00002D", "w00002D", "1234567", "web 00002D", " web00002D"),
    *(
        "web00002D ",
        "web0000 2D",
        "web0_002D",
        "web_00002D",
        "_web00002D",
        "web.00002D",
        "web00002D.",
    ),
    *(
        "\tweb00002D",
        "web00002D\t",
        "web00002D.internal.cloudapp.net",
        "web000000x00002D",
        "web0x002D",
    ),
    *("web1e0005", "web00001.5", "webNaN000", "Infinity000", "null00000", "constructor00002D"),
    *(
        "toString00002D",
        "hasOwnProperty00002D",
        "true00002D",
        "web0000--",
        "web-------",
        "web------D",
    ),
    *(
        "ſeb00002D",
        "web00000ſ",
        "web0000ı0",
        "İeb00002D",
        "web0000K0",
        "web0000２D",
        "ｗｅｂ00002D",
    ),
    *(
        "wéb00002D",
        "we\u0301b00002D",
        "web0000éD",
        "web٠٠٠٠٢D",
        "веб00002D",
        "web𝟎0002D",
        "😀00002D",
    ),
    *("web0000ß2D", "web00002\u00ad", "\u200bweb00002D", "web00002D\u2028", "\ufeffweb00002D"),
    *(
        "web00002D'",
        "we'b00002D",
        'we"b00002D',
        "web00002D\\",
        "web%00002D",
        "$(id)00002D",
        "`id`00002D",
    ),
    *(
        "${id}00002D",
        "#{1}00002D",
        "web00002D;",
        "web00002D--",
        "web00002D/*",
        "*00002D",
        "?00002D",
    ),
    *(
        "[a-z]00002D",
        "=1+1000002D",
        "@SUM00002D",
        "web00002D\\n",
        "\\web00002D",
        "^00002D",
        "web$00002D",
    ),
    *(
        "a" * 58 + "00002D",
        "a" * 59 + "00002D",
        "a" * 60 + "00002D",
        "a" * 10_000 + "00002D",
        "z" * 64,
    ),
    *("z" * 65, "0" * 64, "0" * 65, "-" * 64, "a" + "-" * 57 + "ZZZZZZ", "a" + "-" * 58 + "ZZZZZZ"),
    *(
        "web00002D\n",
        "\nweb00002D",
        "web00002D\r\n",
        "web00002D\r",
        "web\n00002D",
        "web0000\n2D",
        "\n",
    ),
    *("web00002D\nweb00002E", "x\nweb00002D", "web00002D\nx", "web00002D\n\n"),
    *("web00002D\0", "\0web00002D", "web\x0000002D", "web0000\x002", "web00002D\0x", "\0"),
    *(
        "web00002D\v",
        "web00002D\f",
        "web00002D\x85",
        "web00002D\x1c",
        "\x7fweb00002D",
        "web00002D\x1b",
    ),
    # Bytes that are not UTF-8.
    *("we\udcff00002D", "\udcffeb00002D", "web0000\udcffD", "w\udcc3eb00002D", "web00002D\udc80"),
    *("web0000\udcc3\udca9D", "\udced\udca0\udc80b00002D"),
    None,
]


def check(found, expected, inputs):
    """Raise an error that shows the first difference."""
    assert len(found) == len(expected)
    for one, right, given in zip(found, expected, inputs, strict=True):
        assert one == right, given


@pytest.mark.parametrize("given", ["random", "hostile"])
def test_decode(language, given):
    """A computer name gives its instance ID, in any case, and any other text gives nothing."""
    names = some_names() if given == "random" else [one for one in HOSTILE if language.takes(one)]
    found = language.call(snippet(language.of), "id", names)
    check(found, [expected_id(one) for one in names], names)


def test_decode_with_a_prefix(language):
    """With a prefix, its names in any case give their IDs, and names of others nothing."""
    names = [
        "web00002D",
        "WEB00002d",
        "wEb0ZzZzZ",
        "web100002D",
        "we00002D",
        "xweb00002D",
        "-eb00002D",
    ]
    names += ["abc", "", "5", "web", *(one for one in HOSTILE if language.takes(one))]
    names += [one for one in some_names(300) if one[:-6].lower() != "web"]
    found = language.call(snippet(language.of, prefix="Web"), "id", names)
    right = [expected_id(one) if one and one[:-6].lower() == "web" else None for one in names]
    assert sum(one is not None for one in right) >= 3
    check(found, right, names)


def test_split(language):
    """A computer name gives its prefix, as spelled, and any other text gives nothing."""
    if "prefix" not in language.functions:
        assert "split" not in parts_of(language)
        return
    names = [one for one in (*some_names(1000), *HOSTILE) if language.takes(one)]
    found = language.call(snippet(language.of, "split"), "prefix", names)
    right = [one[:-6] if expected_id(one) is not None else None for one in names]
    check(found, right, names)


IDS = [0, 1, 35, 36, 85, 1295, 1296, 36**3, 36**5 - 1, 36**5, 2**31 - 1, 2**31, LAST - 1, LAST]
OUTSIDE = [LAST + 1, 2**32 - 1, 2**32, 2**53 + 1, 9 * 10**18, -1, -36, -(2**31), -(36**6)]
NO_PREFIX = [
    "",
    "-a",
    "a_b",
    "a b",
    " a",
    "a ",
    "a.b",
    "a'b",
    "ſ",
    "é",
    "a" * 59,
    "a\n",
    "\n",
    "a\0",
    "-",
]


def test_encode(language):
    """A prefix and an ID give the computer name, and an ID out of range or no prefix nothing."""
    if "name" not in language.functions:
        assert "encode" not in parts_of(language)
        return
    draw = random.Random(6)
    if language.is_bound:
        given = [
            ("web", one)
            for one in (*IDS, *OUTSIDE, *(draw.randrange(LAST + 1) for _ in range(1000)))
        ]
    else:
        given = [(prefix_of(draw), draw.randrange(LAST + 1)) for _ in range(10_000)]
        given += [("web", one) for one in (*IDS, *OUTSIDE)]
        given += [(one, 85) for one in NO_PREFIX if language.takes(one)]
    text = snippet(language.of, "encode", prefix="web" if language.is_bound else None)
    right = [
        prefix + naive.base36(number)
        if 0 <= number <= LAST and expected_id(f"{prefix}000000") == 0
        else None
        for prefix, number in given
    ]
    check(language.call(text, "name", given), right, given)
    if isinstance(language, JSONLines):
        assert language.call(text, "name", [["web", 85.5], ["web", None]]) == [None, None]


def nasty_fleet(n):
    """Return a fleet of *n* names that mean something elsewhere, all of them valid."""
    words = "null true false nan inf 0 00 1e5 0x10 007 1-2 end begin nil none undefined constructor"
    words += " toString hasOwnProperty valueOf select drop union then fi done function local EOF GO"
    words += " 2026-11-28 1.5 a--b x.y.z __ -- __proto__ length prototype keys A1 R1C1 SUM TRUE"
    draw, found = random.Random(7), {}
    while len(found) < n:
        base = draw.choice(words.split())
        name = (base + draw.choice(["", "", f"-{draw.randrange(999)}", str(draw.randrange(9999))]))[
            :58
        ]
        prefix = re.sub(r"[^0-9A-Za-z-]", "", name).lstrip("-")
        if prefix and prefix.lower() not in found:
            scale_set = draw.choice(
                [prefix, f"{prefix}_ss", f"{prefix}.{base}_--", "1e5", f"0{prefix}"]
            )
            found[prefix.lower()] = (scale_set, prefix)
    return Fleet([ScaleSet(*one) for one in found.values()])


def test_lookup_of_nasty_names(language):
    """Each name leads to its scale set and to nothing else, whatever the word means there."""
    if "scale_set" not in language.functions:
        assert "lookup" not in parts_of(language)
        return
    fleet = nasty_fleet(LANGUAGES[language.of].most or 1000)
    draw = random.Random(8)
    names = [spelled(draw, f"{one.prefix}00002D") for one in fleet]
    known = {one.prefix.lower() for one in fleet}
    others = [
        one
        for one in ("nothing", "hasOwn", "proto", "aaa", "toJSON", "9e99", "01", "1e1")
        if one.lower() not in known
    ]
    names += [f"{one}00002D" for one in others]
    names += ["web00000!", ""]
    found = language.call(snippet(language.of, fleet=fleet), "scale_set", names)
    check(found, [one.name for one in fleet] + [None] * (len(others) + 2), names)


def parts_of(language):
    """Return the kinds of snippets that there are for a language."""
    found = []
    for kind in PARTS:
        try:
            fleet = Fleet(["web"]) if kind == "lookup" else None
            snippet(language.of, kind, fleet=fleet, prefix="web" if kind == "encode" else None)
        except ValueError as error:
            assert " has no " in str(error)  # noqa: PT017
        else:
            found.append(kind)
    return found


def without_head(text):
    """Return a snippet without what is said about it, such as the version of a program."""
    return "\n".join(text.splitlines()[2:]) + "\n"


FAULTS = {
    "another base": (r"(?<!;)\b36\b(?!;)", "35"),
    "longer names": (r"\b(?:57|64|65)\b", lambda match: str(int(match[0]) + 1)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_faults_are_found(language, fault):
    """A wrong snippet fails these tests."""
    text = without_head(snippet(language.of))
    wrong = re.sub(*FAULTS[fault], text, count=1)
    assert wrong != text
    names = [*some_names(200), *(one for one in HOSTILE if language.takes(one))]
    try:
        found = language.call(wrong, "id", names)
    except Exception:  # What an engine raises about a digit that is too large is its own.
        return
    assert found != [expected_id(one) for one in names]


def test_examples_in_comments_run(language):
    """An SQL snippet may be pasted twice; the query in its comment gives the instance.

    Also of a table that has columns of the same names.
    """
    if not isinstance(language, SQL):
        return
    text = snippet(language.of, fleet=Fleet([("kn-infra_ss", "kn-infra")]))
    body, _, example = text.rpartition(";\n-- SELECT")
    with language.connected() as run:
        table = "hosts" if language.of == "sqlite" else "logs"
        rows = [("KN-infra00002d", "x"), ("other00002d", "x"), ("kn-infra00000!", "x")]
        language.fill(run, table, f"host {language.text}, prefix {language.text}", rows)
        body = "\n".join(line for line in body.splitlines() if not line.startswith("--"))
        for statement in language.statements(body) * 2:
            run(statement)
        query = " ".join(f"SELECT{example}".replace("\n-- ", "\n").split()).rstrip(";")
        found = sorted(tuple(row) for row in run(query))
    assert found == [
        ("KN-infra00002d", "kn-infra_ss", 85, "kn-infra_ss_85"),
        ("kn-infra00000!", None, None, None),
        ("other00002d", None, 85, None),
    ]


# What is no integer, in SQL: null, or an error where functions have types.
NO_INTEGERS = ["85.5", "'abc'", "'8_5'", "NULL", "-1", "2176782336", "1e30"]


@pytest.mark.parametrize("number", NO_INTEGERS)
def test_encode_of_what_is_no_integer(language, number):
    """A fraction or a word never gives a name."""
    if not isinstance(language, SQL) or language.of == "sqlite":
        return
    with language.connected() as run:
        body = snippet(language.of, "encode")
        body = "\n".join(line for line in body.splitlines() if not line.startswith("--"))
        for statement in language.statements(body):
            run(statement)
        try:
            found = list(run(f"SELECT vmss_name('web', {number})"))
        except Exception:  # An engine's own error about types.
            return
    assert [tuple(row) for row in found] == [(None,)]


def test_parsed(parsed):
    """The snippets that do not run here are at least free of misspellings."""
    for kind in parts_of(parsed):
        fleet = nasty_fleet(50) if kind == "lookup" else None
        prefixes = ["web"] if kind == "encode" else [None, "web"] if kind == "decode" else [None]
        for prefix in prefixes:
            text = snippet(parsed.of, kind, prefix=prefix, fleet=fleet)
            assert parsed.faults(text) == [], text


def test_parsers_find_faults(parsed):
    """A misspelled snippet is not accepted."""
    wrong = re.sub(r"\b36\b", "36 (", without_head(snippet(parsed.of)), count=1)
    assert parsed.faults(wrong) != []


# What people paste, and what it gives for what is not a name, or not an ID.
TRAPS = {
    "php": (["php", "-r", r'echo preg_match("/^web.{6}$/", "web00002D\n");'], b"1"),
    "perl": (["perl", "-e", r'print "web00002D\n" =~ /^web.{6}$/'], b"1"),
    "jq": (["jq", "-n", r'"web00002D\n" | test("^web.{6}$")'], b"true\n"),
    "ruby": (["ruby", "-e", r'print "x\nweb00002D".match?(/^web.{6}$/)'], b"true"),
    "javascript": (["node", "-p", 'parseInt("0002!D", 36)'], b"2\n"),
    "awk: mawk": (["mawk", "BEGIN { print 36 * 36 ^ 5 }"], b"2.17678e+09\n"),
}
SQL_TRAPS = {
    "mysql": (
        (r"SELECT 'web00002D\n' RLIKE '^web.{6}$'", 1),
        ("SELECT 'web00000\u017f' RLIKE '^web[0-9A-Z]{6}$'", 1),
        ("SELECT CONV('-1', 36, 10)", "18446744073709551615"),
        ("SELECT CONV('!', 36, 10)", "0"),
    ),
    "spark": (
        ("SELECT conv('00000!', 36, 10)", "0"),
        ("SELECT conv('-1', 36, 10)", str(2**64 - 1)),
    ),
    "sqlite": (("SELECT length('a' || char(0) || 'b')", 1),),
    "duckdb": (("SELECT to_base(2176782336, 36, 6)", "1000000"),),
}


def test_traps(language):
    """What people paste accepts what is not a name, as the page says."""
    if repr(language) in TRAPS:
        command, printed = TRAPS[repr(language)]
        assert output(command) == printed
    for query, found in SQL_TRAPS.get(language.of, ()):
        with language.connected() as run:
            assert next(iter(run(query)))[0] == found, query


def test_tables_for_kusto_are_parsed(parsed):
    """The datatable of ``table -o kusto`` is one, with any printable names."""
    if parsed.of != "kql":
        return
    names = ["web_85", 'a"b', "a\\b", "a'b", "\u017f\u00e9\U0001f600", "${a}", "a //"]
    rows = [Row(f"web{i:06}", name) for i, name in enumerate(names)]
    text = "".join(HostTable(rows).kusto_lines())
    assert parsed.faults(f"{text}// vmss_hosts | where InstanceId == 85\n") == []


class Row:
    """A VM, as a table reads it."""

    def __init__(self, host, name):
        self.computer_name, self.name, self.scale_set = host, name, "web"
        self.instance_id = self.resource_id = None
