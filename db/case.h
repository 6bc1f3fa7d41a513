/* Cases: facts of one, and writing them. Lists: db/list.h. Entries: db/entry.h. */
#ifndef ITSSO_CASE_H
#define ITSSO_CASE_H

#include "db/store.h"
#include "src/domain/case_no.h"
#include "src/domain/rates.h"

enum case_status { STATUS_OPEN, STATUS_CHARGESHEET, STATUS_FINAL, STATUS_TRANSFERRED, STATUS_EXPUNGED, STATUS_STAYED, STATUS_FURTHER };
#define STATUS_COUNT 7
const char *status_name(enum case_status status); /* "open" "chargesheet" … of the command line */
bool status_parse(const char *name, enum case_status *out);
const char *status_label(enum case_status status); /* for people, translated */
/* 0 open, 1 disposed, 2 out */
int status_state(enum case_status status);

/* The reason of a final report: codes as in schema_cache.sql; label translated. */
const char *final_type_label(const char *code);

struct officer { char pno[16], rank[48], name[96], name_hi[160]; };
/* "SI R Verma", "उ0नि0 आर वर्मा": in the language shown now, rank translated where known. */
const char *officer_show(const struct officer *officer, char *out, size_t cap);
/* Same with separate language: for CSV and JSON (English where known). */
const char *officer_show_in(const struct officer *officer, bool hindi, char *out, size_t cap);

/* Facts as a source (import, demo, sync) brings them. Empty text, CIVIL_NONE, -1: the source does not say. */
struct case_facts {
    case_id id;
    civil_day fir_date;
    char fir_time[6];
    char gd_no[24];
    case_id zero_id; civil_day zero_date; /* 0, CIVIL_NONE: no zero FIR */
    const struct section_list *sections;
    struct officer io; civil_day io_since;
    enum case_status status; civil_day status_on;
    char final_type[32], final_no[32];
    civil_day prepared, approved, filed, in_cctns;
    char moved_to[16];
    int arrests;                           /* -1 not said */
    civil_day first_remand, court_date;
    civil_day section_added_on;            /* the date of the last addition, where the source says it */
};

enum put_result { PUT_ADDED, PUT_CHANGED, PUT_UNCHANGED, PUT_NOT_TRACKED };

/* Batch writer: begin once per import, put each row, end. `bulk` (expected rows) lets it drop and remake
 * the indexes where the table is empty. Keeps roll-ups and case_event. */
struct case_put;
struct case_put *case_put_begin(struct cache_writer *w, const struct rule_set *rules, const char *source /* "import" "demo" "sync" */,
                                civil_day today, const struct limit_rule *limit, enum disposed_by disposed,
                                bool bulk, struct error *e);
/* *why (may be NULL): for PUT_NOT_TRACKED. A case that is already there and lost its covered sections stays, as out. */
bool case_put(struct case_put *put, const struct case_facts *facts, enum put_result *result, enum not_tracked_why *why, struct error *e);
/* Writes the roll-ups and makes the indexes; frees put, also on failure. */
bool case_put_end(struct case_put *put, struct error *e);
void case_put_abandon(struct case_put *put);

/* One case with everything (entries: db/entry.h). */
struct case_row; /* db/list.h */
struct case_detail {
    case_id id;
    int64_t unit; char unit_code[16];
    civil_day fir_date; char fir_time[6]; char gd_no[24];
    civil_day clock_date; case_id zero_id; civil_day zero_date;
    char sections[SECTIONS_TEXT]; hits hits; bool probable; char settled[8]; /* "" "tracked" "no": entries laid over */
    struct officer io; civil_day io_since;
    enum case_status status; civil_day status_on; int state;
    char final_type[32], final_no[32];
    civil_day prepared, approved, filed, in_cctns;
    char moved_to[16]; int arrests; civil_day first_remand, court_date;
    char reason[24]; civil_day reason_on;
    int told_day; civil_day told_on;
    int wrong;
};
/* false with ERROR_NONE where there is no such case. */
bool case_get(struct store *store, case_id id, struct case_detail *out, struct error *e);
/* Disposed on, by the setting (domain.md section 4); CIVIL_NONE while open. */
civil_day case_disposed_on(const struct case_detail *c, enum disposed_by rule);
/* It was settled as none of ours, and its sections leave that open: it stands in no list and no count. */
bool case_settled_away(const struct case_detail *c);

struct case_event { civil_day on; char kind[20]; char was[SECTIONS_TEXT]; char now[SECTIONS_TEXT]; bool dated_by_import; };
/* Oldest first; fn returns false to stop. */
bool case_events(struct store *store, case_id id, bool (*fn)(void *, const struct case_event *), void *context, struct error *e);

/* Cases whose short number (serial, year; year 0 any) matches, at most max, latest first; the number found (more than max may exist) or -1. */
int case_find(struct store *store, int serial, int year, case_id *out, int max, struct error *e);
/* Of the cases that a unit or those below it have now; unit 0: all. */
int case_find_below(struct store *store, int64_t unit, int serial, int year, case_id *out, int max, struct error *e);

#endif
