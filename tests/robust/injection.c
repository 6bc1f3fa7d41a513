/* Holds that text from outside never reaches a terminal raw: an extract whose IO names, file name and station names hold escape
 * sequences, C1, bidirectional signs and broken UTF-8, looked at in every screen, and printed by list, show, alerts and import. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/pty_check.h"

/* Each row's IO name; MARK stands in all so that one sees that the row is there. */
#define MARK "Zqx"
static const char *const names[] = {
    MARK "\033]0;owned\007",               /* the window's title */
    MARK "\033[2J\033[35;7mred",           /* clears, colours */
    MARK "\033P1$r0m\033\\",               /* DCS */
    MARK "\302\233" "31mC1",               /* CSI as U+009B */
    MARK "\302\235" "0;t\302\234",         /* OSC as U+009D */
    MARK "\342\200\256" "drawkcab",        /* U+202E */
    MARK "\342\201\246" "isolate",         /* U+2066 */
    MARK "\357\273\277\342\200\213\302\255zero", /* U+FEFF, U+200B, U+00AD */
    MARK "\033[6n\033[c\005",              /* questions that the terminal would answer into the keyboard */
    MARK "\033c\016\010\010\015gone",      /* reset, other letters, backspaces, carriage return */
    MARK "\314\201\314\201\314\201\314\201\314\201\314\201\314\201\314\201tower", /* eight accents on one letter */
};
enum { NAMES = sizeof names / sizeof *names };

static char folder[64], db[96], csv[96];

static bool write_extract(void)
{
    FILE *file = fopen(csv, "we");
    if (!file)
        return false;
    fprintf(file, "FIR No,FIR Date,Police Station Code,Acts and Sections,IO Name,IO Rank\r\n");
    for (int i = 0; i < NAMES; i++)
        fprintf(file, "%04d/2026,%02d/10/2026,31999001,\"BNS 64(1); POCSO 6\",\"%s\",SI\r\n", 301 + i, 1 + i, names[i]);
    return fclose(file) == 0;
}

static int make_data(void **state)
{
    (void)state;
    if (!*test_folder_make(folder))
        return -1;
    snprintf(db, sizeof db, "%s/db", folder);
    snprintf(csv, sizeof csv, "%s/a\033[35;7mb\342\200\256.csv", folder); /* the file's name is text from outside too */
    return write_extract() ? 0 : -1;
}

static int remove_data(void **state)
{
    (void)state;
    test_folder_remove(folder);
    return 0;
}

static bool may_not_be_written(uint32_t c)
{
    return (c >= 0x80 && c <= 0x9f) || c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

/* Reads a character of valid UTF-8 at text; its length, 0 where it is broken. */
static size_t utf8_read(const unsigned char *at, size_t n, uint32_t *out)
{
    size_t length = at[0] < 0x80 ? 1 : at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : at[0] >= 0xc2 ? 2 : 0;
    if (length == 0 || length > n)
        return 0;
    uint32_t c = length == 1 ? at[0] : at[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (at[i] & 0x3f);
    }
    *out = c;
    return length;
}

/* The bytes hold nothing of what the extract smuggles in. `plain`: not a single escape is right (a pipe, a message). */
static void is_clean(const char *bytes, size_t n, bool plain, const char *where)
{
    static const char *const payloads[] = { "\033]", "\033P", "\033[35;7m", "\033[31mC1", "\033c", "\005", "\016\010" };
    for (size_t i = 0; i < sizeof payloads / sizeof *payloads; i++)
        if (memmem(bytes, n, payloads[i], strlen(payloads[i])))
            fail_msg("%s: a payload (number %zu) was written raw", where, i);
    const unsigned char *at = (const unsigned char *)bytes;
    int marks = 0;
    for (size_t i = 0, length; i < n; i += length) {
        uint32_t c = 0;
        length = utf8_read(at + i, n - i, &c);
        if (length == 0 && n - i < 4)
            break; /* the end of what was read cuts a character */
        if (length == 0)
            fail_msg("%s: broken UTF-8 was written", where);
        if (may_not_be_written(c))
            fail_msg("%s: U+%04X was written", where, (unsigned)c);
        if (plain && c < 0x20 && c != '\n' && c != '\r' && c != '\t')
            fail_msg("%s: control character %02x was written", where, (unsigned)c);
        marks = c == 0x301 ? marks + 1 : 0;
        if (marks > 4)
            fail_msg("%s: more than 4 marks on a letter", where);
    }
}

/* The command on a terminal of its own; all that it wrote must be clean. */
static void command_is_clean(const char *const *arguments, bool must_name)
{
    const char *argv[24] = { program_path(), "--db", db, "--as-of", "2026-11-23", "--lang", "en" };
    size_t n = 7;
    for (; *arguments && n < 23; n++)
        argv[n] = *arguments++;
    argv[n] = NULL;
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .rows = 50, .columns = 200 });
    check(p != NULL);
    check(pty_wait_end(p, NULL, 10000));
    size_t length;
    const char *raw = pty_raw(p, &length);
    if (must_name)
        assert_non_null(memmem(raw, length, MARK, strlen(MARK)));
    is_clean(raw, length, false, argv[7]);
    pty_stop(p);
    char *output = NULL;
    run_command(argv, NULL, &output);
    assert_non_null(output);
    is_clean(output, strlen(output), true, argv[7]);
    free(output);
}

