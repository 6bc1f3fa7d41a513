#!/usr/bin/env bash
# Holds the rules of the tree: which room includes what, forbidden calls, the sizes of files, comments in headers, Hindi complete, and
# nothing in the tree that looks like a person's data. Speaks TAP.
set -u
number=0
code=$(find src screens db gateway -name '*.[ch]' 2>/dev/null | sort)
everything=$(git ls-files -co --exclude-standard 2>/dev/null | sort)
[ -n "$everything" ] || everything=$(find . -path ./.git -prune -o -path './build*' -prune -o -type f -print | sed 's|^\./||' | sort)

# held NAME FINDINGS: passes where there are none
held() {
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}

# found PATTERN FILES…: file:line:text, nothing where nothing is found; comments at the end of a line and whole comment lines do not count
found() {
    local pattern=$1
    shift
    [ $# -gt 0 ] || return 0
    grep -nHE -- "$pattern" "$@" | grep -vE '^[^:]+:[0-9]+: *(\*|/\*|//)' || true
}
without() { # PATTERN: of the code, the files whose path does not match
    printf '%s\n' $code | grep -vE "$1"
}

held "curses is included in screens/ only" "$(found '#include *[<"](n?cursesw?|term|panel|form|menu)(w?/[a-z]+)?\.h' $(without '^screens/'))"
held "sqlite3.h is included in db/ and gateway/ only" "$(found '#include *[<"]sqlite3' $(without '^(db|gateway)/'))"
held "no SQL outside db/ and gateway/" \
    "$(found '"[^"]*\b(SELECT .* FROM|INSERT INTO|DELETE FROM|UPDATE [a-z_]+ SET|PRAGMA [a-z_]+)\b' $(without '^(db|gateway)/'))"
held "libcurl is included in one file" "$([ "$(found '#include *[<"]curl/' $code | wc -l)" -le 1 ] || found '#include *[<"]curl/' $code)"
held "iniparser is included in src/config.c only" \
    "$(found '#include *[<"](iniparser/)?(iniparser|dictionary)\.h' $(without '^src/config(_[a-z]+)?\.c$'))"
held "the system's clock is read in src/clock.c only" \
    "$(found '\b(time|clock_gettime|gettimeofday|timespec_get|ftime|localtime|localtime_r|mktime|strftime|difftime) *\(' $(without '^src/clock\.c$') | grep -v "strftime('" || true)"
held "screens, commands and domain do not reach into each other" "$(
    found '#include "screens/' $(without '^screens/')
    found '#include "(screens|db|src/(import|commands|demo|report|sync))/' $(printf '%s\n' $code | grep '^src/domain/')
    found '#include "(screens|src/commands)/' $(printf '%s\n' $code | grep -E '^(db|src/report)/'))"
held "domain does no input or output" \
    "$(found '\b(printf|fprintf|fopen|open|read|write|getenv|puts|fputs|system) *\(' $(printf '%s\n' $code | grep '^src/domain/'))"
held "nothing prints while the screen is up" \
    "$(found '\b(printf|fprintf|puts|fputs|putchar|perror|vprintf|vfprintf) *\(' $(printf '%s\n' $code | grep '^screens/' ))"
held "no unbounded copies, no shell, no gets" \
    "$(found '\b(strcpy|strcat|sprintf|vsprintf|gets|stpcpy|scanf|system|popen|alloca|strncpy|strncat|tmpnam|mktemp) *\(' $code)"
held "errors are struct error, nobody exits from the inside" \
    "$(found '\b(exit|abort) *\(' $(without '^src/main\.c$') | grep -v '_exit' || true)"
held "no unfinished work is left in words" \
    "$(grep -nHE '\b(TODO|FIXME|XXX:|HACK|unimplemented|not implemented)\b' $code Makefile tests/*.[ch] tests/*.mk tests/*/*.c 2>/dev/null || true)"
held "files of code are at most 600 lines" "$(
    for file in $(printf '%s\n' "$everything" | grep -E '\.(c|h|sh|mk|sql)$|^Makefile$'); do
        [ -f "$file" ] || continue
        lines=$(wc -l <"$file")
        [ "$lines" -le 600 ] || echo "$file: $lines lines"
    done)"
held "functions are at most 80 lines" "$(
    for file in $(printf '%s\n' "$everything" | grep -E '\.c$'); do
        [ -f "$file" ] || continue
        awk -v file="$file" '
            /^[A-Za-z].*\(/ && !/;$/ { name = $0 }
            /^\{$/ || /^[A-Za-z].*\) *\{$/ || /^ +.*\) *\{$/ && !start && name != "" { if (!start) { start = NR; what = name } }
            /^\}/ { if (start && NR - start > 80) print file ":" start ": " NR - start " lines: " what; start = 0; name = "" }' "$file"
    done)"
held "each header begins with what it is for, and guards itself" "$(
    for file in $(printf '%s\n' $code tests/*.h | grep '\.h$'); do
        head -n 3 "$file" | grep -q '/\*' || echo "$file: no comment at the top"
        grep -q '^#ifndef ' "$file" || echo "$file: no guard"
    done)"
held "each test program says in its first lines what it holds" "$(
    for file in $(ls tests/unit/*.c tests/screens/*.c tests/robust/*.c tests/fuzz/*.c tests/bench/*.c 2>/dev/null); do
        head -n 4 "$file" | grep -qE '^ ?(/\*|//|\*)' || echo "$file"
    done)"

text=$(printf '%s\n' "$everything" | grep -vE '^(LICENSE|.*\.(png|svg|jpg|gif|pdf))$')
held "nothing looks like a telephone or Aadhaar number" "$(
    for file in $text; do [ -f "$file" ] && grep -nHP '(?<![0-9A-Za-z.])(?!(\d)\1{9})(\+91[ -]?)?[6-9][0-9]{4}[ -]?[0-9]{5}(?![0-9A-Za-z])|(?<![0-9A-Za-z])[2-9][0-9]{3} [0-9]{4} [0-9]{4}(?![0-9])' "$file"; done 2>/dev/null | cut -c1-160)"
held "nothing in the tree is a database, an extract or a key" \
    "$(printf '%s\n' "$everything" | grep -E '\.(db|db-wal|db-shm|sqlite|xlsx|xls|pem|key|p12|rejected\.csv)$' || true)"
held "an empty or broken symbolic link is not in the tree" "$(for file in $everything; do [ -L "$file" ] && [ ! -e "$file" ] && echo "$file"; done)"

if [ -f po/hi.po ] && command -v msgfmt >/dev/null; then
    held "po/hi.po is right (formats, ends of lines)" "$(msgfmt --check -o /dev/null po/hi.po 2>&1 | grep -v 'warning:')"
    held "po/hi.po leaves nothing untranslated or fuzzy" \
        "$(msgattrib --untranslated --no-obsolete --no-wrap po/hi.po 2>/dev/null | grep '^msgid ' | grep -v '^msgid ""$'
           msgattrib --only-fuzzy --no-obsolete --no-wrap po/hi.po 2>/dev/null | grep '^msgid ' | grep -v '^msgid ""$' | sed 's/^/fuzzy: /')"
    template=$(mktemp)
    xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --keyword=ngettext:1,2 --no-location -o "$template" \
        $(printf '%s\n' $code | grep '\.c$') 2>/dev/null
    held "each text of the program is in po/hi.po (make po)" "$(msgcmp --use-untranslated po/hi.po "$template" 2>&1 >/dev/null |
        grep -E 'not defined|used but|msgid' | head -n 40)"
    rm -f "$template"
fi
echo "1..$number"
