# cython: language_level=3
"""The loops over columns, in C; what each promises stands in _kernels_py.py.

This file only carries: buffers to csrc/*.h and back, str and int objects to
bytes and back.  Rules that a loop needs are in csrc; words are in names.py.

No typed memoryviews: they import half of collections and do not work in
sub-interpreters.

A list belongs to the caller.  To make one of ours may run the garbage collector,
and with it anybody's code, which may change it; to make a str or an int runs
nothing.  So results are made first, and only then are a column's items looked at.
"""

from cpython.buffer cimport (
    PyBUF_SIMPLE,
    PyBUF_STRIDED_RO,
    PyBUF_WRITABLE,
    PyBuffer_Release,
    PyObject_GetBuffer,
)
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.list cimport PyList_New
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy

cdef enum:
    # IDs handled at a time where they have to be copied: on the stack, in the L1 cache.
    BLOCK = 512
    # Loops shorter than this are over before another thread could have had the GIL.
    LONG = 4096

# For the test that compares csrc/grammar.h with _grammar.py.
GRAMMAR = {
    "BASE": VMSS_BASE,
    "WIDTH": VMSS_WIDTH,
    "MAX_INSTANCE_ID": VMSS_MAX_INSTANCE_ID,
    "MAX_PREFIX": VMSS_MAX_PREFIX,
    "MAX_SCALE_SET": VMSS_MAX_SCALE_SET,
    "SEPARATOR": chr(VMSS_SEPARATOR),
    "DECIMAL_WIDTH": VMSS_DECIMAL_WIDTH,
}


def names():
    """Return the names of the kernels that this CPU can run, best first."""
    return tuple([row.name.decode() for row in vmss_compiled[:VMSS_COMPILED] if row.usable()])


cdef class _IDs:
    """A column of IDs, to be read in blocks: integers in memory, a range, or objects."""

    cdef Py_ssize_t count
    cdef bint is_buffer
    cdef Py_buffer buffer
    cdef vmss_integers integers
    cdef object objects             # a list, a tuple or None
    cdef uint64_t start, step       # of a range; wrap like what they are taken from

    def __cinit__(self, column):
        if type(column) is memoryview:
            code = column.format
            PyObject_GetBuffer(column, &self.buffer, PyBUF_STRIDED_RO | PyBUF_FORMAT)
            self.is_buffer = True
            self.count = self.buffer.shape[0]
            self.integers.first = <const uint8_t *>self.buffer.buf
            self.integers.stride = self.buffer.strides[0]
            self.integers.size = <int>self.buffer.itemsize
            self.integers.is_signed = code[-1].islower()
            self.integers.is_swapped = code[0] in ("<" if PY_BIG_ENDIAN else ">!")
        elif type(column) is range:
            self.count = len(column)
            self.start = <uint64_t><long long>column.start if self.count else 0
            self.step = <uint64_t><long long>column.step if self.count > 1 else 0
        else:
            self.objects = column
            self.count = PySequence_Fast_GET_SIZE(column)

    def __dealloc__(self):
        if self.is_buffer:
            PyBuffer_Release(&self.buffer)

    cdef Py_ssize_t read(self, Py_ssize_t start, Py_ssize_t n, uint32_t *ids) noexcept:
        """Copy n IDs from number start on; return how many there were, up to the first bad one."""
        cdef Py_ssize_t i
        cdef PyObject **items
        if self.is_buffer:
            return vmss_gather(&self.integers, start, n, ids)
        if self.objects is not None:
            items = PySequence_Fast_ITEMS(self.objects)
            for i in range(min(n, PySequence_Fast_GET_SIZE(self.objects) - start)):
                if not vmss_object_id(items[start + i], &ids[i]):
                    return i
            return min(n, PySequence_Fast_GET_SIZE(self.objects) - start)
        for i in range(n):
            ids[i] = <uint32_t>(self.start + self.step * <uint64_t>(start + i))
        return n


