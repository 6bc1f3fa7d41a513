/* The words that stand in act and section texts. Each is written here in the folded form (sections_fold.c): small letters, no nukta,
 * anusvara for न् म् before a consonant, no "0" of an abbreviation. A unit test folds them all. */
#include <string.h>

#include "src/domain/sections_inside.h"
#include "src/domain/sections_words.h"

#define LAW_(text, law) {text, WORD_LAW, law, 0, MATCH_SPACED}
#define KIND(text, kind) {text, kind, 0, 0, MATCH_WHOLE}
#define FLAG(text, flag) {text, WORD_FLAG, 0, flag, MATCH_WHOLE}
#define BEGIN(text, flag) {text, WORD_FLAG, 0, flag, MATCH_BEGINNING}

/* Longer ones before their beginnings. */
static const struct word_entry spaced[] = {
    LAW_("iopoco", LAW_IPC), LAW_("bonoso", LAW_BNS), LAW_("bnss", LAW_BNSS), LAW_("ipc", LAW_IPC), LAW_("bns", LAW_BNS),
    LAW_("pocso", LAW_POCSO), LAW_("posco", LAW_POCSO), LAW_("crpc", LAW_CRPC), LAW_("ndps", LAW_NDPS), LAW_("scst", LAW_SCST),
    LAW_("itpa", LAW_TRAFFIC), LAW_("pita", LAW_TRAFFIC), LAW_("itp", LAW_TRAFFIC), LAW_("pcma", LAW_MARRIAGE), LAW_("cmra", LAW_MARRIAGE),
    LAW_("jj", LAW_JJ), LAW_("it", LAW_IT), LAW_("sc", LAW_SCST), LAW_("st", LAW_SCST), LAW_("dp", LAW_DP), LAW_("mv", LAW_OTHER),
    LAW_("cla", LAW_OTHER), LAW_("uapa", LAW_OTHER), LAW_("pcpndt", LAW_OTHER), LAW_("mtp", LAW_OTHER),
    {"up", WORD_STOP, 0, 0, MATCH_SPACED}, {"us", WORD_MARK, 0, 0, MATCH_SPACED}, {"ps", WORD_STOP, 0, 0, MATCH_SPACED},
    LAW_("पीओसीएसओ", LAW_POCSO), LAW_("आईपीसी", LAW_IPC), LAW_("आइपीसी", LAW_IPC), LAW_("आयपीसी", LAW_IPC), LAW_("आईपीसि", LAW_IPC),
    LAW_("भारतीयदंविधान", LAW_IPC), LAW_("भादंसंहिता", LAW_IPC), LAW_("भादसंहिता", LAW_IPC), LAW_("भादंसं", LAW_IPC), LAW_("भादसं", LAW_IPC), LAW_("भादंस", LAW_IPC),
    LAW_("भादस", LAW_IPC), LAW_("भादंवि", LAW_IPC), LAW_("भादवि", LAW_IPC), LAW_("भादवी", LAW_IPC), LAW_("भादंवी", LAW_IPC),
    LAW_("भांदवि", LAW_IPC), LAW_("भांदंवि", LAW_IPC), LAW_("भदवि", LAW_IPC), LAW_("भादव", LAW_IPC), LAW_("ताहि", LAW_IPC), LAW_("ताजीहि", LAW_IPC),
    LAW_("बीएनएसएस", LAW_BNSS), LAW_("वीएनएसएस", LAW_BNSS), LAW_("भानासुसं", LAW_BNSS), LAW_("भानासुस", LAW_BNSS),
    LAW_("बीएनएस", LAW_BNS), LAW_("बिएनएस", LAW_BNS), LAW_("वीएनएस", LAW_BNS), LAW_("बीएनस", LAW_BNS), LAW_("बीऐनऐस", LAW_BNS),
    LAW_("भान्यासंहिता", LAW_BNS), LAW_("भान्यासं", LAW_BNS), LAW_("भान्यास", LAW_BNS), LAW_("भान्यसं", LAW_BNS), LAW_("भानासं", LAW_BNS),
    LAW_("सीआरपीसी", LAW_CRPC), LAW_("दंप्रसं", LAW_CRPC), LAW_("दप्रसं", LAW_CRPC), LAW_("दप्रस", LAW_CRPC), LAW_("जाफौ", LAW_CRPC),
    LAW_("एससीएसटी", LAW_SCST), LAW_("एससी", LAW_SCST), LAW_("एसटी", LAW_SCST), LAW_("अनुजनजाति", LAW_SCST), LAW_("अनुजाति", LAW_SCST),
    LAW_("अनुजजा", LAW_SCST), LAW_("अनुजा", LAW_SCST), LAW_("अजजा", LAW_SCST), LAW_("अजा", LAW_SCST),
    LAW_("एनडीपीएस", LAW_NDPS), LAW_("एनडीपीस", LAW_NDPS), LAW_("डीपी", LAW_DP), LAW_("आईटीपीए", LAW_TRAFFIC), LAW_("आईटीपी", LAW_TRAFFIC),
    LAW_("पीटा", LAW_TRAFFIC), LAW_("आईटी", LAW_IT), LAW_("आइटी", LAW_IT), LAW_("जेजे", LAW_JJ), LAW_("पीसीएमए", LAW_MARRIAGE),
    LAW_("एमवी", LAW_OTHER), LAW_("सीएलए", LAW_OTHER), LAW_("ईसी", LAW_OTHER), LAW_("पीसी", LAW_OTHER),
    {"यूपी", WORD_STOP, 0, 0, MATCH_SPACED}, {"उप्र", WORD_STOP, 0, 0, MATCH_SPACED}, {"मुअसं", WORD_CASE, 0, 0, MATCH_SPACED},
    {"मुअस", WORD_CASE, 0, 0, MATCH_SPACED}, {"असं", WORD_CASE, 0, 0, MATCH_SPACED}, {"अपसं", WORD_CASE, 0, 0, MATCH_SPACED},
    {"मुसं", WORD_CASE, 0, 0, MATCH_SPACED}, {"काअसं", WORD_CASE, 0, 0, MATCH_SPACED}, {"अधारा", WORD_MARK, 0, 0, MATCH_SPACED},
    {"एफआईआर", WORD_CASE, 0, 0, MATCH_SPACED},
};

