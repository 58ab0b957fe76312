"""Help: short and long, for any terminal, with options that mean one thing everywhere."""

import importlib
import re
import shlex
from pathlib import Path

import pytest
from documents import ROOT, table_row, tables_in

from vmssnames.cli import COMMANDS
from vmssnames.cli.help import laid_out
from vmssnames.cli.outputs.rows import FORMATS
from vmssnames.cli.parser import TASKS, build_parser

WIDTHS = [60, 72, 80, 100, 120, 200]


def parsers():
    """The parser of each command, by its name."""
    whole = build_parser(COMMANDS)
    (commands,) = (one for one in whole._actions if one.dest == "command")
    return {"": whole} | commands.choices


@pytest.mark.parametrize("name", ["", *COMMANDS])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("short", [True, False])
def test_help_fits(monkeypatch, name, width, short):
    """No line is wider than the terminal, or than what one reads easily."""
    monkeypatch.setenv("COLUMNS", str(width))
    lines = parsers()[name].format_help(short=short).splitlines()
    assert [line for line in lines if len(line) > min(width, 100)] == []
    assert not [line for line in lines if line != line.rstrip()]


@pytest.mark.parametrize("width", [1, 20])
def test_help_on_tiny_terminals(monkeypatch, width):
    """It is there, and no line has more than one word too many."""
    monkeypatch.setenv("COLUMNS", str(width))
    for parser in parsers().values():
        assert "usage: vmssnames" in parser.format_help()


def test_short_help_has_the_options_and_no_more(cli):
    for name in COMMANDS:
        (status, short, errors), long = cli(name, "-h"), cli(name, "--help")[1]
        assert (status, errors) == (0, "")
        assert short.splitlines()[0] == long.splitlines()[0]
        options = set(re.findall(r"^  (-.+?)(?:  |$)", short, re.M))
        assert options and options == set(re.findall(r"^  (-.+?)(?:  |$)", long, re.M))
        assert "exit status:" not in short and "exit status:" in long
        assert f"vmssnames {name} --help" in short and len(short) < len(long)
        command = importlib.import_module(f"vmssnames.cli.commands.{name}")
        assert not command.EXAMPLES or long.index("examples:") < long.index("common options:")


def test_every_command_belongs_to_a_task(cli):
    assert sorted(name for names in TASKS.values() for name in names) == sorted(COMMANDS)
    out = cli("--help")[1]
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\w", out, re.M)


def test_examples_stay_whole(monkeypatch):
    """Whatever the width, the shell sees the same words."""
    for width in WIDTHS:
        monkeypatch.setenv("COLUMNS", str(width))
        for name, parser in parsers().items():
            shown = parser.format_help().partition("examples:\n")[2].partition("\n\n")[0]
            joined = re.sub(r" \\\n +", " ", shown).splitlines()
            assert [line.strip() for line in joined] == parser.examples.splitlines(), name
            assert all(shlex.split(line) for line in joined)


def test_laid_out():
    text = "A\nb c d.\n\nexamples:\n  vmssnames x --where 'a b' --limit 1\n\nlist:\n  1  aa bb cc\n"
    assert laid_out(text, 20).split("\n\n") == [
        "A b c d.",
        "examples:\n  vmssnames x \\\n      --where 'a b' \\\n      --limit 1",
        "list:\n  1  aa bb cc",
    ]
    assert laid_out("  1  aa bb cc", 10) == "  1  aa bb\n     cc"


# The options that commands of one kind have in common.
KINDS = {
    ("show", "scan", "inventory", "snippet"): "-o --columns --sort --limit --no-header --schema",
    ("convert", "scan", "annotate", "inventory", "hosts", "zone", "table"): "FILE",
    ("show", "convert", "scan", "annotate", "snippet"): "--fleet",
    ("hosts", "zone", "table"): "--inventory --prefix --ids --write --check",
    ("scan", "annotate"): "--prefix --aks --resource-ids --embedded --max-id --threads",
    ("show", "convert", "fetch"): "--subscription -g -n",
    ("inventory", "hosts", "zone"): "--strict",
    COMMANDS: "-h --color -q -v",
}
CLI = ROOT / "docs" / "reference" / "cli.md"


def options_of(parser):
    """The options of *parser* by their first names, and the arguments that are files."""
    found = {}
    for action in parser._actions:
        name = action.option_strings[0] if action.option_strings else str(action.metavar)
        found[name] = action
    return found


@pytest.mark.parametrize("commands", KINDS, ids=" ".join)
def test_commands_of_one_kind_have_the_same_options(commands):
    """Each with the same argument, so that what one has learned is true everywhere."""
    known = {name: options_of(parser) for name, parser in parsers().items()}
    for option in KINDS[commands].split():
        actions = [known[name][option] for name in commands]
        assert len({one.nargs for one in actions} - {None}) <= 1
        assert len({one.metavar for one in actions} - {"PREFIX", "PATH"}) <= 1, option
        if option == "-o":
            assert all(one.choices[: len(FORMATS)] == FORMATS for one in actions)


