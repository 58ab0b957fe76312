/* Eight IDs at a time, on x86 with AVX2. */
#ifndef VMSSNAMES_AVX2_H
#define VMSSNAMES_AVX2_H

#include "target.h"

#ifdef VMSS_X86_64
#define VMSS_HAVE_AVX2

#include "scalar.h"
#include "suffix.h"

#include <immintrin.h>

VMSS_TARGET_BEGIN("avx2,bmi,bmi2,popcnt")

/* Digits 0..35 to '0'..'9', 'A'..'Z'; of nine, zero, gap in all bytes: 9, '0', 'A' - '0' - 10. */
static inline __m256i vmss_avx2_text(__m256i digits, __m256i nine, __m256i zero, __m256i gap)
{
    const __m256i letter = _mm256_cmpgt_epi8(digits, nine);
    return _mm256_add_epi8(_mm256_add_epi8(digits, zero), _mm256_and_si256(letter, gap));
}

static size_t vmss_encode_avx2(const void *ids, size_t n, uint8_t *out)
{
    const __m256i top = _mm256_set1_epi32((int)VMSS_MAX_INSTANCE_ID);
    /* 36**3 == 2**6 * 729.  With a 40-bit reciprocal, the quotient is two whole bytes of
     * the product: bytes 5 and 6 for an even lane, 13 and 14 for the odd lane after it. */
    const __m256i reciprocal = _mm256_set1_epi64x((long long)VMSS_RECIPROCAL(40, 729));
    const __m256i even = _mm256_setr_epi8(
        5, 6, 5, 6, -1, -1, -1, -1, 13, 14, 13, 14, -1, -1, -1, -1,
        5, 6, 5, 6, -1, -1, -1, -1, 13, 14, 13, 14, -1, -1, -1, -1);
    const __m256i odd = _mm256_setr_epi8(
        -1, -1, -1, -1, 5, 6, 5, 6, -1, -1, -1, -1, 13, 14, 13, 14,
        -1, -1, -1, -1, 5, 6, 5, 6, -1, -1, -1, -1, 13, 14, 13, 14);
    __m256i cube = _mm256_set1_epi32(1 << 16 | (-36 * 36 * 36 & 0xFFFF));
    __m256i square = _mm256_set1_epi16(-36 * 36);
    __m256i swap = _mm256_set1_epi16(256 - 36);
    /* From each group "a . c b" take a, b and c, and put hi before lo. */
    const __m256i squeeze = _mm256_setr_epi8(
        4, 7, 6, 0, 3, 2, 12, 15, 14, 8, 11, 10, -1, -1, -1, -1,
        4, 7, 6, 0, 3, 2, 12, 15, 14, 8, 11, 10, -1, -1, -1, -1);
    /* GCC 12 would make these in each turn, by two shuffles each, on the port of the shuffles. */
    __m256i nine = _mm256_set1_epi8(9), zero = _mm256_set1_epi8('0');
    __m256i gap = _mm256_set1_epi8('A' - '0' - 10);
    __m256i to_a = _mm256_set1_epi16((short)VMSS_RECIPROCAL(26, 36 * 36));
    __m256i to_b = _mm256_set1_epi16((short)VMSS_RECIPROCAL(16, 36));
    size_t i = 0;
    VMSS_OPAQUE(cube);
    VMSS_OPAQUE(square);
    VMSS_OPAQUE(swap);
    VMSS_OPAQUE(nine);
    VMSS_OPAQUE(zero);
    VMSS_OPAQUE(gap);
    VMSS_OPAQUE(to_a);
    VMSS_OPAQUE(to_b);

    /* The last of the four stores writes four bytes too many, so there must be a ninth ID,
     * whose digits overwrite them. */
    for (; i + 9 <= n; i += 8) {
        const __m256i v = _mm256_loadu_si256((const __m256i *)((const uint8_t *)ids + 4 * i));
        if (_mm256_movemask_epi8(_mm256_cmpeq_epi32(_mm256_max_epu32(v, top), top)) != -1)
            break;

        /* hi, lo = divmod(v, 36**3), both below 2**16, in 16 lanes of 16 bits:
         * q:  hi0 hi0 hi1 hi1 ... hi7 hi7
         * x:  lo0 hi0 lo1 hi1 ... lo7 hi7     lo = v - 36**3 * hi, hi = 0 + 1 * hi */
        const __m256i q = _mm256_or_si256(
            _mm256_shuffle_epi8(_mm256_mul_epu32(_mm256_srli_epi32(v, 6), reciprocal), even),
            _mm256_shuffle_epi8(_mm256_mul_epu32(_mm256_srli_epi64(v, 38), reciprocal), odd));
        const __m256i x = _mm256_add_epi16(
            _mm256_mullo_epi16(q, cube), _mm256_and_si256(v, _mm256_set1_epi32(0xFFFF)));

        /* a, r = divmod(x, 36**2)
         * b, c = divmod(r, 36)
         * cb, two bytes:  c | b << 8 == r - 36 * b + 256 * b */
        const __m256i a = _mm256_srli_epi16(_mm256_mulhi_epu16(x, to_a), 10);
        const __m256i r = _mm256_add_epi16(x, _mm256_mullo_epi16(a, square));
        const __m256i b = _mm256_mulhi_epu16(r, to_b);
        const __m256i cb = _mm256_add_epi16(r, _mm256_mullo_epi16(b, swap));

        /* In each half, as bytes, 0 to 7 being lo0 hi0 lo1 ... hi3:
         * a:  a0 . a1 . a2 . ... a7 .     cb:  c0 b0 c1 b1 ... c7 b7
         * low:   a0 . c0 b0 a1 . c1 b1 ... a3 . c3 b3  ->  a1 b1 c1 a0 b0 c0 a3 ... c2 . . . .
         * high:  a4 . c4 b4 ...                        ->  a5 b5 c5 a4 ... */
        const __m256i low = vmss_avx2_text(
            _mm256_shuffle_epi8(_mm256_unpacklo_epi16(a, cb), squeeze), nine, zero, gap);
        const __m256i high = vmss_avx2_text(
            _mm256_shuffle_epi8(_mm256_unpackhi_epi16(a, cb), squeeze), nine, zero, gap);

        uint8_t *to = out + VMSS_WIDTH * i;
        _mm_storeu_si128((__m128i *)to, _mm256_castsi256_si128(low));
        _mm_storeu_si128((__m128i *)(to + 12), _mm256_castsi256_si128(high));
        _mm_storeu_si128((__m128i *)(to + 24), _mm256_extracti128_si256(low, 1));
        _mm_storeu_si128((__m128i *)(to + 36), _mm256_extracti128_si256(high, 1));
    }
    return i + vmss_encode_scalar((const uint8_t *)ids + 4 * i, n - i, out + VMSS_WIDTH * i);
}

