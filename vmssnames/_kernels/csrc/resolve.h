/* Resolves values: a computer name, with a domain or after "node/", or a VM name.
 *
 * Most values of a column are written in one of these ways, and are looked up here.  Of others, and
 * of names that any rule of Python's may read in another way, only Python can tell.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_RESOLVE_H
#define VMSSNAMES_RESOLVE_H

#include "columns.h"
#include "table.h"

/* The longest domain name, and label of one. */
#define VMSS_MAX_FQDN 253
#define VMSS_MAX_LABEL 63

enum vmss_verdict { VMSS_NAMES_NOTHING, VMSS_NAMES_ONE, VMSS_ASK };

struct vmss_resolver {
    const struct vmss_table *prefixes, *scale_sets;
    int embedded; /* names in longer words count, too: ask about all that is not found */
};

/* Whether n bytes are labels of a domain, with dots between them, and perhaps one at the end. */
static int vmss_is_domain(const uint8_t *text, size_t n)
{
    size_t label = 0;
    if (n && text[n - 1] == '.')
        n--;
    for (size_t i = 0; i <= n; i++) {
        if (i < n && text[i] != '.') {
            if (text[i] == '_' || (text[i] == '-' && !label) || ++label > VMSS_MAX_LABEL)
                return 0;
            continue;
        }
        if (!label || text[i - 1] == '-')
            return 0;
        label = 0;
    }
    return 1;
}

/* Whether n bytes, a label, are a prefix of the table and six digits. */
static int vmss_find_host(
    const struct vmss_resolver *of, const uint8_t *text, size_t n, uint32_t *owner, uint32_t *id)
{
    if (n <= VMSS_WIDTH || !vmss_decode_one(text + n - VMSS_WIDTH, id))
        return 0;
    n -= VMSS_WIDTH;
    return vmss_is_prefix(text, n) && vmss_find(of->prefixes, text, text, n, owner);
}

/* Whether Python might find a name in a host name that is no listed one: one of AKS, one of Cluster
 * API, or one in a label of its domain. */
static int vmss_may_be_more(const struct vmss_resolver *of, const uint8_t *text, size_t n)
{
    uint32_t owner, id;
    size_t digits = n, label = 0;
    while (digits && text[digits - 1] >= '0' && text[digits - 1] <= '9')
        digits--;
    if (of->embedded || (digits < n && digits && text[digits - 1] == '-'))
        return 1;
    for (size_t i = 0; i <= n; i++) {
        if (n - i >= 4 && vmss_same(text + i, (const uint8_t *)"vmss", 4))
            return 1;
        if (i < n && text[i] != '.')
            continue;
        if (vmss_find_host(of, text + label, i - label, &owner, &id))
            return 1;
        label = i + 1;
    }
    return 0;
}

/* Returns what n bytes name, and if that is one key of a table, its owner and the ID. */
static enum vmss_verdict vmss_resolve_value(
    const struct vmss_resolver *of, const uint8_t *text, size_t n, uint32_t *owner, uint32_t *id)
{
    size_t dot = n, underscore = n;
    if (!n)
        return VMSS_NAMES_NOTHING;
    if (n > 5 && vmss_same(text, (const uint8_t *)"node", 4) && text[4] == '/') {
        text += 5;
        dot = underscore = n -= 5;
    }
    if (n > VMSS_MAX_FQDN)
        return VMSS_ASK;
    for (size_t i = n; i-- > 0;) {
        if (text[i] == '.')
            dot = i;
        else if (text[i] == '_')
            underscore = underscore == n ? i : underscore;
        else if (!(vmss_class[text[i]] & VMSS_WORD))
            return VMSS_ASK;
    }
    if (underscore < n) {
        const int is_vm = underscore && underscore <= VMSS_MAX_SCALE_SET && text[0] != '_' &&
                          vmss_decode_decimal(text + underscore + 1, n - underscore - 1, id) &&
                          vmss_find(of->scale_sets, text, text, underscore, owner);
        return is_vm ? VMSS_NAMES_ONE : VMSS_ASK;
    }
    if (dot + 1 < n && !vmss_is_domain(text + dot + 1, n - dot - 1))
        return VMSS_ASK;
    if (vmss_find_host(of, text, dot, owner, id))
        return VMSS_NAMES_ONE;
    return vmss_may_be_more(of, text, n) ? VMSS_ASK : VMSS_NAMES_NOTHING;
}

#endif
