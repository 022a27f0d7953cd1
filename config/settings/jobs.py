"""Jobs go through Django's Tasks API; which engine carries them follows from the database (decision 8)."""

from typing import Any

from .database import IS_POSTGRESQL

TASKS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "cases.jobs.backend.ProcrastinateBackend"
        if IS_POSTGRESQL
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": [],
        "OPTIONS": {},
    }
}

# procrastinate imports no module of ours by name; the one task it knows is registered when the app is ready.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_ON_APP_READY = "cases.jobs.backend.register"
