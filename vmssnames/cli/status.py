"""The exit statuses of the commands: one table, which their help and the documentation print.

Others, without a message: 129 and 143 after SIGHUP or SIGTERM while files were written, 130 after
Ctrl-C, 141 if the reader of the pipe ended.
"""

from __future__ import annotations

ANSWERED, NO, FAILED = 0, 1, 2

_NOT_READ = "an option is invalid, or an input could not be read"
_NOT_WRITTEN = "an option or an input was rejected, and nothing was written"

# What the statuses 0, 1 and 2 mean; "" if a command never has the status.
STATUSES: dict[str, tuple[str, str, str]] = {
    "show": (
        "each NAME has an interpretation",
        "all that was found is unlikely",
        "a NAME has no interpretation, or no command for an operation",
    ),
    "convert": ("each line was converted", "a line is invalid", _NOT_READ),
    "scan": ("a name was found", "no name was found", _NOT_READ),
    "annotate": ("the input was copied", "with --status: no name was found", _NOT_READ),
    "inventory": (
        "the list is complete",
        "--problems, --explain or --diff found something, or the list is incomplete",
        _NOT_READ,
    ),
    "fetch": (
        "all was received",
        "a call failed: the snapshot lacks what it would have returned",
        "nothing was received or written, or an option is invalid",
    ),
    "hosts": ("the file was written, or is the same", "--check found a difference", _NOT_WRITTEN),
    "zone": ("the files were written, or are the same", "--check found a difference", _NOT_WRITTEN),
    "table": ("the file was written, or is the same", "--check found a difference", _NOT_WRITTEN),
    "snippet": ("the snippet was printed", "", "an option or a list of scale sets was rejected"),
    "completion": ("the script was printed", "", "an unknown shell"),
}


def statuses_of(command: str) -> str:
    """Return the end of the help of *command*: what its exit statuses mean."""
    lines = [f"  {n}  {text}" for n, text in enumerate(STATUSES[command]) if text]
    return "\n".join(["exit status:", *lines, ""])
