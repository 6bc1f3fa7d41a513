/* What is asked once a day: what the gateway speaks, and the units. */
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/sync/engine_inside.h"
#include "src/sync/steps.h"
#include "src/text.h"

#define UNITS_MOST 100000

static int bounded(int64_t n, int least, int most)
{
    return n < least ? most : n > most ? most : (int)n;
}

enum course engine_hello(struct sync_engine *engine)
{
    const struct question question = {.path = "/hello"};
    struct reply reply;
    enum course course;
    while ((course = engine_ask(engine, &question, &reply, NULL)) == TRY_AGAIN)
        ;
    if (course != GO_ON)
        return course;
    if (strcmp(reply.problem, "client-too-old") == 0) {
        engine->too_old = true; /* its entries are still taken */
    } else if (reply.problem[0]) {
        course = engine_problem(engine, &reply);
    } else {
        const json_t *limits = json_object_get(reply.root, "limits");
        engine->page_most = bounded((int64_t)json_integer_value(json_object_get(limits, "page")), 1, SYNC_PAGE_MAX);
        engine->ops = bounded((int64_t)json_integer_value(json_object_get(limits, "ops")), 1, SYNC_OPS_MAX);
        engine->wait_most = bounded((int64_t)json_integer_value(json_object_get(limits, "wait")), 1, 600);
        engine->page = engine->page < engine->page_most ? engine->page : engine->page_most;
        text_clean(reply_text(&reply, "notice"), strlen(reply_text(&reply, "notice")), engine->notice, sizeof engine->notice);
        engine_page_done(engine);
    }
    reply_free(&reply);
    return course;
}

/* One by one: a tree of the nation's units would be the largest thing that a sync ever holds. */
static bool read_unit(struct wire_rows *list, struct sync_unit *unit, struct error *e)
{
    const char *text;
    size_t n;
    json_t *value = wire_rows_value(list, &text, &n) ? wire_load(text, n, 0, WIRE_VALUES_BODY) : NULL;
    bool good = wire_unit_read(value, unit, e);
    json_decref(value);
    return good;
}

/* false: damaged (e says what) or the database. */
static bool take_units(struct sync_engine *engine, const struct reply *reply, const char *etag, bool *damaged, struct error *e)
{
    struct wire_rows list = reply->rows;
    size_t n = list.n;
    *damaged = true;
    if (!reply_array(reply, "units") || n > UNITS_MOST)
        return error_set(e, ERROR_UNABLE, "%s", _("the answer holds no units, or too many"));
    struct sync_unit *units = calloc(n + 1, sizeof *units);
    bool good = units || error_set(e, ERROR_UNABLE, "%s", _("there is not enough memory"));
    for (size_t i = 0; good && i < n; i++)
        good = read_unit(&list, &units[i], e);
    *damaged = units && !good;
    good = good && sync_units_write(&engine->basis, units, (int)n, etag, e);
    free(units);
    return good;
}

enum course engine_ref(struct sync_engine *engine)
{
    char etag[80];
    struct error e = {0};
    struct reply reply;
    struct transport_reply answer;
    struct question question = {.path = "/ref", .etag = etag, .listed = "units"};
    if (engine->too_old)
        return GO_ON;
    if (!sync_units_etag(engine->store, etag, &e))
        return engine_local(engine, &e);
    for (;;) {
        enum course course = engine_ask(engine, &question, &reply, &answer);
        bool damaged = false;
        if (course == TRY_AGAIN)
            continue;
        if (course != GO_ON)
            return course;
        if (reply.problem[0])
            course = engine_problem(engine, &reply);
        else if (answer.status != 304 && !take_units(engine, &reply, answer.etag, &damaged, &e))
            course = damaged ? engine_damaged(engine, &e) : engine_local(engine, &e);
        reply_free(&reply);
        if (course == TRY_AGAIN)
            continue;
        if (course == GO_ON) {
            engine_page_done(engine);
            sync_step("the units are written");
        }
        return course;
    }
}
