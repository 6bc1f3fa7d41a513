#include "src/import/stop.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t asked;
static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
static struct sigaction before[sizeof numbers / sizeof *numbers];

static void ask(int number) {
    (void)number;
    asked = 1;
}

void stop_catch(void) {
    struct sigaction now;
    memset(&now, 0, sizeof now);
    now.sa_handler = ask; /* without SA_RESTART: a read from a pipe comes back at once */
    sigemptyset(&now.sa_mask);
    asked = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sigaction(numbers[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(numbers[i], &now, NULL);
    }
}

void stop_release(void) {
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &before[i], NULL);
    asked = 0;
}

bool stop_asked(void) {
    return asked != 0;
}
