/* Records of JSON: finds the objects in a text, and in each the strings at a path.
 *
 * An object between documents is a record: one on a line, one of an array that is not within
 * another document, one of many lines.  The grammar is that of Python's json module, except that
 * strings may have bytes that are no UTF-8.  python_rows.py says what the functions do.
 * No Python.h, no malloc, no stdio. */
#ifndef VMSSNAMES_JSON_H
#define VMSSNAMES_JSON_H

#include "classes.h"
#include "sieve.h"
#include "table.h"

/* Deeper documents are refused, as Python's and other readers do. */
#define VMSS_DEEPEST 1000

/* The most strings at the path of one record; a record with more has VMSS_MANY. */
#define VMSS_MOST_STRINGS 256

/* The flags of a record: it has one of the keys to add; it has too many strings. */
#define VMSS_HAS_KEY 1
#define VMSS_MANY 2

/* Keys with escapes are compared as they are read; a longer key is none of ours. */
#define VMSS_LONGEST_KEY 1024

/* The longest beginning of a line of Kubernetes' logs: a time, "stdout" and "F". */
#define VMSS_LONGEST_START 64

/* No part of the path is left. */
#define VMSS_OFF_PATH SIZE_MAX

enum vmss_read { VMSS_READ, VMSS_REFUSED, VMSS_UNFINISHED };

/* Records: where the last item of each ends, and flags.  Strings: the record of each, where it is
 * between its quotation marks, and whether it has escapes; or an array or an object, whole. */
struct vmss_records {
    uint64_t *ends, *starts, *stops;
    uint32_t *rows;
    uint8_t *flags, *escaped;
    size_t n, room, strings_n, strings_room;
    size_t others; /* lines that are no records */
};

/* An array or an object on the way to the current byte. */
struct vmss_level {
    size_t path;    /* what of the path is left in it */
    size_t key_n;   /* of the longest key that fits; then shorter ones do not count */
    size_t strings; /* how many strings were found before it */
    size_t whole;   /* number of the string that it is, from 1 on */
    uint32_t index; /* of the current item */
    uint8_t is_object;
};

struct vmss_json {
    const uint8_t *text;
    size_t n;
    const uint8_t *path;
    size_t path_n;
    const uint8_t *keys; /* those to add, one after the other, and where each begins */
    const uint64_t *bounds;
    size_t keys_n;
    int skips;      /* the rest of the line is no record */
    size_t by_line; /* before this byte, after a refusal, only lines are records */
    int is_end;
    struct vmss_level levels[VMSS_DEEPEST];
};

/* Returns where a string ends that begins at `at`, after its quotation mark: at the other one.
 * Where it is refused, *how says so; n if it is unfinished. */
static size_t vmss_string_end(
    const struct vmss_json *json, size_t at, int *is_escaped, enum vmss_read *how)
{
    const uint8_t *text = json->text;
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    *how = VMSS_READ;
    for (;;) {
        /* Eight bytes at once: a quotation mark, a backslash or a control character sets the
         * highest bit of its byte.  The lowest of them is right; others above it may be wrong. */
        while (json->n - at >= 8) {
            const uint64_t eight = vmss_eight(text + at);
            const uint64_t quote = eight ^ ones * '"', backslash = eight ^ ones * '\\';
            const uint64_t found = (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
                                    ((eight - ones * 0x20) & ~eight)) &
                                   highs;
            if (found) {
                at += vmss_lowest(found) / 8;
                break;
            }
            at += 8;
        }
        while (at < json->n && text[at] >= 0x20 && text[at] != '"' && text[at] != '\\')
            at++;
        if (at == json->n)
            break;
        if (text[at] == '"')
            return at;
        if (text[at] < 0x20 || json->n - at < 2) {
            *how = text[at] < 0x20 ? VMSS_REFUSED : VMSS_UNFINISHED;
            return at;
        }
        *is_escaped = 1;
        if (text[at + 1] == 'u') {
            for (size_t k = at + 2; k < at + 6; k++) {
                if (k == json->n) {
                    *how = VMSS_UNFINISHED;
                    return at;
                }
                if (vmss_digit[text[k]] >= 16) {
                    *how = VMSS_REFUSED;
                    return k;
                }
            }
            at += 6;
        } else if (memchr("\"\\/bfnrt", text[at + 1], 8)) {
            at += 2;
        } else {
            *how = VMSS_REFUSED;
            return at + 1;
        }
    }
    *how = VMSS_UNFINISHED;
    return at;
}

