# cython: language_level=3
# Declarations of csrc/*.h and of the parts of Python's C API that Cython does not declare.

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t


cdef extern from *:
    const char *VMSS_VERSION    # From setup.py.


cdef extern from "csrc/words.h" nogil:
    struct vmss_words:
        const uint8_t **texts
        size_t *sizes
        uint32_t n, room
        uint32_t *slots
        int bits
        uint64_t seed

    void vmss_fill_words(vmss_words *)


cdef extern from "csrc/arrow.h" nogil:
    enum:
        ARROW_FLAG_NULLABLE
    const int64_t VMSS_MOST_ROWS

    struct ArrowSchema:
        const char *format
        const char *name
        const char *metadata
        int64_t flags, n_children
        ArrowSchema **children
        ArrowSchema *dictionary
        void (*release)(ArrowSchema *) noexcept nogil
        void *private_data

    struct ArrowArray:
        int64_t length, null_count, offset, n_buffers, n_children
        const void **buffers
        ArrowArray **children
        ArrowArray *dictionary
        void (*release)(ArrowArray *) noexcept nogil
        void *private_data

    struct ArrowArrayStream:
        int (*get_schema)(ArrowArrayStream *, ArrowSchema *) noexcept nogil
        int (*get_next)(ArrowArrayStream *, ArrowArray *) noexcept nogil
        const char *(*get_last_error)(ArrowArrayStream *) noexcept nogil
        void (*release)(ArrowArrayStream *) noexcept nogil
        void *private_data

    enum vmss_layout:
        VMSS_NULLS
        VMSS_INTEGERS
        VMSS_OFFSETS_32
        VMSS_OFFSETS_64
        VMSS_VIEWS
        VMSS_FIXED

    struct vmss_arrow:
        vmss_layout layout
        bint is_signed
        size_t at, n, width
        const uint8_t *valid
        const uint8_t *places
        const uint8_t *data
        size_t data_n
        const void **views
        const uint8_t *views_n
        size_t views_count

    struct vmss_values:
        const uint32_t *keys
        const uint32_t *ids
        const uint8_t *read
        bint has_all
        uint32_t none
        const vmss_arrow *from_ "from"

    struct vmss_texts:
        const uint8_t *strings
        const uint8_t *alone
        const uint8_t *valid
        const uint64_t *bounds
        const uint32_t *keys
        const uint32_t *ids
        size_t n
        bint wide

    size_t vmss_extension(const char *metadata, const char **name)
    bint vmss_bit(const uint8_t *, size_t)
    void vmss_clear_bit(uint8_t *, size_t)
    void vmss_copy_bits(const uint8_t *, size_t from_at, size_t n, uint8_t *to, size_t to_at)
    size_t vmss_count_zeros(const uint8_t *, size_t n)
    bint vmss_is_null(const vmss_arrow *, size_t)
    uint64_t vmss_offset(const vmss_arrow *, size_t, vmss_layout)
    bint vmss_arrow_text(const vmss_arrow *, vmss_layout, size_t, const uint8_t **text, size_t *n)
    size_t vmss_read_ids_work(const vmss_job *, size_t start, size_t count)
    size_t vmss_read_names_work(const vmss_job *, size_t start, size_t count)
    size_t vmss_split_names_work(const vmss_job *, size_t start, size_t count)
    size_t vmss_resolve_names_work(const vmss_job *, size_t start, size_t count)
    size_t vmss_take_values_work(const vmss_job *, size_t start, size_t count)
    void vmss_write_offsets(size_t n, size_t size, int wide, uint8_t *out)
    size_t vmss_encode_views_work(const vmss_job *, size_t start, size_t count)
    void vmss_write_views(const uint8_t *rows, size_t n, size_t size, size_t per_buffer, uint8_t *out)
    uint64_t vmss_text_offsets(const vmss_texts *, uint8_t *out)
    void vmss_write_texts(const vmss_texts *, uint8_t *out)
    size_t vmss_line_bounds(const vmss_arrow *, uint64_t *bounds, uint64_t *size, size_t *n)
    void vmss_write_lines(const vmss_arrow *, const uint64_t *bounds, uint64_t end, uint8_t *lines)
    void vmss_place_matches(
        const uint64_t *starts, const uint64_t *ends, size_t n, const uint64_t *bounds, size_t lines,
        int32_t *counts, uint32_t *first, uint32_t *last)


