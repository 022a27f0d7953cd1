#!/bin/sh
# Lint, formatting, types, import contracts: all of them run, then one verdict.
set -u
. "$(dirname -- "$0")/common.sh"
cd "$ROOT" || exit 1

verdict=0
check() {
    say "$*"
    "$@" || verdict=1
}

check "$VENV/bin/ruff" check .
check "$VENV/bin/ruff" format --check .
check "$VENV/bin/mypy"
check "$VENV/bin/lint-imports"
exit "$verdict"