/* The four hexadecimal digits at `text`. */
static inline uint32_t vmss_hex_four(const uint8_t *text)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++)
        v = v << 4 | vmss_digit[text[i]];
    return v;
}

/* Writes the string in n valid bytes with its escapes replaced, and returns its size, or more than
 * `room` if that is too small.  Up to four bytes behind that are written. */
static size_t vmss_unescape(const uint8_t *text, size_t n, uint8_t *to, size_t room)
{
    size_t size = 0;
    for (size_t i = 0; i < n;) {
        if (size > room)
            return size;
        if (text[i] != '\\') {
            to[size++] = text[i++];
            continue;
        }
        static const char from[] = "bfnrt", meant[] = "\b\f\n\r\t";
        const char *named = text[i + 1] ? memchr(from, text[i + 1], 5) : NULL;
        if (text[i + 1] != 'u') {
            to[size++] = named ? (uint8_t)meant[named - from] : text[i + 1];
            i += 2;
            continue;
        }
        uint32_t v = vmss_hex_four(text + i + 2);
        i += 6;
        if (v >> 10 == 0x36 && n - i >= 6 && text[i] == '\\' && text[i + 1] == 'u' &&
            vmss_hex_four(text + i + 2) >> 10 == 0x37) {
            v = 0x10000 + ((v & 0x3FF) << 10 | (vmss_hex_four(text + i + 2) & 0x3FF));
            i += 6;
        }
        if (v < 0x80) {
            to[size++] = (uint8_t)v;
            continue;
        }
        const int more = v < 0x800 ? 1 : v < 0x10000 ? 2 : 3;
        static const uint8_t first[] = {0, 0xC0, 0xE0, 0xF0};
        to[size++] = (uint8_t)(first[more] | v >> 6 * more);
        for (int k = more - 1; k >= 0; k--)
            to[size++] = (uint8_t)(0x80 | (v >> 6 * k & 0x3F));
    }
    return size;
}

/* What of the path is left after byte number `at` of it, where a key or an index ends. */
static size_t vmss_path_after(const struct vmss_json *json, size_t at)
{
    if (at < json->path_n && json->path[at] == '.')
        return at + 1;
    return at == json->path_n || json->path[at] == '[' ? at : VMSS_OFF_PATH;
}

/* What of the path is left in the value of a key of the object at `level`. */
static size_t vmss_path_of_key(
    const struct vmss_json *json, struct vmss_level *level, const uint8_t *key, size_t n,
    struct vmss_records *out)
{
    const size_t at = level->path;
    if (at == VMSS_OFF_PATH || n > json->path_n - at || n < level->key_n ||
        memcmp(json->path + at, key, n) != 0)
        return VMSS_OFF_PATH;
    const size_t left = vmss_path_after(json, at + n);
    if (left == VMSS_OFF_PATH)
        return left;
    /* Of two such keys, the longer one counts; of two that are equal, the last. */
    level->key_n = n;
    out->strings_n = level->strings;
    return left;
}

/* What of the path is left in the current item of the array at `level`. */
static size_t vmss_path_of_item(const struct vmss_json *json, const struct vmss_level *level)
{
    size_t at = level->path;
    uint32_t index = 0;
    if (at == VMSS_OFF_PATH)
        return at;
    if (json->path_n - at >= 2 && json->path[at] == '[' && json->path[at + 1] == ']')
        return vmss_path_after(json, at + 2);
    while (at < json->path_n && at - level->path < 9 && json->path[at] >= '0' && json->path[at] <= '9')
        index = index * 10 + (uint32_t)(json->path[at++] - '0');
    if (at == level->path || index != level->index ||
        (json->path[level->path] == '0' && at - level->path > 1))
        return VMSS_OFF_PATH;
    return vmss_path_after(json, at);
}

