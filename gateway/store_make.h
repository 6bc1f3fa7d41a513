/* The store's tables, inside gateway/ only. */
#ifndef ITSSO_GATEWAY_STORE_MAKE_H
#define ITSSO_GATEWAY_STORE_MAKE_H

#include "gateway/sql.h"

#define STORE_SCHEMA 1

/* Makes the tables where they are missing; refuses a store of another form. Outside of a transaction. */
bool store_make(struct db *db, struct error *e);

/* schema.sql (embed.c). */
const char *schema_gateway_text(void);

#endif
