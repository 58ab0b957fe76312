/* Reads items of columns: integers of any size at any stride, and the parts of names
 * around their digits.  No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_COLUMNS_H
#define VMSSNAMES_COLUMNS_H

#include "scalar.h"

/* Integers of one size, sign and byte order, `stride` bytes apart (which may be
 * negative or zero), at any address. */
struct vmss_integers {
    const uint8_t *first;
    ptrdiff_t stride;
    int size; /* 1, 2, 4 or 8 bytes */
    int is_signed;
    int is_swapped; /* opposite to this machine's byte order */
};

/* The bits of one integer, as an unsigned integer of the same size. */
static inline uint64_t vmss_integer(const uint8_t *at, int size, int is_swapped)
{
    uint8_t bytes[8];
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    if (is_swapped) {
        for (int k = 0; k < size; k++)
            bytes[k] = at[size - 1 - k];
        at = bytes;
    }
    switch (size) {
    case 1:
        return *at;
    case 2:
        memcpy(&two, at, 2);
        return two;
    case 4:
        memcpy(&four, at, 4);
        return four;
    default:
        memcpy(&eight, at, 8);
        return eight;
    }
}

/* Reads integer number i; returns whether it is not negative. */
static inline int vmss_read(const struct vmss_integers *in, size_t i, uint64_t *v)
{
    *v = vmss_integer(in->first + (ptrdiff_t)i * in->stride, in->size, in->is_swapped);
    return !(in->is_signed && *v >> (8 * in->size - 1));
}

/* Copies n integers, from number `start`, as IDs; stops at the first that is out of
 * range, and returns how many were copied. */
static size_t vmss_gather(const struct vmss_integers *in, size_t start, size_t n, uint32_t *ids)
{
    uint64_t v;
    for (size_t i = 0; i < n; i++) {
        if (!vmss_read(in, start + i, &v) || v > VMSS_MAX_INSTANCE_ID)
            return i;
        ids[i] = (uint32_t)v;
    }
    return n;
}

/* Letters become lower case.  No other byte changes: '\r' must not become '-', nor '@'
 * a backquote. */
static inline uint8_t vmss_lower(uint8_t c)
{
    return (uint8_t)(c - 'A') < 26 ? c | 0x20 : c;
}

/* Changes n base-36 digits to lower case by setting one bit, which decimal digits
 * already have. */
static inline void vmss_lower_digits(uint8_t *digits, size_t n)
{
    for (size_t i = 0; i < n; i++)
        digits[i] |= 0x20;
}

/* Returns whether the n bytes of text equal head, which is in lower case, in any case. */
static inline int vmss_starts_with(const uint8_t *text, const uint8_t *head, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (vmss_lower(text[i]) != head[i])
            return 0;
    return 1;
}

/* What names must start with: a prefix, or a scale set and an underscore. */
struct vmss_head {
    const uint8_t *lower; /* its n bytes, in lower case */
    size_t n;
    uint8_t seen[VMSS_MAX_SCALE_SET + 1]; /* as last spelled in a name; initially in lower case */
};

/* memcmp(a, b, n) == 0 and memcpy(to, from, n), for which a call takes longer than the bytes of a
 * name.  The last eight or four bytes overlap those before:
 *
 *     nsgvmss00002D
 *     --------             the first eight
 *          --------        and the last eight */
static inline int vmss_equal(const uint8_t *a, const uint8_t *b, size_t n)
{
    uint64_t eight[2];
    uint32_t four[2];
    size_t i = 0;
    if (n < 4) {
        while (i < n && a[i] == b[i])
            i++;
        return i == n;
    }
    if (n < 8) {
        for (int k = 0; k < 2; k++, i = n - 4) {
            memcpy(four, a + i, 4);
            memcpy(four + 1, b + i, 4);
            if (four[0] != four[1])
                return 0;
        }
        return 1;
    }
    for (;; i = i + 16 > n ? n - 8 : i + 8) {
        memcpy(eight, a + i, 8);
        memcpy(eight + 1, b + i, 8);
        if (eight[0] != eight[1])
            return 0;
        if (i + 8 == n)
            return 1;
    }
}

static inline void vmss_copy(uint8_t *to, const uint8_t *from, size_t n)
{
    size_t i = 0;
    if (n < 4) {
        for (; i < n; i++)
            to[i] = from[i];
    } else if (n < 8) {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    } else {
        for (; i + 8 < n; i += 8)
            memcpy(to + i, from + i, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    }
}

/* Returns whether text starts with the head, in any case.  Names of one scale set
 * nearly always have one spelling, and comparing bytes is several times faster than
 * folding them. */
static inline int vmss_has_head(const uint8_t *text, struct vmss_head *head)
{
    if (vmss_equal(text, head->seen, head->n))
        return 1;
    if (!vmss_starts_with(text, head->lower, head->n))
        return 0;
    memcpy(head->seen, text, head->n);
    return 1;
}

/* Returns whether n bytes are a computer-name prefix: 1 to 58 letters, digits and
 * hyphens, the first of them not a hyphen. */
static inline int vmss_is_prefix(const uint8_t *text, size_t n)
{
    if (n < 1 || n > VMSS_MAX_PREFIX || text[0] == '-')
        return 0;
    for (size_t i = 0; i < n; i++)
        if (vmss_digit[text[i]] & 0x80 && text[i] != '-')
            return 0;
    return 1;
}

/* Returns whether n bytes are six digits; if so, *v is their value. */
static inline int vmss_decode_digits(const uint8_t *text, size_t n, uint32_t *v)
{
    return n == VMSS_WIDTH && vmss_decode_one(text, v);
}

/* Writes v in decimal, without leading zeros; returns the number of bytes, 1 to 10. */
static inline size_t vmss_encode_decimal(uint32_t v, uint8_t *out)
{
    uint8_t digits[VMSS_DECIMAL_WIDTH];
    size_t n = 0;
    do
        digits[n++] = (uint8_t)('0' + v % 10);
    while (v /= 10);
    for (size_t i = 0; i < n; i++)
        out[i] = digits[n - 1 - i];
    return n;
}

/* Returns whether n bytes are an instance ID in decimal, without sign or leading
 * zero and in range; if so, *v is its value. */
static inline int vmss_decode_decimal(const uint8_t *text, size_t n, uint32_t *v)
{
    uint64_t value = 0;
    if (n < 1 || n > VMSS_DECIMAL_WIDTH || (text[0] == '0' && n > 1))
        return 0;
    for (size_t i = 0; i < n; i++) {
        const uint8_t digit = (uint8_t)(text[i] - '0');
        if (digit > 9)
            return 0;
        value = value * 10 + digit;
    }
    *v = (uint32_t)value;
    return value <= VMSS_MAX_INSTANCE_ID;
}

#endif
