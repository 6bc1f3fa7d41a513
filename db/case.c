/* One case: its facts with the entries laid over, and the names by which statuses and officers are shown. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/case_change.h"
#include "db/sql.h"
#include "src/i18n.h"
#include "src/text.h"

/* ---- statuses ---- */

static const struct {
    const char *name;
    const char *label;
    int state;
} statuses[STATUS_COUNT] = {
    [STATUS_OPEN] = {"open", N_("under investigation"), 0},
    [STATUS_CHARGESHEET] = {"chargesheet", N_("charge-sheeted"), 1},
    [STATUS_FINAL] = {"final", N_("final report"), 1},
    [STATUS_TRANSFERRED] = {"transferred", N_("transferred"), 2},
    [STATUS_EXPUNGED] = {"expunged", N_("expunged"), 2},
    [STATUS_STAYED] = {"stayed", N_("stayed"), 0},
    [STATUS_FURTHER] = {"further", N_("further investigation"), 1},
};

static bool status_known(enum case_status status) {
    return (int)status >= 0 && (int)status < STATUS_COUNT;
}

const char *status_name(enum case_status status) {
    return status_known(status) ? statuses[status].name : "";
}

bool status_parse(const char *name, enum case_status *out) {
    for (int i = 0; i < STATUS_COUNT; i++) {
        if (strcmp(statuses[i].name, name) == 0) {
            *out = (enum case_status)i;
            return true;
        }
    }
    return false;
}

const char *status_label(enum case_status status) {
    return status_known(status) ? _(statuses[status].label) : "";
}

int status_state(enum case_status status) {
    return status_known(status) ? statuses[status].state : 0;
}

const char *final_type_label(const char *code) {
    static const struct {
        const char *code;
        const char *label;
    } types[] = {
        {"true-undetected", N_("true, undetected")},
        {"untraced", N_("untraced")},
        {"false", N_("false")},
        {"mistake-of-fact", N_("mistake of fact")},
        {"mistake-of-law", N_("mistake of law")},
        {"non-cognisable", N_("non-cognisable")},
        {"civil", N_("civil nature")},
        {"insufficient-evidence", N_("insufficient evidence")},
        {"abated", N_("abated")},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].code, code) == 0) {
            return _(types[i].label);
        }
    }
    return code;
}

/* ---- officers ---- */

/* Ranks as registers write them, folded (text_fold), and as each language shows them. */
static const struct rank {
    const char *english;
    const char *hindi;
    const char *spellings; /* blank-separated, dots and blanks left out */
} ranks[] = {
    {"SI", "उ0नि0", " si subinspector उ0नि0 उनि उपनिरीक्षक "},
    {"WSI", "म0उ0नि0", " wsi wsubinspector ladysi womansi म0उ0नि0 मउनि महिलाउपनिरीक्षक "},
    {"Insp", "नि0", " insp inspector नि0 निरीक्षक "},
    {"W/Insp", "म0नि0", " w/insp winsp winspector ladyinspector म0नि0 महिलानिरीक्षक "},
    {"SHO", "प्र0नि0", " sho प्र0नि0 प्रनि प्रभारीनिरीक्षक "},
    {"SO", "थानाध्यक्ष", " so थानाध्यक्ष "},
    {"ASI", "स0उ0नि0", " asi assistantsubinspector स0उ0नि0 सउनि सहायकउपनिरीक्षक "},
    {"HC", "मु0आ0", " hc headconstable मु0आ0 हे0का0 हेका मुख्यआरक्षी "},
    {"CO", "सी0ओ0", " co सी0ओ0 सीओ क्षेत्राधिकारी "},
    {"ACP", "स0पु0आ0", " acp स0पु0आ0 सहायकपुलिसआयुक्त "},
    {"DSP", "पु0उपा0", " dsp dysp पु0उपा0 पुलिसउपाधीक्षक "},
    {"Addl SP", "अपर पु0अ0", " addlsp addl.sp additionalsp अपरपु0अ0 अपरपुलिसअधीक्षक "},
};

