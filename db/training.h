/* Training data: what a folder holds, and beginning anew. Real entries must never be lost: whoever makes training data
 * asks training_look first. */
#ifndef ITSSO_TRAINING_H
#define ITSSO_TRAINING_H

#include "db/store.h"

enum folder_holds {
    FOLDER_NOTHING,  /* no databases, or empty ones: no unit, no case, no entry */
    FOLDER_TRAINING, /* marked as training */
    FOLDER_REAL,     /* anything else */
};

#define TRAINING_MADE 128

/* Looks without making or changing anything. `made`: what the training data was made with (meta 'training_made'), ""
 * where it is not known or was not finished. false where the folder cannot be read. */
bool training_look(const char *folder, enum folder_holds *holds, char made[TRAINING_MADE], struct error *e);

/* Forgets every entry of a training folder, in the database and in its log. The store is STORE_ENTRIES; refuses a
 * folder that is not marked as training. */
bool training_forget_entries(struct store *store, struct error *e);

#endif
