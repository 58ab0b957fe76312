/* Writes a template for each match: in place of the match, at the end of its line, or
 * without the text.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_RENDER_H
#define VMSSNAMES_RENDER_H

#include "columns.h"
#include "table.h"

/* The kinds of pieces that a template consists of. */
#define VMSS_LITERAL 0 /* `n` bytes at `at` */
#define VMSS_AS_IT_STANDS 1
#define VMSS_DECIMAL 2
#define VMSS_BASE36 3
#define VMSS_OWNERS 4 /* string number `at` of the owner */
#define VMSS_TEXT 5   /* the text whose number is the ID */

/* Where the template of a match is written. */
#define VMSS_IN_PLACE 0
#define VMSS_AT_LINE_END 1 /* after a space, once for each instance */
#define VMSS_ALONE 2       /* without the text */

struct vmss_piece {
    int what;
    int lower;  /* to be written in lower case */
    int is_key; /* for a match without owner: its own prefix or scale set */
    size_t at, n;
};

struct vmss_template {
    const struct vmss_piece *pieces;
    const size_t *first; /* where the pieces of each kind start, and where the last ends */
    const uint8_t *literals;
    const uint8_t *strings; /* the strings of all owners, `strings_n` each */
    const uint64_t *bounds; /* where each string starts, and where the last ends */
    size_t strings_n;
    int where;
};

struct vmss_matches {
    const uint64_t *starts, *ends;
    const uint8_t *kinds;
    const uint32_t *owners, *ids;
    size_t n;
    /* Texts that are put for matches: where each begins, and where the last ends. */
    const uint8_t *texts;
    const uint64_t *text_bounds;
};

/* How many of the last instances of a line are remembered. */
#define VMSS_TOLD 16

/* The output, which is only counted if `to` is NULL.  The room is exactly what was counted:
 * if another thread changes the text meanwhile, the output is cut, and nothing overflows. */
struct vmss_out {
    uint8_t *to;
    size_t size, room;
    /* If not NULL, nothing is written: `differs` tells whether these bytes are what would be. */
    const uint8_t *like;
    int differs;
};

static void vmss_compare(struct vmss_out *out, const uint8_t *from, size_t n, int lower)
{
    if (n > out->room - out->size) {
        out->differs = 1;
        return;
    }
    if (!lower)
        out->differs |= n && memcmp(out->like + out->size, from, n) != 0;
    for (size_t i = 0; lower && i < n && !out->differs; i++)
        out->differs = out->like[out->size + i] != vmss_lower(from[i]);
    out->size += n;
}

static inline void vmss_put(struct vmss_out *out, const uint8_t *from, size_t n, int lower)
{
    if (out->like) {
        vmss_compare(out, from, n, lower);
        return;
    }
    if (out->to && n > out->room - out->size)
        n = out->room - out->size;
    if (out->to && lower)
        for (size_t i = 0; i < n; i++)
            out->to[out->size + i] = vmss_lower(from[i]);
    else if (out->to && n)
        memcpy(out->to + out->size, from, n);
    out->size += n;
}

/* The last of the bytes before `end` and after `start` that is `byte`; `start` without one. */
static inline size_t vmss_last_of(const uint8_t *text, size_t start, size_t end, uint8_t byte)
{
    while (end > start + 1 && text[end - 1] != byte)
        end--;
    return end > start ? end - 1 : start;
}

/* Where a segment of a path begins that ends at `end`: after "/", or "%2F", as addresses have it. */
static inline size_t vmss_segment_at(const uint8_t *text, size_t start, size_t end)
{
    while (end > start && text[end - 1] != '/') {
        if (end >= start + 3 && (text[end - 1] | 0x20) == 'f' && text[end - 2] == '2') {
            size_t mark = end - 3;
            while (mark >= start + 2 && text[mark] == '5' && text[mark - 1] == '2')
                mark -= 2;
            if (text[mark] == '%')
                break;
        }
        end--;
    }
    return end;
}

