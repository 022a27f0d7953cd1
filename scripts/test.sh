#!/bin/bash
# Lint, types and import contracts, then every test: what needs no database once, the rest on SQLite and on
# PostgreSQL. Ends with pytest's own summary; where an earlier run failed, its summary is repeated last.
# Arguments go to pytest: scripts/test.sh -k claim
set -uo pipefail
. "$(dirname -- "$0")/common.sh"
cd "$ROOT" || exit 1

LOGS="$ROOT/var/test-logs"
FAILED=()
PYTEST_ARGS=("$@")

have_chromium() { [ -x "${ALUR_CHROMIUM:-/usr/bin/chromium}" ]; }

# A second FEEL engine to compare with, where Node is; without it that comparison says why it is left out.
have_feelin() { [ -d "$ROOT/tests/feelin/node_modules/feelin" ]; }
install_feelin() { command -v npm >/dev/null && (cd "$ROOT/tests/feelin" && npm ci --silent --ignore-scripts --no-audit --no-fund); }

# Prints the URL of a PostgreSQL server that lets us create databases; installs Debian's when none answers.
postgresql_server() {
    "$VENV/bin/python" -m tests.harness.postgresql && return
    (apt_install postgresql) >&2 || return
    as_root "$VENV/bin/python" -m tests.harness.debian_postgresql
}

# run NAME PYTEST-ARGUMENTS...
run() {
    local name=$1
    shift
    say "tests: $name"
    "$VENV/bin/python" -m pytest "$@" ${PYTEST_ARGS[@]+"${PYTEST_ARGS[@]}"} 2>&1 | tee "$LOGS/$name.log"
    local status=${PIPESTATUS[0]}
    # 5: nothing was selected, which is right for a set that the arguments or the marks leave empty.
    if [ "$status" -ne 0 ] && [ "$status" -ne 5 ]; then FAILED+=("$name"); fi
}

mkdir -p "$LOGS"
scripts/lint.sh || FAILED+=(lint)
command -v pdftotext >/dev/null || (apt_install poppler-utils) || say "no poppler-utils: what stands on paper is not read"
have_chromium || (apt_install chromium) || say "no Chromium: browser tests will fail"
have_feelin || install_feelin || say "no Node, or feelin can't be had: FEEL is not compared with a second engine"

run unit -n 2 tests/unit
ALUR_TEST_DB=sqlite run sqlite -n 2 --dist loadscope -m "not postgresql_only" --ignore tests/unit tests

server=$(postgresql_server)
if [ -n "$server" ]; then
    ALUR_TEST_DB=postgresql ALUR_TEST_SERVER=$server \
        run postgresql -n 2 --dist loadscope -m "not sqlite_only" --ignore tests/unit tests
else
    say "NOT TESTED ON POSTGRESQL: no server was given, found or could be installed."
    if [ "${CI:-}" = true ]; then FAILED+=(postgresql); fi
fi

[ ${#FAILED[@]} -eq 0 ] && exit 0
say "failed: ${FAILED[*]}"
for name in "${FAILED[@]}"; do
    if [ -f "$LOGS/$name.log" ]; then tail -n 25 "$LOGS/$name.log"; fi
done
exit 1
