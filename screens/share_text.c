/* The texts of the share screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/share.h"
#include "src/report/case_words.h"
#include "src/text.h"

static const char *mark(const struct session *s) {
    return s->training ? _("TRAINING, invented data: ") : "";
}

/* case_category without the place that a column keeps for its "?". */
static const char *category_show(unsigned categories, bool probable, char *out, size_t cap) {
    const char *text = case_category(categories, probable, out, cap);
    return text + (*text == ' ');
}

void share_diary(const struct session *s, const struct case_view *view, char out[SHARE_CASE_TEXT]) {
    const struct entry *told = case_view_last(view, ENTRY_TOLD);
    char number[CASE_NO_SIZE], officer[256], text[SHARE_CASE_TEXT];
    out[0] = '\0';
    if (!told)
        return;
    case_no_short(view->facts.id, number);
    officer_show(&view->facts.io, officer, sizeof officer);
    int day = limit_day(view->facts.clock_date, told->on == CIVIL_NONE ? view->basis.clock.today : told->on, &view->basis.clock.limit);
    if (!told->whom[0] || strcmp(told->whom, "io") == 0)
        text_format(text, sizeof text, _("Today IO %s was told about FIR no. %s (day %d)."), officer, number, day);
    else
        text_format(text, sizeof text, _("Today the %s was told about FIR no. %s (day %d), IO %s."), whom_label(told->whom), number, day, officer);
    text_format(out, SHARE_CASE_TEXT, "%s%s", mark(s), text);
}

void share_case(const struct session *s, const struct case_view *view, char out[SHARE_CASE_TEXT]) {
    const struct case_detail *c = &view->facts;
    char number[CASE_NO_SIZE], officer[256], category[64], due[11], standing[96], text[SHARE_CASE_TEXT];
    case_no_short(c->id, number);
    officer_show(&c->io, officer, sizeof officer);
    const char *what = category_show(view->categories, c->probable && !c->settled[0], category, sizeof category);
    civil_show(view->due, due);
    case_standing(view, standing, sizeof standing);
    if (c->state != 0)
        text_format(text, sizeof text, _("FIR no. %s, %s, %s: %s. IO %s."), number, unit_name(&view->unit), what, standing, officer);
    else
        text_format(text, sizeof text, _("FIR no. %s, %s, %s: %s, last date %s. IO %s. Waiting for: %s."), number, unit_name(&view->unit), what,
                    standing, due, officer, c->reason[0] ? reason_label(view->basis.store, c->reason) : _("no reason entered"));
    text_format(out, SHARE_CASE_TEXT, "%s%s", mark(s), text);
}

/* ---- a list ---- */

static const struct unit *unit_of(const struct session *s, const struct share_list *list) {
    return list->unit ? list->unit : &s->unit;
}

static void put_row(FILE *out, struct session *s, const struct case_row *row, bool several) {
    char number[CASE_NO_SIZE], officer[256], category[64], due[11], standing[96], waiting[128];
    case_no_short(row->id, number);
    officer_show(&row->io, officer, sizeof officer);
    const char *what = category_show(row->categories, row->probable, category, sizeof category);
    civil_show(row->due, due);
    standing_show(row->state, row->status, row->day, row->left, standing, sizeof standing);
    case_waiting(s, row, waiting, sizeof waiting);
    fprintf(out, "%s%s%s, %s: %s", number, several ? " " : "", several ? row->unit_name : "", what, standing);
    if (row->state == 0)
        fprintf(out, "; %s; %s %s; %s\n", due, _("IO"), officer, row->reason[0] || row->status == STATUS_STAYED ? waiting : _("no reason entered"));
    else
        fprintf(out, "; %s %s\n", _("IO"), officer);
}

/* The first of them; how many were read into *n. */
static bool put_rows(FILE *out, struct session *s, const struct share_list *list, int *n, struct error *e) {
    struct case_row *rows = calloc(SHARE_LIST_CASES, sizeof *rows);
    struct list_key *keys = calloc(SHARE_LIST_CASES, sizeof *keys);
    *n = rows && keys && case_source_ready(list->source, e)
             ? case_list_page(list->source->query, FROM_FIRST, NULL, SHARE_LIST_CASES, rows, keys, e)
             : -1;
    if (!rows || !keys)
        error_set(e, ERROR_UNABLE, "%s", _("There is not enough memory."));
    const struct unit *unit = unit_of(s, list);
    for (int i = 0; i < *n; i++)
        put_row(out, s, &rows[i], !unit->id || unit->level != LEVEL_STATION);
    free(rows);
    free(keys);
    return *n >= 0;
}

static void put_heading(FILE *out, struct session *s, const struct share_list *list, int64_t n) {
    const struct unit *unit = unit_of(s, list);
    char what[512], date[11];
    civil_show(s->clock.today, date);
    list->describe(s, list->source, what, sizeof what);
    fprintf(out, "%s%s, %s, %s: ", mark(s), unit->id ? unit_name(unit) : _("all stations"), date, what);
    fprintf(out, ngettext("%lld case\n", "%lld cases\n", (unsigned long)n), (long long)n);
}

char *share_list(struct session *s, const struct share_list *list, struct error *e) {
    char *rows = NULL, *text = NULL;
    size_t size = 0, whole = 0;
    int n = 0;
    bool exact = true;
    FILE *out = open_memstream(&rows, &size);
    bool well = out && put_rows(out, s, list, &n, e);
    if (out)
        fclose(out);
    int64_t all = well ? case_list_count(list->source->query, 0, &exact, e) : -1;
    out = all >= 0 ? open_memstream(&text, &whole) : NULL;
    if (out) {
        put_heading(out, s, list, all);
        fputs(rows, out);
        if (all > n)
            fprintf(out, ngettext("and %lld more\n", "and %lld more\n", (unsigned long)(all - n)), (long long)(all - n));
        fclose(out);
        if (whole > 0)
            text[whole - 1] = '\0'; /* the last newline */
    } else if (e->kind == ERROR_NONE) {
        error_set(e, ERROR_UNABLE, "%s", _("There is not enough memory."));
    }
    free(rows);
    return text;
}
