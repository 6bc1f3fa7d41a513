/* What all screens share: status line, language, dates, interruption. */
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "screens/screen.h"
#include "screens/terminal.h"
#include "src/text.h"

void session_say(struct session *s, enum role role, const char *format, ...) {
    va_list list;
    va_start(list, format);
    text_sentence(s->status, sizeof s->status, format, list);
    va_end(list);
    s->status_role = role;
    s->redraw = true;
}

void session_fail(struct session *s, const struct error *e) {
    if (e->kind != ERROR_STOPPED)
        session_say(s, ROLE_ERROR, "%s", e->text);
}

bool session_only_reads(struct session *s, const char *sentence) {
    if (s->context->read_only)
        session_say(s, ROLE_NOTE, "%s", sentence);
    return s->context->read_only;
}

bool session_enters_nothing(struct session *s) {
    if (session_only_reads(s, _("This session only reads (--read-only): nothing can be entered.")))
        return true;
    if (s->read_only)
        session_say(s, ROLE_NOTE, "%s", _("The data here may only be read by you: nothing can be entered."));
    return s->read_only;
}

void session_changed(struct session *s, unsigned what) {
    s->pending |= what;
    s->redraw = true;
}

void session_language(struct session *s, enum language language) {
    if (language == LANGUAGE_HINDI && terminal_without_hindi()) {
        session_say(
            s, ROLE_NOTE, "%s",
            _("This is the Linux console: it has no Devanagari letters. Hindi needs a graphical terminal or PuTTY."));
        return;
    }
    if (!language_set(language)) {
        session_say(s, ROLE_NOTE, "%s",
                    _("This terminal is not set to UTF-8, so Hindi cannot be shown. Start with LC_ALL=C.UTF-8."));
        return;
    }
    state_set("language", language == LANGUAGE_HINDI ? "hi" : "en");
    session_changed(s, CHANGED_LANGUAGE);
    s->status[0] = '\0';
    session_only_reads(s, _("This session only reads (--read-only): the choice holds until you leave."));
}

const char *session_no_cases(const struct session *s) {
    return s->sync.configured ? _("There are no cases yet: the first sync has not ended. 8 shows how it stands.")
                              : _("There are no cases yet. Bring in a CCTNS extract: itsso-tui import FILE");
}

static bool stopped;

static bool key_waits(void *context) {
    (void)context;
    struct pollfd terminal = {.fd = STDIN_FILENO, .events = POLLIN};
    stopped = poll(&terminal, 1, 0) > 0 || stopped;
    return stopped;
}

void session_interruptible(struct session *s, bool on) {
    store_set_interrupt(s->store, on ? key_waits : NULL, NULL);
    if (!on && stopped)
        s->redraw = true; /* what was stopped is asked again after the key, even if the key itself changes nothing */
    stopped = false;
}

const char *weekday_short(civil_day day) {
    static const char *const names[] = {N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat")};
    return _(names[civil_weekday(day)]);
}

void session_date(civil_day day, char *out, size_t cap) {
    char date[11];
    civil_show(day, date);
    text_format(out, cap, "%s %s", weekday_short(day), date);
}
