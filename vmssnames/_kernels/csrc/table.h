/* Tables of prefixes or of scale sets, in which the cost of a lookup does not grow with the
 * number of keys.
 *
 * Nearly every word in a log is not a key, so that answer must be fast.  The last bytes of a
 * word, as many as every key has and at most eight, select one bit of a filter.  The filter has
 * at least eight bits per key, and fits in the nearest caches.  Only if the bit is set is the
 * whole key hashed, looked up and compared, and only if some key has as many bytes.  (The last eight bytes alone do not distinguish
 * keys: a thousand AKS pools may end in "678-vmss".)  No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_TABLE_H
#define VMSSNAMES_TABLE_H

#include "classes.h"
#include "grammar.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define VMSS_EIGHT 8u
#define VMSS_NONE UINT32_MAX

/* Setting this bit changes letters to lower case.  Among the characters of names (letters,
 * digits, hyphens, dots, underscores) no others become equal by it. */
#define VMSS_FOLD UINT64_C(0x2020202020202020)

/* A key is these eight bytes, followed by its n folded bytes, so a lookup misses the cache
 * once.  The next key starts at a multiple of four. */
struct vmss_key {
    uint32_t n, owner;
};

struct vmss_slot {
    uint32_t tag, key; /* the upper half of the key's hash; its place / 4 + 1, or 0 for none */
};

struct vmss_table {
    const uint8_t *keys;
    size_t size; /* the size of all keys, in bytes */
    uint64_t *filter;        /* 2**filter_bits bits */
    struct vmss_slot *slots; /* 2**slot_bits slots, more than keys; both start at zero */
    unsigned shortest; /* how many bytes every key has, at most eight */
    uint64_t lengths; /* bit n % 64: some key has n bytes */
    uint64_t mask; /* masks those of eight bytes */
    int filter_bits, slot_bits;
    /* The last eight bytes of some key, folded, and how many of them all keys share. */
    uint64_t last;
    unsigned common;
    uint64_t seed; /* secret: otherwise somebody could choose names that share a slot */
};

/* Returns eight bytes as a number, the first byte as the lowest. */
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

/* Returns the last eight of the n bytes before `end`, folded, after zeros if n is smaller.
 * Reads nothing before `first`. */
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

/* The bit of the filter for a word that ends in these eight bytes. */
static inline size_t vmss_filter_bit(const struct vmss_table *table, uint64_t last)
{
    return (size_t)((last & table->mask) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - table->filter_bits));
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

/* Whether n bytes, in any case, are these folded bytes. */
static inline int vmss_same(const uint8_t *text, const uint8_t *folded, size_t n)
{
    if (n < VMSS_EIGHT) {
        for (size_t i = 0; i < n; i++)
            if ((text[i] | 0x20) != folded[i])
                return 0;
        return 1;
    }
    for (size_t i = 0; i + VMSS_EIGHT < n; i += VMSS_EIGHT)
        if ((vmss_eight(text + i) | VMSS_FOLD) != vmss_eight(folded + i))
            return 0;
    return (vmss_eight(text + n - VMSS_EIGHT) | VMSS_FOLD) == vmss_eight(folded + n - VMSS_EIGHT);
}

/* The key at `at`, and its bytes. */
static inline const uint8_t *vmss_key_at(const struct vmss_table *table, size_t at, struct vmss_key *key)
{
    memcpy(key, table->keys + at, sizeof *key);
    return table->keys + at + sizeof *key;
}

/* Returns whether n bytes of text are a key, in any case; if so, *owner is its owner.  They are
 * letters, digits, hyphens, dots and underscores; `first` is where the text begins. */
static inline int vmss_find(
    const struct vmss_table *table, const uint8_t *first, const uint8_t *text, size_t n,
    uint32_t *owner)
{
    const size_t wrap = ((size_t)1 << table->slot_bits) - 1;
    if (!(table->lengths >> n % 64 & 1))
        return 0;
    const uint64_t last = vmss_last_eight(first, text + n, n);
    if (!vmss_maybe_key(table, last))
        return 0;
    const uint64_t hash = vmss_hash(table, text, n, last);
    for (size_t at = (size_t)hash & wrap; table->slots[at].key; at = (at + 1) & wrap) {
        struct vmss_key key;
        const uint8_t *bytes;
        if (table->slots[at].tag != (uint32_t)(hash >> 32))
            continue;
        bytes = vmss_key_at(table, 4 * ((size_t)table->slots[at].key - 1), &key);
        if (key.n == n && vmss_same(text, bytes, n)) {
            *owner = key.owner;
            return 1;
        }
    }
    return 0;
}

/* Adds all keys to the table. */
static void vmss_fill(struct vmss_table *table)
{
    const size_t wrap = ((size_t)1 << table->slot_bits) - 1;
    size_t shortest = VMSS_EIGHT;
    struct vmss_key key;
    for (size_t at = 0; at < table->size; at += (sizeof key + key.n + 3) / 4 * 4) {
        vmss_key_at(table, at, &key);
        table->lengths |= UINT64_C(1) << key.n % 64;
        if (key.n < shortest)
            shortest = key.n;
    }
    table->shortest = (unsigned)shortest;
    table->mask = ~UINT64_C(0) << 8 * (VMSS_EIGHT - shortest);
    table->last = 0;
    table->common = (unsigned)shortest;
    for (size_t at = 0; at < table->size; at += (sizeof key + key.n + 3) / 4 * 4) {
        const uint8_t *bytes = vmss_key_at(table, at, &key);
        const uint64_t last = vmss_last_eight(bytes, bytes + key.n, key.n);
        const uint64_t hash = vmss_hash(table, bytes, key.n, last);
        const size_t bit = vmss_filter_bit(table, last);
        size_t slot = (size_t)hash & wrap;
        if (at == 0)
            table->last = last;
        while (table->common && (table->last ^ last) >> 8 * (VMSS_EIGHT - table->common))
            table->common--;
        table->filter[bit >> 6] |= UINT64_C(1) << (bit & 63);
        while (table->slots[slot].key)
            slot = (slot + 1) & wrap;
        table->slots[slot].tag = (uint32_t)(hash >> 32);
        table->slots[slot].key = (uint32_t)(at / 4) + 1;
    }
}

#endif
