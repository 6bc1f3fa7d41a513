/* The command line (design.md section 4): main.c holds the one table of
 * commands; each command is one file here, one function of type command_run. */
#ifndef ITSSO_COMMAND_H
#define ITSSO_COMMAND_H

#include "db/list.h"
#include "src/config.h"
#include "src/error.h"

/* Training with a gateway of its own: pulls its plug or puts it in. */
struct plug {
    bool (*toggle)(void *context, struct error *e);
    bool (*in)(void *context);
    void *context;
};

/* What every command gets: the global options, read and checked. */
struct context {
    const char *program;       /* "itsso-tui" */
    struct config config;
    char folder[CONFIG_PATH];  /* --db, [station] data, or the default */
    bool folder_given;         /* by --db */
    bool read_only;            /* --read-only */
    bool as_of_given;
    bool language_given;       /* --lang: the screens keep to it, whatever was chosen last time */
    civil_day today;           /* --as-of or clock_today() */
    struct rule_set *rules;    /* shipped, and the user's own */
    hits lists;                /* mask by [clock] lists */
    struct plug *plug;         /* NULL: there is none */
    struct error config_error; /* the named configuration could not be read: doctor says it, other commands stop */
};

/* Exit statuses. */
enum { EXIT_DONE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_UNABLE = 3 };

/* argv[0] is the command's name. Returns the exit status; says failures on stderr by command_fail. */
typedef int command_run(struct context *context, int argc, char **argv);

struct command {
    const char *name;
    command_run *run;
    const char *usage;   /* "list [--band BAND] …", N_() */
    const char *summary; /* one line, N_() */
    const char *help;    /* the options, one a line, N_() */
    unsigned traits;     /* COMMAND_ bits */
};

/* It runs although the configuration cannot be used, and says what is wrong with it. */
#define COMMAND_MENDS 1u
/* Another program does it in its place, and says by itself what is wrong in the configuration. */
#define COMMAND_HANDS_OVER 2u

/* The table in main.c: help and the manual page are made from it. */
extern const struct command commands[];
extern const int commands_count;

/* ---- the global options (context.c) ---- */

/* As given, not yet checked; NULL: not given. */
struct globals {
    const char *config, *db, *as_of, *lang;
    bool read_only, version, help;
    const char *unknown; /* an option before the command's name that is no global one */
    const char *lacking; /* a global option at the end, without its value */
};

/* Their names, for "did you mean"; ends with NULL. */
extern const char *const globals_words[];

/* Takes the global options out of argv, wherever they stand before "--"; the rest keeps its order. */
void globals_take(struct globals *globals, int *argc, char **argv);

/* Reads the configuration and sets the language: --lang, else the configuration's, else Hindi (English on a Linux console, which
 * has no Devanagari). Never fails: what is wrong is said by context_open. */
void context_language(struct context *context, const struct globals *globals);

/* What is wrong in the configuration and does not stop the command: to standard error. */
void context_notes(const struct context *context);

/* Fills the rest of the context; after context_language. `lenient`: what is wrong with rules and lists becomes a note of the
 * configuration, and the shipped ones are used. */
bool context_open(struct context *context, const struct globals *globals, bool lenient, struct error *e);
void context_close(struct context *context);