ctypedef bint (*ID_READER)(const uint8_t *text, size_t n, uint32_t *v) noexcept nogil


cdef Py_ssize_t _encode_integers(
    const vmss_kernels *kernels, const vmss_integers *ids, Py_ssize_t count, uint8_t *out
) noexcept nogil:
    cdef uint32_t block[BLOCK]
    cdef Py_ssize_t done = 0, n, good
    if ids.size == 4 and ids.stride == 4 and not ids.is_signed and not ids.is_swapped:
        return kernels.encode(ids.first, count, out)
    while done < count:
        n = min(count - done, <Py_ssize_t>BLOCK)
        good = vmss_gather(ids, done, n, block)
        kernels.encode(block, good, out + VMSS_WIDTH * done)
        done += good
        if good < n:
            break
    return done


cdef _encode_names(const vmss_kernels *kernels, bytes spelling, column, bint decimal, bint lower):
    """Return a name for each ID, *spelling* and its digits, and how many IDs were read."""
    cdef _IDs ids = _IDs(column)
    cdef Py_ssize_t count = ids.count, good = 0, n, i
    cdef Py_ssize_t head = len(spelling), length = VMSS_WIDTH
    cdef const uint8_t *start = <const uint8_t *>PyBytes_AS_STRING(spelling)
    cdef uint32_t block[BLOCK]
    cdef uint8_t digits[VMSS_WIDTH * BLOCK]
    cdef uint8_t decimals[VMSS_DECIMAL_WIDTH]
    cdef uint8_t *source = decimals
    cdef uint8_t *out
    cdef PyObject *text
    cdef list names = PyList_New(count)
    while good < count:
        n = ids.read(good, min(count - good, <Py_ssize_t>BLOCK), block)
        if not decimal:
            kernels.encode(block, n, digits)
        if lower:
            vmss_lower_digits(digits, VMSS_WIDTH * n)
        for i in range(n):
            if decimal:
                length = vmss_encode_decimal(block[i], decimals)
            else:
                source = digits + VMSS_WIDTH * i
            text = vmss_new_ascii(head + length, &out)
            memcpy(out, start, head)
            memcpy(out + head, source, length)
            PyList_SET_ITEM(names, good + i, text)
        good += n
        if n < BLOCK:
            break
    if good < count:
        del names[good:]
    return names, good