static const struct word_entry latin[] = {
    KIND("and", WORD_GLUE), KIND("or", WORD_GLUE), KIND("with", WORD_GLUE), KIND("plus", WORD_GLUE), KIND("alongwith", WORD_GLUE),
    KIND("along", WORD_GLUE), KIND("rw", WORD_GLUE), KIND("aw", WORD_GLUE), KIND("w", WORD_GLUE), KIND("read", WORD_GLUE), KIND("also", WORD_GLUE),
    KIND("va", WORD_GLUE), KIND("evam", WORD_GLUE), KIND("tatha", WORD_GLUE), KIND("aur", WORD_GLUE), KIND("sapathit", WORD_GLUE),
    KIND("section", WORD_MARK), KIND("sections", WORD_MARK), KIND("sec", WORD_MARK), KIND("secs", WORD_MARK), KIND("sect", WORD_MARK),
    KIND("secton", WORD_MARK), KIND("sction", WORD_MARK), KIND("setion", WORD_MARK), KIND("seciton", WORD_MARK), KIND("usec", WORD_MARK),
    KIND("usection", WORD_MARK), KIND("undersection", WORD_MARK), KIND("uss", WORD_MARK), KIND("ss", WORD_MARK), KIND("dhara", WORD_MARK),
    KIND("dhaara", WORD_MARK), KIND("kalam", WORD_MARK), KIND("clause", WORD_STOP), KIND("part", WORD_STOP), KIND("sub", WORD_STOP),
    KIND("of", WORD_OF), KIND("under", WORD_OF), KIND("ki", WORD_OF), KIND("ke", WORD_OF),
    KIND("the", WORD_STOP), KIND("in", WORD_STOP), KIND("for", WORD_STOP), KIND("from", WORD_STOP), KIND("to", WORD_STOP), KIND("by", WORD_STOP),
    KIND("on", WORD_STOP), KIND("as", WORD_STOP), KIND("is", WORD_STOP), KIND("amended", WORD_STOP), KIND("amendment", WORD_STOP), KIND("indian", WORD_STOP),
    KIND("india", WORD_STOP), KIND("state", WORD_STOP), KIND("uttar", WORD_STOP), KIND("pradesh", WORD_STOP), KIND("said", WORD_STOP),
    KIND("same", WORD_STOP), KIND("prevention", WORD_FLAG), KIND("punishable", WORD_STOP), KIND("offence", WORD_FLAG), KIND("police", WORD_STOP),
    KIND("act", WORD_ACT), KIND("acts", WORD_ACT), KIND("actt", WORD_ACT), KIND("code", WORD_ACT), KIND("rule", WORD_ACT),
    KIND("rules", WORD_ACT), KIND("ordinance", WORD_ACT), KIND("adhiniyam", WORD_ACT), KIND("adhiniyum", WORD_ACT), KIND("adhi", WORD_ACT), KIND("law", WORD_ACT),
    KIND("fir", WORD_CASE), KIND("crime", WORD_CASE), KIND("cr", WORD_CASE), KIND("case", WORD_CASE), KIND("cc", WORD_CASE),
    KIND("no", WORD_NUMBER), KIND("nos", WORD_NUMBER), KIND("number", WORD_NUMBER), KIND("date", WORD_DATE), KIND("dated", WORD_DATE), KIND("dt", WORD_DATE),
    KIND("year", WORD_UNIT), KIND("years", WORD_UNIT), KIND("yrs", WORD_UNIT), KIND("yr", WORD_UNIT), KIND("days", WORD_UNIT), KIND("months", WORD_UNIT),
    KIND("rs", WORD_DATE),
    FLAG("child", NAME_CHILD), FLAG("children", NAME_CHILD), FLAG("childrens", NAME_CHILD), FLAG("childs", NAME_CHILD), FLAG("sexual", NAME_SEXUAL),
    FLAG("offences", NAME_OFFENCE), FLAG("offense", NAME_OFFENCE), FLAG("protection", NAME_PROTECT), FLAG("prohibition", NAME_PROTECT),
    BEGIN("juvenil", NAME_JUVENILE), BEGIN("juvinil", NAME_JUVENILE), FLAG("jj", NAME_JUVENILE), BEGIN("marriage", NAME_MARRIAGE), BEGIN("marraige", NAME_MARRIAGE),
    BEGIN("labour", NAME_LABOUR), BEGIN("labor", NAME_LABOUR), BEGIN("harass", NAME_RIGHTS), FLAG("commission", NAME_RIGHTS), FLAG("commissions", NAME_RIGHTS), FLAG("rights", NAME_RIGHTS),
    BEGIN("workplace", NAME_RIGHTS), FLAG("adoption", NAME_RIGHTS), FLAG("care", NAME_RIGHTS), FLAG("custody", NAME_RIGHTS),
    FLAG("penal", NAME_PENAL), FLAG("pinal", NAME_PENAL), FLAG("panel", NAME_PENAL), FLAG("penel", NAME_PENAL), FLAG("panal", NAME_PENAL), FLAG("dand", NAME_PENAL), FLAG("penalcode", NAME_PENAL),
    FLAG("danda", NAME_PENAL), BEGIN("nyay", NAME_NYAYA), FLAG("naya", NAME_NYAYA), FLAG("nyaaya", NAME_NYAYA), BEGIN("nagarik", NAME_NAGARIK), BEGIN("nagrik", NAME_NAGARIK), BEGIN("surak", NAME_NAGARIK),
    FLAG("sanhita", NAME_SANHITA), FLAG("samhita", NAME_SANHITA), FLAG("sanhitha", NAME_SANHITA), FLAG("sahita", NAME_SANHITA), FLAG("samhitha", NAME_SANHITA), FLAG("sanhit", NAME_SANHITA),
    BEGIN("bharati", NAME_BHARAT), BEGIN("bharti", NAME_BHARAT), BEGIN("bhartee", NAME_BHARAT), BEGIN("procedur", NAME_PROCEDURE), BEGIN("proceedur", NAME_PROCEDURE), BEGIN("schedule", NAME_CASTE),
    FLAG("caste", NAME_CASTE), FLAG("castes", NAME_CASTE), FLAG("tribe", NAME_CASTE), FLAG("tribes", NAME_CASTE), BEGIN("atrocit", NAME_CASTE), BEGIN("attrocit", NAME_CASTE),
    FLAG("arms", NAME_ARMS), FLAG("arm", NAME_ARMS), FLAG("aarms", NAME_ARMS), BEGIN("dowry", NAME_DOWRY), FLAG("dahej", NAME_DOWRY), BEGIN("narcotic", NAME_DRUGS), BEGIN("psychotrop", NAME_DRUGS),
    BEGIN("information", NAME_INFORMATION), BEGIN("technolog", NAME_TECHNOLOGY), FLAG("traffic", NAME_TRAFFIC), FLAG("trafficking", NAME_TRAFFIC), FLAG("immoral", NAME_TRAFFIC),
    FLAG("women", NAME_WOMEN), FLAG("woman", NAME_WOMEN), BEGIN("gangster", NAME_OTHER), BEGIN("goonda", NAME_OTHER), BEGIN("gunda", NAME_OTHER), BEGIN("excise", NAME_OTHER), BEGIN("gambling", NAME_OTHER),
    FLAG("explosive", NAME_OTHER), FLAG("motor", NAME_OTHER), FLAG("vehicles", NAME_OTHER), FLAG("vehicle", NAME_OTHER), FLAG("passport", NAME_OTHER), FLAG("passports", NAME_OTHER),
};

