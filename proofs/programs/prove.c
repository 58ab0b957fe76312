/* Proves kernels over every word of 32 bits, without Python: so that the same lines
 * run on any machine, emulated ones included.  ../prove.py compiles and drives this.
 *
 *     prove                             the kernels: NAME usable, or NAME unusable
 *     prove KERNEL words FIRST LAST     words FIRST..LAST-1: IDs there and back, others refused
 *     prove KERNEL bytes                every byte value in every digit of every lane
 *     prove KERNEL pages                columns that start or end at forbidden memory
 *     prove KERNEL loops                that vector loops run: how much the tail is left
 *     prove KERNEL texts                texts searched, beside a rule for each byte
 *
 * Each ends with a line of what it saw and status 0, or says what was wrong and ends
 * with status 1.  A FAULT as last argument plants one, which must be found. */
#include <stdio.h>
#include <stdlib.h>

#include "scalar.h"

/* Vector kernels leave their tails to the scalar one.  It gives the same answers, so
 * that a vector loop which never runs can only be seen by counting what it is left. */
static size_t handed;

static size_t counted_encode(const void *ids, size_t n, uint8_t *out)
{
    const size_t done = vmss_encode_scalar(ids, n, out);
    handed += done;
    return done;
}

static size_t counted_decode(const uint8_t *text, size_t n, void *ids)
{
    const size_t done = vmss_decode_scalar(text, n, ids);
    handed += done;
    return done;
}

#define vmss_encode_scalar counted_encode
#define vmss_decode_scalar counted_decode
#include "kernels.h"
#undef vmss_encode_scalar
#undef vmss_decode_scalar

#include "odometer.h"
#include "pages.h"

/* The most IDs that a kernel may leave to its tail. */
static const struct limits {
    const char *name;
    size_t encode, decode;
} limits[] = {
    {"avx512", 15, 31},
    {"avx2", 8, 7}, /* its encoder wants a ninth ID behind eight */
    {"neon", 7, 7},
    {"scalar", SIZE_MAX, SIZE_MAX},
};

#define IDS (UINT64_C(36) * 36 * 36 * 36 * 36 * 36)
/* In every buffer before it is written: what is left of it was not. */
#define POISON 0xA5
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct vmss_kernels *real;
static const struct limits *limit;

static void fail(const char *what, uint64_t where)
{
    printf("%s: wrong: %s (%llu)\n", real->name, what, (unsigned long long)where);
    exit(1);
}

#include "faults.h"

/* Each of n words beyond the IDs must be refused where it stands among IDs: one in
 * four in lane after lane, the others in the first.  (All in all lanes would take
 * longer: the tail reads again what stands before.)  Many columns, as a load of a
 * vector waits long for what was just stored into it. */
static void refuse(const uint32_t *words, size_t n)
{
    static uint32_t columns[COLUMNS][COLUMN], ids[COLUMN];
    static uint8_t text[6 * COLUMN], out[6 * COLUMN];
    const size_t lanes = limit->encode == SIZE_MAX ? 2 : 16;
    size_t at[COLUMNS];
    for (uint32_t i = 0; i < COLUMN; i++) {
        ids[i] = (uint32_t)IDS - 1 - 12345678 * i;
        odometer_set(text + 6 * i, ids[i]);
    }
    for (size_t i = 0; i < COLUMNS; i++)
        memcpy(columns[i], ids, sizeof ids);
    for (; n; words += COLUMNS) {
        const size_t count = n < COLUMNS ? n : COLUMNS;
        for (size_t i = 0; i < count; i++) {
            at[i] = words[i] % 4 ? 0 : words[i] / 4 % lanes;
            columns[i][at[i]] = words[i];
        }
        for (size_t i = 0; i < count; i++) {
            memset(out, POISON, sizeof out);
            if (encode(columns[i], COLUMN, out) != at[i] || memcmp(out, text, 6 * at[i]) != 0)
                fail("a word that is no ID was not refused where it stood", words[i]);
            columns[i][at[i]] = ids[at[i]];
        }
        n -= count;
    }
}

