/* Holds that each screen shows what its text file says at 40x10, in English and Hindi. The pages and what to type for them: golden_pages.h. */
#define GOLDEN_ROWS 10
#define GOLDEN_COLUMNS 40
#include "tests/screens/golden_pages.h"
