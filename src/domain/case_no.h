/* A case's identity: registering station, year, serial. The number is typed as
 * 386/24, 0224/2022, मु0अ0सं0 0123/2024, or whole: station code + 2-digit year
 * + 4-digit serial; the command line writes 31655001/0412/2026. Pure. */
#ifndef ITSSO_CASE_NO_H
#define ITSSO_CASE_NO_H

#include <stdbool.h>
#include <stdint.h>

/* One integer that orders by station, year, serial, and is the row's key in
 * both databases: station << 27 | (year - 1990) << 20 | serial. 0 is no case. */
typedef int64_t case_id;

#define CASE_STATION_MAX ((int64_t)9999999999) /* ten digits */
#define CASE_YEAR_MIN 1990
#define CASE_YEAR_MAX 2117
#define CASE_SERIAL_MAX 1048575

/* 0 where a part is out of range (station 1..CASE_STATION_MAX, serial from 1). */
case_id case_id_make(int64_t station, int year, int serial);
int64_t case_id_station(case_id id);
int case_id_year(case_id id);
int case_id_serial(case_id id);

#define CASE_NO_SIZE 32
/* "31655001/0412/2026", the full form. */
void case_no_full(case_id id, char out[CASE_NO_SIZE]);
/* "0412/26", as a list inside one station shows it. */
void case_no_short(case_id id, char out[CASE_NO_SIZE]);
/* The full form back to the id; 0 where it is none. */
case_id case_no_parse_full(const char *text);

/* A typed FIR number in any form above. *station stays as it was where the
 * text names none (the caller sets its default first). A two-digit year yy is
 * 20yy. false where it is no FIR number. ASCII and Devanagari digits. */
bool case_no_parse(const char *text, int64_t *station, int *year, int *serial);

/* A station code: digits (ASCII or Devanagari), at most ten; 0 where it is none. */
int64_t station_code_parse(const char *text);

#endif
