# cython: language_level=3, freethreading_compatible=True
"""The loops over columns in C; python.py documents each function.

This file only converts: buffers to csrc/*.h and back, str and int objects to bytes and
back.  The rules that a loop needs are in csrc, the wording of errors is in names/.

No typed memoryviews: they import half of collections and do not work in sub-interpreters.

A list belongs to the caller.  Creating a list of our own may run the garbage collector,
and with it any code, which may change the caller's list.  Creating a str or an int runs
no code.  So the lists for results are created before a column's items are read.
Without the GIL, columns.py passes a copy.

No list comprehensions over new objects: if the append fails for lack of memory, the C
code that Cython 3.3.1 generates releases the object twice.  Loops with append() do not.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBUF_STRIDED_RO, PyBUF_WRITABLE
from cpython.buffer cimport PyBuffer_Release, PyObject_GetBuffer
from cpython.bytearray cimport PyByteArray_AS_STRING
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.list cimport PyList_New
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memmove, memset

from os import urandom
from sys import byteorder

cdef enum:
    # Shorter columns take less time than another thread needs to get the GIL.
    LONG = 4096
    # The bytes of text that are worth a thread: the digits of a million IDs.
    PART = 6_000_000

# The version of the package that these kernels were built for.
VERSION = VMSS_VERSION.decode()

# Facts that a test compares with names/grammar.py.
GRAMMAR = {
    "BASE": VMSS_BASE,
    "WIDTH": VMSS_WIDTH,
    "MAX_INSTANCE_ID": VMSS_MAX_INSTANCE_ID,
    "MAX_PREFIX": VMSS_MAX_PREFIX,
    "MAX_SCALE_SET": VMSS_MAX_SCALE_SET,
    "SEPARATOR": chr(VMSS_SEPARATOR),
    "DECIMAL_WIDTH": VMSS_DECIMAL_WIDTH,
    "MAX_PLAUSIBLE_ID": VMSS_MAX_PLAUSIBLE,
    "MAX_FQDN": VMSS_MAX_FQDN,
    "MAX_LABEL": VMSS_MAX_LABEL,
}


def names():
    """Return the names of the kernels that this CPU can run, best first."""
    cdef list usable = []
    for row in vmss_compiled[:VMSS_COMPILED]:
        if row.usable():
            usable.append(row.name.decode())
    return tuple(usable)


cdef class _Buffer:
    """The memory of an object, held for the lifetime of this buffer."""

    cdef Py_buffer view
    cdef uint8_t *bytes

    def __dealloc__(self):
        PyBuffer_Release(&self.view)


cdef _Buffer _hold(owner, int flags):
    cdef _Buffer buffer = _Buffer.__new__(_Buffer)
    PyObject_GetBuffer(owner, &buffer.view, flags)
    buffer.bytes = <uint8_t *>buffer.view.buf
    return buffer


cdef class _IDs:
    """A column of IDs, read in blocks: integers in memory, a range, or objects."""

    cdef Py_ssize_t count
    cdef _Buffer buffer
    cdef vmss_integers integers
    cdef object objects             # A list, a tuple or None.
    cdef uint64_t start, step       # Of a range; they wrap, and so do sums of them.

    def __cinit__(self, column):
        if type(column) is memoryview:
            code = column.format
            self.buffer = _hold(column, PyBUF_STRIDED_RO | PyBUF_FORMAT)
            self.count = self.buffer.view.shape[0]
            self.integers.first = self.buffer.bytes
            self.integers.stride = self.buffer.view.strides[0]
            self.integers.size = <int>self.buffer.view.itemsize
            self.integers.is_signed = code[-1].islower()
            self.integers.is_swapped = code[0] in ("<" if PY_BIG_ENDIAN else ">!")
        elif type(column) is range:
            self.count = len(column)
            self.start = <uint64_t><long long>column.start if self.count else 0
            self.step = <uint64_t><long long>column.step if self.count > 1 else 0
        else:
            self.objects = column
            self.count = PySequence_Fast_GET_SIZE(column)

    cdef Py_ssize_t read(self, Py_ssize_t start, Py_ssize_t n, uint32_t *ids) noexcept:
        """Copy n IDs from index start; return how many came before the first bad one."""
        cdef Py_ssize_t i
        cdef PyObject **items
        if self.buffer is not None:
            return vmss_gather(&self.integers, start, n, ids)
        if self.objects is not None:
            items = PySequence_Fast_ITEMS(self.objects)
            n = max(0, min(n, PySequence_Fast_GET_SIZE(self.objects) - start))
            for i in range(n):
                if not vmss_object_id(items[start + i], &ids[i]):
                    return i
            return n
        for i in range(n):
            ids[i] = <uint32_t>(self.start + self.step * <uint64_t>(start + i))
        return n

    cdef write(self, vmss_job *job, size_t size, Py_ssize_t threads, row):
        """Return the output of *job* for this column, *size* bytes per ID, and the number of IDs."""
        cdef Py_ssize_t good = 0, n
        cdef uint32_t block[VMSS_BLOCK]
        if <size_t>self.count > (<size_t>-1 >> 1) // size:
            raise MemoryError
        cdef bytes text = PyBytes_FromStringAndSize(NULL, size * self.count)
        job.digits = <uint8_t *>PyBytes_AS_STRING(text)
        if self.buffer is not None:
            job.ids_in = self.integers
            good = _run(job, self.count, size * self.count, threads, (self, text, row))
        else:
            job.ids_in = vmss_integers(<const uint8_t *>block, 4, 4, False, False)
            while good < self.count:
                n = self.read(good, min(self.count - good, <Py_ssize_t>VMSS_BLOCK), block)
                job.work(job, 0, n)
                job.digits += size * n
                good += n
                if n < VMSS_BLOCK:
                    break
        return text if good == self.count else text[: size * good], good


cdef class _Part:
    """A part of a job, called in its own thread."""

    cdef vmss_job job
    cdef Py_ssize_t start, count, good
    cdef bint done
    cdef object keep        # Owns the memory.

    def __call__(self):
        with nogil:
            self.good = self.job.work(&self.job, self.start, self.count)
        self.done = True


cdef Py_ssize_t _run(
    vmss_job *job, Py_ssize_t count, Py_ssize_t size, Py_ssize_t threads, keep
) except -1:
    """Do *job*, in threads if its text of *size* bytes is long; return how many items are valid."""
    cdef Py_ssize_t start = 0
    cdef _Part part
    if count < LONG and size < PART:
        return job.work(job, 0, count)
    threads = min(threads, size // PART)
    if threads < 2:
        with nogil:
            start = job.work(job, 0, count)
        return start
    from threading import Thread
    size = (count // threads // VMSS_BLOCK + 1) * VMSS_BLOCK
    parts, running = [], []
    while start < count:
        part = _Part()
        part.job, part.start, part.count = job[0], start, min(size, count - start)
        part.keep = keep
        parts.append(part)
        start += size
    try:
        for part in parts[1:]:
            thread = Thread(target=part)
            running.append(thread)
            try:
                thread.start()
            except RuntimeError:    # Too many threads.
                running.pop()
                part()
        parts[0]()
    finally:
        _join(running)
    start = 0
    for part in parts:
        if not part.done:       # Its thread ended before it began.
            part()
        start += part.good
        if part.good < part.count:
            break
    return start


cdef _join(list threads):
    """Wait for all *threads*, also after a signal: they use memory of ours."""
    interrupted = None
    for thread in threads:
        while thread.is_alive():
            try:
                thread.join()
            except BaseException as error:      # A handler of a signal may raise any.
                interrupted = error
    if interrupted is not None:
        raise interrupted


cdef vmss_job _job(const vmss_kernels *kernels, vmss_work work) noexcept:
    cdef vmss_job job
    memset(&job, 0, sizeof(job))
    job.work = work
    job.kernels = kernels
    return job


cdef bytes _row(vmss_job *job, str prefix, bytes end):
    """Give *job* rows of *prefix*, digits and *end*; the returned bytes own them."""
    cdef bytes row = prefix.encode("ascii") + bytes(VMSS_WIDTH) + end + bytes(16)
    job.row = <const uint8_t *>PyBytes_AS_STRING(row)
    job.prefix_n = len(prefix)
    job.end_n = len(end)
    return row


include "lists.pxi"
include "scan.pxi"
include "reverse.pxi"
include "rows.pxi"
include "counts.pxi"
include "arrow_in.pxi"
include "arrow_out.pxi"


cdef class Kernels:
    """One set of compiled kernels."""

    cdef const vmss_kernels *kernels
    cdef readonly str name

    def __cinit__(self, str name):
        for i in range(VMSS_COMPILED):
            if vmss_compiled[i].name == name.encode() and vmss_compiled[i].usable():
                self.kernels = &vmss_compiled[i]
                self.name = name
                return
        raise ValueError(f"expected one of {names()}, got {name!a}")

    cdef vmss_job job(self, vmss_work work) noexcept:
        return _job(self.kernels, work)

    cdef _decode(self, vmss_job *job, _Buffer text, Py_ssize_t count, valid, Py_ssize_t threads, keep):
        """Return the IDs that *job* reads, and their number."""
        cdef Py_ssize_t good
        cdef _Buffer out, bits = None
        from array import array     # Imports all of collections.
        ids = array("I", b"\0\0\0\0") * count
        out = _hold(ids, PyBUF_WRITABLE)
        job.text, job.text_n, job.ids = text.bytes, text.view.len, <uint32_t *>out.bytes
        if valid is not None:
            bits = _hold(valid, PyBUF_WRITABLE)
            job.valid = bits.bytes
        good = _run(job, count, text.view.len, threads, (text, out, bits, keep))
        out = None      # An array with an exported buffer cannot shrink.
        if good < count:
            del ids[good:]
        return ids, good

    def encode_ids(self, column, Py_ssize_t threads):
        cdef vmss_job job = self.job(vmss_encode_work)
        return _IDs(column).write(&job, VMSS_WIDTH, threads, None)

    def decode_ids(self, data, Py_ssize_t threads):
        cdef vmss_job job = self.job(vmss_decode_work)
        cdef _Buffer text = _hold(data, PyBUF_SIMPLE)
        return self._decode(&job, text, text.view.len // VMSS_WIDTH, None, threads, None)

    def encode_name_rows(self, str prefix, column, bytes end, bint lower, Py_ssize_t threads):
        cdef vmss_job job = self.job(vmss_encode_rows_work)
        row = _row(&job, prefix.lower() if lower else prefix, end)
        job.lower = lower
        return _IDs(column).write(&job, len(row) - 16, threads, row)

    def decode_name_rows(self, data, offsets, str prefix, bytes end, valid, Py_ssize_t threads):
        cdef vmss_job job = self.job(vmss_decode_rows_work)
        cdef _Buffer text = _hold(data, PyBUF_SIMPLE)
        cdef _IDs starts
        row = _row(&job, prefix.lower(), end)
        if offsets is None:
            return self._decode(&job, text, text.view.len // (len(row) - 16), valid, threads, row)
        starts = _IDs(offsets)
        job.starts = starts.integers
        return self._decode(&job, text, max(0, starts.count - 1), valid, threads, (row, starts))

    def encode_computer_names(self, str prefix, column, bint lower):
        spelling = (prefix.lower() if lower else prefix).encode("ascii")
        return _encode_names(self.kernels, spelling, column, False, lower)

    def encode_vm_names(self, str scale_set, column):
        spelling = scale_set.encode("ascii") + bytes([VMSS_SEPARATOR])
        return _encode_names(self.kernels, spelling, column, True, False)

    def decode_computer_names(self, column, str prefix, bint null):
        lower = prefix.lower().encode("ascii")
        return _decode_computer_names(self.kernels, column, lower, null)

    def decode_vm_names(self, column, str scale_set, bint null):
        lower = scale_set.lower().encode("ascii") + bytes([VMSS_SEPARATOR])
        return _decode_vm_names(column, lower, null)

    def split_computer_names(self, column, bint null):
        return _split_names(column, null)

    def distinct_addresses(self, bytes addresses):
        return _distinct_addresses(addresses)

    def reverse_rows(self, bytes labels, bytes addresses, int bits, bytes end):
        return _ReverseRows(labels, addresses, bits, end)

    def json_records(self, data, bytes path, keys, bint skips, bint is_end):
        return _json_records(data, path, keys, skips, is_end)

    def csv_rows(self, data, bytes delimiter, column, bint has_quotes):
        return _csv_rows(data, delimiter[0], column, has_quotes)

    def split_lines(self, data, bint base36, bint decimal):
        return _split_lines(data, base36, decimal)

    def has_unique_keys(self, bytes data):
        cdef const uint8_t *text = <const uint8_t *>PyBytes_AS_STRING(data)
        cdef size_t n = len(data)
        cdef bint found
        with nogil:
            found = vmss_has_unique_keys(text, n)
        return found

    def instance_counts(self):
        return InstanceCounts()

    def arrow(self):
        cdef Arrow functions = Arrow.__new__(Arrow)
        functions.kernels = self.kernels
        return functions

    def tables(self, prefixes, scale_sets):
        cdef Tables tables = Tables.__new__(Tables)
        seed = int.from_bytes(urandom(8), "little")
        tables.kernels = self.kernels
        tables.prefixes = tables.scale_sets = _Table(prefixes, seed)
        if scale_sets is not prefixes:
            tables.scale_sets = _Table(scale_sets, seed)
        return tables
