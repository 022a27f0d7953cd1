#!/bin/sh
# Throws away the local SQLite installation (database, uploads, collected files); keys stay.
set -eu
. "$(dirname -- "$0")/common.sh"
cd "$ROOT"

printf 'Delete the demo database and its files below %s? [y/N] ' "$ROOT/var"
read -r answer
[ "$answer" = y ] || exit 1
rm -f var/alur.sqlite3 var/alur.sqlite3-wal var/alur.sqlite3-shm var/.tables
rm -rf var/files var/static var/stamps
