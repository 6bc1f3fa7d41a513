/* Holds that the operator's guide's recipe for a control room (docs/operator.md: sshd with ForceCommand and --read-only) gives the screens and
 * nothing else. A real sshd on loopback, on a port of the kernel's choice, with a host key, a configuration and a user key of its own:
 * through a terminal one sees Home; no command, no shell, no file by scp or sftp, no forwarding (-L, -R, -D, -W), no agent and no
 * environment come through; a stop key stops nothing; a line that breaks leaves no program behind; nothing was written meanwhile. The
 * same attempts against an sshd without the recipe succeed: they are attempts. Skipped where sshd cannot run. */
#include <arpa/inet.h>
#include <ctype.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "tests/robust/reader.h"

#define SSHD "/usr/sbin/sshd"
#define WORDS 56

static char top[64], data[96], program[128];

static const char *in_top(const char *name)
{
    static char path[8][160];
    static int next;
    char *out = path[next++ % 8];
    snprintf(out, sizeof path[0], "%s/%s", top, name);
    return out;
}

static void write_text(const char *name, const char *text)
{
    int fd = open(in_top(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static char *read_text(const char *path)
{
    static char text[4][8192];
    static int next;
    char *out = text[next++ % 4];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, out, sizeof text[0] - 1) : -1;
    if (fd >= 0)
        close(fd);
    out[n > 0 ? n : 0] = '\0';
    return out;
}

/* ---- the two servers: one with the recipe, one without ---- */

struct server {
    const char *name;
    int port;
    pid_t pid;
};
static struct server locked = {.name = "locked"}, plain = {.name = "plain"};

/* A listener on loopback; its port. */
static int listen_on(int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 16) == 0 &&
                getsockname(fd, (struct sockaddr *)&at, &n) == 0);
    *port = ntohs(at.sin_port);
    return fd;
}

/* Gives each connection to an sshd of its own, as inetd and systemd's sockets do; ends with the test or when it is killed. */
static void serve(int listener, const char *config, const char *log)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        if (fork() == 0) {
            char *const words[] = {(char *)(uintptr_t)SSHD, (char *)(uintptr_t)"-i", (char *)(uintptr_t)"-f", (char *)(uintptr_t)config,
                                   (char *)(uintptr_t)"-E", (char *)(uintptr_t)log, NULL};
            char *const nothing[] = {(char *)(uintptr_t)"PATH=/usr/sbin:/usr/bin:/bin", NULL};
            signal(SIGCHLD, SIG_DFL);
            dup2(fd, STDIN_FILENO);
            dup2(fd, STDOUT_FILENO);
            execve(SSHD, words, nothing);
            _exit(127);
        }
        close(fd);
    }
}

static void server_start(struct server *server, const char *recipe)
{
    char text[2048], known[512], config[160], log[176];
    const struct passwd *user = getpwuid(geteuid());
    snprintf(config, sizeof config, "%s", in_top(server->name));
    snprintf(log, sizeof log, "%s.log", config);
    snprintf(text, sizeof text,
             "HostKey %s\nAuthorizedKeysFile %s\nStrictModes no\nPubkeyAuthentication yes\nPasswordAuthentication no\n"
             "KbdInteractiveAuthentication no\nUsePAM no\nPidFile none\nPermitRootLogin prohibit-password\nLogLevel VERBOSE\n"
             "Subsystem sftp /usr/lib/openssh/sftp-server\nAcceptEnv LANG LC_* ITSSO_*\nAllowTcpForwarding yes\n"
             "Match User %s\n%s",
             in_top("host"), in_top("allowed"), user->pw_name, recipe);
    write_text(server->name, text);
    int listener = listen_on(&server->port);
    fflush(NULL);
    server->pid = fork();
    if (server->pid == 0)
        serve(listener, config, log);
    close(listener);
    snprintf(known, sizeof known, "[127.0.0.1]:%d %s", server->port, read_text(in_top("host.pub")));
    int fd = open(in_top("known"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, known, strlen(known)), (ssize_t)strlen(known));
    close(fd);
}

static void server_stop(struct server *server)
{
    if (server->pid > 0) {
        kill(server->pid, SIGKILL);
        waitpid(server->pid, NULL, 0);
    }
    server->pid = 0;
}

/* `from` in the text becomes `to`; false where it is not there. */
static bool put_in(char *text, size_t cap, const char *from, const char *to)
{
    char *at = strstr(text, from);
    size_t old = strlen(from), fresh = strlen(to);
    if (!at || strlen(text) + fresh >= cap + old)
        return false;
    memmove(at + fresh, at + old, strlen(at + old) + 1);
    memcpy(at, to, fresh);
    return true;
}

