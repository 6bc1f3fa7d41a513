/* The real program as a child, for each test program of this folder: what it says on both streams and how it ends, held against golden texts.
 *
 * $PROGRAM is the program (build/itsso-tui without it). Each child has a home of its own, --as-of 2026-11-23 and --db unless the test
 * leaves them out. What differs from run to run (entry ids, moments, folders, the user) is replaced before texts are compared.
 * tests/commands/golden/NAME.txt holds the expected text; UPDATE_GOLDEN=1 writes it anew. */
#ifndef ITSSO_TESTS_CHILD_H
#define ITSSO_TESTS_CHILD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_TEXT (1 << 20)

struct child {
    int status;            /* exit status, or 128 + signal */
    char out[CHILD_TEXT];
    char err[CHILD_TEXT];
};

static char child_folder[64]; /* of this test program: data/ is --db, home/ is HOME */
static struct child child;    /* the last one */

static const char *child_program(void)
{
    const char *program = getenv("PROGRAM");
    return program && *program ? program : "build/itsso-tui";
}

/* FOLDER/NAME, static. */
__attribute__((unused)) static const char *child_path(const char *name)
{
    static char path[4][256];
    static int next;
    next = (next + 1) % 4;
    snprintf(path[next], sizeof path[next], "%s/%s", child_folder, name);
    return path[next];
}

static int child_remove(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    return remove(path);
}

__attribute__((unused)) static int child_setup(void **state)
{
    (void)state;
    strcpy(child_folder, "/tmp/itsso-commands-XXXXXX");
    if (!mkdtemp(child_folder))
        return -1;
    return mkdir(child_path("home"), 0700);
}

__attribute__((unused)) static int child_teardown(void **state)
{
    (void)state;
    return nftw(child_folder, child_remove, 16, FTW_DEPTH | FTW_PHYS);
}

