"""Computer names laid end to end in one buffer: files of names, numpy's bytes, Arrow's strings.

A row is a prefix, six digits, and whatever is to follow: all rows of a scale set are
of one length, so that name number i starts at i times that.
"""

from __future__ import annotations

from sys import byteorder

from ._kernels import backend
from ._kernels.columns import flat, id_of_row, row_at, row_count, text_buffer
from .bulk import check_threads, encode, explain, is_null
from .errors import shown_kind
from .names import grammar
from .names.vm_names import check_prefix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from typing import Literal

    from typing_extensions import Buffer

    from ._kernels.columns import IDs

# The struct module's codes for what offsets may be: Arrow has int32 and int64.
_OFFSETS = "iIlLqQnN"
_OWN_ORDER = "<" if byteorder == "little" else ">!"


def encode_name_rows(
    prefix: str, ids: IDs, *, end: bytes = b"", lower: bool = False, threads: int = 1
) -> bytes:
    r"""Return the computer names of *ids* as one text, *end* after each.

    What ``encode_computer_names`` makes, without a str for each: with ``end=b"\n"`` a
    file of names, with ``end=b".example.org\n"`` of domain names; without, what numpy
    takes for an array of bytes and Arrow for the data of a column.  *ids* and
    *threads* as for ``encode_ids``.

    Raises NameFormatError for the prefix; InstanceIDRangeError and TypeError,
    naming the item.

    >>> encode_name_rows("nsgvmss", range(84, 86), end=b"\n")
    b'nsgvmss00002C\nnsgvmss00002D\n'
    """
    prefix, threads = check_prefix(prefix), check_threads(threads)
    end = _check_end(end)
    return encode(
        lambda column: backend.kernels.encode_name_rows(prefix, column, end, bool(lower), threads),
        ids,
    )


def decode_name_rows(
    data: Buffer,
    prefix: str,
    *,
    end: bytes = b"",
    offsets: Buffer | None = None,
    errors: Literal["raise", "null"] = "raise",
    threads: int = 1,
) -> tuple[array[int], bytes]:
    r"""Return the instance IDs in rows, as ``array("I")``, and a bitmap of which are there.

    A row is a computer name that starts with *prefix*, in any case, and *end* behind
    it.  Rows stand one behind the other; or, with *offsets*, integers of 4 or 8 bytes,
    row number i of any length is ``data[offsets[i]:offsets[i + 1]]``, as in Arrow.
    With ``errors="null"`` a row that is no such name gives 0, and 0 in the bitmap:
    bit ``i % 8`` of byte ``i // 8``, as in Arrow.  *threads* as for ``encode_ids``.

    Raises NameFormatError, naming the item, and whatever *errors* says for bytes left
    over behind the last whole row, which are none; ValueError for offsets that are no bounds
    in *data*, whatever *errors* says; TypeError.

    >>> decode_name_rows(b"web00002D\nWEB00002e\n", "web", end=b"\n")
    (array('I', [85, 86]), b'\x03')
    >>> from array import array
    >>> decode_name_rows(b"web00002Ddb000001", "web", offsets=array("i", [0, 9, 17]), errors="null")
    (array('I', [85, 0]), b'\x01')
    """
    prefix, end = check_prefix(prefix), _check_end(end)
    view, null = text_buffer(data), is_null(errors)
    starts = None if offsets is None else _check_offsets(offsets)
    size = len(prefix) + grammar.WIDTH + len(end)
    count = max(0, row_count(view, starts, size))
    bitmap = bytearray(b"\xff") * -(-count // 8)
    ids, good = backend.kernels.decode_name_rows(
        view, starts, prefix, end, bitmap if null else None, check_threads(threads)
    )
    # What is left over behind the last whole row is one too short.
    if good < count or (starts is None and view.nbytes % size):
        row = row_at(flat(view), starts, size, good)
        if row is None:
            assert starts is not None
            bounds = f"{starts[good]} and {starts[good + 1]}"
            raise ValueError(f"item {good}: {bounds} are no offsets in {view.nbytes} bytes")
        explain(good, row, lambda row: id_of_row(row, prefix, end))
    if count % 8:
        bitmap[-1] &= (1 << count % 8) - 1
    return ids, bytes(bitmap)


def _check_end(end: bytes) -> bytes:
    if type(end) is not bytes:
        raise TypeError(f"end must be bytes, got {shown_kind(type(end))}")
    return end


def _check_offsets(offsets: Buffer) -> memoryview:
    """Return *offsets* as integers of 4 or 8 bytes in this machine's order."""
    try:
        view = memoryview(offsets)
    except TypeError:
        raise TypeError(f"expected offsets, got {shown_kind(type(offsets))}") from None
    code = view.format.lstrip("@=" + _OWN_ORDER)
    if view.ndim != 1 or view.suboffsets or len(code) != 1 or code not in _OFFSETS:
        raise TypeError(
            "expected offsets, integers of 4 or 8 bytes in this machine's order in one "
            f"dimension, got {view.ndim} of format {view.format[:64]!a}"
        )
    # ... which a memoryview reads itself only if their format says nothing of order.
    return view if view.format == code else view.cast("B").cast(code)  # type: ignore[call-overload]
