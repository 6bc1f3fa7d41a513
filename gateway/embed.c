/* schema.sql stands in the executable: .incbin reads it when this file is assembled, from the root of the tree (the Makefile names it
 * as what this object depends on). A NUL follows it. */
#include "gateway/store_make.h"

/* clang-format off */
__asm__(".pushsection .rodata\n"
        ".global embed_gateway\n.hidden embed_gateway\n"
        "embed_gateway:\n.incbin \"gateway/schema.sql\"\n.byte 0\n"
        ".popsection\n");
/* clang-format on */
extern const char embed_gateway[];

const char *schema_gateway_text(void) {
    return embed_gateway;
}
