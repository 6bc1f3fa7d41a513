/* Inside db/ only: the directions that stand unanswered, as SQL. */
#ifndef ITSSO_DIRECTION_INSIDE_H
#define ITSSO_DIRECTION_INSIDE_H

#define DIRECTION_UNDONE(x)                                                                                             \
    "(EXISTS (SELECT 1 FROM main.entry u WHERE u.case_id = " x ".case_id AND u.kind = 'undo' AND u.code = " x ".id)"    \
    " OR EXISTS (SELECT 1 FROM cache.entry u WHERE u.case_id = " x ".case_id AND u.kind = 'undo' AND u.code = " x ".id))"
#define DIRECTION_ANSWER(schema, day)                                                                                   \
    "EXISTS (SELECT 1 FROM " schema ".entry a WHERE a.case_id = d.case_id AND a.kind = 'answer' AND a.code = d.id"      \
    " AND a.on_date <= " day " AND NOT " DIRECTION_UNDONE("a") ")"
/* Over alias d, an entry of kind direction: it stands and has no answer as of the day (an SQL expression: "?5", "%Q"). */
#define DIRECTION_UNANSWERED(day)                                                                                       \
    "d.on_date <= " day " AND NOT " DIRECTION_UNDONE("d") " AND NOT " DIRECTION_ANSWER("main", day)                     \
    " AND NOT " DIRECTION_ANSWER("cache", day)
/* Each once: both databases have an own one that the server sent back. `columns` and `more` (" AND …", or "") are over d. */
#define DIRECTIONS_UNANSWERED_OWN(columns, day, more)                                                                   \
    "SELECT " columns " FROM main.entry d INDEXED BY entry_direction WHERE d.kind = 'direction' AND " DIRECTION_UNANSWERED(day) more
#define DIRECTIONS_UNANSWERED_OTHERS(columns, day, more)                                                                \
    "SELECT " columns " FROM cache.entry d INDEXED BY entry_direction WHERE d.kind = 'direction'"                        \
    " AND NOT EXISTS (SELECT 1 FROM main.entry m WHERE m.id = d.id) AND " DIRECTION_UNANSWERED(day) more
#define DIRECTIONS_UNANSWERED(columns, day)                                                                             \
    DIRECTIONS_UNANSWERED_OWN(columns, day, "") " UNION ALL " DIRECTIONS_UNANSWERED_OTHERS(columns, day, "")

#endif
