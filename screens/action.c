/* The table of actions, and the keys that are in effect. */
#include "screens/action.h"

#include <string.h>
#include <strings.h>

#include "screens/key.h"
#include "src/i18n.h"
#include "src/text.h"

#define ROWS (PLACE_CASE_ROW | PLACE_CASE)
#define REPORTS (PLACE_REPORTS | PLACE_REPORT)

/* In the order of the help screen. */
const struct action_info actions[] = {
    {ACTION_UP, "up", "Up k", NULL, N_("up one row"), PLACE_LIST},
    {ACTION_DOWN, "down", "Down j", NULL, N_("down one row"), PLACE_LIST},
    {ACTION_PAGE_UP, "page-up", "PgUp Ctrl-B", NULL, N_("up one page"), PLACE_LIST},
    {ACTION_PAGE_DOWN, "page-down", "PgDn Ctrl-F", NULL, N_("down one page"), PLACE_LIST},
    {ACTION_HALF_UP, "half-up", "Ctrl-U", NULL, N_("up half a page"), PLACE_LIST},
    {ACTION_HALF_DOWN, "half-down", "Ctrl-D", NULL, N_("down half a page"), PLACE_LIST},
    {ACTION_FIRST, "first", "Home g", NULL, N_("to the first row"), PLACE_LIST},
    {ACTION_LAST, "last", "End G", NULL, N_("to the last row"), PLACE_LIST},

    {ACTION_OPEN, "open", "Enter Right", N_("Open"), N_("open the selected row"), PLACE_OPEN},
    {ACTION_BACK, "back", "Esc q Backspace Left", N_("Back"), N_("back to the screen before"), PLACE_SUB},
    {ACTION_MENU, "menu", "m", N_("Menu"), N_("all that can be done here, as a menu"), PLACE_ANYWHERE},
    {ACTION_HOME, "home", "1", N_("Home"), N_("whom to chase today"), PLACE_ANYWHERE},
    {ACTION_CASES, "cases", "2", N_("Cases"), N_("the list of cases"), PLACE_ANYWHERE},
    {ACTION_CASE, "case", "3", N_("Case"), N_("the selected case, or the one seen last"), PLACE_ANYWHERE},
    {ACTION_ALERTS, "alerts", "4", N_("Alerts"), N_("alert days that were crossed"), PLACE_ANYWHERE},
    {ACTION_UNITS, "units", "5", N_("Units"), N_("units below, with counts and rates, down to the FIR"), PLACE_ANYWHERE},
    {ACTION_REPORTS, "reports", "6", N_("Reports"), N_("reports: to read, to save, to print"), PLACE_ANYWHERE},
    {ACTION_RECONCILE, "reconcile", "7", N_("Reconcile"), N_("the register held against what CCTNS/ITSSO has"), PLACE_ANYWHERE},
    {ACTION_SYNC, "sync", "8", N_("Sync"), N_("what was sent and received, what waits, what was refused"), PLACE_ANYWHERE},
    {ACTION_SETTINGS, "settings", "S", N_("Settings"), N_("language, colours, what the configuration says"),
     PLACE_ANYWHERE},
    {ACTION_PLUG, "plug", "V", N_("VPN plug"), N_("training: pull the plug of the VPN, or put it in again"), PLACE_PLUG},
    {ACTION_LANGUAGE, "language", "L F2", N_("Hindi"), N_("Hindi or English"), PLACE_ANYWHERE | PLACE_PANEL},
    {ACTION_HELP, "help", "? F1", N_("Help"), N_("this help"), PLACE_ANYWHERE},
    {ACTION_QUIT, "quit", "q", N_("Leave"), N_("leave the program"), PLACE_ROOT},
    {ACTION_REDRAW, "redraw", "Ctrl-L", NULL, N_("write the screen anew"), PLACE_ANYWHERE | PLACE_PANEL},
    {ACTION_SUSPEND, "suspend", "Ctrl-Z", NULL, N_("back to the shell for a while; fg returns"),
     PLACE_ANYWHERE | PLACE_PANEL},

    {ACTION_SEARCH, "search", "/", N_("Search"), N_("search as you type: FIR number, IO, sections, remarks"),
     PLACE_SEARCH},
    {ACTION_SEARCH_NEXT, "search-next", "n", NULL, N_("next row that the search finds"), PLACE_SEARCH},
    {ACTION_SEARCH_PREVIOUS, "search-previous", "N", NULL, N_("previous row that the search finds"), PLACE_SEARCH},
    {ACTION_FILTER, "filter", "f", N_("Filter"),
     N_("choose which cases: band, category, IO, status, reason, days left"), PLACE_CASES},
    {ACTION_FILTER_CLEAR, "filter-clear", "F", N_("All open"), N_("all open cases again, by days left"), PLACE_CASES},
    {ACTION_SORT, "sort", "s", N_("Sort"), N_("sort by another column"), PLACE_CASES | PLACE_UNITS},
    {ACTION_SORT_REVERSE, "sort-reverse", "R", N_("Reverse"), N_("the same order from the other end"), PLACE_CASES},
    {ACTION_GROUP_BY_IO, "group-by-io", "o", N_("by IO"), N_("group by investigating officer"), PLACE_CASES},
    {ACTION_VIEWS, "views", "v", N_("Views"), N_("saved views: keep this filter and order under a name"), PLACE_CASES},

    {ACTION_CATEGORY, "category", "c", N_("376/POCSO"), N_("376, POCSO, or the cases each once"), PLACE_UNITS},
    {ACTION_PERIOD, "period", "d", N_("Period"), N_("FIRs of which days: this year, last 12 months, since 2018, other dates"),
     PLACE_UNITS},

    {ACTION_REASON, "reason", "r", N_("Reason"), N_("what the case waits for"), ROWS},
    {ACTION_TOLD, "told", "a", N_("Told"), N_("the IO was told: acknowledges the alert"), ROWS | PLACE_ALERTS},
    {ACTION_STEP, "step", "s", N_("Step"), N_("a step was taken, or waits"), PLACE_CASE},
    {ACTION_REMARK, "remark", "t", N_("Remark"), N_("write a remark"), ROWS},
    {ACTION_DIRECTION, "direction", "i", N_("Direction"), N_("answer a supervising officer's direction; an officer enters one"), ROWS},
    {ACTION_WRONG, "wrong", "w", N_("Fact is wrong"), N_("mark a fact of CCTNS as wrong"), ROWS},
    {ACTION_SETTLE, "settle", "c", N_("Settle ?"), N_("settle a probable case: tracked or not"), ROWS},
    {ACTION_UNDO, "undo", "u", N_("Undo"), N_("take the last entry back"), ROWS},
    {ACTION_REDACT, "redact", "X", N_("Redact"), N_("overwrite a remark that names somebody"), PLACE_CASE},
    {ACTION_HISTORY, "history", "h", N_("History"), N_("all that happened to the case, with dates"), PLACE_CASE},
    {ACTION_SHARE, "share", "y", N_("Share text"), N_("a line without names, to copy into a message"), ROWS},

    {ACTION_PRINT, "print", "p", N_("Print"), N_("print what is shown; without a printer a PDF is kept and named"),
     PLACE_HOME | PLACE_CASES | PLACE_CASE | PLACE_RECONCILE | REPORTS},
    {ACTION_ORDERLY, "orderly-room", "O", N_("Orderly room"), N_("print the orderly-room sheet: open cases by IO, with room for directions"),
     PLACE_HOME | PLACE_CASES | REPORTS},

    {ACTION_REPORT_OF, "report-of", "d", N_("Day, period"), N_("which unit the report is of, as of which day, for which period"), REPORTS},
    {ACTION_ISSUE, "issue", "I", N_("Issue"), N_("keep the sheet as issued: the next one is held against it"), REPORTS},
    {ACTION_WIDE, "wide", "x", N_("Wide"), N_("the page as wide as the screen, or with all its columns"), PLACE_REPORT},
    {ACTION_SIDE_LEFT, "side-left", "< h", NULL, N_("to the left, where the page is wider than the screen (also Left)"), PLACE_REPORT},
    {ACTION_SIDE_RIGHT, "side-right", "> l Right", NULL, N_("to the right, where the page is wider than the screen"), PLACE_REPORT},

    {ACTION_MARK, "mark", "Space", N_("Mark"), N_("mark the row; Told then takes all that are marked"), PLACE_ALERTS},
    {ACTION_MARK_ALL, "mark-all", "A", N_("Mark all"), N_("mark all rows, or none"), PLACE_ALERTS},
    {ACTION_SHOW_TOLD, "show-told", "d", N_("Show told"), N_("show or hide what was told already"), PLACE_ALERTS},
    {ACTION_REGISTER, "register", "n", N_("Compare"), N_("hold a register (a CSV file) against the database"), PLACE_RECONCILE},
    {ACTION_SAVE_AS, "save-as", "W", N_("Save"), N_("save what is shown into a file, to send it"), PLACE_RECONCILE | REPORTS | PLACE_SHARE},
    {ACTION_SYNC_NOW, "sync-now", "s", N_("Sync now"), N_("bring data here and at the data centre together now"), PLACE_SYNC},
    {ACTION_CHANGE, "change", "Enter Space Right", N_("Change"), N_("change the selected setting"), PLACE_SETTINGS},
    {ACTION_DELETE, "delete", "Del d", N_("Delete"), N_("delete the selected view"), PLACE_VIEWS},
};
const int actions_count = sizeof actions / sizeof actions[0];

