/* Lines of one name each: splits them into what precedes the ID, and the ID.
 *
 * How a name is read follows from its beginning, in nearly all lines; python_rows.py says in which.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_LINES_H
#define VMSSNAMES_LINES_H

#include "columns.h"
#include "resolve.h"
#include "words.h"

/* The largest ID that is plausible, and how many decimal digits it has. */
#define VMSS_MAX_PLAUSIBLE 1679615u
#define VMSS_PLAUSIBLE_DIGITS 7

/* Lines: the number of the beginning of each, VMSS_NONE if it must be read by itself, and the ID.
 * There is room for as many beginnings as there are lines. */
struct vmss_lines {
    const uint8_t *text;
    size_t text_n;
    int base36;  /* lines are six base-36 digits */
    int decimal; /* a number alone may have seven digits */
    uint32_t *keys, *ids;
    size_t n, with_cr;
    struct vmss_words beginnings;
};

/* Whether n bytes, a domain, are of a public name: vm10.x.eastus.cloudapp.azure.com counts in
 * decimal. */
static int vmss_is_public(const uint8_t *text, size_t n)
{
    static const char end[] = "cloudapp.azure.com";
    const size_t end_n = sizeof end - 1;
    n -= n && text[n - 1] == '.';
    return n >= end_n && vmss_same(text + n - end_n, (const uint8_t *)end, end_n) &&
           (n == end_n || text[n - end_n - 1] == '.');
}

/* Reads n bytes as a host name; returns how long the beginning of its ID is, 0 if it is none. */
static size_t vmss_host_beginning(const uint8_t *text, size_t n, uint32_t *id)
{
    size_t label = 0;
    while (label < n && text[label] != '.')
        label++;
    if (label <= VMSS_WIDTH || !vmss_decode_one(text + label - VMSS_WIDTH, id) ||
        !vmss_is_prefix(text, label - VMSS_WIDTH))
        return 0;
    if (label < n) {
        const uint8_t *domain = text + label + 1;
        const size_t domain_n = n - label - 1;
        for (size_t i = 0; i < domain_n; i++)
            if (!(vmss_class[domain[i]] & VMSS_WORD) && domain[i] != '.')
                return 0;
        if (n > VMSS_MAX_FQDN || (domain_n && !vmss_is_domain(domain, domain_n)) ||
            vmss_is_public(domain, domain_n))
            return 0;
    }
    return label - VMSS_WIDTH;
}

/* Reads n bytes that end in a decimal ID; returns how long its beginning is, n if there is none. */
static size_t vmss_decimal_beginning(const struct vmss_lines *of, const uint8_t *text, size_t n, uint32_t *id)
{
    size_t at = n, slashes = 0, underscores = 0;
    while (at && text[at - 1] >= '0' && text[at - 1] <= '9' && n - at <= VMSS_PLAUSIBLE_DIGITS)
        at--;
    const size_t digits = n - at;
    if (!digits || digits > VMSS_PLAUSIBLE_DIGITS || !vmss_decode_decimal(text + at, digits, id) ||
        *id > VMSS_MAX_PLAUSIBLE)
        return n;
    if (!at)
        return of->decimal || digits < VMSS_WIDTH ? 0 : n;
    if (text[at - 1] != '_' && text[at - 1] != '/')
        return n;
    for (size_t i = 0; i + 1 < at; i++) {
        slashes += text[i] == '/';
        underscores += text[i] == '_';
    }
    slashes += text[at - 1] == '/';
    /* Ansible adds four digits to a VM's name. */
    const int is_name = text[at - 1] == '_' || slashes == 1;
    return digits == 4 && is_name && underscores ? n : at;
}

/* Splits all lines. */
static void vmss_split_lines(struct vmss_lines *of)
{
    for (size_t at = 0; at < of->text_n;) {
        const uint8_t *line = of->text + at;
        const uint8_t *newline = memchr(line, '\n', of->text_n - at);
        size_t n = newline ? (size_t)(newline - line) : of->text_n - at, key_n;
        uint32_t *key = &of->keys[of->n], *id = &of->ids[of->n];
        at += n + 1;
        of->n++;
        if (n && line[n - 1] == '\r') {
            of->with_cr++;
            n--;
        }
        *key = VMSS_NONE;
        const size_t node = n > 5 && memcmp(line, "node/", 5) == 0 ? 5 : 0;
        if (of->base36) {
            if (n == VMSS_WIDTH && vmss_decode_one(line, id))
                *key = vmss_word(&of->beginnings, line, 0);
        } else if ((key_n = vmss_host_beginning(line + node, n - node, id))) {
            if (*id <= VMSS_MAX_PLAUSIBLE)
                *key = vmss_word(&of->beginnings, line + node, key_n);
        } else if ((key_n = vmss_decimal_beginning(of, line, n, id)) < n) {
            *key = vmss_word(&of->beginnings, line, key_n);
        }
        if (*key == VMSS_NONE)
            *id = 0;
    }
}

#endif
