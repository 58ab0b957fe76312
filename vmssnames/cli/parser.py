"""The argument parser: argparse with our errors, help and output."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module

from .errors import CommandError, printable
from .options import add_flag
from .status import epilog
from .streams import write_all
from .terminal import help_formatter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, NoReturn

DESCRIPTION = """\
Converts between the names of Azure scale-set instances.  A NAME is an instance ID
(85 or 00002D), computer name, host name, node name, VM name, resource ID, provider
ID or disk name.  The output is a table on a terminal and TSV in a pipe.
"""

EXAMPLES = """\
examples:
  vmssnames nsgvmss00002D
  vmssnames show web_85 -g my-group --commands restart
  vmssnames show shopweb00002d --fleet fleet.json --commands restart
  vmssnames convert --to id nodes.txt
  kubectl get nodes -o name | vmssnames convert --to id
  journalctl -f | vmssnames annotate --prefix nsgvmss
  vmssnames scan --fleet fleet.json --unique app.log.gz
  vmssnames inventory instances.json nics.json --problems
  vmssnames zone instances.json nics.json --domain vm.example.net --ns ns1.example.net
  vmssnames convert --from id --to node-name --prefix nsgvmss ids.txt
"""


class Parser(ArgumentParser):
    """An ArgumentParser that raises CommandError and writes by file descriptor."""

    _words: Sequence[str] = ()

    def print_help(self, file: Any = None) -> None:
        """Write the help to standard output."""
        write_all(self.format_help().encode())

    def error(self, message: str) -> NoReturn:
        """Raise CommandError, with the option that was probably meant."""
        if message.startswith("the following arguments are required"):
            # A misspelled option is the likely reason for a missing one.
            unknown = [word for word in self._words if self._is_unknown(word)]
            message = f"unrecognized arguments: {unknown[0]}" if unknown else message
        hint = _closest_option(message, self._option_string_actions)
        raise CommandError(f"{printable(message)}{hint} (see {self.prog} --help)")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse *args*; each command reports its own unknown options."""
        self._words = args[: args.index("--")] if "--" in args else args
        args = _with_reversed_columns(args)
        found, unknown = super().parse_known_args(args, namespace)
        if unknown and not self._subparsers:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def _is_unknown(self, word: str) -> bool:
        known = self._option_string_actions
        name = word.partition("=")[0]
        # "-gG" is -g.  argparse takes a word with a space for an argument.
        is_short = word[:2] in known and word[:2] != "--"
        is_number = self._negative_number_matcher.match(word) is not None
        is_argument = is_short or is_number or " " in word
        return word[:1] == "-" and len(word) > 1 and not is_argument and name not in known


def _with_reversed_columns(args: Sequence[str]) -> list[str]:
    """Return *args* with ``--sort=-NAME`` for ``--sort -NAME``: argparse would see an option."""
    joined: list[str] = []
    for word in args:
        if joined and joined[-1] == "--sort" and word[:1] == "-" != word[1:2]:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _closest_option(message: str, options: Iterable[str]) -> str:
    """Return a hint if an unknown option in *message* resembles one of *options*."""
    from difflib import get_close_matches

    wrong = message.removeprefix("unrecognized arguments: ")
    if wrong == message or not wrong.startswith("-"):
        return ""
    near = get_close_matches(wrong.partition(" ")[0].partition("=")[0], list(options), 1, 0.8)
    return f": did you mean {near[0]}?" if near else ""


def build_parser(commands: Sequence[str]) -> Parser:
    """Return the parser with *commands*: importing all of them takes longer than running one."""
    parser = Parser(
        prog="vmssnames",
        usage="vmssnames NAME...\n       vmssnames COMMAND ...",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    add_flag(parser, "--version", "print the version and the kernels in use")
    added = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", prog="vmssnames"
    )
    for name in commands:
        command = import_module(f".commands.{name}", __package__)
        one = added.add_parser(
            name,
            help=command.SUMMARY,
            description=command.DESCRIPTION,
            epilog=command.EPILOG,
            formatter_class=help_formatter,
            allow_abbrev=False,
        )
        command.add_options(one)
        one.epilog = f"{one.epilog}{epilog(name)}"
    return parser
