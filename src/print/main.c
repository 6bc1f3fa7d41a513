/* itsso-print: a sheet (JSON, from itsso-tui) to PDF. A program of its own, so that Pango and cairo are not loaded into
 * each SSH session. Exit status: 0 done, 2 wrong use or input, 3 could not. */
#include <cairo-pdf.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "src/print/file.h"
#include "src/print/flow.h"
#include "src/print/job.h"
#include "src/print/pen.h"

struct options {
    const char *path; /* NULL: standard output */
    bool help, version, check;
    enum language language;
};

static void say(const struct error *e) {
    fprintf(stderr, "itsso-print: %s\n", e->text);
}

static void help(void) {
    fputs(_("Usage: itsso-print [--lang en|hi] [FILE]\n"
            "\n"
            "Reads a sheet as JSON from standard input and writes it as PDF (A4) to FILE, or to\n"
            "standard output without one or with -. The sheets come from `itsso-tui report NAME\n"
            "--format pdf`, which runs this program.\n"
            "\n"
            "  --lang en|hi  the language of this program's own messages\n"
            "  --check       says whether Hindi can be printed here: fonts; exit 3 where not\n"
            "  --version     the version\n"
            "  --help        this text\n"
            "\n"
            "FILE is written whole or not at all, readable by its owner alone.\n"
            "Exit status: 0 done, 2 wrong use or not a sheet, 3 it could not be done.\n"),
          stdout);
}

/* The value of "--lang X" or "--lang=X" at argv[*i]; NULL where it is another option or has none. */
static const char *lang_value(int argc, char **argv, int *i) {
    if (strncmp(argv[*i], "--lang=", 7) == 0)
        return argv[*i] + 7;
    return *i + 1 < argc ? argv[++*i] : "";
}

static bool read_options(int argc, char **argv, struct options *options, struct error *e) {
    bool named = false;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (strcmp(word, "--help") == 0)
            options->help = true;
        else if (strcmp(word, "--version") == 0)
            options->version = true;
        else if (strcmp(word, "--check") == 0)
            options->check = true;
        else if (strcmp(word, "--lang") == 0 || strncmp(word, "--lang=", 7) == 0) {
            const char *value = lang_value(argc, argv, &i);
            if (!language_parse(value, &options->language))
                return error_set(e, ERROR_USAGE, _("--lang takes en or hi, not \"%s\". See itsso-print --help."),
                                 value);
            language_set(options->language);
        } else if (word[0] == '-' && word[1])
            return error_set(e, ERROR_USAGE, _("There is no option %s. See itsso-print --help."), word);
        else if (named)
            return error_set(e, ERROR_USAGE, _("Only one file can be written; %s is a second one."), word);
        else {
            named = true;
            options->path = strcmp(word, "-") == 0 ? NULL : word;
        }
    }
    return true;
}

static bool no_devanagari(struct error *e) {
    return error_set(
        e, ERROR_UNABLE, "%s",
        _("No font with Devanagari is installed, so Hindi cannot be printed: apt-get install fonts-noto-core"));
}

/* True where the text is not ASCII alone. */
static bool needs_devanagari(const struct job *job) {
    return job->language == LANGUAGE_HINDI;
}

static cairo_status_t to_target(void *target, const unsigned char *bytes, unsigned n) {
    return target_write(target, bytes, n) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* What stands in the file beside the pages. The day is the sheet's, not today: the same sheet gives the same bytes. */
static void describe(cairo_surface_t *surface, const struct job *job) {
    char when[64];
    snprintf(when, sizeof when, "%sT00:00:00+05:30", *job->date ? job->date : "2000-01-01");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, job->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "itsso-print " VERSION);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
}

static bool draw(const struct job *job, struct target *target, struct error *e) {
    struct pen pen;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        to_target, target, job->landscape ? A4_LONG : A4_SHORT, job->landscape ? A4_SHORT : A4_LONG);
    describe(surface, job);
    pen_begin(&pen, surface, job->language);
    bool letters = !needs_devanagari(job) || pen_has_devanagari(&pen);
    int pages = letters ? flow_draw(&pen, job) : 0;
    int unknown = pen.unknown;
    pen_end(&pen);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (!letters)
        return no_devanagari(e);
    if (pages == 0 || (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_WRITE_ERROR))
        return error_set(e, ERROR_UNABLE, _("The PDF could not be made (%s)."),
                         cairo_status_to_string(pages ? status : CAIRO_STATUS_NO_MEMORY));
    if (unknown > 0)
        fprintf(stderr, "itsso-print: %s\n",
                _("Some letters have no font here and are printed as boxes: apt-get install fonts-noto-core"));
    return true;
}

static int check(struct error *e) {
    struct pen pen;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(NULL, NULL, A4_SHORT, A4_LONG);
    pen_begin(&pen, surface, LANGUAGE_HINDI);
    bool good = pen_has_devanagari(&pen);
    pen_end(&pen);
    cairo_surface_destroy(surface);
    if (good)
        puts(_("Hindi can be printed."));
    else
        no_devanagari(e);
    return good ? 0 : 3;
}

static int print(const struct options *options, struct error *e) {
    struct target target;
    struct job *job = NULL;
    if (!options->path && isatty(STDOUT_FILENO))
        error_set(e, ERROR_USAGE, "%s", _("The PDF would go to the terminal: name a file. See itsso-print --help."));
    else
        job = job_read(stdin, e);
    if (!job)
        return error_exit_status(e);
    language_set(job->language);
    if (target_open(&target, options->path, e)) {
        if (draw(job, &target, e))
            target_close(&target, e);
        else
            target_drop(&target);
    }
    job_free(job);
    return error_exit_status(e);
}

#ifdef __SANITIZE_ADDRESS__
/* fontconfig keeps what it found until the process ends: no leak of ours. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libfontconfig\n";
}
#endif

int main(int argc, char **argv) {
    struct options options = {0};
    struct error e = {0};
    int status = 0;
    language_init();
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is said like a full disk */
    signal(SIGPIPE, SIG_IGN);
    if (!read_options(argc, argv, &options, &e))
        status = error_exit_status(&e);
    else if (options.help)
        help();
    else if (options.version)
        puts("itsso-print " VERSION);
    else
        status = options.check ? check(&e) : print(&options, &e);
    if (e.kind != ERROR_NONE)
        say(&e);
    if (fflush(stdout) != 0 && status == 0)
        status = 3;
    return status;
}
