/* The table of failures: numbers of libcurl, of HTTP and of OpenSSL in, a class and a reason out. */
#include "src/sync/classes.h"

#include <errno.h>
#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

/* OpenSSL's X509_V_ERR_… of a chain that does not hold (they are part of its ABI). */
enum { V_NO_ISSUER = 2, V_NOT_YET = 9, V_EXPIRED = 10, V_SELF_SIGNED = 18, V_SELF_SIGNED_CHAIN = 19, V_NO_LOCAL_ISSUER = 20, V_NO_LEAF = 21,
       V_REVOKED = 23, V_HOST = 62, V_ADDRESS = 64 };

static void set(struct verdict *out, enum sync_class class, enum sync_next next, const char *why)
{
    out->class = class;
    out->next = next;
    text_format(out->why, sizeof out->why, "%s", why);
}

static bool says(const struct transport_reply *reply, const char *words)
{
    return strcasestr(reply->detail, words) != NULL;
}

/* ---- certificates ---- */

static const char *why_theirs(const struct transport_reply *reply)
{
    switch (reply->verify) {
    case V_EXPIRED:
        return N_("the data centre's certificate has run out");
    case V_NOT_YET:
        return N_("the data centre's certificate is not valid yet");
    case V_REVOKED:
        return N_("the data centre's certificate was withdrawn");
    case V_NO_ISSUER:
    case V_SELF_SIGNED:
    case V_SELF_SIGNED_CHAIN:
    case V_NO_LOCAL_ISSUER:
    case V_NO_LEAF:
        return N_("the data centre's certificate was not signed by the authority in [sync] ca_file");
    case V_HOST:
    case V_ADDRESS:
        return N_("the data centre's certificate is for another name than that of [sync] url");
    default: /* a wrong name is seen by curl itself, which then calls the result 1 (unspecified) */
        return says(reply, "subject name") ? N_("the data centre's certificate is for another name than that of [sync] url")
                                                                 : N_("the data centre's certificate is not accepted");
    }
}

/* The gateway's alert says what it holds against ours. */
static const char *why_ours(const struct transport_reply *reply)
{
    if (says(reply, "certificate expired"))
        return N_("this PC's certificate has run out");
    if (says(reply, "certificate revoked"))
        return N_("this PC's certificate was withdrawn");
    if (says(reply, "unknown ca"))
        return N_("this PC's certificate was signed by an authority that the data centre does not know");
    if (says(reply, "certificate required"))
        return N_("the data centre wants a certificate: set [sync] cert_file and key_file");
    return N_("the data centre does not accept this PC's certificate");
}

static void certificate(const char *why, bool clock_suspect, struct verdict *out)
{
    set(out, SYNC_CERTIFICATE, NEXT_RARELY, why);
    if (clock_suspect)
        text_format(out->why, sizeof out->why, "%s; %s", why, N_("but this PC's clock is probably wrong: set it first"));
}

/* The handshake failed: an alert, another protocol, or just a line that was cut. */
static void judge_handshake(const struct transport_reply *reply, bool clock_suspect, struct verdict *out)
{
    if (says(reply, "alert") || says(reply, "certificate required"))
        certificate(why_ours(reply), clock_suspect, out);
    else if (says(reply, "wrong version number") || says(reply, "packet length") || says(reply, "http request") || says(reply, "unknown protocol"))
        set(out, SYNC_SOMETHING_ELSE, NEXT_BACKOFF, N_("no TLS is spoken there"));
    else if (says(reply, "unsupported protocol") || says(reply, "no protocols") || says(reply, "no shared cipher") || says(reply, "dh key too small"))
        certificate(N_("the two ends know no common kind of TLS (1.2 or newer)"), false, out);
    else
        set(out, SYNC_LINE_BROKE, NEXT_AT_ONCE, "");
}

/* ---- the line ---- */

static void judge_timeout(const struct transport_reply *reply, struct verdict *out)
{
    if (reply->reused || reply->in > 0)
        set(out, SYNC_LINE_BROKE, NEXT_AT_ONCE, "");
    else if (reply->connect_us == 0) /* no name was found in time, or nobody answered */
        set(out, SYNC_VPN_DOWN, NEXT_BACKOFF, "");
    else
        set(out, SYNC_SERVER_DOWN, NEXT_BACKOFF, "");
}

static void judge_connection(const struct transport_reply *reply, struct verdict *out)
{
    bool refused = reply->os_error == ECONNREFUSED || reply->os_error == ECONNRESET;
    set(out, refused ? SYNC_SERVER_DOWN : SYNC_VPN_DOWN, NEXT_BACKOFF, "");
}

/* Sending or receiving broke off. Straight after a new handshake, with no byte of an answer and an alert: the gateway refused our
 * certificate (TLS 1.3 says so only then). */
static void judge_broken(const struct transport_reply *reply, bool clock_suspect, struct verdict *out)
{
    if (!reply->reused && reply->status == 0 && says(reply, "alert"))
        certificate(why_ours(reply), clock_suspect, out);
    else
        set(out, SYNC_LINE_BROKE, NEXT_AT_ONCE, "");
}

