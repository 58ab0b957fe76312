/* Names that a text is searched for: tables of prefixes or of scale sets, in which a key
 * is found at a cost that does not grow with their number.
 *
 * Of nearly every word in a log the answer is no, so it must be quick: the last eight
 * bytes pick one bit of a filter, sixteen or more bits to a key, that is small enough for
 * the nearest caches.  Only where the bit is set is the whole key hashed, looked up, and
 * compared.  (The last eight alone do not tell keys apart: "678-vmss" ends those of a
 * thousand AKS pools.)  No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_TABLE_H
#define VMSSNAMES_TABLE_H

#include "grammar.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define VMSS_EIGHT 8u
#define VMSS_NONE UINT32_MAX

/* Letters of either case are one with this bit set, and of what names are made of, letters,
 * digits, hyphens, dots and underscores, no two become one by it. */
#define VMSS_FOLD UINT64_C(0x2020202020202020)

struct vmss_key {
    size_t at; /* of its bytes in the table's, folded */
    uint32_t n;
    uint32_t owner;
};

struct vmss_slot {
    uint32_t tag, key; /* of the key's hash, the upper half; its number + 1, or 0 */
};

struct vmss_table {
    const uint8_t *bytes;
    const struct vmss_key *keys;
    size_t n;
    uint64_t *filter;        /* 2**filter_bits bits, and */
    struct vmss_slot *slots; /* 2**slot_bits slots, more than there are keys: both from zero on */
    int filter_bits, slot_bits;
    uint64_t seed; /* that nobody knows who names scale sets, or all might share a slot */
};

/* Returns eight bytes, the first as the lowest. */
static inline uint64_t vmss_eight(const uint8_t *at)
{
    uint64_t bytes;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = 0;
    for (int i = 0; i < 8; i++)
        bytes |= (uint64_t)at[i] << 8 * i;
#else
    memcpy(&bytes, at, 8);
#endif
    return bytes;
}

/* Returns the last eight of the n bytes before `end`, folded, fewer with zeros before
 * them; reads nothing before `first`. */
static inline uint64_t vmss_last_eight(const uint8_t *first, const uint8_t *end, size_t n)
{
    uint64_t bytes = 0;
    if ((size_t)(end - first) >= VMSS_EIGHT) {
        bytes = vmss_eight(end - VMSS_EIGHT) | VMSS_FOLD;
        return n < VMSS_EIGHT ? bytes >> 8 * (VMSS_EIGHT - n) << 8 * (VMSS_EIGHT - n) : bytes;
    }
    for (size_t i = 0; i < n && i < VMSS_EIGHT; i++)
        bytes |= (uint64_t)(end[-1 - (ptrdiff_t)i] | 0x20) << 8 * (VMSS_EIGHT - 1 - i);
    return bytes;
}

static inline uint64_t vmss_mixed(uint64_t hash, uint64_t bytes)
{
    hash = (hash ^ bytes) * UINT64_C(0x9E3779B97F4A7C15); /* 2**64 / the golden ratio */
    return hash ^ hash >> 32;
}

/* The bit of the filter for what ends in these eight bytes. */
static inline size_t vmss_filter_bit(const struct vmss_table *table, uint64_t last)
{
    return (size_t)(last * UINT64_C(0x9E3779B97F4A7C15) >> (64 - table->filter_bits));
}

static inline int vmss_maybe_key(const struct vmss_table *table, uint64_t last)
{
    const size_t bit = vmss_filter_bit(table, last);
    return (int)(table->filter[bit >> 6] >> (bit & 63)) & 1;
}

/* The hash of n bytes, the last eight of which are `last`. */
static inline uint64_t vmss_hash(const struct vmss_table *table, const uint8_t *text, size_t n, uint64_t last)
{
    uint64_t hash = table->seed ^ n;
    for (size_t i = 0; i + VMSS_EIGHT < n; i += VMSS_EIGHT)
        hash = vmss_mixed(hash, vmss_eight(text + i) | VMSS_FOLD);
    return vmss_mixed(vmss_mixed(hash, last), table->seed);
}

static inline int vmss_same(const uint8_t *text, const uint8_t *folded, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((text[i] | 0x20) != folded[i])
            return 0;
    return 1;
}

/* Returns the key that n bytes of text are, in any case, or NULL.  They are letters,
 * digits, hyphens, dots and underscores; `first` is where the text begins. */
static inline const struct vmss_key *vmss_find(
    const struct vmss_table *table, const uint8_t *first, const uint8_t *text, size_t n)
{
    const size_t wrap = ((size_t)1 << table->slot_bits) - 1;
    const uint64_t last = vmss_last_eight(first, text + n, n);
    if (!vmss_maybe_key(table, last))
        return NULL;
    const uint64_t hash = vmss_hash(table, text, n, last);
    for (size_t at = (size_t)hash & wrap; table->slots[at].key; at = (at + 1) & wrap) {
        const struct vmss_key *key = &table->keys[table->slots[at].key - 1];
        if (table->slots[at].tag == (uint32_t)(hash >> 32) && key->n == n &&
            vmss_same(text, table->bytes + key->at, n))
            return key;
    }
    return NULL;
}

/* Enters all keys. */
static void vmss_fill(struct vmss_table *table)
{
    const size_t wrap = ((size_t)1 << table->slot_bits) - 1;
    for (size_t i = 0; i < table->n; i++) {
        const uint8_t *text = table->bytes + table->keys[i].at;
        const size_t n = table->keys[i].n;
        const uint64_t last = vmss_last_eight(text, text + n, n);
        const uint64_t hash = vmss_hash(table, text, n, last);
        const size_t bit = vmss_filter_bit(table, last);
        size_t at = (size_t)hash & wrap;
        table->filter[bit >> 6] |= UINT64_C(1) << (bit & 63);
        while (table->slots[at].key)
            at = (at + 1) & wrap;
        table->slots[at].tag = (uint32_t)(hash >> 32);
        table->slots[at].key = (uint32_t)i + 1;
    }
}

#endif
