/* The character classes that the scanner needs, as bit masks: 64 bytes of text give one
 * 64-bit word for each class.  No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_CLASSES_H
#define VMSSNAMES_CLASSES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes per block.  Bit i of each word belongs to byte i. */
#define VMSS_BLOCK_BYTES 64

struct vmss_classes {
    uint64_t word; /* letters, digits and hyphens */
    uint64_t hyphen, digit, underscore;
};

/* The class of each byte. */
#define VMSS_WORD 1
#define VMSS_HYPHEN 2
#define VMSS_DIGIT 4
#define VMSS_UNDERSCORE 8
#define W VMSS_WORD
#define D (VMSS_WORD | VMSS_DIGIT)
#define H (VMSS_WORD | VMSS_HYPHEN)
#define U VMSS_UNDERSCORE
static const uint8_t vmss_class[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, H, 0, 0,
    D, D, D, D, D, D, D, D, D, D, 0, 0, 0, 0, 0, 0,
    0, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W, W, W, W, W, W, W, W, W, 0, 0, 0, 0, U,
    0, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W, W, W, W, W, W, W, W, W, 0, 0, 0, 0, 0,
};
#undef W
#undef D
#undef H
#undef U

/* The same for kernels without large tables.  A class is a set of upper halves of bytes times a set
 * of lower halves.  Each half has a table, and a byte belongs to the classes whose bit both tables
 * have for its halves:
 *
 *     bit 0   4x 6x   x1..xF   A-O a-o
 *     bit 1   5x 7x   x0..xA   P-Z p-z
 *     bit 2   3x      x0..x9   digits
 *     bit 3   2x      xD       hyphen
 *     bit 7   5x      xF       underscore
 *
 * Bytes from 0x80 have no class: the entries for their upper halves are 0. */
static const uint8_t vmss_lower_half[16] = {6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 3, 1, 1, 9, 1, 0x81};
static const uint8_t vmss_upper_half[16] = {0, 0, 8, 4, 1, 0x82, 1, 2};

#define VMSS_HALF_WORD 15

/* Gathers eight bits, the lowest of each byte, in one byte.  Bit 8i times 2**(56 - 7i)
 * is bit 56 + i.  All other products fall on other bits, no two on one, so nothing carries. */
static inline uint64_t vmss_gather_bits(uint64_t bytes)
{
    return (bytes & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080) >> 56;
}

static inline struct vmss_classes vmss_classify_scalar(const uint8_t *text)
{
    struct vmss_classes of = {0, 0, 0, 0};
    for (int at = 0; at < VMSS_BLOCK_BYTES; at += 8) {
        uint64_t eight = 0;
        for (int i = 0; i < 8; i++)
            eight |= (uint64_t)vmss_class[text[at + i]] << 8 * i;
        of.word |= vmss_gather_bits(eight) << at;
        of.hyphen |= vmss_gather_bits(eight >> 1) << at;
        of.digit |= vmss_gather_bits(eight >> 2) << at;
        of.underscore |= vmss_gather_bits(eight >> 3) << at;
    }
    return of;
}

#endif
