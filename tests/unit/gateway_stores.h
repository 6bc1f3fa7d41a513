/* For the tests of gateway/: one store for each test, on SQLite in a folder of its own or on a private PostgreSQL that the test program
 * starts (initdb, unix socket, no TCP, as user postgres where we are root, ended by its own pid). Where PostgreSQL's programs are absent
 * those tests are skipped. */
#ifndef ITSSO_TEST_GATEWAY_STORES_H
#define ITSSO_TEST_GATEWAY_STORES_H

#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <libpq-fe.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/feed.h"
#include "gateway/load.h"
#include "gateway/ops.h"
#include "gateway/publish.h"
#include "gateway/put.h"
#include "gateway/store.h"
#include "src/i18n.h"

#define TODAY civil_from_ymd(2026, 11, 25)

static char where[1200];      /* the store of the test that runs */
static char test_folder[256]; /* of this program; all lies in it */
static bool on_postgresql;
static struct gate *gate;

static inline void remove_tree(const char *path) {
    DIR *listing = opendir(path);
    for (struct dirent *found; listing && (found = readdir(listing));) {
        char inner[4096];
        struct stat status;
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        if (snprintf(inner, sizeof inner, "%s/%s", path, found->d_name) >= (int)sizeof inner)
            continue;
        if (lstat(inner, &status) == 0 && S_ISDIR(status.st_mode))
            remove_tree(inner);
        else
            unlink(inner);
    }
    if (listing)
        closedir(listing);
    rmdir(path);
}

/* ---- the private PostgreSQL ---- */

static pid_t pg_pid;
static char pg_bin[600], pg_folder[300];

static inline bool pg_find(void) {
    glob_t found;
    bool there = glob("/usr/lib/postgresql/*/bin/postgres", 0, NULL, &found) == 0;
    if (there) {
        snprintf(pg_bin, sizeof pg_bin, "%s", found.gl_pathv[found.gl_pathc - 1]);
        *strrchr(pg_bin, '/') = '\0';
    }
    globfree(&found);
    return there && (geteuid() != 0 || access("/usr/bin/setpriv", X_OK) == 0);
}

/* argv behind it runs as user postgres where we are root; its output goes nowhere. */
static inline pid_t pg_start(const char *const *argv) {
    const char *all[32] = {"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"};
    int n = geteuid() == 0 ? 4 : 0;
    for (; *argv && n < 31; argv++)
        all[n++] = *argv;
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        dup2(null, 2);
        if (chdir(pg_folder) == 0)
            execv(all[0], (char *const *)(uintptr_t)all);
        _exit(127);
    }
    return pid;
}

static inline int pg_end(void **state) {
    int status;
    (void)state;
    if (pg_pid > 0) {
        kill(pg_pid, SIGINT); /* fast shutdown */
        waitpid(pg_pid, &status, 0);
        pg_pid = 0;
    }
    remove_tree(test_folder);
    return 0;
}

/* false: it is not here. Owner of the folder: who runs the server. */
static inline bool pg_begin(void) {
    char initdb[640], postgres[640], data[320], conninfo[700];
    int status = -1;
    if (!pg_find())
        return false;
    snprintf(pg_folder, sizeof pg_folder, "%s/pg", test_folder);
    if (mkdir(pg_folder, 0700) != 0 || chmod(test_folder, 0755) != 0)
        return false;
    if (geteuid() == 0) {
        struct stat owner;
        const char *home = "/var/lib/postgresql";
        if (stat(home, &owner) != 0 || chown(pg_folder, owner.st_uid, owner.st_gid) != 0)
            return false;
    }
    snprintf(initdb, sizeof initdb, "%s/initdb", pg_bin);
    snprintf(postgres, sizeof postgres, "%s/postgres", pg_bin);
    snprintf(data, sizeof data, "%s/data", pg_folder);
    const char *const make[] = {initdb, "-D", data, "-A", "trust", "-U", "itsso", "-E", "UTF8", "--locale=C", "--no-sync", NULL};
    pid_t pid = pg_start(make);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        return false;
    const char *const run[] = {postgres, "-D", data, "-k", pg_folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off",
                               "-c", "shared_buffers=16MB", "-c", "max_connections=60", "-c", "autovacuum=off", NULL};
    pg_pid = pg_start(run);
    snprintf(conninfo, sizeof conninfo, "postgresql://itsso@/postgres?host=%s", pg_folder);
    for (int i = 0; i < 1000; i++) {
        if (PQping(conninfo) == PQPING_OK)
            return true;
        usleep(20000);
    }
    return false;
}

/* ---- one store a test ---- */

static inline struct db *must_take(enum sql_use use) {
    struct error e = {0};
    struct db *db = gate_take(gate, use, &e);
    if (!db)
        fail_msg("%s", e.text);
    return db;
}

static inline void must_do(const char *text) {
    struct error e = {0};
    struct db *db = must_take(SQL_WRITE);
    if (!db_begin(db, &e) || !db_exec(db, text, &e) || !db_commit(db, &e))
        fail_msg("%s: %s", text, e.text);
    gate_give(gate, db);
}

static inline int64_t must_int(const char *text) {
    struct error e = {0};
    int64_t n = -999;
    struct db *db = must_take(SQL_READ);
    struct query *q = db_begin(db, &e) ? db_query(db, text, &e) : NULL;
    if (!q || !query_one(q, -1, &n, &e))
        fail_msg("%s: %s", text, e.text);
    gate_give(gate, db);
    return n;
}

static inline void gate_must_open(void) {
    struct error e = {0};
    gate = gate_open(where, &e);
    if (!gate)
        fail_msg("%s", e.text);
}

