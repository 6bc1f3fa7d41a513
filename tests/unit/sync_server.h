/* A data centre in memory for the tests of the client's engine: the rules of sync.md section 4 in a few hundred lines, without pointers, so
 * that it can lie in shared memory and outlive a client that is killed. Its line can be told to lie: requests and answers that are lost, cut,
 * garbled, of another kind. */
#ifndef ITSSO_TEST_SYNC_SERVER_H
#define ITSSO_TEST_SYNC_SERVER_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/sync/transport.h"
#include "src/sync/wire.h"

#define SERVER_CASES 96
#define SERVER_OPS 1500
#define SERVER_UNITS 4 /* stations 31999001 … */
#define SERVER_DEVICES 24

struct server_case { case_id id; int unit; int64_t ver; bool there; };
struct server_feed { int64_t seq, ver; int unit, of, to; bool moved, deleted; };
struct server_op { char id[ENTRY_ID_SIZE], device[40]; int64_t seq; case_id case_id; int kind; bool refused; char text[64]; };

struct server {
    int64_t epoch, seq;
    unsigned scope; /* units that the certificate of the client sees */
    int cases, feeds, ops, devices;
    struct server_case of[SERVER_CASES];
    struct server_feed feed[SERVER_CASES * SERVER_UNITS];
    struct server_op op[SERVER_OPS];
    struct { char id[40]; int64_t seq; } device[SERVER_DEVICES];
    int64_t oldest; /* cursors before it are expired */
    bool endless_changes; /* after the last one: nothing, and more follows */
    int endless;     /* its snapshot passes over `after`, and always says that more follows: how many pages it gave so */
};

/* What the line does, in per cent; and where the client dies. */
struct server_line {
    struct server *server;
    uint32_t seed;
    int lost_request, lost_answer, cut, garbled, portal, busy;
    enum { HONEST, NO_END, WRONG_N, NO_ROW, NO_EPOCH, NO_TIME, NO_NEXT, BACKWARDS, BAD_ROW } lie; /* in a whole answer */
    int die_at;      /* the n-th request from now, before or after the server acted (die_after) */
    bool die_after;
    int asked, page_most;
    char paths[64][96]; /* the last ones */
};

static inline uint32_t server_dice(struct server_line *line, uint32_t n)
{
    line->seed ^= line->seed << 13;
    line->seed ^= line->seed >> 17;
    line->seed ^= line->seed << 5;
    return line->seed % n;
}

/* ---- the data ---- */

static inline void server_feed(struct server *s, int of, int unit, bool moved, bool deleted, int to)
{
    int i = 0;
    while (i < s->feeds && !(s->feed[i].of == of && s->feed[i].unit == unit))
        i++;
    if (i == s->feeds)
        s->feeds++;
    s->feed[i] = (struct server_feed){.seq = ++s->seq, .ver = s->of[of].ver, .unit = unit, .of = of, .to = to, .moved = moved, .deleted = deleted};
}

static inline void server_put(struct server *s, int of, int unit)
{
    struct server_case *c = &s->of[of];
    if (of == s->cases) {
        *c = (struct server_case){.id = case_id_make(31999001 + unit, 2026, 1 + of * 3), .unit = unit};
        s->cases++;
    }
    bool moves = c->there && c->unit != unit;
    int from = c->unit;
    c->ver++;
    if (moves)
        server_feed(s, of, from, true, false, unit);
    c->unit = unit;
    c->there = true;
    server_feed(s, of, unit, false, false, 0);
}

static inline void server_delete(struct server *s, int of)
{
    if (!s->of[of].there)
        return;
    s->of[of].there = false;
    s->of[of].ver++;
    server_feed(s, of, s->of[of].unit, false, true, 0);
}

static inline bool server_sees(const struct server *s, int unit)
{
    return (s->scope >> unit) & 1;
}

