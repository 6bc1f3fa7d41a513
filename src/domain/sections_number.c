/* Reads one section as it is typed: the number, the letters behind it, the clauses in and out of brackets. */
#include <stdlib.h>
#include <string.h>

#include "src/domain/sections_inside.h"

#define IPC_LAST 511
#define LAST_CLAUSE_OF_RAPE 'n'

static size_t skip_blanks(const char *text, size_t p) {
    while (text[p] == ' ')
        p++;
    return p;
}

static size_t digits_length(const char *text, size_t p) {
    size_t n = 0;
    while (is_digit(text[p + n]))
        n++;
    return n;
}

/* The value of n digits, at most four of them counted. */
static int digits_value(const char *text, size_t n) {
    int value = 0;
    for (size_t i = 0; i < n; i++)
        value = value < 100000 ? value * 10 + (text[i] - '0') : value;
    return value;
}

static bool add_clause(struct typed_section *typed, const char *text, size_t n, bool number, bool again) {
    while (number && n > 1 && *text == '0')
        text++, n--;
    if (typed->n == GROUPS_MAX || n == 0 || n >= sizeof typed->clause[0].text)
        return false;
    struct clause *clause = &typed->clause[typed->n++];
    memcpy(clause->text, text, n);
    clause->text[n] = '\0';
    clause->number = number;
    clause->again = again;
    return true;
}

/* ---- what stands in brackets ---- */

/* Letters in brackets: at most two, more only where they are a Roman number or one letter (kha). 0 for a word. */
static size_t bracket_letters(const char *p, size_t n, struct typed_section *typed, char letters[LETTERS_MAX + 1]) {
    bool scheduled = n == 2 && memcmp(p, "va", 2) == 0;
    if (n > 4 * HINDI_BYTES || (is_latin(*p) && n > 4))
        return 0;
    if (is_latin(*p) && n > 1 && !scheduled && word_read(p).kind != WORD_UNKNOWN)
        return 0;
    size_t count = letters_read(p, n, typed->base, letters, &typed->guessed);
    return count > 2 && !roman_value(letters) ? 0 : count;
}

/* One or more clauses from the bracket at text[p]: "(2)(n)", "(2n)", "(f,n)", "(2(n))", "(f" at the end. Returns where
 * it ends, 0 where it holds something else. */
static size_t bracket_read(struct typed_section *typed, const char *text, size_t p, bool again) {
    struct typed_section trial = *typed;
    bool some = false, number = false;
    for (p++; text[p] && text[p] != ')';) {
        char letters[LETTERS_MAX + 1];
        size_t n = digits_length(text, p);
        if (n > 0) {
            if (n > 2 || digits_value(text + p, n) > 20 || !add_clause(&trial, text + p, n, true, again))
                return 0;
            number = true;
        } else if ((n = word_length(text + p)) > 0) {
            size_t count = bracket_letters(text + p, n, &trial, letters);
            if (count == 0 && number)
                break; /* "(2 IPC": it was not closed */
            if (count == 0 || !add_clause(&trial, letters, count, false, again))
                return 0;
        } else if (strchr(",/&", text[p])) {
            again = true;
            p++;
            continue;
        } else if (strchr(" .-(", text[p])) {
            p++;
            continue;
        } else {
            break;
        }
        trial.clause[trial.n - 1].glued = some && !again;
        some = true;
        again = false;
        p += n;
    }
    if (!some)
        return 0;
    while (text[p] == ')')
        p++;
    *typed = trial;
    return p;
}

/* ---- letters behind the number ---- */

/* A single letter before an act's generic word is the act's initial: "25 A Act", "13 जी एक्ट", "3/7 ई.सी. एक्ट". */
static bool is_act_initial(const char *text, size_t p) {
    for (int letters = 0; letters < 4; letters++) {
        size_t n = word_length(text + p);
        if (n == 0)
            return false;
        enum word_kind kind = word_read(text + p).kind;
        if (letters > 0 && kind == WORD_ACT)
            return true;
        if (kind == WORD_LAW) /* "67B IT Act" */
            return false;
        if (n > 8 * HINDI_BYTES || (is_latin(text[p]) && n > 3)) /* एनएसए */
            return false;
        p += n;
        while (text[p] == '.' || text[p] == ' ')
            p++;
    }
    return false;
}

