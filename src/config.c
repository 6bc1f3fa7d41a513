/* itsso-tui.conf: the table of options, and the only file that includes iniparser. */
#include "src/config.h"

#include <errno.h>
#include <fcntl.h>
#include <iniparser/iniparser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/config_inside.h"
#include "src/folder.h"
#include "src/i18n.h"
#include "src/text.h"

/* ---- values ---- */

static const char *const word_role[] = {"", "station", "officer", NULL};
static const char *const word_deadline[] = {"earlier", "day60", "two-months", NULL};
static const char *const word_disposed[] = {"cctns", "court", "prepared", NULL};
static const char *const word_language[] = {"en", "hi", NULL};
static const char *const word_colours[] = {"default", "high-contrast", "mono", NULL};
static const char *const word_switch[] = {"on", "off", "yes", "no", "true", "false", "1", "0", NULL}; /* even: on */

/* The number of a word in its list, -1 where it is not there. */
static int word_number(const char *value, const char *const *words) {
    for (int i = 0; words[i]; i++)
        if (strcasecmp(words[i], value) == 0)
            return i;
    return -1;
}

static bool set_text(char *out, size_t cap, const char *value) {
    if (strlen(value) >= cap)
        return false;
    text_format(out, cap, "%s", value);
    return true;
}

static bool set_path(char out[CONFIG_PATH], const char *value) {
    const char *home = getenv("HOME");
    char path[2 * CONFIG_PATH];
    if (value[0] == '~' && value[1] == '/' && home)
        text_format(path, sizeof path, "%s%s", home, value + 1);
    else
        text_format(path, sizeof path, "%s", value);
    return set_text(out, CONFIG_PATH, path);
}

/* The code that was meant where one or two letters look like digits ("3165500l"): into out, true. Letters alone are no mistake:
 * codes of zones and districts hold them ("319S01"). */
static bool digits_meant(const char *value, char out[16]) {
    static const char like[] = "lIoO", digit[] = "1100";
    char code[64];
    int letters = 0;
    if (!set_text(code, sizeof code, value))
        return false;
    text_ascii_digits(code);
    for (char *at = code; *at; at++) {
        const char *found = strchr(like, *at);
        if (*at >= '0' && *at <= '9')
            continue;
        if (!found)
            return false;
        *at = digit[found - like];
        letters++;
    }
    return (letters == 1 || letters == 2) && strlen(code) >= 8 && set_text(out, 16, code);
}

