# cython: language_level=3
# Lines of reverse zones for _kernels_c.pyx: what it promises stands in _kernels_py.py.


cdef _reverse_rows(bytes labels, bytes addresses, int bits, bytes end):
    cdef Py_ssize_t n = len(addresses) // 4, i
    cdef size_t size = 0, blocks = 0
    cdef vmss_reverse job
    cdef const uint8_t *packed = <const uint8_t *>PyBytes_AS_STRING(addresses)
    cdef bytes text = PyBytes_FromStringAndSize(
        NULL, n * (VMSS_OWNER_SIZE + VMSS_PTR_SIZE + len(end)) + len(labels))
    cdef uint8_t *out = <uint8_t *>PyBytes_AS_STRING(text)
    # Where labels begin; rows, and as much room again, which ends with the places of blocks.
    cdef uint64_t *starts = <uint64_t *>_room((n + 1) * sizeof(uint64_t))
    cdef uint64_t *rows = NULL
    cdef uint64_t *room = NULL
    cdef uint64_t *places = NULL
    cdef uint32_t *firsts = NULL
    try:
        rows = <uint64_t *>_room((n + 1) * sizeof(uint64_t))
        room = <uint64_t *>_room((n + 1) * sizeof(uint64_t))
        firsts = <uint32_t *>_room((n + 1) * sizeof(uint32_t))
        job.labels, job.starts = <const uint8_t *>PyBytes_AS_STRING(labels), starts
        job.end, job.end_n = <const uint8_t *>PyBytes_AS_STRING(end), len(end)
        job.bits, job.n = bits, n
        if vmss_line_starts(job.labels, len(labels), n, starts) < <size_t>n:
            raise ValueError("expected a label for each address")
        with nogil:
            for i in range(n):
                rows[i] = (
                    <uint64_t>packed[4 * i] << 56 | <uint64_t>packed[4 * i + 1] << 48
                    | <uint64_t>packed[4 * i + 2] << 40 | <uint64_t>packed[4 * i + 3] << 32
                    | <uint32_t>i
                )
            job.rows = vmss_sort_rows(rows, room, n)
            # Where the rows are no more, there is room for the blocks' places.
            places = room if job.rows == rows else rows
            size = vmss_reverse_rows(&job, out, firsts, places, &blocks)
        found = [(firsts[i], places[i]) for i in range(<Py_ssize_t>blocks)]
        return text[:size], found
    finally:
        PyMem_Free(starts)
        PyMem_Free(rows)
        PyMem_Free(room)
        PyMem_Free(firsts)
