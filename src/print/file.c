#include "src/print/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/text.h"

bool target_open(struct target *target, const char *path, struct error *e) {
    struct stat there;
    *target = (struct target){.path = path};
    if (!path) {
        target->file = stdout;
        return true;
    }
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
        return error_set(e, ERROR_USAGE, _("%s is not a file: name one for the PDF."), path);
    if (text_format(target->beside, sizeof target->beside, "%s.XXXXXX", path) != strlen(path) + 7)
        return error_set(e, ERROR_USAGE, "%s", _("The name of the PDF is too long."));
    int descriptor = mkostemp(target->beside, O_CLOEXEC); /* 0600 */
    if (descriptor < 0)
        return error_set(e, ERROR_UNABLE, _("%s cannot be written (%s)."), path, strerror(errno));
    target->file = fdopen(descriptor, "wb");
    if (target->file)
        return true;
    close(descriptor);
    unlink(target->beside);
    return error_set(e, ERROR_UNABLE, _("%s cannot be written (%s)."), path, strerror(errno));
}

bool target_write(struct target *target, const void *bytes, size_t n) {
    if (target->error)
        return false;
    errno = 0;
    if (fwrite(bytes, 1, n, target->file) == n)
        return true;
    target->error = errno ? errno : EIO;
    return false;
}

void target_drop(struct target *target) {
    if (!target->path || !target->file)
        return;
    fclose(target->file);
    unlink(target->beside);
    target->file = NULL;
}

bool target_close(struct target *target, struct error *e) {
    if (!target->error && (fflush(target->file) != 0 || (target->path && fsync(fileno(target->file)) != 0)))
        target->error = errno;
    if (!target->error && target->path && rename(target->beside, target->path) != 0)
        target->error = errno;
    if (!target->error) {
        if (target->path)
            fclose(target->file);
        return true;
    }
    target_drop(target);
    return error_set(e, ERROR_UNABLE, _("%s cannot be written (%s). Nothing was left there."),
                     target->path ? target->path : _("Standard output"), strerror(target->error));
}
