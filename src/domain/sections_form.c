/* A section as it is written down. What is typed behind one number may mean several: 376(2)(n)(i) is 376(2)(n) and
 * 376(2)(i). */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "src/domain/sections_inside.h"

void section_put(struct section_list *out, enum act act, const char *text, bool corrected, bool guessed) {
    for (int i = 0; i < out->n; i++)
        if (out->at[i].act == act && strcmp(out->at[i].text, text) == 0) {
            out->at[i].guessed &= guessed;
            out->at[i].act_corrected &= corrected;
            return;
        }
    if (out->n == SECTIONS_MAX) {
        out->cut = true;
        return;
    }
    struct section *section = &out->at[out->n++];
    memset(section, 0, sizeof *section);
    section->act = act;
    section->act_corrected = corrected;
    section->guessed = guessed;
    snprintf(section->text, sizeof section->text, "%s", text);
}

/* The section that is being written: its text, and how long it was before each clause. */
struct writer {
    struct section_list *out;
    struct typed_section typed; /* a copy that is brought into form first */
    struct verdict verdict;
    char text[64];
    size_t n;
    int depth;
    size_t start[GROUPS_MAX];
    const struct clause *clause[GROUPS_MAX];
};

static void emit(struct writer *w) {
    if (w->n < SECTION_TEXT)
        section_put(w->out, law_act(w->verdict.law), w->text, w->verdict.corrected,
                    w->verdict.guessed || w->typed.guessed);
    else {
        w->text[w->start[0] < SECTION_TEXT ? w->start[0] : SECTION_TEXT - 1] = '\0';
        section_put(w->out, law_act(w->verdict.law), w->text, w->verdict.corrected, true);
    }
}

static void push(struct writer *w, const struct clause *clause) {
    if (w->depth == GROUPS_MAX || w->n + strlen(clause->text) + 3 > sizeof w->text)
        return;
    w->start[w->depth] = w->n;
    w->clause[w->depth++] = clause;
    w->n += (size_t)snprintf(w->text + w->n, sizeof w->text - w->n, "(%s)", clause->text);
}

/* ---- clauses brought into form ---- */

static void remove_clause(struct typed_section *typed, int i) {
    memmove(&typed->clause[i], &typed->clause[i + 1], (size_t)(typed->n - i - 1) * sizeof typed->clause[0]);
    typed->n--;
}

static bool insert_clause(struct typed_section *typed, int i, const char *text, bool number) {
    if (typed->n == GROUPS_MAX)
        return false;
    memmove(&typed->clause[i + 1], &typed->clause[i], (size_t)(typed->n - i) * sizeof typed->clause[0]);
    memset(&typed->clause[i], 0, sizeof typed->clause[i]);
    snprintf(typed->clause[i].text, sizeof typed->clause[i].text, "%s", text);
    typed->clause[i].number = number;
    typed->n++;
    return true;
}

static void set_clause(struct clause *clause, const char *text, bool number) {
    snprintf(clause->text, sizeof clause->text, "%s", text);
    clause->number = number;
}

static void number_clause(struct clause *clause, int value) {
    snprintf(clause->text, sizeof clause->text, "%d", value % 100);
    clause->number = true;
}

/* "(lm)" is two clauses: divides the letters of clause i where they are no Roman number. */
static void divide_letters(struct typed_section *typed, int i) {
    while (i < typed->n && !typed->clause[i].number && strlen(typed->clause[i].text) > 1 &&
           !roman_value(typed->clause[i].text)) {
        char first[2] = {typed->clause[i].text[0], '\0'};
        if (!insert_clause(typed, i, first, false))
            return;
        struct clause *rest = &typed->clause[i + 1];
        typed->clause[i].again = rest->again;
        memmove(rest->text, rest->text + 1, strlen(rest->text));
        rest->again = true;
        i++;
    }
}

/* The letters right behind the number become the first clause: POCSO 5M, BNS 125a. */
static void letters_to_clause(struct typed_section *typed) {
    if (typed->letters[0] && insert_clause(typed, 0, typed->letters, false))
        typed->letters[0] = '\0';
}

