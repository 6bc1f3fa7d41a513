/* Words for the state of sync. */
#include "src/report/sync_words.h"

#include <stdlib.h>
#include <string.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define WHY ERROR_TEXT_MAX
#define MINUTE_MS INT64_C(60000)
#define UP_LEAST_MS (10 * MINUTE_MS) /* with a request that is held, a quiet state is written each four minutes */
#define NOTE_MS (10 * MINUTE_MS)
#define FRESH_BEFORE_MS (2 * MINUTE_MS)
#define FRESH_MS (30 * MINUTE_MS) /* so lately was the last sync: its measure holds */
#define WRONG_MS (12 * 60 * MINUTE_MS)

const char *sync_class_code(enum sync_class class) {
    static const char *const codes[] = {
        [SYNC_NEVER] = "never",           [SYNC_WELL] = "well",
        [SYNC_VPN_DOWN] = "vpn-down",     [SYNC_SERVER_DOWN] = "server-down",
        [SYNC_LINE_BROKE] = "line-broke", [SYNC_CERTIFICATE] = "certificate",
        [SYNC_NOT_ALLOWED] = "not-allowed", [SYNC_SOMETHING_ELSE] = "something-else",
        [SYNC_DISK] = "disk",
    };
    return (size_t)class < sizeof codes / sizeof *codes ? codes[class] : "never";
}

const char *sync_class_words(enum sync_class class) {
    static const char *const words[] = {
        [SYNC_NEVER] = N_("never"),
        [SYNC_WELL] = N_("synced"),
        [SYNC_VPN_DOWN] = N_("VPN down"),
        [SYNC_SERVER_DOWN] = N_("the data centre does not answer"),
        [SYNC_LINE_BROKE] = N_("the line broke"),
        [SYNC_CERTIFICATE] = N_("certificate not accepted"),
        [SYNC_NOT_ALLOWED] = N_("PC not let in"),
        [SYNC_SOMETHING_ELSE] = N_("something else answers"),
        [SYNC_DISK] = N_("this PC could not keep what came"),
    };
    return (size_t)class < sizeof words / sizeof *words ? _(words[class]) : "";
}

const char *sync_refusal_words(const char *code) {
    static const struct {
        const char *code, *words;
    } table[] = {
        {"not-in-scope", N_("not this unit's case")},
        {"bad-value", N_("value not accepted")},
        {"bad-kind", N_("not for this unit to enter")},
        {"kind-unknown", N_("not known there yet")},
        {"too-long", N_("text too long")},
        {"too-many", N_("too many entries in this case")},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].code, code) == 0)
            return _(table[i].words);
    return code;
}

const char *sync_moment(const char *stamp, civil_day today, char out[24]) {
    char whole[24], day[11];
    clock_stamp_show(stamp, whole);
    civil_show(today, day);
    if (!*whole)
        text_format(out, 24, "%s", "");
    else if (strncmp(whole, day, 10) == 0)
        text_format(out, 24, "%s", whole + 11);
    else if (strncmp(whole + 6, day + 6, 4) == 0)
        text_format(out, 24, "%.5s %s", whole, whole + 11);
    else
        text_format(out, 24, "%s", whole);
    return out;
}

/* ---- the sentence ---- */

/* What the person has to know whatever it is that fails. */
static void work_goes_on(int64_t unsent, char *out, size_t cap) {
    if (unsent > 0)
        text_format(out, cap,
                    ngettext("Work goes on; %lld entry waits to be sent.", "Work goes on; %lld entries wait to be sent.",
                             (unsigned long)unsent),
                    (long long)unsent);
    else
        text_format(out, cap, "%s", _("Work goes on; nothing waits to be sent."));
}

static void well(const struct sync_view *view, char *out, size_t cap) {
    char at[24], equal[24];
    sync_moment(view->state.synced_at, view->today, at);
    sync_moment(view->state.equal_at, view->today, equal);
    if (strcmp(view->state.equal_at, view->state.synced_at) == 0 && *equal)
        text_format(out, cap, _("Synced; equal to the data centre's copy of %s."), equal);
    else
        text_format(out, cap, _("Synced at %s."), at);
    size_t n = strlen(out);
    char why[WHY];
    if (view->state.sentence[0])
        text_format(out + n, cap - n, " %s", sync_why_words(view->state.sentence, why, sizeof why));
}

const char *sync_sentence(const struct sync_view *view, char *out, size_t cap) {
    char since[24], work[256], why[WHY];
    const char *colon = *sync_why_words(view->state.sentence, why, sizeof why) ? ": " : "";
    sync_moment(view->state.class_since, view->today, since);
    work_goes_on(view->unsent, work, sizeof work);
    switch (view->state.class) {
    case SYNC_WELL:
        well(view, out, cap);
        break;
    case SYNC_VPN_DOWN:
        text_format(out, cap, _("The VPN is down since %s. %s"), since, work);
        break;
    case SYNC_SERVER_DOWN:
        text_format(out, cap, _("The data centre has not answered since %s%s%s. %s"), since, colon, why, work);
        break;
    case SYNC_LINE_BROKE:
        text_format(out, cap, _("The line broke at %s%s%s; what was received is kept, and the next attempt goes on from there. %s"),
                    since, colon, why, work);
        break;
    case SYNC_CERTIFICATE:
        text_format(out, cap, _("No sync since %s%s%s. %s"), since, colon, why, work);
        break;
    case SYNC_NOT_ALLOWED:
        text_format(out, cap, _("The data centre has not let this PC in since %s%s%s. %s"), since, colon, why, work);
        break;
    case SYNC_SOMETHING_ELSE:
        text_format(out, cap, _("Something between here and the data centre has answered in its place since %s%s%s. %s"), since, colon,
                    why, work);
        break;
    case SYNC_DISK:
        text_format(out, cap, _("This PC could not keep what came since %s%s%s. Nothing was lost."), since, colon, why);
        break;
    case SYNC_NEVER:
        text_format(out, cap, "%s",
                    view->configured ? _("Not synced yet.") : _("No gateway is configured: nothing is sent, nothing is fetched."));
        break;
    }
    return out;
}

