#include "src/report/paper.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/config.h"
#include "src/i18n.h"
#include "src/text.h"

#define PDF_MS 60000
#define ASK_MS 10000
#define PRINT_MS 30000
#define NAMES_MAX 1000
#define WORDS 512 /* bytes of what a program said that are passed on */

/* ---- the place of the PDF ---- */

/* FOLDER/print, 0700; false where it cannot be made or written. */
static bool folder_made(const char *in, char out[PAPER_PATH]) {
    if (text_format(out, PAPER_PATH, "%s/print", in) != strlen(in) + strlen("/print"))
        return false;
    if (mkdir(out, 0700) != 0 && errno != EEXIST)
        return false;
    return access(out, W_OK | X_OK) == 0;
}

static bool find_folder(const char *data_folder, char out[PAPER_PATH], struct error *e) {
    char state[CONFIG_PATH];
    if (config_state_folder(state, NULL) && folder_made(state, out))
        return true;
    if (data_folder && *data_folder && folder_made(data_folder, out))
        return true;
    return error_set(e, ERROR_UNABLE,
                     _("There is no folder for the PDF: %s cannot be made (%s). Is HOME set, and yours?"), out,
                     strerror(errno));
}

/* Letters, digits and signs that need no quotes anywhere. */
static void append_plain(char *out, size_t cap, const char *text) {
    size_t n = strlen(out);
    if (*text && n > 0 && n + 1 < cap)
        out[n++] = '-';
    for (; *text && n + 1 < cap; text++) {
        bool plain = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.", *text) != NULL;
        out[n++] = plain ? *text : '-';
    }
    out[n] = '\0';
}

/* "pending-by-io-31999001-2026-11-23.pdf"; "-2" behind where that is taken. An empty file keeps the place. */
static bool make_place(struct paper *paper, const struct sheet *sheet, const char *folder, struct error *e) {
    char name[160] = "", day[11];
    civil_iso(sheet->as_of, day);
    append_plain(name, sizeof name, sheet->name);
    append_plain(name, sizeof name, sheet->unit_code);
    append_plain(name, sizeof name, sheet->about);
    append_plain(name, sizeof name, day);
    for (int i = 1; i <= NAMES_MAX; i++) {
        text_format(paper->pdf, sizeof paper->pdf, i == 1 ? "%s/%s.pdf" : "%s/%s-%d.pdf", folder, name, i);
        int file = open(paper->pdf, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file >= 0) {
            close(file);
            return true;
        }
        if (errno != EEXIST)
            break;
    }
    return error_set(e, ERROR_UNABLE, _("%s cannot be written (%s)."), paper->pdf, strerror(errno));
}

/* The empty file goes where no PDF came into its place. */
static void drop_empty(const struct paper *paper) {
    struct stat file;
    if (stat(paper->pdf, &file) == 0 && file.st_size == 0)
        unlink(paper->pdf);
}

bool paper_begin(struct paper *paper, const struct sheet *sheet, const char *data_folder, struct error *e) {
    char folder[PAPER_PATH];
    *paper = (struct paper){.child = {.watch = -1, .said = -1}};
    if (sheet_failed(sheet, e) || !find_folder(data_folder, folder, e) || !make_place(paper, sheet, folder, e))
        return false;
    text_format(paper->title, sizeof paper->title, "ITSSO %s", sheet->name);
    append_plain(paper->title, sizeof paper->title, sheet->about);
    if (sheet_pdf_start(sheet, paper->pdf, &paper->child, e))
        return true;
    drop_empty(paper);
    return false;
}

int paper_limit_ms(const struct paper *paper) {
    return paper->step == PAPER_MAKES_PDF ? PDF_MS : paper->step == PAPER_ASKS ? ASK_MS : PRINT_MS;
}

/* ---- the steps ---- */

static enum paper_end kept(struct paper *paper, char *said, size_t cap) {
    text_format(said, cap, _("No printer is set up here. The PDF is kept: %s"), paper->pdf);
    return PAPER_SAVED;
}

static enum paper_end failed(struct paper *paper, const char *program, const char *words, char *said, size_t cap) {
    text_format(said, cap, _("Not printed (%s: %s). The PDF is kept: %s"), program,
                *words ? words : _("it said nothing"), paper->pdf);
    return PAPER_FAILED;
}

/* What the child said, or that it took too long; closes it. */
static const char *words_of(struct paper *paper, int status, char out[WORDS]) {
    child_said(&paper->child, out, WORDS);
    if (status < 0)
        text_format(out, WORDS, "%s", _("it did not end in time"));
    child_close(&paper->child);
    return out;
}

static bool installed(const char *name) {
    char path[PAPER_PATH];
    return *child_find(name, path, sizeof path) != '\0';
}