cdef _decode_names(column, bytes lower, ID_READER read, bint null):
    """Return the IDs in names that start with *lower*, and how many of them were read."""
    cdef list ids = PyList_New(PySequence_Fast_GET_SIZE(column))
    cdef Py_ssize_t count = min(len(ids), PySequence_Fast_GET_SIZE(column)), good = 0, length
    cdef PyObject **items = PySequence_Fast_ITEMS(column)
    cdef const uint8_t *text
    cdef uint32_t instance_id
    cdef vmss_head head
    head.lower = <const uint8_t *>PyBytes_AS_STRING(lower)
    head.n = len(lower)
    memcpy(head.seen, head.lower, head.n)
    while good < count:
        text = vmss_ascii(items[good], &length)
        if (
            length > <Py_ssize_t>head.n
            and read(text + head.n, length - head.n, &instance_id)
            and vmss_has_head(text, &head)
        ):
            PyList_SET_ITEM(ids, good, PyLong_FromUnsignedLong(instance_id))
        elif null:
            Py_INCREF(Py_None)
            PyList_SET_ITEM(ids, good, Py_None)
        else:
            break
        good += 1
    if good < len(ids):
        del ids[good:]
    return ids, good


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

    def encode_ids(self, column):
        cdef _IDs ids = _IDs(column)
        cdef Py_ssize_t count = ids.count, good = 0, n
        cdef uint32_t block[BLOCK]
        if count > <Py_ssize_t>((<size_t>-1 >> 1) // VMSS_WIDTH):
            raise MemoryError
        cdef bytes digits = PyBytes_FromStringAndSize(NULL, VMSS_WIDTH * count)
        cdef uint8_t *out = <uint8_t *>PyBytes_AS_STRING(digits)
        if ids.is_buffer and count < LONG:
            good = _encode_integers(self.kernels, &ids.integers, count, out)
        elif ids.is_buffer:
            with nogil:
                good = _encode_integers(self.kernels, &ids.integers, count, out)
        else:
            while good < count:
                n = ids.read(good, min(count - good, <Py_ssize_t>BLOCK), block)
                self.kernels.encode(block, n, out + VMSS_WIDTH * good)
                good += n
                if n < BLOCK:
                    break
        return digits if good == count else digits[: VMSS_WIDTH * good], good

    def decode_ids(self, data):
        cdef Py_buffer text, out
        cdef Py_ssize_t count, good = 0
        from array import array     # which imports all of collections
        PyObject_GetBuffer(data, &text, PyBUF_SIMPLE)
        try:
            count = text.len // VMSS_WIDTH
            ids = array("I", b"\0\0\0\0") * count
            PyObject_GetBuffer(ids, &out, PyBUF_WRITABLE)
            try:
                if count < LONG:
                    good = self.kernels.decode(<const uint8_t *>text.buf, count, out.buf)
                else:
                    with nogil:
                        good = self.kernels.decode(<const uint8_t *>text.buf, count, out.buf)
            finally:
                PyBuffer_Release(&out)
        finally:
            PyBuffer_Release(&text)
        if good < count:
            del ids[good:]
        return ids, good

    def encode_computer_names(self, str prefix, column, bint lower):
        spelling = (prefix.lower() if lower else prefix).encode("ascii")
        return _encode_names(self.kernels, spelling, column, False, lower)

    def encode_vm_names(self, str scale_set, column):
        spelling = scale_set.encode("ascii") + bytes([VMSS_SEPARATOR])
        return _encode_names(self.kernels, spelling, column, True, False)

    def decode_computer_names(self, column, str prefix, bint null):
        return _decode_names(column, prefix.lower().encode("ascii"), vmss_decode_digits, null)

    def decode_vm_names(self, column, str scale_set, bint null):
        lower = scale_set.lower().encode("ascii") + bytes([VMSS_SEPARATOR])
        return _decode_names(column, lower, vmss_decode_decimal, null)

    def split_computer_names(self, column, bint null):
        cdef list prefixes = PyList_New(PySequence_Fast_GET_SIZE(column))
        cdef list ids = PyList_New(len(prefixes))
        cdef Py_ssize_t count = min(len(ids), PySequence_Fast_GET_SIZE(column)), good = 0
        cdef PyObject **items = PySequence_Fast_ITEMS(column)
        cdef const uint8_t *text
        cdef Py_ssize_t length, head
        cdef uint32_t instance_id
        cdef PyObject *prefix = NULL        # the last one: names of a scale set come in runs
        cdef uint8_t *spelling = NULL
        cdef Py_ssize_t prefix_length = 0
        cdef bint known
        while good < count:
            text = vmss_ascii(items[good], &length)
            head = length - VMSS_WIDTH
            known = head > 0 and head == prefix_length and memcmp(spelling, text, head) == 0
            if (
                head > 0
                and vmss_decode_one(text + head, &instance_id)
                and (known or vmss_is_prefix(text, head))
            ):
                if known:
                    Py_INCREF(prefix)
                else:
                    prefix = vmss_new_ascii(head, &spelling)
                    prefix_length = head
                    memcpy(spelling, text, head)
                PyList_SET_ITEM(prefixes, good, prefix)
                PyList_SET_ITEM(ids, good, PyLong_FromUnsignedLong(instance_id))
            elif null:
                Py_INCREF(Py_None)
                PyList_SET_ITEM(prefixes, good, Py_None)
                Py_INCREF(Py_None)
                PyList_SET_ITEM(ids, good, Py_None)
            else:
                break
            good += 1
        if good < len(ids):
            del prefixes[good:]
            del ids[good:]
        return prefixes, ids, good
