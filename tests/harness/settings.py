"""Settings of a test run: the product's own, on a database and a data folder that belong to this run alone.

ALUR_TEST_DB chooses the engine (sqlite, postgresql). It has to be settled before the settings are read, hence here.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from . import postgresql

ENGINE = os.environ.get("ALUR_TEST_DB", "sqlite")
#: The same for all processes of one run (workers of pytest-xdist inherit the environment).
RUN = os.environ.setdefault("ALUR_TEST_RUN", secrets.token_hex(4))


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="alur-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _server() -> str:
    server = postgresql.find_server()
    if server is None:
        message = "ALUR_TEST_DB=postgresql, but no PostgreSQL server answers: set DATABASE_URL or PGHOST."
        raise SystemExit(message)
    return server


FOLDER = _folder()
if ENGINE == "postgresql":
    SERVER = os.environ["ALUR_TEST_SERVER"] = _server()
    os.environ["DATABASE_URL"] = postgresql.with_database(SERVER, "postgres")
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER / 'unused.sqlite3'}"
os.environ["ALUR_DATA_DIR"] = str(FOLDER)
os.environ["ALUR_KEYS_DIR"] = str(FOLDER / "keys")
os.environ["ALUR_SECRET_KEY"] = "only-for-tests-" + "0" * 48

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES  # noqa: E402

# On SQLite a file, not memory: threads and processes of a test must see the same database.
DATABASES["default"]["TEST"] = {
    "NAME": str(FOLDER / "test_alur.sqlite3") if ENGINE != "postgresql" else f"test_alur_{RUN}"
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
