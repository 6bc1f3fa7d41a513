/* The table of reports, and what is done for each of them. */
#include "src/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/report/report_inside.h"
#include "src/text.h"

const struct report reports[] = {
    {"ageing", N_("Open cases by age"), N_("each unit by age, 376 and POCSO apart"), 0, report_ageing},
    {"pending-by-io", N_("Orderly room: open cases by IO"), N_("by IO, with room for directions"), REPORT_ISSUE,
     report_pending_by_io},
    {"crime-meeting", N_("Monthly crime meeting"), N_("by age, rates, directions, date of the data"), REPORT_PERIOD,
     report_crime_meeting},
    {"monthly-balance", N_("Monthly balance"), N_("in and out by each way; it adds up"),
     REPORT_PERIOD | REPORT_ISSUE, report_monthly_balance},
    {"compliance", N_("Compliance report"), N_("what was done of each letter and direction"), REPORT_PERIOD, report_compliance},
    {"annexure-1", N_("Annexure 1: POCSO Act, finished within two months"), N_("POCSO: stations at 0 and at 100 per cent"),
     REPORT_PERIOD, report_annexure_1},
    {"annexure-2", N_("Annexure 2: section 376, finished within two months"), N_("376: stations at 0 and at 100 per cent"),
     REPORT_PERIOD, report_annexure_2},
    {"annexure-3", N_("Annexure 3: alert messages"), N_("alerts: who was told, when and how"), REPORT_PERIOD,
     report_annexure_3},
    {"annexure-4", N_("Annexure 4: districts by disposal"), N_("districts by disposal, compliance beside it"),
     REPORT_PERIOD | REPORT_SORT, report_annexure_4},
    {"waiting-for", N_("What open cases wait for"), N_("by reason; charge sheets not yet in CCTNS"), 0, report_waiting_for},
    {"reconcile", N_("Reconciliation with the register"), N_("the last comparison; facts marked as wrong"), 0, report_reconcile},
    {"reminder", N_("Reminder"), N_("half a page for the IO of one case"), REPORT_CASE, report_reminder},
};
const int reports_count = COUNT_OF(reports);

const char *const report_sorts[] = {"disposal", "compliance", "pendency", "name", NULL};

const struct report *report_find(const char *name) {
    for (int i = 0; i < reports_count; i++)
        if (strcmp(reports[i].name, name) == 0)
            return &reports[i];
    return NULL;
}

/* ---- what stands on each sheet ---- */

static void lists_words(const struct report_ask *ask, char *out, size_t cap) {
    static const struct {
        const char *name, *words;
    } shipped[] = {{"itsso", "ITSSO"}, {"crpc173", N_("CrPC 173(1A)")}, {"bnss193", N_("BNSS 193(2)")}};
    hits all;
    struct error e = {0};
    size_t used = 0;
    out[0] = '\0';
    if (ask->lists == 0 || !rules_lists_mask(ask->rules, "all", &all, &e) || (all & ~ask->lists) == 0) {
        text_format(out, cap, "%s", _("all"));
        return;
    }
    for (int list = 0; list < rules_list_count(ask->rules); list++) {
        const char *name = rules_list_name(ask->rules, list), *words = name;
        if (!(ask->lists & (HIT(list, CATEGORY_376) | HIT(list, CATEGORY_POCSO))))
            continue;
        for (int i = 0; i < COUNT_OF(shipped); i++)
            if (strcmp(shipped[i].name, name) == 0)
                words = _(shipped[i].words);
        used += text_format(out + used, cap - used, "%s%s", used ? ", " : "", words);
    }
}

static void data_words(const struct report_ask *ask, char *out, size_t cap) {
    char stamp[64], shown[24];
    store_meta(ask->store, "data_at", stamp, sizeof stamp);
    if (!*stamp)
        store_meta(ask->store, "imported_at", stamp, sizeof stamp);
    clock_stamp_show(stamp, shown);
    text_format(out, cap, "%s", shown);
}

/* Who signs: a station's sheet its moharrir and SHO (the sheet's own words), one of a unit above it those of the office. */
static void signatories(struct sheet *sheet, enum unit_level level) {
    memset(sheet->signatory, 0, sizeof sheet->signatory);
    if (level == LEVEL_STATION)
        return;
    text_format(sheet->signatory[0], sizeof sheet->signatory[0], "%s", _("Prepared by"));
    text_format(sheet->signatory[1], sizeof sheet->signatory[1], "%s", _("Supervising officer"));
}

