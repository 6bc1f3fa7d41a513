/* The rows of a page straight from its text: one look at every byte by the grammar of JSON (RFC 8259) when the page comes, then row after
 * row without a tree. What this takes jansson takes too. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/sync/wire_inside.h"

#define DEPTH_MAX 64
#define COLUMNS_MAX 1001 /* wire_map_read takes no more */
#define SCRATCH 8192 /* texts with escapes of one row */

struct scan {
    const char *at, *end;
};

static bool damaged(struct error *e) {
    return error_set(e, ERROR_UNABLE, _("the answer of the data centre is damaged or was cut off; nothing of it is kept"));
}

static void skip_blank(struct scan *s) {
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t'))
        s->at++;
}

static bool take(struct scan *s, char c) {
    if (s->at >= s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

/* ---- strings ---- */

static int hex_of(const char *at) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* \uXXXX at `at` (behind the u), a pair where it is one; bytes taken, 0: none. No NUL. */
static size_t escape_u(const char *at, const char *end, uint32_t *cp) {
    int high = end - at >= 4 ? hex_of(at) : -1;
    if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff))
        return 0;
    *cp = (uint32_t)high;
    if (high < 0xd800 || high > 0xdbff)
        return 4;
    int low = end - at >= 10 && at[4] == '\\' && at[5] == 'u' ? hex_of(at + 6) : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return 0;
    *cp = 0x10000 + (((uint32_t)high - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
    return 10;
}

/* Bytes of the character of UTF-8 at `at`, 0: none (overlong, a surrogate, cut). */
static size_t utf8_at(const unsigned char *at, const unsigned char *end) {
    size_t n = at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
    if (n == 0 || (size_t)(end - at) < n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
        return 0;
    return n;
}

/* Behind the first quote; *text and *n what stands between the quotes; *escaped: there are escapes in it. */
static bool scan_string(struct scan *s, const char **text, size_t *n, bool *escaped) {
    *text = s->at;
    *escaped = false;
    while (s->at < s->end) {
        unsigned char c = (unsigned char)*s->at;
        if (c == '"') {
            *n = (size_t)(s->at++ - *text);
            return true;
        }
        if (c >= 0x80) {
            size_t length = utf8_at((const unsigned char *)s->at, (const unsigned char *)s->end);
            if (length == 0)
                return false;
            s->at += length;
        } else if (c == '\\') {
            uint32_t cp;
            *escaped = true;
            if (s->end - s->at < 2)
                return false;
            size_t length = s->at[1] == 'u' ? escape_u(s->at + 2, s->end, &cp) : strchr("\"\\/bfnrt", s->at[1]) && s->at[1] ? 1 : 0;
            if (length == 0)
                return false;
            s->at += length == 1 ? 2 : 2 + length;
        } else if (c < 0x20) {
            return false;
        } else {
            s->at++;
        }
    }
    return false;
}

static size_t put_utf8(uint32_t cp, char *out) {
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3f));
    out[0] = (char)((n == 2 ? 0xc0u : n == 3 ? 0xe0u : 0xf0u) | cp);
    return n;
}

/* A text that scan_string took, without its escapes, into `out` (as many bytes as the text has at most). Returns the length. */
static size_t unescape(const char *text, size_t n, char *out) {
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    size_t used = 0;
    for (size_t i = 0; i < n;) {
        uint32_t cp = 0;
        if (text[i] != '\\') {
            out[used++] = text[i++];
        } else if (text[i + 1] == 'u') {
            i += 2 + escape_u(text + i + 2, text + n, &cp);
            used += put_utf8(cp, out + used);
        } else {
            out[used++] = to[strchr(from, text[i + 1]) - from];
            i += 2;
        }
    }
    return used;
}

/* ---- values ---- */

static size_t digits(struct scan *s) {
    const char *from = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return (size_t)(s->at - from);
}

/* A real is taken where it has a value at all. */
static bool real_holds(const char *text, size_t n) {
    char copy[400];
    if (n >= sizeof copy)
        return false;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return isfinite(strtod(copy, NULL));
}

/* *whole: an integer, in *out. */
static bool scan_number(struct scan *s, int64_t *out, bool *whole) {
    const char *from = s->at;
    bool minus = take(s, '-');
    const char *first = s->at;
    size_t n = digits(s);
    if (n == 0 || (n > 1 && *first == '0'))
        return false;
    *whole = true;
    if (take(s, '.')) {
        *whole = false;
        if (digits(s) == 0)
            return false;
    }
    if (take(s, 'e') || take(s, 'E')) {
        *whole = false;
        if (!take(s, '+'))
            take(s, '-');
        if (digits(s) == 0)
            return false;
    }
    if (!*whole)
        return real_holds(from, (size_t)(s->at - from));
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        if (value > (UINT64_MAX - 9) / 10)
            return false;
        value = value * 10 + (uint64_t)(first[i] - '0');
    }
    if (value > (uint64_t)INT64_MAX + minus)
        return false;
    *out = minus ? -(int64_t)(value - (value > 0)) - (value > 0) : (int64_t)value;
    return true;
}

