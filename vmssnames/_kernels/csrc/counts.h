/* Counts matches by instance, with the first and the last line of each.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_COUNTS_H
#define VMSSNAMES_COUNTS_H

#include <stddef.h>
#include <stdint.h>

struct vmss_count {
    uint64_t key; /* the owner and the ID */
    uint64_t count; /* 0: the slot is free */
    uint64_t first_line, last_line;
    uint32_t first_file, last_file;
    uint32_t kind; /* of the first match */
};

/* 2**bits slots, of which at most half are used. */
struct vmss_counts {
    struct vmss_count *slots;
    int bits;
    size_t used;
    uint64_t seed; /* secret: otherwise somebody could choose names that share a slot */
};

/* Matches, and the place in the text up to which lines were counted. */
struct vmss_counted {
    const uint8_t *text;
    size_t text_n, at, n, i;
    const uint64_t *starts;
    const uint8_t *kinds;
    const uint32_t *owners, *ids;
    uint64_t line; /* the number of the line at `at`, from 1 on */
    uint32_t file;
};

/* The slot of a key, or a free one for it. */
static struct vmss_count *vmss_count_of(const struct vmss_counts *counts, uint64_t key)
{
    const size_t wrap = ((size_t)1 << counts->bits) - 1;
    uint64_t hash = (key ^ counts->seed) * UINT64_C(0x9E3779B97F4A7C15);
    hash = (hash ^ hash >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    size_t at = (size_t)(hash >> 32) & wrap;
    while (counts->slots[at].count && counts->slots[at].key != key)
        at = (at + 1) & wrap;
    return &counts->slots[at];
}

/* The number of newlines in n bytes; compilers make vector loops of it. */
static uint64_t vmss_newlines(const uint8_t *text, size_t n)
{
    uint64_t found = 0;
    while (n >= 16) {
        /* Sixteen sums of bytes, as many as they can hold. */
        const size_t rows = n / 16 < 255 ? n / 16 : 255;
        uint8_t sums[16] = {0};
        for (size_t row = 0; row < rows; row++)
            for (size_t i = 0; i < 16; i++)
                sums[i] = (uint8_t)(sums[i] + (text[16 * row + i] == '\n'));
        for (size_t i = 0; i < 16; i++)
            found += sums[i];
        text += 16 * rows;
        n -= 16 * rows;
    }
    for (size_t i = 0; i < n; i++)
        found += text[i] == '\n';
    return found;
}

/* Counts matches until the last, or until half of the slots are used; then there must be more of
 * them.  Returns whether it has finished, also with the lines of the text. */
static int vmss_count_matches(struct vmss_counts *counts, struct vmss_counted *of)
{
    for (; of->i < of->n; of->i++) {
        const size_t i = of->i, start = (size_t)of->starts[i];
        if (counts->used >> (counts->bits - 1))
            return 0;
        of->line += vmss_newlines(of->text + of->at, start - of->at);
        of->at = start;
        const uint64_t key = (uint64_t)of->owners[i] << 32 | of->ids[i];
        struct vmss_count *one = vmss_count_of(counts, key);
        if (!one->count) {
            counts->used++;
            one->key = key;
            one->kind = of->kinds[i];
            one->first_line = of->line;
            one->first_file = of->file;
        }
        one->count++;
        one->last_line = of->line;
        one->last_file = of->file;
    }
    of->line += vmss_newlines(of->text + of->at, of->text_n - of->at);
    of->at = of->text_n;
    return 1;
}

#endif
