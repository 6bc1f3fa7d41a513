/* The gateway's log. One write a line, so that lines of several threads do not mix. */
#include "gateway/log.h"

#include <stdarg.h>
#include <unistd.h>

#include "src/text.h"

static bool every_request = true;

void log_requests(bool all) {
    every_request = all;
}

void log_line(enum log_priority priority, const char *format, ...) {
    char text[1024], line[1100];
    va_list list;
    if (priority == LOG_REQUEST && !every_request)
        return;
    va_start(list, format);
    text_sentence(text, sizeof text, format, list);
    va_end(list);
    size_t n = text_format(line, sizeof line, "<%d>%s\n", (int)priority, text);
    ssize_t written = write(STDERR_FILENO, line, n);
    (void)written; /* nobody is left to be told */
}
