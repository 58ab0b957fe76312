"""The command ``vmssnames``: its doors, and how it leaves.

``vmssnames NAME…`` must be instant, so that path imports nothing but what it
prints with; argparse and the subcommands are imported when they are asked for.

Exit status: 0, all well; 1, some line was bad, or nothing was found; 2, some name,
option or file could not be made sense of; 130 and 141, silently, for Ctrl-C and a
reader that went away, 143 and 129 for SIGTERM and SIGHUP while files are written.
"""

from __future__ import annotations

import os
import sys

from .outputs.rows import help_formatter
from .streams import CommandError, printable, warn, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterable, Sequence
    from typing import Any, NoReturn

COMMANDS = (
    *("show", "convert", "scan", "annotate", "inventory"),
    *("hosts", "zone", "table", "completion"),
)

# If set, an unexpected error ends in a traceback rather than in one line.
TRACEBACK = "VMSSNAMES_TRACEBACK"

DESCRIPTION = """\
Names of Azure scale-set instances, turned into each other.  A NAME is an
instance ID (85 or 00002D), a computer name, a host name, a node name, a VM name,
a resource ID, a provider ID, a disk.  What several mean is told as a table on a
terminal, as TSV elsewhere.
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


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with *argv*, by default the process's; return its exit status."""
    args = sys.argv[1:] if argv is None else list(argv)
    try:
        if args[:1] == ["help"]:
            args = [*args[1:2], "--help"]
        if args and args[0] not in (*COMMANDS, "-h", "--help", "--version"):
            _doubt(args)
            if not any(arg.startswith("-") for arg in args):
                from .commands import show

                return show.run(args)
            args.insert(0, "show")
        return _dispatch(args)
    except CommandError as error:
        warn(str(error))
        return 2
    except BrokenPipeError:
        return 141
    except KeyboardInterrupt:
        return 130
    except MemoryError:
        warn("out of memory")
        return 2
    except RecursionError:
        warn("the input is nested too deeply")
        return 2
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        warn(_crash(error))
        return 2


def _crash(error: Exception) -> str:
    """Return one line about an error that nothing else expected: what, and where in the code."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = (
        ""
        if at is None
        else f" ({os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno})"
    )
    text = printable(f"{type(error).__name__}: {error}")
    return f"internal error: {text}{where}: please report it; {TRACEBACK}=1 shows the traceback"


def _doubt(args: list[str]) -> None:
    """Say so if the first of *args*, a name as it stands, may have been meant for a command.

    "convrt" is six base-36 digits.
    """
    word = args[0]
    near = [name for name in COMMANDS if len(word) > 2 and name.startswith(word)]
    if not near and word.isalpha() and word.islower() and 3 < len(word) < 10:
        from difflib import get_close_matches

        near = get_close_matches(word, COMMANDS, 1, 0.8)
    if near:
        if any(arg.startswith("-") for arg in args):
            raise CommandError(f"no command {word!r}: did you mean {near[0]!r}?")
        warn(f"{word!r} is read as a name: did you mean the command {near[0]!r}?")


def _dispatch(args: list[str]) -> int:
    # The one that is asked for: to import all takes longer than most of them run.
    parser = _parser(args[:1] if args and args[0] in COMMANDS else COMMANDS)
    if not args:
        raise CommandError("expected a NAME or a COMMAND (see vmssnames --help)")
    options = parser.parse_args(args)
    if options.version:
        from .. import __version__, backend

        write_all(f"vmssnames {__version__} ({backend()})\n".encode())
        return 0
    return int(options.run(options))


def _near(message: str, options: Iterable[str]) -> str:
    """Return what may have been meant by the option of which *message* complains."""
    from difflib import get_close_matches

    wrong = message.removeprefix("unrecognized arguments: ")
    if wrong == message or not wrong.startswith("-"):
        return ""
    near = get_close_matches(wrong.partition(" ")[0].partition("=")[0], list(options), 1, 0.8)
    return f": did you mean {near[0]}?" if near else ""


def _parser(commands: Sequence[str] = COMMANDS) -> ArgumentParser:
    from argparse import ArgumentParser
    from importlib import import_module

    class Parser(ArgumentParser):
        # By file descriptor, as all else here; and what was typed may be anything.
        def print_help(self, file: Any = None) -> None:
            write_all(self.format_help().encode())

        words: Sequence[str] = ()

        def error(self, message: str) -> NoReturn:
            if message.startswith("the following arguments are required"):
                # What is misspelled is said before what it was to be.
                unknown = [word for word in self.words if self._is_unknown(word)]
                message = f"unrecognized arguments: {unknown[0]}" if unknown else message
            near = _near(message, self._option_string_actions)
            raise CommandError(f"{printable(message)}{near} (see {self.prog} --help)")

        # By the command's own parser, whose options and whose help it is.
        def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
            self.words = args[: args.index("--")] if "--" in args else args
            found, unknown = super().parse_known_args(args, namespace)
            if unknown and not self._subparsers:
                self.error(f"unrecognized arguments: {' '.join(unknown)}")
            return found, unknown

        def _is_unknown(self, word: str) -> bool:
            known = self._option_string_actions
            name = word.partition("=")[0]
            # "-gG" is -g; what has a blank in it is no option to argparse.
            short = word[:2] in known and word[:2] != "--"
            number = self._negative_number_matcher.match(word) is not None
            odd = short or number or " " in word
            return word[:1] == "-" and len(word) > 1 and not odd and name not in known

    parser = Parser(
        prog="vmssnames",
        usage="vmssnames NAME...\n       vmssnames COMMAND ...",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="store_true", help="print the version and the kernels that run"
    )
    added = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", prog="vmssnames"
    )
    for name in commands:
        import_module(f".commands.{name}", __name__).add_parser(added)
    return parser