static const struct word_entry hindi[] = {
    KIND("व", WORD_GLUE), KIND("वा", WORD_GLUE), KIND("एवं", WORD_GLUE), KIND("एवम", WORD_GLUE), KIND("एवम्", WORD_GLUE), KIND("ऐवं", WORD_GLUE), KIND("तथा", WORD_GLUE), KIND("और", WORD_GLUE),
    KIND("ओर", WORD_GLUE), KIND("औऱ", WORD_GLUE), KIND("या", WORD_GLUE), KIND("सपठित", WORD_GLUE), KIND("सहपठित", WORD_GLUE), KIND("सह", WORD_GLUE), KIND("सहित", WORD_GLUE), KIND("पठित", WORD_GLUE),
    KIND("साथ", WORD_GLUE), KIND("आणि", WORD_GLUE), KIND("सपठीत", WORD_GLUE),
    {"धारा", WORD_MARK, 0, 0, MATCH_BEGINNING}, KIND("धा", WORD_MARK), KIND("कलम", WORD_MARK), KIND("कलमे", WORD_MARK), KIND("दफा", WORD_MARK),
    KIND("की", WORD_OF), KIND("के", WORD_OF), KIND("का", WORD_OF), KIND("को", WORD_OF), KIND("अंतर्गत", WORD_OF), KIND("तहत", WORD_OF), KIND("मे", WORD_OF), KIND("में", WORD_OF), KIND("अंर्तगत", WORD_OF),
    KIND("से", WORD_STOP), KIND("भी", WORD_STOP), KIND("भारत", WORD_STOP), KIND("उत्तर", WORD_STOP), KIND("प्रदेश", WORD_STOP), KIND("उक्त", WORD_STOP), KIND("सं", WORD_NUMBER), KIND("नं", WORD_NUMBER), KIND("नि", WORD_STOP),
    KIND("भाग", WORD_STOP), KIND("उपधारा", WORD_STOP), KIND("वृद्धि", WORD_STOP), KIND("बढोतरी", WORD_STOP), KIND("बढोत्तरी", WORD_STOP), KIND("पर", WORD_STOP), KIND("ने", WORD_STOP), KIND("सन", WORD_STOP),
    {"अधिनि", WORD_ACT, 0, 0, MATCH_BEGINNING}, KIND("अधि", WORD_ACT), KIND("अधी", WORD_ACT), KIND("अधिनयम", WORD_ACT), {"एक्ट", WORD_ACT, 0, 0, MATCH_BEGINNING}, {"ऐक्ट", WORD_ACT, 0, 0, MATCH_BEGINNING}, KIND("अैक्ट", WORD_ACT), KIND("एैक्ट", WORD_ACT), KIND("एक्ट्", WORD_ACT),
    KIND("नियम", WORD_ACT), KIND("नियमावली", WORD_ACT), KIND("कायदा", WORD_ACT), KIND("कायद्याचे", WORD_ACT), KIND("कानून", WORD_ACT), KIND("अध्यादेश", WORD_ACT), KIND("विधान", WORD_ACT), KIND("ऎक्ट", WORD_ACT),
    KIND("मुकदमा", WORD_CASE), KIND("अपराध", WORD_FLAG), KIND("मुअ", WORD_CASE), KIND("प्राथमिकी", WORD_CASE), KIND("संख्या", WORD_NUMBER), KIND("नंबर", WORD_NUMBER), KIND("दिनांक", WORD_DATE), KIND("दि", WORD_DATE), KIND("दिनाक", WORD_DATE),
    {"वर्ष", WORD_UNIT, 0, 0, MATCH_BEGINNING}, KIND("साल", WORD_UNIT), KIND("माह", WORD_UNIT), KIND("दिन", WORD_UNIT), KIND("रुपये", WORD_UNIT), KIND("रूपये", WORD_UNIT), KIND("रू", WORD_UNIT), KIND("बजे", WORD_UNIT), KIND("ग्राम", WORD_UNIT), KIND("किग्रा", WORD_UNIT), KIND("सन्", WORD_STOP),
    BEGIN("लैंगिक", NAME_SEXUAL), BEGIN("लैगिक", NAME_SEXUAL), BEGIN("लैंगीक", NAME_SEXUAL), BEGIN("लैगींक", NAME_SEXUAL), BEGIN("लेंगिक", NAME_SEXUAL), BEGIN("लैगिंक", NAME_SEXUAL), BEGIN("लैंगिंक", NAME_SEXUAL), BEGIN("लेगिक", NAME_SEXUAL), BEGIN("लिंगिक", NAME_SEXUAL), FLAG("यौन", NAME_SEXUAL),
    BEGIN("बालक", NAME_CHILD), BEGIN("बालिका", NAME_CHILD), FLAG("बाल", NAME_CHILD), BEGIN("बच्च", NAME_CHILD), FLAG("बालाकों", NAME_CHILD), BEGIN("संरक्ष", NAME_PROTECT), BEGIN("सरंक्ष", NAME_PROTECT), BEGIN("सरक्ष", NAME_PROTECT), BEGIN("संरछ", NAME_PROTECT), BEGIN("प्रतिषेध", NAME_PROTECT),
    BEGIN("अपराधो", NAME_OFFENCE), BEGIN("गुन्ह", NAME_OFFENCE), BEGIN("किशोर", NAME_JUVENILE), BEGIN("विवाह", NAME_MARRIAGE), BEGIN("श्रम", NAME_LABOUR), BEGIN("श्रमिक", NAME_LABOUR), BEGIN("उत्पीड", NAME_RIGHTS), BEGIN("कार्यस्थल", NAME_RIGHTS), BEGIN("अधिकार", NAME_RIGHTS),
    BEGIN("दंड", NAME_PENAL), FLAG("दड", NAME_PENAL), FLAG("न्याय", NAME_NYAYA), FLAG("न्यायिक", NAME_NYAYA), FLAG("नयाय", NAME_NYAYA), BEGIN("नागरिक", NAME_NAGARIK), BEGIN("सुरक्षा", NAME_NAGARIK),
    BEGIN("संहित", NAME_SANHITA), BEGIN("सहिता", NAME_SANHITA), BEGIN("संहीता", NAME_SANHITA), BEGIN("संघिता", NAME_SANHITA), BEGIN("भारतीय", NAME_BHARAT), BEGIN("भारतिय", NAME_BHARAT), BEGIN("प्रक्रिया", NAME_PROCEDURE), BEGIN("अनुसूच", NAME_CASTE), BEGIN("अनुसुच", NAME_CASTE),
    BEGIN("अत्याचार", NAME_CASTE), BEGIN("जनजाति", NAME_CASTE), BEGIN("हरिजन", NAME_CASTE), BEGIN("दलित", NAME_CASTE), BEGIN("आयुध", NAME_ARMS), BEGIN("आर्म", NAME_ARMS), BEGIN("आम्र्स", NAME_ARMS), BEGIN("शस्त्र", NAME_ARMS), BEGIN("दहेज", NAME_DOWRY), BEGIN("स्वापक", NAME_DRUGS), BEGIN("मादक", NAME_DRUGS), BEGIN("गुंगीकारक", NAME_DRUGS), BEGIN("ताजी", NAME_PENAL), BEGIN("ताजि", NAME_PENAL),
    BEGIN("सूचना", NAME_INFORMATION), BEGIN("प्रौद्योगिकी", NAME_TECHNOLOGY), BEGIN("प्रोद्योगिकी", NAME_TECHNOLOGY), BEGIN("तंत्रज्ञान", NAME_TECHNOLOGY), BEGIN("अनैतिक", NAME_TRAFFIC), BEGIN("व्यापार", NAME_TRAFFIC), FLAG("महिला", NAME_WOMEN), BEGIN("महिलाओं", NAME_WOMEN), BEGIN("स्त्री", NAME_WOMEN),
    BEGIN("गैंगस्टर", NAME_OTHER), BEGIN("गैंगेस्टर", NAME_OTHER), BEGIN("गैगस्टर", NAME_OTHER), BEGIN("गिरोह", NAME_OTHER), BEGIN("गुंडा", NAME_OTHER), BEGIN("आबकारी", NAME_OTHER), BEGIN("गोवध", NAME_OTHER), BEGIN("गौवध", NAME_OTHER), BEGIN("जुआ", NAME_OTHER), BEGIN("विस्फोटक", NAME_OTHER), BEGIN("मोटर", NAME_OTHER),
};

