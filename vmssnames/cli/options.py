"""Option groups that several commands share, each with the types of its options.

A command's ``Options`` class derives from these.  argparse sets the attributes.
"""

from __future__ import annotations

from .errors import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Action, ArgumentParser, _ArgumentGroup
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    Group: TypeAlias = ArgumentParser | _ArgumentGroup


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


def add_list(group: Group, name: str, metavar: str, summary: str) -> Action:
    """Add an option that may be given several times; return its action."""
    return add_value(group, name, metavar, summary, action="append", default=[])


def add_output(
    group: Group, formats: Iterable[str], summary: str, default: str | None = None
) -> None:
    """Add ``-o`` with the names of *formats*."""
    choices = tuple(formats)
    group.add_argument("-o", "--output", choices=choices, default=default, help=summary)


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
    group = parser.add_argument_group("whose names")
    add_list(group, "--prefix", "P", "a computer-name prefix")
    complete_files(add_list(group, "--fleet", "FILE", "a list of scale sets"))
    add_flag(group, "--aks", "names shaped as those of AKS nodes")


class SearchOptions(InputOptions, ScaleSetOptions):
    """What to search for, and where."""

    resource_ids: bool
    embedded: bool
    max_id: int | None


def add_search(parser: ArgumentParser) -> None:
    """Add the options of SearchOptions."""
    add_scale_sets(parser)
    group = parser.add_argument_group("which names")
    add_flag(group, "--resource-ids", "resource IDs and provider IDs, too")
    add_flag(group, "--embedded", "within longer words, too, between hyphens or underscores")
    larger = "no larger instance IDs, which are rather words"
    add_value(group, "--max-id", "N", larger, type=int)
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
    complete_files(add_list(group, "--inventory", "FILE", "the same, by its name"))
    add_value(group, "--prefix", "PREFIX", "names of it and of --ids")
    add_value(group, "--ids", "IDS", "instance IDs: 0-99,120")
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
    nics = add_list(group, "--nics", "FILE", "what az vmss nic list printed")
    csv = "CSV: a host name and its address a line; with --prefix and --ids an address a line"
    complete_files(nics, add_value(group, "--addresses", "FILE", csv))
    outside = "refuse addresses outside of it, as 10.0.0.0/16; several: outside of all"
    add_list(group, "--network", "NET", outside)
    add_flag(group, "--strict", "refuse all if an instance has no address")
    every = "also {host}-nic2 and so on; default: the primary interface alone"
    add_flag(group, "--every-interface", every)


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
    summary = "write atomically, only if the content changed; default: standard output"
    complete_files(add_value(group, "--write", what, summary))
    would_change = "write nothing; 1 if --write would change something, or a file is left over"
    add_flag(group, "--check", would_change)
