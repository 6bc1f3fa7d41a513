/* The gateway's front door: the table of its commands. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "gateway/command.h"
#include "src/config.h"
#include "src/i18n.h"

static const struct gateway_command commands[] = {
    {"serve", command_serve, N_("serve --store STORE --listen ADDRESS:PORT --tls-cert FILE --tls-key FILE --client-ca FILE …"),
     N_("serves the stations"),
     N_("  --store STORE         a folder (SQLite), or postgresql://USER@HOST/DATABASE\n"
        "  --listen ADDRESS:PORT where to listen; port 0: any, printed as 'listening on …'\n"
        "  --tls-cert FILE       the server's certificate (PEM), with --tls-key FILE\n"
        "  --client-ca FILE      the authority that signs the stations' certificates\n"
        "  --crl FILE            its revocation list; read again when it changes and on SIGHUP\n"
        "  --socket PATH         instead: a unix socket behind nginx, which does TLS\n"
        "  --metrics 127.0.0.1:PORT  /health and /metrics (Prometheus), on loopback alone\n"
        "  --high-water FILE     outside of the database: tells a restored store from one that\n"
        "                        went on (without it STORE/high-water, $STATE_DIRECTORY/high-water)\n"
        "  --notice TEXT         shown at the stations\n"
        "  --threads N           (4)    --connections N  (4096)\n"
        "  --rate N              requests a second for one certificate (100; 0 no limit)\n"
        "  --burst N             how many of them at once (400)\n"
        "  --each N              connections of one certificate at once (32; 0 no limit)\n"
        "  --entries N           new entries a day from one certificate (20000; 0 no limit)\n"
        "  --log all|errors      requests in the log (all)\n"
        "\n"
        "A station's certificate names its unit: subjectAltName URI itsso:unit:CODE, else the\n"
        "CN. It gets the cases of that unit and of those below it, and no others.")},
    {"load", command_load, N_("load --store STORE [--units FILE] [--cases FILE]…"),
     N_("takes an extract of the State Data Centre, again and again"),
     N_("  --units FILE     the hierarchy: code,parent,level,kind,name_en,name_hi\n"
        "  --cases FILE     cases, as 'itsso-tui import' takes them; may be given several times\n"
        "  --as-of DATE     dates changes that the extract does not date (today)\n"
        "  --map FILE       lines 'heading = field' for headings that are not known\n"
        "  --rules FILE     further offence rules\n"
        "  --strict         any rejected row: nothing changes\n"
        "  --dry-run        says what would change; nothing changes\n"
        "\n"
        "Compares with what is stored and feeds what changed, while the server runs. What the\n"
        "extract does not say stays; a case that it does not have stays. Prints added=N\n"
        "changed=N unchanged=N not_tracked=N rejected=N; exit status 1: rows were rejected.")},
    {"remove", command_remove, N_("remove --store STORE CASE…"),
     N_("takes cases out of the store and of every station"),
     N_("CASE is 31655001/0412/2026. What was entered of it stays. The next extract that has the\n"
        "case brings it back.")},
    {"raise-epoch", command_raise, N_("raise-epoch --store STORE"),
     N_("after a restore on another machine: every station fetches anew"),
     N_("The server does it by itself where the high-water file shows that the store was\n"
        "restored. Stop the server first.")},
    {"ca", command_ca, N_("ca init DIR | ca issue DIR UNIT | ca revoke DIR UNIT"),
     N_("a small private authority, for trials and small sites"),
     N_("  --host NAME      init: a further name or address of the server; may be given several\n"
        "                   times (localhost and 127.0.0.1 are there)\n"
        "  --days N         for how long a certificate is good (server 825, station 730)\n"
        "\n"
        "How to use the department's own authority: docs/gateway.md.")},
};
#define COMMANDS (sizeof commands / sizeof commands[0])

static const struct gateway_command *find(const char *name) {
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static void help_all(void) {
    printf(_("usage: itsso-gateway [--lang en|hi] COMMAND …\n\n"));
    printf("%s\n\n", _("The data centre's end of sync: serves an extract of cases to the stations, and takes what they enter."));
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-12s %s\n", commands[i].name, _(commands[i].summary));
    printf("\n%s\n", _("Each command has its own --help. Exit status: 0 done, 1 done with findings, 2 wrong use or\n"
                       "configuration, 3 could not. Data goes to standard output, messages to standard error."));
}

static void help_one(const struct gateway_command *command) {
    printf(_("usage: itsso-gateway %s\n\n"), _(command->usage));
    printf("%s\n\n%s\n", _(command->summary), _(command->help));
}

static int unknown(const char *name) {
    const char *names[COMMANDS + 1];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    names[COMMANDS] = NULL;
    const char *meant = strlen(name) < 40 ? config_nearest(name, names) : NULL;
    if (meant)
        return say_usage(NULL, _("there is no command '%s'; did you mean '%s'?"), name, meant);
    return say_usage(NULL, _("there is no command '%.60s'"), name);
}

/* --lang before the command; English without it: the log is English, and its readers are the data centre's. */
static bool language_take(int *argc, char ***argv) {
    enum language language = LANGUAGE_ENGLISH;
    if (*argc > 2 && strcmp((*argv)[1], "--lang") == 0) {
        if (!language_parse((*argv)[2], &language)) {
            say_usage(NULL, "%s", _("--lang: en or hi was expected"));
            return false;
        }
        *argc -= 2;
        *argv += 2;
    }
    language_set(language);
    return true;
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN);
    language_init();
    if (!language_take(&argc, &argv))
        return EXIT_USAGE;
    if (argc < 2)
        return say_usage(NULL, "%s", _("which command?"));
    if (strcmp(argv[1], "--version") == 0) {
        printf("itsso-gateway %s\n", VERSION);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--help") == 0) {
        help_all();
        return EXIT_DONE;
    }
    const struct gateway_command *command = find(argv[1]);
    if (!command)
        return unknown(argv[1]);
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0) {
            help_one(command);
            return EXIT_DONE;
        }
    int status = command->run(argc - 1, argv + 1);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "%s\n", _("itsso-gateway: standard output could not be written"));
    return EXIT_UNABLE;
}
