/* For the tests of src/import/: a folder of one's own, files in it, one import, what the database holds then. */
#ifndef ITSSO_TESTS_IMPORT_FOLDER_H
#define ITSSO_TESTS_IMPORT_FOLDER_H

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "src/import/import.h"

static char folder[64], path[400], text[65536];
static struct rule_set *rules;
static struct mappings mappings;
static struct import_options options;
static struct import_file file;
static struct import_counts counts;
static char notice[ERROR_TEXT_MAX];
static struct error error;

static inline const char *in_folder(const char *name) {
    static char full[320];
    snprintf(full, sizeof full, "%s/%s", folder, name);
    return full;
}

static inline int folder_make(void **state) {
    (void)state;
    size_t n;
    const char *shipped = shipped_offence_rules(&n);
    rules = NULL;
    assert_true(rules_read(&rules, "shipped", shipped, n, &error));
    strcpy(folder, "/tmp/itsso-test-import-XXXXXX");
    assert_non_null(mkdtemp(folder));
    memset(&mappings, 0, sizeof mappings);
    options = (struct import_options){.folder = folder,
                                      .rules = rules,
                                      .mappings = &mappings,
                                      .today = civil_from_ymd(2026, 11, 23),
                                      .latest = civil_from_ymd(2026, 11, 23)};
    return 0;
}

static inline int folder_remove(void **state) {
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    rules_free(rules);
    return system(command);
}

static inline void write_bytes(const char *name, const void *bytes, size_t n) {
    FILE *f = fopen(in_folder(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static inline void write_text(const char *name, const char *content) {
    write_bytes(name, content, strlen(content));
}

/* The file's text in `text`; "" where there is none. */
static inline const char *read_text(const char *name) {
    text[0] = '\0';
    FILE *f = fopen(in_folder(name), "rb");
    if (f) {
        size_t n = fread(text, 1, sizeof text - 1, f);
        text[n] = '\0';
        fclose(f);
    }
    return text;
}

static inline bool import_name(const char *name) {
    snprintf(path, sizeof path, "%s", in_folder(name));
    memset(&file, 0, sizeof file);
    file.path = path;
    error_clear(&error);
    return import_files(&options, &file, 1, &counts, notice, &error);
}

/* "added changed unchanged not_tracked rejected" */
static inline const char *counted(void) {
    static char line[128];
    snprintf(line, sizeof line, "%llu %llu %llu %llu %llu", (unsigned long long)counts.added,
             (unsigned long long)counts.changed, (unsigned long long)counts.unchanged,
             (unsigned long long)counts.not_tracked, (unsigned long long)counts.rejected);
    return line;
}

/* Imports a text and holds the counts against `expected`. */
#define assert_import(content, expected)                                                                               \
    do {                                                                                                               \
        write_text("x.csv", content);                                                                                  \
        if (!import_name("x.csv"))                                                                                     \
            fail_msg("%s", error.text);                                                                                \
        assert_string_equal(counted(), expected);                                                                      \
    } while (0)

/* The first column of the first row; "" where there is none. */
static inline const char *ask(const char *sql) {
    static char answer[2048];
    sqlite3 *db;
    sqlite3_stmt *q;
    answer[0] = '\0';
    assert_int_equal(sqlite3_open_v2(in_folder("cache.db"), &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    if (sqlite3_step(q) == SQLITE_ROW && sqlite3_column_text(q, 0))
        snprintf(answer, sizeof answer, "%s", (const char *)sqlite3_column_text(q, 0));
    sqlite3_finalize(q);
    sqlite3_close(db);
    return answer;
}

#endif
