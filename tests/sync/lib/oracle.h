/* What the gateway holds in the scope of a unit's certificate, read by its API. */
#ifndef ITSSO_TESTS_ORACLE_H
#define ITSSO_TESTS_ORACLE_H

#include <jansson.h>
#include <stddef.h>

#include "src/domain/case_no.h"
#include "tests/sync/lib/world.h"

struct truth_case { case_id id; int64_t ver; char *text; json_t *entries; /* text: facts, events and entries in one canonical text */ };
struct truth { struct truth_case *at; size_t n; int64_t epoch; };
/* false: world_why. */
bool truth_read(struct world *w, const char *unit, struct truth *t);
void truth_free(struct truth *t);
/* How often an entry stands there, and its text. */
int truth_entries(const struct truth *t, const char *id, char *text, size_t cap);
/* GET path as the holder of the unit's certificate; NULL: no 200 with JSON (world_why). The caller decrefs. */
json_t *world_get(struct world *w, const char *unit, const char *path);

#endif
