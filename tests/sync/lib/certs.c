/* Certificates for tests: certs.h. */
#include "tests/sync/lib/certs.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static const char *with(const char *path, const char *end)
{
    static char out[4][600];
    static int next;
    next = (next + 1) % 4;
    snprintf(out[next], sizeof out[next], "%s%s", path, end);
    return out[next];
}

static bool write_pem(const char *path, const gnutls_datum_t *pem)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    bool written = fwrite(pem->data, 1, pem->size, file) == pem->size;
    chmod(path, 0600);
    return fclose(file) == 0 && written;
}

static bool save(gnutls_x509_crt_t crt, const char *path)
{
    gnutls_datum_t pem = { 0 };
    bool done = gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem) == 0 && write_pem(path, &pem);
    gnutls_free(pem.data);
    return done;
}

static bool make_key(gnutls_x509_privkey_t key, const char *path)
{
    gnutls_datum_t pem = { 0 };
    bool done = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0 &&
                gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem) == 0 && write_pem(path, &pem);
    gnutls_free(pem.data);
    return done;
}

static bool set_dates(gnutls_x509_crt_t crt, int from, int to)
{
    time_t now = time(NULL);
    return gnutls_x509_crt_set_activation_time(crt, now + (time_t)from * 86400) == 0 &&
           gnutls_x509_crt_set_expiration_time(crt, now + (time_t)to * 86400) == 0;
}

static bool set_serial(gnutls_x509_crt_t crt)
{
    unsigned char serial[8];
    gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);
    serial[0] = (unsigned char)((serial[0] & 0x3f) | 0x40);
    return gnutls_x509_crt_set_serial(crt, serial, sizeof serial) == 0;
}

static bool load(const char *path, gnutls_x509_crt_t crt)
{
    gnutls_datum_t pem = { 0 };
    bool done = gnutls_load_file(path, &pem) == 0 && gnutls_x509_crt_import(crt, &pem, GNUTLS_X509_FMT_PEM) == 0;
    gnutls_free(pem.data);
    return done;
}

static bool load_key(const char *path, gnutls_x509_privkey_t key)
{
    gnutls_datum_t pem = { 0 };
    bool done = gnutls_load_file(path, &pem) == 0 && gnutls_x509_privkey_import2(key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0) == 0;
    gnutls_free(pem.data);
    return done;
}

bool cert_authority(const char *path, const char *name, int from, int to)
{
    gnutls_x509_crt_t crt;
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_init(&crt);
    gnutls_x509_privkey_init(&key);
    bool done = make_key(key, with(path, ".key")) && gnutls_x509_crt_set_version(crt, 3) == 0 && set_serial(crt) && set_dates(crt, from, to) &&
                gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name)) == 0 &&
                gnutls_x509_crt_set_key(crt, key) == 0 && gnutls_x509_crt_set_basic_constraints(crt, 1, -1) == 0 &&
                gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN) == 0 &&
                gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0) == 0 && save(crt, with(path, ".crt"));
    gnutls_x509_crt_deinit(crt);
    gnutls_x509_privkey_deinit(key);
    return done;
}

static bool sign(gnutls_x509_crt_t crt, const char *ca_crt, const char *ca_key, const char *out)
{
    gnutls_x509_crt_t by;
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_init(&by);
    gnutls_x509_privkey_init(&key);
    bool done = load(ca_crt, by) && load_key(ca_key, key) && gnutls_x509_crt_sign2(crt, by, key, GNUTLS_DIG_SHA256, 0) == 0 && save(crt, out);
    gnutls_x509_crt_deinit(by);
    gnutls_x509_privkey_deinit(key);
    return done;
}

bool cert_issue(const char *path, const char *name, const char *by, int from, int to)
{
    return cert_issue_for(path, name, "127.0.0.1", "localhost", by, from, to);
}

bool cert_issue_for(const char *path, const char *name, const char *address, const char *host, const char *by, int from, int to)
{
    struct in_addr bytes;
    gnutls_x509_crt_t crt;
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_init(&crt);
    gnutls_x509_privkey_init(&key);
    bool done = inet_aton(address, &bytes) == 1 && make_key(key, with(path, ".key")) && gnutls_x509_crt_set_version(crt, 3) == 0 && set_serial(crt) &&
                set_dates(crt, from, to) && gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name)) == 0 &&
                gnutls_x509_crt_set_key(crt, key) == 0 && gnutls_x509_crt_set_basic_constraints(crt, 0, -1) == 0 &&
                gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, &bytes.s_addr, 4, GNUTLS_FSAN_SET) == 0 &&
                gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, host, (unsigned)strlen(host), GNUTLS_FSAN_APPEND) == 0 &&
                gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0) == 0 &&
                gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_CLIENT, 0) == 0 &&
                sign(crt, with(by, ".crt"), with(by, ".key"), with(path, ".crt"));
    gnutls_x509_crt_deinit(crt);
    gnutls_x509_privkey_deinit(key);
    return done;
}

/* All but the authority's key identifier, which is the new one's. */
static bool copy_extensions(gnutls_x509_crt_t from, gnutls_x509_crt_t to)
{
    for (unsigned i = 0;; i++) {
        char oid[80];
        size_t n = sizeof oid;
        unsigned critical = 0;
        gnutls_datum_t data = { 0 };
        if (gnutls_x509_crt_get_extension_info(from, i, oid, &n, &critical) != 0)
            return i > 0;
        if (strcmp(oid, GNUTLS_X509EXT_OID_AUTHORITY_KEY_ID) == 0)
            continue;
        bool done = gnutls_x509_crt_get_extension_data2(from, i, &data) == 0 && gnutls_x509_crt_set_extension_by_oid(to, oid, data.data, data.size, critical) == 0;
        gnutls_free(data.data);
        if (!done)
            return false;
    }
}

static bool copy_subject(gnutls_x509_crt_t from, gnutls_x509_crt_t to)
{
    gnutls_datum_t dn = { 0 };
    gnutls_pubkey_t key;
    gnutls_pubkey_init(&key);
    bool done = gnutls_x509_crt_get_dn3(from, &dn, 0) == 0 && gnutls_x509_crt_set_dn(to, (const char *)dn.data, NULL) == 0 &&
                gnutls_pubkey_import_x509(key, from, 0) == 0 && gnutls_x509_crt_set_pubkey(to, key) == 0;
    gnutls_free(dn.data);
    gnutls_pubkey_deinit(key);
    return done;
}

bool cert_again(const char *crt_in, const char *ca_crt, const char *ca_key, int from, int to, const char *crt_out)
{
    gnutls_x509_crt_t was, crt;
    gnutls_x509_crt_init(&was);
    gnutls_x509_crt_init(&crt);
    bool done = load(crt_in, was) && gnutls_x509_crt_set_version(crt, 3) == 0 && copy_subject(was, crt) && copy_extensions(was, crt) && set_dates(crt, from, to) &&
                set_serial(crt) && sign(crt, ca_crt, ca_key, crt_out);
    gnutls_x509_crt_deinit(was);
    gnutls_x509_crt_deinit(crt);
    return done;
}