/* "itsso-tui: SENTENCE" on stderr; returns the exit status of its kind. */
int command_fail(const struct context *context, const struct error *e);
/* The same for wrong use: adds "See itsso-tui COMMAND --help". Returns EXIT_USAGE. */
int command_usage(const struct context *context, const char *command, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Opens the store for the command: STORE_READ with --read-only. NULL after saying why; *status gets the exit status. */
struct store *command_store(struct context *context, enum store_mode mode, int *status);

/* [station] role, or by the unit: a supervisor in a unit above the station, who may enter directions. command_store… have told the store. */
bool command_is_officer(const struct context *context, struct store *store);

/* For commands that only read: as command_store, but a folder that this user may not write is read all the same. */
struct store *command_store_read(struct context *context, int *status);

/* False with a sentence where nothing can be counted: nothing was ever imported, or not since a damaged cache.db was set aside. */
bool command_facts_there(struct store *store, struct error *e);

/* The sentence for FACTS_SET_ASIDE. Returns false. */
bool command_set_aside(const char *aside, const char *folder, struct error *e);

/* As command_store_read, for what counts or lists cases: refuses where command_facts_there does, so that nobody reads zeros as all
 * well. */
struct store *command_store_facts(struct context *context, int *status);

/* Which case is meant: "31655001/0412/2026" or "412/26" where one station is meant ([station] unit, or only one case has that number). */
bool command_case(struct context *context, struct store *store, const char *text, case_id *out, struct error *e);

/* The unit of the configuration, above and beside which nobody gets. id 0: there is none, or the database lacks it: all of it. */
bool command_scope(const struct context *context, struct store *store, struct unit *out, struct error *e);

/* The case is there, and the scope has it now (as of a past day: or had it then). false with e: reading failed. */
bool command_case_ours(const struct context *context, struct store *store, case_id id, bool *ours, struct error *e);

/* `typed` is what --unit said, NULL without it: then the scope; where the database lacks the configuration's unit stderr says
 * that all of it is shown. "all" is all of the scope; *out 0: all of the database. Refuses a unit that is not at or below the scope. */
bool command_unit(const struct context *context, struct store *store, const char *typed, int64_t *out, struct error *e);
/* The same; messages begin with `what`, in place of --unit. */
bool command_unit_of(const struct context *context, struct store *store, const char *what, const char *typed, int64_t *out, struct error *e);

/* Gives each row of the list to `print`, up to `limit` of them, page by page, until it returns false. false with e where reading failed. */
bool command_rows(struct case_list *list, int limit, bool (*print)(void *, const struct case_row *), void *with, struct error *e);

/* What list.h counts by. */
struct list_clock command_clock(const struct context *context);

/* "376 POCSO ?" for people. Returns out. */
const char *categories_show(unsigned categories, bool probable, char *out, size_t cap);
/* Below what is printed for people: that it is confidential, that it is training data. */
void command_foot(struct store *store);

/* ---- the options of a command (options.c) ---- */

enum option_kind {
    OPTION_FLAG,   /* into: bool, set true */
    OPTION_TEXT,   /* into: const char *, not empty */
    OPTION_NUMBER, /* into: int, between least and most */
    OPTION_WORD,   /* into: int, the place of the value in words (ends with NULL) */
    OPTION_DAY,    /* into: civil_day, YYYY-MM-DD */
};

struct command_option {
    const char *name; /* "--band" */
    enum option_kind kind;
    void *into;       /* left as it is where the option is not given */
    const char *const *words;
    int least, most;
};

#define OPERANDS_MAX 256
struct operands { int n; const char *at[OPERANDS_MAX]; };

/* Reads "--name value", "--name=value" and at most `most` operands; "--" ends the options. options ends with a NULL name. false after
 * saying on stderr which option, which value, what was expected and what was probably meant: return EXIT_USAGE. */
bool command_options(const struct context *context, int argc, char **argv, const struct command_option *options, int most,
                     struct operands *operands);

/* A date as an option takes it, YYYY-MM-DD; false with a sentence that tells a date that is none from one out of range. */
bool command_day(const char *option, const char *typed, civil_day *out, struct error *e);

/* `typed` is none of `words` (ends with NULL): a sentence with what was expected and what was probably meant. Returns false. */
bool command_no_such(struct error *e, const char *what, const char *typed, const char *const *words);

/* For --format of lists and of texts: places are enum output_format (src/output.h). */
extern const char *const format_words[], *const text_format_words[];

/* ---- entries ---- */

struct entry;
/* Writes the entry and prints "saved ID"; false with e: nothing was saved. */
bool command_save(struct context *context, struct store *store, struct entry *entry, struct error *e);
/* The text of a remark, direction or answer (entry->kind) from standard input into entry->text. What may make a victim known is refused,
 * with `anyway` only said. */
bool command_text(const struct context *context, struct entry *entry, bool anyway, struct error *e);
/* The letter's number of --letter (NULL: not given) into entry->ref, cleaned. One that does not fit is refused, never cut. */
bool command_letter(const char *typed, struct entry *entry, struct error *e);
/* Opens the store for writing an entry: refuses --read-only with a sentence. NULL after saying why. */
struct store *command_store_entries(struct context *context, int *status);
/* The case, with its facts. */
bool command_case_facts(struct context *context, struct store *store, const char *text, struct case_detail *out, struct error *e);
/* --codes: the table of codes with their labels, in the given format. Returns the exit status. */
int command_codes(struct context *context, bool steps, int format);
/* `typed` is no code of the table: as command_no_such. Returns false. */
bool command_no_such_code(struct store *store, bool steps, const char *typed, struct error *e);

command_run command_direction, command_answer, command_directions, command_reconcile;
command_run command_rates, command_demo, command_import, command_units, command_classify, command_list, command_show,
    command_reason, command_step, command_note, command_ack, command_redact, command_alerts,
    command_status, command_report, command_doctor, command_sync;

/* What is known of sync, from the database alone; format: a place of text_format_words. 0 well, 1 not, or entries were refused; 3 the
 * database cannot be read. Also for itsso-sync. */
int sync_status(struct context *context, int format);

/* The screens (screens/): the command without a name. */
int screens_run(struct context *context);

#endif
