#include "screens/print.h"

#include "screens/case_source.h"
#include "screens/children.h"
#include "src/report/paper.h"
#include "src/report/sheet_of.h"

/* One at a time: two prints of one person are one after the other. */
static struct paper paper;
static bool busy;

struct report_ask session_report_ask(const struct session *s) {
    return (struct report_ask){.store = s->store,
                               .rules = s->context->rules,
                               .lists = s->context->lists,
                               .clock = s->clock,
                               .disposed = s->context->config.disposed,
                               .unit = s->unit.id,
                               .from = CIVIL_NONE,
                               .to = CIVIL_NONE};
}

static void over(struct session *s, void *with, int status);

static bool watch(struct session *s) {
    if (session_child(s, &paper.child, paper_limit_ms(&paper), over, NULL))
        return true;
    paper_close(&paper);
    session_say(s, ROLE_ERROR, "%s", _("Too much runs beside the screens; print again in a moment."));
    return false;
}

static void over(struct session *s, void *with, int status) {
    (void)with;
    static const enum role roles[] = {
        [PAPER_PRINTED] = ROLE_GOOD, [PAPER_SAVED] = ROLE_NOTE, [PAPER_FAILED] = ROLE_ERROR};
    char said[STATUS_SIZE];
    enum paper_end end = paper_step(&paper, status, said, sizeof said);
    if (end == PAPER_GOES_ON) {
        busy = watch(s);
        return;
    }
    paper_close(&paper);
    busy = false;
    session_say(s, roles[end], "%s", said);
}

static bool nothing_is_printed(struct session *s) {
    return session_only_reads(s, _("This session only reads (--read-only): nothing is printed, and no PDF is made."));
}

answer screen_print(struct session *s, struct sheet *sheet, const struct error *failed) {
    struct error e = {0};
    if (nothing_is_printed(s)) {
        sheet_free(sheet);
        return ANSWER_REDRAW;
    }
    if (!sheet) {
        session_fail(s, failed);
        return ANSWER_REDRAW;
    }
    if (busy) {
        session_say(s, ROLE_NOTE, "%s", _("The sheet before is still on its way to the printer."));
    } else if (!paper_begin(&paper, sheet, s->read_only ? "" : store_folder(s->store), &e)) {
        session_fail(s, &e);
    } else if (watch(s)) {
        busy = true;
        session_say(s, ROLE_NOTE, _("Printing: %s …"), sheet->title);
    }
    sheet_free(sheet);
    return ANSWER_REDRAW;
}

answer print_cases(struct session *s, const struct case_filter *filter, const struct case_sort *sort, const char *name,
                   const char *title, const char *describe) {
    struct report_ask ask = session_report_ask(s);
    struct error e = {0};
    if (nothing_is_printed(s))
        return ANSWER_REDRAW;
    session_interruptible(s, true);
    struct sheet *sheet = sheet_of_cases(&ask, filter, sort, !several_units(s), name, title, describe, &e);
    session_interruptible(s, false);
    return screen_print(s, sheet, &e);
}
