# cython: language_level=3
# Columns of Apache Arrow that are exported, included by compiled.pyx; python_arrow.py documents the
# functions.
#
# Consumers release what they got in threads of their own, without the GIL: nothing of it is a
# Python object.  Its memory counts its owners.

cdef void *_raw(size_t size) except NULL:
    cdef void *memory = PyMem_RawMalloc(max(size, <size_t>1))
    if memory == NULL:
        raise MemoryError
    memset(memory, 0, size)
    return memory


cdef void _release_array(ArrowArray *array) noexcept nogil:
    """Release *array*, perhaps half filled: its private data are the memories of its buffers."""
    cdef int64_t i
    cdef uint8_t **memories = <uint8_t **>array.private_data
    if memories != NULL:
        for i in range(array.n_buffers):
            vmss_free_memory(memories[i])
        PyMem_RawFree(memories)
    for i in range(array.n_children):
        if array.children[i].release != NULL:
            array.children[i].release(array.children[i])
        PyMem_RawFree(array.children[i])
    if array.dictionary != NULL:
        if array.dictionary.release != NULL:
            array.dictionary.release(array.dictionary)
        PyMem_RawFree(array.dictionary)
    PyMem_RawFree(array.children)
    PyMem_RawFree(array.buffers)
    array.release = NULL


cdef _fill_array(ArrowArray *array, node):
    """Fill *array*, which is zero, with what *node* describes; node.py."""
    cdef Block block
    cdef uint8_t **memories
    array.release = _release_array
    array.length, array.null_count = node.length, node.nulls
    n = len(node.buffers)
    array.buffers = <const void **>_raw(n * sizeof(void *))
    array.private_data = memories = <uint8_t **>_raw(n * sizeof(void *))
    for i, one in enumerate(node.buffers):
        if one is not None:
            block, start = one if type(one) is tuple else (one, 0)
            array.buffers[i] = block.at + <Py_ssize_t>start
            memories[i] = vmss_keep_memory(block.at)
        array.n_buffers = i + 1
    array.children = <ArrowArray **>_raw(len(node.children) * sizeof(void *))
    for i, one in enumerate(node.children):
        array.children[i] = <ArrowArray *>_raw(sizeof(ArrowArray))
        array.n_children = i + 1
        _fill_array(array.children[i], one)
    if node.dictionary is not None:
        array.dictionary = <ArrowArray *>_raw(sizeof(ArrowArray))
        _fill_array(array.dictionary, node.dictionary)


cdef void _release_schema(ArrowSchema *schema) noexcept nogil:
    cdef int64_t i
    for i in range(schema.n_children):
        if schema.children[i].release != NULL:
            schema.children[i].release(schema.children[i])
        PyMem_RawFree(schema.children[i])
    if schema.dictionary != NULL:
        if schema.dictionary.release != NULL:
            schema.dictionary.release(schema.dictionary)
        PyMem_RawFree(schema.dictionary)
    PyMem_RawFree(schema.children)
    PyMem_RawFree(schema.private_data)
    schema.release = NULL


cdef int _copy_schema(const ArrowSchema *of, ArrowSchema *out) noexcept nogil:
    """Copy a schema of ours, all of it; return 0, or ENOMEM with nothing to release."""
    cdef int64_t i
    cdef size_t form = strlen(of.format) + 1, name = strlen(of.name) + 1
    memset(out, 0, sizeof(ArrowSchema))
    out.private_data = PyMem_RawMalloc(form + name)
    out.release, out.flags = _release_schema, of.flags
    if out.private_data != NULL:
        memcpy(out.private_data, of.format, form)
        memcpy(<char *>out.private_data + form, of.name, name)
        out.format, out.name = <char *>out.private_data, <char *>out.private_data + form
        if _copy_parts(of, out):
            return 0
    _release_schema(out)
    return ENOMEM


cdef bint _copy_parts(const ArrowSchema *of, ArrowSchema *out) noexcept nogil:
    cdef int64_t i
    out.children = <ArrowSchema **>PyMem_RawMalloc((of.n_children + 1) * sizeof(void *))
    if out.children == NULL:
        return False
    for i in range(of.n_children):
        out.children[i] = <ArrowSchema *>PyMem_RawMalloc(sizeof(ArrowSchema))
        if out.children[i] == NULL:
            return False
        out.n_children = i + 1
        if _copy_schema(of.children[i], out.children[i]):
            return False
    if of.dictionary != NULL:
        out.dictionary = <ArrowSchema *>PyMem_RawMalloc(sizeof(ArrowSchema))
        if out.dictionary == NULL or _copy_schema(of.dictionary, out.dictionary):
            return False
    return True


