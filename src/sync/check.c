/* Certificates, keys and the way to the gateway, looked at without changing anything. */
#include "src/sync/check.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/report/sync_words.h"
#include "src/sync/classes.h"
#include "src/sync/reply.h"
#include "src/text.h"

#define SOON_DAYS 30
#define IST_MINUTES 330 /* a certificate's dates are in UTC, ours are India's */
#define LINE_BYTES 1600

struct check { const struct config_sync *sync; int wrong; };

__attribute__((format(printf, 3, 0))) static void line(const char *mark, const char *mend, const char *format, va_list list)
{
    char text[LINE_BYTES], clean[LINE_BYTES];
    int n = vsnprintf(text, sizeof text, format, list);
    text_clean(text, n < 0 ? 0 : strlen(text), clean, sizeof clean);
    printf("%s\t%s%s%s\n", mark, clean, *mend ? "\t" : "", mend);
}

__attribute__((format(printf, 1, 2))) static void good(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    line("ok", "", format, list);
    va_end(list);
}

__attribute__((format(printf, 3, 4))) static void wrong(struct check *check, const char *mend, const char *format, ...)
{
    va_list list;
    check->wrong++;
    va_start(list, format);
    line("!!", mend, format, list);
    va_end(list);
}

/* ---- certificates ---- */

static X509 *read_certificate(const char *path)
{
    FILE *file = fopen(path, "re");
    X509 *certificate = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    if (file)
        fclose(file);
    return certificate;
}

/* A key without a pass phrase: nobody is there to type one. */
static int no_phrase(char *buffer, int size, int writing, void *context)
{
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return 0;
}

static EVP_PKEY *read_key(const char *path)
{
    FILE *file = fopen(path, "re");
    EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, no_phrase, NULL) : NULL;
    if (file)
        fclose(file);
    return key;
}

static civil_day day_of(const ASN1_TIME *when)
{
    struct tm parts = {0};
    if (ASN1_TIME_to_tm(when, &parts) != 1)
        return CIVIL_NONE;
    int minutes = parts.tm_hour * 60 + parts.tm_min + IST_MINUTES;
    return civil_from_ymd(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday) + minutes / (24 * 60);
}

static void check_dates(struct check *check, const char *option, const char *path, X509 *certificate)
{
    char name[160] = "", clean[160], until[11], from[11];
    civil_day last = day_of(X509_get0_notAfter(certificate)), first = day_of(X509_get0_notBefore(certificate)), today = clock_today();
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, (int)sizeof name);
    text_clean(name, strlen(name), clean, sizeof clean);
    civil_show(last, until);
    civil_show(first, from);
    if (last == CIVIL_NONE || first == CIVIL_NONE)
        wrong(check, _("ask the data centre for a new one."), _("%s %s has no dates that can be read"), option, path);
    else if (last < today)
        wrong(check, _("ask the data centre for a new one."), _("%s %s (%s) ran out on %s"), option, path, clean, until);
    else if (first > today)
        wrong(check, _("set this PC's clock, or wait."), _("%s %s (%s) holds only from %s on"), option, path, clean, from);
    else if (last - today <= SOON_DAYS)
        wrong(check, _("ask the data centre for a new one in time."), _("%s %s (%s) runs out on %s"), option, path, clean, until);
    else
        good(_("%s %s (%s), good until %s"), option, path, clean, until);
}

bool check_own_dates(const struct config_sync *sync, char *out, size_t cap)
{
    X509 *certificate = sync->cert_file[0] ? read_certificate(sync->cert_file) : NULL;
    char day[11];
    civil_day today = clock_today();
    civil_day last = certificate ? day_of(X509_get0_notAfter(certificate)) : CIVIL_NONE;
    civil_day first = certificate ? day_of(X509_get0_notBefore(certificate)) : CIVIL_NONE;
    X509_free(certificate);
    if (last != CIVIL_NONE && last < today) {
        civil_show(last, day);
        text_format(out, cap, "this PC's certificate ran out on %s: ask the data centre for a new one", day);
        return true;
    }
    if (first != CIVIL_NONE && first > today) {
        civil_show(first, day);
        text_format(out, cap, "this PC's certificate is not valid yet, only from %s on; is this PC's clock right?", day);
        return true;
    }
    return false;
}

static X509 *check_certificate(struct check *check, const char *option, const char *path)
{
    X509 *certificate = read_certificate(path);
    if (certificate)
        check_dates(check, option, path, certificate);
    else
        wrong(check, _("name a PEM file that this user may read."), _("%s %s is no certificate, or cannot be read"), option, path);
    return certificate;
}

