/* Whose cases: the scope of the configuration, the unit and the case that are named. Nobody gets above or beside his scope. */
#include <stdio.h>
#include <string.h>

#include "db/case.h"
#include "db/unit.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

#define NAMED_MAX 5 /* cases named where a number is not unique */

bool command_scope(const struct context *context, struct store *store, struct unit *out, struct error *e)
{
    const char *code = context->config.unit;
    memset(out, 0, sizeof *out);
    error_clear(e);
    if (!*code || strcmp(code, "all") == 0 || unit_by_code(store, code, out, e))
        return true;
    memset(out, 0, sizeof *out);
    return e->kind == ERROR_NONE;
}

/* The unit of the configuration is not there: what follows counts all stations, and nobody may take it for his own. */
static void say_all_shown(const struct context *context)
{
    const struct config *config = &context->config;
    fflush(stdout);
    if (config->unit_line)
        fprintf(stderr, _("%s: %s, line %d: [station] unit = %s is not in the database: all of it is shown\n"), context->program,
                config->file, config->unit_line, config->unit);
    else
        fprintf(stderr, _("%s: [station] unit = %s is not in the database: all of it is shown\n"), context->program, config->unit);
}

bool command_unit_of(const struct context *context, struct store *store, const char *what, const char *typed, int64_t *out, struct error *e)
{
    struct unit scope;
    struct unit unit;
    char shown[64];
    const char *own = context->config.unit;
    *out = 0;
    if (!command_scope(context, store, &scope, e))
        return false;
    *out = scope.id;
    if (!typed && !scope.id && *own && strcmp(own, "all") != 0)
        say_all_shown(context);
    if (!typed || strcmp(typed, "all") == 0)
        return true;
    text_clean(typed, strlen(typed), shown, sizeof shown);
    error_clear(e);
    if (!unit_by_code(store, typed, &unit, e))
        return e->kind == ERROR_NONE
                   ? error_set(e, ERROR_USAGE, _("%s: '%s' is no unit of this database; expected a unit's code as in the units file (a "
                                                 "station: its CCTNS code), or 'all'"), what, shown)
                   : false;
    *out = unit.id;
    if (!scope.id || unit_is_below(store, unit.id, scope.id))
        return true;
    *out = 0;
    return error_set(e, ERROR_USAGE, _("%s: %s (%s) is not below %s (%s), which is the unit of this configuration ([station] unit): only "
                                       "its own units can be asked for"), what, shown, unit_name(&unit), scope.code, unit_name(&scope));
}

bool command_unit(const struct context *context, struct store *store, const char *typed, int64_t *out, struct error *e)
{
    return command_unit_of(context, store, "--unit", typed, out, e);
}

/* ---- the case that is meant ---- */

/* Who has it now, and as of a past day who had it then. */
static bool is_ours(const struct context *context, struct store *store, const struct case_detail *detail, int64_t scope)
{
    const struct list_clock clock = command_clock(context);
    struct error e = {0};
    struct case_detail then;
    return scope == 0 || unit_is_below(store, detail->unit, scope) ||
           (clock.today < clock.now && case_get_as_of(store, detail->id, &clock, &then, &e) && unit_is_below(store, then.unit, scope));
}

bool command_case_ours(const struct context *context, struct store *store, case_id id, bool *ours, struct error *e)
{
    struct case_detail detail;
    struct unit scope;
    *ours = false;
    if (!command_scope(context, store, &scope, e))
        return false;
    error_clear(e);
    if (!case_get(store, id, &detail, e))
        return e->kind == ERROR_NONE;
    *ours = is_ours(context, store, &detail, scope.id);
    return true;
}

/* "31655001/0412/2026, 31655002/0412/2026 …": for a number that several cases have. */
static bool several_cases(const char *typed, const case_id *found, int n, struct error *e)
{
    char named[NAMED_MAX * (CASE_NO_SIZE + 2)] = "";
    size_t used = 0;
    for (int i = 0; i < n && i < NAMED_MAX; i++) {
        char full[CASE_NO_SIZE];
        case_no_full(found[i], full);
        used += text_format(named + used, sizeof named - used, "%s%s", i ? ", " : "", full);
    }
    return error_set(e, ERROR_USAGE, _("several cases have the number '%s': %s%s; write the number in full"), typed, named,
                     n > NAMED_MAX ? " …" : "");
}

bool command_case(struct context *context, struct store *store, const char *text, case_id *out, struct error *e)
{
    char typed[64];
    text_clean(text, strlen(text), typed, sizeof typed);
    int64_t station = 0;
    int year = 0;
    int serial = 0;
    bool there = false;
    struct unit scope;
    if (!case_no_parse(text, &station, &year, &serial))
        return error_set(e, ERROR_USAGE, _("'%s' is no case number; expected 31655001/0412/2026, or 412/26 where one station is meant"),
                         typed);
    int64_t own = station ? station : station_code_parse(context->config.unit);
    *out = own ? case_id_make(own, year, serial) : 0;
    if (*out && !command_case_ours(context, store, *out, &there, e))
        return false;
    if (there)
        return true;
    case_id found[NAMED_MAX + 1];
    int n = command_scope(context, store, &scope, e) ? case_find_below(store, scope.id, serial, year, found, NAMED_MAX + 1, e) : -1;
    if (n < 0 || (n == 0 && !command_facts_there(store, e)))
        return false;
    *out = found[0];
    if (!station && n == 1)
        return true;
    if (!station && n > 1)
        return several_cases(typed, found, n, e);
    if (n > 0) {
        char nearest[CASE_NO_SIZE];
        case_no_full(found[0], nearest);
        return error_set(e, ERROR_USAGE, _("there is no case %s in %s; did you mean %s?"), typed, store_folder(store), nearest);
    }
    return error_set(e, ERROR_USAGE, _("there is no case %s in %s; cases outside the tracked sections are not kept"), typed,
                     store_folder(store));
}
