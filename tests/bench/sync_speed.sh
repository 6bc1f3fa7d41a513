#!/usr/bin/env bash
# A nation's first sync (1,000,000 cases) over real TLS with a client certificate, beside `curl -o` of the same bytes and `sqlite3 .import` of
# the same rows into the same tables, roll-ups made on both sides; a station's first sync; a sync with nothing new. Budgets: 1.5 times as
# long, 32 MiB; 300 ms; one request under 1 KB.
#   BUILD=build tests/bench/sync_speed.sh [CASES]
set -u
build=${BUILD:-build}
cases=${1:-${ITSSO_BENCH_CASES:-1000000}}
work=$(mktemp -d "${TMPDIR:-/tmp}/itsso-bench-sync-XXXXXX") || exit 3
gateway=
. tests/bench/centre.sh
end() {
    [ -z "$gateway" ] || kill "$gateway" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap end EXIT
over=0
measure() { # NAME COMMAND…: a row of the table; the seconds stay in $wall, the memory in $memory
    local name=$1
    shift
    read -r wall cpu memory <<<"$( { "$build/tests/bench/measure" "$@" 3>&1 >"$work/out" 2>"$work/said"; } )"
    printf '  %-52s %8s s  %8s s cpu  %7s MiB\n' "$name" "$wall" "$cpu" "$memory"
}
budget() { # NAME VALUE LIMIT UNIT
    awk -v name="$1" -v value="$2" -v limit="$3" -v unit="$4" 'BEGIN {
        printf "  %-52s %8.2f %s (budget %s) %s\n", name, value, unit, limit, value <= limit ? "ok" : "OVER"; exit !(value <= limit) }' || over=1
}

centre_make && centre_serve || exit 3
centre_conf 319N "$work/nation" >"$work/nation.conf"
centre_conf $station "$work/station" >"$work/station.conf"

printf 'first sync of %s cases\n' "$cases"
measure "itsso-sync" "$build/itsso-sync" --config "$work/nation.conf" || exit 3
[ -s "$work/nation/cache.db" ] || { cat "$work/said" >&2; exit 3; }
ours=$wall
budget "its memory" "$memory" 32 MiB
nothing_before=$(wc -l <"$work/gateway.log")
measure "the same again, nothing new" "$build/itsso-sync" --config "$work/nation.conf"
budget "requests of it" "$(($(wc -l <"$work/gateway.log") - nothing_before))" 1 "  "

# The same bytes by curl: the addresses of the pages first (not measured), then one curl over one connection.
tls=(--cacert "$centre/ca/ca.crt" --cert "$centre/ca/319N.crt" --key "$centre/ca/319N.key")
after=
n=0
while :; do
    page="$url/itsso/v1/snapshot?limit=2000${after:+&after=$after}"
    printf 'url = "%s"\noutput = "%s"\n' "$page" "$work/page-$n" >>"$work/pages"
    n=$((n + 1))
    tail=$(curl -sS --compressed "${tls[@]}" "$page" | tail -c 300)
    after=$(sed -n 's/.*"last":"\([^"]*\)".*/\1/p' <<<"$tail")
    case $tail in *'"more":true'*) ;; *) break ;; esac
done
measure "curl -o of the same bytes ($n pages)" curl -sS "${tls[@]}" -H 'Accept-Encoding: gzip' -K "$work/pages"
fetched=$wall

# The same rows. The shell cannot put NULL: the same columns and indexes without STRICT, checks and references, which only makes it faster.
tables="unit officer section_set fir_case case_event entry"
for table in $tables; do
    sqlite3 "$work/nation/cache.db" "SELECT sql || ';' FROM sqlite_schema WHERE tbl_name = '$table' AND type IN ('table', 'index') AND sql IS NOT NULL" |
        sed -E 's/ STRICT;/;/; s/ STRICT, WITHOUT/ WITHOUT/; s/CHECK \([^()]*(\([^()]*\))?[^()]*\)//g; s/REFERENCES [a-z_]+\(id\)//' >>"$work/schema.sql"
    sqlite3 "$work/nation/cache.db" -cmd '.mode csv' "SELECT * FROM $table" >"$work/$table.csv"
