/* Forms: values and keys. What is drawn of them: form_draw.c. */
#include "screens/form_inside.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "screens/key.h"
#include "screens/stack.h"
#include "src/text.h"

extern const struct screen screen_form;

struct form_argument {
    const struct form_spec *spec;
    const void *context;
    size_t context_size;
};

char choice_key(int i) {
    return (char)(i < 9 ? '1' + i : 'a' + (i - 9));
}

/* ---- what a caller reads and says ---- */

void *form_context(const struct form *form) {
    return (void *)(uintptr_t)form->context;
}

int form_choice(const struct form *form, int field) {
    return field < form->spec.fields ? form->field[field].chosen : -1;
}

const char *form_choice_code(const struct form *form, int field) {
    int chosen = form_choice(form, field);
    const char *code = chosen < 0 ? NULL : form->field[field].choice[chosen].code;
    return code ? code : "";
}

civil_day form_day(const struct form *form, int field) {
    return form->field[field].day;
}

const char *form_text(const struct form *form, int field) {
    return form->field[field].clean;
}

int form_saves(const struct form *form) {
    return form->saves;
}

void form_message(struct form *form, int field, const char *format, ...) {
    va_list list;
    va_start(list, format);
    text_sentence(form->field[field].message, MESSAGE_SIZE, format, list);
    va_end(list);
    form->current = field;
}

bool form_shown(const struct form *form, int i) {
    const struct field_spec *spec = &form->spec.field[i];
    return !spec->shown || spec->shown(form);
}

/* ---- open ---- */

static void field_begin(struct form_field *f, const struct field_spec *spec) {
    int choices = spec->choices < CHOICES_MAX ? spec->choices : CHOICES_MAX;
    for (int i = 0; i < choices; i++)
        f->choice[i] = spec->choice[i];
    f->chosen = spec->chosen - 1;
    f->phrase = -1;
    f->day = CIVIL_NONE;
    if (spec->kind == FIELD_DATE && spec->day != 0 && spec->day != CIVIL_NONE)
        civil_show(spec->day, f->text);
    else if (spec->text)
        text_format(f->text, sizeof f->text, "%s", spec->text);
    size_t size =
        spec->text_max > 0 && spec->text_max < (int)sizeof f->text ? (size_t)spec->text_max + 1 : sizeof f->text;
    edit_start(&f->edit, f->text, spec->kind == FIELD_DATE ? 16 : size, spec->kind == FIELD_LINES);
}

static bool can_be_current(const struct form *form, int i) {
    return form->spec.field[i].kind != FIELD_SAY && form_shown(form, i);
}

/* The next field in a direction; the same where there is none. */
static int neighbour(const struct form *form, int step) {
    for (int i = form->current + step; i >= 0 && i < form->spec.fields; i += step)
        if (can_be_current(form, i))
            return i;
    return form->current;
}

static bool form_begin(struct session *s, void *state, const void *argument, struct error *e) {
    struct form *form = state;
    const struct form_argument *from = argument;
    form->spec = *from->spec;
    form->today = s->clock.today;
    memcpy(form->context, from->context, from->context_size);
    form->field = calloc((size_t)form->spec.fields, sizeof *form->field);
    if (!form->field)
        return error_set(e, ERROR_UNABLE, _("There is not enough memory to open this screen."));
    for (int i = 0; i < form->spec.fields; i++)
        field_begin(&form->field[i], &form->spec.field[i]);
    form->current = -1;
    form->current = neighbour(form, 1);
    if (form->current < 0)
        form->current = 0;
    return true;
}

answer form_open(struct session *s, const struct form_spec *spec, const void *context, size_t context_size) {
    struct form_argument argument = {spec, context, context_size < FORM_CONTEXT_MAX ? context_size : FORM_CONTEXT_MAX};
    return screen_open(s, &screen_form, &argument);
}

static void form_end(struct session *s, void *state) {
    (void)s;
    free(((struct form *)state)->field);
}

/* ---- reading the fields ---- */

