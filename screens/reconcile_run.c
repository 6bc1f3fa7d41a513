/* Comparing a register beside the screens, and saving the list. */
#include "screens/reconcile_inside.h"

#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "db/reconcile.h"
#include "screens/children.h"
#include "screens/form.h"
#include "screens/print.h"
#include "screens/save.h"
#include "src/child.h"
#include "src/report/reconcile_words.h"
#include "src/report/report.h"
#include "src/text.h"

static struct child child = {.watch = -1, .said = -1}; /* outlives the screen: one at a time */

bool reconcile_comparing(void) {
    return child.pid != 0;
}

static bool refused(struct session *s) {
    return session_only_reads(s, _("This session only reads (--read-only): no file is read or written for it."));
}

/* ---- comparing ---- */

static void compared(struct session *s, void *with, int status) {
    (void)with;
    struct reconcile_sum sum;
    struct error e = {0};
    char said[ERROR_TEXT_MAX], text[1024];
    child_said(&child, said, sizeof said);
    child_close(&child);
    session_changed(s, CHANGED_DATA);
    if ((status == EXIT_DONE || status == EXIT_FINDINGS) && reconcile_kept(s->store, s->unit.id, &sum, &e))
        session_say(s, status == EXIT_DONE ? ROLE_GOOD : ROLE_NOTE, "%s", reconcile_sum_show(&sum, text, sizeof text));
    else
        session_say(s, ROLE_ERROR, "%s", said[0] ? said : _("The register could not be compared."));
}

/* itsso-tui reconcile FILE, of this session's folder, configuration, language and unit; its rows are not wanted here. */
static bool start(struct session *s, const char *path, struct error *e) {
    char as_of[11];
    const char *argv[CHILD_ARGV + 9];
    int n = child_of_session(s, argv, as_of);
    argv[n++] = "reconcile";
    argv[n++] = "--unit";
    argv[n++] = s->unit.id ? s->unit.code : "all";
    argv[n++] = "--format";
    argv[n++] = "csv";
    argv[n++] = "--";
    argv[n++] = path;
    argv[n] = NULL;
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    bool started = child_start(&child, argv, NULL, 0, nowhere, e);
    if (nowhere >= 0)
        close(nowhere);
    if (started && !session_child(s, &child, 0, compared, NULL)) {
        child_close(&child);
        return error_set(e, ERROR_UNABLE, "%s", _("Too much is at work beside the screens; try again when it has ended."));
    }
    return started;
}

static bool compare_save(struct session *s, struct form *form, struct error *e) {
    char path[CONFIG_PATH];
    if (!save_path(form_text(form, 0), path) || strcmp(path, "-") == 0) {
        form_message(form, 0, "%s", _("Name a file: /media/usb/register.csv, or ~/register.csv"));
        return false;
    }
    if (access(path, R_OK) != 0) {
        form_message(form, 0, "%s", _("There is no such file, or you may not read it."));
        return false;
    }
    if (!start(s, path, e))
        return false;
    session_say(s, ROLE_NOTE, "%s", _("The register is being compared; the result appears here."));
    return true;
}

answer reconcile_compare_open(struct session *s) {
    if (refused(s))
        return ANSWER_REDRAW;
    if (reconcile_comparing()) {
        session_say(s, ROLE_NOTE, "%s", _("A register is being compared already; wait for it."));
        return ANSWER_REDRAW;
    }
    struct form_spec spec = {
        .title = N_("Compare with a register"),
        .save = compare_save,
        .fields = 2,
        .field = {{.kind = FIELD_TEXT, .label = N_("File"), .text_max = CONFIG_PATH - 64},
                  {.kind = FIELD_SAY, .label = N_("The station's own register, as CSV or TSV with the headings that import knows.")}},
    };
    return form_open(s, &spec, "", 0);
}

/* ---- saving ---- */

/* By the ending; CSV where it says nothing. */
static enum report_format format_of(const char *path) {
    const char *dot = strrchr(path, '.');
    if (dot && (strcasecmp(dot, ".html") == 0 || strcasecmp(dot, ".htm") == 0))
        return REPORT_HTML;
    if (dot && strcasecmp(dot, ".pdf") == 0)
        return REPORT_PDF;
    if (dot && strcasecmp(dot, ".txt") == 0)
        return REPORT_TEXT;
    return REPORT_CSV;
}

static bool list_save(struct session *s, struct form *form, struct error *e) {
    char path[CONFIG_PATH];
    struct report_made made;
    struct report_ask ask = {.store = s->store, .rules = s->context->rules, .lists = s->context->lists, .clock = s->clock,
                             .disposed = s->context->config.disposed, .unit = s->unit.id, .from = CIVIL_NONE, .to = CIVIL_NONE};
    if (!save_path(form_text(form, 0), path)) {
        form_message(form, 0, "%s", _("This name is too long."));
        return false;
    }
    if (access(path, F_OK) == 0 && form_saves(form) < 2) {
        form_message(form, 0, "%s", _("There is such a file already. Enter once more takes its place."));
        return false;
    }
    if (!report_make(report_find("reconcile"), &ask, &made, e))
        return false;
    bool saved = report_save(made.sheet, format_of(path), 132, path, e);
    report_made_free(&made);
    if (saved)
        session_say(s, ROLE_GOOD, _("Saved as %s; only you can read it."), path);
    return saved;
}

answer reconcile_print(struct session *s) {
    struct report_made made = {0};
    struct report_ask ask = session_report_ask(s);
    struct error e = {0};
    struct sheet *sheet = NULL;
    ask.unit = s->unit.id;
    if (report_make(report_find("reconcile"), &ask, &made, &e)) {
        sheet = made.sheet;
        made.sheet = NULL; /* the printing frees it */
        report_made_free(&made);
    }
    return screen_print(s, sheet, &e);
}

answer reconcile_save_open(struct session *s) {
    if (refused(s))
        return ANSWER_REDRAW;
    struct form_spec spec = {
        .title = N_("Save the list"),
        .save = list_save,
        .fields = 2,
        .field = {{.kind = FIELD_TEXT, .label = N_("File"), .text = "~/reconcile.csv", .text_max = CONFIG_PATH - 64},
                  {.kind = FIELD_SAY, .label = N_("By its ending: .csv, .html, .pdf or .txt")}},
    };
    return form_open(s, &spec, "", 0);
}
