# Shared by the scripts beside it: where the repository is, and how a Debian package gets installed.
# Sourced, so it sets no shell options of its own.

ROOT=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
VENV="$ROOT/.venv"

say() { printf "%s\n" "-- $*"; }

fail() {
    printf '%s\n' "alur: $*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        fail "'$*' needs root, and sudo is not here. Run it as root once, then repeat the command."
    fi
}

# apt_install PACKAGE...: the lists are refreshed first, since a fresh machine has none.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || fail "please install: $* (this system has no apt-get)"
    say "installing from Debian: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
