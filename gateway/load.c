/* The rows of an extract, one after another: what changed of each, in transactions of CHUNK rows. */
#include "gateway/load.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "db/case_change.h"
#include "gateway/put.h"
#include "src/i18n.h"
#include "src/text.h"

#define CHUNK 500
#define UNITS_KNOWN 32768 /* a power of two */

struct row {
    struct case_facts facts;
    struct section_list sections;
};

struct load {
    struct gate *gate;
    struct merge_basis basis;
    bool writes;
    struct db *db;
    struct db *lock;  /* PostgreSQL: the connection that holds the load's lock */
    int lock_fd;
    char source[32];  /* goes into the digest of what was said: with other rules every row is looked at again */
    struct put put;
    bool begun;       /* a transaction is open */
    bool first;       /* the store holds no case yet, or a first load broke off */
    struct row *row;  /* of the transaction, so that it can be done again where another writer was in the way */
    int rows;
    struct sync_case c;
    struct buffer facts, events;
    struct { int64_t station, unit; } known[UNITS_KNOWN];
};

static bool no_memory(struct error *e) {
    return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
}

/* ---- one load at a time ---- */

static bool busy(struct error *e) {
    return error_set(e, ERROR_UNABLE, _("another load is writing into this store; wait until it has ended"));
}

static bool take_lock(struct load *load, struct error *e) {
    if (db_is_postgresql(gate_where(load->gate))) {
        int64_t got;
        load->lock = db_open(gate_where(load->gate), SQL_WRITE, e);
        struct query *q = load->lock ? db_query(load->lock, "SELECT CASE WHEN pg_try_advisory_lock(4881726541) THEN 1 ELSE 0 END", e) : NULL;
        return q && query_one(q, 0, &got, e) && (got == 1 || busy(e));
    }
    char path[1100];
    text_format(path, sizeof path, "%s/load.lock", gate_where(load->gate));
    load->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (load->lock_fd < 0)
        return error_set(e, ERROR_UNABLE, _("%s cannot be opened: %s"), path, strerror(errno));
    return flock(load->lock_fd, LOCK_EX | LOCK_NB) == 0 || busy(e);
}

struct load *load_open(struct gate *gate, const struct merge_basis *basis, bool writes, struct error *e) {
    struct load *load = calloc(1, sizeof *load);
    if (!load || !(load->row = calloc(CHUNK, sizeof *load->row))) {
        free(load);
        no_memory(e);
        return NULL;
    }
    load->gate = gate;
    load->basis = *basis;
    load->writes = writes;
    load->lock_fd = -1;
    text_format(load->source, sizeof load->source, "load %016llx", rules_digest(basis->rules));
    if (take_lock(load, e))
        return load;
    load_close(load);
    return NULL;
}

void load_close(struct load *load) {
    if (!load)
        return;
    if (load->db)
        gate_give(load->gate, load->db);
    db_close(load->lock);
    if (load->lock_fd >= 0)
        close(load->lock_fd);
    sync_case_free(&load->c);
    buffer_free(&load->facts);
    buffer_free(&load->events);
    free(load->row);
    free(load);
}

/* ---- transactions ---- */

/* While it is on, the first load is not served from; a load that broke off leaves it on. */
static bool loading_set(struct load *load, bool on, struct error *e) {
    struct query *q = db_query(load->db, "UPDATE state SET loading = $1, epoch = epoch + 1 WHERE one = 1", e);
    if (!q)
        return false;
    query_int(q, 1, on);
    return query_run(q, e);
}

/* Between two transactions the store's lock file is free for the stations' entries. */
static bool chunk_begin(struct load *load, struct error *e) {
    if (load->begun)
        return true;
    if (!load->db)
        load->db = gate_take(load->gate, load->writes ? SQL_WRITE : SQL_READ, e);
    load->begun = load->db && db_begin(load->db, e) && put_begin(&load->put, load->db, load->basis.today, e);
    load->put.quiet = load->first;
    return load->begun;
}

static bool put_row(struct load *load, const struct case_facts *facts, enum put_result *result, enum not_tracked_why *why,
                    struct error *e);

