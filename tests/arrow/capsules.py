"""Columns of Arrow made by hand, and read by hand: nothing of vmssnames, and no other package.

Sources
  [abi]  https://arrow.apache.org/docs/format/CDataInterface.html
  [fmt]  https://arrow.apache.org/docs/format/Columnar.html
"""

import ctypes
import struct
import sys

NATIVE = "<" if sys.byteorder == "little" else ">"


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


class Stream(ctypes.Structure):
    pass


def function(result, *arguments):
    return ctypes.CFUNCTYPE(result, *arguments)


pointer = ctypes.POINTER
ReleaseSchema, ReleaseArray, ReleaseStream = (
    function(None, pointer(of)) for of in (Schema, Array, Stream)
)
Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", pointer(pointer(Schema))),
    ("dictionary", pointer(Schema)),
    ("release", ReleaseSchema),
    ("private_data", ctypes.c_void_p),
]
Array._fields_ = [
    *((name, ctypes.c_int64) for name in "length null_count offset n_buffers n_children".split()),
    ("buffers", pointer(ctypes.c_void_p)),
    ("children", pointer(pointer(Array))),
    ("dictionary", pointer(Array)),
    ("release", ReleaseArray),
    ("private_data", ctypes.c_void_p),
]
Stream._fields_ = [
    ("get_schema", function(ctypes.c_int, pointer(Stream), pointer(Schema))),
    ("get_next", function(ctypes.c_int, pointer(Stream), pointer(Array))),
    ("get_last_error", function(ctypes.c_void_p, pointer(Stream))),
    ("release", ReleaseStream),
    ("private_data", ctypes.c_void_p),
]

get_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
new_capsule = ctypes.PYFUNCTYPE(
    ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p
)(("PyCapsule_New", ctypes.pythonapi))

# What was given to somebody and released.
released = []


def release(given):
    assert given.contents.release, "released twice"
    released.append(type(given.contents))
    given.contents.release = type(given.contents.release)()


RELEASE = {
    kind: callback(release) for kind, callback in ((Schema, ReleaseSchema), (Array, ReleaseArray))
}


class Part:
    """One array, and its type: *buffers* are bytes, or None."""

    def __init__(
        self,
        format,
        length,
        buffers,
        *,
        nulls=0,
        offset=0,
        children=(),
        dictionary=None,
        name=b"",
        count=None,
        has_buffers=True,
    ):
        self.format, self.length, self.buffers = format, length, buffers
        self.nulls, self.offset, self.children = nulls, offset, children
        self.dictionary, self.name, self.count = dictionary, name, count
        self.keep, self.has_buffers, self.metadata = [], has_buffers, None

    def schema(self):
        memory = self.metadata and ctypes.create_string_buffer(
            self.metadata, len(self.metadata) + 1
        )
        made = Schema(
            self.format, self.name, memory and ctypes.addressof(memory), 2, len(self.children)
        )
        self.keep.append(memory)
        made.children = self.pointers([child.schema() for child in self.children], Schema)
        if self.dictionary:
            made.dictionary = ctypes.pointer(self.dictionary.schema())
        made.release = RELEASE[Schema]
        self.keep.append(made)
        return made

    def array(self):
        memory = [
            None if one is None else ctypes.create_string_buffer(one, len(one) + 16)
            for one in self.buffers
        ]
        addresses = [None if one is None else ctypes.addressof(one) for one in memory]
        buffers = (ctypes.c_void_p * max(1, len(addresses)))(*addresses)
        made = Array(
            self.length,
            self.nulls,
            self.offset,
            len(addresses) if self.count is None else self.count,
        )
        if self.has_buffers:
            made.buffers = ctypes.cast(buffers, pointer(ctypes.c_void_p))
        made.n_children = len(self.children)
        made.children = self.pointers([child.array() for child in self.children], Array)
        if self.dictionary:
            made.dictionary = ctypes.pointer(self.dictionary.array())
        made.release = RELEASE[Array]
        self.keep += [memory, buffers, made]
        return made

    def pointers(self, structs, kind):
        made = (pointer(kind) * max(1, len(structs)))(*map(ctypes.pointer, structs))
        self.keep += [structs, made]
        return ctypes.cast(made, pointer(pointer(kind)))


