/* What the parts of `doctor` share: shared by doctor*.c alone. */
#ifndef ITSSO_DOCTOR_H
#define ITSSO_DOCTOR_H

#include "src/commands/command.h"

struct doctor {
    struct context *context;
    bool full;
    const char *topic; /* translated: stands before each line */
    int findings;
};

/* A new heading: the lines that follow belong to it. */
void doctor_topic(struct doctor *doctor, const char *topic);
/* All is well / worth knowing, nothing to mend / wrong, with how to mend it ("" where the sentence says it): a finding. */
void doctor_good(struct doctor *doctor, const char *format, ...) __attribute__((format(printf, 2, 3)));
void doctor_note(struct doctor *doctor, const char *format, ...) __attribute__((format(printf, 2, 3)));
void doctor_wrong(struct doctor *doctor, const char *mend, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* doctor_store.c: the databases, their rights and what is in them. The open store, for the check of the clock; NULL where there is none. */
struct store *doctor_databases(struct doctor *doctor);
/* doctor_disk.c: room, and whether the disk is encrypted. */
void doctor_disk(struct doctor *doctor);
/* doctor_paper.c: PDF in Hindi, the printer. */
void doctor_paper(struct doctor *doctor);
/* doctor_sync.c: the gateway, the certificates, and how sync stands. store may be NULL. */
void doctor_sync(struct doctor *doctor, struct store *store);

#endif
