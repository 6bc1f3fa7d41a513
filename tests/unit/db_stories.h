/* For the tests of past days: random cases with dated histories, imported day by day, and what each of them was on a day by its
 * story alone. */
#ifndef ITSSO_TEST_DB_STORIES_H
#define ITSSO_TEST_DB_STORIES_H

#include "tests/unit/db_cases.h"

#include "db/entry.h"

static struct store *store;

static inline struct list_clock as_of(civil_day day) {
    return (struct list_clock){.today = day, .limit = limit, .now = TODAY, .rules = rules};
}

/* ---- stories ---- */

#define STORIES 900
#define TURNS 6
#define BEGIN (TODAY - 500)

struct state {
    enum case_status status;
    int set;                 /* of `sets` */
    int io;                  /* of `officers`; -1 none */
    int station;
    civil_day closed_on;     /* the last charge sheet or final report */
};

struct turn {
    civil_day on;            /* it happened */
    civil_day imported;
    bool dated;              /* the source names the day, else that of the import stands in */
    enum { FIRST, OFFICER, ADDED, DROPPED, MOVED, STATUS } kind;
    struct state state;
};

struct story {
    case_id id;
    civil_day fir_date;
    int turns;
    struct turn turn[TURNS];
    int told;                /* an alert day that was told */
    civil_day told_on;
} story[STORIES];
static int stories;

static const char *const sets[] = {"IPC:376", "IPC:376 POCSO:4", "BNS:64(1) POCSO:6", "BNS:64(1)", "POCSO:3", "IPC:363 IPC:366"};
static const char *const officers[] = {"R Verma", "A Khan", "S Yadav"};

static inline void turn_status(struct turn *turn, struct state *now) {
    turn->kind = STATUS;
    switch (now->status) {
    case STATUS_OPEN:
        now->status = (enum case_status[]){STATUS_CHARGESHEET, STATUS_FINAL, STATUS_STAYED, STATUS_CHARGESHEET, STATUS_EXPUNGED}[any(5)];
        break;
    case STATUS_STAYED:
        now->status = STATUS_OPEN;
        break;
    case STATUS_CHARGESHEET:
        now->status = any(3) ? STATUS_FURTHER : STATUS_OPEN;
        break;
    case STATUS_FURTHER:
        now->status = STATUS_FINAL;
        break;
    default:
        turn->kind = OFFICER;
        now->io = (now->io + 1) % 3;
    }
    if (now->status == STATUS_CHARGESHEET || now->status == STATUS_FINAL)
        now->closed_on = turn->kind == STATUS ? turn->dated ? turn->on : turn->imported : now->closed_on;
}

static inline void turn_make(struct turn *turn, struct state *now) {
    int what = any(10);
    if (what < 5) {
        turn_status(turn, now);
    } else if (what < 7) {
        turn->kind = OFFICER;
        now->io = (now->io + 2) % 3;
    } else if (what == 7 && now->set == 0) {
        turn->kind = ADDED;
        now->set = 1;
    } else if (what == 8 && now->set == 1) {
        turn->kind = DROPPED;
        now->set = 0;
    } else if (what == 8 && now->set == 2) {
        turn->kind = DROPPED;
        now->set = 3;
    } else {
        turn->kind = MOVED;
        now->station = (now->station + 1) % (STATIONS - 1);
        turn->dated = true;
    }
    turn->state = *now;
}

/* A case that came to this database when it was over already: its dates alone say that it was open before. */
static inline void story_late(struct story *s, struct state *now) {
    struct turn *turn = &s->turn[1];
    *turn = (struct turn){.on = s->fir_date + 1 + any(60), .kind = STATUS, .dated = true};
    turn->imported = turn->on + any(30);
    if (turn->imported > TODAY)
        return;
    now->status = any(3) ? STATUS_CHARGESHEET : any(2) ? STATUS_EXPUNGED : STATUS_STAYED;
    now->closed_on = turn->on;
    turn->state = *now;
    s->turn[0].imported = turn->imported; /* the same row */
    s->turns = 2;
}

