/* The file of a snapshot in progress: what was added comes back in order; cut at any byte, or with any byte changed, exactly the pages
 * before that place come back and the next one can be added; another epoch, gateway or certificate begins anew; nothing stays on the disk;
 * a full disk loses nothing that was whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/sync/stage.h"

static char folder[] = "/tmp/itsso-stage-XXXXXX";
static char file[64];

#define PAGES 4
static const char *const bodies[PAGES] = {"{\"rows\":[1]}", "{\"rows\":[]}", "{\"rows\":[2,3,4,5,6,7,8]}", "{\"rows\":[9]}"};
static const char *const lasts[PAGES] = {"31655001/0001/2026", "b", "31655001/0412/2026", ""};
#define HEAD 72
#define PAGE_HEAD 160

/* The byte behind page n. */
static long end_of(int n)
{
    long end = HEAD;
    for (int i = 0; i < n; i++)
        end += PAGE_HEAD + (long)strlen(bodies[i]);
    return end;
}

static void must(bool good, const struct error *e)
{
    if (!good)
        fail_msg("%s", e->text);
}

static void add(struct stage *stage, int from, int to)
{
    struct error e = {0};
    for (int i = from; i < to; i++)
        must(stage_add(stage, bodies[i], strlen(bodies[i]), i + 1, lasts[i], i + 1 < PAGES, &e), &e);
}

static void make(int pages)
{
    struct stage stage;
    struct error e = {0};
    must(stage_begin(&stage, folder, "https://gateway", 3, 1042, &e), &e);
    add(&stage, 0, pages);
    stage_close(&stage);
}

struct seen { int n; bool right; };

static bool see(void *context, const char *body, size_t size, struct error *e)
{
    struct seen *seen = context;
    (void)e;
    seen->right = seen->right && seen->n < PAGES && size == strlen(bodies[seen->n]) && strcmp(body, bodies[seen->n]) == 0;
    seen->n++;
    return true;
}

static void assert_holds(struct stage *stage, int pages)
{
    struct seen seen = {0, true};
    struct error e = {0};
    assert_true(stage->fd >= 0);
    assert_int_equal(stage->pages, pages);
    assert_int_equal(stage->rows, pages * (pages + 1) / 2);
    assert_int_equal(stage->complete, pages == PAGES);
    assert_string_equal(stage->last, pages ? lasts[pages - 1] : "");
    assert_int_equal(stage->c0, 1042);
    must(stage_each(stage, see, &seen, &e), &e);
    assert_int_equal(seen.n, pages);
    assert_true(seen.right);
}

static void resume(struct stage *stage, const char *whose, int64_t epoch)
{
    struct error e = {0};
    must(stage_resume(stage, folder, whose, epoch, &e), &e);
}

