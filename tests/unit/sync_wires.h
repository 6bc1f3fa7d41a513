/* For the tests of the wire format: random cases and entries, and whether two are the same. */
#ifndef ITSSO_TEST_SYNC_WIRES_H
#define ITSSO_TEST_SYNC_WIRES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "src/sync/wire.h"
#include "src/text.h"

static uint32_t seed;

static inline uint32_t dice(uint32_t n) {
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % n;
}

static inline void some_text(char *out, size_t cap) {
    static const char *const words[] = {"", "SI R Verma", "उ0नि0 आर वर्मा", "12/26", "a \"quoted\" \\ text", "फाइनल रिपोर्ट"};
    text_format(out, cap, "%s", words[dice(6)]);
}

static inline civil_day some_day(void) {
    return dice(3) == 0 ? CIVIL_NONE : civil_from_ymd(2024, 1, 1) + (civil_day)dice(900);
}

static inline void some_sections(struct section_list *list) {
    static const char *const typed[] = {"376 भादवि", "376(2)(n) IPC व 5(l)/6 पाक्सो", "64(2)(m) BNS", "363, 366 IPC", "376ड भादवि"};
    const char *text = typed[dice(5)];
    sections_parse(text, strlen(text), civil_from_ymd(2024, 2, 2), list);
}

static inline void some_entry(struct entry *entry, case_id id, int n) {
    static const char *const codes[] = {"fsl", "31", "", "01890a5d-ac96-774b-bcce-b302099a8057", "fir_date"};
    *entry = (struct entry){.case_id = id, .seq = n + 1, .kind = (enum entry_kind)dice(10), .on = some_day(),
                            .next_on = some_day()};
    snprintf(entry->id, sizeof entry->id, "01890a5d-ac96-774b-bcce-%012x", dice(1u << 30));
    snprintf(entry->device, sizeof entry->device, "%08x", dice(1u << 30));
    snprintf(entry->code, sizeof entry->code, "%s", codes[dice(5)]);
    snprintf(entry->state, sizeof entry->state, "%s", dice(2) ? "done" : "");
    snprintf(entry->whom, sizeof entry->whom, "%s", dice(2) ? "io" : "");
    snprintf(entry->how, sizeof entry->how, "%s", dice(2) ? "phone" : "");
    snprintf(entry->text, sizeof entry->text, "%s", dice(2) ? "two lines\nof a remark" : "");
    snprintf(entry->ref, sizeof entry->ref, "%s", dice(2) ? "एसटी/12-2026" : "");
    snprintf(entry->author, sizeof entry->author, "hm.%u", dice(9));
    snprintf(entry->at, sizeof entry->at, "2026-11-%02uT12:34:56.789Z", 1 + dice(28));
}

static inline void some_case(struct sync_case *c) {
    struct case_facts *f = &c->facts;
    static const char *const finals[] = {"", "untraced", "false"};
    sync_case_clear(c);
    c->id = f->id = case_id_make(1 + dice(99999999), 2018 + (int)dice(9), 1 + (int)dice(9999));
    c->ver = 1 + dice(1u << 30);
    snprintf(c->unit, sizeof c->unit, "%u", dice(99999999));
    f->fir_date = civil_from_ymd(2024, 1, 1) + (civil_day)dice(900);
    snprintf(f->fir_time, sizeof f->fir_time, "%s", dice(2) ? "14:35" : "");
    some_text(f->gd_no, sizeof f->gd_no);
    f->zero_id = dice(4) ? 0 : case_id_make(31655001, 2024, 7);
    f->zero_date = some_day();
    some_sections(&c->sections);
    snprintf(f->io.pno, sizeof f->io.pno, "%s", dice(2) ? "012345678" : "");
    some_text(f->io.rank, sizeof f->io.rank);
    some_text(f->io.name, sizeof f->io.name);
    some_text(f->io.name_hi, sizeof f->io.name_hi);
    f->io_since = some_day();
    f->status = (enum case_status)dice(STATUS_COUNT);
    f->status_on = some_day();
    snprintf(f->final_type, sizeof f->final_type, "%s", finals[dice(3)]);
    some_text(f->final_no, sizeof f->final_no);
    f->prepared = some_day(), f->approved = some_day(), f->filed = some_day(), f->in_cctns = some_day();
    snprintf(f->moved_to, sizeof f->moved_to, "%s", dice(3) ? "" : "31655002");
    f->arrests = (int)dice(4) - 1;
    f->first_remand = some_day(), f->court_date = some_day();
    for (uint32_t i = dice(4) ? 0 : dice(90); i > 0; i--) {
        struct case_event *event = sync_case_event(c);
        event->on = civil_from_ymd(2024, 1, 1) + (civil_day)dice(900);
        snprintf(event->kind, sizeof event->kind, "%s", dice(2) ? "status" : "officer");
        some_text(event->was, sizeof event->was);
        some_text(event->now, sizeof event->now);
        event->dated_by_import = dice(2);
    }
    for (uint32_t i = dice(4) ? 0 : dice(90); i > 0; i--)
        some_entry(sync_case_entry(c), c->id, c->entries);
}

