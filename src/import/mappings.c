/* heading = field: what the user says about headings that the program does not know. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/import/headings.h"
#include "src/import/loose.h"
#include "src/text.h"

/* In the order of enum field. */
static const char *const names[FIELD_COUNT] = {
    "",
    "line",
    "fir",
    "year",
    "fir_date",
    "fir_time",
    "station",
    "station_name",
    "act",
    "sections",
    "act_sections",
    "ipc",
    "bns",
    "pocso",
    "scst",
    "it",
    "gd",
    "io",
    "io_rank",
    "io_pno",
    "io_since",
    "status",
    "status_date",
    "final_type",
    "final_no",
    "prepared",
    "approved",
    "filed",
    "cctns",
    "chargesheet_no",
    "chargesheet_date",
    "closure_no",
    "closure_date",
    "chargesheet",
    "closure",
    "moved_to",
    "arrests",
    "first_remand",
    "court_date",
    "zero_fir",
    "zero_station",
    "zero_date",
    "section_added",
};

const char *field_name(enum field field) {
    return names[field];
}

bool field_parse(const char *name, enum field *out) {
    if (strcmp(name, "ignore") == 0) {
        *out = FIELD_NONE;
        return true;
    }
    for (int i = FIELD_FIR; i < FIELD_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            *out = (enum field)i;
            return true;
        }
    }
    return false;
}

static void all_names(char *out, size_t cap) {
    size_t n = 0;
    for (int i = FIELD_FIR; i < FIELD_COUNT && n + 1 < cap; i++)
        n += text_format(out + n, cap - n, "%s%s", i > FIELD_FIR ? ", " : "", names[i]);
}

/* "Name", "नाम": of whom? Anybody's, as long as the heading does not say that it is the officer's. */
static bool names_anybody(const char *heading) {
    char key[LOOSE_KEY];
    loose_key(heading, strlen(heading), key, sizeof key);
    return (strstr(key, "nam") || strstr(key, "naam") || strstr(key, "नाम")) &&
           !heading_is_officer(heading, strlen(heading));
}

bool mappings_add(struct mappings *m, const char *heading, const char *field, const char *where, struct error *e) {
    enum field parsed;
    char shown[64];
    text_clean(heading, strlen(heading), shown, sizeof shown);
    if (!field_parse(field, &parsed)) {
        char list[420], word[40];
        text_clean(field, strlen(field), word, sizeof word);
        all_names(list, sizeof list);
        return error_set(e, ERROR_USAGE, _("%s: \"%s\" is no field. The fields: %s, ignore."), where, word, list);
    }
    if ((parsed == FIELD_IO || parsed == FIELD_IO_RANK) && heading_is_private(heading, strlen(heading)))
        return error_set(
            e, ERROR_USAGE,
            _("%s: the heading \"%s\" speaks of a person other than the officer, or of a place; such a column is "
              "not taken into %s (section 72 BNS, section 24(5) POCSO)"),
            where, shown, field);
    if ((parsed == FIELD_IO || parsed == FIELD_IO_RANK) && names_anybody(heading))
        return error_set(
            e, ERROR_USAGE,
            _("%s: the heading \"%s\" does not say whose name it is, and only the officer's is taken into %s. Where it "
              "is the officer's, write so in the heading row of the extract: \"IO Name\", विवेचक का नाम"),
            where, shown, field);
    if (m->n == MAPPINGS_MAX)
        return error_set(e, ERROR_USAGE, _("%s: more than %d headings are mapped"), where, MAPPINGS_MAX);
    struct mapping *at = &m->at[m->n];
    if (loose_key(heading, strlen(heading), at->key, sizeof at->key) == 0)
        return error_set(e, ERROR_USAGE, _("%s: a heading stands before the equals sign: heading = field"), where);
    at->field = parsed;
    m->n++;
    return true;
}

bool mappings_add_config(struct mappings *m, const struct config *config, struct error *e) {
    char where[600];
    text_format(where, sizeof where, _("%s, [import]"), config->file[0] ? config->file : _("configuration"));
    for (int i = 0; i < config->maps; i++) {
        if (!mappings_add(m, config->map[i].name, config->map[i].value, where, e))
            return false;
    }
    return true;
}

static char *trimmed(char *text) {
    char *end = text + strlen(text);
    while (end > text && strchr(" \t\r\n", end[-1]))
        *--end = '\0';
    return text + strspn(text, " \t");
}

static bool add_line(struct mappings *m, char *line, const char *where, struct error *e) {
    char *text = trimmed(line);
    if (*text == '\0' || *text == '#' || *text == ';' || *text == '[')
        return true;
    char *equals = strrchr(text, '=');
    if (!equals)
        return error_set(e, ERROR_USAGE, _("%s: \"heading = field\" was expected, for example \"Crime Reg No = fir\""),
                         where);
    *equals = '\0';
    return mappings_add(m, trimmed(text), trimmed(equals + 1), where, e);
}

bool mappings_add_file(struct mappings *m, const char *path, struct error *e) {
    char name[512], line[1024];
    text_clean(path, strlen(path), name, sizeof name);
    FILE *file = fopen(path, "re");
    if (!file)
        return error_set(e, ERROR_USAGE, _("cannot open the map file %s: %s"), name, strerror(errno));
    bool good = true;
    for (int number = 1; good && fgets(line, sizeof line, file); number++) {
        char where[600];
        text_format(where, sizeof where, _("%s, line %d"), name, number);
        char *text = number == 1 && strncmp(line, "\357\273\277", 3) == 0 ? line + 3 : line;
        if (strlen(line) == sizeof line - 1)
            good = error_set(e, ERROR_USAGE, _("%s: the line is too long"), where);
        else if (!utf8_valid(text, strlen(text)))
            good = error_set(e, ERROR_USAGE, _("%s: the line is not UTF-8"), where);
        else
            good = add_line(m, text, where, e);
    }
    if (good && ferror(file))
        good = error_set(e, ERROR_USAGE, _("cannot read the map file %s"), name);
    fclose(file);
    return good;
}
