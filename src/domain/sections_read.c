/* From the folded text to items: numbers are sections unless something says otherwise; words are gathered until they
 * name a law. */
#include <string.h>

#include "src/domain/sections_inside.h"

struct reader {
    const char *text;
    struct items *out;
    unsigned before; /* since the last item */
    /* the words since the last item or comma: perhaps a law's long name */
    unsigned flags;
    unsigned name_before; /* what stood before the first of them */
    bool named;           /* name_before is set */
    int unknown;
    bool juvenile;    /* the last law was the Juvenile Justice Act: "(Care and Protection of Children)" is its own */
    bool skip_number; /* the next number is a case's, not a section */
    bool skip_date;
    bool skip_age;
    bool act_word;  /* the last word was "Act", with nothing behind it */
    bool case_word; /* "case" was said, and no section since: "Special Case POCSO 4/2020" */
};

struct item *item_add(struct items *out, bool is_law, unsigned before) {
    if (out->n == ITEMS_MAX) {
        out->full = true;
        return NULL;
    }
    struct item *item = &out->at[out->n++];
    memset(item, 0, sizeof *item);
    item->is_law = is_law;
    item->before = before;
    return item;
}

/* ---- long names ---- */

static bool has(unsigned flags, unsigned some) {
    return (flags & some) != 0;
}

/* The law that the gathered words name. act_word: they end in "Act", "Code" … */
static enum law name_law(unsigned flags, int unknown, bool act_word) {
    static const struct {
        unsigned flag;
        enum law law;
    } plain[] = {
        {NAME_ARMS, LAW_ARMS},       {NAME_DRUGS, LAW_NDPS},  {NAME_TECHNOLOGY, LAW_IT},
        {NAME_TRAFFIC, LAW_TRAFFIC}, {NAME_OTHER, LAW_OTHER},
    };
    if (has(flags, NAME_SEXUAL) && has(flags, NAME_CHILD | NAME_PROTECT | NAME_OFFENCE) && !has(flags, NAME_WOMEN) &&
        (has(flags, NAME_CHILD) || !has(flags, NAME_RIGHTS)) && (has(flags, NAME_CHILD | NAME_PROTECT) || act_word))
        return LAW_POCSO;
    if (has(flags, NAME_JUVENILE) || (has(flags, NAME_CHILD) && has(flags, NAME_NYAYA) && !has(flags, NAME_BHARAT)))
        return LAW_JJ;
    if (has(flags, NAME_MARRIAGE) && (act_word || has(flags, NAME_CHILD)))
        return LAW_MARRIAGE;
    if (has(flags, NAME_PROCEDURE))
        return has(flags, NAME_CIVIL) ? LAW_OTHER : LAW_CRPC;
    if (has(flags, NAME_PENAL) && (act_word || has(flags, NAME_SANHITA | NAME_BHARAT)))
        return LAW_IPC;
    if (has(flags, NAME_SANHITA | NAME_BHARAT) && has(flags, NAME_NAGARIK))
        return LAW_BNSS;
    if (has(flags, NAME_SANHITA | NAME_BHARAT) &&
        (has(flags, NAME_NYAYA) || (flags & (NAME_SANHITA | NAME_BHARAT)) == (NAME_SANHITA | NAME_BHARAT)))
        return LAW_BNS;
    if (has(flags, NAME_CASTE))
        return LAW_SCST;
    if (has(flags, NAME_DOWRY))
        return LAW_DP;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (has(flags, plain[i].flag))
            return plain[i].law;
    if (has(flags, NAME_CHILD) && has(flags, NAME_PROTECT) && !has(flags, NAME_RIGHTS | NAME_LABOUR | NAME_WOMEN))
        return LAW_POCSO;
    if (has(flags, NAME_SANHITA) && !has(flags, NAME_BHARAT | NAME_PENAL | NAME_NYAYA | NAME_NAGARIK))
        return unknown > 0 ? LAW_OTHER : LAW_NONE; /* राजस्व संहिता, Labour Code */
    return act_word && (unknown > 0 || (flags & ~(unsigned)NAME_OFFENCE) != 0) ? LAW_OTHER : LAW_NONE;
}

static void forget_name(struct reader *r) {
    r->flags = 0;
    r->unknown = 0;
    r->named = false;
}

static void add_law(struct reader *r, enum law law, unsigned before) {
    const struct item *last = r->out->n > 0 ? &r->out->at[r->out->n - 1] : NULL;
    bool same = last && last->is_law && last->law == law && law != LAW_OTHER && !(before & BEFORE_BREAK);
    if (!same) {
        struct item *item = item_add(r->out, true, before);
        if (item)
            item->law = law;
    }
    r->juvenile = law == LAW_JJ;
    r->skip_number = r->skip_age = false;
    r->before = 0;
}

