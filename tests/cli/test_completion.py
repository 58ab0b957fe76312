"""What shells complete, asked of real shells where they are."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import vmssnames.cli
from tools import completions
from vmssnames.cli.commands.completion import FILES
from vmssnames.cli.parser import build_parser
from vmssnames.operations import OPERATION_NAMES

pytestmark = pytest.mark.skipif(os.name == "nt", reason="file descriptors and shells of POSIX")


DIRECTORY = Path(vmssnames.cli.__file__).parent / "completions"
FORMS = "id base36 computer-name node-name vm-name".split()
TO_FORMS = [*FORMS, "resource-id", "provider-id"]
FORMATS = "table wide tsv csv markdown json ndjson name".split()
SHELLS = "bash zsh fish powershell".split()

# A line up to the cursor, and all words that it may go on with.
LINES = [
    ("vmssnames conv", ["convert"]),
    ("vmssnames co", ["convert", "completion"]),
    (
        "vmssnames ",
        "show convert scan annotate inventory fetch hosts zone table snippet completion".split(),
    ),
    ("vmssnames zone --so", ["--soa-mail"]),
    ("vmssnames zone --write no", ["nodes.txt", "notes of mine"]),
    ("vmssnames table -o ", "csv json sqlite logstash kusto prometheus".split()),
    ("vmssnames --v", ["--verbose", "--version"]),
    ("vmssnames convert --f", ["--from", "--fail-fast", "--fleet"]),
    ("vmssnames convert --to ", TO_FORMS),
    ("vmssnames convert --fail-fast --from b", ["base36"]),
    ("vmssnames convert --to id --from ", FORMS),
    ("vmssnames convert --to id no", ["nodes.txt", "notes of mine"]),
    ("vmssnames convert nodes.txt no", ["nodes.txt", "notes of mine"]),
    ("vmssnames show -o ", FORMATS),
    ("vmssnames show x --output nd", ["ndjson"]),
    ("vmssnames show x --commands ", list(OPERATION_NAMES)),
    ("vmssnames show x --commands restart re", "restart reimage reimage-all redeploy".split()),
    ("vmssnames show x --commands re", "restart reimage reimage-all redeploy".split()),
    ("vmssnames show x --commands restart --cl", ["--cloud"]),
    ("vmssnames show no", []),
    ("vmssnames completion ", SHELLS),
]


def found(shell):
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"there is no {shell} here")
    return path


def said(*command, cwd):
    result = subprocess.run(command, cwd=cwd, capture_output=True, timeout=60, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    return result.stdout.decode()


@pytest.fixture
def directory(tmp_path):
    """A directory of two files and nothing else."""
    for name in ("nodes.txt", "notes of mine"):
        (tmp_path / name).touch()
    return tmp_path


# The command, and what it prints


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed(cli, shell):
    want = (DIRECTORY / FILES[shell]).read_text(encoding="ascii")
    assert cli("completion", shell) == (0, want, "")


@pytest.mark.parametrize("args", [(), ("tcsh",), ("x\x1b",), ("bash", "zsh"), ("--all",)])
def test_no_such_shell_is_status_2(cli, args):
    status, out, errors = cli("completion", *args)
    assert (status, out) == (2, "")
    assert errors.startswith("vmssnames: ")
    assert errors.count("\n") == 1
    assert errors[:-1].isprintable()


def test_the_help_says_how_to_install_each(cli):
    out = cli("completion", "--help")[1]
    for shell in SHELLS:
        assert f"vmssnames completion {shell}" in out


def test_every_file_is_of_a_shell():
    assert {path.name for path in DIRECTORY.iterdir()} == set(FILES.values())
    assert list(FILES) == SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_the_scripts_are_those_of_this_command(shell):
    packaged = (DIRECTORY / FILES[shell]).read_text(encoding="ascii")
    assert packaged == completions.script(shell), "make completions"


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_is_left_out(shell):
    """Whichever shtab there is, or none."""
    packaged = (DIRECTORY / FILES[shell]).read_text(encoding="ascii")
    words = set(re.findall(r"[\w-]+", packaged))
    for command in completions.walk(build_parser(vmssnames.cli.COMMANDS)):
        assert command.name in {"", *words}
        for argument in command.arguments:
            assert words.issuperset(argument.words)
            for option in argument.strings:
                if shell == "fish":
                    option = f"-l {option[2:]} " if option[:2] == "--" else f"-s {option[1:]} "
                assert option in packaged


# bash


@pytest.mark.parametrize(("line", "words"), LINES)
def test_bash_completes(directory, line, words):
    script = """\
