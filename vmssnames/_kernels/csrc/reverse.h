/* Lines of reverse zones: labels by their IPv4 addresses, sorted.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_REVERSE_H
#define VMSSNAMES_REVERSE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The length of "\tPTR\t". */
#define VMSS_PTR_SIZE 5

/* Stores where each of n labels, one per line, starts, and where the last line ends.
 * Returns n, or the number of lines if it is smaller. */
static size_t vmss_line_starts(const uint8_t *text, size_t size, size_t n, uint64_t *starts)
{
    const uint8_t *at = text, *end = text + size;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        starts[i] = (uint64_t)(at - text);
        if (!newline)
            return i;
        at = newline + 1;
    }
    starts[n] = (uint64_t)(at - text);
    return n;
}

/* Sorts n rows, each an address in its upper half and a position in its lower half, by
 * address; equal addresses stay in order.  Returns the sorted rows: `rows`, or `room`, which
 * has the same size.
 *
 * A radix sort by bytes, the lowest first.  A byte that is the same in all rows, such as the
 * first of 10.x.y.z, moves nothing. */
static uint64_t *vmss_sort_rows(uint64_t *rows, uint64_t *room, size_t n)
{
    for (int shift = 32; shift < 64; shift += 8) {
        size_t count[256] = {0}, at = 0;
        for (size_t i = 0; i < n; i++)
            count[rows[i] >> shift & 255]++;
        if (n && count[rows[0] >> shift & 255] == n)
            continue;
        for (int byte = 0; byte < 256; byte++) {
            const size_t pile = count[byte];
            count[byte] = at;
            at += pile;
        }
        for (size_t i = 0; i < n; i++)
            room[count[rows[i] >> shift & 255]++] = rows[i];
        uint64_t *sorted = room;
        room = rows;
        rows = sorted;
    }
    return rows;
}

/* Writes a number below 256 in decimal; returns where it ends. */
static inline uint8_t *vmss_put_octet(uint8_t *out, unsigned v)
{
    if (v >= 100) {
        *out++ = (uint8_t)('0' + v / 100);
        v %= 100;
        *out++ = (uint8_t)('0' + v / 10);
    } else if (v >= 10) {
        *out++ = (uint8_t)('0' + v / 10);
    }
    *out++ = (uint8_t)('0' + v % 10);
    return out;
}

struct vmss_reverse {
    const uint64_t *rows; /* sorted by vmss_sort_rows */
    const uint8_t *labels; /* lines */
    const uint64_t *starts;
    const uint8_t *end; /* where each line starts */
    size_t end_n;
    int octets; /* how many octets a line starts with, the last octet first: 1 to 3 */
};

static inline size_t vmss_label_size(const struct vmss_reverse *of, size_t row)
{
    const size_t position = (size_t)(uint32_t)of->rows[row];
    return (size_t)(of->starts[position + 1] - 1 - of->starts[position]);
}

/* An upper bound for the size of the lines of rows `start` to `stop`: every octet counts as
 * three digits. */
static size_t vmss_reverse_size(const struct vmss_reverse *of, size_t start, size_t stop)
{
    size_t size = (stop - start) * ((size_t)of->octets * 4 - 1 + VMSS_PTR_SIZE + of->end_n);
    for (size_t i = start; i < stop; i++)
        size += vmss_label_size(of, i);
    return size;
}

/* Writes the lines of rows `start` to `stop`, for which there is room; returns their size. */
static size_t vmss_reverse_lines(
    const struct vmss_reverse *of, size_t start, size_t stop, uint8_t *text)
{
    uint8_t *out = text;
    for (size_t i = start; i < stop; i++) {
        const uint32_t address = (uint32_t)(of->rows[i] >> 32);
        const size_t label_n = vmss_label_size(of, i);
        out = vmss_put_octet(out, address & 255);
        for (int octet = 1; octet < of->octets; octet++) {
            *out++ = '.';
            out = vmss_put_octet(out, address >> 8 * octet & 255);
        }
        memcpy(out, "\tPTR\t", VMSS_PTR_SIZE);
        memcpy(out + VMSS_PTR_SIZE, of->labels + of->starts[(uint32_t)of->rows[i]], label_n);
        out += VMSS_PTR_SIZE + label_n;
        memcpy(out, of->end, of->end_n);
        out += of->end_n;
    }
    return (size_t)(out - text);
}

#endif
