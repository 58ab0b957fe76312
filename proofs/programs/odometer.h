/* What the kernels are compared with: digits that count up. */
#ifndef ODOMETER_H
#define ODOMETER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const char wheel[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* Writes what a car's odometer shows at v. */
static void odometer_set(uint8_t *text, uint32_t v)
{
    for (int k = 5; k >= 0; k--, v /= 36)
        text[k] = (uint8_t)wheel[v % 36];
}

/* Writes what it shows at the next n miles: no division, and no table that the kernels
 * have, too.  The last wheel turns alone until it carries. */
static void odometer_run(uint8_t *odometer, size_t n, uint8_t *text)
{
    const uint8_t *const end = text + 6 * n;
    while (text < end) {
        const char *last = strchr(wheel, odometer[5]);
        for (; *last && text < end; text += 6, last++) {
            memcpy(text, odometer, 5);
            text[5] = (uint8_t)*last;
        }
        odometer[5] = (uint8_t)(*last ? *last : '0');
        for (int k = 4; !*last && k >= 0; k--) {
            const char *next = strchr(wheel, odometer[k]) + 1;
            odometer[k] = (uint8_t)(*next ? *next : '0');
            if (*next)
                break;
        }
    }
}

#endif
