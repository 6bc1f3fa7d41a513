/* Where directions come from. */
#include "src/domain/direction.h"

#include <stddef.h>
#include <string.h>

#include "src/i18n.h"

const struct direction_source direction_sources[] = {
    {"supreme-court", N_("Supreme Court")},
    {"high-court", N_("High Court")},
    {"court", N_("trial court")},
    {"commission", N_("commission")},
    {"government", N_("government")},
    {"headquarters", N_("police headquarters")},
    {"zone", N_("zone (ADG/IG)")},
    {"range", N_("range (IG/DIG)")},
    {"district", N_("district (SSP/SP)")},
    {"addl-sp", N_("Addl SP")},
    {"co", N_("CO")},
    {"other", N_("other source")},
    {NULL, NULL},
};

const struct direction_source *direction_source_find(const char *code) {
    for (const struct direction_source *s = direction_sources; s->code; s++)
        if (strcmp(s->code, code) == 0)
            return s;
    return NULL;
}

const char *direction_source_label(const char *code) {
    const struct direction_source *source = direction_source_find(code);
    return source ? _(source->label) : code;
}
