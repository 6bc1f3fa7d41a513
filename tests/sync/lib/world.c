/* The small world: authority, gateway, extract. Client folders: station.c; the comparison: oracle.c. */
#include "tests/sync/lib/world.h"

#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/sync/lib/world_inside.h"

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    return remove(path);
}

const char *world_why(const struct world *w)
{
    return w->why;
}

bool world_fail(struct world *w, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(w->why, sizeof w->why, format, list);
    va_end(list);
    return false;
}

uint32_t world_dice(struct world *w, uint32_t sides)
{
    w->dice = w->dice * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(w->dice >> 4) * sides) >> 28);
}

const char *world_path(const struct world *w, const char *name)
{
    static char path[8][256];
    static int next;
    next = (next + 1) % 8;
    snprintf(path[next], sizeof path[next], "%s/%s", w->top, name);
    return path[next];
}

/* PROGRAM's folder with another program's name, from the root: a program may be run from elsewhere. */
const char *world_program(const char *name)
{
    static char path[4][1200];
    static int next;
    char here[500] = "";
    const char *program = getenv("PROGRAM");
    program = program && *program ? program : "build/itsso-tui";
    const char *slash = strrchr(program, '/');
    next = (next + 1) % 4;
    if (*program != '/' && getcwd(here, sizeof here - 1))
        strcat(here, "/");
    snprintf(path[next], sizeof path[next], "%s%.*s%s", here, slash ? (int)(slash - program) + 1 : 0, program, name);
    return path[next];
}

bool world_command(struct world *w, const char *const *words)
{
    const char *argv[32] = { world_program("itsso-gateway") };
    struct ran ran;
    for (int i = 0; words[i] && i < 30; i++)
        argv[i + 1] = words[i];
    proc_run(argv, NULL, NULL, WORLD_LIMIT_MS, &ran);
    bool good = ran.status == 0 || world_fail(w, "itsso-gateway %s %s ended with %d: %s%s", words[0], words[1] ? words[1] : "", ran.status, ran.out, ran.err);
    ran_free(&ran);
    return good;
}

bool world_write(struct world *w, const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    bool good = file && fputs(text, file) >= 0;
    if (file)
        good = fclose(file) == 0 && good;
    return good || world_fail(w, "%s cannot be written", path);
}

static const char units[] = "code,parent,level,kind,name_en,name_hi\n"
                            "UP,,state,territorial,Uttar Pradesh,उत्तर प्रदेश\n" DISTRICT ",UP,district,territorial,Demo District,डेमो जनपद\n" STATION_A
                            "," DISTRICT ",station,territorial,Demo Kotwali,डेमो कोतवाली\n" STATION_B "," DISTRICT ",station,mahila,Demo Mahila Thana,डेमो महिला थाना\n";

static bool store_chosen(struct world *w)
{
    const char *kind = getenv("ITSSO_STORE");
    snprintf(w->store, sizeof w->store, "%s/store", w->top);
    if (!kind || strcmp(kind, "postgresql") != 0)
        return true;
    if (!pg_begin(&w->pg))
        return world_fail(w, "PostgreSQL: %s", w->pg.why);
    snprintf(w->store, sizeof w->store, "%s", w->pg.url);
    return true;
}

bool world_begin(struct world *w, uint32_t seed)
{
    const char *tmp = getenv("TMPDIR");
    *w = (struct world){ .dice = seed * 2654435761u + 1 };
    snprintf(w->top, sizeof w->top, "%s/itsso-sync-XXXXXX", tmp && strlen(tmp) < 30 ? tmp : "/tmp");
    if (!mkdtemp(w->top))
        return world_fail(w, "no temporary folder");
    snprintf(w->ca, sizeof w->ca, "%s/ca", w->top);
    snprintf(w->listen, sizeof w->listen, "127.0.0.1:0");
    return store_chosen(w) && world_write(w, world_path(w, "units.csv"), units) && world_command(w, (const char *const[]){ "ca", "init", w->ca, NULL });
}

