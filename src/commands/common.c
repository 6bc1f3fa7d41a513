/* What the commands share: how they fail, the store, which case and which unit is meant, saving an entry. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/case.h"
#include "db/entry.h"
#include "db/unit.h"
#include "src/clock.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/report/sync_words.h"
#include "src/text.h"

#define PAGE 200

int command_fail(const struct context *context, const struct error *e)
{
    char clean[ERROR_TEXT_MAX];
    text_clean(e->text, strlen(e->text), clean, sizeof clean);
    fflush(stdout);
    fprintf(stderr, "%s: %s\n", context->program, clean);
    int status = error_exit_status(e);
    return status == EXIT_DONE ? EXIT_UNABLE : status;
}

int command_usage(const struct context *context, const char *command, const char *format, ...)
{
    char sentence[ERROR_TEXT_MAX];
    char clean[ERROR_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    text_clean(n < 0 ? "" : sentence, n < 0 ? 0 : strlen(sentence), clean, sizeof clean);
    fflush(stdout);
    fprintf(stderr, "%s: %s\n", context->program, clean);
    if (command)
        fprintf(stderr, _("See: itsso-tui %s --help\n"), command);
    else
        fprintf(stderr, "%s", _("See: itsso-tui --help\n"));
    return EXIT_USAGE;
}

/* A folder without data is not made by looking at it: a mistyped --db would hide the data. */
static bool data_there(const struct context *context, struct error *e)
{
    char path[CONFIG_PATH + 16];
    text_format(path, sizeof path, "%s/cache.db", context->folder);
    if (access(path, F_OK) == 0 || errno != ENOENT) /* a file in the folder's place, a folder that is closed: store_open says it */
        return true;
    return error_set(e, ERROR_UNABLE,
                     context->config.sync.url[0] ? _("there is no data in %s yet: fetch it with 'itsso-tui sync', or name another folder by --db")
                                                 : _("there is no data in %s yet: bring in an extract with 'itsso-tui import FILE', or name another "
                                                     "folder by --db"),
                     context->folder);
}

bool command_is_officer(const struct context *context, struct store *store)
{
    struct unit unit;
    const char *code = context->config.unit;
    if (context->config.role != STATION_ROLE_BY_UNIT)
        return context->config.role == STATION_ROLE_OFFICER;
    bool known = *code ? unit_by_code(store, code, &unit, NULL) : unit_root(store, &unit, NULL);
    return known && unit.level != LEVEL_STATION;
}

/* A clock that is far from the data centre's: counts go by the corrected date, and it is said. */
static void trust_clock(struct context *context, struct store *store)
{
    struct sync_state state;
    struct error e = {0};
    int64_t correction = 0;
    clock_set_offset(0);
    if (!sync_state_read(store, &state, &e) || sync_clock(&state, clock_now_ms(), &correction) != CLOCK_WRONG)
        return;
    clock_set_offset(correction);
    if (!context->as_of_given)
        context->today = clock_today();
    fprintf(stderr, "%s: %s\n", context->program,
            _("This PC's clock is wrong: days are counted by the data centre's date. Set the clock (date, time) of this PC."));
}

/* What the opening had to mend is said, and the store learns who works here. */
static struct store *opened(struct context *context, struct store *store)
{
    if (*store_notice(store))
        fprintf(stderr, "%s: %s\n", context->program, store_notice(store));
    trust_clock(context, store);
    store_set_officer(store, command_is_officer(context, store));
    return store;
}

struct store *command_store(struct context *context, enum store_mode mode, int *status)
{
    struct error e = {0};
    struct store *store = NULL;
    if (data_there(context, &e))
        store = store_open(context->folder, context->read_only ? STORE_READ : mode, &e);
    if (!store) {
        *status = command_fail(context, &e);
        return NULL;
    }
    return opened(context, store);
}

/* Who may write there and could not open for writing gains nothing by reading: why it failed is the better sentence. */
static bool may_write(const struct context *context)
{
    char path[CONFIG_PATH + 16];
    text_format(path, sizeof path, "%s/record.db", context->folder);
    return access(context->folder, W_OK) == 0 && access(path, W_OK) == 0;
}

