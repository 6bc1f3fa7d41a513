/* The file of a snapshot in progress. */
#include "src/sync/stage.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/sync/wire.h"
#include "src/text.h"

#define SYNC_EVERY_MS 1000
#define ZEROS 65536

/* All numbers little endian. */
struct head {
    char magic[8];
    int64_t epoch, c0;
    uint8_t whose[32];
    uint8_t sum[16]; /* of all before */
};
struct page {
    uint32_t size;   /* of the body that follows */
    uint32_t more;   /* 1, or 0: the last page */
    int64_t rows;
    char last[STAGE_LAST];
    uint8_t sum[16]; /* of all before and the body */
};
_Static_assert(sizeof(struct head) == 72 && sizeof(struct page) == 160, "no padding is written");

static const char magic[8] = "ITSSOST1";

static void sum_of(const void *a, size_t a_size, const void *b, size_t b_size, uint8_t out[16])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 16);
    crypto_generichash_update(&state, a, a_size);
    if (b_size)
        crypto_generichash_update(&state, b, b_size);
    crypto_generichash_final(&state, out, 16);
}

static bool disk(const struct stage *stage, struct error *e)
{
    return error_set(e, ERROR_UNABLE, _("%s cannot be written: %s. What was received before is kept; make room on the disk"), stage->path,
                     strerror(errno));
}

