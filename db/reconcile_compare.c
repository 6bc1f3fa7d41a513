/* One case of a register against the case as it stands here, field by field. */
#include <string.h>

#include "db/reconcile_inside.h"
#include "src/text.h"

struct comparing {
    reconcile_found_fn *found;
    void *context;
    bool differs;
    struct error *e;
};

static bool differ(struct comparing *c, const char *field, const char *in_register, const char *itsso) {
    c->differs = true;
    return c->found(c->context, field, in_register, itsso, c->e);
}

/* A text that the register does not say is not compared. */
static bool compare_text(struct comparing *c, const char *field, const char *in_register, const char *itsso) {
    return in_register[0] == '\0' || strcmp(in_register, itsso) == 0 || differ(c, field, in_register, itsso);
}

static bool compare_day(struct comparing *c, const char *field, civil_day in_register, civil_day itsso) {
    char a[11], b[11];
    if (in_register == CIVIL_NONE || in_register == itsso) {
        return true;
    }
    civil_iso(in_register, a);
    civil_iso(itsso, b);
    return differ(c, field, a, b);
}

static bool compare_sections(struct comparing *c, const struct case_facts *facts, const struct case_detail *here) {
    char text[SECTIONS_TEXT] = "";
    if (facts->sections != NULL && facts->sections->n > 0) {
        sections_text(facts->sections, text);
    }
    return compare_text(c, "sections", text, here->sections);
}

static bool has_devanagari(const char *text) {
    for (; *text; text++) {
        if ((unsigned char)text[0] == 0xE0 && ((unsigned char)text[1] == 0xA4 || (unsigned char)text[1] == 0xA5)) {
            return true;
        }
    }
    return false;
}

/* A name in the same script; "" none. */
static const char *name_like(const struct officer *officer, bool hindi) {
    if (officer->name_hi[0] != '\0' && hindi) {
        return officer->name_hi;
    }
    return officer->name[0] != '\0' && has_devanagari(officer->name) == hindi ? officer->name : "";
}

/* By PNO where both have one, else by name, loosely; names in two scripts are not compared. */
static bool compare_officer(struct comparing *c, const struct officer *a, const struct officer *b) {
    char shown[2][300], fold[2][2 * sizeof a->name_hi];
    officer_show_in(a, false, shown[0], sizeof shown[0]);
    officer_show_in(b, false, shown[1], sizeof shown[1]);
    if (a->name[0] == '\0') {
        return true;
    }
    if (a->pno[0] != '\0' && b->pno[0] != '\0') {
        return strcmp(a->pno, b->pno) == 0 || differ(c, "io", shown[0], shown[1]);
    }
    bool hindi = has_devanagari(a->name);
    const char *other = name_like(b, hindi);
    if (other[0] == '\0' && b->name[0] != '\0') {
        return true;
    }
    text_fold(a->name, strlen(a->name), fold[0], sizeof fold[0]);
    text_fold(other, strlen(other), fold[1], sizeof fold[1]);
    return strcmp(fold[0], fold[1]) == 0 || differ(c, "io", shown[0], shown[1]);
}

/* Who has the case: where the register says that it was sent away, and where it is here. A case that went to a unit of this database is
 * open there, whatever word the register has for it. */
static bool compare_status(struct comparing *c, const struct case_facts *facts, const struct case_detail *here) {
    char station[16];
    text_format(station, sizeof station, "%lld", (long long)case_id_station(facts->id));
    bool said = (int)facts->status >= 0 && (int)facts->status < STATUS_COUNT;
    const char *is_at = strcmp(here->unit_code, station) != 0 ? here->unit_code : here->moved_to;
    bool away = is_at[0] != '\0' || here->status == STATUS_TRANSFERRED;
    if (facts->moved_to[0] != '\0') {
        if (strcmp(facts->moved_to, is_at) != 0 && !differ(c, "moved_to", facts->moved_to, is_at)) {
            return false;
        }
    } else if (said && facts->status != STATUS_TRANSFERRED && is_at[0] != '\0' && !differ(c, "moved_to", "", is_at)) {
        return false;
    }
    if (!said || (facts->status == STATUS_TRANSFERRED && away)) {
        return true;
    }
    return compare_text(c, "status", status_name(facts->status), status_name(here->status));
}

static bool compare_zero(struct comparing *c, const struct case_facts *facts, const struct case_detail *here) {
    char a[CASE_NO_SIZE] = "", b[CASE_NO_SIZE] = "";
    if (facts->zero_id != 0) {
        case_no_full(facts->zero_id, a);
    }
    if (here->zero_id != 0) {
        case_no_full(here->zero_id, b);
    }
    return compare_text(c, "zero_fir", a, b) && compare_day(c, "zero_date", facts->zero_date, here->zero_date);
}

bool reconcile_compare(const struct case_facts *facts, const struct case_detail *here, reconcile_found_fn *found,
                       void *context, bool *differs, struct error *e) {
    struct comparing c = {.found = found, .context = context, .e = e};
    bool well = compare_day(&c, "fir_date", facts->fir_date, here->fir_date) && compare_sections(&c, facts, here) &&
                compare_officer(&c, &facts->io, &here->io) && compare_status(&c, facts, here) &&
                compare_text(&c, "final_type", facts->final_type, here->final_type) &&
                compare_text(&c, "final_no", facts->final_no, here->final_no) &&
                compare_day(&c, "prepared", facts->prepared, here->prepared) &&
                compare_day(&c, "approved", facts->approved, here->approved) &&
                compare_day(&c, "filed", facts->filed, here->filed) && compare_day(&c, "in_cctns", facts->in_cctns, here->in_cctns) &&
                compare_zero(&c, facts, here);
    *differs = c.differs;
    return well;
}