/* The rows of the transaction once more. */
static bool chunk_again(struct load *load, struct error *e) {
    enum put_result result;
    db_rollback(load->db);
    load->begun = false;
    memset(load->known, 0, sizeof load->known); /* units that the transaction had made are gone */
    error_clear(e);
    if (!chunk_begin(load, e))
        return false;
    for (int i = 0; i < load->rows; i++) {
        load->row[i].facts.sections = &load->row[i].sections;
        if (!put_row(load, &load->row[i].facts, &result, NULL, e))
            return false;
    }
    return true;
}

static bool chunk_commit(struct load *load, struct error *e) {
    for (int n = 0; load->begun; n++) {
        if (!load->writes) {
            db_rollback(load->db);
            load->begun = false;
        } else if (put_end(&load->put, e) && db_commit(load->db, e)) {
            load->begun = false;
        } else if (!db_again(load->db) || n >= 10) {
            return false;
        } else {
            while (!chunk_again(load, e))
                if (!db_again(load->db) || ++n >= 10)
                    return false;
        }
    }
    load->rows = 0;
    return true;
}

/* ---- the sink ---- */

bool load_begin(void *context, bool bulk, struct error *e) {
    struct load *load = context;
    struct state state;
    int64_t any = 0;
    (void)bulk;
    if (!chunk_begin(load, e))
        return false;
    struct query *q = db_query(load->db, "SELECT 1 FROM gcase LIMIT 1 /* scans: the first row */", e);
    if (!q || !query_one(q, 0, &any, e) || !state_read(load->db, &state, e))
        return false;
    load->first = load->writes && (any == 0 || state.loading);
    load->put.quiet = load->first;
    if (load->first && !loading_set(load, true, e))
        return false;
    if (!chunk_commit(load, e))
        return false;
    return !load->writes || db_hurry(load->db, true, e);
}

static bool unit_of(struct load *load, int64_t station, int64_t *unit, struct error *e) {
    size_t at = (size_t)((uint64_t)station * 0x9E3779B97F4A7C15u >> 49) & (UNITS_KNOWN - 1);
    char code[24];
    if (load->known[at].station == station) {
        *unit = load->known[at].unit;
        return true;
    }
    text_format(code, sizeof code, "%" PRId64, station);
    if (!put_unit(&load->put, code, load->writes, unit, e))
        return false;
    load->known[at].station = station;
    load->known[at].unit = *unit;
    return true;
}

static bool code_of(struct load *load, int64_t unit, char code[16], struct error *e) {
    struct query *q = db_query(load->db, "SELECT code FROM unit WHERE id = $1", e);
    if (!q)
        return false;
    query_int(q, 1, unit);
    int row = query_step(q, e);
    text_format(code, 16, "%s", row == 1 ? query_get_text(q, 0) : "");
    query_end(q);
    return row >= 0;
}

/* The case as it should stand, into load->facts and load->events; *unit who holds it then. */
static bool merged(struct load *load, const struct case_facts *facts, const struct stored *was, int64_t *unit, struct error *e) {
    struct sync_case *c = &load->c;
    int64_t moved = 0;
    bool fresh = was->unit == 0;
    if (fresh) {
        sync_case_clear(c);
        c->id = c->facts.id = facts->id;
        text_format(c->unit, sizeof c->unit, "%" PRId64, case_id_station(facts->id));
    } else if (!merge_read(buffer_string(&was->facts), buffer_string(&was->events), facts->id, c, e) ||
               !code_of(load, was->unit, c->unit, e)) {
        return false;
    }
    if (facts->moved_to[0] != '\0' && !put_unit(&load->put, facts->moved_to, false, &moved, e))
        return false;
    if (!merge_facts(&load->basis, c, facts, fresh, moved != 0 ? facts->moved_to : NULL, e))
        return false;
    *unit = moved != 0 ? moved : fresh ? *unit : was->unit;
    load->facts.n = load->events.n = 0;
    return merge_write(c, &load->facts, &load->events, e);
}

