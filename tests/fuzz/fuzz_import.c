/* The reader, the headings and the fields of an import, and the units file, without a database: any bytes are taken or
 * refused with a sentence; what is taken is clean text within its bounds. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "src/import/facts.h"
#include "src/import/survey.h"
#include "src/import/units_file.h"
#include "src/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good) {
    if (!good)
        abort();
}

/* Cleaning it again changes nothing: no control signs, no half characters. */
static void must_be_clean(const char *text) {
    char again[1024];
    size_t n = strlen(text);
    must(n < sizeof again && text_clean(text, n, again, sizeof again) == n && memcmp(text, again, n) == 0);
}

static void check_facts(const struct facts_row *row, civil_day today) {
    const struct case_facts *f = &row->facts;
    must(f->id > 0 && f->fir_date != CIVIL_NONE && f->fir_date <= today);
    must(f->sections == &row->sections && row->sections.n > 0 && row->sections.n <= SECTIONS_MAX);
    must((int)f->status >= -1 && (int)f->status < STATUS_COUNT);
    must(f->arrests >= -1 && f->arrests <= 999);
    must(strlen(f->io.pno) == 0 || strlen(f->io.pno) == 9);
    must_be_clean(f->io.name);
    must_be_clean(f->io.name_hi);
    must_be_clean(f->io.rank);
    must_be_clean(f->gd_no);
    must_be_clean(f->final_no);
    must_be_clean(f->moved_to);
}

static void read_rows(struct extract *x, civil_day today) {
    static struct facts_row row, joined;
    struct facts_reader reader;
    struct rejection why;
    struct error e = {0};
    must(facts_reader_begin(&reader, &x->headings, 31655001, today, &e));
    joined.facts.id = 0;
    while (extract_next(x, &e) == 1) {
        enum facts_result result = facts_read(&reader, &x->table, &row, &why);
        if (result == ROW_REJECTED)
            must(why.reason[0] != '\0' && why.column < x->headings.n);
        if (result != ROW_GOOD)
            continue;
        check_facts(&row, today);
        if (joined.facts.id == 0)
            facts_copy(&joined, &row);
        else
            facts_join(&joined, &row);
        must(joined.sections.n <= SECTIONS_MAX);
    }
    facts_reader_end(&reader);
}

static void read_extract(const char *path) {
    static struct extract x;
    struct progress progress = {0};
    struct survey survey = {.slots = 64};
    struct mappings mappings = {0};
    struct error e = {0};
    char left[300];
    civil_day today = civil_from_ymd(2026, 11, 23);
    if (!extract_open(&x, path, &mappings, NULL, &e)) {
        must(e.text[0] != '\0');
        return;
    }
    headings_left(&x.headings, 5, left, sizeof left);
    must_be_clean(left);
    if (!survey_run(&survey, &x, 31655001, today, &progress, &e))
        must(e.text[0] != '\0');
    else if (extract_rewind(&x, &e))
        read_rows(&x, today);
    survey_free(&survey);
    extract_close(&x);
}

/* The first byte says what the rest is: 'U' a units file, 'M' a map file, anything else belongs to an extract. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    struct error e = {0};
    size_t skip = size > 0 && (data[0] == 'U' || data[0] == 'M');
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data + skip, size - skip) == (ssize_t)(size - skip));
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (skip && data[0] == 'U') {
        struct units_file units;
        if (!units_file_read(&units, path, &e))
            must(e.text[0] != '\0');
        for (int i = 0; i < units.n; i++)
            must_be_clean(units.at[i].unit.name_en);
        units_file_free(&units);
    } else if (skip) {
        static struct mappings mappings;
        mappings.n = 0;
        must(mappings_add_file(&mappings, path, &e) || e.text[0] != '\0');
    } else {
        read_extract(path);
    }
    close(fd);
    return 0;
}
