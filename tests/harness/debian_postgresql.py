"""Starts the PostgreSQL that Debian's package installed, lets the tests in from this machine, prints its URL.

Run as root, only by scripts/test.sh and only after it installed the package itself: a server that was there before is
not reconfigured. Its superuser may connect over 127.0.0.1 without a password, as a machine for tests allows.
"""

import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from .postgresql import may_create_databases

RULE = "host all postgres 127.0.0.1/32 trust\n"


class Cluster(NamedTuple):
    version: str
    name: str
    port: str

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"


def newest() -> Cluster:
    """The last one that `pg_lsclusters` lists: version, name, port, status, owner, ..."""
    listed = subprocess.run(["pg_lsclusters", "-h"], check=True, capture_output=True, text=True).stdout
    lines = [line.split() for line in listed.splitlines() if line.strip()]
    if not lines:
        raise SystemExit("PostgreSQL is installed, but it has no cluster: pg_createcluster 15 main")
    return Cluster(*lines[-1][:3])


def allow_local_tests(cluster: Cluster) -> None:
    rules = Path(f"/etc/postgresql/{cluster.version}/{cluster.name}/pg_hba.conf")
    text = rules.read_text()
    if RULE not in text:
        rules.write_text(RULE + text)


def wait_until_it_answers(cluster: Cluster, seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while not may_create_databases(cluster.url):
        if time.monotonic() > limit:
            raise SystemExit(f"PostgreSQL was installed but does not answer at {cluster.url}")
        time.sleep(0.2)


def main() -> None:
    cluster = newest()
    allow_local_tests(cluster)
    subprocess.run(["pg_ctlcluster", cluster.version, cluster.name, "restart"], check=True)
    wait_until_it_answers(cluster)
    print(cluster.url)


if __name__ == "__main__":
    main()
