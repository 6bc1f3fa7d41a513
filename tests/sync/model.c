/* Holds the schedules of ../shared/sync-model.py on the real client engine, the real folders and the real gateway (its library in this process,
 * HTTP over a unix socket): changes, transfers, deletions, entries, lost answers, kills, server and client restored from old backups, by a
 * fixed seed each; afterwards every client's cases are the server's in its scope, the digests agree, and every entry that a client ever took
 * from its user stands at the server exactly once, unless neither side kept it. ITSSO_LONG=1: 2,000 schedules; ITSSO_SEED=N: that one alone. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/sql.h"
#include "src/i18n.h"
#include "tests/pty_check.h"
#include "tests/sync/lib/inside.h"

#define PCS 3
#define MADE 400
#define STATION(n) (31999001 + (n))

struct made { char id[40]; case_id case_id; bool gone; }; /* gone: neither side kept it */

static struct {
    char top[96], folder[112];
    struct inner gateway;
    struct pc pc[PCS]; /* two stations; the district */
    struct made made[PCS][MADE];
    int n_made[PCS], cases, backed_up; /* backed_up: which client's folder was copied away, -1 none */
    bool store_backup;
    struct line dice;
    char what[4096]; /* what happened, for the report */
} m;

static char why[1024];

static bool broken(const char *format, ...) __attribute__((format(printf, 1, 2)));
static bool broken(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(why, sizeof why, format, list);
    va_end(list);
    return false;
}

static void log_step(const char *what, int n)
{
    size_t used = strlen(m.what);
    if (used + 32 < sizeof m.what)
        snprintf(m.what + used, sizeof m.what - used, "%s%d ", what, n);
}

static uint32_t roll(uint32_t sides)
{
    return line_roll(&m.dice, sides);
}

static const char *in_folder(const char *name)
{
    static char path[4][160];
    static int next;
    next = (next + 1) % 4;
    snprintf(path[next], sizeof path[next], "%s/%s", m.folder, name);
    return path[next];
}

static const char *unit_code(int n)
{
    static const char *const codes[] = { "31999001", "31999002", "31999003" };
    return codes[n];
}

/* ---- a world for one schedule ---- */

static bool begin(uint32_t seed)
{
    static const char *const units[] = { "31999001", "31999002", "31999" };
    struct error e = { 0 };
    char path[200];
    m.n_made[0] = m.n_made[1] = m.n_made[2] = m.cases = 0;
    m.backed_up = -1;
    m.store_backup = false;
    m.what[0] = '\0';
    m.dice = (struct line){ .dice = seed * 2654435761u + 77 };
    snprintf(m.folder, sizeof m.folder, "%s/%u", m.top, seed);
    mkdir(m.folder, 0700);
    snprintf(path, sizeof path, "%s/units.csv", m.top);
    if (!inner_start(&m.gateway, m.folder, path, &e))
        return broken("the gateway: %s", e.text);
    for (int i = 0; i < PCS; i++) {
        char name[16];
        snprintf(name, sizeof name, "pc%d", i);
        if (!pc_open(&m.pc[i], in_folder(name), units[i], &e))
            return broken("%s: %s", name, e.text);
        m.pc[i].line.dice = seed * 31 + (uint32_t)i;
    }
    return true;
}

static void end(void)
{
    for (int i = 0; i < PCS; i++)
        pc_close(&m.pc[i]);
    inner_stop(&m.gateway);
    test_folder_remove(m.folder);
}

/* ---- its steps ---- */

static case_id case_of(int n)
{
    return case_id_make(STATION(n % 3), 2026, 1 + n);
}

/* Of those that were made, one that the server still has; 0 none. */
static case_id any_case(void)
{
    for (int tries = 0; m.cases > 0 && tries < 20; tries++) {
        case_id id = case_of((int)roll((uint32_t)m.cases));
        char sql[96];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM gcase WHERE id = %lld AND unit IS NOT NULL", (long long)id);
        if (inner_number(&m.gateway, sql, NULL) == 1)
            return id;
    }
    return 0;
}

