/* Regions of the source that are compiled for one kind of CPU.  The rest runs on any CPU,
 * and no file needs compiler flags:
 *
 *     VMSS_TARGET_BEGIN("avx2")
 *     ...functions...
 *     VMSS_TARGET_END
 *
 * MSVC compiles intrinsics of any kind anywhere (not tested). */
#ifndef VMSSNAMES_TARGET_H
#define VMSSNAMES_TARGET_H

/* Not for clang-cl: its headers declare intrinsics only if all of the program may use them. */
#if (defined(__x86_64__) || (defined(_M_X64) && !defined(_M_ARM64EC))) && \
    !(defined(_MSC_VER) && defined(__clang__))
#define VMSS_X86_64
#endif

#define VMSS_PRAGMA(text) _Pragma(#text)

#if defined(__clang__)
#define VMSS_TARGET_BEGIN(cpu) \
    VMSS_PRAGMA(clang attribute push(__attribute__((target(cpu))), apply_to = function))
#define VMSS_TARGET_END VMSS_PRAGMA(clang attribute pop)
#elif defined(__GNUC__)
#define VMSS_TARGET_BEGIN(cpu) VMSS_PRAGMA(GCC push_options) VMSS_PRAGMA(GCC target(cpu))
#define VMSS_TARGET_END VMSS_PRAGMA(GCC pop_options)
#else
#define VMSS_TARGET_BEGIN(cpu)
#define VMSS_TARGET_END
#endif

/* Hides a constant factor from the compiler: GCC 12 would replace one 16-bit multiplication
 * by up to eight shifts and additions. */
#if defined(__GNUC__) || defined(__clang__)
#define VMSS_OPAQUE(vector) __asm__("" : "+x"(vector))
#define VMSS_OPAQUE_INTEGER(integer) __asm__("" : "+r"(integer))
#else
#define VMSS_OPAQUE(vector) (void)(vector)
#define VMSS_OPAQUE_INTEGER(integer) (void)(integer)
#endif

/* Prefetches memory.  Any address is allowed. */
#if defined(__GNUC__) || defined(__clang__)
#define VMSS_PREFETCH(address) __builtin_prefetch(address)
#else
#define VMSS_PREFETCH(address) (void)(address)
#endif

/* n / d == (n * VMSS_RECIPROCAL(k, d)) >> k, if n * d < 2**k or, as for every use here, if
 * every possible n was tested. */
#define VMSS_RECIPROCAL(k, d) ((UINT64_C(1) << (k)) / (d) + 1)

#endif
