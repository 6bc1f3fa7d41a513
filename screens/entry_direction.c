/* i: directions of supervising officers. A supervisor enters one, a station answers those that stand. */
#include <string.h>

#include "db/direction.h"
#include "screens/entry_forms.h"
#include "src/domain/direction.h"
#include "src/text.h"

#define STANDING_MAX 5 /* as many as a menu's context holds: the oldest that are not answered */

struct standing {
    struct entry_about about;
    int n, more;
    char id[STANDING_MAX][ENTRY_ID_SIZE];
};

/* The forms and menus keep pointers to these while they are open. */
static char answer_to[ENTRY_TEXT_MAX + 512];
static char labels[STANDING_MAX + 1][256];

/* ---- a supervisor enters one ---- */

enum { SOURCE_FIELD, LETTER_FIELD, DATE_FIELD, NEXT_FIELD, TEXT_FIELD, DIRECTION_FIELDS };

static const char *const direction_phrases[] = {
    N_("File the final report by the next date."),
    N_("Obtain the FSL report and say so."),
    N_("Have the statement before the magistrate recorded."),
    N_("Make the arrest."),
    N_("Report the progress in writing."),
};

static bool direction_save(struct session *s, struct form *form, struct error *e) {
    struct entry_about *about = form_context(form);
    struct entry entry = {.case_id = about->id, .kind = ENTRY_DIRECTION, .on = form_day(form, DATE_FIELD), .next_on = form_day(form, NEXT_FIELD)};
    if (entry.on > s->clock.today) {
        form_message(form, DATE_FIELD, "%s", _("A date to come."));
        return false;
    }
    if (entry.next_on != CIVIL_NONE && entry.next_on < entry.on) {
        form_message(form, NEXT_FIELD, "%s", _("This lies before the date of the letter."));
        return false;
    }
    text_format(entry.code, sizeof entry.code, "%s", form_choice_code(form, SOURCE_FIELD));
    text_format(entry.ref, sizeof entry.ref, "%s", form_text(form, LETTER_FIELD));
    return entry_text_take(form, TEXT_FIELD, &entry) && entry_save(s, about, &entry, e);
}

static answer direction_form(struct session *s, const struct entry_about *about) {
    static struct choice sources[CHOICES_MAX];
    int n = 0;
    for (const struct direction_source *source = direction_sources; source->code && n < CHOICES_MAX; source++)
        sources[n++] = (struct choice){source->code, source->label};
    struct form_spec spec = {
        .title = N_("Direction"),
        .save = direction_save,
        .fields = DIRECTION_FIELDS,
        .field = {[SOURCE_FIELD] = {.kind = FIELD_CHOICE, .label = N_("Source"), .choice = sources, .choices = n},
                  [LETTER_FIELD] = {.kind = FIELD_TEXT, .label = N_("Letter no."), .text_max = ENTRY_REF_SIZE - 1, .optional = true},
                  [DATE_FIELD] = {.kind = FIELD_DATE, .label = N_("Date of the letter")},
                  [NEXT_FIELD] = {.kind = FIELD_DATE, .label = N_("Next date"), .hint = N_("23, 2312 or 23/12/2026; empty: none"), .optional = true, .ahead = true},
                  [TEXT_FIELD] = {.kind = FIELD_LINES,
                                  .label = N_("What is to be done"),
                                  .phrase = direction_phrases,
                                  .phrases = (int)(sizeof direction_phrases / sizeof *direction_phrases),
                                  .text_max = ENTRY_TEXT_MAX,
                                  .warn = entry_warn_of_names}},
    };
    entry_about_text(about->id, spec.about);
    return form_open(s, &spec, about, sizeof *about);
}

/* ---- an answer ---- */

enum { TO_FIELD, DONE_FIELD, BY_FIELD, WHAT_FIELD, ANSWER_FIELDS };

struct answering {
    struct entry_about about;
    char id[ENTRY_ID_SIZE];
};

static const char *const answer_phrases[] = {
    N_("Complied with."),
    N_("Final report filed in court."),
    N_("FSL report obtained, in the case diary."),
    N_("Arrest made."),
    N_("Written report sent to the CO."),
};

