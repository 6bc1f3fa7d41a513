/* The configuration: the shipped file names exactly the known options and holds the defaults; every option is read;
 * what is wrong is said with its line and a suggestion and never stops the program; where the file is looked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/config.h"

static char folder[] = "/tmp/itsso-config-XXXXXX";
static char file[64];
static struct config config;

static void read_bytes(const char *text, size_t n) {
    struct error e = {0};
    FILE *f = fopen(file, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    if (!config_read(&config, file, &e))
        fail_msg("%s", e.text);
}

static void read_text(const char *text) {
    read_bytes(text, strlen(text));
}

static void assert_no_notes(void) {
    if (config.notes > 0)
        fail_msg("%s", config.note[0]);
}

/* The n-th note names the line and holds the words. */
static void assert_note(int n, int line, const char *words) {
    char place[96];
    if (n >= config.notes)
        fail_msg("there are only %d notes; \"%s\" is missing", config.notes, words);
    snprintf(place, sizeof place, "%s, line %d: ", file, line);
    if (!strstr(config.note[n], place) || !strstr(config.note[n], words))
        fail_msg("note %d is \"%s\", expected line %d and \"%s\"", n, config.note[n], line, words);
}

static void the_shipped_file_is_the_defaults(void **state) {
    (void)state;
    static struct config defaults; /* compared whole, so that no option can be left out */
    struct error e = {0};
    assert_true(config_read(&config, "itsso-tui.conf", &e));
    assert_no_notes();
    assert_string_equal(config.file, "itsso-tui.conf");
    config_defaults(&defaults);
    memset(config.file, 0, sizeof config.file);
    assert_memory_equal(&config, &defaults, sizeof config);
}

static void the_shipped_file_names_exactly_the_options(void **state) {
    (void)state;
    char line[512], section[32] = "";
    int named = 0, known = 0;
    const char *s, *k;
    FILE *f = fopen("itsso-tui.conf", "r");
    assert_non_null(f);
    bool remark_above = false;
    while (fgets(line, sizeof line, f)) {
        char key[64];
        if (line[0] == '[')
            sscanf(line, "[%31[^]]", section);
        else if (sscanf(line, "%63[a-z_] =", key) == 1 && line[0] != '#') {
            bool found = false;
            for (int i = 0; config_option(i, &s, &k); i++)
                found = found || (strcmp(s, section) == 0 && strcmp(k, key) == 0);
            if (!found)
                fail_msg("[%s] %s is no option", section, key);
            if (!remark_above)
                fail_msg("[%s] %s: no line on it", section, key);
            named++;
        }
        remark_above = line[0] == '#';
    }
    fclose(f);
    while (config_option(known, &s, &k))
        known++;
    assert_int_equal(named, known); /* a doubled one would be a note of the test above */
    assert_false(config_option(-1, &s, &k));
}

