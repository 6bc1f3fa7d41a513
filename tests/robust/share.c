/* Holds what y gives away, of a case and of a list, in both languages: case number, station, category, day, due date, IO, coded reason, and
 * nothing of sections, sub-clauses, remarks, directions or of what was searched for; that Enter hands the marked text to the terminal
 * (OSC 52), that W saves it into a file in the home that only its owner reads, as Enter does on a terminal without a clipboard, and that a
 * file that is there stays; that the training is named, and --read-only writes no file. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/pty_check.h"

static char data[64], home[64], env_home[96];

static const char *in_home(const char *name)
{
    static char path[4][160];
    static int next;
    char *out = path[next++ % 4];
    snprintf(out, sizeof path[0], "%s/%s", home, name);
    return out;
}

static void command(const char *const *words, const char *input)
{
    const char *argv[16] = {program_path(), "--db", data, "--as-of", "2026-11-23", "--lang", "en"};
    char *said = NULL;
    for (size_t i = 0; words[i]; i++)
        argv[7 + i] = words[i];
    if (run_command(argv, input, &said) != 0)
        fail_msg("%s: %s", words[0], said);
    free(said);
}

static int setup(void **state)
{
    (void)state;
    if (!*test_folder_make(data) || !*test_folder_make(home))
        return -1;
    snprintf(env_home, sizeof env_home, "HOME=%s", home);
    FILE *file = fopen(in_home("extract.csv"), "w");
    if (!file)
        return -1;
    fputs("FIR No,FIR Date,PS Code,PS Name,Acts and Sections,IO Rank,IO Name,Status\n"
          "0301/2026,20/09/2026,31999001,Demo Kotwali,\"BNS 64(2)(f), 351; POCSO 5(n)/6\",SI,R Verma,Under Investigation\n"
          "0302/2026,25/09/2026,31999001,Demo Kotwali,\"BNS 65(1); POCSO 5(l)/6\",SI,A Khan,Under Investigation\n"
          "0303/2026,10/11/2026,31999002,Demo Mahila Thana,POCSO 3,Insp,Yadav,Under Investigation\n", file);
    FILE *units = fopen(in_home("units.csv"), "w");
    if (fclose(file) != 0 || !units)
        return -1;
    fputs("code,parent,level,kind,name_en,name_hi\n31999,,district,territorial,Demo District,डेमो जनपद\n"
          "31999001,31999,station,territorial,Demo Kotwali,डेमो कोतवाली\n31999002,31999,station,mahila,Demo Mahila Thana,डेमो महिला थाना\n", units);
    if (fclose(units) != 0)
        return -1;
    command((const char *const[]){"units", in_home("units.csv"), NULL}, NULL);
    command((const char *const[]){"import", in_home("extract.csv"), NULL}, NULL);
    command((const char *const[]){"reason", "301/26", "fsl", NULL}, NULL);
    command((const char *const[]){"ack", "301/26", NULL}, NULL);
    command((const char *const[]){"note", "301/26", NULL}, "a remark that stays here");
    command((const char *const[]){"note", "302/26", NULL}, "a remark that stays here");
    return unlink(in_home("extract.csv"));
}

static int teardown(void **state)
{
    (void)state;
    test_folder_remove(data);
    test_folder_remove(home);
    return 0;
}

static struct pty *start(const char *folder, const char *lang, const char *term, const char *read_only)
{
    char env_term[64];
    snprintf(env_term, sizeof env_term, "TERM=%s", term);
    const char *argv[] = {program_path(), "--db", folder, "--as-of", "2026-11-23", "--lang", lang, read_only, NULL};
    const char *env[] = {env_home, env_term, "XDG_STATE_HOME", "XDG_CONFIG_HOME", NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv, .env = env});
    check(p != NULL);
    check(pty_wait_text(p, "/26"));
    return p;
}

/* ---- what is on its way to the clipboard ---- */

static size_t from_base64(const char *in, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0;
    size_t n = 0;
    int have = 0;
    for (const char *at; *in && *in != '=' && (at = strchr(digits, *in)); in++) {
        bits = bits << 6 | (unsigned)(at - digits);
        if ((have += 6) >= 8)
            out[n++] = (char)(bits >> (have -= 8) & 255);
    }
    out[n] = '\0';
    return n;
}

/* Enter; what the terminal was given, static. */
static const char *copied(struct pty *p)
{
    static char text[20000];
    size_t n;
    pty_mark(p);
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_raw(p, "\a"));
    const char *raw = pty_raw(p, &n), *begins = strstr(raw, "\033]52;c;");
    assert_non_null(begins);
    from_base64(begins + 7, text);
    return text;
}

