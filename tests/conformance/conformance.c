/* Whether a server keeps the protocol of docs/sync-api.yaml, in TAP. Anyone may point it at their own:
 *   conformance --url https://HOST:PORT --ca CA.crt --cert STATION.crt --key STATION.key [--write] [--api docs/sync-api.yaml]
 * It only reads; with --write it enters entries under a device of its own, about one case in scope (a remark "conformance test", which it
 * redacts again), so point that at a server for trials. Exit status 0: all kept, 1: not, 2: wrong use. */
#include "tests/conformance/conformance.h"

#include <curl/curl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct settings settings;
int failures;
static int lines;
static char reason[600];

bool why(const char *format, ...)
{
    va_list list;
    if (*reason)
        return false;
    va_start(list, format);
    vsnprintf(reason, sizeof reason, format, list);
    va_end(list);
    return false;
}

void held(bool holds, const char *what)
{
    printf("%sok %d - %s\n", holds ? "" : "not ", ++lines, what);
    if (!holds) {
        failures++;
        printf("# %s\n", *reason ? reason : "it was not so");
    }
    reason[0] = '\0';
    fflush(stdout);
}

void skipped(const char *what, const char *because)
{
    printf("ok %d - %s # SKIP %s\n", ++lines, what, because);
    reason[0] = '\0';
}

void note(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    printf("# ");
    vprintf(format, list);
    printf("\n");
    va_end(list);
}

static const char how[] =
    "usage: conformance --url https://HOST:PORT --ca CA.crt --cert STATION.crt --key STATION.key [--write] [--api docs/sync-api.yaml]\n"
    "Whether a server keeps docs/sync-api.yaml, in TAP. It only reads; --write: enters a test entry too, and redacts it (a server for trials).\n"
    "--api: whether the document's calls are those that were tried. Exit status: 0 all kept, 1 not, 2 wrong use.\n";

static int usage(const char *wrong)
{
    fprintf(stderr, "conformance: %s\n%s", wrong, how);
    return 2;
}

static bool take_options(int argc, char **argv, const char **url)
{
    static const struct option options[] = { { "url", 1, NULL, 'u' }, { "ca", 1, NULL, 'a' },  { "cert", 1, NULL, 'c' }, { "key", 1, NULL, 'k' },
                                             { "api", 1, NULL, 'p' }, { "write", 0, NULL, 'w' }, { NULL, 0, NULL, 0 } };
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (option) {
        case 'u': *url = optarg; break;
        case 'a': settings.ca = optarg; break;
        case 'c': settings.cert = optarg; break;
        case 'k': settings.key = optarg; break;
        case 'p': settings.api = optarg; break;
        case 'w': settings.write = true; break;
        default: return false;
        }
    return optind == argc;
}

static void make_device(void)
{
    unsigned char random[8] = { 0 };
    FILE *from = fopen("/dev/urandom", "rb");
    size_t n = from ? fread(random, 1, sizeof random, from) : 0;
    if (from)
        fclose(from);
    snprintf(settings.device, sizeof settings.device, "conformance-%02x%02x%02x%02x%02x%02x", random[0], random[1], random[2], random[3], random[4],
             n == sizeof random ? random[5] : (unsigned)getpid() & 255);
}

int main(int argc, char **argv)
{
    const char *url = NULL;
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(how, stdout);
        return 0;
    }
    if (!take_options(argc, argv, &url))
        return usage("an option is unknown");
    if (!url || !settings.ca || !settings.cert || !settings.key)
        return usage("--url, --ca, --cert and --key are needed");
    const char *prefix = strstr(url, "/itsso/v1") ? "" : "/itsso/v1";
    size_t n = strlen(url);
    while (n > 0 && url[n - 1] == '/')
        n--;
    snprintf(settings.base, sizeof settings.base, "%.*s%s", (int)n, url, prefix);
    make_device();
    curl_global_init(CURL_GLOBAL_ALL);
    printf("TAP version 13\n# %s\n", settings.base);
    check_read();
    check_repair();
    check_errors();
    if (settings.write)
        check_write();
    else
        skipped("entries up", "--write was not given");
    check_document();
    printf("1..%d\n", lines);
    for (size_t i = 0; i < all.n; i++)
        json_decref(all.at[i].row);
    free(all.at);
    json_decref(all.cols);
    curl_global_cleanup();
    return failures ? 1 : 0;
}
