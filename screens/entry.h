/* What can be entered about a case: the forms (entry_*.c), reached from the
 * case screen, the alerts and every row of a list. */
#ifndef ITSSO_SCREENS_ENTRY_H
#define ITSSO_SCREENS_ENTRY_H

#include "screens/screen.h"

/* Opens the form that belongs to the action for this case: ACTION_REASON, TOLD, STEP, REMARK, DIRECTION, WRONG, SETTLE, UNDO,
 * REDACT, SHARE. ANSWER_NO for other actions. Says why in the status line where it cannot be done (read-only, no such
 * case, not probable). id 0: "no case is selected". */
answer entry_act(struct session *s, case_id id, enum action action);

#endif
