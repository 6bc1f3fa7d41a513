/* A sheet as PDF: by the program itsso-print, fed from memory (a pipe could block both ends and would need SIGPIPE
 * handled; a file on the disk would hold what is confidential). */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/child.h"
#include "src/i18n.h"
#include "src/report/sheet_inside.h"

bool sheet_pdf_start(const struct sheet *sheet, const char *path, struct child *child, struct error *e) {
    const char *argv[] = {"itsso-print", "--lang", language_now() == LANGUAGE_HINDI ? "hi" : "en", path, NULL};
    char *text = NULL;
    size_t n = 0;
    *child = (struct child){.watch = -1, .said = -1};
    FILE *memory = open_memstream(&text, &n);
    if (!memory)
        return error_set(e, ERROR_UNABLE, "%s", _("The sheet could not be made: memory ran out."));
    bool good = sheet_render_json(sheet, memory, e);
    int out = strcmp(path, "-") == 0 ? STDOUT_FILENO : -1;
    if (fclose(memory) != 0 && good)
        good = error_set(e, ERROR_UNABLE, "%s", _("The sheet could not be made: memory ran out."));
    good = good && (out < 0 || fflush(stdout) == 0) && child_start(child, argv, text, n, out, e);
    free(text);
    return good;
}

bool sheet_pdf_ended(struct child *child, int status, struct error *e) {
    char said[ERROR_TEXT_MAX];
    child_said(child, said, sizeof said);
    child_close(child);
    if (status == 0)
        return true;
    return error_set(e, ERROR_UNABLE, "%s", *said ? said : _("itsso-print ended without a word; no PDF was made."));
}

bool sheet_render_pdf(const struct sheet *sheet, const char *path, struct error *e) {
    struct child child;
    int status = 0;
    if (!sheet_pdf_start(sheet, path, &child, e))
        return false;
    child_ended(&child, -1, &status);
    return sheet_pdf_ended(&child, status, e);
}
