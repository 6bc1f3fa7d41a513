/* Saved views: a filter and an order under a name, in the state file; and the last choice, which survives a restart. */
#include <stdlib.h>
#include <string.h>

#include "screens/cases_inside.h"
#include "screens/form.h"
#include "src/text.h"

#define SAVED_MAX 16
#define NAME_BYTES 90

/* ---- filter and order as text: name=value; … ---- */

static void put(char *out, const char *name, const char *value) {
    size_t n = strlen(out);
    if (*value)
        text_format(out + n, VIEW_TEXT - n, "%s:%s;", name, value);
}

void cases_to_text(const struct case_filter *filter, const struct case_sort *sort, char out[VIEW_TEXT]) {
    static const char *const columns[] = {"left", "case",   "fir_date", "sections", "categories",
                                          "io",   "status", "reason",   "unit"};
    char number[16], io[sizeof filter->io];
    out[0] = '\0';
    put(out, "status",
        filter->which == FILTER_ALL        ? "all"
        : filter->which == FILTER_DISPOSED ? "disposed"
        : filter->which == FILTER_STATUS   ? status_name(filter->status)
                                           : "");
    put(out, "band", filter->band == BAND_ANY ? "" : band_name(filter->band));
    put(out, "category",
        filter->categories == CATEGORY_376     ? "376"
        : filter->categories == CATEGORY_POCSO ? "pocso"
                                               : "");
    put(out, "reason", filter->reason);
    text_format(number, sizeof number, "%d", filter->due_within);
    put(out, "due", filter->due_within >= 0 ? number : "");
    put(out, "only", filter->unacknowledged ? "untold" : filter->probable ? "probable" : filter->wrong ? "wrong" : filter->directions ? "directions" : "");
    text_format(io, sizeof io, "%s", filter->io);
    for (char *c = io; *c; c++)
        if (*c == ';' || *c == '|')
            *c = ' ';
    put(out, "io", io);
    put(out, "sort", sort->by == BY_LEFT ? "" : columns[sort->by]);
    put(out, "reversed", sort->descending ? "1" : "");
    put(out, "group", sort->group_by_io ? "io" : "");
}

static void take(const char *name, const char *value, struct case_filter *filter, struct case_sort *sort) {
    if (strcmp(name, "status") == 0) {
        filter->which = strcmp(value, "all") == 0              ? FILTER_ALL
                        : strcmp(value, "disposed") == 0       ? FILTER_DISPOSED
                        : status_parse(value, &filter->status) ? FILTER_STATUS
                                                               : FILTER_OPEN;
    } else if (strcmp(name, "band") == 0) {
        filter->band = band_parse(value);
    } else if (strcmp(name, "category") == 0) {
        filter->categories = strcmp(value, "376") == 0     ? CATEGORY_376
                             : strcmp(value, "pocso") == 0 ? CATEGORY_POCSO
                                                           : 0;
    } else if (strcmp(name, "reason") == 0) {
        text_format(filter->reason, sizeof filter->reason, "%s", value);
    } else if (strcmp(name, "due") == 0) {
        int days = atoi(value);
        filter->due_within = days >= 0 && days <= 3650 ? days : -1;
    } else if (strcmp(name, "only") == 0) {
        filter->alerts = filter->unacknowledged = strcmp(value, "untold") == 0;
        filter->probable = strcmp(value, "probable") == 0;
        filter->wrong = strcmp(value, "wrong") == 0;
        filter->directions = strcmp(value, "directions") == 0;
    } else if (strcmp(name, "io") == 0) {
        text_format(filter->io, sizeof filter->io, "%s", value);
    } else if (strcmp(name, "sort") == 0) {
        if (!case_column_parse(value, &sort->by))
            sort->by = BY_LEFT;
    } else if (strcmp(name, "reversed") == 0) {
        sort->descending = true;
    } else if (strcmp(name, "group") == 0) {
        sort->group_by_io = true;
    }
}

void cases_from_text(const char *text, struct case_filter *filter, struct case_sort *sort) {
    char copy[VIEW_TEXT], *rest = NULL;
    text_format(copy, sizeof copy, "%s", text);
    for (char *pair = strtok_r(copy, ";", &rest); pair; pair = strtok_r(NULL, ";", &rest)) {
        char *colon = strchr(pair, ':');
        if (!colon)
            continue;
        *colon = '\0';
        take(pair, colon + 1, filter, sort);
    }
}

/* ---- the views ---- */

struct view {
    char name[NAME_BYTES + 1];
    char text[VIEW_TEXT];
};

