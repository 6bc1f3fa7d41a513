/* reason, step, note, ack, redact: what each saves, what it refuses, and that --read-only writes nothing. */
#include "tests/commands/child.h"

static int setup(void **state)
{
    if (child_setup(state) != 0)
        return -1;
    child_import();
    return 0;
}

/* "saved ID" and nothing else; the id into `id` where it is wanted. */
static void saved(char id[37])
{
    child_ended(0);
    char found[37] = "";
    char end;
    assert_int_equal(sscanf(child.out, "saved %36[0-9a-f-]%c", found, &end), 2);
    assert_int_equal(strlen(found), 36);
    assert_int_equal(end, '\n');
    assert_int_equal(strlen(child.out), strlen("saved \n") + 36);
    if (id)
        strcpy(id, found);
}

static void reason_is(const char *case_no, const char *expected)
{
    char line[128];
    snprintf(line, sizeof line, "show %s --format json", case_no);
    child_run(line);
    child_ended(0);
    snprintf(line, sizeof line, "\"reason\": %s,", expected);
    child_printed(line);
}

static void reason(void **state)
{
    (void)state;
    child_run("reason --codes");
    child_is_golden("reason-codes");
    child_run("reason 301/26 fsl");
    saved(NULL);
    reason_is("301/26", "\"fsl\"");
    child_run("reason 31999001/0301/2026 medical");
    saved(NULL);
    child_run("reason 301/26 --undo");
    saved(NULL);
    reason_is("301/26", "\"fsl\"");
    child_run("list --format csv --search 301/26");
    child_printed(",-4,2026-11-19,fsl,31999001\n");
    child_run("--lang hi list --format csv --search 301/26");
    child_printed(",-4,2026-11-19,fsl,31999001\n");
    child_refuses("reason 301/26 fls", "did you mean 'fsl'?");
    child_refuses("reason 301/26", "a case and the code of a reason are expected");
    child_refuses("reason 301/26 fsl --undo", "--undo: the case is expected, and nothing else");
    child_refuses("reason 391/26 --undo", "nothing was entered");
    child_refuses("reason 9999/26 fsl", "there is no case 9999/26");
    child_run("step 301/26 cwc 2026-09-20");
    saved(NULL);
    child_refuses("reason 301/26 --undo", "the last entry of this case is no reason but 'step'");
}

static void step(void **state)
{
    (void)state;
    child_run("step --codes --format csv");
    child_is_golden("step-codes");
    child_run("step 307/26 doctor 2026-09-22");
    saved(NULL);
    child_run("step 307/26 statement 30/10/2026 --state waiting");
    saved(NULL);
    child_run("step 307/26 medical-report --state no-consent");
    saved(NULL);
    child_run("step 307/26 age-proof --state=na");
    saved(NULL);
    child_run("show 307/26");
    child_is_golden("step-show");
    child_refuses("step 307/26 docter 2026-09-22", "did you mean 'doctor'?");
    child_refuses("step 307/26 doctor", "the date is missing: when was it done?");
    child_refuses("step 307/26 doctor 2026-11-24", "is a date to come (today is 23/11/2026)");
    child_refuses("step 307/26 doctor 2026-09-21", "is before the FIR (22/09/2026)");
    child_refuses("step 307/26 doctor 23", "'23' is no date");
    child_refuses("step 307/26 doctor 2026-02-30", "'2026-02-30' is no date");
    child_refuses("step 307/26 site-plan --state no-consent", "only the medical examination can be refused");
    child_refuses("step 307/26 doctor 2026-09-22 --state wait", "did you mean 'waiting'?");
    child_refuses("step 307/26", "a case, the code of a step and a date are expected");
}

static void note(void **state)
{
    (void)state;
    char id[37];
    char line[128];
    child_run_with("Reminder sent.\nसी0ओ0 को अवगत कराया", "note 388/26");
    saved(id);
    child_run("show 388/26");
    child_printed_not("Reminder sent");
    child_run("show 388/26 --format json");
    child_printed_not("Reminder sent");
    child_run("show 388/26 --format json --remarks");
    child_printed("\"text\": \"Reminder sent.\\nसी0ओ0 को अवगत कराया\"");
    child_run("show 388/26 --remarks");
    child_printed("Reminder sent. सी0ओ0 को अवगत कराया");
    child_run("list --format csv --search reminder");
    child_printed("/0388/2026,");

    snprintf(line, sizeof line, "redact %.13s", id);
    child_run(line);
    saved(NULL);
    child_run("show 388/26 --format json --remarks");
    child_printed_not("Reminder sent");
    child_printed("[हटाया गया]");
    child_run("list --format csv --search reminder");
    child_printed_not("/0388/2026,");
}

