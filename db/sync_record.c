/* record.db beside a sync: opened for reading, and what of it a sync must know. */
#include <stdlib.h>
#include <string.h>

#include "db/migrate.h"
#include "db/record_log.h"
#include "db/store_files.h"
#include "db/sync_inside.h"
#include "src/i18n.h"
#include "src/text.h"

sqlite3 *sync_record_open(const char *folder, struct error *e) {
    char path[FILES_PATH];
    sqlite3 *db = NULL;
    error_clear(e);
    if (files_length(folder, RECORD_FILE) <= 0) {
        return NULL;
    }
    files_path(path, folder, RECORD_FILE);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        sql_fail_open(db, e, path);
        sqlite3_close(db);
        return NULL;
    }
    sqlite3_busy_timeout(db, 5000);
    int format = format_of(db, "main", e);
    if (format > 0 && format_known(&format_record, format, e)) {
        return db;
    }
    sqlite3_close(db); /* format 0: made, and not filled yet */
    return NULL;
}

static bool id_take(sqlite3_stmt *row, struct own_marks *out) {
    if (out->redacted.n == out->ids_room) {
        int room = out->ids_room == 0 ? 32 : 2 * out->ids_room;
        void *grown = realloc(out->redacted.id, (size_t)room * sizeof *out->redacted.id);
        if (grown == NULL) {
            return false;
        }
        out->redacted.id = grown;
        out->ids_room = room;
    }
    sql_text(row, 0, out->redacted.id[out->redacted.n++], ENTRY_ID_SIZE);
    return true;
}

static bool case_take(sqlite3_stmt *row, struct own_marks *out) {
    if (out->cases == out->cases_room) {
        int room = out->cases_room == 0 ? 64 : 2 * out->cases_room;
        case_id *grown = realloc(out->unsent, (size_t)room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        out->unsent = grown;
        out->cases_room = room;
    }
    out->unsent[out->cases++] = sqlite3_column_int64(row, 0);
    return true;
}

static bool marks_take(sqlite3_stmt *q, bool (*take)(sqlite3_stmt *row, struct own_marks *out), struct own_marks *out, struct error *e) {
    int row;
    while ((row = sql_step(q, e)) == 1) {
        if (!take(q, out)) {
            row = -1;
            error_set(e, ERROR_UNABLE, _("there is not enough memory"));
            break;
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}

bool own_marks_read(const char *folder, sqlite3 *cache, struct own_marks *out, struct error *e) {
    sqlite3_stmt *q = NULL;
    char device[40] = "";
    *out = (struct own_marks){0};
    sqlite3 *record = sync_record_open(folder, e);
    if (record == NULL) {
        return e == NULL || e->kind == ERROR_NONE;
    }
    if (sql_prepare(cache, &q, "SELECT device FROM sync_state", e) && sql_step(q, e) == 1) {
        sql_text(q, 0, device, sizeof device);
    }
    sqlite3_finalize(q);
    bool well = sql_prepare(record, &q, "SELECT code FROM entry WHERE kind = 'redact' ORDER BY code /* scans: the redactions */", e) && marks_take(q, id_take, out, e) &&
                sql_prepare(record, &q, "SELECT DISTINCT case_id FROM entry WHERE device = (SELECT id FROM device) AND seq >"
                                        " CASE WHEN (SELECT id FROM device) = ?1 THEN ?2 ELSE 0 END ORDER BY case_id"
                                        " /* scans: what the server has not, put in order */", e);
    if (well) {
        sql_bind_text(q, 1, device);
        sqlite3_bind_int64(q, 2, sql_int(cache, "SELECT dev_seq FROM sync_state", 0));
        well = marks_take(q, case_take, out, e);
    }
    sqlite3_close(record);
    return well;
}

void own_marks_free(struct own_marks *marks) {
    free(marks->redacted.id);
    free(marks->unsent);
    *marks = (struct own_marks){0};
}