static bool scan_word(struct scan *s, const char *word) {
    size_t n = strlen(word);
    if ((size_t)(s->end - s->at) < n || memcmp(s->at, word, n) != 0)
        return false;
    s->at += n;
    return true;
}

static bool scan_value(struct scan *s, int depth);

/* Behind the bracket; `pairs`: of an object. */
static bool scan_list(struct scan *s, char bracket, bool pairs, int depth) {
    const char *text;
    size_t n;
    bool escaped;
    skip_blank(s);
    if (take(s, bracket))
        return true;
    for (;;) {
        skip_blank(s);
        if (pairs && (!take(s, '"') || !scan_string(s, &text, &n, &escaped)))
            return false;
        skip_blank(s);
        if (pairs && !take(s, ':'))
            return false;
        if (!scan_value(s, depth))
            return false;
        skip_blank(s);
        if (take(s, bracket))
            return true;
        if (!take(s, ','))
            return false;
    }
}

static bool scan_value(struct scan *s, int depth) {
    const char *text;
    size_t n;
    bool flag;
    int64_t number;
    skip_blank(s);
    if (s->at >= s->end || depth > DEPTH_MAX)
        return false;
    switch (*s->at) {
    case '"':
        s->at++;
        return scan_string(s, &text, &n, &flag);
    case '[':
        s->at++;
        return scan_list(s, ']', false, depth + 1);
    case '{':
        s->at++;
        return scan_list(s, '}', true, depth + 1);
    case 'n':
        return scan_word(s, "null");
    case 't':
        return scan_word(s, "true");
    case 'f':
        return scan_word(s, "false");
    default:
        return scan_number(s, &number, &flag);
    }
}

/* ---- a page ---- */

/* Behind the bracket of the rows. */
static bool count_rows(struct scan *s, struct wire_rows *rows) {
    rows->at = s->at;
    skip_blank(s);
    if (take(s, ']')) {
        rows->end = s->at - 1;
        return true;
    }
    for (;;) {
        if (!scan_value(s, 2))
            return false;
        rows->n++;
        skip_blank(s);
        if (take(s, ']')) {
            rows->end = s->at - 1;
            return true;
        }
        if (!take(s, ','))
            return false;
    }
}

/* One member of the outermost object. */
static bool scan_member(struct scan *s, const char *list, struct wire_rows *rows) {
    const char *name;
    size_t n;
    bool escaped;
    skip_blank(s);
    if (!take(s, '"') || !scan_string(s, &name, &n, &escaped))
        return false;
    skip_blank(s);
    if (!take(s, ':'))
        return false;
    skip_blank(s);
    if (n != strlen(list) || memcmp(name, list, n) != 0 || s->at >= s->end || *s->at != '[')
        return scan_value(s, 1);
    s->at++;
    return rows->at == NULL && count_rows(s, rows); /* twice: damaged */
}

static bool scan_page(struct scan *s, const char *list, struct wire_rows *rows) {
    skip_blank(s);
    if (!take(s, '{'))
        return false;
    skip_blank(s);
    bool more = !take(s, '}');
    while (more) {
        if (!scan_member(s, list, rows))
            return false;
        skip_blank(s);
        if (take(s, '}'))
            break;
        if (!take(s, ','))
            return false;
    }
    skip_blank(s);
    return s->at == s->end;
}

