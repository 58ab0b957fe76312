/* Sixteen IDs at a time to digits, and thirty-two from digits, on x86 with AVX-512 VBMI.
 * VBMI can permute bytes from two registers, which replaces most shuffles of avx2.h. */
#ifndef VMSSNAMES_AVX512_H
#define VMSSNAMES_AVX512_H

#include "target.h"

#ifdef VMSS_X86_64
#define VMSS_HAVE_AVX512

#include "scalar.h"
#include "suffix.h"

#include <immintrin.h>

/* The indexes below select bytes from two registers; 64 and above mean the second one.
 *
 * For 96 bytes: for each 16-bit lane, a from the first register, then b and c, the high
 * and the low byte in the second.  hi, in the odd lanes, goes before lo. */
#define VMSS_ABC(k) 2 * (k), 64 + 2 * (k) + 1, 64 + 2 * (k)
#define VMSS_ABC4(k) VMSS_ABC(k + 1), VMSS_ABC(k), VMSS_ABC(k + 3), VMSS_ABC(k + 2)
#define VMSS_ABC16(k) VMSS_ABC4(k), VMSS_ABC4(k + 4), VMSS_ABC4(k + 8), VMSS_ABC4(k + 12)
static const uint8_t vmss_abc[128] = {VMSS_ABC16(0), VMSS_ABC16(16)};

/* Bytes 5 and 6 of the 64-bit products of even and of odd lanes, each twice. */
#define VMSS_Q(k) 8 * (k) + 5, 8 * (k) + 6, 8 * (k) + 5, 8 * (k) + 6
#define VMSS_Q2(k) VMSS_Q(k), VMSS_Q(k + 8)
#define VMSS_Q8(k) VMSS_Q2(k), VMSS_Q2(k + 1), VMSS_Q2(k + 2), VMSS_Q2(k + 3)
static const uint8_t vmss_quotients[64] = {VMSS_Q8(0), VMSS_Q8(4)};

/* The same for words: the last two of the three of each ID; then the first one, twice. */
#define VMSS_LAST(k) 3 * (k) + 1, 3 * (k) + 2
#define VMSS_LAST4(k) VMSS_LAST(k), VMSS_LAST(k + 1), VMSS_LAST(k + 2), VMSS_LAST(k + 3)
#define VMSS_FIRST(k) 3 * (k), 3 * (k)
#define VMSS_FIRST4(k) VMSS_FIRST(k), VMSS_FIRST(k + 1), VMSS_FIRST(k + 2), VMSS_FIRST(k + 3)
static const uint16_t vmss_last[32] = {VMSS_LAST4(0), VMSS_LAST4(4), VMSS_LAST4(8), VMSS_LAST4(12)};
static const uint16_t vmss_first[32] = {
    VMSS_FIRST4(0), VMSS_FIRST4(4), VMSS_FIRST4(8), VMSS_FIRST4(12)};

/* 0, 1, ... 63. */
#define VMSS_FOUR(k) k, k + 1, k + 2, k + 3
#define VMSS_SIXTEEN(k) VMSS_FOUR(k), VMSS_FOUR(k + 4), VMSS_FOUR(k + 8), VMSS_FOUR(k + 12)
static const uint8_t vmss_places[64] = {
    VMSS_SIXTEEN(0), VMSS_SIXTEEN(16), VMSS_SIXTEEN(32), VMSS_SIXTEEN(48)};

VMSS_TARGET_BEGIN("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")

