/* A snapshot in progress: one file in the data folder to which each page that came whole is appended, so that a first load of hours
 * over a bad line goes on where it stopped, whatever stopped it. When the last page is there, all of them are applied in one
 * transaction (db/sync.h), and the file is overwritten and removed.
 *
 * The file (0600): a head (magic, epoch, c0, SHA-256 of the gateway's address and the device), then pages: length, kind of the page (more
 * follow / the last one), `last` (where the next page begins), the body as it came, each with a checksum over all of it. What follows the
 * last page that is whole is cut off when the file is opened again. */
#ifndef ITSSO_SYNC_STAGE_H
#define ITSSO_SYNC_STAGE_H

#include <stddef.h>
#include <stdint.h>

#include "src/error.h"

#define STAGE_FILE "sync.stage"
#define STAGE_LAST 128

struct stage {
    int fd;                 /* -1: none */
    char path[1320];
    int64_t epoch, c0;
    int64_t pages, rows;    /* whole ones */
    bool complete;          /* the last page is among them */
    char last[STAGE_LAST];  /* of the last whole page: where to go on; "" from the beginning */
    int64_t end;            /* bytes of the file that are whole */
    int64_t synced_ms;      /* clock_monotonic_ms of the last fdatasync */
};

/* Opens the folder's stage where there is one of this epoch and whose head fits `whose` (address and device, any text); else (another
 * epoch, another gateway, damaged from the first byte) removes it. true with stage->fd < 0: there is none. false: the disk. */
bool stage_resume(struct stage *stage, const char *folder, const char *whose, int64_t epoch, struct error *e);
/* A new one, empty; the one that was there is removed. */
bool stage_begin(struct stage *stage, const char *folder, const char *whose, int64_t epoch, int64_t c0, struct error *e);
/* Appends a page; it is durable at the latest a second later, the last page at once. false: the disk; what was there stays whole. */
bool stage_add(struct stage *stage, const char *body, size_t size, int64_t rows, const char *last, bool more, struct error *e);
/* Every page's body in order (NUL behind it, the callee's to read only); fn returns false to stop. false where fn stopped or a page could
 * not be read (then e is filled). */
bool stage_each(struct stage *stage, bool (*fn)(void *context, const char *body, size_t size, struct error *e), void *context, struct error *e);
/* Closes; the file stays. */
void stage_close(struct stage *stage);
/* Overwrites with zeros, removes, closes. The file holds facts of cases: they shall not stay on the disk as deleted blocks where that is
 * cheap to prevent (a file system that writes in place). */
void stage_remove(struct stage *stage);
/* The same for a file that nobody has opened; nothing where there is none. */
void stage_clear(const char *folder);

#endif
