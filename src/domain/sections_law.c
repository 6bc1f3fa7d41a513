/* What the acts have: which section cannot be of the act that is named, and which act it is of then. Numbers are those
 * that people are charged under; IPC to BNS as in domain.md section 3. */
#include <string.h>

#include "src/domain/sections_inside.h"

#define IPC_LAST 511
#define BNS_LAST 358
#define BNS_FIRST_OFFENCE 45
#define POCSO_LAST 46
#define POCSO_LAST_OFFENCE 23

static const struct {
    enum act act;
    int last; /* the highest section */
} laws[LAW_COUNT] = {
    [LAW_NONE] = {ACT_OTHER, 0},     [LAW_IPC] = {ACT_IPC, IPC_LAST},
    [LAW_BNS] = {ACT_BNS, BNS_LAST}, [LAW_POCSO] = {ACT_POCSO, POCSO_LAST},
    [LAW_SCST] = {ACT_SCST, 23},     [LAW_ARMS] = {ACT_ARMS, 59},
    [LAW_IT] = {ACT_IT, 90},         [LAW_NDPS] = {ACT_NDPS, 83},
    [LAW_DP] = {ACT_DP, 10},         [LAW_CRPC] = {ACT_OTHER, 484},
    [LAW_BNSS] = {ACT_OTHER, 531},   [LAW_JJ] = {ACT_OTHER, 112},
    [LAW_TRAFFIC] = {ACT_OTHER, 25}, [LAW_MARRIAGE] = {ACT_OTHER, 21},
    [LAW_OTHER] = {ACT_OTHER, 293},
};

enum act law_act(enum law law) {
    return laws[law].act;
}

/* ---- the IPC's lettered sections, with those of the states ---- */

static const struct {
    short base;
    const char *letters; /* one or two small letters, blanks between */
} lettered[] = {
    {29, "a"},
    {52, "a"},
    {53, "a"},
    {55, "a"},
    {102, "a b"},
    {108, "a"},
    {120, "a b"},
    {121, "a"},
    {124, "a"},
    {130, "a"},
    {138, "a"},
    {153, "a aa b"},
    {166, "a b"},
    {171, "a b c d e f g h i"},
    {173, "a"},
    {174, "a"},
    {188, "a"},
    {195, "a"},
    {216, "a b"},
    {225, "a b"},
    {228, "a"},
    {229, "a"},
    {255, "a"},
    {263, "a"},
    {267, "a b c"},
    {289, "a"},
    {294, "a"},
    {295, "a"},
    {304, "a b"},
    {326, "a b"},
    {353, "a"},
    {354, "a b c d e"},
    {363, "a"},
    {364, "a"},
    {366, "a b"},
    {370, "a"},
    {376, "a b c d e ab da db"},
    {377, "a b c"},
    {379, "a b"},
    {381, "a"},
    {388, "a"},
    {420, "a"},
    {427, "a"},
    {477, "a"},
    {489, "a b c d e"},
    {498, "a"},
    {509, "a b"},
};

static const char *letters_of(int base) {
    for (size_t i = 0; i < sizeof lettered / sizeof lettered[0]; i++)
        if (lettered[i].base == base)
            return lettered[i].letters;
    return NULL;
}

bool ipc_has_letters(int base, const char *letters) {
    const char *all = letters_of(base);
    size_t n = strlen(letters);
    while (all && *all && n > 0) {
        size_t length = strcspn(all, " ");
        if (length == n && memcmp(all, letters, n) == 0)
            return true;
        all += length + (all[length] == ' ');
    }
    return false;
}

bool ipc_has_lettered(int base) {
    return letters_of(base) != NULL;
}

/* ---- the BNS's sections with numbered sub-sections ---- */

int bns_subsections(int base) {
    static const struct {
        short base, last;
    } all[] = {
        {3, 9},   {4, 0},   {61, 2},  {64, 2},  {65, 2},  {70, 2},  {72, 2},  {73, 2},  {75, 3},  {78, 2},  {80, 2},
        {82, 2},  {103, 2}, {106, 2}, {109, 2}, {111, 7}, {112, 2}, {113, 7}, {115, 2}, {117, 4}, {118, 2}, {119, 2},
        {120, 2}, {121, 2}, {122, 2}, {124, 2}, {126, 2}, {127, 8}, {137, 2}, {139, 3}, {140, 4}, {143, 7}, {144, 2},
        {152, 0}, {189, 9}, {191, 3}, {193, 3}, {194, 2}, {195, 2}, {196, 2}, {197, 2}, {303, 2}, {304, 2}, {308, 7},
        {309, 6}, {310, 6}, {316, 5}, {317, 5}, {318, 4}, {319, 2}, {324, 6}, {329, 4}, {330, 2}, {331, 8}, {333, 0},
        {336, 4}, {338, 0}, {340, 2}, {341, 4}, {351, 4}, {353, 3}, {356, 4},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].base == base)
            return all[i].last;
    return 0;
}

