#!/bin/sh
# Resolves requirements/*.in anew. The result carries hashes and doesn't say where packages were fetched from.
set -eu
. "$(dirname -- "$0")/common.sh"
cd "$ROOT"

compile() {
    "$VENV/bin/uv" pip compile --quiet --python-version 3.11 --generate-hashes --no-header --upgrade \
        "requirements/$1.in" -o "requirements/$1.txt"
}

compile uv
compile base
compile dev
compile bench
