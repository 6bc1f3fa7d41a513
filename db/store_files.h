/* Inside db/ only: the files of a data folder: paths, rights, lock files, setting aside. Nothing here opens a database file
 * while SQLite has it open: closing any descriptor of it would drop SQLite's own locks (POSIX). */
#ifndef ITSSO_STORE_FILES_H
#define ITSSO_STORE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/error.h"

#define FILES_PATH 1300 /* a folder (STORE_PATH) and a name in it */

/* FOLDER/NAME into out. */
const char *files_path(char out[FILES_PATH], const char *folder, const char *name);

/* The folder's absolute path into out (STORE_PATH bytes). `make`: where it is missing it is made, 2770. */
bool files_folder(const char *folder, bool make, char *out, struct error *e);

/* "may not be read or written by you", with who can mend it: for a file or folder at which the system answered EACCES. false. */
bool files_forbidden(const char *path, struct error *e);

/* Makes an empty file with 0660, whatever the umask is; one that is there stays as it is. */
bool files_make(const char *path, struct error *e);

/* Length in bytes, -1 where there is no such file. */
int64_t files_length(const char *folder, const char *name);

/* "file:///the%20folder/NAME?QUERY" of a file in an absolute folder; false where it does not fit. */
bool files_uri(char *out, size_t cap, const char *folder, const char *name, const char *query);

/* Renames NAME and its -wal, -shm, -journal to NAME.damaged-STAMP…; `kept` (128 bytes) gets the new name of NAME. */
bool files_set_aside(const char *folder, const char *name, char *kept, struct error *e);

/* The name under which NAME was set aside last; "" where it never was, or where it was removed since. */
void files_last_aside(const char *folder, const char *name, char kept[128]);

/* Removes what files_set_aside kept: after a redaction an old copy must not hold the text. Returns how many. */
int files_remove_aside(const char *folder);

/* Makes renames in the folder durable. */
void files_sync_folder(const char *folder);

/* A mark in the folder that a query met a damaged page: the next start looks at both databases as a whole. */
void files_want_check(const char *folder);
bool files_check_wanted(const char *folder);
void files_check_done(const char *folder);

/* Takes the lock file FOLDER/NAME (flock; makes it), waiting at most wait_ms, and writes into it who holds it. The descriptor, or
 * -1 with a sentence that names the holder. */
int files_lock(const char *folder, const char *name, int wait_ms, struct error *e);
/* Lets go of it; -1 is allowed. */
void files_unlock(int lock_fd);

#endif
