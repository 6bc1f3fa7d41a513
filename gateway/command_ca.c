/* ca init, ca issue, ca revoke. */
#include <stdio.h>
#include <string.h>

#include "gateway/ca.h"
#include "gateway/command.h"
#include "src/i18n.h"

#define DAYS_MOST 7300

static int init(const char *folder, const struct texts *hosts, int days) {
    struct error e = {0};
    if (!ca_init(folder, hosts->at, hosts->n, days, &e))
        return say_failed(&e);
    printf(_("made %s/ca.crt, ca.key, server.crt, server.key, crl.pem\n"), folder);
    fprintf(stderr, "%s\n", _("Keep ca.key where nobody else reads it: who has it can pass for every station."));
    return EXIT_DONE;
}

static int issue(const char *folder, const char *unit, int days) {
    struct error e = {0};
    if (!ca_issue(folder, unit, days, &e))
        return say_failed(&e);
    printf(_("made %s/%s.crt, %s.key: good for %d days\n"), folder, unit, unit, days);
    return EXIT_DONE;
}

static int revoke(const char *folder, const char *unit) {
    struct error e = {0};
    int n;
    if (!ca_revoke(folder, unit, &n, &e))
        return say_failed(&e);
    printf(ngettext("revoked %d certificate; %s/crl.pem is new\n", "revoked %d certificates; %s/crl.pem is new\n", (unsigned long)n), n, folder);
    return EXIT_DONE;
}

int command_ca(int argc, char **argv) {
    struct operands operands;
    struct texts hosts = {0};
    int days = 0;
    const struct word words[] = {{.name = "--host", .kind = WORD_TEXTS, .into = &hosts},
                                 {.name = "--days", .kind = WORD_NUMBER, .into = &days, .least = 1, .most = DAYS_MOST},
                                 {.name = NULL}};
    if (!words_read("ca", argc, argv, words, 3, &operands))
        return EXIT_USAGE;
    const char *what = operands.n > 0 ? operands.at[0] : "";
    bool is_init = strcmp(what, "init") == 0, is_issue = strcmp(what, "issue") == 0, is_revoke = strcmp(what, "revoke") == 0;
    if (!is_init && !is_issue && !is_revoke)
        return say_usage("ca", "%s", _("init DIR, issue DIR UNIT or revoke DIR UNIT was expected"));
    if (operands.n != (is_init ? 2 : 3))
        return say_usage("ca", "%s", is_init ? _("which folder?") : _("a folder and a unit's code were expected"));
    if (hosts.n > 0 && !is_init)
        return say_usage("ca", "%s", _("--host belongs to init"));
    if (days != 0 && is_revoke)
        return say_usage("ca", "%s", _("--days belongs to init and issue"));
    return is_init ? init(operands.at[1], &hosts, days ? days : 825)
                   : is_issue ? issue(operands.at[1], operands.at[2], days ? days : 730) : revoke(operands.at[1], operands.at[2]);
}
