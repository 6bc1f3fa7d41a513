#!/usr/bin/env bash
# The screens of the nation while all its cases (1,000,000) are fetched anew into the same folder: a key's 99th percentile, with and without.
#   BUILD=build tests/bench/screens_during.sh [CASES]
# The data centre is begun anew (its epoch rises), so that every row is written. The gateway stands for another machine: it runs with low priority.
set -u
build=${BUILD:-build}
cases=${1:-${ITSSO_BENCH_CASES:-1000000}}
work=$(mktemp -d "${TMPDIR:-/tmp}/itsso-bench-during-XXXXXX") || exit 3
gateway=
. tests/bench/centre.sh
end() {
    [ -z "$gateway" ] || kill "$gateway" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap end EXIT
centre_make && centre_serve || exit 3
centre_conf 319N "$work/nation" >"$work/nation.conf"
"$build/itsso-sync" --config "$work/nation.conf" >/dev/null || exit 3
kill "$gateway" && wait "$gateway" 2>/dev/null
store=$(find "$centre/store" -name '*.db' | head -n 1)
sqlite3 "$store" 'UPDATE state SET epoch = epoch + 1' || exit 3
centre_serve nice -n 19 || exit 3
centre_conf 319N "$work/nation" >"$work/nation.conf"
"$build/tests/bench/screens_during" "${PROGRAM:-$build/itsso-tui}" "$work/nation" "by days left" -- "$build/itsso-sync" --config "$work/nation.conf"
status=$?
[ "$(sqlite3 "$work/nation/cache.db" 'SELECT class FROM sync_state')" = 1 ] || { echo "  the sync did not go well"; exit 3; }
exit $status
