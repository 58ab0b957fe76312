/* Numbers for texts: equal texts have one number, in the order of their first appearance.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_WORDS_H
#define VMSSNAMES_WORDS_H

#include "table.h"

/* There are 2**bits slots, more than `room`. */
struct vmss_words {
    const uint8_t **texts; /* where each stands first */
    size_t *sizes;
    uint32_t n, room;
    uint32_t *slots; /* the number of a text, from 1 on */
    int bits;
    uint64_t seed;
};

/* The slot of n bytes, or the empty one where they belong. */
static uint32_t *vmss_word_slot(const struct vmss_words *of, const uint8_t *text, size_t n)
{
    const size_t wrap = ((size_t)1 << of->bits) - 1;
    uint64_t hash = of->seed ^ n;
    for (size_t i = 0; i < n; i += 8) {
        uint64_t eight = 0;
        memcpy(&eight, text + i, n - i < 8 ? n - i : 8);
        hash = vmss_mixed(hash, eight);
    }
    size_t at = (size_t)vmss_mixed(hash, of->seed) & wrap;
    for (; of->slots[at]; at = (at + 1) & wrap) {
        const uint32_t word = of->slots[at] - 1;
        if (of->sizes[word] == n && memcmp(of->texts[word], text, n) == 0)
            break;
    }
    return &of->slots[at];
}

/* The number of n bytes, which must stay where they are; VMSS_NONE if they are new and there is no
 * room. */
static uint32_t vmss_word(struct vmss_words *of, const uint8_t *text, size_t n)
{
    uint32_t *const slot = vmss_word_slot(of, text, n);
    if (!*slot) {
        if (of->n == of->room)
            return VMSS_NONE;
        of->texts[of->n] = text;
        of->sizes[of->n] = n;
        *slot = ++of->n;
    }
    return *slot - 1;
}

/* Fills the slots, which are empty, with all words. */
static void vmss_fill_words(struct vmss_words *of)
{
    for (uint32_t word = 0; word < of->n; word++)
        *vmss_word_slot(of, of->texts[word], of->sizes[word]) = word + 1;
}

#endif