source "$1" || exit
COMP_LINE=$2 COMP_POINT=${#2}
shift 2
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
[[ $(complete -p vmssnames) =~ -F\\ ([^ ]+) ]] && ${BASH_REMATCH[1]}
printf '%s\\n' "${COMPREPLY[@]}"
"""
    bash, path = found("bash"), DIRECTORY / FILES["bash"]
    options = "--noprofile", "--norc", "-c"
    out = said(bash, *options, script, "bash", path, line, *line.split(" "), cwd=directory)
    assert sorted(out.split("\n")[:-1]) == sorted(words or [""])


def test_bash_takes_it_from_the_command(cli, directory):
    """As the line for ~/.bashrc does it."""
    path = directory / "script"
    path.write_text(cli("completion", "bash")[1])
    script = 'source <(cat "$1") && complete -p vmssnames'
    out = said(found("bash"), "--noprofile", "--norc", "-c", script, "bash", path, cwd=directory)
    assert out.endswith(" vmssnames\n")


# zsh

ZSH = """\
zmodload zsh/zpty || exit
zpty shell "$1 -f -i"
zpty -w shell 'PS1= PS2= RPS1=; stty -echo; LISTMAX=1000; fpath=('${(q)2}' $fpath)'
zpty -w shell 'autoload -Uz compinit && compinit -u -D; print -r -- "func${_comps[vmssnames]}"'
zpty -r shell out '*func_vmssnames*' || exit
zpty -w shell 'vmssnames() { print -rl -- "wo""rds" "$@" "e""nd" }'
zpty -w -n shell "$3"$'\\t\\n'
zpty -r shell out '*words*end*' || exit
print -r -- "$out"
zpty -d shell
"""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("vmssnames conv", ["convert"]),
        ("vmssnames convert --fail", ["convert", "--fail-fast"]),
        ("vmssnames convert --to b", ["convert", "--to", "base36"]),
        ("vmssnames convert --to id a b nod", ["convert", "--to", "id", "a", "b", "nodes.txt"]),
        ("vmssnames show x -o nd", ["show", "x", "-o", "ndjson"]),
        ("vmssnames show x --fleet nod", ["show", "x", "--fleet", "nodes.txt"]),
        ("vmssnames show x --commands res", ["show", "x", "--commands", "restart"]),
        (
            "vmssnames show x --commands restart red",
            ["show", "x", "--commands", "restart", "redeploy"],
        ),
        ("vmssnames completion po", ["completion", "powershell"]),
    ],
)
def test_zsh_completes(directory, line, words):
    zsh = found("zsh")
    out = said(zsh, "-f", "-c", ZSH, "zsh", zsh, DIRECTORY, line, cwd=directory)
    told = re.search(r"(?<!\S)words\r?\n(.*?)\r?\nend", out, re.DOTALL)
    assert told[1].split() == words


def test_zsh_reads_the_script(directory):
    said(found("zsh"), "-f", "-n", DIRECTORY / FILES["zsh"], cwd=directory)
    assert (DIRECTORY / FILES["zsh"]).read_text().startswith("#compdef vmssnames\n")


# fish


@pytest.mark.parametrize(
    ("line", "words"),
    [
        *LINES,
        ("vmssnames web_1 --out", ["--output"]),
        ("vmssnames web_1 -o ", FORMATS),
        ("vmssnames web_1 --commands unp", ["unprotect"]),
    ],
)
def test_fish_completes(directory, line, words):
    script = "source $argv[1]; complete -C $argv[2]"
    env = f"HOME={directory / 'home'}", f"XDG_CONFIG_HOME={directory / 'home'}"
    fish, path = found("fish"), DIRECTORY / FILES["fish"]
    out = said("env", *env, fish, "--no-config", "-c", script, path, line, cwd=directory)
    told = {row.split("\t")[0].replace("\\ ", " ") for row in out.splitlines()}
    assert told - {"home/"} == set(words)


def test_fish_reads_the_script(directory):
    said(found("fish"), "--no-config", "-n", DIRECTORY / FILES["fish"], cwd=directory)


# PowerShell


def test_the_powershell_script_is_whole():
    """Strings end on their lines, and what opens closes."""
    text = (DIRECTORY / FILES["powershell"]).read_text(encoding="ascii")
    assert "Register-ArgumentCompleter -Native -CommandName vmssnames" in text
    opened = []
    for line in text.splitlines():
        bare = re.sub(r"'(?:[^']|'')*'|\"[^\"]*\"|^\s*#.*", "", line)
        assert not set("'\"") & set(bare), line
        for mark in re.findall(r"[][(){}]", bare):
            if mark in "([{":
                opened.append(mark)
            else:
                assert opened.pop() + mark in ("()", "[]", "{}"), line
    assert opened == []


def test_powershell_knows_every_word():
    text = (DIRECTORY / FILES["powershell"]).read_text(encoding="ascii")
    tables = dict(
        re.findall(r"^        '([^']*)' = \[ordered\]@{\n(.*?)\n        }$", text, re.M | re.S)
    )
    keys = {name: re.findall("^ *'([^']*)' = '", table, re.M) for name, table in tables.items()}
    assert (keys["convert --to"], keys["convert --from"]) == (TO_FORMS, FORMS)
    assert keys["show -o"] == keys["show --output"] == FORMATS
    assert keys["show --commands"] == list(OPERATION_NAMES)
    assert "$many = @('show --commands')\n" in text


def test_quotes_in_help_are_quoted():
    """None has any at present."""
    option = completions.Argument(["--it"], "it's 1\\2", True, False, ["a"], False)
    commands = [completions.Command("", ""), completions.Command("do", "don't", [option])]
    assert "-l it -d 'it\\'s 1\\\\2' -x -a 'a'\n" in completions.fish(commands)
    assert "-a do -d 'don\\'t'\n" in completions.fish(commands)
    assert "'--it' = 'it''s 1\\2'\n" in completions.powershell(commands)


def test_words_that_powershell_would_take_for_one():
    options = [completions.Argument([s], "", False, False, [], False) for s in ("-n", "-N")]
    with pytest.raises(ValueError, match="differ in more than case"):
        completions.powershell([completions.Command("", "", options)])
