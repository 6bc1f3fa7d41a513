/* Who asks, by TLS. MHD asks for a client certificate and takes any (a refusal then is a reply that says why, not a broken handshake);
 * what it is worth is decided here. */
#include "gateway/tls.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define CHAIN_MAX 8

struct tls {
    pthread_rwlock_t lock;
    gnutls_x509_trust_list_t list;
    unsigned generation; /* rises at each reading */
    char ca[1024], crl[1024];
    gnutls_datum_t ticket_key;
    struct strangers strangers;
    struct crowd crowd;
};

struct peer {
    unsigned generation; /* of the list that it was checked against; 0 not yet */
    bool good;
    int64_t until;       /* ms since 1970: its certificate runs out */
    char unit[16];
    const char *why;
    struct stranger stranger;
    bool admitted;
    struct place *place; /* in the crowd */
};

/* ---- names ---- */

bool unit_code_good(const char *code) {
    size_t n = strlen(code);
    return n > 0 && n < 16 && strspn(code, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.") == n;
}

static bool code_take(const char *from, size_t n, char unit[16]) {
    if (n == 0 || n >= 16)
        return false;
    memcpy(unit, from, n);
    unit[n] = '\0';
    return unit_code_good(unit);
}

bool subject_unit(const char *subject, char unit[16]) {
    for (const char *at = subject; *at;) {
        if (strncmp(at, "CN=", 3) == 0)
            return code_take(at + 3, strcspn(at + 3, ",+"), unit);
        /* to the next part; a quoted or escaped comma belongs to its value */
        for (; *at && *at != ',' && *at != '+'; at++)
            if (*at == '\\' && at[1])
                at++;
        at += *at != '\0';
        at += strspn(at, " ");
    }
    return false;
}

/* subjectAltName URI:itsso:unit:CODE, else the subject's CN. */
static bool certificate_unit(gnutls_x509_crt_t crt, char unit[16]) {
    char value[256];
    for (unsigned i = 0;; i++) {
        size_t n = sizeof value - 1;
        unsigned type = 0;
        int code = gnutls_x509_crt_get_subject_alt_name2(crt, i, value, &n, &type, NULL);
        if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            break;
        if (code < 0 || type != GNUTLS_SAN_URI)
            continue;
        value[n] = '\0';
        if (strncmp(value, "itsso:unit:", 11) == 0)
            return strlen(value) == n && code_take(value + 11, n - 11, unit); /* no NUL with something behind it */
    }
    size_t n = sizeof value - 1;
    if (gnutls_x509_crt_get_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, 0, value, &n) != 0)
        return false;
    value[n] = '\0';
    return strlen(value) == n && code_take(value, n, unit);
}

/* ---- the authority ---- */

static bool list_read(const struct tls *tls, gnutls_x509_trust_list_t *out, struct error *e) {
    int code = gnutls_x509_trust_list_init(out, 0);
    if (code == 0)
        code = gnutls_x509_trust_list_add_trust_file(*out, tls->ca, NULL, GNUTLS_X509_FMT_PEM, 0, 0);
    if (code <= 0) {
        gnutls_x509_trust_list_deinit(*out, 1);
        return error_set(e, ERROR_USAGE, _("--client-ca: %s holds no certificate of an authority that can be read: %s"), tls->ca,
                         code < 0 ? gnutls_strerror(code) : _("it is empty"));
    }
    if (tls->crl[0] == '\0')
        return true;
    code = gnutls_x509_trust_list_add_trust_file(*out, NULL, tls->crl, GNUTLS_X509_FMT_PEM, GNUTLS_TL_VERIFY_CRL | GNUTLS_TL_NO_DUPLICATES, 0);
    if (code > 0)
        return true;
    gnutls_x509_trust_list_deinit(*out, 1);
    return error_set(e, ERROR_USAGE, _("--crl: %s holds no revocation list of that authority: %s"), tls->crl,
                     code < 0 ? gnutls_strerror(code) : _("none was taken"));
}

struct tls *tls_open(const char *ca, const char *crl, struct error *e) {
    struct tls *tls = calloc(1, sizeof *tls);
    if (!tls) {
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        return NULL;
    }
    pthread_rwlock_init(&tls->lock, NULL);
    text_format(tls->ca, sizeof tls->ca, "%s", ca);
    text_format(tls->crl, sizeof tls->crl, "%s", crl ? crl : "");
    if (list_read(tls, &tls->list, e)) {
        tls->generation = 1;
        strangers_begin(&tls->strangers, 2048);
        if (gnutls_session_ticket_key_generate(&tls->ticket_key) == 0)
            return tls;
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        gnutls_x509_trust_list_deinit(tls->list, 1);
    }
    pthread_rwlock_destroy(&tls->lock);
    free(tls);
    return NULL;
}

void tls_close(struct tls *tls) {
    if (!tls)
        return;
    strangers_end(&tls->strangers);
    crowd_end(&tls->crowd);
    gnutls_x509_trust_list_deinit(tls->list, 1);
    gnutls_free(tls->ticket_key.data);
    pthread_rwlock_destroy(&tls->lock);
    free(tls);
}