static void gives_nothing_else_away(const char *text)
{
    static const char *const never[] = {"64", "65", "351", "(f)", "(n)", "(l)", "BNS", "5/6", "/6", "remark", "stays", "टिप्पणी", "बी0एन0एस0 6"};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        const char *at = strstr(text, never[i]);
        /* "day 64" is the day, not a section */
        if (at && !(strcmp(never[i], "64") == 0 && strstr(text, "64, 4")))
            fail_msg("'%s' stands in: %s", never[i], text);
    }
}

static void of_a_case(void **state)
{
    (void)state;
    struct pty *p = start(data, "en", "xterm-256color", NULL);
    check(pty_keys_in_steps(p, "2|y"));
    check(pty_wait_text(p, "For an officer"));
    assert_string_equal(copied(p), "Today IO SI R Verma was told about FIR no. 0301/26 (day 64).");
    check(pty_wait_text(p, "Given to the terminal's clipboard."));
    check(pty_keys_in_steps(p, "<Down>"));
    const char *text = copied(p);
    assert_string_equal(text, "FIR no. 0301/26, Demo Kotwali, 376 POCSO: day 64, 4 over, last date 19/11/2026. IO SI R Verma. Waiting for: FSL report.");
    gives_nothing_else_away(text);
    /* in Hindi at once, while it is open */
    check(pty_keys_in_steps(p, "<F2>"));
    if (pty_find(p, "मु0अ0सं0", NULL) >= 0) {
        text = copied(p);
        assert_string_equal(text, "मु0अ0सं0 0301/26, डेमो कोतवाली, 376 पाक्सो: दिन 64, 4 अधिक, अन्तिम तिथि 19/11/2026। विवेचक उ0नि0 R Verma। लम्बन कारण: "
                                  "एफ0एस0एल0 आख्या।");
        gives_nothing_else_away(text);
    }
    pty_stop(p);
    /* from the case's own screen: no list there */
    p = start(data, "en", "xterm-256color", NULL);
    check(pty_keys_in_steps(p, "2|<Down>|<Enter>|y"));
    check(pty_wait_text(p, "For an officer"));
    assert_int_equal(pty_find(p, "The whole list", NULL), -1);
    assert_string_equal(copied(p), "FIR no. 0302/26, Demo Kotwali, 376 POCSO: day 59, 1 left, last date 24/11/2026. IO SI A Khan. Waiting for: no reason entered.");
    pty_stop(p);
}

/* The line for the general diary does not say "today" of a telling of an earlier day. */
static void of_a_telling_of_yesterday(void **state)
{
    (void)state;
    command((const char *const[]){"ack", "302/26", "--as-of", "2026-11-22", NULL}, NULL);
    struct pty *p = start(data, "en", "xterm-256color", NULL);
    check(pty_keys_in_steps(p, "2|<Down>|<Enter>|y"));
    check(pty_wait_text(p, "For an officer"));
    assert_string_equal(copied(p), "On 22/11/2026 IO SI A Khan was told about FIR no. 0302/26 (day 58).");
    pty_stop(p);
}

static void of_a_list(void **state)
{
    (void)state;
    struct pty *p = start(data, "en", "xterm-256color", NULL);
    check(pty_keys_in_steps(p, "2|/|verma|<Enter>|y|<Down>|<Down>"));
    const char *text = copied(p);
    assert_string_equal(text, "Demo District, 23/11/2026, open, by days left: 1 case\n"
                              "0301/26 Demo Kotwali, 376 POCSO: day 64, 4 over; 19/11/2026; IO SI R Verma; FSL report");
    check(pty_keys_in_steps(p, "<Esc>|<Esc>|y|G|<Down>|<Down>"));
    text = copied(p);
    assert_string_equal(text, "Demo District, 23/11/2026, open, by days left: 3 cases\n"
                              "0301/26 Demo Kotwali, 376 POCSO: day 64, 4 over; 19/11/2026; IO SI R Verma; FSL report\n"
                              "0302/26 Demo Kotwali, 376 POCSO: day 59, 1 left; 24/11/2026; IO SI A Khan; no reason entered\n"
                              "0303/26 Demo Mahila Thana, ?POCSO: day 13, 47 left; 09/01/2027; IO Insp Yadav; no reason entered");
    gives_nothing_else_away(text);
    check(pty_keys_in_steps(p, "<Esc>|1|y|<Down>|<Down>"));
    text = copied(p);
    assert_non_null(strstr(text, "23/11/2026, To chase today: 2 cases\n0301/26"));
    gives_nothing_else_away(text);
    check(pty_keys_in_steps(p, "<Esc>|4|y|<Down>"));
    text = copied(p);
    assert_non_null(strstr(text, "Alerts, not yet told: 1 case\n0302/26"));
    gives_nothing_else_away(text);
    pty_stop(p);
    p = start(data, "hi", "xterm-256color", NULL);
    check(pty_keys_in_steps(p, "2|y|<Down>|<Down>"));
    text = copied(p);
    if (strstr(text, "अभियोग")) {
        assert_non_null(strstr(text, ": 3 अभियोग\n0301/26 डेमो कोतवाली, 376 पाक्सो: दिन 64, 4 अधिक; 19/11/2026; विवेचक उ0नि0 R Verma; एफ0एस0एल0 आख्या\n"));
        gives_nothing_else_away(text);
    }
    pty_stop(p);
}

