#!/usr/bin/env bash
# Each report of a district and of the nation at 1,000,000 cases, today and as of a past day: seconds by the clock, of processor time, and
# peak memory of `report`, beside a plain query of the same figures by the sqlite3 shell (of today; of a past day there is none: what was
# true then lies in the events). Then the same reports as screens (reports_screen.c).
#   BUILD=build PROGRAM=build/itsso-tui tests/bench/reports_speed.sh FOLDER      FOLDER: training data of a nation
set -u
build=${BUILD:-build}
program=${PROGRAM:-$build/itsso-tui}
folder=$1
db="$folder/cache.db"
over=0
today=$(TZ=Asia/Kolkata date +%F)
past=$(date -d "$today -57 days" +%F)
district=$(sqlite3 -readonly "$db" "SELECT d.code FROM unit d JOIN unit s ON s.lft BETWEEN d.lft AND d.rgt JOIN fir_case f ON f.unit = s.id
                                    WHERE d.level = 'district' GROUP BY d.id ORDER BY count(*) DESC LIMIT 1")

# The figures of a report by one plain query each, over the cases of a unit. $1 the report, $2 the unit's lft, $3 its rgt.
counts="sum(f.hits & 21 <> 0), sum(f.hits & 42 <> 0), count(*)"
plain_sql() {
    local of="FROM unit u JOIN fir_case f ON f.unit = u.id WHERE u.lft BETWEEN $2 AND $3"
    local age="CAST(julianday('$today') - julianday(f.clock_date) AS INTEGER)"
    local bands="sum($age <= 30), sum($age BETWEEN 31 AND 39), sum($age BETWEEN 40 AND 49), sum($age BETWEEN 50 AND 54),
                 sum($age BETWEEN 55 AND 59), sum($age = 60), sum($age > 60), max($age)"
    local rates="count(*), sum(f.state = 1), sum(f.outcome = 1), sum(f.outcome = 2), sum(f.state = 0)"
    local year="AND f.outcome < 3 AND f.clock_date > date('$today', '-1 year')"
    case $1 in
    ageing) echo "SELECT f.unit, $counts, $bands $of AND f.state = 0 GROUP BY 1;" ;;
    pending-by-io)
        echo "SELECT o.name, f.id, s.text, f.fir_date, $age, f.arrests, f.reason FROM unit u JOIN fir_case f ON f.unit = u.id
              JOIN officer o ON o.id = f.officer JOIN section_set s ON s.id = f.sections
              WHERE u.lft BETWEEN $2 AND $3 AND f.state = 0 ORDER BY o.name, f.clock_date;" ;;
    crime-meeting) echo "SELECT f.unit, $counts, $bands $of AND f.state = 0 GROUP BY 1; SELECT f.unit, $rates $of $year GROUP BY 1;" ;;
    monthly-balance)
        echo "SELECT f.unit, sum(f.fir_date >= '$month' AND f.fir_date <= '$today'), sum(f.state = 1 AND f.final_cctns >= '$month'),
              sum(f.state = 2 AND f.status_on >= '$month'), sum(f.state = 0) $of AND f.hits & 21 <> 0 GROUP BY 1;" ;;
    compliance) echo "SELECT $rates $of $year AND f.hits & 21 <> 0; SELECT $rates $of $year AND f.hits & 42 <> 0; SELECT sum(f.told_day > 0) $of AND f.state = 0;" ;;
    annexure-1) echo "SELECT f.unit, $rates $of $year AND f.hits & 42 <> 0 GROUP BY 1;" ;;
    annexure-2) echo "SELECT f.unit, $rates $of $year AND f.hits & 21 <> 0 GROUP BY 1;" ;;
    annexure-3) echo "SELECT f.id, $age, f.told_day $of AND f.state = 0 AND $age >= 31 AND f.told_day < 60;" ;;
    annexure-4) echo "SELECT u.parent, $rates $of $year GROUP BY 1;" ;;
    waiting-for) echo "SELECT f.reason, $counts, max($age) $of AND f.state = 0 GROUP BY 1;" ;;
    esac
}
month=${today%-*}-01

# best of three of `report`: "wall cpu peak" into $best
best_of() {
    best=$(for turn in 1 2 3; do
               { "$build/tests/bench/measure" "$program" --db "$folder" --lang en --as-of "$3" report "$1" --unit "$2" --width 132 3>&1 >/dev/null 2>&1; }
           done | sort -n | head -1)
}
plain_of() {
    for turn in 1 2 3; do
        sqlite3 -readonly -cmd '.timer on' "$db" <<<"$(plain_sql "$1" "$2" "$3")" 2>&1 | awk '/^Run Time: real/ { all += $4 } END { print all * 1000 }'
    done | sort -n | head -1
}

# rows UNIT BUDGET_MS
rows() {
    local lft rgt name wall cpu peak plain
    read -r lft rgt <<<"$(sqlite3 -readonly -separator ' ' "$db" "SELECT lft, rgt FROM unit WHERE code = '$1'")"
    [ "$1" != all ] || { lft=0; rgt=99999999; }
    for name in ageing pending-by-io crime-meeting monthly-balance compliance annexure-1 annexure-2 annexure-3 annexure-4 waiting-for reconcile; do
        for day in "$today" "$past"; do
            best_of "$name" "$1" "$day"
            read -r wall cpu peak <<<"$best"
            plain=-
            [ "$day" != "$today" ] || [ "$name" = reconcile ] || plain=$(plain_of "$name" "$lft" "$rgt")
            awk -v name="$name" -v unit="$1" -v day="$day" -v wall="$wall" -v cpu="$cpu" -v peak="$peak" -v budget="$2" -v plain="$plain" 'BEGIN {
                bad = wall * 1000 > budget
                printf "%-16s %-8s %s %9.0f %7.0f %7d %9.1f %11s  %s\n", name, unit, day, wall * 1000, cpu * 1000, budget, peak,
                       plain == "-" ? "-" : sprintf("%.0f", plain), bad ? (cpu * 1000 > budget ? "OVER" : "OVER by the clock alone") : "ok"
                exit bad }' || over=1
        done
    done
}
printf '%-16s %-8s %-10s %9s %7s %7s %9s %11s\n' report unit "as on" ms "cpu ms" budget "peak MiB" "plain SQL"
rows "$district" 200
rows all 2000
"$build/tests/bench/reports_screen" "$program" "$folder" || over=1
exit $over