static inline void same_entry(const struct entry *a, const struct entry *b) {
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->device, b->device);
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->case_id, b->case_id);
    assert_int_equal(a->kind, b->kind);
    assert_string_equal(a->code, b->code);
    assert_string_equal(a->state, b->state);
    assert_int_equal(a->on, b->on);
    assert_string_equal(a->whom, b->whom);
    assert_string_equal(a->how, b->how);
    assert_string_equal(a->text, b->text);
    assert_string_equal(a->author, b->author);
    assert_string_equal(a->at, b->at);
    assert_string_equal(a->ref, b->ref);
    assert_int_equal(a->next_on, b->next_on);
}

static inline void same_sections(const struct section_list *a, const struct section_list *b) {
    assert_int_equal(a->n, b->n);
    for (int i = 0; i < a->n; i++) {
        assert_int_equal(a->at[i].act, b->at[i].act);
        assert_string_equal(a->at[i].text, b->at[i].text);
        assert_int_equal(a->at[i].guessed, b->at[i].guessed);
    }
}

static inline void same_case(const struct sync_case *a, const struct sync_case *b) {
    const struct case_facts *f = &a->facts, *g = &b->facts;
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->ver, b->ver);
    assert_string_equal(a->unit, b->unit);
    assert_int_equal(f->id, g->id);
    assert_int_equal(f->fir_date, g->fir_date);
    assert_string_equal(f->fir_time, g->fir_time);
    assert_string_equal(f->gd_no, g->gd_no);
    assert_int_equal(f->zero_id, g->zero_id);
    assert_int_equal(f->zero_date, g->zero_date);
    assert_ptr_equal(g->sections, &b->sections);
    same_sections(&a->sections, &b->sections);
    assert_string_equal(f->io.pno, g->io.pno);
    assert_string_equal(f->io.rank, g->io.rank);
    assert_string_equal(f->io.name, g->io.name);
    assert_string_equal(f->io.name_hi, g->io.name_hi);
    assert_int_equal(f->io_since, g->io_since);
    assert_int_equal(f->status, g->status);
    assert_int_equal(f->status_on, g->status_on);
    assert_string_equal(f->final_type, g->final_type);
    assert_string_equal(f->final_no, g->final_no);
    assert_int_equal(f->prepared, g->prepared);
    assert_int_equal(f->approved, g->approved);
    assert_int_equal(f->filed, g->filed);
    assert_int_equal(f->in_cctns, g->in_cctns);
    assert_string_equal(f->moved_to, g->moved_to);
    assert_int_equal(f->arrests, g->arrests);
    assert_int_equal(f->first_remand, g->first_remand);
    assert_int_equal(f->court_date, g->court_date);
    assert_int_equal(a->events, b->events);
    for (int i = 0; i < a->events; i++) {
        assert_int_equal(a->event[i].on, b->event[i].on);
        assert_string_equal(a->event[i].kind, b->event[i].kind);
        assert_string_equal(a->event[i].was, b->event[i].was);
        assert_string_equal(a->event[i].now, b->event[i].now);
        assert_int_equal(a->event[i].dated_by_import, b->event[i].dated_by_import);
    }
    assert_int_equal(a->entries, b->entries);
    for (int i = 0; i < a->entries; i++)
        same_entry(&a->entry[i], &b->entry[i]);
}

#endif
