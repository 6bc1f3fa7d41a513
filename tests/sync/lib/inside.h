/* Both ends inside the test's own process, for schedules by the hundred: the gateway's library behind a unix socket (real HTTP, no TLS), and the
 * client's engine with a transport that loses what it is told to lose. Free of cmocka; functions that return false leave a reason in e. */
#ifndef ITSSO_TESTS_INSIDE_H
#define ITSSO_TESTS_INSIDE_H

#include "db/sync.h"
#include "src/sync/engine.h"

/* ---- the gateway ---- */

struct inner {
    char store[128], socket[128], water[128];
    struct server *server; /* NULL: stopped */
    void *looks;           /* a connection of inner_number's */
};
/* Folder for store, socket and high-water file; units: a units file that is loaded where the store is new (NULL: not). */
bool inner_start(struct inner *g, const char *folder, const char *units, struct error *e);
void inner_stop(struct inner *g);
/* The case changes: unit NULL: as it is, else it is held by that unit from now on; it is made where it is not there. */
bool inner_put(struct inner *g, case_id id, const char *unit, struct error *e);
bool inner_delete(struct inner *g, case_id id, struct error *e);
/* A copy of the store as it is now; and the store as it was then (stopped and started again; the high-water file stays). */
bool inner_backup(struct inner *g, const char *path, struct error *e);
bool inner_restore(struct inner *g, const char *folder, const char *path, struct error *e);
/* One number of a statement of its store, -1 where it fails. ?1: text, may be NULL. */
int64_t inner_number(struct inner *g, const char *sql, const char *text);

/* ---- the client ---- */

struct line {           /* how bad it is */
    uint32_t dice;
    int lost, unheard;  /* of 100 requests: the server acts and the answer is lost; it never hears of it */
    int kill;           /* of 100 answers: the client is killed before it has seen them */
    int requests;       /* after so many nothing gets through any more; 0: no such limit */
};

struct pc {
    char folder[128], unit[16];
    struct store *store;
    struct rule_set *rules;
    struct line line;
    bool killed;
    int asked;
    void *curl;
    const struct inner *gateway;
    char *body;
    size_t size;
};
bool pc_open(struct pc *pc, const char *folder, const char *unit, struct error *e);
void pc_close(struct pc *pc); /* the folder stays */
/* One sync as a process of its own would do it, page rows at first (0: as the program). */
enum engine_end pc_sync(struct pc *pc, const struct inner *g, int page, struct error *e);
/* Copies the folder away, or back (closed meanwhile). */
bool pc_copy(struct pc *pc, const char *to, bool back, struct error *e);

uint32_t line_roll(struct line *line, uint32_t sides);

#endif