/* The block of docs/operator.md, of this user, this program and the test's key. */
static bool guide_recipe(char *out, size_t cap)
{
    static char guide[1 << 17];
    char command[512];
    int fd = open("docs/operator.md", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, guide, sizeof guide - 1) : -1;
    if (fd >= 0)
        close(fd);
    guide[n > 0 ? n : 0] = '\0';
    char *begins = strstr(guide, "Match Group itsso-view\n");
    char *ends = begins ? strstr(begins, "```") : NULL;
    if (!ends)
        return false;
    begins = strchr(begins, '\n') + 1;
    snprintf(out, cap, "%.*s", (int)(ends - begins), begins);
    snprintf(command, sizeof command, "ForceCommand %s --read-only --db %s --as-of 2026-11-23 --lang en\n", program, data);
    return put_in(out, cap, "ForceCommand /usr/local/bin/itsso-tui --read-only\n", command) &&
           put_in(out, cap, "/etc/ssh/itsso-view/%u", in_top("allowed"));
}

/* ---- clients ---- */

/* "ssh" (or sftp, scp) with the keys of the test; `more` before the host. NULL at the end. */
static void words_of(const struct server *server, const char *client, const char *const *more, const char *const *after, const char *out[WORDS])
{
    static char port[4][16], user_known[160], key[160];
    static int next;
    char *p = port[next++ % 4];
    bool ssh = strcmp(client, "ssh") == 0;
    snprintf(p, sizeof port[0], "%d", server->port);
    snprintf(user_known, sizeof user_known, "UserKnownHostsFile=%s", in_top("known"));
    snprintf(key, sizeof key, "%s", in_top("key"));
    const char *begin[] = {client, "-F", "none", "-i", key, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", user_known, "-o",
                           "GlobalKnownHostsFile=none", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=10", "-o", "KexAlgorithms=curve25519-sha256", ssh ? "-p" : "-P", p};
    size_t n = 0;
    for (; n < sizeof begin / sizeof begin[0]; n++)
        out[n] = begin[n];
    for (size_t i = 0; more && more[i]; i++)
        out[n++] = more[i];
    for (size_t i = 0; after && after[i]; i++)
        out[n++] = after[i];
    out[n] = NULL;
    assert_true(n < WORDS);
}

static int client_run(const struct server *server, const char *client, const char *const *more, const char *const *after, const char *input,
                      char **said)
{
    const char *words[WORDS];
    words_of(server, client, more, after, words);
    return run_command(words, input, said);
}

/* On a terminal, with more options, and a command (NULL: none). */
static struct pty *log_in(const struct server *server, const char *const *more, const char *command)
{
    const char *after[] = {"127.0.0.1", command, NULL}, *words[WORDS];
    words_of(server, "ssh", more, after, words);
    struct pty *p = pty_start(&(struct pty_options){.argv = words});
    check(p != NULL);
    return p;
}

static bool able; /* sshd can run here */

static int setup(void **state)
{
    (void)state;
    char recipe[2048], *said = NULL;
    if (access(SSHD, X_OK) != 0 || access("/usr/bin/ssh", X_OK) != 0)
        return 0;
    if (geteuid() == 0)
        mkdir("/run/sshd", 0755); /* where Debian's sshd puts its child that may do nothing; made at boot as a rule */
    if (!*test_folder_make(top) || chmod(top, 0755) != 0)
        return -1;
    snprintf(data, sizeof data, "%s/data", top);
    snprintf(program, sizeof program, "%s/itsso-tui", top);
    copy_file(program_path(), program, 0755);
    demo_make(data);
    const char *keys[] = {in_top("host"), in_top("key")};
    for (size_t i = 0; i < 2; i++) {
        const char *make[] = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "itsso-test", "-f", keys[i], NULL};
        if (run_command(make, NULL, NULL) != 0)
            return -1;
    }
    write_text("allowed", read_text(in_top("key.pub")));
    if (!guide_recipe(recipe, sizeof recipe)) {
        print_error("docs/operator.md has no recipe: a block that begins with 'Match Group itsso-view' and forces the program\n");
        return -1;
    }
    server_start(&locked, recipe);
    server_start(&plain, "    PermitTTY yes\n");
    const char *after[] = {"127.0.0.1", "echo able", NULL}, *terminal[] = {"-tt", NULL}; /* an sshd of no root cannot make one everywhere */
    able = client_run(&plain, "ssh", terminal, after, NULL, &said) == 0 && said && strstr(said, "able");
    if (!able)
        print_message("# sshd cannot run here: %s %s\n", said ? said : "", read_text(in_top("plain.log")));
    free(said);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    server_stop(&locked);
    server_stop(&plain);
    test_folder_remove(top);
    return 0;
}