#define BOUND_MAX 256
static struct {
    int key;
    enum action action;
} bound[BOUND_MAX];
static int bound_count;
static bool remington; /* the Hindi layout that was seen last */

const struct action_info *action_find(enum action action) {
    for (int i = 0; i < actions_count; i++)
        if (actions[i].action == action)
            return &actions[i];
    return NULL;
}

static const struct action_info *action_by_name(const char *name) {
    for (int i = 0; i < actions_count; i++)
        if (strcasecmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

/* ---- binding ---- */

static void unbind(enum action action) {
    int kept = 0;
    for (int i = 0; i < bound_count; i++)
        if (bound[i].action != action)
            bound[kept++] = bound[i];
    bound_count = kept;
}

/* The action that already has the key somewhere where this one holds too; NULL. */
static const struct action_info *in_the_way(int key, const struct action_info *info) {
    for (int i = 0; i < bound_count; i++) {
        const struct action_info *other = action_find(bound[i].action);
        if (bound[i].key == key && other != info && (other->places & info->places) != 0)
            return other;
    }
    return NULL;
}

static void bind_key(int key, enum action action) {
    if (bound_count < BOUND_MAX) {
        bound[bound_count].key = key;
        bound[bound_count++].action = action;
    }
}

struct told {
    void (*note)(void *, const char *);
    void *context;
    const char *file;
};

/* A user's keys for an action: the good ones replace the default; where none is good the default stays. */
static void bind_users(const struct action_info *info, const char *keys, const struct told *told) {
    char list[160], sentence[CONFIG_NOTE_SIZE], *rest = NULL;
    int good[16], n = 0;
    text_format(list, sizeof list, "%s", keys);
    for (char *name = strtok_r(list, ", \t", &rest); name; name = strtok_r(NULL, ", \t", &rest)) {
        int key = key_parse(name);
        const struct action_info *other = key ? in_the_way(key, info) : NULL;
        if (!key)
            text_format(sentence, sizeof sentence,
                        _("%s, [keys] %s: \"%s\" is no key. Write a letter, or Ctrl-F, F2, PgDn, Enter, Space …"),
                        told->file, info->name, name);
        else if (other)
            text_format(sentence, sizeof sentence,
                        _("%s, [keys] %s: the key %s already means \"%s\" there; it keeps that meaning."), told->file,
                        info->name, name, other->name);
        else if (n < (int)(sizeof good / sizeof good[0]))
            good[n++] = key;
        if (!key || other)
            told->note(told->context, sentence);
    }
    if (n == 0)
        return;
    unbind(info->action);
    for (int i = 0; i < n; i++)
        bind_key(good[i], info->action);
}

static void bind_defaults(void) {
    bound_count = 0;
    for (int i = 0; i < actions_count; i++) {
        char list[64], *rest = NULL;
        text_format(list, sizeof list, "%s", actions[i].keys);
        for (char *name = strtok_r(list, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
            bind_key(key_parse(name), actions[i].action);
    }
}

/* The action whose name is nearest, for "did you mean": shares the longest beginning. */
static const char *nearest(const char *name) {
    const char *best = actions[0].name;
    size_t best_n = 0;
    for (int i = 0; i < actions_count; i++) {
        size_t n = 0;
        while (name[n] && strncasecmp(name, actions[i].name, n + 1) == 0 && actions[i].name[n])
            n++;
        if (n > best_n) {
            best_n = n;
            best = actions[i].name;
        }
    }
    return best;
}

void actions_bind(const struct config *config, void (*note)(void *, const char *), void *context) {
    const struct told told = {note, context, config->file};
    bind_defaults();
    /* first all that the user moves away are freed, so that two actions can change places */
    for (int i = 0; i < config->keys; i++) {
        const struct action_info *info = action_by_name(config->key[i].name);
        if (info)
            unbind(info->action);
    }
    for (int i = 0; i < config->keys; i++) {
        const struct action_info *info = action_by_name(config->key[i].name);
        char sentence[CONFIG_NOTE_SIZE];
        if (!info) {
            text_format(
                sentence, sizeof sentence,
                _("%s, [keys]: there is no action \"%s\"; \"%s\" is the nearest. The help screen (?) names them all."),
                config->file, config->key[i].name, nearest(config->key[i].name));
            note(context, sentence);
            continue;
        }
        bind_users(info, config->key[i].value, &told);
        bool has = false;
        for (int k = 0; k < bound_count; k++)
            has = has || bound[k].action == info->action;
        char list[64], *rest = NULL;
        text_format(list, sizeof list, "%s", info->keys);
        for (char *name = has ? NULL : strtok_r(list, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
            if (!in_the_way(key_parse(name), info))
                bind_key(key_parse(name), info->action);
    }
}

/* ---- looking up ---- */

static enum action look_up(int key, unsigned places) {
    for (int i = 0; i < bound_count; i++) {
        const struct action_info *info = bound[i].key == key ? action_find(bound[i].action) : NULL;
        if (info && (info->places & places) != 0)
            return info->action;
    }
    return ACTION_NONE;
}

enum action action_of_key(int key, unsigned places) {
    enum action plain = look_up(key, places);
    if (plain || key == K_NEW_LINE)
        return plain ? plain : look_up(K_ENTER, places);
    int one = key_under_hindi(key), two = key_under_hindi_other(key);
    enum action by_inscript = one != key ? look_up(one, places) : ACTION_NONE;
    enum action by_remington = two ? look_up(two, places) : ACTION_NONE;
    /* a character that means something in one layout only tells which one it is */
    if (by_inscript && !by_remington && two)
        remington = false;
    else if (by_remington && !by_inscript)
        remington = true;
    if (remington && two)
        return by_remington;
    return by_inscript ? by_inscript : by_remington;
}

const char *action_key(enum action action, char *out, size_t cap) {
    int found = K_NONE;
    for (int i = 0; i < bound_count; i++)
        if (bound[i].action == action) {
            if (!found)
                found = bound[i].key;
            if (found >= K_F1 && found <= K_F12)
                found = bound[i].key; /* the letter twin is shown */
        }
    return key_show(found, out, cap);
}

const char *action_keys(enum action action, char *out, size_t cap) {
    size_t n = 0;
    text_format(out, cap, "%s", "");
    for (int i = 0; i < bound_count; i++) {
        char name[16];
        if (bound[i].action == action && n + 2 < cap)
            n += text_format(out + n, cap - n, "%s%s", n ? " " : "", key_show(bound[i].key, name, sizeof name));
    }
    return out;
}
