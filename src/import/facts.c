/* Rows: which case, and its officer. Sections: facts_sections.c; the rest of the facts: facts_rest.c. */
#include "src/import/facts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/import/facts_inside.h"
#include "src/import/loose.h"
#include "src/import/memo.h"
#include "src/text.h"

static const struct {
    enum field field;
    const char *act;
} act_columns[] = {
    {FIELD_IPC, "IPC"}, {FIELD_BNS, "BNS"}, {FIELD_POCSO, "POCSO"}, {FIELD_SCST, "SC/ST Act"}, {FIELD_IT, "IT Act"},
};

static const char *act_of_field(enum field field) {
    for (size_t i = 0; i < sizeof act_columns / sizeof *act_columns; i++) {
        if (act_columns[i].field == field)
            return act_columns[i].act;
    }
    return NULL;
}

static void add_source(struct facts_reader *r, int act, int sections, const char *act_name) {
    if (r->sources < SECTION_SOURCES)
        r->source[r->sources++] = (struct section_source){act, sections, act_name};
}

/* The section column of an act column: of the same number, else of the same place among those without one. */
static int partner(const struct headings *h, int act) {
    int place = 0;
    for (int i = 0; i < act; i++)
        place += h->column[i].field == FIELD_ACT && h->column[i].number == h->column[act].number;
    for (int i = 0; i < h->n; i++) {
        if (h->column[i].field == FIELD_SECTIONS && h->column[i].number == h->column[act].number && place-- == 0)
            return i;
    }
    return -1;
}

static void plan_sections(struct facts_reader *r) {
    const struct headings *h = r->headings;
    bool paired[TABLE_COLUMNS] = {false};
    for (int i = 0; i < h->n; i++) {
        if (h->column[i].field == FIELD_ACT) {
            int with = partner(h, i);
            add_source(r, i, with, NULL);
            if (with >= 0)
                paired[with] = true;
        }
    }
    for (int i = 0; i < h->n; i++) {
        enum field field = h->column[i].field;
        if ((field == FIELD_SECTIONS && !paired[i]) || field == FIELD_ACT_SECTIONS || act_of_field(field))
            add_source(r, -1, i, act_of_field(field));
    }
}

bool facts_reader_begin(struct facts_reader *r, const struct headings *headings, int64_t station, civil_day today,
                        struct error *e) {
    memset(r, 0, sizeof *r);
    r->headings = headings;
    r->station = station;
    r->today = today;
    r->memo = memo_new();
    if (!r->memo)
        return error_set(e, ERROR_UNABLE, _("not enough memory"));
    for (int f = 0; f < FIELD_COUNT; f++)
        r->column[f][0] = r->column[f][1] = -1;
    for (int i = 0; i < headings->n; i++) {
        int *of = r->column[headings->column[i].field];
        if (of[0] < 0)
            of[0] = i;
        else if (of[1] < 0)
            of[1] = i;
    }
    plan_sections(r);
    return true;
}

void facts_reader_end(struct facts_reader *r) {
    memo_free(r->memo);
    r->memo = NULL;
}

struct cell facts_cell(const struct facts_reader *r, const struct table *t, enum field field, int *column) {
    static const struct cell nothing = {"", 0};
    *column = r->column[field][0];
    return *column >= 0 ? t->cell[*column] : nothing;
}

enum facts_result facts_reject(struct rejection *why, int column, const char *reason) {
    why->column = column;
    text_format(why->reason, sizeof why->reason, "%s", reason);
    return ROW_REJECTED;
}

/* Cells beyond the headings are let pass where they are empty: a delimiter at the end of each line. */
static enum facts_result check_shape(const struct facts_reader *r, const struct table *t, struct rejection *why) {
    bool blank = true;
    for (int i = 0; i < t->n && blank; i++)
        blank = cell_trim(t->cell[i]).n == 0;
    if (blank)
        return ROW_BLANK;
    bool extra = false;
    for (int i = r->headings->n; i < t->n; i++)
        extra = extra || cell_trim(t->cell[i]).n > 0;
    if (t->n < r->headings->n || extra) {
        if (r->spooled)
            return facts_reject(why, -1, _("the row has more or fewer cells than the heading row"));
        why->column = -1;
        text_format(why->reason, sizeof why->reason, _("the row has %d cells, the heading row %d"), t->n,
                    r->headings->n);
        return ROW_REJECTED;
    }
    return ROW_GOOD;
}

