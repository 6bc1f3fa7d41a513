/* Making, starting and stopping the training's data centre. The four programs are used as anybody would use them. */
#include "src/demo/gateway.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/training.h"
#include "src/clock.h"
#include "src/folder.h"
#include "src/i18n.h"
#include "src/text.h"

#define MARK "training-gateway" /* the file that says: all of this folder is training and may go */
#define STATION "31999001"  /* DEMO_HOME_STATION */
#define DISTRICT "319D990"  /* the district above it (places.c) */
#define START_MS 20000
#define PROGRAM_PATH 1200

static bool path_of(const struct demo_gateway *g, const char *name, char out[PROGRAM_PATH], struct error *e) {
    if (strlen(g->root) + strlen(name) + 2 > PROGRAM_PATH)
        return error_set(e, ERROR_USAGE, _("the name of the training folder is longer than %d bytes"), CONFIG_PATH - 1);
    text_format(out, PROGRAM_PATH, "%s/%s", g->root, name);
    return true;
}

/* ---- the folder ---- */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void)st;
    (void)type;
    return ftw->level == 0 ? 0 : remove(path);
}

/* What was made by another plan or on another day goes; a folder without the mark that is not empty is nobody's to remove. */
static bool folder_ready(const struct demo_gateway *g, const char *plan, bool *kept, struct error *e) {
    char mark[PROGRAM_PATH], found[TRAINING_MADE] = "";
    *kept = false;
    if (!path_of(g, MARK, mark, e))
        return false;
    if (!folder_make(g->root, 0700, e))
        return false;
    FILE *file = fopen(mark, "re");
    if (file) {
        if (!fgets(found, sizeof found, file))
            found[0] = '\0';
        fclose(file);
        *kept = strcmp(found, plan) == 0;
        if (*kept || nftw(g->root, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0)
            return true;
        return error_set(e, ERROR_UNABLE, _("the old training data in %s cannot be removed: %s"), g->root, strerror(errno));
    }
    if (rmdir(g->root) != 0 || mkdir(g->root, 0700) != 0)
        return error_set(e, ERROR_USAGE, _("%s holds something else than training data: name another folder by --db"), g->root);
    return true;
}

/* Written first without the plan (so that what was stopped midway may be removed), at the end with it. */
static bool mark_write(const struct demo_gateway *g, const char *plan, struct error *e) {
    char mark[PROGRAM_PATH];
    if (!path_of(g, MARK, mark, e))
        return false;
    FILE *file = fopen(mark, "we");
    bool written = file && fputs(plan, file) >= 0;
    written = file && fclose(file) == 0 && written;
    return written || error_set(e, ERROR_UNABLE, _("cannot write %s: %s"), mark, strerror(errno));
}

/* ---- running the programs ---- */

/* Runs a program to its end; what it complained of becomes the sentence. */
static bool run(const char *const argv[], struct error *e) {
    struct child child;
    char said[ERROR_TEXT_MAX];
    int status = 0;
    if (!child_start(&child, argv, NULL, 0, -1, e))
        return false;
    child_ended(&child, -1, &status);
    child_said(&child, said, sizeof said);
    child_close(&child);
    return status == 0 || error_set(e, ERROR_UNABLE, _("%s %s ended with status %d: %s"), argv[0], argv[1], status, said);
}

static bool load(const struct demo_gateway *g, const char *units, const char *cases, struct error *e) {
    char store[PROGRAM_PATH];
    if (!path_of(g, "store", store, e))
        return false;
    const char *const words[] = {"itsso-gateway", "load", "--store", store, "--units", units, "--cases", cases, NULL};
    return run(words, e);
}

/* The centre's data: first the cases as they once stood, then as they stand now, so that the changes have their dates. */
static bool make_store(const struct demo_gateway *g, const struct demo_plan *plan, struct error *e) {
    char units[PROGRAM_PATH], before[PROGRAM_PATH], cases[PROGRAM_PATH];
    if (!path_of(g, "units.csv", units, e) || !path_of(g, "before.csv", before, e) || !path_of(g, "cases.csv", cases, e) ||
        !demo_extract(plan, units, before, cases, e))
        return false;
    bool loaded = load(g, units, before, e) && load(g, units, cases, e);
    unlink(units);
    unlink(before);
    unlink(cases);
    return loaded;
}

static bool make_certificates(const struct demo_gateway *g, struct error *e) {
    char ca[PROGRAM_PATH];
    if (!path_of(g, "ca", ca, e))
        return false;
    const char *const init[] = {"itsso-gateway", "ca", "init", ca, NULL};
    const char *const station[] = {"itsso-gateway", "ca", "issue", ca, STATION, NULL};
    const char *const district[] = {"itsso-gateway", "ca", "issue", ca, DISTRICT, NULL};
    return run(init, e) && run(station, e) && run(district, e);
}

static bool write_config(const struct demo_gateway *g, const char *config, const char *unit, const char *data, struct error *e) {
    FILE *file = fopen(config, "we");
    if (!file)
        return error_set(e, ERROR_UNABLE, _("cannot write %s: %s"), config, strerror(errno));
    fprintf(file, "[station]\nunit = %s\ndata = %s\n\n[sync]\nurl = https://127.0.0.1:%d\n", unit, data, g->port);
    fprintf(file, "ca_file = %s/ca/ca.crt\ncert_file = %s/ca/%s.crt\nkey_file = %s/ca/%s.key\n", g->root, g->root, unit, g->root, unit);
    return fclose(file) == 0 || error_set(e, ERROR_UNABLE, _("cannot write %s: %s"), config, strerror(errno));
}

/* ---- the gateway ---- */

/* The port that the gateway says it listens on; 0 where it does not come to that in time. */
static int port_said(int fd) {
    char line[256];
    size_t n = 0;
    struct pollfd source = {.fd = fd, .events = POLLIN};
    int64_t until = clock_monotonic_ms() + START_MS;
    for (int64_t left; (left = until - clock_monotonic_ms()) > 0 && n < sizeof line - 1;) {
        if (poll(&source, 1, (int)left) <= 0)
            continue;
        ssize_t got = read(fd, line + n, sizeof line - 1 - n);
        if (got <= 0)
            return 0;
        n += (size_t)got;
        line[n] = '\0';
        const char *at = strstr(line, "listening on 127.0.0.1:");
        if (at && strchr(at, '\n'))
            return atoi(at + strlen("listening on 127.0.0.1:"));
    }
    return 0;
}

/* A gateway of this folder that was left behind (the screens were killed) ends: known by its number and its command line. */
static void end_left_behind(const char *number_file, const char *store) {
    char text[PROGRAM_PATH] = "", path[64], words[4 * PROGRAM_PATH];
    FILE *file = fopen(number_file, "re");
    if (!file)
        return;
    long pid = fgets(text, sizeof text, file) ? strtol(text, NULL, 10) : 0;
    fclose(file);
    unlink(number_file);
    text_format(path, sizeof path, "/proc/%ld/cmdline", pid);
    if (pid <= 1 || !(file = fopen(path, "re")))
        return;
    size_t n = fread(words, 1, sizeof words, file);
    fclose(file);
    if (memmem(words, n, store, strlen(store) + 1) && memmem(words, n, "serve", sizeof "serve") && kill((pid_t)pid, SIGTERM) == 0)
        for (int64_t until = clock_monotonic_ms() + START_MS; kill((pid_t)pid, 0) == 0 && clock_monotonic_ms() < until;)
            poll(NULL, 0, 10);
}

static void note_number(const char *number_file, pid_t pid) {
    FILE *file = fopen(number_file, "we");
    if (!file)
        return;
    fprintf(file, "%ld\n", (long)pid);
    fclose(file);
}

static bool start(struct demo_gateway *g, struct error *e) {
    char store[PROGRAM_PATH], cert[PROGRAM_PATH], key[PROGRAM_PATH], ca[PROGRAM_PATH], number[PROGRAM_PATH], listen[64], said[ERROR_TEXT_MAX];
    int ends[2];
    if (!path_of(g, "store", store, e) || !path_of(g, "ca/server.crt", cert, e) || !path_of(g, "ca/server.key", key, e) ||
        !path_of(g, "ca/ca.crt", ca, e) || !path_of(g, "gateway.pid", number, e))
        return false;
    end_left_behind(number, store);
    text_format(listen, sizeof listen, "127.0.0.1:%d", g->port);
    const char *const argv[] = {"itsso-gateway", "serve", "--store", store, "--listen", listen, "--tls-cert", cert, "--tls-key", key, "--client-ca", ca, NULL};
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(e, ERROR_UNABLE, _("%s cannot be started (%s)."), argv[0], strerror(errno));
    bool started = child_start(&g->child, argv, NULL, 0, ends[1], e);
    close(ends[1]);
    int port = started ? port_said(ends[0]) : 0;
    close(ends[0]);
    if (port > 0) {
        g->port = port;
        note_number(number, g->child.pid);
        return true;
    }
    if (started) {
        child_said(&g->child, said, sizeof said);
        error_set(e, ERROR_UNABLE, _("the training's gateway did not start: %s"), said);
        child_close(&g->child);
    }
    return false;
}

bool demo_gateway_runs(const struct demo_gateway *gateway) {
    return gateway->child.pid > 0;
}

void demo_gateway_end(struct demo_gateway *gateway) {
    if (demo_gateway_runs(gateway))
        child_close(&gateway->child);
}

bool demo_gateway_toggle(struct demo_gateway *gateway, struct error *e) {
    if (!demo_gateway_runs(gateway))
        return start(gateway, e);
    demo_gateway_end(gateway);
    return true;
}

/* ---- all of it ---- */

/* A folder of the training syncs, knows that it is training, has entered what its people are said to have entered, and syncs again. */
static bool begin_folder(const struct demo_gateway *g, const char *config, const char *unit, const char *folder, enum diary_part part,
                         const struct demo_plan *plan, struct error *e) {
    const char *const sync[] = {"itsso-sync", "--config", config, NULL};
    if (!write_config(g, config, unit, folder, e))
        return false;
    struct cache_writer *w = cache_begin(folder, 10000, e);
    if (!w)
        return false;
    if (!cache_set_meta(w, "training", "1", e)) {
        cache_rollback(w);
        return false;
    }
    return cache_commit(w, e) && run(sync, e) && demo_diary(folder, part, plan, e) && run(sync, e);
}

/* The district's officer has given directions before the station looks for the first time. */
static bool begin_folders(const struct demo_gateway *g, const struct demo_plan *plan, struct error *e) {
    char config[PROGRAM_PATH], folder[PROGRAM_PATH];
    return path_of(g, "district.conf", config, e) && path_of(g, "district", folder, e) &&
           begin_folder(g, config, DISTRICT, folder, DIARY_OFFICER, plan, e) &&
           begin_folder(g, g->config, STATION, g->station, DIARY_STATION, plan, e);
}

static bool make_all(struct demo_gateway *g, const struct demo_plan *plan, void (*say)(const char *), struct error *e) {
    if (say)
        say(_("making the data of a training state, its gateway and its certificates (once a day)"));
    if (!mark_write(g, "", e) || !make_store(g, plan, e) || !make_certificates(g, e) || !start(g, e))
        return false;
    if (say)
        say(_("syncing the training station for the first time"));
    return begin_folders(g, plan, e);
}

bool demo_gateway_begin(struct demo_gateway *gateway, const char *root, const struct demo_plan *plan, void (*say)(const char *what), struct error *e) {
    char made[TRAINING_MADE];
    bool kept;
    *gateway = (struct demo_gateway){0};
    text_format(gateway->root, sizeof gateway->root, "%s", root);
    text_format(gateway->station, sizeof gateway->station, "%s/station", root);
    text_format(gateway->config, sizeof gateway->config, "%s/itsso-tui.conf", root);
    demo_plan_text(plan, made);
    if (!folder_ready(gateway, made, &kept, e))
        return false;
    bool good = kept ? start(gateway, e) && write_config(gateway, gateway->config, STATION, gateway->station, e)
                     : make_all(gateway, plan, say, e) && mark_write(gateway, made, e);
    if (!good)
        demo_gateway_end(gateway);
    return good;
}
