/* PostgreSQL through libpq: values travel as text, statements are prepared on the server, transactions are REPEATABLE READ (one snapshot;
 * who was overtaken begins again). A lost connection is made anew at the next transaction. */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/sql.h"
#include "src/i18n.h"
#include "src/text.h"

struct handle {
    PGconn *conn;
    int prepared; /* names given */
    bool lost;    /* a failure that came from no server: what libpq could not write shows itself so, while its status is still good */
};
struct statement {
    char name[16];
    int parameters;
    PGresult *result;
    int row;
    const char *value[QUERY_PARAMETERS + 1];
    char number[QUERY_PARAMETERS + 1][24];
};

static PGconn *conn_of(const struct db *db) {
    return ((struct handle *)db->handle)->conn;
}

/* The message's first line, without the connection's address. */
static bool fail(struct db *db, const PGresult *result, struct error *e) {
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *said = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    char line[400];
    ((struct handle *)db->handle)->lost = !state;
    db->again = state && (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0);
    /* 53: resources; 57P: shutdown; 55P03: a lock; 08: the connection; 25006: a standby that only reads */
    db->unavailable = db->again || !state || PQstatus(conn_of(db)) != CONNECTION_OK ||
                      (state && (strncmp(state, "53", 2) == 0 || strncmp(state, "57P", 3) == 0 || strcmp(state, "55P03") == 0 ||
                                 strncmp(state, "08", 2) == 0 || strcmp(state, "25006") == 0));
    text_format(line, sizeof line, "%s", said ? said : PQerrorMessage(conn_of(db)));
    line[strcspn(line, "\n")] = '\0';
    return error_set(e, ERROR_UNABLE, "PostgreSQL: %s%s%s", line, state ? " " : "", state ? state : "");
}

static bool pg_exec(struct db *db, const char *text, struct error *e) {
    PGresult *result = PQexec(conn_of(db), text);
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY || fail(db, result, e);
    PQclear(result);
    return good;
}

static bool set_up(struct db *db, struct error *e) {
    return pg_exec(db, "SET client_min_messages = warning; SET lock_timeout = '10s'; SET statement_timeout = '60s';"
                       "SET idle_in_transaction_session_timeout = '120s'; SET timezone = 'UTC'; SET synchronous_commit = on",
                   e);
}

static bool pg_open(struct db *db, const char *where, struct error *e) {
    struct handle *h = calloc(1, sizeof *h);
    const char *const keys[] = {"dbname", "connect_timeout", "fallback_application_name", "client_encoding", NULL};
    const char *const values[] = {where, "10", "itsso-gateway", "UTF8", NULL};
    if (!h)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    db->handle = h;
    h->conn = PQconnectdbParams(keys, values, 1);
    if (PQstatus(h->conn) != CONNECTION_OK)
        return fail(db, NULL, e);
    return set_up(db, e);
}

static void pg_close(struct db *db) {
    struct handle *h = db->handle;
    if (!h)
        return;
    PQfinish(h->conn);
    free(h);
    db->handle = NULL;
}

/* ---- transactions ---- */

static bool begin_now(struct db *db, struct error *e) {
    return pg_exec(db, db->use == SQL_READ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                           : "BEGIN ISOLATION LEVEL REPEATABLE READ",
                   e);
}

static bool pg_begin(struct db *db, struct error *e) {
    struct handle *h = db->handle;
    if (!h->lost && begin_now(db, e))
        return true;
    if (!h->lost && PQstatus(h->conn) == CONNECTION_OK)
        return false;
    db_forget_queries(db);
    PQreset(h->conn);
    h->lost = false;
    if (PQstatus(h->conn) != CONNECTION_OK)
        return fail(db, NULL, e);
    error_clear(e);
    db->unavailable = false;
    return set_up(db, e) && begin_now(db, e);
}

static void pg_rollback(struct db *db) {
    PQclear(PQexec(conn_of(db), "ROLLBACK"));
}

