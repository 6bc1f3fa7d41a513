/* The database end of a first sync: N generated cases of the data centre (in order of id, as a snapshot brings them) into an empty
 * cache.db, the same again under a new epoch, then again with every fact changed; seconds, processor seconds and peak memory of each,
 * and what a page of 500 changes and one single change cost afterwards. sync_apply FOLDER [N [first]],
 * 1,000,000 by default; first: the first load alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/store_files.h"
#include "db/sync.h"
#include "src/clock.h"

#define PER_STATION 60

static struct rule_set *rules;
static const char *folder;
static uint64_t chance;

static int any(int n) {
    chance = chance * 6364136223846793005u + 1442695040888963407u;
    return (int)((chance >> 33) % (uint64_t)n);
}

static struct sync_basis basis_of(void) {
    return (struct sync_basis){.folder = folder, .rules = rules, .today = civil_from_ymd(2026, 11, 23), .limit = {0, DEADLINE_EARLIER},
                               .disposed = DISPOSED_CCTNS, .wait_ms = 1000};
}

static int fail(const struct error *e) {
    fprintf(stderr, "sync_apply: %s\n", e->text);
    return 1;
}

/* Nation, 36 states, districts of 25 stations. */
static bool make_units(int stations, struct error *e) {
    const struct sync_basis basis = basis_of();
    int districts = stations / 25 + 1, n = 0;
    struct sync_unit *units = calloc((size_t)(stations + districts + 40), sizeof *units);
    units[n++] = (struct sync_unit){.code = "IN", .level = LEVEL_NATION, .name_en = "India"};
    for (int i = 0; i < 36; i++, n++) {
        units[n] = (struct sync_unit){.parent = "IN", .level = LEVEL_STATE, .name_en = "State"};
        snprintf(units[n].code, sizeof units[n].code, "S%d", i);
    }
    for (int i = 0; i < districts; i++, n++) {
        units[n] = (struct sync_unit){.level = LEVEL_DISTRICT, .name_en = "District"};
        snprintf(units[n].code, sizeof units[n].code, "D%d", i);
        snprintf(units[n].parent, sizeof units[n].parent, "S%d", i % 36);
    }
    for (int i = 0; i < stations; i++, n++) {
        units[n] = (struct sync_unit){.level = LEVEL_STATION, .name_en = "Station"};
        snprintf(units[n].code, sizeof units[n].code, "%d", 10000001 + i);
        snprintf(units[n].parent, sizeof units[n].parent, "D%d", i / 25);
    }
    bool well = sync_units_write(&basis, units, n, "\"1\"", e);
    free(units);
    return well;
}

static void make_case(struct sync_case *c, int i, int round) {
    static const char *const texts[] = {"IPC:376", "IPC:376(2)(n) POCSO:6", "POCSO:4", "BNS:64(1)", "BNS:65(1) POCSO:6", "BNS:70(1)",
                                        "POCSO:3", "IPC:363 IPC:366 IPC:376", "IPC:376D POCSO:4 IPC:506", "BNS:137(2) BNS:87 BNS:64(1)"};
    static const char *const ranks[] = {"SI", "Insp", "WSI"};
    struct case_facts *f = &c->facts;
    chance = (uint64_t)i * 7919 + (uint64_t)round * 104729 + 1;
    any(2);
    sync_case_clear(c);
    int of = i % PER_STATION;
    c->id = f->id = case_id_make(10000001 + i / PER_STATION, 2018 + of / 7, 1 + of % 7 * 9);
    c->ver = 1 + round;
    snprintf(c->unit, sizeof c->unit, "%d", 10000001 + i / PER_STATION);
    f->fir_date = civil_from_ymd(case_id_year(c->id), 1 + any(11), 1 + any(28));
    snprintf(f->gd_no, sizeof f->gd_no, "%d", 1 + any(60));
    snprintf(f->fir_time, sizeof f->fir_time, "%02d:%02d", any(24), any(60));
    sections_from_text(texts[any(10)], &c->sections);
    int officer = i / PER_STATION * 2 + any(3);
    snprintf(f->io.name, sizeof f->io.name, "IO %d", officer);
    snprintf(f->io.rank, sizeof f->io.rank, "%s", ranks[officer % 3]);
    snprintf(f->io.pno, sizeof f->io.pno, "%09d", officer + 100000);
    f->status = any(100) < 6 ? STATUS_OPEN : any(10) ? STATUS_CHARGESHEET : STATUS_FINAL;
    if (f->status != STATUS_OPEN) {
        f->in_cctns = f->fir_date + 20 + any(60);
        f->filed = f->prepared = f->in_cctns - 2;
        snprintf(f->final_no, sizeof f->final_no, "%d/%d", 1 + any(300), case_id_year(c->id) % 100);
    }
    f->arrests = any(3);
    if (any(25) == 0) {
        struct case_event *event = sync_case_event(c);
        event->on = f->fir_date + any(20);
        snprintf(event->kind, sizeof event->kind, "officer");
        snprintf(event->was, sizeof event->was, "SI IO 1");
        snprintf(event->now, sizeof event->now, "SI IO 2");
    }
    if (f->status == STATUS_OPEN && any(3) == 0) {
        struct entry *entry = sync_case_entry(c);
        *entry = (struct entry){.case_id = c->id, .seq = i + 1, .kind = ENTRY_REASON, .code = "fsl", .on = f->fir_date + 9, .next_on = CIVIL_NONE,
                                .device = "d", .author = "hm", .at = "2026-11-20T10:00:00.000Z"};
        snprintf(entry->id, sizeof entry->id, "0190abcd-0000-7000-8000-%012d", i);
    }
}

