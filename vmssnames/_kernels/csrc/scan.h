/* The scanner: finds the names in a text whose prefix or scale set is a key of two tables.
 *
 * A kernel lists the places where a name may be (sieve.h).  At each of them, the tables show
 * whether the prefix or the scale set is a key.  python_scan.py defines which characters may
 * be next to a name; tests compare the two.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_SCAN_H
#define VMSSNAMES_SCAN_H

#include "columns.h"
#include "kernels.h"
#include "table.h"

/* The largest number of matches in a batch: "a_0 " repeated, and one that ended with the
 * batch before.  Then the largest number of earlier matches that a longer one, which begins
 * before them, may replace: a VM name has up to 75 bytes, a computer name at least seven
 * and a byte between. */
#define VMSS_MOST (VMSS_BATCH * VMSS_BLOCK_BYTES / 4 + 1)
#define VMSS_KEPT 32

#define VMSS_COMPUTER_NAME 0
#define VMSS_VM_NAME 1

/* The longest parameters of an ANSI sequence, as in ESC [ 38;2;255;128;0 m. */
#define VMSS_PARAMETERS 24

struct vmss_found {
    uint64_t *starts, *ends;
    uint8_t *kinds;
    uint32_t *owners, *ids;
    size_t n, room;
    size_t base; /* added to starts and ends */
    /* Where a segment "virtualMachines" of a path ends. */
    uint64_t *paths;
    size_t paths_n;
};

struct vmss_scan {
    const struct vmss_kernels *kernels;
    size_t text_n, at; /* and how far it is */
    uint32_t max_id;
    /* What all keys end with, if there is anything, and for how many batches it is not used. */
    uint8_t suffix[VMSS_EIGHT];
    unsigned suffix_n, rest;
    struct vmss_pair pair;
    /* The text, the prefixes, the scale sets, and what else to find: names shaped like those of AKS that no
     * table has (their owner is VMSS_NONE), names in longer words, and paths. */
    struct vmss_sieve sieve;
};

/* The class of byte number i; no class beyond either end. */
static inline int vmss_class_at(const struct vmss_scan *scan, size_t i)
{
    return i < scan->text_n ? vmss_class[scan->sieve.text[i]] : 0;
}

/* Whether a name may end before byte number i. */
static inline int vmss_may_end(const struct vmss_scan *scan, size_t i)
{
    const int of = vmss_class_at(scan, i);
    return !(of & VMSS_WORD) || (scan->sieve.embedded && of & VMSS_HYPHEN);
}

/* Byte number i; zero beyond either end. */
static inline uint8_t vmss_byte_at(const struct vmss_scan *scan, size_t i)
{
    return i < scan->text_n ? scan->sieve.text[i] : 0;
}

/* Whether n digits below `base` end before byte number i. */
static inline int vmss_digits_end(const struct vmss_scan *scan, size_t i, int n, int base)
{
    for (int k = 1; k <= n; k++)
        if (vmss_digit[vmss_byte_at(scan, i - (size_t)k)] >= base)
            return 0;
    return 1;
}

/* Whether the escape character ends before byte number i, raw or written: \x1b, \u001b, \033,
 * #033, \e, ^[. */
static int vmss_ends_esc(const struct vmss_scan *scan, size_t i)
{
    static const char *const written[] = {"\x1b", "\\x1b", "\\u001b", "\\033", "#033", "\\e", "^["};
    for (size_t k = 0; k < sizeof written / sizeof *written; k++) {
        size_t n = 0;
        while (written[k][n])
            n++;
        size_t same = 0;
        while (same < n) {
            uint8_t byte = vmss_byte_at(scan, i - n + same);
            if (byte >= 'A' && byte <= 'Z')
                byte |= 0x20;
            if (byte != (uint8_t)written[k][same])
                break;
            same++;
        }
        if (same == n)
            return 1;
    }
    return 0;
}