#define COUNT(table) (sizeof table / sizeof table[0])

const struct word_entry *word_entries(int table, size_t *n) {
    const struct word_entry *const tables[] = {spaced, latin, hindi};
    const size_t counts[] = {COUNT(spaced), COUNT(latin), COUNT(hindi)};
    if (table < 0 || table > 2)
        return NULL;
    *n = counts[table];
    return tables[table];
}

/* Matches a pattern whose letters may stand apart: "i.p.c.", "भा द वि". Returns the length, 0 for no match. Two Latin letters with
 * only a blank between are two words ("376 D P.S. …"), and so is an s that stands apart alone ("BNS s. 64"). */
static size_t match_spaced(const char *p, const char *pattern) {
    bool latin_script = is_latin(*pattern);
    size_t at = 0;
    int close = 0;
    bool space = false, dot = false;
    for (size_t i = 0; pattern[i];) {
        if (i > 0 && (latin_script || !is_hindi_mark(pattern + i))) {
            close += !dot && !space && i > 1;
            dot = space = false;
            for (int skipped = 0; skipped < 3 && (p[at] == '.' || p[at] == ' '); skipped++, at++) {
                dot |= p[at] == '.';
                space |= p[at] == ' ';
            }
        }
        size_t length = latin_script ? 1 : HINDI_BYTES;
        if (memcmp(p + at, pattern + i, length) != 0)
            return 0;
        at += length;
        i += length;
    }
    if (latin_script && space && !dot && (!pattern[2] || (close > 0 && p[at - 1] == 's')))
        return 0;
    return at;
}

