#include "screens/save.h"

#include <stdlib.h>

#include "src/text.h"

bool save_path(const char *typed, char out[CONFIG_PATH]) {
    const char *home = getenv("HOME");
    bool from_home = typed[0] == '~' && typed[1] == '/' && home;
    return text_format(out, CONFIG_PATH, "%s%s", from_home ? home : "", from_home ? typed + 1 : typed) + 1 < CONFIG_PATH;
}
