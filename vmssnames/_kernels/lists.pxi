# cython: language_level=3
# The loops over lists of str and int objects, included by compiled.pyx.

cdef _encode_names(const vmss_kernels *kernels, bytes spelling, column, bint decimal, bint lower):
    """Return *spelling* and the digits of each ID, and the number of IDs read."""
    cdef _IDs ids = _IDs(column)
    cdef Py_ssize_t count = ids.count, good = 0, n, i
    cdef Py_ssize_t head = len(spelling), length = VMSS_WIDTH
    cdef const uint8_t *start = <const uint8_t *>PyBytes_AS_STRING(spelling)
    cdef uint32_t block[VMSS_BLOCK]
    cdef uint8_t digits[VMSS_WIDTH * VMSS_BLOCK]
    cdef uint8_t decimals[VMSS_DECIMAL_WIDTH]
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
            text = vmss_new_ascii(head + length, &out)
            vmss_copy(out, start, head)
            if decimal:
                memcpy(out + head, decimals, length)    # Of any length: a call is faster.
            else:
                memcpy(out + head, digits + VMSS_WIDTH * i, VMSS_WIDTH)
            PyList_SET_ITEM(names, good + i, text)
        good += n
        if n < VMSS_BLOCK:
            break
    if good < count:
        del names[good:]
    return names, good


cdef _decode_computer_names(const vmss_kernels *kernels, column, bytes lower, bint null):
    """Return the IDs in computer names that start with *lower*, and the number of names read."""
    cdef list ids = PyList_New(PySequence_Fast_GET_SIZE(column))
    cdef Py_ssize_t count = min(len(ids), PySequence_Fast_GET_SIZE(column)), good = 0
    cdef Py_ssize_t n, i, stop, length
    cdef PyObject **items = PySequence_Fast_ITEMS(column)
    cdef const uint8_t *text
    cdef uint32_t block[VMSS_BLOCK]
    cdef uint8_t digits[VMSS_WIDTH * VMSS_BLOCK]
    cdef vmss_head head
    _set_head(&head, lower)
    while good < count:
        n = min(count - good, <Py_ssize_t>VMSS_BLOCK)
        for i in range(n):
            text = vmss_ascii(items[good + i], &length)
            if length == <Py_ssize_t>head.n + VMSS_WIDTH and vmss_has_head(text, &head):
                memcpy(digits + VMSS_WIDTH * i, text + head.n, VMSS_WIDTH)
            else:
                memset(digits + VMSS_WIDTH * i, 0, VMSS_WIDTH)  # The kernel stops there.
        i = 0
        while i < n:
            stop = i + <Py_ssize_t>kernels.decode(digits + VMSS_WIDTH * i, n - i, block + i)
            for i in range(i, stop):
                PyList_SET_ITEM(ids, good + i, PyLong_FromUnsignedLong(block[i]))
            i = stop
            if i < n:
                if not null:
                    break
                Py_INCREF(Py_None)
                PyList_SET_ITEM(ids, good + i, Py_None)
                i += 1
        good += i
        if i < n:
            break
    if good < len(ids):
        del ids[good:]
    return ids, good


cdef void _set_head(vmss_head *head, bytes lower) noexcept:
    head.lower = <const uint8_t *>PyBytes_AS_STRING(lower)
    head.n = len(lower)
    memcpy(head.seen, head.lower, head.n)


cdef _decode_vm_names(column, bytes lower, bint null):
    """Return the IDs in VM names that start with *lower*, and the number of names read."""
    cdef list ids = PyList_New(PySequence_Fast_GET_SIZE(column))
    cdef Py_ssize_t count = min(len(ids), PySequence_Fast_GET_SIZE(column)), good = 0, length
    cdef PyObject **items = PySequence_Fast_ITEMS(column)
    cdef const uint8_t *text
    cdef uint32_t instance_id
    cdef vmss_head head
    _set_head(&head, lower)
    while good < count:
        text = vmss_ascii(items[good], &length)
        if (
            length > <Py_ssize_t>head.n
            and vmss_decode_decimal(text + head.n, length - head.n, &instance_id)
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
        known = head > 0 and head == prefix_length and vmss_equal(spelling, text, head)
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
