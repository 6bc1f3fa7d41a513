/* Nation, states, zones, ranges, districts and stations that do not exist. */
#include "src/demo/places.h"

#include <stdlib.h>
#include <string.h>

#include "src/demo/dice.h"
#include "src/i18n.h"
#include "src/text.h"

enum { DICE_STATIONS = 11, DICE_WEIGHT = 12 };

#define HOME_DISTRICT 990
#define HOME_STATIONS 22
#define GRP_STATIONS 8
#define STATES 36

/* A state as UP is one; the others of a nation are smaller. */
static const struct shape {
    int zones, ranges, districts, grp;
} home_shape = {8, 18, 75, 6}, other_shape = {2, 4, 21, 0};

const char *demo_scope_name(enum demo_scope scope) {
    static const char *const names[] = {"station", "district", "state", "nation"};
    return names[scope];
}

/* ---- names ---- */

static const struct {
    const char *en, *hi;
} station_names[] = {
    {"Demo Kotwali", "डेमो कोतवाली"},
    {"Demo Sadar", "डेमो सदर"},
    {"Demo Cantt", "डेमो कैण्ट"},
    {"Demo Mahila Thana", "डेमो महिला थाना"},
    {"Demo Civil Lines", "डेमो सिविल लाइन्स"},
    {"Demo Chowk", "डेमो चौक"},
    {"Demo Mandi", "डेमो मण्डी"},
    {"Demo Naya Nagar", "डेमो नया नगर"},
    {"Demo Rail Bazar", "डेमो रेल बाजार"},
    {"Demo Dehat", "डेमो देहात"},
    {"Demo Sarai", "डेमो सराय"},
    {"Demo Nadi Par", "डेमो नदी पार"},
    {"Demo Uttar", "डेमो उत्तर"},
    {"Demo Dakshin", "डेमो दक्षिण"},
    {"Demo Purab", "डेमो पूरब"},
    {"Demo Pashchim", "डेमो पश्चिम"},
    {"Demo Kila", "डेमो किला"},
    {"Demo Ghat", "डेमो घाट"},
    {"Demo Ganj", "डेमो गंज"},
    {"Demo Tiraha", "डेमो तिराहा"},
    {"Demo Pul", "डेमो पुल"},
    {"Demo Bagh", "डेमो बाग"},
    {"Demo Tal", "डेमो ताल"},
    {"Demo Khas", "डेमो खास"},
    {"Demo Khurd", "डेमो खुर्द"},
    {"Demo Kalan", "डेमो कलां"},
    {"Demo Tola", "डेमो टोला"},
    {"Demo Purana Bazar", "डेमो पुराना बाजार"},
    {"Demo Mela Maidan", "डेमो मेला मैदान"},
    {"Demo Nahar", "डेमो नहर"},
    {"Demo Chauraha", "डेमो चौराहा"},
};
#define STATION_NAMES ((int)(sizeof station_names / sizeof station_names[0]))
#define MAHILA 3 /* its place in the table */

/* ---- districts, in the order of their codes; each scope is a walk over them ---- */

struct district {
    int code;     /* 0…; HOME_DISTRICT is the last */
    int state;    /* 0: the home state */
    int of_state; /* its place in its state */
    bool grp, home;
    int stations;
};

static const struct shape *shape_of(int state) {
    return state == 0 ? &home_shape : &other_shape;
}

static int districts_of(int state) {
    return shape_of(state)->districts + shape_of(state)->grp;
}

/* The n-th district of the scope; false past the last. The home district comes last, as its code does. */
static bool district_at(enum demo_scope scope, uint64_t seed, int n, struct district *out) {
    int states = scope == DEMO_NATION ? STATES : scope == DEMO_STATE ? 1 : 0;
    int code = n;
    for (int state = 0; state < states; state++) {
        int here = districts_of(state) - (state == 0 ? 1 : 0); /* without the home district */
        if (n < here) {
            *out = (struct district){.code = code, .state = state, .of_state = n};
            out->grp = n >= here - shape_of(state)->grp && shape_of(state)->grp > 0;
            struct dice dice = dice_for(seed, DICE_STATIONS, (uint64_t)code);
            out->stations = out->grp ? GRP_STATIONS : dice_between(&dice, 12, STATION_NAMES);
            return true;
        }
        n -= here;
    }
    if (n > 0)
        return false;
    *out = (struct district){.code = HOME_DISTRICT, .of_state = home_shape.districts - 1, .home = true};
    out->stations = scope == DEMO_STATION ? 1 : HOME_STATIONS;
    return true;
}

static int64_t station_code(int district, int n) {
    return 31900000 + district * 100 + n + 1;
}

bool places_make(struct places *places, enum demo_scope scope, uint64_t seed, struct error *e) {
    struct district district;
    int n = 0;
    *places = (struct places){.scope = scope};
    for (int d = 0; district_at(scope, seed, d, &district); d++)
        n += district.stations;
    places->station = calloc((size_t)n, sizeof places->station[0]);
    if (!places->station)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    for (int d = 0; district_at(scope, seed, d, &district); d++)
        for (int s = 0; s < district.stations; s++) {
            struct place_station *station = &places->station[places->stations++];
            station->code = station_code(district.code, s);
            struct dice dice = dice_for(seed, DICE_WEIGHT, (uint64_t)station->code);
            station->weight = dice_between(&dice, 40, 200) / (district.grp ? 8 : 1);
            if (station->code == DEMO_HOME_STATION)
                station->weight = 0;
            places->weights += station->weight;
        }
    return true;
}

void places_free(struct places *places) {
    free(places->station);
    places->station = NULL;
}

/* ---- writing ---- */

