/* An import as a whole: counts, importing again, rows of one FIR together and apart, several files, --strict,
 * --dry-run, standard input, one transaction. Real databases. */
#include "tests/unit/import_folder.h"

#include <fcntl.h>

#include "src/import/survey.h"

#define HEAD "FIR No,PS Code,FIR Date,Act,Section,IO,Status\n"
#define SECTIONS_OF(serial)                                                                                            \
    ask("SELECT s.text FROM fir_case f JOIN section_set s ON s.id = f.sections WHERE f.id & 1048575 = " serial)

static void counts_and_again(void **state) {
    (void)state;
    static const char first[] = HEAD "1/24,31655001,12/03/2024,IPC,376,SI R Verma,Pending\n"
                                     "2/24,31655001,13/03/2024,IPC,363,SI R Verma,Pending\n"
                                     "3/18,31655001,20/04/2018,IPC,376,SI R Verma,Pending\n"
                                     "4/24,31655001,14/03/2024,POCSO Act,6,SI A Khan,Pending\n"
                                     "5/24,31655001,14/13/2024,POCSO Act,6,SI A Khan,Pending\n";
    assert_import(first, "2 0 0 2 1");
    assert_int_equal(file.no_section, 1);
    assert_int_equal(file.before_2018, 1);
    assert_int_equal(file.rows, 5);
    assert_import(first, "0 0 2 2 1");
    assert_import(HEAD "1/24,31655001,12/03/2024,IPC,376,SI R Verma,Charge Sheeted\n"
                       "4/24,31655001,14/03/2024,POCSO Act,6,SI A Khan,Pending\n"
                       "6/24,31655001,14/03/2024,POCSO Act,6,SI A Khan,Pending\n",
                  "1 1 1 0 0");
    assert_import(HEAD, "0 0 0 0 0");
    assert_string_equal(ask("SELECT count(*) FROM fir_case"), "3"); /* what is absent stays */
}

static void joined_where_they_stand_together(void **state) {
    (void)state;
    static const char csv[] = HEAD "1/24,31655001,12/03/2024,IPC,363,SI R Verma,\n"
                                   "1/24,31655001,12/03/2024,IPC,376,SI R Verma,\n"
                                   "1/24,31655001,12/03/2024,POCSO Act,6,SI R Verma,\n"
                                   "2/24,31655001,12/03/2024,IPC,376,SI R Verma,Pending\n"
                                   "2/24,31655001,12/03/2024,IPC,376,SI A Khan,Charge Sheeted\n";
    assert_import(csv, "2 0 0 0 0");
    assert_string_equal(SECTIONS_OF("1"), "IPC:363 IPC:376 POCSO:6");
    assert_int_equal(file.joined, 3);
    assert_int_equal(file.differing, 1);
    assert_int_equal(file.differing_line, 6);
    assert_string_equal(
        ask("SELECT o.name || f.status FROM fir_case f JOIN officer o ON o.id = f.officer WHERE f.id & 1048575 = 2"),
        "A Khanchargesheet");
    assert_import(csv, "0 0 2 0 0");
}

/* Sorted by act: the rows of a FIR lie apart, and importing again still changes nothing. */
static void joined_where_they_lie_apart(void **state) {
    (void)state;
    static const char csv[] = HEAD "1/24,31655001,12/03/2024,IPC,363,SI R Verma,\n"
                                   "2/24,31655001,12/03/2024,IPC,376,SI R Verma,\n"
                                   "3/24,31655001,12/03/2024,IPC,363,SI R Verma,\n"
                                   "1/24,31655001,12/03/2024,POCSO Act,6,SI R Verma,\n"
                                   "2/24,31655001,12/03/2024,POCSO Act,4,SI R Verma,\n";
    assert_import(csv, "2 0 0 1 0");
    assert_string_equal(SECTIONS_OF("1"), "IPC:363 POCSO:6");
    assert_string_equal(SECTIONS_OF("2"), "IPC:376 POCSO:4");
    assert_int_equal(file.joined, 2);
    assert_import(csv, "0 0 2 1 0");
    assert_string_equal(ask("SELECT count(*) FROM case_event"), "0");
}

/* More FIRs than one pass of the survey holds, and more that lie apart than one pass of the import holds. */
static void any_number_apart(void **state) {
    (void)state;
    enum { CASES = 40000 };
    FILE *f = fopen(in_folder("x.csv"), "w");
    assert_non_null(f);
    fputs(HEAD, f);
    for (int part = 0; part < 2; part++) {
        for (int i = 1; i <= CASES; i++)
            fprintf(f, "%d/2024,31655001,12/03/2024,%s,SI R Verma,\n", i, part ? "POCSO Act,6" : "IPC,363");
    }
    fclose(f);
    options.slots = 4096;
    for (int round = 0; round < 2; round++) {
        if (!import_name("x.csv"))
            fail_msg("%s", error.text);
        assert_string_equal(counted(), round ? "0 0 40000 0 0" : "40000 0 0 0 0");
        assert_int_equal(file.joined, CASES);
    }
    assert_string_equal(ask("SELECT group_concat(text) FROM section_set"), "IPC:363 POCSO:6");
    options.slots = 0;
}

