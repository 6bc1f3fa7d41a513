/* What a batch of cases looks up again and again: officers, section sets, units, classifications. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/case_put.h"
#include "db/unit.h"
#include "src/i18n.h"
#include "src/text.h"

/* ---- memories ---- */

static bool memory_make(struct id_memory *memory, unsigned slots) {
    memory->slots = slots;
    memory->slot = calloc(slots, sizeof *memory->slot);
    return memory->slot != NULL;
}

/* 0: not known. */
static int64_t memory_find(const struct id_memory *memory, uint64_t key) {
    for (uint64_t at = key & (memory->slots - 1); memory->slot[at].id != 0; at = (at + 1) & (memory->slots - 1)) {
        if (memory->slot[at].key == key) {
            return memory->slot[at].id;
        }
    }
    return 0;
}

/* A full memory forgets all: what is in use comes back at the next look. */
static void memory_keep(struct id_memory *memory, uint64_t key, int64_t id) {
    if (memory->n >= memory->slots / 4 * 3) {
        memset(memory->slot, 0, memory->slots * sizeof *memory->slot);
        memory->n = 0;
    }
    uint64_t at = key & (memory->slots - 1);
    while (memory->slot[at].id != 0) {
        at = (at + 1) & (memory->slots - 1);
    }
    memory->slot[at].key = key;
    memory->slot[at].id = id;
    memory->n++;
}

bool lookups_begin(struct case_put *put, struct error *e) {
    put->classes.slots = 1u << 16;
    put->classes.slot = calloc(put->classes.slots, sizeof *put->classes.slot);
    if (put->classes.slot == NULL || !memory_make(&put->officers, 1u << 16) || !memory_make(&put->sets, 1u << 15) ||
        !memory_make(&put->units, 1u << 15)) {
        return error_set(e, ERROR_UNABLE, _("not enough memory to write cases"));
    }
    return true;
}

void lookups_free(struct case_put *put) {
    free(put->classes.slot);
    free(put->officers.slot);
    free(put->sets.slot);
    free(put->units.slot);
}

/* The first column of the only row, 0 where there is none; the statement is reset. */
static bool one_id(sqlite3_stmt *q, int64_t *id, struct error *e) {
    int row = sql_step(q, e);
    *id = row == 1 ? sqlite3_column_int64(q, 0) : 0;
    sqlite3_reset(q);
    return row >= 0;
}

/* ---- officers ---- */

static void officer_fold(const struct officer *officer, char *out, size_t cap) {
    char text[400];
    size_t n = text_format(text, sizeof text, "%s %s %s %s", officer->rank, officer->name, officer->name_hi, officer->pno);
    text_fold(text, n, out, cap);
}

static bool officer_insert(struct case_put *put, const struct officer *officer, int64_t *id, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_OFFICER_INSERT, e);
    char fold[600];
    if (q == NULL) {
        return false;
    }
    officer_fold(officer, fold, sizeof fold);
    sql_bind_text_or_null(q, 1, officer->pno);
    sql_bind_text(q, 2, officer->rank);
    sql_bind_text(q, 3, officer->name);
    sql_bind_text(q, 4, officer->name_hi);
    sql_bind_text(q, 5, fold);
    if (sql_step(q, e) < 0) {
        return false;
    }
    *id = sqlite3_last_insert_rowid(put->w->db);
    return true;
}

/* The officer who is there gets what the source newly says: a promotion, a name in Hindi. */
static bool officer_refresh(struct case_put *put, const struct officer *there, const struct officer *said, int64_t id,
                            struct error *e) {
    struct officer now = *there;
    char fold[600];
    text_format(now.pno, sizeof now.pno, "%s", said->pno);
    if (said->rank[0] != '\0') {
        text_format(now.rank, sizeof now.rank, "%s", said->rank);
    }
    if (said->name[0] != '\0') {
        text_format(now.name, sizeof now.name, "%s", said->name);
    }
    if (said->name_hi[0] != '\0') {
        text_format(now.name_hi, sizeof now.name_hi, "%s", said->name_hi);
    }
    if (strcmp(now.rank, there->rank) == 0 && strcmp(now.name, there->name) == 0 &&
        strcmp(now.name_hi, there->name_hi) == 0) {
        return true;
    }
    sqlite3_stmt *q = put_statement(put, PUT_OFFICER_UPDATE, e);
    if (q == NULL) {
        return false;
    }
    officer_fold(&now, fold, sizeof fold);
    sqlite3_bind_int64(q, 1, id);
    sql_bind_text(q, 2, now.rank);
    sql_bind_text(q, 3, now.name);
    sql_bind_text(q, 4, now.name_hi);
    sql_bind_text(q, 5, fold);
    return sql_step(q, e) == 0;
}

