/* Lines of reverse zones: labels by their IPv4 addresses, sorted, and where each block of
 * addresses begins.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_REVERSE_H
#define VMSSNAMES_REVERSE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Of "255.255.255" and of "\tPTR\t". */
#define VMSS_OWNER_SIZE 11
#define VMSS_PTR_SIZE 5

/* Copy where each of n labels begins, in lines, and where the last line ends; return n, or
 * how many lines there are if they are fewer. */
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

/* Sort n rows, an address in the upper half and its position in the lower, by address;
 * equal ones stay in order.  Return where they are: in rows or in room, as large.
 *
 * Byte by byte from the lowest on, each time into 256 piles; a byte that all have, as the
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

/* Write a number below 256, in decimal; return where it ends. */
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
    const uint64_t *rows; /* as vmss_sort_rows leaves them */
    size_t n;
    const uint8_t *labels; /* lines */
    const uint64_t *starts;
    const uint8_t *end; /* of each line of the text */
    size_t end_n;
    int bits; /* of a block's addresses, those that all have: 8 to 31 */
};

/* Write the lines, for which there is room, and return how long they are; for each block its
 * first address and where its lines begin, and how many blocks there are. */
static size_t vmss_reverse_rows(
    const struct vmss_reverse *of, uint8_t *text, uint32_t *firsts, uint64_t *places,
    size_t *blocks)
{
    const uint32_t mask = 0xFFFFFFFFu << (32 - of->bits);
    uint8_t *out = text;
    *blocks = 0;
    for (size_t i = 0; i < of->n; i++) {
        const uint32_t address = (uint32_t)(of->rows[i] >> 32);
        const size_t position = (size_t)(uint32_t)of->rows[i];
        const uint64_t start = of->starts[position];
        const size_t label_n = (size_t)(of->starts[position + 1] - 1 - start);
        if (!*blocks || firsts[*blocks - 1] != (address & mask)) {
            firsts[*blocks] = address & mask;
            places[(*blocks)++] = (uint64_t)(out - text);
        }
        /* The last octet first, and so on to what the block's name has. */
        out = vmss_put_octet(out, address & 255);
        for (int shift = 8; 32 - shift > of->bits; shift += 8) {
            *out++ = '.';
            out = vmss_put_octet(out, address >> shift & 255);
        }
        memcpy(out, "\tPTR\t", VMSS_PTR_SIZE);
        memcpy(out + VMSS_PTR_SIZE, of->labels + start, label_n);
        out += VMSS_PTR_SIZE + label_n;
        memcpy(out, of->end, of->end_n);
        out += of->end_n;
    }
    return (size_t)(out - text);
}

#endif
