# cython: language_level=3
# The lines of reverse zones, included by compiled.pyx; python.py documents them.


cdef uint64_t *_sorted_rows(bytes addresses, Py_ssize_t n) except NULL:
    """Return *n* addresses with their positions, sorted; the caller frees them."""
    cdef const uint8_t *packed = <const uint8_t *>PyBytes_AS_STRING(addresses)
    cdef Py_ssize_t i
    cdef uint64_t *rows = <uint64_t *>_room((n + 1) * sizeof(uint64_t))
    cdef uint64_t *room = NULL
    cdef uint64_t *found
    try:
        room = <uint64_t *>_room((n + 1) * sizeof(uint64_t))
    except MemoryError:
        PyMem_Free(rows)
        raise
    with nogil:
        for i in range(n):
            rows[i] = (
                <uint64_t>packed[4 * i] << 56 | <uint64_t>packed[4 * i + 1] << 48
                | <uint64_t>packed[4 * i + 2] << 40 | <uint64_t>packed[4 * i + 3] << 32
                | <uint32_t>i
            )
        found = vmss_sort_rows(rows, room, n)
    PyMem_Free(room if found == rows else rows)
    return found


cdef _distinct_addresses(bytes addresses):
    cdef Py_ssize_t n = len(addresses) // 4, i = 1
    cdef uint64_t *rows
    if len(addresses) % 4:
        raise ValueError("expected four bytes an address")
    rows = _sorted_rows(addresses, n)
    while i < n and rows[i] >> 32 != rows[i - 1] >> 32:
        i += 1
    PyMem_Free(rows)
    return i >= n


cdef class _ReverseRows:
    """Hosts by address, in blocks of addresses."""

    cdef readonly list firsts
    cdef list places            # The first row of each block, and the number of rows.
    cdef bytes labels, end      # The job points to these.
    cdef uint64_t *starts
    cdef uint64_t *rows
    cdef vmss_reverse job

    def __cinit__(self, bytes labels, bytes addresses, int bits, bytes end):
        cdef Py_ssize_t n = len(addresses) // 4, i
        cdef uint32_t first, mask
        self.starts = <uint64_t *>_room((n + 1) * sizeof(uint64_t))
        if (
            not 8 <= bits <= 31 or len(addresses) % 4
            or vmss_line_starts(
                <const uint8_t *>PyBytes_AS_STRING(labels), len(labels), n, self.starts
            ) < <size_t>n
            or self.starts[n] != <uint64_t>len(labels)
        ):
            raise ValueError("expected four bytes an address, a line for each, and 8 to 31 bits")
        mask = <uint32_t>0xFFFFFFFF << (32 - bits)
        self.labels, self.end, self.firsts, self.places = labels, end, [], []
        self.rows = _sorted_rows(addresses, n)
        for i in range(n):
            first = <uint32_t>(self.rows[i] >> 32) & mask
            if not i or first != <uint32_t>(self.rows[i - 1] >> 32) & mask:
                self.firsts.append(first)
                self.places.append(i)
        self.places.append(n)
        self.job.rows, self.job.starts = self.rows, self.starts
        self.job.labels = <const uint8_t *>PyBytes_AS_STRING(self.labels)
        self.job.end, self.job.end_n = <const uint8_t *>PyBytes_AS_STRING(self.end), len(end)
        self.job.octets = 4 - min(bits, 24) // 8

    def __dealloc__(self):
        PyMem_Free(self.starts)
        PyMem_Free(self.rows)

    def lines(self, Py_ssize_t block):
        cdef Py_ssize_t start = self.places[block], stop = self.places[block + 1]
        cdef size_t size = vmss_reverse_size(&self.job, start, stop)
        cdef bytes text = PyBytes_FromStringAndSize(NULL, size)
        size = vmss_reverse_lines(&self.job, start, stop, <uint8_t *>PyBytes_AS_STRING(text))
        return text[:size]
