#!/usr/bin/env bash
# Holds what `make install` puts into an empty folder: programs that start from there, Hindi, manual pages and systemd units without a complaint,
# a configuration that the program takes as it is, and one that was there already stays. Speaks TAP.
set -u
program=${PROGRAM:-build/itsso-tui}
build=${program%/*}
build=${build#"$PWD"/}-install # a folder of its own: another PREFIX is another build, and other tests run what lies in the first
top=$(mktemp -d "${TMPDIR:-/tmp}/itsso-install-XXXXXX") || exit 1
trap 'rm -rf "$top"' EXIT
number=0
held() { # NAME FINDINGS: passes where there are none
    number=$((number + 1))
    if [ -z "$2" ]; then echo "ok $number - $1"; else
        echo "not ok $number - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}
skipped() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}
installed() {
    env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make --no-print-directory BUILD="$build" SANITIZE="${SANITIZE:-}" DESTDIR="$top" PREFIX=/usr \
        SYSCONFDIR=/etc install 2>&1
}

said=$(installed) || complaint=$said
held "make install" "${complaint:-}"
held "the four programs start" "$(for name in itsso-tui itsso-sync itsso-gateway itsso-print; do
    "$top/usr/bin/$name" --version >/dev/null 2>"$top/said" || { echo "$name:"; cat "$top/said"; }; done)"
held "Hindi comes along" "$([ -s "$top/usr/share/locale/hi/LC_MESSAGES/itsso-tui.mo" ] || echo "no itsso-tui.mo")"
held "a manual page for each program" "$(for name in itsso-tui itsso-sync itsso-gateway itsso-print; do
    [ -s "$top/usr/share/man/man1/$name.1" ] || echo "$name.1 is not there"; done)"
if command -v man >/dev/null; then
    held "the manual pages are well formed" "$(for page in "$top"/usr/share/man/man1/*.1; do MANWIDTH=80 man --warnings=mac,reg,missing,input,escape,char,font,syntax -l "$page" 2>&1 >/dev/null |
    grep -v 'cannot adjust line'; done)"
else
    skipped "the manual pages are well formed" "man is not installed"
fi
held "the units name the installed program" "$(for unit in "$top"/usr/lib/systemd/system/*.service; do
    grep -q '@PREFIX@' "$unit" && echo "$unit: @PREFIX@ stayed"
    path=$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$unit")
    [ -x "$top$path" ] || echo "$unit starts $path"; done)"
if command -v systemd-analyze >/dev/null; then
    mkdir "$top/units"
    for unit in "$top"/usr/lib/systemd/system/*; do sed "s|=/usr/bin/|=$top/usr/bin/|" "$unit" >"$top/units/${unit##*/}"; done
    held "systemd takes the units" "$(SYSTEMD_UNIT_PATH=$top/units: systemd-analyze verify --man=no "$top"/units/* 2>&1 | grep -F itsso || true)"
else
    skipped "systemd takes the units" "systemd-analyze is not installed"
fi
held "the configuration is taken without a word" "$(mkdir "$top/data" && HOME=$top "$top/usr/bin/itsso-sync" --config "$top/etc/itsso-tui.conf" --db "$top/data" \
    --check 2>&1 >/dev/null)"
echo '# of this station' >"$top/etc/itsso-tui.conf"
installed >/dev/null
held "a configuration that is there stays" "$(grep -q 'of this station' "$top/etc/itsso-tui.conf" || echo "it was overwritten")"
echo "1..$number"