/* ---- the process at the other end ---- */

/* Of our copy of the program, other than `but`; 0: none. */
static pid_t session_pid(pid_t but)
{
    DIR *all = opendir("/proc");
    pid_t found = 0;
    for (struct dirent *one; all && !found && (one = readdir(all));) {
        char link[300], exe[300];
        ssize_t n;
        snprintf(link, sizeof link, "/proc/%s/exe", one->d_name);
        if (isdigit((unsigned char)one->d_name[0]) && (n = readlink(link, exe, sizeof exe - 1)) > 0) {
            exe[n] = '\0';
            if (strcmp(exe, program) == 0 && atoi(one->d_name) != but)
                found = (pid_t)atoi(one->d_name);
        }
    }
    if (all)
        closedir(all);
    return found;
}

/* Its environment, NULs as newlines; static. */
static const char *session_environment(pid_t pid)
{
    static char text[16384];
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 2) : 0;
    if (fd >= 0)
        close(fd);
    for (ssize_t i = 0; i < n; i++)
        if (text[i] == '\0')
            text[i] = '\n';
    text[n > 0 ? n : 0] = '\0';
    return text;
}

/* "T" stopped, "S" asleep … */
static char session_state(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    const char *end = strrchr(read_text(path), ')');
    return end ? end[2] : '?';
}

static bool has_no_child(pid_t pid)
{
    char path[96];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    return *read_text(path) == '\0';
}

/* Waits until the process is gone; by its own descriptor, not by sleeping. */
static bool is_gone(pid_t pid, int ms)
{
    for (double until = pty_now_ms() + ms; pty_now_ms() < until; poll(NULL, 0, 10))
        if (kill(pid, 0) != 0)
            return true;
    return false;
}

/* ---- tests ---- */

static void sees_home(void **state)
{
    (void)state;
    if (!able)
        skip();
    static struct watch before;
    watch_begin(&before, data);
    struct pty *p = log_in(&locked, NULL, NULL);
    check(pty_wait_text(p, "/26"));
    check(pty_wait_text(p, "Demo Kotwali"));
    pid_t pid = session_pid(0);
    assert_true(pid > 0);
    check(pty_keys_in_steps(p, "2"));
    check(pty_wait_text(p, "FIR no."));
    check(pty_keys_in_steps(p, "p"));
    check(pty_wait_text(p, "only reads"));
    /* no way out of the screens: stop, quit and break keys, and what a shell or an editor would take */
    check(pty_keys_in_steps(p, "<C-z>|<C-c>|<C-\\>|!sh<Enter>|<Esc>|:!sh<Enter>|<Esc>|<Esc>"));
    check(pty_keys_in_steps(p, "1"));
    check(pty_wait_text(p, "/26"));
    assert_true(session_state(pid) != 'T' && has_no_child(pid));
    check(pty_keys_in_steps(p, "q"));
    int status;
    check(pty_wait_end(p, &status, PTY_DEADLINE_MS));
    assert_int_equal(WEXITSTATUS(status), 0);
    pty_stop(p);
    assert_true(is_gone(pid, 5000));
    /* root's SQLite sets the owner of each file that it opens, to what it is: only the moment of that differs */
    if (geteuid() != 0)
        watch_unwritten(&before, "a session over SSH");
}

static void no_command(void **state)
{
    (void)state;
    if (!able)
        skip();
    static const char *const commands[] = {"sh -c 'echo got-$((40+2))'", "/bin/sh", "cat /etc/passwd", "scp -t /tmp"};
    char *said = NULL;
    const char *after[] = {"127.0.0.1", commands[0], NULL};
    assert_int_equal(client_run(&plain, "ssh", NULL, after, "", &said), 0);
    assert_non_null(strstr(said, "got-42"));
    free(said);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        after[1] = commands[i];
        int status = client_run(&locked, "ssh", NULL, after, "echo got-42\n", &said);
        if (status == 0 || strstr(said, "got-42") || strstr(said, "root:") || !strstr(said, "terminal"))
            fail_msg("%s: ended with %d and said: %s", commands[i], status, said);
        free(said);
        if (i > 1)
            continue;
        /* and with a terminal: the screens, whatever was asked for */
        struct pty *p = log_in(&locked, (const char *const[]){"-tt", NULL}, commands[i]);
        check(pty_wait_text(p, "/26"));
        assert_int_equal(pty_find(p, "got-42", NULL), -1);
        pty_stop(p);
    }
}

