/* The annexures against a slow count of their own: random cases with dated histories, counted from their stories alone by domain.md
 * section 4, without the database; each row, each figure, each per cent of annexures 1, 2 and 4 and who stands in which part, for units
 * and days, past ones too; and of annexure 3 the alerts of which nobody was told. */
#include "tests/unit/report_stories.h"

#include "src/i18n.h"
#include "src/report/report.h"

static struct store *store;

/* ---- the slow count ---- */

struct figures { int n, chargesheet, final, n60, in60, late, pending; };

/* -1: not of this unit. */
static int station_of(const char *unit, int station) {
    const char *district = station < 3 ? "A1" : station < 6 ? "A2" : "B1";
    if (!*unit || strcmp(unit, "IN") == 0 || strcmp(unit, district) == 0)
        return station;
    return strlen(unit) == 1 && unit[0] == district[0] ? station : -1;
}

static void count(const struct story *s, civil_day day, unsigned category, struct figures *out) {
    const struct story_state *now = story_on(s, day);
    if (!now || !(story_categories[now->set] & category) || now->status == STATUS_TRANSFERRED || now->status == STATUS_EXPUNGED)
        return; /* transferred to nowhere that is known, struck off: it is nobody's */
    bool disposed = now->status == STATUS_CHARGESHEET || now->status == STATUS_FINAL;
    out->n++;
    out->chargesheet += now->status == STATUS_CHARGESHEET;
    out->final += now->status == STATUS_FINAL;
    if (day - s->fir_date < 61)
        return;
    out->n60++;
    if (!disposed)
        out->pending++;
    else if (now->closed_on - s->fir_date <= 60)
        out->in60++;
    else
        out->late++;
}

/* Of the FIRs of the year before the day, by station. */
static void count_all(const char *unit, civil_day from, civil_day day, unsigned category, struct figures by[STATIONS]) {
    memset(by, 0, STATIONS * sizeof *by);
    for (int i = 0; i < STORIES; i++) {
        const struct story_state *now = story_on(&story[i], day);
        int at = now ? station_of(unit, now->station) : -1;
        if (at >= 0 && story[i].fir_date >= from && story[i].fir_date <= day)
            count(&story[i], day, category, &by[at]);
    }
}

static const char *per_cent(int of, int all) {
    static char text[4][16];
    static int next;
    char *out = text[next++ % 4];
    int hundredths = all ? (2 * 10000 * of + all) / (2 * all) : 0;
    snprintf(out, sizeof text[0], all ? "%d.%02d" : "–", hundredths / 100, hundredths % 100);
    return out;
}

/* ---- the sheets ---- */

static struct report_made make(const char *name, const char *unit, civil_day from, civil_day day) {
    struct error e = {0};
    struct report_made made;
    struct report_ask ask = {.store = store, .rules = rules, .lists = ~0u, .clock = clock_on(day), .disposed = DISPOSED_CCTNS,
                             .unit = unit_of(store, unit), .from = from, .to = from == CIVIL_NONE ? CIVIL_NONE : day};
    if (!report_make(report_find(name), &ask, &made, &e))
        fail_msg("%s of '%s': %s", name, unit, e.text);
    return made;
}

static const char *cell(const struct sheet_row *row, int column) {
    const char *code = row->code ? row->code[column] : NULL;
    return code ? code : row->cell[column] ? row->cell[column] : "";
}

static void cells_are(const char *what, const struct sheet_row *row, int first, const char *const *want) {
    for (int i = 0; want[i]; i++) {
        const char *is = row->cell[first + i] ? row->cell[first + i] : "";
        if (strcmp(is, want[i]) != 0)
            fail_msg("%s, %s: cell %d is %s, %s was counted", what, cell(row, first - 1), first + i, is, want[i]);
    }
}

static const char *number(int n) {
    static char text[16][16];
    static int next;
    char *out = text[next++ % 16];
    snprintf(out, sizeof text[0], "%d", n);
    return out;
}

