#include "db/report_balance.h"

#include <stdlib.h>
#include <string.h>

#include "db/report_pass.h"
#include "src/i18n.h"

struct walking {
    struct balance *out; /* of the period that is walked */
    struct balance *leg[2];
    int legs;
    struct report_pass *pass;
    bool keep;
    int room[2];
    struct issued_case here; /* the columns of the case that is walked */
    bool moved;              /* it came in or went out */
};

/* ---- counting ---- */

static bool is_of(const struct pass_then *then, enum balance_block block) {
    switch (block) {
    case BALANCE_376:
        return (then->categories & CATEGORY_376) != 0;
    case BALANCE_POCSO:
        return (then->categories & CATEGORY_POCSO) != 0;
    default:
        return then->categories != 0;
    }
}

static void count(struct walking *w, enum balance_block block, enum balance_column column, int row) {
    if (row < 0) {
        return; /* the other end of a transfer */
    }
    w->out->row[row].n[block][column]++;
    if (column <= BALANCE_CLOSING) {
        w->here.columns[block] |= 1u << column;
        w->moved = w->moved || (column != BALANCE_OPENING && column != BALANCE_CLOSING);
    }
}

static void count_end(struct walking *w, enum balance_block block, enum case_status status, int row) {
    switch (status) {
    case STATUS_CHARGESHEET:
    case STATUS_FURTHER:
        count(w, block, BALANCE_CHARGESHEET, row);
        break;
    case STATUS_FINAL:
        count(w, block, BALANCE_FINAL, row);
        break;
    case STATUS_EXPUNGED:
        count(w, block, BALANCE_EXPUNGED, row);
        break;
    case STATUS_TRANSFERRED:
        count(w, block, BALANCE_TRANSFERRED, row);
        break;
    case STATUS_OPEN:
    case STATUS_STAYED:
        count(w, block, BALANCE_DROPPED, row); /* no covered section is left */
        break;
    }
}

/* How a case that was registered, and not pending, came back. */
static enum balance_column way_back(const struct pass_then *was) {
    switch (was->status) {
    case STATUS_CHARGESHEET:
    case STATUS_FINAL:
    case STATUS_FURTHER:
    case STATUS_EXPUNGED:
        return BALANCE_REVIVED;
    default:
        return BALANCE_RECEIVED; /* it had been transferred away */
    }
}

static void pending_to(struct walking *w, enum balance_block block, const struct pass_then *was, const struct pass_then *now) {
    if (!is_of(was, block) && !is_of(now, block)) {
        return;
    }
    if (!is_of(now, block)) {
        count(w, block, BALANCE_DROPPED, was->row);
        return;
    }
    if (!is_of(was, block)) {
        count(w, block, BALANCE_ADDED, was->row);
    }
    if (was->row != now->row) {
        count(w, block, BALANCE_TRANSFERRED, was->row);
        count(w, block, BALANCE_RECEIVED, now->row);
    }
    if (now->state != 0) {
        count_end(w, block, now->status, now->row);
    }
}

static void step(struct walking *w, enum balance_block block, const struct pass_then *was, const struct pass_then *now) {
    if (!now->registered) {
        return;
    }
    if (!was->registered) {
        if (is_of(now, block)) {
            count(w, block, BALANCE_REGISTERED, now->row);
            if (now->state != 0) {
                count_end(w, block, now->status, now->row);
            }
        }
    } else if (status_state(was->status) == 0) { /* pending, be it without a covered section */
        pending_to(w, block, was, now);
    } else if (now->state == 0 && is_of(now, block)) {
        count(w, block, way_back(was), now->row);
    }
}

static bool is_pending(const struct pass_then *then, enum balance_block block) {
    return then->registered && then->state == 0 && then->row >= 0 && is_of(then, block);
}

static void count_closing(struct walking *w, enum balance_block block, const struct pass_then *then) {
    int day = limit_day(then->all.clock_date, w->out->to, &w->pass->clock.limit);
    count(w, block, BALANCE_CLOSING, then->row);
    count(w, block, day <= 60 ? BALANCE_TO_60 : BALANCE_OVER_60, then->row);
    static const struct { int day; enum balance_column column; } old[] = {
        {90, BALANCE_OVER_90}, {180, BALANCE_OVER_180}, {365, BALANCE_OVER_365}};
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        if (day > old[i].day) {
            count(w, block, old[i].column, then->row);
        }
    }
}