static void no_files(void **state)
{
    (void)state;
    if (!able)
        skip();
    char from[200], *said = NULL;
    snprintf(from, sizeof from, "127.0.0.1:%s/record.db", data);
    const struct server *const servers[] = {&plain, &locked};
    for (size_t i = 0; i < 2; i++) {
        static const char *const how[] = {"-O", "-s"};
        for (size_t k = 0; k < 2; k++) {
            const char *after[] = {from, in_top("stolen"), NULL};
            int status = client_run(servers[i], "scp", (const char *const[]){how[k], NULL}, after, "", &said);
            bool there = access(in_top("stolen"), F_OK) == 0;
            if ((status == 0) != (servers[i] == &plain) || there != (servers[i] == &plain))
                fail_msg("scp %s from the %s server: ended with %d: %s", how[k], servers[i]->name, status, said);
            unlink(in_top("stolen"));
            free(said);
            const char *to = i ? "127.0.0.1:/tmp/itsso-ssh-brought" : NULL;
            const char *bring[] = {in_top("allowed"), to, NULL};
            if (to) {
                assert_int_not_equal(client_run(servers[i], "scp", (const char *const[]){how[k], NULL}, bring, "", NULL), 0);
                assert_int_not_equal(access("/tmp/itsso-ssh-brought", F_OK), 0);
            }
        }
        write_text("batch", "ls /etc\n");
        const char *after[] = {"127.0.0.1", NULL}, *more[] = {"-b", in_top("batch"), NULL};
        int status = client_run(servers[i], "sftp", more, after, "", &said);
        if ((status == 0) != (servers[i] == &plain) || (strstr(said, "passwd") != NULL) != (servers[i] == &plain))
            fail_msg("sftp to the %s server: ended with %d: %s", servers[i]->name, status, said);
        free(said);
    }
}

/* Did a connection come within ms? It is given a word and closed. */
static bool was_reached(int listener, int ms)
{
    struct pollfd ready = {.fd = listener, .events = POLLIN};
    if (poll(&ready, 1, ms) <= 0)
        return false;
    int fd = accept(listener, NULL, NULL);
    if (write(fd, "inside\n", 7) < 0)
        print_message("# it went at once\n");
    close(fd);
    return true;
}

static void no_way_to_others(void **state)
{
    (void)state;
    if (!able)
        skip();
    int port, listener = listen_on(&port);
    char target[64];
    snprintf(target, sizeof target, "127.0.0.1:%d", port);
    const struct server *const servers[] = {&plain, &locked};
    for (size_t i = 0; i < 2; i++) {
        bool open = servers[i] == &plain;
        /* -W asks for the same channel as -L and -D do */
        const char *more[] = {"-W", target, NULL}, *after[] = {"127.0.0.1", NULL}, *words[WORDS];
        words_of(servers[i], "ssh", more, after, words);
        fflush(NULL);
        pid_t client = fork();
        if (client == 0)
            _exit(run_command(words, NULL, NULL) & 0x7f);
        int ended;
        bool reached = open && was_reached(listener, 10000);
        assert_int_equal(waitpid(client, &ended, 0), client);
        assert_int_equal(reached || was_reached(listener, 0), open);
        assert_int_equal(ended == 0, open);

        char *said = NULL;
        const char *back[] = {"-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:9", NULL};
        if (!open) {
            const char *wait[] = {"-N", back[0], back[1], back[2], back[3], NULL};
            assert_int_equal(client_run(servers[i], "ssh", wait, after, NULL, &said), 255);
            assert_non_null(strstr(said, "remote port forwarding failed"));
            free(said);
            snprintf(target, sizeof target, "%s:127.0.0.1:9", in_top("far.sock"));
            const char *unix_back[] = {"-N", "-o", "ExitOnForwardFailure=yes", "-R", target, NULL};
            assert_int_equal(client_run(servers[i], "ssh", unix_back, after, NULL, &said), 255);
            assert_int_not_equal(access(in_top("far.sock"), F_OK), 0);
            free(said);
            const char *tunnel[] = {"-N", "-o", "ExitOnForwardFailure=yes", "-w", "any:any", NULL};
            assert_int_equal(client_run(servers[i], "ssh", tunnel, after, NULL, NULL), 255);
        } else {
            const char *then[] = {"127.0.0.1", "true", NULL};
            assert_int_equal(client_run(servers[i], "ssh", back, then, NULL, &said), 0);
            free(said);
        }
    }
    close(listener);
}

