/* The labels of db/data/steps.tsv and reasons.tsv once more, where gettext's tools find them. A test holds that none is
 * missing. */
#include "src/domain/labels.h"

#include <stddef.h>

#include "src/i18n.h"

const char *const table_labels[] = {
    /* TRANSLATORS: steps of an investigation; at most 30 columns each */
    N_("CWC and court told"),
    N_("victim sent to doctor"),
    N_("medical report received"),
    N_("statement u/s 183 BNSS"),
    N_("statement u/s 164 CrPC"),
    N_("age proof"),
    N_("site plan"),
    N_("arrest"),
    N_("exhibits sent to FSL"),
    N_("FSL report received"),
    N_("draft sent to CO"),
    N_("CO approval"),
    N_("prosecution opinion"),
    N_("final report filed in court"),
    N_("informant told of progress"),
    /* TRANSLATORS: why a case waits; at most 30 columns each */
    N_("FSL report"),
    N_("medical report"),
    N_("statement u/s 183"),
    N_("victim not recovered"),
    N_("accused absconding"),
    N_("CO scrutiny"),
    N_("stay by court"),
    N_("IO transferred"),
    N_("filed, not in CCTNS"),
    N_("sections being added"),
    N_("transfer not received"),
    N_("other"),
    NULL,
};
