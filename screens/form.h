/* Forms, questions and menus: panels over the screen that asked. None of them
 * blocks: they are opened, the handler returns, and a function is called when the person has answered.
 *
 * A FORM:
 *     static bool reason_save(struct session *s, struct form *form, struct error *e) {
 *         case_id id; memcpy(&id, form_context(form), sizeof id);
 *         struct entry entry = {.case_id = id, .kind = ENTRY_REASON, .on = form_day(form, 1)};
 *         text_format(entry.code, sizeof entry.code, "%s", form_choice_code(form, 0));
 *         if (!entry_add(s->store, &entry, -1, s->clock.today, e)) return false;
 *         session_changed(s, CHANGED_DATA);       // false: the form stays open, and e stands under its field
 *         session_say(s, ROLE_GOOD, _("Saved."));
 *         return true;                            // closes it
 *     }
 *     …
 *     struct form_spec spec = {.title = N_("Waiting for"), .save = reason_save, .fields = 2, .field = {
 *         {.kind = FIELD_CHOICE, .label = N_("Reason"), .choice = choices, .choices = n},
 *         {.kind = FIELD_DATE, .label = N_("Since"), .optional = true}}};
 *     return form_open(s, &spec, &id, sizeof id);
 *
 * Keys in it: Enter goes to the next field and on the last saves; Tab and Shift-Tab move between fields; a choice is
 * taken by its number or letter, or with Up and Down; Esc leaves (asks only where something was typed). Enter in an
 * empty date field is today. */
#ifndef ITSSO_FORM_H
#define ITSSO_FORM_H

#include "db/entry.h"
#include "screens/screen.h"

enum field_kind {
    FIELD_CHOICE, /* one of a table: by number (1-9), then by letter (a, b, …) */
    FIELD_DATE,   /* civil_parse_typed; Enter: today */
    FIELD_TEXT,   /* one line */
    FIELD_LINES,  /* a remark: several lines, wrapped; Ctrl-J begins a line; ready phrases */
    FIELD_SAY,    /* only a text (label), no input */
};

/* code "" or NULL is allowed (form_choice gives the number). label: through _() when drawn, so that a table's English
 * label does. */
struct choice {
    const char *code;
    const char *label;
};

#define FORM_FIELDS_MAX 8
#define FORM_TEXT_MAX (ENTRY_TEXT_MAX + 1)
#define FORM_CONTEXT_MAX 256
#define QUESTION_SIZE 1024 /* bytes: Hindi takes three for a letter */

struct form;

struct field_spec {
    enum field_kind kind;
    const char *label; /* N_() */
    const char *hint;  /* N_(), right of or under the field; NULL: the kind's own */
    const struct choice
        *choice; /* FIELD_CHOICE: copied at form_open (the texts must last: static, or the store's tables) */
    int choices;
    int chosen;                /* preset: index + 1; 0 none */
    civil_day day;             /* FIELD_DATE preset; 0 or CIVIL_NONE: none */
    const char *text;          /* FIELD_TEXT, FIELD_LINES preset; copied; NULL none */
    int text_max;              /* bytes; 0: FORM_TEXT_MAX - 1 */
    bool ahead;                /* FIELD_DATE: a date to come is meant where no year is written */
    bool optional;             /* may stay empty (a date: CIVIL_NONE, not today; '-' empties it) */
    const char *const *phrase; /* N_() ready phrases of FIELD_LINES, listed under it: Down (or Ctrl-P) goes to them,
                                  Enter puts one in */
    int phrases;
    /* Looked at whenever the text changed: a warning that stands under the field (translated), or NULL. It does not
     * hinder saving. */
    const char *(*warn)(const char *text);
    /* false: the field is not asked now (depends on an earlier one). NULL: always. */
    bool (*shown)(const struct form *form);
};

#define CHOICES_MAX 36
struct form_spec {
    const char *title; /* N_() */
    char about[96];    /* after the title: the case number; "" none */
    int fields;
    struct field_spec field[FORM_FIELDS_MAX];
    /* Everything typed is valid by kind; true closes the form. false: e (or form_message) is shown and the form stays.
     * The form's own memory is valid until it returns; it may open another screen (that one then lies on top after the
     * form is gone). */
    bool (*save)(struct session *s, struct form *form, struct error *e);
};

/* context: FORM_CONTEXT_MAX bytes at most, copied. Returns ANSWER_REDRAW. */
answer form_open(struct session *s, const struct form_spec *spec, const void *context, size_t context_size);

void *form_context(const struct form *form);
int form_choice(const struct form *form, int field);              /* index; -1 none, also of a field that this form was begun without */
const char *form_choice_code(const struct form *form, int field); /* "" none */
civil_day form_day(const struct form *form, int field);           /* CIVIL_NONE: left empty */
const char *form_text(const struct form *form, int field);        /* cleaned, NFC; "" */
/* A message under a field, and that field becomes the current one. Stays until the field or the language changes.
 * Already translated. */
void form_message(struct form *form, int field, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* How often Enter on the last field was pressed with these very values: a second time is "I mean it" (names in
 * remarks). From 1. */
int form_saves(const struct form *form);

/* ---- a question: y or n in the status line's place ---- */
/* yes(s, context) is called where the answer is y (or Enter where `enter_is_yes`); no may be NULL. question is
 * translated. */
struct ask_spec {
    char question[QUESTION_SIZE];
    bool enter_is_yes;
    void (*yes)(struct session *s, void *context);
    void (*no)(struct session *s, void *context);
};
answer ask_open(struct session *s, const struct ask_spec *spec, const void *context, size_t context_size);

/* ---- a menu: choose one of a table ---- */
struct menu_spec {
    const char *title; /* N_() */
    char about[96];
    int items;
    struct choice item[CHOICES_MAX]; /* copied; label through _() */
    char key[CHOICES_MAX];           /* a letter of its own for an item (0: number, then letters) */
    int chosen;                      /* where the selection stands at first */
    void (*choose)(struct session *s, void *context, int item); /* called after the menu has gone */
    /* Del on an item; NULL: not offered. Called after the menu has gone. */
    void (*remove)(struct session *s, void *context, int item);
};
answer menu_open(struct session *s, const struct menu_spec *spec, const void *context, size_t context_size);

/* What can be done here (`m`): every action of the screen below, with its key; choosing does it. */
answer menu_of_actions(struct session *s);

#endif