static void prove_words(uint64_t first, uint64_t last)
{
    static uint32_t in[BLOCK], back[BLOCK];
    static uint8_t text[6 * BLOCK], out[6 * BLOCK];
    uint8_t odometer[6];
    odometer_set(odometer, (uint32_t)first);
    for (uint64_t start = first; start < last; start += BLOCK) {
        const size_t n = last - start < BLOCK ? (size_t)(last - start) : BLOCK;
        const size_t good = start >= IDS ? 0 : IDS - start < n ? (size_t)(IDS - start) : n;
        for (size_t i = 0; i < n; i++)
            in[i] = (uint32_t)(start + i);
        odometer_run(odometer, good, text);
        memset(out, POISON, 6 * n);
        if (encode(in, n, out) != good)
            fail("encode stopped elsewhere than at the first word that is no ID", start);
        if (memcmp(out, text, 6 * good) != 0)
            fail("digits differ from the odometer's, from word", start);
        memset(back, POISON, 4 * n);
        if (decode(out, good, back) != good || memcmp(back, in, 4 * good) != 0)
            fail("upper-case digits give other IDs, from word", start);
        for (size_t i = 0; i < 6 * good; i++)
            out[i] |= 0x20;
        memset(back, POISON, 4 * n);
        if (decode(out, good, back) != good || memcmp(back, in, 4 * good) != 0)
            fail("lower-case digits give other IDs, from word", start);
        refuse(in + good, n - good);
    }
    printf("%llu words\n", (unsigned long long)(last - first));
}

static int digit_of(int byte)
{
    const char *digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    const int lower = byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
    const char *found = lower ? strchr(digits, lower) : NULL;
    return found ? (int)(found - digits) : -1;
}

static void prove_bytes(void)
{
    enum { N = 83 }; /* twice the longest vector loop, and a tail of any */
    static const uint32_t weights[] = {36 * 36 * 36 * 36 * 36, 36 * 36 * 36 * 36, 36 * 36 * 36, 1296, 36, 1};
    uint8_t text[6 * N];
    uint32_t ids[N], back[N];
    for (uint32_t i = 0; i < N; i++) {
        ids[i] = i * 27000001 % (uint32_t)IDS;
        odometer_set(text + 6 * i, ids[i]);
    }
    for (size_t at = 0; at < N; at++)
        for (int k = 0; k < 6; k++) {
            const uint8_t good = text[6 * at + k];
            const uint32_t rest = ids[at] - weights[k] * (uint32_t)digit_of(good);
            for (int byte = 0; byte < 256; byte++) {
                const int digit = digit_of(byte);
                text[6 * at + k] = (uint8_t)byte;
                memset(back, POISON, sizeof back);
                if (decode(text, N, back) != (digit < 0 ? at : N) || memcmp(back, ids, 4 * at) != 0)
                    fail("this byte was not taken, or refused, as the grammar says", (uint64_t)byte);
                if (digit >= 0 && back[at] != rest + weights[k] * (uint32_t)digit)
                    fail("this byte has another value", (uint64_t)byte);
            }
            text[6 * at + k] = good;
        }
    printf("%d bytes\n", N * 6 * 256);
}

/* The IDs of prove_pages, in which it has every length of column. */
static uint32_t page_id(uint32_t i)
{
    return (uint32_t)IDS - 1 - 7000001 * i;
}

static int same_ids(const uint8_t *ids, size_t n)
{
    uint32_t v;
    for (uint32_t i = 0; i < n; i++) {
        memcpy(&v, ids + 4 * i, 4);
        if (v != page_id(i))
            return 0;
    }
    return 1;
}