/* Whether n bytes are one of the keys to add. */
static int vmss_is_added(const struct vmss_json *json, const uint8_t *key, size_t n)
{
    for (size_t k = 0; k < json->keys_n; k++)
        if (json->bounds[k + 1] - json->bounds[k] == n &&
            memcmp(json->keys + json->bounds[k], key, n) == 0)
            return 1;
    return 0;
}

static inline int vmss_is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

static inline size_t vmss_after_space(const struct vmss_json *json, size_t at)
{
    while (at < json->n && vmss_is_space(json->text[at]))
        at++;
    return at;
}

/* Returns where a number, or a word such as true, ends that begins at `at`. */
static size_t vmss_scalar_end(const struct vmss_json *json, size_t at, enum vmss_read *how)
{
    static const char *const words[] = {"true", "false", "null", "NaN", "Infinity", "-Infinity"};
    const uint8_t *text = json->text;
    const size_t n = json->n, words_n = vmss_digit[text[at]] < 10 ? 0 : sizeof words / sizeof *words;
    for (size_t k = 0; k < words_n; k++) {
        size_t i = 0;
        while (words[k][i] && at + i < n && text[at + i] == (uint8_t)words[k][i])
            i++;
        *how = words[k][i] ? VMSS_UNFINISHED : VMSS_READ;
        if (i && (*how == VMSS_READ || at + i == n))
            return at + i;
    }
    const size_t start = at;
    *how = VMSS_READ;
    at += at < n && text[at] == '-';
    if (at < n && text[at] == '0')
        at++;
    else if (at < n && text[at] >= '1' && text[at] <= '9')
        while (at < n && text[at] >= '0' && text[at] <= '9')
            at++;
    else {
        *how = at < n ? VMSS_REFUSED : VMSS_UNFINISHED;
        return at;
    }
    /* A fraction, then an exponent. */
    for (int part = 0; part < 2 && at < n; part++) {
        size_t k = at + 1;
        if (part ? (text[at] | 0x20) != 'e' : text[at] != '.')
            continue;
        if (part && k < n && (text[k] == '+' || text[k] == '-'))
            k++;
        if (k < n && !(text[k] >= '0' && text[k] <= '9')) {
            *how = VMSS_REFUSED;
            return k;
        }
        while (k < n && text[k] >= '0' && text[k] <= '9')
            k++;
        at = k;
    }
    if (at == n)
        *how = VMSS_UNFINISHED; /* The number may go on. */
    return at > start ? at : start;
}

/* Notes a string of the current record. */
static void vmss_note_string(
    struct vmss_records *out, size_t first, size_t start, size_t stop, int is_escaped)
{
    if (out->strings_n - first >= VMSS_MOST_STRINGS) {
        out->flags[out->n] |= VMSS_MANY;
        return;
    }
    out->rows[out->strings_n] = (uint32_t)out->n;
    out->starts[out->strings_n] = start;
    out->stops[out->strings_n] = stop;
    out->escaped[out->strings_n] = (uint8_t)is_escaped;
    out->strings_n++;
}

/* Opens an array or an object at *depth, with what of the path is left in it; 0 if it is too
 * deep. */
static int vmss_open(
    struct vmss_json *json, const struct vmss_records *out, size_t *depth, size_t path, int is_object)
{
    if (*depth == VMSS_DEEPEST)
        return 0;
    /* What begins with "[]" is in an array, and what is at the end is no array and no object. */
    const int is_list = path < json->path_n && json->path[path] == '[';
    struct vmss_level *level = &json->levels[(*depth)++];
    level->path = path >= json->path_n || (is_object && is_list) ? VMSS_OFF_PATH : path;
    level->key_n = 0;
    level->strings = out->strings_n;
    level->whole = 0;
    level->index = 0;
    level->is_object = (uint8_t)is_object;
    return 1;
}