/* How many bytes of the word at p are letters of the section: the word may go on with an act ("dipc", "डीभादवि"). */
static size_t letters_length(const char *text, size_t p, int base, char out[LETTERS_MAX + 1], bool *guessed,
                             bool attached) {
    size_t n = word_length(text + p), step = is_latin(text[p]) ? 1 : HINDI_BYTES;
    struct word word = {0}, first = {0};
    bool scheduled = base <= 3 && n == 2 && memcmp(text + p, "va", 2) == 0;
    bool phonetic_k = attached && n == 2 * HINDI_BYTES && memcmp(text + p, "के", n) == 0;
    if (!scheduled && !phonetic_k)
        word = word_read(text + p);
    if (word.kind != WORD_UNKNOWN &&
        !(attached && base <= 46 && n == step && word.kind == WORD_GLUE && is_latin(text[p]) && text[p + 1] != '/'))
        return 0;
    size_t most = is_latin(text[p]) ? 4 : 4 * HINDI_BYTES;
    for (size_t length = step; attached && length < n && length <= most; length += step)
        if (word_segments(text + p + length, n - length, &first) && letters_read(text + p, length, base, out, guessed))
            return length;
    size_t limit = attached ? most : is_latin(text[p]) ? 2 : most;
    size_t count = n <= limit || (is_latin(text[p]) && n <= 4 && text[p + n - 1] == 'a')
                       ? letters_read(text + p, n, base, out, guessed)
                       : 0;
    if (count == 0 || count > 3 || is_act_initial(text, p))
        return 0;
    if (!attached && !is_latin(text[p]) && count > 1 && n == count * HINDI_BYTES && memcmp(text + p, "ए", 3) != 0 &&
        !ipc_has_letters(base, out))
        return 0; /* two bare consonants are a word: तक */
    if (!attached && is_latin(text[p]) && n > 2 && count == n && !roman_value(out))
        return 0; /* "65 BSA" */
    if (!attached && is_latin(text[p]) && n == 2 && !roman_value(out) && !scheduled && !ipc_has_letters(base, out) &&
        base > 46)
        return 0;
    return n;
}

static void add_letters(struct typed_section *typed, const char *letters, bool hindi) {
    if (typed->n == 0 && typed->letters[0] == '\0') {
        memcpy(typed->letters, letters, strlen(letters) + 1);
        typed->hindi = hindi;
        return;
    }
    if (typed->n == 0 && strlen(typed->letters) + strlen(letters) <= 2) { /* 376 D.A */
        char both[LETTERS_MAX + 1] = {typed->letters[0], letters[0], '\0'};
        if (ipc_has_letters(typed->base, both)) {
            memcpy(typed->letters, both, sizeof both);
            return;
        }
    }
    if (typed->base == 376 && letters[0] > LAST_CLAUSE_OF_RAPE && !letters[1])
        return; /* 376(2)(n)R: the beginning of "r/w" */
    add_clause(typed, letters, strlen(letters), false, false);
}

/* A sub-section's number that stands outside brackets: 376-2(n), 376 2 n, 64-1. Returns its end, 0 for none. */
static size_t loose_number(struct typed_section *typed, const char *text, size_t p, char separator) {
    int base = typed->base;
    bool known = base == 376 || (base > 46 && bns_subsections(base) > 0);
    if (!known || typed->n > 0 || typed->letters[0] || digits_length(text, p) != 1 || text[p] == '0')
        return 0;
    size_t after = skip_blanks(text, p + 1);
    char letters[LETTERS_MAX + 1];
    bool guessed = false;
    if (separator == ' ' && text[p] == '3' && text[p + 1] == '(' && is_digit(text[p + 2]))
        return 0;                                             /* "376 3(2)(v) SC/ST Act" */
    bool open = text[after] == ')' && text[after + 1] == '('; /* 376 2)(n) */
    bool clause = text[after] == '(' || open ||
                  ((is_latin(text[after]) || is_hindi(text + after)) &&
                   letters_length(text, after, base, letters, &guessed, after == p + 1) > 0);
    int value = text[p] - '0', most = base == 376 ? 3 : bns_subsections(base);
    if (value > most || text[after] == '/')
        return 0;
    if (open && value <= most && add_clause(typed, text + p, 1, true, false))
        return after + 1;
    if (separator == '-' || separator == '.' || clause ||
        (separator == ' ' && base == 376 && value < 3 && !is_digit(text[after])))
        return add_clause(typed, text + p, 1, true, false) ? p + 1 : 0;
    return 0;
}

/* What follows "3(2)" or "5J" without a bracket: 3(2)5, 5J2/6. */
static size_t bare_clause(struct typed_section *typed, const char *text, size_t p) {
    size_t n = digits_length(text, p);
    bool scheduled = typed->base == 3 && typed->n == 1 && typed->clause[0].number && n <= 2;
    bool five = (typed->base == 5 || typed->base == 9) && n == 1 &&
                (typed->letters[0] == 'j' || (typed->n == 1 && typed->clause[0].text[0] == 'j'));
    bool stalking =
        typed->base == 354 && typed->n == 0 && strcmp(typed->letters, "a") == 0 && n == 1 && text[p] <= '3'; /* 354A1 */
    return (scheduled || five || stalking) && add_clause(typed, text + p, n, true, false) ? p + n : 0;
}