/* The words end here: adds the law that they name, if any. */
static bool close_name(struct reader *r, bool act_word) {
    enum law law = name_law(r->flags | (r->juvenile ? (unsigned)NAME_JUVENILE : 0), r->unknown, act_word);
    if (r->juvenile && r->flags == 0)
        law = LAW_NONE;
    unsigned before = r->named ? r->name_before : r->before, since = r->before;
    bool named = r->named;
    forget_name(r);
    if (law == LAW_NONE)
        return false;
    add_law(r, law, before);
    r->before = named ? since & ~before : 0;
    return true;
}

static void word_of_name(struct reader *r, unsigned flags) {
    if (!r->named) {
        r->named = true;
        r->name_before = r->before;
    }
    if (flags) {
        r->flags |= flags;
        r->before = r->name_before;
    } else {
        r->unknown++;
    }
}

/* ---- numbers that are no sections ---- */

static size_t digits_at(const char *text, size_t p) {
    size_t n = 0;
    while (is_digit(text[p + n]))
        n++;
    return n;
}

static bool year_at(const char *text, size_t p) {
    return digits_at(text, p) == 4 &&
           ((text[p] == '1' && text[p + 1] == '9') || (text[p] == '2' && text[p + 1] == '0'));
}

static bool year_at_or_old(const char *text, size_t p) {
    return year_at(text, p) || (digits_at(text, p) == 4 && memcmp(text + p, "18", 2) == 0);
}

/* "50,000/-", "500/-": rupees. The end, 0 for none. */
static size_t skip_money(const char *text, size_t p) {
    size_t n = digits_at(text, p), at = p + n;
    while (text[at] == ',' && digits_at(text, at + 1) == 3 && memcmp(text + at + 1, "000", 3) == 0)
        at += 4;
    bool hundreds = at - p > 2 && memcmp(text + at - 2, "00", 2) == 0; /* 376/- is a section */
    bool mark = hundreds && text[at] == '/' && text[at + 1] == '-' && !is_digit(text[at + 2]);
    return at > p + n || mark ? at + (mark ? 2 : 0) : 0;
}

/* "14 years", "3/4 hours", "04 accused": the end of the last word, 0 for none. */
static size_t skip_counted(const struct reader *r, size_t p) {
    const char *text = r->text;
    size_t n = digits_at(text, p), at = p + n;
    bool range = n <= 2 && text[at] == '/' && digits_at(text, at + 1) > 0 && digits_at(text, at + 1) <= 2;
    if (range)
        at += 1 + digits_at(text, at + 1);
    while (text[at] == ' ' || text[at] == '-')
        at++;
    size_t length = word_length(text + at);
    if (length <= 1)
        return 0;
    enum word_kind kind = word_read(text + at).kind;
    bool open = !(r->before & (BEFORE_MARK | BEFORE_SLASH)); /* धारा 376 अभियुक्त … */
    bool counted = (kind == WORD_UNIT && (!range || open)) || (kind == WORD_COUNTED && n <= 2 && !range && open);
    return counted ? at + length : 0;
}

/* "aged 15", "minor under 16": an age, unless a law follows. */
static bool is_age(struct reader *r, size_t p) {
    const char *text = r->text;
    size_t n = digits_at(text, p), at = p + n + strspn(text + p + n, " ");
    bool aged = r->skip_age && n <= 2 && !(text[p + n] && strchr("/(", text[p + n]));
    r->skip_age = false;
    return aged && (word_length(text + at) == 0 || word_read(text + at).kind != WORD_LAW);
}

/* "4th floor"; where nothing follows it is a section in its column. */
static bool is_ordinal(const struct reader *r, size_t p, size_t at) {
    const char *text = r->text;
    if ((memcmp(text + at, "th", 2) != 0 && memcmp(text + at, "nd", 2) != 0) || is_latin(text[at + 2]))
        return false;
    return p > 0 || r->out->n > 0 || text[at + 2 + strspn(text + at + 2, " .")] != '\0';
}

/* 12 right behind "6 of POCSO Act": the year of the act. */
static bool is_short_year(const struct reader *r, size_t p) {
    int n = r->out->n;
    const struct item *law = n > 1 ? &r->out->at[n - 1] : NULL;
    if (memcmp(r->text + p, "12", 2) != 0 || !law || !r->act_word || r->before || !law->is_law || law->law != LAW_POCSO ||
        law[-1].is_law || (law->before & ~(unsigned)(BEFORE_OF | BEFORE_WORDS)) || law_misfit(&law[-1].typed, LAW_POCSO))
        return false;
    p += 2 + strspn(r->text + p + 2, " .");
    return r->text[p] == '\0' || r->text[p] == ',' || r->text[p] == '\n';
}

