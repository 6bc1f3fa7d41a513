#include "src/clock.h"
#include "src/import/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/import/facts.h"
#include "src/import/held.h"
#include "src/import/progress.h"
#include "src/import/stop.h"
#include "src/import/survey.h"
#include "src/text.h"

#define WAIT_MS 10000           /* for another program that is writing */
#define BULK_BYTES (512 * 1024) /* from here on the indexes of an empty table are made at the end */

struct run {
    const struct import_options *options;
    struct import_counts *counts;
    struct progress progress;
    struct cache_writer *writer;
    struct case_put *put;
    bool sink_begun;
    char scratch[64]; /* --dry-run without a database: a folder of its own */
    /* the file at hand */
    struct import_file *file;
    struct extract extract;
    struct survey survey;
    struct facts_reader reader;
    struct held held;
    struct facts_row row, pending;
    bool has_pending;
};

/* ---- the writer ---- */

static bool has_database(const char *folder) {
    char path[CONFIG_PATH + 16];
    text_format(path, sizeof path, "%s/cache.db", folder);
    return access(path, F_OK) == 0;
}

static void remove_scratch(struct run *run) {
    static const char *const names[] = {"cache.db",   "cache.db-wal", "cache.db-shm",  "cache.db-journal",
                                        "cache.lock", "record.db",    "record.db-wal", "record.db-shm",
                                        "record.log", "record.lock"};
    if (run->scratch[0] == '\0')
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        text_format(path, sizeof path, "%s/%s", run->scratch, names[i]);
        unlink(path);
    }
    rmdir(run->scratch);
    run->scratch[0] = '\0';
}

/* Begun when the first file has been looked through: a file that cannot be read touches no database. */
static bool begin_writing(struct run *run, struct error *e) {
    const struct import_options *o = run->options;
    const char *folder = o->folder;
    bool bulk = !run->extract.source.regular || run->extract.source.size >= BULK_BYTES;
    if (run->writer || run->sink_begun)
        return true;
    if (o->sink) {
        run->sink_begun = true;
        return o->sink->begin(o->sink->context, bulk, e);
    }
    if (o->dry_run && !has_database(folder)) {
        text_format(run->scratch, sizeof run->scratch, "/tmp/itsso-dry-run-XXXXXX");
        if (!mkdtemp(run->scratch)) {
            run->scratch[0] = '\0';
            return error_set(e, ERROR_UNABLE, _("cannot make a folder in /tmp for --dry-run: %s"), strerror(errno));
        }
        folder = run->scratch;
    }
    run->writer = cache_begin(folder, WAIT_MS, e);
    if (!run->writer)
        return false;
    run->put = case_put_begin(run->writer, o->rules, "import", o->today, &o->limit, o->disposed, bulk, e);
    return run->put != NULL;
}

/* The list of the configured station will not show it. */
static void note_elsewhere(struct run *run, case_id id) {
    struct import_file *f = run->file;
    int64_t station = case_id_station(id);
    if (run->options->station == 0 || station == run->options->station)
        return;
    f->elsewhere++;
    for (int i = 0; i < f->elsewhere_n; i++) {
        if (f->elsewhere_station[i] == station)
            return;
    }
    if (f->elsewhere_n < ELSEWHERE_SHOWN)
        f->elsewhere_station[f->elsewhere_n++] = station;
    else
        f->elsewhere_more = true;
}

/* Rows of one FIR that have too many sections only together. */
static void reject_joined(struct run *run, const struct facts_row *row) {
    char reason[400];
    run->counts->rejected++;
    rejected_add(&run->file->rejected, row->line, row->facts.id, "", facts_too_many_sections(reason));
}

static bool put(struct run *run, const struct facts_row *row, struct error *e) {
    enum put_result result;
    enum not_tracked_why why = WHY_TRACKED;
    if (row->sections.cut) {
        reject_joined(run, row);
        return true;
    }
    const struct import_sink *sink = run->options->sink;
    if (sink ? !sink->put(sink->context, &row->facts, &result, &why, e) : !case_put(run->put, &row->facts, &result, &why, e))
        return error_prefix(e, _("%s, line %llu"), run->file->name, (unsigned long long)row->line);
    switch (result) {
    case PUT_ADDED:
        run->counts->added++;
        break;
    case PUT_CHANGED:
        run->counts->changed++;
        break;
    case PUT_UNCHANGED:
        run->counts->unchanged++;
        break;
    case PUT_NOT_TRACKED:
        run->counts->not_tracked++;
        run->file->no_section += why != WHY_BEFORE_2018;
        run->file->before_2018 += why == WHY_BEFORE_2018;
        break;
    }
    if (result != PUT_NOT_TRACKED)
        note_elsewhere(run, row->facts.id);
    return true;
}