/* 376/2/n, 376/2(n): elsewhere a slash parts sections. */
static size_t slashed_number(struct typed_section *typed, const char *text, size_t p) {
    if ((typed->base != 376 && typed->base != 64) || typed->n > 0 || typed->letters[0] || text[p] < '1' ||
        text[p] > '3')
        return 0;
    size_t at = skip_blanks(text, p + 1);
    at = text[at] == '/' ? skip_blanks(text, at + 1) : at;
    char letters[LETTERS_MAX + 1];
    bool guessed = false;
    bool letter = (is_latin(text[at]) || is_hindi(text + at)) &&
                  letters_length(text, at, typed->base, letters, &guessed, true) > 0;
    if (!letter && !(text[at] == '(' && !is_digit(text[at + 1])))
        return 0;
    return add_clause(typed, text + p, 1, true, false) ? at : 0;
}

/* "sub-section (2) clause (n)", "उपधारा (2) खण्ड (ढ)": where the bracket stands, 0 where none does. */
static size_t spelled_out(const char *text, size_t p) {
    static const char *const words[] = {"sub-section", "sub section", "subsection", "subsec",  "sub-clause", "clause",
                                        "cl",          "उपधारा",      "उप धारा",    "उप-धारा", "खंड"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);
        if (strncmp(text + p, words[i], n) != 0)
            continue;
        p += n + strspn(text + p + n, " .-");
        return text[p] == '(' ? p : 0;
    }
    return 0;
}

/* One step behind the number; 0 where the section ends at p. */
static size_t suffix_read(struct typed_section *typed, const char *text, size_t p) {
    size_t q = skip_blanks(text, p);
    char letters[LETTERS_MAX + 1];
    if (text[q] == '(')
        return bracket_read(typed, text, q, false);
    size_t bracket = spelled_out(text, q);
    if (bracket > 0)
        return bracket_read(typed, text, bracket, false);
    if (text[q] == '/')
        return slashed_number(typed, text, skip_blanks(text, q + 1));
    size_t dots = q + strspn(text + q, ". ");
    if (typed->n > 0 && text[dots] == '(') /* 376(2)..(n) */
        return bracket_read(typed, text, dots, false);
    if (q == p && typed->base == 376 && typed->n > 0 && memcmp(text + q, "in", 2) == 0 && word_length(text + q) == 2)
        return add_clause(typed, "i", 1, false, false) && add_clause(typed, "n", 1, false, true) ? q + 2 : 0;
    bool dash = text[q] == '-' || text[q] == '.';
    char separator = dash ? text[q] : q > p ? ' ' : '\0';
    size_t at = dash ? skip_blanks(text, q + 1) : q;
    if (text[q] == '-' && text[at] == '(')
        return bracket_read(typed, text, at, false);
    if (is_latin(text[at]) || is_hindi(text + at)) {
        size_t n = letters_length(text, at, typed->base, letters, &typed->guessed, at == p);
        if (n == 0)
            return 0;
        if (separator == '-' && roman_value(letters) && typed->base > 46 && typed->base != 376)
            return at + n; /* 506-II: the part of a section */
        add_letters(typed, letters, is_hindi(text + at));
        return at + n;
    }
    if (!is_digit(text[at]))
        return 0;
    if (separator == '\0')
        return bare_clause(typed, text, at);
    if (separator == '.' && !(typed->base == 376 && text[at + 1] == '.' && is_latin(text[at + 2]))) /* 376.2.n */
        return 0;
    size_t end = loose_number(typed, text, at, separator);
    return end > 0 && separator == '.' ? end + 1 : end;
}

/* A letter of the section itself behind a separator: 376/D, 366,A, 376:DA, "363,366,(A)". 0 where none follows. */
static size_t parted_letters(struct typed_section *typed, const char *text, size_t p) {
    size_t q = skip_blanks(text, p);
    char letters[LETTERS_MAX + 1];
    bool guessed = false;
    if (!ipc_has_lettered(typed->base) || typed->n > 0 || typed->letters[0] || !text[q] || !strchr(",/:", text[q]))
        return 0;
    q = skip_blanks(text, q + 1);
    if (text[q] == '(') {
        struct typed_section trial = *typed;
        size_t end = bracket_read(&trial, text, q, false);
        if (end == 0 || trial.n != 1 || !ipc_has_letters(typed->base, trial.clause[0].text))
            return 0;
        *typed = trial;
        return end;
    }
    if (!is_latin(text[q]) && !is_hindi(text + q))
        return 0;
    size_t n = letters_length(text, q, typed->base, letters, &guessed, false);
    if (n == 0 || !ipc_has_letters(typed->base, letters) || (text[q + n] == '.' && text[q + n + 1] != '\0'))
        return 0;
    add_letters(typed, letters, is_hindi(text + q));
    return q + n;
}

