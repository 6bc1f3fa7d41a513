/* Screens compared with text files. */
#include "tests/pty_golden.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/pty_inside.h"

#define FOLDER "tests/screens/golden"
#define GOLDEN_MS 4000

/* What no two runs have alike: moments of the machine's clock (an entry's, told in the tests' own time), and the folder of the test.
 * The digits and letters of group 1 become '#', so that the width stays. */
static const char *const masks[] = {
    "([0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2})",
    "\\([a-z.]+, ([0-9]{2}/[0-9]{2})\\)",
    "/itsso-test-([A-Za-z0-9]{6})",
};

static void mask(char *text, const char *pattern)
{
    regex_t expression;
    regmatch_t match[2];
    if (regcomp(&expression, pattern, REG_EXTENDED) != 0)
        return;
    for (char *at = text; regexec(&expression, at, 2, match, 0) == 0; at += match[0].rm_eo)
        for (regoff_t i = match[1].rm_so; i < match[1].rm_eo; i++)
            if (strchr("/: ", at[i]) == NULL)
                at[i] = '#';
    regfree(&expression);
}

/* What the file would hold now; the caller frees. */
static char *screen_now(struct pty *p)
{
    char *screen = pty_screen(p);
    size_t n = screen ? strlen(screen) : 0;
    char *text = screen ? realloc(screen, n + 64) : NULL;
    int row, column;
    bool visible;
    if (!text) {
        free(screen);
        return NULL;
    }
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++)
        mask(text, masks[i]);
    pty_cursor(p, &row, &column, &visible);
    snprintf(text + n, 64, "cursor %d,%d%s\n", row, column, visible ? "" : " hidden");
    return text;
}

static char *file_read(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = malloc(1 << 20);
    size_t n = text ? fread(text, 1, (1 << 20) - 1, file) : 0;
    if (text)
        text[n] = '\0';
    fclose(file);
    return text;
}

static bool file_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    bool written = file && fputs(text, file) >= 0;
    return (file && fclose(file) == 0 && written) || pty_fail(NULL, "cannot write %s: %s", path, strerror(errno));
}

static bool is_golden(struct pty *p, void *wanted)
{
    char *now = screen_now(p);
    bool same = now && strcmp(now, wanted) == 0;
    free(now);
    return same;
}

static const char *line_end(const char *at)
{
    const char *end = strchr(at, '\n');
    return end ? end : at + strlen(at);
}

/* The lines that differ, "-" as the file has them, "+" as the screen has them. */
static void difference(const char *wanted, const char *now, char *out, size_t cap)
{
    size_t n = 0;
    *out = '\0';
    for (int row = 0; (*wanted || *now) && n + 1 < cap; row++) {
        const char *we = line_end(wanted), *ne = line_end(now);
        if (we - wanted != ne - now || memcmp(wanted, now, (size_t)(we - wanted)) != 0) {
            int put = snprintf(out + n, cap - n, "%3d - %.*s\n    + %.*s\n", row, (int)(we - wanted), wanted, (int)(ne - now), now);
            n += put < 0 ? 0 : (size_t)put < cap - n ? (size_t)put : cap - n - 1;
        }
        wanted = *we ? we + 1 : we;
        now = *ne ? ne + 1 : ne;
    }
}

bool pty_golden(struct pty *p, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, FOLDER "/%s.txt", name);
    const char *update = getenv("UPDATE_GOLDEN");
    if (update && *update && strcmp(update, "0") != 0) {
        pty_settle(p, 300, GOLDEN_MS);
        char *now = screen_now(p);
        bool written = now && file_write(path, now);
        free(now);
        return written;
    }
    char *wanted = file_read(path);
    if (!wanted)
        return pty_fail(p, "there is no %s; `make golden` writes it", path);
    bool same = pty_wait(p, is_golden, wanted, path, GOLDEN_MS);
    if (!same) {
        char lines[32768], *now = screen_now(p);
        difference(wanted, now ? now : "", lines, sizeof lines);
        pty_fail(NULL, "%s differs (- expected, + on the screen; `make golden` takes the new one):\n%s", path, lines);
        free(now);
    }
    free(wanted);
    return same;
}
