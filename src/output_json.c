/* A JSON writer, as small as one object needs it. */
#include "src/output.h"

#include <stdlib.h>
#include <string.h>

#include "src/text.h"

void json_quote(FILE *file, const char *text)
{
    putc('"', file);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            fprintf(file, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", file);
        else if (c < 0x20 || c == 0x7f)
            fprintf(file, "\\u%04x", c);
        else
            putc(c, file);
    }
    putc('"', file);
}

void json_begin(struct json *json, FILE *file)
{
    *json = (struct json){.file = file};
}

/* The comma, the newline, the indent and the name before a value. */
static void value_begin(struct json *json, const char *name)
{
    if (json->depth > 0) {
        fputs(json->some[json->depth - 1] ? ",\n" : "\n", json->file);
        json->some[json->depth - 1] = true;
        fprintf(json->file, "%*s", 2 * json->depth, "");
    }
    if (name)
        fprintf(json->file, "\"%s\": ", name);
}

void json_open(struct json *json, const char *name, char bracket)
{
    value_begin(json, name);
    putc(bracket, json->file);
    if (json->depth < JSON_DEEP)
        json->some[json->depth] = false;
    json->depth++;
}

void json_close(struct json *json, char bracket)
{
    json->depth--;
    if (json->some[json->depth])
        fprintf(json->file, "\n%*s", 2 * json->depth, "");
    putc(bracket, json->file);
}

void json_none(struct json *json, const char *name)
{
    value_begin(json, name);
    fputs("null", json->file);
}

void json_text(struct json *json, const char *name, const char *text)
{
    size_t n = text ? strlen(text) : 0;
    /* cleaning may make a text longer: a broken byte becomes three */
    char *clean = n ? malloc(3 * n + 1) : NULL;
    if (clean)
        text_clean_lines(text, n, clean, 3 * n + 1);
    if (!clean || !*clean)
        json_none(json, name);
    else {
        value_begin(json, name);
        json_quote(json->file, clean);
    }
    free(clean);
}

void json_number(struct json *json, const char *name, int64_t number)
{
    value_begin(json, name);
    fprintf(json->file, "%lld", (long long)number);
}

void json_bool(struct json *json, const char *name, bool yes)
{
    value_begin(json, name);
    fputs(yes ? "true" : "false", json->file);
}

void json_day(struct json *json, const char *name, civil_day day)
{
    char iso[11];
    civil_iso(day, iso);
    json_text(json, name, iso);
}

bool json_end(struct json *json)
{
    putc('\n', json->file);
    return fflush(json->file) == 0 && !ferror(json->file);
}
