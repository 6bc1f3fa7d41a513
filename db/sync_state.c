/* What is known of sync: its state, its log, what was refused. */
#include <stdio.h>
#include <string.h>

#include "db/store_open.h"
#include "db/sync_inside.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define LOG_KEPT 500
#define LOCK_WAIT_MS 20000

#define STATE_COLUMNS                                                                                                    \
    "s.device, s.dev_seq, s.epoch, s.cursor, s.synced_at, s.server_time, s.clock_offset_ms, s.equal_at, s.attempt_at, s.class,"  \
    " s.class_since, s.sentence, s.next_at, s.received, s.sent, s.repaired"

static void state_take(sqlite3_stmt *q, void *into) {
    struct sync_state *out = into;
    int class = sqlite3_column_int(q, 9);
    *out = (struct sync_state){.dev_seq = sqlite3_column_int64(q, 1), .epoch = sqlite3_column_int64(q, 2), .cursor = sqlite3_column_int64(q, 3),
                               .clock_offset_ms = sqlite3_column_int64(q, 6),
                               .class = class >= SYNC_NEVER && class <= SYNC_DISK ? (enum sync_class)class : SYNC_NEVER,
                               .received = sqlite3_column_int64(q, 13), .sent = sqlite3_column_int64(q, 14),
                               .repaired = sqlite3_column_int64(q, 15)};
    sql_text(q, 0, out->device, sizeof out->device);
    sql_text(q, 4, out->synced_at, sizeof out->synced_at);
    sql_text(q, 5, out->server_time, sizeof out->server_time);
    sql_text(q, 7, out->equal_at, sizeof out->equal_at);
    sql_text(q, 8, out->attempt_at, sizeof out->attempt_at);
    sql_text(q, 10, out->class_since, sizeof out->class_since);
    sql_text(q, 11, out->sentence, sizeof out->sentence);
    sql_text(q, 12, out->next_at, sizeof out->next_at);
}

bool sync_state_read(struct store *store, struct sync_state *out, struct error *e) {
    sqlite3_stmt *q = NULL;
    *out = (struct sync_state){0};
    if (!sql_prepare(store->db, &q, "SELECT " STATE_COLUMNS " FROM cache.sync_state s", e) || !sql_only_row(q, state_take, out, e)) {
        return e != NULL && e->kind == ERROR_NONE && error_set(e, ERROR_UNABLE, _("cache.db has lost what it knew of sync; the next one begins anew"));
    }
    out->refused = sql_int(store->db, "SELECT count(*) FROM cache.refusal /* scans: what was refused */", 0);
    if (sql_int(store->db, "SELECT " SYNC_SAME_RECORD " FROM cache.sync_state s", 1) == 0) {
        out->dev_seq = 0; /* all of it is offered again: the server knows what it has */
    }
    return true;
}

bool sync_known(struct store *store) {
    return store->gateway_known;
}

/* ---- noting an attempt ---- */

static bool log_trim(sqlite3 *db, struct error *e) {
    char text[128];
    snprintf(text, sizeof text, "DELETE FROM sync_log WHERE n <= (SELECT max(n) FROM sync_log) - %d", LOG_KEPT);
    return sql_exec(db, text, e);
}

/* An attempt like the one before it that brought nothing moves the last line on: a day of polling is one line. */
static bool log_moved_on(sqlite3 *db, const struct sync_state *state, bool *moved, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(db, &q, "UPDATE sync_log SET at = ?1 WHERE n = (SELECT max(n) FROM sync_log) AND class = ?2 AND text = ?3"
                             " AND received = 0 AND sent = 0", e)) {
        return false;
    }
    sql_bind_text(q, 1, state->attempt_at);
    sqlite3_bind_int(q, 2, (int)state->class);
    sql_bind_text(q, 3, state->sentence);
    bool well = sql_step(q, e) == 0;
    *moved = well && sqlite3_changes(db) > 0;
    sqlite3_finalize(q);
    return well;
}

static bool log_add(sqlite3 *db, const struct sync_state *was, const struct sync_state *state, struct error *e) {
    sqlite3_stmt *q = NULL;
    int64_t received = state->received - was->received, sent = state->sent - was->sent;
    bool moved = false;
    if (received == 0 && sent == 0 && (!log_moved_on(db, state, &moved, e) || moved)) {
        return moved;
    }
    if (!sql_prepare(db, &q, "INSERT INTO sync_log (at, class, text, received, sent) VALUES (?1, ?2, ?3, ?4, ?5)", e)) {
        return false;
    }
    sql_bind_text(q, 1, state->attempt_at);
    sqlite3_bind_int(q, 2, (int)state->class);
    sql_bind_text(q, 3, state->sentence);
    sqlite3_bind_int64(q, 4, received > 0 ? received : 0);
    sqlite3_bind_int64(q, 5, sent > 0 ? sent : 0);
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return well && log_trim(db, e);
}

