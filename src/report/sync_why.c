/* The reasons of a failed sync in the language of who reads. They are kept in English: who syncs (a service, another user's screens) does
 * not know who will read. */
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/report/sync_words.h"
#include "src/text.h"

/* What itsso-gateway says of a certificate (gateway/tls.c, gateway/call.c); src/sync marks its own reasons where they arise. */
static const char *const of_the_gateway[] __attribute__((unused)) = {
    N_("no certificate was shown"),
    N_("the certificate was revoked"),
    N_("the certificate has run out"),
    N_("the certificate is not yet valid"),
    N_("the revocation list is out of date"),
    N_("the certificate is not one for a client"),
    N_("the certificate is not of the authority that is known here"),
    N_("the certificate cannot be read"),
    N_("the certificate names no unit"),
    N_("the certificate is not accepted"),
    N_("the unit of its certificate is not in the hierarchy"),
};

/* Reasons with one word of their own in them. */
static const char *const with_one[] = {
    N_("HTTP status %s"),
    N_("the data centre refuses the request: %s"),
    N_("this program (%s) is too old for the data centre: install the newer one"),
    N_("this PC's certificate ran out on %s: ask the data centre for a new one"),
    N_("this PC's certificate is not valid yet, only from %s on; is this PC's clock right?"),
};

static bool fits(const char *format, const char *why, char *word, size_t cap) {
    size_t head = strcspn(format, "%"), all = strlen(why), tail = strlen(format + head + 2);
    if (all < head + tail || strncmp(why, format, head) != 0 || strcmp(why + all - tail, format + head + 2) != 0)
        return false;
    text_format(word, cap, "%.*s", (int)(all - head - tail), why + head);
    return true;
}

/* The translation, or NULL where the text is not known. */
static const char *known(const char *text) {
    const char *translated = *text ? gettext(text) : text;
    return translated != text ? translated : NULL;
}

/* "one reason; another": both. */
static bool in_two(const char *why, char *out, size_t cap) {
    char first[ERROR_TEXT_MAX];
    const char *cut = strstr(why, "; ");
    if (!cut)
        return false;
    text_format(first, sizeof first, "%.*s", (int)(cut - why), why);
    if (!known(first) || !known(cut + 2))
        return false;
    text_format(out, cap, "%s; %s", known(first), known(cut + 2));
    return true;
}

const char *sync_why_words(const char *why, char *out, size_t cap) {
    char word[ERROR_TEXT_MAX];
    const char *whole = known(why);
    if (!whole && in_two(why, out, cap))
        return out;
    for (size_t i = 0; !whole && i < sizeof with_one / sizeof *with_one; i++)
        if (fits(with_one[i], why, word, sizeof word)) {
            const char *format = _(with_one[i]), *tail = strstr(format, "%s");
            text_format(out, cap, "%.*s%s%s", tail ? (int)(tail - format) : 0, format, word, tail ? tail + 2 : "");
            return out;
        }
    text_format(out, cap, "%s", whole ? whole : why);
    return out;
}
