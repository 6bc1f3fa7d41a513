#!/usr/bin/env bash
# Data for the programs that tests/bench measures beside ours: a repository, a mailbox, an ncdu export, a long text. Made once into
# the folder, kept. All of it is invented and says nothing.
#   tests/bench/peers.sh FOLDER
set -eu
folder=$1
mkdir -p "$folder"
if [ ! -d "$folder/repo/.git" ] && command -v git >/dev/null; then
    rm -rf "$folder/repo"
    git init -q "$folder/repo"
    awk 'BEGIN {
        for (i = 0; i < 18700; i++) {
            at = 1500000000 + i * 600
            print "commit refs/heads/master"
            print "committer Bench <bench@example.org> " at " +0530"
            subject = "commit " i " changes a line of the file that everybody changes"
            print "data " length(subject) "\n" subject
            text = "line " i
            print "M 100644 inline file-" (i % 100) "\ndata " length(text) "\n" text "\n"
        }
    }' | git -C "$folder/repo" fast-import --quiet
    git -C "$folder/repo" checkout -q -f master
fi
[ -s "$folder/mbox" ] || awk 'BEGIN {
    for (i = 1; i <= 20000; i++) {
        printf "From bench@example.org Mon Nov 23 %02d:%02d:%02d 2026\n", int(i / 3600) % 24, int(i / 60) % 60, i % 60
        printf "From: Bench <bench@example.org>\nTo: desk@example.org\nSubject: message %d of many\n", i
        printf "Date: Mon, 23 Nov 2026 %02d:%02d:%02d +0530\nMessage-ID: <%d@example.org>\nStatus: RO\n\nline %d\n\n", int(i / 3600) % 24, int(i / 60) % 60, i % 60, i, i
    }
}' >"$folder/mbox"
[ -s "$folder/ncdu.json" ] || awk 'BEGIN {
    print "[1,1,{\"progname\":\"ncdu\",\"progver\":\"1.18\",\"timestamp\":1700000000},"
    printf "[{\"name\":\"/bench\"}"
    for (i = 0; i < 200000; i++) printf ",\n{\"name\":\"file-%06d\",\"asize\":%d,\"dsize\":%d}", i, i * 7 % 100000, i * 7 % 100000
    print "]]"
}' >"$folder/ncdu.json"
[ -s "$folder/lines.txt" ] || awk 'BEGIN {
    for (i = 1; i <= 1600000; i++) printf "line %d of a text that is as long as a long log is, no more\n", i
}' >"$folder/lines.txt"
