/* What in a text may be a name: the sieve that nearly all of it falls through.
 *
 * A kernel tells the classes of 64 bytes at a time (classes.h); from those masks come the
 * places where a computer name may end, or the number in a VM name begins, by shifts:
 *
 *     text      ... nsgvmss00002D: up ...
 *     word          1111111111111.11.        letters, digits, hyphens
 *     start         1..............1.        a word byte behind none
 *     end           .............1..1        no word byte, behind one
 *     six           .....11111111....        the last of six letters and digits, at least
 *     candidate     .............1...        end, behind six, with a word byte before those
 *
 * Their places are written to a list, eight at a time whether or not there are so many,
 * and then sifted in one long loop that keeps a place by advancing the end of the list:
 * how many there are in a block, and which are kept, no branch has to guess.
 *
 * These functions are inlined into each kernel's own, for its CPU's ways to count bits.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_SIEVE_H
#define VMSSNAMES_SIEVE_H

#include "classes.h"
#include "table.h"

/* Where the lowest and above the highest bit is; of no bits, any number below 64.  (To
 * have the right one would cost a branch, as the compiler sees it.) */
#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define VMSS_INLINE static __forceinline
VMSS_INLINE unsigned vmss_lowest(uint64_t mask)
{
    unsigned long at;
    _BitScanForward64(&at, mask | UINT64_C(1) << 63);
    return at;
}
VMSS_INLINE unsigned vmss_zeros_above(uint64_t mask)
{
    unsigned long at;
    _BitScanReverse64(&at, mask | 1);
    return 63 - at;
}
VMSS_INLINE unsigned vmss_ones(uint64_t mask)
{
    unsigned n = 0;
    for (; mask; mask &= mask - 1)
        n++;
    return n;
}
#else
#define VMSS_INLINE static inline __attribute__((always_inline))
VMSS_INLINE unsigned vmss_lowest(uint64_t mask)
{
    return (unsigned)__builtin_ctzll(mask | UINT64_C(1) << 63);
}
VMSS_INLINE unsigned vmss_zeros_above(uint64_t mask)
{
    return (unsigned)__builtin_clzll(mask | 1);
}
VMSS_INLINE unsigned vmss_ones(uint64_t mask)
{
    return (unsigned)__builtin_popcountll(mask);
}
#endif

/* Blocks sifted at a time. */
#define VMSS_BATCH 64

/* Of a block no more than nine words end behind six letters or digits and one more; in
 * longer words (embedded) the last six of hyphenated parts count, too. */
#define VMSS_ENDS (VMSS_BATCH * 10 + 8)
#define VMSS_NUMBERS (VMSS_BATCH * VMSS_BLOCK_BYTES / 2)

/* "-vmss" and "irtualMa", as the last of eight bytes that are read as one number, folded. */
#define VMSS_AKS_END UINT64_C(0x73736D762D)
#define VMSS_PATH_END UINT64_C(0x616D6C6175747269)

struct vmss_sieve {
    const uint8_t *text;
    const struct vmss_table *prefixes;
    int aks;      /* keep what ends as the scale sets of AKS do */
    int paths;    /* and "virtualMachines" */
    int embedded; /* and what has a hyphen behind it, or may begin behind one */
    /* Of the block before: its masks. */
    uint64_t word, alnum, two, six, underscore, starts;
    /* What is kept of a batch, as offsets in it: where candidates end, and how many word
     * bytes are before their last six, 58 for more; where numbers begin. */
    uint32_t ends[VMSS_ENDS], before[VMSS_ENDS], numbers[VMSS_NUMBERS];
    size_t ends_n, numbers_n;
};

/* Shifts a mask up by k, with the bits that the block before shifts in. */
#define VMSS_UP(mask, last, k) ((mask) << (k) | (last) >> (64 - (k)))

/* Lists the candidates of one block, whose first byte is number `first` of the batch;
 * returns its starts. */