def test_the_matrix_of_options():
    """Which command has which of the options that several have."""
    known = {name: options_of(parsers()[name]) for name in COMMANDS}
    names = dict.fromkeys(option for found in known.values() for option in found)
    rows = []
    for option in names:
        having = [name for name in COMMANDS if option in known[name]]
        if len({known[name][option].nargs for name in having}) > 1:
            continue  # --split of a zone takes a length, of a snippet nothing.
        if 1 < len(having) < len(COMMANDS):
            cells = ["yes" if name in having else "" for name in COMMANDS]
            rows.append(table_row(f"`{option}`", *cells))
    heads = "option", *(f"`{name}`" for name in COMMANDS)
    assert tables_in(CLI, *heads) == [rows], (
        "put this below the heads of the table in docs/reference/cli.md:\n" + "\n".join(rows)
    )


# What -q, -v and --color say


def test_quiet_commands_print_no_warnings(cli):
    args = ("convert", "--to", "id")
    status, out, errors = cli(*args, stdin=b"web00002D\nnothing here\n")
    assert (status, out) == (1, "85\n\n") and errors
    assert cli(*args, "-q", stdin=b"web00002D\nnothing here\n") == (1, "85\n\n", "")
    assert cli("-q", *args, stdin=b"web00002D\nnothing here\n") == (1, "85\n\n", "")
    # Why there is no answer is no warning: in each command that reads.
    for command in (("scan", "--aks"), ("annotate", "--aks"), args, ("inventory",), ("hosts",)):
        status, _, errors = cli(*command, "-q", "no-such-file")
        assert (status, "no-such-file" in errors) == (2, True), command
    assert "expected six base-36 digits" in cli("-q", "!bad!")[2]
    assert "vmssnames: argument --to: invalid choice" in cli("convert", "-q", "--to", "x")[2]


def test_verbose_commands_say_what_they_read_and_wrote(cli, tmp_path):
    demo = str(ROOT / "demo" / "instances.json")
    out = tmp_path / "hosts.csv"
    args = ("table", demo, "-o", "csv", "--write", str(out))
    assert cli(*args) == (0, "", "")
    out.unlink()
    status, _, errors = cli(*args, "-v")
    assert status == 0 and f"vmssnames: reading '{demo}'\n" in errors
    assert f"hosts.csv': written, {out.stat().st_size:,} bytes\n" in errors
    assert "hosts.csv': unchanged\n" in cli("-v", *args)[2]


def test_color_overrides_the_environment(cli, tmp_path):
    log = tmp_path / "log"
    log.write_bytes(b"at web00002D\n")
    args = ("annotate", "--prefix", "web", str(log))
    assert cli(*args)[1] == cli(*args, "--color", "never", env={"FORCE_COLOR": "1"})[1]
    assert cli(*args, "--color", "always", env={"NO_COLOR": "1"})[1] == (
        "at \x1b[1;36mweb00002D\x1b[0m(web/85)\n"
    )
    assert "\x1b[" in cli("--color=always", "show", "web_85", "-o", "table")[1]
    assert "\x1b[" in cli("-v", "--color", "always", "show", "web_85", "-o", "table")[1]
    assert cli("-q", "--color=never", "web_85")[:2] == cli("web_85")[:2]
    assert "expected a NAME" in cli("-q")[2] and "--color: expected one arg" in cli("--color")[2]
    assert "\x1b[" not in cli("show", "web_85", "-o", "table")[1]
    assert "--color: invalid choice: 'red'" in cli("show", "web_85", "--color", "red")[2]


def test_messages_are_of_one_command(cli):
    """A process may run several: what one asked for is not for the next."""
    assert Path(__file__).exists()
    from vmssnames.cli import main
    from vmssnames.cli.errors import is_quiet

    assert main(["show", "-q", "web_85"]) == 0 and is_quiet()
    assert main(["web_85"]) == 0 and not is_quiet()


def test_common_options_change_no_answer(cli):
    """Before names, before words like commands, and before a double hyphen."""
    for words in (["web_7"], ["web_7", "web_8"], ["convrt"], ["restart", "web_7"]):
        status, out, _ = cli(*words)
        assert cli("-q", *words) == (status, out, ""), words
        assert cli("--color", "never", *words)[:2] == (status, out)
    assert cli("-q", "--", "web_7")[:2] == cli("web_7")[:2]


@pytest.mark.parametrize("number", ["0", "3", "\u0662", "1.0", ""])
def test_schemas_that_there_are_not(cli, number):
    """Digits of other scripts are no version, either."""
    status, out, errors = cli("show", "web_7", "-o", "json", "--schema", number)
    assert (status, out) == (2, "") and "argument --schema: expected 1..2, got " in errors


def test_help_of_what_is_not_there(cli):
    assert cli("help", "scan")[1] == cli("scan", "--help")[1]
    status, out, errors = cli("help", "nonsense")
    assert (status, out) == (2, "") and "no command 'nonsense': expected one of show, " in errors
