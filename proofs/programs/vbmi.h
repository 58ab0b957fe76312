/* AVX-512 without VBMI: the four instructions that avx512.h takes from VBMI and VBMI2, in C, by the
 * operations of Intel's manual.  With this file included first, a CPU with AVX-512BW alone (Skylake,
 * Cascade Lake) runs the kernel "avx512", slowly: all its other instructions are the real ones. */
#ifndef VMSSNAMES_VBMI_H
#define VMSSNAMES_VBMI_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "target.h"

/* The compiler may not use VBMI on its own either. */
#undef VMSS_TARGET_BEGIN
#define EMULATOR "avx2,avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2,popcnt"
#if defined(__clang__)
#define VMSS_TARGET_BEGIN(cpu) \
    VMSS_PRAGMA(clang attribute push(__attribute__((target(EMULATOR))), apply_to = function))
#else /* the pragma of GCC takes a string, and no macro */
#define VMSS_TARGET_BEGIN(cpu) \
    VMSS_PRAGMA(GCC push_options) \
    VMSS_PRAGMA(GCC target("avx2,avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2,popcnt"))
#endif

#define __builtin_cpu_supports(what) \
    (strncmp(what, "avx512vbmi", 10) == 0 || __builtin_cpu_supports(what))

VMSS_TARGET_BEGIN("")

/* VPERMT2B: an index has six bits for the byte, and one that selects the register. */
static inline __m512i emulated_permutex2var(__m512i first, __m512i index, __m512i second)
{
    uint8_t of[128], at[64], out[64];
    _mm512_storeu_si512(of, first);
    _mm512_storeu_si512(of + 64, second);
    _mm512_storeu_si512(at, index);
    for (int i = 0; i < 64; i++)
        out[i] = of[at[i] & 127];
    return _mm512_loadu_si512(out);
}

/* VPERMB: six bits of the index count. */
static inline __m512i emulated_permutexvar(__m512i index, __m512i of)
{
    return emulated_permutex2var(of, _mm512_and_si512(index, _mm512_set1_epi8(63)), of);
}

/* VPERMT2B with zeroing: bytes without a bit of the mask are zero. */
static inline __m512i emulated_maskz_permutex2var(
    __mmask64 mask, __m512i first, __m512i index, __m512i second)
{
    return _mm512_maskz_mov_epi8(mask, emulated_permutex2var(first, index, second));
}

/* VPCOMPRESSB with zeroing: the bytes with a bit of the mask, one next to another; then zeros. */
static inline __m512i emulated_maskz_compress(__mmask64 mask, __m512i of)
{
    uint8_t from[64], out[64] = {0};
    int n = 0;
    _mm512_storeu_si512(from, of);
    for (int i = 0; i < 64; i++)
        if (mask >> i & 1)
            out[n++] = from[i];
    return _mm512_loadu_si512(out);
}

VMSS_TARGET_END

#define _mm512_permutex2var_epi8 emulated_permutex2var
#define _mm512_permutexvar_epi8 emulated_permutexvar
#define _mm512_maskz_permutex2var_epi8 emulated_maskz_permutex2var
#define _mm512_maskz_compress_epi8 emulated_maskz_compress

#endif