static inline int folder_begin(void **state) {
    (void)state;
    language_init();
    language_set(LANGUAGE_ENGLISH);
    snprintf(test_folder, sizeof test_folder, "/tmp/itsso-gateway-XXXXXX");
    return mkdtemp(test_folder) ? 0 : -1;
}

static inline int store_sqlite(void **state) {
    static int n;
    (void)state;
    on_postgresql = false;
    snprintf(where, sizeof where, "%s/store%d", test_folder, ++n);
    gate_must_open();
    return 0;
}

/* Skips where there is no PostgreSQL; begins it at the first test that wants it. */
static inline int store_postgresql(void **state) {
    static int tried; /* 1 there, -1 not */
    (void)state;
    on_postgresql = true;
    if (tried == 0)
        tried = pg_begin() ? 1 : -1;
    gate = NULL;
    if (tried < 0)
        return 0;
    snprintf(where, sizeof where, "postgresql://itsso@/postgres?host=%s", pg_folder);
    struct error e = {0};
    struct db *db = db_open(where, SQL_WRITE, &e);
    if (!db || !db_exec(db, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'; DROP SCHEMA public CASCADE; CREATE SCHEMA public", &e))
        fail_msg("%s", e.text);
    db_close(db);
    gate_must_open();
    return 0;
}

static inline int store_end(void **state) {
    (void)state;
    gate_close(gate);
    gate = NULL;
    return 0;
}

#define NEED_STORE() do { if (!gate) { print_message("no PostgreSQL here\n"); skip(); } } while (0)
#define BOTH(test) {.name = #test " (SQLite)", .test_func = test, .setup_func = store_sqlite, .teardown_func = store_end}, \
                   {.name = #test " (PostgreSQL)", .test_func = test, .setup_func = store_postgresql, .teardown_func = store_end}

/* ---- units and cases ---- */

/* 3165 (district) with stations 31655001 and 31655002; 3166 with 31656001; NATION above. */
static inline void small_hierarchy(void) {
    must_do("INSERT INTO unit (id, code, parent, level, kind, name_en, name_hi, lft, rgt, epoch) VALUES "
            "(1, 'NATION', NULL, 'nation', 'territorial', 'Nation', '', 1, 12, 0), (2, '3165', 1, 'district', 'territorial', 'A', '', 2, 7, 0), "
            "(3, '31655001', 2, 'station', 'territorial', 'A1', '', 3, 4, 0), (4, '31655002', 2, 'station', 'territorial', 'A2', '', 5, 6, 0), "
            "(5, '3166', 1, 'district', 'territorial', 'B', '', 8, 11, 0), (6, '31656001', 5, 'station', 'territorial', 'B1', '', 9, 10, 0)");
}
enum { A1 = 3, A2 = 4, B1 = 6 };

static inline case_id case_of(int serial) {
    return case_id_make(31655001, 2026, serial);
}

static inline const char *case_text(int serial) {
    static char text[8][CASE_NO_SIZE];
    static int next;
    char *out = text[next++ % 8];
    case_no_full(case_of(serial), out);
    return out;
}

struct putting { case_id id; int64_t unit; const char *facts; bool delete; civil_day today; };

static inline bool put_work(struct db *db, void *context, struct error *e) {
    const struct putting *p = context;
    struct put put;
    struct stored was;
    if (!put_begin(&put, db, p->today, e))
        return false;
    if (p->delete)
        return put_delete(&put, p->id, e) && put_end(&put, e);
    if (!stored_read(db, p->id, &was, e))
        return false;
    bool good = put_case(&put, p->id, &was, p->unit, p->facts, NULL, 1, e);
    stored_free(&was);
    return good && put_end(&put, e);
}

/* Everything that is committed has its number afterwards. */
static inline void publish_now(void) {
    struct error e = {0};
    int64_t n = 1;
    struct db *db = must_take(SQL_WRITE);
    while (n > 0)
        if (!publish(db, &n, &e))
            fail_msg("%s", e.text);
    gate_give(gate, db);
}

static inline void put_quietly(int serial, int64_t unit, bool delete) {
    struct error e = {0};
    struct putting p = {.id = case_of(serial), .unit = unit, .facts = "\"2026-01-02\"", .delete = delete, .today = TODAY};
    struct db *db = must_take(SQL_WRITE);
    if (!db_run(db, put_work, &p, &e))
        fail_msg("%s", e.text);
    gate_give(gate, db);
}

static inline void put_one(int serial, int64_t unit) {
    put_quietly(serial, unit, false);
    publish_now();
}

static inline void delete_one(int serial) {
    put_quietly(serial, 0, true);
    publish_now();
}

/* ---- reading ---- */

static inline struct db *reading(const char *code, const char *device, struct scope *scope) {
    struct error e = {0};
    struct db *db = must_take(SQL_READ);
    if (!db_begin(db, &e) || !scope_read(db, code, device, scope, &e))
        fail_msg("%s", e.text);
    return db;
}

/* "rows | gone" of what changed above `since`, in words: "31655001/0001/2026:2@31655001 …". */
static inline const char *changes_of(const char *code, int64_t since, int limit, struct page *page, struct scope *scope) {
    static char text[4][4096];
    static int next;
    char *out = text[next++ % 4];
    struct error e = {0};
    struct db *db = reading(code, "", scope);
    if (!feed_changes(db, scope, since, limit, page, &e))
        fail_msg("%s", e.text);
    gate_give(gate, db);
    snprintf(out, sizeof text[0], "%s | %s", buffer_string(&page->rows), buffer_string(&page->gone));
    return out;
}

#endif
