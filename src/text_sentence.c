/* A sentence for people in a buffer of its own: formatted, cleaned, and where it is too long cut at a cluster's end. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

#define RAW_BYTES 4096

size_t text_sentence(char *out, size_t cap, const char *format, va_list list) {
    char raw[RAW_BYTES], clean[RAW_BYTES];
    int wanted = vsnprintf(raw, sizeof raw, format, list);
    if (cap == 0)
        return 0;
    size_t length = wanted < 0 ? 0 : strlen(raw);
    if (wanted >= (int)sizeof raw) /* the last character may have been cut */
        do
            length--;
        while (length > 0 && ((unsigned char)raw[length] & 0xc0) == 0x80);
    length = text_clean(raw, length, clean, sizeof clean);
    if (length < cap && wanted < (int)sizeof raw)
        return text_format(out, cap, "%s", clean);
    const char *more = language_utf8() ? "…" : "~";
    size_t room = cap - 1 > strlen(more) ? cap - 1 - strlen(more) : 0;
    if (room > length)
        room = length;
    /* no letter takes more columns than bytes, so the first try is never too short */
    int columns = (int)room;
    size_t end = text_clip(clean, columns, NULL);
    while (columns > 0 && end > room)
        end = text_clip(clean, --columns, NULL);
    return text_format(out, cap, "%.*s%s", (int)(end > room ? 0 : end), clean, more);
}
