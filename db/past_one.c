/* One case with everything, as it was on a past day. */
#include <stdlib.h>
#include <string.h>

#include "db/entry.h"
#include "db/past.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

/* Runs a query of one row for an id; the caller takes the columns, then finalises. NULL: none or failed. */
static sqlite3_stmt *row_of(struct store *store, const char *text, int64_t id, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(store->db, &q, text, e)) {
        return NULL;
    }
    sqlite3_bind_int64(q, 1, id);
    if (sql_step(q, e) != 1) {
        sqlite3_finalize(q);
        q = NULL;
    }
    return q;
}

static bool numbers_read(struct store *store, const struct case_detail *d, struct past_case *c, struct error *e) {
    *c = (struct past_case){.id = d->id, .fir_date = d->fir_date, .clock_date = d->clock_date, .unit = d->unit, .hits = d->hits,
                            .status = d->status, .status_on = d->status_on, .prepared = d->prepared, .filed = d->filed,
                            .in_cctns = d->in_cctns, .final_report = d->final_type[0] != '\0', .state = d->state};
    sqlite3_stmt *q = row_of(store, "SELECT sections, officer, outcome, probable FROM cache.fir_case WHERE id = ?1", d->id, e);
    if (q == NULL) {
        return false;
    }
    c->sections = sqlite3_column_int64(q, 0);
    c->officer = sqlite3_column_int64(q, 1);
    c->outcome = sqlite3_column_int(q, 2);
    c->probable = sqlite3_column_int(q, 3) != 0;
    sqlite3_finalize(q);
    return true;
}

static bool names_read(struct store *store, const struct past_case *now, const struct past_case *then, struct case_detail *d,
                       struct error *e) {
    sqlite3_stmt *q;
    if (then->unit != now->unit && (q = row_of(store, "SELECT code FROM cache.unit WHERE id = ?1", then->unit, e)) != NULL) {
        sql_text(q, 0, d->unit_code, sizeof d->unit_code);
        sqlite3_finalize(q);
        d->moved_to[0] = '\0';
    }
    if (then->sections != now->sections &&
        (q = row_of(store, "SELECT text FROM cache.section_set WHERE id = ?1", then->sections, e)) != NULL) {
        sql_text(q, 0, d->sections, sizeof d->sections);
        sqlite3_finalize(q);
    }
    if (then->officer == now->officer) {
        return e == NULL || e->kind == ERROR_NONE;
    }
    memset(&d->io, 0, sizeof d->io);
    d->io_since = CIVIL_NONE;
    q = row_of(store, "SELECT pno, rank, name, name_hi FROM cache.officer WHERE id = ?1", then->officer, e);
    if (q != NULL) {
        sql_text(q, 0, d->io.pno, sizeof d->io.pno);
        sql_text(q, 1, d->io.rank, sizeof d->io.rank);
        sql_text(q, 2, d->io.name, sizeof d->io.name);
        sql_text(q, 3, d->io.name_hi, sizeof d->io.name_hi);
        sqlite3_finalize(q);
    }
    return e == NULL || e->kind == ERROR_NONE;
}

/* A date after the day has not come; all of them are another report's where one followed. */
static void date_then(civil_day *date, civil_day day, bool other) {
    if (other || *date > day) {
        *date = CIVIL_NONE;
    }
}

static void state_then(const struct past_case *then, civil_day day, struct case_detail *d) {
    bool other = then->closed_later && then->state == 1;
    d->unit = then->unit;
    d->hits = then->hits;
    d->probable = then->probable && strcmp(d->settled, "tracked") != 0;
    if (other || then->status != d->status || (d->status_on != CIVIL_NONE && d->status_on > day)) {
        d->status_on = then->state == 1 ? then->closed_on : CIVIL_NONE;
    }
    d->status = then->status;
    d->state = then->state;
    date_then(&d->prepared, day, other);
    date_then(&d->approved, day, other);
    date_then(&d->filed, day, other);
    date_then(&d->in_cctns, day, other);
    date_then(&d->first_remand, day, false);
    if (then->state != 1 || other) {
        d->final_type[0] = d->final_no[0] = '\0';
    }
    if (then->status != STATUS_TRANSFERRED && then->state == 0 && then->closed_later) {
        d->moved_to[0] = '\0';
    }
}

/* ---- entries ---- */

struct entered {
    struct case_detail *d;
    civil_day day;
    bool reason, told; /* entries of it are there */
};

static civil_day entered_for(const struct entry *entry) {
    char shown[24];
    if (entry->on != CIVIL_NONE) {
        return entry->on;
    }
    clock_stamp_show(entry->at, shown);
    shown[10] = '\0';
    return civil_parse_typed(shown, civil_from_ymd(2199, 12, 31));
}

static bool take_entry(void *context, const struct entry *entry) {
    struct entered *x = context;
    int told = atoi(entry->code);
    bool is_reason = entry->kind == ENTRY_REASON, is_told = entry->kind == ENTRY_TOLD;
    if (is_reason && !x->reason) {
        x->d->reason[0] = '\0';
        x->d->reason_on = CIVIL_NONE;
    } else if (is_told && !x->told) {
        x->d->told_day = 0;
        x->d->told_on = CIVIL_NONE;
    }
    x->reason = x->reason || is_reason;
    x->told = x->told || is_told;
    if (entry->undone || entered_for(entry) > x->day) {
        return true;
    }
    if (is_reason) {
        text_format(x->d->reason, sizeof x->d->reason, "%s", strcmp(entry->code, "none") == 0 ? "" : entry->code);
        x->d->reason_on = entry->on;
    } else if (is_told && told >= x->d->told_day) {
        x->d->told_day = told;
        x->d->told_on = entry->on;
    }
    return true;
}

static void entered_later(civil_day day, struct case_detail *d) {
    if (d->reason_on != CIVIL_NONE && d->reason_on > day) {
        d->reason[0] = '\0';
        d->reason_on = CIVIL_NONE;
    }
    if (d->told_on != CIVIL_NONE && d->told_on > day) {
        d->told_day = 0;
        d->told_on = CIVIL_NONE;
    }
}

/* ---- the case ---- */

static bool not_yet(const struct case_detail *d, civil_day day, struct error *e) {
    char number[CASE_NO_SIZE], on[11], asked[11];
    case_no_full(d->id, number);
    civil_show(d->fir_date, on);
    civil_show(day, asked);
    return error_set(e, ERROR_USAGE, _("%s was registered on %s: there was no such case on %s. Leave --as-of out, or give a later date."),
                     number, on, asked);
}

bool case_get_as_of(struct store *store, case_id id, const struct list_clock *clock, struct case_detail *out, struct error *e) {
    struct past past = {0};
    struct past_case now, then;
    if (!case_get(store, id, out, e)) {
        return false;
    }
    if (!past_is(clock)) {
        return true;
    }
    if (out->fir_date > clock->today) {
        return not_yet(out, clock->today, e);
    }
    struct entered entered = {.d = out, .day = clock->today};
    bool well = numbers_read(store, out, &now, e) && past_begin(&past, store, clock, false, e);
    then = now;
    well = well && past_undo(&past, &then, true, e) && names_read(store, &now, &then, out, e) &&
           entries_of_case(store, id, take_entry, &entered, e);
    past_end(&past);
    if (well) {
        state_then(&then, clock->today, out);
        entered_later(clock->today, out);
    }
    return well;
}
