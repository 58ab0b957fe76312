"""The owners of matches: a number for each, also for a scale set that is in no list."""

from __future__ import annotations

from functools import lru_cache

from .._kernels.codes import NO_OWNER
from ..names.boundaries import ends_escape, lengths_in_escape
from ..names.grammar import WIDTH, fold, is_prefix
from ..names.resource_id import ResourceID
from ..names.scale_set import ScaleSet
from .matches import plain_path
from .templates import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..fleet.fleet import Fleet
    from .matches import Columns
    from .scanner import Scanner


class Owners:
    """The groups of scale sets that the matches of *scanner* may belong to, by number.

    The numbers are those of ``scanner.owners``, and larger ones for scale sets in no list.

    >>> from vmssnames import Scanner
    >>> scanner, data = Scanner(["web"], aks=True), b"web_1 aks-a-01234567-vmss_2"
    >>> owners = Owners(scanner)
    >>> [owners[number][0].name for number in owners.numbers(data, scanner.scan_columns(data))]
    ['web', 'aks-a-01234567-vmss']
    """

    def __init__(self, scanner: Scanner) -> None:
        self._listed = scanner.owners
        self._unlisted: list[tuple[ScaleSet, ...]] = []
        self._number_of: dict[ScaleSet, int] = {}

    def __getitem__(self, number: int) -> tuple[ScaleSet, ...]:
        return self._listed[number] if self.is_listed(number) else self._unlisted[number - NO_OWNER]

    @staticmethod
    def is_listed(number: int) -> bool:
        """Return whether *number* is that of scale sets of the scanner."""
        return number < NO_OWNER

    def numbers(self, data: bytes | memoryview, columns: Columns) -> Sequence[int]:
        """Return the number of the owner of each match in *columns*, found in *data*."""
        unlisted = columns.unlisted()
        if not unlisted:
            return columns.owners
        numbers = columns.owners.tolist()
        for i in unlisted:
            name = bytes(data[columns.starts[i] : columns.ends[i]]).decode("latin-1")
            numbers[i] = self._unlisted_number(unlisted_owner(name, KINDS[columns.kinds[i]]))
        return numbers

    def same_pools(self) -> dict[int, int]:
        """Return the numbers of AKS pools without a place, and those of the same pools with one.

        A node's name does not say where its pool is; a resource ID does.  If two places have pools
        of that name, nobody knows which one it is.

        >>> from vmssnames import Scanner
        >>> path = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/"
        >>> path += "virtualMachineScaleSets/aks-a-01234567-vmss/virtualMachines/2"
        >>> scanner = Scanner([], aks=True, resource_ids=True)
        >>> owners, data = Owners(scanner), f"{path} aks-a-01234567-vmss_2".encode()
        >>> owners.numbers(data, scanner.scan_columns(data))
        [4294967295, 4294967296]
        >>> owners.same_pools()
        {4294967296: 4294967295}
        """
        placed: dict[str, list[int]] = {}
        bare: dict[str, int] = {}
        for number, (own,) in enumerate(self._unlisted, NO_OWNER):
            if own.resource_id is None:
                bare[fold(own.name)] = number
            else:
                placed.setdefault(fold(own.name), []).append(number)
        return {
            bare[name]: numbers[0]
            for name, numbers in placed.items()
            if len(numbers) == 1 and name in bare
        }

    def _unlisted_number(self, owner: ScaleSet) -> int:
        number = self._number_of.get(owner)
        if number is None:
            number = self._number_of[owner] = NO_OWNER + len(self._unlisted)
            self._unlisted.append((owner,))
        return number


class Escapes:
    r"""Matches that begin with an escape, if what follows it is also a name of the fleet.

    "\nweb00000a" in a log is a line end and web00000a; as a path in Windows it is nweb00000a.  If
    both prefixes are listed, both scale sets are its owners.  ``groups`` are these pairs.
    """

    def __init__(self, fleet: Fleet) -> None:
        self.groups: list[tuple[ScaleSet, ...]] = []
        self.first = len(fleet.owners)
        # By kind and owner: the lengths of what the escape may write, and the groups.
        self._groups_of: dict[tuple[int, int], list[tuple[int, int]]] = {}
        prefixes, names = fleet.keys("prefix"), fleet.keys("name")
        for kind, of in enumerate((prefixes, names)):
            keys = dict(of)
            if kind == 0 or names is not prefixes:
                inside = _with_key_inside(keys)
            for key in inside:
                owner = keys[key]
                for length in lengths_in_escape(key.encode()):
                    other = keys.get(key[length:])
                    if other is not None:
                        both = dict.fromkeys(fleet.owners[owner] + fleet.owners[other])
                        place = length, self.first + len(self.groups)
                        self._groups_of.setdefault((kind, owner), []).append(place)
                        self.groups.append(tuple(both))
        self.listed = {owner for _, owner in self._groups_of}

    def share(self, text: memoryview, base: int, columns: Columns) -> None:
        """Give the matches in *columns*, which were found in *text* at *base*, both owners."""
        if not self.listed or self.listed.isdisjoint(columns.owners):
            return
        for i, key in enumerate(zip(columns.kinds, columns.owners, strict=True)):
            start = columns.starts[i] - base
            for length, group in self._groups_of.get(key, ()):
                before = max(0, start - 40)
                end = start + length - before
                if ends_escape(bytes(text[before : before + end]), end):
                    columns.owners[i] = group


def _with_key_inside(keys: dict[str, int]) -> list[str]:
    """Return those of *keys* that may be an escape and another: usually none, found out quickly."""
    digits = "0123456789"  # After more of them, a letter ends an ANSI sequence.
    found = [key for key in keys if key[0] in digits or key[1:] in keys]
    # Any letter ends an ANSI sequence; more than one are hexadecimal digits, perhaps after x or u.
    longer = [key for key in keys if key[0] in "abcdefux"]
    found += [key for key in longer if any(key[n:] in keys for n in range(2, 6))]
    return list(dict.fromkeys(found))


def unlisted_owner(name: str, kind: str) -> ScaleSet:
    """Return the scale set of *name*, a match of *kind* whose owner is in no list."""
    if kind == "computer_name":
        return _set_called(name[:-WIDTH])
    if kind == "vm_name":
        return _set_called(name.rpartition("_")[0])
    path = plain_path(name.encode("latin-1"))
    return _set_at(path[path.lower().index("/subscriptions/") : path.rindex("/")])


# Text names the same few again and again.
@lru_cache(4096)
def _set_called(name: str) -> ScaleSet:
    return ScaleSet(name, name if is_prefix(name) else None)


@lru_cache(4096)
def _set_at(virtual_machines: str) -> ScaleSet:
    path = ResourceID.parse(f"{virtual_machines}/0")
    place = ResourceID(path.subscription_id, path.resource_group, path.scale_set)
    return ScaleSet(str(path.scale_set), None, place)
