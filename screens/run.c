/* The screens as a command: opens the databases and the terminal, runs the loop, and leaves both as they were. */
#include <stdio.h>
#include <string.h>

#include "db/entry.h"
#include "screens/children.h"
#include "screens/loop.h"
#include "screens/stack.h"
#include "screens/sync_child.h"
#include "screens/terminal.h"
#include "src/clock.h"
#include "src/text.h"

#define FINISH_MS 10000

static void note(void *context, const char *sentence) {
    struct session *s = context;
    for (int i = 0; i < s->notes; i++)
        if (strcmp(s->note[i], sentence) == 0)
            return; /* said already: the unit is looked for again at each change */
    if (s->notes < (int)(sizeof s->note / sizeof s->note[0]))
        text_format(s->note[s->notes++], sizeof s->note[0], "%s", sentence);
}

/* Before all others: the status line says the first one, and the rest only by their number. */
static void note_first(struct session *s, const char *sentence) {
    int room = (int)(sizeof s->note / sizeof s->note[0]);
    int kept = s->notes < room ? s->notes : room - 1;
    memmove(s->note[1], s->note[0], (size_t)kept * sizeof s->note[0]);
    text_format(s->note[0], sizeof s->note[0], "%s", sentence);
    s->notes = kept + 1;
}

/* The unit of the configuration; else the top of what the database holds, where that is all of it. */
static void find_unit(struct session *s) {
    struct error e = {0};
    char sentence[CONFIG_NOTE_SIZE];
    const char *code = s->context->config.unit;
    memset(&s->unit, 0, sizeof s->unit);
    if (*code && strcmp(code, "all") != 0) {
        if (unit_by_code(s->store, code, &s->unit, &e))
            return;
        memset(&s->unit, 0, sizeof s->unit);
        text_format(sentence, sizeof sentence,
                    _("The unit %s ([station] unit) is not in the database yet; all of it is shown."), code);
        note(s, sentence);
    }
    error_clear(&e);
    /* a station that the hierarchy does not have is beside its top: then all of it is shown */
    if (!unit_root(s->store, &s->unit, &e) || !unit_covers_all(s->store, &s->unit))
        memset(&s->unit, 0, sizeof s->unit);
}

/* How far the clock may be trusted is known by the data centre's time; counts go by the corrected date. */
static void trust_clock(struct session *s) {
    int64_t correction;
    clock_set_offset(0);
    enum clock_trust trust = sync_clock(&s->sync.state, clock_now_ms(), &correction);
    clock_set_offset(correction);
    if (trust != s->clock_trust && trust == CLOCK_WRONG)
        session_say(s, ROLE_ERROR, "%s",
                    _("This PC's clock is wrong: days are counted by the data centre's date. Set the clock (date, time) of this PC."));
    else if (trust != s->clock_trust && trust == CLOCK_NOTE)
        session_say(s, ROLE_NOTE, "%s", _("This PC's clock is more than 10 minutes off the data centre's: set it."));
    s->clock_trust = trust;
}

static void read_sync(struct session *s) {
    struct error e = {0};
    s->sync = (struct sync_view){.configured = s->context->config.sync.url[0] != '\0',
                                 .known = sync_known(s->store),
                                 .today = s->clock.today,
                                 .interval_s = s->context->config.sync.interval};
    if (!sync_state_read(s->store, &s->sync.state, &e))
        s->sync.state = (struct sync_state){0};
    s->sync.unsent = entries_unsent(s->store);
    trust_clock(s);
}

void session_read_state(struct session *s) {
    char stamp[40];
    struct error e = {0};
    struct unit now;
    s->training = store_is_training(s->store);
    store_meta(s->store, "imported_at", stamp, sizeof stamp);
    read_sync(s);
    clock_stamp_show(strcmp(s->sync.state.synced_at, stamp) > 0 ? s->sync.state.synced_at : stamp, s->data_at);
    store_facts(s->store, s->set_aside);
    store_set_officer(s->store, command_is_officer(s->context, s->store));
    const char *own = s->context->config.unit;
    if (s->unit.id && strcmp(own, s->unit.code) == 0 && unit_by_code(s->store, own, &now, &e))
        s->unit = now;
    else
        find_unit(s);
}