/* Whether an escape ends before byte number i, in a letter or a digit; boundaries.py lists them. */
static int vmss_ends_escape(const struct vmss_scan *scan, size_t i)
{
    const uint8_t last = vmss_byte_at(scan, i - 1), before = vmss_byte_at(scan, i - 2);
    const uint8_t third = vmss_byte_at(scan, i - 3), fourth = vmss_byte_at(scan, i - 4);
    if (before == '\\' && (last == 'n' || last == 't' || last == 'r' || last == 'b' || last == 'f' ||
                           last == 'v' || last == '0'))
        return 1;
    if (vmss_digits_end(scan, i, 2, 16)) {
        /* %22; %2522 is that, encoded once more. */
        size_t mark = i - 3;
        while (i - mark < 9 && vmss_byte_at(scan, mark) == '5' && vmss_byte_at(scan, mark - 1) == '2')
            mark -= 2;
        if (vmss_byte_at(scan, mark) == '%')
            return 1;
    }
    if (third == 'x' && fourth == '\\' && vmss_digits_end(scan, i, 2, 16))
        return 1;
    if ((fourth == '\\' || fourth == '#') && vmss_digits_end(scan, i, 3, 8))
        return 1;
    if (vmss_byte_at(scan, i - 5) == 'u' && vmss_byte_at(scan, i - 6) == '\\' &&
        vmss_digits_end(scan, i, 4, 16))
        return 1;
    /* ESC [ parameters letter, or ESC ( letter or digit. */
    if (before == '(')
        return vmss_ends_esc(scan, i - 2);
    if (vmss_class_at(scan, i - 1) & VMSS_DIGIT)
        return 0;
    for (size_t at = i - 1; i - at <= VMSS_PARAMETERS + 1; at--) {
        const uint8_t byte = vmss_byte_at(scan, at - 1);
        if (byte == '[')
            return vmss_ends_esc(scan, at - 1);
        if (!((byte >= '0' && byte <= ';') || byte == '?'))
            return 0;
    }
    return 0;
}

