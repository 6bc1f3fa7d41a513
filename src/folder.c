#include "src/folder.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "src/i18n.h"
#include "src/text.h"

/* Where something is there the error may be another one than EEXIST: a file system that may only be read, an automounter's. */
static bool one_make(const char *path, mode_t rights, struct error *e) {
    struct stat there;
    if (mkdir(path, rights) == 0)
        return true;
    int why = errno;
    if (stat(path, &there) == 0 && S_ISDIR(there.st_mode))
        return true;
    return error_set(e, ERROR_UNABLE, _("cannot make the folder %s: %s"), path, strerror(why == EEXIST ? ENOTDIR : why));
}

bool folder_above_make(const char *path, mode_t rights, struct error *e) {
    char above[PATH_MAX];
    if (text_format(above, sizeof above, "%s", path) != strlen(path))
        return error_set(e, ERROR_UNABLE, _("the folder's name %s is too long"), path);
    for (char *slash = strchr(above + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (!one_make(above, rights, e))
            return false;
        *slash = '/';
    }
    return true;
}

bool folder_make(const char *path, mode_t rights, struct error *e) {
    return folder_above_make(path, rights, e) && one_make(path, rights, e);
}