/* ---- the tests, in this order: the first imports ---- */

static void import_says_nothing_raw(void **state)
{
    (void)state;
    command_is_clean((const char *const[]){ "import", csv, NULL }, false);
    command_is_clean((const char *const[]){ "import", "no\033[35;7msuch\302\233file", NULL }, false);
}

static void commands_print_nothing_raw(void **state)
{
    (void)state;
    command_is_clean((const char *const[]){ "list", NULL }, true);
    command_is_clean((const char *const[]){ "list", "--format", "csv", NULL }, true);
    command_is_clean((const char *const[]){ "list", "--format", "json", NULL }, true);
    command_is_clean((const char *const[]){ "list", "--sort", "\033[35;7mx\302\233", NULL }, false);
    command_is_clean((const char *const[]){ "alerts", NULL }, false);
    command_is_clean((const char *const[]){ "status", NULL }, false);
    for (int i = 0; i < NAMES; i++) {
        char number[32];
        snprintf(number, sizeof number, "31999001/%04d/2026", 301 + i);
        command_is_clean((const char *const[]){ "show", number, NULL }, true);
        command_is_clean((const char *const[]){ "show", number, "--format", "json", NULL }, true);
    }
}

static void screens_write_nothing_raw(void **state)
{
    (void)state;
    const char *argv[] = { program_path(), "--db", db, "--as-of", "2026-11-23", "--lang", "en", NULL };
    static const char *const keys[] = { "2", "o", "o", "/", MARK, "<Enter>", "<Enter>", "h", "<Esc>", "r", "<Esc>", "a", "<Esc>", "w", "<Esc>",
                                        "1", "4", "?", "<Esc>", "2", "<Down>", "<Enter>" };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .rows = 43, .columns = 132 });
    check(p != NULL);
    check(pty_wait_text(p, MARK));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        check(pty_keys(p, keys[i]));
        pty_settle(p, 120, 2000);
    }
    assert_true(pty_running(p));
    size_t length;
    const char *raw = pty_raw(p, &length);
    is_clean(raw, length, false, "the screens");
    pty_stop(p);
}

static void rejected_rows_hold_no_cell(void **state)
{
    (void)state;
    char bad[96], beside[112];
    snprintf(bad, sizeof bad, "%s/bad.csv", folder);
    snprintf(beside, sizeof beside, "%s.rejected.csv", bad);
    FILE *file = fopen(bad, "we");
    assert_non_null(file);
    fprintf(file, "FIR No,FIR Date,Police Station Code,Acts and Sections,IO Name\n"
                  "0501/2026,99/99/2026 " MARK "secret\033[35;7m,31999001,BNS 64(1),SI R Verma\n"
                  "0502/2026,01/10/2026,31999001,BNS 64(1),SI R Verma\n");
    fclose(file);
    const char *argv[] = { program_path(), "--db", db, "--as-of", "2026-11-23", "import", bad, NULL };
    char *output = NULL;
    assert_int_equal(run_command(argv, NULL, &output), 1);
    assert_null(strstr(output, "secret"));
    free(output);
    const char *cat[] = { "cat", beside, NULL };
    assert_int_equal(run_command(cat, NULL, &output), 0);
    assert_null(strstr(output, "secret"));
    assert_non_null(strstr(output, "0501"));
    is_clean(output, strlen(output), true, "the rejected rows");
    free(output);
    struct stat st;
    assert_int_equal(stat(beside, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(import_says_nothing_raw),
        cmocka_unit_test(commands_print_nothing_raw),
        cmocka_unit_test(screens_write_nothing_raw),
        cmocka_unit_test(rejected_rows_hold_no_cell),
    };
    return cmocka_run_group_tests_name("injection", tests, make_data, remove_data);
}
