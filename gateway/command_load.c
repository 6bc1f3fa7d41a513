/* load: an SDC extract into the store, again and again; remove: a case out of it; raise-epoch: after a restore. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gateway/command.h"
#include "gateway/file.h"
#include "gateway/load.h"
#include "gateway/notify.h"
#include "gateway/put.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/import/stop.h"
#include "src/text.h"

struct loading {
    const char *store, *units, *map, *rules;
    struct texts cases;
    civil_day as_of;
    bool strict, dry_run;
    struct rule_set *set;
    struct mappings mappings;
};

static bool rules_all(struct loading *l, struct error *e) {
    size_t n;
    const char *shipped = shipped_offence_rules(&n);
    struct buffer own = {0};
    if (!rules_read(&l->set, "offence_rules.tsv", shipped, n, e))
        return false;
    if (!l->rules)
        return true;
    bool good = file_read(l->rules, &own, e) && rules_read(&l->set, l->rules, buffer_string(&own), own.n, e);
    buffer_free(&own);
    return good;
}

/* One pass over all files. */
static bool pass(struct loading *l, struct gate *gate, bool writes, struct import_file *files, struct import_counts *counts, struct error *e) {
    const struct merge_basis basis = {.rules = l->set, .today = l->as_of, .disposed = DISPOSED_CCTNS};
    char notice[ERROR_TEXT_MAX];
    struct load *load = load_open(gate, &basis, writes, e);
    if (!load)
        return false;
    const struct import_sink sink = {.context = load, .begin = load_begin, .put = load_put, .end = load_end};
    const struct import_options options = {.sink = &sink, .rules = l->set, .mappings = &l->mappings, .today = l->as_of,
                                           .latest = clock_today() > l->as_of ? clock_today() : l->as_of, .strict = l->strict,
                                           .dry_run = l->dry_run, .disposed = DISPOSED_CCTNS};
    for (int i = 0; i < l->cases.n; i++)
        files[i] = (struct import_file){.path = l->cases.at[i]};
    bool good = import_files(&options, files, l->cases.n, counts, notice, e);
    load_close(load);
    return good;
}

/* --strict looks first: with a rejected row nothing is written. */
static bool cases(struct loading *l, struct gate *gate, struct import_file *files, struct import_counts *counts, struct error *e) {
    if (l->strict && !l->dry_run) {
        if (!pass(l, gate, false, files, counts, e))
            return false;
        if (counts->rejected > 0)
            return true;
    }
    return pass(l, gate, !l->dry_run, files, counts, e);
}

/* A code that was mistyped, or a station that is new: nobody above it sees its cases. */
static void say_unplaced(struct gate *gate) {
    struct error e = {0};
    char first[16] = "";
    int64_t n = 0;
    if (!load_unplaced(gate, &n, first, &e) || n == 0)
        return;
    fprintf(stderr,
            ngettext("itsso-gateway: %lld station with cases is not in the hierarchy: %s. No unit above it gets them until --units has it.\n",
                     "itsso-gateway: %lld stations with cases are not in the hierarchy, the first is %s. No unit above them gets them until --units has them.\n",
                     (unsigned long)n),
            (long long)n, first);
}

static int load_cases(struct loading *l, struct gate *gate) {
    struct error e = {0};
    struct import_counts counts = {0};
    struct import_file *files = calloc((size_t)l->cases.n, sizeof *files);
    if (!files) {
        error_set(&e, ERROR_UNABLE, _("there is not enough memory"));
        return say_failed(&e);
    }
    bool good = cases(l, gate, files, &counts, &e);
    for (int i = 0; good && i < l->cases.n; i++)
        import_say(&files[i], "", l->dry_run);
    free(files);
    if (!good) {
        say_failed(&e);
        if (counts.added + counts.changed > 0)
            fprintf(stderr, "%s\n", _("itsso-gateway: what was written before stands, row by row; load the same files again."));
        return error_exit_status(&e);
    }
    if (l->dry_run)
        fprintf(stderr, "itsso-gateway: %s\n", _("--dry-run: nothing was changed"));
    else if (l->strict && counts.rejected > 0)
        fprintf(stderr, "itsso-gateway: %s\n", _("--strict: nothing was changed, because rows were rejected"));
    else
        say_unplaced(gate);
    printf("added=%llu changed=%llu unchanged=%llu not_tracked=%llu rejected=%llu\n", (unsigned long long)counts.added,
           (unsigned long long)counts.changed, (unsigned long long)counts.unchanged, (unsigned long long)counts.not_tracked,
           (unsigned long long)counts.rejected);
    return counts.rejected > 0 ? EXIT_FINDINGS : EXIT_DONE;
}

static int load_all(struct loading *l, struct gate *gate) {
    struct error e = {0};
    int units, stations;
    if (l->units) {
        stop_catch();
        bool good = load_units(gate, l->units, &units, &stations, &e);
        stop_release();
        if (!good)
            return say_failed(&e);
        printf("units=%d stations=%d\n", units, stations);
    }
    return l->cases.n > 0 ? load_cases(l, gate) : EXIT_DONE;
}

static bool standard_input(const struct texts *files) {
    for (int i = 0; i < files->n; i++)
        if (strcmp(files->at[i], "-") == 0)
            return true;
    return false;
}

