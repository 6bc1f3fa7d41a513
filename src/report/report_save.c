/* A sheet into a file of its own. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/report/report.h"
#include "src/text.h"

#define PATH_SIZE 4096

const char *const report_formats[] = {"text", "csv", "html", "pdf", NULL};

static bool cannot(const char *path, struct error *e) {
    return error_set(e, ERROR_UNABLE, _("%s could not be written: %s"), path, strerror(errno));
}

static bool render(const struct sheet *sheet, enum report_format format, int width, FILE *file, struct error *e) {
    switch (format) {
    case REPORT_CSV:
        return sheet_render_csv(sheet, file, e);
    case REPORT_HTML:
        return sheet_render_html(sheet, file, e);
    default:
        return sheet_render_text(sheet, file, width, e);
    }
}

static bool write_to(const struct sheet *sheet, enum report_format format, int width, int fd, const char *path, struct error *e) {
    FILE *file = fdopen(fd, "w");
    if (!file) {
        close(fd);
        return cannot(path, e);
    }
    bool well = render(sheet, format, width, file, e);
    if (fclose(file) != 0 && well)
        well = cannot(path, e);
    return well;
}

bool report_save(const struct sheet *sheet, enum report_format format, int width, const char *path, struct error *e) {
    char part[PATH_SIZE];
    struct stat about;
    bool there = stat(path, &about) == 0;
    if (format == REPORT_PDF)
        return sheet_render_pdf(sheet, path, e);
    if (there && S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return cannot(path, e);
    }
    if (there && !S_ISREG(about.st_mode)) {
        int fd = open(path, O_WRONLY | O_CLOEXEC);
        return fd < 0 ? cannot(path, e) : write_to(sheet, format, width, fd, path, e);
    }
    if (text_format(part, sizeof part, "%s.XXXXXX", path) + 1 >= sizeof part) {
        errno = ENAMETOOLONG;
        return cannot(path, e);
    }
    int fd = mkostemp(part, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return cannot(path, e);
    bool well = write_to(sheet, format, width, fd, path, e);
    if (well && rename(part, path) != 0)
        well = cannot(path, e);
    if (!well)
        unlink(part);
    return well;
}
