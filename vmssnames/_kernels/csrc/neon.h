/* Eight IDs at a time, on AArch64, where every CPU has NEON.  NEON can load and store with
 * a stride of three, so the first, second and third digits of all triples each have
 * registers of their own. */
#ifndef VMSSNAMES_NEON_H
#define VMSSNAMES_NEON_H

#if defined(__aarch64__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define VMSS_HAVE_NEON

#include "scalar.h"
#include "suffix.h"
#include "target.h"

#include <arm_neon.h>

/* v / 36**3 in four lanes.  36**3 == 2**6 * 729.  With a 36-bit reciprocal, the upper half
 * of the 64-bit product is the quotient and four more bits. */
static inline uint32x4_t vmss_neon_high(uint32x4_t v)
{
    const uint32x4_t s = vshrq_n_u32(v, 6);
    const uint32x4_t reciprocal = vdupq_n_u32((uint32_t)VMSS_RECIPROCAL(36, 729));
    const uint64x2_t p01 = vmull_u32(vget_low_u32(s), vget_low_u32(reciprocal));
    const uint64x2_t p23 = vmull_high_u32(s, reciprocal);
    return vshrq_n_u32(vuzp2q_u32(vreinterpretq_u32_u64(p01), vreinterpretq_u32_u64(p23)), 4);
}

/* The three digits of eight numbers below 36**3.  The only upper half of a 16-bit product
 * that NEON has is signed and doubled, a shift by 15.  With the shifts after it, these are
 * shifts by 21 and by 20. */
static inline uint16x8x3_t vmss_neon_split(uint16x8_t x)
{
    uint16x8x3_t d;
    const int16x8_t s = vreinterpretq_s16_u16(vshrq_n_u16(x, 4)); /* 36**2 == 2**4 * 81 */
    d.val[0] = vshrq_n_u16(
        vreinterpretq_u16_s16(vqdmulhq_n_s16(s, (int16_t)VMSS_RECIPROCAL(21, 81))), 6);
    const uint16x8_t r = vmlsq_n_u16(x, d.val[0], 36 * 36);
    d.val[1] = vshrq_n_u16(
        vreinterpretq_u16_s16(
            vqdmulhq_n_s16(vreinterpretq_s16_u16(r), (int16_t)VMSS_RECIPROCAL(20, 36))),
        5);
    d.val[2] = vmlsq_n_u16(r, d.val[1], 36);
    return d;
}

/* Digits 0..35 to '0'..'9', 'A'..'Z'. */
static inline uint8x16_t vmss_neon_text(uint8x16_t digits)
{
    const uint8x16_t letter = vcgtq_u8(digits, vdupq_n_u8(9));
    const uint8x16_t gap = vandq_u8(letter, vdupq_n_u8('A' - '0' - 10));
    return vaddq_u8(vaddq_u8(digits, vdupq_n_u8('0')), gap);
}

static size_t vmss_encode_neon(const void *ids, size_t n, uint8_t *out)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        const uint8_t *from = (const uint8_t *)ids + 4 * i;
        const uint32x4_t v0 = vreinterpretq_u32_u8(vld1q_u8(from));
        const uint32x4_t v1 = vreinterpretq_u32_u8(vld1q_u8(from + 16));
        if (vmaxvq_u32(vmaxq_u32(v0, v1)) > VMSS_MAX_INSTANCE_ID)
            break;

        /* hi, lo = divmod(v, 36**3), both below 2**16, eight lanes each */
        const uint32x4_t hi0 = vmss_neon_high(v0), hi1 = vmss_neon_high(v1);
        const uint32x4_t lo0 = vmlsq_n_u32(v0, hi0, 36 * 36 * 36);
        const uint32x4_t lo1 = vmlsq_n_u32(v1, hi1, 36 * 36 * 36);
        const uint16x8x3_t hi = vmss_neon_split(
            vuzp1q_u16(vreinterpretq_u16_u32(hi0), vreinterpretq_u16_u32(hi1)));
        const uint16x8x3_t lo = vmss_neon_split(
            vuzp1q_u16(vreinterpretq_u16_u32(lo0), vreinterpretq_u16_u32(lo1)));

        /* bytes of each:  hi0 lo0 hi1 lo1 ... hi7 lo7,  first, second, third digits */
        uint8x16x3_t text;
        for (int k = 0; k < 3; k++)
            text.val[k] = vmss_neon_text(
                vreinterpretq_u8_u16(vsliq_n_u16(hi.val[k], lo.val[k], 8)));
        vst3q_u8(out + VMSS_WIDTH * i, text);
    }
    return i + vmss_encode_scalar((const uint8_t *)ids + 4 * i, n - i, out + VMSS_WIDTH * i);
}

/* The values of 16 digits.  For other bytes, *bad gets a byte that is not zero. */
static inline uint8x16_t vmss_neon_digits(uint8x16_t text, uint8x16_t *bad)
{
    const uint8x16_t d = vsubq_u8(text, vdupq_n_u8('0'));
    const uint8x16_t l = vsubq_u8(vorrq_u8(text, vdupq_n_u8(0x20)), vdupq_n_u8('a'));
    const uint8x16_t is_digit = vcleq_u8(d, vdupq_n_u8(9));
    const uint8x16_t is_letter = vcleq_u8(l, vdupq_n_u8(25));
    *bad = vorrq_u8(*bad, vmvnq_u8(vorrq_u8(is_digit, is_letter)));
    return vbslq_u8(is_digit, d, vaddq_u8(l, vdupq_n_u8(10)));
}

