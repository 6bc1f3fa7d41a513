/* Files that stand in the executable: the schemas and the shipped tables. .incbin reads them when this file is
 * assembled, from the root of the tree (the Makefile names them as what this object depends on). A NUL follows each of
 * them. */
#include "db/migrate.h"
#include "db/store.h"

#include <string.h>

/* clang-format off */
#define EMBED(name, file)                                      \
    __asm__(".pushsection .rodata\n"                           \
            ".global embed_" #name "\n.hidden embed_" #name "\n" \
            "embed_" #name ":\n.incbin \"" file "\"\n.byte 0\n" \
            ".popsection\n");                                  \
    extern const char embed_##name[]
/* clang-format on */

EMBED(record, "db/schema_record.sql");
EMBED(cache, "db/schema_cache.sql");
EMBED(migrate_cache_3, "db/migrate_cache_3.sql");
EMBED(offence_rules, "db/data/offence_rules.tsv");
EMBED(steps, "db/data/steps.tsv");
EMBED(reasons, "db/data/reasons.tsv");

const char *schema_record_text(void) {
    return embed_record;
}

const char *schema_cache_text(void) {
    return embed_cache;
}

const char *shipped_offence_rules(size_t *n) {
    *n = strlen(embed_offence_rules);
    return embed_offence_rules;
}

const char *shipped_steps(size_t *n) {
    *n = strlen(embed_steps);
    return embed_steps;
}

const char *shipped_reasons(size_t *n) {
    *n = strlen(embed_reasons);
    return embed_reasons;
}