/* Reads a key and its colon at *at, which is behind what separates it from the last. */
static enum vmss_read vmss_read_key(
    struct vmss_json *json, size_t depth, size_t *at, size_t *path, struct vmss_records *out)
{
    struct vmss_level *level = &json->levels[depth - 1];
    uint8_t room[VMSS_LONGEST_KEY + 4];
    enum vmss_read how;
    int is_escaped = 0;
    if (json->text[*at] != '"')
        return VMSS_REFUSED;
    const size_t start = *at + 1;
    *at = vmss_string_end(json, start, &is_escaped, &how);
    if (how != VMSS_READ)
        return how;
    const uint8_t *key = json->text + start;
    size_t n = *at - start;
    *at = vmss_after_space(json, *at + 1);
    if (*at == json->n)
        return VMSS_UNFINISHED;
    if (json->text[*at] != ':')
        return VMSS_REFUSED;
    *at = vmss_after_space(json, *at + 1);
    *path = VMSS_OFF_PATH;
    if (level->path == VMSS_OFF_PATH && depth > 1)
        return VMSS_READ;
    if (is_escaped) {
        n = vmss_unescape(key, n, room, VMSS_LONGEST_KEY);
        if (n > VMSS_LONGEST_KEY)
            return VMSS_READ;
        key = room;
    }
    *path = vmss_path_of_key(json, level, key, n, out);
    if (depth == 1 && vmss_is_added(json, key, n))
        out->flags[out->n] |= VMSS_HAS_KEY;
    return VMSS_READ;
}

/* Reads the value at *at, an array or an object up to its first bracket.  Returns whether a bracket
 * was opened in *opened. */
static enum vmss_read vmss_read_value(
    struct vmss_json *json, size_t *depth, size_t *at, size_t path, size_t first,
    struct vmss_records *out, int *opened)
{
    enum vmss_read how = VMSS_READ;
    int is_escaped = 0;
    *opened = 0;
    if (*at == json->n)
        return VMSS_UNFINISHED;
    const uint8_t byte = json->text[*at];
    if (byte == '"') {
        const size_t start = *at + 1;
        *at = vmss_string_end(json, start, &is_escaped, &how);
        if (how != VMSS_READ)
            return how;
        if (path == json->path_n)
            vmss_note_string(out, first, start, *at, is_escaped);
        ++*at;
        return how;
    }
    if (byte == '{' || byte == '[') {
        const size_t strings = out->strings_n;
        if (path == json->path_n)
            vmss_note_string(out, first, *at, *at, 0);
        if (!vmss_open(json, out, depth, path, byte == '{'))
            return VMSS_REFUSED;
        if (out->strings_n > strings)
            json->levels[*depth - 1].whole = out->strings_n;
        *opened = 1;
        ++*at;
        return how;
    }
    *at = vmss_scalar_end(json, *at, &how);
    return how;
}

/* Reads the object at *at, and moves *at to its closing brace, or to where it is refused. */
static enum vmss_read vmss_read_object(struct vmss_json *json, size_t *at, struct vmss_records *out)
{
    const size_t first = out->strings_n;
    size_t depth = 0, path;
    int opened = 1;
    out->flags[out->n] = 0;
    vmss_open(json, out, &depth, 0, 1);
    ++*at;
    for (;;) {
        struct vmss_level *level = &json->levels[depth - 1];
        enum vmss_read how;
        *at = vmss_after_space(json, *at);
        if (*at == json->n)
            return VMSS_UNFINISHED;
        const uint8_t byte = json->text[*at];
        if (byte == (level->is_object ? '}' : ']')) {
            if (depth == 1)
                return VMSS_READ;
            ++*at;
            if (level->whole)
                out->stops[level->whole - 1] = *at;
            depth--;
            opened = 0;
            continue;
        }
        if (!opened) {
            if (byte != ',')
                return VMSS_REFUSED;
            level->index++;
            *at = vmss_after_space(json, *at + 1);
            if (*at == json->n)
                return VMSS_UNFINISHED;
        }
        if (level->is_object) {
            how = vmss_read_key(json, depth, at, &path, out);
            if (how != VMSS_READ)
                return how;
        } else {
            path = vmss_path_of_item(json, level);
        }
        how = vmss_read_value(json, &depth, at, path, first, out, &opened);
        if (how != VMSS_READ)
            return how;
    }
}

/* Where the object begins after what Kubernetes or an event stream writes before it, as in
 * "2026-11-26T10:00:00Z stdout F {" and "data: {"; `at` without that. */