static void every_option_is_read(void **state) {
    (void)state;
    setenv("HOME", "/home/x", 1);
    read_text("[station]\nunit = ३१६५५००१\nname = \"डेमो; कोतवाली\" ; remark\ndata = ~/itsso\n"
              "[clock]\nfirst_day = 1\ndeadline = two-months\nlists = itsso, bnss193\ndisposed = court\nrules = "
              "/etc/rules.tsv\n"
              "[screen]\nlanguage = HI\ncolours = high-contrast ; remark\nmouse = yes\nterminal_probe = off\n"
              "[security]\nlock_minutes = 0\n"
              "[import]\nCrime Number = fir_no\nमुकदमा अपराध संख्या = fir_no\n"
              "[keys]\ntold = a,F6\nback = \";\"\n"
              "[sync]\nurl = https://gateway.invalid:8443/\nca_file = ~/ca.pem\ncert_file = /etc/itsso/own.pem\nkey_file = "
              "/etc/itsso/own.key\nresolve = 10.0.0.5, [::1]\ninterval = 60\npin = sha256//YWJj+/8=, sha256//ZGVm=\n");
    assert_no_notes();
    assert_string_equal(config.sync.url, "https://gateway.invalid:8443"); /* paths are put behind it */
    assert_string_equal(config.sync.ca_file, "/home/x/ca.pem");
    assert_string_equal(config.sync.cert_file, "/etc/itsso/own.pem");
    assert_string_equal(config.sync.key_file, "/etc/itsso/own.key");
    assert_string_equal(config.sync.resolve, "10.0.0.5,[::1]");
    assert_int_equal(config.sync.interval, 60);
    assert_string_equal(config.sync.pin, "sha256//YWJj+/8=,sha256//ZGVm=");
    assert_string_equal(config.unit, "31655001");
    assert_string_equal(config.unit_name, "डेमो; कोतवाली");
    assert_string_equal(config.data, "/home/x/itsso");
    assert_int_equal(config.limit.first_day, 1);
    assert_int_equal(config.limit.deadline, DEADLINE_TWO_MONTHS);
    assert_string_equal(config.lists, "itsso,bnss193");
    assert_int_equal(config.disposed, DISPOSED_COURT);
    assert_string_equal(config.rules, "/etc/rules.tsv");
    assert_string_equal(config.language, "hi");
    assert_int_equal(config.colours, COLOURS_HIGH_CONTRAST);
    assert_true(config.mouse);
    assert_false(config.terminal_probe);
    assert_int_equal(config.lock_minutes, 0);
    assert_int_equal(config.maps, 2);
    assert_string_equal(config.map[0].name, "Crime Number"); /* as written, though iniparser folds its case */
    assert_string_equal(config.map[1].name, "मुकदमा अपराध संख्या");
    assert_string_equal(config.map[1].value, "fir_no");
    assert_int_equal(config.keys, 2);
    assert_string_equal(config.key[0].name, "told");
    assert_string_equal(config.key[0].value, "a,F6");
    assert_string_equal(config.key[1].value, ";");
}

static void unknown_names_bring_a_suggestion(void **state) {
    (void)state;
    read_text("[staton]\nunit = 1\n[clock]\nfirstday = 1\nunit = 31655001\nnonsense = 1\n[xyzzy]\na = "
              "b\n[screen]\nmosue = on\n");
    assert_int_equal(config.notes, 6);
    assert_note(0, 1, "[station] meant");
    assert_note(1, 4, "\"first_day\" meant");
    assert_note(2, 5, "in [station]");
    assert_note(3, 6, "no option \"nonsense\"");
    assert_note(4, 7, "[xyzzy]");
    assert_note(5, 10, "\"mouse\" meant");
    assert_string_equal(config.unit, ""); /* what is not understood changes nothing */
}

static void bad_values_keep_the_default(void **state) {
    (void)state;
    read_text(
        "[clock]\nfirst_day = 2\ndeadline = day-60\nlists = itsso|crpc\ndisposed = never\n[screen]\nlanguage = hindi\n"
        "mouse = maybe\n[security]\nlock_minutes = 9999\n[station]\nunit = 3165 5001\n"
        "[sync]\nurl = gateway.invalid\nresolve = gateway.invalid\ninterval = 5\npin = YWJj\n");
    static struct config defaults;
    config_defaults(&defaults);
    assert_int_equal(config.notes, 12);
    assert_note(0, 2, "0 or 1");
    assert_note(1, 3, "\"day60\" meant");
    assert_note(2, 4, "commas");
    assert_note(3, 5, "cctns, court or prepared");
    assert_note(4, 7, "en or hi");
    assert_note(5, 8, "on or off");
    assert_note(6, 10, "1440");
    assert_note(7, 12, "code");
    assert_note(8, 14, "https://");
    assert_note(9, 15, "digits");
    assert_note(10, 16, "30 to 86400");
    assert_note(11, 17, "sha256//");
    memset(config.file, 0, sizeof config.file);
    memset(config.note, 0, sizeof config.note);
    config.notes = 0;
    assert_memory_equal(&config, &defaults, sizeof config);
}

static void doubles_are_found(void **state) {
    (void)state;
    read_text("[clock]\nfirst_day = 1\n[screen]\nmouse = on\n[Clock]\nFIRST_DAY = 0\ndeadline = day60\n");
    assert_int_equal(config.notes, 2);
    assert_note(0, 5, "line 1");
    assert_note(1, 6, "line 2 already");
    assert_int_equal(config.limit.first_day, 1);             /* the first one counts */
    assert_int_equal(config.limit.deadline, DEADLINE_DAY60); /* the doubled section's other lines too */
}

