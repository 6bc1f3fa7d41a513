# Sourced by the benchmarks of sync: a data centre of $cases invented cases of the nation (made once, kept in $build/bench-centre-$cases), and a
# gateway in front of it. Wants $build and $cases; gives $centre, $gateway (its process), $url; logs into $work.
station=31999001
centre=$build/bench-centre-$cases

centre_make() {
    [ ! -f "$centre/made" ] || return 0
    echo "  making a data centre of $cases cases in $centre (once)" >&2
    rm -rf "$centre" && mkdir -p "$centre" || return 1
    "$build/tests/bench/make_sdc" "$centre" nation "$cases" && "$build/itsso-gateway" load --store "$centre/store" \
        --units "$centre/units.csv" --cases "$centre/cases.csv" >&2 && "$build/itsso-gateway" ca init "$centre/ca" >/dev/null &&
        "$build/itsso-gateway" ca issue "$centre/ca" 319N >/dev/null && "$build/itsso-gateway" ca issue "$centre/ca" $station >/dev/null || return 1
    rm -f "$centre"/*.csv
    touch "$centre/made"
}

centre_serve() { # words before the program (nice …)
    "$@" "$build/itsso-gateway" serve --store "$centre/store" --listen 127.0.0.1:0 --tls-cert "$centre/ca/server.crt" \
        --tls-key "$centre/ca/server.key" --client-ca "$centre/ca/ca.crt" --log all >"$work/listening" 2>"$work/gateway.log" &
    gateway=$!
    until grep -q 'listening on' "$work/listening"; do kill -0 $gateway || { cat "$work/gateway.log" >&2; return 1; }; done
    url=https://127.0.0.1:$(sed -n 's/.*listening on 127.0.0.1:\([0-9]*\).*/\1/p' "$work/listening")
}

centre_conf() { # UNIT FOLDER: a client's configuration
    printf '[station]\nunit = %s\ndata = %s\n\n[sync]\nurl = %s\nca_file = %s\ncert_file = %s\nkey_file = %s\n' "$1" "$2" "$url" \
        "$(realpath "$centre/ca/ca.crt")" "$(realpath "$centre/ca/$1.crt")" "$(realpath "$centre/ca/$1.key")"
}