/* Where the separator begins that ends at `end`: "/" after any backslashes, or "%2F", "%252F". */
static inline size_t vmss_before_separator(const uint8_t *text, size_t start, size_t end)
{
    const uint8_t mark = end > start && text[end - 1] == '/' ? '\\' : '%';
    while (end > start + 1 && mark == '%' && text[end - 1] != '%')
        end--;
    if (end > start)
        end--;
    while (mark == '\\' && end > start && text[end - 1] == '\\')
        end--;
    return end;
}

/* The prefix or scale set in match number i itself: where it begins, and its size. */
static inline const uint8_t *vmss_own_key(
    const uint8_t *text, const struct vmss_matches *of, size_t i, size_t *n)
{
    size_t start = (size_t)of->starts[i], end = (size_t)of->ends[i];
    if (of->kinds[i] == 0) {
        end -= VMSS_WIDTH;
    } else if (of->kinds[i] == 1) {
        end = vmss_last_of(text, start, end, VMSS_SEPARATOR);
    } else {
        /* .../virtualMachineScaleSets/{scale set}/virtualMachines/{ID} */
        size_t first;
        for (int k = 0; k < 2; k++) {
            first = vmss_segment_at(text, start, end);
            end = vmss_before_separator(text, start, first);
        }
        start = vmss_segment_at(text, start, end);
    }
    *n = end > start ? end - start : 0;
    return text + start;
}

static void vmss_put_match(
    const struct vmss_template *template, const uint8_t *text, const struct vmss_matches *of,
    size_t i, struct vmss_out *out)
{
    const struct vmss_piece *piece = template->pieces + template->first[of->kinds[i]];
    const struct vmss_piece *end = template->pieces + template->first[of->kinds[i] + 1];
    const uint8_t *match = text + of->starts[i];
    uint8_t digits[VMSS_DECIMAL_WIDTH];
    for (; piece < end && !out->differs; piece++) {
        const uint8_t *from = (const uint8_t *)"?";
        size_t n = 1;
        switch (piece->what) {
        case VMSS_LITERAL:
            from = template->literals + piece->at;
            n = piece->n;
            break;
        case VMSS_AS_IT_STANDS:
            from = match;
            n = (size_t)(of->ends[i] - of->starts[i]);
            break;
        case VMSS_DECIMAL:
            from = digits;
            n = vmss_encode_decimal(of->ids[i], digits);
            break;
        case VMSS_BASE36:
            from = digits;
            n = VMSS_WIDTH;
            vmss_encode_one(of->ids[i], digits);
            break;
        case VMSS_TEXT:
            from = of->texts + of->text_bounds[of->ids[i]];
            n = (size_t)(of->text_bounds[of->ids[i] + 1] - of->text_bounds[of->ids[i]]);
            break;
        default:
            if (of->owners[i] != VMSS_NONE) {
                const size_t k = of->owners[i] * template->strings_n + piece->at;
                from = template->strings + template->bounds[k];
                n = (size_t)(template->bounds[k + 1] - template->bounds[k]);
            } else if (piece->is_key) {
                from = vmss_own_key(text, of, i, &n);
            }
        }
        vmss_put(out, from, n, piece->lower);
    }
}

/* Whether the instance of match number i is among the last few matches of its line, which
 * starts with match number `first`. */
static int vmss_is_told(const struct vmss_matches *of, size_t first, size_t i)
{
    for (size_t k = i; k-- > first && i - k <= VMSS_TOLD;)
        if (of->owners[k] == of->owners[i] && of->ids[k] == of->ids[i] && of->owners[i] != VMSS_NONE)
            return 1;
    return 0;
}

/* What was annotated is not annotated again: where match number i, with the literals before it in
 * the template, begins what would be written, returns where that ends; 0 elsewhere.  What precedes
 * byte number `at` is written already. */
