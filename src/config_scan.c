/* The pre-scan of itsso-tui.conf. iniparser 4.1 gives up on one bad line, names no line, lets a doubled key win
 * silently and cuts values at ';' and '#': so the file is read here first, and iniparser gets what is sound. */
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "src/config_inside.h"
#include "src/i18n.h"
#include "src/text.h"

#define LINE_BYTES 1000 /* iniparser takes 1024 */
#define WORD_MAX 32     /* of a word that a suggestion is sought for */

/* ---- notes ---- */

void config_note(struct config *config, const char *format, ...) {
    if (config->notes == CONFIG_NOTES_MAX) {
        text_format(config->note[CONFIG_NOTES_MAX - 1], sizeof config->note[0],
                    _("%s: there is more that is wrong; mend the lines above first"), config->file);
        return;
    }
    va_list args;
    va_start(args, format);
    text_sentence(config->note[config->notes++], sizeof config->note[0], format, args);
    va_end(args);
}

/* ---- the word that was meant ---- */

static bool same_letter(char a, char b) {
    return strncasecmp(&a, &b, 1) == 0;
}

/* Letters to add, drop, change, or swap with their neighbour; case is ignored. */
static int edit_distance(const char *a, const char *b) {
    int d[WORD_MAX + 1][WORD_MAX + 1];
    int m = (int)strlen(a), n = (int)strlen(b);
    if (m > WORD_MAX || n > WORD_MAX)
        return WORD_MAX;
    for (int i = 0; i <= m; i++)
        d[i][0] = i;
    for (int j = 0; j <= n; j++)
        d[0][j] = j;
    for (int i = 1; i <= m; i++)
        for (int j = 1; j <= n; j++) {
            int least = d[i - 1][j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
            if (d[i - 1][j] + 1 < least)
                least = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < least)
                least = d[i][j - 1] + 1;
            bool swapped = i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
            if (swapped && d[i - 2][j - 2] + 1 < least)
                least = d[i - 2][j - 2] + 1;
            d[i][j] = least;
        }
    return d[m][n];
}

const char *config_nearest(const char *typed, const char *const *words) {
    const char *best = NULL;
    int limit = 1 + (int)strlen(typed) / 3; /* what is further off is another word */
    for (; *words; words++) {
        int distance = edit_distance(typed, *words);
        if (distance < limit || (!best && distance == limit)) {
            best = *words;
            limit = distance;
        }
    }
    return best;
}

/* ---- lines ---- */

static char *trimmed(char *text) {
    size_t n = strlen(text);
    while (n > 0 && strchr(" \t\r", text[n - 1]))
        text[--n] = '\0';
    return text + strspn(text, " \t");
}

enum line_kind { LINE_END, LINE_FITS, LINE_TOO_LONG, LINE_BINARY };

static enum line_kind read_line(FILE *in, char line[LINE_BYTES + 1]) {
    enum line_kind kind = LINE_FITS;
    int n = 0, c;
    bool any = false;
    while ((c = getc(in)) != EOF && c != '\n') {
        any = true;
        if (c == '\0')
            kind = LINE_BINARY;
        else if (n < LINE_BYTES)
            line[n++] = (char)c;
        else if (kind == LINE_FITS)
            kind = LINE_TOO_LONG;
    }
    line[n] = '\0';
    return c == EOF && !any ? LINE_END : kind;
}

struct scanner {
    FILE *out;
    struct config *config;
    struct config_scan *scan;
    int line;
    char section[32]; /* "" where none, or an unknown one, is open */
    bool orphans_told;
};

static void scan_section(struct scanner *s, char *text) {
    char *end = strchr(text, ']');
    const char *file = s->config->file;
    s->section[0] = '\0';
    s->orphans_told = true; /* keys below a heading that is wrong are not told one by one */
    if (!end) {
        config_note(s->config, _("%s, line %d: \"[\" begins a section's name, but \"]\" is missing"), file, s->line);
        return;
    }
    *end = '\0';
    const char *name = trimmed(text);
    const char *const *known = config_sections;
    while (*known && strcasecmp(*known, name) != 0)
        known++;
    if (!*known) {
        const char *meant = config_nearest(name, config_sections);
        if (meant)
            config_note(s->config, _("%s, line %d: there is no section [%s]; is [%s] meant?"), file, s->line, name,
                        meant);
        else
            config_note(s->config, _("%s, line %d: there is no section [%s]; its lines are left out"), file, s->line,
                        name);
        return;
    }
    text_format(s->section, sizeof s->section, "%s", *known);
    fprintf(s->out, "[%s]\n", *known);
    for (int i = 0; i < s->scan->sections; i++)
        if (strcmp(s->scan->section[i].name, *known) == 0) {
            config_note(s->config, _("%s, line %d: section [%s] stands on line %d already; write its lines there"),
                        file, s->line, *known, s->scan->section[i].line);
            return;
        }
    if (s->scan->sections < 16) {
        s->scan->section[s->scan->sections].line = s->line;
        text_format(s->scan->section[s->scan->sections++].name, 32, "%s", *known);
    }
}

