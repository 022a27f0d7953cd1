"""The smallest project that runs viewflow; the same connection options as ours, so that they decide nothing."""

import environ

SECRET_KEY = "only-for-this-benchmark"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "viewflow",
    "viewflow.workflow",
    "benchmarks.engine.stock",
]
DATABASES = {
    "default": {
        **environ.Env().db("DATABASE_URL"),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 1},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
