/* The bytes of an extract as UTF-8: opens a file (or standard input), finds its encoding, reads it as a
 * stream. A file that is no text, or no text that this program reads, is refused with a sentence. */
#ifndef ITSSO_IMPORT_SOURCE_H
#define ITSSO_IMPORT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/error.h"

enum encoding { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE };

#define SOURCE_RAW (128 * 1024)

struct source {
    int fd;
    bool own_fd;    /* source_close closes it */
    bool regular;   /* a file that can be read again from its beginning */
    char name[512]; /* for messages: the file as the user named it, cleaned */
    enum encoding encoding;
    uint64_t size;                 /* bytes of the file, 0 where not known */
    uint64_t done;                 /* bytes read so far */
    int64_t changed_s, changed_ns; /* when the file was last written to, as it was at the opening */
    bool ended;
    size_t raw_at, raw_n; /* what lies in raw and is not yet given out */
    unsigned char raw[SOURCE_RAW];
};

/* Opens `path` ("-": standard input) and finds the encoding by its first bytes. Refuses a directory, an
 * empty file, what cannot be read, and known files that are no text (workbooks, PDF, archives, web pages). */
bool source_open(struct source *source, const char *path, struct error *e);

/* The same over a descriptor that is at its beginning; it stays the caller's. `name` stands in messages. */
bool source_over(struct source *source, int fd, const char *name, struct error *e);

void source_close(struct source *source);

/* Back to the first byte, for the next pass; only where `regular`. Fails where the file has changed meanwhile. */
bool source_rewind(struct source *source, struct error *e);

/* Puts up to cap bytes of UTF-8 (cap at least 8) into out and their number into *n; 0 at the end. Bytes that
 * are no UTF-8 pass through; a lone surrogate of UTF-16 becomes the byte 0xFF, which is none either. */
bool source_read(struct source *source, char *out, size_t cap, size_t *n, struct error *e);

/* True where the n bytes are well-formed UTF-8 (RFC 3629). */
bool utf8_valid(const char *text, size_t n);

#endif
