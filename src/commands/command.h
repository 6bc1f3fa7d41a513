/* The command line (design.md section 4): main.c holds the one table of
 * commands; each command is one file here, one function of type command_run. */
#ifndef ITSSO_COMMAND_H
#define ITSSO_COMMAND_H

#include "db/list.h"
#include "src/config.h"
#include "src/error.h"

/* What every command gets: the global options, read and checked. */
struct context {
    const char *program;       /* "itsso-tui" */
    struct config config;
    char folder[CONFIG_PATH];  /* --db, [station] data, or the default */
    bool read_only;            /* --read-only */
    bool as_of_given;
    civil_day today;           /* --as-of or clock_today() */
    struct rule_set *rules;    /* shipped, and the user's own */
    hits lists;                /* mask by [clock] lists */
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
};

/* The table in main.c: help and the manual page are made from it. */
extern const struct command commands[];
extern const int commands_count;

/* "itsso-tui: SENTENCE" on stderr; returns the exit status of its kind. */
int command_fail(const struct context *context, const struct error *e);
/* The same for wrong use: adds "See itsso-tui COMMAND --help". Returns EXIT_USAGE. */
int command_usage(const struct context *context, const char *command, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Opens the store for the command: STORE_READ with --read-only. NULL after saying why; *status gets the exit status. */
struct store *command_store(struct context *context, enum store_mode mode, int *status);

/* Which case is meant: "31655001/0412/2026" or "412/26" where one station is meant ([station] unit, or only one case has that number). */
bool command_case(struct context *context, struct store *store, const char *text, case_id *out, struct error *e);

command_run command_demo, command_import, command_units, command_classify, command_list, command_show,
    command_reason, command_step, command_note, command_ack, command_redact, command_alerts,
    command_status, command_doctor;

/* The screens (screens/): the command without a name. */
int screens_run(struct context *context);

#endif
