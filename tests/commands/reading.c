/* list, show, alerts, status: columns, filters, orders, formats, both languages. */
#include "tests/commands/child.h"

static int setup(void **state)
{
    if (child_setup(state) != 0)
        return -1;
    child_import();
    return 0;
}

/* The serials of the listed cases, in order: "301 307 …". */
static void listed(const char *words, const char *serials)
{
    char line[512];
    char found[1024] = "";
    snprintf(line, sizeof line, "list --format csv %s", words);
    child_run(line);
    child_ended(0);
    for (const char *at = strchr(child.out, '\n'); at && at[1]; at = strchr(at + 1, '\n')) {
        int serial;
        size_t n = strlen(found);
        assert_int_equal(sscanf(at + 1, "%*[0-9]/%d", &serial), 1);
        snprintf(found + n, sizeof found - n, "%s%d", n ? " " : "", serial);
    }
    if (strcmp(found, serials) != 0)
        fail_msg("list %s: %s, not %s", words, found, serials);
}

static void list_formats(void **state)
{
    (void)state;
    child_run("list");
    child_is_golden("list");
    child_run("list --format csv --status all");
    child_is_golden("list-csv");
    child_run("--lang hi list --format csv --status all");
    child_is_golden("list-csv"); /* the language is not for machines */
    child_run("list --format json --limit 2 --status disposed --sort case");
    child_is_golden("list-json");
    child_run("list --search nothing-such --format json");
    child_ended(0);
    assert_string_equal(child.out, "[]\n");
}

static void list_filters(void **state)
{
    (void)state;
    listed("", "301 307 388 391 395 412 431 412 450");
    listed("--band over60", "301 307");
    listed("--band 60", "388");
    listed("--band 55-59", "391 395");
    listed("--band 0-30", "412 450");
    listed("--band over90", "");
    listed("--category 376", "301 307 391 395 431 412 450");
    listed("--category pocso", "307 388 395 412");
    listed("--status chargesheet", "290");
    listed("--status final", "291");
    listed("--status stayed", "431");
    listed("--status disposed", "290 291");
    listed("--status all --sort case", "290 291 301 307 388 391 395 412 431 450 412");
    listed("--io verma", "301 391");
    listed("--io वर्मा", "412");
    listed("--io 900000003", "395 431");
    listed("--unit 31999002", "412");
    listed("--unit 31999 --limit 3", "301 307 388");
    listed("--unit all", "301 307 388 391 395 412 431 412 450");
    listed("--search 388", "388");
    listed("--search 388/26", "388");
    listed("--search yadav", "395 431");
    listed("--due-within 0", "301 307 388");
    listed("--due-within 2", "301 307 388 391");
    listed("--due-within=5 --category 376", "301 307 391 395");
}

static void list_orders(void **state)
{
    (void)state;
    listed("--sort left", "301 307 388 391 395 412 431 412 450");
    listed("--sort left:desc", "450 412 431 412 395 391 388 307 301");
    listed("--sort day", "450 412 431 412 395 391 388 307 301");
    listed("--sort day:desc", "301 307 388 391 395 412 431 412 450");
    listed("--sort due:asc --limit 1", "301");
    listed("--sort fir_date:desc --limit 2", "450 412");
    listed("--sort case:desc --limit 2", "412 450");
}

/* The unit of the configuration is what is listed, and the one that a short number means. */
static void list_of_own_unit(void **state)
{
    (void)state;
    child_write("own.conf", "[station]\nunit = 31999002\n");
    listed("--config %F/own.conf", "412");
    listed("--config %F/own.conf --unit all --limit 1", "412"); /* all that may be seen: its own */
    child_run("--config %F/own.conf show 412/26 --format json");
    child_printed("\"case\": \"31999002/0412/2026\"");
    child_run("--config %F/own.conf status");
    child_printed("Demo Mahila Thana: over the limit 0, due today 0");
}

