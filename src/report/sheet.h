/* A printed sheet (reports.md), made once and rendered as text, CSV, HTML or PDF. The contents (report_*.c) know the law and the counts and
 * nothing of paper; the renderers (sheet_text.c, sheet_csv.c, sheet_html.c, and the program itsso-print for PDF) know paper and nothing of cases. */
#ifndef ITSSO_REPORT_SHEET_H
#define ITSSO_REPORT_SHEET_H

#include <stdio.h>

#include "src/error.h"
#include "src/domain/calendar.h"

enum sheet_align { SHEET_LEFT, SHEET_RIGHT, SHEET_CENTRE };

struct sheet_column {
    const char *code;     /* CSV heading: English, lower case with underscores, whatever the language */
    const char *heading;  /* for people: N_(), translated when it is rendered */
    enum sheet_align align;
    int least;            /* narrowest in terminal columns; the text pages give room from here by `weight` */
    int weight;           /* of the room that is left, and of the width on paper; 0: stays at least */
    bool blank;           /* filled by hand on paper: an empty box, wide */
    bool wrap;            /* long texts go on in the next line of the row */
    int leaves;           /* text pages without enough room: the column with the highest number goes first; 0 never */
};

enum sheet_row_kind { SHEET_ROW, SHEET_TOTAL /* bold, a line above */, SHEET_GROUP /* a heading across all columns: cell 0 alone */, SHEET_NOTE /* a sentence across, e.g. "no station" */ };
struct sheet_row {
    enum sheet_row_kind kind;
    char **cell;          /* columns of them; NULL is empty. Text, or a number written plainly: "-4", "86.67" */
    const char **code;    /* for CSV where the code differs from what people read (dates ISO, reason codes); NULL entry: the cell */
    double bar;           /* 0..1: a bar is drawn at the end of the row (HTML, PDF: SVG / filled box); < 0 none */
};

struct sheet_block {      /* one table; "376", "पाक्सो", "भाग-क" stand above as its title */
    char *title;          /* translated; "" none */
    const char *code;     /* "376", "pocso", "each-once": the CSV's first column `block` where there is more than one block */
    int columns;
    struct sheet_column *column;
    int rows, rows_room;
    struct sheet_row *row;
};

struct sheet {
    char name[32];        /* "monthly-balance": command line, file names */
    char title[256];      /* translated, as the department writes it */
    char unit[256], unit_code[16];
    char period[128];     /* "01/11/2026 – 30/11/2026", "" none */
    civil_day from, to;   /* CIVIL_NONE: none */
    civil_day as_of;
    char data_at[64];     /* date and time of the data, translated */
    char lists[128];      /* which lists are counted: "ITSSO", "all" … translated */
    char disposed_by[128];/* which date counts as disposed; "" where no rate is on it */
    bool training;        /* TRAINING on it, large */
    bool landscape;       /* A4 */
    bool signatures;      /* places for हे0मो0, थाना प्रभारी */
    int blocks, blocks_room;
    struct sheet_block *block;
    int notes, notes_room;
    char **note;          /* sentences below the tables */
};

struct sheet *sheet_new(const char *name);           /* NULL: no memory; after that, memory failures are kept and sheet_failed says so */
void sheet_free(struct sheet *sheet);                /* NULL is allowed */
bool sheet_failed(const struct sheet *sheet);
/* columns are copied (the texts in them are constants). The block is good until the next sheet_block_add. */
struct sheet_block *sheet_block_add(struct sheet *sheet, const char *code, const char *title, const struct sheet_column *columns, int n);
struct sheet_row *sheet_row_add(struct sheet *sheet, enum sheet_row_kind kind);  /* to the last block */
/* The next cell of the last row, from the left. */
void sheet_text(struct sheet *sheet, const char *text);
void sheet_text_code(struct sheet *sheet, const char *text, const char *code);
void sheet_number(struct sheet *sheet, int64_t n);
void sheet_per_cent(struct sheet *sheet, int64_t of, int64_t all); /* "86.67"; "–" (empty in CSV) where all is 0 */
void sheet_day(struct sheet *sheet, civil_day day);  /* dd/mm/yyyy, ISO in CSV */
void sheet_empty(struct sheet *sheet);
void sheet_note(struct sheet *sheet, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The footer of domain.md section 6, translated ("गोपनीय – धारा 72 …"). */
const char *sheet_confidential(void);

/* ---- renderers: false where the file cannot be written ---- */
bool sheet_render_text(const struct sheet *sheet, FILE *out, int width /* 80, 132; 0: as wide as it needs */, struct error *e);
bool sheet_render_csv(const struct sheet *sheet, FILE *out, struct error *e);
bool sheet_render_html(const struct sheet *sheet, FILE *out, struct error *e);
/* Runs itsso-print beside this program (or on PATH) with the sheet on its standard input, the PDF at `path` (0600). */
bool sheet_render_pdf(const struct sheet *sheet, const char *path, struct error *e);

#endif
