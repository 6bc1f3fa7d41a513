/* Making the training data: the places, then station by station its cases in the order of their numbers, then the
 * entries. */
#include "src/demo/demo.h"

#include <stdlib.h>
#include <string.h>

#include "db/training.h"
#include "src/demo/diary.h"
#include "src/demo/people.h"
#include "src/i18n.h"
#include "src/text.h"

enum { DICE_AGE = 51, DICE_STATION = 52 };

#define SPAN_DAYS 2030   /* about five and a half years of FIRs */
#define DIARY_CASES 1500 /* open cases that have entries */
#define DIARY_HOME 64    /* of them kept for the home station, which comes last */
#define HOME_SHARE 340
#define STATION_CASES_MAX 30000 /* that many FIR numbers fit the years */

int64_t demo_cases(enum demo_scope scope) {
    static const int64_t cases[] = {340, 4000, 150000, 1000000};
    return cases[scope];
}

/* A case before its story is told. */
struct seed_case {
    civil_day clock, order; /* order: the FIR date */
    int number;
    const struct scene *scene;
};

struct making {
    const struct demo_plan *plan;
    struct places places;
    struct mix *mix;
    demo_story *take; /* where each story goes */
    void *context;
    struct seed_case *begun; /* of the station at hand */
    int64_t begun_max;
    struct diary_case *diary;
    int diary_cases;
    bool home_diary; /* of the home station only */
    int64_t done;
    int span;
};

/* ---- one station ---- */

static int by_order(const void *a, const void *b) {
    const struct seed_case *one = a, *other = b;
    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return one->number - other->number;
}

static void begin_cases(struct making *m, const struct stage *stage, int n) {
    for (int i = 0; i < n; i++) {
        struct seed_case *c = &m->begun[i];
        struct dice dice = dice_for(stage->seed, DICE_AGE + (uint64_t)stage->station * 64, (uint64_t)i);
        *c = (struct seed_case){.number = i};
        if (stage->home && i < SCENES && scenes[i].age <= m->span)
            c->scene = &scenes[i];
        c->clock = stage->today - (c->scene ? c->scene->age : dice_between(&dice, stage->home ? 22 : 0, m->span));
        c->order = c->clock + story_zero(stage, c->clock, (uint64_t)i, c->scene);
    }
}

static void keep_for_diary(struct making *m, const struct story *story, const struct stage *stage, int number) {
    int room = DIARY_CASES - (stage->home ? 0 : DIARY_HOME);
    if (!story->open || m->diary_cases >= room || (!stage->home && (m->home_diary || number % 4 != 0)))
        return;
    m->diary[m->diary_cases++] = (struct diary_case){
        .id = story->facts.id,
        .fir_date = story->facts.fir_date,
        .clock = story->clock,
        .first_remand = story->facts.arrests > 0 ? story->facts.first_remand : CIVIL_NONE,
        .pocso = story->pocso,
        .scene = story->scene,
        .number = (uint64_t)stage->station * STATION_CASES_MAX + (uint64_t)number,
    };
}

/* The serial that a station's register has reached on that day of the year. */
static int serial_on(civil_day day, int volume, int last, struct dice *dice) {
    int year;
    civil_to_ymd(day, &year, NULL, NULL);
    int of_year = day - civil_from_ymd(year, 1, 1);
    int serial = 1 + of_year * volume / 366 + dice_between(dice, 0, 1);
    return serial > last ? serial : last + 1;
}

static bool put_story(void *put, const struct story *story, struct error *e) {
    enum put_result result;
    if (story->changed && !case_put(put, &story->before, &result, NULL, e))
        return false;
    return case_put(put, &story->facts, &result, NULL, e);
}