/* (A), (DA), (A)(B) of a section that has such letters: 366(A) is 366A. */
static void clause_to_letters(struct typed_section *typed) {
    char both[8];
    if (typed->n == 0 || typed->clause[0].number)
        return;
    if (!typed->letters[0]) {
        if (!ipc_has_letters(typed->base, typed->clause[0].text))
            return;
        snprintf(typed->letters, sizeof typed->letters, "%.*s", LETTERS_MAX, typed->clause[0].text);
        remove_clause(typed, 0);
    }
    if (typed->n == 0 || typed->clause[0].number || typed->clause[0].again)
        return;
    snprintf(both, sizeof both, "%.2s%.2s", typed->letters, typed->clause[0].text);
    if (ipc_has_letters(typed->base, both)) {
        snprintf(typed->letters, sizeof typed->letters, "%.*s", LETTERS_MAX, both);
        remove_clause(typed, 0);
    }
}

static void form_376(struct typed_section *typed) {
    int roman = typed->letters[0] == 'i' ? roman_value(typed->letters) : 0;
    if (roman >= 1 && roman <= 3 && typed->n == 0) {
        typed->letters[0] = '\0';
        insert_clause(typed, 0, roman == 1 ? "1" : roman == 2 ? "2" : "3", true);
    }
    bool tail = false; /* 376R, 376PC: of "r/w", "IPC" */
    for (const char *c = typed->letters; *c; c++)
        tail |= *c > 'n';
    if (tail)
        typed->letters[0] = '\0';
    if (strcmp(typed->letters, "m") == 0 && typed->hindi) { /* ड for ङ: there is no 376M */
        typed->letters[0] = 'e';
        typed->guessed = true;
    }
    if (typed->letters[0] || typed->n == 0 || typed->clause[0].number)
        return;
    roman = roman_value(typed->clause[0].text);
    bool clause_next = typed->n > 1 && !typed->clause[1].number;
    if (roman >= 1 && roman <= 3 && !(roman == 1 && clause_next))
        number_clause(&typed->clause[0], roman); /* 376(i) */
    else
        insert_clause(typed, 0, "2", true); /* 376(n) */
}

/* 376BA is 376AB. */
static void letters_swap(struct typed_section *typed) {
    char swapped[3] = {typed->letters[1], typed->letters[0], '\0'};
    if (strlen(typed->letters) == 2 && !ipc_has_letters(typed->base, typed->letters) &&
        ipc_has_letters(typed->base, swapped))
        memcpy(typed->letters, swapped, sizeof swapped);
}

/* 354A(i)(ii) are sub-sections 1 and 2. */
static void form_stalking(struct typed_section *typed) {
    bool roman = typed->base == 354 && typed->letters[0] && typed->n > 1;
    for (int i = 0; i < typed->n; i++)
        roman = roman && !typed->clause[i].number && roman_value(typed->clause[i].text) > 0;
    for (int i = 0; roman && i < typed->n; i++) {
        number_clause(&typed->clause[i], roman_value(typed->clause[i].text));
        typed->clause[i].again = i > 0;
    }
}

static void form_ipc(struct typed_section *typed) {
    clause_to_letters(typed);
    letters_swap(typed);
    form_stalking(typed);
    if (typed->base == 376) {
        form_376(typed);
    } else if (typed->letters[0] && !ipc_has_lettered(typed->base)) {
        typed->letters[0] = '\0'; /* 307A, 506B: there is none */
    }
    if (typed->base != 376 && typed->n > 0 && !typed->clause[0].number && typed->clause[0].text[0] == 'i' &&
        roman_value(typed->clause[0].text))
        number_clause(&typed->clause[0], roman_value(typed->clause[0].text));
    if (typed->base == 376 && !typed->letters[0])
        for (int i = 0; i < typed->n; i++)
            divide_letters(typed, i);
}

/* 66(E) is 66E. */
static void form_it(struct typed_section *typed) {
    if (typed->base < 43 || typed->letters[0] || typed->n == 0 || typed->clause[0].number || typed->clause[0].text[1])
        return;
    typed->letters[0] = typed->clause[0].text[0];
    typed->letters[1] = '\0';
    remove_clause(typed, 0);
}

static void form_bns(struct typed_section *typed) {
    letters_to_clause(typed);
    if (typed->n > 0 && !typed->clause[0].number && typed->base != 125) {
        int roman = typed->clause[0].text[0] == 'i' ? roman_value(typed->clause[0].text) : 0;
        if (roman >= 1 && roman <= bns_subsections(typed->base) && (typed->n == 1 || roman > 1))
            number_clause(&typed->clause[0], roman); /* 64(i), 351(ii) */
        else if (typed->base == 64)
            insert_clause(typed, 0, "2", true); /* 64(m) */
    }
    if (typed->base == 64)
        for (int i = 0; i < typed->n; i++)
            divide_letters(typed, i);
}

