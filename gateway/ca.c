/* The authority's folder: what was issued, what was revoked. */
#include "gateway/ca.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/ca_inside.h"
#include "gateway/file.h"
#include "gateway/tls.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define AUTHORITY_DAYS 7300
#define CRL_DAYS 7300 /* the list is written when something is revoked; it does not run out meanwhile */

/* ---- the index ---- */

static bool index_add(const char *folder, const X509 *crt, const char *what, struct error *e) {
    char path[CA_PATH], serial[SERIAL_SIZE], expires[32] = "";
    struct buffer text = {0};
    struct tm tm;
    serial_text(crt, serial);
    if (ASN1_TIME_to_tm(X509_get0_notAfter(crt), &tm) == 1)
        text_format(expires, sizeof expires, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    ca_path(path, folder, "index.txt");
    if (access(path, F_OK) == 0 && !file_read(path, &text, e))
        return false;
    buffer_format(&text, "%s\t%s\t%s\tgood\n", serial, what, expires);
    bool good = buffer_good(&text) && file_write(path, buffer_string(&text), text.n, 0644, e);
    buffer_free(&text);
    return good;
}

/* A folder is written by one command at a time. -1 with e. */
static int folder_lock(const char *folder, struct error *e) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX) == 0)
        return fd;
    error_set(e, ERROR_USAGE, _("%s is no folder that can be used: %s"), folder, strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* ---- the revocation list ---- */

/* Every line of the index whose last part is a moment. */
static bool crl_fill(X509_CRL *crl, const char *index) {
    for (const char *line = index; *line;) {
        char serial[SERIAL_SIZE], what[32], expires[32], state[40];
        BIGNUM *number = NULL;
        if (sscanf(line, "%47[^\t]\t%31[^\t]\t%31[^\t]\t%39[^\n]", serial, what, expires, state) == 4 && strcmp(state, "good") != 0) {
            char when[24];
            X509_REVOKED *revoked = X509_REVOKED_new();
            ASN1_TIME *at = ASN1_TIME_new();
            /* "2026-11-25T12:34:56…" as "20261125123456Z" */
            text_format(when, sizeof when, "%.4s%.2s%.2s%.2s%.2s%.2sZ", state, state + 5, state + 8, state + 11, state + 14, state + 17);
            ASN1_INTEGER *integer = BN_hex2bn(&number, serial) > 0 ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
            bool good = revoked && at && integer && ASN1_TIME_set_string_X509(at, when) == 1 &&
                        X509_REVOKED_set_serialNumber(revoked, integer) == 1 && X509_REVOKED_set_revocationDate(revoked, at) == 1 &&
                        X509_CRL_add0_revoked(crl, revoked) == 1;
            BN_free(number);
            ASN1_INTEGER_free(integer);
            ASN1_TIME_free(at);
            if (!good) {
                X509_REVOKED_free(revoked);
                return false;
            }
        }
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return true;
}

static bool crl_write(const char *folder, const struct authority *authority, const char *index, struct error *e) {
    char path[CA_PATH], *bytes;
    X509_CRL *crl = X509_CRL_new();
    BIO *bio = BIO_new(BIO_s_mem());
    ASN1_TIME *last = ASN1_TIME_new(), *next = ASN1_TIME_new();
    time_t now = (time_t)(clock_now_ms() / 1000);
    bool good = crl && bio && last && next && X509_CRL_set_version(crl, 1) == 1 &&
                X509_CRL_set_issuer_name(crl, X509_get_subject_name(authority->crt)) == 1 && X509_time_adj_ex(last, 0, -3600, &now) &&
                X509_time_adj_ex(next, CRL_DAYS, 0, &now) && X509_CRL_set1_lastUpdate(crl, last) == 1 &&
                X509_CRL_set1_nextUpdate(crl, next) == 1 && crl_fill(crl, index) && X509_CRL_sort(crl) == 1 &&
                X509_CRL_sign(crl, authority->key, EVP_sha256()) > 0 && PEM_write_bio_X509_CRL(bio, crl) == 1;
    if (good) {
        long n = BIO_get_mem_data(bio, &bytes);
        good = file_write(ca_path(path, folder, "crl.pem"), bytes, (size_t)n, 0644, e);
    } else {
        ca_fail(e, "crl.pem");
    }
    X509_CRL_free(crl);
    BIO_free(bio);
    ASN1_TIME_free(last);
    ASN1_TIME_free(next);
    return good;
}

/* ---- the three commands ---- */

static bool make_one(const char *folder, const struct authority *by, enum ca_kind kind, const char *name, const char *names, int days,
                     struct error *e) {
    char file[80];
    EVP_PKEY *key = key_make(e);
    X509 *crt = key ? certificate_make(kind, name, names, key, by, days, e) : NULL;
    const char *stem = kind == CA_AUTHORITY ? "ca" : kind == CA_SERVER ? "server" : name;
    bool good = crt != NULL;
    if (good) {
        text_format(file, sizeof file, "%s.key", stem);
        good = key_write(folder, file, key, e);
        text_format(file, sizeof file, "%s.crt", stem);
        good = good && certificate_write(folder, file, crt, e) && (kind == CA_AUTHORITY || index_add(folder, crt, kind == CA_SERVER ? "server" : name, e));
    }
    X509_free(crt);
    EVP_PKEY_free(key);
    return good;
}

/* A name or an address as subjectAltName wants it; letters, digits, dots, hyphens, colons. */
static bool host_add(struct buffer *out, const char *host, struct error *e) {
    unsigned char address[16];
    bool ip = inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
    if (*host == '\0' || strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:") != strlen(host))
        return error_set(e, ERROR_USAGE, _("--host: '%.80s' is neither a name nor an address"), host);
    buffer_format(out, ",%s:%s", ip ? "IP" : "DNS", host);
    return true;
}

bool ca_init(const char *folder, const char *const *hosts, int n, int days, struct error *e) {
    char path[CA_PATH];
    struct authority authority = {0};
    struct buffer names = {0};
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return error_set(e, ERROR_UNABLE, _("the folder %s cannot be made: %s"), folder, strerror(errno));
    int fd = folder_lock(folder, e);
    if (fd < 0)
        return false;
    bool good = access(ca_path(path, folder, "ca.key"), F_OK) != 0 ||
                error_set(e, ERROR_USAGE, _("%s holds an authority already; nothing was changed"), folder);
    buffer_text(&names, "DNS:localhost,IP:127.0.0.1,IP:::1");
    for (int i = 0; good && i < n; i++)
        good = host_add(&names, hosts[i], e);
    good = good && make_one(folder, NULL, CA_AUTHORITY, "itsso-gateway authority", NULL, AUTHORITY_DAYS, e) &&
           authority_read(folder, &authority, e) &&
           make_one(folder, &authority, CA_SERVER, n > 0 ? hosts[0] : "localhost", buffer_string(&names), days, e) &&
           crl_write(folder, &authority, "", e);
    authority_free(&authority);
    buffer_free(&names);
    close(fd);
    return good;
}

bool ca_issue(const char *folder, const char *unit, int days, struct error *e) {
    char name[40];
    struct authority authority = {0};
    if (!unit_code_good(unit) || strcmp(unit, "ca") == 0 || strcmp(unit, "server") == 0 || unit[0] == '.')
        return error_set(e, ERROR_USAGE, _("'%.40s' is no unit's code: 1 to 15 letters or digits were expected"), unit);
    int fd = folder_lock(folder, e);
    if (fd < 0)
        return false;
    text_format(name, sizeof name, "URI:itsso:unit:%s", unit);
    bool good = authority_read(folder, &authority, e) && make_one(folder, &authority, CA_CLIENT, unit, name, days, e);
    authority_free(&authority);
    close(fd);
    return good;
}

/* The index with every good certificate of the unit revoked now. */
static int revoke_in(const char *index, const char *unit, struct buffer *out) {
    char now[32];
    int n = 0;
    clock_stamp(now);
    for (const char *line = index; *line;) {
        char serial[SERIAL_SIZE], what[32], expires[32], state[40];
        size_t length = strcspn(line, "\n");
        bool read = sscanf(line, "%47[^\t]\t%31[^\t]\t%31[^\t]\t%39[^\n]", serial, what, expires, state) == 4;
        if (read && strcmp(what, unit) == 0 && strcmp(state, "good") == 0) {
            buffer_format(out, "%s\t%s\t%s\t%s\n", serial, what, expires, now);
            n++;
        } else {
            buffer_add(out, line, length);
            buffer_text(out, "\n");
        }
        line += length + (line[length] == '\n');
    }
    return n;
}

bool ca_revoke(const char *folder, const char *unit, int *n, struct error *e) {
    char path[CA_PATH];
    struct authority authority = {0};
    struct buffer index = {0}, next = {0};
    *n = 0;
    int fd = folder_lock(folder, e);
    if (fd < 0)
        return false;
    bool good = authority_read(folder, &authority, e) && file_read(ca_path(path, folder, "index.txt"), &index, e);
    if (good) {
        *n = revoke_in(buffer_string(&index), unit, &next);
        good = *n > 0 ? buffer_good(&next) && file_write(path, buffer_string(&next), next.n, 0644, e) &&
                            crl_write(folder, &authority, buffer_string(&next), e)
                      : error_set(e, ERROR_USAGE, _("%s has no certificate for %.40s that is still good"), path, unit);
    }
    buffer_free(&index);
    buffer_free(&next);
    authority_free(&authority);
    close(fd);
    return good;
}
