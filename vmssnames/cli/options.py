"""Option groups that several commands share, each with the types of its options.

A command's ``Options`` class derives from these.  argparse sets the attributes.
"""

from __future__ import annotations

from ..names import grammar
from .errors import CommandError
from .outputs.rows import FORMATS, SCHEMAS, Arrangement, RowOptions, check_form
from .terminal import default_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Action, ArgumentParser, _ArgumentGroup
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    Group: TypeAlias = ArgumentParser | _ArgumentGroup

# More would be memory and no speed: each holds some blocks of a file.
MAX_THREADS = 256


def complete_files(*actions: Action) -> None:
    """Let shells complete the arguments of *actions* with files, as shtab has it."""
    for action in actions:
        action.complete = "file"  # type: ignore[attr-defined]


def complete_words(action: Action, words: Iterable[str]) -> None:
    """Let shells complete the argument of *action* with *words*, which are not its choices."""
    action.words = tuple(words)  # type: ignore[attr-defined]


def add_flag(group: Group, name: str, summary: str) -> None:
    """Add an option without an argument."""
    group.add_argument(name, action="store_true", help=summary)


def add_value(group: Group, name: str, metavar: str, summary: str, **settings: Any) -> Action:
    """Add an option with an argument; return its action."""
    return group.add_argument(name, metavar=metavar, help=summary, **settings)


def number_in(first: int, last: int) -> Callable[[str], int]:
    """Return a reader of an option's argument: ASCII digits, *first* to *last*."""

    def number(text: str) -> int:
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
        if not first <= value <= last:
            from argparse import ArgumentTypeError

            raise ArgumentTypeError(f"expected {first}..{last}, got {text[:64]!a}")
        return value

    return number


def add_list(group: Group, name: str, metavar: str, summary: str) -> Action:
    """Add an option that may be given several times; return its action."""
    return add_value(group, name, metavar, summary, action="append", default=[])


def add_choice(
    group: Group,
    *names: str,
    words: Iterable[Any],
    metavar: str,
    summary: str,
    usual: object = None,
    **settings: Any,
) -> Action:
    """Add an option whose argument is one of *words*; return its action.

    Its help ends with the words and *usual*, the default or what the default is.
    """
    choices = tuple(words)
    text = f"{summary}: {', '.join(map(str, choices))}"
    if usual is not None:
        text += f"; default: {usual}"
    if usual in choices:
        settings["default"] = usual
    return group.add_argument(*names, choices=choices, metavar=metavar, help=text, **settings)


class InputOptions:
    """The files to read; "-" is standard input."""

    files: list[str]


def add_files(group: Group, summary: str, *, default: tuple[str, ...] = ("-",)) -> None:
    """Add the FILE arguments."""
    files = group.add_argument("files", nargs="*", metavar="FILE", default=list(default))
    files.help = summary
    complete_files(files)


class ScaleSetOptions:
    """The scale sets to search for."""

    prefix: list[str]
    fleet: list[str]
    aks: bool


def add_scale_sets(parser: ArgumentParser) -> None:
    """Add the options that name scale sets."""
    group = parser.add_argument_group("scale sets")
    add_list(group, "--prefix", "P", "search for this computer-name prefix")
    complete_files(add_list(group, "--fleet", "FILE", "search for the scale sets in FILE"))
    add_flag(group, "--aks", "search for names of AKS nodes, without a list")


def add_rows(
    group: Group,
    columns: Iterable[str],
    more: Iterable[str] = (),
    default: str = "table on a terminal, tsv in a pipe",
) -> None:
    """Add the options of RowOptions: for rows with *columns*, in the usual formats and *more*."""
    names = tuple(columns)
    formats = *FORMATS, *more
    add_choice(
        group,
        *("-o", "--output"),
        words=formats,
        metavar="FORMAT",
        summary="output format",
        usual=default,
    )
    chosen = add_value(group, "--columns", "NAMES", "print these columns, separated by commas")
    order = "sort by a column; -COLUMN reverses; repeatable"
    complete_words(chosen, names)
    complete_words(add_list(group, "--sort", "COLUMN", order), names)
    add_value(group, "--limit", "N", "print the first N rows only", type=number_in(0, 10**9))
    add_flag(group, "--no-header", "print no header row")
    keys, version = "version of the keys of JSON", number_in(SCHEMAS[0], SCHEMAS[-1])
    add_choice(
        group, "--schema", words=SCHEMAS, metavar="N", summary=keys, usual=SCHEMAS[-1], type=version
    )