/* The values of 32 digits.  For other bytes, *bad gets a byte that is not zero. */
static inline __m256i vmss_avx2_digits(__m256i text, __m256i *bad)
{
    const __m256i nine = _mm256_set1_epi8(9), z = _mm256_set1_epi8(25);
    const __m256i d = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
    const __m256i l = _mm256_sub_epi8(
        _mm256_or_si256(text, _mm256_set1_epi8(0x20)), _mm256_set1_epi8('a'));
    /* saturating: how far d is above 9, and l above 25; zero only in range */
    const __m256i no_digit = _mm256_subs_epu8(d, nine), no_letter = _mm256_subs_epu8(l, z);
    const __m256i is_digit = _mm256_cmpeq_epi8(no_digit, _mm256_setzero_si256());
    *bad = _mm256_or_si256(*bad, _mm256_min_epu8(no_digit, no_letter));
    return _mm256_blendv_epi8(_mm256_add_epi8(l, _mm256_set1_epi8(10)), d, is_digit);
}

static size_t vmss_decode_avx2(const uint8_t *text, size_t n, void *ids)
{
    const __m256i tens = _mm256_set1_epi16(1 << 8 | 36); /* bytes 36, 1 */
    /* Words p1 p2 p1 p2 p0 p0 p0 p0 have these weights; 36**4 == 6561 << 8. */
    const __m256i weights = _mm256_setr_epi16(
        1296, 1, 1296, 1, 6561, 0, 6561, 0, 1296, 1, 1296, 1, 6561, 0, 6561, 0);
    const __m256i first = _mm256_setr_epi8(
        2, 3, 4, 5, 8, 9, 10, 11, 0, 1, 0, 1, 6, 7, 6, 7,
        2, 3, 4, 5, 8, 9, 10, 11, 0, 1, 0, 1, 6, 7, 6, 7);
    /* The last twelve bytes are loaded together with the four before them. */
    const __m256i second = _mm256_setr_epi8(
        2, 3, 4, 5, 8, 9, 10, 11, 0, 1, 0, 1, 6, 7, 6, 7,
        6, 7, 8, 9, 12, 13, 14, 15, 4, 5, 4, 5, 10, 11, 10, 11);
    size_t i = 0;

    for (; i + 8 <= n; i += 8) {
        const uint8_t *at = text + VMSS_WIDTH * i;
        __m256i bad = _mm256_setzero_si256();
        /* Halves of 16 bytes, each with two IDs and a few bytes of their neighbours:
         * bytes 0-15 and 12-27, 24-39 and 32-47 */
        const __m256i t0 = vmss_avx2_digits(
            _mm256_inserti128_si256(
                _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)at)),
                _mm_loadu_si128((const __m128i *)(at + 12)), 1),
            &bad);
        const __m256i t1 = vmss_avx2_digits(
            _mm256_inserti128_si256(
                _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(at + 24))),
                _mm_loadu_si128((const __m128i *)(at + 32)), 1),
            &bad);
        if (!_mm256_testz_si256(bad, bad))
            break;

        /* Pairs of digits:  p0 p1 p2 of one ID, p0 p1 p2 of the next, . .
         * as weighed sums of 32 bits, in each half:
         * s0:  low0 low1 high0 high1 | low2 low3 high2 high3,   v = low + (high << 8) */
        const __m256i s0 = _mm256_madd_epi16(
            _mm256_shuffle_epi8(_mm256_maddubs_epi16(t0, tens), first), weights);
        const __m256i s1 = _mm256_madd_epi16(
            _mm256_shuffle_epi8(_mm256_maddubs_epi16(t1, tens), second), weights);
        /* v:  0 1 4 5 | 2 3 6 7 */
        const __m256i v = _mm256_add_epi32(
            _mm256_unpacklo_epi64(s0, s1), _mm256_slli_epi32(_mm256_unpackhi_epi64(s0, s1), 8));
        _mm256_storeu_si256(
            (__m256i *)((uint8_t *)ids + 4 * i), _mm256_permute4x64_epi64(v, 0xD8));
    }
    return i + vmss_decode_scalar(text + VMSS_WIDTH * i, n - i, (uint8_t *)ids + 4 * i);
}

