/* What an entry must be before it is written. */
#include "db/entry_inside.h"

#include <stdlib.h>
#include <string.h>

#include "src/clock.h"
#include "src/domain/direction.h"
#include "src/i18n.h"
#include "src/text.h"

static bool known(struct store *store, case_id id) {
    sqlite3_stmt *statement;
    if (!sql_prepare(
            store->db, &statement,
            "SELECT 1 FROM cache.fir_case WHERE id = ?1 UNION ALL SELECT 1 FROM main.entry WHERE case_id = ?1 LIMIT 1",
            NULL))
        return false;
    sqlite3_bind_int64(statement, 1, id);
    bool there = sql_step(statement, NULL) == 1;
    sqlite3_finalize(statement);
    return there;
}

/* With --as-of before the case was registered nothing could be entered of it. */
static bool registered_by(struct store *store, case_id id, civil_day today, struct error *e) {
    char number[CASE_NO_SIZE], on[11], asked[11];
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement, "SELECT fir_date FROM cache.fir_case WHERE id = ?1", e))
        return false;
    sqlite3_bind_int64(statement, 1, id);
    civil_day fir_date = sql_step(statement, e) == 1 ? sql_day(statement, 0) : CIVIL_NONE;
    sqlite3_finalize(statement);
    if (fir_date == CIVIL_NONE || fir_date <= today)
        return true;
    case_no_full(id, number);
    civil_show(fir_date, on);
    civil_show(today, asked);
    return error_set(e, ERROR_USAGE, _("%s was registered on %s, after %s: nothing can be entered of it for that day. "
                                       "Leave --as-of out, or give a later date."),
                     number, on, asked);
}

static bool of_the_day(enum entry_kind kind) {
    return kind != ENTRY_WRONG && kind != ENTRY_SETTLE && kind != ENTRY_UNDO && kind != ENTRY_REDACT;
}

static bool one_of(const char *text, const char *const *names) {
    for (; *names; names++)
        if (strcmp(text, *names) == 0)
            return true;
    return false;
}

static bool check_reason(struct store *store, struct entry *entry, struct error *e) {
    if (strcmp(entry->code, "none") != 0 && !reasons_find(store_reasons(store), entry->code))
        return error_set(
            e, ERROR_USAGE,
            _("\"%s\" is no reason that is known here. \"--codes\" lists them; \"none\" takes the reason away."),
            entry->code);
    return true;
}

static bool check_step(struct store *store, struct entry *entry, civil_day today, struct error *e) {
    enum step_state state;
    if (!steps_find(store_steps(store), entry->code))
        return error_set(e, ERROR_USAGE, _("\"%s\" is no step that is known here. \"--codes\" lists them."),
                         entry->code);
    if (!step_state_parse(entry->state, &state) || state == STEP_NONE)
        return error_set(e, ERROR_USAGE, _("a step is done, waiting, na or no-consent; \"%s\" is none of these"),
                         entry->state);
    if ((state == STEP_DONE || state == STEP_WAITING) && entry->on == CIVIL_NONE)
        entry->on = today;
    return true;
}

static bool check_told(struct entry *entry, civil_day today, struct error *e) {
    static const char *const whom[] = {"", "io", "sho", "co", NULL}, *const how[] = {"",        "person",  "phone",
                                                                                     "message", "written", NULL};
    char *end;
    long day = strtol(entry->code, &end, 10);
    bool alert = false;
    for (int i = 0; i < ALERT_DAYS; i++)
        alert = alert || (*entry->code && !*end && day == alert_days[i]);
    if (!alert)
        return error_set(e, ERROR_USAGE, _("\"%s\" is no alert day: 31, 40, 50, 55 or 60 was expected"), entry->code);
    if (!one_of(entry->whom, whom))
        return error_set(e, ERROR_USAGE, _("\"%s\" was told? One of io, sho, co was expected."), entry->whom);
    if (!one_of(entry->how, how))
        return error_set(e, ERROR_USAGE, _("told by \"%s\"? One of person, phone, message, written was expected."),
                         entry->how);
    if (entry->on == CIVIL_NONE)
        entry->on = today;
    return true;
}