/* The survey alone: each FIR that comes again is found once, however little room there is. */
static void survey_finds_each(void **state) {
    (void)state;
    FILE *f = fopen(in_folder("s.csv"), "w");
    assert_non_null(f);
    fputs("FIR No,PS Code,FIR Date,Section\n", f);
    for (int i = 1; i <= 9000; i++)
        fprintf(f, "%d/2024,31655001,12/03/2024,376 IPC\n", i);
    for (int i = 3; i <= 9000; i += 3)
        fprintf(f, "%d/2024,31655001,12/03/2024,376 IPC\n%d/2024,31655001,12/03/2024,376 IPC\n", i, i);
    /* what is said again word by word needs no joining */
    for (int i = 1; i <= 9000; i += 3)
        fprintf(f, "%d/2024,31655001,12/03/2024,376 IPC\n", i);
    fclose(f);
    for (size_t slots = 64; slots <= 65536; slots *= 8) {
        struct extract extract;
        struct progress progress = {0};
        struct survey survey = {.slots = slots};
        assert_true(extract_open(&extract, in_folder("s.csv"), &mappings, folder, &error));
        if (!survey_run(&survey, &extract, 0, options.latest, &progress, &error))
            fail_msg("%s", error.text);
        assert_int_equal(survey.again_n, 3000);
        for (int i = 1; i <= 9000; i++)
            assert_int_equal(survey_again(&survey, case_id_make(31655001, 2024, i)), i % 3 == 0 ? i / 3 - 1 : -1);
        survey_free(&survey);
        extract_close(&extract);
    }
}

static void several_files_are_one_transaction(void **state) {
    (void)state;
    struct import_file two[2];
    char paths[2][400];
    write_text("a.csv", HEAD "1/24,31655001,12/03/2024,IPC,376,SI R Verma,\n");
    write_text("b.csv",
               HEAD "2/24,31655001,12/03/2024,IPC,376,SI R Verma,\n1/24,31655001,12/03/2024,IPC,376,SI A Khan,\n");
    memset(two, 0, sizeof two);
    for (int i = 0; i < 2; i++) {
        snprintf(paths[i], sizeof paths[i], "%s", in_folder(i ? "b.csv" : "a.csv"));
        two[i].path = paths[i];
    }
    assert_true(import_files(&options, two, 2, &counts, notice, &error));
    assert_string_equal(counted(), "2 1 0 0 0");
    write_text("a.csv", HEAD "3/24,31655001,12/03/2024,IPC,376,SI R Verma,\nx,,,,,,\n");
    write_text("b.csv", HEAD "4/24,31655001,12/03/2024,IPC,\"376,SI R Verma,\n");
    assert_false(import_files(&options, two, 2, &counts, notice, &error));
    assert_non_null(strstr(error.text, "b.csv"));
    assert_string_equal(ask("SELECT count(*) FROM fir_case"), "2");
    assert_true(access(in_folder("a.csv.rejected.csv"), F_OK) != 0);
    assert_true(access(in_folder("a.csv.rejected.part"), F_OK) != 0);
}

static void strict_changes_nothing(void **state) {
    (void)state;
    options.strict = true;
    write_text("x.csv",
               HEAD "1/24,31655001,12/03/2024,IPC,376,SI R Verma,\nx/24,31655001,12/03/2024,IPC,376,SI R Verma,\n");
    assert_true(import_name("x.csv"));
    assert_string_equal(counted(), "0 0 0 0 1");
    assert_string_equal(ask("SELECT count(*) FROM fir_case"), "0");
    assert_non_null(strstr(read_text("x.csv.rejected.csv"), "\n3,,\"FIR No\""));
    assert_import(HEAD "1/24,31655001,12/03/2024,IPC,376,SI R Verma,\n", "1 0 0 0 0");
    options.strict = false;
}

static void dry_run_writes_nothing(void **state) {
    (void)state;
    static const char csv[] =
        HEAD "1/24,31655001,12/03/2024,IPC,376,SI R Verma,\nx/24,31655001,12/03/2024,IPC,376,SI R Verma,\n";
    options.dry_run = true;
    assert_import(csv, "1 0 0 0 1");
    assert_true(access(in_folder("cache.db"), F_OK) != 0);
    assert_true(access(in_folder("x.csv.rejected.csv"), F_OK) != 0);
    assert_string_equal(file.rejected.first[0].column, "FIR No");
    options.dry_run = false;
    assert_import(csv, "1 0 0 0 1");
    options.dry_run = true;
    assert_import(HEAD "1/24,31655001,12/03/2024,IPC,376,SI A Khan,\n2/24,31655001,12/03/2024,IPC,376,SI R Verma,\n",
                  "1 1 0 0 0");
    options.dry_run = false;
    assert_string_equal(ask("SELECT count(*) FROM fir_case"), "1");
    assert_string_equal(ask("SELECT group_concat(name) FROM officer"), "R Verma");
}

