# cython: language_level=3
# Columns of Apache Arrow that are read, included by compiled.pyx; arrow_abi.py documents them.

from cpython.buffer cimport PyBuffer_FillInfo
from cpython.pycapsule cimport PyCapsule_GetPointer, PyCapsule_New
from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from libc.stdint cimport int32_t, int64_t
from libc.string cimport strlen

cdef enum:
    ENOMEM = 12
    # A view has an offset of 32 bits.
    MOST_VIEWED = 0x7FFFFFFF


cdef class Block:
    """Memory that outlives this object in exported columns: a buffer of bytes."""

    cdef uint8_t *at
    cdef Py_ssize_t size

    def __cinit__(self, Py_ssize_t size):
        self.at = vmss_new_memory(size)
        if self.at == NULL:
            raise MemoryError
        self.size = size

    def __dealloc__(self):
        vmss_free_memory(self.at)

    def __len__(self):
        return self.size

    def __getbuffer__(self, Py_buffer *view, int flags):
        PyBuffer_FillInfo(view, self, self.at, self.size, False, flags)

    def fill(self, data):
        """Copy *data*, as many bytes as there are."""
        cdef _Buffer source = _hold(data, PyBUF_SIMPLE)
        if source.view.len != self.size:
            raise ValueError("expected as many bytes as there are")
        memcpy(self.at, source.bytes, self.size)
        return self


cdef Block _block(Py_ssize_t n, Py_ssize_t size):
    if n > VMSS_MOST_ROWS // size:
        raise MemoryError
    return Block(n * size)


