"""Snippets: what is filled in, what is refused, and that nothing else ever gets in."""

import random
import re
import sqlite3

import naive
import pytest

from vmssnames import Fleet, NameFormatError, ScaleSet
from vmssnames.names import grammar
from vmssnames.snippets import LANGUAGES, snippet
from vmssnames.snippets.snippets import PARTS, how_tested, language_called, lookup_rows

WEB = Fleet([("web_ss", "web"), ("kn-infra_ss", "kn-infra")])


def kinds_of(name):
    found = []
    for kind in PARTS:
        try:
            snippet_of(name, kind)
        except ValueError as error:
            assert " has no " in str(error)  # noqa: PT017
        else:
            found.append(kind)
    return found


def snippet_of(name, kind, prefix="web", fleet=WEB):
    prefix = prefix if kind in ("decode", "encode") else None
    return snippet(name, kind, prefix=prefix, fleet=fleet if kind == "lookup" else None)


@pytest.mark.parametrize("name", LANGUAGES)
def test_each_language_has_all_kinds(name):
    """Only CEL, which has no functions, lacks all but decode."""
    assert kinds_of(name) == (["decode"] if name == "cel" else list(PARTS))


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_placeholder_is_filled(name):
    """Neither placeholders nor marks of parts are left, and all is ASCII."""
    for kind in kinds_of(name):
        text = snippet_of(name, kind)
        assert "{{" not in text.replace("{{0,57}", "")
        assert "%%" not in text
        assert text.isascii()
        assert text.startswith(LANGUAGES[name].comment)
        assert how_tested(name) in text


@pytest.mark.parametrize("name", LANGUAGES)
def test_bounds_are_those_of_the_grammar(name):
    """No snippet has another largest ID, or another length, than the grammar."""
    text = "".join(snippet_of(name, kind) for kind in kinds_of(name))
    text = re.sub(r"\{[0-9;]+\}", "", text)  # The places in a name, in Excel.
    largest = set(re.findall(r"(?<!\w)[0-9]{10,}(?=L?\b)", text))
    assert largest <= {str(grammar.MAX_INSTANCE_ID)}
    assert largest or name == "cel"
    # Of a prefix after its first character, of a prefix, of a name; one more for "less than".
    lengths = {grammar.MAX_PREFIX - 1, grammar.MAX_PREFIX, grammar.MAX_PREFIX + 6}
    found = {int(one) for one in re.findall(r"(?<![\w.])[5-6][0-9](?!\w)", text)}
    assert found & lengths
    assert found - lengths <= {55, 65}  # 55 is in jq: 10 less than the code of A.


def test_every_language_says_how_it_was_tested():
    assert how_tested("sqlite").startswith("run in SQLite")
    assert how_tested("kql").startswith("parsed by")
    assert how_tested("powershell") == "not run"


@pytest.mark.parametrize("name", LANGUAGES)
def test_names_cannot_change_a_snippet(name, nasty_fleets):
    """A thousand fleets of nasty names: without the names, all snippets are the same."""
    if "lookup" not in kinds_of(name):
        return
    language = LANGUAGES[name]
    plain = set()
    for fleet in nasty_fleets:
        text = snippet(name, fleet=fleet)
        for one in fleet:
            for word in (one.prefix.lower(), one.name):
                assert language.quoted(word) in text
                text = text.replace(language.quoted(word), "NAME")
        plain.add(text)
    assert len(plain) == 1


@pytest.fixture(scope="module")
def nasty_fleets():
    draw = random.Random(4)

    def scale_set(i):
        name = draw.choice("aZ0") + "".join(draw.choices("aZ0--__..", k=draw.randrange(40)))
        return ScaleSet(
            f"{name}{i}", "n" + "".join(draw.choices("aZ0-", k=draw.randrange(40))) + str(i)
        )

    return [Fleet([scale_set(i) for i in range(2)]) for _ in range(1000)]