static bool enter(int i)
{
    struct error e = { 0 };
    struct pc *pc = &m.pc[i];
    int64_t n = sql_int(pc->store->db, "SELECT count(*) FROM cache.fir_case", 0);
    if (n == 0 || m.n_made[i] >= MADE)
        return true;
    char sql[120];
    snprintf(sql, sizeof sql, "SELECT id FROM cache.fir_case ORDER BY id LIMIT 1 OFFSET %u", roll((uint32_t)n));
    struct entry entry = { .case_id = sql_int(pc->store->db, sql, 0), .kind = ENTRY_NOTE, .on = CIVIL_NONE, .next_on = CIVIL_NONE };
    snprintf(entry.text, sizeof entry.text, "remark %d of %d", m.n_made[i] + 1, i);
    if (!entry_add(pc->store, &entry, -1, civil_from_ymd(2026, 11, 25), &e))
        return broken("entry_add: %s", e.text);
    struct made *made = &m.made[i][m.n_made[i]++];
    *made = (struct made){ .case_id = entry.case_id };
    snprintf(made->id, sizeof made->id, "%s", entry.id);
    return true;
}

static int64_t here(int i, const char *id)
{
    sqlite3_stmt *q = NULL;
    int64_t n = -1;
    if (sql_prepare(m.pc[i].store->db, &q, "SELECT count(*) FROM main.entry WHERE id = ?1", NULL)) {
        sqlite3_bind_text(q, 1, id, -1, SQLITE_STATIC);
        if (sqlite3_step(q) == SQLITE_ROW)
            n = sqlite3_column_int64(q, 0);
    }
    sqlite3_finalize(q);
    return n;
}

static int64_t there(const char *id)
{
    return inner_number(&m.gateway, "SELECT count(*) FROM entry WHERE id = ?1 AND result <> 'refused'", id);
}

/* After a restore: what neither side has any more is beyond any protocol. */
static void note_gone(void)
{
    for (int i = 0; i < PCS; i++)
        for (int k = 0; k < m.n_made[i]; k++)
            if (!m.made[i][k].gone && here(i, m.made[i][k].id) == 0 && there(m.made[i][k].id) == 0)
                m.made[i][k].gone = true;
}

static bool restore_client(void)
{
    struct error e = { 0 };
    if (!pc_copy(&m.pc[m.backed_up], in_folder("pc-backup"), true, &e))
        return broken("a client's restore: %s", e.text);
    note_gone();
    return true;
}

static bool restore_server(void)
{
    struct error e = { 0 };
    if (!inner_restore(&m.gateway, m.folder, in_folder("store-backup"), &e))
        return broken("the server's restore: %s", e.text);
    note_gone();
    return true;
}

/* A sync that may lose answers, be killed, or come to a point from which nothing gets through. */
static bool flaky_sync(int i)
{
    struct error e = { 0 };
    struct pc *pc = &m.pc[i];
    pc->line.lost = 15;
    pc->line.unheard = 8;
    pc->line.kill = 8;
    pc->line.requests = roll(2) ? 0 : 1 + (int)roll(5);
    enum engine_end how = pc_sync(pc, &m.gateway, 1 + (int)roll(4), &e);
    log_step(how == ENGINE_WELL ? "well" : how == ENGINE_FAILED ? "failed" : "killed", i);
    if (pc->killed) { /* the next one is another process */
        store_close(pc->store);
        pc->store = store_open(pc->folder, STORE_ENTRIES, &e);
    }
    return pc->store || broken("a folder cannot be opened: %s", e.text);
}

static bool facts_step(uint32_t x, struct error *e)
{
    case_id id = x < 250 ? case_of(m.cases) : any_case();
    if (x < 250) {
        m.cases++;
        log_step("new", (int)case_id_serial(id));
        return inner_put(&m.gateway, id, unit_code((int)roll(3)), e);
    }
    if (id == 0)
        return true;
    log_step(x < 450 ? "change" : x < 580 ? "move" : "delete", (int)case_id_serial(id));
    if (x < 450)
        return inner_put(&m.gateway, id, NULL, e);
    return x < 580 ? inner_put(&m.gateway, id, unit_code((int)roll(3)), e) : inner_delete(&m.gateway, id, e);
}