cdef _fill_schema(ArrowSchema *schema, node):
    """Fill *schema*, which is zero, with what *node* describes."""
    cdef bytes text = node.format.encode() + b"\0" + node.name.encode() + b"\0"
    schema.release = _release_schema
    schema.private_data = _raw(len(text))
    memcpy(schema.private_data, PyBytes_AS_STRING(text), len(text))
    schema.format = <char *>schema.private_data
    schema.name = schema.format + len(node.format) + 1
    schema.flags = ARROW_FLAG_NULLABLE
    schema.children = <ArrowSchema **>_raw(len(node.children) * sizeof(void *))
    for i, one in enumerate(node.children):
        schema.children[i] = <ArrowSchema *>_raw(sizeof(ArrowSchema))
        schema.n_children = i + 1
        _fill_schema(schema.children[i], one)
    if node.dictionary is not None:
        schema.dictionary = <ArrowSchema *>_raw(sizeof(ArrowSchema))
        _fill_schema(schema.dictionary, node.dictionary)


cdef void _end_schema(object capsule) noexcept:
    cdef ArrowSchema *schema = <ArrowSchema *>PyCapsule_GetPointer(capsule, "arrow_schema")
    if schema.release != NULL:
        schema.release(schema)
    PyMem_RawFree(schema)


cdef void _end_array(object capsule) noexcept:
    cdef ArrowArray *array = <ArrowArray *>PyCapsule_GetPointer(capsule, "arrow_array")
    if array.release != NULL:
        array.release(array)
    PyMem_RawFree(array)


cdef void _end_stream(object capsule) noexcept:
    cdef ArrowArrayStream *stream = <ArrowArrayStream *>PyCapsule_GetPointer(capsule, "arrow_array_stream")
    if stream.release != NULL:
        stream.release(stream)
    PyMem_RawFree(stream)


cdef struct _Stream:
    ArrowSchema schema
    ArrowArray array
    bint is_done


cdef int _stream_schema(ArrowArrayStream *stream, ArrowSchema *out) noexcept nogil:
    return _copy_schema(&(<_Stream *>stream.private_data).schema, out)


cdef int _stream_next(ArrowArrayStream *stream, ArrowArray *out) noexcept nogil:
    cdef _Stream *own = <_Stream *>stream.private_data
    memset(out, 0, sizeof(ArrowArray))
    if not own.is_done:
        out[0] = own.array
        own.array.release = NULL
        own.is_done = True
    return 0


cdef const char *_stream_error(ArrowArrayStream *stream) noexcept nogil:
    return NULL


cdef void _release_stream(ArrowArrayStream *stream) noexcept nogil:
    cdef _Stream *own = <_Stream *>stream.private_data
    if own.schema.release != NULL:
        own.schema.release(&own.schema)
    if own.array.release != NULL:
        own.array.release(&own.array)
    PyMem_RawFree(own)
    stream.release = NULL


