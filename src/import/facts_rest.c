/* Rows: status, final report, court, zero FIR; joining rows of one FIR. */
#include <stddef.h>
#include <string.h>

#include "src/i18n.h"
#include "src/import/facts_inside.h"
#include "src/import/memo.h"
#include "src/text.h"

/* case_put keeps the status that is there (a new case is open). */
#define STATUS_NOT_SAID ((enum case_status) - 1)

/* What a row says of the end of an investigation, in whichever columns. */
struct ending {
    civil_day charge_sheet, closure, generic; /* by the heading's word; generic: "final report date" */
    char charge_sheet_no[32], closure_no[32], generic_no[32];
    struct status_word kind; /* of the type column */
    bool kind_said;
};

/* GD and report numbers that are no numbers are left: they could be anything. */
static void take_label(struct facts_reader *r, const struct table *t, enum field field, char *out, size_t cap) {
    int column;
    struct cell cell = facts_cell(r, t, field, &column);
    if (cell.n == 0 || cell_is_nothing(cell))
        return;
    if (!label_read(cell, out, cap))
        r->odd[field]++;
}

static enum facts_result unknown_word(struct rejection *why, int column) {
    why->column = column;
    text_format(why->reason, sizeof why->reason, _("the word is not known; known are: %s"), status_words_known());
    return ROW_REJECTED;
}

/* A column that says no more than "Charge Sheet" or "Final Report": a date, a number, or a kind. */
static enum facts_result take_either(struct facts_reader *r, const struct table *t, enum field field, civil_day *day,
                                     char *number, size_t cap, struct ending *end, struct rejection *why) {
    int column;
    char time[6];
    struct status_word word;
    struct cell cell = facts_cell(r, t, field, &column);
    if (cell.n == 0 || cell_is_nothing(cell))
        return ROW_GOOD;
    if (status_read(cell, &word)) {
        if (word.status != STATUS_OPEN) {
            end->kind = word;
            end->kind_said = true;
        }
        return ROW_GOOD;
    }
    civil_day read;
    if (date_read(cell, &read, time) == DATE_GOOD)
        return facts_date(r, t, field, day, time, why);
    if (!label_read(cell, number, cap))
        r->odd[field]++;
    return ROW_GOOD;
}

static enum facts_result read_kind(struct facts_reader *r, const struct table *t, struct ending *end,
                                   struct rejection *why) {
    int column;
    struct cell cell = facts_cell(r, t, FIELD_FINAL_TYPE, &column);
    if (cell.n == 0 || cell_is_nothing(cell))
        return ROW_GOOD;
    if (!status_read(cell, &end->kind))
        return unknown_word(why, column);
    end->kind_said = end->kind.status != STATUS_OPEN;
    return ROW_GOOD;
}

static enum facts_result read_dates(struct facts_reader *r, const struct table *t, struct case_facts *f,
                                    struct ending *end, struct rejection *why) {
    char time[6];
    const struct {
        enum field field;
        civil_day *day;
    } dates[] = {
        {FIELD_STATUS_DATE, &f->status_on},
        {FIELD_PREPARED, &end->generic},
        {FIELD_APPROVED, &f->approved},
        {FIELD_FILED, &f->filed},
        {FIELD_CCTNS, &f->in_cctns},
        {FIELD_CHARGESHEET_DATE, &end->charge_sheet},
        {FIELD_CLOSURE_DATE, &end->closure},
        {FIELD_IO_SINCE, &f->io_since},
        {FIELD_FIRST_REMAND, &f->first_remand},
        {FIELD_COURT_DATE, &f->court_date},
        {FIELD_ZERO_DATE, &f->zero_date},
        {FIELD_SECTION_ADDED, &f->section_added_on},
    };
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        if (r->column[dates[i].field][0] < 0)
            continue;
        if (facts_date(r, t, dates[i].field, dates[i].day, time, why) != ROW_GOOD)
            return ROW_REJECTED;
        /* What ends an investigation cannot lie before its FIR. */
        bool ends = i >= 1 && i <= 6;
        if (ends && *dates[i].day != CIVIL_NONE && *dates[i].day < f->fir_date)
            return facts_reject(why, r->column[dates[i].field][0], _("the date is before the FIR date"));
    }
    return ROW_GOOD;
}

