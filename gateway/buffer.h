/* Inside gateway/ only: a text that grows. Running out of memory is noted once and asked for at the end. */
#ifndef ITSSO_GATEWAY_BUFFER_H
#define ITSSO_GATEWAY_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begins zeroed. */
struct buffer {
    char *at; /* owned */
    size_t n, room;
    bool failed;
};
void buffer_add(struct buffer *b, const char *bytes, size_t n);
void buffer_text(struct buffer *b, const char *text);
void buffer_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text as a JSON string, with its quotes. */
void buffer_json(struct buffer *b, const char *text);
void buffer_int(struct buffer *b, int64_t number);
/* As a text that ends with NUL; "" where nothing was added. Owned by the buffer. */
const char *buffer_string(const struct buffer *b);
bool buffer_good(const struct buffer *b);
void buffer_free(struct buffer *b);

#endif
