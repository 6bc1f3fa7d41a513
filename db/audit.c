/* The audit: that something happened, by whom and when; never what a text said. */
#include "db/entry_inside.h"

#include <pwd.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/text.h"

void entry_author(char *out, size_t cap) {
    char space[1024], login[256] = "";
    struct passwd record, *found = NULL;
    if (getpwuid_r(geteuid(), &record, space, sizeof space, &found) == 0 && found && *found->pw_name)
        text_format(out, cap, "%s", found->pw_name);
    else if (getlogin_r(login, sizeof login) == 0 && *login)
        text_format(out, cap, "%s", login);
    else
        text_format(out, cap, "uid%lu", (unsigned long)geteuid());
}

bool audit_insert(struct store *store, const char *author, const char *action, const char *about, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement,
                     "INSERT INTO main.audit (at, author, action, about) VALUES (?1, ?2, ?3, ?4)", e))
        return false;
    char at[32];
    clock_stamp(at);
    sql_bind_text(statement, 1, at);
    sql_bind_text(statement, 2, author);
    sql_bind_text(statement, 3, action);
    sql_bind_text(statement, 4, about);
    bool done = sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    return done;
}

bool audit_add(struct store *store, const char *action, const char *about, struct error *e) {
    char author[64];
    entry_author(author, sizeof author);
    if (store->mode == STORE_READ) {
        syslog(LOG_AUTHPRIV | LOG_INFO, "itsso-tui audit: %s %s %s", author, action, about ? about : "");
        return true;
    }
    if (!sql_exec(store->db, "BEGIN IMMEDIATE", e))
        return false;
    if (audit_insert(store, author, action, about, e) && sql_exec(store->db, "COMMIT", e))
        return true;
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}
