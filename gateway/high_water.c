/* The high-water file: "EPOCH SEQ", of one length, written in place. A database that is behind it was restored from a backup. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "gateway/store.h"
#include "src/i18n.h"
#include "src/text.h"

#define LINE 42 /* two numbers of 20, a blank, a newline */

struct raising {
    int64_t epoch; /* the new one must be above it */
};

static bool raise_above(struct db *db, void *context, struct error *e) {
    const struct raising *raising = context;
    struct query *q = db_query(db, "UPDATE state SET epoch = CASE WHEN epoch > $1 THEN epoch + 1 ELSE $1 + 1 END WHERE one = 1", e);
    if (!q)
        return false;
    query_int(q, 1, raising->epoch);
    return query_run(q, e);
}

static bool highest_now(struct gate *gate, int64_t *epoch, int64_t *seq, struct error *e) {
    struct db *db = gate_take(gate, SQL_READ, e);
    bool good = db && db_begin(db, e) && epoch_highest(db, epoch, seq, e);
    if (db)
        gate_give(gate, db);
    return good;
}

static bool raise_now(struct gate *gate, int64_t above, struct error *e) {
    struct raising raising = {.epoch = above};
    struct db *db = gate_take(gate, SQL_WRITE, e);
    bool good = db && db_run(db, raise_above, &raising, e);
    if (db)
        gate_give(gate, db);
    return good;
}

/* 1: read; 0: there is none yet. */
static int read_file(struct high_water *water, const char *path, struct error *e) {
    char text[LINE + 1] = "", *end = text;
    ssize_t n = pread(water->fd, text, LINE, 0);
    if (n == 0)
        return 0;
    if (n > 0) {
        water->epoch = strtoll(text, &end, 10);
        water->seq = strtoll(end, &end, 10);
    }
    if (n == LINE && *end == '\n')
        return 1;
    error_set(e, ERROR_UNABLE, _("%s is damaged: it should hold an epoch and a number. Remove it: the epoch is raised, and every station fetches anew."), path);
    return -1;
}

bool high_water_open(struct high_water *water, const char *path, struct gate *gate, bool *raised, struct error *e) {
    int64_t epoch, seq;
    *water = (struct high_water){.fd = -1};
    *raised = false;
    water->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (water->fd < 0)
        return error_set(e, ERROR_UNABLE, _("%s cannot be opened: %s"), path, strerror(errno));
    if (flock(water->fd, LOCK_EX | LOCK_NB) != 0)
        return error_set(e, ERROR_UNABLE, _("another itsso-gateway serves with %s; end it first"), path);
    int there = read_file(water, path, e);
    if (there < 0 || !highest_now(gate, &epoch, &seq, e))
        return false;
    *raised = there == 1 ? epoch < water->epoch || (epoch == water->epoch && seq < water->seq) : seq > 0;
    if (*raised && (!raise_now(gate, water->epoch > epoch ? water->epoch : epoch, e) || !highest_now(gate, &epoch, &seq, e)))
        return false;
    return high_water_note(water, epoch, seq, e) && (fdatasync(water->fd) == 0 || error_set(e, ERROR_UNABLE, "%s: %s", path, strerror(errno)));
}

bool high_water_note(struct high_water *water, int64_t epoch, int64_t seq, struct error *e) {
    char text[LINE + 1];
    snprintf(text, sizeof text, "%020" PRId64 " %020" PRId64 "\n", epoch, seq);
    if (pwrite(water->fd, text, LINE, 0) != LINE)
        return error_set(e, ERROR_UNABLE, _("the high-water file cannot be written: %s"), strerror(errno));
    water->epoch = epoch;
    water->seq = seq;
    return true;
}

void high_water_close(struct high_water *water) {
    if (water->fd >= 0) {
        fdatasync(water->fd);
        close(water->fd);
    }
    water->fd = -1;
}