static enum facts_result read_ending(struct facts_reader *r, const struct table *t, struct case_facts *f,
                                     struct ending *end, struct rejection *why) {
    *end = (struct ending){.charge_sheet = CIVIL_NONE, .closure = CIVIL_NONE, .generic = CIVIL_NONE};
    if (read_dates(r, t, f, end, why) != ROW_GOOD || read_kind(r, t, end, why) != ROW_GOOD)
        return ROW_REJECTED;
    take_label(r, t, FIELD_FINAL_NO, end->generic_no, sizeof end->generic_no);
    take_label(r, t, FIELD_CHARGESHEET_NO, end->charge_sheet_no, sizeof end->charge_sheet_no);
    take_label(r, t, FIELD_CLOSURE_NO, end->closure_no, sizeof end->closure_no);
    if (r->column[FIELD_CHARGESHEET][0] >= 0 &&
        take_either(r, t, FIELD_CHARGESHEET, &end->charge_sheet, end->charge_sheet_no, sizeof end->charge_sheet_no, end,
                    why) != ROW_GOOD)
        return ROW_REJECTED;
    if (r->column[FIELD_CLOSURE][0] >= 0 &&
        take_either(r, t, FIELD_CLOSURE, &end->closure, end->closure_no, sizeof end->closure_no, end, why) != ROW_GOOD)
        return ROW_REJECTED;
    if ((end->charge_sheet != CIVIL_NONE && end->charge_sheet < f->fir_date) ||
        (end->closure != CIVIL_NONE && end->closure < f->fir_date))
        return facts_reject(
            why,
            r->column[end->charge_sheet != CIVIL_NONE && end->charge_sheet < f->fir_date ? FIELD_CHARGESHEET
                                                                                         : FIELD_CLOSURE][0],
            _("the date is before the FIR date"));
    return ROW_GOOD;
}

/* Charge sheet or final report, where the status does not say which, or nothing. false: the row says of neither. */
static bool told_by_ending(const struct case_facts *f, const struct ending *end, enum case_status *status) {
    if (end->kind_said && !end->kind.disposed_only)
        *status = end->kind.status;
    else if (end->charge_sheet != CIVIL_NONE || end->charge_sheet_no[0])
        *status = STATUS_CHARGESHEET;
    else if (end->kind_said || end->closure != CIVIL_NONE || end->closure_no[0] || end->generic != CIVIL_NONE ||
             end->generic_no[0] || f->filed != CIVIL_NONE || f->in_cctns != CIVIL_NONE || f->approved != CIVIL_NONE)
        *status = STATUS_FINAL;
    else if (f->moved_to[0])
        *status = STATUS_TRANSFERRED;
    else
        return false;
    return true;
}

static enum facts_result read_status(struct facts_reader *r, const struct table *t, struct case_facts *f,
                                     const struct ending *end, bool *said, struct rejection *why) {
    struct status_word word = {STATUS_OPEN, "", false};
    int column;
    struct cell cell = facts_cell(r, t, FIELD_STATUS, &column);
    bool stated = cell.n > 0 && !cell_is_nothing(cell);
    if (stated) {
        struct memo_key key;
        size_t n;
        memo_key_begin(&key, 'S');
        memo_key_add(&key, cell);
        if (!memo_get(r->memo, &key, &word, &n, sizeof word)) {
            if (!status_read(cell, &word))
                return unknown_word(why, column);
            memo_put(r->memo, &key, &word, sizeof word);
        }
    }
    f->status = word.status;
    *said = stated;
    if (!stated || word.disposed_only)
        *said = told_by_ending(f, end, &f->status) || stated;
    if (!*said)
        f->status = STATUS_NOT_SAID;
    const char *kind = word.final_type[0] ? word.final_type : end->kind_said ? end->kind.final_type : "";
    if (f->status == STATUS_FINAL)
        text_format(f->final_type, sizeof f->final_type, "%s", kind);
    return ROW_GOOD;
}

