/* Shapes of the protocol's values. */
#include "tests/conformance/conformance.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static bool like(const char *text, const char *pattern) /* 9: a digit */
{
    for (; *pattern && *text; text++, pattern++)
        if (*pattern == '9' ? *text < '0' || *text > '9' : *text != *pattern)
            return false;
    return !*pattern && !*text;
}

bool shape_moment(const json_t *value)
{
    const char *text = json_string_value(value);
    return (text && like(text, "9999-99-99T99:99:99.999Z")) || why("\"%s\" is no moment as 2026-11-25T12:34:56.789Z", text ? text : "(none)");
}

bool shape_envelope(const json_t *object)
{
    const json_t *epoch = json_object_get(object, "epoch"), *dev_seq = json_object_get(object, "dev_seq");
    if (!json_is_integer(epoch) || json_integer_value(epoch) < 1)
        return why("epoch is missing, or no number from 1");
    if (!json_is_integer(dev_seq) || json_integer_value(dev_seq) < 0)
        return why("dev_seq is missing, or no number from 0");
    return shape_moment(json_object_get(object, "srv_time"));
}

bool shape_cursor(const json_t *value, long long *epoch, long long *seq)
{
    const char *text = json_string_value(value);
    int used = 0;
    return (text && sscanf(text, "%lld.%lld%n", epoch, seq, &used) == 2 && !text[used] && *epoch >= 0 && *seq >= 0) ||
           why("\"%s\" is no cursor", text ? text : "(none)");
}

bool shape_case_id(const json_t *value, int *station, int *serial, int *year)
{
    const char *text = json_string_value(value);
    int used = 0;
    return (text && sscanf(text, "%d/%d/%d%n", station, serial, year, &used) == 3 && !text[used] && *station > 0 && *serial > 0 && *year > 1900) ||
           why("\"%s\" is no case as 31999001/0412/2026", text ? text : "(none)");
}

bool shape_sum(const json_t *value, uint64_t *out)
{
    const char *text = json_string_value(value);
    unsigned long long sum = 0;
    int used = 0;
    bool good = text && strlen(text) == 16 && strspn(text, "0123456789abcdef") == 16 && sscanf(text, "%llx%n", &sum, &used) == 1 && used == 16;
    *out = sum;
    return good || why("\"%s\" are no 16 hex digits", text ? text : "(none)");
}

bool shape_digest(const json_t *object, int64_t *count, uint64_t *sum)
{
    const json_t *n = json_object_get(object, "count");
    *count = json_integer_value(n);
    return ((json_is_integer(n) && *count >= 0) || why("count is missing")) && shape_sum(json_object_get(object, "sum"), sum);
}

int column(const json_t *page, const char *name)
{
    const json_t *cols = json_object_get(page, "cols");
    for (size_t i = 0; i < json_array_size(cols); i++) {
        const char *is = json_string_value(json_array_get(cols, i));
        if (is && strcmp(is, name) == 0)
            return (int)i;
    }
    return -1;
}

const json_t *cell(const json_t *page, size_t row, const char *name)
{
    int at = column(page, name);
    const json_t *value = at < 0 ? NULL : json_array_get(json_array_get(json_object_get(page, "rows"), row), (size_t)at);
    return value ? value : json_null();
}

static bool shape_day(const json_t *value, const char *what)
{
    const char *text = json_string_value(value);
    return json_is_null(value) || (text && like(text, "9999-99-99")) || why("%s: \"%s\" is no date", what, text ? text : "?");
}

static bool shape_event(const json_t *event)
{
    static const char *const kinds = " section-added section-dropped officer status transfer zero ";
    char word[40];
    const char *kind = json_string_value(json_array_get(event, 1)), *by = json_string_value(json_array_get(event, 4));
    snprintf(word, sizeof word, " %s ", kind ? kind : "?");
    return (json_is_string(json_array_get(event, 0)) || why("an event has no date")) && shape_day(json_array_get(event, 0), "event") &&
           (strstr(kinds, word) || why("an event of kind%s", word)) && (json_is_string(json_array_get(event, 2)) || why("an event without was")) &&
           (json_is_string(json_array_get(event, 3)) || why("an event without now")) &&
           ((by && (strcmp(by, "source") == 0 || strcmp(by, "import") == 0)) || why("an event dated by neither source nor import"));
}

