/* How a training case goes. */
#include "src/demo/story.h"

#include <string.h>

#include "src/demo/people.h"
#include "src/text.h"

enum { DICE_STORY = 31, DICE_ZERO = 32 }; /* and 64 times the station beside them */

#define NEVER 100000 /* disposed on a day that never comes */

static void facts_empty(struct case_facts *facts) {
    memset(facts, 0, sizeof *facts);
    facts->fir_date = facts->zero_date = facts->io_since = facts->status_on = CIVIL_NONE;
    facts->prepared = facts->approved = facts->filed = facts->in_cctns = CIVIL_NONE;
    facts->first_remand = facts->court_date = facts->section_added_on = CIVIL_NONE;
    facts->arrests = -1;
}

/* The day count on which the final report is entered in CCTNS: most close to the limit, some late, a few never. */
static int day_of_end(const struct stage *stage, struct dice *dice) {
    if (dice_chance(dice, stage->in_time)) {
        int a = dice_between(dice, 9, 60), b = dice_between(dice, 9, 60);
        return a > b ? a : b;
    }
    if (dice_chance(dice, 740)) {
        if (dice_chance(dice, 300))
            return dice_between(dice, 61, 66); /* filed in time, entered too late */
        return 61 + dice_between(dice, 0, 40) + dice_between(dice, 0, 120);
    }
    return NEVER;
}

static int earlier_of(int a, int b) {
    return a < b ? a : b;
}

/* Charge sheet or final report, and its four dates, which lie days apart. */
static void tell_end(struct story *story, const struct stage *stage, struct dice *dice, int end) {
    static const char *const types[] = {"false",           "insufficient-evidence",
                                        "mistake-of-fact", "insufficient-evidence",
                                        "true-undetected", "false",
                                        "abated",          "untraced",
                                        "mistake-of-law"};
    struct case_facts *f = &story->facts;
    f->in_cctns = story->clock + end;
    bool straddles = end > 60 && end <= 66;
    f->filed = straddles ? story->clock + 60 - dice_between(dice, 0, 1) : f->in_cctns - dice_between(dice, 0, 2);
    f->approved = f->filed - dice_between(dice, 0, 3);
    f->prepared = f->approved - dice_between(dice, 1, 4);
    if (f->prepared < f->fir_date)
        f->prepared = f->approved = f->filed = f->fir_date;
    f->status_on = f->in_cctns;
    int serial = dice_between(dice, 1, 420), year;
    civil_to_ymd(f->prepared, &year, NULL, NULL);
    text_format(f->final_no, sizeof f->final_no, "%d/%d", serial, year);
    if (dice_chance(dice, 150)) {
        f->status = STATUS_FINAL;
        text_format(f->final_type, sizeof f->final_type, "%s", types[dice_between(dice, 0, 8)]);
        return;
    }
    f->status = STATUS_CHARGESHEET;
    if (dice_chance(dice, 12) && f->in_cctns + 30 <= stage->today) {
        f->status = STATUS_FURTHER;
        f->status_on = f->in_cctns + dice_between(dice, 5, 30);
    }
    if (f->in_cctns > stage->today - 60)
        f->court_date = stage->today + dice_between(dice, 2, 40);
}

/* What may befall a case instead: expunged by the court, or sent to another district. */
static bool tell_out(struct story *story, struct dice *dice, int age) {
    struct case_facts *f = &story->facts;
    if (age < 20)
        return false;
    if (dice_chance(dice, 12)) {
        f->status = STATUS_EXPUNGED;
        f->status_on = f->fir_date + dice_between(dice, 10, earlier_of(age - 3, 150));
        return true;
    }
    if (dice_chance(dice, 9)) {
        f->status = STATUS_TRANSFERRED;
        f->status_on = f->fir_date + dice_between(dice, 3, earlier_of(age - 3, 25));
        text_format(f->moved_to, sizeof f->moved_to, "318%05d", dice_between(dice, 1, 89999));
        return true;
    }
    return false;
}

static void tell_arrests(struct story *story, struct dice *dice, int last_day) {
    struct case_facts *f = &story->facts;
    int day = dice_between(dice, 1, 30);
    f->arrests = 0;
    if (f->status == STATUS_FINAL || day >= last_day || !dice_chance(dice, 820))
        return;
    f->arrests = dice_chance(dice, 800) ? 1 : dice_between(dice, 2, 4);
    f->first_remand = story->clock + day > f->fir_date ? story->clock + day : f->fir_date;
}

/* The facts as they first stood, where the IO, the sections or the station changed on the way. `day`: of the clock. */
static void tell_change(struct story *story, int *day, int last_day, struct dice *dice) {
    if (!story->changed) {
        story->before = story->facts;
        story->before.status = STATUS_OPEN;
        story->before.status_on = story->before.prepared = story->before.approved = story->before.filed = CIVIL_NONE;
        story->before.in_cctns = story->before.court_date = story->before.first_remand = CIVIL_NONE;
        story->before.final_no[0] = story->before.final_type[0] = story->before.moved_to[0] = '\0';
        story->before.arrests = -1;
        story->changed = true;
    }
    if (*day == 0)
        *day = dice_between(dice, 4, 35);
    *day = earlier_of(*day, last_day);
}

