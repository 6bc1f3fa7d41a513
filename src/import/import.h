/* Importing extracts: every file in one transaction. What the command prints is in src/commands/import.c. */
#ifndef ITSSO_IMPORT_IMPORT_H
#define ITSSO_IMPORT_IMPORT_H

#include "db/case.h"
#include "src/config.h"
#include "src/import/headings.h"
#include "src/import/rejected.h"

/* Where the facts go, where that is not cache.db (the gateway's load). Called from begin to end in this order; end is always called
 * where begin was. */
struct import_sink {
    void *context;
    /* Once, when the first file has been looked through. bulk: it is a large one. */
    bool (*begin)(void *context, bool bulk, struct error *e);
    /* As case_put. */
    bool (*put)(void *context, const struct case_facts *facts, enum put_result *result, enum not_tracked_why *why, struct error *e);
    /* keep: what was put stands; else nothing of it does. */
    bool (*end)(void *context, bool keep, struct error *e);
};

struct import_options {
    const char *folder; /* of the databases; with a sink: where standard input may be kept for a second pass, NULL /tmp */
    const struct import_sink *sink; /* NULL: cache.db of the folder */
    const struct rule_set *rules;
    const struct mappings *mappings;
    int64_t station;  /* where a file names none; 0 none */
    civil_day today;  /* dates changes that the source does not date */
    civil_day latest; /* no date of the extract may be later */
    struct limit_rule limit;
    enum disposed_by disposed;
    bool strict, dry_run;
    size_t slots; /* 0: SURVEY_SLOTS; tests name less */
};

struct import_counts {
    uint64_t added, changed, unchanged, not_tracked, rejected;
};

#define SAME_SHOWN 8
#define ELSEWHERE_SHOWN 5

/* What there is to say of one file besides the counts. */
struct import_file {
    const char *path; /* as the user named it */
    char name[512];   /* cleaned */
    bool regular;
    uint64_t rows;
    uint64_t no_section, before_2018;   /* of the not tracked */
    uint64_t joined;                    /* rows that were joined to another row of the same FIR */
    uint64_t differing, differing_line; /* of them: said something else; the first such line */
    uint64_t odd[FIELD_COUNT];          /* cells that were not understood and left */
    char left[900];                     /* headings of the columns that were left */
    int left_n;
    struct {
        char taken[64], left[64];
    } same[SAME_SHOWN]; /* of the columns that were left: those that mean the same as one that was taken */
    int same_n;
    uint64_t elsewhere; /* FIRs of other stations than options->station, where that is set … */
    int64_t elsewhere_station[ELSEWHERE_SHOWN];
    int elsewhere_n; /* … how many stations are in the list, and whether there are more */
    bool elsewhere_more;
    struct rejected rejected;
};

/* Reads all files into the database, or with dry_run finds what it would do. files[i].path is set by the caller, the
 * rest is filled. false: nothing was changed, and e says why. With strict and rejected rows nothing was changed either,
 * but it returns true. *notice: what the database had to mend (ERROR_TEXT_MAX bytes). */
bool import_files(const struct import_options *options, struct import_file *files, int n, struct import_counts *counts,
                  char *notice, struct error *e);

/* Says on standard error what the file held besides what was counted. unit: the configured station, for FIRs that are not of it. */
void import_say(const struct import_file *file, const char *unit, bool dry_run);

/* Overwrites and removes the source file, as `shred -u` does. A symbolic link and a file with further names are
 * refused. */
bool import_shred(const char *path, struct error *e);

/* The path as one word of a shell command, safe to print on a terminal. Returns out; "" where it does not fit. */
const char *import_shell_word(const char *path, char *out, size_t cap);

#endif
