/* units: the hierarchy from a file. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/import/stop.h"
#include "src/import/units_file.h"
#include "src/text.h"

#define WAIT_MS 10000

/* Two tops would leave every count without a whole: where the database has one that the file does not place, the file
 * may bring no other. */
static bool check_top(struct context *context, const struct units_file *file, struct error *e) {
    char path[CONFIG_PATH + 16];
    struct error unable = {0};
    struct unit top;
    text_format(path, sizeof path, "%s/cache.db", context->folder);
    if (access(path, F_OK) != 0)
        return true;
    struct store *store = store_open(context->folder, STORE_READ, &unable);
    if (!store)
        return true; /* the writer will say what is wrong, or mend it */
    bool there = unit_root(store, &top, &unable) && top.level != LEVEL_STATION;
    store_close(store);
    const struct unit_line *brought = NULL;
    for (int i = 0; there && i < file->n; i++) {
        if (strcmp(file->at[i].unit.code, top.code) == 0)
            return true;
        if (file->at[i].parent[0] == '\0')
            brought = &file->at[i];
    }
    return !brought ||
           error_set(e, ERROR_USAGE,
                     _("line %llu: unit %s has no parent, but the hierarchy that is loaded already has the top %s: "
                       "name the parent of "
                       "%s, or place %s in the file too. Nothing was changed."),
                     (unsigned long long)brought->line, brought->unit.code, top.code, brought->unit.code, top.code);
}

static bool load(struct context *context, const struct units_file *file, const char *path, struct error *e) {
    if (!check_top(context, file, e))
        return false;
    struct cache_writer *w = cache_begin(context->folder, WAIT_MS, e);
    if (!w)
        return false;
    if (*cache_notice(w))
        fprintf(stderr, "%s: %s\n", context->program, cache_notice(w));
    if (!units_file_put(file, path, w, context->today, e)) {
        cache_rollback(w);
        return false;
    }
    return cache_commit(w, e);
}

int command_units(struct context *context, int argc, char **argv) {
    const struct command_option none[] = {{.name = NULL}};
    struct operands operands;
    struct units_file file;
    struct error e = {0};
    if (!command_options(context, argc, argv, none, 1, &operands))
        return EXIT_USAGE;
    if (operands.n == 0)
        return command_usage(context, "units",
                             _("which file? It is CSV with the headings code,parent,level,kind,name_en,name_hi"));
    if (context->read_only)
        return command_usage(context, "units",
                             _("--read-only: nothing may be written, and units writes; leave --read-only out"));
    stop_catch();
    bool good = units_file_read(&file, operands.at[0], &e) && load(context, &file, operands.at[0], &e);
    stop_release();
    if (!good) {
        units_file_free(&file);
        return command_fail(context, &e);
    }
    int stations = 0;
    for (int i = 0; i < file.n; i++)
        stations += file.at[i].unit.level == LEVEL_STATION;
    printf("units=%d stations=%d\n", file.n, stations);
    units_file_free(&file);
    return EXIT_DONE;
}
