/* Rows: the sections. */
#include <string.h>

#include "src/i18n.h"
#include "src/import/facts_inside.h"
#include "src/import/memo.h"
#include "src/text.h"

/* How Kruti Dev and its kin write धारा, भादवि, भादसं, पाक्सो, पास्को, एक्ट, अधिनियम, बीएनएस: Latin letters that mean
 * nothing. Their stroke is an @. */
static const char *const legacy_words[] = {
    "kkjk",  "Hkk0", "Hkk-", "Hkkn",   "Hkk n", "ikDl",   "ikWDl",
    "iksDl", "Ldks", ",sDV", "vf/kfu", "vf/k0", "ch0,u0", "ch,u,l",
};

static bool is_legacy(struct cell cell) {
    for (size_t i = 1; i + 1 < cell.n; i++) {
        if (cell.text[i] == '@' && cell.text[i - 1] >= '0' && cell.text[i - 1] <= '9' && cell.text[i + 1] >= '0' &&
            cell.text[i + 1] <= '9')
            return true;
    }
    for (size_t i = 0; i < sizeof legacy_words / sizeof *legacy_words; i++) {
        if (memmem(cell.text, cell.n, legacy_words[i], strlen(legacy_words[i])))
            return true;
    }
    return false;
}

/* What is to be said of a row's cells besides the sections in them. */
struct reading {
    bool something; /* any cell holds something */
    bool unread;    /* text where sections stand, and none could be read */
    bool bare;      /* भादवि or बीएनएस without a section */
    bool legacy;
    int column; /* the first cell that is at fault; -1 none */
};

static bool only_unknown(const struct section_list *list) {
    for (int i = 0; i < list->n; i++) {
        if (list->at[i].text[0] != '?')
            return false;
    }
    return true;
}

static bool has_bare_code(const struct section_list *list) {
    for (int i = 0; i < list->n; i++) {
        if (list->at[i].text[0] == '?' && (list->at[i].act == ACT_IPC || list->at[i].act == ACT_BNS))
            return true;
    }
    return false;
}

/* A row with one of these is taken whatever else stands in it. */
static bool may_be_covered(const struct section_list *list) {
    for (int i = 0; i < list->n; i++) {
        if (list->at[i].act == ACT_POCSO || strncmp(list->at[i].text, "376", 3) == 0)
            return true;
    }
    return false;
}

static void read_source(const struct section_source *s, const struct table *t, civil_day on, struct section_list *into,
                        struct reading *reading) {
    static const struct cell nothing = {"", 0};
    struct section_list found;
    struct cell act = s->act >= 0 ? t->cell[s->act] : nothing;
    struct cell sections = s->sections >= 0 ? t->cell[s->sections] : nothing;
    if (cell_is_nothing(act))
        act = nothing;
    if (cell_is_nothing(sections))
        sections = nothing;
    if (act.n == 0 && sections.n == 0)
        return;
    if (s->act_name && sections.n > 0)
        sections_parse_act(s->act_name, strlen(s->act_name), sections.text, sections.n, on, &found);
    else if (s->act >= 0 && s->sections >= 0)
        sections_parse_act(act.text, act.n, sections.text, sections.n, on, &found);
    else if (s->act >= 0)
        sections_parse(act.text, act.n, on, &found);
    else
        sections_parse(sections.text, sections.n, on, &found);
    bool unread = found.n == 0 || ((s->act >= 0 || s->act_name) && sections.n > 0 && only_unknown(&found));
    bool bare = !unread && has_bare_code(&found);
    bool legacy = is_legacy(act) || is_legacy(sections);
    if ((unread || bare || legacy) && reading->column < 0)
        reading->column = s->sections >= 0 ? s->sections : s->act;
    reading->something = true;
    reading->unread |= unread;
    reading->bare |= bare;
    reading->legacy |= legacy;
    sections_merge(into, &found);
}

const char *facts_too_many_sections(char out[400]) {
    text_format(out, 400,
                _("more than %d sections are given for this FIR, and a covered one could stand behind them: leave out "
                  "the minor ones in the extract and import it again"),
                SECTIONS_MAX);
    return out;
}

/* A row is counted as not tracked only where its sections have been read. */
static enum facts_result judge(const struct reading *reading, const struct section_list *list, int column,
                               struct rejection *why) {
    if (list->cut) {
        why->column = column;
        facts_too_many_sections(why->reason);
        return ROW_REJECTED;
    }
    if (reading->column >= 0)
        column = reading->column;
    if (!reading->something)
        return facts_reject(why, column, _("no act and section are given"));
    if (may_be_covered(list))
        return ROW_GOOD;
    if (reading->legacy)
        return facts_reject(why, column,
                            _("the sections are typed in a legacy font such as Kruti Dev and cannot be read for "
                              "certain; change them to Unicode"));
    if (list->n == 0 || reading->unread)
        return facts_reject(why, column, _("no act and section could be read"));
    if (reading->bare)
        return facts_reject(why, column, _("an act without its sections; expected is for example 376 IPC"));
    return ROW_GOOD;
}

enum facts_result facts_sections(struct facts_reader *r, const struct table *t, civil_day on, struct section_list *out,
                                 struct rejection *why) {
    struct memo_key key;
    size_t bytes = 0;
    memo_key_begin(&key, bns_in_force(on) ? 'B' : 'I');
    for (int i = 0; i < r->sources; i++) {
        if (r->source[i].act >= 0)
            memo_key_add(&key, t->cell[r->source[i].act]);
        if (r->source[i].sections >= 0)
            memo_key_add(&key, t->cell[r->source[i].sections]);
    }
    out->n = 0;
    out->cut = false;
    if (memo_get(r->memo, &key, out->at, &bytes, sizeof out->at)) {
        out->n = (int)(bytes / sizeof out->at[0]);
        return ROW_GOOD;
    }
    struct reading reading = {.column = -1};
    for (int i = 0; i < r->sources; i++)
        read_source(&r->source[i], t, on, out, &reading);
    int column = r->source[0].sections >= 0 ? r->source[0].sections : r->source[0].act;
    if (judge(&reading, out, column, why) != ROW_GOOD)
        return ROW_REJECTED;
    memo_put(r->memo, &key, out->at, (size_t)out->n * sizeof out->at[0]);
    return ROW_GOOD;
}
