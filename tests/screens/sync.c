/* Holds what the sync screen (8) and the header of the others say in each state of sync, at 80x24, 40x10 and 132x43, in English and Hindi: no gateway, all
 * well, offline with entries that wait and entries that were refused, a certificate that is not accepted, this PC's clock wrong. The states are
 * written into the databases of training data; no sync runs (--read-only). */
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "db/sync.h"
#include "src/clock.h"
#include "src/sync_lock.h"
#include "tests/pty_check.h"
#include "tests/pty_golden.h"

#define TODAY "2026-11-23"
#define SHIFT_S 30 /* into the minute: what is written while a test runs is of that minute */

static char folder[64], conf[96];
static struct sync_state known = { .received = 340 };

/* ---- the states ---- */

static void failed(const struct error *e)
{
    fail_msg("%s", e->text);
}

static void note(enum sync_class class, const char *at, const char *since, const char *sentence)
{
    struct error e = { 0 };
    known.class = class;
    snprintf(known.attempt_at, sizeof known.attempt_at, TODAY "T%sZ", at);
    snprintf(known.class_since, sizeof known.class_since, TODAY "T%sZ", since);
    snprintf(known.sentence, sizeof known.sentence, "%s", sentence);
    if (class == SYNC_WELL)
        snprintf(known.synced_at, sizeof known.synced_at, TODAY "T%sZ", at);
    if (!sync_state_note(folder, &known, &e))
        failed(&e);
}

static struct entry enter(struct store *store, const char *at, const char *case_no, enum entry_kind kind, const char *text)
{
    struct error e = { 0 };
    struct entry entry = { .case_id = case_no_parse_full(case_no), .kind = kind, .on = CIVIL_NONE, .next_on = CIVIL_NONE };
    char stamp[32];
    snprintf(stamp, sizeof stamp, TODAY "T%s:%dZ", at, SHIFT_S);
    snprintf(kind == ENTRY_NOTE ? entry.text : entry.code, kind == ENTRY_NOTE ? sizeof entry.text : sizeof entry.code, "%s", text);
    if (kind == ENTRY_STEP) {
        entry.on = civil_from_ymd(2026, 11, 20);
        snprintf(entry.state, sizeof entry.state, "%s", step_state_name(STEP_DONE));
    }
    clock_set_offset(0);
    clock_set_offset(clock_stamp_ms(stamp) - clock_now_ms());
    bool added = entry_add(store, &entry, -1, civil_from_ymd(2026, 11, 23), &e);
    clock_set_offset(0);
    if (!added)
        failed(&e);
    return entry;
}

static void acknowledge_all(void)
{
    struct error e = { 0 };
    char device[40];
    int64_t seq;
    struct store *store = store_open(folder, STORE_ENTRIES, &e);
    if (!store || !sync_device(store, device, &seq, &e) || !sync_acknowledge(folder, device, seq, &e))
        failed(&e);
    store_close(store);
}

static void no_gateway(void) {}

/* 17:58 in India. */
static void all_well(void)
{
    known.received = 340;
    known.sent = 189;
    note(SYNC_WELL, "03:31:00", "03:31:00", "");
    acknowledge_all();
    known.received = 342;
    snprintf(known.equal_at, sizeof known.equal_at, TODAY "T12:28:00Z");
    note(SYNC_WELL, "12:28:00", "03:31:00", "");
}

static void offline(void)
{
    struct error e = { 0 };
    struct store *store = store_open(folder, STORE_ENTRIES, &e);
    if (!store)
        failed(&e);
    struct sync_refusal refused[2] = { { .kind = "note", .reason = "not-in-scope" }, { .kind = "step", .reason = "bad-value" } };
    struct entry first = enter(store, "04:10", "31999001/0450/2026", ENTRY_NOTE, "केस डायरी सी0ओ0 कार्यालय प्रेषित; स्मरण पत्र भेजा, उत्तर प्रतीक्षित");
    struct entry second = enter(store, "04:12", "31999001/0453/2026", ENTRY_STEP, "site-plan");
    snprintf(refused[0].id, sizeof refused[0].id, "%s", first.id);
    snprintf(refused[1].id, sizeof refused[1].id, "%s", second.id);
    refused[0].case_id = first.case_id;
    refused[1].case_id = second.case_id;
    snprintf(refused[0].at, sizeof refused[0].at, TODAY "T04:13:00Z");
    snprintf(refused[1].at, sizeof refused[1].at, TODAY "T04:13:00Z");
    if (!sync_refused(folder, refused, 2, &e))
        failed(&e);
    acknowledge_all();
    known.sent = 191;
    note(SYNC_WELL, "12:28:00", "03:31:00", "");
    enter(store, "12:40", "31999001/0455/2026", ENTRY_REASON, "fsl");
    enter(store, "12:41", "31999001/0459/2026", ENTRY_NOTE, "reminder sent to the laboratory");
    enter(store, "12:44", "31999001/0464/2026", ENTRY_STEP, "site-plan");
    store_close(store);
    snprintf(known.next_at, sizeof known.next_at, TODAY "T12:51:00Z");
    note(SYNC_SERVER_DOWN, "12:45:00", "12:38:00", "");
}

