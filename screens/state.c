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

static bool kept = true;

void state_keep(bool keep) {
    kept = keep;
}

/* `make`: its folder is made where it is missing. */
static bool state_file(char out[CONFIG_PATH + 16], bool make) {
    char folder[CONFIG_PATH];
    struct error e = {0};
    if (!(make ? config_state_folder(folder, &e) : config_state_path(folder, &e)))
        return false;
    text_format(out, CONFIG_PATH + 16, "%s/choices", folder);
    return true;
}

/* The file, NUL at the end, whole lines only: a file that is no text or too long is taken as far as it makes sense. NULL where it
 * cannot be read; "" where there is none. The caller frees it. */
static char *state_read(void) {
    char path[CONFIG_PATH + 16];
    struct stat about;
    if (!state_file(path, false))
        return NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? strdup("") : NULL;
    FILE *file = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? fdopen(fd, "r") : NULL;
    char *text = file ? malloc(STATE_MAX + 2) : NULL;
    if (text) {
        size_t n = fread(text, 1, STATE_MAX, file);
        text[n] = '\0';
        bool torn = n == STATE_MAX || strlen(text) != n; /* too long, or a NUL byte: what follows is no text */
        n = strlen(text);
        while (torn && n > 0 && text[n - 1] != '\n')
            n--;
        if (n > 0 && text[n - 1] != '\n')
            text[n++] = '\n';
        text[n] = '\0';
    }
    if (file)
        fclose(file);
    else
        close(fd);
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
    char *text = kept && state_file(path, true) ? state_read() : NULL, *old, *end;
    if (!text) /* what cannot be read is not written over: the saved views are in it */
        return;
    char *line = find_line(text, name, &old, &end);
    text_format(fresh, sizeof fresh, "%s.%ld", path, (long)getpid());
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) {
        bool good = write_all(fd, text, line ? (size_t)(line - text) : strlen(text));
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
