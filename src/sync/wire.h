/* The protocol of /itsso/v1 as JSON (jansson), both ends: the client reads what the gateway writes. The reasons: sync.md sections 3 and 4;
 * for other people's servers: docs/sync-api.yaml.
 *
 * Requests carry   ITSSO-Device: <device id>, ITSSO-Schema: 1, and a client certificate.
 * Every reply, errors too, is one JSON object with
 *     "epoch": 3, "dev_seq": 17 (of this device; 0 where it is new), "srv_time": "2026-11-25T12:34:56.789Z"
 * A cursor is text "EPOCH.SEQ" ("3.1042"). A case's id is text "31655001/0412/2026". A version is an integer. Sums are 16 hex digits.
 *
 * GET  /hello                            "schema": [1, 1] (lowest, highest spoken), "server": "itsso-gateway 0.1.0", "unit": "31655001" (the scope's
 *                                        root), "limits": {"page": 2000, "ops": 200, "body": 8388608, "wait": 55}, "notice": ""   under 300 bytes
 * GET  /changes?since=C&limit=N&wait=S   "cols": […], "rows": [[…], …], "gone": [["ID", "moved"|"deleted", ver, "to"], …], "next": "C", "more": false,
 *                                        "digest": {"count": n, "sum": "…"} (last page only; left out while changes wait for their number),
 *                                        "n": number of rows + gone, "end": true
 * GET  /snapshot?after=LAST&limit=N      "cols", "rows" (ordered by station, year, serial), "c0": "C" (the cursor at the start: the client keeps the first
 *                                        page's), "last": opaque, "more", "n", "end"
 * POST /ops  {"device": "…", "state": {"cursor": "C", "count": n, "sum": "…", "unsent": n}, "entries": [[ENTRY], …]}   at most 200; may be empty
 *                                        "results": [["entry id", "applied"|"dup"|"flagged"|"refused", "reason code or empty"], …], "end": true
 *                                        flagged: kept, but the case is not known here (yet). refused: counts in dev_seq, so it never blocks;
 *                                        its reason: bad-kind, bad-value, too-long, too-many, not-in-scope. A fourth member of a dup is its first result
 *                                        (its reason stands third). "refused": [["entry id", "reason"], …]: the latest 200 refusals of this
 *                                        device, in every reply: one whose own reply was lost is not lost with it (our gateway; may be missing)
 * GET  /digest                           "count", "sum", "buckets": [[count, "sum"] × 256], "end"
 * GET  /ids?bucket=B                     "ids": [["ID", ver], …], "n", "end"
 * POST /cases {"ids": ["ID", …]}         "cols", "rows" (of those in scope), "n", "end"
 * GET  /ref   If-None-Match              "units": [["code","parent","level","kind","name_en","name_hi"], …] parents first: the scope, what stands above it; ETag; 304
 *
 * ENTRY (both ways): ["id", "device", seq, "case id", "kind", "code", "state", "on" or null, "whom", "how", "text", "author", "at", "ref", "next" or null].
 * "ref" (the number of a direction's letter) and "next" (its next date) may be left out at the end: then "" and null.
 * Rows: arrays in the order of "cols"; a reader finds columns by name, passes over those it does not know, and takes a missing one as
 * null; null at the end of a row may be left out. Dates are ISO 8601. "sections" is the normalised text ("IPC:376(2)(n) POCSO:6"); a
 * section that was read with a guess ends with "~" ("IPC:376E~"): a hit on it is probable only.
 * "events": [["on", "kind", "was", "now", "source"|"import"], …]; "entries": [ENTRY without the case id, …], oldest first. Events and
 * entries of a kind that the reader does not know are passed over; so are members at the end of their arrays.
 *
 * Errors: RFC 9457, application/problem+json, "type": "urn:itsso:problem:NAME", "title", "status", "detail" and the three members above:
 *     bad-request 400, cert-unknown 403, not-found 404, seq-gap 409 ("expected": n), device-rewound 409, epoch-changed 409, cursor-expired 410,
 *     too-large 413, client-too-old 426, rate 429 (Retry-After), broken 500, busy 503 (Retry-After). */
#ifndef ITSSO_SYNC_WIRE_H
#define ITSSO_SYNC_WIRE_H

#include <jansson.h>