/* 25(1B)(a): sub-section 1B. */
static void form_arms(struct typed_section *typed) {
    for (int i = 1; typed->base == 25 && i < typed->n; i++) {
        struct clause *number = &typed->clause[i - 1], *letter = &typed->clause[i];
        if (!letter->glued || !number->number || letter->number || number->text[1] || letter->text[2])
            continue;
        for (int c = 0; c < 3; c++)
            number->text[1 + c] = (char)toupper((unsigned char)letter->text[c]);
        remove_clause(typed, i);
    }
}

/* Letters right behind a number that has no clauses: 4R, 6th. */
static void drop_tail(struct typed_section *typed) {
    static const char *const tails[] = {"r", "p", "th", "rw"};
    bool drop = false;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0] && typed->base <= 12 && typed->base % 2 == 0; i++)
        drop |= strcmp(typed->letters, tails[i]) == 0;
    if (drop)
        typed->letters[0] = '\0';
}

static void form_pocso(struct typed_section *typed, bool has_five) {
    drop_tail(typed);
    letters_to_clause(typed);
    struct clause *first = typed->n > 0 ? &typed->clause[0] : NULL;
    bool letter = first && !first->number;
    int roman = letter ? roman_value(first->text) : 0;
    if (typed->base == 5 || typed->base == 9 || typed->base == 6) {
        for (int i = 0; i < typed->n; i++)
            divide_letters(typed, i);
        for (int i = 1; i < typed->n; i++) /* 5J2 */
            if (typed->clause[i].number && !typed->clause[i - 1].number && typed->clause[i].text[1] == '\0')
                set_clause(&typed->clause[i], roman_text(typed->clause[i].text[0] - '0'), false);
    }
    bool numbered = typed->base == 4 || typed->base == 6 || typed->base == 14 || typed->base == 15;
    if (numbered && roman >= 1 && roman <= 3 && typed->n == 1) {
        number_clause(first, roman);         /* 4(ii) */
    } else if (typed->base == 6 && letter) { /* its clauses are those of 5 */
        if (has_five)
            typed->n = 0;
        else {
            typed->base = 5;
            typed->guessed = true;
        }
    }
}

static void form_scst(struct typed_section *typed) {
    bool bracket = typed->n > 0 && (typed->clause[0].text[0] == 'v' || strcmp(typed->clause[0].text, "5") == 0);
    if (typed->base == 2 && bracket) { /* 2(v) is 3(2)(v) */
        typed->base = 3;
        insert_clause(typed, 0, "2", true);
    } else if (typed->base == 2 && typed->letters[0] == 'v') { /* 2VA is 3(2)(va) */
        typed->base = 3;
        letters_to_clause(typed);
        insert_clause(typed, 0, "2", true);
        return;
    }
    letters_to_clause(typed);
    if (typed->base != 3 || typed->n == 0)
        return;
    int roman = typed->clause[0].number ? 0 : roman_value(typed->clause[0].text);
    if (roman >= 1 && roman <= 2 && typed->n > 1)
        number_clause(&typed->clause[0], roman); /* 3(i)(xii) */
    for (int i = 1; i < typed->n; i++) {
        struct clause *clause = &typed->clause[i];
        int value = clause->number ? (clause->text[0] - '0') * (clause->text[1] ? 10 : 1) +
                                         (clause->text[1] ? clause->text[1] - '0' : 0)
                                   : 0;
        if (value >= 1 && value <= 20)
            set_clause(clause, roman_text(value), false); /* 3(2)5 */
        if (!clause->number && i + 1 < typed->n && strcmp(clause->text, "v") == 0 &&
            strcmp(typed->clause[i + 1].text, "a") == 0) {
            set_clause(clause, "va", false);
            remove_clause(typed, i + 1);
        }
        if (!clause->number && strcmp(clause->text, "va") != 0 && clause->text[0] != 'z')
            divide_letters(typed, i);
    }
}

/* ---- which clause stands beside the one before it, and which inside it ---- */