bool tls_reload(struct tls *tls, struct error *e) {
    gnutls_x509_trust_list_t fresh, old;
    if (!list_read(tls, &fresh, e))
        return false;
    pthread_rwlock_wrlock(&tls->lock);
    old = tls->list;
    tls->list = fresh;
    tls->generation++;
    pthread_rwlock_unlock(&tls->lock);
    gnutls_x509_trust_list_deinit(old, 1);
    return true;
}

/* ---- one connection ---- */

static gnutls_session_t session_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info ? (gnutls_session_t)info->tls_session : NULL;
}

struct peer *peer_begin(struct tls *tls, struct MHD_Connection *connection) {
    gnutls_session_t session = session_of(connection);
    const union MHD_ConnectionInfo *socket = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct peer *peer = calloc(1, sizeof *peer);
    if (session)
        gnutls_session_ticket_enable_server(session, &tls->ticket_key);
    if (!peer || !socket)
        return peer;
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)STRANGER_SECONDS);
    strangers_add(&tls->strangers, &peer->stranger, socket->connect_fd);
    return peer;
}

void peer_end(struct tls *tls, struct peer *peer) {
    if (!peer)
        return;
    strangers_remove(&tls->strangers, &peer->stranger);
    crowd_leave(&tls->crowd, peer->place);
    free(peer);
}

bool peer_admit(struct tls *tls, struct MHD_Connection *connection, struct peer *peer, unsigned idle_seconds) {
    if (!peer || peer->admitted)
        return true;
    strangers_remove(&tls->strangers, &peer->stranger);
    peer->admitted = crowd_enter(&tls->crowd, peer->unit, &peer->place);
    if (peer->admitted)
        MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, idle_seconds);
    return peer->admitted;
}

bool tls_places(struct tls *tls, int strangers, int each, struct error *e) {
    tls->strangers.most = strangers;
    return crowd_begin(&tls->crowd, each) || error_set(e, ERROR_UNABLE, _("there is not enough memory"));
}

static const char *status_why(unsigned status) {
    if (status & GNUTLS_CERT_REVOKED)
        return "the certificate was revoked";
    if (status & GNUTLS_CERT_EXPIRED)
        return "the certificate has run out";
    if (status & GNUTLS_CERT_NOT_ACTIVATED)
        return "the certificate is not yet valid";
    if (status & (GNUTLS_CERT_REVOCATION_DATA_SUPERSEDED | GNUTLS_CERT_REVOCATION_DATA_ISSUED_IN_FUTURE))
        return "the revocation list is out of date";
    if (status & GNUTLS_CERT_PURPOSE_MISMATCH)
        return "the certificate is not one for a client";
    return "the certificate is not of the authority that is known here";
}

/* Under the read lock. */
static void check(struct tls *tls, gnutls_session_t session, struct peer *peer) {
    static const char purpose[] = GNUTLS_KP_TLS_WWW_CLIENT;
    gnutls_typed_vdata_st wanted = {.type = GNUTLS_DT_KEY_PURPOSE_OID, .data = (unsigned char *)(uintptr_t)purpose, .size = 0};
    gnutls_x509_crt_t chain[CHAIN_MAX];
    unsigned n = 0, made = 0, status = 0;
    const gnutls_datum_t *raw = gnutls_certificate_get_peers(session, &n);
    peer->generation = tls->generation;
    peer->good = false;
    peer->why = "no certificate was shown";
    if (!raw || n == 0 || n > CHAIN_MAX)
        return;
    for (; made < n; made++) {
        if (gnutls_x509_crt_init(&chain[made]) != 0)
            break;
        if (gnutls_x509_crt_import(chain[made], &raw[made], GNUTLS_X509_FMT_DER) != 0) {
            gnutls_x509_crt_deinit(chain[made]);
            break;
        }
    }
    peer->why = "the certificate cannot be read";
    if (made == n) {
        int code = gnutls_x509_trust_list_verify_crt2(tls->list, chain, n, &wanted, 1, 0, &status, NULL);
        peer->until = (int64_t)gnutls_x509_crt_get_expiration_time(chain[0]) * 1000;
        if (code != 0 || status != 0)
            peer->why = status_why(status);
        else if (!certificate_unit(chain[0], peer->unit))
            peer->why = "the certificate names no unit";
        else
            peer->good = true;
    }
    while (made > 0)
        gnutls_x509_crt_deinit(chain[--made]);
}

bool peer_unit(struct tls *tls, struct MHD_Connection *connection, struct peer *peer, char unit[16], const char **why) {
    gnutls_session_t session = session_of(connection);
    unit[0] = '\0';
    *why = "no certificate was shown";
    if (!session || !peer)
        return false;
    pthread_rwlock_rdlock(&tls->lock);
    if (peer->generation != tls->generation)
        check(tls, session, peer);
    pthread_rwlock_unlock(&tls->lock);
    if (peer->good && clock_now_ms() > peer->until) {
        peer->good = false;
        peer->why = "the certificate has run out";
    }
    *why = peer->why;
    if (peer->good)
        memcpy(unit, peer->unit, sizeof peer->unit);
    return peer->good;
}
