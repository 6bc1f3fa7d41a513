/* A row of fir_case: read, written, compared, and what follows from its columns. */
#include <string.h>

#include "db/case_put.h"
#include "src/text.h"

/* ---- reading ---- */

int row_read(struct case_put *put, case_id id, struct fact_row *row, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_READ, e);
    char status[16];
    if (q == NULL) {
        return -1;
    }
    sqlite3_bind_int64(q, 1, id);
    int found = sql_step(q, e);
    if (found != 1) {
        return found;
    }
    memset(row, 0, sizeof *row);
    row->id = id;
    row->unit = sqlite3_column_int64(q, 0);
    row->fir_date = sql_day(q, 1);
    sql_text(q, 2, row->fir_time, sizeof row->fir_time);
    sql_text(q, 3, row->gd_no, sizeof row->gd_no);
    row->clock_date = sql_day(q, 4);
    row->zero_id = sqlite3_column_int64(q, 5);
    row->zero_date = sql_day(q, 6);
    row->sections = sqlite3_column_int64(q, 7);
    row->hits = (hits)sqlite3_column_int64(q, 8);
    row->probable = sqlite3_column_int(q, 9) != 0;
    row->officer = sqlite3_column_int64(q, 10);
    row->officer_since = sql_day(q, 11);
    sql_text(q, 12, status, sizeof status);
    if (!status_parse(status, &row->status)) {
        row->status = STATUS_OPEN;
    }
    row->status_on = sql_day(q, 13);
    row->state = sqlite3_column_int(q, 14);
    row->outcome = sqlite3_column_int(q, 15);
    sql_text(q, 16, row->final_type, sizeof row->final_type);
    sql_text(q, 17, row->final_no, sizeof row->final_no);
    row->prepared = sql_day(q, 18);
    row->approved = sql_day(q, 19);
    row->filed = sql_day(q, 20);
    row->in_cctns = sql_day(q, 21);
    sql_text(q, 22, row->moved_to, sizeof row->moved_to);
    row->arrests = sqlite3_column_type(q, 23) == SQLITE_NULL ? -1 : sqlite3_column_int(q, 23);
    row->first_remand = sql_day(q, 24);
    row->court_date = sql_day(q, 25);
    sql_text(q, 26, row->source, sizeof row->source);
    row->facts = sqlite3_column_int64(q, 27);
    sql_text(q, 28, row->settled, sizeof row->settled);
    sqlite3_reset(q);
    return 1;
}

/* ---- writing ---- */

static void bind_text(sqlite3_stmt *q, int n, const char *text) {
    if (text[0] == '\0') {
        sqlite3_bind_null(q, n);
    } else {
        sqlite3_bind_text(q, n, text, -1, SQLITE_STATIC);
    }
}

/* text must stay until the statement has run. */
static void bind_day(sqlite3_stmt *q, int n, civil_day day, char text[11]) {
    civil_iso(day, text);
    bind_text(q, n, text);
}

static void bind_number(sqlite3_stmt *q, int n, int64_t number) {
    if (number == 0) {
        sqlite3_bind_null(q, n);
    } else {
        sqlite3_bind_int64(q, n, number);
    }
}

bool row_write(sqlite3_stmt *q, const struct fact_row *row, struct error *e) {
    char date[11][11];
    sqlite3_bind_int64(q, 1, row->id);
    sqlite3_bind_int64(q, 2, row->unit);
    bind_day(q, 3, row->fir_date, date[0]);
    bind_text(q, 4, row->fir_time);
    bind_text(q, 5, row->gd_no);
    bind_day(q, 6, row->clock_date, date[1]);
    bind_number(q, 7, row->zero_id);
    bind_day(q, 8, row->zero_date, date[2]);
    sqlite3_bind_int64(q, 9, row->sections);
    sqlite3_bind_int64(q, 10, row->hits);
    sqlite3_bind_int(q, 11, row->probable);
    bind_number(q, 12, row->officer);
    bind_day(q, 13, row->officer_since, date[3]);
    bind_text(q, 14, status_name(row->status));
    bind_day(q, 15, row->status_on, date[4]);
    sqlite3_bind_int(q, 16, row->state);
    sqlite3_bind_int(q, 17, row->outcome);
    bind_text(q, 18, row->final_type);
    bind_text(q, 19, row->final_no);
    bind_day(q, 20, row->prepared, date[5]);
    bind_day(q, 21, row->approved, date[6]);
    bind_day(q, 22, row->filed, date[7]);
    bind_day(q, 23, row->in_cctns, date[8]);
    bind_text(q, 24, row->moved_to);
    if (row->arrests < 0) {
        sqlite3_bind_null(q, 25);
    } else {
        sqlite3_bind_int(q, 25, row->arrests);
    }
    bind_day(q, 26, row->first_remand, date[9]);
    bind_day(q, 27, row->court_date, date[10]);
    bind_text(q, 28, row->source);
    sqlite3_bind_int64(q, 29, row->facts);
    return sql_step(q, e) == 0;
}

