/* The commands import and units: the line on standard output, exit statuses, what is said on standard error and what
 * never is. */
#include "tests/unit/import_folder.h"

#include <fcntl.h>

#include "src/clock.h"
#include "src/commands/command.h"

static struct context context;
static char said[8192], printed[1024];

static int context_make(void **state) {
    folder_make(state);
    memset(&context, 0, sizeof context);
    context.program = "itsso-tui";
    config_defaults(&context.config);
    snprintf(context.folder, sizeof context.folder, "%s/data", folder);
    context.today = civil_from_ymd(2026, 11, 23);
    context.rules = rules;
    return 0;
}

static int redirect(int fd, const char *name) {
    int before = dup(fd);
    int to = open(in_folder(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(before >= 0 && to >= 0);
    dup2(to, fd);
    close(to);
    return before;
}

/* Runs the command with its arguments (the last is NULL); the exit status. */
static int run(command_run *command, const char *const *arguments) {
    char *argv[16];
    int argc = 0;
    for (; arguments[argc]; argc++) {
        argv[argc] = strdup(arguments[argc]);
        assert_non_null(argv[argc]);
    }
    argv[argc] = NULL;
    fflush(NULL);
    int out = redirect(STDOUT_FILENO, "stdout"), err = redirect(STDERR_FILENO, "stderr");
    int status = command(&context, argc, argv);
    fflush(NULL);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    for (int i = 0; i < argc; i++)
        free(argv[i]);
    snprintf(printed, sizeof printed, "%.1000s", read_text("stdout"));
    snprintf(said, sizeof said, "%.8000s", read_text("stderr"));
    return status;
}
#define RUN(command, ...) run(command, (const char *const[]){__VA_ARGS__, NULL})

#define HEAD "FIR No,PS Code,FIR Date,Section,Victim Name\n"

static void import_says(void **state) {
    (void)state;
    write_text("x.csv", HEAD "1/24,31655001,12/03/2024,376 IPC,qqname\n2/24,31655001,12/03/2024,363 IPC,qqname\n"
                             "3/24,31655001,12/13/2024,376 IPC,qqname\n4/24,31655001,12/03/2024,qqcell,qqname\n");
    char full[400];
    snprintf(full, sizeof full, "%s", in_folder("x.csv"));
    assert_int_equal(RUN(command_import, "import", full), EXIT_FINDINGS);
    assert_string_equal(printed, "added=1 changed=0 unchanged=0 not_tracked=1 rejected=2\n");
    assert_non_null(strstr(said, "not tracked: no covered section"));
    assert_non_null(strstr(said, "line 4: rejected: FIR Date: the month is over 12"));
    assert_non_null(strstr(said, "x.csv.rejected.csv"));
    assert_non_null(strstr(said, "Victim Name"));
    assert_non_null(strstr(said, "shred -u -- "));
    assert_null(strstr(said, "qq"));
    assert_null(strstr(read_text("x.csv.rejected.csv"), "qq"));
    assert_int_equal(RUN(command_import, "import", "--strict", full), EXIT_FINDINGS);
    assert_string_equal(printed, "added=0 changed=0 unchanged=1 not_tracked=1 rejected=2\n");
    assert_int_equal(RUN(command_import, "import", "--dry-run", full, full), EXIT_FINDINGS);
    assert_string_equal(printed, "added=0 changed=0 unchanged=2 not_tracked=2 rejected=4\n");
    write_text("x.csv", "FIR No,PS Code,FIR Date,Section\n1/24,31655001,12/03/2024,376 IPC\n");
    assert_int_equal(RUN(command_import, "import", full), EXIT_DONE);
    assert_string_equal(printed, "added=0 changed=0 unchanged=1 not_tracked=0 rejected=0\n");
    assert_string_equal(said, "");
}

/* The extract that is left lying is named as a shell takes it; standard input leaves nothing behind. */
static void import_names_what_to_remove(void **state) {
    (void)state;
    static const struct {
        const char *name, *shown;
    } files[] = {
        {"x.csv", "/x.csv\n"},
        {"of may.csv", "/of may.csv'\n"},
        {"it's.csv", "/it'\\''s.csv'\n"},
        {"\346\226\207.csv", "/\346\226\207.csv'\n"},
        {"\033[2Jx.csv", "/\\033[2Jx.csv'\n"},
    };
    char full[400], expected[500];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        write_text(files[i].name, HEAD "1/24,31655001,12/03/2024,376 IPC,qqname\n");
        snprintf(full, sizeof full, "%s", in_folder(files[i].name));
        assert_int_equal(RUN(command_import, "import", full), EXIT_DONE);
        snprintf(expected, sizeof expected, "shred -u -- %s%s%s",
                 i == 0   ? ""
                 : i == 4 ? "$'"
                          : "'",
                 folder, files[i].shown);
        if (!strstr(said, expected))
            fail_msg("%s is not in: %s", expected, said);
        assert_null(strchr(said, '\033'));
    }
    write_text("x.csv", HEAD "1/24,31655001,12/03/2024,376 IPC,qqname\n2/24,31655001,12/03/2024,qqcell,qqname\n");
    int before = dup(STDIN_FILENO), from = open(in_folder("x.csv"), O_RDONLY);
    assert_true(before >= 0 && from >= 0);
    dup2(from, STDIN_FILENO);
    int status = RUN(command_import, "import", "-");
    dup2(before, STDIN_FILENO);
    close(before);
    close(from);
    assert_int_equal(status, EXIT_FINDINGS);
    assert_non_null(strstr(said, "Victim Name"));
    assert_null(strstr(said, "shred"));
    assert_null(strstr(said, ".rejected.csv"));
    assert_true(access("-.rejected.csv", F_OK) != 0);
}

/* Rows that the configured station's list does not show, and columns that mean the same, are said. */
static void import_says_what_is_not_seen(void **state) {
    (void)state;
    char full[400];
    snprintf(full, sizeof full, "%s", in_folder("x.csv"));
    strcpy(context.config.unit, "31655001");
    write_text("x.csv", "FIR No,PS Code,FIR Date,Section\n1/24,31655001,12/03/2024,376 IPC\n"
                        "1/24,31655002,12/03/2024,376 IPC\n");
    assert_int_equal(RUN(command_import, "import", full), EXIT_DONE);
    assert_non_null(
        strstr(said, "x.csv: 1 FIR belongs to another station than 31655001 and is not in its list: 31655002\n"));
    write_text("x.csv", "FIR No,PS Code,FIR Date,Section,FIR No,IO Name,Present IO\n"
                        "1/24,31655002,12/03/2024,376 IPC,,,\n1/24,31655003,12/03/2024,376 IPC,,,\n"
                        "1/24,31655004,12/03/2024,376 IPC,,,\n1/24,31655005,12/03/2024,376 IPC,,,\n"
                        "1/24,31655006,12/03/2024,376 IPC,,,\n1/24,31655007,12/03/2024,376 IPC,,,\n");
    assert_int_equal(RUN(command_import, "import", full), EXIT_DONE);
    assert_non_null(strstr(said,
                           "x.csv: 6 FIRs belong to other stations than 31655001 and are not in its list: 31655002, "
                           "31655003, 31655004, 31655005, 31655006, "));
    assert_non_null(strstr(said, "x.csv: taken from 'Present IO'; 'IO Name' means the same and was left\n"));
    assert_non_null(strstr(said, "x.csv: taken from 'FIR No'; 'FIR No' means the same and was left\n"));
    assert_non_null(strstr(said, "x.csv: 2 columns were left: FIR No, IO Name\n"));
    context.config.unit[0] = '\0';
    assert_int_equal(RUN(command_import, "import", full), EXIT_DONE);
    assert_null(strstr(said, "belong"));
}

static void import_refuses(void **state) {
    (void)state;
    char full[400], map[400];
    snprintf(full, sizeof full, "%s", in_folder("x.csv"));
    snprintf(map, sizeof map, "%s", in_folder("map"));
    write_text("x.csv", "FIR No,FIR Date,Section\n1/24,12/03/2024,376 IPC\n");
    assert_int_equal(RUN(command_import, "import"), EXIT_USAGE);
    assert_int_equal(RUN(command_import, "import", "--nonsense", full), EXIT_USAGE);
    assert_int_equal(RUN(command_import, "import", full), EXIT_USAGE); /* no station anywhere */
    assert_string_equal(printed, "");
    write_text("map", "Victim Name = io\n");
    assert_int_equal(RUN(command_import, "import", "--map", map, full), EXIT_USAGE);
    context.read_only = true;
    assert_int_equal(RUN(command_import, "import", full), EXIT_USAGE);
    context.read_only = false;
    assert_int_equal(RUN(command_import, "import", "/absent.csv"), EXIT_UNABLE);
    assert_int_equal(RUN(command_import, "import", folder), EXIT_UNABLE);
    assert_int_equal(access(context.folder, F_OK), -1);
    /* the configuration's station and mapping are asked */
    strcpy(context.config.unit, "31655001");
    write_text("x.csv", "Crime Reg,FIR Date,Section\n1/24,12/03/2024,376 IPC\n");
    assert_int_equal(RUN(command_import, "import", full), EXIT_UNABLE);
    write_text("map", "Crime Reg = fir\n");
    assert_int_equal(RUN(command_import, "import", "--map", map, full), EXIT_DONE);
    assert_string_equal(printed, "added=1 changed=0 unchanged=0 not_tracked=0 rejected=0\n");
    /* a district is no station */
    write_text(
        "units",
        "code,parent,level,kind,name_en,name_hi\n31655,,district,,Demo,\n31655001,31655,station,,Demo Kotwali,\n");
    snprintf(map, sizeof map, "%s", in_folder("units"));
    assert_int_equal(RUN(command_units, "units", map), EXIT_DONE);
    assert_string_equal(printed, "units=2 stations=1\n");
    strcpy(context.config.unit, "31655");
    write_text("x.csv", "FIR No,FIR Date,Section\n1/24,12/03/2024,376 IPC\n");
    assert_int_equal(RUN(command_import, "import", full), EXIT_USAGE);
}

static void units_refuses(void **state) {
    (void)state;
    char full[400];
    snprintf(full, sizeof full, "%s", in_folder("u.csv"));
    assert_int_equal(RUN(command_units, "units"), EXIT_USAGE);
    assert_int_equal(RUN(command_units, "units", full), EXIT_UNABLE);
    write_text("u.csv", "code,parent,level,kind,name_en,name_hi\nS,,state,,State,\nD,S,district,,District,\n");
    assert_int_equal(RUN(command_units, "units", full), EXIT_DONE);
    assert_string_equal(printed, "units=2 stations=0\n");
    /* a second top beside the one that is loaded */
    write_text("u.csv", "code,parent,level,kind,name_en,name_hi\nT,,state,,Other,\n");
    assert_int_equal(RUN(command_units, "units", full), EXIT_USAGE);
    assert_non_null(strstr(said, "unit T has no parent"));
    /* one above it is no second top */
    write_text("u.csv", "code,parent,level,kind,name_en,name_hi\nN,,nation,,Nation,\nS,N,state,,State,\n");
    assert_int_equal(RUN(command_units, "units", full), EXIT_DONE);
    context.read_only = true;
    assert_int_equal(RUN(command_units, "units", full), EXIT_USAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, context_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(import_says), TEST(import_names_what_to_remove),
                                       TEST(import_says_what_is_not_seen), TEST(import_refuses), TEST(units_refuses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
