/* Tables of keys for the programs that search texts. */
#ifndef TABLES_H
#define TABLES_H

#include <stdlib.h>
#include <string.h>

#include "table.h"

/* A table of `count` keys in any case, each its own owner; its memory is never freed. */
static struct vmss_table table_of(const char *const *keys, uint32_t count, int filter_bits)
{
    struct vmss_table table = {0};
    uint8_t *at = calloc(1024, 1);
    table.keys = at;
    for (uint32_t i = 0; i < count; i++) {
        const struct vmss_key key = {(uint32_t)strlen(keys[i]), i};
        memcpy(at, &key, sizeof key);
        for (uint32_t k = 0; k < key.n; k++)
            at[sizeof key + k] = (uint8_t)(keys[i][k] | 0x20);
        at += (sizeof key + key.n + 3) / 4 * 4;
    }
    table.size = (size_t)(at - table.keys);
    table.filter_bits = filter_bits;
    table.slot_bits = 4;
    table.filter = calloc((size_t)1 << table.filter_bits >> 3, 1);
    table.slots = calloc((size_t)1 << table.slot_bits, sizeof *table.slots);
    table.seed = 12345;
    vmss_fill(&table);
    return table;
}

#endif
