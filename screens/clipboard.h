/* Copying through the terminal (OSC 52): works over SSH where the terminal allows it. */
#ifndef ITSSO_CLIPBOARD_H
#define ITSSO_CLIPBOARD_H

#include <stdbool.h>

/* Asks the terminal to put the text into the clipboard. Whether it did nobody can know; false: the text is too long (16 KB) or
 * could not be written. The screen stays as it is. */
bool clipboard_copy(const char *text);

#endif
