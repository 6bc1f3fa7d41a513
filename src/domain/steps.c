/* The shipped tables of steps and pendency reasons: reading them, and the clocks of the steps. */
#include "src/domain/steps.h"

#include <stdio.h>
#include <string.h>

#include "src/domain/offence.h"
#include "src/i18n.h"

/* ---- a table in tab-separated lines; '#' begins a comment line, "-" is an empty cell ---- */

struct table_reader {
    const char *name; /* of the file, for messages */
    const char *at, *end;
    int line;
    int cells;
    struct {
        const char *text;
        size_t n;
    } cell[8];
};

/* The next line that is no comment and not blank; false at the end. */
static bool table_next(struct table_reader *r) {
    while (r->at < r->end) {
        const char *line = r->at;
        const char *newline = memchr(line, '\n', (size_t)(r->end - line));
        const char *stop = newline ? newline : r->end;
        r->at = newline ? newline + 1 : r->end;
        r->line++;
        if (stop > line && stop[-1] == '\r')
            stop--;
        if (stop == line || *line == '#')
            continue;
        for (r->cells = 0; r->cells < 8; r->cells++) {
            const char *tab = memchr(line, '\t', (size_t)(stop - line));
            const char *cell_end = tab ? tab : stop;
            bool dash = cell_end - line == 1 && *line == '-';
            r->cell[r->cells].text = line;
            r->cell[r->cells].n = dash ? 0 : (size_t)(cell_end - line);
            if (!tab) {
                r->cells++;
                break;
            }
            line = tab + 1;
        }
        return true;
    }
    return false;
}

static bool table_fail(const struct table_reader *r, struct error *e, const char *what) {
    return error_set(e, ERROR_USAGE, _("%s, line %d: %s"), r->name, r->line, what);
}

static bool table_copy(const struct table_reader *r, int n, char *out, size_t cap) {
    if (r->cell[n].n >= cap)
        return false;
    memcpy(out, r->cell[n].text, r->cell[n].n);
    out[r->cell[n].n] = '\0';
    return true;
}

