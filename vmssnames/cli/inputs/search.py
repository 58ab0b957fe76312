"""Searches the files that ``scan`` and ``annotate`` name for the names of scale sets."""

from __future__ import annotations

from ...errors import shown
from ...fleet.fleet import Fleet
from ...names.grammar import MAX_PLAUSIBLE_ID
from ...names.scale_set import ScaleSet
from ...names.vm_names import check_prefix
from ...scan.matches import Columns
from ...scan.scanner import Scanner
from ..errors import CommandError, InputError, clear_transient, report, warn
from ..status import ANSWERED, FAILED, NO
from ..terminal import Progress
from .files import blocks, threads_for
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
    return Scanner(
        Fleet(scale_sets),
        resource_ids=options.resource_ids or options.aks,
        embedded=options.embedded,
        aks=options.aks,
        **more,
    )


class Found:
    """The names in a block, what was rendered of them, and the names in longer words too."""

    __slots__ = ("columns", "longer", "rendered")

    def __init__(
        self, columns: Columns, rendered: bytes | memoryview, longer: Columns | None
    ) -> None:
        self.columns, self.rendered, self.longer = columns, rendered, longer


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
        self._threads = options.threads
        self._progress = Progress(options.files)

    def run(
        self,
        work: Callable[[str, memoryview, Found | None], None],
        *,
        render: Callable[[memoryview, Columns], bytes | memoryview] = lambda view, columns: b"",
        whole_lines: bool = False,
        copy: Copy | None = None,
        finish: Callable[[str, bool], None] = lambda path, whole: None,
    ) -> int:
        """Call *work* with each block of each file and what is found in it; return the exit status.

        It gets None for a block that must not be searched.  *render* may be called in a thread.
        *finish* is called with each file, and whether it was read to its end; *copy* begins and
        ends each.
        """
        progress = self._progress

        def look(block: tuple[memoryview, bool, bool]) -> Found | None:
            view, searchable, is_counted = block
            if not searchable:
                return None
            columns = self.scanner.scan_columns(view)
            longer = self._longer.scan(view) if self._longer is not None and is_counted else None
            return Found(columns, render(view, columns), longer)

        def use(path: str, view: memoryview, found: Found | None) -> None:
            if found is not None:
                self._note(view, found)
            work(path, view, found)
            progress.add(len(view))

        def each(path: str) -> None:
            threads = threads_for(path, self._threads)
            held = threads + 1 if threads > 1 else 0
            found = (
                (view, searchable, searchable and self._is_counted(view))
                for view, searchable in blocks(path, whole_lines=whole_lines, copy=copy, held=held)
            )
            for block in found:
                use(path, block[0], look(block))
                # The last bytes of UTF-16 are written as they are read: nothing may wait then.
                if threads > 1 and not (copy is not None and copy.is_utf16):
                    break
            else:
                return
            # Importing it takes as long as searching a few megabytes.
            from .ahead import in_threads

            for (view, *_), one in in_threads(look, found, threads, held):
                use(path, view, one)

        return self._each(each, finish)

    def read(
        self,
        work: Callable[[str, memoryview, bool], None],
        *,
        whole_lines: bool = False,
        copy: Copy,
        finish: Callable[[str, bool], None],
    ) -> int:
        """Call *work* with each block of each file, and whether to search it, as for ``run``."""

        def each(path: str) -> None:
            for view, searchable in blocks(path, whole_lines=whole_lines, copy=copy):
                work(path, view, searchable)
                self._progress.add(len(view))

        return self._each(each, finish)

    def _each(self, work: Callable[[str], None], finish: Callable[[str, bool], None]) -> int:
        failed = False
        for path in self.files:
            whole = True
            try:
                work(path)
            except InputError as error:
                report(str(error))
                failed, whole = True, False
            finish(path, whole)
        clear_transient()
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

    def _is_counted(self, view: memoryview) -> bool:
        """Return whether the names in longer words are counted in *view*, the next block."""
        return self._longer is not None and self._longer.wants(view)

    def _note(self, view: memoryview, found: Found) -> None:
        """Count what was found in *view*."""
        columns = found.columns
        self.found += len(columns)
        if self._longer is not None and found.longer is not None:
            self._longer.count(found.longer, columns)
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


class _LongerWords:
    """Counts the names in longer words, which a search finds only with --embedded.

    A second scan of all takes 40 % longer: of what follows the first eight megabytes, a sixteenth
    is looked at.
    """

    _FIRST, _EVERY = 1 << 23, 16

    def __init__(self, scanner: Scanner) -> None:
        largest = min(scanner.max_id, MAX_PLAUSIBLE_ID)
        self._scanner = Scanner(scanner.fleet, embedded=True, aks=scanner.aks, max_id=largest)
        self._seen = self._scanned = 0
        self.found, self.is_sample = 0, False

    def wants(self, view: memoryview) -> bool:
        """Return whether to look at *view*, the next block."""
        self._seen += len(view)
        if self._scanned >= self._FIRST + max(0, self._seen - self._FIRST) // self._EVERY:
            self.is_sample = True
            return False
        self._scanned += len(view)
        return True

    def scan(self, view: memoryview) -> Columns:
        """Return the names in *view*, in longer words or not."""
        return self._scanner.scan_columns(view)

    def count(self, longer: Columns, columns: Columns) -> None:
        """Count the names in *longer* that are not in *columns*, where names were found."""
        self.found += len(set(longer.ends).difference(columns.ends))
