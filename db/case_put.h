/* The batch writer of cases, inside db/ only. case_put.c: the decisions; case_put_row.c: the row; case_put_lookup.c:
 * officers, section sets, units and classifications, each looked up once; case_put_event.c: dated changes (what they are: case_change.h);
 * case_put_anew.c: reading the stored cases anew when the rules changed; case_put_sync.c: cases of the data centre. */
#ifndef ITSSO_CASE_PUT_H
#define ITSSO_CASE_PUT_H

#include "db/case_change.h"
#include "db/rollup.h"
#include "db/sql.h"
#include "db/sync.h"
#include "db/sync_fold.h"

/* A row of fir_case in the program's types. 0, CIVIL_NONE, "" and -1 (arrests) stand for NULL. */
struct fact_row {
    case_id id;
    int64_t unit;
    civil_day fir_date;
    char fir_time[6];
    char gd_no[24];
    civil_day clock_date;
    case_id zero_id;
    civil_day zero_date;
    int64_t sections;
    hits hits;
    bool probable;
    int64_t officer;
    civil_day officer_since;
    enum case_status status;
    civil_day status_on;
    int state, outcome;
    char final_type[32], final_no[32];
    civil_day prepared, approved, filed, in_cctns;
    char moved_to[16];
    int arrests;
    civil_day first_remand, court_date;
    char source[8];
    int64_t facts;
    char settled[8];           /* read, never written here */
};

/* A bounded memory from a 64-bit hash to a row's number. */
struct id_memory {
    unsigned n, slots;
    struct { uint64_t key; int64_t id; } *slot;
};

/* A direct-mapped memory of classifications. */
struct class_memory {
    unsigned slots;
    struct class_known { uint64_t key; hits hits; uint8_t tracked, why; } *slot;
};

enum put_statement {
    PUT_FACTS,       /* digest and source of a case */
    PUT_READ,
    PUT_INSERT,
    PUT_UPDATE,
    PUT_TOUCH,       /* the digest alone */
    PUT_EVENT,
    PUT_OFFICER_BY_PNO,
    PUT_OFFICER_BY_NAME,
    PUT_OFFICER_INSERT,
    PUT_OFFICER_UPDATE,
    PUT_OFFICER_TEXT,
    PUT_SET_BY_TEXT,
    PUT_SET_INSERT,
    PUT_SET_TEXT,
    PUT_UNIT_BY_CODE,
    PUT_UNIT_CODE,
    PUT_SEEN,
    PUT_SYNC_KEY,    /* source, epoch, ver and digest of a case */
    PUT_SYNC_INSERT,
    PUT_SYNC_UPDATE,
    PUT_SYNC_TOUCH,  /* version and digest alone */
    PUT_SYNC_STUB,
    PUT_CASE_DROP,
    PUT_EVENTS_DROP,
    PUT_ENTRIES_DROP,
    PUT_ENTRY,
    PUT_REFUSAL_DROP,
    PUT_TEXT_THERE,  /* an entry's text stands there, not redacted */
    PUT_STATEMENTS
};

struct case_put {
    struct cache_writer *w;
    const struct rule_set *rules;
    char source[8];
    civil_day today;
    struct limit_rule limit;
    enum disposed_by disposed;
    bool bulk;                 /* the table was empty: no case is looked for */
    bool indexes_dropped;      /* they are made again at the end */
    bool entries_there;        /* sync: cache.db's entry is not empty, or refusal */
    bool text_redacted;        /* sync: a text that stood in entry was overwritten */
    int old_cache_size;
    char stamp[32];
    sqlite3_stmt *q[PUT_STATEMENTS];
    struct id_memory officers, sets, units;
    struct class_memory classes;
    struct rollup *rollup;
    struct fold_statements folds; /* sync */
};

/* The statement, prepared at its first use; NULL with e filled. */
sqlite3_stmt *put_statement(struct case_put *put, enum put_statement which, struct error *e);