cdef extern from *:
    """
    #if defined(_MSC_VER) && !defined(__clang__)
    #include <intrin.h>
    #define VMSS_ADD(number, n) (_InterlockedExchangeAdd(number, n) + (n))
    #else
    #define VMSS_ADD(number, n) __atomic_add_fetch(number, n, __ATOMIC_ACQ_REL)
    #endif

    /* Memory that counts its owners, which may be in any thread: at a multiple of 64, as [fmt] asks
     * for, with this before it. */
    struct vmss_memory {
        volatile long owners;
        void *from;
    };

    #ifdef __linux__
    #include <sys/mman.h>
    #endif
    #ifdef MADV_HUGEPAGE
    /* Asks for pages of 2 MiB: the first access to each page of 4 KiB takes longer than writing it. */
    static void vmss_ask_for_large_pages(uint8_t *at, size_t size)
    {
        const size_t page = 4096, start = (page - (uintptr_t)at % page) % page;
        if (size > (size_t)4 << 20)
            madvise(at + start, (size - start) / page * page, MADV_HUGEPAGE);
    }
    #else
    #define vmss_ask_for_large_pages(at, size) (void)0
    #endif

    static uint8_t *vmss_new_memory(size_t size)
    {
        uint8_t *from = size < SIZE_MAX / 2 ? PyMem_RawMalloc(size + 128) : NULL, *at;
        if (from == NULL)
            return NULL;
        at = from + 128 - (uintptr_t)from % 64;
        vmss_ask_for_large_pages(at, size);
        ((struct vmss_memory *)(void *)at)[-1].owners = 1;
        ((struct vmss_memory *)(void *)at)[-1].from = from;
        return at;
    }

    static uint8_t *vmss_keep_memory(uint8_t *at)
    {
        VMSS_ADD(&((struct vmss_memory *)(void *)at)[-1].owners, 1);
        return at;
    }

    static void vmss_free_memory(uint8_t *at)
    {
        if (at != NULL && VMSS_ADD(&((struct vmss_memory *)(void *)at)[-1].owners, -1) == 0)
            PyMem_RawFree(((struct vmss_memory *)(void *)at)[-1].from);
    }
    """
    uint8_t *vmss_new_memory(size_t size) nogil
    uint8_t *vmss_keep_memory(uint8_t *) nogil
    void vmss_free_memory(uint8_t *) nogil


cdef extern from "csrc/jobs.h" nogil:
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
        bint (*usable)() noexcept nogil
        size_t (*encode)(const void *ids, size_t n, uint8_t *out) noexcept nogil
        size_t (*decode)(const uint8_t *text, size_t n, void *ids) noexcept nogil

    const vmss_kernels vmss_compiled[]

    struct vmss_integers:
        const uint8_t *first
        Py_ssize_t stride
        int size
        int is_signed
        int is_swapped

    uint64_t vmss_integer(const uint8_t *, int size, int is_swapped)

    struct vmss_head:
        const uint8_t *lower
        size_t n
        uint8_t *seen

    enum:
        VMSS_BLOCK

    ctypedef size_t (*vmss_work)(const vmss_job *, size_t start, size_t count) noexcept nogil

    struct vmss_job:
        vmss_work work
        const vmss_kernels *kernels
        vmss_integers ids_in
        const uint8_t *text
        size_t text_n
        uint8_t *digits
        uint32_t *ids
        uint8_t *valid
        const uint8_t *row
        size_t prefix_n, end_n
        bint lower
        vmss_integers starts
        const vmss_arrow *rows
        uint32_t *keys
        bint skips
        vmss_words *words
        const vmss_resolver *resolver
        const vmss_values *values

    size_t vmss_encode_work(const vmss_job *, size_t start, size_t count)
    size_t vmss_decode_work(const vmss_job *, size_t start, size_t count)
    size_t vmss_encode_rows_work(const vmss_job *, size_t start, size_t count)
    size_t vmss_decode_rows_work(const vmss_job *, size_t start, size_t count)

    size_t vmss_gather(const vmss_integers *, size_t start, size_t n, uint32_t *ids)
    void vmss_lower_digits(uint8_t *digits, size_t n)
    bint vmss_has_head(const uint8_t *text, vmss_head *head)
    bint vmss_equal(const uint8_t *, const uint8_t *, size_t n)
    void vmss_copy(uint8_t *to, const uint8_t *, size_t n)
    bint vmss_is_prefix(const uint8_t *text, size_t n)
    bint vmss_decode_one(const uint8_t *text, uint32_t *v)
    bint vmss_decode_digits(const uint8_t *text, size_t n, uint32_t *v) noexcept
    size_t vmss_encode_decimal(uint32_t v, uint8_t *out)
    bint vmss_decode_decimal(const uint8_t *text, size_t n, uint32_t *v) noexcept


