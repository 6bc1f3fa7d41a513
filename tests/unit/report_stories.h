/* For the tests of the reports: random cases with dated histories, written import by import, and what each of them was at the end of
 * any day by its story alone, without the database. */
#ifndef ITSSO_TEST_REPORT_STORIES_H
#define ITSSO_TEST_REPORT_STORIES_H

#include "tests/unit/db_cases.h"

#define STORIES 500
#define TURNS 7
#define BEGIN (TODAY - 420)
#define NOWHERE (STATIONS + 90) /* a station that this database has not got */

struct story_state {
    enum case_status status;
    int set;     /* of story_sets */
    int station; /* of the hierarchy */
    civil_day closed_on; /* of the last charge sheet or final report */
};

struct story_turn {
    civil_day on, imported;
    bool dated; /* the source names the day, else that of the import stands in */
    bool first, sections, moved, ended;
    struct story_state state;
};

static struct story {
    case_id id;
    civil_day fir_date;
    int turns;
    struct story_turn turn[TURNS];
} story[STORIES];

/* The last has no covered section: a case that was tracked stays, as out. Each change only adds or only drops: of one that does both the
 * source dates the addition alone. */
static const char *const story_sets[] = {"IPC:363 IPC:376", "IPC:363 IPC:376 POCSO:4", "BNS:64(1) POCSO:6", "BNS:64(1)", "IPC:363"};
static const unsigned story_categories[] = {CATEGORY_376, CATEGORY_376 | CATEGORY_POCSO, CATEGORY_376 | CATEGORY_POCSO, CATEGORY_376, 0};

static inline void story_status(struct story_turn *turn, struct story_state *now) {
    static const enum case_status ends[] = {STATUS_CHARGESHEET, STATUS_CHARGESHEET, STATUS_FINAL, STATUS_STAYED, STATUS_EXPUNGED, STATUS_TRANSFERRED};
    now->status = now->status == STATUS_OPEN ? ends[any(6)] : STATUS_OPEN;
    turn->ended = now->status == STATUS_CHARGESHEET || now->status == STATUS_FINAL;
    turn->dated = turn->dated || turn->ended; /* a report has its dates */
    now->closed_on = turn->ended ? turn->on : now->closed_on;
}

static inline void story_sections(struct story_turn *turn, struct story_state *now) {
    static const int next[] = {1, 0, 3, 2, 0};
    now->set = any(6) == 0 && now->set < 2 ? 4 : next[now->set];
    turn->sections = true;
}

static inline void story_turn_make(struct story_turn *turn, struct story_state *now) {
    int what = any(12);
    if (what < 6) {
        story_status(turn, now);
    } else if (what < 8 || (what < 11 && now->status != STATUS_OPEN)) {
        story_sections(turn, now);
    } else if (what < 11) {
        now->station = (now->station + 1 + any(3)) % (STATIONS - 1);
        turn->moved = turn->dated = true;
    } else { /* two things on one day */
        story_sections(turn, now);
        turn->dated = true;
        story_status(turn, now);
    }
    turn->state = *now;
}

static inline void story_make(struct story *s, int n) {
    int station = any(STATIONS - 1), y;
    s->fir_date = BEGIN + any(420);
    civil_to_ymd(s->fir_date, &y, NULL, NULL);
    s->id = case_id_make(STATION_NO(station), y, 1 + n);
    struct story_state now = {.status = STATUS_OPEN, .set = any(4), .station = station, .closed_on = CIVIL_NONE};
    s->turn[0] = (struct story_turn){.on = s->fir_date, .imported = s->fir_date, .first = true, .dated = true, .state = now};
    s->turns = 1;
    for (int i = 1; i < TURNS; i++) {
        struct story_turn *turn = &s->turn[i];
        *turn = (struct story_turn){.on = s->turn[i - 1].imported + 1 + any(45), .dated = any(4) > 0};
        turn->imported = turn->on + any(9);
        if (turn->imported > TODAY)
            break;
        story_turn_make(turn, &now);
        s->turns++;
    }
}

static inline void story_put(struct case_put *put, const struct story *s, const struct story_turn *turn) {
    struct section_list list;
    const struct story_state *now = &turn->state;
    struct case_facts f = no_facts(s->id, s->fir_date);
    civil_day on = turn->dated ? turn->on : CIVIL_NONE;
    sections_from_text(story_sets[now->set], &list);
    f.sections = &list;
    f.status = now->status;
    f.section_added_on = turn->sections ? on : CIVIL_NONE;
    f.in_cctns = status_state(now->status) == 1 ? now->closed_on : CIVIL_NONE;
    f.status_on = turn->first || turn->ended ? CIVIL_NONE : on;
    if (turn->moved) {
        f.status = STATUS_TRANSFERRED;
        snprintf(f.moved_to, sizeof f.moved_to, "%d", STATION_NO(now->station));
    }
    must_put_case(put, &f);
}

/* All of them from `from` on, each import as of its own day. */
static inline void stories_import(civil_day from, bool hierarchy) {
    struct error e = {0};
    struct cache_writer *w = must_begin();
    rules_begin();
    if (hierarchy)
        put_hierarchy(w);
    for (civil_day day = from; day <= TODAY; day++) {
        struct case_put *put = case_put_begin(w, rules, "import", day, &limit, DISPOSED_CCTNS, false, &e);
        assert_non_null(put);
        for (int i = 0; i < STORIES; i++)
            for (int t = 0; t < story[i].turns; t++)
                if (story[i].turn[t].imported == day)
                    story_put(put, &story[i], &story[i].turn[t]);
        must_put_end(put);
    }
    must_commit(w);
}

static inline void stories_make(uint64_t seed) {
    random_state = seed;
    for (int i = 0; i < STORIES; i++)
        story_make(&story[i], i);
}

/* At the end of the day; NULL: it was not registered yet. */
static inline const struct story_state *story_on(const struct story *s, civil_day day) {
    const struct story_state *found = NULL;
    for (int i = 0; i < s->turns && s->fir_date <= day; i++)
        if (i == 0 || (s->turn[i].dated ? s->turn[i].on : s->turn[i].imported) <= day)
            found = &s->turn[i].state;
    return found;
}

static inline struct list_clock clock_on(civil_day day) {
    return (struct list_clock){.today = day, .limit = limit, .now = TODAY, .rules = rules};
}

static inline int64_t unit_of(struct store *store, const char *code) {
    struct unit unit;
    struct error e = {0};
    if (!*code)
        return 0;
    if (!unit_by_code(store, code, &unit, &e))
        fail_msg("no unit %s", code);
    return unit.id;
}

/* The row of a station below a unit of put_hierarchy: of a state its districts, of a district its stations, of all the states. */
static inline int story_row(const char *unit, int station) {
    int district = station / 3, state = station < 6 ? 0 : 1;
    if (!*unit || strcmp(unit, "IN") == 0)
        return state;
    if (strcmp(unit, "A") == 0)
        return station < 6 ? district : -1;
    if (strcmp(unit, "A1") == 0)
        return station < 3 ? station : -1;
    return strcmp(unit, "B1") == 0 ? station >= 6 ? station - 6 : -1 : -1;
}

#endif
