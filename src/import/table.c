#include "src/import/table.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"

#define BUFFER (TABLE_RECORD + 256 * 1024)

bool table_open(struct table *t, struct source *source, struct error *e) {
    memset(t, 0, sizeof *t);
    t->source = source;
    t->delimiter = ',';
    t->next_line = 1;
    t->buffer = malloc(BUFFER + 1);
    t->cell = malloc(TABLE_COLUMNS * sizeof *t->cell);
    t->escaped = malloc(TABLE_COLUMNS);
    if (!t->buffer || !t->cell || !t->escaped) {
        table_close(t);
        return error_set(e, ERROR_UNABLE, _("not enough memory to read %s"), source->name);
    }
    return true;
}

void table_close(struct table *t) {
    free(t->buffer);
    free(t->cell);
    free(t->escaped);
    t->buffer = NULL;
    t->cell = NULL;
    t->escaped = NULL;
}

/* Makes room and reads on. The unread rest moves to the front, so the caller scans its record anew. */
static bool refill(struct table *t, struct error *e) {
    if (t->start > 0) {
        memmove(t->buffer, t->buffer + t->start, t->end - t->start);
        t->end -= t->start;
        t->start = 0;
    }
    size_t n;
    if (!source_read(t->source, t->buffer + t->end, BUFFER - t->end, &n, e))
        return false;
    t->end += n;
    if (n == 0)
        t->source_ended = true;
    return true;
}

enum scan { SCAN_RECORD, SCAN_MORE, SCAN_NUL, SCAN_COLUMNS };

struct scanned {
    const char *after; /* the first byte after the record and its line end */
    const char *nul;
    bool in_quote; /* SCAN_MORE: inside a quoted cell */
    bool newline;
    uint64_t lines; /* line ends in it, with its own */
};

/* A quoted cell from behind its opening quote: to behind its closing quote; NULL where the buffer ends first
 * or a NUL byte is there. */
static const char *scan_quoted(const char *p, const char *end, bool *escaped, uint64_t *lines, const char **nul) {
    for (; p < end; p++) {
        char c = *p;
        if (c == '"') {
            if (p + 1 < end && p[1] == '"') {
                *escaped = true;
                p++;
                continue;
            }
            return p + 1;
        }
        if (c == '\n' && p[-1] != '\r')
            ++*lines;
        else if (c == '\r')
            ++*lines;
        else if (c == '\0') {
            *nul = p;
            return NULL;
        }
    }
    return NULL;
}

static bool is_blank(const struct table *t, char c) {
    return (c == ' ' || c == '\t') && c != t->delimiter;
}

/* Behind blanks before an opening quotation mark: that mark, where a closing one stands in the same line with nothing
 * but blanks behind it; else the beginning again, for then the blanks and the mark are text. NULL where the buffer ends
 * first. */
static const char *skip_blanks(const struct table *t, const char *p, const char *end, bool last) {
    const char *quote = p;
    while (quote < end && is_blank(t, *quote))
        quote++;
    if (quote == p || (quote < end && *quote != '"'))
        return p;
    for (const char *q = quote + 1; q < end && *q != '\n' && *q != '\r'; q++) {
        if (*q != '"')
            continue;
        if (q + 1 < end && q[1] == '"') {
            q++;
            continue;
        }
        for (q++; q < end && is_blank(t, *q);)
            q++;
        if (q < end)
            return *q == t->delimiter || *q == '\n' || *q == '\r' ? quote : p;
        return last ? quote : NULL;
    }
    return memchr(quote, '\n', (size_t)(end - quote)) || memchr(quote, '\r', (size_t)(end - quote)) || last ? p : NULL;
}

/* One record from `p`; changes nothing in the buffer, so that it can begin again when there is more to read.
 * The byte at `end` may be written to: it is set to 0 and stops the loop. */
static enum scan scan_record(struct table *t, const char *p, const char *end, bool last, struct scanned *out) {
    char delimiter = t->delimiter;
    t->buffer[end - t->buffer] = '\0';
    out->in_quote = false;
    out->nul = NULL;
    out->lines = 0;
    out->newline = false;
    for (int n = 0;; n++) {
        if (n == TABLE_COLUMNS)
            return SCAN_COLUMNS;
        bool escaped = false;
        if (p < end && is_blank(t, *p) && !(p = skip_blanks(t, p, end, last)))
            return SCAN_MORE;
        const char *from = p, *to = NULL;
        if (p < end && *p == '"') {
            from = p + 1;
            const char *after = scan_quoted(from, end, &escaped, &out->lines, &out->nul);
            if (!after) {
                out->in_quote = true;
                return out->nul ? SCAN_NUL : SCAN_MORE;
            }
            /* A closing quote that is the buffer's last byte may be half of a doubled one. */
            if (after == end && !last) {
                out->in_quote = true;
                return SCAN_MORE;
            }
            to = after - 1;
            p = after;
        }
        while (to && p < end && is_blank(t, *p))
            p++;
        bool bare = !to || p == end || *p == delimiter || *p == '\n' || *p == '\r';
        while (*p != delimiter && *p != '\n' && *p != '\r' && *p != '\0')
            p++;
        if (!bare) {
            /* Text behind the closing quote: the cell is taken as it stands, quotes and all. */
            from--;
            to = p;
            escaped = false;
        } else if (!to) {
            to = p;
        }
        if (*p == '\0' && p < end) {
            out->nul = p;
            return SCAN_NUL;
        }
        if (p == end && !last)
            return SCAN_MORE;
        t->cell[n].text = from;
        t->cell[n].n = (size_t)(to - from);
        t->escaped[n] = escaped;
        if (p < end && *p == delimiter) {
            p++;
            continue;
        }
        t->n = n + 1;
        if (p < end) {
            /* CR and LF are one line end: where the LF is not read yet, wait for it. */
            if (*p == '\r' && p + 1 == end && !last)
                return SCAN_MORE;
            p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
            out->lines++;
            out->newline = true;
        }
        out->after = p;
        return SCAN_RECORD;
    }
}