/* The classes of each byte, from the tables for its two halves: see classes.h. */
VMSS_INLINE __m256i vmss_avx2_class(__m256i text, __m256i lower, __m256i upper)
{
    const __m256i half = _mm256_and_si256(_mm256_srli_epi16(text, 4), _mm256_set1_epi8(15));
    return _mm256_and_si256(_mm256_shuffle_epi8(lower, text), _mm256_shuffle_epi8(upper, half));
}

/* The sign bits of 64 bytes after a shift up by k.  Bits that cross from the byte below
 * stay below the sign bit. */
#define VMSS_AVX2_SIGNS(low, high, k) \
    ((uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(low, k)) | \
     (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(high, k)) << 32)

VMSS_INLINE struct vmss_classes vmss_classify_avx2(const uint8_t *text)
{
    const __m256i lower = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)vmss_lower_half));
    const __m256i upper = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)vmss_upper_half));
    const __m256i word = _mm256_set1_epi8(VMSS_HALF_WORD), zero = _mm256_setzero_si256();
    const __m256i low = vmss_avx2_class(_mm256_loadu_si256((const __m256i *)text), lower, upper);
    const __m256i high = vmss_avx2_class(_mm256_loadu_si256((const __m256i *)(text + 32)), lower, upper);
    struct vmss_classes of;
    of.word = VMSS_AVX2_SIGNS(
        _mm256_sub_epi8(zero, _mm256_and_si256(low, word)),
        _mm256_sub_epi8(zero, _mm256_and_si256(high, word)), 0);
    of.hyphen = VMSS_AVX2_SIGNS(low, high, 4);
    of.digit = VMSS_AVX2_SIGNS(low, high, 5);
    of.underscore = VMSS_AVX2_SIGNS(low, high, 0);
    return of;
}

static uint64_t vmss_words_avx2(const uint8_t *text)
{
    return vmss_classify_avx2(text).word;
}

static void vmss_sift_avx2(struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, size_t at)
{
    vmss_sift(sieve, text, blocks, at, vmss_classify_avx2, vmss_list_fours, 0);
}

/* Of 32 bytes, those that are `byte` when folded. */
VMSS_INLINE __m256i vmss_avx2_is(const uint8_t *text, uint8_t byte)
{
    const __m256i folded = _mm256_or_si256(
        _mm256_loadu_si256((const __m256i *)text), _mm256_set1_epi8(0x20));
    return _mm256_cmpeq_epi8(folded, _mm256_set1_epi8((char)byte));
}

static uint64_t vmss_pairs_avx2(
    const uint8_t *text, size_t blocks, const struct vmss_pair *pair, uint64_t *masks)
{
    uint64_t some = 0;
    for (size_t i = 0; i < blocks; i++, text += VMSS_BLOCK_BYTES) {
        const __m256i low = _mm256_and_si256(
            vmss_avx2_is(text + pair->one_at, pair->one), vmss_avx2_is(text + pair->two_at, pair->two));
        const __m256i high = _mm256_and_si256(
            vmss_avx2_is(text + 32 + pair->one_at, pair->one),
            vmss_avx2_is(text + 32 + pair->two_at, pair->two));
        VMSS_PREFETCH(text + VMSS_AHEAD);
        masks[i] = VMSS_AVX2_SIGNS(low, high, 0);
        some |= (uint64_t)(masks[i] != 0) << i;
    }
    return some;
}

VMSS_TARGET_END

#endif
#endif
