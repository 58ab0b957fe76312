"""Option groups that several commands share, each with the types of its options.

A command's ``Options`` class derives from these.  argparse sets the attributes.
"""

from __future__ import annotations

from .errors import CommandError
from .terminal import help_formatter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Action, ArgumentParser, _ArgumentGroup
    from collections.abc import Iterable
    from typing import Any


def add_command(commands: Any, name: str, summary: str, description: str, epilog: str) -> Any:
    """Return the new parser of the command *name*."""
    return commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=epilog,
        formatter_class=help_formatter,
        allow_abbrev=False,
    )


def complete_files(*actions: Action) -> None:
    """Let shells complete the arguments of *actions* with files, as shtab has it."""
    for action in actions:
        action.complete = "file"  # type: ignore[attr-defined]


def complete_words(action: Action, words: Iterable[str]) -> None:
    """Let shells complete the argument of *action* with *words*, which are not its choices."""
    action.words = tuple(words)  # type: ignore[attr-defined]


class InputOptions:
    """The files to read; "-" is standard input."""

    files: list[str]


def add_files(
    group: ArgumentParser | _ArgumentGroup, summary: str, *, default: tuple[str, ...] = ("-",)
) -> None:
    """Add the FILE arguments."""
    complete_files(
        group.add_argument("files", nargs="*", metavar="FILE", default=list(default), help=summary)
    )


class ScaleSetOptions:
    """The scale sets to search for."""

    prefix: list[str]
    fleet: list[str]
    aks: bool


def add_scale_sets(parser: ArgumentParser) -> None:
    """Add the options that name scale sets."""
    group = parser.add_argument_group("whose names")
    group.add_argument(
        "--prefix", action="append", default=[], metavar="P", help="a computer-name prefix"
    )
    complete_files(
        group.add_argument(
            "--fleet", action="append", default=[], metavar="FILE", help="a list of scale sets"
        )
    )
    group.add_argument("--aks", action="store_true", help="names shaped as those of AKS nodes")


class SearchOptions(InputOptions, ScaleSetOptions):
    """What to search for, and where."""

    resource_ids: bool
    embedded: bool
    max_id: int | None


def add_search(parser: ArgumentParser) -> None:
    """Add the options of SearchOptions."""
    add_scale_sets(parser)
    group = parser.add_argument_group("which names")
    group.add_argument(
        "--resource-ids", action="store_true", help="resource IDs and provider IDs, too"
    )
    group.add_argument(
        "--embedded",
        action="store_true",
        help="within longer words, too, between hyphens or underscores",
    )
    group.add_argument(
        "--max-id", type=int, metavar="N", help="no larger instance IDs, which are rather words"
    )
    add_files(parser, "plain, or compressed by gzip or zstd; default: standard input, also -")


class ListOptions(InputOptions):
    """The lists of instances, or the IDs, to make a table from."""

    inventory: list[str]
    prefix: str | None
    ids: str | None


def add_lists(parser: ArgumentParser) -> _ArgumentGroup:
    """Add the options of ListOptions; return their group."""
    group = parser.add_argument_group("what is read")
    add_files(
        group,
        "JSON of instances and of network interfaces, plain or compressed; default: "
        "standard input, also -",
        default=(),
    )
    complete_files(
        group.add_argument(
            "--inventory", action="append", default=[], metavar="FILE", help="the same, by its name"
        )
    )
    group.add_argument("--prefix", metavar="PREFIX", help="names of it and of --ids")
    group.add_argument("--ids", metavar="IDS", help="instance IDs: 0-99,120")
    return group


class HostOptions(ListOptions):
    """The hosts to make a table from, with their addresses."""

    nics: list[str]
    addresses: str | None
    network: list[str]
    strict: bool
    every_interface: bool


def add_hosts(parser: ArgumentParser) -> None:
    """Add the options of HostOptions."""
    group = add_lists(parser)
    nics = group.add_argument(
        "--nics", action="append", default=[], metavar="FILE", help="what az vmss nic list printed"
    )
    addresses = group.add_argument(
        "--addresses",
        metavar="FILE",
        help="CSV: a host name and its address a line; with --prefix and --ids an address a line",
    )
    complete_files(nics, addresses)
    group.add_argument(
        "--network",
        action="append",
        default=[],
        metavar="NET",
        help="refuse addresses outside of it, as 10.0.0.0/16; several: outside of all",
    )
    group.add_argument(
        "--strict", action="store_true", help="refuse all if an instance has no address"
    )
    group.add_argument(
        "--every-interface",
        action="store_true",
        help="also {host}-nic2 and so on; default: the primary interface alone",
    )


class WriteOptions:
    """The file to write or to compare."""

    write: str | None
    check: bool

    def check_write(self) -> None:
        """Raise CommandError for options that exclude each other."""
        if self.write in ("", "-"):
            raise CommandError(
                f"--write: expected a path, got {self.write!r}; without it, standard output it is"
            )
        if self.check and self.write is None:
            raise CommandError("--check: expected --write with it, which says what to compare with")


def add_write(parser: ArgumentParser, what: str) -> None:
    """Add the options of WriteOptions; *what* names the argument of --write."""
    group = parser.add_argument_group("where it goes")
    complete_files(
        group.add_argument(
            "--write",
            metavar=what,
            help="beside it, synced, and put in its place at once, if it changed; default: "
            "standard output",
        )
    )
    group.add_argument(
        "--check",
        action="store_true",
        help="write nothing; 1 if --write would change something, or a file is left over",
    )
