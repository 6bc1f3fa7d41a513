/* Bytes from the terminal to events. */
#include "screens/input.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "screens/key.h"

#define SEQUENCE_MAX 15
#define DEFINED_MAX 48
#define STRING_MAX 512 /* a terminal's answer that is no key (OSC, DCS): longer ones are no such answer */

static struct {
    char bytes[SEQUENCE_MAX + 1];
    size_t n;
    int key;
} defined[DEFINED_MAX];
static size_t defined_count;

void input_define(const char *sequence, int key) {
    size_t n = sequence ? strlen(sequence) : 0;
    if (n < 2 || n > SEQUENCE_MAX || sequence[0] != '\033' || defined_count == DEFINED_MAX)
        return;
    memcpy(defined[defined_count].bytes, sequence, n + 1);
    defined[defined_count].n = n;
    defined[defined_count++].key = key;
}

size_t input_room(const struct input *input) {
    return sizeof input->bytes - input->n;
}

void input_add(struct input *input, const unsigned char *bytes, size_t n) {
    size_t room = input_room(input);
    if (n > room)
        n = room;
    memcpy(input->bytes + input->n, bytes, n);
    input->n += n;
}

bool input_waiting(const struct input *input) {
    return input->n > 0 || input->pasting;
}

static void drop(struct input *input, size_t n) {
    input->n -= n;
    memmove(input->bytes, input->bytes + n, input->n);
}

static enum event_kind key_event(struct input *input, size_t used, int key, struct event *out) {
    drop(input, used);
    out->kind = key ? EVENT_KEY : EVENT_NONE;
    out->key = key;
    return out->kind;
}

/* ---- escape sequences ---- */

/* Bytes of a sequence that terminfo named, 0 for none; *maybe: what is here may be the beginning of one. */
static size_t match_defined(const struct input *input, int *key, bool *maybe) {
    size_t best = 0;
    for (size_t i = 0; i < defined_count; i++) {
        size_t n = defined[i].n < input->n ? defined[i].n : input->n;
        if (memcmp(defined[i].bytes, input->bytes, n) != 0)
            continue;
        if (n < defined[i].n)
            *maybe = true;
        else if (n > best) {
            best = n;
            *key = defined[i].key;
        }
    }
    return best;
}

/* CSI n ~: PuTTY, rxvt and the Linux console disagree about Home and End, so all of their numbers are known. */
static int key_of_number(int number) {
    static const int keys[] = {
        [1] = K_HOME, [2] = K_INSERT, [3] = K_DELETE, [4] = K_END,  [5] = K_PAGE_UP, [6] = K_PAGE_DOWN, [7] = K_HOME,
        [8] = K_END,  [11] = K_F1,    [12] = K_F2,    [13] = K_F3,  [14] = K_F4,     [15] = K_F5,       [17] = K_F6,
        [18] = K_F7,  [19] = K_F8,    [20] = K_F9,    [21] = K_F10, [23] = K_F11,    [24] = K_F12};
    return number > 0 && (size_t)number < sizeof keys / sizeof keys[0] ? keys[number] : K_NONE;
}

static int key_of_letter(int letter) {
    switch (letter) {
    case 'A':
        return K_UP;
    case 'B':
        return K_DOWN;
    case 'C':
        return K_RIGHT;
    case 'D':
        return K_LEFT;
    case 'F':
        return K_END;
    case 'H':
        return K_HOME;
    case 'M':
        return K_ENTER;
    case 'P':
        return K_F1;
    case 'Q':
        return K_F2;
    case 'R':
        return K_F3;
    case 'S':
        return K_F4;
    case 'Z':
        return K_BACK_TAB;
    default:
        return K_NONE;
    }
}

/* Numeric pad in application mode: ESC O letter. */
static int key_of_keypad(int letter) {
    if (letter >= 'p' && letter <= 'y')
        return '0' + (letter - 'p');
    return letter == 'j'   ? '*'
           : letter == 'k' ? '+'
           : letter == 'm' ? '-'
           : letter == 'n' ? '.'
           : letter == 'o' ? '/'
                           : K_NONE;
}

#define PARAMETERS_MAX 4

struct csi {
    size_t length;      /* bytes of the whole sequence */
    unsigned char mark; /* '<', '?' or 0 */
    unsigned char final;
    int n, at[PARAMETERS_MAX];
};

