/* The only file that reads the system's clock (clock.c). All civil dates are
 * IST (UTC+5:30, no summer time), whatever the machine's time zone is
 * (domain.md section 2). */
#ifndef ITSSO_CLOCK_H
#define ITSSO_CLOCK_H

#include <stdint.h>

#include "src/domain/calendar.h"

/* The civil date in IST now, plus the correction of clock_set_offset. */
civil_day clock_today(void);

/* Milliseconds since 1970-01-01 UTC, corrected likewise. */
int64_t clock_now_ms(void);

/* The moment as "2026-11-23T12:34:56.789Z" into out. */
void clock_stamp(char out[32]);

/* The same of any moment (milliseconds since 1970-01-01 UTC). */
void clock_stamp_of(int64_t ms, char out[32]);

/* Milliseconds since 1970-01-01 UTC of such a stamp (fractions of a second and the Z may be left out); INT64_MIN: it is none. */
int64_t clock_stamp_ms(const char *stamp);

/* A stamp as above, in IST, as "23/11/2026 18:04" into out; a stamp that cannot be
 * read gives an empty text. */
void clock_stamp_show(const char *stamp, char out[24]);

/* Milliseconds of a clock that never goes back, for measuring; its zero means nothing. */
int64_t clock_monotonic_ms(void);

/* Seconds from now until the next IST midnight (1..86400): when the day-counts change. */
int clock_seconds_to_midnight(void);

/* The server's time minus this machine's, in milliseconds, as the last sync
 * measured it; counts go by the corrected date. 0 at the start. */
void clock_set_offset(int64_t ms);

#endif
