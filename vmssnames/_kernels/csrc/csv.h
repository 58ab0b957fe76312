/* Rows of CSV: where each ends, and its cell in one column; RFC 4180, as Python's csv module reads
 * it.  python_rows.py says what the functions do.  No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_CSV_H
#define VMSSNAMES_CSV_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The flags of a row: its cell has quotation marks within, or text after them; the row is empty. */
#define VMSS_QUOTED 1
#define VMSS_EMPTY 2

/* Rows: where the last cell of each ends, how many it has, and where the cell in the column is, of
 * one in quotation marks what is between them. */
struct vmss_rows {
    uint64_t *ends, *starts, *stops;
    uint32_t *cells;
    uint8_t *flags;
    size_t n, room;
    size_t lines; /* how many newlines were read */
};

struct vmss_csv {
    const uint8_t *text;
    size_t n;
    uint64_t column; /* from 0 on */
    uint8_t delimiter, has_quotes;
};

/* Returns where a cell in quotation marks ends that begins at `at`, behind the first of them: at
 * the delimiter, the newline or the end behind it; SIZE_MAX if it never does.  *stop is the closing
 * one; with more behind it, or within, *flags says so. */
static size_t vmss_quoted_end(
    const struct vmss_csv *csv, size_t at, size_t *stop, uint8_t *flags, size_t *lines)
{
    const uint8_t *text = csv->text;
    for (;;) {
        const uint8_t *quote = at < csv->n ? memchr(text + at, '"', csv->n - at) : NULL;
        if (!quote)
            return SIZE_MAX;
        const size_t next = (size_t)(quote - text) + 1;
        for (const uint8_t *line = text + at; (line = memchr(line, '\n', (size_t)(quote - line)));)
            line++, ++*lines;
        at = next;
        if (at < csv->n && text[at] == '"') {
            *flags |= VMSS_QUOTED;
            at++;
            continue;
        }
        *stop = next - 1;
        while (at < csv->n && text[at] != csv->delimiter && text[at] != '\n')
            at++;
        /* All but carriage returns before the newline is part of the cell. */
        for (size_t i = next; i < at; i++)
            if (text[i] != '\r' || (at < csv->n && text[at] != '\n'))
                *flags |= VMSS_QUOTED;
        return at;
    }
}

/* Finds the rows from byte number `at` on.  Returns where it stops: at n, at a row with an open
 * quotation mark, or where there is no room for another. */
static size_t vmss_find_rows(const struct vmss_csv *csv, size_t at, struct vmss_rows *out)
{
    const uint8_t *text = csv->text;
    const size_t n = csv->n;
    while (at < n && out->n < out->room) {
        const size_t row = at;
        size_t lines = 0, cell = at, start = n, stop = n, closing = 0;
        uint64_t column = 0;
        uint8_t flags = 0, within = 0;
        for (;; column++) {
            int is_quoted = csv->has_quotes && at < n && text[at] == '"';
            cell = at;
            within = 0;
            if (is_quoted) {
                at = vmss_quoted_end(csv, at + 1, &closing, &within, &lines);
                if (at == SIZE_MAX)
                    return row;
            } else {
                while (at < n && text[at] != csv->delimiter && text[at] != '\n')
                    at++;
            }
            if (column == csv->column) {
                const int is_plain = is_quoted && !within;
                start = is_plain ? cell + 1 : cell;
                stop = is_plain ? closing : at;
                flags = within;
            }
            if (at == n || text[at] == '\n')
                break;
            at++;
        }
        size_t end = at;
        while (end > row && text[end - 1] == '\r')
            end--;
        out->ends[out->n] = end;
        out->cells[out->n] = (uint32_t)(column < UINT32_MAX ? column + 1 : UINT32_MAX);
        out->starts[out->n] = start < end ? start : end;
        out->stops[out->n] = stop < end ? stop : end;
        out->flags[out->n++] = (uint8_t)(flags | (end == row ? VMSS_EMPTY : 0));
        out->lines += lines + (at < n);
        at += at < n;
    }
    return at;
}

#endif
