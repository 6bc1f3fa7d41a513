/* Words for the state of sync, one way for the header of the screens, screen 8, `sync --status` and itsso-sync; and by how much this
 * machine's clock is to be corrected. Nothing here waits, reads or writes. */
#ifndef ITSSO_REPORT_SYNC_WORDS_H
#define ITSSO_REPORT_SYNC_WORDS_H

#include "db/sync.h"

/* What the words are made of. */
struct sync_view {
    bool configured;         /* [sync] url is set */
    bool known;              /* this folder has had to do with a gateway */
    struct sync_state state; /* all "" and 0 where it has not */
    int64_t unsent;          /* own entries that are not yet at the data centre; 0 without a gateway */
    int64_t now_ms;          /* clock_now_ms */
    civil_day today;
    int interval_s;          /* [sync] interval */
};

/* "never", "well", "vpn-down" …: JSON, the journal, tests. */
const char *sync_class_code(enum sync_class class);

/* "all well", "VPN down" …: a line of the log. */
const char *sync_class_words(enum sync_class class);
/* Why the data centre refused an entry, by its code (an unknown code as it is). */
const char *sync_refusal_words(const char *code);

/* What is known beyond the class (sync_state's sentence, a verdict's why), kept in English whatever the language of who synced, in the
 * language of who reads: the program's own reasons and those that itsso-gateway gives. What is not known stays as it is. Returns out. */
const char *sync_why_words(const char *why, char *out, size_t cap);

/* A stamp for people: "17:58" of today's, "22/11 17:58" of this year's, else "22/11/2025 17:58"; "" for none. Returns out. */
const char *sync_moment(const char *stamp, civil_day today, char out[24]);

/* What is so, in one or two sentences: since when, what waits, why, what happens next. Returns out. */
const char *sync_sentence(const struct sync_view *view, char *out, size_t cap);

/* The last sync went well, and not so long ago that nobody can say whether the line still stands. */
bool sync_is_up(const struct sync_view *view);

/* For the header, by the room there is: "VPN up, data 17:58, 4 to send"; "VPN up, 4 to send"; "VPN up" (or "4 to send"). "" where there
 * is no gateway: the header shows the date of the data then. Returns out. */
enum sync_room { SYNC_ROOMY, SYNC_BRIEF, SYNC_NARROW };
const char *sync_header(const struct sync_view *view, enum sync_room room, char *out, size_t cap);
/* Milliseconds until sync_header may say something else by itself: "VPN up" holds only so long. -1: it will not. */
int64_t sync_header_holds(const struct sync_view *view);

/* How far this machine's clock may be trusted (domain.md section 2), by the server's time that was seen last. machine_ms: uncorrected. */
enum clock_trust { CLOCK_GOOD, CLOCK_NOTE /* more than 10 minutes off */, CLOCK_WRONG /* more than 12 hours, or before a time that has been */ };
/* *correction: what to add (0 unless wrong): counts go by the corrected date. */
enum clock_trust sync_clock(const struct sync_state *state, int64_t machine_ms, int64_t *correction);
/* "25 minutes fast", "400 days slow": by how much this machine's clock was off the data centre's at the last sync. Returns out. */
const char *sync_clock_words(int64_t offset_ms, char *out, size_t cap);

#endif
