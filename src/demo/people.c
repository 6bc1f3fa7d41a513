/* Names of officers, put together of an initial and a common surname. */
#include "src/demo/people.h"

#include <string.h>

#include "src/demo/dice.h"
#include "src/text.h"

enum { DICE_OFFICER = 21 };

#define PER_STATION 16
#define CASES_EACH 33 /* of one officer: so 1,000,000 cases make about 30,000 officers */

static const struct {
    const char *en, *hi;
} initials[] =
    {
        {"A", "ए"},  {"B", "बी"}, {"D", "डी"}, {"G", "जी"}, {"H", "एच"}, {"J", "जे"},  {"K", "के"},
        {"M", "एम"}, {"N", "एन"}, {"P", "पी"}, {"R", "आर"}, {"S", "एस"}, {"V", "वी"},
},
  surnames[] =
      {
          {"Verma", "वर्मा"},    {"Khan", "खान"},     {"Yadav", "यादव"},  {"Singh", "सिंह"},     {"Mishra", "मिश्रा"},
          {"Tiwari", "तिवारी"}, {"Pandey", "पाण्डेय"}, {"Gupta", "गुप्ता"},  {"Ansari", "अन्सारी"}, {"Maurya", "मौर्य"},
          {"Chauhan", "चौहान"}, {"Rawat", "रावत"},   {"Sharma", "शर्मा"}, {"Saxena", "सक्सेना"},  {"Rizvi", "रिजवी"},
          {"Dubey", "दुबे"},      {"Patel", "पटेल"},    {"Pal", "पाल"},     {"Rathore", "राठौर"}, {"Siddiqui", "सिद्दीकी"},
},
  ranks[] = {
      {"SI", "उ0नि0"},
      {"Insp", "नि0"},
      {"WSI", "म0उ0नि0"},
};

static const struct officer home_officers[] = {
    {"", "SI", "R Verma", "आर वर्मा"},  {"", "SI", "A Khan", "ए खान"},      {"", "Insp", "Yadav", "यादव"},
    {"", "WSI", "K Maurya", "के मौर्य"}, {"", "SI", "S Mishra", "एस मिश्रा"},
};
#define HOME_OFFICERS ((int)(sizeof home_officers / sizeof home_officers[0]))

int people_count(int64_t cases) {
    int64_t n = (cases + CASES_EACH / 2) / CASES_EACH;
    return n < 1 ? 1 : n > 9 ? 9 : (int)n;
}

void people_officer(uint64_t seed, int station, int n, bool home, struct officer *out) {
    memset(out, 0, sizeof *out);
    if (home && n < HOME_OFFICERS) {
        *out = home_officers[n];
    } else {
        struct dice dice = dice_for(seed, DICE_OFFICER, (uint64_t)station * PER_STATION + (uint64_t)n);
        int rank = dice_chance(&dice, 650) ? 0 : dice_chance(&dice, 550) ? 1 : 2;
        int first = dice_between(&dice, 0, (int)(sizeof initials / sizeof initials[0]) - 1);
        int second = dice_between(&dice, 0, (int)(sizeof initials / sizeof initials[0]) - 1);
        int last = dice_between(&dice, 0, (int)(sizeof surnames / sizeof surnames[0]) - 1);
        bool two = dice_chance(&dice, 350);
        char name_hi[160];
        text_format(name_hi, sizeof name_hi, "%s%s%s %s", initials[first].hi, two ? " " : "",
                    two ? initials[second].hi : "", surnames[last].hi);
        if (dice_chance(&dice, 90)) { /* some sources write Hindi only */
            text_format(out->rank, sizeof out->rank, "%s", ranks[rank].hi);
            text_format(out->name, sizeof out->name, "%s", name_hi);
        } else {
            text_format(out->rank, sizeof out->rank, "%s", ranks[rank].en);
            text_format(out->name, sizeof out->name, "%s%s%s %s", initials[first].en, two ? " " : "",
                        two ? initials[second].en : "", surnames[last].en);
            text_format(out->name_hi, sizeof out->name_hi, "%s", name_hi);
        }
    }
    text_format(out->pno, sizeof out->pno, "%09d", 990000000 + station * PER_STATION + n);
}
