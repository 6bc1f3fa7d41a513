/* record.db and record.log held against each other: each gives the other what it lacks. Runs where the log has not the
 * length that the database expects: after a kill between commit and append, a torn line, a database restored from an
 * older copy. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/entry_inside.h"
#include "db/record_log.h"
#include "db/store_files.h"
#include "db/store_open.h"
#include "src/i18n.h"
#include "src/text.h"

#define LOG_LINE_MAX 32768

struct mend {
    struct store *store;
    sqlite3_stmt *read;   /* a line's members */
    sqlite3_stmt *have;   /* the database's text of an entry */
    sqlite3_stmt *number; /* whose number it is */
    sqlite3_stmt *seen;
    int64_t lines_end; /* where the last whole line ends */
    int back;          /* entries put into the database */
    int bad;           /* lines that are none, but for a torn last one */
    bool anew;         /* the log must be written anew */
    char device[40];   /* of the last line */
};

static bool mend_begin(struct mend *m, struct error *e) {
    sqlite3 *db = m->store->db;
    return sql_exec(db,
                    "CREATE TEMP TABLE IF NOT EXISTS log_seen (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; DELETE FROM "
                    "temp.log_seen",
                    e) &&
           sql_exec(db, "BEGIN IMMEDIATE", e) &&
           sql_prepare(db, &m->read,
                       "SELECT ?1 ->> '$.id', ?1 ->> '$.device', ?1 ->> '$.seq', 0, ?1 ->> '$.kind', ?1 ->> '$.code', "
                       "?1 ->> '$.state',"
                       " ?1 ->> '$.on', ?1 ->> '$.whom', ?1 ->> '$.how', ?1 ->> '$.text', ?1 ->> '$.author', ?1 ->> "
                       "'$.at', ?1 ->> '$.ref', ?1 ->> '$.next', ?1 ->> '$.case'"
                       " WHERE json_valid(?1) AND json_type(?1) = 'object'",
                       e) &&
           sql_prepare(db, &m->have, "SELECT text, device, seq FROM main.entry WHERE id = ?1", e) &&
           sql_prepare(db, &m->number, "SELECT 1 FROM main.entry WHERE device = ?1 AND seq = ?2", e) &&
           sql_prepare(db, &m->seen, "INSERT OR IGNORE INTO temp.log_seen VALUES (?1)", e);
}