/* End of a date, a case number or a count at p; 0 where it is a section. */
static size_t skip_number(struct reader *r, size_t p) {
    const char *text = r->text;
    size_t n = digits_at(text, p), at = p + n, money = skip_money(text, p);
    if (r->skip_number || r->skip_date) {
        while ((text[at] == '/' || text[at] == '-' || text[at] == '.') && is_digit(text[at + 1]))
            at += 1 + digits_at(text, at + 1);
        r->skip_number = r->skip_date = false;
        return at;
    }
    if (money > 0 || is_age(r, p) || is_short_year(r, p))
        return money > 0 ? money : at;
    if (n <= 2 && (text[at] == '.' || text[at] == '-')) { /* 12.05.2024 */
        size_t month = digits_at(text, at + 1);
        if (month > 0 && month <= 2 && text[at + 1 + month] == text[at] && year_at(text, at + 2 + month))
            return at + 6 + month;
    }
    if (n == 2 && text[at] == '/' && digits_at(text, at + 1) == 2 && text[at + 3] == '/' && year_at(text, at + 4))
        return at + 8; /* 12/05/2024 */
    size_t of = at + strspn(text + at, " ");
    if (memcmp(text + of, "of ", 3) == 0 && year_at_or_old(text, of + 3)) /* "Act 45 of 1860", "no. 224 of 2022" */
        return of + 7;
    if (text[at] == '/' && year_at(text, at + 1)) /* 386/2024 */
        return r->out->n > 0 && n <= 2 && !r->case_word ? 0 : at + 5;
    return is_ordinal(r, p, at) ? at + 2 : skip_counted(r, p);
}

static size_t read_number(struct reader *r, size_t p) {
    size_t end = skip_number(r, p);
    if (end > 0)
        return end;
    size_t n = digits_at(r->text, p);
    if (year_at_or_old(r->text, p)) {                    /* of an act: what is said before it still counts */
        r->skip_number = p > 0 && r->text[p - 1] == '('; /* (1860 का 45) */
        return p + n;
    }
    close_name(r, false);
    int items = r->out->n;
    end = item_section_read(r->out, r->text, p, r->before);
    if (r->out->n > items) {
        r->before = 0;
        r->juvenile = r->case_word = false;
    }
    return end;
}

/* ---- words ---- */

/* Nothing but words stands between the last law and here. */
static bool follows_law(const struct reader *r) {
    return r->out->n > 0 && r->out->at[r->out->n - 1].is_law &&
           !(r->before & (BEFORE_GLUE | BEFORE_COMMA | BEFORE_BREAK | BEFORE_SLASH));
}

static bool number_word_after(const char *text, size_t p) {
    p += strspn(text + p, " .");
    return (is_latin(text[p]) || is_hindi(text + p)) && word_read(text + p).kind == WORD_NUMBER;
}

static size_t read_word(struct reader *r, size_t p) {
    struct word word = word_read(r->text + p);
    r->act_word = word.kind == WORD_ACT;
    switch (word.kind) {
    case WORD_LAW:
        if (word.law == LAW_SCST && number_word_after(r->text, p + word.length)) { /* S.T. no. 12: a session trial */
            r->skip_number = true;
            break;
        }
        close_name(r, false);
        add_law(r, word.law, r->before);
        break;
    case WORD_ACT:
        if (r->flags == 0 && r->unknown > 0 && follows_law(r))
            forget_name(r); /* "SC/ST (POA) Act" */
        else
            close_name(r, true);
        break;
    case WORD_FLAG: word_of_name(r, word.flags); break;
    case WORD_GLUE: r->before |= BEFORE_GLUE; break;
    case WORD_MARK:
        close_name(r, false);
        r->before |= BEFORE_MARK;
        r->skip_number = r->skip_date = r->skip_age = false;
        break;
    case WORD_OF: r->before |= BEFORE_OF; break;
    case WORD_CASE: r->skip_number = r->case_word = true; break;
    case WORD_NUMBER: r->skip_number = !(r->before & BEFORE_MARK); break;
    case WORD_DATE: r->skip_date = true; break;
    case WORD_UNKNOWN:
        word_of_name(r, 0);
        r->out->words |= word.length > 2;
        r->before |= BEFORE_WORDS;
        break;
    case WORD_AGE: r->skip_age = true; break;
    case WORD_STOP:
    case WORD_COUNTED:
    case WORD_UNIT: break;
    }
    return p + word.length;
}

void items_read(const char *text, struct items *out) {
    struct reader r = {.text = text, .out = out};
    out->n = 0;
    out->full = out->words = false;
    for (size_t p = 0; text[p];) {
        char c = text[p];
        if (is_digit(c)) {
            p = read_number(&r, p);
        } else if (is_latin(c) || is_hindi(text + p)) {
            p = read_word(&r, p);
        } else {
            if (c == '\n' || c == ';') {
                close_name(&r, false);
                r.before |= BEFORE_BREAK;
                r.skip_number = r.skip_date = false;
            } else if (c == ',') {
                if (r.flags == 0)
                    forget_name(&r);
                r.before |= BEFORE_COMMA;
            } else if (c == '&' || c == '+') {
                r.before |= BEFORE_GLUE;
            } else if (c == '/') {
                r.before |= BEFORE_SLASH;
            }
            p++;
        }
    }
    close_name(&r, false);
}
