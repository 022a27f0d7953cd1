"""Jobs go through Django's Tasks API; which engine carries them follows from the database (decision 8)."""

from datetime import timedelta
from typing import Any

from .database import IS_POSTGRESQL
from .environment import env

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

#: How long a message waits for somebody who expects it before it counts as unexpected.
MESSAGE_BUFFER = timedelta(minutes=env.int("ALUR_MESSAGE_BUFFER_MINUTES", 60))

#: A worker that hasn't come to the end of a job after so many seconds has lost it; another takes it over.
JOB_LEASE_SECONDS = env.int("ALUR_JOB_LEASE_SECONDS", 40)
