/* Candidates: the few places of a text where a name may be.
 *
 * A kernel finds the classes of 64 bytes at a time (classes.h).  Shifts of these masks give the
 * places where a computer name may end, or where the number in a VM name may begin:
 *
 *     text      ... nsgvmss00002D: up ...
 *     word          1111111111111.11.        letters, digits, hyphens
 *     long          .........1111....        at least as many of them as the shortest name has
 *     candidate     .............1...        no word byte, after a long word
 *
 * The masks of a batch are kept.  Then the places in blocks that have any are written to a list,
 * always four at a time, even if there are fewer.  One long loop then filters the list by the bytes
 * before the last six, and keeps a place by advancing the end of the list, so no branch depends on
 * which are kept.  That is faster than to find, in each block, where six letters and digits end
 * after the last byte of some key: most words are short, and most blocks have no name.
 *
 * These functions are inlined into each kernel, for the bit-counting instructions of its CPU.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_SIEVE_H
#define VMSSNAMES_SIEVE_H

#include "table.h"
#include "target.h"

/* The position of the lowest bit, and of the bit above the highest.  Without any bit, the
 * answer is any number below 64: an exact one would cost a branch. */
#if defined(_MSC_VER) && !defined(__clang__)
#define VMSS_INLINE static __forceinline
/* Written out, since MSVC has them for some CPUs only.  (Not tested.) */
VMSS_INLINE unsigned vmss_ones(uint64_t mask)
{
    unsigned n = 0;
    for (; mask; mask &= mask - 1)
        n++;
    return n;
}
VMSS_INLINE unsigned vmss_lowest(uint64_t mask)
{
    mask |= UINT64_C(1) << 63;
    return vmss_ones((mask & (0 - mask)) - 1);
}
VMSS_INLINE unsigned vmss_zeros_above(uint64_t mask)
{
    unsigned n = 0;
    for (mask |= 1; !(mask >> 63); mask <<= 1)
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

/* Blocks per batch: one bit for each. */
#define VMSS_BATCH 64

/* In a block, at most nine words end that have seven bytes.  In longer words (embedded), parts of six
 * letters and digits count too.  Sixteen are written at once. */
#define VMSS_ENDS (VMSS_BATCH * 10 + 16)
#define VMSS_NUMBERS (VMSS_BATCH * VMSS_BLOCK_BYTES / 2 + 8)

/* How far ahead text is prefetched.  CPUs prefetch on their own, but not across pages, and
 * the next batch begins in another page. */
#define VMSS_AHEAD 4096

/* "-vmss" and "irtualMa" as the last of eight bytes, folded and read as one number. */
#define VMSS_AKS_END UINT64_C(0x73736D762D)
#define VMSS_PATH_END UINT64_C(0x616D6C6175747269)

struct vmss_sieve {
    const uint8_t *text;
    const struct vmss_table *prefixes, *scale_sets;
    int aks;      /* keep words that end like the scale sets of AKS */
    int paths;    /* and "virtualMachines" */
    int embedded; /* also list parts that end before a hyphen */
    /* The masks of the block before. */
    uint64_t word, alnum, underscore;
    /* The candidates of a batch, as offsets: where names end, with the number of word bytes
     * before the last six, at most 58; and where numbers begin. */
    uint32_t ends[VMSS_ENDS], before[VMSS_ENDS], numbers[VMSS_NUMBERS];
    size_t ends_n, numbers_n;
};

/* What each kernel provides: the classes of 64 bytes, and a list of the positions of set
 * bits, counted from `first`. */
typedef struct vmss_classes (*vmss_classify)(const uint8_t *text);
typedef void (*vmss_list)(uint32_t *out, uint64_t mask, uint32_t first);

/* Shifts a mask up by k, and shifts in bits of the block before. */
#define VMSS_UP(mask, last, k) ((mask) << (k) | (last) >> (64 - (k)))

VMSS_INLINE void vmss_list_fours(uint32_t *out, uint64_t mask, uint32_t first)
{
    do
        for (int k = 0; k < 4; k++, mask &= mask - 1) {
            uint32_t place = first + vmss_lowest(mask);
            VMSS_OPAQUE_INTEGER(place); /* otherwise the compiler combines four of them for one store */
            *out++ = place;
        }
    while (mask);
}

/* Writes the positions of all set bits of the masks of blocks, those of which *some* has bits.
 *
 *     some          ..1......1..             blocks with a candidate, in four of a hundred lines
 *     masks           |      |               of these only, eight positions at a time
 *
 * Most blocks of a log have no candidate.  Listing none of them costs one branch a batch, which is
 * mispredicted at its end; listing each costs as much as finding its classes. */
VMSS_INLINE size_t vmss_list_some(uint32_t *out, const uint64_t *masks, uint64_t some, vmss_list list)
{
    const uint32_t *const before = out;
    for (; some; some &= some - 1) {
        const unsigned block = vmss_lowest(some);
        list(out, masks[block], block * VMSS_BLOCK_BYTES);
        out += vmss_ones(masks[block]);
    }
    return (size_t)(out - before);
}

/* Lists the candidates of the next blocks, and keeps their word masks.  Names have `least` bytes, 7
 * to 12.  `embedded` and `at_once` are compile-time constants: a kernel that lists a block in one
 * store does so for every block. */
VMSS_INLINE void vmss_sift_blocks(
    struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, uint64_t *words, unsigned least,
    vmss_classify classify, vmss_list list, int embedded, int at_once)
{
    /* Words of at least `least` bytes: four, and four that end a few bytes before, twice. */
    const unsigned near = least < 8 ? least - 4 : 4, far = least - 4;
    uint64_t word = sieve->word, alnum = sieve->alnum, underscore = sieve->underscore;
    /* Of the block before, the last bits of these masks count, which it alone decides. */
    uint64_t two = word & word << 1, four = two & two << 2, run = four & four << near & four << far;
    uint64_t pair = alnum & alnum << 1, six = pair & pair << 2 & pair << 4;
    uint64_t ends[VMSS_BATCH], numbers[VMSS_BATCH], some_ends = 0, some_numbers = 0;
    uint32_t *ends_out = sieve->ends, *numbers_out = sieve->numbers;
    for (size_t i = 0; i < blocks; i++) {
        const struct vmss_classes of = classify(text + i * VMSS_BLOCK_BYTES);
        VMSS_PREFETCH(text + i * VMSS_BLOCK_BYTES + VMSS_AHEAD);
        const uint64_t two_now = of.word & VMSS_UP(of.word, word, 1);
        const uint64_t four_now = two_now & VMSS_UP(two_now, two, 2);
        const uint64_t run_now = four_now & VMSS_UP(four_now, four, near) & VMSS_UP(four_now, four, far);
        uint64_t end = VMSS_UP(run_now, run, 1) & ~of.word;
        uint64_t number = of.digit & VMSS_UP(of.underscore, underscore, 1);
        if (embedded) {
            const uint64_t alnum_now = of.word & ~of.hyphen;
            const uint64_t pair_now = alnum_now & VMSS_UP(alnum_now, alnum, 1);
            const uint64_t six_now =
                pair_now & VMSS_UP(pair_now, pair, 2) & VMSS_UP(pair_now, pair, 4);
            end = VMSS_UP(run_now, run, 1) & VMSS_UP(six_now, six, 1) & ~alnum_now;
            alnum = alnum_now;
            pair = pair_now;
            six = six_now;
        }
        if (at_once) {
            const uint32_t first = (uint32_t)(i * VMSS_BLOCK_BYTES);
            list(ends_out, end, first);
            ends_out += vmss_ones(end);
            for (; number; number &= number - 1)
                *numbers_out++ = first + vmss_lowest(number);
        } else {
            ends[i] = end;
            some_ends |= (uint64_t)(end != 0) << i;
            numbers[i] = number;
            some_numbers |= (uint64_t)(number != 0) << i;
        }
        words[i] = word = of.word;
        two = two_now;
        four = four_now;
        run = run_now;
        underscore = of.underscore;
    }
    sieve->word = word;
    sieve->alnum = alnum;
    sieve->underscore = underscore;
    if (at_once) {
        sieve->ends_n = (size_t)(ends_out - sieve->ends);
        sieve->numbers_n = (size_t)(numbers_out - sieve->numbers);
    } else {
        sieve->ends_n = vmss_list_some(sieve->ends, ends, some_ends, list);
        sieve->numbers_n = vmss_list_some(sieve->numbers, numbers, some_numbers, list);
    }
}

/* Keeps those of n places that may follow a key of the table, `back` bytes before them, by the
 * number of bytes that every key has; returns how many.  `plain` is a compile-time constant: nothing
 * else is searched for, and each key has eight bytes before its end. */
VMSS_INLINE size_t vmss_keep(
    const struct vmss_sieve *sieve, const struct vmss_table *keys, uint32_t *places, size_t n,
    unsigned back, const uint8_t *batch, int plain)
{
    const struct vmss_table table = *keys;
    const uint8_t *const first = sieve->text;
    const int aks = sieve->aks, paths = sieve->paths && back == VMSS_WIDTH;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t place = places[i];
        const uint8_t *end = batch + place - back;
        uint64_t last;
        int keep;
        if (plain || end - first >= (ptrdiff_t)VMSS_EIGHT)
            last = vmss_eight(end - VMSS_EIGHT) | VMSS_FOLD;
        else
            last = vmss_last_eight(first, end, (size_t)(end - first));
        keep = vmss_maybe_key(&table, last);
        if (!plain)
            keep |= (aks & (last >> 24 == VMSS_AKS_END)) | (paths & (last == VMSS_PATH_END));
        places[kept] = place;
        kept += (size_t)keep;
    }
    return kept;
}

