#!/usr/bin/env bash
# Runs test programs that speak TAP, two at a time, each with a deadline, a home of its own and no keyboard; shows the failures in
# full and ends with one line "N passed, N failed" (", N skipped" where there are some). Status 1 where anything failed.
#   tests/run.sh LOGFOLDER BUILT PROGRAM…     BUILT is "no" where the build before it failed: that counts as one failure
# PROGRAM@KIND runs PROGRAM with ITSSO_STORE=KIND: the gateway's store (tests/sync/lib/world.h).
# TEST_JOBS (2) and TEST_SECONDS (180 a program; 540 under SANITIZE) can be given.
set -u

seconds=${TEST_SECONDS:-$([ "${SANITIZE:-}" = 1 ] && echo 540 || echo 180)}

name_of() { # build/tests/unit/x or tests/house/x.sh: unit/x, house/x
    local name=${1#*tests/}
    echo "${name%.sh}"
}

run_one() { # LOGFOLDER PROGRAM: writes NAME.log and NAME.count ("passed failed skipped"), prints one line
    local folder=$1 program=${2%@*} name log status=0 began ended
    name=$(name_of "$2")
    [ "$program" = "$2" ] || export ITSSO_STORE=${2#*@}
    log=$folder/$name.log
    mkdir -p "$(dirname "$log")" "$folder/home/$name"
    export HOME=$folder/home/$name XDG_CONFIG_HOME=$folder/home/$name/config XDG_STATE_HOME=$folder/home/$name/state
    export LANG=C.UTF-8 CMOCKA_MESSAGE_OUTPUT=TAP
    export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
    unset LC_ALL LANGUAGE NO_COLOR SSH_CONNECTION ESCDELAY COLUMNS LINES
    began=$(date +%s%N)
    if [ -x "$program" ]; then
        timeout --kill-after=5 "$seconds" "$program" >"$log" 2>&1 </dev/null || status=$?
    else
        echo "$program was not built" >"$log"
        status=127
    fi
    ended=$(date +%s%N)
    awk -v status="$status" -v seconds="$seconds" -v name="$name" -v ms=$(((ended - began) / 1000000)) -v log_="$log" '
        /^1\.\.[0-9]+/            { planned += substr($1, 4) }
        /^(not )?ok [0-9]+.*# SKIP/ { skipped++; next }
        /^ok [0-9]+/              { passed++ }
        /^not ok [0-9]+/          { failed++ }
        END {
            if (status == 124 || status == 137) { failed++; print "# ended by the deadline of " seconds " s" >> log_ }
            else if (status != 0 && !failed)    { failed++; print "# ended with status " status >> log_ }
            else if (passed + failed + skipped < planned || planned == 0) {
                failed++; print "# not all of its " planned + 0 " tests reported" >> log_ }
            close(log_)
            count = log_; sub(/\.log$/, ".count", count)
            print passed + 0, failed + 0, skipped + 0 > count
            printf "  %-6s %-36s %4d passed%s%s  %6.1f s\n", failed ? "FAILED" : "ok", name, passed,
                failed ? ", " failed " failed" : "", skipped ? ", " skipped " skipped" : "", ms / 1000
        }' "$log"
}

if [ "$1" = --one ]; then
    run_one "$2" "$3"
    exit 0
fi

folder=$1
built=$2
shift 2
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
rm -rf "${folder:?}"/home
find "$folder" -name '*.count' -delete -o -name '*.log' -delete
[ $# -gt 0 ] && printf '%s\0' "$@" | xargs -0 -n 1 -P "${TEST_JOBS:-2}" "$0" --one "$folder"

passed=0 failed=0 skipped=0
for program in "$@"; do
    name=$(name_of "$program")
    if ! read -r p f s 2>/dev/null <"$folder/$name.count"; then
        p=0 f=1 s=0
        echo "# the runner itself could not run it" >>"$folder/$name.log"
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    if [ "$f" != 0 ]; then
        printf '\n==== %s ====\n' "$name"
        cat "$folder/$name.log"
    fi
done
if [ "$built" != yes ]; then
    failed=$((failed + 1))
    printf '\n==== the build failed: see above ====\n'
fi
printf '%d passed, %d failed%s\n' "$passed" "$failed" "$([ "$skipped" = 0 ] || echo ", $skipped skipped")" | tee "$folder/count"
[ "$failed" = 0 ]
