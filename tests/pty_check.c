/* Folders, commands and training data for the tests that run the real program. */
#include "tests/pty_check.h"

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX ((size_t)64 << 20)
#define COMMAND_MS 120000

const char *program_path(void)
{
    const char *path = getenv("PROGRAM");
    return path && *path ? path : "build/itsso-tui";
}

const char *test_folder_make(char out[64])
{
    const char *base = getenv("TMPDIR");
    int n = snprintf(out, 64, "%s/itsso-test-XXXXXX", base && *base ? base : "/tmp");
    if (n >= 64)
        snprintf(out, 64, "/tmp/itsso-test-XXXXXX");
    if (!mkdtemp(out))
        *out = '\0';
    return out;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st, (void)where;
    return kind == FTW_DP ? rmdir(path) : unlink(path);
}

void test_folder_remove(const char *folder)
{
    if (folder && strstr(folder, "itsso-test-"))
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void run_child(const char *const *argv, int in, int out)
{
    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    char *copy[64];
    size_t n = 0;
    for (; argv[n] && n < 63; n++)
        copy[n] = strdup(argv[n]);
    copy[n] = NULL;
    execvp(copy[0], copy);
    fprintf(stderr, "cannot run %s\n", copy[0]);
    _exit(127);
}

/* Everything that comes out of fd until its end or the deadline; false at the deadline. */
static bool read_all(int fd, char **text, double deadline)
{
    size_t used = 0, size = 65536;
    *text = malloc(size);
    for (;;) {
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        double left = deadline - pty_now_ms();
        if (left <= 0 || !*text || used > OUTPUT_MAX)
            return false;
        if (poll(&ready, 1, (int)left + 1) <= 0)
            continue;
        if (used + 4096 > size) {
            char *larger = realloc(*text, size *= 2);
            if (!larger)
                return false;
            *text = larger;
        }
        ssize_t n = read(fd, *text + used, size - used - 1);
        if (n <= 0)
            break;
        used += (size_t)n;
    }
    (*text)[used] = '\0';
    return true;
}

/* An open descriptor of a nameless file that holds the input. */
static int input_file(const char *input)
{
    FILE *file = input ? tmpfile() : NULL;
    if (!file)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    fputs(input, file);
    fflush(file);
    int fd = dup(fileno(file));
    fclose(file);
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

int run_command(const char *const *argv, const char *input, char **output)
{
    int out[2], in = input_file(input), status = 0;
    if (in < 0 || pipe2(out, O_CLOEXEC) != 0)
        return -1;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        run_child(argv, in, out[1]);
    close(in);
    close(out[1]);
    char *text = NULL;
    bool ended = pid > 0 && read_all(out[0], &text, pty_now_ms() + COMMAND_MS);
    if (pid > 0 && !ended)
        kill(pid, SIGKILL);
    close(out[0]);
    if (pid > 0)
        waitpid(pid, &status, 0);
    if (output)
        *output = text;
    else
        free(text);
    return ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void demo_run(const char *const *argv)
{
    char *output = NULL;
    int status = run_command(argv, NULL, &output);
    if (status != 0)
        print_error("%s demo ended with %d:\n%s\n", argv[0], status, output ? output : "");
    free(output);
    assert_int_equal(status, 0);
}

void demo_make(const char *folder)
{
    const char *argv[] = { program_path(), "--db", folder, "--as-of", "2026-11-23", "demo", "--no-screen", "--seed", "7", NULL };
    demo_run(argv);
}

void demo_make_of(const char *folder, const char *scope, int cases)
{
    char number[16];
    snprintf(number, sizeof number, "%d", cases);
    const char *argv[] = { program_path(), "--db", folder, "--as-of", "2026-11-23", "demo", "--no-screen", "--seed", "7",
                           "--scope", scope, "--cases", number, NULL };
    demo_run(argv);
}

char demo_folder[64];

int demo_setup(void **state)
{
    (void)state;
    if (!*test_folder_make(demo_folder))
        return -1;
    demo_make(demo_folder);
    return 0;
}

int demo_teardown(void **state)
{
    (void)state;
    test_folder_remove(demo_folder);
    return 0;
}
