/* Entries: what people write of a case. Append-only; the fold of them is what
 * is shown. An entry is durable in record.db and in record.log (fsync) when
 * entry_add returns true: only then may a screen say "saved". */
#ifndef ITSSO_ENTRY_H
#define ITSSO_ENTRY_H

#include "db/store.h"
#include "src/domain/case_no.h"

enum entry_kind { ENTRY_REASON, ENTRY_STEP, ENTRY_NOTE, ENTRY_TOLD, ENTRY_WRONG, ENTRY_SETTLE, ENTRY_UNDO, ENTRY_REDACT, ENTRY_DIRECTION, ENTRY_ANSWER };
const char *entry_kind_name(enum entry_kind kind);
bool entry_kind_parse(const char *name, enum entry_kind *out);

#define ENTRY_TEXT_MAX 2000 /* bytes of a remark */
#define ENTRY_ID_SIZE 37
#define ENTRY_REF_SIZE 96   /* bytes of a letter's number with its end */
struct entry {
    char id[ENTRY_ID_SIZE];
    char device[40]; int64_t seq;
    case_id case_id;
    enum entry_kind kind;
    char code[40], state[16];
    civil_day on;             /* CIVIL_NONE: none */
    char whom[16], how[16];
    char text[ENTRY_TEXT_MAX + 1];
    char author[64], at[32];
    char ref[ENTRY_REF_SIZE]; /* direction, answer: the letter's number */
    civil_day next_on;        /* direction: the next date; CIVIL_NONE: none, also where the kind has none (whoever fills an entry by hand sets it) */
    bool undone;              /* by a later undo; set when read */
    bool own, sent;           /* of this folder's device; acknowledged by a server */
    bool refused;             /* own: the server would not take it (sync_refusals_read says why) */
};

/* Appends one entry. The caller fills case_id, kind and what the kind needs; id, device, seq, at are
 * set here (and author where empty). Checks: known code, known entry for undo/redact, date not in the future (a step), text cleaned and
 * not empty for a note; a note's text over ENTRY_TEXT_MAX is refused, not cut. expected_seq: the case's last own entry as
 * the caller saw it (entry_last_seq); where another entry came in between the same field,
 * nothing is written, e->kind is ERROR_CHANGED and its sentence says who entered what and when. -1: do not check. */
bool entry_add(struct store *store, struct entry *entry, int64_t expected_seq, civil_day today, struct error *e);

/* Several at once in one transaction (acknowledging many): all or none. */
bool entry_add_many(struct store *store, struct entry *entries, int n, civil_day today, struct error *e);

/* The highest own sequence number of a case; 0 none. */
int64_t entry_last_seq(struct store *store, case_id id);

/* All entries of a case, own and others', each once, oldest first. fn returns false to stop. */
bool entries_of_case(struct store *store, case_id id, bool (*fn)(void *, const struct entry *), void *context, struct error *e);
bool entry_by_id(struct store *store, const char *id, struct entry *out, struct error *e); /* false, ERROR_NONE: none; a unique beginning of 8 or more characters does */

/* The last entry of this device that is not undone and can be undone (not undo, not redact; a direction where store_set_officer said so); of one case or, id 0, of any. false, ERROR_NONE: none. */
bool entry_last_undoable(struct store *store, case_id id, struct entry *out, struct error *e);

/* Current state of each step of a case: entry of the last word per step code. */
struct step_now { char code[24]; enum step_state state; civil_day on; bool sent; };
int steps_of_case(struct store *store, case_id id, struct step_now *out, int max, struct error *e);

/* Own entries above dev_seq where a gateway is known (the outbox), else 0. */
int64_t entries_unsent(struct store *store);

/* Audit: that it happened. Written in a transaction of its own; a read-only store writes it to the journal (syslog). */
bool audit_add(struct store *store, const char *action, const char *about, struct error *e);

#endif
