/* What another process (load, remove) tells the servers that run on the same store. */
#ifndef ITSSO_GATEWAY_NOTIFY_H
#define ITSSO_GATEWAY_NOTIFY_H

#include "gateway/store.h"

/* PostgreSQL: NOTIFY. SQLite: nothing, they watch the file. Without a failure: they look every hour all the same. */
void notify_written(struct gate *gate);

#endif
