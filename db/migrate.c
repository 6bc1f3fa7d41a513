/* Formats of the databases: new ones are made, older ones brought forward, newer ones refused. */
#include "db/migrate.h"

#include <stdio.h>

#include "db/sql.h"
#include "src/i18n.h"

/* 1 to 2: directions and their answers. The table is made anew for its CHECK of the kinds. */
static const char record_2[] =
    "CREATE TABLE entry_2 ("
    " id TEXT PRIMARY KEY, device TEXT NOT NULL, seq INTEGER NOT NULL, case_id INTEGER NOT NULL,"
    " kind TEXT NOT NULL CHECK (kind IN ('reason','step','note','told','wrong','settle','undo','redact','direction','answer')),"
    " code TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT '', on_date TEXT, whom TEXT NOT NULL DEFAULT '',"
    " how TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '', fold TEXT NOT NULL DEFAULT '',"
    " author TEXT NOT NULL, at TEXT NOT NULL, ref TEXT NOT NULL DEFAULT '', next_on TEXT) STRICT, WITHOUT ROWID;"
    "INSERT INTO entry_2 (id, device, seq, case_id, kind, code, state, on_date, whom, how, text, fold, author, at)"
    " SELECT id, device, seq, case_id, kind, code, state, on_date, whom, how, text, fold, author, at FROM main.entry;"
    "DROP TABLE main.entry;"
    "ALTER TABLE entry_2 RENAME TO entry;"
    "CREATE UNIQUE INDEX main.entry_seq ON entry(device, seq);"
    "CREATE INDEX main.entry_case ON entry(case_id, seq);"
    "CREATE INDEX main.entry_note ON entry(kind, case_id) WHERE kind = 'note';"
    "CREATE INDEX main.entry_direction ON entry(kind, case_id) WHERE kind = 'direction'";

static const char cache_2[] =
    "ALTER TABLE entry ADD COLUMN ref TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE entry ADD COLUMN next_on TEXT;"
    "CREATE INDEX entry_direction ON entry(kind, case_id) WHERE kind = 'direction'";

/* 2 to 3: sync. The folds are made anew with the log's mending, which the length asks for. */
static const char record_3[] =
    "ALTER TABLE main.own_fold ADD COLUMN wrong_seq INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE main.device ADD COLUMN fold_seq INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE main.device ADD COLUMN fold_epoch INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE main.device ADD COLUMN fold_cursor INTEGER NOT NULL DEFAULT 0;"
    "UPDATE main.device SET log_bytes = -1";

/* 3 to 4: issued sheets. */
static const char record_4[] =
    "CREATE TABLE main.issued (n INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, from_date TEXT, to_date TEXT,"
    " as_of TEXT NOT NULL, lists TEXT NOT NULL, issued_at TEXT NOT NULL, author TEXT NOT NULL, csv TEXT NOT NULL,"
    " cases BLOB NOT NULL) STRICT;"
    "CREATE INDEX main.issued_name ON issued(name, unit, as_of);"
    "CREATE TRIGGER main.issued_stays BEFORE UPDATE ON issued BEGIN SELECT RAISE(ABORT, 'an issued sheet is not changed'); END;"
    "CREATE TRIGGER main.issued_is_kept BEFORE DELETE ON issued BEGIN SELECT RAISE(ABORT, 'an issued sheet is not removed'); END";

/* 4 to 5: what a sync may not bring back. */
static const char record_5[] = "CREATE INDEX main.entry_redact ON entry(code) WHERE kind = 'redact'";

