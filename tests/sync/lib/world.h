/* A small world to sync in: a private authority, a gateway with a few invented cases of two stations in one district, and client folders,
 * all in one temporary folder, on loopback. The real programs: $PROGRAM (build/itsso-tui), and itsso-sync and itsso-gateway beside it.
 *
 * Functions that return bool leave the reason in world_why(). Free of cmocka. */
#ifndef ITSSO_TESTS_WORLD_H
#define ITSSO_TESTS_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/sync/lib/pg.h"
#include "tests/sync/lib/proc.h"

#define WORLD_CASES 4000
#define WORLD_ENTRIES 4000
#define STATION_A "31999001"
#define STATION_B "31999002"
#define DISTRICT "31999"
#define WORLD_LIMIT_MS 60000 /* of one run of a program */

/* As the next extract will say it. */
struct world_case {
    int station, year, serial; /* where it was registered */
    char date[12];             /* 20/09/2026 */
    char sections[48], rank[16], io[32], pno[12], status[32], filed[12];
    char now_at[12];           /* transferred to; "" none */
    bool absent;               /* not in the extract */
};

struct world {
    char top[64], why[2048];
    char ca[96];                 /* the authority's folder */
    char store[160];             /* "…/store" or "postgresql://…" */
    struct pg pg;                /* of its own, where ITSSO_STORE=postgresql says so; not begun otherwise */
    char listen[32];             /* the next start: "127.0.0.1:0" */
    struct proc gateway;
    int port;                    /* of the gateway, 0 while it is down */
    struct world_case cases[WORLD_CASES];
    int n_cases;
    uint32_t dice;
};

/* A PC with its folder. */
struct station {
    struct world *world;
    char name[24], unit[16];
    char folder[128], home[128], conf[128];
    char cert[160], key[160];
    struct saved { char id[40], text[128], kind[12]; bool redacted; } *saved; /* what the user was told is kept */
    int n_saved, room_saved;
    int url_port;                /* what its configuration names */
    const char *host;            /* of its url; NULL: 127.0.0.1 */
    const char *before[8];       /* words before each program's name (nsenter …) */
    const char *program;         /* the sync program, beside itsso-tui; NULL: `itsso-tui sync` */
};

/* Folder, authority with a server's certificate, no store yet (SQLite; ITSSO_STORE=postgresql: a private PostgreSQL). world_end ends the
 * gateway and PostgreSQL and removes everything. */
bool world_begin(struct world *w, uint32_t seed);
void world_end(struct world *w);
const char *world_why(const struct world *w);
bool world_fail(struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
uint32_t world_dice(struct world *w, uint32_t sides);
/* TOP/NAME; eight of them at a time. */
const char *world_path(const struct world *w, const char *name);

/* `itsso-gateway WORDS…` to its end; status 0. */
bool world_command(struct world *w, const char *const *words);

/* n invented cases, two thirds of them of station A. */
void world_invent(struct world *w, int n);
/* As a day's work would: of n random cases the status, the sections, the IO or the station changes; now and then a new one. */
void world_live(struct world *w, int n);
/* The extract as it is now into the store, by `itsso-gateway load`. */
bool world_load(struct world *w);

/* Withdraws the unit's certificate; the gateway was started with the authority's list. */
bool world_revoke(struct world *w, const char *unit);

/* Starts the gateway and waits until it listens; extra words (NULL at the end; NULL: none) go to its command line. */
bool world_serve(struct world *w, const char *const *extra);
/* Ends it (SIGTERM, SIGKILL). */
void world_stop(struct world *w, int signal);

/* A client folder with certificate and configuration; `port`: what its url names, 0: the gateway's. */
bool station_begin(struct station *s, struct world *w, const char *name, const char *unit, int port);
void station_end(struct station *s);
/* Writes its configuration with another port, and more lines below [sync] ("" none). */
bool station_point(struct station *s, int port, const char *more);
/* itsso-tui WORDS…; "more" environment as proc_run. Words end with NULL. */
void station_run(struct station *s, const char *input, struct ran *out, const char *const *words, const char *const *env);
/* itsso-sync (or s->program) WORDS… in the background; its standard error goes to TOP/NAME.log. */
bool station_start(struct station *s, struct proc *p, const char *const *words, const char *const *env);
/* `itsso-tui sync`; the exit status, -1 where it did not end. What it said is in world_why where it is not 0. */
int station_sync(struct station *s, const char *const *env);
/* `itsso-tui sync --status --format json`: its class ("well", "vpn-down" …). */
bool station_class(struct station *s, char out[40]);
/* The whole of it, parsed (jansson); the caller decrefs. NULL: world_why. */
struct json_t *station_status(struct station *s, const char *const *env);
/* Enters something and notes it; false: it was not answered with "saved". Words: "note", CASE … */
bool station_enter(struct station *s, const char *input, const char *const *words);
/* An entry of which somebody else was told that it is saved. */
bool station_note_saved(struct station *s, const char *id, const char *text, const char *kind);
/* A random entry about a random case of it that it holds. */
bool station_enter_any(struct station *s);

/* ---- the oracle (oracle.c) ---- */
/* The folder's synced cases, events and entries are the gateway's in the scope of this certificate; counts and sums agree; every entry
 * that its user was told is saved stands at the gateway exactly once with its text, and nothing is unsent. */
bool world_same(struct station *s);
/* The same without "nothing is unsent": what is held back is still here (record.db), exactly once. */
bool world_kept(struct station *s);

#endif