def arrangement(options: RowOptions, check: Callable[[str], str]) -> Arrangement:
    """Return what *options* say about rows, with columns checked by *check*; raise CommandError."""
    check_form(options.output or default_format(), options.columns, not options.no_header)
    columns = None
    if options.columns is not None:
        columns = list(dict.fromkeys(names_in(options.columns, check)))
    sort = []
    for word in (word.strip() for one in options.sort for word in one.split(",")):
        (name,) = names_in(word.removeprefix("-"), check)
        sort.append(f"-{name}" if word.startswith("-") else name)
    return Arrangement(
        columns, sort, options.limit, headed=not options.no_header, schema=options.schema
    )


def names_in(text: str, check: Callable[[str], str]) -> list[str]:
    """Return the names in *text*, between commas, checked by *check*; raise CommandError."""
    try:
        return [check(name.strip()) for name in text.split(",")]
    except ValueError as error:
        raise CommandError(str(error)) from None


class SearchOptions(InputOptions, ScaleSetOptions):
    """What to search for, and where."""

    resource_ids: bool
    embedded: bool
    max_id: int | None
    threads: int | None


def add_search(parser: ArgumentParser) -> None:
    """Add the options of SearchOptions."""
    add_scale_sets(parser)
    group = parser.add_argument_group("filters")
    add_flag(group, "--resource-ids", "also search for resource IDs and provider IDs")
    add_flag(group, "--embedded", "also search within longer words, between hyphens or underscores")
    larger = "ignore instance IDs above N; they are usually ordinary words"
    add_value(group, "--max-id", "N", larger, type=number_in(0, grammar.MAX_INSTANCE_ID))
    threads = "search each file over 20 MB with up to N threads; default: 2"
    add_value(group, "--threads", "N", threads, type=number_in(1, MAX_THREADS))
    add_files(parser, "files to read, plain, gzip or zstd; - or none: standard input")


class ListOptions(InputOptions):
    """The lists of instances, or the IDs, to make a table from."""

    inventory: list[str]
    prefix: str | None
    ids: str | None


def add_lists(parser: ArgumentParser) -> _ArgumentGroup:
    """Add the options of ListOptions; return their group."""
    group = parser.add_argument_group("input")
    add_files(
        group,
        "JSON lists of instances and network interfaces, plain, gzip or zstd; "
        "- or none: standard input",
        default=(),
    )
    complete_files(add_list(group, "--inventory", "FILE", "same as a FILE argument"))
    add_value(group, "--prefix", "PREFIX", "computer-name prefix, for names from --ids")
    add_value(group, "--ids", "IDS", "instance IDs, such as 0-99,120")
    return group


class HostOptions(ListOptions):
    """The hosts to make a table from, with their addresses."""

    domain: str | None
    nics: list[str]
    addresses: str | None
    network: list[str]
    strict: bool
    every_interface: bool


def add_hosts(parser: ArgumentParser) -> None:
    """Add the options of HostOptions."""
    group = add_lists(parser)
    nics = add_list(group, "--nics", "FILE", "output of az vmss nic list")
    csv = "CSV, a hosts file or a table with names and addresses; with --ids, an address per line"
    complete_files(nics, add_value(group, "--addresses", "FILE", csv))
    outside = "fail if an address is outside this network, such as 10.0.0.0/16; repeatable"
    add_list(group, "--network", "NET", outside)
    add_flag(group, "--strict", "fail if an instance has no address")
    every = "include secondary interfaces, as {host}-nic2 and so on"
    add_flag(group, "--every-interface", every)


class WriteOptions:
    """The file to write or to compare."""

    write: str | None
    check: bool

    def check_write(self) -> None:
        """Raise CommandError for options that exclude each other."""
        if self.write in ("", "-"):
            raise CommandError(
                f"--write: expected a path, got {self.write!r}; omit it to write to standard output"
            )
        if self.check and self.write is None:
            raise CommandError("--check needs --write PATH, the file to compare with")


def add_write(parser: ArgumentParser, what: str) -> _ArgumentGroup:
    """Add the options of WriteOptions, *what* names the argument of --write; return the group."""
    group = parser.add_argument_group("output")
    summary = "write atomically, only if the content changed; default: standard output"
    complete_files(add_value(group, "--write", what, summary))
    would_change = "write nothing; exit with status 1 if --write would change a file"
    add_flag(group, "--check", would_change)
    return group
