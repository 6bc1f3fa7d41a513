/* Languages: the locale is set once, the language is switched at any time. */
#include "src/i18n.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define DOMAIN "itsso-tui"

/* glibc's own counter: raising it makes gettext forget what it looked up under the former LANGUAGE. */
extern int _nl_msg_cat_cntr;

static enum language current = LANGUAGE_ENGLISH;
static bool utf8 = false;

/* "UTF-8", "utf8", "Utf_8" … */
static bool codeset_is_utf8(const char *codeset) {
    char plain[16];
    size_t n = 0;
    for (; *codeset && *codeset != '@' && n + 1 < sizeof plain; codeset++)
        if (*codeset != '-' && *codeset != '_')
            plain[n++] = *codeset;
    plain[n] = '\0';
    return strcasecmp(plain, "utf8") == 0;
}

/* True where the user named a locale that is not UTF-8: C, POSIX, or any with another codeset after its dot. A
 * locale that names none, or that is not installed here, is no such wish. */
static bool user_refuses_utf8(void) {
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue;
        if (strcmp(value, "C") == 0 || strcmp(value, "POSIX") == 0)
            return true;
        const char *dot = strchr(value, '.');
        return dot && !codeset_is_utf8(dot + 1);
    }
    return false;
}

/* Where the catalogues are: beside the executable (the build folder), else where they were installed. */
static void bind_catalogues(void) {
    char folder[PATH_MAX];
    char file[PATH_MAX + 48];
    ssize_t n = readlink("/proc/self/exe", folder, sizeof folder - 8);
    const char *where = LOCALEDIR;
    if (n > 0) {
        folder[n] = '\0';
        char *slash = strrchr(folder, '/');
        if (slash) {
            memcpy(slash, "/locale", sizeof "/locale");
            int length = snprintf(file, sizeof file, "%s/hi/LC_MESSAGES/" DOMAIN ".mo", folder);
            if (length > 0 && (size_t)length < sizeof file && access(file, R_OK) == 0)
                where = folder;
        }
    }
    bindtextdomain(DOMAIN, where);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
}

bool language_init(void) {
    utf8 = false;
    if (!user_refuses_utf8()) {
        const char *set = setlocale(LC_ALL, "");
        utf8 = set && codeset_is_utf8(nl_langinfo(CODESET));
        /* C.UTF-8 is in every Debian; it carries the whole of Unicode, and gettext obeys LANGUAGE under it
         * (under "C" it does not). */
        if (setlocale(LC_ALL, "C.UTF-8") || setlocale(LC_ALL, "C.utf8"))
            utf8 = true;
        else if (utf8)
            setlocale(LC_ALL, "");
    }
    if (!utf8)
        setlocale(LC_ALL, "C");
    setlocale(LC_NUMERIC, "C"); /* numbers are written with a point in every file and list */
    bind_catalogues();
    language_set(LANGUAGE_ENGLISH);
    return utf8;
}

bool language_set(enum language language) {
    if (language == LANGUAGE_HINDI && !utf8)
        return false;
    setenv("LANGUAGE", language == LANGUAGE_HINDI ? "hi" : "en", 1);
    ++_nl_msg_cat_cntr;
    current = language;
    return true;
}

enum language language_now(void) {
    return current;
}

bool language_parse(const char *name, enum language *out) {
    if (!name || (strcmp(name, "en") != 0 && strcmp(name, "hi") != 0))
        return false;
    *out = strcmp(name, "hi") == 0 ? LANGUAGE_HINDI : LANGUAGE_ENGLISH;
    return true;
}

bool language_utf8(void) {
    return utf8;
}
