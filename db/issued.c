/* Issued sheets. The cases lie in a blob: for each the difference of its id to the one before and the bits of each block, as
 * numbers of 7 bits a byte, the lowest first, the high bit set while more follow. */
#include "db/issued.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/entry_inside.h"
#include "db/record_log.h"
#include "db/store_files.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define CASE_BYTES_MAX (10 + ISSUED_BLOCKS * 5)

/* ---- the blob ---- */

static size_t number_put(unsigned char *out, uint64_t n) {
    size_t used = 0;
    for (; n >= 0x80; n >>= 7) {
        out[used++] = (unsigned char)(n | 0x80);
    }
    out[used++] = (unsigned char)n;
    return used;
}

/* False at the end of the blob, or where it is no number. */
static bool number_take(const unsigned char **at, const unsigned char *end, uint64_t *n) {
    *n = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        unsigned char byte = *(*at)++;
        *n |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return true;
        }
    }
    return false;
}

static unsigned char *cases_pack(const struct issued_case *cases, int n, size_t *bytes) {
    unsigned char *out = malloc((size_t)n * CASE_BYTES_MAX + 1);
    case_id before = 0;
    *bytes = 0;
    for (int i = 0; i < n && out != NULL; i++) {
        *bytes += number_put(out + *bytes, (uint64_t)(cases[i].id - before));
        for (int block = 0; block < ISSUED_BLOCKS; block++) {
            *bytes += number_put(out + *bytes, cases[i].columns[block]);
        }
        before = cases[i].id;
    }
    return out;
}

static struct issued_case *cases_unpack(const unsigned char *blob, size_t bytes, int *n) {
    struct issued_case *out = calloc(bytes / (1 + ISSUED_BLOCKS) + 1, sizeof *out);
    const unsigned char *at = blob, *end = blob + bytes;
    case_id before = 0;
    uint64_t number;
    *n = 0;
    while (out != NULL && number_take(&at, end, &number)) {
        struct issued_case *c = &out[*n];
        bool whole = true;
        c->id = before + (case_id)number;
        for (int block = 0; block < ISSUED_BLOCKS && whole; block++) {
            whole = number_take(&at, end, &number);
            c->columns[block] = (uint32_t)number;
        }
        if (!whole) {
            break;
        }
        before = c->id;
        ++*n;
    }
    return out;
}

/* ---- writing ---- */

static bool insert(struct store *store, const struct issued *issued, const char *csv, const unsigned char *blob, size_t bytes,
                   struct error *e) {
    static const char text[] = "INSERT INTO main.issued (name, unit, from_date, to_date, as_of, lists, issued_at, author, csv, cases)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    sqlite3_stmt *q = NULL;
    char lists[16];
    if (!sql_prepare(store->db, &q, text, e)) {
        return false;
    }
    snprintf(lists, sizeof lists, "%x", issued->lists);
    sql_bind_text(q, 1, issued->name);
    sql_bind_text(q, 2, issued->unit);
    sql_bind_day(q, 3, issued->from);
    sql_bind_day(q, 4, issued->to);
    sql_bind_day(q, 5, issued->as_of);
    sql_bind_text(q, 6, lists);
    sql_bind_text(q, 7, issued->issued_at);
    sql_bind_text(q, 8, issued->author);
    sqlite3_bind_text64(q, 9, csv, strlen(csv), SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_blob64(q, 10, blob, bytes, SQLITE_STATIC);
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return well;
}

static bool add_locked(struct store *store, const struct issued *issued, const char *csv, const unsigned char *blob, size_t bytes,
                       struct error *e) {
    char about[128];
    char day[11];
    civil_iso(issued->as_of, day);
    text_format(about, sizeof about, "%s %s %s", issued->name, issued->unit, day);
    bool well = sql_exec(store->db, "BEGIN IMMEDIATE", e) && insert(store, issued, csv, blob, bytes, e) &&
                audit_insert(store, issued->author, "report-issued", about, e) && sql_exec(store->db, "COMMIT", e);
    if (sqlite3_get_autocommit(store->db) == 0) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return well;
}

bool issued_add(struct store *store, struct issued *issued, const char *csv, const struct issued_case *cases, int n,
                struct error *e) {
    size_t bytes = 0;
    if (store->mode == STORE_READ) {
        return error_set(e, ERROR_USAGE, _("a sheet cannot be issued with --read-only: it is kept in record.db"));
    }
    unsigned char *blob = cases_pack(cases, n, &bytes);
    if (blob == NULL) {
        return error_set(e, ERROR_UNABLE, _("not enough memory to keep the sheet"));
    }
    clock_stamp(issued->issued_at);
    entry_author(issued->author, sizeof issued->author);
    int lock_fd = files_lock(store->folder, RECORD_LOCK, 15000, e);
    bool well = lock_fd >= 0;
    if (well) {
        bool (*stop)(void *) = store->stop;
        void *context = store->stop_context;
        store_set_interrupt(store, NULL, NULL);
        well = add_locked(store, issued, csv, blob, bytes, e);
        store_set_interrupt(store, stop, context);
        files_unlock(lock_fd);
    }
    free(blob);
    return well;
}

/* ---- reading ---- */

static void take(sqlite3_stmt *q, const char *name, const char *unit, hits lists, struct issued *out) {
    *out = (struct issued){.from = sql_day(q, 0), .to = sql_day(q, 1), .as_of = sql_day(q, 2), .lists = lists};
    text_format(out->name, sizeof out->name, "%s", name);
    text_format(out->unit, sizeof out->unit, "%s", unit);
    sql_text(q, 3, out->issued_at, sizeof out->issued_at);
    sql_text(q, 4, out->author, sizeof out->author);
}

bool issued_last(struct store *store, const char *name, const char *unit, hits lists, civil_day as_of, civil_day before,
                 struct issued *out, struct issued_case **cases, int *n, struct error *e) {
    static const char text[] =
        "SELECT from_date, to_date, as_of, issued_at, author, cases FROM main.issued WHERE name = ?1 AND unit = ?2"
        " AND lists = ?3 AND as_of >= ?4 AND as_of <= ?5 ORDER BY as_of DESC, n DESC LIMIT 1";
    sqlite3_stmt *q = NULL;
    char mask[16];
    error_clear(e);
    if (cases != NULL) {
        *cases = NULL;
        *n = 0;
    }
    if (!sql_prepare(store->db, &q, text, e)) {
        return false;
    }
    snprintf(mask, sizeof mask, "%x", lists);
    sql_bind_text(q, 1, name);
    sql_bind_text(q, 2, unit);
    sql_bind_text(q, 3, mask);
    if (as_of != CIVIL_NONE) {
        sql_bind_day(q, 4, as_of);
        sql_bind_day(q, 5, as_of);
    } else {
        sql_bind_text(q, 4, "");
        sql_bind_day(q, 5, before - 1);
    }
    int row = sql_step(q, e);
    if (row == 1) {
        take(q, name, unit, lists, out);
        if (cases != NULL) {
            *cases = cases_unpack(sqlite3_column_blob(q, 5), (size_t)sqlite3_column_bytes(q, 5), n);
            row = *cases != NULL ? 1 : -1;
        }
        if (row < 0) {
            error_set(e, ERROR_UNABLE, _("not enough memory to read the issued sheet"));
        }
    }
    sqlite3_finalize(q);
    return row == 1;
}
