/* What there is to say of a file after its import, on standard error: for `itsso-tui import` and for the gateway's load. */
#include <stdio.h>

#include "src/i18n.h"
#include "src/import/import.h"
#include "src/text.h"

static void say_not_tracked(const struct import_file *f) {
    if (f->no_section > 0)
        fprintf(stderr,
                ngettext("%s: %llu not tracked: no covered section\n", "%s: %llu not tracked: no covered section\n",
                         (unsigned long)f->no_section),
                f->name, (unsigned long long)f->no_section);
    if (f->before_2018 > 0)
        fprintf(stderr,
                ngettext("%s: %llu not tracked: FIR date before 21/04/2018\n",
                         "%s: %llu not tracked: FIR date before 21/04/2018\n", (unsigned long)f->before_2018),
                f->name, (unsigned long long)f->before_2018);
}

static void say_odd(const struct import_file *f) {
    for (int field = 0; field < FIELD_COUNT; field++) {
        if (f->odd[field] == 0)
            continue;
        fprintf(stderr,
                ngettext("%s: %llu cell for '%s' was not understood and left\n",
                         "%s: %llu cells for '%s' were not understood and left\n", (unsigned long)f->odd[field]),
                f->name, (unsigned long long)f->odd[field], field_name((enum field)field));
    }
}

/* Cases that the configured station's own list does not show would otherwise be added and never seen. */
static void say_elsewhere(const char *unit, const struct import_file *f) {
    char codes[ELSEWHERE_SHOWN * 12 + 8] = "";
    size_t n = 0;
    if (f->elsewhere == 0)
        return;
    for (int i = 0; i < f->elsewhere_n; i++)
        n += text_format(codes + n, sizeof codes - n, "%s%lld", i > 0 ? ", " : "", (long long)f->elsewhere_station[i]);
    if (f->elsewhere_more)
        text_format(codes + n, sizeof codes - n, language_utf8() ? ", …" : ", ...");
    fprintf(stderr,
            ngettext("%s: %llu FIR belongs to another station than %s and is not in its list: %s\n",
                     "%s: %llu FIRs belong to other stations than %s and are not in its list: %s\n",
                     (unsigned long)f->elsewhere),
            f->name, (unsigned long long)f->elsewhere, unit, codes);
}

static void say_rejected(const struct import_file *f, bool dry_run) {
    const struct rejected *r = &f->rejected;
    for (uint64_t i = 0; i < r->n && i < REJECTED_SHOWN; i++)
        fprintf(stderr, _("%s, line %llu: rejected: %s%s%s\n"), f->name, (unsigned long long)r->first[i].line,
                r->first[i].column, r->first[i].column[0] ? ": " : "", r->first[i].reason);
    if (r->n > REJECTED_SHOWN)
        fprintf(stderr, _("%s: and %llu more\n"), f->name, (unsigned long long)(r->n - REJECTED_SHOWN));
    if (r->trouble[0])
        fprintf(stderr, "%s: %s\n", f->name, r->trouble);
    else if (r->n > 0 && r->wanted)
        fprintf(stderr, _("%s: all rejected rows are listed in %s.rejected.csv\n"), f->name, f->name);
    else if (r->n > REJECTED_SHOWN && !dry_run)
        fprintf(stderr, _("%s: a file of rejected rows is written where the extract is a file\n"), f->name);
}

void import_say(const struct import_file *f, const char *unit, bool dry_run) {
    say_not_tracked(f);
    say_elsewhere(unit, f);
    if (f->joined > 0)
        fprintf(stderr,
                ngettext("%s: %llu row was joined with another row of the same FIR\n",
                         "%s: %llu rows were joined with another row of the same FIR\n", (unsigned long)f->joined),
                f->name, (unsigned long long)f->joined);
    if (f->differing > 0)
        fprintf(
            stderr,
            ngettext("%s: %llu of them says something else than the row before it; the later row counts (line %llu)\n",
                     "%s: %llu of them say something else than the row before; the later row counts (the first: line "
                     "%llu)\n",
                     (unsigned long)f->differing),
            f->name, (unsigned long long)f->differing, (unsigned long long)f->differing_line);
    say_odd(f);
    say_rejected(f, dry_run);
    if (f->rows == 0)
        fprintf(stderr, _("%s: no rows below the headings\n"), f->name);
    for (int i = 0; i < f->same_n; i++)
        fprintf(stderr, _("%s: taken from '%s'; '%s' means the same and was left\n"), f->name, f->same[i].taken,
                f->same[i].left);
    if (f->left_n > 0)
        fprintf(stderr,
                ngettext("%s: %d column was left: %s\n", "%s: %d columns were left: %s\n", (unsigned long)f->left_n),
                f->name, f->left_n, f->left);
}
