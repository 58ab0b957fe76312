"""The loops over columns in Python: the fallback, and the rule for the compiled kernels.

Each function takes a column (see columns.py) and returns its result and the number of
items it converted: all of them, or those before the first bad one.  Kernels raise no
errors: explain.py passes the invalid item to the definition in names/.

Kernels read ints and their subclasses, and stop at any other object, even one with
``__index__``, so that only their own code runs in a loop.
"""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError
from ..names import grammar
from ..names.ids import check_instance_id, check_text, format_base36, parse_base36
from ..names.vm_names import ComputerName, id_of_computer_name, id_of_vm_name
from .columns import flat, id_of_row, items, row_at, row_count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    from .backend import Arrow, CSVTable, JSONRecords
    from .columns import IDColumn, NameColumn
    from .python_scan import InstanceCounts, Tables

    _T = TypeVar("_T")

name = "python"

_REFUSED = (NameFormatError, InstanceIDRangeError, TypeError)


def _good_ids(ids: IDColumn) -> Iterator[int]:
    for value in items(ids):
        if not issubclass(type(value), int):
            return
        try:
            yield check_instance_id(value)
        except _REFUSED:
            return


def encode_ids(ids: IDColumn, threads: int) -> tuple[bytes, int]:
    """Return the digits of *ids*, six bytes each; *threads* is ignored."""
    digits = [format_base36(instance_id) for instance_id in _good_ids(ids)]
    return "".join(digits).encode("ascii"), len(digits)


def decode_ids(data: memoryview, threads: int) -> tuple[array[int], int]:
    """Return the IDs encoded in *data*, six bytes each."""
    from array import array  # Imports all of collections.

    text = data.tobytes().decode("latin-1")
    ids = array("I")
    try:
        for start in range(0, len(text) - grammar.WIDTH + 1, grammar.WIDTH):
            ids.append(parse_base36(text[start : start + grammar.WIDTH]))
    except NameFormatError:
        pass
    return ids, len(ids)


def encode_computer_names(prefix: str, ids: IDColumn, lower: bool) -> tuple[list[str], int]:
    """Return the computer names of *ids*."""
    if lower:
        prefix = prefix.lower()
        names = [prefix + format_base36(instance_id).lower() for instance_id in _good_ids(ids)]
    else:
        names = [prefix + format_base36(instance_id) for instance_id in _good_ids(ids)]
    return names, len(names)


def encode_name_rows(
    prefix: str, ids: IDColumn, end: bytes, lower: bool, threads: int
) -> tuple[bytes, int]:
    """Return the computer names of *ids*, each followed by *end*, as one buffer."""
    names, good = encode_computer_names(prefix, ids, lower)
    return b"".join([name.encode("ascii") + end for name in names]), good


