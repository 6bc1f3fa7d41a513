/* doctor: what is wrong on this machine, and how to mend it. */
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/commands/doctor.h"
#include "src/i18n.h"
#include "src/report/sync_words.h"
#include "src/text.h"

#define LINE_BYTES 2048

/* ---- lines ---- */

void doctor_topic(struct doctor *doctor, const char *topic)
{
    doctor->topic = topic;
    printf("%s\n", topic);
}

__attribute__((format(printf, 2, 0))) static void line_print(const char *mark, const char *format, va_list arguments)
{
    char line[LINE_BYTES];
    char clean[LINE_BYTES];
    int n = vsnprintf(line, sizeof line, format, arguments);
    text_clean(line, n < 0 ? 0 : strlen(line), clean, sizeof clean);
    printf("  %-3s %s\n", mark, clean);
}

void doctor_good(struct doctor *doctor, const char *format, ...)
{
    va_list arguments;
    (void)doctor;
    va_start(arguments, format);
    line_print("ok", format, arguments);
    va_end(arguments);
}

void doctor_note(struct doctor *doctor, const char *format, ...)
{
    va_list arguments;
    (void)doctor;
    va_start(arguments, format);
    line_print("-", format, arguments);
    va_end(arguments);
}

void doctor_wrong(struct doctor *doctor, const char *mend, const char *format, ...)
{
    va_list arguments;
    doctor->findings++;
    va_start(arguments, format);
    line_print("!!", format, arguments);
    va_end(arguments);
    if (*mend)
        printf("      %s %s\n", _("To mend it:"), mend);
}

/* ---- configuration ---- */

static void check_configuration(struct doctor *doctor)
{
    const struct config *config = &doctor->context->config;
    doctor_topic(doctor, _("Configuration"));
    if (doctor->context->config_error.kind != ERROR_NONE)
        doctor_wrong(doctor, _("name a file that you may read with --config, or leave --config out."), "%s",
                     doctor->context->config_error.text);
    else if (config->file[0])
        doctor_good(doctor, _("read from %s"), config->file);
    else
        doctor_note(doctor, "%s", _("no file (itsso-tui.conf is looked for in ~/.config and /etc); every option has its default"));
    for (int i = 0; i < config->notes; i++)
        doctor_wrong(doctor, "", "%s", config->note[i]);
    if (!config->unit[0])
        doctor_note(doctor, "%s", _("[station] unit is not set: lists show every station of the database, and a case number such as "
                                    "412/26 may be several cases"));
}

/* ---- clock ---- */

/* By the data centre's time, as the last sync saw it (domain.md section 2). false: it is wrong, and that is said. */
static bool clock_by_server(struct doctor *doctor, struct store *store, const char *mend, const char *shown)
{
    struct sync_state state;
    struct error e = {0};
    char stamp[32];
    char there[24];
    int64_t correction;
    clock_set_offset(0); /* what the machine itself says is looked at */
    if (!store || !sync_state_read(store, &state, &e))
        return true;
    enum clock_trust trust = sync_clock(&state, clock_now_ms(), &correction);
    if (trust == CLOCK_NOTE)
        doctor_note(doctor, _("this machine's clock is more than 10 minutes off the data centre's: %s"), mend);
    if (trust != CLOCK_WRONG)
        return true;
    clock_stamp_of(clock_now_ms() + correction, stamp);
    clock_stamp_show(stamp, there);
    doctor_wrong(doctor, mend, _("this machine says that it is %s, by the data centre it is %s or later: the days are counted by the data "
                                 "centre's date"), shown, there);
    return false;
}

