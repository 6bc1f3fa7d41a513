/* Languages: which environments mean UTF-8 and which mean English and ASCII; the catalogue beside the executable is
 * found; the language switches at once, again and again. The test copies itself beside a catalogue of its own and asks
 * the copy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/i18n.h"

static char folder[] = "/tmp/itsso-i18n-XXXXXX";
static char copy[64];

/* What the copy answers: "utf8|en|hi|en again|a number". */
static int child(void) {
    bool ok = language_init();
    printf("%d|%s|", ok && language_utf8(), gettext("Saved"));
    bool hindi = language_set(LANGUAGE_HINDI);
    printf("%d%d|%s|", hindi, language_now() == LANGUAGE_HINDI, gettext("Saved"));
    language_set(LANGUAGE_ENGLISH);
    printf("%s|", gettext("Saved"));
    language_set(LANGUAGE_HINDI);
    printf("%s|%.1f|%s", gettext("Saved"), 1234.5, gettext("not in the catalogue"));
    return 0;
}

static void put32(FILE *f, unsigned value) {
    fwrite(&value, 4, 1, f);
}

/* A .mo file with a head and one message, in this machine's byte order, as the format allows. */
static void write_catalogue(const char *path) {
    static const char head[] = "Content-Type: text/plain; charset=UTF-8\n";
    static const char id[] = "Saved", hindi[] = "सुरक्षित";
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    unsigned at = 28 + 2 * 8 + 2 * 8;
    put32(f, 0x950412de);
    put32(f, 0);
    put32(f, 2);
    put32(f, 28);
    put32(f, 28 + 16);
    put32(f, 0);
    put32(f, 28 + 32);
    put32(f, 0);
    put32(f, at);
    put32(f, sizeof id - 1);
    put32(f, at + 1);
    put32(f, sizeof head - 1);
    put32(f, at + 1 + (unsigned)sizeof id);
    put32(f, sizeof hindi - 1);
    put32(f, at + 1 + (unsigned)sizeof id + (unsigned)sizeof head);
    fwrite("", 1, 1, f);
    fwrite(id, 1, sizeof id, f);
    fwrite(head, 1, sizeof head, f);
    fwrite(hindi, 1, sizeof hindi, f);
    assert_int_equal(fclose(f), 0);
}

static void copy_self(void) {
    char buffer[65536];
    FILE *in = fopen("/proc/self/exe", "rb");
    FILE *out = fopen(copy, "wb");
    assert_true(in && out);
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, in)) > 0;)
        assert_int_equal(fwrite(buffer, 1, n, out), n);
    fclose(in);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(copy, 0700), 0);
}

static int set_up(void **state) {
    (void)state;
    char path[160];
    assert_non_null(mkdtemp(folder));
    snprintf(copy, sizeof copy, "%s/copy", folder);
    snprintf(path, sizeof path, "%s/locale", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/locale/hi", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/locale/hi/LC_MESSAGES", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/locale/hi/LC_MESSAGES/itsso-tui.mo", folder);
    write_catalogue(path);
    copy_self();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    static const char *const parts[] = {
        "/locale/hi/LC_MESSAGES/itsso-tui.mo", "/locale/hi/LC_MESSAGES", "/locale/hi", "/locale", "/copy", ""};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char path[160];
        snprintf(path, sizeof path, "%s%s", folder, parts[i]);
        remove(path);
    }
    return 0;
}

static void set_or_not(const char *name, const char *value) {
    if (value)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

/* The copy's answer under an environment; NULL is not set. */
static const char *ask(const char *all, const char *ctype, const char *lang) {
    static char answer[256];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        set_or_not("LC_ALL", all);
        set_or_not("LC_CTYPE", ctype);
        set_or_not("LANG", lang);
        setenv("LANGUAGE", "hi", 1); /* the user's own wish waits until the program has read its configuration */
        execl(copy, copy, "child", (char *)NULL);
        _exit(9);
    }
    close(ends[1]);
    size_t n = 0;
    for (ssize_t got; (got = read(ends[0], answer + n, sizeof answer - 1 - n)) != 0;) {
        if (got < 0 && errno != EINTR)
            break;
        n += got > 0 ? (size_t)got : 0;
    }
    answer[n] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return answer;
}

#define HINDI "1|Saved|11|सुरक्षित|Saved|सुरक्षित|1234.5|not in the catalogue"
#define ASCII "0|Saved|00|Saved|Saved|Saved|1234.5|not in the catalogue"

static void environments_that_mean_utf8(void **state) {
    (void)state;
    assert_string_equal(ask(NULL, NULL, NULL), HINDI);
    assert_string_equal(ask(NULL, NULL, "C.UTF-8"), HINDI);
    assert_string_equal(ask("", "", "C.UTF-8"), HINDI);
    assert_string_equal(ask("C.UTF-8", NULL, "C"), HINDI); /* LC_ALL is the first to ask */
    assert_string_equal(ask(NULL, "C.utf8", "POSIX"), HINDI);
    assert_string_equal(ask(NULL, NULL, "en_IN.UTF-8"), HINDI); /* not installed: no wish against UTF-8 */
    assert_string_equal(ask(NULL, NULL, "hi_IN"), HINDI);
    assert_string_equal(ask(NULL, NULL, "hi_IN.utf8@x"), HINDI);
    assert_string_equal(ask("no such locale", NULL, NULL), HINDI);
}

static void environments_that_refuse_it(void **state) {
    (void)state;
    assert_string_equal(ask("C", NULL, NULL), ASCII);
    assert_string_equal(ask("POSIX", NULL, "C.UTF-8"), ASCII);
    assert_string_equal(ask(NULL, "C", "C.UTF-8"), ASCII);
    assert_string_equal(ask(NULL, NULL, "C"), ASCII);
    assert_string_equal(ask(NULL, NULL, "en_US.ISO-8859-1"), ASCII);
}

static void names_of_languages(void **state) {
    (void)state;
    enum language l = LANGUAGE_ENGLISH;
    assert_true(language_parse("hi", &l) && l == LANGUAGE_HINDI);
    assert_true(language_parse("en", &l) && l == LANGUAGE_ENGLISH);
    assert_false(language_parse("de", &l));
    assert_false(language_parse("", &l));
    assert_false(language_parse(NULL, &l));
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "child") == 0)
        return child();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(environments_that_mean_utf8),
        cmocka_unit_test(environments_that_refuse_it),
        cmocka_unit_test(names_of_languages),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
