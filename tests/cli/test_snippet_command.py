"""``vmssnames snippet``: what it prints, and what it refuses."""

import json

import pytest

from vmssnames.snippets import LANGUAGES, snippet


def test_the_snippet_is_printed(run):
    """The output is what the library returns, for each function."""
    assert run("snippet", "jq") == (0, snippet("jq"), "")
    assert run("snippet", "SQLite3", "--split") == (0, snippet("sqlite", "split"), "")
    assert run("snippet", "go", "--encode") == (0, snippet("go", "encode"), "")
    found = run("snippet", "kql", "--decode", "--prefix", "nsgvmss")
    assert found == (0, snippet("kql", "decode", prefix="nsgvmss"), "")
    assert '== "nsgvmss"' in found[1]


def test_list(run):
    """Each language has a line, with how it was tested."""
    status, said, errors = run("snippet", "--list")
    assert (status, errors) == (0, "")
    assert len(said.splitlines()) == len(LANGUAGES) + 1
    assert "run in SQLite" in said


def test_a_fleet(run, files):
    """What has no place in a lookup is said once, and is a comment."""
    rows = [
        {"name": "kn-infra_ss", "prefix": "kn-infra"},
        {"name": "web", "prefix": "web"},
        {"name": "web-2", "prefix": "web"},
    ]
    (files / "fleet.json").write_text(json.dumps(rows))
    status, said, errors = run("snippet", "lua", "--fleet", "fleet.json")
    assert status == 0
    assert '["kn-infra"] = "kn-infra_ss",' in said
    assert "-- skipped: 'web' is the prefix of 2 scale sets" in said
    assert errors == "vmssnames: skipped: 'web' is the prefix of 2 scale sets\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "expected a language: see vmssnames snippet --list"),
        (["cobol"], "expected a language, got 'cobol': one of kql"),
        (["jq", "--prefix", "a'b"], "expected a computer-name prefix"),
        (["excel", "--encode"], "Excel needs the prefix here: pass one"),
        (["jq", "--fleet", "nothing.json"], "'nothing.json': no such file"),
        (["jq", "--fleet", "rows.json", "--encode"], "--fleet does not work with --prefix"),
        (["jq", "--split", "--prefix", "web"], "split is for all prefixes: omit the prefix"),
        (["jq", "--split", "--encode"], "not allowed with argument"),
    ],
)
def test_errors(run, words, message):
    """Each is one line and status 2, and nothing is printed."""
    status, said, errors = run("snippet", *words)
    assert (status, said) == (2, "")
    assert message.lower() in errors.lower()
    assert len(errors.splitlines()) == 1


def test_the_languages_as_names(cli):
    """One per line, to loop over in a shell."""
    status, out, errors = cli("snippet", "--list", "-o", "name")
    assert (status, errors) == (0, "") and out.split()[:2] == ["kql", "postgresql"]
    assert out.count("\n") == len(out.split())
