/* itsso-tui.conf: the only file that includes iniparser is config.c. */
#ifndef ITSSO_CONFIG_H
#define ITSSO_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "src/domain/calendar.h"
#include "src/domain/rates.h"
#include "src/error.h"

#define CONFIG_PATH 1024
#define CONFIG_KEYS_MAX 64
#define CONFIG_NOTES_MAX 16
#define CONFIG_NOTE_SIZE 768 /* bytes: Hindi takes three for a letter */
#define CONFIG_MAP_MAX 32

/* [station] role: who works here. By the unit: a station where it is one, an officer where it is above the stations. */
enum station_role { STATION_ROLE_BY_UNIT, STATION_ROLE_STATION, STATION_ROLE_OFFICER };

enum colours { COLOURS_DEFAULT, COLOURS_HIGH_CONTRAST, COLOURS_MONO };

struct config_pair { char name[160]; char value[160]; };

/* Every option with its default in config_defaults(); itsso-tui.conf documents each. */
struct config {
    char file[CONFIG_PATH];        /* the file that was read, "" for none */
    /* [station] */
    char unit[16];                 /* CCTNS code of the station or unit; "" not set */
    int unit_line;                 /* the line of the file that says it; 0 not set */
    char unit_name[96];
    enum station_role role;
    char data[CONFIG_PATH];        /* folder of cache.db and record.db */
    /* [clock] */
    struct limit_rule limit;
    char lists[128];               /* "all" or "itsso,crpc173,bnss193" */
    enum disposed_by disposed;
    char rules[CONFIG_PATH];       /* a user's own offence rules, "" for none */
    /* [sync] */
    struct config_sync {
        char url[512];             /* "https://gateway.example", without a "/" at the end; "" none: nothing is sent or fetched */
        char ca_file[CONFIG_PATH], cert_file[CONFIG_PATH], key_file[CONFIG_PATH]; /* PEM; "" none */
        char resolve[256];         /* addresses of the gateway with commas between them: no DNS is asked; "" DNS */
        char pin[256];             /* "sha256//BASE64=", several with commas; "" none */
        int interval;              /* seconds between two syncs where the gateway cannot hold a request */
    } sync;
    /* [screen] */
    char language[8];              /* "en" "hi" or "" (not set: hi) */
    enum colours colours;
    bool mouse;
    bool terminal_probe;
    /* [import]: heading = field */
    int maps;
    struct config_pair map[CONFIG_MAP_MAX];
    /* [security] */
    int lock_minutes;              /* 0 never */
    /* [keys]: action = keys */
    int keys;
    struct config_pair key[CONFIG_KEYS_MAX];
    /* what was wrong in the file: sentences with file, line and a suggestion; the program goes on */
    int notes;
    char note[CONFIG_NOTES_MAX][CONFIG_NOTE_SIZE];
};

void config_defaults(struct config *config);

/* Reads `file`, or where it is NULL the first of $XDG_CONFIG_HOME/itsso-tui.conf (~/.config), /etc/itsso-tui.conf; none there is no
 * failure. Unknown keys, bad values and doubled sections become notes. false only where a named file cannot be read. */
bool config_read(struct config *config, const char *file, struct error *e);

/* The n-th known option from 0 (without [import] and [keys], whose names are free); false past the last. */
bool config_option(int n, const char **section, const char **key);

/* "default", "high-contrast", "mono"; false where it is none of them. */
bool colours_parse(const char *text, enum colours *out);

/* The word of a list that was probably meant, or NULL where none is near; words end with NULL. */
const char *config_nearest(const char *typed, const char *const *words);

/* $XDG_STATE_HOME/itsso-tui (made, 0700); where saved views and last choices lie. */
bool config_state_folder(char out[CONFIG_PATH], struct error *e);
/* The same, looked up and not made. */
bool config_state_path(char out[CONFIG_PATH], struct error *e);

#endif
