/* Which sections a training case has: combinations as frequent as in published judgments of POCSO courts (the weights
 * are rounded counts), and cases of adults beside them. Up to 30-06-2024 in IPC sections, from 01-07-2024 in those of
 * the BNS. */
#ifndef ITSSO_DEMO_MIX_H
#define ITSSO_DEMO_MIX_H

#include "src/demo/dice.h"
#include "src/domain/offence.h"

struct mix;

/* Reads the table; NULL where memory is short. mix_free takes NULL. */
struct mix *mix_new(struct error *e);
void mix_free(struct mix *mix);

/* The number of a combination for a FIR of that day. */
int mix_pick(const struct mix *mix, struct dice *dice, civil_day fir_date);

/* The number of the combination that is written so ("363 376", "4"), -1 where there is none. */
int mix_find(const struct mix *mix, const char *ipc, const char *pocso);

/* Its sections for a FIR of that day; the same without the sections of rape, as before they were added (NULL where
 * nothing tracked would be left). Both live as long as mix. */
const struct section_list *mix_sections(const struct mix *mix, int n, civil_day fir_date);
const struct section_list *mix_before(const struct mix *mix, int n, civil_day fir_date);

/* A POCSO section is among them. */
bool mix_is_pocso(const struct mix *mix, int n);

/* The table, for the test: false past the last. adult: not from the courts' table. bns_only: tracked from 01-07-2024.
 */
struct mix_line {
    const char *ipc, *pocso;
    int weight;
    bool adult, bns_only;
};
bool mix_line_at(int n, struct mix_line *out);

#endif