static inline void story_make(struct story *s, int n) {
    int station = any(STATIONS - 1), y;
    s->fir_date = BEGIN + any(500);
    civil_to_ymd(s->fir_date, &y, NULL, NULL);
    s->id = case_id_make(STATION_NO(station), y, 1 + n);
    s->told_on = CIVIL_NONE;
    struct state now = {.status = STATUS_OPEN, .set = any(5), .io = any(4) - 1, .station = station, .closed_on = CIVIL_NONE};
    s->turn[0] = (struct turn){.on = s->fir_date, .imported = s->fir_date + any(4), .kind = FIRST, .state = now};
    s->turns = 1;
    if (any(6) == 0) {
        story_late(s, &now);
        return;
    }
    for (int i = 1; i < TURNS; i++) {
        struct turn *turn = &s->turn[i];
        *turn = (struct turn){.on = s->turn[i - 1].imported + 1 + any(50), .dated = any(4) > 0};
        turn->imported = turn->on + any(12);
        if (turn->imported > TODAY)
            break;
        turn_make(turn, &now);
        s->turns++;
    }
}

/* ---- imported, day by day ---- */

static inline void turn_put(struct case_put *put, const struct story *s, const struct turn *turn) {
    struct section_list list;
    const struct state *now = &turn->state;
    struct case_facts f = no_facts(s->id, s->fir_date);
    sections_from_text(sets[now->set], &list);
    f.sections = &list;
    f.status = now->status;
    if (now->io >= 0) {
        snprintf(f.io.name, sizeof f.io.name, "%s", officers[now->io]);
        snprintf(f.io.rank, sizeof f.io.rank, "SI");
    }
    civil_day on = turn->dated ? turn->on : CIVIL_NONE;
    f.io_since = turn->kind == OFFICER ? on : CIVIL_NONE;
    f.section_added_on = turn->kind == ADDED || turn->kind == DROPPED ? on : CIVIL_NONE;
    if (turn->kind == STATUS && status_state(now->status) == 1 && now->status != STATUS_FURTHER)
        f.in_cctns = on != CIVIL_NONE ? on : turn->imported;
    else if (turn->kind == STATUS)
        f.status_on = on;
    if (turn->kind == MOVED) {
        f.status_on = on;
        f.status = now->status == STATUS_OPEN ? STATUS_TRANSFERRED : now->status;
    }
    snprintf(f.moved_to, sizeof f.moved_to, "%d", STATION_NO(now->station));
    must_put_case(put, &f);
}

static inline void import_all(void) {
    struct error e = {0};
    struct cache_writer *w = must_begin();
    rules_begin();
    put_hierarchy(w);
    for (civil_day day = BEGIN; day <= TODAY; day++) {
        struct case_put *put = case_put_begin(w, rules, "import", day, &limit, DISPOSED_CCTNS, false, &e);
        assert_non_null(put);
        for (int i = 0; i < stories; i++)
            for (int t = story[i].turns - 1; t >= 0; t--)
                if (story[i].turn[t].imported == day) {
                    turn_put(put, &story[i], &story[i].turn[t]);
                    break;
                }
        must_put_end(put);
    }
    must_commit(w);
}

static inline void enter_told(void) {
    struct error e = {0};
    for (int i = 0; i < stories; i += 7) {
        struct story *s = &story[i];
        if (s->turn[0].imported > TODAY || s->fir_date + 31 > TODAY)
            continue;
        struct entry told = {.case_id = s->id, .kind = ENTRY_TOLD, .code = "31", .on = s->fir_date + 31 + any(TODAY - s->fir_date - 30)};
        if (!entry_add(store, &told, -1, TODAY, &e))
            fail_msg("%s", e.text);
        s->told = 31;
        s->told_on = told.on;
    }
}

/* ---- the plain recomputation ---- */

/* NULL: no case then. */
static inline const struct state *state_on(const struct story *s, civil_day day) {
    const struct state *found = NULL;
    for (int i = 0; i < s->turns && s->fir_date <= day; i++)
        if (i == 0 || (s->turn[i].dated ? s->turn[i].on : s->turn[i].imported) <= day)
            found = &s->turn[i].state;
    return s->turn[0].imported <= TODAY ? found : NULL;
}

static inline int state_of(const struct state *state) {
    return status_state(state->status);
}

static inline unsigned categories_of(const struct story *s, const struct state *then, hits *h) {
    struct section_list list;
    struct classification class;
    sections_from_text(sets[then->set], &list);
    classify(rules, &list, s->fir_date, &class);
    *h = class.all;
    return hits_categories(class.all, ~0u);
}

#endif