/* The field's value by its kind; false with a message under it. */
static bool field_read(struct form *form, int i) {
    const struct field_spec *spec = &form->spec.field[i];
    struct form_field *f = &form->field[i];
    f->message[0] = '\0';
    switch (spec->kind) {
    case FIELD_CHOICE:
        if (f->chosen < 0 && !spec->optional)
            form_message(form, i, "%s", _("Choose one by its number, or with the arrow keys."));
        break;
    case FIELD_DATE:
        if (spec->optional && (!f->text[0] || strcmp(f->text, "-") == 0)) {
            f->day = CIVIL_NONE;
            break;
        }
        f->day = spec->ahead ? civil_parse_typed_ahead(f->text, form->today) : civil_parse_typed(f->text, form->today);
        if (f->day == CIVIL_NONE) {
            form_message(form, i, "%s",
                         spec->optional ? _("This is no date. Write 23, 2310, 23/10 or 23/10/2026, or leave it empty.")
                                        : _("This is no date. Write 23, 2310, 23/10 or 23/10/2026; Enter alone is today."));
            break;
        }
        civil_show(f->day, f->text);
        edit_start(&f->edit, f->text, f->edit.size, false);
        break;
    case FIELD_TEXT:
    case FIELD_LINES:
        if (spec->kind == FIELD_LINES)
            text_clean_lines(f->text, strlen(f->text), f->clean, sizeof f->clean);
        else
            text_clean(f->text, strlen(f->text), f->clean, sizeof f->clean);
        if (!f->clean[0] && !spec->optional)
            form_message(form, i, "%s", _("Something has to be written here; Esc leaves without saving."));
        break;
    case FIELD_SAY:
        break;
    }
    return !f->message[0];
}

static void changed(struct form *form) {
    form->typed =
        form->typed || form->spec.field[form->current].kind != FIELD_CHOICE; /* a number is soon pressed again */
    form->saves = 0;
    form->field[form->current].message[0] = '\0';
}

static answer save(struct session *s, struct form *form) {
    struct error e = {0};
    for (int i = 0; i < form->spec.fields; i++)
        if (form_shown(form, i) && !field_read(form, i))
            return ANSWER_REDRAW;
    form->saves++;
    if (form->spec.save(s, form, &e))
        return ANSWER_LEAVE;
    if (e.kind != ERROR_NONE)
        form_message(form, form->current, "%s", e.text);
    return ANSWER_REDRAW;
}

/* Enter: on to the next field, on the last one everything is saved. */
static answer enter(struct session *s, struct form *form) {
    if (!field_read(form, form->current))
        return ANSWER_REDRAW;
    int next = neighbour(form, 1);
    if (next == form->current)
        return save(s, form);
    form->current = next;
    return ANSWER_REDRAW;
}

/* ---- keys ---- */

static answer choice_key_typed(struct form *form, int key) {
    struct form_field *f = &form->field[form->current];
    int n = form->spec.field[form->current].choices;
    if (key == K_UP || key == K_DOWN) {
        int to = f->chosen < 0 ? (key == K_DOWN ? 0 : n - 1) : f->chosen + (key == K_DOWN ? 1 : -1);
        if (to >= 0 && to < n && to != f->chosen) {
            f->chosen = to;
            changed(form);
        }
        return ANSWER_REDRAW;
    }
    int plain = key_under_hindi(key);
    for (int i = 0; i < n; i++)
        if (plain == choice_key(i)) {
            f->chosen = i;
            changed(form);
            form->current = neighbour(form, 1);
            return ANSWER_REDRAW;
        }
    return key >= ' ' && key < KEY_NAMED_FIRST ? ANSWER_HANDLED : ANSWER_NO;
}

/* Keys while the selection is among the ready phrases. */
static answer phrase_key(struct form *form, struct form_field *f, const struct field_spec *spec, int key) {
    switch (key) {
    case K_UP:
        f->phrase--;
        return ANSWER_REDRAW;
    case K_DOWN:
        if (f->phrase + 1 < spec->phrases)
            f->phrase++;
        return ANSWER_REDRAW;
    case K_ENTER:
        if (f->edit.length > 0 && f->edit.cursor > 0 && f->text[f->edit.cursor - 1] != ' ' &&
            f->text[f->edit.cursor - 1] != '\n')
            edit_key(&f->edit, ' ', NULL);
        edit_paste(&f->edit, _(spec->phrase[f->phrase]));
        f->phrase = -1;
        changed(form);
        return ANSWER_REDRAW;
    case K_ESC:
        f->phrase = -1;
        return ANSWER_REDRAW;
    default:
        return ANSWER_NO;
    }
}