static void check_key(struct check *check, X509 *certificate)
{
    struct stat about;
    const char *path = check->sync->key_file;
    EVP_PKEY *key = read_key(path);
    if (!key)
        wrong(check, _("name a PEM file without a pass phrase that this user may read."), _("key_file %s is no key, or cannot be read"), path);
    else if (certificate && X509_check_private_key(certificate, key) != 1)
        wrong(check, _("take the key that belongs to the certificate."), _("key_file %s does not belong to cert_file %s"), path, check->sync->cert_file);
    else
        good(_("key_file %s belongs to the certificate"), path);
    if (key && stat(path, &about) == 0 && (about.st_mode & (S_IRWXO | S_IWGRP))) {
        char mend[CONFIG_PATH + 32];
        text_format(mend, sizeof mend, "chmod 0640 %s", path);
        wrong(check, mend, _("key_file %s may be read by everyone or changed by others (mode %04o)"), path, (unsigned)(about.st_mode & 07777));
    }
    EVP_PKEY_free(key);
}

static void check_files(struct check *check)
{
    const struct config_sync *sync = check->sync;
    if (!sync->ca_file[0])
        wrong(check, _("name the authority's certificate as [sync] ca_file."), "%s", _("[sync] ca_file is not set"));
    else
        X509_free(check_certificate(check, "ca_file", sync->ca_file));
    if (!sync->cert_file[0] || !sync->key_file[0]) {
        wrong(check, _("ask the data centre for this PC's certificate, and name it in the configuration."), "%s",
              _("[sync] cert_file or key_file is not set: the data centre cannot know this PC"));
        return;
    }
    X509 *own = check_certificate(check, "cert_file", sync->cert_file);
    check_key(check, own);
    X509_free(own);
}

/* ---- the way ---- */

static const char *what_to_do(const struct verdict *verdict)
{
    switch (verdict->class) {
    case SYNC_VPN_DOWN:
        return _("start the VPN; a name that is not found: set [sync] resolve.");
    case SYNC_SERVER_DOWN:
        return _("is [sync] url right? Else wait, or ask the data centre.");
    case SYNC_CERTIFICATE:
        return _("ask the data centre for its authority's certificate and for this PC's.");
    case SYNC_NOT_ALLOWED:
        return _("ask the data centre for a certificate of this unit.");
    case SYNC_SOMETHING_ELSE:
        return _("is [sync] url right? Sign in to the VPN where it asks for that.");
    case SYNC_LINE_BROKE:
        return _("try again.");
    default:
        return "";
    }
}

static void check_answer(struct check *check, const struct transport_reply *answer)
{
    struct reply reply;
    struct verdict verdict;
    struct error e = {0};
    verdict_of(answer, false, &verdict);
    if (verdict.class == SYNC_WELL && !reply_read(answer, false, NULL, NULL, &reply, &e))
        verdict_damaged(2, e.text, &verdict);
    else if (verdict.class == SYNC_WELL) {
        char server[80];
        int64_t off_s = (reply.srv_ms - answer->began_ms - answer->took_ms / 2) / 1000;
        text_clean(reply_text(&reply, "server"), strlen(reply_text(&reply, "server")), server, sizeof server);
        if (reply.problem[0])
            wrong(check, _("is [sync] url right? Else ask the data centre."), _("the data centre refuses the request: %s"), reply.problem);
        else
            good(_("the gateway answers in %lld ms: %s, unit %s"), (long long)answer->took_ms, server, reply_text(&reply, "unit"));
        if (off_s > 600 || off_s < -600)
            wrong(check, _("timedatectl set-ntp true (or: date -s)."), _("this PC's clock is %lld minutes off the data centre's"),
                  (long long)(off_s / 60));
        reply_free(&reply);
        return;
    }
    if (verdict.class == SYNC_NOT_ALLOWED && !verdict.why[0] && reply_read(answer, false, NULL, NULL, &reply, &e)) {
        text_format(verdict.why, sizeof verdict.why, "%s", reply.detail);
        reply_free(&reply);
    }
    char why[WHY_SIZE];
    sync_why_words(verdict.why, why, sizeof why);
    wrong(check, what_to_do(&verdict), "%s%s%s%s%s%s", sync_class_words(verdict.class), *why ? ": " : "", why, answer->detail[0] ? " (" : "",
          answer->detail, answer->detail[0] ? ")" : "");
}

static void check_way(struct check *check, bool training, const char *device)
{
    struct transport transport;
    struct transport_reply answer;
    struct error e = {0};
    const struct transport_request request = {.path = "/hello", .device = device};
    if (!transport_open(&transport, check->sync, training, &e)) {
        wrong(check, "", "%s", e.text);
        return;
    }
    transport.ask(transport.self, &request, &answer);
    check_answer(check, &answer);
    transport_close(&transport);
}

int check_all(const struct config *config, bool training, const char *device)
{
    struct check check = {.sync = &config->sync};
    if (!config->sync.url[0]) {
        printf("-\t%s\n", _("No gateway is configured: nothing is sent, nothing is fetched."));
        return 0;
    }
    bool https = strncasecmp(config->sync.url, "https://", 8) == 0;
    if (https)
        check_files(&check);
    else if (!training || !url_is_loopback(config->sync.url))
        wrong(&check, _("write https:// in [sync] url."), _("[sync] url = %s: only https is used (http only by the training mode, to 127.0.0.1)"),
              config->sync.url);
    if (device && *device && check.wrong == 0)
        check_way(&check, training, device);
    return check.wrong;
}
