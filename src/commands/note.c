/* note: a remark from standard input. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "db/entry.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

/* Reads all of standard input; text gets it cleaned. */
static bool text_read(char text[ENTRY_TEXT_MAX + 1], struct error *e)
{
    char raw[4 * ENTRY_TEXT_MAX];
    char clean[4 * ENTRY_TEXT_MAX];
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "%s\n", _("Type the remark; Ctrl-D on an empty line ends it. No names, places or numbers."));
    size_t n = fread(raw, 1, sizeof raw, stdin);
    if (ferror(stdin))
        return error_set(e, ERROR_UNABLE, _("the remark cannot be read from standard input: %s"), strerror(errno));
    if (memchr(raw, '\0', n))
        return error_set(e, ERROR_USAGE, _("standard input is no text: it holds a NUL byte"));
    text_clean_lines(raw, n, clean, sizeof clean);
    if (n == sizeof raw || strlen(clean) > ENTRY_TEXT_MAX)
        return error_set(e, ERROR_USAGE, _("the remark is longer than %d bytes; nothing was saved"), ENTRY_TEXT_MAX);
    if (!*clean)
        return error_set(e, ERROR_USAGE, _("standard input is empty: a remark is expected there (itsso-tui note CASE <FILE, or typed)"));
    text_format(text, ENTRY_TEXT_MAX + 1, "%s", clean);
    return true;
}

static bool note_enter(struct context *context, struct store *store, const char *named, bool anyway, struct error *e)
{
    struct entry entry = {.kind = ENTRY_NOTE, .on = CIVIL_NONE};
    if (!command_case(context, store, named, &entry.case_id, e) || !text_read(entry.text, e))
        return false;
    const char *found = text_names_somebody(entry.text);
    if (found && !anyway)
        return error_set(e, ERROR_USAGE, _("\"%s\": a name, a relation, a place or a number makes the victim known (section 72 BNS). "
                                           "Nothing was saved; --anyway saves it if it does not"), found);
    if (found)
        fprintf(stderr, _("%s: saved although it may make the victim known: \"%s\"; 'redact' takes it out again\n"), context->program, found);
    return command_save(context, store, &entry, e);
}

int command_note(struct context *context, int argc, char **argv)
{
    bool anyway = false;
    int status = EXIT_DONE;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {{.name = "--anyway", .kind = OPTION_FLAG, .into = &anyway}, {0}};
    if (!command_options(context, argc, argv, options, 1, &operands))
        return EXIT_USAGE;
    if (operands.n < 1)
        return command_usage(context, argv[0], _("which case? Expected 31655001/0412/2026, or 412/26 where one station is meant"));
    struct store *store = command_store_entries(context, &status);
    if (!store)
        return status;
    if (!note_enter(context, store, operands.at[0], anyway, &e))
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