static bool key_is_known(struct scanner *s, const char *key) {
    const char *words[64];
    const char *file = s->config->file;
    if (config_section_is_free(s->section))
        return true;
    config_keys_of(s->section, words, 64);
    for (int i = 0; words[i]; i++)
        if (strcasecmp(words[i], key) == 0)
            return true;
    const char *other = config_section_of(key);
    const char *meant = other ? NULL : config_nearest(key, words);
    if (other)
        config_note(s->config, _("%s, line %d: \"%s\" does not belong in [%s] but in [%s]"), file, s->line, key,
                    s->section, other);
    else if (meant)
        config_note(s->config, _("%s, line %d: there is no option \"%s\" in [%s]; is \"%s\" meant?"), file, s->line,
                    key, s->section, meant);
    else
        config_note(s->config, _("%s, line %d: there is no option \"%s\" in [%s]"), file, s->line, key, s->section);
    return false;
}

/* Where an unquoted value is cut by a remark that follows it without a blank, a list was probably meant. */
static void note_cut(struct scanner *s, const char *key, const char *value) {
    if (value[0] == '"' || value[0] == '\'')
        return;
    const char *sign = strpbrk(value, ";#");
    if (sign && (sign == value || (sign[-1] != ' ' && sign[-1] != '\t')) && !(sign == value && sign[1] == ' '))
        config_note(s->config,
                    _("%s, line %d: the value of \"%s\" ends before '%c', where a remark begins; write lists with "
                      "commas, or the value in quotes"),
                    s->config->file, s->line, key, *sign);
}

static void scan_pair(struct scanner *s, char *text, const char *whole) {
    const char *file = s->config->file;
    char *equals = strchr(text, '=');
    if (s->section[0] == '\0') {
        if (!s->orphans_told)
            config_note(s->config, _("%s, line %d: a section such as [station] must stand above the first option"),
                        file, s->line);
        s->orphans_told = true;
        return;
    }
    if (!equals || equals == text) {
        config_note(s->config, _("%s, line %d: expected \"option = value\" in [%s]"), file, s->line, s->section);
        return;
    }
    *equals = '\0';
    const char *key = trimmed(text);
    const char *value = trimmed(equals + 1);
    struct config_scan *scan = s->scan;
    if (strlen(key) >= sizeof scan->at[0].key || scan->n == CONFIG_LINES_MAX) {
        config_note(s->config, _("%s, line %d: this line is too much for this program; it is left out"), file, s->line);
        return;
    }
    if (!key_is_known(s, key))
        return;
    for (int i = 0; i < scan->n; i++)
        if (strcmp(scan->at[i].section, s->section) == 0 && strcasecmp(scan->at[i].key, key) == 0) {
            config_note(s->config, _("%s, line %d: \"%s\" stands on line %d already; that one counts"), file, s->line,
                        key, scan->at[i].line);
            return;
        }
    note_cut(s, key, value);
    struct config_line *at = &scan->at[scan->n++];
    at->line = s->line;
    memcpy(at->section, s->section, sizeof at->section);
    text_format(at->key, sizeof at->key, "%s", key);
    fprintf(s->out, "%s\n", whole);
}

void config_prescan(FILE *in, FILE *out, struct config *config, struct config_scan *scan) {
    struct scanner s = {.out = out, .config = config, .scan = scan};
    char line[LINE_BYTES + 1], whole[LINE_BYTES + 1];
    enum line_kind kind;
    while ((kind = read_line(in, line)) != LINE_END) {
        s.line++;
        if (kind == LINE_BINARY) {
            config_note(config, _("%s, line %d: this is no text file"), config->file, s.line);
            return;
        }
        if (kind == LINE_TOO_LONG) {
            config_note(config, _("%s, line %d: the line is longer than %d bytes and is left out"), config->file,
                        s.line, LINE_BYTES);
            continue;
        }
        char *text = line;
        if (s.line == 1 && strncmp(text, "\xef\xbb\xbf", 3) == 0)
            text += 3; /* a byte order mark from an editor */
        text = trimmed(text);
        if (*text == '\0' || *text == '#' || *text == ';')
            continue;
        if (text[strlen(text) - 1] == '\\') {
            config_note(config, _("%s, line %d: a line must not end with \"\\\"; put the value in quotes"),
                        config->file, s.line);
            continue;
        }
        memcpy(whole, text, strlen(text) + 1);
        if (*text == '[')
            scan_section(&s, text + 1);
        else
            scan_pair(&s, text, whole);
    }
}
