/* What the config*.c files share; nobody else includes it. */
#ifndef ITSSO_CONFIG_INSIDE_H
#define ITSSO_CONFIG_INSIDE_H

#include <stdio.h>

#include "src/config.h"

/* Adds a sentence to config->note; past the last place it says that there are more. */
void config_note(struct config *config, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A line "key = value" that the pre-scan found sound. */
struct config_line {
    int line;
    char section[32];
    char key[160];
};
#define CONFIG_LINES_MAX 256

struct config_scan {
    int n;
    struct config_line at[CONFIG_LINES_MAX]; /* in the file's order, each section and key once, as written */
    int sections;
    struct {
        int line;
        char name[32];
    } section[16];
};

/* Reads `in` line by line, notes what is wrong, and writes to `out` the lines that iniparser may have. */
void config_prescan(FILE *in, FILE *out, struct config *config, struct config_scan *scan);

/* What the scan asks of the table of options (config.c). */
extern const char *const config_sections[];       /* ended by NULL */
bool config_section_is_free(const char *section); /* any key may stand there */
/* The known keys of a section into words (ended by NULL, at most max - 1); "" for all sections. */
void config_keys_of(const char *section, const char **words, int max);
/* The section in which a key is known, or NULL. */
const char *config_section_of(const char *key);

#endif
