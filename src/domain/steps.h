/* The steps of an investigation and their clocks, as data (domain.md section
 * 5; shipped as db/data/steps.tsv). Pure. */
#ifndef ITSSO_STEPS_H
#define ITSSO_STEPS_H

#include "src/domain/calendar.h"
#include "src/error.h"
#include <stddef.h>

enum step_state { STEP_NONE, STEP_DONE, STEP_WAITING, STEP_NOT_APPLICABLE, STEP_NO_CONSENT };

/* From what a clock runs. */
enum step_due { STEP_DUE_NONE, STEP_DUE_HOURS_24 /* the day after the FIR */, STEP_DUE_DAYS_7_EXAM /* 7 days from the examination step */,
                STEP_DUE_LIMIT /* the due date */, STEP_DUE_DAYS_90 /* from the FIR: our reading */ };

struct step_rule {
    char code[24];      /* "cwc", "doctor", "medical-report", "statement", … */
    char label[64];     /* English; shown through gettext */
    char label_old[64]; /* for FIRs before 01-07-2024 where the section's number differs; else empty */
    unsigned categories;/* CATEGORY_ bits for which the step stands; */
    enum step_due due;
    civil_day from;     /* FIR date from which the clock holds; CIVIL_NONE always */
    char basis[96];
};

#define STEPS_MAX 32
struct step_table { int n; struct step_rule at[STEPS_MAX]; };

bool steps_read(struct step_table *out, const char *name, const char *text, size_t n, struct error *e);
const struct step_rule *steps_find(const struct step_table *table, const char *code);

/* The step's due date or CIVIL_NONE. `exam`: when the victim was sent to the doctor, CIVIL_NONE if not known. */
civil_day step_due(const struct step_rule *step, civil_day fir_date, civil_day due, civil_day exam);

/* What the step is called in a case of this FIR date: English, shown through _(). */
const char *step_label(const struct step_rule *step, civil_day fir_date);

const char *step_state_name(enum step_state state); /* "done" "waiting" "na" "no-consent" */
bool step_state_parse(const char *name, enum step_state *out);

/* The same for pendency reasons: code and English label (db/data/reasons.tsv). */
struct reason { char code[24]; char label[64]; };
#define REASONS_MAX 32
struct reason_table { int n; struct reason at[REASONS_MAX]; };
bool reasons_read(struct reason_table *out, const char *name, const char *text, size_t n, struct error *e);
const struct reason *reasons_find(const struct reason_table *table, const char *code);

#endif