/* ---- one pass ---- */

static void reject(struct run *run, const struct rejection *why) {
    const struct headings *h = &run->extract.headings;
    const char *column = why->column >= 0 && why->column < h->n ? h->column[why->column].heading : "";
    run->counts->rejected++;
    rejected_add(&run->file->rejected, run->extract.table.line, run->row.facts.id, column, why->reason);
}

static void note_join(struct run *run, bool differs) {
    struct import_file *f = run->file;
    f->joined++;
    if (differs && f->differing++ == 0)
        f->differing_line = run->row.line;
}

static bool put_pending(struct run *run, struct error *e) {
    bool had = run->has_pending;
    run->has_pending = false;
    return !had || put(run, &run->pending, e);
}

/* Rows of one FIR that stand together are joined as they come; those that lie apart are held until the end of the pass.
 */
static bool take(struct run *run, struct error *e) {
    case_id id = run->row.facts.id;
    int64_t place = run->survey.again_n > 0 ? survey_again(&run->survey, id) : -1;
    if (place >= 0) {
        bool differs = false, joined = false;
        if (!held_add(&run->held, place, &run->row, &joined, &differs, e))
            return false;
        if (joined)
            note_join(run, differs);
        return true;
    }
    if (run->has_pending && run->pending.facts.id == id) {
        note_join(run, facts_join(&run->pending, &run->row));
        return true;
    }
    if (!put_pending(run, e))
        return false;
    facts_copy(&run->pending, &run->row);
    run->has_pending = true;
    return true;
}

static bool stop_here(struct error *e) {
    return error_set(e, ERROR_STOPPED, _("stopped; nothing was changed"));
}

/* In a later pass: is the row of a FIR that this pass holds? */
static bool held_wants(struct run *run) {
    struct rejection why;
    case_id id;
    civil_day fir_date;
    char time[6];
    if (facts_identify(&run->reader, &run->extract.table, &id, &fir_date, time, &why) != ROW_GOOD)
        return false;
    int64_t place = survey_again(&run->survey, id);
    return place >= 0 && held_has(&run->held, (size_t)place);
}

/* first: rows are put and rejected; later passes only look for held FIRs. */
static bool read_rows(struct run *run, bool first, struct error *e) {
    struct extract *x = &run->extract;
    int got;
    while ((got = extract_next(x, e)) == 1) {
        struct rejection why;
        if (stop_asked())
            return stop_here(e);
        progress_row(&run->progress, x->source.done, x->source.size);
        if (!first && !held_wants(run))
            continue;
        enum facts_result result = facts_read(&run->reader, &x->table, &run->row, &why);
        if (result == ROW_REJECTED && first)
            reject(run, &why);
        if (result != ROW_GOOD)
            continue;
        if (!take(run, e))
            return false;
    }
    return got == 0 && put_pending(run, e);
}

static bool put_held(void *context, const struct facts_row *row, struct error *e) {
    return stop_asked() ? stop_here(e) : put(context, row, e);
}

static bool all_passes(struct run *run, struct error *e) {
    size_t again = run->survey.again_n;
    for (size_t from = 0;; from += HELD_MAX) {
        bool first = from == 0;
        progress_pass(&run->progress, _("importing"));
        if (!extract_rewind(&run->extract, e))
            return false;
        if (first &&
            !facts_reader_begin(&run->reader, &run->extract.headings, run->options->station, run->options->latest, e))
            return false;
        run->reader.spooled = run->extract.spooled;
        if (!held_begin(&run->held, from, again, e) || !read_rows(run, first, e) ||
            !held_put(&run->held, put_held, run, e))
            return false;
        if (first)
            memcpy(run->file->odd, run->reader.odd, sizeof run->file->odd);
        if (from + HELD_MAX >= again)
            return true;
    }
}

