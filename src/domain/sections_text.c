/* Sections as text: normalised for the database and the command line, and for people. */
#include <stdio.h>
#include <string.h>

#include "src/domain/sections_inside.h"

static const char *const names[ACT_COUNT] = {"IPC", "BNS", "POCSO", "SCST", "ARMS", "IT", "NDPS", "DP", "OTHER"};

const char *act_name(enum act act) {
    return (int)act >= 0 && (int)act < ACT_COUNT ? names[act] : "OTHER";
}

const char *sections_text(const struct section_list *list, char out[SECTIONS_TEXT]) {
    size_t n = 0;
    for (int i = 0; i < list->n; i++) {
        const char *act = act_name(list->at[i].act);
        size_t length = strlen(act) + 1 + strlen(list->at[i].text) + (n > 0);
        if (n + length >= SECTIONS_TEXT)
            break;
        if (n > 0)
            out[n++] = ' ';
        size_t act_n = strlen(act), text_n = strlen(list->at[i].text);
        memcpy(out + n, act, act_n); /* NOLINT(bugprone-not-null-terminated-result): the section follows */
        out[n + act_n] = ':';
        memcpy(out + n + act_n + 1, list->at[i].text, text_n + 1);
        n += act_n + 1 + text_n;
    }
    if (n == 0)
        snprintf(out, SECTIONS_TEXT, "-");
    return out;
}

void sections_from_text(const char *text, struct section_list *out) {
    out->n = 0;
    out->cut = false;
    while (*text) {
        size_t length = strcspn(text, " ");
        const char *colon = memchr(text, ':', length);
        size_t act_n = colon ? (size_t)(colon - text) : 0, n = colon ? length - act_n - 1 : 0;
        for (int act = 0; act < ACT_COUNT && n > 0 && n < SECTION_TEXT; act++) {
            if (strlen(names[act]) != act_n || memcmp(names[act], text, act_n) != 0)
                continue;
            char section[SECTION_TEXT];
            memcpy(section, colon + 1, n);
            section[n] = '\0';
            section_put(out, (enum act)act, section, false, false);
        }
        text += length;
        text += strspn(text, " ");
    }
}

/* Appends the text as a whole; false where it does not fit. */
static bool append(char *out, size_t cap, size_t *n, const char *text) {
    size_t length = strlen(text);
    if (*n + length >= cap)
        return false;
    memcpy(out + *n, text, length + 1);
    *n += length;
    return true;
}

const char *sections_show(const struct section_list *list, bool hindi, char *out, size_t cap) {
    static const char *const english_names[ACT_COUNT] = {"IPC", "BNS",  "POCSO", "SC/ST", "Arms",
                                                         "IT",  "NDPS", "DP",    "other"};
    static const char *const hindi_names[ACT_COUNT] = {"भादवि", "बीएनएस",   "पाक्सो", "एससी/एसटी", "आयुध",
                                                       "आईटी",  "एनडीपीएस", "दहेज",   "अन्य"};
    static const char more[] = " …";
    size_t n = 0;
    bool whole = true;
    if (cap == 0)
        return out;
    out[0] = '\0';
    for (int i = 0; i < list->n && whole; i++) {
        const struct section *section = &list->at[i];
        const char *act = hindi ? hindi_names[section->act] : english_names[section->act];
        bool same = i > 0 && list->at[i - 1].act == section->act;
        bool none = section->text[0] == '?';
        char one[SECTION_TEXT + 64];
        snprintf(one, sizeof one, "%s%s%s%s", i == 0 || same ? "" : "; ", same ? ", " : act, same || none ? "" : " ",
                 none ? " ?" : section->text);
        whole = append(out, cap, &n, one);
    }
    while (!whole && n > 0 && n + strlen(more) >= cap) /* back to the end of the section before */
        while (n > 0 && out[--n] != ',' && out[n] != ';')
            ;
    out[n] = '\0';
    if (!whole)
        append(out, cap, &n, more);
    return out;
}
