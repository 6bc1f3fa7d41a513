/* The English labels of the shipped tables (db/data), as message ids for the catalogues. */
#ifndef ITSSO_LABELS_H
#define ITSSO_LABELS_H

/* Each label of steps.tsv (label, label_old) and reasons.tsv once; NULL at the end. */
extern const char *const table_labels[];

#endif