static inline struct sync_digest server_digest(const struct server *s, int bucket)
{
    struct sync_digest sum = {0, 0};
    for (int i = 0; i < s->cases; i++)
        if (s->of[i].there && server_sees(s, s->of[i].unit) && (bucket < 0 || sync_bucket(s->of[i].id) == bucket)) {
            sum.count++;
            sum.sum += sync_digest_of(s->of[i].id, s->of[i].ver);
        }
    return sum;
}

static inline int server_device(struct server *s, const char *id)
{
    for (int i = 0; i < s->devices; i++)
        if (strcmp(s->device[i].id, id) == 0)
            return i;
    int i = s->devices++;
    snprintf(s->device[i].id, sizeof s->device[i].id, "%s", id);
    s->device[i].seq = 0;
    return i;
}

/* ---- answers ---- */

static inline json_t *server_row(const struct server *s, int of)
{
    static struct sync_case c;
    sync_case_clear(&c);
    c.id = c.facts.id = s->of[of].id;
    c.ver = s->of[of].ver;
    snprintf(c.unit, sizeof c.unit, "%d", 31999001 + s->of[of].unit);
    c.facts.fir_date = civil_from_ymd(2026, 9, 1) + of % 60;
    sections_from_text("IPC:376 POCSO:6", &c.sections);
    snprintf(c.facts.io.name, sizeof c.facts.io.name, "R Verma");
    for (int i = 0; i < s->ops; i++)
        if (s->op[i].case_id == c.id && !s->op[i].refused) {
            struct entry *e = sync_case_entry(&c);
            *e = (struct entry){.case_id = c.id, .seq = s->op[i].seq, .kind = (enum entry_kind)s->op[i].kind, .on = CIVIL_NONE, .next_on = CIVIL_NONE};
            snprintf(e->id, sizeof e->id, "%s", s->op[i].id);
            snprintf(e->device, sizeof e->device, "%s", s->op[i].device);
            snprintf(e->text, sizeof e->text, "%s", s->op[i].text);
            snprintf(e->author, sizeof e->author, "hm");
            snprintf(e->at, sizeof e->at, "2026-11-20T10:00:00.000Z");
        }
    return wire_case_write(&c);
}

static inline int server_problem(json_t *out, int status, const char *name)
{
    char type[80];
    snprintf(type, sizeof type, "urn:itsso:problem:%s", name);
    json_object_set_new(out, "type", json_string(type));
    json_object_set_new(out, "detail", json_string(name));
    return status;
}

static inline int server_changes(struct server *s, json_t *out, const char *since, int limit)
{
    int64_t epoch, seq;
    char cursor[48];
    if (!wire_cursor_parse(since, &epoch, &seq))
        return server_problem(out, 400, "bad-request");
    if (epoch != s->epoch)
        return server_problem(out, 409, "epoch-changed");
    if (seq < s->oldest)
        return server_problem(out, 410, "cursor-expired");
    json_t *rows = json_array(), *gone = json_array();
    int64_t at = seq;
    bool more = false;
    for (int n = 0;;) { /* in the order of their numbers */
        int next = -1;
        for (int i = 0; i < s->feeds; i++)
            if (s->feed[i].seq > at && (next < 0 || s->feed[i].seq < s->feed[next].seq))
                next = i;
        if (next < 0)
            break;
        const struct server_feed *f = &s->feed[next];
        bool mine = server_sees(s, f->unit);
        if (mine && n == limit) {
            more = true;
            break;
        }
        at = f->seq;
        if (!mine)
            continue;
        n++;
        if (!f->moved && !f->deleted)
            json_array_append_new(rows, server_row(s, f->of));
        else if (!(f->moved && server_sees(s, f->to))) {
            struct sync_gone g = {.id = s->of[f->of].id, .reason = f->moved ? GONE_MOVED : GONE_DELETED, .ver = f->ver};
            snprintf(g.to, sizeof g.to, "%d", f->moved ? 31999001 + f->to : 0);
            json_array_append_new(gone, wire_gone_write(&g));
        }
    }
    if (s->endless_changes) {
        more = true;
        at = seq + 1;
    }
    wire_cursor_write(s->epoch, more ? at : s->seq, cursor);
    json_object_set_new(out, "n", json_integer((json_int_t)(json_array_size(rows) + json_array_size(gone))));
    json_object_set_new(out, "cols", wire_columns_write());
    json_object_set_new(out, "rows", rows);
    json_object_set_new(out, "gone", gone);
    json_object_set_new(out, "next", json_string(cursor));
    json_object_set_new(out, "more", json_boolean(more));
    if (!more) {
        struct sync_digest digest = server_digest(s, -1);
        json_object_set_new(out, "digest", wire_digest_write(&digest, false));
    }
    json_object_set_new(out, "end", json_true());
    return 200;
}