struct store *command_store_read(struct context *context, int *status)
{
    struct error e = {0};
    struct store *store = NULL;
    if (!context->read_only && data_there(context, &e)) {
        store = store_open(context->folder, STORE_ENTRIES, &e);
        if (!store && may_write(context)) {
            *status = command_fail(context, &e);
            return NULL;
        }
    }
    if (!store)
        return command_store(context, STORE_READ, status);
    return opened(context, store);
}

bool command_set_aside(const char *aside, const char *folder, struct error *e)
{
    return error_set(e, ERROR_UNABLE, _("The cases are missing: cache.db was damaged and was set aside as %s in %s, and nothing has been "
                                        "imported since. Import the extract again: itsso-tui import FILE. Nothing that was entered here "
                                        "is lost."), aside, folder);
}

bool command_facts_there(struct store *store, struct error *e)
{
    char aside[STORE_ASIDE];
    switch (store_facts(store, aside)) {
    case FACTS_THERE:
        return true;
    case FACTS_SET_ASIDE:
        return command_set_aside(aside, store_folder(store), e);
    case FACTS_NONE:
        break;
    }
    return error_set(e, ERROR_UNABLE, _("there is no data in %s yet: bring in an extract with 'itsso-tui import FILE', or name another "
                                        "folder by --db"), store_folder(store));
}

struct store *command_store_facts(struct context *context, int *status)
{
    struct error e = {0};
    struct store *store = command_store_read(context, status);
    if (!store || command_facts_there(store, &e))
        return store;
    *status = command_fail(context, &e);
    store_close(store);
    return NULL;
}

struct store *command_store_entries(struct context *context, int *status)
{
    if (context->read_only) {
        struct error e = {0};
        error_set(&e, ERROR_USAGE, _("--read-only: nothing may be written, and this command writes an entry; leave --read-only out"));
        *status = command_fail(context, &e);
        return NULL;
    }
    return command_store(context, STORE_ENTRIES, status);
}

bool command_case_facts(struct context *context, struct store *store, const char *text, struct case_detail *out, struct error *e)
{
    case_id id = 0;
    if (!command_case(context, store, text, &id, e))
        return false;
    error_clear(e);
    if (case_get(store, id, out, e))
        return true;
    return e->kind == ERROR_NONE ? error_set(e, ERROR_USAGE, _("there is no case %s in %s"), text, store_folder(store)) : false;
}

struct list_clock command_clock(const struct context *context)
{
    return (struct list_clock){.today = context->today, .limit = context->config.limit, .now = clock_today(), .rules = context->rules};
}

bool command_rows(struct case_list *list, int limit, bool (*print)(void *, const struct case_row *), void *with, struct error *e)
{
    struct case_row *rows = calloc(PAGE, sizeof *rows);
    struct list_key *keys = calloc(PAGE, sizeof *keys);
    struct list_key last = {0};
    enum list_from from = FROM_FIRST;
    bool good = true;
    int n = PAGE;
    if (!rows || !keys) {
        free(rows);
        free(keys);
        return error_set(e, ERROR_UNABLE, _("out of memory"));
    }
    while (n == PAGE && limit > 0) {
        n = case_list_page(list, from, &last, limit < PAGE ? limit : PAGE, rows, keys, e);
        good = n >= 0;
        if (n > 0)
            last = keys[n - 1];
        for (int i = 0; i < n; i++)
            if (!print(with, &rows[i]))
                n = 0;
        limit -= n;
        from = AFTER;
    }
    free(rows);
    free(keys);
    return good;
}

bool command_save(struct context *context, struct store *store, struct entry *entry, struct error *e)
{
    if (!entry_add(store, entry, -1, context->today, e))
        return false;
    printf("saved %s\n", entry->id);
    return true;
}

const char *categories_show(unsigned categories, bool probable, char *out, size_t cap)
{
    bool both = (categories & CATEGORY_376) && (categories & CATEGORY_POCSO);
    text_format(out, cap, "%s%s%s%s", categories & CATEGORY_376 ? "376" : "", both ? " " : "",
                categories & CATEGORY_POCSO ? _("POCSO") : "", probable ? " ?" : "");
    return out;
}

void command_foot(struct store *store)
{
    if (store_is_training(store))
        printf("\n%s", _("TRAINING: invented data"));
    printf("\n%s\n", _("Confidential: section 72 BNS / 228A IPC, section 24(5) POCSO"));
}
