# cython: language_level=3
# The tables and the scanner, included by compiled.pyx; python_scan.py documents them.

cdef enum:
    # The number of matches that are copied out at once.
    ROOM = 4 * VMSS_MOST


cdef class _Table:
    """A table of names to search for, from pairs of a distinct key and its owner."""

    cdef vmss_table table
    cdef bytes keys
    cdef bytearray filter, slots

    def __cinit__(self, pairs, uint64_t seed):
        self.table.filter_bits = max(15, (len(pairs) * 8).bit_length())
        self.table.slot_bits = max(4, (len(pairs) * 5 // 4).bit_length())
        self.table.seed = seed
        cdef list keys = []
        for key, owner in pairs:
            keys.append(_key(key, owner))
        self.keys = b"".join(keys)
        self.filter = bytearray((<size_t>1 << self.table.filter_bits) // 8)
        self.slots = bytearray(sizeof(vmss_slot) << self.table.slot_bits)
        self.table.keys = <const uint8_t *>PyBytes_AS_STRING(self.keys)
        self.table.size = len(self.keys)
        self.table.filter = <uint64_t *>PyByteArray_AS_STRING(self.filter)
        self.table.slots = <vmss_slot *>PyByteArray_AS_STRING(self.slots)
        vmss_fill(&self.table)


cdef bytes _key(str key, uint32_t owner):
    """Return *key* in the layout of table.h."""
    cdef uint32_t n = len(key)
    cdef bytearray folded = bytearray(key, "ascii")
    cdef uint32_t i
    for i in range(n):
        folded[i] = folded[i] | 0x20
    return n.to_bytes(4, byteorder) + owner.to_bytes(4, byteorder) + folded + bytes(-n % 4)


cdef class _Found:
    """Memory for matches."""

    cdef vmss_found found

    def __cinit__(self):
        self.found.room = ROOM
        self.found.starts = <uint64_t *>_room(ROOM * sizeof(uint64_t))
        self.found.ends = <uint64_t *>_room(ROOM * sizeof(uint64_t))
        self.found.kinds = <uint8_t *>_room(ROOM)
        self.found.owners = <uint32_t *>_room(ROOM * sizeof(uint32_t))
        self.found.ids = <uint32_t *>_room(ROOM * sizeof(uint32_t))
        self.found.paths = <uint64_t *>_room(ROOM * sizeof(uint64_t))

    def __dealloc__(self):
        PyMem_Free(self.found.starts)
        PyMem_Free(self.found.ends)
        PyMem_Free(self.found.kinds)
        PyMem_Free(self.found.owners)
        PyMem_Free(self.found.ids)
        PyMem_Free(self.found.paths)

    cdef take(self, list columns, size_t n):
        """Move the first n matches, and all paths, to *columns* as bytes."""
        cdef vmss_found *found = &self.found
        cdef size_t rest = found.n - n
        _move(columns[0], found.starts, sizeof(uint64_t), n, rest)
        _move(columns[1], found.ends, sizeof(uint64_t), n, rest)
        _move(columns[2], found.kinds, sizeof(uint8_t), n, rest)
        _move(columns[3], found.owners, sizeof(uint32_t), n, rest)
        _move(columns[4], found.ids, sizeof(uint32_t), n, rest)
        _move(columns[5], found.paths, sizeof(uint64_t), found.paths_n, 0)
        found.n = rest
        found.paths_n = 0


cdef void *_room(size_t size) except NULL:
    cdef void *room = PyMem_Malloc(size)
    if room == NULL:
        raise MemoryError
    return room


cdef _move(list column, void *items, size_t size, size_t n, size_t rest):
    """Append the first n items of *size* bytes to *column*, and move the rest to the front."""
    column.append(PyBytes_FromStringAndSize(<const char *>items, size * n))
    memmove(items, <const char *>items + size * n, size * rest)


cdef class _Pieces:
    """A template in the layout of render.h."""

    cdef vmss_template template
    cdef bytearray pieces, first
    cdef bytes literals, strings
    cdef _Buffer bounds

    def __cinit__(self, kinds, strings, int where):
        cdef vmss_piece *pieces
        cdef size_t *first
        cdef size_t place = 0, n = 0, width = 0, pieces_n = 0
        cdef list all_strings = []
        from array import array
        for of in kinds:
            pieces_n += len(of)
        self.pieces = bytearray(sizeof(vmss_piece) * pieces_n)
        self.first = bytearray(sizeof(size_t) * (len(kinds) + 1))
        pieces = <vmss_piece *>PyByteArray_AS_STRING(self.pieces)
        first = <size_t *>PyByteArray_AS_STRING(self.first)
        literals = []
        for k, of in enumerate(kinds):
            first[k] = n
            for what, lower, is_key, value in of:
                pieces[n].what = what
                pieces[n].lower = lower
                pieces[n].is_key = is_key
                if what == VMSS_LITERAL:
                    literals.append(value)
                    pieces[n].at = place
                    pieces[n].n = len(value)
                    place += len(value)
                else:
                    pieces[n].at = value
                n += 1
            first[k + 1] = n
        bounds = [0]
        for of in strings:
            width = len(of)
            all_strings.extend(of)
            for one in of:
                bounds.append(bounds[-1] + len(one))
        self.literals = b"".join(literals)
        self.strings = b"".join(all_strings)
        self.bounds = _hold(array("Q", bounds), PyBUF_SIMPLE)
        self.template.pieces = pieces
        self.template.first = first
        self.template.literals = <const uint8_t *>PyBytes_AS_STRING(self.literals)
        self.template.strings = <const uint8_t *>PyBytes_AS_STRING(self.strings)
        self.template.bounds = <const uint64_t *>self.bounds.bytes
        self.template.strings_n = width
        self.template.where = where


cdef class _Rendering:
    """A template to write for each match in a text: counted first, then written."""

    cdef _Buffer text, starts, ends, kinds, owners, ids, text_bounds
    cdef bytes texts
    cdef _Pieces template
    cdef vmss_matches found
    cdef size_t size
    cdef uint8_t *to
    cdef bint is_whole

    def __cinit__(self, data, columns, _Pieces template, texts):
        from array import array
        self.text, self.template, self.texts = _hold(data, PyBUF_SIMPLE), template, b"".join(texts)
        self.starts, self.ends = _hold(columns[0], PyBUF_SIMPLE), _hold(columns[1], PyBUF_SIMPLE)
        self.kinds, self.owners = _hold(columns[2], PyBUF_SIMPLE), _hold(columns[3], PyBUF_SIMPLE)
        self.ids = _hold(columns[4], PyBUF_SIMPLE)
        bounds = [0]
        for one in texts:
            bounds.append(bounds[-1] + len(one))
        self.text_bounds = _hold(array("Q", bounds), PyBUF_SIMPLE)
        self.found.texts = <const uint8_t *>PyBytes_AS_STRING(self.texts)
        self.found.text_bounds = <const uint64_t *>self.text_bounds.bytes
        self.found.starts = <const uint64_t *>self.starts.bytes
        self.found.ends = <const uint64_t *>self.ends.bytes
        self.found.kinds, self.found.n = self.kinds.bytes, self.kinds.view.len
        self.found.owners = <const uint32_t *>self.owners.bytes
        self.found.ids = <const uint32_t *>self.ids.bytes

    cdef size_t render(self, uint8_t *to) noexcept:
        cdef size_t size
        with nogil:
            size = vmss_render(
                &self.template.template, self.text.bytes, self.text.view.len, &self.found, to, self.size
            )
        return size

    def count(self):
        self.size = self.render(NULL)
        return self

    def write(self):
        self.is_whole = self.render(self.to) == self.size
        return self

    def alone(self):
        """Return the output of the only part."""
        cdef size_t size
        self.count()
        cdef bytes out = PyBytes_FromStringAndSize(NULL, self.size)
        size = self.render(<uint8_t *>PyBytes_AS_STRING(out))
        return out if size == self.size else out[:size]


cdef class Tables:
    """The names to search for."""

    cdef const vmss_kernels *kernels
    cdef _Table prefixes, scale_sets

    def scan(
        self, data, size_t base, uint32_t max_id, bint aks, bint embedded, bint paths, bint store
    ):
        cdef _Buffer text = _hold(data, PyBUF_SIMPLE)
        cdef _Found room = _Found()
        cdef vmss_scan scan
        cdef size_t n, count = 0
        cdef bint done = False
        cdef list columns = [[], [], [], [], [], []]
        memset(&scan, 0, sizeof(scan))
        room.found.base = base
        scan.kernels = self.kernels
        scan.sieve.prefixes, scan.sieve.scale_sets = &self.prefixes.table, &self.scale_sets.table
        scan.sieve.text, scan.text_n = text.bytes, text.view.len
        scan.sieve.aks, scan.sieve.embedded, scan.sieve.paths = aks, embedded, paths
        scan.max_id = max_id
        vmss_scan_init(&scan)
        while not done:
            with nogil:
                done = vmss_scan_on(&scan, &room.found)
            # A longer match may still replace the last few.
            n = room.found.n
            if not done:
                n -= min(n, <size_t>VMSS_KEPT)
            count += n
            room.take(columns, n)
            if not store:
                columns = [[], [], [], [], [], []]
        for i in range(len(columns)):
            columns[i] = b"".join(columns[i])
        return count, columns

    def resolve_values(self, data, starts, stops, bytes plain, uint32_t max_id, bint embedded):
        return _resolve_values(self, data, starts, stops, plain, max_id, embedded)

    def render(self, data, columns, _Pieces template, texts=()):
        return _Rendering(data, columns, template, texts).alone()

    def render_parts(self, parts, _Pieces template, run):
        cdef _Rendering part
        cdef list all_parts = []
        cdef size_t size = 0
        cdef bytes out
        cdef uint8_t *to
        for data, columns in parts:
            all_parts.append(_Rendering(data, columns, template, ()))
        # Threads count, and then each writes to its place.
        for part in run(_Rendering.count, all_parts):
            size += part.size
        out = PyBytes_FromStringAndSize(NULL, size)
        to = <uint8_t *>PyBytes_AS_STRING(out)
        for part in all_parts:
            part.to = to
            to += part.size
        for part in run(_Rendering.write, all_parts):
            if not part.is_whole:   # Another thread changed the text.
                raise ValueError("the text was changed while it was annotated")
        return out

    def template(self, kinds, strings, int where):
        return _Pieces(kinds, strings, where)

    def instances(self, column, list owners, type make, bint null):
        cdef Py_ssize_t count = PySequence_Fast_GET_SIZE(column), i, length
        cdef list found = [None] * count, asked = []
        cdef const uint8_t *text
        cdef uint32_t instance_id, place
        cdef PyObject *one
        cdef PyObject *owner
        cdef vmss_resolver of
        cdef vmss_verdict verdict
        of.prefixes, of.scale_sets, of.embedded = &self.prefixes.table, &self.scale_sets.table, False
        for i in range(count):
            # Creating an instance may run the garbage collector, which may change the column.
            if i >= PySequence_Fast_GET_SIZE(column):
                del found[i:]
                break
            text = vmss_ascii(PySequence_Fast_ITEMS(column)[i], &length)
            verdict = VMSS_ASK
            if text != NULL:
                verdict = vmss_resolve_value(&of, text, length, &place, &instance_id)
            if verdict == VMSS_NAMES_ONE:
                owner = PyList_GET_ITEM(owners, place)
                if owner != Py_None:
                    one = vmss_new_instance(make, owner, instance_id)
                    PyList_SetItem(found, i, one)
                    continue
            elif verdict == VMSS_NAMES_NOTHING and null:
                continue
            asked.append(i)
        return found, asked