class Given:
    """An object with one array."""

    def __init__(self, part, is_released=False):
        self.part, self.is_released = part, is_released

    def __arrow_c_array__(self, requested_schema=None):
        schema, array = self.part.schema(), self.part.array()
        if self.is_released:
            array.release = ReleaseArray()
        self.keep = schema, array
        return capsule(schema, b"arrow_schema"), capsule(array, b"arrow_array")


class Streamed:
    """An object with a stream of arrays, which fails before array number *fails*."""

    def __init__(self, parts, fails=None, error=b"the disk is full"):
        self.parts, self.fails, self.n = parts, fails, 0
        self.error = error and ctypes.create_string_buffer(error)

    def __arrow_c_stream__(self, requested_schema=None):
        self.n = 0
        fields = dict(Stream._fields_)
        self.keep = made = Stream(
            fields["get_schema"](self.get_schema),
            fields["get_next"](self.get_next),
            fields["get_last_error"](lambda _: self.error and ctypes.addressof(self.error)),
            ReleaseStream(release),
        )
        return capsule(made, b"arrow_array_stream")

    def get_schema(self, _, out):
        if self.fails == -1:
            return 22
        self.own_schema = self.parts[0].schema()
        move(self.own_schema, out)
        return 0

    def get_next(self, _, out):
        if self.n == self.fails:
            return 5
        ctypes.memset(out, 0, ctypes.sizeof(Array))
        if self.n < len(self.parts):
            self.own_array = self.parts[self.n].array()
            move(self.own_array, out)
        self.n += 1
        return 0


def move(struct, out):
    ctypes.memmove(out, ctypes.addressof(struct), ctypes.sizeof(struct))


def capsule(struct, name):
    return new_capsule(ctypes.addressof(struct), name, None)


# ---- What was given to us


def read_all(source):
    """Return the rows of an object with __arrow_c_array__: None, int, str, dict or list."""
    schema, array = source.__arrow_c_array__()
    return read(
        Schema.from_address(get_pointer(schema, b"arrow_schema")),
        Array.from_address(get_pointer(array, b"arrow_array")),
    )


def read_stream(source):
    """Return the rows of each array in the stream of *source*."""
    made = source.__arrow_c_stream__()
    stream = Stream.from_address(get_pointer(made, b"arrow_array_stream"))
    schema, rows = Schema(), []
    assert stream.get_schema(stream, schema) == 0
    while True:
        array = Array()
        assert stream.get_next(stream, array) == 0
        if not array.release:
            break
        rows.append(read(schema, array))
        array.release(array)
        assert not array.release
    schema.release(schema)
    return rows


