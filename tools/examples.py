"""Rewrites the output of the examples in README.md and docs: ``make examples``.

The tests check that each example prints what is shown.  After a change of the output, this
updates all of them; read the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# The pages about engines need these; tests/external/engines runs their examples.
PAGES = (
    ROOT / "README.md",
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "engines"),
)


def environment() -> dict[str, str]:
    """Return the environment of the commands: without settings that change their output."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "TZ": "UTC"}


def run_command(command: str, variables: dict[str, str]) -> str:
    """Return what the shell *command* prints on both streams; vmssnames in it is this one."""
    define = f'vmssnames() {{ {shlex.quote(sys.executable)} -m vmssnames "$@"; }}\n'
    result = subprocess.run(
        ["bash", "-c", define + command],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return result.stdout


_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def commands_in(text: str) -> list[tuple[str, str]]:
    """Return each "$ command" of the console blocks of the page *text*, and the shown output."""
    blocks = _CONSOLE.findall(text)
    parts = (part for one in blocks for part in re.split(r"^\$ ", one, flags=re.M) if part)
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def with_commands(text: str) -> str:
    """Return the page *text* with the current output of the commands in console blocks."""

    def block(match: re.Match[str]) -> str:
        shown = commands_in(match[0])
        lines = (f"$ {command}\n{run_command(command, environment())}" for command, _ in shown)
        return f"```console\n{''.join(lines)}```"

    return _CONSOLE.sub(block, text)


class _Recorder(doctest.DocTestRunner):
    """Keeps what each failed example printed, in ``outputs``, by its number."""

    def __init__(self) -> None:
        super().__init__(optionflags=doctest.ELLIPSIS)
        self.outputs: dict[int, str] = {}

    def report_failure(self, out: Any, test: Any, example: doctest.Example, got: str) -> None:
        if got.startswith("Traceback "):
            first, *rest = got.splitlines()
            error = next(at for at, line in enumerate(rest) if not line.startswith(" "))
            got = "\n".join([first, "    ...", *rest[error:]])
        self.outputs[example.lineno] = got


def with_examples(text: str) -> str:
    """Return the page *text* with the current output of its Python examples."""
    test = doctest.DocTestParser().get_doctest(text, {}, "page", None, 0)
    recorder = _Recorder()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(io.StringIO()):
        recorder.run(test)
    lines = text.splitlines(keepends=True)
    for example in reversed(test.examples):
        if example.lineno in recorder.outputs:
            start = example.lineno + example.source.count("\n")
            shown = recorder.outputs[example.lineno].splitlines()
            indent = " " * example.indent
            lines[start : start + example.want.count("\n")] = [f"{indent}{one}\n" for one in shown]
    return "".join(lines)


def main() -> int:
    """Update all pages; return 0."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        updated = with_examples(with_commands(text))
        if updated != text:
            page.write_text(updated, encoding="utf-8")
            print(page.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