static void lines_that_are_no_option(void **state) {
    (void)state;
    read_text("mouse = on\nmouse = on\n[screen\n[screen]\nmouse\n= on\ncolours = mono\n");
    assert_int_equal(config.notes, 4);
    assert_note(0, 1, "section");
    assert_note(1, 3, "\"]\" is missing");
    assert_note(2, 5, "option = value");
    assert_note(3, 6, "option = value");
    assert_int_equal(config.colours, COLOURS_MONO); /* the rest of the file still counts */
}

static void values_that_are_cut(void **state) {
    (void)state;
    read_text(
        "[clock]\nlists = itsso;bnss193\n[screen]\nmouse = on ; a remark\ncolours = mono # a remark\n[keys]\nfind = #\n"
        "back = x\\\nnext = y\n");
    assert_int_equal(config.notes, 3);
    assert_note(0, 2, "';'");
    assert_note(1, 7, "'#'");
    assert_note(2, 8, "end with");
    assert_true(config.mouse);
    assert_int_equal(config.colours, COLOURS_MONO);
    assert_string_equal(config.lists, "itsso");
    assert_string_equal(config.key[config.keys - 1].name, "next");
    assert_string_equal(config.key[config.keys - 1].value, "y");
}

static void bytes_that_are_no_text(void **state) {
    (void)state;
    read_bytes("\xef\xbb\xbf[screen]\r\nmouse = on\r\n", 25);
    assert_no_notes();
    assert_true(config.mouse);
    read_bytes("[screen]\nmo\0use = on\n", 21);
    assert_int_equal(config.notes, 1);
    assert_note(0, 2, "no text file");
    read_text("[screen]\nmouse = on\x1b[31m\n");
    assert_int_equal(config.notes, 1);
    assert_null(strchr(config.note[0], 0x1b)); /* nothing of a file may reach the terminal */
    static char longest[5000];
    memset(longest, 'x', sizeof longest - 1);
    memcpy(longest, "[screen]\n", 9);
    memcpy(longest + sizeof longest - 13, "\nmouse = on\n", 12);
    read_text(longest);
    assert_int_equal(config.notes, 1);
    assert_note(0, 2, "longer");
    assert_true(config.mouse);
    read_text("");
    assert_no_notes();
}

static void more_notes_than_there_is_room(void **state) {
    (void)state;
    char text[4096] = "[screen]\n";
    for (int i = 0; i < 100; i++)
        strcat(text, "no line\n");
    read_text(text);
    assert_int_equal(config.notes, CONFIG_NOTES_MAX);
    assert_note(0, 2, "option = value");
    assert_non_null(strstr(config.note[CONFIG_NOTES_MAX - 1], "more"));
    char *pairs = calloc(1, 65536);
    assert_non_null(pairs);
    strcpy(pairs, "[keys]\n");
    for (int i = 0; i < 400; i++)
        sprintf(pairs + strlen(pairs), "action%d = x\n", i);
    read_text(pairs);
    free(pairs);
    assert_int_equal(config.keys, CONFIG_KEYS_MAX);
    assert_true(config.notes > 0);
}

