/* Holds that each screen shows what its text file says at 80x24, in English and Hindi. The pages and what to type for them: golden_pages.h. */
#define GOLDEN_ROWS 24
#define GOLDEN_COLUMNS 80
#include "tests/screens/golden_pages.h"
