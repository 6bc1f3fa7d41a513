/* What is known of sync: for `itsso-tui sync --status` and `itsso-sync --status`. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "db/entry.h"
#include "src/clock.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/output.h"
#include "src/report/sync_words.h"
#include "src/sync_lock.h"
#include "src/text.h"

static void print_moment(const char *label, const char *stamp)
{
    char shown[24];
    clock_stamp_show(stamp, shown);
    if (*shown)
        printf("%s: %s\n", label, shown);
}

static void print_text(const struct sync_view *view, const struct lock_holder *holder)
{
    char sentence[ERROR_TEXT_MAX];
    const struct sync_state *state = &view->state;
    printf("%s\n", sync_sentence(view, sentence, sizeof sentence));
    print_moment(_("last sync"), state->synced_at);
    print_moment(_("equal to the data centre's copy of"), state->equal_at);
    print_moment(_("last attempt"), state->attempt_at);
    if (state->class != SYNC_WELL || clock_stamp_ms(state->next_at) > view->now_ms) /* else a request is held: it has begun */
        print_moment(_("next attempt"), state->next_at);
    printf("%s: %lld\n%s: %lld\n", _("waiting to be sent"), (long long)view->unsent, _("refused"), (long long)state->refused);
    printf(_("received %lld, sent %lld, repaired %lld in all\n"), (long long)state->received, (long long)state->sent, (long long)state->repaired);
    if (holder->pid && holder->watches)
        printf(_("kept in sync by process %ld\n"), (long)holder->pid);
    else if (holder->pid)
        printf(_("a sync is at work (process %ld)\n"), (long)holder->pid);
}

static void print_json(const struct sync_view *view, const struct lock_holder *holder)
{
    struct json json;
    const struct sync_state *state = &view->state;
    const struct { const char *name, *stamp; } stamps[] = {
        {"class_since", state->class_since}, {"synced_at", state->synced_at}, {"equal_at", state->equal_at}, {"attempt_at", state->attempt_at},
        {"next_at", state->next_at}, {"server_time", state->server_time}, {"device", state->device}, {"sentence", state->sentence}};
    const struct { const char *name; int64_t number; } numbers[] = {
        {"epoch", state->epoch}, {"cursor", state->cursor}, {"dev_seq", state->dev_seq}, {"clock_offset_ms", state->clock_offset_ms},
        {"unsent", view->unsent}, {"refused", state->refused}, {"received", state->received}, {"sent", state->sent},
        {"repaired", state->repaired}};
    json_begin(&json, stdout);
    json_open(&json, NULL, '{');
    json_text(&json, "class", sync_class_code(state->class));
    json_bool(&json, "configured", view->configured);
    for (size_t i = 0; i < sizeof stamps / sizeof stamps[0]; i++)
        json_text(&json, stamps[i].name, stamps[i].stamp);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        json_number(&json, numbers[i].name, numbers[i].number);
    if (holder->pid)
        json_number(&json, "process", holder->pid);
    else
        json_none(&json, "process");
    json_bool(&json, "watched", holder->watches);
    json_close(&json, '}');
    json_end(&json);
}

/* A gateway is configured, and nothing has come yet: no folder, or one without the databases. */
static bool not_begun(const struct context *context)
{
    char path[CONFIG_PATH + 16];
    text_format(path, sizeof path, "%s/cache.db", context->folder);
    return context->config.sync.url[0] != '\0' && access(path, F_OK) != 0 && errno == ENOENT;
}

static bool read_view(struct store *store, struct sync_view *view, struct error *e)
{
    view->known = sync_known(store);
    view->unsent = entries_unsent(store);
    return sync_state_read(store, &view->state, e);
}

int sync_status(struct context *context, int format)
{
    struct error e = {0};
    struct sync_view view = {.configured = context->config.sync.url[0] != '\0', .now_ms = clock_now_ms(), .today = context->today,
                             .interval_s = context->config.sync.interval};
    struct lock_holder holder;
    int status = EXIT_UNABLE;
    if (!not_begun(context)) {
        struct store *store = command_store_read(context, &status);
        if (!store)
            return status;
        bool read = read_view(store, &view, &e);
        store_close(store);
        if (!read)
            return command_fail(context, &e);
    }
    lock_held(context->folder, &holder);
    if (format == 0)
        print_text(&view, &holder);
    else
        print_json(&view, &holder);
    bool well = view.state.class == SYNC_WELL || (!view.configured && !view.known);
    return well && view.state.refused == 0 ? EXIT_DONE : EXIT_FINDINGS;
}
