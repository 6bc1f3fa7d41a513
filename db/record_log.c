/* record.log: appending and writing anew. Mending: record_log_mend.c. */
#include "db/record_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/store_files.h"
#include "src/i18n.h"

/* One line; the case is written as people write it. */
#define LINE                                                                                                           \
    "json_object('id', id, 'device', device, 'seq', seq, "                                                             \
    "'case', printf('%d/%04d/%04d', case_id >> 27, case_id & 1048575, ((case_id >> 20) & 127) + 1990), 'kind', kind, " \
    "'code', code, 'state', state, 'on', on_date, 'whom', whom, 'how', how, 'text', text, 'author', author, 'at', at, "  \
    "'ref', ref, 'next', next_on)"
#define OWN_FROM "FROM main.entry WHERE device = (SELECT id FROM main.device) AND seq >= ?1"

bool record_log_open(struct store *store, struct error *e) {
    char path[FILES_PATH];
    files_path(path, store->folder, RECORD_LOG);
    struct stat named, held;
    if (store->log_fd >= 0) {
        if (stat(path, &named) == 0 && fstat(store->log_fd, &held) == 0 && named.st_ino == held.st_ino &&
            named.st_dev == held.st_dev)
            return true;
        close(store->log_fd); /* a redaction has put a new file in its place */
        store->log_fd = -1;
    }
    if (!files_make(path, e))
        return false;
    store->log_fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    if (store->log_fd < 0)
        return error_set(e, ERROR_UNABLE, _("cannot open %s: %s"), path, strerror(errno));
    return true;
}

bool record_log_in_order(struct store *store) {
    struct stat status;
    sqlite3_stmt *statement;
    if (fstat(store->log_fd, &status) != 0 ||
        !sql_prepare(
            store->db, &statement,
            "SELECT d.log_bytes, e.id FROM main.device d LEFT JOIN main.entry e ON e.device = d.id AND e.seq = d.seq",
            NULL))
        return false;
    char id[64] = "";
    bool same = false;
    if (sql_step(statement, NULL) == 1) {
        same = sqlite3_column_int64(statement, 0) == (int64_t)status.st_size;
        sql_text(statement, 1, id, sizeof id);
    }
    sqlite3_finalize(statement);
    if (!same || !*id)
        return same;
    char end[16384];
    off_t from = status.st_size > (off_t)sizeof end ? status.st_size - (off_t)sizeof end : 0;
    ssize_t n = pread(store->log_fd, end, sizeof end, from);
    return n > 0 && end[n - 1] == '\n' && memmem(end, (size_t)n, id, strlen(id)) != NULL;
}

static bool write_all(int fd, const char *bytes, size_t n) {
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

/* Writes the rows of a statement as lines, 32 KiB at a time, and makes them durable. */
static bool write_lines(sqlite3_stmt *lines, int fd) {
    char block[32768];
    size_t used = 0;
    bool good = true;
    int row;
    while (good && (row = sql_step(lines, NULL)) == 1) {
        const char *line = (const char *)sqlite3_column_text(lines, 0);
        size_t n = (size_t)sqlite3_column_bytes(lines, 0);
        if (!line || n + 1 > sizeof block) {
            errno = EMSGSIZE;
            good = false;
            break;
        }
        if (used + n + 1 > sizeof block) {
            good = write_all(fd, block, used);
            used = 0;
        }
        memcpy(block + used, line, n);
        used += n;
        block[used++] = '\n';
    }
    return good && row == 0 && write_all(fd, block, used) && fsync(fd) == 0;
}

static bool set_length(struct store *store, int64_t length, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement, "UPDATE main.device SET log_bytes = ?1", e))
        return false;
    sqlite3_bind_int64(statement, 1, length);
    bool done = sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    return done;
}

static bool fail_log(struct store *store, const char *name, struct error *e) {
    int number = errno;
    if (number == ENOSPC || number == EFBIG || number == EDQUOT)
        return error_set(
            e, ERROR_UNABLE,
            _("there is no room on the disk of %s for %s. Nothing was saved; free some space and try again."),
            store->folder, name);
    return error_set(e, ERROR_UNABLE, _("cannot write %s in %s: %s. Nothing was saved."), name, store->folder,
                     strerror(number));
}

bool record_log_reserve(struct store *store, int64_t first, struct error *e) {
    sqlite3_stmt *statement;
    struct stat status;
    if (fstat(store->log_fd, &status) != 0)
        return fail_log(store, RECORD_LOG, e);
    if (!sql_prepare(store->db, &statement, "SELECT sum(length(CAST(" LINE " AS BLOB)) + 1) " OWN_FROM, e))
        return false;
    sqlite3_bind_int64(statement, 1, first);
    int64_t bytes = sql_step(statement, e) == 1 ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    if (bytes < 0)
        return false;
    /* room first: what is committed must find place in the log. File systems that cannot reserve answer EOPNOTSUPP. */
    if (bytes > 0 && fallocate(store->log_fd, FALLOC_FL_KEEP_SIZE, status.st_size, bytes) != 0 &&
        (errno == ENOSPC || errno == EFBIG || errno == EDQUOT))
        return fail_log(store, RECORD_LOG, e);
    return set_length(store, (int64_t)status.st_size + bytes, e);
}

bool record_log_append(struct store *store, int64_t first, struct error *e) {
    sqlite3_stmt *lines;
    struct stat before;
    if (fstat(store->log_fd, &before) != 0)
        return fail_log(store, RECORD_LOG, e);
    if (!sql_prepare(store->db, &lines, "SELECT " LINE " " OWN_FROM " ORDER BY seq", e))
        return false;
    sqlite3_bind_int64(lines, 1, first);
    bool done = write_lines(lines, store->log_fd);
    if (!done) {
        fail_log(store, RECORD_LOG, e);
        if (ftruncate(store->log_fd, before.st_size) != 0) {
            /* half a line stays: the length differs from what the database expects, and the next start mends it */
        }
    }
    sqlite3_finalize(lines);
    return done;
}

bool record_log_prepare(struct store *store, struct error *e) {
    char path[FILES_PATH];
    files_path(path, store->folder, RECORD_LOG_NEW);
    unlink(path); /* of a process that was killed */
    if (!files_make(path, e))
        return false;
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return fail_log(store, RECORD_LOG_NEW, e);
    sqlite3_stmt *lines;
    bool done = sql_prepare(store->db, &lines,
                            "SELECT " LINE " FROM main.entry ORDER BY id /* scans: the log is written anew */", e);
    if (done && !write_lines(lines, fd))
        done = fail_log(store, RECORD_LOG_NEW, e);
    off_t length = lseek(fd, 0, SEEK_END);
    sqlite3_finalize(lines);
    close(fd);
    done = done && set_length(store, (int64_t)length, e);
    if (!done)
        unlink(path);
    return done;
}

bool record_log_replace(struct store *store, struct error *e) {
    char from[FILES_PATH], to[FILES_PATH];
    if (rename(files_path(from, store->folder, RECORD_LOG_NEW), files_path(to, store->folder, RECORD_LOG)) != 0)
        return fail_log(store, RECORD_LOG, e);
    files_sync_folder(store->folder);
    return record_log_open(store, e);
}