static int load(int n, int64_t epoch, int round, int first, bool snapshot) {
    struct error e = {0};
    const struct sync_basis basis = basis_of();
    struct sync_case c = {0};
    struct sync_apply *apply = snapshot ? sync_apply_snapshot(&basis, epoch, &e) : sync_apply_begin(&basis, epoch, &e);
    if (!apply)
        return fail(&e);
    for (int i = first; i < first + n; i++) {
        make_case(&c, i, round);
        if (!sync_apply_case(apply, &c, NULL, &e))
            return fail(&e);
    }
    sync_case_free(&c);
    return sync_apply_commit(apply, 1, NULL, &e) ? 0 : fail(&e);
}

/* In a child of its own: its peak memory is its own. */
static bool measured(const char *what, int n, int64_t epoch, int round, int first, bool snapshot) {
    struct rusage used;
    int status = 1;
    int64_t from = clock_monotonic_ms();
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(load(n, epoch, round, first, snapshot));
    if (child < 0 || wait4(child, &status, 0, &used) != child || status != 0)
        return false;
    printf("%-44s %7.2f s  %6.2f s of a processor  %5.1f MiB\n", what, (double)(clock_monotonic_ms() - from) / 1000,
           (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
           (double)used.ru_maxrss / 1024);
    return true;
}

int main(int argc, char **argv) {
    struct error e = {0};
    size_t size;
    const char *text = shipped_offence_rules(&size);
    int n = argc > 2 ? atoi(argv[2]) : 1000000;
    char path[FILES_PATH];
    if (argc < 2 || n < 1000 || !rules_read(&rules, "offence_rules.tsv", text, size, &e))
        return fprintf(stderr, "sync_apply FOLDER [N]: an empty folder of its own, at least 1000 cases\n"), 2;
    folder = argv[1];
    unlink(files_path(path, folder, "cache.db"));
    unlink(files_path(path, folder, "cache.db-wal"));
    unlink(files_path(path, folder, "cache.db-shm"));
    if (!make_units(n / PER_STATION + 1, &e))
        return fail(&e);
    bool well = measured("first snapshot", n, 1, 0, 0, true);
    printf("%-44s %7.1f MB\n", "cache.db", (double)files_length(folder, "cache.db") / 1e6);
    if (argc > 3)
        return well ? 0 : 1;
    well = well && measured("the same facts under a new epoch", n, 2, 0, 0, true) && measured("a snapshot of other facts", n, 3, 1, 0, true) &&
           measured("500 changes", 500, 3, 2, n / 2, false) && measured("one change", 1, 3, 3, n / 2, false);
    rules_free(rules);
    return well ? 0 : 1;
}
