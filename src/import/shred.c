/* Removing the source file: it holds names. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/import/import.h"
#include "src/text.h"

static bool overwrite(int fd, off_t size) {
    unsigned char block[65536];
    if (lseek(fd, 0, SEEK_SET) != 0)
        return false;
    for (off_t left = size; left > 0;) {
        size_t n = left < (off_t)sizeof block ? (size_t)left : sizeof block;
        for (size_t at = 0; at < n; at += 256) {
            if (getrandom(block + at, n - at < 256 ? n - at : 256, 0) < 0)
                return false;
        }
        for (size_t at = 0; at < n;) {
            ssize_t put = write(fd, block + at, n - at);
            if (put < 0 && errno != EINTR)
                return false;
            at += put > 0 ? (size_t)put : 0;
        }
        left -= (off_t)n;
    }
    return fsync(fd) == 0;
}

bool import_shred(const char *path, struct error *e) {
    char name[512];
    struct stat st;
    text_clean(path, strlen(path), name, sizeof name);
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return error_set(e, ERROR_UNABLE, _("%s was not removed: %s"), name,
                         errno == ELOOP ? _("it is a symbolic link") : strerror(errno));
    bool good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    if (good && st.st_nlink > 1) {
        close(fd);
        return error_set(e, ERROR_UNABLE, _("%s was not removed: the file has other names (hard links) too"), name);
    }
    good = good && overwrite(fd, st.st_size) && ftruncate(fd, 0) == 0;
    int why = errno;
    close(fd);
    if (good && unlink(path) == 0)
        return true;
    if (good)
        why = errno;
    return error_set(e, ERROR_UNABLE, _("%s was not removed: %s"), name, strerror(why));
}

/* The cleaner would leave it as it is. */
static bool is_clean(const char *path) {
    char cleaned[4096];
    size_t n = strlen(path);
    return n < sizeof cleaned && text_clean(path, n, cleaned, sizeof cleaned) == n && memcmp(path, cleaned, n) == 0;
}

/* Nothing in it means anything to a shell. */
static bool is_plain(const char *path) {
    static const char also[] = "/._-+,:@%=";
    for (const char *p = path; *p; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
        if (!letter && !strchr(also, *p))
            return false;
    }
    return path[0] != '\0';
}

const char *import_shell_word(const char *path, char *out, size_t cap) {
    size_t length = strlen(path), n = 0;
    /* What the cleaner would change must not reach a terminal as it is: $'…' writes it in figures. */
    bool figures = !is_clean(path);
    out[0] = '\0';
    if (length * 4 + 4 > cap)
        return out;
    if (is_plain(path)) {
        memcpy(out, path, length + 1);
        return out;
    }
    if (figures)
        out[n++] = '$';
    out[n++] = '\'';
    for (const char *p = path; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (figures && (c < 0x20 || c >= 0x7F))
            n += text_format(out + n, cap - n, "\\%03o", c);
        else if (*p == '\'' || (figures && *p == '\\'))
            n += text_format(out + n, cap - n, figures ? "\\%c" : "'\\%c'", *p);
        else
            out[n++] = *p;
    }
    out[n++] = '\'';
    out[n] = '\0';
    return out;
}