static size_t vmss_encode_avx512(const void *ids, size_t n, uint8_t *out)
{
    const __m512i top = _mm512_set1_epi32((int)VMSS_MAX_INSTANCE_ID);
    const __m512i reciprocal = _mm512_set1_epi64((long long)VMSS_RECIPROCAL(40, 729));
    const __m512i quotients = _mm512_loadu_si512(vmss_quotients);
    __m512i cube = _mm512_set1_epi32(1 << 16 | (-36 * 36 * 36 & 0xFFFF));
    __m512i square = _mm512_set1_epi16(-36 * 36);
    __m512i swap = _mm512_set1_epi16(256 - 36);
    const __m512i abc0 = _mm512_loadu_si512(vmss_abc), abc1 = _mm512_loadu_si512(vmss_abc + 64);
    /* The 36 digits, indexed by value. */
    const __m512i digits = _mm512_maskz_loadu_epi8(
        ((__mmask64)1 << VMSS_BASE) - 1, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t i = 0;
    VMSS_OPAQUE(cube);
    VMSS_OPAQUE(square);
    VMSS_OPAQUE(swap);

    for (; i + 16 <= n; i += 16) {
        const __m512i v = _mm512_loadu_si512((const uint8_t *)ids + 4 * i);
        if (_mm512_cmpgt_epu32_mask(v, top))
            break;

        /* As in avx2.h, twice as wide:  hi, lo = divmod(v, 36**3)
         * q, 32 lanes of 16 bits:  hi0 hi0 hi1 hi1 ... hi15 hi15
         * x:                       lo0 hi0 lo1 hi1 ... lo15 hi15 */
        const __m512i q = _mm512_permutex2var_epi8(
            _mm512_mul_epu32(_mm512_srli_epi32(v, 6), reciprocal), quotients,
            _mm512_mul_epu32(_mm512_srli_epi64(v, 38), reciprocal));
        const __m512i p = _mm512_mullo_epi16(q, cube);
        const __m512i x = _mm512_mask_add_epi16(p, 0x55555555, p, v);

        /* a, r = divmod(x, 36**2);  b = r // 36;  cb = r - 36 * b + 256 * b */
        const __m512i a = _mm512_srli_epi16(
            _mm512_mulhi_epu16(x, _mm512_set1_epi16((short)VMSS_RECIPROCAL(26, 36 * 36))), 10);
        const __m512i r = _mm512_add_epi16(x, _mm512_mullo_epi16(a, square));
        const __m512i b =
            _mm512_mulhi_epu16(r, _mm512_set1_epi16((short)VMSS_RECIPROCAL(16, 36)));
        const __m512i cb = _mm512_add_epi16(r, _mm512_mullo_epi16(b, swap));

        /* a:  a0 . a1 . a2 . ... a31 .     cb:  c0 b0 c1 b1 ... c31 b31
         * 96 bytes:  a1 b1 c1 a0 b0 c0 a3 b3 c3 ... a30 b30 c30 */
        uint8_t *to = out + VMSS_WIDTH * i;
        _mm512_storeu_si512(
            to, _mm512_permutexvar_epi8(_mm512_permutex2var_epi8(a, abc0, cb), digits));
        _mm256_storeu_si256(
            (__m256i *)(to + 64),
            _mm512_castsi512_si256(
                _mm512_permutexvar_epi8(_mm512_permutex2var_epi8(a, abc1, cb), digits)));
    }
    return i + vmss_encode_scalar((const uint8_t *)ids + 4 * i, n - i, out + VMSS_WIDTH * i);
}

/* Sixteen IDs from their 48 pairs of digits, p0 p1 p2 each, which start at word `from`
 * of the two registers. */
static inline __m512i vmss_avx512_ids(__m512i pairs0, __m512i pairs1, int from)
{
    const __m512i start = _mm512_set1_epi16((short)from);
    const __m512i last = _mm512_add_epi16(_mm512_loadu_si512(vmss_last), start);
    const __m512i first = _mm512_add_epi16(_mm512_loadu_si512(vmss_first), start);
    /* p1 * 36**2 + p2, and p0 * 36**4 == (p0 * 6561) << 8 */
    const __m512i low = _mm512_madd_epi16(
        _mm512_permutex2var_epi16(pairs0, last, pairs1), _mm512_set1_epi32(1 << 16 | 36 * 36));
    const __m512i high = _mm512_madd_epi16(
        _mm512_permutex2var_epi16(pairs0, first, pairs1), _mm512_set1_epi32(6561));
    return _mm512_add_epi32(low, _mm512_slli_epi32(high, 8));
}

static size_t vmss_decode_avx512(const uint8_t *text, size_t n, void *ids)
{
    /* vmss_digit for the 128 ASCII characters.  Bit 7 marks all other bytes. */
    const __m512i table0 = _mm512_loadu_si512(vmss_digit);
    const __m512i table1 = _mm512_loadu_si512(vmss_digit + 64);
    const __m512i tens = _mm512_set1_epi16(1 << 8 | 36); /* bytes 36, 1 */
    size_t i = 0;

    for (; i + 32 <= n; i += 32) {
        const uint8_t *at = text + VMSS_WIDTH * i;
        const __m512i t0 = _mm512_loadu_si512(at);
        const __m512i t1 = _mm512_loadu_si512(at + 64);
        const __m512i t2 = _mm512_loadu_si512(at + 128);
        const __m512i d0 = _mm512_permutex2var_epi8(table0, t0, table1);
        const __m512i d1 = _mm512_permutex2var_epi8(table0, t1, table1);
        const __m512i d2 = _mm512_permutex2var_epi8(table0, t2, table1);
        const __m512i all = _mm512_or_si512(
            _mm512_ternarylogic_epi32(t0, t1, t2, 0xFE), _mm512_ternarylogic_epi32(d0, d1, d2, 0xFE));
        if (_mm512_movepi8_mask(all))
            break;

        /* 96 words, three registers:  p0 p1 p2 p0 p1 p2 ... */
        const __m512i p0 = _mm512_maddubs_epi16(d0, tens);
        const __m512i p1 = _mm512_maddubs_epi16(d1, tens);
        const __m512i p2 = _mm512_maddubs_epi16(d2, tens);
        uint8_t *to = (uint8_t *)ids + 4 * i;
        _mm512_storeu_si512(to, vmss_avx512_ids(p0, p1, 0));
        _mm512_storeu_si512(to + 64, vmss_avx512_ids(p1, p2, 16));
    }
    return i + vmss_decode_scalar(text + VMSS_WIDTH * i, n - i, (uint8_t *)ids + 4 * i);
}

VMSS_INLINE struct vmss_classes vmss_classify_avx512(const uint8_t *text)
{
    const __m512i low = _mm512_loadu_si512(vmss_class), high = _mm512_loadu_si512(vmss_class + 64);
    const __m512i block = _mm512_loadu_si512(text);
    /* The permutation uses seven bits of the index; a byte with the eighth has no class. */
    const __m512i of = _mm512_maskz_permutex2var_epi8(
        ~_mm512_movepi8_mask(block), low, block, high);
    struct vmss_classes classes;
    classes.word = _mm512_test_epi8_mask(of, _mm512_set1_epi8(VMSS_WORD));
    classes.hyphen = _mm512_test_epi8_mask(of, _mm512_set1_epi8(VMSS_HYPHEN));
    classes.digit = _mm512_test_epi8_mask(of, _mm512_set1_epi8(VMSS_DIGIT));
    classes.underscore = _mm512_test_epi8_mask(of, _mm512_set1_epi8(VMSS_UNDERSCORE));
    return classes;
}

/* The positions of the set bits, at most sixteen, in one store. */
VMSS_INLINE void vmss_list_avx512(uint32_t *out, uint64_t mask, uint32_t first)
{
    const __m512i places = _mm512_maskz_compress_epi8(mask, _mm512_loadu_si512(vmss_places));
    _mm512_storeu_si512(
        out, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(places)),
                              _mm512_set1_epi32((int)first)));
}

