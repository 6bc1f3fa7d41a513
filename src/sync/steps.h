/* For tests alone: the program built with ITSSO_TEST_STEPS (build/tests/itsso-sync-steps) counts the durable steps of a sync and dies at
 * the one that ITSSO_SYNC_STOP names (from 1), as if the plug had been pulled. Nothing of it stands in the program that is installed. */
#ifndef ITSSO_SYNC_STEPS_H
#define ITSSO_SYNC_STEPS_H

#ifdef ITSSO_TEST_STEPS
#define STEP_STOPPED 70 /* exit status of the one that died so */
void sync_step(const char *what);
#else
#define sync_step(what) ((void)0)
#endif

#endif
