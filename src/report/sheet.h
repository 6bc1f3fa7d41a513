/* A printed sheet (reports.md), made once and rendered as text, CSV, HTML or PDF. The contents (report_*.c) know the
 * law and the counts and nothing of paper; the renderers (sheet_text.c, sheet_csv.c, sheet_html.c, and the program
 * itsso-print for PDF) know paper and nothing of cases.
 *
 * A sheet in ten lines:
 *
 *     static const struct sheet_column columns[] = {
 *         {"serial", N_("S.no."), SHEET_RIGHT, .least = 3}, {"station", N_("Police station"), .least = 12, .weight = 2,
 *         .wrap = true}, {"open", N_("Pending"), SHEET_RIGHT, .least = 4}};
 *     struct sheet *sheet = sheet_new("ageing");
 *     text_format(sheet->title, sizeof sheet->title, "%s", _("Ageing")); // and unit, data_at, lists …
 *     sheet_block_add(sheet, "376", _("Section 376"), columns, 3);
 *     sheet_row_add(sheet, SHEET_ROW);
 *     sheet_number(sheet, 1), sheet_text_code(sheet, station_name, station_code), sheet_number(sheet, 41);
 *     if (sheet_failed(sheet)) … // once, at the end: memory ran out, or a row has more cells than columns
 *
 * Memory failures are kept: every building function may be called after one and does nothing. All texts are cleaned
 * (src/text.h) and copied, except the columns' codes and headings, which are constants. */
#ifndef ITSSO_REPORT_SHEET_H
#define ITSSO_REPORT_SHEET_H

#include <stdint.h>
#include <stdio.h>

#include "src/domain/calendar.h"
#include "src/error.h"

enum sheet_align { SHEET_LEFT, SHEET_RIGHT, SHEET_CENTRE };

#define SHEET_COLUMNS_MAX 32
#define SHEET_SIGNATORIES 3

struct sheet_column {
    const char *code;    /* CSV heading: English, lower case with underscores, whatever the language */
    const char *heading; /* for people: N_(), translated when it is rendered. All "": the block has no heading row */
    enum sheet_align align;
    int least;  /* narrowest in terminal columns, for texts that `wrap` (others are as wide as their widest cell) */
    int weight; /* of the room that is left on paper; 0: as narrow as its texts allow */
    bool blank; /* filled by hand on paper: an empty box, at least `least` wide */
    bool wrap;  /* long texts go on in the next line of the row; nothing is ever cut */
    int leaves; /* text pages without enough room: the column with the highest number goes first (a line below says
                   which did); 0 never */
};

enum sheet_row_kind {
    SHEET_ROW,
    SHEET_TOTAL, /* bold, a line above */
    SHEET_GROUP, /* a heading across all columns: cell 0 alone */
    SHEET_NOTE   /* a sentence across, e.g. "no station"; in CSV at the end */
};
struct sheet_row {
    enum sheet_row_kind kind;
    char **cell; /* one a column; NULL is empty. Text, or a number written plainly: "-4", "86.67" */
    char **code; /* for CSV where the code differs from what people read (dates ISO, reason codes); NULL: the cell. NULL
                    itself where no cell of the row has one */
    double bar;  /* 0..1: a bar is drawn at the end of the row (HTML, PDF: SVG / filled box); < 0 none */
    int given;   /* cells so far */
};

struct sheet_block { /* one table; "376", "पाक्सो", "भाग-क" stand above as its title */
    char *title;     /* translated; "" none */
    char *code;      /* "376", "pocso", "each-once": the CSV's first column `block` where there are several blocks */
    int columns;
    struct sheet_column *column;
    int rows, rows_room;
    struct sheet_row *row;
};

struct sheet_memory; /* sheet.c: where the rows' cells lie, a hundred thousand of them in a long sheet */

