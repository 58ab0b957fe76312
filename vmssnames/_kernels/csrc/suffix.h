/* Candidates by what all keys end with.
 *
 * The prefixes and scale sets of AKS all end in "-vmss", and those of one scale set in all its
 * bytes.  Where two bytes of such a suffix stand, a kernel looks no further for classes:
 *
 *     text      ... pool-12345678-vmss00002D: up ...
 *     second                          1              the rarest byte of "-vmss", v
 *     first     ...              1                   and the next rarest, shifted to it
 *     both                      1                    here the suffix may begin
 *     end                                    1       six letters or digits after it
 *
 * That takes a third of the time of finding classes.  In a batch with many of these places it
 * takes longer, so such a batch is sifted as all others are (sieve.h), and so are the next ones.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_SUFFIX_H
#define VMSSNAMES_SUFFIX_H

#include "sieve.h"

/* More places than this are many, in a batch; and how many batches are sifted then. */
#define VMSS_FEW 48
#define VMSS_REST 16

/* Two bytes, folded, and their distances from the beginning of the suffix. */
struct vmss_pair {
    uint8_t one, two;
    unsigned one_at, two_at;
};

/* Sets a mask for each of the blocks from `text` on: where both bytes of the pair stand.  Returns
 * which masks have bits.  The text goes on for as many bytes more as one_at and two_at say. */
typedef uint64_t (*vmss_find_pairs)(
    const uint8_t *text, size_t blocks, const struct vmss_pair *pair, uint64_t *masks);

/* The length of the common end of eight bytes and eight others, of which n and m count. */
static inline unsigned vmss_common(uint64_t one, unsigned n, uint64_t two, unsigned m)
{
    const uint64_t differ = one ^ two;
    unsigned same = 0;
    while (same < n && same < m && !(differ >> 8 * (VMSS_EIGHT - 1 - same) & 0xFF))
        same++;
    return same;
}

/* How common a byte is in logs, folded: the last of these are the rarest. */
static inline unsigned vmss_rarity(uint8_t byte)
{
    static const char order[] = "e0t1a2oin-3s4r5l6d7c8u9pmhfgbywkvxjqz";
    unsigned at = 0;
    while (order[at] && (uint8_t)order[at] != byte)
        at++;
    return at;
}

/* Chooses the two rarest bytes of a suffix of n bytes, two at least. */
static void vmss_choose(const uint8_t *suffix, unsigned n, struct vmss_pair *pair)
{
    unsigned best = 0, next = 1;
    for (unsigned i = 1; i < n; i++)
        if (vmss_rarity(suffix[i]) > vmss_rarity(suffix[best])) {
            next = best;
            best = i;
        } else if (i > 1 && vmss_rarity(suffix[i]) > vmss_rarity(suffix[next])) {
            next = i;
        }
    pair->one = suffix[best];
    pair->one_at = best;
    pair->two = suffix[next];
    pair->two_at = next;
}

#endif
