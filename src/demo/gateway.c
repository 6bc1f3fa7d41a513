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
#include <sys/wait.h>
#include <unistd.h>

#include "db/training.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/program.h"
#include "src/text.h"

#define MARK "training-gateway" /* the file that says: all of this folder is training and may go */
#define START_MS 20000
#define STOP_MS 5000

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
    if (mkdir(g->root, 0700) != 0 && errno != EEXIST)
        return error_set(e, ERROR_UNABLE, _("the folder %s cannot be made: %s"), g->root, strerror(errno));
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

/* Runs a program to its end; its last line of complaint becomes the sentence. */
static bool run(const char *name, const char *const words[], struct error *e) {
    char path[PROGRAM_PATH], said[ERROR_TEXT_MAX] = "", clean[ERROR_TEXT_MAX];
    const char *argv[16] = {path};
    int n = 1, ends[2];
    if (!program_find(name, path, e))
        return false;
    while (*words && n < 15)
        argv[n++] = *words++;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(e, ERROR_UNABLE, _("%s cannot be started: %s"), name, strerror(errno));
    pid_t pid = program_start(argv, -1, -1, ends[1], false, e);
    close(ends[1]);
    size_t kept = 0;
    char buffer[512];
    for (ssize_t got; pid > 0 && (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
        size_t take = (size_t)got < sizeof said - 1 - kept ? (size_t)got : sizeof said - 1 - kept;
        memcpy(said + kept, buffer, take);
        kept += take;
    }
    close(ends[0]);
    said[kept] = '\0';
    if (pid < 0)
        return false;
    int status = program_wait(pid);
    if (status == 0)
        return true;
    text_clean(said, strlen(said), clean, sizeof clean);
    return error_set(e, ERROR_UNABLE, _("%s %s ended with status %d: %s"), name, argv[1], status, clean);
}

static bool load(const struct demo_gateway *g, const char *units, const char *cases, struct error *e) {
    char store[PROGRAM_PATH];
    if (!path_of(g, "store", store, e))
        return false;
    const char *const words[] = {"load", "--store", store, "--units", units, "--cases", cases, NULL};
    return run("itsso-gateway", words, e);
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

static bool make_certificates(const struct demo_gateway *g, const char *station, struct error *e) {
    char ca[PROGRAM_PATH];
    if (!path_of(g, "ca", ca, e))
        return false;
    const char *const init[] = {"ca", "init", ca, NULL}, *const issue[] = {"ca", "issue", ca, station, NULL};
    return run("itsso-gateway", init, e) && run("itsso-gateway", issue, e);
}

static bool write_config(const struct demo_gateway *g, const char *station, struct error *e) {
    FILE *file = fopen(g->config, "we");
    if (!file)
        return error_set(e, ERROR_UNABLE, _("cannot write %s: %s"), g->config, strerror(errno));
    fprintf(file, "[station]\nunit = %s\ndata = %s\n\n[sync]\nurl = https://127.0.0.1:%d\n", station, g->station, g->port);
    fprintf(file, "ca_file = %s/ca/ca.crt\ncert_file = %s/ca/%s.crt\nkey_file = %s/ca/%s.key\n", g->root, g->root, station, g->root, station);
    return fclose(file) == 0 || error_set(e, ERROR_UNABLE, _("cannot write %s: %s"), g->config, strerror(errno));
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

static void forget(struct demo_gateway *g) {
    if (g->pid > 0)
        kill(g->pid, SIGKILL);
    if (g->pid > 0)
        program_wait(g->pid);
    g->pid = 0;
}

static bool start(struct demo_gateway *g, struct error *e) {
    char path[PROGRAM_PATH], store[PROGRAM_PATH], cert[PROGRAM_PATH], key[PROGRAM_PATH], ca[PROGRAM_PATH], log[PROGRAM_PATH], listen[64];
    int ends[2];
    if (!program_find("itsso-gateway", path, e) || !path_of(g, "store", store, e) || !path_of(g, "ca/server.crt", cert, e) ||
        !path_of(g, "ca/server.key", key, e) || !path_of(g, "ca/ca.crt", ca, e) || !path_of(g, "gateway.log", log, e))
        return false;
    text_format(listen, sizeof listen, "127.0.0.1:%d", g->port);
    const char *const argv[] = {path, "serve", "--store", store, "--listen", listen, "--tls-cert", cert, "--tls-key", key, "--client-ca", ca, NULL};
    int log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_fd < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        error_set(e, ERROR_UNABLE, _("cannot write %s: %s"), log, strerror(errno));
        if (log_fd >= 0)
            close(log_fd);
        return false;
    }
    g->pid = program_start(argv, -1, ends[1], log_fd, true, e);
    close(log_fd);
    close(ends[1]);
    int port = g->pid > 0 ? port_said(ends[0]) : 0;
    close(ends[0]);
    if (g->pid > 0 && port > 0) {
        g->port = port;
        return true;
    }
    if (g->pid > 0)
        error_set(e, ERROR_UNABLE, _("the training's gateway did not start: see %s"), log);
    forget(g);
    return false;
}

bool demo_gateway_runs(const struct demo_gateway *gateway) {
    return gateway->pid > 0;
}

void demo_gateway_end(struct demo_gateway *gateway) {
    int64_t until = clock_monotonic_ms() + STOP_MS;
    if (gateway->pid <= 0)
        return;
    kill(gateway->pid, SIGTERM);
    while (waitpid(gateway->pid, NULL, WNOHANG) == 0) {
        if (clock_monotonic_ms() > until) {
            forget(gateway);
            return;
        }
        poll(NULL, 0, 10);
    }
    gateway->pid = 0;
}

bool demo_gateway_toggle(struct demo_gateway *gateway, struct error *e) {
    if (!demo_gateway_runs(gateway))
        return start(gateway, e);
    demo_gateway_end(gateway);
    return true;
}

/* ---- all of it ---- */

/* The station's cache knows that it is training; what its people have entered follows once its cases are there. */
static bool finish_station(const struct demo_gateway *g, const struct demo_plan *plan, struct error *e) {
    const char *const sync[] = {"--config", g->config, NULL};
    struct cache_writer *w = cache_begin(g->station, 10000, e);
    if (!w)
        return false;
    if (!cache_set_meta(w, "training", "1", e)) {
        cache_rollback(w);
        return false;
    }
    return cache_commit(w, e) && run("itsso-sync", sync, e) && demo_diary(g->station, plan, e) && run("itsso-sync", sync, e);
}

static bool make_all(struct demo_gateway *g, const struct demo_plan *plan, const char *station, void (*say)(const char *), struct error *e) {
    if (say)
        say(_("making the data of a training state, its gateway and its certificates (once a day)"));
    if (!mark_write(g, "", e) || !make_store(g, plan, e) || !make_certificates(g, station, e) || !start(g, e) ||
        !write_config(g, station, e))
        return false;
    if (say)
        say(_("syncing the training station for the first time"));
    return finish_station(g, plan, e);
}

bool demo_gateway_begin(struct demo_gateway *gateway, const char *root, const struct demo_plan *plan, void (*say)(const char *what), struct error *e) {
    char made[TRAINING_MADE], station[16];
    bool kept;
    *gateway = (struct demo_gateway){0};
    text_format(gateway->root, sizeof gateway->root, "%s", root);
    text_format(gateway->station, sizeof gateway->station, "%s/station", root);
    text_format(gateway->config, sizeof gateway->config, "%s/itsso-tui.conf", root);
    text_format(station, sizeof station, "%d", DEMO_HOME_STATION);
    demo_plan_text(plan, made);
    if (!folder_ready(gateway, made, &kept, e))
        return false;
    bool good = kept ? start(gateway, e) && write_config(gateway, station, e)
                     : make_all(gateway, plan, station, say, e) && mark_write(gateway, made, e);
    if (!good)
        demo_gateway_end(gateway);
    return good;
}
