/* Folders of every older format (tests/unit/formats: the schemas as they were) are brought forward by opening them: what was entered
 * stays, and tables, columns and indexes are those of a new folder. */
#include "tests/unit/db_folder.h"

#include "db/migrate.h"

static char *file_text(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 16) - 1, file) < (1 << 16) - 1);
    fclose(file);
    return text;
}

/* A database of that format at its place in the folder; false: there is no such format. */
static bool make_format(const char *name, int format) {
    char path[128], number[64];
    snprintf(path, sizeof path, "tests/unit/formats/%s-%d.sql", name, format);
    char *schema = file_text(path);
    if (!schema)
        return false;
    mkdir(folder, 0770);
    snprintf(path, sizeof path, "%s.db", name);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(in_folder(path), &db), SQLITE_OK);
    must_exec(db, schema);
    snprintf(number, sizeof number, "PRAGMA user_version = %d", format);
    must_exec(db, number);
    if (strcmp(name, "record") == 0)
        must_exec(db, "INSERT INTO entry (id, device, seq, case_id, kind, code, text, author, at) SELECT"
                      " '0190abcd-0000-7000-8000-000000000001', id, 1, 4248754420940800, 'note', '', 'reminder sent', 'hm', "
                      "'2026-11-20T10:00:00.000Z' FROM device; UPDATE device SET seq = 1");
    else
        must_exec(db, "INSERT INTO entry (id, device, seq, case_id, kind, code, text, author, at) VALUES"
                      " ('0190abcd-0000-7000-8000-000000000002', 'elsewhere', 7, 4248754420940800, 'note', '', 'from elsewhere', 'co', "
                      "'2026-11-20T11:00:00.000Z'); PRAGMA journal_mode = WAL");
    sqlite3_close(db);
    free(schema);
    return true;
}

/* Every column and every index of a database, one a line. */
static void shape_of(sqlite3 *db, char *out, size_t cap) {
    static const char *const ask[] = {
        "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || coalesce(c.dflt_value, '-') || ' ' || c.pk"
        " FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.name",
        "SELECT m.name || ': ' || i.name || ' ' || i.\"unique\" || ' ' || i.partial || ' ' || (SELECT group_concat(coalesce(x.name, '?'))"
        " FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) x)"
        " FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' ORDER BY m.name, i.name"};
    size_t used = 0;
    for (size_t i = 0; i < 2; i++) {
        sqlite3_stmt *q;
        assert_int_equal(sqlite3_prepare_v2(db, ask[i], -1, &q, NULL), SQLITE_OK);
        while (sqlite3_step(q) == SQLITE_ROW) {
            int n = snprintf(out + used, cap - used, "%s\n", (const char *)sqlite3_column_text(q, 0));
            assert_true(n > 0 && (size_t)n < cap - used);
            used += (size_t)n;
        }
        sqlite3_finalize(q);
    }
}

static void same_shape(const char *file, const char *schema) {
    static char found[1 << 16], wanted[1 << 16];
    sqlite3 *db;
    assert_int_equal(sqlite3_open(in_folder(file), &db), SQLITE_OK);
    shape_of(db, found, sizeof found);
    sqlite3_close(db);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    must_exec(db, schema);
    shape_of(db, wanted, sizeof wanted);
    sqlite3_close(db);
    assert_string_equal(found, wanted);
}

static bool count_notes(void *context, const struct entry *entry) {
    int *n = context;
    assert_int_equal(entry->next_on, CIVIL_NONE);
    assert_string_equal(entry->ref, "");
    *n += entry->kind == ENTRY_NOTE && (strcmp(entry->text, "reminder sent") == 0 || strcmp(entry->text, "from elsewhere") == 0);
    return true;
}

static void opened_and_whole(void) {
    struct error e = {0};
    int n = 0;
    struct store *store = must_open(STORE_ENTRIES);
    assert_string_equal(store_notice(store), "1 line that record.log lacked was added."); /* made without a log */
    assert_true(entries_of_case(store, 4248754420940800, count_notes, &n, &e));
    assert_int_equal(n, 2);
    struct entry entry = {.kind = ENTRY_NOTE, .case_id = 4248754420940800, .on = CIVIL_NONE};
    snprintf(entry.text, sizeof entry.text, "one more");
    if (!entry_add(store, &entry, -1, TODAY, &e))
        fail_msg("%s", e.text);
    assert_int_equal(entry.seq, 2);
    store_close(store);
    same_shape("record.db", schema_record_text());
    same_shape("cache.db", schema_cache_text());
}

static void every_older_format(void **state) {
    (void)state;
    int tried = 0;
    for (int record = 1; make_format("record", record); record++, remove_tree(folder)) {
        assert_true(record <= format_record.newest);
        assert_true(make_format("cache", 1));
        opened_and_whole();
        tried++;
    }
    for (int cache = 1; make_format("cache", cache); cache++, remove_tree(folder)) {
        assert_true(cache <= format_cache.newest);
        assert_true(make_format("record", 1));
        opened_and_whole();
        tried++;
    }
    assert_true(tried >= 2);
}

/* A reader brings nothing forward: it says who can. */
static void a_reader_says_so(void **state) {
    (void)state;
    struct error e = {0};
    assert_true(make_format("record", 1) && make_format("cache", 1));
    /* the files as another tool left them: without the -wal and -shm that --read-only may not make */
    assert_null(store_open(folder, STORE_READ, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    assert_non_null(strstr(e.text, "has to start the program once"));
    assert_int_not_equal(access(in_folder("cache.db-wal"), F_OK), 0);
    error_clear(&e);
    assert_null(store_open(folder, STORE_LOOK, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    assert_non_null(strstr(e.text, "older program"));
}

/* A damaged record.db of format 1: what can be read of it is taken over into a new one. */
static void salvages_an_older_format(void **state) {
    (void)state;
    assert_true(make_format("record", 1) && make_format("cache", 1));
    sqlite3 *db;
    assert_int_equal(sqlite3_open(in_folder("record.db"), &db), SQLITE_OK);
    int64_t root = sql_int(db, "SELECT (rootpage - 1) * 4096 FROM sqlite_schema WHERE name = 'audit'", 0);
    sqlite3_close(db);
    assert_true(root > 0);
    int file = open(in_folder("record.db"), O_WRONLY | O_CLOEXEC);
    char bad[64];
    memset(bad, 0xAB, sizeof bad);
    assert_int_equal(pwrite(file, bad, sizeof bad, root), sizeof bad);
    close(file);
    files_want_check(folder);
    struct store *store = must_open(STORE_ENTRIES);
    assert_non_null(strstr(store_notice(store), "set aside"));
    assert_int_equal(one_int(store, "SELECT count(*) FROM main.entry WHERE text = 'reminder sent'"), 1);
    store_close(store);
    same_shape("record.db", schema_record_text());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_older_format, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_reader_says_so, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(salvages_an_older_format, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