static void part_is(const char *what, const struct sheet_block *block, const struct figures by[STATIONS], bool all) {
    int rows = 0, found = 0;
    for (int s = 0; s < STATIONS; s++)
        rows += by[s].n60 > 0 && by[s].in60 == (all ? by[s].n60 : 0);
    assert_string_equal(block->code, all ? "all" : "zero");
    for (int r = 0; r < block->rows; r++) {
        const struct sheet_row *row = &block->row[r];
        int s = atoi(cell(row, 4)) - STATION_NO(0);
        assert_true(row->kind == SHEET_ROW && s >= 0 && s < STATIONS);
        const struct figures *f = &by[s];
        if (f->n60 == 0 || f->in60 != (all ? f->n60 : 0))
            fail_msg("%s: station %d stands in the wrong part (%d of %d)", what, s, f->in60, f->n60);
        cells_are(what, row, 5, (const char *const[]){number(f->n60), number(f->in60), number(f->late), number(f->pending), per_cent(f->in60, f->n60), NULL});
        found++;
    }
    if (found != rows)
        fail_msg("%s: %d stations in part %s, %d were counted", what, found, block->code, rows);
}

static const char *const units[] = {"", "IN", "A", "B", "A1", "B1"};
#define UNITS (sizeof units / sizeof *units)
static int zeros, wholes; /* so that the parts are not all empty */

static void stations_of_none_and_of_all(const char *name, unsigned category) {
    for (size_t u = 0; u < UNITS; u++)
        for (int back = 0; back < 330; back += 47)
            for (int days = 14; days < 365; days += 117) { /* a short period: stations with few cases */
                struct figures by[STATIONS];
                char what[80];
                civil_day day = TODAY - back, from = day - 60 - days;
                snprintf(what, sizeof what, "%s of '%s', %d days before today, from %d before it", name, units[u], back, 60 + days);
                struct report_made made = make(name, units[u], from, day);
                assert_int_equal(made.sheet->blocks, 2);
                count_all(units[u], from, day, category, by);
                part_is(what, &made.sheet->block[0], by, false);
                part_is(what, &made.sheet->block[1], by, true);
                zeros += made.sheet->block[0].rows;
                wholes += made.sheet->block[1].rows;
                report_made_free(&made);
            }
    assert_true(zeros > 0 && wholes > 0);
}

static void annexure_1(void **state) {
    (void)state;
    stations_of_none_and_of_all("annexure-1", CATEGORY_POCSO);
}

static void annexure_2(void **state) {
    (void)state;
    stations_of_none_and_of_all("annexure-2", CATEGORY_376);
}

/* ---- the districts ---- */

static const char *const districts[] = {"A1", "A2", "B1"};

static void district_is(const char *what, const struct sheet_row *row, const struct figures *f) {
    int disposed = f->chargesheet + f->final;
    cells_are(what, row, 2, (const char *const[]){number(f->n), number(f->chargesheet), number(f->final), number(disposed), per_cent(disposed, f->n),
                                                  number(f->in60), per_cent(f->in60, f->n60), number(f->pending), per_cent(f->pending, f->n60), NULL});
}

static void add(struct figures *to, const struct figures *f) {
    to->n += f->n, to->chargesheet += f->chargesheet, to->final += f->final;
    to->n60 += f->n60, to->in60 += f->in60, to->late += f->late, to->pending += f->pending;
}

static void block_is(const char *what, const struct sheet_block *block, const char *unit, const struct figures by[STATIONS]) {
    struct figures all = {0};
    int rows = 0, before = 0, rank_before = 0;
    double last = 2;
    for (int r = 0; r < block->rows && block->row[r].kind == SHEET_ROW; r++, rows++) {
        struct figures f = {0};
        for (int d = 0; d < 3; d++)
            for (int s = 3 * d; strcmp(cell(&block->row[r], 1), districts[d]) == 0 && s < 3 * d + 3 && s < STATIONS; s++)
                add(&f, &by[s]);
        district_is(what, &block->row[r], &f);
        add(&all, &f);
        double disposal = f.n ? (double)(f.chargesheet + f.final) / f.n : -1;
        assert_true(disposal <= last); /* the greatest first, those without a case last */
        const char *rank = cell(&block->row[r], 0);
        if (f.n == 0)
            assert_string_equal(rank, "");
        else
            assert_int_equal(atoi(rank), disposal < last ? before + 1 : rank_before);
        last = disposal;
        before++;
        rank_before = atoi(rank);
    }
    assert_int_equal(rows, !*unit || strcmp(unit, "IN") == 0 ? 3 : strcmp(unit, "A") == 0 ? 2 : 1);
    if (rows > 1) {
        assert_int_equal(block->row[rows].kind, SHEET_TOTAL);
        district_is(what, &block->row[rows], &all);
    }
}

