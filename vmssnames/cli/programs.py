"""Runs ``az`` and ``kubectl``: without a shell, without a prompt, and for a limited time."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import threading
from contextlib import suppress
from time import monotonic

from ..errors import escaped
from .errors import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# How much of what a program says about its failure is quoted.
_MAX_SAID = 300
# The characters that cmd.exe interprets in the arguments of a batch file, as az is on Windows.
_INTERPRETED = re.compile(r'["%!&|<>^\r\n]')

# What a program says, in lower case, and what to type then.
_ADVICE = (
    ("current-context is not set", "pass --context, one of kubectl config get-contexts -o name"),
    ("context was not found", "pass --context, one of kubectl config get-contexts -o name"),
    ("no configuration has been provided", "pass --context, or --only az"),
    ("az login", "run az login"),
    ("aadsts", "run az login"),
    ("no subscription found", "run az login, or az account set --subscription ID"),
    ("check the spelling and casing", "pass --subscription, one of az account list --output table"),
    ("authorizationfailed", "ask for the role Reader, or narrow the scope with -g"),
    ("toomanyrequests", "wait, or pass --jobs 1"),
    ("must be logged in", "log in to the cluster, and run kubectl get nodes"),
    ("unauthorized", "log in again"),
)


# What passes, in a message: a call that fails with it is tried again after these seconds.
_PASSES = re.compile(
    r"too many requests|throttl|internal ?(server ?)?error|bad gateway|service ?unavailable|"
    r"gateway time-?out|connection (aborted|reset|refused)",
    re.IGNORECASE,
)
_WAITS = (1, 2, 4, 8)
# How often a call sees that it is stopped, in seconds.
_TICK = 0.5


class Result:
    """What a program printed: *output*, or the *error* that it failed with; None for success.

    *retries* is how often it was tried again.
    """

    def __init__(self, output: bytes, error: str | None, seconds: float = 0) -> None:
        self.output, self.error, self.seconds, self.retries = output, error, seconds, 0


class Programs:
    """Runs programs, several at once, and ends them all with ``stop``.

    *limit* is the number of seconds that a call may take; *variables* are added to the
    environment.
    """

    def __init__(self, limit: float, variables: dict[str, str]) -> None:
        self.limit = limit
        # az asks before it installs an extension, and kubectl for a password.
        asks_nothing = {"AZURE_EXTENSION_USE_DYNAMIC_INSTALL": "no", "AZURE_CORE_NO_COLOR": "yes"}
        self._environment = os.environ | asks_nothing | variables
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock, self._stopped = threading.Lock(), threading.Event()

    def run(self, command: Sequence[str], *, retry: bool = False) -> Result:
        """Run *command*, whose first word is the path of the program; return what it printed.

        *retry* is for programs that do not try again by themselves when a server is busy.
        """
        start, retries = monotonic(), 0
        result = self._run(command)
        for seconds in _WAITS if retry else ():
            if result.error is None or not _PASSES.search(result.error):
                break
            if self._stopped.wait(seconds):
                break
            retries += 1
            result = self._run(command)
        result.seconds, result.retries = monotonic() - start, retries
        return result

    def _run(self, command: Sequence[str]) -> Result:
        if is_unsafe(command):
            return Result(
                b"", "not run: Windows would interpret its arguments, as of Flexible scale sets"
            )
        try:
            with self._lock:
                if self._stopped.is_set():
                    return Result(b"", "stopped")
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=self._environment,
                    # So that a program can be ended with all that it started.
                    start_new_session=True,
                )
                self._running.add(process)
        except (OSError, ValueError) as error:
            return Result(b"", getattr(error, "strerror", None) or str(error))
        try:
            return self._outcome(process)
        finally:
            with self._lock:
                self._running.discard(process)

    def _outcome(self, process: subprocess.Popen[bytes]) -> Result:
        """Return what *process* prints until it ends, or is stopped, or the limit is over."""
        end = monotonic() + self.limit
        while True:
            try:
                output, said = process.communicate(timeout=min(_TICK, end - monotonic()))
                failed = None if process.returncode == 0 else _failure(process.returncode, said)
                return Result(output, failed)
            except subprocess.TimeoutExpired:
                if not self._stopped.is_set() and monotonic() < end:
                    continue
            _end(process)
            # What it started may hold the pipes open for longer.
            for pipe in (process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()
            late = f"no answer after {self.limit:g} s: pass a longer --timeout"
            return Result(b"", "stopped" if self._stopped.is_set() else late)

    def stop(self) -> None:
        """End all programs, and start no other."""
        with self._lock:
            self._stopped.set()
            for process in self._running:
                _end(process)


def is_unsafe(command: Sequence[str]) -> bool:
    """Return whether the program in *command* is a batch file that would misread an argument.

    >>> is_unsafe(["C:/az.CMD", "rest", "--url", "https://x/?a=b&c=d"])
    True
    """
    is_batch = command[0].lower().endswith((".cmd", ".bat"))
    return is_batch and any(map(_INTERPRETED.search, command[1:]))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End *process* and what it started; what it still prints is not waited for."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _failure(status: int, said: bytes) -> str:
    """Return what a program with the exit *status* *said*, in one line, and what to type."""
    text = said.decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # az prints warnings first; the first line of an error says most.
    found = [line for line in lines if re.match(r"(ERROR|error|Error)\b", line)] or lines[-1:]
    what = found[0].removeprefix("ERROR: ").removeprefix("error: ") if found else ""
    what = what[:_MAX_SAID] + ("..." if len(what) > _MAX_SAID else "")
    ended = f"ended by signal {-status}" if status < 0 else f"exit status {status}"
    advice = next((what for words, what in _ADVICE if words in text.lower()), None)
    if advice is None or advice.removeprefix("run ") in what.replace("'", ""):
        return escaped(what) or ended
    return f"{escaped(what) or ended}: {advice}"


def shown_call(command: Sequence[str]) -> str:
    """Return *command* for a person, quoted for a POSIX shell.

    >>> shown_call(["az", "vmss", "list", "--resource-group", "my group"])
    "az vmss list --resource-group 'my group'"
    """
    return escaped(shlex.join(command))


def path_of(program: str) -> str | None:
    """Return the path of *program* on PATH, None if it is not there; never one in the directory.

    Windows looks in the current directory first, where a stranger's file may be.
    """
    from shutil import which

    found = which(program)
    if found is not None and not os.path.isabs(found):
        raise CommandError(f"{program}: expected an absolute directory on PATH, got {found!a}")
    return found
