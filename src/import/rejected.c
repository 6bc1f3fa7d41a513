#include "src/import/rejected.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/text.h"

void rejected_begin(struct rejected *r, const char *source) {
    memset(r, 0, sizeof *r);
    if (!source)
        return;
    int n = snprintf(r->path, sizeof r->path, "%s.rejected.csv", source);
    int m = snprintf(r->part, sizeof r->part, "%s.rejected.part", source);
    r->wanted = n > 0 && (size_t)n < sizeof r->path && m > 0 && (size_t)m < sizeof r->part;
    if (!r->wanted)
        text_format(r->trouble, sizeof r->trouble, "%s", _("the name of the file of rejected rows would be too long"));
}

static void fail(struct rejected *r) {
    if (r->trouble[0] == '\0')
        text_format(r->trouble, sizeof r->trouble,
                    _("the file of rejected rows could not be written beside the extract: %s"), strerror(errno));
}

/* The part is made anew, so that no link of that name is followed. */
static bool make_file(struct rejected *r) {
    if (r->file || !r->wanted || r->trouble[0])
        return r->file != NULL;
    unlink(r->part);
    int fd = open(r->part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        fail(r);
        return false;
    }
    r->file = fdopen(fd, "w");
    if (!r->file) {
        fail(r);
        close(fd);
        unlink(r->part);
        return false;
    }
    fputs("line,fir,column,reason\r\n", r->file);
    return true;
}

/* Quoted; a text that a spreadsheet would run as a formula gets an apostrophe first. */
static void put_quoted(FILE *file, const char *text) {
    putc('"', file);
    if (text[0] && strchr("=+-@\t\r", text[0]))
        putc('\'', file);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', file);
        putc(*text, file);
    }
    putc('"', file);
}

void rejected_add(struct rejected *r, uint64_t line, case_id id, const char *column, const char *reason) {
    if (r->n < REJECTED_SHOWN) {
        r->first[r->n].line = line;
        text_format(r->first[r->n].column, sizeof r->first[0].column, "%s", column);
        text_format(r->first[r->n].reason, sizeof r->first[0].reason, "%s", reason);
    }
    r->n++;
    if (!make_file(r))
        return;
    char number[CASE_NO_SIZE] = "";
    if (id != 0)
        case_no_full(id, number);
    fprintf(r->file, "%llu,%s,", (unsigned long long)line, number);
    put_quoted(r->file, column);
    putc(',', r->file);
    put_quoted(r->file, reason);
    fputs("\r\n", r->file);
}

bool rejected_finish(struct rejected *r) {
    if (!r->wanted)
        return r->trouble[0] == '\0';
    if (r->n == 0) {
        if (unlink(r->path) != 0 && errno != ENOENT)
            fail(r);
        return r->trouble[0] == '\0';
    }
    FILE *file = r->file;
    if (!file)
        return false;
    bool written = fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
    if (!written)
        fail(r);
    if (fclose(file) != 0 && written) {
        fail(r);
        written = false;
    }
    r->file = NULL;
    if (written && rename(r->part, r->path) == 0)
        return true;
    fail(r);
    unlink(r->part);
    return false;
}

void rejected_abandon(struct rejected *r) {
    if (r->file)
        fclose(r->file);
    r->file = NULL;
    if (r->wanted)
        unlink(r->part);
}