/* The number of the sub-section, 0 for none; (i) counts as (1). */
static int subsection(const struct typed_section *typed) {
    if (typed->n == 0)
        return 0;
    const struct clause *clause = &typed->clause[0];
    if (!clause->number)
        return typed->n == 1 ? roman_value(clause->text) : 0;
    int value = 0;
    for (const char *c = clause->text; *c; c++)
        value = value * 10 + (*c - '0');
    return value;
}

/* The BNS has it with this sub-section, and the IPC has no such section with sub-sections. */
static bool only_bns_form(const struct typed_section *typed) {
    static const short ipc_too[] = {304, 153, 172, 174, 188, 194, 295, 308};
    int sub = typed->letters[0] ? 0 : subsection(typed);
    if (sub == 0 || sub > bns_subsections(typed->base))
        return false;
    for (size_t i = 0; i < sizeof ipc_too / sizeof ipc_too[0]; i++)
        if (ipc_too[i] == typed->base)
            return typed->base == 308 && sub > 2;
    return true;
}

static bool bns_rape(int base) {
    return base >= 64 && base <= 71;
}

enum law law_by_number(const struct typed_section *typed) {
    int base = typed->base;
    if (base == 376 || base > BNS_LAST ||
        (base > POCSO_LAST && typed->letters[0] && ipc_has_letters(base, typed->letters)))
        return LAW_IPC;
    if (only_bns_form(typed) || (base == 64 && typed->n > 0))
        return LAW_BNS;
    if (typed->n > 0 && !typed->clause[0].number && base > POCSO_LAST && ipc_has_letters(base, typed->clause[0].text))
        return LAW_IPC;
    return LAW_NONE;
}

bool law_is_sexual(const struct typed_section *typed) {
    int base = typed->base;
    return base == 354 || base == 363 || base == 366 || base == 376 || base == 377 || base == 509 || base == 64 ||
           base == 65 || base == 70 || base == 74 || base == 75 || base == 137 || base == 87;
}

/* ---- numbers of the special acts ---- */

static bool among(int base, const short *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (list[i] == base)
            return true;
    return false;
}
#define AMONG(base, ...) among(base, (const short[]){__VA_ARGS__}, sizeof((const short[]){__VA_ARGS__}) / sizeof(short))

/* 3(2)(v), 3(1)(r), 2VA: clauses that only the SC/ST Act has. */
static bool scst_form(const struct typed_section *typed) {
    if (typed->base == 2)
        return strcmp(typed->letters, "v") == 0 || strcmp(typed->letters, "va") == 0 ||
               (typed->n == 1 && typed->clause[0].text[0] == 'v');
    return typed->base == 3 && typed->n >= 2 && (typed->clause[0].number || roman_value(typed->clause[0].text) > 0);
}

/* 66D, 67B */
static bool it_form(const struct typed_section *typed) {
    return (typed->base == 66 || typed->base == 67) && typed->letters[0] >= 'a' && typed->letters[0] <= 'f';
}

static bool arms_pair(int one, int other) {
    return (other == 25 && AMONG(one, 3, 4, 5, 7)) || (one == 25 && AMONG(other, 3, 4, 5, 7, 27)) ||
           (one == 27 && other == 25);
}

static int misfit_pocso(const struct typed_section *typed) {
    int base = typed->base;
    if (base > POCSO_LAST || (base >= 34 && base <= 37))
        return 5;
    if (scst_form(typed) || (base == 3 && subsection(typed) == 5))
        return 4;
    return base >= 3 && base <= POCSO_LAST_OFFENCE ? 0 : 1;
}

