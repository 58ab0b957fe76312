"""The argument parser: argparse with our errors, help and output."""

from __future__ import annotations

import re
from argparse import SUPPRESS, Action, ArgumentError, ArgumentParser
from importlib import import_module

from .errors import CommandError, printable
from .help import HelpFormatter, usage_of
from .options import add_choice, add_flag
from .status import statuses_of
from .streams import write_all
from .terminal import COLOURS_WHEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, NoReturn

DESCRIPTION = """\
Converts between the names of Azure scale-set instances.  A NAME is an instance ID (85 or 00002D),
computer name, host name, node name, VM name, resource ID, provider ID or disk name.  The output is
a table on a terminal and TSV in a pipe.
"""

EXAMPLES = """\
vmssnames nsgvmss00002D
vmssnames show web_85 -g my-group --commands restart
vmssnames show shopweb00002d --fleet fleet.json --commands restart
kubectl get nodes -o name | vmssnames convert --to id
vmssnames convert --from id --to node-name --prefix nsgvmss ids.txt
journalctl -f | vmssnames annotate --prefix nsgvmss
vmssnames scan --fleet fleet.json --unique app.log.gz
vmssnames fetch snapshot && vmssnames inventory snapshot --problems
vmssnames zone web.json nics.json --domain vm.example.net --ns ns1.example.net
"""

# The commands by what one wants to do.
TASKS = {
    "names": ("show", "convert"),
    "text and logs": ("scan", "annotate"),
    "lists of instances": ("inventory", "fetch"),
    "DNS and other programs": ("hosts", "zone", "table", "snippet"),
    "shells": ("completion",),
}


class HelpAction(Action):
    """Prints the help and ends the command: -h only the options, --help all."""

    def __call__(
        self, parser: ArgumentParser, namespace: Any, values: Any, option_string: str | None = None
    ) -> None:
        """Print the help of *parser*."""
        assert isinstance(parser, Parser)
        write_all(parser.format_help(short=option_string == "-h").encode())
        parser.exit()


# Options that say what, by their attributes, none of which has a default: the last one would
# replace data that the user wants as well.  Of options that say how, it overrides an alias's.
_ONCE = (
    *("prefix", "scale_set", "resource_group", "subscription", "addresses", "ids", "domain"),
    *("to", "source", "add", "columns", "group_by", "diff", "html", "write", "template"),
)


class Store(Action):
    """Stores the argument of an option, or arguments; for some options, two are an error."""

    def __call__(
        self, parser: ArgumentParser, namespace: Any, values: Any, option_string: str | None = None
    ) -> None:
        """Store *values*, those of *option_string*."""
        before = getattr(namespace, self.dest, None) if self.dest in _ONCE else None
        if before is not None and before != values:
            hint = ": separate names by commas" if "commas" in (self.help or "") else ""
            raise ArgumentError(self, f"given twice: {before!a:.64} and {values!a:.64}{hint}")
        setattr(namespace, self.dest, values)


class Parser(ArgumentParser):
    """An ArgumentParser that raises CommandError and writes by file descriptor."""

    _words: Sequence[str] = ()
    color = False  # Python 3.14 would colour help by its own rules.
    # What it does, in a line; and lines of commands.
    summary = examples = ""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.register("action", None, Store)
        self.register("action", "store", Store)

    def format_help(self, *, short: bool = False) -> str:
        """Return the help: the examples, the options, and notes; if *short*, mostly options."""
        form = self._get_formatter()
        form.add_usage(self.usage or usage_of(self), self._actions, self._mutually_exclusive_groups)
        if short and self.summary:
            form.add_text(f"{self.summary[:1].upper()}{self.summary[1:].rstrip('.')}.")
        elif not short:
            form.add_text(self.description)
        if self.examples and not short:
            form.add_text("\n  ".join(["examples:", *self.examples.splitlines()]))
        for title, names in TASKS.items() if self._subparsers else ():
            lines = [f"  {one.dest:<12}{one.help}" for one in _listed(self) if one.dest in names]
            form.add_text("\n".join([f"{title}:", *lines]))
        for group in self._action_groups:
            form.start_section(group.title)
            form.add_arguments(group._group_actions)
            form.end_section()
        more = f"{self.prog} {'COMMAND ' if self._subparsers else ''}--help"
        form.add_text(f"Examples and details: {more}" if short else self.epilog)
        return form.format_help()

    def error(self, message: str) -> NoReturn:
        """Raise CommandError, with the option that was probably meant."""
        if message.startswith("the following arguments are required"):
            # A misspelled option is the likely reason for a missing one.
            unknown = [word for word in self._words if self._is_unknown(word)]
            message = f"unrecognized arguments: {unknown[0]}" if unknown else message
        hint = _closest_option(message, self._option_string_actions) or _closest_choice(message)
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
    word = wrong.partition(" ")[0].partition("=")[0]
    known = list(options)
    near = get_close_matches(word, known, 1, 0.8) or [
        one for one in known if len(word) > 3 and one.startswith(word)
    ]
    return f": did you mean {near[0]}?" if near else ""


def _closest_choice(message: str) -> str:
    """Return a hint if an invalid choice in *message* resembles one of the others."""
    found = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
    if found is None:
        return ""
    from difflib import get_close_matches

    near = get_close_matches(found[1], re.findall(r"[\w-]+", found[2]), 1, 0.6)
    return f": did you mean {near[0]}?" if near else ""


def _listed(parser: Parser) -> list[Any]:
    """Return the commands of *parser*, each with its name as ``dest`` and its ``help``."""
    commands: Any = next(one for one in parser._actions if one.dest == "command")
    return list(commands._choices_actions)


def _add_common(parser: Parser) -> None:
    """Add the options that every command has, below all others."""
    parser._positionals.title = "arguments"
    group = parser.add_argument_group("common options")
    summary = "show the options; --help shows examples and details, too"
    group.add_argument("-h", "--help", action=HelpAction, nargs=0, help=summary)
    when = "when to colour the output"
    add_choice(group, "--color", words=COLOURS_WHEN, metavar="WHEN", summary=when, usual="auto")
    quiet = "print no warnings and notes; the exit status is the same"
    group.add_argument("-q", "--quiet", action="store_true", help=quiet)
    verbose = "say also what was read and written"
    group.add_argument("-v", "--verbose", action="store_true", help=verbose)


def build_parser(commands: Sequence[str]) -> Parser:
    """Return the parser with *commands*: importing all of them takes longer than running one."""
    settings: dict[str, Any] = {"formatter_class": HelpFormatter, "allow_abbrev": False}
    parser = Parser(
        prog="vmssnames",
        usage="vmssnames NAME...\n       vmssnames COMMAND ...",
        description=DESCRIPTION,
        add_help=False,
        **settings,
    )
    parser.examples = EXAMPLES
    added = parser.add_subparsers(
        dest="command", metavar="COMMAND", help=SUPPRESS, prog="vmssnames"
    )
    for name in commands:
        command = import_module(f".commands.{name}", __package__)
        one = added.add_parser(
            name,
            help=command.SUMMARY,
            description=command.DESCRIPTION,
            add_help=False,
            **settings,
        )
        one.summary, one.examples, one.epilog = command.SUMMARY, command.EXAMPLES, command.NOTES
        command.add_options(one)
        _add_common(one)
        one.epilog = f"{one.epilog}\n{statuses_of(name)}"
    _add_common(parser)
    add_flag(parser._action_groups[-1], "--version", "print the version and the kernels in use")
    return parser
