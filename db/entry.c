/* Adding entries: a number, an id, the database, the log, and only then "saved". */
#include "db/entry.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "db/entry_inside.h"
#include "db/record_log.h"
#include "db/store_files.h"
#include "db/store_open.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

static const char *const kind_names[] = {"reason", "step", "note",   "told",      "wrong",
                                         "settle", "undo", "redact", "direction", "answer"};

const char *entry_kind_name(enum entry_kind kind) {
    return kind_names[kind];
}

bool entry_kind_parse(const char *name, enum entry_kind *out) {
    for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++)
        if (strcmp(kind_names[i], name) == 0) {
            *out = (enum entry_kind)i;
            return true;
        }
    return false;
}

/* UUIDv7 (RFC 9562): 48 bits of milliseconds, version, 74 random bits. */
static bool make_id(char out[ENTRY_ID_SIZE], struct error *e) {
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return error_set(e, ERROR_UNABLE,
                         _("the system gives no random numbers: nothing can be numbered, nothing was saved"));
    uint64_t ms = (uint64_t)clock_now_ms();
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(ms >> (40 - 8 * i));
    bytes[6] = (unsigned char)(0x70 | (bytes[6] & 0x0f));
    bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
    char *to = out;
    for (int i = 0; i < 16; i++)
        to += snprintf(to, 4, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", bytes[i]);
    return true;
}

bool entry_write(sqlite3_stmt *insert, const struct entry *entry, const char *text, struct error *e) {
    char fold[2 * ENTRY_TEXT_MAX] = "";
    if (strcmp(text, REDACTED_TEXT) != 0)
        text_fold(text, strlen(text), fold, sizeof fold);
    sql_bind_text(insert, 1, entry->id);
    sql_bind_text(insert, 2, entry->device);
    sqlite3_bind_int64(insert, 3, entry->seq);
    sqlite3_bind_int64(insert, 4, entry->case_id);
    sql_bind_text(insert, 5, entry_kind_name(entry->kind));
    sql_bind_text(insert, 6, entry->code);
    sql_bind_text(insert, 7, entry->state);
    sql_bind_day(insert, 8, entry->on);
    sql_bind_text(insert, 9, entry->whom);
    sql_bind_text(insert, 10, entry->how);
    sql_bind_text(insert, 11, text);
    sql_bind_text(insert, 12, entry->author);
    sql_bind_text(insert, 13, entry->at);
    sql_bind_text(insert, 14, entry->ref);
    sql_bind_day(insert, 15, entry->next_on);
    sql_bind_text(insert, 16, fold);
    return sql_step(insert, e) == 0;
}

bool entry_insert(struct store *store, const struct entry *entry, struct error *e) {
    return (store->insert || sql_prepare(store->db, &store->insert,
                                         "INSERT INTO main.entry (" ENTRY_COLUMNS ", fold) VALUES (" ENTRY_PARAMETERS ")", e)) &&
           entry_write(store->insert, entry, entry->text, e);
}

/* What one call adds. */
struct adding {
    struct store *store;
    struct entry *entries;
    int n;
    int64_t expected_seq;
    civil_day today;
    int64_t first;     /* number of the first */
    int64_t log_bytes; /* before */
    bool redacts;
};

static bool read_device(struct adding *a, char device[40], struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(a->store->db, &statement, "SELECT id, seq, log_bytes FROM main.device", e))
        return false;
    bool found = sql_step(statement, e) == 1;
    if (found) {
        sql_text(statement, 0, device, 40);
        a->first = sqlite3_column_int64(statement, 1) + 1;
        a->log_bytes = sqlite3_column_int64(statement, 2);
    }
    sqlite3_finalize(statement);
    return found;
}

static bool set_device(struct adding *a, int64_t seq, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(a->store->db, &statement, "UPDATE main.device SET seq = ?1, vacuum_due = vacuum_due OR ?2", e))
        return false;
    sqlite3_bind_int64(statement, 1, seq);
    sqlite3_bind_int(statement, 2, a->redacts);
    bool done = sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    return done;
}

static bool fold_cases(struct adding *a, struct error *e) {
    for (int i = 0; i < a->n; i++)
        if ((i == 0 || a->entries[i].case_id != a->entries[i - 1].case_id) &&
            !entry_fold_case(a->store, a->entries[i].case_id, e))
            return false;
    return true;
}