static bool ends_word(const char *p, size_t at, bool latin_script) {
    return latin_script ? !is_latin(p[at]) : !is_hindi(p + at);
}

/* What may be glued on behind an act's short name: एक्ट, व, and, act … */
static bool glued_on(const char *p, size_t at) {
    struct word first;
    size_t n = word_length(p + at);
    return n > 0 && word_segments(p + at, n, &first) && (first.kind != WORD_STOP || n > 3);
}

static bool spaced_read(const char *p, struct word *word) {
    bool latin_script = is_latin(*p);
    for (size_t i = 0; i < COUNT(spaced); i++) {
        const struct word_entry *entry = &spaced[i];
        if (entry->text[0] != p[0] || (!latin_script && memcmp(entry->text, p, HINDI_BYTES) != 0))
            continue;
        size_t length = match_spaced(p, entry->text);
        if (length == 0 || !(ends_word(p, length, latin_script) || (entry->kind == WORD_LAW && glued_on(p, length))))
            continue;
        *word = (struct word){entry->kind, entry->law, entry->flags, length};
        return true;
    }
    return false;
}

static const struct word_entry *table_find(const char *p, size_t n) {
    const struct word_entry *table = is_latin(*p) ? latin : hindi;
    size_t count = is_latin(*p) ? COUNT(latin) : COUNT(hindi);
    for (size_t i = 0; i < count; i++) {
        if (table[i].text[0] != p[0] || (n >= HINDI_BYTES && table[i].text[1] != p[1]))
            continue;
        size_t length = strlen(table[i].text);
        if (length > n || memcmp(table[i].text, p, length) != 0)
            continue;
        if (length == n || table[i].match == MATCH_BEGINNING)
            return &table[i];
    }
    return NULL;
}

