/* doctor: the databases, who may read them, and whether they are whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/commands/doctor.h"
#include "src/i18n.h"
#include "src/text.h"

#define FORMAT_AT 60 /* where a SQLite file keeps its user_version */

/* The files that hold what must not be seen by others. */
static const char *const files[] = {"cache.db", "cache.db-wal", "record.db", "record.db-journal", "record.log"};

/* SQLite before 3.51.3 loses rows where several processes checkpoint one WAL file. */
static bool wal_reset_bug(const char *version)
{
    int major = 0;
    int minor = 0;
    int patch = 0;
    sscanf(version, "%d.%d.%d", &major, &minor, &patch);
    return major == 3 && (minor < 51 || (minor == 51 && patch < 3));
}

/* The format's number of a database file, -1 where it cannot be read. Only before the store is open: closing a descriptor of the file
 * would drop SQLite's locks on it. */
static int format_number(const char *path)
{
    unsigned char bytes[4];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return -1;
    ssize_t n = pread(file, bytes, sizeof bytes, FORMAT_AT);
    close(file);
    return n == sizeof bytes ? bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3] : -1;
}

static void check_rights(struct doctor *doctor, const char *path, const char *wanted)
{
    struct stat about;
    char mend[CONFIG_PATH + 64];
    if (stat(path, &about) != 0) {
        if (errno != ENOENT)
            doctor_wrong(doctor, _("ask the owner of the folder for the right to read it."), "%s: %s", path, strerror(errno));
        return;
    }
    if (about.st_mode & S_IRWXO) {
        text_format(mend, sizeof mend, "chmod %s %s", wanted, path);
        doctor_wrong(doctor, mend, _("%s may be read or changed by everyone on this machine (mode %04o)"), path,
                     (unsigned)(about.st_mode & 07777));
    } else if (access(path, R_OK) != 0)
        doctor_wrong(doctor, _("add the user to the group of the folder (usermod -aG GROUP USER), and sign in again."),
                     _("%s may not be read by this user"), path);
    else if (access(path, W_OK) != 0)
        doctor_note(doctor, _("%s may be read by this user, not written: nothing can be entered"), path);
}

static bool check_folder(struct doctor *doctor)
{
    const char *folder = doctor->context->folder;
    char path[CONFIG_PATH + 32];
    struct stat about;
    if (stat(folder, &about) == 0 && !S_ISDIR(about.st_mode)) {
        doctor_wrong(doctor, _("name the right folder as [station] data or by --db."),
                     _("%s is a file; the folder of the databases was expected"), folder);
        return false;
    }
    if (stat(folder, &about) != 0) {
        doctor_wrong(doctor, _("bring in an extract: itsso-tui import FILE; or name the right folder as [station] data or by --db."),
                     _("there is no folder %s yet"), folder);
        return false;
    }
    check_rights(doctor, folder, "2770");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        text_format(path, sizeof path, "%s/%s", folder, files[i]);
        check_rights(doctor, path, "0660");
    }
    text_format(path, sizeof path, "%s/cache.db", folder);
    if (access(path, F_OK) != 0) {
        doctor_wrong(doctor, _("bring in an extract: itsso-tui import FILE; or name the right folder as [station] data or by --db."),
                     _("there is no data in %s yet"), folder);
        return false;
    }
    int cache = format_number(path);
    text_format(path, sizeof path, "%s/record.db", folder);
    if (access(path, F_OK) == 0)
        doctor_good(doctor, _("%s (formats %d and %d)"), folder, cache, format_number(path));
    else
        doctor_good(doctor, _("%s (format %d); nothing was entered here yet"), folder, cache);
    return true;
}

/* The configured unit has to be one of the database, else every station is shown. */
static void check_unit(struct doctor *doctor, struct store *store)
{
    struct unit unit;
    struct error e = {0};
    const char *code = doctor->context->config.unit;
    if (*code && !unit_by_code(store, code, &unit, &e))
        doctor_wrong(doctor, _("correct [station] unit, or bring in its data."),
                     _("[station] unit = %s is no unit of this database: every station is shown"), code);
}

/* Whole but empty is no good news. */
static void check_facts(struct doctor *doctor, struct store *store)
{
    char aside[STORE_ASIDE];
    enum store_facts facts = store_facts(store, aside);
    if (facts == FACTS_SET_ASIDE) {
        struct error e = {0};
        command_set_aside(aside, doctor->context->folder, &e);
        doctor_wrong(doctor, _("import the extract again: itsso-tui import FILE."), "%s", e.text);
    } else if (facts == FACTS_NONE)
        doctor_wrong(doctor, _("bring in an extract: itsso-tui import FILE; or name the right folder as [station] data or by --db."),
                     _("there is no data in %s yet"), doctor->context->folder);
}

struct store *doctor_databases(struct doctor *doctor)
{
    struct error e = {0};
    const char *version = store_sqlite_version();
    doctor_topic(doctor, _("Databases"));
    doctor_note(doctor, "SQLite %s%s", version,
                wal_reset_bug(version) ? _(": has the WAL-reset bug of 3.7.0 to 3.51.2; this program writes under a lock, so that it does "
                                           "not meet it: let no other program write cache.db") : "");
    if (!check_folder(doctor))
        return NULL;
    struct store *store = store_open(doctor->context->folder, doctor->context->read_only ? STORE_READ : STORE_LOOK, &e);
    if (!store) {
        doctor_wrong(doctor, "", "%s", e.text);
        return NULL;
    }
    if (*store_notice(store))
        doctor_wrong(doctor, "", "%s", store_notice(store));
    if (store_check(store, doctor->full, &e))
        doctor_good(doctor, "%s", doctor->full ? _("every page of both databases is whole") : _("both databases are whole (quick check)"));
    else
        doctor_wrong(doctor, _("start the program once without --read-only: it sets a damaged file aside and brings back what was "
                               "entered; then import the extract again."), "%s", e.text);
    check_facts(doctor, store);
    check_unit(doctor, store);
    if (store_is_training(store))
        doctor_note(doctor, "%s", _("TRAINING: invented data"));
    return store;
}