/* -L and -D as a person uses them: the listener at the client is there, and nothing comes through it. */
static void no_local_forwarding(void **state)
{
    (void)state;
    if (!able)
        skip();
    int port, listener = listen_on(&port);
    char local[200], socks[64], *said = NULL;
    const struct server *const servers[] = {&plain, &locked};
    for (size_t i = 0; i < 2; i++) {
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        snprintf(at.sun_path, sizeof at.sun_path, "%s/near%zu", top, i);
        snprintf(local, sizeof local, "%s:127.0.0.1:%d", at.sun_path, port);
        struct pty *p = log_in(servers[i], (const char *const[]){"-tt", "-L", local, NULL}, "echo /26; cat");
        check(pty_wait_text(p, "/26"));
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
        char word[8] = "";
        bool reached = servers[i] == &plain && was_reached(listener, 10000);
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&ready, 1, 10000), 1); /* a word, or the end */
        ssize_t n = read(fd, word, sizeof word);
        assert_int_equal(n > 0, servers[i] == &plain);
        assert_int_equal(reached || was_reached(listener, 0), servers[i] == &plain);
        close(fd);
        pty_stop(p);
    }
    /* the kernel's choice cannot be told to -D: asked for, let go, taken again */
    int near, probe = listen_on(&near);
    close(probe);
    snprintf(socks, sizeof socks, "127.0.0.1:%d", near);
    struct pty *p = log_in(&locked, (const char *const[]){"-tt", "-D", socks, NULL}, NULL);
    check(pty_wait_text(p, "/26"));
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)near), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0) {
        const unsigned char ask[] = {4, 1, (unsigned char)(port >> 8), (unsigned char)port, 127, 0, 0, 1, 0}; /* SOCKS4 */
        unsigned char reply[8] = {0};
        assert_int_equal(write(fd, ask, sizeof ask), sizeof ask);
        ssize_t n = read(fd, reply, sizeof reply);
        assert_false(was_reached(listener, 0));
        if (n == sizeof reply && reply[1] == 90) /* granted at the client; the server's no ends it */
            assert_true(read(fd, reply, sizeof reply) <= 0);
    }
    close(fd);
    assert_false(was_reached(listener, 0));
    pty_stop(p);
    close(listener);
    free(said);
}

static void no_agent_and_no_environment(void **state)
{
    (void)state;
    if (!able)
        skip();
    static const char *const more[] = {"-tt", "-A", "-X", "-o", "SetEnv=ITSSO_SECRET=1 LC_ALL=hi_IN.UTF-8 LC_EVIL=../../evil LD_PRELOAD=/evil.so BASH_ENV=/evil",
                                       NULL};
    static const char *const names[] = {"ITSSO_SECRET", "LC_EVIL", "LD_PRELOAD", "BASH_ENV", "SSH_AUTH_SOCK", "DISPLAY", "hi_IN"};
    const char *agent[] = {"ssh-agent", "-D", "-a", in_top("agent"), NULL};
    struct pty *helper = pty_start(&(struct pty_options){.argv = agent});
    check(helper != NULL);
    check(pty_wait_raw(helper, "SSH_AUTH_SOCK"));
    setenv("SSH_AUTH_SOCK", in_top("agent"), 1);
    setenv("DISPLAY", "127.0.0.1:99", 1);
    char *said = NULL;
    const char *after[] = {"127.0.0.1", "env", NULL};
    assert_int_equal(client_run(&plain, "ssh", more + 1, after, NULL, &said), 0);
    assert_non_null(strstr(said, "ITSSO_SECRET"));
    assert_non_null(strstr(said, "SSH_AUTH_SOCK"));
    free(said);
    struct pty *p = log_in(&locked, more, NULL);
    check(pty_wait_text(p, "/26"));
    pid_t pid = session_pid(0);
    assert_true(pid > 0);
    const char *environment = session_environment(pid);
    assert_non_null(strstr(environment, "SSH_CONNECTION="));
    assert_non_null(strstr(environment, "LANG=C.UTF-8"));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strstr(environment, names[i]))
            fail_msg("%s came through:\n%s", names[i], environment);
    unsetenv("SSH_AUTH_SOCK");
    unsetenv("DISPLAY");
    pty_stop(helper);
    /* the line breaks: the program ends by itself */
    pty_stop(p);
    assert_true(is_gone(pid, 10000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_home),         cmocka_unit_test(no_command),
        cmocka_unit_test(no_files),          cmocka_unit_test(no_way_to_others),
        cmocka_unit_test(no_local_forwarding), cmocka_unit_test(no_agent_and_no_environment),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
