/* Entries of the training: steps, reasons, who was told, remarks. */
#include "src/demo/diary.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

enum { DICE_DIARY = 41 };

#define BATCH 256

struct diary {
    struct store *store;
    civil_day today;
    struct entry *entry; /* BATCH of them */
    int n;
    bool failed;
    struct error *e;
};

static void flush(struct diary *diary) {
    if (diary->n > 0 && !diary->failed)
        diary->failed = !entry_add_many(diary->store, diary->entry, diary->n, diary->today, diary->e);
    diary->n = 0;
}

static struct entry *next(struct diary *diary, const struct diary_case *c, enum entry_kind kind, const char *code) {
    if (diary->n == BATCH)
        flush(diary);
    struct entry *entry = &diary->entry[diary->n++];
    memset(entry, 0, sizeof *entry);
    entry->case_id = c->id;
    entry->kind = kind;
    entry->on = CIVIL_NONE;
    text_format(entry->code, sizeof entry->code, "%s", code);
    text_format(entry->author, sizeof entry->author, "%s", "hm.demo");
    return entry;
}

static void step(struct diary *diary, const struct diary_case *c, const char *code, enum step_state state,
                 civil_day on) {
    struct entry *entry = next(diary, c, ENTRY_STEP, code);
    text_format(entry->state, sizeof entry->state, "%s", step_state_name(state));
    entry->on = on > diary->today ? diary->today : on;
}

/* Steps in the order in which they are taken; the one that the case waits for stands as waiting. */
static void write_steps(struct diary *diary, const struct diary_case *c, const char *reason, struct dice *dice,
                        int age) {
    civil_day fir = c->fir_date, exam = fir + (dice_chance(dice, 850) ? 0 : 1);
    bool examined = true;
    if (c->pocso)
        step(diary, c, "cwc", STEP_DONE, fir + (dice_chance(dice, 900) ? 0 : 2));
    if (dice_chance(dice, 940)) {
        step(diary, c, "doctor", STEP_DONE, exam);
    } else {
        step(diary, c, "doctor", STEP_NO_CONSENT, fir);
        examined = false;
    }
    if (age >= 3)
        step(diary, c, "site-plan", STEP_DONE, fir + dice_between(dice, 1, 3));
    if (age >= 4) {
        bool waits = strcmp(reason, "statement") == 0 || (age < 20 && dice_chance(dice, 300));
        step(diary, c, "statement", waits ? STEP_WAITING : STEP_DONE, fir + dice_between(dice, 1, 4));
    }
    if (age >= 9 && examined) {
        bool waits = strcmp(reason, "medical") == 0 || (age < 25 && dice_chance(dice, 250));
        step(diary, c, "medical-report", waits ? STEP_WAITING : STEP_DONE, exam + dice_between(dice, 4, 9));
    }
    if (age >= 12 && c->pocso)
        step(diary, c, "age-proof", strcmp(reason, "age") == 0 ? STEP_WAITING : STEP_DONE,
             fir + dice_between(dice, 3, 12));
    if (c->first_remand != CIVIL_NONE && c->first_remand <= diary->today)
        step(diary, c, "arrest", STEP_DONE, c->first_remand);
    if (age >= 16 && (strcmp(reason, "fsl") == 0 || dice_chance(dice, 500))) {
        civil_day sent = fir + dice_between(dice, 8, 15);
        step(diary, c, "exhibits-sent", STEP_DONE, sent);
        step(diary, c, "fsl-report", strcmp(reason, "fsl") == 0 || age < 45 ? STEP_WAITING : STEP_DONE,
             strcmp(reason, "fsl") == 0 || age < 45 ? sent : sent + 28);
    }
    if (strcmp(reason, "co-scrutiny") == 0 && age >= 45) {
        step(diary, c, "draft-to-co", STEP_DONE, fir + age - 8);
        step(diary, c, "co-approval", STEP_WAITING, fir + age - 8);
    }
    if (age >= 75 && dice_chance(dice, 500))
        step(diary, c, "informant-told", STEP_DONE, fir + dice_between(dice, 60, age < 95 ? age : 95));
}

static const char *pick_reason(struct dice *dice, int age) {
    static const char *const reasons[] = {"fsl",         "fsl",         "medical",       "co-scrutiny",
                                          "statement",   "age",         "not-recovered", "absconding",
                                          "prosecution", "co-scrutiny", "not-in-cctns"};
    return age < 25 || dice_chance(dice, 250) ? "" : reasons[dice_between(dice, 0, 10)];
}

/* The last alert that somebody was told of. */
static void write_told(struct diary *diary, const struct diary_case *c, struct dice *dice, int day,
                       const struct limit_rule *limit) {
    static const char *const hows[] = {"person", "phone", "message", "written"};
    char code[16];
    civil_day on = limit_date_of_day(c->clock, day, limit) + dice_between(dice, 0, 1);
    text_format(code, sizeof code, "%d", day);
    struct entry *entry = next(diary, c, ENTRY_TOLD, code);
    entry->on = on > diary->today ? diary->today : on;
    text_format(entry->whom, sizeof entry->whom, "%s", dice_chance(dice, 800) ? "io" : "sho");
    text_format(entry->how, sizeof entry->how, "%s", hows[dice_between(dice, 0, 3)]);
}

