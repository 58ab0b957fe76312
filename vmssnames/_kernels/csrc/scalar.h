/* Portable kernels for six-digit base-36 numbers.  No Python.h, no malloc, no stdio: bytes
 * in, bytes out, and the number of valid items.
 *
 * They also define what the vector kernels do, and convert the items left over at the end
 * of their loops. */
#ifndef VMSSNAMES_SCALAR_H
#define VMSSNAMES_SCALAR_H

#include "grammar.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* "00" "01" ... "ZZ": two digits per step, so an ID costs two divisions and three copies
 * of two bytes.  A table of three digits would save one division and take 140 kB of the
 * caller's cache. */
#define R(d) \
    d "0" d "1" d "2" d "3" d "4" d "5" d "6" d "7" d "8" d "9" d "A" d "B" \
    d "C" d "D" d "E" d "F" d "G" d "H" d "I" d "J" d "K" d "L" d "M" d "N" \
    d "O" d "P" d "Q" d "R" d "S" d "T" d "U" d "V" d "W" d "X" d "Y" d "Z"
static const char vmss_pairs[2 * VMSS_BASE * VMSS_BASE + 1] =
    R("0") R("1") R("2") R("3") R("4") R("5")
    R("6") R("7") R("8") R("9") R("A") R("B")
    R("C") R("D") R("E") R("F") R("G") R("H")
    R("I") R("J") R("K") R("L") R("M") R("N")
    R("O") R("P") R("Q") R("R") R("S") R("T")
    R("U") R("V") R("W") R("X") R("Y") R("Z");
#undef R

/* The value of each byte as a digit.  Bit 7 is set for other bytes, so the OR of several
 * values shows whether all are digits. */
#define __ 0x80
static const uint8_t vmss_digit[256] = {
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
     0,  1,  2,  3,  4,  5,  6,  7,  8,  9, __, __, __, __, __, __,
    __, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
    25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, __, __, __, __, __,
    __, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
    25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
    __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __,
};
#undef __

/* v = (high * 1296 + middle) * 1296 + low, each two digits.  v must be in range. */
static inline void vmss_encode_one(uint32_t v, uint8_t *out)
{
    const uint32_t pair = VMSS_BASE * VMSS_BASE;
    memcpy(out, vmss_pairs + 2 * (v / (pair * pair)), 2);
    memcpy(out + 2, vmss_pairs + 2 * (v / pair % pair), 2);
    memcpy(out + 4, vmss_pairs + 2 * (v % pair), 2);
}

/* Returns whether the six bytes of text are digits; if so, *v is their value.  Three
 * independent products are faster than one chain of six. */
static inline int vmss_decode_one(const uint8_t *text, uint32_t *v)
{
    const uint32_t pair = VMSS_BASE * VMSS_BASE;
    const uint32_t a = vmss_digit[text[0]], b = vmss_digit[text[1]], c = vmss_digit[text[2]];
    const uint32_t d = vmss_digit[text[3]], e = vmss_digit[text[4]], f = vmss_digit[text[5]];
    *v = (a * VMSS_BASE + b) * (pair * pair) + (c * VMSS_BASE + d) * pair + (e * VMSS_BASE + f);
    return !((a | b | c | d | e | f) & 0x80);
}

/* Writes the digits of n IDs, six bytes each; the IDs need not be aligned.  Stops at the
 * first that is out of range, and returns how many were written. */
static size_t vmss_encode_scalar(const void *ids, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t v;
        memcpy(&v, (const uint8_t *)ids + 4 * i, 4);
        if (v > VMSS_MAX_INSTANCE_ID)
            return i;
        vmss_encode_one(v, out + VMSS_WIDTH * i);
    }
    return n;
}

/* Writes the IDs of n groups of six bytes, to an address that need not be aligned.  Stops
 * at the first that is not six digits, and returns how many were written. */
static size_t vmss_decode_scalar(const uint8_t *text, size_t n, void *ids)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t v;
        if (!vmss_decode_one(text + VMSS_WIDTH * i, &v))
            return i;
        memcpy((uint8_t *)ids + 4 * i, &v, 4);
    }
    return n;
}

#endif
