"""Converts columns of names and IDs: what names/ does for one of them.

Every function passes a column to the kernels.  If they stop at an item, the definition in
names/ converts it or raises its error.  So results and errors are the same on every
backend.
"""

from __future__ import annotations

from sys import byteorder

from ._kernels import backend
from ._kernels.columns import (
    check_threads,
    flat,
    gives_null,
    id_of_row,
    name_column,
    row_at,
    row_count,
    text_buffer,
)
from ._kernels.explain import encode_column, explain
from .errors import shown_kind
from .names import grammar
from .names.ids import check_text, parse_base36
from .names.vm_names import (
    ComputerName,
    check_prefix,
    check_scale_set,
    id_of_computer_name,
    id_of_vm_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable
    from typing import Any, Literal, overload

    from typing_extensions import Buffer

    from ._kernels.columns import IDs, Null, Raise
else:

    def overload(function):  # Importing typing is slow.
        return function


# The struct module's codes for offsets: Arrow has int32 and int64.
_OFFSET_FORMATS = "iIlLqQnN"
_OWN_ORDER = "<" if byteorder == "little" else ">!"


def encode_ids(ids: IDs, *, threads: int = 1) -> bytes:
    """Return the base-36 digits of *ids*, in upper case, six bytes per ID, without separators.

    *ids* is an iterable of integers or a one-dimensional buffer of any integer format:
    ``array``, numpy, strided, of either byte order.  ``bytes`` are rejected, since this
    function returns them; a ``memoryview`` of them is a column of small IDs.  *threads* is
    the largest number of threads: each gets at least a million IDs.

    Raises InstanceIDRangeError and TypeError, with the number of the item.

    >>> encode_ids([85, 1146])
    b'00002D0000VU'
    >>> encode_ids([85, 36**6])
    Traceback (most recent call last):
        ...
    vmssnames.errors.InstanceIDRangeError: item 1: instance ID 2176782336 is outside 0..2176782335
    """
    threads = check_threads(threads)
    return encode_column(lambda column: backend.kernels.encode_ids(column, threads), ids)


def decode_ids(data: Buffer, *, threads: int = 1) -> array[int]:
    """Return the instance IDs encoded in *data*, six bytes each, as ``array("I")``.

    *data* is bytes-like and holds base-36 digits of either case, without separators.
    *threads* is as for ``encode_ids``.

    Raises NameFormatError with the number of the item; TypeError unless *data* is bytes-like.

    >>> decode_ids(b"00002D00002d")
    array('I', [85, 85])
    >>> decode_ids(b"00002D0000 U")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: item 1: expected six base-36 digits, got '0000 U'
    """
    view = text_buffer(data)
    ids, good = backend.kernels.decode_ids(view, check_threads(threads))
    # Leftover bytes form an item that is too short, unless an invalid item comes first.
    if good < -(-view.nbytes // grammar.WIDTH):
        start = good * grammar.WIDTH
        text = flat(view)[start : start + grammar.WIDTH].tobytes().decode("latin-1")
        explain(good, text, parse_base36)
    return ids


def encode_computer_names(prefix: str, ids: IDs, *, lower: bool = False) -> list[str]:
    """Return the computer names of *ids* in the scale set with the computer-name prefix *prefix*.

    With *lower*, names are in lower case, like Kubernetes node names.  *ids* are as for
    ``encode_ids``.

    Raises NameFormatError for the prefix; InstanceIDRangeError and TypeError with the number
    of the item.

    >>> encode_computer_names("nsgvmss", range(84, 86))
    ['nsgvmss00002C', 'nsgvmss00002D']
    >>> encode_computer_names("NSGvmss", [85], lower=True)
    ['nsgvmss00002d']
    """
    prefix = check_prefix(prefix)
    return encode_column(
        lambda column: backend.kernels.encode_computer_names(prefix, column, bool(lower)), ids
    )


@overload
def decode_computer_names(
    names: Iterable[str], prefix: str, *, errors: Raise = "raise"
) -> list[int]: ...
@overload
def decode_computer_names(
    names: Iterable[object], prefix: str, *, errors: Null
) -> list[int | None]: ...
def decode_computer_names(
    names: Iterable[Any], prefix: str, *, errors: Raise | Null = "raise"
) -> list[Any]:
    """Return a list of the IDs in *names*, computer names that start with *prefix*, in any case.

    With ``errors="null"``, any other item gives None.

    Raises NameFormatError and TypeError with the number of the item.

    >>> decode_computer_names(["nsgvmss00002D", "NSGVMSS0000vu"], "nsgvmss")
    [85, 1146]
    >>> decode_computer_names(["nsgvmss00002D", "web00002D", None], "nsgvmss", errors="null")
    [85, None, None]
    """
    prefix, column, null = check_prefix(prefix), name_column(names), gives_null(errors)
    ids, good = backend.kernels.decode_computer_names(column, prefix, null)
    if good < len(column):
        explain(good, column[good], lambda name: id_of_computer_name(name, prefix))
    return ids


@overload
def split_computer_names(
    names: Iterable[str], *, errors: Raise = "raise"
) -> tuple[list[str], list[int]]: ...
@overload
def split_computer_names(
    names: Iterable[object], *, errors: Null
) -> tuple[list[str | None], list[int | None]]: ...
def split_computer_names(
    names: Iterable[Any], *, errors: Raise | Null = "raise"
) -> tuple[list[Any], list[Any]]:
    """Return two lists, the prefixes and the instance IDs in *names*, computer names of any prefix.

    With ``errors="null"``, any other item gives None and None.  Every word of seven letters
    parses as a computer name; see ``identify``.

    Raises NameFormatError and TypeError with the number of the item.

    >>> split_computer_names(["nsgvmss00002D", "machinepool-template-mp-0000001"])
    (['nsgvmss', 'machinepool-template-mp-0'], [85, 1])
    """
    column, null = name_column(names), gives_null(errors)
    prefixes, ids, good = backend.kernels.split_computer_names(column, null)
    if good < len(column):
        explain(good, column[good], lambda name: ComputerName.parse(check_text(name)))
    return prefixes, ids


def encode_vm_names(scale_set: str, ids: IDs) -> list[str]:
    """Return the VM names of *ids* in the uniform scale set *scale_set*.

    *ids* are as for ``encode_ids``.

    Raises NameFormatError for the scale set; InstanceIDRangeError and TypeError with the
    number of the item.

    >>> encode_vm_names("nsgvmss", [0, 85])
    ['nsgvmss_0', 'nsgvmss_85']
    """
    scale_set = check_scale_set(scale_set)
    return encode_column(lambda column: backend.kernels.encode_vm_names(scale_set, column), ids)


@overload
def decode_vm_names(
    names: Iterable[str], scale_set: str, *, errors: Raise = "raise"
) -> list[int]: ...
@overload
def decode_vm_names(
    names: Iterable[object], scale_set: str, *, errors: Null
) -> list[int | None]: ...
def decode_vm_names(
    names: Iterable[Any], scale_set: str, *, errors: Raise | Null = "raise"
) -> list[Any]:
    """Return a list of the IDs in *names*, VM names of the scale set *scale_set*, in any case.

    With ``errors="null"``, any other item gives None.

    Raises NameFormatError, InstanceIDRangeError and TypeError with the number of the item.

    >>> decode_vm_names(["kn-infra_ss_0", "KN-infra_ss_85"], "kn-infra_ss")
    [0, 85]
    >>> decode_vm_names(["web_085", "web_85"], "web", errors="null")
    [None, 85]
    """
    scale_set, column, null = check_scale_set(scale_set), name_column(names), gives_null(errors)
    ids, good = backend.kernels.decode_vm_names(column, scale_set, null)
    if good < len(column):
        explain(good, column[good], lambda name: id_of_vm_name(name, scale_set))
    return ids


def encode_name_rows(
    prefix: str, ids: IDs, *, end: bytes = b"", lower: bool = False, threads: int = 1
) -> bytes:
    r"""Return the computer names of *ids* as bytes, each followed by *end*.

    The names are those of ``encode_computer_names``, without a str for each.  With
    ``end=b"\n"`` they are a file of names, with ``end=b".example.org\n"`` of domain names;
    without *end*, the data of a numpy array of bytes or of an Arrow column.  *ids* and
    *threads* are as for ``encode_ids``.

    Raises NameFormatError for the prefix; InstanceIDRangeError and TypeError with the number
    of the item.

    >>> encode_name_rows("nsgvmss", range(84, 86), end=b"\n")
    b'nsgvmss00002C\nnsgvmss00002D\n'
    """
    prefix, threads = check_prefix(prefix), check_threads(threads)
    end = _check_end(end)
    return encode_column(
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
    r"""Return the instance IDs in rows of names, as ``array("I")``, and a validity bitmap.

    A row is a computer name that starts with *prefix*, in any case, followed by *end*.  Rows
    have one size; with *offsets*, integers of 4 or 8 bytes, row ``i`` is
    ``data[offsets[i]:offsets[i + 1]]``, as in Arrow.  With ``errors="null"``, any other row
    gives the ID 0 and a 0 in the bitmap: bit ``i % 8`` of byte ``i // 8``, as in Arrow.
    *threads* is as for ``encode_ids``.

    Raises NameFormatError with the number of the item, also for leftover bytes after the last
    row, whatever *errors* is; ValueError for offsets outside of *data*; TypeError.

    >>> decode_name_rows(b"web00002D\nWEB00002e\n", "web", end=b"\n")
    (array('I', [85, 86]), b'\x03')
    >>> from array import array
    >>> decode_name_rows(b"web00002Ddb000001", "web", offsets=array("i", [0, 9, 17]), errors="null")
    (array('I', [85, 0]), b'\x01')
    """
    prefix, end = check_prefix(prefix), _check_end(end)
    view, null = text_buffer(data), gives_null(errors)
    starts = None if offsets is None else _check_offsets(offsets)
    size = len(prefix) + grammar.WIDTH + len(end)
    count = max(0, row_count(view, starts, size))
    bitmap = bytearray(b"\xff") * -(-count // 8)
    ids, good = backend.kernels.decode_name_rows(
        view, starts, prefix, end, bitmap if null else None, check_threads(threads)
    )
    # Leftover bytes after the last row are a row that is too short.
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
    """Return *offsets* as integers of 4 or 8 bytes in native byte order."""
    try:
        view = memoryview(offsets)
    except TypeError:
        raise TypeError(f"expected offsets, got {shown_kind(type(offsets))}") from None
    code = view.format.lstrip("@=" + _OWN_ORDER)
    if view.ndim != 1 or view.suboffsets or len(code) != 1 or code not in _OFFSET_FORMATS:
        raise TypeError(
            "expected offsets, integers of 4 or 8 bytes in this machine's order in one "
            f"dimension, got {view.ndim} of format {view.format[:64]!a}"
        )
    # A memoryview indexes native formats only, without a sign for the byte order.
    return view if view.format == code else view.cast("B").cast(code)  # type: ignore[call-overload]
