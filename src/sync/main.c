/* itsso-sync: brings the station's data and the data centre's together; the program beside itsso-tui that carries libcurl. */
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/report/sync_words.h"
#include "src/sync/check.h"
#include "src/sync_lock.h"
#include "src/sync/watch.h"
#include "src/text.h"

#define LOCK_WAIT_MS 60000
#define WHOSE 700

struct wish {
    bool watch, once, status, check, way;
    int parent; /* ends with this process; 0: with none */
    int format;
};

static int help(void)
{
    printf("%s\n\n%s\n", _("usage: itsso-sync [OPTIONS] [--once|--watch|--status|--check]"),
           _("Brings the data here and at the data centre together: entries up, cases down.\n"
             "\n"
             "  --once           one sync (without it too). Prints received=N sent=N repaired=N refused=N\n"
             "                   unsent=N equal=yes|no|unknown requests=N in=BYTES out=BYTES\n"
             "  --watch          stays: a request is held at the gateway until something changes, entries go\n"
             "                   up as they are entered; SIGUSR1: now, SIGTERM: end\n"
             "  --status         what is known, without the network; --format text (without it) or json\n"
             "  --check          configuration and certificates; --way: and whether the gateway answers\n"
             "  --parent PID     with --watch: says nothing, waits its turn, ends with that process\n"
             "\n"
             "--config, --db, --lang, --version as for itsso-tui; [sync] in itsso-tui.conf.\n"
             "Exit status: 0 done, 1 done, but entries were refused or cases differ, 2 configuration,\n"
             "3 could not (network, data centre, disk, another sync at work)."));
    return EXIT_DONE;
}

static const char *equal_word(const struct sync_engine *engine)
{
    return !engine->digest_known ? "unknown" : engine->differs ? "no" : "yes";
}

/* ---- what a sync stands on ---- */

