"""Text for a terminal: colours, tables and help that fit its width.

Colours have meanings: green is certain or well, yellow needs a look, red is wrong.  They come with
a word, never alone.  Conventions: https://no-color.org and https://force-color.org.
"""

from __future__ import annotations

import os

from .errors import STDERR, is_quiet, show_transient
from .streams import STDOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COLOURS = {
    "bold": 1,
    "name": "1;36",
    **dict.fromkeys(("certain", "likely"), 32),
    **dict.fromkeys(("possible", "warning"), 33),
    **dict.fromkeys(("unlikely", "error"), 31),
}


# What --color takes, and what it said.
COLOURS_WHEN = ("auto", "always", "never")
_when = ["auto"]


def set_colours(when: str) -> None:
    """Use colours *when*: one of COLOURS_WHEN."""
    _when[0] = when


def has_colours() -> bool:
    """Return whether standard output gets colours: --color, NO_COLOR, FORCE_COLOR, a terminal."""
    if _when[0] != "auto":
        return _when[0] == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") != "0":
        return True
    return os.environ.get("TERM", "dumb") != "dumb" and os.isatty(STDOUT)


def painted(text: str, colour: str) -> str:
    """Return *text* in a colour, if standard output gets colours."""
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if text and has_colours() else text


def columns_of_terminal() -> int | None:
    """Return the width of the terminal on standard output; None if it is something else.

    COLUMNS in the environment overrides a terminal's own.
    """
    try:
        width = os.get_terminal_size(STDOUT).columns
    except OSError:
        return None
    given = os.environ.get("COLUMNS", "")
    width = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else width
    return width or None


def wrapped(text: str, hanging: int = 0) -> str:
    """Return the line *text*, wrapped at its spaces to the terminal, if it is one.

    Further lines are indented by *hanging* columns.
    """
    width = columns_of_terminal()
    if width is None or len(text) <= width:
        return f"{text}\n"
    import re
    import textwrap

    # Each coloured word, as wide as it is shown: a private character for each of its own.
    words: list[str] = []

    def hidden(found: re.Match[str]) -> str:
        words.append(found[0])
        return chr(0xE000 + len(words)) * len(found[1])

    plain = re.sub("\x1b\\[[0-9;]*m([^\x1b]*)\x1b\\[0m", hidden, text)
    lines = textwrap.wrap(
        plain,
        width,
        subsequent_indent=" " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    made = "".join(f"{line}\n" for line in lines)
    for number, word in enumerate(words, 1):
        made = re.sub(f"{chr(0xE000 + number)}+", word.replace("\\", r"\\"), made)
    return made


def default_format() -> str:
    """Return the default of ``-o``: "table" on a terminal, "tsv" elsewhere."""
    return "table" if os.isatty(STDOUT) else "tsv"


class Progress:
    """A line on standard error about what was read of *paths*, from the second second on.

    Only where somebody sees it, and where no output appears at the same place: standard error is a
    terminal, and standard output is not.
    """

    _FIRST, _EVERY = 1.0, 0.2

    def __init__(self, paths: Sequence[str]) -> None:
        self._is_shown = os.isatty(STDERR) and not os.isatty(STDOUT) and not is_quiet()
        self._done = 0
        if self._is_shown:
            from time import monotonic

            self._clock, self._start = monotonic, monotonic()
            self._next = self._start + self._FIRST
            self._total = _size_of(paths)

    def add(self, size: int) -> None:
        """Count *size* bytes that were read."""
        if not self._is_shown:
            return
        self._done += size
        now = self._clock()
        if now >= self._next:
            self._next = now + self._EVERY
            rate = self._done / (now - self._start)
            of, left = "", ""
            if self._total > self._done:
                of = f" of {self._total / 1e6:,.0f}"
                left = f", {(self._total - self._done) / rate:.0f} s left"
            show_transient(f"{self._done / 1e6:,.0f}{of} MB, {rate / 1e6:,.0f} MB/s{left}")


def _size_of(paths: Sequence[str]) -> int:
    """Return the bytes of *paths*; 0 if that is not known: of pipes, and of compressed files."""
    total = 0
    for path in paths:
        try:
            size = os.stat(path).st_size if not path.endswith((".gz", ".zst")) else 0
        except OSError:
            size = 0
        if not size:
            return 0
        total += size
    return total
