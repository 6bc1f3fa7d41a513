/* Inside db/ only: the parts of entries (entry.c adds, entry_check.c checks, entry_read.c reads, entry_fold.c folds,
 * entry_redact.c overwrites). */
#ifndef ITSSO_ENTRY_INSIDE_H
#define ITSSO_ENTRY_INSIDE_H

#include "db/entry.h"
#include "db/sql.h"

/* The columns of an entry, in the order in which entry_from_row takes them. */
#define ENTRY_COLUMNS "id, device, seq, case_id, kind, code, state, on_date, whom, how, text, author, at, ref, next_on"
/* Fills all but own, sent and undone, from column 0 on. */
void entry_from_row(sqlite3_stmt *statement, struct entry *entry);
/* For "INSERT INTO … (ENTRY_COLUMNS, fold) VALUES (ENTRY_PARAMETERS)": binds the entry with `text` in place of its own (text_fold of it
 * beside it), and runs the statement. */
#define ENTRY_PARAMETERS "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16"
bool entry_write(sqlite3_stmt *insert, const struct entry *entry, const char *text, struct error *e);
/* Inserts the entry as it is into record.db. */
bool entry_insert(struct store *store, const struct entry *entry, struct error *e);

/* Brings own_fold of a case up to its entries (own, and those the server has). Inside a transaction. */
bool entry_fold_case(struct store *store, case_id id, struct error *e);
/* The same for every case that has own entries. */
bool entry_fold_all(struct store *store, struct error *e);

/* Checks an entry before it is written, cleans its text, and fills what follows from others (the case of an undone entry). */
bool entry_check(struct store *store, struct entry *entry, civil_day today, struct error *e);
/* ERROR_CHANGED where an own entry above expected_seq speaks of the same thing. */
bool entry_check_unchanged(struct store *store, const struct entry *entry, int64_t expected_seq, struct error *e);

/* Inside a transaction: overwrites the text of the entry that `entry` (a redaction) names, and notes it in the audit. */
bool entry_redact_record(struct store *store, const struct entry *entry, struct error *e);
/* Before it: overwrites the text in cache.db, where it travelled. Takes cache.lock. */
bool entry_redact_cache(struct store *store, const char *id, struct error *e);
/* Inside a transaction of cache.db (the connection's own file) with secure_delete on: writes the table of entries anew, so that no gap of
 * a page keeps a text that was overwritten (`redacted`) now; a large one at most every six hours, until then it stays due. */
bool entry_pages_anew(sqlite3 *db, bool redacted, struct error *e);
/* Overwrites what is still to be overwritten, after redactions were put back from the log. */
bool entry_redact_again(struct store *store, struct error *e);

/* Inside a transaction. */
bool audit_insert(struct store *store, const char *author, const char *action, const char *about, struct error *e);
/* The login name of whoever runs the program. */
void entry_author(char *out, size_t cap);

#endif