/* Reads "ESC [ parameters final". 1: read; 0: incomplete; -1: none (length: what to drop). */
static int csi_read(const struct input *input, struct csi *csi) {
    memset(csi, 0, sizeof *csi);
    size_t i = 2;
    if (i < input->n && strchr("<?>=", input->bytes[i]) && input->bytes[i])
        csi->mark = input->bytes[i++];
    bool digits = false;
    for (; i < input->n; i++) {
        unsigned char c = input->bytes[i];
        if (c >= '0' && c <= '9') {
            if (csi->n < PARAMETERS_MAX && csi->at[csi->n] < 100000)
                csi->at[csi->n] = csi->at[csi->n] * 10 + (c - '0');
            digits = true;
        } else if (c == ';' || c == ':') {
            if (csi->n < PARAMETERS_MAX)
                csi->n++;
        } else if (c >= 0x40 && c <= 0x7e) {
            if ((digits || csi->n > 0) && csi->n < PARAMETERS_MAX)
                csi->n++;
            csi->final = c;
            csi->length = i + 1;
            return 1;
        } else if (c < 0x20 || c > 0x2f) {
            csi->length = i;
            return -1;
        }
    }
    csi->length = i;
    return i > 64 ? -1 : 0;
}

static enum event_kind csi_event(struct input *input, const struct csi *csi, struct event *out) {
    if (csi->mark == '<' && (csi->final == 'M' || csi->final == 'm') && csi->n == 3) {
        int code = csi->at[0];
        drop(input, csi->length);
        out->button = code == 0 ? 1 : code == 64 ? 4 : code == 65 ? 5 : 0;
        out->column = csi->at[1] - 1;
        out->row = csi->at[2] - 1;
        out->kind = csi->final == 'M' && out->button ? EVENT_MOUSE : EVENT_NONE;
        return out->kind;
    }
    if (csi->final == 'R' && !csi->mark && csi->n == 2) {
        drop(input, csi->length);
        out->row = csi->at[0] - 1;
        out->column = csi->at[1] - 1;
        return out->kind = EVENT_CURSOR;
    }
    if (csi->final == '~' && !csi->mark && csi->n >= 1 && csi->at[0] == 200) {
        drop(input, csi->length);
        input->pasting = true;
        input->paste_n = 0;
        return EVENT_NONE;
    }
    int key = csi->mark           ? K_NONE
              : csi->final == '~' ? key_of_number(csi->n ? csi->at[0] : 0)
              : csi->final == 'M' ? K_NONE
                                  : key_of_letter(csi->final);
    /* the old mouse report brings three bytes behind it; nobody asked for it, and they must not become keys */
    size_t length = csi->length;
    if (csi->final == 'M' && !csi->mark && csi->n == 0)
        length = length + 3 > input->n ? input->n : length + 3;
    return key_event(input, length, key, out);
}

/* ESC ] … , ESC P …: an answer of the terminal. Its bytes; 0: incomplete. */
static size_t string_length(const struct input *input) {
    for (size_t i = 2; i < input->n; i++) {
        if (input->bytes[i] == 0x07)
            return i + 1;
        if (input->bytes[i] == 0x1b && i + 1 < input->n && input->bytes[i + 1] == '\\')
            return i + 2;
    }
    return 0;
}

static enum event_kind escape_event(struct input *input, bool over, struct event *out) {
    bool maybe = input->n == 1;
    int key = K_NONE;
    size_t used = match_defined(input, &key, &maybe);
    if (used)
        return key_event(input, used, key, out);
    if (maybe && !over && (input->n == 1 || (input->bytes[1] != '[' && input->bytes[1] != 'O')))
        return EVENT_NONE;
    if (input->n == 1)
        return key_event(input, 1, K_ESC, out);
    switch (input->bytes[1]) {
    case '[':
        if (input->n >= 3 && input->bytes[2] == '[') { /* the Linux console's F1 to F5 */
            if (input->n < 4)
                return over ? key_event(input, input->n, K_ESC, out) : EVENT_NONE;
            int c = input->bytes[3];
            return key_event(input, 4, c >= 'A' && c <= 'E' ? K_F1 + (c - 'A') : K_NONE, out);
        }
        struct csi csi;
        int read = csi_read(input, &csi);
        if (read > 0 && csi.final == 'M' && !csi.mark && csi.n == 0 && input->n < csi.length + 3 && !over)
            return EVENT_NONE; /* the three bytes of an old mouse report are not here yet */
        if (read > 0)
            return csi_event(input, &csi, out);
        if (read == 0)
            return over ? key_event(input, csi.length, K_ESC, out) : EVENT_NONE;
        return key_event(input, csi.length, K_NONE, out);
    case 'O':
        if (input->n == 2)
            return over ? key_event(input, 1, K_ESC, out) : EVENT_NONE;
        key = key_of_letter(input->bytes[2]);
        return key_event(input, 3, key ? key : key_of_keypad(input->bytes[2]), out);
    case '\r':
    case '\n':
        return key_event(input, 2, K_NEW_LINE, out);
    case ']':
    case 'P':
        used = string_length(input);
        if (used)
            return key_event(input, used, K_NONE, out);
        if (!over && input->n < STRING_MAX)
            return EVENT_NONE;
        return key_event(input, 1, K_ESC, out);
    default:
        return key_event(input, 1, K_ESC, out);
    }
}

