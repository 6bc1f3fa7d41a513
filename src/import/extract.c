#include "src/import/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/import/fields.h"

/* A file that vanishes with its descriptor. */
static int open_spool(const char *folder) {
    const char *temporary = getenv("TMPDIR");
    const char *places[] = {folder, temporary, "/tmp"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!places[i] || !places[i][0])
            continue;
        int fd = open(places[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (fd >= 0)
            return fd;
        char path[1200];
        int n = snprintf(path, sizeof path, "%s/itsso-import-XXXXXX", places[i]);
        if (n < 0 || (size_t)n >= sizeof path)
            continue;
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0) {
            unlink(path);
            return fd;
        }
    }
    return -1;
}

static bool begin_spool(struct extract *x, const char *folder, struct error *e) {
    x->spool = open_spool(folder);
    int copy = x->spool >= 0 ? dup(x->spool) : -1;
    x->spool_file = copy >= 0 ? fdopen(copy, "w") : NULL;
    if (x->spool_file)
        return true;
    int why = errno;
    if (copy >= 0)
        close(copy);
    return error_set(e, ERROR_UNABLE, _("cannot keep the rows of %s in a temporary file: %s"), x->source.name,
                     strerror(why));
}

static bool spool_failed(const struct extract *x, struct error *e) {
    return error_set(e, ERROR_UNABLE, _("cannot keep the rows of %s in a temporary file: %s. Nothing was changed."),
                     x->source.name, strerror(errno));
}

/* A row of the wrong number of cells is kept as its line alone: it will be rejected for that again. */
static bool spool_row(struct extract *x, struct error *e) {
    FILE *file = x->spool_file;
    const struct table *t = &x->table;
    bool blank = true, extra = false;
    for (int i = 0; i < t->n; i++) {
        bool empty = cell_trim(t->cell[i]).n == 0;
        blank = blank && empty;
        extra = extra || (i >= x->all.n && !empty);
    }
    if (blank)
        return true;
    fprintf(file, "%llu", (unsigned long long)t->line);
    for (int i = 0; i < x->all.n && t->n >= x->all.n && !extra; i++) {
        if (x->all.column[i].field == FIELD_NONE)
            continue;
        fputs(",\"", file);
        for (size_t k = 0; k < t->cell[i].n; k++) {
            if (t->cell[i].text[k] == '"')
                putc('"', file);
            putc(t->cell[i].text[k], file);
        }
        putc('"', file);
    }
    putc('\n', file);
    return !ferror(file) || spool_failed(x, e);
}

bool extract_open(struct extract *x, const char *path, const struct mappings *mappings, const char *folder,
                  struct error *e) {
    x->spool = -1;
    x->spool_file = NULL;
    x->spooled = false;
    memset(&x->headings, 0, sizeof x->headings);
    memset(&x->all, 0, sizeof x->all);
    if (!source_open(&x->source, path, e))
        return false;
    if (!table_open(&x->table, &x->source, e)) {
        source_close(&x->source);
        return false;
    }
    if (!headings_find(&x->headings, &x->table, mappings, e) || !headings_copy(&x->all, &x->headings, e) ||
        (!x->source.regular && !begin_spool(x, folder, e))) {
        extract_close(x);
        return false;
    }
    x->columns = x->headings.n;
    return true;
}

void extract_close(struct extract *x) {
    if (x->spool_file)
        fclose(x->spool_file);
    if (x->spool >= 0)
        close(x->spool);
    headings_free(&x->headings);
    headings_free(&x->all);
    table_close(&x->table);
    source_close(&x->source);
    x->spool = -1;
    x->spool_file = NULL;
}

/* The file ends without a line end, and with less than a row, or within a character. */
static bool cut_off(const struct extract *x) {
    const struct table *t = &x->table;
    if (t->ended_by_newline || x->spooled)
        return false;
    const struct cell *last = &t->cell[t->n - 1];
    size_t blank = 0;
    while (blank < last->n && strchr(" \t\032", last->text[blank]))
        blank++;
    if (t->n < x->columns && !(t->n == 1 && blank == last->n))
        return true;
    size_t whole = last->n;
    while (whole > 0 && last->n - whole < 4 && ((unsigned char)last->text[whole - 1] & 0xC0) == 0x80)
        whole--;
    if (whole == 0 || (unsigned char)last->text[whole - 1] < 0xC0)
        return false;
    unsigned char first = (unsigned char)last->text[whole - 1];
    size_t want = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    return last->n - whole + 1 < want;
}

/* The line that the spool's first cell names; the other cells stay where they are. */
static void take_line(struct table *t) {
    uint64_t line = 0;
    for (size_t i = 0; i < t->cell[0].n; i++)
        line = line * 10 + (uint64_t)(t->cell[0].text[i] - '0');
    t->line = line;
}

int extract_next(struct extract *x, struct error *e) {
    int got = table_next(&x->table, e);
    if (got <= 0)
        return got;
    if (cut_off(x)) {
        error_set(e, ERROR_UNABLE,
                  _("%s is cut off: it ends in the middle of the row of line %llu. Nothing was changed; fetch or save "
                    "the file again."),
                  x->source.name, (unsigned long long)x->table.line);
        return -1;
    }
    if (x->spooled)
        take_line(&x->table);
    else if (x->spool_file && !spool_row(x, e))
        return -1;
    return 1;
}

/* From now on the rows come from the spool. */
static bool turn_to_spool(struct extract *x, struct error *e) {
    struct headings used;
    char name[sizeof x->source.name];
    memcpy(name, x->source.name, sizeof name);
    bool none = ftell(x->spool_file) == 0;
    if (none)
        putc('\n', x->spool_file);
    bool whole = fclose(x->spool_file) == 0;
    x->spool_file = NULL;
    if (!whole)
        return spool_failed(x, e);
    if (!headings_copy_used(&used, &x->all, e))
        return false;
    headings_free(&x->headings);
    x->headings = used;
    source_close(&x->source);
    table_close(&x->table);
    x->spooled = true;
    if (lseek(x->spool, 0, SEEK_SET) != 0)
        return spool_failed(x, e);
    return source_over(&x->source, x->spool, name, e) && table_open(&x->table, &x->source, e);
}

bool extract_rewind(struct extract *x, struct error *e) {
    if (x->spool_file)
        return turn_to_spool(x, e);
    char delimiter = x->table.delimiter;
    if (!table_rewind(&x->table, e))
        return false;
    x->table.delimiter = delimiter;
    /* Down to below the headings: their line, or none in a spool. */
    for (uint64_t line = 0; !x->spooled && line < x->headings.line;) {
        if (table_next(&x->table, e) != 1)
            return error_set(e, ERROR_UNABLE, _("%s was written to while it was being read; nothing was changed"),
                             x->source.name);
        line = x->table.line;
    }
    return true;
}
