/* Holds that each screen shows what its text file says at 132x43, in English and Hindi. The pages and what to type for them: golden_pages.h. */
#define GOLDEN_ROWS 43
#define GOLDEN_COLUMNS 132
#include "tests/screens/golden_pages.h"
