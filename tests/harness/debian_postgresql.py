"""Starts the PostgreSQL that Debian's package installed and lets the tests in from this machine.

Run as root, only by scripts/test.sh and only after it installed the package itself: a server that was there before is
not reconfigured. Its superuser may connect over 127.0.0.1 without a password, as a machine for tests allows.
"""

import subprocess
import time
from pathlib import Path

from .postgresql import DEFAULT, may_create_databases

RULE = "host all postgres 127.0.0.1/32 trust\n"


def cluster() -> tuple[str, str]:
    """Version and name of the newest cluster, as `pg_lsclusters` lists them."""
    lines = subprocess.run(["pg_lsclusters", "-h"], check=True, capture_output=True, text=True).stdout.split(
        "\n"
    )
    version, name = [line.split()[:2] for line in lines if line.strip()][-1]
    return version, name


def allow_local_tests(version: str, name: str) -> None:
    rules = Path(f"/etc/postgresql/{version}/{name}/pg_hba.conf")
    text = rules.read_text()
    if RULE not in text:
        rules.write_text(RULE + text)


def wait_until_it_answers(seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while not may_create_databases(DEFAULT):
        if time.monotonic() > limit:
            message = f"PostgreSQL was installed but does not answer at {DEFAULT}"
            raise SystemExit(message)
        time.sleep(0.2)


def main() -> None:
    version, name = cluster()
    allow_local_tests(version, name)
    subprocess.run(["pg_ctlcluster", version, name, "restart"], check=True)
    wait_until_it_answers()


if __name__ == "__main__":
    main()
