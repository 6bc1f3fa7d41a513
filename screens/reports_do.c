/* What is done with a report: saved into a file, printed, issued. */
#include <string.h>
#include <unistd.h>

#include "screens/children.h"
#include "screens/form.h"
#include "screens/reports_inside.h"
#include "screens/save.h"
#include "src/child.h"
#include "src/text.h"

#define TEXT_COLUMNS "132"   /* of a page saved as text */
#define SAVE_LIMIT_MS 300000 /* a PDF of thousands of pages */

static bool refused(struct session *s) {
    return session_only_reads(s, _("This session only reads (--read-only): nothing is saved, printed or issued."));
}

/* Says why there is none; a key that stopped it is said too, since something was asked for. */
static answer not_made(struct session *s, const struct error *e) {
    if (e->kind == ERROR_STOPPED)
        session_say(s, ROLE_NOTE, "%s", _("A key stopped the counting; nothing was done."));
    else
        session_fail(s, e);
    return ANSWER_REDRAW;
}

/* ---- printing ---- */

static answer print(struct session *s, struct report_made *made) {
    struct sheet *sheet = made->sheet;
    struct error e = {0};
    made->sheet = NULL; /* screen_print frees it */
    report_made_free(made);
    return screen_print(s, sheet, &e);
}

answer reports_print(struct session *s, const struct report *report) {
    struct report_made made;
    struct error e = {0};
    if (refused(s))
        return ANSWER_REDRAW;
    return reports_make(s, report, &made, &e) ? print(s, &made) : not_made(s, &e);
}

answer reports_print_orderly(struct session *s, int64_t unit) {
    const struct report *report = report_find("pending-by-io");
    struct report_ask ask = session_report_ask(s);
    struct report_made made;
    struct error e = {0};
    if (refused(s))
        return ANSWER_REDRAW;
    ask.unit = unit;
    ask.cases_most = REPORTS_CASES_MAX;
    session_interruptible(s, true);
    bool well = report_make(report, &ask, &made, &e);
    session_interruptible(s, false);
    return well ? print(s, &made) : not_made(s, &e);
}

/* ---- issuing ---- */

static void issue(struct session *s, void *context) {
    const struct report *report;
    struct report_ask ask;
    struct report_made made;
    struct error e = {0};
    memcpy(&report, context, sizeof(void *));
    if (!reports_make(s, report, &made, &e)) { /* anew: what is issued is what is true now */
        not_made(s, &e);
        return;
    }
    bool kept = reports_ask(s, report, &ask, &e) && report_issue(report, &ask, &made, &e);
    report_made_free(&made);
    if (!kept) {
        session_fail(s, &e);
        return;
    }
    session_changed(s, CHANGED_DATA);
    session_say(s, ROLE_GOOD, "%s", _("Issued and kept. The next sheet says what changed since; W saves this one, p prints it."));
}

answer reports_issue_open(struct session *s, const struct report *report) {
    struct ask_spec question = {.yes = issue};
    struct report_ask ask;
    struct error e = {0};
    char title[256], words[512], day[11];
    reports_short_title(report, title, sizeof title);
    if (refused(s))
        return ANSWER_REDRAW;
    if (!(report->takes & REPORT_ISSUE)) {
        session_say(s, ROLE_NOTE, _("%s is not issued: nothing is held against it later. W saves it, p prints it."), title);
        return ANSWER_REDRAW;
    }
    if (!reports_ask(s, report, &ask, &e)) {
        session_fail(s, &e);
        return ANSWER_REDRAW;
    }
    const struct reports_choice choice = reports_choice_now(s);
    civil_show(ask.clock.today, day);
    text_format(question.question, sizeof question.question, _("Keep \"%s\" of %s, as on %s, as issued? The next one is held against it."), title,
                reports_choice_words(s, report, &(struct reports_choice){.unit = choice.unit, .as_of = CIVIL_NONE, .from = ask.from, .to = ask.to}, words,
                                     sizeof words),
                day);
    return ask_open(s, &question, &report, sizeof(void *));
}

/* ---- saving ---- */

static struct child child = {.watch = -1, .said = -1}; /* outlives the screens: one at a time */
static char child_path[CONFIG_PATH];

struct saving {
    const struct report *report;
    enum report_format format;
};

static void saved(struct session *s, void *with, int status) {
    (void)with;
    char said[ERROR_TEXT_MAX];
    child_said(&child, said, sizeof said);
    child_close(&child);
    if (status == EXIT_DONE)
        session_say(s, ROLE_GOOD, _("Saved as %s; only you can read it."), child_path);
    else
        session_say(s, ROLE_ERROR, "%s", said[0] ? said : _("The report could not be saved."));
}

/* What the command line would say of the choice: words of argv behind child_of_session. */
struct command_words {
    char as_of[11], day[11], from[11], to[11], number[CASE_NO_SIZE], unit[16];
};

