#!/bin/sh
# postgres.sh BIN PORT: runs a PostgreSQL cluster of its own on a loopback port until standard input ends, however whoever holds it ends;
# then stops it and deletes it. Says 'ready' once it takes connections, and again for each line of input, which restarts it as for an update of
# the server. Nobody needs a password, but the role 'token_user'. Not as root: PostgreSQL refuses that.
set -eu
bin=$1 port=$2
tmp=${TMPDIR:-/tmp}
trap '' INT TERM HUP # an interrupt is for the tests; their end is the end of standard input

# What a run that was killed with its guard has left.
for left in "$tmp"/grants-postgres-*; do
    [ -O "$left" ] || continue
    guard=$(cat "$left/guard" 2>/dev/null || true)
    # A folder without a guard is one that is being made now, unless it is old.
    if [ -z "$guard" ]; then [ -n "$(find "$left" -maxdepth 0 -mmin +10)" ] || continue; fi
    if [ -n "$guard" ] && kill -0 "$guard" 2>/dev/null; then continue; fi
    "$bin/pg_ctl" -D "$left/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$left"
done

folder=$(mktemp -d "$tmp/grants-postgres-XXXXXX")
echo $$ >"$folder/guard"
end() {
    "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap end EXIT

# Tests lose nothing by a power cut, so nothing is forced to disk.
"$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
{ echo 'host all token_user 127.0.0.1/32 password'; cat "$folder/data/pg_hba.conf"; } >"$folder/hba" && mv "$folder/hba" "$folder/data/pg_hba.conf"
"$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 -c fsync=off -c full_page_writes=off -c synchronous_commit=off" start </dev/null >/dev/null ||
    { cat "$folder/log" >&2; exit 1; }
echo ready
while read -r _; do
    "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -m fast restart </dev/null >/dev/null
    echo ready
done
