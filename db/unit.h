/* Units: nation … station. */
#ifndef ITSSO_UNIT_H
#define ITSSO_UNIT_H

#include "db/store.h"
#include "src/domain/calendar.h"

enum unit_level { LEVEL_NATION, LEVEL_STATE, LEVEL_ZONE, LEVEL_RANGE, LEVEL_DISTRICT, LEVEL_CIRCLE, LEVEL_STATION };
enum unit_kind { KIND_TERRITORIAL, KIND_MAHILA, KIND_GRP, KIND_OTHER, KIND_UNPLACED };

struct unit {
    int64_t id, parent; /* parent 0: none */
    char code[16];
    enum unit_level level;
    enum unit_kind kind;
    char name_en[96], name_hi[160];
    int64_t lft, rgt;
};

const char *unit_level_name(enum unit_level level);
bool unit_level_parse(const char *name, enum unit_level *out);
const char *unit_kind_name(enum unit_kind kind);
bool unit_kind_parse(const char *name, enum unit_kind *out);

/* The name in the language that is shown now (name_en where there is no Hindi). */
const char *unit_name(const struct unit *unit);

/* false with ERROR_NONE where there is none such. */
bool unit_by_code(struct store *store, const char *code, struct unit *out, struct error *e);
bool unit_by_id(struct store *store, int64_t id, struct unit *out, struct error *e);
/* The top of the hierarchy: the only unit without a parent that is not unplaced; where the
 * database holds one station alone, that station. false with ERROR_NONE where there is none or several. */
bool unit_root(struct store *store, struct unit *out, struct error *e);
/* True where the unit is `top` or lies below it. */
bool unit_is_below(struct store *store, int64_t unit, int64_t top);
/* True where no unit of the database lies elsewhere than at or below it. */
bool unit_covers_all(struct store *store, const struct unit *unit);
/* Number of stations at or below, without the unplaced. */
int64_t unit_stations(struct store *store, int64_t unit);

/* Units that on that day stood elsewhere than now and concern this one (0: all): they lie below it now, or did then. Past days are counted
 * by the hierarchy of today, and who prints such a count says it with units_moved_show. 0 also where it could not be read. */
int64_t units_moved_since(struct store *store, int64_t unit, civil_day day);
/* "1 unit moved in the hierarchy since then; it is counted where it stands now." for n > 0. */
void units_moved_show(int64_t n, char *out, size_t cap);

/* The places of all units: element id (0 .. *n) is the unit's lft, 0 where there is none such. Kept, and read anew when
 * cache.db has changed; inside the transaction whose cases are counted. NULL with e: reading failed. */
const int32_t *unit_places(struct store *store, int64_t *n, struct error *e);

/* Children in code order; fn returns false to stop. */
bool unit_children(struct store *store, int64_t unit, bool (*fn)(void *, const struct unit *), void *context, struct error *e);

/* ---- writing ---- */
/* Adds or changes by code; parent_code "" for none (must be there already). *id gets the row. A change of parent is kept in unit_event as of `today`. */
bool cache_put_unit(struct cache_writer *w, const char *code, const char *parent_code, enum unit_level level,
                    enum unit_kind kind, const char *name_en, const char *name_hi, civil_day today, int64_t *id, struct error *e);
/* Renumbers lft/rgt and rebuilds the roll-ups of units whose place changed; after the last put. Refuses a loop. */
bool cache_place_units(struct cache_writer *w, struct error *e);
/* The station's row; makes an unplaced one where the hierarchy has not got it. */
bool cache_station(struct cache_writer *w, int64_t station, int64_t *id, struct error *e);
/* A new unit that the hierarchy has not got, by its code. */
bool cache_unplaced(struct cache_writer *w, const char *code, int64_t *id, struct error *e);

#endif