/* The gateway's address and the certificate's digest: a snapshot that was begun with others is another one's. */
static void whose_of(const struct config_sync *config, char out[WHOSE])
{
    unsigned char sum[32];
    char bytes[16384], hex[65];
    int fd = config->cert_file[0] ? open(config->cert_file, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t n = fd >= 0 ? read(fd, bytes, sizeof bytes) : 0;
    if (fd >= 0)
        close(fd);
    crypto_hash_sha256(sum, (const unsigned char *)bytes, n > 0 ? (unsigned long long)n : 0);
    sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
    text_format(out, WHOSE, "%s %s", config->url, hex);
}

static struct sync_basis basis_of(const struct context *context, const char *folder)
{
    return (struct sync_basis){.folder = folder, .rules = context->rules, .today = context->today, .limit = context->config.limit,
                               .disposed = context->config.disposed, .wait_ms = LOCK_WAIT_MS};
}

/* ---- once, and watching ---- */

static int once(struct watch *watch, struct sync_engine *engine)
{
    struct error e = {0};
    char sentence[ERROR_TEXT_MAX];
    watch_clock(watch);
    enum engine_end end = engine_run(engine, 0);
    if (end == ENGINE_STOPPED || end == ENGINE_WOKEN) {
        fprintf(stderr, "itsso-sync: %s\n", _("stopped; it goes on next time"));
        return EXIT_UNABLE;
    }
    watch->failures = end == ENGINE_FAILED;
    if (end == ENGINE_FAILED)
        watch_why(watch);
    int64_t delay = end == ENGINE_FAILED ? watch_delay(watch) : (int64_t)watch->config->sync.interval * 1000;
    bool noted = engine_note(engine, end, delay, &e);
    if (!noted)
        fprintf(stderr, "itsso-sync: %s\n", e.text);
    if (end == ENGINE_FAILED) {
        struct sync_view view = {.configured = true, .known = true, .state = engine->state, .unsent = entries_unsent(engine->store),
                                 .today = clock_today()};
        fprintf(stderr, "itsso-sync: %s\n", sync_sentence(&view, sentence, sizeof sentence));
        return EXIT_UNABLE;
    }
    store_version(engine->store);
    printf("received=%lld sent=%lld repaired=%lld refused=%lld unsent=%lld equal=%s requests=%lld in=%lld out=%lld\n",
           (long long)engine->received, (long long)engine->sent, (long long)engine->repaired, (long long)engine->refused,
           (long long)entries_unsent(engine->store), equal_word(engine), (long long)engine->requests, (long long)engine->bytes_in,
           (long long)engine->bytes_out);
    return !noted ? EXIT_UNABLE : engine->refused || engine->differs ? EXIT_FINDINGS : EXIT_DONE;
}

/* The configuration or a certificate was changed: the same program from its beginning. What was blocked would stay so: it may have to wait
 * for the lock, and must end then when it is told to. */
static int begin_anew(char **argv)
{
    sigset_t none;
    sigemptyset(&none);
    signal(SIGUSR1, SIG_IGN); /* a new beginning is a sync now */
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv("/proc/self/exe", argv);
    return EXIT_UNABLE;
}

static int run(struct context *context, const struct wish *wish, struct store *store, char **argv)
{
    static struct sync_engine engine;
    static struct watch watch = {.signals = -1, .folder = -1};
    static char whose[WHOSE];
    struct transport transport;
    struct error e = {0};
    bool anew = false;
    watch = (struct watch){.engine = &engine, .config = &context->config, .training = store_is_training(store), .quiet = wish->parent > 0,
                           .as_of = context->as_of_given, .signals = -1, .folder = -1};
    if (!transport_open(&transport, &context->config.sync, watch.training, &e))
        return command_fail(context, &e);
    whose_of(&context->config.sync, whose);
    engine = (struct sync_engine){.transport = &transport, .store = store, .basis = basis_of(context, store_folder(store)), .whose = whose};
    int status = EXIT_UNABLE;
    if (!sync_state_read(store, &engine.state, &e) || !watch_open(&watch, &e))
        status = command_fail(context, &e);
    else {
        if (wish->watch)
            anew = !watch_run(&watch);
        status = wish->watch ? EXIT_DONE : once(&watch, &engine);
    }
    watch_close(&watch);
    transport_close(&transport);
    return anew ? begin_anew(argv) : status;
}

/* A child of the screens ends with them, also where they were killed. */
static bool bind_to(int parent)
{
    signal(SIGUSR1, SIG_IGN); /* until the lock is ours there is nothing to hurry */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    return getppid() == (pid_t)parent;
}

static int sync_folder(struct context *context, const struct wish *wish, char **argv)
{
    struct error e = {0};
    struct lock_holder holder;
    if (context->read_only) {
        error_set(&e, ERROR_USAGE, "%s", _("--read-only: a sync writes; leave that option out"));
        return command_fail(context, &e);
    }
    if (wish->parent && !bind_to(wish->parent))
        return EXIT_DONE;
    struct store *store = store_open(context->folder, STORE_ENTRIES, &e); /* both databases: what is missing is made, what is damaged mended */
    if (!store)
        return command_fail(context, &e);
    if (*store_notice(store))
        fprintf(stderr, "itsso-sync: %s\n", store_notice(store));
    int lock = lock_take(store_folder(store), wish->watch, wish->parent > 0, &holder, &e);
    int status;
    if (lock >= 0)
        status = run(context, wish, store, argv);
    else {
        if (holder.watches)
            lock_nudge(store_folder(store));
        status = command_fail(context, &e);
    }
    lock_release(lock);
    store_close(store);
    return status;
}

static int check(struct context *context, const struct wish *wish)
{
    char device[40] = "";
    int64_t seq;
    struct error e = {0};
    bool training = false;
    struct store *store = store_open(context->folder, STORE_READ, &e);
    if (store) {
        training = store_is_training(store);
        if (wish->way && !sync_device(store, device, &seq, &e))
            device[0] = '\0';
    }
    int found = check_all(&context->config, training, wish->way ? *device ? device : "check" : NULL);
    store_close(store);
    return found ? EXIT_FINDINGS : EXIT_DONE;
}

static int act(struct context *context, int argc, char **argv, char **whole)
{
    struct wish wish = {0};
    struct operands operands;
    struct globals globals;
    struct error e = {0};
    const struct command_option options[] = {
        {.name = "--once", .kind = OPTION_FLAG, .into = &wish.once},     {.name = "--watch", .kind = OPTION_FLAG, .into = &wish.watch},
        {.name = "--status", .kind = OPTION_FLAG, .into = &wish.status}, {.name = "--check", .kind = OPTION_FLAG, .into = &wish.check},
        {.name = "--way", .kind = OPTION_FLAG, .into = &wish.way},
        {.name = "--parent", .kind = OPTION_NUMBER, .into = &wish.parent, .least = 1, .most = 1 << 30},
        {.name = "--format", .kind = OPTION_WORD, .into = &wish.format, .words = text_format_words},
        {0}};
    globals_take(&globals, &argc, argv);
    context_language(context, &globals);
    if (globals.version) {
        printf("itsso-sync %s\n", VERSION);
        return EXIT_DONE;
    }
    if (globals.help)
        return help();
    if (globals.lacking)
        return command_usage(context, NULL, _("%s needs a value after it"), globals.lacking);
    if (!command_options(context, argc, argv, options, 0, &operands))
        return EXIT_USAGE;
    if (wish.once + wish.watch + wish.status + wish.check > 1)
        return command_usage(context, NULL, "%s", _("only one of --once, --watch, --status and --check can be done"));
    if (context->config_error.kind != ERROR_NONE) {
        context->config_error.kind = ERROR_USAGE;
        return command_fail(context, &context->config_error);
    }
    if (!context_open(context, &globals, false, &e))
        return command_fail(context, &e);
    if (!wish.parent)
        context_notes(context);
    if (wish.status)
        return sync_status(context, wish.format);
    return wish.check ? check(context, &wish) : sync_folder(context, &wish, whole);
}

int main(int argc, char **argv)
{
    static struct context context; /* too large for a small stack */
    char *kept[64];                /* globals_take moves them; to begin anew all are needed */
    int n = argc < 63 ? argc : 63;
    memcpy(kept, argv, sizeof *argv * (size_t)n);
    kept[n] = NULL;
    context.program = "itsso-sync";
    umask(0007);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    language_init();
    int status = act(&context, argc, argv, kept);
    context_close(&context);
    if (fflush(stdout) != 0 && status < EXIT_UNABLE)
        status = EXIT_UNABLE;
    return status;
}