bool row_insert(struct case_put *put, const struct fact_row *row, bool *there, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_INSERT, e);
    if (q == NULL || !row_write(q, row, e)) {
        return false;
    }
    *there = sqlite3_changes(put->w->db) == 0;
    return true;
}

bool row_update(struct case_put *put, const struct fact_row *row, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_UPDATE, e);
    return q != NULL && row_write(q, row, e);
}

/* ---- comparing ---- */

bool row_same(const struct fact_row *a, const struct fact_row *b) {
    return a->unit == b->unit && a->fir_date == b->fir_date && strcmp(a->fir_time, b->fir_time) == 0 &&
           strcmp(a->gd_no, b->gd_no) == 0 && a->clock_date == b->clock_date && a->zero_id == b->zero_id &&
           a->zero_date == b->zero_date && a->sections == b->sections && a->hits == b->hits &&
           a->probable == b->probable && a->officer == b->officer && a->officer_since == b->officer_since &&
           a->status == b->status && a->status_on == b->status_on && a->state == b->state && a->outcome == b->outcome &&
           strcmp(a->final_type, b->final_type) == 0 && strcmp(a->final_no, b->final_no) == 0 &&
           a->prepared == b->prepared && a->approved == b->approved && a->filed == b->filed &&
           a->in_cctns == b->in_cctns && strcmp(a->moved_to, b->moved_to) == 0 && a->arrests == b->arrests &&
           a->first_remand == b->first_remand && a->court_date == b->court_date;
}

void row_rollup(const struct fact_row *row, struct rollup_case *out) {
    *out = (struct rollup_case){.unit = row->unit, .clock_date = row->clock_date, .hits = row->hits,
                                .probable = row->probable, .state = row->state, .outcome = row->outcome,
                                .final = row->status == STATUS_FINAL};
    out->settled = strcmp(row->settled, "no") == 0 ? SETTLED_NO : row->settled[0] != '\0' ? SETTLED_TRACKED : SETTLED_NOT;
}

void row_derive(const struct case_put *put, struct fact_row *row, bool covered) {
    row->clock_date = row->zero_date != CIVIL_NONE ? row->zero_date : row->fir_date;
    row->state = covered ? status_state(row->status) : 2;
    if (row->state != 1) {
        row->outcome = row->state == 0 ? 0 : 3;
        return;
    }
    civil_day on = case_disposed_by(put->disposed, row->prepared, row->filed, row->in_cctns, row->status_on);
    if (on == CIVIL_NONE) {
        on = row->status_on = put->today; /* the source names no date: the day of the import stands in */
    }
    row->outcome = limit_day(row->clock_date, on, &put->limit) <= 60 ? 1 : 2;
}

/* ---- digest ---- */

uint64_t hash_bytes(uint64_t h, const void *bytes, size_t n) {
    const unsigned char *at = bytes;
    uint64_t word;
    h ^= n * 0x9E3779B97F4A7C15u;
    for (; n >= 8; at += 8, n -= 8) {
        memcpy(&word, at, 8);
        h = (h ^ word) * 0x9FB21C651E98DF25u;
        h ^= h >> 32;
    }
    word = 0;
    memcpy(&word, at, n);
    h = (h ^ word) * 0x9FB21C651E98DF25u;
    return h ^ h >> 29;
}

static uint64_t hash_text(uint64_t h, const char *text) {
    return hash_bytes(h, text, strlen(text));
}

int64_t facts_digest(const struct case_facts *f, const char *sections, const char *source) {
    const int64_t numbers[] = {f->id, f->fir_date, f->zero_id, f->zero_date, f->io_since, f->status, f->status_on,
                               f->prepared, f->approved, f->filed, f->in_cctns, f->arrests, f->first_remand,
                               f->court_date, f->section_added_on};
    uint64_t h = hash_bytes(0x243F6A8885A308D3u, numbers, sizeof numbers);
    h = hash_text(h, sections);
    h = hash_text(h, f->fir_time);
    h = hash_text(h, f->gd_no);
    h = hash_text(h, f->io.pno);
    h = hash_text(h, f->io.rank);
    h = hash_text(h, f->io.name);
    h = hash_text(h, f->io.name_hi);
    h = hash_text(h, f->final_type);
    h = hash_text(h, f->final_no);
    h = hash_text(h, f->moved_to);
    h = hash_text(h, source);
    return (int64_t)h;
}