VMSS_INLINE void vmss_keep_all(struct vmss_sieve *sieve, const uint8_t *batch, int plain)
{
    sieve->ends_n = vmss_keep(
        sieve, sieve->prefixes, sieve->ends, sieve->ends_n, VMSS_WIDTH, batch, plain);
    sieve->numbers_n = vmss_keep(
        sieve, sieve->scale_sets, sieve->numbers, sieve->numbers_n, 1, batch, plain);
}

/* Fills the batch with the candidates of up to VMSS_BATCH blocks, from byte number `at`. */
VMSS_INLINE void vmss_sift(
    struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, size_t at,
    vmss_classify classify, vmss_list list, int at_once)
{
    const unsigned shortest = sieve->prefixes->shortest + VMSS_WIDTH;
    const unsigned least = shortest < 12 ? shortest : 12;
    uint64_t words[VMSS_BATCH + 1];
    words[0] = sieve->word;
    if (sieve->embedded)
        vmss_sift_blocks(sieve, text, blocks, words + 1, least, classify, list, 1, at_once);
    else
        vmss_sift_blocks(sieve, text, blocks, words + 1, least, classify, list, 0, at_once);
    if (at == 0 || sieve->aks || sieve->paths)
        vmss_keep_all(sieve, sieve->text + at, 0);
    else
        vmss_keep_all(sieve, sieve->text + at, 1);
    for (size_t i = 0; i < sieve->ends_n; i++) {
        /* Which of the 64 bytes before are no word bytes; the last one precedes this word. */
        const uint32_t end = sieve->ends[i], bit = end % 64;
        const uint64_t gaps = ~(words[end / 64] >> bit | words[end / 64 + 1] << 1 << (63 - bit));
        sieve->before[i] = (gaps ? vmss_zeros_above(gaps) : 64) - VMSS_WIDTH;
    }
}

static void vmss_sift_scalar(struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, size_t at)
{
    vmss_sift(sieve, text, blocks, at, vmss_classify_scalar, vmss_list_fours, 0);
}

#endif