VMSS_INLINE uint64_t vmss_sift_block(
    struct vmss_sieve *sieve, const struct vmss_classes *of, uint32_t first)
{
    const uint64_t word = of->word, alnum = word & ~of->hyphen;
    const uint64_t two = alnum & VMSS_UP(alnum, sieve->alnum, 1);
    const uint64_t four = two & VMSS_UP(two, sieve->two, 2);
    const uint64_t six = four & VMSS_UP(two, sieve->two, 4);
    const uint64_t behind = VMSS_UP(six, sieve->six, 1) & VMSS_UP(word, sieve->word, 7);
    const uint64_t starts = word & ~VMSS_UP(word, sieve->word, 1);
    uint64_t ends = behind & ~(sieve->embedded ? alnum : word);
    uint64_t numbers = of->digit & VMSS_UP(of->underscore, sieve->underscore, 1);
    uint32_t *out = sieve->ends + sieve->ends_n;
    sieve->ends_n += vmss_ones(ends);
    do
        for (int k = 0; k < 8; k++, ends &= ends - 1)
            *out++ = first + vmss_lowest(ends);
    while (ends);
    for (; numbers; numbers &= numbers - 1)
        sieve->numbers[sieve->numbers_n++] = first + vmss_lowest(numbers);
    sieve->word = word;
    sieve->alnum = alnum;
    sieve->two = two;
    sieve->six = six;
    sieve->underscore = of->underscore;
    return starts;
}

/* Keeps of the listed places those that may be behind a key.  `plain`, known when this
 * is compiled: there is nothing else to look for. */
VMSS_INLINE void vmss_keep(struct vmss_sieve *sieve, const uint64_t *starts, size_t at, int plain)
{
    const struct vmss_table table = *sieve->prefixes;
    const uint8_t *const first = sieve->text, *const batch = first + at;
    const int aks = sieve->aks, paths = sieve->paths, embedded = sieve->embedded;
    const size_t ends_n = sieve->ends_n;
    uint32_t *const ends = sieve->ends, *const before = sieve->before;
    size_t kept = 0;
    for (size_t i = 0; i < ends_n; i++) {
        const uint32_t end = ends[i];
        /* The starts in the 64 bytes before: the last of them is this word's. */
        const unsigned bit = end % 64;
        const uint64_t window = starts[end / 64] >> bit | starts[end / 64 + 1] << 1 << (63 - bit);
        const unsigned n = vmss_zeros_above(window) + 1 - VMSS_WIDTH;
        const unsigned unused = n < VMSS_EIGHT ? 8 * (VMSS_EIGHT - n) : 0;
        const uint8_t *digits = batch + end - VMSS_WIDTH;
        uint64_t last;
        int keep;
        if (plain || digits - first >= VMSS_EIGHT)
            last = (vmss_eight(digits - VMSS_EIGHT) | VMSS_FOLD) >> unused << unused;
        else
            last = vmss_last_eight(first, digits, n);
        keep = vmss_maybe_key(&table, last);
        if (!plain)
            keep |= embedded | (aks & (last >> 24 == VMSS_AKS_END)) | (paths & (last == VMSS_PATH_END));
        ends[kept] = end;
        before[kept] = n;
        kept += (size_t)keep;
    }
    sieve->ends_n = kept;
}

/* Keeps of a batch, up to VMSS_BATCH blocks from byte number `at` of the text on, what
 * may be a name. */
VMSS_INLINE void vmss_sift(
    struct vmss_sieve *sieve, const struct vmss_classes *classes, size_t blocks, size_t at)
{
    uint64_t starts[VMSS_BATCH + 1];
    starts[0] = sieve->starts;
    sieve->ends_n = sieve->numbers_n = 0;
    for (size_t i = 0; i < blocks; i++)
        starts[i + 1] = vmss_sift_block(sieve, &classes[i], (uint32_t)(i * VMSS_BLOCK_BYTES));
    sieve->starts = starts[blocks];
    /* The first batch has words with fewer than eight bytes before their last six. */
    if (at == 0 || sieve->aks || sieve->paths || sieve->embedded)
        vmss_keep(sieve, starts, at, 0);
    else
        vmss_keep(sieve, starts, at, 1);
}

static void vmss_sift_scalar(
    struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, size_t at)
{
    struct vmss_classes classes[VMSS_BATCH];
    vmss_classify_scalar(text, blocks, classes);
    vmss_sift(sieve, classes, blocks, at);
}

#endif