static answer text_key(struct form *form, int key) {
    struct form_field *f = &form->field[form->current];
    const struct field_spec *spec = &form->spec.field[form->current];
    if (f->phrase >= 0) {
        answer said = phrase_key(form, f, spec, key);
        if (said != ANSWER_NO)
            return said;
        f->phrase = -1;
    }
    if (spec->kind == FIELD_LINES && spec->phrases > 0 && (key == K_DOWN || key == K_CTRL('P'))) {
        f->phrase = 0;
        return ANSWER_REDRAW;
    }
    bool other = false;
    if (edit_key(&f->edit, key, &other)) {
        if (other)
            changed(form);
        return ANSWER_REDRAW;
    }
    if (key == K_UP || key == K_DOWN) {
        form->current = neighbour(form, key == K_DOWN ? 1 : -1);
        return ANSWER_REDRAW;
    }
    return ANSWER_NO;
}

static void leave_unsaved(struct session *s, void *context) {
    const void *form;
    memcpy(&form, context, sizeof form);
    stack_remove(s, form);
}

static answer escape(struct session *s, struct form *form) {
    if (!form->typed)
        return ANSWER_LEAVE;
    struct ask_spec ask = {.yes = leave_unsaved};
    text_format(ask.question, sizeof ask.question, "%s", _("Leave without saving what was typed?"));
    const void *state = form;
    return ask_open(s, &ask, &state, sizeof state);
}

static answer form_key(struct session *s, void *state, int key) {
    struct form *form = state;
    enum field_kind kind = form->spec.field[form->current].kind;
    bool in_phrases = form->field[form->current].phrase >= 0;
    if (key == K_NEW_LINE && kind != FIELD_LINES)
        key = K_ENTER;
    if (key == K_ESC && !in_phrases)
        return escape(s, form);
    if (key == K_ENTER && !in_phrases)
        return enter(s, form);
    if (key == K_TAB || key == K_BACK_TAB) {
        form->current = neighbour(form, key == K_TAB ? 1 : -1);
        return ANSWER_REDRAW;
    }
    return kind == FIELD_CHOICE ? choice_key_typed(form, key) : text_key(form, key);
}

static answer form_paste(struct session *s, void *state, const char *text) {
    struct form *form = state;
    enum field_kind kind = form->spec.field[form->current].kind;
    if (kind == FIELD_CHOICE || kind == FIELD_SAY)
        return ANSWER_HANDLED;
    if (!edit_paste(&form->field[form->current].edit, text))
        session_say(s, ROLE_NOTE, "%s", _("The pasted text is longer than the field; its end was left out."));
    changed(form);
    return ANSWER_REDRAW;
}

static bool form_typing(void *state) {
    (void)state;
    return true;
}

/* A message is in the language in which it was said: at a change of language it goes, and Enter says it anew. */
static void form_changed(struct session *s, void *state, unsigned what) {
    (void)s;
    struct form *form = state;
    if (!(what & CHANGED_LANGUAGE))
        return;
    for (int i = 0; i < form->spec.fields; i++)
        form->field[i].message[0] = '\0';
    form->saves = 0;
}

static void form_draw_screen(struct session *s, void *state, struct area area) {
    struct form *form = state;
    form->today = s->clock.today;
    form_draw(form, area);
}

static const char *form_keys(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    struct form *form = state;
    bool last = neighbour(form, 1) == form->current, first = neighbour(form, -1) == form->current;
    const struct field_spec *spec = &form->spec.field[form->current];
    text_format(out, cap, "%s%s%s%s%s", last ? _("Enter Save") : _("Enter Next field"),
                last && first ? "" : _("  Tab Other field"), spec->phrases > 0 ? _("  ↓ Ready phrases") : "",
                spec->kind == FIELD_LINES ? _("  Ctrl-J New line") : "", _("  Esc Leave without saving"));
    return out;
}

const struct screen screen_form = {
    .name = "form",
    .places = PLACE_PANEL,
    .overlay = true,
    .state_size = sizeof(struct form),
    .open = form_begin,
    .close = form_end,
    .draw = form_draw_screen,
    .typing = form_typing,
    .key = form_key,
    .paste = form_paste,
    .changed = form_changed,
    .keys = form_keys,
};
