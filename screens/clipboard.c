#include "screens/clipboard.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define COPY_MAX ((size_t)16384)

/* RFC 4648 section 4. */
static size_t base64(const unsigned char *in, size_t n, char *out) {
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t at = 0;
    for (size_t i = 0; i < n; i += 3) {
        unsigned group = (unsigned)in[i] << 16;
        if (i + 1 < n)
            group |= (unsigned)in[i + 1] << 8;
        if (i + 2 < n)
            group |= in[i + 2];
        out[at++] = digit[group >> 18];
        out[at++] = digit[group >> 12 & 63];
        out[at++] = i + 1 < n ? digit[group >> 6 & 63] : '=';
        out[at++] = i + 2 < n ? digit[group & 63] : '=';
    }
    return at;
}

static bool write_all(const char *bytes, size_t n) {
    while (n > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        n -= (size_t)written;
    }
    return true;
}

bool clipboard_copy(const char *text) {
    static const char begin[] = "\033]52;c;", end[] = "\a";
    char bytes[sizeof begin + (COPY_MAX + 2) / 3 * 4 + sizeof end];
    size_t n = strlen(text);
    if (n > COPY_MAX)
        return false;
    size_t at = sizeof begin - 1;
    memcpy(bytes, begin, at);
    at += base64((const unsigned char *)text, n, bytes + at);
    memcpy(bytes + at, end, sizeof end - 1);
    return write_all(bytes, at + sizeof end - 1);
}
