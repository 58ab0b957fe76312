"""Columns of Apache Arrow in Python: the fallback, and the rule for arrow_in.pxi and arrow_out.pxi.

Memory is a bytearray here and a Block in C; both are buffers of bytes.  A bitmap has a 1 for each
row that is not null; None stands for one of ones.  What reads rows returns how many it read: all,
or those before the first that is invalid.  A null stays a null; with *null*, so does an invalid
row, and otherwise it stops the function.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_void_p
from errno import ENOMEM
from itertools import count, pairwise
from sys import byteorder, getrefcount
from threading import RLock

from ..errors import InstanceIDRangeError, NameFormatError
from ..names.ids import check_instance_id, check_text, format_base36, parse_instance_id
from ..names.vm_names import ComputerName, id_of_computer_name
from .arrow_abi import (
    ARRAY,
    SCHEMA,
    STREAM,
    ArrowArray,
    ArrowInput,
    ArrowSchema,
    ArrowStream,
    GetError,
    GetNext,
    GetSchema,
    InvalidRow,
    ReleaseArray,
    ReleaseSchema,
    ReleaseStream,
    invalid,
    new_capsule,
    pointer_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import array as arrays
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from .node import Node

_MOST_VIEWED = 2**31 - 1
_REFUSED = (NameFormatError, InstanceIDRangeError, TypeError)


def input(source: Any) -> ArrowInput:  # noqa: A001
    """Return the rows of *source*, which exports an array or a stream.

    Raises TypeError for a type that is neither of names nor of IDs, and ValueError for an array
    that contradicts itself, that was released, or a stream that fails.
    """
    return ArrowInput(source)


def _check_text(source: ArrowInput, what: str) -> None:
    if source.type[0] not in "uUzZvwn":
        raise TypeError(f"expected an Arrow column of {what}, got integers, format {source.type!a}")


def _read(
    source: ArrowInput, null: bool, read: Callable[[Any], Any]
) -> tuple[list[Any], bytearray | None, int, int]:
    """Return what *read* returns for each row, None if it has nothing; the bitmap, and so on."""
    found: list[Any] = []
    for value in source.values:
        if isinstance(value, InvalidRow):
            break
        try:
            found.append(None if value is None else read(value))
        except _REFUSED:
            if not null:
                break
            found.append(None)
    good = len(found)
    found += [None] * (len(source) - good)
    nulls = found.count(None)
    return found, _bits(value is not None for value in found) if nulls else None, nulls, good


def _bits(values: Iterable[bool]) -> bytearray:
    bits = bytearray()
    for i, value in enumerate(values):
        if i % 8 == 0:
            bits.append(0xFF)
        if not value:
            bits[-1] &= ~(1 << i % 8) & 0xFF
    return bits


def _is_one(bits: bytearray | None, i: int) -> bool:
    return bits is None or bool(bits[i // 8] >> i % 8 & 1)


def _packed(values: Iterable[int], code: str = "I") -> bytearray:
    from array import array

    return bytearray(array(code, values).tobytes())


def _unpacked(block: bytearray, code: str = "I") -> arrays.array[int]:
    from array import array

    return array(code, bytes(block))


def ids(
    source: ArrowInput, null: bool, threads: int
) -> tuple[bytearray, bytearray | None, int, int]:
    """Return the IDs in *source*, integers or decimal text; the bitmap, its zeros, and how many."""

    def read(value: Any) -> int:
        return parse_instance_id(value) if isinstance(value, str) else check_instance_id(value)

    found, bits, nulls, good = _read(source, null, read)
    return _packed(value or 0 for value in found), bits, nulls, good


def names(
    source: ArrowInput, prefix: str | None, null: bool, threads: int
) -> tuple[bytearray, bytearray | None, int, int]:
    """Return the IDs in names with *prefix*, or with any; the bitmap, its zeros, and how many."""

    def read(value: Any) -> int:
        if prefix is None:
            return ComputerName.parse(check_text(value)).instance_id
        return id_of_computer_name(value, prefix)

    _check_text(source, "names")
    found, bits, nulls, good = _read(source, null, read)
    return _packed(value or 0 for value in found), bits, nulls, good


def split(
    source: ArrowInput, null: bool
) -> tuple[list[bytes], bytearray, bytearray, bytearray | None, int, int]:
    """Return the prefixes in names, the number of one for each row, its ID, and so on."""
    _check_text(source, "names")
    found, bits, nulls, good = _read(
        source, null, lambda name: ComputerName.parse(check_text(name))
    )
    prefixes = list(dict.fromkeys(one.prefix for one in found if one is not None))
    number = {prefix: i for i, prefix in enumerate(prefixes)}
    keys = _packed(0 if one is None else number[one.prefix] for one in found)
    ids = _packed(0 if one is None else one.instance_id for one in found)
    return [prefix.encode() for prefix in prefixes], keys, ids, bits, nulls, good


def resolve(
    tables: object, source: ArrowInput, plain: bytes, threads: int
) -> tuple[bytearray, bytearray, bytearray | None, int, list[int], int]:
    """Return the owner of each name and its ID; the bitmap and its zeros; the other rows; how many.

    The other rows have names that kernels do not know, or whose owner is not *plain*.  These
    kernels know none.
    """
    _check_text(source, "names")
    found, bits, nulls, good = _read(source, False, lambda value: value)
    zeros = bytearray(4 * len(source))
    odd = [i for i, value in enumerate(found[:good]) if value is not None]
    return zeros, bytearray(zeros), bits, nulls, odd, good


def lines(source: ArrowInput) -> tuple[bytes, bytearray]:
    """Return all rows, each with a line end, and where each begins, and the last ends."""
    _check_text(source, "text")
    if source.is_dictionary:
        raise TypeError("expected an Arrow column of text, got a dictionary: cast it to text")
    rows, bounds = [], [0]
    for value in source.values:
        if isinstance(value, InvalidRow):
            raise invalid("a row is outside of it")
        rows.append((value or "").encode("utf-8", "surrogateescape") + b"\n")
        if len(rows[-1]) >= 1 << 32:
            raise OverflowError(f"a row has {len(rows[-1]) - 1} bytes: pass shorter lines")
        bounds.append(bounds[-1] + len(rows[-1]))
    return b"".join(rows), _packed(bounds, "Q")


def places(
    starts: arrays.array[int], ends: arrays.array[int], bounds: bytearray
) -> tuple[bytearray, bytearray, bytearray]:
    """Return how many matches are before each line and the end, and their places in their lines."""
    from bisect import bisect_left

    if len(starts) > _MOST_VIEWED:
        raise OverflowError(
            f"{len(starts)} names are more than a list of Arrow holds: pass fewer rows"
        )
    begin = _unpacked(bounds, "Q")
    counts = [bisect_left(starts, at) for at in begin]
    base = [at for at, (a, b) in zip(begin, pairwise(counts), strict=False) for _ in range(b - a)]
    first = _packed(at - of for at, of in zip(starts, base, strict=True))
    return _packed(counts, "i"), first, _packed(at - of for at, of in zip(ends, base, strict=True))


# ---- What goes out


def block(data: bytes) -> bytearray:
    """Return memory with a copy of *data*."""
    return bytearray(data)


def rows(prefix: str, ids: bytearray, lower: bool, threads: int) -> bytearray:
    """Return the computer names of *ids*, one after another."""
    names = "".join([prefix + format_base36(one) for one in _unpacked(ids)])
    return bytearray((names.lower() if lower else names).encode())


def without(keys: bytearray, missing: bytes, valid: bytearray | None) -> tuple[bytearray, int]:
    """Return the bitmap *valid* without the rows whose key is *missing*, and its zeros."""
    bits = [_is_one(valid, i) and not missing[key] for i, key in enumerate(_unpacked(keys))]
    return _bits(bits), bits.count(False)


def mapped(keys: bytearray, table: bytes, valid: bytearray | None) -> bytearray:
    """Return the entry of *table*, 32-bit integers, for each of *keys*; 0 for a null."""
    entries = _unpacked(bytearray(table))
    return _packed(
        entries[key] if _is_one(valid, i) else 0 for i, key in enumerate(_unpacked(keys))
    )


def wide(ids: bytearray) -> bytearray:
    """Return *ids* with 8 bytes each."""
    return _packed(_unpacked(ids), "Q")


def offsets(n: int, size: int, wide: bool) -> bytearray:
    """Return the offsets of *n* rows of *size* bytes: with *wide* of 8 bytes, else of 4."""
    return _packed(range(0, n * size + 1, size), "q" if wide else "i")


def views(rows: bytearray, n: int, size: int) -> list[Any]:
    """Return the buffers of *n* views of rows of more than 12 bytes: views, data, sizes of data."""
    per_buffer = _MOST_VIEWED // size
    out = bytearray()
    for i in range(n):
        where = divmod(i, per_buffer)
        place = _packed([where[0], where[1] * size], "i")
        out += size.to_bytes(4, byteorder) + rows[i * size : i * size + 4] + place
    starts = range(0, n, per_buffer)
    sizes = [size * min(per_buffer, n - start) for start in starts]
    return [out, *[(rows, size * start) for start in starts], _packed(sizes, "q")]


def short_views(prefix: str, ids: bytearray, lower: bool, threads: int) -> list[Any]:
    """Return the buffers of views of names of up to 12 bytes, which are in the views."""
    names, size = bytes(rows(prefix, ids, lower, threads)), len(prefix) + 6
    head = size.to_bytes(4, byteorder)
    parts = (names[at : at + size].ljust(12, b"\0") for at in range(0, len(names), size))
    return [bytearray(b"".join(head + part for part in parts)), bytearray()]


def texts(
    strings: bytes,
    bounds: arrays.array[int],
    alone: bytes,
    keys: bytearray,
    ids: bytearray,
    valid: bytearray | None,
) -> tuple[bytearray, bytearray]:
    """Return the offsets and the data of texts: of a string by its number, and of an ID after it.

    The strings follow each other; *bounds* has where each starts, and where the last ends.
    No ID follows a string that is *alone*, and a null has no text.  The offsets have 8 bytes if
    they need them.
    """
    offsets, data = [0], bytearray()
    for i, (key, one) in enumerate(zip(_unpacked(keys), _unpacked(ids), strict=True)):
        if _is_one(valid, i):
            data += strings[bounds[key] : bounds[key + 1]]
            data += b"" if alone[key] else str(one).encode()
        offsets.append(len(data))
    return _packed(offsets, "i" if len(data) <= _MOST_VIEWED else "q"), data


# What consumers have, by a number in private_data: it lives until they release it.
_alive: dict[int, Any] = {}
_numbers = count(1)


def _keep(struct: Any, things: Any) -> None:
    struct.private_data = number = next(_numbers)
    _alive[number] = things


def _release(pointer: Any) -> None:
    struct = pointer.contents
    for i in range(struct.n_children):
        child = struct.children[i]
        if child.contents.release:
            child.contents.release(child)
    if struct.dictionary and struct.dictionary.contents.release:
        struct.dictionary.contents.release(struct.dictionary)
    del _alive[struct.private_data]
    struct.release = type(struct.release)()


_release_schema, _release_array = ReleaseSchema(_release), ReleaseArray(_release)


def _pointers(structs: Sequence[Any], kind: type) -> Any:
    """Return an array of pointers to *structs*."""
    return (POINTER(kind) * len(structs))(*map(ctypes.pointer, structs))


def _fill_schema(schema: ArrowSchema, node: Node) -> None:
    children = [ArrowSchema() for _ in node.children]
    for child, own in zip(children, node.children, strict=True):
        _fill_schema(child, own)
    # Pointers to memory of our own: the struct may be a consumer's, or be moved.
    texts = [ctypes.create_string_buffer(one.encode()) for one in (node.format, node.name)]
    schema.format, schema.name = (ctypes.cast(one, c_char_p) for one in texts)
    schema.flags, schema.metadata = 2, None
    schema.n_children, pointers = len(children), _pointers(children, ArrowSchema)
    schema.children = ctypes.cast(pointers, POINTER(POINTER(ArrowSchema)))
    values = None
    if node.dictionary is not None:
        values = ArrowSchema()
        _fill_schema(values, node.dictionary)
        schema.dictionary = ctypes.pointer(values)
    _keep(schema, (children, pointers, values, texts))
    schema.release = _release_schema


# Where an empty block is: no pointer to a buffer may be NULL.
_EMPTY = bytearray(64)


def _address(block: Any) -> int:
    memory, start = block if isinstance(block, tuple) else (block, 0)
    memory = memory or _EMPTY
    at: int = ctypes.addressof((ctypes.c_char * len(memory)).from_buffer(memory)) + start
    return at


def _fill_array(array: ArrowArray, node: Node) -> None:
    children = [ArrowArray() for _ in node.children]
    for child, own in zip(children, node.children, strict=True):
        _fill_array(child, own)
    addresses = [None if block is None else _address(block) for block in node.buffers]
    buffers = (c_void_p * len(addresses))(*addresses)
    array.length, array.null_count, array.offset = node.length, node.nulls, 0
    array.n_buffers, array.buffers = len(addresses), ctypes.cast(buffers, POINTER(c_void_p))
    array.n_children, pointers = len(children), _pointers(children, ArrowArray)
    array.children = ctypes.cast(pointers, POINTER(POINTER(ArrowArray)))
    values = None
    if node.dictionary is not None:
        values = ArrowArray()
        _fill_array(values, node.dictionary)
        array.dictionary = ctypes.pointer(values)
    _keep(array, (children, pointers, values, buffers, node.buffers))
    array.release = _release_array


# Capsules and what is in them.  None has a destructor: one that ends while an exception is on its
# way could call no Python.  So those that nobody has any more are found when another is made.
_capsules: list[tuple[Any, Any]] = []
_LOCK = RLock()


def _capsule(struct: Any, name: bytes) -> Any:
    """Return a capsule of *struct*, which is released unless somebody took it."""
    with _LOCK:
        given = []
        for one in _capsules:
            if getrefcount(one[0]) > 2:  # This argument, and the tuple.
                given.append(one)
            elif one[1].release:
                one[1].release(one[1])
        made = new_capsule(ctypes.addressof(struct), name, None)
        _capsules[:] = [*given, (made, struct)]
        return made


def schema(node: Node) -> object:
    """Return a capsule with the type of *node*."""
    made = ArrowSchema()
    _fill_schema(made, node)
    return _capsule(made, SCHEMA)


def array(node: Node) -> object:
    """Return a capsule with the rows of *node*."""
    made = ArrowArray()
    _fill_array(made, node)
    return _capsule(made, ARRAY)


def _stream_schema(stream: Any, out: Any) -> int:
    try:
        _fill_schema(out.contents, _alive[stream.contents.private_data][0])
    except Exception:  # It would be lost here, and 0 would say that all is well.
        return ENOMEM
    return 0


def _stream_next(stream: Any, out: Any) -> int:
    left = _alive[stream.contents.private_data]
    ctypes.memset(out, 0, ctypes.sizeof(ArrowArray))
    if len(left) > 1:
        try:
            _fill_array(out.contents, left[1])
        except Exception:
            return ENOMEM
        left.pop()
    return 0


def _release_stream(stream: Any) -> None:
    del _alive[stream.contents.private_data]
    stream.contents.release = ReleaseStream()


_OF_STREAM = (
    GetSchema(_stream_schema),
    GetNext(_stream_next),
    GetError(lambda stream: None),
    ReleaseStream(_release_stream),
)


def stream(node: Node) -> object:
    """Return a capsule with a stream of one array, *node*."""
    made = ArrowStream(*_OF_STREAM)
    _keep(made, [node, node])
    return _capsule(made, STREAM)


def format(capsule: object) -> str:  # noqa: A001
    """Return the format in a capsule of a schema, "" if it was released."""
    schema = ArrowSchema.from_address(pointer_of(capsule, SCHEMA))
    text = schema.format if schema.release else None
    return "" if text is None else text.decode("utf-8", "replace")