/* ---- words that are glued together ---- */

static bool law_short(const char *p, size_t n, struct word *word) {
    static const struct { const char *text; enum law law; } names[] = {
        {"ipc", LAW_IPC}, {"bnss", LAW_BNSS}, {"bns", LAW_BNS}, {"crpc", LAW_CRPC}, {"ndps", LAW_NDPS}, {"scst", LAW_SCST},
        {"sc", LAW_SCST}, {"st", LAW_SCST}, {"itpa", LAW_TRAFFIC}, {"itp", LAW_TRAFFIC}, {"it", LAW_IT}, {"dp", LAW_DP},
        {"jj", LAW_JJ}, {"mv", LAW_OTHER}, {"cla", LAW_OTHER}, {"arms", LAW_ARMS}, {"dowry", LAW_DP}, {"excise", LAW_OTHER},
        {"भादवि", LAW_IPC}, {"भादंवि", LAW_IPC}, {"भादसं", LAW_IPC}, {"भादंसं", LAW_IPC}, {"आईपीसी", LAW_IPC}, {"ताहि", LAW_IPC},
        {"बीएनएस", LAW_BNS}, {"एससीएसटी", LAW_SCST}, {"एससी", LAW_SCST}, {"एसटी", LAW_SCST}, {"एनडीपीएस", LAW_NDPS},
        {"आईटी", LAW_IT}, {"डीपी", LAW_DP}, {"आयुध", LAW_ARMS}, {"आर्म्स", LAW_ARMS}, {"दहेज", LAW_DP}, {"गैंगस्टर", LAW_OTHER},
        {"गुंडा", LAW_OTHER}, {"आबकारी", LAW_OTHER}, {"गोवध", LAW_OTHER},
    };
    for (size_t i = 0; i < COUNT(names); i++)
        if (strlen(names[i].text) == n && memcmp(names[i].text, p, n) == 0) {
            *word = (struct word){WORD_LAW, names[i].law, 0, n};
            return true;
        }
    if (word_is_pocso(p, n)) {
        *word = (struct word){WORD_LAW, LAW_POCSO, 0, n};
        return true;
    }
    return false;
}

