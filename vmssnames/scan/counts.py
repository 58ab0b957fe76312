"""Matches counted by instance."""

from __future__ import annotations

from array import array

from .._kernels import backend
from .._kernels.codes import NO_OWNER
from .owners import Owners

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._kernels.backend import Counted
    from .matches import Columns
    from .scanner import Scanner


class InstanceCounts:
    r"""Counts the matches of *scanner* by instance, with the first and the last line of each.

    >>> from vmssnames import Scanner
    >>> scanner, data = Scanner(["web"]), b"web_1 web_2\nweb000001\n"
    >>> counts = InstanceCounts(scanner)
    >>> counts.add(data, scanner.scan_columns(data), 0)
    >>> [(instance_id, count, last) for _, instance_id, _, count, _, last in counts.instances()]
    [(1, 2, 2), (2, 1, 1)]
    >>> InstanceCounts.file_and_line(2)
    (0, 2)
    """

    def __init__(self, scanner: Scanner) -> None:
        self.owners = Owners(scanner)
        self._listed, self._counts = len(scanner.owners), backend.kernels.instance_counts()

    def restart(self) -> None:
        """Count lines from 1 on, for the next file."""
        self._counts.restart()

    def add(self, data: bytes | memoryview, columns: Columns, file: int) -> None:
        """Count the matches in *columns*, found in *data*, the next block of file number *file*."""
        numbers = self.owners.numbers(data, columns)
        if not isinstance(numbers, array):
            # Those of unlisted owners do not fit in 32 bits: counted down instead.
            numbers = array("I", [min(one, 2 * NO_OWNER - one) for one in numbers])
        self._counts.add(memoryview(data), columns.arrays(), numbers, file)

    def instances(self) -> list[Counted]:
        """Return the instances, by scale set and ID."""
        found = self._counts.items()
        if max(found, default=(0,))[0] >= self._listed:
            found = self._merged(found)
        numbers = sorted({one[0] for one in found}, key=self.owners.__getitem__)
        rank = {number: i << 32 for i, number in enumerate(numbers)}
        found.sort(key=lambda one: rank[one[0]] | one[1])
        return found

    @staticmethod
    def file_and_line(place: int) -> tuple[int, int]:
        """Return the numbers of the file and the line of *place*."""
        return divmod(place, 1 << 40)

    def _merged(self, found: list[Counted]) -> list[Counted]:
        """Return *found* with the numbers of owners, and each node of AKS once.

        It may be found by its name, and by its path, which is certain.
        """
        same = self.owners.same_pools()
        merged: dict[tuple[int, int], Counted] = {}
        for owner, number, kind, count, first, last in found:
            given = owner if owner < self._listed else 2 * NO_OWNER - owner
            key = same.get(given, given), number
            other = merged.get(key)
            if other is not None:
                kind = kind if given == key[0] else other[2]
                count, first, last = count + other[3], min(first, other[4]), max(last, other[5])
            merged[key] = *key, kind, count, first, last
        return list(merged.values())
