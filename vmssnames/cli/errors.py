"""How the command fails and warns: one line on standard error for each problem."""

from __future__ import annotations

import os

from ..errors import escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

STDERR = 2

# How many messages of one kind are printed, so that the answer stays visible.
_MAX_MESSAGES = 10

# How much of a message quotes the user's input.
_MAX_QUOTED = 500

# If set, an unexpected error ends in a traceback rather than in one line.
TRACEBACK_VARIABLE = "VMSSNAMES_TRACEBACK"


class CommandError(Exception):
    """Ends the command with one line and exit status 2."""


class InputError(CommandError):
    """Ends the reading of one file; commands that can continue with the next file do so."""


def printable(text: str) -> str:
    r"""Return *text* for a message: truncated, and without characters that a terminal interprets.

    >>> print(printable("unknown option --\x1b[2J"))
    unknown option --\x1b[2J
    """
    return escaped(text[:_MAX_QUOTED]) + ("..." if len(text) > _MAX_QUOTED else "")


# What -q and -v said.
_messages = {"quiet": False, "verbose": False}


def set_messages(*, quiet: bool, verbose: bool) -> None:
    """Print no warnings if *quiet*; print notes if *verbose*, else only on a terminal."""
    _messages.update(quiet=quiet, verbose=verbose)


def report(message: str) -> None:
    """Write *message*, why the command ends, to standard error if it is open.

    Not with print(), which writes to standard output if sys.stderr is None.
    """
    clear_transient()
    write_error(f"vmssnames: {escaped(message)}\n")


def warn(message: str) -> None:
    """Report *message*, unless the user wants no warnings."""
    if not _messages["quiet"]:
        report(message)


def is_quiet() -> bool:
    """Return whether the user wants no warnings."""
    return _messages["quiet"]


def note(message: str) -> None:
    """Report *message*, that all went well, to people: on a terminal, or with -v."""
    if _messages["verbose"] or (not _messages["quiet"] and os.isatty(STDERR)):
        report(message)


def detail(message: str) -> None:
    """Report *message* with -v only."""
    if _messages["verbose"]:
        report(message)


_transient: list[str] = []


def show_transient(line: str) -> None:
    """Show *line* on standard error, a terminal, until the next one or another message."""
    _transient[:] = [line]
    write_error(f"\r\x1b[K{line}\r")


def clear_transient() -> None:
    """Remove the line that ``show_transient`` shows, if there is one."""
    if _transient:
        _transient.clear()
        write_error("\x1b[K")


def write_error(text: str) -> None:
    """Write *text* to standard error if it is open."""
    try:
        os.write(STDERR, text.encode("utf-8", "backslashreplace"))
    except OSError:
        pass


def warn_many(messages: Sequence[str], rest: str) -> None:
    """Write the first ten of *messages*, and the number of the *rest*."""
    for message in _first(messages, rest):
        warn(message)


def note_many(messages: Sequence[str]) -> None:
    """Note the first ten of *messages*, and the number of the others."""
    for message in _first(messages, "more files"):
        note(message)


def _first(messages: Sequence[str], rest: str) -> list[str]:
    more = len(messages) - _MAX_MESSAGES
    return [*messages[:_MAX_MESSAGES], *([f"and {more} {rest}"] if more > 0 else [])]


def describe_crash(error: Exception) -> str:
    """Return one line about an unexpected *error*: what it is, and where it was raised."""
    if isinstance(error, MemoryError):
        return "out of memory"
    if isinstance(error, RecursionError):
        return "the input is nested too deeply"
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = ""
    if frame is not None:
        file = os.path.basename(frame.tb_frame.f_code.co_filename)
        where = f" ({file}:{frame.tb_lineno})"
    text = printable(f"{type(error).__name__}: {error}")
    hint = f"please report it; {TRACEBACK_VARIABLE}=1 shows the traceback"
    return f"internal error: {text}{where}: {hint}"