static void list_refuses(void **state)
{
    (void)state;
    child_refuses("list --band over59", "did you mean 'over60'?");
    child_refuses("list --category posco", "did you mean 'pocso'?");
    child_refuses("list --status opn", "did you mean 'open'?");
    child_refuses("list --sort dy", "did you mean 'day'?");
    child_refuses("list --sort day:dsc", "did you mean 'asc'?");
    child_refuses("list --due-within soon", "--due-within: 'soon' is no whole number");
    child_refuses("list --due-within -1", "expected 0 to 36500");
    child_refuses("list --limit 99999999999", "--limit: 99999999999 is out of range");
    child_refuses("list --limit 0", "--limit: 0 is out of range; expected 1 or more");
    child_refuses("list --format xml", "'xml' is none of table, csv, json");
    child_refuses("list --unit 999", "'999' is no unit of this database");
    child_refuses("list --io=", "--io: a value is expected");
    child_refuses("list --io", "--io needs a value after it");
    child_refuses("list --bnad 60", "did you mean '--band'?");
    child_refuses("list more", "'more' is one word too many");
    child_said("See: itsso-tui list --help");
}

static void show_formats(void **state)
{
    (void)state;
    child_run("show 301/26");
    child_is_golden("show");
    child_run("show 31999001/0290/2026");
    child_is_golden("show-disposed");
    child_run("show 307/2026 --format json");
    child_is_golden("show-json");
}

static void show_refuses(void **state)
{
    (void)state;
    child_refuses("show", "which case?");
    child_refuses("show abc", "'abc' is no case number");
    child_refuses("show 412/26", "31999002/0412/2026");
    child_said("several cases have the number '412/26'");
    child_refuses("show 31999001/0001/2026", "there is no case 31999001/0001/2026");
    child_refuses("show 31999003/0388/2026", "did you mean 31999001/0388/2026?");
    child_refuses("show 500/26", "there is no case 500/26");
}

static void alerts_formats(void **state)
{
    (void)state;
    child_run("alerts");
    child_is_golden("alerts");
    child_run("alerts --format csv --limit 2");
    child_is_golden("alerts-csv");
    child_run("alerts --format json --unit 31999002");
    child_ended(0);
    assert_string_equal(child.out, "[]\n");
    child_run("--as-of 2026-12-11 alerts --format csv");
    child_printed("31999002/0412/2026,40,2026-12-11,,");
    child_printed_not("/0450/"); /* day 21 */
}

static void status_line(void **state)
{
    (void)state;
    child_run("status");
    child_is_golden("status");
    child_run("status --unit 31999002");
    child_printed("Demo Mahila Thana: over the limit 0, due today 0, alerts not told 0");
}

/* Tables and lines for people follow the language. */
static void hindi(void **state)
{
    (void)state;
    if (!child_has_hindi()) {
        print_message("# no Hindi catalogue beside the program\n");
        skip();
    }
    child_run("--lang hi list");
    child_is_golden("list-hi");
    child_run("--lang hi show 0388/26");
    child_is_golden("show-hi");
    child_run("--lang hi alerts --limit 2");
    child_is_golden("alerts-hi");
    child_run("--lang hi status");
    child_is_golden("status-hi");
    child_run("--lang hi list --band over59");
    child_is_golden("band-hi");
}

/* The same question on another day. */
static void as_of_moves_the_counts(void **state)
{
    (void)state;
    child_run("--as-of 2026-11-24 list --format csv --search 388/26");
    child_printed("31999001/0388/2026,2026-09-24,");
    child_printed(",open,61,-1,2026-11-23,");
    child_run("list --format csv --search 388/26 --as-of=2026-10-01");
    child_printed(",open,7,53,2026-11-23,");
}

/* Nothing is written: not even by a folder that is not there. */
static void read_only_reads(void **state)
{
    (void)state;
    child_run("--read-only list --format csv --limit 1");
    child_ended(0);
    child_printed("31999001/0301/2026,");
    child_run_bare("", "--db %F/nowhere --lang en list");
    child_ended(3);
    child_said("/nowhere yet: bring in an extract");
    assert_int_not_equal(access(child_path("nowhere"), F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_formats),  cmocka_unit_test(list_filters),   cmocka_unit_test(list_orders),
        cmocka_unit_test(list_of_own_unit), cmocka_unit_test(list_refuses), cmocka_unit_test(show_formats),
        cmocka_unit_test(show_refuses),  cmocka_unit_test(alerts_formats), cmocka_unit_test(status_line),
        cmocka_unit_test(hindi),
        cmocka_unit_test(as_of_moves_the_counts), cmocka_unit_test(read_only_reads),
    };
    return cmocka_run_group_tests(tests, setup, child_teardown);
}
