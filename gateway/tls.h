/* Who asks, by TLS: the client's certificate is verified against the authority's and its revocation list, and names a unit. */
#ifndef ITSSO_GATEWAY_TLS_H
#define ITSSO_GATEWAY_TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "gateway/crowd.h"
#include "src/error.h"

struct tls; /* opaque; shared by all threads */
struct MHD_Connection;

/* ca: PEM file of the authorities whose client certificates are taken; crl: PEM, may be NULL. NULL with e filled. */
struct tls *tls_open(const char *ca, const char *crl, struct error *e);
void tls_close(struct tls *tls);
/* Reads both files again; on failure what was read before stays. */
bool tls_reload(struct tls *tls, struct error *e);

/* ---- one connection ---- */

struct peer; /* opaque */
/* When a connection begins, before its handshake: session tickets, and room for what is found out. It is a stranger until peer_admit, has
 * STRANGER_SECONDS between two signs of life, and is ended where too many others come. NULL: no memory. */
#define STRANGER_SECONDS 20
struct peer *peer_begin(struct tls *tls, struct MHD_Connection *connection);
void peer_end(struct tls *tls, struct peer *peer);
/* After peer_unit: the connection takes one of the certificate's places, once, and may be idle for so many seconds from now on. false: the
 * certificate has all the places that it may have. */
bool peer_admit(struct tls *tls, struct MHD_Connection *connection, struct peer *peer, unsigned idle_seconds);
/* How many connections may be strangers at once, and how many one certificate may have (0: no limit); before the server starts. */
bool tls_places(struct tls *tls, int strangers, int each, struct error *e);
/* The unit that the connection's certificate names, checked anew when the revocation list changed or the certificate ran out. false:
 * *why says what is wrong with it (English, for the log and the reply). */
bool peer_unit(struct tls *tls, struct MHD_Connection *connection, struct peer *peer, char unit[16], const char **why);

/* The unit in a subject as RFC 2253 text ("CN=31655001,O=…"): its CN. false: there is none, or it is no unit's code. */
bool subject_unit(const char *subject, char unit[16]);
/* True where it is 1 to 15 letters, digits, '-', '_' or '.'. */
bool unit_code_good(const char *code);

#endif