bool lookup_officer(struct case_put *put, const struct officer *officer, int64_t *id, struct error *e) {
    struct officer there = {0};
    *id = 0;
    if (officer->name[0] == '\0' && officer->pno[0] == '\0') {
        return true;
    }
    uint64_t key = hash_bytes(1, officer->pno, strlen(officer->pno));
    key = hash_bytes(key, officer->rank, strlen(officer->rank));
    key = hash_bytes(key, officer->name, strlen(officer->name));
    key = hash_bytes(key, officer->name_hi, strlen(officer->name_hi));
    if ((*id = memory_find(&put->officers, key)) != 0) {
        return true;
    }
    bool by_pno = officer->pno[0] != '\0';
    sqlite3_stmt *q = put_statement(put, by_pno ? PUT_OFFICER_BY_PNO : PUT_OFFICER_BY_NAME, e);
    if (q == NULL) {
        return false;
    }
    sql_bind_text(q, 1, by_pno ? officer->pno : officer->name);
    if (!by_pno) {
        sql_bind_text(q, 2, officer->rank);
    }
    int row = sql_step(q, e);
    if (row == 1) {
        *id = sqlite3_column_int64(q, 0);
        sql_text(q, 1, there.rank, sizeof there.rank);
        sql_text(q, 2, there.name, sizeof there.name);
        sql_text(q, 3, there.name_hi, sizeof there.name_hi);
        sqlite3_reset(q);
    }
    if (row < 0 || (row == 1 ? !officer_refresh(put, &there, officer, *id, e) : !officer_insert(put, officer, id, e))) {
        return false;
    }
    memory_keep(&put->officers, key, *id);
    return true;
}

bool lookup_officer_text(struct case_put *put, int64_t id, char *out, size_t cap, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_OFFICER_TEXT, e);
    struct officer officer = {0};
    out[0] = '\0';
    if (q == NULL || id == 0) {
        return q != NULL;
    }
    sqlite3_bind_int64(q, 1, id);
    int row = sql_step(q, e);
    if (row == 1) {
        sql_text(q, 0, officer.rank, sizeof officer.rank);
        sql_text(q, 1, officer.name, sizeof officer.name);
        text_format(out, cap, "%s%s%s", officer.rank, officer.rank[0] != '\0' ? " " : "", officer.name);
        sqlite3_reset(q);
    }
    return row >= 0;
}

/* ---- section sets ---- */

/* Words of the acts in the letters of both languages, folded when stored. */
static const char *act_words(enum act act) {
    switch (act) {
    case ACT_IPC:
        return "ipc भादवि भा0द0वि0 आईपीसी";
    case ACT_BNS:
        return "bns बीएनएस बी0एन0एस0";
    case ACT_POCSO:
        return "pocso पाक्सो पॉक्सो पोक्सो";
    case ACT_SCST:
        return "scst sc/st एससी/एसटी";
    case ACT_IT:
        return "it आईटी";
    default:
        return act_name(act);
    }
}

/* " ipc … 376(2)(n) 363 pocso … 5(l) ": each section a word of its own, each act once. */
static void sections_fold(const struct section_list *list, char *out, size_t cap) {
    char text[SECTIONS_TEXT * 3];
    size_t n = 0;
    bool named[ACT_COUNT] = {false};
    for (int i = 0; i < list->n && n + 128 < sizeof text; i++) {
        const struct section *s = &list->at[i];
        if ((int)s->act >= 0 && s->act < ACT_COUNT && !named[s->act]) {
            named[s->act] = true;
            n += text_format(text + n, sizeof text - n, "%s ", act_words(s->act));
        }
        n += text_format(text + n, sizeof text - n, "%s ", s->text);
    }
    out[0] = ' ';
    n = 1 + text_fold(text, n, out + 1, cap - 3);
    if (out[n - 1] != ' ') {
        out[n++] = ' ';
    }
    out[n] = '\0';
}

