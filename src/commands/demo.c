/* demo: training on invented data, in a database of its own. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/commands/command.h"
#include "src/demo/gateway.h"
#include "src/i18n.h"
#include "src/import/progress.h"
#include "src/text.h"

static const char *const scope_words[] = {"station", "district", "state", "nation", NULL};

/* --db, else $XDG_DATA_HOME/itsso-tui/NAME: beside the real data, never in their place. */
static bool training_folder(struct context *context, const char *name, struct error *e) {
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    char folder[2 * CONFIG_PATH];
    if (context->folder_given)
        return true;
    if (data && data[0] == '/')
        text_format(folder, sizeof folder, "%s/itsso-tui/%s", data, name);
    else if (home && home[0] == '/')
        text_format(folder, sizeof folder, "%s/.local/share/itsso-tui/%s", home, name);
    else
        return error_set(e, ERROR_USAGE, _("HOME is not set: name a folder for the training data by --db FOLDER"));
    if (strlen(folder) >= sizeof context->folder)
        return error_set(e, ERROR_USAGE, _("the name of the training folder is longer than %d bytes"), CONFIG_PATH - 1);
    text_format(context->folder, sizeof context->folder, "%s", folder);
    return true;
}

static void show_progress(void *with, int64_t done, int64_t cases) {
    progress_row(with, (uint64_t)done, (uint64_t)cases);
}

static struct demo_plan plan_of(const struct context *context, int scope, int cases, int seed) {
    return (struct demo_plan){
        .scope = (enum demo_scope)scope,
        .cases = cases > 0 ? cases : demo_cases((enum demo_scope)scope),
        .seed = (uint64_t)seed,
        .today = context->today,
        .limit = context->config.limit,
        .disposed = context->config.disposed,
        .rules = context->rules,
    };
}

static bool make(struct context *context, int scope, int cases, int seed, struct error *e) {
    struct progress progress;
    bool kept;
    struct demo_plan plan = plan_of(context, scope, cases, seed);
    plan.progress = show_progress;
    plan.context = &progress;
    progress_begin(&progress);
    progress_pass(&progress, _("making the training data"));
    bool made = demo_make(context->folder, &plan, &kept, e);
    progress_end(&progress);
    if (made)
        fprintf(stderr,
                kept ? _("TRAINING: invented data in %s, as it was left\n") : _("TRAINING: invented data in %s\n"),
                context->folder);
    return made;
}

/* ---- the home screen's facts as text ---- */

static void band_row(const char *label, const int64_t open[BAND_COUNT]) {
    char cell[200];
    int64_t total = 0;
    printf("%s", text_pad(label, 20, cell, sizeof cell));
    for (int b = 0; b < BAND_COUNT; b++) {
        printf(" %7lld", (long long)open[b]);
        total += open[b];
    }
    printf(" %7lld\n", (long long)total);
}

static bool print_bands(struct context *context, struct error *e) {
    struct dashboard board;
    struct list_clock clock = command_clock(context);
    char cell[200];
    struct store *store = store_open(context->folder, STORE_READ, e);
    if (!store)
        return false;
    bool read = dashboard_read(store, context->lists, 0, &clock, &board, e);
    if (read) {
        printf("\n%s", text_pad(_("Open cases"), 20, cell, sizeof cell));
        for (int b = 0; b < BAND_COUNT; b++)
            printf(" %7s", b == BAND_OVER_60 ? "60+" : band_name((enum band)b));
        printf(" %s\n", _("total"));
        band_row("376", board.open[0]);
        band_row(_("POCSO"), board.open[1]);
        band_row(_("cases, each once"), board.open[2]);
        printf("\n");
    }
    store_close(store);
    return read;
}

/* What the screens would show first, by the commands that print it. */
static int print_home(struct context *context) {
    char *status_words[] = {(char[]){"status"}, NULL};
    char *list_words[] = {(char[]){"list"}, (char[]){"--limit"}, (char[]){"30"}, NULL};
    struct error e = {0};
    int status = command_status(context, 1, status_words);
    if (status != EXIT_DONE)
        return status;
    if (!print_bands(context, &e))
        return command_fail(context, &e);
    return command_list(context, 3, list_words);
}

/* ---- with a data centre ---- */

#define GATEWAY_CASES 100000

static void say(const char *what) {
    fprintf(stderr, _("TRAINING: %s\n"), what);
}

static bool toggle_plug(void *gateway, struct error *e) {
    return demo_gateway_toggle(gateway, e);
}

static bool plug_in(void *gateway) {
    return demo_gateway_runs(gateway);
}

/* The station's screens as they are with a data centre behind them; the centre runs as long as they do. */
static int run_with_gateway(struct context *context, int cases, int seed, bool no_screen) {
    struct demo_gateway gateway;
    struct error e = {0};
    struct demo_plan plan = plan_of(context, DEMO_STATE, cases > 0 ? cases : GATEWAY_CASES, seed);
    struct plug plug = {toggle_plug, plug_in, &gateway};
    struct config own = context->config, synced;
    if (!demo_gateway_begin(&gateway, context->folder, &plan, say, &e))
        return command_fail(context, &e);
    if (!config_read(&synced, gateway.config, &e)) {
        demo_gateway_end(&gateway);
        return command_fail(context, &e);
    }
    text_format(own.file, sizeof own.file, "%s", gateway.config);
    text_format(own.unit, sizeof own.unit, "%s", synced.unit);
    own.sync = synced.sync;
    context->config = own;
    text_format(context->folder, sizeof context->folder, "%s", gateway.station);
    context->plug = &plug;
    int status = no_screen ? print_home(context) : screens_run(context);
    context->plug = NULL;
    demo_gateway_end(&gateway);
    return status;
}

int command_demo(struct context *context, int argc, char **argv) {
    int scope = DEMO_STATION, cases = 0, seed = 1;
    bool no_screen = false, gateway = false;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--cases", .kind = OPTION_NUMBER, .into = &cases, .least = 1, .most = DEMO_CASES_MAX},
        {.name = "--scope", .kind = OPTION_WORD, .into = &scope, .words = scope_words},
        {.name = "--seed", .kind = OPTION_NUMBER, .into = &seed, .least = 0, .most = INT_MAX},
        {.name = "--no-screen", .kind = OPTION_FLAG, .into = &no_screen},
        {.name = "--gateway", .kind = OPTION_FLAG, .into = &gateway},
        {0},
    };
    if (!command_options(context, argc, argv, options, 0, &operands))
        return EXIT_USAGE;
    if (context->read_only)
        return command_usage(context, "demo", _("--read-only: training data cannot be made; leave --read-only out"));
    /* the configuration's station is not in the training */
    context->config.unit[0] = context->config.unit_name[0] = '\0';
    if (gateway && scope != DEMO_STATION)
        return command_usage(context, "demo", _("--gateway: the centre's data is a state's and the screens are a station's; leave --scope out"));
    no_screen = no_screen || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO);
    if (!training_folder(context, gateway ? "training-gateway" : "training", &e))
        return command_fail(context, &e);
    if (gateway)
        return run_with_gateway(context, cases, seed, no_screen);
    if (!make(context, scope, cases, seed, &e))
        return command_fail(context, &e);
    if (no_screen)
        return print_home(context);
    return screens_run(context);
}