/* Shipped: what a station asks for most. */
static const struct {
    const char *name, *text;
} shipped[] = {
    {N_("all open, by days left"), ""},
    {N_("over the limit"), "band:over60;"},
    {N_("due in 10 days"), "due:10;"},
    {N_("alert not yet told"), "only:untold;"},
    {N_("no reason entered"), "reason:none;"},
    {N_("filed, not in CCTNS"), "reason:not-in-cctns;"},
    {N_("to be settled (?)"), "only:probable;status:all;"},
    {N_("a fact marked wrong"), "only:wrong;status:all;"},
    {N_("a direction not answered (!)"), "only:directions;status:all;"},
    {N_("by IO: the orderly room"), "group:io;"},
    {N_("disposed, latest FIR first"), "status:disposed;sort:fir_date;reversed:1;"},
};
#define SHIPPED ((int)(sizeof shipped / sizeof shipped[0]))

/* Saved ones lie as view1 … view16 = name|text. */
static struct view saved[SAVED_MAX];
static int saved_n;

static void read_saved(void) {
    char slot[16], line[NAME_BYTES + VIEW_TEXT + 2];
    saved_n = 0;
    for (int i = 0; i < SAVED_MAX; i++) {
        text_format(slot, sizeof slot, "view%d", i + 1);
        state_get(slot, line, sizeof line);
        char *bar = strchr(line, '|');
        if (!bar)
            continue;
        *bar = '\0';
        text_format(saved[saved_n].name, sizeof saved[0].name, "%s", line);
        text_format(saved[saved_n++].text, sizeof saved[0].text, "%s", bar + 1);
    }
}

static void write_saved(void) {
    char slot[16], line[NAME_BYTES + VIEW_TEXT + 2];
    for (int i = 0; i < SAVED_MAX; i++) {
        text_format(slot, sizeof slot, "view%d", i + 1);
        if (i < saved_n)
            text_format(line, sizeof line, "%s|%s", saved[i].name, saved[i].text);
        state_set(slot, i < saved_n ? line : "");
    }
}

static bool keep_save(struct session *s, struct form *form, struct error *e) {
    struct cases *cases = cases_now(s);
    struct view *view = NULL;
    char name[NAME_BYTES + 1];
    text_format(name, sizeof name, "%s", form_text(form, 0));
    for (char *c = name; *c; c++)
        if (*c == '|')
            *c = ' ';
    read_saved();
    for (int i = 0; i < saved_n; i++)
        if (strcmp(saved[i].name, name) == 0)
            view = &saved[i];
    if (!view && saved_n == SAVED_MAX)
        return error_set(e, ERROR_USAGE, _("%d views are saved already; delete one first (v, then Del)."), SAVED_MAX);
    if (!view)
        view = &saved[saved_n++];
    text_format(view->name, sizeof view->name, "%s", name);
    if (cases)
        cases_to_text(&cases->source.filter, &cases->source.sort, view->text);
    write_saved();
    session_say(s, ROLE_GOOD, _("The view \"%s\" is saved."), name);
    return true;
}

static bool nothing_is_kept(struct session *s) {
    return session_only_reads(s, _("This session only reads (--read-only): views are neither saved nor deleted."));
}

static void keep_form(struct session *s) {
    if (nothing_is_kept(s))
        return;
    struct form_spec spec = {.title = N_("Save this list"),
                             .save = keep_save,
                             .fields = 1,
                             .field = {{.kind = FIELD_TEXT, .label = N_("Name of the view"), .text_max = NAME_BYTES}}};
    form_open(s, &spec, "", 0);
}

static void view_chosen(struct session *s, void *context, int item) {
    (void)context;
    struct cases *cases = cases_now(s);
    if (!cases)
        return;
    if (item == SHIPPED + saved_n) {
        keep_form(s);
        return;
    }
    cases_filter_reset(&cases->source.filter);
    memset(&cases->source.sort, 0, sizeof cases->source.sort);
    cases_from_text(item < SHIPPED ? shipped[item].text : saved[item - SHIPPED].text, &cases->source.filter,
                    &cases->source.sort);
    cases_apply(s, cases);
}

static void view_removed(struct session *s, void *context, int item) {
    (void)context;
    int i = item - SHIPPED;
    if (i < 0 || i >= saved_n) {
        session_say(s, ROLE_NOTE, "%s", _("This view belongs to the program and stays."));
        return;
    }
    if (nothing_is_kept(s))
        return;
    char name[NAME_BYTES + 1];
    text_format(name, sizeof name, "%s", saved[i].name);
    memmove(&saved[i], &saved[i + 1], (size_t)(saved_n - i - 1) * sizeof saved[0]);
    saved_n--;
    write_saved();
    session_say(s, ROLE_GOOD, _("The view \"%s\" is deleted."), name);
}

answer cases_views_menu(struct session *s) {
    struct menu_spec menu = {.title = N_("Views"), .choose = view_chosen, .remove = view_removed};
    read_saved();
    for (int i = 0; i < SHIPPED; i++)
        menu.item[menu.items++] = (struct choice){"", shipped[i].name};
    for (int i = 0; i < saved_n; i++)
        menu.item[menu.items++] = (struct choice){"", saved[i].name};
    menu.key[menu.items] = '+';
    menu.item[menu.items++] = (struct choice){"", N_("save this list under a name …")};
    return menu_open(s, &menu, "", 0);
}