/* The report's number and date by what the status has turned out to be. */
static void join_ending(struct case_facts *f, const struct ending *end) {
    bool closure = f->status == STATUS_FINAL;
    civil_day own = closure ? end->closure : end->charge_sheet, other = closure ? end->charge_sheet : end->closure;
    const char *own_no = closure ? end->closure_no : end->charge_sheet_no,
               *other_no = closure ? end->charge_sheet_no : end->closure_no;
    f->prepared = own != CIVIL_NONE ? own : end->generic != CIVIL_NONE ? end->generic : other;
    text_format(f->final_no, sizeof f->final_no, "%s",
                own_no[0]            ? own_no
                : end->generic_no[0] ? end->generic_no
                                     : other_no);
}

static void read_moved_to(struct facts_reader *r, const struct table *t, struct case_facts *f) {
    int column;
    struct cell cell = facts_cell(r, t, FIELD_MOVED_TO, &column);
    if (cell.n == 0 || cell_is_nothing(cell))
        return;
    int64_t code = station_read(cell);
    if (station_is_plausible(code))
        text_format(f->moved_to, sizeof f->moved_to, "%lld", (long long)code);
    else
        r->odd[FIELD_MOVED_TO]++;
}

/* The first recording: number, station and date, in columns of their own. The clock runs from its date. */
static enum facts_result read_zero(struct facts_reader *r, const struct table *t, struct case_facts *f,
                                   struct rejection *why) {
    int column, station_column, year = 0, serial = 0;
    int64_t station = 0;
    if (f->zero_date != CIVIL_NONE && f->zero_date > f->fir_date)
        return facts_reject(why, r->column[FIELD_ZERO_DATE][0], _("the zero FIR is later than the FIR"));
    struct cell cell = facts_cell(r, t, FIELD_ZERO_FIR, &column);
    if (cell.n == 0)
        return ROW_GOOD;
    struct cell where = facts_cell(r, t, FIELD_ZERO_STATION, &station_column);
    if (where.n > 0)
        station = station_read(where);
    enum number_fault fault = number_read(cell, &station, &year, &serial);
    if (fault == NUMBER_EMPTY)
        return ROW_GOOD;
    if (year == 0)
        civil_to_ymd(f->zero_date != CIVIL_NONE ? f->zero_date : f->fir_date, &year, NULL, NULL);
    if (fault == NUMBER_GOOD && station_is_plausible(station))
        f->zero_id = case_id_make(station, year, serial);
    if (f->zero_id == 0)
        r->odd[FIELD_ZERO_FIR]++;
    return ROW_GOOD;
}

static void read_rest(struct facts_reader *r, const struct table *t, struct case_facts *f) {
    int column;
    char time[6];
    struct cell cell = facts_cell(r, t, FIELD_FIR_TIME, &column);
    if (cell.n > 0 && !cell_is_nothing(cell)) {
        if (time_read(cell, time))
            memcpy(f->fir_time, time, sizeof time);
        else
            r->odd[FIELD_FIR_TIME]++;
    }
    take_label(r, t, FIELD_GD, f->gd_no, sizeof f->gd_no);
    cell = facts_cell(r, t, FIELD_ARRESTS, &column);
    if (cell.n > 0) {
        f->arrests = count_read(cell);
        if (f->arrests < 0 && !cell_is_nothing(cell))
            r->odd[FIELD_ARRESTS]++;
    }
}

static void facts_clear(struct case_facts *f) {
    memset(f, 0, sizeof *f);
    f->zero_date = f->io_since = f->status_on = f->prepared = f->approved = f->filed = f->in_cctns = CIVIL_NONE;
    f->first_remand = f->court_date = f->section_added_on = CIVIL_NONE;
    f->arrests = -1;
}

