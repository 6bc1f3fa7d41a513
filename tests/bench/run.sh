#!/usr/bin/env bash
# `make bench`: training data of 1,000,000 cases (made once, kept in BUILD/bench-db), data for the programs beside, then the table;
# then the queries and the import alone.
#   tests/bench/run.sh PROGRAM BUILD      ITSSO_BENCH_CASES gives another number of cases
set -u
program=$1
build=$2
over=0
cases=${ITSSO_BENCH_CASES:-1000000}
db=$build/bench-db
# The data moves with the date, so that it is made anew after a week.
if [ ! -f "$db/made-$cases" ] || [ -n "$(find "$db/made-$cases" -mtime +7)" ]; then
    rm -rf "$db"
    echo "making training data of $cases cases in $db (once)" >&2
    "$program" --db "$db" demo --scope nation --cases "$cases" --no-screen --seed 1 >/dev/null || exit 3
    touch "$db/made-$cases"
fi
tests/bench/peers.sh "$build/bench-peers" || exit 3
"$build/tests/bench/bench" "$program" "$db" "$build/bench-peers" || exit $?
if [ -x "$build/tests/bench/list_speed" ]; then
    printf '\nqueries (tests/bench/list_speed.c)\n'
    "$build/tests/bench/list_speed" "$build/bench-list" "$cases" || over=1 # it makes its own data there, once
fi
if [ -x "$build/tests/bench/units_speed" ]; then
    printf '\nunits: drill-down over all India (tests/bench/units_speed.sh)\n'
    BUILD=$build PROGRAM=$program bash tests/bench/units_speed.sh "$cases" || over=1
fi
if [ -x "$build/tests/bench/reports_screen" ]; then
    printf '\nreports (tests/bench/reports_speed.sh)\n'
    BUILD=$build PROGRAM=$program bash tests/bench/reports_speed.sh "$db" || over=1
fi
if [ -f tests/bench/import_speed.sh ]; then
    printf '\nimport (tests/bench/import_speed.sh)\n'
    BUILD=$build bash tests/bench/import_speed.sh || over=1
fi
if [ -x "$build/itsso-gateway" ] && [ -x "$build/itsso-sync" ]; then
    printf '\nsync: a nation beside curl and the sqlite3 shell (tests/bench/sync_speed.sh)\n'
    BUILD=$build bash tests/bench/sync_speed.sh "$cases" || over=1
    printf '\nsync: a station (tests/bench/sync_line.c)\n'
    PROGRAM=$program "$build/tests/bench/sync_line" || over=1
    printf '\nthe screens while a nation is fetched anew (tests/bench/screens_during.sh)\n'
    BUILD=$build PROGRAM=$program bash tests/bench/screens_during.sh "$cases" || over=1
fi
[ "$over" = 0 ] || echo "a line above is over its budget: tests/bench/README.md says why"