static void note_station_name(struct facts_reader *r, struct cell cell) {
    char key[LOOSE_KEY];
    uint64_t name = memo_hash(cell.text, cell.n);
    if (r->station_known && name == r->station_name)
        return;
    uint64_t loose = memo_hash(key, loose_key(cell.text, cell.n, key, sizeof key));
    r->several_stations = r->several_stations || (r->station_known && r->station_loose != loose);
    r->station_known = true;
    r->station_name = name;
    r->station_loose = loose;
}

/* The station: of its column, else of the number, else of the configuration. A name without a code stands for the
 * configured station as long as it is the same name all through the file. */
static int64_t find_station(struct facts_reader *r, const struct table *t, int64_t of_number, int *column) {
    struct cell cell = facts_cell(r, t, FIELD_STATION, column);
    int64_t station = cell.n > 0 ? station_read(cell) : 0;
    if (station > 0 || of_number > 0)
        return station > 0 ? station : of_number;
    if (*column >= 0 && cell_trim(cell).n > 0)
        return 0;
    int name_column;
    cell = cell_trim(facts_cell(r, t, FIELD_STATION_NAME, &name_column));
    if (cell.n > 0) {
        station = station_read(cell);
        if (*column < 0)
            *column = name_column;
        if (station > 0)
            return station;
        note_station_name(r, cell);
        if (r->several_stations)
            return 0;
    }
    return r->station;
}

/* Numbers are given by calendar year; around New Year the number of one year stands beside a date of the other. */
static bool year_fits(int year, civil_day date) {
    int y;
    civil_to_ymd(date, &y, NULL, NULL);
    if (year == y)
        return true;
    civil_day turn = civil_from_ymd(year > y ? year : y, 1, 1);
    return (year == y + 1 || year == y - 1) && date >= turn - 7 && date < turn + 7;
}

enum facts_result facts_date(struct facts_reader *r, const struct table *t, enum field field, civil_day *day,
                             char time[6], struct rejection *why) {
    int column;
    struct cell cell = facts_cell(r, t, field, &column);
    *day = CIVIL_NONE;
    time[0] = '\0';
    if (cell.n == 0)
        return ROW_GOOD;
    enum date_fault fault = date_read(cell, day, time);
    if (fault == DATE_EMPTY)
        *day = CIVIL_NONE;
    else if (fault != DATE_GOOD)
        return facts_reject(why, column, date_fault_text(fault));
    if (*day != CIVIL_NONE && *day > r->today && field != FIELD_COURT_DATE) {
        char today[11];
        civil_show(r->today, today);
        why->column = column;
        text_format(why->reason, sizeof why->reason, _("the date is after today (%s)"), today);
        return ROW_REJECTED;
    }
    return ROW_GOOD;
}

/* A year column: 2024, 24; 0 where it is none. */
static int read_year(struct cell cell) {
    char text[16];
    cell = cell_trim(cell);
    if (!cell_ascii(cell, text, sizeof text) || strspn(text, "0123456789") != strlen(text))
        return 0;
    int value = 0;
    for (const char *p = text; *p && value < 10000; p++)
        value = value * 10 + (*p - '0');
    return strlen(text) == 2 ? 2000 + value : strlen(text) == 4 ? value : 0;
}

/* What names the case, before its date is known. */
struct case_parts {
    int64_t station;
    int year, serial;
    int column;
};

