"""Writes the scripts of ``vmssnames completion``, from the parser of the command.

``python -m tools.completions``

shtab writes the scripts for bash and zsh; those for fish and PowerShell are written here.  An
argument that takes files has shtab's attribute ``complete``.  One that takes words, which are not
its choices, has the attribute ``words``.
"""

from __future__ import annotations

import re
import string
from argparse import Action, ArgumentParser, HelpFormatter, _SubParsersAction
from dataclasses import dataclass, field
from pathlib import Path

import vmssnames.cli
from vmssnames.cli.commands.completion import FILES
from vmssnames.cli.parser import build_parser

DIRECTORY = Path(vmssnames.cli.__file__).parent / "completions"

MADE = "# Made by `make completions`, from the options of the command.  Do not edit.\n"
SHTAB = """\
# Made by `make completions` with shtab {version}.  Do not edit.
# The functions are shtab's: https://github.com/tqdm/shtab, licence MPL-2.0.
"""


@dataclass
class Argument:
    """An option, or a positional argument if *strings* is empty."""

    strings: list[str]
    help: str
    takes: bool
    many: bool
    words: list[str]
    files: bool


@dataclass
class Command:
    """A command; with an empty *name*, everything before a command."""

    name: str
    help: str
    arguments: list[Argument] = field(default_factory=list)

    @property
    def options(self) -> list[Argument]:
        """The arguments with a name."""
        return [argument for argument in self.arguments if argument.strings]

    @property
    def places(self) -> list[Argument]:
        """The positional arguments."""
        return [argument for argument in self.arguments if not argument.strings]


def walk(parser: ArgumentParser) -> list[Command]:
    """Return the commands of *parser*: first the parser itself, with an empty name."""
    found = [Command("", "")]
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for choice in action._choices_actions:
                inner = walk(action.choices[choice.dest])[0]
                found.append(Command(choice.dest, choice.help or "", inner.arguments))
        else:
            found[0].arguments.append(_argument(action))
    return found


def _argument(action: Action) -> Argument:
    words = action.choices or getattr(action, "words", None) or ()
    return Argument(
        strings=list(action.option_strings),
        help=HelpFormatter("vmssnames")._expand_help(action) if action.help else "",
        takes=action.nargs != 0,
        many=action.nargs in ("*", "+"),
        words=[str(word) for word in words],
        files=hasattr(action, "complete"),
    )


# bash and zsh


def of_shtab(parser: ArgumentParser, shell: str) -> str:
    """Return the script that shtab generates for *shell*; *parser* is changed for it."""
    import shtab

    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            action.help = "command"  # shtab leaves out what our own help prints otherwise.
            for choice in action._choices_actions:
                # shtab would show the first line of the description, which is half a sentence.
                action.choices[choice.dest].description = choice.help
                for inner in action.choices[choice.dest]._actions:
                    _explain(inner, shell)
    text = str(shtab.complete(parser, shell))
    # shtab's own comment describes how to install another file.
    text, headers = re.subn(
        r"^# AUTOMATICALLY GENERATED(.*\n)+?(?=\n)",
        SHTAB.format(version=shtab.__version__),
        text,
        flags=re.MULTILINE,
    )
    if headers != 1:
        raise ValueError(f"expected one header of shtab in {shell}, got {headers}")
    if shell == "zsh":
        # Any number of arguments, with options between them.
        text = re.sub(r'^  "\(\*\)::?', '  "*:', text, flags=re.MULTILINE)
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _explain(action: Action, shell: str) -> None:
    """Express in shtab's terms what it does not know about *action*."""
    action.choices = action.choices or getattr(action, "words", None)
    if shell == "zsh" and action.option_strings and action.nargs in ("*", "+"):
        # All words up to the next option; shtab would complete one.
        action.metavar = f"*-*:{action.metavar}"


# fish

FISH = string.Template("""\
$made
# The command is the first word; any other first word is a name to show.
function __vmssnames_in
    set -l words (commandline -opc)
    set -l command none
    if set -q words[2]
        set command show
        contains -- $$words[2] $commands
        and set command $$words[2]
    end
    test $$argv[1] = $$command
end

# An option takes all words up to the next option.
function __vmssnames_behind
    set -l options (string match -- '-*' (commandline -opc))
    set -q options[1]
    and contains -- $$options[-1] $$argv
end

complete -c vmssnames -f
$lines
""")