static inline int server_snapshot(struct server *s, json_t *out, const char *after, int limit)
{
    case_id from = after && !s->endless ? case_no_parse_full(after) : 0, last = from;
    char cursor[48], text[CASE_NO_SIZE] = "";
    json_t *rows = json_array();
    bool more = false;
    for (;;) {
        int next = -1;
        for (int i = 0; i < s->cases; i++)
            if (s->of[i].there && server_sees(s, s->of[i].unit) && s->of[i].id > last && (next < 0 || s->of[i].id < s->of[next].id))
                next = i;
        if (next < 0)
            break;
        if ((int)json_array_size(rows) == limit) {
            more = true;
            break;
        }
        json_array_append_new(rows, server_row(s, next));
        last = s->of[next].id;
    }
    if (s->endless) {
        more = true;
        last += s->endless++;
    }
    if (last)
        case_no_full(last, text);
    wire_cursor_write(s->epoch, s->seq, cursor);
    json_object_set_new(out, "n", json_integer((json_int_t)json_array_size(rows)));
    json_object_set_new(out, "cols", wire_columns_write());
    json_object_set_new(out, "rows", rows);
    json_object_set_new(out, "c0", json_string(cursor));
    json_object_set_new(out, "last", json_string(text));
    json_object_set_new(out, "more", json_boolean(more));
    json_object_set_new(out, "end", json_true());
    return 200;
}

static inline int server_known_op(const struct server *s, const char *id)
{
    for (int i = 0; i < s->ops; i++)
        if (strcmp(s->op[i].id, id) == 0)
            return i;
    return -1;
}

static inline int server_ops(struct server *s, json_t *out, const char *device, const char *body)
{
    json_t *root = json_loads(body, 0, NULL), *results = json_array();
    const json_t *list = json_object_get(root, "entries");
    int d = server_device(s, device), status = 200;
    for (size_t i = 0; status == 200 && i < json_array_size(list); i++) {
        static struct entry e;
        struct error why = {0};
        if (!wire_entry_read(json_array_get(list, i), true, &e, &why)) {
            status = server_problem(out, 400, "bad-request");
            break;
        }
        int known = server_known_op(s, e.id);
        if (known >= 0) {
            if (e.seq == s->device[d].seq + 1)
                s->device[d].seq = e.seq;
        } else if (e.seq <= s->device[d].seq) {
            status = server_problem(out, 409, "device-rewound");
            break;
        } else if (e.seq != s->device[d].seq + 1) {
            json_object_set_new(out, "expected", json_integer((json_int_t)s->device[d].seq + 1));
            status = server_problem(out, 409, "seq-gap");
            break;
        } else {
            struct server_op *op = &s->op[s->ops++];
            *op = (struct server_op){.seq = e.seq, .case_id = e.case_id, .kind = (int)e.kind, .refused = strstr(e.text, "refuse") != NULL};
            snprintf(op->id, sizeof op->id, "%s", e.id);
            snprintf(op->device, sizeof op->device, "%s", device);
            snprintf(op->text, sizeof op->text, "%.60s", e.text);
            s->device[d].seq = e.seq;
            for (int k = 0; k < s->cases && !op->refused; k++)
                if (s->of[k].id == e.case_id && s->of[k].there)
                    server_put(s, k, s->of[k].unit);
        }
        const char *what = known >= 0 ? "dup" : s->op[s->ops - 1].refused ? "refused" : "applied";
        bool refused = known >= 0 ? s->op[known].refused : s->op[s->ops - 1].refused;
        json_array_append_new(results, json_pack("[s,s,s]", e.id, refused ? "refused" : what, refused ? "bad-value" : ""));
    }
    json_decref(root);
    if (status == 200) {
        json_object_set_new(out, "results", results);
        json_object_set_new(out, "end", json_true());
    } else
        json_decref(results);
    return status;
}

