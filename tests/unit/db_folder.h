/* For the tests of db/: a data folder of its own for each test, removed at the end; cases without an import. */
#ifndef ITSSO_TEST_DB_FOLDER_H
#define ITSSO_TEST_DB_FOLDER_H

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "db/case.h"
#include "db/entry.h"
#include "db/sql.h"
#include "db/store_files.h"
#include "db/unit.h"
#include "src/i18n.h"

#define STATION 31655001
#define TODAY civil_from_ymd(2026, 11, 23)

static char folder[512]; /* of the test that runs */
static char top[256];    /* what is removed at the end */

static inline void remove_tree(const char *path) {
    DIR *listing = opendir(path);
    if (!listing)
        return;
    for (struct dirent *found; (found = readdir(listing));) {
        char inner[4096];
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        if (snprintf(inner, sizeof inner, "%s/%s", path, found->d_name) >= (int)sizeof inner)
            continue;
        struct stat status;
        if (lstat(inner, &status) == 0 && S_ISDIR(status.st_mode))
            remove_tree(inner);
        else
            unlink(inner);
    }
    closedir(listing);
    rmdir(path);
}

static int folder_make(void **state) {
    (void)state;
    language_init();
    language_set(LANGUAGE_ENGLISH);
    snprintf(top, sizeof top, "/tmp/itsso-db-XXXXXX");
    if (!mkdtemp(top))
        return -1;
    snprintf(folder, sizeof folder, "%s/data", top);
    return 0;
}

static int folder_remove(void **state) {
    (void)state;
    remove_tree(top);
    return 0;
}

static inline const char *in_folder(const char *name) {
    static char path[8][1024];
    static int next;
    char *out = path[next++ % 8];
    snprintf(out, sizeof path[0], "%s/%s", folder, name);
    return out;
}

static inline case_id case_no(int serial) {
    return case_id_make(STATION, 2026, serial);
}

/* Cases 1..n of one station, FIR dates a day apart, by SQL: the tests of the store do not rest on those of the import.
 */
static inline void make_cases(int n) {
    struct error e = {0};
    struct cache_writer *w = cache_begin(folder, 5000, &e);
    if (!w)
        fail_msg("%s", e.text);
    int64_t unit;
    assert_true(cache_station(w, STATION, &unit, &e));
    assert_true(
        sql_exec(w->db, "INSERT OR IGNORE INTO section_set (id, text, fold) VALUES (1, 'IPC:376', ' ipc 376 ')", &e));
    sqlite3_stmt *insert;
    assert_true(sql_prepare(w->db, &insert,
                            "INSERT OR IGNORE INTO fir_case (id, unit, fir_date, clock_date, sections, hits)"
                            " VALUES (?1, ?2, ?3, ?3, 1, 1)",
                            &e));
    for (int i = 1; i <= n; i++) {
        sqlite3_bind_int64(insert, 1, case_no(i));
        sqlite3_bind_int64(insert, 2, unit);
        sql_bind_day(insert, 3, TODAY - i % 300);
        assert_int_equal(sql_step(insert, &e), 0);
    }
    sqlite3_finalize(insert);
    if (!cache_commit(w, &e))
        fail_msg("%s", e.text);
}

static inline struct store *must_open(enum store_mode mode) {
    struct error e = {0};
    struct store *store = store_open(folder, mode, &e);
    if (!store)
        fail_msg("store_open: %s", e.text);
    return store;
}

static inline void must_exec(sqlite3 *db, const char *text) {
    struct error e = {0};
    if (!sql_exec(db, text, &e))
        fail_msg("%s", e.text);
}

static inline struct entry entry_of(enum entry_kind kind, int serial, const char *code, const char *state) {
    struct entry entry = {.case_id = case_no(serial), .kind = kind, .on = CIVIL_NONE};
    snprintf(entry.code, sizeof entry.code, "%s", code);
    snprintf(entry.state, sizeof entry.state, "%s", state);
    return entry;
}

static inline struct entry note_of(int serial, const char *text) {
    struct entry entry = entry_of(ENTRY_NOTE, serial, "", "");
    snprintf(entry.text, sizeof entry.text, "%s", text);
    return entry;
}

static inline void must_add(struct store *store, struct entry *entry) {
    struct error e = {0};
    if (!entry_add(store, entry, -1, TODAY, &e))
        fail_msg("entry_add: %s", e.text);
}

/* The whole file, NUL at the end; the caller frees. NULL where there is none. */
static inline char *read_all(const char *path, size_t *n) {
    FILE *in = fopen(path, "rb");
    *n = 0;
    if (!in)
        return NULL;
    fseek(in, 0, SEEK_END);
    long length = ftell(in);
    rewind(in);
    char *bytes = malloc((size_t)length + 1);
    *n = bytes ? fread(bytes, 1, (size_t)length, in) : 0;
    if (bytes)
        bytes[*n] = '\0';
    fclose(in);
    return bytes;
}

static inline void write_all(const char *path, const void *bytes, size_t n) {
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

static inline void copy_file(const char *from, const char *to) {
    size_t n = 0;
    char *bytes = read_all(from, &n);
    assert_non_null(bytes);
    write_all(to, bytes, n);
    free(bytes);
}

/* How many files of the folder hold the bytes. */
static inline int files_holding(const char *bytes) {
    int found = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (struct dirent *file; (file = readdir(listing));) {
        size_t n;
        char *all = file->d_name[0] == '.' ? NULL : read_all(in_folder(file->d_name), &n);
        if (all && memmem(all, n, bytes, strlen(bytes)))
            found++;
        free(all);
    }
    closedir(listing);
    return found;
}

static inline int count_files(const char *part) {
    int found = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (struct dirent *file; (file = readdir(listing));)
        found += strstr(file->d_name, part) != NULL;
    closedir(listing);
    return found;
}

static inline int log_lines(void) {
    size_t n;
    char *all = read_all(in_folder("record.log"), &n);
    int lines = 0;
    for (size_t i = 0; all && i < n; i++)
        lines += all[i] == '\n';
    free(all);
    return lines;
}

static inline int64_t one_int(struct store *store, const char *text) {
    return sql_int(store->db, text, -999);
}

#endif
