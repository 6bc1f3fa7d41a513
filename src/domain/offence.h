/* Which cases are tracked (domain.md section 3): the rules are data, the
 * parser reads sections as people type them, classify() joins the two. Pure. */
#ifndef ITSSO_OFFENCE_H
#define ITSSO_OFFENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "src/domain/calendar.h"
#include "src/error.h"

/* ---- sections ---- */

enum act { ACT_IPC, ACT_BNS, ACT_POCSO, ACT_SCST, ACT_ARMS, ACT_IT, ACT_NDPS, ACT_DP, ACT_OTHER };
#define ACT_COUNT 9

/* "IPC" … "OTHER". */
const char *act_name(enum act act);

#define SECTION_TEXT 24
struct section {
    enum act act;
    char text[SECTION_TEXT]; /* "376(2)(n)", "376AB", "5(l)"; "?" where no section is given */
    bool act_corrected;      /* the act as typed cannot have this section: matched to the act that has it */
    bool guessed;            /* read with a guess (376ड, ¾ of an unclear act…): a hit on it is probable only */
};

#define SECTIONS_MAX 64
struct section_list {
    int n;
    bool cut; /* there were more than SECTIONS_MAX */
    struct section at[SECTIONS_MAX]; /* in the order typed, each once */
};

/* Reads free text: "धारा 363, 366, 376 भादवि एवं धारा 3/4 पॉक्सो एक्ट". Any
 * bytes are taken; n is the length in bytes (no NUL needed). `on` is the FIR date: it decides
 * which act is meant where none is named (IPC before 01-07-2024, BNS after, and only where the number says nothing). */
void sections_parse(const char *text, size_t n, civil_day on, struct section_list *out);

/* Reads a register's pair of columns: act, sections. */
void sections_parse_act(const char *act, size_t act_n, const char *sections, size_t sections_n,
                        civil_day on, struct section_list *out);

/* Adds b's sections that a has not. */
void sections_merge(struct section_list *a, const struct section_list *b);

#define SECTIONS_TEXT 2048 /* holds SECTIONS_MAX sections whole */
/* Normalised: "IPC:376(2)(n) POCSO:5(l) POCSO:6"; "-" where empty. Returns out. */
const char *sections_text(const struct section_list *list, char out[SECTIONS_TEXT]);

/* The normalised text back to a list (what the database keeps). */
void sections_from_text(const char *text, struct section_list *out);

/* For people: "BNS 137(2), 87; POCSO 5(l), 6". In Hindi the acts stand as
 * भादवि, बीएनएस, पाक्सो … (hindi = true). */
const char *sections_show(const struct section_list *list, bool hindi, char *out, size_t cap);

/* ---- rules ---- */

enum category { CATEGORY_376 = 1, CATEGORY_POCSO = 2 };

/* Lists by number; 0..2 are the shipped ones, a user's rule file may name more. */
enum { LIST_ITSSO = 0, LIST_CRPC173 = 1, LIST_BNSS193 = 2, LISTS_MAX = 8 };

/* Hits: bit (2 * list) for category 376, bit (2 * list + 1) for POCSO. */
typedef unsigned hits;
#define HIT(list, category) (1u << (2 * (list) + ((category) == CATEGORY_POCSO ? 1 : 0)))
#define HITS_LEGAL (HIT(LIST_CRPC173, CATEGORY_376) | HIT(LIST_CRPC173, CATEGORY_POCSO) | \
                    HIT(LIST_BNSS193, CATEGORY_376) | HIT(LIST_BNSS193, CATEGORY_POCSO))

struct rule_set; /* opaque; owned by the caller */

/* Reads a rule table (TSV: act, section, category, list, from, to, certainty,
 * basis; '#' comments; a header line): `name` stands in messages. Adds to
 * *set (NULL makes a new one). The shipped table is db/data/offence_rules.tsv. On
 * failure *set is as it was, and e names file and line. */
bool rules_read(struct rule_set **set, const char *name, const char *text, size_t n, struct error *e);
void rules_free(struct rule_set *set);

/* Name of a list ("itsso", "crpc173", "bnss193", …), NULL past the last. */
const char *rules_list_name(const struct rule_set *set, int list);
int rules_list_count(const struct rule_set *set);

/* "itsso,crpc173" to a mask of hits (both categories of each list); "all" is every list. false
 * with the unknown name in e. */
bool rules_lists_mask(const struct rule_set *set, const char *names, hits *mask, struct error *e);

/* A number that changes whenever the rules change: cases are read anew then. */
unsigned long long rules_digest(const struct rule_set *set);

enum tracked { TRACKED_NO = 0, TRACKED_PROBABLE = 1, TRACKED_YES = 2 };

enum not_tracked_why { WHY_TRACKED, WHY_NO_SECTION /* none covered */, WHY_BEFORE_2018 /* covered, but the FIR is older than 21-04-2018 */ };

struct classification {
    enum tracked tracked;
    hits sure;        /* what hits for certain */
    hits all;         /* with the probable hits too */
    enum not_tracked_why why; /* where TRACKED_NO */
    char rule[96];    /* the rule that brought it in, first match: "IPC 376* (itsso) letter 2019" */
    bool our_reading; /* a hit that rests on our reading only (IPC 376 FIR from 01-07-2024, BNS in itsso) */
};

/* Which categories and lists a case with these sections and this FIR date
 * falls in. An attempt (376 with 511, BNS 62, POCSO 18), POCSO 3 or 5 alone (7 or 9 alone
 * from 01-07-2024), POCSO without a section and a guessed section are probable. */
void classify(const struct rule_set *set, const struct section_list *list, civil_day fir_date,
              struct classification *out);

/* The categories (CATEGORY_ bits) among hits under a mask of lists. */
unsigned hits_categories(hits h, hits mask);
/* "376", "pocso", "376,pocso" or "-". */
const char *categories_name(unsigned categories);

#endif
