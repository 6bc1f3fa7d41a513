/* Cases as the data centre has them: its facts replace what is there (an empty field empties), its events and entries replace
 * those of the case, and a case that no list of ours covers is kept as out, so that the digest is the server's. */
#include <string.h>

#include "db/case_put.h"
#include "db/entry_inside.h"
#include "db/record_log.h"
#include "db/sync_fold.h"
#include "src/i18n.h"
#include "src/text.h"

/* ---- entries whose text may not come back ---- */

bool entry_ids_have(const struct entry_ids *ids, const char *id) {
    int low = 0, high = ids != NULL ? ids->n : 0;
    while (low < high) {
        int middle = low + (high - low) / 2, order = strcmp(ids->id[middle], id);
        if (order == 0) {
            return true;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return false;
}

/* By an own redaction, or by one that came with it (the data centre has overwritten the text then, as a rule). */
static bool is_redacted(const struct sync_case *c, const struct entry_ids *redacted, const struct entry *entry) {
    if (entry->text[0] == '\0') {
        return false;
    }
    if (strcmp(entry->text, REDACTED_TEXT) == 0) {
        return true;
    }
    for (int i = 0; i < c->entries; i++) {
        if (c->entry[i].kind == ENTRY_REDACT && strcmp(c->entry[i].code, entry->id) == 0) {
            return true;
        }
    }
    return entry_ids_have(redacted, entry->id);
}

/* ---- the digest of what came ---- */

static uint64_t hash_more(uint64_t h, const char *text) {
    return hash_bytes(h, text, strlen(text));
}

static int64_t synced_digest(const struct sync_case *c, const char *sections) {
    uint64_t h = hash_more((uint64_t)facts_digest(&c->facts, sections, "sync"), c->unit);
    for (int i = 0; i < c->sections.n; i++) { /* the text does not say which sections were guessed */
        h = c->sections.at[i].guessed ? h * 31 + (uint64_t)i + 1 : h;
    }
    for (int i = 0; i < c->events; i++) {
        const struct case_event *event = &c->event[i];
        h = hash_more(hash_more(hash_more(h, event->kind), event->was), event->now) + (uint64_t)event->on * 2 + event->dated_by_import;
    }
    for (int i = 0; i < c->entries; i++) {
        const struct entry *entry = &c->entry[i];
        const int64_t numbers[] = {entry->seq, (int64_t)entry->kind, entry->on, entry->next_on};
        h = hash_bytes(h, numbers, sizeof numbers);
        h = hash_more(hash_more(hash_more(h, entry->id), entry->device), entry->code);
        h = hash_more(hash_more(hash_more(h, entry->state), entry->whom), entry->how);
        h = hash_more(hash_more(hash_more(hash_more(h, entry->text), entry->author), entry->at), entry->ref);
    }
    return (int64_t)h;
}

/* ---- the row ---- */

static void row_facts(const struct case_facts *f, struct fact_row *row) {
    _Static_assert(sizeof row->fir_time == sizeof f->fir_time && sizeof row->gd_no == sizeof f->gd_no &&
                       sizeof row->final_type == sizeof f->final_type && sizeof row->final_no == sizeof f->final_no &&
                       sizeof row->moved_to == sizeof f->moved_to, "the texts are copied as they are");
    row->fir_date = f->fir_date;
    memcpy(row->fir_time, f->fir_time, sizeof row->fir_time);
    memcpy(row->gd_no, f->gd_no, sizeof row->gd_no);
    row->zero_id = f->zero_id;
    row->zero_date = f->zero_date;
    row->officer_since = f->io_since;
    row->status = (int)f->status >= 0 && (int)f->status < STATUS_COUNT ? f->status : STATUS_OPEN;
    memcpy(row->final_type, f->final_type, sizeof row->final_type);
    memcpy(row->final_no, f->final_no, sizeof row->final_no);
    row->prepared = f->prepared;
    row->approved = f->approved;
    row->filed = f->filed;
    row->in_cctns = f->in_cctns;
    memcpy(row->moved_to, f->moved_to, sizeof row->moved_to);
    row->arrests = f->arrests;
    row->first_remand = f->first_remand;
    row->court_date = f->court_date;
}

/* The row as it should stand; `was`: what is there, NULL a new one. */
static bool row_make(struct case_put *put, const struct sync_case *c, const char *sections, const struct fact_row *was,
                     struct fact_row *row, struct error *e) {
    const struct case_facts *f = &c->facts;
    struct class_known class = {.tracked = TRACKED_NO};
    *row = (struct fact_row){.id = c->id, .status_on = f->status_on};
    row_facts(f, row);
    if (sections[0] != '-') {
        lookup_class(put, &c->sections, sections, f->fir_date, &class);
    }
    row->hits = class.hits;
    row->probable = class.tracked == TRACKED_PROBABLE;
    memcpy(row->source, "sync", sizeof "sync");
    if (was != NULL) {
        memcpy(row->settled, was->settled, sizeof row->settled);
        if (row->status_on == CIVIL_NONE && was->status == row->status) {
            row->status_on = was->status_on; /* the day that stood in stays */
        }
    }
    if (!lookup_holder(put, c->unit, &row->unit, e) || !lookup_officer(put, &f->io, &row->officer, e) ||
        !lookup_sections(put, &c->sections, sections, &row->sections, e)) {
        return false;
    }
    row_derive(put, row, row->hits != 0);
    return true;
}

static bool insert(struct case_put *put, const struct fact_row *row, int64_t ver, int64_t epoch, bool *there, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_SYNC_INSERT, e);
    if (q == NULL) {
        return false;
    }
    sqlite3_bind_int64(q, 30, ver);
    sqlite3_bind_int64(q, 31, epoch);
    if (row->settled[0] == '\0') {
        sqlite3_bind_null(q, 32);
    } else {
        sqlite3_bind_text(q, 32, row->settled, -1, SQLITE_STATIC);
    }
    bool well = row_write(q, row, e);
    *there = well && sqlite3_changes(put->w->db) == 0;
    return well;
}

static bool update(struct case_put *put, const struct fact_row *row, int64_t ver, int64_t epoch, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_SYNC_UPDATE, e);
    if (q == NULL) {
        return false;
    }
    sqlite3_bind_int64(q, 30, ver);
    sqlite3_bind_int64(q, 31, epoch);
    return row_write(q, row, e);
}