static void note_refuses(void **state)
{
    (void)state;
    char long_text[2002];
    child_run_with("", "note 388/26");
    child_ended(2);
    child_said("standard input is empty");
    child_run_with(" \n\t \n", "note 388/26");
    child_ended(2);
    child_run_with("ग्राम के लोग", "note 388/26");
    child_ended(2);
    child_said("\"ग्राम\"");
    child_said("Nothing was saved");
    assert_string_equal(child.out, "");
    child_run_with("ग्राम के लोग", "note 388/26 --anyway");
    saved(NULL);
    child_said("saved although it may make the victim known");
    memset(long_text, 'x', 2001);
    long_text[2001] = '\0';
    child_run_with(long_text, "note 388/26");
    child_ended(2);
    child_said("longer than 2000 bytes; nothing was saved");
    child_run_with("text", "note 388/26 text");
    child_ended(2); /* never an argument */
    child_run_with("text", "note");
    child_ended(2);
}

static void redact_refuses(void **state)
{
    (void)state;
    char id[37];
    char line[128];
    child_run("reason 391/26 other");
    saved(id);
    child_refuses("redact 01a", "too short for the number of an entry");
    child_refuses("redact 00000000-0000", "there is no entry '00000000-0000'");
    child_refuses("redact", "which entry?");
    snprintf(line, sizeof line, "redact %s", id);
    child_refuses(line, "is no remark but 'reason'");
}

static void ack(void **state)
{
    (void)state;
    child_run("ack 395/26 --whom sho --how written");
    saved(NULL);
    child_run("alerts --format csv --all");
    child_printed("31999001/0395/2026,55,2026-11-23,");
    child_run("alerts --format csv");
    child_printed_not("/0395/");
    child_printed("/0412/");
    child_run("ack 412/26 40"); /* several cases */
    child_ended(2);
    child_run("ack 31999001/0412/2026 40");
    saved(NULL);
    child_run("alerts --format csv"); /* day 50 is crossed as well, and not told */
    child_printed("31999001/0412/2026,50,2026-11-23,,");
    child_refuses("ack 450/26", "the case is on day 3; its first alert is on day 31");
    child_refuses("ack 431/26 40", "has not reached day 40; the highest that it has reached is day 31");
    child_refuses("ack 395/26 45", "did you mean '40'?");
    child_refuses("ack 290/26", "the case is not open (charge-sheeted)");
    child_refuses("ack 395/26 --whom her", "'her' is none of io, sho, co");
    child_refuses("ack 395/26 --all", "--all stands in place of a case");
    child_refuses("ack 395/26 --unit 31999001", "--unit goes with --all");
    child_refuses("ack", "which case?");
}

/* A script that runs twice tells once; another way, person or day is another telling. */
static void ack_twice(void **state)
{
    (void)state;
    char first[37];
    child_run("ack 388/26 --whom io --how phone");
    saved(first);
    for (int i = 0; i < 2; i++) {
        child_run(i ? "ack 388/26 60 --how phone" : "ack 388/26 --whom io --how phone");
        child_ended(0);
        child_printed("already told ");
        child_printed(first);
        child_printed_not("saved");
    }
    static const char *const others[] = {"--how written", "--how phone --whom sho", "50 --how phone", "--as-of 2026-11-24 --how phone"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char words[128];
        snprintf(words, sizeof words, "ack 388/26 %s", others[i]);
        child_run(words);
        saved(NULL);
    }
    child_run("ack 388/26 --how phone"); /* not the last one any more, but it was told so */
    child_printed("already told ");
}

static void ack_all(void **state)
{
    (void)state;
    child_run("ack --all --unit 31999002");
    child_ended(0);
    assert_string_equal(child.out, ""); /* no alert there */
    child_run("alerts --format csv");
    int waiting = -1;
    for (const char *at = child.out; *at; at++)
        waiting += *at == '\n';
    assert_true(waiting > 2);
    child_run("ack --all --how phone");
    child_ended(0);
    int told = 0;
    for (const char *at = child.out; (at = strstr(at, "saved ")); at++)
        told++;
    assert_int_equal(told, waiting);
    child_run("alerts --format csv");
    assert_string_equal(child.out, "case,day,crossed_on,told_by,told_at\n");
    child_run("show 431/26");
    child_printed("IO told by phone 23/11/2026");
}

/* Every file of the data folder is the same afterwards. */
static void read_only_writes_nothing(void **state)
{
    (void)state;
    static const char *const commands[] = {"reason 301/26 fsl", "step 301/26 cwc 2026-09-20", "note 301/26", "ack --all", "ack 301/26",
                                           "redact 00000000-0000"};
    struct stat before;
    struct stat after;
    assert_int_equal(stat(child_path("data/record.log"), &before), 0);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char line[128];
        snprintf(line, sizeof line, "%s --read-only", commands[i]);
        child_run_with("Reminder sent.", line);
        child_ended(2);
        child_said("--read-only: nothing may be written");
    }
    assert_int_equal(stat(child_path("data/record.log"), &after), 0);
    assert_true(before.st_size == after.st_size && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reason), cmocka_unit_test(step),    cmocka_unit_test(note),
        cmocka_unit_test(note_refuses), cmocka_unit_test(redact_refuses), cmocka_unit_test(ack),
        cmocka_unit_test(ack_twice), cmocka_unit_test(ack_all), cmocka_unit_test(read_only_writes_nothing),
    };
    return cmocka_run_group_tests(tests, setup, child_teardown);
}