static const struct rank *rank_find(const char *text) {
    char folded[160], key[168];
    size_t n = 0;
    text_fold(text, strlen(text), folded, sizeof folded);
    key[n++] = ' ';
    for (const char *c = folded; *c != '\0' && n + 2 < sizeof key; c++) {
        if (*c != ' ' && *c != '.') {
            key[n++] = *c;
        }
    }
    key[n++] = ' ';
    key[n] = '\0';
    if (n <= 2) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        if (strstr(ranks[i].spellings, key) != NULL) {
            return &ranks[i];
        }
    }
    return NULL;
}

const char *officer_show_in(const struct officer *officer, bool hindi, char *out, size_t cap) {
    const struct rank *rank = rank_find(officer->rank);
    const char *shown_rank = rank == NULL ? officer->rank : hindi ? rank->hindi : rank->english;
    const char *name = hindi && officer->name_hi[0] != '\0' ? officer->name_hi : officer->name;
    if (name[0] == '\0') {
        name = officer->pno;
    }
    text_format(out, cap, "%s%s%s", shown_rank, shown_rank[0] != '\0' && name[0] != '\0' ? " " : "", name);
    return out;
}

const char *officer_show(const struct officer *officer, char *out, size_t cap) {
    return officer_show_in(officer, language_now() == LANGUAGE_HINDI, out, cap);
}

/* ---- one case ---- */

/* Own entries above dev_seq (?2) are laid over the folded columns. */
static const char case_sql[] =
    "SELECT f.unit, u.code, f.fir_date, f.fir_time, f.gd_no, f.clock_date, f.zero_id, f.zero_date,"
    " s.text, f.hits, f.probable, CASE WHEN w.settled_seq > ?2 THEN w.settled ELSE f.settled END,"
    " o.pno, o.rank, o.name, o.name_hi, f.officer_since, f.status, f.status_on, f.state,"
    " f.final_type, f.final_no, f.final_prepared, f.final_approved, f.final_filed, f.final_cctns,"
    " f.moved_to, f.arrests, f.first_remand, f.court_date,"
    " CASE WHEN w.reason_seq > ?2 THEN w.reason ELSE f.reason END,"
    " CASE WHEN w.reason_seq > ?2 THEN w.reason_on ELSE f.reason_on END,"
    " CASE WHEN w.told_seq > ?2 THEN w.told_day ELSE f.told_day END,"
    " CASE WHEN w.told_seq > ?2 THEN w.told_on ELSE f.told_on END,"
    " CASE WHEN w.wrong_seq > ?2 THEN w.wrong ELSE f.wrong END"
    " FROM cache.fir_case f JOIN cache.unit u ON u.id = f.unit JOIN cache.section_set s ON s.id = f.sections"
    " LEFT JOIN cache.officer o ON o.id = f.officer LEFT JOIN main.own_fold w ON w.case_id = f.id WHERE f.id = ?1";

static void case_read_state(sqlite3_stmt *q, struct case_detail *out) {
    char status[16];
    sql_text(q, 17, status, sizeof status);
    if (!status_parse(status, &out->status)) {
        out->status = STATUS_OPEN;
    }
    out->status_on = sql_day(q, 18);
    out->state = sqlite3_column_int(q, 19);
    sql_text(q, 20, out->final_type, sizeof out->final_type);
    sql_text(q, 21, out->final_no, sizeof out->final_no);
    out->prepared = sql_day(q, 22);
    out->approved = sql_day(q, 23);
    out->filed = sql_day(q, 24);
    out->in_cctns = sql_day(q, 25);
    sql_text(q, 26, out->moved_to, sizeof out->moved_to);
    out->arrests = sqlite3_column_type(q, 27) == SQLITE_NULL ? -1 : sqlite3_column_int(q, 27);
    out->first_remand = sql_day(q, 28);
    out->court_date = sql_day(q, 29);
    sql_text(q, 30, out->reason, sizeof out->reason);
    out->reason_on = sql_day(q, 31);
    out->told_day = sqlite3_column_int(q, 32);
    out->told_on = sql_day(q, 33);
    out->wrong = sqlite3_column_int(q, 34);
}