static bool step(void)
{
    struct error e = { 0 };
    uint32_t x = roll(1000);
    int i = (int)roll(PCS);
    if (x < 620)
        return facts_step(x, &e) || broken("the store: %s", e.text);
    if (x < 640) {
        m.store_backup = true;
        log_step("backup", 0);
        return inner_backup(&m.gateway, in_folder("store-backup"), &e) || broken("%s", e.text);
    }
    if (x < 655) {
        if (m.store_backup)
            log_step("RESTORE-SERVER", 0);
        return !m.store_backup || restore_server();
    }
    if (x < 665) {
        m.backed_up = i;
        log_step("copy", i);
        return pc_copy(&m.pc[i], in_folder("pc-backup"), false, &e) || broken("%s", e.text);
    }
    if (x < 675) {
        if (m.backed_up >= 0)
            log_step("RESTORE-CLIENT", m.backed_up);
        return m.backed_up < 0 || restore_client();
    }
    if (x < 720) {
        log_step("enter", i);
        return enter(i);
    }
    return flaky_sync(i);
}

/* ---- the oracle ---- */

struct set { int64_t at[1024]; int n; };

static bool add_pair(void *context, case_id id, int64_t ver)
{
    struct set *set = context;
    if (set->n + 2 <= 1024) {
        set->at[set->n++] = id;
        set->at[set->n++] = ver;
    }
    return true;
}

/* Every synced case of the folder stands at the server in its scope with that version, and there are as many. */
static bool cases_agree(int i)
{
    struct error e = { 0 };
    static struct set set;
    struct sync_digest kept;
    uint64_t sum = 0;
    char sql[320];
    const char *scope = i < 2 ? unit_code(i) : "%";
    set.n = 0;
    for (int b = 0; b < SYNC_BUCKETS; b++)
        if (!sync_ids(m.pc[i].store, b, add_pair, &set, &e))
            return broken("sync_ids: %s", e.text);
    for (int k = 0; k < set.n; k += 2) {
        snprintf(sql, sizeof sql, "SELECT c.ver FROM gcase c JOIN unit u ON u.id = c.unit WHERE c.id = %lld AND u.code LIKE ?1", (long long)set.at[k]);
        int64_t ver = inner_number(&m.gateway, sql, scope);
        if (ver != set.at[k + 1])
            return broken("client %d has case %lld at version %lld, the server %lld", i, (long long)(set.at[k] & 1048575), (long long)set.at[k + 1], (long long)ver);
        sum += sync_digest_of(set.at[k], set.at[k + 1]);
    }
    int64_t n = inner_number(&m.gateway, "SELECT count(*) FROM gcase c JOIN unit u ON u.id = c.unit WHERE u.code LIKE ?1", scope);
    if (n != set.n / 2)
        return broken("client %d has %d cases, the server %lld", i, set.n / 2, (long long)n);
    return (sync_digest_read(m.pc[i].store, &kept, &e) && kept.count == n && kept.sum == sum) || broken("client %d keeps another digest than that of its rows", i);
}

static bool entries_agree(int i)
{
    for (int k = 0; k < m.n_made[i]; k++) {
        const struct made *made = &m.made[i][k];
        char sql[400];
        if (made->gone)
            continue;
        if (there(made->id) != 1)
            return broken("entry %d of client %d stands at the server %lld times", k + 1, i, (long long)there(made->id));
        /* and in its case's row, where there is one, once; not where that case was never this client's, as far as the restored server knows */
        if (inner_number(&m.gateway, "SELECT count(*) FROM entry WHERE id = ?1 AND reason = 'not-in-scope'", made->id) == 1)
            continue;
        snprintf(sql, sizeof sql, "SELECT coalesce((length(entries) - length(replace(entries, '\"' || ?1 || '\"', ''))) / 38, 0) FROM gcase WHERE id = %lld AND unit IS NOT NULL",
                 (long long)made->case_id);
        int64_t n = inner_number(&m.gateway, sql, made->id);
        if (n != 1 && n != -1)
            return broken("entry %d of client %d stands in its case %lld times", k + 1, i, (long long)n);
    }
    store_version(m.pc[i].store); /* looks again */
    return entries_unsent(m.pc[i].store) == 0 || broken("client %d calls %lld entries unsent", i, (long long)entries_unsent(m.pc[i].store));
}

static bool agree(void)
{
    for (int i = 0; i < PCS; i++)
        if (!cases_agree(i) || !entries_agree(i))
            return false;
    return true;
}

