#!/bin/sh
# Sets up what the product needs, on a bare Debian 12 with Python 3.11 and make: virtual environment, uv, locked
# packages, keys. Usage: scripts/setup.sh base [dev]. A second call finds the stamps and takes a moment.
set -eu
. "$(dirname -- "$0")/common.sh"
cd "$ROOT"

[ $# -gt 0 ] || set -- base dev

require_python() {
    command -v python3 >/dev/null 2>&1 || apt_install python3
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or newer is needed; this is $(python3 --version)."
}

# Debian ships venv without ensurepip unless python3-venv is there.
make_venv() {
    if [ -x "$VENV/bin/python" ] && "$VENV/bin/python" -c 'import sys' 2>/dev/null; then return; fi
    say "creating the virtual environment"
    python3 -c 'import ensurepip' 2>/dev/null || apt_install python3-venv
    python3 -m venv --clear "$VENV"
}

install_uv() {
    wanted=$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements/uv.txt)
    case "$("$VENV/bin/uv" --version 2>/dev/null || true)" in "uv $wanted"*) return ;; esac
    "$VENV/bin/python" -m pip --version >/dev/null 2>&1 || "$VENV/bin/python" -m ensurepip --upgrade >/dev/null
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
}

# uv doesn't read pip's configuration; where pip was pointed to a mirror, uv follows.
follow_pips_index() {
    [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] || return 0
    "$VENV/bin/python" -m pip --version >/dev/null 2>&1 || return 0
    index=$("$VENV/bin/python" -m pip config get global.index-url 2>/dev/null || true)
    index=${PIP_INDEX_URL:-$index}
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
}

# install_set NAME: requirements/NAME.txt, unless this very file was installed before.
install_set() {
    stamp="$VENV/.alur-$1"
    digest=$(sha256sum "requirements/$1.txt" | cut -d ' ' -f 1)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ]; then return; fi
    say "installing requirements/$1.txt"
    install_uv
    follow_pips_index
    "$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --require-hashes -r "requirements/$1.txt"
    printf '%s\n' "$digest" >"$stamp"
}

require_time_zones() {
    "$VENV/bin/python" -c 'import zoneinfo; zoneinfo.ZoneInfo("Asia/Makassar")' 2>/dev/null || apt_install tzdata
}

# Encryption, blind index and session keys: those that are missing are written, none is ever overwritten.
make_keys() {
    "$VENV/bin/python" manage.py make_keys
}

# The tables of the SQLite file that everything uses where no DATABASE_URL names another database.
prepare_database() {
    [ -z "${DATABASE_URL:-}" ] || return 0
    digest=$(cat requirements/base.txt ./*/migrations/*.py | sha256sum | cut -d ' ' -f 1)
    stamp="${ALUR_DATA_DIR:-var}/.tables"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ]; then return; fi
    say "preparing the database"
    "$VENV/bin/python" manage.py migrate --verbosity 0
    printf '%s\n' "$digest" >"$stamp"
}

mkdir -p var
exec 9>var/setup.lock
flock 9
require_python
make_venv
for name in "$@"; do install_set "$name"; done
require_time_zones
make_keys
prepare_database