done
sqlite3 "$work/nation/cache.db" "SELECT sql || ';' FROM sqlite_schema WHERE name LIKE 'rollup%' AND sql IS NOT NULL" |
    sed -E 's/ STRICT, WITHOUT/ WITHOUT/' >>"$work/schema.sql"
{
    echo "PRAGMA journal_mode = WAL;"
    echo ".read $work/schema.sql"
    echo ".mode csv"
    for table in $tables; do [ ! -s "$work/$table.csv" ] || echo ".import $work/$table.csv $table"; done
    cat <<'SQL'
CREATE TEMP TABLE holds AS WITH RECURSIVE h(unit, up) AS (
    SELECT id, 0 FROM unit UNION ALL SELECT id, parent FROM unit WHERE parent <> ''
    UNION ALL SELECT h.unit, u.parent FROM h JOIN unit u ON u.id = h.up WHERE u.parent <> '') SELECT * FROM h;
CREATE INDEX temp.holds_unit ON holds(unit);
INSERT INTO rollup_open SELECT h.up, clock_date, hits, probable, count(*) FROM fir_case f JOIN holds h ON h.unit = f.unit WHERE state = 0 GROUP BY 1, 2, 3, 4;
INSERT INTO rollup_month SELECT h.up, substr(clock_date, 1, 7), hits, probable, sum(outcome = 0), sum(outcome = 1), sum(outcome = 2), sum(status = 'final')
FROM fir_case f JOIN holds h ON h.unit = f.unit WHERE outcome < 3 GROUP BY 1, 2, 3, 4;
INSERT INTO rollup_year SELECT h.up, substr(clock_date, 1, 4), hits, probable, sum(outcome = 0), sum(outcome = 1), sum(outcome = 2), sum(status = 'final')
FROM fir_case f JOIN holds h ON h.unit = f.unit WHERE outcome < 3 GROUP BY 1, 2, 3, 4;
SQL
} >"$work/plain.sql"
measure "sqlite3 .import of the same rows, and the roll-ups" sqlite3 "$work/plain.db" ".read $work/plain.sql"
[ ! -s "$work/said" ] || { echo "  the shell complained:"; head -n 3 "$work/said"; over=1; }
budget "itsso-sync / (curl -o + .import)" "$(awk -v a="$ours" -v b="$fetched" -v c="$wall" 'BEGIN { print a / (b + c) }')" 1.50 times

printf 'a station\n'
measure "first sync" "$build/itsso-sync" --config "$work/station.conf"
budget "first sync" "$(awk -v s="$wall" 'BEGIN { print s * 1000 }')" 300 ms
before=$(wc -l <"$work/gateway.log")
measure "nothing new" "$build/itsso-sync" --config "$work/station.conf"
budget "requests of it" "$(($(wc -l <"$work/gateway.log") - before))" 1 "  "

printf 'many stations\n' # one certificate for all of them: its limit of requests a second is taken away
kill $gateway && wait $gateway 2>/dev/null
"$build/itsso-gateway" serve --store "$centre/store" --listen "127.0.0.1:${url##*:}" --tls-cert "$centre/ca/server.crt" \
    --tls-key "$centre/ca/server.key" --client-ca "$centre/ca/ca.crt" --log errors --rate 0 --each 0 --entries 0 >"$work/again" 2>"$work/gateway.log" &
gateway=$!
until grep -q 'listening on' "$work/again"; do kill -0 $gateway || { cat "$work/gateway.log" >&2; exit 3; }; done
"$build/tests/bench/gateway_load" "$url" "$centre/ca/ca.crt" "$centre/ca/$station.crt" "$centre/ca/$station.key" $gateway 2000 200 10 || over=1
exit "$over"
