/* Certificates for tests: an authority of one's own, a certificate by it, and one that exists already signed anew with other dates or
 * by another authority. PEM files; false: could not. */
#ifndef ITSSO_TESTS_CERTS_H
#define ITSSO_TESTS_CERTS_H

#include <stdbool.h>

/* Days from now, from and to. Writes PATH.crt and PATH.key. */
bool cert_authority(const char *path, const char *name, int from, int to);
/* For 127.0.0.1 and localhost, server and client. `by`: as written by cert_authority. */
bool cert_issue(const char *path, const char *name, const char *by, int from, int to);
/* The same for an IPv4 address and a name of one's choice. */
bool cert_issue_for(const char *path, const char *name, const char *address, const char *host, const char *by, int from, int to);
/* crt_in with other dates, signed by ca_crt and ca_key, as crt_out; its key stays the one it had. */
bool cert_again(const char *crt_in, const char *ca_crt, const char *ca_key, int from, int to, const char *crt_out);

#endif