static void tell_officers(struct story *story, const struct stage *stage, struct dice *dice, int age, int last_day) {
    struct case_facts *f = &story->facts;
    int serving = (stage->officers * 6 + 9) / 10; /* the others have gone elsewhere */
    int n = dice_between(dice, 0, age > 900 ? stage->officers - 1 : serving - 1);
    int moved = story->scene ? story->scene->moved : dice_chance(dice, 55) ? dice_between(dice, 5, 45) : 0;
    if (story->scene)
        n = story->scene->officer % stage->officers;
    people_officer(stage->seed, stage->station, n, stage->home, &f->io);
    f->io_since = f->fir_date;
    if (moved > 0 && moved < last_day && stage->officers > 1) {
        tell_change(story, &moved, last_day, dice);
        people_officer(stage->seed, stage->station, (n + 1) % stage->officers, stage->home, &story->before.io);
        story->before.io_since = f->fir_date;
        f->io_since = story->clock + moved > f->fir_date ? story->clock + moved : f->fir_date;
    }
}

static void tell_sections(struct story *story, const struct mix *mix, struct dice *dice, int last_day) {
    struct case_facts *f = &story->facts;
    const struct scene *scene = story->scene;
    int n = scene ? mix_find(mix, scene->ipc, scene->pocso) : mix_pick(mix, dice, f->fir_date);
    int added = scene ? scene->added : dice_chance(dice, 60) ? dice_between(dice, 4, 35) : 0;
    const struct section_list *before = mix_before(mix, n, f->fir_date);
    f->sections = mix_sections(mix, n, f->fir_date);
    story->pocso = mix_is_pocso(mix, n);
    if (story->changed)
        story->before.sections = f->sections;
    if (added > 0 && added < last_day && before) {
        tell_change(story, &added, last_day, dice);
        story->before.sections = before;
        f->section_added_on = story->clock + added > f->fir_date ? story->clock + added : f->fir_date;
    }
}

int story_zero(const struct stage *stage, civil_day clock, uint64_t number, const struct scene *scene) {
    struct dice dice = dice_for(stage->seed, DICE_ZERO + (uint64_t)stage->station * 64, number);
    int zero = scene ? scene->zero : dice_chance(&dice, 14) ? dice_between(&dice, 1, 4) : 0;
    return zero > stage->today - clock ? 0 : zero;
}

static void tell_beginning(struct story *story, int zero, struct dice *dice) {
    struct case_facts *f = &story->facts;
    f->fir_date = story->clock + zero;
    if (zero > 0) {
        int year;
        civil_to_ymd(story->clock, &year, NULL, NULL);
        f->zero_date = story->clock;
        f->zero_id = case_id_make(31800000 + dice_between(dice, 1, 89999), year, dice_between(dice, 1, 640));
    }
    text_format(f->fir_time, sizeof f->fir_time, "%02d:%02d", dice_between(dice, 0, 23), dice_between(dice, 0, 59));
    text_format(f->gd_no, sizeof f->gd_no, "%03d", dice_between(dice, 3, 64));
}

void story_tell(const struct stage *stage, const struct mix *mix, civil_day clock, uint64_t number,
                const struct scene *scene, struct story *out) {
    struct dice dice = dice_for(stage->seed, DICE_STORY + (uint64_t)stage->station * 64, number);
    int age = stage->today - clock;
    memset(out, 0, sizeof *out);
    facts_empty(&out->facts);
    out->clock = clock;
    out->scene = scene;
    out->facts.status = STATUS_OPEN;
    tell_beginning(out, story_zero(stage, clock, number, scene), &dice);
    int end = scene ? NEVER : day_of_end(stage, &dice);
    /* the home station's open cases are its scenes: every other one has come to its end */
    if (stage->home && !scene && end > age)
        end = age > 61 ? dice_between(&dice, 30, 60) : age > 6 ? dice_between(&dice, 5, age) : age;
    if (scene)
        out->facts.status = scene->status;
    else if (tell_out(out, &dice, age))
        end = NEVER;
    else if (end <= age)
        tell_end(out, stage, &dice, end);
    if (scene && scene->status == STATUS_STAYED)
        out->facts.status_on = clock + 50;
    else if (!scene && end > age && age > 61 && out->facts.status == STATUS_OPEN && dice_chance(&dice, 60)) {
        out->facts.status = STATUS_STAYED;
        out->facts.status_on = clock + dice_between(&dice, 20, 60);
    }
    int last_day = earlier_of(end, age);
    out->open = status_state(out->facts.status) == 0;
    tell_officers(out, stage, &dice, age, last_day);
    tell_sections(out, mix, &dice, last_day);
    tell_arrests(out, &dice, last_day);
    if (out->open && stage->transfer_to && dice_chance(&dice, 6)) { /* received by another station of the scope */
        int day = 0;
        tell_change(out, &day, last_day, &dice);
        text_format(out->facts.moved_to, sizeof out->facts.moved_to, "%lld", (long long)stage->transfer_to);
        out->facts.status_on = clock + day > out->facts.fir_date ? clock + day : out->facts.fir_date;
    }
}

void story_number(struct story *story, int64_t station, int serial) {
    int year;
    civil_to_ymd(story->facts.fir_date, &year, NULL, NULL);
    story->facts.id = case_id_make(station, year, serial);
    story->before.id = story->facts.id;
}