bool wire_rows_find(const char *body, size_t size, const char *list, struct wire_rows *rows, char **head, size_t *head_size, struct error *e) {
    struct scan s = {.at = body, .end = body + size};
    *rows = (struct wire_rows){0};
    *head = NULL;
    *head_size = 0;
    if (body == NULL || !scan_page(&s, list, rows))
        return damaged(e);
    size_t before = rows->at ? (size_t)(rows->at - body) : size, after = rows->at ? (size_t)(body + size - rows->end) : 0;
    *head = malloc(before + after + 1);
    if (*head == NULL)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    memcpy(*head, body, before);
    if (after > 0)
        memcpy(*head + before, rows->end, after);
    *head_size = before + after;
    (*head)[*head_size] = '\0';
    return true;
}

/* ---- a row ---- */

struct scratch { char text[SCRATCH]; size_t used; };

/* The value at hand into a cell. */
static bool scan_cell(struct scan *s, struct wire_cell *cell, struct scratch *scratch) {
    bool flag;
    const char *from = s->at;
    *cell = (struct wire_cell){.kind = CELL_OTHER};
    if (s->at >= s->end)
        return false;
    switch (*s->at) {
    case '"':
        s->at++;
        cell->kind = CELL_TEXT;
        if (!scan_string(s, &cell->text, &cell->n, &flag))
            return false;
        if (!flag)
            return true;
        if (cell->n > SCRATCH - scratch->used)
            cell->kind = CELL_OTHER; /* longer than any column may be */
        else {
            cell->n = unescape(cell->text, cell->n, scratch->text + scratch->used);
            cell->text = scratch->text + scratch->used;
            scratch->used += cell->n;
        }
        return true;
    case 'n':
        cell->kind = CELL_NOTHING;
        return scan_word(s, "null");
    case '[':
    case '{':
        cell->kind = CELL_NESTED;
        cell->text = from;
        if (!scan_value(s, 3))
            return false;
        cell->n = (size_t)(s->at - from);
        return true;
    case 't':
    case 'f':
        return scan_value(s, 3);
    default:
        if (!scan_number(s, &cell->number, &flag))
            return false;
        cell->kind = flag ? CELL_NUMBER : CELL_OTHER;
        return true;
    }
}

/* Behind the bracket of the row. */
static bool scan_row(struct scan *s, const struct wire_map *map, struct wire_cell cells[WIRE_COLUMNS], struct scratch *scratch) {
    signed char column[COLUMNS_MAX];
    int known = 0;
    for (int i = 0; i < WIRE_COLUMNS; i++)
        known = map->at[i] >= known ? map->at[i] + 1 : known;
    memset(column, -1, (size_t)known);
    for (int i = 0; i < WIRE_COLUMNS; i++)
        if (map->at[i] >= 0)
            column[map->at[i]] = (signed char)i;
    skip_blank(s);
    if (take(s, ']'))
        return true;
    for (int i = 0;; i++) {
        skip_blank(s);
        bool good = i < known && column[i] >= 0 ? scan_cell(s, &cells[column[i]], scratch) : scan_value(s, 3);
        if (!good)
            return false;
        skip_blank(s);
        if (take(s, ']'))
            return true;
        if (!take(s, ','))
            return false;
    }
}

bool wire_rows_value(struct wire_rows *rows, const char **text, size_t *n) {
    struct scan s = {.at = rows->at, .end = rows->end};
    if (rows->n == 0)
        return false;
    skip_blank(&s);
    take(&s, ',');
    skip_blank(&s);
    *text = s.at;
    if (!scan_value(&s, 2))
        return false;
    *n = (size_t)(s.at - *text);
    rows->at = s.at;
    rows->n--;
    return true;
}

int wire_rows_next(struct wire_rows *rows, const struct wire_map *map, struct sync_case *c, struct error *e) {
    struct scan s = {.at = rows->at, .end = rows->end};
    struct wire_cell cells[WIRE_COLUMNS];
    struct scratch scratch;
    if (rows->n == 0)
        return 0;
    sync_case_clear(c);
    for (int i = 0; i < WIRE_COLUMNS; i++)
        cells[i].kind = CELL_NOTHING;
    scratch.used = 0;
    skip_blank(&s);
    take(&s, ',');
    skip_blank(&s);
    if (!take(&s, '[') || !scan_row(&s, map, cells, &scratch)) {
        damaged(e); /* a row that is no list: the rest is JSON, by wire_rows_find */
        return -1;
    }
    rows->at = s.at;
    rows->n--;
    return wire_case_of(cells, c, e) ? 1 : -1;
}
