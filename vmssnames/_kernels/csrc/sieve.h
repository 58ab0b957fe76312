/* Candidates: the few places of a text where a name may be.
 *
 * A kernel finds the classes of 64 bytes at a time (classes.h).  Shifts of these masks give the
 * places where a computer name may end, or where the number in a VM name may begin:
 *
 *     text      ... nsgvmss00002D: up ...
 *     word          1111111111111.11.        letters, digits, hyphens
 *     start         1..............1.        a word byte after another
 *     end           .............1..1        no word byte, after one
 *     six           .....11111111....        at least the sixth letter or digit in a row
 *     last          ......1.........1        the last byte of some key
 *     candidate     .............1...        an end, after six, with a last byte before them
 *
 * The masks of a batch are kept.  Then the places in blocks that have any are written to a list,
 * always eight at a time, even if there are fewer.  One long loop then filters the list, and keeps
 * a place by advancing the end of the list, so no branch depends on which are kept.
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

/* In a block, at most nine words end in six letters or digits after one more byte.  In longer
 * words (embedded), parts between hyphens count too.  Sixteen are written at once. */
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
    const struct vmss_table *prefixes;
    struct vmss_bytes bytes;
    int aks;      /* keep words that end like the scale sets of AKS */
    int paths;    /* and "virtualMachines" */
    int embedded; /* also list parts that end before a hyphen */
    /* The masks of the block before. */
    uint64_t word, alnum, two, six, underscore, last, starts;
    /* The candidates of a batch, as offsets: where names end, with the number of word bytes
     * before the last six, at most 58; and where numbers begin. */
    uint32_t ends[VMSS_ENDS], before[VMSS_ENDS], numbers[VMSS_NUMBERS];
    size_t ends_n, numbers_n;
};

/* What each kernel provides: the classes of 64 bytes, and a list of the positions of set
 * bits, counted from `first`. */
typedef struct vmss_classes (*vmss_classify)(const uint8_t *text, const struct vmss_bytes *bytes);
typedef void (*vmss_list)(uint32_t *out, uint64_t mask, uint32_t first);

static void vmss_sieve_init(struct vmss_sieve *sieve)
{
    sieve->bytes = sieve->prefixes->lasts;
    for (const char *byte = "sS"; sieve->aks && *byte; byte++)
        vmss_add_last(&sieve->bytes, (uint8_t)*byte);
    for (const char *byte = "aA"; sieve->paths && *byte; byte++)
        vmss_add_last(&sieve->bytes, (uint8_t)*byte);
}

/* Shifts a mask up by k, and shifts in bits of the block before. */
#define VMSS_UP(mask, last, k) ((mask) << (k) | (last) >> (64 - (k)))

