/* doctor: the gateway, the certificates, the way to it, and how sync stands. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "db/entry.h"
#include "src/child.h"
#include "src/clock.h"
#include "src/commands/doctor.h"
#include "src/i18n.h"
#include "src/report/sync_words.h"
#include "src/sync_lock.h"

#define CHECK_MS 40000 /* a name that nobody answers for, and a connection that nobody takes */
#define SAID_BYTES 16384

/* A line of itsso-sync --check: mark, what is so, how to mend it, with tabs between them. */
static void line(struct doctor *doctor, char *text)
{
    char *what = strchr(text, '\t');
    if (!what)
        return;
    *what++ = '\0';
    char *mend = strchr(what, '\t');
    if (mend)
        *mend++ = '\0';
    if (strcmp(text, "!!") == 0)
        doctor_wrong(doctor, mend ? mend : "", "%s", what);
    else if (strcmp(text, "ok") == 0)
        doctor_good(doctor, "%s", what);
    else
        doctor_note(doctor, "%s", what);
}

static void lines(struct doctor *doctor, int from)
{
    static char said[SAID_BYTES];
    ssize_t n = pread(from, said, sizeof said - 1, 0);
    said[n > 0 ? n : 0] = '\0';
    for (char *at = said, *next; *at; at = next) {
        next = at + strcspn(at, "\n");
        if (*next)
            *next++ = '\0';
        line(doctor, at);
    }
}

/* The files of [sync] and the way to the gateway, by the program that will use them. */
static void check_way(struct doctor *doctor)
{
    const struct context *context = doctor->context;
    const char *argv[12] = {"itsso-sync", "--check", "--way", "--db", context->folder, "--lang", language_now() == LANGUAGE_HINDI ? "hi" : "en"};
    struct child child;
    struct error e = {0};
    int n = 7, status = -1, out = memfd_create("said", MFD_CLOEXEC);
    if (context->config.file[0]) {
        argv[n++] = "--config";
        argv[n++] = context->config.file;
    }
    argv[n] = NULL;
    if (out < 0 || !child_start(&child, argv, NULL, 0, out, &e)) {
        doctor_wrong(doctor, _("install itsso-sync beside itsso-tui (make install)."), "%s", e.text);
    } else {
        bool ended = child_ended(&child, CHECK_MS, &status);
        child_close(&child);
        lines(doctor, out);
        if (!ended || status > EXIT_FINDINGS)
            doctor_wrong(doctor, "", "%s", _("the way to the gateway could not be looked at to its end"));
    }
    if (out >= 0)
        close(out);
}

/* What the last syncs left behind. */
static void check_state(struct doctor *doctor, struct store *store)
{
    struct sync_state state;
    struct lock_holder holder;
    struct error e = {0};
    char at[24];
    if (!store || !sync_known(store) || !sync_state_read(store, &state, &e)) {
        doctor_note(doctor, "%s", _("nothing was synced here yet: itsso-tui sync"));
        return;
    }
    int64_t unsent = entries_unsent(store);
    clock_stamp_show(state.synced_at, at);
    if (*at)
        doctor_note(doctor, _("the last sync that went well was at %s"), at);
    if (state.refused > 0)
        doctor_wrong(doctor, _("see screen 8 (Sync): it says why, and opens the case."),
                     ngettext("%lld entry was refused by the data centre", "%lld entries were refused by the data centre", (unsigned long)state.refused),
                     (long long)state.refused);
    if (unsent > 0)
        doctor_note(doctor, ngettext("%lld entry waits to be sent", "%lld entries wait to be sent", (unsigned long)unsent), (long long)unsent);
    if (lock_held(store_folder(store), &holder) && holder.pid)
        doctor_good(doctor, _("kept in sync by process %ld"), (long)holder.pid);
    else
        doctor_note(doctor, "%s", _("nobody keeps this folder in sync just now: the screens do while they are open; for the time between, "
                                    "systemctl enable --now itsso-sync-watch.service"));
}

void doctor_sync(struct doctor *doctor, struct store *store)
{
    doctor_topic(doctor, _("VPN and certificates"));
    if (!doctor->context->config.sync.url[0]) {
        doctor_note(doctor, "%s", _("no gateway configured: nothing is sent, nothing is fetched"));
        return;
    }
    check_way(doctor);
    check_state(doctor, store);
}
