"""Back-up and restore of an installation: database, files, keys. The keys go to a folder of their own.

    FOLDER/database.dump     pg_dump's custom format, or a copy of the SQLite file
    FOLDER/files/...         uploads and issued documents, as they lie in the data folder
    FOLDER/manifest.json     engine, when, and the SHA-256 of every file
    KEYS/...                 the key files: keep them apart, together with the rest they open everything

The database is copied first: a file is written before the row that names it is committed, and is never changed, so
whatever the copied rows name is there when the files are copied.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from .errors import OrganizationError

DATABASE, FILES, MANIFEST = "database.dump", "files", "manifest.json"


class BackupRefused(OrganizationError):
    """A back-up can't be made there, or isn't whole; nothing was changed."""

    code = "backup_refused"


def back_up(*, folder: Path, keys: Path, at: datetime) -> int:
    """Copy everything to two folders, which must be new or empty. Gives the number of files copied."""
    for each in (folder, keys):
        each.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(each.iterdir()):
            raise BackupRefused(
                f"{each} is not empty: name a new folder, so that no back-up overwrites another."
            )
    _dump(folder / DATABASE)
    if _files().is_dir():
        shutil.copytree(_files(), folder / FILES)
    shutil.copytree(settings.KEYS_DIR, keys, dirs_exist_ok=True)
    sums = {str(path.relative_to(folder)): _digest(path) for path in _all_of(folder)}
    told = {"engine": connection.vendor, "made_at": at.isoformat(), "sha256": sums}
    (folder / MANIFEST).write_text(json.dumps(told, indent=1), encoding="utf-8")
    return len(sums)


def restore(*, folder: Path, keys: Path) -> int:
    """Put a back-up back into an installation that has no cases yet. Gives the number of files.

    Raises BackupRefused for a back-up that is incomplete, was changed, is of another kind of database, or where
    there is something already.
    """
    sums = _examined(folder)
    if not any(keys.glob("*.key")):
        raise BackupRefused(f"{keys} holds no key files: without them nothing in the back-up can be read.")
    if _files().is_dir() and any(_files().iterdir()):
        raise BackupRefused(f"{_files()} holds files: restore into an empty data folder.")
    if "cases_case" in connection.introspection.table_names() and _has_cases():
        raise BackupRefused("This database holds cases: restore into a new one.")
    connection.close()
    _load(folder / DATABASE)
    if (folder / FILES).is_dir():
        shutil.copytree(folder / FILES, _files(), dirs_exist_ok=True)
    shutil.copytree(keys, settings.KEYS_DIR, dirs_exist_ok=True)
    return len(sums)


def _examined(folder: Path) -> Mapping[str, str]:
    """The files of a back-up with their sums. Raises BackupRefused, naming what is missing or was changed."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise BackupRefused(f"{folder} is no back-up: its {MANIFEST} can't be read ({fault}).") from fault
    if told["engine"] != connection.vendor:
        raise BackupRefused(
            f"This back-up is of {told['engine']}, and the installation runs on {connection.vendor}: "
            f"restore it there, then use `manage.py move_to_postgresql`."
        )
    sums: Mapping[str, str] = told["sha256"]
    for name, expected in sums.items():
        path = folder / name
        if not path.is_file() or _digest(path) != expected:
            raise BackupRefused(f"{path} is missing or was changed: take another back-up.")
    return sums


def _has_cases() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM cases_case LIMIT 1")
        return cursor.fetchone() is not None


def _files() -> Path:
    return Path(settings.DATA_DIR) / FILES


def _all_of(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# The two kinds of database --------------------------------------------------------------------------------------


def _dump(target: Path) -> None:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(database["NAME"])) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    else:
        _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}", *_where(database)], database)
    target.chmod(0o600)


def _load(source: Path) -> None:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        for leftover in (database["NAME"], f"{database['NAME']}-wal", f"{database['NAME']}-shm"):
            Path(leftover).unlink(missing_ok=True)
        shutil.copyfile(source, database["NAME"])
    else:
        options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
        _run(["pg_restore", *options, *_where(database), str(source)], database)


def _where(database: Mapping[str, Any]) -> list[str]:
    named = {"--host": database["HOST"], "--port": database["PORT"], "--username": database["USER"]}
    return [
        *(f"{option}={value}" for option, value in named.items() if value),
        f"--dbname={database['NAME']}",
    ]


def _run(command: list[str], database: Mapping[str, Any]) -> None:
    """The password goes by the environment, where no list of processes shows it."""
    secret = {"PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else {}
    try:
        subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with names out of our settings
            command, check=True, capture_output=True, text=True, env={**os.environ, **secret}
        )
    except FileNotFoundError as missing:
        raise BackupRefused(
            f"{command[0]} is not installed: Debian's package is postgresql-client."
        ) from missing
    except subprocess.CalledProcessError as fault:
        raise BackupRefused(f"{command[0]} failed: {fault.stderr.strip()[-600:]}") from fault
