/* Last choices and saved views: one small file, written anew beside itself and renamed. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "screens/screen.h"
#include "src/text.h"

#define STATE_MAX 65536

static bool state_file(char out[CONFIG_PATH + 16]) {
    char folder[CONFIG_PATH];
    struct error e = {0};
    if (!config_state_folder(folder, &e))
        return false;
    text_format(out, CONFIG_PATH + 16, "%s/choices", folder);
    return true;
}

/* The whole file, NUL at the end; NULL where there is none. The caller frees it. */
static char *state_read(void) {
    char path[CONFIG_PATH + 16];
    if (!state_file(path))
        return NULL;
    FILE *file = fopen(path, "re");
    char *text = file ? malloc(STATE_MAX + 1) : NULL;
    if (text)
        text[fread(text, 1, STATE_MAX, file)] = '\0';
    if (file)
        fclose(file);
    return text;
}

/* The line of `name` within text; NULL. *value and *end bound its value. */
static char *find_line(char *text, const char *name, char **value, char **end) {
    size_t n = strlen(name);
    for (char *line = text; line && *line;) {
        char *stop = strchrnul(line, '\n');
        if (strncmp(line, name, n) == 0 && line[n] == '=') {
            *value = line + n + 1;
            *end = stop;
            return line;
        }
        line = *stop ? stop + 1 : NULL;
    }
    return NULL;
}

void state_get(const char *name, char *out, size_t cap) {
    char *text = state_read(), *value, *end;
    out[0] = '\0';
    if (text && find_line(text, name, &value, &end))
        text_clean(value, (size_t)(end - value), out, cap);
    free(text);
}

static bool write_all(int fd, const char *text, size_t n) {
    while (n > 0) {
        ssize_t done = write(fd, text, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        text += done;
        n -= (size_t)done;
    }
    return true;
}

void state_set(const char *name, const char *value) {
    char path[CONFIG_PATH + 16], fresh[CONFIG_PATH + 48];
    if (!state_file(path))
        return;
    char *text = state_read(), *old, *end;
    char *line = text ? find_line(text, name, &old, &end) : NULL;
    text_format(fresh, sizeof fresh, "%s.%ld", path, (long)getpid());
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) {
        bool good = true;
        if (text)
            good = write_all(fd, text, line ? (size_t)(line - text) : strlen(text));
        if (good && *value) {
            char pair[4096];
            size_t n = text_format(pair, sizeof pair, "%s=%s\n", name, value);
            good = write_all(fd, pair, n);
        }
        if (good && line && *end)
            good = write_all(fd, end + 1, strlen(end + 1));
        if (close(fd) != 0 || !good || rename(fresh, path) != 0)
            unlink(fresh);
    }
    free(text);
}
