#include "src/import/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define EVERY_ROWS 512
#define EVERY_MS 100
#define BAR 20

void progress_begin(struct progress *p) {
    memset(p, 0, sizeof *p);
    const char *terminal = getenv("TERM");
    p->on = isatty(STDERR_FILENO) == 1 && terminal && strcmp(terminal, "dumb") != 0;
    p->doing = "";
}

void progress_pass(struct progress *p, const char *doing) {
    p->rows = 0;
    p->doing = doing;
}

/* Over the line that stands there; never wider than the terminal, where it would run on to the next line. */
static void put_line(struct progress *p, const char *line) {
    struct winsize size;
    int columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1 : 79;
    fprintf(stderr, "\r%.*s\033[K", (int)text_clip(line, columns, NULL), line);
    fflush(stderr);
    p->shown = true;
}

static void draw(struct progress *p, uint64_t done, uint64_t size) {
    char line[160], bar[BAR + 1] = "";
    char part[64];
    if (size > 0) {
        uint64_t share = done >= size ? 100 : done / (size / 100 + 1);
        size_t filled = (size_t)share * BAR / 100;
        memset(bar, '#', filled);
        memset(bar + filled, '.', BAR - filled);
        bar[BAR] = '\0';
        text_format(part, sizeof part, _("%3d %%"), (int)share);
    } else {
        text_format(part, sizeof part, _("%llu MiB"), (unsigned long long)(done >> 20));
    }
    text_format(line, sizeof line, _("%s %s %s, %llu rows"), p->doing, bar, part, (unsigned long long)p->rows);
    put_line(p, line);
}

void progress_row(struct progress *p, uint64_t done, uint64_t size) {
    p->rows++;
    if (!p->on || p->rows % EVERY_ROWS != 0)
        return;
    int64_t now = clock_monotonic_ms();
    if (now - p->last_ms < EVERY_MS)
        return;
    p->last_ms = now;
    draw(p, done, size);
}

void progress_say(struct progress *p, const char *doing) {
    if (!p->on)
        return;
    put_line(p, doing);
}

void progress_end(struct progress *p) {
    if (p->shown)
        fputs("\r\033[K", stderr);
    p->shown = false;
}
