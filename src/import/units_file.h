/* A units file: code,parent,level,kind,name_en,name_hi (design.md section 4), checked as a whole before anything is
 * written. */
#ifndef ITSSO_IMPORT_UNITS_FILE_H
#define ITSSO_IMPORT_UNITS_FILE_H

#include "db/unit.h"

#define UNITS_MAX 200000

struct unit_line {
    struct unit unit; /* code, level, kind and names; the rest is 0 */
    char parent[16];  /* code; "" for the top */
    uint64_t line;
};

struct units_file {
    int n;
    struct unit_line *at; /* sorted: parents stand before their children; owned */
};

/* Reads and checks: headings, codes (each once), levels, kinds, names, no loop, one top at most, each unit below a
 * higher level. A parent that the file does not have must be in the database: that is the writer's to say. The sentence
 * names file and line. */
bool units_file_read(struct units_file *out, const char *path, struct error *e);
void units_file_free(struct units_file *file);

/* Writes it in the transaction of `w` and places the units. */
bool units_file_put(const struct units_file *file, const char *path, struct cache_writer *w, civil_day today,
                    struct error *e);

#endif
