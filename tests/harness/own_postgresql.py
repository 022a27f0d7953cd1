"""A PostgreSQL server that belongs to one test: made in a temporary folder, on a port of its own, to be broken at will.

It runs as the user "postgres" when the tests run as root, for the server refuses to be root.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import postgresql
from .processes import free_port


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian's newest, or that of the path. None where only a client is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@dataclass(frozen=True)
class OwnServer:
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def restart(self) -> None:
        """As after a power cut: every connection is dropped, nothing is written down, the log is replayed."""
        self._control("restart", "-m", "immediate")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        self._control("start", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        self._control("stop", "-m", "immediate")

    def copy(self, source: str, name: str) -> str:
        """Bring a database of another server here; its URL."""
        postgresql.create_database(self.url, name)
        target = postgresql.with_database(self.url, name)
        dump = subprocess.run([self._program("pg_dump"), source], check=True, capture_output=True).stdout
        subprocess.run(
            [self._program("psql"), "-q", "-v", "ON_ERROR_STOP=1", target],
            input=dump,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return target

    def _control(self, *arguments: str) -> None:
        run = [self._program("pg_ctl"), "-w", "-D", str(self.folder / "data"), *arguments]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, user=_user())

    @staticmethod
    def _program(name: str) -> str:
        folder = programs()
        assert folder is not None
        return str(folder / name)


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A running server; it and all its data are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="alur-test-server-"))
    server = OwnServer(folder, free_port())
    try:
        if _user():
            shutil.chown(folder, _user())
        make = [server._program("initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=_user())
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    return "postgres" if os.geteuid() == 0 else None
