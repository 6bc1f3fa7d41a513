/* A line or text that is being typed. A cluster is what Backspace takes: a letter with its signs, or letters joined by
 * virama. */
#include "screens/edit.h"

#include <string.h>
#include <wchar.h>

#include "screens/key.h"
#include "src/text.h"

#define VIRAMA 0x094d
#define WRAP_MAX 64

static size_t decode(const char *text, int *cp) {
    unsigned char c = (unsigned char)text[0];
    size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    *cp = n == 1 ? c : c & (0x7f >> n);
    for (size_t i = 1; i < n; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return i;
        *cp = *cp << 6 | (text[i] & 0x3f);
    }
    return n;
}

static bool is_sign(int cp) {
    return (cp >= 0x0900 && cp <= 0x0903) || (cp >= 0x093a && cp <= 0x094f && cp != 0x093d) ||
           (cp >= 0x0951 && cp <= 0x0957) || cp == 0x0962 || cp == 0x0963 ||
           (cp >= 0x0300 && wcwidth((wchar_t)cp) == 0);
}

static bool is_consonant(int cp) {
    return (cp >= 0x0915 && cp <= 0x0939) || (cp >= 0x0958 && cp <= 0x095f);
}

/* Where the cluster at `from` ends. */
static size_t cluster_end(const char *text, size_t from) {
    int cp;
    if (!text[from])
        return from;
    size_t at = from + decode(text + from, &cp);
    int last = cp;
    while (text[at]) {
        size_t n = decode(text + at, &cp);
        if (!is_sign(cp) && !(last == VIRAMA && is_consonant(cp)))
            break;
        at += n;
        last = cp;
    }
    return at;
}

/* Where the cluster before `to` begins. */
static size_t cluster_begin(const char *text, size_t to) {
    /* clusters are found from the left only; a line's beginning is a sure place to start, and lines are short */
    size_t at = 0;
    for (size_t i = to; i > 0; i--)
        if (text[i - 1] == '\n' && i < to) {
            at = i;
            break;
        }
    size_t begin = at;
    while (at < to) {
        begin = at;
        at = cluster_end(text, at);
    }
    return begin;
}

void edit_start(struct edit *edit, char *buffer, size_t size, bool lines) {
    edit->text = buffer;
    edit->size = size;
    edit->length = strlen(buffer);
    edit->cursor = edit->length;
    edit->first = 0;
    edit->lines = lines;
}

static bool insert(struct edit *edit, const char *bytes, size_t n) {
    if (edit->length + n >= edit->size)
        return false;
    memmove(edit->text + edit->cursor + n, edit->text + edit->cursor, edit->length - edit->cursor + 1);
    memcpy(edit->text + edit->cursor, bytes, n);
    edit->length += n;
    edit->cursor += n;
    return true;
}

static bool cut(struct edit *edit, size_t from, size_t to) {
    if (from >= to)
        return false;
    memmove(edit->text + from, edit->text + to, edit->length - to + 1);
    edit->length -= to - from;
    edit->cursor = from;
    return true;
}