static bool make_station(struct making *m, int station, int n, struct error *e) {
    const struct place_station *place = &m->places.station[station];
    bool home = place->code == DEMO_HOME_STATION;
    struct dice dice = dice_for(m->plan->seed, DICE_STATION, (uint64_t)station);
    int volume = dice_between(&dice, 250, 700), last = 0, last_year = 0;
    struct stage stage = {.seed = m->plan->seed, .today = m->plan->today, .station = station, .home = home};
    stage.officers = people_count(n);
    stage.in_time = home ? 850 : dice_chance(&dice, 40) ? 990 : dice_between(&dice, 790, 930);
    if (m->places.stations > 1)
        stage.transfer_to = m->places.station[station > 0 ? station - 1 : 1].code;
    begin_cases(m, &stage, n);
    struct story story;
    if (n > 1)
        qsort(m->begun, (size_t)n, sizeof m->begun[0], by_order);
    for (int i = 0; i < n; i++) {
        struct seed_case *c = &m->begun[i];
        int year;
        story_tell(&stage, m->mix, c->clock, (uint64_t)c->number, c->scene, &story);
        civil_to_ymd(story.facts.fir_date, &year, NULL, NULL);
        last = serial_on(story.facts.fir_date, volume, year == last_year ? last : 0, &dice);
        last_year = year;
        story_number(&story, place->code, last);
        if (!m->take(m->context, &story, e))
            return false;
        keep_for_diary(m, &story, &stage, c->number);
        m->done++;
        if (m->plan->progress)
            m->plan->progress(m->plan->context, m->done, m->plan->cases);
    }
    return true;
}

/* ---- all of them ---- */

/* How many cases the home station has; the others share the rest by their weights. */
static int64_t home_cases(const struct making *m) {
    int64_t cases = m->plan->cases;
    if (m->places.stations == 1)
        return cases;
    int64_t least = SCENES * 2, share = cases / 20;
    share = share > HOME_SHARE ? HOME_SHARE : share < least ? least : share;
    return share > cases ? cases : share;
}

static bool make_cases(struct making *m, struct error *e) {
    int64_t home = home_cases(m), rest = m->plan->cases - home, weight = 0, given = 0;
    for (int i = 0; i < m->places.stations; i++) {
        const struct place_station *place = &m->places.station[i];
        weight += place->weight;
        int64_t upto = m->places.weights > 0 ? rest * weight / m->places.weights : 0;
        int64_t n = place->code == DEMO_HOME_STATION ? home : upto - given;
        if (place->code != DEMO_HOME_STATION)
            given = upto;
        if (n > STATION_CASES_MAX)
            return error_set(e, ERROR_USAGE, _("--cases: %lld are too many for one %s; a station has %d at most"),
                             (long long)m->plan->cases, demo_scope_name(m->places.scope), STATION_CASES_MAX);
        if (n > m->begun_max && n > 0) {
            struct seed_case *more = realloc(m->begun, (size_t)n * sizeof more[0]);
            if (!more)
                return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
            m->begun = more;
            m->begun_max = n;
        }
        if (!make_station(m, i, (int)n, e))
            return false;
    }
    return true;
}

/* When the data is said to have come: at midnight in India, at the beginning of the day. */
static bool put_marks(const struct demo_plan *plan, struct cache_writer *w, struct error *e) {
    char date[11], stamp[32];
    civil_iso(plan->today - 1, date);
    text_format(stamp, sizeof stamp, "%sT18:30:00.000Z", date);
    return cache_set_meta(w, "training", "1", e) && cache_set_meta(w, "imported_at", stamp, e) &&
           cache_set_meta(w, "data_at", stamp, e);
}

static bool make_facts(struct making *m, struct cache_writer *w, struct error *e) {
    const struct demo_plan *plan = m->plan;
    if (!cache_clear(w, e) || !put_marks(plan, w, e) || !places_write(&m->places, plan->seed, w, plan->today, e))
        return false;
    struct case_put *put =
        case_put_begin(w, plan->rules, "demo", plan->today, &plan->limit, plan->disposed, true, e);
    if (!put)
        return false;
    m->take = put_story;
    m->context = put;
    if (!make_cases(m, e)) {
        case_put_abandon(put);
        return false;
    }
    return case_put_end(put, e);
}

void demo_plan_text(const struct demo_plan *plan, char out[TRAINING_MADE]) {
    char today[11];
    civil_iso(plan->today, today);
    text_format(out, TRAINING_MADE, "%s cases=%lld seed=%llu today=%s first_day=%d disposed=%d rules=%llx",
                demo_scope_name(plan->scope), (long long)plan->cases, (unsigned long long)plan->seed, today,
                plan->limit.first_day, (int)plan->disposed, rules_digest(plan->rules));
}

