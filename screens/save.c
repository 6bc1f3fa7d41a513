#include "screens/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/text.h"

#define NAMES_MAX 1000

bool save_path(const char *typed, char out[CONFIG_PATH]) {
    const char *home = getenv("HOME");
    bool from_home = typed[0] == '~' && typed[1] == '/' && home;
    return text_format(out, CONFIG_PATH, "%s%s", from_home ? home : "", from_home ? typed + 1 : typed) + 1 < CONFIG_PATH;
}

static bool write_all(int fd, const char *text, size_t n) {
    while (n > 0) {
        ssize_t written = write(fd, text, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        text += written;
        n -= (size_t)written;
    }
    return true;
}

bool save_new(const char *name, const char *ending, const char *text, char path[CONFIG_PATH], struct error *e) {
    const char *home = getenv("HOME");
    int fd = -1;
    for (int i = 1; i <= NAMES_MAX; i++) {
        char number[16] = "";
        if (i > 1)
            text_format(number, sizeof number, "-%d", i);
        if (text_format(path, CONFIG_PATH, "%s/%s%s%s", home ? home : "", name, number, ending) + 1 >= CONFIG_PATH) {
            errno = ENAMETOOLONG;
            break;
        }
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0 || errno != EEXIST)
            break;
    }
    if (fd < 0)
        return error_set(e, ERROR_UNABLE, _("%s cannot be written (%s)."), path, strerror(errno));
    bool well = write_all(fd, text, strlen(text)) && fsync(fd) == 0;
    int number = errno;
    if (close(fd) == 0 && well)
        return true;
    unlink(path);
    return error_set(e, ERROR_UNABLE, _("%s cannot be written (%s)."), path, strerror(number));
}
