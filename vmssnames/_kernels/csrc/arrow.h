/* Columns of Apache Arrow, in its C data interface: reads names and IDs from the memory of any
 * producer, and writes names.
 *
 * Nothing that a producer says is trusted: every offset is compared with the others, every index
 * with what it is an index of.  The sizes of buffers are not part of the interface, except for
 * views; nothing can check those.
 * No Python.h, no malloc, no stdio.
 *
 * Sources
 *   [abi]  https://arrow.apache.org/docs/format/CDataInterface.html
 *   [fmt]  https://arrow.apache.org/docs/format/Columnar.html */
#ifndef VMSSNAMES_ARROW_H
#define VMSSNAMES_ARROW_H

#include "jobs.h"
#include "resolve.h"
#include "words.h"

/* The structures of [abi], under the names that it gives them. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_NULLABLE 2

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif

/* More rows of 16 bytes are in no memory. */
#define VMSS_MOST_ROWS (INT64_C(1) << (sizeof(size_t) == 8 ? 58 : 26))

enum vmss_layout {
    VMSS_NULLS,      /* no buffers: every row is null */
    VMSS_INTEGERS,   /* of `width` bytes */
    VMSS_OFFSETS_32, /* text between two offsets */
    VMSS_OFFSETS_64,
    VMSS_VIEWS, /* of 16 bytes: the size, and the text or where it is */
    VMSS_FIXED  /* text of `width` bytes */
};

/* Finds the name of an extension type in the metadata of a schema: numbers of 32 bits before keys and
 * values, which have no ends.  Returns its size, 0 if there is none. */
static size_t vmss_extension(const char *metadata, const char **name)
{
    static const char key[] = "ARROW:extension:name";
    int32_t pairs, sizes[2];
    if (!metadata)
        return 0;
    memcpy(&pairs, metadata, 4);
    for (metadata += 4; pairs > 0; pairs--) {
        const char *const own = metadata + 4;
        memcpy(sizes, metadata, 4);
        if (sizes[0] < 0)
            return 0;
        memcpy(sizes + 1, own + sizes[0], 4);
        if (sizes[1] < 0)
            return 0;
        *name = own + sizes[0] + 4;
        if ((size_t)sizes[0] == sizeof key - 1 && memcmp(own, key, sizeof key - 1) == 0)
            return (size_t)sizes[1];
        metadata = *name + sizes[1];
    }
    return 0;
}

/* The rows of one array: `n` from number `at` of its buffers on.  A bit of `valid` is 0 if a row is
 * null; without it none is. */
struct vmss_arrow {
    enum vmss_layout layout;
    int is_signed;
    size_t at, n, width;
    const uint8_t *valid, *places, *data;
    size_t data_n; /* of offsets: the last */
    const void *const *views;
    const uint8_t *views_n;
    size_t views_count;
};

static inline int vmss_bit(const uint8_t *bits, size_t i)
{
    return bits[i / 8] >> i % 8 & 1;
}

static inline void vmss_clear_bit(uint8_t *bits, size_t i)
{
    bits[i / 8] &= (uint8_t)~(1u << i % 8);
}

/* Copies n bits from number `from_at` of some to number `to_at` of others, which are ones. */
static void vmss_copy_bits(const uint8_t *from, size_t from_at, size_t n, uint8_t *to, size_t to_at)
{
    size_t i = 0;
    if (from_at % 8 == 0 && to_at % 8 == 0) {
        i = n / 8 * 8;
        memcpy(to + to_at / 8, from + from_at / 8, n / 8);
    }
    for (; i < n; i++)
        if (!vmss_bit(from, from_at + i))
            vmss_clear_bit(to, to_at + i);
}