def decode_name_rows(
    data: memoryview,
    offsets: memoryview | None,
    prefix: str,
    end: bytes,
    valid: bytearray | None,
    threads: int,
) -> tuple[array[int], int]:
    """Return the IDs in rows, each a computer name with *prefix*, followed by *end*.

    *offsets* delimit the rows; without them, all rows have the same size.  *valid* is a bitmap
    of ones: an invalid row gets the ID 0 and clears its bit.  A row with invalid offsets always
    stops the kernel.
    """
    from array import array  # Imports all of collections.

    ids = array("I")
    size = len(prefix) + grammar.WIDTH + len(end)
    data = flat(data)
    for index in range(row_count(data, offsets, size)):
        row = row_at(data, offsets, size, index)
        if row is None:
            break
        try:
            ids.append(id_of_row(row, prefix, end))
        except NameFormatError:
            if valid is None:
                break
            ids.append(0)
            valid[index // 8] &= ~(1 << index % 8)
    return ids, len(ids)


def encode_vm_names(scale_set: str, ids: IDColumn) -> tuple[list[str], int]:
    """Return the VM names of *ids*."""
    head = scale_set + grammar.SEPARATOR
    names = [head + str(instance_id) for instance_id in _good_ids(ids)]
    return names, len(names)


def decode_computer_names(
    names: NameColumn, prefix: str, null: bool
) -> tuple[list[int | None], int]:
    """Return the IDs in computer names; with *null*, an invalid item gives None."""
    return _decode(names, lambda name: id_of_computer_name(name, prefix), null)


def decode_vm_names(names: NameColumn, scale_set: str, null: bool) -> tuple[list[int | None], int]:
    """Return the IDs in VM names; with *null*, an invalid item gives None."""
    return _decode(names, lambda name: id_of_vm_name(name, scale_set), null)


def split_computer_names(
    names: NameColumn, null: bool
) -> tuple[list[str | None], list[int | None], int]:
    """Return prefixes and IDs; with *null*, an invalid item gives None and None."""
    parsed, good = _decode(names, lambda name: ComputerName.parse(check_text(name)), null)
    prefixes = [None if one is None else one.prefix for one in parsed]
    return prefixes, [None if one is None else one.instance_id for one in parsed], good


def _decode(
    names: NameColumn, parse: Callable[[object], _T], null: bool
) -> tuple[list[_T | None], int]:
    out: list[_T | None] = []
    for item in names:
        try:
            out.append(parse(item))
        except _REFUSED:
            if not null:
                break
            out.append(None)
    return out, len(out)


def distinct_addresses(addresses: bytes) -> bool:
    """Return whether all of *addresses*, four bytes each, are different."""
    if len(addresses) % 4:
        raise ValueError("expected four bytes an address")
    found = {addresses[at : at + 4] for at in range(0, len(addresses), 4)}
    return len(found) == len(addresses) // 4


class _ReverseRows:
    """Hosts by address, in blocks of addresses."""

    def __init__(self, rows: list[tuple[bytes, bytes]], bits: int, end: bytes) -> None:
        self._blocks: list[tuple[int, list[tuple[bytes, bytes]]]] = []
        for row in rows:
            first = int.from_bytes(row[0]) >> 32 - bits << 32 - bits
            if not self._blocks or self._blocks[-1][0] != first:
                self._blocks.append((first, []))
            self._blocks[-1][1].append(row)
        self._own, self._end = min(bits, 24) // 8, end

    @property
    def firsts(self) -> list[int]:
        """The first address of each block that has hosts, in order."""
        return [first for first, _ in self._blocks]

    def lines(self, block: int) -> bytes:
        """Return the lines of block number *block*."""
        return b"".join(
            b"%b\tPTR\t%b%b"
            % (".".join(map(str, reversed(address[self._own :]))).encode(), label, self._end)
            for address, label in self._blocks[block][1]
        )


def reverse_rows(labels: bytes, addresses: bytes, bits: int, end: bytes) -> _ReverseRows:
    """Return lines of PTR records, sorted by address and grouped in blocks.

    *labels* are lines, *addresses* has four bytes for each line, *end* ends each record.  The
    addresses of a block share their first *bits*, 8 to 31.  The owner of a record is the rest
    of the address that the name of the block's zone leaves out, last octet first.
    """
    *lines, rest = labels.split(b"\n")
    if not 8 <= bits <= 31 or len(addresses) != 4 * len(lines) or rest:
        raise ValueError("expected four bytes an address, a line for each, and 8 to 31 bits")
    packed = (addresses[at : at + 4] for at in range(0, len(addresses), 4))
    rows = zip(packed, lines, strict=True)
    return _ReverseRows(sorted(rows, key=lambda row: row[0]), bits, end)


def json_records(
    data: memoryview, path: bytes, keys: Sequence[bytes], skips: bool, is_end: bool
) -> JSONRecords:
    """Return the records of JSON in *data*; see python_rows.py."""
    from . import python_rows

    return python_rows.json_records(data, path, keys, skips, is_end)


def csv_rows(data: memoryview, delimiter: bytes, column: int, has_quotes: bool) -> CSVTable:
    """Return the rows of CSV in *data*; see python_rows.py."""
    from . import python_rows

    return python_rows.csv_rows(data, delimiter, column, has_quotes)


def split_lines(data: bytes, base36: bool, decimal: bool) -> tuple[list[bytes], bytes, bytes, int]:
    """Return the lines of *data* split into what precedes an ID, and the ID; see python_rows.py."""
    from . import python_rows

    return python_rows.split_lines(data, base36, decimal)


def has_unique_keys(data: bytes) -> bool:
    """Return whether surely no object in *data*, valid JSON in UTF-8, has a key twice.

    These kernels never know: whoever reads the JSON must look.  Those in C do not know it if a key
    has an escape, or an object hundreds of keys.
    """
    return False


def instance_counts() -> InstanceCounts:
    """Return counts of matches by instance; see python_scan.py."""
    from .python_scan import InstanceCounts

    return InstanceCounts()


def arrow() -> Arrow:
    """Return the functions for columns of Arrow; see python_arrow.py."""
    from . import python_arrow

    return python_arrow


def tables(prefixes: Sequence[tuple[str, int]], scale_sets: Sequence[tuple[str, int]]) -> Tables:
    """Return the names to search for: pairs of a key in lower case and its owner."""
    from .python_scan import Tables  # Few programs need it.

    return Tables(prefixes, scale_sets)