static bool inside(const struct writer *w, const struct clause *outer, const struct clause *clause) {
    int base = w->typed.base;
    bool roman = !clause->number && roman_value(clause->text) > 0;
    if (clause->again)
        return false;
    if (outer->number && clause->number) /* 376(2)(1) is kept; 376(3)(2) are two */
        return outer->text[0] == '2' && outer->text[1] == '\0' && strcmp(clause->text, "1") == 0;
    if (outer->number)
        return true;
    switch (w->verdict.law) {
    case LAW_IPC:
    case LAW_BNS:
        if (base != 376 && base != 64)
            return !clause->number;
        return roman && strcmp(outer->text, "a") == 0;
    case LAW_POCSO: return roman && strlen(outer->text) == 1 && strchr("abj", outer->text[0]);
    case LAW_SCST: return (roman && strcmp(outer->text, "w") == 0) || outer->text[0] == 'z';
    default: return true;
    }
}

/* Nothing of its kind stands before it: "376(2),(n)". */
static bool first_of_kind(const struct writer *w, const struct clause *clause) {
    for (int i = 0; i < w->depth; i++)
        if (w->clause[i]->number == clause->number)
            return false;
    return !clause->number;
}

static void write_clauses(struct writer *w) {
    for (int i = 0; i < w->typed.n; i++) {
        const struct clause *clause = &w->typed.clause[i];
        if (w->depth > 0 && !inside(w, w->clause[w->depth - 1], clause) && !first_of_kind(w, clause)) {
            emit(w);
            while (w->depth > 0 && w->clause[w->depth - 1]->number != clause->number)
                w->depth--;
            do /* (j)(ii)(l): l stands beside j */
                w->depth -= w->depth > 0;
            while (w->depth > 0 && w->clause[w->depth - 1]->number == clause->number &&
                   !inside(w, w->clause[w->depth - 1], clause));
            w->n = w->start[w->depth];
            w->text[w->n] = '\0';
        }
        push(w, clause);
    }
    emit(w);
}

/* 354A/B, 354AB: the letters that are sections of their own. False where the letters are one section's. */
static bool write_lettered(struct writer *w) {
    const char *letters = w->typed.letters;
    char one[2] = "";
    if (w->verdict.law != LAW_IPC || !letters[0])
        return false;
    bool each = !ipc_has_letters(w->typed.base, letters) && letters[1];
    for (const char *c = letters; each && *c; c++) {
        one[0] = *c;
        each = ipc_has_letters(w->typed.base, one);
    }
    bool more = w->typed.n > 0 && !w->typed.clause[0].number && ipc_has_letters(w->typed.base, w->typed.clause[0].text);
    if (!each && !more)
        return false;
    for (const char *c = letters; *c; c += each ? 1 : strlen(c)) {
        w->n = (size_t)snprintf(w->text, sizeof w->text, "%d%c%s", w->typed.base, toupper((unsigned char)*c), "");
        for (const char *rest = c + 1; !each && *rest && w->n + 1 < sizeof w->text; rest++)
            w->text[w->n++] = (char)toupper((unsigned char)*rest);
        w->text[w->n] = '\0';
        emit(w);
    }
    for (int i = 0; i < w->typed.n; i++) {
        const struct clause *clause = &w->typed.clause[i];
        if (clause->number || !ipc_has_letters(w->typed.base, clause->text))
            break;
        w->n =
            (size_t)snprintf(w->text, sizeof w->text, "%d%c", w->typed.base, toupper((unsigned char)clause->text[0]));
        if (clause->text[1])
            w->n +=
                (size_t)snprintf(w->text + w->n, sizeof w->text - w->n, "%c", toupper((unsigned char)clause->text[1]));
        emit(w);
    }
    return true;
}

void section_form(const struct typed_section *typed, struct verdict verdict, bool has_five, struct section_list *out) {
    struct writer w = {.out = out, .typed = *typed, .verdict = verdict};
    switch (verdict.law) {
    case LAW_IPC: form_ipc(&w.typed); break;
    case LAW_BNS: form_bns(&w.typed); break;
    case LAW_POCSO: form_pocso(&w.typed, has_five); break;
    case LAW_SCST: form_scst(&w.typed); break;
    case LAW_IT: form_it(&w.typed); break;
    case LAW_ARMS: form_arms(&w.typed); break;
    default: break;
    }
    if (write_lettered(&w))
        return;
    w.n = (size_t)snprintf(w.text, sizeof w.text, "%d", w.typed.base);
    for (const char *c = w.typed.letters; *c; c++)
        w.text[w.n++] = (char)toupper((unsigned char)*c);
    w.text[w.n] = '\0';
    write_clauses(&w);
}
