#!/bin/bash
# A long campaign whose figures go into docs/reliability.md: scripts/reliability.sh TABLE COMMAND TESTS...
# PostgreSQL only; needs what `make test` needs. Exit status: pytest's. Figures are written even when a test fails.
set -uo pipefail
. "$(dirname -- "$0")/common.sh"
cd "$ROOT" || exit 1
table=$1 command=$2
shift 2

figures=$(mktemp -d) && trap 'rm -rf "$figures"' EXIT
server=$("$VENV/bin/python" -m tests.harness.postgresql) || { say "no PostgreSQL server answers"; exit 1; }
ALUR_FIGURES=$figures ALUR_TEST_DB=postgresql ALUR_TEST_SERVER=$server "$VENV/bin/python" -m pytest -n 0 "$@"
status=$?
"$VENV/bin/python" -m tests.harness.figures "$table" "$command" "$figures" || exit 1
exit $status