__attribute__((unused)) static void child_write(const char *name, const char *text)
{
    FILE *file = fopen(child_path(name), "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void child_exec(int in, int out, int err, char **argv)
{
    static char home[128];
    static char *environment[] = {home, "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "TERM=xterm-256color", "ASAN_OPTIONS=detect_leaks=1", NULL};
    snprintf(home, sizeof home, "HOME=%s/home", child_folder);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execve(argv[0], argv, environment);
    _exit(127);
}

/* Reads both pipes to their ends. */
static void child_drain(int out, int err)
{
    struct pollfd ends[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    char *into[2] = {child.out, child.err};
    size_t n[2] = {0, 0};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (poll(ends, 2, 60000) <= 0)
            fail_msg("the program does not end");
        for (int i = 0; i < 2; i++) {
            if (ends[i].fd < 0 || !ends[i].revents)
                continue;
            ssize_t got = read(ends[i].fd, into[i] + n[i], CHILD_TEXT - 1 - n[i]);
            if (got <= 0)
                ends[i].fd = -1;
            else
                n[i] += (size_t)got;
            assert_true(n[i] < CHILD_TEXT - 1);
        }
    }
    child.out[n[0]] = child.err[n[1]] = '\0';
}

/* Runs it with exactly these arguments (words parted by blanks; "%F" is the test's folder) and this standard input. */
__attribute__((unused)) static void child_run_bare(const char *input, const char *words)
{
    static char line[4096];
    char *argv[64] = {(char *)(uintptr_t)child_program()};
    int n = 1;
    int in[2], out[2], err[2];
    size_t used = 0;
    for (const char *at = words; *at && used + 80 < sizeof line; at++)
        if (at[0] == '%' && at[1] == 'F') {
            used += (size_t)snprintf(line + used, sizeof line - used, "%s", child_folder);
            at++;
        } else
            line[used++] = *at;
    line[used] = '\0';
    for (char *word = strtok(line, " "); word && n < 63; word = strtok(NULL, " "))
        argv[n++] = word;
    assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC) | pipe2(err, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (pid == 0)
        child_exec(in[0], out[1], err[1], argv);
    close(in[0]);
    close(out[1]);
    close(err[1]);
    /* a command that refuses its arguments may have ended without reading: that is no failure, nor a reason to end here */
    signal(SIGPIPE, SIG_IGN);
    ssize_t written = write(in[1], input, strlen(input));
    assert_true(written == (ssize_t)strlen(input) || (written < 0 && errno == EPIPE));
    close(in[1]);
    child_drain(out[0], err[0]);
    close(out[0]);
    close(err[0]);
    int ended;
    assert_int_equal(waitpid(pid, &ended, 0), pid);
    child.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
}

/* The same with --db and --as-of, in English. */
__attribute__((unused)) static void child_run_with(const char *input, const char *words)
{
    char line[2048];
    snprintf(line, sizeof line, "--db %%F/data --as-of 2026-11-23 --lang en %s", words);
    child_run_bare(input, line);
}

__attribute__((unused)) static void child_run(const char *words)
{
    child_run_with("", words);
}

/* The status is as expected; otherwise both streams are shown. */
__attribute__((unused)) static void child_ended(int status)
{
    if (child.status != status)
        fail_msg("ended with %d, not %d\nstdout: %s\nstderr: %s", child.status, status, child.out, child.err);
}

__attribute__((unused)) static void child_said(const char *part)
{
    if (!strstr(child.err, part))
        fail_msg("standard error does not hold \"%s\":\n%s", part, child.err);
}

__attribute__((unused)) static void child_printed(const char *part)
{
    if (!strstr(child.out, part))
        fail_msg("standard output does not hold \"%s\":\n%s", part, child.out);
}

__attribute__((unused)) static void child_printed_not(const char *part)
{
    if (strstr(child.out, part))
        fail_msg("standard output holds \"%s\":\n%s", part, child.out);
}

/* Runs it and expects status 2, nothing on standard output, and the sentence. */
__attribute__((unused)) static void child_refuses(const char *words, const char *sentence)
{
    child_run(words);
    child_ended(2);
    assert_string_equal(child.out, "");
    child_said(sentence);
}

/* ---- golden texts ---- */

static void replace_all(char *text, size_t cap, const char *from, const char *to)
{
    for (char *at = text; *from && (at = strstr(at, from)); at += strlen(to)) {
        size_t rest = strlen(at + strlen(from)) + 1;
        assert_true((size_t)(at - text) + strlen(to) + rest <= cap);
        memmove(at + strlen(to), at + strlen(from), rest);
        memcpy(at, to, strlen(to));
    }
}

/* Does `at` begin with the pattern? '9' is a digit, 'h' a hexadecimal digit, all else itself. */
static bool matches(const char *at, const char *pattern)
{
    for (; *pattern; at++, pattern++)
        if (*pattern == '9' ? !isdigit((unsigned char)*at) : *pattern == 'h' ? !isxdigit((unsigned char)*at) : *at != *pattern)
            return false;
    return true;
}

static void mask(char *text, const char *pattern, char with)
{
    size_t n = strlen(pattern);
    for (char *at = text; *at; at++)
        if (matches(at, pattern)) {
            memset(at, with, n);
            at += n - 1;
        }
}

/* Ids, moments, the test's folder, the user's name. */
static void settle(char *text, size_t cap)
{
    const struct passwd *user = getpwuid(geteuid());
    char name[2][80];
    mask(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh", 'i');
    mask(text, "9999-99-99T99:99:99.999Z", 'm');
    mask(text, "99/99/9999 99:99 ", 'm');
    mask(text, "99/99/9999 99:99)", 'm');
    replace_all(text, cap, child_folder, "FOLDER");
    if (user) {
        for (int i = 0; i < 4; i++) {
            snprintf(name[0], sizeof name[0], "%c%s%c", "(,\"("[i], user->pw_name, ",,\")"[i]);
            snprintf(name[1], sizeof name[1], "%cUSER%c", "(,\"("[i], ",,\")"[i]);
            replace_all(text, cap, name[0], name[1]);
        }
    }
}

/* The last child's standard output, standard error and status are those of golden/NAME.txt. */
__attribute__((unused)) static void child_is_golden(const char *name)
{
    static char is[2 * CHILD_TEXT + 64];
    static char expected[2 * CHILD_TEXT + 64];
    char path[256];
    snprintf(is, sizeof is, "%s%s%s--- status %d\n", child.out, *child.err ? "--- standard error\n" : "", child.err, child.status);
    settle(is, sizeof is);
    snprintf(path, sizeof path, "tests/commands/golden/%s.txt", name);
    if (getenv("UPDATE_GOLDEN")) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(is, file);
        assert_int_equal(fclose(file), 0);
        return;
    }
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s is missing; UPDATE_GOLDEN=1 writes it. It would be:\n%s", path, is);
    expected[fread(expected, 1, sizeof expected - 1, file)] = '\0';
    fclose(file);
    if (strcmp(is, expected) != 0)
        fail_msg("differs from %s:\n%s", path, is);
}

/* The Hindi catalogue lies beside the program, or is installed. */
__attribute__((unused)) static bool child_has_hindi(void)
{
    child_run_bare("", "--lang en --db %F/data doctor");
    return strstr(child.out, "the Hindi texts are not installed") == NULL;
}

/* ---- a day's data ---- */

/* Two stations on 23-11-2026: cases on day 64, 62, 60, 58, 55, 50, 31 and 3, disposed, transferred, in both scripts. */
static const char child_extract[] =
    "FIR No,FIR Date,FIR Time,GD No,PS Code,Acts and Sections,IO Rank,IO Name,PNO,Status,Final Report Type,Filed in Court,CCTNS Date,Transferred To\n"
    "0301/2026,20/09/2026,10:15,012,31999001,BNS 64(1),SI,R Verma,900000001,Under Investigation,,,,\n"
    "0307/2026,22/09/2026,,,31999001,\"BNS 65(1), 351; POCSO 5(l)/6\",SI,A Khan,900000002,Under Investigation,,,,\n"
    "0388/2026,24/09/2026,14:35,023,31999001,\"BNS 137(2), 87; POCSO 7/8\",SI,A Khan,900000002,Under Investigation,,,,\n"
    "0391/2026,26/09/2026,,,31999001,BNS 64(2)(m),SI,R Verma,900000001,Under Investigation,,,,\n"
    "0395/2026,29/09/2026,,,31999001,\"BNS 70(2); POCSO 5(g)/6\",Insp,Yadav,900000003,Under Investigation,,,,\n"
    "0412/2026,04/10/2026,,,31999001,पाक्सो 3/4,उ0नि0,आर वर्मा,900000004,विवेचनाधीन,,,,\n"
    "0431/2026,23/10/2026,,,31999001,BNS 64(1),Insp,Yadav,900000003,Stayed,,,,\n"
    "0450/2026,20/11/2026,,,31999001,BNS 64(1),,,,Under Investigation,,,,\n"
    "0290/2026,01/09/2026,,,31999001,BNS 64(1),SI,R Verma,900000001,Charge Sheet,,20/10/2026,22/10/2026,\n"
    "0291/2026,02/09/2026,,,31999001,POCSO 9/10,SI,A Khan,900000002,Final Report,False,10/11/2026,12/11/2026,\n"
    "0412/2026,01/11/2026,,,31999002,BNS 64(1),SI,=2+3 Lal,,Under Investigation,,,,\n"
    "0500/2026,01/11/2026,,,31999001,BNS 303(2),SI,R Verma,900000001,Under Investigation,,,,\n";

static const char child_units[] =
    "code,parent,level,kind,name_en,name_hi\n"
    "UP,,state,territorial,Uttar Pradesh,उत्तर प्रदेश\n"
    "31999,UP,district,territorial,Demo District,डेमो जनपद\n"
    "31999001,31999,station,territorial,Demo Kotwali,डेमो कोतवाली\n"
    "31999002,31999,station,mahila,Demo Mahila Thana,डेमो महिला थाना\n";

/* Units and extract into %F/data. */
__attribute__((unused)) static void child_import(void)
{
    child_write("units.csv", child_units);
    child_write("extract.csv", child_extract);
    child_run("units %F/units.csv");
    child_ended(0);
    child_run("import %F/extract.csv");
    child_ended(0);
    child_printed("added=11 changed=0 unchanged=0 not_tracked=1 rejected=0");
}

#endif
