/* Kernels as they are, or with a fault planted: prove.c must find each. */
#ifndef FAULTS_H
#define FAULTS_H

static const char *fault = "";
static volatile size_t nothing; /* hides from the compiler that planted faults are some */

enum { BLOCK = 4096, COLUMN = 32, COLUMNS = 64 };

static int planted(const char *name)
{
    return *fault && strcmp(fault, name) == 0;
}

/* The word in whose conversion a fault is planted: an ID, and one beyond them. */
#define BAD_ID ((uint32_t)IDS - 1000)
#define BAD_WORD ((uint32_t)IDS + 1000)

static size_t encode(const void *ids, size_t n, uint8_t *out)
{
    const size_t done =
        planted("idle-encode") ? counted_encode(ids, n, out) : real->encode(ids, n, out);
    uint32_t v;
    for (size_t i = 0; *fault && i < n; i++) {
        memcpy(&v, (const uint8_t *)ids + 4 * i, 4);
        if (planted("digit") && v == BAD_ID)
            out[6 * i + 5] ^= 1;
        if (planted("take") && v == BAD_WORD && n == COLUMN)
            return n;
        if (planted("index") && v == BAD_WORD && n == COLUMN)
            return done + 1;
    }
    if (planted("write"))
        *(volatile uint8_t *)(out + 6 * n + nothing) = 0;
    if (planted("before"))
        *(volatile uint8_t *)(out - 1 - nothing) = 0;
    return done;
}

static size_t decode(const uint8_t *text, size_t n, void *ids)
{
    const size_t done =
        planted("idle-decode") ? counted_decode(text, n, ids) : real->decode(text, n, ids);
    for (size_t i = 0; *fault && i < n; i++) {
        if (planted("value") && memcmp(text + 6 * i, "zzzz00", 6) == 0)
            *((uint8_t *)ids + 4 * i) ^= 1;
        if (planted("byte") && i == 17 && text[6 * i + 3] == '@')
            return n;
    }
    if (planted("stale") && n && text[0] > 'Z') /* stores nothing, and what was there stays */
        memset(ids, POISON, 4);
    if (planted("tail") && n % 8 && n < 300)
        *((uint8_t *)ids + 4 * (n - 1)) ^= 1;
    if (planted("read"))
        (void)*(const volatile uint8_t *)(text + 6 * n + nothing);
    return done;
}

#endif