/* Standard input is a pipe here: its rows are read once, and kept without the columns that are left. */
static void standard_input(void **state) {
    (void)state;
    static const char csv[] = "title,,,,,,,\n\nFIR No;PS Code;FIR Date;Act;Section;Victim;IO;Status\n"
                              "1/24;31655001;12/03/2024;IPC;363;\"qq;\nqq\";R Verma;\n"
                              "2/24;31655001;12/03/2024;IPC;376;qq;\"R \"\"V\"\" Verma\";\n"
                              ";;;;;;;\n"
                              "1/24;31655001;12/03/2024;POCSO;6;qq;R Verma;Pending\n"
                              "3/24;31655001;12/03/2024\n"
                              "4/24;31655001;12/03/2024;IPC;376;qq;R Verma;Odd\n";
    write_text("x.csv", csv);
    char command[400];
    int before = dup(STDIN_FILENO);
    for (int round = 0; round < 2; round++) {
        snprintf(command, sizeof command, "cat '%s'", in_folder("x.csv"));
        FILE *pipe = popen(command, "r");
        assert_non_null(pipe);
        assert_true(dup2(fileno(pipe), STDIN_FILENO) >= 0);
        memset(&file, 0, sizeof file);
        file.path = "-";
        if (!import_files(&options, &file, 1, &counts, notice, &error))
            fail_msg("%s", error.text);
        pclose(pipe);
        assert_string_equal(counted(), round ? "0 0 2 0 2" : "2 0 0 0 2");
        assert_int_equal(file.rejected.first[0].line, 9);
        assert_int_equal(file.rejected.first[1].line, 10);
        assert_string_equal(file.rejected.first[1].column, "Status");
        assert_string_equal(file.left, "Victim");
        assert_false(file.regular);
    }
    assert_true(dup2(before, STDIN_FILENO) >= 0);
    close(before);
    assert_string_equal(SECTIONS_OF("1"), "IPC:363 POCSO:6");
    assert_string_equal(ask("SELECT count(*) FROM officer WHERE name LIKE '%\"V\"%'"), "1");
    snprintf(command, sizeof command, "cd '%s' && ls | grep -vE '^(cache|record|x)[.]'", folder);
    assert_int_not_equal(system(command), 0);
}

/* Where the folder of the extract cannot be written the import goes on, and says so. */
static void rejected_file_that_cannot_be_made(void **state) {
    (void)state;
    /* a folder of that name stands in the way: also root cannot write over it */
    assert_int_equal(mkdir(in_folder("x.csv.rejected.csv"), 0700), 0);
    assert_int_equal(mkdir(in_folder("x.csv.rejected.csv/in"), 0700), 0);
    write_text("x.csv",
               HEAD "1/24,31655001,12/03/2024,IPC,376,SI R Verma,\nx,31655001,12/03/2024,IPC,376,SI R Verma,\n");
    assert_true(import_name("x.csv"));
    assert_string_equal(counted(), "1 0 0 0 1");
    assert_true(file.rejected.trouble[0] != '\0');
    assert_true(access(in_folder("x.csv.rejected.part"), F_OK) != 0);
    assert_string_equal(ask("SELECT count(*) FROM fir_case"), "1");
}

/* A link by the name of the part is not followed. */
static void rejected_file_follows_no_link(void **state) {
    (void)state;
    write_text("precious", "kept");
    char to[400];
    snprintf(to, sizeof to, "%s", in_folder("precious"));
    assert_int_equal(symlink(to, in_folder("x.csv.rejected.part")), 0);
    assert_int_equal(symlink(to, in_folder("x.csv.rejected.csv")), 0);
    assert_import(HEAD "x,31655001,12/03/2024,IPC,376,SI R Verma,\n", "0 0 0 0 1");
    assert_string_equal(read_text("precious"), "kept");
    assert_non_null(strstr(read_text("x.csv.rejected.csv"), "FIR No"));
}

static void shred(void **state) {
    (void)state;
    write_text("x.csv", "secret");
    int fd = open(in_folder("x.csv"), O_RDONLY);
    assert_true(import_shred(in_folder("x.csv"), &error));
    assert_true(access(in_folder("x.csv"), F_OK) != 0);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(st.st_size, 0);
    close(fd);
    write_text("y.csv", "kept");
    char from[400];
    snprintf(from, sizeof from, "%s", in_folder("y.csv"));
    assert_int_equal(symlink(from, in_folder("link.csv")), 0);
    assert_false(import_shred(in_folder("link.csv"), &error));
    assert_int_equal(link(from, in_folder("hard.csv")), 0);
    assert_false(import_shred(in_folder("hard.csv"), &error));
    assert_string_equal(read_text("y.csv"), "kept");
    assert_false(import_shred(in_folder("absent.csv"), &error));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(counts_and_again),
        TEST(joined_where_they_stand_together),
        TEST(joined_where_they_lie_apart),
        TEST(any_number_apart),
        TEST(survey_finds_each),
        TEST(several_files_are_one_transaction),
        TEST(strict_changes_nothing),
        TEST(dry_run_writes_nothing),
        TEST(standard_input),
        TEST(rejected_file_that_cannot_be_made),
        TEST(rejected_file_follows_no_link),
        TEST(shred),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