static size_t vmss_annotated(
    const struct vmss_template *template, const uint8_t *text, size_t text_n, size_t at,
    const struct vmss_matches *of, size_t i)
{
    const struct vmss_piece *piece = template->pieces + template->first[of->kinds[i]];
    const struct vmss_piece *end = template->pieces + template->first[of->kinds[i] + 1];
    size_t before = 0;
    while (piece < end && piece->what == VMSS_LITERAL)
        before += (piece++)->n;
    const size_t start = (size_t)of->starts[i];
    if (piece == end || piece->what != VMSS_AS_IT_STANDS || start - at < before)
        return 0;
    struct vmss_out out = {NULL, 0, text_n - (start - before), text + start - before, 0};
    vmss_put_match(template, text, of, i, &out);
    return out.differs ? 0 : start - before + out.size;
}

/* Puts each instance of the matches from number `first` on that begin before byte number `to`, the
 * end of their line, once.  Returns the number of the first match of the next line. */
static size_t vmss_put_line(
    const struct vmss_template *template, const uint8_t *text, const struct vmss_matches *of,
    size_t first, size_t to, struct vmss_out *out)
{
    size_t i = first;
    for (; i < of->n && of->starts[i] < to; i++) {
        if (vmss_is_told(of, first, i))
            continue;
        vmss_put(out, (const uint8_t *)" ", 1, 0);
        vmss_put_match(template, text, of, i, out);
    }
    return i;
}

/* Whether the line that ends before byte number `to` ends in what would be put for the matches
 * before that: its end has matches, too. */
static int vmss_line_annotated(
    const struct vmss_template *template, const uint8_t *text, const struct vmss_matches *of,
    size_t first, size_t to)
{
    struct vmss_out count = {NULL, 0, 0, NULL, 0};
    for (size_t i = first; i < of->n && of->starts[i] < to; i++) {
        if (!vmss_is_told(of, first, i)) {
            vmss_put(&count, (const uint8_t *)" ", 1, 0);
            vmss_put_match(template, text, of, i, &count);
        }
        if (count.size > to - of->ends[i])
            return 0;
        const size_t tail = to - count.size;
        if (i + 1 < of->n && of->starts[i + 1] < tail)
            continue;
        struct vmss_out out = {NULL, 0, count.size, text + tail, 0};
        vmss_put_line(template, text, of, first, tail, &out);
        if (!out.differs)
            return 1;
    }
    return 0;
}

/* Writes the text with its matches to at most `room` bytes, and returns the size.  With a
 * NULL `to`, it only returns the size. */
static size_t vmss_render(
    const struct vmss_template *template, const uint8_t *text, size_t text_n,
    const struct vmss_matches *of, uint8_t *to_write, size_t room)
{
    struct vmss_out out = {to_write, 0, room, NULL, 0};
    size_t at = 0;
    for (size_t i = 0; i < of->n;) {
        size_t to = (size_t)of->starts[i];
        if (template->where == VMSS_ALONE) {
            vmss_put_match(template, text, of, i++, &out);
            continue;
        }
        if (template->where == VMSS_AT_LINE_END) {
            const uint8_t *newline = memchr(text + to, '\n', text_n - to);
            to = newline ? (size_t)(newline - text) : text_n;
            if (to > of->ends[i] && text[to - 1] == '\r')
                to--;
        }
        if (template->where == VMSS_IN_PLACE) {
            /* Within what was annotated there may be more names. */
            const size_t end = to < at ? at : vmss_annotated(template, text, text_n, at, of, i);
            if (end) {
                vmss_put(&out, text + at, end - at, 0);
                at = end;
                i++;
                continue;
            }
        }
        vmss_put(&out, text + at, to - at, 0);
        at = to;
        if (template->where == VMSS_IN_PLACE) {
            vmss_put_match(template, text, of, i, &out);
            at = (size_t)of->ends[i++];
        } else {
            struct vmss_out skip = {NULL, 0, 0, NULL, 0};
            const int is_done = vmss_line_annotated(template, text, of, i, to);
            i = vmss_put_line(template, text, of, i, to, is_done ? &skip : &out);
        }
    }
    if (template->where != VMSS_ALONE)
        vmss_put(&out, text + at, text_n - at, 0);
    return out.size;
}

#endif
