/* Times kernels from buffer to buffer, both there already, beside memcpy.
 *
 *     speed N     prints: NAME, ns per ID to encode, ns per ID to decode; last, the cycles of a ns
 *
 * memcpy moves as many bytes as the kernels write: six an ID, four an ID. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kernels.h"
#include "odometer.h"

static double now(void)
{
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* The cycles of a nanosecond: an addition takes one, and the next waits for it. */
static double cycles(void)
{
    double best = 0;
    for (int turn = 0; turn < 40; turn++) {
        const double start = now();
        uint64_t sum = 1;
        for (int i = 0; i < 1000000; i++) {
            sum += 1;
#ifdef __GNUC__
            __asm__ volatile("" : "+r"(sum));
#endif
        }
        const double each = 1e6 / (now() - start);
        best = each > best ? each : best;
    }
    return best;
}

int main(int argc, char **argv)
{
    const size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    const size_t calls = n < 1000000 ? 4000000 / (n + 1) + 1 : 1;
    double best[VMSS_COMPILED + 1][2];
    uint32_t *ids = malloc(4 * n), *back = malloc(4 * n);
    uint8_t *text = malloc(6 * n), *from = malloc(6 * n);
    uint64_t seed = (uint64_t)now() | 1;
    if (n == 0 || !ids || !back || !text || !from)
        return 2;
    for (size_t i = 0; i < n; i++) {
        seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
        ids[i] = (uint32_t)(seed >> 20) % (VMSS_MAX_INSTANCE_ID + 1);
    }
    for (size_t i = 0; i < n; i++)
        odometer_set(from + 6 * i, ids[i]);
    memset(text, 1, 6 * n);
    memset(back, 1, 4 * n);
    /* All take turns, so that what disturbs the machine disturbs all; the best counts. */
    for (int turn = 0; turn < 15; turn++)
        for (size_t k = 0; k <= VMSS_COMPILED; k++)
            for (int what = 0; what < 2; what++) {
                if (k < VMSS_COMPILED && !vmss_compiled[k].usable())
                    continue;
                const double start = now();
                for (size_t call = 0; call < calls; call++) {
                    if (k == VMSS_COMPILED)
                        what ? memcpy(back, ids, 4 * n) : memcpy(text, from, 6 * n);
                    else if (what)
                        vmss_compiled[k].decode(from, n, back);
                    else
                        vmss_compiled[k].encode(ids, n, text);
#ifdef __GNUC__
                    __asm__ volatile("" : : "r"(text), "r"(back) : "memory");
#endif
                }
                const double each = (now() - start) / (double)calls / (double)n;
                /* Answers are checked, and then wiped out. */
                if (what ? memcmp(back, ids, 4 * n) : memcmp(text, from, 6 * n))
                    return fprintf(stderr, "%zu is fast and wrong\n", k), 1;
                memset(what ? (void *)back : (void *)text, 1, (what ? 4 : 6) * n);
                best[k][what] = turn && best[k][what] < each ? best[k][what] : each;
            }
    for (size_t k = 0; k <= VMSS_COMPILED; k++)
        if (k == VMSS_COMPILED || vmss_compiled[k].usable())
            printf("%s %.4f %.4f\n", k == VMSS_COMPILED ? "memcpy" : vmss_compiled[k].name,
                   best[k][0], best[k][1]);
    printf("cycles %.2f %.2f\n", cycles(), cycles());
    return 0;
}