static bool pg_commit(struct db *db, struct error *e) {
    PGresult *result = PQexec(conn_of(db), "COMMIT");
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!good)
        fail(db, result, e);
    else if (strcmp(PQcmdStatus(result), "COMMIT") != 0) /* a transaction that had failed ends in ROLLBACK, and says so here alone */
        good = error_set(e, ERROR_UNABLE, _("PostgreSQL took the transaction back"));
    PQclear(result);
    if (!good && PQstatus(conn_of(db)) == CONNECTION_OK)
        pg_rollback(db);
    return good;
}

/* ---- statements ---- */

static bool pg_prepare(struct query *q, struct error *e) {
    struct handle *h = q->db->handle;
    struct statement *s = calloc(1, sizeof *s);
    if (!s)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    for (const char *at = strchr(q->text, '$'); at; at = strchr(at + 1, '$')) {
        int n = atoi(at + 1);
        s->parameters = n > s->parameters ? n : s->parameters;
    }
    text_format(s->name, sizeof s->name, "q%d", ++h->prepared);
    PGresult *result = PQprepare(h->conn, s->name, q->text, 0, NULL);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!good)
        fail(q->db, result, e);
    PQclear(result);
    q->handle = s;
    if (good)
        return true;
    free(s);
    return error_prefix(e, "%.200s", q->text);
}

static void pg_forget(struct query *q) {
    struct statement *s = q->handle;
    PQclear(s->result);
    free(s);
}

static void pg_bind_int(struct query *q, int n, int64_t value) {
    struct statement *s = q->handle;
    snprintf(s->number[n], sizeof s->number[n], "%" PRId64, value);
    s->value[n] = s->number[n];
}

static void pg_bind_text(struct query *q, int n, const char *text) {
    struct statement *s = q->handle;
    s->value[n] = text;
}

static void pg_end(struct query *q) {
    struct statement *s = q->handle;
    PQclear(s->result);
    s->result = NULL;
}

static int pg_step(struct query *q, struct error *e) {
    struct statement *s = q->handle;
    if (!s->result) {
        s->row = -1;
        s->result = PQexecPrepared(conn_of(q->db), s->name, s->parameters, s->value + 1, NULL, NULL, 0);
        ExecStatusType status = PQresultStatus(s->result);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
            fail(q->db, s->result, e);
            return -1;
        }
    }
    return ++s->row < PQntuples(s->result) ? 1 : 0;
}

static int64_t pg_get_int(struct query *q, int column) {
    struct statement *s = q->handle;
    return strtoll(PQgetvalue(s->result, s->row, column), NULL, 10);
}

static const char *pg_get_text(struct query *q, int column) {
    struct statement *s = q->handle;
    return PQgetvalue(s->result, s->row, column);
}

static bool pg_get_null(struct query *q, int column) {
    struct statement *s = q->handle;
    return PQgetisnull(s->result, s->row, column) == 1;
}

static bool pg_settle(struct db *db, struct error *e) {
    (void)db;
    (void)e;
    return true;
}

static bool pg_hurry(struct db *db, bool hurry, struct error *e) {
    return pg_exec(db, hurry ? "SET synchronous_commit = off" : "SET synchronous_commit = on", e);
}

const struct driver driver_pg = {
    .one_writer = false,
    .open = pg_open,
    .close = pg_close,
    .exec = pg_exec,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .prepare = pg_prepare,
    .forget = pg_forget,
    .bind_int = pg_bind_int,
    .bind_text = pg_bind_text,
    .step = pg_step,
    .end = pg_end,
    .get_int = pg_get_int,
    .get_text = pg_get_text,
    .get_null = pg_get_null,
    .settle = pg_settle,
    .hurry = pg_hurry,
};

int db_part(const struct db *db) {
    return db->driver == &driver_pg ? db->part : 0;
}

/* ---- notices ---- */

int db_notice_socket(const struct db *db) {
    return db->driver == &driver_pg ? PQsocket(conn_of(db)) : -1;
}

bool db_notices(struct db *db, bool *any) {
    PGnotify *notice;
    *any = false;
    if (db->driver != &driver_pg)
        return true;
    if (PQconsumeInput(conn_of(db)) == 0)
        return false;
    while ((notice = PQnotifies(conn_of(db))) != NULL) {
        *any = true;
        PQfreemem(notice);
    }
    return PQstatus(conn_of(db)) == CONNECTION_OK;
}
