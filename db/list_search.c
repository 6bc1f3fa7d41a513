/* A search as typed: each blank-separated word must hit the FIR number, the IO, the sections or a remark. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/list_plan.h"
#include "src/i18n.h"
#include "src/text.h"

#define WORD_MAX 64
#define WORDS_MAX 10

/* Words that stand beside a FIR number or a section and say nothing. */
static bool is_noise(const char *word) {
    static const char *const noise[] = {"मु0अ0सं0", "मुअसं", "मु.अ.सं.", "fir", "no", "no.", "u/s", "धारा", "एक्ट", "act",
                                        "एवं", "व", "&", "and", "-", "/"};
    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++) {
        if (strcmp(noise[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- FIR numbers ---- */

/* Serials in the years that the text after the slash begins: "386/2", "386/24", "386/2024". */
static void number_of_year(const char *serial, const char *year, sqlite3_str *out) {
    size_t n = strlen(year);
    char four[8], two[8];
    sqlite3_str_appendf(out, "((f.id & 1048575) = %lld AND ((f.id >> 20) & 127) IN (-1", strtoll(serial, NULL, 10));
    for (int y = CASE_YEAR_MIN; y <= CASE_YEAR_MAX; y++) {
        snprintf(four, sizeof four, "%04d", y);
        snprintf(two, sizeof two, "%02d", y % 100);
        if (strncmp(four, year, n) == 0 || (y >= 2000 && y < 2100 && strncmp(two, year, n) == 0)) {
            sqlite3_str_appendf(out, ", %d", y - CASE_YEAR_MIN);
        }
    }
    sqlite3_str_appendf(out, "))");
}

static bool all_digits(const char *text) {
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* The condition and the driver of a word that can be a FIR number; false where it can not. */
static bool word_number(struct case_list *list, const char *word, sqlite3_str *out, struct driver *driver) {
    char serial[WORD_MAX];
    const char *slash = strchr(word, '/'), *last = strrchr(word, '/');
    int64_t station = 0;
    int year = 0, number = 0;
    size_t n = strlen(word);
    case_id id = 0;
    if ((slash != last || (all_digits(word) && n >= 12)) && case_no_parse(word, &station, &year, &number)) {
        id = case_id_make(station, year, number);
    }
    if (id != 0) {
        sqlite3_str_appendf(out, "f.id = %lld", id);
        driver_part(driver, sqlite3_mprintf("SELECT id FROM cache.fir_case WHERE id = %lld", id));
        return true;
    }
    if (all_digits(word) && n >= 7 && n <= 10) { /* a station's code */
        station = strtoll(word, NULL, 10);
        char *range = sqlite3_mprintf("f.id BETWEEN %lld AND %lld", station << 27, ((station + 1) << 27) - 1);
        if (range != NULL) {
            sqlite3_str_appendf(out, "%s", range);
            driver_part(driver, sqlite3_mprintf("SELECT f.id FROM cache.fir_case f WHERE %s%s", range,
                                                list_state_text(list)));
        }
        sqlite3_free(range);
        return true;
    }
    size_t digits = slash != NULL ? (size_t)(slash - word) : n;
    if (digits == 0 || digits > 7 || strspn(word, "0123456789") != digits ||
        (slash != NULL && (slash != last || strlen(slash + 1) > 4 || strspn(slash + 1, "0123456789") != strlen(slash + 1)))) {
        return false;
    }
    text_format(serial, sizeof serial, "%.*s", (int)digits, word);
    number_of_year(serial, slash != NULL ? slash + 1 : "", out);
    driver_part(driver, sqlite3_mprintf("SELECT f.id FROM cache.fir_case f INDEXED BY fir_case_serial"
                                        " WHERE f.id & 1048575 = %lld%s", strtoll(serial, NULL, 10),
                                        list_state_text(list)));
    return true;
}

/* ---- officers and sections ---- */

static void append_officer_driver(struct case_list *list, int k, struct driver *driver) {
    driver_part(driver, sqlite3_mprintf("SELECT f.id FROM temp.set_%u_%d s CROSS JOIN cache.fir_case f"
                                        " INDEXED BY fir_case_officer ON f.officer = s.id%s /* scans: the set */",
                                        list->number, k, list_state_text(list)));
}

static bool make_set(struct case_list *list, char *select, int *k, int64_t *n, struct error *e) {
    bool well = select != NULL ? list_set(list, select, k, n, e)
                               : error_set(e, ERROR_UNABLE, _("not enough memory for the list"));
    sqlite3_free(select);
    return well;
}

bool list_officers(struct case_list *list, sqlite3_str *out, struct error *e) {
    char fold[400], *save = NULL;
    int k = 0;
    int64_t n;
    text_fold(list->filter.io, strlen(list->filter.io), fold, sizeof fold);
    char *word = strtok_r(fold, " ", &save);
    if (word == NULL) {
        return true;
    }
    sqlite3_str *select = sqlite3_str_new(list->store->db);
    sqlite3_str_appendf(select, "SELECT id FROM cache.officer WHERE 1 /* scans: the officers */");
    for (; word != NULL; word = strtok_r(NULL, " ", &save)) {
        bool initial = strlen(word) == 1;
        sqlite3_str_appendf(select, initial ? " AND instr(' ' || fold, ' %q') > 0" : " AND instr(fold, '%q') > 0", word);
    }
    if (!make_set(list, sqlite3_str_finish(select), &k, &n, e)) {
        return false;
    }
    sqlite3_str_appendf(out, " AND f.officer IN (SELECT id FROM temp.set_%u_%d)", list->number, k);
    append_officer_driver(list, k, list_driver(list));
    return true;
}

/* A pattern of GLOB for a word of section_set.fold that begins so; a number ends where its digits end. */
static void append_glob(sqlite3_str *out, const char *text) {
    char pattern[WORD_MAX * 3 + 16];
    size_t n = 0;
    bool digit = false;
    pattern[n++] = '*';
    pattern[n++] = ' ';
    for (const char *c = text; *c != '\0' && n + 12 < sizeof pattern; c++) {
        bool special = *c == '*' || *c == '?' || *c == '[';
        if (special) {
            pattern[n++] = '[';
        }
        pattern[n++] = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
        if (special) {
            pattern[n++] = ']';
        }
        digit = isdigit((unsigned char)*c) != 0;
    }
    text_format(pattern + n, sizeof pattern - n, "%s", digit ? "[^0-9]*" : "*");
    sqlite3_str_appendf(out, "fold GLOB %Q", pattern);
}

/* Whether a row of section_set is what a word means, as typed and as the parser reads it (376घ is 376D). */
static void append_section_test(const struct case_list *list, const char *word, sqlite3_str *out) {
    struct section_list read;
    sections_parse(word, strlen(word), list->clock.today, &read);
    sqlite3_str_appendf(out, "(");
    append_glob(out, word);
    if (read.n > 0) {
        sqlite3_str_appendf(out, " OR (1");
        for (int i = 0; i < read.n; i++) {
            bool named = strcmp(read.at[i].text, "?") != 0;
            if (named || read.at[i].act != ACT_OTHER) {
                sqlite3_str_appendf(out, " AND ");
                append_glob(out, named ? read.at[i].text : act_name(read.at[i].act));
            } else {
                sqlite3_str_appendf(out, " AND 0");
            }
        }
        sqlite3_str_appendf(out, ")");
    }
    sqlite3_str_appendf(out, ")");
}

/* FIR numbers, and short numbers, which would hit every PNO. */
static bool is_no_officer(const char *word) {
    return strspn(word, "0123456789/") == strlen(word) && (strlen(word) < 5 || strchr(word, '/') != NULL);
}

/* A word of an officer's fold; in C, because SQLite's instr takes three times as long over 30,000 officers. */
static bool officer_has(const char *fold, const char *word) {
    char initial[3] = {' ', word[0], '\0'};
    if (is_no_officer(word)) {
        return false;
    }
    if (strlen(word) > 1) {
        return strstr(fold, word) != NULL;
    }
    return fold[0] == word[0] || strstr(fold, initial) != NULL; /* inside of a name it would hit nearly all */
}

/* ---- the sets of all words ---- */

struct words {
    int n;
    char text[WORDS_MAX][WORD_MAX];
    int officers[WORDS_MAX], sections[WORDS_MAX];       /* numbers of the sets */
    int64_t officers_n[WORDS_MAX], sections_n[WORDS_MAX];
};

/* Runs a query once and puts each row's id into the sets of the words that it is meant by: column 1 says which, as bits
 * (section sets) or as the fold to look at (officers). */
static bool fill_sets(struct case_list *list, char *query, const struct words *words, const int *set, int64_t *count,
                      struct error *e) {
    sqlite3 *db = list->store->db;
    sqlite3_stmt *q = NULL, *put[WORDS_MAX] = {NULL};
    int row = 0;
    bool well = list_query(db, &q, query, e);
    for (int i = 0; i < words->n && well; i++) {
        count[i] = 0;
        well = list_query(db, &put[i], sqlite3_mprintf("INSERT INTO temp.set_%u_%d (id) VALUES (?1)", list->number, set[i]), e);
    }
    while (well && (row = sql_step(q, e)) == 1) {
        bool bits = sqlite3_column_type(q, 1) == SQLITE_INTEGER;
        int64_t mask = bits ? sqlite3_column_int64(q, 1) : 0;
        const char *fold = bits ? "" : (const char *)sqlite3_column_text(q, 1);
        for (int i = 0; i < words->n && well; i++) {
            if (bits ? (mask >> i & 1) != 0 : fold != NULL && officer_has(fold, words->text[i])) {
                sqlite3_bind_int64(put[i], 1, sqlite3_column_int64(q, 0));
                well = sql_step(put[i], e) == 0;
                count[i]++;
            }
        }
    }
    sqlite3_finalize(q);
    for (int i = 0; i < words->n; i++) {
        sqlite3_finalize(put[i]);
    }
    return well && row == 0;
}

static bool find_words(struct case_list *list, struct words *words, struct error *e) {
    sqlite3_str *sections = sqlite3_str_new(list->store->db);
    int64_t none;
    bool well = true, officers = false;
    sqlite3_str_appendf(sections, "(0");
    for (int i = 0; i < words->n && well; i++) {
        well = list_set(list, "SELECT 0 WHERE 0", &words->officers[i], &none, e) &&
               list_set(list, "SELECT 0 WHERE 0", &words->sections[i], &none, e);
        officers = officers || !is_no_officer(words->text[i]);
        sqlite3_str_appendf(sections, " | (");
        append_section_test(list, words->text[i], sections);
        sqlite3_str_appendf(sections, " << %d)", i);
    }
    sqlite3_str_appendf(sections, ")");
    char *mask = sqlite3_str_finish(sections);
    if (officers && well) {
        well = fill_sets(list, sqlite3_mprintf("SELECT id, fold FROM cache.officer /* scans: the officers */"), words,
                         words->officers, words->officers_n, e);
    }
    well = well && fill_sets(list, mask == NULL ? NULL
                                                : sqlite3_mprintf("SELECT id, %s FROM cache.section_set"
                                                                  " /* scans: the combinations of sections */", mask),
                             words, words->sections, words->sections_n, e);
    sqlite3_free(mask);
    return well;
}

/* ---- remarks ---- */

/* Whoever took it back. */
#define NOT_TAKEN_BACK(schema)                                                                                          \
    " AND NOT EXISTS (SELECT 1 FROM " schema ".entry u WHERE u.case_id = e.case_id AND u.kind = 'undo' AND u.code = e.id)"

static bool word_remarks(struct case_list *list, const char *word, int *k, int64_t *n, struct error *e) {
    return make_set(list,
                    sqlite3_mprintf("SELECT e.case_id FROM main.entry e INDEXED BY entry_note WHERE e.kind = 'note'"
                                    " AND instr(e.fold, %Q) > 0" NOT_TAKEN_BACK("main") NOT_TAKEN_BACK("cache") " UNION ALL"
                                    " SELECT e.case_id FROM cache.entry e INDEXED BY entry_note WHERE e.kind = 'note'"
                                    " AND instr(e.fold, %Q) > 0" NOT_TAKEN_BACK("main") NOT_TAKEN_BACK("cache")
                                    " /* scans: the remarks */", word, word), k, n, e);
}

/* ---- one word ---- */

static bool add_word(struct case_list *list, const struct words *words, int i, sqlite3_str *out, struct error *e) {
    struct driver *driver = list_driver(list);
    int k;
    int64_t n = 0;
    if (driver != NULL) {
        driver->whole = true;
    }
    sqlite3_str_appendf(out, " AND (");
    if (!word_number(list, words->text[i], out, driver)) {
        sqlite3_str_appendf(out, "f.id < 0"); /* not a constant: that would hide "state = 0" from the choice of the index */
    }
    if (words->officers_n[i] > 0) {
        sqlite3_str_appendf(out, " OR f.officer IN (SELECT id FROM temp.set_%u_%d)", list->number, words->officers[i]);
        append_officer_driver(list, words->officers[i], driver);
    }
    if (words->sections_n[i] > 0) {
        sqlite3_str_appendf(out, " OR f.sections IN (SELECT id FROM temp.set_%u_%d)", list->number, words->sections[i]);
        driver_part(driver, sqlite3_mprintf("SELECT f.id FROM temp.set_%u_%d s CROSS JOIN cache.fir_case f INDEXED BY"
                                            " fir_case_sections ON f.sections = s.id%s /* scans: the set */",
                                            list->number, words->sections[i], list_state_text(list)));
    }
    if (!word_remarks(list, words->text[i], &k, &n, e)) {
        return false;
    }
    if (n > 0) {
        sqlite3_str_appendf(out, " OR f.id IN (SELECT id FROM temp.set_%u_%d)", list->number, k);
        driver_part(driver, sqlite3_mprintf("SELECT id FROM temp.set_%u_%d /* scans: the set */", list->number, k));
    }
    sqlite3_str_appendf(out, ")");
    return true;
}

bool list_search(struct case_list *list, sqlite3_str *out, struct error *e) {
    char fold[512], *save = NULL;
    struct words *words = calloc(1, sizeof *words);
    if (words == NULL)
        return error_set(e, ERROR_UNABLE, _("not enough memory for the list"));
    bool well = true;
    text_fold(list->filter.search, strlen(list->filter.search), fold, sizeof fold);
    for (char *word = strtok_r(fold, " ", &save); word != NULL && well; word = strtok_r(NULL, " ", &save)) {
        if (is_noise(word)) {
            continue;
        }
        if (words->n == WORDS_MAX) {
            well = error_set(e, ERROR_USAGE, _("the search has too many words; leave some out"));
        } else if (strlen(word) >= WORD_MAX) {
            sqlite3_str_appendf(out, " AND f.id < 0"); /* no number, name or section is that long */
        } else {
            text_format(words->text[words->n++], WORD_MAX, "%s", word);
        }
    }
    well = well && (words->n == 0 || find_words(list, words, e));
    /* numbers hit the fewest cases: they are tried first, and often nothing else is */
    for (int i = 0; well && i < 2 * words->n; i++) {
        int word = i % words->n;
        if (is_no_officer(words->text[word]) == (i < words->n)) {
            well = add_word(list, words, word, out, e);
        }
    }
    free(words);
    return well;
}
