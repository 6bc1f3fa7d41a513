/* How `show` prints a case: shared by show*.c alone. */
#ifndef ITSSO_SHOW_H
#define ITSSO_SHOW_H

#include "src/report/case_view.h"

/* In the language shown now / as one JSON object. `remarks`: with their texts. */
void show_text(const struct case_view *view, bool remarks);
void show_json(const struct case_view *view, bool remarks);

#endif
