"""Exit statuses: one table in the code, in the help and in the documentation, and what is done."""

import json

import pytest
from documents import ROOT
from fake_programs import Programs
from hosts_files import ROWS

from vmssnames.cli import COMMANDS, main
from vmssnames.cli.status import STATUSES

# At least one example of each meaning: the command's arguments, its files, and its status.
FILES = {
    "log": "web00000a is up\n",
    "other": "nothing here\n",
    "names": "web00000a\n",
    "wrong": "web!\n",
    "words": "x\n",
    "same": "",
}
HOSTS = ("hosts", "rows.json", "--nics", "nics.json", "--domain", "x.net")
TABLE = ("table", "rows.json", "-o", "csv")
EXAMPLES = [
    (0, "show", "web00000a"),
    (0, "show", "web00000a", "warning"),
    (1, "show", "warning", "version"),
    (2, "show", "web00000a", "web!"),
    (2, "show", "web00000a", "--commands", "fly"),
    (2, "show"),
    (0, "convert", "--to", "id", "names"),
    (1, "convert", "--to", "id", "names", "wrong"),
    (2, "convert", "--to", "id", "wrong", "nofile"),
    (2, "convert", "--to", "x"),
    (0, "scan", "--prefix", "web", "other", "log"),
    (1, "scan", "--prefix", "web", "other"),
    (1, "scan", "--prefix", "web", "--count", "other"),
    (2, "scan", "--prefix", "web", "log", "nofile"),
    (2, "scan", "log"),
    (0, "annotate", "--prefix", "web", "other"),
    (0, "annotate", "--prefix", "web", "--status", "log"),
    (1, "annotate", "--prefix", "web", "--status", "other"),
    (2, "annotate", "--prefix", "web", "--status", "other", "nofile"),
    (2, "annotate", "--prefix", "-", "log"),
    (2, "annotate", "--prefix", "web", "--field", "a", "--add", "base36", "log"),
    (0, "annotate", "--prefix", "web", "--column", "1", "--add", "base36", "other"),
    (0, "inventory", "rows.json"),
    (1, "inventory", "page.json"),
    (1, "inventory", "--diff", "page.json", "rows.json"),
    (2, "inventory", "nofile"),
    (0, *HOSTS),
    (0, *HOSTS, "--write", "new"),
    (1, *HOSTS, "--write", "same", "--check"),
    (2, *HOSTS, "--check"),
    (0, *TABLE),
    (1, *TABLE, "--write", "same", "--check"),
    (2, *TABLE, "nofile"),
    (0, "snippet", "jq"),
    (2, "snippet", "cobol"),
    (0, "completion", "bash"),
    (2, "completion", "sh"),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: " ".join(map(str, one)))
def test_examples(run, files, example):
    for name, text in FILES.items():
        (files / name).write_text(text)
    page = {"value": ROWS[:1], "nextLink": "https://x/y"}
    (files / "page.json").write_text(json.dumps(page))
    status, *args = example
    assert run(*args)[0] == status, run(*args)[2]


def test_examples_of_zones(zone, files):
    common = ["--write", "z.zone"]
    assert zone(*common, "--check")[0] == 1
    assert zone(*common)[0] == zone(*common, "--check")[0] == 0
    assert zone("--check")[0] == 2


@pytest.mark.posix
def test_examples_of_fetch(run, files, monkeypatch):
    programs = Programs(files / "bin", "kubectl")
    monkeypatch.setenv("PATH", str(programs.directory))
    nodes = {"kind": "List", "items": []}
    programs.answer("kubectl get nodes --context=a", nodes)
    programs.answer("kubectl get nodes --context=b", status=1)
    assert run("fetch", "snap", "--context", "a")[0] == 0
    assert run("fetch", "snap", "--context", "a", "--context", "b")[0] == 1
    assert run("fetch", "snap", "--context", "b")[0] == 2


def test_each_meaning_has_an_example():
    shown = {(command, status) for status, command, *_ in EXAMPLES}
    meant = {(name, n) for name, texts in STATUSES.items() for n in range(3) if texts[n]}
    assert meant - shown == {(name, n) for name in ("zone", "fetch") for n in range(3)}
    assert set(STATUSES) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_and_the_page_say_what_the_table_says(command, capfd):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    text = " ".join(capfd.readouterr().out.split())
    for n, meaning in enumerate(STATUSES[command]):
        assert (f"{n} {meaning}" in text) == bool(meaning)
    cells = " | ".join(one or "-" for one in STATUSES[command])
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    assert f"| `{command}` | {cells} |\n" in page
