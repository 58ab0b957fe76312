# cython: language_level=3
# The loops over lists of str and int objects, included by compiled.pyx.

ctypedef bint (*ID_READER)(const uint8_t *text, size_t n, uint32_t *v) noexcept nogil


cdef _encode_names(const vmss_kernels *kernels, bytes spelling, column, bint decimal, bint lower):
    """Return *spelling* and the digits of each ID, and the number of IDs read."""
    cdef _IDs ids = _IDs(column)
    cdef Py_ssize_t count = ids.count, good = 0, n, i
    cdef Py_ssize_t head = len(spelling), length = VMSS_WIDTH
    cdef const uint8_t *start = <const uint8_t *>PyBytes_AS_STRING(spelling)
    cdef uint32_t block[VMSS_BLOCK]
    cdef uint8_t digits[VMSS_WIDTH * VMSS_BLOCK]
    cdef uint8_t decimals[VMSS_DECIMAL_WIDTH]
    cdef uint8_t *source = decimals
    cdef uint8_t *out
    cdef PyObject *text
    cdef list names = PyList_New(count)
    while good < count:
        n = ids.read(good, min(count - good, <Py_ssize_t>VMSS_BLOCK), block)
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
        if n < VMSS_BLOCK:
            break
    if good < count:
        del names[good:]
    return names, good


cdef _decode_names(column, bytes lower, ID_READER read, bint null):
    """Return the IDs in names that start with *lower*, and the number of names read."""
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


cdef _split_names(column, bint null):
    """Return the prefixes and IDs in names, and the number of names read."""
    cdef list prefixes = PyList_New(PySequence_Fast_GET_SIZE(column))
    cdef list ids = PyList_New(len(prefixes))
    cdef Py_ssize_t count = min(len(ids), PySequence_Fast_GET_SIZE(column)), good = 0
    cdef PyObject **items = PySequence_Fast_ITEMS(column)
    cdef const uint8_t *text
    cdef Py_ssize_t length, head
    cdef uint32_t instance_id
    cdef PyObject *prefix = NULL        # The last one: names of a scale set come in runs.
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