bool report_head(const struct report_ask *ask, struct sheet *sheet, struct error *e) {
    struct unit unit = {.level = LEVEL_NATION};
    error_clear(e);
    if (ask->unit ? unit_by_id(ask->store, ask->unit, &unit, e) : unit_root(ask->store, &unit, e)) {
        text_format(sheet->unit, sizeof sheet->unit, "%s", unit_name(&unit));
        text_format(sheet->unit_code, sizeof sheet->unit_code, "%s", unit.code);
    } else if (e->kind != ERROR_NONE) {
        return false;
    } else if (ask->unit) {
        return error_set(e, ERROR_UNABLE, _("the unit of the report is no longer there; choose another"));
    } else {
        text_format(sheet->unit, sizeof sheet->unit, "%s", _("the whole database"));
    }
    signatories(sheet, unit.level);
    sheet->as_of = ask->clock.today;
    data_words(ask, sheet->data_at, sizeof sheet->data_at);
    lists_words(ask, sheet->lists, sizeof sheet->lists);
    sheet->training = store_is_training(ask->store);
    return true;
}

/* ---- making ---- */

static bool period_makes_sense(const struct report *report, const struct report_ask *ask, struct error *e) {
    char from[11], to[11];
    bool given = ask->from != CIVIL_NONE || ask->to != CIVIL_NONE;
    if (given && !(report->takes & REPORT_PERIOD))
        return error_set(e, ERROR_USAGE, _("%s tells of one day (--as-of) and takes no period: leave --from and --to out"), report->name);
    if (ask->to != CIVIL_NONE && ask->to > ask->clock.today) {
        civil_show(ask->to, to);
        civil_show(ask->clock.today, from);
        return error_set(e, ERROR_USAGE, _("the period ends on %s, after the day that the report tells of (%s); choose an earlier end"), to, from);
    }
    civil_day last = ask->to != CIVIL_NONE ? ask->to : ask->clock.today;
    if (ask->from != CIVIL_NONE && ask->from > last) {
        civil_show(ask->from, from);
        civil_show(last, to);
        return error_set(e, ERROR_USAGE, _("the period begins on %s, after its end on %s"), from, to);
    }
    return true;
}

/* A past day is counted by the hierarchy of today. */
static void note_moved(const struct report_ask *ask, struct sheet *sheet) {
    char words[256];
    int64_t n = sheet->as_of < ask->clock.now ? units_moved_since(ask->store, ask->unit, sheet->as_of) : 0;
    if (n == 0)
        return;
    units_moved_show(n, words, sizeof words);
    sheet_note(sheet, "%s", words);
}

bool report_make(const struct report *report, const struct report_ask *ask, struct report_made *made, struct error *e) {
    memset(made, 0, sizeof *made);
    if (!period_makes_sense(report, ask, e))
        return false;
    made->sheet = sheet_new(report->name);
    if (!made->sheet)
        return error_set(e, ERROR_UNABLE, _("not enough memory for the report"));
    text_format(made->sheet->title, sizeof made->sheet->title, "%s", _(report->title));
    made->sheet->signatures = true;
    bool begun = store_read_begin(ask->store);
    bool well = report_head(ask, made->sheet, e) && report->make(ask, made, e);
    if (well)
        note_moved(ask, made->sheet);
    well = well && !sheet_failed(made->sheet, e);
    store_read_end(ask->store, begun);
    if (!well)
        report_made_free(made);
    return well;
}

void report_made_free(struct report_made *made) {
    sheet_free(made->sheet);
    free(made->cases_in);
    memset(made, 0, sizeof *made);
}

bool report_issue(const struct report *report, const struct report_ask *ask, const struct report_made *made, struct error *e) {
    const struct sheet *sheet = made->sheet;
    struct issued issued = {.from = sheet->from, .to = sheet->to, .as_of = sheet->as_of, .lists = ask->lists};
    char *csv = NULL;
    size_t n = 0;
    if (!(report->takes & REPORT_ISSUE))
        return error_set(e, ERROR_USAGE, _("%s is not issued: nothing is held against it later"), report->name);
    FILE *memory = open_memstream(&csv, &n);
    bool well = memory && sheet_render_csv(sheet, memory, e);
    if (memory && fclose(memory) != 0)
        well = false;
    if (!well && e->kind == ERROR_NONE)
        error_set(e, ERROR_UNABLE, _("not enough memory to keep the sheet"));
    text_format(issued.name, sizeof issued.name, "%s", report->name);
    text_format(issued.unit, sizeof issued.unit, "%s", sheet->unit_code);
    well = well && issued_add(ask->store, &issued, csv, made->cases_in, made->cases, e);
    free(csv);
    return well;
}
