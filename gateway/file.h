/* Inside gateway/ only: small files as a whole, and listening sockets. */
#ifndef ITSSO_GATEWAY_FILE_H
#define ITSSO_GATEWAY_FILE_H

#include "gateway/buffer.h"
#include "src/error.h"

/* At most 1 MiB; false with e. The caller frees. */
bool file_read(const char *path, struct buffer *out, struct error *e);
/* Writes it anew in its place (a part file, fsync, rename) with that mode. */
bool file_write(const char *path, const char *bytes, size_t n, unsigned mode, struct error *e);

/* A listening socket at ADDRESS:PORT (numbers; port 0: the kernel picks one, told in *port); -1 with e. http.c */
int listen_tcp(const char *where, bool loopback_only, int *port, struct error *e);

#endif