static uint64_t vmss_words_avx512(const uint8_t *text)
{
    return vmss_classify_avx512(text).word;
}

static void vmss_sift_avx512(struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, size_t at)
{
    vmss_sift(sieve, text, blocks, at, vmss_classify_avx512, vmss_list_avx512, 1);
}

static uint64_t vmss_pairs_avx512(
    const uint8_t *text, size_t blocks, const struct vmss_pair *pair, uint64_t *masks)
{
    const __m512i fold = _mm512_set1_epi8(0x20);
    const __m512i one = _mm512_set1_epi8((char)pair->one), two = _mm512_set1_epi8((char)pair->two);
    uint64_t some = 0;
    for (size_t i = 0; i < blocks; i++, text += VMSS_BLOCK_BYTES) {
        const __m512i at_one = _mm512_or_si512(_mm512_loadu_si512(text + pair->one_at), fold);
        const __m512i at_two = _mm512_or_si512(_mm512_loadu_si512(text + pair->two_at), fold);
        VMSS_PREFETCH(text + VMSS_AHEAD);
        masks[i] = _mm512_mask_cmpeq_epi8_mask(_mm512_cmpeq_epi8_mask(at_one, one), at_two, two);
        some |= (uint64_t)(masks[i] != 0) << i;
    }
    return some;
}

VMSS_TARGET_END

#endif
#endif