/* How many of the first n bits are 0. */
static size_t vmss_count_zeros(const uint8_t *bits, size_t n)
{
    size_t ones = 0, i = 0;
    uint64_t word;
    for (; i + 64 <= n; i += 64) {
        memcpy(&word, bits + i / 8, 8);
        word -= word >> 1 & UINT64_C(0x5555555555555555);
        word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
        word = (word + (word >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
        ones += word * UINT64_C(0x0101010101010101) >> 56;
    }
    for (; i < n; i++)
        ones += (size_t)vmss_bit(bits, i);
    return n - ones;
}

static inline int vmss_is_null(const struct vmss_arrow *in, size_t i)
{
    return in->layout == VMSS_NULLS || (in->valid && !vmss_bit(in->valid, in->at + i));
}

static inline uint64_t vmss_offset(const struct vmss_arrow *in, size_t i, enum vmss_layout layout)
{
    const size_t size = layout == VMSS_OFFSETS_32 ? 4 : 8;
    return vmss_integer(in->places + size * (in->at + i), (int)size, 0);
}

/* Finds the text of row i; returns 0 if where it should be is not in the array.  The layout is a
 * constant where this is in a loop. */
static inline int vmss_arrow_text(
    const struct vmss_arrow *in, enum vmss_layout layout, size_t i, const uint8_t **text, size_t *n)
{
    *text = in->places;
    if (layout == VMSS_FIXED) {
        *n = in->width;
        if (*n)
            *text = in->data + *n * (in->at + i);
        return 1;
    }
    if (layout == VMSS_VIEWS) {
        int32_t size, where[2]; /* the number of a buffer, and the offset in it */
        int64_t room;
        const uint8_t *const view = in->places + 16 * (in->at + i);
        memcpy(&size, view, 4);
        *n = (size_t)size;
        if ((uint32_t)size <= 12) {
            *text = view + 4;
            return 1;
        }
        memcpy(where, view + 8, 8);
        if (size < 0 || where[0] < 0 || where[1] < 0 || (size_t)where[0] >= in->views_count)
            return 0;
        memcpy(&room, in->views_n + 8 * (size_t)where[0], 8);
        if ((int64_t)where[1] + size > room)
            return 0;
        *text = (const uint8_t *)in->views[where[0]] + where[1];
        return 1;
    }
    const uint64_t from = vmss_offset(in, i, layout), to = vmss_offset(in, i + 1, layout);
    *n = (size_t)(to - from);
    if (from > to || to > in->data_n)
        return 0;
    if (*n)
        *text = in->data + from;
    return 1;
}

/* Reads the ID of row i, which is not null: an integer, or a decimal number as Azure writes it.
 * Returns 0 for anything else, and -1 if the row is not in the array. */
static inline int vmss_arrow_id(const struct vmss_arrow *in, size_t i, uint32_t *id)
{
    const uint8_t *text;
    size_t n;
    uint64_t v;
    if (in->layout == VMSS_INTEGERS) {
        const struct vmss_integers integers = {
            in->places, (ptrdiff_t)in->width, (int)in->width, in->is_signed, 0};
        const int is_id = vmss_read(&integers, in->at + i, &v) && v <= VMSS_MAX_INSTANCE_ID;
        *id = (uint32_t)v;
        return is_id;
    }
    if (!vmss_arrow_text(in, in->layout, i, &text, &n))
        return -1;
    return vmss_decode_decimal(text, n, id);
}

/* Copies n integers of one type as IDs, and returns whether all are in range.  The type is a constant
 * where this is called, and the loop has no branch, so that compilers make vectors of it. */
static inline int vmss_copy_ids(
    const uint8_t *from, size_t n, int size, int is_signed, uint32_t *restrict ids)
{
    uint64_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t v = vmss_integer(from + (size_t)size * i, size, 0);
        ids[i] = (uint32_t)v;
        wrong |= is_signed ? v >> (8 * size - 1) : 0;
        wrong |= size > 2 ? v > VMSS_MAX_INSTANCE_ID : 0;
    }
    return !wrong;
}

/* The same for the integers of a column, from number i on. */
static int vmss_copy_integers(const struct vmss_arrow *in, size_t i, size_t n, uint32_t *ids)
{
    const uint8_t *const from = in->places + in->width * (in->at + i);
    switch ((int)in->width * (in->is_signed ? -1 : 1)) {
    case 4:
        return vmss_copy_ids(from, n, 4, 0, ids);
    case -4:
        return vmss_copy_ids(from, n, 4, 1, ids);
    case 8:
        return vmss_copy_ids(from, n, 8, 0, ids);
    case -8:
        return vmss_copy_ids(from, n, 8, 1, ids);
    default:
        return 0; /* small ones are rare */
    }
}

/* Reads IDs.  As in all jobs here, a null row gives 0, and its bit of `valid` is 0 before; an
 * invalid row stops the job, or gives 0 and clears its bit. */
static size_t vmss_read_ids_work(const struct vmss_job *job, size_t start, size_t count)
{
    const struct vmss_arrow *in = job->rows;
    const size_t end = start + count;
    for (size_t i = start; i < end;) {
        const size_t stop = i + vmss_least(end - i, VMSS_BLOCK);
        if (in->layout == VMSS_INTEGERS && !in->valid && vmss_copy_integers(in, i, stop - i, job->ids + i))
            i = stop;
        for (; i < stop; i++) {
            int is_id = 1;
            job->ids[i] = 0;
            if (!vmss_is_null(in, i))
                is_id = vmss_arrow_id(in, i, job->ids + i);
            if (is_id > 0)
                continue;
            job->ids[i] = 0;
            if (is_id < 0 || !job->skips)
                return i - start;
            vmss_clear_bit(job->valid, i);
        }
    }
    return count;
}

/* The prefix of names: one for all, in lower case, or any, of which the last is kept. */
struct vmss_prefixes {
    struct vmss_head head;
    const uint8_t *last;
    size_t last_n;
    int is_any;
};

/* Whether text, of n bytes, begins with a prefix and has six bytes more. */
static inline int vmss_has_prefix(struct vmss_prefixes *of, const uint8_t *text, size_t n)
{
    if (!of->is_any)
        return n == of->head.n + VMSS_WIDTH && vmss_has_head(text, &of->head);
    if (n <= VMSS_WIDTH)
        return 0;
    n -= VMSS_WIDTH;
    if (n == of->last_n && vmss_equal(text, of->last, n))
        return 1;
    of->last = text;
    of->last_n = vmss_is_prefix(text, n) ? n : 0;
    return of->last_n > 0;
}

/* Copies the digits of n rows, from number `start`; returns how many rows are in the array.  Digits
 * of zero for a null row, and bytes at which every kernel stops for one without a prefix:
 *
 *     web00002D  null  other00002D  WEB00002d
 *     00002D000000......00002d */
static inline size_t vmss_copy_digits(
    const struct vmss_arrow *in, enum vmss_layout layout, struct vmss_prefixes *prefixes, size_t start,
    size_t n, uint8_t *digits)
{
    const uint8_t *text;
    size_t size;
    for (size_t i = 0; i < n; i++, digits += VMSS_WIDTH) {
        if (in->valid && !vmss_bit(in->valid, in->at + start + i)) {
            memset(digits, '0', VMSS_WIDTH);
            continue;
        }
        if (!vmss_arrow_text(in, layout, start + i, &text, &size))
            return i;
        if (vmss_has_prefix(prefixes, text, size))
            memcpy(digits, text + size - VMSS_WIDTH, VMSS_WIDTH);
        else
            memset(digits, 0, VMSS_WIDTH);
    }
    return n;
}

/* Reads the IDs in names. */
static size_t vmss_read_names_work(const struct vmss_job *job, size_t start, size_t count)
{
    const struct vmss_arrow *in = job->rows;
    uint8_t digits[VMSS_WIDTH * VMSS_BLOCK];
    struct vmss_prefixes prefixes = {{job->row, job->prefix_n, {0}}, NULL, 0, !job->prefix_n};
    memcpy(prefixes.head.seen, job->row, job->prefix_n);
    for (size_t done = 0; done < count; done += VMSS_BLOCK) {
        const size_t n = vmss_least(count - done, VMSS_BLOCK), at = start + done;
        uint32_t *const ids = job->ids + at;
        size_t found = n;
        switch (in->layout) {
        case VMSS_OFFSETS_32:
            found = vmss_copy_digits(in, VMSS_OFFSETS_32, &prefixes, at, n, digits);
            break;
        case VMSS_OFFSETS_64:
            found = vmss_copy_digits(in, VMSS_OFFSETS_64, &prefixes, at, n, digits);
            break;
        case VMSS_VIEWS:
            found = vmss_copy_digits(in, VMSS_VIEWS, &prefixes, at, n, digits);
            break;
        case VMSS_FIXED:
            found = vmss_copy_digits(in, VMSS_FIXED, &prefixes, at, n, digits);
            break;
        default:
            memset(digits, '0', sizeof digits);
        }
        for (size_t i = 0;; i++) {
            i += job->kernels->decode(digits + VMSS_WIDTH * i, found - i, ids + i);
            if (i == found)
                break;
            if (!job->skips)
                return done + i;
            ids[i] = 0;
            vmss_clear_bit(job->valid, at + i);
        }
        if (found < n)
            return done + found;
    }
    return count;
}

/* Reads the prefix of each name as the number of a word, and the ID.  Stops, too, if there is no
 * room for a new word; then job->words is full. */
static size_t vmss_split_names_work(const struct vmss_job *job, size_t start, size_t count)
{
    const struct vmss_arrow *in = job->rows;
    struct vmss_words *const words = job->words;
    struct vmss_prefixes prefixes = {{NULL, 0, {0}}, NULL, 0, 1};
    const uint8_t *text, *last = NULL;
    size_t n, last_n = 0;
    uint32_t word = 0;
    for (size_t i = start; i < start + count; i++) {
        job->keys[i] = job->ids[i] = 0;
        if (vmss_is_null(in, i))
            continue;
        if (!vmss_arrow_text(in, in->layout, i, &text, &n))
            return i - start;
        if (n > VMSS_WIDTH && vmss_decode_one(text + n - VMSS_WIDTH, job->ids + i) &&
            vmss_has_prefix(&prefixes, text, n)) {
            /* Two views may begin at one byte. */
            if (prefixes.last != last || prefixes.last_n != last_n) {
                word = vmss_word(words, text, n - VMSS_WIDTH);
                if (word == VMSS_NONE)
                    return i - start;
                last = prefixes.last;
                last_n = prefixes.last_n;
            }
            job->keys[i] = word;
            continue;
        }
        job->ids[i] = 0;
        if (!job->skips)
            return i - start;
        vmss_clear_bit(job->valid, i);
    }
    return count;
}

/* Reads the owner and the ID that each value names; the owner is VMSS_NONE for nothing, and
 * VMSS_NONE - 1 for what only Python can tell. */
static size_t vmss_resolve_names_work(const struct vmss_job *job, size_t start, size_t count)
{
    const struct vmss_arrow *in = job->rows;
    const uint8_t *text;
    size_t n;
    for (size_t i = start; i < start + count; i++) {
        job->keys[i] = VMSS_NONE;
        job->ids[i] = 0;
        if (vmss_is_null(in, i))
            continue;
        if (!vmss_arrow_text(in, in->layout, i, &text, &n))
            return i - start;
        const enum vmss_verdict verdict =
            vmss_resolve_value(job->resolver, text, n, job->keys + i, job->ids + i);
        if (verdict == VMSS_NAMES_ONE)
            continue;
        job->keys[i] = verdict == VMSS_ASK ? VMSS_NONE - 1 : VMSS_NONE;
        job->ids[i] = 0;
    }
    return count;
}

/* What was read of the values of a dictionary.  A bit of `read` is 0 if a value is null or invalid;
 * a row with such a value has the key `none`. */
struct vmss_values {
    const uint32_t *keys, *ids;
    const uint8_t *read;
    int has_all; /* all bits of `read` are 1 */
    uint32_t none;
    const struct vmss_arrow *from;
};

/* Copies the IDs of n values, whose 32-bit indexes are unsigned if they are valid; returns whether
 * all are. */
static int vmss_take_ids(
    const uint8_t *indexes, size_t n, const struct vmss_values *values, uint32_t *ids)
{
    const uint32_t most = (uint32_t)values->from->n;
    for (size_t i = 0; i < n; i++) {
        uint32_t at;
        memcpy(&at, indexes + 4 * i, 4);
        if (at >= most)
            return 0;
        ids[i] = values->ids[at];
    }
    return 1;
}

/* Copies to each row what was read of its value.  Stops at an index that is none. */
static size_t vmss_take_values_work(const struct vmss_job *job, size_t start, size_t count)
{
    const struct vmss_arrow *in = job->rows;
    const struct vmss_values *values = job->values;
    const struct vmss_integers indexes = {
        in->places, (ptrdiff_t)in->width, (int)in->width, in->is_signed, 0};
    if (in->width == 4 && !in->valid && !job->keys && values->has_all && values->from->n <= INT32_MAX &&
        vmss_take_ids(in->places + 4 * (in->at + start), count, values, job->ids + start))
        return count;
    for (size_t i = start; i < start + count; i++) {
        uint64_t at;
        job->ids[i] = 0;
        if (job->keys)
            job->keys[i] = values->none;
        if (vmss_is_null(in, i))
            continue;
        if (!vmss_read(&indexes, in->at + i, &at) || at >= values->from->n)
            return i - start;
        if (!vmss_bit(values->read, (size_t)at)) {
            if (!job->skips && !vmss_is_null(values->from, (size_t)at))
                return i - start;
            vmss_clear_bit(job->valid, i);
            continue;
        }
        job->ids[i] = values->ids[at];
        if (job->keys)
            job->keys[i] = values->keys[at];
    }
    return count;
}

/* Writes offsets of n rows of a size; `wide` ones have 8 bytes. */
static void vmss_write_offsets(size_t n, size_t size, int wide, uint8_t *out)
{
    for (size_t i = 0; i <= n; i++) {
        const uint64_t eight = i * size;
        const uint32_t four = (uint32_t)eight;
        if (wide)
            memcpy(out + 8 * i, &eight, 8);
        else
            memcpy(out + 4 * i, &four, 4);
    }
}

/* Writes views of names of up to twelve bytes, which are in the view:
 *
 *     SIZEweb......000     the row of the job
 *     SIZEweb00002D000     and the digits */
static size_t vmss_encode_views_work(const struct vmss_job *job, size_t start, size_t count)
{
    uint8_t digits[VMSS_WIDTH * VMSS_BLOCK];
    uint8_t *out = job->digits + 16 * start;
    for (size_t done = 0; done < count; done += VMSS_BLOCK) {
        const size_t n = vmss_least(count - done, VMSS_BLOCK);
        vmss_encode_part(job, start + done, n, digits);
        if (job->lower)
            vmss_lower_digits(digits, VMSS_WIDTH * n);
        for (size_t i = 0; i < n; i++, out += 16) {
            memcpy(out, job->row, 16);
            memcpy(out + 4 + job->prefix_n, digits + VMSS_WIDTH * i, VMSS_WIDTH);
        }
    }
    return count;
}

/* Writes views of n rows of a size above twelve; `per_buffer` rows are in a buffer of data. */
static void vmss_write_views(
    const uint8_t *rows, size_t n, size_t size, size_t per_buffer, uint8_t *out)
{
    const uint32_t head = (uint32_t)size;
    for (size_t i = 0; i < n; i++, out += 16, rows += size) {
        const uint32_t where[2] = {
            (uint32_t)(i / per_buffer), (uint32_t)(i % per_buffer * size)};
        memcpy(out, &head, 4);
        memcpy(out + 4, rows, 4);
        memcpy(out + 8, where, 8);
    }
}

/* Texts of rows: a string by its number, and the ID in decimal unless the string stands alone.  A
 * row that is not valid has no text. */
struct vmss_texts {
    const uint8_t *strings, *alone, *valid;
    const uint64_t *bounds;
    const uint32_t *keys, *ids;
    size_t n;
    int wide;
};

/* Writes the offset of each row and of the end of the last; returns the size of all. */
static uint64_t vmss_text_offsets(const struct vmss_texts *of, uint8_t *out)
{
    uint8_t digits[VMSS_DECIMAL_WIDTH];
    uint64_t size = 0;
    for (size_t i = 0;; i++) {
        const uint32_t four = (uint32_t)size;
        if (of->wide)
            memcpy(out + 8 * i, &size, 8);
        else
            memcpy(out + 4 * i, &four, 4);
        if (i == of->n)
            return size;
        if (of->valid && !vmss_bit(of->valid, i))
            continue;
        const uint32_t key = of->keys[i];
        size += of->bounds[key + 1] - of->bounds[key];
        if (!of->alone[key])
            size += vmss_encode_decimal(of->ids[i], digits);
    }
}

static void vmss_write_texts(const struct vmss_texts *of, uint8_t *out)
{
    for (size_t i = 0; i < of->n; i++) {
        if (of->valid && !vmss_bit(of->valid, i))
            continue;
        const uint32_t key = of->keys[i];
        const size_t n = (size_t)(of->bounds[key + 1] - of->bounds[key]);
        vmss_copy(out, of->strings + of->bounds[key], n);
        out += n;
        if (!of->alone[key])
            out += vmss_encode_decimal(of->ids[i], out);
    }
}

/* Adds the sizes of all rows, and a byte for the end of each line.  Writes where each row begins in
 * lines that begin at `size`.  Returns how many rows come before one that is not in the array, or
 * has 4 GiB: then *n is its size. */
static size_t vmss_line_bounds(
    const struct vmss_arrow *in, uint64_t *bounds, uint64_t *size, size_t *n)
{
    for (size_t i = 0; i < in->n; i++) {
        const uint8_t *text;
        *n = 0;
        bounds[i] = *size;
        if (!vmss_is_null(in, i) && !vmss_arrow_text(in, in->layout, i, &text, n)) {
            *n = 0;
            return i;
        }
        if (*n >= UINT32_MAX)
            return i;
        *size += *n + 1;
    }
    return in->n;
}

/* Writes each row and the end of a line, as vmss_line_bounds counted them. */
static void vmss_write_lines(
    const struct vmss_arrow *in, const uint64_t *bounds, uint64_t end, uint8_t *lines)
{
    for (size_t i = 0; i < in->n; i++) {
        const uint8_t *text = lines;
        size_t n = 0;
        const uint64_t stop = i + 1 < in->n ? bounds[i + 1] : end;
        const size_t room = (size_t)(stop - bounds[i] - 1);
        /* Another thread may have changed the array. */
        if (vmss_is_null(in, i) || !vmss_arrow_text(in, in->layout, i, &text, &n))
            n = 0;
        if (n > room)
            n = room;
        if (n)
            memcpy(lines + bounds[i], text, n);
        memset(lines + bounds[i] + n, '\n', room - n + 1);
    }
}

/* Writes how many matches begin before each line and before the end, and turns the matches' places
 * into those in their lines. */
static void vmss_place_matches(
    const uint64_t *starts, const uint64_t *ends, size_t n, const uint64_t *bounds, size_t lines,
    int32_t *counts, uint32_t *first, uint32_t *last)
{
    size_t k = 0;
    for (size_t i = 0; i < lines; i++) {
        counts[i] = (int32_t)k;
        for (; k < n && (i + 1 == lines || starts[k] < bounds[i + 1]); k++) {
            first[k] = (uint32_t)(starts[k] - bounds[i]);
            last[k] = (uint32_t)(ends[k] - bounds[i]);
        }
    }
    counts[lines] = (int32_t)k;
}

#endif