/* A further clause behind a comma, a slash or a word: "(f),(n)", "5(l)/(m)", "354A/B". 0 where none follows. */
static size_t further_read(struct typed_section *typed, const char *text, size_t p) {
    size_t q = skip_blanks(text, p);
    char letters[LETTERS_MAX + 1];
    bool guessed = false, word_between = false;
    if (text[q] && strchr(",/&", text[q])) {
        q = skip_blanks(text, q + 1);
    } else if (is_latin(text[q]) || is_hindi(text + q)) {
        struct word word = word_read(text + q);
        if (word.kind != WORD_GLUE)
            return 0;
        q = skip_blanks(text, q + word.length);
        word_between = true;
    } else {
        return 0;
    }
    bool rape = typed->base == 376 || typed->base == 64 || typed->base == 65; /* "376,(2)(n)" */
    if (typed->n == 0 && typed->letters[0] == '\0' && !(rape && text[q] == '('))
        return 0;
    if (text[q] == '(')
        return bracket_read(typed, text, q, true);
    if (word_between || (!is_latin(text[q]) && !is_hindi(text + q)))
        return 0;
    size_t n = letters_length(text, q, typed->base, letters, &guessed, false);
    if (n == 0 || (strlen(letters) != 1 && !ipc_has_letters(typed->base, letters)) || text[q + n] == '.' ||
        (is_latin(text[q]) && strchr("surw", text[q])))
        return 0;
    return add_clause(typed, letters, strlen(letters), false, true) ? q + n : 0;
}

/* ---- the number ---- */

/* Numbers that were typed without anything between: 363366376, 3762, 1152. Writes the parts; 0 where it is no section.
 */
static int split_number(const char *digits, size_t n, struct typed_section out[], int cap) {
    int count = 0;
    if (n < 3 || cap < 1)
        return 0;
    if (n == 3) { /* above 511: 651 is 65(1) */
        int base = digits_value(digits, 2), sub = digits[2] - '0';
        if (base < 64 || base > 70 || sub < 1 || sub > bns_subsections(base))
            return 0;
        out[0] = (struct typed_section){.base = base, .guessed = true};
        add_clause(&out[0], digits + 2, 1, true, false);
        return 1;
    }
    while (n >= 3 && count < cap) {
        int base = digits_value(digits, 3);
        if (base < 100 || base > IPC_LAST)
            return 0;
        out[count++] = (struct typed_section){.base = base};
        digits += 3;
        n -= 3;
    }
    if (n == 0)
        return count;
    if (n > 2 || count == cap)
        return 0;
    int rest = digits_value(digits, n);
    struct typed_section *last = &out[count - 1];
    if (n == 1 && rest >= 1 &&
        rest <= (last->base == 376              ? 3
                 : ipc_has_lettered(last->base) ? 0
                                                : bns_subsections(last->base))) {
        last->guessed = last->base != 376;
        add_clause(last, digits, 1, true, false);
        return count;
    }
    if (last->base != 376 || (rest != 34 && rest > 18) || rest < 3)
        return 0;
    out[count++] = (struct typed_section){.base = rest, .guessed = rest != 34};
    return count;
}

size_t item_section_read(struct items *out, const char *text, size_t p, unsigned before) {
    struct typed_section parts[4];
    size_t n = digits_length(text, p), end = p + n;
    while (n > 1 && text[p] == '0')
        p++, n--;
    int value = digits_value(text + p, n), count = 0;
    if (value == 0 || (n == 4 && value >= 1800 && value < 2100) || n > 12)
        return end;
    if (n <= 3 && value <= IPC_LAST)
        parts[count++] = (struct typed_section){.base = value};
    else
        count = split_number(text + p, n, parts, 4);
    if (count == 0)
        return end;
    struct typed_section *last = &parts[count - 1];
    for (size_t next = end; next > 0;) {
        next = suffix_read(last, text, end);
        if (next == 0)
            next = parted_letters(last, text, end);
        if (next == 0)
            next = further_read(last, text, end);
        end = next > 0 ? next : end;
    }
    if (last->base == 376 && last->n == 2 && last->clause[0].number && !last->clause[1].number)
        last->guessed = false; /* 3762g */
    for (int i = 0; i < count; i++) {
        struct item *item = item_add(out, false, i == 0 ? before : BEFORE_COMMA);
        if (item)
            item->typed = parts[i];
    }
    return end;
}
