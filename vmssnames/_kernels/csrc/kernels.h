/* The kernels of this build, and whether this CPU can run them. */
#ifndef VMSSNAMES_KERNELS_H
#define VMSSNAMES_KERNELS_H

#include "avx2.h"
#include "avx512.h"
#include "columns.h"
#include "neon.h"
#include "sieve.h"
#include "suffix.h"

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#endif

static inline int vmss_everywhere(void)
{
    return 1;
}

/* A kernel can run if the CPU has its instructions and the operating system saves its
 * registers when it switches tasks.  The built-ins of GCC and Clang check both. */
#if defined(VMSS_HAVE_AVX2) && (defined(__GNUC__) || defined(__clang__))

static inline int vmss_has_avx2(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

static inline int vmss_has_avx512(void)
{
    __builtin_cpu_init();
    return vmss_has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2");
}

#elif defined(VMSS_HAVE_AVX2)

/* Whether the system saves the registers with these bits of XCR0, and leaf 7 of CPUID has
 * these bits in EBX and ECX.  (Not tested.) */
static inline int vmss_cpuid(unsigned saved, unsigned ebx, unsigned ecx)
{
    int id[4];
    __cpuid(id, 0);
    if (id[0] < 7)
        return 0;
    __cpuid(id, 1);
    if (!(id[2] >> 27 & 1) || ((unsigned)_xgetbv(0) & saved) != saved)
        return 0;
    __cpuidex(id, 7, 0);
    return ((unsigned)id[1] & ebx) == ebx && ((unsigned)id[2] & ecx) == ecx;
}

static inline int vmss_has_avx2(void)
{
    return vmss_cpuid(0x6, 1u << 3 | 1u << 5 | 1u << 8, 0); /* BMI, AVX2, BMI2 */
}

static inline int vmss_has_avx512(void)
{
    /* F, DQ, BW, VL; VBMI, VBMI2 */
    return vmss_cpuid(0xE6, 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31, 1u << 1 | 1u << 6);
}

#endif

struct vmss_kernels {
    const char *name;
    int (*usable)(void);
    size_t (*encode)(const void *ids, size_t n, uint8_t *out);
    size_t (*decode)(const uint8_t *text, size_t n, void *ids);
    void (*sift)(struct vmss_sieve *sieve, const uint8_t *text, size_t blocks, size_t at);
    vmss_find_pairs pairs; /* 0 where it takes as long as sifting; then so is the next */
    uint64_t (*words)(const uint8_t *text); /* which of 64 bytes are of words */
};

/* The best first.  Every build has the last one. */
static const struct vmss_kernels vmss_compiled[] = {
#ifdef VMSS_HAVE_AVX512
    {"avx512", vmss_has_avx512, vmss_encode_avx512, vmss_decode_avx512,
     vmss_sift_avx512, vmss_pairs_avx512, vmss_words_avx512},
#endif
#ifdef VMSS_HAVE_AVX2
    {"avx2", vmss_has_avx2, vmss_encode_avx2, vmss_decode_avx2,
     vmss_sift_avx2, vmss_pairs_avx2, vmss_words_avx2},
#endif
#ifdef VMSS_HAVE_NEON
    {"neon", vmss_everywhere, vmss_encode_neon, vmss_decode_neon,
     vmss_sift_neon, vmss_pairs_neon, vmss_words_neon},
#endif
    {"scalar", vmss_everywhere, vmss_encode_scalar, vmss_decode_scalar,
     vmss_sift_scalar, 0, 0},
};

#define VMSS_COMPILED (sizeof vmss_compiled / sizeof *vmss_compiled)

#endif