struct writing {
    place_unit *take;
    void *context;
    struct error *e;
};

static bool put(struct writing *to, const char *code, const char *parent, enum unit_level level, enum unit_kind kind,
                const char *en, const char *hi) {
    return to->take(to->context, code, parent, level, kind, en, hi, to->e);
}

/* "319S01" and the like; the parents' codes follow from the numbers. */
static void code_of(char out[16], char kind, int state, int n) {
    if (kind == 'S')
        text_format(out, 16, "319S%02d", state + 1);
    else
        text_format(out, 16, "319%c%02d%02d", kind, state + 1, n + 1);
}

static bool put_numbered(struct writing *to, const char *code, const char *parent, enum unit_level level,
                         enum unit_kind kind, const char *en, const char *hi, int number) {
    char name_en[96], name_hi[160];
    text_format(name_en, sizeof name_en, "%s %d", en, number);
    text_format(name_hi, sizeof name_hi, "%s %d", hi, number);
    return put(to, code, parent, level, kind, name_en, name_hi);
}

static bool put_state(struct writing *to, int state, bool nation) {
    const struct shape *shape = shape_of(state);
    char code[16], parent[16];
    const char *above = nation ? "319N" : "";
    code_of(code, 'S', state, 0);
    if (state == 0 ? !put(to, code, above, LEVEL_STATE, KIND_TERRITORIAL, "Demo Pradesh", "डेमो प्रदेश")
                   : !put_numbered(to, code, above, LEVEL_STATE, KIND_TERRITORIAL, "Demo State", "डेमो राज्य", state + 1))
        return false;
    for (int z = 0; z < shape->zones; z++) {
        code_of(parent, 'S', state, 0);
        code_of(code, 'Z', state, z);
        if (!put_numbered(to, code, parent, LEVEL_ZONE, KIND_TERRITORIAL, "Demo Zone", "डेमो जोन", z + 1))
            return false;
    }
    for (int r = 0; r < shape->ranges; r++) {
        code_of(parent, 'Z', state, r * shape->zones / shape->ranges);
        code_of(code, 'R', state, r);
        if (!put_numbered(to, code, parent, LEVEL_RANGE, KIND_TERRITORIAL, "Demo Range", "डेमो परिक्षेत्र", r + 1))
            return false;
    }
    return true;
}

static bool put_district(struct writing *to, enum demo_scope scope, const struct district *d) {
    const struct shape *shape = shape_of(d->state);
    char code[16], parent[16] = "";
    text_format(code, sizeof code, "319D%03d", d->code);
    if (scope >= DEMO_STATE && d->grp)
        code_of(parent, 'S', d->state, 0); /* the railway police stand beside the zones */
    else if (scope >= DEMO_STATE)
        code_of(parent, 'R', d->state, d->of_state * shape->ranges / shape->districts);
    if (d->home)
        return put(to, code, parent, LEVEL_DISTRICT, KIND_TERRITORIAL, "Demo Nagar", "डेमो नगर");
    if (d->grp)
        return put_numbered(to, code, parent, LEVEL_DISTRICT, KIND_GRP, "Demo GRP", "डेमो जी0आर0पी0",
                            d->of_state - (shape->districts - 1) + 1);
    return put_numbered(to, code, parent, LEVEL_DISTRICT, KIND_TERRITORIAL, "Demo District", "डेमो जनपद",
                        d->of_state + 1);
}

static bool put_stations(struct writing *to, enum demo_scope scope, const struct district *d) {
    char code[16], parent[16] = "";
    if (scope >= DEMO_DISTRICT)
        text_format(parent, sizeof parent, "319D%03d", d->code);
    for (int s = 0; s < d->stations; s++) {
        text_format(code, sizeof code, "%lld", (long long)station_code(d->code, s));
        bool put_well = d->grp ? put_numbered(to, code, parent, LEVEL_STATION, KIND_GRP, "Demo GRP Station",
                                              "डेमो जी0आर0पी0 थाना", s + 1)
                               : put(to, code, parent, LEVEL_STATION, s == MAHILA ? KIND_MAHILA : KIND_TERRITORIAL,
                                     station_names[s].en, station_names[s].hi);
        if (!put_well)
            return false;
    }
    return true;
}

bool places_each(const struct places *places, uint64_t seed, place_unit *take, void *context, struct error *e) {
    struct writing to = {take, context, e};
    enum demo_scope scope = places->scope;
    struct district district;
    if (scope == DEMO_NATION && !put(&to, "319N", "", LEVEL_NATION, KIND_TERRITORIAL, "Demo Nation", "डेमो राष्ट्र"))
        return false;
    int states = scope == DEMO_NATION ? STATES : scope == DEMO_STATE ? 1 : 0;
    for (int state = 0; state < states; state++)
        if (!put_state(&to, state, scope == DEMO_NATION))
            return false;
    for (int d = 0; district_at(scope, seed, d, &district); d++)
        if ((scope >= DEMO_DISTRICT && !put_district(&to, scope, &district)) || !put_stations(&to, scope, &district))
            return false;
    return true;
}

struct cache_units {
    struct cache_writer *w;
    civil_day today;
};

static bool put_in_cache(void *context, const char *code, const char *parent, enum unit_level level, enum unit_kind kind,
                         const char *en, const char *hi, struct error *e) {
    const struct cache_units *to = context;
    int64_t id;
    return cache_put_unit(to->w, code, parent, level, kind, en, hi, to->today, &id, e);
}

bool places_write(const struct places *places, uint64_t seed, struct cache_writer *w, civil_day today,
                  struct error *e) {
    struct cache_units to = {w, today};
    return places_each(places, seed, put_in_cache, &to, e) && cache_place_units(w, e);
}