static inline int server_repair(struct server *s, json_t *out, const char *path, const char *body)
{
    if (strncmp(path, "/digest", 7) == 0) {
        struct sync_digest whole = server_digest(s, -1);
        json_t *buckets = json_array(), *sum = wire_digest_write(&whole, false);
        json_object_update(out, sum);
        json_decref(sum);
        for (int b = 0; b < SYNC_BUCKETS; b++) {
            struct sync_digest one = server_digest(s, b);
            json_array_append_new(buckets, wire_digest_write(&one, true));
        }
        json_object_set_new(out, "buckets", buckets);
    } else if (strncmp(path, "/ids?bucket=", 12) == 0) {
        json_t *ids = json_array();
        for (int i = 0; i < s->cases; i++)
            if (s->of[i].there && server_sees(s, s->of[i].unit) && sync_bucket(s->of[i].id) == atoi(path + 12))
                json_array_append_new(ids, wire_id_write(s->of[i].id, s->of[i].ver));
        json_object_set_new(out, "n", json_integer((json_int_t)json_array_size(ids)));
        json_object_set_new(out, "ids", ids);
    } else {
        json_t *root = json_loads(body, 0, NULL), *rows = json_array();
        const json_t *ids = json_object_get(root, "ids");
        for (size_t k = 0; k < json_array_size(ids); k++)
            for (int i = 0; i < s->cases; i++)
                if (s->of[i].there && server_sees(s, s->of[i].unit) && s->of[i].id == case_no_parse_full(json_string_value(json_array_get(ids, k))))
                    json_array_append_new(rows, server_row(s, i));
        json_decref(root);
        json_object_set_new(out, "n", json_integer((json_int_t)json_array_size(rows)));
        json_object_set_new(out, "cols", wire_columns_write());
        json_object_set_new(out, "rows", rows);
    }
    json_object_set_new(out, "end", json_true());
    return 200;
}

static inline int server_ref(struct server *s, json_t *out)
{
    json_t *units = json_array();
    (void)s;
    json_array_append_new(units, json_pack("[s,s,s,s,s,s]", "319", "", "state", "district", "Demo", "डेमो"));
    for (int i = 0; i < SERVER_UNITS; i++) {
        char code[16];
        snprintf(code, sizeof code, "%d", 31999001 + i);
        json_array_append_new(units, json_pack("[s,s,s,s,s,s]", code, "319", "station", "district", "Demo", "डेमो"));
    }
    json_object_set_new(out, "units", units);
    return 200;
}

/* ---- the line ---- */

static inline int server_answer(struct server_line *line, const struct transport_request *request, json_t *out)
{
    struct server *s = line->server;
    const char *path = request->path, *after = strstr(path, "after="), *limit = strstr(path, "limit=");
    char text[160] = "";
    if (after) { /* the only sign that is escaped is the slash */
        size_t n = 0;
        for (const char *at = after + 6; *at && *at != '&'; at++)
            if (strncmp(at, "%2F", 3) == 0) {
                text[n++] = '/';
                at += 2;
            } else
                text[n++] = *at;
    } else if (strstr(path, "since="))
        snprintf(text, sizeof text, "%.*s", (int)strcspn(strstr(path, "since=") + 6, "&"), strstr(path, "since=") + 6);
    int most = limit ? atoi(limit + 6) : 500;
    most = line->page_most && most > line->page_most ? line->page_most : most;
    int status = strncmp(path, "/changes", 8) == 0    ? server_changes(s, out, text, most)
                 : strncmp(path, "/snapshot", 9) == 0 ? server_snapshot(s, out, after ? text : NULL, most)
                 : strncmp(path, "/ops", 4) == 0      ? server_ops(s, out, request->device, request->body)
                 : strncmp(path, "/ref", 4) == 0      ? server_ref(s, out)
                 : strncmp(path, "/hello", 6) == 0    ? 200
                                                      : server_repair(s, out, path, request->body);
    char stamp[32];
    clock_stamp(stamp);
    json_object_set_new(out, "epoch", json_integer((json_int_t)s->epoch));
    json_object_set_new(out, "dev_seq", json_integer((json_int_t)s->device[server_device(s, request->device)].seq));
    json_object_set_new(out, "srv_time", json_string(stamp));
    return status;
}

