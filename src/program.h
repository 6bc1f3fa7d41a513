/* Running the programs that belong to this one: itsso-sync, itsso-print, itsso-gateway, and lp. */
#ifndef ITSSO_PROGRAM_H
#define ITSSO_PROGRAM_H

#include <sys/types.h>

#include "src/error.h"

#define PROGRAM_PATH 1200

/* The program of that name beside the one that runs (/proc/self/exe), else on PATH. false with ERROR_UNABLE: it is not installed. */
bool program_find(const char *name, char out[PROGRAM_PATH], struct error *e);

/* Starts argv[0] (a path as program_find gives it) without a shell. Of in, out and err -1 stands for /dev/null; the descriptors stay the
 * caller's. Every other descriptor that is close-on-exec is not inherited; signals are as at a program's start. `own_group`: a process group
 * of its own, so that keys at the terminal (Ctrl-C) do not reach it. The pid, or -1 with e. */
pid_t program_start(const char *const argv[], int in, int out, int err, bool own_group, struct error *e);

/* Waits for the end: the exit status, 128 + the signal, or -1. */
int program_wait(pid_t pid);

#endif
