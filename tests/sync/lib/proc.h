/* Programs as children of a test: run to the end within a time, or started and ended by their process id. Free of cmocka. */
#ifndef ITSSO_TESTS_PROC_H
#define ITSSO_TESTS_PROC_H

#include <stdbool.h>
#include <sys/types.h>

struct ran {
    int status; /* exit status; 128 + signal; -1: it did not end in time and was killed, or could not be started */
    char *out, *err;
    double ms;
};
void ran_free(struct ran *ran);

struct proc {
    pid_t pid;  /* 0: none */
    int out;    /* its standard output */
};

/* argv and env (set beside PATH, LANG, TERM; "NAME=VALUE") end with NULL; env may be NULL. */
void proc_run(const char *const *argv, const char *const *env, const char *input, int limit_ms, struct ran *out);
/* Standard error goes to the file. false: could not. */
bool proc_start(struct proc *p, const char *const *argv, const char *const *env, const char *err_file);
/* Reads standard output until a line that begins so has come, or the time is over or the program has ended; the rest of the line into
 * out. */
bool proc_wait_line(struct proc *p, const char *begins, char *out, size_t cap, int limit_ms);
/* Sends the signal (0: none) and waits for the end; kills after limit_ms. Its status as in struct ran. */
int proc_end(struct proc *p, int signal, int limit_ms);
bool proc_running(struct proc *p);

#endif