static bool check_wrong(struct entry *entry, struct error *e) {
    static const char *const states[] = {"wrong", "right-again", NULL};
    if (!*entry->code || strspn(entry->code, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(entry->code))
        return error_set(e, ERROR_USAGE, _("\"%s\" is no field that could be wrong"), entry->code);
    if (!one_of(entry->state, states))
        return error_set(e, ERROR_USAGE, _("a fact is wrong or right-again; \"%s\" is neither"), entry->state);
    return true;
}

static bool check_settle(struct entry *entry, struct error *e) {
    static const char *const states[] = {"tracked", "no", NULL};
    return one_of(entry->state, states) ||
           error_set(e, ERROR_USAGE, _("a case is settled as tracked or no; \"%s\" is neither"), entry->state);
}

/* By an entry: the text itself may have been overwritten in cache.db already, by a redaction that was killed before it
 * was entered. */
static bool redacted(struct store *store, const struct entry *target) {
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement,
                     "SELECT 1 FROM main.entry WHERE case_id = ?1 AND kind = 'redact' AND code = ?2", NULL))
        return false;
    sqlite3_bind_int64(statement, 1, target->case_id);
    sql_bind_text(statement, 2, target->id);
    bool there = sql_step(statement, NULL) == 1;
    sqlite3_finalize(statement);
    return there;
}

/* Undo and redact name another entry: found, and its case is this entry's case. */
static bool check_target(struct store *store, struct entry *entry, struct error *e) {
    struct entry target;
    struct error failure = {0};
    if (!entry_by_id(store, entry->code, &target, &failure)) {
        if (failure.kind != ERROR_NONE) {
            if (e)
                *e = failure;
            return false;
        }
        return error_set(e, ERROR_USAGE, _("there is no entry %s, or it is not clear which one is meant"), entry->code);
    }
    if (entry->kind == ENTRY_UNDO) {
        if (target.kind == ENTRY_UNDO || target.kind == ENTRY_REDACT)
            return error_set(e, ERROR_USAGE, _("this entry cannot be taken back; enter what is right instead"));
        if (target.kind == ENTRY_DIRECTION && (!target.own || !store->officer))
            return error_set(e, ERROR_USAGE, _("a direction is taken back by the supervisor who gave it, where it was entered; answer it instead"));
        if (target.undone)
            return error_set(e, ERROR_CHANGED, _("this entry has been taken back already"));
    } else if (!*target.text) {
        return error_set(e, ERROR_USAGE, _("this entry has no text that could be removed"));
    } else if (redacted(store, &target)) {
        return error_set(e, ERROR_CHANGED, _("the text of this entry has been removed already"));
    }
    text_format(entry->code, sizeof entry->code, "%s", target.id);
    entry->case_id = target.case_id;
    return true;
}

/* A direction comes from above (domain.md section 5): a station that could enter or remove one would be its own supervisor. */
static bool check_direction(struct store *store, struct entry *entry, civil_day today, struct error *e) {
    char next[11], on[11];
    if (!store->officer)
        return error_set(e, ERROR_USAGE,
                         _("a direction is entered by a supervisor, in a unit above the station; a station answers it "
                           "([station] role in the configuration says which this is)"));
    if (!direction_source_find(entry->code))
        return error_set(e, ERROR_USAGE, _("\"%s\" is no source of directions that is known here. \"--codes\" lists them."),
                         entry->code);
    if (entry->on == CIVIL_NONE)
        entry->on = today;
    if (entry->next_on == CIVIL_NONE || entry->next_on >= entry->on)
        return true;
    civil_show(entry->next_on, next);
    civil_show(entry->on, on);
    return error_set(e, ERROR_USAGE, _("the next date, %s, lies before the date of the letter, %s"), next, on);
}

struct answered {
    const char *direction;
    struct entry by;
    bool found;
};

static bool take_answer(void *context, const struct entry *entry) {
    struct answered *answered = context;
    if (entry->kind == ENTRY_ANSWER && !entry->undone && strcmp(entry->code, answered->direction) == 0) {
        answered->by = *entry;
        answered->found = true;
    }
    return true;
}

