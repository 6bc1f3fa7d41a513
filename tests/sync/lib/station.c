/* Client folders of the small world. */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/sync/lib/world_inside.h"

bool station_point(struct station *s, int port, const char *more)
{
    char text[2048];
    s->url_port = port;
    snprintf(text, sizeof text,
             "[station]\nunit = %s\ndata = %s\n[sync]\nurl = https://%s:%d\nca_file = %s/ca.crt\ncert_file = %s\nkey_file = %s\n%s\n"
             "[screen]\nlanguage = en\n",
             s->unit, s->folder, s->host ? s->host : "127.0.0.1", port, s->world->ca, s->cert, s->key, more);
    return world_write(s->world, s->conf, text);
}

bool station_begin(struct station *s, struct world *w, const char *name, const char *unit, int port)
{
    struct stat there;
    *s = (struct station){ .world = w };
    snprintf(s->name, sizeof s->name, "%s", name);
    snprintf(s->unit, sizeof s->unit, "%s", unit);
    snprintf(s->folder, sizeof s->folder, "%s/%s", w->top, name);
    snprintf(s->home, sizeof s->home, "HOME=%s/%s-home", w->top, name);
    snprintf(s->conf, sizeof s->conf, "%s/%s.conf", w->top, name);
    snprintf(s->cert, sizeof s->cert, "%s/%s.crt", w->ca, unit);
    snprintf(s->key, sizeof s->key, "%s/%s.key", w->ca, unit);
    if (mkdir(strchr(s->home, '=') + 1, 0700) != 0)
        return world_fail(w, "no home for %s", name);
    if (stat(s->cert, &there) != 0 && !world_command(w, (const char *const[]){ "ca", "issue", w->ca, unit, NULL }))
        return false;
    return station_point(s, port ? port : w->port, "");
}

void station_end(struct station *s)
{
    free(s->saved);
    s->saved = NULL;
    s->n_saved = s->room_saved = 0;
}

/* before…, program, --config FILE, words…; returns argv. */
static const char *const *command_of(struct station *s, const char *program, const char *const *words, const char *argv[48])
{
    int n = 0;
    for (int i = 0; s->before[i] && i < 8; i++)
        argv[n++] = s->before[i];
    argv[n++] = world_program(program);
    argv[n++] = "--config";
    argv[n++] = s->conf;
    for (; words && *words && n < 46; words++)
        argv[n++] = *words;
    argv[n] = NULL;
    return argv;
}

static const char *const *environment_of(struct station *s, const char *const *more, const char *env[24])
{
    int n = 0;
    env[n++] = s->home;
    for (; more && *more && n < 22; more++)
        env[n++] = *more;
    env[n] = NULL;
    return env;
}

void station_run(struct station *s, const char *input, struct ran *out, const char *const *words, const char *const *env)
{
    const char *argv[48], *full[24];
    proc_run(command_of(s, "itsso-tui", words, argv), environment_of(s, env, full), input, WORLD_LIMIT_MS, out);
}

bool station_start(struct station *s, struct proc *p, const char *const *words, const char *const *env)
{
    const char *argv[48], *full[24];
    char log[200];
    snprintf(log, sizeof log, "%s/%s.log", s->world->top, s->name);
    return proc_start(p, command_of(s, s->program ? s->program : "itsso-sync", words, argv), environment_of(s, env, full), log) ||
           world_fail(s->world, "%s: a sync cannot be started", s->name);
}

int station_sync(struct station *s, const char *const *env)
{
    struct ran ran;
    const char *argv[48], *full[24];
    if (s->program)
        proc_run(command_of(s, s->program, NULL, argv), environment_of(s, env, full), NULL, WORLD_LIMIT_MS, &ran);
    else
        station_run(s, NULL, &ran, (const char *const[]){ "sync", NULL }, env);
    int status = ran.status;
    if (status != 0)
        world_fail(s->world, "%s: sync ended with %d: %s%s", s->name, status, ran.out, ran.err);
    ran_free(&ran);
    return status;
}

json_t *station_status(struct station *s, const char *const *env)
{
    struct ran ran;
    station_run(s, NULL, &ran, (const char *const[]){ "sync", "--status", "--format", "json", NULL }, env);
    json_t *status = json_loads(ran.out, 0, NULL);
    if (!status)
        world_fail(s->world, "%s: sync --status ended with %d: %s%s", s->name, ran.status, ran.out, ran.err);
    ran_free(&ran);
    return status;
}

bool station_class(struct station *s, char out[40])
{
    json_t *status = station_status(s, NULL);
    const char *class = json_string_value(json_object_get(status, "class"));
    snprintf(out, 40, "%s", class ? class : "?");
    bool good = !status || class || world_fail(s->world, "%s: sync --status has no class", s->name);
    json_decref(status);
    return status && good;
}

bool station_note_saved(struct station *s, const char *id, const char *text, const char *kind)
{
    if (s->n_saved == s->room_saved) {
        s->room_saved = s->room_saved ? 2 * s->room_saved : 64;
        struct saved *grown = realloc(s->saved, (size_t)s->room_saved * sizeof *grown);
        if (!grown)
            return world_fail(s->world, "no memory");
        s->saved = grown;
    }
    struct saved *one = &s->saved[s->n_saved++];
    *one = (struct saved){ .redacted = false };
    snprintf(one->id, sizeof one->id, "%s", id);
    snprintf(one->text, sizeof one->text, "%s", text ? text : "");
    snprintf(one->kind, sizeof one->kind, "%s", kind);
    return true;
}

bool station_enter(struct station *s, const char *input, const char *const *words)
{
    struct ran ran;
    char id[40] = "";
    station_run(s, input, &ran, words, NULL);
    bool good = ran.status == 0 && sscanf(ran.out, "saved %39[0-9a-f-]", id) == 1 && strlen(id) == 36;
    if (!good)
        world_fail(s->world, "%s: %s %s ended with %d: %s%s", s->name, words[0], words[1], ran.status, ran.out, ran.err);
    ran_free(&ran);
    return good && station_note_saved(s, id, input, words[0]);
}

bool station_enter_any(struct station *s)
{
    static const char *const reasons[] = { "fsl", "medical", "age", "statement", "stay", "other" };
    static const char *const steps[] = { "doctor", "statement", "site-plan", "arrest" };
    struct ran ran;
    char text[64], id[32];
    int n = 0;
    station_run(s, NULL, &ran, (const char *const[]){ "list", "--format", "csv", NULL }, NULL);
    for (const char *at = ran.out; (at = strchr(at, '\n')) && isdigit((unsigned char)at[1]); at++)
        n++;
    if (ran.status != 0 || n == 0) {
        world_fail(s->world, "%s: list ended with %d and %d cases: %s", s->name, ran.status, n, ran.err);
        ran_free(&ran);
        return false;
    }
    int chosen = (int)world_dice(s->world, (uint32_t)n);
    const char *line = ran.out;
    for (int i = 0; i <= chosen; i++)
        line = strchr(line, '\n') + 1;
    snprintf(id, sizeof id, "%.*s", (int)strcspn(line, ","), line);
    ran_free(&ran);
    switch (world_dice(s->world, 3)) {
    case 0:
        return station_enter(s, NULL, (const char *const[]){ "reason", id, reasons[world_dice(s->world, 6)], NULL });
    case 1:
        return station_enter(s, NULL, (const char *const[]){ "step", id, steps[world_dice(s->world, 4)], "--state", "na", NULL });
    default:
        snprintf(text, sizeof text, "remark %d of %s", s->n_saved + 1, s->name);
        return station_enter(s, text, (const char *const[]){ "note", id, NULL });
    }
}
