# cython: language_level=3
# Counts of instances, included by compiled.pyx; python_scan.py documents them.


cdef class InstanceCounts:
    """Counts matches by instance."""

    cdef vmss_counts counts
    cdef bytearray slots
    cdef uint64_t line

    def __cinit__(self):
        self.counts.bits = 8
        self.counts.seed = int.from_bytes(urandom(8), "little")
        self.slots = bytearray(sizeof(vmss_count) << self.counts.bits)
        self.counts.slots = <vmss_count *>PyByteArray_AS_STRING(self.slots)
        self.line = 1

    cdef grow(self):
        """Move what was counted into four times as many slots."""
        cdef vmss_counts more = self.counts
        cdef size_t size = <size_t>1 << self.counts.bits, i
        more.bits += 2
        cdef bytearray slots = bytearray(sizeof(vmss_count) << more.bits)
        more.slots = <vmss_count *>PyByteArray_AS_STRING(slots)
        for i in range(size):
            if self.counts.slots[i].count:
                vmss_count_of(&more, self.counts.slots[i].key)[0] = self.counts.slots[i]
        self.slots, self.counts = slots, more

    def restart(self):
        self.line = 1

    def add(self, data, columns, owners, uint32_t file):
        cdef _Buffer text = _hold(data, PyBUF_SIMPLE), starts = _hold(columns[0], PyBUF_SIMPLE)
        cdef _Buffer kinds = _hold(columns[2], PyBUF_SIMPLE), ids = _hold(columns[4], PyBUF_SIMPLE)
        cdef _Buffer numbers = _hold(owners, PyBUF_SIMPLE)
        cdef vmss_counted of
        cdef bint done = False
        of.text, of.text_n, of.at, of.i = text.bytes, text.view.len, 0, 0
        of.starts, of.kinds = <const uint64_t *>starts.bytes, kinds.bytes
        of.owners, of.ids = <const uint32_t *>numbers.bytes, <const uint32_t *>ids.bytes
        of.n, of.line, of.file = kinds.view.len, self.line, file
        while not done:
            with nogil:
                done = vmss_count_matches(&self.counts, &of)
            if not done:
                self.grow()
        self.line = of.line

    def items(self):
        cdef size_t size = <size_t>1 << self.counts.bits, i
        cdef vmss_count *one
        cdef list found = []
        for i in range(size):
            one = &self.counts.slots[i]
            if one.count:
                found.append((
                    one.key >> 32, one.key & 0xFFFFFFFF, one.kind, one.count,
                    <uint64_t>one.first_file << 40 | one.first_line,
                    <uint64_t>one.last_file << 40 | one.last_line,
                ))
        return found