static size_t line_begin(const struct edit *edit) {
    size_t at = edit->cursor;
    while (at > 0 && edit->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct edit *edit) {
    size_t at = edit->cursor;
    while (edit->text[at] && edit->text[at] != '\n')
        at++;
    return at;
}

static size_t word_begin(const struct edit *edit) {
    size_t at = edit->cursor;
    while (at > 0 && edit->text[at - 1] == ' ')
        at--;
    while (at > 0 && edit->text[at - 1] != ' ' && edit->text[at - 1] != '\n')
        at--;
    return at;
}

/* A character; marks and letters as they come: cleaning and NFC are done when the field is read. */
static bool insert_key(struct edit *edit, int key) {
    char utf8[5];
    size_t n = key_utf8(key, utf8);
    char clean[16];
    if (n == 0)
        return false;
    if (key != ' ' && text_clean(utf8, n, clean, sizeof clean) == 0)
        return false; /* a sign that has no place in a text: bidirectional controls and the like */
    return insert(edit, utf8, n);
}

bool edit_key(struct edit *edit, int key, bool *changed) {
    bool other = false;
    switch (key) {
    case K_LEFT:
        edit->cursor = cluster_begin(edit->text, edit->cursor);
        break;
    case K_RIGHT:
        edit->cursor = cluster_end(edit->text, edit->cursor);
        break;
    case K_HOME:
    case K_CTRL('A'):
        edit->cursor = line_begin(edit);
        break;
    case K_END:
    case K_CTRL('E'):
        edit->cursor = line_end(edit);
        break;
    case K_BACKSPACE:
        other = cut(edit, cluster_begin(edit->text, edit->cursor), edit->cursor);
        break;
    case K_DELETE:
    case K_CTRL('D'):
        other = cut(edit, edit->cursor, cluster_end(edit->text, edit->cursor));
        break;
    case K_CTRL('U'):
        other = cut(edit, line_begin(edit), edit->cursor);
        break;
    case K_CTRL('K'):
        other = cut(edit, edit->cursor, line_end(edit));
        break;
    case K_CTRL('W'):
        other = cut(edit, word_begin(edit), edit->cursor);
        break;
    case K_NEW_LINE:
        if (!edit->lines)
            return false;
        other = insert(edit, "\n", 1);
        break;
    default:
        if (key < ' ' || key >= KEY_NAMED_FIRST)
            return false;
        other = insert_key(edit, key);
        break;
    }
    if (changed)
        *changed = other;
    return true;
}

bool edit_paste(struct edit *edit, const char *text) {
    char clean[8192 + 1];
    size_t n = edit->lines ? text_clean_lines(text, strlen(text), clean, sizeof clean)
                           : text_clean(text, strlen(text), clean, sizeof clean);
    size_t room = edit->size - 1 - edit->length;
    bool whole = n <= room;
    while (n > room || (n > 0 && (clean[n] & 0xc0) == 0x80))
        n = n > room ? room : n - 1;
    if (n > 0)
        insert(edit, clean, n);
    return whole;
}

void edit_draw(struct edit *edit, int y, int x, int width, bool active) {
    char shown[1024];
    if (edit->first > edit->cursor)
        edit->first = edit->cursor;
    int before;
    for (;;) { /* the cursor needs a cell of its own behind the text */
        size_t n = edit->cursor - edit->first;
        if (n < sizeof shown) {
            memcpy(shown, edit->text + edit->first, n);
            shown[n] = '\0';
            before = text_width(shown);
            if (before < width || edit->first == edit->cursor)
                break;
        }
        edit->first = cluster_end(edit->text, edit->first);
    }
    text_format(shown, sizeof shown, "%s", edit->text + edit->first);
    line_pad(y, x, width, ROLE_FIELD, shown);
    if (active)
        cursor_rest(y, x + (before < width ? before : width - 1));
}

/* Where the row that begins at `from` ends (a byte offset), and where the next one begins. */
static size_t row_end(const char *text, size_t from, int width, size_t *next) {
    size_t at = from, blank = 0;
    int used = 0;
    char piece[128];
    while (text[at] && text[at] != '\n') {
        size_t end = cluster_end(text, at);
        size_t n = end - at < sizeof piece ? end - at : sizeof piece - 1;
        memcpy(piece, text + at, n);
        piece[n] = '\0';
        int w = text_width(piece);
        if (used + w > width - 1 && at > from) {
            *next = blank > from ? blank : at;
            return blank > from ? blank : at;
        }
        used += w;
        at = end;
        if (piece[0] == ' ')
            blank = at;
    }
    *next = text[at] == '\n' ? at + 1 : at;
    return at;
}

int edit_draw_lines(struct edit *edit, int y, int x, int width, int max_rows, bool active) {
    size_t begin[WRAP_MAX], end[WRAP_MAX], at = 0;
    int rows = 0, cursor_row = 0;
    do {
        size_t next;
        begin[rows] = at;
        end[rows] = row_end(edit->text, at, width, &next);
        if (edit->cursor >= at)
            cursor_row = rows;
        rows++;
        if (!edit->text[next] && !(next > 0 && edit->text[next - 1] == '\n' && next > at))
            break;
        at = next;
    } while (rows < WRAP_MAX);
    int shown = rows < max_rows ? rows : max_rows;
    if (y < 0 || shown < 1)
        return shown < 1 ? 1 : shown;
    int top = cursor_row >= shown ? cursor_row - shown + 1 : 0;
    char text[1024];
    for (int i = 0; i < shown; i++) {
        size_t n = end[top + i] - begin[top + i];
        if (n >= sizeof text)
            n = sizeof text - 1;
        memcpy(text, edit->text + begin[top + i], n);
        text[n] = '\0';
        line_pad(y + i, x, width, ROLE_FIELD, text);
    }
    if (active) {
        size_t n = edit->cursor - begin[cursor_row];
        if (n >= sizeof text)
            n = sizeof text - 1;
        memcpy(text, edit->text + begin[cursor_row], n);
        text[n] = '\0';
        int column = text_width(text);
        cursor_rest(y + cursor_row - top, x + (column < width ? column : width - 1));
    }
    return shown;
}