static void case_read(sqlite3_stmt *q, case_id id, struct case_detail *out) {
    memset(out, 0, sizeof *out);
    out->id = id;
    out->unit = sqlite3_column_int64(q, 0);
    sql_text(q, 1, out->unit_code, sizeof out->unit_code);
    out->fir_date = sql_day(q, 2);
    sql_text(q, 3, out->fir_time, sizeof out->fir_time);
    sql_text(q, 4, out->gd_no, sizeof out->gd_no);
    out->clock_date = sql_day(q, 5);
    out->zero_id = sqlite3_column_int64(q, 6);
    out->zero_date = sql_day(q, 7);
    sql_text(q, 8, out->sections, sizeof out->sections);
    out->hits = (hits)sqlite3_column_int64(q, 9);
    sql_text(q, 11, out->settled, sizeof out->settled);
    /* a probable case that was settled as tracked has lost its question mark */
    out->probable = sqlite3_column_int(q, 10) != 0 && strcmp(out->settled, "tracked") != 0;
    sql_text(q, 12, out->io.pno, sizeof out->io.pno);
    sql_text(q, 13, out->io.rank, sizeof out->io.rank);
    sql_text(q, 14, out->io.name, sizeof out->io.name);
    sql_text(q, 15, out->io.name_hi, sizeof out->io.name_hi);
    out->io_since = sql_day(q, 16);
    case_read_state(q, out);
}

bool case_get(struct store *store, case_id id, struct case_detail *out, struct error *e) {
    sqlite3_stmt *q = NULL;
    error_clear(e);
    if (!sql_prepare(store->db, &q, case_sql, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, id);
    sqlite3_bind_int64(q, 2, store->dev_seq);
    int row = sql_step(q, e);
    if (row == 1) {
        case_read(q, id, out);
    }
    sqlite3_finalize(q);
    return row == 1;
}

civil_day case_disposed_by(enum disposed_by rule, civil_day prepared, civil_day filed, civil_day in_cctns,
                         civil_day status_on) {
    const civil_day order[3][3] = {
        [DISPOSED_CCTNS] = {in_cctns, filed, prepared},
        [DISPOSED_COURT] = {filed, in_cctns, prepared},
        [DISPOSED_PREPARED] = {prepared, filed, in_cctns},
    };
    for (int i = 0; i < 3; i++) {
        if (order[rule][i] != CIVIL_NONE) {
            return order[rule][i];
        }
    }
    return status_on;
}

bool case_settled_away(const struct case_detail *c) {
    return c->probable && strcmp(c->settled, "no") == 0;
}

civil_day case_disposed_on(const struct case_detail *c, enum disposed_by rule) {
    if (c->state != 1 && status_state(c->status) != 1) {
        return CIVIL_NONE;
    }
    return case_disposed_by(rule, c->prepared, c->filed, c->in_cctns, c->status_on);
}

/* ---- by short number ---- */

int case_find(struct store *store, int serial, int year, case_id *out, int max, struct error *e) {
    return case_find_below(store, 0, serial, year, out, max, e);
}

int case_find_below(struct store *store, int64_t unit, int serial, int year, case_id *out, int max, struct error *e) {
    static const char sql[] =
        "SELECT id FROM cache.fir_case f INDEXED BY fir_case_serial"
        " WHERE id & 1048575 = ?1 AND (?2 = 0 OR ((id >> 20) & 127) + 1990 = ?2)"
        " AND (?4 = 0 OR EXISTS (SELECT 1 FROM cache.unit u JOIN cache.unit top ON u.lft BETWEEN top.lft AND top.rgt"
        " WHERE u.id = f.unit AND top.id = ?4))"
        " ORDER BY (id >> 20) & 127 DESC, id LIMIT ?3 /* scans: sorts the cases of one serial number */";
    sqlite3_stmt *q = NULL;
    int n = 0, row;
    error_clear(e);
    if (!sql_prepare(store->db, &q, sql, e)) {
        return -1;
    }
    sqlite3_bind_int(q, 1, serial);
    sqlite3_bind_int(q, 2, year);
    sqlite3_bind_int(q, 3, max + 1);
    sqlite3_bind_int64(q, 4, unit);
    while ((row = sql_step(q, e)) == 1) {
        if (n < max) {
            out[n] = sqlite3_column_int64(q, 0);
        }
        n++;
    }
    sqlite3_finalize(q);
    return row < 0 ? -1 : n;
}