static bool state_put(sqlite3 *db, const struct sync_state *state, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(db, &q, "UPDATE sync_state SET synced_at = coalesce(?1, synced_at), server_time = coalesce(?2, server_time),"
                             " clock_offset_ms = coalesce(?3, clock_offset_ms), equal_at = coalesce(?4, equal_at), attempt_at = ?5,"
                             " class = ?6, class_since = ?7, sentence = ?8, next_at = ?9, received = ?10, sent = ?11, repaired = ?12", e)) {
        return false;
    }
    sql_bind_text_or_null(q, 1, state->synced_at);
    sql_bind_text_or_null(q, 2, state->server_time);
    if (state->server_time[0] != '\0') {
        sqlite3_bind_int64(q, 3, state->clock_offset_ms);
    }
    sql_bind_text_or_null(q, 4, state->equal_at);
    sql_bind_text(q, 5, state->attempt_at);
    sqlite3_bind_int(q, 6, (int)state->class);
    sql_bind_text_or_null(q, 7, state->class_since);
    sql_bind_text(q, 8, state->sentence);
    sql_bind_text_or_null(q, 9, state->next_at);
    sqlite3_bind_int64(q, 10, state->received);
    sqlite3_bind_int64(q, 11, state->sent);
    sqlite3_bind_int64(q, 12, state->repaired);
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return well;
}

bool sync_state_note(const char *folder, const struct sync_state *state, struct error *e) {
    struct sync_state now = *state, was = {0};
    sqlite3_stmt *q = NULL;
    text_clean(state->sentence, strnlen(state->sentence, sizeof state->sentence), now.sentence, sizeof now.sentence);
    if (now.attempt_at[0] == '\0') {
        clock_stamp(now.attempt_at);
    }
    struct cache_writer *w = cache_begin(folder, LOCK_WAIT_MS, e);
    if (w == NULL) {
        return false;
    }
    if (sql_prepare(w->db, &q, "SELECT " STATE_COLUMNS " FROM sync_state s", e) && sql_only_row(q, state_take, &was, e) &&
        log_add(w->db, &was, &now, e) && state_put(w->db, &now, e)) {
        return cache_commit(w, e);
    }
    cache_rollback(w);
    return false;
}

/* ---- reading log and refusals ---- */

int sync_log_read(struct store *store, int64_t before, struct sync_log *out, int max, struct error *e) {
    sqlite3_stmt *q = NULL;
    int n = 0, row = 0;
    if (!sql_prepare(store->db, &q, "SELECT n, at, class, text, received, sent FROM cache.sync_log WHERE n < ?1 ORDER BY n DESC LIMIT ?2", e)) {
        return -1;
    }
    sqlite3_bind_int64(q, 1, before > 0 ? before : INT64_MAX);
    sqlite3_bind_int(q, 2, max);
    while (n < max && (row = sql_step(q, e)) == 1) {
        struct sync_log *line = &out[n++];
        int class = sqlite3_column_int(q, 2);
        *line = (struct sync_log){.n = sqlite3_column_int64(q, 0), .class = (enum sync_class)class,
                                  .received = sqlite3_column_int64(q, 4), .sent = sqlite3_column_int64(q, 5)};
        sql_text(q, 1, line->at, sizeof line->at);
        sql_text(q, 3, line->text, sizeof line->text);
    }
    sqlite3_finalize(q);
    return row < 0 ? -1 : n;
}

int sync_refusals_read(struct store *store, const char *after_id, struct sync_refusal *out, int max, struct error *e) {
    sqlite3_stmt *q = NULL;
    int n = 0, row = 0;
    if (!sql_prepare(store->db, &q, "SELECT id, case_id, kind, reason, at FROM cache.refusal WHERE id > ?1 ORDER BY id LIMIT ?2", e)) {
        return -1;
    }
    sql_bind_text(q, 1, after_id != NULL ? after_id : "");
    sqlite3_bind_int(q, 2, max);
    while (n < max && (row = sql_step(q, e)) == 1) {
        struct sync_refusal *refusal = &out[n++];
        *refusal = (struct sync_refusal){.case_id = sqlite3_column_int64(q, 1)};
        sql_text(q, 0, refusal->id, sizeof refusal->id);
        sql_text(q, 2, refusal->kind, sizeof refusal->kind);
        sql_text(q, 3, refusal->reason, sizeof refusal->reason);
        sql_text(q, 4, refusal->at, sizeof refusal->at);
    }
    sqlite3_finalize(q);
    return row < 0 ? -1 : n;
}
