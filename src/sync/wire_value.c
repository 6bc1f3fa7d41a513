/* Values of JSON as the program's types, strictly: what is not of the type is refused, what is text is cleaned. */
#include <string.h>

#include "src/sync/wire_inside.h"
#include "src/text.h"

bool text_of(const char *text, size_t n, char *out, size_t cap, bool lines) {
    size_t (*const clean)(const char *, size_t, char *, size_t) = lines ? text_clean_lines : text_clean;
    char whole[4 * ENTRY_TEXT_MAX];
    out[0] = '\0';
    /* a cleaned text may be longer than it was (a broken byte becomes a sign of three) or shorter; what stays too long is refused, not cut */
    if (3 * n < cap) {
        clean(text, n, out, cap);
        return true;
    }
    if (3 * n >= sizeof whole || (n = clean(text, n, whole, sizeof whole)) >= cap)
        return false;
    memcpy(out, whole, n + 1);
    return true;
}

bool word_of(const char *text, size_t n, char *out, size_t cap) {
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:.";
    out[0] = '\0';
    if (n >= cap)
        return false;
    memcpy(out, text, n);
    out[n] = '\0';
    if (strspn(out, signs) == n)
        return true;
    out[0] = '\0';
    return false;
}

bool day_of(const char *text, size_t n, civil_day *out) {
    char iso[11];
    *out = CIVIL_NONE;
    if (n != sizeof iso - 1)
        return false;
    memcpy(iso, text, n);
    iso[n] = '\0';
    *out = civil_parse_iso(iso);
    return *out != CIVIL_NONE;
}

bool case_id_of(const char *text, size_t n, case_id *out) {
    char number[CASE_NO_SIZE];
    *out = 0;
    if (n >= sizeof number || memchr(text, '\0', n))
        return false;
    memcpy(number, text, n);
    number[n] = '\0';
    *out = case_no_parse_full(number);
    return *out != 0;
}

/* null and what is missing is nothing said; anything but a text is none. */
static bool is_nothing(const json_t *value) {
    return value == NULL || json_is_null(value);
}

bool wire_text(const json_t *value, char *out, size_t cap) {
    out[0] = '\0';
    return is_nothing(value) ||
           (json_is_string(value) && text_of(json_string_value(value), json_string_length(value), out, cap, false));
}

bool wire_lines(const json_t *value, char *out, size_t cap) {
    out[0] = '\0';
    return is_nothing(value) || (json_is_string(value) && text_of(json_string_value(value), json_string_length(value), out, cap, true));
}

bool wire_word(const json_t *value, char *out, size_t cap) {
    out[0] = '\0';
    return is_nothing(value) || (json_is_string(value) && word_of(json_string_value(value), json_string_length(value), out, cap));
}

bool wire_day(const json_t *value, civil_day *out) {
    *out = CIVIL_NONE;
    return is_nothing(value) || (json_is_string(value) && day_of(json_string_value(value), json_string_length(value), out));
}

bool wire_number(const json_t *value, int64_t low, int64_t *out) {
    *out = 0;
    if (!json_is_integer(value) || json_integer_value(value) < low)
        return false;
    *out = json_integer_value(value);
    return true;
}

bool wire_case_id(const json_t *value, case_id *out) {
    *out = 0;
    return json_is_string(value) && case_id_of(json_string_value(value), json_string_length(value), out);
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

json_t *wire_load(const char *text, size_t n, size_t flags, size_t most) {
    size_t values = 1;
    bool quoted = false;
    for (size_t i = 0; i < n; i++) {
        if (quoted && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == ',' || text[i] == '[' || text[i] == '{'))
            values++;
    }
    return values > most ? NULL : json_loadb(text, n, flags, NULL);
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
