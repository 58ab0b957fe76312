"""Arrow's C data interface in Python: its structures, and the rows of what others export.

Nothing that a producer says is trusted: every offset is compared with the others, every index with
what it is an index of.  The sizes of buffers are not part of the interface, except for views;
nothing can check those.

Sources
  [abi]  https://arrow.apache.org/docs/format/CDataInterface.html
  [fmt]  https://arrow.apache.org/docs/format/Columnar.html
"""

from __future__ import annotations

import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, py_object
from itertools import pairwise
from sys import byteorder

from ..errors import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST_ROWS = 1 << 58
_INTEGERS = {"c": 1, "s": 2, "i": 4, "l": 8}


class ArrowSchema(Structure):
    """ArrowSchema [abi]."""


class ArrowArray(Structure):
    """ArrowArray [abi]."""


class ArrowStream(Structure):
    """ArrowArrayStream [abi]."""


ReleaseSchema, ReleaseArray = (
    CFUNCTYPE(None, POINTER(ArrowSchema)),
    CFUNCTYPE(None, POINTER(ArrowArray)),
)
ReleaseStream = CFUNCTYPE(None, POINTER(ArrowStream))
GetSchema = CFUNCTYPE(c_int, POINTER(ArrowStream), POINTER(ArrowSchema))
GetNext = CFUNCTYPE(c_int, POINTER(ArrowStream), POINTER(ArrowArray))
GetError = CFUNCTYPE(c_char_p, POINTER(ArrowStream))
ArrowSchema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_void_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", POINTER(POINTER(ArrowSchema))),
    ("dictionary", POINTER(ArrowSchema)),
    ("release", ReleaseSchema),
    ("private_data", c_void_p),
]
ArrowArray._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", POINTER(POINTER(ArrowArray))),
    ("dictionary", POINTER(ArrowArray)),
    ("release", ReleaseArray),
    ("private_data", c_void_p),
]
ArrowStream._fields_ = [
    ("get_schema", GetSchema),
    ("get_next", GetNext),
    ("get_last_error", GetError),
    ("release", ReleaseStream),
    ("private_data", c_void_p),
]

