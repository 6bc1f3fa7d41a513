/* Inside gateway/ only: the program's command line. Each command is one file; main.c holds the table. */
#ifndef ITSSO_GATEWAY_COMMAND_H
#define ITSSO_GATEWAY_COMMAND_H

#include <stdbool.h>

#include "src/error.h"

/* Exit statuses (design.md section 4). */
enum { EXIT_DONE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_UNABLE = 3 };

typedef int gateway_run(int argc, char **argv); /* argv[0] is the command's name */
struct gateway_command {
    const char *name;
    gateway_run *run;
    const char *usage;   /* N_() */
    const char *summary; /* one line, N_() */
    const char *help;    /* N_() */
};
gateway_run command_serve, command_load, command_ca, command_remove, command_raise;

enum word_kind { WORD_FLAG, WORD_TEXT, WORD_NUMBER, WORD_DAY, WORD_TEXTS };
#define WORD_TEXTS_MAX 32
struct texts { int n; const char *at[WORD_TEXTS_MAX]; };
struct word {
    const char *name; /* "--store"; the list ends with NULL */
    enum word_kind kind;
    void *into;       /* bool, const char *, int, civil_day, struct texts */
    int least, most;
};
struct operands { int n; char **at; };

/* "--name value", "--name=value", at most `most` operands (operands->at points into argv). false after saying what is wrong: EXIT_USAGE. */
bool words_read(const char *command, int argc, char **argv, const struct word *words, int most, struct operands *operands);
/* "itsso-gateway: SENTENCE"; the exit status of its kind. */
int say_failed(const struct error *e);
/* The same for wrong use; adds which --help to read. Returns EXIT_USAGE. */
int say_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
