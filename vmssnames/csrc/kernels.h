/* Which kernels this build has, and which of them this CPU can run. */
#ifndef VMSSNAMES_KERNELS_H
#define VMSSNAMES_KERNELS_H

#include "columns.h"

struct vmss_kernels {
    const char *name;
    size_t (*encode)(const void *ids, size_t n, uint8_t *out);
    size_t (*decode)(const uint8_t *text, size_t n, void *ids);
};

/* Best first; the last row is in every build. */
static const struct vmss_kernels vmss_compiled[] = {
    {"scalar", vmss_encode_scalar, vmss_decode_scalar},
};

#define VMSS_COMPILED (sizeof vmss_compiled / sizeof *vmss_compiled)

#endif
