"""One database: a SQLite file for a small post, PostgreSQL 15+ for service (architecture, decision 7)."""

from typing import Any

from .environment import DATA_DIR, env


def _tuned(database: dict[str, Any]) -> dict[str, Any]:
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: a writer waits for its turn at BEGIN instead of failing in the middle of its work.
        options.update(
            transaction_mode="IMMEDIATE",
            timeout=20,
            init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        )
    else:
        # Prepared statements need connections that live; a lock is waited for at most three seconds.
        options.update(
            server_side_binding=True,
            prepare_threshold=1,
            options="-c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000",
        )
        database["CONN_MAX_AGE"] = env.int("ALUR_CONN_MAX_AGE", 600)
        database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES = {"default": _tuned(env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'alur.sqlite3'}"))}
IS_POSTGRESQL = DATABASES["default"]["ENGINE"].endswith("postgresql")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