/* ---- the row ---- */
/* 1 read, 0 no such case, -1 failed. */
int row_read(struct case_put *put, case_id id, struct fact_row *row, struct error *e);
/* *there: a case with that id is in the table already, nothing was written. */
bool row_insert(struct case_put *put, const struct fact_row *row, bool *there, struct error *e);
bool row_update(struct case_put *put, const struct fact_row *row, struct error *e);
/* Binds the 29 parameters that PUT_INSERT, PUT_UPDATE and their like begin with, and runs the statement. */
bool row_write(sqlite3_stmt *q, const struct fact_row *row, struct error *e);
bool row_same(const struct fact_row *a, const struct fact_row *b); /* but for source and facts */
void row_rollup(const struct fact_row *row, struct rollup_case *out);
/* Sets clock_date, state and outcome from the other columns. covered: a section of the case is on a list. */
void row_derive(const struct case_put *put, struct fact_row *row, bool covered);
uint64_t hash_bytes(uint64_t h, const void *bytes, size_t n);

/* ---- looked up once ---- */
bool lookups_begin(struct case_put *put, struct error *e);
void lookups_free(struct case_put *put);
/* 0 where the source names nobody. */
bool lookup_officer(struct case_put *put, const struct officer *officer, int64_t *id, struct error *e);
bool lookup_sections(struct case_put *put, const struct section_list *list, const char *text, int64_t *id, struct error *e);
/* text of a section_set row, officer as "SI R Verma", code of a unit: for events. "" for 0. */
bool lookup_sections_text(struct case_put *put, int64_t id, char out[SECTIONS_TEXT], struct error *e);
bool lookup_officer_text(struct case_put *put, int64_t id, char *out, size_t cap, struct error *e);
bool lookup_unit_code(struct case_put *put, int64_t id, char out[16], struct error *e);
/* The station's unit, made as unplaced where `make` and there is none; else 0. Notes that the source brought rows of it. */
bool lookup_station(struct case_put *put, int64_t station, bool make, int64_t *id, struct error *e);
/* The unit that holds a case, by its code; made as unplaced where there is none. Notes that rows of it came. */
bool lookup_holder(struct case_put *put, const char *code, int64_t *id, struct error *e);
/* A unit by its code, 0 where there is none. */
bool lookup_unit(struct case_put *put, const char *code, int64_t *id, struct error *e);
void lookup_class(struct case_put *put, const struct section_list *list, const char *text, civil_day fir_date,
                  struct class_known *out);

/* ---- events ---- */
/* Writes what changed from `was` to `now`; NULL `was`: a new case. */
bool events_write(struct case_put *put, const struct fact_row *was, const struct fact_row *now,
                  const struct case_facts *facts, struct error *e);

/* One event. on CIVIL_NONE, or not `dated` by the source: the day of the import stands in, and the event says so. */
bool event_put(struct case_put *put, case_id id, const char *kind, const char *was, const char *now, civil_day on, bool dated,
               struct error *e);

/* ---- indexes ---- */
/* Drops those that writing many rows would pay for; case_put_end makes them again, a rollback brings them back. */
bool indexes_drop(struct case_put *put, struct error *e);

/* ---- cases of the data centre ---- */
struct entry_ids { int n; char (*id)[ENTRY_ID_SIZE]; }; /* in order */
bool entry_ids_have(const struct entry_ids *ids, const char *id);

/* What it did, for the digest: versions before and now of a synced case, 0 where it was not one. */
struct put_synced { bool changed; int64_t was_ver, ver; };
/* The case as the data centre has it: facts replace, events and entries replace, also over an imported one. `redacted`: entries
 * whose text may not come back. */
bool case_put_synced(struct case_put *put, const struct sync_case *c, int64_t epoch, const struct entry_ids *redacted,
                     struct put_synced *out, struct error *e);
/* A case that left: a stub of it stays, or nothing. */
bool case_put_gone(struct case_put *put, const struct sync_gone *gone, int64_t epoch, struct put_synced *out, struct error *e);
/* Takes the case away with its events and the entries that the server had of it. */
bool case_put_drop(struct case_put *put, case_id id, struct put_synced *out, struct error *e);

/* ---- reading anew ---- */
/* Where the rules or the way of counting differ from those of the stored cases: hits, probable, state and outcome of
 * all of them, and the roll-ups. */
bool cases_read_anew(struct case_put *put, struct error *e);

#endif