static inline void server_lie(const struct server_line *line, json_t *out)
{
    json_t *rows = json_object_get(out, "rows");
    switch (line->lie) {
    case NO_END: json_object_del(out, "end"); break;
    case WRONG_N: json_object_set_new(out, "n", json_integer(json_integer_value(json_object_get(out, "n")) + 1)); break;
    case NO_ROW: json_array_remove(rows, 0); break;
    case NO_EPOCH: json_object_del(out, "epoch"); break;
    case NO_TIME: json_object_del(out, "srv_time"); break;
    case NO_NEXT: json_object_del(out, "next"); break;
    case BACKWARDS: json_object_set_new(out, "next", json_string("1.0")); break;
    case BAD_ROW: json_array_set_new(rows, 0, json_string("no row")); break;
    default: break;
    }
}

static inline void server_ask(void *self, const struct transport_request *request, struct transport_reply *reply)
{
    struct server_line *line = self;
    snprintf(line->paths[line->asked % 64], sizeof line->paths[0], "%s", request->path);
    static char *last;
    line->asked++;
    *reply = (struct transport_reply){.began_ms = clock_now_ms(), .took_ms = 2, .in = 700, .out = 250, .connect_us = 9, .tls_us = 20, .body = ""};
    if (line->die_at && line->asked == line->die_at && !line->die_after)
        _exit(77);
    if ((int)server_dice(line, 100) < line->lost_request) {
        static const int codes[] = {6, 7, 28, 52, 56, 35};
        reply->code = codes[server_dice(line, 6)];
        return;
    }
    if ((int)server_dice(line, 100) < line->busy) {
        *reply = (struct transport_reply){.status = 503, .type = "application/problem+json", .body = "{}", .size = 2};
        return;
    }
    json_t *out = json_object();
    reply->status = server_answer(line, request, out);
    server_lie(line, out);
    free(last); /* read by whom it was given to before anybody asks again */
    last = json_dumps(out, JSON_COMPACT);
    json_decref(out);
    reply->body = last;
    reply->size = strlen(last);
    snprintf(reply->type, sizeof reply->type, "%s", reply->status == 200 ? "application/json" : "application/problem+json");
    snprintf(reply->etag, sizeof reply->etag, "\"units-1\"");
    if (line->die_at && line->asked == line->die_at)
        _exit(77);
    if ((int)server_dice(line, 100) < line->lost_answer) {
        static const int codes[] = {18, 28, 56, 61};
        *reply = (struct transport_reply){.code = codes[server_dice(line, 4)], .in = 100, .status = 200, .body = ""};
    } else if ((int)server_dice(line, 100) < line->cut) {
        reply->size = server_dice(line, (uint32_t)reply->size);
        last[reply->size] = '\0';
    } else if ((int)server_dice(line, 100) < line->garbled)
        last[server_dice(line, (uint32_t)reply->size)] = (char)(1 + server_dice(line, 255));
    else if ((int)server_dice(line, 100) < line->portal)
        *reply = (struct transport_reply){.status = 200, .type = "text/html", .body = "<html>sign in</html>", .size = 20};
}

static inline struct transport server_transport(struct server_line *line)
{
    return (struct transport){.self = line, .ask = server_ask};
}

#endif