def fish(commands: list[Command]) -> str:
    """Return the script for fish that completes *commands*."""
    lines = []
    for command in commands:
        here = f"__vmssnames_in {command.name or 'none'}"
        if command.name:
            words = f"-a {command.name} -d {_fish(command.help)}"
            lines.append(f"complete -c vmssnames -n '__vmssnames_in none' {words}")
        for one in command.options:
            flags = [f"-{'l' if s[:2] == '--' else 's'} {s.strip('-')}" for s in one.strings]
            told = f"complete -c vmssnames -n '{here}' {' '.join(flags)} -d {_fish(one.help)}"
            if one.many:
                # fish completes at most one word after an option.
                behind = f"{here}; and __vmssnames_behind {' '.join(one.strings)}"
                lines += [told, f"complete -c vmssnames -n '{behind}'{_values(one)}"]
            else:
                need = (" -r" if one.files else " -x") if one.takes else ""
                lines.append(f"{told}{need}{_values(one)}")
        lines += [
            f"complete -c vmssnames -n '{here}'{_values(one)}"
            for one in command.places
            if one.files or one.words
        ]
    names = " ".join(command.name for command in commands if command.name)
    return FISH.substitute(made=MADE, commands=names, lines="\n".join(lines))


def _values(argument: Argument) -> str:
    if argument.files:
        return " -F"
    return f" -a {_fish(' '.join(argument.words))}" if argument.words else ""


def _fish(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{quoted}'"


# PowerShell

POWERSHELL = string.Template("""\
$made
Register-ArgumentCompleter -Native -CommandName vmssnames -ScriptBlock {
    param($$wordToComplete, $$commandAst, $$cursorPosition)

    $$commands = $commands

    $$options = @{
$options
    }

    # What may follow an option, or be a positional argument of a command.
    $$values = @{
$values
    }

    # Options that take all words up to the next option.
    $$many = @($many)

    $$words = @($$commandAst.CommandElements |
        Select-Object -Skip 1 |
        Where-Object { $$_.Extent.EndOffset -lt $$cursorPosition } |
        ForEach-Object { $$_.ToString() })

    # The command is the first word; any other first word is a name to show.
    $$command = ''
    if ($$words.Count -gt 0) {
        $$command = 'show'
        if ($$commands.Contains($$words[0])) { $$command = $$words[0] }
    }
    $$last = $$words | Select-Object -Last 1
    $$option = $$words | Where-Object { $$_.StartsWith('-') } | Select-Object -Last 1

    if ("$$wordToComplete".StartsWith('-')) { $$found = $$options[$$command] }
    elseif ($$values.ContainsKey("$$command $$last")) { $$found = $$values["$$command $$last"] }
    elseif ($$many -contains "$$command $$option") { $$found = $$values["$$command $$option"] }
    elseif ($$command) { $$found = $$values[$$command] }
    else { $$found = $$commands }

    # Without a result, PowerShell completes files.
    if ($$found) {
        $$found.Keys | Where-Object { $$_.StartsWith("$$wordToComplete") } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new(
                $$_, $$_, 'ParameterValue', $$found[$$_])
        }
    }
}
""")


def powershell(commands: list[Command]) -> str:
    """Return the script for PowerShell that completes *commands*."""
    options, values, many = [], [], []
    for command in commands:
        told = {s: one.help or s for one in command.options for s in one.strings}
        options.append(f"        {_quoted(command.name)} = {_table(told, 8)}")
        for one in command.arguments:
            for key in [f"{command.name} {s}" for s in one.strings] or [command.name]:
                if one.words:
                    words = _table({word: word for word in one.words}, 8)
                    values.append(f"        {_quoted(key)} = {words}")
                if one.words and one.many:
                    many.append(_quoted(key))
    return POWERSHELL.substitute(
        made=MADE,
        commands=_table({command.name: command.help for command in commands if command.name}, 4),
        options="\n".join(options),
        values="\n".join(values),
        many=", ".join(many),
    )


def _table(texts: dict[str, str], indent: int) -> str:
    """Return *texts* as an ordered table of PowerShell, whose keys ignore case."""
    if len({key.lower() for key in texts}) < len(texts):
        raise ValueError(f"expected words that differ in more than case, got {sorted(texts)}")
    rows = [f"{' ' * indent}    {_quoted(key)} = {_quoted(texts[key])}" for key in texts]
    return "\n".join(["[ordered]@{", *rows, f"{' ' * indent}}}"])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def script(shell: str) -> str:
    """Return the script for *shell*."""
    parser = build_parser(vmssnames.cli.COMMANDS)
    if shell in ("bash", "zsh"):
        return of_shtab(parser, shell)
    return {"fish": fish, "powershell": powershell}[shell](walk(parser))


def main() -> None:
    """Write the scripts."""
    for shell, name in FILES.items():
        (DIRECTORY / name).write_bytes(script(shell).encode("ascii"))
        print(DIRECTORY / name)


if __name__ == "__main__":
    main()
