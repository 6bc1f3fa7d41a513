/* What is said of a case in words, in the language shown now: one wording for `show`, for the screens and for what they
 * ask. */
#ifndef ITSSO_REPORT_CASE_WORDS_H
#define ITSSO_REPORT_CASE_WORDS_H

#include "src/report/case_view.h"

/* Print has whole dates and ASCII signs, and not the text of a remark; the screen's place is short. */
enum words_for { FOR_PRINT, FOR_SCREEN };

/* A code of the database and what it is called: English, shown through _(). */
struct coded_label {
    const char *code, *label;
};
#define TOLD_WHOM 3
#define TOLD_HOW 4
#define WRONG_FIELDS 7
extern const struct coded_label told_whom[TOLD_WHOM], told_how[TOLD_HOW];
extern const struct coded_label wrong_fields[WRONG_FIELDS]; /* CCTNS facts that can be marked as wrong */

/* Whom one told, translated; the IO where the code says nothing. */
const char *whom_label(const char *code);
/* A pendency reason, translated; the code itself where the table has it no more. */
const char *reason_label(struct store *store, const char *code);
/* What an open case waits for: its reason; "stayed" where none was entered and a court's stay is in force; else "no reason entered". */
const char *waiting_label(struct store *store, const char *reason, enum case_status status);
/* The same as a code: of the reason, "stayed", "none". */
const char *waiting_code(const char *reason, enum case_status status);

/* "day 60, due today", "day 64, 4 over", "day 31, 29 left"; the status of a case that is not open. Returns out. */
const char *case_standing(const struct case_view *view, char *out, size_t cap);

/* The same of what a row of a list has. */
const char *standing_show(int state, enum case_status status, int day, int left, char *out, size_t cap);

/* What an entry says: "reason: FSL report", "day 55: IO told by phone 18/11". fir_date: the case's, for the name of a
 * step. Returns out. */
const char *entry_sentence(struct store *store, const struct entry *entry, civil_day fir_date, enum words_for where,
                           char *out, size_t cap);
/* Whose direction: "High Court, A-12/2026 of 20/11/2026, next date 27/11/2026"; on the screen without the years. Returns out. */
const char *direction_about(const struct entry *given, enum words_for where, char *out, size_t cap);
/* "not answered", "not answered, 3 days past the next date", "answered 26/11/2026". Returns out. */
const char *direction_standing(const struct direction *direction, civil_day today, char *out, size_t cap);

/* "(hm.demo, 23/11/2026 18:04)", on the screen "(hm.demo, 23/11)"; behind it whether it is not yet sent. Returns out.
 */
const char *entry_by(const struct case_view *view, const struct entry *entry, enum words_for where, char *out,
                     size_t cap);
/* " not yet sent" where that is worth a word, else "". */
const char *entry_sent(const struct case_view *view, const struct entry *entry);

/* Which rule brought the case in, in the language shown: what struct tracked calls .rule ("POCSO 4 (itsso): letter of 2019"), its basis in
 * words where it is one of the shipped rules (db/data/offence_rules.tsv); "-" where there is none. Returns out. */
const char *rule_sentence(const char *rule, char *out, size_t cap);

/* What changed in CCTNS: "IO: SI R Verma > SI A Khan". Returns out. */
const char *event_sentence(const struct case_event *event, enum words_for where, char *out, size_t cap);

/* The alert of an open case. */
enum told { TOLD_NOTHING /* no alert day yet: no text */, TOLD_NOBODY, TOLD_SOMEBODY };
/* *entry: who told it, NULL where it is not known. */
enum told told_sentence(const struct case_view *view, enum words_for where, const struct entry **entry, char *out,
                        size_t cap);

/* How a step stands. */
enum step_standing {
    STEP_STANDS_EMPTY, /* nothing entered, nothing due: no text */
    STEP_STANDS_MISSED,
    STEP_STANDS_WAITING,
    STEP_STANDS_DONE, /* the date; it has no clock */
    STEP_STANDS_IN_TIME,
    STEP_STANDS_LATE,
    STEP_STANDS_NOT_NEEDED,
    STEP_STANDS_REFUSED
};
struct step_words {
    enum step_standing standing;
    char text[160];    /* "not entered, 3 days past", "waits since 30/10/2026", "24/09/2026" */
    char verdict[120]; /* of one that is done and had a clock: "in time", "5 days late" */
};
/* `open`: only an open case still misses a step. */
void step_words(const struct case_step *step, bool open, civil_day today, struct step_words *out);

/* The four dates of a final report, with their labels (N_()). */
#define REPORT_DATES 4
struct labelled_day {
    const char *label;
    civil_day day; /* CIVIL_NONE: not said */
};
void report_dates(const struct case_detail *facts, struct labelled_day out[REPORT_DATES]);

#endif
