#!/usr/bin/env bash
# The import of a made extract beside `sqlite3 .import` of the very rows that it made into the same table with the same indexes, and
# importing the same extract again. Budget: 3 times as long, 64 MiB.
#   BUILD=build tests/bench/import_speed.sh [ROWS]
set -u
build=${BUILD:-build}
rows=${1:-${ITSSO_BENCH_ROWS:-1000000}}
program=$build/itsso-tui
work=$(mktemp -d "${TMPDIR:-/tmp}/itsso-bench-import-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
"$build/tests/bench/make_extract" "$rows" > "$work/extract.csv" || exit 3

# measure NAME COMMAND…: a row of the table; the seconds stay in $wall, the memory in $memory
measure() {
    local name=$1 numbers
    shift
    numbers=$( { "$build/tests/bench/measure" "$@" 3>&1 >/dev/null 2>"$work/said"; } )
    read -r wall cpu memory <<<"$numbers"
    printf '  %-46s %8s s  %8s s cpu  %7s MiB\n' "$name" "$wall" "$cpu" "$memory"
}

measure "import, $rows rows" "$program" --db "$work/db" import "$work/extract.csv"
ours=$wall
memory_ours=$memory
measure "the same extract again" "$program" --db "$work/db" import "$work/extract.csv"

# The shell cannot put NULL: the same columns and indexes without STRICT, checks and references, which only makes it faster.
sqlite3 "$work/db/cache.db" "SELECT sql || ';' FROM sqlite_schema WHERE tbl_name = 'fir_case' AND sql IS NOT NULL" |
    sed -E 's/ STRICT;/;/; s/CHECK \([^()]*(\([^()]*\))?[^()]*\)//g; s/REFERENCES [a-z_]+\(id\)//' > "$work/schema.sql"
sqlite3 "$work/db/cache.db" -cmd '.mode csv' 'SELECT * FROM fir_case ORDER BY id' > "$work/rows.csv"
measure "sqlite3 .import, $(wc -l < "$work/rows.csv") rows that came of it" \
    sqlite3 "$work/plain.db" -cmd 'PRAGMA journal_mode = WAL' ".read $work/schema.sql" ".import --csv $work/rows.csv fir_case"
awk -v ours="$ours" -v theirs="$wall" -v memory="$memory_ours" 'BEGIN {
    printf "  import / sqlite3 .import: %.2f (budget 3.00)   peak memory: %.1f MiB (budget 64)\n", ours / theirs, memory
    exit !(ours <= 3 * theirs && memory < 64) }'
