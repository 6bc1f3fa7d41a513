/* The gateway inside the test's process: inside.h. The client: inside_pc.c. */
#include "tests/sync/lib/inside.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "gateway/http.h"
#include "gateway/load.h"
#include "gateway/log.h"
#include "gateway/put.h"

static bool begin(struct inner *g, struct error *e)
{
    struct server *server = g->server = calloc(1, sizeof *g->server);
    int port;
    log_requests(false);
    if (!server || !throttle_begin(&server->throttle, 0, 1, THROTTLE_SECOND))
        return error_set(e, ERROR_UNABLE, "no memory");
    notice_prepare(&server->notices);
    waiters_begin(&server->waiters, notice_wake, &server->notices);
    server->gate = gate_open(g->store, e);
    const struct http_options http = { .socket = g->socket, .threads = 2, .connections = 64 };
    return server->gate && notice_start(&server->notices, server, g->water, NULL, e) && http_start(server, &http, &port, e);
}

bool inner_start(struct inner *g, const char *folder, const char *units, struct error *e)
{
    int n_units, stations;
    struct gate *gate = NULL;
    *g = (struct inner){ 0 };
    snprintf(g->store, sizeof g->store, "%s/store", folder);
    snprintf(g->socket, sizeof g->socket, "%s/socket", folder);
    snprintf(g->water, sizeof g->water, "%s/high-water", folder);
    if (units) {
        gate = gate_open(g->store, e);
        bool loaded = gate && load_units(gate, units, &n_units, &stations, e);
        gate_close(gate);
        if (!loaded)
            return false;
    }
    return begin(g, e);
}

void inner_stop(struct inner *g)
{
    struct server *server = g->server;
    if (!server)
        return;
    sqlite3_close(g->looks);
    g->looks = NULL;
    atomic_store(&server->stopping, true);
    http_stop(server);
    notice_stop(&server->notices);
    gate_close(server->gate);
    waiters_end(&server->waiters);
    throttle_end(&server->throttle);
    free(server);
    unlink(g->socket);
    g->server = NULL;
}

/* ---- what changes at the data centre ---- */

struct change { case_id id; const char *unit; bool delete; };

static bool change_case(struct db *db, void *context, struct error *e)
{
    const struct change *change = context;
    struct put put;
    struct stored was = { 0 };
    int64_t unit = 0;
    char facts[200];
    bool good = put_begin(&put, db, civil_from_ymd(2026, 11, 25), e) && stored_read(db, change->id, &was, e);
    if (good && change->delete)
        good = put_delete(&put, change->id, e);
    else if (good) {
        unit = was.unit;
        good = !change->unit || put_unit(&put, change->unit, false, &unit, e);
        /* fir_date first, as stored: sections and the rest stay unsaid */
        snprintf(facts, sizeof facts, "\"2026-%02d-%02d\"", 1 + (int)(was.ver % 10), 1 + (int)(was.ver % 28));
        good = good && unit != 0 && put_case(&put, change->id, &was, unit, facts, NULL, was.said, e);
    }
    good = good && put_end(&put, e);
    stored_free(&was);
    return good;
}

static bool change(struct inner *g, struct change what, struct error *e)
{
    struct db *db = gate_take(g->server->gate, SQL_WRITE, e);
    bool good = db && db_run(db, change_case, &what, e);
    if (db)
        gate_give(g->server->gate, db);
    if (good)
        notice_wake(&g->server->notices);
    return good;
}

bool inner_put(struct inner *g, case_id id, const char *unit, struct error *e)
{
    return change(g, (struct change){ .id = id, .unit = unit }, e);
}

bool inner_delete(struct inner *g, case_id id, struct error *e)
{
    return change(g, (struct change){ .id = id, .delete = true }, e);
}

/* ---- its store ---- */

static sqlite3 *store_file(struct inner *g)
{
    char path[160];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/gateway.db", g->store);
    if (sqlite3_open(path, &db) != SQLITE_OK) {
        sqlite3_close(db);
        return NULL;
    }
    sqlite3_busy_timeout(db, 5000);
    return db;
}

bool inner_backup(struct inner *g, const char *path, struct error *e)
{
    char sql[240];
    sqlite3 *db = store_file(g);
    unlink(path);
    snprintf(sql, sizeof sql, "VACUUM INTO '%s'", path);
    bool good = db && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
    if (!good)
        error_set(e, ERROR_UNABLE, "no backup: %s", db ? sqlite3_errmsg(db) : "not open");
    sqlite3_close(db);
    return good;
}

static bool copy(const char *from, const char *to)
{
    char piece[65536];
    size_t n;
    FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
    bool good = in && out;
    while (good && (n = fread(piece, 1, sizeof piece, in)) > 0)
        good = fwrite(piece, 1, n, out) == n;
    if (in)
        fclose(in);
    if (out)
        good = fclose(out) == 0 && good;
    return good;
}

bool inner_restore(struct inner *g, const char *folder, const char *path, struct error *e)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char file[200];
    inner_stop(g);
    for (int i = 0; i < 3; i++) {
        snprintf(file, sizeof file, "%s/gateway.db%s", g->store, ends[i]);
        unlink(file);
    }
    snprintf(file, sizeof file, "%s/gateway.db", g->store);
    if (!copy(path, file))
        return error_set(e, ERROR_UNABLE, "%s cannot be copied", path);
    return inner_start(g, folder, NULL, e);
}

int64_t inner_number(struct inner *g, const char *sql, const char *text)
{
    sqlite3 *db = g->looks ? g->looks : store_file(g);
    sqlite3_stmt *q = NULL;
    int64_t n = -1;
    g->looks = db;
    if (db && sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK) {
        if (text)
            sqlite3_bind_text(q, 1, text, -1, SQLITE_STATIC);
        if (sqlite3_step(q) == SQLITE_ROW)
            n = sqlite3_column_int64(q, 0);
    }
    sqlite3_finalize(q);
    return n;
}
