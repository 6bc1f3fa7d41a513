/* The real hierarchies of ../shared/data as units files: Uttar Pradesh (zones, ranges, districts, 1,825 stations, of two tables)
 * and all India (states, districts, 17,624 stations, of one JSON text). For tests and the benchmark; the folder may be absent. */
#ifndef ITSSO_TEST_REAL_UNITS_H
#define ITSSO_TEST_REAL_UNITS_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REAL_UNITS_FOLDER "../shared/data/"
#define REAL_HEADINGS "code,parent,level,kind,name_en,name_hi\n"

static inline void real_cell(FILE *out, const char *what) {
    putc('"', out);
    for (; *what; what++) {
        if (*what == '"')
            putc('"', out);
        putc(*what, out);
    }
    putc('"', out);
}

static inline void real_row(FILE *out, const char *code, const char *parent, const char *level, const char *kind, const char *en,
                            const char *hi) {
    fprintf(out, "%s,%s,%s,%s,", code, parent, level, kind);
    real_cell(out, en);
    putc(',', out);
    real_cell(out, hi);
    putc('\n', out);
}

/* Up to `max` cells of a line between tabs; the number. */
static inline int real_cells(char *line, char **cell, int max) {
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at && n < max; n++) {
        cell[n] = at;
        at = strchr(at, '\t');
        if (at)
            *at++ = '\0';
    }
    return n;
}

/* "Chitrakoot Dham" of kind Z: "Z-CHITRAKOOTDH". */
static inline void real_code(char kind, const char *name, char out[16]) {
    int n = snprintf(out, 16, "%c-", kind);
    for (; *name && n < 14; name++)
        if (isalnum((unsigned char)*name))
            out[n++] = (char)toupper((unsigned char)*name);
    out[n] = '\0';
}

/* Zones, ranges and districts in the order of the table; each once. */
static inline bool real_up_districts(FILE *out, char (*known)[16], int *n_known) {
    char line[1024], zone[16], range[16], last_zone[16] = "", last_range[16] = "", *cell[10];
    FILE *in = fopen(REAL_UNITS_FOLDER "up_zone_range_district.tsv", "r");
    if (!in)
        return false;
    bool heading = true;
    while (fgets(line, sizeof line, in)) {
        if (heading || real_cells(line, cell, 10) < 8) {
            heading = false;
            continue;
        }
        bool grp = strcmp(cell[1], "Railway") == 0;
        real_code('Z', cell[1], zone);
        real_code('R', cell[3], range);
        if (strcmp(zone, last_zone) != 0)
            real_row(out, zone, "UP", "zone", grp ? "grp" : "territorial", cell[1], cell[0]);
        if (*cell[3] && strcmp(range, last_range) != 0)
            real_row(out, range, zone, "range", "territorial", cell[3], cell[2]);
        real_row(out, cell[6], *cell[3] ? range : zone, "district", grp ? "grp" : "territorial", cell[5], cell[4]);
        snprintf(known[(*n_known)++], 16, "%.15s", cell[6]);
        snprintf(last_zone, sizeof last_zone, "%s", zone);
        snprintf(last_range, sizeof last_range, "%s", range);
    }
    fclose(in);
    return true;
}

/* The districts of special units that no zone has stand below the state. *stations: how many were written. */
static inline bool real_units_up(FILE *out, int *stations) {
    static char known[256][16];
    char line[1024], *cell[6];
    int n_known = 0;
    *stations = 0;
    FILE *in = fopen(REAL_UNITS_FOLDER "up_police_stations.tsv", "r");
    if (!in)
        return false;
    fputs(REAL_HEADINGS, out);
    real_row(out, "UP", "", "state", "territorial", "Uttar Pradesh", "उत्तर प्रदेश");
    bool good = real_up_districts(out, known, &n_known), heading = true;
    while (good && fgets(line, sizeof line, in)) {
        if (heading || real_cells(line, cell, 6) < 5) {
            heading = false;
            continue;
        }
        int at = 0;
        while (at < n_known && strcmp(known[at], cell[0]) != 0)
            at++;
        if (at == n_known) {
            real_row(out, cell[0], "UP", "district", "other", cell[1], "");
            snprintf(known[n_known++], 16, "%.15s", cell[0]);
        }
        real_row(out, cell[2], cell[0], "station", cell[4], cell[3], "");
        ++*stations;
    }
    fclose(in);
    return good;
}

/* {STATE: [code, {DISTRICT: [code, {STATION: code}]}]}: a name is followed by its code at the same depth of braces. */
static inline bool real_units_india(FILE *out, int *stations) {
    static const char *const levels[] = {"", "state", "district", "station"};
    char name[4][200] = {{0}}, code[4][16] = {"", "IN", "", ""}, above[16];
    int depth = 0, c;
    *stations = 0;
    FILE *in = fopen(REAL_UNITS_FOLDER "all-india-stations.json", "r");
    if (!in)
        return false;
    fputs(REAL_HEADINGS, out);
    real_row(out, "IN", "", "nation", "territorial", "India", "भारत");
    while ((c = getc(in)) != EOF) {
        if (c == '{') {
            depth++;
        } else if (c == '}') {
            depth--;
        } else if (c == '"') {
            size_t n = 0;
            while ((c = getc(in)) != EOF && c != '"') {
                c = c == '\\' ? getc(in) : c;
                if (n + 1 < sizeof name[0])
                    name[depth][n++] = (char)c;
            }
            name[depth][n] = '\0';
        } else if (isdigit(c)) {
            int number = c - '0';
            while (isdigit(c = getc(in)))
                number = number * 10 + (c - '0');
            ungetc(c, in);
            snprintf(above, sizeof above, "%s", depth == 1 ? "IN" : code[depth - 1]);
            snprintf(code[depth], sizeof code[0], depth == 1 ? "S%d" : "%d", number);
            real_row(out, code[depth], above, levels[depth], "territorial", *name[depth] ? name[depth] : code[depth], "");
            *stations += depth == 3;
        }
    }
    fclose(in);
    return true;
}

#endif