static bool segment(const char *p, size_t n, struct word *word) {
    static const char *const pieces[] = {"and", "of", "the", "sec", "section", "sections", "act", "us", "rw", "w", "in", "under", "with",
                                         "rule", "rules", "व", "एवं", "तथा", "और", "की", "के", "धारा", "सपठित", "में"};
    if (law_short(p, n, word))
        return true;
    for (size_t i = 0; i < COUNT(pieces); i++)
        if (strlen(pieces[i]) == n && memcmp(pieces[i], p, n) == 0) {
            const struct word_entry *entry = table_find(p, n);
            *word = (struct word){entry ? entry->kind : WORD_MARK, 0, 0, n};
            return true;
        }
    const struct word_entry *entry = is_latin(*p) ? NULL : table_find(p, n);
    if (!entry || entry->kind != WORD_ACT)
        return false;
    *word = (struct word){WORD_ACT, 0, 0, n};
    return true;
}

bool word_segments(const char *p, size_t n, struct word *first) {
    size_t step = is_latin(*p) ? 1 : HINDI_BYTES;
    if (n == 0 || n > 30 * step)
        return false;
    /* good[i]: from i on, the rest is made of known words; then[i]: length of the first of them, the longest that serves */
    bool good[32] = {false};
    size_t units = n / step;
    good[units] = true;
    for (size_t i = units; i-- > 0;)
        for (size_t length = units - i; length > 0 && !good[i]; length--) {
            struct word word;
            if (!good[i + length] || (!is_latin(*p) && i + length < units && is_hindi_mark(p + (i + length) * step)) ||
                !segment(p + i * step, length * step, &word))
                continue;
            good[i] = true;
            if (i == 0)
                *first = word;
        }
    return good[0];
}