/* ---- one file ---- */

static void note_columns(struct import_file *file, const struct headings *all) {
    file->left_n = headings_left(all, 40, file->left, sizeof file->left);
    for (int i = 0; i < all->n && file->same_n < SAME_SHOWN; i++) {
        if (all->column[i].instead < 0)
            continue;
        memcpy(file->same[file->same_n].left, all->column[i].heading, sizeof all->column[i].heading);
        memcpy(file->same[file->same_n].taken, all->column[all->column[i].instead].heading,
               sizeof all->column[i].heading);
        file->same_n++;
    }
}

static bool import_one(struct run *run, struct import_file *file, struct error *e) {
    const struct import_options *o = run->options;
    struct extract *x = &run->extract;
    run->file = file;
    run->has_pending = false;
    run->survey = (struct survey){.slots = o->slots ? o->slots : SURVEY_SLOTS};
    text_clean(file->path, strlen(file->path), file->name, sizeof file->name);
    rejected_begin(&file->rejected, NULL);
    if (!extract_open(x, file->path, o->mappings, o->dry_run ? NULL : o->folder, e))
        return false;
    memcpy(file->name, x->source.name, sizeof file->name);
    file->regular = x->source.regular;
    bool named = file->regular && strcmp(file->path, "-") != 0;
    rejected_begin(&file->rejected, named && !o->dry_run ? file->path : NULL);
    note_columns(file, &x->all);
    progress_pass(&run->progress, _("checking"));
    bool good = survey_run(&run->survey, x, o->station, o->latest, &run->progress, e) && begin_writing(run, e) &&
                all_passes(run, e);
    file->rows = run->survey.rows;
    facts_reader_end(&run->reader);
    held_free(&run->held);
    survey_free(&run->survey);
    extract_close(x);
    return good;
}

/* The counts say what happened, not what would have: with --strict nothing did. */
static void nothing_happened(struct import_counts *counts) {
    counts->added = counts->changed = 0;
}

static bool finish(struct run *run, struct error *e) {
    const struct import_options *o = run->options;
    bool keep = !o->dry_run && !(o->strict && run->counts->rejected > 0);
    struct case_put *ending = run->put;
    if (o->sink) {
        if (!keep && !o->dry_run)
            nothing_happened(run->counts);
        run->sink_begun = false;
        return o->sink->end(o->sink->context, keep, e);
    }
    run->put = NULL;
    if (!keep) {
        case_put_abandon(ending);
        cache_rollback(run->writer);
        run->writer = NULL;
        if (!o->dry_run)
            nothing_happened(run->counts);
        return true;
    }
    progress_say(&run->progress, _("making the indexes…"));
    if (!case_put_end(ending, e))
        return false;
    if (stop_asked())
        return stop_here(e);
    char stamp[32];
    clock_stamp(stamp);
    if (!cache_set_meta(run->writer, "imported_at", stamp, e))
        return false;
    struct cache_writer *writer = run->writer;
    run->writer = NULL;
    return cache_commit(writer, e);
}

bool import_files(const struct import_options *options, struct import_file *files, int n, struct import_counts *counts,
                  char *notice, struct error *e) {
    struct run *run = calloc(1, sizeof *run);
    notice[0] = '\0';
    memset(counts, 0, sizeof *counts);
    if (!run)
        return error_set(e, ERROR_UNABLE, _("not enough memory"));
    run->options = options;
    run->counts = counts;
    progress_begin(&run->progress);
    stop_catch();
    bool good = true;
    int opened = 0;
    while (good && opened < n)
        good = import_one(run, &files[opened++], e);
    if (run->writer)
        text_format(notice, ERROR_TEXT_MAX, "%s", cache_notice(run->writer));
    if (good)
        good = finish(run, e);
    if (run->sink_begun)
        options->sink->end(options->sink->context, false, NULL);
    case_put_abandon(run->put);
    cache_rollback(run->writer);
    remove_scratch(run);
    for (int i = 0; i < opened; i++) {
        if (good)
            rejected_finish(&files[i].rejected);
        else
            rejected_abandon(&files[i].rejected);
    }
    progress_end(&run->progress);
    stop_release();
    free(run);
    return good;
}