static bool put_changed(struct load *load, const struct case_facts *facts, struct stored *was, int64_t said, enum put_result *result,
                        struct error *e) {
    int64_t unit = 0;
    bool fresh = was->unit == 0;
    if ((fresh && !unit_of(load, case_id_station(facts->id), &unit, e)) || !merged(load, facts, was, &unit, e))
        return false;
    *result = fresh ? PUT_ADDED : PUT_CHANGED;
    if (!fresh && unit == was->unit && strcmp(buffer_string(&load->facts), buffer_string(&was->facts)) == 0 &&
        strcmp(buffer_string(&load->events), buffer_string(&was->events)) == 0) {
        *result = PUT_UNCHANGED;
        return !load->writes || put_said(&load->put, facts->id, said, e);
    }
    return !load->writes ||
           put_case(&load->put, facts->id, was, unit, buffer_string(&load->facts), buffer_string(&load->events), said, e);
}

static bool put_row(struct load *load, const struct case_facts *facts, enum put_result *result, enum not_tracked_why *why,
                    struct error *e) {
    char text[SECTIONS_TEXT] = "";
    struct classification class = {.tracked = TRACKED_NO, .why = WHY_NO_SECTION};
    struct stored was;
    if (facts->sections && facts->sections->n > 0) {
        sections_text(facts->sections, text);
        classify(load->basis.rules, facts->sections, facts->fir_date, &class);
    }
    if (why)
        *why = class.why;
    int64_t said = facts_digest(facts, text, load->source);
    if (!stored_read(load->db, facts->id, &was, e))
        return false;
    bool good = true;
    if (was.unit == 0 && class.tracked == TRACKED_NO)
        *result = PUT_NOT_TRACKED;
    else if (was.unit != 0 && was.said == said)
        *result = PUT_UNCHANGED;
    else
        good = put_changed(load, facts, &was, said, result, e);
    stored_free(&was);
    return good;
}

bool load_put(void *context, const struct case_facts *facts, enum put_result *result, enum not_tracked_why *why, struct error *e) {
    struct load *load = context;
    if (facts->id == 0 || facts->fir_date == CIVIL_NONE)
        return error_set(e, ERROR_UNABLE, _("a case needs its number and its FIR date; nothing of it was written"));
    if (!chunk_begin(load, e))
        return false;
    if (!put_row(load, facts, result, why, e)) {
        int n = 0;
        do {
            if (!db_again(load->db) || ++n > 10 || load->rows < 0)
                return false;
        } while (!chunk_again(load, e) || !put_row(load, facts, result, why, e));
    }
    struct row *row = &load->row[load->rows++];
    row->facts = *facts;
    if (facts->sections)
        row->sections = *facts->sections;
    else
        row->sections.n = 0;
    return load->rows < CHUNK || chunk_commit(load, e);
}

bool load_end(void *context, bool keep, struct error *e) {
    struct load *load = context;
    bool good = true;
    if (keep) {
        good = chunk_commit(load, e);
        if (good && load->writes && load->first)
            good = chunk_begin(load, e) && loading_set(load, false, e) && chunk_commit(load, e);
    }
    if (load->db) {
        db_rollback(load->db);
        load->begun = false;
        if (load->writes && !db_hurry(load->db, false, good ? e : NULL))
            good = false;
        if (good && load->writes && keep)
            good = db_settle(load->db, e);
    }
    return good;
}

bool load_unplaced(struct gate *gate, int64_t *n, char first[16], struct error *e) {
    struct db *db = gate_take(gate, SQL_READ, e);
    struct query *q = db && db_begin(db, e)
                          ? db_query(db,
                                     "SELECT count(*), min(u.code) FROM unit u WHERE u.kind = 'unplaced' AND EXISTS (SELECT 1 FROM gcase c WHERE "
                                     "c.unit = u.id) /* scans: units alone, once a load */",
                                     e)
                          : NULL;
    int row = q ? query_step(q, e) : -1;
    if (row == 1) {
        *n = query_get_int(q, 0);
        text_format(first, 16, "%s", *n > 0 ? query_get_text(q, 1) : "");
        query_end(q);
    }
    if (db)
        gate_give(gate, db);
    return row == 1;
}
