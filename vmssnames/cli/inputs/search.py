"""Searches the files that ``scan`` and ``annotate`` name for the names of scale sets."""

from __future__ import annotations

from ...errors import shown
from ...fleet.fleet import Fleet
from ...names.grammar import MAX_PLAUSIBLE_ID
from ...names.scale_set import ScaleSet
from ...names.vm_names import check_prefix
from ...scan.matches import Columns
from ...scan.scanner import Scanner
from ..errors import CommandError, InputError, warn
from ..status import ANSWERED, FAILED, NO
from .files import blocks
from .fleets import fleet_of_environment, read_fleet
from .utf16 import Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..options import SearchOptions

SCALE_SETS_HELP = """\
Scale sets: --prefix P searches for a computer-name prefix, and assumes that the scale
set has the same name.  --fleet FILE searches for listed scale sets: one prefix per
line, CSV with the header name,prefix, the output of `az vmss list -o json`, or any
list of instances or Kubernetes nodes; FILE may be a directory of such files.  Without
any of these options, the variable VMSSNAMES_FLEET names the file.
--aks searches for names of AKS Linux nodes, without a list; a match is likely, not
certain.  --resource-ids, which --aks includes, searches for resource IDs and provider
IDs of any scale set.  You can combine and repeat these options.
"""


def scanner_of(options: SearchOptions) -> Scanner:
    """Return the scanner for *options*; raise CommandError."""
    scale_sets: list[ScaleSet] = []
    if not (options.prefix or options.fleet or options.aks or options.resource_ids):
        given = fleet_of_environment()
        if given is None:
            raise CommandError(
                "no scale set given: pass --prefix, --fleet or --aks, or --resource-ids alone"
            )
        scale_sets += given
    for prefix in options.prefix:
        try:
            scale_sets.append(ScaleSet(check_prefix(prefix), prefix))
        except ValueError as error:
            raise CommandError(f"--prefix: {error}") from None
    scale_sets += read_fleet(options.fleet)
    more = {} if options.max_id is None else {"max_id": options.max_id}
    try:
        return Scanner(
            Fleet(scale_sets),
            resource_ids=options.resource_ids or options.aks,
            embedded=options.embedded,
            aks=options.aks,
            **more,
        )
    except ValueError as error:
        raise CommandError(f"--max-id: {error}") from None


class Search:
    """A search of files: counts the names, and the names that are probably words."""

    def __init__(self, options: SearchOptions) -> None:
        self.scanner = scanner_of(options)
        self.files = options.files
        self.found = self._unlikely = self._shared = 0
        self._failed = False
        self._has_max_id = options.max_id is not None
        self._example = self._shared_example = ""
        self._longer = None if options.embedded else _LongerWords(self.scanner)

    def run(
        self,
        work: Callable[[str, memoryview, bool], None],
        *,
        whole_lines: bool = False,
        copy: Copy | None = None,
        finish: Callable[[str, bool], None] = lambda path, whole: None,
    ) -> int:
        """Call *work* with each block of each file; return the exit status.

        *finish* is called with each file, and whether it was read to its end; *copy* begins and
        ends each.
        """
        failed = False
        for path in self.files:
            whole = True
            try:
                for view, searchable in blocks(path, whole_lines=whole_lines, copy=copy):
                    work(path, view, searchable)
            except InputError as error:
                warn(str(error))
                failed, whole = True, False
            finish(path, whole)
        self._failed = failed
        self._warn()
        return self.status()

    def status(self) -> int:
        """Return the exit status of what was searched."""
        return FAILED if self._failed else ANSWERED if self.found else NO

    def count(self, found: int, unlikely: int, example: str) -> None:
        """Count names that were found in another way, and warn of unlikely ones."""
        self.found += found
        self._unlikely, self._example = unlikely, shown(example)
        self._warn()

    def _warn(self) -> None:
        """Say what was found that may be wrong, and what was not found."""
        if self._unlikely and not self._has_max_id:
            warn(
                f"{self._unlikely} of {self.found} names, such as {self._example}, are probably "
                f"ordinary words: --max-id {MAX_PLAUSIBLE_ID} ignores them"
            )
        if self._shared:
            warn(
                f"{self._shared} of {self.found} names, such as {self._shared_example}, may begin "
                "in an escape or after it: both scale sets are written"
            )
        if self._longer is not None and self._longer.found:
            at_least = "at least " if self._longer.is_sample else ""
            warn(f"{at_least}{self._longer.found} more inside longer words: --embedded finds them")

    def scan(self, view: memoryview) -> Columns:
        """Return the names in *view*, and count them."""
        columns = self.scanner.scan_columns(view)
        self.found += len(columns)
        if self._longer is not None:
            self._longer.count(view, columns)
        listed, all_owners = len(self.scanner.fleet.owners), len(self.scanner.owners)
        if all_owners > listed:
            shared = [i for i, one in enumerate(columns.owners) if listed <= one < all_owners]
            self._shared += len(shared)
            if shared and not self._shared_example:
                start, end = columns.starts[shared[0]], columns.ends[shared[0]]
                self._shared_example = shown(bytes(view[max(0, start - 1) : end]).decode("latin-1"))
        # max() is fast, and the largest ID is rarely implausible.
        if columns and max(columns.instance_ids) > MAX_PLAUSIBLE_ID:
            large = [i for i, one in enumerate(columns.instance_ids) if one > MAX_PLAUSIBLE_ID]
            self._unlikely += len(large)
            start, end = columns.starts[large[0]], columns.ends[large[0]]
            self._example = self._example or shown(bytes(view[start:end]).decode("latin-1"))
        return columns


class _LongerWords:
    """Counts the names in longer words, which a search finds only with --embedded.

    A second scan of all takes 40 % longer: of what follows the first eight megabytes, one block
    in sixteen is looked at.
    """

    _EVERY = 1 << 23

    def __init__(self, scanner: Scanner) -> None:
        largest = min(scanner.max_id, MAX_PLAUSIBLE_ID)
        self._scanner = Scanner(scanner.fleet, embedded=True, aks=scanner.aks, max_id=largest)
        self._seen, self._next = 0, self._EVERY
        self.found, self.is_sample = 0, False

    def count(self, view: memoryview, columns: Columns) -> None:
        """Count the names in *view* that are not in *columns*, where names were found."""
        self._seen += len(view)
        if self._EVERY < self._seen < self._next:
            self.is_sample = True
            return
        self._next = max(self._next, self._seen + self._EVERY)
        longer = self._scanner.scan_columns(view)
        self.found += len(set(longer.ends).difference(columns.ends))
