/* import: a CCTNS extract into the database. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/unit.h"
#include "src/clock.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/import/import.h"
#include "src/text.h"

/* What is looked up in the database before anything is read: is [station] unit a station, and is this training data? */
static void look_around(struct context *context, int64_t *station) {
    struct error e = {0};
    struct unit unit;
    char path[CONFIG_PATH + 16];
    *station = station_code_parse(context->config.unit);
    text_format(path, sizeof path, "%s/cache.db", context->folder);
    if (access(path, F_OK) != 0)
        return;
    struct store *store = store_open(context->folder, STORE_READ, &e);
    if (!store)
        return; /* the writer will say what is wrong, or mend it */
    if (store_is_training(store))
        fprintf(stderr, _("%s: %s holds training data: what is imported now is marked TRAINING too\n"),
                context->program, context->folder);
    if (*station > 0 && unit_by_code(store, context->config.unit, &unit, &e) && unit.level != LEVEL_STATION)
        *station = 0;
    store_close(store);
}

static bool yes_typed(void) {
    char answer[16];
    if (!fgets(answer, sizeof answer, stdin))
        return false;
    if (!strchr(answer, '\n')) {
        int c;
        while ((c = getchar()) != EOF && c != '\n')
            ;
    }
    return answer[0] == 'y' || answer[0] == 'Y' || strncmp(answer, "हाँ", strlen("हाँ")) == 0 ||
           strncmp(answer, "हां", strlen("हां")) == 0;
}

/* The extract has done its work, and holds what must not lie about. */
static void offer_removal(const struct context *context, const struct import_file *f) {
    struct error e = {0};
    char word[4 * CONFIG_PATH];
    if (!f->regular || f->left_n == 0 || strcmp(f->path, "-") == 0 || strncmp(f->path, "/dev/", 5) == 0 ||
        strncmp(f->path, "/proc/", 6) == 0)
        return;
    fprintf(stderr,
            _("%s still holds the columns that were left, which may name a victim. When it is not needed any more, "
              "remove it: shred -u -- %s\n"),
            f->name, import_shell_word(f->path, word, sizeof word));
    if (f->rejected.n > 0 || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return;
    fflush(stdout);
    fprintf(stderr, _("Overwrite and remove %s now? [y/N] "), f->name);
    if (!yes_typed())
        return;
    if (import_shred(f->path, &e))
        fprintf(stderr, _("%s was overwritten and removed\n"), f->name);
    else
        command_fail(context, &e);
}

static bool read_mappings(const struct context *context, const char *map_file, struct mappings *mappings,
                          struct error *e) {
    return mappings_add_config(mappings, &context->config, e) &&
           (!map_file || mappings_add_file(mappings, map_file, e));
}

static int run(struct context *context, const struct import_options *options, const struct operands *operands) {
    struct error e = {0};
    struct import_counts counts;
    char notice[ERROR_TEXT_MAX];
    struct import_file *files = calloc((size_t)operands->n, sizeof *files);
    if (!files) {
        error_set(&e, ERROR_UNABLE, _("not enough memory"));
        return command_fail(context, &e);
    }
    for (int i = 0; i < operands->n; i++)
        files[i].path = operands->at[i];
    bool good = import_files(options, files, operands->n, &counts, notice, &e);
    if (notice[0])
        fprintf(stderr, "%s: %s\n", context->program, notice);
    if (!good) {
        free(files);
        return command_fail(context, &e);
    }
    for (int i = 0; i < operands->n; i++)
        import_say(&files[i], context->config.unit, options->dry_run);
    if (options->dry_run)
        fprintf(stderr, "%s: %s\n", context->program, _("--dry-run: nothing was changed"));
    else if (options->strict && counts.rejected > 0)
        fprintf(stderr, "%s: %s\n", context->program, _("--strict: nothing was changed, because rows were rejected"));
    printf("added=%llu changed=%llu unchanged=%llu not_tracked=%llu rejected=%llu\n", (unsigned long long)counts.added,
           (unsigned long long)counts.changed, (unsigned long long)counts.unchanged,
           (unsigned long long)counts.not_tracked, (unsigned long long)counts.rejected);
    fflush(stdout);
    for (int i = 0; i < operands->n && !options->dry_run && !(options->strict && counts.rejected > 0); i++)
        offer_removal(context, &files[i]);
    free(files);
    return counts.rejected > 0 ? EXIT_FINDINGS : EXIT_DONE;
}

int command_import(struct context *context, int argc, char **argv) {
    struct import_options options = {0};
    struct operands operands;
    struct error e = {0};
    const char *map_file = NULL;
    const struct command_option known[] = {
        {.name = "--strict", .kind = OPTION_FLAG, .into = &options.strict},
        {.name = "--dry-run", .kind = OPTION_FLAG, .into = &options.dry_run},
        {.name = "--map", .kind = OPTION_TEXT, .into = &map_file},
        {.name = NULL},
    };
    if (!command_options(context, argc, argv, known, OPERANDS_MAX, &operands))
        return EXIT_USAGE;
    if (operands.n == 0)
        return command_usage(context, "import",
                             _("which file? Name the CCTNS extract (CSV or TSV), or - for standard input"));
    if (context->read_only)
        return command_usage(context, "import",
                             _("--read-only: nothing may be written, and import writes; leave --read-only out"));
    struct mappings *mappings = calloc(1, sizeof *mappings);
    if (!mappings) {
        error_set(&e, ERROR_UNABLE, _("not enough memory"));
        return command_fail(context, &e);
    }
    if (!read_mappings(context, map_file, mappings, &e)) {
        free(mappings);
        return command_fail(context, &e);
    }
    options.folder = context->folder;
    options.rules = context->rules;
    options.mappings = mappings;
    options.today = context->today;
    options.latest = clock_today() > context->today ? clock_today() : context->today;
    options.limit = context->config.limit;
    options.disposed = context->config.disposed;
    look_around(context, &options.station);
    int status = run(context, &options, &operands);
    free(mappings);
    return status;
}
