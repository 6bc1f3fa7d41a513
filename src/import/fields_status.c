/* The words of a status column and of a kind of final report. */
#include <string.h>

#include "src/i18n.h"
#include "src/import/fields.h"
#include "src/import/loose.h"

static const struct word {
    const char *text; /* compared by loose_key */
    enum case_status status;
    const char *final_type;
    bool disposed_only;
} words[] = {
    {"Under Investigation", STATUS_OPEN, "", false},
    {"Pending", STATUS_OPEN, "", false},
    {"Open", STATUS_OPEN, "", false},
    {"UI", STATUS_OPEN, "", false},
    {"U/I", STATUS_OPEN, "", false},
    {"Registered", STATUS_OPEN, "", false},
    {"FIR Registered", STATUS_OPEN, "", false},
    {"Case Registered", STATUS_OPEN, "", false},
    {"Pending Investigation", STATUS_OPEN, "", false},
    {"Investigation Pending", STATUS_OPEN, "", false},
    {"Pending Under Investigation", STATUS_OPEN, "", false},
    {"Investigation", STATUS_OPEN, "", false},
    {"Investigation in Progress", STATUS_OPEN, "", false},
    {"In Progress", STATUS_OPEN, "", false},
    {"Investigation Ongoing", STATUS_OPEN, "", false},
    {"Reinvestigation", STATUS_OPEN, "", false},
    {"Re-opened", STATUS_OPEN, "", false},
    {"Reopen", STATUS_OPEN, "", false},
    {"Case Reopened", STATUS_OPEN, "", false},
    {"Pending with IO", STATUS_OPEN, "", false},
    {"Not Disposed", STATUS_OPEN, "", false},
    {"New", STATUS_OPEN, "", false},
    {"विवेचनाधीन", STATUS_OPEN, "", false},
    {"लम्बित", STATUS_OPEN, "", false},
    {"प्रचलित", STATUS_OPEN, "", false},
    {"विवेचना प्रचलित", STATUS_OPEN, "", false},
    {"विवेचना लम्बित", STATUS_OPEN, "", false},
    {"लम्बित विवेचना", STATUS_OPEN, "", false},
    {"विवेचना जारी", STATUS_OPEN, "", false},
    {"विवेचना में", STATUS_OPEN, "", false},
    {"पंजीकृत", STATUS_OPEN, "", false},
    {"पुनः विवेचना", STATUS_OPEN, "", false},
    {"पुन: विवेचना", STATUS_OPEN, "", false},
    {"पुनर्विवेचना", STATUS_OPEN, "", false},
    {"प्रचलित विवेचना", STATUS_OPEN, "", false},
    {"विवेचना प्रचलित है", STATUS_OPEN, "", false},
    {"विवेचना", STATUS_OPEN, "", false},
    {"Charge Sheeted", STATUS_CHARGESHEET, "", false},
    {"Charge Sheet", STATUS_CHARGESHEET, "", false},
    {"CS", STATUS_CHARGESHEET, "", false},
    {"C/S", STATUS_CHARGESHEET, "", false},
    {"Charge Sheet Filed", STATUS_CHARGESHEET, "", false},
    {"Charge Sheet Submitted", STATUS_CHARGESHEET, "", false},
    {"CS Filed", STATUS_CHARGESHEET, "", false},
    {"CS Submitted", STATUS_CHARGESHEET, "", false},
    {"Charge Sheet Prepared", STATUS_CHARGESHEET, "", false},
    {"Charge Sheet Sent to Court", STATUS_CHARGESHEET, "", false},
    {"Final Report Charge Sheet", STATUS_CHARGESHEET, "", false},
    {"Final Form Charge Sheet", STATUS_CHARGESHEET, "", false},
    {"Charged", STATUS_CHARGESHEET, "", false},
    {"Pending Trial", STATUS_CHARGESHEET, "", false},
    {"Under Trial", STATUS_CHARGESHEET, "", false},
    {"Sent for Trial", STATUS_CHARGESHEET, "", false},
    {"Pending in Court", STATUS_CHARGESHEET, "", false},
    {"Convicted", STATUS_CHARGESHEET, "", false},
    {"Acquitted", STATUS_CHARGESHEET, "", false},
    {"Supplementary Charge Sheet", STATUS_CHARGESHEET, "", false},
    {"आरोप पत्र", STATUS_CHARGESHEET, "", false},
    {"आ0प0", STATUS_CHARGESHEET, "", false},
    {"आरोप पत्र प्रेषित", STATUS_CHARGESHEET, "", false},
    {"आरोप पत्र दाखिल", STATUS_CHARGESHEET, "", false},
    {"आरोपपत्रित", STATUS_CHARGESHEET, "", false},
    {"आरोपित", STATUS_CHARGESHEET, "", false},
    {"आरोप पत्र प्रेषित किया गया", STATUS_CHARGESHEET, "", false},
    {"आरोप पत्र न्यायालय प्रेषित", STATUS_CHARGESHEET, "", false},
    {"आ0प0 प्रेषित", STATUS_CHARGESHEET, "", false},
    {"विचाराधीन न्यायालय", STATUS_CHARGESHEET, "", false},
    {"न्यायालय में विचाराधीन", STATUS_CHARGESHEET, "", false},
    {"चार्जशीट", STATUS_CHARGESHEET, "", false},
    {"Final Report", STATUS_FINAL, "", false},
    {"Final", STATUS_FINAL, "", false},
    {"FR", STATUS_FINAL, "", false},
    {"F/R", STATUS_FINAL, "", false},
    {"FR Filed", STATUS_FINAL, "", false},
    {"FR Submitted", STATUS_FINAL, "", false},
    {"Final Report Submitted", STATUS_FINAL, "", false},
    {"Final Report Filed", STATUS_FINAL, "", false},
    {"Closure Report", STATUS_FINAL, "", false},
    {"Closure", STATUS_FINAL, "", false},
    {"Closure Report Filed", STATUS_FINAL, "", false},
    {"अन्तिम रिपोर्ट", STATUS_FINAL, "", false},
    {"अं0रि0", STATUS_FINAL, "", false},
    {"अ0रि0", STATUS_FINAL, "", false},
    {"अन्तिम रिपोर्ट प्रेषित", STATUS_FINAL, "", false},
    {"एफ0आर0", STATUS_FINAL, "", false},
    {"एफ0आर0 प्रेषित", STATUS_FINAL, "", false},
    {"अन्तिम आख्या", STATUS_FINAL, "", false},
    {"फाइनल रिपोर्ट", STATUS_FINAL, "", false},
    {"अन्तिम रिपोर्ट दाखिल", STATUS_FINAL, "", false},
    {"True Undetected", STATUS_FINAL, "true-undetected", false},
    {"True but Undetected", STATUS_FINAL, "true-undetected", false},
    {"True and Undetected", STATUS_FINAL, "true-undetected", false},
    {"Undetected", STATUS_FINAL, "true-undetected", false},
    {"True", STATUS_FINAL, "true-undetected", false},
    {"सत्य अज्ञात", STATUS_FINAL, "true-undetected", false},
    {"सत्य", STATUS_FINAL, "true-undetected", false},
    {"अज्ञात", STATUS_FINAL, "true-undetected", false},
    {"Untraced", STATUS_FINAL, "untraced", false},
    {"True Untraced", STATUS_FINAL, "untraced", false},
    {"अनट्रेस", STATUS_FINAL, "untraced", false},
    {"लापता", STATUS_FINAL, "untraced", false},
    {"पता नहीं चला", STATUS_FINAL, "untraced", false},
    {"False", STATUS_FINAL, "false", false},
    {"False Case", STATUS_FINAL, "false", false},
    {"Maliciously False", STATUS_FINAL, "false", false},
    {"असत्य", STATUS_FINAL, "false", false},
    {"मिथ्या", STATUS_FINAL, "false", false},
    {"झूठा", STATUS_FINAL, "false", false},
    {"Mistake of Fact", STATUS_FINAL, "mistake-of-fact", false},
    {"MF", STATUS_FINAL, "mistake-of-fact", false},
    {"तथ्य की भूल", STATUS_FINAL, "mistake-of-fact", false},
    {"Mistake of Law", STATUS_FINAL, "mistake-of-law", false},
    {"ML", STATUS_FINAL, "mistake-of-law", false},
    {"विधि की भूल", STATUS_FINAL, "mistake-of-law", false},
    {"Mistake of Fact or Law", STATUS_FINAL, "mistake-of-fact", false},
    {"Mistake of Fact and Law", STATUS_FINAL, "mistake-of-fact", false},
    {"Non Cognizable", STATUS_FINAL, "non-cognisable", false},
    {"Non Cognisable", STATUS_FINAL, "non-cognisable", false},
    {"असंज्ञेय", STATUS_FINAL, "non-cognisable", false},
    {"Civil", STATUS_FINAL, "civil", false},
    {"Civil Nature", STATUS_FINAL, "civil", false},
    {"Case of Civil Nature", STATUS_FINAL, "civil", false},
    {"दीवानी", STATUS_FINAL, "civil", false},
    {"दीवानी प्रकृति", STATUS_FINAL, "civil", false},
    {"सिविल प्रकृति", STATUS_FINAL, "civil", false},
    {"Insufficient Evidence", STATUS_FINAL, "insufficient-evidence", false},
    {"Lack of Evidence", STATUS_FINAL, "insufficient-evidence", false},
    {"True but Insufficient Evidence", STATUS_FINAL, "insufficient-evidence", false},
    {"Evidence Insufficient", STATUS_FINAL, "insufficient-evidence", false},
    {"साक्ष्य अभाव", STATUS_FINAL, "insufficient-evidence", false},
    {"साक्ष्य के अभाव में", STATUS_FINAL, "insufficient-evidence", false},
    {"साक्ष्य का अभाव", STATUS_FINAL, "insufficient-evidence", false},
    {"Abated", STATUS_FINAL, "abated", false},
    {"Action Abated", STATUS_FINAL, "abated", false},
    {"उपशमित", STATUS_FINAL, "abated", false},
    {"Offence Abated", STATUS_FINAL, "abated", false},
    {"Closed", STATUS_FINAL, "", true},
    {"Disposed", STATUS_FINAL, "", true},
    {"Disposed Of", STATUS_FINAL, "", true},
    {"Case Closed", STATUS_FINAL, "", true},
    {"निस्तारित", STATUS_FINAL, "", true},
    {"Final Form", STATUS_FINAL, "", true},
    {"Final Form Submitted", STATUS_FINAL, "", true},
    {"Completed", STATUS_FINAL, "", true},
    {"Investigation Completed", STATUS_FINAL, "", true},
    {"Transferred", STATUS_TRANSFERRED, "", false},
    {"Case Transferred", STATUS_TRANSFERRED, "", false},
    {"Transfer", STATUS_TRANSFERRED, "", false},
    {"Transferred to Other PS", STATUS_TRANSFERRED, "", false},
    {"Transferred to Other Unit", STATUS_TRANSFERRED, "", false},
    {"Transferred to Other District", STATUS_TRANSFERRED, "", false},
    {"Transferred to Other State", STATUS_TRANSFERRED, "", false},
    {"Transferred to Other Police Station", STATUS_TRANSFERRED, "", false},
    {"Transferred Out", STATUS_TRANSFERRED, "", false},
    {"स्थानान्तरित", STATUS_TRANSFERRED, "", false},
    {"स्थाना0", STATUS_TRANSFERRED, "", false},
    {"अन्य थाने को स्थानान्तरित", STATUS_TRANSFERRED, "", false},
    {"ट्रांसफर", STATUS_TRANSFERRED, "", false},
    {"अन्य थाना स्थानान्तरित", STATUS_TRANSFERRED, "", false},
    {"Expunged", STATUS_EXPUNGED, "", false},
    {"Expunge", STATUS_EXPUNGED, "", false},
    {"FIR Expunged", STATUS_EXPUNGED, "", false},
    {"Cancelled", STATUS_EXPUNGED, "", false},
    {"Canceled", STATUS_EXPUNGED, "", false},
    {"Quashed", STATUS_EXPUNGED, "", false},
    {"FIR Quashed", STATUS_EXPUNGED, "", false},
    {"एक्सपंज", STATUS_EXPUNGED, "", false},
    {"खारिज", STATUS_EXPUNGED, "", false},
    {"एक्सपंज्ड", STATUS_EXPUNGED, "", false},
    {"निरस्त", STATUS_EXPUNGED, "", false},
    {"स्पंज", STATUS_EXPUNGED, "", false},
    {"Stayed", STATUS_STAYED, "", false},
    {"Stay", STATUS_STAYED, "", false},
    {"Stayed by Court", STATUS_STAYED, "", false},
    {"Investigation Stayed", STATUS_STAYED, "", false},
    {"स्थगन", STATUS_STAYED, "", false},
    {"स्थगित", STATUS_STAYED, "", false},
    {"स्टे", STATUS_STAYED, "", false},
    {"स्थगन आदेश", STATUS_STAYED, "", false},
    {"Further Investigation", STATUS_FURTHER, "", false},
    {"Further", STATUS_FURTHER, "", false},
    {"Under Further Investigation", STATUS_FURTHER, "", false},
    {"अग्रिम विवेचना", STATUS_FURTHER, "", false},
    {"अतिरिक्त अन्वेषण", STATUS_FURTHER, "", false},
    {"अग्रिम विवेचना प्रचलित", STATUS_FURTHER, "", false},
};
#define WORDS (sizeof words / sizeof *words)

