#!/usr/bin/env bash
# Runs every test: installs what they need where that is possible, builds, and calls 'dotnet test Grants.sln' with the arguments given here
# (such as --filter FullyQualifiedName~Applications). What cannot be installed is said here, and the tests that need it report themselves
# as skipped with the reason. The exit code is that of 'dotnet test'.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# The tests take a browser, a database server, a scanner, and fonts for every script that partners write in, from Debian's packages.
install_packages() {
    command -v dpkg-query >/dev/null || return 0
    local missing=() package
    for package in chromium postgresql fonts-noto-core clamav-daemon; do
        [[ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" == "install ok installed" ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if [[ $EUID -ne 0 ]]; then
        echo "Not installed: ${missing[*]}. Only root can install them; the tests that need them will be skipped."
        return 0
    fi

    echo "Installing ${missing[*]}"
    # Debian would start a database server of its own for the package; the tests start theirs.
    mkdir -p /etc/postgresql-common
    [[ -e /etc/postgresql-common/createcluster.conf ]] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null; then
        echo "apt-get could not install them; the tests that need them will be skipped."
    fi
}

# npm packages of a folder's lock file: those that compile the portal's style sheet and script, the one that checks pages against the HTML standard, and SendGrid's own check of signed events.
install_npm() {
    local folder=$1
    [[ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]] && return 0
    command -v npm >/dev/null || { echo "npm is not installed; the tests that need it will be skipped."; return 0; }
    echo "Installing the packages of $folder"
    npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error >/dev/null || echo "npm could not install them; the tests that need them will be skipped."
}

install_packages
install_npm src/Grants/Portal/Assets
install_npm tests/Grants.Tests/Html
install_npm tests/Grants.Tests/Notifications/SendGrid
dotnet build Grants.sln -nologo -v quiet -tl:off || exit

# One project after the other: the tests of each use both cores, and some of them measure what a busy machine would blur.
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet test Grants.sln --no-build -m:1 -nologo -tl:off --logger trx --results-directory "$results" "$@" 2>&1 | grep --line-buffered -v '^Results File: ' | tee "$results/log"
result=${PIPESTATUS[0]}

# Why tests were skipped, and how many for each reason.
awk '/<UnitTestResult / { skipped = /outcome="NotExecuted"/ }
     skipped && match($0, /<Message>[^<]*/) { reasons[substr($0, RSTART + 9, RLENGTH - 9)]++; skipped = 0 }
     END { for (reason in reasons) printf "Skipped, %d times: %s\n", reasons[reason], reason }' "$results"/*.trx /dev/null 2>/dev/null
# What failed, once more at the end, where it is found: each test's name, the start of its message and of its stack.
awk '/<UnitTestResult / { failed = /outcome="Failed"/; part = ""; match($0, /testName="[^"]*/); name = substr($0, RSTART + 10, RLENGTH - 10); duration = ""; if (match($0, /duration="[^"]*/)) duration = substr($0, RSTART + 10, RLENGTH - 10)
                           if (failed) printf "\nFailed: %s [%s]\n", name, duration }
     failed && /<Message>/ { part = "message"; left = 12 }
     failed && /<StackTrace>/ { part = "stack"; left = 5 }
     failed && part != "" && left-- > 0 { line = $0; gsub(/<[^>]*>|^ +|&#xD;/, "", line); if (line != "") print "  " substr(line, 1, 400) }
     /<\/Message>|<\/StackTrace>/ { part = "" }' "$results"/*.trx /dev/null 2>/dev/null
awk '/(Failed|Passed|Skipped)! +- Failed: / {
         gsub(",", ""); for (i = 1; i < NF; i++) { if ($i == "Failed:") failed += $(i + 1); if ($i == "Passed:") passed += $(i + 1); if ($i == "Skipped:") skipped += $(i + 1) }
     }
     END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$results/log"
exit "$result"
