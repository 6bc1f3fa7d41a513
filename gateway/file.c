/* Small files as a whole. */
#include "gateway/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/text.h"

#define FILE_MOST (1024 * 1024)

bool file_read(const char *path, struct buffer *out, struct error *e) {
    char part[8192];
    ssize_t n;
    *out = (struct buffer){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set(e, ERROR_USAGE, _("%s cannot be read: %s"), path, strerror(errno));
    while ((n = read(fd, part, sizeof part)) > 0 && out->n < FILE_MOST)
        buffer_add(out, part, (size_t)n);
    int why = errno;
    close(fd);
    explicit_bzero(part, sizeof part);
    if (n == 0 && buffer_good(out))
        return true;
    buffer_free(out);
    return error_set(e, ERROR_USAGE, _("%s cannot be read: %s"), path, n > 0 ? _("it is too large") : strerror(why));
}

bool file_write(const char *path, const char *bytes, size_t n, unsigned mode, struct error *e) {
    char part[1200];
    text_format(part, sizeof part, "%s.part", path);
    unlink(part); /* made anew, so that nobody's link or open file gets a key */
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    bool good = fd >= 0 && fchmod(fd, mode) == 0 && write(fd, bytes, n) == (ssize_t)n && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (good && rename(part, path) == 0)
        return true;
    if (good)
        why = errno;
    if (fd >= 0)
        unlink(part);
    return error_set(e, ERROR_UNABLE, _("%s cannot be written: %s"), path, strerror(why));
}
