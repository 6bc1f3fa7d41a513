#!/usr/bin/env bash
# Runs each fuzzer for a while: seeds from tests/fuzz/seeds/NAME/, what it learns in BUILD/corpus/NAME/, what it finds in BUILD/found/.
#   tests/fuzz/run.sh BUILD SECONDS PROGRAM…
set -u
build=$1
seconds=$2
shift 2
[ $# -gt 0 ] || { echo "fuzz: there is no tests/fuzz/*.c"; exit 0; }
failed=0
for program in "$@"; do
    name=${program##*/}
    mkdir -p "$build/corpus/$name" "$build/found"
    seeds=tests/fuzz/seeds/$name
    [ -d "$seeds" ] || seeds=
    echo "  fuzz   $name, $seconds s"
    if ! "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$build/found/$name-" "$build/corpus/$name" ${seeds:+"$seeds"} >"$build/found/$name.log" 2>&1; then
        failed=$((failed + 1))
        cat "$build/found/$name.log"
        echo "fuzz: $name found something: $build/found/$name-*"
    else
        grep -E 'number_of_executed_units|new_units_added' "$build/found/$name.log" || true
    fi
done
[ "$failed" = 0 ] && echo "fuzz: nothing found"
[ "$failed" = 0 ]