/* ---- one case ---- */

static bool keep_case(struct walking *w, int leg, case_id id, struct error *e) {
    struct balance *out = w->out;
    if (!w->keep || (w->here.columns[0] | w->here.columns[1] | w->here.columns[2]) == 0) {
        return true;
    }
    if (out->cases == w->room[leg]) {
        int room = out->cases != 0 ? 2 * out->cases : 256;
        struct issued_case *more = reallocarray(out->cases_in, (size_t)room, sizeof *more);
        if (more == NULL) {
            return error_set(e, ERROR_UNABLE, _("not enough memory for the cases of the monthly balance"));
        }
        out->cases_in = more;
        w->room[leg] = room;
    }
    w->here.id = id;
    out->cases_in[out->cases++] = w->here;
    return true;
}

/* Whether a date that the case moved on is not one that a source gave. */
static bool dated_otherwise(const struct walking *w, const struct pass_case *c) {
    const struct past *past = &w->pass->past;
    const struct past_case *now = &c->now;
    bool has_event = false;
    for (int i = 0; c->touched && past->event_of == now->id && i < past->event_n; i++) {
        const struct past_event *event = &past->event[i];
        bool counts = event->kind[0] == 's' || event->kind[0] == 't'; /* sections, status, transfer */
        if (counts && event->on >= w->out->from && event->on <= w->out->to) {
            has_event = true;
            if (event->by_import) {
                return true;
            }
        }
    }
    return !has_event && now->state == 1 && now->prepared == CIVIL_NONE && now->filed == CIVIL_NONE && now->in_cctns == CIVIL_NONE &&
           now->status_on >= w->out->from && now->status_on <= w->out->to;
}

/* One period of a case. *was: at its beginning, then at its end; days: those that lie in it are taken. */
static bool walk_leg(struct walking *w, int leg, const struct pass_case *c, const civil_day *days, int n, struct pass_then *was,
                     struct error *e) {
    struct pass_then now;
    w->out = w->leg[leg];
    memset(&w->here, 0, sizeof w->here);
    w->moved = false;
    for (int block = 0; block < BALANCE_BLOCKS; block++) {
        if (is_pending(was, (enum balance_block)block)) {
            count(w, (enum balance_block)block, BALANCE_OPENING, was->row);
        }
    }
    for (int i = 0; i < n; i++) {
        if (days[i] < w->out->from || days[i] > w->out->to) {
            continue;
        }
        if (!report_pass_then(w->pass, c, days[i], &now, e)) {
            return false;
        }
        for (int block = 0; block < BALANCE_BLOCKS; block++) {
            step(w, (enum balance_block)block, was, &now);
        }
        *was = now;
    }
    for (int block = 0; block < BALANCE_BLOCKS; block++) {
        if (is_pending(was, (enum balance_block)block)) {
            count_closing(w, (enum balance_block)block, was);
        }
    }
    w->out->by_import += w->moved && dated_otherwise(w, c);
    return keep_case(w, leg, c->now.id, e);
}

static bool walk(void *context, const struct pass_case *c, struct error *e) {
    struct walking *w = context;
    struct pass_then was;
    civil_day days[PASS_DAYS_MAX];
    int n = report_pass_days(w->pass, c, days, e);
    bool well = n >= 0 && report_pass_then(w->pass, c, w->pass->since, &was, e);
    for (int leg = 0; leg < w->legs && well; leg++) {
        well = walk_leg(w, leg, c, days, n, &was, e);
    }
    return well;
}

/* ---- the whole ---- */

int64_t balance_in(const struct balance_row *row, enum balance_block block) {
    const int32_t *n = row->n[block];
    return (int64_t)n[BALANCE_OPENING] + n[BALANCE_REGISTERED] + n[BALANCE_ADDED] + n[BALANCE_RECEIVED] + n[BALANCE_REVIVED];
}

int64_t balance_out(const struct balance_row *row, enum balance_block block) {
    const int32_t *n = row->n[block];
    return (int64_t)n[BALANCE_CHARGESHEET] + n[BALANCE_FINAL] + n[BALANCE_EXPUNGED] + n[BALANCE_TRANSFERRED] + n[BALANCE_DROPPED];
}

bool balance_row_empty(const struct balance_row *row) {
    static const struct balance_row empty;
    return memcmp(row, &empty, sizeof empty) == 0;
}