/* An answer names a direction that stands and has none yet. */
static bool check_answer(struct store *store, struct entry *entry, civil_day today, struct error *e) {
    struct entry target;
    struct error failure = {0};
    if (!entry_by_id(store, entry->code, &target, &failure) || target.kind != ENTRY_DIRECTION) {
        if (failure.kind != ERROR_NONE) {
            if (e)
                *e = failure;
            return false;
        }
        return error_set(e, ERROR_USAGE, _("there is no direction %s, or it is not clear which one is meant"), entry->code);
    }
    if (target.undone)
        return error_set(e, ERROR_CHANGED, _("this direction has been taken back"));
    struct answered answered = {.direction = target.id};
    if (!entries_of_case(store, target.case_id, take_answer, &answered, e))
        return false;
    if (answered.found) {
        char when[24];
        clock_stamp_show(answered.by.at, when);
        return error_set(e, ERROR_CHANGED, _("%s answered this direction on %s already; take that answer back first if it is wrong"),
                         answered.by.author, when);
    }
    text_format(entry->code, sizeof entry->code, "%s", target.id);
    entry->case_id = target.case_id;
    if (entry->on == CIVIL_NONE)
        entry->on = today;
    return true;
}

static bool clean_ref(struct entry *entry, struct error *e) {
    char clean[2 * ENTRY_REF_SIZE];
    size_t n = strnlen(entry->ref, sizeof entry->ref);
    if (n < sizeof entry->ref)
        n = text_clean(entry->ref, n, clean, sizeof clean);
    if (n >= sizeof entry->ref)
        return error_set(e, ERROR_USAGE, _("the letter's number is too long: %d bytes at most. Nothing was saved; shorten it."),
                         ENTRY_REF_SIZE - 1);
    memcpy(entry->ref, clean, n + 1);
    return true;
}

static bool clean_text(struct entry *entry, struct error *e) {
    char clean[2 * ENTRY_TEXT_MAX + 2];
    size_t n = strnlen(entry->text, sizeof entry->text);
    if (n < sizeof entry->text)
        n = text_clean_lines(entry->text, n, clean, sizeof clean);
    if (n > ENTRY_TEXT_MAX)
        return error_set(e, ERROR_USAGE, _("the text is too long: %d bytes at most. Nothing was saved; shorten it."),
                         ENTRY_TEXT_MAX);
    memcpy(entry->text, clean, n + 1);
    if (n == 0 && entry->kind == ENTRY_NOTE)
        return error_set(e, ERROR_USAGE, _("the remark is empty; nothing was saved"));
    if (n == 0 && entry->kind == ENTRY_DIRECTION)
        return error_set(e, ERROR_USAGE, _("the direction is empty: what is to be done? Nothing was saved"));
    if (n == 0 && entry->kind == ENTRY_ANSWER)
        return error_set(e, ERROR_USAGE, _("the answer is empty: what was done? Nothing was saved"));
    return true;
}

static bool check_kind(struct store *store, struct entry *entry, civil_day today, struct error *e) {
    switch (entry->kind) {
    case ENTRY_REASON:
        if (entry->on == CIVIL_NONE)
            entry->on = today;
        return check_reason(store, entry, e);
    case ENTRY_STEP:
        return check_step(store, entry, today, e);
    case ENTRY_TOLD:
        return check_told(entry, today, e);
    case ENTRY_WRONG:
        return check_wrong(entry, e);
    case ENTRY_SETTLE:
        return check_settle(entry, e);
    case ENTRY_UNDO:
    case ENTRY_REDACT:
        return check_target(store, entry, e);
    case ENTRY_DIRECTION:
        return check_direction(store, entry, today, e) && clean_ref(entry, e);
    case ENTRY_ANSWER:
        return check_answer(store, entry, today, e) && clean_ref(entry, e);
    case ENTRY_NOTE:
        break;
    }
    return true;
}

