#include "src/report/reconcile_words.h"

#include <string.h>

#include "src/i18n.h"
#include "src/report/case_words.h"
#include "src/text.h"

const char *reconcile_kind_label(enum reconcile_kind kind) {
    static const char *const labels[RECONCILE_KINDS] = {N_("only in the register"), N_("only here, not in the register"), N_("differs"),
                                                        N_("marked as wrong in CCTNS")};
    return _(labels[kind]);
}

enum shape { SHAPE_TEXT, SHAPE_DAY, SHAPE_SECTIONS, SHAPE_STATUS, SHAPE_FINAL };

static const struct field {
    const char *code, *label;
    enum shape shape;
} fields[] = {
    {"fir_date", N_("FIR date"), SHAPE_DAY},
    {"sections", N_("sections"), SHAPE_SECTIONS},
    {"io", N_("IO"), SHAPE_TEXT},
    {"status", N_("status"), SHAPE_STATUS},
    {"moved_to", N_("transferred to"), SHAPE_TEXT},
    {"final_type", N_("kind of final report"), SHAPE_FINAL},
    {"final_no", N_("number of the final report"), SHAPE_TEXT},
    {"prepared", N_("prepared"), SHAPE_DAY},
    {"approved", N_("approved by CO"), SHAPE_DAY},
    {"filed", N_("filed in court"), SHAPE_DAY},
    {"in_cctns", N_("entered in CCTNS"), SHAPE_DAY},
    {"zero_fir", N_("Zero FIR"), SHAPE_TEXT},
    {"zero_date", N_("date of the Zero FIR"), SHAPE_DAY},
};

static const struct field *field_of(const char *code) {
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(fields[i].code, code) == 0)
            return &fields[i];
    return NULL;
}

const char *reconcile_field_label(const struct reconcile_row *row) {
    const struct field *field = field_of(row->field);
    if (row->kind == RECONCILE_MARKED)
        for (int i = 0; i < WRONG_FIELDS; i++)
            if (strcmp(wrong_fields[i].code, row->field) == 0)
                return _(wrong_fields[i].label);
    return field ? _(field->label) : row->field;
}

/* The values of a whole case are its sections; those of a marked fact have the shape of their field. */
static enum shape shape_of(const struct reconcile_row *row) {
    const struct field *field = field_of(row->field);
    if (row->field[0] == '\0')
        return SHAPE_SECTIONS;
    if (strcmp(row->field, "fir-date") == 0)
        return SHAPE_DAY;
    if (strcmp(row->field, "final-report") == 0)
        return SHAPE_FINAL;
    return field ? field->shape : SHAPE_TEXT;
}

const char *reconcile_value_show(const struct reconcile_row *row, bool of_register, char *out, size_t cap) {
    const char *value = of_register ? row->in_register : row->itsso;
    struct section_list list;
    enum case_status status;
    civil_day day;
    text_format(out, cap, "%s", value[0] ? value : "-");
    if (value[0] == '\0')
        return out;
    switch (shape_of(row)) {
    case SHAPE_DAY:
        if ((day = civil_parse_iso(value)) != CIVIL_NONE && cap >= 11)
            civil_show(day, out);
        break;
    case SHAPE_SECTIONS:
        sections_from_text(value, &list);
        sections_show(&list, language_now() == LANGUAGE_HINDI, out, cap);
        break;
    case SHAPE_STATUS:
        if (status_parse(value, &status))
            text_format(out, cap, "%s", status_label(status));
        break;
    case SHAPE_FINAL:
        text_format(out, cap, "%s", final_type_label(value));
        break;
    case SHAPE_TEXT:
        break;
    }
    return out;
}

/* "FILE: 120 cases of 1 station, FIR dates … - …". Returns its bytes. */
static size_t sum_begin(const struct reconcile_sum *sum, char *out, size_t cap) {
    char from[11] = "", to[11] = "";
    size_t n = text_format(out, cap, ngettext("%s: %lld case", "%s: %lld cases", (unsigned long)sum->rows), sum->file, (long long)sum->rows);
    if (sum->from == CIVIL_NONE || sum->to == CIVIL_NONE)
        return n;
    civil_show(sum->from, from);
    civil_show(sum->to, to);
    return n + text_format(out + n, cap - n, ngettext(" of %lld station, FIR dates %s - %s", " of %lld stations, FIR dates %s - %s",
                                                      (unsigned long)sum->stations), (long long)sum->stations, from, to);
}

static void sum_end(const struct reconcile_sum *sum, size_t n, char *out, size_t cap) {
    n += text_format(out + n, cap - n, _("; %lld not tracked (no difference)"), (long long)sum->not_tracked);
    if (sum->outside > 0)
        n += text_format(out + n, cap - n, _("; %lld of other units or dates, not compared"), (long long)sum->outside);
    if (sum->rejected > 0)
        text_format(out + n, cap - n, ngettext("; %lld row could not be read", "; %lld rows could not be read", (unsigned long)sum->rejected),
                    (long long)sum->rejected);
}

const char *reconcile_sum_show(const struct reconcile_sum *sum, char *out, size_t cap) {
    size_t n = sum_begin(sum, out, cap);
    n += text_format(out + n, cap - n, _("; %lld agree, %lld differ, %lld only in the register, %lld only here"), (long long)sum->same,
                     (long long)sum->differ, (long long)sum->only_register, (long long)sum->only_itsso);
    sum_end(sum, n, out, cap);
    return out;
}

const char *reconcile_sum_short(const struct reconcile_sum *sum, char *out, size_t cap) {
    size_t n = sum_begin(sum, out, cap);
    n += text_format(out + n, cap - n, _("; %lld agree"), (long long)sum->same);
    sum_end(sum, n, out, cap);
    return out;
}