enum facts_result facts_read(struct facts_reader *r, const struct table *t, struct facts_row *out,
                             struct rejection *why) {
    struct case_facts *f = &out->facts;
    struct ending end;
    case_id id;
    civil_day fir_date;
    char time[6];
    out->line = t->line;
    enum facts_result result = facts_identify(r, t, &id, &fir_date, time, why);
    if (result == ROW_BLANK)
        return result;
    facts_clear(f);
    f->sections = &out->sections;
    f->id = id;
    if (result == ROW_REJECTED)
        return result;
    f->fir_date = fir_date;
    memcpy(f->fir_time, time, sizeof f->fir_time);
    if (facts_sections(r, t, fir_date, &out->sections, why) != ROW_GOOD)
        return ROW_REJECTED;
    read_moved_to(r, t, f);
    if (read_ending(r, t, f, &end, why) != ROW_GOOD || read_status(r, t, f, &end, &out->status_said, why) != ROW_GOOD)
        return ROW_REJECTED;
    join_ending(f, &end);
    if (read_zero(r, t, f, why) != ROW_GOOD)
        return ROW_REJECTED;
    if (!facts_officer(r, t, &f->io))
        return facts_reject(why, r->column[FIELD_IO][0], _("the cell is not UTF-8 text"));
    read_rest(r, t, f);
    return ROW_GOOD;
}

/* ---- rows of one FIR ---- */

void facts_copy(struct facts_row *to, const struct facts_row *from) {
    to->facts = from->facts;
    to->facts.sections = &to->sections;
    to->status_said = from->status_said;
    to->line = from->line;
    to->sections.n = from->sections.n;
    to->sections.cut = from->sections.cut;
    memcpy(to->sections.at, from->sections.at, (size_t)from->sections.n * sizeof from->sections.at[0]);
}

static bool take_text(char *into, const char *further, size_t cap) {
    bool differs = further[0] && into[0] && strcmp(into, further) != 0;
    if (further[0])
        text_format(into, cap, "%s", further);
    return differs;
}

static void take_day(civil_day *into, civil_day further) {
    if (further != CIVIL_NONE)
        *into = further;
}

bool facts_join(struct facts_row *into, const struct facts_row *further) {
    struct case_facts *a = &into->facts;
    const struct case_facts *b = &further->facts;
    bool differs = a->fir_date != b->fir_date;
    sections_merge(&into->sections, &further->sections);
    a->fir_date = b->fir_date;
    take_text(a->fir_time, b->fir_time, sizeof a->fir_time);
    take_text(a->gd_no, b->gd_no, sizeof a->gd_no);
    if (b->zero_id != 0)
        a->zero_id = b->zero_id;
    take_day(&a->zero_date, b->zero_date);
    if (b->io.name[0] || b->io.pno[0]) {
        differs |= (a->io.name[0] && strcmp(a->io.name, b->io.name) != 0) ||
                   (a->io.pno[0] && strcmp(a->io.pno, b->io.pno) != 0);
        a->io = b->io;
    }
    take_day(&a->io_since, b->io_since);
    if (further->status_said) {
        differs |= into->status_said && a->status != b->status;
        a->status = b->status;
        into->status_said = true;
        if (b->status != STATUS_FINAL)
            a->final_type[0] = '\0';
    }
    take_day(&a->status_on, b->status_on);
    take_text(a->final_type, b->final_type, sizeof a->final_type);
    take_text(a->final_no, b->final_no, sizeof a->final_no);
    take_day(&a->prepared, b->prepared);
    take_day(&a->approved, b->approved);
    take_day(&a->filed, b->filed);
    take_day(&a->in_cctns, b->in_cctns);
    take_text(a->moved_to, b->moved_to, sizeof a->moved_to);
    if (b->arrests >= 0)
        a->arrests = b->arrests;
    take_day(&a->first_remand, b->first_remand);
    take_day(&a->court_date, b->court_date);
    take_day(&a->section_added_on, b->section_added_on);
    return differs;
}
