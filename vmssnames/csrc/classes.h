/* What a scanner must know of each byte of a text, as bits: 64 bytes at a time give
 * one word for each class.  No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_CLASSES_H
#define VMSSNAMES_CLASSES_H

#include <stddef.h>
#include <stdint.h>

/* Bytes to a block, and bit i of each word is byte i's. */
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

/* Gathers eight bits, one at the bottom of each byte, in one byte.  Bit 8i times
 * 2**(56 - 7i) is bit 56 + i; all other products are elsewhere, each alone. */
static inline uint64_t vmss_gather_bits(uint64_t bytes)
{
    return (bytes & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080) >> 56;
}

static void vmss_classify_scalar(const uint8_t *text, size_t blocks, struct vmss_classes *out)
{
    for (; blocks--; text += VMSS_BLOCK_BYTES, out++) {
        struct vmss_classes of = {0, 0, 0, 0};
        for (int at = 0; at < VMSS_BLOCK_BYTES; at += 8) {
            uint64_t bytes = 0;
            for (int i = 0; i < 8; i++)
                bytes |= (uint64_t)vmss_class[text[at + i]] << 8 * i;
            of.word |= vmss_gather_bits(bytes) << at;
            of.hyphen |= vmss_gather_bits(bytes >> 1) << at;
            of.digit |= vmss_gather_bits(bytes >> 2) << at;
            of.underscore |= vmss_gather_bits(bytes >> 3) << at;
        }
        *out = of;
    }
}

#endif