/* ---- one word ---- */

/* A long name typed without blanks: ProtectionofChildrenfromSexualOffences, IndianPenalCode. */
static unsigned long_word_flags(const char *p, size_t n) {
    static const struct { const char *part; unsigned flag; } parts[] = {
        {"child", NAME_CHILD}, {"sexual", NAME_SEXUAL}, {"protection", NAME_PROTECT}, {"offence", NAME_OFFENCE}, {"juvenile", NAME_JUVENILE},
        {"marriage", NAME_MARRIAGE}, {"penal", NAME_PENAL}, {"procedure", NAME_PROCEDURE}, {"atrocities", NAME_CASTE}, {"nyaya", NAME_NYAYA},
        {"sanhita", NAME_SANHITA}, {"दंडसंहिता", NAME_PENAL}, {"न्यायसंहिता", NAME_NYAYA | NAME_SANHITA}, {"लैंगिक", NAME_SEXUAL}, {"बालक", NAME_CHILD},
    };
    unsigned flags = 0;
    for (size_t i = 0; i < COUNT(parts); i++)
        if (memmem(p, n, parts[i].part, strlen(parts[i].part)))
            flags |= parts[i].flag;
    return flags;
}

static struct word latin_special(const char *p, size_t n) {
    struct word word = {WORD_UNKNOWN, 0, 0, n};
    if (n == 1 && p[1] == '/') { /* u/s, r/w, a/w */
        size_t after = word_length(p + 2);
        bool marks = p[0] == 'u' && p[2] == 's';
        bool glues = (p[0] == 'r' || p[0] == 'a' || p[0] == 'c') && p[2] == 'w';
        if ((marks || glues) && after > 0) {
            word.kind = marks ? WORD_MARK : WORD_GLUE;
            word.length = after == 1 || glues ? 3 : 2 + (after == 2 ? 2 : after);
            return word;
        }
    }
    if (n == 1 && (p[0] == 's' || p[0] == 'u')) {
        size_t at = 1 + strspn(p + 1, ". ");
        if (is_digit(p[at]))
            word.kind = WORD_MARK;
    }
    return word;
}

struct word word_read(const char *p) {
    struct word word;
    size_t n = word_length(p);
    if (is_latin(*p) && n == 1) {
        word = latin_special(p, n);
        if (word.kind != WORD_UNKNOWN)
            return word;
    }
    if (spaced_read(p, &word))
        return word;
    const struct word_entry *entry = table_find(p, n);
    if (entry) {
        unsigned flags = entry->kind == WORD_FLAG && entry->flags == 0 ? (is_latin(*p) && p[0] == 'p' ? NAME_PROTECT : NAME_OFFENCE) : entry->flags;
        if (entry->match == MATCH_BEGINNING && n > 10 * HINDI_BYTES)
            flags |= long_word_flags(p, n);
        return (struct word){entry->kind, entry->law, flags, n};
    }
    if (word_is_pocso(p, n))
        return (struct word){WORD_LAW, LAW_POCSO, 0, n};
    if (n > 1 && word_segments(p, n, &word))
        return word;
    word = (struct word){WORD_UNKNOWN, 0, 0, n};
    word.flags = n > (is_latin(*p) ? 9u : 9u * HINDI_BYTES) ? long_word_flags(p, n) : 0;
    if (word.flags == 0)
        word.flags = word_guess_flags(p, n);
    if (word.flags)
        word.kind = WORD_FLAG;
    return word;
}
