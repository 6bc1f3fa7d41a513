/* Bytes from the terminal to events: UTF-8, escape sequences of xterm, PuTTY, the Linux console, rxvt, tmux and of
 * terminfo, bracketed paste, mouse reports, cursor reports. Holds no descriptor and no clock. */
#ifndef ITSSO_INPUT_H
#define ITSSO_INPUT_H

#include <stdbool.h>
#include <stddef.h>

enum event_kind { EVENT_NONE, EVENT_KEY, EVENT_PASTE, EVENT_MOUSE, EVENT_CURSOR };

#define PASTE_MAX 8192
struct event {
    enum event_kind kind;
    int key;         /* EVENT_KEY: key.h */
    int row, column; /* EVENT_MOUSE and EVENT_CURSOR, from 0 */
    int button;      /* EVENT_MOUSE: 1 press of the left button, 4 wheel up, 5 wheel down */
};

struct input {
    unsigned char bytes[1024]; /* not yet read as events */
    size_t n;
    bool pasting;
    char paste[PASTE_MAX + 1]; /* EVENT_PASTE: the text as it came, until the next event is asked for */
    size_t paste_n;
};

/* Names a sequence that terminfo knows for a key; at most 48, longer than 15 bytes are left out. */
void input_define(const char *sequence, int key);

/* Free room in `bytes`; input_add takes at most that much. */
size_t input_room(const struct input *input);
void input_add(struct input *input, const unsigned char *bytes, size_t n);

/* The next event; EVENT_NONE where more bytes are needed. `over`: nothing more came within the escape delay, so what is
 * there is all there is (a lone Esc is the key; a paste that never ended ends). */
enum event_kind input_next(struct input *input, bool over, struct event *out);
/* True where the beginning of a sequence waits for the rest. */
bool input_waiting(const struct input *input);

#endif