static bool write_all(int fd, const void *bytes, size_t n, int64_t at)
{
    const char *from = bytes;
    while (n > 0) {
        ssize_t done = pwrite(fd, from, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        from += done;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static bool read_all(int fd, void *bytes, size_t n, int64_t at)
{
    char *to = bytes;
    while (n > 0) {
        ssize_t done = pread(fd, to, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        to += done;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static void head_make(struct head *head, const char *whose, int64_t epoch, int64_t c0)
{
    memset(head, 0, sizeof *head);
    memcpy(head->magic, magic, sizeof head->magic);
    head->epoch = (int64_t)htole64((uint64_t)epoch);
    head->c0 = (int64_t)htole64((uint64_t)c0);
    crypto_hash_sha256(head->whose, (const unsigned char *)whose, strlen(whose));
    sum_of(head, offsetof(struct head, sum), NULL, 0, head->sum);
}

/* The page at `at`; its body into *body (room grows), NUL behind it. false: it is not whole. */
static bool page_read(const struct stage *stage, int64_t at, struct page *page, char **body, size_t *room)
{
    uint8_t sum[16];
    if (!read_all(stage->fd, page, sizeof *page, at))
        return false;
    size_t size = le32toh(page->size);
    if (size > SYNC_BODY_MAX || le32toh(page->more) > 1 || !memchr(page->last, '\0', sizeof page->last))
        return false;
    if (size + 1 > *room) {
        char *more = realloc(*body, size + 1);
        if (!more)
            return false;
        *body = more;
        *room = size + 1;
    }
    if (!read_all(stage->fd, *body, size, at + (int64_t)sizeof *page))
        return false;
    (*body)[size] = '\0';
    sum_of(page, offsetof(struct page, sum), *body, size, sum);
    return memcmp(sum, page->sum, sizeof sum) == 0;
}

static void take_page(struct stage *stage, const struct page *page)
{
    stage->pages++;
    stage->rows += (int64_t)le64toh((uint64_t)page->rows);
    stage->complete = le32toh(page->more) == 0;
    memcpy(stage->last, page->last, sizeof stage->last);
    stage->end += (int64_t)sizeof *page + le32toh(page->size);
}

static void start(struct stage *stage, const char *folder)
{
    *stage = (struct stage){.fd = -1};
    text_format(stage->path, sizeof stage->path, "%s/" STAGE_FILE, folder);
}

bool stage_resume(struct stage *stage, const char *folder, const char *whose, int64_t epoch, struct error *e)
{
    struct head head, wanted;
    struct page page;
    char *body = NULL;
    size_t room = 0;
    start(stage, folder);
    stage->fd = open(stage->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (stage->fd < 0)
        return errno == ENOENT || disk(stage, e);
    bool fits = read_all(stage->fd, &head, sizeof head, 0);
    int64_t c0 = fits ? (int64_t)le64toh((uint64_t)head.c0) : 0;
    head_make(&wanted, whose, epoch, c0);
    if (!fits || memcmp(&head, &wanted, sizeof head) != 0) {
        stage_remove(stage);
        return true;
    }
    stage->epoch = epoch;
    stage->c0 = c0;
    stage->end = (int64_t)sizeof head;
    while (!stage->complete && page_read(stage, stage->end, &page, &body, &room))
        take_page(stage, &page);
    free(body);
    stage->synced_ms = clock_monotonic_ms();
    return ftruncate(stage->fd, (off_t)stage->end) == 0 || disk(stage, e);
}

bool stage_begin(struct stage *stage, const char *folder, const char *whose, int64_t epoch, int64_t c0, struct error *e)
{
    struct head head;
    stage_clear(folder);
    start(stage, folder);
    stage->fd = open(stage->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (stage->fd < 0)
        return disk(stage, e);
    head_make(&head, whose, epoch, c0);
    stage->epoch = epoch;
    stage->c0 = c0;
    stage->end = (int64_t)sizeof head;
    stage->synced_ms = clock_monotonic_ms();
    return write_all(stage->fd, &head, sizeof head, 0) || disk(stage, e);
}

bool stage_add(struct stage *stage, const char *body, size_t size, int64_t rows, const char *last, bool more, struct error *e)
{
    struct page page;
    memset(&page, 0, sizeof page);
    page.size = htole32((uint32_t)size);
    page.more = htole32(more);
    page.rows = (int64_t)htole64((uint64_t)rows);
    text_format(page.last, sizeof page.last, "%s", last);
    sum_of(&page, offsetof(struct page, sum), body, size, page.sum);
    if (!write_all(stage->fd, &page, sizeof page, stage->end) || !write_all(stage->fd, body, size, stage->end + (int64_t)sizeof page)) {
        disk(stage, e);
        if (ftruncate(stage->fd, (off_t)stage->end) != 0) {
            /* the half page is cut off at the next opening: its checksum is wrong */
        }
        return false;
    }
    int64_t now = clock_monotonic_ms();
    if (!more || now - stage->synced_ms >= SYNC_EVERY_MS) {
        if (fdatasync(stage->fd) != 0)
            return disk(stage, e);
        stage->synced_ms = now;
    }
    take_page(stage, &page);
    return true;
}

bool stage_each(struct stage *stage, bool (*fn)(void *, const char *, size_t, struct error *), void *context, struct error *e)
{
    struct page page;
    char *body = NULL;
    size_t room = 0;
    int64_t at = (int64_t)sizeof(struct head);
    bool good = true;
    for (int64_t n = 0; good && n < stage->pages; n++) {
        if (!page_read(stage, at, &page, &body, &room))
            good = error_set(e, ERROR_UNABLE, _("%s cannot be read back: the disk may be failing; the snapshot is fetched anew"), stage->path);
        else
            good = fn(context, body, le32toh(page.size), e);
        at += (int64_t)sizeof page + le32toh(page.size);
    }
    free(body);
    return good;
}

void stage_close(struct stage *stage)
{
    if (stage->fd >= 0)
        close(stage->fd);
    stage->fd = -1;
}

void stage_remove(struct stage *stage)
{
    static const char zeros[ZEROS];
    if (stage->fd < 0)
        return;
    off_t size = lseek(stage->fd, 0, SEEK_END);
    for (off_t at = 0; at < size; at += ZEROS) {
        size_t n = size - at < ZEROS ? (size_t)(size - at) : ZEROS;
        if (!write_all(stage->fd, zeros, n, at))
            break;
    }
    fdatasync(stage->fd);
    unlink(stage->path);
    stage_close(stage);
}

void stage_clear(const char *folder)
{
    struct stage stage;
    start(&stage, folder);
    stage.fd = open(stage.path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (stage.fd >= 0)
        stage_remove(&stage);
    else
        unlink(stage.path); /* of another user, or a link in its place */
}