static bool run_for_case(struct case_put *put, enum put_statement which, case_id id, struct error *e) {
    sqlite3_stmt *q = put_statement(put, which, e);
    if (q == NULL) {
        return false;
    }
    sqlite3_bind_int64(q, 1, id);
    return sql_step(q, e) == 0;
}

/* ---- events and entries ---- */

static bool events_put(struct case_put *put, const struct sync_case *c, struct error *e) {
    for (int i = 0; i < c->events; i++) {
        const struct case_event *event = &c->event[i];
        if (!event_put(put, c->id, event->kind, event->was, event->now, event->on, !event->dated_by_import, e)) {
            return false;
        }
    }
    return true;
}

/* Before they are replaced: does one of those whose text is redacted stand there with it? */
static bool look_for_texts(struct case_put *put, const struct sync_case *c, const struct entry_ids *redacted, struct error *e) {
    for (int i = 0; i < c->entries && !put->text_redacted; i++) {
        if (!is_redacted(c, redacted, &c->entry[i])) {
            continue;
        }
        sqlite3_stmt *q = put_statement(put, PUT_TEXT_THERE, e);
        if (q == NULL) {
            return false;
        }
        sqlite3_bind_text(q, 1, c->entry[i].id, -1, SQLITE_STATIC);
        sqlite3_bind_text(q, 2, REDACTED_TEXT, -1, SQLITE_STATIC);
        int row = sql_step(q, e);
        sqlite3_reset(q);
        if (row < 0) {
            return false;
        }
        put->text_redacted = row == 1;
    }
    return true;
}

static bool entries_put(struct case_put *put, const struct sync_case *c, const struct entry_ids *redacted, struct error *e) {
    for (int i = 0; i < c->entries; i++) {
        const struct entry *entry = &c->entry[i];
        sqlite3_stmt *q = put_statement(put, PUT_ENTRY, e);
        if (q == NULL || !entry_write(q, entry, is_redacted(c, redacted, entry) ? REDACTED_TEXT : entry->text, e)) {
            return false;
        }
        if (put->entries_there) { /* the server has it: it is not refused, whatever it said before */
            if ((q = put_statement(put, PUT_REFUSAL_DROP, e)) == NULL) {
                return false;
            }
            sqlite3_bind_text(q, 1, entry->id, -1, SQLITE_STATIC);
            if (sql_step(q, e) != 0) {
                return false;
            }
        }
    }
    return true;
}