int command_load(int argc, char **argv) {
    static struct loading l; /* too large for a small stack */
    struct operands operands;
    struct error e = {0};
    l.as_of = clock_today();
    const struct word words[] = {
        {.name = "--store", .kind = WORD_TEXT, .into = &l.store},   {.name = "--units", .kind = WORD_TEXT, .into = &l.units},
        {.name = "--cases", .kind = WORD_TEXTS, .into = &l.cases},  {.name = "--as-of", .kind = WORD_DAY, .into = &l.as_of},
        {.name = "--map", .kind = WORD_TEXT, .into = &l.map},       {.name = "--rules", .kind = WORD_TEXT, .into = &l.rules},
        {.name = "--strict", .kind = WORD_FLAG, .into = &l.strict}, {.name = "--dry-run", .kind = WORD_FLAG, .into = &l.dry_run},
        {.name = NULL},
    };
    if (!words_read("load", argc, argv, words, 0, &operands))
        return EXIT_USAGE;
    if (!l.store)
        return say_usage("load", _("%s is missing"), "--store");
    if (!l.units && l.cases.n == 0)
        return say_usage("load", "%s", _("what is to be loaded? --units FILE, --cases FILE or both"));
    if (l.dry_run && l.units)
        return say_usage("load", "%s", _("--dry-run looks at --cases alone: leave --units out"));
    if (l.strict && standard_input(&l.cases))
        return say_usage("load", "%s", _("--strict reads twice and cannot read standard input: name a file"));
    struct gate *gate = NULL;
    bool good = rules_all(&l, &e) && (!l.map || mappings_add_file(&l.mappings, l.map, &e)) && (gate = gate_open(l.store, &e)) != NULL;
    int status = good ? load_all(&l, gate) : say_failed(&e);
    if (gate && !l.dry_run)
        notify_written(gate);
    gate_close(gate);
    rules_free(l.set);
    return status;
}

/* ---- remove ---- */

struct removing {
    case_id id;
    bool there;
};

static bool remove_one(struct db *db, void *context, struct error *e) {
    struct removing *r = context;
    struct put put;
    struct error none = {0};
    if (!put_begin(&put, db, clock_today(), e))
        return false;
    r->there = put_delete(&put, r->id, &none);
    if (!r->there && none.kind != ERROR_NONE) {
        *e = none;
        return false;
    }
    return put_end(&put, e);
}

int command_remove(int argc, char **argv) {
    const char *store = NULL;
    struct operands operands;
    struct error e = {0};
    int missing = 0;
    const struct word words[] = {{.name = "--store", .kind = WORD_TEXT, .into = &store}, {.name = NULL}};
    if (!words_read("remove", argc, argv, words, 1000, &operands))
        return EXIT_USAGE;
    if (!store)
        return say_usage("remove", _("%s is missing"), "--store");
    if (operands.n == 0)
        return say_usage("remove", "%s", _("which case? For example 31655001/0412/2026"));
    for (int i = 0; i < operands.n; i++)
        if (case_no_parse_full(operands.at[i]) == 0)
            return say_usage("remove", _("'%.40s' is no case: 31655001/0412/2026 was expected"), operands.at[i]);
    struct gate *gate = gate_open(store, &e);
    struct db *db = gate ? gate_take(gate, SQL_WRITE, &e) : NULL;
    bool good = db != NULL;
    for (int i = 0; good && i < operands.n; i++) {
        struct removing r = {.id = case_no_parse_full(operands.at[i])};
        good = db_run(db, remove_one, &r, &e);
        if (good && !r.there) {
            fprintf(stderr, _("itsso-gateway: there is no case %s\n"), operands.at[i]);
            missing++;
        } else if (good) {
            printf("removed %s\n", operands.at[i]);
        }
    }
    if (db) {
        if (good)
            good = db_settle(db, &e);
        gate_give(gate, db);
        notify_written(gate);
    }
    gate_close(gate);
    return !good ? say_failed(&e) : missing > 0 ? EXIT_FINDINGS : EXIT_DONE;
}

/* ---- raise-epoch ---- */

static bool raise_work(struct db *db, void *context, struct error *e) {
    (void)context;
    return state_raise(db, e);
}

int command_raise(int argc, char **argv) {
    const char *store = NULL;
    struct operands operands;
    struct error e = {0};
    struct state state = {0};
    const struct word words[] = {{.name = "--store", .kind = WORD_TEXT, .into = &store}, {.name = NULL}};
    if (!words_read("raise-epoch", argc, argv, words, 0, &operands))
        return EXIT_USAGE;
    if (!store)
        return say_usage("raise-epoch", _("%s is missing"), "--store");
    struct gate *gate = gate_open(store, &e);
    struct db *db = gate ? gate_take(gate, SQL_WRITE, &e) : NULL;
    bool good = db && db_run(db, raise_work, NULL, &e) && state_read(db, &state, &e);
    if (db) {
        gate_give(gate, db);
        notify_written(gate);
    }
    gate_close(gate);
    if (!good)
        return say_failed(&e);
    printf("epoch=%lld\n", (long long)state.epoch);
    return EXIT_DONE;
}