/* Every length to 300, at either end, all items good or one of them bad. */
static void prove_pages(void)
{
    enum { MOST = 300, SIZE = 65536 };
    uint8_t *in = forbidden_around(SIZE), *out = forbidden_around(SIZE), want[6 * MOST];
    const uint32_t no_id = (uint32_t)IDS;
    size_t cases = 0;
    for (size_t n = 0; n <= MOST; n++)
        for (int end = 0; end < 2; end++)
            for (size_t bad = 0; bad <= n; bad++, cases += 2) {
                uint8_t *ids = in + (end ? SIZE - 4 * n : 0), *text = out + (end ? SIZE - 6 * n : 0);
                for (uint32_t i = 0; i < n; i++) {
                    const uint32_t v = page_id(i);
                    memcpy(ids + 4 * i, &v, 4);
                    odometer_set(want + 6 * i, v);
                }
                if (bad < n)
                    memcpy(ids + 4 * bad, &no_id, 4);
                memset(text, POISON, 6 * n);
                if (encode(ids, n, text) != bad || memcmp(text, want, 6 * bad) != 0)
                    fail("encode beside forbidden memory, of so many", n);

                /* And back, the other way round: text in `in`, IDs in `out`. */
                uint8_t *digits = in + (end ? SIZE - 6 * n : 0), *back = out + (end ? SIZE - 4 * n : 0);
                memcpy(digits, want, 6 * n);
                if (bad < n)
                    digits[6 * bad + 5] = '/';
                memset(back, POISON, 4 * n);
                if (decode(digits, n, back) != bad || !same_ids(back, bad))
                    fail("decode beside forbidden memory, of so many", n);
            }
    printf("%llu columns\n", (unsigned long long)cases);
}

/* Whatever its length and wherever a bad item stands, the tail gets less than a vector. */
static void prove_loops(void)
{
    enum { MOST = 300 };
    static uint32_t ids[MOST];
    static uint8_t text[6 * MOST];
    size_t most_encode = 0, most_decode = 0;
    for (size_t n = 0; n <= MOST; n++)
        for (size_t bad = 0; bad <= n; bad++) {
            for (size_t i = 0; i < n; i++) /* with and without the highest bit; each byte there is */
                ids[i] = i % 3 ? (uint32_t)(IDS - 1 - i % 2 * 1000 * i) : (uint32_t)(77777777 * i % IDS);
            if (bad < n)
                ids[bad] = (uint32_t)IDS;
            handed = 0;
            encode(ids, n, text);
            most_encode = handed > most_encode ? handed : most_encode;
            for (uint32_t i = 0; i < n; i++)
                odometer_set(text + 6 * i, (uint32_t)(i % 2 ? IDS - 1 - i : i * 60466176 % IDS));
            for (size_t i = 0; i < 6 * n; i++)
                text[i] |= i % 5 ? 0 : 0x20;
            if (bad < n)
                text[6 * bad] = 0xFF;
            handed = 0;
            decode(text, n, ids);
            most_decode = handed > most_decode ? handed : most_decode;
        }
    if (most_encode > limit->encode)
        fail("the encoder's vector loop leaves so many to the tail", most_encode);
    if (most_decode > limit->decode)
        fail("the decoder's vector loop leaves so many to the tail", most_decode);
    printf("at most %zu and %zu left to the tail\n", most_encode, most_decode);
}

#include "texts.h"

int main(int argc, char **argv)
{
    if (argc < 3) {
        for (size_t i = 0; i < VMSS_COMPILED; i++)
            printf("%s %susable\n", vmss_compiled[i].name, vmss_compiled[i].usable() ? "" : "un");
        return 0;
    }
    for (size_t i = 0; i < VMSS_COMPILED; i++)
        if (strcmp(vmss_compiled[i].name, argv[1]) == 0 && vmss_compiled[i].usable())
            real = &vmss_compiled[i];
    for (size_t i = 0; i < COUNT(limits); i++)
        if (strcmp(limits[i].name, argv[1]) == 0)
            limit = &limits[i];
    if (!real || !limit)
        return fprintf(stderr, "no %s kernel here\n", argv[1]), 2;
    const int words = strcmp(argv[2], "words") == 0 && argc >= 5;
    if (argc > (words ? 5 : 3))
        fault = argv[words ? 5 : 3];
    if (words)
        prove_words(strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    else if (strcmp(argv[2], "bytes") == 0)
        prove_bytes();
    else if (strcmp(argv[2], "pages") == 0)
        prove_pages();
    else if (strcmp(argv[2], "loops") == 0)
        prove_loops();
    else if (strcmp(argv[2], "texts") == 0)
        prove_texts();
    else
        return fprintf(stderr, "cannot prove %s\n", argv[2]), 2;
    return 0;
}