static void words_of(struct session *s, const struct saving *saving, const char *path, struct command_words *words, const char *argv[]) {
    const struct reports_choice choice = reports_choice_now(s);
    unsigned takes = saving->report->takes;
    int n = child_of_session(s, argv, words->as_of);
    if (choice.as_of != CIVIL_NONE) { /* the later one holds */
        civil_iso(choice.as_of, words->day);
        argv[n++] = "--as-of";
        argv[n++] = words->day;
    }
    argv[n++] = "report";
    argv[n++] = saving->report->name;
    if (takes & REPORT_CASE) {
        case_no_full(choice.about, words->number);
        argv[n++] = words->number;
    } else {
        argv[n++] = "--unit";
        text_format(words->unit, sizeof words->unit, "%s", choice.unit.id ? choice.unit.code : "all");
        argv[n++] = words->unit;
    }
    if ((takes & REPORT_PERIOD) && choice.from != CIVIL_NONE) {
        civil_iso(choice.from, words->from);
        argv[n++] = "--from";
        argv[n++] = words->from;
    }
    if ((takes & REPORT_PERIOD) && choice.to != CIVIL_NONE) {
        civil_iso(choice.to, words->to);
        argv[n++] = "--to";
        argv[n++] = words->to;
    }
    if (takes & REPORT_SORT) {
        argv[n++] = "--sort";
        argv[n++] = report_sorts[choice.sort];
    }
    if (saving->format == REPORT_TEXT) {
        argv[n++] = "--width";
        argv[n++] = TEXT_COLUMNS;
    }
    argv[n++] = "--format";
    argv[n++] = report_formats[saving->format];
    argv[n++] = "--output";
    argv[n++] = path;
    argv[n] = NULL;
}

/* itsso-tui report …: a report of the nation takes seconds and memory that the screens have not. */
static bool start(struct session *s, const struct saving *saving, const char *path, struct error *e) {
    struct command_words words;
    struct report_ask ask;
    const char *argv[CHILD_ARGV + 20];
    if (child.pid)
        return error_set(e, ERROR_UNABLE, "%s", _("The file before is still being made; save this one in a moment."));
    if (!reports_ask(s, saving->report, &ask, e)) /* of a case, and there is none */
        return false;
    text_format(child_path, sizeof child_path, "%s", path);
    words_of(s, saving, child_path, &words, argv);
    if (!child_start(&child, argv, NULL, 0, -1, e))
        return false;
    if (!session_child(s, &child, SAVE_LIMIT_MS, saved, NULL)) {
        child_close(&child);
        return error_set(e, ERROR_UNABLE, "%s", _("Too much is at work beside the screens; try again when it has ended."));
    }
    session_say(s, ROLE_NOTE, "%s", _("The file is being made; its place is said here."));
    return true;
}

static bool file_save(struct session *s, struct form *form, struct error *e) {
    struct saving saving;
    char path[CONFIG_PATH];
    memcpy(&saving, form_context(form), sizeof saving);
    if (!*form_text(form, 0) || strcmp(form_text(form, 0), "-") == 0) {
        form_message(form, 0, "%s", _("Name a file: /media/usb/report.csv, or ~/report.csv"));
        return false;
    }
    if (!save_path(form_text(form, 0), path)) {
        form_message(form, 0, "%s", _("This name is too long."));
        return false;
    }
    if (access(path, F_OK) == 0 && form_saves(form) < 2) {
        form_message(form, 0, "%s", _("There is such a file already. Enter once more takes its place."));
        return false;
    }
    return start(s, &saving, path, e);
}

/* "~/monthly-balance-31999001-2026-11-23.csv": of which unit and day it is. */
static void name_of(struct session *s, const struct saving *saving, char *out, size_t cap) {
    static const char *const endings[] = {[REPORT_TEXT] = "txt", [REPORT_CSV] = "csv", [REPORT_HTML] = "html", [REPORT_PDF] = "pdf"};
    const struct reports_choice choice = reports_choice_now(s);
    char day[11], number[CASE_NO_SIZE] = "";
    civil_iso(choice.as_of == CIVIL_NONE ? s->clock.today : choice.as_of, day);
    if ((saving->report->takes & REPORT_CASE) && choice.about)
        case_no_full(choice.about, number);
    for (char *c = number; *c; c++)
        if (*c == '/')
            *c = '-';
    text_format(out, cap, "~/%s-%s-%s.%s", saving->report->name, *number ? number : choice.unit.id ? choice.unit.code : "all", day,
                endings[saving->format]);
}

static void format_chosen(struct session *s, void *context, int item) {
    static const enum report_format formats[] = {REPORT_CSV, REPORT_HTML, REPORT_PDF, REPORT_TEXT};
    struct saving saving = {.format = formats[item]};
    char name[128];
    memcpy(&saving.report, context, sizeof(void *));
    name_of(s, &saving, name, sizeof name);
    struct form_spec spec = {
        .title = N_("Save the report"),
        .save = file_save,
        .fields = 1,
        .field = {{.kind = FIELD_TEXT, .label = N_("File"), .text = name, .text_max = CONFIG_PATH - 64, .hint = N_("only you will be able to read it")}},
    };
    form_open(s, &spec, &saving, sizeof saving);
}

answer reports_save_open(struct session *s, const struct report *report) {
    if (refused(s))
        return ANSWER_REDRAW;
    const struct menu_spec menu = {.title = N_("Save the report as"), .items = 4, .choose = format_chosen,
                                   .item = {{"", N_("CSV: for LibreOffice or Excel")}, {"", N_("HTML: for a browser, prints on A4")},
                                            {"", N_("PDF: to print, to send")}, {"", N_("text: 132 columns")}}};
    return menu_open(s, &menu, &report, sizeof(void *));
}