/* Doubled quotes become one. Written into the buffer itself: a cell only gets shorter. */
static void unescape(struct table *t, int i) {
    char *out = t->buffer + (t->cell[i].text - t->buffer);
    const char *in = t->cell[i].text, *end = in + t->cell[i].n;
    char *to = out;
    while (in < end) {
        if (*in == '"' && in + 1 < end)
            in++;
        *to++ = *in++;
    }
    t->cell[i].n = (size_t)(to - out);
}

static uint64_t line_of(const char *from, const char *to, uint64_t line) {
    for (; from < to; from++)
        line += *from == '\n' || (*from == '\r' && from[1] != '\n');
    return line;
}

static bool too_long(struct table *t, bool in_quote, struct error *e) {
    unsigned long long line = t->next_line;
    if (in_quote)
        return error_set(e, ERROR_UNABLE,
                         _("%s, line %llu: the row that begins here has not ended after 1 MiB; a quotation mark (\") "
                           "that is opened and never closed is the likely cause. Nothing was changed."),
                         t->source->name, line);
    return error_set(e, ERROR_UNABLE,
                     _("%s, line %llu: the line is longer than 1 MiB. No row of an extract is that long; check that "
                       "the right file was named. Nothing was changed."),
                     t->source->name, line);
}

static bool cut_off_in_quote(struct table *t, struct error *e) {
    return error_set(e, ERROR_UNABLE,
                     _("%s is cut off: the file ends inside the quotation mark (\") that is opened in the row of line "
                       "%llu. Nothing was changed; fetch or save the file again."),
                     t->source->name, (unsigned long long)t->next_line);
}

int table_next(struct table *t, struct error *e) {
    for (;;) {
        if (t->start == t->end) {
            if (t->source_ended || t->peeking)
                return 0;
            if (!refill(t, e))
                return -1;
            continue;
        }
        struct scanned s;
        const char *from = t->buffer + t->start;
        enum scan result = scan_record(t, from, t->buffer + t->end, t->source_ended, &s);
        size_t here = t->end - t->start;
        if (result == SCAN_RECORD) {
            if ((size_t)(s.after - from) > TABLE_RECORD) {
                too_long(t, false, e);
                return t->peeking ? 0 : -1;
            }
            t->start = (size_t)(s.after - t->buffer);
            t->line = t->next_line;
            t->next_line += s.lines;
            t->ended_by_newline = s.newline;
            for (int i = 0; i < t->n; i++) {
                if (t->escaped[i] && !t->peeking)
                    unescape(t, i);
            }
            return 1;
        }
        if (t->peeking)
            return 0;
        if (result == SCAN_NUL) {
            error_set(e, ERROR_UNABLE,
                      _("%s, line %llu: a NUL byte stands here, which no text file has. The file is damaged, or is not "
                        "a CSV file. Nothing was changed."),
                      t->source->name, (unsigned long long)line_of(from, s.nul, t->next_line));
            return -1;
        }
        if (result == SCAN_COLUMNS) {
            error_set(e, ERROR_UNABLE, _("%s, line %llu: more than %d columns. Nothing was changed."), t->source->name,
                      (unsigned long long)t->next_line, TABLE_COLUMNS);
            return -1;
        }
        if (t->source_ended) {
            cut_off_in_quote(t, e);
            return -1;
        }
        if (here > TABLE_RECORD) {
            too_long(t, s.in_quote, e);
            return -1;
        }
        if (!refill(t, e))
            return -1;
    }
}

bool table_peek(struct table *t, struct error *e) {
    t->peeking = true;
    t->start = 0;
    t->next_line = 1;
    while (!t->source_ended && t->end < BUFFER - 8) {
        if (!refill(t, e))
            return false;
    }
    return true;
}

void table_peek_end(struct table *t) {
    t->peeking = false;
    t->start = 0;
    t->next_line = 1;
}

bool table_rewind(struct table *t, struct error *e) {
    t->start = t->end = 0;
    t->source_ended = false;
    t->next_line = 1;
    return source_rewind(t->source, e);
}
