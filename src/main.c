/* The front door: the one table of commands, the global options, the exit status. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/commands/command.h"
#include "src/i18n.h"

/* Of each text the first words of a line are what a person types; a test holds that every one of them is in docs/itsso-tui.1. */
const struct command commands[] = {
    {"demo", command_demo, N_("demo [--cases N] [--scope SCOPE] [--seed N] [--gateway] [--no-screen]"),
     N_("training mode: invented data in a database of its own"),
     N_("  --cases N        how many cases are made\n"
        "  --scope SCOPE    station (without it), district, state or nation\n"
        "  --seed N         the same number gives the same data, moved with the date (1)\n"
        "  --gateway        a data centre on this PC beside the station: a state of 100,000 cases, from\n"
        "                   which the station syncs over TLS; V pulls the plug of its VPN\n"
        "  --no-screen      prints the status line, the counts and the list instead of the screens\n"
        "\n"
        "Every screen and printout of it is marked TRAINING. The data lies in\n"
        "~/.local/share/itsso-tui/training ($XDG_DATA_HOME), with --db in that folder; a folder\n"
        "with real data is refused."), 0},
    {"import", command_import, N_("import [--strict] [--dry-run] [--map FILE] FILE…"),
     N_("reads a CCTNS extract (CSV or TSV)"),
     N_("  --strict         any rejected row: nothing changes\n"
        "  --dry-run        says what would change; nothing changes\n"
        "  --map FILE       lines 'heading = field' for headings that are not known\n"
        "\n"
        "FILE - is standard input. Prints added=N changed=N unchanged=N not_tracked=N\n"
        "rejected=N. Rejected rows are listed in FILE.rejected.csv (line, FIR number, column,\n"
        "reason; never the cell).\n"
        "Exit status 1: rows were rejected; 3: the file cannot be read, nothing changed."), 0},
    {"units", command_units, N_("units FILE"),
     N_("loads the hierarchy: nation, states, zones, ranges, districts, stations"),
     N_("FILE (- is standard input) is CSV or TSV, UTF-8, with the columns, in any order:\n"
        "  code     1 to 15 letters, digits, '-', '_' or '.'; of a station its CCTNS code\n"
        "  parent   the code of the unit above; empty for the top alone\n"
        "  level    nation, state, zone, range, district, circle or station; a unit lies below\n"
        "           one of a higher level, levels may be left out\n"
        "  kind     territorial (also where it is empty), mahila, grp or other\n"
        "  name_en, name_hi   names; one of them may be empty\n"
        "\n"
        "The whole file is checked before anything changes: a loop, a parent that neither the file\n"
        "nor the database has, a code that stands twice, a second top are refused with the line.\n"
        "Loading again updates; a unit with another parent moves, and where it belonged until then\n"
        "is kept. Units that the file does not name stay."), 0},
    {"classify", command_classify, N_("classify [--fir-date YYYY-MM-DD]"),
     N_("says of acts and sections on standard input whether they are tracked"),
     N_("  --fir-date DATE  the FIR date by which they are read; without it --as-of or today\n"
        "\n"
        "One case a line: ACT, a tab and SECTIONS, or free text. Prints four columns with tabs\n"
        "between them, '-' where empty: tracked, probable or no; categories; lists that hit;\n"
        "sections normalised (acts IPC BNS POCSO SCST ARMS IT NDPS DP OTHER)."), 0},
    {"list", command_list, N_("list [--band BAND] [--category CATEGORY] [--status STATUS] …"),
     N_("cases, the open ones unless --status is given"),
     N_("  --band BAND          0-30, 31-39, 40-49, 50-54, 55-59, 60, over60, over90, over180, over365\n"
        "  --category CATEGORY  376 or pocso\n"
        "  --status STATUS      open, chargesheet, final, transferred, expunged, stayed, further;\n"
        "                       also disposed (the three disposed ones) and all\n"
        "  --io TEXT            part of the IO's name, rank or PNO\n"
        "  --unit CODE          this unit and those below it; 'all': all that may be seen.\n"
        "                       Without it the unit of the configuration\n"
        "  --search TEXT        FIR number, IO, sections, remarks; every word must be there\n"
        "  --due-within N       due within N days, those over the limit too\n"
        "  --directions         with a direction that is not answered; those disposed of too,\n"
        "                       unless --status is given\n"
        "  --sort COL[:desc]    case, fir_date, sections, categories, io, status, day, left, due,\n"
        "                       reason, unit. Without it left\n"
        "  --limit N            at most N cases\n"
        "  --format FORMAT      table (without it), csv or json\n"
        "\n"
        "The table is for people, in the language of --lang: on a terminal it is as wide as\n"
        "the terminal, and columns at the right leave where there is no room; elsewhere nothing\n"
        "is shortened and the widths are those of the 500 rows that are printed together.\n"
        "CSV (UTF-8, RFC 4180, lines end with LF) and JSON have ISO dates, English headings and\n"
        "codes. LibreOffice: choose UTF-8 where it asks. In CSV a text that begins with = + - @\n"
        "gets an apostrophe first, so that no spreadsheet runs it. day and left are empty once\n"
        "a case is disposed of."), 0},
    {"show", command_show, N_("show CASE [--remarks] [--format FORMAT]"),
     N_("one case: facts, limit, steps, reason, alerts, history"),
     N_("  --remarks        with the remarks (left out unless asked for)\n"
        "  --format FORMAT  text (without it) or json\n"
        "\n"
        "CASE is 31655001/0412/2026, or 412/26 where one station is meant."), 0},
    {"note", command_note, N_("note CASE [--anyway]"),
     N_("adds a remark, read from standard input"),
     N_("  --anyway         save it although it may name somebody\n"
        "\n"
        "A remark is never an argument: others could read it in the list of processes. No name,\n"
        "village, school, relation or number that may make a victim known: such a remark is\n"
        "refused (exit status 2) unless --anyway is given. Prints 'saved ENTRY'."), 0},
    {"step", command_step, N_("step CASE CODE [DATE] [--state STATE]"),
     N_("enters a step of the investigation"),
     N_("  --state STATE    done (without it), waiting, na (not applicable) or no-consent\n"
        "  --codes          lists the codes of the steps\n"
        "  --format FORMAT  of that list: table (without it), csv or json\n"
        "\n"
        "DATE (YYYY-MM-DD or dd/mm/yyyy) is when it was done, or since when it waits; it may be\n"
        "left out with na and no-consent. Prints 'saved ENTRY'."), 0},
    {"reason", command_reason, N_("reason CASE CODE"),
     N_("enters why the case is pending"),
     N_("  --undo           instead of CODE: takes back the reason, where it was the last entry\n"
        "  --codes          lists the codes of the reasons\n"
        "  --format FORMAT  of that list: table (without it), csv or json\n"
        "\n"
        "Prints 'saved ENTRY'."), 0},
    {"ack", command_ack, N_("ack CASE [DAY] [--whom WHOM] [--how HOW]"),
     N_("enters that somebody was told of an alert"),
     N_("  --whom WHOM      io (without it), sho or co\n"
        "  --how HOW        person (without it), phone, message or written\n"
        "  --all            instead of CASE: every alert that is not yet told\n"
        "  --unit CODE      with --all: of this unit and those below it\n"
        "\n"
        "DAY is 31, 40, 50, 55 or 60; without it the highest that the case has reached, which\n"
        "covers the lower ones. Prints 'saved ENTRY', a line for each."), 0},
    {"direction", command_direction, N_("direction CASE --source CODE [--letter NO] [--date DATE] [--next DATE]"),
     N_("enters a supervising officer's direction, read from standard input"),
     N_("  --source CODE    whose direction it is: high-court, headquarters, zone, range, district, co …\n"
        "  --letter NO      the number of the letter\n"
        "  --date DATE      the date of the letter (YYYY-MM-DD); without it today\n"
        "  --next DATE      the next date: by when an answer is expected\n"
        "  --anyway         save it although it may name somebody\n"
        "  --codes          lists the codes of the sources\n"
        "  --format FORMAT  of that list: table (without it), csv or json\n"
        "\n"
        "Only where the unit of the configuration is above the station, or [station] role is\n"
        "officer. It stands on the station's home screen and on the case until it is answered.\n"
        "The text is never an argument. Prints 'saved ENTRY'."), 0},
    {"answer", command_answer, N_("answer DIRECTION [--date DATE] [--letter NO]"),
     N_("answers a direction, read from standard input"),
     N_("  --date DATE      when it was done (YYYY-MM-DD); without it today\n"
        "  --letter NO      the number of the answering letter\n"
        "  --anyway         save it although it may name somebody\n"
        "\n"
        "DIRECTION is the number that 'directions' prints, or at least its first 8 characters.\n"
        "Prints 'saved ENTRY'."), 0},
    {"directions", command_directions, N_("directions [--all] [--unit CODE] [--format FORMAT]"),
     N_("directions that are not answered"),
     N_("  --all            those answered too\n"
        "  --text           with the texts of directions and answers (left out unless asked for)\n"
        "  --unit CODE      cases of this unit and those below it; 'all': all that may be seen.\n"
        "                   Without it the unit of the configuration\n"
        "  --from DATE      letters of this day and later ones\n"
        "  --to DATE        letters up to this day\n"
        "  --limit N        at most N directions\n"
        "  --format FORMAT  table (without it), csv or json\n"
        "\n"
        "By the next date: direction,case,source,letter,date,next_date,days,answered_on,unit and\n"
        "with --text text,answer. 'days' are those from the letter to the answer, or to today."), 0},
    {"redact", command_redact, N_("redact ENTRY"),
     N_("overwrites the text of a remark everywhere"),
     N_("ENTRY is the number of the entry (itsso-tui show CASE --remarks prints it), or at least\n"
        "its first 8 characters. Prints 'saved ENTRY': that it happened is kept, not what it said."), 0},
    {"alerts", command_alerts, N_("alerts [--all] [--unit CODE] [--format FORMAT]"),
     N_("open cases that have crossed day 31, 40, 50, 55 or 60"),
     N_("  --all            those already told too\n"
        "  --unit CODE      this unit and those below it; 'all': all that may be seen.\n"
        "                   Without it the unit of the configuration\n"
        "  --limit N        at most N cases\n"
        "  --format FORMAT  table (without it), csv or json\n"
        "\n"
        "One row a case with the highest day that it has crossed: case,day,crossed_on,told_by,\n"
        "told_at (in CSV and JSON a moment in UTC)."), 0},
    {"status", command_status, N_("status [--unit CODE]"),
     N_("one line for a login message"),
     N_("  --unit CODE      this unit and those below it; 'all': all that may be seen.\n"
        "                   Without it the unit of the configuration\n"
        "\n"
        "Cases over the limit, due today, alerts that are not yet told, stations without data\n"
        "for 24 hours."), 0},
    {"rates", command_rates, N_("rates [UNIT] [--category CATEGORY] [--from DATE] [--to DATE] …"),
     N_("disposal, compliance, late and pendency of a unit's children"),
     N_("  --category CATEGORY  376 or pocso alone\n"
        "  --from DATE          FIRs from this day on (YYYY-MM-DD)\n"
        "  --to DATE            FIRs up to this day\n"
        "  --lists LISTS        which lists count: itsso, crpc173, bnss193 with commas between, or all.\n"
        "                       Without it [clock] lists of the configuration\n"
        "  --format FORMAT      table (without it), csv or json\n"
        "\n"
        "UNIT is the code of a unit; without it the unit of the configuration, else the whole\n"
        "database. One row for each child and category, never added up: unit,name,category,n,\n"
        "n60,disposed,in60,late,pending,disposal,compliance,late_rate,pendency. n: FIRs; n60: of\n"
        "them day 61 or more; disposed: of n; in60, late, pending: of n60, disposed within 60\n"
        "days, later, and open. Rates in per cent, empty where there is nothing to divide by.\n"
        "A station has no children: its own row is printed. Cases that a unit holds itself,\n"
        "beside its children, stand in a row '(itself)'. A past --as-of counts as it was then."), 0},
    {"report", command_report, N_("report [NAME] [CASE] [--unit CODE] [--from DATE] [--to DATE] …"),
     N_("the sheets of the crime meeting, the orderly room, the government"),
     N_("  --unit CODE      this unit and those below it; 'all': all that may be seen.\n"
        "                   Without it the unit of the configuration; never above or beside it\n"
        "  --from DATE      the first day of the period; without it the report's own\n"
        "  --to DATE        the last day of it\n"
        "  --format FORMAT  text (without it), csv, html or pdf\n"
        "  --output FILE    into a file that only you may read; a PDF needs it\n"
        "  --width N        of a text: 80 or 132 columns; without it as wide as the terminal\n"
        "  --sort ORDER     of annexure-4: disposal (without it), compliance, pendency, name\n"
        "  --issue          keeps the sheet as it was issued: the next one prints what late\n"
        "                   entries changed of it\n"
        "\n"
        "Without NAME: which reports there are. --as-of gives the day that a report tells of: a\n"
        "past month-end gives what was true then, from the dated changes of the cases."), 0},
    {"reconcile", command_reconcile, N_("reconcile FILE… [--from DATE] [--to DATE] [--unit CODE]"),
     N_("holds a station's own register against what was imported or synced"),
     N_("  --from DATE      only FIRs of this day and later ones\n"
        "  --to DATE        only FIRs up to this day\n"
        "  --unit CODE      only cases of this unit's stations; without it the unit of the configuration\n"
        "  --map FILE       lines 'heading = field' for headings that are not known, as for import\n"
        "  --kept           prints the last reconciliation again, without a FILE\n"
        "  --format FORMAT  table (without it), csv or json\n"
        "\n"
        "FILE is CSV or TSV as for import; - is standard input. Columns: case,kind,field,register,\n"
        "itsso; kind is only-register, only-itsso, differs or marked-wrong (a fact that the station\n"
        "marked as wrong and that is not yet right). Only what the register says is compared, and\n"
        "only with what stands now. only-itsso counts the cases of the register's stations between\n"
        "its first and last FIR date there, or between --from and --to. What no list of offences\n"
        "covers is no difference; how many there are is said on standard error. The result is kept\n"
        "for the screen (7) and for 'report reconcile'; with --read-only it is not.\n"
        "Exit status 1: there are differences, or rows that could not be read."), 0},
    {"sync", command_sync, N_("sync [--watch|--status|--check]"),
     N_("brings the data here and at the data centre together"),
     N_("  --watch          stays: what changes there is here in seconds, entries go up as they are made\n"
        "  --status         what is known, without the network\n"
        "  --format FORMAT  of --status: text (without it) or json\n"
        "  --check          the configuration and the certificates; --way: whether the gateway answers\n"
        "\n"
        "Without an option one sync; --once says the same. itsso-sync does it, the program beside\n"
        "this one; [sync] of the configuration says with whom. Prints received=N sent=N repaired=N\n"
        "refused=N unsent=N equal=yes|no|unknown requests=N in=BYTES out=BYTES.\n"
        "Exit status 1: entries were refused, or cases differ; with --status: the last sync did\n"
        "not go well, or entries stand refused. 3: network, data centre or disk."), COMMAND_HANDS_OVER},
    {"doctor", command_doctor, N_("doctor [--full]"),
     N_("what is wrong on this machine, and how to mend it"),
     N_("  --full           checks every page of the databases (slow where they are large)\n"
        "\n"
        "Configuration, databases, clock, terminal, VPN and certificates. Exit status 1: found\n"
        "something."), COMMAND_MENDS},
};
const int commands_count = (int)(sizeof commands / sizeof commands[0]);