/* Inside the transaction: everything but the commit. */
static bool write_entries(struct adding *a, struct error *e) {
    char device[40];
    if (!read_device(a, device, e))
        return false;
    for (int i = 0; i < a->n; i++) {
        struct entry *entry = &a->entries[i];
        if (!entry_check(a->store, entry, a->today, e) ||
            (a->expected_seq >= 0 && !entry_check_unchanged(a->store, entry, a->expected_seq, e)) ||
            !make_id(entry->id, e))
            return false;
        text_format(entry->device, sizeof entry->device, "%s", device);
        entry->seq = a->first + i;
        clock_stamp(entry->at);
        entry->own = true;
        entry->sent = entry->undone = false;
        if (!entry_insert(a->store, entry, e) ||
            (entry->kind == ENTRY_REDACT && !entry_redact_record(a->store, entry, e)))
            return false;
    }
    if (!set_device(a, a->first + a->n - 1, e) || !fold_cases(a, e))
        return false;
    return a->redacts ? record_log_prepare(a->store, e) : record_log_reserve(a->store, a->first, e);
}

/* The log had no room for what is committed: it is taken back, so that nothing half stays. */
static bool take_back(struct adding *a, struct error *e) {
    sqlite3_stmt *remove = NULL, *reset = NULL;
    sqlite3 *db = a->store->db;
    bool done = sql_exec(db, "BEGIN IMMEDIATE", NULL) &&
                sql_prepare(db, &remove,
                            "DELETE FROM main.entry WHERE device = (SELECT id FROM main.device) AND seq >= ?1", NULL) &&
                sql_prepare(db, &reset, "UPDATE main.device SET seq = ?1 - 1, log_bytes = ?2", NULL);
    if (done) {
        sqlite3_bind_int64(remove, 1, a->first);
        sqlite3_bind_int64(reset, 1, a->first);
        sqlite3_bind_int64(reset, 2, a->log_bytes);
        done = sql_step(remove, NULL) == 0 && sql_step(reset, NULL) == 0 && fold_cases(a, NULL) &&
               sql_exec(db, "COMMIT", NULL);
    }
    sqlite3_finalize(remove);
    sqlite3_finalize(reset);
    if (!sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    if (!done)
        error_set(e, ERROR_UNABLE,
                  _("It stands in record.db, but record.log in %s could not be written. Do not enter it again: free "
                    "some space and start "
                    "the program anew, which completes the log."),
                  a->store->folder);
    return false;
}

/* With the lock held. */
static bool add_locked(struct adding *a, struct error *e) {
    struct store *store = a->store;
    if (!record_log_open(store, e) || (!record_log_in_order(store) && !record_log_reconcile(store, e)))
        return false;
    /* the journal of a redaction holds the old text: it is emptied with the commit */
    if (a->redacts && !sql_exec(store->db, "PRAGMA main.journal_size_limit = 0", e))
        return false;
    bool done = sql_exec(store->db, "BEGIN IMMEDIATE", e) && write_entries(a, e) && sql_exec(store->db, "COMMIT", e);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    if (done && a->redacts) {
        done = record_log_replace(store, e);
        store_vacuum(store);
        files_remove_aside(store->folder);
    } else if (done && !record_log_append(store, a->first, e)) {
        done = take_back(a, e);
    }
    if (a->redacts)
        sql_exec(store->db, "PRAGMA main.journal_size_limit = -1", NULL);
    return done;
}

static bool may_write(struct store *store, struct error *e) {
    if (store->mode == STORE_READ)
        return error_set(e, ERROR_USAGE, _("nothing can be entered with --read-only"));
    int moved = 0;
    if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved)
        return error_set(e, ERROR_UNABLE,
                         _("record.db in %s was replaced by another file while this program had it open. Nothing was "
                           "saved: start the "
                           "program anew."),
                         store->folder);
    return true;
}

static bool add(struct adding *a, struct error *e) {
    if (a->n <= 0)
        return true;
    if (!may_write(a->store, e))
        return false;
    for (int i = 0; i < a->n; i++) {
        struct entry *entry = &a->entries[i];
        if (entry->kind != ENTRY_REDACT)
            continue;
        a->redacts = true;
        /* the copy in cache.db first: if its writer is busy, nothing has happened yet */
        if (!entry_check(a->store, entry, a->today, e) || !entry_redact_cache(a->store, entry->code, e))
            return false;
    }
    int lock_fd = files_lock(a->store->folder, RECORD_LOCK, 15000, e);
    if (lock_fd < 0)
        return false;
    /* a key that interrupts a long search must not interrupt a save */
    bool (*stop)(void *) = a->store->stop;
    void *context = a->store->stop_context;
    store_set_interrupt(a->store, NULL, NULL);
    bool done = add_locked(a, e);
    store_set_interrupt(a->store, stop, context);
    files_unlock(lock_fd);
    return done;
}

bool entry_add(struct store *store, struct entry *entry, int64_t expected_seq, civil_day today, struct error *e) {
    struct adding a = {.store = store, .entries = entry, .n = 1, .expected_seq = expected_seq, .today = today};
    return add(&a, e);
}

bool entry_add_many(struct store *store, struct entry *entries, int n, civil_day today, struct error *e) {
    struct adding a = {.store = store, .entries = entries, .n = n, .expected_seq = -1, .today = today};
    return add(&a, e);
}