static bool answer_save(struct session *s, struct form *form, struct error *e) {
    struct answering *answering = form_context(form);
    struct entry entry = {.case_id = answering->about.id, .kind = ENTRY_ANSWER, .on = form_day(form, DONE_FIELD), .next_on = CIVIL_NONE};
    if (entry.on > s->clock.today) {
        form_message(form, DONE_FIELD, "%s", _("A date to come."));
        return false;
    }
    text_format(entry.code, sizeof entry.code, "%s", answering->id);
    text_format(entry.ref, sizeof entry.ref, "%s", form_text(form, BY_FIELD));
    return entry_text_take(form, WHAT_FIELD, &entry) && entry_save(s, &answering->about, &entry, e);
}

static answer answer_form(struct session *s, const struct entry_about *about, const char *id) {
    struct error e = {0};
    struct entry given;
    if (!entry_by_id(s->store, id, &given, &e)) {
        session_fail(s, &e);
        return ANSWER_REDRAW;
    }
    char whose[400];
    direction_about(&given, FOR_PRINT, whose, sizeof whose);
    text_format(answer_to, sizeof answer_to, "%s: %s", whose, given.text);
    struct answering answering = {.about = *about};
    text_format(answering.id, sizeof answering.id, "%s", given.id);
    struct form_spec spec = {
        .title = N_("Answer to a direction"),
        .save = answer_save,
        .fields = ANSWER_FIELDS,
        .field = {[TO_FIELD] = {.kind = FIELD_SAY, .label = answer_to},
                  [DONE_FIELD] = {.kind = FIELD_DATE, .label = N_("Done on")},
                  [BY_FIELD] = {.kind = FIELD_TEXT, .label = N_("Letter no."), .text_max = ENTRY_REF_SIZE - 1, .optional = true},
                  [WHAT_FIELD] = {.kind = FIELD_LINES,
                                  .label = N_("What was done"),
                                  .phrase = answer_phrases,
                                  .phrases = (int)(sizeof answer_phrases / sizeof *answer_phrases),
                                  .text_max = ENTRY_TEXT_MAX,
                                  .warn = entry_warn_of_names}},
    };
    entry_about_text(about->id, spec.about);
    return form_open(s, &spec, &answering, sizeof answering);
}

/* ---- which ---- */

static bool take_standing(void *context, const struct direction *direction) {
    struct standing *standing = context;
    if (direction->answered)
        return true;
    if (standing->n == STANDING_MAX) {
        standing->more++;
        return true;
    }
    char whose[200];
    direction_about(&direction->given, FOR_SCREEN, whose, sizeof whose);
    text_format(labels[standing->n + 1], sizeof labels[0], "%s: %s", whose, direction->given.text);
    text_format(standing->id[standing->n++], ENTRY_ID_SIZE, "%s", direction->given.id);
    return true;
}

static void chosen(struct session *s, void *context, int item) {
    const struct standing *standing = context;
    int first = store_is_officer(s->store); /* item 0 is a new one */
    if (item < first)
        direction_form(s, &standing->about);
    else if (item - first < standing->n)
        answer_form(s, &standing->about, standing->id[item - first]);
}

answer entry_direction_open(struct session *s, const struct entry_about *about) {
    struct standing standing = {.about = *about};
    struct error e = {0};
    bool officer = store_is_officer(s->store);
    if (!directions_of_case(s->store, about->id, s->clock.today, take_standing, &standing, &e)) {
        session_fail(s, &e);
        return ANSWER_REDRAW;
    }
    if (standing.n == 0 && officer)
        return direction_form(s, about);
    if (standing.n == 0) {
        session_say(s, ROLE_NOTE, "%s", _("No direction waits for an answer on this case. Supervising officers enter them."));
        return ANSWER_REDRAW;
    }
    if (standing.n == 1 && !officer)
        return answer_form(s, about, standing.id[0]);
    struct menu_spec menu = {.title = officer ? N_("Enter a direction, or answer one") : N_("Answer which direction?"), .choose = chosen};
    entry_about_text(about->id, menu.about);
    if (officer)
        menu.item[menu.items++] = (struct choice){"", N_("a new direction")};
    for (int i = 0; i < standing.n; i++)
        menu.item[menu.items++] = (struct choice){"", labels[i + 1]};
    return menu_open(s, &menu, &standing, sizeof standing);
}