static void it_comes_back(void **state)
{
    (void)state;
    struct stage stage;
    struct stat about;
    resume(&stage, "https://gateway", 3);
    assert_true(stage.fd < 0); /* there is none */
    make(2);
    assert_int_equal(stat(file, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    resume(&stage, "https://gateway", 3);
    assert_holds(&stage, 2);
    add(&stage, 2, PAGES);
    assert_holds(&stage, PAGES);
    stage_close(&stage);
    resume(&stage, "https://gateway", 3);
    assert_holds(&stage, PAGES);
    stage_remove(&stage);
    assert_true(stage.fd < 0);
    assert_int_equal(access(file, F_OK), -1);
}

static void of_another_life(void **state)
{
    (void)state;
    static const struct { const char *whose; int64_t epoch; } others[] = {{"https://gateway", 4}, {"https://gateway", 2}, {"https://other", 3}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct stage stage;
        make(2);
        resume(&stage, others[i].whose, others[i].epoch);
        assert_true(stage.fd < 0);
        assert_int_equal(access(file, F_OK), -1);
    }
}

static void cut_at_every_byte(void **state)
{
    (void)state;
    struct error e = {0};
    for (long cut = 0; cut <= end_of(PAGES); cut++) {
        struct stage stage;
        int whole = 0;
        make(PAGES);
        assert_int_equal(truncate(file, cut), 0);
        resume(&stage, "https://gateway", 3);
        if (cut < HEAD) {
            assert_true(stage.fd < 0);
            continue;
        }
        while (whole < PAGES && end_of(whole + 1) <= cut)
            whole++;
        assert_holds(&stage, whole);
        add(&stage, whole, PAGES); /* goes on behind the last whole page */
        stage_close(&stage);
        resume(&stage, "https://gateway", 3);
        assert_holds(&stage, PAGES);
        stage_remove(&stage);
    }
    (void)e;
}

static void every_byte_changed(void **state)
{
    (void)state;
    for (long at = 0; at < end_of(PAGES); at++) {
        struct stage stage;
        unsigned char byte;
        int whole = 0;
        make(PAGES);
        int fd = open(file, O_RDWR | O_CLOEXEC);
        assert_true(fd >= 0);
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        byte ^= (unsigned char)(1 << at % 8);
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        close(fd);
        resume(&stage, "https://gateway", 3);
        if (at < HEAD) {
            assert_true(stage.fd < 0);
            continue;
        }
        while (end_of(whole + 1) <= at)
            whole++;
        assert_holds(&stage, whole);
        stage_remove(&stage);
    }
}

/* What stood in it is overwritten before it goes: a second link to the file shows zeros. */
static void nothing_stays(void **state)
{
    (void)state;
    char other[80], byte;
    snprintf(other, sizeof other, "%s/other", folder);
    make(PAGES);
    assert_int_equal(link(file, other), 0);
    stage_clear(folder);
    assert_int_equal(access(file, F_OK), -1);
    FILE *f = fopen(other, "r");
    assert_non_null(f);
    long n = 0;
    while (fread(&byte, 1, 1, f) == 1) {
        assert_int_equal(byte, 0);
        n++;
    }
    fclose(f);
    assert_int_equal(n, end_of(PAGES));
    unlink(other);
}

static void a_full_disk(void **state)
{
    (void)state;
    struct stage stage;
    struct error e = {0};
    struct rlimit before, small;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (long room = end_of(2); room < end_of(3); room += 7) {
        make(2);
        resume(&stage, "https://gateway", 3);
        small = before;
        small.rlim_cur = (rlim_t)room;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        assert_false(stage_add(&stage, bodies[2], strlen(bodies[2]), 3, lasts[2], true, &e));
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_non_null(strstr(e.text, STAGE_FILE));
        assert_holds(&stage, 2);
        add(&stage, 2, PAGES); /* there is room again */
        assert_holds(&stage, PAGES);
        stage_remove(&stage);
    }
}

/* A link that somebody laid in its place is not followed. */
static void a_link_is_not_followed(void **state)
{
    (void)state;
    char other[80];
    struct stage stage;
    struct error e = {0};
    snprintf(other, sizeof other, "%s/other", folder);
    FILE *f = fopen(other, "w");
    assert_non_null(f);
    fputs("kept", f);
    fclose(f);
    assert_int_equal(symlink(other, file), 0);
    must(stage_begin(&stage, folder, "https://gateway", 3, 1042, &e), &e);
    add(&stage, 0, 1);
    stage_remove(&stage);
    char text[8] = "";
    f = fopen(other, "r");
    assert_non_null(f);
    assert_int_equal(fread(text, 1, 4, f), 4);
    fclose(f);
    assert_string_equal(text, "kept");
    unlink(other);
}

static int begin(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(file, sizeof file, "%s/" STAGE_FILE, folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(file);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_comes_back),      cmocka_unit_test(of_another_life), cmocka_unit_test(cut_at_every_byte),
        cmocka_unit_test(every_byte_changed), cmocka_unit_test(nothing_stays),   cmocka_unit_test(a_full_disk),
        cmocka_unit_test(a_link_is_not_followed),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