/* ---- files ---- */

static void holds(const char *name, const char *begins)
{
    struct stat about;
    char text[4096] = "";
    assert_int_equal(stat(in_home(name), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    int fd = open(in_home(name), O_RDONLY | O_CLOEXEC);
    assert_true(read(fd, text, sizeof text - 1) > 0);
    close(fd);
    if (strncmp(text, begins, strlen(begins)) != 0)
        fail_msg("%s holds: %s", name, text);
    assert_non_null(strstr(text, "\nConfidential: section 72 BNS / 228A IPC, section 24(5) POCSO\n"));
}

static void saved_in_a_file(void **state)
{
    (void)state;
    struct pty *p = start(data, "en", "xterm-256color", NULL);
    umask(0);
    check(pty_keys_in_steps(p, "2|y|<Down>|W"));
    check(pty_wait_text(p, "Saved as"));
    check(pty_wait_text(p, "itsso-0301-26.txt"));
    holds("itsso-0301-26.txt", "FIR no. 0301/26, Demo Kotwali, 376 POCSO: day 64");
    check(pty_keys_in_steps(p, "W"));
    check(pty_wait_text(p, "itsso-0301-26-2.txt"));
    holds("itsso-0301-26-2.txt", "FIR no. 0301/26");
    check(pty_keys_in_steps(p, "<Down>|W"));
    check(pty_wait_text(p, "itsso-list-2026-11-23.txt"));
    holds("itsso-list-2026-11-23.txt", "Demo District, 23/11/2026, open, by days left: 3 cases\n0301/26");
    pty_stop(p);
    /* the Linux console has no clipboard: Enter saves */
    p = start(data, "en", "linux", NULL);
    check(pty_keys_in_steps(p, "2|<Down>|<Down>|y"));
    pty_mark(p);
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_text(p, "itsso-0303-26.txt"));
    size_t n;
    assert_null(strstr(pty_raw(p, &n), "]52;"));
    holds("itsso-0303-26.txt", "FIR no. 0303/26, Demo Mahila Thana, ?POCSO: day 13, 47 left");
    pty_stop(p);
    /* no room for it: said */
    assert_int_equal(mkdir(in_home("closed"), 0700), 0);
    char kept[96];
    snprintf(kept, sizeof kept, "%s", env_home);
    snprintf(env_home, sizeof env_home, "HOME=%s/nowhere", home);
    p = start(data, "en", "xterm-256color", NULL);
    check(pty_keys_in_steps(p, "2|y|W"));
    check(pty_wait_text(p, "cannot be written"));
    snprintf(env_home, sizeof env_home, "%s", kept);
    pty_stop(p);
}

static void read_only_writes_none(void **state)
{
    (void)state;
    struct pty *p = start(data, "en", "xterm-256color", "--read-only");
    check(pty_keys_in_steps(p, "2|<Down>|y|W"));
    check(pty_wait_text(p, "no file is written"));
    assert_string_equal(copied(p), "FIR no. 0302/26, Demo Kotwali, 376 POCSO: day 59, 1 left, last date 24/11/2026. IO SI A Khan. Waiting for: no reason entered.");
    pty_stop(p);
    p = start(data, "en", "linux", "--read-only");
    check(pty_keys_in_steps(p, "2|<Down>|y|<Enter>"));
    check(pty_wait_text(p, "copy the text by hand"));
    pty_stop(p);
    assert_int_not_equal(access(in_home("itsso-0302-26.txt"), F_OK), 0);
}

static void the_training_is_named(void **state)
{
    (void)state;
    char folder[64];
    assert_true(*test_folder_make(folder));
    demo_make(folder);
    struct pty *p = start(folder, "en", "xterm-256color", NULL);
    check(pty_keys_in_steps(p, "2|y|<Down>|<Down>"));
    const char *text = copied(p);
    static const char begins[] = "TRAINING, invented data: Demo Kotwali, 23/11/2026, open, by days left: 25 cases\n0357/26, 376 POCSO: day 118";
    if (strncmp(text, begins, sizeof begins - 1) != 0)
        fail_msg("%s", text);
    pty_stop(p);
    test_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_case),           cmocka_unit_test(of_a_list),           cmocka_unit_test(saved_in_a_file),
        cmocka_unit_test(read_only_writes_none), cmocka_unit_test(the_training_is_named),
        cmocka_unit_test(of_a_telling_of_yesterday),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