static bool flush(void *context, struct error *e) {
    struct case_put *put = context;
    return rollup_flush(put->rollup, e);
}

/* `known`: the case was there, and may have had any of it. */
static bool rest_put(struct case_put *put, const struct sync_case *c, const struct server_fold *fold, const struct entry_ids *redacted,
                     bool known, struct error *e) {
    if (known && !run_for_case(put, PUT_EVENTS_DROP, c->id, e)) {
        return false;
    }
    if (put->entries_there && (!look_for_texts(put, c, redacted, e) || !run_for_case(put, PUT_ENTRIES_DROP, c->id, e))) {
        return false;
    }
    if (!events_put(put, c, e) || !entries_put(put, c, redacted, e)) {
        return false;
    }
    if (!known && c->entries == 0) {
        return true;
    }
    return server_fold_write(put->w->db, &put->folds, c->id, fold, e) &&
           (!known || server_fold_settle(put->w->db, &put->folds, c->id, fold, flush, put, e));
}

/* ---- one case ---- */

/* What stands there of the case. */
struct there {
    bool is, synced;
    int64_t epoch, ver, facts;
};

static bool there_read(struct case_put *put, case_id id, struct there *out, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_SYNC_KEY, e);
    char source[8];
    *out = (struct there){0};
    if (q == NULL) {
        return false;
    }
    sqlite3_bind_int64(q, 1, id);
    int row = sql_step(q, e);
    if (row == 1) {
        sql_text(q, 0, source, sizeof source);
        *out = (struct there){.is = true, .synced = strcmp(source, "sync") == 0, .epoch = sqlite3_column_int64(q, 1),
                              .ver = sqlite3_column_int64(q, 2), .facts = sqlite3_column_int64(q, 3)};
        sqlite3_reset(q);
    }
    return row >= 0;
}

static bool put_new(struct case_put *put, const struct sync_case *c, const char *sections, int64_t digest, int64_t epoch,
                    const struct entry_ids *redacted, bool *there, struct error *e) {
    struct fact_row row;
    struct rollup_case counted;
    struct server_fold fold = {0};
    if (c->entries > 0) {
        server_fold_of(c->entry, c->entries, &fold);
    }
    if (!row_make(put, c, sections, NULL, &row, e)) {
        return false;
    }
    row.facts = digest;
    memcpy(row.settled, fold.settled, sizeof row.settled); /* "tracked" at the longest */
    if (!insert(put, &row, c->ver, epoch, there, e) || *there) {
        return *there;
    }
    row_rollup(&row, &counted);
    return rest_put(put, c, &fold, redacted, false, e) && rollup_add(put->rollup, &counted, 1, e);
}

static bool put_known(struct case_put *put, const struct sync_case *c, const char *sections, int64_t digest, int64_t epoch,
                      const struct entry_ids *redacted, struct error *e) {
    struct fact_row was, row;
    struct rollup_case before, after;
    struct server_fold fold;
    int found = row_read(put, c->id, &was, e);
    if (found != 1) {
        return found == 0 && error_set(e, ERROR_UNABLE, _("a case vanished while it was being written"));
    }
    server_fold_of(c->entry, c->entries, &fold);
    if (!row_make(put, c, sections, &was, &row, e)) {
        return false;
    }
    row.facts = digest;
    row_rollup(&was, &before);
    row_rollup(&row, &after);
    return update(put, &row, c->ver, epoch, e) && rollup_add(put->rollup, &before, -1, e) &&
           rollup_add(put->rollup, &after, 1, e) && rest_put(put, c, &fold, redacted, true, e);
}

static bool touch(struct case_put *put, const struct sync_case *c, int64_t epoch, int64_t digest, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_SYNC_TOUCH, e);
    if (q == NULL) {
        return false;
    }
    sqlite3_bind_int64(q, 1, c->id);
    sqlite3_bind_int64(q, 2, c->ver);
    sqlite3_bind_int64(q, 3, epoch);
    sqlite3_bind_int64(q, 4, digest);
    return sql_step(q, e) == 0;
}