bool lookup_sections(struct case_put *put, const struct section_list *list, const char *text, int64_t *id,
                     struct error *e) {
    char fold[SECTIONS_TEXT * 3];
    uint64_t key = hash_bytes(2, text, strlen(text));
    if ((*id = memory_find(&put->sets, key)) != 0) {
        return true;
    }
    sqlite3_stmt *q = put_statement(put, PUT_SET_BY_TEXT, e);
    if (q == NULL) {
        return false;
    }
    sql_bind_text(q, 1, text);
    if (!one_id(q, id, e)) {
        return false;
    }
    if (*id == 0) {
        if ((q = put_statement(put, PUT_SET_INSERT, e)) == NULL) {
            return false;
        }
        sections_fold(list, fold, sizeof fold);
        sql_bind_text(q, 1, text);
        sql_bind_text(q, 2, fold);
        if (sql_step(q, e) < 0) {
            return false;
        }
        *id = sqlite3_last_insert_rowid(put->w->db);
    }
    memory_keep(&put->sets, key, *id);
    return true;
}

static bool text_of(struct case_put *put, enum put_statement which, int64_t id, char *out, size_t cap, struct error *e) {
    sqlite3_stmt *q = put_statement(put, which, e);
    out[0] = '\0';
    if (q == NULL || id == 0) {
        return q != NULL;
    }
    sqlite3_bind_int64(q, 1, id);
    int row = sql_step(q, e);
    if (row == 1) {
        sql_text(q, 0, out, cap);
        sqlite3_reset(q);
    }
    return row >= 0;
}

bool lookup_sections_text(struct case_put *put, int64_t id, char out[SECTIONS_TEXT], struct error *e) {
    return text_of(put, PUT_SET_TEXT, id, out, SECTIONS_TEXT, e);
}

/* ---- units ---- */

bool lookup_unit_code(struct case_put *put, int64_t id, char out[16], struct error *e) {
    return text_of(put, PUT_UNIT_CODE, id, out, 16, e);
}

bool lookup_unit(struct case_put *put, const char *code, int64_t *id, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_UNIT_BY_CODE, e);
    if (q == NULL) {
        return false;
    }
    sql_bind_text(q, 1, code);
    return one_id(q, id, e);
}

/* Noted once a batch: what was found is remembered. */
static bool unit_found(struct case_put *put, uint64_t key, int64_t id, struct error *e) {
    memory_keep(&put->units, key, id);
    sqlite3_stmt *q = put_statement(put, PUT_SEEN, e);
    if (q == NULL) {
        return false;
    }
    sqlite3_bind_int64(q, 1, id);
    sqlite3_bind_text(q, 2, put->stamp, -1, SQLITE_STATIC);
    return sql_step(q, e) == 0;
}

bool lookup_station(struct case_put *put, int64_t station, bool make, int64_t *id, struct error *e) {
    uint64_t key = (uint64_t)station * 0x9E3779B97F4A7C15u;
    char code[24];
    if ((*id = memory_find(&put->units, key)) != 0) {
        return true;
    }
    snprintf(code, sizeof code, "%" PRId64, station);
    if (!lookup_unit(put, code, id, e) || (*id == 0 && make && !cache_station(put->w, station, id, e))) {
        return false;
    }
    return *id == 0 || unit_found(put, key, *id, e);
}

bool lookup_holder(struct case_put *put, const char *code, int64_t *id, struct error *e) {
    uint64_t key = hash_bytes(4, code, strlen(code));
    if ((*id = memory_find(&put->units, key)) != 0) {
        return true;
    }
    return lookup_unit(put, code, id, e) && (*id != 0 || cache_unplaced(put->w, code, id, e)) && unit_found(put, key, *id, e);
}

/* ---- classifications ---- */

void lookup_class(struct case_put *put, const struct section_list *list, const char *text, civil_day fir_date,
                  struct class_known *out) {
    uint64_t key = hash_bytes((uint64_t)(uint32_t)fir_date + 3, text, strlen(text));
    for (int i = 0; i < list->n; i++) /* the text does not say which sections were guessed */
        if (list->at[i].guessed)
            key = key * 31 + (uint64_t)i + 1;
    key |= 1;
    struct class_known *known = &put->classes.slot[(key >> 8) & (put->classes.slots - 1)];
    if (known->key != key) {
        struct classification class;
        classify(put->rules, list, fir_date, &class);
        known->key = key;
        known->hits = class.tracked == TRACKED_NO ? 0 : class.all;
        known->tracked = (uint8_t)class.tracked;
        known->why = (uint8_t)class.why;
    }
    *out = *known;
}
