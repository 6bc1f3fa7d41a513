/* A text that grows. */
#include "gateway/buffer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool room_for(struct buffer *b, size_t n) {
    if (b->failed)
        return false;
    if (b->n + n + 1 <= b->room)
        return true;
    size_t room = b->room ? b->room * 2 : 512;
    while (room < b->n + n + 1)
        room *= 2;
    char *more = realloc(b->at, room);
    if (!more) {
        b->failed = true;
        return false;
    }
    b->at = more;
    b->room = room;
    return true;
}

void buffer_add(struct buffer *b, const char *bytes, size_t n) {
    if (!room_for(b, n))
        return;
    memcpy(b->at + b->n, bytes, n);
    b->n += n;
    b->at[b->n] = '\0';
}

void buffer_text(struct buffer *b, const char *text) {
    buffer_add(b, text, strlen(text));
}

void buffer_format(struct buffer *b, const char *format, ...) {
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int n = vsnprintf(NULL, 0, format, list);
    if (n >= 0 && room_for(b, (size_t)n)) {
        vsnprintf(b->at + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
    va_end(list);
}

void buffer_json(struct buffer *b, const char *text) {
    buffer_add(b, "\"", 1);
    for (const char *at = text; *at;) {
        size_t plain = 0;
        while ((unsigned char)at[plain] >= 0x20 && at[plain] != '"' && at[plain] != '\\')
            plain++;
        buffer_add(b, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        if (*at == '"' || *at == '\\')
            buffer_format(b, "\\%c", *at);
        else
            buffer_format(b, "\\u%04x", (unsigned)(unsigned char)*at);
        at++;
    }
    buffer_add(b, "\"", 1);
}

void buffer_int(struct buffer *b, int64_t number) {
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRId64, number);
    buffer_add(b, text, (size_t)n);
}

const char *buffer_string(const struct buffer *b) {
    return b->n > 0 ? b->at : "";
}

bool buffer_good(const struct buffer *b) {
    return !b->failed;
}

void buffer_free(struct buffer *b) {
    free(b->at);
    *b = (struct buffer){0};
}