static void where_it_is_looked_for(void **state) {
    (void)state;
    struct error e = {0};
    char path[128];
    assert_false(config_read(&config, "/nowhere/itsso-tui.conf", &e));
    assert_int_equal(e.kind, ERROR_USAGE);
    assert_non_null(strstr(e.text, "/nowhere/itsso-tui.conf"));
    assert_false(config_read(&config, folder, &e));
    assert_non_null(strstr(e.text, "folder"));
    setenv("XDG_CONFIG_HOME", "/nowhere", 1);
    setenv("HOME", "/nowhere", 1);
    assert_true(config_read(&config, NULL, &e)); /* no file is no failure */
    read_text("[screen]\nmouse = on\n");
    setenv("XDG_CONFIG_HOME", folder, 1);
    assert_true(config_read(&config, NULL, &e));
    assert_string_equal(config.file, file);
    assert_true(config.mouse);
    unsetenv("XDG_CONFIG_HOME");
    setenv("HOME", folder, 1);
    snprintf(path, sizeof path, "%s/.config", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/.config/itsso-tui.conf", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("[screen]\ncolours = mono\n", f);
    fclose(f);
    assert_true(config_read(&config, NULL, &e));
    assert_int_equal(config.colours, COLOURS_MONO);
    remove(path);
    snprintf(path, sizeof path, "%s/.config", folder);
    remove(path);
}

static void the_folder_of_choices(void **state) {
    (void)state;
    struct error e = {0};
    char path[CONFIG_PATH], base[128];
    struct stat about;
    snprintf(base, sizeof base, "%s/a", folder);
    setenv("XDG_STATE_HOME", base, 1);
    assert_true(config_state_folder(path, &e));
    assert_true(strncmp(path, base, strlen(base)) == 0);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    assert_true(config_state_folder(path, &e)); /* it is there already */
    rmdir(path);
    rmdir(base);
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    assert_false(config_state_folder(path, &e));
    setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
    assert_false(config_state_folder(path, &e));
    assert_non_null(strstr(e.text, "/proc/nowhere"));
    unsetenv("XDG_STATE_HOME");
}

static void a_unit_with_a_letter_for_a_digit(void **state) {
    (void)state;
    read_text("[station]\nunit = 3165500l\n");
    assert_int_equal(config.notes, 1);
    assert_note(0, 2, "is 31655001 meant?");
    assert_string_equal(config.unit, "");
    read_text("[station]\n\nunit = ३१६५५OO१\n");
    assert_int_equal(config.notes, 1);
    assert_note(0, 3, "is 31655001 meant?");
    read_text("[station]\nunit = 3165 5001\n");
    assert_note(0, 2, "All of the database is shown");
    static const char *const good[] = {"31655001", "३१६५५००१", "319S01", "UP", "up-east_1.2", "all", "100IO"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "[station]\n\nunit = %s\n", good[i]);
        read_text(text);
        assert_no_notes();
        assert_string_equal(config.unit, i == 1 ? "31655001" : good[i]);
        assert_int_equal(config.unit_line, 3); /* for what is said when the database does not have it */
    }
    read_text("[station]\nunit =\n");
    assert_int_equal(config.unit_line, 0);
}

static void only_a_regular_file_is_read(void **state) {
    (void)state;
    struct error e = {0};
    alarm(10); /* a pipe without a writer must not be waited for */
    remove(file);
    assert_int_equal(mkfifo(file, 0600), 0);
    assert_false(config_read(&config, file, &e));
    assert_int_equal(e.kind, ERROR_USAGE);
    assert_non_null(strstr(e.text, "a pipe or a device"));
    setenv("XDG_CONFIG_HOME", folder, 1); /* not named by the user: a note, and the defaults */
    assert_true(config_read(&config, NULL, &e));
    assert_int_equal(config.notes, 1);
    assert_non_null(strstr(config.note[0], file));
    unsetenv("XDG_CONFIG_HOME");
    remove(file);
    assert_false(config_read(&config, "/dev/zero", &e));
    assert_non_null(strstr(e.text, "a pipe or a device"));
    assert_false(config_read(&config, "/dev/stdin", &e));
    assert_false(config_read(&config, folder, &e));
    assert_non_null(strstr(e.text, "it is a folder"));
    alarm(0);
}

static int set_up(void **state) {
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(file, sizeof file, "%s/itsso-tui.conf", folder);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    remove(file);
    return remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_file_is_the_defaults),
        cmocka_unit_test(the_shipped_file_names_exactly_the_options),
        cmocka_unit_test(every_option_is_read),
        cmocka_unit_test(unknown_names_bring_a_suggestion),
        cmocka_unit_test(bad_values_keep_the_default),
        cmocka_unit_test(doubles_are_found),
        cmocka_unit_test(lines_that_are_no_option),
        cmocka_unit_test(values_that_are_cut),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(more_notes_than_there_is_room),
        cmocka_unit_test(where_it_is_looked_for),
        cmocka_unit_test(the_folder_of_choices),
        cmocka_unit_test(a_unit_with_a_letter_for_a_digit),
        cmocka_unit_test(only_a_regular_file_is_read),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
