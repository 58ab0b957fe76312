"""``vmssnames snippet``: prints the rule in another language."""

from __future__ import annotations

from ...snippets.snippets import LANGUAGES, how_tested, language_called, lookup_rows, snippet
from ..errors import CommandError, warn_many
from ..inputs.fleets import read_fleet
from ..options import (
    add_list,
    add_rows,
    add_value,
    arrangement,
    complete_files,
    complete_words,
)
from ..outputs.rows import RowOptions, column_in
from ..streams import write_all
from ..terminal import default_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...snippets.snippets import Kind

SUMMARY = "print the rule in another language: SQL, KQL, jq, awk, Lua and others"

DESCRIPTION = """\
Prints functions that read or write computer names, to paste where Python does not
run.  They accept what vmssnames accepts, and nothing else: no signs, spaces, line
ends or letters of other scripts.  With --fleet they also find the scale set.
"""

EXAMPLES = """\
vmssnames snippet --list
vmssnames snippet kql --fleet fleet.json
vmssnames snippet postgresql --decode --prefix nsgvmss | psql
vmssnames snippet jq --split
vmssnames snippet javascript --encode
"""

NOTES = ""

COLUMNS = ("language", "title", "tested")

KINDS = {
    "decode": "from a computer name to its instance ID; the default",
    "split": "from a computer name to its prefix and instance ID",
    "encode": "from a prefix and an instance ID to the computer name",
}


class Options(RowOptions):
    """The options of ``snippet``."""

    language: str | None
    listed: bool
    kind: Kind | None
    prefix: str | None
    fleet: list[str]


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    language = parser.add_argument("language", nargs="?", metavar="LANGUAGE")
    language.help = "a language of --list"
    complete_words(language, LANGUAGES)
    kinds = parser.add_argument_group("functions").add_mutually_exclusive_group()
    for kind, summary in KINDS.items():
        kinds.add_argument(f"--{kind}", dest="kind", action="store_const", const=kind, help=summary)
    group = parser.add_argument_group("scale sets")
    add_value(group, "--prefix", "PREFIX", "accept only this computer-name prefix")
    complete_files(add_list(group, "--fleet", "FILE", "find the scale sets in FILE, too"))
    group = parser.add_argument_group("list")
    listed = "list the languages, and how their snippets were tested"
    group.add_argument("--list", dest="listed", action="store_true", help=listed)
    add_rows(group, COLUMNS)


def _check_rows(options: Options) -> None:
    """Raise CommandError for options of rows without rows."""
    rows = ("output", "columns", "sort", "limit", "no_header")
    for name in rows:
        if getattr(options, name) not in (None, [], False):
            raise CommandError(f"--{name.replace('_', '-')} needs --list")


def run(options: Options) -> int:
    """Print what *options* ask for; return the exit status."""
    if options.listed:
        if options.language or options.kind or options.prefix is not None or options.fleet:
            raise CommandError("--list lists all languages: omit everything else")
        arranged = arrangement(options, column_in(COLUMNS))
        rows = [
            dict(zip(COLUMNS, (one.name, one.title, how_tested(one.name)), strict=True))
            for one in LANGUAGES.values()
        ]
        form = options.output or default_format()
        write_all(arranged.text(rows, form, key="languages", least=["title"]).encode())
        return 0
    _check_rows(options)
    if options.language is None:
        raise CommandError("expected a language: see vmssnames snippet --list")
    if options.fleet and (options.kind or options.prefix is not None):
        raise CommandError("--fleet does not work with --prefix and other functions: omit these")
    try:
        language = language_called(options.language)
        fleet = read_fleet(options.fleet) if options.fleet else None
        text = snippet(language.name, options.kind, prefix=options.prefix, fleet=fleet)
    except ValueError as error:
        raise CommandError(str(error)) from None
    write_all(text.encode("ascii"))
    if fleet is not None:
        warn_many([f"skipped: {one}" for one in lookup_rows(fleet)[1]], "more skipped")
    return 0
