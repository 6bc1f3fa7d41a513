/* A text that is entered: from standard input, never an argument; looked at for what makes a victim known. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "db/entry.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

/* What is said of each kind of text. */
struct typed_words { const char *prompt, *empty; };

static const struct typed_words note_words = {
    N_("Type the remark; Ctrl-D on an empty line ends it. No names, places or numbers."),
    N_("standard input is empty: a remark is expected there (itsso-tui note CASE <FILE, or typed)"),
};
static const struct typed_words direction_words = {
    N_("Type the direction; Ctrl-D on an empty line ends it. No names, places or numbers."),
    N_("standard input is empty: what is to be done is expected there (itsso-tui direction CASE --source CODE <FILE, or typed)"),
};
static const struct typed_words answer_words = {
    N_("Type what was done; Ctrl-D on an empty line ends it. No names, places or numbers."),
    N_("standard input is empty: what was done is expected there (itsso-tui answer DIRECTION <FILE, or typed)"),
};

/* Reads all of standard input; text gets it cleaned. */
static bool text_read(const struct typed_words *words, char text[ENTRY_TEXT_MAX + 1], struct error *e)
{
    char raw[4 * ENTRY_TEXT_MAX];
    char clean[4 * ENTRY_TEXT_MAX];
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "%s\n", _(words->prompt));
    size_t n = fread(raw, 1, sizeof raw, stdin);
    if (ferror(stdin))
        return error_set(e, ERROR_UNABLE, _("the text cannot be read from standard input: %s"), strerror(errno));
    if (memchr(raw, '\0', n))
        return error_set(e, ERROR_USAGE, _("standard input is no text: it holds a NUL byte"));
    text_clean_lines(raw, n, clean, sizeof clean);
    if (n == sizeof raw || strlen(clean) > ENTRY_TEXT_MAX)
        return error_set(e, ERROR_USAGE, _("the text is longer than %d bytes; nothing was saved"), ENTRY_TEXT_MAX);
    if (!*clean)
        return error_set(e, ERROR_USAGE, "%s", _(words->empty));
    text_format(text, ENTRY_TEXT_MAX + 1, "%s", clean);
    return true;
}

bool command_text(const struct context *context, struct entry *entry, bool anyway, struct error *e)
{
    const struct typed_words *words = entry->kind == ENTRY_DIRECTION ? &direction_words
                                      : entry->kind == ENTRY_ANSWER  ? &answer_words
                                                                     : &note_words;
    if (!text_read(words, entry->text, e))
        return false;
    const char *found = text_names_somebody(entry->text);
    if (found && !anyway)
        return error_set(e, ERROR_USAGE, _("\"%s\": a name, a relation, a place or a number makes the victim known (section 72 BNS). "
                                           "Nothing was saved; --anyway saves it if it does not"), found);
    if (found)
        fprintf(stderr, _("%s: saved although it may make the victim known: \"%s\"; 'redact' takes it out again\n"), context->program, found);
    return true;
}

bool command_letter(const char *typed, struct entry *entry, struct error *e)
{
    char clean[2 * ENTRY_REF_SIZE]; /* text_clean keeps to the room it has */
    if (typed && text_clean(typed, strlen(typed), clean, sizeof clean) >= sizeof entry->ref)
        return error_set(e, ERROR_USAGE, _("%s: the text is longer than %d bytes"), "--letter", ENTRY_REF_SIZE - 1);
    if (typed)
        text_format(entry->ref, sizeof entry->ref, "%s", clean);
    return true;
}
