/* The gateway's log: lines on standard error with the journal's priority in front ("<6>…"), in English, without personal data: method,
 * path, status, bytes, milliseconds, unit code. */
#ifndef ITSSO_GATEWAY_LOG_H
#define ITSSO_GATEWAY_LOG_H

#include <stdbool.h>

enum log_priority { LOG_FAULT = 3, LOG_WARN = 4, LOG_SAY = 5, LOG_REQUEST = 6 };

/* Requests that went well are logged only where `all`. */
void log_requests(bool all);
void log_line(enum log_priority priority, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