void world_end(struct world *w)
{
    world_stop(w, SIGTERM);
    if (*w->pg.folder)
        pg_end(&w->pg);
    if (*w->top && !getenv("KEEP_WORLD"))
        nftw(w->top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    *w->top = '\0';
}

/* ---- the extract ---- */

static const char *const sections[] = { "BNS 64(1)", "BNS 65(1); POCSO 5(l)/6", "POCSO 7/8", "BNS 70(2); POCSO 5(g)/6", "BNS 64(2)(m)" };
static const char *const officers[][3] = { { "SI", "R Verma", "900000001" }, { "SI", "A Khan", "900000002" }, { "Insp", "Yadav", "900000003" } };

static void put_officer(struct world *w, struct world_case *c)
{
    const char *const *o = officers[world_dice(w, 3)];
    snprintf(c->rank, sizeof c->rank, "%s", o[0]);
    snprintf(c->io, sizeof c->io, "%s", o[1]);
    snprintf(c->pno, sizeof c->pno, "%s", o[2]);
}

static void add_case(struct world *w)
{
    if (w->n_cases >= WORLD_CASES)
        return;
    struct world_case *c = &w->cases[w->n_cases];
    *c = (struct world_case){ .station = atoi(w->n_cases % 3 == 2 ? STATION_B : STATION_A), .year = 2026, .serial = w->n_cases + 1 };
    snprintf(c->date, sizeof c->date, "%02u/%02u/2026", 1 + world_dice(w, 28), 1 + world_dice(w, 10));
    snprintf(c->sections, sizeof c->sections, "%s", sections[world_dice(w, 5)]);
    snprintf(c->status, sizeof c->status, "Under Investigation");
    put_officer(w, c);
    w->n_cases++;
}

void world_invent(struct world *w, int n)
{
    while (n-- > 0)
        add_case(w);
}

static void live_one(struct world *w, struct world_case *c)
{
    switch (world_dice(w, 6)) {
    case 0:
        snprintf(c->status, sizeof c->status, "Charge Sheet");
        snprintf(c->filed, sizeof c->filed, "%02u/11/2026", 1 + world_dice(w, 20));
        break;
    case 1:
        snprintf(c->sections, sizeof c->sections, "%s", sections[world_dice(w, 5)]);
        break;
    case 2: /* to the other station, or back */
        if (*c->now_at)
            c->now_at[0] = '\0';
        else
            snprintf(c->now_at, sizeof c->now_at, "%s", c->station == atoi(STATION_A) ? STATION_B : STATION_A);
        snprintf(c->status, sizeof c->status, "%s", *c->now_at ? "Transferred" : "Under Investigation");
        c->filed[0] = '\0';
        break;
    case 3:
        add_case(w);
        break;
    default:
        put_officer(w, c);
    }
}

void world_live(struct world *w, int n)
{
    for (; n > 0 && w->n_cases > 0; n--)
        live_one(w, &w->cases[world_dice(w, (uint32_t)w->n_cases)]);
}

static bool write_extract(struct world *w, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return world_fail(w, "%s cannot be written", path);
    fputs("FIR No,FIR Date,PS Code,Acts and Sections,IO Rank,IO Name,PNO,Status,Filed in Court,CCTNS Date,Transferred To\n", file);
    for (int i = 0; i < w->n_cases; i++) {
        const struct world_case *c = &w->cases[i];
        if (!c->absent)
            fprintf(file, "%04d/%d,%s,%d,\"%s\",%s,%s,%s,%s,%s,%s,%s\n", c->serial, c->year, c->date, c->station, c->sections, c->rank, c->io, c->pno,
                    c->status, c->filed, c->filed, c->now_at);
    }
    return fclose(file) == 0 || world_fail(w, "%s cannot be written", path);
}

bool world_load(struct world *w)
{
    const char *path = world_path(w, "cases.csv"), *its_units = world_path(w, "units.csv");
    return write_extract(w, path) &&
           world_command(w, (const char *const[]){ "load", "--store", w->store, "--units", its_units, "--cases", path, NULL });
}

/* ---- the gateway ---- */

bool world_revoke(struct world *w, const char *unit)
{
    return world_command(w, (const char *const[]){ "ca", "revoke", w->ca, unit, NULL });
}

bool world_serve(struct world *w, const char *const *extra)
{
    char cert[160], key[160], ca[160], said[128];
    const char *argv[48] = { world_program("itsso-gateway"), "serve", "--store", w->store, "--listen", w->listen, "--tls-cert", cert, "--tls-key", key,
                             "--client-ca", ca, "--high-water", world_path(w, "high-water") };
    int n = *w->pg.folder ? 14 : 12; /* in SQLite's folder it lies by itself */
    snprintf(cert, sizeof cert, "%s/server.crt", w->ca);
    snprintf(key, sizeof key, "%s/server.key", w->ca);
    snprintf(ca, sizeof ca, "%s/ca.crt", w->ca);
    for (; extra && *extra && n < 46; extra++)
        argv[n++] = *extra;
    argv[n] = NULL;
    if (!proc_start(&w->gateway, argv, NULL, world_path(w, "gateway.log")))
        return world_fail(w, "itsso-gateway cannot be started");
    if (!proc_wait_line(&w->gateway, "listening on ", said, sizeof said, 20000)) {
        proc_end(&w->gateway, SIGKILL, 5000);
        return world_fail(w, "itsso-gateway serve does not say that it listens; see %s/gateway.log", w->top);
    }
    const char *colon = strrchr(said, ':');
    w->port = colon ? atoi(colon + 1) : 0;
    return w->port > 0 || world_fail(w, "\"listening on %s\": no port", said);
}

void world_stop(struct world *w, int signal)
{
    if (w->gateway.pid > 0)
        proc_end(&w->gateway, signal, 10000);
    w->port = 0;
}