static char keys[WORDS][96];

static void prepare(void) {
    if (keys[0][0])
        return;
    for (size_t i = WORDS; i-- > 0;)
        loose_key(words[i].text, strlen(words[i].text), keys[i], sizeof keys[i]);
}

static const struct word *find(const char *key) {
    for (size_t i = 0; i < WORDS; i++) {
        if (strcmp(keys[i], key) == 0)
            return &words[i];
    }
    return NULL;
}

/* "Final Report (False)", "FR - Mistake of Fact", "अन्तिम रिपोर्ट असत्य": a kind behind the words for a final report. */
static const struct word *find_kind(const char *key) {
    static const char *const before[] = {"Final Report", "FR",     "Final Form", "Closure Report", "Closed",
                                         "अन्तिम रिपोर्ट", "एफ0आर0", "अं0रि0",      "FR True"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        char head[96];
        size_t n = loose_key(before[i], strlen(before[i]), head, sizeof head);
        if (strncmp(key, head, n) != 0 || key[n] == '\0')
            continue;
        const struct word *kind = find(key + n);
        if (kind && (kind->status == STATUS_FINAL || kind->status == STATUS_CHARGESHEET))
            return kind;
    }
    return NULL;
}

bool status_read(struct cell cell, struct status_word *out) {
    char key[LOOSE_KEY];
    cell = cell_trim(cell);
    if (cell.n == 0 || cell.n > 200 || loose_key(cell.text, cell.n, key, sizeof key) == 0)
        return false;
    prepare();
    const struct word *word = find(key);
    if (!word)
        word = find_kind(key);
    if (!word)
        return false;
    *out = (struct status_word){word->status, word->final_type, word->disposed_only};
    return true;
}

const char *status_words_known(void) {
    return _("Under Investigation, Charge Sheeted, Final Report (False, Untraced, Mistake of Fact …), Transferred, "
             "Expunged, Stayed, "
             "Further Investigation; विवेचनाधीन, आरोप पत्र, अन्तिम रिपोर्ट, स्थानान्तरित, एक्सपंज, स्थगन, अग्रिम विवेचना");
}
