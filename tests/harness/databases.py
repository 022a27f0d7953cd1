"""Databases that several processes share: one migrated, seeded template a run, a fresh copy of it for each test."""

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import postgresql
from .processes import python

ENGINE = os.environ.get("ALUR_TEST_DB", "sqlite")
#: Of every person of the seeded organization.
PASSWORD = "alur-demo"


@dataclass(frozen=True)
class Installation:
    """A database with a data folder, as processes get them through their environment."""

    url: str
    folder: Path
    name: str = ""

    @property
    def env(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url,
            "ALUR_DATA_DIR": str(self.folder),
            "ALUR_KEYS_DIR": str(self.folder / "keys"),
            "ALUR_DEMO_PASSWORD": PASSWORD,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def manage(self, *arguments: str, seconds: float = 180) -> str:
        """Run a management command; returns what it printed. AssertionError when it fails."""
        return self.python("manage.py", *arguments, seconds=seconds)

    def python(self, *arguments: str, seconds: float = 180) -> str:
        log = self.folder / "command.log"
        process = python(arguments, env=self.env, log=log)
        status = process.wait(seconds)
        printed = log.read_text(errors="replace")
        log.unlink()
        assert status == 0, f"{' '.join(arguments)}: exit status {status}\n{printed[-4000:]}"
        return printed


def run_folder() -> Path:
    """A folder that all processes of this run share."""
    folder = Path(tempfile.gettempdir()) / f"alur-test-run-{os.environ['ALUR_TEST_RUN']}"
    folder.mkdir(exist_ok=True)
    return folder


def template() -> Installation:
    """The run's template; whoever comes first makes it, the others wait."""
    folder = run_folder() / f"template-{ENGINE}"
    with (run_folder() / f"{ENGINE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        name = f"test_alur_template_{os.environ['ALUR_TEST_RUN']}"
        installation = Installation(_url(name, folder), folder, name)
        if not (folder / "ready").exists():
            _make(installation)
            (folder / "ready").touch()
    return installation


def _make(installation: Installation) -> None:
    installation.folder.mkdir(exist_ok=True)
    if ENGINE == "postgresql":
        postgresql.drop_database(os.environ["ALUR_TEST_SERVER"], installation.name)
        postgresql.create_database(os.environ["ALUR_TEST_SERVER"], installation.name)
    # Every scenario of every package is played before it goes into force.
    installation.python("scripts/run.py", "--prepare", "--without-demo", seconds=900)


def _url(name: str, folder: Path) -> str:
    if ENGINE == "postgresql":
        return postgresql.with_database(os.environ["ALUR_TEST_SERVER"], name)
    return f"sqlite:///{folder / 'alur.sqlite3'}"


@contextmanager
def fresh_installation() -> Iterator[Installation]:
    """A copy of the template, with its own data folder; both are gone afterwards."""
    source = template()
    folder = Path(tempfile.mkdtemp(prefix="alur-test-copy-"))
    shutil.copytree(
        source.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("static", "ready", "stamps")
    )
    if (source.folder / "static").is_dir():
        (folder / "static").symlink_to(source.folder / "static")
    name = f"test_alur_{secrets.token_hex(5)}"
    if ENGINE == "postgresql":
        with (run_folder() / f"{ENGINE}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            postgresql.create_database(os.environ["ALUR_TEST_SERVER"], name, template=source.name)
    try:
        yield Installation(_url(name, folder), folder, name)
    finally:
        if ENGINE == "postgresql":
            postgresql.drop_database(os.environ["ALUR_TEST_SERVER"], name)
        shutil.rmtree(folder, ignore_errors=True)


def remove_template() -> None:
    """At the end of a run."""
    if ENGINE == "postgresql" and (run_folder() / f"template-{ENGINE}").exists():
        postgresql.drop_database(
            os.environ["ALUR_TEST_SERVER"], f"test_alur_template_{os.environ['ALUR_TEST_RUN']}"
        )
    shutil.rmtree(run_folder(), ignore_errors=True)