/* On a good line; each client twice after the last entry went up somewhere. */
static bool quiet(void)
{
    struct error e = { 0 };
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < PCS; i++) {
            m.pc[i].line = (struct line){ .dice = 1 };
            if (pc_sync(&m.pc[i], &m.gateway, 0, &e) != ENGINE_WELL)
                return broken("client %d on a good line, round %d: %s", i, round, e.text);
        }
    return true;
}

static bool schedule(uint32_t seed)
{
    bool good = begin(seed);
    int n = 30 + (int)roll(131);
    for (int t = 0; good && t < n; t++)
        good = step();
    return good && quiet() && agree();
}

/* ---- the tests ---- */

/* Every second one from `first`; the number of violations. */
static int run_schedules(uint32_t first, uint32_t past, uint32_t pace)
{
    int violations = 0;
    for (uint32_t seed = first; seed < past && violations < 3; seed += pace) {
        if (!schedule(seed)) {
            fprintf(stderr, "# ITSSO_SEED=%u: %s\n#   %s\n", seed, why, m.what);
            violations++;
        }
        if (!getenv("KEEP_WORLD"))
            end();
    }
    return violations;
}

#define WORKERS 2
static void all_schedules(void **state)
{
    (void)state;
    const char *set = getenv("ITSSO_LONG"), *one = getenv("ITSSO_SEED");
    uint32_t first = one ? (uint32_t)atoi(one) : 1, past = first + (one ? 1 : set && *set == '1' ? 2000 : 200);
    pid_t worker[WORKERS];
    int violations = 0, status;
    fflush(NULL);
    for (uint32_t i = 0; i < WORKERS; i++)
        if ((worker[i] = fork()) == 0)
            _exit(run_schedules(first + i, past, WORKERS));
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(waitpid(worker[i], &status, 0), worker[i]);
        violations += WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    }
    assert_int_equal(violations, 0);
    print_message("# %u schedules\n", past - first);
}

static void tamper(const char *sql)
{
    sqlite3 *db = NULL;
    char path[160];
    snprintf(path, sizeof path, "%s/gateway.db", m.gateway.store);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* A schedule that ended well, and then one thing is not as it should be: the oracle must see each. */
static void the_oracle_sees(void **state)
{
    (void)state;
    static const char *const wrongs[] = { "DELETE FROM entry WHERE id = (SELECT min(id) FROM entry)", "UPDATE gcase SET ver = ver + 1 WHERE id = (SELECT max(id) FROM gcase WHERE unit IS NOT NULL)",
                                          "UPDATE gcase SET unit = NULL WHERE id = (SELECT min(id) FROM gcase WHERE unit IS NOT NULL)" };
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        uint32_t seed = 100001;
        while (!(schedule(seed) && inner_number(&m.gateway, "SELECT count(*) FROM entry", NULL) > 0 && m.n_made[0] > 0)) { /* one with entries */
            end();
            assert_true(++seed < 100040);
        }
        tamper(wrongs[i]);
        bool seen = !agree();
        end();
        if (!seen)
            fail_msg("not seen: %s", wrongs[i]);
    }
}

static int setup(void **state)
{
    (void)state;
    struct stat shm;
    char path[200];
    if (stat("/dev/shm", &shm) == 0 && access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0); /* what a disk does with fsync is not what this is about */
    language_init();
    language_set(LANGUAGE_ENGLISH);
    if (!*test_folder_make(m.top))
        return -1;
    snprintf(path, sizeof path, "%s/units.csv", m.top);
    FILE *file = fopen(path, "w");
    if (!file)
        return -1;
    fputs("code,parent,level,kind,name_en,name_hi\n31999,,district,territorial,Demo District,\n31999001,31999,station,territorial,Demo A,\n"
          "31999002,31999,station,territorial,Demo B,\n31999003,31999,station,territorial,Demo C,\n",
          file);
    return fclose(file);
}

static int teardown(void **state)
{
    (void)state;
    if (!getenv("KEEP_WORLD")) test_folder_remove(m.top);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_schedules), cmocka_unit_test(the_oracle_sees) };
    return cmocka_run_group_tests_name("the model's schedules", tests, setup, teardown);
}