static bool set_unit(struct config *config, const char *value) {
    char code[64], meant[16];
    if (!set_text(code, sizeof code, value))
        return false;
    text_ascii_digits(code);
    for (const char *at = code; *at; at++)
        if (!strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.", *at))
            return false;
    return !digits_meant(code, meant) && set_text(config->unit, sizeof config->unit, code);
}

static bool set_unit_name(struct config *config, const char *value) {
    return set_text(config->unit_name, sizeof config->unit_name, value);
}

static bool set_role(struct config *config, const char *value) {
    int n = word_number(value, word_role);
    if (n >= 0)
        config->role = (enum station_role)n;
    return n >= 0;
}

static bool set_data(struct config *config, const char *value) {
    return set_path(config->data, value);
}

static bool set_first_day(struct config *config, const char *value) {
    if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
        return false;
    config->limit.first_day = value[0] - '0';
    return true;
}

static bool set_deadline(struct config *config, const char *value) {
    int n = word_number(value, word_deadline);
    if (n >= 0)
        config->limit.deadline = (enum deadline)n;
    return n >= 0;
}

/* Names of lists, parted by commas; which lists there are is known when the rules are read. */
static bool set_lists(struct config *config, const char *value) {
    if (value[0] == '\0' || value[strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_, ")])
        return false;
    char joined[sizeof config->lists];
    size_t n = 0;
    for (; *value; value++) {
        if (*value == ' ')
            continue;
        if (n + 1 >= sizeof joined)
            return false;
        joined[n++] = *value;
    }
    joined[n] = '\0';
    return set_text(config->lists, sizeof config->lists, joined);
}

static bool set_disposed(struct config *config, const char *value) {
    int n = word_number(value, word_disposed);
    if (n >= 0)
        config->disposed = (enum disposed_by)n;
    return n >= 0;
}

static bool set_rules(struct config *config, const char *value) {
    return set_path(config->rules, value);
}

/* https, or http for the training gateway on this machine; where it may be used is seen when it is (src/sync/transport.c). */
static bool set_url(struct config *config, const char *value) {
    size_t n = strlen(value);
    bool https = strncasecmp(value, "https://", 8) == 0, http = strncasecmp(value, "http://", 7) == 0;
    if (n && ((!https && !http) || value[https ? 8 : 7] == '\0' || strpbrk(value, " \"<>\\^`{|}?#@")))
        return false;
    while (n && value[n - 1] == '/')
        n--;
    if (n >= sizeof config->sync.url)
        return false;
    memcpy(config->sync.url, value, n);
    config->sync.url[n] = '\0';
    return true;
}

static bool set_ca_file(struct config *config, const char *value) {
    return set_path(config->sync.ca_file, value);
}

static bool set_cert_file(struct config *config, const char *value) {
    return set_path(config->sync.cert_file, value);
}

static bool set_key_file(struct config *config, const char *value) {
    return set_path(config->sync.key_file, value);
}

/* A list with commas; blanks go. */
static bool set_list(char *out, size_t cap, const char *value, const char *letters) {
    char joined[512];
    size_t n = 0;
    if (value[strspn(value, letters)] != '\0')
        return false;
    for (; *value; value++)
        if (*value != ' ' && n + 1 < sizeof joined)
            joined[n++] = *value;
    joined[n] = '\0';
    return set_text(out, cap, joined);
}

static bool set_resolve(struct config *config, const char *value) {
    return set_list(config->sync.resolve, sizeof config->sync.resolve, value, "0123456789abcdefABCDEF.:[], ");
}

static bool set_pin(struct config *config, const char *value) {
    for (const char *at = value; *at; at = strchrnul(at, ',')) {
        at += strspn(at, ", ");
        if (*at && strncmp(at, "sha256//", 8) != 0)
            return false;
    }
    return set_list(config->sync.pin, sizeof config->sync.pin, value,
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=, ");
}

static bool set_interval(struct config *config, const char *value) {
    size_t length = strspn(value, "0123456789");
    if (length == 0 || length > 5 || value[length] != '\0' || atoi(value) < 30 || atoi(value) > 86400)
        return false;
    config->sync.interval = atoi(value);
    return true;
}

static bool set_language(struct config *config, const char *value) {
    int n = word_number(value, word_language);
    if (value[0] == '\0')
        config->language[0] = '\0';
    else if (n >= 0)
        text_format(config->language, sizeof config->language, "%s", word_language[n]);
    return value[0] == '\0' || n >= 0;
}

bool colours_parse(const char *text, enum colours *out) {
    int n = word_number(text, word_colours);
    if (n >= 0)
        *out = (enum colours)n;
    return n >= 0;
}

static bool set_colours(struct config *config, const char *value) {
    return colours_parse(value, &config->colours);
}

static bool set_switch(bool *out, const char *value) {
    int n = word_number(value, word_switch);
    if (n >= 0)
        *out = n % 2 == 0;
    return n >= 0;
}

static bool set_mouse(struct config *config, const char *value) {
    return set_switch(&config->mouse, value);
}

static bool set_terminal_probe(struct config *config, const char *value) {
    return set_switch(&config->terminal_probe, value);
}

static bool set_lock_minutes(struct config *config, const char *value) {
    size_t length = strspn(value, "0123456789");
    if (length == 0 || length > 4 || value[length] != '\0' || atoi(value) > 1440)
        return false;
    config->lock_minutes = atoi(value);
    return true;
}

/* ---- the options ---- */

static const struct option {
    const char *section, *key;
    bool (*set)(struct config *, const char *);
    const char *expected;     /* for the message where the value is bad */
    const char *const *words; /* to suggest from, NULL for none */
} options[] = {
    {"station", "unit", set_unit, N_("a code of at most 15 letters and digits"), NULL},
    {"station", "name", set_unit_name, N_("a name of at most 95 bytes"), NULL},
    {"station", "role", set_role, N_("station or officer, or nothing: by the unit"), word_role + 1},
    {"station", "data", set_data, N_("a folder"), NULL},
    {"clock", "first_day", set_first_day, N_("0 or 1"), NULL},
    {"clock", "deadline", set_deadline, N_("earlier, day60 or two-months"), word_deadline},
    {"clock", "lists", set_lists, N_("all, or names of lists with commas between them"), NULL},
    {"clock", "disposed", set_disposed, N_("cctns, court or prepared"), word_disposed},
    {"clock", "rules", set_rules, N_("a file"), NULL},
    {"sync", "url", set_url, N_("an address such as https://gateway.example"), NULL},
    {"sync", "ca_file", set_ca_file, N_("a file"), NULL},
    {"sync", "cert_file", set_cert_file, N_("a file"), NULL},
    {"sync", "key_file", set_key_file, N_("a file"), NULL},
    {"sync", "resolve", set_resolve, N_("addresses in digits, with commas between them"), NULL},
    {"sync", "interval", set_interval, N_("seconds from 30 to 86400"), NULL},
    {"sync", "pin", set_pin, N_("sha256//… with commas between them"), NULL},
    {"screen", "language", set_language, N_("en or hi"), word_language},
    {"screen", "colours", set_colours, N_("default, high-contrast or mono"), word_colours},
    {"screen", "mouse", set_mouse, N_("on or off"), word_switch},
    {"screen", "terminal_probe", set_terminal_probe, N_("on or off"), word_switch},
    {"security", "lock_minutes", set_lock_minutes, N_("minutes from 0 (never) to 1440"), NULL},
};
#define OPTIONS ((int)(sizeof options / sizeof options[0]))

const char *const config_sections[] = {"station", "clock", "sync", "screen", "import", "security", "keys", NULL};

bool config_option(int n, const char **section, const char **key) {
    if (n < 0 || n >= OPTIONS)
        return false;
    *section = options[n].section;
    *key = options[n].key;
    return true;
}

bool config_section_is_free(const char *section) {
    return strcmp(section, "import") == 0 || strcmp(section, "keys") == 0;
}

void config_keys_of(const char *section, const char **words, int max) {
    int n = 0;
    for (int i = 0; i < OPTIONS && n + 1 < max; i++)
        if (strcmp(options[i].section, section) == 0)
            words[n++] = options[i].key;
    words[n] = NULL;
}

const char *config_section_of(const char *key) {
    for (int i = 0; i < OPTIONS; i++)
        if (strcasecmp(options[i].key, key) == 0)
            return options[i].section;
    return NULL;
}

void config_defaults(struct config *config) {
    memset(config, 0, sizeof *config);
    config->limit = (struct limit_rule){.first_day = 0, .deadline = DEADLINE_EARLIER};
    text_format(config->lists, sizeof config->lists, "all");
    config->disposed = DISPOSED_CCTNS;
    config->sync.interval = 300;
    config->colours = COLOURS_DEFAULT;
    config->mouse = false;
    config->terminal_probe = true;
    config->lock_minutes = 15;
}

/* ---- reading ---- */

/* A unit that is none: the whole database would be shown, as if all of it were the station's. */
static void note_unit(struct config *config, const struct config_line *at, const char *value) {
    char meant[16];
    if (digits_meant(value, meant))
        config_note(config, _("%s, line %d: [station] unit = %s has a letter in place of a digit; is %s meant? All of the database is shown"),
                    config->file, at->line, value, meant);
    else
        config_note(config, _("%s, line %d: [station] unit = %s: expected a code of at most 15 letters and digits. All of the database is shown"),
                    config->file, at->line, value);
}

static void take_option(struct config *config, const struct config_line *at, const char *value) {
    for (int i = 0; i < OPTIONS; i++) {
        const struct option *option = &options[i];
        if (strcmp(option->section, at->section) != 0 || strcasecmp(option->key, at->key) != 0)
            continue;
        if (option->set(config, value)) {
            if (option->set == set_unit)
                config->unit_line = config->unit[0] ? at->line : 0;
            return;
        }
        if (option->set == set_unit) {
            note_unit(config, at, value);
            return;
        }
        const char *meant = option->words ? config_nearest(value, option->words) : NULL;
        if (meant)
            config_note(config, _("%s, line %d: %s = %s: expected %s; is \"%s\" meant? The default stays"),
                        config->file, at->line, option->key, value, _(option->expected), meant);
        else
            config_note(config, _("%s, line %d: %s = %s: expected %s. The default stays"), config->file, at->line,
                        option->key, value, _(option->expected));
        return;
    }
}

static void take_pair(struct config *config, const struct config_line *at, const char *value, struct config_pair *pairs,
                      int *n, int max) {
    if (*n == max) {
        config_note(config, _("%s, line %d: section [%s] takes %d lines at most"), config->file, at->line, at->section,
                    max);
        return;
    }
    text_clean(at->key, strlen(at->key), pairs[*n].name, sizeof pairs[*n].name);
    if (!set_text(pairs[*n].value, sizeof pairs[*n].value, value))
        config_note(config, _("%s, line %d: the value is too long"), config->file, at->line);
    else
        (*n)++;
}

static void take_all(struct config *config, const struct config_scan *scan, const dictionary *values) {
    for (int i = 0; i < scan->n; i++) {
        const struct config_line *at = &scan->at[i];
        char name[sizeof at->section + sizeof at->key + 1];
        char value[CONFIG_PATH + 64];
        text_format(name, sizeof name, "%s:%s", at->section, at->key);
        const char *raw = iniparser_getstring(values, name, NULL);
        if (!raw)
            continue;
        text_clean(raw, strlen(raw), value, sizeof value);
        if (strcmp(at->section, "import") == 0)
            take_pair(config, at, value, config->map, &config->maps, CONFIG_MAP_MAX);
        else if (strcmp(at->section, "keys") == 0)
            take_pair(config, at, value, config->key, &config->keys, CONFIG_KEYS_MAX);
        else
            take_option(config, at, value);
    }
}

static int iniparser_is_silent(const char *format, ...) {
    (void)format; /* the pre-scan has told everything already, with its line */
    return 0;
}

/* Hands the sound lines to iniparser, which reads files by name only: through one that lives in memory. */
static bool read_stream(struct config *config, FILE *in, struct error *e) {
    struct config_scan *scan = calloc(1, sizeof *scan);
    int fd = memfd_create("itsso-tui.conf", MFD_CLOEXEC);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    dictionary *values = NULL;
    char path[64];
    if (scan && out) {
        config_prescan(in, out, config, scan);
        text_format(path, sizeof path, "/proc/self/fd/%d", fd);
        iniparser_set_error_callback(iniparser_is_silent);
        if (fflush(out) == 0)
            values = iniparser_load(path);
        if (values)
            take_all(config, scan, values);
    }
    bool ok = values != NULL;
    if (values)
        iniparser_freedict(values);
    if (out)
        fclose(out);
    else if (fd >= 0)
        close(fd);
    free(scan);
    return ok ? ok : error_set(e, ERROR_UNABLE, _("cannot read %s: there is not enough memory"), config->file);
}

/* $VARIABLE, else $HOME/fallback; "" where neither is set. */
static void xdg_folder(const char *variable, const char *fallback, char out[CONFIG_PATH]) {
    const char *value = getenv(variable);
    const char *home = getenv("HOME");
    out[0] = '\0';
    if (value && value[0] == '/')
        text_format(out, CONFIG_PATH, "%s", value);
    else if (home && home[0] == '/')
        text_format(out, CONFIG_PATH, "%s/%s", home, fallback);
}

/* Opens a file that is one: a pipe would be waited for, a device never ends. NULL with errno (EISDIR, ENODEV for what is no file). */
static FILE *open_file(const char *name) {
    struct stat about;
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return NULL;
    int wrong = fstat(fd, &about) != 0 ? errno : S_ISDIR(about.st_mode) ? EISDIR : S_ISREG(about.st_mode) ? 0 : ENODEV;
    FILE *in = wrong ? NULL : fdopen(fd, "r");
    if (!in) {
        close(fd);
        errno = wrong ? wrong : ENOMEM;
    }
    return in;
}

/* Why a file named after --config cannot be read. */
static bool no_file(const char *file, struct error *e) {
    if (errno == EISDIR)
        return error_set(e, ERROR_USAGE,
                         _("cannot read the configuration %s: it is a folder; name a file after --config"), file);
    if (errno == ENODEV)
        return error_set(e, ERROR_USAGE,
                         _("cannot read the configuration %s: it is a pipe or a device; name a file after --config"), file);
    return error_set(e, ERROR_USAGE, _("cannot read the configuration %s: %s; check the name after --config"), file,
                     strerror(errno));
}

bool config_read(struct config *config, const char *file, struct error *e) {
    char folder[CONFIG_PATH], own[CONFIG_PATH + 32];
    config_defaults(config);
    FILE *in = NULL;
    if (file) {
        in = open_file(file);
        if (!in)
            return no_file(file, e);
    } else {
        xdg_folder("XDG_CONFIG_HOME", ".config", folder);
        text_format(own, sizeof own, "%s/itsso-tui.conf", folder);
        file = own;
        in = folder[0] ? open_file(own) : NULL;
        if (!in && folder[0] && errno != ENOENT && errno != ENOTDIR) {
            set_text(config->file, sizeof config->file, own);
            config_note(config, _("%s cannot be read: %s"), own, strerror(errno == ENODEV ? EINVAL : errno));
            return true;
        }
        if (!in) {
            file = "/etc/itsso-tui.conf";
            in = open_file(file);
        }
        if (!in)
            return true;
    }
    text_clean(file, strlen(file), config->file, sizeof config->file);
    bool ok = read_stream(config, in, e);
    fclose(in);
    return ok;
}

bool config_state_path(char out[CONFIG_PATH], struct error *e) {
    char base[CONFIG_PATH];
    xdg_folder("XDG_STATE_HOME", ".local/state", base);
    if (!base[0])
        return error_set(e, ERROR_UNABLE, _("HOME is not set: there is no place to keep the last choices"));
    if (text_format(out, CONFIG_PATH, "%s/itsso-tui", base) != strlen(base) + strlen("/itsso-tui"))
        return error_set(e, ERROR_UNABLE, _("the folder's name %s is too long"), base);
    return true;
}

bool config_state_folder(char out[CONFIG_PATH], struct error *e) {
    return config_state_path(out, e) && folder_make(out, 0700, e);
}