/* id, device, seq, kind, code, state, on, whom, how, text, author, at */
static bool shape_entry(const json_t *entry)
{
    static const int texts[] = { 0, 1, 3, 4, 5, 7, 8, 9, 10 };
    const char *id = json_string_value(json_array_get(entry, 0));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!json_is_string(json_array_get(entry, (size_t)texts[i])))
            return why("an entry's member %d is no text", texts[i]);
    if (strlen(id) != 36)
        return why("an entry's id is \"%s\"", id);
    if (!json_is_integer(json_array_get(entry, 2)) || json_integer_value(json_array_get(entry, 2)) < 1)
        return why("an entry's number is none");
    return shape_day(json_array_get(entry, 6), "entry") && shape_moment(json_array_get(entry, 11));
}

static bool shape_lists(const json_t *page, size_t row)
{
    const json_t *events = cell(page, row, "events"), *entries = cell(page, row, "entries");
    if ((!json_is_null(events) && !json_is_array(events)) || (!json_is_null(entries) && !json_is_array(entries)))
        return why("events and entries are no arrays");
    for (size_t i = 0; i < json_array_size(events); i++)
        if (!shape_event(json_array_get(events, i)))
            return false;
    for (size_t i = 0; i < json_array_size(entries); i++)
        if (!shape_entry(json_array_get(entries, i)))
            return false;
    return true;
}

static bool shape_row(const json_t *page, size_t row)
{
    static const char *const days[] = { "fir_date", "zero_date", "io_since", "status_on", "prepared", "approved", "filed", "in_cctns", "first_remand", "court_date" };
    const json_t *values = json_array_get(json_object_get(page, "rows"), row);
    int station, serial, year;
    if (!json_is_array(values) || json_array_size(values) > json_array_size(json_object_get(page, "cols")))
        return why("row %zu is no array, or longer than cols", row);
    if (!shape_case_id(cell(page, row, "id"), &station, &serial, &year))
        return false;
    if (!json_is_integer(cell(page, row, "ver")) || json_integer_value(cell(page, row, "ver")) < 1)
        return why("row %zu has no version from 1", row);
    if (!json_is_string(cell(page, row, "unit")) || !json_is_string(cell(page, row, "fir_date")))
        return why("row %zu has no unit or no fir_date", row);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (!shape_day(cell(page, row, days[i]), days[i]))
            return false;
    return shape_lists(page, row);
}

static bool shape_gone(const json_t *gone)
{
    int station, serial, year;
    const char *what = json_string_value(json_array_get(gone, 1)), *to = json_string_value(json_array_get(gone, 3));
    if (!shape_case_id(json_array_get(gone, 0), &station, &serial, &year))
        return false;
    if (!what || (strcmp(what, "moved") != 0 && strcmp(what, "deleted") != 0))
        return why("gone: neither moved nor deleted");
    if (strcmp(what, "moved") == 0 && (!to || !*to))
        return why("moved, and not said where to");
    return json_is_integer(json_array_get(gone, 2)) || why("gone: no version");
}

bool shape_page(const json_t *page, bool with_gone)
{
    static const char *const needed[] = { "id", "ver", "unit", "fir_date" };
    const json_t *rows = json_object_get(page, "rows"), *gone = json_object_get(page, "gone"), *n = json_object_get(page, "n");
    if (!json_is_true(json_object_get(page, "end")))
        return why("the page has no end");
    if (!json_is_array(json_object_get(page, "cols")) || !json_is_array(rows) || (with_gone && !json_is_array(gone)))
        return why("cols, rows or gone is no array");
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (column(page, needed[i]) < 0)
            return why("cols lacks %s", needed[i]);
    if (!json_is_integer(n) || json_integer_value(n) != (json_int_t)(json_array_size(rows) + (with_gone ? json_array_size(gone) : 0)))
        return why("n is not the number of rows%s", with_gone ? " and removals" : "");
    for (size_t i = 0; i < json_array_size(rows); i++)
        if (!shape_row(page, i))
            return false;
    for (size_t i = 0; with_gone && i < json_array_size(gone); i++)
        if (!shape_gone(json_array_get(gone, i)))
            return false;
    return true;
}

uint64_t digest_of(const char *case_id, long long ver)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[96];
    uint64_t sum = 0;
    int n = snprintf(text, sizeof text, "%s\x1f%lld", case_id, ver);
    crypto_hash_sha256(hash, (const unsigned char *)text, (unsigned long long)n);
    for (int i = 0; i < 8; i++)
        sum = sum << 8 | hash[i];
    return sum;
}
