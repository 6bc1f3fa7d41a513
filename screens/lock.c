/* The curtain: after [security] lock_minutes without a key the cases are
 * hidden from whoever walks by. Any key shows them again. It asks for no
 * password: there is none on this PC before sign-in exists. */
#include "screens/screen.h"
#include "src/text.h"

static void lock_draw(struct session *s, void *state, struct area area) {
    (void)state;
    char text[160];
    int minutes = s->context->config.lock_minutes;
    text_format(text, sizeof text,
                ngettext("Hidden: no key for %d minute.", "Hidden: no key for %d minutes.", (unsigned long)minutes), minutes);
    int middle = area.top + area.height / 2;
    const char *lines[] = {text, _("Any key shows the screen again.")};
    for (int i = 0; i < 2; i++) {
        int width = text_width(lines[i]);
        int x = width < area.width ? (area.width - width) / 2 : 0;
        line_put(middle - 1 + i, x, area.width - x, i == 0 ? ROLE_STRONG : ROLE_TEXT, lines[i]);
    }
    cursor_rest(middle, 0);
}

static bool lock_typing(void *state) {
    (void)state;
    return true; /* every key is for the curtain */
}

static answer lock_key(struct session *s, void *state, int key) {
    (void)s;
    (void)state;
    (void)key;
    return ANSWER_LEAVE;
}

static const enum action lock_footer[] = {ACTION_NONE};

const struct screen screen_lock = {
    .name = "lock",
    .title = N_("Hidden"),
    .places = PLACE_PANEL,
    .footer = lock_footer,
    .state_size = 1,
    .draw = lock_draw,
    .typing = lock_typing,
    .key = lock_key,
};
