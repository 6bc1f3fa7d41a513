/* Inside gateway/ca*.c only: OpenSSL's things made small. */
#ifndef ITSSO_GATEWAY_CA_INSIDE_H
#define ITSSO_GATEWAY_CA_INSIDE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "src/error.h"

#define CA_PATH 1200
#define SERIAL_SIZE 48 /* hex */

enum ca_kind { CA_AUTHORITY, CA_SERVER, CA_CLIENT };

struct authority {
    X509 *crt;
    EVP_PKEY *key;
};

/* "DIR/NAME.SUFFIX" into out. */
const char *ca_path(char out[CA_PATH], const char *folder, const char *name);
/* What OpenSSL said last. Returns false. */
bool ca_fail(struct error *e, const char *doing);

bool authority_read(const char *folder, struct authority *out, struct error *e);
void authority_free(struct authority *authority);

EVP_PKEY *key_make(struct error *e);
/* by NULL: signs itself. names: subjectAltName as OpenSSL writes it ("DNS:a,IP:127.0.0.1"), NULL none. */
X509 *certificate_make(enum ca_kind kind, const char *common_name, const char *names, EVP_PKEY *key, const struct authority *by, int days,
                       struct error *e);
void serial_text(const X509 *crt, char out[SERIAL_SIZE]);
bool certificate_write(const char *folder, const char *name, X509 *crt, struct error *e);
bool key_write(const char *folder, const char *name, EVP_PKEY *key, struct error *e);

#endif