/* ---- paste ---- */

static void paste_take(struct input *input, size_t n) {
    size_t room = PASTE_MAX - input->paste_n;
    size_t take = n < room ? n : room;
    memcpy(input->paste + input->paste_n, input->bytes, take);
    input->paste_n += take;
    drop(input, n);
}

static enum event_kind paste_end(struct input *input, struct event *out) {
    input->pasting = false;
    input->paste[input->paste_n] = '\0';
    return out->kind = EVENT_PASTE;
}

static enum event_kind paste_event(struct input *input, bool over, struct event *out) {
    static const char end[] = "\033[201~";
    const size_t end_n = sizeof end - 1;
    size_t i = 0;
    for (; i < input->n; i++) {
        size_t n = input->n - i < end_n ? input->n - i : end_n;
        if (memcmp(input->bytes + i, end, n) != 0)
            continue;
        paste_take(input, i);
        if (n == end_n) {
            drop(input, end_n);
            return paste_end(input, out);
        }
        return over ? paste_end(input, out) : EVENT_NONE;
    }
    paste_take(input, i);
    return over ? paste_end(input, out) : EVENT_NONE;
}

/* ---- characters ---- */

static size_t utf8_length(unsigned char first) {
    return first < 0x80                    ? 1
           : first >= 0xc2 && first < 0xe0 ? 2
           : first >= 0xe0 && first < 0xf0 ? 3
           : first >= 0xf0 && first < 0xf5 ? 4
                                           : 0;
}

static enum event_kind character_event(struct input *input, bool over, struct event *out) {
    unsigned char c = input->bytes[0];
    if (c == '\r')
        return key_event(input, 1, K_ENTER, out);
    if (c == '\n')
        return key_event(input, 1, K_NEW_LINE, out);
    if (c == '\t')
        return key_event(input, 1, K_TAB, out);
    if (c == 0x7f || c == 0x08)
        return key_event(input, 1, K_BACKSPACE, out);
    if (c < 0x80)
        return key_event(input, 1, c, out);
    size_t n = utf8_length(c);
    if (n == 0)
        return key_event(input, 1, K_NONE, out);
    int32_t cp = c & (0x7f >> n);
    for (size_t i = 1; i < n; i++) {
        if (i == input->n)
            return over ? key_event(input, i, K_NONE, out) : EVENT_NONE;
        if ((input->bytes[i] & 0xc0) != 0x80)
            return key_event(input, i, K_NONE, out);
        cp = cp << 6 | (input->bytes[i] & 0x3f);
    }
    bool good = cp >= 0xa0 && (n < 3 || cp >= 0x800) && (n < 4 || cp >= 0x10000) && cp < 0x110000 &&
                (cp < 0xd800 || cp > 0xdfff);
    return key_event(input, n, good ? cp : K_NONE, out);
}

enum event_kind input_next(struct input *input, bool over, struct event *out) {
    for (;;) {
        memset(out, 0, sizeof *out);
        size_t before = input->n;
        bool pasting = input->pasting;
        if (!input->pasting && input->n == 0)
            return EVENT_NONE;
        enum event_kind kind = input->pasting            ? paste_event(input, over, out)
                               : input->bytes[0] == 0x1b ? escape_event(input, over, out)
                                                         : character_event(input, over, out);
        if (kind != EVENT_NONE)
            return kind;
        if (input->n == before && input->pasting == pasting)
            return EVENT_NONE; /* more is needed */
        if (input->pasting && input->n == 0)
            return EVENT_NONE;
    }
}
