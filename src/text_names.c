/* Words in a remark that may make a victim known (domain.md section 6). */
#include <string.h>

#include "src/text.h"

const char *text_names_somebody(const char *text)
{
    return strstr(text, "d/o") ? "d/o" : NULL;
}