int law_misfit(const struct typed_section *typed, enum law law) {
    int base = typed->base;
    switch (law) {
    case LAW_IPC: return only_bns_form(typed) ? 1 : base < 34 || bns_rape(base) ? 2 : 0;
    case LAW_TRAFFIC: return base >= 3 && base <= 9 ? 0 : base > 25 ? 5 : 1;
    case LAW_MARRIAGE: return base >= 9 && base <= 11 ? 0 : base > 21 ? 5 : 1;
    case LAW_JJ: return (base >= 23 && base <= 28) || (base >= 74 && base <= 89) ? 0 : base > 112 ? 5 : 1;
    case LAW_OTHER: return base > 293 ? 5 : base > 210 ? 1 : 0;
    case LAW_BNS:
        if (base == 3 && typed->n == 1)
            return 0;
        return base > BNS_LAST || law_by_number(typed) == LAW_IPC ? 1 : base < 34 || it_form(typed) ? 2 : 0;
    case LAW_POCSO: return misfit_pocso(typed);
    case LAW_SCST: return scst_form(typed) ? 0 : base > 23 ? 5 : 1;
    case LAW_ARMS:
        return AMONG(base, 3, 4, 5, 7, 9, 25, 27, 28, 29, 30, 35, 54, 59) ? 0
               : base > 59                                                ? 5
                                                                          : 1; /* 25/54/59: Delhi's form */
    case LAW_NDPS: return base == 8 || (base >= 15 && base <= 32) ? 0 : base > 83 ? 5 : 1;
    case LAW_DP: return base == 3 || base == 4 || base == 6 ? 0 : base > 10 ? 5 : 1;
    case LAW_IT: return AMONG(base, 43, 65, 66, 67, 72) ? 0 : base > 90 ? 5 : 1;
    case LAW_NONE: return 5;
    default: return base == 376 || base > laws[law].last ? 5 : 0;
    }
}

/* ---- the verdict ---- */

static struct verdict verdict(enum law law, bool corrected, bool guessed) {
    return (struct verdict){law, corrected, guessed};
}

/* IPC or BNS, for a number that only a general code can have. */
static enum law general_code(const struct typed_section *typed, const struct law_context *context) {
    bool bns_time = context->on != CIVIL_NONE && context->on >= civil_from_ymd(2024, 7, 1);
    enum law law = law_by_number(typed);
    if (law == LAW_BNS && !bns_time && typed->base < BNS_FIRST_OFFENCE)
        law = LAW_IPC;
    if (law != LAW_NONE)
        return law;
    if ((typed->base >= 34 && typed->base <= 37) || (typed->base == 354 && !context->sure_bns))
        return LAW_IPC; /* BNS 354 is hardly ever charged */
    if (context->sure_ipc != context->sure_bns)
        return context->sure_ipc ? LAW_IPC : LAW_BNS;
    return bns_time ? LAW_BNS : LAW_IPC;
}

/* A small number without an act: pairs tell which one is meant. */
static struct verdict small_number(const struct typed_section *typed, const struct law_context *context) {
    static const struct {
        short one, other;
        enum law law;
    } pairs[] = {
        {4, 25, LAW_ARMS}, {3, 25, LAW_ARMS},  {5, 25, LAW_ARMS}, {7, 25, LAW_ARMS}, {25, 27, LAW_ARMS},
        {3, 30, LAW_ARMS}, {27, 30, LAW_ARMS}, {3, 27, LAW_ARMS}, {8, 15, LAW_NDPS}, {8, 18, LAW_NDPS},
        {8, 20, LAW_NDPS}, {8, 21, LAW_NDPS},  {8, 22, LAW_NDPS},
    };
    int base = typed->base, pair = context->pair_with;
    if (scst_form(typed))
        return verdict(LAW_SCST, false, false);
    if (base == 3 && subsection(typed) == 5)
        return verdict(LAW_BNS, false, false);
    for (size_t i = 0; pair && i < sizeof pairs / sizeof pairs[0]; i++)
        if ((pairs[i].one == base && pairs[i].other == pair) || (pairs[i].one == pair && pairs[i].other == base))
            return verdict(pairs[i].law, false, false);
    bool odd = base % 2 == 1,
         pocso_pair = base >= 3 && base <= 12 && (pair == (odd ? base + 1 : base - 1) || base * pair == 24);
    bool clause = (base == 5 || base == 9) && (typed->letters[0] || typed->n > 0);
    if (pocso_pair && base <= 4 && context->dowry)
        return verdict(LAW_DP, false, false);
    if (pocso_pair || (clause && context->sexual))
        return context->sexual            ? verdict(LAW_POCSO, false, false)
               : context->alone || clause ? verdict(LAW_POCSO, false, true)
                                          : verdict(LAW_OTHER, false, true);
    if (context->sexual && base >= 3 && base <= 18 && base != 13 && !pair)
        return verdict(LAW_POCSO, false, true);
    return verdict(LAW_OTHER, false, true);
}

