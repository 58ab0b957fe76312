/* Keys of JSON: whether no object in a text has a key twice.
 *
 * Python's reader keeps the last value of such a key in silence, and a hook that looks costs as
 * much as all the rest.  The text is valid JSON for anything that is said of it; any other text is
 * read within its bounds, too.  Only quotation marks and braces matter: a string before a colon is
 * a key of the innermost object.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_KEYS_H
#define VMSSNAMES_KEYS_H

#include "classes.h"
#include "sieve.h"

/* Objects with more keys, and deeper ones, are not looked at: nothing is known of such a text. */
#define VMSS_MOST_KEYS 256
#define VMSS_DEEPEST_OBJECT 64
#define VMSS_OPEN_KEYS (VMSS_MOST_KEYS * 4)

struct vmss_json_key {
    uint64_t hash;
    const uint8_t *at;
    size_t n;
};

#define VMSS_ONES UINT64_C(0x0101010101010101)

/* The highest bits of the bytes of `eight` that are `byte`; of those above the lowest, some may be
 * wrong. */
static inline uint64_t vmss_bytes_equal(uint64_t eight, uint8_t byte)
{
    const uint64_t x = eight ^ VMSS_ONES * byte;
    return (x - VMSS_ONES) & ~x & VMSS_ONES << 7;
}

/* A number for the key in n bytes, the same for equal keys: its size, beginning and end. */
static inline uint64_t vmss_key_hash(const uint8_t *key, size_t n)
{
    uint64_t first = 0, last = 0;
    if (n >= 8) {
        first = vmss_eight(key);
        last = vmss_eight(key + n - 8);
    } else {
        for (size_t i = 0; i < n; i++)
            first = first << 8 | key[i];
    }
    first = (first ^ n) * UINT64_C(0x9E3779B97F4A7C15);
    last = (last ^ first >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
    return first ^ last ^ last >> 32;
}

/* Returns the first byte from `at` on that is a quotation mark or a brace; n if there is none.
 * Outside of strings, "y" and DEL, which pass for braces, do not occur. */
static inline size_t vmss_next_mark(const uint8_t *text, size_t n, size_t at)
{
    while (n - at >= 8) {
        const uint64_t eight = vmss_eight(text + at);
        const uint64_t found =
            vmss_bytes_equal(eight, '"') | vmss_bytes_equal(eight | VMSS_ONES * 6, 0x7F);
        if (found)
            return at + vmss_lowest(found) / 8;
        at += 8;
    }
    while (at < n && text[at] != '"' && (text[at] | 6) != 0x7F)
        at++;
    return at;
}

/* Returns where the string ends that begins at `at`, after its quotation mark; n if it does not. */
static inline size_t vmss_end_of_string(const uint8_t *text, size_t n, size_t at, int *is_escaped)
{
    for (;;) {
        while (n - at >= 8) {
            const uint64_t eight = vmss_eight(text + at);
            const uint64_t found = vmss_bytes_equal(eight, '"') | vmss_bytes_equal(eight, '\\');
            if (found) {
                at += vmss_lowest(found) / 8;
                break;
            }
            at += 8;
        }
        while (at < n && text[at] != '"' && text[at] != '\\')
            at++;
        if (at == n || text[at] == '"')
            return at;
        *is_escaped = 1;
        if (n - at < 2)
            return n;
        at += 2;
    }
}

/* Whether the last of the n keys from `keys` on is none of those before it. */
static inline int vmss_is_new(const struct vmss_json_key *keys, size_t n)
{
    const struct vmss_json_key *last = keys + n - 1;
    for (const struct vmss_json_key *one = keys; one < last; one++)
        if (one->hash == last->hash && one->n == last->n && !memcmp(one->at, last->at, one->n))
            return 0;
    return 1;
}

/* Returns whether surely no object in the valid JSON of n bytes has a key twice: 0 if one has, and
 * if a key has an escape, an object very many keys, or objects are very deep. */
static int vmss_has_unique_keys(const uint8_t *text, size_t n)
{
    struct vmss_json_key keys[VMSS_OPEN_KEYS];
    size_t first[VMSS_DEEPEST_OBJECT], depth = 0, open = 0;
    for (size_t at = 0; (at = vmss_next_mark(text, n, at)) < n; at++) {
        if (text[at] == '{') {
            if (depth == VMSS_DEEPEST_OBJECT)
                return 0;
            first[depth++] = open;
        } else if (text[at] == '}') {
            if (!depth)
                return 0;
            open = first[--depth];
        } else if (text[at] == '"') {
            int is_escaped = 0;
            const size_t start = at + 1;
            const size_t end = vmss_end_of_string(text, n, start, &is_escaped);
            if (end == n)
                return 0; /* not finished */
            at = end;
            size_t after = end + 1;
            while (after < n && (text[after] == ' ' || text[after] == '\n' ||
                                 text[after] == '\r' || text[after] == '\t'))
                after++;
            if (after >= n || text[after] != ':')
                continue;
            if (is_escaped || !depth || open == VMSS_OPEN_KEYS ||
                open - first[depth - 1] == VMSS_MOST_KEYS)
                return 0;
            keys[open] = (struct vmss_json_key){
                vmss_key_hash(text + start, end - start), text + start, end - start};
            open++;
            if (!vmss_is_new(keys + first[depth - 1], open - first[depth - 1]))
                return 0;
        }
    }
    return 1;
}

#endif