/* ---- the header ---- */

/* How long after the last attempt "up" may still be said. */
static int64_t up_for(const struct sync_view *view) {
    int64_t patience = (int64_t)view->interval_s * 2500;
    return patience > UP_LEAST_MS ? patience : UP_LEAST_MS;
}

bool sync_is_up(const struct sync_view *view) {
    int64_t at = clock_stamp_ms(view->state.attempt_at);
    return view->state.class == SYNC_WELL && at != INT64_MIN && llabs((long long)(view->now_ms - at)) < up_for(view);
}

int64_t sync_header_holds(const struct sync_view *view) {
    return sync_is_up(view) ? clock_stamp_ms(view->state.attempt_at) + up_for(view) - view->now_ms : -1;
}

/* The end of what the header says of the line, without what waits. */
static void line_words(const struct sync_view *view, bool brief, char *out, size_t cap) {
    char at[24];
    sync_moment(view->state.synced_at, view->today, at);
    if (sync_is_up(view))
        text_format(out, cap, brief ? _("VPN up") : _("VPN up, data %s"), at);
    else if (view->state.class == SYNC_WELL)
        text_format(out, cap, _("data %s"), at);
    else if (view->state.class == SYNC_CERTIFICATE)
        text_format(out, cap, "%s", brief ? _("certificate") : _("certificate not accepted"));
    else if (view->state.class == SYNC_NOT_ALLOWED)
        text_format(out, cap, "%s", brief ? _("not let in") : _("PC not let in"));
    else if (view->state.class == SYNC_DISK)
        text_format(out, cap, "%s", _("disk full?"));
    else if (view->state.class == SYNC_NEVER)
        text_format(out, cap, "%s", _("not synced yet"));
    else {
        sync_moment(view->state.class_since, view->today, at);
        if (view->state.class == SYNC_VPN_DOWN)
            text_format(out, cap, brief ? _("VPN down %s") : _("VPN down since %s"), at);
        else
            text_format(out, cap, brief ? _("offline %s") : _("offline since %s"), at);
    }
}

const char *sync_header(const struct sync_view *view, enum sync_room room, char *out, size_t cap) {
    size_t n = 0;
    bool narrow = room == SYNC_NARROW;
    text_format(out, cap, "%s", "");
    if (!view->configured && !view->known)
        return out;
    /* of a line that is well what waits is the news */
    if (!narrow || view->state.class != SYNC_WELL || (view->unsent == 0 && view->state.refused == 0)) {
        line_words(view, room != SYNC_ROOMY, out, cap);
        n = strlen(out);
    }
    if (narrow && n)
        return out;
    if (view->unsent > 0)
        n += text_format(out + n, cap - n, n ? _(", %lld to send") : _("%lld to send"), (long long)view->unsent);
    if (view->state.refused > 0 && !(narrow && n))
        text_format(out + n, cap - n, n ? _(", %lld refused") : _("%lld refused"), (long long)view->state.refused);
    return out;
}

/* ---- the clock ---- */

static enum clock_trust trust_of(int64_t offset, int64_t *correction) {
    int64_t by = offset < 0 ? -offset : offset;
    *correction = by > WRONG_MS ? offset : 0;
    return by > WRONG_MS ? CLOCK_WRONG : by > NOTE_MS ? CLOCK_NOTE : CLOCK_GOOD;
}

enum clock_trust sync_clock(const struct sync_state *state, int64_t machine_ms, int64_t *correction) {
    int64_t seen = clock_stamp_ms(state->server_time), offset = state->clock_offset_ms;
    int64_t there = machine_ms + offset; /* the data centre's time, if nobody has touched this clock since */
    *correction = 0;
    if (seen == INT64_MIN)
        return CLOCK_GOOD;
    if (there >= seen - FRESH_BEFORE_MS && there < seen + FRESH_MS)
        return trust_of(offset, correction);
    if (machine_ms < seen - NOTE_MS) /* before a time that has been: an empty battery; what was measured may be of before it failed */
        return trust_of(offset > 0 && there >= seen ? offset : seen - machine_ms, correction);
    /* ahead as it was measured, unless somebody has set it right since; behind cannot be told from set right */
    return offset < 0 && there >= seen ? trust_of(offset, correction) : CLOCK_GOOD;
}

const char *sync_clock_words(int64_t offset_ms, char *out, size_t cap) {
    int64_t by = llabs((long long)offset_ms) / MINUTE_MS;
    bool fast = offset_ms < 0;
    if (by < 120)
        text_format(out, cap, fast ? _("%lld minutes fast") : _("%lld minutes slow"), (long long)by);
    else if (by < 72 * 60)
        text_format(out, cap, fast ? _("%lld hours fast") : _("%lld hours slow"), (long long)by / 60);
    else
        text_format(out, cap, fast ? _("%lld days fast") : _("%lld days slow"), (long long)by / (24 * 60));
    return out;
}