static void annexure_4(void **state) {
    (void)state;
    for (size_t u = 0; u < UNITS; u++)
        for (int back = 0; back < 350; back += 23) {
            struct figures by[STATIONS];
            char what[80];
            civil_day day = TODAY - back, from = day - 364;
            snprintf(what, sizeof what, "annexure-4 of '%s', %d days before today", units[u], back);
            struct report_made made = make("annexure-4", units[u], back % 2 ? from : CIVIL_NONE, day); /* by itself: the year before it */
            assert_int_equal(made.sheet->blocks, 2);
            assert_int_equal(made.sheet->from, from);
            count_all(units[u], from, day, CATEGORY_POCSO, by);
            block_is(what, &made.sheet->block[0], units[u], by);
            count_all(units[u], from, day, CATEGORY_376, by);
            block_is(what, &made.sheet->block[1], units[u], by);
            report_made_free(&made);
        }
}

/* ---- the alerts of which nobody was told ---- */

static int crossed(int day) {
    static const int days[] = {60, 55, 50, 40, 31};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (day >= days[i])
            return days[i];
    return 0;
}

static bool listed(const struct sheet_block *block, const struct story *s, int alert) {
    char no[CASE_NO_SIZE], on[11];
    case_no_full(s->id, no);
    civil_iso(s->fir_date + alert, on);
    for (int r = 0; r < block->rows; r++)
        if (strcmp(cell(&block->row[r], 2), no) == 0)
            return atoi(cell(&block->row[r], 4)) == alert && strcmp(cell(&block->row[r], 5), on) == 0;
    return false;
}

static void annexure_3(void **state) {
    (void)state;
    static const char *const smaller[] = {"A", "A1", "A2", "B1"};
    for (size_t u = 0; u < sizeof smaller / sizeof *smaller; u++)
        for (int back = 0; back < 350; back += 31) {
            civil_day day = TODAY - back;
            struct report_made made = make("annexure-3", smaller[u], day - 20, day);
            assert_int_equal(made.sheet->blocks, 2);
            const struct sheet_block *block = &made.sheet->block[1];
            int want = 0;
            for (int i = 0; i < STORIES; i++) {
                const struct story_state *now = story_on(&story[i], day);
                int alert = crossed(day - story[i].fir_date);
                if (!now || !alert || story_categories[now->set] == 0 || status_state(now->status) != 0 || station_of(smaller[u], now->station) < 0)
                    continue;
                want++;
                if (!listed(block, &story[i], alert))
                    fail_msg("annexure-3 of '%s', %d days before today: FIR %d of day %d is not there as it should be", smaller[u], back,
                             case_id_serial(story[i].id), day - story[i].fir_date);
            }
            assert_int_equal(block->rows, want);
            report_made_free(&made);
        }
}

static int begin_stories(void **state) {
    struct error e = {0};
    const char *seed = getenv("ITSSO_SEED");
    if (folder_make(state) != 0)
        return -1;
    stories_make(seed ? strtoull(seed, NULL, 10) : 20261126);
    stories_import(BEGIN, true);
    store = store_open(folder, STORE_READ, &e);
    return store ? 0 : -1;
}

static int end_stories(void **state) {
    store_close(store);
    rules_free(rules);
    return folder_remove(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(annexure_1),
        cmocka_unit_test(annexure_2),
        cmocka_unit_test(annexure_3),
        cmocka_unit_test(annexure_4),
    };
    return cmocka_run_group_tests_name("the annexures", tests, begin_stories, end_stories);
}
