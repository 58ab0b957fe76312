/* Texts made of near misses, searched by a kernel and by a rule that looks at each byte
 * and each key by itself: what scan.h finds, and nothing else, at forbidden memory. */
#ifndef TEXTS_H
#define TEXTS_H

#include "scan.h"
#include "tables.h"

/* In lower case.  By pairs, one is the end or the beginning of another; and with one end for all. */
static const char *const all_keys[2][2][6] = {
    {{"web", "a", "nt0", "nt", "ab-", "aks-pool1-12345678-vmss"},
     {"web", "kn_ss", "a.b", "a", "b", "web000000"}},
    {{"web-vmss", "vmss", "0-vmss", "vmss-vmss", "ab--vmss", "aks-pool1-12345678-vmss"},
     {"web-vmss", "kn_vmss", "a.b-vmss", "a-vmss", "vmss", "web000000vmss"}}};
static const char *const (*keys)[6] = all_keys[0];

enum { KEYS = 6, TEXTS = 20000, LONGEST = 700, ROOM = 4 * VMSS_MOST };

static uint64_t random_state = 88172645463325252u;

static unsigned draw(unsigned n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state % n);
}

static int kind_of(const uint8_t *text, size_t n, size_t i)
{
    const int c = i < n ? text[i] : ' ';
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return 'a';
    return c == '-' || c == '_' ? c : ' ';
}

static size_t digits_from(const uint8_t *text, size_t n, size_t i, const char *digits, size_t count)
{
    size_t k = 0;
    while (k < count && i + k < n && text[i + k] && strchr(digits, text[i + k]))
        k++;
    return k == count ? i + count : 0;
}

static int is_here(const uint8_t *text, size_t n, size_t i, const char *word)
{
    for (; *word; word++, i++)
        if (i >= n || (text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]) != (uint8_t)*word)
            return 0;
    return 1;
}

/* Whether an escape of text is bytes i to `end`: read forward, unlike scan.h. */
static int is_escape(const uint8_t *text, size_t n, size_t i, size_t end)
{
    static const char *const hex = "0123456789abcdefABCDEF", *const octal = "01234567";
    static const char *const esc[] = {"\x1b", "\\x1b", "\\u001b", "\\033", "#033", "\\e", "^["};
    if (text[i] == '\\' && i + 2 == end && text[i + 1] && strchr("bfnrtv0", text[i + 1]))
        return 1;
    if (text[i] == '%') {
        size_t at = i + 1;
        for (int k = 0; k < 4; k++, at += 2) {
            if (digits_from(text, n, at, hex, 2) == end)
                return 1;
            if (!is_here(text, n, at, "25"))
                break;
        }
    }
    if ((text[i] == '\\' || text[i] == '#') && digits_from(text, n, i + 1, octal, 3) == end)
        return 1;
    if (text[i] == '\\' && i + 1 < n &&
        ((text[i + 1] == 'x' && digits_from(text, n, i + 2, hex, 2) == end) ||
         (text[i + 1] == 'u' && digits_from(text, n, i + 2, hex, 4) == end)))
        return 1;
    for (size_t k = 0; k < COUNT(esc); k++) {
        size_t at = i + strlen(esc[k]), most = 24;
        if (!is_here(text, n, i, esc[k]) || at >= end)
            continue;
        if (text[at] == '(' && at + 2 == end && kind_of(text, n, at + 1) == 'a')
            return 1;
        if (text[at++] != '[')
            continue;
        while (most-- && at < end && text[at] && strchr("0123456789;:?", text[at]))
            at++;
        if (at + 1 == end && kind_of(text, n, at) == 'a' && text[at] > '9')
            return 1;
    }
    return 0;
}

/* Whether an escape ends before byte i, in a letter or a digit. */
static int after_escape(const uint8_t *text, size_t n, size_t i)
{
    for (size_t at = i > 40 ? i - 40 : 0; at < i; at++)
        if (kind_of(text, n, i - 1) == 'a' && is_escape(text, n, at, i))
            return 1;
    return 0;
}