/* What the opening of the databases had to mend comes first: it may be that cases are missing. */
static void gather_notes(struct session *s, const char *terminal_note) {
    struct error missing = {0};
    for (int i = 0; i < s->context->config.notes; i++)
        note(s, s->context->config.note[i]);
    if (*terminal_note)
        note(s, terminal_note);
    if (*store_notice(s->store))
        note_first(s, store_notice(s->store));
    else if (s->set_aside[0] && !command_set_aside(s->set_aside, store_folder(s->store), &missing))
        note_first(s, missing.text);
}

static void say_notes(struct session *s) {
    char key[16];
    if (s->notes == 1)
        session_say(s, ROLE_NOTE, "%s", s->note[0]);
    else if (s->notes > 1)
        session_say(s, ROLE_NOTE, _("%s And %d more: %s shows all of them."), s->note[0], s->notes - 1,
                    action_key(ACTION_SETTINGS, key, sizeof key));
}

/* --lang wins; then what was chosen last time; then the configuration. A console without Devanagari speaks English. */
static void choose_language(struct session *s) {
    char last[8];
    enum language language;
    state_get("language", last, sizeof last);
    if (!s->context->language_given && language_parse(last, &language))
        language_set(language);
    bool wants_english = strcmp(last, "en") == 0 || strcmp(s->context->config.language, "en") == 0 ||
                         (s->context->language_given && language_now() == LANGUAGE_ENGLISH);
    if (terminal_without_hindi() && !wants_english) {
        language_set(LANGUAGE_ENGLISH);
        note(s, _("The Linux console has no Devanagari letters: the screens are in English here."));
    }
}

/* What was chosen last time on the settings screen; else the configuration's. */
static enum colours chosen_colours(const struct config *config) {
    char last[16];
    enum colours colours;
    state_get("colours", last, sizeof last);
    return colours_parse(last, &colours) ? colours : config->colours;
}

static struct store *open_store(struct context *context, bool *read_only, int *status) {
    struct error e = {0};
    struct store *store;
    *read_only = context->read_only;
    if (context->read_only || context->folder_given) /* a mistyped folder is not made by looking at it */
        return command_store_read(context, status);
    store = store_open(context->folder, STORE_ENTRIES, &e);
    if (!store)
        *status = command_fail(context, &e);
    return store;
}

int screens_run(struct context *context) {
    static struct session session; /* large, and there is one */
    struct session *s = &session;
    struct error e = {0};
    char terminal_note[CONFIG_NOTE_SIZE];
    int status = EXIT_DONE;
    memset(s, 0, sizeof *s);
    s->context = context;
    s->clock = command_clock(context);
    s->sync_child = (struct child){.watch = -1, .said = -1};
    s->store = open_store(context, &s->read_only, &status);
    if (!s->store)
        return status;
    s->read_only = s->read_only || store_is_read_only(s->store);
    state_keep(!context->read_only);
    if (!terminal_start(&context->config, terminal_note, &e)) {
        store_close(s->store);
        return command_fail(context, &e);
    }
    theme_start(chosen_colours(&context->config));
    choose_language(s);
    find_unit(s);
    session_read_state(s);
    s->version = store_version(s->store);
    gather_notes(s, terminal_note);
    actions_bind(&context->config, note, s);
    say_notes(s);
    screen_open(s, &screen_home, NULL);
    bool ran = s->depth > 0 && loop_run(s, &e);
    sync_child_stop(s);
    stack_clear(s);
    terminal_stop();
    children_finish(s, FINISH_MS); /* what is on its way to the printer gets there */
    stack_clear(s);
    if (!ran)
        status = command_fail(context, &e);
    store_close(s->store);
    return status;
}
