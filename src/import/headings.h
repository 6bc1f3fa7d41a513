/* Which column of an extract is what: an allow-list (domain.md section 6). A heading that is not in the table
 * and not mapped by the user is left, whatever it holds. */
#ifndef ITSSO_IMPORT_HEADINGS_H
#define ITSSO_IMPORT_HEADINGS_H

#include "src/config.h"
#include "src/import/table.h"

/* The order is that of the names in headings_table.c. */
enum field {
    FIELD_NONE, /* left */
    FIELD_LINE, /* of this program's own spool: the line in the file as it came */
    FIELD_FIR,
    FIELD_YEAR,
    FIELD_FIR_DATE,
    FIELD_FIR_TIME,
    FIELD_STATION,      /* its code */
    FIELD_STATION_NAME, /* read for a code in it; the name itself is not kept */
    FIELD_ACT,          /* stands with the section column of the same number, else of the same place */
    FIELD_SECTIONS,
    FIELD_ACT_SECTIONS, /* acts and sections in one text */
    FIELD_IPC,          /* sections of one act, named by the heading */
    FIELD_BNS,
    FIELD_POCSO,
    FIELD_SCST,
    FIELD_IT,
    FIELD_GD,
    FIELD_IO,
    FIELD_IO_RANK,
    FIELD_IO_PNO,
    FIELD_IO_SINCE,
    FIELD_STATUS,
    FIELD_STATUS_DATE,
    FIELD_FINAL_TYPE,
    FIELD_FINAL_NO,
    FIELD_PREPARED,
    FIELD_APPROVED,
    FIELD_FILED,
    FIELD_CCTNS,
    FIELD_CHARGESHEET_NO,
    FIELD_CHARGESHEET_DATE,
    FIELD_CLOSURE_NO, /* of a final (closure) report, not of a charge sheet */
    FIELD_CLOSURE_DATE,
    FIELD_CHARGESHEET, /* a column that says "charge sheet" and no more: its number, or its date */
    FIELD_CLOSURE,     /* the same of a final report; its kind, too */
    FIELD_MOVED_TO,
    FIELD_ARRESTS,
    FIELD_FIRST_REMAND,
    FIELD_COURT_DATE,
    FIELD_ZERO_FIR,
    FIELD_ZERO_STATION,
    FIELD_ZERO_DATE,
    FIELD_SECTION_ADDED,
    FIELD_COUNT
};

/* The name by which the configuration maps a heading to a field: "fir", "fir_date", "io" …; "" for FIELD_NONE. */
const char *field_name(enum field field);
/* "ignore" is FIELD_NONE. false for a name that is none. */
bool field_parse(const char *name, enum field *out);

struct column {
    enum field field;
    int number;       /* "Act 2": 2; 0 none */
    int weight;       /* heading_weight */
    int instead;      /* the column that is taken in place of this one, which means the same; -1 none */
    char heading[64]; /* cleaned, cut to fit */
};

struct headings {
    int n;                 /* columns of the file */
    uint64_t line;         /* of the heading row */
    struct column *column; /* n of them, owned */
    int used;              /* columns whose field is not FIELD_NONE */
};

#define MAPPINGS_MAX 128
/* heading = field, from the configuration and from --map. */
struct mappings {
    int n;
    struct mapping {
        char key[192];
        enum field field;
    } at[MAPPINGS_MAX];
};

/* Adds the configuration's pairs. Refuses an unknown field, and a heading of names and places that is mapped to
 * a field that keeps text (ERROR_USAGE). */
bool mappings_add_config(struct mappings *mappings, const struct config *config, struct error *e);
/* Adds the lines `heading = field` of a file; '#' and ';' begin a comment, a line [import] is passed over.
 * A later mapping of the same heading wins. */
bool mappings_add_file(struct mappings *mappings, const char *path, struct error *e);
bool mappings_add(struct mappings *mappings, const char *heading, const char *field, const char *where,
                  struct error *e);

/* Columns of one meaning: acts and sections are all taken; of the other fields one, and the others become FIELD_NONE
 * with ->instead: the one that the user has mapped, else the one of now ("Present IO", वर्तमान विवेचक), else the first. A
 * second officer is taken where one heading is Latin and the other Devanagari: the same name in two scripts. Where the
 * officer of now stands beside the former one, rank and PNO that do not say whose they are go as well. */
void headings_choose(struct headings *headings);

/* The field that one heading means; *number as in struct column. */
enum field heading_field(const char *text, size_t n, const struct mappings *mappings, int *number);
/* True where the user has said what the heading means. */
bool heading_is_mapped(const char *text, size_t n, const struct mappings *mappings);
/* Which of two columns of one meaning is taken: 2 the user has mapped it, 1 it says that it is what holds now, 0 else.
 */
int heading_weight(const char *text, size_t n, const struct mappings *mappings);

/* Finds the delimiter and the heading row within the first rows (a title above it is passed over; Excel's
 * "sep=;" is obeyed) and leaves the table behind it. Refuses a file that has none, and one in which FIR number,
 * FIR date or sections are missing; the sentence names what was found. */
bool headings_find(struct headings *out, struct table *table, const struct mappings *mappings, struct error *e);
bool headings_copy(struct headings *out, const struct headings *from, struct error *e);
/* The columns that are taken, behind one for the line: what a spool holds. */
bool headings_copy_used(struct headings *out, const struct headings *from, struct error *e);
void headings_free(struct headings *headings);

/* The first column of the field; -1 none. */
int headings_column(const struct headings *headings, enum field field);

/* The headings that were left, "A, B, C", at most max of them and "and N more"; "" where none was. Returns their
 * number. */
int headings_left(const struct headings *headings, int max, char *out, size_t cap);

/* True where the heading speaks of a person other than the officer, of a place or of the story (domain.md section 6).
 */
bool heading_is_private(const char *text, size_t n);
/* True where it says that it is the officer's: "Name of IO", विवेचक. */
bool heading_is_officer(const char *text, size_t n);

#endif
