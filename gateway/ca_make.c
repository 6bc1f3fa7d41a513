/* Keys and certificates, by OpenSSL. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "gateway/ca_inside.h"
#include "gateway/file.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define HOUR 3600

const char *ca_path(char out[CA_PATH], const char *folder, const char *name) {
    text_format(out, CA_PATH, "%s/%s", folder, name);
    return out;
}

bool ca_fail(struct error *e, const char *doing) {
    char why[256];
    ERR_error_string_n(ERR_get_error(), why, sizeof why);
    ERR_clear_error();
    return error_set(e, ERROR_UNABLE, "%s: %s", doing, why);
}

/* ---- files ---- */

static bool write_bio(const char *folder, const char *name, BIO *bio, bool good, unsigned mode, struct error *e) {
    char path[CA_PATH], *bytes = NULL;
    long n = bio ? BIO_get_mem_data(bio, &bytes) : 0;
    return good ? file_write(ca_path(path, folder, name), bytes, (size_t)n, mode, e) : ca_fail(e, name);
}

bool certificate_write(const char *folder, const char *name, X509 *crt, struct error *e) {
    BIO *bio = BIO_new(BIO_s_mem());
    bool good = write_bio(folder, name, bio, bio && PEM_write_bio_X509(bio, crt) == 1, 0644, e);
    BIO_free(bio);
    return good;
}

bool key_write(const char *folder, const char *name, EVP_PKEY *key, struct error *e) {
    BIO *bio = BIO_new(BIO_s_secmem());
    bool good = write_bio(folder, name, bio, bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1, 0600, e);
    BIO_free(bio);
    return good;
}

static BIO *open_file(const char *folder, const char *name, struct buffer *text, struct error *e) {
    char path[CA_PATH];
    if (!file_read(ca_path(path, folder, name), text, e))
        return NULL;
    return BIO_new_mem_buf(text->at, (int)text->n);
}

bool authority_read(const char *folder, struct authority *out, struct error *e) {
    struct buffer crt = {0}, key = {0};
    memset(out, 0, sizeof *out);
    BIO *crt_bio = open_file(folder, "ca.crt", &crt, e), *key_bio = crt_bio ? open_file(folder, "ca.key", &key, e) : NULL;
    bool read = crt_bio && key_bio;
    if (read) {
        out->crt = PEM_read_bio_X509(crt_bio, NULL, NULL, NULL);
        out->key = PEM_read_bio_PrivateKey(key_bio, NULL, NULL, NULL);
    }
    BIO_free(crt_bio);
    BIO_free(key_bio);
    if (key.n > 0)
        OPENSSL_cleanse(key.at, key.n);
    buffer_free(&crt);
    buffer_free(&key);
    if (!read)
        return false;
    if (out->crt && out->key && X509_check_private_key(out->crt, out->key) == 1)
        return true;
    authority_free(out);
    return ca_fail(e, _("ca.crt and ca.key cannot be read, or do not belong together"));
}

void authority_free(struct authority *authority) {
    X509_free(authority->crt);
    EVP_PKEY_free(authority->key);
    memset(authority, 0, sizeof *authority);
}

/* ---- making ---- */

EVP_PKEY *key_make(struct error *e) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    if (!key)
        ca_fail(e, _("making a key"));
    return key;
}

/* 127 random bits. */
static bool serial_set(X509 *crt) {
    unsigned char bytes[16];
    BIGNUM *number = NULL;
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] &= 0x7f;
    bytes[0] |= 0x40;
    number = BN_bin2bn(bytes, sizeof bytes, NULL);
    bool good = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(crt)) != NULL;
    BN_free(number);
    return good;
}

void serial_text(const X509 *crt, char out[SERIAL_SIZE]) {
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(crt), NULL);
    char *hex = number ? BN_bn2hex(number) : NULL;
    text_format(out, SERIAL_SIZE, "%s", hex ? hex : "");
    OPENSSL_free(hex);
    BN_free(number);
}

static bool extend(X509 *crt, const X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, (X509 *)(uintptr_t)issuer, crt, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool good = extension && X509_add_ext(crt, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

static bool extend_all(enum ca_kind kind, X509 *crt, const X509 *issuer, const char *names) {
    bool good = extend(crt, issuer, NID_basic_constraints, kind == CA_AUTHORITY ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") &&
                extend(crt, issuer, NID_key_usage, kind == CA_AUTHORITY ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") &&
                extend(crt, issuer, NID_subject_key_identifier, "hash") && extend(crt, issuer, NID_authority_key_identifier, "keyid:always");
    if (good && kind != CA_AUTHORITY)
        good = extend(crt, issuer, NID_ext_key_usage, kind == CA_SERVER ? "serverAuth" : "clientAuth");
    return good && (!names || extend(crt, issuer, NID_subject_alt_name, names));
}

static bool name_set(X509 *crt, const char *common_name) {
    X509_NAME *name = X509_get_subject_name(crt);
    return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)"itsso", -1, -1, 0) == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common_name, -1, -1, 0) == 1;
}

X509 *certificate_make(enum ca_kind kind, const char *common_name, const char *names, EVP_PKEY *key, const struct authority *by, int days,
                       struct error *e) {
    X509 *crt = X509_new();
    time_t now = (time_t)(clock_now_ms() / 1000);
    const X509 *issuer = by ? by->crt : crt;
    bool good = crt && X509_set_version(crt, X509_VERSION_3) == 1 && serial_set(crt) && name_set(crt, common_name) &&
                X509_set_issuer_name(crt, X509_get_subject_name((X509 *)(uintptr_t)issuer)) == 1 &&
                /* a station PC's clock may be a little behind */
                X509_time_adj_ex(X509_getm_notBefore(crt), 0, -HOUR, &now) && X509_time_adj_ex(X509_getm_notAfter(crt), days, 0, &now) &&
                X509_set_pubkey(crt, key) == 1 && extend_all(kind, crt, issuer, names) && X509_sign(crt, by ? by->key : key, EVP_sha256()) > 0;
    if (good)
        return crt;
    X509_free(crt);
    ca_fail(e, _("making a certificate"));
    return NULL;
}
