/* Directions of supervising officers: where they come from. Pure. */
#ifndef ITSSO_DIRECTION_SOURCE_H
#define ITSSO_DIRECTION_SOURCE_H

/* Whose letter it is. The code travels and is kept; the label is English, shown through gettext. */
struct direction_source { const char *code, *label; };

/* From the highest down; ends with a NULL code. */
extern const struct direction_source direction_sources[];

/* NULL where there is none of that code. */
const struct direction_source *direction_source_find(const char *code);
/* For people, translated; a code that is not known here (another state's) stays as it is. */
const char *direction_source_label(const char *code);

#endif
