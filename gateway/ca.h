/* A small private authority for trials and small sites: ECDSA P-256, SHA-256, files in one folder:
 *   ca.crt ca.key (0600)   server.crt server.key (0600)   UNIT.crt UNIT.key (0600)   crl.pem
 *   index.txt              one line a certificate: serial, what for, expires, "good" or the moment of its revocation */
#ifndef ITSSO_GATEWAY_CA_H
#define ITSSO_GATEWAY_CA_H

#include "src/error.h"

/* Makes the folder, the authority, its empty revocation list, and a server certificate for localhost, 127.0.0.1, ::1 and the names.
 * Refuses a folder that has an authority. days: of the server's certificate; the authority's own lasts 20 years. */
bool ca_init(const char *folder, const char *const *hosts, int n, int days, struct error *e);
/* A client certificate for a unit: UNIT.crt and UNIT.key. One that is there is replaced; it stays valid until it is revoked. */
bool ca_issue(const char *folder, const char *unit, int days, struct error *e);
/* Every certificate of the unit that is not revoked yet; *n their number. crl.pem is written anew, in its place. */
bool ca_revoke(const char *folder, const char *unit, int *n, struct error *e);

#endif
