/* How wide does the terminal draw Devanagari? Two answers are waited for: the
 * column after का and after क्ष, each written from column 0. */
#include "screens/probe.h"

#include "screens/frame.h"
#include "screens/terminal.h"
#include "src/clock.h"
#include "src/text.h"

#define PROBE_MS 300

static bool asked, waiting;
static int answers, column[2];
static int64_t asked_at;

void probe_begin(struct session *s) {
    if (asked || screen_columns() < SCREEN_MIN_COLUMNS || language_now() != LANGUAGE_HINDI ||
        !s->context->config.terminal_probe)
        return;
    asked = waiting = true;
    asked_at = clock_monotonic_ms();
    terminal_probe_ask();
}

static void note(struct session *s, const char *sentence) {
    if (s->notes < (int)(sizeof s->note / sizeof s->note[0]))
        text_format(s->note[s->notes++], sizeof s->note[0], "%s", sentence);
    session_say(s, ROLE_NOTE, "%s", sentence);
}

/* Both answers are there: 2 and 2 is what wcwidth says. */
static void conclude(struct session *s) {
    waiting = false;
    if (column[0] == 2 && column[1] == 2)
        return;
    if (column[0] == 1 && column[1] == 2) {
        text_spacing_marks_are_zero(true);
        terminal_repaint();
        session_changed(s, CHANGED_LANGUAGE);
        return;
    }
    s->hindi_last = true;
    if (!s->context->language_given) {
        language_set(LANGUAGE_ENGLISH);
        note(s, _("This terminal does not keep Hindi in its columns: English labels are shown. L (or F2) switches to "
                  "Hindi all the same."));
    }
    terminal_repaint();
    session_changed(s, CHANGED_LANGUAGE);
}

void probe_answer(struct session *s, int at) {
    if (!waiting || answers == 2)
        return; /* an answer that came too late is no key */
    column[answers++] = at;
    if (answers == 2)
        conclude(s);
}

void probe_step(struct session *s) {
    (void)s;
    if (waiting && clock_monotonic_ms() - asked_at >= PROBE_MS)
        waiting = false; /* no answer: wcwidth */
}

int probe_patience(void) {
    if (!waiting)
        return -1;
    int64_t left = asked_at + PROBE_MS - clock_monotonic_ms();
    return left < 0 ? 0 : (int)left;
}