static enum paper_end start_lp(struct paper *paper, char *said, size_t cap) {
    const char *argv[] = {"lp", "-t", paper->title, "-o", "media=A4", paper->pdf, NULL};
    struct error e = {0};
    paper->step = PAPER_PRINTS;
    if (child_start(&paper->child, argv, NULL, 0, -1, &e))
        return PAPER_GOES_ON;
    return failed(paper, "lp", e.text, said, cap);
}

/* Is there a printer? In the C locale, so that the answer can be read. */
static const char *const asking[] = {"env", "LC_ALL=C", "lpstat", "-d", NULL};

static enum paper_end start_asking(struct paper *paper, char *said, size_t cap) {
    struct error e = {0};
    if (!installed("lp"))
        return kept(paper, said, cap);
    paper->step = PAPER_ASKS;
    if (installed("lpstat") && child_start(&paper->child, asking, NULL, 0, -1, &e))
        return PAPER_GOES_ON;
    return start_lp(paper, said, cap); /* it says itself where there is none */
}

/* "system default destination: Samsung_ML" names one; "no system default destination" none. */
static bool printer_named(const char *words, char *out, size_t cap) {
    static const char names[] = "destination: ";
    const char *name = strstr(words, names);
    if (name)
        name += sizeof names - 1;
    text_format(out, cap, "%.*s", name ? (int)strcspn(name, " ") : 0, name ? name : "");
    return *out != '\0';
}

static enum paper_end after_asking(struct paper *paper, int status, char *said, size_t cap) {
    char words[WORDS];
    words_of(paper, status, words);
    if (status != 0)
        return failed(paper, "lpstat", words, said, cap);
    if (!printer_named(words, paper->printer, sizeof paper->printer))
        return kept(paper, said, cap);
    return start_lp(paper, said, cap);
}

bool paper_printer(char *name, size_t name_cap, char *said, size_t cap) {
    struct child child;
    struct error e = {0};
    int status = -1;
    name[0] = said[0] = '\0';
    if (!installed("lp") || !installed("lpstat"))
        return false;
    if (!child_start(&child, asking, NULL, 0, -1, &e)) {
        text_format(said, cap, "%s", e.text);
        return false;
    }
    bool ended = child_ended(&child, ASK_MS, &status);
    if (ended)
        child_said(&child, said, cap);
    else
        text_format(said, cap, "%s", _("it did not end in time"));
    child_close(&child);
    if (!ended || status != 0)
        return false;
    bool named = printer_named(said, name, name_cap);
    said[0] = '\0';
    return named;
}

static enum paper_end after_lp(struct paper *paper, int status, char *said, size_t cap) {
    char words[WORDS];
    words_of(paper, status, words);
    if (status != 0)
        return failed(paper, "lp", words, said, cap);
    unlink(paper->pdf); /* CUPS has a copy of its own */
    if (paper->printer[0])
        text_format(said, cap, _("Given to the printer %s."), paper->printer);
    else
        text_format(said, cap, "%s", _("Given to the printer."));
    return PAPER_PRINTED;
}

static enum paper_end after_pdf(struct paper *paper, int status, char *said, size_t cap) {
    struct error e = {0};
    bool made = status >= 0 ? sheet_pdf_ended(&paper->child, status, &e) : false;
    if (made)
        return start_asking(paper, said, cap);
    if (status < 0) {
        child_close(&paper->child);
        error_set(&e, ERROR_UNABLE, "%s", _("itsso-print did not end in time; no PDF was made."));
    }
    drop_empty(paper);
    text_format(said, cap, "%s", e.text);
    return PAPER_FAILED;
}

enum paper_end paper_step(struct paper *paper, int status, char *said, size_t cap) {
    switch (paper->step) {
    case PAPER_MAKES_PDF:
        return after_pdf(paper, status, said, cap);
    case PAPER_ASKS:
        return after_asking(paper, status, said, cap);
    case PAPER_PRINTS:
        break;
    }
    return after_lp(paper, status, said, cap);
}

void paper_close(struct paper *paper) {
    child_close(&paper->child);
    drop_empty(paper);
}

enum paper_end paper_print(const struct sheet *sheet, const char *data_folder, char *said, size_t cap) {
    struct paper paper;
    struct error e = {0};
    enum paper_end end = PAPER_GOES_ON;
    if (!paper_begin(&paper, sheet, data_folder, &e)) {
        text_format(said, cap, "%s", e.text);
        return PAPER_FAILED;
    }
    while (end == PAPER_GOES_ON) {
        int status = -1;
        if (!child_ended(&paper.child, paper_limit_ms(&paper), &status))
            status = -1;
        end = paper_step(&paper, status, said, cap);
    }
    paper_close(&paper);
    return end;
}
