#!/usr/bin/env bash
# The drill-down at 1,000,000 cases over all India (units_speed.c), and a plain GROUP BY of the same numbers by the sqlite3 shell beside it.
#   BUILD=build PROGRAM=build/itsso-tui tests/bench/units_speed.sh [CASES]
set -u
build=${BUILD:-build}
folder=$build/bench-units
cases=${1:-${ITSSO_BENCH_CASES:-1000000}}
export PROGRAM=${PROGRAM:-$build/itsso-tui}
"$build/tests/bench/units_speed" "$folder" "$cases" load || exit 3
"$build/tests/bench/units_speed" "$folder" "$cases"
status=$?

# plain NAME SQL: the best of three, in milliseconds
plain() {
    local best
    best=$(for turn in 1 2 3; do sqlite3 -readonly -cmd '.timer on' "$folder/cache.db" <<<"$2" 2>&1
           done | awk '/^Run Time: real/ { if (!n || $4 < n) n = $4 } END { printf "%.1f", n * 1000 }')
    printf '%-66s %9s\n' "plain GROUP BY: $1" "$best"
}
counts="count(*), sum(f.clock_date <= '2026-09-23'), sum(f.state = 1), sum(f.outcome = 1), sum(f.outcome = 2),
        sum(f.state = 0 AND f.clock_date <= '2026-09-23')"
state=$(sqlite3 -readonly "$folder/cache.db" "SELECT id FROM unit WHERE level = 'state' ORDER BY rgt - lft DESC LIMIT 1")
district=$(sqlite3 -readonly "$folder/cache.db" "SELECT id FROM unit WHERE level = 'district' ORDER BY rgt - lft DESC LIMIT 1")
plain "nation, by state" "SELECT d.parent, $counts FROM fir_case f JOIN unit s ON s.id = f.unit JOIN unit d ON d.id = s.parent
                          WHERE f.outcome < 3 AND (f.hits & 21) <> 0 GROUP BY d.parent;"
plain "largest state, by district" "SELECT s.parent, $counts FROM unit d JOIN unit s ON s.parent = d.id JOIN fir_case f ON f.unit = s.id
                                    WHERE d.parent = $state AND f.outcome < 3 AND (f.hits & 21) <> 0 GROUP BY s.parent;"
plain "largest district, by station" "SELECT f.unit, $counts FROM unit s JOIN fir_case f ON f.unit = s.id
                                      WHERE s.parent = $district AND f.outcome < 3 AND (f.hits & 21) <> 0 GROUP BY f.unit;"
plain "open cases of the nation, by day" "SELECT clock_date, hits, count(*) FROM fir_case WHERE state = 0 GROUP BY 1, 2;"
exit $status