static const char global_help[] = N_(
    "Options for every command, before or after its name:\n"
    "  --config FILE       the configuration; without it $XDG_CONFIG_HOME/itsso-tui.conf\n"
    "                      (~/.config), then /etc/itsso-tui.conf\n"
    "  --db FOLDER         where cache.db and record.db lie\n"
    "  --as-of YYYY-MM-DD  the 'today' of every count\n"
    "  --lang en|hi        the language of screens, tables and messages\n"
    "  --read-only         writes nothing; what would write is refused\n"
    "  --version           prints the version\n"
    "  --help              this text; after a command's name the text of that command\n"
    "\n"
    "Exit status: 0 done, 1 done with findings, 2 wrong use or configuration, 3 could not.\n"
    "Data goes to standard output, messages to standard error.");

static const struct command *command_by_name(const char *name)
{
    for (int i = 0; i < commands_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static void help_all(void)
{
    printf(_("usage: itsso-tui [OPTIONS] [COMMAND …]\n\n"));
    printf("%s\n\n", _("Which investigations are about to break the two-month limit. Without a command: the screens."));
    for (int i = 0; i < commands_count; i++)
        printf("  %-10s %s\n", commands[i].name, _(commands[i].summary));
    printf("\n%s\n", _(global_help));
}

static void help_command(const struct command *command)
{
    printf(_("usage: itsso-tui [OPTIONS] %s\n\n"), _(command->usage));
    printf("%s\n\n%s\n\n%s\n", _(command->summary), _(command->help),
           _("Options for every command: itsso-tui --help"));
}

static int unknown_command(const struct context *context, const char *name)
{
    const char *names[sizeof commands / sizeof commands[0] + 1];
    for (int i = 0; i < commands_count; i++)
        names[i] = commands[i].name;
    names[commands_count] = NULL;
    const char *meant = strlen(name) < 40 ? config_nearest(name, names) : NULL;
    if (meant)
        return command_usage(context, NULL, _("there is no command '%s'; did you mean '%s'?"), name, meant);
    return command_usage(context, NULL, _("there is no command '%.60s'"), name);
}

static int unknown_option(const struct context *context, const char *option)
{
    const char *meant = strlen(option) < 40 ? config_nearest(option, globals_words) : NULL;
    if (meant)
        return command_usage(context, NULL, _("there is no option '%s'; did you mean '%s'?"), option, meant);
    return command_usage(context, NULL, _("there is no option '%.60s' for every command; a command's own options stand after its name"),
                         option);
}

/* What could not be written to standard output is a failure; a reader that went away (| head) is none to talk about: the program
 * ends as if the signal had ended it. */
static int finish(int status)
{
    struct pollfd end = {.fd = STDOUT_FILENO};
    bool failed = ferror(stdout) != 0;
    bool reader_gone = failed && poll(&end, 1, 0) == 1 && (end.revents & POLLERR);
    errno = 0;
    if (fflush(stdout) != 0)
        failed = true;
    int reason = errno;
    if (fclose(stdout) != 0 && !failed && errno != EBADF) {
        reason = errno;
        failed = true;
    }
    if (!failed)
        return status;
    if (reader_gone || reason == EPIPE) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    if (reason)
        fprintf(stderr, _("itsso-tui: standard output could not be written: %s\n"), strerror(reason));
    else
        fprintf(stderr, "%s", _("itsso-tui: standard output could not be written: what was printed is not complete; is the disk full?\n"));
    return EXIT_UNABLE;
}

static int run_screens(struct context *context)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return command_usage(context, NULL, _("the screens need a terminal; in a script name a command, for example 'itsso-tui list'"));
    return screens_run(context);
}

static int run(struct context *context, int argc, char **argv)
{
    struct globals globals;
    struct error e = {0};
    globals_take(&globals, &argc, argv);
    context_language(context, &globals);
    const struct command *command = argc > 1 ? command_by_name(argv[1]) : NULL;
    if (globals.lacking)
        return command_usage(context, NULL, _("%s needs a value after it"), globals.lacking);
    if (globals.unknown)
        return unknown_option(context, globals.unknown);
    if (globals.version) {
        printf("itsso-tui %s\n", VERSION);
        return EXIT_DONE;
    }
    if (argc > 1 && !command)
        return unknown_command(context, argv[1]);
    if (globals.help) {
        if (command)
            help_command(command);
        else
            help_all();
        return EXIT_DONE;
    }
    bool mends = command && (command->traits & COMMAND_MENDS);
    if (context->config_error.kind != ERROR_NONE && !mends) {
        context->config_error.kind = ERROR_USAGE;
        return command_fail(context, &context->config_error);
    }
    if (!context_open(context, &globals, !command || mends, &e))
        return command_fail(context, &e);
    if (!command)
        return run_screens(context);
    if (!(command->traits & (COMMAND_MENDS | COMMAND_HANDS_OVER)))
        context_notes(context);
    return command->run(context, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    static struct context context; /* too large for a small stack */
    context.program = "itsso-tui";
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file-size limit is a failed write, and said as such */
    language_init();
    int status = run(&context, argc, argv);
    context_close(&context);
    return finish(status);
}
