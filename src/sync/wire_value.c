/* Values of JSON as the program's types, strictly: what is not of the type is refused, what is text is cleaned. */
#include <string.h>

#include "src/sync/wire_inside.h"
#include "src/text.h"

static bool take_text(const json_t *value, char *out, size_t cap, size_t (*clean)(const char *, size_t, char *, size_t)) {
    out[0] = '\0';
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_string(value))
        return false;
    size_t n = json_string_length(value);
    if (n >= cap) {
        /* cleaning may shorten it; what stays too long is refused, not cut */
        char whole[4 * ENTRY_TEXT_MAX];
        if (n >= sizeof whole || (n = clean(json_string_value(value), n, whole, sizeof whole)) >= cap)
            return false;
        memcpy(out, whole, n + 1);
        return true;
    }
    /* a cleaned text may be longer than it was: a broken byte becomes a sign of three */
    char whole[3 * SECTIONS_TEXT + 8];
    if (3 * n < cap) {
        clean(json_string_value(value), n, out, cap);
        return true;
    }
    if (3 * n >= sizeof whole || (n = clean(json_string_value(value), n, whole, sizeof whole)) >= cap)
        return false;
    memcpy(out, whole, n + 1);
    return true;
}

bool wire_text(const json_t *value, char *out, size_t cap) {
    return take_text(value, out, cap, text_clean);
}

bool wire_lines(const json_t *value, char *out, size_t cap) {
    return take_text(value, out, cap, text_clean_lines);
}

bool wire_word(const json_t *value, char *out, size_t cap) {
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:.";
    out[0] = '\0';
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_string(value))
        return false;
    size_t n = json_string_length(value);
    const char *text = json_string_value(value);
    if (n >= cap || strspn(text, signs) != n)
        return false;
    memcpy(out, text, n + 1);
    return true;
}

bool wire_day(const json_t *value, civil_day *out) {
    *out = CIVIL_NONE;
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_string(value))
        return false;
    *out = civil_parse_iso(json_string_value(value));
    return *out != CIVIL_NONE;
}

bool wire_number(const json_t *value, int64_t low, int64_t *out) {
    *out = 0;
    if (!json_is_integer(value) || json_integer_value(value) < low)
        return false;
    *out = json_integer_value(value);
    return true;
}

bool wire_case_id(const json_t *value, case_id *out) {
    *out = json_is_string(value) ? case_no_parse_full(json_string_value(value)) : 0;
    return *out != 0;
}

bool wire_stamp(const json_t *value, char out[32]) {
    static const char shape[] = "dddd-dd-ddTdd:dd:dd";
    out[0] = '\0';
    if (!json_is_string(value))
        return false;
    const char *text = json_string_value(value);
    size_t n = json_string_length(value), at = 0;
    for (; shape[at] != '\0'; at++)
        if (shape[at] == 'd' ? text[at] < '0' || text[at] > '9' : text[at] != shape[at])
            return false;
    if (text[at] == '.')
        at += 1 + strspn(text + at + 1, "0123456789");
    if (text[at] != 'Z' || at + 1 != n || n >= 32)
        return false;
    memcpy(out, text, n + 1);
    return true;
}

/* ---- the other way ---- */

json_t *wire_put_text(const char *text) {
    return text[0] == '\0' ? json_null() : json_string(text);
}

json_t *wire_put_day(civil_day day) {
    char iso[11];
    if (day == CIVIL_NONE)
        return json_null();
    civil_iso(day, iso);
    return json_string(iso);
}

json_t *wire_put_case_id(case_id id) {
    char text[CASE_NO_SIZE];
    if (id == 0)
        return json_null();
    case_no_full(id, text);
    return json_string(text);
}

bool wire_append(json_t *array, json_t *value) {
    return value != NULL && json_array_append_new(array, value) == 0;
}