cdef extern from "csrc/scan.h" nogil:
    enum:
        VMSS_MOST
        VMSS_KEPT

    struct vmss_slot:
        pass

    struct vmss_table:
        const uint8_t *keys
        size_t size
        uint64_t *filter
        vmss_slot *slots
        int filter_bits, slot_bits
        uint64_t seed

    void vmss_fill(vmss_table *)
    bint vmss_find(
        const vmss_table *, const uint8_t *first, const uint8_t *text, size_t n, uint32_t *owner)

    struct vmss_found:
        uint64_t *starts
        uint64_t *ends
        uint8_t *kinds
        uint32_t *owners
        uint32_t *ids
        size_t n, room, base
        uint64_t *paths
        size_t paths_n

    struct vmss_sieve:
        const uint8_t *text
        const vmss_table *prefixes
        const vmss_table *scale_sets
        int aks, embedded, paths

    struct vmss_scan:
        const vmss_kernels *kernels
        size_t text_n
        uint32_t max_id
        vmss_sieve sieve

    void vmss_scan_init(vmss_scan *)
    bint vmss_scan_on(vmss_scan *, vmss_found *)


cdef extern from "csrc/render.h" nogil:
    enum:
        VMSS_LITERAL

    struct vmss_piece:
        int what, lower, is_key
        size_t at, n

    struct vmss_template:
        const vmss_piece *pieces
        const size_t *first
        const uint8_t *literals
        const uint8_t *strings
        const uint64_t *bounds
        size_t strings_n
        int where

    struct vmss_matches:
        const uint64_t *starts
        const uint64_t *ends
        const uint8_t *kinds
        const uint32_t *owners
        const uint32_t *ids
        size_t n
        const uint8_t *texts
        const uint64_t *text_bounds

    size_t vmss_render(
        const vmss_template *, const uint8_t *text, size_t text_n, const vmss_matches *, uint8_t *out,
        size_t room)