SCHEMA, ARRAY, STREAM = b"arrow_schema", b"arrow_array", b"arrow_array_stream"
pointer_of = ctypes.PYFUNCTYPE(c_void_p, py_object, c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
new_capsule = ctypes.PYFUNCTYPE(py_object, c_void_p, c_char_p, c_void_p)(
    ("PyCapsule_New", ctypes.pythonapi)
)


class InvalidRow:
    """A row that is not in its array, and why."""

    def __init__(self, why: str) -> None:
        self.why = why


class ArrowInput:
    """A column of a producer, copied: None, an int or a str for each row."""

    def __init__(self, source: Any) -> None:
        self.values: list[Any] = []
        self._schema = ArrowSchema()
        if hasattr(source, "__arrow_c_array__"):
            schema, capsule = source.__arrow_c_array__()
            self._take_schema(ArrowSchema.from_address(pointer_of(schema, SCHEMA)))
            self._add(_moved(ArrowArray.from_address(pointer_of(capsule, ARRAY))))
        else:
            self._drain(source.__arrow_c_stream__())

    def __del__(self) -> None:
        if self._schema.release:
            self._schema.release(self._schema)

    def __len__(self) -> int:
        return len(self.values)

    def item(self, index: int) -> Any:
        """Return the value of row *index*; raise ValueError if it is not in its array."""
        value = self.values[index]
        if isinstance(value, InvalidRow):
            raise invalid(value.why)
        return value

    def _take_schema(self, schema: ArrowSchema) -> None:
        self._schema = _moved(schema)
        if not self._schema.release:
            raise ValueError("the Arrow schema was released")
        one = self._schema
        if one.format == b"+s":
            if one.n_children != 1:
                raise TypeError(
                    f"expected one Arrow column, got a struct of {one.n_children}: select one"
                )
            if not one.children or not one.children[0]:
                raise _no_format()
            one = one.children[0].contents
        if one.format is None or (one.dictionary and one.dictionary.contents.format is None):
            raise _no_format()
        _check_plain(one)
        self.type, self.is_dictionary = one.format.decode("utf-8", "replace"), bool(one.dictionary)
        if one.dictionary:
            _check_plain(one.dictionary.contents)
            if self.type.lower() not in _INTEGERS:
                raise TypeError(
                    f"expected integers as a dictionary's indexes, got {self.type[:64]!a}"
                )
            one = one.dictionary.contents
            self.type = one.format.decode("utf-8", "replace")
        if one.dictionary or not _is_known(self.type):
            raise TypeError(
                f"expected an Arrow column of names or IDs, got one of format {self.type[:64]!a}"
            )

    def _drain(self, capsule: object) -> None:
        stream = ArrowStream.from_address(pointer_of(capsule, STREAM))
        if not stream.release:
            raise ValueError("the Arrow stream was released")
        schema = ArrowSchema()
        if code := stream.get_schema(stream, schema):
            raise _failure(stream, code)
        self._take_schema(schema)
        while True:
            array = ArrowArray()
            if code := stream.get_next(stream, array):
                raise _failure(stream, code)
            if not array.release:
                return
            self._add(array)

    def _add(self, array: ArrowArray) -> None:
        if not array.release:
            raise ValueError("the Arrow array was released")
        try:
            self.values += _rows(self._schema, array)
        finally:
            array.release(array)


def _moved(struct: Any) -> Any:
    """Return what *struct* has, which is now released."""
    own = type(struct).from_buffer_copy(struct)
    struct.release = type(struct.release)()
    return own


def invalid(what: str) -> ValueError:
    return ValueError(f"invalid Arrow array: {what}")


def _failure(stream: ArrowStream, code: int) -> ValueError:
    why = stream.get_last_error(stream)
    text = f"error {code}" if why is None else why.decode("utf-8", "replace")
    return ValueError(f"the Arrow stream failed: {shown(text, 200)}")


def _check_plain(schema: ArrowSchema) -> None:
    """Raise TypeError for an extension type, whose values mean something else."""
    name = _metadata(schema.metadata).get(b"ARROW:extension:name")
    if name:
        text = name[:64].decode("utf-8", "replace")
        raise TypeError(f"expected a plain Arrow column, got the extension type {text!a}: cast it")


def _metadata(at: int | None) -> dict[bytes, bytes]:
    """Return the keys and values of a schema's metadata."""
    found: dict[bytes, bytes] = {}
    if at is None:
        return found
    pairs, at = c_int.from_address(at).value, at + 4
    for _ in range(pairs):
        texts = []
        for _ in range(2):
            size = c_int.from_address(at).value
            if size < 0:
                return found
            texts.append(ctypes.string_at(at + 4, size))
            at += 4 + size
        found.setdefault(*texts)
    return found


def _no_format() -> ValueError:
    return ValueError("invalid Arrow schema: a format is missing")


def _is_known(code: str) -> bool:
    width = code[2:]
    is_fixed = code[:2] == "w:" and width.isascii() and width.isdigit() and len(code) < 11
    return code.lower() in _INTEGERS or code in ("u", "U", "z", "Z", "vu", "vz", "n") or is_fixed


def _check(array: ArrowArray) -> None:
    if array.length < 0 or array.offset < 0 or array.null_count < -1:
        raise invalid("a length, an offset or a number of nulls is negative")
    if array.length > _MOST_ROWS or array.offset > _MOST_ROWS:
        raise invalid(f"its {array.length} rows from number {array.offset} on are too many")
    if array.null_count > array.length:
        raise invalid(f"{array.null_count} of {array.length} rows are null")


def _rows(schema: ArrowSchema, array: ArrowArray) -> list[Any]:
    """Return the values of *array*."""
    _check(array)
    if schema.format != b"+s":
        return _values(schema, array, array.offset, array.length)
    if array.n_children != 1 or not array.children or not array.children[0]:
        raise invalid("its one column is missing")
    child = array.children[0].contents
    _check(child)
    if array.offset + array.length > child.length:
        raise invalid("a column is shorter than its rows")
    start = child.offset + array.offset
    values = _values(schema.children[0].contents, child, start, array.length)
    return _without_nulls(values, array, array.offset)


def _values(schema: ArrowSchema, array: ArrowArray, start: int, n: int) -> list[Any]:
    """Return *n* values from number *start* of the buffers of *array* on."""
    values: list[Any] = _plain_values(schema.format.decode("utf-8", "replace"), array, start, n)
    if schema.dictionary:
        if not array.dictionary:
            raise invalid("its dictionary is missing")
        of = array.dictionary.contents
        _check(of)
        own = _values(schema.dictionary.contents, of, of.offset, of.length)
        if any(isinstance(value, InvalidRow) for value in own):
            raise invalid("a value of its dictionary is outside of it")
        return [None if at is None else _value_at(own, at) for at in values]
    return values


def _value_at(values: list[Any], at: int) -> Any:
    if 0 <= at < len(values):
        return values[at]
    return InvalidRow(f"{at % 2**64} is no index of {len(values)} values")


def _plain_values(code: str, array: ArrowArray, start: int, n: int) -> list[Any]:
    if code == "n":
        return [None] * n
    validity = _has_validity(array)
    if not n:
        return []
    wanted = 2 if code.lower() in _INTEGERS or code[0] == "w" else 3
    if array.n_buffers < wanted or (code[0] != "v" and array.n_buffers > wanted):
        raise invalid(f"it has {array.n_buffers} buffers, not {wanted}")
    if not array.buffers:
        raise invalid("its buffers are missing")
    if not array.buffers[1] and code != "w:0":
        raise invalid("a buffer is missing")
    if code.lower() in _INTEGERS:
        width = _INTEGERS[code.lower()]
        data = ctypes.string_at(array.buffers[1] + width * start, width * n)
        values: list[Any] = [
            int.from_bytes(data[at : at + width], byteorder, signed=code.islower())
            for at in range(0, len(data), width)
        ]
    elif code[0] == "w":
        width = int(code[2:])
        data = ctypes.string_at(array.buffers[1] + width * start, width * n) if width else b""
        values = [_text(data[width * i : width * (i + 1)]) for i in range(n)]
    elif code[0] == "v":
        values = _viewed(array, start, n)
    else:
        values = _between_offsets(array, start, n, 4 if code in "uz" else 8)
    return _without_nulls(values, array, start) if validity else values


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _has_validity(array: ArrowArray) -> bool:
    if array.null_count == 0 or not array.length or array.n_buffers < 1:
        return False
    if not array.buffers:
        raise invalid("its buffers are missing")
    if not array.buffers[0] and array.null_count > 0:
        raise invalid("its validity is missing")
    return bool(array.buffers[0])


def _without_nulls(values: list[Any], array: ArrowArray, start: int) -> list[Any]:
    if not _has_validity(array):
        return values
    bits = ctypes.string_at(array.buffers[0], (start + len(values) + 7) // 8)
    return [value if bits[i // 8] >> i % 8 & 1 else None for i, value in enumerate(values, start)]


def _between_offsets(array: ArrowArray, start: int, n: int, width: int) -> list[Any]:
    data = ctypes.string_at(array.buffers[1] + width * start, width * (n + 1))
    bounds = [
        int.from_bytes(data[at : at + width], byteorder, signed=True)
        for at in range(0, len(data), width)
    ]
    if bounds[-1] < 0 or (bounds[-1] and not array.buffers[2]):
        raise invalid("its last offset is outside of the array")
    outside = InvalidRow("it is outside of the array")
    return [
        _text(ctypes.string_at((array.buffers[2] or 0) + a, b - a) if a < b else b"")
        if 0 <= a <= b <= bounds[-1]
        else outside
        for a, b in pairwise(bounds)
    ]


def _viewed(array: ArrowArray, start: int, n: int) -> list[Any]:
    count, sizes = array.n_buffers - 3, array.buffers[array.n_buffers - 1]
    if count and not sizes:
        raise invalid("the sizes of its buffers are missing")
    rooms = (c_int64 * count).from_address(sizes) if count else ()
    for i, room in enumerate(rooms):
        if room < 0 or (room and not array.buffers[2 + i]):
            raise invalid("a buffer is missing")
    views = ctypes.string_at(array.buffers[1] + 16 * start, 16 * n)
    values: list[Any] = []
    for at in range(0, len(views), 16):
        size, _, buffer, offset = (c_int * 4).from_buffer_copy(views, at)
        if 0 <= size <= 12:
            values.append(_text(views[at + 4 : at + 4 + size]))
        elif size < 0 or not 0 <= buffer < count or not 0 <= offset <= rooms[buffer] - size:
            values.append(InvalidRow("it is outside of the array"))
        else:
            values.append(_text(ctypes.string_at(array.buffers[2 + buffer] + offset, size)))
    return values
