/* Many stations at a gateway: W of them hold a request that waits, and S syncs a second come beside them, each on a connection of its own with
 * a TLS handshake and a client certificate; for so many seconds. Prints how many of the syncs were answered, their times, and the peak memory of
 * the gateway's process.
 *   gateway_load URL CA CERT KEY PID WAITING SYNCS_A_SECOND SECONDS */
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "src/clock.h"

static const char *ca, *cert, *key;
static char cursor[64];

struct reply {
    char text[4096];
    size_t n;
    int64_t begun;
    struct curl_slist *headers;
    CURL *easy;
    int waits;
};

static size_t take(char *bytes, size_t size, size_t n, void *with) {
    struct reply *reply = with;
    size_t room = sizeof reply->text - 1 - reply->n, got = size * n;
    memcpy(reply->text + reply->n, bytes, got < room ? got : room);
    reply->n += got < room ? got : room;
    return got;
}

static CURL *request(struct reply *reply, const char *url, int device) {
    CURL *easy = curl_easy_init();
    char header[80];
    reply->n = 0;
    reply->easy = easy;
    snprintf(header, sizeof header, "ITSSO-Device: bench%027d", device);
    reply->headers = curl_slist_append(curl_slist_append(NULL, header), "ITSSO-Schema: 1");
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
    curl_easy_setopt(easy, CURLOPT_SSLCERT, cert);
    curl_easy_setopt(easy, CURLOPT_SSLKEY, key);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, reply->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, reply);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, reply);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    return easy;
}

static void forget(struct reply *reply) {
    curl_easy_cleanup(reply->easy);
    curl_slist_free_all(reply->headers);
    free(reply);
}

/* The cursor that a station has which knows everything. */
static int read_cursor(const char *url) {
    char address[512];
    struct reply *reply = calloc(1, sizeof *reply);
    snprintf(address, sizeof address, "%s/itsso/v1/snapshot?limit=1", url);
    CURL *easy = request(reply, address, 0);
    int good = curl_easy_perform(easy) == CURLE_OK;
    reply->text[reply->n] = '\0';
    const char *at = strstr(reply->text, "\"c0\":\"");
    if (good && at)
        snprintf(cursor, sizeof cursor, "%.*s", (int)strcspn(at + 6, "\""), at + 6);
    forget(reply);
    return cursor[0] != '\0';
}

static int by_time(const void *a, const void *b) {
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return one < other ? -1 : one > other;
}

static long memory_kib(const char *pid) {
    char path[64], line[128];
    long kib = 0;
    snprintf(path, sizeof path, "/proc/%s/status", pid);
    FILE *in = fopen(path, "r");
    while (in && fgets(line, sizeof line, in))
        if (sscanf(line, "VmHWM: %ld", &kib) == 1)
            break;
    if (in)
        fclose(in);
    return kib;
}

struct count {
    int waiting, done, failed, sent;
    int64_t *time;
};

/* Takes what has ended. */
static void gather(CURLM *multi, struct count *count) {
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
        struct reply *reply = NULL;
        long status = 0;
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&reply);
        curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        int good = message->data.result == CURLE_OK && status == 200;
        if (reply->waits) {
            count->waiting--;
            count->failed += !good;
        } else if (good) {
            count->time[count->done++] = clock_monotonic_ms() - reply->begun;
        } else {
            count->failed++;
        }
        curl_multi_remove_handle(multi, message->easy_handle);
        forget(reply);
    }
}

int main(int argc, char **argv) {
    if (argc != 9) {
        fputs("usage: gateway_load URL CA CERT KEY PID WAITING SYNCS_A_SECOND SECONDS\n", stderr);
        return 2;
    }
    ca = argv[2], cert = argv[3], key = argv[4];
    int waiting = atoi(argv[6]), rate = atoi(argv[7]), seconds = atoi(argv[8]), running;
    struct rlimit files = {8192, 8192};
    setrlimit(RLIMIT_NOFILE, &files);
    curl_global_init(CURL_GLOBAL_ALL);
    if (!read_cursor(argv[1])) {
        fputs("the gateway gives no cursor\n", stderr);
        return 3;
    }
    char held[600], quick[600];
    snprintf(held, sizeof held, "%s/itsso/v1/changes?since=%s&limit=500&wait=55", argv[1], cursor);
    snprintf(quick, sizeof quick, "%s/itsso/v1/changes?since=%s&limit=500", argv[1], cursor);
    CURLM *multi = curl_multi_init();
    struct count count = {.time = calloc((size_t)(rate * seconds) + 1, sizeof(int64_t))};
    /* the waiting ones come in, some at a time, as stations do */
    int64_t begun = clock_monotonic_ms();
    for (int i = 0; i < waiting; i++) {
        struct reply *reply = calloc(1, sizeof *reply);
        reply->waits = 1;
        curl_multi_add_handle(multi, request(reply, held, i + 1));
        count.waiting++;
        for (int turn = 0; turn < 2; turn++)
            curl_multi_perform(multi, &running);
        if (i % 20 == 19)
            curl_multi_poll(multi, NULL, 0, 10, NULL);
    }
    int64_t settled = clock_monotonic_ms() + 3000;
    while (clock_monotonic_ms() < settled) {
        curl_multi_perform(multi, &running);
        gather(multi, &count);
        curl_multi_poll(multi, NULL, 0, 50, NULL);
    }
    printf("  %d stations wait (%d answered too early or not at all), after %lld ms; gateway %.1f MiB\n", count.waiting, waiting - count.waiting,
           (long long)(clock_monotonic_ms() - begun), (double)memory_kib(argv[5]) / 1024);
    int64_t start = clock_monotonic_ms(), until = start + (int64_t)seconds * 1000;
    while (clock_monotonic_ms() < until + 5000 && (clock_monotonic_ms() < until || count.done + count.failed < count.sent)) {
        int64_t due = (clock_monotonic_ms() - start) * rate / 1000;
        while (count.sent < due && count.sent < rate * seconds) {
            struct reply *reply = calloc(1, sizeof *reply);
            CURL *easy = request(reply, quick, 100000 + count.sent++);
            curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
            curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
            reply->begun = clock_monotonic_ms();
            curl_multi_add_handle(multi, easy);
        }
        curl_multi_perform(multi, &running);
        gather(multi, &count);
        curl_multi_poll(multi, NULL, 0, 2, NULL);
    }
    int64_t took = clock_monotonic_ms() - start;
    qsort(count.time, (size_t)count.done, sizeof count.time[0], by_time);
    double mib = (double)memory_kib(argv[5]) / 1024, a_second = (double)count.done * 1000 / (double)took;
    printf("  %d of %d syncs answered in %lld ms = %.0f a second; p50 %lld ms, p99 %lld ms; %d failed; %d still wait; gateway %.1f MiB\n", count.done,
           count.sent, (long long)took, a_second, count.done ? (long long)count.time[count.done / 2] : -1LL,
           count.done ? (long long)count.time[count.done * 99 / 100] : -1LL, count.failed, count.waiting, mib);
    int good = count.failed == 0 && count.waiting == waiting && count.done == count.sent && a_second >= 0.95 * rate && mib <= 256;
    printf("  %d waiting and %d a second within 256 MiB: %s\n", waiting, rate, good ? "ok" : "OVER");
    return good ? 0 : 1;
}
