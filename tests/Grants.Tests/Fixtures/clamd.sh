#!/bin/sh
# clamd.sh CLAMD PORT SIGNATURES: runs ClamAV's daemon on a socket and a loopback port of its own, with the signatures of a folder, until standard input
# ends; then stops it and deletes what it made. Says the socket's path once it takes connections.
set -eu
clamd=$1 port=$2 signatures=$3
trap '' INT TERM HUP # an interrupt is for the tests; their end is the end of standard input
folder=$(mktemp -d "${TMPDIR:-/tmp}/grants-clamd-XXXXXX")
mkdir "$folder/tmp" "$folder/db"
cp "$signatures"/* "$folder/db"
cat >"$folder/conf" <<END
Foreground yes
LocalSocket $folder/socket
TCPAddr 127.0.0.1
TCPSocket $port
DatabaseDirectory $folder/db
TemporaryDirectory $folder/tmp
LogFile $folder/log
StreamMaxLength 1M
MaxThreads 2
END
"$clamd" -c "$folder/conf" </dev/null >/dev/null 2>&1 &
daemon=$!
end() {
    kill "$daemon" 2>/dev/null || true
    wait "$daemon" 2>/dev/null || true
    rm -rf "$folder"
}
trap end EXIT
tries=0
until grep -q "00010000 .* $folder/socket\$" /proc/net/unix; do # somebody listens
    tries=$((tries + 1))
    if [ $tries -gt 1200 ] || ! kill -0 "$daemon" 2>/dev/null; then cat "$folder/log" >&2; exit 1; fi
    sleep 0.1
done
echo "$folder/socket"
cat >/dev/null