cdef class Arrow:
    """The functions for columns of Arrow of one set of kernels."""

    cdef const vmss_kernels *kernels

    def input(self, source):
        return ArrowInput(source)

    def ids(self, ArrowInput ids, bint null, Py_ssize_t threads):
        cdef _Reading found = _Reading()
        cdef vmss_job job = _job(self.kernels, vmss_read_ids_work)
        found.read(ids, &job, null, False, threads)
        return found.ids, found.valid, found.nulls, found.good

    def names(self, ArrowInput names, prefix, bint null, Py_ssize_t threads):
        cdef _Reading found = _Reading()
        cdef vmss_job job = _job(self.kernels, vmss_read_names_work)
        _check_text(names, "names")
        row = _row(&job, "" if prefix is None else prefix.lower(), b"")
        found.read(names, &job, null, False, threads)
        return found.ids, found.valid, found.nulls, found.good

    def split(self, ArrowInput names, bint null):
        cdef _Reading found = _Reading()
        cdef _Words words = _Words()
        cdef vmss_job job = _job(self.kernels, vmss_split_names_work)
        _check_text(names, "names")
        found.words, job.words = words, &words.words
        found.read(names, &job, null, True, 1)
        return words.texts(), found.keys, found.ids, found.valid, found.nulls, found.good

    def resolve(self, Tables tables, ArrowInput names, bytes plain, Py_ssize_t threads):
        cdef _Reading found = _Reading()
        cdef vmss_job job = _job(tables.kernels, vmss_resolve_names_work)
        cdef vmss_resolver of
        cdef uint32_t *owners
        cdef list odd = []
        cdef const uint8_t *is_plain = <const uint8_t *>PyBytes_AS_STRING(plain)
        _check_text(names, "names")
        of.prefixes, of.scale_sets = &tables.prefixes.table, &tables.scale_sets.table
        of.embedded, job.resolver, found.none = False, &of, VMSS_NONE
        found.read(names, &job, False, True, threads)
        owners = <uint32_t *>found.keys.at
        for i in range(found.good):
            if owners[i] < VMSS_NONE - 1 and is_plain[owners[i]]:
                continue
            if found.valid is None or vmss_bit(found.valid.at, i):
                odd.append(i)
            else:
                owners[i] = 0
        return found.keys, found.ids, found.valid, found.nulls, odd, found.good

    def lines(self, ArrowInput lines):
        cdef _Array one
        cdef uint64_t size = 0
        cdef bytes text
        cdef Py_ssize_t k
        cdef size_t n = 0
        _check_text(lines, "text")
        cdef Block bounds = _block(lines.length + 1, 8), ends = _block(len(lines.arrays), 8)
        cdef uint64_t *at = <uint64_t *>bounds.at
        cdef uint64_t *end = <uint64_t *>ends.at
        for k, one in enumerate(lines.arrays):
            if one.has_values:
                raise TypeError("expected an Arrow column of text, got a dictionary: cast it to text")
            if vmss_line_bounds(&one.rows, at + one.start, &size, &n) < one.rows.n:
                if n:
                    raise OverflowError(f"a row has {n} bytes: pass shorter lines")
                raise _invalid("a row is outside of it")
            end[k] = size
        at[lines.length] = size
        if size > <size_t>-1 >> 1:
            raise MemoryError
        text = PyBytes_FromStringAndSize(NULL, size)
        for k, one in enumerate(lines.arrays):
            vmss_write_lines(&one.rows, at + one.start, end[k], <uint8_t *>PyBytes_AS_STRING(text))
        return text, bounds

    def places(self, starts, ends, Block bounds):
        cdef _Buffer first = _hold(starts, PyBUF_SIMPLE), last = _hold(ends, PyBUF_SIMPLE)
        cdef size_t n = first.view.len // 8, lines = bounds.size // 8 - 1
        if n > MOST_VIEWED:
            raise OverflowError(f"{n} names are more than a list of Arrow holds: pass fewer rows")
        cdef Block counts = _block(lines + 1, 4), one = _block(n, 4), other = _block(n, 4)
        vmss_place_matches(
            <uint64_t *>first.bytes, <uint64_t *>last.bytes, n, <uint64_t *>bounds.at, lines,
            <int32_t *>counts.at, <uint32_t *>one.at, <uint32_t *>other.at)
        return counts, one, other

    def block(self, data):
        return Block(len(data)).fill(data)

    def rows(self, str prefix, Block ids, bint lower, Py_ssize_t threads):
        cdef vmss_job job = _job(self.kernels, vmss_encode_rows_work)
        row = _row(&job, prefix.lower() if lower else prefix, b"")
        cdef Py_ssize_t n = ids.size // 4, size = len(row) - 16
        cdef Block rows = _block(n, size)
        job.lower, job.digits = lower, rows.at
        job.ids_in = vmss_integers(ids.at, 4, 4, False, False)
        _run(&job, n, n * size, threads, (ids, rows, row))
        return rows

    def without(self, Block keys, bytes missing, Block valid):
        cdef Py_ssize_t n = keys.size // 4, i
        cdef Block bits = _bits(n)
        cdef const uint8_t *is_missing = <const uint8_t *>PyBytes_AS_STRING(missing)
        cdef uint32_t *key = <uint32_t *>keys.at
        if valid is not None:
            memcpy(bits.at, valid.at, bits.size)
        for i in range(n):
            if vmss_bit(bits.at, i) and is_missing[key[i]]:
                vmss_clear_bit(bits.at, i)
        return bits, vmss_count_zeros(bits.at, n)

    def mapped(self, Block keys, bytes table, Block valid):
        cdef Py_ssize_t n = keys.size // 4, i
        cdef Block out = _block(n, 4)
        cdef const uint8_t *to = <const uint8_t *>PyBytes_AS_STRING(table)
        cdef uint32_t *key = <uint32_t *>keys.at
        memset(out.at, 0, out.size)
        for i in range(n):
            if valid is None or vmss_bit(valid.at, i):
                memcpy(out.at + 4 * i, to + 4 * <size_t>key[i], 4)
        return out

    def wide(self, Block ids):
        cdef Py_ssize_t n = ids.size // 4, i
        cdef Block out = _block(n, 8)
        for i in range(n):
            (<uint64_t *>out.at)[i] = (<uint32_t *>ids.at)[i]
        return out

    def offsets(self, Py_ssize_t n, Py_ssize_t size, bint wide):
        cdef Block out = _block(n + 1, 8 if wide else 4)
        with nogil:
            vmss_write_offsets(n, size, wide, out.at)
        return out

    def views(self, Block rows, Py_ssize_t n, Py_ssize_t size):
        cdef Block out = _block(n, 16)
        cdef size_t per_buffer = MOST_VIEWED // size
        with nogil:
            vmss_write_views(rows.at, n, size, per_buffer, out.at)
        from array import array
        sizes, buffers = array("q"), [out]
        for start in range(0, n, per_buffer):
            sizes.append(size * min(<Py_ssize_t>per_buffer, n - <Py_ssize_t>start))
            buffers.append((rows, size * start))
        buffers.append(Block(8 * len(sizes)).fill(sizes))
        return buffers

    def short_views(self, str prefix, Block ids, bint lower, Py_ssize_t threads):
        cdef vmss_job job = _job(self.kernels, vmss_encode_views_work)
        cdef Py_ssize_t n = ids.size // 4
        cdef Block out = _block(n, 16)
        cdef bytes row = (len(prefix) + VMSS_WIDTH).to_bytes(4, byteorder)
        row += (prefix.lower() if lower else prefix).encode("ascii") + bytes(12)
        job.row, job.prefix_n = <const uint8_t *>PyBytes_AS_STRING(row), len(prefix)
        job.lower, job.digits = lower, out.at
        job.ids_in = vmss_integers(ids.at, 4, 4, False, False)
        _run(&job, n, 16 * n, threads, (ids, out, row))
        return [out, Block(0)]

    def texts(self, bytes strings, bounds, bytes alone, Block keys, Block ids, Block valid):
        cdef vmss_texts of
        cdef uint64_t size
        cdef _Buffer own_bounds = _hold(bounds, PyBUF_SIMPLE)
        of.strings = <const uint8_t *>PyBytes_AS_STRING(strings)
        of.bounds, of.alone = <uint64_t *>own_bounds.bytes, <const uint8_t *>PyBytes_AS_STRING(alone)
        of.valid = valid.at if valid is not None else NULL
        of.keys, of.ids, of.n = <uint32_t *>keys.at, <uint32_t *>ids.at, keys.size // 4
        of.wide = False
        cdef Block offsets = _block(of.n + 1, 4)
        with nogil:
            size = vmss_text_offsets(&of, offsets.at)
        if size > MOST_VIEWED:
            of.wide = True
            offsets = _block(of.n + 1, 8)
            with nogil:
                vmss_text_offsets(&of, offsets.at)
        cdef Block data = Block(size)
        with nogil:
            vmss_write_texts(&of, data.at)
        return offsets, data

    # Capsules first, what they hold second: then nothing is lost if memory is.
    def schema(self, node):
        cdef ArrowSchema *schema = <ArrowSchema *>_raw(sizeof(ArrowSchema))
        capsule = PyCapsule_New(schema, "arrow_schema", _end_schema)
        _fill_schema(schema, node)
        return capsule

    def array(self, node):
        cdef ArrowArray *array = <ArrowArray *>_raw(sizeof(ArrowArray))
        capsule = PyCapsule_New(array, "arrow_array", _end_array)
        _fill_array(array, node)
        return capsule

    def stream(self, node):
        cdef ArrowArrayStream *stream = <ArrowArrayStream *>_raw(sizeof(ArrowArrayStream))
        capsule = PyCapsule_New(stream, "arrow_array_stream", _end_stream)
        cdef _Stream *own = <_Stream *>_raw(sizeof(_Stream))
        stream.private_data = own
        stream.get_schema, stream.get_next = _stream_schema, _stream_next
        stream.get_last_error, stream.release = _stream_error, _release_stream
        _fill_schema(&own.schema, node)
        _fill_array(&own.array, node)
        return capsule

    def format(self, capsule):
        cdef ArrowSchema *schema = <ArrowSchema *>PyCapsule_GetPointer(capsule, "arrow_schema")
        if schema.release == NULL or schema.format == NULL:
            return ""
        return schema.format.decode("utf-8", "replace")
