# cython: language_level=3
"""The loops over columns, in C; what each promises stands in _kernels_py.py.

This file only carries: buffers to csrc/*.h and back, str and int objects to
bytes and back.  Rules that a loop needs are in csrc; words are in names.py.

No typed memoryviews: they import half of collections and do not work in
sub-interpreters.  No code but ours runs in a loop over objects (allocating a str
or an int runs none), so a list cannot change under it.
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


cdef extern from "csrc/kernels.h" nogil:
    enum:
        VMSS_BASE
        VMSS_WIDTH
        VMSS_MAX_PREFIX
        VMSS_MAX_SCALE_SET
        VMSS_DECIMAL_WIDTH
        VMSS_SEPARATOR
        VMSS_COMPILED
    const uint32_t VMSS_MAX_INSTANCE_ID

    struct vmss_kernels:
        const char *name
        size_t (*encode)(const void *ids, size_t n, uint8_t *out) noexcept nogil
        size_t (*decode)(const uint8_t *text, size_t n, void *ids) noexcept nogil

    const vmss_kernels vmss_compiled[]

    struct vmss_integers:
        const uint8_t *first
        Py_ssize_t stride
        int size
        int is_signed
        int is_swapped

    size_t vmss_gather(const vmss_integers *, size_t start, size_t n, uint32_t *ids)
    bint vmss_decode_one(const uint8_t *text, uint32_t *v)
    bint vmss_decode_digits(const uint8_t *text, size_t n, uint32_t *v) noexcept
    struct vmss_head:
        const uint8_t *lower
        size_t n
        uint8_t *seen

    bint vmss_has_head(const uint8_t *text, vmss_head *head)
    bint vmss_is_prefix(const uint8_t *text, size_t n)
    size_t vmss_encode_decimal(uint32_t v, uint8_t *out)
    bint vmss_decode_decimal(const uint8_t *text, size_t n, uint32_t *v) noexcept


cdef extern from *:
    """
    /* The bytes of an ASCII str, subclasses included; for anything else, none. */
    static inline const uint8_t *vmss_ascii(PyObject *text, Py_ssize_t *length)
    {
        *length = 0;
        if (!PyUnicode_Check(text))
            return NULL;
    #if PY_VERSION_HEX < 0x030C0000
        if (PyUnicode_READY(text) < 0) {
            PyErr_Clear();
            return NULL;
        }
    #endif
        if (!PyUnicode_IS_ASCII(text))
            return NULL;
        *length = PyUnicode_GET_LENGTH(text);
        return (const uint8_t *)PyUnicode_DATA(text);
    }

    /* A new compact ASCII str, its bytes to be filled in; NULL without memory. */
    static inline PyObject *vmss_new_ascii(Py_ssize_t length, uint8_t **bytes)
    {
        PyObject *text = PyUnicode_New(length, 127);
        if (text != NULL)
            *bytes = (uint8_t *)PyUnicode_DATA(text);
        return text;
    }

    /* Whether an object is an int, though no bool, and in range: then *id is it. */
    static inline int vmss_object_id(PyObject *item, uint32_t *id)
    {
        int overflow;
        long long v;
        if (!PyLong_Check(item) || PyBool_Check(item))
            return 0;
        v = PyLong_AsLongLongAndOverflow(item, &overflow);
        if (overflow || v < 0 || v > VMSS_MAX_INSTANCE_ID)
            return 0;
        *id = (uint32_t)v;
        return 1;
    }
    """
    ctypedef struct PyObject
    const uint8_t *vmss_ascii(PyObject *text, Py_ssize_t *length)
    PyObject *vmss_new_ascii(Py_ssize_t length, uint8_t **bytes) except NULL
    bint vmss_object_id(PyObject *item, uint32_t *id)
    PyObject *PyLong_FromUnsignedLong(unsigned long) except NULL
    PyObject **PySequence_Fast_ITEMS(object)
    Py_ssize_t PySequence_Fast_GET_SIZE(object)
    void PyList_SET_ITEM(object, Py_ssize_t, PyObject *)
    void Py_INCREF(PyObject *)
    int PyBUF_FORMAT
    const int PY_BIG_ENDIAN
    PyObject *Py_None


# IDs handled at a time where they have to be copied: on the stack, in the L1 cache.
cdef enum:
    BLOCK = 512

# Loops shorter than this are over before another thread could have had the GIL.
cdef enum:
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
    return tuple([vmss_compiled[i].name.decode() for i in range(VMSS_COMPILED)])


cdef class _IDs:
    """A column of IDs, to be read in blocks: integers in memory, a range, or objects."""

    cdef Py_ssize_t count
    cdef Py_buffer buffer
    cdef vmss_integers integers     # first is NULL unless there is a buffer
    cdef object objects             # a list, a tuple or None
    cdef uint64_t start, step       # of a range; wrap like what they are taken from

    def __cinit__(self, column):
        self.integers.first = NULL
        if type(column) is memoryview:
            PyObject_GetBuffer(column, &self.buffer, PyBUF_STRIDED_RO | PyBUF_FORMAT)
            code = column.format
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
        if self.integers.first != NULL:
            PyBuffer_Release(&self.buffer)

    cdef bint is_plain(self) noexcept:
        """Whether the integers stand in memory just as kernels read them."""
        return (
            self.integers.first != NULL
            and self.integers.stride == 4
            and self.integers.size == 4
            and not self.integers.is_signed
            and not self.integers.is_swapped
        )

    cdef Py_ssize_t read(self, Py_ssize_t start, Py_ssize_t n, uint32_t *ids) noexcept:
        """Copy n IDs from number start on; return how many there were, up to the first bad one."""
        cdef Py_ssize_t i
        cdef PyObject **items
        if self.integers.first != NULL:
            return vmss_gather(&self.integers, start, n, ids)
        if self.objects is not None:
            items = PySequence_Fast_ITEMS(self.objects)
            for i in range(n):
                if not vmss_object_id(items[start + i], &ids[i]):
                    return i
            return n
        for i in range(n):
            ids[i] = <uint32_t>(self.start + self.step * <uint64_t>(start + i))
        return n


ctypedef bint (*ID_READER)(const uint8_t *text, size_t n, uint32_t *v) noexcept nogil


cdef Py_ssize_t _encode_integers(
    const vmss_kernels *kernels, const vmss_integers *integers, Py_ssize_t count, uint8_t *out
) noexcept nogil:
    cdef uint32_t ids[BLOCK]
    cdef Py_ssize_t done = 0, n, good
    while done < count:
        n = min(count - done, <Py_ssize_t>BLOCK)
        good = vmss_gather(integers, done, n, ids)
        kernels.encode(ids, good, out + VMSS_WIDTH * done)
        done += good
        if good < n:
            break
    return done


cdef _decode(column, bytes lower, ID_READER read, bint null):
    """Return the IDs in names that start with *lower*, and how many of them were read."""
    cdef Py_ssize_t count = PySequence_Fast_GET_SIZE(column), i = 0, length
    cdef PyObject **items = PySequence_Fast_ITEMS(column)
    cdef const uint8_t *text
    cdef uint32_t instance_id
    cdef list ids = PyList_New(count)
    cdef vmss_head head
    head.lower = <const uint8_t *>PyBytes_AS_STRING(lower)
    head.n = len(lower)
    memcpy(head.seen, head.lower, head.n)
    while i < count:
        text = vmss_ascii(items[i], &length)
        if (
            length > <Py_ssize_t>head.n
            and read(text + head.n, length - head.n, &instance_id)
            and vmss_has_head(text, &head)
        ):
            PyList_SET_ITEM(ids, i, PyLong_FromUnsignedLong(instance_id))
        elif null:
            Py_INCREF(Py_None)
            PyList_SET_ITEM(ids, i, Py_None)
        else:
            del ids[i:]
            break
        i += 1
    return ids, i


cdef class Kernels:
    """One set of compiled kernels."""

    cdef const vmss_kernels *kernels
    cdef readonly str name

    def __cinit__(self, str name):
        for i in range(VMSS_COMPILED):
            if vmss_compiled[i].name == name.encode():
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
        if ids.is_plain():
            if count < LONG:
                good = self.kernels.encode(ids.integers.first, count, out)
            else:
                with nogil:
                    good = self.kernels.encode(ids.integers.first, count, out)
        elif ids.integers.first != NULL:
            if count < LONG:
                good = _encode_integers(self.kernels, &ids.integers, count, out)
            else:
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
        cdef _IDs ids = _IDs(column)
        cdef Py_ssize_t count = ids.count, good = 0, n, i
        cdef Py_ssize_t head = len(prefix), length = head + VMSS_WIDTH
        cdef bytes spelling = (prefix.lower() if lower else prefix).encode("ascii")
        cdef const uint8_t *start = <const uint8_t *>PyBytes_AS_STRING(spelling)
        cdef uint32_t block[BLOCK]
        cdef uint8_t digits[VMSS_WIDTH * BLOCK]
        cdef uint8_t *out
        cdef PyObject *text
        cdef list names = PyList_New(count)
        while good < count:
            n = ids.read(good, min(count - good, <Py_ssize_t>BLOCK), block)
            self.kernels.encode(block, n, digits)
            if lower:
                for i in range(VMSS_WIDTH * n):
                    digits[i] |= 0x20       # letters; decimal digits have that bit
            for i in range(n):
                text = vmss_new_ascii(length, &out)
                memcpy(out, start, head)
                memcpy(out + head, digits + VMSS_WIDTH * i, VMSS_WIDTH)
                PyList_SET_ITEM(names, good + i, text)
            good += n
            if n < BLOCK:
                break
        if good < count:
            del names[good:]
        return names, good

    def encode_vm_names(self, str scale_set, column):
        cdef _IDs ids = _IDs(column)
        cdef Py_ssize_t count = ids.count, good = 0, n, i
        cdef Py_ssize_t head = len(scale_set) + 1, length
        cdef bytes spelling = scale_set.encode("ascii") + bytes([VMSS_SEPARATOR])
        cdef const uint8_t *start = <const uint8_t *>PyBytes_AS_STRING(spelling)
        cdef uint32_t block[BLOCK]
        cdef uint8_t digits[VMSS_DECIMAL_WIDTH]
        cdef uint8_t *out
        cdef PyObject *text
        cdef list names = PyList_New(count)
        while good < count:
            n = ids.read(good, min(count - good, <Py_ssize_t>BLOCK), block)
            for i in range(n):
                length = vmss_encode_decimal(block[i], digits)
                text = vmss_new_ascii(head + length, &out)
                memcpy(out, start, head)
                memcpy(out + head, digits, length)
                PyList_SET_ITEM(names, good + i, text)
            good += n
            if n < BLOCK:
                break
        if good < count:
            del names[good:]
        return names, good

    def decode_computer_names(self, column, str prefix, bint null):
        return _decode(column, prefix.lower().encode("ascii"), vmss_decode_digits, null)

    def decode_vm_names(self, column, str scale_set, bint null):
        cdef bytes head = scale_set.lower().encode("ascii") + bytes([VMSS_SEPARATOR])
        return _decode(column, head, vmss_decode_decimal, null)

    def split_computer_names(self, column, bint null):
        cdef Py_ssize_t count = PySequence_Fast_GET_SIZE(column), i = 0, length = 0, head
        cdef PyObject **items = PySequence_Fast_ITEMS(column)
        cdef const uint8_t *text
        cdef uint8_t *out
        cdef uint32_t instance_id
        cdef PyObject *prefix = NULL        # the last one: names of a scale set come in runs
        cdef uint8_t *spelling = NULL
        cdef Py_ssize_t prefix_length = 0
        cdef bint known
        cdef list prefixes = PyList_New(count), ids = PyList_New(count)
        while i < count:
            text = vmss_ascii(items[i], &length)
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
                PyList_SET_ITEM(prefixes, i, prefix)
                PyList_SET_ITEM(ids, i, PyLong_FromUnsignedLong(instance_id))
            elif null:
                Py_INCREF(Py_None)
                PyList_SET_ITEM(prefixes, i, Py_None)
                Py_INCREF(Py_None)
                PyList_SET_ITEM(ids, i, Py_None)
            else:
                del prefixes[i:]
                del ids[i:]
                break
            i += 1
        return prefixes, ids, i