/* A number that the IPC has but nobody is charged under, below 34. */
static struct verdict small_in_code(const struct typed_section *typed, enum law typed_law,
                                    const struct law_context *context) {
    struct verdict small = small_number(typed, context);
    if (typed_law == LAW_BNS && typed->base == 3)
        return verdict(LAW_BNS, false, false);
    if (small.law == LAW_BNS)
        return verdict(LAW_BNS, typed_law != LAW_BNS, false);
    if (small.law == LAW_OTHER) {
        if (typed->base < 3 || typed->base > 18)
            return verdict(typed_law, false, false);
        small.law = LAW_POCSO;
    }
    return verdict(small.law, true, true);
}

static struct verdict decide_ipc(const struct typed_section *typed, const struct law_context *context) {
    bool bns_time = context->on != CIVIL_NONE && context->on >= civil_from_ymd(2024, 7, 1);
    if (typed->base < 34)
        return small_in_code(typed, LAW_IPC, context);
    if (law_by_number(typed) == LAW_BNS)
        return verdict(LAW_BNS, true, false);
    if (bns_rape(typed->base) && bns_time && !typed->letters[0])
        return verdict(LAW_BNS, true, true);
    return verdict(LAW_IPC, false, false);
}

/* Sections under the procedure codes: those that are really theirs in a case, the others are the IPC's or POCSO's. */
static struct verdict decide_procedure(const struct typed_section *typed, enum law typed_law) {
    int base = typed->base;
    if (typed_law == LAW_BNSS) {
        bool rape = (base == 64 || base == 65 || base == 70) && typed->n > 0;
        return rape          ? verdict(LAW_BNS, true, true)
               : base == 376 ? verdict(LAW_IPC, true, false)
                             : verdict(LAW_BNSS, false, false);
    }
    if (base <= POCSO_LAST_OFFENCE && base >= 3)
        return verdict(LAW_POCSO, true, false);
    if (base == 376 || (base >= 294 && !AMONG(base, 309, 311, 313, 319, 320, 340, 374, 378, 389, 397, 401, 433, 437,
                                              438, 439, 446, 451, 457, 482, 483)))
        return verdict(LAW_IPC, true, false);
    return verdict(LAW_CRPC, false, false);
}

struct verdict law_decide(const struct typed_section *typed, enum law typed_law, const struct law_context *context) {
    int base = typed->base;
    switch (typed_law) {
    case LAW_NONE:
        if (it_form(typed))
            return verdict(LAW_IT, false, false);
        if (base < 34 || (base <= POCSO_LAST && context->pair_with && context->pair_with < 34))
            return small_number(typed, context);
        return verdict(general_code(typed, context), false, false);
    case LAW_IPC: return decide_ipc(typed, context);
    case LAW_BNS:
        if (base < 34 && !AMONG(base, 3))
            return small_in_code(typed, LAW_BNS, context);
        return law_by_number(typed) == LAW_IPC ? verdict(LAW_IPC, true, false) : verdict(LAW_BNS, false, false);
    case LAW_CRPC:
    case LAW_BNSS: return decide_procedure(typed, typed_law);
    case LAW_OTHER:
        if (arms_pair(base, context->pair_with)) /* 3/25 "A Act" */
            return verdict(LAW_ARMS, false, false);
        break;
    default: break;
    }
    if (law_misfit(typed, typed_law) < 4)
        return verdict(typed_law, false, false);
    if (scst_form(typed))
        return verdict(LAW_SCST, true, false);
    if (base == 3 && subsection(typed) == 5)
        return verdict(LAW_BNS, true, false);
    if (base < 34)
        return verdict(typed_law, false, true);
    if (it_form(typed))
        return verdict(LAW_IT, true, false);
    enum law code = general_code(typed, context);
    return verdict(code, true, code == LAW_BNS && base >= 66 && base <= 71 && base != 70); /* 67 may be IT's as well */
}
