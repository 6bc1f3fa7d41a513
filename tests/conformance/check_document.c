/* The document names what was called, and only that. */
#include "tests/conformance/conformance.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define CALLS 64
static struct { char method[8], path[64]; bool named; } calls[CALLS];
static int n_calls;

void called(const char *method, const char *path)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(path, "?"), path);
    for (int i = 0; i < n_calls; i++)
        if (strcmp(calls[i].method, method) == 0 && strcmp(calls[i].path, name) == 0)
            return;
    if (n_calls < CALLS) {
        snprintf(calls[n_calls].method, sizeof calls[0].method, "%s", method);
        snprintf(calls[n_calls++].path, sizeof calls[0].path, "%s", name);
    }
}

/* Of the document's "paths:" each "  /name:" and below it each "    get:". */
static bool paths_are_called(FILE *file)
{
    char line[600], path[64] = "", method[8];
    bool in_paths = false, good = true;
    int found = 0;
    while (fgets(line, sizeof line, file)) {
        if (!isspace((unsigned char)line[0]))
            in_paths = strncmp(line, "paths:", 6) == 0;
        if (!in_paths)
            continue;
        if (sscanf(line, "  /%60[a-z]:", path + 1) == 1 && line[2] == '/')
            path[0] = '/';
        else if (line[4] != ' ' && strncmp(line, "    ", 4) == 0 && sscanf(line + 4, "%7[a-z]:", method) == 1) {
            bool was = false;
            for (char *c = method; *c; c++)
                *c = (char)toupper((unsigned char)*c);
            for (int i = 0; i < n_calls; i++)
                if (strcmp(calls[i].method, method) == 0 && strcmp(calls[i].path, path) == 0)
                    was = calls[i].named = true;
            found++;
            if (!was && (settings.write || strcmp(path, "/ops") != 0))
                good = why("%s %s stands in the document and was not tried", method, path);
        }
    }
    return good && (found > 0 || why("no paths were found in it"));
}

static bool document(void)
{
    FILE *file = fopen(settings.api, "r");
    if (!file)
        return why("%s cannot be read", settings.api);
    bool good = paths_are_called(file);
    fclose(file);
    for (int i = 0; good && i < n_calls; i++)
        if (!calls[i].named && strcmp(calls[i].path, "/nothing-of-this-name") != 0 && strcmp(calls[i].method, "DELETE") != 0)
            good = why("%s %s was tried and does not stand in the document", calls[i].method, calls[i].path);
    return good;
}

void check_document(void)
{
    if (settings.api)
        held(document(), "the document's calls are those that were tried");
}
