/* The training data as the files that an SDC would give: a units file and two CCTNS extracts. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/demo/demo.h"
#include "src/i18n.h"
#include "src/output.h"

struct extract_files {
    FILE *units, *before, *cases;
};

static const char heading[] =
    "FIR No,PS Code,FIR Date,FIR Time,GD No,Acts and Sections,IO Rank,IO Name,IO PNO,IO Since,Status,Status Date,"
    "Final Report Type,Final Report No,Prepared On,Approved On,Filed in Court On,Entered in CCTNS On,Transferred To PS Code,"
    "Arrests,First Remand Date,Next Court Date,Zero FIR No,Zero FIR PS Code,Zero FIR Date,Section Added Date\n";

static bool take_unit(void *context, const char *code, const char *parent, enum unit_level level, enum unit_kind kind,
                      const char *en, const char *hi, struct error *e) {
    FILE *out = ((struct extract_files *)context)->units;
    (void)e; /* a failed write is seen at the end */
    fprintf(out, "%s,%s,%s,%s,", code, parent, unit_level_name(level), unit_kind_name(kind));
    csv_cell(out, en);
    fputc(',', out);
    csv_cell(out, hi);
    fputc('\n', out);
    return true;
}

static void put_text(FILE *out, const char *text) {
    csv_cell(out, text);
    fputc(',', out);
}

static void put_day(FILE *out, civil_day day) {
    char date[11] = "";
    if (day != CIVIL_NONE)
        civil_show(day, date);
    put_text(out, date);
}

static const char *status_word(enum case_status status) {
    static const char *const words[STATUS_COUNT] = {"Under Investigation", "Charge Sheet", "Final Report",         "Transferred",
                                                    "Expunged",            "Stayed",       "Further Investigation"};
    return words[status];
}

/* "mistake-of-fact" as a register has it. */
static const char *type_word(const char *code) {
    static const struct {
        const char *code, *word;
    } types[] = {{"true-undetected", "True Undetected"}, {"untraced", "Untraced"},
                 {"false", "False"},                     {"mistake-of-fact", "Mistake of Fact"},
                 {"mistake-of-law", "Mistake of Law"},   {"non-cognisable", "Non Cognizable"},
                 {"civil", "Civil"},                     {"insufficient-evidence", "Insufficient Evidence"},
                 {"abated", "Abated"}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].code, code) == 0)
            return types[i].word;
    return "";
}

static void put_case(FILE *out, const struct case_facts *f) {
    char sections[SECTIONS_TEXT] = "", zero[CASE_NO_SIZE] = "";
    if (f->sections)
        sections_show(f->sections, false, sections, sizeof sections);
    if (f->zero_id)
        snprintf(zero, sizeof zero, "%d/%d", case_id_serial(f->zero_id), case_id_year(f->zero_id));
    fprintf(out, "%d/%d,%lld,", case_id_serial(f->id), case_id_year(f->id), (long long)case_id_station(f->id));
    put_day(out, f->fir_date);
    put_text(out, f->fir_time);
    put_text(out, f->gd_no);
    put_text(out, sections);
    put_text(out, f->io.rank);
    put_text(out, f->io.name);
    put_text(out, f->io.pno);
    put_day(out, f->io_since);
    put_text(out, status_word(f->status));
    put_day(out, f->status_on);
    put_text(out, type_word(f->final_type));
    put_text(out, f->final_no);
    put_day(out, f->prepared);
    put_day(out, f->approved);
    put_day(out, f->filed);
    put_day(out, f->in_cctns);
    put_text(out, f->moved_to);
    if (f->arrests >= 0)
        fprintf(out, "%d", f->arrests);
    fputc(',', out);
    put_day(out, f->first_remand);
    put_day(out, f->court_date);
    put_text(out, zero);
    if (f->zero_id)
        fprintf(out, "%lld", (long long)case_id_station(f->zero_id));
    fputc(',', out);
    put_day(out, f->zero_date);
    char added[11] = "";
    if (f->section_added_on != CIVIL_NONE)
        civil_show(f->section_added_on, added);
    fprintf(out, "%s\n", added);
}

static bool take_story(void *context, const struct story *story, struct error *e) {
    struct extract_files *files = context;
    (void)e;
    if (story->changed)
        put_case(files->before, &story->before);
    put_case(files->cases, &story->facts);
    return true;
}

static FILE *create(const char *path, struct error *e) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!file) {
        error_set(e, ERROR_UNABLE, _("cannot write %s: %s"), path, strerror(errno));
        if (fd >= 0)
            close(fd);
    }
    return file;
}

static bool finish(FILE *file, const char *path, bool good, struct error *e) {
    if (!file)
        return false;
    bool failed = ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    if (failed && good)
        return error_set(e, ERROR_UNABLE, _("cannot write %s: %s"), path, strerror(errno));
    return good;
}

bool demo_extract(const struct demo_plan *plan, const char *units, const char *before, const char *cases, struct error *e) {
    struct extract_files files = {0};
    bool good = (files.units = create(units, e)) != NULL && (files.before = create(before, e)) != NULL &&
                (files.cases = create(cases, e)) != NULL;
    if (good) {
        fputs("code,parent,level,kind,name_en,name_hi\n", files.units);
        fputs(heading, files.before);
        fputs(heading, files.cases);
        good = demo_tell(plan, take_unit, take_story, &files, e);
    }
    good = finish(files.units, units, good, e);
    good = finish(files.before, before, good, e);
    return finish(files.cases, cases, good, e);
}