bool case_put_synced(struct case_put *put, const struct sync_case *c, int64_t epoch, const struct entry_ids *redacted,
                     struct put_synced *out, struct error *e) {
    char sections[SECTIONS_TEXT];
    struct there there = {0};
    bool is = false;
    *out = (struct put_synced){0};
    if (c->id == 0 || c->ver <= 0 || c->unit[0] == '\0' || c->facts.fir_date == CIVIL_NONE) {
        return error_set(e, ERROR_UNABLE, _("a case needs its number and its FIR date; nothing of it was written"));
    }
    sections_text(&c->sections, sections);
    int64_t digest = synced_digest(c, sections);
    if (!put->bulk) {
        if (!there_read(put, c->id, &there, e)) {
            return false;
        }
    } else if (!put_new(put, c, sections, digest, epoch, redacted, &is, e) || (is && !there_read(put, c->id, &there, e))) {
        return false;
    } else if (!is) {
        *out = (struct put_synced){.changed = true, .ver = c->ver};
        return true;
    }
    out->was_ver = out->ver = there.synced ? there.ver : 0;
    if (there.synced && (there.epoch > epoch || (there.epoch == epoch && there.ver > c->ver))) {
        return true; /* what is there is newer */
    }
    out->ver = c->ver;
    if (there.synced && there.facts == digest) {
        return (there.epoch == epoch && there.ver == c->ver) || touch(put, c, epoch, digest, e);
    }
    out->changed = true;
    return there.is ? put_known(put, c, sections, digest, epoch, redacted, e)
                    : put_new(put, c, sections, digest, epoch, redacted, &is, e);
}

/* ---- cases that leave ---- */

bool case_put_drop(struct case_put *put, case_id id, struct put_synced *out, struct error *e) {
    struct fact_row was;
    struct rollup_case before;
    struct there there;
    *out = (struct put_synced){0};
    if (!there_read(put, id, &there, e) || !there.is) {
        return e == NULL || e->kind == ERROR_NONE;
    }
    int found = row_read(put, id, &was, e);
    if (found != 1) {
        return found == 0;
    }
    *out = (struct put_synced){.changed = true, .was_ver = there.synced ? there.ver : 0};
    row_rollup(&was, &before);
    return rollup_add(put->rollup, &before, -1, e) && run_for_case(put, PUT_CASE_DROP, id, e) &&
           run_for_case(put, PUT_EVENTS_DROP, id, e) && run_for_case(put, PUT_ENTRIES_DROP, id, e);
}

static bool stub(struct case_put *put, const struct sync_gone *gone, struct error *e) {
    struct fact_row was;
    struct rollup_case before;
    sqlite3_stmt *q = put_statement(put, PUT_SYNC_STUB, e);
    if (q == NULL || row_read(put, gone->id, &was, e) != 1) {
        return false;
    }
    row_rollup(&was, &before);
    sqlite3_bind_int64(q, 1, gone->id);
    sql_bind_text_or_null(q, 2, gone->to[0] != '\0' ? gone->to : was.moved_to);
    return sql_step(q, e) == 0 && rollup_add(put->rollup, &before, -1, e) &&
           (was.status == STATUS_TRANSFERRED ||
            event_put(put, gone->id, "status", status_name(was.status), status_name(STATUS_TRANSFERRED), CIVIL_NONE, false, e));
}

bool case_put_gone(struct case_put *put, const struct sync_gone *gone, int64_t epoch, struct put_synced *out, struct error *e) {
    struct there there;
    *out = (struct put_synced){0};
    if (!there_read(put, gone->id, &there, e)) {
        return false;
    }
    /* only what the data centre brought can leave with it: (epoch, ver) as everywhere */
    if (!there.synced || there.ver == 0 || there.epoch > epoch || (there.epoch == epoch && there.ver > gone->ver)) {
        out->was_ver = out->ver = there.synced ? there.ver : 0;
        return true;
    }
    if (gone->reason == GONE_DELETED) {
        return case_put_drop(put, gone->id, out, e);
    }
    *out = (struct put_synced){.changed = true, .was_ver = there.ver};
    return stub(put, gone, e);
}