static void judge_line(const struct transport_reply *reply, bool clock_suspect, struct verdict *out)
{
    switch (reply->code) {
    case LINE_NO_NAME:
        set(out, SYNC_VPN_DOWN, NEXT_BACKOFF, "");
        break;
    case LINE_TIMEOUT:
        judge_timeout(reply, out);
        break;
    case LINE_NO_CONNECTION:
        judge_connection(reply, out);
        break;
    case LINE_NOTHING:
        if (reply->reused)
            set(out, SYNC_LINE_BROKE, NEXT_AT_ONCE, "");
        else
            set(out, SYNC_SERVER_DOWN, NEXT_BACKOFF, "");
        break;
    case LINE_TLS:
        judge_handshake(reply, clock_suspect, out);
        break;
    case LINE_SEND:
    case LINE_RECEIVE:
        judge_broken(reply, clock_suspect, out);
        break;
    case LINE_OWN_CERTIFICATE:
        certificate(N_("this PC's own certificate or key ([sync] cert_file, key_file) cannot be used"), false, out);
        break;
    case LINE_CA_FILE:
        certificate(N_("[sync] ca_file cannot be used"), false, out);
        break;
    case LINE_PIN:
        certificate(N_("the data centre's key is not the one of [sync] pin"), false, out);
        break;
    case LINE_PEER_CERTIFICATE:
    case LINE_ISSUER:
        certificate(why_theirs(reply), clock_suspect, out);
        break;
    case LINE_TOO_LARGE:
        if (reply->too_large)
            set(out, SYNC_SOMETHING_ELSE, NEXT_BACKOFF, N_("an answer of more than 8 MB"));
        else
            set(out, SYNC_DISK, NEXT_BACKOFF, N_("there is not enough memory"));
        break;
    case LINE_NO_MEMORY:
        set(out, SYNC_DISK, NEXT_BACKOFF, N_("there is not enough memory"));
        break;
    case LINE_UNSUPPORTED:
    case LINE_WEIRD:
        set(out, SYNC_SOMETHING_ELSE, NEXT_BACKOFF, N_("what answers there does not speak HTTP"));
        break;
    default: /* 18 partial, 61 a packed body that is damaged, and what else a line may do */
        set(out, SYNC_LINE_BROKE, NEXT_AT_ONCE, "");
        break;
    }
}

/* ---- the status ---- */

static bool is_problem(const struct transport_reply *reply)
{
    return strcmp(reply->type, "application/problem+json") == 0 || strcmp(reply->type, "application/json") == 0;
}

static void judge_status(const struct transport_reply *reply, struct verdict *out)
{
    int status = reply->status;
    char why[WHY_SIZE];
    text_format(why, sizeof why, "HTTP status %d", status);
    if (status == 401 || status == 403)
        set(out, SYNC_NOT_ALLOWED, NEXT_RARELY, "");
    else if (status == 400 && !is_problem(reply) && reply->body && strcasestr(reply->body, "certificate"))
        set(out, SYNC_NOT_ALLOWED, NEXT_RARELY, N_("its certificate is missing or not accepted"));
    else if (status == 429 || status == 503 || status == 502 || status == 504 || status == 500 || status == 408) {
        set(out, SYNC_SERVER_DOWN, NEXT_BACKOFF, why);
        out->retry_after_s = reply->retry_after_s;
    } else if (is_problem(reply) && (status == 400 || status == 404 || status == 409 || status == 410 || status == 413 || status == 426))
        set(out, SYNC_WELL, NEXT_GO_ON, ""); /* the protocol's own answers */
    else if (status == 304 || (status == 200 && strcmp(reply->type, "application/json") == 0))
        set(out, SYNC_WELL, NEXT_GO_ON, "");
    else if (status >= 300 && status < 400)
        set(out, SYNC_SOMETHING_ELSE, NEXT_BACKOFF, N_("it redirects to another address"));
    else if (status == 200)
        set(out, SYNC_SOMETHING_ELSE, NEXT_BACKOFF, N_("an answer of another kind (a web page?)"));
    else
        set(out, SYNC_SOMETHING_ELSE, NEXT_BACKOFF, why);
}

void verdict_of(const struct transport_reply *reply, bool clock_suspect, struct verdict *out)
{
    *out = (struct verdict){0};
    if (reply->code == LINE_WELL)
        judge_status(reply, out);
    else
        judge_line(reply, clock_suspect, out);
}

void verdict_damaged(int times, const char *what, struct verdict *out)
{
    *out = (struct verdict){0};
    if (times <= 1)
        set(out, SYNC_LINE_BROKE, NEXT_AT_ONCE, what);
    else
        set(out, SYNC_SOMETHING_ELSE, NEXT_BACKOFF, what);
}

void verdict_local(const struct error *e, struct verdict *out)
{
    *out = (struct verdict){0};
    set(out, SYNC_DISK, NEXT_BACKOFF, e->text);
}
