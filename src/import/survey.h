/* The first pass over an extract: nothing is written, everything is looked at. It finds what forbids an import at
 * all (the reader's complaints come from here), counts, and finds the FIRs whose rows do not stand together. */
#ifndef ITSSO_IMPORT_SURVEY_H
#define ITSSO_IMPORT_SURVEY_H

#include "src/import/extract.h"
#include "src/import/facts.h"
#include "src/import/progress.h"

struct survey {
    uint64_t rows; /* that are not blank */
    /* FIRs with rows in several places of the file that do not all say the same, in order; owned */
    case_id *again; /* FIRs with rows in several places of the file, in order; owned */
    size_t again_n;
    size_t slots; /* how many FIRs are looked at in one pass is 7/8 of it: memory is 12 bytes each. A power of two. */
};

#define SURVEY_SLOTS ((size_t)1 << 21)

/* Reads the extract to its end, more than once where it has more FIRs than fit. The caller sets ->slots (SURVEY_SLOTS),
 * zeroes the rest and rewinds afterwards. false: unreadable, not UTF-8 at all, without any station (ERROR_USAGE), or
 * stopped by the user. */
bool survey_run(struct survey *survey, struct extract *extract, int64_t station, civil_day today,
                struct progress *progress, struct error *e);
void survey_free(struct survey *survey);

/* The place of the case among ->again; -1 where its rows stand together. */
int64_t survey_again(const struct survey *survey, case_id id);

#endif
