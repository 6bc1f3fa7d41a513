/* The words around the tables of a sheet, and how a line of it is broken. */
#include "src/report/sheet_inside.h"

#include <errno.h>
#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

bool sheet_is_number(const char *text) {
    const char *at = text + (*text == '-');
    size_t digits = strspn(at, "0123456789");
    at += digits;
    if (digits > 0 && *at == '.') {
        digits = strspn(at + 1, "0123456789");
        at += 1 + digits;
    }
    return digits > 0 && !*at;
}

const char *sheet_heading(const struct sheet_column *column) {
    return column->heading && *column->heading ? _(column->heading) : "";
}

bool sheet_has_headings(const struct sheet_block *block) {
    for (int i = 0; i < block->columns; i++)
        if (*sheet_heading(&block->column[i]))
            return true;
    return false;
}

bool sheet_has_bar(const struct sheet_block *block) {
    for (int i = 0; i < block->rows; i++)
        if (block->row[i].bar >= 0)
            return true;
    return false;
}

char *sheet_unit_line(const struct sheet *sheet, char *out, size_t cap) {
    text_format(out, cap, sheet->unit_code[0] ? "%s (%s)" : "%s", sheet->unit, sheet->unit_code);
    return out;
}

/* Behind what stands in out, with a separator between. */
static void join(char *out, size_t cap, const char *with, const char *text) {
    size_t n = strlen(out);
    if (*text)
        text_format(out + n, cap - n, "%s%s", n ? with : "", text);
}

char *sheet_period_line(const struct sheet *sheet, char *out, size_t cap) {
    char part[256];
    text_format(out, cap, "%s", sheet->shows);
    if (sheet->period[0]) {
        text_format(part, sizeof part, _("Period: %s"), sheet->period);
        join(out, cap, ", ", part);
    }
    if (sheet->as_of != CIVIL_NONE) {
        char day[11];
        civil_show(sheet->as_of, day);
        text_format(part, sizeof part, _("as on %s"), day);
        join(out, cap, ", ", part);
    }
    return out;
}

char *sheet_data_line(const struct sheet *sheet, char *out, size_t cap) {
    char part[512];
    out[0] = '\0';
    if (sheet->data_at[0]) {
        text_format(part, sizeof part, _("Data of %s"), sheet->data_at);
        join(out, cap, "; ", part);
    }
    if (sheet->lists[0]) {
        text_format(part, sizeof part, _("lists counted: %s"), sheet->lists);
        join(out, cap, "; ", part);
    }
    if (sheet->disposed_by[0]) {
        text_format(part, sizeof part, _("disposed by: %s"), sheet->disposed_by);
        join(out, cap, "; ", part);
    }
    return out;
}

const char *sheet_training_words(void) {
    return _("TRAINING: invented data");
}

const char *sheet_signatory(const struct sheet *sheet, int i) {
    static const char *const usual[] = {N_("Head Moharrir"), N_("SHO")};
    bool named = false;
    if (!sheet->signatures)
        return NULL;
    for (int k = 0; k < SHEET_SIGNATORIES; k++) {
        if (!sheet->signatory[k][0])
            continue;
        named = true;
        if (i-- == 0)
            return sheet->signatory[k];
    }
    return !named && i < (int)(sizeof usual / sizeof usual[0]) ? _(usual[i]) : NULL;
}

const char *sheet_nothing(void) {
    return _("None.");
}

/* Where the line may break behind / or - within the first n bytes; 0: nowhere. */
static size_t behind_sign(const char *text, size_t n) {
    while (n > 1) {
        char before = text[n - 1];
        if ((before == '/' || before == '-') && text[n - 2] != ' ')
            return n;
        n--;
    }
    return 0;
}

size_t sheet_wrap(const char *text, int columns, size_t *next) {
    size_t n = text_clip(text, columns, NULL);
    while (n == 0 && *text && columns < 16) /* a cluster that is wider than the column */
        n = text_clip(text, ++columns, NULL);
    if (n == 0)
        n = strlen(text);
    if (!text[n]) {
        *next = n;
        return n;
    }
    size_t cut = n;
    while (cut > 0 && text[cut] != ' ')
        cut--;
    if (cut == 0)
        cut = behind_sign(text, n);
    if (cut == 0)
        cut = n;
    *next = cut + strspn(text + cut, " ");
    while (cut > 1 && text[cut - 1] == ' ')
        cut--;
    return cut;
}

bool sheet_written(FILE *out, struct error *e) {
    errno = 0;
    if (fflush(out) == 0 && !ferror(out))
        return true;
    return error_set(e, ERROR_UNABLE, _("The sheet could not be written (%s)."), strerror(errno ? errno : EIO));
}