cdef Block _bits(Py_ssize_t n):
    """Return *n* bits, all ones."""
    cdef Block bits = Block((n + 7) // 8)
    memset(bits.at, 0xFF, bits.size)
    return bits


# ---- What comes in


cdef class _Array:
    """One array of a producer, which is released with this object."""

    cdef ArrowArray array
    cdef vmss_arrow rows, values
    cdef bint has_values            # The rows are indexes of these.
    cdef Py_ssize_t start           # The number of its first row in the column.
    cdef Block merged               # The validity, if two bitmaps have it.

    def __dealloc__(self):
        if self.array.release != NULL:
            self.array.release(&self.array)

    cdef read(self, ArrowSchema *schema):
        """Check the array as far as the interface lets one, and find its rows."""
        cdef ArrowArray *array = &self.array
        cdef ArrowArray *child
        _check(array)
        if schema.format[0] == b"+":
            if array.n_children != 1 or array.children == NULL or array.children[0] == NULL:
                raise _invalid("its one column is missing")
            child = array.children[0]
            _check(child)
            if array.offset + array.length > child.length:
                raise _invalid("a column is shorter than its rows")
            _rows_of(schema.children[0], child, child.offset + array.offset, array.length, &self.rows)
            self._merge(array)
            schema, array = schema.children[0], child
        else:
            _rows_of(schema, array, array.offset, array.length, &self.rows)
        if schema.dictionary != NULL:
            if array.dictionary == NULL:
                raise _invalid("its dictionary is missing")
            _check(array.dictionary)
            _rows_of(
                schema.dictionary, array.dictionary, array.dictionary.offset,
                array.dictionary.length, &self.values)
            self.has_values = True

    cdef _merge(self, ArrowArray *parent):
        """Make rows null whose struct is null."""
        cdef const uint8_t *valid = _validity(parent)
        cdef Block merged
        if valid == NULL or self.rows.layout == VMSS_NULLS:
            return
        merged = _bits(self.rows.at + self.rows.n)
        if self.rows.valid != NULL:
            vmss_copy_bits(self.rows.valid, self.rows.at, self.rows.n, merged.at, self.rows.at)
        for i in range(self.rows.n):
            if not vmss_bit(valid, parent.offset + i):
                vmss_clear_bit(merged.at, self.rows.at + i)
        self.merged, self.rows.valid = merged, merged.at

    cdef Block validity(self, bint needed):
        """Return a bit for each row, 0 for null; None if all are 1 and it is not *needed*."""
        cdef Block bits
        if not needed and self.rows.layout != VMSS_NULLS and self.rows.valid == NULL:
            return None
        bits = _bits(self.rows.n)
        if self.rows.layout == VMSS_NULLS:
            memset(bits.at, 0, bits.size)
        elif self.rows.valid != NULL:
            vmss_copy_bits(self.rows.valid, self.rows.at, self.rows.n, bits.at, 0)
        return bits

    cdef item(self, size_t i):
        """Return row *i*: None, an int, or a str, whose bytes are perhaps no text."""
        cdef const vmss_arrow *of = &self.rows
        cdef const uint8_t *text
        cdef size_t n
        cdef uint64_t at
        cdef vmss_integers integers
        if vmss_is_null(of, i):
            return None
        if self.has_values:
            at = self._integer(of, i)
            if at >= self.values.n:
                raise _invalid(f"{at} is no index of {self.values.n} values")
            of, i = &self.values, at
            if vmss_is_null(of, i):
                return None
        if of.layout == VMSS_INTEGERS:
            at = self._integer(of, i)
            return <int64_t>at if of.is_signed else at
        if not vmss_arrow_text(of, of.layout, i, &text, &n):
            raise _invalid("it is outside of the array")
        return PyBytes_FromStringAndSize(<const char *>text, n).decode("utf-8", "surrogateescape")

    cdef uint64_t _integer(self, const vmss_arrow *of, size_t i):
        cdef int bits = 64 - 8 * <int>of.width
        cdef uint64_t v = vmss_integer(of.places + of.width * (of.at + i), <int>of.width, False)
        return <uint64_t>(<int64_t>(v << bits) >> bits) if of.is_signed else v


cdef _invalid(str what):
    return ValueError(f"invalid Arrow array: {what}")


cdef _check(ArrowArray *array):
    """Raise ValueError for numbers that are none."""
    if array.length < 0 or array.offset < 0 or array.null_count < -1:
        raise _invalid("a length, an offset or a number of nulls is negative")
    if array.length > VMSS_MOST_ROWS or array.offset > VMSS_MOST_ROWS:
        raise _invalid(f"its {array.length} rows from number {array.offset} on are too many")
    if array.null_count > array.length:
        raise _invalid(f"{array.null_count} of {array.length} rows are null")


cdef const uint8_t *_validity(ArrowArray *array) except? NULL:
    """Return the bits of *array*; NULL if no row is null."""
    if array.null_count == 0 or not array.length or array.n_buffers < 1:
        return NULL
    if array.buffers == NULL:
        raise _invalid("its buffers are missing")
    if array.buffers[0] == NULL and array.null_count > 0:
        raise _invalid("its validity is missing")
    return <const uint8_t *>array.buffers[0]


cdef bint _set_layout(const char *form, vmss_arrow *rows):
    """Set the layout of a format; return whether it is one of names or IDs."""
    cdef bytes text = form
    rows.width, rows.is_signed = 0, False
    if text in (b"c", b"s", b"i", b"l", b"C", b"S", b"I", b"L"):
        rows.layout, rows.is_signed = VMSS_INTEGERS, text.islower()
        rows.width = {b"c": 1, b"s": 2, b"i": 4, b"l": 8}[text.lower()]
    elif text in (b"u", b"z"):
        rows.layout = VMSS_OFFSETS_32
    elif text in (b"U", b"Z"):
        rows.layout = VMSS_OFFSETS_64
    elif text in (b"vu", b"vz"):
        rows.layout = VMSS_VIEWS
    elif text == b"n":
        rows.layout = VMSS_NULLS
    elif text[:2] == b"w:" and text[2:].isdigit() and len(text) < 11:
        rows.layout, rows.width = VMSS_FIXED, int(text[2:])
    else:
        return False
    return True


cdef _rows_of(ArrowSchema *schema, ArrowArray *array, size_t at, size_t n, vmss_arrow *rows):
    """Find *n* rows of *array* from number *at* of its buffers on."""
    cdef int64_t room
    cdef size_t i
    _set_layout(schema.format, rows)
    rows.at, rows.n, rows.valid = at, n, NULL
    if rows.layout == VMSS_NULLS:
        return
    rows.valid = _validity(array)
    if not n:
        return
    wanted = {VMSS_INTEGERS: 2, VMSS_FIXED: 2}.get(rows.layout, 3)
    if array.n_buffers < wanted or (rows.layout != VMSS_VIEWS and array.n_buffers > wanted):
        raise _invalid(f"it has {array.n_buffers} buffers, not {wanted}")
    if array.buffers == NULL:
        raise _invalid("its buffers are missing")
    rows.places = <const uint8_t *>array.buffers[1]
    if rows.layout == VMSS_FIXED:
        rows.data = rows.places
    if rows.places == NULL and not (rows.layout == VMSS_FIXED and not rows.width):
        raise _invalid("a buffer is missing")
    if rows.layout == VMSS_VIEWS:
        rows.views, rows.views_count = array.buffers + 2, array.n_buffers - 3
        rows.views_n = <const uint8_t *>array.buffers[array.n_buffers - 1]
        for i in range(rows.views_count):
            if rows.views_n == NULL:
                raise _invalid("the sizes of its buffers are missing")
            memcpy(&room, rows.views_n + 8 * i, 8)
            if room < 0 or (room and rows.views[i] == NULL):
                raise _invalid("a buffer is missing")
    if rows.layout in (VMSS_OFFSETS_32, VMSS_OFFSETS_64):
        rows.data = <const uint8_t *>array.buffers[2]
        rows.data_n = vmss_offset(rows, rows.n, rows.layout)
        room = <int32_t>rows.data_n if rows.layout == VMSS_OFFSETS_32 else <int64_t>rows.data_n
        if room < 0 or (room and rows.data == NULL):
            raise _invalid("its last offset is outside of the array")


cdef _check_plain(const ArrowSchema *schema):
    """Raise TypeError for an extension type, whose values mean something else."""
    cdef const char *name = NULL
    cdef size_t n = vmss_extension(schema.metadata, &name)
    if n:
        text = PyBytes_FromStringAndSize(name, n)[:64].decode("utf-8", "replace")
        raise TypeError(f"expected a plain Arrow column, got the extension type {text!a}: cast it")


cdef class ArrowInput:
    """A column of a producer: its arrays, which stay as they are until this object ends."""

    cdef ArrowSchema schema
    cdef list arrays
    cdef readonly Py_ssize_t length
    cdef readonly str type      # The format of the values, as in the interface.

    def __cinit__(self, source):
        cdef ArrowArray *array
        cdef _Array one
        self.arrays = []
        if hasattr(source, "__arrow_c_array__"):
            schema, capsule = source.__arrow_c_array__()
            self._take_schema(<ArrowSchema *>PyCapsule_GetPointer(schema, "arrow_schema"))
            array = <ArrowArray *>PyCapsule_GetPointer(capsule, "arrow_array")
            one = _Array()
            one.array = array[0]
            array.release = NULL
            self._add(one)
        else:
            self._drain(source.__arrow_c_stream__())

    def __dealloc__(self):
        if self.schema.release != NULL:
            self.schema.release(&self.schema)

    def __len__(self):
        return self.length

    def __repr__(self):
        return f"<ArrowInput of {self.length} rows, format {self.type}>"

    cdef _take_schema(self, ArrowSchema *schema):
        self.schema = schema[0]
        schema.release = NULL
        self._set_type()

    cdef _set_type(self):
        """Find the format of the values; raise TypeError if they are no names and no IDs."""
        cdef ArrowSchema *schema = &self.schema
        cdef vmss_arrow rows
        if schema.release == NULL:
            raise ValueError("the Arrow schema was released")
        if schema.format != NULL and schema.format == b"+s":
            if schema.n_children != 1:
                raise TypeError(
                    f"expected one Arrow column, got a struct of {schema.n_children}: select one"
                )
            schema = schema.children[0] if schema.children != NULL else NULL
        if (
            schema == NULL or schema.format == NULL
            or (schema.dictionary != NULL and schema.dictionary.format == NULL)
        ):
            raise ValueError("invalid Arrow schema: a format is missing")
        _check_plain(schema)
        self.type = schema.format.decode("utf-8", "replace")
        if schema.dictionary != NULL:
            _check_plain(schema.dictionary)
            if not _set_layout(schema.format, &rows) or rows.layout != VMSS_INTEGERS:
                raise TypeError(f"expected integers as a dictionary's indexes, got {self.type[:64]!a}")
            schema = schema.dictionary
            self.type = schema.format.decode("utf-8", "replace")
        if schema.dictionary != NULL or not _set_layout(schema.format, &rows):
            raise TypeError(
                f"expected an Arrow column of names or IDs, got one of format {self.type[:64]!a}"
            )

    cdef _drain(self, capsule):
        """Take all arrays of a stream.

        Without the GIL: what fills the stream may need it, in another thread.
        """
        cdef ArrowArrayStream *stream
        cdef ArrowSchema schema
        cdef _Array one
        cdef int failed
        stream = <ArrowArrayStream *>PyCapsule_GetPointer(capsule, "arrow_array_stream")
        if stream.release == NULL:
            raise ValueError("the Arrow stream was released")
        with nogil:
            failed = stream.get_schema(stream, &schema)
        if failed:
            raise _failure(stream, failed)
        self._take_schema(&schema)
        while True:
            one = _Array()
            with nogil:
                failed = stream.get_next(stream, &one.array)
            if failed:
                one.array.release = NULL
                raise _failure(stream, failed)
            if one.array.release == NULL:
                break
            self._add(one)

    cdef _add(self, _Array one):
        if one.array.release == NULL:
            raise ValueError("the Arrow array was released")
        one.read(&self.schema)
        one.start = self.length
        self.length += one.rows.n
        self.arrays.append(one)

    def item(self, Py_ssize_t index):
        """Return the value of row *index*; raise ValueError if it is not in its array."""
        cdef _Array one
        for one in self.arrays:
            if index < one.start + <Py_ssize_t>one.rows.n:
                return one.item(index - one.start)
        raise IndexError(index)


cdef _failure(ArrowArrayStream *stream, int code):
    cdef const char *why = stream.get_last_error(stream)
    text = why.decode("utf-8", "replace") if why != NULL else f"error {code}"
    from vmssnames.errors import shown
    return ValueError(f"the Arrow stream failed: {shown(text, 200)}")


cdef class _Reading:
    """What a job reads of a column: an ID of each row, and a number if it has *keys*."""

    cdef Block ids, keys, valid
    cdef Py_ssize_t nulls, good
    cdef uint32_t none          # The number of a row that is null.

    cdef read(self, ArrowInput source, vmss_job *job, bint null, bint has_keys, Py_ssize_t threads):
        """Do *job* for all rows of *source*, until the first that is invalid unless *null*."""
        cdef _Array one
        cdef Block bits
        cdef Py_ssize_t good
        self.ids = _block(source.length, 4)
        self.keys = _block(source.length, 4) if has_keys else None
        job.skips = null
        for one in source.arrays:
            bits = one.validity(null or (one.has_values and one.values.layout == VMSS_NULLS)
                                or (one.has_values and one.values.valid != NULL))
            job.ids = <uint32_t *>self.ids.at + one.start
            job.keys = <uint32_t *>self.keys.at + one.start if has_keys else NULL
            job.valid = bits.at if bits is not None else NULL
            job.rows = &one.rows
            if one.has_values:
                good = self._read_values(one, job, threads)
            else:
                good = self._run(job, one.rows.n, threads, (source, self, bits))
            if bits is not None:
                self._merge(bits, one.start, one.rows.n, source)
            self.good += good
            if good < <Py_ssize_t>one.rows.n:
                break
        self.nulls = vmss_count_zeros(self.valid.at, source.length) if self.valid is not None else 0
        if not self.nulls:
            self.valid = None

    cdef _merge(self, Block bits, Py_ssize_t start, Py_ssize_t n, ArrowInput source):
        if not start and n == source.length:
            self.valid = bits
            return
        if self.valid is None:
            self.valid = _bits(source.length)
        vmss_copy_bits(bits.at, 0, n, self.valid.at, start)

    cdef Py_ssize_t _run(self, vmss_job *job, Py_ssize_t n, Py_ssize_t threads, keep) except -1:
        """Do *job*, again each time it needs room for words."""
        cdef Py_ssize_t good
        if job.words == NULL:
            return _run(job, n, VMSS_WIDTH * n, threads, keep)
        good = 0
        while True:
            with nogil:
                good += <Py_ssize_t>job.work(job, good, n - good)
            if good == n or job.words.n < job.words.room:
                return good
            (<_Words>self.words).grow()

    cdef object words

    cdef Py_ssize_t _read_values(self, _Array one, vmss_job *job, Py_ssize_t threads) except -1:
        """Do *job* for the values of a dictionary, once each, and copy what it reads to the rows."""
        cdef vmss_job own = job[0]
        cdef vmss_values values
        cdef Py_ssize_t n = one.values.n
        cdef Block ids = _block(n, 4), keys = _block(n, 4), read = _bits(n)
        if one.values.layout == VMSS_NULLS:
            memset(read.at, 0, read.size)
        elif one.values.valid != NULL:
            vmss_copy_bits(one.values.valid, one.values.at, n, read.at, 0)
        own.rows, own.skips, own.valid = &one.values, True, read.at
        own.ids, own.keys = <uint32_t *>ids.at, <uint32_t *>keys.at
        if self._run(&own, n, threads, (one, ids, keys, read)) < n:
            raise _invalid("a value of its dictionary is outside of it")
        values.ids, values.keys, values.read = own.ids, own.keys, read.at
        values.has_all = not vmss_count_zeros(read.at, n)
        values.none, values.from_ = self.none, &one.values
        own = job[0]
        own.work, own.values, own.words = vmss_take_values_work, &values, NULL
        return self._run(&own, one.rows.n, threads, (one, self, ids, keys, read))


cdef class _Words:
    """Numbers for texts, with room for more and more of them."""

    cdef vmss_words words
    cdef object memories

    def __cinit__(self):
        self.words.bits = 9
        self.words.seed = int.from_bytes(urandom(8), "little")
        self.grow()

    cdef grow(self):
        """Make room for twice as many."""
        cdef _Memory texts, sizes, slots
        self.words.bits += 1
        cdef size_t room = <size_t>1 << (self.words.bits - 1)
        texts, sizes, slots = _Memory(room * sizeof(void *)), _Memory(room * sizeof(size_t)), _Memory(8 * room)
        if self.words.n:
            memcpy(texts.at, self.words.texts, self.words.n * sizeof(void *))
            memcpy(sizes.at, self.words.sizes, self.words.n * sizeof(size_t))
        self.words.texts, self.words.sizes = <const uint8_t **>texts.at, <size_t *>sizes.at
        self.words.slots, self.words.room = <uint32_t *>slots.at, <uint32_t>room
        vmss_fill_words(&self.words)
        self.memories = texts, sizes, slots

    cdef list texts(self):
        cdef list found = []
        for i in range(self.words.n):
            found.append(PyBytes_FromStringAndSize(<const char *>self.words.texts[i], self.words.sizes[i]))
        return found


cdef _check_text(ArrowInput source, str what):
    if source.type[0] not in "uUzZvwn":
        raise TypeError(f"expected an Arrow column of {what}, got integers, format {source.type!a}")