cdef extern from *:
    """
    /* Returns the bytes of an ASCII str or a subclass of it; NULL for anything else. */
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

    /* Returns a new compact ASCII str, whose bytes the caller fills in; NULL without memory. */
    static inline PyObject *vmss_new_ascii(Py_ssize_t length, uint8_t **bytes)
    {
        PyObject *text = PyUnicode_New(length, 127);
        if (text != NULL)
            *bytes = (uint8_t *)PyUnicode_DATA(text);
        return text;
    }

    /* Returns whether an object is an int in range and no bool, and sets *id. */
    static inline int vmss_object_id(PyObject *item, uint32_t *id)
    {
        int overflow;
        long long v;
    #if !defined(PYPY_VERSION) && PY_VERSION_HEX >= 0x030C0000
        /* Most IDs are below 2**30, and an int like this is one word. */
        if (PyLong_CheckExact(item) && PyUnstable_Long_IsCompact((PyLongObject *)item)) {
            const Py_ssize_t value = PyUnstable_Long_CompactValue((PyLongObject *)item);
            *id = (uint32_t)value;
            return value >= 0 && (size_t)value <= VMSS_MAX_INSTANCE_ID;
        }
    #elif !defined(PYPY_VERSION)
        /* Of one digit or two; a negative int has a negative size. */
        if (PyLong_CheckExact(item) && (size_t)Py_SIZE(item) <= 2) {
            const digit *const digits = ((PyLongObject *)item)->ob_digit;
            const Py_ssize_t n = Py_SIZE(item);
            const uint64_t value =
                (n ? digits[0] : 0) | (uint64_t)(n == 2 ? digits[1] : 0) << PyLong_SHIFT;
            *id = (uint32_t)value;
            return value <= VMSS_MAX_INSTANCE_ID;
        }
    #endif
        if (!PyLong_Check(item) || PyBool_Check(item))
            return 0;
        v = PyLong_AsLongLongAndOverflow(item, &overflow);
        if (overflow || v < 0 || v > VMSS_MAX_INSTANCE_ID)
            return 0;
        *id = (uint32_t)v;
        return 1;
    }

    /* Returns a new Instance, a tuple of a scale set, an ID and None. */
    static inline PyObject *vmss_new_instance(PyTypeObject *make, PyObject *owner, uint32_t id)
    {
        PyObject *number = PyLong_FromUnsignedLong(id), *one;
        if (number == NULL)
            return NULL;
        one = make->tp_alloc(make, 3);
        if (one == NULL) {
            Py_DECREF(number);
            return NULL;
        }
        PyTuple_SET_ITEM(one, 0, Py_NewRef(owner));
        PyTuple_SET_ITEM(one, 1, number);
        PyTuple_SET_ITEM(one, 2, Py_NewRef(Py_None));
        /* It is immutable and part of no cycle: the garbage collector need not visit millions
         * of instances. */
        PyObject_GC_UnTrack(one);
        return one;
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
    PyObject *vmss_new_instance(type make, PyObject *owner, uint32_t id) except NULL
    PyObject *PyList_GET_ITEM(object, Py_ssize_t)
    int PyList_SetItem(object, Py_ssize_t, PyObject *) except -1


cdef extern from "csrc/resolve.h" nogil:
    enum:
        VMSS_NONE

    enum vmss_verdict:
        VMSS_NAMES_NOTHING
        VMSS_NAMES_ONE
        VMSS_ASK

    struct vmss_resolver:
        const vmss_table *prefixes
        const vmss_table *scale_sets
        bint embedded

    vmss_verdict vmss_resolve_value(
        const vmss_resolver *, const uint8_t *text, size_t n, uint32_t *owner, uint32_t *id)


cdef extern from "csrc/json.h" nogil:
    enum:
        VMSS_MOST_STRINGS

    struct vmss_records:
        uint64_t *ends
        uint64_t *starts
        uint64_t *stops
        uint32_t *rows
        uint8_t *flags
        uint8_t *escaped
        size_t n, room, strings_n, strings_room, others

    struct vmss_json:
        const uint8_t *text
        size_t n
        const uint8_t *path
        size_t path_n
        const uint8_t *keys
        const uint64_t *bounds
        size_t keys_n
        int skips, is_end

    size_t vmss_find_records(vmss_json *, size_t at, vmss_records *)


cdef extern from "csrc/counts.h" nogil:
    struct vmss_count:
        uint64_t key, count, first_line, last_line
        uint32_t first_file, last_file, kind

    struct vmss_counts:
        vmss_count *slots
        int bits
        size_t used
        uint64_t seed

    struct vmss_counted:
        const uint8_t *text
        size_t text_n, at, n, i
        const uint64_t *starts
        const uint8_t *kinds
        const uint32_t *owners
        const uint32_t *ids
        uint64_t line
        uint32_t file

    uint64_t vmss_newlines(const uint8_t *text, size_t n)
    vmss_count *vmss_count_of(const vmss_counts *, uint64_t key)
    bint vmss_count_matches(vmss_counts *, vmss_counted *)


cdef extern from "csrc/lines.h" nogil:
    enum:
        VMSS_MAX_PLAUSIBLE
        VMSS_MAX_FQDN
        VMSS_MAX_LABEL

    struct vmss_lines:
        const uint8_t *text
        size_t text_n
        bint base36, decimal
        uint32_t *keys
        uint32_t *ids
        size_t n, with_cr
        vmss_words beginnings

    void vmss_split_lines(vmss_lines *)


cdef extern from "csrc/csv.h" nogil:
    struct vmss_rows:
        uint64_t *ends
        uint64_t *starts
        uint64_t *stops
        uint32_t *cells
        uint8_t *flags
        size_t n, room, lines

    struct vmss_csv:
        const uint8_t *text
        size_t n
        uint64_t column
        uint8_t delimiter, has_quotes

    size_t vmss_find_rows(const vmss_csv *, size_t at, vmss_rows *)


cdef extern from "csrc/keys.h" nogil:
    int vmss_has_unique_keys(const uint8_t *text, size_t n)


cdef extern from "csrc/reverse.h" nogil:
    struct vmss_reverse:
        const uint64_t *rows
        const uint8_t *labels
        const uint64_t *starts
        const uint8_t *end
        size_t end_n
        int octets

    size_t vmss_line_starts(const uint8_t *text, size_t size, size_t n, uint64_t *starts)
    uint64_t *vmss_sort_rows(uint64_t *rows, uint64_t *room, size_t n)
    size_t vmss_reverse_size(const vmss_reverse *, size_t start, size_t stop)
    size_t vmss_reverse_lines(const vmss_reverse *, size_t start, size_t stop, uint8_t *text)
