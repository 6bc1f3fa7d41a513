/* sync: itsso-sync, the program beside this one, does it; what is known of it is said from here. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/child.h"
#include "src/commands/command.h"
#include "src/i18n.h"

/* In its place: what it says and how it ends is what this command says. */
static int become(const struct context *context, const char *mode, bool way)
{
    char path[CONFIG_PATH + 64];
    struct error e = {0};
    const char *argv[16];
    int n = 0;
    if (!*child_find("itsso-sync", path, sizeof path)) {
        error_set(&e, ERROR_UNABLE, "%s", _("itsso-sync is not installed: it stands neither beside this program nor on PATH"));
        return command_fail(context, &e);
    }
    argv[n++] = path;
    argv[n++] = mode;
    if (way)
        argv[n++] = "--way";
    argv[n++] = "--db";
    argv[n++] = context->folder;
    if (context->config.file[0]) {
        argv[n++] = "--config";
        argv[n++] = context->config.file;
    }
    argv[n++] = "--lang";
    argv[n++] = language_now() == LANGUAGE_HINDI ? "hi" : "en";
    if (context->read_only)
        argv[n++] = "--read-only";
    argv[n] = NULL;
    fflush(stdout);
    execv(path, (char *const *)(uintptr_t)argv);
    error_set(&e, ERROR_UNABLE, _("cannot start %s"), path);
    return command_fail(context, &e);
}

int command_sync(struct context *context, int argc, char **argv)
{
    bool once = false, watch = false, status = false, check = false, way = false;
    int format = 0;
    struct operands operands;
    const struct command_option options[] = {{.name = "--once", .kind = OPTION_FLAG, .into = &once},
                                             {.name = "--watch", .kind = OPTION_FLAG, .into = &watch},
                                             {.name = "--status", .kind = OPTION_FLAG, .into = &status},
                                             {.name = "--check", .kind = OPTION_FLAG, .into = &check},
                                             {.name = "--way", .kind = OPTION_FLAG, .into = &way},
                                             {.name = "--format", .kind = OPTION_WORD, .into = &format, .words = text_format_words},
                                             {0}};
    if (!command_options(context, argc, argv, options, 0, &operands))
        return EXIT_USAGE;
    if (once + watch + status + check > 1)
        return command_usage(context, "sync", "%s", _("only one of --once, --watch, --status and --check can be done"));
    if (!status)
        return become(context, watch ? "--watch" : check ? "--check" : "--once", way);
    context_notes(context);
    return sync_status(context, format);
}