VMSS_INLINE void vmss_list_eights(uint32_t *out, uint64_t mask, uint32_t first)
{
    do
        for (int k = 0; k < 8; k++, mask &= mask - 1) {
            uint32_t place = first + vmss_lowest(mask);
            VMSS_OPAQUE_INTEGER(place); /* otherwise the compiler combines eight of them for one store */
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

/* Lists the candidates of the next blocks, and where they start.  `at_once` is a compile-time
 * constant: a kernel that lists a block in one store does so for every block. */
VMSS_INLINE void vmss_sift_blocks(
    struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, uint64_t *starts,
    vmss_classify classify, vmss_list list, int at_once)
{
    uint64_t word_before = sieve->word, alnum_before = sieve->alnum, two_before = sieve->two;
    uint64_t six_before = sieve->six, last_before = sieve->last;
    uint64_t underscore_before = sieve->underscore;
    const uint64_t embedded = sieve->embedded ? ~UINT64_C(0) : 0;
    uint64_t ends[VMSS_BATCH], numbers[VMSS_BATCH], some_ends = 0, some_numbers = 0;
    uint32_t *ends_out = sieve->ends, *numbers_out = sieve->numbers;
    for (size_t i = 0; i < blocks; i++) {
        const struct vmss_classes of = classify(text + i * VMSS_BLOCK_BYTES, &sieve->bytes);
        VMSS_PREFETCH(text + i * VMSS_BLOCK_BYTES + VMSS_AHEAD);
        const uint64_t word = of.word, alnum = word & ~of.hyphen, last = of.last & word;
        const uint64_t two = alnum & VMSS_UP(alnum, alnum_before, 1);
        const uint64_t four = two & VMSS_UP(two, two_before, 2);
        const uint64_t six = four & VMSS_UP(two, two_before, 4);
        const uint64_t behind = VMSS_UP(six, six_before, 1) & VMSS_UP(last, last_before, 7);
        const uint64_t end = behind & ~(alnum | (word & ~embedded));
        uint64_t number = of.digit & VMSS_UP(of.underscore, underscore_before, 1);
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
        starts[i] = word & ~VMSS_UP(word, word_before, 1);
        word_before = word;
        alnum_before = alnum;
        two_before = two;
        six_before = six;
        last_before = last;
        underscore_before = of.underscore;
    }
    sieve->word = word_before;
    sieve->alnum = alnum_before;
    sieve->two = two_before;
    sieve->six = six_before;
    sieve->last = last_before;
    sieve->underscore = underscore_before;
    if (at_once) {
        sieve->ends_n = (size_t)(ends_out - sieve->ends);
        sieve->numbers_n = (size_t)(numbers_out - sieve->numbers);
    } else {
        sieve->ends_n = vmss_list_some(sieve->ends, ends, some_ends, list);
        sieve->numbers_n = vmss_list_some(sieve->numbers, numbers, some_numbers, list);
    }
}

/* Keeps the listed places that may follow a key, by the number of bytes that every key has.
 * `plain` is a compile-time constant: nothing else is searched for, and each six characters
 * have eight bytes before them. */
VMSS_INLINE void vmss_keep(struct vmss_sieve *sieve, const uint8_t *batch, int plain)
{
    const struct vmss_table table = *sieve->prefixes;
    const uint8_t *const first = sieve->text;
    const int aks = sieve->aks, paths = sieve->paths;
    const size_t ends_n = sieve->ends_n;
    uint32_t *const ends = sieve->ends;
    size_t kept = 0;
    for (size_t i = 0; i < ends_n; i++) {
        const uint32_t end = ends[i];
        const uint8_t *digits = batch + end - VMSS_WIDTH;
        uint64_t last;
        int keep;
        if (plain || digits - first >= (ptrdiff_t)VMSS_EIGHT)
            last = vmss_eight(digits - VMSS_EIGHT) | VMSS_FOLD;
        else
            last = vmss_last_eight(first, digits, (size_t)(digits - first));
        keep = vmss_maybe_key(&table, last);
        if (!plain)
            keep |= (aks & (last >> 24 == VMSS_AKS_END)) | (paths & (last == VMSS_PATH_END));
        ends[kept] = end;
        kept += (size_t)keep;
    }
    sieve->ends_n = kept;
}

/* Fills the batch with the candidates of up to VMSS_BATCH blocks, from byte number `at`. */
VMSS_INLINE void vmss_sift(
    struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, size_t at,
    vmss_classify classify, vmss_list list, int at_once)
{
    uint64_t starts[VMSS_BATCH + 1];
    starts[0] = sieve->starts;
    vmss_sift_blocks(sieve, text, blocks, starts + 1, classify, list, at_once);
    sieve->starts = starts[blocks];
    if (at == 0 || sieve->aks || sieve->paths)
        vmss_keep(sieve, sieve->text + at, 0);
    else
        vmss_keep(sieve, sieve->text + at, 1);
    for (size_t i = 0; i < sieve->ends_n; i++) {
        /* The starts in the 64 bytes before; the last one is the start of this word. */
        const uint32_t end = sieve->ends[i], bit = end % 64;
        const uint64_t window = starts[end / 64] >> bit | starts[end / 64 + 1] << 1 << (63 - bit);
        sieve->before[i] = vmss_zeros_above(window) + 1 - VMSS_WIDTH;
    }
}

static void vmss_sift_scalar(struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, size_t at)
{
    vmss_sift(sieve, text, blocks, at, vmss_classify_scalar, vmss_list_eights, 0);
}

#endif