static bool code_is_fine(const char *code) {
    return code[0] != '\0' && code[strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* ---- steps ---- */

static const struct {
    const char *name;
    enum step_due due;
} dues[] = {
    {"", STEP_DUE_NONE},       {"24h", STEP_DUE_HOURS_24}, {"exam+7", STEP_DUE_DAYS_7_EXAM},
    {"limit", STEP_DUE_LIMIT}, {"90", STEP_DUE_DAYS_90},
};

static bool due_parse(const char *name, enum step_due *out) {
    for (size_t i = 0; i < sizeof dues / sizeof dues[0]; i++)
        if (strcmp(name, dues[i].name) == 0) {
            *out = dues[i].due;
            return true;
        }
    return false;
}

static bool categories_parse(const char *name, unsigned *out) {
    static const unsigned all[] = {CATEGORY_376, CATEGORY_POCSO, CATEGORY_376 | CATEGORY_POCSO};
    static const char *const names[] = {"376", "pocso", "376,pocso"};
    for (size_t i = 0; i < 3; i++)
        if (strcmp(name, names[i]) == 0) {
            *out = all[i];
            return true;
        }
    return false;
}

static bool step_read(const struct table_reader *r, struct step_rule *step, struct error *e) {
    char categories[16], due[16], from[16];
    if (r->cells != 7)
        return table_fail(r, e, _("expected 7 columns: code, label, label_old, categories, due, from, basis"));
    if (!table_copy(r, 0, step->code, sizeof step->code) || !code_is_fine(step->code))
        return table_fail(r, e, _("the code must be small letters, digits and hyphens, 23 at most"));
    if (!table_copy(r, 1, step->label, sizeof step->label) || step->label[0] == '\0' ||
        !table_copy(r, 2, step->label_old, sizeof step->label_old))
        return table_fail(r, e, _("a label must have 1 to 63 bytes"));
    if (!table_copy(r, 3, categories, sizeof categories) || !categories_parse(categories, &step->categories))
        return table_fail(r, e, _("the categories must be 376, pocso or 376,pocso"));
    if (!table_copy(r, 4, due, sizeof due) || !due_parse(due, &step->due))
        return table_fail(r, e, _("due must be 24h, exam+7, limit, 90 or -"));
    if (!table_copy(r, 5, from, sizeof from))
        return table_fail(r, e, _("from must be a date YYYY-MM-DD or -"));
    step->from = civil_parse_iso(from);
    if (from[0] != '\0' && step->from == CIVIL_NONE)
        return table_fail(r, e, _("from must be a date YYYY-MM-DD or -"));
    if (!table_copy(r, 6, step->basis, sizeof step->basis))
        return table_fail(r, e, _("the basis must have at most 95 bytes"));
    return true;
}

bool steps_read(struct step_table *out, const char *name, const char *text, size_t n, struct error *e) {
    struct table_reader r = {.name = name, .at = text, .end = text + n};
    struct step_table table = {0};
    while (table_next(&r)) {
        if (r.cell[0].n == 4 && memcmp(r.cell[0].text, "code", 4) == 0)
            continue; /* the heading */
        if (table.n == STEPS_MAX)
            return table_fail(&r, e, _("there are more steps than this program can hold"));
        if (!step_read(&r, &table.at[table.n], e))
            return false;
        if (steps_find(&table, table.at[table.n].code))
            return table_fail(&r, e, _("this code stands twice in the table"));
        table.n++;
    }
    *out = table;
    return true;
}

const struct step_rule *steps_find(const struct step_table *table, const char *code) {
    for (int i = 0; i < table->n; i++)
        if (strcmp(table->at[i].code, code) == 0)
            return &table->at[i];
    return NULL;
}

civil_day step_due(const struct step_rule *step, civil_day fir_date, civil_day due, civil_day exam) {
    if (fir_date == CIVIL_NONE || (step->from != CIVIL_NONE && fir_date < step->from))
        return CIVIL_NONE;
    switch (step->due) {
    case STEP_DUE_HOURS_24:
        return fir_date + 1;
    case STEP_DUE_DAYS_7_EXAM:
        return exam == CIVIL_NONE ? CIVIL_NONE : exam + 7;
    case STEP_DUE_LIMIT:
        return due;
    case STEP_DUE_DAYS_90:
        return fir_date + 90;
    case STEP_DUE_NONE:
        break;
    }
    return CIVIL_NONE;
}

const char *step_label(const struct step_rule *step, civil_day fir_date) {
    return step->label_old[0] && !bns_in_force(fir_date) ? step->label_old : step->label;
}

static const char *const state_names[] = {"", "done", "waiting", "na", "no-consent"};

const char *step_state_name(enum step_state state) {
    return (int)state >= 0 && (int)state <= STEP_NO_CONSENT ? state_names[state] : "";
}

bool step_state_parse(const char *name, enum step_state *out) {
    for (int i = STEP_DONE; name && i <= STEP_NO_CONSENT; i++)
        if (strcmp(name, state_names[i]) == 0) {
            *out = (enum step_state)i;
            return true;
        }
    return false;
}

/* ---- reasons ---- */

bool reasons_read(struct reason_table *out, const char *name, const char *text, size_t n, struct error *e) {
    struct table_reader r = {.name = name, .at = text, .end = text + n};
    struct reason_table table = {0};
    while (table_next(&r)) {
        struct reason *reason = &table.at[table.n];
        if (r.cell[0].n == 4 && memcmp(r.cell[0].text, "code", 4) == 0)
            continue;
        if (table.n == REASONS_MAX)
            return table_fail(&r, e, _("there are more reasons than this program can hold"));
        if (r.cells != 2)
            return table_fail(&r, e, _("expected 2 columns: code, label"));
        if (!table_copy(&r, 0, reason->code, sizeof reason->code) || !code_is_fine(reason->code))
            return table_fail(&r, e, _("the code must be small letters, digits and hyphens, 23 at most"));
        if (!table_copy(&r, 1, reason->label, sizeof reason->label) || reason->label[0] == '\0')
            return table_fail(&r, e, _("a label must have 1 to 63 bytes"));
        if (reasons_find(&table, reason->code))
            return table_fail(&r, e, _("this code stands twice in the table"));
        table.n++;
    }
    *out = table;
    return true;
}

const struct reason *reasons_find(const struct reason_table *table, const char *code) {
    for (int i = 0; i < table->n; i++)
        if (strcmp(table->at[i].code, code) == 0)
            return &table->at[i];
    return NULL;
}