bool entry_check(struct store *store, struct entry *entry, civil_day today, struct error *e) {
    if (entry->kind != ENTRY_DIRECTION && entry->kind != ENTRY_ANSWER)
        entry->ref[0] = '\0';
    if (entry->kind != ENTRY_DIRECTION)
        entry->next_on = CIVIL_NONE;
    if (!check_kind(store, entry, today, e) || !clean_text(entry, e))
        return false;
    if (entry->on != CIVIL_NONE && entry->on > today) {
        char on[11], now[11];
        civil_show(entry->on, on);
        civil_show(today, now);
        return error_set(e, ERROR_USAGE, _("%s lies in the future: a date up to today, %s, was expected"), on, now);
    }
    if (!known(store, entry->case_id)) {
        char number[CASE_NO_SIZE];
        case_no_full(entry->case_id, number);
        return error_set(e, ERROR_USAGE, _("there is no case %s here; nothing was saved"), number);
    }
    if (of_the_day(entry->kind) && !registered_by(store, entry->case_id, today, e))
        return false;
    char author[sizeof entry->author];
    if (text_clean(entry->author, strnlen(entry->author, sizeof author), author, sizeof author) == 0)
        entry_author(author, sizeof author);
    memcpy(entry->author, author, sizeof author);
    return true;
}

/* Whether two entries speak of the same thing. */
static bool same_thing(const char *kind, const char *code, const char *other_kind, const char *other_code) {
    if (strcmp(kind, other_kind) != 0 || strcmp(kind, "note") == 0 || strcmp(kind, "redact") == 0 || strcmp(kind, "direction") == 0)
        return false;
    return (strcmp(kind, "step") != 0 && strcmp(kind, "wrong") != 0 && strcmp(kind, "answer") != 0) || strcmp(code, other_code) == 0;
}

/* "FSL report", "arrest", "the sections" …: what an entry said, for the sentence. */
static void what_it_said(struct store *store, const char *kind, const char *code, char *out, size_t cap) {
    const struct reason *reason = strcmp(kind, "reason") == 0 ? reasons_find(store_reasons(store), code) : NULL;
    const struct step_rule *step = strcmp(kind, "step") == 0 ? steps_find(store_steps(store), code) : NULL;
    if (reason)
        text_format(out, cap, _("the reason \"%s\""), _(reason->label));
    else if (step)
        text_format(out, cap, _("the step \"%s\""), _(step->label));
    else if (strcmp(kind, "told") == 0)
        text_format(out, cap, _("\"told\" for day %s"), code);
    else if (strcmp(kind, "undo") == 0)
        text_format(out, cap, "%s", _("that an entry is taken back"));
    else
        text_format(out, cap, "%s", _("something about the same"));
}

bool entry_check_unchanged(struct store *store, const struct entry *entry, int64_t expected_seq, struct error *e) {
    char kind[16], code[40];
    text_format(kind, sizeof kind, "%s", entry_kind_name(entry->kind));
    text_format(code, sizeof code, "%s", entry->code);
    struct entry target;
    if (entry->kind == ENTRY_UNDO && entry_by_id(store, entry->code, &target, NULL)) {
        text_format(kind, sizeof kind, "%s", entry_kind_name(target.kind));
        text_format(code, sizeof code, "%s", target.code);
    }
    sqlite3_stmt *later;
    if (!sql_prepare(store->db, &later,
                     "SELECT e.kind, e.code, e.author, e.at, coalesce(t.kind, e.kind), coalesce(t.code, e.code) FROM "
                     "main.entry e"
                     " LEFT JOIN main.entry t ON e.kind = 'undo' AND t.id = e.code WHERE e.case_id = ?1 AND e.seq > ?2 "
                     "ORDER BY e.seq DESC",
                     e))
        return false;
    sqlite3_bind_int64(later, 1, entry->case_id);
    sqlite3_bind_int64(later, 2, expected_seq);
    int row;
    bool same = false;
    while (!same && (row = sql_step(later, e)) == 1) {
        char value[6][64], said[160], when[24];
        for (int i = 0; i < 6; i++)
            sql_text(later, i, value[i], sizeof value[i]);
        same = same_thing(kind, code, value[4], value[5]);
        if (same) {
            what_it_said(store, value[0], value[1], said, sizeof said);
            clock_stamp_show(value[3], when);
            error_set(e, ERROR_CHANGED,
                      _("%s entered %s in this case on %s, after you looked. Nothing was saved: look at it, and enter "
                        "yours again if it still holds."),
                      value[2], said, when);
        }
    }
    sqlite3_finalize(later);
    return !same && row == 0;
}
