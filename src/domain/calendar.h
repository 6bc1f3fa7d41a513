/* Civil dates and the two-month limit: pure functions, no clock, no I/O.
 * Source: domain.md section 2; General Clauses Act 1897 s. 9 (the FIR date is
 * day 0); BNSS s. 193(2), CrPC s. 173(1A) (two months). */
#ifndef ITSSO_CALENDAR_H
#define ITSSO_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
typedef int32_t civil_day;
#define CIVIL_NONE INT32_MIN /* no date */

/* The day, or CIVIL_NONE where y-m-d is not a date. 1900 <= y <= 2199. */
civil_day civil_from_ymd(int y, int m, int d);

/* The date of a day (not CIVIL_NONE). m 1..12, d 1..31. Any pointer may be NULL. */
void civil_to_ymd(civil_day day, int *y, int *m, int *d);

/* "YYYY-MM-DD" exactly, else CIVIL_NONE. */
civil_day civil_parse_iso(const char *text);

/* ISO 8601 "YYYY-MM-DD"; CIVIL_NONE gives "". */
void civil_iso(civil_day day, char out[11]);

/* As people read it: "dd/mm/yyyy"; CIVIL_NONE gives "". */
void civil_show(civil_day day, char out[11]);

/* 0 Sunday .. 6 Saturday. */
int civil_weekday(civil_day day);

/* What a date field of a form takes (screens.md): "" is today; "23" this
 * month's 23rd; "2310" and "23/10" the 23rd of October; "231026", "23102026",
 * "23/10/2026", "23-10-26", "23.10.2026" and ISO. ASCII or Devanagari digits.
 * Without a year the latest such date that is not after today is meant (for
 * "23": this month's, even if still to come, only where that is today or earlier; else the
 * month before). CIVIL_NONE where it is no date. */
civil_day civil_parse_typed(const char *text, civil_day today);
/* The same for a date to come: without a year the first such date that is not before today. */
civil_day civil_parse_typed_ahead(const char *text, civil_day today);

/* BNS and BNSS in place of IPC and CrPC: FIRs from 01-07-2024 on (domain.md section 3). */
bool bns_in_force(civil_day fir_date);

/* Which date alarms go by: [clock] deadline. */
enum deadline { DEADLINE_EARLIER, DEADLINE_DAY60, DEADLINE_TWO_MONTHS };

struct limit_rule {
    int first_day;          /* what the FIR date counts as: 0 (default) or 1 */
    enum deadline deadline; /* default DEADLINE_EARLIER */
};

/* The day count that stands on `today` for a clock that began on `from`
 * (the FIR date; for a zero FIR the first recording). Negative before it. */
int limit_day(civil_day from, civil_day today, const struct limit_rule *rule);

/* The date on which the count reaches n (n = 60: ITSSO's day 60, विभागीय). */
civil_day limit_date_of_day(civil_day from, int n, const struct limit_rule *rule);

/* The corresponding day of the second month after, or that month's last day:
 * what the law says (विधिक). */
civil_day limit_two_months(civil_day from);

/* The date that alarms go by. `legal`: a list of the law (CrPC, BNSS) covers
 * the case; without it there are no legal two months and day 60 governs. */
civil_day limit_due(civil_day from, bool legal, const struct limit_rule *rule);

/* due - today: 0 on the last day, negative when over. */
int limit_left(civil_day from, bool legal, civil_day today, const struct limit_rule *rule);

/* The latest `from` whose due date is on or before `due` (limit_due does not
 * fall when `from` rises): turns "due by" into a range of FIR dates. */
civil_day limit_latest_from(civil_day due, bool legal, const struct limit_rule *rule);

/* Age bands by day count. The first seven part all open cases; the last three
 * are for old pendency and lie inside BAND_OVER_60. */
enum band {
    BAND_0_30, BAND_31_39, BAND_40_49, BAND_50_54, BAND_55_59, BAND_60, BAND_OVER_60,
    BAND_OVER_90, BAND_OVER_180, BAND_OVER_365,
    BAND_ANY = -1
};
#define BAND_COUNT 7      /* the parting ones */
#define BAND_COUNT_ALL 10

/* The parting band of a day count; a negative one is BAND_0_30. */
enum band band_of_day(int day);

/* The day counts of a band, both ends included; *last is INT_MAX where open. */
void band_days(enum band band, int *first, int *last);

/* "0-30" … "60", "over60", "over365": names of the command line. BAND_ANY for others. */
const char *band_name(enum band band);
enum band band_parse(const char *name);

/* Alert days: 31, 40, 50, 55, 60. */
#define ALERT_DAYS 5
extern const int alert_days[ALERT_DAYS];

/* The highest alert day that the count has reached, 0 for none. */
int alert_crossed(int day);

/* True when the count stands exactly on an alert day. */
bool alert_today(int day);

#endif