@pytest.mark.parametrize(
    "text",
    ["a'b", 'a"b', "a\nb", "a\\b", "a;b", "${a}", "`a`", "{{key}}", "a b", "\u017f", "a\0", ""],
)
def test_hostile_names_are_refused(text):
    """What could mean something in a literal is not a name."""
    for language in LANGUAGES.values():
        with pytest.raises((NameFormatError, TypeError)):
            language.quoted(text)
    with pytest.raises((NameFormatError, TypeError)):
        snippet("sqlite", prefix=text)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("cobol", {}, "expected a language, got 'cobol': one of kql, postgresql"),
        ("postgress", {}, "expected a language, got 'postgress'; did you mean postgres"),
        ("jq", {"kind": "both"}, "expected a kind of decode, split, encode, lookup, got 'both'"),
        ("jq", {"kind": "lookup"}, "a lookup needs a fleet, and nothing else does"),
        ("jq", {"kind": "decode", "fleet": WEB}, "a lookup needs a fleet, and nothing else does"),
        ("jq", {"kind": "split", "prefix": "web"}, "split is for all prefixes: omit the prefix"),
        ("cel", {"kind": "encode"}, "Common Expression Language has no encode, only decode"),
        ("excel", {"kind": "encode"}, "Excel needs the prefix here: pass one"),
        ("jq", {"prefix": "a_b"}, "expected a computer-name prefix of 1 to 58 letters"),
        ("jq", {"fleet": Fleet([])}, "expected a scale set with a prefix of its own, got none"),
    ],
)
def test_errors(name, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        snippet(name, **options)


def test_most_scale_sets():
    """A language that takes a few says so, and where to go."""
    fleet = Fleet([f"web{i}x" for i in range(2001)])
    with pytest.raises(ValueError, match="Java takes 2000 scale sets, got 2001: see table"):
        snippet("java", fleet=fleet)
    assert snippet("go", fleet=fleet).count("web") > 2001


def test_aliases():
    assert language_called("Postgres").name == "postgresql"
    assert language_called("C#").name == "csharp"
    aliases = [alias for one in LANGUAGES.values() for alias in one.aliases]
    assert len({*aliases, *LANGUAGES}) == len(aliases) + len(LANGUAGES)


def test_what_a_lookup_skips_is_said():
    """A shared prefix, an unknown one, and Flexible scale sets."""
    flexible = ScaleSet("flex", None, mode="Flexible")
    fleet = Fleet([("web", "web"), ("web-2", "web"), ("api_ss", None), flexible, ("kn_ss", "kn")])
    rows, skipped = lookup_rows(fleet)
    assert rows == [("kn", "kn_ss")]
    assert skipped == [
        "'web' is the prefix of 2 scale sets",
        "scale sets without a prefix: 1",
        "Flexible scale sets, without instance IDs in names: 1",
    ]
    for one in skipped:
        assert f"-- skipped: {one}" in snippet("postgresql", fleet=fleet)


def test_sqlite_here():
    """The snippet that runs everywhere, against the naive rule."""
    draw = random.Random(1)
    ids = [draw.randrange(36**6) for _ in range(2000)]
    names = [f"{draw.choice(['web', 'WEB', 'kn-infra', 'x'])}{naive.base36(one)}" for one in ids]
    wrong = [
        "web00000!",
        "web00002D\n",
        "web\u017f0002D",
        "web00002D\0",
        "-web00002D",
        None,
        1234567,
        b"web00002D",
    ]
    con = sqlite3.connect(":memory:")
    con.execute("create table hosts (host)")
    con.executemany("insert into hosts values (?)", [(one,) for one in [*names, *wrong]])
    con.executescript(snippet("sqlite", fleet=WEB))
    found = con.execute(
        "select instance_id, scale_set from vmss_hosts left join vmss_scale_sets using (prefix)"
    ).fetchall()
    sets = {"web": "web_ss", "kn-infra": "kn-infra_ss"}
    right = [(one, sets.get(name[:-6].lower())) for one, name in zip(ids, names, strict=True)]
    assert found == [*right, *[(None, None)] * len(wrong)]


def test_the_pages_are_up_to_date():
    """docs/languages has what the command prints, and how it was tested: make snippets."""
    from tools.snippets import texts

    for path, text in texts().items():
        assert path.read_text(encoding="utf-8") == text, path
