"""Help for any terminal: paragraphs, options and examples that fit its width."""

from __future__ import annotations

import os
import re
from argparse import RawDescriptionHelpFormatter

from .terminal import columns_of_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

# Longer lines are hard to read.
_WIDEST = 100

# What stays together in an example.
_TOGETHER = re.compile(r"'[^']*'|\"[^\"]*\"|(?<= )--?\w[\w-]* (?=[^-<>|&])")
_FIRST_CELL = re.compile(r" *(?:\S+ {2,})?")


class HelpFormatter(RawDescriptionHelpFormatter):
    """argparse's formatter, which fits texts to the terminal as it does with options.

    By default argparse imports shutil to get the width, and gets it again for each option.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=help_width())

    def _split_lines(self, text: str, width: int) -> list[str]:
        return _wrapped(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return laid_out(text, width)


def help_width() -> int:
    """Return the columns for help: of COLUMNS or the terminal, else 80, and not too many."""
    given = os.environ.get("COLUMNS", "")
    width = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
    return min(width or columns_of_terminal() or 80, _WIDEST)


def laid_out(text: str, width: int) -> str:
    r"""Return *text* with no line longer than *width*, unless a word is.

    Lines without an indent are paragraphs.  Indented lines stay lines; below "examples:" and with
    four spaces they are commands, which a backslash continues.

    >>> print(laid_out("One\ntwo.\n\nexamples:\n  vmssnames show web_7 -o json\n", 24))
    One two.
    <BLANKLINE>
    examples:
      vmssnames show web_7 \
          -o json
    """
    blocks = text.strip("\n").split("\n\n")
    return "\n\n".join("\n".join(_lines(block, width)) for block in blocks)


def _lines(block: str, width: int) -> Iterator[str]:
    paragraph: list[str] = []
    for line in block.split("\n"):
        if line[:1] != " ":
            paragraph += line.split()
            continue
        if paragraph:
            yield from _wrapped(" ".join(paragraph), width)
            paragraph = []
        indent = len(line) - len(line.lstrip())
        if len(line) <= width:
            yield line
        elif indent >= 4 or block.startswith("examples:"):
            hidden = _TOGETHER.sub(lambda found: found[0].replace(" ", "\0"), line)
            *lines, last = _wrapped(hidden, width - 2, indent, indent + 4)
            yield from (f"{one} \\".replace("\0", " ") for one in lines)
            yield last.replace("\0", " ")
        else:
            cell = _FIRST_CELL.match(line)
            yield from _wrapped(line, width, indent, cell.end() if cell else indent)
    if paragraph:
        yield from _wrapped(" ".join(paragraph), width)


def _wrapped(text: str, width: int, first: int = 0, later: int = 0) -> list[str]:
    import textwrap

    return textwrap.wrap(
        text.strip(),
        width,
        initial_indent=" " * first,
        subsequent_indent=" " * later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def usage_of(parser: ArgumentParser) -> str:
    """Return the usage of *parser*: what it must be given, and its arguments."""
    options, words = [], ["[OPTION...]"]
    for action in parser._actions:
        name = str(action.metavar or action.dest.upper())
        if action.option_strings:
            options += [f"{action.option_strings[-1]} {name}"] if action.required else []
        else:
            words.append({"*": f"[{name}...]", "?": f"[{name}]"}.get(str(action.nargs), name))
    return " ".join([parser.prog, *options, *words])
