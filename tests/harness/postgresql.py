"""Finds a PostgreSQL server on which tests may create databases named test_*.

    python -m tests.harness.postgresql      prints its URL; exit status 1 when there is none

A given server comes first (ALUR_TEST_SERVER, DATABASE_URL, PG*), then 127.0.0.1:5432. Nothing but databases that the
tests made themselves is ever touched: their names start with test_ and carry a random part.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

DEFAULT = "postgres://postgres@127.0.0.1:5432/postgres"


def candidates(environment: "os._Environ[str] | dict[str, str]") -> Iterator[str]:
    """URLs of servers, the given ones first."""
    for name in ("ALUR_TEST_SERVER", "DATABASE_URL"):
        url = environment.get(name, "")
        if url.startswith(("postgres://", "postgresql://", "psql://")):
            yield "postgres://" + url.split("://", 1)[1]
    if environment.get("PGHOST"):
        yield from_pg_variables(environment)
    yield DEFAULT


def from_pg_variables(environment: "os._Environ[str] | dict[str, str]") -> str:
    user = quote(environment.get("PGUSER", "postgres"), safe="")
    password = environment.get("PGPASSWORD", "")
    login = f"{user}:{quote(password, safe='')}" if password else user
    host = environment["PGHOST"]
    place = quote(host, safe="") if host.startswith("/") else host
    return f"postgres://{login}@{place}:{environment.get('PGPORT', '5432')}/postgres"


def may_create_databases(url: str) -> bool:
    query = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
    try:
        with closing(psycopg.connect(url, connect_timeout=5)) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.OperationalError:
        return False
    return bool(row and row[0])


def find_server() -> str | None:
    return next((url for url in candidates(os.environ) if may_create_databases(url)), None)


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _own(name: str) -> sql.Identifier:
    if not name.startswith("test_"):
        message = f"tests create and drop databases named test_* only, not {name!r}"
        raise ValueError(message)
    return sql.Identifier(name)


def create_database(url: str, name: str, *, template: str = "template0") -> None:
    statement = sql.SQL("create database {} template {}").format(_own(name), sql.Identifier(template))
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(statement)


def drop_database(url: str, name: str) -> None:
    statement = sql.SQL("drop database if exists {} with (force)").format(_own(name))
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(statement)


def put_out_clients(url: str, name: str) -> list[str]:
    """End whoever is still connected to a test's database; what each of them asked last, for the test's message."""
    _own(name)
    statement = (
        "select application_name || ' [' || state || '] ' || query from pg_stat_activity, "
        "lateral (select pg_terminate_backend(pid)) as ended "
        "where datname = %s and backend_type = 'client backend' and pid <> pg_backend_pid()"
    )
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        return [str(row[0]) for row in connection.execute(statement, [name])]


if __name__ == "__main__":
    server = find_server()
    if server is None:
        sys.exit(1)
    print(server)