static enum facts_result find_parts(struct facts_reader *r, const struct table *t, struct case_parts *out,
                                    struct rejection *why) {
    int station_column, year_column;
    int64_t of_number = 0;
    out->year = out->serial = 0;
    enum number_fault fault =
        number_read(facts_cell(r, t, FIELD_FIR, &out->column), &of_number, &out->year, &out->serial);
    if (fault != NUMBER_GOOD)
        return facts_reject(why, out->column, number_fault_text(fault));
    if (out->year == 0)
        out->year = read_year(facts_cell(r, t, FIELD_YEAR, &year_column));
    out->station = find_station(r, t, of_number, &station_column);
    if (out->station > 0 && !station_is_plausible(out->station))
        return facts_reject(why, station_column,
                            _("this is no code of a police station: it has fewer than 4 digits, or is a telephone "
                              "number; expected is the CCTNS code, for example 31655001"));
    if (out->station > 0)
        return ROW_GOOD;
    r->no_station++;
    return facts_reject(why, station_column,
                        r->several_stations
                            ? _("the police station's code is missing; the file names several stations")
                            : _("no police station code; expected is the CCTNS code, for example 31655001"));
}

static enum facts_result check_text(struct facts_reader *r, const struct table *t, struct rejection *why) {
    for (int i = 0; i < r->headings->n; i++) {
        if (r->headings->column[i].field == FIELD_NONE || utf8_valid(t->cell[i].text, t->cell[i].n))
            continue;
        r->not_utf8++;
        return facts_reject(why, i, _("the cell is not UTF-8 text"));
    }
    return ROW_GOOD;
}

enum facts_result facts_identify(struct facts_reader *r, const struct table *t, case_id *id, civil_day *fir_date,
                                 char fir_time[6], struct rejection *why) {
    struct case_parts parts;
    *id = 0;
    enum facts_result result = check_shape(r, t, why);
    if (result != ROW_GOOD)
        return result;
    if (check_text(r, t, why) != ROW_GOOD) {
        struct rejection other;
        if (find_parts(r, t, &parts, &other) == ROW_GOOD) /* so that the report names the FIR */
            *id = case_id_make(parts.station, parts.year, parts.serial);
        return ROW_REJECTED;
    }
    if (find_parts(r, t, &parts, why) != ROW_GOOD)
        return ROW_REJECTED;
    *id = case_id_make(parts.station, parts.year, parts.serial);
    if (facts_date(r, t, FIELD_FIR_DATE, fir_date, fir_time, why) != ROW_GOOD)
        return ROW_REJECTED;
    if (*fir_date == CIVIL_NONE)
        return facts_reject(why, r->column[FIELD_FIR_DATE][0], _("no FIR date; expected is dd/mm/yyyy"));
    int year = parts.year;
    if (year == 0)
        civil_to_ymd(*fir_date, &year, NULL, NULL);
    *id = case_id_make(parts.station, year, parts.serial);
    if (!year_fits(year, *fir_date)) {
        int date_year;
        civil_to_ymd(*fir_date, &date_year, NULL, NULL);
        why->column = parts.column;
        text_format(why->reason, sizeof why->reason, _("the number is of the year %d, the FIR date of the year %d"),
                    year, date_year);
        return ROW_REJECTED;
    }
    return *id != 0 ? ROW_GOOD : facts_reject(why, parts.column, number_fault_text(NUMBER_FORM));
}

bool facts_officer(struct facts_reader *r, const struct table *t, struct officer *out) {
    struct memo_key key;
    struct cell none = {"", 0};
    struct {
        struct officer officer;
        bool odd;
    } value;
    size_t n;
    int column, first = r->column[FIELD_IO][0], second = r->column[FIELD_IO][1];
    struct cell name = first >= 0 ? t->cell[first] : none, other = second >= 0 ? t->cell[second] : none;
    struct cell rank = facts_cell(r, t, FIELD_IO_RANK, &column), pno = facts_cell(r, t, FIELD_IO_PNO, &column);
    if (name.n == 0 && other.n == 0 && pno.n == 0)
        return true;
    memo_key_begin(&key, 'O');
    memo_key_add(&key, name);
    memo_key_add(&key, other);
    memo_key_add(&key, rank);
    memo_key_add(&key, pno);
    if (!memo_get(r->memo, &key, &value, &n, sizeof value)) {
        memset(&value, 0, sizeof value);
        if (!officer_read(name, other, rank, pno, &value.officer, &value.odd))
            return false;
        memo_put(r->memo, &key, &value, sizeof value);
    }
    r->odd[FIELD_IO_PNO] += value.odd;
    *out = value.officer;
    return true;
}