static size_t vmss_after_start(const struct vmss_json *json, size_t at)
{
    const uint8_t *text = json->text;
    size_t k = at, end = json->n - at < VMSS_LONGEST_START ? json->n : at + VMSS_LONGEST_START;
    if (end - at > 5 && memcmp(text + at, "data:", 5) == 0) {
        k = at + 5;
    } else if (text[at] >= '0' && text[at] <= '9') {
        while (k < end && text[k] > ' ')
            k++;
        if (end - k < 10 || (memcmp(text + k, " stdout ", 8) != 0 && memcmp(text + k, " stderr ", 8) != 0) ||
            (text[k + 8] != 'F' && text[k + 8] != 'P') || text[k + 9] != ' ')
            return at;
        k += 10;
    }
    while (k < end && text[k] == ' ')
        k++;
    return k < end && (text[k] == '{' || text[k] == '[') ? k : at;
}

/* After an object that begins at `start` was refused at `stop`: its line is no record.  Those
 * before that of the refusal may be, each by itself: a record that was cut off takes the next ones
 * for its own.  So no byte is read more than three times. */
static void vmss_refuse(struct vmss_json *json, size_t start, size_t stop, struct vmss_records *out)
{
    size_t line = stop;
    while (line > start && json->text[line - 1] != '\n')
        line--;
    if (line > json->by_line)
        json->by_line = line;
    json->skips = 1;
    out->others++;
}

/* Reads the record at *at; one that is refused, or of which the line is too short, is not noted. */
static enum vmss_read vmss_read_record(struct vmss_json *json, size_t *at, struct vmss_records *out)
{
    const size_t strings = out->strings_n, n = json->n, start = *at;
    size_t stop = start;
    if (start < json->by_line) {
        const uint8_t *newline = memchr(json->text + start, '\n', n - start);
        json->n = newline ? (size_t)(newline - json->text) : n;
    }
    enum vmss_read how = vmss_read_object(json, &stop, out);
    const int is_line = json->n < n;
    json->n = n;
    if (how == VMSS_READ) {
        *at = stop + 1;
        while (vmss_is_space(json->text[stop - 1]))
            stop--;
        out->ends[out->n++] = stop;
        return how;
    }
    out->strings_n = strings;
    if (how == VMSS_UNFINISHED && !json->is_end && !is_line)
        return how;
    /* A line that is too short is refused at its end. */
    vmss_refuse(json, start, is_line ? start : how == VMSS_UNFINISHED ? n : stop, out);
    return VMSS_REFUSED;
}

/* Finds the records from byte number `at` on.  Returns where it stops: at n; at a record that is
 * unfinished, unless the text ends; or where there is no room for another. */
static size_t vmss_find_records(struct vmss_json *json, size_t at, struct vmss_records *out)
{
    const uint8_t *text = json->text;
    while (at < json->n) {
        if (json->skips) {
            const uint8_t *newline = memchr(text + at, '\n', json->n - at);
            if (!newline)
                return json->n;
            at = (size_t)(newline - text) + 1;
            json->skips = 0;
            continue;
        }
        const uint8_t byte = text[at];
        /* 0x1E begins each record of a JSON sequence. */
        if (byte <= ' ' ? byte == ' ' || (byte >= 9 && byte <= 13) || byte == 0x1E
                        : byte == ',' || byte == '[' || byte == ']') {
            at++;
            continue;
        }
        if (byte != '{') {
            const int is_mark = json->n - at >= 3 && memcmp(text + at, "\xEF\xBB\xBF", 3) == 0;
            if (!is_mark && !json->is_end && json->n - at < VMSS_LONGEST_START &&
                !memchr(text + at, '\n', json->n - at))
                return at;
            const size_t start = is_mark ? at + 3 : vmss_after_start(json, at);
            json->skips = start == at;
            out->others += start == at;
            at = start;
            continue;
        }
        if (out->n == out->room || out->strings_room - out->strings_n < VMSS_MOST_STRINGS)
            return at;
        if (vmss_read_record(json, &at, out) == VMSS_UNFINISHED)
            return at;
    }
    return at;
}

#endif
