/* Starting, missing and ending the sync beside the screens. */
#include "screens/sync_child.h"

#include <signal.h>
#include <unistd.h>

#include "screens/children.h"
#include "src/clock.h"
#include "src/sync_lock.h"
#include "src/text.h"

#define AGAIN_MS 60000 /* after it ended by itself */
#define NEVER INT64_MAX

static bool wanted(const struct session *s) {
    return s->sync.configured && !s->read_only && s->sync_again_at != NEVER;
}

/* It ended by itself. Where the configuration was wrong it would be wrong again. */
static void ended(struct session *s, void *with, int status) {
    char said[ERROR_TEXT_MAX];
    (void)with;
    child_said(&s->sync_child, said, sizeof said);
    child_close(&s->sync_child);
    s->sync_again_at = status == EXIT_USAGE ? NEVER : s->sync_anew ? 0 : clock_monotonic_ms() + AGAIN_MS;
    s->sync_anew = false;
    if (status == EXIT_USAGE && said[0])
        session_say(s, ROLE_ERROR, "%s", said);
    s->redraw = true;
}

static void start(struct session *s) {
    char parent[16];
    s->sync_language = language_now();
    const char *argv[12] = {"itsso-sync", "--watch", "--db", store_folder(s->store), "--parent", parent, "--lang",
                            s->sync_language == LANGUAGE_HINDI ? "hi" : "en"};
    int n = 8;
    struct error e = {0};
    text_format(parent, sizeof parent, "%ld", (long)getpid());
    if (s->context->config.file[0]) {
        argv[n++] = "--config";
        argv[n++] = s->context->config.file;
    }
    argv[n] = NULL;
    if (!child_start(&s->sync_child, argv, NULL, 0, -1, &e)) {
        s->sync_again_at = NEVER;
        session_fail(s, &e);
    } else if (!session_child(s, &s->sync_child, 0, ended, NULL)) {
        child_close(&s->sync_child);
        s->sync_again_at = clock_monotonic_ms() + AGAIN_MS;
    }
}

/* What is said of a failure is kept in the language in which it was written: the next one writes it in this one. */
static void change_language(struct session *s) {
    if (s->sync_language == language_now() || s->sync.state.class <= SYNC_WELL || !s->sync.state.sentence[0])
        return;
    s->sync_language = language_now();
    s->sync_anew = true;
    kill(s->sync_child.pid, SIGTERM);
}

void sync_child_tend(struct session *s) {
    s->sync.now_ms = clock_now_ms();
    if (s->sync_shown_up && !sync_is_up(&s->sync))
        s->redraw = true;
    if (s->sync_child.pid)
        change_language(s);
    else if (wanted(s) && clock_monotonic_ms() >= s->sync_again_at)
        start(s);
}

int64_t sync_child_patience(const struct session *s) {
    struct sync_view view = s->sync;
    int64_t due = -1, header;
    if (wanted(s) && !s->sync_child.pid) {
        due = s->sync_again_at - clock_monotonic_ms();
        due = due > 0 ? due : 0;
    }
    view.now_ms = clock_now_ms();
    header = s->sync_shown_up ? sync_header_holds(&view) : -1;
    return due < 0 || (header >= 0 && header < due) ? header : due;
}

void sync_child_stop(struct session *s) {
    session_child_forget(&s->sync_child);
    child_close(&s->sync_child);
}

void sync_now(struct session *s) {
    struct lock_holder holder;
    if (!s->sync.configured)
        session_say(s, ROLE_NOTE, "%s", _("No gateway is configured: set [sync] url in itsso-tui.conf, then start anew."));
    else if (session_only_reads(s, _("This session only reads (--read-only): it does not sync.")))
        return;
    else if (s->read_only)
        session_say(s, ROLE_NOTE, "%s", _("The data here may only be read by you: it is synced by others."));
    else if (lock_nudge(store_folder(s->store)))
        session_say(s, ROLE_TEXT, "%s", _("Syncing now; what comes of it stands here in a moment."));
    else if (lock_held(store_folder(s->store), &holder))
        session_say(s, ROLE_TEXT, _("A sync is at work already (process %ld)."), (long)holder.pid);
    else {
        s->sync_again_at = 0;
        if (!s->sync_child.pid)
            start(s);
        if (s->sync_child.pid)
            session_say(s, ROLE_TEXT, "%s", _("Syncing now; what comes of it stands here in a moment."));
    }
}