/* 3 to 4: sync. */
static const char cache_4[] =
    "ALTER TABLE fir_case ADD COLUMN told_by TEXT;"
    "ALTER TABLE fir_case ADD COLUMN told_at TEXT;"
    "ALTER TABLE fir_case ADD COLUMN wrong INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX fir_case_wrong ON fir_case(wrong) WHERE wrong > 0;"
    "CREATE INDEX entry_redact ON entry(code) WHERE kind = 'redact';"
    "ALTER TABLE sync_state ADD COLUMN ack_id TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE sync_state ADD COLUMN equal_at TEXT;"
    "ALTER TABLE sync_state ADD COLUMN attempt_at TEXT;"
    "ALTER TABLE sync_state ADD COLUMN class INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sync_state ADD COLUMN class_since TEXT;"
    "ALTER TABLE sync_state ADD COLUMN sentence TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE sync_state ADD COLUMN next_at TEXT;"
    "ALTER TABLE sync_state ADD COLUMN received INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sync_state ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sync_state ADD COLUMN repaired INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sync_state ADD COLUMN units_etag TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE sync_log (n INTEGER PRIMARY KEY, at TEXT NOT NULL, class INTEGER NOT NULL, text TEXT NOT NULL,"
    " received INTEGER NOT NULL, sent INTEGER NOT NULL) STRICT;"
    "CREATE TABLE refusal (id TEXT PRIMARY KEY, case_id INTEGER NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,"
    " at TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE sync_bucket (bucket INTEGER PRIMARY KEY CHECK (bucket BETWEEN 0 AND 255), count INTEGER NOT NULL,"
    " sum INTEGER NOT NULL) STRICT";

/* 4 to 5: reconciliation. */
static const char cache_5[] =
    "CREATE TABLE reconcile_run (one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT NOT NULL, author TEXT NOT NULL, file TEXT NOT NULL,"
    " unit TEXT NOT NULL, from_date TEXT, to_date TEXT, stations INTEGER NOT NULL, rows INTEGER NOT NULL, same INTEGER NOT NULL,"
    " only_register INTEGER NOT NULL, only_itsso INTEGER NOT NULL, differ INTEGER NOT NULL, not_tracked INTEGER NOT NULL,"
    " outside INTEGER NOT NULL, rejected INTEGER NOT NULL) STRICT;"
    "CREATE TABLE reconcile (n INTEGER PRIMARY KEY,"
    " kind TEXT NOT NULL CHECK (kind = 'only-register' OR kind = 'only-itsso' OR kind = 'differs'),"
    " case_id INTEGER NOT NULL, field TEXT NOT NULL, register TEXT NOT NULL, itsso TEXT NOT NULL) STRICT";

/* steps[i]: from format i + 1 to i + 2. */
static const char *const record_steps[] = {record_2, record_3, record_4, record_5};
static const char *const cache_steps[] = {cache_2, embed_migrate_cache_3, cache_4, cache_5};

#define NEWEST(steps) ((int)(sizeof(steps) / sizeof *(steps)) + 1)
const struct format format_record = {"record.db", NEWEST(record_steps), schema_record_text, record_steps};
const struct format format_cache = {"cache.db", NEWEST(cache_steps), schema_cache_text, cache_steps};

int format_of(sqlite3 *db, const char *schema, struct error *e) {
    char text[64];
    snprintf(text, sizeof text, "PRAGMA %s.user_version", schema);
    sqlite3_stmt *statement;
    if (!sql_prepare(db, &statement, text, e))
        return -1;
    int found = -1;
    if (sql_step(statement, e) == 1)
        found = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return found;
}

bool format_known(const struct format *format, int found, struct error *e) {
    if (found >= 0 && found <= format->newest)
        return true;
    return error_set(
        e, ERROR_UNABLE,
        _("%s has format %d, this program (version %s) knows formats up to %d. Nothing was changed: install the "
          "newer program that wrote it."),
        format->file, found, VERSION, format->newest);
}

/* Inside a transaction: the statements and the new number stand together or not at all. */
static bool run_step(sqlite3 *db, const struct format *format, const char *statements, int to, struct error *e) {
    char number[64];
    snprintf(number, sizeof number, "PRAGMA user_version = %d", to);
    if (sql_exec(db, statements, e) && sql_exec(db, number, e))
        return true;
    return error_prefix(e, _("%s could not be brought to format %d"), format->file, to);
}

bool format_bring_forward(sqlite3 *db, const struct format *format, struct error *e) {
    for (;;) {
        if (!sql_exec(db, "BEGIN IMMEDIATE", e))
            return false;
        /* read again inside the transaction: another process may have done the step meanwhile */
        int found = format_of(db, "main", e);
        bool good = found >= 0 && format_known(format, found, e);
        if (good && found == format->newest)
            return sql_exec(db, "COMMIT", e);
        if (good && found == 0)
            good = run_step(db, format, format->schema(), format->newest, e);
        else if (good)
            good = run_step(db, format, format->steps[found - 1], found + 1, e);
        if (good && sql_exec(db, "COMMIT", e))
            continue;
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        return false;
    }
}
