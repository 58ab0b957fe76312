# cython: language_level=3
# Rows of JSON and CSV, and what their values name, included by compiled.pyx; python_rows.py
# documents them.

cdef enum:
    # The number of rows that are copied out at once; of JSON, each may have VMSS_MOST_STRINGS.
    ROWS = 4096
    STRINGS = ROWS + VMSS_MOST_STRINGS


cdef class _Memory:
    """Memory of a size, zero at first."""

    cdef void *at

    def __cinit__(self, size_t size):
        self.at = _room(size)
        memset(self.at, 0, size)

    def __dealloc__(self):
        PyMem_Free(self.at)


cdef _copied(list columns, list memories, list sizes, size_t n):
    """Append the first n items of each of the *memories* to its column."""
    cdef _Memory memory
    for i in range(len(columns)):
        memory = memories[i]
        columns[i].append(
            PyBytes_FromStringAndSize(<const char *>memory.at, <size_t>sizes[i] * n)
        )


cdef list _joined(list columns):
    for i in range(len(columns)):
        columns[i] = b"".join(columns[i])
    return columns


cdef _json_records(data, bytes path, keys, bint skips, bint is_end):
    cdef _Buffer text = _hold(data, PyBUF_SIMPLE)
    cdef _Memory memory = _Memory(sizeof(vmss_json))
    cdef vmss_json *json = <vmss_json *>memory.at
    cdef vmss_records found
    cdef size_t at = 0, start = 0
    cdef list records = [_Memory(8 * ROWS), _Memory(ROWS)]
    cdef list strings = [_Memory(4 * STRINGS), _Memory(8 * STRINGS), _Memory(8 * STRINGS), _Memory(STRINGS)]
    cdef list columns = [[], []], values = [[], [], [], []]
    cdef uint64_t base = 0
    cdef uint32_t *rows
    from array import array
    bounds = [0]
    for key in keys:
        bounds.append(bounds[-1] + len(key))
    cdef _Buffer key_bounds = _hold(array("Q", bounds), PyBUF_SIMPLE)
    cdef bytes all_keys = b"".join(keys)
    json.text, json.n = text.bytes, text.view.len
    json.path, json.path_n = <const uint8_t *>PyBytes_AS_STRING(path), len(path)
    json.keys, json.keys_n = <const uint8_t *>PyBytes_AS_STRING(all_keys), len(bounds) - 1
    json.bounds = <const uint64_t *>key_bounds.bytes
    json.skips, json.is_end = skips, is_end
    memset(&found, 0, sizeof(found))
    found.room, found.strings_room = ROWS, STRINGS
    found.ends = <uint64_t *>(<_Memory>records[0]).at
    found.flags = <uint8_t *>(<_Memory>records[1]).at
    found.rows = <uint32_t *>(<_Memory>strings[0]).at
    found.starts = <uint64_t *>(<_Memory>strings[1]).at
    found.stops = <uint64_t *>(<_Memory>strings[2]).at
    found.escaped = <uint8_t *>(<_Memory>strings[3]).at
    rows = found.rows
    while True:
        start = at
        with nogil:
            at = vmss_find_records(json, at, &found)
        for i in range(found.strings_n):
            rows[i] += <uint32_t>base
        base += found.n
        _copied(columns, records, [8, 1], found.n)
        _copied(values, strings, [4, 8, 8, 1], found.strings_n)
        if at == json.n or at == start or not found.n:
            break
        found.n = found.strings_n = 0
    return at, bool(json.skips), found.others, *_joined(columns), *_joined(values)


cdef _csv_rows(data, uint8_t delimiter, uint64_t column, bint has_quotes):
    cdef _Buffer text = _hold(data, PyBUF_SIMPLE)
    cdef list memories = [_Memory(8 * ROWS), _Memory(4 * ROWS), _Memory(8 * ROWS), _Memory(8 * ROWS), _Memory(ROWS)]
    cdef list columns = [[], [], [], [], []]
    cdef vmss_csv csv
    cdef vmss_rows found
    cdef size_t at = 0, start = 0
    memset(&found, 0, sizeof(found))
    found.room = ROWS
    found.ends = <uint64_t *>(<_Memory>memories[0]).at
    found.cells = <uint32_t *>(<_Memory>memories[1]).at
    found.starts = <uint64_t *>(<_Memory>memories[2]).at
    found.stops = <uint64_t *>(<_Memory>memories[3]).at
    found.flags = <uint8_t *>(<_Memory>memories[4]).at
    csv.text, csv.n, csv.column = text.bytes, text.view.len, column
    csv.delimiter, csv.has_quotes = delimiter, has_quotes
    while True:
        start = at
        found.n = 0
        with nogil:
            at = vmss_find_rows(&csv, at, &found)
        _copied(columns, memories, [8, 4, 8, 8, 1], found.n)
        if at == csv.n or at == start or found.n < ROWS:
            break
    return at, found.lines, *_joined(columns)


