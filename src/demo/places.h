/* The invented hierarchy of the training data. Every name says "Demo", every station code begins with 319, which no
 * station has: 319, three digits for the district, two for the station. */
#ifndef ITSSO_DEMO_PLACES_H
#define ITSSO_DEMO_PLACES_H

#include "db/unit.h"

enum demo_scope { DEMO_STATION, DEMO_DISTRICT, DEMO_STATE, DEMO_NATION };
const char *demo_scope_name(enum demo_scope scope);

#define DEMO_HOME_STATION 31999001 /* Demo Kotwali: the station that a station's training shows */

struct place_station {
    int64_t code;
    int weight; /* how much of the scope's cases it has */
};

struct places {
    enum demo_scope scope;
    int stations;
    struct place_station *station; /* by code; the home station is the first of the last district */
    int64_t weights;               /* of all but the home station */
};

bool places_make(struct places *places, enum demo_scope scope, uint64_t seed, struct error *e);
void places_free(struct places *places);

/* Gives each unit to `take`, top down; false stops. parent is "" at the top. */
typedef bool place_unit(void *context, const char *code, const char *parent, enum unit_level level, enum unit_kind kind, const char *en,
                        const char *hi, struct error *e);
bool places_each(const struct places *places, uint64_t seed, place_unit *take, void *context, struct error *e);

/* Writes the units, top down, and numbers them. */
bool places_write(const struct places *places, uint64_t seed, struct cache_writer *w, civil_day today, struct error *e);

#endif