/* Four IDs from the digits of their eight triples. */
static inline uint32x4_t vmss_neon_ids(uint8x8_t a, uint8x8_t b, uint8x8_t c)
{
    /* eight lanes of 16 bits:  hi0 lo0 hi1 lo1 ... hi3 lo3 */
    const uint16x8_t ab = vmlal_u8(vmovl_u8(b), a, vdup_n_u8(36));
    const uint32x4_t x = vreinterpretq_u32_u16(vmlaq_n_u16(vmovl_u8(c), ab, 36));
    return vmlaq_n_u32(vshrq_n_u32(x, 16), vandq_u32(x, vdupq_n_u32(0xFFFF)), 36 * 36 * 36);
}

static size_t vmss_decode_neon(const uint8_t *text, size_t n, void *ids)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        const uint8x16x3_t t = vld3q_u8(text + VMSS_WIDTH * i);
        uint8x16_t bad = vdupq_n_u8(0);
        const uint8x16_t a = vmss_neon_digits(t.val[0], &bad);
        const uint8x16_t b = vmss_neon_digits(t.val[1], &bad);
        const uint8x16_t c = vmss_neon_digits(t.val[2], &bad);
        if (vmaxvq_u8(bad))
            break;
        uint8_t *to = (uint8_t *)ids + 4 * i;
        vst1q_u8(to, vreinterpretq_u8_u32(
            vmss_neon_ids(vget_low_u8(a), vget_low_u8(b), vget_low_u8(c))));
        vst1q_u8(to + 16, vreinterpretq_u8_u32(
            vmss_neon_ids(vget_high_u8(a), vget_high_u8(b), vget_high_u8(c))));
    }
    return i + vmss_decode_scalar(text + VMSS_WIDTH * i, n - i, (uint8_t *)ids + 4 * i);
}

/* One bit of each of 64 bytes as a word.  Byte i keeps bit i % 8 only; three rounds of adding
 * neighbours then make one byte of eight. */
static inline uint64_t vmss_neon_mask(const uint8x16_t *class, uint8_t of)
{
    static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t own = vld1q_u8(bits), bit = vdupq_n_u8(of);
    const uint8x16_t low = vpaddq_u8(
        vandq_u8(vtstq_u8(class[0], bit), own), vandq_u8(vtstq_u8(class[1], bit), own));
    const uint8x16_t high = vpaddq_u8(
        vandq_u8(vtstq_u8(class[2], bit), own), vandq_u8(vtstq_u8(class[3], bit), own));
    const uint8x16_t sum = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

static inline struct vmss_classes vmss_classify_neon(const uint8_t *text)
{
    /* A lookup beyond the 64 entries of a table gives 0. */
    uint8x16x4_t low, high;
    struct vmss_classes classes;
    uint8x16_t of[4];
    for (int i = 0; i < 4; i++) {
        low.val[i] = vld1q_u8(vmss_class + 16 * i);
        high.val[i] = vld1q_u8(vmss_class + 64 + 16 * i);
    }
    for (int i = 0; i < 4; i++) {
        const uint8x16_t block = vld1q_u8(text + 16 * i);
        of[i] = vorrq_u8(vqtbl4q_u8(low, block), vqtbl4q_u8(high, vsubq_u8(block, vdupq_n_u8(64))));
    }
    classes.word = vmss_neon_mask(of, VMSS_WORD);
    classes.hyphen = vmss_neon_mask(of, VMSS_HYPHEN);
    classes.digit = vmss_neon_mask(of, VMSS_DIGIT);
    classes.underscore = vmss_neon_mask(of, VMSS_UNDERSCORE);
    return classes;
}

static uint64_t vmss_words_neon(const uint8_t *text)
{
    return vmss_classify_neon(text).word;
}

static void vmss_sift_neon(struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, size_t at)
{
    vmss_sift(sieve, text, blocks, at, vmss_classify_neon, vmss_list_fours, 0);
}

/* Of 16 bytes, those that are `byte` when folded. */
static inline uint8x16_t vmss_neon_is(const uint8_t *text, uint8_t byte)
{
    return vceqq_u8(vorrq_u8(vld1q_u8(text), vdupq_n_u8(0x20)), vdupq_n_u8(byte));
}

static uint64_t vmss_pairs_neon(
    const uint8_t *text, size_t blocks, const struct vmss_pair *pair, uint64_t *masks)
{
    uint64_t some = 0;
    for (size_t i = 0; i < blocks; i++, text += VMSS_BLOCK_BYTES) {
        uint8x16_t both[4];
        for (int k = 0; k < 4; k++)
            both[k] = vandq_u8(
                vmss_neon_is(text + 16 * k + pair->one_at, pair->one),
                vmss_neon_is(text + 16 * k + pair->two_at, pair->two));
        VMSS_PREFETCH(text + VMSS_AHEAD);
        masks[i] = vmss_neon_mask(both, 1);
        some |= (uint64_t)(masks[i] != 0) << i;
    }
    return some;
}

#endif
#endif
