/* What form.c (values, keys) and form_draw.c share; nobody else includes it. */
#ifndef ITSSO_FORM_INSIDE_H
#define ITSSO_FORM_INSIDE_H

#include "screens/edit.h"
#include "screens/form.h"

#define MESSAGE_SIZE 1024 /* bytes: a Hindi sentence takes three times those of an English one */
#define MESSAGE_ROWS 8
#define LINES_SHOWN 4 /* rows of a remark that are seen at once */

struct form_field {
    struct choice choice[CHOICES_MAX];
    int chosen; /* -1 none */
    civil_day day;
    char text[FORM_TEXT_MAX]; /* as typed; read (clean) into clean */
    char clean[FORM_TEXT_MAX];
    struct edit edit;
    int phrase; /* the selected ready phrase; -1: the cursor is in the text */
    char message[MESSAGE_SIZE];
};

struct form {
    struct form_spec spec;
    char context[FORM_CONTEXT_MAX];
    struct form_field *field;
    civil_day today;
    int current, saves;
    bool typed; /* something was changed by hand: Esc asks */
    bool tight; /* the last drawing had no room for all: hints and phrases give way to what is wrong */
};

bool form_shown(const struct form *form, int i);
void form_draw(struct form *form, struct area area);
/* The key under which choice i is taken: 1-9, then a, b, … */
char choice_key(int i);

#endif
