"""The command ``vmssnames``: how it starts and how it ends.

``vmssnames NAME…`` must be instant, so it imports only what it prints with.  argparse and
the subcommands are imported when they are used.  status.py has the exit statuses.
"""

from __future__ import annotations

import atexit
import os
import sys

from .errors import (
    TRACEBACK_VARIABLE,
    CommandError,
    describe_crash,
    report,
    set_messages,
    warn,
    write_error,
)
from .streams import begin, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

COMMANDS = (
    *("show", "convert", "scan", "annotate", "inventory", "fetch"),
    *("hosts", "zone", "table", "snippet", "completion"),
)
# The options without an argument that all commands have.
_COMMON = ("-q", "--quiet", "-v", "--verbose")
# They run as long as there is input.
FILTERS = ("convert", "scan", "annotate")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with *argv*, by default the process's; return its exit status."""
    args = sys.argv[1:] if argv is None else list(argv)
    try:
        set_messages(quiet=False, verbose=False)
        begin()
        _check_kernels()
        return _dispatch(args)
    except CommandError as error:
        report(str(error))
        return 2
    except BrokenPipeError:
        return 141
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        report(describe_crash(error))
        return 2


def run() -> NoReturn:
    """Run the command with the process's arguments, and end the process with its exit status.

    Freeing a million objects one by one would take up to a tenth of the time, so this does not,
    unless somebody wants to be called at the end, such as a profiler.
    """
    status = main()
    is_watched = sys.gettrace() is not None or sys.getprofile() is not None
    if is_watched or getattr(atexit, "_ncallbacks", lambda: 1)():
        sys.exit(status)
    os._exit(status)


def _check_kernels() -> None:
    """Raise CommandError if VMSSNAMES_BACKEND names kernels that are not here."""
    if os.environ.get("VMSSNAMES_BACKEND"):
        from .. import backend

        try:
            backend()
        except ImportError as error:
            raise CommandError(str(error)) from None


def _dispatch(args: list[str]) -> int:
    if not args:
        from .parser import build_parser

        write_error(build_parser(COMMANDS).format_help())
        report("no NAME or COMMAND given")
        return 2
    common, args = _split(args)
    set_messages(quiet=bool({"-q", "--quiet"} & {*common}), verbose=False)
    if args[:1] == ["help"]:
        if args[1:2] and args[1] not in COMMANDS:
            raise CommandError(f"no command {args[1]!r}: expected one of {', '.join(COMMANDS)}")
        args = [*args[1:2], "--help"]
    if args and args[0] in (*COMMANDS, "-h", "--help", "--version"):
        args = [args[0], *common, *args[1:]]
    else:
        warned = _warn_of_typo(args) if args else False
        if not common and not any(arg.startswith("-") for arg in args):
            from .commands.show import show_names

            return show_names(args, hint=not warned)
        args = ["show", *common, *args]
    from importlib import import_module

    from .parser import build_parser
    from .terminal import set_colours

    if args[0] in COMMANDS:
        command = import_module(f".commands.{args[0]}", __name__)
        # The class declares the options' types; argparse sets them.
        options = build_parser(args[:1]).parse_args(args, namespace=command.Options())
        set_messages(quiet=options.quiet, verbose=options.verbose)
        set_colours(options.color)
        if args[0] in FILTERS:
            return int(command.run(options))
        from ..names.value import GCPaused

        # The process is short, and creates a million objects without a cycle.
        with GCPaused():
            return int(command.run(options))
    if build_parser(COMMANDS).parse_args(args).version:
        from .. import __version__, backend

        write_all(f"vmssnames {__version__} ({backend()})\n".encode())
    return 0


def _split(args: list[str]) -> tuple[list[str], list[str]]:
    """Return the options at the beginning of *args* that all commands have, and the rest.

    >>> _split(["-q", "--color", "never", "scan", "--aks"])
    (['-q', '--color', 'never'], ['scan', '--aks'])
    """
    first = 0
    while first < len(args):
        if args[first] == "--color":
            first += 2
        elif args[first] in _COMMON or args[first].startswith("--color="):
            first += 1
        else:
            break
    return args[:first], args[first:]


def _warn_of_typo(args: list[str]) -> bool:
    """Warn if the first of *args*, a valid name, resembles a command; return whether it does.

    "convrt" is six base-36 digits.
    """
    word = args[0]
    near = [name for name in COMMANDS if len(word) > 2 and name.startswith(word)]
    if not near and word.isalpha() and word.islower() and 3 < len(word) < 10:
        from difflib import get_close_matches

        options = ("version",) if len(args) == 1 else ()
        near = get_close_matches(word, (*COMMANDS, *options), 1, 0.8)
        if not near and len(args) > 1:
            from ..operations.operations import OPERATION_NAMES

            if word in OPERATION_NAMES:
                warn(f"{word!r} was read as a name: did you mean show NAME --commands {word}?")
                return True
    if near == ["version"]:
        warn(f"{word!r} was read as a name: did you mean the option --version?")
    elif near:
        if any(arg.startswith("-") for arg in args):
            raise CommandError(f"no command {word!r}: did you mean {near[0]!r}?")
        warn(f"{word!r} was read as a name: did you mean the command {near[0]!r}?")
    return bool(near)