static void mend_end(struct mend *m) {
    sqlite3_finalize(m->read);
    sqlite3_finalize(m->have);
    sqlite3_finalize(m->number);
    sqlite3_finalize(m->seen);
    if (!sqlite3_get_autocommit(m->store->db))
        sqlite3_exec(m->store->db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_exec(m->store->db, "DELETE FROM temp.log_seen", NULL, NULL, NULL);
}

/* The entry of a line; false where the line is none. */
static bool read_line(struct mend *m, const char *line, size_t n, struct entry *entry) {
    if (n == 0 || memchr(line, '\0', n))
        return false;
    sqlite3_reset(m->read);
    sqlite3_bind_text(m->read, 1, line, (int)n, SQLITE_STATIC);
    bool good = sql_step(m->read, NULL) == 1 && sqlite3_column_type(m->read, 2) == SQLITE_INTEGER;
    if (good) {
        char kind[16], number[CASE_NO_SIZE];
        entry_from_row(m->read, entry);
        sql_text(m->read, 4, kind, sizeof kind);
        sql_text(m->read, 15, number, sizeof number);
        entry->case_id = case_no_parse_full(number);
        good = entry_kind_parse(kind, &entry->kind) && *entry->id && *entry->device && entry->seq > 0 &&
               entry->case_id != 0;
    }
    sqlite3_reset(m->read);
    return good;
}

/* An entry that only the log has. Its number may be taken, where the database went its own way after an older copy was
 * restored. */
static bool put_back(struct mend *m, struct entry *entry, struct error *e) {
    sqlite3_reset(m->number);
    sql_bind_text(m->number, 1, entry->device);
    sqlite3_bind_int64(m->number, 2, entry->seq);
    int taken = sql_step(m->number, e);
    sqlite3_reset(m->number);
    if (taken < 0)
        return false;
    if (taken == 1) {
        entry->seq = 1 + sql_int(m->store->db,
                                 "SELECT max((SELECT seq FROM main.device), (SELECT max(seq) FROM main.entry))", 0);
        m->anew = true;
    }
    m->back++;
    return entry_insert(m->store, entry, e);
}

static bool take_line(struct mend *m, const char *line, size_t n, bool whole, struct error *e) {
    struct entry entry;
    if (!read_line(m, line, n, &entry)) {
        m->bad += whole; /* the torn end is cut off; its entry, if it was committed, gets a new line */
        m->anew = m->anew || whole;
        return true;
    }
    m->anew = m->anew || !whole;
    text_format(m->device, sizeof m->device, "%s", entry.device);
    sqlite3_reset(m->have);
    sql_bind_text(m->have, 1, entry.id);
    int there = sql_step(m->have, e);
    if (there == 1) {
        char text[ENTRY_TEXT_MAX + 1], device[40];
        sql_text(m->have, 0, text, sizeof text);
        sql_text(m->have, 1, device, sizeof device); /* another one, other numbers: the device was renewed */
        m->anew = m->anew || strcmp(text, entry.text) != 0 || strcmp(device, entry.device) != 0 ||
                  sqlite3_column_int64(m->have, 2) != entry.seq;
    }
    sqlite3_reset(m->have);
    if (there < 0 || (there == 0 && !put_back(m, &entry, e)))
        return false;
    sqlite3_reset(m->seen);
    sql_bind_text(m->seen, 1, entry.id);
    return sql_step(m->seen, e) == 0;
}

/* Every line in turn; one that is too long to be a line is passed over. */
static bool take_lines(struct mend *m, struct error *e) {
    char *block = malloc(LOG_LINE_MAX);
    if (!block)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    size_t used = 0;
    int64_t at = 0;
    bool good = true, too_long = false;
    ssize_t n;
    while (good && (n = pread(m->store->log_fd, block + used, LOG_LINE_MAX - used, at)) > 0) {
        at += n;
        used += (size_t)n;
        size_t from = 0;
        for (char *end; good && (end = memchr(block + from, '\n', used - from)); from = (size_t)(end - block) + 1) {
            good = take_line(m, too_long ? "" : block + from, too_long ? 0 : (size_t)(end - (block + from)), true, e);
            too_long = false;
            m->lines_end = at - (int64_t)(used - (size_t)(end - block)) + 1;
        }
        memmove(block, block + from, used - from);
        used -= from;
        if (used == LOG_LINE_MAX) {
            too_long = true;
            used = 0;
        }
    }
    if (good && used > 0 && !too_long)
        good = take_line(m, block, used, false, e);
    free(block);
    return good;
}

/* Entries that were put back under another device (the log is of after a renewal, the database of before): nobody would offer them to a
 * data centre. They get the next numbers of this one; ids stay, so that the data centre knows what it has. */
static bool adopt_strays(struct mend *m, struct error *e) {
    sqlite3 *db = m->store->db;
    if (!sql_exec(db,
                  "UPDATE main.entry SET seq = r.place + (SELECT seq FROM main.device), device = (SELECT id FROM main.device)"
                  " FROM (SELECT id, row_number() OVER (ORDER BY at, id) AS place FROM main.entry"
                  " WHERE device <> (SELECT id FROM main.device)) r WHERE r.id = main.entry.id /* scans: after a mending */",
                  e))
        return false;
    if (sqlite3_changes(db) == 0)
        return true;
    m->anew = true;
    return sql_exec(db, "UPDATE main.device SET seq = (SELECT max(seq) FROM main.entry) /* scans: after a mending */", e);
}

/* Numbers, folds and redactions that follow from what was put back. */
static bool settle_database(struct mend *m, struct error *e) {
    struct store *store = m->store;
    bool folds = m->back > 0 || sql_int(store->db, "SELECT log_bytes < 0 FROM main.device", 0) != 0;
    if (m->back > 0 && *m->device && sql_int(store->db, "SELECT seq FROM main.device", 0) == 0) {
        /* a record.db made anew goes on numbering where the log's device left off */
        sqlite3_stmt *adopt;
        if (!sql_prepare(store->db, &adopt, "UPDATE main.device SET id = ?1", e))
            return false;
        sql_bind_text(adopt, 1, m->device);
        bool adopted = sql_step(adopt, e) == 0;
        sqlite3_finalize(adopt);
        if (!adopted)
            return false;
    }
    if (!sql_exec(store->db,
                  "UPDATE main.device SET seq = max(seq, coalesce((SELECT max(seq) FROM main.entry e WHERE e.device = "
                  "main.device.id), 0))",
                  e))
        return false;
    if (m->back > 0 && (!adopt_strays(m, e) || !entry_redact_again(store, e)))
        return false;
    return !folds || entry_fold_all(store, e);
}

/* Appends the lines that the log lacks, after cutting off a torn end. */
static bool add_missing(struct mend *m, int64_t missing, struct error *e) {
    struct store *store = m->store;
    if (missing > 0 || m->anew) {
        /* rare: the whole log is written anew, which is right whatever is missing where */
        char kept[128];
        if (!record_log_prepare(store, e) || !sql_exec(store->db, "COMMIT", e))
            return false;
        if (m->bad > 0 && !files_set_aside(store->folder, RECORD_LOG, kept, e))
            return false;
        return record_log_replace(store, e);
    }
    struct stat status;
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement, "UPDATE main.device SET log_bytes = ?1", e))
        return false;
    sqlite3_bind_int64(statement, 1, m->lines_end);
    bool done = sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    if (!done || !sql_exec(store->db, "COMMIT", e))
        return false;
    if (fstat(store->log_fd, &status) == 0 && (int64_t)status.st_size != m->lines_end)
        return ftruncate(store->log_fd, m->lines_end) == 0 ||
               error_set(e, ERROR_UNABLE, _("cannot cut a torn line off %s in %s"), RECORD_LOG, store->folder);
    return true;
}

bool record_log_reconcile(struct store *store, struct error *e) {
    struct mend m = {.store = store};
    bool done = mend_begin(&m, e) && take_lines(&m, e) && settle_database(&m, e);
    int64_t missing = 0;
    if (done) {
        missing =
            sql_int(store->db, "SELECT count(*) FROM main.entry WHERE id NOT IN (SELECT id FROM temp.log_seen)", 0);
        done = add_missing(&m, missing, e);
    }
    mend_end(&m);
    if (!done)
        return error_prefix(e, _("record.log in %s could not be mended"), store->folder);
    if (m.back > 0)
        store_note(store,
                   ngettext("%d entry that only record.log had was put back.",
                            "%d entries that only record.log had were put back.", (unsigned long)m.back),
                   m.back);
    if (missing > 0)
        store_note(store,
                   ngettext("%lld line that record.log lacked was added.",
                            "%lld lines that record.log lacked were added.", (unsigned long)missing),
                   (long long)missing);
    if (m.bad > 0)
        store_note(store,
                   ngettext("%d line of record.log could not be read; the old log is kept beside it.",
                            "%d lines of record.log could not be read; the old log is kept beside it.",
                            (unsigned long)m.bad),
                   m.bad);
    return true;
}