def read(schema, array):
    code, n, at = schema.format.decode(), array.length, array.offset
    assert schema.flags & 2
    buffers = [array.buffers[i] for i in range(array.n_buffers)]
    valid = buffers[0] and ctypes.string_at(buffers[0], (at + n + 7) // 8)
    ok = [not valid or valid[i // 8] >> i % 8 & 1 for i in range(at, at + n)]
    assert array.null_count == ok.count(0)
    values = plain(code, schema, array, buffers, at, n)
    if schema.dictionary:
        own = read(schema.dictionary.contents, array.dictionary.contents)
        values = [own[i] if one else None for i, one in zip(values, ok, strict=True)]
    return [value if one else None for value, one in zip(values, ok, strict=True)]


SIZES = {"c": "b", "C": "B", "s": "h", "S": "H", "i": "i", "I": "I", "l": "q", "L": "Q"}


def numbers(address, code, start, n):
    size = struct.calcsize("=" + code)
    return struct.unpack(f"={n}{code}", ctypes.string_at(address + size * start, size * n))


def plain(code, schema, array, buffers, at, n):
    if code in SIZES:
        assert len(buffers) == 2
        return numbers(buffers[1], SIZES[code], at, n)
    if code in ("u", "U"):
        assert len(buffers) == 3
        bounds = numbers(buffers[1], "i" if code == "u" else "q", at, n + 1)
        return [
            ctypes.string_at(buffers[2] + a, b - a).decode()
            for a, b in zip(bounds, bounds[1:], strict=False)
        ]
    if code == "vu":
        sizes = numbers(buffers[-1], "q", 0, len(buffers) - 3)
        return [
            view(ctypes.string_at(buffers[1] + 16 * i, 16), buffers[2:-1], sizes)
            for i in range(at, at + n)
        ]
    children = [
        read(schema.children[k].contents, array.children[k].contents)
        for k in range(array.n_children)
    ]
    if code == "+s":
        names = [schema.children[k].contents.name.decode() for k in range(schema.n_children)]
        return [dict(zip(names, row, strict=True)) for row in zip(*children, strict=True)]
    assert code == "+l"
    bounds = numbers(buffers[1], "i", at, n + 1)
    return [children[0][a:b] for a, b in zip(bounds, bounds[1:], strict=False)]


def view(data, buffers, sizes):
    size, _, which, start = struct.unpack("=i4sii", data)
    if size <= 12:
        return data[4 : 4 + size].decode()
    assert start + size <= sizes[which]
    text = ctypes.string_at(buffers[which] + start, size)
    assert text[:4] == data[4:8]
    return text.decode()


# ---- Columns of every layout


def bits(flags):
    out = bytearray(-(-len(flags) // 8))
    for i, flag in enumerate(flags):
        out[i // 8] |= flag << i % 8
    return bytes(out)


def packed(values, code):
    return struct.pack(f"={len(values)}{code}", *values)


def column(values, layout, *, offset=0, junk=b"web00000Z"):
    """Return *values*, None or bytes or int, as a Part; *offset* rows of junk are before it."""
    flags = [1] * offset + [value is not None for value in values]
    nulls = flags.count(0)
    valid = bits(flags) if nulls else None
    more = {"nulls": nulls, "offset": offset}
    n = len(values)
    if layout in SIZES:
        own = [7] * offset + [99 if value is None else value for value in values]
        return Part(layout.encode(), n, [valid, packed(own, SIZES[layout])], **more)
    texts = [junk] * offset + [b"!!" if value is None else value for value in values]
    if layout in ("u", "z", "U", "Z"):
        bounds = [0]
        for text in texts:
            bounds.append(bounds[-1] + len(text))
        places = packed(bounds, "i" if layout in "uz" else "q")
        return Part(layout.encode(), n, [valid, places, b"".join(texts)], **more)
    if layout in ("vu", "vz"):
        views, data = b"", [b"", b""]
        for i, text in enumerate(texts):
            if len(text) <= 12:
                views += packed([len(text)], "i") + text.ljust(12, b"\0")
            else:
                views += (
                    packed([len(text)], "i") + text[:4] + packed([i % 2, len(data[i % 2])], "i")
                )
                data[i % 2] += text
        return Part(
            layout.encode(), n, [valid, views, *data, packed([*map(len, data)], "q")], **more
        )
    if layout == "w":
        rows = b"".join(text.ljust(9, b"?") for text in texts)
        return Part(b"w:9", n, [valid, rows], **more)
    assert layout.startswith("dictionary")
    _, index, inner = layout.split(":")
    unique = list(dict.fromkeys(value for value in values if value is not None)) or [junk]
    unique = [*unique, None] if nulls else unique
    own = [0] * offset + [unique.index(value) for value in values]
    # Nulls are those of the values.
    made = Part(index.encode(), n, [None, packed(own, SIZES[index])], offset=offset)
    made.dictionary = column(unique, inner, offset=1)
    return made


TEXTS = ["u", "U", "z", "Z", "vu", "vz", "dictionary:i:u", "dictionary:S:vu", "dictionary:l:U"]


def frame(part):
    """Return *part* as the one column of a struct, whose first row is left out."""
    first = part.offset
    part.name = b"host"
    whole = Part(part.format, part.length + first, part.buffers, nulls=-1 if part.nulls else 0)
    whole.dictionary = part.dictionary
    return Part(b"+s", part.length, [None], offset=first, children=[whole])
