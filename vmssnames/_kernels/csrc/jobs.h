/* Work on buffers, as jobs that can be split into parts for several threads.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_JOBS_H
#define VMSSNAMES_JOBS_H

#include "columns.h"
#include "kernels.h"

/* Where IDs have to be copied, this many are copied at a time: they fit in the L1 cache. */
#define VMSS_BLOCK 512

struct vmss_job;
struct vmss_arrow;
struct vmss_words;
struct vmss_resolver;
struct vmss_values;

/* Does `count` items of a job from number `start`, a multiple of VMSS_BLOCK.  Stops at the
 * first invalid item, and returns how many were valid. */
typedef size_t (*vmss_work)(const struct vmss_job *job, size_t start, size_t count);

/* The data of a job; each kind of job uses a part of the fields. */
struct vmss_job {
    vmss_work work;
    const struct vmss_kernels *kernels;
    struct vmss_integers ids_in; /* to encode */
    const uint8_t *text;     /* text_n bytes to decode */
    size_t text_n;
    uint8_t *digits; /* text to write */
    uint32_t *ids;   /* IDs to write */
    uint8_t *valid;  /* a bit for each ID, set if it is valid; NULL: stop at an invalid one */

    /* A row is a prefix, six digits and an end.  For writing, `row` has the prefix as given
     * and the end in their places, and at least 16 more bytes; for reading, the prefix is
     * in lower case. */
    const uint8_t *row;
    size_t prefix_n, end_n;
    int lower;
    /* Where the rows to read start: n + 1 integers.  first == NULL: rows are contiguous. */
    struct vmss_integers starts;

    /* Of columns of Arrow: the rows to read, and more that is read of them or that they need. */
    const struct vmss_arrow *rows;
    uint32_t *keys;
    int skips; /* an invalid row clears its bit */
    struct vmss_words *words;
    const struct vmss_resolver *resolver;
    const struct vmss_values *values;
};

static inline size_t vmss_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline int vmss_is_native(const struct vmss_integers *in)
{
    return in->size == 4 && in->stride == 4 && !in->is_signed && !in->is_swapped;
}

/* Writes the digits of `count` IDs, from number `start`. */
static size_t vmss_encode_part(
    const struct vmss_job *job, size_t start, size_t count, uint8_t *digits)
{
    uint32_t block[VMSS_BLOCK];
    if (vmss_is_native(&job->ids_in))
        return job->kernels->encode(job->ids_in.first + 4 * start, count, digits);
    for (size_t done = 0; done < count;) {
        const size_t n = vmss_least(count - done, VMSS_BLOCK);
        const size_t good = vmss_gather(&job->ids_in, start + done, n, block);
        job->kernels->encode(block, good, digits + VMSS_WIDTH * done);
        done += good;
        if (good < n)
            return done;
    }
    return count;
}

static size_t vmss_encode_work(const struct vmss_job *job, size_t start, size_t count)
{
    return vmss_encode_part(job, start, count, job->digits + VMSS_WIDTH * start);
}

static size_t vmss_decode_work(const struct vmss_job *job, size_t start, size_t count)
{
    return job->kernels->decode(job->text + VMSS_WIDTH * start, count, job->ids + start);
}

/* Writes n rows with these digits.  A row is copied in pieces of 16 bytes.  The last piece
 * may reach into the next row, which is written next:
 *
 *     nsgvmss......\nnsgvms      16 bytes: the row, and a part of the next one
 *     nsgvmss00002D\n            digits
 *                   nsgvmss......\nnsgvms
 *
 * Beyond the n rows another thread may be writing.  There, only the row itself is copied. */
static void vmss_write_rows(const struct vmss_job *job, const uint8_t *digits, size_t n, uint8_t *out)
{
    const size_t size = job->prefix_n + VMSS_WIDTH + job->end_n;
    const uint8_t *const end = out + n * size;
    for (size_t i = 0; i < n; i++, out += size) {
        if ((size_t)(end - out) >= size + 16)
            for (size_t k = 0; k < size; k += 16)
                memcpy(out + k, job->row + k, 16);
        else
            memcpy(out, job->row, size);
        memcpy(out + job->prefix_n, digits + VMSS_WIDTH * i, VMSS_WIDTH);
    }
}

static size_t vmss_encode_rows_work(const struct vmss_job *job, size_t start, size_t count)
{
    const size_t size = job->prefix_n + VMSS_WIDTH + job->end_n;
    uint8_t digits[VMSS_WIDTH * VMSS_BLOCK];
    for (size_t done = 0; done < count;) {
        const size_t n = vmss_least(count - done, VMSS_BLOCK);
        const size_t good = vmss_encode_part(job, start + done, n, digits);
        if (job->lower)
            vmss_lower_digits(digits, VMSS_WIDTH * good);
        vmss_write_rows(job, digits, good, job->digits + (start + done) * size);
        done += good;
        if (good < n)
            return done;
    }
    return count;
}

/* Finds row number i; returns 0 if its bounds are invalid. */
static inline int vmss_find_row(
    const struct vmss_job *job, size_t i, const uint8_t **row, size_t *size)
{
    const struct vmss_integers *starts = &job->starts;
    uint64_t from, to;
    if (!starts->first) {
        *size = job->prefix_n + VMSS_WIDTH + job->end_n;
        *row = job->text + i * *size;
        return 1;
    }
    if (!vmss_read(starts, i, &from) || !vmss_read(starts, i + 1, &to) || from > to ||
        to > job->text_n)
        return 0;
    *row = job->text + from;
    *size = (size_t)(to - from);
    return 1;
}

/* Decodes rows; stops at invalid bounds, also if there is a bitmap. */
static size_t vmss_decode_rows_work(const struct vmss_job *job, size_t start, size_t count)
{
    const size_t right = job->prefix_n + VMSS_WIDTH + job->end_n;
    const uint8_t *const end = job->row + job->prefix_n + VMSS_WIDTH;
    uint8_t digits[VMSS_WIDTH * VMSS_BLOCK];
    struct vmss_head head = {job->row, job->prefix_n, {0}};
    memcpy(head.seen, head.lower, head.n);
    for (size_t done = 0; done < count; done += VMSS_BLOCK) {
        size_t n = vmss_least(count - done, VMSS_BLOCK), i, size;
        const uint8_t *row;
        uint32_t *const ids = job->ids + start + done;
        for (i = 0; i < n && vmss_find_row(job, start + done + i, &row, &size); i++)
            if (size == right && vmss_has_head(row, &head) &&
                memcmp(row + right - job->end_n, end, job->end_n) == 0)
                memcpy(digits + VMSS_WIDTH * i, row + head.n, VMSS_WIDTH);
            else
                memset(digits + VMSS_WIDTH * i, 0, VMSS_WIDTH); /* the kernel stops there */
        const size_t found = i;
        for (i = 0;; i++) {
            i += job->kernels->decode(digits + VMSS_WIDTH * i, found - i, ids + i);
            if (i == found)
                break;
            if (!job->valid)
                return done + i;
            ids[i] = 0;
            job->valid[(start + done + i) / 8] &= (uint8_t)~(1u << (start + done + i) % 8);
        }
        if (found < n)
            return done + found;
    }
    return count;
}

#endif