/* Facts in one transaction, then the entries, and at the very end the mark that all of it is there: what was stopped
 * midway is made anew the next time. */
static bool make_all(struct making *m, const char *folder, struct error *e) {
    char made[TRAINING_MADE];
    struct cache_writer *w = cache_begin(folder, 10000, e);
    if (!w)
        return false;
    if (!make_facts(m, w, e)) {
        cache_rollback(w);
        return false;
    }
    if (!cache_commit(w, e))
        return false;
    struct store *store = store_open(folder, STORE_ENTRIES, e);
    if (!store)
        return false;
    bool written = training_forget_entries(store, e) &&
                   diary_write(store, DIARY_ALL, m->diary, m->diary_cases, m->plan->seed, m->plan->today, &m->plan->limit, e);
    store_close(store);
    if (!written || !(w = cache_begin(folder, 10000, e)))
        return false;
    demo_plan_text(m->plan, made);
    if (!cache_set_meta(w, "training_made", made, e)) {
        cache_rollback(w);
        return false;
    }
    return cache_commit(w, e);
}

static bool look(const char *folder, const struct demo_plan *plan, bool *kept, struct error *e) {
    enum folder_holds holds;
    char made[TRAINING_MADE], wanted[TRAINING_MADE];
    *kept = false;
    if (!training_look(folder, &holds, made, e))
        return false;
    if (holds == FOLDER_REAL)
        return error_set(e, ERROR_USAGE,
                         _("%s holds real data: training data is never written there. Name another folder by --db"),
                         folder);
    demo_plan_text(plan, wanted);
    *kept = holds == FOLDER_TRAINING && strcmp(made, wanted) == 0;
    return true;
}

/* Places, mix and span of a plan: what making needs before the first story. */
static bool prepare(struct making *m, struct error *e) {
    const struct demo_plan *plan = m->plan;
    civil_day first = civil_from_ymd(2018, 4, 21);
    m->span = plan->today - first < SPAN_DAYS ? plan->today - first : SPAN_DAYS;
    if (m->span < 1)
        return error_set(e, ERROR_USAGE,
                         _("--as-of: cases are tracked from 21/04/2018 on; the training needs a later day"));
    if (!places_make(&m->places, plan->scope, plan->seed, e) || (m->mix = mix_new(e)) == NULL)
        return false;
    return (m->diary = calloc(DIARY_CASES, sizeof m->diary[0])) != NULL ||
           error_set(e, ERROR_UNABLE, _("there is not enough memory"));
}

static void forget(struct making *m) {
    free(m->diary);
    free(m->begun);
    mix_free(m->mix);
    places_free(&m->places);
}

bool demo_make(const char *folder, const struct demo_plan *plan, bool *kept, struct error *e) {
    struct making m = {.plan = plan};
    if (!look(folder, plan, kept, e))
        return false;
    if (*kept)
        return true;
    bool made = prepare(&m, e) && make_all(&m, folder, e);
    forget(&m);
    return made;
}

bool demo_tell(const struct demo_plan *plan, place_unit *unit, demo_story *story, void *context, struct error *e) {
    struct making m = {.plan = plan, .take = story, .context = context};
    bool told = prepare(&m, e) && places_each(&m.places, plan->seed, unit, context, e) && make_cases(&m, e);
    forget(&m);
    return told;
}

static bool tell_nobody(void *context, const struct story *story, struct error *e) {
    (void)context;
    (void)story;
    (void)e;
    return true;
}

bool demo_diary(const char *folder, enum diary_part part, const struct demo_plan *plan, struct error *e) {
    struct making m = {.plan = plan, .take = tell_nobody, .home_diary = true};
    bool told = prepare(&m, e) && make_cases(&m, e);
    struct store *store = told ? store_open(folder, STORE_ENTRIES, e) : NULL;
    bool written = store && diary_write(store, part, m.diary, m.diary_cases, plan->seed, plan->today, &plan->limit, e);
    store_close(store);
    forget(&m);
    return written;
}