static void write_case(struct diary *diary, const struct diary_case *c, uint64_t seed, const struct limit_rule *limit) {
    static const char *const remarks[] = {"स्मरण पत्र भेजा", "विवेचक को अवगत कराया", "reminder sent to the laboratory",
                                          "केस डायरी प्रस्तुत"};
    struct dice dice = dice_for(seed, DICE_DIARY, c->number);
    int age = diary->today - c->fir_date;
    int day = limit_day(c->clock, diary->today, limit);
    const char *reason = c->scene ? c->scene->reason : pick_reason(&dice, age);
    const char *remark = c->scene                  ? c->scene->remark
                         : dice_chance(&dice, 200) ? remarks[dice_between(&dice, 0, 3)]
                                                   : "";
    int told = c->scene ? c->scene->told : dice_chance(&dice, 550) ? alert_crossed(day) : 0;
    write_steps(diary, c, reason, &dice, age);
    if (reason[0])
        next(diary, c, ENTRY_REASON, reason)->on = diary->today - dice_between(&dice, 0, age / 3);
    if (told > 0 && told <= day)
        write_told(diary, c, &dice, told, limit);
    if (c->scene && c->scene->wrong)
        text_format(next(diary, c, ENTRY_WRONG, c->scene->wrong)->state, sizeof((struct entry *)0)->state, "wrong");
    if (remark[0]) {
        struct entry *entry = next(diary, c, ENTRY_NOTE, "");
        text_format(entry->text, sizeof entry->text, "%s", remark);
    }
}

/* Directions of supervising officers on the home station's cases: two that wait, one of them past its next date; two answered. */
static const struct training_direction {
    int scene, days_ago, next_in;
    const char *source, *letter, *text, *answer; /* answer "": none yet */
} training_directions[] = {
    {1, 6, 4, "high-court", "CR-1482", "file the final report before the next date", ""},
    {13, 9, -2, "district", "SP-214", "गिरफ्तारी हेतु टीम भेजें, प्रगति से अवगत करायें", ""},
    {12, 30, -10, "headquarters", "DG-7/376", "report the state of the stay", "stay continues, next date in court noted"},
    {15, 5, -1, "co", "", "सीसीटीएनएस में प्रविष्टि करायें", "प्रविष्टि हेतु आरोप पत्र सी0सी0टी0एन0एस0 कक्ष को दिया"},
};

static bool write_direction(struct store *store, const struct training_direction *from, const struct diary_case *c, civil_day today,
                            struct error *e) {
    struct entry given = {.case_id = c->id, .kind = ENTRY_DIRECTION, .on = today - from->days_ago, .next_on = today + from->next_in};
    struct entry answer = {.case_id = c->id, .kind = ENTRY_ANSWER, .on = today - 1, .next_on = CIVIL_NONE};
    text_format(given.code, sizeof given.code, "%s", from->source);
    text_format(given.ref, sizeof given.ref, "%s", from->letter);
    text_format(given.text, sizeof given.text, "%s", from->text);
    text_format(given.author, sizeof given.author, "%s", "co.demo");
    store_set_officer(store, true);
    bool written = entry_add(store, &given, -1, today, e);
    store_set_officer(store, false);
    if (!written || !*from->answer)
        return written;
    text_format(answer.code, sizeof answer.code, "%s", given.id);
    text_format(answer.text, sizeof answer.text, "%s", from->answer);
    text_format(answer.author, sizeof answer.author, "%s", "hm.demo");
    return entry_add(store, &answer, -1, today, e);
}

static bool write_directions(struct store *store, bool answered, const struct diary_case *cases, int n, civil_day today,
                             struct error *e) {
    for (size_t d = 0; d < sizeof training_directions / sizeof *training_directions; d++) {
        if (*training_directions[d].answer && !answered)
            continue;
        for (int i = 0; i < n; i++)
            if (cases[i].scene == &scenes[training_directions[d].scene] &&
                !write_direction(store, &training_directions[d], &cases[i], today, e))
                return false;
    }
    return true;
}

bool diary_write(struct store *store, enum diary_part part, const struct diary_case *cases, int n, uint64_t seed, civil_day today,
                 const struct limit_rule *limit, struct error *e) {
    struct diary diary = {.store = store, .today = today, .e = e, .entry = calloc(BATCH, sizeof(struct entry))};
    if (!diary.entry)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    for (int i = 0; i < n && part != DIARY_OFFICER && !diary.failed; i++)
        write_case(&diary, &cases[i], seed, limit);
    flush(&diary);
    free(diary.entry);
    return !diary.failed &&
           (part == DIARY_STATION || write_directions(store, part == DIARY_ALL, cases, n, today, e));
}
