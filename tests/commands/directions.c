/* direction, answer, directions, list --directions: who may give and answer them, what is refused, how they are listed and shown, texts only
 * where they are asked for, the same as of a past day, redaction. */
#include "tests/commands/child.h"

static int setup(void **state)
{
    if (child_setup(state) != 0)
        return -1;
    child_write("station.conf", "[station]\nunit = 31999001\n");
    child_write("officer.conf", "[station]\nunit = 31999001\nrole = officer\n");
    child_import();
    return 0;
}

static char given_id[37];

static void saved(char id[37])
{
    child_ended(0);
    assert_int_equal(strlen(child.out), strlen("saved \n") + 36);
    if (id)
        assert_int_equal(sscanf(child.out, "saved %36s", id), 1);
}

static void a_station_gives_none(void **state)
{
    (void)state;
    /* without [station] unit the whole of it is meant: the state, above the stations */
    child_run("direction --codes --format csv");
    child_is_golden("direction-codes");
    child_run_with("File the final report", "--config %F/station.conf direction 301/26 --source co");
    child_ended(2);
    child_said("a direction is entered by a supervisor");
    child_run_with("File the final report", "--config %F/officer.conf direction 391/26 --source co");
    saved(NULL);
    child_run_with("File the final report in court.\nसी0ओ0 परीक्षण शीघ्र",
                   "direction 301/26 --source high-court --letter A-12/2026 --date 2026-11-10 --next 2026-11-20");
    saved(given_id);
    child_refuses("--read-only direction 301/26 --source co", "--read-only");
}

static void refuses_what_is_not_right(void **state)
{
    (void)state;
    child_refuses("direction", "which case?");
    child_refuses("direction 301/26", "--source CODE is expected");
    child_refuses("direction 301/26 --source highcourt", "did you mean 'high-court'?");
    child_refuses("direction 301/26 --source co --date 23/11/2026", "YYYY-MM-DD");
    child_refuses("direction 301/26 --source co", "standard input is empty");
    child_refuses("direction 9999/26 --source co", "there is no case");
    child_run_with("draft", "direction 301/26 --source co --date 2026-11-24");
    child_ended(2);
    child_said("future");
    child_run_with("draft", "direction 301/26 --source co --next 2026-11-22");
    child_ended(2);
    child_said("before the date of the letter");
    char words[256];
    snprintf(words, sizeof words, "direction 301/26 --source co --letter %0*d", 96, 7);
    child_run_with("draft", words); /* never cut in silence */
    child_ended(2);
    child_said("--letter: the text is longer than 95 bytes");
    child_run_with("draft", "direction 301/26 --source co --date 2026-09-01");
    saved(NULL); /* a letter older than the FIR: a general one */
    char id[37], line[128];
    assert_int_equal(sscanf(child.out, "saved %36s", id), 1);
    child_run_with("ग्राम से पूछताछ", "direction 301/26 --source co");
    child_ended(2);
    child_said("ग्राम");
    child_refuses("answer", "which direction?");
    child_refuses("answer 01234567", "there is no entry '01234567'");
    snprintf(line, sizeof line, "answer %s", id);
    child_refuses(line, "standard input is empty");
    child_run_with("draft sent", line);
    saved(NULL);
    child_run_with("draft sent", line);
    child_ended(3);
    child_said("answered this direction");
    child_run("note 301/26");
    child_run_with("reminder sent", "note 301/26");
    assert_int_equal(sscanf(child.out, "saved %36s", id), 1);
    snprintf(line, sizeof line, "answer %s", id);
    child_refuses(line, "is no direction but 'note'");
    child_refuses("directions --from 2026-11-20 --to 2026-11-19", "--from lies after --to");
    child_refuses("directions --unit 4711", "no unit");
}

static void stands_until_it_is_answered(void **state)
{
    (void)state;
    child_run("directions --format csv");
    child_is_golden("directions-csv");
    child_run("directions --text --all");
    child_is_golden("directions-text");
    child_run("list --directions --format csv");
    child_printed("/0301/2026,");
    child_printed("/0391/2026,");
    child_printed_not("/0307/2026,");
    child_run("directions --unit 31999002 --format csv");
    child_printed_not("2026-11-10");
    child_run("show 301/26");
    child_is_golden("directions-show");
    child_run("show 301/26 --format json");
    child_printed("\"letter\": \"A-12/2026\"");
    child_printed_not("File the final report");
    child_run("show 301/26 --format json --remarks");
    child_printed("\"text\": \"File the final report in court.\\nसी0ओ0 परीक्षण शीघ्र\"");
    char line[128];
    snprintf(line, sizeof line, "answer %.13s --date 2026-11-22 --letter K-7", given_id);
    child_run_with("Filed in court on 21/11", line);
    saved(NULL);
    child_run("list --directions --format csv");
    child_printed_not("/0301/2026,");
    child_run("directions --format json --all --from 2026-11-10 --to 2026-11-10 --text");
    child_printed("\"answered_on\":\"2026-11-22\"");
    child_printed("\"days\":12");
    child_printed("Filed in court on 21/11");
    child_run_with("", "--as-of 2026-11-21 directions --format csv");
    child_printed("2026-11-10");
    child_run_with("", "--as-of 2026-11-09 directions --format csv");
    child_printed_not("2026-11-10");
    /* a case that is disposed of is listed all the same, and not where only open ones are asked for */
    child_run_with("Enter it in CCTNS", "direction 290/26 --source headquarters");
    saved(NULL);
    child_run("list --directions --format csv");
    child_printed("/0290/2026,");
    child_run("list --directions --status open --format csv");
    child_printed_not("/0290/2026,");
}

static void redacted(void **state)
{
    (void)state;
    char line[128];
    snprintf(line, sizeof line, "redact %s", given_id);
    child_run(line);
    saved(NULL);
    child_run("directions --all --text --format csv");
    child_printed_not("File the final report in court");
    child_printed("[हटाया गया]");
}


int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_station_gives_none),
        cmocka_unit_test(refuses_what_is_not_right),
        cmocka_unit_test(stands_until_it_is_answered),
        cmocka_unit_test(redacted),
    };
    return cmocka_run_group_tests(tests, setup, child_teardown);
}