#include "db/sync.h"

#define SYNC_SCHEMA 1
#define SYNC_OPS_MAX 200
#define SYNC_PAGE_MAX 2000
#define SYNC_BODY_MAX (8 * 1024 * 1024)
#define SYNC_PREFIX "/itsso/v1"

/* JSON from outside as jansson's tree (flags: jansson's), where it holds at most `most` values: a tree takes up to 80 times the bytes of its
 * text, 600 MB of 8 MB of "{},". NULL: it is none, or holds more. */
#define WIRE_VALUES_REPLY 262144 /* the largest we know of: the ids of a bucket of millions of cases */
#define WIRE_VALUES_BODY 16384   /* 200 entries have 3,200 */
json_t *wire_load(const char *text, size_t n, size_t flags, size_t most);

/* The columns that we write, in order; ends with NULL. */
#define WIRE_COLUMNS 28
extern const char *const wire_columns[WIRE_COLUMNS + 1];
/* "cols" as we write it; NULL: no memory. */
json_t *wire_columns_write(void);

/* Where each of wire_columns stands in a reply's "cols"; -1 missing. */
struct wire_map { int at[WIRE_COLUMNS]; };
/* false: it is no list of names, a name that we know stands twice, or id, ver, unit or fir_date is missing. */
bool wire_map_read(const json_t *cols, struct wire_map *out, struct error *e);

/* A row of rows into *c (cleared first). false: it is damaged; e says which column. Unknown status names are read as open. */
bool wire_case_read(const struct wire_map *map, const json_t *row, struct sync_case *c, struct error *e);
/* The rows of a page without a tree of them (four fifths of the time of a first load went into making it). Of the body of an answer:
 * finds its member `list` ("rows"), looks at every byte as strictly as jansson does, and gives the rest ("rows": [] in it) as a text for
 * jansson: *head (malloc, NUL at its end). No such member, or one that is no list: rows->n is 0 and *head is the whole. The rows point into
 * the body. false: no JSON. */
struct wire_rows { const char *at, *end; size_t n; };
bool wire_rows_find(const char *body, size_t size, const char *list, struct wire_rows *rows, char **head, size_t *head_size, struct error *e);
/* The next row into *c, as wire_case_read. 1, 0 there is none, -1 damaged. */
int wire_rows_next(struct wire_rows *rows, const struct wire_map *map, struct sync_case *c, struct error *e);
/* The next one as the text that it is. false: there is none. */
bool wire_rows_value(struct wire_rows *rows, const char **text, size_t *n);

/* A new array, trailing nulls left out; NULL: no memory. */
json_t *wire_case_write(const struct sync_case *c);

/* with_case: the case id stands in it (ops); without it (in a row) the caller sets case_id. false with e->kind ERROR_NONE: sound, but
 * of a kind that this program does not know: a reader passes over it, a server refuses it ("kind-unknown"). out->id and out->seq are
 * filled whenever they could be read, else "" and 0. e must not be NULL. */
bool wire_entry_read(const json_t *array, bool with_case, struct entry *out, struct error *e);
json_t *wire_entry_write(const struct entry *entry, bool with_case);

bool wire_gone_read(const json_t *array, struct sync_gone *out, struct error *e);
json_t *wire_gone_write(const struct sync_gone *gone);
/* A row of "units". */
bool wire_unit_read(const json_t *array, struct sync_unit *out, struct error *e);
json_t *wire_unit_write(const struct sync_unit *unit);
/* ["ID", ver] of "ids". */
bool wire_id_read(const json_t *array, case_id *id, int64_t *ver, struct error *e);
json_t *wire_id_write(case_id id, int64_t ver);
/* {"count": n, "sum": "…"} (also among other members), or [n, "…"] of "buckets". */
bool wire_digest_read(const json_t *value, struct sync_digest *out, struct error *e);
json_t *wire_digest_write(const struct sync_digest *digest, bool as_array);

/* "3.1042"; false: no cursor. */
bool wire_cursor_parse(const char *text, int64_t *epoch, int64_t *seq);
void wire_cursor_write(int64_t epoch, int64_t seq, char out[48]);
/* 16 hex digits. */
void wire_sum_write(uint64_t sum, char out[17]);
bool wire_sum_parse(const char *text, uint64_t *out);

#endif
