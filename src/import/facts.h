/* One row of an extract to the facts of a case: the only place where columns and fields meet. */
#ifndef ITSSO_IMPORT_FACTS_H
#define ITSSO_IMPORT_FACTS_H

#include "src/import/fields.h"
#include "src/import/headings.h"

#define SECTION_SOURCES TABLE_COLUMNS

/* Where sections stand: an act column and a section column, or one of them alone. */
struct section_source {
    int act;              /* column, -1 none */
    int sections;         /* column, -1 none */
    const char *act_name; /* the heading names the act; NULL else */
};

struct facts_reader {
    const struct headings *headings;
    int64_t station;            /* where a row names none: [station] unit; 0 none */
    civil_day today;            /* no FIR date may be later */
    int column[FIELD_COUNT][2]; /* the columns of a field, -1 none: only an officer has a second, his name in the other
                                   script; sections have all that are in ->source */
    int sources;
    struct section_source source[SECTION_SOURCES];
    bool station_known;    /* a name in a station column without a code has been seen … */
    uint64_t station_name; /* … its digest, and that of its loose form: another one means that the file holds several
                              stations */
    uint64_t station_loose;
    bool several_stations;
    bool spooled;                  /* the rows come from the spool: how many cells they had is not known any more */
    uint64_t no_station, not_utf8; /* rows rejected for that */
    uint64_t odd[FIELD_COUNT];     /* cells that were not understood and left, by field */
    struct memo *memo;
};

/* Why a row is not taken. column: of the headings, -1 the row as a whole. */
struct rejection {
    int column;
    char reason[400];
};

struct facts_row {
    struct case_facts facts; /* .sections points to the list below */
    struct section_list sections;
    bool status_said; /* the row has a word on the status, or a final report */
    uint64_t line;
};

enum facts_result { ROW_GOOD, ROW_BLANK, ROW_REJECTED };

/* headings stay the caller's and must outlive the reader. */
bool facts_reader_begin(struct facts_reader *reader, const struct headings *headings, int64_t station, civil_day today,
                        struct error *e);
void facts_reader_end(struct facts_reader *reader);

/* The record that the table holds now: which case it is, and its FIR date. Less work than facts_read, the same
 * verdict on these. ROW_BLANK: every cell is empty. Where the row is rejected *id is the case if that much could be
 * read, else 0. */
enum facts_result facts_identify(struct facts_reader *reader, const struct table *table, case_id *id,
                                 civil_day *fir_date, char fir_time[6], struct rejection *why);

/* All facts. */
enum facts_result facts_read(struct facts_reader *reader, const struct table *table, struct facts_row *out,
                             struct rejection *why);

/* A further row of the same FIR: its sections are added, and what it says counts over what `into` says. Returns true
 * where the two said different things (FIR date, status, officer). */
bool facts_join(struct facts_row *into, const struct facts_row *further);

/* Why a row, or rows of one FIR together, with more than SECTIONS_MAX sections are rejected. Returns out. */
const char *facts_too_many_sections(char out[400]);

/* *to gets from's value; its facts point to its own list of sections. */
void facts_copy(struct facts_row *to, const struct facts_row *from);

#endif
