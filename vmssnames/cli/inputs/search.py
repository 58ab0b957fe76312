"""What ``scan`` and ``annotate`` have in common: whose names to look for, and in which files."""

from __future__ import annotations

from ...errors import shown
from ...fleet.fleet import Fleet
from ...names.grammar import MAX_PLAUSIBLE_ID
from ...names.scale_set import ScaleSet
from ...names.vm_names import check_prefix
from ...scan.scanner import Columns, Scanner
from ..streams import CommandError, InputError, warn
from .files import blocks, content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

WHOSE = """\
Whose names: --prefix P (the scale set is taken to be called so, too), --fleet FILE,
--aks for the shape of AKS nodes on Linux without a list, which is likely, not certain;
together or several times.  A FLEET file has a prefix a line, or CSV with the heading
name,prefix, or what `az vmss list -o json` prints.
"""


def add_options(parser: ArgumentParser) -> None:
    """Add the options that say whose names to look for, and where."""
    whose = parser.add_argument_group("whose names")
    whose.add_argument(
        "--prefix", action="append", default=[], metavar="P", help="a computer-name prefix"
    )
    fleet = whose.add_argument(
        "--fleet", action="append", default=[], metavar="FILE", help="a list of scale sets"
    )
    whose.add_argument("--aks", action="store_true", help="names shaped as those of AKS nodes")
    which = parser.add_argument_group("which names")
    which.add_argument(
        "--resource-ids", action="store_true", help="resource IDs and provider IDs, too"
    )
    which.add_argument(
        "--embedded",
        action="store_true",
        help="within longer words, too, between hyphens or underscores",
    )
    which.add_argument(
        "--max-id", type=int, metavar="N", help="no larger instance IDs, which are rather words"
    )
    files = parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        default=["-"],
        help="plain, or compressed by gzip or zstd; default: standard input, also -",
    )
    files.completes = fleet.completes = "files"  # type: ignore[attr-defined]


def scanner_of(options: Namespace) -> Scanner:
    """Return the scanner that *options* ask for; CannotGoOn if they make none."""
    if not (options.prefix or options.fleet or options.aks):
        raise CommandError("expected --prefix, --fleet or --aks: whose names are to be found?")
    scale_sets: list[ScaleSet] = []
    for prefix in options.prefix:
        try:
            scale_sets.append(ScaleSet(check_prefix(prefix), prefix))
        except ValueError as error:
            raise CommandError(f"--prefix: {error}") from None
    scale_sets += fleet_of(options.fleet)
    more = {} if options.max_id is None else {"max_id": options.max_id}
    try:
        return Scanner(
            Fleet(scale_sets),
            resource_ids=options.resource_ids,
            embedded=options.embedded,
            aks=options.aks,
            **more,
        )
    except ValueError as error:
        raise CommandError(f"--max-id: {error}") from None


def fleet_of(paths: list[str]) -> Fleet:
    """Return the fleet that the files *paths* list together; CannotGoOn."""
    return Fleet(one for path in paths for one in _fleet_in(path))


def _fleet_in(path: str) -> Fleet:
    """Return the fleet that the file *path* lists."""
    try:
        fleet = Fleet.parse(content(path))
    except InputError as error:
        raise CommandError(str(error)) from None
    except ValueError as error:
        raise CommandError(f"{shown(path, 400)}: {error}") from None
    if not fleet:
        raise CommandError(f"{shown(path, 400)}: expected scale sets, got none")
    return fleet


class Search:
    """Files being searched: what was found in them, and what there is to complain of."""

    def __init__(self, options: Namespace) -> None:
        self.scanner = scanner_of(options)
        self.files: list[str] = options.files
        self.asked_for_all = options.max_id is None
        self.found = self.doubtful = 0
        self.example = ""
        self.failed = False

    def run(
        self,
        work: Callable[[str, memoryview, bool], None],
        *,
        whole_lines: bool = False,
        finish: Callable[[str, bool], None] = lambda path, whole: None,
    ) -> int:
        """Give *work* each block of each file; return the exit status.

        *finish* is given each file, and whether it could be read to its end.
        """
        for path in self.files:
            whole = True
            try:
                for view, searched in blocks(path, whole_lines=whole_lines):
                    work(path, view, searched)
            except InputError as error:
                warn(str(error))
                self.failed, whole = True, False
            finish(path, whole)
        if self.doubtful and self.asked_for_all:
            warn(
                f"{self.doubtful} of {self.found} names, such as {self.example}, are rather "
                f"words: --max-id {MAX_PLAUSIBLE_ID} leaves them out"
            )
        return 2 if self.failed else 0 if self.found else 1

    def note(self, columns: Columns, view: memoryview) -> None:
        """Take account of what was found in *view*."""
        self.found += len(columns)
        # Of which the largest is soon found out, and rarely too large.
        if columns and max(columns.instance_ids) > MAX_PLAUSIBLE_ID:
            large = [i for i, one in enumerate(columns.instance_ids) if one > MAX_PLAUSIBLE_ID]
            self.doubtful += len(large)
            start, end = columns.starts[large[0]], columns.ends[large[0]]
            self.example = self.example or shown(bytes(view[start:end]).decode("latin-1"))
