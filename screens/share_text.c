/* The texts of the share screen. */
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
    char number[CASE_NO_SIZE], officer[256], text[SHARE_CASE_TEXT], on[11];
    out[0] = '\0';
    if (!told)
        return;
    case_no_short(view->facts.id, number);
    officer_show(&view->facts.io, officer, sizeof officer);
    int day = limit_day(view->facts.clock_date, told->on == CIVIL_NONE ? view->basis.clock.today : told->on, &view->basis.clock.limit);
    bool io = !told->whom[0] || strcmp(told->whom, "io") == 0;
    civil_show(told->on, on);
    if (*on && told->on != view->basis.clock.today && io) /* the diary must not say of an older day that it was today */
        text_format(text, sizeof text, _("On %s IO %s was told about FIR no. %s (day %d)."), on, officer, number, day);
    else if (*on && told->on != view->basis.clock.today)
        text_format(text, sizeof text, _("On %s the %s was told about FIR no. %s (day %d), IO %s."), on, whom_label(told->whom), number, day, officer);
    else if (io)
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
                    standing, due, officer, waiting_label(view->basis.store, c->reason, c->status));
    text_format(out, SHARE_CASE_TEXT, "%s%s", mark(s), text);
}

/* ---- a list ---- */

static const struct unit *unit_of(const struct session *s, const struct share_list *list) {
    return list->unit ? list->unit : &s->unit;
}

static void row_show(struct session *s, const struct case_row *row, bool several, char out[SHARE_CASE_TEXT]) {
    char number[CASE_NO_SIZE], officer[256], category[64], due[11], standing[96], waiting[128];
    case_no_short(row->id, number);
    officer_show(&row->io, officer, sizeof officer);
    const char *what = category_show(row->categories, row->probable, category, sizeof category);
    civil_show(row->due, due);
    standing_show(row->state, row->status, row->day, row->left, standing, sizeof standing);
    case_waiting(s, row, waiting, sizeof waiting);
    size_t n = text_format(out, SHARE_CASE_TEXT, "%s%s%s, %s: %s", number, several ? " " : "", several ? row->unit_name : "", what, standing);
    if (row->state == 0)
        text_format(out + n, SHARE_CASE_TEXT - n, "; %s; %s %s; %s", due, _("IO"), officer,
                    row->reason[0] || row->status == STATUS_STAYED ? waiting : _("no reason entered"));
    else
        text_format(out + n, SHARE_CASE_TEXT - n, "; %s %s", _("IO"), officer);
}

/* "Demo Kotwali, 23/11/2026, open, by days left: 25 cases" */
static size_t heading_show(struct session *s, const struct share_list *list, int64_t n, char *out, size_t cap) {
    const struct unit *unit = unit_of(s, list);
    char what[512], date[11], number[64];
    civil_show(s->clock.today, date);
    list->describe(s, list->source, what, sizeof what);
    text_format(number, sizeof number, ngettext("%lld case", "%lld cases", (unsigned long)n), (long long)n);
    return text_format(out, cap, "%s%s, %s, %s: %s", mark(s), unit->id ? unit_name(unit) : _("all stations"), date, what, number);
}

/* The rows behind the heading, as many as there is room for; how many more there are in the end. */
static void rows_show(struct session *s, const struct share_list *list, const struct case_row *rows, int n, int64_t all, size_t used, char *out) {
    const struct unit *unit = unit_of(s, list);
    char row[SHARE_CASE_TEXT];
    int i = 0;
    for (; i < n && used + SHARE_CASE_TEXT + 64 < SHARE_LIST_TEXT; i++) {
        row_show(s, &rows[i], !unit->id || unit->level != LEVEL_STATION, row);
        used += text_format(out + used, SHARE_LIST_TEXT - used, "\n%s", row);
    }
    if (all > i) {
        text_format(row, sizeof row, ngettext("and %lld more", "and %lld more", (unsigned long)(all - i)), (long long)(all - i));
        text_format(out + used, SHARE_LIST_TEXT - used, "\n%s", row);
    }
}

char *share_list(struct session *s, const struct share_list *list, struct error *e) {
    struct case_row *rows = calloc(SHARE_LIST_CASES, sizeof *rows);
    struct list_key *keys = calloc(SHARE_LIST_CASES, sizeof *keys);
    char *out = malloc(SHARE_LIST_TEXT);
    bool exact = true;
    int64_t all = -1;
    int n = -1;
    if (!rows || !keys || !out)
        error_set(e, ERROR_UNABLE, "%s", _("There is not enough memory."));
    else if (case_source_ready(list->source, e) && (all = case_list_count(list->source->query, 0, &exact, e)) >= 0)
        n = case_list_page(list->source->query, FROM_FIRST, NULL, SHARE_LIST_CASES, rows, keys, e);
    if (n >= 0)
        rows_show(s, list, rows, n, all, heading_show(s, list, all, out, SHARE_LIST_TEXT), out);
    free(rows);
    free(keys);
    if (n >= 0)
        return out;
    free(out);
    return NULL;
}
