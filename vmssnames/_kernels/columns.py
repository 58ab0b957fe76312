"""Columns: what a caller may pass, and what kernels get.

Kernels get IDs as a range, a list, a tuple or a one-dimensional memoryview of integers, and
names as a list or a tuple.
"""

from __future__ import annotations

import sys

from ..errors import NameFormatError, shown, shown_kind
from ..names import grammar
from ..names.vm_names import id_of_computer_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, Literal, SupportsIndex, TypeAlias

    from typing_extensions import Buffer

    IDs = Iterable[SupportsIndex] | Buffer
    Raise: TypeAlias = Literal["raise"]
    Null: TypeAlias = Literal["null"]

IDColumn = range | list[object] | tuple[object, ...] | memoryview
NameColumn = list[object] | tuple[object, ...]

# The struct module's codes for integers.
_INTEGER_FORMATS = "bBhHiIlLqQnN"

# Without the GIL, another thread may change a list while a kernel reads it: kernels get a copy.
_COPIES_LISTS = hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled()

# How many items of a buffer are unpacked at once: the loop runs in C and fits in the cache.
_CHUNK = 4096


def id_column(ids: Any) -> IDColumn:
    """Return *ids* as a column for kernels; raise TypeError for anything else."""
    if isinstance(ids, (bytes, bytearray)):
        raise TypeError(
            f"expected instance IDs, got {shown_kind(type(ids))}: "
            "for a column of small IDs, pass a memoryview of it"
        )
    if isinstance(ids, str):
        raise TypeError("expected a column of instance IDs, got one str")
    # "is", not "in": a metaclass may define equality.
    if type(ids) is list or type(ids) is tuple or type(ids) is range:
        return tuple(ids) if _COPIES_LISTS and type(ids) is list else ids
    try:
        view = memoryview(ids)
    except (TypeError, ValueError, BufferError):  # Some numpy dtypes have no buffer.
        return _listed(ids, "instance IDs")
    code = view.format.lstrip("@=<>!")
    if code == "O" and type(ids) is not memoryview:  # A memoryview cannot read objects.
        return _listed(ids, "instance IDs")
    if view.ndim != 1 or view.suboffsets:
        raise TypeError(f"expected a column of instance IDs, got {view.ndim} dimensions")
    if len(code) != 1 or code not in _INTEGER_FORMATS:
        raise TypeError(f"expected integers, got a buffer of format {view.format[:64]!a}")
    return view


def text_buffer(data: Buffer) -> memoryview:
    """Return *data* as contiguous memory; raise TypeError unless it is bytes-like."""
    try:
        view = memoryview(data)
    except TypeError:
        raise TypeError(f"expected a bytes-like object, got {shown_kind(type(data))}") from None
    return view if view.c_contiguous else memoryview(view.tobytes())


def flat(view: memoryview) -> memoryview:
    """Return *view* as single bytes, which can be sliced; a copy for unusual formats."""
    if view.format in ("B", "b", "c") and view.nbytes:  # cast() rejects empty dimensions.
        return view.cast("B")
    return memoryview(view.tobytes())


def name_column(names: Iterable[object]) -> NameColumn:
    """Return *names* as a column for kernels; raise TypeError for anything else."""
    if isinstance(names, (str, bytes, bytearray)):
        raise TypeError(f"expected a column of names, got one {shown_kind(type(names))}")
    if type(names) is list or type(names) is tuple:
        return tuple(names) if _COPIES_LISTS and type(names) is list else names
    return _listed(names, "names")


def _listed(values: Any, what: str) -> list[object]:
    try:
        iterator = iter(values)
    except TypeError:
        kind = shown_kind(type(values))
        raise TypeError(f"expected a column of {what}, got {kind}") from None
    return list(iterator)


def items(ids: IDColumn) -> Iterator[object]:
    """Return an iterator over *ids*.

    Iterating over a memoryview works for native formats only; ``struct`` reads all of them.
    """
    if not isinstance(ids, memoryview):
        return iter(ids)
    from struct import iter_unpack

    chunks = (ids[at : at + _CHUNK].tobytes() for at in range(0, len(ids), _CHUNK))
    return (value for chunk in chunks for (value,) in iter_unpack(ids.format, chunk))


def first_outside(ids: range) -> int | None:
    """Return the index of the first number in *ids* that is not an instance ID; None if all are.

    >>> first_outside(range(10**30)), first_outside(range(85))
    (2176782336, None)
    """
    top = grammar.MAX_INSTANCE_ID
    if not ids or (0 <= ids[0] <= top and 0 <= ids[-1] <= top):
        return None
    if not 0 <= ids[0] <= top:
        return 0
    return ((top - ids.start) // ids.step if ids.step > 0 else ids.start // -ids.step) + 1


def row_count(data: memoryview, offsets: memoryview | None, size: int) -> int:
    """Return the number of rows: as *offsets* define them, or of *size* bytes each."""
    return data.nbytes // size if offsets is None else len(offsets) - 1


def row_at(data: memoryview, offsets: memoryview | None, size: int, index: int) -> bytes | None:
    """Return row number *index*; None if its offsets are not valid in *data*."""
    if offsets is None:
        return data[index * size : (index + 1) * size].tobytes()
    start, stop = offsets[index], offsets[index + 1]
    return data[start:stop].tobytes() if 0 <= start <= stop <= len(data) else None


def id_of_row(row: bytes, prefix: str, end: bytes) -> int:
    """Return the instance ID in a computer name with the prefix *prefix*, followed by *end*.

    Raises NameFormatError.
    """
    if not row.endswith(end):
        raise NameFormatError(f"{shown(row.decode('latin-1'))}: expected {end[:64]!a} at its end")
    return id_of_computer_name(row[: len(row) - len(end)].decode("latin-1"), prefix)


def check_threads(threads: int) -> int:
    """Return *threads*, at most 1024; raise ValueError or TypeError."""
    if type(threads) is not int:
        raise TypeError(f"threads must be an int, got {shown_kind(type(threads))}")
    if threads < 1:
        raise ValueError("threads must be at least 1")
    return min(threads, 1024)


def gives_null(errors: Raise | Null) -> bool:
    """Return whether *errors* asks for None in place of an invalid item; raise ValueError."""
    if errors not in ("raise", "null"):
        raise ValueError(f"errors must be 'raise' or 'null', got {errors!a:.64}")
    return errors == "null"