struct sheet {
    struct sheet_memory *memory;
    char name[32];                         /* "monthly-balance": command line, file names */
    char about[48];                        /* of one case: "0412/26", for the names of print jobs and files; "" none */
    char title[256];                       /* translated, as the department writes it */
    char unit[256], unit_code[16];         /* the name without the code */
    char shows[256];                       /* which rows, where a person chose: "open, by days left"; "" none */
    char period[128];                      /* "01/11/2026 – 30/11/2026", "" none */
    civil_day from, to;                    /* CIVIL_NONE: none */
    civil_day as_of;                       /* CIVIL_NONE: not shown */
    char data_at[64];                      /* date and time of the data, translated; "" none */
    char lists[128];                       /* which lists are counted: "ITSSO", "all" … translated */
    char disposed_by[128];                 /* which date counts as disposed; "" where no rate is on it */
    bool training;                         /* TRAINING on it, large */
    bool landscape;                        /* A4 */
    bool signatures;                       /* places for signatures on the last page */
    char signatory[SHEET_SIGNATORIES][96]; /* translated; all "": हे0मो0 and थाना प्रभारी */
    int leads, leads_room;
    char **lead; /* paragraphs above the tables */
    int blocks, blocks_room;
    struct sheet_block *block;
    int notes, notes_room;
    char **note; /* sentences below the tables */
    char bars[160]; /* what the bars mean, behind the notes of HTML and PDF, which draw them; "" */
    bool failed; /* ask sheet_failed */
};

/* An empty sheet, its dates CIVIL_NONE. NULL: no memory. sheet_free may be given NULL. */
struct sheet *sheet_new(const char *name);
void sheet_free(struct sheet *sheet);
/* True where memory ran out or a row was given more cells than its block has columns: the sheet must not be shown.
 * NULL counts as failed; e (may be NULL) gets a sentence then. */
bool sheet_failed(const struct sheet *sheet, struct error *e);

/* A new table. The columns are copied (the texts in them are constants), at most SHEET_COLUMNS_MAX. code and title may
 * be NULL or "". The block is good until the next sheet_block_add; NULL where memory ran out. */
struct sheet_block *sheet_block_add(struct sheet *sheet, const char *code, const char *title,
                                    const struct sheet_column *columns, int n);
/* A row of the last block; good until the next sheet_row_add. NULL where memory ran out. */
struct sheet_row *sheet_row_add(struct sheet *sheet, enum sheet_row_kind kind);
/* The next cell of the last row, from the left. Cells that were not given are empty. */
void sheet_text(struct sheet *sheet, const char *text); /* NULL: empty */
void sheet_text_code(struct sheet *sheet, const char *text, const char *code);
void sheet_number(struct sheet *sheet, int64_t n);
/* "86.67", rounded half up; "–" (empty in CSV) where all is 0. */
void sheet_per_cent(struct sheet *sheet, int64_t of, int64_t all);
/* dd/mm/yyyy, ISO in CSV; CIVIL_NONE is empty. */
void sheet_day(struct sheet *sheet, civil_day day);
void sheet_empty(struct sheet *sheet);
/* The bar at the end of the last row, 0..1. */
void sheet_bar(struct sheet *sheet, double part);
/* A paragraph above the tables, a sentence below them. */
void sheet_lead(struct sheet *sheet, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sheet_note(struct sheet *sheet, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The footer of domain.md section 6, translated ("गोपनीय – धारा 72 …"). */
const char *sheet_confidential(void);

/* ---- renderers, in the language shown now: false where the file cannot be written (e says so) or the sheet failed
 * ---- */

/* width: 80 or 132 (any of at least 40 works); 0: as wide as it needs. */
bool sheet_render_text(const struct sheet *sheet, FILE *out, int width, struct error *e);
/* With a BOM (unlike `list`): a sheet is opened in LibreOffice or Excel, which take UTF-8 without one for another code
 * page. Below the rows stand lines that begin with "#": title, unit, period, data, notes, the confidential line. */
bool sheet_render_csv(const struct sheet *sheet, FILE *out, struct error *e);
/* One file, no reference to another; prints on A4. */
bool sheet_render_html(const struct sheet *sheet, FILE *out, struct error *e);
/* Runs itsso-print beside this program (or on PATH) with the sheet on its standard input, the PDF at `path` (0600; nothing
 * half is left there; "-": standard output). Waits for it: the screens use the two parts below. */
bool sheet_render_pdf(const struct sheet *sheet, const char *path, struct error *e);
/* The same in two: started, and once child_ended (src/child.h) gave the exit status: whether the PDF is there. */
struct child;
bool sheet_pdf_start(const struct sheet *sheet, const char *path, struct child *child, struct error *e);
bool sheet_pdf_ended(struct child *child, int status, struct error *e);
/* What itsso-print reads (src/print/input.c): used by sheet_render_pdf. */
bool sheet_render_json(const struct sheet *sheet, FILE *out, struct error *e);

#endif
