/* A private PostgreSQL: pg.h. */
#include "tests/sync/lib/pg.h"

#include <dirent.h>
#include <ftw.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    return remove(path);
}

/* The newest of Debian's /usr/lib/postgresql/N/bin, or what is in PATH ("" then). false: none. */
static bool find_bin(char out[128])
{
    int newest = 0;
    DIR *listing = opendir("/usr/lib/postgresql");
    for (struct dirent *one; listing && (one = readdir(listing));) {
        char path[400];
        int version = atoi(one->d_name);
        snprintf(path, sizeof path, "/usr/lib/postgresql/%s/bin/postgres", one->d_name);
        if (version > newest && access(path, X_OK) == 0) {
            newest = version;
            snprintf(out, 128, "/usr/lib/postgresql/%d/bin/", version);
        }
    }
    if (listing)
        closedir(listing);
    return newest > 0;
}

/* Words to begin with where we are root: PostgreSQL refuses to run so. */
static int as_postgres(const char **argv)
{
    if (geteuid() != 0)
        return 0;
    argv[0] = "setpriv";
    argv[1] = "--reuid=postgres";
    argv[2] = "--regid=postgres";
    argv[3] = "--clear-groups";
    return 4;
}

static bool run_server(struct pg *pg, const char *bin)
{
    char program[160], data[96], log[96];
    const char *argv[40];
    struct stat there;
    int n = as_postgres(argv);
    snprintf(program, sizeof program, "%spostgres", bin);
    snprintf(data, sizeof data, "%s/data", pg->folder);
    snprintf(log, sizeof log, "%s/log", pg->folder);
    const char *const words[] = { program, "-D", data, "-k", pg->folder, "-c", "listen_addresses=", "-c", "shared_buffers=64MB", "-c", "max_connections=120", NULL };
    for (int i = 0; words[i]; i++)
        argv[n++] = words[i];
    argv[n] = NULL;
    if (!proc_start(&pg->server, argv, NULL, log))
        return false;
    char socket_path[128], psql[160];
    snprintf(socket_path, sizeof socket_path, "%s/.s.PGSQL.5432", pg->folder);
    snprintf(psql, sizeof psql, "%spg_isready", bin);
    for (int i = 0; i < 400 && proc_running(&pg->server); i++) {
        struct ran ran;
        if (stat(socket_path, &there) != 0) {
            usleep(20000);
            continue;
        }
        proc_run((const char *const[]){ psql, "-q", "-h", pg->folder, NULL }, NULL, NULL, 10000, &ran);
        bool ready = ran.status == 0;
        ran_free(&ran);
        if (ready)
            return true;
        usleep(20000);
    }
    return false;
}

static bool make_data(struct pg *pg, const char *bin)
{
    char program[160], data[96];
    const char *argv[24];
    struct ran ran;
    int n = as_postgres(argv);
    snprintf(program, sizeof program, "%sinitdb", bin);
    snprintf(data, sizeof data, "%s/data", pg->folder);
    const char *const words[] = { program, "-D", data, "-A", "trust", "-U", "itsso", "-E", "UTF8", "--locale=C", "--no-sync", NULL };
    for (int i = 0; words[i]; i++)
        argv[n++] = words[i];
    argv[n] = NULL;
    proc_run(argv, NULL, NULL, 60000, &ran);
    bool good = ran.status == 0;
    if (!good)
        snprintf(pg->why, sizeof pg->why, "initdb ended with %d: %.300s", ran.status, ran.err ? ran.err : "");
    ran_free(&ran);
    return good;
}

bool pg_begin(struct pg *pg)
{
    char bin[128];
    *pg = (struct pg){ .folder = "/tmp/itsso-pg-XXXXXX" };
    struct passwd *postgres = getpwnam("postgres");
    if (!find_bin(bin) || (geteuid() == 0 && !postgres)) {
        snprintf(pg->why, sizeof pg->why, "PostgreSQL is not installed");
        pg->folder[0] = '\0';
        return false;
    }
    if (!mkdtemp(pg->folder) || (geteuid() == 0 && chown(pg->folder, postgres->pw_uid, postgres->pw_gid) != 0)) {
        snprintf(pg->why, sizeof pg->why, "no folder for PostgreSQL");
        return false;
    }
    snprintf(pg->url, sizeof pg->url, "postgresql:///postgres?host=%s&user=itsso", pg->folder);
    if (!make_data(pg, bin))
        return false;
    if (!run_server(pg, bin)) {
        snprintf(pg->why, sizeof pg->why, "PostgreSQL does not start; see %s/log", pg->folder);
        return false;
    }
    return true;
}

bool pg_crash(struct pg *pg)
{
    char bin[128];
    proc_end(&pg->server, SIGQUIT, 20000);
    return find_bin(bin) && run_server(pg, bin);
}

void pg_end(struct pg *pg)
{
    if (pg->server.pid > 0)
        proc_end(&pg->server, SIGINT, 20000);
    if (*pg->folder)
        nftw(pg->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