/* "2026-11-23T…" of the machine is before what was stamped already: an empty CMOS battery. */
static void check_clock(struct doctor *doctor, struct store *store)
{
    static const char *const names[] = {"imported_at", "data_at"};
    const char *mend = _("timedatectl set-ntp true (or: date -s), and replace the battery of the main board where the clock is wrong "
                         "after each power cut.");
    char now[32];
    char shown[24];
    bool good = true;
    clock_stamp(now);
    clock_stamp_show(now, shown);
    doctor_topic(doctor, _("Clock"));
    if (clock_today() < civil_from_ymd(2025, 1, 1)) {
        doctor_wrong(doctor, mend, _("this machine says that it is %s: the day counts are wrong"), shown);
        good = false;
    }
    for (size_t i = 0; store && good && i < sizeof names / sizeof names[0]; i++) {
        char stamp[32];
        store_meta(store, names[i], stamp, sizeof stamp);
        if (strncmp(stamp, now, strlen(stamp) < 10 ? strlen(stamp) : 10) > 0) {
            char last[24];
            clock_stamp_show(stamp, last);
            doctor_wrong(doctor, mend, _("this machine says that it is %s, and its data is of %s: the clock is behind, and the day "
                                         "counts are wrong"), shown, *last ? last : stamp);
            good = false;
        }
    }
    good = good && clock_by_server(doctor, store, mend, shown);
    if (good)
        doctor_good(doctor, _("%s in India"), shown);
    if (doctor->context->as_of_given) {
        civil_show(doctor->context->today, shown);
        doctor_note(doctor, _("--as-of: counts go by %s"), shown);
    }
}

/* ---- terminal ---- */

/* Where ncurses looks for the description of a terminal. */
static bool terminal_known(const char *name)
{
    static const char *const folders[] = {"/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo"};
    char path[512];
    const char *home = getenv("HOME");
    const char *own = getenv("TERMINFO");
    if (!*name || strchr(name, '/'))
        return false;
    for (size_t i = 0; i < 2 + sizeof folders / sizeof folders[0]; i++) {
        const char *folder = i == 0 ? own : i == 1 ? home : folders[i - 2];
        if (!folder)
            continue;
        text_format(path, sizeof path, "%s%s/%c/%s", folder, i == 1 ? "/.terminfo" : "", name[0], name);
        if (access(path, R_OK) == 0)
            return true;
    }
    return false;
}

/* Whether the Hindi texts are installed: the language is switched for one look. */
static bool hindi_installed(void)
{
    enum language before = language_now();
    if (!language_set(LANGUAGE_HINDI))
        return false;
    bool there = strcmp(_("Configuration"), "Configuration") != 0;
    language_set(before);
    return there;
}

static void check_terminal(struct doctor *doctor)
{
    const char *terminal = getenv("TERM");
    char name[64];
    doctor_topic(doctor, _("Terminal"));
    text_clean(terminal ? terminal : "", terminal ? strlen(terminal) : 0, name, sizeof name);
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        doctor_note(doctor, "%s", _("not run in a terminal: the screens need one"));
    else if (!*name)
        doctor_wrong(doctor, _("export TERM=xterm-256color"), "%s", _("TERM is not set: the program does not know its terminal"));
    else if (!terminal_known(name))
        doctor_wrong(doctor, _("apt-get install ncurses-term, or export TERM=xterm-256color"),
                     _("TERM=%s is not described on this machine; the screens go on as xterm-256color"), name);
    else
        doctor_good(doctor, "TERM=%s", name);
    if (!language_utf8())
        doctor_wrong(doctor, _("export LANG=C.UTF-8"), "%s", _("the locale is not UTF-8: English and ASCII lines only"));
    else if (!hindi_installed())
        doctor_wrong(doctor, _("make install as root, or start the program in its build folder."), "%s",
                     _("the Hindi texts are not installed (locale/hi/LC_MESSAGES/itsso-tui.mo)"));
    else if (strcmp(name, "linux") == 0)
        doctor_note(doctor, "%s", _("the Linux console has no Devanagari: English here; a terminal window or PuTTY shows Hindi"));
    else
        doctor_good(doctor, "%s", _("UTF-8, Hindi and English"));
}

int command_doctor(struct context *context, int argc, char **argv)
{
    struct doctor doctor = {.context = context};
    struct operands operands;
    const struct command_option options[] = {{.name = "--full", .kind = OPTION_FLAG, .into = &doctor.full}, {0}};
    if (!command_options(context, argc, argv, options, 0, &operands))
        return EXIT_USAGE;
    check_configuration(&doctor);
    struct store *store = doctor_databases(&doctor);
    doctor_disk(&doctor);
    check_clock(&doctor, store);
    check_terminal(&doctor);
    doctor_paper(&doctor);
    doctor_sync(&doctor, store);
    store_close(store);
    if (doctor.findings)
        printf(ngettext("\n%d finding, marked with !!\n", "\n%d findings, marked with !!\n", (unsigned long)doctor.findings),
               doctor.findings);
    else
        printf("\n%s\n", _("Nothing to mend."));
    return doctor.findings ? EXIT_FINDINGS : EXIT_DONE;
}