cdef _split_lines(data, bint base36, bint decimal):
    cdef _Buffer text = _hold(data, PyBUF_SIMPLE)
    cdef vmss_lines of
    cdef size_t n = vmss_newlines(text.bytes, text.view.len) + 1, i
    cdef _Memory texts = _Memory(sizeof(void *) * n), sizes = _Memory(sizeof(size_t) * n), slots
    cdef bytes keys = PyBytes_FromStringAndSize(NULL, 4 * n), ids = PyBytes_FromStringAndSize(NULL, 4 * n)
    cdef list found = []
    memset(&of, 0, sizeof(of))
    of.beginnings.bits = 2
    while n >> (of.beginnings.bits - 1):
        of.beginnings.bits += 1
    slots = _Memory(<size_t>4 << of.beginnings.bits)
    of.text, of.text_n, of.base36, of.decimal = text.bytes, text.view.len, base36, decimal
    of.keys, of.ids = <uint32_t *>PyBytes_AS_STRING(keys), <uint32_t *>PyBytes_AS_STRING(ids)
    of.beginnings.texts, of.beginnings.sizes = <const uint8_t **>texts.at, <size_t *>sizes.at
    of.beginnings.slots, of.beginnings.room = <uint32_t *>slots.at, <uint32_t>min(n, <size_t>VMSS_NONE)
    of.beginnings.seed = int.from_bytes(urandom(8), "little")
    with nogil:
        vmss_split_lines(&of)
    for i in range(of.beginnings.n):
        found.append(PyBytes_FromStringAndSize(
            <const char *>of.beginnings.texts[i], of.beginnings.sizes[i]
        ))
    return found, keys[: 4 * of.n], ids[: 4 * of.n], of.with_cr


cdef _resolve_values(
    Tables tables, data, starts, stops, bytes plain, uint32_t max_id, bint embedded
):
    cdef _Buffer text = _hold(data, PyBUF_SIMPLE)
    cdef _Buffer first = _hold(starts, PyBUF_SIMPLE), last = _hold(stops, PyBUF_SIMPLE)
    cdef const uint64_t *begin = <const uint64_t *>first.bytes
    cdef const uint64_t *end = <const uint64_t *>last.bytes
    cdef size_t n = first.view.len // sizeof(uint64_t), i
    cdef bytes owners = PyBytes_FromStringAndSize(NULL, n * sizeof(uint32_t))
    cdef bytes ids = PyBytes_FromStringAndSize(NULL, n * sizeof(uint32_t))
    cdef uint32_t *owner = <uint32_t *>PyBytes_AS_STRING(owners)
    cdef uint32_t *one = <uint32_t *>PyBytes_AS_STRING(ids)
    cdef const uint8_t *is_plain = <const uint8_t *>PyBytes_AS_STRING(plain)
    cdef vmss_resolver of
    cdef vmss_verdict verdict
    cdef size_t found = 0, asked = 0
    cdef uint32_t largest = 0
    of.prefixes, of.scale_sets, of.embedded = &tables.prefixes.table, &tables.scale_sets.table, embedded
    with nogil:
        for i in range(n):
            verdict = vmss_resolve_value(&of, text.bytes + begin[i], end[i] - begin[i], &owner[i], &one[i])
            if verdict == VMSS_NAMES_ONE:
                if not is_plain[owner[i]]:
                    verdict = VMSS_ASK
                elif one[i] > max_id:
                    verdict = VMSS_NAMES_NOTHING
            if verdict == VMSS_NAMES_ONE:
                found += 1
                largest = max(largest, one[i])
            else:
                asked += verdict == VMSS_ASK
                owner[i] = VMSS_NONE - (verdict == VMSS_ASK)
                one[i] = 0
    return owners, ids, found, asked, largest