static bool adds_up(const struct balance_row *row, enum balance_block block) {
    const int32_t *n = row->n[block];
    return balance_in(row, block) == balance_out(row, block) + n[BALANCE_CLOSING] &&
           n[BALANCE_TO_60] + n[BALANCE_OVER_60] == n[BALANCE_CLOSING];
}

static bool sum_and_check(struct balance *out, const struct report_units *units, struct error *e) {
    for (int i = 0; i < units->n; i++) {
        for (int block = 0; block < BALANCE_BLOCKS; block++) {
            if (!adds_up(&out->row[i], (enum balance_block)block)) {
                return error_set(e, ERROR_UNABLE,
                                 _("the monthly balance of %s does not add up: %d pending before and in are not %d out and pending "
                                   "after. That is a fault of this program; please report it."),
                                 units->row[i].code, (int)balance_in(&out->row[i], (enum balance_block)block),
                                 (int)balance_out(&out->row[i], (enum balance_block)block) + out->row[i].n[block][BALANCE_CLOSING]);
            }
            for (int column = 0; column < BALANCE_COLUMNS; column++) {
                out->total.n[block][column] += out->row[i].n[block][column];
            }
        }
    }
    return true;
}

static int case_order(const void *a, const void *b) {
    const struct issued_case *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static bool leg_begin(struct walking *w, struct balance *leg, civil_day from, civil_day to, int rows, struct error *e) {
    leg->from = from;
    leg->to = to;
    leg->row = calloc((size_t)rows + 1, sizeof *leg->row);
    w->leg[w->legs++] = leg;
    return leg->row != NULL || error_set(e, ERROR_UNABLE, _("not enough memory for the monthly balance"));
}

static bool legs_read(struct store *store, const struct balance_query *query, struct walking *w, struct error *e) {
    const struct report_units *units = &w->leg[w->legs - 1]->units;
    bool well = report_pass_begin(w->pass, store, units, query->lists, &query->clock, w->leg[0]->from - 1, query->to, e) &&
                report_pass_run(w->pass, walk, w, e);
    report_pass_end(w->pass);
    for (int leg = 0; leg < w->legs && well; leg++) {
        struct balance *out = w->leg[leg];
        well = sum_and_check(out, units, e);
        if (well && out->cases > 0) {
            qsort(out->cases_in, (size_t)out->cases, sizeof *out->cases_in, case_order);
        }
    }
    return well;
}

bool balance_read(struct store *store, const struct balance_query *query, struct balance *out, struct balance *before,
                  struct error *e) {
    struct report_pass pass;
    struct walking w = {.pass = &pass, .keep = query->keep_cases};
    bool both = before != NULL && query->before_from != CIVIL_NONE;
    memset(out, 0, sizeof *out);
    if (before != NULL) {
        memset(before, 0, sizeof *before);
    }
    bool well = report_units_read(store, query->unit, ROWS_CHILDREN, &out->units, e) &&
                (!both || leg_begin(&w, before, query->before_from, query->from - 1, out->units.n, e)) &&
                leg_begin(&w, out, query->from, query->to, out->units.n, e) && legs_read(store, query, &w, e);
    if (!well) {
        balance_free(out);
        if (before != NULL) {
            balance_free(before);
        }
    }
    return well;
}

void balance_free(struct balance *balance) {
    report_units_free(&balance->units);
    free(balance->row);
    free(balance->cases_in);
    memset(balance, 0, sizeof *balance);
}

void balance_difference(const struct issued_case *issued, int issued_n, enum balance_column issued_column,
                        const struct balance *now, enum balance_column column, enum balance_block block,
                        int64_t counts[2], case_id *more, case_id *less, int max) {
    int i = 0, j = 0;
    counts[0] = counts[1] = 0;
    while (i < issued_n || j < now->cases) {
        case_id a = i < issued_n ? issued[i].id : INT64_MAX, b = j < now->cases ? now->cases_in[j].id : INT64_MAX;
        bool then = a <= b && (issued[i].columns[block] & 1u << issued_column) != 0;
        bool is = b <= a && (now->cases_in[j].columns[block] & 1u << column) != 0;
        if (then != is) {
            int64_t *n = &counts[then ? 1 : 0];
            if (*n < max) {
                (then ? less : more)[*n] = then ? a : b;
            }
            ++*n;
        }
        i += a <= b;
        j += b <= a;
    }
}