/* Whether the number between two bytes is part of a version, or a date before a dot. */
static int vmss_is_version(const struct vmss_scan *scan, size_t digits, size_t end)
{
    const uint8_t *number = scan->sieve.text + digits;
    if (vmss_byte_at(scan, end) != '.')
        return 0;
    if (vmss_class_at(scan, end + 1) & VMSS_DIGIT)
        return 1;
    if (end - digits != 8)
        return 0;
    const int century = (number[0] - '0') * 10 + number[1] - '0';
    const int month = (number[4] - '0') * 10 + number[5] - '0';
    const int day = (number[6] - '0') * 10 + number[7] - '0';
    return (century == 19 || century == 20) && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Whether a name may begin at byte number i.  A single underscore may precede a VM name:
 * Azure Monitor writes role instances like this, and Service Fabric nodes.  Without `escapes`, no
 * escape ends there or before that. */
static inline int vmss_may_begin(const struct vmss_scan *scan, size_t i, int is_vm_name, int escapes)
{
    const int of = vmss_class_at(scan, i - 1);
    if (!(of & (VMSS_WORD | VMSS_UNDERSCORE)))
        return 1;
    if (!(of & (VMSS_HYPHEN | VMSS_UNDERSCORE)))
        return escapes && vmss_ends_escape(scan, i);
    if (scan->sieve.embedded)
        return 1;
    if (!is_vm_name || !(of & VMSS_UNDERSCORE))
        return 0;
    const int before = vmss_class_at(scan, i - 2);
    return !(before & (VMSS_WORD | VMSS_UNDERSCORE)) ||
           (escapes && !(before & (VMSS_HYPHEN | VMSS_UNDERSCORE)) && vmss_ends_escape(scan, i - 1));
}

/* Whether what precedes the word at byte number i may begin an escape that ends in the word. */
static inline int vmss_begins_escape(const struct vmss_scan *scan, size_t i)
{
    const uint8_t byte = vmss_byte_at(scan, i - 1);
    return byte == '\\' || byte == '%' || byte == '#' || byte == '[' || byte == '(' || byte == ';' ||
           byte == ':' || byte == '?';
}

/* Whether a match that begins at byte number `start`, and ends after all others, overlaps none that
 * begins before it. */
static int vmss_fits(const struct vmss_found *found, size_t start)
{
    size_t n = found->n;
    start += found->base;
    while (n && found->starts[n - 1] >= start)
        n--;
    return !n || found->ends[n - 1] <= start;
}

/* Adds a match that fits.  Of two that overlap, the one that begins first counts; of two that begin
 * together, the longer one.  Matches are added in the order of their ends. */
static void vmss_add(
    struct vmss_found *found, size_t start, size_t end, int kind, uint32_t owner, uint32_t id)
{
    start += found->base;
    end += found->base;
    size_t n = found->n;
    while (n && found->starts[n - 1] >= start)
        n--;
    found->n = n;
    found->starts[found->n] = start;
    found->ends[found->n] = end;
    found->kinds[found->n] = (uint8_t)kind;
    found->owners[found->n] = owner;
    found->ids[found->n] = id;
    found->n++;
}

/* Returns whether n bytes, in any case, are this lower-case word. */
static inline int vmss_is(const uint8_t *text, const char *word, size_t n)
{
    return vmss_same(text, (const uint8_t *)word, n);
}

/* Returns whether n bytes have the shape of the scale set of an AKS pool on Linux:
 * aks-{pool}-{8 hexadecimal digits}-vmss; conventions.py has the rule. */
static int vmss_is_aks(const uint8_t *text, size_t n)
{
    const size_t tail = sizeof "-01234567-vmss" - 1;
    size_t head = 4;
    if (n <= tail + 4)
        return 0;
    if (n > 8 && vmss_is(text, "swarmm-", 7))
        head = 7;
    else if (!vmss_is(text, "aks-", 4) && !vmss_is(text, "k8s-", 4))
        return 0;
    text += n - tail;
    if (n < head + 1 + tail || text[0] != '-' || !vmss_is(text + 9, "-vmss", 5))
        return 0;
    for (int i = 1; i < 9; i++)
        if (vmss_digit[text[i]] >= 16)
            return 0;
    return 1;
}

/* Returns whether n bytes of text are a key of the table or have that shape; if so, *owner is
 * the owner. */
static inline int vmss_owner(
    const struct vmss_scan *scan, const struct vmss_table *table, size_t start, size_t n, uint32_t *owner)
{
    if (vmss_find(table, scan->sieve.text, scan->sieve.text + start, n, owner))
        return 1;
    *owner = VMSS_NONE;
    return scan->sieve.aks && vmss_is_aks(scan->sieve.text + start, n);
}

/* A word, or a part of it before a hyphen, ends before byte number `end`.  Before its last six bytes
 * are n more, at most 58. */
static void vmss_try_computer_name(
    const struct vmss_scan *scan, size_t end, size_t n, struct vmss_found *found)
{
    const size_t digits = end - VMSS_WIDTH;
    size_t start = digits - n;
    uint32_t owner, id = 0;
    if (scan->sieve.paths && n >= 9 && vmss_class_at(scan, end) == 0 &&
        vmss_is(scan->sieve.text + digits - 9, "virtualmachines", 15) &&
        (n == 9 || vmss_ends_escape(scan, digits - 9)))
        found->paths[found->paths_n++] = end;
    while (!(vmss_may_begin(scan, start, 0, 1) &&
             vmss_owner(scan, scan->sieve.prefixes, start, digits - start, &owner) &&
             vmss_fits(found, start))) {
        /* What is left after an escape that ends in the word; with embedded, any part.  Of a word
         * of 58 bytes or more, the beginning is not known. */
        if (!scan->sieve.embedded && start == digits - n && n < VMSS_MAX_PREFIX &&
            !vmss_begins_escape(scan, start))
            return;
        if (++start == digits)
            return;
    }
    if (vmss_decode_one(scan->sieve.text + digits, &id) && id <= scan->max_id)
        vmss_add(found, start, end, VMSS_COMPUTER_NAME, owner, id);
}

/* Byte number `digits` is a decimal digit after an underscore. */
static void vmss_try_vm_name(const struct vmss_scan *scan, size_t digits, struct vmss_found *found)
{
    const size_t underscore = digits - 1;
    size_t end = digits, start = underscore;
    uint32_t owner, id = 0;
    while (end - digits <= VMSS_DECIMAL_WIDTH && vmss_class_at(scan, end) & VMSS_DIGIT)
        end++;
    if (!vmss_may_end(scan, end) || !vmss_decode_decimal(scan->sieve.text + digits, end - digits, &id) ||
        id > scan->max_id || vmss_is_version(scan, digits, end))
        return;
    while (start && underscore - start < VMSS_MAX_SCALE_SET + VMSS_PARAMETERS + 2 &&
           (vmss_class[scan->sieve.text[start - 1]] & (VMSS_WORD | VMSS_UNDERSCORE) ||
            scan->sieve.text[start - 1] == '.'))
        start--;
    /* An escape ends in these bytes only if it begins right before them. */
    const int escapes = vmss_begins_escape(scan, start);
    if (underscore - start > VMSS_MAX_SCALE_SET)
        start = underscore - VMSS_MAX_SCALE_SET;
    for (; start < underscore; start++) {
        const uint8_t byte = scan->sieve.text[start];
        if (vmss_class[byte] & VMSS_WORD && byte != '-' && vmss_may_begin(scan, start, 1, escapes) &&
            vmss_owner(scan, scan->sieve.scale_sets, start, underscore - start, &owner) &&
            vmss_fits(found, start)) {
            vmss_add(found, start, end, VMSS_VM_NAME, owner, id);
            return;
        }
    }
}

/* Prepares a scan whose tables, text and options are set. */
static void vmss_scan_init(struct vmss_scan *scan)
{
    const struct vmss_table *tables[] = {scan->sieve.prefixes, scan->sieve.scale_sets};
    uint64_t last = VMSS_AKS_END << 24;
    unsigned n = scan->sieve.aks ? 5 : VMSS_EIGHT + 1;
    for (int i = 0; i < 2; i++)
        if (tables[i]->size) {
            n = n > VMSS_EIGHT ? tables[i]->common
                               : vmss_common(last, n, tables[i]->last, tables[i]->common);
            last = tables[i]->last;
        }
    for (unsigned k = 0; k < n && n <= VMSS_EIGHT; k++) {
        const uint8_t byte = (uint8_t)(last >> 8 * (VMSS_EIGHT - 1 - k));
        if (!(vmss_class[byte] & VMSS_WORD))
            n = k; /* an underscore or a dot, in the name of a scale set */
    }
    /* A path ends otherwise, and one byte is in every line. */
    if (!scan->kernels->pairs || scan->sieve.paths || n < 2 || n > VMSS_EIGHT)
        return;
    scan->suffix_n = n;
    for (unsigned k = 0; k < n; k++)
        scan->suffix[k] = (uint8_t)(last >> 8 * (VMSS_EIGHT - n + k));
    vmss_choose(scan->suffix, n, &scan->pair);
}

/* How many bytes of a word end before byte number i, at most 58. */
static size_t vmss_word_before(const struct vmss_scan *scan, size_t i)
{
    const uint8_t *text = scan->sieve.text;
    size_t n = 0;
    if (i >= VMSS_BLOCK_BYTES) {
        const uint64_t gaps = ~scan->kernels->words(text + i - VMSS_BLOCK_BYTES);
        n = gaps ? vmss_zeros_above(gaps) : VMSS_BLOCK_BYTES;
        return n < VMSS_MAX_PREFIX ? n : VMSS_MAX_PREFIX;
    }
    while (n < VMSS_MAX_PREFIX && n < i && vmss_class[text[i - n - 1]] & VMSS_WORD)
        n++;
    return n;
}

/* Where the suffix may begin, at byte number `at`: lists the computer name and the number of a VM
 * name after it that are of the batch from `batch` to `limit`.  No computer name that begins there
 * ends before the batch. */
static void vmss_try_suffix(struct vmss_scan *scan, size_t at, size_t batch, size_t limit)
{
    struct vmss_sieve *sieve = &scan->sieve;
    const uint8_t *text = sieve->text;
    const size_t after = at + scan->suffix_n, end = after + VMSS_WIDTH;
    for (size_t k = 0; k < scan->suffix_n; k++)
        if (!(vmss_class[text[at + k]] & VMSS_WORD) || (text[at + k] | 0x20) != scan->suffix[k])
            return;
    if (after + 1 >= batch && after + 1 < limit && vmss_class_at(scan, after) & VMSS_UNDERSCORE &&
        vmss_class_at(scan, after + 1) & VMSS_DIGIT)
        sieve->numbers[sieve->numbers_n++] = (uint32_t)(after + 1 - batch);
    if (end >= limit || end > scan->text_n || !vmss_may_end(scan, end))
        return;
    const uint64_t last = vmss_last_eight(text, text + after, after);
    if (!vmss_maybe_key(sieve->prefixes, last) && !(sieve->aks && last >> 24 == VMSS_AKS_END))
        return;
    sieve->before[sieve->ends_n] = (uint32_t)vmss_word_before(scan, after);
    sieve->ends[sieve->ends_n++] = (uint32_t)(end - batch);
}

/* Lists the candidates of the batch from byte number scan->at to `limit` by what all keys end
 * with.  Returns 0 if there are many of them; then the lists are not complete. */
static int vmss_sift_suffix(struct vmss_scan *scan, size_t limit)
{
    const size_t batch = scan->at, n = scan->suffix_n, text_n = scan->text_n;
    const uint8_t *const text = scan->sieve.text;
    /* Names that end in this batch, and numbers that begin in it, have their suffix from here to
     * there. */
    size_t from = batch > n + VMSS_WIDTH ? batch - n - VMSS_WIDTH : 0;
    size_t to = limit > n + 1 ? limit - n - 1 : 0;
    uint64_t masks[VMSS_BATCH + 1], some;
    unsigned tried = 0;
    scan->sieve.ends_n = scan->sieve.numbers_n = 0;
    if (to + n > text_n)
        to = text_n > n ? text_n - n : 0;
    if (to <= from)
        return 1;
    size_t blocks = (to - from) / VMSS_BLOCK_BYTES;
    if (blocks > VMSS_BATCH)
        blocks = VMSS_BATCH;
    some = scan->kernels->pairs(text + from, blocks, &scan->pair, masks);
    for (; some; some &= some - 1) {
        const unsigned block = vmss_lowest(some);
        for (uint64_t mask = masks[block]; mask; mask &= mask - 1) {
            if (++tried > VMSS_FEW)
                return 0;
            vmss_try_suffix(scan, from + block * VMSS_BLOCK_BYTES + vmss_lowest(mask), batch, limit);
        }
    }
    from += blocks * VMSS_BLOCK_BYTES;
    if (to < VMSS_BLOCK_BYTES) {
        for (; from < to; from++)
            vmss_try_suffix(scan, from, batch, limit);
        return 1;
    }
    /* The few bytes left, with those before them, which were searched. */
    scan->kernels->pairs(text + to - VMSS_BLOCK_BYTES, 1, &scan->pair, masks);
    for (uint64_t mask = masks[0] & ~UINT64_C(0) << 1 << (63 - (to - from)); mask; mask &= mask - 1)
        vmss_try_suffix(scan, to - VMSS_BLOCK_BYTES + vmss_lowest(mask), batch, limit);
    return 1;
}

/* Lists the candidates of the blocks at `text`, of the batch to `limit`. */
static void vmss_sift_batch(struct vmss_scan *scan, const uint8_t *text, size_t blocks, size_t limit)
{
    struct vmss_sieve *sieve = &scan->sieve;
    if (!scan->suffix_n) {
        scan->kernels->sift(sieve, text, blocks, scan->at);
        return;
    }
    if (!scan->rest) {
        if (vmss_sift_suffix(scan, limit))
            return;
        /* The masks before this batch: names and the starts of words are shorter than two blocks. */
        const size_t back = scan->at < 2 * VMSS_BLOCK_BYTES ? scan->at : 2 * VMSS_BLOCK_BYTES;
        sieve->word = sieve->alnum = sieve->underscore = 0;
        if (back)
            scan->kernels->sift(
                sieve, sieve->text + scan->at - back, back / VMSS_BLOCK_BYTES, scan->at - back);
        scan->rest = VMSS_REST;
    }
    scan->rest--;
    scan->kernels->sift(sieve, text, blocks, scan->at);
}

/* Adds the matches at the candidates of the batch at byte number `at`, in order. */
static void vmss_try_all(struct vmss_scan *scan, size_t at, struct vmss_found *found)
{
    const struct vmss_sieve *sieve = &scan->sieve;
    size_t i = 0, k = 0;
    while (i < sieve->ends_n || k < sieve->numbers_n) {
        if (k == sieve->numbers_n || (i < sieve->ends_n && sieve->ends[i] < sieve->numbers[k])) {
            vmss_try_computer_name(scan, at + sieve->ends[i], sieve->before[i], found);
            i++;
        } else {
            vmss_try_vm_name(scan, at + sieve->numbers[k++], found);
        }
    }
}

/* Scans until the end of the text, or until there may be no room for the matches of
 * another batch.  Returns whether the text is finished. */
static int vmss_scan_on(struct vmss_scan *scan, struct vmss_found *found)
{
    uint8_t rest[VMSS_BLOCK_BYTES] = {0};
    while (scan->at <= scan->text_n) {
        const uint8_t *text = scan->sieve.text + scan->at;
        size_t blocks = (scan->text_n - scan->at) / VMSS_BLOCK_BYTES;
        if (found->n + VMSS_MOST > found->room || found->paths_n + VMSS_MOST > found->room)
            return 0;
        if (blocks > VMSS_BATCH)
            blocks = VMSS_BATCH;
        if (blocks == 0) {
            /* The last bytes, followed by zeros, which end words. */
            memcpy(rest, text, scan->text_n - scan->at);
            text = rest;
            blocks = 1;
        }
        const size_t next = scan->at + blocks * VMSS_BLOCK_BYTES;
        vmss_sift_batch(scan, text, blocks, next);
        vmss_try_all(scan, scan->at, found);
        scan->at = next;
    }
    return 1;
}

#endif
