/* The user's wish to stop (Ctrl-C, a closed terminal): the handlers set a flag, the import asks for it between
 * rows and leaves with everything as it was. */
#ifndef ITSSO_IMPORT_STOP_H
#define ITSSO_IMPORT_STOP_H

#include <stdbool.h>

/* From now on SIGINT, SIGTERM and SIGHUP set the flag. A SIGHUP that was ignored (nohup) stays ignored. */
void stop_catch(void);

/* The handlers as they were before stop_catch; the flag is put back. */
void stop_release(void);

bool stop_asked(void);

#endif
