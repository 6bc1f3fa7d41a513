/* Holds that screens, commands, an import and sync go on together on one folder while the data centre changes (half a minute each way; a whole one with
 * ITSSO_LONG=1): no row is lost, integrity_check is ok, nobody says "database is locked", and at the end both sides are the same. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "db/sql.h"
#include "src/sync_lock.h"
#include "tests/sync/scene.h"

#define IMPORTED 5000 /* first serial of what the import brings: not at the data centre */

static int seconds(void)
{
    return longer() ? 60 : 30;
}

/* ---- the others: children that say on a pipe what they did ("saved ID CASE TEXT", "bad …"), until their time is over ---- */

struct other { pid_t pid; int out; char *said; size_t n; };

static void tell(int out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void tell(int out, const char *format, ...)
{
    char line[2048];
    va_list list;
    va_start(list, format);
    int n = vsnprintf(line, sizeof line - 1, format, list);
    va_end(list);
    n = n < (int)sizeof line - 2 ? n : (int)sizeof line - 2;
    for (int i = 0; i < n; i++)
        line[i] = line[i] == '\n' ? '/' : line[i];
    line[n] = '\n';
    if (write(out, line, (size_t)n + 1) < 0)
        _exit(3);
}

static void writer(int out, double until, int which)
{
    world.dice += (uint32_t)which * 7919;
    while (pty_now_ms() < until) {
        int before = station.n_saved;
        if (!station_enter_any(&station))
            tell(out, "bad %s", world_why(&world));
        for (int i = before; i < station.n_saved; i++)
            tell(out, "saved %s %s %s", station.saved[i].id, station.saved[i].kind, station.saved[i].text);
    }
}

/* "Sync now", again and again: by itself, or by the one that a screen keeps running, which is told. */
static void syncer(int out, double until, int which)
{
    (void)which;
    int n = 0, told = 0;
    while (pty_now_ms() < until)
        if (station_sync(&station, NULL) == 0)
            n++;
        else if (strstr(world_why(&world), "it was told to try now"))
            told++;
        else
            tell(out, "bad %s", world_why(&world));
    tell(out, "synced %d, told %d", n, told);
}

static void loader(int out, double until, int which)
{
    (void)which;
    while (pty_now_ms() < until) {
        world_live(&world, 10);
        if (!world_load(&world))
            tell(out, "bad %s", world_why(&world));
    }
}

static void importer(int out, double until, int which)
{
    static const char *const words[] = { "import", NULL };
    (void)which;
    int n = 0;
    for (; pty_now_ms() < until; n++) {
        struct ran ran;
        char path[200];
        const char *argv[] = { words[0], path, NULL };
        snprintf(path, sizeof path, "%s/import.csv", world.top);
        FILE *file = fopen(path, "w");
        if (!file)
            _exit(3);
        fputs("FIR No,FIR Date,PS Code,Acts and Sections,IO Rank,IO Name,PNO,Status\n", file);
        for (int i = 0; i <= 5 * n && i < 500; i++)
            fprintf(file, "%04d/2026,%02d/10/2026,31999001,BNS 64(1),SI,R Verma,900000001,Under Investigation\n", IMPORTED + i, 1 + (i + n) % 28);
        fclose(file);
        station_run(&station, NULL, &ran, argv, NULL);
        if (ran.status != 0)
            tell(out, "bad import ended with %d: %s%s", ran.status, ran.out, ran.err);
        else
            tell(out, "imported %d", 5 * n < 500 ? 5 * n : 499);
        if (strstr(ran.err, "locked"))
            tell(out, "bad import says: %s", ran.err);
        ran_free(&ran);
    }
}

static struct other begin(void (*work)(int, double, int), double until, int which)
{
    int ends[2];
    struct other other = { 0 };
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    other.pid = fork();
    if (other.pid == 0) {
        close(ends[0]);
        work(ends[1], until, which);
        _exit(0);
    }
    close(ends[1]);
    other.out = ends[0];
    return other;
}

static void gather(struct other *other)
{
    char piece[8192];
    ssize_t n;
    while ((n = read(other->out, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR)) {
        if (n < 0)
            continue;
        other->said = realloc(other->said, other->n + (size_t)n + 1);
        assert_non_null(other->said);
        memcpy(other->said + other->n, piece, (size_t)n);
        other->n += (size_t)n;
        other->said[other->n] = '\0';
    }
    close(other->out);
    int status;
    assert_int_equal(waitpid(other->pid, &status, 0), other->pid);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("one of the others ended with %d", status);
    other->said = other->said ? other->said : strdup("");
    const char *bad = strstr(other->said, "bad ");
    if (bad && (bad == other->said || bad[-1] == '\n'))
        fail_msg("%.1500s", bad);
}

/* Their entries become the station's, so that the oracle knows of them. */
static int adopt(const struct other *other)
{
    int n = 0;
    for (const char *line = other->said; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        char id[40], kind[12], text[128] = "";
        int used = 0;
        if (sscanf(line, "saved %39s %11s%n", id, kind, &used) == 2) {
            snprintf(text, sizeof text, "%.*s", (int)strcspn(line + used, "\n") - 1, line + used + 1);
            must(station_note_saved(&station, id, text, kind));
            n++;
        }
    }
    return n;
}

/* ---- the screens ---- */

/* `syncs`: it keeps a sync running, as it does where a gateway is configured; else another's configuration without one. */
static struct pty *screen(int which, bool syncs)
{
    static char homes[2][200];
    char bare[200];
    snprintf(homes[which], sizeof homes[which], "XDG_STATE_HOME=%s/screen-%d", world.top, which);
    snprintf(bare, sizeof bare, "%s/bare.conf", world.top);
    FILE *file = fopen(bare, "w");
    if (!file || fprintf(file, "[station]\nunit = %s\ndata = %s\n", station.unit, station.folder) < 0 || fclose(file) != 0)
        fail_msg("%s cannot be written", bare);
    const char *argv[] = { program_path(), "--config", syncs ? station.conf : bare, "--lang", "en", NULL };
    const char *env[] = { homes[which], NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .rows = 43, .columns = 132 });
    check(p != NULL);
    return p;
}

static void no_lock_shown(struct pty *p)
{
    int row = pty_find(p, "locked", NULL);
    if (row >= 0)
        fail_msg("a screen says: %s", pty_line(p, row));
}

/* Walks about and enters reasons as a person would; how many it was told are saved. */
static int walk(struct pty *a, struct pty *b, double until)
{
    static const char *const ways[] = { "1", "2", "<Down><Down>", "<PageDown>", "<Home>", "<Enter>", "<Esc>", "4", "2|<Down>|<Enter>|r|2|<Enter>", "<Esc>|<Esc>|2" };
    int entered = 0;
    for (uint32_t i = 0; pty_now_ms() < until; i++) {
        struct pty *p = i % 2 ? a : b;
        uint32_t way = world_dice(&world, sizeof ways / sizeof *ways);
        check(pty_keys_in_steps(p, ways[way]));
        pty_settle(p, 30, 400);
        no_lock_shown(p);
        entered += pty_find(p, "Saved.", NULL) >= 0;
        if (!pty_running(p))
            fail_msg("a screen ended: %s", pty_why());
    }
    return entered;
}

/* ---- what was imported is there ---- */

static int last_imported(const struct other *other)
{
    int last = -1;
    for (const char *at = other->said; (at = strstr(at, "imported ")); at++)
        last = atoi(at + 9);
    return last;
}

static void imported_are_there(int last)
{
    static int most = -1; /* of both rounds */
    most = last > most ? last : most;
    struct error e = { 0 };
    struct store *store = store_open(station.folder, STORE_READ, &e);
    if (!store)
        fail_msg("%s", e.text);
    int64_t n = sql_int(store->db, "SELECT count(*) FROM cache.fir_case WHERE source = 'import'", -1);
    if (!store_check(store, true, &e))
        fail_msg("%s", e.text);
    store_close(store);
    assert_int_equal(n, most + 1);
}

/* The one that a screen kept ends with it, in a moment. */
static void nobody_syncs(void)
{
    struct lock_holder holder;
    for (double until = pty_now_ms() + 15000; lock_held(station.folder, &holder); usleep(20000))
        if (pty_now_ms() > until)
            fail_msg("process %d syncs, and the screens have ended", (int)holder.pid);
}

static int64_t received(void)
{
    json_t *status = station_status(&station, NULL);
    if (!status)
        fail_msg("%s", world_why(&world));
    int64_t n = json_integer_value(json_object_get(status, "received"));
    json_decref(status);
    return n;
}

static void all_together(bool screens_sync)
{
    double until = pty_now_ms() + 1000 * seconds();
    int64_t received_before = received();
    struct other others[5] = { begin(writer, until, 1), begin(writer, until, 2), begin(syncer, until, 0), begin(loader, until, 0), begin(importer, until, 0) };
    struct pty *a = screen(0, screens_sync), *b = screen(1, screens_sync);
    int shown = walk(a, b, until), entered = 0, alone = 0, told = 0;
    for (int i = 0; i < 5; i++)
        gather(&others[i]);
    for (int i = 0; i < 2; i++)
        entered += adopt(&others[i]);
    no_lock_shown(a);
    no_lock_shown(b);
    pty_stop(a);
    pty_stop(b);
    nobody_syncs();
    int imported = last_imported(&others[4]);
    assert_int_equal(sscanf(others[2].said, "synced %d, told %d", &alone, &told), 2);
    print_message("# %d entries by commands, screens said \"Saved.\" %d times, %d rows imported, %d syncs, told the screens' own %d times\n", entered, shown,
                  imported + 1, alone, told);
    assert_true(entered > 5 && imported > 0);
    assert_true(screens_sync ? told > 0 : alone > 0 && told == 0);
    assert_true(received() > received_before);
    assert_int_equal(station_sync(&station, NULL), 0);
    must(world_same(&station));
    imported_are_there(imported);
    for (int i = 0; i < 5; i++)
        free(others[i].said);
}

static void a_sync_beside_the_screens(void **state)
{
    (void)state;
    all_together(false);
}

static void a_sync_of_the_screens(void **state)
{
    (void)state;
    all_together(true);
}

static int setup(void **state)
{
    (void)state;
    return scene_begin(77, 300, 0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_sync_beside_the_screens), cmocka_unit_test(a_sync_of_the_screens) };
    return cmocka_run_group_tests_name("all together", tests, setup, scene_end);
}