static void certificate(void)
{
    known.next_at[0] = '\0';
    note(SYNC_CERTIFICATE, "13:00:00", "13:00:00", "this PC's certificate has run out on 22/11/2026");
}

/* Ahead by 400 days when the data centre's time was last seen. */
static void clock_wrong(void)
{
    snprintf(known.server_time, sizeof known.server_time, "2024-06-01T12:00:00Z");
    known.clock_offset_ms = INT64_C(-400) * 86400000;
    note(SYNC_WELL, "13:10:00", "13:10:00", "");
}

/* ---- the pages ---- */

/* Of pages with a header only its right end is looked at, at 80x24: the rest is held by golden_*.c. */
static const struct page { const char *name, *keys; void (*arrange)(void); const char *header[2]; } pages[] = {
    { "sync-none", "8", no_gateway, { NULL } },
    { "sync-well", "8", all_well, { NULL } },
    { "home", "", NULL, { "   Mon 23/11/2026   data 17:58", "   सोम 23/11/2026   डाटा 17:58 तक" } },
    { "sync-offline", "8", offline, { NULL } },
    { "sync-log-line", "8|<End>|<Enter>", NULL, { NULL } },
    { "home", "", NULL, { "  offline 18:08, 3 to send, 2 refused", "  सम्पर्क बन्द 18:08, भेजना शेष 3, अस्वीकृत 2" } },
    { "cases", "2", NULL, { "  1 of 25   offline 18:08", "  1 / 25   सम्पर्क बन्द 18:08" } },
    { "case", "2|<Enter>", NULL, { "  day 118, 58 over   offline 18:08", "  दिन 118, 58 अधिक   सम्पर्क बन्द 18:08" } },
    { "sync-certificate", "8", certificate, { NULL } },
    { "sync-clock", "8|<Down>", clock_wrong, { NULL } },
    { "home", "<Down>", NULL, { "  PC clock wrong   3 to send", "  पी0सी0 की घड़ी गलत   भेजना शेष 3" } },
};

static const struct { int rows, columns; } sizes[] = { { 24, 80 }, { 10, 40 }, { 43, 132 } };
static const char *const languages[] = { "en", "hi" };

static bool header_ends(struct pty *p, void *with)
{
    const char *line = pty_line(p, 0);
    size_t n = strlen(line), m = strlen(with);
    return n >= m && strcmp(line + n - m, with) == 0;
}

static bool shows(const struct page *page, int rows, int columns, int language)
{
    char home[128], config_home[128], name[128], state_home[64];
    test_folder_make(state_home);
    snprintf(home, sizeof home, "XDG_STATE_HOME=%s", state_home);
    snprintf(config_home, sizeof config_home, "XDG_CONFIG_HOME=%s", state_home);
    snprintf(name, sizeof name, "%dx%d-%s-%s", columns, rows, languages[language], page->name);
    bool gateway = page->arrange != no_gateway;
    const char *argv[] = { program_path(), "--db", folder, "--as-of", TODAY, "--lang", languages[language], "--read-only",
                           gateway ? "--config" : NULL, conf, NULL };
    const char *env[] = { home, config_home, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .rows = rows, .columns = columns });
    bool same = p && pty_wait(p, pty_is_filled, NULL, "the first screen", PTY_DEADLINE_MS) && pty_keys_in_steps(p, page->keys);
    const char *header = page->header[language];
    same = same && (header ? pty_wait(p, header_ends, (void *)(uintptr_t)header, header, PTY_DEADLINE_MS) : pty_golden(p, name));
    if (!same)
        print_error("%s: %s\n", name, pty_why());
    pty_stop(p);
    test_folder_remove(state_home);
    return same;
}

/* Somebody keeps the folder in sync: the process number is the same each time. */
static int hold_lock(void)
{
    static const char holder[] = "4711 itsso-sync watch\n";
    struct lock_holder other;
    struct error e = { 0 };
    int fd = lock_take(folder, true, false, &other, &e);
    if (fd < 0)
        failed(&e);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(pwrite(fd, holder, sizeof holder - 1, 0), (ssize_t)(sizeof holder - 1));
    return fd;
}

static void states_show(void **state)
{
    int wrong = 0, lock = -1;
    (void)state;
    demo_make(folder);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (pages[i].arrange)
            pages[i].arrange();
        if (lock < 0 && i > 0)
            lock = hold_lock();
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            for (int l = 0; l < 2 && (s == 0 || !pages[i].header[0]); l++)
                wrong += !shows(&pages[i], sizes[s].rows, sizes[s].columns, l);
    }
    lock_release(lock);
    assert_int_equal(wrong, 0);
}

static int make_folder(void **state)
{
    (void)state;
    if (!*test_folder_make(folder))
        return -1;
    snprintf(conf, sizeof conf, "%s/itsso-tui.conf", folder);
    FILE *file = fopen(conf, "we");
    if (!file)
        return -1;
    fprintf(file, "[station]\nunit = 31999001\n[sync]\nurl = https://127.0.0.1:9\n");
    return fclose(file);
}

static int remove_folder(void **state)
{
    (void)state;
    test_folder_remove(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(states_show) };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
