#!/usr/bin/env bash
# Holds that each sentence of the operator's guide's table (docs/operator.md, "What to do when it says …") is one that the program says: its
# words stand in that order in one text of po/itsso-tui.pot. Speaks TAP.
set -u
texts=$(msgcat --no-wrap po/itsso-tui.pot 2>/dev/null | sed -n 's/^msgid\(_plural\)\? "\(.*\)"$/\2/p')
missing=
count=0
while IFS='|' read -r _ said _; do
    said=$(sed 's/^ *//; s/ *$//' <<<"$said")
    count=$((count + 1))
    # "…" stands for what differs from time to time
    pattern=$(sed 's/[][().*^$+?{}|\\]/\\&/g; s/ *… */.*/g' <<<"$said")
    grep -qE -- "$pattern" <<<"$texts" || missing+="$said"$'\n'
done < <(sed -n '/^## What to do when it says/,$p' docs/operator.md | grep '^|' | tail -n +3)
if [ -z "$missing" ] && [ "$count" -ge 15 ]; then
    echo "ok 1 - the program says what the guide's table quotes ($count sentences)"
else
    echo "not ok 1 - the program says what the guide's table quotes ($count sentences)"
    printf '%s' "$missing" | sed 's/^/# nobody says: /'
fi
echo "1..1"