/* Where the name of keys[kind][k] that begins at byte i ends; 0 if there is none. */
static size_t name_at(const uint8_t *text, size_t n, size_t i, int kind, int k)
{
    const char *key = keys[kind][k];
    size_t end = i, digits;
    uint64_t value = 0;
    const int before = kind_of(text, n, i - 1);
    for (; *key; key++, end++)
        if (end >= n || (text[end] != (uint8_t)*key &&
                         !(*key >= 'a' && *key <= 'z' && text[end] == (uint8_t)(*key - 32))))
            return 0;
    if (before != ' ' && !(kind && before == '_' && (kind_of(text, n, i - 2) == ' ' || after_escape(text, n, i - 1))) &&
        !after_escape(text, n, i))
        return 0;
    if (kind && (end >= n || text[end++] != '_'))
        return 0;
    for (digits = end; end < n && kind_of(text, n, end) == 'a'; end++)
        value = value * (kind ? 10 : 36) +
                (uint64_t)(text[end] <= '9' ? text[end] - '0' : (text[end] | 32) - 'a' + 10);
    if (kind_of(text, n, end) == '-')
        return 0;
    if (kind == 0)
        return end - digits == 6 ? end : 0;
    for (size_t at = digits; at < end; at++)
        if (text[at] > '9')
            return 0;
    if (end + 1 < n && text[end] == '.' && text[end + 1] >= '0' && text[end + 1] <= '9')
        return 0; /* a version */
    return end > digits && end - digits < 12 && value < IDS && (text[digits] != '0' || end == digits + 1) ? end : 0;
}

/* Fills a text with pieces; returns how many bytes. */
static size_t fill(uint8_t *text)
{
    static const char *const loose[] = {"-", "_", ".", " ", "0", "00000A", "000000", "zzzzzz", "\n", "x",
                                        "\xC3\xA9", "_7", "_10", "_2176782335", "_2176782336", "@",
                                        "\\n", "\\", "%22", "%2522", "%25", "\\x1b[", "\x1b[31m",
                                        "\\u003c", "#033[", "1;32m", "\x1b(B", "^[[K", "\\033", "%", "#", "[", "m", "("};
    const size_t longest = draw(2) ? LONGEST : draw(100);
    size_t n = 0;
    for (;;) {
        char piece[80];
        const unsigned of = draw(2 * KEYS), form = draw(2), digit = draw(2) ? '7' : 'z';
        const char *key = keys[of / KEYS][of % KEYS];
        if (draw(2))
            snprintf(piece, sizeof piece, form ? "%s00000%c" : "%s_%u", key, digit);
        else
            snprintf(piece, sizeof piece, "%s", draw(3) ? loose[draw(COUNT(loose))] : key);
        if (n + strlen(piece) > longest)
            return n;
        for (char *c = piece; *c; c++)
            text[n++] = (uint8_t)(*c >= 'a' && *c <= 'z' && draw(3) == 0 ? *c - 32 : *c);
    }
}

static void prove_texts(void)
{
    static uint64_t starts[ROOM], ends[ROOM], paths[ROOM];
    static uint32_t owners[ROOM], ids[ROOM];
    static uint8_t kinds[ROOM], made[LONGEST];
    static struct vmss_scan scan;
    struct vmss_table tables[2][2];
    for (int i = 0; i < 4; i++) {
        keys = all_keys[i / 2];
        tables[i / 2][i % 2] = table_of(keys[i % 2], KEYS, 12);
    }
    uint8_t *const memory = forbidden_around(65536);
    size_t total = 0;
    for (uint64_t t = 0; t < TEXTS; t++) {
        struct vmss_found found = {starts, ends, kinds, owners, ids, 0, ROOM, 0, paths, 0};
        const int set = t % 4 / 2;
        keys = all_keys[set];
        const size_t n = fill(made);
        uint8_t *const text = t % 2 ? memory : memory + 65536 - n;
        size_t seen = 0, last = 0;
        memcpy(text, made, n);
        memset(&scan, 0, sizeof scan);
        scan.kernels = real;
        scan.sieve.scale_sets = &tables[set][1];
        scan.sieve.prefixes = &tables[set][0];
        scan.sieve.text = text;
        scan.text_n = n + (planted("beyond") && t % 2 == 0);
        scan.max_id = VMSS_MAX_INSTANCE_ID;
        vmss_scan_init(&scan);
        vmss_scan_on(&scan, &found);
        if (planted("match") && found.n > 3)
            found.n--;
        for (size_t i = 0; planted("escape") && i < found.n; i++)
            if (kind_of(text, n, starts[i] - 1) == 'a')
                ends[i]++;
        for (size_t i = 0; i < n; i++) {
            size_t end = 0;
            int kind = 0, owner = 0;
            for (int k = 0; k < 2 * KEYS && i >= last; k++) {
                const size_t to = name_at(text, n, i, k / KEYS, k % KEYS);
                if (to > end)
                    end = to, kind = k / KEYS, owner = k % KEYS;
            }
            if (!end)
                continue;
            last = end;
            if (seen >= found.n || starts[seen] != i || ends[seen] != end || kinds[seen] != kind ||
                owners[seen] != (uint32_t)owner)
                fail("a name was not found in text", t);
            seen++;
        }
        if (seen != found.n)
            fail("a name was found that is none in text", t);
        total += seen;
    }
    printf("%d texts, %zu names found", TEXTS, total);
}

#endif
